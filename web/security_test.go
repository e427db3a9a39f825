package web

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"assay/assets"
	"assay/internal/desktop"
	"assay/views"
)

func TestHost(t *testing.T) {
	p := start(t, testPort)
	tests := []struct {
		host string
		want int
	}{
		{"127.0.0.1:4711", 200},
		{"[::1]:4711", 200},
		{"localhost:4711", 421},
		{"127.0.0.1", 421},
		{"127.0.0.1:", 421},
		{"127.0.0.1:80", 421},
		{"127.0.0.1:04711", 421},
		{"127.0.0.1:4711:4711", 421},
		{" 127.0.0.1:4711", 421},
		{"127.0.0.1:4711 ", 421},
		{"127.0.0.1:4711.", 421},
		{"127.0.0.1.:4711", 421},
		{"127.0.0.1.rebind.test:4711", 421},
		{"rebind.test:4711", 421},
		{"rebind.test", 421},
		{"user@127.0.0.1:4711", 421},
		{"127.1:4711", 421},
		{"2130706433:4711", 421},
		{"0x7f.0.0.1:4711", 421},
		{"0.0.0.0:4711", 421},
		{"127.0.0.2:4711", 421},
		{"[::ffff:127.0.0.1]:4711", 421},
		{"[0:0:0:0:0:0:0:1]:4711", 421},
		{"::1:4711", 421},
		{"[::1%lo]:4711", 421},
		{"127.0.0.1:4711,rebind.test", 421},
		{"", 421},
	}
	for _, test := range tests {
		for _, address := range []string{p.Root().Start(), openPath + "?t=x"} {
			res := p.get(address, host(test.host))
			want := test.want
			if want == 200 && address != p.Root().Start() {
				want = 401 // an invented ticket
			}
			if res.StatusCode != want {
				t.Errorf("Host %q for %s: status %d, want %d", test.host, address, res.StatusCode, want)
			}
		}
	}
}

func TestHostOnPort80(t *testing.T) {
	p := start(t, 80)
	if res := p.get(p.Root().Start(), host("127.0.0.1")); res.StatusCode != 200 {
		t.Errorf("status %d, want 200: browsers leave out port 80", res.StatusCode)
	}
}

// TestWhoIsLetIn goes through who may read a page and who may change something.
func TestWhoIsLetIn(t *testing.T) {
	p := start(t, testPort)
	stranger := newSession(testPort)
	tests := []struct {
		name        string
		change      func(*http.Request)
		read, write int
	}{
		{"our own page", func(*http.Request) {}, 200, 303},
		{"typed by the analyst", fromSite("none"), 200, 303},
		{"a program that keeps cookies but says no site", func(r *http.Request) { r.Header.Del("Sec-Fetch-Site") }, 200, 303},
		{"another site", fromSite("cross-site"), 403, 403},
		{"another port of this computer", fromSite("same-site"), 403, 403},
		{"a site nobody has heard of", fromSite("friendly"), 403, 403},
		{"a site in capitals", fromSite("SAME-ORIGIN"), 403, 403},
		{"two sites at once", func(r *http.Request) { r.Header["Sec-Fetch-Site"] = []string{"same-origin", "cross-site"} }, 403, 403},
		{"another origin, in a browser that says no site", func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "http://127.0.0.1:9999")
		}, 200, 403},
		{"an opaque origin, in a browser that says no site", func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "null")
		}, 200, 403},
		{"no cookie", noCookie, 401, 401},
		{"no cookie and no site", func(r *http.Request) { noCookie(r); r.Header.Del("Sec-Fetch-Site") }, 401, 401},
		{"an empty cookie", cookie(&http.Cookie{Name: p.session.name, Value: ""}), 401, 401},
		{"half a cookie", cookie(&http.Cookie{Name: p.session.name, Value: p.session.secret[:32]}), 401, 401},
		{"a cookie in capitals", cookie(&http.Cookie{Name: p.session.name, Value: strings.ToUpper(p.session.secret)}), 401, 401},
		{"the cookie of another run", cookie(stranger.cookie()), 401, 401},
		{"the cookie under another name", cookie(&http.Cookie{Name: "assay-4712", Value: p.session.secret}), 401, 401},
		{"a false cookie before the true one", func(r *http.Request) {
			noCookie(r)
			r.AddCookie(stranger.cookie())
			r.AddCookie(p.session.cookie())
		}, 200, 303},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if res := p.get(p.Root().Start(), test.change); res.StatusCode != test.read {
				t.Errorf("reading: status %d, want %d", res.StatusCode, test.read)
			}
			before := p.Config.Name()
			name := "Ana " + randomHex(2)
			res := p.post(p.Root().Analyst(), url.Values{"name": {name}}, test.change)
			if res.StatusCode != test.write {
				t.Errorf("writing: status %d, want %d", res.StatusCode, test.write)
			}
			if changed := p.Config.Name() != before; changed != (test.write == 303) {
				t.Errorf("the name changed from %q to %q", before, p.Config.Name())
			}
		})
	}
}

func TestAddressesOfOtherRuns(t *testing.T) {
	p := start(t, testPort)
	tests := []struct {
		name, address string
		want          int
	}{
		{"the top", "/", 401},
		{"an icon", "/favicon.ico", 401},
		{"another run", "/s/0123456789abcdef/", 401},
		{"no run", "/s//", 401},
		{"a case of another run", "/s/0123456789abcdef/c/1234/", 401},
		{"the run in capitals", strings.ToUpper(p.Root().Start()), 401},
		{"a page that there is not", string(p.Root()) + "/nothing", 404},
		{"a case that is not open", p.Root().Case("1234").Home(), 404},
		{"climbing out of the assets", string(p.Root()) + "/assets/../../../etc/passwd", 404},
		{"climbing out, escaped", string(p.Root()) + "/assets/%2e%2e/%2e%2e/etc/passwd", 404},
		{"a folder of assets", string(p.Root()) + "/assets/", 404},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, p.get(test.address), test.want)
			got := text(doc, "[role=alert]:not([hidden])")
			if want := "Start Assay again."; test.want == 401 && !strings.Contains(got, want) {
				t.Errorf("the page says %q, want %q", got, want)
			}
			if html, _ := doc.Html(); test.want == 401 && strings.Contains(html, p.session.id) {
				t.Error("the refusal gives the session away")
			}
		})
	}
}

func TestTicket(t *testing.T) {
	p := start(t, testPort)
	target := p.Root().Start()
	fromFile := []change{noCookie, fromSite("cross-site")}
	enter := func(k Ticket) *http.Response {
		return p.get(strings.TrimPrefix(k.URL, "http://127.0.0.1:4711"), fromFile...)
	}

	t.Run("is good once", func(t *testing.T) {
		k := p.Ticket(target, ticketLife)
		res := enter(k)
		doc := page(t, res, http.StatusOK)
		if got, _ := doc.Find("meta[http-equiv=refresh]").Attr("content"); got != "0;url="+target {
			t.Errorf("the page leads to %q", got)
		}
		select {
		case <-k.Used:
		default:
			t.Error("the ticket is not marked as used")
		}
		set := res.Header["Set-Cookie"]
		want := fmt.Sprintf("assay-4711=%s; Path=/s/%s/; HttpOnly; SameSite=Strict", p.session.secret, p.session.id)
		if len(set) != 1 || set[0] != want {
			t.Errorf("the cookie is %q\nwant %q", set, want)
		}
		if got := res.Header.Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("the referrer policy is %q", got)
		}
		again := enter(k)
		page(t, again, http.StatusUnauthorized)
		if again.Header.Get("Set-Cookie") != "" {
			t.Error("a used ticket was given a cookie")
		}
	})
	t.Run("expires", func(t *testing.T) {
		k := p.Ticket(target, ticketLife)
		p.later(ticketLife - 1)
		other := p.Ticket(target, ticketLife)
		p.later(1)
		page(t, enter(k), http.StatusUnauthorized)
		page(t, enter(other), http.StatusOK)
	})
	t.Run("lasts until it is used if it was printed", func(t *testing.T) {
		k := p.Ticket(target, 0)
		p.later(24 * 365 * 3600e9)
		page(t, enter(k), http.StatusOK)
	})
	t.Run("cannot be invented", func(t *testing.T) {
		p.Ticket(target, 0)
		for _, query := range []string{"", "?t=", "?t=0", "?x=1", "?t=" + randomHex(32), "?t=%00"} {
			if res := p.get(openPath+query, fromFile...); res.StatusCode != http.StatusUnauthorized || res.Header.Get("Set-Cookie") != "" {
				t.Errorf("%q: status %d", query, res.StatusCode)
			}
		}
	})
	t.Run("is not posted", func(t *testing.T) {
		k := p.Ticket(target, 0)
		u, err := url.Parse(k.URL)
		if err != nil {
			t.Fatal(err)
		}
		page(t, p.post(u.RequestURI(), nil, fromFile...), http.StatusForbidden)
		page(t, enter(k), http.StatusOK)
	})
}

func TestSecretsAreLong(t *testing.T) {
	s := newSession(testPort)
	other := newSession(testPort)
	if len(s.secret) != 64 || len(s.id) != 16 || s.secret == other.secret || s.id == other.id {
		t.Errorf("sessions %+v and %+v", s, other)
	}
}

// everyRoute returns an address for each route, and the method it takes.
func everyRoute(p *program) map[string]string {
	p.t.Helper()
	id, err := p.openPath(p.t.Context(), p.make("Open.assay"), Existing)
	if err != nil {
		p.t.Fatal(err)
	}
	routes := make(map[string]string)
	for _, r := range p.echo.Routes() {
		if r.Method == echo.RouteNotFound {
			continue
		}
		address := strings.NewReplacer(":session", p.session.id, ":case", id, "*", path.Base(assets.Href("app.js"))).Replace(r.Path)
		if routes[address] != http.MethodGet { // where a page and its form have one address, the page
			routes[address] = r.Method
		}
	}
	return routes
}

// TestEveryRoute looks at what must be so wherever somebody knocks.
func TestEveryRoute(t *testing.T) {
	p := start(t, testPort)
	routes := everyRoute(p)
	if len(routes) < 15 {
		t.Fatalf("only %d routes were found", len(routes))
	}
	routes["/"], routes["/nothing"], routes[string(p.Root())+"/nothing"] = "GET", "GET", "GET"
	for address, method := range routes {
		if address == p.Root().Events() || address == p.Root().Quit() {
			continue // tested with a real server
		}
		t.Run(method+" "+strings.Replace(address, p.session.id, "SESSION", 1), func(t *testing.T) {
			asked := map[string]*http.Response{
				"the analyst":     p.send(method, address, "", http.NoBody),
				"a stranger":      p.send(method, address, "", http.NoBody, noCookie, fromSite("cross-site"), fromOrigin("http://evil.test")),
				"a rebound name":  p.send(method, address, "", http.NoBody, host("evil.test")),
				"an odd method":   p.send(http.MethodDelete, address, "", http.NoBody),
				"a preflight":     p.send(http.MethodOptions, address, "", http.NoBody, fromOrigin("http://evil.test"), header("Access-Control-Request-Method", "POST")),
				"somebody absent": p.send(method, address, "", http.NoBody, noCookie),
			}
			for who, res := range asked {
				for name, want := range headers {
					got := res.Header.Get(name)
					stricter := name == "Content-Security-Policy" && got == "default-src 'none'; sandbox" || name == "Referrer-Policy" && got == "no-referrer" || name == "Cache-Control" && strings.HasPrefix(address, assets.Prefix) && res.StatusCode == 200
					if got != want && !stricter {
						t.Errorf("%s: %s is %q, want %q", who, name, got, want)
					}
				}
				for name := range res.Header {
					if strings.HasPrefix(name, "Access-Control-") {
						t.Errorf("%s: there is a header %s", who, name)
					}
				}
			}
			outside := address == openPath || address == desktop.HandoffPath
			want := map[string]int{"a stranger": 403, "a rebound name": 421, "an odd method": 405, "a preflight": 405, "somebody absent": 401}
			if address == openPath {
				want["a stranger"] = 401
			}
			if address == desktop.HandoffPath {
				want["somebody absent"] = 403
			}
			if strings.HasPrefix(address, assets.Prefix) { // every copy of Assay has them
				delete(want, "somebody absent")
			} else if outside || !strings.HasPrefix(address, p.Root().Start()) {
				want["an odd method"], want["a preflight"] = 401, 401 // before the method is looked at
			}
			for who, status := range want {
				if got := asked[who].StatusCode; got != status {
					t.Errorf("%s: status %d, want %d", who, got, status)
				}
			}
		})
	}
}

func TestNothingChangesOnGet(t *testing.T) {
	p := start(t, testPort)
	for address, method := range everyRoute(p) {
		if method != http.MethodPost {
			continue
		}
		if res := p.get(address); res.StatusCode != http.StatusMethodNotAllowed && res.StatusCode != http.StatusNotFound && address != desktop.HandoffPath {
			t.Errorf("GET %s: status %d", address, res.StatusCode)
		}
	}
	if p.closed() != 0 || p.Config.Name() != "" {
		t.Error("a GET has changed something")
	}
}

func TestBodyLimit(t *testing.T) {
	p := start(t, testPort)
	long := strings.NewReader("name=" + strings.Repeat("a", maxBody))
	res := p.send(http.MethodPost, p.Root().Analyst(), "application/x-www-form-urlencoded", long, fromOrigin("http://127.0.0.1:4711"))
	doc := page(t, res, http.StatusRequestEntityTooLarge)
	if got, want := text(doc, "main [role=alert]"), "This is more than Assay takes at once. Send less, or smaller files."; got != want {
		t.Errorf("the page says %q, want %q", got, want)
	}
	chunked := strings.NewReader("name=" + strings.Repeat("a", maxBody))
	res = p.send(http.MethodPost, p.Root().Analyst(), "application/x-www-form-urlencoded", chunked,
		fromOrigin("http://127.0.0.1:4711"), func(r *http.Request) { r.ContentLength = -1 })
	page(t, res, http.StatusRequestEntityTooLarge)
}

// TestLogKeepsSecrets looks for what must not be in a log, of any level.
func TestLogKeepsSecrets(t *testing.T) {
	p := start(t, testPort)
	k := p.Ticket(p.Root().Start(), 0)
	u, err := url.Parse(k.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.get(u.RequestURI(), noCookie)
	p.get(p.Root().Browse(views.ForOpen, "/canary-folder", "canary-name"))
	p.get("/canary-address")
	p.post(p.Root().Cases(), url.Values{"name": {"canary-title"}, "folder": {p.folder}})
	p.send("CANARY-METHOD", p.Root().Start(), "", http.NoBody, header("X-Canary", "canary-header"))
	p.echo.GET("/s/:session/panics", func(echo.Context) error { panic("canary-panic") })
	page(t, p.get(string(p.Root())+"/panics"), http.StatusInternalServerError)

	log := p.log.String()
	for _, secret := range []string{"anary", "CANARY", u.Query().Get("t"), p.session.secret, p.session.id, p.folder} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q:\n%s", secret, log)
		}
	}
	for _, want := range []string{"route=/s/:session/browse", "status=200", "err=panic", "TestLogKeepsSecrets"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}

// TestAttack lets a browser that is signed in visit another server on this
// computer, which tries to have it read and write here.
func TestAttack(t *testing.T) {
	var leaked []string
	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		leaked = append(leaked, r.Header.Values("Cookie")...)
	}))
	defer evil.Close()

	server := httptest.NewUnstartedServer(nil)
	u, err := url.Parse("http://" + server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var port int
	if _, err := fmt.Sscan(u.Port(), &port); err != nil {
		t.Fatal(err)
	}
	p := start(t, port)
	server.Config.Handler = p.Handler()
	server.Start()
	defer server.Close()

	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	do := func(method, address string, changes ...change) int {
		r, err := http.NewRequestWithContext(t.Context(), method, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			c(r)
		}
		res, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode
	}
	if got := do("GET", p.Ticket(p.Root().Start(), 0).URL); got != 200 {
		t.Fatalf("the analyst is not let in: %d", got)
	}
	home := u.String() + p.Root().Start()
	if got := do("GET", home, fromSite("same-origin")); got != 200 {
		t.Fatalf("the analyst has not been let in: %d", got)
	}
	do("GET", evil.URL+"/page")
	if len(leaked) > 0 {
		t.Errorf("another port was sent %q", leaked)
	}
	vectors := []struct {
		name    string
		method  string
		changes []change
	}{
		{"a form", "POST", []change{fromSite("same-site"), fromOrigin(evil.URL)}},
		{"a fetch without cors", "POST", []change{fromSite("same-site"), fromOrigin(evil.URL), header("Sec-Fetch-Mode", "no-cors")}},
		{"an image", "GET", []change{fromSite("same-site"), header("Sec-Fetch-Dest", "image")}},
		{"a script", "GET", []change{fromSite("same-site"), header("Sec-Fetch-Dest", "script")}},
		{"a frame", "GET", []change{fromSite("same-site"), header("Sec-Fetch-Dest", "iframe")}},
		{"a link", "GET", []change{fromSite("cross-site"), header("Sec-Fetch-Mode", "navigate")}},
		{"a fetch with cors", "GET", []change{fromSite("same-site"), fromOrigin(evil.URL), header("Sec-Fetch-Mode", "cors")}},
	}
	for _, v := range vectors {
		if got := do(v.method, home, v.changes...); got != 403 {
			t.Errorf("%s: status %d, want 403", v.name, got)
		}
	}
}
