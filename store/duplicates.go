package store

import (
	"context"

	"assay/internal/assay"
)

// Duplicates returns one page of the claims that a merge has brought beside those of the
// case that look like them, and were neither united with them nor said to be different.
// merge is the act that merged. Where it was taken back there are none, and Undone says so.
func (s *Store) Duplicates(ctx context.Context, merge assay.ActID, page int) (p assay.DuplicatesPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		came, err := t.cameWith(ctx, s.Me(), merge)
		if p.Undone = came == nil; err != nil || p.Undone {
			p.Case = &assay.Case{}
			return err
		}
		names, err := t.claimNames(ctx)
		if err != nil {
			return err
		}
		sames, err := t.sames(ctx)
		if err != nil {
			return err
		}
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		pairs := assay.AlikePairs(names, unsettled(came, m), sames, m)
		p.Leaf = assay.Turn(page, assay.DuplicatesPageSize, len(pairs))
		p.Pairs = pairs[p.Leaf.From:p.Leaf.To]
		var ids []assay.ClaimID
		for _, x := range p.Pairs {
			ids = append(ids, x.Had, x.Came)
		}
		p.Case, err = t.loadClaims(ctx, ids)
		return err
	})
	return p, err
}

// cameWith returns the claims that the case has only since a merge of mine, nil if that was taken
// back.
func (t *tx) cameWith(ctx context.Context, me assay.ActorID, merge assay.ActID) (came map[assay.ClaimID]bool, err error) {
	var stands bool
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM op o JOIN "merge" m ON m.id = o.entity WHERE o.act = ? AND o.kind = 'merge' AND m.gone = 0)`, merge[:]).Scan(&stands)
	if err != nil || !stands {
		return nil, err
	}
	_, n, err := t.broughtBy(ctx, me, merge)
	if err != nil {
		return nil, err
	}
	ids, err := query(ctx, t, `SELECT id FROM claim WHERE (SELECT came FROM op WHERE entity = claim.id AND kind = 'claim' ORDER BY seq LIMIT 1) = ?`, []any{n}, scanID[assay.Claim])
	came = make(map[assay.ClaimID]bool, len(ids))
	for _, id := range ids {
		came[id] = true
	}
	return came, err
}

// unsettled returns which claims stand for nothing but what came: one that was united
// with a claim of the case has been decided on.
func unsettled(came map[assay.ClaimID]bool, m assay.Merged) map[assay.ClaimID]bool {
	list := make(map[assay.ClaimID]bool, len(came))
	for id := range came {
		list[m.One(id)] = true
	}
	for id, one := range m {
		if !came[id] || !came[one] {
			delete(list, one)
		}
	}
	return list
}
