package assay

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/internal/oplog"
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

// sparse is a view of claims and articles with a mention of each tenth claim in
// an article, and one article that has been read.
func sparse(claims, articles int) (*View, []ClaimID, []ArticleID) {
	c := &Case{}
	for i := range claims {
		c.Claims = append(c.Claims, Claim{ID: ClaimID{2, byte(i >> 8), byte(i)}})
	}
	for i := range articles {
		id := ArticleID{1, byte(i >> 16), byte(i >> 8), byte(i)}
		c.Articles = append(c.Articles, Article{ID: id, Text: TextID(id)})
	}
	for i := 0; i < claims; i += 10 {
		m := Mention{ID: MentionID{3, byte(i >> 8), byte(i)}, Claim: c.Claims[i].ID, Article: c.Articles[i*7%articles].ID}
		c.Mentions = append(c.Mentions, m)
	}
	c.Judgements = []Judgement{{ID: JudgementID{4}, Target: EntityID(c.Articles[articles/2].Text), Dimension: DimRead, Coder: ActorID{9}, Value: oplog.Encode(Reading{State: "read", Seen: map[ActorID]int64{{}: 1}})}}
	v := NewView(c, ActorID{9})
	var rows []ClaimID
	var cols []ArticleID
	for i := range c.Claims {
		rows = append(rows, c.Claims[i].ID)
	}
	for i := range c.Articles {
		cols = append(cols, c.Articles[i].ID)
	}
	return v, rows, cols
}

// TestOverviewOfMany draws several cells of a very large matrix as one, which has
// of them what matters most.
func TestOverviewOfMany(t *testing.T) {
	v, claims, articles := sparse(30, 2500)
	o := v.Sketch(nil).Overview(claims, articles)
	if o.Rows != 30 || o.Down != 1 || o.Cols != 834 || o.Across != 3 {
		t.Fatalf("%d by %d are drawn, of %d by %d", o.Rows, o.Cols, o.Down, o.Across)
	}
	unread := make(map[[2]int]bool)
	for _, r := range o.NotRead {
		for i := range r.Length {
			unread[[2]int{r.Row + i, r.Col}] = true
		}
	}
	stance := map[[2]int]Stance{}
	for s, runs := range o.Stances {
		for _, r := range runs {
			for i := range r.Length {
				stance[[2]int{r.Row, r.Col + i}] = s
			}
		}
	}
	for row, claim := range claims {
		for col := range o.Cols {
			want, looked := Stance(""), false
			for _, article := range articles[3*col : min(3*col+3, len(articles))] {
				c := v.Cell(v.Article(article), v.Claim(claim))
				if len(c.Stances) > 0 {
					want = c.Stances[0]
				}
				looked = looked || c.Coverage != NotRead || len(c.Stances) > 0
			}
			if at := [2]int{row, col}; stance[at] != want || unread[at] == looked {
				t.Fatalf("%v is drawn as %q, not looked at %t; want %q, %t", at, stance[at], unread[at], want, !looked)
			}
		}
	}
}

// BenchmarkOverview: what an overview takes does not grow with the cells of the
// matrix, but with its sides.
func BenchmarkOverview(b *testing.B) {
	for _, size := range [][2]int{{300, 200}, {2000, 20000}, {2000, 100000}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			v, claims, articles := sparse(size[0], size[1])
			sketch := v.Sketch(nil)
			b.ReportAllocs()
			for b.Loop() {
				sketch.Overview(claims, articles)
			}
		})
	}
}
