package views

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/difference"
	"assay/internal/tr"
)

// BesidePage is two articles beside each other, with what they have in common.
type BesidePage struct {
	Frame    Frame
	Root     CaseRoot
	View     *assay.View
	Data     *assay.BesidePage
	Zone     *time.Location // the analyst's
	Sides    [2]SideView
	Passages []PassageView
	Form     *DeriveForm // what was refused, nil if nothing was
}

// SideView is one of the two articles.
type SideView struct {
	Article *assay.Article
	Facts   assay.Facts
	Name    string // of its outlet, or what it is called
	Blocks  []BesideBlock

	mentions []*assay.Mention // of its text, in its order
}

// TitleInText reports whether the title stands at the head of the text.
func (s *SideView) TitleInText() bool {
	if len(s.Blocks) == 0 || s.Blocks[0].Kind != "title" {
		return false
	}
	title := ""
	for _, r := range s.Blocks[0].Runs {
		title += r.Text
	}
	return title == s.Facts.Title
}

// BesideBlock is a paragraph as it is read beside another article.
type BesideBlock struct {
	Span anchor.Span
	Kind string // one of assay.BlockKinds, "" for body
	Runs []BesideRun
}

// BesideRun is a stretch of text that the same mentions and the same passage
// cover.
type BesideRun struct {
	RunView
	Passage int  // its number, 0 for none
	First   bool // the passage begins with it
}

// PassageView is a passage of the first article and what it resembles in the
// second.
type PassageView struct {
	No      int
	Kind    string // "narrative", "rewrite" or "quotation"
	Words   int    // in the first article
	Begins  string // its first words there
	Differs []Differing
	Claims  []BesideClaim
}

// BesideClaim is a claim that a passage bears on in one of the articles at least.
type BesideClaim struct {
	Claim  *assay.Claim
	Number string
	Sides  [2]*assay.Mention // nil where the article does not mention it there
	Carry  *Carry            // to the side that does not, nil if both do
}

// Carry is a mention as it would be made beside the one that there is.
type Carry struct {
	To     int // the side
	Span   anchor.Span
	Quote  string
	Claim  assay.ClaimID
	Stance string // of the mention that there is: a suggestion, and no more
}

// Counterpart finds the place in a part of a text that goes with some words of
// another one.
type Counterpart func(words string, body anchor.Text, within anchor.Span) anchor.Span

// NewBeside lays two articles out.
func NewBeside(ctx context.Context, root CaseRoot, view *assay.View, data *assay.BesidePage, zone *time.Location, find Counterpart) BesidePage {
	p := BesidePage{Root: root, View: view, Data: data, Zone: zone}
	for side, id := range []assay.ArticleID{data.A, data.B} {
		p.Sides[side] = newSide(ctx, view, view.Article(id), data.Texts[side], p.spans(side))
	}
	for i := range data.Passages {
		p.Passages = append(p.Passages, p.passage(ctx, i, find))
	}
	return p
}

// spans returns where the passages are on one side, in their order.
func (p *BesidePage) spans(side int) []anchor.Span {
	list := make([]anchor.Span, len(p.Data.Passages))
	for i, q := range p.Data.Passages {
		list[i] = [2]anchor.Span{q.Child, q.Parent}[side]
	}
	return list
}

func newSide(ctx context.Context, view *assay.View, a *assay.Article, body anchor.Text, passages []anchor.Span) SideView {
	s := SideView{Article: a, Facts: view.Facts(a), Name: ColumnName(ctx, view, a)}
	mentions := mentionsIn(view, a, body)
	s.mentions = mentions
	marks, stances := make([]anchor.Mark, len(mentions)), map[string]string{}
	for i, m := range mentions {
		marks[i] = anchor.Mark{ID: m.ID.String(), Span: m.Span}
		stances[marks[i].ID] = string(view.Stance(m.ID))
	}
	kinds := map[anchor.Span]string{}
	if i := slices.IndexFunc(view.Case.Texts, func(t assay.Text) bool { return t.ID == a.Text }); i >= 0 {
		for _, part := range view.Case.Texts[i].Outline {
			kinds[anchor.Span{Start: part.Start, End: part.End}] = part.Kind
		}
	}
	blocks := body.Blocks()
	order := byPlace(passages)
	begun := make([]bool, len(passages))
	for i, marks := range anchor.ByBlock(blocks, marks) {
		b := BesideBlock{Span: blocks[i], Kind: kinds[blocks[i]]}
		for _, piece := range anchor.Runs(body, b.Span, []anchor.Span{b.Span}, marks) {
			for _, r := range piece.Runs {
				b.Runs = append(b.Runs, cutRun(body, r, stances, passages, order, begun)...)
			}
		}
		s.Blocks = append(s.Blocks, b)
	}
	return s
}

// mentionsIn returns the mentions of the text of an article.
func mentionsIn(view *assay.View, a *assay.Article, body anchor.Text) []*assay.Mention {
	var list []*assay.Mention
	for i := range view.Case.Mentions {
		if m := &view.Case.Mentions[i]; m.Article == a.ID && m.Text == a.Text && body.In(m.Span) {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b *assay.Mention) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End), slices.Compare(a.ID[:], b.ID[:]))
	})
	return list
}

// byPlace returns the numbers of passages in the order in which they stand.
func byPlace(passages []anchor.Span) []int {
	order := make([]int, len(passages))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(passages[a].Start, passages[b].Start), cmp.Compare(a, b))
	})
	return order
}

// cutRun cuts a run where passages begin and end. Where two of them overlap, the
// one that begins first has the words.
func cutRun(body anchor.Text, r anchor.Run, stances map[string]string, passages []anchor.Span, order []int, begun []bool) []BesideRun {
	look := RunView{}
	if len(r.IDs) > 0 {
		look.Stance, look.IDs = stances[r.IDs[len(r.IDs)-1]], strings.Join(r.IDs, " ")
		if n := len(r.IDs) + r.More; n > 1 {
			look.Depth = strconv.Itoa(min(n, 3))
		}
	}
	var runs []BesideRun
	at := r.Span.Start
	add := func(end, passage int) {
		if end <= at {
			return
		}
		x := BesideRun{RunView: look, Passage: passage}
		x.Text = body.Slice(anchor.Span{Start: at, End: end})
		if passage > 0 && !begun[passage-1] {
			x.First, begun[passage-1] = true, true
		}
		runs, at = append(runs, x), end
	}
	first, _ := slices.BinarySearchFunc(order, at, func(i, at int) int { return cmp.Compare(passages[i].Start, at) })
	for _, i := range order[max(0, first-overlapping):] {
		s := passages[i]
		if s.Start >= r.Span.End {
			break
		}
		if s.End <= at {
			continue
		}
		add(min(s.Start, r.Span.End), 0)
		add(min(s.End, r.Span.End), i+1)
	}
	add(r.Span.End, 0)
	return runs
}

// overlapping is how many passages may lie over the beginning of a run.
const overlapping = 16

// passage lays out what two passages have in common, and where they differ.
func (p *BesidePage) passage(ctx context.Context, i int, find Counterpart) PassageView {
	q := p.Data.Passages[i]
	x := PassageView{No: i + 1, Kind: q.Kind}
	words := strings.Fields(p.Data.Texts[0].Slice(q.Child))
	x.Words, x.Begins = len(words), strings.Join(words[:min(len(words), beginsWords)], " ")
	if len(words) > beginsWords {
		x.Begins += " …"
	}
	side := func(n int, span anchor.Span) difference.Passage {
		return difference.Passage{Text: p.Data.Texts[n], Span: span, Language: p.Sides[n].Facts.Language}
	}
	x.Differs = differing(ctx, p.Root, p.View, side(0, q.Child), side(1, q.Parent), p.Sides[1].Name)
	x.Claims = p.claims(i, find)
	return x
}

// beginsWords is how many words a passage is told by.
const beginsWords = 9

// claims returns the claims that a passage bears on in either article.
func (p *BesidePage) claims(i int, find Counterpart) []BesideClaim {
	spans := [2]anchor.Span{p.Data.Passages[i].Child, p.Data.Passages[i].Parent}
	var list []BesideClaim
	for side := range p.Sides {
		for _, m := range p.Sides[side].mentions {
			if m.Span.Start >= spans[side].End {
				break
			}
			if !m.Span.Overlaps(spans[side]) {
				continue
			}
			claim := p.View.Claim(m.Claim)
			if claim == nil {
				continue
			}
			at := slices.IndexFunc(list, func(c BesideClaim) bool { return c.Claim.ID == claim.ID })
			if at < 0 {
				at, list = len(list), append(list, BesideClaim{Claim: claim, Number: ClaimNumber(p.View.Case, claim.ID)})
			}
			if list[at].Sides[side] == nil {
				list[at].Sides[side] = m
			}
		}
	}
	for k := range list {
		for to := range list[k].Sides {
			if from := list[k].Sides[1-to]; from != nil && list[k].Sides[to] == nil && !p.mentions(to, list[k].Claim.ID) {
				span := find(from.Quote, p.Data.Texts[to], spans[to])
				list[k].Carry = &Carry{To: to, Span: span, Quote: p.Data.Texts[to].Slice(span), Claim: from.Claim, Stance: string(p.View.Stance(from.ID))}
			}
		}
	}
	return list
}

// mentions reports whether an article mentions a claim, wherever.
func (p *BesidePage) mentions(side int, claim assay.ClaimID) bool {
	return slices.ContainsFunc(p.View.MentionsOf(claim), func(m *assay.Mention) bool { return m.Article == p.Sides[side].Article.ID })
}

// besideKey is the key that marks a passage in the other article with a stance.
func besideKey(ctx context.Context, stance string) string { return stanceKey(ctx, "beside", stance) }

// passageKind says in words how two passages are alike.
func passageKind(ctx context.Context, kind string) string {
	switch kind {
	case "narrative":
		return tr.Say(ctx, "same words")
	case "quotation":
		return tr.Sense(ctx, "what two articles share", "quotation")
	}
	return tr.Say(ctx, "rewritten")
}

// Judged returns what was said of where one of the two comes from, false if
// nobody has said anything: child and parent are 0 and 1 in some order.
func (p *BesidePage) Judged() (child int, value assay.DerivationValue, verdict assay.Verdict, ok bool) {
	for child = range 2 {
		a, b := p.Sides[child].Article.ID, p.Sides[1-child].Article.ID
		verdict = p.View.Judged(assay.JudgementKey{Target: assay.EntityID(a), Other: assay.EntityID(b), Dimension: assay.DimDerivation})
		if !verdict.Value.IsNull() && json.Unmarshal(verdict.Value, &value) == nil {
			return child, value, verdict, true
		}
	}
	return 0, value, verdict, false
}

// Proposal returns what is proposed of the two, nil for nothing.
func (p *BesidePage) Proposal() *assay.Proposed {
	if len(p.Data.Proposed) == 0 {
		return nil
	}
	return &p.Data.Proposed[0]
}

// Why says in words what speaks for a proposal, with the longest passage and what
// the text says itself.
func (p *BesidePage) Why(ctx context.Context, x *assay.Proposed) []string {
	why := ProposalWhy(ctx, p.View, x)
	longest := 0
	for _, q := range p.Passages {
		if q.Kind != "quotation" {
			longest = max(longest, q.Words)
		}
	}
	if longest > 0 {
		why = append(why, tr.Count(ctx, longest, "The longest passage has %s word.", "The longest passage has %s words."))
	}
	return why
}

// Says returns the words by which an article says where it is from.
func (p *BesidePage) Says(x *assay.Proposed) []string {
	body := p.Data.Texts[0]
	if x.Child == p.Data.B {
		body = p.Data.Texts[1]
	}
	var list []string
	for _, s := range x.Says {
		if body.In(s) && len(list) < 3 {
			list = append(list, body.Slice(s))
		}
	}
	return list
}

// Derive returns the form that says where one of the two comes from: as it was
// refused, or was said, or is proposed, or empty.
func (p *BesidePage) Derive(ctx context.Context) DeriveForm {
	if p.Form != nil {
		return *p.Form
	}
	if child, value, verdict, ok := p.Judged(); ok {
		return DeriveForm{Child: p.Sides[child].Article.ID, From: assay.EntityID(p.Sides[1-child].Article.ID), Type: value.Type, Amount: value.Amount, Basis: value.Basis, Reason: verdict.Reason, Was: Shown(value)}
	}
	if x := p.Proposal(); x != nil {
		f := FormOfProposal(x)
		f.Basis = strings.Join(p.Why(ctx, x), " ")
		return f
	}
	return DeriveForm{Child: p.Data.A, From: assay.EntityID(p.Data.B), Was: Shown(assay.DerivationValue{})}
}

// state says what the form is about: "taken" for what was said, "proposed", or ""
// for neither.
func (p *BesidePage) state() string {
	if _, _, _, ok := p.Judged(); ok {
		return "taken"
	}
	if p.Proposal() != nil {
		return "proposed"
	}
	return ""
}

// titleOf is what one of the two is called.
func (p *BesidePage) titleOf(ctx context.Context, id assay.EntityID) string {
	for _, s := range p.Sides {
		if assay.EntityID(s.Article.ID) == id {
			return Title(ctx, p.View, s.Article)
		}
	}
	return ""
}

// ways are the two ways in which one may come from the other.
func (p *BesidePage) ways(ctx context.Context) []Choice {
	var list []Choice
	for child := range 2 {
		a, b := p.Sides[child].Article, p.Sides[1-child].Article
		list = append(list, Choice{Value: a.ID.String() + " " + b.ID.String(), Label: tr.Say(ctx, "“%s” comes from “%s”", Title(ctx, p.View, a), Title(ctx, p.View, b))})
	}
	return list
}

// Reverse is the address of the same with the sides changed.
func (p *BesidePage) Reverse() string { return p.Root.Beside(p.Data.B, p.Data.A) }

// BesideChoice is the page that asks which article is to be laid beside one.
type BesideChoice struct {
	Frame   Frame
	Root    CaseRoot
	View    *assay.View
	Article *assay.Article
	Words   string
	Offers  []*assay.Article
}
