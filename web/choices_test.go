package web

import (
	"cmp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/assay"
	"assay/internal/largecase"
	"assay/views"
)

// TestChoicesAreBounded: no page sends more of the events and outlets of a large case than can be
// chosen from, and what is chosen is among them.
func TestChoicesAreBounded(t *testing.T) {
	d := newDispute(t)
	if err := largecase.FillEvents(t.Context(), d.store, 2500); err != nil {
		t.Fatal(err)
	}
	c, err := d.store.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := c.Events[0]
	of := "?event=" + first.ID.String()
	for address, lists := range map[string]int{
		d.root.Articles(): 3, d.root.Claims(): 4, d.root.Claim(d.claim): 2, d.root.Contested(): 1, d.root.Lineage() + of: 1, d.root.MentionList(assay.MentionFilter{}): 1, string(d.root) + "/matrix": 2,
		d.root.Timeline(): 1, d.root.Reports(): 1, d.root.ArticleDetails(d.articles[0]): 2, d.root.Article(d.articles[0]) + "?mention=" + d.mentions[0].String(): 1,
		d.root.Source(assay.SourceByDomain("wire.example")): 1, d.root.Unplug(assay.Unplugged{}): 1, d.root.Lineage() + "/add?child=" + d.articles[0].String(): 1,
	} {
		doc := page(t, d.get(address), 200)
		large := doc.Find("[hx-trigger^='assay:find']")
		if large.Length() != lists {
			t.Errorf("%s has %d lists of what is many", address, large.Length())
		}
		doc.Find("select, datalist").Each(func(_ int, list *goquery.Selection) {
			if n := list.Find("option").Length(); n > views.OffersMost+1 {
				t.Errorf("%s: a list has %d options", address, n)
			}
		})
		if html, _ := doc.Html(); len(html) > 100_000 {
			t.Errorf("%s has %d bytes", address, len(html))
		}
		if doc.Find("select[name=event]:not(#event):not(#claim-event):not(#report-event)").Length() == 0 {
			continue
		}
		chosen := page(t, d.get(strings.TrimSuffix(address, of)+of), 200).Find("#filter-event option[selected]")
		if chosen.Length() != 1 || chosen.Text() != first.Name {
			t.Errorf("%s: %q is chosen", address+of, chosen.Text())
		}
	}
}

// TestChoicesFound: by words of its name everything is found, in whatever script.
func TestChoicesFound(t *testing.T) {
	d := newDispute(t)
	if err := largecase.FillEvents(t.Context(), d.store, 300); err != nil {
		t.Fatal(err)
	}
	doc := page(t, d.get(d.root.Articles()), 200)
	group := doc.Find("#filter-event optgroup")
	if got := group.AttrOr("label", ""); got != "100 of 300" || group.Find("option").First().Text() != "حريق في الرصيف 300" {
		t.Errorf("it offers %q, %q first", got, group.Find("option").First().Text())
	}
	address, _ := doc.Find("#filter-event").Attr("hx-get")
	names, _ := doc.Find("#bulk-outlets").Attr("hx-get")
	for _, test := range []struct{ address, says, first string }{
		{address + "&words=berth+FIRE+17", "8 found", "Fire at berth 17"},
		{address + "&words=%D8%AD%D8%B1%D9%8A%D9%82+22", "7 found", "حريق في الرصيف 22"},
		{address + "&words=fire", "100 of 150 found", "Fire at berth 299"},
		{address + "&words=snow", "0 found", ""},
		{address, "100 of 300", "حريق في الرصيف 300"},
		{strings.Replace(address, "events", "hosts", 1) + "&words=wire", "1 found", "wire.example"},
		{strings.Replace(address, "events", "outlets", 1) + "&words=courier77", "1 found", "Courier 77"},
		{strings.Replace(address, "events", "sources", 1) + "&words=77", "3 found", "Courier 177"},
		{names + "&words=courier+29", "", "Courier 29"},
	} {
		res := d.get(test.address)
		doc := page(t, res, 200)
		if got := doc.Find("optgroup").AttrOr("label", ""); got != test.says {
			t.Errorf("%s says %q", test.address, got)
		}
		option := doc.Find("option").First()
		if got := cmp.Or(option.Text(), option.AttrOr("value", "")); got != test.first {
			t.Errorf("%s: %q is first", test.address, got)
		}
	}
	c, err := d.store.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept := page(t, d.get(address+"&words=snow&chosen="+c.Events[4].ID.String()), 200).Find("option[selected]")
	if kept.Text() != c.Events[4].Name || kept.Length() != 1 {
		t.Errorf("%q is chosen still", kept.Text())
	}
}
