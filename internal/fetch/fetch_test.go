package fetch

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/internal/assay"
)

func TestPublic(t *testing.T) {
	for _, address := range []string{
		"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
		"192.0.0.170", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1",
		"fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "3fff::1",
	} {
		if public(netip.MustParseAddr(address)) {
			t.Errorf("%s is taken for an address of the web", address)
		}
	}
	for _, address := range []string{"93.184.215.14", "8.8.8.8", "172.32.0.1", "100.128.0.1", "::ffff:8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450:4001::1"} {
		if !public(netip.MustParseAddr(address)) {
			t.Errorf("%s is an address of the web", address)
		}
	}
	if public(netip.Addr{}) {
		t.Error("none is taken for an address of the web")
	}
}

func TestCheck(t *testing.T) {
	for address, want := range map[string]string{
		"\thttps://Herald.example/fire?a=1#top\n": "https://Herald.example/fire?a=1 herald.example",
		"http://bücher.example/":                  "http://b%C3%BCcher.example/ xn--bcher-kva.example",
		"https://hеrald.example/":                 "https://h%D0%B5rald.example/ xn--hrald-zwe.example", // the second letter is Cyrillic
		"https://herald.example:443/":             "https://herald.example:443/ herald.example",
		"http://8.8.8.8/":                         "http://8.8.8.8/ 8.8.8.8",
	} {
		page, host, err := Check(address)
		if got := page + " " + host; err != nil || got != want {
			t.Errorf("%q is %q (%v), want %q", address, got, err, want)
		}
	}
	for _, address := range []string{
		"", "herald", "//herald.example", "file:///etc/passwd", "ftp://herald.example/", "javascript:alert(1)", "gopher://herald.example/", "https://", "https:///x",
		"https://ana:secret@herald.example/", "https://herald.example:22/", "https://herald.example:8080/", "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1%25eth0]/",
		"http://xn--zzzzzzzz\x00.example/",
	} {
		if _, _, err := Check(address); assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// site is a server of the test that stands for the web.
type site struct {
	*httptest.Server
	names     map[string][]string // addresses that names have; one that is public if there is none
	connected []string
	looked    int
}

func newSite(t *testing.T, answer http.HandlerFunc) (*site, *Fetcher) {
	t.Helper()
	s := &site{Server: httptest.NewUnstartedServer(answer), names: map[string][]string{}}
	s.Start()
	t.Cleanup(s.Close)
	return s, &Fetcher{
		Lookup: func(_ context.Context, host string) (list []netip.Addr, err error) {
			s.looked++
			if addresses, ok := s.names[host]; ok {
				if len(addresses) == 0 {
					return nil, &net.DNSError{Name: host, IsNotFound: true}
				}
				for _, a := range addresses {
					list = append(list, netip.MustParseAddr(a))
				}
				return list, nil
			}
			return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
		},
		Connect: func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
			s.connected = append(s.connected, to.String())
			return new(net.Dialer).DialContext(ctx, "tcp", s.Listener.Addr().String())
		},
	}
}

func TestPage(t *testing.T) {
	s, f := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Cookie", "Referer", "Authorization", "X-Forwarded-For", "From"} {
			if v := r.Header.Get(name); v != "" {
				t.Errorf("%s asks with %s: %s", r.URL, name, v)
			}
		}
		if got := r.Header.Get("User-Agent"); !strings.HasPrefix(got, "Assay ") {
			t.Errorf("it says that it is %q", got)
		}
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "ana"})
		switch r.URL.Path {
		case "/a":
			http.Redirect(w, r, "http://other.example/b", http.StatusFound)
		case "/b":
			http.Redirect(w, r, "/c", http.StatusPermanentRedirect)
		default:
			w.Header().Set("Content-Type", "text/html; charset=windows-1252")
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, "<p>caf\xe9</p>")
			_ = z.Close()
		}
	})
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:9") // nobody is there
	p, err := f.Page(t.Context(), "http://herald.example/a#x")
	if err != nil || p.URL != "http://other.example/c" || string(p.Data) != "<p>caf\xe9</p>" || p.MediaType != "text/html; charset=windows-1252" {
		t.Errorf("got %+v (%v)", p, err)
	}
	if len(s.connected) != 3 || s.connected[0] != "93.184.215.14:80" {
		t.Errorf("it connected to %v", s.connected)
	}
}

// TestRedirects: each step is held to the rules, whatever the first one was.
func TestRedirects(t *testing.T) {
	for _, to := range []string{
		"http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "file:///etc/passwd", "ftp://herald.example/",
		"http://herald.example:8080/", "http://inside.example/", "http://both.example/", "http://u:p@herald.example/", "http://herald.example/again", "http://nat.example/",
	} {
		s, f := newSite(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/" && r.URL.Path != "/again" {
				t.Errorf("it was asked for %s", r.URL)
			}
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
		s.names = map[string][]string{"inside.example": {"192.168.1.7"}, "both.example": {"93.184.215.14", "10.0.0.1"}, "nat.example": {"64:ff9b::7f00:1"}, "2130706433": {"127.0.0.1"}}
		_, err := f.Page(t.Context(), "http://start.example/")
		if assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("to %s: %v", to, err)
		}
		if want := 1 + maxRedirects; len(s.connected) > want || to != "http://herald.example/again" && len(s.connected) != 1 {
			t.Errorf("to %s: it connected %d times", to, len(s.connected))
		}
	}
}

// TestRebinding: a name whose address changes is connected to at the one that was
// checked.
func TestRebinding(t *testing.T) {
	s, f := newSite(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	looked := 0
	f.Lookup = func(context.Context, string) ([]netip.Addr, error) {
		if looked++; looked > 1 {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
	}
	if _, err := f.Page(t.Context(), "http://rebind.example/"); err != nil || looked != 1 || len(s.connected) != 1 || s.connected[0] != "93.184.215.14:80" {
		t.Errorf("looked up %d times, connected to %v (%v)", looked, s.connected, err)
	}
	if _, err := f.Page(t.Context(), "http://rebind.example/"); assay.KindOf(err) != assay.KindInvalid || len(s.connected) != 1 {
		t.Errorf("connected to %v (%v)", s.connected, err)
	}
}

// TestNetworkAround: the networks that this computer is in are not asked, also where
// their addresses are some of the web.
func TestNetworkAround(t *testing.T) {
	s, f := newSite(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	f.Addresses = func() ([]net.Addr, error) {
		return []net.Addr{
			&net.IPNet{IP: net.ParseIP("93.184.215.77"), Mask: net.CIDRMask(26, 32)},
			&net.IPNet{IP: net.ParseIP("2a00:1450:4001:7::2"), Mask: net.CIDRMask(128, 128)},
			&net.UnixAddr{Name: "/tmp/socket"},
		}, nil
	}
	s.names = map[string][]string{
		"printer.example": {"93.184.215.65"}, "outside.example": {"93.184.215.14"},
		"router6.example": {"2a00:1450:4001:7::1"}, "mapped.example": {"::ffff:93.184.215.66"}, "outside6.example": {"2a00:1450:4001:8::1"},
	}
	for host := range s.names {
		s.connected = nil
		_, err := f.Page(t.Context(), "http://"+host+"/")
		if outside := strings.HasPrefix(host, "outside"); outside && err != nil || !outside && (!strings.Contains(fmt.Sprint(err), "a network around it") || len(s.connected) > 0) {
			t.Errorf("%s: %v", host, err)
		}
	}
	f.Connect = nil
	if _, err := f.connect(t.Context(), netip.MustParseAddrPort("93.184.215.65:80")); !strings.Contains(fmt.Sprint(err), "a network around it") {
		t.Errorf("it connected: %v", err)
	}
}

// TestStandIns: a network that makes up addresses of IPv6 hides no site, and opens
// none.
func TestStandIns(t *testing.T) {
	s, f := newSite(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	s.names = map[string][]string{"old.example": {"64:ff9b::5db8:d70e", "93.184.215.14"}, "inside.example": {"64:ff9b::a00:1", "10.0.0.1"}, "alone.example": {"64:ff9b::5db8:d70e"}}
	if _, err := f.Page(t.Context(), "http://old.example/"); err != nil || len(s.connected) != 1 || s.connected[0] != "93.184.215.14:80" {
		t.Errorf("it connected to %v (%v)", s.connected, err)
	}
	for _, host := range []string{"inside.example", "alone.example"} {
		if _, err := f.Page(t.Context(), "http://"+host+"/"); assay.KindOf(err) != assay.KindInvalid || len(s.connected) != 1 {
			t.Errorf("%s: it connected to %v (%v)", host, s.connected, err)
		}
	}
}

// TestRealDialer has no part of it replaced: the system is asked, and refuses to
// connect to this computer.
func TestRealDialer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	defer server.Close()
	var f Fetcher
	to, err := netip.ParseAddrPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.connect(t.Context(), to); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("it connected: %v", err)
	}
	if _, err := f.dial(t.Context(), "tcp", to.String()); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("it connected: %v", err)
	}
	if _, err := f.Page(t.Context(), "http://localhost/"); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("it connected: %v", err)
	}
}

// TestRefusals: what the site or the network says is told in a sentence.
func TestRefusals(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		set    func(s *site, f *Fetcher)
		want   string
	}{
		{"not found", status(404), nil, "has no page at this address"},
		{"forbidden", status(403), nil, "does not give this page to Assay (403)"},
		{"paywall", status(402), nil, "does not give this page to Assay (402)"},
		{"too often", status(429), nil, "has been asked too often"},
		{"broken", status(503), nil, "cannot answer just now (503)"},
		{"odd", status(304), nil, "answered with 304"},
		{"no such name", status(200), func(s *site, _ *Fetcher) { s.names["herald.example"] = []string{} }, "There is no site called herald.example."},
		{"no network", status(200), func(_ *site, f *Fetcher) {
			f.Lookup = func(context.Context, string) ([]netip.Addr, error) { return nil, &net.DNSError{IsTemporary: true} }
		}, "cannot be looked up"},
		{"refused", status(200), func(_ *site, f *Fetcher) {
			f.Connect = func(context.Context, netip.AddrPort) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
			}
		}, "does not take the connection"},
		{"slow", status(200), func(_ *site, f *Fetcher) {
			f.Connect = func(context.Context, netip.AddrPort) (net.Conn, error) { return nil, context.DeadlineExceeded }
		}, "takes too long"},
		{"too much", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			zeros := make([]byte, 1<<20)
			for range 200 {
				if _, err := z.Write(zeros); err != nil {
					return
				}
			}
			_ = z.Close()
		}, nil, "larger than 20 MB"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, f := newSite(t, test.answer)
			if test.set != nil {
				test.set(s, f)
			}
			_, err := f.Page(t.Context(), "http://herald.example/fire")
			if e, ok := errors.AsType[*assay.Error](err); !ok || e.Kind != assay.KindInvalid || !strings.Contains(e.Message.String(), test.want) {
				t.Errorf("it says %v, want %q", err, test.want)
			}
		})
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// TestCertificate: a site that cannot prove what it is is not read.
func TestCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	f := &Fetcher{
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
		},
		Connect: func(ctx context.Context, _ netip.AddrPort) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
		},
	}
	if _, err := f.Page(t.Context(), "https://example.com/"); !strings.Contains(fmt.Sprint(err), "cannot prove") {
		t.Errorf("it says %v", err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	f.Trust = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	if p, err := f.Page(t.Context(), "https://example.com/"); err != nil || string(p.Data) != "hello" {
		t.Errorf("got %q (%v)", p.Data, err)
	}
}

// TestFailedRedirect: of two sites the one is blamed that does not answer, and the
// log is told of neither.
func TestFailedRedirect(t *testing.T) {
	for to, want := range map[string]string{
		"http://broken.example/secret": "There is no site called broken.example.",
		"http://%zz.example/secret":    "The page cannot be taken from start.example.",
	} {
		s, f := newSite(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
		s.names = map[string][]string{"broken.example": {}}
		_, err := f.Page(t.Context(), "http://start.example/")
		e, ok := errors.AsType[*assay.Error](err)
		if !ok || !strings.HasPrefix(e.Message.String(), want) {
			t.Fatalf("to %s: it says %v, want %q", to, err, want)
		}
		if cause := fmt.Sprint(e.Err); strings.Contains(cause, "example") || strings.Contains(cause, "secret") {
			t.Errorf("to %s: the log is told %q", to, cause)
		}
	}
}

// TestCanceled: who stops it is not told that something is wrong with the site.
func TestCanceled(t *testing.T) {
	_, f := newSite(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := f.Page(ctx, "http://herald.example/"); !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
}
