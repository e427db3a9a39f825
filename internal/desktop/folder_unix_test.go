//go:build unix

package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestReadFolderFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	makeDir(t, dir, "zoo")
	makeFile(t, dir, "case.assay")
	for link, target := range map[string]string{
		"link.assay": "case.assay", "dangling.assay": "nowhere", "loop.assay": "loop.assay", "to zoo": "zoo", "folder.assay": "zoo",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.assay"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(f.Folders, " | "), "folder.assay | to zoo | zoo"; got != want {
		t.Errorf("folders are %s, want %s", got, want)
	}
	if got, want := strings.Join(f.Cases, " | "), "case.assay | link.assay"; got != want {
		t.Errorf("cases are %s, want %s", got, want)
	}
}
