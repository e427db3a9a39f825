package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestTimeline folds the articles of a day, keeps the time of one that is alone,
// and counts what has no date or one that nobody can read.
func TestTimeline(t *testing.T) {
	n := openNewsroom(t)
	for i := range 15 {
		n.print(paper{fmt.Sprintf("Morning %d", i), "Herald", fmt.Sprintf("2026-03-02T%02d:00+01:00", i), fmt.Sprintf("Text %d of the morning.", i)})
	}
	n.print(paper{"Alone", "Post", "2026-03-04T18:30", "One text."}, paper{"A month", "Post", "2026-03", "Another text."}, paper{"No date", "Post", "", "A third text."})
	event := assay.EventID(oplog.Derive("test", oplog.Encode("event")))
	dated, _, err := n.AddClaim(t.Context(), "It burned", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.ChangeClaim(t.Context(), dated, ClaimChange{When: To("2026-03-01?")}); err != nil {
		t.Fatal(err)
	}
	undated, _, err := n.AddClaim(t.Context(), "Nobody was hurt", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.update(t.Context(), func(tx *tx) error {
		return tx.edit(t.Context(), assay.KindEvent, assay.EntityID(event), oplog.Fields{"name": oplog.Encode("Fire"), "when": oplog.Encode("2026-03-01/2026-03-02")})
	}); err != nil {
		t.Fatal(err)
	}
	p, err := n.Timeline(t.Context(), assay.TimelineFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, d := range p.Dated {
		switch {
		case !d.Event.IsZero():
			rows = append(rows, "event "+d.When)
		case !d.Claim.IsZero():
			rows = append(rows, "claim "+d.When)
		default:
			rows = append(rows, fmt.Sprintf("%d of %d %s", len(d.Articles), d.Count, d.When))
		}
	}
	if got, want := strings.Join(rows, "; "), "claim 2026-03-01?; event 2026-03-01/2026-03-02; 1 of 1 2026-03; 12 of 15 2026-03-02; 1 of 1 2026-03-04T18:30"; got != want {
		t.Errorf("the rows are\n%s, want\n%s", got, want)
	}
	if p.Events != 1 || p.Claims != 1 || p.Articles != 17 || p.NoDate != 1 || !slices.Equal(p.Undated, []assay.ClaimID{undated}) {
		t.Errorf("%d events, %d claims, %d articles, %d without a date, undated %v", p.Events, p.Claims, p.Articles, p.NoDate, p.Undated)
	}
	if p, err = n.Timeline(t.Context(), assay.TimelineFilter{Event: event}); err != nil || len(p.Dated) != 1 || p.Articles != 0 {
		t.Errorf("of the event there is %+v (%v)", p.Dated, err)
	}
}

// TestDerivable offers what is proposed first, then by words of title or outlet.
func TestDerivable(t *testing.T) {
	n := openNewsroom(t)
	const long = "Flames tore through a cold store on the east quay of Port Merrow early on Monday and destroyed twelve refrigerated lorries that had been parked in two rows beside its loading ramp. Crews from four villages pumped harbour water over the roof until shortly before noon, when the last beams fell into the cellar. "
	n.print(
		paper{"Fire guts store", "Wire", "2026-03-02T06:00", long + "The owner did not answer."},
		paper{"Council meets", "Herald", "2026-03-02T07:00", "The council met and spoke about a bridge."},
		paper{"Later news", "Herald", "2026-03-09", "Something else happened a week later."},
		paper{"Store destroyed", "Post", "2026-03-03", long + "Nobody was hurt."},
	)
	n.relate()
	offered := func(child, words string) string {
		p, err := n.Derivable(t.Context(), n.ids[child], words)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, id := range p.Offers {
			names = append(names, n.named[id])
		}
		return strings.Join(names, ", ")
	}
	for _, test := range []struct{ child, words, want string }{
		{"Store destroyed", "", "Fire guts store, Council meets, Later news"},
		{"Store destroyed", "herald", "Council meets, Later news"},
		{"Store destroyed", "HERALD meets", "Council meets"},
		{"Store destroyed", "nothing like it", ""},
		{"", "", "Later news, Store destroyed, Council meets, Fire guts store"},
	} {
		if got := offered(test.child, test.words); got != test.want {
			t.Errorf("%q, %q: %s, want %s", test.child, test.words, got, test.want)
		}
	}
	if _, err := n.Derivable(t.Context(), assay.ArticleID{9}, ""); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("of no article: %v", err)
	}
}

// TestDerivableIsAll compares what is looked for place after place with what comes first of
// all articles, put in order.
func TestDerivableIsAll(t *testing.T) {
	n := openNewsroom(t)
	r := rand.New(rand.NewPCG(7, 7))
	var names []string
	for i := range 60 {
		name := fmt.Sprintf("%s %d", []string{"Fire", "Flood", "Bridge"}[r.IntN(3)], i)
		date := ""
		if r.IntN(4) > 0 {
			date = fmt.Sprintf("2026-03-%02d", 1+r.IntN(9))
		}
		names = append(names, name)
		n.print(paper{name, []string{"Herald", "Post", "Fire Courier"}[r.IntN(3)], date, fmt.Sprintf("Text %d.", i)})
	}
	_, err := n.update(t.Context(), func(tx *tx) error {
		for i := range 40 {
			event := oplog.Derive("test", oplog.Encode(i%5))
			f := oplog.Fields{"article": oplog.Encode(oplog.ID(n.ids[names[r.IntN(60)]])), "event": oplog.Encode(event), "member": oplog.Encode(r.IntN(5) > 0)}
			if err := tx.edit(t.Context(), assay.KindArticleEvent, assay.EntityID{}, f); err != nil {
				return err
			}
		}
		return tx.retract(t.Context(), assay.KindArticle, assay.EntityID(n.ids[names[3]]), "not ours")
	})
	if err != nil {
		t.Fatal(err)
	}
	plainly := func(tx *tx, child assay.ArticleID, first []assay.ArticleID, words string) []assay.ArticleID {
		var where filter
		where.add(`a.gone = 0 AND a.id <> ?`, child[:])
		for word := range strings.FieldsSeq(words) {
			where.add(`(`+holding(`coalesce(a.title, x.title)`)+` OR EXISTS (SELECT 1 FROM source s WHERE s.id IN (a.host, a.text_origin) AND `+holding(`s.name`)+`))`, word, word)
		}
		ids, err := query(t.Context(), tx, `
			SELECT a.id FROM article a LEFT JOIN "text" x ON x.id = a."text" WHERE `+where.String()+`
			ORDER BY a.id `+among+` DESC,
				EXISTS (SELECT 1 FROM article_event e JOIN article_event o ON o.event = e.event WHERE e.article = a.id AND o.article = ? AND e.member = 1 AND o.member = 1 AND e.gone = 0 AND o.gone = 0) DESC,
				coalesce(a.published, x.published) <= (SELECT coalesce(c.published, y.published) FROM article c LEFT JOIN "text" y ON y.id = c."text" WHERE c.id = ?) DESC,
				coalesce(a.published, x.published) DESC, a.made DESC, a.id
			LIMIT ?`, slices.Concat(where.args, []any{hexList(first), child[:], child[:], assay.DerivableMost}), scanID[assay.Article])
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	found := 0
	err = n.view(t.Context(), func(tx *tx) error {
		for _, child := range append([]string{""}, names...) {
			var first []assay.ArticleID
			for range r.IntN(4) {
				first = append(first, n.ids[names[r.IntN(60)]])
			}
			for _, words := range []string{"", "fire", "flood post", "nothing"} {
				got, err := tx.derivable(t.Context(), n.ids[child], first, words)
				if err != nil {
					return err
				}
				want := plainly(tx, n.ids[child], first, words)
				if found += len(want); !slices.Equal(got, want) {
					t.Errorf("%q, %q: %d offered, in the order %v, want %v", child, words, len(got), got, want)
				}
			}
		}
		return nil
	})
	if err != nil || found < 500 {
		t.Fatal(found, err)
	}
}

// TestQuoted returns the words that say where an article is from.
func TestQuoted(t *testing.T) {
	n := openNewsroom(t)
	n.print(
		paper{"Insurers", "Gazette", "2026-03-03", "The insurers have sent two engineers, the Northbank Courier reported on Tuesday. According to the Northbank Courier the policy had lapsed."},
		paper{"Courier page", "Northbank Courier", "2026-01-01", "Quite another text about fishing quotas and the weather at sea."},
	)
	n.relate()
	p, err := n.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Proposed) == 0 {
		t.Fatal("nothing is proposed")
	}
	quotes, err := n.Quoted(t.Context(), append(p.Proposed[:1:1], assay.Proposed{Child: n.ids["Insurers"]}))
	if err != nil || len(quotes) != 2 || !strings.Contains(quotes[0], "Northbank Courier") || quotes[1] != "" {
		t.Errorf("quotes %q (%v)", quotes, err)
	}
}

// TestOrigins reads the case as rules need it: what is concluded from it is what is
// concluded from the whole.
func TestOrigins(t *testing.T) {
	h := openHarbour(t)
	h.derives(h.lantern, h.wire)
	whole, err := h.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	part, err := h.Origins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, b := assay.NewView(whole, h.Me()), assay.NewView(part, h.Me())
	for _, c := range whole.Claims {
		for _, side := range assay.Stances {
			if x, y := a.Corroboration(c.ID, side), b.Corroboration(c.ID, side); fmt.Sprint(x) != fmt.Sprint(y) {
				t.Errorf("%s, %s: %v, of the whole %v", c.Wording, side, y, x)
			}
		}
	}
	off := assay.Unplugged{Articles: []assay.ArticleID{h.wire}}
	if x, y := assay.Compare(a, a.Without(off)), assay.Compare(b, b.Without(off)); fmt.Sprint(x) != fmt.Sprint(y) {
		t.Errorf("without the wire: %v, of the whole %v", y, x)
	}
}
