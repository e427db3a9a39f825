package desktop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// keptBackups is how many backups of a case are kept.
const keptBackups = 10

// Backup lets save write a copy of the case at path among the backups of the
// analyst, who alone may read them, and drops the oldest ones of the same case.
// It returns where the copy is.
func Backup(dir, path string, now time.Time, save func(to string) error) (string, error) {
	folder := filepath.Join(dir, "backups")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("backup: %w", err)
	}
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	to := filepath.Join(folder, fmt.Sprintf("%s (%s).assay", name, now.Format("2006-01-02 15.04.05")))
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, os.ErrNotExist) {
			break
		}
		to = filepath.Join(folder, fmt.Sprintf("%s (%s, %d).assay", name, now.Format("2006-01-02 15.04.05"), n))
	}
	if err := save(to); err != nil {
		return "", err
	}
	return to, dropOld(folder, name)
}

// dropOld removes all but the latest backups of the cases of a name.
func dropOld(folder, name string) error {
	entries, err := os.ReadDir(folder) // in the order of their names, which is that of their times
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool {
		moment, ok := strings.CutPrefix(e.Name(), name+" (")
		return !ok || !e.Type().IsRegular() || len(moment) < len("2006-01-02 15.04.05") || !isMoment(moment[:len("2006-01-02 15.04.05")])
	})
	for _, e := range entries[:max(0, len(entries)-keptBackups)] {
		if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
	}
	return nil
}

func isMoment(s string) bool {
	_, err := time.Parse("2006-01-02 15.04.05", s)
	return err == nil
}
