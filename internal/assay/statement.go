package assay

import (
	"bytes"
	"cmp"
	"slices"
)

// Statement says what a claim rests on, as the summary statement on sources of
// ICD 206 does: how many articles, how many origins, through whom, and what is
// not known of them. Every count leads back to the mentions that make it. What
// articles do not say is no part of it: silence is no denial.
type Statement struct {
	Claim        ClaimID
	For, Against Side
	Qualifying   []MentionID // say it weaker, narrower or in part
	Mentioning   []MentionID // refer to it without a position
	Unsaid       []MentionID // of which nobody has said how they stand to it
	Both         []MentionID // of articles that say that it is so and that it is not
}

// Side is what stands on one side of a claim.
type Side struct {
	Corroboration
	Mentions []MentionID
	Bases    []Basis // what most articles rest on first, what nobody knows the origin of last
	// Confirmed tells that two of the origins are marked as independent of each
	// other.
	Confirmed bool
}

// Basis is an origin, and what rests on it.
type Basis struct {
	Origin
	Articles  int
	Mentions  []MentionID
	Via       []SourceID  // whose texts or words the trails come through last before it, the most frequent first
	Works     []WorkID    // outside the case that articles have it from
	Outside   []MentionID // of articles that have it from one of those
	Declared  []MentionID // of which it is the analyst's own word
	Anonymous bool        // it has no name but a description
	Document  bool
}

// Known reports whether it is known where this entered: with somebody who is said to
// have said it, or with a text that speaks for itself.
func (b *Basis) Known() bool { return !b.OwnVoice || b.Voice == "own" }

// Known counts the origins of which it is known where they are.
func (s *Side) Known() (n int) {
	for i := range s.Bases {
		if s.Bases[i].Known() {
			n++
		}
	}
	return n
}

// Statement returns what a claim rests on.
func (v *View) Statement(claim ClaimID) Statement {
	s := Statement{Claim: v.One(claim)}
	sides := map[Stance][]*Mention{}
	for _, m := range v.MentionsOf(claim) {
		if !v.HasStance(m.ID) {
			s.Unsaid = append(s.Unsaid, m.ID)
			continue
		}
		stance := v.Stance(m.ID)
		sides[stance] = append(sides[stance], m)
	}
	s.For, s.Against = v.sideOf(sides[Supports]), v.sideOf(sides[Contradicts])
	s.Qualifying, s.Mentioning = mentionIDs(sides[Qualifies]), mentionIDs(sides[Mentions])
	with, against := articlesOf(sides[Supports]), articlesOf(sides[Contradicts])
	for _, m := range slices.Concat(sides[Supports], sides[Contradicts]) {
		if with[m.Article] && against[m.Article] {
			s.Both = append(s.Both, m.ID)
		}
	}
	return s
}

func mentionIDs(mentions []*Mention) []MentionID {
	ids := make([]MentionID, len(mentions))
	for i, m := range mentions {
		ids[i] = m.ID
	}
	return ids
}

func articlesOf(mentions []*Mention) map[ArticleID]bool {
	articles := map[ArticleID]bool{}
	for _, m := range mentions {
		articles[m.Article] = true
	}
	return articles
}

// sideOf says what some mentions rest on.
func (v *View) sideOf(mentions []*Mention) Side {
	s := Side{Corroboration: v.corroborate(mentions), Mentions: mentionIDs(mentions)}
	s.Confirmed = v.twoIndependent(s.Origins)
	on := map[EntityID][]*Mention{}
	for _, m := range mentions {
		key := v.RootAmong(m, mentions).Key()
		on[key] = append(on[key], m)
	}
	for _, o := range s.Origins {
		s.Bases = append(s.Bases, v.basis(o, on[o.Key()]))
	}
	unknown := map[bool]int{false: 1}
	slices.SortStableFunc(s.Bases, func(a, b Basis) int {
		return cmp.Or(cmp.Compare(unknown[a.Known()], unknown[b.Known()]), cmp.Compare(b.Articles, a.Articles))
	})
	return s
}

// basis returns an origin with the mentions that rest on it.
func (v *View) basis(o Origin, mentions []*Mention) Basis {
	b := Basis{Origin: o}
	if src := v.sources[o.Source]; src != nil && !o.OwnVoice {
		b.Anonymous, b.Document = src.Kind == "anonymous_group", src.Kind == "document"
	}
	articles, via := map[ArticleID]bool{}, map[SourceID]int{}
	for _, m := range mentions {
		articles[m.Article] = true
		b.Mentions = append(b.Mentions, m.ID)
		trail := v.Trail(m)
		last := trail[len(trail)-1]
		switch {
		case last.Link == Declared:
			b.Declared = append(b.Declared, m.ID)
		case !last.Work.IsZero():
			b.Outside = append(b.Outside, m.ID)
			if !slices.Contains(b.Works, last.Work) {
				b.Works = append(b.Works, last.Work)
			}
		}
		if len(trail) < 2 || last.Link == Declared || !last.Mention.IsZero() {
			continue
		}
		if through := trail[len(trail)-2].Source; !through.IsZero() && through != o.Source {
			via[through]++
		}
	}
	b.Articles = len(articles)
	for s := range via {
		b.Via = append(b.Via, s)
	}
	slices.SortFunc(b.Via, func(x, y SourceID) int {
		return cmp.Or(cmp.Compare(via[y], via[x]), bytes.Compare(x[:], y[:]))
	})
	return b
}

// Base is what a list of claims rests on as a whole: its strengths and its
// weaknesses, the sources that matter most, and where they agree or not.
type Base struct {
	Supported []ClaimID // that any article says are so
	Confirmed []ClaimID // of them: two of their origins are marked as independent
	Single    []ClaimID // whose support may all go back to one origin
	Anonymous []ClaimID // every known origin of which is somebody without a name
	Unknown   []ClaimID // of which it is known of no article where it has it from
	TooHigh   []ClaimID // graded higher than what stands behind them bears
	Main      []Weight  // the origins that most claims rest on first
	Disputes  []ClaimID // that different origins say different things on
	Drifts    []ClaimID // that one origin is told differently on
	Selves    []ClaimID // that one article says both on
}

// Weight is an origin, and the claims whose support rests on it.
type Weight struct {
	Origin
	Claims []ClaimID
	Only   []ClaimID // of them: those that have no other origin
}

// Base returns what some claims rest on.
func (v *View) Base(claims []ClaimID) Base {
	var b Base
	at := map[EntityID]int{}
	for _, id := range claims {
		switch contest := v.ContestedClaim(id); contest.Level {
		case BetweenOrigins:
			b.Disputes = append(b.Disputes, id)
		case WithinOneOrigin:
			b.Drifts = append(b.Drifts, id)
		case BothLevels:
			b.Disputes, b.Drifts = append(b.Disputes, id), append(b.Drifts, id)
		case SelfContradiction:
			b.Selves = append(b.Selves, id)
		}
		if _, tooHigh := v.Guard(id, Credibility(v.Credibility(EntityID(id)).Word())); tooHigh {
			b.TooHigh = append(b.TooHigh, id)
		}
		s := v.Statement(id).For
		if s.Articles > 0 {
			b.add(id, &s, at)
		}
	}
	slices.SortStableFunc(b.Main, func(x, y Weight) int {
		return cmp.Or(cmp.Compare(len(y.Claims), len(x.Claims)), cmp.Compare(len(y.Only), len(x.Only)))
	})
	return b
}

// add counts one supported claim; at is where each origin is in the list.
func (b *Base) add(id ClaimID, s *Side, at map[EntityID]int) {
	b.Supported = append(b.Supported, id)
	if s.Confirmed {
		b.Confirmed = append(b.Confirmed, id)
	}
	if s.AtLeast <= 1 {
		b.Single = append(b.Single, id)
	}
	known := s.Known()
	if known == 0 {
		b.Unknown = append(b.Unknown, id)
	}
	anonymous := 0
	for i := range s.Bases {
		x := &s.Bases[i]
		if x.Anonymous {
			anonymous++
		}
		n, ok := at[x.Key()]
		if !ok {
			n = len(b.Main)
			at[x.Key()] = n
			b.Main = append(b.Main, Weight{Origin: x.Origin})
		}
		w := &b.Main[n]
		if w.OwnVoice && !x.OwnVoice {
			w.Origin = x.Origin
		}
		w.Claims = append(w.Claims, id)
		if len(s.Bases) == 1 {
			w.Only = append(w.Only, id)
		}
	}
	if anonymous > 0 && anonymous == known {
		b.Anonymous = append(b.Anonymous, id)
	}
}
