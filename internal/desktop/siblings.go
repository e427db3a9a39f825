package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// maxSiblings is how many files beside a case are looked at.
const maxSiblings = 8

// maxLeft is how many of them are remembered that the analyst wants to hear no more of.
const maxLeft = 100

// Sibling is a file beside a case that may be another copy of it: one that a sync
// client has made where two computers had changed the case, or that somebody has put
// there.
type Sibling struct {
	Path    string    `json:"path"`
	Size    int64     `json:"size"` // in bytes
	Changed time.Time `json:"changed"`
}

// Siblings returns the files beside the case at path whose names begin as its does, or
// the other way round, as in "Fire (Ben's conflicted copy 2026-11-23).assay",
// "Fire-DESK2.assay" and "Fire 2.assay", the latest first.
func Siblings(path string) (list []Sibling) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil // a folder that cannot be read has nothing to offer
	}
	stem := stemOf(path)
	for _, e := range entries {
		other := stemOf(e.Name())
		if !strings.EqualFold(filepath.Ext(e.Name()), Ext) || e.Name() == filepath.Base(path) || other == "" || !strings.HasPrefix(other, stem) && !strings.HasPrefix(stem, other) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			list = append(list, Sibling{filepath.Join(filepath.Dir(path), e.Name()), info.Size(), info.ModTime().UTC()})
		}
	}
	slices.SortFunc(list, func(a, b Sibling) int { return b.Changed.Compare(a.Changed) })
	return list[:min(len(list), maxSiblings)]
}

func stemOf(path string) string {
	return strings.ToLower(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
}

// LeaveSibling notes that the analyst wants to hear no more of a file as it is now.
func (c *Config) LeaveSibling(s Sibling) error {
	return c.update(func(f *configFile) {
		f.Left = slices.DeleteFunc(f.Left, func(old Sibling) bool { return old.Path == s.Path })
		f.Left = slices.Insert(f.Left, 0, s)
		f.Left = f.Left[:min(len(f.Left), maxLeft)]
	})
}

// LeftSibling reports whether the analyst wants to hear no more of a file as it is.
func (c *Config) LeftSibling(s Sibling) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.data.Left, func(left Sibling) bool {
		return left.Path == s.Path && left.Size == s.Size && left.Changed.Equal(s.Changed)
	})
}
