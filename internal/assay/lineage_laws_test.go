package assay_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"assay/internal/assay"
	"assay/internal/assay/worldtest"
	"assay/internal/oplog"
)

// TestLineageLaws tries what must hold of trails and counts in any case.
func TestLineageLaws(t *testing.T) {
	worlds(t, 2, 24, func(t *testing.T, _ uint64, w *worldtest.World) {
		all := oplog.Union(w.Replicas[0].Log, w.Replicas[1].Log)
		v := assay.NewView(entangled(w.R, assay.Build(assay.Records(all))), assay.ActorID(w.Replicas[0].Author.Actor))
		for _, law := range []func(*testing.T, *rand.Rand, *assay.View){
			countsHold, articlesBoundOrigins, trailEnds, orderOfListsIsNothing, copiesAddNoOrigin, rejectAndConfirm, supposeNothing, independenceOnlyNarrows, circlesAreOne, updatesAddNoOrigin,
		} {
			law(t, w.R, v)
		}
	})
}

// entangled makes the articles of a case, of which a world has few that bear on
// the same claim, say and derive more of each other, in circles too.
func entangled(r *rand.Rand, c *assay.Case) *assay.Case {
	if len(c.Articles) == 0 || len(c.Claims) == 0 {
		return c
	}
	id := func(kind byte, n int) (e assay.EntityID) { e[0], e[14], e[15] = kind, byte(n>>8), byte(n); return e }
	var coder assay.ActorID
	if len(c.Actors) > 0 {
		coder = c.Actors[0].ID
	}
	judge := func(n int, k assay.JudgementKey, value any) {
		c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID(id(250, n)), Target: k.Target, Other: k.Other, Dimension: k.Dimension, Coder: coder, Value: oplog.Encode(value)})
	}
	for i := range c.Articles {
		if len(c.Sources) > 0 && r.IntN(3) > 0 {
			c.Articles[i].TextOrigin = c.Sources[r.IntN(len(c.Sources))].ID
		}
	}
	for n := range 4 + r.IntN(8) {
		m := assay.Mention{ID: assay.MentionID(id(251, n)), Article: c.Articles[r.IntN(len(c.Articles))].ID, Claim: c.Claims[r.IntN(min(2, len(c.Claims)))].ID}
		c.Mentions = append(c.Mentions, m)
		judge(n, assay.JudgementKey{Target: assay.EntityID(m.ID), Dimension: assay.DimStance}, assay.Stances[r.IntN(3)])
		if len(c.Sources) > 0 && r.IntN(2) == 0 {
			step := assay.Step{Source: c.Sources[r.IntN(len(c.Sources))].ID}
			c.Attributions = append(c.Attributions, assay.Attribution{ID: assay.ID[assay.Attribution](id(252, n)), Mention: m.ID, Coder: coder, Chain: []assay.Step{step}})
		}
	}
	for n := range r.IntN(5) {
		a, b := c.Articles[r.IntN(len(c.Articles))].ID, c.Articles[r.IntN(len(c.Articles))].ID
		if a != b {
			judge(100+n, assay.JudgementKey{Target: assay.EntityID(a), Other: assay.EntityID(b), Dimension: assay.DimDerivation}, assay.DerivationValue{Status: "confirmed", Type: []string{"", "verbatim", assay.Updates}[r.IntN(3)]})
		}
	}
	return c
}

// corroborations are the numbers of every claim.
func corroborations(v *assay.View) (list []assay.Corroboration) {
	for i := range v.Case.Claims {
		for _, side := range assay.Stances {
			list = append(list, v.Corroboration(v.Case.Claims[i].ID, side))
		}
		list = append(list, v.Behind(v.Case.Claims[i].ID))
	}
	return list
}

func trails(v *assay.View) (list [][]assay.Leg) {
	for i := range v.Case.Mentions {
		list = append(list, v.Trail(&v.Case.Mentions[i]))
	}
	return list
}

func sameCounts(a, b assay.Corroboration) bool {
	return a.Articles == b.Articles && a.AttributedOrigins == b.AttributedOrigins && a.OwnVoiceOrigins == b.OwnVoiceOrigins && a.AtLeast == b.AtLeast && a.AtMost == b.AtMost &&
		slices.Equal(a.Origins, b.Origins)
}

// countsHold: a number of origins never exceeds that of the mentions that
// have them, the interval is one, and a statement counts what it lists.
func countsHold(t *testing.T, _ *rand.Rand, v *assay.View) {
	for _, n := range corroborations(v) {
		if n.AtLeast > n.AtMost || n.AtMost != n.AttributedOrigins+n.OwnVoiceOrigins || n.AtMost != len(n.Origins) || (n.Articles == 0) != (n.AtLeast == 0) {
			t.Errorf("%+v does not add up", n)
		}
	}
	for i := range v.Case.Claims {
		for _, side := range assay.Stances { // of an article, one passage may be its own and another somebody else's
			mentions, articles := 0, map[assay.ArticleID]bool{}
			for _, m := range v.MentionsOf(v.Case.Claims[i].ID) {
				if v.Stance(m.ID) == side {
					mentions++
					articles[m.Article] = true
				}
			}
			if n := v.Corroboration(v.Case.Claims[i].ID, side); n.AtMost > mentions || n.Articles != len(articles) || mentions == len(articles) && n.AtMost > n.Articles {
				t.Errorf("%+v, of %d mentions", n, mentions)
			}
		}
		s := v.Statement(v.Case.Claims[i].ID)
		listed := len(s.For.Mentions) + len(s.Against.Mentions) + len(s.Qualifying) + len(s.Mentioning) + len(s.Unsaid)
		if listed != len(v.MentionsOf(s.Claim)) {
			t.Errorf("the statement lists %d of %d mentions", listed, len(v.MentionsOf(s.Claim)))
		}
		for _, side := range []assay.Side{s.For, s.Against} {
			based := 0
			for _, b := range side.Bases {
				based += len(b.Mentions)
			}
			if based != len(side.Mentions) || len(side.Bases) != side.AtMost {
				t.Errorf("%d of %d mentions rest on %d of %d origins", based, len(side.Mentions), len(side.Bases), side.AtMost)
			}
		}
	}
}

// articlesBoundOrigins: of mentions that each stand in an article of their
// own there are no more origins than articles.
func articlesBoundOrigins(t *testing.T, _ *rand.Rand, v *assay.View) {
	c := *v.Case
	seen := map[[2]assay.EntityID]bool{}
	c.Mentions = slices.DeleteFunc(slices.Clone(c.Mentions), func(m assay.Mention) bool {
		k := [2]assay.EntityID{assay.EntityID(m.Article), assay.EntityID(v.One(m.Claim))}
		twice := seen[k]
		seen[k] = true
		return twice
	})
	for _, n := range corroborations(assay.NewView(&c, v.Me)) {
		if n.AtMost > n.Articles {
			t.Errorf("%d origins of %d articles", n.AtMost, n.Articles)
		}
	}
}

// trailEnds: a trail begins with its mention, is finite even in circles,
// passes no mention twice and ends where the root is.
func trailEnds(t *testing.T, _ *rand.Rand, v *assay.View) {
	for i := range v.Case.Mentions {
		m := &v.Case.Mentions[i]
		trail, root := v.Trail(m), v.Root(m)
		if trail[0].Mention != m.ID || trail[0].Link != assay.Begins {
			t.Errorf("the trail begins with %+v", trail[0])
		}
		seen := map[assay.MentionID]bool{}
		for _, l := range trail {
			if !l.Mention.IsZero() && seen[l.Mention] {
				t.Error("the trail goes round")
			}
			seen[l.Mention] = true
		}
		if last := trail[len(trail)-1]; root.Source != last.Source && last.Link != assay.Declared || last.Source.IsZero() && root.Source.IsZero() && root.Article != last.Article {
			t.Errorf("the trail ends with %+v, the root is %+v", last, root)
		}
	}
}

// orderOfListsIsNothing: what is concluded is a function of the case, and
// asking in another order, or of a case in another order, changes nothing.
func orderOfListsIsNothing(t *testing.T, r *rand.Rand, v *assay.View) {
	c := *v.Case
	c.Judgements, c.Attributions, c.Sames, c.Works = shuffled(r, c.Judgements), shuffled(r, c.Attributions), shuffled(r, c.Sames), shuffled(r, c.Works)
	c.Articles, c.Sources, c.Texts, c.Actors = shuffled(r, c.Articles), shuffled(r, c.Sources), shuffled(r, c.Texts), shuffled(r, c.Actors)
	c.Mentions = shuffled(r, c.Mentions)
	other := assay.NewView(&c, v.Me)
	for i := range c.Mentions { // in another order than v does
		other.Root(&c.Mentions[i])
	}
	if want, got := corroborations(v), corroborations(other); !slices.EqualFunc(want, got, sameCounts) {
		t.Errorf("in another order\n%+v, want\n%+v", got, want)
	}
	for i := range v.Case.Mentions {
		m := &v.Case.Mentions[i]
		if !slices.Equal(v.Trail(m), other.Trail(other.Mention(m.ID))) {
			t.Errorf("the trail is %+v, want %+v", other.Trail(other.Mention(m.ID)), v.Trail(m))
		}
	}
}

func shuffled[T any](r *rand.Rand, list []T) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// copiesAddNoOrigin: a confirmed copy of an article that repeats what it
// says, and names nobody, raises no number of origins.
func copiesAddNoOrigin(t *testing.T, r *rand.Rand, v *assay.View) {
	if len(v.Case.Articles) == 0 {
		return
	}
	c := *v.Case
	of := c.Articles[r.IntN(len(c.Articles))].ID
	fresh := assay.EntityID{255, 1}
	c.Articles = append(slices.Clone(c.Articles), assay.Article{ID: assay.ArticleID(fresh)})
	c.Mentions, c.Judgements = slices.Clone(c.Mentions), slices.Clone(c.Judgements)
	c.Judgements = append(c.Judgements, assay.Judgement{
		ID: assay.JudgementID{255}, Target: fresh, Other: assay.EntityID(of), Dimension: assay.DimDerivation, Coder: v.Me, Value: oplog.Encode(assay.DerivationValue{Status: "confirmed"}),
	})
	copied := map[assay.ClaimID]bool{} // of each claim the first mention: where the copy would find it
	for _, m := range v.Case.Mentions {
		if m.Article != of || copied[v.One(m.Claim)] || v.Claim(m.Claim) == nil {
			continue
		}
		copied[v.One(m.Claim)] = true
		m.ID, m.Article = assay.MentionID{255, byte(len(copied))}, assay.ArticleID(fresh)
		c.Mentions = append(c.Mentions, m)
		c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID{254, byte(len(copied))}, Target: assay.EntityID(m.ID), Dimension: assay.DimStance, Coder: v.Me, Value: oplog.Encode(v.Stance(sameClaim(v, of, m.Claim).ID))})
	}
	before, after := corroborations(v), corroborations(assay.NewView(&c, v.Me))
	for i := range before {
		if after[i].AtMost > before[i].AtMost || after[i].Articles < before[i].Articles {
			t.Errorf("a copy made %+v of %+v", after[i], before[i])
		}
	}
}

// sameClaim returns the first mention of a claim in an article.
func sameClaim(v *assay.View, a assay.ArticleID, claim assay.ClaimID) *assay.Mention {
	for _, m := range v.MentionsOf(claim) {
		if m.Article == a {
			return m
		}
	}
	return nil
}

// rejectAndConfirm: a derivation that is rejected and confirmed again leads
// to the same counts.
func rejectAndConfirm(t *testing.T, _ *rand.Rand, v *assay.View) {
	want := corroborations(v)
	for i := range v.Case.Judgements {
		if v.Case.Judgements[i].Dimension != assay.DimDerivation {
			continue
		}
		c := *v.Case
		c.Judgements = slices.Clone(c.Judgements)
		j := &c.Judgements[i]
		was := j.Value
		j.Value = oplog.Encode(assay.DerivationValue{Status: "rejected"})
		corroborations(assay.NewView(&c, v.Me))
		j.Value = was
		if got := corroborations(assay.NewView(&c, v.Me)); !slices.EqualFunc(want, got, sameCounts) {
			t.Errorf("rejected and confirmed again: %+v, want %+v", got, want)
		}
	}
}

// supposeNothing: supposing nothing and switching nothing off changes
// nothing, nor does supposing or switching off anything change the case.
func supposeNothing(t *testing.T, r *rand.Rand, v *assay.View) {
	want := corroborations(v)
	for name, other := range map[string]*assay.View{"supposing nothing": v.Supposing(nil), "without nothing": v.Without(assay.Unplugged{})} {
		if got := corroborations(other); !slices.EqualFunc(want, got, sameCounts) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		if a, b := trails(v), trails(other); !slices.EqualFunc(a, b, slices.Equal[[]assay.Leg]) {
			t.Errorf("%s: other trails", name)
		}
	}
	if len(v.Case.Articles) < 2 {
		return
	}
	a, b := v.Case.Articles[r.IntN(len(v.Case.Articles))].ID, v.Case.Articles[r.IntN(len(v.Case.Articles))].ID
	judged := len(v.Case.Judgements)
	supposed := v.Supposing([]assay.Proposed{{Child: a, Parent: b}, {Child: b, Name: "Northwire"}})
	off := v.Without(assay.Unplugged{Articles: []assay.ArticleID{a}})
	for i := range off.Case.Mentions {
		if m := &off.Case.Mentions[i]; m.Article == a {
			t.Error("what an article says that is off still counts")
		}
	}
	for i, n := range corroborations(off) {
		if n.Articles > want[i].Articles {
			t.Errorf("switching off made %+v of %+v", n, want[i])
		}
	}
	for i, n := range corroborations(supposed) {
		if n.Articles != want[i].Articles {
			t.Errorf("supposing made %+v of %+v", n, want[i])
		}
	}
	if got := corroborations(v); !slices.EqualFunc(want, got, sameCounts) || len(v.Case.Judgements) != judged {
		t.Error("the view was changed")
	}
}

// independenceOnlyNarrows: marking two origins as independent raises no
// upper figure and lowers no lower one.
func independenceOnlyNarrows(t *testing.T, _ *rand.Rand, v *assay.View) {
	before := corroborations(v)
	for _, n := range before {
		if len(n.Origins) < 2 {
			continue
		}
		a, b := n.Origins[0].Key(), n.Origins[1].Key()
		if bytes.Compare(a[:], b[:]) > 0 {
			a, b = b, a
		}
		c := *v.Case
		c.Judgements = append(slices.Clone(c.Judgements), assay.Judgement{ID: assay.JudgementID{255}, Target: a, Other: b, Dimension: assay.DimIndependent, Coder: v.Me, Value: oplog.Encode(true), Meta: assay.Meta{Changed: 1 << 62}})
		for i, m := range corroborations(assay.NewView(&c, v.Me)) {
			if m.AtMost != before[i].AtMost || m.AtLeast < before[i].AtLeast {
				t.Errorf("independence made %+v of %+v", m, before[i])
			}
		}
		return
	}
}

// circlesAreOne: texts that have something from each other raise the lower
// figure by no more than one text does, and are no certain dispute; and whichever
// of its origins a circle has in truth, there are at least as many as was said.
func circlesAreOne(t *testing.T, r *rand.Rand, v *assay.View) {
	if len(v.Case.Claims) == 0 {
		return
	}
	c := *v.Case
	c.Articles, c.Mentions, c.Attributions, c.Judgements, c.Sources = slices.Clone(c.Articles), slices.Clone(c.Mentions), slices.Clone(c.Attributions), slices.Clone(c.Judgements), slices.Clone(c.Sources)
	claim, round := c.Claims[r.IntN(len(c.Claims))].ID, []string{"Alder", "Birch", "Cedar", "Damson"}[:2+r.IntN(3)]
	side := assay.Stances[r.IntN(3)]
	for i, name := range round {
		n, next := byte(i), byte((i+1)%len(round))
		c.Sources = append(c.Sources, assay.Source{ID: assay.SourceID{255, n}, Name: name, Kind: "outlet"})
		c.Articles = append(c.Articles, assay.Article{ID: assay.ArticleID{255, 50 + n}, TextOrigin: assay.SourceID{255, n}})
		c.Mentions = append(c.Mentions, assay.Mention{ID: assay.MentionID{255, 100 + n}, Article: assay.ArticleID{255, 50 + n}, Claim: claim})
		c.Attributions = append(c.Attributions, assay.Attribution{ID: assay.ID[assay.Attribution]{255, n}, Mention: assay.MentionID{255, 100 + n}, Chain: []assay.Step{{Source: assay.SourceID{255, next}}}})
		c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID{255, n}, Target: assay.EntityID{255, 100 + n}, Dimension: assay.DimStance, Coder: v.Me, Value: oplog.Encode(side)})
	}
	with := assay.NewView(&c, v.Me)
	before, after := v.Corroboration(claim, side), with.Corroboration(claim, side)
	if after.AtLeast > before.AtLeast+1 || after.AtMost != before.AtMost+len(round) {
		t.Errorf("a circle of %d made %+v of %+v", len(round), after, before)
	}
	for _, side := range assay.Stances {
		said := with.Corroboration(claim, side)
		for i, o := range said.Origins {
			if o.Circle.IsZero() || o.Source.IsZero() || slices.ContainsFunc(said.Origins, func(x assay.Origin) bool { return with.Independent(o, x) }) {
				continue
			}
			solved := c
			solved.Judgements = slices.Clone(c.Judgements)
			for _, m := range with.MentionsOf(claim) {
				if j := slices.IndexFunc(said.Origins, func(x assay.Origin) bool { return x.Key() == with.Root(m).Key() }); j >= 0 && said.Origins[j].Circle == said.Origins[i].Circle {
					solved.Judgements = append(solved.Judgements, assay.Judgement{ID: assay.JudgementID(m.ID), Target: assay.EntityID(m.ID), Dimension: assay.DimRoot, Coder: v.Me, Value: oplog.Encode(assay.RootValue{Source: o.Source}), Meta: assay.Meta{Changed: 1 << 62}})
				}
			}
			if n := assay.NewView(&solved, v.Me).Corroboration(claim, side); n.AtMost < said.AtLeast {
				t.Errorf("%+v, though it may be %+v", said, n)
			}
		}
	}
}

// updatesAddNoOrigin: who confirms that an article is a later version of another
// raises no number of origins, and none at all where the later version only says
// again what the earlier one does.
func updatesAddNoOrigin(t *testing.T, r *rand.Rand, v *assay.View) {
	if len(v.Case.Articles) < 2 {
		return
	}
	before := corroborations(v)
	for range 4 {
		a, b := v.Case.Articles[r.IntN(len(v.Case.Articles))].ID, v.Case.Articles[r.IntN(len(v.Case.Articles))].ID
		if a == b || v.ComesFrom(b, a) || len(derivationsBetween(v, a, b)) > 0 {
			continue
		}
		c := *v.Case
		c.Judgements = append(slices.Clone(c.Judgements), assay.Judgement{
			ID: assay.JudgementID{255}, Target: assay.EntityID(a), Other: assay.EntityID(b), Dimension: assay.DimDerivation, Coder: v.Me,
			Value: oplog.Encode(assay.DerivationValue{Status: "confirmed", Type: assay.Updates}), Meta: assay.Meta{Changed: 1 << 62},
		})
		with := assay.NewView(&c, v.Me)
		if !slices.Contains(with.Earlier(a), b) || !slices.Contains(with.Later(b), a) {
			t.Error("it is no later version")
		}
		for i, n := range corroborations(with) {
			if n.AtMost > before[i].AtMost || n.Articles != before[i].Articles {
				t.Errorf("an update made %+v of %+v", n, before[i])
			}
		}
	}
}

// derivationsBetween returns what is said of where one of two articles comes from.
func derivationsBetween(v *assay.View, a, b assay.ArticleID) (list []assay.Judgement) {
	for _, j := range v.Case.Judgements {
		x, y := assay.ArticleID(j.Target), assay.ArticleID(j.Other)
		if x == a && y == b || x == b && y == a {
			list = append(list, j)
		}
	}
	return list
}
