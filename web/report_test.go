package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/assay"
	"assay/store"
)

func TestReportRoom(t *testing.T) {
	m := startMarked(t)
	if _, err := m.store.ChangeArticles(t.Context(), []assay.ArticleID{m.article}, store.ArticleChange{AddEvent: "Fire"}); err != nil {
		t.Fatal(err)
	}
	if res := m.post(m.root.Reports(), url.Values{"title": {"  "}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a report without a title: %s", res.Status)
	}
	res := m.post(m.root.Reports(), url.Values{"title": {"<b>What burned</b>"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("a new report: %s", res.Status)
	}
	address := res.Header.Get("Location")
	doc := page(t, m.get(address), http.StatusOK)
	if got := text(doc, ".report h1"); got != "<b>What burned</b>" {
		t.Errorf("it is called %s", got)
	}
	doc.Find(".report a[href^='#']").Each(func(_ int, a *goquery.Selection) {
		if place := a.AttrOr("href", "#"); doc.Find(place).Length() != 1 {
			t.Errorf("%s leads to %d places", place, doc.Find(place).Length())
		}
	})

	fields := func(change url.Values) url.Values {
		t.Helper()
		form := filled(page(t, m.get(address), http.StatusOK).Find("#report-fields"))
		form["part"] = assay.ReportParts
		for name := range change {
			form[name] = change[name]
		}
		return form
	}
	first := fields(url.Values{"summary": {"Twelve."}, "part": {"summary", "claims"}})
	if res := m.post(address, first); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("changing it: %s", res.Status)
	}
	doc = page(t, m.get(address), http.StatusOK)
	if got := text(doc, ".report"); !strings.Contains(got, "Twelve.") || strings.Contains(got, "How to read this") {
		t.Errorf("it reads %s", got)
	}
	first.Set("summary", "Nine.")
	doc = page(t, m.post(address, first), http.StatusConflict)
	if got := text(doc, "#report-fields"); !strings.Contains(got, "to “Twelve.”") {
		t.Errorf("overtaken, the form says %s", got)
	}

	list := func() (form url.Values, ids []string) {
		t.Helper()
		form = filled(page(t, m.get(address), http.StatusOK).Find("#report-items form").First())
		return form, strings.Fields(form.Get("items"))
	}
	form, before := list()
	if len(before) != 2 {
		t.Fatalf("it lists %q, want an event and a claim about none", before)
	}
	form.Set("do", "drop "+before[0])
	if res := m.post(address+"/items", form); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("leaving something out: %s", res.Status)
	}
	form.Set("do", "down "+before[0])
	if doc := page(t, m.post(address+"/items", form), http.StatusConflict); !strings.Contains(text(doc, "main"), "changed since you opened the page") {
		t.Errorf("overtaken, it says %s", text(doc, "main"))
	}
	form, after := list()
	if len(after) != len(before)-1 {
		t.Errorf("it lists %d things and not %d", len(after), len(before)-1)
	}
	form.Set("do", "add")
	form["add"] = []string{before[0]}
	m.post(address+"/items", form)
	if _, again := list(); len(again) != len(before) {
		t.Errorf("it lists %d things and not %d", len(again), len(before))
	}

	if res := m.post(address+"/remove", nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("removing it: %s", res.Status)
	}
	if res := m.get(address); res.StatusCode != http.StatusNotFound {
		t.Errorf("once removed: %s", res.Status)
	}
}

// TestReportFiles takes a report away whose words would like to be markup.
func TestReportFiles(t *testing.T) {
	m := startMarked(t)
	const hostile = `<script src="https://evil.example/x.js"></script>&"' [a](javascript:b)`
	if _, err := m.store.ChangeClaim(t.Context(), m.claim, store.ClaimChange{Wording: store.To(hostile)}); err != nil {
		t.Fatal(err)
	}
	all := m.root.Report(assay.ReportID{})
	file := func(format string) []byte {
		t.Helper()
		res := m.get(m.root.ReportFile(assay.ReportID{}, format))
		data, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %s, %s (%v)", format, res.Status, res.Header.Get("Content-Disposition"), err)
		}
		return data
	}
	if res := m.get(all + "/file?format=exe"); res.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a file of another kind: %s", res.Status)
	}

	html := page(t, m.get(m.root.ReportFile(assay.ReportID{}, "html")), http.StatusOK)
	if n := html.Find("script, img, iframe, object, link, [onload], [onerror], form").Length(); n > 0 {
		t.Errorf("the file has %d things that a report has not", n)
	}
	if policy := html.Find("meta[http-equiv=Content-Security-Policy]").AttrOr("content", ""); policy != "default-src 'none'; style-src 'unsafe-inline'" {
		t.Errorf("its policy is %q", policy)
	}
	if got := text(html, "h4, h3"); !strings.Contains(text(html, "main"), hostile) {
		t.Errorf("the words are gone: %s", got)
	}
	if strings.Contains(string(file("html")), "/s/") {
		t.Error("the file knows the address of the program")
	}

	if md := string(file("md")); !strings.Contains(md, `\<script src="https\://evil.example/x.js"\>\</script\>\&"' \[a\](javascript:b)`) {
		t.Errorf("as Markdown it reads\n%s", md)
	}
	data := file("docx")
	if _, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err != nil {
		t.Error(err)
	}
}
