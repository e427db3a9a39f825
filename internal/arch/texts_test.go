package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	templ "github.com/a-h/templ/parser/v2"
	"github.com/a-h/templ/parser/v2/visitor"
)

// notYet are the files whose texts do not go through internal/tr yet. The list
// only ever gets shorter.
var notYet = []string{}

// attributes are those that people read or hear.
var attributes = []string{"aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder", "alt", "data-label", "data-hint", "label"}

// names are texts that are the same in every language.
var names = []string{"Assay", "STANAG 2511", "FM 2-22.3", "SHA-256", "width=device-width, initial-scale=1", "light dark", "no-referrer", "Alt", "btn line", "notes rows", "#acts:queue all", "· Assay", ": still here", "turned away:", "HTML", "Markdown", "default-src 'none'; style-src 'unsafe-inline'"}

// letters reports whether a text has something to translate.
func letters(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLetter) && !slices.Contains(names, strings.TrimSpace(s))
}

// sentence is a literal that people are to read, and no name, path or format:
// it has two words.
var sentence = regexp.MustCompile(`\pL[.:]? \pL`)

// untranslated finds the texts of a template that go through nothing.
func untranslated(t *testing.T, content string) (found []string) {
	file, err := templ.ParseString(content)
	if err != nil {
		t.Fatal(err)
	}
	v := visitor.New()
	v.Text = func(n *templ.Text) error {
		if letters(n.Value) {
			found = append(found, n.Value)
		}
		return nil
	}
	v.ConstantAttribute = func(n *templ.ConstantAttribute) error {
		if slices.Contains(attributes, n.Key.String()) && letters(n.Value) {
			found = append(found, n.Value)
		}
		return nil
	}
	v.StringExpression = func(n *templ.StringExpression) error {
		found = append(found, literals(t, n.Expression.Value, letters)...)
		return nil
	}
	v.ExpressionAttribute = func(n *templ.ExpressionAttribute) error {
		if slices.Contains(attributes, n.Key.String()) {
			found = append(found, literals(t, n.Expression.Value, letters)...)
		}
		return nil
	}
	v.TemplElementExpression = func(n *templ.TemplElementExpression) error {
		found = append(found, literals(t, n.Expression.Value, sentence.MatchString)...)
		for _, child := range n.Children {
			if err := child.Visit(v); err != nil {
				return err
			}
		}
		return nil
	}
	if err := file.Visit(v); err != nil {
		t.Fatal(err)
	}
	return found
}

// literals finds the literals of an expression that are texts, unless they are
// given to something that says them in another language.
func literals(t *testing.T, expression string, text func(string) bool) []string {
	e, err := parser.ParseExpr(strings.TrimSuffix(strings.TrimSpace(expression), "..."))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return literalsIn(e, text)
}

// passed are the functions whose literals need no translation: they translate,
// or their texts are for a log, or they look things up.
var passed = regexp.MustCompile(`^(tr|assay|slog)\.\w+$|^w\.(line|counted|put|part)$|^[nt]\.(say|count)$|^(phrase|tell|tellCount|panic|Kbd|Icon|drawing)$|\.(Error|Warn|Info|Debug)Context$|^(fmt\.Errorf|errors\.New|regexp\.MustCompile)$|^strings\.|\.Get$|\.Set$`)

func literalsIn(n ast.Node, text func(string) bool) (found []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = fmt.Sprint(f.X) + "." + f.Sel.Name
				if x, ok := f.X.(*ast.SelectorExpr); ok {
					name = x.Sel.Name + "." + f.Sel.Name
				}
			}
			if !passed.MatchString(name) {
				return true
			}
			for _, arg := range n.Args { // but for what is made up on the way there
				if _, ok := arg.(*ast.BasicLit); !ok && strings.HasPrefix(name, "tr.") {
					found = append(found, literalsIn(arg, func(s string) bool { return text(s) && sentence.MatchString(s) })...)
				}
			}
			return false
		case *ast.AssignStmt: // the scopes of keys
			if to, ok := n.Lhs[0].(*ast.SelectorExpr); ok && to.Sel.Name == "Scope" {
				return false
			}
		case *ast.IndexExpr: // the key of a map
			found = append(found, literalsIn(n.X, text)...)
			return false
		case *ast.BinaryExpr:
			return n.Op != token.EQL && n.Op != token.NEQ // compared, not shown
		case *ast.CaseClause:
			for _, s := range n.Body {
				found = append(found, literalsIn(s, text)...)
			}
			return false
		case *ast.Field, *ast.ImportSpec:
			return false // tags and paths
		case *ast.BasicLit:
			s, err := strconv.Unquote(n.Value)
			if n.Kind == token.STRING && err == nil && text(s) && letters(s) {
				found = append(found, s)
			}
		}
		return true
	})
	return found
}

// TestTexts: what people read goes through internal/tr.
func TestTexts(t *testing.T) {
	seen := 0
	files(t, func(path, content string) {
		var found []string
		switch {
		case strings.HasSuffix(path, "_test.go"), strings.HasSuffix(path, "_templ.go"):
			return
		case strings.HasPrefix(path, "views/") && strings.HasSuffix(path, ".templ"):
			found = untranslated(t, content)
		case strings.HasPrefix(path, "views/") && strings.HasSuffix(path, ".go"), strings.HasPrefix(path, "web/") && strings.HasSuffix(path, ".go"):
			file, err := parser.ParseFile(token.NewFileSet(), path, content, 0)
			if err != nil {
				t.Fatal(err)
			}
			found = literalsIn(file, sentence.MatchString)
		default:
			return
		}
		seen++
		switch waits := slices.Contains(notYet, path); {
		case waits && len(found) == 0:
			t.Errorf("%s is translated: take it off the list", path)
		case !waits:
			for _, text := range found {
				t.Errorf("%s: %q goes through no function of internal/tr", path, strings.Join(strings.Fields(text), " "))
			}
		}
	})
	if seen < 40 {
		t.Errorf("only %d files were looked at", seen)
	}
	for _, path := range notYet {
		read(t, path)
	}
}

// TestTextsOfScripts: what scripts say, they say through texts.js.
func TestTextsOfScripts(t *testing.T) {
	says := regexp.MustCompile("\\b(say|toast)\\(\\s*[\"'`]|\\b(textContent|title|placeholder|ariaLabel) = [\"'`]\\w|\\btr\\(\\s*[^\"\\s)]|[\"'`][A-Z][a-z]+ [a-z]")
	mayBe := regexp.MustCompile(`\b(tr|count)\(|throw new Error|^\s*(//|\*|/\*)|/\*\*|//.*["'` + "`" + `]`)
	seen := 0
	files(t, func(path, content string) {
		if !strings.HasPrefix(path, "assets/js/") || !strings.HasSuffix(path, ".js") || path == "assets/js/texts.js" {
			return
		}
		seen++
		for i, line := range strings.Split(content, "\n") {
			if says.MatchString(line) && !mayBe.MatchString(line) || regexp.MustCompile("\\btr\\([^\"\\s]").MatchString(line) {
				t.Errorf("%s:%d says something in English alone: %s", path, i+1, strings.TrimSpace(line))
			}
		}
	})
	if seen < 15 {
		t.Errorf("only %d scripts were looked at", seen)
	}
}

// shorthand is one with four values, the second of which means the right.
var shorthand = regexp.MustCompile(`(?:^|[\s;{])(?:inset|padding|margin):\s*` + value + ` ` + value + ` ` + value + ` ` + value + `\s*[;}!]`)

const value = `([^\s;(]+(?:\((?:[^()]|\([^()]*\))*\))?)`

// shifted is a shadow or a move to the right.
var shifted = regexp.MustCompile(`(?:inset -?[1-9]\S*|[:,] -?\.?\d*[1-9]\d*(?:px|rem)) 0 0 |translate: -?\.?\d*[1-9]\S*(?:px|rem)|to (?:left|right)\b`)

// sides are properties and values of styles that mean a side of the screen,
// where they should mean the side that one reads from.
var sides = regexp.MustCompile(`(?:^|[\s;{-])(left|right|margin-(left|right)|padding-(left|right)|border-(left|right)(-\w+)?|border-(top|bottom)-(left|right)-radius|scroll-(margin|padding)-(left|right))\s*:|(text-align|float|clear|caption-side|resize)\s*:\s*(left|right|horizontal)\b`)

// TestSides: pages turn around where one reads from right to left.
func TestSides(t *testing.T) {
	seen := 0
	files(t, func(path, content string) {
		if !strings.HasPrefix(path, "assets/css/") || !strings.HasSuffix(path, ".css") {
			return
		}
		seen++
		for i, line := range strings.Split(content, "\n") {
			if m := sides.FindString(line); m != "" {
				t.Errorf("%s:%d: %q is a side of the screen: say inline-start or inline-end", path, i+1, strings.TrimSpace(m))
			}
			if m := shorthand.FindStringSubmatch(line); m != nil && m[2] != m[4] && m[4] != "50%" {
				t.Errorf("%s:%d: %q has a left and a right: give -block and -inline apart", path, i+1, strings.TrimSpace(m[0]))
			}
			if m := shifted.FindString(line); m != "" && strings.Count(line, strings.Trim(m, ":, -")) < 2 {
				t.Errorf("%s:%d: %q goes to one side whichever way one reads: see --ahead and --end", path, i+1, m)
			}
		}
	})
	if seen < 9 {
		t.Errorf("only %d style sheets were looked at", seen)
	}
}
