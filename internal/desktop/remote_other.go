//go:build !linux && !darwin && !windows

package desktop

// remote is for systems that are not asked.
func remote(string) bool { return false }
