package store

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/assay"
)

func TestSaveCopy(t *testing.T) {
	s := openStore(t)
	if _, _, err := s.AddClaim(t.Context(), "Twelve lorries burned", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	looked, err := Open(t.Context(), s.Path(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer looked.Close()
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken.assay")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		of   *Store
		to   string
		err  string
	}{
		{"of an open case", s, filepath.Join(dir, "copy.assay"), ""},
		{"of a case that is only looked at", looked, filepath.Join(dir, "a ? & 'b' #.assay"), ""},
		{"over another file", s, taken, "already a file"},
		{"into no folder", s, filepath.Join(dir, "nowhere", "copy.assay"), "There is no such folder."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.of.SaveCopy(t.Context(), test.to)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("%v, want %s", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(test.to)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
			dup, err := Open(t.Context(), test.to, Options{ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			defer dup.Close()
			if got, want := rows(t, dup), rows(t, s); got != want {
				t.Errorf("the copy has\n%s\nwant\n%s", got, want)
			}
		})
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if got, err := os.ReadFile(taken); err != nil || string(got) != "mine" {
		t.Errorf("the other file has %q, %v", got, err)
	}
}

// TestVerifyCopy compares a copy with a case that has since got, or been said to
// have had, more or less.
func TestVerifyCopy(t *testing.T) {
	s := openStore(t)
	path := filepath.Join(t.TempDir(), "copy.assay")
	before, err := s.logEnd(t.Context())
	if err == nil {
		err = s.copyInto(t.Context(), path)
	}
	if err != nil {
		t.Fatal(err)
	}
	now, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer now.Close()
	if _, _, err := s.AddClaim(t.Context(), "Twelve lorries burned", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	if err := s.verifyCopy(t.Context(), path, now, before); err != nil {
		t.Errorf("a copy of what the case was: %v", err)
	}
	after, err := s.logEnd(t.Context())
	if err != nil || after.seq <= before.seq {
		t.Fatal(after, before, err)
	}
	if err := s.verifyCopy(t.Context(), path, now, after); err == nil {
		t.Error("a copy that lacks an operation of the case passed")
	}
	if err := s.verifyCopy(t.Context(), path, s, before); err == nil {
		t.Error("a copy that lacks an operation of what it was made of passed")
	}
	if err := openStore(t).verifyCopy(t.Context(), path, now, logEnd{}); err == nil {
		t.Error("a copy with an operation that the case has not got passed")
	}
}

// step copies one page of a case.
func (s *Store) step(t *testing.T, b *backup, path string) (more bool, err error) {
	t.Helper()
	err = s.withWriter(t.Context(), func(c *conn) error {
		more, err = c.stepBackup(b, path, 1)
		return err
	})
	return more, err
}

// TestCopyBesideWork copies a case page by page while analysts go on working in it, undo
// and unite: the copy is the case as it is at the end.
func TestCopyBesideWork(t *testing.T) {
	for seed := range uint64(trials(4, 100)) {
		v := newVillage(t, 8000+seed, 2)
		for range 10 {
			v.step()
		}
		s, b, path := v.stores[0], &backup{}, filepath.Join(t.TempDir(), "copy.assay")
		for more, n := true, 0; more; n++ {
			var err error
			if more, err = s.step(t, b, path); err != nil {
				t.Fatal(err)
			}
			if n%10 == 0 && n < 300 {
				v.step()
			}
		}
		if err := s.withWriter(t.Context(), func(c *conn) error { return c.endBackup(b) }); err != nil {
			t.Fatal(err)
		}
		copied, err := Open(t.Context(), path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := copied.Check(t.Context()); err != nil {
			t.Error(err)
		}
		if rows(t, copied) != rows(t, s) {
			t.Error("the copy has other rows")
		}
		if err := copied.Close(); err != nil {
			t.Error(err)
		}
		v.close()
	}
}

// TestCopyOfClosed closes a case while it is copied.
func TestCopyOfClosed(t *testing.T) {
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "closed.assay"), "Closed", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	b, path := &backup{}, filepath.Join(t.TempDir(), "copy.assay")
	if more, err := s.step(t, b, path); err != nil || !more {
		t.Fatal(more, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.step(t, b, path); err == nil {
		t.Error("a case that is closed was copied on")
	}
}

// TestCheckAfterCopy: a check by whoever has read the case before a copy was saved,
// for which the index of words is joined, finds the file whole.
func TestCheckAfterCopy(t *testing.T) {
	n := openNewsroom(t)
	for i := range 3 {
		n.print(paper{fmt.Sprint(i), "Herald", "2031-03-04", paragraphs(stormLead, stormMore)})
		n.relate()
	}
	conns := make([]*sql.Conn, readers)
	for i := range conns {
		var err error
		if conns[i], err = n.read.Conn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	checked := func() {
		t.Helper()
		for i, c := range conns {
			sqlTx, err := c.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := (&tx{Tx: sqlTx, format: n.format}).checkFile(t.Context()); err != nil {
				t.Errorf("reader %d: %v", i, err)
			}
			if err := sqlTx.Rollback(); err != nil {
				t.Error(err)
			}
		}
	}
	checked()
	if err := n.tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	checked()
	for _, c := range conns {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}
