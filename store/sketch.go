package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// extent is of which claims a sketch is made, and which articles may be its columns.
type extent struct {
	whole   bool              // of all, whatever the others say
	claims  []assay.ClaimID   // with all that were merged with them
	columns []assay.ArticleID // not nil
	limits  assay.MatrixLimits
}

// extent finds by indexes what a filter may let through. Of a case that is not too large
// that is all of it, but for what an event leaves out. Of one that is, a matrix has either
// claims of some kind with the articles that mention them, or articles of some kind with
// the claims that they mention.
func (t *tx) extent(ctx context.Context, f assay.MatrixFilter) (e extent, err error) {
	if !f.Event.IsZero() {
		if e, err = t.aboutEvent(ctx, f.Event); err != nil || !e.limits.Wide {
			return e, err
		}
	} else if wide, err := t.wide(ctx); err != nil || !wide {
		return extent{whole: true}, err
	}
	switch narrowed, byClaim, byArticle := newExtent(), len(f.Tags.Has.Words()) > 0, !f.Source.IsZero() || f.From != "" || f.To != ""; {
	case byClaim:
		return t.ofClaims(ctx, f, narrowed)
	case byArticle:
		return t.ofArticles(ctx, f, narrowed)
	default:
		narrowed.limits.Wide = true
		return narrowed, nil
	}
}

func newExtent() extent { return extent{columns: []assay.ArticleID{}} }

// wide reports whether a case is too large for a matrix of all of it.
func (t *tx) wide(ctx context.Context) (wide bool, err error) {
	return wide, t.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM (SELECT 1 FROM claim LIMIT ?2)) = ?2
		OR (SELECT count(*) FROM (SELECT 1 FROM article LIMIT ?2)) = ?2
		OR (SELECT count(*) FROM (SELECT 1 FROM mention LIMIT ?1)) = ?1`, assay.MatrixMentions+1, assay.MatrixSide+1).Scan(&wide)
}

// fits reports whether an extent is small enough, as far as its claims and columns say.
func (t *tx) fits(ctx context.Context, e extent) (bool, error) {
	if len(e.claims) > assay.MatrixSide || len(e.columns) > assay.MatrixSide {
		return false, nil
	}
	var mentions int
	err := t.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM mention WHERE claim `+among+` LIMIT ?)`, hexList(e.claims), assay.MatrixMentions+1).Scan(&mentions)
	return mentions <= assay.MatrixMentions, err
}

// aboutEvent is the extent of an event: the claims about it, the articles about it, those that
// mention a claim about it, and those of which nobody has said what they are about.
func (t *tx) aboutEvent(ctx context.Context, event assay.EventID) (e extent, err error) {
	e = newExtent()
	if e.claims, err = t.claimsAbout(ctx, event); err != nil {
		return e, err
	}
	about, err := query(ctx, t, `SELECT article FROM article_event WHERE event = ? AND member = 1 AND gone = 0 LIMIT ?`, []any{event[:], assay.MatrixSide + 1}, scanID[assay.Article])
	if err != nil {
		return e, err
	}
	e.columns = append(e.columns, about...)
	if ok, err := t.fits(ctx, e); err != nil || !ok {
		e.limits.Wide = true
		return e, err
	}
	mentioning, err := t.mentioning(ctx, e.claims)
	if err != nil {
		return e, err
	}
	unplaced, err := t.unplaced(ctx)
	if err != nil {
		return e, err
	}
	if len(unplaced) > assay.MatrixUnplaced {
		if e.limits.Unplaced, err = t.wide(ctx); err != nil {
			return e, err
		}
	}
	if e.limits.Unplaced {
		unplaced = nil
	}
	e.columns = each(e.columns, mentioning, unplaced)
	e.limits.Wide = len(e.columns) > assay.MatrixSide
	return e, nil
}

// each returns what is in any of some lists, once.
func each[K comparable](lists ...[]K) []K {
	seen, all := map[K]bool{}, []K{}
	for _, list := range lists {
		for _, id := range list {
			if !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	return all
}

// claimsAbout returns the claims about an event, with all that were merged with them. Of
// merged claims, the one that stands for them says what they are about.
func (t *tx) claimsAbout(ctx context.Context, event assay.EventID) ([]assay.ClaimID, error) {
	ids, err := query(ctx, t, `SELECT id FROM claim WHERE event = ? LIMIT ?`, []any{event[:], assay.MatrixSide + 1}, scanID[assay.Claim])
	if err != nil {
		return nil, err
	}
	return t.standing(ctx, ids)
}

// standing returns those of some claims that stand for themselves, with all that were merged
// with those.
func (t *tx) standing(ctx context.Context, ids []assay.ClaimID) ([]assay.ClaimID, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	return m.With(slices.DeleteFunc(ids, func(id assay.ClaimID) bool { return m.One(id) != id })...), nil
}

// mentioning returns the articles that mention one of some claims, which mention no more
// than fits.
func (t *tx) mentioning(ctx context.Context, claims []assay.ClaimID) ([]assay.ArticleID, error) {
	return query(ctx, t, `SELECT DISTINCT article FROM mention WHERE gone = 0 AND claim `+among, []any{hexList(claims)}, scanID[assay.Article])
}

// ofClaims is the extent of the claims that have some tags, and are about an event if one
// is asked for, with the articles that mention them.
func (t *tx) ofClaims(ctx context.Context, f assay.MatrixFilter, e extent) (extent, error) {
	all, err := t.tags(ctx)
	if err != nil {
		return e, err
	}
	for i, word := range f.Tags.Has.Words() {
		has, err := query(ctx, t, tagged+` LIMIT ?`, []any{hexList(assay.TagsMeant(all, word, f.Tags.Exact)), assay.MatrixMentions}, scanID[assay.Claim]) // and what are no claims
		if err != nil {
			return e, err
		}
		if i == 0 {
			e.claims = has
			continue
		}
		among := map[assay.ClaimID]bool{}
		for _, id := range has {
			among[id] = true
		}
		e.claims = slices.DeleteFunc(e.claims, func(id assay.ClaimID) bool { return !among[id] })
	}
	m, err := t.merged(ctx)
	if err != nil {
		return e, err
	}
	if e.claims, err = query(ctx, t, `SELECT id FROM claim WHERE id `+among+` LIMIT ?`, []any{hexList(m.With(e.claims...)), assay.MatrixSide + 1}, scanID[assay.Claim]); err != nil {
		return e, err
	}
	ok, err := t.fits(ctx, e)
	if err != nil || !ok {
		e.limits.Wide = true
		return e, err
	}
	e.limits.Mentioning = true
	mentioning, err := t.mentioning(ctx, e.claims)
	e.columns = append(e.columns, mentioning...)
	e.limits.Wide = len(e.columns) > assay.MatrixSide
	return e, err
}

// ofArticles is the extent of the articles of a source or of some days, with the claims that
// they mention.
func (t *tx) ofArticles(ctx context.Context, f assay.MatrixFilter, e extent) (extent, error) {
	columns, err := t.articlesAsked(ctx, f)
	if err != nil {
		return e, err
	}
	e.columns = append(e.columns, columns...)
	if e.limits.Mentioned = true; len(columns) > assay.MatrixSide {
		e.limits.Wide = true
		return e, nil
	}
	mentioned, err := query(ctx, t, `SELECT DISTINCT claim FROM (SELECT claim FROM mention WHERE gone = 0 AND article `+among+` LIMIT ?)`, []any{hexList(columns), assay.MatrixMentions}, scanID[assay.Claim])
	if err != nil {
		return e, err
	}
	if e.claims, err = t.with(ctx, mentioned...); err != nil {
		return e, err
	}
	ok, err := t.fits(ctx, e)
	e.limits.Wide = !ok
	return e, err
}

// articlesAsked returns the articles of a source that may have come out on some days, or
// somewhat more of them than a matrix has. Those that came out on other days are left out when
// the matrix is laid out.
func (t *tx) articlesAsked(ctx context.Context, f assay.MatrixFilter) ([]assay.ArticleID, error) {
	where := filter{where: []string{`1`}}
	if !f.Source.IsZero() {
		from, args, err := t.from(ctx, f.Source)
		if err != nil {
			return nil, err
		}
		where.add(`article IN (`+from+`)`, args...)
	}
	if f.From != "" { // of a date that is no more than a year or a month, some day may lie after it
		where.add(`published >= ? AND published || '~' >= ?`, f.From[:min(len(f.From), len("2006"))], f.From)
	}
	if f.To != "" {
		where.add(`published > '' AND published <= ?`, f.To+"~")
	}
	return query(ctx, t, `SELECT article FROM `+t.shelf()+` WHERE `+where.String()+` LIMIT ?`, append(where.args, assay.MatrixSide+1), scanID[assay.Article])
}

// narrowing reads what a matrix that is too wide can be narrowed by.
func (t *tx) narrowing(ctx context.Context, f assay.MatrixFilter, p *assay.MatrixPage) (err error) {
	if p.Case, err = t.frame(ctx); err != nil {
		return err
	}
	m, err := t.merged(ctx)
	if err != nil {
		return err
	}
	find := search.Fold(f.Find)
	var found []assay.EventID
	for _, e := range slices.Backward(p.Case.Events) {
		if strings.Contains(search.Fold(e.Name), find) {
			found = append(found, e.ID)
		}
	}
	n := &assay.MatrixNarrowing{Leaf: assay.Turn(f.Leaf, assay.EventsShown, len(found))}
	for _, id := range found[n.Leaf.From:n.Leaf.To] {
		e := assay.EventSize{Event: id}
		err := t.QueryRowContext(ctx, `SELECT
			(SELECT count(*) FROM (SELECT 1 FROM claim WHERE event = ?1 AND `+there("claim")+` AND id NOT IN (SELECT unhex(value) FROM json_each(?3)) LIMIT ?2)),
			(SELECT count(*) FROM (SELECT 1 FROM article_event WHERE event = ?1 AND member = 1 AND gone = 0 LIMIT ?2))`,
			id[:], assay.EventCounted+1, aside(m)).Scan(&e.Claims, &e.Articles)
		if err != nil {
			return err
		}
		n.Events = append(n.Events, e)
	}
	p.Narrowing = n
	return nil
}

// sketch reads as much of a case as a sketch is made of.
func (t *tx) sketch(ctx context.Context, me assay.ActorID, e extent) (*assay.Sketch, error) {
	c, err := t.sketched(ctx, e)
	if err != nil {
		return nil, err
	}
	if e.whole {
		e.columns = nil
	}
	return assay.NewView(c, me).Sketch(e.columns), nil
}

// sketched reads as much of a case as decides on the rows and columns of the matrix, and
// what it takes to draw it from afar: of articles and mentions what they are about, of
// judgements the derivations, stances, grades, readings and silences.
func (t *tx) sketched(ctx context.Context, e extent) (*assay.Case, error) {
	c := &assay.Case{}
	steps := []func() error{
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Works, err = t.allWorks(ctx); return },
		func() (err error) { c.Tags, err = t.tags(ctx); return },
		func() error { return t.loadQuestions(ctx, c) },
		func() error {
			if e.whole {
				return t.sketchWhole(ctx, c)
			}
			return t.sketchPart(ctx, c, e)
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (t *tx) sketchWhole(ctx context.Context, c *assay.Case) (err error) {
	if c.Claims, err = t.claims(ctx, there("claim")); err != nil {
		return err
	}
	if c.Articles, err = t.outlineArticles(ctx); err != nil {
		return err
	}
	if c.Mentions, err = t.outlineMentions(ctx, `1`); err != nil {
		return err
	}
	if c.Taggings, err = t.taggings(ctx, `target IN (SELECT id FROM claim)`); err != nil {
		return err
	}
	c.Judgements, err = t.outlineJudgements(ctx, dimensions(`('derivation', 'read', 'coverage', 'stance', 'rank', 'credibility')`))
	return err
}

// sketchPart reads what bears on some claims: what mentions them, whatever it is, and what
// their contested facts are about besides. Of the articles it reads what they come from, too.
func (t *tx) sketchPart(ctx context.Context, c *assay.Case, e extent) (err error) {
	claims := hexList(e.claims)
	if c.Claims, err = t.claims(ctx, inSight, claims); err != nil {
		return err
	}
	if c.Taggings, err = t.taggings(ctx, `target IN `+idList, claims); err != nil {
		return err
	}
	if c.Mentions, err = t.outlineMentions(ctx, `claim IN `+idList, claims); err != nil {
		return err
	}
	judged := []condition{
		{`target IN (` + mentioning + `) AND dimension IN ('stance', 'credibility', 'adjudication')`, []any{claims}},
		{`target IN ` + idList + ` AND dimension = 'rank'`, []any{claims}},
		{`other IN ` + idList + ` AND ` + dimensions(`('coverage')`), []any{claims}},
	}
	shown := slices.Clone(e.columns)
	for i := range c.Mentions {
		shown = append(shown, c.Mentions[i].Article)
	}
	seen := map[assay.ArticleID]bool{}
	for todo := unseen(seen, shown); len(todo) > 0; {
		derived, err := t.outlineJudgements(ctx, `target IN `+idList+` AND `+dimensions(`('derivation')`), hexList(todo))
		if err != nil {
			return err
		}
		var from []assay.ArticleID
		for i := range derived {
			from = append(from, assay.ArticleID(derived[i].Other)) // or a work, of which nothing will be found
		}
		c.Judgements = append(c.Judgements, derived...)
		todo = unseen(seen, from)
	}
	ids := make([]assay.ArticleID, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	if c.Articles, err = t.outlineArticlesOf(ctx, hexList(ids)); err != nil {
		return err
	}
	judged = append(judged, condition{`target IN ` + idList + ` AND dimension = 'read'`, []any{hexList(current(c))}})
	for _, of := range judged {
		list, err := t.outlineJudgements(ctx, of.where, of.args...)
		if err != nil {
			return err
		}
		c.Judgements = append(c.Judgements, list...)
	}
	return t.addVersions(ctx, c)
}

// addVersions adds those mentions that the versions of questions have and a case does not:
// without them nobody can tell whether a question is contested.
func (t *tx) addVersions(ctx context.Context, c *assay.Case) error {
	have := map[assay.MentionID]bool{}
	for i := range c.Mentions {
		have[c.Mentions[i].ID] = true
	}
	var lacking []assay.MentionID
	for i := range c.Versions {
		for _, id := range c.Versions[i].Mentions {
			if !have[id] {
				have[id] = true
				lacking = append(lacking, id)
			}
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	others, err := t.outlineMentions(ctx, `id IN `+idList, hexList(lacking))
	c.Mentions = append(c.Mentions, others...)
	return err
}

// recentSketches are the sketches that were read last: whoever turns the pages of a matrix
// or judges what is in it asks for the same one. What is in it is never changed.
type recentSketches struct {
	mu   sync.Mutex
	kept []*keptSketch // the last used first
}

// keptSketch is a sketch with what it is of.
type keptSketch struct {
	key    string
	seq    int64 // the row of the last operation that it takes into account
	at     oplog.Hash
	sketch *assay.Sketch // nil where the matrix is too wide
	limits assay.MatrixLimits
	all    int // claims of the case

	asked  string // of the layout
	layout *assay.MatrixLayout
}

// sketchesSize is about how many bytes are kept of sketches.
const sketchesSize = 12 << 20

// sketchKeys are the keys that the sketch of a filter may have: of a case that is not too
// large, of all of it or of an event, and that of a part.
func sketchKeys(f assay.MatrixFilter) []string {
	return []string{"all " + f.Event.String(), fmt.Sprintf("some %s %+v %s %s %s", f.Event, f.Tags, f.Source, f.From, f.To)}
}

// of returns the sketch of what a filter may let through.
func (r *recentSketches) of(ctx context.Context, t *tx, me assay.ActorID, f assay.MatrixFilter) (*keptSketch, error) {
	n := &keptSketch{}
	if err := t.QueryRowContext(ctx, `SELECT seq, id FROM op ORDER BY seq DESC LIMIT 1`).Scan(&n.seq, into(&n.at)); err != nil {
		return nil, err
	}
	keys := sketchKeys(f)
	for _, key := range keys {
		if k := r.find(key); k != nil {
			k, err := r.renew(ctx, t, me, k, n.seq, n.at)
			if err != nil {
				return nil, err
			}
			if k != nil {
				r.keep(k)
				return k, nil
			}
		}
	}
	e, err := t.extent(ctx, f)
	if err != nil {
		return nil, err
	}
	n.limits, n.key = e.limits, keys[0]
	if e.limits.Wide || e.limits.Mentioned || e.limits.Mentioning {
		n.key = keys[1]
	}
	if n.all, err = t.countClaims(ctx); err != nil {
		return nil, err
	}
	if !e.limits.Wide {
		if n.sketch, err = t.sketch(ctx, me, e); err != nil {
			return nil, err
		}
	}
	r.keep(n)
	return n, nil
}

// having returns a sketch that has some claims and articles: the one that there is, or one
// that has nothing else.
func (s *Store) having(ctx context.Context, t *tx, k *assay.Sketch, claims []assay.ClaimID, articles []assay.ArticleID) (*assay.Sketch, error) {
	if k != nil && !slices.ContainsFunc(claims, func(id assay.ClaimID) bool { return !k.HasClaim(id) }) && !slices.ContainsFunc(articles, func(id assay.ArticleID) bool { return !k.HasArticle(id) }) {
		return k, nil
	}
	group, err := t.with(ctx, claims...)
	if err != nil {
		return nil, err
	}
	return t.sketch(ctx, s.Me(), extent{claims: group, columns: articles})
}

func (r *recentSketches) find(key string) *keptSketch {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.IndexFunc(r.kept, func(k *keptSketch) bool { return k.key == key }); i >= 0 {
		return r.kept[i]
	}
	return nil
}

// keep keeps a sketch, and lets those go that were not used for the longest time where they
// are too large together.
func (r *recentSketches) keep(k *keptSketch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept, size := []*keptSketch{}, 0
	for _, x := range append([]*keptSketch{k}, slices.DeleteFunc(r.kept, func(x *keptSketch) bool { return x.key == k.key })...) {
		if x.sketch != nil {
			size += x.sketch.Size()
		}
		if size <= sketchesSize && len(kept) < 8 {
			kept = append(kept, x)
		}
	}
	r.kept = kept
}

// layout returns how a filter lays a sketch out, whatever its window.
func (r *recentSketches) layout(k *keptSketch, f assay.MatrixFilter) *assay.MatrixLayout {
	f.Row, f.Col, f.Claim, f.Article, f.Find, f.Leaf = 0, 0, assay.ClaimID{}, assay.ArticleID{}, "", 0
	asked := fmt.Sprintf("%+v", f)
	r.mu.Lock()
	l := k.layout
	known := l != nil && k.asked == asked
	r.mu.Unlock()
	if known {
		return l
	}
	l = k.sketch.Layout(f)
	r.mu.Lock()
	k.asked, k.layout = asked, l
	r.mu.Unlock()
	return l
}

// proposed returns what is proposed of the articles that mention the claims of a window, and
// not decided.
func (t *tx) proposed(ctx context.Context, me assay.ActorID, window *assay.Case) ([]assay.Proposed, error) {
	mentioning := map[assay.ArticleID]bool{}
	for i := range window.Mentions {
		mentioning[window.Mentions[i].Article] = true
	}
	found, err := t.allProposed(ctx, keys(mentioning))
	if err != nil {
		return nil, err
	}
	return t.undecided(ctx, me, found)
}

// renewedAtOnce is how many operations a sketch is brought up to date with: after more of
// them it is read anew.
const renewedAtOnce = 20_000

// unsketched are the kinds of which no sketch says anything. A merge is none of them: where
// one is undone, operations are taken out of the middle of the log.
var unsketched = strings.Fields("note decision report attribution capture block boundary restore_point purge case alias")

// news is what operations have to do with a sketch.
type news struct {
	other    bool // anything that takes reading it anew
	mentions []assay.MentionID
	texts    []assay.TextID
	cells    map[assay.CellKey]bool
}

// renew returns a sketch with what has come since, nil if that takes reading it anew: if it
// is anything but what analysts say of mentions, of texts that they have read, and of cells
// without a mention.
func (r *recentSketches) renew(ctx context.Context, t *tx, me assay.ActorID, k *keptSketch, seq int64, at oplog.Hash) (*keptSketch, error) {
	if k.seq == seq && k.at == at {
		return k, nil
	}
	if seq <= k.seq || seq-k.seq > renewedAtOnce {
		return nil, nil
	}
	n, err := t.newsSince(ctx, k)
	if err != nil || n.other {
		return nil, err
	}
	renewed := keptSketch{key: k.key, seq: seq, at: at, sketch: k.sketch, limits: k.limits, all: k.all}
	r.mu.Lock()
	renewed.asked, renewed.layout = k.asked, k.layout
	r.mu.Unlock()
	if k.sketch == nil || len(n.mentions) == 0 && len(n.texts) == 0 && len(n.cells) == 0 {
		return &renewed, nil
	}
	renewed.layout = nil
	if err := t.rejudge(ctx, me, &renewed, n); err != nil {
		return nil, err
	}
	if len(n.cells) > 0 {
		covered, err := t.covered(ctx, n.cells)
		if err != nil {
			return nil, err
		}
		renewed.sketch = renewed.sketch.Cover(covered)
	}
	return &renewed, nil
}

// newsSince reads what operations since a sketch have to do with it.
func (t *tx) newsSince(ctx context.Context, k *keptSketch) (n news, err error) {
	var known bool
	if err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM op WHERE seq = ? AND id = ?)`, k.seq, k.at[:]).Scan(&known); err != nil || !known {
		n.other = true
		return n, err
	}
	n.cells = map[assay.CellKey]bool{}
	rows, err := t.QueryContext(ctx, `SELECT o.kind, j.target, j.other, j.dimension, j.scope FROM op o LEFT JOIN judgement j ON o.kind = 'judgement' AND j.id = o.entity WHERE o.seq > ?`, k.seq)
	if err != nil {
		return n, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		var j assay.Judgement
		if err := rows.Scan(&kind, into(&j.Target), into(&j.Other), into(&j.Dimension), into(&j.Scope)); err != nil {
			return n, err
		}
		if !slices.Contains(unsketched, kind) {
			n.add(kind, &j)
		}
	}
	return n, rows.Err()
}

func (n *news) add(kind string, j *assay.Judgement) {
	on := j.Dimension
	if on == assay.DimAdjudication {
		scope, _, _ := strings.Cut(j.Scope, ":")
		on = assay.Dimension(scope)
	}
	switch {
	case kind != string(assay.KindJudgement) || on == "" || on == assay.DimDerivation || on == assay.DimRank:
		n.other = true
	case on == assay.DimStance || on == assay.DimCredibility:
		n.mentions = append(n.mentions, assay.MentionID(j.Target))
	case on == assay.DimRead:
		n.texts = append(n.texts, assay.TextID(j.Target))
	case on == assay.DimCoverage:
		n.cells[assay.CellKey{Claim: assay.ClaimID(j.Other), Article: assay.ArticleID(j.Target)}] = true
	}
}

// rejudge works out anew what is said of the claims of some mentions, and of the articles
// of some texts.
func (t *tx) rejudge(ctx context.Context, me assay.ActorID, k *keptSketch, n news) error {
	articles := k.sketch.WithText(n.texts)
	if len(n.mentions) == 0 && len(articles) == 0 {
		return nil
	}
	m, err := t.merged(ctx)
	if err != nil {
		return err
	}
	ids, err := query(ctx, t, `SELECT DISTINCT claim FROM mention WHERE gone = 0 AND id `+among, []any{hexList(n.mentions)}, scanID[assay.Claim])
	if err != nil {
		return err
	}
	claims := slices.DeleteFunc(m.Ones(ids), func(id assay.ClaimID) bool { return !k.sketch.HasClaim(id) })
	if len(claims) == 0 && len(articles) == 0 {
		return nil
	}
	c, err := t.sketched(ctx, extent{claims: m.With(claims...), columns: articles})
	if err != nil {
		return err
	}
	k.sketch = k.sketch.Renew(assay.NewView(c, me), claims, articles)
	return nil
}

// covered returns, of some cells by the claims that stand in them, whether somebody has said
// why they have no mention.
func (t *tx) covered(ctx context.Context, cells map[assay.CellKey]bool) (map[assay.CellKey]bool, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	covered := map[assay.CellKey]bool{}
	claims, articles := map[assay.ClaimID]bool{}, map[assay.ArticleID]bool{}
	for c := range cells {
		covered[assay.CellKey{Claim: m.One(c.Claim), Article: c.Article}] = false
		claims[m.One(c.Claim)], articles[c.Article] = true, true
	}
	of := condition{`target ` + among, []any{hexList(keys(articles))}}
	if len(claims) < len(articles) {
		of = condition{`other ` + among, []any{hexList(m.With(keys(claims)...))}}
	}
	judgements, err := t.outlineJudgements(ctx, dimensions(`('coverage')`)+` AND `+of.where, of.args...)
	if err != nil {
		return nil, err
	}
	for i := range judgements {
		c, on := judgements[i].Covers()
		c.Claim = m.One(c.Claim)
		if _, asked := covered[c]; on && asked {
			covered[c] = true
		}
	}
	return covered, nil
}

func keys[K comparable](set map[K]bool) []K {
	list := make([]K, 0, len(set))
	for k := range set {
		list = append(list, k)
	}
	return list
}
