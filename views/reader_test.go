package views

import (
	"cmp"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// onScreen returns the text of an article as the reader's page has it: what is
// inside the elements with data-text, joined as the text joins its paragraphs.
func onScreen(t *testing.T, p ReaderPage) string {
	t.Helper()
	var blocks []string
	for _, b := range p.Blocks() {
		var page strings.Builder
		if err := Paragraph(p, b).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		_, inner, ok := strings.Cut(page.String(), "data-text")
		if !ok {
			t.Fatalf("a paragraph without text: %s", page.String())
		}
		_, inner, _ = strings.Cut(inner, ">")
		end := strings.Index(inner, "</p>")
		if h := strings.Index(inner, "</h"); end < 0 || h >= 0 && h < end {
			end = h
		}
		blocks = append(blocks, html.UnescapeString(tags.ReplaceAllString(inner[:end], "")))
	}
	return strings.Join(blocks, "\n\n")
}

// FuzzReader: whatever is marked, the text on screen is the text in the file,
// to the last code point, or every offset after a difference would be wrong.
func FuzzReader(f *testing.F) {
	f.Add("Zwölf 🚒 Wagen brannten. Neun, sagt die Polizei.\n\n<b>Not bold</b> & co.", 2, 9, 6, 30)
	f.Add("plans.By JNSU.S. President\n\n• item\nline 👨‍👩‍👧‍👦 e\u0301", 0, 40, 1, 2)
	f.Add("قال مسؤول. هل أصيب أحد؟\n\n据报道，冷库被烧毁。港口重新开放。", 3, 17, 25, 30)
	f.Add(" leading\u00a0and trailing ", 0, 5, 5, 20)
	f.Fuzz(func(t *testing.T, raw string, a, b, c, d int) {
		text, err := anchor.Canonical(raw)
		if err != nil || text == "" || strings.ContainsAny(text, "\x00\r") {
			return
		}
		body := anchor.NewText(text)
		page := assay.ArticlePage{Case: &assay.Case{}, Body: body}
		for i, span := range []anchor.Span{{Start: a, End: b}, {Start: c, End: d}} {
			if !body.In(span) || span.Empty() {
				continue
			}
			m := assay.Mention{ID: assay.MentionID{byte(i + 1)}, Claim: assay.ClaimID{1}, Span: span, Quote: body.Slice(span)}
			page.Case.Mentions = append(page.Case.Mentions, m)
			page.Text.Pages = append(page.Text.Pages, assay.Page{Start: span.Start, Label: "x"})
		}
		slices.SortFunc(page.Text.Pages, func(a, b assay.Page) int { return cmp.Compare(a.Start, b.Start) })
		page.Case.Claims = []assay.Claim{{ID: assay.ClaimID{1}, Wording: "A claim"}}
		p := NewReader("/c", assay.NewView(page.Case, assay.ActorID{1}), page, nil)
		if got := onScreen(t, p); got != text {
			t.Errorf("on screen %q, in the file %q", got, text)
		}
	})
}

// TestPageMarks: where a page begins is said before its first word, within a mark
// and a sentence, too.
func TestPageMarks(t *testing.T) {
	const text = "One two three.\n\nFour five six."
	m := assay.Mention{ID: assay.MentionID{1}, Claim: assay.ClaimID{1}, Span: anchor.Span{Start: 4, End: 13}, Quote: "two three"}
	page := assay.ArticlePage{Case: &assay.Case{Mentions: []assay.Mention{m}, Claims: []assay.Claim{{ID: m.Claim}}}, Body: anchor.NewText(text)}
	page.Text.Pages = []assay.Page{{Start: 0, Label: "iv"}, {Start: 8, Label: "12"}, {Start: 16, Label: "13"}}
	p := NewReader("/c", assay.NewView(page.Case, assay.ActorID{1}), page, nil)
	got := ""
	for _, b := range p.Blocks() {
		for _, piece := range b.Pieces {
			for _, r := range piece.Runs {
				if r.Page != "" {
					got += "[" + r.Page + "]"
				}
				if r.Stance != "" {
					got += "<" + r.Text + ">"
				} else {
					got += r.Text
				}
			}
		}
	}
	if want := "[iv]One <two ><[12]three>."; strings.ReplaceAll(got, "[12]<", "<[12]") != want+"[13]Four five six." {
		t.Errorf("drawn %q", got)
	}
}
