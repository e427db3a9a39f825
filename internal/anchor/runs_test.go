package anchor

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// draw writes pieces as a page would: marked runs in brackets with the marks
// behind them, "|" where a sentence ends and "_" around gaps.
func draw(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Gap {
			b.WriteByte('_')
		}
		for _, r := range p.Runs {
			if r.IDs == nil {
				b.WriteString(r.Text)
			} else {
				fmt.Fprintf(&b, "[%s]%s", r.Text, strings.Join(r.IDs, ","))
			}
		}
		if p.Gap {
			b.WriteByte('_')
		} else {
			b.WriteByte('|')
		}
	}
	return b.String()
}

func TestRuns(t *testing.T) {
	text := NewText("First.\n\nZwölf 🚒 brannten. Neun nicht.\n\nLast.")
	block := text.Blocks()[1] // [8,38)
	for _, test := range []struct {
		name  string
		marks []Mark
		want  string
	}{
		{"no marks", nil, "Zwölf 🚒 brannten.|_ _Neun nicht.|"},
		{"one mark", []Mark{{"a", Span{8, 15}}}, "[Zwölf 🚒]a brannten.|_ _Neun nicht.|"},
		{"two that overlap", []Mark{{"a", Span{8, 15}}, {"b", Span{14, 18}}}, "[Zwölf ]a[🚒]a,b[ br]bannten.|_ _Neun nicht.|"},
		{"the shorter last", []Mark{{"b", Span{14, 15}}, {"a", Span{8, 24}}}, "[Zwölf ]a[🚒]a,b[ brannten]a.|_ _Neun nicht.|"},
		{"equal spans by name", []Mark{{"b", Span{14, 15}}, {"a", Span{14, 15}}}, "Zwölf [🚒]a,b brannten.|_ _Neun nicht.|"},
		{"over two sentences", []Mark{{"a", Span{15, 30}}}, "Zwölf 🚒[ brannten.]a|_[ ]a_[Neun]a nicht.|"},
		{"from the block before to the next", []Mark{{"a", Span{2, 42}}}, "[Zwölf 🚒 brannten.]a|_[ ]a_[Neun nicht.]a|"},
		{"end to end", []Mark{{"a", Span{8, 13}}, {"b", Span{13, 15}}}, "[Zwölf]a[ 🚒]b brannten.|_ _Neun nicht.|"},
		{"empty and elsewhere", []Mark{{"a", Span{9, 9}}, {"b", Span{0, 8}}, {"c", Span{37, 99}}, {"d", Span{12, 9}}}, "Zwölf 🚒 brannten.|_ _Neun nicht.|"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := draw(Runs(text, block, Sentences(text, block, Edits{}), test.marks)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestRunsNameOnlySoMany(t *testing.T) {
	text := NewText("The dam broke.")
	var marks []Mark
	for i := range MaxDepth + 5 {
		marks = append(marks, Mark{fmt.Sprintf("%03d", i), Span{4, 7}})
	}
	run := Runs(text, Span{0, 14}, nil, marks)[0].Runs[1]
	if run.Text != "dam" || len(run.IDs) != MaxDepth || run.IDs[MaxDepth-1] != "104" || run.More != 5 {
		t.Errorf("%q has %d marks up to %s and %d more", run.Text, len(run.IDs), run.IDs[len(run.IDs)-1], run.More)
	}
}

func TestByBlock(t *testing.T) {
	blocks := []Span{{0, 5}, {7, 12}, {14, 20}}
	a, b, c, d := Mark{"a", Span{3, 15}}, Mark{"b", Span{5, 7}}, Mark{"c", Span{7, 8}}, Mark{"d", Span{-3, 99}}
	want := [][]Mark{{a, d}, {a, c, d}, {a, d}}
	if got := ByBlock(blocks, []Mark{a, b, c, d}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}
