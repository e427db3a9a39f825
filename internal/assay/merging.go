package assay

import (
	"bytes"
	"cmp"
	"slices"

	"assay/internal/oplog"
)

// MergePage is what the page that merges claims shows.
type MergePage struct {
	Case *Case // the claims with all that bears on them, and every question
	Plan MergePlan
}

// MergePlan is what would come of merging some claims.
type MergePlan struct {
	Keep     ClaimID   // stands for all
	Others   []ClaimID // are merged with it, in the order in which they were named
	Mentions int       // of all of them
	Twins    []Twin
	Differ   []Differing
	Asked    []QuestionID // that more than one of them is in a version of
}

// Twin is one passage that was marked for two of the claims: it would count
// twice.
type Twin struct {
	Kept, Dropped *Mention
	Why           TwinWhy // it stays marked twice, "" if it does not
}

// TwinWhy is why a passage stays marked twice.
type TwinWhy string

// Why a passage stays marked twice.
const (
	TwinStance   TwinWhy = "stance"   // it is said to stand differently to the two claims
	TwinJudged   TwinWhy = "judged"   // something else that the analyst says of it differs
	TwinOthers   TwinWhy = "others"   // another analyst has judged it, which cannot be carried over
	TwinVersions TwinWhy = "versions" // the two are in different versions of one question
)

// Differing is what the analyst says of several of the claims, each time
// something else. What they say of the one that is kept counts, else what they
// said last.
type Differing struct {
	Dimension Dimension
	Values    map[ClaimID]string
}

// PlanMerge says what would come of merging claims of the view. The one that is
// to stand for all is keep, or the first of them if keep is none of them.
func (v *View) PlanMerge(ids []ClaimID, keep ClaimID) MergePlan {
	var p MergePlan
	keep = v.One(keep)
	for _, id := range ids {
		if id = v.One(id); v.claims[id] == nil || id == p.Keep || slices.Contains(p.Others, id) {
			continue
		}
		if p.Keep.IsZero() {
			p.Keep = id
		} else {
			p.Others = append(p.Others, id)
		}
	}
	if i := slices.Index(p.Others, keep); i >= 0 {
		p.Keep, p.Others[i] = p.Others[i], p.Keep
	}
	all := append([]ClaimID{p.Keep}, p.Others...)
	var mentions []*Mention
	for _, id := range all {
		mentions = append(mentions, v.MentionsOf(id)...)
	}
	p.Mentions = len(mentions)
	p.Twins = v.twins(mentions)
	for _, d := range []Dimension{DimCredibility, DimLikelihood, DimConfidence} {
		if x := v.differing(all, d); x.Values != nil {
			p.Differ = append(p.Differ, x)
		}
	}
	for i := range v.Case.Questions {
		q := v.Case.Questions[i].ID
		asked := 0
		for _, id := range all {
			if v.Asks(q, id) {
				asked++
			}
		}
		if asked > 1 {
			p.Asked = append(p.Asked, q)
		}
	}
	return p
}

// differing returns what the analyst says of claims on a dimension, where that
// is not the same.
func (v *View) differing(ids []ClaimID, d Dimension) Differing {
	x := Differing{Dimension: d}
	values, words := map[ClaimID]string{}, map[string]bool{}
	for _, id := range ids {
		if verdict := v.Judged(about(id, d)); verdict.Mine {
			values[id] = verdict.Word()
			words[verdict.Word()] = true
		}
	}
	if len(words) > 1 {
		x.Values = values
	}
	return x
}

// twins finds the passages among mentions that are marked for more than one
// claim. The mention of the claim that comes first is kept.
func (v *View) twins(mentions []*Mention) []Twin {
	type place struct {
		text       TextID
		start, end int
	}
	var list []Twin
	first := map[place]*folding{}
	said := v.saidOfMentions()
	for _, m := range mentions {
		at := place{m.Text, m.Span.Start, m.Span.End}
		into := first[at]
		if into == nil {
			first[at] = v.unfolded(m, said[EntityID(m.ID)])
			continue
		}
		if into.kept.Claim == m.Claim {
			continue
		}
		twin := Twin{Kept: into.kept, Dropped: m, Why: v.whyTwice(into, m, said[EntityID(m.ID)])}
		if twin.Why == "" {
			into.take(v.unfolded(m, said[EntityID(m.ID)]))
		}
		list = append(list, twin)
	}
	slices.SortStableFunc(list, func(a, b Twin) int { return cmp.Compare(len(b.Why), len(a.Why)) })
	return list
}

// folding is a mention that is kept, with what the analyst says of it once the
// twins have been folded in that were found so far.
type folding struct {
	kept     *Mention
	words    map[JudgementKey]*Judgement // by their keys without the target
	chain    *Attribution
	versions map[QuestionID]*Version
}

// unfolded returns a mention that no twin has been folded into; said are the
// judgements on it.
func (v *View) unfolded(m *Mention, said []*Judgement) *folding {
	f := &folding{kept: m, words: map[JudgementKey]*Judgement{}, versions: map[QuestionID]*Version{}}
	for _, j := range said {
		if j.Coder == v.Me {
			f.words[ofAny(j)] = j
		}
	}
	for _, a := range v.attributions[m.ID] {
		if a.Coder == v.Me && len(a.Chain) > 0 {
			f.chain = a
		}
	}
	for i := range v.Case.Questions {
		if version := v.VersionOf(v.Case.Questions[i].ID, m.ID); version != nil {
			f.versions[version.Question] = version
		}
	}
	return f
}

// take gives a folding what a twin has besides.
func (f *folding) take(twin *folding) {
	for k, j := range twin.words {
		if f.words[k] == nil {
			f.words[k] = j
		}
	}
	if f.chain == nil {
		f.chain = twin.chain
	}
	for q, version := range twin.versions {
		if f.versions[q] == nil {
			f.versions[q] = version
		}
	}
}

// ofAny returns the key of a judgement without what it is on.
func ofAny(j *Judgement) JudgementKey {
	k := j.Key()
	k.Target = EntityID{}
	return k
}

// saidOfMentions returns what anybody says of each mention, on whatever
// dimension and however it is scoped.
func (v *View) saidOfMentions() map[EntityID][]*Judgement {
	said := map[EntityID][]*Judgement{}
	for i := range v.Case.Judgements {
		if j := &v.Case.Judgements[i]; v.mentions[MentionID(j.Target)] != nil {
			said[j.Target] = append(said[j.Target], j)
		}
	}
	return said
}

// whyTwice returns what speaks against marking once what is marked twice: all
// that would be lost or be somebody else's word. said are the judgements on the
// mention that would be dropped.
func (v *View) whyTwice(into *folding, dropped *Mention, said []*Judgement) TwinWhy {
	if v.Stance(into.kept.ID) != v.Stance(dropped.ID) {
		return TwinStance
	}
	for _, j := range said {
		switch there := into.words[ofAny(j)]; {
		case j.Coder != v.Me:
			return TwinOthers
		case there != nil && !there.covers(j):
			return TwinJudged
		}
	}
	for _, a := range v.attributions[dropped.ID] {
		switch {
		case len(a.Chain) == 0: // taken back
		case a.Coder != v.Me:
			return TwinOthers
		case into.chain != nil && !bytes.Equal(oplog.Encode(a.Chain), oplog.Encode(into.chain.Chain)):
			return TwinJudged
		}
	}
	for q, version := range v.unfolded(dropped, nil).versions {
		if there := into.versions[q]; there != nil && there != version {
			return TwinVersions
		}
	}
	return ""
}

// covers reports whether nothing is lost of another judgement where this one
// stands in its place.
func (j *Judgement) covers(other *Judgement) bool {
	return bytes.Equal(j.Value, other.Value) && (other.Reason == "" || other.Reason == j.Reason)
}

// SameFields returns the key fields of whether two entities are one, in
// whatever order they are given.
func SameFields(of Kind, a, b EntityID) oplog.Fields {
	p := pair(a, b)
	return oplog.Fields{"of": oplog.Encode(of), "a": oplog.Encode(p[0]), "b": oplog.Encode(p[1])}
}

// Apart reports whether two claims were said not to be the same.
func (v *View) Apart(a, b ClaimID) bool {
	p := pair(EntityID(v.One(a)), EntityID(v.One(b)))
	for i := range v.Case.Sames {
		s := &v.Case.Sames[i]
		if s.Of == KindClaim && s.Verdict == "different" && pair(EntityID(v.One(ClaimID(s.A))), EntityID(v.One(ClaimID(s.B)))) == p {
			return true
		}
	}
	return false
}
