package main

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"assay/internal/agreement"
	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

type compareCommand struct {
	File      string   `arg:"" help:"The case."`
	With      []string `name:"with" placeholder:"NAME" help:"An analyst to compare, by name; give it twice or more. Without it, the two who share the most."`
	Dimension string   `name:"dimension" placeholder:"WORD" help:"List where they differ in this one: stance, coverage, credibility and so on, or passages."`
	Decided   bool     `name:"decided" help:"List what the team has decided, too."`
	JSON      bool     `name:"json" help:"Print it as JSON."`
}

// Run prints how far the analysts of a case agree, and where they differ.
func (o *compareCommand) Run(t *terminal) (err error) {
	d := assay.Dimension(o.Dimension)
	if d != "" && d != assay.Passages && !slices.Contains(assay.AgreementDimensions, d) {
		return assay.Invalid("dimension", "Analysts are not compared in “%s”. Choose one of %s, %s.", o.Dimension, dimensionList(), assay.Passages)
	}
	s, err := t.look(o.File, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	p, err := o.compare(t, s, d)
	if err != nil {
		return err
	}
	if o.JSON {
		return writeAgreement(t, &p)
	}
	printer := agreementPrinter{originPrinter: originPrinter{t: t, view: p.View}, page: &p}
	printer.print(o.Dimension != "")
	_, err = io.WriteString(t.out, printer.b.String())
	return err
}

func dimensionList() string {
	words := make([]string, len(assay.AgreementDimensions))
	for i, d := range assay.AgreementDimensions {
		words[i] = string(d)
	}
	return strings.Join(words, ", ")
}

func (o *compareCommand) compare(t *terminal, s *store.Store, d assay.Dimension) (p views.AgreementPage, err error) {
	f := assay.AgreementFilter{Dimension: d, Decided: o.Decided}
	if len(o.With) > 0 {
		whole, err := s.AgreementWhole(t.ctx, f)
		if err != nil {
			return p, err
		}
		if f.With, err = analystsCalled(t, &whole, o.With); err != nil {
			return p, err
		}
	}
	p.Data, err = s.AgreementWhole(t.ctx, f)
	if err != nil {
		return p, err
	}
	p.View = assay.NewView(p.Data.Case, s.Me())
	return p, nil
}

// analystsCalled finds analysts by their names, of those who have judged anything.
func analystsCalled(t *terminal, p *assay.AgreementPage, names []string) (ids []assay.ActorID, err error) {
	people := slices.Concat(p.Analysts, p.Others)
	for _, name := range names {
		i := slices.IndexFunc(people, func(id assay.ActorID) bool {
			return strings.EqualFold(views.AnalystName(t.ctx, p.Case.Actors, id), strings.TrimSpace(name))
		})
		if i < 0 {
			return nil, assay.Invalid("with", "Nobody who is called “%s” has judged anything in this case.", name)
		}
		if !slices.Contains(ids, people[i]) {
			ids = append(ids, people[i])
		}
	}
	if len(ids) < 2 {
		return nil, assay.Invalid("with", "It takes two analysts to compare: give --with twice.")
	}
	return ids, nil
}

// agreementPrinter writes how far analysts agree for a terminal.
type agreementPrinter struct {
	originPrinter
	page *views.AgreementPage
}

func (p *agreementPrinter) print(list bool) {
	ctx, data := p.t.ctx, &p.page.Data
	if len(data.Analysts) < 2 {
		p.line(0, "It takes two analysts who have judged things in this case.")
		return
	}
	var names []string
	for _, name := range p.page.Names(ctx) {
		names = append(names, isolated(name))
	}
	p.line(0, "%s", strings.Join(names, ", "))
	if len(data.Rows) == 0 {
		p.line(2, "They have judged nothing in common.")
	}
	for _, r := range data.Rows {
		p.line(2, "%s (%s): %s agree", views.AgreementName(ctx, r.Dimension), string(r.Dimension), views.Agreed(ctx, r))
		p.line(4, "κ %s · α %s (%s)", figureOf(p.t, r.Kappa), figureOf(p.t, r.Alpha), views.ScaleSays(ctx, r.Scale))
		p.line(4, "%s", views.AgreementSays(ctx, r))
		if r.Differ > 0 {
			p.line(4, "They differ in %d, of which the team has decided %d.", r.Differ, r.Differ-r.Open)
		}
	}
	p.marks(names)
	d := data.Filter.Dimension
	switch {
	case !list:
	case d != assay.Passages && !slices.ContainsFunc(data.Rows, func(r assay.AgreementRow) bool { return r.Dimension == d }):
		p.line(2, "%s (%s): nothing that two of them have judged", views.AgreementName(ctx, d), string(d))
	default:
		p.list(names)
	}
}

func figureOf(t *terminal, f agreement.Figure) string {
	if f.Why != agreement.Defined {
		return "(" + views.FigureSays(t.ctx, f) + ")"
	}
	return views.Coefficient(f)
}

func (p *agreementPrinter) marks(names []string) {
	m := &p.page.Data.Marks
	if m.Spans == nil || m.Cells+m.Only[0]+m.Only[1] == 0 {
		return
	}
	p.line(2, "%s (%s)", views.AgreementName(p.t.ctx, assay.Passages), assay.Passages)
	for i, name := range names {
		p.line(4, "only %s has marked: %d, of which the other has read %d", name, m.Only[i], m.Read[i])
	}
	if m.Cells == 0 {
		return
	}
	for _, t := range agreement.Tolerances {
		s := m.Spans[t]
		p.line(4, "%s: %d of %d and %d, F1 %s", views.ToleranceSays(p.t.ctx, t), s.Matched, s.First, s.Second, figureOf(p.t, s.F1()))
	}
}

func (p *agreementPrinter) list(names []string) {
	ctx := p.t.ctx
	p.b.WriteByte('\n')
	p.line(0, "%s: %d", p.page.ListTitle(ctx), len(p.page.Data.Items))
	for _, v := range p.page.Items(ctx) {
		p.line(2, "%s %s", v.Number, isolated(v.Wording))
		if v.About != "" {
			p.line(4, "%s", isolated(v.About))
		}
		for i, s := range v.Says {
			says := s.None
			if s.Word != "" {
				says = views.AgreementWordSays(ctx, v.Item.Key.Dimension, s.Word)
			}
			for _, q := range s.Quotes {
				says = strings.TrimSpace(says + " “" + isolated(q.Words) + "”")
			}
			if s.Reason != "" {
				says += " (" + isolated(s.Reason) + ")"
			}
			p.line(4, "%s: %s", names[i], says)
		}
		if v.Verdict != nil {
			p.line(4, "The team’s verdict: %s, by %s. %s", views.AgreementWordSays(ctx, v.Item.Key.Dimension, v.Verdict.Word), isolated(v.Verdict.Who), isolated(v.Verdict.Reason))
		}
	}
}

// The shapes of what is printed as JSON. A coefficient that is not defined is left
// out, and the reason is there in its place.
type (
	agreementJSON struct {
		Analysts   []analystJSON   `json:"analysts"`
		Dimensions []dimensionJSON `json:"dimensions"`
		Passages   *passagesJSON   `json:"passages,omitempty"`
		Listed     assay.Dimension `json:"listed,omitempty"`
		Differing  []differingJSON `json:"differing"`
	}
	analystJSON struct {
		ID   assay.ActorID `json:"id"`
		Name string        `json:"name"`
	}
	figureJSON struct {
		Value     *float64      `json:"value,omitempty"`
		Undefined agreement.Why `json:"undefined,omitempty"`
	}
	dimensionJSON struct {
		Dimension assay.Dimension `json:"dimension"`
		Scale     agreement.Scale `json:"scale"`
		Shared    int             `json:"shared"`
		Pairs     int             `json:"pairs"`
		Agreed    int             `json:"agreed"`
		Kappa     figureJSON      `json:"kappa"`
		Alpha     figureJSON      `json:"alpha"`
		OffScale  int             `json:"off_scale"`
		Differ    int             `json:"differ"`
		Undecided int             `json:"undecided"`
		Words     []string        `json:"words"`
		Cross     [][]int         `json:"cross,omitempty"`
	}
	passagesJSON struct {
		Cells     int                         `json:"cells"`
		Only      [2]int                      `json:"only"`
		ReadBy    [2]int                      `json:"only_and_read_by_the_other"`
		Tolerance map[agreement.Tolerance]any `json:"tolerance"`
	}
	differingJSON struct {
		Target  assay.EntityID  `json:"target"`
		Other   assay.EntityID  `json:"other,omitzero"`
		Scope   string          `json:"scope,omitempty"`
		Words   []string        `json:"words"`
		Reasons []string        `json:"reasons"`
		Whose   string          `json:"marked_by,omitempty"`
		Verdict *map[string]any `json:"verdict,omitempty"`
	}
)

func figureIn(f agreement.Figure) figureJSON {
	if f.Why != agreement.Defined {
		return figureJSON{Undefined: f.Why}
	}
	return figureJSON{Value: &f.Value}
}

func writeAgreement(t *terminal, p *views.AgreementPage) error {
	data := &p.Data
	out := agreementJSON{Analysts: []analystJSON{}, Dimensions: []dimensionJSON{}, Differing: []differingJSON{}, Listed: data.Filter.Dimension}
	for _, id := range data.Analysts {
		out.Analysts = append(out.Analysts, analystJSON{id, views.AnalystName(t.ctx, data.Case.Actors, id)})
	}
	for _, r := range data.Rows {
		out.Dimensions = append(out.Dimensions, dimensionJSON{
			r.Dimension, r.Scale, r.Observed.Units, r.Observed.Pairs, r.Observed.Agreed, figureIn(r.Kappa), figureIn(r.Alpha), r.OffScale, r.Differ, r.Open, r.Words, r.Cross,
		})
	}
	if m := &data.Marks; m.Spans != nil {
		out.Passages = &passagesJSON{Cells: m.Cells, Only: m.Only, ReadBy: m.Read, Tolerance: map[agreement.Tolerance]any{}}
		for at, s := range m.Spans {
			out.Passages.Tolerance[at] = map[string]any{"first": s.First, "second": s.Second, "matched": s.Matched, "f1": figureIn(s.F1())}
		}
	}
	for _, v := range p.Items(t.ctx) {
		k := v.Item.Key
		d := differingJSON{Target: k.Target, Other: k.Other, Scope: k.Scope, Whose: v.Item.Whose}
		for _, s := range v.Says {
			d.Words, d.Reasons = append(d.Words, s.Word), append(d.Reasons, s.Reason)
		}
		if v.Verdict != nil {
			d.Verdict = &map[string]any{"word": v.Verdict.Word, "by": v.Verdict.Who, "reason": v.Verdict.Reason}
		}
		out.Differing = append(out.Differing, d)
	}
	e := json.NewEncoder(t.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}
