package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"runtime/debug"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/oplog"
)

// The steps by which it is found what articles may come from.
const (
	stepNames   = iota // of a source, to find the articles that name it
	stepRead           // an article
	stepHouse          // what a house prints around its articles
	stepCompare        // an article, with others
	stepSlips          // an article, with others that say much the same
)

// relating is the version of what reads and compares articles, here and in the
// packages that it is done with. Where it changes, all is made again.
const relating = 3

// turn is how long comparing goes on before what was found is written. It holds
// up nobody meanwhile.
const turn = 100 * time.Millisecond

// Where there are so many articles, memory is looked after while they are loaded:
// garbage is collected when that much per cent of it has come.
const (
	manyArticles = 10_000
	thrifty      = 20
)

// unrelate notes that what is known of where articles come from does not follow
// from what an entity says now.
func (b *bulk) unrelate(ctx context.Context, s *oplog.State) error {
	id, kind, step := s.Entity, assay.KindArticle, stepRead
	switch assay.Kind(s.Kind) {
	case assay.KindArticle:
	case assay.KindText:
		id = s.Value("article").ID()
	case assay.KindSource:
		same, err := b.calledSame(ctx, s)
		if same || err != nil {
			return err
		}
		kind, step = assay.KindSource, stepNames
	case assay.KindAlias:
		id, kind, step = s.Value("source").ID(), assay.KindSource, stepNames
	case assay.KindSame:
		if s.Value("of").Text() != string(assay.KindSource) {
			return nil
		}
		if err := b.unrelated(ctx, assay.KindSource, s.Value("a").ID(), stepNames); err != nil {
			return err
		}
		id, kind, step = s.Value("b").ID(), assay.KindSource, stepNames
	default: // nothing that is compared follows from the others
		return nil
	}
	if id.IsZero() {
		return nil
	}
	return b.unrelated(ctx, kind, id, step)
}

// calledSame reports whether a source is called and is what its row shows. Who reads
// whom articles name reads no more of it.
func (t *tx) calledSame(ctx context.Context, s *oplog.State) (bool, error) {
	var was [3]string
	gone := true
	err := t.QueryRowContext(ctx, `SELECT name, domain, kind, gone FROM source WHERE id = ?`, s.Entity[:]).Scan(into(&was[0]), into(&was[1]), into(&was[2]), &gone)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	now := [3]string{s.Value("name").Text(), s.Value("domain").Text(), s.Value("kind").Text()}
	return now == was && s.Visible() == !gone, err
}

// unrelated notes which step is next for an article, a source or a house.
func (b *bulk) unrelated(ctx context.Context, kind assay.Kind, id assay.EntityID, step int) error {
	return b.add(ctx, uncompared, string(kind), id[:], step)
}

// uncompared has something compared again, from a step on.
var uncompared = &form{
	head: `INSERT INTO lineage_stale (kind, entity, step, n) VALUES `, row: `(?, ?, ?, 1)`,
	tail: ` ON CONFLICT DO UPDATE SET step = min(step, excluded.step), n = n + 1`,
}

// clearLineage takes everything out of what is known of where articles come from.
// The articles must be named in lineage_stale afterwards.
func (t *tx) clearLineage(ctx context.Context) error {
	for _, table := range []string{"article", "words", "house", "credit", "proposal", "stale", "claims"} {
		if _, err := t.ExecContext(ctx, `DELETE FROM lineage_`+table); err != nil {
			return err
		}
	}
	return nil
}

// unrelatedThing is something that has changed since it was compared.
type unrelatedThing struct {
	kind assay.Kind
	id   assay.EntityID
	step int
	n    int
}

// Relate reads and compares what has changed, a little at a time, and returns how
// many things are left, up to a thousand. Call it until there are none. It holds up nobody who
// writes for longer than it takes to write down what was found.
func (s *Store) Relate(ctx context.Context) (left int, err error) {
	if s.write == nil {
		return 0, nil
	}
	s.relating.Lock()
	defer s.relating.Unlock()
	left, err = s.relate(ctx)
	if err == nil && left == 0 {
		err = s.keepWords(ctx)
	}
	if err != nil || left == 0 {
		s.forgetKin()
	}
	return left, explain(err)
}

// forgetKin lets go what is known of all articles. Whoever holds relating may.
func (s *Store) forgetKin() {
	large := s.kin != nil && s.kin.large()
	s.kin = nil
	if large {
		debug.FreeOSMemory()
	}
}

func (s *Store) relate(ctx context.Context) (left int, err error) {
	if err := s.renew(ctx); err != nil {
		return 0, err
	}
	things, err := s.unrelatedThings(ctx)
	if err != nil {
		return 0, err
	}
	if len(things) == 0 {
		if more, err := s.followClaims(ctx); err != nil || more {
			return 1, err
		}
		return 0, nil
	}
	var last int64
	if err := s.read.QueryRowContext(ctx, `SELECT coalesce(max(no), 0) FROM lineage_article`).Scan(&last); err != nil {
		return 0, err
	}
	if last > manyArticles { // what is loaded stays as it is, and needs no room to grow
		defer debug.SetGCPercent(debug.SetGCPercent(thrifty))
	}
	begun := time.Now() //nolint:forbidigo // how long it takes, whatever the case's clock says
	var found []func(*tx) error
	for _, x := range things {
		writes, err := s.takeStep(ctx, x)
		if err != nil {
			return 0, err
		}
		found = append(append(found, writes...), func(t *tx) error {
			_, err := t.ExecContext(ctx, `DELETE FROM lineage_stale WHERE kind = ? AND entity = ? AND step = ? AND n = ?`, string(x.kind), x.id[:], x.step, x.n)
			return err
		})
		if time.Since(begun) > turn {
			break
		}
	}
	if k := s.kin; k != nil && k.grew() {
		write, err := k.saveWords(ctx)
		if err != nil {
			return 0, err
		}
		found = append(found, write)
	}
	if err := s.note(ctx, found); err != nil {
		return 0, err
	}
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM lineage_stale LIMIT ?)`, leftMost).Scan(&left)
	return max(left, 1), err // what articles claim comes after all else
}

// leftMost is up to how many things it is counted how many are left to be done.
const leftMost = 1000

// keepWords writes down the words that have come since that was last done: what
// is loaded is let go, and they are counted once.
func (s *Store) keepWords(ctx context.Context) error {
	if s.kin == nil || s.kin.known == s.kin.saved {
		return nil
	}
	write, err := s.kin.saveWords(ctx)
	if err != nil {
		return err
	}
	return s.note(ctx, []func(*tx) error{write})
}

// renew makes all be made again if another version made it.
func (s *Store) renew(ctx context.Context) error {
	if s.renewed {
		return nil
	}
	version := relating
	err := s.read.QueryRowContext(ctx, `SELECT coalesce((SELECT version FROM lineage_words), iif(EXISTS (SELECT 1 FROM lineage_article), 0, ?))`, relating).Scan(&version)
	if err != nil {
		return err
	}
	if version != relating {
		err = s.relateAnew(ctx)
	}
	s.renewed = version == relating || err == nil
	return err
}

// relateAnew has everything compared again, and takes out what is known of it, a little at a
// time. Until all is gone it is still that of another version.
func (s *Store) relateAnew(ctx context.Context) error {
	var last int64
	if err := s.read.QueryRowContext(ctx, `SELECT coalesce(max(rowid), 0) FROM article`).Scan(&last); err != nil {
		return err
	}
	var writes []func(*tx) error
	for from := int64(0); from < last; from += clearedAtOnce {
		writes = append(writes, func(t *tx) error {
			_, err := t.ExecContext(ctx, `
				INSERT INTO lineage_stale (kind, entity, step, n) SELECT 'article', id, ?, 1 FROM article WHERE rowid > ? AND rowid <= ?
				ON CONFLICT DO UPDATE SET step = min(step, excluded.step), n = n + 1`, stepRead, from, from+clearedAtOnce)
			return err
		})
	}
	if err := s.note(ctx, writes); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM lineage_article WHERE no IN (SELECT no FROM lineage_article LIMIT ?)`,
		`DELETE FROM lineage_credit WHERE (article, name) IN (SELECT article, name FROM lineage_credit LIMIT ?)`,
		`DELETE FROM lineage_proposal WHERE rowid IN (SELECT rowid FROM lineage_proposal LIMIT ?)`,
		`DELETE FROM lineage_house WHERE house IN (SELECT house FROM lineage_house LIMIT ?)`,
		`DELETE FROM lineage_claims WHERE ? > 0`,
	} {
		if err := s.clear(ctx, statement); err != nil {
			return err
		}
	}
	return s.note(ctx, []func(*tx) error{func(t *tx) error { return t.saveWords(ctx, 0, []byte{}) }})
}

// clearedAtOnce is how many rows are taken out or noted in one go.
const clearedAtOnce = 200

// clear runs a statement that takes so many rows out until there are no more.
func (s *Store) clear(ctx context.Context, statement string) error {
	for more := true; more; {
		err := s.note(ctx, []func(*tx) error{func(t *tx) error {
			begun := time.Now() //nolint:forbidigo // how long it takes, whatever the case's clock says
			for time.Since(begun) < slice {
				done, err := t.ExecContext(ctx, statement, clearedAtOnce)
				if err != nil {
					return err
				}
				n, err := done.RowsAffected()
				if more = n == clearedAtOnce; err != nil || !more || s.waiting.Load() > 0 {
					return err
				}
			}
			return nil
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// unrelatedThings returns some of what is to be done next, all of one step.
func (s *Store) unrelatedThings(ctx context.Context) (list []unrelatedThing, err error) {
	err = s.view(ctx, func(t *tx) error {
		list, err = query(ctx, t, `
			SELECT kind, entity, step, n FROM lineage_stale WHERE step = (SELECT min(step) FROM lineage_stale) ORDER BY kind, entity LIMIT 50`, nil,
			func(rows *sql.Rows) (x unrelatedThing, err error) {
				return x, rows.Scan(&x.kind, into(&x.id), &x.step, &x.n)
			})
		return err
	})
	return list, err
}

// note writes down what was found, for as long as one act may take at a time, or until
// somebody waits to write.
func (s *Store) note(ctx context.Context, found []func(*tx) error) error {
	for len(found) > 0 {
		if err := s.noteSome(ctx, &found); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) noteSome(ctx context.Context, found *[]func(*tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Moved() {
		return gone(nil)
	}
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, recent: &recentTexts{}, format: s.format}
	for begun := time.Now(); len(*found) > 0 && time.Since(begun) < slice; { //nolint:forbidigo // how long it takes, whatever the case's clock says
		if err := (*found)[0](t); err != nil {
			return err
		}
		if *found = (*found)[1:]; s.waiting.Load() > 0 {
			break
		}
	}
	return t.Commit()
}

// takeStep does the next step with something, and returns what is to be written
// down of it, in parts that may be written one by one.
func (s *Store) takeStep(ctx context.Context, x unrelatedThing) (writes []func(*tx) error, err error) {
	if x.step == stepNames {
		return s.naming(ctx, assay.SourceID(x.id))
	}
	if x.step == stepRead {
		fresh, err := s.isRelated(ctx, assay.ArticleID(x.id))
		if err != nil || fresh {
			return nil, err
		}
	}
	if s.kin == nil {
		if s.kin, err = s.loadKin(ctx); err != nil {
			return nil, err
		}
	}
	if x.step == stepHouse {
		return s.learnHouse(ctx, assay.SourceID(x.id))
	}
	write, err := s.takeKinStep(ctx, x)
	return []func(*tx) error{write}, err
}

// takeKinStep does a step with an article for which it must be known what the others are.
func (s *Store) takeKinStep(ctx context.Context, x unrelatedThing) (write func(*tx) error, err error) {
	switch x.step {
	case stepRead:
		return s.readArticle(ctx, x)
	case stepCompare:
		return s.compareArticle(ctx, assay.ArticleID(x.id))
	default:
		return s.compareSlips(ctx, assay.ArticleID(x.id))
	}
}

// known is what is said of an article besides its text, as far as it bears on
// what it may come from.
type knownArticle struct {
	id            assay.ArticleID
	text          assay.TextID
	content       oplog.Hash
	host, origin  assay.SourceID
	address       string // as two versions of a page share it, "" if unknown
	published     string
	language      string
	made          int64
	gone, missing bool // missing: its text was purged, or is not here
}

// house is who published it.
func (a *knownArticle) house() assay.SourceID {
	if a.host.IsZero() {
		return a.origin
	}
	return a.host
}

// author is who wrote it, as far as that is known.
func (a *knownArticle) author() assay.SourceID {
	if a.origin.IsZero() {
		return a.host
	}
	return a.origin
}

// basis is what the entries of an article rest on.
func (a *knownArticle) basis() []byte {
	h := sha256.New()
	h.Write(a.text[:])
	h.Write(a.host[:])
	h.Write(a.origin[:])
	h.Write([]byte(a.published + "\n" + a.language + "\n" + a.address))
	return h.Sum(nil)[:16]
}

// knownArticles reads what is known of some articles.
func (t *tx) knownArticles(ctx context.Context, where string, args ...any) ([]knownArticle, error) {
	return query(ctx, t, `
		SELECT a.id, a."text", x.content, a.host, a.text_origin, coalesce(a.url, x.url, a.found_at, ''), coalesce(a.published, x.published), coalesce(a.language, x.language), a.made, a.gone, coalesce(b.form, 'purged') = 'purged'
		FROM article a LEFT JOIN "text" x ON x.id = a."text" AND x.gone = 0 LEFT JOIN blob b ON b.hash = x.content WHERE `+where, args,
		func(rows *sql.Rows) (a knownArticle, err error) {
			defer func() { a.address = assay.PlainAddress(a.address) }()
			return a, rows.Scan(into(&a.id), into(&a.text), into(&a.content), into(&a.host), into(&a.origin), &a.address, into(&a.published), into(&a.language), &a.made, &a.gone, &a.missing)
		})
}

func (t *tx) knownArticle(ctx context.Context, id assay.ArticleID) (knownArticle, error) {
	list, err := t.knownArticles(ctx, `a.id = ?`, id[:])
	if err != nil || len(list) == 0 {
		return knownArticle{id: id, gone: true}, err
	}
	return list[0], nil
}

// isRelated reports whether an article's entries rest on what is known of it
// now: of most changes nothing follows.
func (s *Store) isRelated(ctx context.Context, id assay.ArticleID) (is bool, err error) {
	err = s.view(ctx, func(t *tx) error {
		var basis []byte
		var done bool
		err := t.QueryRowContext(ctx, `SELECT basis, known > 0 FROM lineage_article WHERE article = ?`, id[:]).Scan(&basis, &done)
		missing := errors.Is(err, sql.ErrNoRows)
		if err != nil && !missing {
			return err
		}
		a, err := t.knownArticle(ctx, id)
		if a.gone || a.missing {
			is = missing
		} else {
			is = done && string(basis) == string(a.basis())
		}
		return err
	})
	return is, err
}

// bodyOf returns the text of an article. The texts that are being read are not
// pushed aside.
func (s *Store) bodyOf(ctx context.Context, a *knownArticle) (text anchor.Text, err error) {
	err = s.view(ctx, func(t *tx) error {
		data, err := t.blob(ctx, a.content)
		text = anchor.NewText(string(data))
		return err
	})
	if kind := assay.KindOf(err); kind == assay.KindNotFound || kind == assay.KindUnsupported { // damaged, which is for a check to tell
		return anchor.Text{}, nil
	}
	return text, err
}

// readArticle reads an article: what of it is compared, and whom it credits.
func (s *Store) readArticle(ctx context.Context, x unrelatedThing) (write func(*tx) error, err error) {
	id := assay.ArticleID(x.id)
	var a knownArticle
	err = s.view(ctx, func(t *tx) error {
		a, err = t.knownArticle(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	k := s.kin
	if a.gone || a.missing {
		k.remove(id)
		return func(t *tx) error { return t.forgetArticle(ctx, id) }, nil
	}
	body, err := s.bodyOf(ctx, &a)
	if err != nil {
		return nil, err
	}
	text := lineage.Read(body)
	print := text.Fingerprint()
	marks, err := print.MarshalBinary()
	if err != nil {
		return nil, err
	}
	reader, names, err := s.outletReader(ctx)
	if err != nil {
		return nil, err
	}
	credits := creditsIn(reader, text.Text(), names, &a)
	if k.of[id] == nil {
		k.count(text)
	}
	number := k.put(&a, print, credits)
	grown := k.grown(a.house())
	return func(t *tx) error {
		if err := t.signWords(ctx); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, `
			INSERT INTO lineage_article (no, article, basis, day, marks, topic, known) VALUES (?, ?, ?, ?, ?, NULL, 0)
			ON CONFLICT (article) DO UPDATE SET basis = excluded.basis, day = excluded.day, marks = excluded.marks, topic = NULL, known = 0`,
			number, id[:], a.basis(), nullable(dayOf(a.published)), marks)
		if err != nil {
			return err
		}
		if err := t.creditTo(ctx, id, credits); err != nil {
			return err
		}
		if grown {
			b := t.bulk()
			if err := errors.Join(b.unrelated(ctx, houseKind, assay.EntityID(a.house()), stepHouse), b.flush(ctx)); err != nil {
				return err
			}
		}
		_, err = t.ExecContext(ctx, `UPDATE lineage_stale SET step = ? WHERE kind = 'article' AND entity = ? AND step = ? AND n = ?`, stepCompare, id[:], stepRead, x.n)
		return err
	}, nil
}

// What stands in lineage_stale besides articles and sources. What is to be done with
// an article again is not undone by a change from which nothing follows.
const (
	houseKind assay.Kind = "house" // what a source prints around its articles
	againKind assay.Kind = "again" // an article that was compared, and is to be again
	slipsKind assay.Kind = "slips" // one of which slips are to be looked for
)

// forgetArticle takes all out that follows from an article. Who was thought to
// come from it may now come from outside.
func (t *tx) forgetArticle(ctx context.Context, id assay.ArticleID) error {
	children, err := query(ctx, t, `SELECT DISTINCT child FROM lineage_proposal WHERE parent = ?`, []any{id[:]}, scanID[assay.Article])
	if err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM lineage_article WHERE article = ?1`,
		`DELETE FROM lineage_credit WHERE article = ?1`,
		`DELETE FROM lineage_proposal WHERE child = ?1 OR parent = ?1`,
	} {
		if _, err := t.ExecContext(ctx, statement, id[:]); err != nil {
			return err
		}
	}
	for _, c := range children {
		if err := t.fromOutside(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// forgetGone forgets the articles that are gone.
func (t *tx) forgetGone(ctx context.Context) error {
	gone, err := query(ctx, t, `
		SELECT article FROM (SELECT article FROM lineage_article UNION SELECT article FROM lineage_credit UNION SELECT child FROM lineage_proposal UNION SELECT parent FROM lineage_proposal WHERE parent IS NOT NULL)
		WHERE article NOT IN (SELECT id FROM article WHERE gone = 0)`, nil, scanID[assay.Article])
	if err != nil {
		return err
	}
	for _, id := range gone {
		if err := t.forgetArticle(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// nullable is a column that has no value for a day that nobody knows.
func nullable(day int) any {
	if day == lineage.Undated {
		return nil
	}
	return day
}
