package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

func (s *Server) contestedRoutes(c *echo.Group) {
	c.GET("/contested", s.showContested)
	c.POST("/contested", s.addQuestion)
	c.GET("/contested/new", s.askQuestion)
	c.GET("/contested/:question", s.showQuestion)
	c.POST("/contested/:question", s.changeQuestion)
	c.GET("/contested/:question/evidence", s.showEvidence)
	c.POST("/contested/:question/remove", s.removeQuestion)
	c.POST("/contested/:question/mentions", s.placeMention)
	c.POST("/contested/:question/versions", s.addVersion)
	c.POST("/contested/:question/versions/:version", s.renameVersion)
	c.POST("/contested/:question/versions/:version/remove", s.removeVersion)
}

// contestedQuery is a filter as an address carries it.
type contestedQuery struct {
	Event    assay.EventID `query:"event"`
	Tags     tagQuery
	Severity string      `query:"severity"`
	Level    assay.Level `query:"level"`
	Sort     string      `query:"sort"`
	Page     int         `query:"page"`
}

func (s *Server) showContested(c echo.Context) error {
	var q contestedQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Contested(c.Request().Context(), assay.ContestedFilter{Event: q.Event, Tags: q.Tags.filter(), Severity: q.Severity, Level: q.Level, Sort: q.Sort, Page: q.Page})
	if err != nil {
		return err
	}
	view := s.view(c, data.Case)
	p := views.NewContested(c.Request().Context(), s.caseRoot(c), view, data)
	if len(data.Questions) > 0 { // of which alone it is said what is supposed
		supposed, err := supposing(c, view)
		if err != nil {
			return err
		}
		p.Suppose(c.Request().Context(), supposed)
	}
	if p.Frame, err = s.frame(c, "contested", tell(c, "Contested")); err != nil {
		return err
	}
	p.Frame.Scope = "contested rows"
	return render(c, http.StatusOK, views.Contested(p))
}

// askPage returns the form for a question: out of a mention, out of a claim, or
// out of nothing.
func (s *Server) askPage(c echo.Context, mention assay.MentionID, claim assay.ClaimID) (p views.AskPage, err error) {
	data, err := caseOf(c).Asking(c.Request().Context(), mention, claim)
	if err != nil {
		return p, err
	}
	p = views.NewAsk(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, mention)
	p.Frame, err = s.frame(c, "contested", tell(c, "Contest a fact"))
	p.Frame.Scope = "rows"
	return p, err
}

func (s *Server) askQuestion(c echo.Context) error {
	var from struct {
		Mention assay.MentionID `query:"mention"`
		Claim   assay.ClaimID   `query:"claim"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &from); err != nil {
		return err
	}
	p, err := s.askPage(c, from.Mention, from.Claim)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Ask(p))
}

// askForm is a question with its first versions as a page posts it: the n-th of
// mentions are the ids that go with the n-th label.
type askForm struct {
	Wording  string        `form:"wording"`
	Claim    assay.ClaimID `form:"claim"`
	Labels   []string      `form:"label"`
	Mentions []string      `form:"mentions"`
}

// versions returns the versions that are not empty.
func (f *askForm) versions() ([]store.NewVersion, error) {
	if len(f.Labels) != len(f.Mentions) {
		return nil, assay.Invalid("label", "The form is not complete. Reload the page and try again.")
	}
	var list []store.NewVersion
	for i, label := range f.Labels {
		v := store.NewVersion{Label: label}
		for word := range strings.FieldsSeq(f.Mentions[i]) {
			var id assay.MentionID
			if err := id.UnmarshalText([]byte(word)); err != nil {
				return nil, err
			}
			v.Mentions = append(v.Mentions, id)
		}
		if strings.TrimSpace(label) != "" || len(v.Mentions) > 0 {
			list = append(list, v)
		}
	}
	return list, nil
}

func (s *Server) addQuestion(c echo.Context) error {
	var form askForm
	if err := bind(c, &form); err != nil {
		return err
	}
	versions, err := form.versions()
	if err != nil {
		return err
	}
	id, act, err := caseOf(c).AddQuestion(c.Request().Context(), form.Wording, versions)
	if _, ok := fieldErrors(c, err); ok {
		return s.askAgain(c, form, err)
	}
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Question(id))
}

// askAgain shows a refused question as it was asked.
func (s *Server) askAgain(c echo.Context, form askForm, why error) error {
	fields, _ := fieldErrors(c, why)
	p, err := s.askPage(c, assay.MentionID{}, form.Claim)
	if err != nil {
		return err
	}
	p.Form = views.AskForm{Wording: form.Wording, Claim: form.Claim, Errors: fields}
	for i, label := range form.Labels {
		a := views.Answer{Label: label}
		for word := range strings.FieldsSeq(form.Mentions[i]) {
			var id assay.MentionID
			if id.UnmarshalText([]byte(word)) != nil {
				continue
			}
			if m := p.View.Mention(id); m != nil {
				a.Mentions = append(a.Mentions, views.NewVersionMention(c.Request().Context(), p.Root, p.View, p.Contexts, m))
			}
		}
		p.Form.Answers = append(p.Form.Answers, a)
	}
	return showAgain(c, why, views.AskFields(p.Root, p.Form), views.Ask(p))
}

func (s *Server) questionPage(c echo.Context) (p views.QuestionPage, err error) {
	id, err := param[assay.Question](c, "question")
	if err != nil {
		return p, err
	}
	data, err := caseOf(c).Question(c.Request().Context(), id, c.QueryParam("q"))
	if err != nil {
		return p, err
	}
	view := s.view(c, data.Case)
	supposed, err := supposing(c, view)
	if err != nil {
		return p, err
	}
	p = views.NewQuestionPage(c.Request().Context(), s.caseRoot(c), view, data, s.Now().Location())
	p.Q.Supposed = views.SupposedLevel(c.Request().Context(), view, supposed, &data.Question)
	p.Frame, err = s.frame(c, "contested", p.Q.Wording(c.Request().Context()))
	p.Frame.Scope = "question rows"
	return p, err
}

func (s *Server) showQuestion(c echo.Context) error {
	p, err := s.questionPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Question(p))
}

// showEvidence shows what each passage on a question says on each of its versions.
func (s *Server) showEvidence(c echo.Context) error {
	id, err := param[assay.Question](c, "question")
	if err != nil {
		return err
	}
	var q struct {
		Apart bool `query:"apart"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Evidence(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := views.NewEvidence(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, assay.EvidenceFilter(q))
	if p.Frame, err = s.frame(c, "contested", tell(c, "Evidence: %s", p.Q.Wording(c.Request().Context()))); err != nil {
		return err
	}
	p.Frame.Scope, p.ReadOnly = "evidence", caseOf(c).ReadOnly()
	return render(c, http.StatusOK, views.Evidence(p))
}

func (s *Server) changeQuestion(c echo.Context) error {
	id, err := param[assay.Question](c, "question")
	if err != nil {
		return err
	}
	var form views.QuestionForm
	if err := bind(c, &form); err != nil {
		return err
	}
	was, err := form.Was.Then()
	if err != nil {
		return err
	}
	form.Status = views.StatusSince(was.Status, form.Status)
	act, err := caseOf(c).ChangeQuestion(c.Request().Context(), id, store.QuestionChange{
		Wording: store.Changed(was.Wording, form.Wording), Kind: store.Changed(was.Kind, form.Kind), Relation: store.Changed(was.Relation, form.Relation),
		Severity: store.Changed(was.Severity, form.Severity), Status: store.Changed(was.Status, form.Status),
		Settles: store.Changed(was.Settles, form.Settles), Ruling: store.Changed(views.RulingText(was.Ruling, was.Why), views.RulingText(form.Ruling, form.Why)),
	})
	if _, ok := fieldErrors(c, err); ok {
		return s.refuseQuestion(c, form, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Question changed."), s.caseRoot(c).Question(id))
}

// refuseQuestion shows the form of a question again with what is wrong with it.
func (s *Server) refuseQuestion(c echo.Context, form views.QuestionForm, why error) error {
	p, err := s.questionPage(c)
	if err != nil {
		return err
	}
	p.Form = again(form, *form.Was.Form, p.Form, why)
	p.Form.Errors, _ = fieldErrors(c, why)
	return showAgain(c, why, views.QuestionFields(p.Q.Root, p.Q.Question.ID, p.Form), views.Question(p))
}

// removeQuestion withdraws a question and leaves its page, which is gone with it.
func (s *Server) removeQuestion(c echo.Context) error {
	id, err := param[assay.Question](c, "question")
	if err != nil {
		return err
	}
	act, err := caseOf(c).RemoveQuestion(c.Request().Context(), id)
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Contested())
}

func (s *Server) placeMention(c echo.Context) error {
	id, err := param[assay.Question](c, "question")
	if err != nil {
		return err
	}
	var form struct {
		Version assay.VersionID `form:"version"` // zero takes it out
		Mention assay.MentionID `form:"mention"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).AssignMention(c.Request().Context(), id, form.Version, form.Mention)
	if err != nil {
		return err
	}
	say := tell(c, "Put to the version.")
	if form.Version.IsZero() {
		say = tell(c, "Taken out of the version.")
	}
	return s.done(c, act, say, s.caseRoot(c).Question(id))
}

func (s *Server) addVersion(c echo.Context) error {
	id, err := param[assay.Question](c, "question")
	if err != nil {
		return err
	}
	var form views.VersionForm
	if err := bind(c, &form); err != nil {
		return err
	}
	v := store.NewVersion{Label: form.Label}
	if !form.Mention.IsZero() {
		v.Mentions = []assay.MentionID{form.Mention}
	}
	_, act, err := caseOf(c).AddVersion(c.Request().Context(), id, v)
	if fields, ok := fieldErrors(c, err); ok && form.Mention.IsZero() {
		p, pageErr := s.questionPage(c)
		if pageErr != nil {
			return pageErr
		}
		p.Answer, p.Answer.Errors = form, fields
		return showAgain(c, err, views.NewVersion(p.Q.Root, id, p.Answer), views.Question(p))
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "New version."), s.caseRoot(c).Question(id))
}

func (s *Server) renameVersion(c echo.Context) error {
	question, err := param[assay.Question](c, "question")
	if err != nil {
		return err
	}
	id, err := param[assay.Version](c, "version")
	if err != nil {
		return err
	}
	act, err := caseOf(c).ChangeVersion(c.Request().Context(), id, *store.Changed(c.FormValue("was"), c.FormValue("label")))
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Version renamed."), s.caseRoot(c).Question(question))
}

func (s *Server) removeVersion(c echo.Context) error {
	question, err := param[assay.Question](c, "question")
	if err != nil {
		return err
	}
	id, err := param[assay.Version](c, "version")
	if err != nil {
		return err
	}
	act, err := caseOf(c).RemoveVersion(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Version removed."), s.caseRoot(c).Question(question))
}
