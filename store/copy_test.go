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
	before, err := s.operations(t.Context())
	if err == nil {
		err = s.vacuumInto(t.Context(), path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddClaim(t.Context(), "Twelve lorries burned", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	if err := s.verifyCopy(t.Context(), path, before); err != nil {
		t.Errorf("a copy of what the case was: %v", err)
	}
	after, err := s.operations(t.Context())
	if err != nil || after <= before {
		t.Fatal(after, before, err)
	}
	if err := s.verifyCopy(t.Context(), path, after); err == nil {
		t.Error("a copy that lacks an operation passed")
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
