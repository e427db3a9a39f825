package store

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// Search returns a page of what is found in a case. It fails with KindInvalid
// if a field is asked for something that it does not know. It waits for others, so that
// enough is left for pages to be read, and stops when ctx is done.
func (s *Store) Search(ctx context.Context, q assay.SearchQuestion) (p assay.SearchPage, err error) {
	p.Question = q
	if s.format < 2 {
		return p, assay.Unsupported("This case is of an older format and was opened to be read only: there is no index of its words yet. Open it once to work on it, or save a copy and open that.")
	}
	names := make([]string, len(assay.SearchFields))
	for i, f := range assay.SearchFields {
		names[i] = f.Name
	}
	asked := search.Parse(q.Typed, names, q.Typing)
	select {
	case s.searching <- struct{}{}:
		defer func() { <-s.searching }()
	case <-ctx.Done(): // something else was typed meanwhile
		return p, ctx.Err()
	}
	if _, err := s.Index(ctx); err != nil { // what was done just now is found
		return p, err
	}
	err = s.view(ctx, func(t *tx) error {
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM findable_stale`).Scan(&p.Behind); err != nil {
			return err
		}
		p.Case = &assay.Case{}
		if asked.Empty() {
			return nil
		}
		x, err := t.sought(ctx, asked, q.Only, s.Me())
		if err != nil {
			return err
		}
		if err := t.find(ctx, x, &p); err != nil {
			return err
		}
		return t.showFound(ctx, asked, &p)
	})
	return p, err
}

// sought is what a question asks of the index.
type sought struct {
	wanted, unwanted string  // as the index is asked for words, "" for none
	short            bool    // of a word that goes on so little is typed that not all are looked up that begin so
	slow             bool    // finding the words takes long
	most             int     // how many things are found
	where            filter  // of findable f, what else is asked
	each             bool    // that is asked of each thing that has the words
	fields           []field // of that, what may let little through
	few              bool    // one of them does,
	docs             []int64 // and this is what all that is asked besides words lets through
}

// field is what one field asks for, in SQL. What is and all say takes the same arguments.
type field struct {
	is   string // asks it of a thing f in findable
	all  string // selects the kind and the id of all that have it, as quickly as they are few; "" if it does not
	args []any
}

// sought returns what a question asks of the index.
func (t *tx) sought(ctx context.Context, q search.Query, only []assay.Kind, me assay.ActorID) (x sought, err error) {
	if err := t.soughtWords(ctx, q, &x); err != nil {
		return x, err
	}
	mine, err := t.mine(ctx, me)
	if err != nil {
		return x, err
	}
	x.where.add(`(f.kind <> 'note' OR NOT EXISTS (SELECT 1 FROM note WHERE id = f.entity AND private = 1 AND by NOT `+among+`))`, mine)
	if len(only) > 0 {
		marks := make([]string, len(only))
		for i, k := range only {
			marks[i] = `'` + string(k) + `'` // one of ours
		}
		x.where.add(`f.kind IN (` + strings.Join(marks, `, `) + `)`)
	}
	m, err := t.merged(ctx)
	if err != nil {
		return x, err
	}
	if len(m) > 0 { // those that stand for them are found by all their words
		x.where.add(`NOT (f.kind = 'claim' AND f.entity `+among+`)`, aside(m))
	}
	x.each = len(only)+len(q.Fields) > 0
	for _, asked := range q.Fields {
		f, err := t.soughtField(ctx, asked, me)
		if err != nil {
			return x, err
		}
		if asked.Not {
			x.where.add(`NOT `+f.is, f.args...)
			continue
		}
		x.where.add(f.is, f.args...)
		x.fields = append(x.fields, f)
	}
	return x, nil
}

// soughtWords says which words are wanted and which not, as the index is asked for them, and
// how long that takes.
func (t *tx) soughtWords(ctx context.Context, q search.Query, x *sought) (err error) {
	pages := func(from, to string) (n int) {
		if err == nil {
			n, err = t.pages(ctx, from, to)
		}
		return n
	}
	known := search.Known{
		Forms: func(prefix string) (list []string) {
			if err == nil {
				list, err = query(ctx, t, `SELECT DISTINCT term FROM findable_form WHERE word >= ?1 AND word < ?2 AND substr(term, 1, length(?1)) <> ?1 LIMIT 50`,
					[]any{prefix, prefix + "\U0010ffff"}, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) })
			}
			return list
		},
		Reach: func(prefix string) search.Reach {
			reach := search.Everywhere
			switch n := pages(prefix, prefix+"\U0010ffff"); {
			case n > findBroadest:
				reach = search.Nowhere
			case n > findBroad:
				reach = search.InNames
			}
			x.short = x.short || reach != search.Everywhere
			return reach
		},
	}
	x.wanted, x.unwanted = q.Match(known), q.Without(known)
	x.slow = x.short
	for _, p := range q.Wanted {
		heavy := 0
		for _, term := range p.Terms {
			heavy += pages(term.Stem, term.Stem+"\x00")
		}
		x.slow = x.slow || len(p.Terms) > 1 && heavy > findHeavy // where words stand takes longer than what has them
	}
	return err
}

// soughtField returns what one field asks for.
func (t *tx) soughtField(ctx context.Context, f search.Field, me assay.ActorID) (field, error) {
	switch f.Name {
	case "in":
		kind := assay.Kind(strings.TrimSuffix(strings.ToLower(f.Value), "s"))
		if !slices.Contains(assay.SearchKinds, kind) {
			return field{}, assay.Invalid("q", "After “in:” stands articles, claims, questions, sources, tags, events or notes.")
		}
		return field{`f.kind = ?`, `SELECT kind, entity AS id FROM findable WHERE kind = ?`, []any{string(kind)}}, nil
	case "outlet":
		ids, err := query(ctx, t, `
			SELECT id FROM source WHERE gone = 0 AND (holds(name, ?1) OR holds(domain, ?1))
			UNION SELECT source FROM alias WHERE gone = 0 AND member = 1 AND holds(name, ?1)`, []any{search.Fold(f.Value)}, scanID[assay.Source])
		return field{
			`(f.kind = 'article' AND EXISTS (SELECT 1 FROM article WHERE id = f.entity AND (host ` + among + ` OR text_origin ` + among + `)))`,
			`SELECT 'article' AS kind, id FROM article WHERE host ` + among + ` UNION ALL SELECT 'article', id FROM article WHERE text_origin ` + among,
			[]any{hexList(ids), hexList(ids)},
		}, err
	case "date":
		return t.soughtDate(f.Value)
	case "lang":
		codes, err := t.languages(ctx)
		codes = slices.DeleteFunc(codes, func(code string) bool {
			return !strings.HasPrefix(strings.ToLower(code)+"-", strings.ToLower(f.Value)+"-")
		})
		return t.onShelf(`language IN (SELECT value FROM json_each(?))`, string(oplog.Encode(codes))), err
	case "event":
		return t.soughtEvent(ctx, f.Value)
	case "tag":
		return t.soughtTag(ctx, f.Value)
	}
	return t.soughtState(ctx, f.Value, me)
}

// onShelf asks for articles of which the shelf says something.
func (t *tx) onShelf(where string, args ...any) field {
	return field{
		`(f.kind = 'article' AND EXISTS (SELECT 1 FROM ` + t.shelf() + ` WHERE article = f.entity AND ` + where + `))`,
		`SELECT 'article' AS kind, article AS id FROM ` + t.shelf() + ` WHERE ` + where, args,
	}
}

// soughtDate asks for when articles were published.
func (t *tx) soughtDate(asked string) (field, error) {
	from, to, span := strings.Cut(asked, "..")
	if !span {
		to = from
	}
	for _, date := range []string{from, to} {
		if _, err := assay.ParseDate("q", date); err != nil && date != "" {
			return field{}, assay.Invalid("q", "After “date:” stands a date as in 2026, 2026-03 or 2026-03-01, or two with “..” between them.")
		}
	}
	if to == "" {
		return t.onShelf(`published > '' AND published >= ?`, from), nil
	}
	// A day is within its month and a month within its year: what is later than
	// a date by more than that begins with something higher.
	return t.onShelf(`published > '' AND published >= ? AND published < ? || char(0x10ffff)`, from, to), nil
}

// soughtEvent asks for what is about events that are called somehow.
func (t *tx) soughtEvent(ctx context.Context, name string) (field, error) {
	ids, err := query(ctx, t, `SELECT id FROM event WHERE gone = 0 AND `+holding(`name`), []any{search.Fold(name)}, scanID[assay.Event])
	const placed = `member = 1 AND gone = 0 AND event ` + among
	return field{
		`(f.kind = 'claim' AND EXISTS (SELECT 1 FROM claim WHERE id = f.entity AND event ` + among + `) OR f.kind = 'article' AND EXISTS (SELECT 1 FROM article_event WHERE article = f.entity AND ` + placed + `))`,
		`SELECT 'claim' AS kind, id FROM claim WHERE event ` + among + ` UNION ALL SELECT 'article', article FROM article_event WHERE ` + placed,
		[]any{hexList(ids), hexList(ids)},
	}, err
}

// soughtTag asks for what has a tag, and for articles with a passage that has it.
func (t *tx) soughtTag(ctx context.Context, name string) (field, error) {
	tags, err := t.tags(ctx)
	if err != nil {
		return field{}, err
	}
	m, err := t.merged(ctx)
	ids := hexList(assay.TagsMeant(tags, name, true))
	having, args := standing(m, tagged, ids)
	const passages = `SELECT article FROM mention WHERE gone = 0 AND id IN (` + tagged + `)`
	kinds := make([]string, len(assay.SearchKinds))
	for i, k := range assay.SearchKinds {
		kinds[i] = `('` + string(k) + `')`
	}
	return field{
		`(f.entity IN (` + having + `) OR f.kind = 'article' AND f.entity IN (` + passages + `))`,
		`WITH thing (id) AS (` + having + `), some (kind) AS (VALUES ` + strings.Join(kinds, `, `) + `) SELECT kind, id FROM thing CROSS JOIN some UNION ALL SELECT 'article', article FROM (` + passages + `)`,
		append(args, ids),
	}, err
}

// soughtState asks for what stands after “is:”.
func (t *tx) soughtState(ctx context.Context, state string, me assay.ActorID) (field, error) {
	switch state = strings.ToLower(state); state {
	case "read", "unread":
		mine, err := t.mine(ctx, me)
		not := map[bool]string{true: `NOT `}[state == "unread"]
		return field{is: `(f.kind = 'article' AND ` + not + `EXISTS (SELECT 1 FROM article a WHERE a.id = f.entity AND ` + isRead(`a."text"`) + `))`, args: []any{mine}}, err
	case "contested":
		return t.soughtContested(ctx, me)
	}
	return field{}, assay.Invalid("q", "After “is:” stands contested, read or unread.")
}

// soughtContested asks for questions that are contested, and for claims that are or were
// merged with one. Where many may be, those are that somebody says are supported and
// somebody that they are contradicted, whosever word counts.
func (t *tx) soughtContested(ctx context.Context, me assay.ActorID) (f field, err error) {
	const inUse = `SELECT question FROM version v WHERE gone = 0 AND EXISTS (
		SELECT 1 FROM version_mention x JOIN mention m ON m.id = x.mention WHERE x.version = v.id AND x.member = 1 AND x.gone = 0 AND m.gone = 0
	) GROUP BY question HAVING count(*) > 1`
	m, err := t.merged(ctx)
	if err != nil {
		return f, err
	}
	x := t.mayBeContested(m)
	may, err := query(ctx, t, t.onTallies(x.set+` LIMIT ?`), []any{exactMost + 1}, scanID[assay.Claim])
	if err != nil {
		return f, err
	}
	among, all := `f.entity `+among, `SELECT 'question' AS kind, question AS id FROM (`+inUse+`) UNION ALL SELECT 'claim', unhex(value) FROM json_each(?)`
	if len(may) > exactMost {
		f.args = []any{hexList(m.With(x.ones...))}
		among, all = `(EXISTS (SELECT 1 FROM claim_tally y WHERE y.claim = f.entity AND `+mayDiffer+`) OR `+among+`)`, all+` UNION ALL SELECT 'claim', y.claim FROM claim_tally y WHERE `+mayDiffer
	} else {
		may = m.Ones(append(may, x.ones...))
		disputes, _, err := t.disputes(ctx, me, may)
		if err != nil {
			return f, err
		}
		f.args = []any{hexList(m.With(slices.DeleteFunc(may, func(id assay.ClaimID) bool { return !disputes[id].Contested() })...))}
	}
	f.is, f.all = `(f.kind = 'claim' AND `+among+` OR f.kind = 'question' AND f.entity IN (`+inUse+`))`, all
	return f, nil
}

// showFound reads what was found, and where in it the words are.
func (t *tx) showFound(ctx context.Context, q search.Query, p *assay.SearchPage) (err error) {
	var claims []assay.ClaimID
	var articles []assay.ArticleID
	var notes []assay.NoteID
	for _, x := range p.Found {
		switch x.Kind {
		case assay.KindClaim:
			claims = append(claims, assay.ClaimID(x.ID))
		case assay.KindArticle:
			articles = append(articles, assay.ArticleID(x.ID))
		case assay.KindNote:
			notes = append(notes, assay.NoteID(x.ID))
		default: // the rest is always read, or has no more to it than its words
		}
	}
	if p.Case, err = t.found(ctx, claims, articles, notes); err != nil {
		return err
	}
	for i := range p.Found {
		x := &p.Found[i]
		head, body, err := t.wordsOf(ctx, entity{x.Kind, x.ID})
		if err != nil {
			return err
		}
		head, _, _ = strings.Cut(head, "\n")
		x.Title = whole(head, q.Hits(head))
		terms := search.Terms(body)
		hits := q.HitsIn(terms)
		x.Says, x.Hits, x.First = excerpt(body, terms, hits), len(hits), -1
		if len(hits) > 0 {
			x.First = hits[0].Start
		}
	}
	return nil
}

// found reads what is said of claims, articles and notes where they are found.
func (t *tx) found(ctx context.Context, claims []assay.ClaimID, articles []assay.ArticleID, notes []assay.NoteID) (*assay.Case, error) {
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	if c.Notes, err = t.notes(ctx, `id `+among, hexList(notes)); err != nil {
		return nil, err
	}
	for i := range c.Notes { // which may be on one
		claims, articles = append(claims, assay.ClaimID(c.Notes[i].Target)), append(articles, assay.ArticleID(c.Notes[i].Target))
	}
	if claims, err = t.with(ctx, claims...); err != nil {
		return nil, err
	}
	of, on := hexList(claims), hexList(targets(c.Notes))
	steps := []func() error{
		func() (err error) { c.Claims, err = t.claims(ctx, `id IN `+idList, of); return },
		func() (err error) { c.Mentions, err = t.mentions(ctx, `id `+among, on); return },
		func() error {
			mentions, err := t.outlineMentions(ctx, `claim `+among+` AND id NOT `+among, of, on)
			for i := range c.Mentions {
				articles = append(articles, c.Mentions[i].Article)
			}
			c.Mentions = append(c.Mentions, mentions...)
			return err
		},
		func() (err error) { c.Articles, err = t.articles(ctx, `id IN `+idList, hexList(articles)); return },
		func() (err error) { c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c))); return },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func targets(notes []assay.Note) (ids []assay.EntityID) {
	for i := range notes {
		ids = append(ids, notes[i].Target)
	}
	return ids
}

// How much of a text is shown around what was found in it, in code points.
const (
	shownBefore = 80
	shownInAll  = 280
)

// excerpt returns a stretch of a text, whose terms are these, around the first of some
// hits, or its beginning.
func excerpt(text string, terms []search.Term, hits []anchor.Span) []assay.Piece {
	body := anchor.NewText(text)
	from := 0
	if len(hits) > 0 && hits[0].Start > shownBefore {
		from = hits[0].Start
		for _, term := range terms { // it begins with a word
			if term.Start >= hits[0].Start-shownBefore {
				from = term.Start
				break
			}
		}
	}
	to := min(body.Len(), from+shownInAll)
	if to < body.Len() { // and ends with one, unless that is longer than all of it
		for _, term := range terms {
			if term.Start < to && term.End > to && term.Start > from {
				to = term.Start
			}
		}
	}
	span := anchor.Snap(body, anchor.Span{Start: from, End: to})
	pieces := piecesOf(body, span, hits)
	for i := range pieces {
		pieces[i].Text = lineEnds.ReplaceAllString(pieces[i].Text, " · ")
	}
	if span.Start > 0 {
		pieces = append([]assay.Piece{{Text: "… "}}, pieces...)
	}
	if span.End < body.Len() {
		pieces = append(pieces, assay.Piece{Text: " …"})
	}
	return pieces
}

// lineEnds are what an excerpt, which is one line, has something else for.
var lineEnds = regexp.MustCompile(`[ \t]*[\r\n]+[ \t\r\n]*`)

// whole returns all of a text with its hits.
func whole(text string, hits []anchor.Span) []assay.Piece {
	body := anchor.NewText(text)
	return piecesOf(body, anchor.Span{End: body.Len()}, hits)
}

// piecesOf cuts a stretch of a text at the hits in it.
func piecesOf(body anchor.Text, span anchor.Span, hits []anchor.Span) []assay.Piece {
	var pieces []assay.Piece
	add := func(start, end int, hit bool) {
		if start < end {
			pieces = append(pieces, assay.Piece{Text: body.Slice(anchor.Span{Start: start, End: end}), Hit: hit})
		}
	}
	at := span.Start
	for _, h := range hits {
		if h.Start < at || h.End > span.End {
			continue
		}
		add(at, h.Start, false)
		add(h.Start, h.End, true)
		at = h.End
	}
	add(at, span.End, false)
	return pieces
}
