package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"assay/views"
)

// openPath is where a browser shows its ticket.
const openPath = "/_open"

// session is what lets a browser in for as long as this program runs.
//
// Browsers send cookies to every port of a host. So ours lives below a path
// that nobody can guess, or every other program on this computer that serves
// pages would be sent it.
type session struct {
	name   string // of the cookie
	secret string
	id     string // the unguessable part of the path
	origin string
}

func newSession(port int) session {
	return session{
		name:   "assay-" + strconv.Itoa(port),
		secret: randomHex(32),
		id:     randomHex(8),
		origin: "http://127.0.0.1:" + strconv.Itoa(port),
	}
}

func (s *session) root() views.Root { return views.Root("/s/" + s.id) }

// cookie returns what a browser is let in by. It is forgotten with the browser's
// session, and worthless after the program has ended.
func (s *session) cookie() *http.Cookie {
	return &http.Cookie{
		Name: s.name, Value: s.secret, Path: string(s.root()) + "/",
		HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// admits reports whether r carries the cookie.
func (s *session) admits(r *http.Request) bool {
	for _, c := range r.CookiesNamed(s.name) {
		if equal(c.Value, s.secret) {
			return true
		}
	}
	return false
}

// equal compares secrets in a time that tells nothing about where they differ.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// Ticket lets one browser in, once.
type Ticket struct {
	URL  string          // contains a secret
	Used <-chan struct{} // closed when a browser has come with it
}

// tickets are those that have not been used. The zero value needs a clock.
type tickets struct {
	now func() time.Time

	mu   sync.Mutex
	open map[string]*ticket
}

type ticket struct {
	target string
	until  time.Time // zero for as long as it takes
	used   chan struct{}
}

// Ticket returns a ticket to the page at address, which begins with [Server.Root].
// It is good for life, or until it is used if life is 0.
func (s *Server) Ticket(address string, life time.Duration) Ticket {
	token, used := s.tickets.issue(address, life)
	return Ticket{URL: s.session.origin + openPath + "?t=" + token, Used: used}
}

func (t *tickets) issue(target string, life time.Duration) (token string, used <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.expire()
	k := &ticket{target: target, used: make(chan struct{})}
	if life > 0 {
		k.until = t.now().Add(life)
	}
	if t.open == nil {
		t.open = make(map[string]*ticket)
	}
	token = randomHex(32)
	t.open[hashed(token)] = k
	return token, k.used
}

// use uses a token up and returns where it leads.
func (t *tickets) use(token string) (target string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.expire()
	k, ok := t.open[hashed(token)]
	if !ok {
		return "", false
	}
	delete(t.open, hashed(token))
	close(k.used)
	return k.target, true
}

func (t *tickets) expire() {
	now := t.now()
	for key, k := range t.open {
		if !k.until.IsZero() && !now.Before(k.until) {
			delete(t.open, key)
		}
	}
}

// hashed is what tokens are looked up by, so that the time a look-up takes says
// nothing about them.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return string(sum[:])
}

// enter takes a ticket and gives the cookie for it.
func (s *Server) enter(c echo.Context) error {
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
	target, ok := s.tickets.use(c.QueryParam("t"))
	if !ok {
		return render(c, http.StatusUnauthorized,
			views.Refused(tell(c, "This link has been used, or is too old. Go to the tab where Assay is open, or start Assay again.")))
	}
	s.life.stir()
	c.SetCookie(s.session.cookie())
	return render(c, http.StatusOK, views.Enter(target))
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
