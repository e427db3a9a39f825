package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// What a page about the lineage of a large case shows at most.
const (
	partProposals = 20   // on one page
	partLooked    = 40   // proposals that are looked at in one go
	partArticles  = 80   // that a filter names
	partLatest    = 25   // derivations and refusals that were said last
	partMentions  = 1200 // in the articles that are drawn
)

// places reports whether the file has an index of the places of proposals, and the
// proposals that the claims speak for.
func (t *tx) places() bool { return t.format >= 6 }

// lineagePart is Lineage of a large case: it reads no more than it shows, whatever else
// is in the case.
func (t *tx) lineagePart(ctx context.Context, me assay.ActorID, f assay.LineageFilter, from assay.LineagePlace) (*assay.LineagePage, error) {
	p := &assay.LineagePage{Part: &assay.LineagePart{}}
	area, which, err := t.lineageArea(ctx, f, p.Part)
	if err != nil {
		return nil, err
	}
	if p.Proposed, err = t.proposedFrom(ctx, me, which, from, p.Part); err != nil {
		return nil, err
	}
	if p.Case, err = t.lineageAround(ctx, append(area, ends(p.Proposed)...), p.Part); err != nil {
		return nil, err
	}
	var all []assay.Proposed
	if len(p.Case.Judgements)+len(p.Case.Decisions) > 0 { // of those, what was refused
		if all, err = t.allProposed(ctx, area); err != nil {
			return nil, err
		}
	}
	var more int
	if p.Refused, more, err = t.refused(ctx, p.Case, me, all, partLatest); err != nil {
		return nil, err
	}
	p.Part.Earlier = p.Part.Earlier || more > 0
	p.Waiting, err = t.waiting(ctx)
	p.Case.Sort()
	return p, err
}

// lineageArea returns the articles that are to be drawn besides those of the proposals,
// and which proposals are listed.
func (t *tx) lineageArea(ctx context.Context, f assay.LineageFilter, part *assay.LineagePart) (area []assay.ArticleID, which filter, err error) {
	switch {
	case !f.Article.IsZero():
		which.add(`(p.child = ? OR p.parent = ?)`, f.Article[:], f.Article[:])
		if area, err = t.kinOf(ctx, f.Article); err != nil {
			return nil, which, err
		}
	case !f.Event.IsZero():
		which.add(`EXISTS (SELECT 1 FROM article_event e WHERE e.article = p.child AND e.event = ? AND e.member = 1 AND e.gone = 0)`, f.Event[:])
		area, err = query(ctx, t, `SELECT article FROM article_event WHERE event = ? AND member = 1 AND gone = 0 LIMIT ?`, []any{f.Event[:], partArticles + 1}, scanID[assay.Article])
		if len(area) <= partArticles { // to be looked up one by one
			which = filter{}
			which.add(`p.child `+among, hexList(area))
		}
	default:
		part.Latest = partLatest
		area, err = t.derivedLast(ctx, part)
		return area, which, err
	}
	if part.Cut = len(area) > partArticles; part.Cut {
		area = area[:partArticles]
	}
	if !f.Event.IsZero() && err == nil { // what they come from
		var origins []assay.ArticleID
		origins, err = t.linked(ctx, area, true)
		area = append(area, origins[:min(len(origins), partArticles)]...)
	}
	return area, which, err
}

// kinOf returns an article with what it is said or thought to come from, by whatever
// way, and what comes from it: the nearest, up to one more than are drawn.
func (t *tx) kinOf(ctx context.Context, id assay.ArticleID) ([]assay.ArticleID, error) {
	seen := map[assay.ArticleID]bool{id: true}
	all := []assay.ArticleID{id}
	todo := [2][]assay.ArticleID{{id}, {id}}
	for len(all) <= partArticles && len(todo[0])+len(todo[1]) > 0 {
		for way, some := range todo {
			next, err := t.linked(ctx, some, way == 0)
			if err != nil {
				return nil, err
			}
			todo[way] = unseen(seen, next)
			all = append(all, todo[way]...)
		}
	}
	return all[:min(len(all), partArticles+1)], nil
}

// linked returns what some articles are said or thought to come from, or what comes
// from them, up to some.
func (t *tx) linked(ctx context.Context, ids []assay.ArticleID, origins bool) ([]assay.ArticleID, error) {
	to, from, child, parent := `other`, `target`, `parent`, `child`
	if !origins {
		to, from, child, parent = from, to, parent, child
	}
	statement := `SELECT ` + to + ` FROM judgement WHERE ` + from + ` IN ` + idList + ` AND dimension = 'derivation' AND gone = 0 AND value ->> 'status' = 'confirmed'`
	if t.relates() {
		statement += ` UNION SELECT ` + child + ` FROM lineage_proposal WHERE ` + parent + ` IN ` + idList + ` AND parent IS NOT NULL AND rule <> '` + string(ruleCommon) + `'`
	}
	return query(ctx, t, statement+` LIMIT ?2`, []any{hexList(ids), partArticles + 1}, scanID[assay.Article])
}

// derivedLast returns the articles of which it was said last that they come from others,
// or do not, and those others.
func (t *tx) derivedLast(ctx context.Context, part *assay.LineagePart) ([]assay.ArticleID, error) {
	type said struct{ target, other assay.ArticleID }
	list, err := query(ctx, t, `SELECT target, other FROM judgement WHERE dimension = 'derivation' AND gone = 0 AND value IS NOT NULL ORDER BY changed DESC LIMIT ?`, []any{partLatest + 1}, func(rows *sql.Rows) (x said, err error) {
		return x, rows.Scan(into(&x.target), into(&x.other))
	})
	if err != nil {
		return nil, err
	}
	part.Earlier = len(list) > partLatest
	var ids []assay.ArticleID
	for _, x := range list[:min(len(list), partLatest)] {
		ids = append(ids, x.target, x.other) // or a work, of which no article will be found
	}
	decisions := `decision`
	if t.places() { // or all of them would be put in order
		decisions += ` INDEXED BY decision_derivation`
	}
	subjects, err := query(ctx, t, `SELECT subject FROM `+decisions+` WHERE suggestion = 'derivation' AND gone = 0 AND verdict = 'rejected' ORDER BY changed DESC LIMIT ?`, []any{partLatest + 1}, scanName)
	part.Earlier = part.Earlier || len(subjects) > partLatest
	for _, subject := range subjects[:min(len(subjects), partLatest)] {
		if child, _, ok := assay.RefusedDerivation(subject); ok {
			ids = append(ids, child)
		}
	}
	return ids, err
}

// proposedFrom reads the undecided proposals of a page, the surest first. It goes on
// reading until the page is full, and is told what comes before and after it.
func (t *tx) proposedFrom(ctx context.Context, me assay.ActorID, which filter, from assay.LineagePlace, part *assay.LineagePart) (list []assay.Proposed, err error) {
	if !t.relates() {
		return nil, nil
	}
	back := from.Before != ""
	at := from.After
	if back {
		at = from.Before
	}
	for more := true; more && len(list) <= partProposals; {
		some, err := t.placedFrom(ctx, which, at, back)
		if err != nil {
			return nil, err
		}
		if more = len(some) == partLooked; len(some) > 0 {
			at = some[len(some)-1].Place
		}
		c, err := t.deciding(ctx, me, some)
		if err != nil {
			return nil, err
		}
		list = append(list, undecided(c, me, some)...)
	}
	more := len(list) > partProposals
	list = list[:min(len(list), partProposals)]
	if back {
		slices.Reverse(list)
	}
	if len(list) > 0 {
		if more && back || from.After != "" {
			part.Before.Before = list[0].Place
		}
		if more || back {
			part.After.After = list[len(list)-1].Place
		}
	}
	return list, nil
}

// placedFrom reads some proposals after a place, or before it, in that order. What is
// decided of the two articles themselves is passed over.
func (t *tx) placedFrom(ctx context.Context, which filter, at string, back bool) ([]assay.Proposed, error) {
	where, order := which, ``
	for _, ends := range [][2]string{{`child`, `parent`}, {`parent`, `child`}} {
		where.add(`NOT EXISTS (SELECT 1 FROM judgement j WHERE j.target = p.` + ends[0] + ` AND j.dimension = 'derivation' AND j.other = p.` + ends[1] + ` AND j.gone = 0 AND j.value IS NOT NULL)`)
	}
	switch {
	case back:
		where.add(t.sureness()+` < ?`, at)
		order = ` DESC`
	case at != "":
		where.add(t.sureness()+` > ?`, at)
	}
	return t.proposalsBy(ctx, t.sureness()+order+` LIMIT `+strconv.Itoa(partLooked), where.String(), where.args...)
}

// lineageAround reads all that says where some articles come from, and whom they name in
// the passages that are marked in them, unless there are too many.
func (t *tx) lineageAround(ctx context.Context, ids []assay.ArticleID, part *assay.LineagePart) (*assay.Case, error) {
	c, err := t.parties(ctx)
	if err != nil {
		return nil, err
	}
	if c.Judgements, err = t.judgements(ctx, `target IN `+idList+` AND `+derivationOf, hexList(ids)); err != nil {
		return nil, err
	}
	drawn := entities(ids)
	for i := range c.Judgements {
		drawn = append(drawn, c.Judgements[i].Other)
	}
	if c.Articles, err = t.articles(ctx, `gone = 0 AND id IN `+idList, hexList(drawn)); err != nil {
		return nil, err
	}
	if c.Texts, err = t.factTexts(ctx, hexList(current(c))); err != nil {
		return nil, err
	}
	var about []string
	for i := range c.Articles {
		about = append(about, c.Articles[i].ID.String()+" ")
	}
	c.Decisions, err = t.decisionsOn(ctx, `id IN (SELECT d.id FROM json_each(?1) s JOIN decision d ON d.suggestion = 'derivation' AND d.subject >= s.value AND d.subject < s.value || char(0x10ffff))`, string(oplog.Encode(about)))
	if err != nil {
		return nil, err
	}
	if err := t.namedIn(ctx, c, ids, part); err != nil {
		return nil, err
	}
	c.Sweep()
	return c, nil
}

// namedIn adds to a case what is marked in some articles, and what says whose words those
// passages are.
func (t *tx) namedIn(ctx context.Context, c *assay.Case, ids []assay.ArticleID, part *assay.LineagePart) error {
	mentions, err := t.originMentions(ctx, `id IN (SELECT id FROM mention WHERE gone = 0 AND article IN `+idList+` LIMIT ?2)`, hexList(ids), partMentions+1)
	if err != nil {
		return err
	}
	if part.Unnamed = len(mentions) > partMentions; !part.Unnamed {
		c.Mentions = mentions
	}
	if err := t.claimsMarked(ctx, c); err != nil {
		return err
	}
	targets := entities(ids)
	marked := make([]assay.MentionID, len(c.Mentions))
	for i := range c.Mentions {
		marked[i] = c.Mentions[i].ID
	}
	if c.Attributions, err = t.originAttributions(ctx, `mention IN `+idList, hexList(marked)); err != nil {
		return err
	}
	said, err := t.outlineJudgements(ctx, `target IN `+idList+` AND `+dimensions(`('stance', 'voice', 'root')`), hexList(marked))
	if err != nil {
		return err
	}
	for i := range c.Claims {
		targets = append(targets, assay.EntityID(c.Claims[i].ID))
	}
	for i := range c.Sources {
		targets = append(targets, assay.EntityID(c.Sources[i].ID))
	}
	graded, err := t.judgements(ctx, `target IN `+idList+` AND `+dimensions(`('independent', 'rank', 'reliability')`), hexList(targets))
	c.Judgements = slices.Concat(c.Judgements, said, graded)
	return err
}
