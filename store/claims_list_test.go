package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// plainClaims lists the claims that a filter lets through, by looking at the whole case.
func plainClaims(c *assay.Case, me assay.ActorID, f assay.ClaimFilter) (ids []assay.ClaimID) {
	v := assay.NewView(c, me)
	for i := range v.Case.Claims {
		if passesPlainly(c, v, &v.Case.Claims[i], f) {
			ids = append(ids, v.Case.Claims[i].ID)
		}
	}
	articles := func(id assay.ClaimID) int {
		in := map[assay.ArticleID]bool{}
		for _, m := range v.MentionsOf(id) {
			in[m.Article] = !m.Article.IsZero()
		}
		delete(in, assay.ArticleID{})
		return len(in)
	}
	slices.SortStableFunc(ids, func(a, b assay.ClaimID) int {
		switch f.Sort {
		case "cited":
			return articles(b) - articles(a)
		case "disputed":
			return v.Dispute(a).Compare(v.Dispute(b))
		case "wording":
			return cmp.Compare(asciiLower(v.Claim(a).Wording), asciiLower(v.Claim(b).Wording))
		}
		return 0
	})
	if f.Sort == "latest" {
		slices.Reverse(ids)
	}
	return ids
}

// asciiLower is how SQLite compares without regard to case.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func passesPlainly(whole *assay.Case, v *assay.View, c *assay.Claim, f assay.ClaimFilter) bool {
	called := append([]*assay.Claim{c}, v.MergedInto(c.ID)...)
	for word := range strings.FieldsSeq(f.Words) {
		if !slices.ContainsFunc(called, func(x *assay.Claim) bool {
			return x.Wording != "" && strings.Contains(search.Fold(x.Wording), search.Fold(word)) || strings.EqualFold(word, fmt.Sprint("C", whole.Numbers[x.ID]))
		}) {
			return false
		}
	}
	tagged := func(words assay.TagSet, want bool) bool {
		for _, word := range words.Words() {
			meant := assay.TagsMeant(v.Case.Tags, word, f.Tags.Exact)
			if slices.ContainsFunc(v.Case.Taggings, func(x assay.Tagging) bool {
				return x.Target == assay.EntityID(c.ID) && slices.Contains(meant, x.Tag)
			}) != want {
				return false
			}
		}
		return true
	}
	rated := slices.ContainsFunc(v.Case.Judgements, func(j assay.Judgement) bool {
		return j.Target == assay.EntityID(c.ID) && (j.Dimension == assay.DimCredibility || j.Dimension == assay.DimAdjudication && j.Scope == string(assay.DimCredibility))
	})
	from := func(m *assay.Mention) bool {
		a := v.Article(m.Article)
		return a != nil && (slices.Contains(v.OneWith(f.Source), a.Host) || slices.Contains(v.OneWith(f.Source), a.TextOrigin))
	}
	switch {
	case f.Contested && !v.Dispute(c.ID).Contested(),
		f.Kind == assay.NoKind && c.Kind != "", f.Kind != "" && f.Kind != assay.NoKind && c.Kind != f.Kind,
		!f.Event.IsZero() && c.Event != f.Event,
		f.Unrated && rated,
		f.Unmentioned && len(v.MentionsOf(c.ID)) > 0,
		!f.Source.IsZero() && !slices.ContainsFunc(v.MentionsOf(c.ID), from):
		return false
	}
	return tagged(f.Tags.Has, true) && tagged(f.Tags.Lacks, false)
}

// filtersOf are filters that mean something in a case.
func filtersOf(c *assay.Case) (list []assay.ClaimFilter) {
	list = []assay.ClaimFilter{{}, {Contested: true}, {Kind: assay.NoKind}, {Unrated: true}, {Unmentioned: true}, {Words: "fell"}, {Words: "a e"}, {Words: "c2"}}
	for i := range c.Claims {
		x := &c.Claims[i]
		list = append(list, assay.ClaimFilter{Kind: x.Kind}, assay.ClaimFilter{Event: x.Event, Contested: true}, assay.ClaimFilter{Words: x.Wording})
	}
	for i := range c.Sources {
		list = append(list, assay.ClaimFilter{Source: c.Sources[i].ID})
	}
	for i := range c.Tags {
		name := assay.TagSet(c.Tags[i].Name)
		if len(name.Words()) == 1 {
			list = append(list, assay.ClaimFilter{Tags: assay.TagFilter{Has: name}}, assay.ClaimFilter{Tags: assay.TagFilter{Lacks: name}}, assay.ClaimFilter{Tags: assay.TagFilter{Has: name, Exact: true}})
		}
	}
	return list
}

// TestClaimsPlainly: whatever happens to a case, the list of claims is what one finds who
// looks at everything, also where it is found by walking.
func TestClaimsPlainly(t *testing.T) {
	few, exact := fewMost, exactMost
	t.Cleanup(func() { fewMost, exactMost = few, exact })
	for seed := range uint64(trials(8, 60)) {
		fewMost, exactMost = few, exact
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			v := newVillage(t, seed, 2)
			defer v.close()
			for range 60 {
				v.step()
			}
			for _, s := range v.stores {
				fewMost = few
				if seed%2 == 1 {
					fewMost = -1 // whatever is asked is asked of each
				}
				c, err := s.Case(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range filtersOf(c) {
					for _, f.Sort = range assay.ClaimSorts {
						p, err := s.Claims(t.Context(), f)
						if err != nil {
							t.Fatalf("%+v: %v", f, err)
						}
						if want := plainClaims(c, s.Me(), f); !slices.Equal(p.Order, want) || p.Leaf.Of != len(want) {
							t.Fatalf("%+v: %d claims %.8s, want %.8s", f, p.Leaf.Of, p.Order, want)
						}
					}
				}
			}
		})
	}
}

// TestContestedMany: where many may be contested, those that are come all the same.
func TestContestedMany(t *testing.T) {
	exact := exactMost
	t.Cleanup(func() { exactMost = exact })
	exactMost = -1
	for seed := range uint64(trials(6, 40)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			v := newVillage(t, seed, 2)
			defer v.close()
			for range 60 {
				v.step()
			}
			for _, s := range v.stores {
				c, err := s.Case(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range []assay.ClaimFilter{{Contested: true}, {Contested: true, Sort: "cited"}, {Contested: true, Sort: "disputed"}, {Sort: "disputed"}, {Contested: true, Sort: "wording"}} {
					p, err := s.Claims(t.Context(), f)
					if err != nil {
						t.Fatalf("%+v: %v", f, err)
					}
					if want := plainClaims(c, s.Me(), f); !slices.Equal(p.Order, want) || p.Leaf.More {
						t.Fatalf("%+v: %d claims %.8s, want %.8s", f, p.Leaf.Of, p.Order, want)
					}
				}
			}
		})
	}
}

// TestContestedPages: the pages of the board have together what one page of all would have,
// each thing once, in its order.
func TestContestedPages(t *testing.T) {
	s := openStore(t)
	const claims = 2*assay.ContestedPageSize + 7
	ids := disputedClaims(t, s, claims)
	var had []assay.ClaimID
	for page := 0; ; page++ {
		p, err := s.Contested(t.Context(), assay.ContestedFilter{Page: page})
		if err != nil {
			t.Fatal(err)
		}
		if p.Leaf.Number != page || len(p.Claims) > assay.ContestedPageSize || p.Whole() {
			t.Fatalf("page %d is %+v, with %d claims", page, p.Leaf, len(p.Claims))
		}
		v := assay.NewView(p.Case, s.Me())
		for _, id := range p.Claims {
			if !v.ContestedClaim(id).Contested {
				t.Errorf("%s is not contested", id)
			}
		}
		if had = append(had, p.Claims...); !p.Leaf.More {
			break
		}
	}
	if !slices.Equal(had, ids) {
		t.Errorf("the pages have %d claims, want the %d in order of making", len(had), len(ids))
	}
	p, err := s.Contested(t.Context(), assay.ContestedFilter{Page: 1000})
	if err != nil || p.Leaf.Number != 2 || len(p.Claims) != 7 {
		t.Errorf("far behind the end is page %+v with %d claims (%v)", p.Leaf, len(p.Claims), err)
	}
	list, err := s.Claims(t.Context(), assay.ClaimFilter{Contested: true})
	if err != nil || !list.Leaf.Loose || !list.Leaf.More || !slices.Equal(list.Order, ids[:assay.ClaimsPageSize]) {
		t.Errorf("the list of contested claims begins with %d, %+v (%v)", len(list.Order), list.Leaf, err)
	}
}

// disputedClaims makes claims that one passage supports and another contradicts.
func disputedClaims(t *testing.T, s *Store, n int) (ids []assay.ClaimID) {
	t.Helper()
	var pages []assay.ArticlePage
	for i := range 2 {
		text := fmt.Sprintf("It burned in paper %d.", i)
		in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: fmt.Sprintf("https://paper%d.example/", i), Text: text, Extractor: "text/1"})
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Article(t.Context(), in.Article)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, p)
	}
	_, err := s.update(t.Context(), func(x *tx) error {
		for i := range n {
			claim, err := x.addClaim(t.Context(), fmt.Sprint("It burned, ", i), assay.EventID{})
			if err != nil {
				return err
			}
			ids = append(ids, claim)
			for k, stance := range []assay.Stance{assay.Supports, assay.Contradicts} {
				m := assay.NewID[assay.Mention](x.author.Now())
				if err := x.edit(t.Context(), assay.KindMention, assay.EntityID(m), oplog.Fields{
					"article": oplog.Encode(pages[k].Article.ID), "text": oplog.Encode(pages[k].Text.ID), "claim": oplog.Encode(claim),
					"start": oplog.Encode(0), "end": oplog.Encode(9), "quote": oplog.Encode("It burned"), "prefix": oplog.Encode(""), "suffix": oplog.Encode(" in paper " + fmt.Sprint(k) + "."),
				}); err != nil {
					return err
				}
				if err := x.judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m), Dimension: assay.DimStance}, oplog.Encode(stance), ""); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}
