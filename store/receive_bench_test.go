package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// BenchmarkReceive checks the file of a case from elsewhere and makes it anew: 1,000
// articles with ten mentions each, or as many as ASSAY_SOAK says. It says how long the
// check takes for each 100 MB, and what a file takes for an article with its original, and
// for a mention with a claim of its own, in bytes.
func BenchmarkReceive(b *testing.B) {
	n := 1000
	if v, err := strconv.Atoi(os.Getenv("ASSAY_SOAK")); err == nil && v > 1 {
		n = v
	}
	dir := b.TempDir()
	path := filepath.Join(dir, "case.assay")
	busyCase(b, path, n)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		before := cpu()
		from, err := openStranger(b.Context(), path, dir)
		if err != nil {
			b.Fatal(err)
		}
		opened := cpu()
		r, err := Receive(b.Context(), from, filepath.Join(dir, fmt.Sprint("received ", i, ".assay")), Options{Actor: testActor})
		if err != nil {
			b.Fatal(err)
		}
		done := cpu()
		if err := from.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(r.Operations), "ops")
		b.ReportMetric((opened-before).Seconds()*100e6/float64(info.Size()), "cpu-s/100MB-check")
		b.ReportMetric((done - opened).Seconds(), "cpu-s-receiving")
		b.ReportMetric(float64(info.Size())/float64(n), "file-bytes/article+10mentions")
	}
}
