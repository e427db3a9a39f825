package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"maps"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// sinceTally is the schema with which claims got their tallies. A file that is older and
// only read has none.
const sinceTally = 6

// tallies reports whether the file has tallies of claims.
func (t *tx) tallies() bool { return t.format >= sinceTally }

// sighting is a claim and an article that mentions it.
type sighting struct {
	claim   assay.ClaimID
	article assay.ArticleID
}

// bearing counts the articles that mention a claim, those of them that somebody says
// support or contradict it, and those with a mention in a version of a question.
type bearing struct{ articles, supports, contradicts, asked int }

func (c *bearing) add(o bearing, times int) {
	c.articles += times * o.articles
	c.supports += times * o.supports
	c.contradicts += times * o.contradicts
	c.asked += times * o.asked
}

// touched is what rows that wait to be written may change in the tallies of claims.
type touched struct {
	mentions  map[oplog.ID]bool // whose rows, judgements or versions are written
	sightings map[sighting]bool // as they will be
	claims    map[oplog.ID]bool // whose rows are written
	removed   map[oplog.ID]bool // judgements, and memberships of versions, that do not say any more of what they were
}

// touch notes what the row of an entity may change in the tallies of claims. It comes
// right before the row is added, so that both are written at once. was is what the tables
// show of it, nil if that is not known.
func (b *bulk) touch(s, was *oplog.State) {
	t := &b.touched
	switch k := assay.Kind(s.Kind); {
	case was != nil && sameTally(s, was):
	case k == assay.KindClaim:
		t.claims = noted(t.claims, s.Entity)
	case !s.Exists && (k == assay.KindJudgement || k == assay.KindVersionMention):
		t.removed = noted(t.removed, s.Entity)
	case k == assay.KindMention:
		t.mentions = noted(t.mentions, s.Entity)
		t.sightings = noted(t.sightings, sighting{assay.ClaimID(s.Value("claim").ID()), assay.ArticleID(s.Value("article").ID())})
	case k == assay.KindVersionMention:
		t.mentions = noted(t.mentions, s.Value("mention").ID())
	case k == assay.KindJudgement && ofStance(s):
		t.mentions = noted(t.mentions, s.Value("target").ID())
	}
}

// sameTally reports whether two states of a claim or a mention add the same to tallies.
func sameTally(s, was *oplog.State) bool {
	switch assay.Kind(s.Kind) {
	case assay.KindClaim:
		return s.Exists == was.Exists && s.Made == was.Made
	case assay.KindMention:
		return sameSight(s, was) && bytes.Equal(s.Value("claim"), was.Value("claim"))
	default: // what is said of mentions is looked at
		return false
	}
}

// sameSight reports whether two states of a mention are in the same article, or both in
// none.
func sameSight(s, was *oplog.State) bool {
	return s.Exists == was.Exists && s.Gone == was.Gone && bytes.Equal(s.Value("article"), was.Value("article"))
}

// ofStance reports whether a judgement says how a mention stands to its claim.
func ofStance(s *oplog.State) bool {
	d := assay.Dimension(s.Value("dimension").Text())
	return d == assay.DimStance || d == assay.DimAdjudication && s.Value("scope").Text() == string(assay.DimStance)
}

func noted[K comparable](m map[K]bool, k K) map[K]bool {
	if m == nil {
		m = map[K]bool{}
	}
	m[k] = true
	return m
}

// tallying writes rows, and the tallies of claims that follow from them.
func (b *bulk) tallying(ctx context.Context, write func() error) error {
	t := b.touched
	b.touched = touched{}
	if len(t.mentions)+len(t.claims)+len(t.removed) == 0 {
		return write()
	}
	if err := b.sightingsOf(ctx, &t); err != nil {
		return err
	}
	if err := b.skipUntallied(ctx, &t); err != nil {
		return err
	}
	before, err := b.stand(ctx, t.sightings)
	if err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	after, err := b.stand(ctx, t.sightings)
	if err != nil {
		return err
	}
	change := map[assay.ClaimID]bearing{}
	for p := range t.sightings {
		c := change[p.claim]
		c.add(after[p], 1)
		c.add(before[p], -1)
		change[p.claim] = c
	}
	return b.tally(ctx, change, t.claims)
}

// sightingsOf adds the claims and articles that the mentions have been of so far.
func (b *bulk) sightingsOf(ctx context.Context, t *touched) error {
	if len(t.removed) > 0 {
		list, err := query(ctx, b.tx, `SELECT target FROM judgement WHERE id IN `+idList+` UNION SELECT mention FROM version_mention WHERE id IN `+idList, []any{hexKeys(t.removed)}, scanID[oplog.Op])
		if err != nil {
			return err
		}
		for _, id := range list {
			t.mentions = noted(t.mentions, oplog.ID(id))
		}
	}
	if len(t.mentions) == 0 {
		return nil
	}
	list, err := query(ctx, b.tx, `SELECT claim, article FROM mention WHERE id IN `+idList, []any{hexKeys(t.mentions)}, func(rows *sql.Rows) (p sighting, err error) {
		return p, rows.Scan(into(&p.claim), into(&p.article))
	})
	for _, p := range list {
		t.sightings = noted(t.sightings, p)
	}
	return err
}

// skipUntallied leaves out claims that are not in the case yet: theirs are counted when
// they come.
func (b *bulk) skipUntallied(ctx context.Context, t *touched) error {
	if len(t.sightings) == 0 {
		return nil
	}
	claims := make(map[oplog.ID]bool, len(t.sightings))
	for p := range t.sightings {
		claims[oplog.ID(p.claim)] = true
	}
	list, err := query(ctx, b.tx, `SELECT claim FROM claim_tally WHERE claim IN `+idList, []any{hexKeys(claims)}, scanID[assay.Claim])
	for _, id := range list {
		delete(claims, oplog.ID(id))
	}
	maps.DeleteFunc(t.sightings, func(p sighting, _ bool) bool { return claims[oplog.ID(p.claim)] })
	return err
}

// hexKeys is hexList of a set.
func hexKeys(set map[oplog.ID]bool) string {
	ids := make([]oplog.ID, 0, len(set))
	for id := range set {
		ids = append(ids, id)
	}
	return hexList(ids)
}

// inArticle are the mentions of a claim in an article that are in the case.
const inArticle = `FROM mention m WHERE m.claim = p.claim AND m.gone = 0 AND m.article = p.article`

// saysOf asks whether somebody says of a mention that it stands so to its claim.
func saysOf(stance assay.Stance) string {
	return `EXISTS (SELECT 1 FROM judgement j WHERE j.target = m.id AND (j.dimension = 'stance' OR j.dimension = 'adjudication' AND j.scope = 'stance') AND j.gone = 0 AND j.value = '"` + string(stance) + `"')`
}

// inVersion asks whether a mention is in a version of a question.
const inVersion = `EXISTS (SELECT 1 FROM version_mention x WHERE x.mention = m.id AND x.member = 1 AND x.gone = 0)`

var standsIn = `SELECT p.claim, p.article,
		EXISTS (SELECT 1 ` + inArticle + `),
		EXISTS (SELECT 1 ` + inArticle + ` AND ` + saysOf(assay.Supports) + `),
		EXISTS (SELECT 1 ` + inArticle + ` AND ` + saysOf(assay.Contradicts) + `),
		EXISTS (SELECT 1 ` + inArticle + ` AND ` + inVersion + `)
	FROM (SELECT unhex(value ->> 0) AS claim, unhex(value ->> 1) AS article FROM json_each(?)) p`

// stand counts what each of some articles adds to the tally of its claim.
func (b *bulk) stand(ctx context.Context, sightings map[sighting]bool) (map[sighting]bearing, error) {
	stand := make(map[sighting]bearing, len(sightings))
	if len(sightings) == 0 {
		return stand, nil
	}
	names := make([][2]string, 0, len(sightings))
	for p := range sightings {
		names = append(names, [2]string{hex.EncodeToString(p.claim[:]), hex.EncodeToString(p.article[:])})
	}
	rows, err := b.QueryContext(ctx, standsIn, string(oplog.Encode(names)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p sighting
		var c bearing
		if err := rows.Scan(into(&p.claim), into(&p.article), &c.articles, &c.supports, &c.contradicts, &c.asked); err != nil {
			return nil, err
		}
		stand[p] = c
	}
	return stand, rows.Err()
}

// tallied counts from the beginning what claim_tally has, of the claims of a condition.
var tallied = `
	SELECT c.id, c.made, count(DISTINCT m.article),
		count(DISTINCT m.article) FILTER (WHERE ` + saysOf(assay.Supports) + `),
		count(DISTINCT m.article) FILTER (WHERE ` + saysOf(assay.Contradicts) + `),
		count(DISTINCT m.article) FILTER (WHERE ` + inVersion + `)
	FROM claim c LEFT JOIN mention m ON m.claim = c.id AND m.gone = 0
	WHERE `

// tally changes the tallies of claims; claims are those whose rows were written: the others
// that are not here have none.
func (b *bulk) tally(ctx context.Context, change map[assay.ClaimID]bearing, claims map[oplog.ID]bool) error {
	rows := make([][5]any, 0, len(change))
	var cited []assay.ClaimID
	for id, c := range change {
		if c != (bearing{}) {
			rows = append(rows, [5]any{hex.EncodeToString(id[:]), c.articles, c.supports, c.contradicts, c.asked})
		}
		if c.articles != 0 {
			cited = append(cited, id)
		}
	}
	if len(rows) > 0 {
		if _, err := b.ExecContext(ctx, `
			UPDATE claim_tally SET articles = articles + (c.value ->> 1), supports = supports + (c.value ->> 2), contradicts = contradicts + (c.value ->> 3), asked = asked + (c.value ->> 4)
			FROM json_each(?) c WHERE claim = unhex(c.value ->> 0)`, string(oplog.Encode(rows))); err != nil {
			return err
		}
	}
	if len(cited) > 0 { // one that was removed is found for as long as something mentions it
		if _, err := b.ExecContext(ctx, `INSERT INTO findable_stale (kind, entity) SELECT 'claim', id FROM claim WHERE gone > 0 AND id IN `+idList+` ON CONFLICT DO NOTHING`, hexList(cited)); err != nil {
			return err
		}
	}
	if len(claims) == 0 {
		return nil
	}
	for _, statement := range []string{
		`DELETE FROM claim_tally WHERE claim IN ` + idList + ` AND claim NOT IN (SELECT id FROM claim WHERE id IN ` + idList + `)`,
		`UPDATE claim_tally SET made = (SELECT made FROM claim WHERE id = claim) WHERE claim IN ` + idList,
		`INSERT INTO claim_tally (claim, made, articles, supports, contradicts, asked) ` + tallied + `c.id IN ` + idList + ` AND c.id NOT IN (SELECT claim FROM claim_tally WHERE claim IN ` + idList + `) GROUP BY c.id`,
	} {
		if _, err := b.ExecContext(ctx, statement, hexKeys(claims)); err != nil {
			return err
		}
	}
	return nil
}

// checkTallies compares the tallies of claims with what the other tables add up to.
func (t *tx) checkTallies(ctx context.Context) error {
	if !t.tallies() {
		return nil
	}
	var id assay.ClaimID
	err := t.QueryRowContext(ctx, `
		WITH want AS (`+tallied+`1 GROUP BY c.id), have AS (SELECT claim, made, articles, supports, contradicts, asked FROM claim_tally)
		SELECT id FROM (SELECT * FROM want EXCEPT SELECT * FROM have UNION ALL SELECT * FROM (SELECT * FROM have EXCEPT SELECT * FROM want)) LIMIT 1`).Scan(into(&id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return cmp.Or(err, outOfStep("what is counted of the claim %.12s does not follow from its mentions", id))
}
