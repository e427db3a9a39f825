package docs

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/assets"
	"assay/internal/desktop"
	"assay/views"
)

var update = flag.Bool("update", false, "write what is generated into the guide")

// marked returns what stands in a page of the guide before, between and after the
// marks <!-- what --> and <!-- /what -->.
func marked(t *testing.T, page, what string) (before, between, after string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("guide", page))
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), "<!-- "+what+" -->\n")
	between, after, ok := strings.Cut(rest, "<!-- /"+what+" -->")
	if !ok {
		t.Fatalf("%s has no place for the %s", page, what)
	}
	return before, between, after
}

// mark fails the test if something else than want stands between the marks, or
// writes it there with -update.
func mark(t *testing.T, page, what, want string) {
	t.Helper()
	before, have, after := marked(t, page, what)
	if *update {
		if err := os.WriteFile(filepath.Join("guide", page), []byte(before+"<!-- "+what+" -->\n"+want+"<!-- /"+what+" -->"+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have != want {
		t.Errorf("%s has other %s than the program; go test ./docs -update writes these:\n%s", page, what, want)
	}
}

// TestKeysInGuide: the guide lists the key map, all of it and nothing else. Run
// go test ./docs -update after a change of the key map.
func TestKeysInGuide(t *testing.T) {
	var want strings.Builder
	for _, s := range assets.Keymap() {
		want.WriteString("\n## " + s.Title + "\n\n| Key | |\n|---|---|\n")
		for _, b := range s.Keys {
			want.WriteString("| " + keys(b) + " | " + b.Does + " |\n")
		}
	}
	mark(t, "keys.md", "keys", want.String()+"\n")
}

// TestSettingsInGuide: the guide lists the settings with their choices and what
// each is for, and no others. Run go test ./docs -update after a change of the
// settings, and say what the new ones are for.
func TestSettingsInGuide(t *testing.T) {
	_, table, _ := marked(t, "settings.md", "settings")
	said := map[string]string{}
	for line := range strings.Lines(table) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); len(cells) == 3 {
			said[strings.TrimPrefix(cells[0], "| ")] = strings.TrimSuffix(cells[2], " |")
		}
	}
	want, shown := "\n| Setting | Choices | What it is for |\n|---|---|---|\n", []desktop.Setting{}
	for _, g := range views.NewSettings(t.Context(), views.Frame{}, nil, views.NameForm{}, "").Groups {
		setting := desktop.Setting(g.Name)
		shown = append(shown, setting)
		var choices []string
		for _, c := range g.Choices {
			if c.Value == setting.Values()[0] {
				c.Label = "**" + c.Label + "**"
			}
			choices = append(choices, c.Label)
		}
		if said[g.Legend] == "" {
			t.Errorf("the guide does not say what the setting %q is for", g.Legend)
		}
		want += "| " + g.Legend + " | " + strings.Join(choices, ", ") + " | " + said[g.Legend] + " |\n"
	}
	slices.Sort(shown)
	if !slices.Equal(shown, desktop.Settings()) {
		t.Errorf("the page of the settings has %v, and there are %v", shown, desktop.Settings())
	}
	mark(t, "settings.md", "settings", want+"\n")
}

// TestLinksOfGuide: every page of the guide is on its first page, and every link
// in what is written about Assay leads to a file that is there, and to a heading
// of it.
func TestLinksOfGuide(t *testing.T) {
	var pages []string
	for _, pattern := range []string{"../*.md", "*.md", "decisions/*.md", "guide/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		pages = append(pages, found...)
	}
	first := map[string]bool{}
	for _, page := range pages {
		for _, link := range links(t, page) {
			file, heading, _ := strings.Cut(link, "#")
			file = filepath.Join(filepath.Dir(page), file)
			if strings.HasPrefix(link, "#") {
				file = page
			}
			if page == filepath.Join("guide", "README.md") {
				first[file] = true
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s, which is not there", page, link)
			} else if heading != "" && !slices.Contains(headings(t, file), heading) {
				t.Errorf("%s links to %s, and there is no such heading", page, link)
			}
		}
	}
	for _, page := range pages {
		if filepath.Dir(page) == "guide" && filepath.Base(page) != "README.md" && !first[page] {
			t.Errorf("the first page of the guide does not lead to %s", page)
		}
	}
}

// links returns where the links and pictures of a page lead that stay in the
// repository.
func links(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(prose(string(text)), -1) {
		if !strings.Contains(m[1], "://") {
			all = append(all, m[1])
		}
	}
	return all
}

// headings returns the headings of a page as links to them have it.
func headings(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(prose(string(text)), -1) {
		all = append(all, strings.ReplaceAll(regexp.MustCompile(`[^\p{L}\p{N}_ -]`).ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return all
}

// prose is a page without its blocks of code.
func prose(text string) string {
	return regexp.MustCompile("(?ms)^```.*?^```$").ReplaceAllString(text, "")
}

// keys writes the keys of a binding as a table of the guide has them.
func keys(b assets.Binding) string {
	if b.Shown != "" && len(b.Keys) > 2 {
		return kbd(b.Shown)
	}
	var all []string
	for _, k := range b.Keys {
		all = append(all, kbd(k))
	}
	return strings.Join(all, " or ")
}

func kbd(key string) string {
	var presses []string
	for _, k := range strings.Fields(key) {
		if k == "|" {
			k = "\\|"
		}
		presses = append(presses, "<kbd>"+k+"</kbd>")
	}
	return strings.Join(presses, " ")
}
