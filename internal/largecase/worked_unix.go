//go:build unix

package largecase

import (
	"syscall"
	"testing"
	"time"
)

// Worked is how long the processors have worked for this process, which says more than a
// clock where other programs run beside it.
func Worked(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
