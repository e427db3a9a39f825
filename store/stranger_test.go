package store

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"assay/internal/oplog"
)

// openStranger opens the case at path as one that somebody has sent.
func openStranger(ctx context.Context, path, dir string) (*Stranger, error) {
	about, err := TakeCopy(ctx, path, dir)
	if err != nil {
		return nil, err
	}
	return openWhole(ctx, about)
}

// operations reads the whole log of a stranger's case.
func (s *Stranger) operations(ctx context.Context) iter.Seq2[oplog.Op, error] {
	return func(yield func(oplog.Op, error) bool) {
		var seqs []int64
		for row, err := range s.Rows(ctx) {
			if err != nil {
				yield(oplog.Op{}, err)
				return
			}
			seqs = append(seqs, row.Seq)
		}
		s.Operations(ctx, seqs)(yield)
	}
}

// TestStranger: of a case that somebody has sent, all operations and bytes come out
// as they are in it, and the file stays as it was.
func TestStranger(t *testing.T) {
	for _, version := range []string{"v1", "v2", "v3", "v4", "v5"} {
		path := filepath.Join("testdata", version+".assay")
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := openStranger(t.Context(), path, t.TempDir())
		if err != nil {
			t.Fatalf("%s: %v", version, err)
		}
		own, err := Open(t.Context(), path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		want, err := own.Log(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n, blobs := 0, 0
		for op, err := range s.operations(t.Context()) {
			if err != nil {
				t.Fatalf("%s: %v", version, err)
			}
			if op.ID != want[n].ID {
				t.Fatalf("%s: operation %d is %v, want %v", version, n, op.ID, want[n].ID)
			}
			n++
			if fields, err := oplog.DecodeBody(op.Body); err == nil && op.Kind == "text" && op.Undoes.IsZero() {
				data, err := s.Blob(t.Context(), fields["content"].Hash())
				if err != nil || data == nil {
					t.Errorf("%s: no bytes of %v: %v", version, op.Entity, err)
				}
				blobs++
			}
		}
		if n != len(want) || blobs == 0 || !s.About().Hash.Of(before) {
			t.Errorf("%s: %d of %d operations, %d texts, hash %v", version, n, len(want), blobs, s.About().Hash)
		}
		for _, c := range []interface{ Close() error }{s, own} {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%s has changed: %v", version, err)
		}
	}
}
