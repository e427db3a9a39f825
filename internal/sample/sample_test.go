package sample

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// stranger is somebody who opens the case and has not worked on it.
var stranger = assay.ActorID(oplog.Derive("actor", oplog.Encode("stranger")))

// open makes the sample case and opens it as a stranger does.
func open(t *testing.T) (*store.Store, assay.Snapshot, *assay.View) {
	t.Helper()
	path := filepath.Join(t.TempDir(), FileName)
	if err := Make(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path, store.Options{Actor: stranger, Name: "Stranger"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, snapshot, assay.NewView(snapshot.Case, stranger)
}

// TestWhole: nothing of case.json stays outside, and the file holds.
func TestWhole(t *testing.T) {
	s, snapshot, _ := open(t)
	sc, err := read()
	if err != nil {
		t.Fatal(err)
	}
	c := snapshot.Case
	for _, n := range []struct {
		name string
		have int
	}{
		{"events", len(c.Events)},
		{"sources", len(c.Sources)},
		{"works", len(c.Works)},
		{"articles", len(c.Articles)},
		{"claims", len(c.Claims)},
		{"mentions", len(c.Mentions)},
		{"judgements", len(c.Judgements)},
		{"questions", len(c.Questions)},
		{"tags", len(c.Tags)},
		{"taggings", len(c.Taggings)},
		{"notes", len(c.Notes)},
	} {
		var list []json.RawMessage
		if err := json.Unmarshal(sc.file[n.name], &list); err != nil {
			t.Fatal(err)
		}
		if want := len(list); n.have != want {
			t.Errorf("the case has %d %s, case.json %d", n.have, n.name, want)
		}
	}
	health, err := s.Check(t.Context())
	if err != nil || health.Mentions < 50 {
		t.Errorf("%+v, %v", health, err)
	}
	if len(c.Claims) != 18 || len(c.Captures) != 8 {
		t.Errorf("%d claims, %d originals", len(c.Claims), len(c.Captures))
	}
	for _, capture := range c.Captures {
		data, err := snapshot.Blob(capture.Original)
		if err != nil || !strings.HasPrefix(string(data), "<!DOCTYPE html>") {
			t.Errorf("the original of %s: %v", capture.Name, err)
		}
	}
}

// TestSame: made twice, it is the same case but for what is random in an act.
func TestSame(t *testing.T) {
	_, one, _ := open(t)
	_, two, _ := open(t)
	ids := func(c *assay.Case) (all []string) {
		for i := range c.Articles {
			all = append(all, c.Articles[i].ID.String())
		}
		for i := range c.Claims {
			all = append(all, c.Claims[i].ID.String(), c.Claims[i].Wording)
		}
		for i := range c.Mentions {
			all = append(all, c.Mentions[i].ID.String(), c.Mentions[i].Quote)
		}
		for i := range c.Judgements {
			all = append(all, c.Judgements[i].ID.String(), string(c.Judgements[i].Value))
		}
		return all
	}
	if !slices.Equal(ids(one.Case), ids(two.Case)) {
		t.Error("two sample cases differ")
	}
}

// claim returns the claim of whose wording words are a part.
func claim(t *testing.T, c *assay.Case, words string) *assay.Claim {
	t.Helper()
	for i := range c.Claims {
		if strings.Contains(c.Claims[i].Wording, words) {
			return &c.Claims[i]
		}
	}
	t.Fatalf("no claim says %q", words)
	return nil
}

// TestStates: whoever has not worked on it yet sees every state that a cell can
// have, out of what the others did.
func TestStates(t *testing.T) {
	_, snapshot, view := open(t)
	seen := map[string]int{}
	for i := range snapshot.Case.Claims {
		for j := range snapshot.Case.Articles {
			cell := view.Cell(&snapshot.Case.Articles[j], &snapshot.Case.Claims[i])
			for _, word := range strings.Split(cell.Word(), ",") {
				seen[word]++
			}
			if cell.Proposed {
				seen["proposed"]++
			}
		}
	}
	for _, state := range []string{"supports", "contradicts", "qualifies", "mentions", "silent", "out_of_scope", "not_read", "proposed"} {
		if seen[state] == 0 {
			t.Errorf("no cell is %s: %v", state, seen)
		}
	}
	for i := range snapshot.Case.Articles {
		if state := view.ReadState(snapshot.Case.Articles[i].Text); state != "" {
			t.Errorf("a stranger has %s an article", state)
		}
	}
}

// TestConclusions: the case teaches what it is meant to teach.
func TestConclusions(t *testing.T) {
	_, snapshot, view := open(t)
	c := snapshot.Case

	t.Run("origins", func(t *testing.T) {
		told := claim(t, c, "told of the fault at 23:40")
		if n := view.Corroboration(told.ID, assay.Supports); n.Articles != 6 || n.AtMost != 1 {
			t.Errorf("the claim that six articles support has %+v behind it", n)
		}
		if n := view.Corroboration(claim(t, c, "safe to drink").ID, assay.Supports); n.Articles != 3 || n.AtMost != 1 {
			t.Errorf("what three articles have from the company has %+v behind it", n)
		}
		if n := view.Corroboration(claim(t, c, "Schools").ID, assay.Supports); n.AtLeast != 2 {
			t.Errorf("what is marked as independent has %+v behind it", n)
		}
	})
	t.Run("contested", func(t *testing.T) {
		want := map[string]assay.Contest{
			"When was":    {Contested: true, Level: assay.BetweenOrigins, Counted: true, Sure: true},
			"How many":    {Contested: true, Level: assay.BothLevels, Counted: true, Sure: true},
			"What let":    {Contested: true, Level: assay.BetweenOrigins, Counted: true, Sure: true},
			"Is it":       {Contested: true, Level: assay.WithinOneOrigin, Counted: true},
			"What is the": {Contested: true, Level: assay.BothLevels, Sure: true},
		}
		status := map[string]int{}
		for i := range c.Questions {
			q := &c.Questions[i]
			status[q.Status]++
			for begins, contest := range want {
				if strings.HasPrefix(q.Wording, begins) {
					if got := view.ContestedQuestion(q); got != contest {
						t.Errorf("%s %+v, want %+v", q.Wording, got, contest)
					}
					delete(want, begins)
				}
			}
		}
		if len(want) > 0 || status["open"] == 0 || status["settled"] == 0 || status["cannot_be_settled"] == 0 {
			t.Errorf("missing: %v; statuses: %v", want, status)
		}
	})
	t.Run("guard", func(t *testing.T) {
		flagged := 0
		for i := range c.Claims {
			id := c.Claims[i].ID
			if _, tooHigh := view.Guard(id, assay.Credibility(view.Credibility(assay.EntityID(id)).Word())); tooHigh {
				flagged++
			}
		}
		if flagged != 1 {
			t.Errorf("%d claims are graded too high, want the one that teaches it", flagged)
		}
	})
	t.Run("analysts", func(t *testing.T) {
		disputed := map[assay.Dimension]int{}
		for i := range c.Judgements {
			k := c.Judgements[i].Key()
			if d := view.Judged(k); d.Disputed {
				disputed[k.Dimension]++
				if d.Mine || d.By.IsZero() {
					t.Errorf("a stranger is shown %+v", d)
				}
			}
		}
		for _, d := range []assay.Dimension{assay.DimReliability, assay.DimStance, assay.DimCredibility} {
			if disputed[d] == 0 {
				t.Errorf("the analysts are of one mind about every %s", d)
			}
		}
	})
}

// TestTrouble: the trouble of real coverage is all there.
func TestTrouble(t *testing.T) {
	_, snapshot, view := open(t)
	c := snapshot.Case
	types, languages, kinds := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range c.Judgements {
		j := &c.Judgements[i]
		if j.Dimension == assay.DimDerivation {
			for _, word := range []string{"unattributed_rewrite", "translation", "attributed_report", "excerpt", "corrects", "rejected"} {
				if strings.Contains(string(j.Value), `"`+word+`"`) {
					types[word]++
				}
			}
		}
	}
	glued := 0
	for i := range c.Articles {
		a := &c.Articles[i]
		languages[view.Facts(a).Language]++
		text, err := snapshot.Text(a.Text)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, "WIREThe council") || strings.Contains(text, "March.By NORTHLINE") {
			glued++
		}
	}
	for i := range c.Sources {
		kinds[c.Sources[i].Kind]++
	}
	if len(types) != 6 || languages["ar"] != 1 || languages["en"] != 7 || glued != 2 {
		t.Errorf("derivations %v, languages %v, glued %d", types, languages, glued)
	}
	for _, kind := range []string{"outlet", "wire", "person", "organisation", "government", "document", "anonymous_group"} {
		if kinds[kind] == 0 {
			t.Errorf("no source is a %s", kind)
		}
	}
	if len(c.Blocks) != 3 || len(c.Boundaries) != 7 {
		t.Errorf("%d blocks set aside, %d sentences split", len(c.Blocks), len(c.Boundaries))
	}
}

// TestProposed: what the analysts have confirmed or rejected is found in the texts
// too, and is not proposed to them again.
func TestProposed(t *testing.T) {
	s, _, _ := open(t)
	for _, job := range []func(context.Context) (int, error){s.Index, s.Relate} {
		for left := 1; left > 0; {
			var err error
			if left, err = job(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	p, err := s.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{})
	if err != nil || p.Waiting > 0 || len(p.Proposed) > 0 {
		t.Errorf("proposed are %+v, %d wait (%v)", p.Proposed, p.Waiting, err)
	}
}

// TestLesson: what the first steps point at is there, and nobody has marked it.
func TestLesson(t *testing.T) {
	_, snapshot, view := open(t)
	first, second := Lesson()
	for id, words := range map[assay.ArticleID]string{first: "On Cooper Street people noticed the smell", second: "On Cooper Street nobody who spoke"} {
		a := view.Article(id)
		if a == nil {
			t.Fatalf("the article that says %q is not in the case", words)
		}
		text, err := snapshot.Text(a.Text)
		if err != nil || !strings.Contains(text, words) {
			t.Errorf("%q: %v", words, err)
		}
		for i := range snapshot.Case.Mentions {
			if strings.Contains(snapshot.Case.Mentions[i].Quote, "Cooper Street") {
				t.Errorf("somebody has marked %q", snapshot.Case.Mentions[i].Quote)
			}
		}
	}
}

// TestNothingReplaced: a file that is there stays as it is.
func TestNothingReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Make(t.Context(), path); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("got %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "mine" {
		t.Errorf("the file is now %q, %v", data, err)
	}
}

// BenchmarkMake: whoever opens the sample waits for this.
func BenchmarkMake(b *testing.B) {
	for b.Loop() {
		if err := Make(b.Context(), filepath.Join(b.TempDir(), FileName)); err != nil {
			b.Fatal(err)
		}
	}
}
