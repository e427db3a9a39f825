package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

func TestCheckEvidence(t *testing.T) {
	s := openStore(t)
	for _, text := range []string{"Nine lorries burned.", "Twelve lorries burned.", "Nobody was hurt."} {
		bring(t, s, "https://kai.example/"+strings.Fields(text)[0], text)
	}
	told := 0
	found, err := s.CheckEvidence(t.Context(), func(done, total int) {
		if told++; total != 6 || done > total {
			t.Errorf("%d of %d", done, total)
		}
	})
	if err != nil || found.Whole != 6 || found.Damaged+found.Purged+len(found.Absent) > 0 || told < 6 {
		t.Errorf("%+v, told %d times, %v", found, told, err)
	}
	for _, b := range kept(t, s) { // what is damaged below is put right afterwards
		defer func() {
			if _, err := s.write.ExecContext(context.WithoutCancel(t.Context()), `INSERT OR REPLACE INTO blob (seq, hash, size, form, data) VALUES (?, ?, ?, ?, ?)`, b...); err != nil {
				t.Error(err)
			}
		}()
	}
	if _, err := s.write.ExecContext(t.Context(), `UPDATE blob SET data = x'00', form = 'raw' WHERE seq = (SELECT min(seq) FROM blob)`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.ExecContext(t.Context(), `DELETE FROM blob WHERE seq = (SELECT max(seq) FROM blob)`); err != nil {
		t.Fatal(err)
	}
	found, err = s.CheckEvidence(t.Context(), func(int, int) {})
	if err != nil || found.Whole != 4 || found.Damaged != 1 || len(found.Broken) != 1 || len(found.Broken[0].Articles) != 1 || len(found.Absent) != 1 || len(found.Absent[0].Articles) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	if titles, err := s.Titles(t.Context(), found.Articles()); err != nil || len(titles) != 2 {
		t.Errorf("%v, %v", titles, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	_, err = s.CheckEvidence(ctx, func(done, _ int) {
		if done == 1 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped, it ends with %v", err)
	}
}

// kept returns the rows of all bytes.
func kept(t *testing.T, s *Store) (rows [][]any) {
	t.Helper()
	found, err := s.write.QueryContext(t.Context(), `SELECT seq, hash, size, form, data FROM blob`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		row := make([]any, 5)
		if err := found.Scan(&row[0], &row[1], &row[2], &row[3], &row[4]); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestBrokenAt names the articles of bytes that originals and texts have.
func TestBrokenAt(t *testing.T) {
	s := openStore(t)
	first, second := bring(t, s, "https://kai.example/1", "Nine lorries burned."), bring(t, s, "https://kai.example/2", "Nine lorries burned.")
	removed := bring(t, s, "https://kai.example/3", "Nine lorries burned.")
	if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{removed}, ""); err != nil {
		t.Fatal(err)
	}
	original, text, nothing := sha256.Sum256([]byte("bytes of https://kai.example/2")), sha256.Sum256([]byte("Nine lorries burned.")), sha256.Sum256(nil)
	err := s.view(t.Context(), func(x *tx) error {
		list, err := x.brokenAt(t.Context(), []oplog.Hash{text, nothing, original})
		want := []assay.Broken{{Hash: text, Articles: []assay.ArticleID{first, second}}, {Hash: nothing}, {Hash: original, Original: true, Articles: []assay.ArticleID{second}}}
		if !reflect.DeepEqual(list, want) {
			t.Errorf("got %+v, want %+v", list, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestImportFillsIn brings an article in again of which the case has only the hashes.
func TestImportFillsIn(t *testing.T) {
	in := assay.Import{Original: []byte("<p>Nine lorries burned."), Text: "Nine lorries burned.", FoundAt: "https://kai.example/1"}
	for name, again := range map[string]func(*Store) (Imported, error){
		"one": func(s *Store) (Imported, error) { return s.ImportArticle(t.Context(), in) },
		"many": func(s *Store) (out Imported, err error) {
			read := func(yield func(assay.Import, error) bool) { yield(in, nil) }
			files := func(yield func(Incoming, error) bool) {
				yield(Incoming{Name: "page.html", Read: func() iter.Seq2[assay.Import, error] { return read }, Bytes: func() ([]byte, error) { return in.Original, nil }}, nil)
			}
			err = s.ImportArticles(t.Context(), files, func(one Imported) error { out = one; return one.Err })
			return out, err
		},
		"one that was removed": func(s *Store) (Imported, error) {
			p, err := s.Library(t.Context(), assay.LibraryFilter{})
			if err != nil {
				return Imported{}, err
			}
			if _, err := s.RemoveArticles(t.Context(), p.Order, ""); err != nil {
				return Imported{}, err
			}
			return s.ImportArticle(t.Context(), in)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := openStore(t)
			first, err := s.ImportArticle(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.write.ExecContext(t.Context(), `DELETE FROM blob`); err != nil {
				t.Fatal(err)
			}
			if out, err := again(s); err != nil || out.Article != first.Article {
				t.Errorf("%+v, %v", out, err)
			}
			if found, err := s.CheckEvidence(t.Context(), func(int, int) {}); err != nil || found.Whole != 2 || len(found.Absent) > 0 {
				t.Errorf("%+v, %v", found, err)
			}
		})
	}
}
