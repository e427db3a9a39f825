package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestUndoOrder plays histories of one analyst. "a=1" sets a claim's wording,
// "a=1 b=2" two in one act, "-" undoes, "+" redoes, "!" opens the file anew.
// What is wanted is what the claims say then; "×" is a refusal on the way.
func TestUndoOrder(t *testing.T) {
	tests := []struct{ name, history, want string }{
		{"one act", "a=1 | -", ""},
		{"one of two", "a=1 | a=2 | -", "a=1"},
		{"both", "a=1 | a=2 | - | -", ""},
		{"more than there is", "a=1 | - | -", "×"},
		{"redo", "a=1 | a=2 | - | +", "a=2"},
		{"redo with nothing to redo", "a=1 | +", "a=1 ×"},
		{"two undone and one redone", "a=1 | a=2 | - | - | +", "a=1"},
		{"two undone and two redone", "a=1 | a=2 | - | - | + | +", "a=2"},
		{"two undone and three redone", "a=1 | a=2 | - | - | + | + | +", "a=2 ×"},
		{"undone, redone, undone", "a=1 | a=2 | - | + | -", "a=1"},
		{"undone, redone, undone, redone", "a=1 | a=2 | - | + | - | +", "a=2"},
		{"undone after redoing two", "a=1 | a=2 | a=3 | - | - | + | + | - | -", "a=1"},
		{"a new act clears redo", "a=1 | a=2 | - | a=3 | +", "a=3 ×"},
		{"undoing the new act does not bring the old redo back", "a=1 | a=2 | - | a=3 | - | + | +", "a=3 ×"},
		{"undoing past an act that was undone before", "a=1 | a=2 | - | a=3 | - | -", ""},
		{"undoing past and redoing all", "a=1 | a=2 | - | a=3 | - | - | + | +", "a=3"},
		{"an act on two claims", "a=1 b=1 | a=2 b=2 | -", "a=1 b=1"},
		{"an act that sets one thing twice", "a=1 a=2 | -", ""},
		{"an act that sets one thing twice, redone", "a=1 a=2 | - | +", "a=2"},
		{"acts on different claims, last first", "a=1 | b=1 | a=2 | -", "a=1 b=1"},
		{"after opening anew", "a=1 | a=2 | ! | -", "a=1"},
		{"redone after opening anew", "a=1 | a=2 | - | ! | +", "a=2"},
		{"redo is still cleared after opening anew", "a=1 | a=2 | - | a=3 | ! | +", "a=3 ×"},
		{"an act that changed nothing is no act", "a=1 | a=2 | a=2 | -", "a=1"},
		{"deleted and undone", "a=1 | a! | -", "a=1"},
		{"deleted, undone and redone", "a=1 | a! | - | +", ""},
		{"thirty there and back", "a=0 | " + strings.Repeat("a=1 | a=0 | ", 15) + strings.Repeat("- | ", 30) + strings.Repeat("+ | ", 30) + "-", "a=1"},
		{"the name of the case", "case=Other | -", ""},
		{"the making of the case", "-", "×"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "ana")
			if got := d.play(test.history); got != test.want {
				t.Errorf("%s shows %q, want %q", test.history, got, test.want)
			}
			if info, err := d.stores["ana"].Info(t.Context()); err != nil || info.Name != "Test" {
				t.Errorf("the case is called %q (%v)", info.Name, err)
			}
		})
	}
}

// TestUndoBesideOthers plays histories of two analysts: "ana: a=1" is an act of
// Ana's in her file, "ana<ben" brings what Ben has into it.
func TestUndoBesideOthers(t *testing.T) {
	const changed, built = "Ben has changed the same since", "Ben has built on this since"
	tests := []struct{ name, history, want, refusal string }{
		{"what the other did stays", "ana: a=1 | ben: b=1 | ana<ben | ana: -", "b=1", ""},
		{"what the other did is not mine to undo", "ben: b=1 | ana<ben | ana: -", "b=1 ×", "nothing of yours left"},
		{"the other's later act is passed over", "ana: a=1 | ana: a=2 | ben: b=1 | ana<ben | ana: -", "a=1 b=1", ""},
		{"the other has set the same since", "ana: a=1 | ben<ana | ben: a=2 | ana<ben | ana: -", "a=2 ×", changed},
		{"the other has set the same since, with a slow clock", "ana: a=1 | ben<ana | ben late: a=2 | ana<ben | ana: -", "a=2 ×", changed},
		{"the other has set the same at the same time", "ana: a=1 | ben<ana | ana: a=2 | ben: a=3 | ana<ben | ana: -", "a=3", ""},
		{"the other has set the same to the same", "ana: a=1 | ben<ana | ana: a=2 | ben: a=2 | ana<ben | ana: -", "a=2", ""},
		{"the other has set it back", "ana: a=1 | ana: a=2 | ben<ana | ben: a=1 | ana<ben | ana: -", "a=1 ×", changed},
		{"the other has set it and taken it back", "ana: a=1 | ana: a=2 | ben<ana | ben: a=3 | ben: - | ana<ben | ana: -", "a=1", ""},
		{"the other has set something else of it", "ana: a=1 | ana: a=2 | ben<ana | ben: a:kind=count | ana<ben | ana: -", "a=1", ""},
		{"the other has added to what I made", "ana: a=1 | ben<ana | ben: a:kind=count | ana<ben | ana: -", "a=1 ×", built},
		{"the other quotes for what I made", "ana: a=1 | ben<ana | ben: m>a | ana<ben | ana: -", "a=1 ×", built},
		{"the other has judged what I made", "ana: a=1 | ben<ana | ben: j>a | ana<ben | ana: -", "a=1 ×", built},
		{"the other has noted something on what I made", "ana: a=1 | ben<ana | ben: n>a | ana<ben | ana: -", "a=1 ×", built},
		{"the other has noted something and taken it back", "ana: a=1 | ben<ana | ben: n>a | ben: - | ana<ben | ana: -", "", ""},
		{"a removal of what the other has noted something on, redone", "ana: a=1 | ben<ana | ben: n>a | ana<ben | ana: a! | ana: - | ana: +", "", ""},
		{"I have noted something on it myself", "ana: a=1 | ana: n>a | ana: - | ana: -", "", ""},
		{"redo after the other has set the same", "ana: a=1 | ana: a=2 | ana: - | ben<ana | ben: a=3 | ana<ben | ana: +", "a=3 ×", changed},
		{"redo beside what the other has set elsewhere", "ana: a=1 | ana: a=2 | ana: - | ben: b=1 | ana<ben | ana: +", "a=2 b=1", ""},
		{"undone on both sides of a union", "ana: a=1 | ana: a=2 | ben<ana | ana: - | ben: a:kind=count | ana<ben | ana: +", "a=2", ""},
		{"the other undoes nothing of mine", "ana: a=1 | ben<ana | ben: -", "a=1 ×", ""},
		{"one part of an act is refused, and so all of it", "ana: a=1 b=1 | ben<ana | ben: b=2 | ana<ben | ana: -", "a=1 b=2 ×", changed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "ana", "ben")
			if got := d.play(test.history); got != test.want {
				t.Errorf("%s\nshows %q, want %q", test.history, got, test.want)
			}
			if !strings.Contains(d.refusal, test.refusal) {
				t.Errorf("the refusal says %q, want %q", d.refusal, test.refusal)
			}
		})
	}
}

// TestUndoAct plays histories in which "-2" undoes the second latest act by
// itself.
func TestUndoAct(t *testing.T) {
	const changed, built, mine, none = "Ben has changed the same since", "Ben has built on this since", "You have built on this since", "not an act of yours"
	tests := []struct{ name, history, want, refusal string }{
		{"an act that nothing followed on", "ana: a=1 | ana: b=1 | ana: -2", "b=1", ""},
		{"an act that a later one has overtaken", "ana: a=1 | ana: a=2 | ana: a=3 | ana: -2", "a=3", ""},
		{"and the later one after it", "ana: a=1 | ana: a=2 | ana: a=3 | ana: -2 | ana: -", "a=1", ""},
		{"redone", "ana: a=1 | ana: b=1 | ana: -2 | ana: +", "a=1 b=1", ""},
		{"the rest is undone in its order", "ana: a=1 | ana: b=1 | ana: b=2 | ana: -3 | ana: - | ana: -", "", ""},
		{"what it made was added to", "ana: a=1 | ana: a:kind=count | ana: -2", "a=1 ×", mine},
		{"what it made was reworded", "ana: a=1 | ana: a=2 | ana: -2", "a=2 ×", mine},
		{"what it made is quoted for", "ana: a=1 | ana: m>a | ana: -2", "a=1 ×", mine},
		{"what it made was judged", "ana: a=1 | ana: j>a | ana: -2", "a=1 ×", mine},
		{"what it made was judged, which was undone", "ana: a=1 | ana: j>a | ana: - | ana: -3", "", ""},
		{"what it made was judged in the same act", "ana: a=1 j>a m>a | ana: b=1 | ana: -2", "b=1", ""},
		{"a judgement", "ana: a=1 | ana: j>a | ana: b=1 | ana: -2", "a=1 b=1", ""},
		{"what it made was removed", "ana: a=1 | ana: a! | ana: -2", "×", mine},
		{"a removal", "ana: a=1 | ana: a! | ana: b=1 | ana: -2", "a=1 b=1", ""},
		{"one that was undone already", "ana: a=1 | ana: b=1 | ana: -2 | ana: -3", "b=1 ×", none},
		{"an undoing", "ana: a=1 | ana: - | ana: b=1 | ana: -2", "b=1 ×", none},
		{"the making of the case", "ana: a=1 | ana: -2", "a=1 ×", none},
		{"one that is not there", "ana: a=1 | ana: -9", "a=1 ×", none},
		{"the other's", "ana: a=1 | ben<ana | ben: b=1 | ben: -2", "a=1 b=1 ×", none},
		{"one that the other has changed since", "ana: a=1 | ben<ana | ben: a=2 | ana<ben | ana: b=1 | ana: -3", "a=2 b=1 ×", changed},
		{"one that the other has built on", "ana: a=1 | ben<ana | ben: m>a | ana<ben | ana: b=1 | ana: -3", "a=1 b=1 ×", built},
		{"an older one, past one that is refused", "ana: b=1 | ana: a=1 | ben<ana | ben: m>a | ana<ben | ana: - | ana: -3", "a=1 ×", built},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "ana", "ben")
			if got := d.play(test.history); got != test.want {
				t.Errorf("%s\nshows %q, want %q", test.history, got, test.want)
			}
			if !strings.Contains(d.refusal, test.refusal) {
				t.Errorf("the refusal says %q, want %q", d.refusal, test.refusal)
			}
		})
	}
}

// desk is some analysts with a file each.
type desk struct {
	t       *testing.T
	stores  map[string]*Store
	names   []string
	at      string      // whose file was used last
	refusal string      // the last
	plan    *assay.Back // likewise
}

func newDesk(t *testing.T, names ...string) *desk {
	d := &desk{t: t, stores: map[string]*Store{}, names: names, at: names[0]}
	for _, name := range names {
		d.stores[name] = plainStore(t, strings.ToUpper(name[:1])+name[1:])
	}
	return d
}

// play does what a history says, and returns what claims then say in the file
// that was used last, with a × for each refusal.
func (d *desk) play(history string) string {
	d.t.Helper()
	refused := 0
	for step := range strings.SplitSeq(history, "|") {
		step = strings.TrimSpace(step)
		if step == "" {
			continue
		}
		if into, from, ok := strings.Cut(step, "<"); ok {
			d.bring(into, from)
			continue
		}
		if who, rest, ok := strings.Cut(step, ": "); ok {
			name, late, _ := strings.Cut(who, " ")
			d.at, step = name, rest
			if late != "" {
				d.stores[name].author.Clock = 1
				d.stores[name].author.Now = lateClock
			}
		}
		if err := d.do(step); err != nil {
			if assay.KindOf(err) != assay.KindConflict {
				d.t.Fatalf("%s: %v", step, err)
			}
			d.refusal = err.Error()
			refused++
		}
		if _, err := d.stores[d.at].Check(d.t.Context()); err != nil {
			d.t.Fatalf("after %s: %v", step, err)
		}
	}
	return strings.TrimSpace(d.shown() + strings.Repeat(" ×", refused))
}

func (d *desk) do(step string) error {
	s := d.stores[d.at]
	switch step {
	case "-":
		_, err := s.Undo(d.t.Context())
		return err
	case "-2", "-3", "-9": // the act that is the second latest, and so on, undoings counted
		h, err := s.History(d.t.Context(), assay.HistoryFilter{})
		if err != nil {
			d.t.Fatal(err)
		}
		n, err := strconv.Atoi(step[1:])
		if err != nil {
			d.t.Fatal(err)
		}
		var id assay.ActID
		if n <= len(h.Acts) {
			id = h.Acts[n-1].ID
		}
		_, err = s.UndoAct(d.t.Context(), id)
		return err
	case "+":
		_, err := s.Redo(d.t.Context())
		return err
	case "P":
		_, err := s.NamePoint(d.t.Context(), "P")
		return err
	case "B":
		return d.goBack(s)
	case "!":
		if err := s.Close(); err != nil {
			d.t.Fatal(err)
		}
		again, err := Open(d.t.Context(), s.Path(), Options{Actor: s.Me(), Name: s.analyst(), Now: s.author.Now})
		if err != nil {
			d.t.Fatal(err)
		}
		d.t.Cleanup(func() { _ = again.Close() })
		d.stores[d.at] = again
		return nil
	}
	_, err := s.update(d.t.Context(), func(x *tx) error {
		for edit := range strings.FieldsSeq(step) {
			if err := d.edit(x, edit); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// goBack goes back to the state that was called P last.
func (d *desk) goBack(s *Store) error {
	d.t.Helper()
	h, err := s.History(d.t.Context(), assay.HistoryFilter{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(h.Points, func(p assay.RestorePoint) bool { return p.Name == "P" })
	if i < 0 {
		return assay.Conflict("There is no P.")
	}
	to := assay.Moment{Point: h.Points[i].ID}
	if d.plan, err = s.ForeseeBack(d.t.Context(), to); err != nil {
		return err
	}
	_, err = s.GoBack(d.t.Context(), GoingBack{To: to, Seen: d.plan.Seen, Name: "before", Why: "went back"})
	return err
}

func (d *desk) edit(x *tx, edit string) error {
	ctx := d.t.Context()
	if name, ok := strings.CutPrefix(edit, "case="); ok {
		info, err := x.info(ctx)
		if err != nil {
			return err
		}
		return x.edit(ctx, assay.KindCase, info.ID, oplog.Fields{"name": oplog.Encode(name)})
	}
	if what, on, ok := strings.Cut(edit, ">"); ok {
		switch what {
		case "m":
			return x.edit(ctx, assay.KindMention, oplog.NewID(x.author.Now()), oplog.Fields{"claim": oplog.Encode(claimNamed(on))})
		case "n":
			return x.edit(ctx, assay.KindNote, oplog.NewID(x.author.Now()), oplog.Fields{"target": oplog.Encode(claimNamed(on)), "text": oplog.Encode("Why nine?")})
		}
		k := assay.JudgementKey{Target: claimNamed(on), Dimension: assay.DimCredibility}
		f := k.Fields(assay.ActorID(x.author.Actor))
		f["value"] = oplog.Encode("2")
		return x.edit(ctx, assay.KindJudgement, oplog.ID{}, f)
	}
	if name, ok := strings.CutSuffix(edit, "!"); ok {
		return x.retract(ctx, assay.KindClaim, claimNamed(name), "marked twice")
	}
	name, value, _ := strings.Cut(edit, "=")
	name, field, other := strings.Cut(name, ":")
	if !other {
		field = "wording"
	}
	return x.edit(ctx, assay.KindClaim, claimNamed(name), oplog.Fields{field: oplog.Encode(value)})
}

func (d *desk) bring(into, from string) {
	d.t.Helper()
	ops, err := d.stores[from].Log(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	log := &oplog.Log{}
	for _, op := range ops {
		if _, err := log.Add(op); err != nil {
			d.t.Fatal(err)
		}
	}
	uniteLog(d.t, d.stores[into], log)
	d.at = into
}

func (d *desk) shown() string {
	c, err := d.stores[d.at].Case(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	var shown []string
	for _, name := range []string{"a", "b"} {
		for _, claim := range c.Claims {
			if oplog.ID(claim.ID) == claimNamed(name) {
				shown = append(shown, name+"="+claim.Wording)
			}
		}
	}
	return strings.Join(shown, " ")
}

func claimNamed(name string) oplog.ID { return oplog.Derive("test", []byte(fmt.Sprintf("%q", name))) }

func lateClock() time.Time { return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) }
