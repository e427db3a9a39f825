package web

import (
	"cmp"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) libraryRoutes(c *echo.Group) {
	c.GET("/articles", s.showLibrary)
	c.GET("/choices", s.showChoices)
	c.POST("/articles/change", s.changeArticles)
	c.GET("/articles/:article/details", s.showDetails)
	c.POST("/articles/:article/details", s.changeDetails)
	c.POST("/articles/:article/mentions/:mention/settle", s.settleMention)
	s.importRoutes(c)
	s.howRoutes(c)
	s.originalRoutes(c)
	s.copyRoutes(c)
	s.wholeRoutes(c)
}

// libraryQuery is the library's filter as its address has it.
type libraryQuery struct {
	Words    string         `query:"q"`
	Source   assay.SourceID `query:"source"`
	Event    assay.EventID  `query:"event"`
	Tags     tagQuery
	Language string `query:"language"`
	Read     string `query:"read"`
	Text     string `query:"text"`
	Sort     string `query:"sort"`
	Page     int    `query:"page"`
}

func (q *libraryQuery) filter() assay.LibraryFilter {
	return assay.LibraryFilter{
		Words: strings.TrimSpace(q.Words), Source: q.Source, Event: q.Event, Tags: q.Tags.filter(),
		Language: q.Language, Read: q.Read, Text: q.Text, Sort: q.Sort, Page: q.Page,
	}
}

func (s *Server) showLibrary(c echo.Context) error {
	var q libraryQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Library(c.Request().Context(), q.filter())
	if err != nil {
		return err
	}
	p := views.NewLibrary(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), q.filter(), data)
	if p.Frame, err = s.frame(c, "library", tell(c, "Library")); err != nil {
		return err
	}
	p.Frame.Scope, p.Zone, p.Received = "library list", s.Now().Location(), caseOf(c).Received()
	s.lookAround(c.Request().Context(), c.Param("case"), caseOf(c))
	p.Siblings = s.siblings.of(c.Param("case"))
	return render(c, http.StatusOK, views.Library(p))
}

// bulkForm is what is to be done with some articles.
type bulkForm struct {
	Articles []assay.ArticleID `form:"article"`
	Do       string            `form:"do"`
	What     string            `form:"what"` // to assign
	Name     string            `form:"name"`
	Event    assay.EventID     `form:"event"` // to drop
	Leave    bool              `form:"leave"` // the page is about what is removed
}

func (s *Server) changeArticles(c echo.Context) error {
	var form bulkForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, say, err := form.apply(c, caseOf(c))
	if errs, ok := fieldErrors(c, err); ok && isHTMX(c) {
		for _, message := range errs {
			return render(c, http.StatusUnprocessableEntity, views.BulkWrong(message))
		}
	}
	if err != nil {
		return err
	}
	if form.Leave {
		s.changed(c, act)
		return s.see(c, s.caseRoot(c).Articles())
	}
	return s.done(c, act, say, s.caseRoot(c).Articles())
}

// apply does what the form says and returns what there is to say about it.
func (f *bulkForm) apply(c echo.Context, open *store.Store) (act assay.ActID, say string, err error) {
	if len(f.Articles) == 0 {
		return act, "", assay.Invalid("article", "Select some articles first: tick them, or press %s on a row.", views.KeyName(c.Request().Context(), "list/mark"))
	}
	ctx, n := c.Request().Context(), len(f.Articles)
	switch f.Do {
	case "remove":
		act, err = open.RemoveArticles(ctx, f.Articles, tell(c, "imported by mistake"))
		return act, tellCount(c, n, "%s article removed.", "%s articles removed."), err
	case "accept":
		if act, err = open.AcceptFound(ctx, f.Articles); act.IsZero() {
			return act, tell(c, "Nothing is left to confirm."), err
		}
		return act, tellCount(c, n, "%s article: what was found is confirmed.", "%s articles: what was found is confirmed."), err
	}
	change, say, err := f.change(c)
	if err != nil {
		return act, "", err
	}
	act, err = open.ChangeArticles(ctx, f.Articles, change)
	if err != nil {
		return act, "", err
	}
	if act.IsZero() {
		say = tellCount(c, n, "%s article: nothing to change.", "%s articles: nothing to change.")
	}
	if change.Host == nil && change.TextOrigin == nil {
		return act, say, nil
	}
	alike, err := alike(c, f.Name)
	return act, inOneBreath(say, alike), err
}

// change returns what is to be changed about the articles, and what there is to
// say about it.
func (f *bulkForm) change(c echo.Context) (change store.ArticleChange, say string, err error) {
	name, n := strings.TrimSpace(f.Name), len(f.Articles)
	switch f.Do {
	case "read":
		read := true
		return store.ArticleChange{Read: &read}, tellCount(c, n, "%s article: read.", "%s articles: read."), nil
	case "unread":
		read := false
		return store.ArticleChange{Read: &read}, tellCount(c, n, "%s article: not read.", "%s articles: not read."), nil
	case "drop_event":
		return store.ArticleChange{DropEvent: f.Event}, tellCount(c, n, "%s article: no longer about the event.", "%s articles: no longer about the event."), nil
	case "assign":
		if name == "" && f.What != "rests_on" {
			return change, "", assay.Invalid("name", "Write what to set it to.")
		}
	}
	switch f.What {
	case "host":
		return store.ArticleChange{Host: &store.NameEdit{Now: name}}, tellCount(c, n, "%s article: found at %s.", "%s articles: found at %s.", name), nil
	case "text_origin":
		return store.ArticleChange{TextOrigin: &store.NameEdit{Now: name}}, tellCount(c, n, "%s article: text by %s.", "%s articles: text by %s.", name), nil
	case "event":
		return store.ArticleChange{AddEvent: name}, tellCount(c, n, "%s article: about “%s”.", "%s articles: about “%s”.", name), nil
	case "rests_on":
		if name == "" {
			return store.ArticleChange{RestsOn: &name}, tellCount(c, n, "%s article: resting on no other article.", "%s articles: resting on no other article."), nil
		}
		return store.ArticleChange{RestsOn: &name}, tellCount(c, n, "%s article: resting on “%s”.", "%s articles: resting on “%s”.", name), nil
	case "tag":
		return store.ArticleChange{AddTag: name}, tellCount(c, n, "%s article: tagged “%s”.", "%s articles: tagged “%s”.", name), nil
	case "published":
		return store.ArticleChange{Published: store.To(name)}, tellCount(c, n, "%s article: published %s.", "%s articles: published %s.", tr.Date(c.Request().Context(), name)), nil
	}
	return change, "", assay.Invalid("what", "Choose what is to be done with the articles.")
}

// detailsPage reads what is known of an article.
func (s *Server) detailsPage(c echo.Context, id assay.ArticleID) (p views.DetailsPage, err error) {
	data, err := caseOf(c).Details(c.Request().Context(), id)
	if err != nil {
		return p, err
	}
	view := s.view(c, data.Case)
	p = views.NewDetails(c.Request().Context(), s.caseRoot(c), view, data)
	for i := range data.Captures {
		p.Sighted = p.Sighted || data.Captures[i].ID == data.Text.Capture && extract.Sighted(data.Captures[i].MediaType)
	}
	p.Location, p.Near = s.Now().Location(), data.Near
	p.Charsets, p.Extractors = waysToRead(c, &data.Text)
	p.Frame, err = s.frame(c, "library", tell(c, "Details of %s", views.Title(c.Request().Context(), view, &data.Article)))
	if p.Frame.Scope = "details"; len(data.Unsettled) > 0 {
		p.Frame.Scope = "details rows"
	}
	return p, err
}

// waysToRead returns the character sets and extractors to choose from, with
// those of a text chosen.
func waysToRead(c echo.Context, t *assay.Text) (charsets, extractors []views.Option) {
	known := false
	for _, set := range extract.Charsets() {
		known = known || set.Name == t.Charset
		charsets = append(charsets, views.Option{Value: set.Name, Label: tr.Marked(c.Request().Context(), set.Label), Chosen: set.Name == t.Charset})
	}
	if !known && t.Charset != "" {
		charsets = append(charsets, views.Option{Value: t.Charset, Label: t.Charset, Chosen: true})
	}
	for _, f := range waysLike(path.Dir(t.Extractor)) {
		extractors = append(extractors, views.Option{Value: f.Name, Label: tr.Marked(c.Request().Context(), f.Label), Chosen: f.Name == path.Dir(t.Extractor)})
	}
	return charsets, extractors
}

// waysLike returns the extractors that can read what the one of this name has
// read: those of its format, and of any text if it reads text itself.
func waysLike(name string) (all []*extract.Format) {
	kind, _, _ := strings.Cut(name, "/")
	own := func(f *extract.Format) bool { return f.Name == kind || strings.HasPrefix(f.Name, kind+"/") }
	text := slices.ContainsFunc(extract.Extractors(), func(f *extract.Format) bool { return own(f) && f.Read != nil })
	for _, f := range extract.Extractors() {
		if own(f) && f.Articles() || text && f.Read != nil {
			all = append(all, f)
		}
	}
	return all
}

func (s *Server) showDetails(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	p, err := s.detailsPage(c, id)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Details(p))
}

// refuseDetails shows a part of the details again with what is wrong in it: to
// htmx the part, else the page.
func (s *Server) refuseDetails(c echo.Context, id assay.ArticleID, why error, fill func(*views.DetailsPage), part func(views.DetailsPage) templ.Component) error {
	p, err := s.detailsPage(c, id)
	if err != nil {
		return err
	}
	fill(&p)
	return showAgain(c, why, part(p), views.Details(p))
}

func (s *Server) changeDetails(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	var form views.DetailsForm
	if err := bind(c, &form); err != nil {
		return err
	}
	p, err := s.detailsPage(c, id)
	if err != nil {
		return err
	}
	was, err := form.Was.Then()
	if err != nil {
		return err
	}
	act, err := caseOf(c).ChangeArticles(c.Request().Context(), []assay.ArticleID{id}, factsChange(&p, &was, &form))
	if _, ok := fieldErrors(c, err); ok {
		return s.refuseFacts(c, id, form, err)
	}
	if err != nil {
		return err
	}
	alike, err := alike(c, form.Host, form.TextOrigin)
	if err != nil {
		return err
	}
	return s.done(c, act, inOneBreath(form.Says(c.Request().Context()), alike), s.caseRoot(c).ArticleDetails(id))
}

// refuseFacts shows the facts of an article again with what is wrong with them.
func (s *Server) refuseFacts(c echo.Context, id assay.ArticleID, form views.DetailsForm, why error) error {
	return s.refuseDetails(c, id, why, func(p *views.DetailsPage) {
		p.Form = again(form, *form.Was.Form, p.Form, why)
		if p.Form.Errors, _ = fieldErrors(c, why); p.Form.Errors["name"] != "" { // of a source that cannot be made
			p.Form.Errors[""] = p.Form.Errors["name"]
		}
	}, views.FactsForm)
}

// factsChange returns what a form says of an article, and what it said before.
// A proposal that is taken keeps how it was found.
func factsChange(p *views.DetailsPage, was, form *views.DetailsForm) (change store.ArticleChange) {
	taken := func(name, value string) string {
		if found := p.Proposal(name); strings.TrimSpace(value) == "" && found != "" && (form.Accept == name || form.Accept == "all") {
			return found
		}
		return strings.TrimSpace(value)
	}
	for _, f := range []struct {
		name     string
		was, now string
		set      **store.Edit[string]
	}{
		{"title", was.Title, form.Title, &change.Title},
		{"byline", was.Byline, form.Byline, &change.Byline},
		{"url", was.URL, form.URL, &change.URL},
		{"published", was.Published, form.Published, &change.Published},
		{"language", was.Language, form.Language, &change.Language},
		{"genre", was.Genre, form.Genre, &change.Genre},
	} {
		*f.set = store.Changed(f.was, taken(f.name, f.now))
	}
	if form.Published == "" && change.Published.Now != "" {
		change.PublishedBasis = p.Facts.PublishedBasis
	}
	if name := taken("host", form.Host); name != was.Host {
		change.Host = &store.NameEdit{Now: name, Was: &was.HostID}
	}
	if name := taken("text_origin", form.TextOrigin); name != was.TextOrigin {
		change.TextOrigin = &store.NameEdit{Now: name, Was: &was.TextOriginID}
	}
	return change
}

// settleForm is what is to become of a mention whose text was replaced.
type settleForm struct {
	Do    string                 `form:"do"`
	Words string                 `form:"words"` // where it stands now
	Seen  views.Was[assay.Place] `form:"was"`
}

// apply does what the form says and returns what there is to say about it.
func (f *settleForm) apply(c echo.Context, id assay.MentionID) (act assay.ActID, say string, err error) {
	ctx, open := c.Request().Context(), caseOf(c)
	say = tell(c, "The mention stands there.")
	switch f.Do {
	case "confirm":
		var seen assay.Place
		if seen, err = f.Seen.Then(); err == nil {
			act, err = open.ConfirmMove(ctx, id, seen)
		}
	case "remove":
		say = tell(c, "Mention removed.")
		act, _, err = open.RemoveMention(ctx, id)
	default:
		act, err = open.PlaceMention(ctx, id, f.Words)
	}
	return act, say, err
}

// settleMention says what becomes of a mention that did not move to the current
// text by itself.
func (s *Server) settleMention(c echo.Context) error {
	article, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	id, err := param[assay.Mention](c, "mention")
	if err != nil {
		return err
	}
	var form settleForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, say, err := form.apply(c, id)
	if errs, ok := fieldErrors(c, err); ok {
		return s.refuseDetails(c, article, err, func(p *views.DetailsPage) {
			p.Wrong = map[string]string{id.String(): cmp.Or(errs["words"], errs["claim"])}
		}, func(p views.DetailsPage) templ.Component {
			return views.UnsettledAgain(p, id)
		})
	}
	if err != nil {
		return err
	}
	return s.done(c, act, say, s.caseRoot(c).ArticleDetails(article))
}

// attachment returns the header that makes a browser save a file under a name.
func attachment(name string) string {
	if value := mime.FormatMediaType("attachment", map[string]string{"filename": name}); value != "" {
		return value
	}
	return "attachment"
}
