package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

func TestSources(t *testing.T) {
	h := openHarbour(t)
	h.derives(h.lantern, h.wire)
	p, err := h.Sources(t.Context(), assay.SourceFilter{})
	if err != nil || p.Leaf.Of != 3 || p.All != 3 {
		t.Fatalf("%d of %d sources (%v)", p.Leaf.Of, p.All, err)
	}
	tests := []struct {
		domain string
		want   assay.SourceCounts
	}{
		{"wire.example", assay.SourceCounts{Hosted: 1, Written: 1, Mentions: 3}},
		{"lantern.example", assay.SourceCounts{Hosted: 1, Written: 1}},
		{"herald.example", assay.SourceCounts{Hosted: 1, Written: 1, Mentions: 1}},
	}
	for _, test := range tests {
		if got := p.Counts[assay.SourceByDomain(test.domain)]; got != test.want {
			t.Errorf("%s: %+v, want %+v", test.domain, got, test.want)
		}
	}
	wire, err := h.Source(t.Context(), assay.SourceByDomain("wire.example"))
	if err != nil || len(wire.Mentions) != 3 || !slices.Equal(wire.Articles, []assay.ArticleID{h.wire}) || wire.Counts.Mentions != 3 {
		t.Errorf("%d mentions, articles %v, %+v (%v)", len(wire.Mentions), wire.Articles, wire.Counts, err)
	}
	if _, err := h.Source(t.Context(), assay.SourceID{7}); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("a source that is not there: %v", err)
	}
}

// TestRatings changes its mind about a source, takes it back and undoes that.
func TestRatings(t *testing.T) {
	s := openStore(t)
	id, _, err := s.AddSource(t.Context(), "Merrow Herald", "outlet", "herald.example")
	if err != nil {
		t.Fatal(err)
	}
	rate := func(scope string, letter oplog.Value, reason string) {
		t.Helper()
		k := assay.JudgementKey{Target: assay.EntityID(id), Dimension: assay.DimReliability, Scope: scope}
		if _, err := s.Judge(t.Context(), k, letter, reason); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name string
		do   func()
		want []string // the latest first; * stands, ~ undone
	}{
		{"never rated", func() {}, nil},
		{"rated", func() { rate("", oplog.Encode("B"), "years of good reports") }, []string{"*B years of good reports"}},
		{"for a topic", func() { rate("sport", oplog.Encode("D"), "") }, []string{"*sport D", "*B years of good reports"}},
		{"again", func() { rate("", oplog.Encode("C"), "two corrections") }, []string{"*C two corrections", "*sport D", "B years of good reports"}},
		{"undone", func() { undoLast(t, s) }, []string{"~C two corrections", "*sport D", "*B years of good reports"}},
		{"taken back", func() { rate("", oplog.Null, "") }, []string{"taken back", "~C two corrections", "*sport D", "B years of good reports"}},
	}
	for _, step := range steps {
		step.do()
		p, err := s.Source(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range p.Ratings {
			sign := map[bool]string{true: "~"}[r.Undone] + map[bool]string{true: "*"}[r.Current]
			letter := r.Letter
			if letter == "" {
				letter = "taken back"
			}
			got = append(got, sign+strings.Join(strings.Fields(fmt.Sprint(r.Scope, " ", letter, " ", r.Reason)), " "))
		}
		if !slices.Equal(got, step.want) {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
}

func undoLast(t *testing.T, s *Store) {
	t.Helper()
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSameSources(t *testing.T) {
	s := openStore(t)
	ana, _, err := s.AddSource(t.Context(), "Ana Rask", "person", "")
	if err != nil {
		t.Fatal(err)
	}
	rask, _, err := s.AddSource(t.Context(), "Rask", "person", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		verdict           string
		suggested, judged int
		listed            int
	}{
		{"", 1, 0, 2}, {"same", 0, 1, 1}, {"different", 0, 0, 2}, {"", 1, 0, 2},
	} {
		if _, err := s.SetSame(t.Context(), ana, rask, test.verdict); err != nil {
			t.Fatal(err)
		}
		p, err := s.Source(t.Context(), rask)
		if err != nil {
			t.Fatal(err)
		}
		v := assay.NewView(p.Case, s.Me())
		if a, b, c := len(v.Lookalikes(&p.Source)), len(v.SameAs(rask)), len(v.Sources(assay.SourceFilter{})); a != test.suggested || b != test.judged || c != test.listed {
			t.Errorf("judged %q: %d suggested, %d the same, %d listed", test.verdict, a, b, c)
		}
	}
}

// TestFilterBySameSource looks for what one outlet has under either of the two
// domains that were judged to be one.
func TestFilterBySameSource(t *testing.T) {
	h := openHarbour(t)
	herald, wire := assay.SourceByDomain("herald.example"), assay.SourceByDomain("wire.example")
	found := func(id assay.SourceID) string {
		t.Helper()
		library, err := h.Library(t.Context(), assay.LibraryFilter{Source: id})
		if err != nil {
			t.Fatal(err)
		}
		claims, err := h.Claims(t.Context(), assay.ClaimFilter{Source: id})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%d articles, %d claims", len(library.Order), len(claims.Order))
	}
	apart := [2]string{found(herald), found(wire)}
	for _, test := range []struct {
		verdict string
		want    [2]string
	}{
		{"same", [2]string{"2 articles, 2 claims", "2 articles, 2 claims"}},
		{"different", apart},
	} {
		if _, err := h.SetSame(t.Context(), herald, wire, test.verdict); err != nil {
			t.Fatal(err)
		}
		if got := [2]string{found(herald), found(wire)}; got != test.want {
			t.Errorf("judged %s: %q, want %q", test.verdict, got, test.want)
		}
	}
	if apart[0] == apart[1] {
		t.Errorf("apart, both have %s", apart[0])
	}
}

// TestRateOneOfTwo rates a source that was judged to be the same as another, and
// takes it back, from either of them.
func TestRateOneOfTwo(t *testing.T) {
	const toggled = "!"
	tests := []struct {
		name  string
		steps string // "a=B" rates a, "a=" takes it back, "a!B" is a key; "x sport=B" for a topic
		want  string
	}{
		{"one rated", "a=B", "B"},
		{"the other rated after it", "a=B b=C", "C"},
		{"the first again", "a=B b=C a=B", "B"},
		{"taken back from the other", "a=B b=", ""},
		{"taken back after both were rated", "a=B b=C a=", ""},
		{"the key of the other", "a=B b!B", ""},
		{"the key of the other, for another letter", "a=B b!C", "C"},
		{"taken back for a topic only", "a=B a/on_sport=C b/__on__sport_=", "B"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			ids := map[string]assay.SourceID{}
			for _, name := range []string{"a", "b"} {
				id, _, err := s.AddSource(t.Context(), name, "person", "")
				if err != nil {
					t.Fatal(err)
				}
				ids[name] = id
			}
			for step := range strings.FieldsSeq(test.steps) {
				at := strings.IndexAny(step, "="+toggled)
				name, topic, _ := strings.Cut(step[:at], "/")
				k := assay.JudgementKey{Target: assay.EntityID(ids[name]), Dimension: assay.DimReliability, Scope: strings.ReplaceAll(topic, "_", " ")}
				value := oplog.Null
				if letter := step[at+1:]; letter != "" {
					value = oplog.Encode(letter)
				}
				var err error
				if step[at:at+1] == toggled {
					_, _, err = s.Toggle(t.Context(), k, value, "")
				} else {
					_, err = s.Judge(t.Context(), k, value, "")
				}
				if err != nil {
					t.Fatal(err)
				}
				if _, err := s.SetSame(t.Context(), ids["a"], ids["b"], "same"); err != nil { // after the first rating
					t.Fatal(err)
				}
			}
			p, err := s.Source(t.Context(), ids["b"])
			if err != nil {
				t.Fatal(err)
			}
			v := assay.NewView(p.Case, s.Me())
			for _, id := range ids {
				if d, _ := v.Reliability(id, ""); d.Word() != test.want {
					t.Errorf("it has %q, want %q", d.Word(), test.want)
				}
			}
			if topics := v.Topics(ids["a"]); len(topics) != 1 {
				t.Errorf("it has the topics %q", topics)
			}
		})
	}
}

func TestAddSourceKnown(t *testing.T) {
	h := openHarbour(t)
	wire := assay.SourceByDomain("wire.example")
	named := func() string {
		p, err := h.Source(t.Context(), wire)
		if err != nil {
			t.Fatal(err)
		}
		return p.Source.Name
	}
	before := named()
	id, act, err := h.AddSource(t.Context(), "The Wire", "wire", "www.wire.example")
	if id != wire || !act.IsZero() || assay.KindOf(err) != assay.KindConflict || named() != before {
		t.Errorf("%v, act %v, %v; it is called %q now", id, act, err, named())
	}
	fresh, _, err := h.AddSource(t.Context(), "Merrow Herald", "outlet", "merrow.example")
	if err == nil {
		_, err = h.RemoveSource(t.Context(), fresh)
	}
	if err != nil {
		t.Fatal(err)
	}
	if again, _, err := h.AddSource(t.Context(), "Merrow Herald", "outlet", "merrow.example"); err != nil || again != fresh {
		t.Errorf("one that was removed: %v (%v)", again, err)
	}
}
