package web

import (
	"context"
	"iter"
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

// showProject shows what is in the database of another program.
func (s *Server) showProject(c echo.Context) error {
	return s.projectPage(c, http.StatusOK, 0, "")
}

func (s *Server) projectPage(c echo.Context, status, chosen int, wrong string) error {
	ctx, id := c.Request().Context(), c.Param("project")
	file, err := s.waiting.get(c.Param("case"), id)
	if err != nil {
		return err
	}
	all, err := s.Reader.Projects(ctx, s.waiting.path(c.Param("case"), id))
	if err != nil {
		return err
	}
	f, err := s.frame(c, "library", tell(c, "Project of Taguette"))
	if err != nil {
		return err
	}
	f.Scope, f.Refresh = "", "" // somebody is choosing
	return render(c, status, views.Projects(views.ProjectsPage{
		Frame: f, Root: s.caseRoot(c), Action: s.caseRoot(c).Project(id), Name: file.Name, Projects: all, Chosen: chosen, Wrong: wrong,
	}))
}

// importProject brings in a project of another program.
func (s *Server) importProject(c echo.Context) error {
	var form struct {
		Project int `form:"project"`
	}
	if err := bind(c, &form); err != nil {
		return echo.ErrBadRequest
	}
	file, err := s.waiting.get(c.Param("case"), c.Param("project"))
	if err != nil {
		return err
	}
	job := s.Begin(c.Request().Context(), c.Param("case"), tell(c, "Bringing in articles"))
	defer job.End(errPanicked)
	report, err := s.bringProject(c, file.Name, form.Project, job)
	job.End(err)
	if err != nil && len(report.Files) == 0 {
		if errs, ok := fieldErrors(c, err); ok {
			return s.projectPage(c, http.StatusUnprocessableEntity, form.Project, errs["file"])
		}
		return err
	}
	if err != nil {
		report.BrokeOff = s.brokeOff(c.Request().Context(), err)
	}
	return s.see(c, s.caseRoot(c).Imported(s.reports.keep(c.Param("case"), report)))
}

func (s *Server) bringProject(c echo.Context, name string, i int, job *Job) (report views.ImportReport, err error) {
	ctx, path := c.Request().Context(), s.waiting.path(c.Param("case"), c.Param("project"))
	var made store.ProjectReport
	err = s.Reader.Project(ctx, path, max(i, 0), func(tags assay.TagPlan, documents iter.Seq2[assay.ProjectDocument, error]) (err error) {
		made, err = caseOf(c).ImportProject(ctx, tags, documents, name, func(out store.Imported) error {
			file, err := s.imported(ctx, out)
			if err != nil {
				return err
			}
			report.Files = append(report.Files, file)
			job.Step(len(report.Files), 0)
			return nil
		})
		return err
	})
	s.changed(c, made.Act)
	report.Besides = madeBesides(ctx, made)
	return report, err
}

// madeBesides says what came in besides articles.
func madeBesides(ctx context.Context, made store.ProjectReport) string {
	return tr.Sense(ctx, "a list as a sentence", "%s.", tr.List(ctx,
		tr.Count(ctx, made.Notes, "%s note on what was highlighted or described", "%s notes on what was highlighted or described"),
		tr.Count(ctx, made.Tags, "%s new tag", "%s new tags")))
}
