package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"slices"
	"sync"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/oplog"
)

// What is suggested of other articles, and of how many.
const (
	suggestedArticles = 12
	suggestedEach     = 3
	suggestedMost     = 60   // articles of which it is asked whether they are silent
	scopeArticles     = 1000 // that are looked at
	scopeNeighbours   = 60   // about the same, where there is no event
	scopeDays         = 14   // between those
)

// Suggested returns what other articles may say of the claim of a mention: those
// of the same event, or else those that are about the same around then. What was
// rejected is left out, and so are articles that were read and are silent, unless
// they are asked for. It fails with KindNotFound if there is no such mention.
func (s *Store) Suggested(ctx context.Context, mention assay.MentionID, silent bool) (*assay.SuggestedPage, error) {
	p := &assay.SuggestedPage{Mention: mention, Asked: silent}
	var claims []assay.ClaimID
	var ask string
	var list []scopeArticle
	err := s.view(ctx, func(t *tx) error {
		m, err := t.mention(ctx, mention)
		if err != nil {
			return err
		}
		p.Article, p.Claim, ask = m.Article, m.Claim, m.Quote
		if claims, err = t.with(ctx, m.Claim); err != nil {
			return err
		}
		list, err = t.around(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	around, err := s.around.of(ctx, s, list)
	if err != nil {
		return nil, err
	}
	p.Looked = len(list)
	if slices.ContainsFunc(list, func(a scopeArticle) bool { return a.id == p.Article }) {
		p.Looked--
	}
	found := around.find(ask, p.Article)
	return p, s.view(ctx, func(t *tx) error { return t.choose(ctx, p, claims, found) })
}

// choose fills a page with what is found, article by article, the likeliest first.
func (t *tx) choose(ctx context.Context, p *assay.SuggestedPage, claims []assay.ClaimID, found []assay.SuggestedPassage) error {
	marked, err := query(ctx, t, `SELECT DISTINCT article FROM mention WHERE gone = 0 AND claim IN `+idList, []any{hexList(claims)}, scanID[assay.Article])
	if err != nil {
		return err
	}
	decided, err := t.decisionsOn(ctx, `suggestion = ? AND subject >= ? AND subject < ?`, assay.PassageSuggestion, p.Claim.String()+" ", p.Claim.String()+"!")
	if err != nil {
		return err
	}
	rejected := map[string]bool{}
	for _, d := range decided {
		rejected[d.Subject] = rejected[d.Subject] || d.Verdict == "rejected"
	}
	furniture, err := t.setAside(ctx, found)
	if err != nil {
		return err
	}
	of := map[assay.ArticleID][]assay.SuggestedPassage{}
	var order []assay.ArticleID
	for _, x := range found {
		if slices.Contains(marked, x.Article) || rejected[x.Subject(p.Claim)] || furniture(x) {
			continue
		}
		if of[x.Article] == nil {
			order = append(order, x.Article)
		}
		if len(of[x.Article]) < suggestedEach {
			of[x.Article] = append(of[x.Article], x)
		}
	}
	p.Marked = len(slices.DeleteFunc(marked, func(a assay.ArticleID) bool { return a == p.Article }))
	if len(order) > suggestedMost {
		order, p.More = order[:suggestedMost], order[suggestedMost:]
	}
	if p.Case, err = t.load(ctx, scope{claims, append([]assay.ArticleID{p.Article}, order...)}); err != nil {
		return err
	}
	v := assay.NewView(p.Case, assay.ActorID(t.author.Actor))
	claim := v.Claim(p.Claim)
	shown := 0
	for _, id := range order {
		a := v.Article(id)
		switch {
		case a == nil || claim == nil:
		case !p.Asked && v.Cell(a, claim).Coverage != assay.NotRead:
			p.Silent = append(p.Silent, id)
		case shown == suggestedArticles:
			p.More = append(p.More, id)
		default:
			shown++
			p.Passages = append(p.Passages, of[id]...)
		}
	}
	return nil
}

// setAside returns a function that tells what analysts say is not article text.
func (t *tx) setAside(ctx context.Context, found []assay.SuggestedPassage) (func(assay.SuggestedPassage) bool, error) {
	var texts []assay.TextID
	for _, x := range found {
		if !slices.Contains(texts, x.Text) {
			texts = append(texts, x.Text)
		}
	}
	type place struct {
		text assay.TextID
		span anchor.Span
	}
	places, err := query(ctx, t, `SELECT "text", start, "end" FROM block WHERE gone = 0 AND kind = 'not_article' AND "text" IN `+idList, []any{hexList(texts)}, func(rows *sql.Rows) (p place, err error) {
		return p, rows.Scan(into(&p.text), &p.span.Start, &p.span.End)
	})
	return func(x assay.SuggestedPassage) bool {
		return slices.ContainsFunc(places, func(p place) bool { return p.text == x.Text && p.span.Overlaps(x.Span) })
	}, err
}

// scopeArticle is an article that is looked at, with what its sentences follow
// from.
type scopeArticle struct {
	id    assay.ArticleID
	text  assay.TextID
	edits string
}

// around returns the articles that may say the same as that of a page, and notes
// which event they are of.
func (t *tx) around(ctx context.Context, p *assay.SuggestedPage) ([]scopeArticle, error) {
	event, err := query(ctx, t, `
		SELECT event FROM claim WHERE id = ?1 AND gone = 0 AND event IS NOT NULL
		UNION ALL
		SELECT event FROM article_event WHERE article = ?2 AND member = 1 AND gone = 0
		LIMIT 1`, []any{p.Claim[:], p.Article[:]}, scanID[assay.Event])
	if err != nil {
		return nil, err
	}
	var ids []assay.ArticleID
	if len(event) > 0 {
		p.Event = event[0]
		ids, err = query(ctx, t, `SELECT article FROM article_event WHERE event = ? AND member = 1 AND gone = 0 ORDER BY article LIMIT ?`, []any{p.Event[:], scopeArticles}, scanID[assay.Article])
	} else {
		ids, err = t.aboutSame(ctx, p.Article)
	}
	if err != nil {
		return nil, err
	}
	return query(ctx, t, `
		SELECT a.id, a."text", (SELECT json_group_array(json_object('At', b.at, 'Edit', b.edit)) FROM (SELECT at, edit FROM boundary WHERE "text" = a."text" AND gone = 0 AND edit IS NOT NULL ORDER BY at) b)
		FROM article a WHERE a.gone = 0 AND a."text" IS NOT NULL AND a.id IN `+idList+`
		ORDER BY a.id`, []any{hexList(ids)}, func(rows *sql.Rows) (a scopeArticle, err error) {
		var edits sql.NullString
		err = rows.Scan(into(&a.id), into(&a.text), &edits)
		a.edits = edits.String
		return a, err
	})
}

// aboutSame returns an article and those that are about the same around then, as
// far as the index of the case knows.
func (t *tx) aboutSame(ctx context.Context, id assay.ArticleID) ([]assay.ArticleID, error) {
	if !t.relates() {
		return nil, nil
	}
	type known struct {
		id    assay.ArticleID
		day   int
		topic lineage.Topic
	}
	read := func(where string, args ...any) ([]known, error) {
		return query(ctx, t, `SELECT article, day, topic FROM lineage_article WHERE topic IS NOT NULL AND `+where+` ORDER BY no LIMIT 20000`, args, func(rows *sql.Rows) (k known, err error) {
			var day sql.NullInt64
			var topic []byte
			if err = rows.Scan(into(&k.id), &day, &topic); err != nil {
				return k, err
			}
			if k.day = lineage.Undated; day.Valid {
				k.day = int(day.Int64)
			}
			if k.topic.UnmarshalBinary(topic) != nil { // of an older version: it will be made again
				k.topic = lineage.Topic{}
			}
			return k, nil
		})
	}
	own, err := read(`article = ?`, id[:])
	if err != nil || len(own) == 0 {
		return nil, err
	}
	others, err := read(`article <> ?1 AND (?2 OR day IS NULL OR day BETWEEN ?3 AND ?4)`, id[:], own[0].day == lineage.Undated, own[0].day-scopeDays, own[0].day+scopeDays)
	if err != nil {
		return nil, err
	}
	var topics lineage.Topics[int]
	for i, k := range others {
		topics.Add(i, k.topic, k.day)
	}
	ids := []assay.ArticleID{id}
	for _, n := range topics.Neighbours(own[0].topic, own[0].day, scopeNeighbours) {
		ids = append(ids, others[n.Key].id)
	}
	return ids, nil
}

// RejectPassage remembers that a passage says nothing of a claim.
func (s *Store) RejectPassage(ctx context.Context, claim assay.ClaimID, p assay.SuggestedPassage) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindClaim, assay.EntityID(claim)); err != nil {
			return err
		}
		if err := t.exists(ctx, assay.KindArticle, assay.EntityID(p.Article)); err != nil {
			return err
		}
		return t.answer(ctx, assay.PassageSuggestion, p.Subject(claim), "rejected", "")
	})
}

// maxSubject is how long what an answer is about may be, in bytes: an operation
// has to hold it.
const maxSubject = 64 << 10

// answer writes the analyst's answer to a suggestion, with a reason if there is
// one; "" takes it back.
func (t *tx) answer(ctx context.Context, suggestion, subject, verdict, reason string) error {
	if len(subject) > maxSubject {
		return assay.Invalid("seen", "This is too long to be remembered.")
	}
	f := oplog.Fields{
		"suggestion": oplog.Encode(suggestion), "subject": oplog.Encode(subject), "coder": oplog.Encode(t.author.Actor), "verdict": said(verdict), "reason": said(reason),
	}
	if err := checkInput(assay.KindDecision, f); err != nil {
		return err
	}
	return t.edit(ctx, assay.KindDecision, assay.EntityID{}, f)
}

// sentences are those of some articles, made ready for being asked.
type sentences struct {
	made   [sha256.Size]byte // of what
	all    []assay.SuggestedPassage
	ranker *lineage.Ranker[int]
}

// find returns the sentences that are likely to say the same as a passage, and why:
// one that shares no more than what all share is none. The likeliest come first,
// those of one article are left out.
func (x *sentences) find(ask string, but assay.ArticleID) []assay.SuggestedPassage {
	var found []assay.SuggestedPassage
	best, shared := 0.0, x.ranker.Shared(ask)
	for _, r := range x.ranker.Rank(ask) {
		p := x.all[r.Key]
		if p.Article == but {
			continue
		}
		if best = max(best, r.Score); !lineage.Likely(r.Score, best) {
			break
		}
		if p.Shared = shared(p.Quote); len(p.Shared) > 0 {
			found = append(found, p)
		}
	}
	return found
}

// recentScopes are the sentences that were asked last: those of an event are
// asked again with every mark. Nothing in them changes; other texts are another
// entry. The zero value is ready.
type recentScopes struct {
	mu  sync.Mutex
	all []*sentences // the latest first
}

// What is kept at most: so many scopes, and of so many sentences together, some
// kilobyte each.
const (
	keptScopes    = 8
	keptSentences = 50_000
)

// of returns the sentences of some articles. Whoever asks while they are being
// made ready waits for them.
func (r *recentScopes) of(ctx context.Context, s *Store, list []scopeArticle) (*sentences, error) {
	h := sha256.New()
	for _, a := range list {
		h.Write(a.id[:])
		h.Write(a.text[:])
		h.Write([]byte(a.edits + "\n"))
	}
	var key [sha256.Size]byte
	h.Sum(key[:0])
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.all, func(x *sentences) bool { return x.made == key })
	if i < 0 {
		x, err := s.sentencesOf(ctx, list)
		if err != nil {
			return nil, err
		}
		x.made = key
		i, r.all = len(r.all), append(r.all, x)
	}
	x := r.all[i]
	r.all = slices.Insert(slices.Delete(r.all, i, i+1), 0, x)
	kept := 0
	for n, x := range r.all {
		if kept += len(x.all); n > 0 && (n == keptScopes || kept > keptSentences) {
			clear(r.all[n:])
			r.all = r.all[:n]
			break
		}
	}
	return x, nil
}

// textsAtOnce is how many texts are read in one go: a reader holds up a commit.
const textsAtOnce = 40

// sentencesOf makes the sentences of some articles ready for being asked.
func (s *Store) sentencesOf(ctx context.Context, list []scopeArticle) (*sentences, error) {
	x := &sentences{}
	var candidates []lineage.Candidate[int]
	for chunk := range slices.Chunk(list, textsAtOnce) {
		var parts []assay.Text
		bodies := map[assay.TextID]anchor.Text{}
		err := s.view(ctx, func(t *tx) (err error) {
			ids := make([]assay.TextID, len(chunk))
			for i, a := range chunk {
				ids[i] = a.text
			}
			if parts, err = t.texts(ctx, `id IN `+idList, hexList(ids)); err != nil {
				return err
			}
			for i := range parts {
				body, err := t.content(ctx, parts[i].Content)
				if assay.KindOf(err) == assay.KindNotFound { // its bytes were purged
					continue
				}
				if err != nil {
					return err
				}
				bodies[parts[i].ID] = body
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, a := range chunk {
			body, ok := bodies[a.text]
			if !ok {
				continue
			}
			at := slices.IndexFunc(parts, func(p assay.Text) bool { return p.ID == a.text })
			for _, span := range sentencesIn(body, &parts[at], a.edits) {
				quote := body.Slice(span)
				candidates = append(candidates, lineage.Candidate[int]{Key: len(x.all), Texts: []string{quote}})
				x.all = append(x.all, assay.SuggestedPassage{Article: a.id, Text: a.text, Span: span, Quote: quote})
			}
		}
	}
	x.ranker = lineage.NewRanker(candidates)
	return x, ctx.Err()
}

// boundaryAt is where analysts split sentences or join them.
type boundaryAt struct {
	At   int
	Edit string
}

// sentencesIn returns the sentences of a text, as the reader shows them, without
// what its format says is no article text.
func sentencesIn(body anchor.Text, text *assay.Text, edits string) []anchor.Span {
	var e anchor.Edits
	for _, edit := range assay.ParseList[boundaryAt](oplog.Value(edits)) {
		if edit.Edit == "split" {
			e.Splits = append(e.Splits, edit.At)
		} else {
			e.Joins = append(e.Joins, edit.At)
		}
	}
	var spans []anchor.Span
	for _, block := range body.Blocks() {
		if slices.ContainsFunc(text.Outline, func(p assay.Part) bool { return p.Kind == "not_article" && p.Start == block.Start }) {
			continue
		}
		spans = append(spans, anchor.Sentences(body, block, e)...)
	}
	return spans
}
