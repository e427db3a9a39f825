//go:build unix

package desktop

import (
	"fmt"
	"os"
	"syscall"
)

// fileID says which file on which disk something is: one that takes its name is
// another.
func fileID(info os.FileInfo) string {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf("%d:%d", s.Dev, s.Ino)
	}
	return ""
}
