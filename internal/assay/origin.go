package assay

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
)

// Origin is where the content of a mention entered: a source that is said to
// have said it, or the text itself where nobody else is known to have.
type Origin struct {
	Source   SourceID  // zero for an own voice whose outlet is unknown
	Article  ArticleID // only then: the article itself
	OwnVoice bool      // nobody else is known to have said it
	Voice    string    // only then: one of Voices, "" where that has not been said of each such mention

	// Circle is what origins have in common that were found where a trail would
	// have closed in a circle: such texts have it from each other, so that all of
	// these may be one. It is the least mention of the circle, zero for none.
	Circle MentionID
}

// Key returns the entity by which independence refers to o.
func (o Origin) Key() EntityID {
	if o.Source.IsZero() {
		return EntityID(o.Article)
	}
	return EntityID(o.Source)
}

// Root returns where the content of a mention entered. The rules, in order:
//
//  1. the analyst's own word;
//  2. the nearest utterer of its chain that wrote another article of the case
//     with a mention of the same claim: go on from there;
//  3. what its article is confirmed to come from: go on from the mention of
//     the same claim in that article, or stop at the outside work's source.
//     A chain that ends in a named source of its own keeps it. An article that
//     is a later version of another does not come from it: it is the same one,
//     see [View.RootAmong];
//  4. the last utterer of its chain;
//  5. the article itself, whether or not it is known to speak in its own voice.
//
// It is asked per claim and not per article, since a rewrite can add facts of
// its own. Where the trail goes round in a circle, it stops where it would
// close, and the origin says so: where a circle was entered nobody knows.
func (v *View) Root(m *Mention) Origin {
	t := v.trace(m)
	if len(t.circle) > 0 {
		t.origin.Circle = v.circlesOf(m.Claim)[t.circle[0]]
	}
	return t.origin
}

// Trail returns the way from a mention to where its content entered, the
// mention first. The trail of a mention that speaks for itself is that mention.
func (v *View) Trail(m *Mention) []Leg { return v.trace(m).trail }

// Leg is a stop on the way to where something entered.
type Leg struct {
	Link    Link      // how the trail comes here
	Mention MentionID // that says it; zero for who is only said to have said it
	Article ArticleID // of the mention, or that the analyst named; zero for none
	Source  SourceID  // who says it: the outlet of the article, the utterer, whose work it is; zero if nobody knows
	Work    WorkID    // that it is a derivation from; zero for none
}

// Link is how a trail comes from one stop to the next.
type Link string

// The links.
const (
	Begins   Link = ""         // it is the mention asked about
	Uttered  Link = "uttered"  // the text says so: it is in the chain of the stop before
	Derived  Link = "derived"  // the article before is confirmed to come from it
	Declared Link = "declared" // the analyst says so of the mention before
)

// traced is where a mention leads.
type traced struct {
	trail  []Leg
	origin Origin
	circle []MentionID // from where it would have closed; of several circles, one after the other
}

func (v *View) trace(m *Mention) traced {
	t, ok := v.traces[m.ID]
	if !ok {
		if v.traces == nil {
			v.traces = make(map[MentionID]traced, len(v.Case.Mentions))
		}
		t = v.follow(traced{}, m, Begins, map[MentionID]bool{})
		v.traces[m.ID] = t
	}
	return t
}

// follow goes on with a trail from a mention.
func (v *View) follow(t traced, m *Mention, link Link, seen map[MentionID]bool) traced {
	seen[m.ID] = true
	here := Leg{Link: link, Mention: m.ID, Article: m.Article}
	if a := v.articles[m.Article]; a != nil {
		here.Source = v.Resolve(a.TextOrigin)
	}
	t.trail = append(t.trail, here)
	if o, ok := v.override(m); ok {
		if !v.isItself(m, here.Source) {
			t.trail = append(t.trail, Leg{Link: Declared, Source: o.Source, Article: o.Article})
		}
		t.origin = o
		return t
	}
	chain := v.Chain(m.ID)
	for i, step := range chain {
		if next := v.saidIn(m, step.Source, seen, &t); next != nil {
			return v.follow(v.uttered(t, chain[:i]), next, Uttered, seen)
		}
	}
	if !v.endsNamed(chain) {
		for _, e := range v.derivations[m.Article] {
			if e.updates() {
				continue
			}
			if next := v.mentionIn(m, e.article, seen, &t); next != nil {
				return v.follow(t, next, Derived, seen)
			}
			if w := v.works[e.work]; w != nil && !w.Source.IsZero() {
				t.origin = Origin{Source: v.Resolve(w.Source)}
				t.trail = append(t.trail, Leg{Link: Derived, Source: t.origin.Source, Work: w.ID})
				return t
			}
		}
	}
	if len(chain) > 0 {
		t = v.uttered(t, chain)
		t.origin = Origin{Source: v.Resolve(chain[len(chain)-1].Source)}
		return t
	}
	t.origin = Origin{Source: here.Source, OwnVoice: true, Voice: v.Judged(about(m.ID, DimVoice)).Word()}
	if here.Source.IsZero() {
		t.origin.Article = m.Article
	}
	return t
}

// closed notes that a trail would go on to a mention that it has passed.
func (t *traced) closed(at MentionID) {
	from := slices.IndexFunc(t.trail, func(l Leg) bool { return l.Mention == at })
	for _, l := range t.trail[from:] {
		if !l.Mention.IsZero() {
			t.circle = append(t.circle, l.Mention)
		}
	}
}

// circlesOf returns which circle each mention of a claim is in, if it is in one.
// Circles that any trail goes through both are one.
func (v *View) circlesOf(claim ClaimID) map[MentionID]MentionID {
	claim = v.One(claim)
	circles, ok := v.circles[claim]
	if ok {
		return circles
	}
	circles = map[MentionID]MentionID{}
	for _, m := range v.MentionsOf(claim) {
		for _, in := range v.trace(m).circle {
			join(circles, v.trace(m).circle[0], in)
		}
	}
	for m := range circles {
		circles[m] = first(circles, m)
	}
	v.circles[claim] = circles
	return circles
}

// first returns what stands for all that a mention was joined with, the least of
// them.
func first(joined map[MentionID]MentionID, m MentionID) MentionID {
	for next, ok := joined[m]; ok && next != m; next, ok = joined[m] {
		m = next
	}
	return m
}

// join makes two mentions one.
func join(joined map[MentionID]MentionID, a, b MentionID) {
	a, b = first(joined, a), first(joined, b)
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	joined[a], joined[b] = a, a
}

// uttered goes on with a trail along utterers of whom there is no text.
func (v *View) uttered(t traced, chain []Step) traced {
	for _, step := range chain {
		t.trail = append(t.trail, Leg{Link: Uttered, Source: v.Resolve(step.Source)})
	}
	return t
}

func (v *View) override(m *Mention) (Origin, bool) {
	var r RootValue
	d := v.Judged(about(m.ID, DimRoot))
	if d.Value.IsNull() || json.Unmarshal(d.Value, &r) != nil {
		return Origin{}, false
	}
	if !r.Source.IsZero() {
		return Origin{Source: v.Resolve(r.Source)}, true
	}
	if a := v.articles[r.Article]; a != nil && !a.TextOrigin.IsZero() {
		return Origin{Source: v.Resolve(a.TextOrigin), OwnVoice: true, Voice: "own"}, true
	}
	return Origin{Article: r.Article, OwnVoice: true, Voice: "own"}, true
}

// isItself reports whether what the analyst says of where a mention entered is its
// own article, or who wrote that: nobody has something from themselves.
func (v *View) isItself(m *Mention, writer SourceID) bool {
	var r RootValue
	if json.Unmarshal(v.Judged(about(m.ID, DimRoot)).Value, &r) != nil {
		return false
	}
	if r.Source.IsZero() {
		return r.Article == m.Article
	}
	return v.Resolve(r.Source) == writer
}

// endsNamed reports whether the last utterer of a chain is a source of its own
// that has a name. An anonymous group is whoever the first article says it is.
func (v *View) endsNamed(chain []Step) bool {
	if len(chain) == 0 {
		return false
	}
	last := chain[len(chain)-1]
	if last.Named != "" {
		return last.Named == "named" || last.Named == "document"
	}
	s := v.sources[v.Resolve(last.Source)]
	return s != nil && s.Kind != "anonymous_group" && s.Kind != "unknown" && s.Kind != ""
}

// saidIn returns the mention of the same claim in another article that the
// source wrote. An article that m's own is known to come from goes before
// others, then the earlier one.
func (v *View) saidIn(m *Mention, s SourceID, seen map[MentionID]bool, t *traced) *Mention {
	s = v.Resolve(s)
	var candidates []*Mention
	for _, other := range v.MentionsOf(m.Claim) {
		a := v.articles[other.Article]
		if a != nil && a.ID != m.Article && !a.TextOrigin.IsZero() && v.Resolve(a.TextOrigin) == s {
			candidates = append(candidates, other)
		}
	}
	return v.onward(m, candidates, seen, t)
}

// mentionIn returns the mention of the same claim in a given article.
func (v *View) mentionIn(m *Mention, in ArticleID, seen map[MentionID]bool, t *traced) *Mention {
	if in.IsZero() || in == m.Article {
		return nil
	}
	var candidates []*Mention
	for _, other := range v.MentionsOf(m.Claim) {
		if other.Article == in {
			candidates = append(candidates, other)
		}
	}
	return v.onward(m, candidates, seen, t)
}

// onward returns the nearest of some mentions that the trail has not passed, and
// notes it if one that it has passed is nearer.
func (v *View) onward(m *Mention, candidates []*Mention, seen map[MentionID]bool, t *traced) *Mention {
	next := v.nearest(m, candidates)
	if next == nil || !seen[next.ID] {
		return next
	}
	t.closed(next.ID)
	return v.nearest(m, slices.DeleteFunc(candidates, func(c *Mention) bool { return seen[c.ID] }))
}

func (v *View) nearest(m *Mention, candidates []*Mention) *Mention {
	if len(candidates) == 0 {
		return nil
	}
	stance := v.Stance(m.ID)
	rank := func(c *Mention) (r [2]int) {
		if !slices.ContainsFunc(v.derivations[m.Article], func(e edge) bool { return e.article == c.Article && !e.updates() }) {
			r[0] = 1
		}
		if v.Stance(c.ID) != stance {
			r[1] = 1
		}
		return r
	}
	return slices.MinFunc(candidates, func(a, b *Mention) int {
		x, y := rank(a), rank(b)
		return cmp.Or(
			cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]),
			cmp.Compare(unknownLast(v.published(a.Article)), unknownLast(v.published(b.Article))),
			bytes.Compare(a.Article[:], b.Article[:]), cmp.Compare(a.Span.Start, b.Span.Start), bytes.Compare(a.ID[:], b.ID[:]))
	})
}

// Corroboration is how much stands behind one side of a claim: three numbers,
// never one, and an honest interval made of them.
type Corroboration struct {
	Articles          int
	AttributedOrigins int      // origins that somebody is said to be
	OwnVoiceOrigins   int      // texts that just say so; nobody has established that they are independent
	Origins           []Origin // attributed ones first
	AtLeast, AtMost   int      // how many independent origins there may be
}

// Corroboration counts what stands behind a claim with one stance. Qualifying
// and mere mentions are listed, and not counted here.
//
// At most as many origins are independent as there are different ones. At
// least: the attributed ones, where those that look alike and those of one circle
// are taken for one, and of the own voices only those that the analyst has marked independent of
// every other origin; but never fewer than one.
func (v *View) Corroboration(claim ClaimID, side Stance) Corroboration {
	var mentions []*Mention
	for _, m := range v.MentionsOf(claim) {
		if v.Stance(m.ID) == side {
			mentions = append(mentions, m)
		}
	}
	return v.corroborate(mentions)
}

// Behind counts what stands behind everything that is said about a claim: for
// it, against it or in part.
func (v *View) Behind(claim ClaimID) Corroboration {
	var mentions []*Mention
	for _, m := range v.MentionsOf(claim) {
		if v.Stance(m.ID) != Mentions {
			mentions = append(mentions, m)
		}
	}
	return v.corroborate(mentions)
}

// corroborate counts the articles and origins of some mentions.
func (v *View) corroborate(mentions []*Mention) Corroboration {
	c := Corroboration{Articles: len(articlesOf(mentions)), Origins: v.originsOf(mentions)}
	for _, o := range c.Origins {
		if o.OwnVoice {
			c.OwnVoiceOrigins++
		} else {
			c.AttributedOrigins++
		}
	}
	c.AtMost = len(c.Origins)
	least := 1
	if v.twoIndependent(c.Origins) {
		least = 2
	}
	c.AtLeast = min(c.AtMost, max(least, v.certainlyApart(c.Origins)))
	return c
}

// originsOf returns the origins of some mentions, attributed ones first. Circles
// that lead to the same one are one.
func (v *View) originsOf(mentions []*Mention) []Origin {
	origins, circles := map[EntityID]Origin{}, map[MentionID]MentionID{}
	for _, m := range mentions {
		o := v.RootAmong(m, mentions)
		if known, ok := origins[o.Key()]; ok {
			o.OwnVoice = o.OwnVoice && known.OwnVoice
			if !o.OwnVoice || known.Voice != o.Voice {
				o.Voice = ""
			}
			switch {
			case o.Circle.IsZero():
				o.Circle = known.Circle
			case !known.Circle.IsZero():
				join(circles, o.Circle, known.Circle)
			}
		}
		origins[o.Key()] = o
	}
	list := make([]Origin, 0, len(origins))
	for _, o := range origins {
		o.Circle = first(circles, o.Circle)
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b Origin) int {
		x, y := a.Key(), b.Key()
		if a.OwnVoice != b.OwnVoice {
			return map[bool]int{false: -1, true: 1}[a.OwnVoice]
		}
		return bytes.Compare(x[:], y[:])
	})
	return list
}

// certainlyApart counts the origins that nothing speaks for taking together.
func (v *View) certainlyApart(origins []Origin) int {
	in := ringsOf(origins)
	var kept []Origin
	for _, o := range origins {
		one := func(other Origin) bool { return other != o && !v.ringsApart(in, other, o) }
		among := kept
		if o.OwnVoice {
			among = origins
		}
		if !slices.ContainsFunc(among, one) {
			kept = append(kept, o)
		}
	}
	return len(kept)
}

// rings are the origins of each circle: what came in through it has one of them,
// and nobody knows which.
type rings struct {
	circle map[EntityID]MentionID // of an origin that is in one
	of     map[MentionID][]Origin
}

func ringsOf(origins []Origin) rings {
	in := rings{map[EntityID]MentionID{}, map[MentionID][]Origin{}}
	for _, o := range origins {
		if !o.Circle.IsZero() {
			in.circle[o.Key()] = o.Circle
			in.of[o.Circle] = append(in.of[o.Circle], o)
		}
	}
	return in
}

// all returns what an origin may be.
func (in rings) all(o Origin) []Origin {
	if c, ok := in.circle[o.Key()]; ok {
		return in.of[c]
	}
	return []Origin{o}
}

// ringsApart reports whether two different origins are known not to be one,
// whichever of their circles each is.
func (v *View) ringsApart(in rings, a, b Origin) bool {
	if !v.apart(a, b) {
		return false
	}
	if c, ok := in.circle[a.Key()]; ok && c == in.circle[b.Key()] {
		return v.Independent(a, b)
	}
	for _, x := range in.all(a) {
		for _, y := range in.all(b) {
			if !v.apart(x, y) {
				return false
			}
		}
	}
	return true
}

// Independent reports whether the analyst has marked two origins independent
// of each other.
func (v *View) Independent(a, b Origin) bool {
	p := pair(a.Key(), b.Key())
	return v.Judged(JudgementKey{Target: p[0], Other: p[1], Dimension: DimIndependent}).Value.Flag()
}

// apart reports whether two different origins are known not to be one. Of texts
// that speak in their own voice only the analyst can know.
func (v *View) apart(a, b Origin) bool {
	if a.OwnVoice || b.OwnVoice {
		return v.Independent(a, b)
	}
	return !v.mayBeOne(a, b)
}

// mayBeOne reports whether two attributed origins are of one circle, or look
// alike and nobody has decided whether they are the same.
func (v *View) mayBeOne(a, b Origin) bool {
	if a.OwnVoice || b.OwnVoice || v.Independent(a, b) {
		return false
	}
	if !a.Circle.IsZero() && a.Circle == b.Circle {
		return true
	}
	if _, decided := v.different[pair(a.Key(), b.Key())]; decided {
		return false
	}
	x, y := v.sources[a.Source], v.sources[b.Source]
	return x != nil && y != nil && LookAlike(x, y)
}

// WorkedOut returns the trail of a mention as it would be without the analysts'
// own words on where its content entered.
func (v *View) WorkedOut(m *Mention) []Leg {
	if _, declared := v.override(m); !declared {
		return v.Trail(m)
	}
	c := *v.Case
	c.Judgements = slices.DeleteFunc(slices.Clone(c.Judgements), func(j Judgement) bool {
		return j.Target == EntityID(m.ID) && (j.Dimension == DimRoot || j.Dimension == DimAdjudication && j.Scope == string(DimRoot))
	})
	return NewView(&c, v.Me).Trail(m)
}
