package lineage

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
)

// drafted returns the words of article i of any number, by numbers: some 400, as
// frequent as in a language, where the nth is so in proportion to 1/n. Every
// fourth is a copy of the one before with a word in ten changed, and all begin
// with what is said everywhere.
func drafted(i int) []int {
	changes, draft := rand.New(rand.NewPCG(7, uint64(i))), rand.New(rand.NewPCG(8, uint64(i-i%4/3)))
	words := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	for range 400 {
		word := int(1 / (draft.Float64() + 1e-5))
		if i%4 == 3 && changes.IntN(10) == 0 {
			word = changes.IntN(100_000)
		}
		words = append(words, word)
	}
	return words
}

// written returns article i as a text.
func written(i int) string {
	var b strings.Builder
	for n, word := range drafted(i) {
		fmt.Fprintf(&b, "word%d ", word)
		if n%20 == 19 {
			b.WriteString("ends. Next ")
		}
	}
	return b.String()
}

// quick returns article i without reading it letter by letter, so that many can
// be had in a short time. It can be asked for marks and topics only.
func quick(i int) *Text {
	t := &Text{}
	for _, n := range drafted(i) {
		t.words = append(t.words, word{hash: mix(uint64(n))})
	}
	for at := 0; at < len(t.words); at += 20 {
		t.sentences = append(t.sentences, sentence{from: at, to: min(at+20, len(t.words))})
	}
	t.index()
	t.grams = grams(t.words)
	return t
}

// BenchmarkRead reads an article, as is done on import.
func BenchmarkRead(b *testing.B) {
	text := anchor.NewText(written(1))
	for b.Loop() {
		Read(text)
	}
}

func BenchmarkFingerprint(b *testing.B) {
	t := read(written(1))
	for b.Loop() {
		t.Fingerprint()
	}
}

// BenchmarkEndless reads a text of 1.8 MB in one line, and compares it with another
// that has half of its sentences.
func BenchmarkEndless(b *testing.B) {
	endless := func(of int) anchor.Text {
		var s strings.Builder
		for i := 0; s.Len() < 1_800_000; i++ {
			s.WriteString(written(4 * (i + of*(i%2)*1000)))
		}
		return anchor.NewText(s.String())
	}
	one, other := endless(0), endless(1)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			Read(one)
		}
	})
	b.Run("compare", func(b *testing.B) {
		x, y := Read(one), Read(other)
		for b.Loop() {
			Compare(x, y)
		}
	})
}

// BenchmarkCompare compares an article with a copy of it, and with a stranger.
func BenchmarkCompare(b *testing.B) {
	for name, i := range map[string]int{"copy": 3, "stranger": 4} {
		b.Run(name, func(b *testing.B) {
			x, y := read(written(2)), read(written(i))
			for b.Loop() {
				Compare(x, y)
			}
		})
	}
}

// BenchmarkAmong measures what is done among many articles, of which 300 appear a
// day: finding candidates and neighbours for one of them; proposals, which is all
// that is done for a new one, with ten comparisons; taking one out; and all pairs
// from kept fingerprints. The pairs are to be found within 60 s, and proposals
// made within 100 ms.
func BenchmarkAmong(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 10_000 {
				b.Skip("it takes a minute")
			}
			among(b, n)
		})
	}
}

func among(b *testing.B, n int) {
	var v Vocabulary
	for i := 0; i < n; i += 10 { // a tenth is enough to know words by
		v.Add(quick(i))
	}
	kept, topics := make([][]byte, n), make([][]byte, n)
	size := 0
	for i := range n {
		t := quick(i)
		kept[i], _ = t.Fingerprint().MarshalBinary()
		topics[i], _ = v.Topic(t).MarshalBinary()
		size += len(kept[i])
	}
	fingerprint := func(i int) (f Fingerprint) {
		if err := f.UnmarshalBinary(kept[i]); err != nil {
			b.Fatal(err)
		}
		return f
	}
	topic := func(i int) (o Topic) {
		if err := o.UnmarshalBinary(topics[i]); err != nil {
			b.Fatal(err)
		}
		return o
	}
	fill := func() *Index[int] {
		x := NewIndex[int]()
		for i := range n {
			x.Add(i, fingerprint(i))
		}
		return x
	}
	b.Run("pairs", func(b *testing.B) {
		for b.Loop() {
			pairs, x := 0, fill()
			for i := range n {
				for _, m := range x.Candidates(fingerprint(i)) {
					if m.Key < i {
						pairs++
					}
				}
			}
			b.ReportMetric(float64(pairs), "pairs")
		}
	})

	before := heap()
	x := fill()
	b.Logf("%d articles: %.0f MB of index, %d bytes of fingerprint each", n, float64(heap()-before)/(1<<20), size/n)
	before = heap()
	var o Topics[int]
	for i := range n {
		o.Add(i, topic(i), i/300)
	}
	b.Logf("%d articles: %.0f MB of topics", n, float64(heap()-before)/(1<<20))

	at := 0
	next := func() int { at = (at + 7) % n; return at }
	b.Run("candidates", func(b *testing.B) {
		for b.Loop() {
			x.Candidates(fingerprint(next()))
		}
	})
	b.Run("neighbours", func(b *testing.B) {
		for b.Loop() {
			i := next()
			o.Neighbours(topic(i), i/300, 10)
		}
	})
	b.Run("proposals", func(b *testing.B) {
		text := anchor.NewText(written(2))
		others := make([]*Text, 10)
		for i := range others {
			others[i] = read(written(i))
		}
		for b.Loop() {
			i := next()
			t := Read(text)
			t.Fingerprint()
			v.Topic(t)
			x.Candidates(fingerprint(i))
			o.Neighbours(topic(i), i/300, 10)
			for _, other := range others {
				c := Compare(t, other)
				c.Propose(Known{})
			}
		}
	})
	b.Run("removal", func(b *testing.B) {
		for b.Loop() {
			x.Remove(1)
			x.Add(1, fingerprint(1))
		}
	})
	runtime.KeepAlive(&o)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkRank finds what goes with a passage among the sentences of an event of
// 400 articles.
func BenchmarkRank(b *testing.B) {
	var c []Candidate[int]
	for i := range 400 {
		text := anchor.NewText(written(i))
		for _, s := range anchor.Sentences(text, anchor.Span{End: text.Len()}, anchor.Edits{}) {
			c = append(c, Candidate[int]{len(c), []string{text.Slice(s)}})
		}
	}
	r := NewRanker(slices.Values(c))
	b.Logf("%d sentences", len(c))
	for b.Loop() {
		r.Rank(c[len(c)/2].Texts[0])
	}
}
