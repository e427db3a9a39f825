// Package arch holds Assay to its architecture: what docs/ARCHITECTURE.md draws
// and says is proved here over the sources themselves.
package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the top of the repository.
const root = "../.."

// list runs go list and decodes its answer.
func list[T any](t *testing.T, args ...string) (all []T) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	command.Dir = root
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list %v: %v\n%s", args, err, &stderr)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var v T
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, v)
	}
}

type pkg struct {
	ImportPath, Name string
	Standard         bool
	Imports, Deps    []string
	Module           *module
}

type module struct {
	Path, Version, Dir, GoMod string
	Replace                   *module
}

// arrows are the packages of ours that each may import.
var arrows = map[string][]string{
	"assay/internal/oplog":       {},
	"assay/internal/anchor":      {},
	"assay/internal/agreement":   {},
	"assay/internal/assay":       {"agreement", "anchor", "oplog"},
	"assay/internal/lineage":     {"anchor", "assay", "search"},
	"assay/internal/attribution": {"anchor", "assay"},
	"assay/internal/difference":  {"anchor", "search"},
	"assay/internal/extract":     {"anchor", "assay"},
	"assay/internal/search":      {"anchor"},
	"assay/internal/tr":          {},
	"assay/internal/exchange":    {"anchor", "assay", "oplog"},
	"assay/internal/document":    {},
	"assay/internal/desktop":     {"assay", "sealed"},
	"assay/internal/sealed":      {"assay"},
	"assay/internal/fetch":       {"assay"},
	"assay/store":                {"anchor", "assay", "oplog", "search", "lineage", "attribution", "difference", "sealed"},
	"assay/internal/taguette":    {"assay"},
	"assay/internal/intake":      {"assay", "oplog", "extract", "sealed", "store", "taguette"},
	"assay/internal/largecase":   {"anchor", "assay", "oplog", "store"},
	"assay/internal/sample":      {"anchor", "assay", "exchange", "extract", "store"},
	"assay/assets":               {},
	"assay/views":                {"agreement", "anchor", "assay", "oplog", "difference", "document", "tr", "assets"},
	"assay/web":                  {"anchor", "assay", "oplog", "lineage", "attribution", "extract", "exchange", "document", "search", "tr", "desktop", "fetch", "intake", "sample", "sealed", "store", "assets", "views"},
	"assay/cmd/assay":            {"agreement", "assay", "oplog", "extract", "exchange", "document", "desktop", "fetch", "intake", "sample", "sealed", "store", "assets", "views", "web"},
}

// never are what a package may not import, by itself or through others.
var never = []struct {
	from, to string
	through  bool
	why      string
}{
	{"assay/internal/oplog", ".", true, "it knows nothing but the standard library"},
	{"assay/internal/agreement", ".", true, "it knows nothing but the standard library"},
	{"assay/internal/assay", "database/sql", true, "the domain does not know where it is stored"},
	{"assay/internal/assay", "net/http", true, "the domain does not know who asks"},
	{"assay/internal/assay", "modernc.org", true, "the domain does not know where it is stored"},
	{"assay/internal/exchange", "database/sql", true, "formats are made of values"},
	{"assay/internal/exchange", "net/http", true, "formats are made of values"},
	{"assay/internal/extract", "database/sql", false, "what is found is a function of bytes"}, // a name of it is in google/uuid
	{"assay/internal/extract", "modernc.org", true, "what is found is a function of bytes"},
	{"assay/internal/extract", "os", false, "what is found is a function of bytes"},
	{"assay/internal/lineage", "database/sql", true, "what is found is a function of texts"},
	{"assay/internal/lineage", "net/http", true, "what is found is a function of texts"},
	{"assay/internal/lineage", "os", false, "what is found is a function of texts"},
	{"assay/internal/extract", "assay/internal/fetch", true, "what is found is a function of bytes"},
	{"assay/internal/intake", "assay/internal/fetch", true, "only the analyst has pages asked for"},
	{"assay/store", "net/http", true, "the store does not know who asks"},
	{"assay/store", "github.com/labstack/echo", true, "the store does not know who asks"},
	{"assay/views", "database/sql", true, "a view shows what it is given"},
	{"assay/views", "net/http", false, "a view shows what it is given"},
	{"assay/views", "github.com/labstack/echo", true, "echo stays in web"},
	{"assay/cmd/assay", "github.com/labstack/echo", false, "echo stays in web"},
	{"assay/cmd/assay", "github.com/chromedp", true, "browsers are driven by tests only"},
}

func TestArrows(t *testing.T) {
	packages := map[string]pkg{}
	for _, p := range list[pkg](t, "-deps", "-json=ImportPath,Name,Standard,Imports,Deps", "./...") {
		packages[p.ImportPath] = p
	}
	for path, may := range arrows {
		p, ok := packages[path]
		if !ok {
			t.Errorf("there is no package %s any more", path)
			continue
		}
		for _, to := range p.Imports {
			name := to[strings.LastIndexByte(to, '/')+1:]
			if strings.HasPrefix(to, "assay/") && !slices.Contains(may, name) {
				t.Errorf("%s imports %s", path, to)
			}
		}
	}
	for path, p := range packages {
		helps := strings.HasSuffix(path, "test") || p.Name == "main" || path == "assay/docs" || path == "assay/internal/arch"
		if _, drawn := arrows[path]; strings.HasPrefix(path, "assay/") && !drawn && !helps {
			t.Errorf("%s has no place in the architecture: give it one in arrows and in docs/ARCHITECTURE.md", path)
		}
	}
	for _, n := range never {
		from := packages[n.from]
		deps := from.Imports
		if n.through {
			deps = from.Deps
		}
		for _, to := range deps {
			foreign := n.to == "." && !packages[to].Standard
			if foreign || to == n.to || strings.HasPrefix(to, n.to+"/") {
				t.Errorf("%s has to do with %s, but %s", n.from, to, n.why)
			}
		}
	}
}

// TestDrawn: the page that draws the arrows names every package that has one.
func TestDrawn(t *testing.T) {
	page := read(t, "docs/ARCHITECTURE.md")
	for path := range arrows {
		if short := strings.TrimPrefix(path, "assay/"); !strings.Contains(page, short+"/ ") {
			t.Errorf("docs/ARCHITECTURE.md does not say what is in %s", short)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestLibraryOfSQLite: modernc.org/libc is the very version that the driver was
// made with. Another one compiles, and corrupts.
func TestLibraryOfSQLite(t *testing.T) {
	modules := map[string]module{}
	for _, m := range list[module](t, "-m", "-json", "modernc.org/sqlite", "modernc.org/libc") {
		modules[m.Path] = m
	}
	own, err := os.ReadFile(modules["modernc.org/sqlite"].GoMod)
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`(?m)^\s*modernc\.org/libc (\S+)`).FindSubmatch(own)
	if made == nil {
		t.Fatalf("%s says nothing of its libc", modules["modernc.org/sqlite"].GoMod)
	}
	if got := modules["modernc.org/libc"].Version; got != string(made[1]) {
		t.Errorf("modernc.org/libc is %s, and the driver was made with %s: upgrade both together", got, made[1])
	}
}

// TestNotice: what is in the program is named in NOTICE, and nothing else is.
func TestNotice(t *testing.T) {
	notice := read(t, "NOTICE")
	have := map[string]bool{}
	for _, p := range list[pkg](t, "-deps", "-json=ImportPath,Module", "./cmd/assay") {
		if p.Module == nil || p.Module.Path == "assay" || p.Module.Replace != nil {
			continue
		}
		path := regexp.MustCompile(`/v\d+$`).ReplaceAllString(p.Module.Path, "")
		have[path] = true
		if !strings.Contains(notice, path) {
			t.Errorf("NOTICE does not name %s", path)
			notice += path
		}
	}
	for _, path := range regexp.MustCompile(`(?:github\.com|golang\.org|modernc\.org)/[\w./-]*\w`).FindAllString(notice, -1) {
		if !have[path] {
			t.Errorf("NOTICE names %s, which is not in the program", path)
		}
	}
}

// files calls fn for the files of the repository, by their slashed paths. What
// is fetched or built is not of it.
func files(t *testing.T, fn func(path, content string)) {
	t.Helper()
	apart := []string{".git", "assets/node_modules", "assets/dist", "bin"}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path, err = filepath.Rel(root, path)
		path = filepath.ToSlash(path)
		switch {
		case err != nil:
			return err
		case slices.Contains(apart, path) && d.IsDir():
			return fs.SkipDir
		case d.Type().IsRegular() && !slices.Contains(apart, path): // .git is a file in a worktree
			fn(path, read(t, path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNothingForeign: third-party code is fetched by name and hash and never
// copied in, and no file says from which registry.
func TestNothingForeign(t *testing.T) {
	hosts := regexp.MustCompile(`(?i)\b(registry\.[\w.-]+|[\w-]+\.npmjs\.\w+|proxy\.golang\.\w+|sum\.golang\.\w+|GOPROXY=|artifactory|nexus\.)`)
	seen := 0
	files(t, func(path, content string) {
		seen++
		switch {
		case strings.Contains(path, "/vendor/"), strings.HasPrefix(path, "vendor/"), strings.Contains(path, "node_modules/"), strings.HasSuffix(path, ".min.js"), strings.HasSuffix(path, ".min.css"), strings.HasSuffix(path, ".woff2"):
			t.Errorf("%s is somebody else's", path)
		case path == "LICENSE", path == "NOTICE", strings.Contains(path, "/testdata/"), strings.HasSuffix(path, "_test.go"):
		case regexp.MustCompile(`(?i)copyright (\(c\)|©|\d{4})`).MatchString(content):
			t.Errorf("%s has a copyright notice: is it copied?", path)
		case hosts.MatchString(content):
			t.Errorf("%s names a registry: %s", path, hosts.FindString(content))
		}
	})
	if seen < 100 {
		t.Errorf("only %d files were looked at", seen)
	}
	lock := read(t, "assets/package-lock.json")
	if strings.Contains(lock, `"resolved"`) {
		t.Error("assets/package-lock.json says where its packages come from: npm install --omit-lockfile-registry-resolved")
	}
	if n := strings.Count(lock, `"integrity"`); n == 0 {
		t.Error("assets/package-lock.json has no hashes")
	}
}
