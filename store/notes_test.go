package store

import (
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

func TestNotes(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	article := q.article("herald", "Twelve lorries burned on the quay.")
	claim := q.claim("Twelve lorries burned")
	mention := q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports)
	info, err := q.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tag, act, err := q.TagTarget(ctx, "numbers", assay.EntityID(claim))
	q.did(act, err)
	below, act, err := q.AddTag(ctx, "sums", tag)
	q.did(act, err)
	_, act, err = q.TagTarget(ctx, "sums", assay.EntityID(mention))
	q.did(act, err)
	ids := map[string]assay.NoteID{}
	for _, n := range []NewNote{
		{Target: assay.EntityID(article), Text: "Ask the harbour office."},
		{Target: assay.EntityID(claim), Text: "Who counted 100% of them?", Private: true},
		{Target: assay.EntityID(mention), Text: "So it stands there."},
		{Target: assay.EntityID(below), Text: "Sums only."},
		{Target: info.ID, Text: "  Plan:\r\n\r\n  - ask\r\n"},
	} {
		id, act, err := q.AddNote(ctx, n)
		q.did(act, err)
		ids[strings.Fields(n.Text)[0]] = id
	}
	// Somebody else's, who has the case too.
	_, err = q.update(ctx, func(t *tx) error {
		t.author.Actor = assay.EntityID(actorOf("eve"))
		id := assay.NewID[assay.Note](t.author.Now())
		return t.edit(ctx, assay.KindNote, assay.EntityID(id), oplog.Fields{"target": oplog.Encode(claim), "text": oplog.Encode("Eve's own"), "private": oplog.Encode(true)})
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		f    assay.NoteFilter
		want string
	}{
		{"all", assay.NoteFilter{}, "Plan:, Sums, So, Who, Ask"},
		{"on a kind of thing", assay.NoteFilter{On: assay.KindMention}, "So"},
		{"on the case", assay.NoteFilter{On: assay.KindCase}, "Plan:"},
		{"private ones", assay.NoteFilter{Who: assay.PrivateNotes}, "Who"},
		{"shared ones", assay.NoteFilter{Who: assay.SharedNotes}, "Plan:, Sums, So, Ask"},
		{"with words", assay.NoteFilter{Words: "100% COUNTED"}, "Who"},
		{"of mine", assay.NoteFilter{By: q.Me()}, "Plan:, Sums, So, Who, Ask"},
		{"of somebody else", assay.NoteFilter{By: actorOf("eve")}, ""},
		{"on what has a tag, or one below it", assay.NoteFilter{Tags: assay.HasTag(tag)}, "So, Who"},
		{"on what has just that tag", assay.NoteFilter{Tags: assay.TagFilter{Has: assay.NewTagSet("NUMBERS"), Exact: true}}, "Who"},
		{"on what lacks a tag", assay.NoteFilter{Tags: assay.TagFilter{Lacks: assay.NewTagSet("sums")}}, "Plan:, Sums, Who, Ask"},
		{"on what has a tag that there is not", assay.NoteFilter{Tags: assay.TagFilter{Has: assay.NewTagSet("num")}}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := q.Notes(ctx, test.f)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, n := range p.Case.Notes {
				got = append(got, strings.Fields(n.Text)[0])
			}
			if got := strings.Join(got, ", "); got != test.want || p.All != 5 || p.Leaf.Of != len(p.Case.Notes) {
				t.Errorf("the notes are %q of %d, want %q", got, p.All, test.want)
			}
		})
	}
	if p, err := q.Note(ctx, ids["Plan:"]); err != nil || p.Case.Notes[0].Text != "  Plan:\n\n  - ask" {
		t.Errorf("the note says %q (%v)", p.Case.Notes[0].Text, err)
	}

	// Changed by two, and removed while somebody else changes it.
	_, err = q.ChangeNote(ctx, ids["So"], NoteChange{Text: Changed("So it stands there.", "So it says."), Private: Changed(false, true)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.ChangeNote(ctx, ids["So"], NoteChange{Text: Changed("So it stands there.", "Really?")}); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("a stale change: %v", err)
	}
	if _, err := q.RemoveNote(ctx, ids["So"], "So it stands there."); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("a stale removal: %v", err)
	}
	if _, err := q.RemoveNote(ctx, ids["So"], "So it says."); err != nil {
		t.Error(err)
	}
	if _, err := q.Note(ctx, ids["So"]); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("a note that was removed: %v", err)
	}
	if _, err := q.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if p, err := q.Note(ctx, ids["So"]); err != nil || !p.Case.Notes[0].Private {
		t.Errorf("after undoing: %+v %v", p.Case.Notes, err)
	}
	for _, text := range []string{" \n", strings.Repeat("x", maxNote+1)} {
		if _, _, err := q.AddNote(ctx, NewNote{Target: assay.EntityID(claim), Text: text}); assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("a note of %d bytes: %v", len(text), err)
		}
	}
}
