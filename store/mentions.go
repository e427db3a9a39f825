package store

import (
	"context"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// shownWord is what the list shows of a mention on a dimension, as a view of
// the case does: the analyst's own word, else the team's, else the latest of
// the others'. It takes the dimension twice, then the list of actors who are
// the analyst.
const shownWord = `(
	SELECT j.value FROM judgement j
	WHERE j.target = m.id AND j.dimension IN (?, 'adjudication') AND (j.dimension <> 'adjudication' OR j.scope = ?) AND j.gone = 0 AND j.value IS NOT NULL
	ORDER BY CASE WHEN j.dimension = 'adjudication' THEN 1 WHEN hex(j.coder) IN (SELECT upper(value) FROM json_each(?)) THEN 0 ELSE 2 END, j.changed DESC, j.id DESC
	LIMIT 1)`

// judgedSo asks that somebody has judged a mention so, where so is about a
// judgement j. Of a few mentions each is looked up; of all it is faster to look
// through the judgements once.
func judgedSo(f *assay.MentionFilter, so string) string {
	if !f.Claim.IsZero() || !f.Article.IsZero() || f.Tags.Has != "" {
		return `EXISTS (SELECT 1 FROM judgement j WHERE j.target = m.id AND j.gone = 0 AND ` + so + `)`
	}
	return `m.id IN (SELECT j.target FROM judgement j WHERE j.gone = 0 AND ` + so + `)`
}

// Mentions returns one page of the mentions of the case.
//
// names are what the claims are called, to attach mentions to.
func (s *Store) Mentions(ctx context.Context, f assay.MentionFilter) (p assay.MentionsPage, names []assay.Wording, err error) {
	p.Filter = f
	err = s.view(ctx, func(t *tx) error {
		if err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM mention WHERE gone = 0)`).Scan(&p.Any); err != nil {
			return err
		}
		where, err := t.mentionsWhere(ctx, f, s.Me())
		if err != nil {
			return err
		}
		if err := t.turnMentions(ctx, where, &p); err != nil {
			return err
		}
		if p.Case, err = t.loadMentions(ctx, p.Order, f); err != nil {
			return err
		}
		names, err = t.firstNames(ctx)
		return err
	})
	return p, names, err
}

// turnMentions finds the mentions of one page.
func (t *tx) turnMentions(ctx context.Context, where filter, p *assay.MentionsPage) (err error) {
	var n int
	if err := t.QueryRowContext(ctx, `SELECT count(*) FROM mention m WHERE `+where.String(), where.args...).Scan(&n); err != nil {
		return err
	}
	p.Leaf = assay.Turn(p.Filter.Page, assay.MentionsPageSize, n)
	p.Order, err = query(ctx, t, `
		SELECT m.id FROM mention m WHERE `+where.String()+`
		ORDER BY (SELECT made FROM article WHERE id = m.article), m.article, m.start, m.id LIMIT ? OFFSET ?`,
		append(where.args, assay.MentionsPageSize, p.Leaf.From), scanID[assay.Mention])
	return err
}

// mentionsWhere asks first for what an index knows.
func (t *tx) mentionsWhere(ctx context.Context, f assay.MentionFilter, me assay.ActorID) (where filter, err error) {
	where.add(`m.gone = 0`)
	if !f.Claim.IsZero() {
		group, err := t.with(ctx, f.Claim)
		if err != nil {
			return where, err
		}
		where.add(`m.claim `+among, hexList(group))
	}
	if !f.Article.IsZero() {
		where.add(`m.article = ?`, f.Article[:])
	}
	if !f.Source.IsZero() {
		from, args, err := t.from(ctx, f.Source)
		if err != nil {
			return where, err
		}
		where.add(`m.article IN (`+from+`)`, args...)
	}
	if err := where.tags(ctx, t, `m.id`, f.Tags); err != nil {
		return where, err
	}
	for word := range strings.FieldsSeq(f.Words) {
		where.add(holding(`m.quote`), search.Fold(word))
	}
	for _, l := range f.Lacks {
		switch l {
		case "stance", "certainty", "voice":
			where.add(`NOT `+judgedSo(&f, `j.dimension = ? AND j.value IS NOT NULL`), l)
		case "grade":
			where.add(`NOT ` + judgedSo(&f, `j.dimension = 'credibility' AND j.value IS NOT NULL`))
		case "chain":
			where.add(`NOT EXISTS (SELECT 1 FROM attribution x WHERE x.mention = m.id AND x.gone = 0 AND x.chain IS NOT NULL AND x.chain <> '[]')`)
		case "version":
			where.add(`m.id NOT IN (` + inVersions + `)`)
		}
	}
	return where, t.shownWords(ctx, &where, f, me)
}

// shownWords asks for what is shown of a mention.
func (t *tx) shownWords(ctx context.Context, where *filter, f assay.MentionFilter, me assay.ActorID) error {
	if f.Stance == "" && f.Credibility == "" {
		return nil
	}
	actors, err := t.actors(ctx)
	if err != nil {
		return err
	}
	mine := []assay.ActorID{me}
	v := assay.NewView(&assay.Case{Actors: actors}, me)
	for _, a := range actors {
		if a.ID != me && v.Mine(a.ID) {
			mine = append(mine, a.ID)
		}
	}
	for d, word := range map[assay.Dimension]string{assay.DimStance: string(f.Stance), assay.DimCredibility: string(f.Credibility)} {
		if value := string(oplog.Encode(word)); word != "" {
			// Most are judged by one analyst, and shownWord takes its time.
			where.add(judgedSo(&f, `j.dimension IN (?, 'adjudication') AND j.value = ?`), string(d), value)
			where.add(`(NOT `+judgedSo(&f, `j.dimension IN (?, 'adjudication') AND j.value <> ?`)+` OR `+shownWord+` = ?)`,
				string(d), value, string(d), string(d), hexList(mine), value)
		}
	}
	return nil
}

// loadMentions reads some mentions with what is said of them, and what it takes
// to name what they and a filter are about.
func (t *tx) loadMentions(ctx context.Context, ids []assay.MentionID, f assay.MentionFilter) (*assay.Case, error) {
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	list := hexList(ids)
	steps := []func() error{
		func() (err error) { c.Mentions, err = t.mentions(ctx, `id IN `+idList, list); return },
		func() (err error) { c.Claims, err = t.claimsOf(ctx, c.Mentions, f.Claim); return },
		func() (err error) {
			c.Articles, err = t.articles(ctx, `id IN `+idList, hexList(append((&scope{}).needed(c), f.Article)))
			return
		},
		func() (err error) { c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c))); return },
		func() (err error) { c.Attributions, err = t.attributions(ctx, `mention IN `+idList, list); return },
		func() (err error) { c.Taggings, err = t.taggings(ctx, `target IN `+idList, list); return },
		func() (err error) {
			c.Judgements, err = t.judgements(ctx, `target IN (SELECT value FROM (SELECT unhex(value) AS value FROM json_each(?1)) UNION ALL SELECT id FROM source)`, list)
			return
		},
		func() (err error) {
			c.Versions, err = t.versions(ctx, `id IN (SELECT version FROM version_mention WHERE mention IN `+idList+` AND member = 1 AND gone = 0)`, list)
			return
		},
		func() (err error) {
			asked := make([]assay.QuestionID, len(c.Versions))
			for i := range c.Versions {
				asked[i] = c.Versions[i].Question
			}
			c.Questions, err = t.questions(ctx, `id IN `+idList, hexList(asked))
			return
		},
		func() error { return t.ranks(ctx, c) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// claimsOf returns the claims of some mentions and one more, with all that were
// merged with them.
func (t *tx) claimsOf(ctx context.Context, mentions []assay.Mention, one assay.ClaimID) ([]assay.Claim, error) {
	var ids []assay.ClaimID
	seen := map[assay.ClaimID]bool{}
	for i := range mentions {
		if id := mentions[i].Claim; !seen[id] {
			seen[id], ids = true, append(ids, id)
		}
	}
	if !one.IsZero() && !seen[one] {
		ids = append(ids, one)
	}
	ids, err := t.with(ctx, ids...)
	if err != nil {
		return nil, err
	}
	return t.claims(ctx, inSight, hexList(ids))
}

// ranks adds what decides on which of merged claims stands for the others.
func (t *tx) ranks(ctx context.Context, c *assay.Case) error {
	m, err := t.merged(ctx)
	if err != nil || len(m) == 0 {
		return err
	}
	var ids []assay.ClaimID
	for i := range c.Claims {
		ids = append(ids, c.Claims[i].ID)
	}
	ranks, err := t.judgements(ctx, `target IN `+idList+` AND dimension = 'rank'`, hexList(m.With(ids...)))
	c.Judgements = append(c.Judgements, ranks...)
	return err
}

// MentionsChange is one thing that is to be done with several mentions.
type MentionsChange struct {
	Dimension assay.Dimension // to judge on; "" for none
	Value     string          // "" takes the judgement back
	Called    string          // the claim to attach them to, as an analyst calls it
	AddTag    string          // a name, of a tag that is made if it is not there
	DropTag   string          // likewise, of a tag that is there
	Remove    bool

	Seen map[assay.MentionID]assay.SeenMention // what was on the analyst's screen; nil is not compared
}

// ChangeMentions does one thing with several mentions, as one act. A mention of
// which somebody has changed the same since the analyst looked stays as it is,
// as do those that are gone or cannot take the change; the outcome says how
// many. It fails with KindInvalid, changing nothing, if the change makes no sense.
func (s *Store) ChangeMentions(ctx context.Context, ids []assay.MentionID, c MentionsChange) (act assay.ActID, out assay.MentionsOutcome, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		data, err := t.loadMentions(ctx, ids, assay.MentionFilter{})
		if err != nil {
			return err
		}
		r := recoding{tx: t, view: assay.NewView(data, s.Me()), change: c}
		if r.tag, err = t.tagNamed(ctx, c.AddTag); err != nil {
			return err
		}
		if r.drop, err = t.tagKnown(ctx, c.DropTag); err != nil {
			return err
		}
		if c.Called != "" {
			if r.claim, err = t.claimCalled(ctx, "name", c.Called); err != nil {
				return err
			}
		}
		for _, id := range unique(ids) {
			left, err := r.one(ctx, id)
			if err != nil {
				return err
			}
			tally(&out, left)
		}
		out.Guarded, err = t.guarded(ctx, s.Me(), r.changed, c)
		return err
	})
	return act, out, err
}

// tally adds what came of one mention.
func tally(out *assay.MentionsOutcome, left string) {
	switch left {
	case leftGone:
		out.Gone++
	case leftStale:
		out.Stale++
	case leftTwin:
		out.Twins++
	case leftSo:
		out.Same++
	case leftOthers:
		out.Others++
	default:
		out.Changed++
	}
}

// recoding is one change of many mentions on its way.
type recoding struct {
	*tx
	view    *assay.View
	change  MentionsChange
	tag     assay.TagID
	drop    assay.TagID
	claim   assay.ClaimID
	changed []assay.ClaimID // of the mentions that were changed
}

// one changes one mention, and returns why not, "" if it did.
func (r *recoding) one(ctx context.Context, id assay.MentionID) (left string, err error) {
	m := r.view.Mention(id)
	if m == nil {
		return leftGone, nil
	}
	before := r.wrote
	if left, err = r.apply(ctx, m); err != nil || left != "" {
		return left, err
	}
	if r.wrote == before {
		return leftSo, nil
	}
	r.changed = append(r.changed, m.Claim)
	return "", nil
}

func (r *recoding) apply(ctx context.Context, m *assay.Mention) (left string, err error) {
	seen, compared := r.change.Seen[m.ID]
	id := assay.EntityID(m.ID)
	switch c := &r.change; {
	case c.Remove:
		return "", r.retract(ctx, assay.KindMention, id, "")
	case c.Dimension != "":
		now := r.view.Seen(m).Word(c.Dimension)
		if compared && now != seen.Word(c.Dimension) && now != c.Value {
			return leftStale, nil
		}
		shown := r.view.Judged(assay.JudgementKey{Target: id, Dimension: c.Dimension})
		switch {
		case now == c.Value && (now == "" || shown.Mine):
			return leftSo, nil
		case c.Value == "" && (!shown.Mine || shown.By != r.view.Me):
			return leftOthers, nil
		}
		return "", r.judge(ctx, assay.JudgementKey{Target: id, Dimension: c.Dimension}, said(c.Value), "")
	case !r.claim.IsZero():
		if compared && r.view.One(seen.Claim) != m.Claim && m.Claim != r.claim {
			return leftStale, nil
		}
		if m.Claim == r.claim {
			return leftSo, nil
		}
		return r.reattach(ctx, m.ID, r.claim, func(assay.ClaimID) bool { return true })
	case !r.drop.IsZero():
		return "", r.untag(ctx, r.drop, id)
	case !r.tag.IsZero():
		return "", r.putOn(ctx, r.tag, id)
	}
	return "", assay.Invalid("what", "Choose what is to be done with the mentions.")
}

// guarded counts how many of some claims do not bear a grade that mentions of
// theirs were given, each as often as it was.
func (t *tx) guarded(ctx context.Context, me assay.ActorID, claims []assay.ClaimID, c MentionsChange) (n int, err error) {
	if c.Dimension != assay.DimCredibility || c.Value != "1" || len(claims) == 0 {
		return 0, nil
	}
	data, err := t.loadClaims(ctx, claims)
	if err != nil {
		return 0, err
	}
	v := assay.NewView(data, me)
	why := map[assay.ClaimID]bool{}
	for _, id := range claims {
		if _, known := why[id]; !known {
			_, why[id] = v.Guard(id, assay.Credibility(c.Value))
		}
		if why[id] {
			n++
		}
	}
	return n, nil
}
