package web

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the addresses that the guide lacks into it, and take out those that are gone")

// TestRoutesInGuide: the guide lists every address with what it is for, and no
// other. Run go test ./web -update after a change of the routes, and say what the
// new ones are for.
func TestRoutesInGuide(t *testing.T) {
	const guide = "../docs/guide/addresses.md"
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), "<!-- routes -->\n")
	table, after, ok := strings.Cut(rest, "<!-- /routes -->")
	if !ok {
		t.Fatal("the guide has no place for the addresses")
	}
	said := map[string]string{}
	for line := range strings.Lines(table) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); len(cells) == 2 && strings.HasPrefix(line, "| `") {
			said[strings.Trim(cells[0], "| `")] = strings.TrimSuffix(cells[1], " |")
		}
	}
	var routes []string
	for _, r := range start(t, testPort).echo.Routes() {
		if r.Method == "GET" || r.Method == "POST" {
			path := strings.Replace(r.Path, "/s/:session/c/:case", "CASE", 1)
			routes = append(routes, strings.Replace(path, "/s/:session", "SESSION", 1)+" "+r.Method) // in order of the path
		}
	}
	slices.Sort(routes)
	want := "\n| Address | |\n|---|---|\n"
	for _, r := range slices.Compact(routes) {
		path, method, _ := strings.Cut(r, " ")
		r = method + " " + path
		if said[r] == "" {
			t.Errorf("the guide does not say what %s is for", r)
		}
		want += "| `" + r + "` | " + said[r] + " |\n"
	}
	want += "\n"
	if *update {
		if err := os.WriteFile(guide, []byte(before+"<!-- routes -->\n"+want+"<!-- /routes -->"+after), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if table != want {
		t.Error("the guide has other addresses than the program: run go test ./web -update")
	}
}
