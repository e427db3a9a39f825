package exchange

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// large returns a file with n mentions in n/50 articles.
func large(n int) string {
	var articles, claims, mentions, judgements strings.Builder
	for i := range n/50 + 1 {
		fmt.Fprintf(&articles, `,{"id":"a%d","url":"https://outlet.example/%d","text":"%s"}`, i, i, strings.Repeat(fmt.Sprintf("Nine cranes fell on quay %04d. 🚒 ", i), 100)+"The end.")
		fmt.Fprintf(&claims, `,{"id":"c%d","wording":"Claim %d"}`, i, i)
	}
	for i := range n {
		fmt.Fprintf(&mentions, `,{"id":"m%d","article":"a%d","claim":"c%d","start":%d,"quote":"cranes fell"}`, i, i/50, i%(n/50+1), 5+i%50*33)
		fmt.Fprintf(&judgements, `,{"target":"m%d","dimension":"stance","value":"supports"}`, i)
	}
	list := func(b *strings.Builder) string { return "[" + strings.TrimPrefix(b.String(), ",") + "]" }
	return fmt.Sprintf(`{"format":"assay-json","version":1,"articles":%s,"claims":%s,"mentions":%s,"judgements":%s}`,
		list(&articles), list(&claims), list(&mentions), list(&judgements))
}

func BenchmarkReadJSON(b *testing.B) {
	file := large(10_000)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		p, err := ReadJSON(strings.NewReader(file), testMe, Limits{})
		if err != nil || len(p.Problems) > 0 {
			b.Fatal(err, p.Problems)
		}
	}
}

func BenchmarkWriteQuotes(b *testing.B) {
	d := newDesk(b)
	d.carryOut(read(b, large(10_000)))
	s := d.snapshot(testMe)
	for b.Loop() {
		if err := WriteQuotes(io.Discard, s, CSVOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteJSON(b *testing.B) {
	d := newDesk(b)
	d.carryOut(read(b, large(10_000)))
	var out bytes.Buffer
	s := d.snapshot(testMe)
	for b.Loop() {
		out.Reset()
		if err := WriteJSON(&out, s, JSONOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}
