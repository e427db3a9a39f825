package desktop

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestOwn: a file is one's own for as long as nobody else touches it.
func TestOwn(t *testing.T) {
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	later := time.Now().Add(time.Hour)
	tests := []struct {
		name string
		open bool
		then func(path string) error
		want bool
	}{
		{"left alone", false, func(string) error { return nil }, true},
		{"written to", false, func(path string) error { write(path, "more than that"); return nil }, false},
		{"written to, as long as before", false, func(path string) error { write(path, "other"); return os.Chtimes(path, later, later) }, false},
		{"written to while it was open", true, func(path string) error { write(path, "more than that"); return nil }, true},
		{"replaced", false, func(path string) error { write(path+"2", "theirs, not ours"); return os.Rename(path+"2", path) }, false},
		{"gone", false, os.Remove, false},
	}
	if info, err := os.Stat(t.TempDir()); err == nil && fileID(info) != "" {
		tests = append(tests, struct {
			name string
			open bool
			then func(path string) error
			want bool
		}{"replaced while it was open", true, func(path string) error { write(path+"2", "theirs"); return os.Rename(path+"2", path) }, false})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			c, _, err := OpenConfig(filepath.Join(dir, "config"))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "case.assay")
			write(path, "mine.")
			if c.Owns(path) {
				t.Error("a file that nobody has opened is the analyst's own")
			}
			if err := c.Own(path, test.open); err != nil {
				t.Fatal(err)
			}
			if err := test.then(path); err != nil {
				t.Fatal(err)
			}
			again, _, err := OpenConfig(c.Dir())
			if err != nil {
				t.Fatal(err)
			}
			if got := again.Owns(path); got != test.want {
				t.Errorf("it is the analyst's own: %t, want %t", got, test.want)
			}
		})
	}
}
