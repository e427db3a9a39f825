package largecase_test

import (
	"path/filepath"
	"testing"

	"assay/internal/assay"
	"assay/internal/largecase"
	"assay/internal/oplog"
	"assay/store"
)

// TestFill: a case has what it says, and is sound.
func TestFill(t *testing.T) {
	const n = 700
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "large.assay"), "Years", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("bench"))), Name: "Bench"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var told []int
	if err := largecase.Fill(t.Context(), s, n, func(done int) { told = append(told, done) }); err != nil {
		t.Fatal(err)
	}
	c, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Articles) != n || len(c.Mentions) != n*largecase.Mentions || len(told) != 2 || told[1] != n {
		t.Errorf("there are %d articles and %d mentions, and %v was told", len(c.Articles), len(c.Mentions), told)
	}
	tagged := map[assay.TagID]int{}
	for _, g := range c.Taggings {
		tagged[g.Tag]++
	}
	if n := len(c.Taggings); n < len(c.Articles)/4 || n > 2*len(c.Articles)/5 || len(c.Tags) != 40 || tagged[c.Tags[0].ID] < n/6 {
		t.Errorf("%d articles have one of %d tags, %d of them the first", n, len(c.Tags), tagged[c.Tags[0].ID])
	}
	languages := map[string]int{}
	for _, x := range c.Texts {
		languages[x.Language]++
	}
	if len(languages) != 5 || languages["en"] < n/2 {
		t.Errorf("the articles are in %v", languages)
	}
	if _, err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
