package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// busyCase makes a case of n articles with ten mentions each, of three claims.
func busyCase(b testing.TB, path string, n int) {
	b.Helper()
	ctx := b.Context()
	s, err := Create(ctx, path, "Bench", Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.write.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
		b.Fatal(err)
	}
	for from := 0; from < n; from += 500 {
		_, err := s.update(ctx, func(t *tx) error {
			for i := from; i < min(from+500, n); i++ {
				if err := t.busyArticle(ctx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func (t *tx) busyArticle(ctx context.Context, i int) error {
	lines := make([]string, 10)
	for k := range lines {
		lines[k] = fmt.Sprintf("Ship %d of the %d that lay at the quay was lost, the harbour office said.", k, i)
	}
	content := strings.Join(lines, "\n")
	in := &assay.Import{Original: []byte(content), Name: strconv.Itoa(i) + ".txt", Text: content, Extractor: "text/1", Charset: "utf-8"}
	p, err := pack(in)
	if err != nil {
		return err
	}
	var out Imported
	if err := t.bringIn(ctx, &sameTexts{}, p, &out); err != nil {
		return err
	}
	var id assay.TextID
	if err := t.QueryRowContext(ctx, `SELECT "text" FROM article WHERE id = ?`, out.Article[:]).Scan(into(&id)); err != nil {
		return err
	}
	text := anchor.NewText(content)
	b := t.bulk()
	var claim oplog.ID
	for k := range lines {
		if k%4 == 0 {
			if claim, err = b.busyClaim(ctx); err != nil {
				return err
			}
		}
		if err := b.busyMention(ctx, claim, out.Article, id, text, k*(len(lines[0])+1)); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

func (b *bulk) busyClaim(ctx context.Context) (id oplog.ID, err error) {
	id = oplog.NewID(b.author.Now())
	return id, b.begin(ctx, assay.KindClaim, id, oplog.Fields{"wording": oplog.Encode("A ship was lost")})
}

// busyMention marks twenty characters as those of a claim.
func (b *bulk) busyMention(ctx context.Context, claim oplog.ID, article assay.ArticleID, id assay.TextID, text anchor.Text, start int) error {
	quote, _ := text.Lookup(anchor.Span{Start: start, End: start + 20})
	return b.begin(ctx, assay.KindMention, oplog.NewID(b.author.Now()), oplog.Fields{
		"article": oplog.Encode(oplog.ID(article)), "text": oplog.Encode(oplog.ID(id)), "claim": oplog.Encode(claim),
		"start": oplog.Encode(start), "end": oplog.Encode(start + 20), "quote": oplog.Encode(quote), "prefix": oplog.Encode(""), "suffix": oplog.Encode(""),
	})
}

// begin is edit for what is known to be new.
func (b *bulk) begin(ctx context.Context, k assay.Kind, id assay.EntityID, f oplog.Fields) error {
	op := b.author.Sign(b.act, oplog.Edit{Kind: string(k), Entity: id, Fields: f}, nil)
	state := oplog.Project([]*oplog.Op{&op})
	if err := b.insert(ctx, &op, 0); err != nil {
		return err
	}
	return b.project(ctx, &state, &oplog.State{})
}

// worked adds to a case of n articles what somebody does with it in a while: a mention
// more in each with its claim, other wordings of 7n/10 claims, from one on, and n/10 that
// are withdrawn.
func worked(b *testing.B, path, name string, n, from int) {
	b.Helper()
	ctx := b.Context()
	s, err := Open(ctx, path, Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode(name))), Name: name})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.write.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
		b.Fatal(err)
	}
	type place struct {
		article assay.ArticleID
		text    assay.TextID
	}
	var places []place
	var claims []oplog.ID
	err = s.view(ctx, func(t *tx) (err error) {
		rows, err := t.QueryContext(ctx, `SELECT id, "text" FROM article ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p place
			if err := rows.Scan(into(&p.article), into(&p.text)); err != nil {
				return err
			}
			places = append(places, p)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		claims, err = query(ctx, t, `SELECT id FROM claim ORDER BY id LIMIT ? OFFSET ?`, []any{8 * n / 10, from}, func(rows *sql.Rows) (id oplog.ID, err error) { return id, rows.Scan(into(&id)) })
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	_, err = s.update(ctx, func(t *tx) error {
		b := t.bulk()
		for _, p := range places {
			text, err := t.text(ctx, p.text)
			if err != nil {
				return err
			}
			claim, err := b.busyClaim(ctx)
			if err != nil {
				return err
			}
			if err := b.busyMention(ctx, claim, p.article, p.text, text, 3); err != nil {
				return err
			}
		}
		if err := b.flush(ctx); err != nil {
			return err
		}
		for i, id := range claims {
			if i%8 == 0 {
				if err := t.retract(ctx, assay.KindClaim, id, "said nowhere"); err != nil {
					return err
				}
				continue
			}
			if err := t.edit(ctx, assay.KindClaim, id, oplog.Fields{"wording": oplog.Encode("A ship sank, says " + name)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, s.Close()); err != nil {
		b.Fatal(err)
	}
}

// cpu is how long the processors have worked for this process.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkMerge unites two copies of a case on which two analysts have worked: 1,000
// articles with ten mentions each, or as many articles as ASSAY_SOAK says, and on each
// side some 2.8 new operations for each; an eighth of the claims that either has changed
// or withdrawn is also the other's. The floor is the bare insertion of the same
// operations.
func BenchmarkMerge(b *testing.B) {
	n := 1000
	if v, err := strconv.Atoi(os.Getenv("ASSAY_SOAK")); err == nil && v > 1 {
		n = v
	}
	dir := b.TempDir()
	base, other := filepath.Join(dir, "base.assay"), filepath.Join(dir, "other.assay")
	busyCase(b, base, n)
	copyOf := func(from, to string) {
		b.Helper()
		in, err := os.Open(from)
		if err != nil {
			b.Fatal(err)
		}
		defer in.Close()
		out, err := os.Create(to)
		if err == nil {
			_, err = io.Copy(out, in)
			err = errors.Join(err, out.Close())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	copyOf(base, other)
	worked(b, other, "Ben", n, 0)
	worked(b, base, "Ana", n, 7*n/10)
	path := filepath.Join(dir, "case.assay")
	for b.Loop() {
		b.StopTimer()
		copyOf(base, path)
		s, err := Open(b.Context(), path, Options{Actor: testActor, Name: "Ana"})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		before := cpu()
		from, err := openStranger(b.Context(), other, dir)
		if err != nil {
			b.Fatal(err)
		}
		opened := cpu()
		m, err := s.Merge(b.Context(), from)
		if err != nil {
			b.Fatal(err)
		}
		done := cpu()
		b.StopTimer()
		again, err := s.ForeseeMerge(b.Context(), from)
		if err != nil || again.New != 0 {
			b.Fatal(again.New, err)
		}
		foreseen := cpu()
		b.ReportMetric(float64(m.New), "new")
		b.ReportMetric(float64(len(m.Conflicts)), "conflicts")
		b.ReportMetric((opened - before).Seconds(), "cpu-s-opening")
		b.ReportMetric((done - opened).Seconds(), "cpu-s-merging")
		b.ReportMetric((foreseen - done).Seconds(), "cpu-s-again")
		b.ReportMetric((done-opened).Seconds()/bare(b, s, m.New).Seconds(), "floors")
		if err := errors.Join(from.Close(), s.Close()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// bare is how long it takes to insert n operations into a table, and nothing else.
func bare(b *testing.B, s *Store, n int) time.Duration {
	b.Helper()
	before := cpu()
	t, err := s.write.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer t.Rollback()
	if _, err := t.ExecContext(b.Context(), `CREATE TABLE bare AS SELECT * FROM op LIMIT 0`); err != nil {
		b.Fatal(err)
	}
	body, prev := strings.Repeat("x", 200), make([]byte, 32)
	for i := range n {
		id := oplog.Derive("bare", oplog.Encode(i))
		if _, err := t.ExecContext(b.Context(), `INSERT INTO bare (id, act, at, actor, kind, entity, body, prev, came) VALUES (?, ?, ?, ?, 'claim', ?, ?, ?, 1)`, id[:], id[:], i, id[:], id[:], body, prev); err != nil {
			b.Fatal(err)
		}
	}
	return cpu() - before
}
