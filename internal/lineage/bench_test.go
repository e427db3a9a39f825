package lineage

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"

	"assay/internal/anchor"
)

// generated returns article i of any number, some 400 words long, so that it need
// not be kept. Every fourth is a copy of the one before with a word in ten
// changed, and all begin with what is said everywhere.
func generated(i int) string {
	r := rand.New(rand.NewPCG(7, uint64(i)))
	draft := rand.New(rand.NewPCG(8, uint64(i)))
	if i%4 == 3 {
		draft = rand.New(rand.NewPCG(8, uint64(i-1)))
	}
	var b strings.Builder
	b.WriteString("Our correspondent on the quay reports what follows from the harbour. ")
	for n := range 400 {
		// Words are as frequent as in a language: the nth in proportion to 1/n.
		word := int(1 / (draft.Float64() + 1e-5))
		if i%4 == 3 && r.IntN(10) == 0 {
			word = r.IntN(100_000)
		}
		fmt.Fprintf(&b, "w%dz%d ", word, word%7)
		if n%20 == 19 {
			b.WriteString("ends. Next ")
		}
	}
	return b.String()
}

// filled returns indexes of n generated articles and the fingerprints of all.
// The last size is kept.
var filled = func() func(n int) (*Index[int], *Topics[int], *Vocabulary, []Fingerprint) {
	type made struct {
		x *Index[int]
		o *Topics[int]
		v *Vocabulary
		f []Fingerprint
	}
	var mu sync.Mutex
	have := map[int]made{}
	return func(n int) (*Index[int], *Topics[int], *Vocabulary, []Fingerprint) {
		mu.Lock()
		defer mu.Unlock()
		if m, ok := have[n]; ok {
			return m.x, m.o, m.v, m.f
		}
		clear(have) // one at a time: what it takes is measured
		m := made{NewIndex[int](), &Topics[int]{}, &Vocabulary{}, make([]Fingerprint, n)}
		for i := range n / 10 { // a tenth is enough to know the words by
			m.v.Add(read(generated(i * 10)))
		}
		for i := range n {
			t := read(generated(i))
			m.f[i] = t.Fingerprint()
			m.x.Add(i, m.f[i])
			m.o.Add(i, m.v.Topic(t), i/300)
		}
		have[n] = m
		return m.x, m.o, m.v, m.f
	}
}()

func sizes(b *testing.B, run func(b *testing.B, n int)) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 10_000 {
				b.Skip("it takes minutes to fill")
			}
			run(b, n)
		})
	}
}

// BenchmarkRead reads an article, as it is done on import.
func BenchmarkRead(b *testing.B) {
	text := anchor.NewText(generated(1))
	for b.Loop() {
		Read(text)
	}
}

func BenchmarkFingerprint(b *testing.B) {
	t := read(generated(1))
	for b.Loop() {
		t.Fingerprint()
	}
}

// BenchmarkCompare compares an article with a copy of it, and with a stranger.
func BenchmarkCompare(b *testing.B) {
	for name, i := range map[string]int{"copy": 3, "stranger": 4} {
		b.Run(name, func(b *testing.B) {
			x, y := read(generated(2)), read(generated(i))
			for b.Loop() {
				Compare(x, y)
			}
		})
	}
}

// BenchmarkProposals does all that is done for one new article among n: reads it,
// finds candidates and neighbours, and compares it with ten of them.
func BenchmarkProposals(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		x, o, v, _ := filled(n)
		others := make([]*Text, 10)
		for i := range others {
			others[i] = read(generated(i))
		}
		i := 0
		for b.Loop() {
			i += 7
			t := read(generated(i % n))
			x.Candidates(t.Fingerprint())
			o.Neighbours(v.Topic(t), i%n/300, 10)
			for _, other := range others {
				c := Compare(t, other)
				c.Propose(Known{})
			}
		}
	})
}

func BenchmarkCandidates(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		x, _, _, fingerprints := filled(n)
		i := 0
		for b.Loop() {
			i += 7
			x.Candidates(fingerprints[i%n])
		}
	})
}

func BenchmarkNeighbours(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		_, o, _, _ := filled(n)
		i := 0
		for b.Loop() {
			i += 7
			o.Neighbours(o.topics[i%n], i%n/300, 10)
		}
	})
}

// BenchmarkAllPairs fills an index from kept fingerprints and finds all pairs
// with marks in common, and says what the index takes.
func BenchmarkAllPairs(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		_, _, _, fingerprints := filled(n)
		kept := make([][]byte, n)
		size := 0
		for i, f := range fingerprints {
			kept[i], _ = f.MarshalBinary()
			size += len(kept[i])
		}
		for b.Loop() {
			before := heap()
			x := NewIndex[int]()
			for i, data := range kept {
				var f Fingerprint
				if err := f.UnmarshalBinary(data); err != nil {
					b.Fatal(err)
				}
				x.Add(i, f)
			}
			b.ReportMetric(float64(heap()-before)/(1<<20), "MB")
			pairs := 0
			for i, data := range kept {
				var f Fingerprint
				if err := f.UnmarshalBinary(data); err != nil {
					b.Fatal(err)
				}
				for _, m := range x.Candidates(f) {
					if m.Key < i {
						pairs++
					}
				}
			}
			b.ReportMetric(float64(pairs), "pairs")
			b.ReportMetric(float64(size)/float64(n), "B/article")
			runtime.KeepAlive(x)
		}
	})
}

// BenchmarkRemove takes an article out and puts it back.
func BenchmarkRemove(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		x, _, _, fingerprints := filled(n)
		for b.Loop() {
			x.Remove(1)
			x.Add(1, fingerprints[1])
		}
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
