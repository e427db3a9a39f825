package store

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// tree writes the tags as the codebook has them.
func (q *quay) tree() string {
	q.t.Helper()
	p, err := q.Codebook(q.t.Context())
	if err != nil {
		q.t.Fatal(err)
	}
	var lines []string
	for _, n := range p.Tree() {
		c := p.Counts[n.ID]
		names := strings.Join(append([]string{n.Name}, n.Aliases...), "/")
		lines = append(lines, fmt.Sprintf("%s%s %d+%d+%d+%d", strings.Repeat("-", n.Depth), names, c.Mentions, c.Claims, c.Articles, c.Questions+c.Sources+c.Others))
	}
	return strings.Join(lines, " | ")
}

// TestCodebookBelow counts what has a tag or one below it: each thing once.
func TestCodebookBelow(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned on the quay.")
	claim := assay.EntityID(q.claim("Twelve lorries burned"))
	mention := assay.EntityID(q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports))
	tags := map[string]assay.TagID{}
	for _, x := range [][2]string{{"Doubt", ""}, {"numbers", "Doubt"}, {"rounded", "numbers"}, {"Later", ""}} {
		id, act, err := q.AddTag(t.Context(), x[0], tags[x[1]])
		q.did(act, err)
		tags[x[0]] = id
	}
	for _, x := range []struct {
		tag    string
		target assay.EntityID
	}{{"Doubt", claim}, {"numbers", claim}, {"rounded", claim}, {"rounded", mention}, {"Later", claim}} {
		_, act, err := q.TagTarget(t.Context(), x.tag, x.target)
		q.did(act, err)
	}
	p, err := q.Codebook(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	both := assay.TagCounts{Mentions: 1, Claims: 1}
	if want := (map[assay.TagID]assay.TagCounts{tags["Doubt"]: both, tags["numbers"]: both}); !maps.Equal(p.Below, want) {
		t.Errorf("below are %v, want %v", p.Below, want)
	}
}

func TestCodebook(t *testing.T) {
	setUp := func(t *testing.T) (*quay, map[string]assay.TagID) {
		q := openQuay(t)
		article := q.article("herald", "Twelve lorries burned on the quay.")
		claim := q.claim("Twelve lorries burned")
		mention := q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports)
		tags := map[string]assay.TagID{}
		add := func(name string, parent assay.TagID) {
			id, act, err := q.AddTag(t.Context(), name, parent)
			q.did(act, err)
			tags[name] = id
		}
		add("Doubt", assay.TagID{})
		add("numbers", tags["Doubt"])
		add("sources", tags["Doubt"])
		add("Later", assay.TagID{})
		for name, target := range map[string]assay.EntityID{"numbers": assay.EntityID(mention), "Doubt": assay.EntityID(claim), "Later": assay.EntityID(article)} {
			_, act, err := q.TagTarget(t.Context(), name, target)
			q.did(act, err)
		}
		return q, tags
	}
	const before = "Doubt 0+1+0+0 | -numbers 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0"
	none := assay.TagID{}
	tests := []struct {
		name    string
		do      func(q *quay, tags map[string]assay.TagID) (assay.ActID, error)
		want    string
		refused string // what the refusal says
	}{
		{"renamed, and coloured", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["numbers"], TagChange{Name: Changed("numbers", "Figures"), Colour: To("teal")})
		}, "Doubt 0+1+0+0 | -Figures 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0", ""},
		{"with other capitals", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["numbers"], TagChange{Name: To("Numbers")})
		}, "Doubt 0+1+0+0 | -Numbers 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0", ""},
		{"called like another", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["numbers"], TagChange{Name: To("later")})
		}, before, "There is a tag “Later” already"},
		{"moved", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Parent: To(tags["Later"])})
		}, "Later 0+0+1+0 | -Doubt 0+1+0+0 | --numbers 1+0+0+0 | --sources 0+0+0+0", ""},
		{"moved below itself", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Parent: To(tags["numbers"])})
		}, before, "cannot be below itself"},
		{"a colour that is none", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Colour: To("url(x)")})
		}, before, "not one of the colours"},
		{"merged", func(q *quay, tags map[string]assay.TagID) (act assay.ActID, err error) {
			act, _, err = q.MergeTags(q.t.Context(), tags["Doubt"], tags["Later"])
			return act, err
		}, "Later/Doubt 0+1+1+0 | -numbers 1+0+0+0 | -sources 0+0+0+0", ""},
		{"merged, and called by the old name", func(q *quay, tags map[string]assay.TagID) (act assay.ActID, err error) {
			if act, _, err = q.MergeTags(q.t.Context(), tags["Doubt"], tags["Later"]); err != nil {
				return act, err
			}
			id, again, err := q.TagTarget(q.t.Context(), "doubt", assay.EntityID(q.claims["Twelve lorries burned"]))
			if id != tags["Later"] || !again.IsZero() {
				q.t.Errorf("what is tagged “doubt” gets %v in act %v", id, again)
			}
			return act, err
		}, "Later/Doubt 0+1+1+0 | -numbers 1+0+0+0 | -sources 0+0+0+0", ""},
		{"given another name", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.AddTagName(q.t.Context(), tags["numbers"], " figures ")
		}, "Doubt 0+1+0+0 | -numbers/figures 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0", ""},
		{"given the name of another", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.AddTagName(q.t.Context(), tags["numbers"], "LATER")
		}, before, "There is a tag “Later” that is called that"},
		{"given its own name", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.AddTagName(q.t.Context(), tags["numbers"], "Numbers")
		}, before, "called that already"},
		{"split", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.SplitTag(q.t.Context(), tags["Doubt"], "Second thoughts", []assay.EntityID{assay.EntityID(q.claims["Twelve lorries burned"])})
		}, "Doubt 0+0+0+0 | -numbers 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0 | Second thoughts 0+1+0+0", ""},
		{"split onto one that there is", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.SplitTag(q.t.Context(), tags["Doubt"], "later", []assay.EntityID{assay.EntityID(q.claims["Twelve lorries burned"])})
		}, "Doubt 0+0+0+0 | -numbers 1+0+0+0 | -sources 0+0+0+0 | Later 0+1+1+0", ""},
		{"split of nothing", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.SplitTag(q.t.Context(), tags["Doubt"], "x", nil)
		}, before, "Choose what gets the other tag"},
		{"split of what lacks it", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.SplitTag(q.t.Context(), tags["Later"], "x", []assay.EntityID{assay.EntityID(q.claims["Twelve lorries burned"])})
		}, before, "has this tag no longer"},
		{"split onto itself", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.SplitTag(q.t.Context(), tags["Doubt"], "Doubt", []assay.EntityID{assay.EntityID(q.claims["Twelve lorries burned"])})
		}, before, "That is this tag itself"},
		{"merged into what is below it", func(q *quay, tags map[string]assay.TagID) (act assay.ActID, err error) {
			act, _, err = q.MergeTags(q.t.Context(), tags["Doubt"], tags["numbers"])
			return act, err
		}, before, "That tag is below this one"},
		{"removed", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.RemoveTag(q.t.Context(), tags["Doubt"])
		}, "Later 0+0+1+0 | numbers 1+0+0+0 | sources 0+0+0+0", ""},
		{"made again", func(q *quay, _ map[string]assay.TagID) (assay.ActID, error) {
			_, act, err := q.AddTag(q.t.Context(), "DOUBT", none)
			return act, err
		}, before, "There is a tag “Doubt” already"},
		{"changed since", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Name: Changed("Doubts", "Second thoughts")})
		}, before, "since you opened the page"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, tags := setUp(t)
			if got := q.tree(); got != before {
				t.Fatalf("the codebook is %s", got)
			}
			act, err := test.do(q, tags)
			if (err != nil) != (test.refused != "") || err != nil && !strings.Contains(err.Error(), test.refused) {
				t.Errorf("it was answered with %v, want %q", err, test.refused)
			}
			if got := q.tree(); got != test.want {
				t.Errorf("the codebook is\n%s\nwant\n%s", got, test.want)
			}
			if act.IsZero() {
				return
			}
			if _, err := q.Undo(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := q.tree(); got != before {
				t.Errorf("after undoing it is\n%s\nwant\n%s", got, before)
			}
		})
	}
}

// TestTagNames: what became of a tag under its old names, whoever used them.
func TestTagNames(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	q.article("herald", "Twelve lorries burned on the quay.")
	claim := assay.EntityID(q.claim("Twelve lorries burned"))
	other := assay.EntityID(q.claim("Rain fell"))
	must := func(act assay.ActID, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	tag := func(name string, target assay.EntityID) assay.TagID {
		t.Helper()
		id, act, err := q.TagTarget(ctx, name, target)
		must(act, err)
		return id
	}
	fires, fire, blaze := tag("fires", claim), tag("fire", other), tag("blaze", claim)
	must(q.merge(fires, fire))
	must(q.merge(fire, blaze))
	is := func(want string) {
		t.Helper()
		if got := q.tree(); got != want {
			t.Errorf("the codebook is %s, want %s", got, want)
		}
	}
	is("blaze/fires/fire 0+2+0+0")

	// A colleague who knows nothing of it tags with the oldest name.
	act, err := q.update(ctx, func(t *tx) error {
		return t.tag(ctx, fires, assay.EntityID(q.articles["herald"]), true)
	})
	must(act, err)
	is("blaze/fires/fire 0+2+1+0")
	q.reindex()
	for _, typed := range []string{"tag:fire", "tag:FIRES", "tag:blaze"} {
		p, err := q.Search(ctx, assay.SearchQuestion{Typed: typed, Only: []assay.Kind{assay.KindClaim}})
		if err != nil || len(p.Found) != 2 {
			t.Errorf("%s finds %d claims (%v)", typed, len(p.Found), err)
		}
	}
	for _, typed := range []string{"fire", "blaze"} {
		p, err := q.Search(ctx, assay.SearchQuestion{Typed: typed, Only: []assay.Kind{assay.KindTag}})
		if err != nil || len(p.Found) != 1 || p.Found[0].ID != assay.EntityID(blaze) {
			t.Errorf("%s finds the tags %v (%v)", typed, p.Found, err)
		}
	}
	must(q.Untag(ctx, blaze, claim)) // which has it twice over
	is("blaze/fires/fire 0+1+1+0")
	must(q.RemoveTagName(ctx, blaze, "fire"))
	is("blaze/fires 0+1+1+0")
	must(q.RemoveTagName(ctx, blaze, "fires"))
	is("blaze 0+1+1+0")
	for range 3 {
		if _, err := q.Undo(ctx); err != nil {
			t.Fatal(err)
		}
	}
	is("blaze/fires/fire 0+2+1+0")
}

func (q *quay) merge(from, to assay.TagID) (assay.ActID, error) {
	act, _, err := q.MergeTags(q.t.Context(), from, to)
	return act, err
}

// TestMergedIntoEachOther: two analysts who merge two tags into each other are
// left with both, and lose nothing.
// TestNotesOfMergedTag finds the notes on a tag that was merged into another on
// that one, wherever notes are read.
func TestNotesOfMergedTag(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	made := func(name string) assay.TagID {
		id, act, err := q.AddTag(ctx, name, assay.TagID{})
		q.did(act, err)
		return id
	}
	blaze, fire := made("blaze"), made("fire")
	_, act, err := q.AddNote(ctx, NewNote{Target: assay.EntityID(blaze), Text: "Smoke alone is not enough"})
	q.did(act, err)
	act, _, err = q.MergeTags(ctx, blaze, fire)
	q.did(act, err)
	p, err := q.Tag(ctx, fire, 0)
	if err != nil {
		t.Fatal(err)
	}
	room, err := q.Notes(ctx, assay.NoteFilter{})
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := q.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for where, notes := range map[string][]assay.Note{"the page of the tag": p.Case.Notes, "the room of notes": room.Case.Notes, "exports": snapshot.Case.Notes} {
		if len(notes) != 1 || notes[0].Target != assay.EntityID(fire) {
			t.Errorf("%s has the notes %v", where, notes)
		}
	}
}

func TestMergedIntoEachOther(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	claim, other := assay.EntityID(q.claim("Twelve lorries burned")), assay.EntityID(q.claim("Rain fell"))
	fire, _, err := q.TagTarget(ctx, "fire", claim)
	if err != nil {
		t.Fatal(err)
	}
	blaze, _, err := q.TagTarget(ctx, "blaze", other)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.assay")
	if err := q.SaveCopy(ctx, path); err != nil {
		t.Fatal(err)
	}
	theirs, err := Open(ctx, path, Options{Actor: actorOf("eve"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	q.did(q.merge(fire, blaze))
	if _, _, err := theirs.MergeTags(ctx, blaze, fire); err != nil {
		t.Fatal(err)
	}
	snapshot, err := theirs.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var ops []oplog.Op
	for op, err := range snapshot.Log() {
		if err != nil {
			t.Fatal(err)
		}
		ops = append(ops, op)
	}
	uniteOps(t, q.Store, ops, nothing)
	if got, want := q.tree(), "blaze 0+1+0+0 | fire 0+1+0+0"; got != want {
		t.Errorf("the codebook is %s, want %s", got, want)
	}
}

// TestImportFolds: an import takes names for one that every other act takes for
// one, and nothing that came with the first is overwritten by the second.
func TestImportFolds(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	_, act, err := q.AddTag(ctx, "ПОЖАР", assay.TagID{})
	q.did(act, err)
	plan := assay.TagPlan{Tags: []assay.PlannedTag{
		{Name: "ΟΔΟΣ", Above: -1, Description: "a street", Aliases: []string{"Weg", "weg"}},
		{Name: "οδος", Above: -1, Description: "another"},
		{Name: "пожар", Above: -1, Aliases: []string{"οδοσ"}},
		{Name: "WEG", Above: -1},
	}}
	if err := q.PlanTags(ctx, &plan); err != nil || plan.Added != 1 || plan.Known != 3 {
		t.Errorf("it is planned to add %d, and %d are known (%v)", plan.Added, plan.Known, err)
	}
	act, made, err := q.ImportTags(ctx, plan)
	if q.did(act, err); made != 1 {
		t.Errorf("%d were made", made)
	}
	book, err := q.Codebook(ctx)
	if err != nil || len(book.Tags) != 2 {
		t.Fatalf("the codebook has %d tags (%v)", len(book.Tags), err)
	}
	if tag := assay.TagCalled(book.Tags, "οδος"); tag == nil || tag.Description != "a street" || !slices.Equal(tag.Aliases, []string{"Weg"}) {
		t.Errorf("the tag is %+v", tag)
	}
	if _, _, err := q.AddTag(ctx, "Οδος", assay.TagID{}); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("made again: %v", err)
	}
}
