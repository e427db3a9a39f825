package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// parcel is what is to be in a copy of a case.
type parcel struct {
	ops    []*oplog.Op             // in order; none if it is only foreseen and without history
	states map[entity]*oplog.State // of what they are about, as the case has it
	blobs  map[oplog.Hash]bytesOf  // that they need, as far as the case has them
	kept   assay.ShareKept
	flat   bool // without history
	clash  int  // fields in conflict, of which only what is shown is in it

	told func(done, total int) // hears how far the making of the copy has come; nil for nobody
}

// bytesOf says which bytes a parcel has.
type bytesOf struct {
	size   int64
	purged bool
	text   bool // and not only an original
}

// packer chooses what is to be in a copy of a case. Things stay or go whole: what is
// left out, and what would hang in the air without it.
type packer struct {
	*tx
	want   assay.Share
	of     map[entity][]*oplog.Op
	order  []entity // in that in which they came to be in the case
	states map[entity]*oplog.State
	out    map[assay.EntityID]bool // what stays behind
}

// parcel chooses what is to be in a copy of the case.
//
// Where that is only to be foreseen, no operation is written that was not there.
func (t *tx) parcel(ctx context.Context, want assay.Share, foreseen bool) (*parcel, error) {
	ops, err := t.ops(ctx, `1 ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(ops, func(op *oplog.Op) bool { return assay.Define(assay.Kind(op.Kind)) == nil }); i >= 0 {
		return nil, damaged("an operation is of the unknown kind %.32q", ops[i].Kind)
	}
	p := newPacker(t, want, ops)
	out := &parcel{states: map[entity]*oplog.State{}, flat: !want.History}
	p.choose(&out.kept)
	p.follow()
	for _, e := range p.order {
		if p.out[e.id] {
			continue
		}
		out.states[e] = p.states[e]
		if want.History {
			out.ops = append(out.ops, p.of[e]...)
			continue
		}
		out.clash += len(p.states[e].Conflicts)
		if foreseen {
			continue
		}
		op, err := p.restate(e)
		if err != nil {
			return nil, err
		}
		out.ops = append(out.ops, op)
	}
	return out, p.bytes(ctx, out)
}

// newPacker sorts the operations of a case by what they are about.
func newPacker(t *tx, want assay.Share, ops []*oplog.Op) *packer {
	p := &packer{tx: t, want: want, of: map[entity][]*oplog.Op{}, states: map[entity]*oplog.State{}, out: map[assay.EntityID]bool{}}
	for _, op := range ops {
		e := entity{assay.Kind(op.Kind), op.Entity}
		if p.of[e] == nil {
			p.order = append(p.order, e)
		}
		p.of[e] = append(p.of[e], op)
	}
	for e, ops := range p.of {
		state := oplog.Project(ops)
		p.states[e] = &state
	}
	return p
}

// choose leaves out what is not wanted.
func (p *packer) choose(kept *assay.ShareKept) {
	for _, e := range p.order {
		s := p.states[e]
		switch {
		case e.kind == assay.KindMerge: // names files of this computer
			p.out[e.id] = true
		case !p.want.PrivateNotes && e.kind == assay.KindNote && p.private(e):
			p.out[e.id] = true
			if s.Visible() {
				kept.PrivateNotes++
			}
		case !p.want.Names && e.kind == assay.KindActor && e.id != p.author.Actor:
			p.out[e.id] = true
			if s.Visible() && !s.Value("name").IsNull() {
				kept.Names++
			}
		case !p.want.Marks && p.isMark(e):
			p.out[e.id] = true
			if live(s) {
				kept.Marks++
			}
		case !p.want.History && (!live(s) || e.kind == assay.KindRestorePoint):
			p.out[e.id] = true
			kept.Deleted++
		}
	}
	if p.want.History {
		return
	}
	for _, e := range p.needed() {
		if p.out[e.id] {
			delete(p.out, e.id)
			kept.Deleted--
		}
	}
}

// private reports whether a note is one, or was when it was last there.
func (p *packer) private(e entity) bool {
	s := p.states[e]
	for _, c := range s.Conflicts {
		if c.Field == "private" {
			return true
		}
	}
	if s.Visible() {
		return s.Value("private").Flag()
	}
	return p.ever(e, func(f oplog.Fields) bool { return f["private"].Flag() })
}

// ever reports whether some operation on an entity has set it so.
func (p *packer) ever(e entity, so func(oplog.Fields) bool) bool {
	return slices.ContainsFunc(p.of[e], func(op *oplog.Op) bool {
		f, err := oplog.DecodeBody(op.Body)
		return err == nil && so(f)
	})
}

// isMark reports whether an entity is what an analyst has marked or judged. A question
// is not, as long as nobody has ruled on it.
func (p *packer) isMark(e entity) bool {
	switch e.kind {
	case assay.KindMention, assay.KindAttribution, assay.KindJudgement, assay.KindTagging, assay.KindVersionMention, assay.KindDecision, assay.KindWork, assay.KindReport:
		return true
	case assay.KindQuestion:
		ruled := func(f oplog.Fields) bool {
			status := f["status"].Text()
			return f["ruling"].Text() != "" || status != "" && status != assay.Statuses[0]
		}
		if p.want.History {
			return p.ever(e, ruled)
		}
		return ruled(fieldsOf(p.states[e]))
	default:
		return false
	}
}

// live reports whether an entity says something: a member that is out and a judgement
// that was taken back do not.
func live(s *oplog.State) bool {
	if !s.Visible() {
		return false
	}
	d := assay.Define(assay.Kind(s.Kind))
	return (d.Field("member") == nil || s.Value("member").Flag()) && (s.Kind != string(assay.KindJudgement) || !s.Value("value").IsNull())
}

// needed returns what was withdrawn and is still in the case: an article or claim that
// is mentioned, and a tag whose name another goes by.
func (p *packer) needed() (list []entity) {
	keep := func(e entity) bool {
		s := p.states[e]
		if s == nil || !s.Gone {
			return false
		}
		list = append(list, e)
		return true
	}
	for _, e := range p.order {
		s := p.states[e]
		if e.kind == assay.KindMention && live(s) && !p.out[e.id] && !p.out[s.Value("text").ID()] {
			keep(entity{assay.KindArticle, s.Value("article").ID()})
			keep(entity{assay.KindClaim, s.Value("claim").ID()})
		}
	}
	is := map[oplog.ID]bool{}
	for again := true; again; {
		again = false
		for _, e := range p.order {
			s := p.states[e]
			if e.kind != assay.KindSame || !live(s) || s.Value("of").Text() != string(assay.KindTag) {
				continue
			}
			a, b := entity{assay.KindTag, s.Value("a").ID()}, entity{assay.KindTag, s.Value("b").ID()}
			for _, of := range [][2]entity{{a, b}, {b, a}} {
				known := p.states[of[0]] != nil && live(p.states[of[0]]) || is[of[0].id]
				if known && !is[of[1].id] && keep(of[1]) {
					is[of[1].id], again = true, true
				}
			}
		}
	}
	return list
}

// follow leaves out what hangs on what is left out.
func (p *packer) follow() {
	on := map[assay.EntityID][]entity{}
	for _, e := range p.order {
		if !slices.ContainsFunc(assay.Define(e.kind).Fields, func(f assay.Field) bool { return hangs(e.kind, &f) }) {
			continue
		}
		if p.want.History && (len(p.of[e]) > 1 || !p.states[e].Exists) { // what a thing hung on once is named in its operations
			for _, op := range p.of[e] {
				if f, err := oplog.DecodeBody(op.Body); err == nil {
					p.hang(on, e, f)
				}
			}
			continue
		}
		p.hang(on, e, fieldsOf(p.states[e]))
	}
	todo := slices.Collect(maps.Keys(p.out))
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, e := range on[id] {
			if !p.out[e.id] {
				p.out[e.id] = true
				todo = append(todo, e.id)
			}
		}
	}
}

// hang notes on what an entity hangs.
func (p *packer) hang(on map[assay.EntityID][]entity, e entity, f oplog.Fields) {
	for _, field := range assay.Define(e.kind).Fields {
		if !hangs(e.kind, &field) {
			continue
		}
		if id := f[field.Name].ID(); !id.IsZero() {
			on[id] = append(on[id], e)
		}
	}
}

// hangs reports whether an entity of a kind would hang in the air without what a field
// of it refers to.
func hangs(k assay.Kind, f *assay.Field) bool {
	if f.Shape != assay.ShapeID || f.Name == "coder" {
		return false
	}
	return f.Key || k == assay.KindNote || k == assay.KindMention || k == assay.KindVersion
}

// fieldsOf returns what is shown of an entity.
func fieldsOf(s *oplog.State) oplog.Fields {
	f := make(oplog.Fields, len(s.Fields))
	for name, r := range s.Fields {
		f[name] = r.Value
	}
	return f
}

// restate says in one operation what an entity is.
func (p *packer) restate(e entity) (*oplog.Op, error) {
	s := p.states[e]
	f := fieldsOf(s)
	if !s.Gone {
		delete(f, oplog.Retracted)
		delete(f, oplog.Retraction)
	}
	for _, field := range assay.Define(e.kind).Fields {
		if field.Key && f[field.Name] == nil {
			f[field.Name] = oplog.Null
		}
	}
	if len(f) == 0 { // all that was said of it was taken back
		f[assay.Define(e.kind).Fields[0].Name] = oplog.Null
	}
	op := oplog.Restate(p.of[e], s, f)
	if err := errors.Join(op.Verify(), assay.CheckOp(&op)); err != nil {
		return nil, fmt.Errorf("restate %s %s: %w", e.kind, e.id, err)
	}
	return &op, nil
}

// bytes finds what texts and originals a parcel needs.
func (p *packer) bytes(ctx context.Context, out *parcel) error {
	text := map[oplog.Hash]bool{}
	for e, s := range out.states {
		ops := p.of[e] // also what was undone may be done again
		if e.kind != assay.KindText && e.kind != assay.KindCapture {
			continue
		}
		hashes := blobsOf(ops)
		if !p.want.History {
			hashes = []oplog.Hash{s.Value("content").Hash(), s.Value("original").Hash()}
		}
		for _, hash := range hashes {
			text[hash] = text[hash] || e.kind == assay.KindText
		}
	}
	delete(text, oplog.Hash{})
	type found struct {
		hash oplog.Hash
		bytesOf
	}
	have, err := query(ctx, p.tx, `SELECT hash, size, form = 'purged' FROM blob ORDER BY seq`, nil, func(rows *sql.Rows) (f found, err error) {
		return f, rows.Scan(into(&f.hash), &f.size, &f.purged)
	})
	if err != nil {
		return err
	}
	out.blobs = map[oplog.Hash]bytesOf{}
	for _, f := range have {
		isText, wanted := text[f.hash]
		f.text = isText
		switch {
		case !wanted:
		case p.want.Originals || isText || f.purged:
			out.blobs[f.hash] = f.bytesOf
		default:
			out.kept.Originals++
		}
	}
	return nil
}

// leaving says what is in a parcel.
func (p *parcel) leaving() *assay.Leaving {
	l := &assay.Leaving{Unsettled: p.clash, Kept: p.kept}
	files, addresses := map[string]bool{}, map[string]bool{}
	for e, s := range p.states {
		if !s.Exists {
			continue
		}
		for _, name := range []string{"name", "within"} {
			if v := s.Value(name).Text(); e.kind == assay.KindCapture && v != "" {
				files[v] = true
			}
		}
		for _, name := range []string{"url", "found_at"} {
			if v := s.Value(name).Text(); v != "" {
				addresses[v] = true
			}
		}
		if live(s) {
			countLeaving(l, e.kind, s)
		}
	}
	l.Files, l.Addresses = slices.Sorted(maps.Keys(files)), slices.SortedFunc(maps.Keys(addresses), byHost)
	for _, b := range p.blobs {
		if !b.text && !b.purged {
			l.Originals++
			l.OriginalBytes += b.size
		}
	}
	l.By = p.authors()
	for _, by := range l.By {
		l.Operations += by.Operations
	}
	return l
}

func countLeaving(l *assay.Leaving, k assay.Kind, s *oplog.State) {
	switch k {
	case assay.KindArticle:
		l.Articles++
	case assay.KindText:
		l.Texts++
	case assay.KindClaim:
		l.Claims++
	case assay.KindQuestion:
		l.Questions++
	case assay.KindMention:
		l.Mentions++
	case assay.KindJudgement, assay.KindAttribution, assay.KindTagging:
		l.Judgements++
	case assay.KindNote:
		l.Notes++
		if s.Value("private").Flag() {
			l.Private++
		}
	default:
	}
}

// byHost orders addresses by where they lead.
func byHost(a, b string) int {
	host := func(s string) string {
		u, err := url.Parse(s)
		if err != nil {
			return ""
		}
		return u.Hostname()
	}
	return cmp.Or(cmp.Compare(host(a), host(b)), cmp.Compare(a, b))
}

// authors says who made what is in a parcel.
func (p *parcel) authors() (by []assay.MergeBy) {
	of := map[oplog.ID]*assay.MergeBy{}
	add := func(actor oplog.ID, at oplog.Clock) {
		who := of[actor]
		if who == nil {
			who = &assay.MergeBy{Actor: assay.ActorID(actor), First: at}
			if s := p.states[entity{assay.KindActor, actor}]; s != nil {
				who.Name = s.Value("name").Text()
			}
			of[actor] = who
		}
		who.Operations++
		who.First, who.Last = min(who.First, at), max(who.Last, at)
	}
	if p.flat { // one operation each
		for _, s := range p.states {
			add(s.By, s.Made)
		}
	} else {
		for _, op := range p.ops {
			add(op.Actor, op.At)
		}
	}
	for _, who := range of {
		by = append(by, *who)
	}
	slices.SortFunc(by, func(a, b assay.MergeBy) int {
		return cmp.Or(cmp.Compare(b.Operations, a.Operations), bytes.Compare(a.Actor[:], b.Actor[:]))
	})
	return by
}
