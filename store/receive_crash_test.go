package store

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// renewer is the variable that makes the test binary a program that makes the case anew
// that it names, or brings it up to date or rescues it, and is killed meanwhile.
const renewer = "ASSAY_TEST_RENEWER"

// renewCase does to a case what its name says.
func renewCase(ctx context.Context, path string) error {
	switch base := filepath.Base(path); {
	case strings.HasPrefix(base, "old"):
		s, err := Open(ctx, path, Options{Actor: testActor})
		if err != nil {
			return err
		}
		return s.Close()
	case strings.HasPrefix(base, "broken"):
		_, err := rescued(ctx, path, filepath.Join(filepath.Dir(path), "rescued.assay"), "")
		return err
	default:
		about, err := TakeCopy(ctx, path, "")
		if err != nil {
			return err
		}
		from, err := OpenTaken(ctx, about)
		if err != nil {
			return err
		}
		_, err = Renew(ctx, from, path, Options{Actor: testActor}, func(write func(string) error) (string, error) {
			kept := filepath.Join(filepath.Dir(path), "kept.assay")
			return kept, write(kept)
		})
		return errors.Join(err, from.Close())
	}
}

// TestKillReceive kills a program that makes a case anew, brings an older one up to date,
// or rescues one, again and again: what there was is as it was, or what was to come of it
// is all there.
func TestKillReceive(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	big := filepath.Join(t.TempDir(), "big.assay")
	busyCase(t, big, 60)
	new, err := os.ReadFile(big)
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(filepath.Join("testdata", "v1.assay"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		data []byte
		to   string // where what comes of it is; it is the same for all but what is rescued
	}{{"case.assay", new, "case.assay"}, {"old.assay", old, "old.assay"}, {"broken.assay", new, "rescued.assay"}} {
		t.Run(test.name, func(t *testing.T) {
			run := func(kill time.Duration) (done bool) {
				t.Helper()
				dir := t.TempDir()
				path, to := filepath.Join(dir, test.name), filepath.Join(dir, test.to)
				if err := os.WriteFile(path, test.data, 0o600); err != nil {
					t.Fatal(err)
				}
				cmd := exec.CommandContext(t.Context(), exe)
				cmd.Env = append(os.Environ(), renewer+"="+path, "TMPDIR="+dir)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if kill > 0 {
					defer time.AfterFunc(kill, func() { _ = cmd.Process.Kill() }).Stop()
				}
				if err := cmd.Wait(); err != nil && kill == 0 {
					t.Fatal(err)
				}
				now, err := os.ReadFile(to)
				if errors.Is(err, os.ErrNotExist) && test.to != test.name {
					return false // it has not come to be
				}
				if err != nil {
					t.Fatal(err)
				}
				if done = !bytes.Equal(now, test.data); !done {
					return false
				}
				s, err := Open(t.Context(), to, Options{Actor: testActor})
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				if _, err := s.Check(t.Context()); err != nil {
					t.Fatal(err)
				}
				return true
			}
			began := time.Now()
			if !run(0) {
				t.Fatal("nothing came of it")
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
			t.Logf("%d as before, %d done", before, after)
			if before == 0 {
				t.Error("it was never killed in time")
			}
		})
	}
}
