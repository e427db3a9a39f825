package intake

import (
	"os"
	"os/exec"
	"syscall"
)

// systemEnv is what a process needs to run at all.
func systemEnv() []string { return []string{"SYSTEMROOT=" + os.Getenv("SYSTEMROOT")} }

// hide keeps a process from opening a window.
func hide(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{HideWindow: true} }

// limit is what the system can do: here nothing that holds for a process alone.
func limit() {}
