package lineage

import (
	"strings"
	"testing"
)

// TestLongest compares what is too long to be read whole: the beginning is.
func TestLongest(t *testing.T) {
	var a, b strings.Builder
	for i := 0; a.Len() < 2*longest; i += 4 {
		a.WriteString(written(i) + "\n\n")
		b.WriteString(written(i+i%8) + "\n\n") // every other one
	}
	x, y := read(a.String()), read(b.String())
	if x.Whole() || x.Text().Len() < longest || x.Text().Len() > longest+1024 {
		t.Fatalf("whole: %v, %d code points", x.Whole(), x.Text().Len())
	}
	if without := x.Without(House{x.grams[0].hash: {}}); without.Whole() {
		t.Error("without what the house prints it is thought to be whole")
	}
	c := Compare(x, y)
	if len(c.Passages) < 10 {
		t.Errorf("%d passages", len(c.Passages))
	}
	for _, p := range c.Passages {
		if !x.Text().In(p.A) || !y.Text().In(p.B) {
			t.Errorf("a passage %v, %v of what was not read", p.A, p.B)
		}
	}
	if short := read(written(1)); !short.Whole() || short.Text().String() != written(1) {
		t.Error("a text that is not long is not read whole")
	}
}

// TestRunsIn looks for runs near places, and compares them with all that there are.
func TestRunsIn(t *testing.T) {
	var a, b strings.Builder
	for i := range 40 {
		a.WriteString(written(i/4*4) + "\n\n")
		b.WriteString(written(i) + "\n\n")
	}
	p := newPair(read(a.String()), read(b.String()))
	if len(p.long) == 0 || len(p.short) < 100 {
		t.Fatalf("%d long and %d short runs", len(p.long), len(p.short))
	}
	for from := 0; from < len(p.a.words); from += 37 {
		to := from + 50
		want, got := 0, 0
		for _, r := range p.runs {
			want += max(0, min(r.a+r.n, to)-max(r.a, from))
		}
		p.runsIn(from, to, func(r run) { got += max(0, min(r.a+r.n, to)-max(r.a, from)) })
		if got != want {
			t.Fatalf("from %d: %d words in runs, and there are %d", from, got, want)
		}
	}
}
