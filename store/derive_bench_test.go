package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// derived makes a case of articles of which n are confirmed to come from another:
// half of them from the first, the others one from the other, ten in a row. Each
// rests on some quotes.
func derived(tb testing.TB, s *Store, n int) []assay.ArticleID {
	tb.Helper()
	ctx := tb.Context()
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		tb.Fatal(err)
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, format: s.format, recent: &recentTexts{}}
	run := func(statement string, args ...any) {
		if _, err := t.ExecContext(ctx, statement, args...); err != nil {
			tb.Fatal(err)
		}
	}
	hash, err := t.putBlob(ctx, []byte("Nine cranes fell at the north quay."))
	if err != nil {
		tb.Fatal(err)
	}
	me := s.Me()
	ids := make([]assay.ArticleID, n+1)
	for i := range ids {
		h := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
		copy(ids[i][:], h[:])
		run(`INSERT INTO "text" (id, by, made, changer, changed, gone, article, content, language) VALUES (?1, ?4, ?2, ?4, ?2, 0, ?1, ?3, 'en')`, ids[i][:], i+1, hash[:], me[:])
		run(`INSERT INTO article (id, by, made, changer, changed, gone, "text", title) VALUES (?1, ?4, ?2, ?4, ?2, 0, ?1, ?3)`, ids[i][:], i+1, fmt.Sprint("Report ", i), me[:])
	}
	for i := 1; i <= n; i++ {
		from := 0
		if i > n/2 && i%10 != 0 {
			from = i - 1
		}
		var quotes []assay.Evidence
		for k := range 3 {
			quotes = append(quotes, assay.Evidence{Text: assay.TextID(ids[i]), Start: k * 10, End: k*10 + 9, Quote: strings.Repeat("Nine cranes fell. ", 8)})
		}
		run(`INSERT INTO lineage_proposal (child, parent, rule, strong, words, child_cover, parent_cover) VALUES (?, ?, 'copied', 0, 40, .5, .5)`, ids[i][:], ids[(i+7)%n][:])
		derive(tb, t, me, ids[i], ids[from], assay.DerivationValue{Status: "confirmed", Type: "verbatim", Amount: "wholly", Evidence: quotes}, int64(i))
	}
	if err := t.Commit(); err != nil {
		tb.Fatal(err)
	}
	return ids
}

// derive puts a judgement into the table as it is.
func derive(tb testing.TB, t *tx, coder assay.ActorID, child, from assay.ArticleID, value assay.DerivationValue, made int64) {
	tb.Helper()
	k := assay.JudgementKey{Target: assay.EntityID(child), Other: assay.EntityID(from), Dimension: assay.DimDerivation}
	id := assay.DeriveID(assay.KindJudgement, k.Fields(coder))
	_, err := t.ExecContext(tb.Context(), `INSERT INTO judgement (id, by, made, changer, changed, gone, target, other, dimension, coder, value) VALUES (?1, ?2, ?3, ?2, ?3, 0, ?4, ?5, 'derivation', ?2, ?6)`,
		id[:], coder[:], made, child[:], from[:], string(oplog.Encode(value)))
	if err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkDerivations measures what a derivation more, and the page of an article,
// take where 20,000 are confirmed: of the article that half of them come from, and
// of one at the end of a row.
func BenchmarkDerivations(b *testing.B) {
	s := benchStore(b)
	ids := derived(b, s, 20_000)
	for name, id := range map[string]assay.ArticleID{"first": ids[0], "last": ids[len(ids)-2]} {
		b.Run("details/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Details(b.Context(), id); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("derive", func(b *testing.B) {
		var took []time.Duration
		for i := 0; b.Loop(); i++ {
			d := assay.Deriving{Child: ids[0], From: assay.EntityID(ids[len(ids)-2]), Status: "rejected"}
			if i%2 == 1 {
				d.Child, d.From, d.Status = ids[len(ids)-2], assay.EntityID(ids[20+i]), "confirmed"
			}
			began := time.Now()
			if _, err := s.Derive(b.Context(), d); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	})
	b.Run("proposed", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.ProposedFor(b.Context(), ids[len(ids)-20:]); err != nil {
				b.Fatal(err)
			}
		}
	})
}
