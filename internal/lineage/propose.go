package lineage

import "time"

// Known is what is known of two articles besides their texts.
type Known struct {
	SameHouse  bool // one house published both
	ACredits   bool // a says that it has its content from b, or from who wrote b
	BCredits   bool
	BothCredit bool      // both say that they have it from the same third party
	AppearedA  time.Time // when a appeared, zero if that is not known to the minute
	AppearedB  time.Time
}

// Rule is why something is proposed.
type Rule string

// Rules, in the order in which they are tried.
const (
	Copied    Rule = "copied"    // they share words that are nobody's quotation
	Rewritten Rule = "rewritten" // they say much the same, sentence by sentence
	Quoting   Rule = "quoting"   // one quotes at length what the other says itself
	Statement Rule = "statement" // they quote the same words: no derivation
)

// Ground is what it rests on that one article comes from the other, and not the
// other from it.
type Ground string

// Grounds, the best first.
const (
	Credit Ground = "credit" // it says so
	Quotes Ground = "quotes" // it quotes what the other says itself
	Time   Ground = "time"   // it appeared later
)

// Which is one of two articles, or neither.
type Which string

// Which of two articles.
const (
	Neither Which = ""
	A       Which = "a"
	B       Which = "b"
)

// Proposal is what may be between two articles, for an analyst to decide. It is
// never a fact, and no proposal does not make two articles independent.
type Proposal struct {
	Rule   Rule
	Type   string // one of [assay.DerivationTypes]; "" for a shared statement
	Amount string // one of [assay.Amounts]: how much of the child comes from the other
	Child  Which  // the one that comes from the other; Neither if nothing says which
	Ground Ground // of Child
	Common bool   // neither comes from the other, but both from a third
	Strong bool   // so much is shared that chance has no part in it
}

// Propose says what a comparison may mean, and false if nothing.
func (c Comparison) Propose(k Known) (p Proposal, ok bool) {
	switch {
	case c.copied(k):
		p.Rule, p.Type = Copied, "excerpt"
		p.Strong = c.share() >= strongShare
	case min(c.A.Cover, c.B.Cover) >= rewriteCover && c.Cosine >= rewriteCosine && min(c.A.Words, c.B.Words) >= rewriteWords:
		p.Rule, p.Type = Rewritten, "unattributed_rewrite"
	case c.quoting() != Neither && !k.SameHouse:
		p.Rule, p.Type, p.Child, p.Ground, p.Amount = Quoting, "quotes", c.quoting(), Quotes, "partially"
		return p, true
	case c.Said >= copyRun:
		return Proposal{Rule: Statement}, true
	default:
		return p, false
	}
	p.direct(c, k)
	cover := min(c.A.Cover, c.B.Cover)
	switch p.Child {
	case A:
		cover = c.A.Cover
	case B:
		cover = c.B.Cover
	case Neither:
	}
	p.Amount = "partially"
	if cover >= whollyCover {
		p.Amount = "wholly"
		if p.Rule == Copied {
			p.Type = "verbatim"
		}
	}
	if p.Rule == Rewritten && p.Ground == Credit {
		p.Type = "attributed_report"
	}
	return p, true
}

// copied tells whether the texts share words as they do not by chance. Two
// articles of one house may share what it prints around them, of which too few
// have been seen, and are asked for more.
func (c Comparison) copied(k Known) bool {
	return c.Longest >= copyRun && c.Words >= copyWords && (!k.SameHouse || c.share() >= strongShare)
}

// share is the shared words' part of the shorter text.
func (c Comparison) share() float64 {
	if n := min(c.A.Own, c.B.Own); n > 0 {
		return float64(c.Words) / float64(n)
	}
	return 0
}

// quoting returns the article that quotes the other at length.
func (c Comparison) quoting() Which {
	return either(c.A.Quotes >= quotesLong, c.B.Quotes >= quotesLong)
}

// direct finds which article comes from the other.
func (p *Proposal) direct(c Comparison, k Known) {
	if k.BothCredit {
		p.Common = true
		return
	}
	for _, g := range []struct {
		ground Ground
		child  Which
	}{
		{Credit, either(k.ACredits, k.BCredits)},
		{Quotes, either(c.A.Quotes >= quotesSome, c.B.Quotes >= quotesSome)},
		{Time, Later(k.AppearedA, k.AppearedB)},
	} {
		if g.child != Neither {
			p.Child, p.Ground = g.child, g.ground
			return
		}
	}
}

// Later returns which of two articles appeared so much later than the other that it
// may come from it: neither if that is not known of both, or it was at once.
func Later(a, b time.Time) Which {
	if a.IsZero() || b.IsZero() {
		return Neither
	}
	later := a.Sub(b)
	return either(later > atOnce, later < -atOnce)
}

// either returns the one that something is true of, if it is not true of both.
func either(a, b bool) Which {
	switch {
	case a && !b:
		return A
	case b && !a:
		return B
	default:
		return Neither
	}
}
