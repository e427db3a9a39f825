package largecase

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// Analyst is who works on a case that is measured.
var Analyst = store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("Ana Lima"))), Name: "Ana Lima"}

// Sizes are the sizes of cases that are measured, in articles: 1,000, or what ASSAY_SCALE
// says, as "1000,10000,100000".
func Sizes(b *testing.B) (sizes []int) {
	b.Helper()
	said := os.Getenv("ASSAY_SCALE")
	if said == "" {
		said = "1000"
	}
	for part := range strings.SplitSeq(said, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			b.Fatalf("ASSAY_SCALE is %q, and not sizes such as 1000,10000", said)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// Case returns the path of a case of n articles.
func Case(b *testing.B, n int) string {
	b.Helper()
	return Prepared(b, fmt.Sprint(n), func(s *store.Store) error { return Fill(b.Context(), s, n, nil) })
}

// Prepared returns the path of a case that was filled, and whose background work is done.
// It is made once in the folder that ASSAY_SCALE_DIR names, where there is one.
func Prepared(b *testing.B, name string, fill func(*store.Store) error) string {
	b.Helper()
	dir := os.Getenv("ASSAY_SCALE_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	path := filepath.Join(dir, name, "large.assay") // alone: others beside it would be taken for copies of it
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	s, err := store.Create(b.Context(), path+".part", "Years", Analyst)
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now() //nolint:forbidigo // how long it takes
	err = fill(s)
	for _, work := range []func(context.Context) (int, error){s.Index, s.Relate} {
		for left := 1; left > 0 && err == nil; {
			left, err = work(b.Context())
		}
	}
	if err := errors.Join(err, s.Close(), os.Rename(path+".part", path)); err != nil {
		b.Fatal(err)
	}
	b.Logf("%s: made in %v", name, time.Since(begun))
	return path
}
