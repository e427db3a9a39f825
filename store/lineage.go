package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/lineage"
)

// What a page about lineage shows at most: proposals, and the articles and mentions of a
// case that is shown whole.
const (
	lineageProposals = 500
	lineageArticles  = 300
	lineageMentions  = 3000
)

// relates reports whether the file has an index of where articles come from. An
// older one that is only read has none.
func (t *tx) relates() bool { return t.format >= 4 }

// Lineage returns where articles are confirmed to come from, and what is proposed
// and not decided. Of a large case it is a part: what the filter asks for, and the
// proposals from a place on.
func (s *Store) Lineage(ctx context.Context, f assay.LineageFilter, from assay.LineagePlace) (p *assay.LineagePage, err error) {
	large := false
	err = s.view(ctx, func(t *tx) (err error) {
		if large, err = t.largeLineage(ctx); err == nil && large {
			p, err = t.lineagePart(ctx, s.Me(), f, from)
		}
		return err
	})
	if err != nil || large {
		return p, err
	}
	return s.wholeLineage(ctx)
}

// largeLineage reports whether the case has more articles or mentions than are shown at
// once.
func (t *tx) largeLineage(ctx context.Context) (large bool, err error) {
	return large, t.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM (SELECT 1 FROM article WHERE gone = 0 LIMIT ?1)) = ?1 OR (SELECT count(*) FROM (SELECT 1 FROM mention WHERE gone = 0 LIMIT ?2)) = ?2`,
		lineageArticles+1, lineageMentions+1).Scan(&large)
}

// wholeLineage is Lineage of a case that is shown whole.
func (s *Store) wholeLineage(ctx context.Context) (*assay.LineagePage, error) {
	all, err := s.everythingProposed(ctx)
	if err != nil {
		return nil, err
	}
	var known *assay.Case
	p := &assay.LineagePage{}
	err = s.view(ctx, func(t *tx) error {
		if known, err = t.derivations(ctx); err != nil {
			return err
		}
		p.Refused, p.RefusedMore, err = t.refused(ctx, known, s.Me(), all, lineageRefused)
		return err
	})
	if err != nil {
		return nil, err
	}
	p.Proposed = undecided(known, s.Me(), all)
	if n := len(p.Proposed); n > lineageProposals {
		p.Proposed, p.More = p.Proposed[:lineageProposals], n-lineageProposals
	}
	err = s.view(ctx, func(t *tx) error {
		if p.Case, err = t.derivationCase(ctx); err != nil {
			return err
		}
		p.Waiting, err = t.waiting(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	inOrder(p.Case) // while nobody waits
	there := map[assay.ArticleID]bool{{}: true}
	for i := range p.Case.Articles {
		there[p.Case.Articles[i].ID] = true
	}
	p.Proposed = slices.DeleteFunc(p.Proposed, func(x assay.Proposed) bool { return !there[x.Child] || !there[x.Parent] }) // removed meanwhile
	return p, nil
}

// everythingProposed returns what is proposed of all articles, the surest first. There
// may be thousands: they are read a few at a time, since a reader holds up a commit.
func (s *Store) everythingProposed(ctx context.Context) (all []assay.Proposed, err error) {
	for last, more := int64(0), true; more; {
		var some []assay.Proposed
		err = s.view(ctx, func(t *tx) error {
			some, last, more, err = t.proposalsAfter(ctx, last)
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, bySureness)
	return all, nil
}

// proposedAtOnce is how many proposals are read in one go.
const proposedAtOnce = 2000

// proposalsAfter reads some proposals after a row, and returns the last row that it
// has looked at, and whether there was any.
func (t *tx) proposalsAfter(ctx context.Context, after int64) (list []assay.Proposed, last int64, more bool, err error) {
	if !t.relates() {
		return nil, after, false, nil
	}
	err = t.QueryRowContext(ctx, `SELECT coalesce(max(row), 0) FROM (SELECT rowid AS row FROM lineage_proposal WHERE rowid > ? ORDER BY rowid LIMIT ?)`, after, proposedAtOnce).Scan(&last)
	if err != nil || last == 0 {
		return nil, after, false, err
	}
	list, err = t.proposals(ctx, `p.rowid > ? AND p.rowid <= ?`, after, last)
	return list, last, true, err
}

// bySureness puts what is surest first, as the query of proposals does.
func bySureness(a, b assay.Proposed) int {
	first := func(x, y bool) int {
		switch {
		case x == y:
			return 0
		case x:
			return -1
		default:
			return 1
		}
	}
	return cmp.Or(
		first(a.Strong, b.Strong), first(a.Ground == assay.GroundCredit, b.Ground == assay.GroundCredit), cmp.Compare(b.ChildCover, a.ChildCover), cmp.Compare(b.Words, a.Words),
		bytes.Compare(a.Child[:], b.Child[:]), bytes.Compare(a.Parent[:], b.Parent[:]), cmp.Compare(a.Name, b.Name))
}

// waiting counts the articles that have not been compared with the others yet, up to
// one more than are counted.
func (t *tx) waiting(ctx context.Context) (n int, err error) {
	if !t.relates() {
		return 0, nil
	}
	return n, t.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT DISTINCT entity FROM lineage_stale WHERE kind IN (?, ?, ?) LIMIT ?)`,
		string(assay.KindArticle), string(againKind), string(slipsKind), assay.WaitingMost+1).Scan(&n)
}

// allProposed returns what is proposed of some articles as children.
func (t *tx) allProposed(ctx context.Context, children []assay.ArticleID) (all []assay.Proposed, err error) {
	if !t.relates() {
		return nil, nil
	}
	return t.proposals(ctx, `p.child `+among, hexList(children))
}

// undecided returns those of some proposals on which nobody has decided, and that
// nothing that is confirmed makes needless: where an article is known to come from
// who is proposed by way of others, or two articles to come from the same.
func undecided(c *assay.Case, me assay.ActorID, all []assay.Proposed) []assay.Proposed {
	v := assay.NewView(c, me)
	works := map[assay.EntityID]assay.SourceID{}
	for i := range c.Works {
		works[assay.EntityID(c.Works[i].ID)] = v.Resolve(c.Works[i].Source)
	}
	known := map[assay.ArticleID]map[assay.EntityID]bool{}
	return slices.DeleteFunc(all, func(p assay.Proposed) bool {
		if !v.Undecided(&p) {
			return true
		}
		behind := behindOf(v, p.Child, known)
		if p.Parent.IsZero() {
			return !p.Source.IsZero() && hasSource(v, behind, works, p.Child, v.Resolve(p.Source))
		}
		if behind[assay.EntityID(p.Parent)] || behindOf(v, p.Parent, known)[assay.EntityID(p.Child)] {
			return true
		}
		if p.Ground == assay.GroundCredit {
			return false // that they come from the same says nothing against it
		}
		for id := range behindOf(v, p.Parent, known) {
			if behind[id] {
				return true
			}
		}
		return false
	})
}

// hasSource reports whether any of what an article comes from is of a source.
func hasSource(v *assay.View, behind map[assay.EntityID]bool, works map[assay.EntityID]assay.SourceID, child assay.ArticleID, source assay.SourceID) bool {
	for id := range behind {
		if works[id] == source {
			return true
		}
		if a := v.Article(assay.ArticleID(id)); a != nil && a.ID != child && v.Resolve(a.TextOrigin) == source {
			return true
		}
	}
	return false
}

// behindOf returns an article and all that it is confirmed to come from.
func behindOf(v *assay.View, id assay.ArticleID, known map[assay.ArticleID]map[assay.EntityID]bool) map[assay.EntityID]bool {
	if all, ok := known[id]; ok {
		return all
	}
	all := map[assay.EntityID]bool{}
	todo := []assay.ArticleID{id}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if all[assay.EntityID(next)] {
			continue
		}
		all[assay.EntityID(next)] = true
		for _, d := range v.DerivationsOf(next) {
			if d.Parent.IsZero() {
				all[assay.EntityID(d.Work)] = true
			} else {
				todo = append(todo, d.Parent)
			}
		}
	}
	known[id] = all
	return all
}

// derivationOf asks for the judgements on derivations, and the team's on those.
var derivationOf = dimensions(`('derivation')`)

// ends returns the articles that proposals are about.
func ends(proposed []assay.Proposed) (ids []assay.ArticleID) {
	for i := range proposed {
		ids = append(ids, proposed[i].Child)
		if p := proposed[i].Parent; !p.IsZero() {
			ids = append(ids, p)
		}
	}
	return ids
}

// derivationCase reads all that says where the articles of a case come from, and the
// claims that are marked in them.
func (t *tx) derivationCase(ctx context.Context) (*assay.Case, error) {
	c, err := t.derivations(ctx)
	if err != nil {
		return nil, err
	}
	there := make(map[assay.ArticleID]bool, len(c.Articles))
	for i := range c.Articles {
		there[c.Articles[i].ID] = true
	}
	if c.Mentions, err = t.originMentions(ctx, `1`); err != nil {
		return nil, err
	}
	c.Mentions = slices.DeleteFunc(c.Mentions, func(m assay.Mention) bool { return !there[m.Article] })
	if err := t.claimsMarked(ctx, c); err != nil {
		return nil, err
	}
	if c.Attributions, err = t.originAttributions(ctx, `1`); err != nil {
		return nil, err
	}
	judgements, err := t.outlineJudgements(ctx, dimensions(`('stance', 'voice', 'root')`))
	if err != nil {
		return nil, err
	}
	independent, err := t.judgements(ctx, dimensions(`('independent', 'rank', 'reliability')`))
	c.Judgements = slices.Concat(c.Judgements, judgements, independent)
	c.Sweep()
	return c, err
}

// claimsMarked adds the claims of the mentions of a case, with those that were merged
// with them, and the numbers of all.
func (t *tx) claimsMarked(ctx context.Context, c *assay.Case) error {
	claims := map[assay.ClaimID]bool{}
	var ids []assay.ClaimID
	for i := range c.Mentions {
		if id := c.Mentions[i].Claim; !claims[id] {
			claims[id] = true
			ids = append(ids, id)
		}
	}
	ids, err := t.with(ctx, ids...)
	if err != nil {
		return err
	}
	if c.Claims, err = t.claims(ctx, `id IN `+idList, hexList(ids)); err != nil {
		return err
	}
	c.Numbers, err = t.numbers(ctx)
	return err
}

// derivations reads the articles of the case with what they are confirmed or said not to
// come from, and what decides on proposals.
func (t *tx) derivations(ctx context.Context) (*assay.Case, error) {
	c, err := t.parties(ctx)
	if err != nil {
		return nil, err
	}
	steps := []func() error{
		func() (err error) { c.Articles, err = t.articles(ctx, `gone = 0`); return },
		func() (err error) { c.Texts, err = t.factTexts(ctx, hexList(current(c))); return },
		func() (err error) { c.Judgements, err = t.judgements(ctx, derivationOf); return },
		func() (err error) { c.Decisions, err = t.derivationDecisions(ctx); return },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// derivationDecisions reads what was decided on derivations from outside the case.
func (t *tx) derivationDecisions(ctx context.Context) ([]assay.Decision, error) {
	return t.decisionsOn(ctx, `suggestion = ?`, assay.DerivationProposal)
}

// ProposedFor returns what is proposed and not decided of some articles, that they
// come from others or from outside the case. It asks little where there is nothing.
func (s *Store) ProposedFor(ctx context.Context, articles []assay.ArticleID) (list []assay.Proposed, err error) {
	err = s.view(ctx, func(t *tx) error {
		list, err = t.proposedFor(ctx, s.Me(), articles)
		return err
	})
	return list, err
}

func (t *tx) proposedFor(ctx context.Context, me assay.ActorID, articles []assay.ArticleID) ([]assay.Proposed, error) {
	if len(articles) == 0 {
		return nil, nil
	}
	all, err := t.allProposed(ctx, articles)
	if err != nil {
		return nil, err
	}
	return t.undecided(ctx, me, all)
}

// undecided returns those of some proposals on which nobody has decided.
func (t *tx) undecided(ctx context.Context, me assay.ActorID, all []assay.Proposed) ([]assay.Proposed, error) {
	if len(all) == 0 {
		return nil, nil
	}
	c, err := t.deciding(ctx, me, all)
	if err != nil {
		return nil, err
	}
	return undecided(c, me, all), nil
}

// Beside returns two articles with what they have in common.
func (s *Store) Beside(ctx context.Context, a, b assay.ArticleID) (*assay.BesidePage, error) {
	p := &assay.BesidePage{A: a, B: b}
	if a == b {
		return nil, assay.Invalid("other", "Choose another article to put beside this one.")
	}
	var houses [2]lineage.House
	err := s.view(ctx, func(t *tx) error {
		claims, err := query(ctx, t, `SELECT DISTINCT claim FROM mention WHERE gone = 0 AND article IN `+idList, []any{hexList([]assay.ArticleID{a, b})}, scanID[assay.Claim])
		if err != nil {
			return err
		}
		if claims, err = t.with(ctx, claims...); err != nil {
			return err
		}
		if p.Case, err = t.load(ctx, scope{claims, []assay.ArticleID{a, b}}); err != nil {
			return err
		}
		refused, err := t.derivationDecisions(ctx)
		if err != nil {
			return err
		}
		p.Case.Decisions = append(p.Case.Decisions, refused...)
		for i, id := range []assay.ArticleID{a, b} {
			at := slices.IndexFunc(p.Case.Articles, func(x assay.Article) bool { return x.ID == id })
			if at < 0 {
				return assay.NotFound("article")
			}
			if p.Texts[i], err = t.text(ctx, p.Case.Articles[at].Text); err != nil {
				return err
			}
			if houses[i], err = t.houseOf(ctx, &p.Case.Articles[at]); err != nil {
				return err
			}
		}
		all, err := t.allProposed(ctx, []assay.ArticleID{a, b})
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(x assay.Proposed) bool { return x.Child != a && x.Child != b || x.Parent != a && x.Parent != b })
		p.Proposed = undecided(p.Case, s.Me(), all)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var read [2]*lineage.Text
	for i, text := range p.Texts {
		if read[i] = lineage.Read(text).Without(houses[i]); !read[i].Whole() {
			p.Compared = max(p.Compared, read[i].Text().Len())
		}
	}
	p.Passages = aligned(lineage.Compare(read[0], read[1]))
	for i := range p.Proposed {
		x := &p.Proposed[i]
		x.Passages = slices.Clone(p.Passages)
		if x.Child != a {
			for j, q := range x.Passages {
				x.Passages[j].Child, x.Passages[j].Parent = q.Parent, q.Child
			}
			slices.SortFunc(x.Passages, func(q, r assay.Aligned) int { return q.Child.Start - r.Child.Start })
		}
	}
	return p, nil
}

// aligned returns the passages of a comparison, in the order of the first text.
func aligned(c lineage.Comparison) []assay.Aligned {
	list := make([]assay.Aligned, len(c.Passages))
	for i, q := range c.Passages {
		list[i] = assay.Aligned{Child: q.A, Parent: q.B, Kind: string(q.Kind), Score: q.Score}
	}
	return list
}

// houseOf returns what is known to be printed around an article by its house.
func (t *tx) houseOf(ctx context.Context, a *assay.Article) (lineage.House, error) {
	house := (&knownArticle{host: a.Host, origin: a.TextOrigin}).house()
	if !t.relates() || house.IsZero() {
		return nil, nil
	}
	list, err := query(ctx, t, `SELECT runs FROM lineage_house WHERE house = ?`, []any{house[:]}, func(rows *sql.Rows) (data []byte, err error) { return data, rows.Scan(&data) })
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return readHouse(list[0]), nil
}

// evidenceAt reads a passage that a judgement rests on.
func evidenceAt(text assay.TextID, body anchor.Text, at anchor.Span) (e assay.Evidence, ok bool) {
	quote, ok := body.Lookup(at)
	return assay.Evidence{Text: text, Start: at.Start, End: at.End, Quote: quote}, ok && !at.Empty()
}
