package web

import (
	"fmt"
	"net/url"
	"testing"

	"assay/internal/assay"
	"assay/internal/largecase"
	"assay/views"
)

// BenchmarkScale is every room of cases of several sizes: from the request to the page.
func BenchmarkScale(b *testing.B) {
	for _, n := range largecase.Sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := openDesk(b, largecase.Case(b, n))
			for _, room := range d.rooms(b) {
				b.Run(room.name, func(b *testing.B) {
					d.show(b, room.address) // what is remembered from page to page is there
					b.ResetTimer()
					begun := largecase.Worked(b)
					for range b.N {
						d.show(b, room.address)
					}
					b.ReportMetric(float64(largecase.Worked(b)-begun)/float64(b.N)/1e6, "cpu-ms/op")
				})
			}
		})
	}
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
	typed := func(q string) string { return r.Palette() + "?q=" + url.QueryEscape(q) }
	shelf := func(f assay.LibraryFilter) string { return r.Library(f) }
	rooms := []roomAddress{
		{"library", r.Articles()},
		{"library/language", shelf(assay.LibraryFilter{Language: "ar"})},
		{"library/outlet", shelf(assay.LibraryFilter{Source: source})},
		{"library/event", shelf(assay.LibraryFilter{Event: event})},
		{"library/words", shelf(assay.LibraryFilter{Words: "port"})},
		{"library/published", shelf(assay.LibraryFilter{Sort: "published"})},
		{"library/mentions", shelf(assay.LibraryFilter{Sort: "mentions"})},
		{"library/title", shelf(assay.LibraryFilter{Sort: "title"})},
		{"library/far", shelf(assay.LibraryFilter{Page: 9})},
		{"library/last", shelf(assay.LibraryFilter{Page: 1_000_000})},
		{"article", r.Article(article)},
		{"claims", r.Claims()},
		{"claim", r.Claim(claim)},
		{"matrix", string(r) + "/matrix?event=" + event.String()},
		{"matrix/all", string(r) + "/matrix"},
		{"contested", r.Contested()},
		{"lineage", string(r) + "/lineage"},
		{"derive", r.Lineage() + "/add?child=" + article.String()},
		{"unplug", r.Unplug(assay.Unplugged{Articles: []assay.ArticleID{article}})},
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
		{"search/three", find("the of and")},
		{"search/four", find("port fire city minister")},
		{"search/with-rare", find("the ministered")},
		{"search/phrase", find(`"the port"`)},
		{"search/long-phrase", find(`"the of and"`)},
		{"search/without", find("port -the")},
		{"search/only-without", find("-the")},
		{"search/letter", find("a*")},
		{"search/prefix", find("th*")},
		{"search/prefixes", find("p* th*")},
		{"search/lang", find("lang:en the")},
		{"search/outlet", find(`outlet:"Courier 7" the`)},
		{"search/date", find("date:2024 the")},
		{"search/no-tag", find("tag:none the")},
		{"search/in", find("in:notes the")},
		{"search/event", find("event:fire port")},
		{"search/unread", find("is:unread the")},
		{"search/contested", find("is:contested the")},
		{"search/last", r.Search("port fire", 99)},
		{"search/Chinese", find("港口")},
		{"search/Chinese-phrase", find("港口火灾")},
		{"search/Chinese-letter", find("港")},
		{"search/Arabic", find("الحريق")},
		{"search/Arabic-phrase", find(`"في الميناء"`)},
		{"palette/letter", typed("a")},
		{"palette/two", typed("th")},
		{"palette/word", typed("the port fi")},
		{"choices", r.Choices(views.OfEvents, "filter-event") + "&words=the"},
	}
	// A case that was made before they had tags goes without these.
	if tags := library.Case.Tags; len(tags) > 0 {
		often, rare := tags[0], tags[len(tags)-1]
		rooms = append(
			rooms, roomAddress{"library/tag", shelf(assay.LibraryFilter{Tags: assay.HasTag(often.ID)})}, roomAddress{"library/rare-tag", shelf(assay.LibraryFilter{Tags: assay.HasTag(rare.ID)})},
			roomAddress{"search/tag", find(`tag:"` + often.Name + `" the`)}, roomAddress{"search/rare-tag", find(`tag:"` + rare.Name + `" the`)},
		)
	}
	return rooms
}
