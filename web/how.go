package web

import (
	"context"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) howRoutes(c *echo.Group) {
	c.GET("/articles/:article/how", s.showHow)
	c.POST("/articles/:article/how/accept", s.acceptFound)
}

// howQuery is another way to read an original.
type howQuery struct {
	Put       []int  `query:"put"` // blocks to be put into the text
	Charset   string `query:"charset"`
	Extractor string `query:"extractor"`
}

// showHow shows how an article was read, and what another way would make of it.
func (s *Server) showHow(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	var q howQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Details(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := views.HowPage{Root: s.caseRoot(c), View: s.view(c, data.Case), Data: data}
	p.Facts = p.View.Facts(&data.Article)
	p.Charsets, p.Extractors = waysToRead(c, &data.Text)
	if data.Text.Charset == "" {
		p.Charsets = nil // its bytes are no text
	}
	if err := s.tellHow(c, &p, &q); err != nil {
		return err
	}
	p.Frame, err = s.frame(c, "reader", tell(c, "How %s was read", views.Title(c.Request().Context(), p.View, &data.Article)))
	p.Frame.Scope = "how rows"
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.How(p))
}

// rereading is an original that is read again.
type rereading struct {
	*Server

	ctx     context.Context
	open    *store.Store
	page    *views.HowPage
	capture assay.Capture
	foundAt string
	bytes   []byte
}

func (r *rereading) explain(charset, extractor, choice string) (extract.Reading, error) {
	return r.Reader.Explain(r.ctx, r.bytes, rereadHint(&r.capture, r.foundAt, charset, extractor, choice))
}

// tellHow fills in how the original of an article is read, and what is asked for.
func (s *Server) tellHow(c echo.Context, p *views.HowPage, q *howQuery) (err error) {
	r := &rereading{Server: s, ctx: c.Request().Context(), open: caseOf(c), page: p}
	r.capture, r.foundAt, r.bytes, err = r.open.OriginalOf(r.ctx, p.Data.Article.ID)
	if assay.KindOf(err) == assay.KindNotFound {
		p.Fixed = tell(c, "The original is not in this case, only its hash: how the text was read of it cannot be told.")
		return nil
	}
	if err != nil {
		return err
	}
	text := &p.Data.Text
	if text.Extractor == assay.Typed {
		p.Fixed = tell(c, "An analyst has typed in this text from the original: it was not read by a program.")
		return nil
	}
	now, err := r.explain(text.Charset, path.Dir(text.Extractor), text.Choice)
	if _, ok := fieldErrors(c, err); ok { // what was chosen is of another version
		now, err = r.explain(text.Charset, "", "")
	}
	if err != nil {
		_, p.Fixed = explain(r.ctx, err)
		return nil
	}
	p.Shown, p.Aged = true, now.Text != p.Data.Body.String()
	p.Blocks = howBlocks(p, &now, q.Put)
	p.Found = howFields(r.ctx, p, &now)
	if err := r.foreseePut(&now); err != nil {
		return err
	}
	return r.foreseeOther(c, &now, q)
}

// howBlocks returns the blocks of an original.
func howBlocks(p *views.HowPage, r *extract.Reading, put []int) []views.HowBlock {
	spans := p.Data.Body.Blocks()
	aside := map[anchor.Span]bool{}
	for _, b := range p.Data.Blocks {
		aside[b.Span] = b.Kind == "not_article"
	}
	var list []views.HowBlock
	for _, part := range r.Original {
		b := views.HowBlock{No: part.No, Text: part.Text, In: part.At >= 0, Put: part.Put, Out: part.Out}
		if part.Kind != extract.KindBody {
			b.Kind = string(part.Kind)
		}
		if b.Out == "" {
			b.Out = part.Why
		}
		b.Chosen = !b.In && slices.Contains(put, b.No)
		if b.In && !p.Aged {
			b.Span = spans[part.At]
			b.Aside = aside[b.Span]
			for i := range p.Data.Case.Mentions {
				if m := &p.Data.Case.Mentions[i]; m.Text == p.Data.Text.ID && m.Span.Overlaps(b.Span) {
					b.Marks++
				}
			}
		}
		list = append(list, b)
	}
	return list
}

// howFields returns what was found about an article, and where.
func howFields(ctx context.Context, p *views.HowPage, r *extract.Reading) []views.HowField {
	fields, names := p.HowFields(ctx)
	for _, f := range r.Found {
		i := slices.Index(names, f.Field)
		fields[i].Add(ctx, f.Value, extract.BasisWord(f.Basis), f.Used, views.HowPlace{Where: placeOfFound(ctx, f), Evidence: f.Evidence})
	}
	return fields
}

// placeOfFound says where something was found.
func placeOfFound(ctx context.Context, f extract.Found) string {
	if f.Name == "" {
		return tr.Marked(ctx, f.Where)
	}
	return tr.Said(ctx, assay.SayAgain(f.Where, []any{f.Name}))
}

// foreseePut says what putting the chosen blocks in would make of the article.
func (r *rereading) foreseePut(now *extract.Reading) error {
	numbers, err := extract.ParseChoice(now.Choice())
	if err != nil {
		return err
	}
	n := 0
	for _, b := range r.page.Blocks {
		if b.Chosen {
			numbers, n = append(numbers, b.No), n+1
		}
	}
	if n == 0 || r.page.Aged {
		return nil
	}
	r.page.Put, err = r.foresee(now.Charset, path.Dir(now.Extractor), extract.Choice(numbers))
	if r.page.Put != nil {
		r.page.Put.Blocks = n
	}
	return err
}

// foreseeOther says what another way to read the original would make of the
// article, if one is asked for, or if it would be read otherwise now.
func (r *rereading) foreseeOther(c echo.Context, now *extract.Reading, q *howQuery) error {
	charset, extractor := q.Charset, q.Extractor
	if charset == "" {
		charset = now.Charset
	}
	if extractor == "" {
		extractor = path.Dir(now.Extractor)
	}
	asked := charset != now.Charset || extractor != path.Dir(now.Extractor) || r.page.Aged
	if !asked {
		return nil
	}
	choose(r.page.Charsets, charset)
	choose(r.page.Extractors, extractor)
	choice, out, err := r.choiceFor(&r.page.Data.Text, charset, extractor)
	var other *views.Foreseen
	if err == nil {
		other, err = r.foresee(charset, extractor, choice)
	}
	if other != nil {
		other.Dropped = out
	}
	if errs, ok := fieldErrors(c, err); ok {
		for _, r.page.Wrong = range errs { // there is one
			break
		}
		return nil
	}
	r.page.Other = other
	return err
}

// choiceFor returns the blocks that an analyst has brought into a text, as another way
// to read the original has them: the same, if its extractor is the same and finds as
// many blocks. Else it returns what those read that go out again.
func (r *rereading) choiceFor(text *assay.Text, charset, extractor string) (choice string, out []string, err error) {
	if text.Choice == "" {
		return "", nil, nil
	}
	was, err := r.explain(text.Charset, path.Dir(text.Extractor), text.Choice)
	if err != nil {
		was = extract.Reading{} // the extractor of this Assay finds other blocks
	}
	other, err := r.explain(charset, extractor, "")
	if err != nil {
		return "", nil, err
	}
	if path.Dir(other.Extractor) == path.Dir(text.Extractor) && len(other.Original) == len(was.Original) {
		return text.Choice, nil, nil
	}
	for _, b := range was.Original {
		stays := func(p extract.Part) bool { return p.At >= 0 && p.Text == b.Text }
		if b.Put && !slices.ContainsFunc(other.Original, stays) {
			out = append(out, b.Text)
		}
	}
	return "", out, nil
}

// choose chooses the option of a value.
func choose(options []views.Option, value string) {
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
}

// foresee says what a way to read the original would make of the article.
func (r *rereading) foresee(charset, extractor, choice string) (*views.Foreseen, error) {
	in, err := r.Reader.Read(r.ctx, r.bytes, rereadHint(&r.capture, r.foundAt, charset, extractor, choice))
	if err != nil {
		return nil, err
	}
	out, err := r.open.ForeseeText(r.ctx, r.page.Data.Article.ID, in)
	if err != nil {
		return nil, err
	}
	f := &views.Foreseen{Charset: charset, Extractor: extractor, Choice: choice, Same: out.Same, Kept: out.Kept}
	if !out.Same {
		f.Compare(r.page.Data.Body, anchor.NewText(in.Text))
	}
	for _, u := range out.Doubtful {
		d := views.DoubtfulMark{Quote: u.Before, Lost: u.Fate == anchor.Gone}
		if m := r.page.View.Mention(u.Mention); m != nil {
			d.Number = views.ClaimNumber(r.page.View.Case, m.Claim)
		}
		f.Doubtful = append(f.Doubtful, d)
	}
	return f, nil
}

// foundForm is which of the values that were found for a field is right.
type foundForm struct {
	Field string `form:"field"`
	Value string `form:"value"`
	Was   string `form:"was"`   // what the analyst said before
	Basis string `form:"basis"` // of a date
}

// change returns what the form changes about an article.
func (f *foundForm) change() (c store.ArticleChange, err error) {
	value := strings.TrimSpace(f.Value)
	if value == "" {
		return c, assay.Invalid("value", "Nothing was found there. Reload the page.")
	}
	edit := store.Changed(f.Was, value)
	switch f.Field {
	case "title":
		c.Title = edit
	case "byline":
		c.Byline = edit
	case "url":
		c.URL = edit
	case "published":
		c.Published, c.PublishedBasis = edit, f.Basis
	case "language":
		c.Language = edit
	case "text_origin":
		c.TextOrigin = &store.NameEdit{Now: value, Was: new(assay.SourceID)}
		err = c.TextOrigin.Was.UnmarshalText([]byte(f.Was))
		if f.Was == "" {
			err = nil
		}
	default:
		return c, assay.Invalid("field", "Nothing was found there. Reload the page.")
	}
	return c, err
}

// acceptFound takes over one of the values that were found for a field.
func (s *Server) acceptFound(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	var form foundForm
	if err := bind(c, &form); err != nil {
		return err
	}
	change, err := form.change()
	if err != nil {
		return err
	}
	act, err := caseOf(c).ChangeArticles(c.Request().Context(), []assay.ArticleID{id}, change)
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Confirmed."), s.caseRoot(c).How(id))
}
