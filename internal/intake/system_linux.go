package intake

import (
	"os/exec"

	"golang.org/x/sys/unix"
)

// systemEnv is what a process needs to run at all.
func systemEnv() []string { return nil }

// hide keeps a process from opening a window.
func hide(*exec.Cmd) {}

// limit has the system stop what takes memory faster than it is watched, writes
// files, or dumps what it read when it ends.
func limit() {
	for what, most := range map[int]uint64{unix.RLIMIT_DATA: 3 * maxMemory, unix.RLIMIT_CORE: 0} {
		_ = unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most}) // what it cannot do is done by watching
	}
}
