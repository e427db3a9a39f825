package web

import (
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"assay/assets"
	"assay/internal/assay"
	"assay/internal/desktop"
)

// A page that the analyst visits can make the browser send requests here, and
// so can every program and every user of this computer. A request is served
// only if it passes all of these, in this order:
//
//	Host          names this computer by its number: a stranger's name that was
//	              made to lead here (DNS rebinding) is turned away before all else
//	Origin        of a request that changes something is ours
//	Fetch site    of any request, reading included, is ours
//	Cookie        is the one that this run gave out
//	Method, size  are among those that we expect
//
// The ticket and hand-off routes come from outside by nature: a ticket arrives
// from a file, a hand-off from another process. Their own secret replaces the
// rules that they cannot keep.

// pagePolicy lets pages load and run what this program serves, nothing else.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// headers go with every answer. A handler may make one stricter.
var headers = map[string]string{
	"Content-Security-Policy":      pagePolicy,
	"X-Content-Type-Options":       "nosniff",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-store",
	"Referrer-Policy":              "same-origin",
	"X-DNS-Prefetch-Control":       "off",
	"Permissions-Policy": "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), " +
		"gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), " +
		"picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
	"Vary": "HX-Request", // a page and a fragment share each address
}

// Limits on what a request may carry, in bytes.
const (
	maxBody = 64 << 20
	maxCase = 8 << 30 // a whole case file, which is streamed to disk
)

// bodyLimits are the routes that may be sent more than maxBody.
var bodyLimits = map[string]int64{
	"/s/:session/cases/drop":       maxCase,
	"/s/:session/c/:case/articles": maxImport,
}

// guard installs the rules, outermost first.
func (s *Server) guard(e *echo.Echo) {
	e.Use(s.recovered, s.logged, withHeaders, s.worded, s.ownHost, ownOrigin, ownSite, s.ownCookie, expected)
}

// logged writes one line for each request, without anything that it says: the
// address is that of the route, not the one that was asked for.
func (s *Server) logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.Now()
		err := next(c)
		if err != nil {
			c.Error(err) // so that the status below is the one that was sent
		}
		s.Log.DebugContext(c.Request().Context(), "request",
			"method", known(c.Request().Method), "route", c.Path(), "status", c.Response().Status, "took", s.Now().Sub(start).Round(time.Microsecond))
		return nil
	}
}

// recovered turns a panic into an error page. The log is told where it was and
// of what type, but not its value, which may be somebody's text.
func (s *Server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch v := recover(); v {
			case nil:
			case http.ErrAbortHandler:
				panic(v)
			default:
				err = &panicked{value: v, stack: stack()}
			}
		}()
		return next(c)
	}
}

func withHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		for name, value := range headers {
			c.Response().Header().Set(name, value)
		}
		return next(c)
	}
}

// ownHost refuses every name but the number of this computer. localhost is
// none of them: it may lead to somebody else's program.
func (s *Server) ownHost(next echo.HandlerFunc) echo.HandlerFunc {
	hosts := []string{"127.0.0.1:" + strconv.Itoa(s.Port), "[::1]:" + strconv.Itoa(s.Port)}
	if s.Port == 80 {
		hosts = append(hosts, "127.0.0.1", "[::1]")
	}
	return func(c echo.Context) error {
		if !slices.Contains(hosts, c.Request().Host) {
			return turnedAway(http.StatusMisdirectedRequest)
		}
		return next(c)
	}
}

// ownOrigin refuses requests by which another page would change something.
func ownOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if !fromOutside(c) && protection.Check(c.Request()) != nil {
			return turnedAway(http.StatusForbidden)
		}
		return next(c)
	}
}

// ownSite refuses requests that another page set off, reading included. A
// browser that does not say who did is left to the cookie, which it does not
// send for another site's sake.
func ownSite(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if fromOutside(c) {
			return next(c)
		}
		for _, site := range c.Request().Header.Values("Sec-Fetch-Site") {
			if site != "same-origin" && site != "none" {
				return turnedAway(http.StatusForbidden)
			}
		}
		return next(c)
	}
}

// ownCookie refuses whoever has not been let in.
func (s *Server) ownCookie(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if fromOutside(c) || strings.HasPrefix(c.Request().URL.Path, assets.Prefix) {
			return next(c) // what every copy of Assay carries is no secret
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(c.Request().URL.Path, "/s/"), "/")
		if !s.session.admits(c.Request()) || !equal(id, s.session.id) {
			return turnedAway(http.StatusUnauthorized)
		}
		s.life.stir()
		c.Set(seenKey, s.hub.latest()) // before the handler reads what it shows
		return next(c)
	}
}

// expected refuses methods that no page uses, and reads no more than a limit.
func expected(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if known(r.Method) == "other" {
			c.Response().Header().Set("Allow", "GET, HEAD, POST")
			return echo.NewHTTPError(http.StatusMethodNotAllowed)
		}
		limit, ok := bodyLimits[c.Path()]
		if !ok {
			limit = maxBody
		}
		if r.ContentLength > limit {
			return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		return next(c)
	}
}

// fromOutside reports whether a request is one of the two that come from
// outside by nature.
func fromOutside(c echo.Context) bool {
	switch r := c.Request(); r.URL.Path {
	case openPath:
		return r.Method == http.MethodGet
	case desktop.HandoffPath:
		return r.Method == http.MethodPost
	}
	return false
}

// known returns method if we have a use for it, else "other".
func known(method string) string {
	if method == http.MethodGet || method == http.MethodHead || method == http.MethodPost {
		return method
	}
	return "other"
}

// panicked is a panic as an error.
type panicked struct {
	value any
	stack []string
}

func (p *panicked) Error() string {
	if e, ok := p.value.(runtime.Error); ok {
		return "panic: " + e.Error() // written by the runtime, about indexes and types
	}
	return "panic"
}

// stack returns the functions and lines that led to a panic, without their
// arguments.
func stack() []string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	var lines []string
	for {
		f, more := frames.Next()
		lines = append(lines, f.Function+":"+strconv.Itoa(f.Line))
		if !more || len(lines) == 20 {
			return lines
		}
	}
}

// turnedAway is the status of a request that did not pass a rule.
type turnedAway int

func (t turnedAway) Error() string { return "turned away: " + http.StatusText(int(t)) }

// refusals are what a browser that is turned away is told, for the analyst who
// may be in front of it.
var refusals = map[turnedAway]assay.Sentence{
	http.StatusUnauthorized:       assay.Say("This page belongs to an Assay that has ended, or to another browser. Start Assay again."),
	http.StatusForbidden:          assay.Say("Assay does not answer other pages. Go to the tab where Assay is open, or start Assay again."),
	http.StatusMisdirectedRequest: assay.Say("Assay answers only at the address it was started with. Start Assay again."),
}
