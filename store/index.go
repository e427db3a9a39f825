package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// findable says of which thing the words change when an entity does: itself,
// or what one of its fields refers to.
var findable = map[assay.Kind]struct {
	kind  assay.Kind
	field string // "" for the entity itself
}{
	assay.KindArticle: {assay.KindArticle, ""}, assay.KindText: {assay.KindArticle, "article"}, assay.KindBlock: {},
	assay.KindClaim: {assay.KindClaim, ""}, assay.KindQuestion: {assay.KindQuestion, ""}, assay.KindVersion: {assay.KindQuestion, "question"},
	assay.KindSource: {assay.KindSource, ""}, assay.KindAlias: {assay.KindSource, "source"},
	assay.KindTag: {assay.KindTag, ""}, assay.KindEvent: {assay.KindEvent, ""}, assay.KindNote: {assay.KindNote, ""},
}

// outdate notes that the index does not say what an entity says now.
func (b *bulk) outdate(ctx context.Context, s *oplog.State) error {
	if s.Kind == string(assay.KindSame) && s.Value("of").Text() == string(assay.KindTag) { // one may be found by the name of the other
		one, other := s.Value("a").ID(), s.Value("b").ID()
		if err := b.add(ctx, unread, string(assay.KindTag), one[:]); err != nil {
			return err
		}
		return b.add(ctx, unread, string(assay.KindTag), other[:])
	}
	if err := b.outdateMerged(ctx, s); err != nil {
		return err
	}
	f, ok := findable[assay.Kind(s.Kind)]
	if !ok || f.kind == "" {
		return nil
	}
	id := s.Entity
	if f.field != "" {
		if id = s.Value(f.field).ID(); id.IsZero() {
			return nil
		}
	}
	return b.add(ctx, unread, string(f.kind), id[:])
}

// unread has something read into the index of words again.
var unread = &form{head: `INSERT INTO findable_stale (kind, entity) VALUES `, row: `(?, ?)`, tail: ` ON CONFLICT DO NOTHING`}

// slice is how long indexing writes at a time, unless the analyst waits.
const slice = 40 * time.Millisecond

// Index reads what has changed into the index of words, for as long as one act
// may take, and returns how many things are left, up to a thousand. Call it until there
// are none.
func (s *Store) Index(ctx context.Context) (left int, err error) {
	if s.write == nil {
		return 0, nil
	}
	if err := s.read.QueryRowContext(ctx, leftToIndex, leftMost).Scan(&left); err != nil || left == 0 {
		return 0, explain(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return 0, explain(err)
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, recent: &recentTexts{}, format: s.format, forms: map[string]bool{}} // not those that are being read
	for begun := time.Now(); time.Since(begun) < slice && s.waiting.Load() == 0; {          //nolint:forbidigo // how long it takes, whatever the case's clock says
		e, err := t.outdated(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err == nil {
			err = t.index(ctx, e)
		}
		if err != nil {
			return 0, explain(err)
		}
	}
	if err := t.QueryRowContext(ctx, leftToIndex, leftMost).Scan(&left); err != nil {
		return 0, explain(err)
	}
	return left, explain(t.Commit())
}

const leftToIndex = `SELECT count(*) FROM (SELECT 1 FROM findable_stale LIMIT ?)`

// outdated returns something that the index is behind on: short things first,
// since they are looked for by name.
func (t *tx) outdated(ctx context.Context) (e entity, err error) {
	err = t.QueryRowContext(ctx, `
		SELECT kind, entity FROM (
			SELECT 1 AS n, * FROM (SELECT kind, entity FROM findable_stale WHERE kind < 'article' ORDER BY kind, entity LIMIT 1) UNION ALL
			SELECT 2, * FROM (SELECT kind, entity FROM findable_stale WHERE kind > 'article' ORDER BY kind, entity LIMIT 1) UNION ALL
			SELECT 3, * FROM (SELECT kind, entity FROM findable_stale WHERE kind = 'article' ORDER BY entity LIMIT 1)
		) ORDER BY n LIMIT 1`).Scan(&e.kind, into(&e.id))
	return e, err
}

// index makes the index say what an entity says.
func (t *tx) index(ctx context.Context, e entity) error {
	var doc int64
	err := t.QueryRowContext(ctx, `SELECT doc FROM findable WHERE kind = ? AND entity = ?`, string(e.kind), e.id[:]).Scan(&doc)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if doc != 0 {
		if _, err := t.ExecContext(ctx, `DELETE FROM findable_words WHERE rowid = ?`, doc); err != nil {
			return err
		}
	}
	head, body, err := t.wordsOf(ctx, e)
	if err != nil {
		return err
	}
	if doc == 0 && head+body != "" {
		if err := t.QueryRowContext(ctx, `INSERT INTO findable (kind, entity) VALUES (?, ?) RETURNING doc`, string(e.kind), e.id[:]).Scan(&doc); err != nil {
			return err
		}
	}
	if head+body != "" {
		if err := t.addWords(ctx, doc, head, body); err != nil {
			return err
		}
	} else if _, err := t.ExecContext(ctx, `DELETE FROM findable WHERE doc = ?`, doc); err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `DELETE FROM findable_stale WHERE kind = ? AND entity = ?`, string(e.kind), e.id[:])
	return err
}

// addWords puts the terms of a thing into the index, and the words they stand for.
func (t *tx) addWords(ctx context.Context, doc int64, texts ...string) error {
	columns := make([]string, len(texts))
	forms := map[string]string{}
	for i, text := range texts {
		var terms []string
		for _, term := range search.Terms(text) {
			terms = append(terms, term.Stem)
			if term.Word != term.Stem {
				forms[term.Word] = term.Stem
			}
		}
		columns[i] = strings.Join(terms, " ")
	}
	for word, term := range forms {
		if t.forms[word] {
			continue
		}
		t.forms[word] = true
		if _, err := t.ExecContext(ctx, `INSERT INTO findable_form (word, term) VALUES (?, ?) ON CONFLICT DO NOTHING`, word, term); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, `INSERT INTO findable_words (rowid, head, body) VALUES (?, ?, ?)`, doc, columns[0], columns[1])
	return err
}

// tidy takes the words out of the index that nothing in the case says any more, and
// all that follows from articles that are gone. The index itself only notes that a
// thing is gone, and joins what it has by and by; a word that was read stays for as
// long as anything has its term.
func (s *Store) tidy(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, recent: &recentTexts{}, format: s.format}
	for _, statement := range []string{
		`INSERT INTO findable_words (findable_words) VALUES ('optimize')`,
		`CREATE VIRTUAL TABLE temp.findable_terms USING fts5vocab(main, findable_words, row)`,
		`DELETE FROM findable_form WHERE term NOT IN (SELECT term FROM temp.findable_terms)`,
		`DROP TABLE temp.findable_terms`,
	} {
		if _, err := t.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := t.forgetGone(ctx); err != nil {
		return err
	}
	return t.Commit()
}

// clearIndex takes everything out of the index. What can be found must be named
// in findable_stale afterwards.
func (t *tx) clearIndex(ctx context.Context) error {
	for _, statement := range []string{
		`INSERT INTO findable_words (findable_words) VALUES ('delete-all')`,
		`DELETE FROM findable`, `DELETE FROM findable_form`, `DELETE FROM findable_stale`,
	} {
		if _, err := t.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// words says where what something is called, and what it says, is read from.
var words = map[assay.Kind]string{
	assay.KindClaim:    `SELECT wording, NULL FROM claim WHERE id = ? AND ` + there("claim"),
	assay.KindQuestion: `SELECT wording, (SELECT group_concat(label, char(10)) FROM version WHERE question = q.id AND gone = 0) FROM question q WHERE id = ? AND gone = 0`,
	assay.KindSource:   `SELECT concat_ws(char(10), name, (SELECT group_concat(name, char(10)) FROM alias WHERE source = s.id AND member = 1 AND gone = 0)), concat_ws(char(10), domain, description) FROM source s WHERE id = ? AND gone = 0`,
	assay.KindTag: `
		WITH RECURSIVE one(id) AS (
			VALUES (?1) UNION SELECT iif(s.a = o.id, s.b, s.a) FROM one o JOIN same s ON o.id IN (s.a, s.b) WHERE s."of" = 'tag' AND s.verdict = 'same' AND s.gone = 0
		)
		SELECT concat_ws(char(10), name, (SELECT group_concat(name, char(10)) FROM tag WHERE gone = 1 AND id IN one)), description FROM tag WHERE id = ?1 AND gone = 0`,
	assay.KindEvent: `SELECT name, "where" FROM event WHERE id = ? AND gone = 0`,
	assay.KindNote:  `SELECT NULL, "text" FROM note WHERE id = ? AND gone = 0`,
}

// wordsOf returns what something is called and what it says; nothing of what was
// withdrawn, but for a claim that is still mentioned.
func (t *tx) wordsOf(ctx context.Context, e entity) (head, body string, err error) {
	if e.kind == assay.KindArticle {
		return t.articleWords(ctx, e.id)
	}
	err = t.QueryRowContext(ctx, words[e.kind], e.id[:]).Scan(into(&head), into(&body))
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	if err == nil && e.kind == assay.KindClaim {
		body, err = t.otherWordings(ctx, assay.ClaimID(e.id))
	}
	return head, body, err
}

// articleWords returns no more than what an article is called where its bytes were
// purged, or are damaged: that is for a check to tell, and must not keep the other
// articles from being found.
func (t *tx) articleWords(ctx context.Context, id assay.EntityID) (head, body string, err error) {
	var text assay.TextID
	err = t.QueryRowContext(ctx, `
		SELECT concat_ws(char(10), coalesce(a.title, x.title), coalesce(a.byline, x.byline)), a."text"
		FROM article a LEFT JOIN "text" x ON x.id = a."text"
		WHERE a.id = ? AND a.gone = 0`, id[:]).Scan(into(&head), into(&text))
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	said, err := t.text(ctx, text)
	if kind := assay.KindOf(explain(err)); kind == assay.KindNotFound || kind == assay.KindUnsupported {
		return head, "", nil
	}
	return head, said.String(), err
}
