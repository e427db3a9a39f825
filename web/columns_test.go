package web

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/taguette/taguettetest"
)

const (
	dockCell  = "Two cranes on the east dock of Nordhaven stood still on Monday, the port said, and a third was taken down."
	ferryCell = "The night ferry to Quayside runs again from Friday, said the harbour master, after three weeks of storms."
)

// importFiles sends files and returns the answer.
func (p *program) importFiles(address string, files ...string) *http.Response {
	p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("file", files[i])
		if err == nil {
			_, err = io.WriteString(part, files[i+1])
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		p.t.Fatal(err)
	}
	return p.send(http.MethodPost, address, w.FormDataContentType(), &body, fromOrigin("http://127.0.0.1:4711"))
}

// TestPlainTable: a table whose columns are plain comes in at once, and the report
// says which columns were taken.
func TestPlainTable(t *testing.T) {
	p, _, root, _ := openQuay(t)
	res := p.importFiles(root.Articles(), "hits.csv", "Headline,Text,Date\nCranes,\""+dockCell+"\",2026-03-02\nFerry,\""+ferryCell+"\",2026-03-05\nNone,,\n")
	doc := page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got := text(doc, "#report-title"); got != "2 articles are new, 1 was refused." {
		t.Errorf("it says %q", got)
	}
	if got := text(doc, "#report > .note"); got != "hits.csv: text from “Text”, title from “Headline”, date of publication from “Date”. Choose other columns" {
		t.Errorf("of the columns it says %q", got)
	}
	if got := text(doc, "#report li:nth-child(3)"); !strings.Contains(got, "Row 4 has no text in the column “Text”.") {
		t.Errorf("of the third row it says %q", got)
	}
	change, _ := doc.Find("#report > .note a").Attr("href")
	doc = page(t, p.get(change), http.StatusOK)
	if got, _ := doc.Find(`#columns tr:nth-child(2) option[selected]`).Attr("value"); got != "text" {
		t.Errorf("the second column is proposed as %q", got)
	}
	res = p.post(change, url.Values{"sheet": {"1"}, "head": {"1"}, "role": {"", "text", ""}})
	doc = page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got := text(doc, "#report-title"); got != "2 articles are new, 1 was refused." {
		t.Errorf("with other columns it says %q", got)
	}
}

// TestUnsureTable: one that is not plain is asked about.
func TestUnsureTable(t *testing.T) {
	p, s, root, _ := openQuay(t)
	before := articles(t, s)
	table := "id,wording,when\n1,\"" + dockCell + "\",3/4/2026\n2,\"" + ferryCell + "\",5/4/2026\n"
	res := p.importFiles(root.Articles(), "hits.csv", table)
	ask := res.Header.Get("Location")
	doc := page(t, p.get(ask), http.StatusOK)
	if got := text(doc, ".page > .notice"); got != "It is not plain which column holds the text of the articles." {
		t.Errorf("it says %q", got)
	}
	if got := text(doc, "#columns tbody tr:nth-child(2)"); !strings.HasPrefix(got, "wording") || !strings.Contains(got, dockCell) {
		t.Errorf("the second column is shown as %q", got)
	}
	for _, test := range []struct {
		roles []string
		dates string
		says  string
	}{
		{[]string{"", "", ""}, "", "Say which column holds the text of the articles."},
		{[]string{"title", "text", "title"}, "", "There are two columns for “title”. Only the text can be put together from several."},
		{[]string{"", "text", "published"}, "", "The dates in the column “when” can be read with the day or with the month first, as in “3/4/2026”. Say which comes first."},
	} {
		doc := page(t, p.post(ask, url.Values{"sheet": {"1"}, "head": {"1"}, "role": test.roles, "dates": {test.dates}}), http.StatusUnprocessableEntity)
		if got := text(doc, "#role-error"); got != test.says {
			t.Errorf("%v: it says %q", test.roles, got)
		}
		if got := doc.Find(`#columns tbody option[selected][value!=""]`).Length(); got != len(strings.Join(test.roles, ""))/4 && got == 0 && test.roles[1] != "" {
			t.Errorf("%v: what was chosen is lost", test.roles)
		}
	}
	res = p.post(ask, url.Values{"sheet": {"1"}, "head": {"1"}, "role": {"", "text", "published"}, "dates": {"dmy"}})
	doc = page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got := text(doc, "#report"); !strings.Contains(got, "2 articles are new.") || !strings.Contains(got, "3 April 2026") {
		t.Errorf("it says %q", got)
	}
	back := doc.Find(`#report form[action="` + root.Undo() + `"]`)
	if back.Length() != 1 {
		t.Fatal("what came out of the table cannot be taken back out from its report")
	}
	p.post(root.Undo(), filled(back))
	if n := articles(t, s); n != before {
		t.Errorf("after taking it back out there are %d articles, and before it %d", n, before)
	}
	doc = page(t, p.get(root.Imported(strings.Repeat("x", 4))), http.StatusOK)
	if doc.Find("#drop").Length() != 1 {
		t.Error("there is no way to bring in more")
	}

	res = p.importFiles(root.Articles(), "a.txt", "A text of some words for the quay, which is a file beside the table.", "hits.csv", table)
	doc = page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got, _ := doc.Find("#report li a[href*='/tables/']").Attr("href"); got == "" || got == ask {
		t.Errorf("among others the table is asked about at %q", got)
	}
	page(t, p.get(root.Table("0000")), http.StatusNotFound)
	if err := p.waiting.close(); err != nil {
		t.Error(err)
	}
}

// TestProjectOfTaguette shows what is in a project before it comes in.
func TestProjectOfTaguette(t *testing.T) {
	p, _, root, _ := openQuay(t)
	data, err := os.ReadFile(taguettetest.Make(t))
	if err != nil {
		t.Fatal(err)
	}
	res := p.importFiles(root.Articles(), "project.sqlite3", string(data))
	ask := res.Header.Get("Location")
	doc := page(t, p.get(ask), http.StatusOK)
	if got := text(doc, "#projects .project"); got != "The dock 3 documents, 3 tags, 3 highlights What was said of the cranes" {
		t.Errorf("it says %q", got)
	}
	page(t, p.post(ask, url.Values{"project": {"7"}}), http.StatusUnsupportedMediaType)
	res = p.post(ask, url.Values{"project": {"0"}})
	doc = page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got := text(doc, "#report-title"); got != "2 articles are new, 1 was refused." {
		t.Errorf("it says %q", got)
	}
	if got := text(doc, "#report > .note"); got != "4 notes on what was highlighted or described, 3 new tags." {
		t.Errorf("besides it says %q", got)
	}
	if got := text(page(t, p.get(root.Notes()), http.StatusOK), "main"); !strings.Contains(got, taguettetest.Quotes[0]) {
		t.Errorf("the notes are %q", got)
	}
}

// TestManyTables brings in a folder of tables whose columns are not plain: each of
// them is asked about, however many they are, and nothing was refused.
func TestManyTables(t *testing.T) {
	p, _, root, _ := openQuay(t)
	dir := t.TempDir()
	for i := range 20 {
		writeText(t, filepath.Join(dir, fmt.Sprintf("%02d.csv", i)), fmt.Sprintf("id,wording,when\n1,\"%s\",3/4/2026\n2,\"%s (%d)\",5/4/2026\n", dockCell, ferryCell, i))
	}
	report := bringPath(t, p, root, dir)
	doc := page(t, p.get(report), http.StatusOK)
	if got, want := text(doc, "#report-title"), "20 wait for you."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if doc.Find("#refused").Length() != 0 {
		t.Error("there is a heading for what was refused, and nothing below it")
	}
	links := doc.Find("#report li a[href*='/tables/']")
	if links.Length() != 20 {
		t.Errorf("%d tables are asked about", links.Length())
	}
	for _, a := range links.EachIter() {
		address, _ := a.Attr("href")
		page(t, p.get(address), http.StatusOK)
	}
}
