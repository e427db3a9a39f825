package anchor

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// news returns a canonical text of n words in blocks of a few sentences.
func news(n int) Text {
	const block = "The dam at Harn broke on Oct. 9, U.S. officials said. “Nobody was hurt,” Mr. Orlo told Harn Radio. " +
		"The cost is put at 3.5 million. Engineers had warned of it in March – and were not heard."
	words := len(strings.Fields(block))
	var b strings.Builder
	for i := 0; i < n; i += words {
		if i > 0 {
			b.WriteString("\n\n")
		}
		fmt.Fprintf(&b, "%s %d", block, i)
	}
	return NewText(b.String())
}

func BenchmarkNewText(b *testing.B) {
	s := news(20_000).String()
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		NewText(s)
	}
}

func BenchmarkCanonical(b *testing.B) {
	s := news(20_000).String()
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if _, err := Canonical(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSentences(b *testing.B) {
	for name, text := range map[string]Text{
		"English": news(20_000),
		"Chinese": NewText(strings.TrimSuffix(strings.Repeat("渡轮周四凌晨停在哈恩附近。没有人受伤！船长说：“我们很幸运。”他离开了吗？\n\n", 2000), "\n\n")),
		"Hindi":   NewText(strings.TrimSuffix(strings.Repeat("पुल बंद है। कोई नहीं आया। मंत्री ने कहा कि नाव डूब गई।\n\n", 2000), "\n\n")),
	} {
		b.Run(name, func(b *testing.B) {
			blocks := text.Blocks()
			b.SetBytes(int64(len(text.String())))
			for b.Loop() {
				for _, block := range blocks {
					Sentences(text, block, Edits{})
				}
			}
		})
	}
}

// BenchmarkRuns lays out all blocks of an article with marks of up to forty
// words anywhere.
func BenchmarkRuns(b *testing.B) {
	for _, size := range []struct{ words, marks int }{{800, 60}, {20_000, 2_000}, {120_000, 10_000}} {
		b.Run(fmt.Sprintf("%d_words_%d_marks", size.words, size.marks), func(b *testing.B) {
			text := news(size.words)
			blocks := text.Blocks()
			sentences := make([][]Span, len(blocks))
			for i, block := range blocks {
				sentences[i] = Sentences(text, block, Edits{})
			}
			random := rand.New(rand.NewPCG(5, 6))
			marks := make([]Mark, size.marks)
			for i := range marks {
				start := random.IntN(text.Len() - 300)
				marks[i] = Mark{fmt.Sprintf("mention-%d", i), Span{start, start + 40 + random.IntN(200)}}
			}
			for b.Loop() {
				for i, of := range ByBlock(blocks, marks) {
					Runs(text, blocks[i], sentences[i], of)
				}
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	text := news(20_000)
	at := Span{text.Len() - 100, text.Len()} // with the number of the block, so that there is one
	quote := text.Quote(at)
	folded := quote
	folded.Exact = strings.ToUpper(quote.Exact)
	near := quote
	near.Exact = strings.Replace(quote.Exact, "Engineers", "The engineers", 1)
	for _, test := range []struct {
		name  string
		quote Quote
		way   Way
	}{{"exact", quote, Exact}, {"folded", folded, Folded}, {"approximate", near, Approximate}} {
		b.Run(test.name, func(b *testing.B) {
			finder := NewFinder(text)
			for b.Loop() {
				if matches, _ := finder.Find(test.quote, NoHint); len(matches) == 0 || matches[0].Way != test.way {
					b.Fatalf("got %+v", matches)
				}
			}
		})
	}
}
