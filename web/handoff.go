package web

import (
	"context"
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

// isHandoff reports whether a request has the secret, and comes from no page.
func (s *Server) isHandoff(h http.Header) bool {
	secret, ok := strings.CutPrefix(h.Get("Authorization"), "Bearer ")
	return s.Handoff != "" && ok && equal(secret, s.Handoff) && len(h.Values("Origin"))+len(h.Values("Sec-Fetch-Site")) == 0
}

// openAll opens some cases and returns the addresses of their first pages, and
// what the analyst is to be told of the others. Without a path it is the start
// page.
func (s *Server) openAll(ctx context.Context, paths []string) (pages, problems []string, err error) {
	for _, path := range paths {
		page, err := s.Case(ctx, path, Either)
		if e, ok := errors.AsType[*assay.Error](err); ok {
			problems = append(problems, e.Message.String()) // for a terminal
		} else if err != nil {
			return nil, nil, err
		} else {
			pages = append(pages, page)
		}
	}
	if len(paths) == 0 {
		pages = append(pages, s.Root().Start())
	}
	return pages, problems, nil
}

// handoff opens what a later start of the program was asked to open. It takes
// no request that a browser has made.
func (s *Server) handoff(c echo.Context) error {
	r := c.Request()
	if !s.isHandoff(r.Header) {
		return turnedAway(http.StatusForbidden)
	}
	var req desktop.HandoffRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return echo.ErrBadRequest
	}
	s.life.stir()
	pages, problems, err := s.openAll(r.Context(), req.Paths)
	if err != nil {
		return err
	}
	reply := desktop.HandoffReply{Problems: problems}
	for _, page := range pages {
		if req.Browser && s.Show != nil {
			s.Show(s.Ticket(page, ticketLife))
		} else {
			reply.URLs = append(reply.URLs, s.Ticket(page, 0).URL)
		}
	}
	return c.JSON(http.StatusOK, reply)
}
