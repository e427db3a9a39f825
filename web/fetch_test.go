package web

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/fetch"
)

const ferryPage = `<!doctype html><html lang="en"><head><title>Ferry late again</title></head><body><article><h1>Ferry late again</h1>
<p>The ferry from Northbank was late again on Monday, the harbour master said, for the third time in a week, and some two hundred passengers waited on the quay.</p>
<p>Two of the crew spoke of an engine that would not start, and a dock worker said that the fog had been no worse than on other days.</p>
<p>The council of the port will meet about it on Thursday, and wants to hear the owners of the line before it decides anything.</p></article></body></html>`

// web makes the program believe that every host of the web is a server of the
// test, and counts the connections.
func web(t *testing.T, p *program, answer http.HandlerFunc) *atomic.Int64 {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	var n atomic.Int64
	*p.Fetcher = fetch.Fetcher{
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			n.Add(1)
			return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
		},
		Connect: func(ctx context.Context, _ netip.AddrPort) (net.Conn, error) {
			n.Add(1)
			return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
		},
	}
	return &n
}

// TestFetch asks for two pages, of which one is sent on: but not before the analyst
// has seen which sites would be asked, and for nothing besides.
func TestFetch(t *testing.T) {
	p, s, root, _ := openQuay(t)
	var asked []string
	n := web(t, p, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Host+r.URL.Path)
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/ferry?id=7", http.StatusMovedPermanently)
		case "/ferry":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, ferryPage)
		default:
			_, _ = io.WriteString(w, "<html><body><p>We value your privacy. Accept all?</p></body></html>")
		}
	})
	form := url.Values{"addresses": {"http://herald.example/old#top\nhttp://wire.example/consent http://herald.example/old"}}
	doc := page(t, p.post(root.Fetch(), form), http.StatusOK)
	if got, want := strings.Join(strings.Fields(text(doc, "#fetch .asks")), " "), "herald.examplehttp://herald.example/oldwire.examplehttp://wire.example/consent"; got != want {
		t.Errorf("it would ask %q, want %q", got, want)
	}
	for _, address := range []string{root.Import(), root.Articles(), root.Claims(), root.Fetch(), p.Root().Settings()} {
		p.get(address)
	}
	if n.Load() != 0 {
		t.Fatal("a connection was made before the analyst agreed")
	}

	form.Set("sure", "true")
	res := p.post(root.Fetch(), form)
	ended(t, p)
	doc = page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got, want := text(doc, "#report-title"), "1 article is new, 1 was refused."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got := text(doc, "#report [data-outcome=added] .note"); !strings.Contains(got, "http://herald.example/old") || !strings.Contains(got, "it was at http://herald.example/ferry?id=7") {
		t.Errorf("of the article it says %q", got)
	}
	if got := text(doc, "#report [data-outcome=refused] .note"); !strings.HasPrefix(got, "What came from wire.example has hardly any text") {
		t.Errorf("of the other it says %q", got)
	}
	if got, want := strings.Join(asked, " "), "herald.example/old herald.example/ferry wire.example/consent"; got != want {
		t.Errorf("it asked for %q, want %q", got, want)
	}
	library, err := s.Library(t.Context(), assay.LibraryFilter{Words: "ferry"})
	if err != nil || len(library.Case.Articles) != 1 {
		t.Fatal(len(library.Case.Articles), err)
	}
	capture, at, data, err := s.OriginalOf(t.Context(), library.Case.Articles[0].ID)
	if err != nil || string(data) != ferryPage || capture.Via != "address" || capture.Taken != "2026-03-01T12:00:00Z" || at != "http://herald.example/ferry?id=7" {
		t.Errorf("the original is %d bytes, %+v at %s (%v)", len(data), capture, at, err)
	}
}

// TestFetchedClaims: what says that it was at another site was not. An archive is
// refused, and the entries of a feed are of the site that was asked.
func TestFetchedClaims(t *testing.T) {
	p, s, root, _ := openQuay(t)
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + ferryPage
	long := strings.Repeat("The ferry from Northbank was late again, the harbour master said. ", 6)
	web(t, p, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed" {
			w.Header().Set("Content-Type", "application/rss+xml")
			_, _ = fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Evil</title><item><title>Late</title><link>https://paper.example/late</link><description>%s</description></item></channel></rss>`, long)
			return
		}
		_, _ = fmt.Fprintf(w, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/ferry\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(answer), answer)
	})
	res := p.post(root.Fetch(), url.Values{"addresses": {"http://evil.example/x\nhttp://evil.example/feed"}, "sure": {"true"}})
	ended(t, p)
	doc := page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got := text(doc, "#report [data-outcome=refused] .note"); !strings.HasPrefix(got, "What is at this address is an archive") {
		t.Errorf("of the archive it says %q", got)
	}
	if got := text(doc, "#report [data-outcome=added] .note"); strings.Contains(got, "it was at") || !strings.Contains(got, "it says that its address is https://paper.example/late") {
		t.Errorf("of the feed it says %q", got)
	}
	library, err := s.Library(t.Context(), assay.LibraryFilter{Words: "late"})
	if err != nil || len(library.Case.Articles) != 1 {
		t.Fatal(len(library.Case.Articles), err)
	}
	capture, at, _, err := s.OriginalOf(t.Context(), library.Case.Articles[0].ID)
	if err != nil || at != "http://evil.example/feed" || capture.URL != at || capture.Taken != "2026-03-01T12:00:00Z" {
		t.Errorf("it is %+v at %s (%v)", capture, at, err)
	}
}

// TestLogOfImports: the log says why something was refused, and not which page or
// file it was.
func TestLogOfImports(t *testing.T) {
	p, _, root, _ := openQuay(t)
	web(t, p, func(http.ResponseWriter, *http.Request) {})
	p.Fetcher.Lookup = func(context.Context, string) ([]netip.Addr, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "whistle.example", Server: "9.9.9.9:53", IsNotFound: true}
	}
	p.post(root.Fetch(), url.Values{"addresses": {"http://whistle.example/leak?who=ana"}, "sure": {"true"}})
	ended(t, p)
	said := p.log.String()
	if !strings.Contains(said, "no such host") {
		t.Errorf("the log says %s", said)
	}
	for _, name := range []string{"whistle", "leak", "9.9.9.9"} {
		if strings.Contains(said, name) {
			t.Errorf("the log names %s: %s", name, said)
		}
	}
}

// TestFetchRefuses: what is no address of the web is refused before anything is
// asked, and so is everything when the settings say so.
func TestFetchRefuses(t *testing.T) {
	p, _, root, _ := openQuay(t)
	n := web(t, p, func(http.ResponseWriter, *http.Request) { t.Error("something was asked") })
	for address, want := range map[string]string{
		" ":                                  "Write the address of a page first",
		"herald":                             "is no address of a page",
		"file:///etc/passwd":                 "is no address of a page",
		"http://ana:secret@herald.example/":  "has a name or password in it",
		"http://127.0.0.1/":                  "not on the web",
		"http://herald.example:8080/":        "at a port",
		"herald http://wire.example/a\nwire": "wire is no address of a page",
	} {
		doc := page(t, p.post(root.Fetch(), url.Values{"addresses": {address}, "sure": {"true"}}), http.StatusUnprocessableEntity)
		if got := text(doc, "#fetch-addresses-error"); !strings.Contains(got, want) || strings.Contains(got, "secret") {
			t.Errorf("%q: it says %q, want %q", address, got, want)
		}
	}
	if err := p.Config.Set(desktop.Fetch, "never"); err != nil {
		t.Fatal(err)
	}
	if doc := page(t, p.get(root.Import()), http.StatusOK); doc.Find("#fetch form").Length() != 0 {
		t.Error("what the settings forbid is offered")
	}
	page(t, p.post(root.Fetch(), url.Values{"addresses": {"https://herald.example/"}, "sure": {"true"}}), http.StatusForbidden)
	if n.Load() != 0 {
		t.Error("a connection was made")
	}
}
