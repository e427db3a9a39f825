package anchor

import (
	"strings"
	"testing"
)

func TestAround(t *testing.T) {
	for _, test := range []struct {
		name, text string // the passage stands between ‹ and ›
		edits      Edits
		want       string // what is around it, in the same way
	}{
		{"a sentence in the middle", "One. Two. ‹Three.› Four. Five.", Edits{}, "Two. ‹Three.› Four."},
		{"words inside a sentence", "One. Two. Three ‹four› five. Six. Seven.", Edits{}, "Two. Three ‹four› five. Six."},
		{"two sentences", "One. Two. ‹Three. Four.› Five. Six.", Edits{}, "Two. ‹Three. Four.› Five."},
		{"the first sentence", "‹One.› Two. Three.", Edits{}, "‹One.› Two."},
		{"the last sentence", "One. Two. ‹Three.›", Edits{}, "Two. ‹Three.›"},
		{"the whole text", "‹One. Two.›", Edits{}, "‹One. Two.›"},
		{"not beyond its paragraph", "One.\n\nTwo ‹three› four.\n\nFive.", Edits{}, "Two ‹three› four."},
		{"across two paragraphs", "One. Two ‹three.\n\nFour› five. Six. Seven.", Edits{}, "One. Two ‹three.\n\nFour› five. Six."},
		{"after an astral character", "🚒 One. Two 🚒 ‹three›.", Edits{}, "🚒 One. Two 🚒 ‹three›."},
		{"sentences that were joined", "One. Two. ‹Three.› Four.", Edits{Joins: []int{4}}, "One. Two. ‹Three.› Four."},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, rest, _ := strings.Cut(test.text, "‹")
			quote, after, _ := strings.Cut(rest, "›")
			text := NewText(before + quote + after)
			start := NewText(before).Len()
			span := Span{start, start + NewText(quote).Len()}

			b, a := Around(text, span, test.edits)
			if got := text.Slice(b) + "‹" + text.Slice(span) + "›" + text.Slice(a); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestWhole(t *testing.T) {
	tests := []struct{ name, prefix, suffix, before, after string }{
		{"both sides", "ans to meet with Mr. Orlo Vasse ", ", is still not clear, according ", "… to meet with Mr. Orlo Vasse ", ", is still not clear, according …"},
		{"at the ends of the text", "By ", ".", "By ", "."},
		{"no white space", "据报道东码头的冷库被烧毁港口在九小时后重新开放消防队说没有人受伤害了", "", "据报道东码头的冷库被烧毁港口在九小时后重新开放消防队说没有人受伤害了", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before, after := Whole(test.prefix, test.suffix)
			if before != test.before || after != test.after {
				t.Errorf("got %q and %q, want %q and %q", before, after, test.before, test.after)
			}
		})
	}
}
