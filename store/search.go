package store

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/search"
)

// Search returns a page of what is found in a case. It fails with KindInvalid
// if a field is asked for something that it does not know.
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
		where, from, order, err := t.sought(ctx, asked, q.Only, s.Me())
		if err != nil {
			return err
		}
		var total int
		if err := t.QueryRowContext(ctx, `SELECT count(*)`+from+` WHERE `+where.String(), where.args...).Scan(&total); err != nil {
			return err
		}
		p.Leaf = assay.Turn(q.Page, assay.SearchPageSize, total)
		p.Found, err = query(ctx, t, `SELECT f.kind, f.entity`+from+` WHERE `+where.String()+` ORDER BY `+order+`f.doc LIMIT ? OFFSET ?`,
			append(where.args, assay.SearchPageSize, p.Leaf.From), func(rows *sql.Rows) (x assay.Found, err error) {
				return x, rows.Scan(&x.Kind, into(&x.ID))
			})
		if err != nil {
			return err
		}
		return t.showFound(ctx, asked, &p)
	})
	return p, err
}

// sought returns what a question asks of the index, in SQL.
func (t *tx) sought(ctx context.Context, q search.Query, only []assay.Kind, me assay.ActorID) (where filter, from, order string, err error) {
	from = ` FROM findable f`
	forms := func(prefix string) []string {
		var list []string
		if err == nil {
			list, err = query(ctx, t, `SELECT DISTINCT term FROM findable_form WHERE word >= ? AND word < ? LIMIT 50`,
				[]any{prefix, prefix + "\U0010ffff"}, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) })
		}
		return list
	}
	mine, err := t.mine(ctx, me)
	if err != nil {
		return where, "", "", err
	}
	where.add(`NOT EXISTS (SELECT 1 FROM note WHERE id = f.entity AND f.kind = 'note' AND private = 1 AND by NOT `+among+`)`, mine)
	if match := q.Match(forms); match != "" {
		from += ` JOIN findable_words w ON w.rowid = f.doc`
		order = `bm25(findable_words, 6.0, 1.0), `
		where.add(`findable_words MATCH ?`, match)
	} else if match := (search.Query{Wanted: q.Unwanted}).Match(forms); match != "" {
		where.add(`f.doc NOT IN (SELECT rowid FROM findable_words WHERE findable_words MATCH ?)`, match)
	}
	if len(only) > 0 {
		marks := make([]string, len(only))
		for i, k := range only {
			marks[i] = `'` + string(k) + `'` // one of ours
		}
		where.add(`f.kind IN (` + strings.Join(marks, `, `) + `)`)
	}
	m, err := t.merged(ctx)
	if err != nil {
		return where, "", "", err
	}
	if len(m) > 0 { // those that stand for them are found by all their words
		where.add(`NOT (f.kind = 'claim' AND f.entity `+among+`)`, aside(m))
	}
	for _, f := range q.Fields {
		condition, args, fieldErr := t.soughtField(ctx, f, me)
		if fieldErr != nil {
			return where, "", "", fieldErr
		}
		if f.Not {
			condition = `NOT ` + condition
		}
		where.add(condition, args...)
	}
	return where, from, order, err
}

// soughtField returns what one field asks for, in SQL.
func (t *tx) soughtField(ctx context.Context, f search.Field, me assay.ActorID) (condition string, args []any, err error) {
	const articles = `(f.kind = 'article' AND f.entity IN (SELECT a.id FROM article a LEFT JOIN "text" x ON x.id = a."text" WHERE `
	switch f.Name {
	case "in":
		kind := assay.Kind(strings.TrimSuffix(strings.ToLower(f.Value), "s"))
		if !slices.Contains(assay.SearchKinds, kind) {
			return "", nil, assay.Invalid("q", "After “in:” stands articles, claims, questions, sources, tags, events or notes.")
		}
		return `f.kind = ?`, []any{string(kind)}, nil
	case "outlet":
		ids, err := query(ctx, t, `
			SELECT id FROM source WHERE gone = 0 AND (holds(name, ?1) OR holds(domain, ?1))
			UNION SELECT source FROM alias WHERE gone = 0 AND member = 1 AND holds(name, ?1)`, []any{search.Fold(f.Value)}, scanID[assay.Source])
		return articles + `a.host ` + among + ` OR a.text_origin ` + among + `))`, []any{hexList(ids), hexList(ids)}, err
	case "date":
		from, to, span := strings.Cut(f.Value, "..")
		if !span {
			to = from
		}
		for _, date := range []string{from, to} {
			if _, err := assay.ParseDate("q", date); err != nil && date != "" {
				return "", nil, assay.Invalid("q", "After “date:” stands a date as in 2026, 2026-03 or 2026-03-01, or two with “..” between them.")
			}
		}
		// A day is within its month and a month within its year: what is later than
		// a date by more than that begins with something higher.
		return articles + `coalesce(a.published, x.published) >= ? AND (? = '' OR substr(coalesce(a.published, x.published), 1, ?) <= ?)))`, []any{from, to, len(to), to}, nil
	case "lang":
		return articles + `instr(lower(coalesce(a.language, x.language)) || '-', ?) = 1))`, []any{strings.ToLower(f.Value) + "-"}, nil
	case "event":
		named := `(SELECT id FROM event WHERE gone = 0 AND ` + holding(`name`) + `)`
		return `(f.kind = 'claim' AND f.entity IN (SELECT id FROM claim WHERE event IN ` + named + `) OR f.kind = 'article' AND f.entity IN (SELECT article FROM article_event WHERE member = 1 AND gone = 0 AND event IN ` + named + `))`,
			[]any{search.Fold(f.Value), search.Fold(f.Value)}, nil
	case "tag":
		tags, err := t.tags(ctx)
		if err != nil {
			return "", nil, err
		}
		m, err := t.merged(ctx)
		ids := hexList(assay.TagsMeant(tags, f.Value, true))
		having, args := standing(m, tagged, ids)
		return `(f.entity IN (` + having + `) OR f.kind = 'article' AND f.entity IN (SELECT article FROM mention WHERE gone = 0 AND id IN (` + tagged + `)))`,
			append(args, ids), err
	}
	return t.soughtState(ctx, f.Value, me)
}

// soughtState returns what is asked for after “is:”, in SQL.
func (t *tx) soughtState(ctx context.Context, state string, me assay.ActorID) (condition string, args []any, err error) {
	switch state = strings.ToLower(state); state {
	case "read", "unread":
		mine, err := t.mine(ctx, me)
		not := map[bool]string{true: `NOT `}[state == "unread"]
		return `(f.kind = 'article' AND ` + not + `EXISTS (SELECT 1 FROM article a WHERE a.id = f.entity AND ` + isRead(`a."text"`) + `))`, []any{mine}, err
	case "contested":
		claims, err := t.contested(ctx, me)
		const inUse = `(SELECT question FROM version v WHERE gone = 0 AND EXISTS (
			SELECT 1 FROM version_mention x JOIN mention m ON m.id = x.mention WHERE x.version = v.id AND x.member = 1 AND x.gone = 0 AND m.gone = 0
		) GROUP BY question HAVING count(*) > 1)`
		return `(f.kind = 'claim' AND f.entity ` + among + ` OR f.kind = 'question' AND f.entity IN ` + inUse + `)`, []any{hexList(claims)}, err
	}
	return "", nil, assay.Invalid("q", "After “is:” stands contested, read or unread.")
}

// contested returns the claims that are contested, with those that were merged
// with them.
func (t *tx) contested(ctx context.Context, me assay.ActorID) ([]assay.ClaimID, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	all, args := mayBeContested(m)
	may, err := query(ctx, t, all, args, scanID[assay.Claim])
	if err != nil {
		return nil, err
	}
	claims, err := t.byDispute(ctx, me, may, assay.ClaimFilter{Contested: true})
	return m.With(claims...), err
}

// showFound reads what was found, and where in it the words are.
func (t *tx) showFound(ctx context.Context, q search.Query, p *assay.SearchPage) (err error) {
	var s scope
	var notes []assay.NoteID
	for _, x := range p.Found {
		switch x.Kind {
		case assay.KindClaim:
			s.claims = append(s.claims, assay.ClaimID(x.ID))
		case assay.KindArticle:
			s.articles = append(s.articles, assay.ArticleID(x.ID))
		case assay.KindNote:
			notes = append(notes, assay.NoteID(x.ID))
		default: // the rest is always read, or has no more to it than its words
		}
	}
	if s.claims, err = t.with(ctx, s.claims...); err != nil {
		return err
	}
	if p.Case, err = t.load(ctx, s); err != nil {
		return err
	}
	if p.Case.Notes, err = t.notes(ctx, `id `+among, hexList(notes)); err != nil {
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
		hits := q.Hits(body)
		x.Says, x.Hits, x.First = excerpt(body, hits), len(hits), -1
		if len(hits) > 0 {
			x.First = hits[0].Start
		}
	}
	return nil
}

// How much of a text is shown around what was found in it, in code points.
const (
	shownBefore = 80
	shownInAll  = 280
)

// excerpt returns a stretch of a text around the first of some hits, or its
// beginning.
func excerpt(text string, hits []anchor.Span) []assay.Piece {
	body := anchor.NewText(text)
	terms := search.Terms(text)
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
