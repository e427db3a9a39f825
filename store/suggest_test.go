package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// suggested writes what other articles are suggested to say: outlet and passage,
// with what they share in brackets.
func (q *quay) suggested(m assay.MentionID, silent bool) (*assay.SuggestedPage, string) {
	q.t.Helper()
	p, err := q.Suggested(q.t.Context(), m, silent)
	for ; err == nil && p.Preparing; p, err = q.Suggested(q.t.Context(), m, silent) {
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		q.t.Fatal(err)
	}
	names := map[assay.ArticleID]string{}
	for name, id := range q.articles {
		names[id] = name
	}
	var lines []string
	for _, x := range p.Passages {
		quote := []rune(x.Quote)
		for _, s := range slices.Backward(x.Shared) {
			quote = slices.Insert(slices.Insert(quote, s.End, ']'), s.Start, '[')
		}
		lines = append(lines, names[x.Article]+": "+string(quote))
	}
	return p, strings.Join(lines, "\n")
}

// TestSuggested looks for what others say of a claim: in the same event or among
// what is about the same, not where it is known, rejected, set aside or silent.
func TestSuggested(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	q.article("wire", "Twelve refrigerated lorries burned on the east quay.\n\nNobody was hurt.")
	q.article("herald", "The port reopened at noon.\n\nNine lorries burned on the east quay, a spokesman said. The mayor thanked the brigade.")
	q.article("lantern", "A total of twelve lorries were lost; none of them burned in town.")
	q.article("gazette", "The council met on Tuesday about the new tram.")
	q.article("mirror", "Twelve lorries burned in another town altogether.")
	q.claim("lorries")
	m := q.mark("wire", "Twelve refrigerated lorries burned on the east quay.", "lorries", assay.Supports)

	for _, outlet := range []string{"wire", "herald", "lantern", "gazette"} {
		q.did(q.ChangeArticles(ctx, []assay.ArticleID{q.articles[outlet]}, ArticleChange{AddEvent: "Fire"}))
	}
	p, got := q.suggested(m, false)
	if want := "herald: Nine [lorries burned] on the [east quay], a spokesman said.\nlantern: A total of [twelve lorries] were lost; none of them [burned] in town."; got != want {
		t.Errorf("of the event:\n%s\nwant:\n%s", got, want)
	}
	if p.Looked != 3 || p.Marked != 0 || len(p.Events) != 1 {
		t.Errorf("%d looked at, %d marked, events %v", p.Looked, p.Marked, p.Events)
	}

	rejected := p.Passages[1]
	q.did(q.RejectPassage(ctx, p.Claim, rejected))
	if p, _ = q.suggested(m, false); len(p.Passages) != 1 {
		t.Errorf("what was rejected is suggested: %+v", p.Passages)
	}
	q.did(q.Undo(ctx))
	if p, _ = q.suggested(m, false); len(p.Passages) != 2 {
		t.Error("an undone rejection holds")
	}

	page, err := q.Article(ctx, q.articles["lantern"])
	if err != nil {
		t.Fatal(err)
	}
	act, _, err := q.SetBlocks(ctx, page.Text.ID, page.Body.Blocks(), "not_article")
	q.did(act, err)
	if _, got := q.suggested(m, false); strings.Contains(got, "lantern") {
		t.Errorf("what was set aside is suggested:\n%s", got)
	}
	q.did(q.Undo(ctx))

	read := true
	q.did(q.ChangeArticles(ctx, []assay.ArticleID{q.articles["lantern"]}, ArticleChange{Read: &read}))
	if p, got := q.suggested(m, false); strings.Contains(got, "lantern") || len(p.Silent) != 1 {
		t.Errorf("what was read and is silent is suggested:\n%s", got)
	}
	if _, got := q.suggested(m, true); !strings.Contains(got, "lantern") {
		t.Errorf("what is silent is not there when asked for:\n%s", got)
	}

	q.mark("herald", "Nine lorries burned on the east quay", "lorries", assay.Contradicts)
	if p, got := q.suggested(m, true); strings.Contains(got, "herald") || p.Marked != 1 {
		t.Errorf("what mentions the claim is suggested:\n%s", got)
	}
}

// TestSuggestedOfStory looks where there is no event: in the articles that tell the
// same story, as far as they were compared, and in no others.
func TestSuggestedOfStory(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	q.article("wire", "Twelve refrigerated lorries burned on the east quay.\n\nThe cold store of the herring auction caught fire from a welding torch, and the brigade of Quellhaven fought the flames until dawn.")
	q.article("herald", "Nine lorries burned on the east quay, a spokesman said.\n\nA welding torch set fire to the cold store of the herring auction; the brigade of Quellhaven put out the flames at dawn.")
	q.article("gazette", "The council burned its old tram tickets on Tuesday.\n\nTwelve aldermen voted for the new line, and the east quay gets a stop.")
	q.claim("lorries")
	m := q.mark("wire", "Twelve refrigerated lorries burned on the east quay.", "lorries", assay.Supports)
	if p, got := q.suggested(m, false); got != "" || p.Looked != 0 || !p.Uncompared {
		t.Errorf("nothing was compared, and of %d there is:\n%s", p.Looked, got)
	}
	for left := 1; left > 0; {
		var err error
		if left, err = q.Relate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	p, got := q.suggested(m, false)
	if want := "herald: Nine [lorries burned] on the [east quay], a spokesman said."; !strings.Contains(got, want) || strings.Contains(got, "gazette") {
		t.Errorf("of the same story:\n%s\nwant:\n%s", got, want)
	}
	if p.Looked != 1 || len(p.Events) != 0 || !slices.Equal(p.Of, []assay.ArticleID{q.articles["herald"]}) || p.Uncompared {
		t.Errorf("%d looked at, these: %v", p.Looked, p.Of)
	}
}

// TestSuggestedAlike asks from all mentions of a claim, of which one is of the event
// and one says it in words that no other article has.
func TestSuggestedAlike(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	q.article("wire", "Twelve refrigerated lorries burned on the east quay.")
	q.article("herald", "A dozen vehicles went up in smoke.")
	q.article("lantern", "A total of twelve lorries burned; none of them in town.")
	q.article("gazette", "The council met on Tuesday about the new tram.\n\nThe mayor was late.\n\nHerring is dearer than last year, the auction said.")
	q.claim("lorries")
	of := []assay.MentionID{
		q.mark("wire", "Twelve refrigerated lorries burned on the east quay.", "lorries", assay.Supports),
		q.mark("herald", "A dozen vehicles went up in smoke.", "lorries", assay.Supports),
	}
	for _, outlet := range []string{"wire", "lantern", "gazette"} {
		q.did(q.ChangeArticles(ctx, []assay.ArticleID{q.articles[outlet]}, ArticleChange{AddEvent: "Fire"}))
	}
	_, want := q.suggested(of[0], false)
	if !strings.HasPrefix(want, "lantern: ") {
		t.Errorf("suggested is:\n%s", want)
	}
	if _, got := q.suggested(of[1], false); got != want {
		t.Errorf("of another mention of the claim:\n%s\nand of the first:\n%s", got, want)
	}
}

// TestStretches cuts sentences that are too long, and leaves out nothing but what is
// far down.
func TestStretches(t *testing.T) {
	body := anchor.NewText(strings.Repeat("Crane after crane fell é ", 200) + ". Nobody was hurt.\n\n" + strings.Repeat("🇩🇪", 400))
	spans, all := stretchesIn(body, &assay.Text{}, "")
	if !all || len(spans) < 12 {
		t.Errorf("%d stretches, all: %v", len(spans), all)
	}
	for i, s := range spans {
		if s.Empty() || s.Len() > stretchLongest+1 {
			t.Errorf("one of %d", s.Len())
		}
		if s != anchor.Snap(body, s) {
			t.Errorf("%v cuts a character in two", s)
		}
		if i > 0 && s.Start < spans[i-1].End {
			t.Errorf("%v and %v overlap", spans[i-1], s)
		}
	}
	endless := anchor.NewText(strings.Repeat("Crane after crane fell. ", stretchesMost+10))
	if spans, all := stretchesIn(endless, &assay.Text{}, ""); all || len(spans) != stretchesMost {
		t.Errorf("of a book %d, all: %v", len(spans), all)
	}
}

// TestSuggestedWhileReading asks while others read, opens articles as a reader does,
// and closes the case in the middle of it.
func TestSuggestedWhileReading(t *testing.T) {
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "test.assay"), "Test", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	ids, mentions := burning(t, s, 60)
	s.around.turn.Lock() // something else is being made ready, and takes its time
	began := time.Now()
	if p, err := s.Suggested(t.Context(), mentions[0], false); err != nil || !p.Preparing || p.Looked != 59 {
		t.Errorf("meanwhile it is %+v, %v", p, err)
	}
	for _, id := range ids {
		s.Foresee(t.Context(), id)
	}
	if took := time.Since(began); took > 10*patience {
		t.Errorf("it took %v", took)
	}
	s.around.turn.Unlock()
	for {
		p, err := s.Suggested(t.Context(), mentions[0], false)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Preparing {
			break
		}
	}
	s.around.mu.Lock()
	if n := len(s.around.all); n != 1 {
		t.Errorf("%d are kept", n)
	}
	s.around.drop(0)
	s.around.mu.Unlock()
	s.Foresee(t.Context(), ids[0])
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Suggested(t.Context(), mentions[0], false); err == nil {
		t.Error("of a closed case there is something suggested")
	}
}

// BenchmarkSuggested finds what others say of a claim in an event of 400 articles,
// once their sentences are ready. It tells how long that takes, and the slowest of
// twenty.
func BenchmarkSuggested(b *testing.B) {
	s := benchStore(b)
	ctx := b.Context()
	ids, mentions := burning(b, s, 400)
	m := mentions[0]
	began := time.Now()
	p, err := s.Suggested(ctx, m, false)
	asked := time.Since(began)
	for ; err == nil && p.Preparing; p, err = s.Suggested(ctx, m, false) {
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		b.Fatal(err)
	}
	first := time.Since(began)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if _, err := s.Suggested(ctx, m, false); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(asked.Milliseconds()), "asked-ms")
	b.ReportMetric(float64(first.Milliseconds()), "first-ms")
	s.around.close()
	s.around = recentScopes{}
	s.Foresee(ctx, ids[200])
	s.around.jobs.Wait() // as long as it takes to read to the passage
	began = time.Now()
	if p, err = s.Suggested(ctx, m, false); err != nil || p.Preparing {
		b.Fatal(p.Preparing, err)
	}
	b.ReportMetric(float64(time.Since(began).Milliseconds()), "foreseen-ms")
}

// burning fills a case with articles of some 800 words about one event, and marks
// a passage of the one in the middle.
func burning(tb testing.TB, s *Store, n int) (ids []assay.ArticleID, mentions []assay.MentionID) {
	tb.Helper()
	ctx := tb.Context()
	words := strings.Fields("harbour fire lorry quay brigade mayor officials said storm ferry cargo tunnel bridge crane herring insurers police witness company minister talks border strike vote council budget river flood relief hospital")
	for i := range n {
		var text strings.Builder
		for n := range 44 {
			for k := range 18 {
				fmt.Fprintf(&text, "%s%s ", words[(i*7+n*n*13+k*k*(3+n%5))%len(words)], map[bool]string{true: fmt.Sprint((i + n*k) % 97)}[k%3 == 0])
			}
			text.WriteString("ended. ")
			if n%4 == 3 {
				text.WriteString("\n\n")
			}
		}
		body := strings.TrimSpace(strings.ReplaceAll(text.String(), " \n", "\n"))
		out, err := s.ImportArticle(ctx, assay.Import{Original: []byte(body), Name: "a.txt", MediaType: "text/plain", Text: body, Extractor: "text/1", Charset: "utf-8", Title: fmt.Sprint("Article ", i)})
		if err != nil {
			tb.Fatal(err)
		}
		ids = append(ids, out.Article)
	}
	if _, err := s.ChangeArticles(ctx, ids, ArticleChange{AddEvent: "Fire"}); err != nil {
		tb.Fatal(err)
	}
	page, err := s.Article(ctx, ids[n/2])
	if err != nil {
		tb.Fatal(err)
	}
	m, err := s.MarkMention(ctx, Mark{Article: ids[n/2], Text: page.Text.ID, Span: sentencesIn(page.Body, &page.Text, "")[9], Stance: assay.Supports})
	if err != nil {
		tb.Fatal(err)
	}
	return ids, []assay.MentionID{m.Mention}
}
