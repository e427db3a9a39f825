package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestCommandsInGuide: every command and every flag is in the guide, under the
// command that takes it, and no other.
func TestCommandsInGuide(t *testing.T) {
	text, err := os.ReadFile("../../docs/guide/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	chapters := strings.Split(string(text), "\n## assay ")
	parser, err := kong.New(&commands{}, kong.Name("assay"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(command, under string, flags []*kong.Flag) {
		for _, f := range flags {
			if f.Hidden {
				continue
			}
			if !regexp.MustCompile("`--" + regexp.QuoteMeta(f.Name) + "[`=]").MatchString(under) {
				t.Errorf("the guide does not say that %s takes --%s", command, f.Name)
			}
			if f.Short != 0 && !strings.Contains(under, "`-"+string(f.Short)+"`") {
				t.Errorf("the guide does not say that --%s of %s is -%c for short", f.Name, command, f.Short)
			}
		}
	}
	check("assay", chapters[0], parser.Model.Flags)
	documented := map[string]bool{}
	for _, chapter := range chapters[1:] {
		name, _, _ := strings.Cut(chapter, "\n")
		i := slices.IndexFunc(parser.Model.Children, func(c *kong.Node) bool { return c.Name == name })
		if i < 0 {
			t.Errorf("the guide has a command %s, and there is none", name)
			continue
		}
		documented[name] = true
		flags := parser.Model.Children[i].Flags
		check(name, chapter, flags)
		if n := strings.Count(chapter, "| `--"); n != len(flags) {
			t.Errorf("%s takes %d flags, and the guide has %d", name, len(flags), n)
		}
	}
	for _, c := range parser.Model.Children {
		if !documented[c.Name] {
			t.Errorf("the guide does not have the command %s", c.Name)
		}
	}
}
