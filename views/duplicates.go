package views

import (
	"context"
	"math"
	"strconv"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/difference"
	"assay/internal/tr"
)

// quotesBeside is how many passages of a claim stand where it is beside another.
const quotesBeside = 2

// DuplicateSide is one of two claims that look alike.
type DuplicateSide struct {
	ClaimRow
	Says    string      // where it is from
	By      string      // who made it
	Differs []Differing // from the other claim; of the claim of the case alone
	Quotes  []QuoteView
	More    int // mentions that are not among the quotes
}

// DuplicatePair is a claim of the case and one that came, side by side.
type DuplicatePair struct {
	Had, Came DuplicateSide
	Likeness  int // in percent, from 50 to 100
}

// pairs lays the claims out that look alike.
func (p CaseMergePage) pairs(ctx context.Context) (list []DuplicatePair) {
	v := p.AlikeView
	for _, x := range p.Alike.Pairs {
		had, came := v.Claim(x.Had), v.Claim(x.Came)
		if had == nil || came == nil {
			continue
		}
		pair := DuplicatePair{
			Had:  p.side(ctx, had, tr.Say(ctx, "In this case")),
			Came: p.side(ctx, came, tr.Say(ctx, "Came with the merge")), Likeness: int(math.Round(100 * x.Likeness)),
		}
		pair.Had.Differs = differing(ctx, p.Root, v, wordingOf(ctx, had), wordingOf(ctx, came), pair.Came.Number)
		list = append(list, pair)
	}
	return list
}

func (p CaseMergePage) side(ctx context.Context, c *assay.Claim, says string) DuplicateSide {
	s := DuplicateSide{ClaimRow: NewClaimRow(ctx, p.AlikeView, c), Says: says, By: p.by(ctx, assay.EntityID(c.By))}
	mentions := p.AlikeView.MentionsOf(c.ID)
	for _, m := range mentions[:min(len(mentions), quotesBeside)] {
		s.Quotes = append(s.Quotes, Quote(ctx, p.Root, p.AlikeView, m))
	}
	s.More = len(mentions) - len(s.Quotes)
	return s
}

// wordingOf is the wording of a claim as a passage: it is in the words of an analyst, and
// so most likely in the language in which they read the page.
func wordingOf(ctx context.Context, c *assay.Claim) difference.Passage {
	text := anchor.NewText(c.Wording)
	return difference.Passage{Text: text, Span: anchor.Span{End: text.Len()}, Language: string(tr.Of(ctx))}
}

// ID is what the row of the pair is called on the page.
func (d DuplicatePair) ID() string {
	return "pair-" + d.Had.Claim.ID.String() + "-" + d.Came.Claim.ID.String()
}

// ids are the two claims, the one of the case first.
func (d DuplicatePair) ids() []assay.ClaimID { return []assay.ClaimID{d.Had.Claim.ID, d.Came.Claim.ID} }

// alike says how many of their words two claims share.
func (d DuplicatePair) alike(ctx context.Context) string {
	return tr.Say(ctx, "%s %% of their words are the same", strconv.Itoa(d.Likeness))
}

// Pager says which part of the pairs is on the page.
func (p CaseMergePage) Pager(ctx context.Context) PagerView {
	return pager(tr.Say(ctx, "Claims that look alike"), p.Alike.Leaf, p.Root.MergedPart)
}
