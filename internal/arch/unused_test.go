package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// unseen are names that are used where the sources do not show it: methods that
// are called through an interface of others, a field that is read from JSON, and
// what the laws of merging are stated with.
var unseen = []string{
	"Error", "Unwrap", "String", "Scan", "Bytes", "Run", "Validate", "MarshalText", "UnmarshalText", "UnmarshalParams", "MarshalJSON", "UnmarshalJSON",
	"Repeat", "Union", "Build", "MarshalBinary", "UnmarshalBinary",
	"Align",                                                                                                                        // of lineage, which is measured by it
	"Lineage", "Beside", "ProposedFor", "Supposing", "RuleCopied", "RuleRewritten", "RuleQuoting", "RuleSameSlips", "GroundQuotes", // until pages show what is proposed
}

// TestUnused finds what is exported and used nowhere but in tests. It goes by
// names alone, so it may miss something, but what it finds is there for nobody.
// Fields that a file, a form or an address is read into are left out.
func TestUnused(t *testing.T) {
	declared, uses := map[string]string{}, map[string]int{}
	files(t, func(path, content string) {
		for _, apart := range []string{"_test.go", "internal/browsertest/", "internal/largecase/", "internal/powertest/", "internal/storybook/", "worldtest/", "internal/extract/htmldate/"} { // for tests, and in place of a module of others
			if strings.Contains(path, apart) {
				return
			}
		}
		if !strings.HasSuffix(path, ".go") {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, content, 0)
		if err != nil {
			t.Fatal(err)
		}
		declare := func(names ...*ast.Ident) {
			for _, n := range names {
				if uses[n.Name]--; n.IsExported() && !slices.Contains(unseen, n.Name) {
					declared[n.Name] = path
				}
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				uses[n.Name]++
			case *ast.FuncDecl:
				declare(n.Name)
			case *ast.TypeSpec:
				declare(n.Name)
			case *ast.ValueSpec:
				declare(n.Names...)
			case *ast.StructType:
				for _, f := range n.Fields.List {
					if f.Tag == nil {
						declare(f.Names...)
					}
				}
			}
			return true
		})
	})
	for name, path := range declared {
		if uses[name] <= 0 {
			t.Errorf("%s: nobody uses %s", path, name)
		}
	}
}
