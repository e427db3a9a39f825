package anchor

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// vectors are the figures that assets/test/anchor.test.js checks as well.
type vectors struct {
	Texts []struct {
		Name, Text string
		UTF16      []int
	}
	Snaps, Trims []struct {
		Name, Text string
		Span, Want [2]int
	}
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	file, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(file, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestUnits(t *testing.T) {
	for _, test := range readVectors(t).Texts {
		t.Run(test.Name, func(t *testing.T) {
			text := NewText(test.Text)
			if want := len(test.UTF16) - 1; text.Len() != want {
				t.Fatalf("%d code points, want %d", text.Len(), want)
			}
			for i, want := range test.UTF16 {
				if got := len(utf16.Encode([]rune(text.Slice(Span{0, i})))); got != want {
					t.Errorf("code point %d begins at %d, want %d", i, got, want)
				}
			}
		})
	}
}

func TestSnap(t *testing.T) {
	for _, test := range readVectors(t).Snaps {
		t.Run(test.Name, func(t *testing.T) {
			got := Snap(NewText(test.Text), Span{test.Span[0], test.Span[1]})
			if want := (Span{test.Want[0], test.Want[1]}); got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestTrim(t *testing.T) {
	for _, test := range readVectors(t).Trims {
		t.Run(test.Name, func(t *testing.T) {
			got := Trim(NewText(test.Text), Span{test.Span[0], test.Span[1]})
			if want := (Span{test.Want[0], test.Want[1]}); got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// TestHostileTexts has texts that are one block, one word, one cluster or
// nothing but stops, at a size where anything quadratic takes minutes.
func TestHostileTexts(t *testing.T) {
	const n = 1 << 18
	for name, s := range map[string]string{
		"one word":               strings.Repeat("a", n),
		"stops":                  strings.Repeat(".", n),
		"stops and letters":      strings.Repeat("a.A", n),
		"words without a space":  strings.Repeat("dam.The", n/4),
		"abbreviations":          strings.Repeat("U.S.", n/4),
		"quotation marks":        strings.Repeat(`."`, n),
		"opening marks":          strings.Repeat(".“", n/2),
		"brackets":               strings.Repeat(".[", n),
		"dashes":                 strings.Repeat(". —", n/2),
		"exclamations":           strings.Repeat("!” A", n/2),
		"one cluster":            "e" + strings.Repeat("\u0301", n),
		"marks after stops":      strings.Repeat(". \u0301", n),
		"flags":                  strings.Repeat("🇸🇪🇳", n/8),
		"joined emoji":           strings.Repeat("👩\u200d", n/8),
		"blank lines":            strings.Repeat("\n\n", n),
		"white space":            strings.Repeat(" \u3000", n/2),
		"white space in a block": "a" + strings.Repeat(" \u3000", n/2) + "b",
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			canonical, err := Canonical(s)
			if err != nil {
				t.Fatal(err)
			}
			text := NewText(canonical)
			for _, block := range text.Blocks() {
				Sentences(text, block, Edits{})
				for i := range 100 {
					at := block.Start + i*block.Len()/100
					Trim(text, Snap(text, Span{at, min(block.End, at+1)}))
				}
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
