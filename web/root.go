package web

import (
	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

// declareRoot takes the analyst's word on where what a mention says entered.
func (s *Server) declareRoot(c echo.Context) error {
	act, say, _, err := s.takeRoot(c)
	if err != nil {
		return err
	}
	return s.done(c, act, say, s.cameFrom(c))
}

// declareRootInReader is declareRoot beside the text.
func (s *Server) declareRootInReader(c echo.Context) error {
	act, say, mention, err := s.takeRoot(c)
	if err != nil {
		return err
	}
	return s.answerReader(c, act, mention, say)
}

func (s *Server) takeRoot(c echo.Context) (act assay.ActID, say string, mention assay.MentionID, err error) {
	var form views.RootForm
	if err := bind(c, &form); err != nil {
		return act, "", mention, err
	}
	seen, err := form.Was.Then()
	if err != nil {
		return act, "", mention, err
	}
	root, say := store.Root{}, tell(c, "Taken back. It is as worked out.")
	if !form.Back {
		root = store.Root{Article: form.Article, Name: form.Name, Kind: form.Kind, Reason: form.Reason}
		if say = tell(c, "Where it entered is noted."); form.Article.IsZero() && form.Name == "" {
			return act, "", mention, assay.Invalid("source", "Name a source, or choose an article.")
		}
	}
	act, err = caseOf(c).DeclareRoot(c.Request().Context(), form.Mention, root, seen)
	return act, say, form.Mention, err
}
