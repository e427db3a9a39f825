// Package worldtest makes up worlds in which the laws of a case are tried: some
// analysts, each with a copy of a case, who work on it, mail it round and unite
// it. What they do is drawn from a seed, so that a world that breaks a law can
// be made again.
package worldtest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// Texts are what the articles of a world say.
var Texts = []string{
	"Nine cranes fell in the port of Quellhaven.\n\nNobody was hurt, the harbour master said.",
	"Zwölf 🚒 Wagen rückten aus.",
	"رافعات الميناء سقطت\n\nקרסו",
	"x",
}

var contents = func() map[oplog.Hash]anchor.Text {
	m := map[oplog.Hash]anchor.Text{}
	for _, s := range Texts {
		m[sha256.Sum256([]byte(s))] = anchor.NewText(s)
	}
	return m
}()

// World is some analysts who work on one case.
type World struct {
	T        *testing.T
	R        *rand.Rand
	Replicas []*Replica
	texts    map[oplog.ID]anchor.Text // of the text entities that were ever made
}

// Replica is one analyst with their copy, their memory of what they did, and a
// wall clock that cannot be trusted.
type Replica struct {
	*World
	Author oplog.Author
	Log    *oplog.Log
	wall   time.Time
	undo   []oplog.ID // acts that can still be undone, latest last
	redo   []oplog.ID
}

var epoch = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// New returns a world of n analysts in which nothing has happened.
func New(t *testing.T, seed uint64, n int) *World {
	w := &World{T: t, R: rand.New(rand.NewPCG(seed, 0x617373617931)), texts: map[oplog.ID]anchor.Text{}}
	for range n {
		rep := &Replica{World: w, Log: &oplog.Log{}}
		rep.wall = epoch.Add(time.Duration(w.R.Int64N(int64(12*24*time.Hour))) - 6*24*time.Hour)
		rep.Author = oplog.Author{Actor: oplog.NewID(epoch), Now: func() time.Time {
			rep.wall = rep.wall.Add(time.Duration(w.R.IntN(5000)-500) * time.Millisecond) // and it jumps back
			return rep.wall
		}}
		w.Replicas = append(w.Replicas, rep)
	}
	return w
}

// Step lets one analyst do one thing.
func (w *World) Step() {
	rep := w.Replicas[w.R.IntN(len(w.Replicas))]
	switch n := w.R.IntN(20); {
	case n < 13:
		rep.Work()
	case n < 15 && len(rep.undo) > 0:
		rep.Undo()
	case n < 16 && len(rep.redo) > 0:
		rep.Redo()
	case n < 18:
		rep.Log = oplog.Union(rep.Log, w.Replicas[w.R.IntN(len(w.Replicas))].Log)
	default:
		if e, ok := rep.Resolution(); ok {
			rep.undo, rep.redo = append(rep.undo, rep.Write([]oplog.Edit{e})), nil
		}
	}
}

// Alone lets the analyst do one thing with nobody else.
func (rep *Replica) Alone() {
	switch n := rep.R.IntN(10); {
	case n < 2 && len(rep.undo) > 0:
		rep.Undo()
	case n < 3 && len(rep.redo) > 0:
		rep.Redo()
	case n < 4:
		if e, ok := rep.Resolution(); ok {
			rep.undo, rep.redo = append(rep.undo, rep.Write([]oplog.Edit{e})), nil
		}
	default:
		rep.Work()
	}
}

// Start gives the analyst another copy to work on.
func (rep *Replica) Start(log *oplog.Log) { rep.Log, rep.undo, rep.redo = log, nil, nil }

// Work is one act: some edits of entities of any kind.
func (rep *Replica) Work() {
	rep.undo, rep.redo = append(rep.undo, rep.Write(rep.Act())), nil
}

// Act draws the edits of one act.
func (rep *Replica) Act() []oplog.Edit {
	var edits []oplog.Edit
	for range 1 + rep.R.IntN(3) {
		d := &assay.Dictionary[rep.R.IntN(len(assay.Dictionary))]
		edits = append(edits, rep.edit(d))
	}
	return edits
}

// Write puts an act into the log.
func (rep *Replica) Write(edits []oplog.Edit) oplog.ID {
	act, err := rep.Author.Write(rep.Log, edits...)
	if err != nil {
		rep.T.Fatal(err)
	}
	for _, op := range rep.Log.Act(act) {
		if err := assay.CheckOp(&op); err != nil {
			rep.T.Fatalf("%s %s: %v", op.Kind, op.Body, err)
		}
	}
	return act
}

// Undo takes back the latest act.
func (rep *Replica) Undo() { rep.takeBack(&rep.undo, &rep.redo) }

// Redo does again what was undone last.
func (rep *Replica) Redo() { rep.takeBack(&rep.redo, &rep.undo) }

// takeBack undoes the last act of one list and puts its undoing on the other.
func (rep *Replica) takeBack(from, to *[]oplog.ID) {
	last := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	*to = append(*to, rep.Write(undoing(rep.Log, last)))
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

// Resolution draws the edit that settles one conflict, as an analyst does who
// has seen both sides, if there is a conflict that one field settles.
func (rep *Replica) Resolution() (e oplog.Edit, ok bool) {
	for s := range rep.Log.States() {
		d := assay.Define(assay.Kind(s.Kind))
		if len(s.Conflicts) == 0 || d.Derived() || d.Kind == assay.KindActor {
			continue
		}
		if c := s.Conflicts[rep.R.IntN(len(s.Conflicts))]; !slices.Contains(assay.AnchorFields, c.Field) {
			return oplog.Edit{Kind: s.Kind, Entity: s.Entity, Fields: oplog.Fields{c.Field: c.Values[rep.R.IntN(len(c.Values))].Value}}, true
		}
	}
	return oplog.Edit{}, false
}

// edit draws an edit of an entity of one kind: mostly of one that is there.
func (rep *Replica) edit(d *assay.Definition) oplog.Edit {
	f := oplog.Fields{}
	var known []oplog.State
	for s := range rep.Log.States() {
		if s.Kind == string(d.Kind) {
			known = append(known, s)
		}
	}
	e := oplog.Edit{Kind: string(d.Kind), Entity: oplog.NewID(rep.wall), Fields: f}
	if len(known) > 0 && rep.R.IntN(3) > 0 {
		s := known[rep.R.IntN(len(known))]
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
	if rep.R.IntN(8) == 0 {
		f[oplog.Retracted] = oplog.Encode(rep.R.IntN(3) > 0)
		f[oplog.Retraction] = oplog.Encode("imported by mistake")
	} else {
		rep.fill(d, f)
	}
	rep.settle(d, &e)
	return e
}

// keys draws the key fields, from few enough values that two analysts meet.
func (rep *Replica) keys(d *assay.Definition, f oplog.Fields) {
	for i := range d.Fields {
		if field := &d.Fields[i]; field.Key {
			f[field.Name] = rep.value(field)
		}
	}
}

func (rep *Replica) fill(d *assay.Definition, f oplog.Fields) {
	for i := range d.Fields {
		field := &d.Fields[i]
		if !field.Key && rep.R.IntN(2) == 0 {
			f[field.Name] = rep.value(field)
			if rep.R.IntN(10) == 0 {
				f[field.Name] = oplog.Null
			}
		}
	}
}

// settle makes the fields of an edit agree with each other, as constructors do.
func (rep *Replica) settle(d *assay.Definition, e *oplog.Edit) {
	f := e.Fields
	switch d.Kind {
	case assay.KindActor:
		e.Entity = rep.Author.Actor
	case assay.KindSource:
		delete(f, "domain")
		if rep.R.IntN(2) == 0 {
			f["domain"] = oplog.Encode(fmt.Sprintf("outlet%d.example", rep.R.IntN(3)))
			e.Entity = oplog.ID(assay.SourceByDomain(f["domain"].Text()))
		}
	case assay.KindSame:
		of := []assay.Kind{assay.KindSource, assay.KindClaim, assay.KindTag}[rep.R.IntN(3)]
		p := rep.two(of)
		f["of"], f["a"], f["b"] = oplog.Encode(of), oplog.Encode(p[0]), oplog.Encode(p[1])
	case assay.KindMention, assay.KindBlock:
		rep.place(d, f)
	case assay.KindJudgement:
		rep.judge(f)
	case assay.KindAttribution, assay.KindDecision:
		f["coder"] = oplog.Encode(rep.Author.Actor)
		if _, ok := f["chain"]; ok {
			f["chain"] = oplog.Encode(rep.chain())
		}
	case assay.KindReport:
		if _, ok := f["items"]; ok {
			f["items"] = oplog.Encode([]oplog.ID{rep.pick(assay.KindClaim), rep.pick(assay.KindEvent)})
		}
		if _, ok := f["leave_out"]; ok {
			f["leave_out"] = oplog.Encode([]string{assay.ReportParts[rep.R.IntN(len(assay.ReportParts))]})
		}
	case assay.KindText:
		if _, ok := f["outline"]; ok {
			f["outline"] = oplog.Encode([]assay.Part{{Start: 0, End: 1 + rep.R.IntN(9), Kind: assay.BlockKinds[rep.R.IntN(len(assay.BlockKinds))]}})
		}
		if _, ok := f["pages"]; ok {
			f["pages"] = oplog.Encode([]assay.Page{{Start: rep.R.IntN(9), Label: "12", Gap: append([]string{""}, assay.PageGaps...)[rep.R.IntN(1+len(assay.PageGaps))]}})
		}
	default:
	}
	if d.Derived() {
		e.Entity = assay.DeriveID(d.Kind, f)
	}
	if d.Kind == assay.KindText {
		rep.texts[e.Entity] = contents[f["content"].Hash()]
	}
	if len(f) == 0 {
		f[oplog.Retracted] = oplog.Encode(false)
	}
}

// place gives a mention or block a position, whole or not at all. What a
// mention quotes is what its text says there.
func (rep *Replica) place(d *assay.Definition, f oplog.Fields) {
	id := rep.pick(assay.KindText)
	text, ok := rep.texts[id]
	if !ok {
		text = anchor.NewText("a text that nobody has")
	}
	start := rep.R.IntN(text.Len())
	at := anchor.Span{Start: start, End: start + 1 + rep.R.IntN(min(9, text.Len()-start))}
	for name, v := range assay.Position(assay.TextID(id), text, at) {
		if d.Field(name) != nil {
			f[name] = v
		}
	}
}

func (rep *Replica) judge(f oplog.Fields) {
	f["coder"], f["other"], f["scope"] = oplog.Encode(rep.Author.Actor), oplog.Null, oplog.Encode("")
	delete(f, "value")
	value := func(d assay.Dimension, target, other assay.Kind, v any) {
		f["dimension"], f["target"] = oplog.Encode(d), oplog.Encode(rep.pick(target))
		if other != "" {
			f["other"] = oplog.Encode(rep.pick(other))
		}
		if v != nil {
			f["value"] = oplog.Encode(v)
		}
	}
	switch rep.R.IntN(13) {
	case 0, 1, 2:
		value(assay.DimStance, assay.KindMention, "", assay.Stances[rep.R.IntN(4)])
	case 3:
		value(assay.DimReliability, assay.KindSource, "", assay.Reliabilities[rep.R.IntN(6)])
	case 4:
		value(assay.DimCredibility, assay.KindMention, "", assay.Credibilities[rep.R.IntN(6)])
	case 5:
		value(assay.DimCoverage, assay.KindArticle, assay.KindClaim, assay.CoverageWords[rep.R.IntN(2)])
	case 6:
		value(assay.DimRead, assay.KindText, "", assay.Reading{State: "read", Seen: map[assay.ActorID]int64{assay.ActorID(rep.Author.Actor): rep.wall.UnixMilli()}})
	case 7:
		value(assay.DimDerivation, assay.KindArticle, []assay.Kind{assay.KindArticle, assay.KindWork}[rep.R.IntN(2)], assay.DerivationValue{Status: assay.DerivationStates[rep.R.IntN(2)]})
	case 8:
		a, b := rep.pick(assay.KindSource), rep.pick(assay.KindSource)
		for a == b {
			b = rep.pick(assay.KindArticle)
		}
		p := pair(a, b)
		value(assay.DimIndependent, assay.KindSource, "", rep.R.IntN(2) == 0)
		f["target"], f["other"] = oplog.Encode(p[0]), oplog.Encode(p[1])
	case 9:
		value(assay.DimRoot, assay.KindMention, "", assay.RootValue{Source: assay.SourceID(rep.pick(assay.KindSource))})
	case 10:
		p := rep.two(assay.KindClaim)
		value(assay.DimRelation, assay.KindClaim, "", assay.ClaimRelations[rep.R.IntN(len(assay.ClaimRelations))])
		f["target"], f["other"] = oplog.Encode(p[0]), oplog.Encode(p[1])
	case 11:
		value(assay.DimRank, assay.KindClaim, "", "preferred")
	case 12:
		value(assay.DimConsistency, assay.KindMention, assay.KindVersion, assay.Consistencies[rep.R.IntN(3)])
	}
}

// two picks two different entities of a kind, the lesser first.
func (rep *Replica) two(k assay.Kind) [2]oplog.ID {
	a, b := rep.pick(k), rep.pick(k)
	for a == b {
		b = rep.pick(k)
	}
	return pair(a, b)
}

func (rep *Replica) chain() []assay.Step {
	steps := make([]assay.Step, rep.R.IntN(3))
	for i := range steps {
		steps[i] = assay.Step{Source: assay.SourceID(rep.pick(assay.KindSource)), Verb: "said", Named: assay.NamedWords[rep.R.IntN(len(assay.NamedWords))]}
	}
	return steps
}

// pick returns some entity of a kind, or one that is not there (yet).
func (rep *Replica) pick(k assay.Kind) oplog.ID {
	var ids []oplog.ID
	for s := range rep.Log.States() {
		if s.Kind == string(k) {
			ids = append(ids, s.Entity)
		}
	}
	if len(ids) == 0 || rep.R.IntN(20) == 0 {
		return oplog.NewID(rep.wall)
	}
	return ids[rep.R.IntN(len(ids))]
}

func (rep *Replica) value(f *assay.Field) oplog.Value {
	switch f.Shape {
	case assay.ShapeFlag:
		return oplog.Encode(rep.R.IntN(3) > 0)
	case assay.ShapeNumber:
		return oplog.Encode(rep.R.IntN(6))
	case assay.ShapeHash:
		return oplog.Encode(oplog.Hash(sha256.Sum256([]byte(Texts[rep.R.IntN(len(Texts))]))).String())
	case assay.ShapeWord:
		return oplog.Encode(f.Words[rep.R.IntN(len(f.Words))])
	case assay.ShapeID:
		kind := assay.KindClaim
		if len(f.Of) > 0 {
			kind = f.Of[0]
		}
		return oplog.Encode(rep.pick(kind))
	case assay.ShapeText, assay.ShapeJSON:
	}
	return oplog.Encode([]string{"", "Zwölf 🚒", "nine\u2028<b>", "ten\x00"}[rep.R.IntN(4)])
}

func pair(a, b oplog.ID) [2]oplog.ID {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return [2]oplog.ID{a, b}
}

// MatrixFilter draws a filter of the matrix of a case: any of its events, tags and sources,
// any order and grouping.
func MatrixFilter(r *rand.Rand, c *assay.Case) (f assay.MatrixFilter) {
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	f.Sort, f.Rows, f.Order, f.Group = pick(assay.MatrixSorts), pick(assay.MatrixRowGroups), pick(assay.MatrixOrders), pick(assay.MatrixGroups)
	if n := len(c.Events); n > 0 && r.IntN(2) == 0 {
		f.Event = c.Events[r.IntN(n)].ID
	}
	if n := len(c.Sources); n > 0 && r.IntN(4) == 0 {
		f.Source = c.Sources[r.IntN(n)].ID
	}
	if n := len(c.Tags); n > 0 && r.IntN(4) == 0 {
		set := assay.NewTagSet(c.Tags[r.IntN(n)].ID.String())
		f.Tags = assay.TagFilter{Has: set}
		if r.IntN(3) == 0 {
			f.Tags = assay.TagFilter{Lacks: set}
		}
	}
	f.Contested, f.Unrated = r.IntN(5) == 0, r.IntN(5) == 0
	if r.IntN(5) == 0 {
		f.From, f.To = "2026-03-02", pick([]string{"", "2026-04"})
	}
	if r.IntN(4) == 0 {
		f.Folded = []string{pick([]string{"r-", "c-"})}
	}
	return f
}
