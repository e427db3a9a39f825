package views

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/tr"
)

// UnplugPage shows what rests on what is switched off. Nothing is changed by it.
type UnplugPage struct {
	Frame   Frame
	Root    CaseRoot
	View    *assay.View // the case as it stands
	Off     assay.Unplugged
	Open    []string // folds of the drawing
	Loss    assay.Loss
	Graph   *assay.Graph
	Drawing Drawing
	Plugs   []Plug
	Claims  []LossRow
	Facts   []FactRow
	Offers  []*assay.Source // that can be switched off
}

// Plug is something that is switched off.
type Plug struct {
	Kind  string // in words
	Label string
	Href  string // of the page with it on again
}

// LossRow is a claim behind which something else stands than before.
type LossRow struct {
	Loss    *assay.ClaimLoss
	Number  string
	Wording string
	Href    string
	Rows    [2]SideRow // for it, against it
	Says    []LossWord
}

// SideRow is how much stands on one side of a claim, before and after.
type SideRow struct {
	Before, After string
	Says          string
	Changed       bool
}

// LossWord is something to know of a claim.
type LossWord struct {
	Text string
	Tone string
	Icon string
	Long string // a sentence besides
}

// FactRow is a contested fact that stands otherwise.
type FactRow struct {
	Wording       string
	Href          string
	Before, After string
	Versions      []string // of which no passage is left
}

// NewUnplug lays the page out.
func NewUnplug(ctx context.Context, root CaseRoot, view *assay.View, off assay.Unplugged, open []string) UnplugPage {
	p := UnplugPage{Root: root, View: view, Off: off, Open: open, Graph: view.Lineage(nil, assay.LineageFilter{Open: open})}
	if len(off.Sources)+len(off.Articles)+len(off.Derivations) > 0 {
		p.Loss = assay.Compare(view, view.Without(off))
	}
	d := drawer{ctx: ctx, root: root, view: view, graph: p.Graph, off: off, toggle: func(field, value string) string {
		return root.Unplug(toggled(off, field, value), open...) + "#graph"
	}, open: func(key string) string { return root.Unplug(off, append(slices.Clone(open), key)...) + "#graph" }}
	p.Drawing = d.draw()
	p.plugs(ctx)
	for i := range p.Loss.Claims {
		p.Claims = append(p.Claims, p.lossRow(ctx, &p.Loss.Claims[i]))
	}
	for i := range p.Loss.Questions {
		p.Facts = append(p.Facts, p.factRow(ctx, &p.Loss.Questions[i]))
	}
	p.Offers = slices.DeleteFunc(view.Sources(assay.SourceFilter{}), func(s *assay.Source) bool { return slices.Contains(off.Sources, s.ID) })
	return p
}

// toggled returns what is switched off with one thing more, or less.
func toggled(u assay.Unplugged, field, value string) assay.Unplugged {
	switch field {
	case "source":
		u.Sources = flipped(u.Sources, idOf[assay.Source](value))
	case "article":
		u.Articles = flipped(u.Articles, idOf[assay.Article](value))
	case "edge":
		if d, ok := ParseDerives(value); ok {
			u.Derivations = flipped(u.Derivations, d)
		}
	}
	return u
}

func idOf[K any](text string) (id assay.ID[K]) {
	if id.UnmarshalText([]byte(text)) != nil {
		return assay.ID[K]{}
	}
	return id
}

func flipped[T comparable](list []T, x T) []T {
	if i := slices.Index(list, x); i >= 0 {
		return slices.Delete(slices.Clone(list), i, i+1)
	}
	return append(slices.Clone(list), x)
}

// plugs lists what is switched off.
func (p *UnplugPage) plugs(ctx context.Context) {
	add := func(kind, label, field, value string) {
		p.Plugs = append(p.Plugs, Plug{kind, label, p.Root.Unplug(toggled(p.Off, field, value), p.Open...)})
	}
	for _, id := range p.Off.Sources {
		add(tr.Say(ctx, "Source"), SourceNameOf(ctx, p.View, id), "source", id.String())
	}
	name := func(id assay.ArticleID) string {
		if a := p.View.Article(id); a != nil {
			return tr.Say(ctx, "%s, “%s”", OutletName(ctx, p.View, a), Title(ctx, p.View, a))
		}
		return tr.Say(ctx, "an article that is not here any more")
	}
	for _, id := range p.Off.Articles {
		add(tr.Say(ctx, "Article"), name(id), "article", id.String())
	}
	for _, d := range p.Off.Derivations {
		from := ""
		if w := workOf(p.View, assay.WorkID(d.From)); w != nil {
			from = SourceNameOf(ctx, p.View, w.Source)
		} else {
			from = name(assay.ArticleID(d.From))
		}
		add(tr.Say(ctx, "Derivation"), tr.Say(ctx, "%s comes from %s", name(d.Child), from), "edge", DerivesText(d))
	}
}

func (p *UnplugPage) lossRow(ctx context.Context, c *assay.ClaimLoss) LossRow {
	r := LossRow{Loss: c, Number: ClaimNumber(p.View.Case, c.Claim), Href: p.Root.Claim(c.Claim)}
	if claim := p.View.Claim(c.Claim); claim != nil {
		r.Wording = Wording(ctx, claim)
	}
	for k, side := range [][2]assay.Corroboration{c.Supports, c.Contradicts} {
		x := SideRow{Before: originsShort(side[0]), After: originsShort(side[1]), Says: tr.Say(ctx, "before: %s; after: %s", Interval(ctx, side[0]), Interval(ctx, side[1]))}
		x.Changed = x.Before != x.After || side[0].Articles != side[1].Articles
		r.Rows[k] = x
	}
	mark := func(text, tone, icon, long string) { r.Says = append(r.Says, LossWord{text, tone, icon, long}) }
	switch {
	case c.Bare:
		mark(tr.Say(ctx, "nothing is left"), "bad", "close", "")
	case c.Unsupported:
		mark(tr.Say(ctx, "nothing supports it any more"), "bad", "close", "")
	}
	switch grade := c.Grade.Word(); {
	case c.Uncovered:
		mark(tr.Say(ctx, "grade 1 not covered"), "warn", "warning", tr.Said(ctx, c.Why))
	case c.Unsupported && grade != "":
		mark(tr.Say(ctx, "graded %s without support", grade), "warn", "warning", "")
	}
	switch before, after := c.Contest[0], c.Contest[1]; {
	case before.Contested && !after.Contested:
		mark(tr.Say(ctx, "contested no longer"), "", "flag", "")
	case !before.Contested && after.Contested:
		mark(tr.Say(ctx, "contested now"), "", "flag", "")
	case before.Level != after.Level:
		mark(tr.Say(ctx, "contested otherwise: %s, before %s", LevelWords(ctx, after).label, LevelWords(ctx, before).label), "", "flag", "")
	}
	return r
}

// originsShort writes how many origins there are, unknown for none.
func originsShort(c assay.Corroboration) string {
	if c.Articles == 0 {
		return "0"
	}
	return atMost(c)
}

func (p *UnplugPage) factRow(ctx context.Context, q *assay.QuestionLoss) FactRow {
	r := FactRow{Href: p.Root.Question(q.Question)}
	for i := range p.View.Case.Questions {
		if x := &p.View.Case.Questions[i]; x.ID == q.Question {
			r.Wording = or(x.Wording, tr.Say(ctx, "Question without a wording"))
		}
	}
	says := func(c assay.Contest) string {
		if !c.Contested {
			return tr.Say(ctx, "not contested")
		}
		return LevelWords(ctx, c).label
	}
	r.Before, r.After = says(q.Contest[0]), says(q.Contest[1])
	for _, id := range q.Versions {
		for i := range p.View.Case.Versions {
			if v := &p.View.Case.Versions[i]; v.ID == id {
				r.Versions = append(r.Versions, VersionLabel(ctx, v))
			}
		}
	}
	return r
}

// Nothing reports whether nothing is switched off.
func (p *UnplugPage) Nothing() bool { return len(p.Plugs) == 0 }

// Summary says in a sentence each what rests on what is switched off.
func (p *UnplugPage) Summary(ctx context.Context) []string {
	if p.Loss.Nothing() {
		return []string{tr.Say(ctx, "Nothing rests on it: every claim has the same origins behind it as before.")}
	}
	var fewer, more, bare, unsupported, graded int
	for i := range p.Loss.Claims {
		c := &p.Loss.Claims[i]
		switch {
		case c.Worse():
			fewer++
		case c.More():
			more++
		}
		if c.Bare {
			bare++
		} else if c.Unsupported {
			unsupported++
		}
		if c.Graded() {
			graded++
		}
	}
	var says []string
	for _, part := range []struct {
		n    int
		says string
	}{
		{fewer, tr.Count(ctx, fewer, "%s claim has fewer origins behind it.", "%s claims have fewer origins behind them.")},
		{more, tr.Count(ctx, more, "%s claim may have more origins: what was known as a copy stands for itself.", "%s claims may have more origins: what was known as a copy stands for itself.")},
		{bare, tr.Count(ctx, bare, "Of %s claim nothing is left.", "Of %s claims nothing is left.")},
		{unsupported, tr.Count(ctx, unsupported, "%s claim is supported by nothing any more.", "%s claims are supported by nothing any more.")},
		{graded, tr.Count(ctx, graded, "The grade of %s claim has lost what it stood on.", "The grades of %s claims have lost what they stood on.")},
		{len(p.Loss.Questions), tr.Count(ctx, len(p.Loss.Questions), "%s contested fact stands otherwise.", "%s contested facts stand otherwise.")},
	} {
		if part.n > 0 {
			says = append(says, part.says)
		}
	}
	return says
}

// ParseUnplugged reads what an address switches off. What is none is left out.
func ParseUnplugged(sources, articles, edges []string) (u assay.Unplugged) {
	for _, s := range sources {
		if id := idOf[assay.Source](s); !id.IsZero() && !slices.Contains(u.Sources, id) {
			u.Sources = append(u.Sources, id)
		}
	}
	for _, s := range articles {
		if id := idOf[assay.Article](s); !id.IsZero() && !slices.Contains(u.Articles, id) {
			u.Articles = append(u.Articles, id)
		}
	}
	for _, s := range edges {
		if d, ok := ParseDerives(s); ok && !slices.Contains(u.Derivations, d) {
			u.Derivations = append(u.Derivations, d)
		}
	}
	return u
}
