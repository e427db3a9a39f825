// Package largecase makes cases as large as that of a desk that has kept years of
// coverage, to measure on: invented articles in several scripts, whose words are spread
// as in real ones, a part of them near copies of others; and of each ten passages that an
// analyst has marked and judged.
//
// It goes the way of everybody's work: what is made are operations, which are verified
// and taken in as those in a file that somebody has sent.
package largecase

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// What a case has of each thing.
const (
	Mentions    = 10 // of an article
	perEvent    = 40 // articles
	claimsOf    = 25 // an event
	outlets     = 300
	atOnce      = 500 // articles that are taken in at once
	tags        = 40
	perTag      = 3    // of so many articles one has a tag
	tagsAtOnce  = 5000 // taggings that are taken in at once
	cluster     = 5    // articles, of which copies the others are
	sentencesOf = 24   // an article, about
	wordsOf     = 17   // a sentence, about
)

// maker makes a case.
type maker struct {
	r       *rand.Rand
	tongues []*tongue
	authors []*oplog.Author
	now     time.Time
	plan    *assay.Plan
	act     oplog.ID
	by      *oplog.Author

	mentions int // of an article
	long     int // how many sentences an article has, 0 if as most have
	deep     int // how many sentences a passage may be long besides the first
	event    oplog.ID
	claims   []oplog.ID
	first    written // of the present cluster
	articles []oplog.ID
}

// written is an article as it was written.
type written struct {
	tongue    *tongue
	sentences []string
}

// Fill adds n articles to a case. The same n makes the same texts. told, if it is not nil,
// hears how many there are so far.
func Fill(ctx context.Context, s *store.Store, n int, told func(done int)) error {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	m := newMaker(r, Mentions)
	for i := 0; i < n; i += atOnce {
		m.plan = &assay.Plan{}
		if i == 0 {
			m.begin()
		}
		for k := i; k < min(i+atOnce, n); k++ {
			m.by, m.act = m.authors[m.r.IntN(len(m.authors))], oplog.NewID(m.clock())
			if k%perEvent == 0 {
				m.happen(k, claimsOf)
			}
			m.article(k)
		}
		if _, err := s.ImportJSON(ctx, m.plan); err != nil {
			return fmt.Errorf("fill a case: %w", err)
		}
		if told != nil {
			told(min(i+atOnce, n))
		}
	}
	return m.tag(ctx, s, n)
}

// tag gives tags to articles: the first tag to most of those that have one, the others each to
// fewer than those before it. It draws for itself, and comes after all the rest, which it leaves
// as it would be without tags.
func (m *maker) tag(ctx context.Context, s *store.Store, n int) error {
	r := rand.New(rand.NewPCG(11, uint64(n)))
	often := rand.NewZipf(r, 1.1, 1, tags-1)
	m.by, m.act, m.plan = m.authors[0], oplog.NewID(m.clock()), &assay.Plan{}
	ids := make([]oplog.ID, tags)
	for i := range ids {
		ids[i] = m.sign(assay.KindTag, oplog.ID{}, oplog.Fields{"name": oplog.Encode(TagName(i))})
	}
	for i, article := range m.articles {
		if r.IntN(perTag) == 0 {
			m.sign(assay.KindTagging, oplog.ID{}, oplog.Fields{"tag": oplog.Encode(ids[often.Uint64()]), "target": oplog.Encode(article), "member": oplog.Encode(true)})
		}
		if i < len(m.articles)-1 && len(m.plan.Operations) < tagsAtOnce {
			continue
		}
		if _, err := s.ImportJSON(ctx, m.plan); err != nil {
			return fmt.Errorf("tag the articles of a case: %w", err)
		}
		m.plan = &assay.Plan{}
	}
	return nil
}

// TagName is what the i-th tag is called, the one that most have first.
func TagName(i int) string { return fmt.Sprintf("topic %d", i+1) }

// FillEvent adds one event to an empty case, with so many claims and articles, each of which
// mentions some of the claims. Somebody has read every other article.
func FillEvent(ctx context.Context, s *store.Store, claims, articles, mentions int) error {
	m := newMaker(rand.New(rand.NewPCG(7, uint64(articles))), mentions)
	m.plan = &assay.Plan{}
	m.begin()
	m.happen(0, claims)
	for k := range articles {
		m.by, m.act = m.authors[m.r.IntN(len(m.authors))], oplog.NewID(m.clock())
		text := m.article(k)
		if k%2 == 0 {
			m.judge(text, assay.DimRead, assay.Reading{State: "read", Seen: map[assay.ActorID]int64{assay.ActorID(m.by.Actor): m.now.UnixMilli()}})
		}
		if k%atOnce == atOnce-1 || k == articles-1 {
			if _, err := s.ImportJSON(ctx, m.plan); err != nil {
				return fmt.Errorf("fill an event: %w", err)
			}
			m.plan = &assay.Plan{}
		}
	}
	return nil
}

// FillArticle adds one article to an empty case, of so many words and some, of which so many
// passages are marked. They overlap: the next often begins before the last has ended.
func FillArticle(ctx context.Context, s *store.Store, words, mentions int) error {
	m := newMaker(rand.New(rand.NewPCG(7, uint64(words))), mentions)
	m.plan, m.long, m.deep = &assay.Plan{}, words/wordsOf, 3
	m.tongues = m.tongues[:1] // in one whose words have a space between them
	m.begin()
	m.happen(0, 4*claimsOf)
	m.article(0)
	if _, err := s.ImportJSON(ctx, m.plan); err != nil {
		return fmt.Errorf("fill an article: %w", err)
	}
	return nil
}

// FillEvents adds so many events to a case, whose names are in two scripts, and the outlets:
// what lists have to choose from.
func FillEvents(ctx context.Context, s *store.Store, events int) error {
	m := newMaker(rand.New(rand.NewPCG(7, uint64(events))), 0)
	m.plan = &assay.Plan{}
	m.begin()
	for i := range events {
		name := fmt.Sprintf("Fire at berth %d", i+1)
		if i%2 == 1 {
			name = fmt.Sprintf("حريق في الرصيف %d", i+1)
		}
		m.sign(assay.KindEvent, oplog.ID{}, oplog.Fields{"name": oplog.Encode(name)})
	}
	if _, err := s.ImportJSON(ctx, m.plan); err != nil {
		return fmt.Errorf("fill a case with events: %w", err)
	}
	return nil
}

func newMaker(r *rand.Rand, mentions int) *maker {
	m := &maker{r: r, tongues: tongues(r), now: time.Date(2020, 1, 6, 8, 0, 0, 0, time.UTC), mentions: mentions}
	for _, name := range []string{"Ana Lima", "Ben Okri", "Chen Yu"} {
		m.authors = append(m.authors, &oplog.Author{Actor: oplog.Derive("actor", oplog.Encode(name)), Now: m.clock})
	}
	return m
}

// clock goes on by itself.
func (m *maker) clock() time.Time {
	m.now = m.now.Add(time.Second)
	return m.now
}

// sign writes an operation by whoever is at work.
func (m *maker) sign(k assay.Kind, id oplog.ID, f oplog.Fields) oplog.ID {
	if d := assay.Define(k); d.Derived() {
		id = assay.DeriveID(k, f)
	} else if id.IsZero() {
		id = oplog.NewID(m.now)
	}
	m.plan.Operations = append(m.plan.Operations, m.by.Sign(m.act, oplog.Edit{Kind: string(k), Entity: id, Fields: f}, nil))
	return id
}

// begin writes who works on the case, and the outlets.
func (m *maker) begin() {
	for i, name := range []string{"Ana Lima", "Ben Okri", "Chen Yu"} {
		m.by, m.act = m.authors[i], oplog.NewID(m.clock())
		m.sign(assay.KindActor, m.by.Actor, oplog.Fields{"name": oplog.Encode(name)})
	}
	for i := range outlets {
		m.sign(assay.KindSource, oplog.ID(assay.SourceByDomain(domain(i))), oplog.Fields{
			"domain": oplog.Encode(domain(i)), "name": oplog.Encode(fmt.Sprintf("Courier %d", i)), "kind": oplog.Encode("outlet"),
		})
	}
}

func domain(outlet int) string { return fmt.Sprintf("courier%d.example", outlet) }

// blob puts bytes into the plan.
func (m *maker) blob(data []byte) oplog.Hash {
	h := oplog.Hash(sha256.Sum256(data))
	m.plan.Blobs = append(m.plan.Blobs, assay.Blob{Hash: h, Data: data})
	return h
}

// article writes the k-th article and what was made of it, and returns its text.
func (m *maker) article(k int) oplog.ID {
	w := m.write(k)
	title := w.sentences[0]
	content := title + "\n\n" + paragraphs(w)
	url := fmt.Sprintf("https://%s/%d", domain(int(float64(outlets)*m.r.Float64()*m.r.Float64())), k)
	text := m.blob([]byte(content))
	original := m.blob([]byte("<!doctype html><title>" + title + "</title><article><p>" + strings.ReplaceAll(content, "\n\n", "</p><p>") + "</p></article>"))
	id := assay.DeriveID(assay.KindArticle, oplog.Fields{"first": oplog.Encode(text.String()), "found_at": oplog.Encode(url)})
	capture := m.sign(assay.KindCapture, oplog.ID{}, oplog.Fields{
		"article": oplog.Encode(id), "original": oplog.Encode(original.String()), "at": oplog.Encode(m.now.UnixMilli()),
		"media_type": oplog.Encode("text/html"), "name": oplog.Encode(fmt.Sprintf("%d.html", k)), "url": oplog.Encode(url),
	})
	published := time.Date(2015, 1, 1, 6, 0, 0, 0, time.UTC).Add(time.Duration(k/perEvent) * 11 * time.Hour).Add(time.Duration(m.r.IntN(48)) * time.Hour)
	body := m.sign(assay.KindText, oplog.ID{}, oplog.Fields{
		"article": oplog.Encode(id), "content": oplog.Encode(text.String()), "extractor": oplog.Encode("html/1"), "charset": oplog.Encode("utf-8"), "charset_sure": oplog.Encode(true),
		"capture": oplog.Encode(capture), "title": oplog.Encode(title), "byline": oplog.Encode(fmt.Sprintf("Reporter %d", m.r.IntN(900))), "url": oplog.Encode(url),
		"published": oplog.Encode(published.Format("2006-01-02T15:04:05Z")), "published_basis": oplog.Encode("printed"), "language": oplog.Encode(w.tongue.code),
	})
	m.sign(assay.KindArticle, oplog.ID{}, oplog.Fields{
		"first": oplog.Encode(text.String()), "found_at": oplog.Encode(url), "text": oplog.Encode(body), "host": oplog.Encode(assay.SourceByDomain(domainOf(url))),
	})
	m.sign(assay.KindArticleEvent, oplog.ID{}, oplog.Fields{"article": oplog.Encode(id), "event": oplog.Encode(m.event), "member": oplog.Encode(true)})
	m.mark(id, assay.TextID(body), content, w)
	m.articles = append(m.articles, id)
	return body
}

func domainOf(url string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	return host
}

func paragraphs(w written) string {
	var b strings.Builder
	for i, s := range w.sentences[1:] {
		switch {
		case i > 0 && i%4 == 0:
			b.WriteString("\n\n")
		case i > 0:
			b.WriteString(w.tongue.space)
		}
		b.WriteString(s)
	}
	return b.String()
}

// happen begins another event, with so many claims.
func (m *maker) happen(k, claims int) {
	en := m.tongues[0]
	m.event = m.sign(assay.KindEvent, oplog.ID{}, oplog.Fields{"name": oplog.Encode(fmt.Sprintf("%s %d", strings.TrimSuffix(en.sentence(m.r, 4), "."), k/perEvent+1))})
	m.claims = nil
	for range claims {
		m.claims = append(m.claims, m.sign(assay.KindClaim, oplog.ID{}, oplog.Fields{"wording": oplog.Encode(strings.TrimSuffix(en.sentence(m.r, 9), ".")), "event": oplog.Encode(m.event)}))
	}
}

// write writes an article: the first of a cluster as it comes, and those after it, if they
// are copies, with some sentences of their own.
func (m *maker) write(k int) written {
	if k%cluster != 0 && m.r.IntN(2) == 0 {
		w := written{m.first.tongue, append([]string(nil), m.first.sentences...)}
		for range 1 + m.r.IntN(4) {
			w.sentences[m.r.IntN(len(w.sentences))] = w.tongue.sentence(m.r, 8+m.r.IntN(16))
		}
		w.sentences[0] = w.tongue.sentence(m.r, 7)
		return w
	}
	w := written{tongue: m.pick()}
	sentences := m.long
	if sentences == 0 {
		sentences = sentencesOf/2 + m.r.IntN(sentencesOf)
	}
	for i := range sentences {
		words := 7
		if i > 0 {
			words = 8 + m.r.IntN(20)
		}
		w.sentences = append(w.sentences, w.tongue.sentence(m.r, words))
	}
	if k%cluster == 0 {
		m.first = w
	}
	return w
}

// pick draws a language, as often as there are articles in it.
func (m *maker) pick() *tongue {
	at := m.r.IntN(100)
	for _, t := range m.tongues {
		if at -= t.share; at < 0 {
			return t
		}
	}
	return m.tongues[0]
}

// How passages stand to their claims, as often as here: to most, and to a disputed one,
// which one of ten is.
var (
	agreed   = []assay.Stance{assay.Supports, assay.Supports, assay.Supports, assay.Supports, assay.Supports, assay.Supports, assay.Qualifies, assay.Mentions}
	disputed = []assay.Stance{assay.Supports, assay.Supports, assay.Contradicts, assay.Contradicts, assay.Qualifies, assay.Mentions}
)

// mark marks passages, each for a claim, and judges them.
func (m *maker) mark(id oplog.ID, text assay.TextID, content string, w written) {
	body := anchor.NewText(content)
	at := 0
	spans := make([]anchor.Span, 0, len(w.sentences))
	for _, s := range w.sentences {
		from := strings.Index(content[at:], s) + at
		start := len([]rune(content[:from]))
		spans = append(spans, anchor.Span{Start: start, End: start + len([]rune(s))})
		at = from + len(s)
	}
	for i := range m.mentions {
		first := i * len(spans) / m.mentions % len(spans)
		passage := spans[first]
		if m.deep > 0 {
			passage.End = spans[min(first+m.r.IntN(m.deep+1), len(spans)-1)].End
		}
		f := assay.Position(text, body, passage)
		claim := m.r.IntN(len(m.claims))
		stances := agreed
		if claim%10 == 0 {
			stances = disputed
		}
		f["article"], f["claim"] = oplog.Encode(id), oplog.Encode(m.claims[claim])
		mention := m.sign(assay.KindMention, oplog.ID{}, f)
		m.judge(mention, assay.DimStance, string(stances[m.r.IntN(len(stances))]))
		if m.r.IntN(4) == 0 {
			m.judge(mention, assay.DimCredibility, string(rune('1'+m.r.IntN(6))))
		}
	}
}

func (m *maker) judge(target oplog.ID, dimension assay.Dimension, value any) {
	m.sign(assay.KindJudgement, oplog.ID{}, oplog.Fields{
		"target": oplog.Encode(target), "other": oplog.Null, "dimension": oplog.Encode(string(dimension)), "scope": oplog.Encode(""), "coder": oplog.Encode(m.by.Actor), "value": oplog.Encode(value),
	})
}
