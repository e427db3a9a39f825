package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/oplog"
)

// When two articles that make the same claims are thought not to have come by
// them each for itself: so many claims, of the shorter list so large a part, in so
// much the same order.
const (
	sameClaimsFewest = 8
	sameClaimsPart   = .8
	sameClaimsOrder  = .7 // Kendall's tau
)

// What is looked at in one go of what was done: so many operations that may change which
// claims articles make, and so many in all.
const (
	claimsFollowed = 500
	opsFollowed    = 20_000
)

// marked is a claim and where an article has it first.
type marked struct {
	claim assay.ClaimID
	at    int
}

// followed is up to which operation it is known which articles make the same claims.
type followed struct {
	seq  int64
	op   oplog.Hash
	anew bool // it is not known of anything
}

// followClaims finds out which articles make the same claims, by following what was done
// since that was last found out: whoever marks a passage need not note it. It reports
// whether anything may be left.
func (s *Store) followClaims(ctx context.Context) (left bool, err error) {
	var end followed
	var articles []assay.ArticleID
	err = s.view(ctx, func(t *tx) error {
		from, err := t.claimsFollowed(ctx)
		if err == nil {
			end, articles, err = t.claimsChanged(ctx, from)
		}
		return err
	})
	if err != nil || end.op.IsZero() {
		return false, err
	}
	var writes []func(*tx) error
	if end.anew {
		if writes, err = s.forgetClaims(ctx); err != nil {
			return false, err
		}
	}
	for _, id := range articles {
		write, err := s.compareClaims(ctx, id, end.anew)
		if err != nil {
			return false, err
		}
		if write != nil {
			writes = append(writes, write)
		}
	}
	return true, s.note(ctx, append(writes, func(t *tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM lineage_claims`); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO lineage_claims (seq, op) VALUES (?, ?)`, end.seq, end.op[:])
		return err
	}))
}

// claimsFollowed returns up to which operation the log was followed. Where that is no
// longer there it is to be followed anew.
func (t *tx) claimsFollowed(ctx context.Context) (from followed, err error) {
	err = t.QueryRowContext(ctx, `SELECT seq, op FROM lineage_claims`).Scan(&from.seq, into(&from.op))
	if errors.Is(err, sql.ErrNoRows) {
		return followed{anew: true}, nil
	}
	if err != nil {
		return from, err
	}
	same, err := t.follows(ctx, logEnd{seq: from.seq, id: from.op})
	if err != nil || !same {
		return followed{anew: true}, err
	}
	return from, nil
}

// claimsChanged returns the articles of which some operations may have changed which
// claims they make, or since when, and the last of those operations; zero if none has come.
func (t *tx) claimsChanged(ctx context.Context, from followed) (end followed, articles []assay.ArticleID, err error) {
	end.anew = from.anew
	err = t.QueryRowContext(ctx, `
		WITH begin(seq) AS (SELECT seq FROM op WHERE seq > ?1 ORDER BY seq LIMIT 1)
		SELECT coalesce((SELECT seq FROM op WHERE seq > ?1 AND seq < begin.seq + ?3 AND kind IN ('mention', 'article', 'text', 'same') ORDER BY seq LIMIT 1 OFFSET ?2), begin.seq + ?3) FROM begin`,
		from.seq, claimsFollowed, opsFollowed).Scan(&end.seq)
	if errors.Is(err, sql.ErrNoRows) {
		return end, nil, nil
	}
	if err == nil {
		err = t.QueryRowContext(ctx, `SELECT seq, id FROM op WHERE seq <= ? ORDER BY seq DESC LIMIT 1`, end.seq).Scan(&end.seq, into(&end.op))
	}
	if err != nil {
		return end, nil, err
	}
	articles, err = t.claimsTouched(ctx, from.seq, end.seq)
	return end, articles, err
}

// claimsTouched returns the articles of the mentions, texts and merged claims that some
// operations are about. What was undone has no row any more: the log tells what it was.
func (t *tx) claimsTouched(ctx context.Context, after, upTo int64) (articles []assay.ArticleID, err error) {
	type about struct {
		kind  assay.Kind
		thing assay.EntityID
	}
	var claims []assay.ClaimID
	list, err := query(ctx, t, `
		SELECT kind, entity, NULL FROM op WHERE seq > ?1 AND seq <= ?2 AND kind = 'article'
		UNION SELECT o.kind, NULL, o.body ->> 'article' FROM op c CROSS JOIN op o ON o.entity = c.entity AND o.kind = c.kind WHERE c.seq > ?1 AND c.seq <= ?2 AND c.kind IN ('mention', 'text')
		UNION SELECT o.kind, NULL, value FROM op c CROSS JOIN op o ON o.entity = c.entity AND o.kind = c.kind CROSS JOIN json_each(json_array(o.body ->> 'a', o.body ->> 'b')) WHERE c.seq > ?1 AND c.seq <= ?2 AND c.kind = 'same'`,
		[]any{after, upTo}, func(rows *sql.Rows) (x about, err error) {
			var id string
			if err = rows.Scan(&x.kind, into(&x.thing), into(&id)); err == nil && id != "" {
				err = x.thing.UnmarshalText([]byte(id))
			}
			return x, err
		})
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		switch {
		case x.thing.IsZero():
		case x.kind == assay.KindSame:
			claims = append(claims, assay.ClaimID(x.thing))
		default:
			articles = append(articles, assay.ArticleID(x.thing))
		}
	}
	if len(claims) > 0 {
		more, err := query(ctx, t, `SELECT DISTINCT article FROM mention WHERE claim `+among, []any{hexList(claims)}, scanID[assay.Article])
		if err != nil {
			return nil, err
		}
		articles = append(articles, more...)
	}
	slices.SortFunc(articles, func(a, b assay.ArticleID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(articles), nil
}

// forgottenAtOnce is of how many proposals those are taken out in one go that the claims
// speak for.
const forgottenAtOnce = 5000

// forgetClaims takes out what is proposed because articles make the same claims, in parts.
func (s *Store) forgetClaims(ctx context.Context) (writes []func(*tx) error, err error) {
	var last int64
	err = s.read.QueryRowContext(ctx, `SELECT coalesce(max(rowid), 0) FROM lineage_proposal`).Scan(&last)
	for from := int64(0); from < last; from += forgottenAtOnce {
		writes = append(writes, func(t *tx) error {
			_, err := t.ExecContext(ctx, `DELETE FROM lineage_proposal WHERE rowid > ? AND rowid <= ? AND rule = ?`, from, from+forgottenAtOnce, string(assay.RuleSameClaims))
			return err
		})
	}
	return writes, err
}

// compareClaims finds the articles that make the same claims as one, and returns what is
// to be written of it, nil if that is there already.
func (s *Store) compareClaims(ctx context.Context, id assay.ArticleID, anew bool) (write func(*tx) error, err error) {
	var was, found []assay.Proposed
	err = s.view(ctx, func(t *tx) error {
		if found, err = t.claimedAlike(ctx, id); err != nil || anew {
			return err
		}
		was, err = t.alike(ctx, `(p.child = ?1 OR p.parent = ?1) AND p.rule = '`+string(assay.RuleSameClaims)+`'`, id[:])
		return err
	})
	same := func(p, q assay.Proposed) bool {
		return p.Child == q.Child && p.Parent == q.Parent && p.Ground == q.Ground && p.Amount == q.Amount
	}
	order := func(p, q assay.Proposed) int {
		return cmp.Or(bytes.Compare(p.Child[:], q.Child[:]), bytes.Compare(p.Parent[:], q.Parent[:]))
	}
	slices.SortFunc(was, order)
	slices.SortFunc(found, order)
	if err != nil || slices.EqualFunc(was, found, same) {
		return nil, err
	}
	return func(t *tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM lineage_proposal WHERE (child = ?1 OR parent = ?1) AND rule = ?2`, id[:], string(assay.RuleSameClaims)); err != nil {
			return err
		}
		for i := range found {
			if err := t.insertProposal(ctx, &found[i], ""); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// claimedAlike proposes that an article comes from those that make the same claims in the
// same order, or they from it.
func (t *tx) claimedAlike(ctx context.Context, id assay.ArticleID) (all []assay.Proposed, err error) {
	claims, err := t.claimsInOrder(ctx, []assay.ArticleID{id})
	if err != nil || len(claims) == 0 {
		return nil, err
	}
	var own []assay.ClaimID
	for _, x := range claims[id] {
		own = append(own, x.claim)
	}
	if own, err = t.with(ctx, own...); err != nil {
		return nil, err
	}
	others, err := query(ctx, t, `
		SELECT m.article FROM json_each(?1) c CROSS JOIN mention m ON m.claim = unhex(c.value) WHERE m.gone = 0 AND m.article <> ?2 GROUP BY +m.article HAVING count(DISTINCT m.claim) >= ?3`,
		[]any{hexList(own), id[:], sameClaimsFewest}, scanID[assay.Article])
	if err != nil || len(others) == 0 {
		return nil, err
	}
	beside, err := t.claimsInOrder(ctx, others)
	if err != nil {
		return nil, err
	}
	known, err := t.knownArticles(ctx, `a.gone = 0 AND a.id `+among+` ORDER BY a.made, a.id`, hexList(append(others, id)))
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(known, func(a knownArticle) bool { return a.id == id })
	for i := range known {
		if at < 0 || i == at || beside[known[i].id] == nil {
			continue
		}
		beside[id] = claims[id]
		if p, ok := proposeClaims(&known[max(i, at)], &known[min(i, at)], beside); ok {
			all = append(all, p)
		}
	}
	return all, nil
}

// proposeClaims proposes that one of two articles comes from the other, the second of
// which was imported first, if they make so much the same claims in the same order.
func proposeClaims(later, earlier *knownArticle, claims map[assay.ArticleID][]marked) (p assay.Proposed, ok bool) {
	a, b := claims[later.id], claims[earlier.id]
	shared := inBoth(a, b)
	if len(shared) < sameClaimsFewest || float64(len(shared)) < sameClaimsPart*float64(min(len(a), len(b))) || tau(shared) < sameClaimsOrder {
		return p, false
	}
	p = sameClaimsOf(later, earlier)
	p.Amount = "partially"
	if float64(len(shared)) >= wholly*float64(len(claims[p.Child])) {
		p.Amount = "wholly"
	}
	return p, true
}

// sameClaimsOf says which of two articles comes from the other. The second was
// imported first.
func sameClaimsOf(a, b *knownArticle) assay.Proposed {
	x := &relative{no: 1, day: dayOf(a.published), appeared: momentOf(a.published)}
	y := &relative{day: dayOf(b.published), appeared: momentOf(b.published)}
	p := assay.Proposed{Child: a.id, Parent: b.id, Rule: assay.RuleSameClaims, Type: "unattributed_rewrite"}
	which, ground := childOf(x, y)
	p.Ground = ground
	if which == lineage.B {
		p.Child, p.Parent = b.id, a.id
	}
	return p
}

// claimsInOrder returns the claims of those of some articles that have enough of them, in
// the order in which they have them.
func (t *tx) claimsInOrder(ctx context.Context, of []assay.ArticleID) (map[assay.ArticleID][]marked, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	mentions, err := t.originMentions(ctx, `article `+among, hexList(of))
	if err != nil {
		return nil, err
	}
	return claimsOf(m, mentions), nil
}

// claimsOf returns the claims of those articles with enough of them that some mentions,
// which it sorts, are all mentions of.
func claimsOf(m assay.Merged, mentions []assay.Mention) map[assay.ArticleID][]marked {
	slices.SortFunc(mentions, func(a, b assay.Mention) int {
		return cmp.Or(bytes.Compare(a.Article[:], b.Article[:]), cmp.Compare(a.Span.Start, b.Span.Start), bytes.Compare(a.Claim[:], b.Claim[:]))
	})
	claims := map[assay.ArticleID][]marked{}
	for len(mentions) > 0 {
		of, seen := mentions[0].Article, map[assay.ClaimID]bool{}
		var list []marked
		for ; len(mentions) > 0 && mentions[0].Article == of; mentions = mentions[1:] {
			if c := m.One(mentions[0].Claim); !seen[c] {
				seen[c] = true
				list = append(list, marked{c, mentions[0].Span.Start})
			}
		}
		if len(list) >= sameClaimsFewest {
			claims[of] = list
		}
	}
	return claims
}

// inBoth returns the places, in the order of b, of the claims of a that b has too,
// in the order of a.
func inBoth(a, b []marked) (places []int) {
	at := make(map[assay.ClaimID]int, len(b))
	for i, x := range b {
		at[x.claim] = i
	}
	for _, x := range a {
		if i, ok := at[x.claim]; ok {
			places = append(places, i)
		}
	}
	return places
}

// tau returns how much some different numbers are in order, by Kendall: 1 if they
// are, -1 if the other way round.
func tau(list []int) float64 {
	n, sum := len(list), 0
	for i := range list {
		for j := range list[:i] {
			if list[j] < list[i] {
				sum++
			} else {
				sum--
			}
		}
	}
	if n < 2 {
		return 0
	}
	return float64(sum) / (float64(n) * float64(n-1) / 2)
}
