package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// inVersions are the mentions that stand for a version of some question.
const inVersions = `
	SELECT x.mention FROM version_mention x JOIN version v ON v.id = x.version JOIN question q ON q.id = v.question
	WHERE x.member = 1 AND x.gone = 0 AND v.gone = 0 AND q.gone = 0`

// idList names things in SQL: it goes after IN, and takes what hexList makes as
// its first argument.
const idList = `(SELECT unhex(value) FROM json_each(?1))`

func hexList[I ~[16]byte](ids []I) string {
	list := make([]byte, 0, len(`["",]`)+len(ids)*len(`"00000000000000000000000000000000",`))
	list = append(list, '[')
	for i := range ids {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, '"')
		list = append(hex.AppendEncode(list, ids[i][:]), '"')
	}
	return string(append(list, ']'))
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
	return t.loadAsked(ctx, t.load, ids, articles)
}

// listClaims is loadClaims for a list of them: see loadBriefly.
func (t *tx) listClaims(ctx context.Context, ids []assay.ClaimID) (*assay.Case, error) {
	return t.loadAsked(ctx, t.loadBriefly, ids, nil)
}

func (t *tx) loadAsked(ctx context.Context, load func(context.Context, scope) (*assay.Case, error), ids []assay.ClaimID, articles []assay.ArticleID) (*assay.Case, error) {
	claims, err := t.asked(ctx, ids)
	if err != nil {
		return nil, err
	}
	c, err := load(ctx, scope{claims, articles})
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
		if err := t.without(ctx, group, page, &p); err != nil {
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
		l, err := t.wordings(ctx)
		if err != nil {
			return err
		}
		if p.Alike, err = t.namesOf(ctx, l.like(id)); err != nil {
			return err
		}
		p.Names, err = t.firstNames(ctx)
		return err
	})
	return p, err
}

// countArticles counts the articles of the case. It is remembered.
func (t *tx) countArticles(ctx context.Context) (int, error) {
	return remember(ctx, t, "articles", func() (n int, err error) {
		return n, t.QueryRowContext(ctx, `SELECT count(*) FROM `+t.shelf()).Scan(&n)
	}, nil)
}

// without lists one page of the articles that mention none of some claims.
func (t *tx) without(ctx context.Context, claims []assay.ClaimID, page int, p *assay.ClaimPage) error {
	of := hexList(claims)
	all, err := t.countArticles(ctx)
	if err != nil {
		return err
	}
	var with int
	err = t.QueryRowContext(ctx, `
		SELECT count(*) FROM (SELECT DISTINCT article FROM mention WHERE gone = 0 AND claim IN `+idList+`) mentioning
		WHERE EXISTS (SELECT 1 FROM article a WHERE a.id = mentioning.article AND a.gone = 0)`, of).Scan(&with)
	if err != nil {
		return err
	}
	p.Leaf = assay.Turn(page, assay.CoveragePageSize, all-with)
	p.Without, err = query(ctx, t, `
		SELECT article FROM `+t.shelf()+`
		WHERE NOT EXISTS (SELECT 1 FROM mention m WHERE m.claim IN `+idList+` AND m.gone = 0 AND m.article = shelf.article)
		ORDER BY made, article LIMIT ?2 OFFSET ?3`, []any{of, assay.CoveragePageSize, p.Leaf.From}, scanID[assay.Article])
	return err
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
