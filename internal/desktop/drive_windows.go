package desktop

import (
	"errors"

	"golang.org/x/sys/windows"
)

// driveFull reports whether the cause of an error is that a drive is full.
func driveFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// driveReadOnly reports whether it is that a drive can only be read.
func driveReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }
