package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// told writes what a page says of a claim: who stands for it, its wording and
// other wordings, its mentions with their stances, tags, notes and grade.
func (q *quay) told(id assay.ClaimID) string {
	q.t.Helper()
	p, err := q.Claim(q.t.Context(), id, 0)
	if err != nil {
		return err.Error()
	}
	v := assay.NewView(p.Case, q.Me())
	c := v.Claim(id)
	var parts []string
	for _, other := range v.MergedInto(c.ID) {
		parts = append(parts, "also "+other.Wording)
	}
	for _, m := range v.MentionsOf(id) {
		parts = append(parts, string(v.Stance(m.ID))+" "+m.Quote)
	}
	for i := range v.Case.Taggings {
		if v.Case.Taggings[i].Target == assay.EntityID(c.ID) {
			parts = append(parts, "a tag")
		}
	}
	for i := range v.Case.Notes {
		if n := &v.Case.Notes[i]; n.Target == assay.EntityID(c.ID) {
			parts = append(parts, "note "+n.Text)
		}
	}
	if g := v.Credibility(assay.EntityID(c.ID)).Word(); g != "" {
		parts = append(parts, "grade "+g)
	}
	for _, r := range v.RelationsOf(id) {
		parts = append(parts, string(r.Relation)+" "+v.Claim(r.Other).Wording)
	}
	return strings.Join(append([]string{fmt.Sprintf("C%d %s", v.Case.Numbers[c.ID], c.Wording)}, parts...), "; ")
}

func (q *quay) tell(name string, id assay.ClaimID, want string) {
	q.t.Helper()
	if got := q.told(id); got != want {
		q.t.Errorf("%s: got %s\nwant %s", name, got, want)
	}
}

// quayside is a case with two claims that are one in other words.
func quayside(t *testing.T) (q *quay, a, b, other assay.ClaimID) {
	q = openQuay(t)
	q.article("herald", "Twelve lorries burned. Nobody was hurt. It rained.")
	q.article("post", "A dozen lorries were lost. One man was hurt.")
	a, b, other = q.claim("twelve lorries burned"), q.claim("a dozen lorries were lost"), q.claim("somebody was hurt")
	q.mark("herald", "Twelve lorries burned", "twelve lorries burned", assay.Supports)
	q.mark("herald", "Twelve lorries burned", "a dozen lorries were lost", assay.Supports)
	q.mark("post", "A dozen lorries were lost", "a dozen lorries were lost", assay.Supports)
	q.mark("post", "One man was hurt", "somebody was hurt", assay.Supports)
	return q, a, b, other
}

func TestMergeClaims(t *testing.T) {
	q, a, b, other := quayside(t)
	ctx := t.Context()
	_, act, err := q.TagTarget(ctx, "numbers", assay.EntityID(b))
	q.did(act, err)
	_, act, err = q.AddNote(ctx, NewNote{Target: assay.EntityID(b), Text: "Ask the brigade."})
	q.did(act, err)
	q.did(q.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(b), Dimension: assay.DimCredibility}, oplog.Encode("3"), "one paper"))
	q.did(q.ChangeClaim(ctx, b, ClaimChange{Kind: To("count"), When: To("2026-03-01")}))
	q.did(q.RelateClaims(ctx, other, "C2", assay.MoreSpecific, ""))
	const before = "C2 a dozen lorries were lost; supports Twelve lorries burned; supports A dozen lorries were lost; a tag; note Ask the brigade.; grade 3; more_general somebody was hurt"
	q.tell("before", b, before)

	p, err := q.Merging(ctx, []assay.ClaimID{a, b}, assay.ClaimID{})
	if err != nil || p.Plan.Keep != a || p.Plan.Mentions != 3 || len(p.Plan.Twins) != 1 || p.Plan.Twins[0].Why != "" {
		t.Fatalf("the plan is %+v (%v)", p.Plan, err)
	}
	act, _, err = q.MergeClaims(ctx, []assay.ClaimID{a, b}, assay.ClaimID{})
	q.did(act, err)
	const merged = "C1 twelve lorries burned; also a dozen lorries were lost; supports Twelve lorries burned; supports A dozen lorries were lost; a tag; note Ask the brigade.; grade 3; more_general somebody was hurt"
	q.tell("merged", a, merged)
	q.tell("by the other's address", b, merged)
	q.tell("the related one", other, "C3 somebody was hurt; supports One man was hurt; more_specific twelve lorries burned")
	for _, words := range []string{"dozen", "twelve", "c1", "c2"} {
		list, err := q.Claims(ctx, assay.ClaimFilter{Words: words})
		if err != nil || !slices.Equal(list.Order, []assay.ClaimID{a}) || list.All != 2 {
			t.Errorf("%q finds %v of %d (%v)", words, list.Order, list.All, err)
		}
	}
	for name, f := range map[string]assay.ClaimFilter{"most cited": {Sort: "cited"}, "not rated": {Unrated: true}, "most disputed": {Sort: "disputed"}, "without mentions": {Unmentioned: true}} {
		if _, err := q.Claims(ctx, f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if names, err := q.Wordings(ctx); err != nil || len(names) != 2 || !slices.Equal(names[0].Also, []string{"a dozen lorries were lost"}) || names[0].Articles != 2 {
		t.Errorf("the picker offers %+v (%v)", names, err)
	}

	q.did(q.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(b), Dimension: assay.DimCredibility}, oplog.Encode("2"), ""))
	if got := q.told(a); !strings.Contains(got, "grade 2") {
		t.Errorf("rated by the other's address: %s", got)
	}
	q.did(q.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(a), Dimension: assay.DimCredibility}, oplog.Null, ""))
	if got := q.told(a); strings.Contains(got, "grade") {
		t.Errorf("taken back: %s", got)
	}
	for range 3 {
		q.did(q.Undo(ctx))
	}
	q.tell("undone", b, before)
	q.tell("undone, the other", a, "C1 twelve lorries burned; supports Twelve lorries burned")

	t.Run("keeping the second", func(t *testing.T) {
		q.t = t
		act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, b)
		q.did(act, err)
		q.tell("kept", a, "C2 a dozen lorries were lost; also twelve lorries burned; supports Twelve lorries burned; supports A dozen lorries were lost; a tag; note Ask the brigade.; grade 3; more_general somebody was hurt")
		q.did(q.SeparateClaim(ctx, a))
		q.tell("taken out again", a, "C1 twelve lorries burned; supports Twelve lorries burned")
		list, err := q.Claims(ctx, assay.ClaimFilter{Alike: true})
		if err != nil || len(list.Order) != 0 {
			t.Errorf("what was taken apart is suggested again: %v (%v)", list.Order, err)
		}
	})
}

// TestMergeBesideColleague: a mention that a colleague makes, who has not heard
// of the merge, is the merged claim's.
func TestMergeBesideColleague(t *testing.T) {
	q, a, b, _ := quayside(t)
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "ben.assay")
	if err := os.WriteFile(path, fileOf(t, q.Store), 0o600); err != nil {
		t.Fatal(err)
	}
	ben, err := Open(ctx, path, Options{Actor: actorOf("Ben"), Name: "Ben", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer ben.Close()
	theirs := &quay{Store: ben, t: t, articles: q.articles, claims: q.claims}
	theirs.mark("herald", "It rained", "a dozen lorries were lost", assay.Contradicts)
	theirs.did(ben.ChangeClaim(ctx, b, ClaimChange{Wording: To("a dozen lorries are gone")}))

	act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, assay.ClaimID{})
	q.did(act, err)
	log := func(s *Store) *oplog.Log {
		ops, err := s.Log(ctx)
		if err != nil {
			t.Fatal(err)
		}
		l := &oplog.Log{}
		for _, op := range ops {
			if _, err := l.Add(op); err != nil {
				t.Fatal(err)
			}
		}
		return l
	}
	mine := log(q.Store)
	uniteLog(t, q.Store, log(ben))
	uniteLog(t, ben, mine)
	const want = "C1 twelve lorries burned; also a dozen lorries are gone; supports Twelve lorries burned; supports A dozen lorries were lost; contradicts It rained"
	q.tell("mine", a, want)
	theirs.tell("theirs", b, want)
	list, err := q.Claims(ctx, assay.ClaimFilter{Contested: true})
	if err != nil || !slices.Equal(list.Order, []assay.ClaimID{a}) {
		t.Errorf("contested are %v (%v)", list.Order, err)
	}
	page, err := ben.Article(ctx, q.articles["herald"])
	if err != nil {
		t.Fatal(err)
	}
	v := assay.NewView(page.Case, ben.Me())
	for i := range v.Case.Mentions {
		if c := v.Claim(v.Case.Mentions[i].Claim); c == nil || c.ID != a {
			t.Errorf("the reader shows a mention of %v", c)
		}
	}
	q.did(q.Undo(ctx))
	if got := q.told(b); !strings.HasSuffix(got, "contradicts It rained") {
		t.Errorf("undone, the colleague's mention is lost: %s", got)
	}
}

// fileOf returns the file of a case, which is whole between two transactions.
func fileOf(t *testing.T, s *Store) []byte {
	t.Helper()
	data, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSplitClaim(t *testing.T) {
	q, a, b, _ := quayside(t)
	ctx := t.Context()
	p, err := q.Claim(ctx, b, 0)
	if err != nil {
		t.Fatal(err)
	}
	var both []assay.MentionID
	for _, m := range p.Case.Mentions {
		both = append(both, m.ID)
	}
	q.did(q.ChangeClaim(ctx, b, ClaimChange{Kind: To("count"), NewEvent: "The fire"}))
	act, out, err := q.SplitClaim(ctx, b, Split{Mentions: both[1:], Wording: "lorries were lost"})
	q.did(act, err)
	to := out.Claim
	if out.Moved != 1 || out.Left != 0 {
		t.Errorf("what came of it is %+v", out)
	}
	q.tell("the new one", to, "C4 lorries were lost; supports A dozen lorries were lost")
	if p, err := q.Claim(ctx, to, 0); err != nil || p.Claim.Kind != "count" || p.Claim.Event.IsZero() {
		t.Errorf("the new claim is %+v (%v)", p.Claim, err)
	}
	q.did(q.Undo(ctx))
	q.tell("undone", b, "C2 a dozen lorries were lost; supports Twelve lorries burned; supports A dozen lorries were lost")

	act, out, err = q.SplitClaim(ctx, b, Split{Mentions: slices.Concat(both, both), Called: "c1 twelve lorries"})
	q.did(act, err)
	if out != (SplitOutcome{a, 1, 1}) {
		t.Errorf("what came of it is %+v", out)
	}
	q.tell("onto another, but for the one that is marked there", a, "C1 twelve lorries burned; supports Twelve lorries burned; supports A dozen lorries were lost")
	for _, test := range []struct {
		name string
		sp   Split
		kind assay.ErrorKind
	}{
		{"nothing chosen", Split{Wording: "x"}, assay.KindInvalid},
		{"no wording", Split{Mentions: both}, assay.KindInvalid},
		{"onto itself", Split{Mentions: both, Called: "C2"}, assay.KindInvalid},
		{"onto nothing", Split{Mentions: both, Called: "C99"}, assay.KindInvalid},
		{"what is not there any more", Split{Mentions: both[1:], Wording: "y"}, assay.KindConflict},
	} {
		if _, _, err := q.SplitClaim(ctx, b, test.sp); assay.KindOf(err) != test.kind {
			t.Errorf("%s: %v, want kind %q", test.name, err, test.kind)
		}
	}
}

func TestRelateClaims(t *testing.T) {
	q, a, b, other := quayside(t)
	ctx := t.Context()
	q.did(q.RelateClaims(ctx, b, "C1", assay.Contrary, "One cannot burn and be lost."))
	p, err := q.Contested(ctx, assay.ContestedFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if got := assay.NewView(p.Case, q.Me()).Clashes(); len(got) != 1 || got[0] != (assay.Clash{A: a, B: b, Relation: assay.Contrary}) {
		t.Errorf("the clashes are %+v", got)
	}
	q.tell("the one", a, "C1 twelve lorries burned; supports Twelve lorries burned; contrary a dozen lorries were lost")
	q.did(q.RelateClaims(ctx, a, "C2", "", ""))
	q.tell("taken back from the other side", b, "C2 a dozen lorries were lost; supports Twelve lorries burned; supports A dozen lorries were lost")
	for name, err := range map[string]error{
		"to itself":          func() error { _, err := q.RelateClaims(ctx, a, "C1", assay.Entails, ""); return err }(),
		"to nothing":         func() error { _, err := q.RelateClaims(ctx, a, "nothing", assay.Entails, ""); return err }(),
		"in no word we have": func() error { _, err := q.RelateClaims(ctx, a, "C3", "likes", ""); return err }(),
	} {
		if assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_ = other
}

func TestChangeClaims(t *testing.T) {
	q, a, b, other := quayside(t)
	ctx := t.Context()
	kind, event, when := "count", "The fire", "2026-03"
	act, changed, err := q.ChangeClaims(ctx, []assay.ClaimID{a, b, a}, ClaimsChange{Kind: &kind, Event: &event, When: &when, AddTag: "numbers"})
	q.did(act, err)
	list, err := q.Claims(ctx, assay.ClaimFilter{Kind: "count"})
	if err != nil || changed != (assay.ClaimsOutcome{Changed: 2}) || !slices.Equal(list.Order, []assay.ClaimID{a, b}) || len(list.Case.Events) != 1 || list.Case.Claims[0].When != when {
		t.Errorf("%+v, of a kind are %v (%v)", changed, list.Order, err)
	}
	if list, err := q.Claims(ctx, assay.ClaimFilter{Kind: assay.NoKind}); err != nil || !slices.Equal(list.Order, []assay.ClaimID{other}) {
		t.Errorf("without a kind are %v (%v)", list.Order, err)
	}
	act, changed, err = q.ChangeClaims(ctx, []assay.ClaimID{a, other}, ClaimsChange{DropTag: "Numbers"})
	q.did(act, err)
	if changed != (assay.ClaimsOutcome{Changed: 1, Same: 1}) {
		t.Errorf("the tag was taken off: %+v", changed)
	}
	for name, c := range map[string]ClaimsChange{"a kind that there is not": {Kind: &event}, "no date": {When: &event}, "a tag that there is not": {DropTag: "x"}} {
		if _, _, err := q.ChangeClaims(ctx, []assay.ClaimID{a}, c); assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	act, removed, err := q.RemoveClaims(ctx, []assay.ClaimID{a, b, a}, "")
	if q.did(act, err); removed != 2 {
		t.Errorf("%d were removed", removed)
	}
	if list, err := q.Claims(ctx, assay.ClaimFilter{}); err != nil || !slices.Equal(list.Order, []assay.ClaimID{other}) {
		t.Errorf("left are %v (%v)", list.Order, err)
	}
	q.did(q.Undo(ctx))
	if got := q.told(b); !strings.Contains(got, "A dozen lorries were lost") {
		t.Errorf("undone: %s", got)
	}
}

// TestChangeClaimsAsSeen: a claim of which somebody has changed the same since
// the analyst looked is left, and so is one that is gone.
func TestChangeClaimsAsSeen(t *testing.T) {
	q, a, b, other := quayside(t)
	ctx := t.Context()
	list, err := q.Claims(ctx, assay.ClaimFilter{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[assay.ClaimID]assay.SeenClaim{}
	for i := range list.Case.Claims {
		seen[list.Case.Claims[i].ID] = list.Case.Claims[i].Seen()
	}
	q.did(q.ChangeClaim(ctx, a, ClaimChange{Kind: To("count"), When: To("2026-03-01"), NewEvent: "The fire"}))
	q.did(q.RemoveClaim(ctx, other, ""))
	kind, same, event, known, when := "quotation", "count", "The storm", "the fire", "2026-04"
	for _, test := range []struct {
		name string
		c    ClaimsChange
		want assay.ClaimsOutcome
	}{
		{"a kind", ClaimsChange{Kind: &kind}, assay.ClaimsOutcome{Changed: 1, Stale: 1, Gone: 1}},
		{"the kind that it has by now", ClaimsChange{Kind: &same}, assay.ClaimsOutcome{Changed: 1, Same: 1, Gone: 1}},
		{"an event", ClaimsChange{Event: &event}, assay.ClaimsOutcome{Changed: 1, Stale: 1, Gone: 1}},
		{"the event that it has by now", ClaimsChange{Event: &known}, assay.ClaimsOutcome{Changed: 1, Same: 1, Gone: 1}},
		{"when", ClaimsChange{When: &when}, assay.ClaimsOutcome{Changed: 1, Stale: 1, Gone: 1}},
		{"a tag", ClaimsChange{AddTag: "check"}, assay.ClaimsOutcome{Changed: 2, Gone: 1}},
	} {
		test.c.Seen = seen
		act, out, err := q.ChangeClaims(ctx, []assay.ClaimID{a, b, other}, test.c)
		q.did(act, err)
		if out != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, out, test.want)
		}
		q.did(q.Undo(ctx))
	}
}
