package store

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"assay/internal/assay"
)

// BenchmarkGoBack goes back to before 500 articles with ten mentions each, and as many
// claims, were there, or as many articles as ASSAY_SOAK says; and takes that back.
// Meanwhile somebody reads.
func BenchmarkGoBack(b *testing.B) {
	n := 500
	if v, err := strconv.Atoi(os.Getenv("ASSAY_SOAK")); err == nil && v > 1 {
		n = v
	}
	path := filepath.Join(b.TempDir(), "case.assay")
	busyCase(b, path, n)
	s, err := Open(b.Context(), path, Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var first assay.ActID // that made the case
	if err := s.read.QueryRowContext(b.Context(), `SELECT act FROM op ORDER BY seq LIMIT 1`).Scan(into(&first)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		longest, stop := readMeanwhile(b, s)
		begun := time.Now()
		plan, err := s.ForeseeBack(b.Context(), assay.Moment{Act: first})
		if err != nil {
			b.Fatal(err)
		}
		foreseen := time.Now()
		if _, err := s.GoBack(b.Context(), GoingBack{To: plan.To, Seen: plan.Seen, Name: "before", Why: "went back"}); err != nil {
			b.Fatal(err)
		}
		back := time.Now()
		if _, err := s.Undo(b.Context()); err != nil {
			b.Fatal(err)
		}
		undone := time.Now()
		close(stop)
		b.ReportMetric(float64(total(plan.Out)), "things")
		b.ReportMetric(foreseen.Sub(begun).Seconds(), "s-foreseeing")
		b.ReportMetric(back.Sub(foreseen).Seconds(), "s-back")
		b.ReportMetric(undone.Sub(back).Seconds(), "s-undoing")
		b.ReportMetric(time.Duration(longest.Load()).Seconds(), "s-reader-held")
		b.ReportMetric(float64(resident(b))/1e6, "MB-at-most")
	}
}

// readMeanwhile reads a page again and again, and notes how long that takes at most.
func readMeanwhile(b *testing.B, s *Store) (longest *atomic.Int64, stop chan struct{}) {
	longest, stop = &atomic.Int64{}, make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			begun := time.Now()
			if _, err := s.Info(b.Context()); err != nil && !errors.Is(err, b.Context().Err()) {
				b.Error(err)
			}
			longest.Store(max(longest.Load(), int64(time.Since(begun))))
		}
	}()
	return longest, stop
}

// resident is how much memory the process has had at most, in bytes.
func resident(b *testing.B) int64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Maxrss * 1024
}
