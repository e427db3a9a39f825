package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/attribution"
	"assay/internal/extract"
	"assay/internal/lineage"
	"assay/internal/oplog"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) readerRoutes(c *echo.Group) {
	c.GET("/articles/:article", s.showArticle)
	c.GET("/articles/:article/inspect", s.inspect)
	c.GET("/articles/:article/margins", s.margins)
	c.GET("/articles/:article/pick", s.pick)
	c.POST("/articles/:article/read", s.markRead)
	c.POST("/articles/:article/mentions", s.markMention)
	c.POST("/articles/:article/judge", s.judgeInReader)
	c.POST("/articles/:article/mentions/:mention/remove", s.removeMention)
	c.POST("/articles/:article/mentions/:mention/chain", s.attribute)
	c.POST("/articles/:article/mentions/:mention/root", s.declareRootInReader)
	c.POST("/articles/:article/claims/:claim", s.rewordInReader)
	c.GET("/articles/:article/mentions/:mention/suggested", s.suggest)
	c.POST("/articles/:article/mentions/:mention/suggested", s.answerSuggestion)
	c.POST("/articles/:article/mentions/:mention/tags", s.addTag)
	c.POST("/articles/:article/mentions/:mention/tags/remove", s.removeTag)
	c.POST("/articles/:article/mentions/:mention/notes", s.writeNote)
	c.POST("/names", s.spell)
	c.POST("/texts/:text/blocks", s.setBlock)
	c.POST("/texts/:text/boundaries", s.setBoundary)
}

// readerPage reads an article as the reader shows it, or those paragraphs of it
// that have changed.
func (s *Server) readerPage(c echo.Context, focus assay.MentionID, changed []anchor.Span) (p views.ReaderPage, err error) {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return p, err
	}
	data, err := caseOf(c).Read(c.Request().Context(), store.Look{Article: id, Focus: focus, Changed: changed})
	if err != nil {
		return p, err
	}
	s.cases.read(c.Param("case"), id)
	caseOf(c).Foresee(c.Request().Context(), id)
	view := s.view(c, data.Case)
	p = views.NewReader(s.caseRoot(c), view, data, func() views.Furniture { return furniture(data.Body, data.Text.Pages) })
	p.Focus, p.Steps = focus, s.steps(c)
	p.Frame, err = s.frame(c, "reader", views.Title(c.Request().Context(), view, &data.Article))
	return p, err
}

// furniture says which paragraphs look as if they were not article text.
func furniture(body anchor.Text, pages []assay.Page) views.Furniture {
	var blocks []string
	var begins []extract.Page
	for i, span := range body.Blocks() {
		blocks = append(blocks, body.Slice(span))
		for len(begins) < len(pages) && pages[len(begins)].Start < span.End {
			begins = append(begins, extract.Page{Block: i, At: max(0, pages[len(begins)].Start-span.Start)})
		}
	}
	f := views.Furniture{}
	for _, p := range extract.Furniture(blocks, begins) {
		f[p.Index] = p.Why
	}
	return f
}

func (s *Server) showArticle(c echo.Context) error {
	var focus assay.MentionID
	if err := focus.UnmarshalText([]byte(c.QueryParam("mention"))); err != nil {
		return err
	}
	p, err := s.readerPage(c, focus, nil)
	if err != nil {
		return err
	}
	if p.Part, err = partOf(c); err != nil {
		return err
	}
	p.Found = found(p.Data.Body, c.QueryParam("q"))
	proposed, err := caseOf(c).ProposedFor(c.Request().Context(), []assay.ArticleID{p.Data.Article.ID})
	if err != nil {
		return err
	}
	p.ToDecide = len(proposed)
	editions, err := caseOf(c).Editions(c.Request().Context(), p.Data.Article.ID)
	if err != nil {
		return err
	}
	p.Updates = views.EditionLinks(c.Request().Context(), p.Root, s.view(c, editions), p.Data.Article.ID)
	p.Updated = views.LaterLinks(c.Request().Context(), p.Root, s.view(c, editions), p.Data.Article.ID)
	return render(c, http.StatusOK, views.Reader(p, s.aside(c, p.Data.Focus)))
}

// margins answers with the claims beside a part of a long text.
func (s *Server) margins(c echo.Context) error {
	part, err := partOf(c)
	if err != nil {
		return err
	}
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	data, err := caseOf(c).Read(c.Request().Context(), store.Look{Article: id, Changed: []anchor.Span{part}})
	if err != nil {
		return err
	}
	p := views.NewReader(s.caseRoot(c), s.view(c, data.Case), data, nil)
	return render(c, http.StatusOK, views.Margins(p.Touched(part)))
}

// partOf is the part of a text that a page is asked for, empty if it is not asked for one.
func partOf(c echo.Context) (anchor.Span, error) {
	var part struct {
		From int `query:"from"`
		To   int `query:"to"`
	}
	err := (&echo.DefaultBinder{}).BindQueryParams(c, &part)
	return anchor.Span{Start: part.From, End: part.To}, err
}

// aside returns what is known of the mention in focus, if there is one.
func (s *Server) aside(c echo.Context, p *assay.Passage) templ.Component {
	if p == nil {
		return views.InspectorEmpty(anchor.Span{}, "", nil)
	}
	v := s.inspected(c, p)
	if v.Claim == nil {
		return views.InspectorEmpty(anchor.Span{}, "", nil)
	}
	return views.Inspector(v)
}

// inspected returns what the panel shows of a mention.
func (s *Server) inspected(c echo.Context, p *assay.Passage) views.InspectorView {
	view := s.view(c, p.Case)
	m := view.Mention(p.Mention)
	proposed, speech := s.proposedChain(view, p, m)
	return views.InspectorView{
		Page:    views.ReaderPage{Root: s.caseRoot(c), View: view, Data: assay.ArticlePage{Case: p.Case, Article: p.Article}},
		Mention: m, Claim: view.Claim(m.Claim), Others: p.Others, Proposed: proposed, Speech: speech, Used: p.Used, Zone: s.Now().Location(),
	}
}

// proposedChain returns who the text seems to say says it, nearest first, and
// how, where nobody has said so yet. What is on the word of who wrote the article
// as a whole is known already if that is.
func (s *Server) proposedChain(view *assay.View, p *assay.Passage, m *assay.Mention) (steps []views.ProposedStep, speech string) {
	if len(view.Chain(m.ID)) > 0 {
		return nil, ""
	}
	chain := s.reading.of(p.Body, view.Facts(&p.Article).Language, knownSources(p.Case)).Chain(m.Span)
	for _, s := range chain.Steps {
		if s.Whole && !p.Article.TextOrigin.IsZero() {
			continue
		}
		step := views.ProposedStep{
			Name: cmp.Or(s.Name, p.Body.Slice(s.Words)), Printed: printed(p.Body, s.Words, s.Cue),
			Step: assay.Step{Verb: s.Verb, Named: s.Named, OnRecord: s.OnRecord, Basis: s.Basis},
		}
		known := view.Source(s.ID)
		if known == nil {
			known = called(p.Case, step.Name)
		}
		if known != nil {
			step.Name = known.Name
		} else {
			step.Kind = kindsNamed[s.Named]
		}
		steps = append(steps, step)
	}
	return steps, chain.Speech
}

// called returns the source of a case that has a name, but for an article before
// it, or nil.
func called(c *assay.Case, name string) *assay.Source {
	for i := range c.Sources {
		s := &c.Sources[i]
		if s.Kind != "anonymous_group" && slices.ContainsFunc(append([]string{s.Name}, s.Aliases...), func(n string) bool { return assay.PlainName(n) == assay.PlainName(name) }) {
			return s
		}
	}
	return nil
}

// knownSources are the sources of a case as names to look for. Whoever is not
// named has none: who they are is said by the article that brings them in.
func knownSources(c *assay.Case) []attribution.Source {
	var known []attribution.Source
	for i := range c.Sources {
		x := &c.Sources[i]
		if x.Kind == "anonymous_group" {
			continue
		}
		known = append(known, attribution.Source{ID: x.ID, Names: append([]string{x.Name}, x.Aliases...), Outlet: x.Kind == "outlet" || x.Kind == "wire", Agency: x.Kind == "wire"})
	}
	return known
}

// printed returns the words for somebody with those that say that they say
// something, as they stand in the text.
func printed(body anchor.Text, words, cue anchor.Span) string {
	if cue.Len() == 0 {
		return body.Slice(words)
	}
	first, second := words, cue
	if cue.Start < words.Start {
		first, second = cue, words
	}
	if second.Start-first.End <= 60 {
		return body.Slice(anchor.Span{Start: first.Start, End: max(first.End, second.End)})
	}
	return body.Slice(first) + " … " + body.Slice(second)
}

// kindsNamed are the kinds of sources that the way in which somebody is named
// tells.
var kindsNamed = map[string]string{"described": "anonymous_group", "anonymous": "anonymous_group", "document": "document"}

// place is where in an article the analyst is.
type place struct {
	Start   int             `query:"start"`
	End     int             `query:"end"`
	Mention assay.MentionID `query:"mention"`
	Move    assay.MentionID `query:"move"`
	Stance  assay.Stance    `query:"stance"`
	Words   string          `query:"q"`

	had assay.ClaimID // by the mention to move
}

func (p place) span() anchor.Span { return anchor.Span{Start: p.Start, End: p.End} }

func (s *Server) inspect(c echo.Context) error {
	var at place
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &at); err != nil {
		return err
	}
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	if at.Mention.IsZero() {
		quote, nearest, _, err := s.nearest(c, id, at, 3)
		if err != nil {
			return err
		}
		return render(c, http.StatusOK, views.InspectorEmpty(at.span(), quote, nearest))
	}
	p, err := caseOf(c).Passage(c.Request().Context(), id, at.Mention)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, s.aside(c, p))
}

func (s *Server) pick(c echo.Context) error {
	var at place
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &at); err != nil {
		return err
	}
	if !at.Stance.Valid() {
		at.Stance = assay.Supports
	}
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	if !at.Move.IsZero() {
		if err := s.placeOf(c, id, &at); err != nil {
			return err
		}
	}
	quote, nearest, total, err := s.nearest(c, id, at, 9)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Picker(views.PickerView{
		Root: s.caseRoot(c), Article: id, Span: at.span(), Quote: quote, Stance: string(at.Stance), Move: at.Move, Query: at.Words, Nearest: nearest, Total: total,
	}))
}

// placeOf makes a place that of the mention that is to have another claim.
func (s *Server) placeOf(c echo.Context, id assay.ArticleID, p *place) error {
	passage, err := caseOf(c).Passage(c.Request().Context(), id, p.Move)
	if err != nil {
		return err
	}
	if passage == nil {
		return assay.NotFound("mention")
	}
	view := s.view(c, passage.Case)
	m := view.Mention(p.Move)
	p.Start, p.End, p.Stance, p.had = m.Span.Start, m.Span.End, view.Stance(m.ID), m.Claim
	return nil
}

// nearest ranks the claims of the case against a passage, or against what the
// analyst has typed. It returns the passage, the first n, and how many claims
// there are.
func (s *Server) nearest(c echo.Context, id assay.ArticleID, at place, n int) (quote string, list []views.Nearest, total int, err error) {
	quote, ok, err := caseOf(c).Quote(c.Request().Context(), id, at.span())
	if err != nil || !ok && at.Words == "" {
		return "", nil, 0, err
	}
	all, err := caseOf(c).Wordings(c.Request().Context())
	if err != nil {
		return "", nil, 0, err
	}
	all = slices.DeleteFunc(all, func(w assay.Wording) bool { return w.Claim.ID == at.had })
	passage := quote
	if asked := strings.ToLower(strings.TrimSpace(at.Words)); asked != "" {
		passage = asked
		all = slices.DeleteFunc(all, func(w assay.Wording) bool { return !w.Answers(asked) })
	}
	candidates := make([]lineage.Candidate[*assay.Wording], len(all))
	for i := range all {
		candidates[i] = lineage.Candidate[*assay.Wording]{Key: &all[i], Texts: slices.Concat([]string{all[i].Claim.Wording}, all[i].Also, all[i].Quotes)}
	}
	for _, r := range lineage.Rank(passage, candidates) {
		if len(list) < n {
			list = append(list, views.Nearest{Claim: &r.Key.Claim, Number: r.Key.Number(), Articles: r.Key.Articles})
		}
	}
	return quote, list, len(all), nil
}

// answerReader answers a change in the reader with the paragraphs that it
// touched.
func (s *Server) answerReader(c echo.Context, act assay.ActID, focus assay.MentionID, say string, spans ...anchor.Span) error {
	s.changed(c, act)
	if !isHTMX(c) {
		id, err := param[assay.Article](c, "article")
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, s.caseRoot(c).MentionInArticle(id, focus))
	}
	p, err := s.readerPage(c, focus, append([]anchor.Span{}, spans...))
	if err != nil {
		return err
	}
	if m := p.View.Mention(focus); m != nil {
		spans = append(spans, m.Span)
	}
	announce(c, say, !act.IsZero(), false)
	return render(c, http.StatusOK, views.ReaderAnswer(p, p.Touched(spans...), s.aside(c, p.Data.Focus)))
}

// markForm is a passage that the analyst marks, or moves a mention to.
type markForm struct {
	Text    assay.TextID    `form:"text"`
	Start   int             `form:"start"`
	End     int             `form:"end"`
	Seen    string          `form:"seen"`
	Claim   assay.ClaimID   `form:"claim"`
	Wording string          `form:"wording"`
	Stance  assay.Stance    `form:"stance"`
	Move    assay.MentionID `form:"move"` // a mention that is to have this boundary or claim
}

func (s *Server) markMention(c echo.Context) error {
	var form markForm
	if err := bind(c, &form); err != nil {
		return err
	}
	if !form.Move.IsZero() {
		return s.moveMention(c, form)
	}
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	out, err := caseOf(c).MarkMention(c.Request().Context(), store.Mark{
		Article: id, Text: form.Text, Span: anchor.Span{Start: form.Start, End: form.End}, Seen: form.Seen,
		Claim: form.Claim, Wording: form.Wording, Stance: form.Stance,
	})
	if err != nil {
		return err
	}
	s.marked(c, id, out.Mention, form.Claim.IsZero())
	say := tell(c, "New claim.")
	if !form.Claim.IsZero() {
		say = tell(c, "Marked: %s.", tr.Word(c.Request().Context(), string(form.Stance)))
	}
	return s.answerReader(c, out.Act, out.Mention, say, out.Span)
}

// moveMention gives a mention another boundary, or another claim.
func (s *Server) moveMention(c echo.Context, form markForm) error {
	ctx, open := c.Request().Context(), caseOf(c)
	if !form.Claim.IsZero() {
		act, was, err := open.AttachMention(ctx, form.Move, form.Claim)
		if err != nil {
			return err
		}
		return s.answerReader(c, act, form.Move, tell(c, "Attached to another claim."), was.Span)
	}
	act, was, err := open.MoveMention(ctx, form.Move, form.Text, anchor.Span{Start: form.Start, End: form.End}, form.Seen)
	if err != nil {
		return err
	}
	return s.answerReader(c, act, form.Move, tell(c, "Boundary changed."), was.Span)
}

func (s *Server) removeMention(c echo.Context) error {
	id, err := param[assay.Mention](c, "mention")
	if err != nil {
		return err
	}
	act, was, err := caseOf(c).RemoveMention(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return s.answerReader(c, act, assay.MentionID{}, tell(c, "Mention removed."), was.Span)
}

// judgeInReader judges a mention, or the source of the article, and shows the
// mention again.
func (s *Server) judgeInReader(c echo.Context) error {
	var form judgeForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, say, err := form.apply(c)
	if err != nil {
		return err
	}
	if form.Dimension == assay.DimCredibility && !form.stands.IsNull() {
		s.stepped(c, views.StepRate)
	}
	return s.answerReader(c, act, form.Mention, say)
}

// rewordInReader changes the wording of a claim beside the text.
func (s *Server) rewordInReader(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	var form struct {
		Mention assay.MentionID `form:"mention"`
		Was     string          `form:"was"`
		Wording string          `form:"wording"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).ChangeClaim(c.Request().Context(), id, store.ClaimChange{Wording: store.Changed(form.Was, form.Wording)})
	if err != nil {
		return err
	}
	return s.answerReader(c, act, form.Mention, tell(c, "Claim reworded."))
}

// chainForm is a chain of utterers as the reader posts it, one row a step.
type chainForm struct {
	Names    []string                   `form:"utterer"`
	Kinds    []string                   `form:"kind"`
	Verbs    []string                   `form:"verb"`
	Named    []string                   `form:"named"`
	OnRecord []string                   `form:"on_record"` // "yes", "no" or ""
	Bases    []string                   `form:"basis"`
	Sources  []assay.SourceID           `form:"source"` // of steps that are sent as they are, zero where the name says who
	Was      []views.Was[views.Utterer] `form:"was"`    // without a form in rows that are new
	Edit     string                     `form:"edit"`   // what else is done to a row: "earlier 1", "later 0", "remove 2"
	Voice    string                     `form:"voice"`  // of what is accepted: how the text says it
	Speech   string                     `form:"speech"`
}

// chain returns the chain that the form says, and the one it was shown with.
func (f *chainForm) chain() (chain []store.Utterer, seen []assay.Step, err error) {
	for _, n := range []int{len(f.Kinds), len(f.Verbs), len(f.Named), len(f.OnRecord), len(f.Bases), len(f.Sources), len(f.Was)} {
		if n != len(f.Names) {
			return nil, nil, assay.Invalid("utterer", "The form is not complete. Reload the page and try again.")
		}
	}
	for i, name := range f.Names {
		u := store.Utterer{Name: strings.TrimSpace(name), Kind: f.Kinds[i]}
		u.Source = f.Sources[i]
		if !u.Source.IsZero() {
			u.Kind = "" // it is what it is
		}
		if was := f.Was[i].Form; was != nil {
			seen = append(seen, was.Step)
			if was.Name == u.Name {
				u.Source = was.Step.Source
			}
			if u.Was = was.Kind; was.Kind == u.Kind && !u.Source.IsZero() {
				u.Kind = ""
			}
		}
		u.Verb, u.Named, u.Basis = strings.TrimSpace(f.Verbs[i]), f.Named[i], f.Bases[i]
		if f.OnRecord[i] != "" {
			u.OnRecord = new(bool)
			*u.OnRecord = f.OnRecord[i] == "yes"
		}
		chain = append(chain, u)
	}
	f.rearrange(chain)
	return slices.DeleteFunc(chain, func(u store.Utterer) bool { return u.Name == "" }), seen, nil
}

// rearrange does to a row of the chain what the form asks for besides. A row
// that is not there, or has no neighbour there, stays.
func (f *chainForm) rearrange(chain []store.Utterer) {
	does, row, _ := strings.Cut(f.Edit, " ")
	i, err := strconv.Atoi(row)
	if err != nil || i < 0 || i >= len(chain) {
		return
	}
	switch {
	case does == "remove":
		chain[i].Name = ""
	case does == "earlier" && i > 0:
		chain[i-1], chain[i] = chain[i], chain[i-1]
	case does == "later" && i+1 < len(chain) && chain[i+1].Name != "":
		chain[i], chain[i+1] = chain[i+1], chain[i]
	}
}

func (s *Server) attribute(c echo.Context) error {
	id, err := param[assay.Mention](c, "mention")
	if err != nil {
		return err
	}
	var form chainForm
	if err := bind(c, &form); err != nil {
		return err
	}
	chain, seen, err := form.chain()
	if err != nil {
		return err
	}
	act, err := caseOf(c).AttributeAs(c.Request().Context(), id, chain, &seen, store.Manner{Voice: form.Voice, Speech: form.Speech})
	if err != nil {
		return err
	}
	alike, err := alike(c, form.Names...)
	if err != nil {
		return err
	}
	return s.answerReader(c, act, id, inOneBreath(tell(c, "Who says it is noted."), alike))
}

// alike says that a name looks like that of another source, or nothing.
func alike(c echo.Context, names ...string) (string, error) {
	name, other, err := caseOf(c).LookAlike(c.Request().Context(), names)
	if err != nil || other == "" {
		return "", err
	}
	return tell(c, "“%s” looks like “%s”: if they are one, say so among the sources.", name, other), nil
}

// inOneBreath joins sentences that are said together.
func inOneBreath(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}

func (s *Server) markRead(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	read := c.FormValue("read") == "true"
	act, err := caseOf(c).ChangeArticles(c.Request().Context(), []assay.ArticleID{id}, store.ArticleChange{Read: &read})
	if err != nil {
		return err
	}
	say := tell(c, "Marked as read: what it does not mention is silence from now on.")
	if !read {
		say = tell(c, "Marked as not read.")
	}
	return s.done(c, act, say, s.caseRoot(c).Article(id))
}

// blockForm is what some paragraphs are said to be: the n-th of starts goes with
// the n-th of ends.
type blockForm struct {
	Starts []int  `form:"start"`
	Ends   []int  `form:"end"`
	Kind   string `form:"kind"`
}

func (f *blockForm) spans() ([]anchor.Span, error) {
	if len(f.Starts) == 0 || len(f.Starts) != len(f.Ends) {
		return nil, assay.Invalid("start", "Choose a paragraph first.")
	}
	spans := make([]anchor.Span, len(f.Starts))
	for i := range spans {
		spans[i] = anchor.Span{Start: f.Starts[i], End: f.Ends[i]}
	}
	return spans, nil
}

// says says what became of some paragraphs, in which there are mentions.
func (f *blockForm) says(c echo.Context, mentions int) string {
	n := len(f.Starts)
	if f.Kind != "not_article" {
		return tellCount(c, n, "%s paragraph is part of the article.", "%s paragraphs are part of the article.")
	}
	say := tellCount(c, n, "%s paragraph set aside: not article text.", "%s paragraphs set aside: not article text.")
	if mentions > 0 {
		return inOneBreath(say, tellCount(c, mentions, "%s mention there still counts.", "%s mentions there still count."))
	}
	return say
}

func (s *Server) setBlock(c echo.Context) error {
	id, err := param[assay.Text](c, "text")
	if err != nil {
		return err
	}
	var form blockForm
	if err := bind(c, &form); err != nil {
		return err
	}
	spans, err := form.spans()
	if err != nil {
		return err
	}
	act, mentions, err := caseOf(c).SetBlocks(c.Request().Context(), id, spans, form.Kind)
	if err != nil {
		return err
	}
	return s.done(c, act, form.says(c, mentions), s.cameFrom(c))
}

func (s *Server) setBoundary(c echo.Context) error {
	id, err := param[assay.Text](c, "text")
	if err != nil {
		return err
	}
	var form struct {
		At   int    `form:"at"`
		Edit string `form:"edit"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).SetBoundary(c.Request().Context(), id, form.At, form.Edit)
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Sentences changed."), s.cameFrom(c))
}

// judgeForm is a judgement as a page posts it.
type judgeForm struct {
	Target    oplog.ID        `form:"target"`
	Other     oplog.ID        `form:"other"`
	Dimension assay.Dimension `form:"dimension"`
	Scope     string          `form:"scope"`
	Value     string          `form:"value"` // "" takes it back
	Reason    string          `form:"reason"`
	Toggle    bool            `form:"toggle"`  // by a key: what is judged so already is taken back
	Mention   assay.MentionID `form:"mention"` // in the reader: the one that is shown

	stands oplog.Value // once it has been applied: null if it was taken back
}

// apply judges as the form says, and returns what there is to say about it.
func (f *judgeForm) apply(c echo.Context) (act assay.ActID, say string, err error) {
	ctx, stands := c.Request().Context(), f.value()
	if f.Toggle {
		act, stands, err = caseOf(c).Toggle(ctx, f.key(), stands, f.Reason)
	} else {
		act, err = caseOf(c).Judge(ctx, f.key(), stands, f.Reason)
	}
	f.stands = stands
	return act, f.say(c, stands), err
}

func (f *judgeForm) key() assay.JudgementKey {
	return assay.JudgementKey{Target: f.Target, Other: f.Other, Dimension: f.Dimension, Scope: f.Scope}
}

func (f *judgeForm) value() oplog.Value {
	switch {
	case f.Value == "":
		return oplog.Null
	case f.Dimension == assay.DimIndependent:
		return oplog.Encode(f.Value == "true")
	}
	return oplog.Encode(f.Value)
}

// say says what stands of a dimension now.
func (f *judgeForm) say(c echo.Context, stands oplog.Value) string {
	ctx := c.Request().Context()
	dimension := views.DimensionName(ctx, f.Dimension)
	switch {
	case stands.IsNull():
		return tell(c, "%s: taken back.", dimension)
	case f.Dimension == assay.DimCoverage && f.Value == "silent":
		return tell(c, "The article is silent on it.")
	case f.Dimension == assay.DimCoverage && f.Value == "out_of_scope":
		return tell(c, "The article is out of scope for it.")
	case f.Dimension == assay.DimIndependent && f.Value == "true":
		return tell(c, "Independent: true.")
	case f.Dimension == assay.DimIndependent:
		return tell(c, "Independent: false.")
	case f.Dimension == assay.DimCredibility:
		return tell(c, "Credibility %s: %s.", f.Value, views.CredibilityWord(ctx, f.Value))
	case f.Dimension == assay.DimReliability:
		return tell(c, "Reliability %s: %s.", f.Value, views.ReliabilityWord(ctx, f.Value))
	}
	return tell(c, "%s: %s.", dimension, tr.Word(ctx, f.Value))
}
