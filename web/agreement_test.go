package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// colleague opens the case as somebody else.
func (d *dispute) colleague(name string) *store.Store {
	d.t.Helper()
	s, err := store.Open(d.t.Context(), d.store.Path(), store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode(name))), Name: name})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			d.t.Error(err)
		}
	})
	return s
}

func (d *dispute) says(s *store.Store, target assay.EntityID, dim assay.Dimension, word, why string) {
	d.t.Helper()
	if _, err := s.Judge(d.t.Context(), assay.JudgementKey{Target: target, Dimension: dim}, oplog.Encode(word), why); err != nil {
		d.t.Fatal(err)
	}
}

// document returns a page.
func (d *dispute) document(address string) *goquery.Document {
	d.t.Helper()
	return page(d.t, d.get(address), http.StatusOK)
}

// fields returns what the form of an element would post with a verdict.
func fields(form *goquery.Selection, word, reason string) url.Values {
	v := url.Values{"word": {word}, "reason": {reason}}
	form.Find("input[type=hidden], input[type=checkbox][checked]").Each(func(_ int, in *goquery.Selection) {
		v.Add(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	return v
}

// TestCompareAnalysts: the room says where two differ, takes the team's verdict with
// its reason, and the others are shown it.
func TestCompareAnalysts(t *testing.T) {
	d := newDispute(t)
	compare := d.root.Compare(assay.AgreementFilter{})
	if page := d.document(compare); !strings.Contains(page.Find(".empty").Text(), "two analysts") {
		t.Errorf("of one analyst: %s", page.Find("main").Text())
	}
	ben := d.colleague("Ben")
	d.says(ben, assay.EntityID(d.mentions[0]), assay.DimStance, "qualifies", "It says about twelve.")
	d.says(ben, assay.EntityID(d.mentions[1]), assay.DimStance, "contradicts", "")
	page := d.document(compare)
	row := page.Find(".agreement tbody tr").First()
	if text := row.Text(); !strings.Contains(text, "1 of 2 (50%)") || !strings.Contains(text, "too few") || strings.Contains(text, "0.") {
		t.Errorf("the row says %q", text)
	}
	item := page.Find("[data-item]")
	if item.Length() != 1 || !strings.Contains(item.Text(), "It says about twelve.") || item.Find("[data-choice]").Length() != 4 || item.Find("[data-choice]").First().AttrOr("value", "") != "supports" {
		t.Fatalf("it lists %q", item.Text())
	}
	if cell := page.Find(".cross td a"); cell.Length() != 2 {
		t.Errorf("%d cells of the cross table lead anywhere", cell.Length())
	}
	form := item.Find("form")
	post := func(what string, v url.Values, want int) {
		t.Helper()
		if res := d.post(d.root.Adjudicate(), v, htmx); res.StatusCode != want {
			t.Errorf("%s: %s", what, res.Status)
		}
	}
	post("without a reason", fields(form, "mentions", " "), http.StatusUnprocessableEntity)
	post("no such word", fields(form, "denies", "so"), http.StatusUnprocessableEntity)
	broken := fields(form, "mentions", "so")
	broken.Set("on", "nothing")
	post("of nothing", broken, http.StatusBadRequest)
	broken.Del("on")
	post("on no passage", broken, http.StatusUnprocessableEntity)
	broken.Set("dimension", "read")
	broken.Set("on", fields(form, "", "").Get("on"))
	post("of a reading", broken, http.StatusNotFound)
	post("decided", fields(form, "mentions", "It <only> reports."), http.StatusNoContent)
	post("decided otherwise, unseen", fields(form, "qualifies", "so"), http.StatusConflict)
	if n := d.document(compare).Find("[data-item]").Length(); n != 0 {
		t.Errorf("%d are left", n)
	}
	decided := d.document(d.root.Compare(assay.AgreementFilter{Decided: true})).Find(".team-verdict")
	if text := decided.Text(); !strings.Contains(text, "mentions") || !strings.Contains(text, "It <only> reports.") {
		t.Errorf("the verdict reads %q", text)
	}
	for where, address := range map[string]string{
		"the claim": d.root.Claim(d.claim), "the reader": d.root.MentionInArticle(d.articles[0], d.mentions[0]),
	} {
		if text := d.document(address).Find("main").Text(); !strings.Contains(text, "The team’s verdict") || !strings.Contains(text, "It <only> reports.") {
			t.Errorf("%s does not tell the verdict", where)
		}
	}
	if text := d.document(d.root.History()).Find("main").Text(); !strings.Contains(text, "settled for the team the stance") {
		t.Error("the history does not tell the verdict")
	}
	if res := d.post(d.root.Undo(), nil, htmx); res.StatusCode != http.StatusNoContent {
		t.Errorf("undo: %s", res.Status)
	}
	if n := d.document(compare).Find("[data-item]").Length(); n != 1 {
		t.Errorf("after undo %d are left", n)
	}
}

// TestAnalystsAreNoSources: two analysts who say opposite things of the same words make
// no claim contested; it is said that they differ, and leads to where that is decided.
func TestAnalystsAreNoSources(t *testing.T) {
	d := newDispute(t)
	d.says(d.store, assay.EntityID(d.mentions[1]), assay.DimStance, "supports", "")
	if text := d.document(d.root.Contested()).Find("main").Text(); !strings.Contains(text, "Nothing is contested") {
		t.Fatalf("it is contested before: %s", text)
	}
	ben := d.colleague("Ben")
	page, err := ben.Article(t.Context(), d.articles[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ben.MarkMention(t.Context(), store.Mark{Article: d.articles[0], Text: page.Text.ID, Span: anchor.Span{Start: 0, End: 20}, Claim: d.claim, Stance: assay.Contradicts}); err != nil {
		t.Fatal(err)
	}
	if text := d.document(d.root.Contested()).Find("main").Text(); !strings.Contains(text, "Nothing is contested") {
		t.Errorf("what two analysts say of the same words is contested: %s", text)
	}
	head := d.document(d.root.Claim(d.claim)).Find(".page-head")
	if text := head.Text(); !strings.Contains(text, "2 analysts differ") || strings.Contains(text, "dispute") || head.Find(`a[href*="/compare?claim="]`).Length() != 1 {
		t.Errorf("the claim says %q", text)
	}
	of := d.document(d.root.Compare(assay.AgreementFilter{Claim: d.claim}))
	if of.Find("[data-item]").Length() != 1 || of.Find(".verdict-on [name=on]").Length() != 2 {
		t.Errorf("it leads to %s", of.Find("[data-item]").Text())
	}
}
