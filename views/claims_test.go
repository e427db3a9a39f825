package views

import (
	"slices"
	"testing"

	"assay/internal/assay"
)

func TestLikelihoodWord(t *testing.T) {
	for _, test := range []struct{ word, want string }{
		{"almost_no_chance", "almost no chance, 1–5%"},
		{"roughly_even", "roughly even chance, 45–55%"},
		{"almost_certain", "almost certain, 95–99%"},
		{"perhaps", "perhaps"},
	} {
		if got := LikelihoodWord(test.word); got != test.want {
			t.Errorf("%s reads %q, want %q", test.word, got, test.want)
		}
	}
	for _, w := range assay.Likelihoods {
		if LikelihoodWord(w) == Words(w) {
			t.Errorf("%s has no range", w)
		}
	}
}

func TestPager(t *testing.T) {
	at := func(page int) string { return string(rune('a' + page)) }
	for _, test := range []struct {
		name           string
		page, here, of int
		want           PagerView
	}{
		{"nothing", 0, 0, 0, PagerView{What: "Claims"}},
		{"all on one page", 0, 7, 7, PagerView{What: "Claims", From: 1, To: 7, Of: 7}},
		{"exactly one page", 0, 10, 10, PagerView{What: "Claims", From: 1, To: 10, Of: 10}},
		{"the first of three", 0, 10, 25, PagerView{What: "Claims", From: 1, To: 10, Of: 25, Next: "b"}},
		{"the second of three", 1, 10, 25, PagerView{What: "Claims", From: 11, To: 20, Of: 25, Previous: "a", Next: "c"}},
		{"the last of three", 2, 5, 25, PagerView{What: "Claims", From: 21, To: 25, Of: 25, Previous: "b"}},
		{"past the end", 3, 0, 25, PagerView{What: "Claims", Of: 25, Previous: "c"}},
	} {
		if got := pager("Claims", test.page, 10, test.here, test.of, at); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

// TestVocabularies checks that what people read knows every word of the domain.
func TestVocabularies(t *testing.T) {
	for _, level := range []assay.Level{assay.BetweenOrigins, assay.WithinOneOrigin, assay.BothLevels, assay.SelfContradiction} {
		for _, sure := range []bool{false, true} {
			if w := LevelWords(assay.Contest{Level: level, Sure: sure}); w.label == "" || w.short == "" || w.long == "" {
				t.Errorf("level %s, sure %v, has the words %+v", level, sure, w)
			}
		}
	}
	for _, s := range assay.ClaimSorts {
		if claimSortWords[s] == "" {
			t.Errorf("order %s has no words", s)
		}
	}
}

func TestOpinions(t *testing.T) {
	ana, ben := assay.ActorID{1}, assay.ActorID{2}
	claim := assay.EntityID{9}
	grade := func(id byte, by assay.ActorID, d assay.Dimension, scope, digit string) assay.Judgement {
		return assay.Judgement{ID: assay.JudgementID{id}, Target: claim, Dimension: d, Scope: scope, Coder: by, Value: []byte(`"` + digit + `"`)}
	}
	view := assay.NewView(&assay.Case{
		Actors: []assay.Actor{{ID: ana, Name: "Ana"}, {ID: ben, Name: "Ben"}},
		Judgements: []assay.Judgement{
			grade(1, ben, assay.DimAdjudication, "credibility", "4"),
			grade(2, ben, assay.DimCredibility, "", "2"),
			grade(3, ana, assay.DimCredibility, "", "3"),
			grade(4, ana, assay.DimLikelihood, "", "likely"),
		},
	}, ana)
	var got []string
	for _, o := range Opinions(view, about(claim, assay.DimCredibility)) {
		who := o.Who
		if o.Team {
			who = "the team"
		}
		got = append(got, who+": "+o.Says(t.Context()))
	}
	if want := []string{"Ben: 2, probably true", "Ana: 3, possibly true", "the team: 4, doubtful"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := mine(view, about(claim, assay.DimCredibility)); got != "3" {
		t.Errorf("mine is %q", got)
	}
	if got := mine(assay.NewView(view.Case, assay.ActorID{3}), about(claim, assay.DimCredibility)); got != "" {
		t.Errorf("somebody who has not judged says %q", got)
	}
}

func TestHint(t *testing.T) {
	for _, test := range []struct{ name, wording, want string }{
		{"a sentence", "Twelve lorries burned.", "Twelve lorries burned?"},
		{"without a stop", "Twelve lorries burned", "Twelve lorries burned?"},
		{"a question", "Who burned?", "Who burned?"},
		{"Chinese", "十二辆卡车烧毁。", "十二辆卡车烧毁?"},
		{"nothing", "", ""},
	} {
		if got := hint(&assay.Claim{Wording: test.wording}); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
