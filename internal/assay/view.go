package assay

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"assay/internal/oplog"
)

// View is a case as one analyst sees it: of every judgement their own, else the
// team's adjudication, else what the others say. All conclusions are drawn
// from a View, and from nothing else: they are pure functions of the case. A
// View remembers what it has worked out, so it is not for several goroutines.
type View struct {
	Case *Case // with all that bears on merged claims bearing on those that stand for them
	Me   ActorID

	merged       Merged
	worded       map[ClaimID][]*Claim // those that others stand for, by those
	articles     map[ArticleID]*Article
	sources      map[SourceID]*Source
	claims       map[ClaimID]*Claim
	mentions     map[MentionID]*Mention
	works        map[WorkID]*Work
	texts        map[TextID]*Text
	byClaim      map[ClaimID][]*Mention
	judgements   map[JudgementKey][]*Judgement
	attributions map[MentionID][]*Attribution
	stances      map[MentionID]Stance // of those that have been asked for, "" where nobody has said
	reads        map[TextID][]readingBy
	derivations  map[ArticleID][]edge
	versioned    bool                                // an article is a later version of another
	refused      map[string]bool                     // the subjects of derivations from outside the case that were rejected
	same         map[EntityID]EntityID               // representative of what was judged the same
	different    map[[2]EntityID]struct{}            // pairs of representatives judged different
	traces       map[MentionID]traced                // of those that have been asked for
	circles      map[ClaimID]map[MentionID]MentionID // of claims that have any, once they have been asked for
	independent  map[[2]EntityID]struct{}            // pairs of representatives that somebody has said anything of
	adjudicated  bool                                // there is any adjudication
	contests     map[ClaimID][]*Question             // contested questions, once they have been asked for
	outlets      map[string]*Source                  // by their plain names, nil for a name of several, once they have been asked for
	related      map[ClaimID][]JudgementKey          // on claims that are related to others, once they have been asked for
	discords     map[ClaimID]Discord                 // between analysts, once they have been asked for
}

// readingBy is an analyst's reading of a text.
type readingBy struct {
	Reading
	by ActorID
	at oplog.Clock
}

// NewView returns the case as me sees it.
func NewView(c *Case, me ActorID) *View {
	merged, worded := c.Merged(), map[ClaimID][]*Claim{}
	for i := range c.Claims {
		if x := &c.Claims[i]; merged.One(x.ID) != x.ID {
			worded[merged.One(x.ID)] = append(worded[merged.One(x.ID)], x)
		}
	}
	c = c.united(merged)
	v := &View{
		merged: merged, worded: worded,
		Case: c, Me: me,
		articles: index(c.Articles, func(a *Article) ArticleID { return a.ID }),
		sources:  index(c.Sources, func(s *Source) SourceID { return s.ID }),
		claims:   index(c.Claims, func(x *Claim) ClaimID { return x.ID }),
		mentions: index(c.Mentions, func(m *Mention) MentionID { return m.ID }),
		works:    index(c.Works, func(w *Work) WorkID { return w.ID }),
		texts:    index(c.Texts, func(t *Text) TextID { return t.ID }),

		byClaim:      make(map[ClaimID][]*Mention, len(c.Claims)),
		judgements:   make(map[JudgementKey][]*Judgement, len(c.Judgements)),
		attributions: map[MentionID][]*Attribution{},
		reads:        map[TextID][]readingBy{},
		circles:      map[ClaimID]map[MentionID]MentionID{},
	}
	group(v.byClaim, c.Mentions, func(m *Mention) ClaimID { return m.Claim })
	v.identify()
	group(v.judgements, c.Judgements, func(j *Judgement) JudgementKey { return v.About(j.Key()) })
	v.independent = map[[2]EntityID]struct{}{}
	for i := range c.Judgements {
		j := &c.Judgements[i]
		if j.Dimension == DimIndependent || j.Dimension == DimAdjudication && j.Scope == string(DimIndependent) {
			k := v.About(j.Key())
			v.independent[[2]EntityID{k.Target, k.Other}] = struct{}{}
		}
		switch j.Dimension {
		case DimRead:
			r := readingBy{by: j.Coder, at: j.Changed}
			if json.Unmarshal(j.Value, &r.Reading) == nil { // once, and not for every claim
				v.reads[TextID(j.Target)] = append(v.reads[TextID(j.Target)], r)
			}
		case DimAdjudication:
			v.adjudicated = true
		default:
		}
	}
	for i := range c.Attributions {
		a := &c.Attributions[i]
		v.attributions[a.Mention] = append(v.attributions[a.Mention], a)
	}
	v.derive()
	v.refuse()
	return v
}

// About returns the key under which a judgement is looked for: a reliability
// given to one of several sources that were judged the same is that of all, and
// what is independent of one is so of all.
func (v *View) About(k JudgementKey) JudgementKey {
	d := k.Dimension
	if d == DimAdjudication {
		scope, _, _ := strings.Cut(k.Scope, ":")
		d = Dimension(scope)
	}
	switch d {
	case DimReliability:
		k.Target = v.representative(k.Target)
	case DimIndependent:
		p := pair(v.representative(k.Target), v.representative(k.Other))
		k.Target, k.Other = p[0], p[1]
	default:
	}
	return k
}

// group puts the members of a list under their keys. Most keys of a case have
// one member, so those share the memory of one list.
func group[T any, K comparable](m map[K][]*T, list []T, key func(*T) K) {
	single := make([]*T, len(list))
	for i := range list {
		single[i] = &list[i]
		k := key(&list[i])
		if have, ok := m[k]; ok {
			m[k] = append(have, single[i])
		} else {
			m[k] = single[i : i+1 : i+1]
		}
	}
}

func index[T any, K comparable](list []T, key func(*T) K) map[K]*T {
	m := make(map[K]*T, len(list))
	for i := range list {
		m[key(&list[i])] = &list[i]
	}
	return m
}

// Article returns an article of the case, or nil.
func (v *View) Article(id ArticleID) *Article { return v.articles[id] }

// Source returns the source that stands for id, or nil.
func (v *View) Source(id SourceID) *Source { return v.sources[v.Resolve(id)] }

// One returns the claim that stands for id and all that were merged with it.
func (v *View) One(id ClaimID) ClaimID { return v.merged.One(id) }

// Claim returns the claim that stands for id, or nil.
func (v *View) Claim(id ClaimID) *Claim { return v.claims[v.One(id)] }

// MergedInto returns the claims that were merged into one, in order of making.
func (v *View) MergedInto(id ClaimID) []*Claim { return v.worded[v.One(id)] }

// Mention returns a mention of the case, or nil.
func (v *View) Mention(id MentionID) *Mention { return v.mentions[id] }

// MentionsOf returns the mentions of a claim in order of making.
func (v *View) MentionsOf(id ClaimID) []*Mention { return v.byClaim[v.One(id)] }

// Mine reports whether the actor is me, on whatever computer.
func (v *View) Mine(a ActorID) bool {
	return a == v.Me || v.person(a) == v.person(v.Me)
}

func (v *View) person(a ActorID) ActorID {
	for range len(v.Case.Actors) {
		next := a
		for i := range v.Case.Actors {
			if x := &v.Case.Actors[i]; x.ID == a && !x.Also.IsZero() {
				next = x.Also
			}
		}
		if next == a {
			break
		}
		a = next
	}
	return a
}

// Verdict is what is shown of a dimension, and whose word it is.
type Verdict struct {
	Value    oplog.Value // nil where nobody has judged
	By       ActorID
	At       oplog.Clock
	Reason   string
	Mine     bool
	Team     bool // adjudicated
	Disputed bool // analysts differ, and nobody has adjudicated
}

// Word returns the verdict's word, or "".
func (d Verdict) Word() string { return d.Value.Text() }

// Judged returns what the view shows of k.
func (v *View) Judged(k JudgementKey) Verdict {
	all := v.judgements[k]
	var adjudicated []*Judgement
	if v.adjudicated {
		adjudicated = v.judgements[k.Adjudicated()]
	}
	if len(all) == 0 && len(adjudicated) == 0 {
		return Verdict{}
	}
	var mine, team, others *Judgement
	disputed := false
	for _, j := range all {
		if v.Mine(j.Coder) {
			mine = later(mine, j)
		} else {
			others = later(others, j)
		}
		disputed = disputed || !bytes.Equal(j.Value, all[0].Value)
	}
	for _, j := range adjudicated {
		team = later(team, j)
	}
	pick := mine
	if pick == nil {
		pick = team
	}
	if pick == nil {
		pick = others
	}
	return Verdict{
		Value: pick.Value, By: pick.Coder, At: pick.Changed, Reason: pick.Reason,
		Mine: pick == mine, Team: pick == team, Disputed: disputed && team == nil,
	}
}

// Adjudicated returns the key of the team's verdict on what k is about.
func (k JudgementKey) Adjudicated() JudgementKey {
	scope := string(k.Dimension)
	if k.Scope != "" {
		scope += ":" + k.Scope
	}
	return JudgementKey{k.Target, k.Other, DimAdjudication, scope}
}

func later(a, b *Judgement) *Judgement {
	if a == nil || a.Changed < b.Changed || (a.Changed == b.Changed && bytes.Compare(a.ID[:], b.ID[:]) < 0) {
		return b
	}
	return a
}

func about[K any](target ID[K], d Dimension) JudgementKey {
	return JudgementKey{Target: EntityID(target), Dimension: d}
}

// Stance returns how a mention stands to its claim. A mention whose stance nobody
// has said, or everybody has taken back, counts for neither side, as one that
// only mentions it: see [View.HasStance].
func (v *View) Stance(m MentionID) Stance {
	if s := v.stance(m); s != "" {
		return s
	}
	return Mentions
}

// HasStance reports whether somebody has said how a mention stands to its claim.
func (v *View) HasStance(m MentionID) bool { return v.stance(m) != "" }

// stance returns what was said of how a mention stands to its claim, "" for nothing.
func (v *View) stance(m MentionID) Stance {
	s, known := v.stances[m]
	if !known {
		if s = Stance(v.Judged(about(m, DimStance)).Word()); !s.Valid() {
			s = ""
		}
		if v.stances == nil {
			v.stances = make(map[MentionID]Stance, len(v.Case.Mentions))
		}
		v.stances[m] = s
	}
	return s
}

// Chain returns the utterers of a mention, nearest first: mine, else the
// latest of the others'.
func (v *View) Chain(m MentionID) []Step {
	var pick *Attribution
	for _, a := range v.attributions[m] {
		if pick == nil || v.Mine(a.Coder) && !v.Mine(pick.Coder) ||
			v.Mine(a.Coder) == v.Mine(pick.Coder) && pick.Changed < a.Changed {
			pick = a
		}
	}
	if pick == nil {
		return nil
	}
	return pick.Chain
}

// Reliability returns the letter of a source for a topic ("" for its record in
// general), the source that it was given to, and what is known of the verdict.
// A source without one of its own has its publisher's.
func (v *View) Reliability(s SourceID, topic string) (Verdict, SourceID) {
	seen := map[SourceID]bool{}
	for s = v.Resolve(s); !s.IsZero() && !seen[s]; s = v.Resolve(v.parent(s)) {
		seen[s] = true
		for _, scope := range []string{topic, ""} {
			k := about(s, DimReliability)
			k.Scope = scope
			if d := v.Judged(k); !d.Value.IsNull() {
				return d, s
			}
		}
	}
	return Verdict{}, SourceID{}
}

func (v *View) parent(s SourceID) SourceID {
	if src := v.sources[s]; src != nil {
		return src.Parent
	}
	return SourceID{}
}

// Credibility returns the digit of a mention or claim.
func (v *View) Credibility(target EntityID) Verdict {
	return v.Judged(JudgementKey{Target: target, Dimension: DimCredibility})
}

// Resolve returns the source that stands for s and all that were judged to be
// the same.
func (v *View) Resolve(s SourceID) SourceID {
	if r, ok := v.same[EntityID(s)]; ok {
		return SourceID(r)
	}
	return s
}

// identify joins what was judged the same. The smallest id of a group stands
// for it, whatever the order of the judgements.
func (v *View) identify() {
	v.same, v.different = map[EntityID]EntityID{}, map[[2]EntityID]struct{}{}
	find := func(x EntityID) EntityID {
		for {
			next, ok := v.same[x]
			if !ok || next == x {
				return x
			}
			x = next
		}
	}
	for i := range v.Case.Sames {
		if s := &v.Case.Sames[i]; s.Verdict == "same" {
			a, b := find(s.A), find(s.B)
			if bytes.Compare(a[:], b[:]) > 0 {
				a, b = b, a
			}
			v.same[b] = a
			v.same[a] = a
		}
	}
	for _, x := range slices.Collect(maps.Keys(v.same)) {
		v.same[x] = find(x)
	}
	for i := range v.Case.Sames {
		if s := &v.Case.Sames[i]; s.Verdict == "different" {
			v.different[pair(v.representative(s.A), v.representative(s.B))] = struct{}{}
		}
	}
}

func (v *View) representative(x EntityID) EntityID {
	if r, ok := v.same[x]; ok {
		return r
	}
	return x
}

func pair(a, b EntityID) [2]EntityID {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return [2]EntityID{a, b}
}

// edge is a confirmed derivation: the article comes from another, or from
// something outside the case.
type edge struct {
	article ArticleID
	work    WorkID
	value   DerivationValue
}

// derive collects the confirmed derivations of each article, in order of what
// they come from.
func (v *View) derive() {
	v.derivations, v.versioned = map[ArticleID][]edge{}, false
	seen := map[JudgementKey]bool{}
	for i := range v.Case.Judgements {
		k := v.Case.Judgements[i].Key()
		if k.Dimension == DimAdjudication && k.Scope == string(DimDerivation) {
			k = JudgementKey{k.Target, k.Other, DimDerivation, ""}
		}
		if k.Dimension != DimDerivation || seen[k] {
			continue
		}
		seen[k] = true
		var e edge
		if json.Unmarshal(v.Judged(k).Value, &e.value) != nil || e.value.Status != "confirmed" {
			continue
		}
		if _, ok := v.articles[ArticleID(k.Other)]; ok {
			e.article = ArticleID(k.Other)
		} else {
			e.work = WorkID(k.Other)
		}
		child := ArticleID(k.Target)
		v.versioned = v.versioned || e.updates()
		v.derivations[child] = append(v.derivations[child], e)
	}
	for _, edges := range v.derivations {
		slices.SortFunc(edges, func(a, b edge) int {
			x, y := slices.Concat(a.article[:], a.work[:]), slices.Concat(b.article[:], b.work[:])
			return bytes.Compare(x, y)
		})
	}
}
