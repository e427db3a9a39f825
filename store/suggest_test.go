package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
)

// suggested writes what other articles are suggested to say: outlet and passage,
// with what they share in brackets.
func (q *quay) suggested(m assay.MentionID, silent bool) (*assay.SuggestedPage, string) {
	q.t.Helper()
	p, err := q.Suggested(q.t.Context(), m, silent)
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
	if p.Looked != 3 || p.Marked != 0 || p.Event.IsZero() {
		t.Errorf("%d looked at, %d marked, event %s", p.Looked, p.Marked, p.Event)
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

	// Where there is no event, what is about the same, as far as it was compared.
	other := q.mark("mirror", "Twelve lorries burned in another town altogether.", "lorries", assay.Supports)
	if p, got := q.suggested(other, true); got != "" || p.Looked != 0 {
		t.Errorf("nothing was compared, and of %d there is:\n%s", p.Looked, got)
	}
	for left := 1; left > 0; {
		if left, err = q.Relate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if p, got := q.suggested(other, true); !strings.Contains(got, "lantern") || !p.Event.IsZero() {
		t.Errorf("of %d articles about the same:\n%s", p.Looked, got)
	}
}

// BenchmarkSuggested finds what others say of a claim in an event of 400 articles,
// once their sentences are ready. It tells how long that takes, and the slowest of
// twenty.
func BenchmarkSuggested(b *testing.B) {
	s := benchStore(b)
	ctx := b.Context()
	words := strings.Fields("harbour fire lorry quay brigade mayor officials said storm ferry cargo tunnel bridge crane herring insurers police witness company minister talks border strike vote council budget river flood relief hospital")
	var ids []assay.ArticleID
	var imports []assay.Import
	for i := range 400 {
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
		imports = append(imports, assay.Import{Original: []byte(body), Name: "a.txt", MediaType: "text/plain", Text: body, Extractor: "text/1", Charset: "utf-8", Title: fmt.Sprint("Article ", i)})
	}
	for _, in := range imports {
		out, err := s.ImportArticle(ctx, in)
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, out.Article)
	}
	if _, err := s.ChangeArticles(ctx, ids, ArticleChange{AddEvent: "Fire"}); err != nil {
		b.Fatal(err)
	}
	page, err := s.Article(ctx, ids[200])
	if err != nil {
		b.Fatal(err)
	}
	m, err := s.MarkMention(ctx, Mark{Article: ids[200], Text: page.Text.ID, Span: sentencesIn(page.Body, &page.Text, "")[9], Stance: assay.Supports})
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if _, err := s.Suggested(ctx, m.Mention, false); err != nil {
		b.Fatal(err)
	}
	first := time.Since(began)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if _, err := s.Suggested(ctx, m.Mention, false); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(first.Milliseconds()), "first-ms")
}
