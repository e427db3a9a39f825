package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
)

// ticketLife is how long a ticket that was given to a browser is good for.
const ticketLife = time.Minute

// handoff opens what a later start of the program was asked to open. It takes
// no request that a browser has made.
func (s *Server) handoff(c echo.Context) error {
	r := c.Request()
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if s.Handoff == "" || !ok || !equal(secret, s.Handoff) ||
		len(r.Header.Values("Origin"))+len(r.Header.Values("Sec-Fetch-Site")) > 0 {
		return turnedAway(http.StatusForbidden)
	}
	var req desktop.HandoffRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return echo.ErrBadRequest
	}
	s.life.stir()

	var reply desktop.HandoffReply
	var pages []string
	for _, path := range req.Paths {
		page, err := s.Case(r.Context(), path, Either)
		if e, ok := errors.AsType[*assay.Error](err); ok {
			reply.Problems = append(reply.Problems, e.Message)
		} else if err != nil {
			return err
		} else {
			pages = append(pages, page)
		}
	}
	if len(req.Paths) == 0 {
		pages = append(pages, s.Root().Start())
	}
	for _, page := range pages {
		if req.Browser && s.Show != nil {
			s.Show(s.Ticket(page, ticketLife))
		} else {
			reply.URLs = append(reply.URLs, s.Ticket(page, 0).URL)
		}
	}
	return c.JSON(http.StatusOK, reply)
}
