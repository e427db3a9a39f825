package store

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// quay is a case about a fire, built sentence by sentence.
type quay struct {
	*Store
	t        *testing.T
	articles map[string]assay.ArticleID
	claims   map[string]assay.ClaimID
}

func openQuay(t *testing.T) *quay {
	t.Helper()
	return &quay{Store: openStore(t), t: t, articles: map[string]assay.ArticleID{}, claims: map[string]assay.ClaimID{}}
}

// did fails the test if something could not be done.
func (q *quay) did(_ assay.ActID, err error) {
	q.t.Helper()
	if err != nil {
		q.t.Fatal(err)
	}
}

func (q *quay) article(outlet, text string) assay.ArticleID {
	q.t.Helper()
	in, err := q.ImportArticle(q.t.Context(), assay.Import{
		Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: "https://" + outlet + ".example/fire", Text: text, Extractor: "text/1", Charset: "utf-8", CharsetSure: true, Title: outlet,
	})
	q.did(in.Act, err)
	q.articles[outlet] = in.Article
	return in.Article
}

func (q *quay) claim(wording string) assay.ClaimID {
	q.t.Helper()
	id, act, err := q.AddClaim(q.t.Context(), wording, assay.EventID{})
	q.did(act, err)
	q.claims[wording] = id
	return id
}

// mark marks the words of an outlet for a claim.
func (q *quay) mark(outlet, words, claim string, stance assay.Stance) assay.MentionID {
	q.t.Helper()
	page, err := q.Article(q.t.Context(), q.articles[outlet])
	if err != nil {
		q.t.Fatal(err)
	}
	before, _, ok := strings.Cut(page.Body.String(), words)
	if !ok {
		q.t.Fatalf("%s does not say %q", outlet, words)
	}
	start := anchor.NewText(before).Len()
	m, err := q.MarkMention(q.t.Context(), Mark{
		Article: q.articles[outlet], Text: page.Text.ID, Span: anchor.Span{Start: start, End: start + anchor.NewText(words).Len()}, Claim: q.claims[claim], Stance: stance,
	})
	q.did(m.Act, err)
	return m.Mention
}

// wordings returns the claims of a page in their order.
func (q *quay) wordings(f assay.ClaimFilter) string {
	q.t.Helper()
	p, err := q.Claims(q.t.Context(), f)
	if err != nil {
		q.t.Fatal(err)
	}
	if p.Leaf.Of != len(p.Order) || p.All != len(q.claims) {
		q.t.Errorf("%d of %d claims, %d in all", len(p.Order), p.Leaf.Of, p.All)
	}
	view := assay.NewView(p.Case, q.Me())
	var list []string
	for _, id := range p.Order {
		list = append(list, view.Claim(id).Wording)
	}
	return strings.Join(list, ", ")
}

func TestClaims(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned. Nobody was hurt. It rained.")
	q.article("post", "Nine lorries burned. One man was hurt. It rained.")
	q.article("radio", "No lorry burned at all. A ship sank.")
	for _, wording := range []string{"lorries", "hurt", "rain", "ship", "100% gone"} {
		q.claim(wording)
	}
	twelve := q.mark("herald", "Twelve lorries", "lorries", assay.Supports)
	q.mark("post", "Nine lorries", "lorries", assay.Contradicts)
	q.mark("radio", "No lorry", "lorries", assay.Contradicts)
	q.mark("herald", "Nobody was hurt", "hurt", assay.Supports)
	q.mark("post", "One man was hurt", "hurt", assay.Qualifies)
	q.mark("herald", "It rained", "rain", assay.Supports)
	q.mark("post", "It rained", "rain", assay.Supports)
	sank := q.mark("radio", "A ship sank", "ship", assay.Supports)
	tag, act, err := q.TagTarget(t.Context(), "numbers", assay.EntityID(q.claims["lorries"]))
	q.did(act, err)
	var event assay.EventID
	q.did(q.update(t.Context(), func(x *tx) (err error) {
		event, err = x.addEvent(t.Context(), "The fire")
		return err
	}))
	q.did(q.ChangeClaim(t.Context(), q.claims["rain"], ClaimChange{Event: To(event)}))

	for _, test := range []struct {
		name string
		f    assay.ClaimFilter
		want string
	}{
		{"all, in order of making", assay.ClaimFilter{}, "lorries, hurt, rain, ship, 100% gone"},
		{"an order that there is not", assay.ClaimFilter{Sort: "gone"}, "lorries, hurt, rain, ship, 100% gone"},
		{"the latest first", assay.ClaimFilter{Sort: "latest"}, "100% gone, ship, rain, hurt, lorries"},
		{"the most cited first", assay.ClaimFilter{Sort: "cited"}, "lorries, hurt, rain, ship, 100% gone"},
		{"the most disputed first", assay.ClaimFilter{Sort: "disputed"}, "lorries, hurt, rain, ship, 100% gone"},
		{"by wording", assay.ClaimFilter{Sort: "wording"}, "100% gone, hurt, lorries, rain, ship"},
		{"contested ones", assay.ClaimFilter{Contested: true}, "lorries"},
		{"with a tag", assay.ClaimFilter{Tags: assay.HasTag(tag)}, "lorries"},
		{"without a tag", assay.ClaimFilter{Tags: assay.TagFilter{Lacks: assay.NewTagSet(tag.String())}}, "hurt, rain, ship, 100% gone"},
		{"of an event", assay.ClaimFilter{Event: event}, "rain"},
		{"in an outlet", assay.ClaimFilter{Source: assay.SourceByDomain("radio.example")}, "lorries, ship"},
		{"with a word in any case", assay.ClaimFilter{Words: "HURT"}, "hurt"},
		{"with a sign that means something in SQL", assay.ClaimFilter{Words: "0% g"}, "100% gone"},
		{"by number", assay.ClaimFilter{Words: "c4"}, "ship"},
		{"with nothing like that", assay.ClaimFilter{Words: "snow"}, ""},
		{"past the last page", assay.ClaimFilter{Words: "c4", Page: math.MaxInt}, "ship"},
	} {
		t.Run(test.name, func(t *testing.T) {
			q.t = t
			if got := q.wordings(test.f); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	q.t = t

	t.Run("contested through a question whose other version is another claim", func(t *testing.T) {
		q.t = t
		_, act, err := q.AddQuestion(t.Context(), "What was lost?", []NewVersion{{"lorries", []assay.MentionID{twelve}}, {"a ship", []assay.MentionID{sank}}})
		q.did(act, err)
		if got, want := q.wordings(assay.ClaimFilter{Contested: true, Words: "ship"}), "ship"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		p, err := q.Claims(t.Context(), assay.ClaimFilter{Words: "ship"})
		if err != nil {
			t.Fatal(err)
		}
		if got := assay.NewView(p.Case, q.Me()).ContestsOf(q.claims["ship"]); len(got) != 1 || got[0].Wording != "What was lost?" {
			t.Errorf("the page of one claim knows of %v", got)
		}
	})
}

func TestClaim(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "A dry night. Then 🚒 twelve lorries burned. Nobody was hurt. It rained.")
	q.article("post", "Nothing of interest happened.")
	q.claim("lorries")
	m := q.mark("herald", "twelve lorries", "lorries", assay.Supports)

	p, err := q.Claim(t.Context(), q.claims["lorries"], 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.Contexts[m], (assay.Context{Before: "A dry night. Then 🚒 ", After: " burned. Nobody was hurt."}); got != want {
		t.Errorf("around it stands %q, want %q", got, want)
	}
	if p.Leaf.Of != 1 || len(p.Without) != 1 || p.Without[0] != q.articles["post"] {
		t.Errorf("%d articles do not mention it: %v", p.Leaf.Of, p.Without)
	}
	if p, err := q.Claim(t.Context(), q.claims["lorries"], 3); err != nil || len(p.Without) != 1 || p.Leaf.Of != 1 {
		t.Errorf("past the last page there are %v (%v)", p.Without, err)
	}
	if _, err := q.Claim(t.Context(), assay.ClaimID{1}, 0); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("a claim that there is not: %v", err)
	}
}

func TestMarkIndependent(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned.")
	q.article("post", "Twelve lorries burned.")
	q.claim("lorries")
	q.mark("herald", "Twelve lorries", "lorries", assay.Supports)
	q.mark("post", "Twelve lorries", "lorries", assay.Supports)
	a, b := assay.EntityID(q.articles["herald"]), assay.EntityID(q.articles["post"]) // nobody knows who wrote them

	for _, test := range []struct {
		name        string
		a, b        assay.EntityID
		independent bool
		kind        assay.ErrorKind
		atLeast     int
	}{
		{name: "an origin and itself", a: a, b: a, independent: true, kind: assay.KindInvalid, atLeast: 1},
		{name: "an origin and nothing", a: a, independent: true, kind: assay.KindInvalid, atLeast: 1},
		{name: "two origins", a: a, b: b, independent: true, atLeast: 2},
		{name: "taken back, in the other order", a: b, b: a, atLeast: 1},
		{name: "again, in the other order", a: b, b: a, independent: true, atLeast: 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := q.MarkIndependent(t.Context(), test.a, test.b, test.independent, "They have their own reporters."); assay.KindOf(err) != test.kind {
				t.Fatalf("error %v, want kind %q", err, test.kind)
			}
			p, err := q.Claim(t.Context(), q.claims["lorries"], 0)
			if err != nil {
				t.Fatal(err)
			}
			n := assay.NewView(p.Case, q.Me()).Corroboration(q.claims["lorries"], assay.Supports)
			if n.AtLeast != test.atLeast || n.AtMost != 2 {
				t.Errorf("%d to %d origins, want %d to 2", n.AtLeast, n.AtMost, test.atLeast)
			}
		})
	}
}

// TestIndependentOfMerged takes back, of sources that are one with others by
// now, what was said before they were.
func TestIndependentOfMerged(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	q.article("herald", "Twelve lorries burned.")
	q.article("post", "Twelve lorries burned.")
	q.claim("lorries")
	mentions := []assay.MentionID{q.mark("herald", "Twelve lorries", "lorries", assay.Supports), q.mark("post", "Twelve lorries", "lorries", assay.Supports)}
	var sources []assay.SourceID
	for i, name := range []string{"Clerk Ode Falk", "Pilot Ana Rask", "The clerk’s office", "Harbour pilots", "The clerk", "A pilot"} {
		id, act, err := q.AddSource(ctx, name, "person", "")
		q.did(act, err)
		if sources = append(sources, id); i < 2 {
			q.did(q.DeclareRoot(ctx, mentions[i], Root{Name: name, Reason: "Said so by phone."}, assay.RootValue{}))
		}
	}
	q.did(q.MarkIndependent(ctx, assay.EntityID(sources[0]), assay.EntityID(sources[1]), true, "They do not know each other."))
	for i := 2; i < len(sources); i++ {
		q.did(q.SetSame(ctx, sources[i%2], sources[i], "same"))
	}
	independent := func() bool {
		p, err := q.Claim(ctx, q.claims["lorries"], 0)
		if err != nil {
			t.Fatal(err)
		}
		v := assay.NewView(p.Case, q.Me())
		n := v.Corroboration(q.claims["lorries"], assay.Supports)
		return len(n.Origins) == 2 && v.Independent(n.Origins[0], n.Origins[1])
	}
	if !independent() {
		t.Error("they are no longer independent once they are one with others")
	}
	act, err := q.MarkIndependent(ctx, assay.EntityID(sources[4]), assay.EntityID(sources[5]), false, "")
	q.did(act, err)
	if independent() || act.IsZero() {
		t.Error("they are still independent after it was taken back")
	}
	for i := 2; i < len(sources); i++ {
		q.did(q.SetSame(ctx, sources[i%2], sources[i], "different"))
	}
	if independent() {
		t.Error("they are independent again once they are not one with others")
	}
}

func TestQuestionPage(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned.")
	q.article("post", "Nine lorries burned. A ship sank.")
	q.claim("twelve burned")
	q.claim("nine burned")
	q.claim("a ship sank")
	twelve := q.mark("herald", "Twelve lorries", "twelve burned", assay.Supports)
	nine := q.mark("post", "Nine lorries", "nine burned", assay.Supports)
	q.mark("post", "A ship sank", "a ship sank", assay.Supports)
	id, act, err := q.AddQuestion(t.Context(), "How many?", []NewVersion{{"twelve", []assay.MentionID{twelve}}, {"nine", []assay.MentionID{nine}}})
	q.did(act, err)

	for _, test := range []struct{ name, words, found, claims string }{
		{"no words", "", "", "twelve burned, nine burned"},
		{"words of another claim", "ship", "a ship sank", "twelve burned, nine burned, a ship sank"},
		{"words of its own claim", "twelve", "twelve burned", "twelve burned, nine burned"},
		{"words of none", "snow", "", "twelve burned, nine burned"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := q.Question(t.Context(), id, test.words)
			if err != nil {
				t.Fatal(err)
			}
			view := assay.NewView(p.Case, q.Me())
			var found, claims []string
			for _, id := range p.Found {
				found = append(found, view.Claim(id).Wording)
			}
			for _, c := range p.Case.Claims {
				claims = append(claims, c.Wording)
			}
			if got := strings.Join(found, ", "); got != test.found {
				t.Errorf("found %s, want %s", got, test.found)
			}
			if got := strings.Join(claims, ", "); got != test.claims {
				t.Errorf("the page has %s, want %s", got, test.claims)
			}
			if c := view.ContestedQuestion(&p.Question); c.Level != assay.BetweenOrigins {
				t.Errorf("the level is %q", c.Level)
			}
		})
	}
	if _, err := q.Question(t.Context(), assay.QuestionID{1}, ""); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("a question that there is not: %v", err)
	}
	p, err := q.Contested(t.Context(), assay.ContestedFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Case.Questions) != 1 || len(p.Case.Claims) != 2 {
		t.Errorf("%d questions and %d claims are contested", len(p.Case.Questions), len(p.Case.Claims))
	}
}

// manyClaims fills a case with claims that have a few mentions each.
func manyClaims(b *testing.B, s *Store, claims, articles int) {
	b.Helper()
	ctx := b.Context()
	var ids []assay.ArticleID
	var texts []assay.TextID
	var sentences strings.Builder
	for i := range claims {
		fmt.Fprintf(&sentences, "Sentence %06d says something. ", i)
	}
	for i := range articles {
		text := fmt.Sprintf("Paper %d. ", i%10) + strings.TrimSpace(sentences.String())
		in, err := s.ImportArticle(ctx, assay.Import{Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: fmt.Sprintf("https://paper%d.example/%d", i, i), Text: text, Extractor: "text/1"})
		if err != nil {
			b.Fatal(err)
		}
		p, err := s.Article(ctx, in.Article)
		if err != nil {
			b.Fatal(err)
		}
		ids, texts = append(ids, in.Article), append(texts, p.Text.ID)
	}
	_, err := s.update(ctx, func(t *tx) error {
		for i := range claims {
			claim, err := t.addClaim(ctx, fmt.Sprintf("Claim number %d", i), assay.EventID{})
			if err != nil {
				return err
			}
			for j := range 5 {
				at := 9 + i*31
				position := oplog.Fields{
					"text": oplog.Encode(texts[(i+j)%articles]), "start": oplog.Encode(at), "end": oplog.Encode(at + 15), "quote": oplog.Encode(fmt.Sprintf("Sentence %06d", i)),
					"prefix": oplog.Encode(""), "suffix": oplog.Encode(""), "article": oplog.Encode(ids[(i+j)%articles]), "claim": oplog.Encode(claim),
				}
				m := assay.NewID[assay.Mention](t.author.Now())
				if err := t.edit(ctx, assay.KindMention, assay.EntityID(m), position); err != nil {
					return err
				}
				stance := assay.Supports
				if i%10 == 0 && j == 0 {
					stance = assay.Contradicts
				}
				if err := t.judge(ctx, assay.JudgementKey{Target: assay.EntityID(m), Dimension: assay.DimStance}, oplog.Encode(stance), ""); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkClaims reads pages of a case with 2,000 claims of five mentions each,
// a tenth of them contested.
func BenchmarkClaims(b *testing.B) {
	s, err := Create(b.Context(), b.TempDir()+"/many.assay", "Many", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	manyClaims(b, s, 2000, 100)
	for name, f := range map[string]assay.ClaimFilter{"made": {}, "cited": {Sort: "cited"}, "disputed": {Sort: "disputed"}, "contested": {Contested: true}, "words": {Words: "number 17"}, "last": {Page: 19}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Claims(b.Context(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("room", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Contested(b.Context(), assay.ContestedFilter{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
