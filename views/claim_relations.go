package views

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/tr"
)

// RelationWord says how a claim stands to another, before the name of that one.
func RelationWord(ctx context.Context, r assay.Relation) string {
	return or(tr.Marked(ctx, map[assay.Relation]string{
		assay.Entails: tr.Mark("entails"), assay.EntailedBy: tr.Mark("is entailed by"), assay.MoreSpecific: tr.Mark("is more specific than"), assay.MoreGeneral: tr.Mark("is more general than"),
		assay.Contrary: tr.Mark("is contrary to"), assay.Contradictory: tr.Mark("is contradictory to"),
	}[r]), tr.Word(ctx, string(r)))
}

// relationLabel says it at length, for a choice.
func relationLabel(ctx context.Context, r assay.Relation) string {
	switch r {
	case assay.Contrary:
		return tr.Say(ctx, "is contrary to (cannot both be true)")
	case assay.Contradictory:
		return tr.Say(ctx, "is contradictory to (exactly one is true)")
	case assay.Entails:
		return tr.Say(ctx, "entails (if this is so, that is)")
	case assay.EntailedBy, assay.MoreSpecific, assay.MoreGeneral:
	}
	return RelationWord(ctx, r)
}

// RelationRow is how the claim of a page stands to another.
type RelationRow struct {
	Relation assay.Relation
	Other    *assay.Claim
	Number   string
	Mine     bool
	Opinions []Opinion // of all analysts, said of the claim of the page
	Against  string    // for relations that exclude each other: what supports the other, "" if nothing does
	Clash    bool      // and this one is supported too
}

// RelationRows lists how a claim stands to others.
func RelationRows(ctx context.Context, v *assay.View, id assay.ClaimID) []RelationRow {
	var list []RelationRow
	for _, r := range v.RelationsOf(id) {
		row := RelationRow{Relation: r.Relation, Other: v.Claim(r.Other), Number: ClaimNumber(v.Case, r.Other), Opinions: Opinions(ctx, v, r.Key)}
		for i := range row.Opinions {
			o := &row.Opinions[i]
			row.Mine = row.Mine || o.Mine
			if r.Key.Target == assay.EntityID(r.Other) { // it was said of the other
				o.Word = string(assay.Relation(o.Word).Mirror())
			}
		}
		if n := v.Corroboration(r.Other, assay.Supports); r.Relation.Excludes() && n.Articles > 0 {
			row.Against = Interval(ctx, n)
			row.Clash = v.Supported(id)
		}
		list = append(list, row)
	}
	return list
}

// says tells of a relation that excludes, in one sentence.
func (r RelationRow) says(ctx context.Context) string {
	if r.Relation == assay.Contradictory {
		return tr.Say(ctx, "Contradictory to %s, which is supported by %s.", r.Number, r.Against)
	}
	return tr.Say(ctx, "Contrary to %s, which is supported by %s.", r.Number, r.Against)
}

// RelationSays says that the claim of a page stands so to another.
func RelationSays(ctx context.Context, r assay.Relation) string {
	switch r {
	case assay.Entails:
		return tr.Say(ctx, "It entails the other claim.")
	case assay.EntailedBy:
		return tr.Say(ctx, "It is entailed by the other claim.")
	case assay.MoreSpecific:
		return tr.Say(ctx, "It is more specific than the other claim.")
	case assay.MoreGeneral:
		return tr.Say(ctx, "It is more general than the other claim.")
	case assay.Contrary:
		return tr.Say(ctx, "It is contrary to the other claim.")
	case assay.Contradictory:
		return tr.Say(ctx, "It is contradictory to the other claim.")
	}
	return tr.Say(ctx, "Relation taken back.")
}

// hint tells of a relation in passing, of the claim of a passage.
func (r RelationRow) hint(ctx context.Context) string {
	switch r.Relation {
	case assay.Contrary:
		return tr.Say(ctx, "%s says the contrary", r.Number)
	case assay.Contradictory:
		return tr.Say(ctx, "%s says the opposite", r.Number)
	case assay.Entails:
		return tr.Say(ctx, "It entails %s", r.Number)
	case assay.EntailedBy:
		return tr.Say(ctx, "It is entailed by %s", r.Number)
	case assay.MoreSpecific:
		return tr.Say(ctx, "It is more specific than %s", r.Number)
	case assay.MoreGeneral:
	}
	return tr.Say(ctx, "It is more general than %s", r.Number)
}

// Likely returns the claims that may be the same as the one of the page, the
// likeliest first. They are suggestions.
func (p *ClaimPage) Likely() []assay.Wording {
	likely := p.View.LooksLike(p.Data.Claim.ID, p.Data.Alike)
	likely = slices.DeleteFunc(likely, func(w assay.Wording) bool { // how the two stand to each other is known
		return slices.ContainsFunc(p.Relations, func(r RelationRow) bool { return r.Other.ID == w.Claim.ID })
	})
	return likely[:min(len(likely), 2)]
}

// claimNames are what other claims may be called by, those made first.
func (p *ClaimPage) claimNames() []string { return NamesOf(p.Data.Names, p.Data.Claim.ID) }

// NamesOf returns what claims may be called by, but for one.
func NamesOf(names []assay.Wording, but assay.ClaimID) []string {
	var list []string
	for i := range names {
		if w := &names[i]; w.Claim.ID != but && len(list) < assay.NamesMost {
			list = append(list, w.Number()+" "+w.Claim.Wording)
		}
	}
	return list
}

// ClashView is two claims of which articles say both, though not both can be
// true.
type ClashView struct {
	Says    string // between the two
	A, B    ClaimRow
	Related bool // one question is about both already
}

// Clashes lists the clashes of a case.
func Clashes(ctx context.Context, v *assay.View) []ClashView {
	var list []ClashView
	for _, c := range v.Clashes() {
		x := ClashView{Says: RelationWord(ctx, c.Relation), A: NewClaimRow(ctx, v, v.Claim(c.A)), B: NewClaimRow(ctx, v, v.Claim(c.B))}
		for i := range v.Case.Questions {
			q := v.Case.Questions[i].ID
			x.Related = x.Related || v.Asks(q, c.A) && v.Asks(q, c.B)
		}
		list = append(list, x)
	}
	return list
}

// RelationForm is a relation that is being said.
type RelationForm struct {
	Relation assay.Relation `form:"relation"`
	Other    string         `form:"other"`
	Reason   string         `form:"reason"`
	Errors   map[string]string
}
