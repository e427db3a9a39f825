package web

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

// BenchmarkArticle is the server's side of opening an article in the reader:
// from the file to the page, for short and long texts with few and many
// overlapping mentions.
func BenchmarkArticle(b *testing.B) {
	for _, size := range []struct{ words, mentions int }{{800, 0}, {800, 200}, {20_000, 2_000}} {
		b.Run(fmt.Sprintf("%d words, %d mentions", size.words, size.mentions), func(b *testing.B) {
			s, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "bench.assay"), "Bench", store.Options{Actor: assay.ActorID{1}, Name: "Ana"})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			id := long(b, s, size.words, size.mentions)
			b.ReportAllocs()
			for b.Loop() {
				data, err := s.Article(b.Context(), id)
				if err != nil {
					b.Fatal(err)
				}
				view := assay.NewView(data.Case, s.Me())
				p := views.NewReader("/s/0/c/0", view, data, func() views.Furniture { return furniture(data.Body) })
				var page strings.Builder
				if err := views.Reader(p, views.InspectorEmpty(anchor.Span{}, "", nil)).Render(b.Context(), &page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMark is one durable mark with its answer, through the router.
func BenchmarkMark(b *testing.B) {
	s, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "bench.assay"), "Bench", store.Options{Actor: assay.ActorID{1}, Name: "Ana"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	id := long(b, s, 800, 60)
	data, err := s.Article(b.Context(), id)
	if err != nil {
		b.Fatal(err)
	}
	claim, _, err := s.AddClaim(b.Context(), "A claim for the benchmark", assay.EventID{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		start := n % 3000
		if _, err := s.MarkMention(b.Context(), store.Mark{Article: id, Text: data.Text.ID, Span: anchor.Span{Start: start, End: start + 5 + n/3000}, Claim: claim, Stance: assay.Supports}); assay.KindOf(err) == assay.KindInternal {
			b.Fatal(err)
		}
	}
}

// long makes an article of so many words with so many mentions, about two deep.
func long(b *testing.B, s *store.Store, words, mentions int) assay.ArticleID {
	b.Helper()
	var text strings.Builder
	for i := range words {
		switch {
		case i > 0 && i%60 == 0:
			text.WriteString(".\n\n")
		case i > 0 && i%15 == 0:
			text.WriteString(". ")
		case i > 0:
			text.WriteByte(' ')
		}
		fmt.Fprintf(&text, "wörd%d", i%97)
	}
	in, err := s.ImportArticle(b.Context(), assay.Import{Original: []byte(text.String()), Text: text.String(), Title: "Long"})
	if err != nil {
		b.Fatal(err)
	}
	data, err := s.Article(b.Context(), in.Article)
	if err != nil {
		b.Fatal(err)
	}
	for i := range mentions {
		start := i * (data.Body.Len() - 200) / max(1, mentions)
		_, err := s.MarkMention(b.Context(), store.Mark{Article: in.Article, Text: data.Text.ID, Span: anchor.Span{Start: start, End: start + 40 + i%120}, Stance: assay.Stances[i%4]})
		if err != nil {
			b.Fatal(err)
		}
	}
	return in.Article
}

// BenchmarkInspect is what a move of the cursor costs: the article's claims
// without its page.
func BenchmarkInspect(b *testing.B) {
	s, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "bench.assay"), "Bench", store.Options{Actor: assay.ActorID{1}, Name: "Ana"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	id := long(b, s, 800, 60)
	for b.Loop() {
		data, err := s.Article(b.Context(), id)
		if err != nil {
			b.Fatal(err)
		}
		view := assay.NewView(data.Case, s.Me())
		p := views.NewReader("/s/0/c/0", view, data, nil)
		m := &data.Case.Mentions[7]
		var part strings.Builder
		if err := views.Inspector(views.InspectorView{Page: p, Mention: m, Claim: view.Claim(m.Claim)}).Render(b.Context(), &part); err != nil {
			b.Fatal(err)
		}
	}
}
