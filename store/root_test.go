package store

import (
	"testing"

	"assay/internal/assay"
)

// TestDeclareRoot says where something entered, changes it, takes it back, and
// undoes that.
func TestDeclareRoot(t *testing.T) {
	s := openQuay(t)
	s.article("herald", "The ferry stops in May.")
	s.article("post", "The ferry is said to stop in May.")
	s.claim("ferry")
	m := s.mark("post", "The ferry", "ferry", assay.Supports)
	a, b := s.articles["herald"], s.articles["post"]
	origin := func() assay.Origin {
		p, err := s.Claim(t.Context(), s.claims["ferry"], 0)
		if err != nil {
			t.Fatal(err)
		}
		v := assay.NewView(p.Case, s.Me())
		return v.Root(v.Mention(m))
	}
	if _, err := s.DeclareRoot(t.Context(), m, Root{Article: a}, assay.RootValue{}); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := s.DeclareRoot(t.Context(), m, Root{Article: a, Reason: "It was there first."}, assay.RootValue{}); err != nil {
		t.Fatal(err)
	}
	if got := origin(); got.Article != a || !got.OwnVoice {
		t.Errorf("the origin is %+v, want the first article", got)
	}
	if _, err := s.DeclareRoot(t.Context(), m, Root{Name: "The harbour clerk", Kind: "person", Reason: "He told both."}, assay.RootValue{}); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("over what was not seen: %v", err)
	}
	if _, err := s.DeclareRoot(t.Context(), m, Root{Name: "The harbour clerk", Kind: "person", Reason: "He told both."}, assay.RootValue{Article: a}); err != nil {
		t.Fatal(err)
	}
	clerk := origin()
	if clerk.Source.IsZero() || clerk.OwnVoice {
		t.Errorf("the origin is %+v, want the clerk", clerk)
	}
	if _, err := s.DeclareRoot(t.Context(), m, Root{}, assay.RootValue{Source: clerk.Source}); err != nil {
		t.Fatal(err)
	}
	if got := origin(); got.Article != b {
		t.Errorf("taken back, the origin is %+v", got)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := origin(); got != clerk {
		t.Errorf("undone, the origin is %+v, want %+v", got, clerk)
	}
	if _, err := s.DeclareRoot(t.Context(), m, Root{Article: assay.ArticleID{1}, Reason: "x"}, assay.RootValue{Source: clerk.Source}); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("an article that is not there: %v", err)
	}
}
