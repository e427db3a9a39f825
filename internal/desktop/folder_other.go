//go:build !windows

package desktop

import "io/fs"

// roots returns the one root.
func roots() []string { return []string{"/"} }

// hidden is for systems that do not say it in the name.
func hidden(fs.DirEntry) bool { return false }
