package web

import (
	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
)

func (s *Server) judgementRoutes(c *echo.Group) {
	c.POST("/judgements", s.judge)
	c.POST("/roots", s.declareRoot)
	c.POST("/tags", s.addTag)
	c.POST("/tags/remove", s.removeTag)
}

// judge takes a judgement on anything.
func (s *Server) judge(c echo.Context) error {
	var form judgeForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, say, err := form.apply(c)
	if err != nil {
		return err
	}
	return s.done(c, act, say, s.cameFrom(c))
}

func (s *Server) addTag(c echo.Context) error {
	var form struct {
		Target oplog.ID `form:"target"`
		Name   string   `form:"name"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	_, act, err := caseOf(c).TagTarget(c.Request().Context(), form.Name, form.Target)
	if err != nil {
		return err
	}
	return s.answer(c, act, tell(c, "Tagged “%s”.", form.Name))
}

func (s *Server) removeTag(c echo.Context) error {
	var form struct {
		Target oplog.ID    `form:"target"`
		Tag    assay.TagID `form:"tag"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).Untag(c.Request().Context(), form.Tag, form.Target)
	if err != nil {
		return err
	}
	return s.answer(c, act, tell(c, "Tag taken off."))
}

// answer answers a change of what goes with something: in the reader with the
// mention that it goes with, elsewhere with the page.
func (s *Server) answer(c echo.Context, act assay.ActID, say string) error {
	if c.Param("mention") == "" {
		return s.done(c, act, say, s.cameFrom(c))
	}
	mention, err := param[assay.Mention](c, "mention")
	if err != nil {
		return err
	}
	return s.answerReader(c, act, mention, say)
}
