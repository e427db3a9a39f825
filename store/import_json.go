package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Report is what came of a plan.
type Report struct {
	Act        assay.ActID        // of the analyst who imported; zero where nothing was written in their name
	Operations int                // that are new to the case
	Known      int                // that it had already
	Blobs      int                // texts and originals that it did not have
	New        map[assay.Kind]int // entities that it did not have
	Kept       []assay.Problem    // what the file says otherwise than the case, which was left as it is
}

// maxKept is how many differences between file and case are listed.
const maxKept = 500

// ImportJSON carries out a plan in one transaction: all of it or nothing. It
// fails with KindInvalid, and writes nothing, if there is an error in the plan.
//
// Operations of a history go into the log as they are. Edits are written as
// what their analysts did; they fill in what nobody has set, and what somebody
// has set or taken back since stays. A plan that has been carried out before
// adds nothing.
func (s *Store) ImportJSON(ctx context.Context, p *assay.Plan) (Report, error) {
	if err := p.Err(); err != nil {
		return Report{}, err
	}
	var in *importer
	act, err := s.update(ctx, func(t *tx) error {
		in = &importer{
			tx: t, Report: Report{New: map[assay.Kind]int{}}, me: t.author, now: t.author.Now(),
			own: t.act, dated: map[assay.ActorID]oplog.Clock{},
		}
		return in.run(ctx, p)
	})
	if err != nil {
		return Report{}, err
	}
	if in.mine {
		in.Act = act
	}
	return in.Report, nil
}

// importer carries out one plan.
type importer struct {
	*tx
	Report
	me    oplog.Author // its clock is later than all that has been written
	mine  bool         // something was written in the importing analyst's name
	now   time.Time
	own   oplog.ID                      // the act of whoever imports
	dated map[assay.ActorID]oplog.Clock // time of each analyst's latest dated edit
}

func (in *importer) run(ctx context.Context, p *assay.Plan) error {
	for _, b := range p.Blobs {
		if sha256.Sum256(b.Data) != b.Hash {
			return fmt.Errorf("import: blob %s is not what it says", b.Hash)
		}
		there, err := in.exists(ctx, `SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)`, b.Hash[:])
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if _, err := in.putBlob(ctx, b.Data); err != nil {
			return err
		}
		in.Blobs++
		in.worth = true
	}
	if err := in.takeOver(ctx, p.Operations); err != nil {
		return err
	}
	acts := in.actsOf(p)
	// Readings come last: they may say that all the rest was known.
	for _, reads := range []bool{false, true} {
		for n, a := range p.Acts {
			for i := range a.Edits {
				if e := &a.Edits[i]; (e.Seen != nil) == reads {
					if err := in.carryOut(ctx, acts[n], a.Actor, e); err != nil {
						return fmt.Errorf("import %s: %w", e.Path, err)
					}
				}
			}
		}
	}
	if err := in.describe(ctx, p); err != nil {
		return err
	}
	in.author, in.act = in.me, in.own
	return nil
}

// takeOver puts operations into the log and shows what they add up to. They
// come from a stranger, whatever the plan was made of.
func (in *importer) takeOver(ctx context.Context, ops []oplog.Op) error {
	if len(ops) == 0 {
		return nil
	}
	g, err := in.receive(ctx, func(oplog.Hash) []byte { return nil }) // the blobs of the plan are in the case by now
	if err != nil {
		return err
	}
	err = g.admitAll(ctx, refs(slices.SortedFunc(slices.Values(ops), textsFirst)), func(op *oplog.Op, known bool, err error) error {
		switch {
		case errors.Is(err, ErrRefused):
			return &assay.Error{Kind: assay.KindInvalid, Field: "history", Message: assay.Say("The history in this file does not hold together, so nothing was imported. Have it exported again, or import it without its history."), Err: fmt.Errorf("operation %s: %w", op.ID, err)}
		case err != nil:
			return fmt.Errorf("import operation %s: %w", op.ID, err)
		case known:
			in.Known++
		default:
			in.Operations++
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = g.settle(ctx, func(before, after *oplog.State) {
		if before.Kind == "" { // there was no operation on it
			in.New[assay.Kind(after.Kind)]++
		}
	})
	if err != nil {
		return err
	}
	in.me.Clock = max(in.me.Clock, in.author.Clock)
	return nil
}

func (in *importer) exists(ctx context.Context, statement string, args ...any) (yes bool, err error) {
	return yes, in.QueryRowContext(ctx, statement, args...).Scan(&yes)
}

// actsOf returns the act of the case for each of a plan: for the first of whoever
// imports it is the act of importing.
func (in *importer) actsOf(p *assay.Plan) []oplog.ID {
	acts := make([]oplog.ID, len(p.Acts))
	for i := range acts {
		if acts[i] = oplog.NewID(in.now); oplog.ID(p.Acts[i].Actor) == in.me.Actor && !slices.Contains(acts, in.own) {
			acts[i] = in.own
		}
	}
	return acts
}

// carryOut writes what is new of one edit, as the one who made it.
func (in *importer) carryOut(ctx context.Context, act oplog.ID, actor assay.ActorID, e *assay.PlannedEdit) error {
	kind := assay.Kind(e.Kind)
	ops, err := in.opsOf(ctx, kind, e.Entity)
	if err != nil {
		return err
	}
	state := oplog.Project(ops)
	fields, err := in.unset(e, ops, &state)
	if err != nil || fields == nil {
		return err
	}
	if e.Seen != nil {
		fields["value"] = in.knowing(e)
	}
	dated := !e.At.IsZero() && !e.At.After(in.now)
	if in.act, in.author = act, (oplog.Author{Actor: oplog.ID(actor), Clock: in.me.Clock, Now: in.me.Now}); dated {
		in.author.Clock, in.author.Now = in.dated[actor], func() time.Time { return e.At }
	}
	edit := e.Edit
	edit.Fields = fields
	if _, err := in.append(ctx, edit, ops, state.Heads); err != nil {
		return err
	}
	if dated {
		in.dated[actor] = in.author.Clock
	}
	in.me.Clock = max(in.me.Clock, in.author.Clock)
	in.mine = in.mine || oplog.ID(actor) == in.me.Actor
	in.Operations++
	if len(ops) == 0 {
		in.New[kind]++
	}
	return nil
}

// unset returns the fields of an edit that nobody has set before, with the key
// fields; nil if the case has all of it. What the case says otherwise is noted.
func (in *importer) unset(e *assay.PlannedEdit, ops []*oplog.Op, state *oplog.State) (oplog.Fields, error) {
	set := map[string]bool{}
	for _, op := range ops {
		f, err := oplog.DecodeBody(op.Body)
		if err != nil {
			return nil, err
		}
		for name := range f {
			set[name] = true
		}
	}
	placed := slices.ContainsFunc(assay.AnchorFields, func(name string) bool { return set[name] })
	fields := oplog.Fields{}
	news := len(ops) == 0
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		field := assay.Define(assay.Kind(e.Kind)).Field(name)
		taken := set[name] || placed && slices.Contains(assay.AnchorFields, name)
		switch {
		case field.Key:
			fields[name] = e.Fields[name]
		case !taken:
			fields[name] = e.Fields[name]
			news = true
		case !bytes.Equal(state.Value(name), e.Fields[name]) && e.Seen == nil:
			in.keep(e.Path, name)
		}
	}
	if !news {
		return nil, nil
	}
	return fields, nil
}

func (in *importer) keep(path, field string) {
	if len(in.Kept) < maxKept {
		in.Kept = append(in.Kept, assay.Problem{Gravity: assay.Remarked, Path: path + "." + field, Message: "The case says otherwise, or somebody has taken this back. It was left as it is."})
	}
}

// knowing returns the value of a reading whose reader knew what the analysts
// of the file have made, all of which has been written by now.
func (in *importer) knowing(e *assay.PlannedEdit) oplog.Value {
	r := assay.Reading{State: "read", Seen: map[assay.ActorID]int64{}}
	for _, a := range e.Seen {
		r.Seen[a] = max(in.me.Clock.Time().UnixMilli(), in.now.UnixMilli())
	}
	return oplog.Encode(r)
}

// describe names a case that has no name yet as the file does.
func (in *importer) describe(ctx context.Context, p *assay.Plan) error {
	info, err := in.info(ctx)
	if err != nil || len(p.Operations) > 0 {
		return err
	}
	if info.ID.IsZero() {
		info.ID = oplog.NewID(in.now)
	}
	f := oplog.Fields{}
	if info.Name == "" && p.Name != "" {
		f["name"] = oplog.Encode(p.Name)
	}
	if info.Description == "" && p.Description != "" {
		f["description"] = oplog.Encode(p.Description)
	}
	if len(f) == 0 {
		return nil
	}
	return in.carryOut(ctx, in.own, assay.ActorID(in.me.Actor), &assay.PlannedEdit{Path: "case", Edit: oplog.Edit{Kind: string(assay.KindCase), Entity: info.ID, Fields: f}})
}
