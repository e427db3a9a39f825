package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/search"
)

// thing is something that can be found, and what is known of it.
type thing struct {
	doc           int64
	kind          assay.Kind
	id            assay.EntityID
	head, body    string
	language, tag string
	published     string
}

// bazaar is a case of things with words out of few, and all that is in it.
type bazaar struct {
	*quay
	r      *rand.Rand
	things []thing
}

var bazaarWords = strings.Fields("quay quarry fire fir the then 港口 口岸 الميناء")

func (z *bazaar) words(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = bazaarWords[min(z.r.IntN(len(bazaarWords)), z.r.IntN(len(bazaarWords)))]
	}
	return strings.Join(list, " ")
}

func openBazaar(t *testing.T) *bazaar {
	z := &bazaar{quay: openQuay(t), r: rand.New(rand.NewPCG(3, 1))}
	ctx := t.Context()
	made := map[assay.EntityID]thing{}
	for i := range 24 {
		name := fmt.Sprintf("paper%d", i)
		id := z.article(name, z.words(6)+fmt.Sprintf(" %d.", i))
		x := thing{kind: assay.KindArticle, language: []string{"en", "de", "ar-EG"}[i%3], published: fmt.Sprintf("20%d-0%d", 23+i%3, 1+i%7)}
		z.did(z.ChangeArticles(ctx, []assay.ArticleID{id}, ArticleChange{Title: To(z.words(3)), Language: To(x.language), Published: To(x.published)}))
		made[assay.EntityID(id)] = x
	}
	for i := range 50 {
		id := assay.EntityID(z.claim(z.words(3) + fmt.Sprintf(" %d", i)))
		x := thing{kind: assay.KindClaim}
		if i%4 == 0 {
			x.tag = "red"
			_, act, err := z.TagTarget(ctx, x.tag, id)
			z.did(act, err)
		}
		made[id] = x
		if i%2 == 0 {
			note, act, err := z.AddNote(ctx, NewNote{Target: id, Text: z.words(4)})
			z.did(act, err)
			made[assay.EntityID(note)] = thing{kind: assay.KindNote}
		}
	}
	z.reindex()
	err := z.view(ctx, func(x *tx) error {
		rows, err := query(ctx, x, `SELECT doc, kind, entity FROM findable ORDER BY doc`, nil, scanThing)
		for _, f := range rows {
			if f.head, f.body, err = x.wordsOf(ctx, entity{f.kind, f.id}); err != nil {
				return err
			}
			m := made[f.id]
			f.language, f.published, f.tag = m.language, m.published, m.tag
			z.things = append(z.things, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func scanThing(rows *sql.Rows) (x thing, err error) {
	return x, rows.Scan(&x.doc, &x.kind, into(&x.id))
}

// question asks for something, in the words of somebody who types it.
func (z *bazaar) question() string {
	word := func() string { return z.words(1) }
	kinds := []func() string{
		word, word, word,
		func() string { return "-" + word() },
		func() string { return `"` + z.words(2) + `"` },
		func() string { return []string{"f*", "qu*", "th*", "ال*", "港"}[z.r.IntN(5)] },
		func() string {
			return []string{"in:claims", "in:notes", "in:articles", "-in:notes", "lang:en", "lang:ar", "-lang:de", "date:2024", "date:2023-03..", "tag:red", "-tag:red", "tag:blue"}[z.r.IntN(12)]
		},
	}
	var list []string
	for range 1 + z.r.IntN(3) {
		list = append(list, kinds[z.r.IntN(len(kinds))]())
	}
	return strings.Join(list, " ")
}

// has reports whether a thing has a phrase in what it is called, and anywhere. What goes on
// in too many ways is looked for only as it stands, or with another stem.
func (x *thing) has(p search.Phrase) (called, anywhere bool) {
	in := func(text string, broad bool) bool {
		if !broad || !p.Prefix {
			return len(search.Query{Wanted: []search.Phrase{p}}.Hits(text)) > 0
		}
		return slices.ContainsFunc(search.Terms(text), func(have search.Term) bool {
			return have.Stem == p.Terms[0].Stem || strings.HasPrefix(have.Word, p.Terms[0].Word) && !strings.HasPrefix(have.Stem, p.Terms[0].Word)
		})
	}
	called = in(x.head, findBroadest < 0)
	return called, called || in(x.body, findBroad < 0)
}

// passes reports whether a thing has what a field asks for.
func (x *thing) passes(f search.Field) bool {
	var yes bool
	switch f.Name {
	case "in":
		yes = string(x.kind)+"s" == f.Value
	case "lang":
		yes = strings.HasPrefix(x.language+"-", f.Value+"-")
	case "date":
		from, to, span := strings.Cut(f.Value, "..")
		yes = x.published != "" && x.published >= from && (span && to == "" || strings.HasPrefix(x.published, from))
	case "tag":
		yes = x.tag == f.Value
	}
	return yes != f.Not
}

// plainly finds what a question asks for by looking at everything: what has it, the
// latest first, and of those what is called so.
func (z *bazaar) plainly(q search.Query) (all, called []assay.EntityID) {
	for _, x := range slices.Backward(z.things) {
		has, named := true, len(q.Wanted) > 0
		for _, p := range q.Wanted {
			c, a := x.has(p)
			has, named = has && a, named && c
		}
		for _, p := range q.Unwanted {
			_, a := x.has(p)
			has = has && !a
		}
		for _, f := range q.Fields {
			has = has && x.passes(f)
		}
		if has {
			all = append(all, x.id)
		}
		if has && named {
			called = append(called, x.id)
		}
	}
	return all, called
}

// TestFindPlainly: whatever is asked, and however little may be looked at for it, what is
// found is what has it: by how well it fits or, where more have it than are put in order,
// what is called so and then the latest; and it is said that there is more where there is.
func TestFindPlainly(t *testing.T) {
	z := openBazaar(t)
	bounds := []*int{&findRanked, &findSlow, &findNarrow, &findBroad, &findBroadest, &findHeavy}
	for _, b := range bounds {
		was := *b
		t.Cleanup(func() { *b = was })
	}
	names := make([]string, len(assay.SearchFields))
	for i, f := range assay.SearchFields {
		names[i] = f.Name
	}
	seen := map[string]int{}
	for range 600 {
		findRanked, findSlow = []int{4, 30, 1000}[z.r.IntN(3)], []int{2, 20, 300}[z.r.IntN(3)]
		findNarrow, findHeavy = []int{-1, 20, 1000}[z.r.IntN(3)], []int{-1, 1000}[z.r.IntN(2)]
		broad := [][2]int{{-1, -1}, {-1, 1000}, {1000, 1000}}[z.r.IntN(3)]
		findBroad, findBroadest = broad[0], broad[1]
		typed := z.question()
		q := search.Parse(typed, names, false)
		if q.Empty() {
			continue
		}
		what := fmt.Sprintf("%s (%d %d %d %d %d %d)", typed, findRanked, findSlow, findNarrow, findBroad, findBroadest, findHeavy)
		got, p := z.everything(typed)
		all, called := z.plainly(q)
		switch {
		case p.More && len(got) >= len(all), !p.More && len(got) != len(all):
			t.Fatalf("%s: %d found (more: %t) of %d", what, len(got), p.More, len(all))
		case len(q.Wanted) == 0:
			slices.Reverse(all)
			seen["without words"]++
			if !slices.Equal(got, all[:len(got)]) {
				t.Fatalf("%s: not the earliest", what)
			}
		case p.Latest:
			seen["latest"]++
			rest := slices.DeleteFunc(slices.Clone(all), func(id assay.EntityID) bool { return slices.Contains(called, id) })
			first := min(len(called), len(got))
			if !sameThings(got[:first], called) && (len(got) > len(called) || !slices.Equal(got, called[:len(got)])) || !slices.Equal(got[first:], rest[:len(got)-first]) {
				t.Fatalf("%s: %v, and called so are %v, of all %v", what, got, called, all)
			}
		default:
			seen["ranked"]++
			if want := z.rankedPlainly(q); !slices.Equal(got, want) {
				t.Fatalf("%s:\n%v in order, want\n%v", what, got, want)
			}
		}
		if p.More {
			seen["more"]++
		}
		if p.Short {
			seen["short"]++
		}
	}
	for _, kind := range []string{"without words", "latest", "ranked", "more", "short"} {
		if seen[kind] < 20 {
			t.Errorf("only %d were %s", seen[kind], kind)
		}
	}
}

// sameThings reports whether two lists have the same in whatever order.
func sameThings(a, b []assay.EntityID) bool {
	compare := func(x, y assay.EntityID) int { return slices.Compare(x[:], y[:]) }
	a, b = slices.Clone(a), slices.Clone(b)
	slices.SortFunc(a, compare)
	slices.SortFunc(b, compare)
	return slices.Equal(a, b)
}

// everything returns what a search finds on all its pages.
func (z *bazaar) everything(typed string) (ids []assay.EntityID, p assay.SearchPage) {
	z.t.Helper()
	for page := 0; ; page++ {
		var err error
		if p, err = z.Search(z.t.Context(), assay.SearchQuestion{Typed: typed, Page: page}); err != nil {
			z.t.Fatal(typed, err)
		}
		for i := range p.Found {
			ids = append(ids, p.Found[i].ID)
		}
		if p.Leaf.To == p.Leaf.Of {
			return ids, p
		}
	}
}

// rankedPlainly finds what a question asks for in the order that the index says of all that
// have the words.
func (z *bazaar) rankedPlainly(q search.Query) (ids []assay.EntityID) {
	z.t.Helper()
	ctx := z.t.Context()
	err := z.view(ctx, func(x *tx) error {
		var s sought
		if err := x.soughtWords(ctx, q, &s); err != nil {
			return err
		}
		docs, err := query(ctx, x, `SELECT rowid FROM findable_words WHERE findable_words MATCH ? ORDER BY bm25(findable_words, 6.0, 1.0), rowid`, []any{s.but(s.wanted)}, scanDoc)
		all, _ := z.plainly(q)
		for _, doc := range docs {
			i := slices.IndexFunc(z.things, func(x thing) bool { return x.doc == doc })
			if slices.Contains(all, z.things[i].id) {
				ids = append(ids, z.things[i].id)
			}
		}
		return err
	})
	if err != nil {
		z.t.Fatal(err)
	}
	return ids
}
