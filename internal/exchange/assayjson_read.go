package exchange

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// ReadJSON reads Assay JSON and plans what it would do to a case that me works
// on.
//
// A file with a history is taken by its operations, which make the same case
// again; what else stands in it follows from them and is not read. A file
// without one may come from any program: its ids may be any strings that are
// unique in the file, each quote is looked for in the text of its article, and
// whatever it says is computed is ignored. Reading the same file again plans
// the same entities.
//
// It fails with KindInvalid or KindUnsupported where the file cannot be read
// at all. What else is wrong with it stands in the plan's problems, with its
// place in the file: see [assay.Plan.Err].
func ReadJSON(r io.Reader, me assay.ActorID, l Limits) (*assay.Plan, error) {
	f, err := readFile(r, l.orDefault())
	if err != nil {
		return nil, err
	}
	var plan *assay.Plan
	if f.history != nil {
		plan = f.replay()
	} else {
		plan = f.plan(me)
	}
	plan.Problems, plan.Unlisted = f.all()
	return plan, nil
}

// jsonFile is a file that has been read, and what is wrong with it.
type jsonFile struct {
	problems
	root    *node
	limits  Limits
	history *history // nil where there is none
}

func readFile(r io.Reader, l Limits) (*jsonFile, error) {
	buffered := bufio.NewReader(r)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		buffered.Discard(3) //nolint:errcheck // they have just been seen
	}
	f := &jsonFile{root: &node{kind: '{'}, limits: l}
	p := newParser(buffered, l)
	if token, err := p.dec.ReadToken(); err != nil {
		return nil, p.explain(err)
	} else if token.Kind() != '{' {
		return nil, notOurs()
	}
	for p.dec.PeekKind() != '}' {
		name, err := p.dec.ReadToken()
		if err != nil {
			return nil, p.explain(err)
		}
		if err := f.member(p, name.String()); err != nil {
			return nil, err
		}
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, p.explain(err)
	}
	if _, err := p.dec.ReadToken(); errors.Is(err, errTooLong) {
		return nil, p.explain(err)
	} else if !errors.Is(err, io.EOF) {
		return nil, assay.Invalid("file", "The file goes on after the end of what should be all of it. Copy or download it again.")
	}
	return f, f.recognise()
}

func notOurs() error {
	return assay.Unsupported("This is not Assay JSON: it does not begin with {\"format\": \"%s\", \"version\": %d}. If it is a file of another program, choose its format.", Format, Version)
}

// member reads one member of the whole.
func (f *jsonFile) member(p *parser, name string) error {
	switch {
	case name == "computed":
		return p.explain(p.dec.SkipValue())
	case name == "history" && p.dec.PeekKind() == '[':
		return f.readHistory(p)
	}
	n := &node{parent: f.root, name: name}
	f.root.items = append(f.root.items, n)
	return p.value(n, 1)
}

func (f *jsonFile) recognise() error {
	if m := f.root.member("format"); m == nil || m.text != Format {
		return notOurs()
	}
	if m := f.root.member("version"); m == nil || m.kind != '0' || m.text != "1" {
		return assay.Unsupported("This Assay reads version %d of Assay JSON, and the file does not say that it is of that version. Install a newer Assay, or export the file anew.", Version)
	}
	return nil
}

// maxEntityOps is how many operations of one entity are taken. What an entity
// adds up to costs the square of their number.
const maxEntityOps = 5000

// history is the operations of a file, verified.
type history struct {
	log    oplog.Log
	at     map[oplog.Hash]string // path of each operation
	count  map[entity]int
	named  map[string]bool     // every entity, also of operations that were left out
	needed map[oplog.Hash]bool // blobs
	purged map[oplog.Hash]bool
	total  int
}

type entity struct {
	kind string
	id   oplog.ID
}

// readHistory takes operations one by one, so that a long history is never in
// memory twice.
func (f *jsonFile) readHistory(p *parser) error {
	if _, err := p.dec.ReadToken(); err != nil {
		return p.explain(err)
	}
	h := &history{at: map[oplog.Hash]string{}, count: map[entity]int{}, named: map[string]bool{}, needed: map[oplog.Hash]bool{}, purged: map[oplog.Hash]bool{}}
	list := &node{parent: f.root, name: "history", kind: '['}
	for ; p.dec.PeekKind() != ']'; h.total++ {
		n := &node{parent: list, index: h.total}
		if err := p.value(n, 2); err != nil {
			return err
		}
		f.take(h, n)
	}
	if h.total > 0 {
		f.history = h
	}
	_, err := p.dec.ReadToken()
	return p.explain(err)
}

func (f *jsonFile) take(h *history, n *node) {
	if m := n.member("entity"); m != nil {
		h.named[m.text] = true
	}
	op, ok := f.operation(n)
	if !ok {
		return
	}
	of := entity{op.Kind, op.Entity}
	err := first(op.Verify(), assay.CheckOp(&op))
	switch {
	case err != nil:
		f.add(assay.LeftOut, n.path(), "This operation does not hold together (%v). It was left out.", err)
		return
	case h.count[of] >= maxEntityOps:
		f.add(assay.LeftOut, n.path(), "There are more than %d operations on one %s. This one was left out.", maxEntityOps, op.Kind)
		return
	}
	added, err := h.log.Add(op)
	if err != nil || !added {
		return // verified above: it can only be there twice
	}
	h.count[of]++
	h.at[op.ID] = n.path()
	if op.Kind == string(assay.KindPurge) || contentField(op.Kind) != "" {
		fields, _ := oplog.DecodeBody(op.Body) // verified above
		if field := contentField(op.Kind); field != "" {
			h.needed[fields[field].Hash()] = true
		} else {
			h.purged[fields["blob"].Hash()] = true
		}
	}
}

// operation reads what jsonOp writes.
func (f *jsonFile) operation(n *node) (op oplog.Op, ok bool) {
	refuse := func(what string) (oplog.Op, bool) {
		f.add(assay.LeftOut, join(n.path(), what), "This is not what an operation holds here. The operation was left out.")
		return op, false
	}
	if n.kind != '{' {
		f.add(assay.LeftOut, n.path(), "This is %s where an operation should be. It was left out.", n.what())
		return op, false
	}
	var err error
	str := func(name string) string {
		if m := n.member(name); m != nil && m.kind == '"' {
			return m.text
		}
		return ""
	}
	if op.ID, err = oplog.ParseHash(str("id")); err != nil {
		return refuse("id")
	}
	ids := [4]oplog.ID{}
	for i, name := range []string{"act", "undoes", "actor", "entity"} {
		if ids[i], err = oplog.ParseID(str(name)); err != nil {
			return refuse(name)
		}
	}
	op.Act, op.Undoes, op.Actor, op.Entity = ids[0], ids[1], ids[2], ids[3]
	at, err := time.Parse(timeFormat, str("at"))
	if err != nil {
		return refuse("at")
	}
	op.At, op.Kind = oplog.Clock(at.UnixMilli()<<16), str("kind")
	if m := n.member("n"); m != nil {
		count, ok := f.small(m, 1<<16)
		if !ok {
			return refuse("n")
		}
		op.At |= oplog.Clock(count)
	}
	if m := n.member("body"); m != nil {
		v, ok := m.plain(0)
		if !ok {
			return refuse("body")
		}
		op.Body = oplog.Encode(v)
	}
	if m := n.member("prev"); m != nil {
		for _, e := range m.items {
			h, err := oplog.ParseHash(e.text)
			if err != nil {
				return refuse("prev")
			}
			op.Prev = append(op.Prev, h)
		}
	}
	return op, true
}

func (f *jsonFile) small(m *node, below int) (int, bool) {
	n := 0
	for _, digit := range m.text {
		if m.kind != '0' || digit < '0' || digit > '9' || n >= below {
			return 0, false
		}
		n = 10*n + int(digit-'0')
	}
	return n, n < below
}

// plain returns n as [oplog.Encode] takes it: only what the body of an
// operation may hold.
func (n *node) plain(depth int) (any, bool) {
	if depth > 16 {
		return nil, false
	}
	switch n.kind {
	case '"':
		return n.text, true
	case 't':
		return n.text == "true", true
	case '0':
		v, err := strconv.ParseInt(n.text, 10, 54)
		return v, err == nil && strconv.FormatInt(v, 10) == n.text
	case '{':
		m := make(map[string]any, len(n.items))
		for _, item := range n.items {
			v, ok := item.plain(depth + 1)
			if !ok {
				return nil, false
			}
			m[item.name] = v
		}
		return m, true
	case '[':
		list := make([]any, 0, len(n.items))
		for _, item := range n.items {
			v, ok := item.plain(depth + 1)
			if !ok {
				return nil, false
			}
			list = append(list, v)
		}
		return list, true
	}
	return nil, true
}

// replay plans to take a history as it is.
func (f *jsonFile) replay() *assay.Plan {
	h := f.history
	plan := &assay.Plan{}
	if m := f.root.member("case"); m != nil && m.kind == '{' {
		plan.Name, plan.Description = f.text(m, "name"), f.text(m, "description")
	}
	if h.log.Len() == 0 {
		f.add(assay.Fatal, "history", "None of its %d operations holds together. If the file was changed by hand, take “history” out of it, and it will be read anew.", h.total)
		return plan
	}
	blobs := f.blobs()
	for _, hash := range slices.SortedFunc(maps.Keys(h.needed), oplog.Hash.Compare) {
		if data, ok := blobs[hash]; ok {
			plan.Blobs = append(plan.Blobs, assay.Blob{Hash: hash, Data: data})
		}
	}
	bad := f.misplaced(blobs)
	for op := range h.log.All() {
		if !bad[entity{op.Kind, op.Entity}] {
			plan.Operations = append(plan.Operations, op)
		}
	}
	f.strangers()
	return plan
}

// blobs returns the bytes in the file by their hash.
func (f *jsonFile) blobs() map[oplog.Hash][]byte {
	blobs := map[oplog.Hash][]byte{}
	keep := func(n *node) {
		if data, ok := f.bytes(n); ok {
			blobs[sha256.Sum256(data)] = data
		}
	}
	content := func(n *node) {
		if t := n.member("text"); t != nil && t.kind == '"' {
			blobs[sha256.Sum256([]byte(t.text))] = []byte(t.text)
		}
	}
	for _, n := range f.elements(f.root, "blobs", '{') {
		keep(n)
	}
	for _, a := range f.elements(f.root, "articles", '{') {
		content(a)
		for _, t := range f.elements(a, "earlier_texts", '{') {
			content(t)
		}
		if o := f.get(a, "original", '{'); o != nil {
			keep(o)
		}
		for _, c := range f.elements(a, "captures", '{') {
			keep(c)
		}
	}
	return blobs
}

// bytes returns what stands under base64, and whether it is there and is what
// sha256 says it is.
func (f *jsonFile) bytes(n *node) ([]byte, bool) {
	m := f.get(n, "base64", '"')
	if m == nil {
		return nil, false
	}
	data, err := base64.StdEncoding.DecodeString(m.text)
	m.text = "" // it may be long, and is not needed twice
	if err != nil {
		f.wrong(m, "This is not base64 (%v).", err)
		return nil, false
	}
	if want := n.member("sha256"); want != nil && want.text != oplog.Hash(sha256.Sum256(data)).String() {
		f.wrong(m, "These are not the bytes that sha256 names. The file has been damaged or changed; get it again.")
		return nil, false
	}
	return data, true
}

// misplaced returns the mentions in the history that are not where they say
// they are. The text is what proves a quote, so it has to be in the file.
func (f *jsonFile) misplaced(blobs map[oplog.Hash][]byte) map[entity]bool {
	h := f.history
	content := map[oplog.ID]oplog.Hash{}
	for op := range h.log.All() {
		if op.Kind == string(assay.KindText) && op.Undoes.IsZero() {
			fields, _ := oplog.DecodeBody(op.Body)
			content[op.Entity] = fields["content"].Hash()
		}
	}
	texts := map[oplog.Hash]*anchor.Text{}
	text := func(hash oplog.Hash) *anchor.Text {
		if t, ok := texts[hash]; ok {
			return t
		}
		var t *anchor.Text
		if data, ok := blobs[hash]; ok {
			if canonical, err := anchor.Canonical(string(data)); err == nil && canonical == string(data) {
				indexed := anchor.NewText(canonical)
				t = &indexed
			}
		}
		texts[hash] = t
		return t
	}
	bad, placed := map[entity]bool{}, map[entity]bool{}
	refuse := func(op *oplog.Op, why string) {
		of := entity{op.Kind, op.Entity}
		if !bad[of] {
			f.add(assay.LeftOut, h.at[op.ID], "%s The mention was left out.", why)
		}
		bad[of] = true
	}
	var loose []oplog.Op
	for op := range h.log.All() {
		if op.Kind != string(assay.KindMention) {
			continue
		}
		loose = append(loose, op)
		fields, _ := oplog.DecodeBody(op.Body)
		id, ok := fields["text"]
		if !ok {
			continue
		}
		placed[entity{op.Kind, op.Entity}] = true
		hash, known := content[id.ID()]
		span := anchor.Span{Start: int(fields["start"].Number()), End: int(fields["end"].Number())}
		if t := text(hash); !known || t == nil && !h.purged[hash] {
			refuse(&op, "The text that this quotes is not in the file.")
		} else if t != nil {
			if quote, in := t.Lookup(span); !in || quote != fields["quote"].Text() {
				refuse(&op, "The quote is not what the text says at its place.")
			}
		}
	}
	for _, op := range loose {
		if !placed[entity{op.Kind, op.Entity}] {
			refuse(&op, "Nothing says where this passage is.")
		}
	}
	return bad
}

// strangers remarks on entities that somebody has written into a file whose
// history does not know them.
func (f *jsonFile) strangers() {
	for _, name := range []string{"analysts", "events", "sources", "works", "articles", "claims", "mentions", "questions", "tags", "notes", "reports"} {
		for _, n := range f.elements(f.root, name, '{') {
			if id := n.member("id"); id != nil && !f.history.named[id.text] {
				f.add(assay.LeftOut, n.path(), "The history of the file does not know this, so it was left out. To have the file read as it stands, take “history” out of it.")
			}
		}
	}
}
