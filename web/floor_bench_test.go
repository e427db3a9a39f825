package web

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/largecase"
	"assay/views"
)

// BenchmarkFloors holds pages against what they cannot do without: the rows that they are
// made of, read through the same driver in the same run, of which nothing is made.
func BenchmarkFloors(b *testing.B) {
	for _, size := range articleSizes {
		b.Run(fmt.Sprintf("article/%d words, %d mentions", size.words, size.mentions), func(b *testing.B) {
			d := newDesk(b, size.words, size.mentions)
			bare := d.bare(b, d.article[:],
				`SELECT * FROM article a JOIN "text" x ON x.id = a."text" JOIN blob b ON b.hash = x.content WHERE a.id = ?`,
				`SELECT * FROM mention WHERE article = ? AND gone = 0`,
				`SELECT * FROM claim WHERE id IN (SELECT claim FROM mention WHERE article = ? AND gone = 0)`,
				`SELECT * FROM mention m JOIN judgement j ON j.target = m.id WHERE m.article = ? AND m.gone = 0`)
			besideFloor(b, func() { d.show(b, d.root.Article(d.article)) }, bare)
		})
	}
	for _, n := range largecase.Sizes(b) {
		b.Run(fmt.Sprintf("claim/%d articles", n), func(b *testing.B) {
			d := openDesk(b, largecase.Case(b, n))
			claim := d.someClaim(b)
			bare := d.bare(b, claim[:],
				`SELECT * FROM claim WHERE id = ?`,
				`SELECT * FROM mention m JOIN article a ON a.id = m.article WHERE m.claim = ? AND m.gone = 0`,
				`SELECT * FROM mention m JOIN judgement j ON j.target = m.id WHERE m.claim = ? AND m.gone = 0`)
			besideFloor(b, func() {
				if _, err := d.store.Claim(b.Context(), claim, 0); err != nil {
					b.Fatal(err)
				}
			}, bare)
		})
	}
	b.Run("matrix/300x200", func(b *testing.B) {
		d := newWideDesk(b, 300, 200)
		p, err := d.store.Matrix(b.Context(), assay.MatrixFilter{})
		if err != nil {
			b.Fatal(err)
		}
		event := p.Case.Events[0].ID
		bare := d.bare(b, event[:],
			`SELECT * FROM claim WHERE event = ? AND gone = 0`,
			`SELECT a.* FROM article_event e JOIN article a ON a.id = e.article WHERE e.event = ? AND e.member = 1 AND e.gone = 0`,
			`SELECT * FROM article_event e JOIN mention m ON m.article = e.article JOIN judgement j ON j.target = m.id WHERE e.event = ? AND e.gone = 0 AND m.gone = 0`)
		n := 0
		besideFloor(b, func() {
			n++
			d.show(b, d.root.MatrixView(assay.MatrixFilter{Event: event, Row: n * assay.MatrixRows % 300, Col: n * 7 * assay.MatrixCols % 200}))
		}, bare)
	})
}

// openDesk is a program with a case open.
func openDesk(b *testing.B, path string) *desk {
	b.Helper()
	p := start(b, testPort)
	home, err := p.Case(b.Context(), path, Existing)
	if err != nil {
		b.Fatal(err)
	}
	return &desk{program: p, store: p.cases[0], root: views.CaseRoot(strings.TrimSuffix(home, "/")), handler: p.Handler()}
}

// someClaim is what is mentioned in the article that came last.
func (d *desk) someClaim(b *testing.B) assay.ClaimID {
	b.Helper()
	library, err := d.store.Library(b.Context(), assay.LibraryFilter{})
	if err != nil {
		b.Fatal(err)
	}
	page, err := d.store.Article(b.Context(), library.Case.Articles[0].ID)
	if err != nil {
		b.Fatal(err)
	}
	return page.Case.Mentions[0].Claim
}

// articleSizes are the articles that are measured: short and long ones with few and many
// overlapping mentions.
var articleSizes = []struct{ words, mentions int }{{800, 0}, {800, 200}, {20_000, 2_000}}

// bare returns what reads all rows of some statements about something, through a
// connection of its own that stays open and keeps them compiled.
func (d *desk) bare(b *testing.B, about []byte, statements ...string) func() {
	b.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: d.store.Path(), RawQuery: "mode=ro&_busy_timeout=5000"}).String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	var compiled []*sql.Stmt
	for _, statement := range statements {
		s, err := db.PrepareContext(b.Context(), statement)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { s.Close() })
		compiled = append(compiled, s)
	}
	return func() {
		for _, s := range compiled {
			rows, err := s.QueryContext(b.Context(), about)
			if err == nil {
				err = readAll(rows)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// readAll reads all columns of all rows.
func readAll(rows *sql.Rows) error {
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// besideFloor does something and what it cannot do without, in turns.
func besideFloor(b *testing.B, act, bare func()) {
	b.Helper()
	var acts, floors time.Duration
	for b.Loop() {
		begun := time.Now()
		act()
		between := time.Now()
		bare()
		acts += between.Sub(begun)
		floors += time.Since(between)
	}
	b.ReportMetric(float64(acts.Microseconds())/float64(b.N)/1000, "ms/page")
	b.ReportMetric(float64(floors.Microseconds())/float64(b.N)/1000, "ms/floor")
	b.ReportMetric(float64(acts)/float64(floors), "floors")
}
