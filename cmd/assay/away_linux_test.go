package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAwayFull: on a drive that is full the file stays as it was, and the work is written
// once there is space.
func TestAwayFull(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a drive small enough to be filled")
	}
	drive := t.TempDir()
	if err := syscall.Mount("none", drive, "tmpfs", 0, "size=2048k,mode=700"); errors.Is(err, syscall.EPERM) {
		t.Skipf("mounting a drive is not allowed here: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(drive, 0); err != nil {
			t.Error(err)
		}
	})
	d := newAwayDesk(t, drive)
	d.brings(0, exitOK, "1 imported")
	n, refused, done := 1, 0, 0
	for free := 0; free < 260; free += 1 + free/4 {
		before := d.bytes()
		ballast := filepath.Join(drive, "ballast")
		f, err := os.Create(ballast)
		pages := 0
		for ; err == nil; pages++ {
			_, err = f.Write(make([]byte, 4096))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		if err := errors.Join(f.Truncate(int64(max(0, pages-1-free))*4096), f.Close()); err != nil {
			t.Fatal(err)
		}
		code, said := d.adds(n)
		switch n++; {
		case code == exitOK:
			done++
		case !strings.Contains(said, "The drive of Fire.assay is full. Your work is safe on this computer"):
			t.Errorf("with %d pages free it says %q", free, said)
		default:
			refused++
			if !bytes.Equal(before, d.bytes()) || d.left() != 1 {
				t.Errorf("with %d pages free the file has changed, or %d copies are left", free, d.left())
			}
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		if code != exitOK {
			d.brings(n, exitOK, "1 imported")
			n++
		}
		d.has(n)
	}
	t.Logf("%d times refused, %d times written", refused, done)
	if refused == 0 || done == 0 {
		t.Errorf("%d times refused, %d times written", refused, done)
	}
}
