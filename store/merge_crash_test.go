package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// merger is the variable that makes the test binary a program that merges into the
// case it names, and is killed meanwhile; merged is the one that names the other.
const (
	merger = "ASSAY_TEST_MERGER"
	merged = "ASSAY_TEST_MERGED"
)

// mergeInto merges one case into another.
func mergeInto(ctx context.Context, path, other string) error {
	s, err := Open(ctx, path, Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		return err
	}
	about, err := TakeCopy(ctx, other, "")
	if err != nil {
		return err
	}
	from, err := OpenTaken(ctx, about)
	if err != nil {
		return err
	}
	_, err = s.Merge(ctx, from)
	return errors.Join(err, from.Close(), s.Close())
}

// TestKillMerge kills a program that merges, again and again: the case is as it was,
// or as it was to become, and never between.
func TestKillMerge(t *testing.T) {
	dir := t.TempDir()
	base, other := filepath.Join(dir, "base.assay"), filepath.Join(dir, "other.assay")
	create := func(path string, actor assay.ActorID, name string, claims int) {
		t.Helper()
		s, err := Open(t.Context(), path, Options{Actor: actor, Name: name})
		if assay.KindOf(err) == assay.KindNotFound {
			s, err = Create(t.Context(), path, "Test", Options{Actor: actor, Name: name})
		}
		if err == nil {
			_, err = s.update(t.Context(), func(t *tx) error {
				for i := range claims {
					f := oplog.Fields{"wording": oplog.Encode(fmt.Sprintf("%s says that %d ships sank", name, i))}
					if err := t.edit(context.Background(), assay.KindClaim, oplog.NewID(t.author.Now()), f); err != nil {
						return err
					}
				}
				return nil
			})
			err = errors.Join(err, s.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	create(base, testActor, "Ana", 10)
	data, err := os.ReadFile(base)
	if err == nil {
		err = os.WriteFile(other, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	create(other, assay.ActorID(oplog.Derive("actor", oplog.Encode("ben"))), "Ben", 1500)

	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "case.assay")
	run := func(kill time.Duration) (whole bool) {
		t.Helper()
		for _, left := range []string{path, path + "-journal"} {
			if err := os.Remove(left); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Env = append(os.Environ(), merger+"="+path, merged+"="+other, "TMPDIR="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kill > 0 {
			defer time.AfterFunc(kill, func() { _ = cmd.Process.Kill() }).Stop()
		}
		_ = cmd.Wait() // it was killed
		s, err := Open(t.Context(), path, Options{Actor: testActor, Name: "Ana"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		c, err := s.Case(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		switch len(c.Claims) {
		case 10:
			return false
		case 1510:
			return true
		}
		t.Fatalf("%d claims", len(c.Claims))
		return false
	}
	began := time.Now()
	if !run(0) {
		t.Fatal("it was not merged")
	}
	took := time.Since(began)
	before, after := 0, 0
	for range trials(60, 600) {
		if run(1 + time.Duration(rand.Int64N(int64(took)))) {
			after++
		} else {
			before++
		}
	}
	t.Logf("%d as before, %d merged", before, after)
	if before == 0 {
		t.Error("it was never killed in time")
	}
}
