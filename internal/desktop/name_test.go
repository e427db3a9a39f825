package desktop

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"assay/internal/assay"
)

func TestFileName(t *testing.T) {
	tests := []struct{ name, want string }{ // want "" means refused
		{"Harbour fire", "Harbour fire.assay"},
		{"  Harbour fire  ", "Harbour fire.assay"},
		{"Harbour fire.assay", "Harbour fire.assay"},
		{"Harbour fire.ASSAY", "Harbour fire.assay"},
		{"Žalec, požar 🚒", "Žalec, požar 🚒.assay"},
		{"מפגש בנמל", "מפגש בנמל.assay"},
		{"-rf", "-rf.assay"},
		{"100% #1; DROP", "100% #1; DROP.assay"},
		{"v1.2", "v1.2.assay"},
		{"console", "console.assay"},
		{"", ""},
		{"   ", ""},
		{".assay", ""},
		{".hidden", ""},
		{"..", ""},
		{"ends.", ""},
		{"a/b", ""},
		{`a\b`, ""},
		{"../up", ""},
		{"c:drive", ""},
		{"a?b", ""},
		{"a*b", ""},
		{"a|b", ""},
		{`say "so"`, ""},
		{"<b>", ""},
		{"two\nlines", ""},
		{"nul\x00byte", ""},
		{"del\x7f", ""},
		{"yassa\u202etxt", ""},
		{"zero\u200bwidth", ""},
		{"bad\xffutf8", ""},
		{"CON", ""},
		{"con.notes", ""},
		{"Lpt9", ""},
		{"COM¹", ""},
		{"aux ", ""},
		{"nul .x", ""},
		{strings.Repeat("ä", 100), ""},
	}
	for _, test := range tests {
		got, err := FileName(test.name)
		if got != test.want {
			t.Errorf("FileName(%q) = %q, want %q", test.name, got, test.want)
		}
		if kind := assay.KindOf(err); (test.want == "") != (kind == assay.KindInvalid) {
			t.Errorf("FileName(%q): error of kind %q (%v)", test.name, kind, err)
		}
	}
}

func TestCheckPath(t *testing.T) {
	root := t.TempDir()
	tests := []struct {
		path string
		ok   bool
	}{
		{root, true},
		{filepath.Join(root, "a b #1?.assay"), true},
		{filepath.Join(root, "-rf.assay"), true},
		{filepath.Join(root, "Žalec 🚒"), true},
		{"", false},
		{".", false},
		{"relative.assay", false},
		{"~/case.assay", false},
		{root + "/../x", false},
		{root + "/./x", false},
		{root + "//x", false},
		{root + "/x/", false},
		{root + "/two\nlines", false},
		{root + "/nul\x00", false},
		{root + "/\u202eyassa", false},
		{root + "/\xff", false},
		{`\\server\share\x`, false},
		{`\\?\C:\x`, false},
		{"file:///etc/passwd", false},
	}
	for _, test := range tests {
		if err := CheckPath(test.path); (err == nil) != test.ok || (err != nil && assay.KindOf(err) != assay.KindInvalid) {
			t.Errorf("CheckPath(%q) = %v", test.path, err)
		}
	}
}

func TestNewCase(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "taken.assay"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, folder, caseName, want, field string }{
		{name: "free", folder: folder, caseName: "Quay", want: "Quay.assay"},
		{name: "taken", folder: folder, caseName: "taken", field: "name"},
		{name: "no name", folder: folder, caseName: " ", field: "name"},
		{name: "no such folder", folder: filepath.Join(folder, "nowhere"), caseName: "Quay", field: "folder"},
		{name: "a file for a folder", folder: filepath.Join(folder, "taken.assay"), caseName: "Quay", field: "folder"},
		{name: "a folder that is relative", folder: ".", caseName: "Quay", field: "folder"},
		{name: "a folder that climbs", folder: folder + "/../" + filepath.Base(folder), caseName: "Quay", field: "folder"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := NewCase(test.folder, test.caseName)
			if test.want != "" {
				if err != nil || got != filepath.Join(folder, test.want) {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			e, ok := errors.AsType[*assay.Error](err)
			if !ok || e.Field != test.field {
				t.Errorf("got %q, %v, want an error about %s", got, err, test.field)
			}
		})
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("something was written: %v (%v)", entries, err)
	}
}

func TestAdopt(t *testing.T) {
	tests := []struct {
		name string // of the file as dropped
		want string // "" means refused
	}{
		{"Quay.assay", "Quay.assay"},
		{"Quay.assay", "Quay 2.assay"},
		{"Quay.ASSAY", "Quay 3.assay"},
		{`C:\Users\ana\Quay.assay`, "Quay 4.assay"},
		{"../../Quay.assay", "Quay 5.assay"},
		{"report?_pragma=x.assay", ""},
		{"report.html", ""},
		{"report.assay.exe", ""},
		{"con.assay", ""},
		{".assay", ""},
		{"", ""},
		{"a\x00.assay", ""},
	}
	folder := t.TempDir()
	written := 0
	for i, test := range tests {
		content := strings.Repeat("x", i+1)
		path, err := Adopt(strings.NewReader(content), folder, test.name)
		if test.want == "" {
			if assay.KindOf(err) != assay.KindInvalid {
				t.Errorf("%q: got %q, %v, want a refusal", test.name, path, err)
			}
			continue
		}
		written++
		if err != nil || path != filepath.Join(folder, test.want) {
			t.Errorf("%q: got %q, %v, want %s", test.name, path, err, test.want)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("%q: the copy is %q (%v), want %q", test.name, got, err, content)
		}
	}
	broken := io.MultiReader(strings.NewReader("half a ca"), iotest.ErrReader(errors.New("cable pulled")))
	if path, err := Adopt(broken, folder, "Broken.assay"); err == nil {
		t.Errorf("a broken copy became %s", path)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != written {
		t.Errorf("the folder has %v (%v), want %d files", entries, err, written)
	}
}
