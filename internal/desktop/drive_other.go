//go:build !windows

package desktop

import (
	"errors"
	"syscall"
)

// driveFull reports whether the cause of an error is that a drive is full.
func driveFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// driveReadOnly reports whether it is that a drive can only be read.
func driveReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
