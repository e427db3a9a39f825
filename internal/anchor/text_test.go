package anchor

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSpan(t *testing.T) {
	s := Span{3, 9}
	if s.Len() != 6 || s.Empty() || s.String() != "[3,9)" {
		t.Errorf("%v has length %d, empty is %t", s, s.Len(), s.Empty())
	}
	for _, test := range []struct {
		name               string
		other              Span
		contains, overlaps bool
	}{
		{"itself", Span{3, 9}, true, true},
		{"a part", Span{4, 5}, true, true},
		{"an empty part", Span{4, 4}, true, false},
		{"over the start", Span{0, 4}, false, true},
		{"over the end", Span{8, 12}, false, true},
		{"just before", Span{0, 3}, false, false},
		{"just after", Span{9, 12}, false, false},
		{"upside down", Span{8, 4}, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := s.Contains(test.other); got != test.contains {
				t.Errorf("contains is %t", got)
			}
			if got := s.Overlaps(test.other); got != test.overlaps {
				t.Errorf("overlaps is %t", got)
			}
		})
	}
}

func TestTextCutsLikeRunes(t *testing.T) {
	for name, s := range map[string]string{
		"nothing":       "",
		"ASCII":         strings.Repeat("The dam broke. ", 20),
		"all widths":    strings.Repeat("aé水🚒", 70),
		"exact strides": strings.Repeat("é", 2*stride),
		"broken bytes":  strings.Repeat("a\xff\xfeé", 40),
	} {
		t.Run(name, func(t *testing.T) {
			text, runes := NewText(s), []rune(s)
			if text.Len() != len(runes) || text.String() != s {
				t.Fatalf("%d code points, want %d", text.Len(), len(runes))
			}
			for start := range len(runes) + 1 {
				for _, end := range []int{start, start + 1, start + stride, len(runes)} {
					if end > len(runes) {
						continue
					}
					got := text.Slice(Span{start, end})
					if want := string(runes[start:end]); got != want && utf8.ValidString(s) {
						t.Fatalf("at %v: %q, want %q", Span{start, end}, got, want)
					}
					if n := utf8.RuneCountInString(got); n != end-start {
						t.Fatalf("at %v: %d code points", Span{start, end}, n)
					}
				}
				if p := text.point(text.offset(start)); p != start {
					t.Fatalf("code point %d comes back as %d", start, p)
				}
			}
		})
	}
}

func TestLookup(t *testing.T) {
	text := NewText("Zwölf 🚒 Wagen")
	for _, test := range []struct {
		name string
		span Span
		want string
		ok   bool
	}{
		{"an astral character", Span{6, 7}, "🚒", true},
		{"all", Span{0, 13}, "Zwölf 🚒 Wagen", true},
		{"nothing at the end", Span{13, 13}, "", true},
		{"before the start", Span{-1, 3}, "", false},
		{"after the end", Span{3, 14}, "", false},
		{"upside down", Span{5, 3}, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, ok := text.Lookup(test.span); got != test.want || ok != test.ok {
				t.Errorf("got %q, %t", got, ok)
			}
		})
	}
}

func TestSlicePanicsOutside(t *testing.T) {
	defer func() {
		if got := recover(); got != "anchor: span [2,9) of a text of 3 code points" {
			t.Errorf("recovered %v", got)
		}
	}()
	NewText("dam").Slice(Span{2, 9})
}

func TestQuote(t *testing.T) {
	before, after := strings.Repeat("é", 40), strings.Repeat("🚒", 40)
	text := NewText(before + "dam" + after)
	want := Quote{Exact: "dam", Prefix: strings.Repeat("é", 32), Suffix: strings.Repeat("🚒", 32)}
	if got := text.Quote(Span{40, 43}); got != want {
		t.Errorf("got %+v", got)
	}
	if got, want := text.Quote(Span{1, 2}), (Quote{"é", "é", strings.Repeat("é", 32)}); got != want {
		t.Errorf("at the start: got %+v", got)
	}
}

func TestBlocks(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"one", "The dam broke.\nBy Dora Pell", "[0,27)"},
		{"after astral characters", "🚒🚒\n\nZwölf\n\nx", "[0,2) [4,9) [11,12)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, b := range NewText(test.text).Blocks() {
				got = append(got, b.String())
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("got %s, want %s", s, test.want)
			}
		})
	}
}

func TestCanonical(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"nothing but white space", " \n\t\r\n\u00a0", ""},
		{"as it should be", "One\nby two\n\nThree", "One\nby two\n\nThree"},
		{"Windows", "One\r\ntwo\r\n\r\nthree\r\n", "One\ntwo\n\nthree"},
		{"an old Macintosh", "One\rtwo\r\rthree", "One\ntwo\n\nthree"},
		{"a line end cut in two by NUL", "One\r\x00\ntwo", "One\ntwo"},
		{"NEL, VT, FF and LS", "One\u0085two\vthree\ffour\u2028five", "One\ntwo\nthree\nfour\nfive"},
		{"a paragraph separator", "One\u2029two", "One\n\ntwo"},
		{"byte order marks", "\ufeffOne\n\n\ufefftwo\ufeff", "One\n\ntwo"},
		{"many blank lines", "\n\n \nOne\n \t\n\n\u3000\n\u200b\ntwo\n\n", "One\n\ntwo"},
		{"white space in lines", "  One \n two  ", "  One \n two  "},
		{"composed and not", "é e\u0301 ﬁ\u00adx", "é e\u0301 ﬁ\u00adx"},
		{"a replacement character", "One \ufffd two", "One \ufffd two"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, err := Canonical(test.in); err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestCanonicalRefusesBrokenBytes(t *testing.T) {
	_, err := Canonical("Zw\ufffd\xf6lf")
	if !errors.Is(err, ErrNotUTF8) || err.Error() != "text is not valid UTF-8, from byte 5 on" {
		t.Errorf("got %v", err)
	}
}
