package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/oplog"
)

// archive makes a case of n articles that have been compared: 300 of a day, ten
// of an event. Their texts are few, so that it does not take hours; what is known of
// them is as much as of real ones.
func archive(b *testing.B, n int) *Store {
	b.Helper()
	s := benchStore(b)
	sqlTx, err := s.write.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, format: s.format, recent: &recentTexts{}}
	run := func(statement string, args ...any) {
		if _, err := t.ExecContext(b.Context(), statement, args...); err != nil {
			b.Fatal(err)
		}
	}
	var words lineage.Vocabulary
	texts := make([]oplog.Hash, 500)
	for i := range texts {
		body := longReport(i)
		if texts[i], err = t.putBlob(b.Context(), []byte(body)); err != nil {
			b.Fatal(err)
		}
	}
	for i := range n {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		event := rand.New(rand.NewPCG(2, uint64(i/10)))
		id := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
		day := i / 300
		hash := texts[i%len(texts)]
		published := time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly)
		run(`INSERT INTO "text" (id, by, made, changer, changed, gone, article, content, published, language) VALUES (?1, x'', ?2, x'', ?2, 0, ?1, ?3, ?4, 'en')`, id[:16], i+1, hash[:], published)
		run(`INSERT INTO article (id, by, made, changer, changed, gone, "text", title) VALUES (?1, x'', ?2, x'', ?2, 0, ?1, 'A report')`, id[:16], i+1)
		var f lineage.Fingerprint
		for at := range 110 {
			f = append(f, lineage.Mark{Hash: random.Uint64() >> 16, At: at * 4})
		}
		var o lineage.Topic
		for range 60 {
			o = append(o, lineage.Weighted{Word: uint32(event.IntN(150_000)) << 8, Weight: .1})
		}
		for range 60 {
			o = append(o, lineage.Weighted{Word: uint32(1/(random.Float64()+7e-6)) << 8, Weight: .08})
		}
		slices.SortFunc(o, func(x, y lineage.Weighted) int { return int(int64(x.Word) - int64(y.Word)) })
		marks, _ := f.MarshalBinary()
		topic, _ := o.MarshalBinary()
		run(`INSERT INTO lineage_article (no, article, basis, day, marks, topic, known) VALUES (?, ?, x'00', ?, ?, ?, 10000)`, i+1, id[:16], day, marks, topic)
	}
	data, _ := words.MarshalBinary()
	run(`INSERT INTO lineage_words (version, articles, words) VALUES (?, 0, ?)`, relating, data)
	if err := t.Commit(); err != nil {
		b.Fatal(err)
	}
	return s
}

// longReport writes a report of some 500 words.
func longReport(i int) string {
	random := rand.New(rand.NewPCG(3, uint64(i)))
	var b strings.Builder
	for n := range 500 {
		fmt.Fprintf(&b, "word%d ", int(1/(random.Float64()+1e-5)))
		switch {
		case n%100 == 99:
			b.WriteString("ends.\n\n")
		case n%20 == 19:
			b.WriteString("ends. Next ")
		}
	}
	return b.String()
}

// BenchmarkRelate measures what is proposed for one new article among many, once
// they are loaded, and loading them. Proposals are to be there within 100 ms in 95
// of 100 cases, and the memory is not to be more than 600 MB.
func BenchmarkRelate(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 10_000 {
				b.Skip("it takes a minute")
			}
			s := archive(b, n)
			b.Run("load", func(b *testing.B) {
				before := inUse()
				for b.Loop() {
					s.kin = nil
					k, err := s.loadKin(b.Context())
					if err != nil {
						b.Fatal(err)
					}
					s.kin = k
				}
				loaded := inUse()
				b.ReportMetric(float64(loaded-before)/(1<<20), "MB")
				runtime.KeepAlive(s.kin)
			})
			b.Run("one", func(b *testing.B) { relateOne(b, s) })
		})
	}
}

var reports = 1000 // that no archive has

// relateOne compares one new article after the other.
func relateOne(b *testing.B, s *Store) {
	if s.kin == nil {
		k, err := s.loadKin(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		s.kin = k
	}
	var took []time.Duration
	for b.Loop() {
		b.StopTimer()
		reports++
		body := longReport(reports)
		in, err := s.ImportArticle(b.Context(), assay.Import{Original: []byte(body), Name: "a.txt", MediaType: "text/plain", Text: body, Extractor: "text/1", Published: "1970-02-03", Language: "en"})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		begun := time.Now()
		for _, step := range []int{stepRead, stepCompare} {
			writes, err := s.takeStep(b.Context(), unrelatedThing{assay.KindArticle, assay.EntityID(in.Article), step, 1})
			if err == nil {
				err = s.note(b.Context(), writes)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
