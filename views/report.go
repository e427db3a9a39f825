package views

import (
	"context"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/tr"
)

// ReportsPage is the list of reports, and the form for another one.
type ReportsPage struct {
	Frame Frame
	Root  CaseRoot
	Data  assay.ReportsPage
	New   NewReportForm
}

// NewReportForm is a report that is being begun.
type NewReportForm struct {
	Title  string        `form:"title"`
	Event  assay.EventID `form:"event"` // zero for the whole case
	Errors map[string]string
}

// Summary says how many reports there are.
func (p *ReportsPage) Summary(ctx context.Context) string {
	if len(p.Data.Reports) == 0 {
		return tr.Say(ctx, "What this case has found out, in words, each figure with its quotes.")
	}
	return tr.Count(ctx, len(p.Data.Reports), "%s report of your own. Each figure leads to its quotes.", "%s reports of your own. Each figure leads to its quotes.")
}

// ReportPage is a report as it reads, beside what it is made of.
type ReportPage struct {
	Frame    Frame
	Root     CaseRoot
	View     *assay.View
	Data     assay.ReportPage
	Document *document.Document
	Form     ReportForm
	Items    ReportItems
	Words    string // that claims to add were looked for by
	Compose  bool   // what it is made of is shown
}

// ReportForm is what a report says by itself, and which parts it has.
type ReportForm struct {
	Title    string   `form:"title"`
	Summary  string   `form:"summary"`
	Parts    []string `form:"part" json:"-"` // those that are wanted
	LeaveOut string   // the others

	Was    Was[ReportForm]   `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// Settle works out from the parts that are wanted which are not.
func (f *ReportForm) Settle() {
	var out []string
	for _, part := range assay.ReportParts {
		if !slices.Contains(f.Parts, part) {
			out = append(out, part)
		}
	}
	f.LeaveOut = strings.Join(out, " ")
}

// Wants reports whether a part is wanted.
func (f *ReportForm) Wants(part string) bool {
	return !slices.Contains(strings.Fields(f.LeaveOut), part)
}

// ReportFormOf returns what a report says as a form.
func ReportFormOf(r *assay.Report) ReportForm {
	f := ReportForm{Title: r.Title, Summary: r.Summary, LeaveOut: strings.Join(r.LeaveOut, " ")}
	f.Was = Shown(f)
	return f
}

// ReportItems is what a report lists, and what is to be done to the list.
type ReportItems struct {
	Items string   `form:"items"` // ids with spaces between, in order
	Do    string   `form:"do"`    // "up", "down", "drop" or "spread" and an id, or "add"
	Add   []string `form:"add"`

	Was Was[ReportItems] `form:"was" json:"-"`
}

// ItemsOf returns what a report lists as a form.
func ItemsOf(r *assay.Report) ReportItems {
	ids := make([]string, len(r.Items))
	for i, id := range r.Items {
		ids[i] = id.String()
	}
	f := ReportItems{Items: strings.Join(ids, " ")}
	f.Was = Shown(f)
	return f
}

// Done returns the list as it is when what the form asks for has been done.
// claims are those that an event brings.
func (f *ReportItems) Done(claims func(event string) []string) string {
	list := strings.Fields(f.Items)
	do, id, _ := strings.Cut(f.Do, " ")
	at := slices.Index(list, id)
	switch {
	case do == "add":
		list = append(list, f.Add...)
	case at < 0:
	case do == "up" && at > 0:
		list[at-1], list[at] = list[at], list[at-1]
	case do == "down" && at < len(list)-1:
		list[at+1], list[at] = list[at], list[at+1]
	case do == "drop":
		list = slices.Delete(list, at, at+1)
	case do == "spread":
		var fresh []string
		for _, c := range claims(id) {
			if !slices.Contains(list, c) {
				fresh = append(fresh, c)
			}
		}
		list = slices.Replace(list, at, at+1, fresh...)
	}
	return strings.Join(list, " ")
}

// ReportItem is one thing that a report lists.
type ReportItem struct {
	ID     string
	Kind   assay.Kind
	Number string // of a claim
	Label  string
	Brings int // claims that an event brings
}

// NewReportPage lays a report out. written is what it reads like.
func NewReportPage(root CaseRoot, v *assay.View, data assay.ReportPage, written *document.Document) ReportPage {
	return ReportPage{
		Root: root, View: v, Data: data, Document: written,
		Form: ReportFormOf(&data.Report), Items: ItemsOf(&data.Report), Compose: !data.Report.ID.IsZero(),
	}
}

// Listed is what the report lists and the case still has, in order.
func (p *ReportPage) Listed(ctx context.Context) []ReportItem {
	var list []ReportItem
	for _, id := range p.Data.Report.Items {
		if item := itemOf(ctx, p.View.Case, id); item.Kind != "" {
			if item.Kind == assay.KindEvent {
				item.Brings = len(p.Brought(item.ID))
			}
			list = append(list, item)
		}
	}
	return list
}

// Brought returns the claims that an event brings to the report: those about it
// that the report does not list itself.
func (p *ReportPage) Brought(event string) (ids []string) {
	for _, id := range p.Data.Claims {
		c := p.View.Claim(id)
		if c != nil && c.Event.String() == event && !slices.Contains(p.Data.Report.Items, assay.EntityID(id)) {
			ids = append(ids, id.String())
		}
	}
	return ids
}

func itemOf(ctx context.Context, c *assay.Case, id assay.EntityID) ReportItem {
	for i := range c.Events {
		if e := &c.Events[i]; assay.EntityID(e.ID) == id {
			return ReportItem{ID: id.String(), Kind: assay.KindEvent, Label: or(e.Name, tr.Say(ctx, "Event without a name"))}
		}
	}
	for i := range c.Claims {
		if x := &c.Claims[i]; assay.EntityID(x.ID) == id {
			return ReportItem{ID: id.String(), Kind: assay.KindClaim, Number: ClaimNumber(c, x.ID), Label: Wording(ctx, x)}
		}
	}
	for i := range c.Questions {
		if q := &c.Questions[i]; assay.EntityID(q.ID) == id {
			return ReportItem{ID: id.String(), Kind: assay.KindQuestion, Label: or(q.Wording, tr.Say(ctx, "Question without a wording"))}
		}
	}
	return ReportItem{}
}

// Offers is what the report could list besides, of one kind.
func (p *ReportPage) Offers(ctx context.Context, k assay.Kind) []ReportItem {
	var ids []assay.EntityID
	switch o := p.Data.Offer; k {
	case assay.KindEvent:
		for _, e := range o.Events {
			ids = append(ids, assay.EntityID(e.ID))
		}
	case assay.KindQuestion:
		for _, q := range o.Questions {
			ids = append(ids, assay.EntityID(q.ID))
		}
	default:
		for _, c := range o.Claims {
			ids = append(ids, assay.EntityID(c.ID))
		}
	}
	var list []ReportItem
	for _, id := range ids {
		if !slices.Contains(p.Data.Report.Items, id) {
			list = append(list, itemOf(ctx, p.Data.Offer, id))
		}
	}
	return list
}

// reportPartWords are the parts of a report in words.
var reportPartWords = map[string]string{
	"summary": tr.Mark("Your summary"), "judgements": tr.Mark("Judgements: likelihood and confidence"), "contested": tr.Mark("Contested facts"), "claims": tr.Mark("Claims with what stands behind them"),
	"quotes": tr.Mark("Quotes"), "context": tr.Mark("The sentences around a quote"), "silence": tr.Mark("Articles that are silent, unread or out of scope"), "matrix": tr.Mark("Table of claims and articles"),
	"sources": tr.Mark("Sources: summary statement and grades"), "articles": tr.Mark("Articles with hashes"), "notes": tr.Mark("Notes that are not private"), "method": tr.Mark("How to read it"),
}
