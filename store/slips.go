package store

import (
	"context"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/difference"
	"assay/internal/lineage"
)

// When two articles are thought not to have come by the same slips each for
// itself. A slip is a name, number or date that both have in passages that say the
// same, that at least so many others about the same have otherwise, and that none
// of those has anywhere. One alone may be chance, and counts only beside words
// that are shared, which would not be enough alone either.
const (
	slipOthers = 3   // of other houses: so many that those who share it are the few
	slipsAlone = 2   // that are enough
	slipCover  = .30 // of both, for one slip
	slipRun    = 15  // words in a row, for one slip
	slipLooks  = .10 // of both, for a pair to be looked at
)

// likeness is an article beside another one.
type likeness struct {
	other *relative
	text  *lineage.Text
	c     lineage.Comparison
}

// resembles reports whether two articles say so much the same that slips of one can
// be looked for in the other.
func (l *likeness) resembles() bool { return min(l.c.A.Cover, l.c.B.Cover) >= slipLooks }

// compareSlips looks for slips that an article shares with others.
func (s *Store) compareSlips(ctx context.Context, id assay.ArticleID) (write func(*tx) error, err error) {
	nothing := func(*tx) error { return nil }
	k := s.kin
	r := k.of[id]
	if r == nil {
		return nothing, nil
	}
	text, err := s.textOf(ctx, id)
	if err != nil || text == nil {
		return nothing, err
	}
	partners, err := s.partners(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := s.beside(ctx, text, k.near(r, text.Fingerprint(), k.words.Topic(text), nil))
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(l likeness) bool { return !l.resembles() })
	var found []assay.Proposed
	for i := range all {
		if slices.Contains(partners, all[i].other.id) || !r.house.IsZero() && r.house == all[i].other.house {
			continue
		}
		n := slips(r, text, all, i)
		c := all[i].c
		if n >= slipsAlone || n > 0 && (c.Longest >= slipRun || min(c.A.Cover, c.B.Cover) >= slipCover) {
			found = append(found, bySlips(r, &all[i]))
		}
	}
	return func(t *tx) error {
		for i := range found {
			p := &found[i]
			_, err := t.ExecContext(ctx, `DELETE FROM lineage_proposal WHERE rule = ?3 AND (child = ?1 AND parent = ?2 OR child = ?2 AND parent = ?1)`, p.Child[:], p.Parent[:], string(p.Rule))
			if err == nil {
				err = t.insertProposal(ctx, p, "")
			}
			if err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// slips counts the slips that an article shares with one of those that resemble it.
func slips(r *relative, text *lineage.Text, all []likeness, with int) int {
	b := &all[with]
	body := text.Text()
	var seen []anchor.Span
	for _, p := range b.c.Passages {
		if p.Kind == lineage.Quotation {
			continue
		}
		own := difference.Between(difference.Passage{Text: body, Span: p.A, Language: r.language}, difference.Passage{Text: b.text.Text(), Span: p.B, Language: b.other.language})
		for at, others := range otherwise(r, b.other, body, p.A, all, with) {
			words := body.Slice(at)
			differs := slices.ContainsFunc(own, func(d difference.Difference) bool { return d.A.Span.Overlaps(at) })
			if others < slipOthers || differs || !strings.Contains(b.text.Text().Slice(p.B), words) || slices.ContainsFunc(seen, at.Overlaps) {
				continue
			}
			if !slices.ContainsFunc(all, func(l likeness) bool { return l.other != b.other && strings.Contains(l.text.Text().String(), words) }) {
				seen = append(seen, at)
			}
		}
	}
	return len(seen)
}

// otherwise returns, of what stands in a passage of an article, how many houses have
// it otherwise.
func otherwise(r, b *relative, body anchor.Text, in anchor.Span, all []likeness, with int) map[anchor.Span]int {
	houses := map[anchor.Span][]assay.SourceID{}
	count := map[anchor.Span]int{}
	for i := range all {
		o := all[i].other
		if i == with || !o.house.IsZero() && (o.house == r.house || o.house == b.house) {
			continue
		}
		for _, q := range all[i].c.Passages {
			if !q.A.Overlaps(in) {
				continue
			}
			for _, d := range difference.Between(difference.Passage{Text: body, Span: q.A, Language: r.language}, difference.Passage{Text: all[i].text.Text(), Span: q.B, Language: o.language}) {
				at := d.A.Span
				if d.Finer || d.Unsure || !in.Contains(at) || !o.house.IsZero() && slices.Contains(houses[at], o.house) {
					continue
				}
				houses[at] = append(houses[at], o.house)
				count[at]++
			}
		}
	}
	return count
}

// bySlips is what is proposed of an article and one that shares slips with it.
func bySlips(r *relative, l *likeness) assay.Proposed {
	p := assay.Proposed{
		Child: r.id, Parent: l.other.id, Rule: assay.RuleSameSlips, Type: "unattributed_rewrite", Amount: "partially", Words: l.c.Words, ChildCover: l.c.A.Cover, ParentCover: l.c.B.Cover,
	}
	which, ground := childOf(r, l.other)
	p.Ground = ground
	if which == lineage.B {
		p.Child, p.Parent, p.ChildCover, p.ParentCover = p.Parent, p.Child, p.ParentCover, p.ChildCover
	}
	return p
}
