package views

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/difference"
	"assay/internal/tr"
)

// DriftPage is the passages of a claim along their ways from an origin.
type DriftPage struct {
	Frame   Frame
	Root    CaseRoot
	View    *assay.View
	Data    assay.ClaimPage
	Filter  assay.DriftFilter
	Strands []StrandView
	Alone   []StrandView // origins that one passage rests on: nothing could drift
	Counts  []DriftCount // how often each kind of change is on the page, those that are
}

// DriftCount is how often something was changed.
type DriftCount struct {
	Kind  string
	Label string
	Count int
}

// StrandView is what entered with one origin.
type StrandView struct {
	Name, Href string
	Textless   bool // the case has no text of the origin itself
	Key        assay.EntityID
	Hands      []HandView
	Hidden     int // passages left out, as they have nothing otherwise
}

// HandView is a passage, and what it has otherwise than another.
type HandView struct {
	Mention   *assay.Mention
	Quote     QuoteView
	Published string
	Level     int    // how far it is indented, no more than mostIndented
	Against   string // whose passage it is compared with, "" for none
	Way       string // how it is known that it has it from there
	Stretches []difference.Stretch
	Shifts    []ShiftView
	Compared  bool // its words could be compared
	Loose     bool // and are mostly others
	Same      bool // and are the same
}

// ShiftView is one thing that was changed on the way.
type ShiftView struct {
	Kind, Label string
	Says        string
	Faint       bool
}

// mostIndented is how deep passages are indented: on a phone there is no more
// room.
const mostIndented = 4

// shiftWords name what was changed, in the order in which they are counted.
var shiftWords = []struct{ kind, label string }{
	{string(difference.Certainty), tr.Mark("certainty")},
	{string(difference.Attribution), tr.Mark("attribution")},
	{string(difference.Scope), tr.Mark("scope")},
	{string(difference.Sense), tr.Mark("sense")},
	{string(difference.Quotation), tr.Mark("quotation")},
	{string(difference.Number), tr.Mark("number")},
	{string(difference.Date), tr.Mark("date")},
	{string(difference.Name), tr.Mark("name")},
}

// shiftMarks are signs for the kinds, beside their words.
var shiftMarks = map[string]string{
	"certainty": "≈", "attribution": "@", "scope": "∀", "sense": "≠", "quotation": "“”", "number": "#", "date": "◷", "name": "Aa",
}

// NewDrift lays the passages of a claim along their ways.
func NewDrift(ctx context.Context, root CaseRoot, view *assay.View, data assay.ClaimPage, f assay.DriftFilter) DriftPage {
	p := DriftPage{Root: root, View: view, Data: data, Filter: f}
	counts := map[string]int{}
	for _, s := range view.Strands(data.Claim.ID) {
		if !f.Origin.IsZero() && s.Origin.Key() != f.Origin {
			continue
		}
		x := p.strand(ctx, &s, counts)
		if len(s.Hands) == 1 && s.Hands[0].Before == nil {
			p.Alone = append(p.Alone, x)
		} else {
			p.Strands = append(p.Strands, x)
		}
	}
	for _, w := range shiftWords {
		if n := counts[w.kind]; n > 0 {
			p.Counts = append(p.Counts, DriftCount{w.kind, tr.Marked(ctx, w.label), n})
		}
	}
	return p
}

func (p *DriftPage) strand(ctx context.Context, s *assay.Strand, counts map[string]int) StrandView {
	x := StrandView{Name: OriginName(ctx, p.View, s.Origin), Href: originHref(p.Root, s.Origin), Key: s.Origin.Key(), Textless: !s.Origin.OwnVoice}
	for i := range s.Hands {
		h := &s.Hands[i]
		if p.Filter.First && i > 0 && !h.Declared {
			h.Supposed = h.Supposed || h.Depth > 1
			h.Before = s.Hands[0].Mention
		}
		view := p.hand(ctx, h)
		if p.Filter.Changed && view.Against != "" && view.Same && len(view.Shifts) == 0 {
			x.Hidden++
			continue
		}
		for _, shift := range view.Shifts {
			counts[shift.Kind]++
		}
		x.Hands = append(x.Hands, view)
	}
	return x
}

func (p *DriftPage) hand(ctx context.Context, h *assay.Hand) HandView {
	v := HandView{Mention: h.Mention, Quote: Contexts(p.Data.Contexts).Quote(ctx, p.Root, p.View, h.Mention), Level: min(h.Depth, mostIndented)}
	if a := p.View.Article(h.Mention.Article); a != nil {
		v.Published = Published(ctx, p.View.Facts(a))
	}
	if h.Before == nil {
		return v
	}
	if a := p.View.Article(h.Before.Article); a != nil {
		v.Against = OutletName(ctx, p.View, a)
		if Outlet(p.View, a) == nil {
			v.Against = Title(ctx, p.View, a)
		}
	}
	switch {
	case h.Declared:
		v.Way = tr.Say(ctx, "from which it would have it if nobody had said that it entered here")
	case p.Filter.First:
		v.Way = tr.Say(ctx, "the first passage on this origin")
	case h.Supposed:
		v.Way = tr.Say(ctx, "the first passage on this origin; that this one has it from there is not established")
	default:
		v.Way = tr.Say(ctx, "from which it has it")
	}
	r := p.rewording(h)
	v.Stretches, v.Compared = r.Stretches, len(r.Stretches) > 0
	v.Loose = r.Loose
	v.Same = v.Compared && !v.Loose && !slices.ContainsFunc(r.Stretches, func(s difference.Stretch) bool { return s.Op != difference.Kept })
	for _, s := range r.Shifts {
		v.Shifts = append(v.Shifts, shiftView(ctx, s))
	}
	v.Shifts = append(v.Shifts, p.judgedShifts(ctx, h)...)
	return v
}

// rewording compares a passage with the one before it. Of several in the article
// that it has it from, it is the one with most words in common: a trail knows of
// articles, not of sentences.
func (p *DriftPage) rewording(h *assay.Hand) difference.Rewording {
	best := difference.Drift(passageOf(p.View, h.Before), passageOf(p.View, h.Mention))
	if p.Filter.First {
		return best
	}
	for _, m := range p.View.MentionsOf(h.Before.Claim) {
		if m.Article != h.Before.Article || m.ID == h.Before.ID || m.Article == h.Mention.Article || p.View.Root(m).Key() != p.View.Root(h.Before).Key() {
			continue
		}
		if r := difference.Drift(passageOf(p.View, m), passageOf(p.View, h.Mention)); r.Common > best.Common {
			best, h.Before = r, m
		}
	}
	return best
}

// shiftView says what was changed.
func shiftView(ctx context.Context, s difference.Shift) ShiftView {
	v := ShiftView{Kind: string(s.Kind), Faint: s.Faint}
	for _, w := range shiftWords {
		if w.kind == v.Kind {
			v.Label = tr.Marked(ctx, w.label)
		}
	}
	before, after := tr.Say(ctx, "“%s”", s.A.Words), tr.Say(ctx, "“%s”", s.B.Words)
	switch {
	case s.A.Words == "":
		v.Says = tr.Say(ctx, "%s added", after)
	case s.B.Words == "":
		v.Says = tr.Say(ctx, "%s dropped", before)
	case s.Kind == difference.Quotation && s.A.Value != s.B.Value && s.B.Value == "quoted":
		v.Says = tr.Say(ctx, "%s now within quotation marks", after)
	case s.Kind == difference.Quotation && s.A.Value != s.B.Value:
		v.Says = tr.Say(ctx, "%s without its quotation marks", before)
	case s.Kind == difference.Quotation:
		v.Says = tr.Sense(ctx, "quotation before and after", "%s is now %s", before, after)
	default:
		v.Says = tr.Sense(ctx, "words before and after", "%s / %s", before, after)
	}
	return v
}

// judgedShifts are what analysts judge otherwise of two passages: how sure they
// are, and who says so.
func (p *DriftPage) judgedShifts(ctx context.Context, h *assay.Hand) (list []ShiftView) {
	word := func(m *assay.Mention, d assay.Dimension) string {
		return p.View.Judged(about(assay.EntityID(m.ID), d)).Word()
	}
	if a, b := word(h.Before, assay.DimCertainty), word(h.Mention, assay.DimCertainty); a != b && a != "" && b != "" {
		list = append(list, ShiftView{Kind: "certainty", Label: tr.Say(ctx, "certainty"), Says: tr.Say(ctx, "judged: %s / %s", tr.Word(ctx, a), tr.Word(ctx, b))})
	}
	if a, b := word(h.Before, assay.DimVoice), word(h.Mention, assay.DimVoice); a != b && a != "" && b != "" {
		list = append(list, ShiftView{Kind: "attribution", Label: tr.Say(ctx, "attribution"), Says: tr.Say(ctx, "judged: %s / %s", voiceWord(ctx, a), voiceWord(ctx, b))})
	}
	return list
}

func voiceWord(ctx context.Context, w string) string {
	if w == "own" {
		return tr.Say(ctx, "in its own voice")
	}
	return tr.Say(ctx, "somebody else’s words")
}

// at returns the address of the page with another filter.
func (p *DriftPage) at(change func(*assay.DriftFilter)) string {
	f := p.Filter
	change(&f)
	return p.Root.Drift(p.Data.Claim.ID, f)
}

// Filtered reports whether the page shows less than there is.
func (p *DriftPage) Filtered() bool { return !p.Filter.Origin.IsZero() || p.Filter.Changed }

// CanDrift reports whether a claim has two passages on one origin.
func CanDrift(v *assay.View, claim assay.ClaimID) bool {
	seen := map[assay.EntityID]bool{}
	for _, m := range v.MentionsOf(claim) {
		key := v.Root(m).Key()
		if seen[key] {
			return true
		}
		seen[key] = true
	}
	return false
}
