package web

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/largecase"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

// scales are the sizes of cases that are measured, in articles: 1,000, or what ASSAY_SCALE
// says, as "1000,10000,100000".
func scales(b *testing.B) (sizes []int) {
	b.Helper()
	said := os.Getenv("ASSAY_SCALE")
	if said == "" {
		said = "1000"
	}
	for part := range strings.SplitSeq(said, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			b.Fatalf("ASSAY_SCALE is %q, and not sizes such as 1000,10000", said)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// largeCase returns the path of a case of n articles whose background work is done. It is
// made once in the folder that ASSAY_SCALE_DIR names, where there is one.
func largeCase(b *testing.B, n int) string {
	b.Helper()
	dir := os.Getenv("ASSAY_SCALE_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	path := filepath.Join(dir, fmt.Sprint(n), "large.assay") // alone: others beside it would be taken for copies of it
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	s, err := store.Create(b.Context(), path+".part", "Years", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("Ana Lima"))), Name: "Ana Lima"})
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	if err := largecase.Fill(b.Context(), s, n, nil); err != nil {
		b.Fatal(err)
	}
	filled := time.Now()
	for left := 1; left > 0; {
		if left, err = s.Index(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	indexed := time.Now()
	for left := 1; left > 0; {
		if left, err = s.Relate(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d articles: filled in %v, indexed in %v, compared in %v", n, filled.Sub(begun), indexed.Sub(filled), time.Since(indexed))
	if err := errors.Join(s.Close(), os.Rename(path+".part", path)); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkScale is every room of cases of several sizes: from the request to the page.
func BenchmarkScale(b *testing.B) {
	for _, n := range scales(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := start(b, testPort)
			home, err := p.Case(b.Context(), largeCase(b, n), Existing)
			if err != nil {
				b.Fatal(err)
			}
			d := &desk{program: p, store: p.cases[0], root: views.CaseRoot(strings.TrimSuffix(home, "/")), handler: p.Handler()}
			for _, room := range d.rooms(b) {
				b.Run(room.name, func(b *testing.B) {
					d.show(b, room.address) // what is remembered from page to page is there
					b.ResetTimer()
					begun := worked(b)
					for range b.N {
						d.show(b, room.address)
					}
					b.ReportMetric(float64(worked(b)-begun)/float64(b.N)/1e6, "cpu-ms/op")
				})
			}
		})
	}
}

// worked is how long the processors have worked for this process, which says more than a
// clock where other programs run beside it.
func worked(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type roomAddress struct{ name, address string }

// rooms are the addresses that are measured.
func (d *desk) rooms(b *testing.B) []roomAddress {
	b.Helper()
	ctx := b.Context()
	library, err := d.store.Library(ctx, assay.LibraryFilter{})
	if err != nil {
		b.Fatal(err)
	}
	article := library.Case.Articles[0].ID
	page, err := d.store.Article(ctx, article)
	if err != nil {
		b.Fatal(err)
	}
	claim, source := page.Case.Mentions[0].Claim, page.Case.Articles[0].Host
	event := page.Case.Articles[0].Events[0]
	r := d.root
	find := func(q string) string { return r.Search(q, 0) }
	shelf := func(f assay.LibraryFilter) string { return r.Library(f) }
	return []roomAddress{
		{"library", r.Articles()},
		{"library/language", shelf(assay.LibraryFilter{Language: "ar"})},
		{"library/outlet", shelf(assay.LibraryFilter{Source: source})},
		{"library/event", shelf(assay.LibraryFilter{Event: event})},
		{"library/words", shelf(assay.LibraryFilter{Words: "port"})},
		{"library/published", shelf(assay.LibraryFilter{Sort: "published"})},
		{"library/mentions", shelf(assay.LibraryFilter{Sort: "mentions"})},
		{"library/title", shelf(assay.LibraryFilter{Sort: "title"})},
		{"library/far", shelf(assay.LibraryFilter{Page: 9})},
		{"article", r.Article(article)},
		{"claims", r.Claims()},
		{"claim", r.Claim(claim)},
		{"matrix", string(r) + "/matrix?event=" + event.String()},
		{"matrix/all", string(r) + "/matrix"},
		{"contested", r.Contested()},
		{"lineage", string(r) + "/lineage"},
		{"sources", r.Sources()},
		{"source", r.Source(source)},
		{"codebook", r.Codebook()},
		{"notes", r.Notes()},
		{"reports", r.Reports()},
		{"history", r.History()},
		{"conflicts", r.Conflicts()},
		{"compare", string(r) + "/compare"},
		{"export", r.Export()},
		{"search/rare", find("courier")},
		{"search/common", find("the")},
		{"search/two", find("port fire")},
		{"search/phrase", find(`"the port"`)},
		{"search/Chinese", find("港口")},
		{"search/Arabic", find("الحريق")},
	}
}
