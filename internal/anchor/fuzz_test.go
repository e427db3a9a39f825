package anchor

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// seeds are texts with what has gone wrong elsewhere: characters of all widths,
// clusters, lost spaces, stops of other scripts, line ends.
var seeds = []string{
	"",
	"The dam broke. “Why?” Mr. Orlo asked.\n\nNobody knew.",
	"Zwölf 🚒 Wagen brannten.\r\n\r\n \u200b\n\x00Neun nicht.\u2029Ende\ufeff",
	"cafe\u0301s 👩\u200d👩\u200d👧 🇸🇪🇳🇴 \u1112\u1161\u11ab . \u0301x",
	"plans.By HNWU.S. President said \"No. \" 他走了。“是吗?”我说。 नहीं। ۔ ؟",
	"\u0600 1.\u0301\u200d. a.b.c… ... [1].[2] ”).",
}

// FuzzCanonical: what is canonical stays as it is, holds nothing that is taken
// out, and is its blocks.
func FuzzCanonical(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Canonical(s)
		if (err == nil) != utf8.ValidString(s) {
			t.Fatalf("valid is %t, but the error is %v", utf8.ValidString(s), err)
		}
		if again, err := Canonical(got); err != nil || again != got {
			t.Fatalf("%q becomes %q, %v", got, again, err)
		}
		if i := strings.IndexAny(got, "\r\v\f\x00\u0085\u2028\u2029\ufeff"); i >= 0 {
			t.Fatalf("%q has %q", got, got[i:])
		}
		text := NewText(got)
		var blocks []string
		for _, b := range text.Blocks() {
			block := text.Slice(b)
			if strings.TrimFunc(block, isSpace) == "" || strings.Contains(block, "\n\n") {
				t.Fatalf("%q has block %q", got, block)
			}
			blocks = append(blocks, block)
		}
		if joined := strings.Join(blocks, "\n\n"); joined != got {
			t.Fatalf("the blocks of %q are %q", got, joined)
		}
	})
}

// boundaries returns where grapheme clusters begin in s, and its end.
func boundaries(s string) map[int]bool {
	at := map[int]bool{0: true}
	n := 0
	for g := graphemes.FromString(s); g.Next(); {
		n += utf8.RuneCountInString(g.Value())
		at[n] = true
	}
	return at
}

// FuzzSentences: sentences and the white space between them are the block, and
// no cluster is cut.
func FuzzSentences(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, 3, 7)
	}
	f.Fuzz(func(t *testing.T, s string, split, join int) {
		text := NewText(strings.ToValidUTF8(s, "\ufffd"))
		for _, block := range text.Blocks() {
			whole := boundaries(text.Slice(block))
			at := block.Start
			for _, s := range Sentences(text, block, Edits{Splits: []int{split}, Joins: []int{join}}) {
				if s.Empty() || s.Start < at || !block.Contains(s) {
					t.Fatalf("sentence %v after %d in block %v", s, at, block)
				}
				if gap := text.Slice(Span{at, s.Start}); strings.TrimFunc(gap, isSpace) != "" {
					t.Fatalf("%q stands between sentences", gap)
				}
				if !whole[s.Start-block.Start] || !whole[s.End-block.Start] {
					t.Fatalf("sentence %q of %q cuts a cluster", text.Slice(s), text.Slice(block))
				}
				at = s.End
			}
			if gap := text.Slice(Span{at, block.End}); strings.TrimFunc(gap, isSpace) != "" {
				t.Fatalf("%q stands after all sentences", gap)
			}
		}
	})
}

// FuzzRuns: whatever is marked, the text on screen is the text in the file, and
// a mark is named by exactly the characters that it covers.
func FuzzRuns(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, []byte{0, 9, 3, 200, 7, 2})
	}
	f.Fuzz(func(t *testing.T, s string, ends []byte) {
		text := NewText(strings.ToValidUTF8(s, "\ufffd"))
		var marks []Mark
		for i := 0; i+1 < len(ends) && len(marks) < MaxDepth; i += 2 {
			// Some begin before the text, are upside down or end after it.
			marks = append(marks, Mark{string(rune('a' + i)), Span{int(ends[i]) - 5, int(ends[i+1])}})
		}
		blocks := text.Blocks()
		for i, of := range ByBlock(blocks, marks) {
			block := blocks[i]
			var screen strings.Builder
			at := block.Start
			for _, piece := range Runs(text, block, Sentences(text, block, Edits{}), of) {
				for _, run := range piece.Runs {
					if run.Span.Start != at || run.Span.Empty() || !piece.Span.Contains(run.Span) {
						t.Fatalf("run %v at %d of piece %v", run.Span, at, piece.Span)
					}
					at = run.Span.End
					screen.WriteString(run.Text)
					named := make(map[string]bool)
					for _, id := range run.IDs {
						named[id] = true
					}
					for _, m := range marks {
						if on := m.Span.Overlaps(run.Span); on != named[m.ID] || on && !m.Span.Contains(run.Span) {
							t.Fatalf("mark %v on run %v is named: %t", m.Span, run.Span, named[m.ID])
						}
					}
				}
			}
			if got, want := screen.String(), text.Slice(block); got != want {
				t.Fatalf("on screen %q, in the file %q", got, want)
			}
		}
	})
}

// FuzzFind: a quotation taken from a text is found where it was taken, what is
// found exactly reads as the quotation, and all that is found is in the text.
func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, "dam brokf", "x", 2, 5)
		f.Add(s, "…\"", "", 0, 1)
	}
	f.Fuzz(func(t *testing.T, s, exact, prefix string, start, n int) {
		text := NewText(strings.ToValidUTF8(s, "\ufffd"))
		for _, hint := range []int{NoHint, start} {
			matches, outcome := Find(text, Quote{Exact: exact, Prefix: prefix}, hint)
			if (outcome == NotFound) != (len(matches) == 0) {
				t.Fatalf("%s with %d matches", outcome, len(matches))
			}
			for _, m := range matches {
				got, ok := text.Lookup(m.Span)
				if !ok || m.Span.Empty() && m.Way != Approximate || m.Score < 0 || m.Score > 1 {
					t.Fatalf("%+v of %d code points", m, text.Len())
				}
				if m.Way == Exact && got != exact {
					t.Fatalf("found %q for %q", got, exact)
				}
				if folded := strings.TrimSpace(foldString(exact)); m.Way == Folded && !strings.Contains(foldString(got), folded) {
					t.Fatalf("found %q for %q", got, exact)
				}
			}
		}
		span := Span{start, start + n}
		if !text.In(span) || span.Empty() {
			return
		}
		if matches, outcome := Find(text, text.Quote(span), start); outcome != Unique || matches[0].Span != span {
			t.Fatalf("%q at %v is %s at %+v", text.Slice(span), span, outcome, matches)
		}
		if got, fate := NewMover(text, text).Move(span); got != span || fate != Kept {
			t.Fatalf("%q moves from %v to %v in the same text, %s", text.Slice(span), span, got, fate)
		}
	})
}

// FuzzSnap: snapping reaches whole clusters and no further, trimming leaves
// whole clusters.
func FuzzSnap(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, 1, 2)
	}
	f.Fuzz(func(t *testing.T, s string, start, n int) {
		text := NewText(strings.ToValidUTF8(strings.ReplaceAll(s, "\r", ""), "\ufffd"))
		span := Span{start, start + n}
		if !text.In(span) || text.Len() > reach {
			return
		}
		snapped := Snap(text, span)
		whole := boundaries(text.String())
		if !snapped.Contains(span) || !span.Empty() && (!whole[snapped.Start] || !whole[snapped.End]) {
			t.Fatalf("%v of %q becomes %v", span, s, snapped)
		}
		if span.Empty() {
			return
		}
		for p := range whole {
			if p > snapped.Start && p <= span.Start || p < snapped.End && p >= span.End {
				t.Fatalf("%v of %q becomes %v, past %d", span, s, snapped, p)
			}
		}
		trimmed := Trim(text, snapped)
		if !snapped.Contains(trimmed) || !whole[trimmed.Start] || !whole[trimmed.End] {
			t.Fatalf("%v of %q is trimmed to %v", snapped, s, trimmed)
		}
	})
}
