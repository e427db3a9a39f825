package views

import (
	"html"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/tr"
)

func TestLikelihoodWord(t *testing.T) {
	for _, test := range []struct{ word, want string }{
		{"almost_no_chance", "almost no chance, 1–5%"},
		{"roughly_even", "roughly even chance, 45–55%"},
		{"almost_certain", "almost certain, 95–99%"},
		{"perhaps", "perhaps"},
	} {
		if got := LikelihoodWord(t.Context(), test.word); got != test.want {
			t.Errorf("%s reads %q, want %q", test.word, got, test.want)
		}
	}
	for _, w := range assay.Likelihoods {
		if LikelihoodWord(t.Context(), w) == tr.Word(t.Context(), w) {
			t.Errorf("%s has no range", w)
		}
	}
}

// TestVocabularies checks that what people read knows every word of the domain.
func TestVocabularies(t *testing.T) {
	for _, level := range []assay.Level{assay.BetweenOrigins, assay.WithinOneOrigin, assay.BothLevels, assay.SelfContradiction} {
		for _, sure := range []bool{false, true} {
			if w := LevelWords(t.Context(), assay.Contest{Level: level, Sure: sure}); w.label == "" || w.short == "" || w.long == "" {
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
	for _, o := range Opinions(t.Context(), view, about(claim, assay.DimCredibility)) {
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

func TestOutletsOnce(t *testing.T) {
	view := assay.NewView(&assay.Case{
		Sources: []assay.Source{{ID: assay.SourceID{1}, Name: "Herald"}, {ID: assay.SourceID{2}, Name: "The Herald", Domain: "herald.example"}, {ID: assay.SourceID{3}, Name: "Post", Kind: "outlet"}, {ID: assay.SourceID{4}, Name: "Ana Rask", Kind: "person"}},
		Sames:   []assay.Same{{A: assay.EntityID{1}, B: assay.EntityID{2}, Verdict: "same"}},
	}, assay.ActorID{})
	var names []string
	for _, s := range Outlets(t.Context(), view) {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, ", "); got != "Herald, Post" {
		t.Errorf("it offers %s", got)
	}
	chosen := ""
	for _, o := range OfferSources(t.Context(), Hosts(view, []assay.SourceID{{1}, {2}, {3}}), SourceOption(t.Context(), view, assay.SourceID{2})).Options {
		if chosen += o.Label; o.Chosen {
			chosen += "*"
		}
	}
	if chosen != "Herald*Post" {
		t.Errorf("the library offers %s", chosen)
	}
}

func TestInterval(t *testing.T) {
	for want, n := range map[string]assay.Corroboration{
		"no article":                    {},
		"1 article, 1 origin":           {Articles: 1, AtLeast: 1, AtMost: 1},
		"4 articles, 1 origin":          {Articles: 4, AtLeast: 1, AtMost: 1},
		"5 articles, 1 to 3 origins":    {Articles: 5, AtLeast: 1, AtMost: 3},
		"5 articles, at most 2 origins": {Articles: 5, AtLeast: 2, AtMost: 2},
	} {
		if got := Interval(t.Context(), n); got != want {
			t.Errorf("%+v is %q, want %q", n, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	for edtf, want := range map[string]string{
		"2026-03-01": "1 March 2026", "2026-03-01?": "1 March 2026 (uncertain)", "2026~": "2026 (about)", "2026-03%": "March 2026 (about, uncertain)", "202X": "202X", "": "",
	} {
		if got := tr.Date(t.Context(), edtf); got != want {
			t.Errorf("%q is %q, want %q", edtf, got, want)
		}
	}
}

// TestRemarkOrigins counts origins where several articles say the same.
func TestRemarkOrigins(t *testing.T) {
	claim, wire := assay.ClaimID{1}, assay.SourceID{1}
	for _, test := range []struct {
		name    string
		stances []assay.Stance // of one article each
		chains  []assay.SourceID
		want    string
	}{
		{"one article", []assay.Stance{assay.Supports}, []assay.SourceID{wire}, ""},
		{"two articles, two origins", []assay.Stance{assay.Supports, assay.Supports}, []assay.SourceID{wire, {2}}, ""},
		{"two articles, one origin", []assay.Stance{assay.Supports, assay.Supports}, []assay.SourceID{wire, wire}, "Both articles trace to one origin, Coastal Wire. See it from hand to hand"},
		{"that do not agree", []assay.Stance{assay.Supports, assay.Qualifies, assay.Contradicts}, []assay.SourceID{wire, wire, wire}, "All three trace to one origin, Coastal Wire. They still disagree, so one of them added or lost something. See it from hand to hand"},
		{"three articles, two origins", []assay.Stance{assay.Supports, assay.Supports, assay.Supports}, []assay.SourceID{wire, wire, {2}}, "3 articles, at most 2 origins. See it from hand to hand"},
		{"that only mention it", []assay.Stance{assay.Mentions, assay.Mentions}, []assay.SourceID{wire, wire}, ""},
	} {
		c := &assay.Case{Claims: []assay.Claim{{ID: claim}}, Sources: []assay.Source{{ID: wire, Name: "Coastal Wire", Kind: "wire"}, {ID: assay.SourceID{2}, Name: "Ilse Varn", Kind: "person"}}}
		for i, stance := range test.stances {
			m, article := assay.MentionID{byte(i + 1)}, assay.ArticleID{byte(i + 1)}
			c.Articles = append(c.Articles, assay.Article{ID: article})
			c.Mentions = append(c.Mentions, assay.Mention{ID: m, Claim: claim, Article: article})
			c.Judgements = append(c.Judgements, assay.Judgement{Target: assay.EntityID(m), Dimension: assay.DimStance, Value: []byte(`"` + string(stance) + `"`)})
			c.Attributions = append(c.Attributions, assay.Attribution{Mention: m, Chain: []assay.Step{{Source: test.chains[i]}}})
		}
		var page strings.Builder
		if err := originsRemark("/c/1", assay.NewView(c, assay.ActorID{9}), claim).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page.String(), ""))), " "); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
