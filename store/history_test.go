package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// brief writes the acts of a page, one to a line: what they are about, and
// what has become of them.
func brief(p *assay.HistoryPage) string {
	var lines []string
	for _, a := range p.Acts {
		line := ""
		if a.Took != nil {
			line = map[bool]string{false: "undo ", true: "redo "}[a.Again]
			a.Steps = a.Took.Steps
		}
		for _, s := range a.Steps {
			if s.Kind != assay.KindActor {
				line += string(s.Kind) + " "
			}
		}
		if a.Undone {
			line += "(undone)"
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}

func TestHistory(t *testing.T) {
	s := openStore(t)
	ctx := t.Context()
	in, err := s.ImportArticle(ctx, assay.Import{Original: []byte("x"), Text: "Nine lorries burned.\n\nNobody was hurt.", Title: "Fire"})
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.Article(ctx, in.Article)
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.MarkMention(ctx, Mark{Article: in.Article, Text: page.Text.ID, Span: anchor.Span{Start: 0, End: 20}, Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := s.AddClaim(ctx, "Nobody was hurt", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	for _, rating := range []string{"C", "B"} {
		if _, err := s.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(first.Claim), Dimension: assay.DimCredibility}, oplog.Encode(map[string]string{"C": "3", "B": "2"}[rating]), "why not"); err != nil {
			t.Fatal(err)
		}
	}
	for _, do := range []func() error{
		func() error { _, err := s.Undo(ctx); return err },
		func() error { _, err := s.Undo(ctx); return err },
		func() error { _, err := s.Redo(ctx); return err },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}

	tests := []struct {
		name   string
		filter assay.HistoryFilter
		want   string
	}{
		{"everything", assay.HistoryFilter{}, "redo judgement\nundo judgement (undone)\nundo judgement\njudgement (undone)\njudgement\nclaim\nclaim mention judgement\ncapture text article\ncase"},
		{"one's own", assay.HistoryFilter{Actor: testActor}, "redo judgement\nundo judgement (undone)\nundo judgement\njudgement (undone)\njudgement\nclaim\nclaim mention judgement\ncapture text article\ncase"},
		{"somebody else's", assay.HistoryFilter{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("ben")))}, ""},
		{"a claim with what bears on it", assay.HistoryFilter{Entity: assay.EntityID(first.Claim)}, "redo judgement\nundo judgement (undone)\nundo judgement\njudgement (undone)\njudgement\nclaim mention judgement"},
		{"a claim that nothing bears on", assay.HistoryFilter{Entity: assay.EntityID(second)}, "claim"},
		{"an article with its mentions", assay.HistoryFilter{Entity: assay.EntityID(in.Article)}, "claim mention judgement\ncapture text article"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := s.History(ctx, test.filter)
			if got := brief(&p); err != nil || got != test.want {
				t.Errorf("%v\n%s\nwant\n%s", err, got, test.want)
			}
		})
	}

	p, err := s.History(ctx, assay.HistoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if making, rating := p.Acts[5].Steps[0], p.Acts[3].Steps[0]; !making.New || rating.New {
		t.Errorf("new: a claim %v, a second rating %v", making.New, rating.New)
	}
	rating := p.Acts[3].Steps[0]
	if got := fmt.Sprint(string(rating.Before["value"]), string(rating.Fields["value"])); got != `"3""2"` {
		t.Errorf("before and after are %s", got)
	}
	if p.Undo == nil || string(p.Undo.Steps[0].Fields["value"]) != `"3"` || p.Redo == nil || string(p.Redo.Steps[0].Fields["value"]) != `"2"` {
		t.Errorf("next are %+v and %+v", p.Undo, p.Redo)
	}
	m := p.Things[assay.EntityID(first.Mention)]
	if got := m.Fields["quote"].Text(); got != "Nine lorries burned." {
		t.Errorf("the mention reads %q", got)
	}
	if a := p.Things[m.Fields["article"].ID()]; p.Things[a.Fields["text"].ID()].Fields["title"].Text() != "Fire" {
		t.Errorf("the article of the mention is %v", a.Fields)
	}
	if p.Numbers[second] != 2 {
		t.Errorf("the second claim has number %d", p.Numbers[second])
	}
}

// TestHistoryPages walks through a long history: each act is on one page.
func TestHistoryPages(t *testing.T) {
	s := openStore(t)
	var want []assay.ActID
	for i := range 2*assay.HistoryPageSize + 3 {
		_, act, err := s.AddClaim(t.Context(), fmt.Sprint("Claim ", i), assay.EventID{})
		if err != nil {
			t.Fatal(err)
		}
		want = append([]assay.ActID{act}, want...)
	}
	var got []assay.ActID
	f := assay.HistoryFilter{}
	for pages := 1; ; pages++ {
		p, err := s.History(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range p.Acts {
			got = append(got, a.ID)
		}
		if f.Before = p.Next; p.Next == 0 {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
	}
	if got = got[:len(got)-1]; !slices.Equal(got, want) { // but for the making of the case
		t.Errorf("%d acts on the pages, want %d", len(got), len(want))
	}
}

// TestHistoryOfUndoneMaking names what is no longer there.
func TestHistoryOfUndoneMaking(t *testing.T) {
	s := openStore(t)
	id, _, err := s.AddClaim(t.Context(), "Twelve burned", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := s.History(t.Context(), assay.HistoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if r := p.Things[assay.EntityID(id)]; !r.Gone || r.Fields["wording"].Text() != "Twelve burned" {
		t.Errorf("it is known as %+v", r)
	}
}

// TestHistoryOfPrivateNote tells that somebody wrote a private note, and to
// nobody else what it says.
func TestHistoryOfPrivateNote(t *testing.T) {
	q := openQuay(t)
	claim := q.claim("Twelve lorries burned")
	path := filepath.Join(t.TempDir(), "ben.assay")
	if err := os.WriteFile(path, fileOf(t, q.Store), 0o600); err != nil {
		t.Fatal(err)
	}
	ben, err := Open(t.Context(), path, Options{Actor: actorOf("Ben"), Name: "Ben", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	note, _, err := ben.AddNote(t.Context(), NewNote{Target: assay.EntityID(claim), Text: "The harbour master told me", Private: true})
	if err == nil {
		_, err = ben.ChangeNote(t.Context(), note, NoteChange{Text: Changed("The harbour master told me", "Her deputy told me")})
	}
	if err != nil {
		t.Fatal(err)
	}
	texts := func(s *Store) string {
		p, err := s.History(t.Context(), assay.HistoryFilter{Entity: assay.EntityID(claim)})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, a := range p.Acts {
			for _, step := range a.Steps {
				if step.Kind == assay.KindNote {
					all = append(all, fmt.Sprintf("hidden %t %s%s", step.Hidden, step.Fields["text"], step.Before["text"]))
				}
			}
		}
		return strings.Join(all, "; ") + "; " + string(p.Things[assay.EntityID(note)].Fields["text"])
	}
	const both = `hidden false "Her deputy told me""The harbour master told me"; hidden false "The harbour master told me"; "Her deputy told me"`
	if got := texts(ben); got != both {
		t.Errorf("who wrote it reads %s, want %s", got, both)
	}
	if err := ben.Close(); err != nil {
		t.Fatal(err)
	}
	eve, err := Open(t.Context(), path, Options{Actor: actorOf("Eve"), Name: "Eve", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer eve.Close()
	if got, want := texts(eve), "hidden true ; hidden true ; "; got != want {
		t.Errorf("somebody else reads %s, want %s", got, want)
	}
}

// TestHistoryByTheNameless: whoever has done anything is among those whose acts can be
// listed, with a name or without one.
func TestHistoryByTheNameless(t *testing.T) {
	q := openQuay(t)
	q.SetName("")
	for _, who := range []string{"one", "another"} {
		q.is(who)
		q.claim("By " + who)
	}
	p, err := q.History(t.Context(), assay.HistoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var nameless []assay.ActorID
	for _, a := range p.Actors {
		if a.Name == "" {
			nameless = append(nameless, a.ID)
		}
	}
	if len(nameless) != 2 || !slices.Contains(nameless, actorOf("one")) || !slices.Contains(nameless, actorOf("another")) {
		t.Errorf("without a name there are %v", nameless)
	}
}
