package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/attribution"
	"assay/internal/lineage"
)

// kin is what is known of all articles while some are compared: some two
// kilobytes for each. It is loaded for that and let go after it.
type kin struct {
	of     map[assay.ArticleID]*relative
	by     map[int64]*relative
	next   int64 // the number of the next article
	marks  *lineage.Index[int64]
	topics lineage.Topics[int64]
	words  lineage.Vocabulary
	known  int // how many articles are counted in words
	saved  int // how many of those are written down

	houses map[assay.SourceID]lineage.House
	counts map[assay.SourceID]int // articles of each house
	learnt map[assay.SourceID]int // how many there were when it was learnt what the house prints

	reader *attribution.Reader // nil where sources have changed
	names  *sourceNames
	texts  []*readText // the latest first
}

// relative is an article that may be compared with others.
type relative struct {
	no            int64
	id            assay.ArticleID
	day           int
	appeared      time.Time // zero if that is not known to the minute
	language      string
	house, author assay.SourceID
	address       string
	credits       []credit
	compared      bool
}

// readText is a text that was read a short while ago.
type readText struct {
	id   assay.ArticleID
	text *lineage.Text
}

const (
	loadedAtOnce  = 200    // articles whose entries are read in one go: a reader holds up a commit
	creditsAtOnce = 1000   // likewise
	knownMost     = 10_000 // articles whose words are counted: enough to know words by
	keptTexts     = 100    // that were read, if they are not long
	keptLength    = 2e6    // code points of those: some ten times as many bytes
	houseSample   = 200    // articles from which it is learnt what a house prints
	houseFewest   = 4      // articles of a house that prints anything again and again
)

// loadKin reads all entries.
func (s *Store) loadKin(ctx context.Context) (*kin, error) {
	k := &kin{
		of: map[assay.ArticleID]*relative{}, by: map[int64]*relative{}, next: 1, marks: lineage.NewIndex[int64](),
		houses: map[assay.SourceID]lineage.House{}, counts: map[assay.SourceID]int{}, learnt: map[assay.SourceID]int{},
	}
	if err := s.view(ctx, func(t *tx) error { return k.loadHead(ctx, t) }); err != nil {
		return nil, err
	}
	for last := int64(0); ; {
		var entries []entry
		err := s.view(ctx, func(t *tx) (err error) {
			entries, err = t.entries(ctx, last)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 {
			break
		}
		for i := range entries {
			k.take(&entries[i])
		}
		last = entries[len(entries)-1].no
	}
	after := creditKey{}
	for more := true; more; {
		err := s.view(ctx, func(t *tx) (err error) {
			after, more, err = k.loadCredits(ctx, t, after)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return k, nil
}

// creditKey is where a credit stands in order.
type creditKey struct {
	article assay.ArticleID
	name    string
}

// large reports whether it takes so much memory that this is to be given back.
func (k *kin) large() bool { return len(k.of) > manyArticles }

// loadHead reads the words of the case, and what its houses print.
func (k *kin) loadHead(ctx context.Context, t *tx) error {
	var words []byte
	err := t.QueryRowContext(ctx, `SELECT articles, words FROM lineage_words LIMIT 1`).Scan(&k.known, &words)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if k.words.UnmarshalBinary(words) != nil {
		k.words, k.known = lineage.Vocabulary{}, 0
	}
	k.saved = k.known
	rows, err := t.QueryContext(ctx, `SELECT house, articles, runs FROM lineage_house ORDER BY house`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var house assay.SourceID
		var n int
		var runs []byte
		if err := rows.Scan(into(&house), &n, &runs); err != nil {
			return err
		}
		k.houses[house], k.learnt[house] = readHouse(runs), n
	}
	return rows.Err()
}

// entry is what is kept of an article.
type entry struct {
	no           int64
	about        knownArticle
	marks, topic []byte
	known        int
}

// entries reads what is kept of some articles after one.
func (t *tx) entries(ctx context.Context, after int64) ([]entry, error) {
	return query(ctx, t, `
		SELECT l.no, l.article, l.marks, l.topic, l.known, a.host, a.text_origin, coalesce(a.url, x.url, a.found_at, ''), coalesce(a.published, x.published), coalesce(a.language, x.language)
		FROM lineage_article l JOIN article a ON a.id = l.article LEFT JOIN "text" x ON x.id = a."text"
		WHERE l.no > ? ORDER BY l.no LIMIT ?`, []any{after, loadedAtOnce}, func(rows *sql.Rows) (e entry, err error) {
		a := &e.about
		defer func() { e.about.address = assay.PlainAddress(e.about.address) }()
		return e, rows.Scan(&e.no, into(&a.id), &e.marks, &e.topic, &e.known, into(&a.host), into(&a.origin), &a.address, into(&a.published), into(&a.language))
	})
}

// take takes in what is kept of an article.
func (k *kin) take(e *entry) {
	var print lineage.Fingerprint
	if print.UnmarshalBinary(e.marks) != nil {
		return
	}
	r := k.add(e.no, &e.about)
	k.marks.Add(r.no, print)
	var o lineage.Topic
	if e.known > 0 && o.UnmarshalBinary(e.topic) == nil {
		k.topics.Add(r.no, o, r.day)
		r.compared = true
	}
}

// loadCredits reads some credits after one, and returns the last of them and whether there
// may be others.
func (k *kin) loadCredits(ctx context.Context, t *tx, after creditKey) (last creditKey, more bool, err error) {
	rows, err := t.QueryContext(ctx, `SELECT article, name, source, type, amount, says FROM lineage_credit WHERE (article, name) > (?, ?) ORDER BY article, name LIMIT ?`,
		after.article[:], after.name, creditsAtOnce)
	if err != nil {
		return after, false, err
	}
	defer rows.Close()
	n := 0
	for last = after; rows.Next(); n++ {
		var c credit
		var says string
		if err := rows.Scan(into(&last.article), &c.name, into(&c.source), &c.kind, into(&c.amount), &says); err != nil {
			return after, false, err
		}
		last.name, c.says = c.name, readSpans(says)
		if r := k.of[last.article]; r != nil {
			r.credits = append(r.credits, c)
		}
	}
	return last, n == creditsAtOnce, rows.Err()
}

// add makes an article one that can be compared.
func (k *kin) add(no int64, a *knownArticle) *relative {
	r := &relative{no: no, id: a.id, address: a.address, day: dayOf(a.published), appeared: momentOf(a.published), language: a.language, house: a.house(), author: a.author()}
	k.of[a.id], k.by[no] = r, r
	k.next = max(k.next, no+1)
	if !r.house.IsZero() {
		k.counts[r.house]++
	}
	return r
}

// put takes in an article that has been read, in place of what was known of it.
func (k *kin) put(a *knownArticle, print lineage.Fingerprint, credits []credit) (no int64) {
	no = k.next
	if was := k.of[a.id]; was != nil {
		no = was.no
		k.remove(a.id)
	}
	r := k.add(no, a)
	r.credits = credits
	k.marks.Add(no, print)
	return no
}

// remove takes an article out.
func (k *kin) remove(id assay.ArticleID) {
	r := k.of[id]
	if r == nil {
		return
	}
	k.marks.Remove(r.no)
	k.topics.Remove(r.no)
	k.texts = slices.DeleteFunc(k.texts, func(x *readText) bool { return x.id == id })
	k.counts[r.house]--
	delete(k.of, id)
	delete(k.by, r.no)
}

// count takes the words of an article into those of the case.
func (k *kin) count(t *lineage.Text) {
	if k.known < knownMost {
		k.words.Add(t)
		k.known++
	}
}

// grown reports whether a house has so many more articles than when it was
// learnt what it prints that this is to be learnt anew.
func (k *kin) grown(house assay.SourceID) bool {
	n := k.counts[house]
	return !house.IsZero() && n >= houseFewest && 4*n >= 5*k.learnt[house]
}

// keep remembers a text that was read.
func (k *kin) keep(id assay.ArticleID, text *lineage.Text) {
	k.texts = slices.Insert(k.texts, 0, &readText{id, text})
	kept := 0
	for n, x := range k.texts {
		if kept += x.text.Text().Len(); n > 0 && (n == keptTexts || kept > keptLength) {
			clear(k.texts[n:])
			k.texts = k.texts[:n]
			break
		}
	}
}

// textOf returns the text of an article as it is compared: without what its house
// prints around it. It is nil if there is none.
func (s *Store) textOf(ctx context.Context, id assay.ArticleID) (*lineage.Text, error) {
	k := s.kin
	if i := slices.IndexFunc(k.texts, func(x *readText) bool { return x.id == id }); i >= 0 {
		x := k.texts[i]
		k.texts = slices.Insert(slices.Delete(k.texts, i, i+1), 0, x)
		return x.text, nil
	}
	var a knownArticle
	err := s.view(ctx, func(t *tx) (err error) {
		a, err = t.knownArticle(ctx, id)
		return err
	})
	if err != nil || a.gone || a.missing {
		return nil, err
	}
	body, err := s.bodyOf(ctx, &a)
	if err != nil {
		return nil, err
	}
	text := lineage.Read(body).Without(k.houses[a.house()])
	k.keep(id, text)
	return text, nil
}

// learnHouse finds what a house prints around its articles.
func (s *Store) learnHouse(ctx context.Context, house assay.SourceID) (writes []func(*tx) error, err error) {
	k := s.kin
	var sample []knownArticle
	err = s.view(ctx, func(t *tx) error {
		sample, err = t.knownArticles(ctx, `a.id IN (
			SELECT a.id FROM article a JOIN "text" x ON x.id = a."text" AND x.gone = 0 AND x.content IS NOT NULL
			WHERE a.gone = 0 AND (a.host = ?1 OR a.host IS NULL AND a.text_origin = ?1) ORDER BY a.made DESC, a.id LIMIT ?2
		) ORDER BY a.made DESC, a.id`, house[:], houseSample)
		return err
	})
	if err != nil {
		return nil, err
	}
	var b lineage.Boilerplate
	for i := range sample {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		body, err := s.bodyOf(ctx, &sample[i])
		if err != nil {
			return nil, err
		}
		b.Add(lineage.Read(body), dayOf(sample[i].published))
	}
	h := b.House()
	changed := !sameHouse(h, k.houses[house])
	k.houses[house], k.learnt[house] = h, k.counts[house]
	if changed {
		k.texts = nil
	}
	n := k.counts[house]
	if changed {
		if writes, err = s.compareWithin(ctx, house); err != nil {
			return nil, err
		}
	}
	return append(writes, func(t *tx) error { // not before: then it would be known already
		_, err := t.ExecContext(ctx, `INSERT OR REPLACE INTO lineage_house (house, articles, runs) VALUES (?, ?, ?)`, house[:], n, writeHouse(h))
		return err
	}), nil
}

// withinAtOnce is of how many articles it is looked up at once what is proposed of them.
const withinAtOnce = 200

// compareWithin has the articles of a house compared again of which something is proposed
// with others of it: what they were thought to share may be what the house prints.
func (s *Store) compareWithin(ctx context.Context, house assay.SourceID) (writes []func(*tx) error, err error) {
	for some := range slices.Chunk(s.kin.articlesOf(house), withinAtOnce) {
		var pairs [][2]assay.ArticleID
		err := s.view(ctx, func(t *tx) error {
			pairs, err = query(ctx, t, `SELECT DISTINCT child, parent FROM lineage_proposal WHERE parent IS NOT NULL AND child `+among, []any{hexList(some)},
				func(rows *sql.Rows) (p [2]assay.ArticleID, err error) { return p, rows.Scan(into(&p[0]), into(&p[1])) })
			return err
		})
		if err != nil {
			return nil, err
		}
		pairs = slices.DeleteFunc(pairs, func(p [2]assay.ArticleID) bool {
			parent := s.kin.of[p[1]]
			return parent == nil || parent.house != house
		})
		if len(pairs) == 0 {
			continue
		}
		writes = append(writes, func(t *tx) error {
			b := t.bulk()
			for i, p := range pairs {
				if i > 0 && pairs[i-1][0] == p[0] {
					continue
				}
				if err := b.unrelated(ctx, againKind, assay.EntityID(p[0]), stepCompare); err != nil {
					return err
				}
			}
			return b.flush(ctx)
		})
	}
	return writes, nil
}

// articlesOf returns the articles of a house, in order.
func (k *kin) articlesOf(house assay.SourceID) (ids []assay.ArticleID) {
	for id, r := range k.of {
		if r.house == house {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b assay.ArticleID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

func sameHouse(a, b lineage.House) bool {
	if len(a) != len(b) {
		return false
	}
	for run := range a {
		if _, ok := b[run]; !ok {
			return false
		}
	}
	return true
}

// writeHouse returns what a house prints as it is kept: the runs in order.
func writeHouse(h lineage.House) []byte {
	runs := make([]uint64, 0, len(h))
	for run := range h {
		runs = append(runs, run)
	}
	slices.Sort(runs)
	out := make([]byte, 0, 8*len(runs))
	for _, run := range runs {
		out = binary.BigEndian.AppendUint64(out, run)
	}
	return out
}

func readHouse(data []byte) lineage.House {
	h := lineage.House{}
	for ; len(data) >= 8; data = data[8:] {
		h[binary.BigEndian.Uint64(data)] = struct{}{}
	}
	return h
}

// dayOf returns the day of a date of the world, counted from 1970, or that it is
// not known to the day. Of a period it is the first.
func dayOf(edtf string) int {
	if len(edtf) < len(time.DateOnly) {
		return lineage.Undated
	}
	day, err := time.Parse(time.DateOnly, edtf[:len(time.DateOnly)])
	if err != nil {
		return lineage.Undated
	}
	return int(day.Unix() / (24 * 60 * 60))
}

// momentOf returns the moment of a date of the world, zero if it is not known to
// the minute, with the offset.
func momentOf(edtf string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00"} {
		if at, err := time.Parse(layout, edtf); err == nil {
			return at
		}
	}
	return time.Time{}
}

// appearance returns the moments of two articles as far as they tell which came
// later: both to the minute, or both to the day, if they are not of one day.
func appearance(a, b *relative) (x, y time.Time) {
	if !a.appeared.IsZero() && !b.appeared.IsZero() {
		return a.appeared, b.appeared
	}
	if a.day == lineage.Undated || b.day == lineage.Undated || a.day == b.day {
		return x, y
	}
	return time.Unix(int64(a.day)*24*60*60, 0), time.Unix(int64(b.day)*24*60*60, 0)
}

// credit is that an article names an outlet as where it has something from.
type credit struct {
	name   string // of the outlet, as the text has it in full
	source assay.SourceID
	kind   string // one of assay.DerivationTypes
	amount string // one of assay.Amounts, "" if that cannot be told
	says   []anchor.Span
}

func compareCredits(a, b credit) int { return cmp.Compare(a.name, b.name) }
