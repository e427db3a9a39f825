package assay

import (
	"crypto/sha256"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/oplog"
)

// Proposed is a derivation that texts speak for: that an article comes from
// another one of the case, or from something outside of it. It is an index entry
// and never a fact; it becomes one by the analyst's act. That nothing is proposed
// does not make articles independent.
type Proposed struct {
	Child  ArticleID
	Parent ArticleID // zero if it comes from outside the case
	Source SourceID  // then: whose it is, if the case has that source
	Name   string    // then: the source as the text has it

	Rule   ProposalRule
	Ground ProposalGround // that Child comes from Parent and not the other way; "" if nothing says so
	Type   string         // one of DerivationTypes
	Amount string         // one of Amounts, "" if unknown
	Strong bool           // so much is shared that chance has no part in it

	Words                   int     // shared in the articles' own voice
	ChildCover, ParentCover float64 // the shares of their own words that stand in both, 0 to 1

	Place string // where it stands among all proposals, as text that sorts the surest first

	Passages []Aligned     // in the order of the child
	Says     []anchor.Span // places of the child that say where it is from; code points of its current text
}

// Aligned is a passage of an article and what it resembles in another; code
// points of their current texts.
type Aligned struct {
	Child, Parent anchor.Span
	Kind          string  // "narrative", "rewrite" or "quotation"
	Score         float64 // how much their words are the same, 0 to 1
}

// ProposalRule is why a derivation is proposed.
type ProposalRule string

// The rules.
const (
	RuleCopied     ProposalRule = "copied"      // they share words that are nobody's quotation
	RuleRewritten  ProposalRule = "rewritten"   // they say much the same, sentence by sentence
	RuleQuoting    ProposalRule = "quoting"     // one quotes at length what the other says itself
	RuleCredited   ProposalRule = "credited"    // the text says where it has this from
	RuleSameClaims ProposalRule = "same_claims" // they make the same claims in the same order
	RuleSameSlips  ProposalRule = "same_slips"  // they share what is wrong, or seldom, and said by nobody else
)

// ProposalGround is what it rests on that one article comes from the other.
type ProposalGround string

// The grounds.
const (
	GroundCredit ProposalGround = "credit" // it says so
	GroundQuotes ProposalGround = "quotes" // it quotes what the other says itself
	GroundTime   ProposalGround = "time"   // it appeared later
)

// DerivationProposal is the kind of suggestion that decisions on derivations
// from outside the case are about.
const DerivationProposal = "derivation"

// Subject returns what a decision on a derivation from outside the case is
// about: the article and how its text names where it is from.
func (p *Proposed) Subject() string { return p.Child.String() + " " + FoldName(p.Name) }

// RefusedDerivation reads the subject of a decision on a derivation from outside
// the case: the article, and the name without its capitals.
func RefusedDerivation(subject string) (child ArticleID, name string, ok bool) {
	id, name, ok := strings.Cut(subject, " ")
	if err := child.UnmarshalText([]byte(id)); err != nil {
		return child, "", false
	}
	return child, name, ok
}

// Undecided reports whether nobody has confirmed or rejected what is proposed,
// nor anything that answers it: of two articles, that either comes from the
// other; of a source outside the case, that the article comes from something of
// that source.
func (v *View) Undecided(p *Proposed) bool {
	if !p.Parent.IsZero() {
		return v.derivation(p.Child, EntityID(p.Parent)).Value.IsNull() && v.derivation(p.Parent, EntityID(p.Child)).Value.IsNull()
	}
	if len(v.refused) > 0 && v.refused[p.Subject()] {
		return false
	}
	return !slices.ContainsFunc(v.derivations[p.Child], func(e edge) bool { return v.isBy(e, p) })
}

// refuse collects the derivations from outside the case that were rejected: there
// may be thousands, and thousands of proposals to ask about.
func (v *View) refuse() {
	for i := range v.Case.Decisions {
		d := &v.Case.Decisions[i]
		if d.Suggestion != DerivationProposal || d.Verdict != "rejected" {
			continue
		}
		if v.refused == nil {
			v.refused = map[string]bool{}
		}
		v.refused[d.Subject] = true
	}
}

// isBy reports whether what an article comes from is of the source that a
// proposal names.
func (v *View) isBy(e edge, p *Proposed) bool {
	var by SourceID
	if a := v.articles[e.article]; a != nil {
		by = a.TextOrigin
	} else if w := v.works[e.work]; w != nil {
		by = w.Source
	}
	if by = v.Resolve(by); by.IsZero() {
		return false
	}
	if by == v.Resolve(p.Source) {
		return true
	}
	s := v.sources[by]
	return s != nil && slices.ContainsFunc(append([]string{s.Name}, s.Aliases...), func(n string) bool { return FoldName(n) == FoldName(p.Name) })
}

func (v *View) derivation(child ArticleID, from EntityID) Verdict {
	return v.Judged(JudgementKey{Target: EntityID(child), Other: from, Dimension: DimDerivation})
}

// Derivation is a derivation that is confirmed.
type Derivation struct {
	Child   ArticleID
	Parent  ArticleID // zero if it comes from outside the case
	Work    WorkID    // then: what it comes from
	Value   DerivationValue
	Verdict Verdict
}

// From returns what the article comes from.
func (d *Derivation) From() EntityID {
	if d.Parent.IsZero() {
		return EntityID(d.Work)
	}
	return EntityID(d.Parent)
}

// Derivations returns the confirmed derivations of the case, in the order of
// making of the children, then of what they come from.
func (v *View) Derivations() []Derivation {
	var list []Derivation
	for i := range v.Case.Articles {
		list = append(list, v.DerivationsOf(v.Case.Articles[i].ID)...)
	}
	return list
}

// DerivationsOf returns what an article is confirmed to come from.
func (v *View) DerivationsOf(child ArticleID) []Derivation {
	var list []Derivation
	for _, e := range v.derivations[child] {
		from := EntityID(e.article)
		if e.article.IsZero() {
			from = EntityID(e.work)
		}
		list = append(list, Derivation{child, e.article, e.work, e.value, v.derivation(child, from)})
	}
	return list
}

// ComesFrom reports whether an article is confirmed to come from another one,
// by whatever way, or is that one. Whoever confirms that parent comes from child
// must see that it does not.
func (v *View) ComesFrom(child, parent ArticleID) bool {
	seen := map[ArticleID]bool{}
	var reaches func(ArticleID) bool
	reaches = func(a ArticleID) bool {
		if a == parent {
			return true
		}
		if seen[a] {
			return false
		}
		seen[a] = true
		return slices.ContainsFunc(v.derivations[a], func(e edge) bool { return !e.article.IsZero() && reaches(e.article) })
	}
	return reaches(child)
}

// Supposing returns the view as it were if the analyst confirmed all of what is
// proposed and not decided. Nothing is changed.
func (v *View) Supposing(proposals []Proposed) *View {
	c := *v.Case
	c.Judgements, c.Works, c.Sources = slices.Clone(c.Judgements), slices.Clone(c.Works), slices.Clone(c.Sources)
	known := map[SourceID]bool{}
	for i := range proposals {
		p := &proposals[i]
		if !v.Undecided(p) {
			continue
		}
		from := EntityID(p.Parent)
		if p.Parent.IsZero() {
			source := p.Source
			if v.sources[v.Resolve(source)] == nil {
				source = SourceID(supposed("source", FoldName(p.Name)))
				if !known[source] {
					known[source] = true
					c.Sources = append(c.Sources, Source{ID: source, Name: p.Name})
				}
			}
			work := WorkID(supposed("work", p.Subject()))
			c.Works = append(c.Works, Work{ID: work, Source: source})
			from = EntityID(work)
		}
		c.Judgements = append(c.Judgements, Judgement{
			ID: JudgementID(supposed("derivation", p.Child.String()+from.String())), Target: EntityID(p.Child), Other: from, Dimension: DimDerivation, Coder: v.Me,
			Value: oplog.Encode(DerivationValue{Status: "confirmed", Type: p.Type, Amount: p.Amount}),
		})
	}
	return NewView(&c, v.Me)
}

// supposed returns the id of something that is only supposed to be.
func supposed(kind, name string) (id EntityID) {
	h := sha256.Sum256([]byte("supposed " + kind + " " + name))
	copy(id[:], h[:])
	return id
}

// Unplugged is what an analyst switches off to see what rests on it.
type Unplugged struct {
	Sources     []SourceID
	Articles    []ArticleID
	Derivations []Derives
}

// Derives is a derivation by its ends.
type Derives struct {
	Child ArticleID
	From  EntityID // an article or a work
}

// Without returns the view as it were if what is unplugged were not there:
// nothing that an article says counts whose trail leads through a source or an
// article that is off, and no derivation that is off is followed. Nothing is
// changed.
func (v *View) Without(u Unplugged) *View {
	c, cut := *v.Case, v
	if len(u.Derivations) > 0 {
		c.Judgements = slices.DeleteFunc(slices.Clone(c.Judgements), func(j Judgement) bool {
			derives := j.Dimension == DimDerivation || j.Dimension == DimAdjudication && j.Scope == string(DimDerivation)
			return derives && slices.Contains(u.Derivations, Derives{ArticleID(j.Target), j.Other})
		})
		cut = NewView(&c, v.Me)
	}
	off := map[EntityID]bool{}
	for _, s := range u.Sources {
		off[EntityID(cut.Resolve(s))] = true
	}
	for _, a := range u.Articles {
		off[EntityID(a)] = true
	}
	rest := c
	rest.Mentions = nil
	for i := range cut.Case.Mentions {
		m := &cut.Case.Mentions[i]
		through := func(l Leg) bool { return off[EntityID(l.Article)] || off[EntityID(l.Source)] }
		if !slices.ContainsFunc(cut.Trail(m), through) {
			rest.Mentions = append(rest.Mentions, *m)
		}
	}
	return NewView(&rest, v.Me)
}

// LineagePage is what the room of lineage shows: who may have what from whom.
type LineagePage struct {
	Case     *Case      // its articles and sources, and all that says where things come from
	Proposed []Proposed // and not decided; without passages, the ones that are surest first
	More     int        // further ones

	Refused     []Refused // the latest first
	RefusedMore int       // further ones
	Waiting     int       // articles that have not been compared yet, up to WaitingMost and one more

	Part *LineagePart // nil if the page has the whole case
}

// WaitingMost is up to how many articles it is told how many wait to be compared.
const WaitingMost = 1000

// LineagePart is what a page of a large case has, which is shown in parts.
type LineagePart struct {
	Before, After LineagePlace // what stands before and after the proposals of the page, zero for nothing
	Latest        int          // so many derivations and refusals were looked at, the latest; 0 where the filter names what is drawn
	Cut           bool         // what the filter names is more than is drawn
	Unnamed       bool         // whom the articles name is left out: too many passages are marked in them
	Earlier       bool         // more was refused, earlier
}

// LineagePlace is a place among the proposals of a case, from which a page has those that
// come next, or those that come before. The zero place is the beginning.
type LineagePlace struct{ After, Before string }

// BesidePage is two articles beside each other, with what they have in common.
type BesidePage struct {
	Case     *Case // the two articles with their mentions, and the claims of these
	A, B     ArticleID
	Texts    [2]anchor.Text
	Passages []Aligned // Child is of A, Parent of B
	Proposed []Proposed
	Compared int // code points at the beginning of each text in which passages were looked for; 0 for all
}

// Deriving is what an analyst says of where an article comes from: from another
// article, or from something outside of the case.
type Deriving struct {
	Child   ArticleID
	From    EntityID // an article or a work of the case; zero for what Outside names
	Outside Outside

	Status   string // one of DerivationStates; "" takes back what they have said
	Type     string // one of DerivationTypes, "" for unknown
	Amount   string // one of Amounts, "" for unknown
	Basis    string // how it is known, in words
	Evidence []Evidence
	Reason   string

	Was *DerivationValue // what was on their screen, the zero value for nothing; nil: whatever it was
}

// Outside is something outside of the case that an article comes from. A source
// that is not there is made, and so is a work.
type Outside struct {
	Source SourceID // whose it is; zero for the one of that name
	Name   string   // as a text has it, which is what a rejection is remembered by
	Title  string   // of the work, "" if that is not known
	When   string   // EDTF
	URL    string
}

// DerivablePage is what an article may come from, or, where that is still to be
// chosen, the articles that may come from something.
type DerivablePage struct {
	Case   *Case
	Offers []ArticleID // the likeliest first
}

// DerivableMost is how many articles are offered at once.
const DerivableMost = 12

// evidenceMost is how many passages are kept with a derivation: the longest, of
// each article.
const evidenceMost = 8

// Evidence returns what the two articles share and what the one says itself of
// where it is from, as it is kept with the judgement that it comes from the other.
func (p *BesidePage) Evidence(child ArticleID) []Evidence {
	list := slices.Clone(p.Passages)
	slices.SortStableFunc(list, func(x, y Aligned) int { return y.Child.Len() - x.Child.Len() })
	list = list[:min(len(list), evidenceMost)]
	slices.SortStableFunc(list, func(x, y Aligned) int { return x.Child.Start - y.Child.Start })
	view := NewView(p.Case, ActorID{})
	var evidence []Evidence
	add := func(side int, span anchor.Span) {
		id := [2]ArticleID{p.A, p.B}[side]
		if body := p.Texts[side]; body.In(span) && !span.Empty() {
			evidence = append(evidence, Evidence{Text: view.Article(id).Text, Start: span.Start, End: span.End, Quote: body.Slice(span)})
		}
	}
	of := 0
	if child == p.B {
		of = 1
	}
	for i := range p.Proposed {
		if p.Proposed[i].Child == child {
			for _, says := range p.Proposed[i].Says {
				add(of, says)
			}
		}
	}
	for _, q := range list {
		add(0, q.Child)
		add(1, q.Parent)
	}
	return evidence
}
