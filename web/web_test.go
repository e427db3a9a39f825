package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
)

const testPort = 4711

// program is a server with what stands around it in a test.
type program struct {
	*Server
	t       testing.TB
	log     *lockedBuffer
	folder  string
	mu      sync.Mutex
	now     time.Time
	opened  int
	cases   []*store.Store
	shown   []Ticket
	openErr error
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func start(t testing.TB, port int) *program {
	t.Helper()
	dir := t.TempDir()
	config, notice, err := desktop.OpenConfig(filepath.Join(dir, "config"))
	if err != nil || notice != "" {
		t.Fatal(notice, err)
	}
	p := &program{t: t, log: &lockedBuffer{}, folder: filepath.Join(dir, "cases"), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	if err := os.Mkdir(p.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := config.Remember(filepath.Join(p.folder, "Old"+desktop.Ext), "Old", p.now); err != nil {
		t.Fatal(err)
	}
	p.Server = New(Options{
		Port: port, Config: config, Open: p.open, Now: p.clock,
		Log:     slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Handoff: "handoff-secret",
		Show:    func(k Ticket) { p.shown = append(p.shown, k) },
	})
	return p
}

func (p *program) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *program) later(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

func (p *program) open(ctx context.Context, path string) (*store.Store, error) {
	if p.openErr != nil {
		return nil, p.openErr
	}
	p.opened++
	o := store.Options{Actor: assay.ActorID{1}, Name: "Ana"}
	s, err := store.Open(ctx, path, o)
	if assay.KindOf(err) == assay.KindNotFound {
		s, err = store.Create(ctx, path, strings.TrimSuffix(filepath.Base(path), desktop.Ext), o)
	}
	if err == nil {
		p.cases = append(p.cases, s)
	}
	return s, err
}

// latest returns what the case that was opened last says about itself.
func (p *program) latest() assay.Info {
	p.t.Helper()
	info, err := p.cases[len(p.cases)-1].Info(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	return info
}

// closed counts the cases that have been closed.
func (p *program) closed() int {
	n := 0
	for _, s := range p.cases {
		if _, err := s.Info(context.Background()); err != nil {
			n++
		}
	}
	return n
}

// change changes a request before it is sent.
type change func(*http.Request)

func header(name, value string) change {
	return func(r *http.Request) { r.Header.Set(name, value) }
}
func host(value string) change { return func(r *http.Request) { r.Host = value } }
func noCookie(r *http.Request) { r.Header.Del("Cookie") }
func htmx(r *http.Request)     { r.Header.Set("HX-Request", "true") }
func cookie(c *http.Cookie) change {
	return func(r *http.Request) { r.Header.Del("Cookie"); r.AddCookie(c) }
}
func fromSite(site string) change   { return header("Sec-Fetch-Site", site) }
func fromOrigin(site string) change { return header("Origin", site) }

// send sends a request as the analyst's browser does, unless changed.
func (p *program) send(method, address, contentType string, body io.Reader, changes ...change) *http.Response {
	p.t.Helper()
	r := httptest.NewRequestWithContext(p.t.Context(), method, "http://127.0.0.1:4711/", body)
	u, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	r.URL = u
	r.Host = "127.0.0.1:4711"
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(p.session.cookie())
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for _, c := range changes {
		c(r)
	}
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, r)
	return w.Result()
}

func (p *program) get(address string, changes ...change) *http.Response {
	p.t.Helper()
	return p.send(http.MethodGet, address, "", http.NoBody, changes...)
}

func (p *program) post(address string, form url.Values, changes ...change) *http.Response {
	p.t.Helper()
	changes = append([]change{fromOrigin("http://127.0.0.1:4711")}, changes...)
	return p.send(http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), changes...)
}

// drop uploads a file to the start page.
// fill returns what a browser sends with the form of a page that is posted to
// the page's own address, after some fields were changed. Where there is no
// such form, that is the fields alone.
func (p *program) fill(address string, change url.Values) url.Values {
	p.t.Helper()
	res := p.get(address)
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	form := filled(doc.Find("form[method=post]").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return s.AttrOr("action", "") == address
	}).First())
	maps.Copy(form, change)
	return form
}

// filled returns what a form says.
func filled(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, s *goquery.Selection) {
		value := s.AttrOr("value", "")
		switch goquery.NodeName(s) {
		case "textarea":
			value = s.Text()
		case "select":
			value = s.Find("option[selected]").AttrOr("value", "")
		}
		values.Add(s.AttrOr("name", ""), value)
	})
	return values
}

func (p *program) drop(name, content string) *http.Response {
	p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		p.t.Fatal(err)
	}
	return p.send(http.MethodPost, p.Root().DropCase(), w.FormDataContentType(), &body)
}

// page reads an answer, which must have that status.
func page(t testing.TB, res *http.Response, status int) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", res.StatusCode, status, strings.Join(strings.Fields(doc.Text()), " "))
	}
	return doc
}

// text returns what the elements that match say, without the white space of
// the markup.
func text(doc *goquery.Document, selector string) string {
	return strings.Join(strings.Fields(doc.Find(selector).Text()), " ")
}

// make makes a case in the folder of cases.
func (p *program) make(name string) (path string) {
	p.t.Helper()
	path = filepath.Join(p.folder, name)
	s, err := store.Create(p.t.Context(), path, strings.TrimSuffix(name, desktop.Ext), store.Options{Actor: assay.ActorID{1}, Name: "Ana"})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return path
}

// files returns what is in the folder of cases, but for the journal of an open one
// that is being indexed.
func (p *program) files() string {
	p.t.Helper()
	entries, err := os.ReadDir(p.folder)
	if err != nil {
		p.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "-journal") {
			names = append(names, e.Name())
		}
	}
	return strings.Join(names, ", ")
}

var errDisk = errors.New("disk on fire at /secret/place")

var errNoCase = assay.Unsupported("This is not a case.")
