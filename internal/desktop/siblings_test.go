package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestSiblings(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"Fire.assay", "Fire (Ben's conflicted copy 2026-11-23).assay", "Fire-DESK2.assay", "fire 2.ASSAY", "Fire.sync-conflict-20261123-141500-ABCDEFG.assay",
		"Flood.assay", "Fire.txt", "Fire.assay-journal", ".assay",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "Fire 3.assay"), 0o700); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range Siblings(filepath.Join(dir, "Fire.assay")) {
		names = append(names, filepath.Base(s.Path))
	}
	slices.Sort(names)
	if want := []string{"Fire (Ben's conflicted copy 2026-11-23).assay", "Fire-DESK2.assay", "Fire.sync-conflict-20261123-141500-ABCDEFG.assay", "fire 2.ASSAY"}; !slices.Equal(names, want) {
		t.Errorf("beside it are %q, want %q", names, want)
	}
	if back := Siblings(filepath.Join(dir, "Fire-DESK2.assay")); len(back) != 1 || filepath.Base(back[0].Path) != "Fire.assay" {
		t.Errorf("beside the copy are %v", back)
	}
}
