package store

import (
	"iter"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
)

// TestSameText: the same text at an address that leads to the same page is found, be
// it of before, of the same import or brought in beside it.
func TestSameText(t *testing.T) {
	s := openStore(t)
	add := func(address string) assay.Import {
		return assay.Import{Original: []byte("bytes of " + address), Text: "Nine lorries burned.", FoundAt: address}
	}
	if _, err := s.ImportArticle(t.Context(), add("https://quaypost.example/before")); err != nil {
		t.Fatal(err)
	}
	addresses := []string{"https://quaypost.example/fire", "https://www.quaypost.example/fire", "https://www.quaypost.example/before/", "https://quaypost.example/beside", "https://quaypost.example/fire#top"}
	last := make(chan struct{})
	var got []string
	err := s.ImportArticles(t.Context(), func(yield func(Incoming, error) bool) {
		for i, address := range addresses {
			if i == 3 {
				<-last
			}
			in := Incoming{Name: address, Read: func() iter.Seq2[assay.Import, error] {
				return func(yield func(assay.Import, error) bool) { yield(add(address), nil) }
			}}
			if !yield(in, nil) {
				return
			}
		}
	}, func(out Imported) error {
		if got = append(got, out.Outcome); len(got) != 3 {
			return out.Err
		}
		defer close(last)
		if _, err := s.ImportArticle(t.Context(), add("https://www.quaypost.example/beside")); err != nil {
			return err
		}
		return s.Rebuild(t.Context())
	})
	if want := "added known known known known"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("it became %q, %v; want %q", got, err, want)
	}
}

// BenchmarkSameText looks for the articles of a text in a large case,
// but for what is looked up while nobody waits to write.
func BenchmarkSameText(b *testing.B) {
	s := benchStore(b)
	derived(b, s, 100_000)
	p, err := pack(&assay.Import{Original: []byte("x"), Text: "Nine cranes fell at the south quay.", FoundAt: "https://quaypost.example/"})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.update(b.Context(), func(t *tx) error { t.worth = true; return t.keepBlob(b.Context(), &p.text) }); err != nil {
		b.Fatal(err)
	}
	var held time.Duration
	n := 0
	for b.Loop() {
		var same sameTexts
		if err := s.ahead(b.Context(), &same, p); err != nil {
			b.Fatal(err)
		}
		_, err := s.update(b.Context(), func(t *tx) error {
			began := time.Now()
			_, err := t.twinsOf(b.Context(), &same, p.text.hash)
			held += time.Since(began)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(held.Microseconds())/float64(n), "µs-held/op")
}
