package web

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/sample"
	"assay/views"
)

// openSample opens the sample case: the one that was made before, or a fresh
// one. Whoever opens one for the first time is shown the first steps.
func (s *Server) openSample(c echo.Context) error {
	var form struct {
		Fresh bool   `form:"fresh"`
		Steps string `form:"steps"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	id, err := s.sampleCase(c.Request().Context(), form.Fresh)
	if err != nil {
		p := s.startPage(c)
		return s.refuseStart(c, atField(err, "sample"), &p, &p.Errors)
	}
	if form.Steps != "begin" && s.Config.Steps().Begun {
		return s.see(c, s.Root().Case(id).Home())
	}
	return s.beginSteps(c, id)
}

// sampleCase opens the sample case and returns its id. One that is made goes
// into the analyst's folder under a name that is free.
func (s *Server) sampleCase(ctx context.Context, fresh bool) (id string, err error) {
	path := s.Config.Sample()
	if fresh || path == "" {
		if path, err = s.makeSample(ctx); err != nil {
			return "", err
		}
		if err := s.Config.SetSample(path); err != nil {
			return "", err
		}
	}
	return s.openPath(ctx, path, Existing)
}

// makeSample makes a sample case. It comes into the folder in one piece.
func (s *Server) makeSample(ctx context.Context) (path string, err error) {
	folder, err := os.MkdirTemp("", "assay-sample-*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	made := filepath.Join(folder, sample.FileName)
	if err := sample.Make(ctx, made); err != nil {
		return "", err
	}
	f, err := os.Open(made)
	if err != nil {
		return "", err
	}
	path, err = desktop.Adopt(f, s.Config.Folder(), sample.FileName)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	return path, s.Config.Own(path, false)
}

// changeSteps shows the first steps from their beginning, or puts them away.
func (s *Server) changeSteps(c echo.Context) error {
	var form struct {
		Steps string `form:"steps"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	if form.Steps == "begin" {
		return s.beginSteps(c, c.Param("case"))
	}
	if err := s.Config.EndSteps(); err != nil {
		return err
	}
	return s.done(c, assay.ActID{}, tell(c, "The first steps are put away. They are still under Keys."), s.cameFrom(c))
}

// beginSteps leads to an article in which the first steps can be done.
func (s *Server) beginSteps(c echo.Context, id string) error {
	open, root := s.cases.get(id), s.Root().Case(id)
	if open == nil {
		return errNotOpen
	}
	if err := s.Config.BeginSteps(open.Path()); err != nil {
		return err
	}
	article, err := s.toBegin(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if article.IsZero() {
		return s.see(c, root.Import())
	}
	return s.see(c, root.Article(article))
}

// toBegin returns the article to begin with: that of the lesson in a sample
// case, else the one read last, else the first. It is zero where there is none.
func (s *Server) toBegin(ctx context.Context, id string) (assay.ArticleID, error) {
	open := s.cases.get(id)
	if first, _ := sample.Lesson(); open.Path() == s.Config.Sample() {
		if _, err := open.Article(ctx, first); err == nil {
			return first, nil
		}
	}
	if last := s.cases.lastRead(id); !last.IsZero() {
		return last, nil
	}
	page, err := open.Library(ctx, assay.LibraryFilter{})
	if err != nil || len(page.Order) == 0 {
		return assay.ArticleID{}, err
	}
	return page.Order[0], nil
}

// stepsHere reports whether the first steps are under way in this case: in the
// one in which they were begun, and in the sample, which is there for them. Who
// has only looked at the sample is left in peace elsewhere.
func (s *Server) stepsHere(c echo.Context) bool {
	have, path := s.Config.Steps(), caseOf(c).Path()
	return have.Shown && (path == have.Case || path == s.Config.Sample())
}

// steps returns what the reader shows of the first steps.
func (s *Server) steps(c echo.Context) views.StepsView {
	have := s.Config.Steps()
	v := views.StepsView{Root: s.caseRoot(c), Shown: s.stepsHere(c) && !caseOf(c).ReadOnly(), Done: have.Done}
	if v.Shown && caseOf(c).Path() == s.Config.Sample() {
		first, second := sample.Lesson()
		v.First, v.Second = v.Root.Article(first), v.Root.Article(second)
	}
	return v
}

// stepped notes that the analyst has done one of the first steps, by whatever
// means. That it cannot be noted holds nobody up.
func (s *Server) stepped(c echo.Context, step string) {
	if !s.stepsHere(c) || slices.Contains(s.Config.Steps().Done, step) {
		return
	}
	if err := s.Config.DoStep(step); err != nil {
		s.Log.WarnContext(c.Request().Context(), "cannot note a step", "err", err)
	}
}

// marked notes which step it is to mark a passage: to make a claim, or to find
// one again that another article has as well.
func (s *Server) marked(c echo.Context, article assay.ArticleID, mention assay.MentionID, fresh bool) {
	if fresh {
		s.stepped(c, views.StepTag)
		return
	}
	if !s.stepsHere(c) {
		return
	}
	p, err := caseOf(c).Passage(c.Request().Context(), article, mention)
	if err == nil && slices.ContainsFunc(p.Case.Mentions, func(m assay.Mention) bool { return m.Article != article }) {
		s.stepped(c, views.StepLink)
	}
}
