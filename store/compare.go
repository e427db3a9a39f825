package store

import (
	"context"
	"database/sql"
	"slices"

	"assay/internal/assay"
	"assay/internal/lineage"
)

// With how many others an article is compared.
const (
	sharing   = 30 // that have most marks in common with it
	aboutSame = 10 // that are most about the same
)

// What an article that credits another has of it, and when that appeared.
const (
	creditCover  = .10 // of its own words, or more
	creditCosine = .50 // or that they have so much the same words: who retells in one paragraph shares no sentence
	creditBefore = 7   // days before it, at most
	creditAfter  = 1   // days after it: not every date is right
)

// wholly is how much of an article is covered by what it wholly comes from.
const wholly = .8

// contained is by how much more an article is covered than the other for it to be
// thought to come from the other where nothing else says which does: what is all in
// a longer text may be an excerpt of it, and the longer one is none of the shorter.
const contained = .3

// compareArticle compares an article with those that share words with it or are
// about the same, and returns what is to be written of it.
func (s *Store) compareArticle(ctx context.Context, id assay.ArticleID) (write func(*tx) error, err error) {
	k := s.kin
	r := k.of[id]
	if r == nil { // it is gone, which is a step of its own
		return func(*tx) error { return nil }, nil
	}
	text, err := s.textOf(ctx, id)
	if err != nil || text == nil {
		return func(*tx) error { return nil }, err
	}
	if _, _, err := s.outletReader(ctx); err != nil { // for the names of sources
		return nil, err
	}
	o := k.words.Topic(text)
	topic, err := o.MarshalBinary()
	if err != nil {
		return nil, err
	}
	partners, err := s.partners(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := s.beside(ctx, text, k.near(r, text.Fingerprint(), o, partners))
	if err != nil {
		return nil, err
	}
	var found []assay.Proposed
	var credited []string // by their proposals, the names under which who is proposed is credited
	var alike []assay.ArticleID
	for i := range all {
		if p, name, ok := k.propose(r, all[i].other, all[i].c); ok {
			found, credited = append(found, p), append(credited, name)
		}
		if all[i].resembles() {
			alike = append(alike, all[i].other.id)
		}
	}
	k.topics.Add(r.no, o, r.day)
	r.compared = true
	known := max(1, k.known)
	return func(t *tx) error {
		if _, err := t.ExecContext(ctx, `UPDATE lineage_article SET topic = ?, known = ? WHERE article = ?`, topic, known, id[:]); err != nil {
			return err
		}
		if err := t.propose(ctx, id, found, credited); err != nil || len(alike) <= slipOthers {
			return err
		}
		b := t.bulk()
		for _, x := range append(alike, id) {
			if err := b.unrelated(ctx, slipsKind, assay.EntityID(x), stepSlips); err != nil {
				return err
			}
		}
		return b.flush(ctx)
	}, nil
}

// beside compares an article with some others.
func (s *Store) beside(ctx context.Context, text *lineage.Text, others []*relative) (all []likeness, err error) {
	for _, other := range others {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		beside, err := s.textOf(ctx, other.id)
		if err != nil {
			return nil, err
		}
		if beside != nil {
			all = append(all, likeness{other, beside, lineage.Compare(text, beside)})
		}
	}
	return all, nil
}

// partners returns the articles of which something is proposed with one.
func (s *Store) partners(ctx context.Context, id assay.ArticleID) (ids []assay.ArticleID, err error) {
	err = s.view(ctx, func(t *tx) error {
		ids, err = query(ctx, t, `SELECT parent FROM lineage_proposal WHERE child = ?1 AND parent IS NOT NULL AND rule <> ?2 UNION SELECT child FROM lineage_proposal WHERE parent = ?1 AND rule <> ?2`,
			[]any{id[:], string(assay.RuleSameClaims)}, scanID[assay.Article])
		return err
	})
	return ids, err
}

// near returns the articles with which one is to be compared: those of which
// something was proposed, whoever found it, those that share words with it, and
// those that are about the same. They have been compared with others themselves:
// of two articles, the one that comes later is compared with the one before.
func (k *kin) near(r *relative, print lineage.Fingerprint, o lineage.Topic, partners []assay.ArticleID) []*relative {
	seen := map[int64]bool{r.no: true}
	var list []*relative
	add := func(no int64) {
		if other := k.by[no]; !seen[no] && other != nil && other.compared {
			seen[no] = true
			list = append(list, other)
		}
	}
	for _, id := range partners {
		if other := k.of[id]; other != nil {
			add(other.no)
		}
	}
	candidates := k.marks.Candidates(print)
	for _, c := range candidates[:min(len(candidates), sharing)] {
		add(c.Key)
	}
	for _, n := range k.topics.Neighbours(o, r.day, aboutSame+1) {
		add(n.Key)
	}
	return list
}

// credits returns how an article credits who wrote another that appeared around
// then, nil if it does not.
func (k *kin) credits(child, parent *relative) *credit {
	if child.day != lineage.Undated && parent.day != lineage.Undated && (parent.day < child.day-creditBefore || parent.day > child.day+creditAfter) {
		return nil
	}
	for i := range child.credits {
		if c := &child.credits[i]; k.names.is(parent.author, c) {
			return c
		}
	}
	return nil
}

// bothCredit reports whether two articles credit the same third party for what
// they share. Where one is all in the other, that both cite somebody does not
// explain it; that the text of both is somebody's does.
func (k *kin) bothCredit(a, b *relative, whole bool) bool {
	for i := range a.credits {
		for j := range b.credits {
			x, y := &a.credits[i], &b.credits[j]
			same := assay.PlainName(x.name) == assay.PlainName(y.name) || !x.source.IsZero() && x.source == y.source
			if same && (!whole || x.kind == "verbatim" && y.kind == "verbatim") {
				return true
			}
		}
	}
	return false
}

// propose says what a comparison of two articles may mean, and the name under
// which the child credits who wrote the parent, "" if it does not.
func (k *kin) propose(a, b *relative, c lineage.Comparison) (p assay.Proposed, name string, ok bool) {
	known := lineage.Known{SameHouse: !a.house.IsZero() && a.house == b.house}
	byA, byB := k.credits(a, b), k.credits(b, a)
	if c.A.Cover < creditCover && c.Cosine < creditCosine {
		byA = nil
	}
	if c.B.Cover < creditCover && c.Cosine < creditCosine {
		byB = nil
	}
	known.ACredits, known.BCredits = byA != nil, byB != nil
	known.BothCredit = byA == nil && byB == nil && k.bothCredit(a, b, max(c.A.Cover, c.B.Cover) >= wholly)
	known.AppearedA, known.AppearedB = appearance(a, b)
	if versions(a, b, c) {
		return k.update(a, b, c), "", true
	}
	said, ok := c.Propose(known)
	if ok && said.Common && min(c.A.Cover, c.B.Cover) >= nearCopy {
		p = assay.Proposed{Child: a.id, Parent: b.id, Rule: ruleCommon, Type: said.Type, Strong: said.Strong, Words: c.Words, ChildCover: c.A.Cover, ParentCover: c.B.Cover}
		return p, "", true
	}
	ok = ok && said.Rule != lineage.Statement && !said.Common
	if !ok && byA == nil && byB == nil {
		return p, "", false
	}
	child := said.Child
	switch {
	case ok && said.Child == lineage.Neither && a.day == b.day && a.taken() == b.taken() && c.A.Cover-c.B.Cover >= contained:
		child = lineage.A
	case ok && said.Child == lineage.Neither && a.day == b.day && a.taken() == b.taken() && c.B.Cover-c.A.Cover >= contained:
		child = lineage.B
	case ok && said.Child == lineage.Neither:
		child = later(a, b)
	case !ok && byA != nil && (byB == nil || later(a, b) == lineage.A):
		child = lineage.A
	case !ok:
		child = lineage.B
	}
	x, y, sideX, sideY, by := a, b, c.A, c.B, byA
	if child == lineage.B {
		x, y, sideX, sideY, by = b, a, c.B, c.A, byB
	}
	p = assay.Proposed{
		Child: x.id, Parent: y.id, Rule: assay.ProposalRule(said.Rule), Ground: assay.ProposalGround(said.Ground), Type: said.Type, Amount: said.Amount, Strong: said.Strong,
		Words: c.Words, ChildCover: sideX.Cover, ParentCover: sideY.Cover,
	}
	if !ok {
		p.Rule, p.Ground, p.Type, p.Amount, p.Strong = assay.RuleCredited, assay.GroundCredit, by.kind, "partially", false
		if sideX.Cover >= wholly {
			p.Amount = "wholly"
		} else if p.Type == "verbatim" {
			p.Type = "excerpt"
		}
	}
	if by != nil {
		name = by.name
	}
	return p, name, true
}

// ruleCommon is that of two articles which share most of their words, and say both
// whose those are: near copies, of which neither comes from the other. It is kept
// among the proposals and is none.
const ruleCommon assay.ProposalRule = "common"

// sameArticle is how much of either of two texts at one address is in the other for
// them to be versions of one article.
const sameArticle = .5

// versions reports whether two articles are to be thought versions of one: at the
// same address, and mostly the same. Whom they credit is nothing to that.
func versions(a, b *relative, c lineage.Comparison) bool {
	return a.address != "" && a.address == b.address && min(c.A.Cover, c.B.Cover) >= sameArticle
}

// update proposes that an article is a later version of another: the one that
// appeared later, or, where nothing says which did, was brought in later.
func (k *kin) update(a, b *relative, c lineage.Comparison) assay.Proposed {
	child, ground := childOf(a, b)
	x, y, sideX, sideY := a, b, c.A, c.B
	if child == lineage.B {
		x, y, sideX, sideY = b, a, c.B, c.A
	}
	p := assay.Proposed{
		Child: x.id, Parent: y.id, Rule: assay.RuleCopied, Ground: ground, Type: assay.Updates, Amount: "partially", Strong: true,
		Words: c.Words, ChildCover: sideX.Cover, ParentCover: sideY.Cover,
	}
	if sideX.Cover >= wholly {
		p.Amount = "wholly"
	}
	return p
}

// later returns the article that is to be thought to come from the other where
// nothing says which does: the one that does not name another place as where its
// text is from, the one that appeared later, or was imported later.
func later(a, b *relative) lineage.Which {
	if x, y := a.taken(), b.taken(); x != y {
		if y {
			return lineage.A
		}
		return lineage.B
	}
	if a.day != lineage.Undated && b.day != lineage.Undated && a.day != b.day {
		if a.day > b.day {
			return lineage.A
		}
		return lineage.B
	}
	if a.no > b.no {
		return lineage.A
	}
	return lineage.B
}

// childOf returns which of two articles, that speak for it in no other way, comes from
// the other, and what that rests on: that it appeared later, or nothing.
func childOf(a, b *relative) (child lineage.Which, ground assay.ProposalGround) {
	if which := lineage.Later(appearance(a, b)); which != lineage.Neither {
		return which, assay.GroundTime
	}
	return later(a, b), ""
}

// taken reports whether an article says that its text is somebody else's.
func (r *relative) taken() bool {
	return slices.ContainsFunc(r.credits, func(c credit) bool { return c.kind == "verbatim" })
}

// grew reports whether the words of the case have grown by so much that they are to
// be written down before the others are counted.
func (k *kin) grew() bool { return k.known != k.saved && 10*k.known >= 11*k.saved }

// saveWords writes down the words of the case as they are now.
func (k *kin) saveWords(ctx context.Context) (write func(*tx) error, err error) {
	words, err := k.words.MarshalBinary()
	if err != nil {
		return nil, err
	}
	known := k.known
	k.saved = known
	return func(t *tx) error { return t.saveWords(ctx, known, words) }, nil
}

// signWords notes which version has made what is kept, before any words are.
func (t *tx) signWords(ctx context.Context) error {
	_, err := t.ExecContext(ctx, `INSERT INTO lineage_words (version, articles, words) SELECT ?, 0, x'' WHERE NOT EXISTS (SELECT 1 FROM lineage_words)`, relating)
	return err
}

func (t *tx) saveWords(ctx context.Context, known int, words []byte) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM lineage_words`); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `INSERT INTO lineage_words (version, articles, words) VALUES (?, ?, ?)`, relating, known, words)
	return err
}

// propose writes what is proposed of an article and others, in place of what was.
func (t *tx) propose(ctx context.Context, id assay.ArticleID, found []assay.Proposed, credited []string) error {
	children, err := query(ctx, t, `SELECT DISTINCT child FROM lineage_proposal WHERE parent = ? AND rule <> ?`, []any{id[:], string(assay.RuleSameClaims)}, scanID[assay.Article])
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM lineage_proposal WHERE (child = ?1 OR parent = ?1) AND rule <> ?2`, id[:], string(assay.RuleSameClaims)); err != nil {
		return err
	}
	affected := map[assay.ArticleID]bool{id: true}
	for _, c := range children {
		affected[c] = true
	}
	for i := range found {
		p := &found[i]
		affected[p.Child] = true
		if err := t.insertProposal(ctx, p, credited[i]); err != nil {
			return err
		}
	}
	for c := range affected {
		if err := t.fromOutside(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// insertProposal writes that an article may come from another, and the name under
// which it credits who wrote that, "" if it does not.
func (t *tx) insertProposal(ctx context.Context, p *assay.Proposed, credited string) error {
	_, err := t.ExecContext(ctx, `
		INSERT INTO lineage_proposal (child, parent, source, name, rule, ground, type, amount, strong, words, child_cover, parent_cover)
		VALUES (?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.Child[:], p.Parent[:], emptyNull(credited), string(p.Rule), emptyNull(string(p.Ground)), emptyNull(p.Type), emptyNull(p.Amount), p.Strong, p.Words, p.ChildCover, p.ParentCover)
	return err
}

// proposals reads what is proposed, the surest first, of articles that are there.
func (t *tx) proposals(ctx context.Context, where string, args ...any) ([]assay.Proposed, error) {
	return t.proposalsBy(ctx, t.sureness(), where, args...)
}

// proposalsBy is proposals in some order. That the claims speak for it says less of two
// articles than what was found in their texts.
func (t *tx) proposalsBy(ctx context.Context, order, where string, args ...any) ([]assay.Proposed, error) {
	return t.alikeBy(ctx, order, `p.rule <> '`+string(ruleCommon)+`' AND (p.rule <> '`+string(assay.RuleSameClaims)+`' OR NOT EXISTS (
		SELECT 1 FROM lineage_proposal o WHERE o.child = p.child AND o.parent = p.parent AND `+byTheTexts+` UNION ALL
		SELECT 1 FROM lineage_proposal o WHERE o.child = p.parent AND o.parent = p.child AND `+byTheTexts+`)) AND (`+where+`)`, args...)
}

// byTheTexts asks whether a proposal rests on what the texts say.
const byTheTexts = `o.rule NOT IN ('` + string(ruleCommon) + `', '` + string(assay.RuleSameClaims) + `')`

// sureness is where a proposal stands among all, in SQL: as text that sorts the surest first.
func (t *tx) sureness() string {
	if t.places() {
		return `p.place`
	}
	return `format('%d%d%.12f%010d', 1 - p.strong, p.ground IS NOT 'credit', 1.0 - p.child_cover, 9999999999 - p.words) || hex(p.child) || iif(p.parent IS NULL, '0' || p.name, '1' || hex(p.parent))`
}

// alike is proposals with the near copies of which nothing is proposed.
func (t *tx) alike(ctx context.Context, where string, args ...any) ([]assay.Proposed, error) {
	return t.alikeBy(ctx, t.sureness(), where, args...)
}

func (t *tx) alikeBy(ctx context.Context, order, where string, args ...any) ([]assay.Proposed, error) {
	return query(ctx, t, `
		SELECT p.child, p.parent, p.source, iif(p.parent IS NULL, p.name, NULL), p.rule, p.ground, p.type, p.amount, p.strong, p.words, p.child_cover, p.parent_cover, c.says, `+t.sureness()+`
		FROM lineage_proposal p LEFT JOIN lineage_credit c ON c.article = p.child AND c.name = p.name
		WHERE (`+where+`) AND EXISTS (SELECT 1 FROM article WHERE id = p.child AND gone = 0) AND (p.parent IS NULL OR EXISTS (SELECT 1 FROM article WHERE id = p.parent AND gone = 0))
		ORDER BY `+order, args, func(rows *sql.Rows) (p assay.Proposed, err error) {
		var says string
		err = rows.Scan(into(&p.Child), into(&p.Parent), into(&p.Source), into(&p.Name), into(&p.Rule), into(&p.Ground), into(&p.Type), into(&p.Amount), &p.Strong, &p.Words,
			&p.ChildCover, &p.ParentCover, into(&says), into(&p.Place))
		p.Says = readSpans(says)
		return p, err
	})
}
