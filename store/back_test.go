package store

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestGoBackLaws: whatever is done, undone and merged since a moment, going back to it
// lets the case show what it showed then, but for what is somebody else's own and for
// evidence; undoing that, as one act, makes every row what it was before.
func TestGoBackLaws(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(max(12, trials(12, 600))) { // fewer do not meet all of it
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := newVillage(t, seed, 2)
			defer v.close()
			s := v.stores[0]
			for range 15 {
				v.step()
			}
			act, err := s.NamePoint(t.Context(), "Before the second reading")
			if err != nil {
				t.Fatal(err)
			}
			to := pointAt(t, s)
			for range 25 {
				v.step()
			}
			if _, _, err := s.Past(t.Context(), to); assay.KindOf(err) == assay.KindNotFound { // undone
				to = assay.Moment{Act: act}
			}
			goBackAndForth(t, v, s, to, met)
		})
	}
	for _, what := range []string{"out", "again", "earlier", "stays", "evidence"} {
		if met[what] == 0 {
			t.Errorf("nothing was %s", what)
		}
	}
}

// TestGoBack plays histories in which "P" names the state of the case and "B" goes back
// to it. "?" is a claim in conflict.
func TestGoBack(t *testing.T) {
	tests := []struct{ name, history, want string }{
		{"with nothing done since", "ana: a=1 | ana: P | ana: B", "a=1"},
		{"what was made since", "ana: a=1 | ana: P | ana: b=1 | ana: B", "a=1"},
		{"what was changed since", "ana: a=1 | ana: P | ana: a=2 | ana: b=1 | ana: B", "a=1"},
		{"what was removed since", "ana: a=1 | ana: P | ana: a! | ana: B", "a=1"},
		{"what was undone since", "ana: a=1 | ana: b=1 | ana: P | ana: -2 | ana: B", "a=1 b=1"},
		{"what was gone then", "ana: a=1 b=1 | ana: a! | ana: P | ana: -2 | ana: B", "b=1"},
		{"taken back", "ana: a=1 | ana: P | ana: a=2 b=1 | ana: B | ana: -", "a=2 b=1"},
		{"taken back and done again", "ana: a=1 | ana: P | ana: a=2 b=1 | ana: B | ana: - | ana: +", "a=1"},
		{"taken back by itself", "ana: a=1 | ana: P | ana: a=2 | ana: B | ana: b=1 | ana: -2", "a=2 b=1"},
		{"twice", "ana: a=1 | ana: P | ana: a=2 | ana: B | ana: a=3 b=1 | ana: B", "a=1"},
		{"what another has made and changed", "ana: a=1 | ana: P | ben<ana | ben: a=2 b=1 | ana<ben | ana: B", "a=1"},
		{"what another has judged", "ana: a=1 | ben<ana | ana: P | ben: j>a | ana<ben | ana: a=2 | ana: B", "a=1"},
		{"a claim that others have judged, and back again", "ana: P | ana: a=1 | ben<ana | ben: j>a | ana<ben | ana: B | ana: - | ana: + | ana: -", "a=1"},
		{"what came with a merge is there after it", "ana: a=1 | ben<ana | ben: b=1 | ben: P | ben: b=2 | ana: a=2 | ana<ben | ana: a=3 b=3 | ana: B", "a=2 b=2"},
		{"a conflict that has come since", "ana: a=1 | ben<ana | ana: P | ana: a=2 | ben: a=3 | ana<ben | ana: B", "a=1"},
		{"a conflict that has come since about what it said", "ana: a=1 | ben<ana | ben: a=1 | ana: P | ben: a=2 | ana: a=1 | ana: a=4 | ana<ben | ana: B", "a=1"},
		{"a conflict of then", "ana: a=1 | ben<ana | ana: a=2 | ben: a=3 | ana<ben | ana: P | ana: b=1 | ana: B", "a=3?"},
		{"a conflict of then that was settled", "ana: a=1 | ben<ana | ana: a=2 | ben: a=3 | ana<ben | ana: P | ana: a=4 | ana: B", "a=3"},
		{"what another works on meanwhile stays in sight", "ana: P | ben: b=1 | ana<ben | ana: B | ben: b=2 | ana<ben", "b=2?"},
		{"when another has built on it, it is not taken back", "ana: a=1 | ana: P | ana: a=2 | ana: B | ben<ana | ben: a=5 | ana<ben | ana: -", "a=5 ×"},
		{"the point was removed", "ana: a=1 | ana: P | ana: - | ana: B", "a=1 ×"},
		{"a mention without a place", "ana: a=1 | ana: P | ana: m>a | ana: B | ana: -", "a=1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "ana", "ben")
			got := d.play(test.history)
			conflicts, err := d.stores[d.at].Conflicts(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			if got += strings.Repeat("?", conflicts.Of); got != test.want {
				t.Errorf("%s\nshows %q, want %q", test.history, got, test.want)
			}
		})
	}
}

// TestForeseeBack: it is said what going back changes, by whose work, and what stays.
func TestForeseeBack(t *testing.T) {
	d := newDesk(t, "ana", "ben")
	d.play("ana: a=1 c=1 | ben<ana | ana<ben | ana: P | ana: a=2 b=1 j>a | ana: c! | ben: a=3 d=1 j>a n>a | ana<ben | ana: B")
	p, ana, ben := d.plan, actorOf("ana"), actorOf("ben")
	want := assay.Back{
		To: p.To, Name: "P", When: p.When, Seen: p.Seen, Actors: p.Actors,
		Out:     map[assay.Kind]int{assay.KindClaim: 2, assay.KindJudgement: 1, assay.KindNote: 1},
		Again:   map[assay.Kind]int{assay.KindClaim: 1},
		Earlier: map[assay.Kind]int{assay.KindClaim: 1},
		Settled: 1,
		By:      map[assay.ActorID]int{ana: 4, ben: 3},
		Stays:   map[assay.ActorID]map[assay.Kind]int{ben: {assay.KindJudgement: 1}},
	}
	if !reflect.DeepEqual(*p, want) {
		t.Errorf("it is foreseen\n%+v\nand not\n%+v", *p, want)
	}
	s := d.stores["ana"]
	seen := p.Seen
	if _, err := s.GoBack(t.Context(), GoingBack{To: p.To, Seen: seen, Name: "before"}); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("going back once more on what was foreseen before: %v", err)
	}
	if _, err := s.ForeseeBack(t.Context(), assay.Moment{Point: assay.RestorePointID{1}}); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("a point that never was: %v", err)
	}
}

// TestPrivateStays: what another has for themselves is theirs, whatever it says.
func TestPrivateStays(t *testing.T) {
	d := newDesk(t, "ana", "ben")
	d.play("ana: a=1 | ben<ana | ana<ben | ana: P")
	if _, _, err := d.stores["ben"].AddNote(t.Context(), NewNote{Target: claimNamed("a"), Text: "Ask again", Private: true}); err != nil {
		t.Fatal(err)
	}
	d.play("ana<ben | ana: B")
	if n := d.plan.Stays[actorOf("ben")][assay.KindNote]; n != 1 || d.plan.Changes() {
		t.Errorf("it is foreseen %+v", d.plan)
	}
}

// TestPoints: a state is named, called otherwise and forgotten, all of which can be undone.
func TestPoints(t *testing.T) {
	d := newDesk(t, "ana")
	s := d.stores["ana"]
	d.play("a=1 | P | a=2 | b=1 | P")
	points := func() (list []string) {
		h, err := s.History(t.Context(), assay.HistoryFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range h.Points {
			list = append(list, fmt.Sprint(p.Name, " ", p.Acts))
		}
		return list
	}
	first := func() assay.RestorePointID {
		h, err := s.History(t.Context(), assay.HistoryFilter{})
		if err != nil {
			t.Fatal(err)
		}
		return h.Points[len(h.Points)-1].ID
	}()
	steps := []struct {
		name string
		do   func() error
		want []string
	}{
		{"as they were named", func() error { return nil }, []string{"P 0", "P 3"}},
		{"renamed", func() error { _, err := s.RenamePoint(t.Context(), first, Changed("P", " First  state ")); return err }, []string{"P 1", "First state 4"}},
		{"deleted", func() error { _, err := s.RemovePoint(t.Context(), first); return err }, []string{"P 2"}},
		{"not deleted", func() error { _, err := s.Undo(t.Context()); return err }, []string{"P 3", "First state 6"}},
		{"not renamed", func() error { _, err := s.Undo(t.Context()); return err }, []string{"P 4", "P 7"}},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if got := points(); !slices.Equal(got, step.want) {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
	for _, refused := range []struct {
		name string
		err  func() error
		kind assay.ErrorKind
	}{
		{"no name", func() error { _, err := s.NamePoint(t.Context(), " "); return err }, assay.KindInvalid},
		{"renamed to nothing", func() error { _, err := s.RenamePoint(t.Context(), first, To("")); return err }, assay.KindInvalid},
		{"renamed by somebody else since", func() error { _, err := s.RenamePoint(t.Context(), first, Changed("Q", "R")); return err }, assay.KindConflict},
		{"none there", func() error { _, err := s.RemovePoint(t.Context(), assay.RestorePointID{1}); return err }, assay.KindNotFound},
	} {
		if err := refused.err(); assay.KindOf(err) != refused.kind {
			t.Errorf("%s: %v", refused.name, err)
		}
	}
}

func goBackAndForth(t *testing.T, v *village, s *Store, to assay.Moment, met map[string]int) {
	before, then := rows(t, s), showsAt(t, s, to)
	plan, err := s.ForeseeBack(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	met["out"] += total(plan.Out)
	met["again"] += total(plan.Again)
	met["earlier"] += total(plan.Earlier)
	met["evidence"] += plan.Evidence
	for _, of := range plan.Stays {
		met["stays"] += total(of)
	}
	act, err := s.GoBack(t.Context(), GoingBack{To: to, Seen: plan.Seen, Name: "Before going back", Why: "went back"})
	if err != nil {
		t.Fatal(err)
	}
	var ops int
	if err := s.read.QueryRowContext(t.Context(), `SELECT count(*) FROM op WHERE act = ? AND kind NOT IN ('restore_point', 'actor')`, act[:]).Scan(&ops); err != nil || ops != total(plan.Out)+total(plan.Again)+total(plan.Earlier) {
		t.Errorf("%d operations (%v), foreseen were %+v", ops, err, plan)
	}
	if now := shows(t, s, then); !maps.Equal(now, then) {
		t.Errorf("it shows\n%s", differ(now, then))
	}
	if again, err := s.ForeseeBack(t.Context(), to); err != nil || again.Changes() {
		t.Errorf("once back, there is still a way: %+v (%v)", again, err)
	}
	v.learn(0)
	lawful(t, s, v.Replicas[0].Log)
	if act.IsZero() {
		return
	}
	back := showsAt(t, s, assay.Moment{Act: act})
	if undone, err := s.Undo(t.Context()); err != nil || undone != act {
		t.Fatalf("undone is %v: %v", undone, err)
	}
	if rows(t, s) != before {
		t.Error("undoing it does not bring back what was before")
	}
	if redone, err := s.Redo(t.Context()); err != nil || redone != act {
		t.Fatalf("redone is %v: %v", redone, err)
	}
	if now := shows(t, s, back); !maps.Equal(now, back) {
		t.Errorf("done again, it shows\n%s", differ(now, back))
	}
	v.learn(0)
	lawful(t, s, v.Replicas[0].Log)
}

// pointAt returns the moment that was given a name last.
func pointAt(t *testing.T, s *Store) assay.Moment {
	t.Helper()
	p, err := s.History(t.Context(), assay.HistoryFilter{})
	if err != nil || len(p.Points) == 0 {
		t.Fatal(p.Points, err)
	}
	return assay.Moment{Point: p.Points[0].ID}
}

func total(of map[assay.Kind]int) (n int) {
	for _, k := range of {
		n += k
	}
	return n
}

// showsAt returns what a case showed at a moment, out of a case that is made of the log
// up to then.
func showsAt(t *testing.T, s *Store, to assay.Moment) map[string]string {
	t.Helper()
	from, _, err := s.Past(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	then, err := ReceiveToRead(t.Context(), from, filepath.Join(t.TempDir(), "then.assay"), Options{Actor: s.Me()})
	if err != nil {
		t.Fatal(err)
	}
	defer then.Close()
	return shows(t, then, nil)
}

// shows returns what the tables of a case show of all that its analyst may set: the
// fields of what is there and says anything. Texts and originals that were not there
// then are left out, and cases too.
func shows(t *testing.T, s *Store, then map[string]string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := s.view(t.Context(), func(x *tx) error {
		list, err := x.records(t.Context())
		for _, r := range list {
			key, said := fmt.Sprint(r.Kind, " ", r.ID), saidOfRecord(&r, s.Me())
			if _, was := then[key]; said == "" || (r.Kind == assay.KindText || r.Kind == assay.KindCapture || r.Kind == assay.KindCase) && then != nil && !was {
				continue
			}
			m[key] = said
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// saidOfRecord writes what a record shows, "" if that is nothing or not for the analyst
// to set.
func saidOfRecord(r *assay.Record, me assay.ActorID) string {
	coder := r.Fields["coder"]
	apart := []assay.Kind{assay.KindActor, assay.KindMerge, assay.KindPurge, assay.KindRestorePoint, assay.KindNote} // whose notes are private is tried below
	if slices.Contains(apart, r.Kind) {
		return ""
	}
	if r.Gone || !coder.IsNull() && coder.ID() != oplog.ID(me) {
		return ""
	}
	var said []string
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		if name != oplog.Retracted && name != oplog.Retraction && !r.Fields[name].IsNull() {
			said = append(said, name+"="+string(r.Fields[name]))
		}
	}
	for _, name := range []string{"member", "value", "chain", "verdict", "kind", "edit"} {
		d := assay.Define(r.Kind)
		first := d.Field(name)
		if d.Derived() && first != nil && !first.Key && r.Kind != assay.KindArticle && (r.Fields[name].IsNull() || string(r.Fields[name]) == "false") {
			return ""
		}
	}
	return fmt.Sprint("there ", said)
}

func differ(a, b map[string]string) string {
	var out strings.Builder
	keys := slices.Sorted(maps.Keys(a))
	for _, k := range slices.Sorted(maps.Keys(b)) {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		if a[k] != b[k] {
			fmt.Fprintf(&out, "%s: %q and not %q\n", k, a[k], b[k])
		}
	}
	return out.String()
}
