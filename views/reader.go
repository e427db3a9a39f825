package views

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/tr"
)

// ReaderPage is an article under study.
type ReaderPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.ArticlePage
	Facts assay.Facts
	Focus assay.MentionID // the mention under study, zero for none
	Last  assay.ClaimID   // that this analyst has used last, in whatever article
	Found []anchor.Span   // what a search has led to
	Part  anchor.Span     // of a long text: beside what the claims are drawn at once; empty for its beginning
	Steps StepsView

	ToDecide int // proposals of where the article comes from

	Updates, Updated []EditionLink // what it is a later version of, and what is of it

	furniture func() Furniture
	mentions  []*assay.Mention  // of this text, in its order
	stances   map[string]string // of the mentions, by their ids as the page has them
	blocks    []anchor.Span
	marks     [][]anchor.Mark // of each block
	several   bool            // more than one analyst has marked the text
}

// Furniture is what looks as if it were not article text, and why, by the
// number of the paragraph.
type Furniture map[int]string

// NewReader lays an article out. furniture is asked, when it is needed, what
// looks like site furniture; that is offered and changes nothing.
func NewReader(root CaseRoot, view *assay.View, data assay.ArticlePage, furniture func() Furniture) ReaderPage {
	p := ReaderPage{Root: root, View: view, Data: data, Facts: view.Facts(&data.Article), Last: data.Last}
	if furniture != nil {
		p.furniture = sync.OnceValue(furniture)
	}
	p.mentions = p.mentionsHere()
	p.stances = make(map[string]string, len(p.mentions))
	marks := make([]anchor.Mark, len(p.mentions))
	for i, m := range p.mentions {
		marks[i] = anchor.Mark{ID: m.ID.String(), Span: m.Span}
		p.stances[marks[i].ID] = string(view.Stance(m.ID))
	}
	p.several = slices.ContainsFunc(data.Markers, func(a assay.ActorID) bool {
		return a != data.Markers[0] && (!view.Mine(a) || !view.Mine(data.Markers[0]))
	})
	p.blocks = data.Body.Blocks()
	p.marks = anchor.ByBlock(p.blocks, marks)
	return p
}

// longText is from how many code points on a text is long: some twenty screens.
const longText = 50_000

// Long reports whether the text is so long that only what is in sight of it should be laid
// out.
func (p *ReaderPage) Long() bool { return p.Data.Body.Len() > longText }

// Blocks returns the paragraphs of the article, cut into sentences and runs,
// with the mentions of each in its margin. Those of a long text only where it is
// read: elsewhere a margin says how many there are, and they come once it is near.
func (p *ReaderPage) Blocks() []BlockView {
	all := func(anchor.Span) bool { return true }
	if !p.Long() {
		return p.draw(all, all)
	}
	return p.draw(all, p.near().Overlaps)
}

// screen is about how many code points fill one.
const screen = 2_000

// near is what the page begins with, and some screens around it.
func (p *ReaderPage) near() anchor.Span {
	part := p.Part
	if m := p.View.Mention(p.Focus); m != nil {
		part = m.Span
	} else if part.Empty() && len(p.Found) > 0 {
		part = p.Found[0]
	}
	return anchor.Span{Start: part.Start - 3*screen, End: part.End + 3*screen}
}

// Stretches returns the paragraphs of a long text in stretches of about a screen that
// are laid out together: a browser looks at each stretch whenever something moves.
func (p *ReaderPage) Stretches() [][]BlockView {
	var all [][]BlockView
	blocks := p.Blocks()
	for from, i := 0, 0; i < len(blocks); i++ {
		if last := i == len(blocks)-1; last || blocks[i].Span.End-blocks[from].Span.Start >= screen {
			all, from = append(all, blocks[from:i+1]), i+1
		}
	}
	return all
}

// Touched returns the paragraphs that any of the spans lies in.
func (p *ReaderPage) Touched(spans ...anchor.Span) []BlockView {
	touched := func(b anchor.Span) bool { return slices.ContainsFunc(spans, b.Overlaps) }
	return p.draw(touched, touched)
}

// draw lays out the paragraphs that are asked for, and the claims beside some of them.
func (p *ReaderPage) draw(wanted, beside func(anchor.Span) bool) []BlockView {
	var drawn []BlockView
	kinds, decided, edits := p.kinds(), p.decisions(), p.edits()
	var furniture Furniture
	if p.furniture != nil {
		furniture = p.furniture()
	}
	for i, span := range p.blocks {
		if !wanted(span) {
			continue
		}
		b := BlockView{Span: span, Kind: kinds[span], Decided: decided[span]}
		if b.Decided == "" {
			b.Proposed = furniture[i]
		}
		b.Headline = i == 0 && p.TitleInText()
		b.Pieces = p.pieces(anchor.Runs(p.Data.Body, span, anchor.Sentences(p.Data.Body, span, edits), p.marks[i]))
		from := sort.Search(len(p.mentions), func(k int) bool { return p.mentions[k].Span.Start >= span.Start })
		to := sort.Search(len(p.mentions), func(k int) bool { return p.mentions[k].Span.Start >= span.End })
		if beside(span) {
			b.Chips = p.chips(p.mentions[from:to])
		} else {
			b.Late = to - from
		}
		drawn = append(drawn, b)
	}
	return drawn
}

// Proposed returns the paragraphs that look like site furniture and that nobody
// has decided on.
func (p *ReaderPage) Proposed() []anchor.Span {
	if p.furniture == nil {
		return nil
	}
	var spans []anchor.Span
	furniture, decided := p.furniture(), p.decisions()
	for i, span := range p.blocks {
		if furniture[i] != "" && decided[span] == "" {
			spans = append(spans, span)
		}
	}
	return spans
}

// mentionsHere returns the mentions of this text, in order of the text.
func (p *ReaderPage) mentionsHere() []*assay.Mention {
	var here []*assay.Mention
	for i := range p.View.Case.Mentions {
		m := &p.View.Case.Mentions[i]
		if m.Article == p.Data.Article.ID && m.Text == p.Data.Text.ID && p.Data.Body.In(m.Span) {
			here = append(here, m)
		}
	}
	slices.SortFunc(here, func(a, b *assay.Mention) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return here
}

// kinds says what each paragraph is: by its format, then by the analysts.
func (p *ReaderPage) kinds() map[anchor.Span]string {
	kinds := map[anchor.Span]string{}
	for _, part := range p.Data.Text.Outline {
		kinds[anchor.Span{Start: part.Start, End: part.End}] = part.Kind
	}
	for _, b := range p.Data.Blocks {
		if b.Kind != "" {
			kinds[b.Span] = b.Kind
		}
	}
	return kinds
}

// decisions says what analysts have said that paragraphs are.
func (p *ReaderPage) decisions() map[anchor.Span]string {
	decided := map[anchor.Span]string{}
	for _, b := range p.Data.Blocks {
		decided[b.Span] = b.Kind
	}
	return decided
}

func (p *ReaderPage) edits() anchor.Edits {
	var e anchor.Edits
	for _, b := range p.Data.Boundaries {
		switch b.Edit {
		case "split":
			e.Splits = append(e.Splits, b.At)
		case "join":
			e.Joins = append(e.Joins, b.At)
		}
	}
	slices.Sort(e.Splits)
	slices.Sort(e.Joins)
	return e
}

// BlockView is a paragraph with its margin: the unit that is swapped.
type BlockView struct {
	Span     anchor.Span
	Kind     string // one of assay.BlockKinds, "" for body
	Pieces   []PieceView
	Chips    []ChipView
	Late     int    // mentions that are not among the chips yet
	Headline bool   // it is the title of the article
	Proposed string // why it looks like site furniture, "" if it does not
	Decided  string // what an analyst said it is
}

// ID returns the id of the paragraph's element. It stays the same for as long
// as the text does.
func (b BlockView) ID() string { return "b" + strconv.Itoa(b.Span.Start) }

// PieceView is a sentence, or the gap between two.
type PieceView struct {
	Span anchor.Span
	Gap  bool
	Runs []RunView
}

// ID returns the id of the sentence's element.
func (s PieceView) ID() string { return "s" + strconv.Itoa(s.Span.Start) }

// RunView is a stretch of text that the same mentions cover.
type RunView struct {
	Text   string
	Stance string // of the shortest mention, "" where there is none
	IDs    string // of all mentions on it
	Depth  string // "2" or "3" where mentions overlap
	Says   string // what a screen reader is told of it
	Page   string // that begins before it, as in "12"; "" for none
}

func (p *ReaderPage) pieces(pieces []anchor.Piece) []PieceView {
	out := make([]PieceView, 0, len(pieces))
	for _, piece := range pieces {
		v := PieceView{Span: piece.Span, Gap: piece.Gap, Runs: make([]RunView, 0, len(piece.Runs))}
		for _, r := range piece.Runs {
			if len(p.Data.Text.Pages) > 0 {
				v.Runs = append(v.Runs, p.paged(r)...)
			} else {
				v.Runs = append(v.Runs, p.run(r))
			}
		}
		out = append(out, v)
	}
	return out
}

// paged cuts a run where pages of the original begin.
func (p *ReaderPage) paged(r anchor.Run) []RunView {
	pages := p.Data.Text.Pages
	from, _ := slices.BinarySearchFunc(pages, r.Span.Start, func(page assay.Page, at int) int { return cmp.Compare(page.Start, at) })
	var cut []RunView
	begun := ""
	for _, page := range pages[from:] {
		if page.Start >= r.Span.End {
			break
		}
		if page.Start > r.Span.Start {
			cut = append(cut, p.part(r, page.Start, begun))
			r.Span.Start = page.Start
		}
		begun = page.Label
	}
	return append(cut, p.part(r, r.Span.End, begun))
}

// part draws a run as far as a place, after the beginning of a page.
func (p *ReaderPage) part(r anchor.Run, end int, page string) RunView {
	if r.Span.End != end || page != "" {
		r.Span.End = end
		r.Text = p.Data.Body.Slice(r.Span)
	}
	v := p.run(r)
	v.Page = page
	return v
}

func (p *ReaderPage) run(r anchor.Run) RunView {
	v := RunView{Text: r.Text}
	if len(r.IDs) == 0 {
		return v
	}
	v.Stance = p.stances[r.IDs[len(r.IDs)-1]]
	v.IDs = strings.Join(r.IDs, " ")
	if n := len(r.IDs) + r.More; n > 1 {
		v.Depth = strconv.Itoa(min(n, 3))
	}
	return v
}

func (p *ReaderPage) chips(mentions []*assay.Mention) []ChipView {
	chips := make([]ChipView, len(mentions))
	for i, m := range mentions {
		chips[i] = p.chip(m)
	}
	return chips
}

func (p *ReaderPage) chip(m *assay.Mention) ChipView {
	id := m.ID.String()
	c := ChipView{
		Mention: id, Href: p.Root.MentionInArticle(p.Data.Article.ID, m.ID), Claim: p.Number(m.Claim), Stance: p.stances[id],
		Credibility: p.View.Credibility(assay.EntityID(m.ID)).Word(),
		Live:        m.ID == p.Focus,
	}
	if claim := p.View.Claim(m.Claim); claim != nil {
		c.Wording, c.Gone = claim.Wording, claim.Gone
	}
	if p.several && !p.View.Mine(m.By) { // what is marked now does not wait for the others to be named
		c.By = func(ctx context.Context) string { return AnalystName(ctx, p.View.Case.Actors, m.By) }
	}
	return c
}

// Number returns what a claim is called for short, as in "C2".
func (p *ReaderPage) Number(id assay.ClaimID) string { return ClaimNumber(p.View.Case, id) }

// ClaimNumber returns what a claim is called for short, as in "C2".
func ClaimNumber(c *assay.Case, id assay.ClaimID) string {
	return "C" + strconv.Itoa(c.Numbers[id])
}

// TitleInText reports whether the title stands at the head of the text, where
// it can be marked.
func (p *ReaderPage) TitleInText() bool {
	return len(p.blocks) > 0 && p.kinds()[p.blocks[0]] == "title" && p.Data.Body.Slice(p.blocks[0]) == p.Facts.Title
}

// Read reports whether this analyst has read the article.
func (p *ReaderPage) Read() bool { return IsRead(p.View, p.Data.Article.Text) }

// IsRead reports whether the analyst of the view has read a text.
func IsRead(v *assay.View, text assay.TextID) bool { return v.ReadState(text) == "read" }

// Outlet returns who wrote the text, where that is known, else where it was
// found.
func Outlet(v *assay.View, a *assay.Article) *assay.Source {
	if s := v.Source(a.TextOrigin); s != nil {
		return s
	}
	return v.Source(a.Host)
}

// UnknownOutlet says what is known of an outlet that nobody has named.
func UnknownOutlet(ctx context.Context, f assay.Facts) string {
	if f.Site != "" {
		return tr.Say(ctx, "%s (found, not confirmed)", f.Site)
	}
	return tr.Say(ctx, "Outlet not known")
}

// OutletName returns the name of an article's outlet, or that it is unknown.
func OutletName(ctx context.Context, v *assay.View, a *assay.Article) string {
	if s := Outlet(v, a); s != nil {
		return SourceName(ctx, s)
	}
	return UnknownOutlet(ctx, v.Facts(a))
}

// SourceName returns what a source is called.
func SourceName(ctx context.Context, s *assay.Source) string {
	if s.Name != "" {
		return s.Name
	}
	return or(s.Domain, tr.Say(ctx, "Source without a name"))
}

// Title returns what an article is called.
func Title(ctx context.Context, v *assay.View, a *assay.Article) string {
	return or(v.Facts(a).Title, tr.Say(ctx, "Article without a title"))
}

// Letter returns the reliability of an article's outlet.
func Letter(v *assay.View, a *assay.Article) string {
	s := Outlet(v, a)
	if s == nil {
		return ""
	}
	d, _ := v.Reliability(s.ID, "")
	return d.Word()
}
