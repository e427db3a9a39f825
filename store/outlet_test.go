package store

import (
	"testing"

	"assay/internal/assay"
)

// TestKnownOutlets: an article is of the outlet that the case knows by the name of
// its site, unless that is known by another domain, or several are called so, or an
// analyst has said that it is not called by that domain.
func TestKnownOutlets(t *testing.T) {
	s := openStore(t)
	add := func(name, kind string) assay.SourceID {
		id, _, err := s.AddSource(t.Context(), name, kind, "")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	herald, wire := add("Northbank Herald", "outlet"), add("Coastal Wire", "wire")
	add("Daily News", "outlet")
	add("The Daily News", "outlet")
	add("Ana Blandford", "person")
	gazette := add("Gazette", "outlet")
	if _, err := s.SetAlias(t.Context(), gazette, "gazette.example", false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetAlias(t.Context(), wire, "CW News", true); err != nil {
		t.Fatal(err)
	}
	n := 0
	host := func(address, site string) assay.SourceID {
		n++
		in := craneArticle(n)
		in.FoundAt, in.Site = address, site
		out, err := s.ImportArticle(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Article(t.Context(), out.Article)
		if err != nil {
			t.Fatal(err)
		}
		return p.Article.Host
	}
	for _, test := range []struct {
		address, site string
		want          assay.SourceID
	}{
		{"https://www.herald.example/1", "The Northbank-Herald", herald},
		{"https://herald.example/2", "", herald},
		{"https://not-the-herald.example/1", "Northbank Herald", assay.SourceByDomain("not-the-herald.example")}, // it has a domain by now
		{"https://cw.example/1", "cw news", wire},
		{"https://daily.example/1", "Daily News", assay.SourceByDomain("daily.example")},
		{"https://ana.example/1", "Ana Blandford", assay.SourceByDomain("ana.example")},
		{"https://gazette.example/1", "Gazette", assay.SourceByDomain("gazette.example")},
		{"https://nameless.example/1", "", assay.SourceByDomain("nameless.example")},
	} {
		if got := host(test.address, test.site); got != test.want {
			t.Errorf("%s of %q is of %v, want %v", test.address, test.site, got, test.want)
		}
	}
}
