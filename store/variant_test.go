package store

import (
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestSpell ties spellings to a source where one has the name, and else remembers
// that they mean the same, or not; all of it can be taken back.
func TestSpell(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	q.article("herald", "Olan Brisk met the dockers.")
	q.claim("meeting")
	m := q.mark("herald", "Olan Brisk met the dockers.", "meeting", assay.Supports)
	brisk, act, err := q.AddSource(ctx, "Olan Brisk", "person", "")
	q.did(act, err)
	spelt := func(a, b string) string {
		p, err := q.Passage(ctx, q.articles["herald"], m)
		if err != nil {
			t.Fatal(err)
		}
		verdict, source := assay.NewView(p.Case, q.Me()).SpeltAlike(a, b)
		if source == brisk {
			verdict += ", a source"
		}
		return verdict
	}
	want := func(what, a, b, want string) {
		t.Helper()
		if got := spelt(a, b); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	q.did(q.Spell(ctx, "Brisque", "Brisk", "accepted"))
	want("tied", "Brisk", "Brisque", "accepted, a source")
	page, err := q.Source(ctx, brisk)
	if err != nil || len(page.Source.Aliases) != 1 || page.Source.Aliases[0] != "Olan Brisque" {
		t.Errorf("the source has %q (%v)", page.Source.Aliases, err)
	}
	q.did(q.Spell(ctx, "Brisk", "Brisque", ""))
	want("untied", "Brisk", "Brisque", "")
	q.did(q.Undo(ctx))
	want("tied again", "Brisk", "Brisque", "accepted, a source")

	q.did(q.Spell(ctx, "Merrow", "Merow", "accepted"))
	want("of no source", "Merow", "MERROW", "accepted")
	q.did(q.Spell(ctx, "Merrow", "Merow", "rejected"))
	want("after all not", "Merow", "Merrow", "rejected")
	q.did(q.Spell(ctx, "Merrow", "Merow", ""))
	want("taken back", "Merow", "Merrow", "")
	for what, x := range map[string][3]string{
		"one spelling is two":              {"Merrow", "merrow", "accepted"},
		"but for what nobody sees":         {"Merrow", "Merrow\x00", "accepted"},
		"no answer":                        {"Merrow", "Merow", "bogus"},
		"another answer":                   {"Merrow", "Merow", "changed"},
		"no answer of what is tied":        {"Brisk", "Brisque", "bogus"},
		"a name that is longer than a log": {strings.Repeat("Merrow", 200_000), "Merow", "accepted"},
		"too long a one":                   {"Merow", strings.Repeat("Merrow", 2_000), "rejected"},
	} {
		if act, err := q.Spell(ctx, x[0], x[1], x[2]); assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("%s: %v, %v", what, act, err)
		}
	}
}

// TestRejectTooLong answers a passage that is longer than the log takes.
func TestRejectTooLong(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Olan Brisk met the dockers.")
	q.claim("meeting")
	_, err := q.RejectPassage(t.Context(), q.claims["meeting"], assay.SuggestedPassage{Article: q.articles["herald"], Quote: strings.Repeat("Olan Brisk ", 100_000)})
	if assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("the error is %v", err)
	}
}

// TestUntieAlias takes back a spelling that was tied to another name of a source
// than its first: the one that was added goes, the one that was there stays.
func TestUntieAlias(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	for _, names := range [][2]string{{"Koehlen", "Kollen"}, {"Zoller", "Soller"}} {
		id, act, err := q.AddSource(ctx, "Harbour Herald "+names[0][:1], "outlet", "")
		q.did(act, err)
		q.did(q.SetAlias(ctx, id, "Marta "+names[0], true))
		aliases := func() string {
			page, err := q.Source(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(page.Source.Aliases, ", ")
		}
		q.did(q.Spell(ctx, names[0], names[1], "accepted"))
		if got, want := aliases(), "Marta "+names[0]+", Marta "+names[1]; got != want {
			t.Errorf("tied, the other names are %s, want %s", got, want)
		}
		act, err = q.Spell(ctx, names[1], names[0], "")
		q.did(act, err)
		if got := aliases(); act.IsZero() || got != "Marta "+names[0] {
			t.Errorf("taken back, the other names are %s", got)
		}
	}
}
