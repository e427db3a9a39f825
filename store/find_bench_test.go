package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/largecase"
	"assay/internal/search"
	"assay/store"
)

// bareFind is the least that a search is: the index is asked for the words, what fits best
// is taken, and where it says so is read as it lies there.
const bareFind = `
	SELECT f.kind, coalesce(c.wording, b.data) FROM (
		SELECT rowid AS doc FROM findable_words WHERE findable_words MATCH ? ORDER BY bm25(findable_words, 6.0, 1.0) LIMIT 20
	) w CROSS JOIN findable f ON f.doc = w.doc
	LEFT JOIN claim c ON f.kind = 'claim' AND c.id = f.entity
	LEFT JOIN article a ON f.kind = 'article' AND a.id = f.entity
	LEFT JOIN "text" x ON x.id = a."text" LEFT JOIN blob b ON b.hash = x.content`

// BenchmarkFind is searching from what was typed to what was found, with the passages, in
// cases of several sizes; and in the same run the least that could be. Both are counted in
// what the processors work, since other programs run beside it.
func BenchmarkFind(b *testing.B) {
	for _, n := range largecase.Sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			path := largecase.Case(b, n)
			s, err := store.Open(b.Context(), path, largecase.Analyst)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			bare, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"mode": {"ro"}, "_pragma": {"cache_size(-16000)", "mmap_size(0)"}}.Encode()}).String())
			if err != nil {
				b.Fatal(err)
			}
			defer bare.Close()
			for _, kind := range []struct{ name, typed string }{
				{"rare", "courier"},
				{"common", "the"},
				{"two", "port fire"},
				{"three", "the of and"},
				{"four", "port fire city minister"},
				{"phrase", `"the port"`},
				{"long-phrase", `"the of and"`},
				{"without", "port -the"},
				{"letter", "a*"},
				{"prefix", "th*"},
				{"Chinese", "港口"},
				{"Chinese-phrase", "港口火灾"},
				{"Arabic", "الحريق"},
				{"Arabic-phrase", `"في الميناء"`},
			} {
				b.Run(kind.name, func(b *testing.B) { benchmarkFind(b, s, bare, kind.typed) })
			}
		})
	}
}

func benchmarkFind(b *testing.B, s *store.Store, bare *sql.DB, typed string) {
	b.Helper()
	words := match(typed)
	ours := func() {
		if p, err := s.Search(b.Context(), assay.SearchQuestion{Typed: typed}); err != nil || len(p.Found) == 0 {
			b.Fatalf("%s finds %d (%v)", typed, len(p.Found), err)
		}
	}
	floor := func() {
		if n, err := bareRows(b.Context(), bare, words); err != nil || n == 0 {
			b.Fatalf("%s finds %d (%v)", words, n, err)
		}
	}
	ours()
	floor()
	var spent, least time.Duration
	for b.Loop() {
		begun := largecase.Worked(b)
		ours()
		between := largecase.Worked(b)
		floor()
		spent, least = spent+between-begun, least+largecase.Worked(b)-between
	}
	b.ReportMetric(float64(spent)/float64(b.N)/1e6, "cpu-ms/op")
	b.ReportMetric(float64(least)/float64(b.N)/1e6, "bare-cpu-ms/op")
	b.ReportMetric(float64(spent)/float64(least), "floors")
}

// BenchmarkBesideFind is reading a page and marking a passage while four look for what takes
// longest, again and again: how long each takes at worst, alone and beside, how many searches
// come to an end meanwhile, which does not depend on what else the computer does, and how
// long a search goes on after nobody waits for it. What is marked is undone.
func BenchmarkBesideFind(b *testing.B) {
	const worst = `"the of and" a*`
	for _, n := range largecase.Sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, err := store.Open(b.Context(), largecase.Case(b, n), largecase.Analyst)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() {
				if err := s.Close(); err != nil {
					b.Error(err)
				}
			})
			acts := newActs(b, s)
			var alone, beside [2]time.Duration
			var searches atomic.Int64
			var turns [2]int64
			var stopping time.Duration
			for b.Loop() {
				for i, act := range acts {
					alone[i] = max(alone[i], timed(act))
				}
				ctx, end := context.WithCancel(b.Context())
				var others sync.WaitGroup
				for range 4 {
					others.Go(func() {
						for ctx.Err() == nil {
							if _, err := s.Search(ctx, assay.SearchQuestion{Typed: worst}); err != nil && ctx.Err() == nil {
								b.Error(err)
							}
							searches.Add(1)
						}
					})
				}
				for i, act := range acts {
					begun := searches.Load()
					beside[i] = max(beside[i], timed(act))
					turns[i] = max(turns[i], searches.Load()-begun)
				}
				end()
				stopping = max(stopping, timed(others.Wait))
			}
			for i, name := range []string{"page", "mark"} {
				b.ReportMetric(float64(alone[i].Microseconds())/1000, "ms-"+name+"-alone")
				b.ReportMetric(float64(beside[i].Microseconds())/1000, "ms-"+name+"-beside")
				b.ReportMetric(float64(turns[i]), "searches-"+name)
			}
			b.ReportMetric(float64(stopping.Microseconds())/1000, "ms-stopping")
		})
	}
}

// newActs returns what is done beside: reading an article, and marking a passage in it.
func newActs(b *testing.B, s *store.Store) []func() {
	b.Helper()
	library, err := s.Library(b.Context(), assay.LibraryFilter{})
	if err != nil {
		b.Fatal(err)
	}
	var page assay.ArticlePage
	read := func() {
		if page, err = s.Article(b.Context(), library.Case.Articles[0].ID); err != nil {
			b.Fatal(err)
		}
	}
	read()
	marks := 0
	b.Cleanup(func() { // the case may be measured again
		for range marks {
			if _, err := s.Undo(context.Background()); err != nil {
				b.Error(err)
			}
		}
	})
	return []func(){read, func() {
		start := rand.IntN(page.Body.Len() - 40)
		_, err := s.MarkMention(b.Context(), store.Mark{
			Article: page.Article.ID, Text: page.Text.ID, Span: anchor.Span{Start: start, End: start + 40}, Claim: page.Case.Mentions[0].Claim, Stance: assay.Supports,
		})
		if err != nil {
			b.Fatal(err)
		}
		marks++
	}}
}

func timed(do func()) time.Duration {
	begun := time.Now()
	do()
	return time.Since(begun)
}

// match writes what was typed for the index, and no more than that.
func match(typed string) string {
	q := search.Parse(typed, nil, false)
	known := search.Known{Forms: func(string) []string { return nil }, Reach: func(string) search.Reach { return search.Everywhere }}
	words := q.Match(known)
	if not := q.Without(known); not != "" {
		words = `(` + words + `) NOT (` + not + `)`
	}
	return words
}

// bareRows reads what the least of a search finds, and counts it.
func bareRows(ctx context.Context, db *sql.DB, words string) (n int, err error) {
	rows, err := db.QueryContext(ctx, bareFind, words)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		var says []byte
		if err := rows.Scan(&kind, &says); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}
