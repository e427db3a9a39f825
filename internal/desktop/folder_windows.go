package desktop

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/windows"
)

// roots returns the drives.
func roots() []string {
	mask, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	var drives []string
	for letter := 'A'; letter <= 'Z'; letter++ {
		if mask&(1<<(letter-'A')) != 0 {
			drives = append(drives, string(letter)+`:\`)
		}
	}
	return drives
}

// hidden reports whether e carries the hidden or the system attribute.
func hidden(e fs.DirEntry) bool {
	info, err := e.Info()
	if err != nil {
		return true
	}
	data, ok := info.Sys().(*syscall.Win32FileAttributeData)
	return ok && data.FileAttributes&(windows.FILE_ATTRIBUTE_HIDDEN|windows.FILE_ATTRIBUTE_SYSTEM) != 0
}
