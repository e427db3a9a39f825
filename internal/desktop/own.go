package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// maxOwn is how many files are remembered as the analyst's own.
const maxOwn = 200

// ownFile is a case file that this Assay has written last, or has open.
type ownFile struct {
	Path    string    `json:"path"`
	File    string    `json:"file,omitempty"` // which one it is on its disk, where the system says so
	Open    bool      `json:"open,omitempty"` // it was not closed: Assay works on it, or has been stopped
	Size    int64     `json:"size"`           // when it was closed, in bytes
	Changed time.Time `json:"changed"`        // likewise
}

// Owns reports whether the case at path is as Assay has left it for this analyst, so
// that nobody else can have put anything into it. What another program has replaced or
// written to since then is not.
func (c *Config) Owns(path string) bool {
	path, info, err := lookAt(path)
	if err != nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.data.Own, func(o ownFile) bool { return o.Path == path })
	if i < 0 {
		return false
	}
	o := c.data.Own[i]
	return o.File == fileID(info) && (o.Open || o.Size == info.Size() && o.Changed.Equal(info.ModTime()))
}

// Own remembers the case at path as the analyst's own. open says whether it is being
// worked on, and will be written to.
func (c *Config) Own(path string, open bool) error {
	path, info, err := lookAt(path)
	if err != nil {
		return nil //nolint:nilerr // what is gone is nobody's
	}
	return c.update(func(f *configFile) {
		f.Own = slices.DeleteFunc(f.Own, func(o ownFile) bool { return o.Path == path })
		f.Own = slices.Insert(f.Own, 0, ownFile{Path: path, File: fileID(info), Open: open, Size: info.Size(), Changed: info.ModTime().UTC()})
		f.Own = f.Own[:min(len(f.Own), maxOwn)]
	})
}

func lookAt(path string) (string, os.FileInfo, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", nil, err
	}
	info, err := os.Stat(path)
	return path, info, err
}
