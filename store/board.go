package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Contested returns one page of the questions, of the claims that cannot both be true, and
// of those that are contested by themselves, in this order. Of the last it has all that may
// be: whether they are, is worked out of the page.
func (s *Store) Contested(ctx context.Context, f assay.ContestedFilter) (p assay.ContestedPage, err error) {
	p.Filter = f
	err = s.view(ctx, func(t *tx) error {
		questions, err := t.board(ctx, f, &p)
		if err != nil {
			return err
		}
		clashes, err := t.exclusive(ctx)
		if err != nil {
			return err
		}
		where, err := t.contestedWhere(ctx, f)
		if err != nil {
			return err
		}
		from := min(max(0, f.Page), 1<<20) * assay.ContestedPageSize
		to := from + assay.ContestedPageSize
		n, err := t.countPassing(ctx, where, max(to, assay.CountMost)+1)
		if err != nil {
			return err
		}
		all := len(questions) + len(clashes) + n
		p.Leaf = assay.Turn(f.Page, assay.ContestedPageSize, all)
		p.Leaf.Loose, p.Leaf.More = true, p.Leaf.To < all
		questions, from, to = window(questions, p.Leaf.From, p.Leaf.To)
		clashes, from, to = window(clashes, from, to)
		p.Clashes = clashes
		if p.Claims, err = t.claimsFrom(ctx, "made", where, to-from, from); err != nil {
			return err
		}
		for _, q := range questions {
			p.Questions = append(p.Questions, q.Question.ID)
		}
		if err := t.loadBoard(ctx, questions, &p); err != nil || p.All > 0 || !f.Filters() {
			return err
		}
		p.Others, err = t.anyContested(ctx, s.Me())
		return err
	})
	return p, err
}

// othersLooked is of how many claims it is worked out whether they are contested, to say
// that any is. Of more than that some are.
const othersLooked = 20

// anyContested reports whether any claim is contested.
func (t *tx) anyContested(ctx context.Context, me assay.ActorID) (bool, error) {
	where, err := t.contestedWhere(ctx, assay.ContestedFilter{})
	if err != nil {
		return false, err
	}
	ids, err := t.claimsFrom(ctx, "made", where, othersLooked+1, 0)
	if err != nil || len(ids) > othersLooked {
		return err == nil, err
	}
	disputes, _, err := t.disputes(ctx, me, ids)
	return slices.ContainsFunc(ids, func(id assay.ClaimID) bool { return disputes[id].Contested() }), err
}

// window returns the part of a list that is between two places, and where those are in what
// follows it.
func window[T any](list []T, from, to int) (part []T, restFrom, restTo int) {
	return list[min(from, len(list)):min(to, len(list))], max(0, from-len(list)), max(0, to-len(list))
}

// loadBoard reads what bears on the questions and claims of a page.
func (t *tx) loadBoard(ctx context.Context, questions []weighed, p *assay.ContestedPage) (err error) {
	ids := slices.Clone(p.Claims)
	for _, q := range questions {
		ids = append(ids, q.claims...)
	}
	for _, c := range p.Clashes {
		ids = append(ids, c[:]...)
	}
	if len(questions) == 0 { // of which passages are quoted
		p.Case, err = t.listClaims(ctx, ids)
		return err
	}
	if p.Case, err = t.loadClaims(ctx, ids); err != nil {
		return err
	}
	shown := map[assay.MentionID]bool{}
	for _, q := range questions {
		for _, m := range q.first {
			shown[m] = true
		}
	}
	quoted := slices.Clone(p.Case.Mentions)
	p.Contexts, err = t.contexts(ctx, slices.DeleteFunc(quoted, func(m assay.Mention) bool { return !shown[m.ID] }))
	return err
}

// contestedWhere asks for the claims that may be contested by themselves.
func (t *tx) contestedWhere(ctx context.Context, f assay.ContestedFilter) (where filter, err error) {
	if where, err = t.claimsWhere(ctx, assay.ClaimFilter{Event: f.Event, Tags: f.Tags}); err != nil {
		return where, err
	}
	if f.Severity != "" { // which is weighed of questions only
		where.add(`0`)
	}
	m, err := t.merged(ctx)
	if err != nil {
		return where, err
	}
	return where, t.passing(ctx, &where, m, t.mayBeContested(m))
}

// exclusive returns the pairs of claims that somebody says cannot both be true, in order of
// making.
func (t *tx) exclusive(ctx context.Context) ([][2]assay.ClaimID, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	numbers, err := t.numbers(ctx)
	if err != nil {
		return nil, err
	}
	pairs, err := query(ctx, t, `
		SELECT target, other FROM judgement
		WHERE dimension IN ('relation', 'adjudication') AND value IN ('"contrary"', '"contradictory"') AND gone = 0`, nil, func(rows *sql.Rows) (x [2]assay.ClaimID, err error) {
		err = rows.Scan(into(&x[0]), into(&x[1]))
		if x = [2]assay.ClaimID{m.One(x[0]), m.One(x[1])}; numbers[x[0]] > numbers[x[1]] {
			x[0], x[1] = x[1], x[0]
		}
		return x, err
	})
	pairs = slices.DeleteFunc(pairs, func(x [2]assay.ClaimID) bool { return x[0] == x[1] || numbers[x[0]] == 0 || numbers[x[1]] == 0 })
	slices.SortFunc(pairs, func(a, b [2]assay.ClaimID) int {
		return cmp.Or(cmp.Compare(numbers[a[0]], numbers[b[0]]), cmp.Compare(numbers[a[1]], numbers[b[1]]))
	})
	return slices.Compact(pairs), err
}

// weighed is a question as far as its place on the board goes by it.
type weighed struct {
	assay.Weighed
	inUse  int               // versions
	claims []assay.ClaimID   // of the mentions in its versions
	first  []assay.MentionID // of each version
}

// board returns the questions that a filter lets through, but for the level of each, in the
// order of the board.
func (t *tx) board(ctx context.Context, f assay.ContestedFilter, p *assay.ContestedPage) ([]weighed, error) {
	list, err := t.weigh(ctx)
	if err != nil {
		return nil, err
	}
	p.All = len(list)
	passes, err := t.boardPasses(ctx, f, list)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(q weighed) bool { return !passes(q) })
	if f.Sort == "latest" {
		slices.Reverse(list)
	}
	slices.SortStableFunc(list, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(a.Section, b.Section), f.Compare(&a.Weighed, &b.Weighed))
	})
	for _, q := range list {
		p.Sections[q.Section]++
	}
	return list, nil
}

// weigh looks at all questions, in order of making.
func (t *tx) weigh(ctx context.Context) ([]weighed, error) {
	questions, err := t.allQuestions(ctx)
	if err != nil {
		return nil, err
	}
	versions, err := t.allVersions(ctx)
	if err != nil {
		return nil, err
	}
	mentions, err := t.versionMentions(ctx)
	if err != nil {
		return nil, err
	}
	list, at := make([]weighed, len(questions)), map[assay.QuestionID]int{}
	for i := range questions {
		list[i].Question, at[questions[i].ID] = &questions[i], i
	}
	articles := map[assay.QuestionID]map[assay.ArticleID]bool{}
	for i := range versions {
		v := &versions[i]
		k, ok := at[v.Question]
		if !ok {
			continue
		}
		list[k].add(v, mentions, articles)
	}
	for i := range list {
		list[i].Articles = len(articles[list[i].Question.ID])
		list[i].Section = list[i].Question.Section(list[i].inUse > 1)
	}
	return list, nil
}

// add weighs a version with the others of the question.
func (q *weighed) add(v *assay.Version, mentions map[assay.MentionID]situated, articles map[assay.QuestionID]map[assay.ArticleID]bool) {
	some := false
	for _, id := range v.Mentions {
		m, ok := mentions[id]
		if !ok {
			continue
		}
		if !some {
			q.inUse++
			q.first, some = append(q.first, id), true
		}
		articles[v.Question] = noted(articles[v.Question], m.article)
		if !slices.Contains(q.claims, m.claim) {
			q.claims = append(q.claims, m.claim)
		}
	}
}

// situated is where a mention is.
type situated struct {
	id      assay.MentionID
	claim   assay.ClaimID
	article assay.ArticleID
}

// versionMentions returns the mentions that are in versions of questions.
func (t *tx) versionMentions(ctx context.Context) (map[assay.MentionID]situated, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	list, err := query(ctx, t, `SELECT id, claim, article FROM mention WHERE gone = 0 AND id IN (`+inVersions+`)`, nil, func(rows *sql.Rows) (p situated, err error) {
		err = rows.Scan(into(&p.id), into(&p.claim), into(&p.article))
		p.claim = m.One(p.claim)
		return p, err
	})
	at := make(map[assay.MentionID]situated, len(list))
	for _, p := range list {
		at[p.id] = p
	}
	return at, err
}

// boardPasses returns what tells whether a filter lets a question through.
func (t *tx) boardPasses(ctx context.Context, f assay.ContestedFilter, list []weighed) (func(weighed) bool, error) {
	events, tagged := map[assay.ClaimID]assay.EventID{}, map[assay.EntityID][]assay.TagID{}
	tags, err := t.tags(ctx)
	if err != nil {
		return nil, err
	}
	if !f.Event.IsZero() || f.Tags.Any() {
		if err := t.boardFacts(ctx, list, events, tagged); err != nil {
			return nil, err
		}
	}
	passes := f.Tags.Test(tags)
	return func(q weighed) bool {
		if f.Severity != "" && cmp.Or(q.Question.Severity, assay.Unweighed) != f.Severity {
			return false
		}
		if !f.Event.IsZero() && !slices.ContainsFunc(q.claims, func(c assay.ClaimID) bool { return events[c] == f.Event }) {
			return false
		}
		own := slices.Clone(tagged[assay.EntityID(q.Question.ID)])
		for _, c := range q.claims {
			own = append(own, tagged[assay.EntityID(c)]...)
		}
		return passes(own)
	}, nil
}

// boardFacts reads the events of the claims of questions, and the tags of both.
func (t *tx) boardFacts(ctx context.Context, list []weighed, events map[assay.ClaimID]assay.EventID, tagged map[assay.EntityID][]assay.TagID) error {
	var claims []assay.ClaimID
	var things []oplog.ID
	for _, q := range list {
		claims, things = append(claims, q.claims...), append(things, oplog.ID(q.Question.ID))
	}
	m, err := t.merged(ctx)
	if err != nil {
		return err
	}
	read, err := t.claims(ctx, `id IN `+idList, hexList(claims))
	if err != nil {
		return err
	}
	for i := range read {
		events[read[i].ID] = read[i].Event
	}
	for _, id := range m.With(claims...) {
		things = append(things, oplog.ID(id))
	}
	taggings, err := t.taggings(ctx, `target `+among, hexList(things))
	for _, x := range taggings {
		on := assay.EntityID(m.One(assay.ClaimID(x.Target)))
		tagged[on] = append(tagged[on], x.Tag)
	}
	return err
}
