// Package web serves Assay to the browser of the analyst who started it, and
// to nobody else: see security.go for who is turned away and why.
//
// Handlers read a request, call one method of a case and render one view. They
// know nothing of SQL and decide nothing about claims.
package web

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"assay/assets"
	"assay/internal/desktop"
	"assay/internal/fetch"
	"assay/internal/intake"
	"assay/internal/sealed"
	"assay/views"
)

// Options are what a server needs from the program around it. Port, Config,
// Open, Log and Now must be set.
type Options struct {
	Port   int // that it will be served on
	Config *desktop.Config
	Open   OpenCase
	Log    *slog.Logger
	Now    func() time.Time

	Reader  *intake.Reader // of files that come from outside; nil for one that keeps nothing
	Fetcher *fetch.Fetcher // of pages that the analyst asks for; nil for one that goes to the web
	Files   fs.FS          // what the browser loads; nil for the bundle of this program
	Notice  string         // shown on the first start page
	Rescue  RescueCase     // nil if it cannot be done
	Handoff string         // the secret of later starts; "" takes no hand-offs
	Show    func(Ticket)   // opens a ticket in the browser, without waiting; nil if there is to be none

	Grace   time.Duration // how long to live on without a tab; 0 means a minute
	Silence time.Duration // after which a tab that polls is gone; 0 means three minutes
	Beat    time.Duration // between two signs of life in the event stream; 0 means 15 seconds
}

// Server is the HTTP side of one running Assay.
type Server struct {
	Options

	session    session
	tickets    tickets
	cases      cases
	hub        hub
	imports    imports
	merges     merges
	shares     shares
	foresights foresights
	compared   sync.Map // by case, how much of it was compared for Compare, in per cent, an *atomic.Int64
	siblings   siblings
	reading    reading
	homecoming homecoming
	wholes     wholes
	waiting    waiting
	life       *life
	worked     atomic.Bool // the analyst has changed a case, so that there is something to sign
	echo       *echo.Echo
}

// New returns a server that serves nothing yet.
func New(o Options) *Server {
	s := &Server{Options: o}
	if s.Files == nil {
		s.Files = assets.Files()
	}
	if s.Reader == nil {
		s.Reader = &intake.Reader{}
	}
	if s.Fetcher == nil {
		s.Fetcher = &fetch.Fetcher{}
	}
	if s.Grace == 0 {
		s.Grace = time.Minute
	}
	if s.Silence == 0 {
		s.Silence = 3 * time.Minute
	}
	if s.Beat == 0 {
		s.Beat = 15 * time.Second
	}
	s.session = newSession(o.Port)
	s.tickets.now = o.Now
	s.cases.open, s.cases.away = o.Open, o.Config.AwayCase
	s.life = newLife(s.Grace, s.Silence)

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(io.Discard) // slog is our log
	e.HTTPErrorHandler = s.fail
	s.guard(e)
	s.routes(e)
	s.echo = e
	return s
}

// routes is the table of contents of the program.
func (s *Server) routes(e *echo.Echo) {
	e.GET(openPath, s.enter)
	e.POST(desktop.HandoffPath, s.handoff)
	e.GET(assets.Prefix+"*", s.asset)

	g := e.Group("/s/:session")
	g.GET("/", s.showStart)
	g.POST("/analyst", s.nameAnalyst)
	g.GET("/settings", s.showSettings)
	g.POST("/settings", s.changeSettings)
	g.GET("/keys", s.showKeys)
	g.POST("/keys", s.changeKeys)
	g.GET("/browse", s.browse)
	for _, refused := range []string{"/analyst", "/cases", "/cases/open", "/cases/drop", "/sample"} { // reloaded after a refusal
		g.GET(refused, func(c echo.Context) error { return s.see(c, s.Root().Start()) })
	}
	g.POST("/cases", s.createCase)
	g.POST("/cases/open", s.openCase)
	g.POST("/cases/rescue", s.rescueCase)
	g.GET("/cases/sealed", s.showUnseal)
	g.POST("/cases/sealed", s.unseal)
	g.POST("/cases/drop", s.dropCase)
	g.POST("/cases/forget", s.forgetCase)
	g.POST("/sample", s.openSample)
	g.POST("/quit", s.quit)
	g.GET("/events", s.streamEvents)
	g.POST("/alive", s.alive)

	c := g.Group("/c/:case", s.withCase)
	s.caseRoutes(c)
}

// Handler returns the handler for all of Assay.
func (s *Server) Handler() http.Handler { return s.echo }

// Root returns where the addresses of this run begin.
func (s *Server) Root() views.Root { return s.session.root() }

// Serve answers requests that come in on l, until ctx is done, the analyst
// quits or the last tab has been closed for a while. All cases are closed then.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler:           s.echo,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	watched, off := context.WithCancel(ctx)
	defer off()
	go s.watch(watched)
	stopped := make(chan error, 1)
	go func() {
		select {
		case <-ctx.Done():
		case <-s.life.over:
		}
		s.hub.publish(Closing{})
		s.hub.close()
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err := h.Shutdown(patience)
		if errors.Is(err, context.DeadlineExceeded) { // of a request that would not end; nothing of it was saved
			err = h.Close()
		}
		stopped <- err
	}()
	err := h.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		err = <-stopped
	}
	s.imports.stop("")
	s.keepAll(context.WithoutCancel(ctx))
	s.Reader.Close()
	s.foresights.closeAll()
	return errors.Join(err, s.merges.closeAll(), s.waiting.close(), s.cases.closeAll())
}

// Expect says that a browser was sent here. If none arrives, Serve ends.
func (s *Server) Expect() { s.life.expect() }

// Case makes a case known to the server, as [OpenCase] opens it, and returns
// the address of its first page, or of the one that asks for its passphrase.
func (s *Server) Case(ctx context.Context, path string, how How) (address string, err error) {
	if sealed.Is(path) {
		return s.Root().Unseal(path), nil
	}
	id, err := s.openPath(ctx, path, how)
	if err != nil {
		return "", err
	}
	return s.Root().Case(id).Home(), nil
}
