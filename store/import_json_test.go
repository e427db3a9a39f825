package store

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/exchange"
	"assay/internal/oplog"
)

// foreign reads the file of another program that internal/exchange is tried on.
func foreignFile(t *testing.T, replace ...string) string {
	t.Helper()
	data, err := os.ReadFile("../internal/exchange/testdata/harbour.json")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(replace...).Replace(string(data))
}

func plan(t *testing.T, s *Store, file string) *assay.Plan {
	t.Helper()
	p, err := exchange.ReadJSON(strings.NewReader(file), s.Me(), exchange.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func export(t *testing.T, s *Store, o exchange.JSONOptions) string {
	t.Helper()
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := exchange.WriteJSON(&b, snap, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestImportJSON(t *testing.T) {
	s := openStore(t)
	got, err := s.ImportJSON(t.Context(), plan(t, s, foreignFile(t)))
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[assay.Kind]int{
		assay.KindArticle: 6, assay.KindText: 6, assay.KindCapture: 2, assay.KindSource: 6, assay.KindClaim: 2, assay.KindMention: 6,
		assay.KindJudgement: 13, assay.KindAttribution: 3, assay.KindVersion: 2, assay.KindActor: 1, assay.KindNote: 1,
	} {
		if got.New[kind] != want {
			t.Errorf("%d new entities of %s, want %d", got.New[kind], kind, want)
		}
	}
	if len(got.Kept) != 0 {
		t.Errorf("kept %v", got.Kept)
	}
	c, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := assay.NewView(c, s.Me())
	n := v.Corroboration(c.Claims[0].ID, assay.Supports)
	if c.Claims[0].Wording != "Twelve vehicles burned" || n.Articles != 4 || n.AtMost != 1 || n.AttributedOrigins != 1 {
		t.Errorf("%q is supported by %+v", c.Claims[0].Wording, n)
	}
	rain := &c.Articles[5]
	if cell := v.Cell(rain, &c.Claims[0]); rain.Title != "Rain" || cell.Coverage != assay.Silent {
		t.Errorf("the article %s is %s", rain.Title, cell.Word())
	}
	for _, j := range c.Judgements {
		if j.Reason == "" && j.Dimension == assay.DimStance && j.Changed.Time().Format("2006-01-02") == "2025-11-20" {
			return
		}
	}
	t.Error("no judgement has the time that the file gives it")
}

// TestImportTwice: a file adds to a case what is not there, once, and leaves
// what somebody has changed since.
func TestImportJSONTwice(t *testing.T) {
	s := openStore(t)
	if _, err := s.ImportJSON(t.Context(), plan(t, s, foreignFile(t))); err != nil {
		t.Fatal(err)
	}
	before := export(t, s, exchange.JSONOptions{})
	again, err := s.ImportJSON(t.Context(), plan(t, s, foreignFile(t)))
	if err != nil || again.Operations != 0 || len(again.Kept) != 0 || !again.Act.IsZero() {
		t.Errorf("again: %+v, %v", again, err)
	}
	if export(t, s, exchange.JSONOptions{}) != before {
		t.Error("importing twice is not importing once")
	}
	c, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	claim := c.Claims[0].ID
	if _, err := s.update(t.Context(), func(tx *tx) error {
		if err := tx.retract(t.Context(), assay.KindMention, assay.EntityID(c.Mentions[0].ID), "not about it"); err != nil {
			return err
		}
		return tx.edit(t.Context(), assay.KindClaim, assay.EntityID(claim), oplog.Fields{"kind": oplog.Encode("state")})
	}); err != nil {
		t.Fatal(err)
	}
	third, err := s.ImportJSON(t.Context(), plan(t, s, foreignFile(t)))
	if err != nil || third.Operations != 0 || len(third.Kept) != 1 || third.Kept[0].Path != "claims[0].kind" {
		t.Errorf("after a change: %+v, %v", third, err)
	}
	after, err := s.Case(t.Context())
	if err != nil || after.Claims[0].Kind != "state" || len(after.Mentions) != len(c.Mentions)-1 {
		t.Errorf("the claim is a %q, and %d mentions are left (%v)", after.Claims[0].Kind, len(after.Mentions), err)
	}
	more, err := s.ImportJSON(t.Context(), plan(t, s, foreignFile(t, `"tags": [`, `"works": [], "tags": [{"id": "t2", "name": "new"}, `, `"works":    [{"id": "w1", "source": "s5", "title": "Wire of Friday morning"}],`, ``)))
	if err != nil || more.Operations != 1 || more.New[assay.KindTag] != 1 {
		t.Errorf("a later state of the file: %+v, %v", more, err)
	}
}

// TestImportRefused: one error in the plan, and nothing goes in.
func TestImportRefused(t *testing.T) {
	s := openStore(t)
	before := export(t, s, exchange.JSONOptions{})
	p := plan(t, s, foreignFile(t, `"value": "contradicts"`, `"value": "denies"`))
	if _, err := s.ImportJSON(t.Context(), p); assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "judgements[1].value") {
		t.Errorf("error %v", err)
	}
	if export(t, s, exchange.JSONOptions{}) != before {
		t.Error("something was written")
	}
}

// TestJSONRoundTrip: a case that is exported and imported elsewhere is the same
// case, and goes back into its own file without a trace.
func TestJSONRoundTrip(t *testing.T) {
	s := openStore(t)
	if _, err := s.ImportJSON(t.Context(), plan(t, s, foreignFile(t))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rename(t.Context(), "Renamed", "and described"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := export(t, s, exchange.JSONOptions{})
	if _, err := s.ImportJSON(t.Context(), plan(t, s, file)); err != nil {
		t.Fatal(err)
	}
	if export(t, s, exchange.JSONOptions{}) != file {
		t.Error("its own export changed the case")
	}

	other, err := Create(t.Context(), filepath.Join(t.TempDir(), "other.assay"), "Other", Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("ben"))), Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	got, err := other.ImportJSON(t.Context(), plan(t, other, file))
	if err != nil {
		t.Fatal(err)
	}
	log, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Operations != len(log) || got.Known != 0 {
		t.Errorf("%d operations of %d", got.Operations, len(log))
	}
	theirs := &oplog.Log{}
	ops, err := other.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if _, err := theirs.Add(op); err != nil {
			t.Fatal(err)
		}
	}
	for _, op := range log {
		if added, _ := theirs.Add(op); added {
			t.Errorf("lost %s %s", op.Kind, op.Body)
		}
	}
	if _, err := other.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSnapshot: an export shows the case as it was when it began, and holds
// nobody up meanwhile.
func TestSnapshot(t *testing.T) {
	s := openStore(t)
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := 0
	for _, err := range snap.Log() {
		if err != nil {
			t.Fatal(err)
		}
		before++
		if before == 1 {
			if _, err := s.ImportJSON(t.Context(), plan(t, s, foreignFile(t))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if before != 2 || len(snap.Case.Articles) != 0 {
		t.Errorf("%d operations and %d articles of a case that had 2 and none", before, len(snap.Case.Articles))
	}
	log, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for op, err := range s.logUpTo(t.Context(), int64(len(log)), 7) {
		if err != nil || op.ID != log[i].ID {
			t.Fatalf("operation %d: %v, %v", i, op.ID, err)
		}
		i++
	}
	if i != len(log) {
		t.Errorf("%d operations of %d", i, len(log))
	}
}

// TestImportJSONOriginals imports a case that was shared without its originals,
// and then the same one with them.
func TestImportJSONOriginals(t *testing.T) {
	from := openStore(t)
	if _, err := from.ImportJSON(t.Context(), plan(t, from, foreignFile(t))); err != nil {
		t.Fatal(err)
	}
	to := openStore(t)
	first, err := to.ImportJSON(t.Context(), plan(t, to, export(t, from, exchange.JSONOptions{NoOriginals: true})))
	if err != nil || first.Blobs != 6 {
		t.Fatalf("%+v, %v", first, err)
	}
	c, err := to.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var capture assay.CaptureID // of the one original that the file has
	for _, x := range c.Captures {
		if _, _, err := from.Original(t.Context(), x.ID); err == nil {
			capture = x.ID
		}
	}
	if _, _, err := to.Original(t.Context(), capture); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("an original that was left out: %v", err)
	}
	whole := export(t, from, exchange.JSONOptions{})
	second, err := to.ImportJSON(t.Context(), plan(t, to, whole))
	if err != nil || second.Operations != 0 || second.Blobs != 1 || !second.Act.IsZero() {
		t.Errorf("%+v, %v", second, err)
	}
	if _, data, err := to.Original(t.Context(), capture); err != nil || len(data) == 0 {
		t.Errorf("the original has %d bytes (%v)", len(data), err)
	}
	if third, err := to.ImportJSON(t.Context(), plan(t, to, whole)); err != nil || third.Blobs != 0 {
		t.Errorf("a third time: %+v, %v", third, err)
	}
}

// TestImportJSONHistory imports a history in which a mention quotes what its
// text does not say.
func TestImportJSONHistory(t *testing.T) {
	from, to := openStore(t), openStore(t)
	if _, err := from.ImportJSON(t.Context(), plan(t, from, foreignFile(t))); err != nil {
		t.Fatal(err)
	}
	p := plan(t, to, export(t, from, exchange.JSONOptions{}))
	if len(p.Operations) == 0 {
		t.Fatal("the file has no history")
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		if op.Kind != string(assay.KindMention) {
			continue
		}
		f, err := oplog.DecodeBody(op.Body)
		if err != nil {
			t.Fatal(err)
		}
		f["quote"] = oplog.Encode("Nobody said this")
		author := oplog.Author{Actor: op.Actor, Clock: op.At, Now: testClock()}
		p.Operations[i] = author.Sign(op.Act, oplog.Edit{Kind: op.Kind, Entity: op.Entity, Fields: f}, nil)
		break
	}
	if _, err := to.ImportJSON(t.Context(), p); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("it was answered with %v", err)
	}
	if c, err := to.Case(t.Context()); err != nil || len(c.Mentions)+len(c.Articles) != 0 {
		t.Errorf("the case has %d articles (%v)", len(c.Articles), err)
	}
}

// TestImportJSONActs: a plan may have several acts of one analyst, and each is
// one of the case.
func TestImportJSONActs(t *testing.T) {
	s := openStore(t)
	p := plan(t, s, `{"format": "assay-json", "version": 1, "claims": [{"id": "a", "wording": "One"}, {"id": "b", "wording": "Two"}]}`)
	edits := p.Acts[0].Edits
	p.Acts = []assay.PlannedAct{{Actor: s.Me(), Edits: edits[:1]}, {Actor: s.Me(), Edits: edits[1:]}}
	report, err := s.ImportJSON(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.UndoAct(t.Context(), report.Act); err != nil {
		t.Fatal(err)
	}
	c, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Claims) != 1 || c.Claims[0].Wording != "Two" {
		t.Errorf("undoing the first leaves %+v", c.Claims)
	}
}
