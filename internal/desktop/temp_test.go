package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestSweepTemp(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"assay-stranger-1", "assay-sealed-2", "assay-stranger-new", "other-1"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	kept := filepath.Join(folder, "kept")
	if err := os.Mkdir(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(kept, filepath.Join(folder, "assay-sealed-link")); err != nil {
		t.Skip(err)
	}
	now := time.Now()
	for _, name := range []string{"assay-stranger-1", "assay-sealed-2", "other-1", "kept"} {
		if err := os.Chtimes(filepath.Join(folder, name), now, now.Add(-48*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	SweepTemp(folder, now)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{"assay-sealed-link", "assay-stranger-new", "kept", "other-1"}; !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
}
