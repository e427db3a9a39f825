package desktop

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestBackup keeps the latest backups of a case, and all of any other.
func TestBackup(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	save := func(to string) error { return os.WriteFile(to, []byte(to), 0o600) }
	if _, err := Backup(dir, "/cases/quay (north).assay", now, save); err != nil {
		t.Fatal(err)
	}
	var last string
	for i := range keptBackups + 3 {
		var err error
		if last, err = Backup(dir, "/cases/quay.assay", now.Add(time.Duration(i/2)*time.Second), save); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "backups", "*"))
	if err != nil || len(files) != keptBackups+1 {
		t.Errorf("%q (%v)", files, err)
	}
	if data, err := os.ReadFile(last); err != nil || string(data) != last {
		t.Errorf("the latest backup is gone: %v", err)
	}
	if _, err := Backup(dir, "/cases/quay.assay", now, func(string) error { return fmt.Errorf("full") }); err == nil {
		t.Error("a backup that could not be written")
	}
}
