package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestCommandsInGuide: every command and every flag is in the guide, under the
// command that takes it.
func TestCommandsInGuide(t *testing.T) {
	text, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(text), "\n## The command line\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	intro, _, _ := strings.Cut(chapter, "\n**`assay ")
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
	check("assay", intro, parser.Model.Flags)
	documented := map[string]int{}
	for _, section := range strings.Split(chapter, "\n**`assay ")[1:] {
		name, _, _ := strings.Cut(strings.Trim(section, "`*"), " ")
		name = strings.Trim(name, "`*")
		if strings.HasPrefix(name, "[") {
			name = "open"
		}
		for range regexp.MustCompile("\\| `--").FindAllString(section, -1) {
			documented[name] += 1
		}
		for _, c := range parser.Model.Children {
			if c.Name == name {
				check(name, section, c.Flags)
				if len(c.Flags) != documented[name] {
					t.Errorf("%s takes %d flags, and the guide has %d", name, len(c.Flags), documented[name])
				}
			}
		}
		documented[name]++
	}
	for _, c := range parser.Model.Children {
		if documented[c.Name] == 0 {
			t.Errorf("the guide does not have the command %s", c.Name)
		}
	}
}
