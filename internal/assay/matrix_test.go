package assay

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestTell decides whether a passage tells versions apart, of three versions.
func TestTell(t *testing.T) {
	tests := []struct {
		name     string
		bearings string
		want     Telling
	}{
		{"states one, against another", "states inconsistent says_nothing", TellsApart},
		{"one is open, and it does not matter", "consistent inconsistent ?", TellsApart},
		{"against one, silent on the others", "inconsistent says_nothing says_nothing", TellsApart},
		{"goes with all", "states consistent consistent", FitsAll},
		{"goes against all", "inconsistent inconsistent inconsistent", FitsNone},
		{"rules none out", "states says_nothing consistent", RulesNoneOut},
		{"says nothing", "says_nothing says_nothing says_nothing", NotOnIt},
		{"open", "states ? ?", Unjudged},
		{"against one, open on the others", "inconsistent ? says_nothing", Unjudged},
		{"no versions", "", Unjudged},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var bearings []Bearing
			for w := range strings.FieldsSeq(test.bearings) {
				bearings = append(bearings, Bearing(strings.TrimPrefix(w, "?")))
			}
			if got := Tell(bearings); got != test.want {
				t.Errorf("%s: %s, want %s", test.bearings, got, test.want)
			}
		})
	}
}

// TestWindow cuts windows out of groups: every claim and article is in exactly
// one window, and a folded group in one beside what stands around it.
func TestWindow(t *testing.T) {
	claims := make([]ClaimID, 130)
	for i := range claims {
		claims[i][15] = byte(i + 1)
	}
	articles := make([]ArticleID, 90)
	for i := range articles {
		articles[i][15] = byte(i + 1)
	}
	layout := func() ([]RowGroup, []ColumnGroup) {
		rows := []RowGroup{{Key: "ra", Claims: claims[:45], Of: 45}, {Key: "rb", Of: 7, Folded: true}, {Key: "rc", Claims: claims[45:], Of: 85}}
		return rows, []ColumnGroup{{Key: "ca", Articles: articles[:1], Of: 1}, {Key: "cb", Of: 3, Folded: true}, {Key: "cc", Articles: articles[1:], Of: 89}}
	}
	seen := map[string]int{}
	for row := 0; row < 130; row += MatrixRows {
		for col := 0; col < 90; col += MatrixCols {
			rows, groups := layout()
			p := MatrixFilter{Row: row, Col: col}.Window(rows, groups, false)
			if p.Rows != 130 || p.Cols != 90 || p.Passed != 137 || p.Across != 93 || p.Heads != 3 {
				t.Fatalf("%d by %d of %d by %d under %d heads", p.Rows, p.Cols, p.Passed, p.Across, p.Heads)
			}
			for _, c := range p.Claims {
				for _, a := range p.Articles() {
					seen[fmt.Sprint(c, a)]++
				}
			}
			for _, g := range p.RowGroups {
				if g.Folded {
					seen["folded"]++
				}
			}
		}
	}
	if len(seen) != 130*90+1 {
		t.Errorf("%d cells, want %d and a folded group", len(seen), 130*90)
	}
	for k, n := range seen {
		if n != 1 && k != "folded" {
			t.Fatalf("cell %s is in %d windows", k, n)
		}
	}
	rows, groups := layout()
	whole := MatrixFilter{Row: 60}.Window(rows, groups, true)
	if !slices.Equal(whole.Claims, claims) || !slices.Equal(whole.Articles(), articles) {
		t.Error("the whole is not all")
	}
	rows, groups = layout()
	if p := (MatrixFilter{Row: 50}).Window(rows, groups, false); p.RowGroups[0].Key != "rc" || p.RowGroups[0].At != 45+2+5 {
		t.Errorf("the second window begins with %s at %d, want rc at 52", p.RowGroups[0].Key, p.RowGroups[0].At)
	}
}

// TestBetween lets through dates of which some day lies in the range.
func TestBetween(t *testing.T) {
	for _, test := range []struct {
		from, to, date string
		want           bool
	}{
		{"2026-03-02", "", "2026-03-02", true},
		{"2026-03-02", "", "2026-03-01", false},
		{"", "2026-03-02", "2026-03-02", true},
		{"", "2026-03-02", "2026-03-03", false},
		{"2026-03-02", "2026-03-09", "2026-03", true},
		{"2026-03-02", "2026-03-09", "2026", true},
		{"2026-03-02", "2026-03-09", "2026-04", false},
		{"", "", "", true},
	} {
		if got := between(test.from, test.to, test.date); got != test.want {
			t.Errorf("%s in %s–%s: %t", test.date, test.from, test.to, got)
		}
	}
}
