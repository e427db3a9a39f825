package store

import (
	"context"
	"slices"

	"assay/internal/assay"
)

// How a large case is compared: from so many mentions or judgements on, so many claims
// with all that is said of them in one go, and so many judgements on other things. A
// reader holds up a commit.
const (
	compareAtOnce  = 20_000
	claimsCompared = 60
	othersCompared = 4000
	straysAtOnce   = 1000
)

// largeComparison reports whether there are more mentions or judgements than are compared
// while a page waits.
func (t *tx) largeComparison(ctx context.Context) (large bool, err error) {
	return large, t.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM (SELECT 1 FROM judgement LIMIT ?1)) = ?1 OR (SELECT count(*) FROM (SELECT 1 FROM mention LIMIT ?1)) = ?1`, compareAtOnce+1).Scan(&large)
}

// Compare compares the analysts of a large case, for whoever asks for Agreement with that
// filter. It is told how many of how many steps are done. Who works meanwhile is not held
// up, and what they do may be in it or not: then it is known to be from before.
func (s *Store) Compare(ctx context.Context, f assay.AgreementFilter, told func(done, total int)) error {
	s.comparing.Lock()
	defer s.comparing.Unlock()
	var c *assay.Comparison
	var fresh bool
	var end int64
	err := s.view(ctx, func(t *tx) (err error) {
		if c, _, fresh, err = s.compared.known(ctx, t); err == nil && !fresh {
			err = t.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM op`).Scan(&end)
		}
		return err
	})
	if err == nil && !fresh {
		if c, err = s.compareInParts(ctx, claimsCompared, othersCompared, told); err == nil {
			s.compared.put(end, c)
		}
	}
	if err == nil {
		c.Measure(f, assay.AgreementPageSize)
	}
	return err
}

// compareInParts compares all that is said of some claims, then of the next, and then
// what is said of other things than passages.
func (s *Store) compareInParts(ctx context.Context, claimsAtOnce int, othersAtOnce int64, told func(done, total int)) (*assay.Comparison, error) {
	var b *assay.Comparing
	var groups [][]assay.ClaimID
	var last int64
	strays, err := s.strayClaims(ctx)
	if err != nil {
		return nil, err
	}
	err = s.view(ctx, func(t *tx) error {
		c, err := t.comparedThings(ctx)
		if err != nil {
			return err
		}
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		b = assay.NewComparing(c)
		for some := range slices.Chunk(onesOf(m, c.Claims, strays), claimsAtOnce) {
			groups = append(groups, m.With(some...))
		}
		return t.QueryRowContext(ctx, `SELECT coalesce(max(rowid), 0) FROM judgement`).Scan(&last)
	})
	if err != nil {
		return nil, err
	}
	total := len(groups) + int(last/othersAtOnce) + 1
	for i, claims := range groups {
		told(i, total)
		if err := s.view(ctx, func(t *tx) error { return t.takeClaims(ctx, b, claims, `claim IN `+idList) }); err != nil {
			return nil, err
		}
	}
	if err := s.view(ctx, func(t *tx) error { return t.takeClaims(ctx, b, nil, `claim IS NULL AND ?1 IS NOT NULL`) }); err != nil {
		return nil, err
	}
	var others []assay.Judgement
	for after := int64(0); after <= last; after += othersAtOnce {
		told(len(groups)+int(after/othersAtOnce), total)
		err := s.view(ctx, func(t *tx) error {
			some, err := t.outlineJudgements(ctx, `rowid > ? AND rowid <= ? AND NOT `+ofCoverage+` AND NOT EXISTS (SELECT 1 FROM mention WHERE id = target)`, after, after+othersAtOnce)
			others = append(others, some...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	b.Take(nil, others)
	return b.Comparison(), nil
}

// ofCoverage asks for judgements on what articles say of claims.
const ofCoverage = `(dimension = 'coverage' OR dimension = 'adjudication' AND (scope = 'coverage' OR scope LIKE 'coverage:%'))`

// onesOf returns those of some claims that stand for others, and those that stand alone.
func onesOf(m assay.Merged, claims []assay.Claim, more []assay.ClaimID) (ids []assay.ClaimID) {
	seen := map[assay.ClaimID]bool{}
	for i := range claims {
		more = append(more, claims[i].ID)
	}
	for _, id := range more {
		if id = m.One(id); !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// strayClaims returns the claims that are marked and not there: who merges a case may get a
// mention before its claim.
func (s *Store) strayClaims(ctx context.Context) (strays []assay.ClaimID, err error) {
	for last := (assay.ClaimID{}); ; {
		var some []assay.ClaimID
		err := s.view(ctx, func(t *tx) error {
			if some, err = query(ctx, t, `SELECT DISTINCT claim FROM mention WHERE claim > ? ORDER BY claim LIMIT ?`, []any{last[:], straysAtOnce}, scanID[assay.Claim]); err != nil {
				return err
			}
			more, err := query(ctx, t, `SELECT unhex(value) FROM json_each(?1) WHERE unhex(value) NOT IN (SELECT id FROM claim)`, []any{hexList(some)}, scanID[assay.Claim])
			strays = append(strays, more...)
			return err
		})
		if err != nil || len(some) == 0 {
			return strays, err
		}
		last = some[len(some)-1]
	}
}

// takeClaims has what is said of some claims taken into account; which are their mentions
// is asked in SQL.
func (t *tx) takeClaims(ctx context.Context, b *assay.Comparing, claims []assay.ClaimID, which string) error {
	mentions, err := t.comparedMentions(ctx, which, hexList(claims))
	if err != nil {
		return err
	}
	marked := make([]assay.MentionID, len(mentions))
	for i := range mentions {
		marked[i] = mentions[i].ID
	}
	judgements, err := t.outlineJudgements(ctx, `target IN `+idList, hexList(marked))
	if err != nil {
		return err
	}
	covered, err := t.outlineJudgements(ctx, `other IN `+idList+` AND `+ofCoverage, hexList(claims))
	if err != nil {
		return err
	}
	b.Take(mentions, append(judgements, covered...))
	return nil
}

// known returns the comparison that was made last, nil if there is none, up to which
// operation it takes all into account, and whether that is all there is.
func (r *recentComparison) known(ctx context.Context, t *tx) (c *assay.Comparison, at int64, fresh bool, err error) {
	r.mu.Lock()
	c, at = r.c, r.at
	r.mu.Unlock()
	if c == nil {
		return nil, 0, false, nil
	}
	var more, verdicts bool
	const since = `SELECT EXISTS (SELECT 1 FROM op o LEFT JOIN judgement j ON j.id = o.entity AND o.kind = 'judgement' WHERE o.seq > ? AND `
	err = t.QueryRowContext(ctx, since+`j.dimension = 'adjudication')`, at).Scan(&verdicts)
	if err == nil {
		err = t.QueryRowContext(ctx, since+`o.kind IN ('judgement', 'mention', 'claim', 'article', 'actor', 'source', 'same', 'merge') AND j.dimension IS NOT 'adjudication')`, at).Scan(&more)
	}
	if err != nil || !verdicts {
		return c, at, !more, err
	}
	team, err := t.outlineJudgements(ctx, `dimension = 'adjudication'`)
	if err != nil {
		return nil, at, false, err
	}
	c = c.Decided(team)
	if !more {
		err = t.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM op`).Scan(&at)
		r.put(at, c)
	}
	return c, at, !more, err
}

func (r *recentComparison) put(at int64, c *assay.Comparison) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.c, r.at = c, at
}
