package desktop

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"assay/internal/assay"
)

func TestReadFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"zoo", "Alpha", ".git", "case.assay", "a b #1?&<x>"} {
		makeDir(t, dir, name)
	}
	for _, name := range []string{"b.assay", "A.ASSAY", "-rf.assay", "x'\"><img>.assay", "notes.txt", ".hidden.assay", "b.assay-journal", "pile.assay.zip"} {
		makeFile(t, dir, name)
	}
	hiddenWant := 0
	if runtime.GOOS == "linux" {
		for _, name := range []string{"two\nlines.assay", "\u202eyassa.assay", "\xff.assay"} {
			makeFile(t, dir, name)
			hiddenWant++
		}
	}

	f, err := ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(f.Folders, " | "), "a b #1?&<x> | Alpha | case.assay | zoo"; got != want {
		t.Errorf("folders are %s\nwant %s", got, want)
	}
	if got, want := strings.Join(f.Cases, " | "), `-rf.assay | A.ASSAY | b.assay | x'"><img>.assay`; got != want {
		t.Errorf("cases are %s\nwant %s", got, want)
	}
	if f.Path != dir || f.Parent != filepath.Dir(dir) || f.Hidden != hiddenWant || f.More != 0 {
		t.Errorf("got %+v", f)
	}
}

func TestReadFolderRefuses(t *testing.T) {
	dir := t.TempDir()
	makeFile(t, dir, "file.assay")
	tests := []struct {
		name, path string
		want       assay.ErrorKind
	}{
		{"relative", ".", assay.KindInvalid},
		{"climbing", dir + "/..", assay.KindInvalid},
		{"with a nul", dir + "\x00", assay.KindInvalid},
		{"missing", filepath.Join(dir, "nowhere"), assay.KindNotFound},
		{"a file", filepath.Join(dir, "file.assay"), assay.KindNotFound},
		{"below a file", filepath.Join(dir, "file.assay", "x"), assay.KindInvalid},
	}
	for _, test := range tests {
		_, err := ReadFolder(test.path)
		if got := assay.KindOf(err); got != test.want {
			t.Errorf("%s: error of kind %q (%v), want %q", test.name, got, err, test.want)
		}
	}
}

func TestReadFolderIsBounded(t *testing.T) {
	dir := t.TempDir()
	for i := range maxEntries + 3 {
		makeFile(t, dir, fmt.Sprintf("%05d.assay", i))
	}
	f, err := ReadFolder(dir)
	if err != nil || len(f.Cases) != maxEntries || f.More != 3 || f.Cases[0] != "00000.assay" {
		t.Errorf("%d cases and %d more (%v)", len(f.Cases), f.More, err)
	}
}

func TestTopHasNoParent(t *testing.T) {
	top := roots()[0]
	f, err := ReadFolder(top)
	if err != nil || f.Parent != "" {
		t.Errorf("above %s is %q (%v)", top, f.Parent, err)
	}
}

func TestPlaces(t *testing.T) {
	places := Places()
	if len(places) == 0 {
		t.Fatal("there is nowhere to look")
	}
	for _, p := range places {
		if _, err := ReadFolder(p.Path); assay.KindOf(err) == assay.KindNotFound || p.Name == "" {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func makeFile(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func makeDir(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
		t.Fatal(err)
	}
}
