package desktop

import "golang.org/x/sys/unix"

// remote asks the system whether it keeps the folder itself.
func remote(folder string) bool {
	var s unix.Statfs_t
	return unix.Statfs(folder, &s) == nil && s.Flags&unix.MNT_LOCAL == 0
}
