package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// How much the hub keeps.
const (
	keptEvents  = 256 // for pages and tabs that were away for a moment
	queueLength = 64  // for one listener that is slow to read
)

// writeLimit is how long one listener may take to accept one event.
const writeLimit = 10 * time.Second

// Event is something that open pages are told.
type Event interface {
	event() string // its name in the stream
}

// Changed says that a case is not what a page may show any more.
type Changed struct {
	Case string `json:"case"`          // its id in addresses; "" means any case
	Tab  string `json:"tab,omitempty"` // the page that asked for it, which knows already
	What string `json:"what,omitempty"`
}

// Progress says how far a job has come.
type Progress struct {
	Job     string `json:"job"`
	Case    string `json:"case"`
	Label   string `json:"label"`
	Done    int    `json:"done"`
	Total   int    `json:"total"` // 0 if nobody knows
	Ended   bool   `json:"ended,omitempty"`
	Problem string `json:"problem,omitempty"` // a sentence for the analyst, if it ended badly
}

// Drive says that something has become of a case on its drive of the network.
type Drive struct {
	Case string `json:"case"`
}

// Taking says how far the making anew of a case has come, of one that comes in or of a copy
// that is to be given away.
type Taking struct {
	Case  string `json:"case"` // "" for one that comes in
	Done  int    `json:"done"`
	Total int    `json:"total"`
}

// Closing says that the program ends now.
type Closing struct{}

func (Changed) event() string  { return "changed" }
func (Progress) event() string { return "progress" }
func (Drive) event() string    { return "drive" }
func (Taking) event() string   { return "taking" }
func (Closing) event() string  { return "closing" }

// message is an event as it is sent. Numbers grow by one from message to message.
type message struct {
	ID   uint64          `json:"id"`
	Name string          `json:"name"`
	Data json.RawMessage `json:"data"`
}

// hub passes events to whoever listens. It never waits for anyone: a listener
// that does not keep up is cut off, and when it comes back it is sent what it
// has missed. The zero value is ready for use.
type hub struct {
	mu        sync.Mutex
	last      uint64
	kept      []message
	listeners map[*listener]bool
	closed    bool
}

type listener struct {
	queue chan message // closed when the listener has been cut off
}

// Publish tells all pages of all tabs about e.
func (s *Server) Publish(e Event) { s.hub.publish(e) }

// Taking tells the pages from which a case is opened how far its making anew has come.
func (s *Server) Taking(done, total int) { s.Publish(Taking{Done: done, Total: total}) }

func (h *hub) publish(e Event) {
	data, err := json.Marshal(e)
	if err != nil {
		panic(err) // events are plain structs
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.last++
	m := message{ID: h.last, Name: e.event(), Data: data}
	if len(h.kept) == keptEvents {
		h.kept = slices.Delete(h.kept, 0, 1)
	}
	h.kept = append(h.kept, m)
	for l := range h.listeners {
		select {
		case l.queue <- m:
		default:
			h.cut(l)
		}
	}
}

// latest returns the number of the last event.
func (h *hub) latest() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last
}

// missed returns the events after seen. If some are no longer known it returns
// one that tells the page to look at everything again.
func (h *hub) missed(seen uint64) []message {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.missedLocked(seen)
}

func (h *hub) missedLocked(seen uint64) []message {
	if h.last == 0 {
		return []message{} // never nil: it is sent as a list
	}
	first := h.last - uint64(len(h.kept)) + 1
	if seen > h.last || seen+1 < first { // of another run of the program, or too long ago
		return []message{{ID: h.last, Name: Changed{}.event(), Data: json.RawMessage(`{"case":""}`)}}
	}
	return slices.Clone(h.kept[seen+1-first:])
}

// listen returns a listener and what it has missed since seen, nil if the hub
// is closed.
func (h *hub) listen(seen uint64) (*listener, []message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, nil
	}
	l := &listener{queue: make(chan message, queueLength)}
	if h.listeners == nil {
		h.listeners = make(map[*listener]bool)
	}
	h.listeners[l] = true
	return l, h.missedLocked(seen)
}

// leave forgets a listener.
func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners[l] {
		h.cut(l)
	}
}

func (h *hub) cut(l *listener) {
	delete(h.listeners, l)
	close(l.queue)
}

// close lets all listeners go.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for l := range h.listeners {
		h.cut(l)
	}
}

// streamEvents sends events for as long as the browser listens. One stream
// serves all tabs, and keeps the program alive while its other end is awake.
func (s *Server) streamEvents(c echo.Context) error {
	l, missed := s.hub.listen(s.lastSeen(c))
	if l == nil {
		return echo.ErrNotFound // the program is ending
	}
	defer s.hub.leave(l)
	defer s.life.join(c.QueryParam("tab"))()

	c.Response().Header().Set("Content-Type", "text/event-stream")
	c.Response().WriteHeader(http.StatusOK)
	send := sender(c.Response())
	err := send("retry: 1000\n\n")
	for i := 0; err == nil && i < len(missed); i++ {
		err = send(missed[i].frame())
	}
	if err == nil {
		s.passOn(c.Request().Context(), l, send)
	}
	return nil // a browser that is gone is no error
}

// lastSeen returns the number of the event that the browser has heard last.
func (s *Server) lastSeen(c echo.Context) uint64 {
	for _, said := range []string{c.Request().Header.Get("Last-Event-ID"), c.QueryParam("seen")} {
		if seen, err := strconv.ParseUint(said, 10, 64); err == nil {
			return seen
		}
	}
	return s.hub.latest()
}

// passOn sends what a listener hears, and a sign of life in between, until it
// is cut off or its browser is gone.
func (s *Server) passOn(ctx context.Context, l *listener, send func(frame string) error) {
	beat := time.NewTicker(s.Beat)
	defer beat.Stop()
	for {
		frame := ": still here\n\n"
		select {
		case m, ok := <-l.queue:
			if !ok {
				return
			}
			frame = m.frame()
		case <-beat.C:
		case <-ctx.Done():
			return
		}
		if send(frame) != nil {
			return
		}
	}
}

// sender returns a function that writes a frame through to the browser, and
// gives up on one that does not take it.
func sender(w http.ResponseWriter) func(frame string) error {
	ctl := http.NewResponseController(w)
	return func(frame string) error {
		limit := time.Now().Add(writeLimit) //nolint:forbidigo // of the network, whose clock is the real one
		if err := ctl.SetWriteDeadline(limit); err != nil {
			return err
		}
		if _, err := fmt.Fprint(w, frame); err != nil {
			return err
		}
		return ctl.Flush()
	}
}

// frame returns m as the stream has it. JSON has no line breaks in it.
func (m message) frame() string {
	return fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", m.ID, m.Name, m.Data)
}

// alive is where browsers say that somebody is there. Tabs that cannot share a
// stream are told here what has happened.
func (s *Server) alive(c echo.Context) error {
	var form struct {
		Tab  string  `form:"tab"`
		Seen *uint64 `form:"seen"` // nil if it has a stream
		Gone bool    `form:"gone"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	if form.Tab == "" || len(form.Tab) > 64 {
		return echo.ErrBadRequest
	}
	if form.Gone {
		s.life.gone(form.Tab)
		return c.NoContent(http.StatusNoContent)
	}
	s.life.poll(form.Tab)
	if form.Seen == nil {
		return c.NoContent(http.StatusNoContent)
	}
	return c.JSON(http.StatusOK, struct {
		Events []message `json:"events"`
		Busy   bool      `json:"busy"` // a job runs: ask again soon
	}{s.hub.missed(*form.Seen), s.life.busy()})
}
