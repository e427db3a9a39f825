package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// newsroom is a case in which articles about one invented event are compared.
type newsroom struct {
	*Store
	t     testing.TB
	named map[assay.ArticleID]string
	ids   map[string]assay.ArticleID
}

func openNewsroom(t *testing.T) *newsroom {
	return &newsroom{openStore(t), t, map[assay.ArticleID]string{}, map[string]assay.ArticleID{}}
}

// paper is an article: by its name, its outlet, when it appeared and its text.
type paper struct{ name, outlet, published, text string }

func (n *newsroom) print(papers ...paper) {
	n.t.Helper()
	for _, p := range papers {
		in := assay.Import{
			Original: []byte(p.text), Name: p.name + ".txt", MediaType: "text/plain", Text: p.text, Extractor: "text/1", Charset: "utf-8", CharsetSure: true,
			Title: p.name, Published: p.published, Language: "en",
		}
		if p.outlet != "" {
			in.Site, in.FoundAt = p.outlet, "https://"+strings.ToLower(strings.ReplaceAll(p.outlet, " ", "-"))+".example/"+p.name
		}
		out, err := n.ImportArticle(n.t.Context(), in)
		if err != nil {
			n.t.Fatal(err)
		}
		n.named[out.Article], n.ids[p.name] = p.name, out.Article
	}
}

// relate does all that is to be done in the background.
func (n *newsroom) relate() {
	n.t.Helper()
	for _, job := range []func(context.Context) (int, error){n.Index, n.Relate} {
		for left := 1; left > 0; {
			var err error
			if left, err = job(n.t.Context()); err != nil {
				n.t.Fatal(err)
			}
		}
	}
}

// proposed returns what is proposed and not decided, in words.
func (n *newsroom) proposed() []string {
	n.t.Helper()
	p, err := n.Lineage(n.t.Context(), assay.LineageFilter{}, assay.LineagePlace{})
	if err != nil {
		n.t.Fatal(err)
	}
	var list []string
	for i := range p.Proposed {
		list = append(list, n.told(&p.Proposed[i]))
	}
	slices.Sort(list)
	return list
}

func (n *newsroom) told(p *assay.Proposed) string {
	from := n.named[p.Parent]
	if p.Parent.IsZero() {
		from = "“" + p.Name + "”"
		if !p.Source.IsZero() {
			from += " here"
		}
	}
	words := []string{n.named[p.Child], "from", from + ":"}
	for _, w := range []string{string(p.Rule), string(p.Ground), p.Type, p.Amount} {
		if w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

func (n *newsroom) expect(want ...string) {
	n.t.Helper()
	slices.Sort(want)
	if got := n.proposed(); !slices.Equal(got, want) {
		n.t.Errorf("proposed are\n%s\nand should be\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What the invented outlets write of the invented event.
const (
	stormLead = "Nine cranes fell in the port of Quellhaven on Tuesday night when a gust from the sea tore them off their rails, and two ships that lay below them were cut in half at their moorings before the crews could be woken."
	stormMore = "The harbour office closed the eastern basin until further notice and sent the ferries to the river quay, where hundreds of commuters waited in the rain for buses that did not come before noon on Wednesday."
	stormWhy  = "Inspectors had warned in spring that the brakes of the older cranes were worn, and that the rails beside the grain silo had sunk by the width of a hand since the dredging of the basin was begun."
	stormCost = "The owners put the damage at forty million crowns. Divers are to look at the wrecks as soon as the current allows it, and the grain terminal will stay without power for at least a week."

	kioskSaid = "“We heard a noise like a train, then the whole quay shook, and when we came out there was nothing left standing between the silo and the lighthouse but one lamp,” said Marta Ilves, who keeps the kiosk."

	townNews = "The mayor of Quellhaven spoke to the council about the storm. Schools stay shut until Friday, she told members, since the bus lines to the eastern suburbs cannot run while fallen trees lie across Harbour Road."
	townHelp = "Volunteers from three villages cleared the churchyard, and a bakery handed out bread. The fire brigade counted more than sixty calls in one night, most of them about roofs and cellars."
)

func idBytes(id assay.ArticleID) []byte { return id[:] }

func paragraphs(list ...string) string { return strings.Join(list, "\n\n") }

// TestRelate: what is proposed of a few articles.
func TestRelate(t *testing.T) {
	wire := paper{"wire", "Quell Wire", "2031-03-04T08:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)}
	tests := []struct {
		name   string
		papers []paper
		want   []string
	}{
		{"strangers", []paper{wire, {"town", "Town Post", "2031-03-04", paragraphs(townNews, townHelp)}}, nil},
		{
			"a copy that appeared later",
			[]paper{wire, {"copy", "Herald", "2031-03-04T11:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)}},
			[]string{"copy from wire: copied time verbatim wholly"},
		},
		{
			"a copy that was imported first",
			[]paper{{"copy", "Herald", "2031-03-04T11:00+01:00", paragraphs(stormLead, stormMore, townNews, townHelp)}, wire},
			[]string{"copy from wire: copied time excerpt partially"},
		},
		{
			"a copy that says so",
			[]paper{{"copy", "Herald", "", paragraphs(stormLead, stormMore, "Quell Wire reported that the cranes were old. Quell Wire said that no one was hurt.")}, wire},
			[]string{"copy from wire: copied credit verbatim wholly"},
		},
		{
			"a few sentences that are credited",
			[]paper{wire, {"brief", "Herald", "2031-03-05", paragraphs("Quell Wire reported on Tuesday that nine cranes fell in the port of Quellhaven when a gust tore them off their rails.", townNews, townHelp)}},
			[]string{"brief from wire: credited credit attributed_report partially"},
		},
		{
			"credited, but long before",
			[]paper{wire, {"brief", "Herald", "2031-05-05", paragraphs("Quell Wire reported that nine cranes fell in the port of Quellhaven when a gust tore them off their rails.", townNews, townHelp)}},
			[]string{"brief from “Quell Wire” here: credited credit attributed_report"},
		},
		{
			"an outlet of which nothing is here",
			[]paper{{"brief", "Herald", "2031-03-05", paragraphs("Reuters reported on Tuesday that nine cranes fell in the port.", townNews, townHelp)}},
			[]string{"brief from “Reuters”: credited credit attributed_report"},
		},
		{
			"an outlet that is cited once, far down",
			[]paper{{"brief", "Herald", "2031-03-05", paragraphs(townNews, townHelp, stormWhy, stormCost, "Reuters reported that the port stays shut.")}},
			nil,
		},
		{
			"an outlet that somebody spoke to",
			[]paper{{"brief", "Herald", "2031-03-05", paragraphs("“It was like a train,” Marta Ilves told Reuters on Wednesday.", townNews, townHelp)}},
			nil,
		},
		{
			"a footer",
			[]paper{{"brief", "Herald", "2031-03-05", paragraphs(townNews, townHelp, "This article was originally published by Reuters.")}},
			[]string{"brief from “Reuters”: credited credit verbatim"},
		},
		{
			"two with one source",
			[]paper{
				{"one", "Herald", "2031-03-05", paragraphs("Reuters reported on Tuesday what follows.", stormLead, stormMore, stormWhy)},
				{"two", "Town Post", "2031-03-06", paragraphs("According to Reuters, much was broken.", stormLead, stormMore, stormCost)},
			},
			[]string{"one from “Reuters”: credited credit attributed_report", "two from “Reuters”: credited credit attributed_report"},
		},
		{
			"a copy with whom it cites",
			[]paper{
				{"one", "Herald", "2031-03-05", paragraphs("Reuters reported on Tuesday what follows.", stormLead, stormMore, stormWhy)},
				{"two", "Town Post", "2031-03-06", paragraphs("Reuters reported on Tuesday what follows.", stormLead, stormMore, stormWhy)},
			},
			[]string{"one from “Reuters”: credited credit attributed_report", "two from “Reuters”: credited credit attributed_report", "two from one: copied time verbatim wholly"},
		},
		{
			"two with the text of one source",
			[]paper{
				{"one", "Herald", "2031-03-05", paragraphs("QUELLHAVEN (Reuters) – "+stormLead, stormMore, stormWhy)},
				{"two", "Town Post", "2031-03-06", paragraphs("QUELLHAVEN (Reuters) – "+stormLead, stormMore, stormWhy)},
			},
			[]string{"one from “Reuters”: credited credit verbatim", "two from “Reuters”: credited credit verbatim"},
		},
		{
			"the same statement",
			[]paper{{"one", "Herald", "2031-03-05", paragraphs(townNews, kioskSaid)}, {"two", "Town Post", "2031-03-06", paragraphs(townHelp, kioskSaid)}},
			nil,
		},
		{
			"itself",
			[]paper{{"one", "Reuters", "2031-03-05", paragraphs("Reuters reported on Tuesday that nine cranes fell.", townNews)}},
			nil,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n := openNewsroom(t)
			n.print(test.papers...)
			before := rows(t, n.Store)
			n.relate()
			n.expect(test.want...)
			if rows(t, n.Store) != before {
				t.Error("what was proposed has become part of the case")
			}
		})
	}
}

// TestRelateFollows: what is proposed follows what the case says of its articles.
func TestRelateFollows(t *testing.T) {
	n := openNewsroom(t)
	const outside, bound = "brief from “Quell Wire”: credited credit attributed_report", "brief from wire: credited credit attributed_report partially"
	n.print(paper{"brief", "Herald", "2031-03-05", paragraphs("Quell Wire reported on Tuesday that nine cranes fell in the port of Quellhaven when a gust tore them off their rails.", townNews, townHelp)})
	n.relate()
	n.expect() // nobody knows that there is such an outlet

	source, _, err := n.AddSource(t.Context(), "Quell Wire", "wire", "")
	if err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect(strings.Replace(outside, ":", " here:", 1))

	n.print(paper{"wire", "", "2031-03-04", paragraphs(stormLead, stormMore, stormWhy, stormCost)})
	n.relate()
	n.expect(strings.Replace(outside, ":", " here:", 1)) // whose it is nobody has said
	if _, err := n.ChangeArticles(t.Context(), []assay.ArticleID{n.ids["wire"]}, ArticleChange{TextOrigin: &NameEdit{Now: "Quell Wire"}}); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect(bound)

	if _, err := n.RemoveArticles(t.Context(), []assay.ArticleID{n.ids["wire"]}, ""); err != nil {
		t.Fatal(err)
	}
	n.expect() // at once
	n.relate()
	n.expect(strings.Replace(outside, ":", " here:", 1))
	if _, err := n.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect(bound)

	if _, err := n.ChangeSource(t.Context(), source, SourceChange{Name: To("Storm Gazette")}); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect()
	if _, err := n.SetAlias(t.Context(), source, "Quell Wire", true); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect(bound)

	if _, err := n.ReplaceText(t.Context(), n.ids["brief"], assay.Import{Original: []byte("x"), Text: paragraphs(townNews, townHelp), Extractor: "text/1", Charset: "utf-8"}); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect()
}

// TestRelateAgain: what was found is the same after it was stopped in the middle,
// made anew from nothing, or made again by another version; and it is not made
// again for nothing.
func TestRelateAgain(t *testing.T) {
	n := openNewsroom(t)
	n.print(
		paper{"wire", "Quell Wire", "2031-03-04T08:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)},
		paper{"copy", "Herald", "2031-03-04T11:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)},
		paper{"brief", "Town Post", "2031-03-05", paragraphs("Reuters reported on Tuesday that nine cranes fell in the port.", townNews, townHelp)},
	)
	if left, err := n.Relate(t.Context()); err != nil || left == 0 {
		t.Fatalf("after one turn %d are left (%v)", left, err)
	}
	p, err := n.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{})
	if err != nil || p.Waiting != 3 {
		t.Errorf("%d articles wait (%v)", p.Waiting, err)
	}
	n.kin = nil // as after a crash
	n.relate()
	want := []string{"brief from “Reuters”: credited credit attributed_report", "copy from wire: copied time verbatim wholly"}
	n.expect(want...)
	if n.kin != nil {
		t.Error("what was loaded to compare is kept")
	}
	index := func() string {
		return fmt.Sprint(listOf[string](t, n.Store, `SELECT hex(article) || hex(marks) || hex(topic) || known FROM lineage_article ORDER BY article`))
	}
	before := index()
	if err := n.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.expect()
	n.relate()
	n.expect(want...)
	if index() != before {
		t.Error("made from nothing, the index is another")
	}
	if _, err := n.write.ExecContext(t.Context(), `UPDATE lineage_words SET version = 0; DELETE FROM lineage_proposal`); err != nil {
		t.Fatal(err)
	}
	n.renewed = false
	n.relate()
	n.expect(want...)
	if _, err := n.ChangeArticles(t.Context(), []assay.ArticleID{n.ids["copy"]}, ArticleChange{Title: To("Cranes")}); err != nil {
		t.Fatal(err)
	}
	if _, err := n.write.ExecContext(t.Context(), `DELETE FROM lineage_proposal`); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect() // since nothing was made again for a title
}

// TestRelateReopened: a case that was closed while its articles were read goes on
// where that ended.
func TestRelateReopened(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"wire", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)}, paper{"town", "Town Post", "2031-03-05", paragraphs(townNews, townHelp)})
	for range 2 { // the names of sources, then the articles
		if left, err := n.Relate(t.Context()); err != nil || left != 2 {
			t.Fatalf("after a turn %d are left (%v)", left, err)
		}
	}
	n.kin, n.renewed = nil, false // as another program opens it
	if _, err := n.Relate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := listOf[int](t, n.Store, `SELECT count(*) FROM lineage_article WHERE known = 2`); got[0] != 2 {
		t.Errorf("%d articles are compared, knowing the words of both", got[0])
	}
}

// TestRelateCounts: the words of every article are counted, however many came at
// once.
func TestRelateCounts(t *testing.T) {
	n := openNewsroom(t)
	const many = 30
	for i := range many {
		n.print(paper{fmt.Sprint(i), "", "", fmt.Sprintf("Lorry number %d came to gate %d by %d o'clock with %d crates.", i, i*3, i%12, i*7)})
		n.relate()
	}
	if got := listOf[int](t, n.Store, `SELECT articles FROM lineage_words`); len(got) != 1 || got[0] != many {
		t.Errorf("the words of %v articles are counted, want %d", got, many)
	}
}

// TestLineageLarge: of more proposals than a page shows the surest are shown, with
// their articles, and the others counted.
func TestLineageLarge(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"wire", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)}, paper{"copy", "Herald", "2031-03-05", paragraphs(stormLead, stormMore)})
	n.relate()
	const many = 2*proposedAtOnce + 1
	_, err := n.write.ExecContext(t.Context(), `
		WITH RECURSIVE i(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM i WHERE n < ?)
		INSERT INTO lineage_proposal (child, name, rule, ground, type, strong, words, child_cover, parent_cover)
		SELECT ?, 'Agency ' || n, 'credited', 'credit', 'verbatim', 0, 0, n / 10000.0, 0 FROM i`, many, idBytes(n.ids["wire"]))
	if err != nil {
		t.Fatal(err)
	}
	p, err := n.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Proposed) != lineageProposals || p.More != many+1-lineageProposals || len(p.Case.Articles) != 2 {
		t.Errorf("it shows %d proposals of %d articles and %d more", len(p.Proposed), len(p.Case.Articles), p.More)
	}
	all, err := n.everythingProposed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var want []assay.Proposed
	err = n.view(t.Context(), func(t *tx) (err error) {
		want, err = t.proposals(context.Background(), `1`)
		return err
	})
	if err != nil || !reflect.DeepEqual(all, want) {
		t.Errorf("read in parts the proposals are in another order (%v)", err)
	}
}

// TestRelateReadOnly: a case that is only looked at shows what was found, and is
// left as it is; one of an older format shows what is confirmed.
func TestRelateReadOnly(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"wire", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)}, paper{"copy", "Herald", "2031-03-05", paragraphs(stormLead, stormMore)})
	n.relate()
	looked, err := Open(t.Context(), n.Path(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer looked.Close()
	before, err := os.ReadFile(n.Path())
	if err != nil {
		t.Fatal(err)
	}
	if left, err := looked.Relate(t.Context()); left != 0 || err != nil {
		t.Error(left, err)
	}
	if p, err := looked.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{}); err != nil || len(p.Proposed) != 1 {
		t.Errorf("%+v (%v)", p, err)
	}
	if after, err := os.ReadFile(n.Path()); err != nil || string(after) != string(before) {
		t.Error("the file has changed", err)
	}
	old, err := Open(t.Context(), filepath.Join("testdata", "v3.assay"), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	p, err := old.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{})
	if err != nil || len(p.Case.Articles) != 1 || len(p.Proposed) != 0 {
		t.Errorf("%+v (%v)", p, err)
	}
}

// TestDecide: what is rejected stays so, whatever is made again; what is confirmed
// is not proposed.
func TestDecide(t *testing.T) {
	n := openNewsroom(t)
	n.print(
		paper{"wire", "Quell Wire", "2031-03-04T08:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)},
		paper{"copy", "Herald", "2031-03-04T11:00+01:00", paragraphs("Reuters reported on Tuesday what follows.", stormLead, stormMore, stormWhy, stormCost)},
	)
	n.relate()
	const pair, outside = "copy from wire: copied time verbatim wholly", "copy from “Reuters”: credited credit attributed_report"
	n.expect(pair, outside)
	derive := func(d assay.Deriving) {
		t.Helper()
		d.Child = n.ids["copy"]
		if _, err := n.Derive(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	wire := assay.EntityID(n.ids["wire"])
	derive(assay.Deriving{From: wire, Status: "rejected"})
	n.expect(outside)
	derive(assay.Deriving{Outside: assay.Outside{Name: "Reuters"}, Status: "rejected", Reason: "It cites another report."})
	n.expect()
	if err := n.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect()
	again, err := Open(t.Context(), n.Path(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if p, err := again.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{}); err != nil || len(p.Proposed) != 0 {
		t.Errorf("opened again, %+v is proposed (%v)", p.Proposed, err)
	}
	if _, err := n.ReplaceText(t.Context(), n.ids["copy"], assay.Import{Original: []byte("y"), Text: paragraphs("Reuters reported on Tuesday what follows.", stormLead, stormMore, stormWhy), Extractor: "text/1", Charset: "utf-8"}); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect()

	derive(assay.Deriving{From: wire})
	derive(assay.Deriving{Outside: assay.Outside{Name: "Reuters"}})
	n.expect("copy from wire: copied excerpt partially", outside) // the new text does not say when it appeared
	derive(assay.Deriving{From: wire, Status: "confirmed", Type: "verbatim"})
	derive(assay.Deriving{From: wire, Status: "confirmed", Type: "excerpt", Amount: "partially", Basis: "The same words."})
	n.expect(outside)
	derive(assay.Deriving{Outside: assay.Outside{Name: "Reuters", Title: "Cranes fall"}, Status: "confirmed", Type: "attributed_report"})
	n.expect()
	derive(assay.Deriving{Outside: assay.Outside{Name: "Reuters", Title: "cranes  fall"}, Status: "confirmed", Type: "quotes"})
	c, err := n.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Works) != 1 || len(c.Judgements) != 2 {
		t.Errorf("there are %d works and %d judgements", len(c.Works), len(c.Judgements))
	}
}

// TestDerive: what cannot be so is refused, with the words for it.
func TestDerive(t *testing.T) {
	n := openNewsroom(t)
	n.print(
		paper{"a", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)}, paper{"b", "Herald", "2031-03-05", paragraphs(stormLead, stormMore, stormWhy)}, paper{"c", "Town Post", "2031-03-06", paragraphs(stormLead, stormCost)},
	)
	id := func(name string) assay.EntityID { return assay.EntityID(n.ids[name]) }
	textOf := func(name string) assay.TextID {
		return listOf[assay.TextID](t, n.Store, `SELECT "text" FROM article WHERE id = ?`, idBytes(n.ids[name]))[0]
	}
	for child, parent := range map[string]string{"b": "a", "c": "b"} {
		if _, err := n.Derive(t.Context(), assay.Deriving{Child: n.ids[child], From: id(parent), Status: "confirmed"}); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		d    assay.Deriving
		kind assay.ErrorKind
		says string
	}{
		{"from itself", assay.Deriving{Child: n.ids["a"], From: id("a"), Status: "confirmed"}, assay.KindInvalid, "does not come from itself"},
		{"in a circle of two", assay.Deriving{Child: n.ids["a"], From: id("b"), Status: "confirmed"}, assay.KindInvalid, "“b” is already confirmed to come from this article"},
		{"in a circle of three", assay.Deriving{Child: n.ids["a"], From: id("c"), Status: "confirmed"}, assay.KindInvalid, "“c” is already confirmed to come from this article"},
		{"which is rejected", assay.Deriving{Child: n.ids["a"], From: id("c"), Status: "rejected"}, "", ""},
		{"from nothing", assay.Deriving{Child: n.ids["a"], Status: "confirmed"}, assay.KindInvalid, "whose it is"},
		{"from a claim", assay.Deriving{Child: n.ids["a"], From: assay.EntityID{7}, Status: "confirmed"}, assay.KindNotFound, "no such"},
		{"in no way", assay.Deriving{Child: n.ids["c"], From: id("a"), Status: "confirmed", Type: "stolen"}, assay.KindInvalid, "one of the answers"},
		{"of no article", assay.Deriving{Child: assay.ArticleID{9}, From: id("a"), Status: "confirmed"}, assay.KindNotFound, "no such article"},
		{"as somebody saw it", assay.Deriving{Child: n.ids["b"], From: id("a"), Status: "confirmed", Type: "excerpt", Was: &assay.DerivationValue{Status: "confirmed"}}, "", ""},
		{"as nobody saw it", assay.Deriving{Child: n.ids["b"], From: id("a"), Status: "rejected", Was: &assay.DerivationValue{}}, assay.KindConflict, "was changed since"},
		{
			"with a passage",
			assay.Deriving{Child: n.ids["c"], From: id("a"), Status: "confirmed", Evidence: []assay.Evidence{{Text: textOf("c"), Start: 0, End: 11, Quote: "Nine cranes"}}},
			"", "",
		},
		{
			"with a passage that reads otherwise",
			assay.Deriving{Child: n.ids["c"], From: id("a"), Status: "confirmed", Evidence: []assay.Evidence{{Text: textOf("c"), Start: 0, End: 11, Quote: "Four cranes"}}},
			assay.KindConflict, "not the text in the case",
		},
		{
			"with a passage of another article",
			assay.Deriving{Child: n.ids["c"], From: id("a"), Status: "confirmed", Evidence: []assay.Evidence{{Text: textOf("b"), Start: 0, End: 11}}},
			assay.KindInvalid, "Quote the two articles",
		},
		{"at no time", assay.Deriving{Child: n.ids["a"], Outside: assay.Outside{Name: "Reuters", When: "soon"}, Status: "confirmed"}, assay.KindInvalid, "Write the date"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := rows(t, n.Store)
			_, err := n.Derive(t.Context(), test.d)
			if assay.KindOf(err) != test.kind || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %s", err, test.says)
			}
			if changed := rows(t, n.Store) != before; changed != (test.kind == "") {
				t.Errorf("changed: %v", changed)
			}
		})
	}
}

// TestDeriveUndone: a work and a source that came with what is undone go with it.
func TestDeriveUndone(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"a", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)})
	sources := func() int { return listOf[int](t, n.Store, `SELECT count(*) FROM source WHERE gone = 0`)[0] }
	before := sources()
	act, err := n.Derive(t.Context(), assay.Deriving{Child: n.ids["a"], Outside: assay.Outside{Name: "Storm Gazette"}, Status: "confirmed"})
	if err != nil || sources() != before+1 {
		t.Fatal(err, sources())
	}
	if h, err := n.Told(t.Context(), act); err != nil || len(h.Acts) != 1 || len(h.Acts[0].Steps) != 3 {
		t.Errorf("%+v (%v)", h.Acts, err)
	}
	if _, err := n.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := n.Case(t.Context())
	if err != nil || len(c.Works)+len(c.Judgements) != 0 || sources() != before {
		t.Errorf("left are %d works, %d judgements, %d sources (%v)", len(c.Works), len(c.Judgements), sources(), err)
	}
}

// TestSameClaims: two articles that make the same claims in the same order are
// proposed to come from each other; in another order they are not.
func TestSameClaims(t *testing.T) {
	n := openNewsroom(t)
	// Sentences that share no words, so that nothing but the claims is alike.
	sentences := func(seed string, order []int) string {
		list := make([]string, len(order))
		for i, k := range order {
			list[i] = fmt.Sprintf("%s%c%c said.", seed, 'a'+k, 'a'+k)
		}
		return strings.Join(list, "\n\n")
	}
	straight, back := []int{0, 1, 2, 3, 4, 5, 6, 7, 8}, []int{8, 3, 6, 1, 7, 0, 5, 2, 4}
	n.print(paper{"first", "", "2031-03-04", sentences("Kor", straight)}, paper{"second", "", "2031-03-05", sentences("Mel", straight)}, paper{"third", "", "2031-03-06", sentences("Tuv", back)})
	claims := map[int]assay.ClaimID{}
	for _, p := range []struct {
		name, seed string
		order      []int
	}{{"first", "Kor", straight}, {"second", "Mel", straight}, {"third", "Tuv", back}} {
		for _, k := range p.order {
			var at anchor.Span
			body := sentences(p.seed, p.order)
			at.Start = strings.Index(body, fmt.Sprintf("%s%c%c", p.seed, 'a'+k, 'a'+k))
			at.End = at.Start + 5
			text := listOf[assay.TextID](t, n.Store, `SELECT "text" FROM article WHERE id = ?`, idBytes(n.ids[p.name]))[0]
			out, err := n.MarkMention(t.Context(), Mark{Article: n.ids[p.name], Text: text, Span: at, Claim: claims[k], Stance: assay.Supports})
			if err != nil {
				t.Fatal(err)
			}
			claims[k] = out.Claim
		}
	}
	n.relate()
	n.expect("second from first: same_claims time unattributed_rewrite wholly")
	for name, want := range map[string]int{"first": 0, "second": 1, "third": 0} {
		if p, err := n.ProposedFor(t.Context(), []assay.ArticleID{n.ids[name]}); err != nil || len(p) != want {
			t.Errorf("of %s %+v is proposed (%v)", name, p, err)
		}
	}
}

// TestBeside: two articles beside each other have their passages, from both sides.
func TestBeside(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"wire", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore, townNews, stormWhy)}, paper{"copy", "Herald", "2031-03-05", paragraphs(townHelp, stormWhy, stormCost, kioskSaid, stormLead)})
	n.relate()
	for _, order := range [][2]string{{"wire", "copy"}, {"copy", "wire"}} {
		p, err := n.Beside(t.Context(), n.ids[order[0]], n.ids[order[1]])
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Passages) != 2 || len(p.Proposed) != 1 || len(p.Proposed[0].Passages) != 2 {
			t.Fatalf("%d passages, %+v", len(p.Passages), p.Proposed)
		}
		if q := p.Passages[0]; p.Texts[0].Slice(q.Child) != p.Texts[1].Slice(q.Parent) {
			t.Errorf("%q beside %q", p.Texts[0].Slice(q.Child), p.Texts[1].Slice(q.Parent))
		}
		copied := 0
		if order[1] == "copy" {
			copied = 1
		}
		if x := p.Proposed[0]; n.told(&x) != "copy from wire: copied time excerpt partially" || p.Texts[copied].Slice(x.Passages[0].Child) != stormWhy {
			t.Errorf("%s: %+v", n.told(&x), x.Passages)
		}
	}
	if _, err := n.Beside(t.Context(), n.ids["wire"], n.ids["wire"]); assay.KindOf(err) != assay.KindInvalid {
		t.Error(err)
	}
	if _, err := n.Beside(t.Context(), n.ids["wire"], assay.ArticleID{1}); assay.KindOf(err) != assay.KindNotFound {
		t.Error(err)
	}
}

// TestHouse: what a house prints around its articles is not taken for what one has
// from another.
func TestHouse(t *testing.T) {
	n := openNewsroom(t)
	const footer = "Support honest reporting from the coast with a gift today and get every morning the letter of our editors in your mail before the first ferry leaves the quay. You can end it at any time with one click, and nobody will ask you why you did so."
	for i := range 5 {
		n.print(paper{fmt.Sprint("h", i), "Herald", fmt.Sprintf("2031-03-%02d", 4+i), paragraphs(fmt.Sprintf("Report %d: number %d of the lorries came by %d o'clock to gate %d.", i, i*7, i+3, i*11), footer)})
	}
	n.relate()
	n.expect()
	if got := listOf[int](t, n.Store, `SELECT length(runs) FROM lineage_house`); len(got) != 1 || got[0] == 0 {
		t.Errorf("the houses print %v", got)
	}
}

// TestCopyForgets: a copy that is saved has nothing of articles that are gone.
func TestCopyForgets(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"wire", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)}, paper{"copy", "Herald", "2031-03-05", paragraphs(stormLead, stormMore, "Reuters reported that too. Reuters said so.")})
	n.relate()
	if _, err := n.RemoveArticles(t.Context(), []assay.ArticleID{n.ids["copy"]}, ""); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copy.assay")
	if err := n.SaveCopy(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	dup, err := Open(t.Context(), to, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer dup.Close()
	for table, want := range map[string]int{"lineage_article": 1, "lineage_credit": 0, "lineage_proposal": 0} {
		if got := listOf[int](t, dup, `SELECT count(*) FROM `+table)[0]; got != want {
			t.Errorf("the copy has %d rows of %s, want %d", got, table, want)
		}
	}
}

// TestCopyOutside: an article whose parent is gone is proposed to come from outside
// after a copy was saved, as it is without one.
func TestCopyOutside(t *testing.T) {
	n := openNewsroom(t)
	n.print(
		paper{"wire", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)},
		paper{"copy", "Herald", "2031-03-05", paragraphs("Quell Wire reported this first. Quell Wire said so.", stormLead, stormMore)},
	)
	n.relate()
	n.expect("copy from wire: copied credit verbatim wholly")
	if _, err := n.RemoveArticles(t.Context(), []assay.ArticleID{n.ids["wire"]}, ""); err != nil {
		t.Fatal(err)
	}
	if err := n.SaveCopy(t.Context(), filepath.Join(t.TempDir(), "copy.assay")); err != nil {
		t.Fatal(err)
	}
	n.relate()
	n.expect("copy from “Quell Wire” here: credited credit attributed_report")
}

// TestNamingOther: of what is said of a source, only what it is called and what kind
// of one it is makes articles be read anew.
func TestNamingOther(t *testing.T) {
	n := openNewsroom(t)
	source, _, err := n.AddSource(t.Context(), "Quell Wire", "wire", "quell-wire.example")
	if err != nil {
		t.Fatal(err)
	}
	n.relate()
	for _, test := range []struct {
		of     string
		change SourceChange
		stale  int
	}{
		{"its description", SourceChange{Description: To("An agency of ports.")}, 0},
		{"how many they are", SourceChange{Count: To(3)}, 0},
		{"its name", SourceChange{Name: To("Quell Press")}, 1},
		{"its kind", SourceChange{Kind: To("outlet")}, 1},
	} {
		if act, err := n.ChangeSource(t.Context(), source, test.change); err != nil || act.IsZero() {
			t.Fatalf("%s: %v, %v", test.of, act, err)
		}
		count := func() int {
			return listOf[int](t, n.Store, `SELECT count(*) FROM lineage_stale WHERE kind = 'source'`)[0]
		}
		if got := count(); got != test.stale {
			t.Errorf("after a change of %s %d sources are looked at again, want %d", test.of, got, test.stale)
		}
		n.relate()
		if _, err := n.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != test.stale {
			t.Errorf("once a change of %s is undone %d sources are looked at again, want %d", test.of, got, test.stale)
		}
		n.relate()
	}
	if _, err := n.RemoveSource(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	if got := listOf[int](t, n.Store, `SELECT count(*) FROM lineage_stale WHERE kind = 'source'`); got[0] != 1 {
		t.Error("a source that is removed is not looked at again")
	}
}

// TestRebuildRelating makes the tables again while articles are compared.
func TestRebuildRelating(t *testing.T) {
	n := openNewsroom(t)
	n.print(
		paper{"wire", "Quell Wire", "2031-03-04T08:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)},
		paper{"copy", "Herald", "2031-03-04T11:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)},
	)
	for n.kin == nil {
		if left, err := n.Relate(t.Context()); err != nil || left == 0 {
			t.Fatalf("before anything is loaded %d are left (%v)", left, err)
		}
	}
	if err := n.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n.kin != nil {
		t.Error("what was loaded to compare is kept")
	}
	n.relate()
	n.expect("copy from wire: copied time verbatim wholly")
}

// TestNamingMany: where thousands of articles name a source that has changed, they
// are noted in parts, between which others can write.
func TestNamingMany(t *testing.T) {
	n := openNewsroom(t)
	source, _, err := n.AddSource(t.Context(), "Quell Wire", "wire", "")
	if err != nil {
		t.Fatal(err)
	}
	n.relate()
	const many = 2*readAnewAtOnce + 1
	for _, statement := range []string{
		`INSERT INTO lineage_article (article, basis, marks, known) SELECT CAST(printf('%016d', n) AS BLOB), x'01', x'', 1 FROM i`,
		`INSERT INTO lineage_credit (article, name, source, type, says) SELECT CAST(printf('%016d', n) AS BLOB), 'Quell Wire', ?2, 'verbatim', '' FROM i`,
	} {
		if _, err := n.write.ExecContext(t.Context(), `WITH RECURSIVE i(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM i WHERE n < ?1) `+statement, many, source[:]); err != nil {
			t.Fatal(err)
		}
	}
	writes, err := n.naming(t.Context(), source)
	if err != nil || len(writes) != 3 {
		t.Fatalf("%d parts (%v)", len(writes), err)
	}
	if err := n.note(t.Context(), writes); err != nil {
		t.Fatal(err)
	}
	if got := listOf[int](t, n.Store, `SELECT count(*) FROM lineage_stale s JOIN lineage_article l ON l.article = s.entity WHERE s.kind = 'article' AND l.basis = x''`); got[0] != many {
		t.Errorf("%d articles are to be read anew, want %d", got[0], many)
	}
}

// TestSameSlips: two articles that share what the others have otherwise are
// proposed; two that share what only some have otherwise are not, nor two of one
// house, nor two with what others have elsewhere.
func TestSameSlips(t *testing.T) {
	wordings := []string{
		"Police say %s lorries burned on Tuesday night in the yard of the haulier Brandt in Quellhaven. The fire began in a shed beside the tram depot in %s.",
		"In the yard of the haulier Brandt in Quellhaven %s lorries burned, police say, on Tuesday night. In %s, in a shed beside the tram depot, the fire began.",
		"The haulier Brandt lost %s lorries, which burned in its yard in Quellhaven on Tuesday night, police say. A shed beside the tram depot in %s is where the fire began.",
		"Tuesday night, police say, the yard of the haulier Brandt in Quellhaven saw %s lorries burned. Beside the tram depot in %s the fire began in a shed.",
		"On Tuesday night %s lorries of the haulier Brandt burned in its Quellhaven yard, police say. It was a shed in %s, beside the tram depot, where the fire began.",
	}
	outlets := []string{"Herald", "Town Post", "Storm Gazette", "Harbour Mail", "Quell Wire"}
	report := func(i int, lorries, street string) paper {
		return paper{fmt.Sprint(i + 1), outlets[i], fmt.Sprintf("2031-03-%02d", 5+i), fmt.Sprintf(wordings[i], lorries, street)}
	}
	const slip, right = "Larkin Street", "Larkyn Street"
	a, b := report(0, "38", slip), report(1, "38", slip)
	c, d, e := report(2, "42", right), report(3, "42", right), report(4, "42", right)
	elsewhere, sister := c, b
	elsewhere.text += " The 38 tram stops in Larkin Street."
	sister.outlet = a.outlet
	found := []string{"2 from 1: same_slips time unattributed_rewrite partially"}
	tests := []struct {
		name   string
		papers []paper
		want   []string
	}{
		{"two slips", []paper{a, b, c, d, e}, found},
		{"in another order", []paper{e, d, b, c, a}, found},
		{"one slip and much that is alike", []paper{a, report(1, "42", slip), c, d, e}, found},
		{"that only two others have otherwise", []paper{a, b, c, d}, nil},
		{"each its own", []paper{a, report(1, "37", "Lorkan Street"), c, d, e}, nil},
		{"of one house", []paper{a, sister, c, d, e}, nil},
		{"that another has elsewhere", []paper{a, b, elsewhere, d, e}, nil},
		{"what all have", []paper{report(0, "42", right), report(1, "42", right), c, d, e}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n := openNewsroom(t)
			n.print(test.papers...)
			n.relate()
			n.expect(test.want...)
		})
	}
	t.Run("that are yet to be looked for when the articles get another title", func(t *testing.T) {
		n := openNewsroom(t)
		n.print(a, b, c, d, e)
		for next := stepNames; next < stepSlips; next = listOf[int](t, n.Store, `SELECT min(step) FROM lineage_stale`)[0] {
			if left, err := n.Relate(t.Context()); left == 0 || err != nil {
				t.Fatal(left, err)
			}
		}
		for _, id := range n.ids {
			if _, err := n.ChangeArticles(t.Context(), []assay.ArticleID{id}, ArticleChange{Title: To("Lorries")}); err != nil {
				t.Fatal(err)
			}
		}
		n.relate()
		n.expect(found...)
	})
}
