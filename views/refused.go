package views

import (
	"context"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// RefusedRow is something that an article is said not to come from.
type RefusedRow struct {
	ID     string
	Child  string // what it is called
	Outlet string // of the child
	Lang   string // of the child
	From   string
	Title  string // of what it does not come from, "" if that has none
	Href   string
	Who    string
	When   string
	Why    []string // what speaks for it
	Reason string   // why it was rejected, in the analyst's words; "" for none
	Mine   bool     // the analyst can take it back; else only say otherwise
	Form   DeriveForm
}

// newRefusedRow returns the row of a refusal, nil if what it is about is no more.
func newRefusedRow(ctx context.Context, root CaseRoot, view *assay.View, x *assay.Refused, zone *time.Location) *RefusedRow {
	child := view.Article(x.Child)
	if child == nil {
		return nil
	}
	r := &RefusedRow{
		Child: Title(ctx, view, child), Outlet: OutletName(ctx, view, child), Lang: view.Facts(child).Language, Href: root.Article(x.Child), Reason: x.Reason, Mine: x.Mine,
		Who: AnalystName(ctx, view.Case.Actors, x.By), When: tr.Moment(ctx, x.At.Time().In(zone)),
		ID: strings.Join(strings.Fields(x.Child.String()+" "+x.From.String()+" "+assay.FoldName(x.Name)), "-"),
	}
	if !r.from(ctx, root, view, x) {
		return nil
	}
	r.Form = DeriveForm{Of: "refused", Child: x.Child, From: x.From, Name: x.Name, Type: x.Value.Type, Amount: x.Value.Amount, Basis: x.Value.Basis}
	if x.Proposed != nil {
		r.Why, r.Href = ProposalWhy(ctx, view, x.Proposed), ProposedHref(root, x.Proposed)
		r.Form.Source = x.Proposed.Source
		r.Form.Type, r.Form.Amount = or(r.Form.Type, x.Proposed.Type), or(r.Form.Amount, x.Proposed.Amount)
	}
	if x.Value.Basis != "" { // what spoke for it when it was rejected
		r.Why = []string{x.Value.Basis}
	}
	r.Form.Basis = or(r.Form.Basis, strings.Join(r.Why, " "))
	r.Form.Was = Shown(x.Value)
	return r
}

// from says what it does not come from, and reports whether that is still there.
func (r *RefusedRow) from(ctx context.Context, root CaseRoot, view *assay.View, x *assay.Refused) bool {
	if x.From.IsZero() {
		r.From = x.Name
		return true
	}
	if a := view.Article(assay.ArticleID(x.From)); a != nil {
		r.From, r.Title, r.Href = OutletName(ctx, view, a), Title(ctx, view, a), root.Beside(x.Child, a.ID)
		return true
	}
	w := workOf(view, assay.WorkID(x.From))
	if w != nil {
		r.From, r.Title, r.Href = SourceNameOf(ctx, view, w.Source), w.Title, derivedHref(root, x.Child, x.Value.Evidence)
	}
	return w != nil
}

// names tells a refusal from the others.
func (r *RefusedRow) names(ctx context.Context) string {
	return tr.Say(ctx, "“%s” comes from %s", r.Child, r.From)
}
