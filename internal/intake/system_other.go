//go:build !windows && !linux

package intake

import "os/exec"

// systemEnv is what a process needs to run at all.
func systemEnv() []string { return nil }

// hide keeps a process from opening a window.
func hide(*exec.Cmd) {}

// limit is what the system can do: here nothing that holds for a process alone.
func limit() {}
