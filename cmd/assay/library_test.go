package main

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// desk is a case that is open in a running program, before a browser without
// scripts.
type desk struct {
	t      *testing.T
	client *http.Client
	origin string
	root   string // where addresses of the case begin
}

// sit opens the case at path, and makes it if it is new.
func sit(t *testing.T, args ...string) *desk {
	t.Helper()
	ownConfig(t)
	r := launch(t, append([]string{"--no-browser"}, args...)...)
	doc, client := visit(t, r.url)
	u, err := url.Parse(r.url)
	if err != nil {
		t.Fatal(err)
	}
	library, ok := doc.Find("#main").Attr("hx-get")
	if !ok {
		t.Fatalf("this is no page of a case: %s", doc.Text())
	}
	origin := u.Scheme + "://" + u.Host
	return &desk{t: t, client: client, origin: origin, root: origin + strings.TrimSuffix(library, "/articles")}
}

// see returns a page of the case.
func (d *desk) see(address string) *goquery.Document {
	d.t.Helper()
	return get(d.t, d.client, d.root+address)
}

// send posts to the case and returns the page that comes of it, which must have
// that status.
func (d *desk) send(address, contentType string, body io.Reader, status int) (*goquery.Document, *url.URL) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.root+address, body)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Origin", d.origin)
	res, err := d.client.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil || res.StatusCode != status {
		d.t.Fatalf("%s: %s, want %d: %s", address, res.Status, status, squeeze(doc.Text()))
	}
	return doc, res.Request.URL
}

func (d *desk) post(address string, form url.Values, status int) *goquery.Document {
	d.t.Helper()
	doc, _ := d.send(address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), status)
	return doc
}

// drop sends files, given as name and content, name and content.
func (d *desk) drop(files ...string) *goquery.Document {
	d.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	err := w.WriteField("total", "")
	for i := 0; i < len(files); i += 2 {
		part, partErr := w.CreateFormFile("file", files[i])
		if partErr == nil {
			_, partErr = io.WriteString(part, files[i+1])
		}
		err = errors.Join(err, partErr)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		d.t.Fatal(err)
	}
	doc, _ := d.send("/articles", w.FormDataContentType(), &body, http.StatusOK)
	return doc
}

// act posts to the case as a page does, which shows nothing of it.
func (d *desk) act(address string) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.root+address, http.NoBody)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Origin", d.origin)
	r.Header.Set("HX-Request", "true")
	res, err := d.client.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent || res.Header.Get("HX-Trigger") == "" {
		d.t.Fatalf("%s: %s, %v", address, res.Status, res.Header)
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// says returns what each element that a selector finds says.
func says(doc *goquery.Document, selector string) []string {
	var list []string
	doc.Find(selector).Each(func(_ int, s *goquery.Selection) { list = append(list, words(s)) })
	return list
}

// words returns what a selection says, a space between what its elements do.
func words(s *goquery.Selection) string {
	var texts []string
	for _, n := range s.Nodes {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				texts = append(texts, d.Data)
			}
		}
	}
	return squeeze(strings.Join(texts, " "))
}

const (
	ferry = `<html lang="en"><head><title>Ferry late again | Quay Post</title><meta property="og:site_name" content="Quay Post"><meta name="author" content="Ada Quill">` +
		`<meta property="article:published_time" content="2026-03-01"><link rel="canonical" href="https://quaypost.example/ferry"></head><body><nav><a href="/">Home</a></nav>` +
		`<article><h1>Ferry late again</h1><p>The ferry from Northbank was late for the third time in a week, the harbour office said on Sunday morning.</p>` +
		`<p>Passengers waited on the quay for two hours, and were given tea by the crew of the lifeboat station.</p></article></body></html>`
	bridge = "Bridge to close for repairs\n\nBy Ines Torve\n\n2 March 2026\n\nThe old bridge at Merrow will be closed for nine days, the council said on Monday. Buses will go round by the mill."
)

func TestImportFiles(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		says  string
		rows  []string // of the report, in order
		left  int      // articles in the library
	}{
		{
			"a page and a text",
			[]string{"ferry.html", ferry, "bridge.txt", bridge},
			"2 articles are new.",
			[]string{"new Ferry late again ferry.html Quay Post · 1 March 2026 · English Check the details", "new Bridge to close for repairs bridge.txt 2 March 2026 · English Check the details"},
			2,
		},
		{"the same page twice", []string{"ferry.html", ferry, "copy.html", ferry}, "1 article is new, 1 was here already.", nil, 1},
		{
			"one that is refused among others",
			[]string{"notes.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "bridge.txt", bridge},
			"1 article is new, 1 was refused.",
			[]string{"refused notes.doc Assay cannot read old Office files. Save it as plain text or as HTML, or copy the text and paste it.", "new Bridge to close for repairs bridge.txt 2 March 2026 · English Check the details"},
			1,
		},
		{"a case", []string{"other.assay", "SQLite format 3\x00" + strings.Repeat("\x00", 52) + "ASSY"}, "1 was refused.", []string{"refused other.assay This is an Assay case, not an article. Open it from the start page, or merge it into this case."}, 0},
		{"a name with markup", []string{"<b>.txt", bridge}, "1 article is new.", []string{"new Bridge to close for repairs <b>.txt 2 March 2026 · English Check the details"}, 1},
		{"an empty file", []string{"empty.txt", ""}, "1 was refused.", []string{"refused empty.txt This file is empty. Choose another one, or paste the text of the article."}, 0},
		{"no file", nil, "No file was chosen.", nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			d := sit(t, "import.assay")
			doc := d.drop(test.files...)
			if got := squeeze(doc.Find("#report-title").Text()); got != test.says {
				t.Errorf("it says %q, want %q", got, test.says)
			}
			if got := says(doc, "#report [data-item]"); test.rows != nil && !slices.Equal(got, test.rows) {
				t.Errorf("the report is\n%q, want\n%q", got, test.rows)
			}
			if got := d.see("/articles").Find("tbody tr").Length(); got != test.left {
				t.Errorf("the library has %d articles, want %d", got, test.left)
			}
		})
	}
}

func TestPaste(t *testing.T) {
	t.Chdir(t.TempDir())
	d := sit(t, "paste.assay")
	tests := []struct {
		name   string
		form   url.Values
		status int
		want   string // in the report, or the message
	}{
		{"text with a title", url.Values{"text": {"It burned.\r\n\r\nNobody was hurt."}, "title": {"Fire"}, "url": {"https://herald.example/fire"}}, http.StatusOK, "new Fire"},
		{"the same again", url.Values{"text": {"It burned.\n\nNobody was hurt."}, "url": {"https://herald.example/fire"}}, http.StatusOK, "already here"},
		{"HTML", url.Values{"text": {ferry}}, http.StatusOK, "new Ferry late again"},
		{"nothing", url.Values{"text": {" \n"}}, http.StatusUnprocessableEntity, "Paste the text of the article first."},
		{"an address that is none", url.Values{"text": {"x y"}, "url": {"javascript:alert(1)"}}, http.StatusUnprocessableEntity, "This is no address of a page."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := d.post("/articles/paste", test.form, test.status)
			if got := words(doc.Find("#report [data-item], .wrong")); !strings.Contains(got, test.want) {
				t.Errorf("it says %q, want %q", got, test.want)
			}
			if kept, _ := doc.Find("#paste-text").Html(); test.status != http.StatusOK && strings.TrimSpace(test.form.Get("text")) != "" && kept != test.form.Get("text") {
				t.Errorf("the form has lost the text: %q", kept)
			}
		})
	}
}

// TestTyped: a text that was typed in from a scan has that as its original.
func TestTyped(t *testing.T) {
	t.Chdir(t.TempDir())
	d := sit(t, "typed.assay")
	for _, test := range []struct {
		name, original string
		status         int
		want           string
	}{
		{"scan.pdf", "%PDF-1.7\nits pictures", http.StatusOK, "new Notice to mariners"},
		{"empty.pdf", "", http.StatusUnprocessableEntity, "This file is empty."},
	} {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("original", test.name)
		if err == nil {
			_, err = io.WriteString(part, test.original)
		}
		if err = errors.Join(err, w.WriteField("text", "Notice to mariners\r\n\r\nThe mole is closed."), w.Close()); err != nil {
			t.Fatal(err)
		}
		doc, _ := d.send("/articles/paste", w.FormDataContentType(), &body, test.status)
		if got := words(doc.Find("#report [data-item], .wrong")); !strings.Contains(got, test.want) {
			t.Errorf("%s: it says %q, want %q", test.name, got, test.want)
		}
	}
	library := d.see("/articles")
	address, _ := library.Find("tbody a").Attr("href")
	details := get(t, d.client, d.origin+address+"/details")
	if got := words(details.Find("main")); !strings.Contains(got, "scan.pdf") {
		t.Errorf("the details do not have the scan: %s", got)
	}
}

// shelve makes a case of three articles and returns its path and their ids.
func shelve(t *testing.T) (path string, ids []assay.ArticleID) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "shelf.assay")
	s, err := store.Create(t.Context(), path, "Port Merrow", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []assay.Import{
		{Title: "Fire guts cold store", FoundAt: "https://coastalwire.example/fire", Published: "2026-03-01", PublishedBasis: "printed", Language: "en", Text: "Fire guts cold store\n\nTwelve lorries burned on the east quay."},
		{Title: "Harbour reopens", FoundAt: "https://merrowherald.example/open", Language: "en", Text: "Harbour reopens\n\nNine lorries burned, the brigade said."},
		{Title: "حريق في الميناء", FoundAt: "https://mina.example/fire", Language: "ar", Text: "حريق في الميناء\n\nلم يصب أحد بأذى."},
	} {
		a.Original, a.Name, a.MediaType, a.Extractor, a.Charset = []byte(a.Text), "a.txt", "text/plain", "text/1", "utf-8"
		in, err := s.ImportArticle(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, in.Article)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path, ids
}

func TestLibrary(t *testing.T) {
	path, ids := shelve(t)
	d := sit(t, path)
	pick := func(do, what, name string, which ...int) url.Values {
		form := url.Values{"do": {do}, "what": {what}, "name": {name}}
		for _, i := range which {
			form.Add("article", ids[i].String())
		}
		return form
	}
	d.post("/articles/change", pick("assign", "text_origin", "Coastal Wire", 0, 1), http.StatusOK)
	d.post("/articles/change", pick("assign", "event", "Harbour fire", 0, 2), http.StatusOK)
	d.post("/articles/change", pick("assign", "tag", "numbers", 0), http.StatusOK)
	d.post("/articles/change", pick("assign", "published", "2026-03-02", 1), http.StatusOK)
	d.post("/articles/change", pick("read", "", "", 1), http.StatusOK)

	all := d.see("/articles")
	option := func(field, label string) string {
		value, _ := all.Find("select[name=" + field + "] option").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == label }).Attr("value")
		return value
	}
	titles := map[string]string{"Fire guts cold store": "fire", "Harbour reopens": "open", "حريق في الميناء": "mina"}
	tests := []struct {
		name, query, want string
	}{
		{"all, the latest import first", "", "mina open fire"},
		{"by title", "sort=title", "fire open mina"},
		{"by date, unknown ones last", "sort=published", "open fire mina"},
		{"an order that is none", "sort=luck", "mina open fire"},
		{"words", "q=FIRE+store", "fire"},
		{"words in Arabic", "q=" + url.QueryEscape("حريق"), "mina"},
		{"who wrote it", "source=" + option("source", "Coastal Wire"), "open fire"},
		{"an event", "event=" + option("event", "Harbour fire"), "mina fire"},
		{"a tag", "tag=Numbers", "fire"},
		{"without a tag", "lacks=numbers", "mina open"},
		{"a language", "language=ar", "mina"},
		{"read", "read=read", "open"},
		{"not read", "read=unread&q=&tag=", "mina fire"},
		{"several", "read=unread&language=en", "fire"},
		{"none", "q=volcano", ""},
		{"a page that is not there", "page=9223372036854775807", "mina open fire"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			doc := d.see("/articles?" + test.query)
			for _, title := range says(doc, "tbody .title") {
				got = append(got, titles[title])
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("it shows %q, want %q", got, test.want)
			}
			if test.want == "" && !strings.Contains(doc.Find(".empty").Text(), "Show all") {
				t.Error("there is no way back to all articles")
			}
		})
	}

	row := words(all.Find("#a-" + ids[0].String()))
	if want := "Fire guts cold store English · details Coastal Wire found at coastalwire.example 1 March 2026 found, not confirmed Harbour fire numbers 0 not read"; row != want {
		t.Errorf("the row says\n%q, want\n%q", row, want)
	}
	if got := squeeze(d.post("/articles/change", pick("assign", "event", " ", 0), http.StatusUnprocessableEntity).Text()); !strings.Contains(got, "Write what to set it to.") {
		t.Errorf("without a name it says %q", got)
	}
	if got := squeeze(d.post("/articles/change", pick("read", "", ""), http.StatusUnprocessableEntity).Text()); !strings.Contains(got, "Select some articles first") {
		t.Errorf("without articles it says %q", got)
	}
	d.post("/articles/change", pick("remove", "", "", 0, 1), http.StatusOK)
	if got := d.see("/articles").Find("tbody tr").Length(); got != 1 {
		t.Errorf("after removing two of three there are %d", got)
	}
	d.act("/undo")
	if got := d.see("/articles").Find("tbody tr").Length(); got != 3 {
		t.Errorf("after undoing that there are %d", got)
	}
}

func TestLibraryReadOnly(t *testing.T) {
	path, ids := shelve(t)
	d := sit(t, "--read-only", path)
	for _, address := range []string{"/articles", "/articles/import", "/articles/" + ids[0].String() + "/details"} {
		doc := d.see(address)
		if n := doc.Find("main form[method=post], main [hx-post], main [type=checkbox]").Length(); n > 0 {
			t.Errorf("%s offers %d changes", address, n)
		}
	}
	doc := d.post("/articles/change", url.Values{"do": {"remove"}, "article": {ids[0].String()}}, http.StatusForbidden)
	if !strings.Contains(doc.Text(), "read only") {
		t.Errorf("it says %q", squeeze(doc.Text()))
	}
}

func TestDetails(t *testing.T) {
	t.Chdir(t.TempDir())
	d := sit(t, "details.assay")
	report := d.drop(`C:\saved\ferry <1>.html`, ferry)
	href, _ := report.Find("#report [data-open]").Attr("href")
	article := "/articles/" + href[strings.LastIndex(href, "/")+1:]

	field := func(name string) string {
		value, _ := d.see(article + "/details").Find("#facts [name=" + name + "]").Attr("value")
		return value
	}
	doc := d.see(article + "/details")
	found := []string{
		"Found, not confirmed: Ferry late again Accept", "Found, not confirmed: Ada Quill Accept", "Found, not confirmed: Quay Post Accept",
		"Found, not confirmed: https://quaypost.example/ferry Accept", "Found, not confirmed: 1 March 2026, from the page's metadata Accept", "Found, not confirmed: English Accept",
	}
	if got := says(doc, ".found"); !slices.Equal(got, found) {
		t.Errorf("proposals are\n%q, want\n%q", got, found)
	}
	if got := words(doc.Find("[aria-labelledby=original-title] dl")); !strings.Contains(got, "File ferry <1>.html Recognised as text/html") || !strings.Contains(got, "Bytes 598 bytes") {
		t.Errorf("the original is %q", got)
	}

	same := func() url.Values {
		form := url.Values{}
		for _, name := range []string{"title", "byline", "url", "published", "language", "genre", "host", "text_origin"} {
			form.Set(name, field(name))
		}
		form.Set("was", d.see(article+"/details").Find("#facts [name=was]").AttrOr("value", ""))
		return form
	}
	form := same()
	form.Set("accept", "published")
	d.post(article+"/details", form, http.StatusOK)
	if got := field("published"); got != "2026-03-01" || field("title") != "" {
		t.Errorf("accepting the date gives %q and title %q", got, field("title"))
	}
	form = same()
	form.Set("accept", "all")
	form.Set("text_origin", "Coastal Wire")
	d.post(article+"/details", form, http.StatusOK)
	if got := field("title") + ", " + field("byline") + ", " + field("text_origin") + ", " + field("host"); got != "Ferry late again, Ada Quill, Coastal Wire, Quay Post" {
		t.Errorf("accepting all gives %q", got)
	}
	form = same()
	form.Set("title", "Ferry late, passengers given tea")
	form.Set("published", "yesterday")
	refused := d.post(article+"/details", form, http.StatusUnprocessableEntity)
	if got := refused.Find("#fact-published-error").Text(); !strings.Contains(got, "Write the date as in") {
		t.Errorf("a wrong date says %q", got)
	}
	if got, _ := refused.Find("#fact-title").Attr("value"); got != "Ferry late, passengers given tea" {
		t.Errorf("the form has lost the title: %q", got)
	}

	original, _ := doc.Find("a[download]").Attr("href")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.origin+original, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || string(data) != ferry {
		t.Errorf("the original is %q (%v)", data, err)
	}
	for name, want := range map[string]string{"Content-Type": "application/octet-stream", "Content-Disposition": `attachment; filename="ferry <1>.html"`, "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestReread puts a wrong guess of the character set right.
func TestReread(t *testing.T) {
	const text = "Zwölf Fahrzeuge brannten\n\nAuf der Möllbrücke standen zwölf Fahrzeuge in Flammen, teilte die Behörde mit."
	data, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	d := sit(t, "reread.assay")
	href, _ := d.drop("brand.txt", data).Find("#report [data-open]").Attr("href")
	article := "/articles/" + href[strings.LastIndex(href, "/")+1:]
	body := func() string { return squeeze(d.see(article).Find("#doc").Text()) }
	tests := []struct {
		name, charset, extractor string
		status                   int
		shows                    string
		how                      string
	}{
		{"another character set", "windows-1251", "text", http.StatusOK, "Zwцlf", "Read as windows-1251, by text/1."},
		{"back again", "windows-1252", "text", http.StatusOK, "Zwölf", "Read as windows-1252, by text/1."},
		{"another extractor", "windows-1252", "html/full", http.StatusOK, "Zwölf", "Read as windows-1252, by html/full/1."},
		{"a character set that is none", "klingon", "text", http.StatusUnprocessableEntity, "Zwölf", "Read as windows-1252, by html/full/1."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := d.post(article+"/text", url.Values{"charset": {test.charset}, "extractor": {test.extractor}}, test.status)
			if got := squeeze(doc.Find("#text > p").First().Text()); !strings.HasPrefix(got, test.how) {
				t.Errorf("it was %q, want %q", got, test.how)
			}
			if got := body(); !strings.Contains(got, test.shows) {
				t.Errorf("the text is %q, want %q in it", got, test.shows)
			}
		})
	}
}

// replaced makes a case of one article whose text was replaced under two
// mentions: the place of one is a guess, the other has none.
func replaced(t *testing.T, path string) assay.ArticleID {
	t.Helper()
	s, err := store.Create(t.Context(), path, "Reread", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	const garbled = "Feuer im KÃ¼hlhaus\n\nZwÃ¶lf Fahrzeuge brannten auf dem Kai. Die Feuerwehr war schnell da.\n\nNiemand wurde verletzt, sagte der Hafenmeister."
	in := assay.Import{Original: []byte("bytes"), Name: "feuer.html", MediaType: "text/html", Title: "Feuer im Kühlhaus", Text: garbled, Language: "de", Extractor: "html/1", Charset: "windows-1252"}
	imported, err := s.ImportArticle(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Article(t.Context(), imported.Article)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"ZwÃ¶lf Fahrzeuge brannten auf dem Kai.", "Niemand wurde verletzt"} {
		found, _ := anchor.Find(p.Body, anchor.Quote{Exact: words}, anchor.NoHint)
		if _, err := s.MarkMention(t.Context(), store.Mark{Article: imported.Article, Text: p.Text.ID, Span: found[0].Span, Stance: assay.Supports}); err != nil {
			t.Fatal(err)
		}
	}
	in.Text, in.Charset = "Feuer im Kühlhaus\n\nZwölf Fahrzeuge brannten auf dem Kai. Die Feuerwehr war schnell da.", "utf-8"
	if _, err := s.ReplaceText(t.Context(), imported.Article, in); err != nil {
		t.Fatal(err)
	}
	return imported.Article
}
