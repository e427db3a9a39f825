package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// logOf returns the ids of the log of a case, in the order in which it has them.
func logOf(t *testing.T, s *Store) (ids []oplog.Hash) {
	t.Helper()
	log, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range log {
		ids = append(ids, op.ID)
	}
	return ids
}

// TestReceive: a case that is received is the case that was sent, operation for
// operation and row for row, whatever the analysts did in it.
func TestReceive(t *testing.T) {
	for seed := range uint64(trials(6, 100)) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := newVillage(t, seed, 2)
			defer v.close()
			for range 60 {
				v.step()
			}
			v.unite(0, 1)
			if _, err := v.stores[0].write.ExecContext(t.Context(), `UPDATE op SET came = -1 WHERE seq % 3 = 0`); err != nil {
				t.Fatal(err)
			}
			from := strangerOf(t, v.stores[0])
			path := filepath.Join(t.TempDir(), "received.assay")
			r, err := Receive(t.Context(), from, path, Options{Actor: testActor})
			if err != nil {
				t.Fatal(err)
			}
			if err := from.Close(); err != nil {
				t.Error(err)
			}
			s, err := Open(t.Context(), path, Options{Actor: testActor, Name: "Ana"})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			want := logOf(t, v.stores[0])
			if have := logOf(t, s); fmt.Sprint(have) != fmt.Sprint(want) || r.Operations != len(want) || r.Refused != 0 {
				t.Errorf("%d operations were received, want %d: %+v", len(have), len(want), r)
			}
			if have, want := givenIn(t, s), givenIn(t, v.stores[0]); have != want {
				t.Errorf("%d operations were given away, and now %d", want, have)
			}
			if have, want := rows(t, s), rows(t, v.stores[0]); have != want {
				t.Errorf("the received case shows\n%s\nand not\n%s", have, want)
			}
			if _, err := s.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// givenIn counts the operations that were there when a copy was made to be given away.
func givenIn(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.read.QueryRowContext(t.Context(), `SELECT count(*) FROM op WHERE came = -1`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestReceiveHostile: out of a hostile file comes a case that is whole, or none.
func TestReceiveHostile(t *testing.T) {
	data, genuine := good(t)
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			dir := t.TempDir()
			path, to := filepath.Join(dir, "gift.assay"), filepath.Join(dir, "received.assay")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			h.make(t, path)
			if from, err := openStranger(t.Context(), path, t.TempDir()); err == nil {
				_, err := Receive(t.Context(), from, to, Options{Actor: testActor})
				sound(t, to, err, genuine)
				if err := from.Close(); err != nil {
					t.Error(err)
				}
			}
			// Whatever has been done to it, what is genuine can be rescued.
			about, err := TakeBroken(t.Context(), path, t.TempDir())
			if err != nil {
				return
			}
			from, err := OpenTaken(t.Context(), about)
			if err != nil {
				return
			}
			to = filepath.Join(dir, "rescued.assay")
			_, err = Receive(t.Context(), from, to, Options{Actor: testActor})
			sound(t, to, err, genuine)
			if err := from.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// sound fails the test unless a case that was received is whole and has nothing in it
// that nobody wrote, or there is none. It returns how many operations it has.
func sound(t *testing.T, path string, err error, genuine map[oplog.Hash]bool) int {
	t.Helper()
	if err != nil {
		if assay.KindOf(err) != assay.KindUnsupported {
			t.Errorf("refused without a reason: %v", err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("something was left: %v", err)
		}
		return 0
	}
	s, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Check(t.Context()); err != nil {
		t.Errorf("it is not whole: %v", err)
	}
	ids := logOf(t, s)
	for _, id := range ids {
		if !genuine[id] {
			t.Errorf("it has an operation that nobody wrote: %v", id)
		}
	}
	return len(ids)
}

// TestRescue destroys pages of a case: what is on the others comes out of it.
func TestRescue(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "whole.assay")
	busyCase(t, path, 150)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	genuine := map[oplog.Hash]bool{}
	for _, id := range logOf(t, s) {
		genuine[id] = true
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	pages := len(data) / pageSize
	r := rand.New(rand.NewPCG(20261127, 2))
	for _, test := range []struct {
		lost  int     // pages
		least float64 // of the operations that must be rescued
	}{{0, 1}, {1, .98}, {pages / 100, .95}, {pages / 20, .85}} {
		for try := range trials(3, 50) {
			broken := bytes.Clone(data)
			for range test.lost {
				page := r.IntN(pages)
				for i := range pageSize {
					broken[page*pageSize+i] = byte(r.IntN(256))
				}
			}
			gift, to := filepath.Join(dir, "broken.assay"), filepath.Join(dir, fmt.Sprintf("rescued %d %d.assay", test.lost, try))
			if err := os.WriteFile(gift, broken, 0o600); err != nil {
				t.Fatal(err)
			}
			n, err := rescued(t.Context(), gift, to, t.TempDir())
			have := sound(t, to, err, genuine)
			if share := float64(have) / float64(len(genuine)); n != have || share < test.least {
				t.Errorf("without %d of %d pages %d of %d operations were rescued (%.3f), and %d told of", test.lost, pages, have, len(genuine), share, n)
			} else {
				t.Logf("without %d of %d pages: %.4f of the operations", test.lost, pages, share)
			}
		}
	}
}

func rescued(ctx context.Context, path, to, dir string) (int, error) {
	r, err := rescue(ctx, path, to, dir)
	return r.Operations, err
}

func rescue(ctx context.Context, path, to, dir string) (r assay.Received, err error) {
	about, err := TakeBroken(ctx, path, dir)
	if err != nil {
		return r, err
	}
	from, err := OpenTaken(ctx, about)
	if err != nil {
		return r, err
	}
	r, err = Receive(ctx, from, to, Options{Actor: testActor})
	return r, errors.Join(err, from.Close())
}

// TestRenew puts a case in the place of the file that it was received from, and
// leaves that file where it is told to; but not if it is no longer that file.
func TestRenew(t *testing.T) {
	data, _ := good(t)
	dir := t.TempDir()
	path, kept := filepath.Join(dir, "gift.assay"), filepath.Join(dir, "kept")
	if err := os.WriteFile(path, data, 0o640); err != nil {
		t.Fatal(err)
	}
	tamper(t, path, `UPDATE claim SET wording = 'Nobody said this'`)
	came, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(write func(string) error) (string, error) { return kept, write(kept) }
	renew := func() error {
		from, err := openStranger(t.Context(), path, t.TempDir())
		if err != nil {
			return err
		}
		_, err = Renew(t.Context(), from, path, Options{Actor: testActor}, keep)
		return errors.Join(err, from.Close())
	}
	if err := renew(); err != nil {
		t.Fatal(err)
	}
	if have, err := os.ReadFile(kept); err != nil || !bytes.Equal(have, came) {
		t.Errorf("what came was not kept: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("others can read it no longer, or more than before: %v, %v", info.Mode(), err)
	}
	s, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Check(t.Context()); err != nil {
		t.Errorf("what was put there shows what nobody wrote: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	from, err := openStranger(t.Context(), path, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	if err := os.WriteFile(path, came, 0o600); err != nil {
		t.Fatal(err)
	}
	kept = filepath.Join(dir, "kept too")
	if _, err := Renew(t.Context(), from, path, Options{Actor: testActor}, keep); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("a file that has changed meanwhile was replaced: %v", err)
	}
	if have, err := os.ReadFile(path); err != nil || !bytes.Equal(have, came) {
		t.Errorf("what is there is not what somebody put there: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("something was left behind: %v, %v", entries, err)
	}
}

// TestEarlyMention: a quote that comes before its text is compared with it all the same.
func TestEarlyMention(t *testing.T) {
	for _, test := range []struct {
		name string
		lie  bool
	}{{"a true one", false}, {"a false one", true}} {
		t.Run(test.name, func(t *testing.T) {
			s := plainStore(t, "early")
			seedCase(t, s)
			if test.lie {
				misquote(t, s)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			tamper(t, s.Path(), `UPDATE op SET seq = seq + 100000 WHERE kind = 'text'`)
			from := strangerOf(t, s)
			_, err := Receive(t.Context(), from, filepath.Join(t.TempDir(), "received.assay"), Options{Actor: testActor})
			if errors.Is(err, ErrBroken) != test.lie || !test.lie && err != nil {
				t.Errorf("it says %v", err)
			}
			if err := from.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
