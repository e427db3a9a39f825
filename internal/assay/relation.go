package assay

import (
	"bytes"
	"cmp"
	"slices"
)

// Relation is how one claim stands to another.
type Relation string

// The relations, said of the first of two claims.
const (
	Entails       Relation = "entails"       // if it is so, the other is
	EntailedBy    Relation = "entailed_by"   // if the other is so, it is
	MoreSpecific  Relation = "more_specific" // it says the same in more detail
	MoreGeneral   Relation = "more_general"  // it says the same in less detail
	Contrary      Relation = "contrary"      // not both can be true
	Contradictory Relation = "contradictory" // exactly one of them is true
)

// ClaimRelations are the relations in the order in which they are offered.
var ClaimRelations = []Relation{Entails, EntailedBy, MoreSpecific, MoreGeneral, Contrary, Contradictory}

// Mirror returns the relation as said of the second claim.
func (r Relation) Mirror() Relation {
	switch r {
	case Entails:
		return EntailedBy
	case EntailedBy:
		return Entails
	case MoreSpecific:
		return MoreGeneral
	case MoreGeneral:
		return MoreSpecific
	case Contrary, Contradictory:
	}
	return r
}

// Excludes reports whether two claims in this relation cannot both be true.
func (r Relation) Excludes() bool { return r == Contrary || r == Contradictory }

// RelationKey returns the key of a judgement on how claim a stands to claim b,
// in whatever order they are given, and the relation as that key has it. It
// fails with KindInvalid if they are one and the same.
func RelationKey(a, b ClaimID, r Relation) (JudgementKey, Relation, error) {
	if a == b || a.IsZero() || b.IsZero() {
		return JudgementKey{}, "", Invalid("other", "Choose another claim. A claim cannot be related to itself.")
	}
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b, r = b, a, r.Mirror()
	}
	return JudgementKey{Target: EntityID(a), Other: EntityID(b), Dimension: DimRelation}, r, nil
}

// ClaimRelation is how a claim is said to stand to another.
type ClaimRelation struct {
	Other    ClaimID
	Relation Relation
	Key      JudgementKey
	Verdict  Verdict
}

// RelationsOf returns how a claim stands to others that are in the case, in the
// order of the relations, then of making.
func (v *View) RelationsOf(id ClaimID) []ClaimRelation {
	id = v.One(id)
	var list []ClaimRelation
	for _, k := range v.relationKeys()[id] {
		r := ClaimRelation{Other: ClaimID(k.Other), Key: k, Verdict: v.Judged(k)}
		r.Relation = Relation(r.Verdict.Word())
		if k.Other == EntityID(id) {
			r.Other, r.Relation = ClaimID(k.Target), r.Relation.Mirror()
		}
		if v.claims[r.Other] != nil && slices.Contains(ClaimRelations, r.Relation) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b ClaimRelation) int {
		return cmp.Or(
			cmp.Compare(slices.Index(ClaimRelations, a.Relation), slices.Index(ClaimRelations, b.Relation)),
			cmp.Compare(v.Case.Numbers[a.Other], v.Case.Numbers[b.Other]), bytes.Compare(a.Other[:], b.Other[:]))
	})
	return list
}

// relationKeys returns what somebody has judged on each claim and another, each
// once.
func (v *View) relationKeys() map[ClaimID][]JudgementKey {
	if v.related != nil {
		return v.related
	}
	v.related = map[ClaimID][]JudgementKey{}
	seen := map[JudgementKey]bool{}
	for i := range v.Case.Judgements {
		k := v.Case.Judgements[i].Key()
		if k.Dimension == DimAdjudication && k.Scope == string(DimRelation) {
			k.Dimension, k.Scope = DimRelation, ""
		}
		if k.Dimension != DimRelation || seen[k] {
			continue
		}
		seen[k] = true
		for _, id := range []EntityID{k.Target, k.Other} {
			v.related[ClaimID(id)] = append(v.related[ClaimID(id)], k)
		}
	}
	return v.related
}

// Supported reports whether any article says that a claim is so.
func (v *View) Supported(id ClaimID) bool {
	return slices.ContainsFunc(v.MentionsOf(id), func(m *Mention) bool { return v.Stance(m.ID) == Supports })
}
