package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// SweepTemp removes what Assay has left in the folder for temporary files: copies of
// cases that were looked at, or opened from under a passphrase, by a program that was
// killed before it could remove them. It is for who runs alone. What was made in the last
// day before now may still be in use by a command.
func SweepTemp(folder string, now time.Time) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		ours := slices.ContainsFunc([]string{"assay-stranger-", "assay-sealed-", "assay-reading-", "assay-past-", "assay-share-", "assay-sample-"}, func(prefix string) bool {
			return strings.HasPrefix(e.Name(), prefix)
		})
		if !ours || !e.IsDir() {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(filepath.Join(folder, e.Name())) // another user's stays
		}
	}
}
