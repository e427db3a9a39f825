package store

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestThereAlready: what is here already is not added again, and what was found
// elsewhere is another article.
func TestThereAlready(t *testing.T) {
	first := assay.Import{Original: []byte("<p>Nine lorries burned."), Text: "Nine lorries burned.", FoundAt: "https://www.quaypost.example/fire?utm_source=feed", URL: "https://quaypost.example/fire"}
	for _, test := range []struct {
		name    string
		in      assay.Import
		outcome string
	}{
		{"the same", first, Known},
		{"the same bytes, read otherwise", assay.Import{Original: first.Original, Text: "Nine lorries\n\nburned.", FoundAt: first.FoundAt}, Known},
		{"the same bytes without an address", assay.Import{Original: first.Original, Text: "Nine lorries burned!"}, Known},
		{"the same bytes, found elsewhere", assay.Import{Original: first.Original, Text: first.Text, FoundAt: "https://merrowherald.example/fire"}, Added},
		{"the same text at an address that leads to the same page", assay.Import{Original: []byte("other bytes"), Text: first.Text, FoundAt: "http://quaypost.example/fire/#top"}, Known},
		{"the same text without an address", assay.Import{Original: []byte("other bytes"), Text: first.Text}, Added},
		{"another text at the same address", assay.Import{Original: []byte("other bytes"), Text: "Twelve lorries burned.", FoundAt: first.FoundAt}, Added},
		{"a part of the same bytes", assay.Import{Original: first.Original, Text: "Item", Part: "7", FoundAt: first.FoundAt}, Added},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			was, err := s.ImportArticle(t.Context(), first)
			if err != nil || was.Outcome != Added || was.Since != 0 {
				t.Fatalf("%+v, %v", was, err)
			}
			out, err := s.ImportArticle(t.Context(), test.in)
			if err != nil || out.Outcome != test.outcome || (out.Article == was.Article) != (test.outcome == Known) || (out.Since != 0) != (test.outcome == Known) {
				t.Errorf("%s since %v, %v", out.Outcome, out.Since, err)
			}
			if test.outcome == Known && !out.Act.IsZero() {
				t.Error("something was written")
			}
			if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{was.Article}, "by mistake"); err != nil {
				t.Fatal(err)
			}
			if again, err := s.ImportArticle(t.Context(), test.in); test.outcome == Known && (err != nil || again.Outcome != Revived || again.Article != was.Article) {
				t.Errorf("removed and brought in again: %+v, %v", again, err)
			}
		})
	}
}

// TestAddressComesLater: what was brought in without an address has the first one
// that comes with it, and the same bytes at another one are another article.
func TestAddressComesLater(t *testing.T) {
	s := openStore(t)
	in := assay.Import{Original: []byte("<p>Nine lorries burned."), Text: "Nine lorries burned."}
	bring := func(address, outcome string, addressed bool) assay.ArticleID {
		t.Helper()
		in.FoundAt = address
		out, err := s.ImportArticle(t.Context(), in)
		if err != nil || out.Outcome != outcome || out.Addressed != addressed || out.Act.IsZero() != (outcome == Known && !addressed) {
			t.Errorf("from %q: %+v, %v", address, out, err)
		}
		return out.Article
	}
	facts := func(id assay.ArticleID) string {
		t.Helper()
		p, err := s.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		said := p.Article.URL
		if host := assay.NewView(p.Case, s.Me()).Source(p.Article.Host); host != nil {
			said += " " + host.Name
		}
		return said
	}
	first := bring("", Added, false)
	if again := bring("https://quaypost.example/fire?utm_source=feed", Known, true); again != first || facts(first) != in.FoundAt+" quaypost.example" {
		t.Errorf("it is at %q", facts(first))
	}
	bring("https://quaypost.example/fire", Known, false)
	bring("", Known, false)
	if other := bring("https://merrowherald.example/fire", Added, false); other == first {
		t.Error("two sites have one article")
	}
	if again := bring("https://quaypost.example/fire", Known, false); again != first {
		t.Error("the article of an address is another now")
	}
	for range 2 {
		if _, err := s.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := facts(first); got != "" {
		t.Errorf("undone it is at %q", got)
	}
	bring("https://merrowherald.example/fire", Known, true)
	if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{first}, ""); err != nil {
		t.Fatal(err)
	}
	bring("https://quaypost.example/fire", Added, false)
	bring("https://merrowherald.example/fire", Revived, false)
}

// TestAddressComesLaterInOne is the same for an import of many, which is one act.
func TestAddressComesLaterInOne(t *testing.T) {
	s := openStore(t)
	var list []Incoming
	for _, address := range []string{"", "https://quaypost.example/fire", "https://merrowherald.example/fire"} {
		list = append(list, Incoming{Name: address, Read: func() iter.Seq2[assay.Import, error] {
			return func(yield func(assay.Import, error) bool) {
				yield(assay.Import{Original: []byte("<p>Nine lorries burned."), Text: "Nine lorries burned.", FoundAt: address}, nil)
			}
		}})
	}
	var got []string
	err := s.ImportArticles(t.Context(), func(yield func(Incoming, error) bool) {
		for _, in := range list {
			if !yield(in, nil) {
				return
			}
		}
	}, func(out Imported) error {
		got = append(got, fmt.Sprint(out.Outcome, " ", out.Addressed, " ", out.Act.IsZero()))
		return out.Err
	})
	if want := []string{"added false false", "known true false", "added false false"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("it became %q, %v; want %q", got, err, want)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Library(t.Context(), assay.LibraryFilter{}); err != nil || p.All != 0 {
		t.Errorf("undone there are %d articles (%v)", p.All, err)
	}
}

const ferryLate = "Ferry late again\n\nThe ferry from Northbank was late for the third time in a week, the harbour office said on Sunday morning, and nobody could say why.\n\n" +
	"Passengers waited on the quay for two hours and were given tea by the crew of the lifeboat station, who had been called out for another reason.\n\n" +
	"The company that runs the line promised to look into the engine, which was last overhauled when the boat changed hands eleven years ago."

// TestUpdates: a later text of one address, mostly the same, is proposed as a later
// version; one at another address as a copy. Both are near copies.
func TestUpdates(t *testing.T) {
	s := openStore(t)
	add := func(address, text, published string) assay.ArticleID {
		in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte(text + address), Text: text, FoundAt: address, Published: published, PublishedBasis: "metadata", Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		return in.Article
	}
	first := add("https://quaypost.example/ferry", ferryLate, "2026-03-01T09:00:00Z")
	second := add("https://quaypost.example/ferry?utm_medium=feed", strings.Replace(ferryLate, "third", "fourth", 1)+"\n\nNobody was hurt.", "2026-03-01T15:00:00Z")
	elsewhere := add("https://merrowherald.example/late", ferryLate, "2026-03-03T09:00:00Z")
	relateAll(t, s)

	p, err := s.Copies(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Near) != 3 {
		t.Fatalf("%d near copies: %+v", len(p.Near), p.Proposed)
	}
	types := map[[2]assay.ArticleID]string{}
	for _, x := range p.Proposed {
		types[[2]assay.ArticleID{x.Child, x.Parent}] = x.Type
	}
	if types[[2]assay.ArticleID{second, first}] != assay.Updates {
		t.Errorf("what is proposed is %v", types)
	}
	for k, typ := range types {
		if (k[0] == elsewhere || k[1] == elsewhere) && typ == assay.Updates {
			t.Errorf("a copy elsewhere is proposed as an update")
		}
	}
	at, err := s.SameAddress(t.Context(), []assay.ArticleID{first, second, elsewhere})
	if err != nil || len(at) != 1 || at[second] != first {
		t.Errorf("at the same address are %v, %v", at, err)
	}
	if _, err := s.Derive(t.Context(), assay.Deriving{Child: second, From: assay.EntityID(first), Status: "confirmed", Type: assay.Updates}); err != nil {
		t.Fatal(err)
	}
	c, err := s.Editions(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if later := assay.NewView(c, s.Me()).Later(first); len(later) != 1 || later[0] != second {
		t.Errorf("later versions are %v", later)
	}
	lib, err := s.Library(t.Context(), assay.LibraryFilter{})
	if err != nil || lib.Near[first] != 2 || len(assay.NewView(lib.Editions, s.Me()).Earlier(second)) != 1 {
		t.Errorf("the library says %v, %v", lib.Near, err)
	}
}

func relateAll(t *testing.T, s *Store) {
	t.Helper()
	for {
		left, err := s.Relate(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
}

// TestCarried: two that carry the text of a third party are near copies, and neither
// is proposed to come from the other.
func TestCarried(t *testing.T) {
	s := openStore(t)
	text := strings.Replace(ferryLate, "The ferry from", "MERROW (Reuters) – The ferry from", 1)
	a := bring(t, s, "https://quaypost.example/ferry", text)
	b := bring(t, s, "https://merrowherald.example/late", text)
	relateAll(t, s)
	p, err := s.Copies(t.Context(), a)
	if err != nil || len(p.Near) != 2 {
		t.Errorf("near copies are %v, %v", p.Near, err)
	}
	proposed, err := s.ProposedFor(t.Context(), []assay.ArticleID{a, b})
	for _, x := range proposed {
		if err != nil || !x.Parent.IsZero() {
			t.Errorf("it is proposed that %+v, %v", x, err)
		}
	}
}

// wired makes a case of so many articles of one group, each a near copy of some of
// those made before it.
func wired(tb testing.TB, s *Store, n, partners int) []assay.ArticleID {
	tb.Helper()
	ids := derived(tb, s, n-1)
	sqlTx, err := s.write.BeginTx(tb.Context(), nil)
	if err != nil {
		tb.Fatal(err)
	}
	defer sqlTx.Rollback()
	run := func(statement string, args ...any) {
		if _, err := sqlTx.ExecContext(tb.Context(), statement, args...); err != nil {
			tb.Fatal(err)
		}
	}
	run(`DELETE FROM lineage_proposal`)
	for i, child := range ids {
		for k := max(0, i-partners/2); k < i; k++ {
			run(`INSERT INTO lineage_proposal (child, parent, rule, strong, words, child_cover, parent_cover) VALUES (?, ?, 'copied', 1, 400, .9, .9)`, child[:], ids[k][:])
		}
	}
	if err := sqlTx.Commit(); err != nil {
		tb.Fatal(err)
	}
	return ids
}

// TestCopiesOfMany: all articles of a group have as many near copies, also those
// beyond the ones that are told.
func TestCopiesOfMany(t *testing.T) {
	for _, test := range []struct{ articles, want int }{{1, 0}, {2, 1}, {40, 39}, {copiesMost, copiesMost - 1}, {300, copiesMost - 1}} {
		s := benchStore(t)
		ids := wired(t, s, test.articles, 6)
		err := s.view(t.Context(), func(x *tx) error {
			counts, err := x.copiesOf(t.Context(), ids)
			for i, id := range ids {
				if counts[id] != test.want {
					t.Errorf("of %d articles the %dth has %d near copies, want %d", test.articles, i, counts[id], test.want)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkCopiesOfPage(b *testing.B) {
	s := benchStore(b)
	ids := wired(b, s, 300, 30)
	for b.Loop() {
		err := s.view(b.Context(), func(x *tx) error {
			_, err := x.copiesOf(b.Context(), ids[100:200])
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// TestSameAddress: an address is the same however it is written, and of a page of
// articles each has the earliest other one at its own.
func TestSameAddress(t *testing.T) {
	s := openStore(t)
	n := 0
	add := func(foundAt, url string) assay.ArticleID {
		t.Helper()
		n++
		in, err := s.ImportArticle(t.Context(), assay.Import{Original: fmt.Append(nil, "bytes ", n), Text: fmt.Sprint("Nine lorries burned, in words of version ", n), FoundAt: foundAt, URL: url})
		if err != nil {
			t.Fatal(err)
		}
		return in.Article
	}
	first := add("https://quaypost.example/news/fire", "")
	other := add("https://quaypost.example/news/fire-2", "")
	root := add("https://a.example", "")
	port := add("https://a.example:8080/news", "")
	arabic := add("https://quaypost.example/حريق", "")
	query := add("https://quaypost.example/show?id=7", "")
	want := map[assay.ArticleID]assay.ArticleID{
		add("https://quaypost.example/news/fire", ""): first, add("http://www.QUAYPOST.example/news/fire/", ""): first, add("https://quaypost.example/news/fire?utm_source=feed", ""): first,
		add("https://quaypost.example/news/fire#top", ""): first, add("", "https://www.quaypost.example/news/fire"): first, add("https://amp.example/fire", "https://quaypost.example/news/fire"): first,
		add("https://quaypost.example/news/fire-2/?fbclid=1", ""): other, add("https://quaypost.example/News/fire", ""): {}, add("https://quaypost.example/news/fir", ""): {}, add("", ""): {},
		add("http://www.a.example/", ""): root, add("https://a.example:8080/news?gclid=x", ""): port, add("https://a.example/news", ""): {},
		add("https://quaypost.example/%D8%AD%D8%B1%D9%8A%D9%82", ""): arabic, add("https://quaypost.example/show?id=7&utm_medium=x", ""): query, add("https://quaypost.example/show?id=8", ""): {},
	}
	got, err := s.SameAddress(t.Context(), slices.Collect(maps.Keys(want)))
	if err != nil {
		t.Fatal(err)
	}
	for id, earlier := range want {
		if got[id] != earlier {
			p, err := s.Article(t.Context(), id)
			t.Errorf("%q and %q: the earlier one is %v, want %v (%v)", p.Article.FoundAt, p.Text.URL, got[id], earlier, err)
		}
		alone, err := s.SameAddress(t.Context(), []assay.ArticleID{id})
		if err != nil || alone[id] != earlier {
			t.Errorf("asked for one: %v, want %v (%v)", alone[id], earlier, err)
		}
	}
}
