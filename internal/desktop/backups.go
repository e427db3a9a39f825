package desktop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"assay/internal/assay"
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

// NothingRescued says that nothing could be rescued from the case at path, and what there
// is instead: the latest backup of a case of that name.
func NothingRescued(dir, path string) error {
	folder, base := filepath.Join(dir, "backups"), filepath.Base(path)
	entries, err := backupsIn(folder, strings.TrimSuffix(base, filepath.Ext(base)))
	if err != nil || len(entries) == 0 {
		return assay.Unsupported("Nothing could be rescued from %s: nothing in it is as somebody wrote it. It stays as it is, and Assay has made no backup of a case of that name. Go back to a copy of your own, or ask whoever else has the case.", base)
	}
	return assay.Unsupported("Nothing could be rescued from %s: nothing in it is as somebody wrote it. It stays as it is. Open the latest backup that Assay has made of a case of that name, or a copy of your own. The backup is %s", base, filepath.Join(folder, entries[len(entries)-1].Name()))
}

// backupsIn lists the backups of the cases of a name, the oldest first.
func backupsIn(folder, name string) ([]os.DirEntry, error) {
	entries, err := os.ReadDir(folder) // in the order of their names, which is that of their times
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	return slices.DeleteFunc(entries, func(e os.DirEntry) bool {
		moment, ok := strings.CutPrefix(e.Name(), name+" (")
		return !ok || !e.Type().IsRegular() || len(moment) < len("2006-01-02 15.04.05") || !isMoment(moment[:len("2006-01-02 15.04.05")])
	}), nil
}

// dropOld removes all but the latest backups of the cases of a name.
func dropOld(folder, name string) error {
	entries, err := backupsIn(folder, name)
	if err != nil {
		return err
	}
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
