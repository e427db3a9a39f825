package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/oplog"
	"assay/internal/search"
)

// What is suggested of other articles, and of how many.
const (
	suggestedArticles = 12
	suggestedEach     = 3
	suggestedMost     = 60   // articles of which it is asked whether they are silent
	suggestedAsked    = 5    // passages of the claim with which it is looked for others
	scopeArticles     = 1000 // that are looked at
	scopeNeighbours   = 60   // of the same story, where there is no event
	scopeDays         = 14   // between those
)

// patience is how long whoever asks waits for sentences that are being made ready.
const patience = 200 * time.Millisecond

// Suggested returns what other articles may say of the claim of a mention: those
// of its event, or of the events of the articles that mention it, or else those that
// tell the same story as these. It is the same for all mentions of the claim. What was
// rejected is left out, and so are articles that were read and are silent, unless
// they are asked for. Where it takes a while it says so, goes on in the background,
// and is to be asked again. It fails with KindNotFound if there is no such mention.
func (s *Store) Suggested(ctx context.Context, mention assay.MentionID, silent bool) (*assay.SuggestedPage, error) {
	p := &assay.SuggestedPage{Mention: mention, Asked: silent}
	var claims []assay.ClaimID
	var asked []passageOf
	var list []scopeArticle
	err := s.view(ctx, func(t *tx) error {
		m, err := t.mention(ctx, mention)
		if err != nil {
			return err
		}
		p.Article, p.Claim = m.Article, m.Claim
		if claims, err = t.with(ctx, m.Claim); err != nil {
			return err
		}
		if asked, err = t.passagesOf(ctx, claims); err != nil {
			return err
		}
		list, err = t.around(ctx, p, claims, asked)
		return err
	})
	if err != nil {
		return nil, err
	}
	around, err := s.around.of(ctx, s, list)
	if err != nil {
		return nil, err
	}
	var found []assay.SuggestedPassage
	if p.Preparing = around == nil; p.Preparing {
		p.Looked = len(list)
	} else {
		p.Looked, p.Partly, p.Beyond = len(around.looked), around.partly, p.Beyond+len(list)-len(around.looked)
		found = around.find(asked)
	}
	if slices.ContainsFunc(list, func(a scopeArticle) bool { return a.id == p.Article }) {
		p.Looked--
	}
	return p, s.view(ctx, func(t *tx) error { return t.choose(ctx, s.Me(), p, claims, found) })
}

// passageOf is what an article says of a claim.
type passageOf struct {
	article assay.ArticleID
	words   string
}

// passagesOf returns what is known to be said of some claims, each wording once.
func (t *tx) passagesOf(ctx context.Context, claims []assay.ClaimID) ([]passageOf, error) {
	all, err := query(ctx, t, `SELECT article, quote FROM mention WHERE gone = 0 AND quote IS NOT NULL AND claim IN `+idList+` ORDER BY made, id`, []any{hexList(claims)},
		func(rows *sql.Rows) (p passageOf, err error) { return p, rows.Scan(into(&p.article), &p.words) })
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(p passageOf) bool {
		words := search.Fold(p.words)
		again := seen[words]
		seen[words] = true
		return again
	}), err
}

// choose fills a page with what is found, article by article, the likeliest first.
func (t *tx) choose(ctx context.Context, me assay.ActorID, p *assay.SuggestedPage, claims []assay.ClaimID, found []assay.SuggestedPassage) error {
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
	if p.Case, err = t.load(ctx, scope{claims, slices.Concat([]assay.ArticleID{p.Article}, order, p.Of)}); err != nil {
		return err
	}
	v := assay.NewView(p.Case, me)
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

// around returns the articles that may say the same as some claims, and notes
// which these are: of which event, or else by which story.
func (t *tx) around(ctx context.Context, p *assay.SuggestedPage, claims []assay.ClaimID, asked []passageOf) ([]scopeArticle, error) {
	for _, events := range []string{
		`SELECT DISTINCT event FROM claim WHERE gone = 0 AND id IN ` + idList,
		`SELECT DISTINCT event FROM article_event WHERE member = 1 AND gone = 0 AND article IN (SELECT article FROM mention WHERE gone = 0 AND claim IN ` + idList + `)`,
	} {
		var err error
		if p.Events, err = query(ctx, t, events+` AND event IN (SELECT id FROM event WHERE gone = 0) ORDER BY event`, []any{hexList(claims)}, scanID[assay.Event]); err != nil {
			return nil, err
		}
		if len(p.Events) > 0 {
			list, beyond, err := t.ofEvents(ctx, p.Events)
			p.Beyond = beyond
			return list, err
		}
	}
	var own []assay.ArticleID
	for _, x := range asked[:min(len(asked), suggestedAsked)] {
		if !slices.Contains(own, x.article) {
			own = append(own, x.article)
		}
	}
	others, known, err := t.sameStory(ctx, own)
	if err != nil {
		return nil, err
	}
	p.Of, p.Uncompared = others, !known
	return t.scopeArticles(ctx, others)
}

// ofEvents returns the articles of some events, and how many further ones there are.
func (t *tx) ofEvents(ctx context.Context, events []assay.EventID) (list []scopeArticle, beyond int, err error) {
	ids, err := query(ctx, t, `
		SELECT DISTINCT article FROM article_event e WHERE event IN `+idList+` AND member = 1 AND gone = 0 AND EXISTS (SELECT 1 FROM article WHERE id = e.article AND gone = 0)
		ORDER BY article`, []any{hexList(events)}, scanID[assay.Article])
	if err != nil {
		return nil, 0, err
	}
	most := min(len(ids), scopeArticles)
	list, err = t.scopeArticles(ctx, ids[:most])
	return list, len(ids) - most, err
}

func (t *tx) scopeArticles(ctx context.Context, ids []assay.ArticleID) ([]scopeArticle, error) {
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

// topicOf is what an article is about, as far as the index of the case knows.
type topicOf struct {
	id    assay.ArticleID
	day   int
	topic lineage.Topic
}

func (t *tx) topics(ctx context.Context, where string, args ...any) ([]topicOf, error) {
	return query(ctx, t, `SELECT article, day, topic FROM lineage_article WHERE topic IS NOT NULL AND `+where+` ORDER BY no DESC LIMIT 20000`, args, func(rows *sql.Rows) (k topicOf, err error) {
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

// sameStory returns the articles that tell the same story as some: those that share
// so much with one of them that a derivation is proposed, and those that are about so
// much the same around then. It is not known where none of them has been compared.
func (t *tx) sameStory(ctx context.Context, own []assay.ArticleID) (ids []assay.ArticleID, known bool, err error) {
	if !t.relates() {
		return nil, false, nil
	}
	ids, err = query(ctx, t, `
		SELECT parent FROM lineage_proposal WHERE child IN `+idList+` AND parent IS NOT NULL UNION SELECT child FROM lineage_proposal WHERE parent IN `+idList+`
		ORDER BY 1 LIMIT ?2`, []any{hexList(own), scopeNeighbours}, scanID[assay.Article])
	if err != nil {
		return nil, false, err
	}
	ids = slices.DeleteFunc(ids, func(id assay.ArticleID) bool { return slices.Contains(own, id) })
	about, err := t.topics(ctx, `article IN `+idList, hexList(own))
	if err != nil || len(about) == 0 {
		return ids, false, err
	}
	first, last := about[0].day, about[0].day
	for _, a := range about {
		first, last = min(first, a.day), max(last, a.day)
	}
	others, err := t.topics(ctx, `(?1 OR day IS NULL OR day BETWEEN ?2 AND ?3)`, first == lineage.Undated, first-scopeDays, last+scopeDays)
	if err != nil {
		return nil, true, err
	}
	type like struct {
		id     assay.ArticleID
		cosine float64
	}
	var alike []like
	for _, o := range others {
		best := 0.0
		for _, a := range about {
			if c := a.topic.Cosine(o.topic); c > best && lineage.SameStory(c, a.day, o.day) {
				best = c
			}
		}
		if best > 0 && !slices.Contains(own, o.id) && !slices.Contains(ids, o.id) {
			alike = append(alike, like{o.id, best})
		}
	}
	slices.SortFunc(alike, func(a, b like) int {
		return cmp.Or(cmp.Compare(b.cosine, a.cosine), bytes.Compare(a.id[:], b.id[:]))
	})
	for _, a := range alike[:min(len(alike), scopeNeighbours-len(ids))] {
		ids = append(ids, a.id)
	}
	return ids, true, nil
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
