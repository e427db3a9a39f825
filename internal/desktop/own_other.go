//go:build !unix

package desktop

import "os"

// fileID is "" where the system tells it only of open files.
func fileID(os.FileInfo) string { return "" }
