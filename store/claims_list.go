package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"assay/internal/assay"
	"assay/internal/search"
)

// fewMost is how many claims may be named to a statement that lists claims. Where more pass
// a filter, the list is walked in its order until a page is full: it soon is.
var fewMost = 2000

// exactMost is of how many claims that may be contested it is worked out whether they are,
// to list them.
var exactMost = 100

// claimOrder is an order of claims: c is the claim, y its tally.
type claimOrder struct{ from, by string }

const withTally = `claim_tally y JOIN claim c ON c.id = y.claim`

// claimOrders are the orders of assay.ClaimSorts, all of which are total. In "disputed" what
// may be contested comes first: see contestedLeaf.
var claimOrders = map[string]claimOrder{
	"made":     {`claim c`, `c.made, c.id`},
	"latest":   {`claim c`, `c.made DESC, c.id DESC`},
	"cited":    {withTally, `y.articles DESC, y.made, y.claim`}, // but for merged claims
	"wording":  {`claim c`, `coalesce(c.wording, '') COLLATE NOCASE, c.made, c.id`},
	"disputed": {withTally, `min(y.supports, y.contradicts) DESC, y.asked DESC, y.supports + y.contradicts DESC, y.made, y.claim`},
}

// mayDiffer asks of a tally whether accounts of its claim may differ: somebody says it is
// supported and somebody that it is contradicted, whosever word counts, or it is in a
// version of a question.
const mayDiffer = `(y.supports > 0 AND y.contradicts > 0 OR y.asked > 0)`

// onTallies returns a statement that reads claim_tally as one that can be run on this file.
func (t *tx) onTallies(statement string) string {
	if t.tallies() {
		return statement
	}
	return `WITH claim_tally (claim, made, articles, supports, contradicts, asked) AS (` + tallied + `1 GROUP BY c.id) ` + statement
}

// Claims returns one page of the claims.
func (s *Store) Claims(ctx context.Context, f assay.ClaimFilter) (p assay.ClaimsPage, err error) {
	p.Filter = f
	err = s.view(ctx, func(t *tx) error {
		if p.All, err = t.countClaims(ctx); err != nil {
			return err
		}
		where, err := t.claimsWhere(ctx, f)
		if err != nil {
			return err
		}
		all := p.All
		if asked := (assay.ClaimFilter{Sort: f.Sort, Page: f.Page}); f != asked {
			all = -1
		}
		if f.Contested || f.Sort == "disputed" {
			p.Order, p.Leaf, p.Case, err = t.contestedLeaf(ctx, s.Me(), f, where, all)
		} else {
			p.Order, p.Leaf, err = t.claimsLeaf(ctx, f.Page, where, all, func(from, most int) ([]assay.ClaimID, error) {
				return t.claimsFrom(ctx, f.Sort, where, most, from)
			})
		}
		if err == nil && p.Case == nil {
			p.Case, err = t.listClaims(ctx, p.Order)
		}
		return err
	})
	return p, err
}

// listing lists up to so many claims from a place in an order on.
type listing func(from, most int) ([]assay.ClaimID, error)

// claimsLeaf lists one page of the claims for which a condition holds. all is how many those
// are, negative if nobody knows.
func (t *tx) claimsLeaf(ctx context.Context, page int, where filter, all int, list listing) (ids []assay.ClaimID, leaf assay.Leaf, err error) {
	const size = assay.ClaimsPageSize
	n := all
	if n < 0 {
		if n, err = t.countPassing(ctx, where, assay.CountMost+1); err != nil {
			return nil, leaf, err
		}
	}
	if all >= 0 || n <= assay.CountMost {
		leaf = assay.Turn(page, size, n)
		ids, err = list(leaf.From, leaf.To-leaf.From)
		return ids, leaf, err
	}
	leaf.Number = min(max(0, page), 1<<30)
	leaf.From = leaf.Number * size
	if ids, err = list(leaf.From, size+1); err != nil {
		return nil, leaf, err
	}
	if len(ids) == 0 { // an address may say anything
		if n, err = t.countPassing(ctx, where, -1); err != nil {
			return nil, leaf, err
		}
		return t.claimsLeaf(ctx, page, where, n, list)
	}
	leaf.More = len(ids) > size
	ids = ids[:min(len(ids), size)]
	leaf.To = leaf.From + len(ids)
	if leaf.Of = leaf.To; leaf.More {
		leaf.Of = max(leaf.To, assay.CountMost)
	}
	return ids, leaf, nil
}

// countPassing counts the claims for which a condition holds, up to some number.
func (t *tx) countPassing(ctx context.Context, where filter, most int) (n int, err error) {
	return n, t.QueryRowContext(ctx, t.onTallies(`SELECT count(*) FROM (SELECT 1 FROM claim c WHERE `+where.String()+` LIMIT ?)`), append(slices.Clip(where.args), most)...).Scan(&n)
}

// claimsFrom lists some claims for which a condition holds, from a place in their order on.
func (t *tx) claimsFrom(ctx context.Context, sort string, where filter, most, from int) ([]assay.ClaimID, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := claimOrders[sort]; !ok {
		sort = assay.ClaimSorts[0]
	}
	o := claimOrders[sort]
	statement, args := `SELECT c.id FROM `+o.from+` WHERE `+where.String()+` ORDER BY `+o.by, slices.Clip(where.args)
	switch {
	case sort == "cited" && len(m) > 0:
		statement, args = citedMerged(m, where)
	case sort == "disputed" && len(m) > 0:
		statement, args = disputedMerged(m, where)
	case sort == "disputed": // there is an index of these alone
		statement = `SELECT c.id FROM ` + o.from + ` WHERE ` + mayDiffer + ` AND ` + where.String() + ` ORDER BY ` + o.by
	}
	return query(ctx, t, t.onTallies(statement+` LIMIT ? OFFSET ?`), append(args, most, from), scanFirst)
}

// scanFirst reads the id of a claim that other columns follow, by which claims are ordered.
func scanFirst(rows *sql.Rows) (id assay.ClaimID, err error) {
	columns, err := rows.Columns()
	if err != nil {
		return id, err
	}
	dest := []any{into(&id)}
	for range columns[1:] {
		dest = append(dest, new(any))
	}
	return id, rows.Scan(dest...)
}

// disputedMerged is the order "disputed" where claims were merged: those that stand for
// others are put among the others, wherever their own tally says.
func disputedMerged(m assay.Merged, where filter) (statement string, args []any) {
	const keys = `SELECT y.claim AS id, min(y.supports, y.contradicts) AS smaller, y.asked AS asked, y.supports + y.contradicts AS sides, y.made AS made FROM ` + withTally + ` WHERE `
	args = append(slices.Clone(where.args), leadsOf(m))
	return keys + mayDiffer + ` AND ` + where.String() + ` AND c.id NOT ` + among + ` UNION ALL ` + keys + where.String() + ` AND c.id ` + among + `
		ORDER BY smaller DESC, asked DESC, sides DESC, made, id`, slices.Concat(args, args)
}

// citedMerged is the order "cited" where claims were merged: those that stand for others are
// counted with them, which are few, and put among the others.
func citedMerged(m assay.Merged, where filter) (statement string, args []any) {
	ones := leadsOf(m)
	args = append(slices.Clip(where.args), ones, leads(m))
	args = append(append(args, where.args...), ones)
	return `
		SELECT y.claim AS id, y.articles AS n, y.made AS made FROM ` + withTally + ` WHERE ` + where.String() + ` AND c.id NOT ` + among + `
		UNION ALL
		SELECT c.id, (SELECT count(DISTINCT article) FROM mention WHERE gone = 0 AND (claim = c.id OR claim IN (SELECT unhex(key) FROM json_each(?) WHERE value = lower(hex(c.id))))), c.made
		FROM claim c WHERE ` + where.String() + ` AND c.id ` + among + `
		ORDER BY n DESC, made, id`, args
}

// contestedLeaf lists a page of the claims that are contested, or of all with those in front
// that are most disputed. Where few may be, it is worked out which are, and how far. Where
// many may be, they come in the order of what anybody has said of them, and it is worked out
// for those of the page. c is what the page needs, nil if that was not read.
func (t *tx) contestedLeaf(ctx context.Context, me assay.ActorID, f assay.ClaimFilter, where filter, all int) (ids []assay.ClaimID, leaf assay.Leaf, c *assay.Case, err error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, leaf, nil, err
	}
	may := where.and(`1`)
	if err := t.passing(ctx, &may, m, t.mayBeContested(m)); err != nil {
		return nil, leaf, nil, err
	}
	n, err := t.countPassing(ctx, may, exactMost+1)
	switch {
	case err != nil:
		return nil, leaf, nil, err
	case n <= exactMost:
		ids, leaf, err = t.contestedFew(ctx, me, f, where, may, all)
		return ids, leaf, nil, err
	case f.Contested:
		return t.contestedMany(ctx, me, f, may)
	}
	return t.disputedMany(ctx, me, f, where, may, all)
}

// contestedFew is contestedLeaf where it is worked out of all that may be contested.
func (t *tx) contestedFew(ctx context.Context, me assay.ActorID, f assay.ClaimFilter, where, may filter, all int) (ids []assay.ClaimID, leaf assay.Leaf, err error) {
	sort := f.Sort
	if sort == "disputed" {
		sort = "made"
	}
	first, err := t.claimsFrom(ctx, sort, may, exactMost, 0)
	if err != nil {
		return nil, leaf, err
	}
	disputes, _, err := t.disputes(ctx, me, first)
	if err != nil {
		return nil, leaf, err
	}
	first = slices.DeleteFunc(first, func(id assay.ClaimID) bool { return !disputes[id].Contested() })
	if f.Sort == "disputed" {
		byDispute(first, disputes)
	}
	if f.Contested {
		leaf = assay.Turn(f.Page, assay.ClaimsPageSize, len(first))
		return first[leaf.From:leaf.To], leaf, nil
	}
	rest := where.and(`c.id NOT `+among, hexList(first))
	return t.claimsLeaf(ctx, f.Page, where, all, func(from, most int) ([]assay.ClaimID, error) {
		ids := first[min(from, len(first)):min(from+most, len(first))]
		more, err := t.claimsFrom(ctx, "made", rest, most-len(ids), max(0, from-len(first)))
		return slices.Concat(ids, more), err
	})
}

// contestedMany is a page of contested claims of which there are many.
func (t *tx) contestedMany(ctx context.Context, me assay.ActorID, f assay.ClaimFilter, may filter) (ids []assay.ClaimID, leaf assay.Leaf, c *assay.Case, err error) {
	leaf = assay.Leaf{Number: min(max(0, f.Page), 1<<30), Loose: true}
	if ids, err = t.claimsFrom(ctx, f.Sort, may, assay.ClaimsPageSize+1, leaf.Number*assay.ClaimsPageSize); err != nil {
		return nil, leaf, nil, err
	}
	leaf.More = len(ids) > assay.ClaimsPageSize
	ids = ids[:min(len(ids), assay.ClaimsPageSize)]
	disputes, c, err := t.disputes(ctx, me, ids)
	ids = slices.DeleteFunc(ids, func(id assay.ClaimID) bool { return !disputes[id].Contested() })
	if f.Sort == "disputed" {
		byDispute(ids, disputes)
	}
	leaf.To, leaf.Of = len(ids), len(ids)
	return ids, leaf, c, err
}

// disputedMany is a page of all claims, where many may be contested: those come first.
func (t *tx) disputedMany(ctx context.Context, me assay.ActorID, f assay.ClaimFilter, where, may filter, all int) (ids []assay.ClaimID, leaf assay.Leaf, c *assay.Case, err error) {
	ids, leaf, err = t.claimsLeaf(ctx, f.Page, where, all, func(from, most int) ([]assay.ClaimID, error) {
		ids, err := t.claimsFrom(ctx, f.Sort, may, most, from)
		if err != nil {
			return nil, err
		}
		disputes, read, err := t.disputes(ctx, me, ids)
		if err != nil {
			return nil, err
		}
		byDispute(ids[:min(len(ids), assay.ClaimsPageSize)], disputes)
		if len(ids) == most {
			c = read
			return ids, nil
		}
		n, err := t.countPassing(ctx, may, from+most)
		if err != nil {
			return nil, err
		}
		m, err := t.merged(ctx)
		if err != nil {
			return nil, err
		}
		rest := where.and(`NOT `+t.mayBeContested(m).one("c")+` AND c.id NOT `+among, leadsOf(m))
		more, err := t.claimsFrom(ctx, "made", rest, most-len(ids), max(0, from-n))
		return append(ids, more...), err
	})
	return ids, leaf, c, err
}

// disputes works out how far accounts of some claims differ, and returns what it has read for
// that.
func (t *tx) disputes(ctx context.Context, me assay.ActorID, ids []assay.ClaimID) (map[assay.ClaimID]assay.Dispute, *assay.Case, error) {
	c, err := t.listClaims(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	view := assay.NewView(c, me)
	disputes := make(map[assay.ClaimID]assay.Dispute, len(ids))
	for _, id := range ids {
		disputes[id] = view.Dispute(id)
	}
	return disputes, c, nil
}

// byDispute puts those of some claims in front that most articles differ on.
func byDispute(ids []assay.ClaimID, disputes map[assay.ClaimID]assay.Dispute) {
	slices.SortStableFunc(ids, func(a, b assay.ClaimID) int { return disputes[a].Compare(disputes[b]) })
}

// test is a condition on claims, in two forms: a statement that selects those for which it
// holds, and what is asked of one, whose row has a name.
type test struct {
	set  string
	args []any
	one  func(claim string) string
	of   []any           // what one takes
	many bool            // it is known that many pass
	ones []assay.ClaimID // that stand for others and pass besides
}

// passing asks that a claim, or one that was merged with it, passes a test: by naming those
// that do if they are few, else by asking of each.
func (t *tx) passing(ctx context.Context, where *filter, m assay.Merged, x test) error {
	few, err := t.few(ctx, x)
	if err != nil {
		return err
	}
	if few {
		claims, args := standing(m, x.set, x.args...)
		if len(x.ones) > 0 {
			claims, args = claims+` UNION SELECT unhex(value) FROM json_each(?)`, append(args, hexList(x.ones))
		}
		where.add(`c.id IN (`+claims+`)`, args...)
		return nil
	}
	also, err := t.leading(ctx, m, x)
	if err != nil {
		return err
	}
	where.add(`(`+x.one("c")+` OR c.id `+among+`)`, append(slices.Clip(x.of), hexList(append(also, x.ones...)))...)
	return nil
}

// few reports whether few claims pass a test.
func (t *tx) few(ctx context.Context, x test) (bool, error) {
	if x.many {
		return false, nil
	}
	var n int
	err := t.QueryRowContext(ctx, t.onTallies(`SELECT count(*) FROM (SELECT 1 FROM (`+x.set+`) LIMIT ?)`), append(slices.Clip(x.args), fewMost+1)...).Scan(&n)
	return n <= fewMost, err
}

// failing asks that neither a claim, nor one that was merged with it, passes a test.
func (t *tx) failing(ctx context.Context, where *filter, m assay.Merged, x test) error {
	also, err := t.leading(ctx, m, x)
	where.add(`NOT `+x.one("c")+` AND c.id NOT `+among, append(slices.Clip(x.of), hexList(also))...)
	return err
}

// leading returns the claims that stand for one that passes a test.
func (t *tx) leading(ctx context.Context, m assay.Merged, x test) ([]assay.ClaimID, error) {
	if len(m) == 0 {
		return nil, nil
	}
	list, err := query(ctx, t, t.onTallies(`SELECT k.id FROM claim k WHERE k.id `+among+` AND `+there("k")+` AND `+x.one("k")), append([]any{aside(m)}, x.of...), scanID[assay.Claim])
	return m.Ones(list), err
}

// leadsOf names, as after among, the claims that stand for others.
func leadsOf(m assay.Merged) string { return hexList(ones(m)) }

func ones(m assay.Merged) (ids []assay.ClaimID) {
	seen := map[assay.ClaimID]bool{}
	for _, one := range m {
		if !seen[one] {
			seen[one] = true
			ids = append(ids, one)
		}
	}
	return ids
}

// claimsWhere asks of claims c what a filter asks, but whether they are contested.
func (t *tx) claimsWhere(ctx context.Context, f assay.ClaimFilter) (where filter, err error) {
	m, err := t.merged(ctx)
	if err != nil {
		return where, err
	}
	where.add(there("c"))
	if len(m) > 0 {
		where.add(`c.id NOT `+among, aside(m))
	}
	tests, err := t.claimTests(ctx, f)
	if err != nil {
		return where, err
	}
	if err := t.claimOf(ctx, &where, `event`, !f.Event.IsZero(), f.Event[:]); err != nil {
		return where, err
	}
	if f.Kind == assay.NoKind {
		err = t.claimOf(ctx, &where, `kind`, true, nil)
	} else {
		err = t.claimOf(ctx, &where, `kind`, f.Kind != "", f.Kind)
	}
	if err != nil {
		return where, err
	}
	for _, x := range tests {
		if err := t.passing(ctx, &where, m, x); err != nil {
			return where, err
		}
	}
	if f.Unrated {
		if err := t.failing(ctx, &where, m, test{one: isRated}); err != nil {
			return where, err
		}
	}
	for _, word := range f.Tags.Lacks.Words() {
		x, err := t.testTag(ctx, word, f.Tags.Exact)
		if err != nil {
			return where, err
		}
		if err := t.failing(ctx, &where, m, x); err != nil {
			return where, err
		}
	}
	if f.Unmentioned {
		err = t.unmentioned(ctx, &where, m)
	}
	return where, err
}

// claimOf asks, if that is asked for, that a column of the claim itself has a value.
func (t *tx) claimOf(ctx context.Context, where *filter, column string, asked bool, value any) error {
	if !asked {
		return nil
	}
	x := test{set: `SELECT id FROM claim WHERE ` + column + ` IS ?`, args: []any{value}}
	few, err := t.few(ctx, x)
	if err != nil {
		return err
	}
	if few {
		where.add(`c.id IN (`+x.set+`)`, value)
	} else {
		where.add(`+c.`+column+` IS ?`, value) // walking the list in its order
	}
	return nil
}

// isRated asks whether anybody has rated a claim.
func isRated(claim string) string {
	return `EXISTS (SELECT 1 FROM judgement j WHERE j.target = ` + claim + `.id AND j.dimension IN ('credibility', 'adjudication') AND (j.dimension = 'credibility' OR j.scope = 'credibility') AND j.gone = 0 AND j.value IS NOT NULL)`
}

func isMentioned(claim string) string {
	return `EXISTS (SELECT 1 FROM mention m WHERE m.claim = ` + claim + `.id AND m.gone = 0)`
}

// unmentioned asks for claims that no passage bears on. Those that no article mentions are
// named if they are few.
func (t *tx) unmentioned(ctx context.Context, where *filter, m assay.Merged) error {
	none := test{set: `SELECT claim FROM claim_tally WHERE articles = 0`}
	few, err := t.few(ctx, none)
	if err != nil {
		return err
	}
	if few {
		where.add(`c.id IN (` + none.set + `)`)
	}
	return t.failing(ctx, where, m, test{one: isMentioned})
}

// claimTests are what a filter asks for of claims, or of those that were merged with them.
func (t *tx) claimTests(ctx context.Context, f assay.ClaimFilter) (tests []test, err error) {
	for word := range strings.FieldsSeq(f.Words) {
		x, err := t.testWord(ctx, word)
		if err != nil {
			return nil, err
		}
		tests = append(tests, x)
	}
	for _, word := range f.Tags.Has.Words() {
		x, err := t.testTag(ctx, word, f.Tags.Exact)
		if err != nil {
			return nil, err
		}
		tests = append(tests, x)
	}
	if !f.Source.IsZero() {
		x, err := t.testSource(ctx, f.Source)
		if err != nil {
			return nil, err
		}
		tests = append(tests, x)
	}
	if f.Alike {
		alike, err := t.alikeClaims(ctx)
		if err != nil {
			return nil, err
		}
		tests = append(tests, testNamed(alike, func(claim string) string { return claim + `.id ` + among }, hexList(alike)))
	}
	return tests, nil
}

// testNamed is a test that some claims pass.
func testNamed(ids []assay.ClaimID, one func(claim string) string, of ...any) test {
	return test{set: `SELECT unhex(value) AS id FROM json_each(?)`, args: []any{hexList(ids)}, one: one, of: of}
}

// testWord asks for claims that have a word in their wording, or are called that.
func (t *tx) testWord(ctx context.Context, word string) (x test, err error) {
	l, err := t.wordings(ctx)
	if err != nil {
		return x, err
	}
	folded := search.Fold(word)
	ids, number := l.having(folded), assay.ClaimID{}
	if no, ok := strings.CutPrefix(strings.ToUpper(word), "C"); ok {
		if n, err := strconv.Atoi(no); err == nil && n > 0 {
			if number, err = t.numbered(ctx, n); err != nil {
				return x, err
			}
			ids = append(ids, number)
		}
	}
	x = testNamed(ids, func(claim string) string { return `(` + holding(claim+`.wording`) + ` OR ` + claim + `.id = ?)` }, folded, number[:])
	x.many = len(ids) > fewMost
	x.set = `SELECT id FROM claim WHERE id IN (` + x.set + `) AND ` + there("claim")
	return x, nil
}

// numbered returns the claim with a number, zero if there is none.
func (t *tx) numbered(ctx context.Context, n int) (assay.ClaimID, error) {
	ids, err := query(ctx, t, `SELECT id FROM claim ORDER BY made, id LIMIT 1 OFFSET ?`, []any{n - 1}, scanID[assay.Claim])
	if err != nil || len(ids) == 0 {
		return assay.ClaimID{}, err
	}
	return ids[0], nil
}

// testTag asks for claims that have a tag.
func (t *tx) testTag(ctx context.Context, word string, exact bool) (x test, err error) {
	tags, err := t.tags(ctx)
	meant := hexList(assay.TagsMeant(tags, word, exact))
	return test{
		set: tagged, args: []any{meant}, of: []any{meant},
		one: func(claim string) string {
			return `EXISTS (SELECT 1 FROM tagging g WHERE g.target = ` + claim + `.id AND g.tag ` + among + ` AND g.member = 1 AND g.gone = 0)`
		},
	}, err
}

// testSource asks for claims that articles of a source mention.
func (t *tx) testSource(ctx context.Context, id assay.SourceID) (x test, err error) {
	from, args, err := t.from(ctx, id)
	return test{
		set: `SELECT claim FROM mention WHERE gone = 0 AND article IN (` + from + `)`, args: args, of: args,
		one: func(claim string) string {
			return `EXISTS (SELECT 1 FROM mention m WHERE m.claim = ` + claim + `.id AND m.gone = 0 AND m.article IN (` + from + `))`
		},
	}, err
}

// mayBeContested is a test that all claims pass that are contested. Of merged ones some may
// be that none of them is by itself.
func (t *tx) mayBeContested(m assay.Merged) test {
	return test{
		set: `SELECT y.claim AS id FROM claim_tally y WHERE ` + mayDiffer, ones: ones(m),
		one: func(claim string) string {
			return `EXISTS (SELECT 1 FROM claim_tally y WHERE y.claim = ` + claim + `.id AND ` + mayDiffer + `)`
		},
	}
}
