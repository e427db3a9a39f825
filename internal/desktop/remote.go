package desktop

import (
	"os"
	"path/filepath"
)

// Remote reports whether a file at path lies, or would lie, on a drive of the network, or
// on one of which nobody knows how it keeps files: there, locks may not hold, and what was
// written may not be on the disk when the system says so.
func Remote(path string) bool {
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return false
	}
	for !isDir(folder) && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() { // it may be a link to somewhere else
		if real, err := filepath.EvalSymlinks(path); err == nil {
			folder = filepath.Dir(real)
		}
	}
	return remote(folder)
}
