package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// claimSorts are the orders of assay.ClaimSorts but for "disputed", which is
// computed. All of them are total.
var claimSorts = map[string]string{
	"made":    `c.made, c.id`,
	"latest":  `c.made DESC, c.id DESC`,
	"cited":   `(SELECT count(DISTINCT article) FROM mention WHERE claim = c.id AND gone = 0) DESC, c.made, c.id`, // but for merged claims
	"wording": `coalesce(c.wording, '') COLLATE NOCASE, c.made, c.id`,
}

// citedMerged is the order "cited" where claims were merged. It takes what leads
// makes.
const citedMerged = `
	(SELECT count(DISTINCT article) FROM mention WHERE gone = 0
		AND (claim = c.id OR claim IN (SELECT unhex(key) FROM json_each(?) WHERE value = lower(hex(c.id))))) DESC, c.made, c.id`

// inVersions are the mentions that stand for a version of some question.
const inVersions = `
	SELECT x.mention FROM version_mention x JOIN version v ON v.id = x.version JOIN question q ON q.id = v.question
	WHERE x.member = 1 AND x.gone = 0 AND v.gone = 0 AND q.gone = 0`

// disputable are the claims that somebody says are supported and somebody that
// they are contradicted: all that can be contested by themselves are among
// them, whosever word counts.
const disputable = `
	SELECT m.claim FROM mention m JOIN judgement j ON j.target = m.id AND j.dimension IN ('stance', 'adjudication')
	WHERE m.gone = 0 AND j.gone = 0
	GROUP BY m.claim
	HAVING max(j.value = '"supports"') AND max(j.value = '"contradicts"')`

// questioned are the claims with a mention that is in a version of a question.
const questioned = `SELECT claim FROM mention WHERE gone = 0 AND id IN (` + inVersions + `)`

// exclusive are the claims that somebody says cannot be true together with
// another one.
const exclusive = `
	SELECT target FROM judgement WHERE target IN (SELECT id FROM claim WHERE gone = 0) AND dimension IN ('relation', 'adjudication') AND value IN ('"contrary"', '"contradictory"') AND gone = 0
	UNION
	SELECT other FROM judgement WHERE target IN (SELECT id FROM claim WHERE gone = 0) AND dimension IN ('relation', 'adjudication') AND value IN ('"contrary"', '"contradictory"') AND gone = 0`

// mayBeContested returns the statement for the claims among which all that are
// contested are. Of merged ones some may be contested that none of them is by
// itself.
func mayBeContested(m assay.Merged) (statement string, args []any) {
	statement = disputable + ` UNION ` + questioned
	if len(m) == 0 {
		return statement, nil
	}
	statement, args = standing(m, statement)
	return statement + ` UNION SELECT unhex(value) FROM json_each(?)`, append(args, hexList(slices.Collect(maps.Values(m))))
}

// idList names things in SQL: it goes after IN, and takes what hexList makes as
// its first argument.
const idList = `(SELECT unhex(value) FROM json_each(?1))`

func hexList[I ~[16]byte](ids []I) string {
	list := make([]string, len(ids))
	for i := range ids {
		list[i] = hex.EncodeToString(ids[i][:])
	}
	return string(oplog.Encode(list))
}

// withQuestions adds to some claims, named by idList, those that the same
// questions are about: without them nobody can tell whether a question is
// contested.
const withQuestions = `
	SELECT value FROM (SELECT unhex(value) AS value FROM json_each(?1))
	UNION
	SELECT m.claim FROM version v JOIN version_mention x ON x.version = v.id AND x.member = 1 AND x.gone = 0 JOIN mention m ON m.id = x.mention
	WHERE v.gone = 0 AND v.question IN (
		SELECT w.question FROM mention n JOIN version_mention y ON y.mention = n.id AND y.member = 1 AND y.gone = 0 JOIN version w ON w.id = y.version AND w.gone = 0
		WHERE n.gone = 0 AND n.claim IN ` + idList + `)`

// loadClaims reads some claims with everything that bears on them, all
// questions with their versions, and some articles besides.
func (t *tx) loadClaims(ctx context.Context, ids []assay.ClaimID, articles ...assay.ArticleID) (*assay.Case, error) {
	claims, err := t.asked(ctx, ids)
	if err != nil {
		return nil, err
	}
	c, err := t.load(ctx, scope{claims, articles})
	if err != nil {
		return nil, err
	}
	return c, t.loadQuestions(ctx, c)
}

// asked returns some claims with those that the same questions are about, and
// all that were merged with any of them.
func (t *tx) asked(ctx context.Context, ids []assay.ClaimID) ([]assay.ClaimID, error) {
	ids, err := t.with(ctx, ids...)
	if err != nil {
		return nil, err
	}
	if ids, err = query(ctx, t, withQuestions, []any{hexList(ids)}, scanID[assay.Claim]); err != nil {
		return nil, err
	}
	return t.with(ctx, ids...)
}

// loadQuestions adds every question, with its versions.
func (t *tx) loadQuestions(ctx context.Context, c *assay.Case) (err error) {
	if c.Questions, err = t.allQuestions(ctx); err != nil {
		return err
	}
	if c.Versions, err = t.allVersions(ctx); err != nil {
		return err
	}
	ids := make([]assay.EntityID, 0, len(c.Questions)+len(c.Versions))
	for i := range c.Questions {
		ids = append(ids, assay.EntityID(c.Questions[i].ID))
	}
	for i := range c.Versions {
		ids = append(ids, assay.EntityID(c.Versions[i].ID))
	}
	return t.attach(ctx, c, hexList(ids))
}

// Claims returns one page of the claims. What a filter or order needs to know
// of all of them is asked of as few as can be.
func (s *Store) Claims(ctx context.Context, f assay.ClaimFilter) (p assay.ClaimsPage, err error) {
	sort, ok := claimSorts[f.Sort]
	if !ok {
		sort = claimSorts[assay.ClaimSorts[0]]
	}
	p.Filter = f
	err = s.view(ctx, func(t *tx) error {
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		if p.All, err = t.countClaims(ctx); err != nil {
			return err
		}
		where, err := t.claimsWhere(ctx, f)
		if err != nil {
			return err
		}
		if f.Sort == "cited" && len(m) > 0 {
			sort = citedMerged
			where.args = append(where.args, leads(m))
		}
		ids, err := query(ctx, t, `SELECT c.id FROM claim c WHERE `+where.String()+` ORDER BY `+sort, where.args, scanID[assay.Claim])
		if err != nil {
			return err
		}
		if f.Contested || f.Sort == "disputed" {
			if ids, err = t.byDispute(ctx, s.Me(), ids, f); err != nil {
				return err
			}
		}
		p.Leaf = assay.Turn(f.Page, assay.ClaimsPageSize, len(ids))
		p.Order = ids[p.Leaf.From:p.Leaf.To]
		p.Case, err = t.loadClaims(ctx, p.Order)
		return err
	})
	return p, err
}

func (t *tx) claimsWhere(ctx context.Context, f assay.ClaimFilter) (where filter, err error) {
	m, err := t.merged(ctx)
	if err != nil {
		return where, err
	}
	where.add(there("c"))
	if len(m) > 0 {
		where.add(`c.id NOT `+among, aside(m))
	}
	// has asks that the claim, or one that was merged with it, is among those
	// that a statement selects.
	has := func(claims string, args ...any) {
		claims, args = standing(m, claims, args...)
		where.add(`c.id IN (`+claims+`)`, args...)
	}
	for word := range strings.FieldsSeq(f.Words) {
		if number, ok := strings.CutPrefix(strings.ToUpper(word), "C"); ok {
			if n, err := strconv.Atoi(number); err == nil && n > 0 {
				has(`SELECT id FROM claim WHERE `+there("claim")+` AND (`+holding(`wording`)+` OR id = (SELECT id FROM claim ORDER BY made, id LIMIT 1 OFFSET ?))`, search.Fold(word), n-1)
				continue
			}
		}
		has(`SELECT id FROM claim WHERE `+there("claim")+` AND `+holding(`wording`), search.Fold(word))
	}
	if f.Contested {
		may, args := mayBeContested(m)
		where.add(`c.id IN (`+may+`)`, args...)
	}
	switch {
	case f.Kind == assay.NoKind:
		where.add(`c.kind IS NULL`)
	case f.Kind != "":
		where.add(`c.kind = ?`, f.Kind)
	}
	if f.Unrated {
		rated, args := standing(m, `SELECT target FROM judgement WHERE target IN (SELECT id FROM claim) AND dimension IN ('credibility', 'adjudication') AND (dimension = 'credibility' OR scope = 'credibility') AND gone = 0 AND value IS NOT NULL`)
		where.add(`c.id NOT IN (`+rated+`)`, args...)
	}
	if f.Unmentioned {
		mentioned, args := standing(m, `SELECT claim FROM mention WHERE gone = 0`)
		where.add(`c.id NOT IN (`+mentioned+`)`, args...)
	}
	if f.Alike {
		alike, err := t.alikeClaims(ctx)
		if err != nil {
			return where, err
		}
		where.add(`c.id `+among, hexList(alike))
	}
	if !f.Event.IsZero() {
		where.add(`c.event = ?`, f.Event[:])
	}
	for _, asked := range []struct {
		words assay.TagSet
		not   string
	}{{f.Tags.Has, ``}, {f.Tags.Lacks, `NOT `}} {
		if asked.words == "" {
			continue
		}
		tags, err := t.tags(ctx)
		if err != nil {
			return where, err
		}
		for _, word := range asked.words.Words() {
			having, args := standing(m, tagged, hexList(assay.TagsMeant(tags, word, f.Tags.Exact)))
			where.add(`c.id `+asked.not+`IN (`+having+`)`, args...)
		}
	}
	if !f.Source.IsZero() {
		from, args, err := t.from(ctx, f.Source)
		if err != nil {
			return where, err
		}
		has(`SELECT claim FROM mention WHERE gone = 0 AND article IN (`+from+`)`, args...)
	}
	return where, nil
}

// byDispute leaves out of a list of claims those that are not contested, if the
// filter wants that, and puts those in front that most articles differ on, if
// it wants that.
func (t *tx) byDispute(ctx context.Context, me assay.ActorID, ids []assay.ClaimID, f assay.ClaimFilter) ([]assay.ClaimID, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	all, args := mayBeContested(m)
	may, err := query(ctx, t, all, args, scanID[assay.Claim])
	if err != nil {
		return nil, err
	}
	c, err := t.loadClaims(ctx, may)
	if err != nil {
		return nil, err
	}
	view := assay.NewView(c, me)
	disputes := make(map[assay.ClaimID]assay.Dispute, len(may))
	for _, id := range may {
		disputes[id] = view.Dispute(id)
	}
	if f.Contested {
		ids = slices.DeleteFunc(ids, func(id assay.ClaimID) bool { return !disputes[id].Contested() })
	}
	if f.Sort == "disputed" {
		slices.SortStableFunc(ids, func(a, b assay.ClaimID) int { return disputes[a].Compare(disputes[b]) })
	}
	return ids, nil
}

// Claim returns one claim with everything that bears on it, its mentions in
// their contexts, and one page of the articles that do not mention it. It fails
// with KindNotFound.
func (s *Store) Claim(ctx context.Context, id assay.ClaimID, page int) (p assay.ClaimPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		id = m.One(id)
		group := m.With(id)
		const without = ` FROM article WHERE gone = 0 AND id NOT IN (SELECT article FROM mention WHERE gone = 0 AND claim IN ` + idList + `)`
		var others int
		if err := t.QueryRowContext(ctx, `SELECT count(*)`+without, hexList(group)).Scan(&others); err != nil {
			return err
		}
		p.Leaf = assay.Turn(page, assay.CoveragePageSize, others)
		p.Without, err = query(ctx, t, `SELECT id`+without+` ORDER BY made, id LIMIT ?2 OFFSET ?3`,
			[]any{hexList(group), assay.CoveragePageSize, p.Leaf.From}, scanID[assay.Article])
		if err != nil {
			return err
		}
		related, err := t.withRelated(ctx, id)
		if err != nil {
			return err
		}
		if p.Case, err = t.loadClaims(ctx, related, p.Without...); err != nil {
			return err
		}
		at := slices.IndexFunc(p.Case.Claims, func(c assay.Claim) bool { return c.ID == id })
		if at < 0 {
			gone, err := t.claims(ctx, `id = ?`, id[:])
			if err != nil || len(gone) == 0 {
				return cmp.Or(err, error(assay.NotFound("claim")))
			}
			at, p.Case.Claims = len(p.Case.Claims), append(p.Case.Claims, gone...)
		}
		if p.Claim = p.Case.Claims[at]; p.Claim.Gone {
			w, err := t.withdrawal(ctx, s.Me(), assay.KindClaim, assay.EntityID(id))
			if err != nil {
				return err
			}
			p.Removal = &w
		}
		own := slices.Clone(p.Case.Mentions)
		own = slices.DeleteFunc(own, func(x assay.Mention) bool { return m.One(x.Claim) != id })
		if p.Contexts, err = t.contexts(ctx, own); err != nil {
			return err
		}
		p.Names, err = t.claimNames(ctx)
		return err
	})
	return p, err
}

// contexts returns what stands around mentions in their texts.
func (t *tx) contexts(ctx context.Context, mentions []assay.Mention) (map[assay.MentionID]assay.Context, error) {
	type place struct {
		body  anchor.Text
		edits anchor.Edits
	}
	places := map[assay.TextID]place{}
	contexts := make(map[assay.MentionID]assay.Context, len(mentions))
	for i := range mentions {
		m := &mentions[i]
		p, ok := places[m.Text]
		if !ok {
			body, err := t.text(ctx, m.Text)
			if err != nil && assay.KindOf(err) != assay.KindNotFound {
				return nil, err
			}
			boundaries, err := t.boundaries(ctx, `"text" = ?`, m.Text[:])
			if err != nil {
				return nil, err
			}
			p = place{body, edits(boundaries)}
			places[m.Text] = p
		}
		contexts[m.ID] = assay.NewContext(p.body, m.Span, p.edits)
	}
	return contexts, nil
}

func edits(boundaries []assay.Boundary) (e anchor.Edits) {
	for _, b := range boundaries {
		switch b.Edit {
		case "split":
			e.Splits = append(e.Splits, b.At)
		case "join":
			e.Joins = append(e.Joins, b.At)
		}
	}
	slices.Sort(e.Splits)
	slices.Sort(e.Joins)
	return e
}

// MarkIndependent says that two origins are independent of each other, in
// either order, or takes it back. It fails with KindInvalid if they are one, or
// if it is not said why they are independent.
func (s *Store) MarkIndependent(ctx context.Context, a, b assay.EntityID, independent bool, reason string) (assay.ActID, error) {
	k, err := assay.IndependentKey(a, b)
	if err != nil {
		return assay.ActID{}, err
	}
	if !independent {
		return s.Judge(ctx, k, oplog.Null, "")
	}
	if strings.TrimSpace(reason) == "" {
		return assay.ActID{}, assay.Invalid("reason", "Say why they are independent: that two texts differ does not make them so.")
	}
	return s.Judge(ctx, k, oplog.Encode(true), reason)
}

// Contested returns every question, and every claim that is in one or may be
// contested by itself, with what bears on them.
func (s *Store) Contested(ctx context.Context) (p assay.ContestedPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		all, args := mayBeContested(m)
		ids, err := query(ctx, t, all+` UNION `+exclusive, args, scanID[assay.Claim])
		if err != nil {
			return err
		}
		if p.Case, err = t.loadClaims(ctx, ids); err != nil {
			return err
		}
		in := map[assay.MentionID]bool{}
		for _, v := range p.Case.Versions {
			for _, m := range v.Mentions {
				in[m] = true
			}
		}
		shown := slices.Clone(p.Case.Mentions)
		p.Contexts, err = t.contexts(ctx, slices.DeleteFunc(shown, func(m assay.Mention) bool { return !in[m.ID] }))
		return err
	})
	return p, err
}

// Asking returns what the form for a contested fact shows: with a mention the
// claim that it is of, with a claim that one, else nothing. It fails with
// KindNotFound.
func (s *Store) Asking(ctx context.Context, mention assay.MentionID, claim assay.ClaimID) (p assay.AskingPage, err error) {
	p.Claim = claim
	err = s.view(ctx, func(t *tx) error {
		if !mention.IsZero() {
			m, err := t.mention(ctx, mention)
			if err != nil {
				return err
			}
			p.Claim = m.Claim
		}
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		p.Claim = m.One(p.Claim)
		if p.Case = (&assay.Case{}); p.Claim.IsZero() {
			return nil
		}
		if err := t.exists(ctx, assay.KindClaim, assay.EntityID(p.Claim)); err != nil {
			return err
		}
		if p.Case, err = t.loadClaims(ctx, []assay.ClaimID{p.Claim}); err != nil {
			return err
		}
		p.Contexts, err = t.contexts(ctx, p.Case.Mentions)
		return err
	})
	return p, err
}

// Question returns one contested fact with the claims of its mentions, and the
// claims that have all the words, if there are any words. It fails with
// KindNotFound.
func (s *Store) Question(ctx context.Context, id assay.QuestionID, words string) (p assay.QuestionPage, err error) {
	p.Words = strings.TrimSpace(words)
	err = s.view(ctx, func(t *tx) error {
		questions, err := t.questions(ctx, `id = ?`, id[:])
		if err != nil {
			return err
		}
		if len(questions) == 0 {
			return assay.NotFound("contested fact")
		}
		p.Question = questions[0]
		claims, err := query(ctx, t, `SELECT DISTINCT claim FROM mention WHERE gone = 0 AND id IN (`+inVersions+` AND q.id = ?) ORDER BY claim`, []any{id[:]}, scanID[assay.Claim])
		if err != nil {
			return err
		}
		if p.Words != "" {
			where, err := t.claimsWhere(ctx, assay.ClaimFilter{Words: p.Words})
			if err != nil {
				return err
			}
			if p.Found, err = query(ctx, t, `SELECT c.id FROM claim c WHERE `+where.String()+` ORDER BY c.made, c.id LIMIT ?`, append(where.args, assay.QuestionFoundSize+1), scanID[assay.Claim]); err != nil {
				return err
			}
			if p.More = len(p.Found) > assay.QuestionFoundSize; p.More {
				p.Found = p.Found[:assay.QuestionFoundSize]
			}
		}
		if p.Case, err = t.loadClaims(ctx, append(claims, p.Found...)); err != nil {
			return err
		}
		if p.History, err = t.rulingsOf(ctx, s.Me(), id); err != nil {
			return err
		}
		p.Contexts, err = t.contexts(ctx, p.Case.Mentions)
		return err
	})
	return p, err
}
