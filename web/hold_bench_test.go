package web

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/intake"
	"assay/internal/largecase"
	"assay/store"
)

// holdMost is how long somebody goes on beside each work, unless it is done before.
const holdMost = 15 * time.Second

// BenchmarkHold is how long somebody waits for the page of an article, and for a passage to
// be marked, while the program works on something else: what half of them wait, what 95 of
// 100 do, and the longest. Beside it is by how much that is more than with nothing going on.
func BenchmarkHold(b *testing.B) {
	for _, n := range largecase.Sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := heldDesk(b, largecase.Case(b, n))
			var alone waits
			for _, w := range d.works(b) {
				b.Run(w.name, func(b *testing.B) {
					for range b.N {
						if w.anew != "" {
							anew(b, d.store.Path(), w.anew)
						}
						got, worked := d.beside(b, w.do)
						if alone.pages == nil {
							alone = got
						}
						got.report(b, alone)
						b.ReportMetric(float64(len(got.pages)), "requests")
						b.ReportMetric(float64(worked.Milliseconds()), "work-ms")
					}
				})
			}
		})
	}
}

// busyDesk is somebody who works in a copy of a large case.
type busyDesk struct {
	*desk
	passages []passage
	marked   int // so far
}

// heldDesk is a copy of a case.
func heldDesk(b *testing.B, path string) *busyDesk {
	b.Helper()
	again := filepath.Join(b.TempDir(), "large.assay")
	copyTo(b, again, path)
	d := openDesk(b, again)
	return &busyDesk{desk: d, passages: d.somewhere(b)}
}

// anew has all be read into the index, or compared, again.
func anew(b *testing.B, path, statement string) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_journal_mode=DELETE&_txlock=immediate&_busy_timeout=60000")
	if err != nil {
		b.Fatal(err)
	}
	_, err = db.ExecContext(b.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		b.Fatal(err)
	}
}

func copyTo(b *testing.B, to, from string) {
	b.Helper()
	in, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil { // or whoever saves first would wait for it
		b.Fatal(err)
	}
}

// work is something that the program does beside what somebody asks for.
type work struct {
	name string
	anew string // a statement by which there is something to be done, "" if there is in any case
	do   func(context.Context) error
}

func (d *busyDesk) works(b *testing.B) []work {
	b.Helper()
	folder, aside := b.TempDir(), b.TempDir()
	for i := range 2000 {
		content := somePage(i)
		if i%2 == 0 {
			content = smallText(i)
		}
		name := fmt.Sprintf("%05d.%s", i, []string{"txt", "html"}[i%2])
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	ask := func(address string) func(context.Context) error {
		return func(ctx context.Context) error {
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
			r.Host = "127.0.0.1:4711"
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.AddCookie(d.session.cookie())
			d.handler.ServeHTTP(&nobody{header: http.Header{}}, r)
			return ctx.Err()
		}
	}
	return []work{
		{"nothing", "", func(ctx context.Context) error { <-ctx.Done(); return nil }},
		{"import", "", func(ctx context.Context) error { return bringIn(ctx, d.store, folder) }},
		{"csv", "", ask(d.root.QuotesTable())},
		{"json", "", ask(d.root.AssayJSON())},
		{"copy", "", func(ctx context.Context) error { return d.store.SaveCopy(ctx, filepath.Join(aside, "copy.assay")) }},
		{"share", "", func(ctx context.Context) error {
			_, err := d.store.Share(ctx, filepath.Join(aside, "share.assay"), assay.ShareAll, store.Sharing{})
			return err
		}},
		{"index", `INSERT OR IGNORE INTO findable_stale (kind, entity) SELECT 'article', article FROM lineage_article ORDER BY no LIMIT 2000`, func(ctx context.Context) error {
			d.untilDone(ctx, func() bool { return ctx.Err() == nil }, d.store.Index)
			return nil
		}},
		{"relate", `INSERT OR IGNORE INTO lineage_stale (kind, entity, step, n) SELECT 'article', article, 1, 1 FROM lineage_article ORDER BY no LIMIT 2000; UPDATE lineage_article SET basis = x'' WHERE no <= 2000`, func(ctx context.Context) error {
			d.untilDone(ctx, func() bool { return ctx.Err() == nil }, d.store.Relate)
			return nil
		}},
	}
}

// bringIn brings in a folder.
func bringIn(ctx context.Context, s *store.Store, folder string) error {
	list, err := intake.Files(folder)
	if err != nil {
		return err
	}
	reader := &intake.Reader{}
	defer reader.Close()
	return s.ImportArticles(ctx, reader.Articles(ctx, intake.Paths(list, nil)), func(out store.Imported) error { return out.Err })
}

// waits are how long somebody has waited for pages and for marks.
type waits struct{ pages, marks []time.Duration }

// beside asks for pages and marks passages while something is worked on, for some time at
// most, and returns how long that was worked on, too.
func (d *busyDesk) beside(b *testing.B, do func(context.Context) error) (got waits, worked time.Duration) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.Context(), holdMost)
	defer stop()
	done := make(chan error, 1)
	begun := time.Now()
	go func() { done <- do(ctx) }()
	for ; ; d.marked++ {
		n := d.marked
		select {
		case err := <-done:
			if err != nil && ctx.Err() == nil {
				b.Fatal(err)
			}
			return got, time.Since(begun)
		case <-time.After(20 * time.Millisecond):
		}
		x := d.passages[n%len(d.passages)]
		got.pages = append(got.pages, took(func() { d.show(b, d.root.Article(x.article)) }))
		from := 2 * (n / len(d.passages)) // no two are the same without the white space around them
		form := url.Values{
			"text": {x.text.String()}, "claim": {x.claim.String()}, "stance": {"supports"},
			"start": {strconv.Itoa(from)}, "end": {strconv.Itoa(from + 20)},
		}
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, d.root.Mentions(x.article), strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		htmx(r)
		got.marks = append(got.marks, took(func() { d.answer(b, r) }))
	}
}

// passage is an article, and a claim that it may be marked for.
type passage struct {
	article assay.ArticleID
	text    assay.TextID
	claim   assay.ClaimID
}

// somewhere are several places, so that none of them comes to have many marks.
func (d *desk) somewhere(b *testing.B) (list []passage) {
	b.Helper()
	library, err := d.store.Library(b.Context(), assay.LibraryFilter{Language: "en"}) // where a passage may begin and end anywhere
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range library.Case.Articles {
		page, err := d.store.Article(b.Context(), a.ID)
		if err != nil {
			b.Fatal(err)
		}
		if len(page.Case.Mentions) > 0 {
			list = append(list, passage{a.ID, a.Text, page.Case.Mentions[0].Claim})
		}
	}
	return list
}

func took(do func()) time.Duration {
	begun := time.Now()
	do()
	return time.Since(begun)
}

func (w waits) report(b *testing.B, alone waits) {
	b.Helper()
	for _, of := range []struct {
		name        string
		took, alone []time.Duration
	}{{"page", w.pages, alone.pages}, {"mark", w.marks, alone.marks}} {
		b.ReportMetric(at(of.took, .5), of.name+"-p50-ms")
		b.ReportMetric(at(of.took, .95), of.name+"-p95-ms")
		b.ReportMetric(at(of.took, 1), of.name+"-max-ms")
		b.ReportMetric(at(of.took, .95)/at(of.alone, .95), of.name+"-p95/alone")
	}
}

// at returns the time, in milliseconds, that a part of some took no longer than.
func at(list []time.Duration, part float64) float64 {
	if len(list) == 0 {
		return 0
	}
	list = slices.Sorted(slices.Values(list))
	return float64(list[int(part*float64(len(list)-1))].Microseconds()) / 1000
}
