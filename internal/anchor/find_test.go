package anchor

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

const harn = "The dam at Harn broke on Monday, officials said. Nobody was hurt.\n\n" +
	"“The dam … was old,” Dora Pell said. Officials said nothing. The dam at Brask held."

func TestFind(t *testing.T) {
	for _, test := range []struct {
		name    string
		quote   Quote
		hint    int
		want    string
		way     Way
		outcome Outcome
	}{
		{"as it reads", Quote{Exact: "Nobody was hurt."}, NoHint, "Nobody was hurt.", Exact, Unique},
		{"in several places", Quote{Exact: "The dam"}, NoHint, "The dam", Exact, Ambiguous},
		{"told by what precedes", Quote{Exact: "The dam", Prefix: "said nothing. "}, NoHint, "The dam at Brask", Exact, Unique},
		{"told by what follows", Quote{Exact: "The dam", Suffix: " … was"}, NoHint, "The dam …", Exact, Unique},
		{"told by a context that has changed", Quote{Exact: "The dam", Prefix: "said nothing more. ", Suffix: " in Brask"}, NoHint, "The dam at Brask", Exact, Unique},
		{"told by the position", Quote{Exact: "The dam"}, 68, "The dam …", Exact, Unique},
		{"told by a position nearby", Quote{Exact: "The dam"}, 150, "The dam at Brask", Exact, Unique},
		{"not told by a position between", Quote{Exact: "The dam"}, 40, "The dam", Exact, Ambiguous},
		{"a hint beyond the end", Quote{Exact: "Nobody was hurt."}, 1 << 40, "Nobody was hurt.", Exact, Unique},
		{"other quotation marks", Quote{Exact: "\"The dam ... was old,\" Dora"}, NoHint, "“The dam … was old,” Dora", Folded, Unique},
		{"other white space", Quote{Exact: " was\u00a0hurt. \r\n “The\tdam"}, NoHint, "was hurt.\n\n“The dam", Folded, Unique},
		{"other capitals", Quote{Exact: "NOBODY WAS HURT"}, NoHint, "Nobody was hurt", Folded, Unique},
		{"a soft hyphen", Quote{Exact: "offi\u00adcials said nothing"}, NoHint, "Officials said nothing", Folded, Unique},
		{"a word more", Quote{Exact: "broke late on Monday"}, NoHint, "broke on Monday", Approximate, Unique},
		{"a word less", Quote{Exact: "Officials in Harn said nothing"}, NoHint, "Officials said nothing", Approximate, Unique},
		{"a spelling", Quote{Exact: "Dora Pel sayd."}, NoHint, "Dora Pell said.", Approximate, Unique},
		{"something else", Quote{Exact: "Twelve ferries sank"}, NoHint, "", "", NotFound},
		{"short and not there", Quote{Exact: "Tarn"}, NoHint, "", "", NotFound},
		{"nothing", Quote{}, NoHint, "", "", NotFound},
		{"white space", Quote{Exact: " \t "}, NoHint, "", "", NotFound},
		{"broken bytes", Quote{Exact: "\xe2"}, NoHint, "", "", NotFound},
		{"broken bytes around", Quote{Exact: "Nobody", Prefix: "\xff", Suffix: "\x80"}, NoHint, "Nobody", Exact, Unique},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := NewText(harn)
			matches, outcome := Find(text, test.quote, test.hint)
			if outcome != test.outcome {
				t.Fatalf("%s, want %s: %+v", outcome, test.outcome, matches)
			}
			if outcome == NotFound {
				return
			}
			best := matches[0]
			from := text.Slice(Span{best.Span.Start, text.Len()})
			if got := text.Slice(best.Span); !strings.HasPrefix(from, test.want) || len(got) > len(test.want) || best.Way != test.way {
				t.Errorf("got %q %s, want %q %s", got, best.Way, test.want, test.way)
			}
		})
	}
}

func TestFindAllThatAreEqual(t *testing.T) {
	matches, _ := Find(NewText(harn), Quote{Exact: "The dam"}, NoHint)
	var got []string
	for _, m := range matches {
		got = append(got, m.Span.String())
	}
	if want := "[0,7) [68,75) [128,135)"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestFindLong moves a quotation that is too long to be compared as a whole.
func TestFindLong(t *testing.T) {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "Ferry %d left. ", i*i)
	}
	quote := b.String()
	text := NewText("Before. " + strings.ReplaceAll(quote, "left", "has left") + "After.")
	matches, outcome := Find(text, Quote{Exact: quote}, NoHint)
	if outcome != Unique || matches[0].Way != Approximate {
		t.Fatalf("%s: %+v", outcome, matches)
	}
	if got, want := matches[0].Span, (Span{8, text.Len() - len(" After.")}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// nearest is the plain dynamic programme that pattern does with bits: the
// fewest errors with which s ends at each place of t.
func nearest(s, t []rune, anchored bool) []int {
	column := make([]int, len(s)+1)
	for i := range column {
		column[i] = i
	}
	var ends []int
	for j, r := range t {
		diagonal := column[0]
		if anchored {
			column[0] = j + 1
		}
		for i := range s {
			cost := diagonal
			if s[i] != r {
				cost++
			}
			diagonal = column[i+1]
			column[i+1] = min(cost, column[i]+1, diagonal+1)
		}
		ends = append(ends, column[len(s)])
	}
	return ends
}

func TestPatternCountsErrors(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("ab水")
	word := func(n int) []rune {
		s := make([]rune, n)
		for i := range s {
			s[i] = letters[random.IntN(len(letters))]
		}
		return s
	}
	for _, n := range []int{1, 2, 9, 63, 64, 65, 128, 200} {
		for _, anchored := range []bool{false, true} {
			s, text := word(n), word(3*n)
			var got []int
			newPattern(s).scan(string(text), anchored, func(_, errors int, _ rune) bool {
				got = append(got, errors)
				return true
			})
			if want := nearest(s, text, anchored); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%d letters, anchored %t: got %v, want %v", n, anchored, got, want)
			}
		}
	}
}

// TestFindIsBounded gives the search what costs it most.
func TestFindIsBounded(t *testing.T) {
	const n = 1 << 20
	random := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, n)
	for i := range noise {
		noise[i] = "ab"[random.IntN(2)]
	}
	for _, test := range []struct {
		name, text, quote string
	}{
		{"one letter everywhere", strings.Repeat("a", n), "a"},
		{"many letters everywhere", strings.Repeat("a", n), strings.Repeat("a", n/2)},
		{"nearly everywhere", strings.Repeat("a", n), strings.Repeat("a", 1000) + "b" + strings.Repeat("a", 20)},
		{"nearly everywhere, and long", strings.Repeat("a", n), strings.Repeat("a", n/2) + "b"},
		{"noise", string(noise), strings.Repeat("abba", 256)},
		{"a small word nearly everywhere", strings.Repeat("harn dam ", n/9), "hxrn damx"},
		{"folded everywhere", strings.Repeat("A", n), "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			for _, hint := range []int{NoHint, n - 1} {
				matches, outcome := Find(NewText(test.text), Quote{Exact: test.quote, Prefix: "x"}, hint)
				if outcome == Unique && hint == NoHint {
					t.Errorf("says that %v is the only one of many", matches[0].Span)
				}
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
