package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

func benchStore(b testing.TB) *Store {
	b.Helper()
	s, err := Create(b.Context(), filepath.Join(b.TempDir(), "bench.assay"), "Bench", Options{Actor: testActor, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

// BenchmarkFloor is the least that a durable change can cost here: one row in
// one table, with the same settings.
func BenchmarkFloor(b *testing.B) {
	s := benchStore(b)
	if _, err := s.write.ExecContext(b.Context(), `CREATE TABLE floor (x TEXT) STRICT`); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.write.ExecContext(b.Context(), `INSERT INTO floor (x) VALUES ('Nine cranes fell')`); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEdit is one act that makes one claim: an operation and its row.
func BenchmarkEdit(b *testing.B) {
	s := benchStore(b)
	for b.Loop() {
		_, err := s.update(b.Context(), func(t *tx) error {
			return t.edit(b.Context(), assay.KindClaim, oplog.NewID(t.author.Now()), oplog.Fields{"wording": oplog.Encode("Nine cranes fell")})
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWrite is one of many edits in one act, so that no disk is waited for.
func BenchmarkWrite(b *testing.B) {
	s := benchStore(b)
	_, err := s.update(b.Context(), func(t *tx) error {
		for b.Loop() {
			if err := t.edit(b.Context(), assay.KindClaim, oplog.NewID(t.author.Now()), oplog.Fields{"wording": oplog.Encode("Nine cranes fell")}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkProject is what an entity adds up to, by how often it was changed.
func BenchmarkProject(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var ops []*oplog.Op
			for i := range n {
				op := foreign(func(o *oplog.Op) {
					o.At += oplog.Clock(i)
					if i > 0 {
						o.Prev = []oplog.Hash{ops[i-1].ID}
					}
				})
				ops = append(ops, &op)
			}
			for b.Loop() {
				oplog.Project(ops)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/operation")
		})
	}
}

// BenchmarkCheck proves a case of many operations whole.
func BenchmarkCheck(b *testing.B) {
	s := benchStore(b)
	const n = 20_000
	_, err := s.update(b.Context(), func(t *tx) error {
		for i := range n {
			if err := t.edit(b.Context(), assay.KindClaim, oplog.NewID(t.author.Now()), oplog.Fields{"wording": oplog.Encode(fmt.Sprint(i, " cranes fell"))}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if h, err := s.Check(b.Context()); err != nil || h.Operations < n {
			b.Fatal(h, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Seconds())/float64(b.N)*100_000/n, "s/100k-operations")
}

// BenchmarkUnite brings operations of a colleague's into a case.
func BenchmarkUnite(b *testing.B) {
	s := benchStore(b)
	var ops []oplog.Op
	for i := range 1000 {
		ops = append(ops, foreign(func(o *oplog.Op) { o.Entity = oplog.Derive("bench", oplog.Encode(i)) }))
	}
	for b.Loop() {
		b.StopTimer()
		if _, err := s.write.ExecContext(b.Context(), `DELETE FROM op WHERE came > 0`); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		_, err := s.update(b.Context(), func(t *tx) error {
			u, err := t.unite(b.Context(), slices.Values(ops), nothing)
			if err == nil && u.New != len(ops) {
				b.Fatalf("uniting brought %+v", u)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(ops)), "µs/operation")
}

// BenchmarkUndoImport undoes and redoes the import of a thousand articles, and
// tells the history that has it.
func BenchmarkUndoImport(b *testing.B) {
	s := benchStore(b)
	if err := s.ImportArticles(b.Context(), some(1000, nil), func(out Imported) error { return out.Err }); err != nil {
		b.Fatal(err)
	}
	b.Run("undo", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Undo(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if _, err := s.Redo(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
	b.Run("history", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.History(b.Context(), assay.HistoryFilter{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCover says of every cell of a column, and of a row, why it has no
// mention; and of one cell more of a column of which that has been said.
func BenchmarkCover(b *testing.B) {
	const n = 2000
	s := benchStore(b)
	if err := s.ImportArticles(b.Context(), some(n, nil), func(out Imported) error { return out.Err }); err != nil {
		b.Fatal(err)
	}
	_, err := s.update(b.Context(), func(t *tx) error {
		for i := range n {
			if _, err := t.addClaim(b.Context(), fmt.Sprint(i, " cranes fell"), assay.EventID{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	articles := listOf[assay.ArticleID](b, s, `SELECT id FROM article ORDER BY id`)
	claims := listOf[assay.ClaimID](b, s, `SELECT id FROM claim ORDER BY id`)
	lines := map[string]func(line, i int) assay.CellKey{
		"column": func(line, i int) assay.CellKey { return assay.CellKey{Claim: claims[i], Article: articles[line]} },
		"row":    func(line, i int) assay.CellKey { return assay.CellKey{Claim: claims[n-1-line], Article: articles[i]} },
	}
	for name, cell := range lines {
		b.Run(name, func(b *testing.B) {
			all := 0
			for line := 0; b.Loop(); line++ {
				var cells []assay.CellKey
				for i := range n {
					cells = append(cells, cell(line, i))
				}
				_, covered, err := s.CoverCells(b.Context(), cells, assay.Silent)
				if err != nil || covered < n/2 {
					b.Fatal(covered, err)
				}
				all += covered
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(all), "µs/cell")
		})
	}
	b.Run("one more", func(b *testing.B) {
		k := assay.JudgementKey{Target: assay.EntityID(articles[0]), Other: assay.EntityID(claims[0]), Dimension: assay.DimCoverage}
		for b.Loop() {
			if _, _, err := s.Toggle(b.Context(), k, oplog.Encode(assay.Silent), ""); err != nil {
				b.Fatal(err)
			}
		}
	})
}
