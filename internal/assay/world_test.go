package assay

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/oplog"
)

// world is some analysts, each with a copy of a case, who work on it, mail it
// round and unite it. What they do is drawn from a seed, so that a world that
// breaks a law can be made again.
type world struct {
	t        *testing.T
	r        *rand.Rand
	replicas []*replica
}

// replica is one analyst with their copy, their memory of what they did, and a
// wall clock that cannot be trusted.
type replica struct {
	*world
	author oplog.Author
	log    *oplog.Log
	wall   time.Time
	undo   []oplog.ID // acts that can still be undone, latest last
	redo   []oplog.ID
}

var epoch = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, seed uint64, n int) *world {
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 0x617373617931))}
	for range n {
		rep := &replica{world: w, log: &oplog.Log{}}
		rep.wall = epoch.Add(time.Duration(w.r.Int64N(int64(12*24*time.Hour))) - 6*24*time.Hour)
		rep.author = oplog.Author{Actor: oplog.NewID(epoch), Now: func() time.Time {
			rep.wall = rep.wall.Add(time.Duration(w.r.IntN(5000)-500) * time.Millisecond) // and it jumps back
			return rep.wall
		}}
		w.replicas = append(w.replicas, rep)
	}
	return w
}

// step lets one analyst do one thing.
func (w *world) step() {
	rep := w.replicas[w.r.IntN(len(w.replicas))]
	switch n := w.r.IntN(20); {
	case n < 13:
		rep.work()
	case n < 15 && len(rep.undo) > 0:
		rep.takeBack(&rep.undo, &rep.redo)
	case n < 16 && len(rep.redo) > 0:
		rep.takeBack(&rep.redo, &rep.undo)
	case n < 18:
		rep.log = oplog.Union(rep.log, w.replicas[w.r.IntN(len(w.replicas))].log)
	default:
		rep.resolve()
	}
}

// work is one act: some edits of entities of any kind.
func (rep *replica) work() {
	var edits []oplog.Edit
	for range 1 + rep.r.IntN(3) {
		d := &Dictionary[rep.r.IntN(len(Dictionary))]
		edits = append(edits, rep.edit(d))
	}
	act := rep.write(edits)
	rep.undo, rep.redo = append(rep.undo, act), nil
}

func (rep *replica) write(edits []oplog.Edit) oplog.ID {
	act, err := rep.author.Write(rep.log, edits...)
	if err != nil {
		rep.t.Fatal(err)
	}
	for _, op := range rep.log.Act(act) {
		if err := CheckOp(&op); err != nil {
			rep.t.Fatalf("%s %s: %v", op.Kind, op.Body, err)
		}
	}
	return act
}

// takeBack undoes the last act of one list and puts its undoing on the other.
func (rep *replica) takeBack(from, to *[]oplog.ID) {
	last := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	*to = append(*to, rep.write(undoing(rep.log, last)))
}

// undoing returns the edits that undo an act: one for each entity of it.
func undoing(l *oplog.Log, act oplog.ID) []oplog.Edit {
	var edits []oplog.Edit
	for _, op := range l.Act(act) {
		e := oplog.Edit{Kind: op.Kind, Entity: op.Entity, Undoes: act}
		if !slices.ContainsFunc(edits, func(x oplog.Edit) bool { return x.Kind == e.Kind && x.Entity == e.Entity }) {
			edits = append(edits, e)
		}
	}
	return edits
}

// resolve settles one conflict, as an analyst does who has seen both sides.
func (rep *replica) resolve() {
	for s := range rep.log.States() {
		if len(s.Conflicts) == 0 {
			continue
		}
		c := s.Conflicts[rep.r.IntN(len(s.Conflicts))]
		e := rep.edit(Define(Kind(s.Kind)))
		e.Entity = s.Entity
		for _, f := range Define(Kind(s.Kind)).Fields {
			if f.Key {
				return
			}
		}
		e.Fields = oplog.Fields{c.Field: c.Values[rep.r.IntN(len(c.Values))].Value}
		if slices.Contains(AnchorFields, c.Field) || s.Kind == string(KindActor) {
			return
		}
		rep.undo = append(rep.undo, rep.write([]oplog.Edit{e}))
		return
	}
}

// edit draws an edit of an entity of one kind: mostly of one that is there.
func (rep *replica) edit(d *Definition) oplog.Edit {
	f := oplog.Fields{}
	var known []oplog.State
	for s := range rep.log.States() {
		if s.Kind == string(d.Kind) {
			known = append(known, s)
		}
	}
	e := oplog.Edit{Kind: string(d.Kind), Entity: oplog.NewID(rep.wall), Fields: f}
	if len(known) > 0 && rep.r.IntN(3) > 0 {
		s := known[rep.r.IntN(len(known))]
		e.Entity = s.Entity
		for _, field := range d.Fields {
			if field.Key {
				f[field.Name] = s.Value(field.Name)
			}
		}
		if d.Derived() && f[d.Fields[0].Name].IsNull() { // made and undone: its key is not shown
			rep.keys(d, f)
		}
	} else {
		rep.keys(d, f)
	}
	if rep.r.IntN(8) == 0 {
		f[oplog.Retracted] = oplog.Encode(rep.r.IntN(3) > 0)
		f[oplog.Retraction] = oplog.Encode("imported by mistake")
	} else {
		rep.fill(d, f)
	}
	rep.settle(d, &e)
	return e
}

// keys draws the key fields, from few enough values that two analysts meet.
func (rep *replica) keys(d *Definition, f oplog.Fields) {
	for i := range d.Fields {
		if field := &d.Fields[i]; field.Key {
			f[field.Name] = rep.value(field)
		}
	}
}

func (rep *replica) fill(d *Definition, f oplog.Fields) {
	for i := range d.Fields {
		field := &d.Fields[i]
		if !field.Key && rep.r.IntN(2) == 0 {
			f[field.Name] = rep.value(field)
			if rep.r.IntN(10) == 0 {
				f[field.Name] = oplog.Null
			}
		}
	}
}

// settle makes the fields of an edit agree with each other, as constructors do.
func (rep *replica) settle(d *Definition, e *oplog.Edit) {
	f := e.Fields
	switch d.Kind {
	case KindActor:
		e.Entity = rep.author.Actor
	case KindSource:
		delete(f, "domain")
		if rep.r.IntN(2) == 0 {
			f["domain"] = oplog.Encode(fmt.Sprintf("outlet%d.example", rep.r.IntN(3)))
			e.Entity = oplog.ID(SourceByDomain(f["domain"].Text()))
		}
	case KindSame:
		a, b := rep.pick(KindSource), rep.pick(KindSource)
		for a == b {
			b = rep.pick(KindSource)
		}
		p := pair(a, b)
		f["of"], f["a"], f["b"] = oplog.Encode("source"), oplog.Encode(p[0]), oplog.Encode(p[1])
	case KindMention, KindBlock:
		rep.place(d, f)
	case KindJudgement:
		rep.judge(f)
	case KindAttribution, KindDecision:
		f["coder"] = oplog.Encode(rep.author.Actor)
		if _, ok := f["chain"]; ok {
			f["chain"] = oplog.Encode(rep.chain())
		}
	case KindText:
		if _, ok := f["outline"]; ok {
			f["outline"] = oplog.Encode([]Part{{0, 1 + rep.r.IntN(9), BlockKinds[rep.r.IntN(len(BlockKinds))]}})
		}
	default:
	}
	if d.Derived() {
		e.Entity = DeriveID(d.Kind, f)
	}
	if len(f) == 0 {
		f[oplog.Retracted] = oplog.Encode(false)
	}
}

// place gives a mention or block a position, whole or not at all.
func (rep *replica) place(d *Definition, f oplog.Fields) {
	start := rep.r.IntN(50)
	span := oplog.Fields{
		"text": oplog.Encode(rep.pick(KindText)), "start": oplog.Encode(start), "end": oplog.Encode(start + 1 + rep.r.IntN(9)),
		"quote": oplog.Encode("a quote"), "prefix": oplog.Encode("before"), "suffix": oplog.Encode("after"),
	}
	for name, v := range span {
		if d.Field(name) != nil {
			f[name] = v
		}
	}
}

func (rep *replica) judge(f oplog.Fields) {
	f["coder"], f["other"], f["scope"] = oplog.Encode(rep.author.Actor), oplog.Null, oplog.Encode("")
	delete(f, "value")
	value := func(d Dimension, target, other Kind, v any) {
		f["dimension"], f["target"] = oplog.Encode(d), oplog.Encode(rep.pick(target))
		if other != "" {
			f["other"] = oplog.Encode(rep.pick(other))
		}
		if v != nil {
			f["value"] = oplog.Encode(v)
		}
	}
	switch rep.r.IntN(10) {
	case 0, 1, 2:
		value(DimStance, KindMention, "", Stances[rep.r.IntN(4)])
	case 3:
		value(DimReliability, KindSource, "", Reliabilities[rep.r.IntN(6)])
	case 4:
		value(DimCredibility, KindMention, "", Credibilities[rep.r.IntN(6)])
	case 5:
		value(DimCoverage, KindArticle, KindClaim, CoverageWords[rep.r.IntN(2)])
	case 6:
		value(DimRead, KindText, "", Reading{"read", map[ActorID]int64{ActorID(rep.author.Actor): rep.wall.UnixMilli()}})
	case 7:
		value(DimDerivation, KindArticle, []Kind{KindArticle, KindWork}[rep.r.IntN(2)], DerivationValue{Status: DerivationStates[rep.r.IntN(2)]})
	case 8:
		a, b := rep.pick(KindSource), rep.pick(KindSource)
		for a == b {
			b = rep.pick(KindArticle)
		}
		p := pair(a, b)
		value(DimIndependent, KindSource, "", rep.r.IntN(2) == 0)
		f["target"], f["other"] = oplog.Encode(p[0]), oplog.Encode(p[1])
	case 9:
		value(DimRoot, KindMention, "", RootValue{Source: SourceID(rep.pick(KindSource))})
	}
}

func (rep *replica) chain() []Step {
	steps := make([]Step, rep.r.IntN(3))
	for i := range steps {
		steps[i] = Step{Source: SourceID(rep.pick(KindSource)), Verb: "said", Named: NamedWords[rep.r.IntN(len(NamedWords))]}
	}
	return steps
}

// pick returns some entity of a kind, or one that is not there (yet).
func (rep *replica) pick(k Kind) oplog.ID {
	var ids []oplog.ID
	for s := range rep.log.States() {
		if s.Kind == string(k) {
			ids = append(ids, s.Entity)
		}
	}
	if len(ids) == 0 || rep.r.IntN(20) == 0 {
		return oplog.NewID(rep.wall)
	}
	return ids[rep.r.IntN(len(ids))]
}

func (rep *replica) value(f *Field) oplog.Value {
	switch f.Shape {
	case ShapeFlag:
		return oplog.Encode(rep.r.IntN(3) > 0)
	case ShapeNumber:
		return oplog.Encode(rep.r.IntN(6))
	case ShapeHash:
		return oplog.Encode(oplog.Hash{byte(rep.r.IntN(4))}.String())
	case ShapeWord:
		return oplog.Encode(f.Words[rep.r.IntN(len(f.Words))])
	case ShapeID:
		kind := KindClaim
		if len(f.Of) > 0 {
			kind = f.Of[0]
		}
		return oplog.Encode(rep.pick(kind))
	case ShapeText, ShapeJSON:
	}
	return oplog.Encode([]string{"", "Zwölf 🚒", "nine", "ten"}[rep.r.IntN(4)])
}

// dump writes all that a log shows, so that two can be compared. What it leaves
// out is not shown: the heads, and with them how it came about.
func dump(l *oplog.Log) string {
	var b strings.Builder
	for s := range l.States() {
		b.WriteString(line(&s))
	}
	return b.String()
}

func line(s *oplog.State) string {
	if !s.Exists {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s gone=%v by %s %d %d\n", s.Kind, s.Entity, s.Gone, s.By, s.Made, s.Changed)
	names := make([]string, 0, len(s.Fields))
	for name := range s.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		r := s.Fields[name]
		fmt.Fprintf(&b, "  %s=%s from %s\n", name, r.Value, r.Op)
	}
	for _, c := range s.Conflicts {
		fmt.Fprintf(&b, "  conflict %s:", c.Field)
		for _, r := range c.Values {
			fmt.Fprintf(&b, " %s(%s)", r.Value, r.Op)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func sameBytes(a, b []byte) bool { return bytes.Equal(a, b) }
