package assay

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/oplog"
)

// Kind is a kind of entity in the log, and the name of the table that shows it.
type Kind string

// The kinds.
const (
	KindCase           Kind = "case"
	KindActor          Kind = "actor"
	KindArticle        Kind = "article"
	KindText           Kind = "text"
	KindCapture        Kind = "capture"
	KindBlock          Kind = "block"
	KindBoundary       Kind = "boundary"
	KindEvent          Kind = "event"
	KindArticleEvent   Kind = "article_event"
	KindSource         Kind = "source"
	KindAlias          Kind = "alias"
	KindSame           Kind = "same"
	KindClaim          Kind = "claim"
	KindMention        Kind = "mention"
	KindJudgement      Kind = "judgement"
	KindAttribution    Kind = "attribution"
	KindWork           Kind = "work"
	KindQuestion       Kind = "question"
	KindVersion        Kind = "version"
	KindVersionMention Kind = "version_mention"
	KindTag            Kind = "tag"
	KindTagging        Kind = "tagging"
	KindNote           Kind = "note"
	KindDecision       Kind = "decision"
	KindReport         Kind = "report"
	KindRestorePoint   Kind = "restore_point"
	KindMerge          Kind = "merge"
	KindPurge          Kind = "purge"
)

// Shape is what a field may hold.
type Shape string

// The shapes.
const (
	ShapeText   Shape = "text"   // a string
	ShapeFlag   Shape = "flag"   // true or false
	ShapeNumber Shape = "number" // a whole number, 0 or more
	ShapeID     Shape = "id"     // the id of an entity
	ShapeHash   Shape = "hash"   // a SHA-256 in hexadecimal
	ShapeWord   Shape = "word"   // one of Words
	ShapeJSON   Shape = "json"   // an array or object with a check of its own
)

// Field is one field of a kind of entity.
type Field struct {
	Name  string
	Shape Shape
	Key   bool     // part of what the entity's id is made from; every operation carries it
	Of    []Kind   // what an id refers to; empty for any
	Words []string // what a word may be
	check func(oplog.Value) error
}

// Definition is one kind of entity: what its id is made of and what it holds.
type Definition struct {
	Kind   Kind
	Fields []Field
}

// Derived reports whether ids of this kind are made from the key fields.
func (d *Definition) Derived() bool { return len(d.Fields) > 0 && d.Fields[0].Key }

// Field returns the field of that name, or nil. Every kind has retracted and
// retraction.
func (d *Definition) Field(name string) *Field {
	for i := range d.Fields {
		if d.Fields[i].Name == name {
			return &d.Fields[i]
		}
	}
	for i := range common {
		if common[i].Name == name {
			return &common[i]
		}
	}
	return nil
}

func text(name string) Field            { return Field{Name: name, Shape: ShapeText} }
func truth(name string) Field           { return Field{Name: name, Shape: ShapeFlag} }
func number(name string) Field          { return Field{Name: name, Shape: ShapeNumber} }
func digest(name string) Field          { return Field{Name: name, Shape: ShapeHash} }
func ref(name string, of ...Kind) Field { return Field{Name: name, Shape: ShapeID, Of: of} }
func word(name string, words []string) Field {
	return Field{Name: name, Shape: ShapeWord, Words: words}
}
func (f Field) key() Field { f.Key = true; return f }
func jsonField(name string, check func(oplog.Value) error) Field {
	return Field{Name: name, Shape: ShapeJSON, check: check}
}

var common = []Field{truth(oplog.Retracted), text(oplog.Retraction)}

// Dictionary is every kind of entity that a case may hold: the schema of the
// log. docs/FILE-FORMAT.md explains it; a released entry is never changed.
var Dictionary = []Definition{
	{KindCase, []Field{text("name"), text("description")}},
	{KindActor, []Field{text("name"), ref("also", KindActor)}},
	{KindArticle, []Field{
		digest("first").key(), text("found_at").key(), ref("text", KindText), text("title"), text("byline"), text("url"),
		ref("host", KindSource), ref("text_origin", KindSource), text("published"), word("published_basis", DateBases), text("language"), text("genre"),
	}},
	{KindText, []Field{
		ref("article", KindArticle).key(), digest("content").key(), text("extractor"), text("charset"), truth("charset_sure"), ref("capture", KindCapture), ref("parent", KindText),
		text("title"), text("byline"), text("site"), text("url"), text("published"), word("published_basis", DateBases), text("language"), jsonField("outline", checkOutline), jsonField("pages", checkPages), text("choice"),
	}},
	{KindCapture, []Field{
		ref("article", KindArticle).key(), digest("original").key(), number("at").key(), text("media_type"), text("name"), text("url"),
		word("via", Ways), text("part"), text("within"), text("taken"),
	}},
	{KindBlock, []Field{ref("text", KindText).key(), number("start").key(), number("end").key(), word("kind", BlockKinds)}},
	{KindBoundary, []Field{ref("text", KindText).key(), number("at").key(), word("edit", BoundaryEdits)}},
	{KindEvent, []Field{text("name"), text("when"), text("where")}},
	{KindArticleEvent, []Field{ref("article", KindArticle).key(), ref("event", KindEvent).key(), truth("member")}},
	{KindSource, []Field{text("name"), text("domain"), word("kind", SourceKinds), ref("parent", KindSource), text("description"), number("count")}},
	{KindAlias, []Field{ref("source", KindSource).key(), text("name").key(), truth("member")}},
	{KindSame, []Field{word("of", []string{"source", "claim", "tag", "event"}).key(), ref("a").key(), ref("b").key(), word("verdict", Sameness)}},
	{KindClaim, []Field{text("wording"), word("kind", ClaimKinds), ref("event", KindEvent), text("when")}},
	{KindMention, []Field{
		ref("article", KindArticle), ref("text", KindText), ref("claim", KindClaim), number("start"), number("end"), text("quote"), text("prefix"), text("suffix"),
	}},
	{KindJudgement, []Field{
		ref("target").key(), ref("other").key(), text("dimension").key(), text("scope").key(), ref("coder", KindActor).key(), {Name: "value", Shape: ShapeJSON}, text("reason"),
	}},
	{KindAttribution, []Field{ref("mention", KindMention).key(), ref("coder", KindActor).key(), jsonField("chain", checkChain)}},
	{KindWork, []Field{ref("source", KindSource), text("title"), text("when"), text("url")}},
	{KindQuestion, []Field{
		text("wording"), word("kind", ClaimKinds), word("relation", Relations), word("severity", Severities), word("status", Statuses), text("settles"), text("ruling"),
	}},
	{KindVersion, []Field{ref("question", KindQuestion), text("label")}},
	{KindVersionMention, []Field{ref("version", KindVersion).key(), ref("mention", KindMention).key(), truth("member")}},
	{KindTag, []Field{text("name"), ref("parent", KindTag), text("colour"), text("description")}},
	{KindTagging, []Field{ref("tag", KindTag).key(), ref("target").key(), truth("member")}},
	{KindNote, []Field{ref("target"), text("text"), truth("private")}},
	{KindDecision, []Field{text("suggestion").key(), text("subject").key(), ref("coder", KindActor).key(), word("verdict", Verdicts), text("reason")}},
	{KindReport, []Field{text("title"), text("summary"), jsonField("items", checkItems), jsonField("leave_out", checkLeaveOut)}},
	{KindRestorePoint, []Field{text("name")}},
	{KindMerge, []Field{text("file"), digest("hash"), number("new"), number("refused")}},
	{KindPurge, []Field{digest("blob"), text("reason")}},
}

var byKind = func() map[Kind]*Definition {
	m := make(map[Kind]*Definition, len(Dictionary))
	for i := range Dictionary {
		m[Dictionary[i].Kind] = &Dictionary[i]
	}
	return m
}()

// Define returns the definition of a kind, or nil.
func Define(k Kind) *Definition { return byKind[k] }

// DeriveID returns the id of the entity of a derived kind whose key fields
// have the values in f.
func DeriveID(k Kind, f oplog.Fields) oplog.ID {
	var values [][]byte
	for _, field := range byKind[k].Fields {
		if field.Key {
			v := f[field.Name]
			if v.IsNull() {
				v = oplog.Null
			}
			values = append(values, v)
		}
	}
	return oplog.Derive(string(k), values...)
}

// SourceByDomain returns the id of the source that a domain stands for.
func SourceByDomain(domain string) SourceID {
	return SourceID(oplog.Derive(string(KindSource), oplog.Encode(domain)))
}

// CheckOp reports why op may not stand in the log of a case: an unknown kind
// or field, a value of the wrong shape, an id that is not what it should be
// made of, or a judgement in somebody else's name. op itself is verified by
// the log.
func CheckOp(op *oplog.Op) error {
	d := byKind[Kind(op.Kind)]
	if d == nil {
		return fmt.Errorf("unknown kind %q", op.Kind)
	}
	if !op.Undoes.IsZero() {
		return nil
	}
	f, err := op.Says()
	if err != nil {
		return err
	}
	if err := CheckFields(d.Kind, f); err != nil {
		return err
	}
	return checkIdentity(d, op, f)
}

// CheckFields reports why fields cannot stand together in one operation on an
// entity of a kind.
func CheckFields(k Kind, f oplog.Fields) error {
	d := byKind[k]
	for name, v := range f {
		field := d.Field(name)
		if field == nil {
			return fmt.Errorf("%s has no field %q", k, name)
		}
		if err := field.Check(v); err != nil {
			return fmt.Errorf("%s.%s: %w", k, name, err)
		}
	}
	switch k {
	case KindSame:
		if a, b := f["a"].ID(), f["b"].ID(); bytes.Compare(a[:], b[:]) >= 0 {
			return errors.New("a same whose two sides are not in order")
		}
	case KindMention:
		return checkAnchor(f)
	case KindBlock:
		if f["start"].Number() >= f["end"].Number() {
			return errors.New("a block that ends before it starts")
		}
	case KindJudgement:
		return checkJudgement(f)
	default:
	}
	return nil
}

// checkIdentity checks that an operation is about the entity that its fields
// make, and by somebody who may say so.
func checkIdentity(d *Definition, op *oplog.Op, f oplog.Fields) error {
	if d.Derived() {
		for _, field := range d.Fields {
			if _, ok := f[field.Name]; field.Key && !ok {
				return fmt.Errorf("%s without its key field %q", op.Kind, field.Name)
			}
		}
		if DeriveID(d.Kind, f) != op.Entity {
			return fmt.Errorf("the id of this %s is not made from its key fields", op.Kind)
		}
	}
	if v, ok := f["coder"]; ok && v.ID() != op.Actor {
		return fmt.Errorf("a %s in the name of somebody else", op.Kind)
	}
	switch d.Kind {
	case KindActor:
		if op.Entity != op.Actor {
			return errors.New("an actor described by somebody else")
		}
	case KindSource:
		if v, ok := f["domain"]; ok && oplog.ID(SourceByDomain(v.Text())) != op.Entity {
			return errors.New("the id of this source is not made from its domain")
		}
	default:
	}
	return nil
}

// AnchorFields say where a mention is. They are set together or not at all:
// half of one position and half of another would be a passage nobody marked.
var AnchorFields = []string{"text", "start", "end", "quote", "prefix", "suffix"}

// Position returns the fields that say where a mention is: at a span of a text,
// which is body.
func Position(id TextID, body anchor.Text, span anchor.Span) oplog.Fields {
	q := body.Quote(span)
	return oplog.Fields{
		"text": oplog.Encode(id), "start": oplog.Encode(span.Start), "end": oplog.Encode(span.End),
		"quote": oplog.Encode(q.Exact), "prefix": oplog.Encode(q.Prefix), "suffix": oplog.Encode(q.Suffix),
	}
}

func checkAnchor(f oplog.Fields) error {
	set := 0
	for _, name := range AnchorFields {
		if _, ok := f[name]; ok {
			set++
		}
	}
	switch {
	case set == 0:
		return nil
	case set < len(AnchorFields):
		return errors.New("a mention with half a position")
	case f["start"].Number() >= f["end"].Number():
		return errors.New("a mention that ends before it starts")
	}
	return nil
}

// Check reports why v cannot be the value of f. Null is the value of any field
// that is not part of the id: it takes the field back.
func (f *Field) Check(v oplog.Value) error {
	if v.IsNull() {
		if f.Key && (f.Shape != ShapeID || f.Name != "other") {
			return errors.New("is part of the id and cannot be empty")
		}
		return nil
	}
	switch f.Shape {
	case ShapeText:
		return expect(v[0] == '"', v, "a string")
	case ShapeFlag:
		return expect(v[0] == 't' || v[0] == 'f', v, "true or false")
	case ShapeNumber:
		return expect(v[0] >= '0' && v[0] <= '9', v, "a whole number")
	case ShapeID:
		id, err := oplog.ParseID(v.Text())
		return expect(err == nil && !id.IsZero(), v, "an id")
	case ShapeHash:
		h, err := oplog.ParseHash(v.Text())
		return expect(err == nil && h.String() == v.Text(), v, "a SHA-256")
	case ShapeWord:
		return expect(v[0] == '"' && member(f.Words, v.Text()), v, "one of "+strings.Join(f.Words, ", "))
	case ShapeJSON:
		if f.check != nil {
			return f.check(v)
		}
	}
	return nil
}

func expect(ok bool, v oplog.Value, what string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%.60s is not %s", v, what)
}

// Step is one utterer in a chain of attribution.
type Step struct {
	Source   SourceID `json:"source"`
	Verb     string   `json:"verb,omitempty"`      // "said", "reported", as printed
	Named    string   `json:"named,omitempty"`     // one of NamedWords, or "" for unknown
	OnRecord *bool    `json:"on_record,omitempty"` // nil for unknown
	Basis    string   `json:"basis,omitempty"`     // one of Bases, or "" for unknown
}

// Part is a stretch of a text with what its format says it is.
type Part struct {
	Start int    `json:"start"` // code points
	End   int    `json:"end"`
	Kind  string `json:"kind"` // one of BlockKinds
}

func checkOutline(v oplog.Value) error {
	var parts []Part
	if err := strict(v, &parts); err != nil {
		return err
	}
	for _, p := range parts {
		if p.Start < 0 || p.End <= p.Start || !member(BlockKinds, p.Kind) {
			return fmt.Errorf("%+v is not a part of a text", p)
		}
	}
	return nil
}

// Page is where a page of the original begins in a text.
type Page struct {
	Start int    `json:"start"`         // code point
	Label string `json:"label"`         // as printed or counted: "12", "iv"
	Gap   string `json:"gap,omitempty"` // one of PageGaps, "" if all that the page says is in the text, or nothing else is known
}

func checkPages(v oplog.Value) error {
	var pages []Page
	if err := strict(v, &pages); err != nil {
		return err
	}
	for i, p := range pages {
		if p.Start < 0 || p.Label == "" || p.Gap != "" && !member(PageGaps, p.Gap) || i > 0 && p.Start < pages[i-1].Start {
			return fmt.Errorf("%+v is not a page of a text", p)
		}
	}
	return nil
}

const maxChain = 32

func checkChain(v oplog.Value) error {
	var chain []Step
	if err := strict(v, &chain); err != nil {
		return err
	}
	if len(chain) > maxChain {
		return fmt.Errorf("a chain of %d utterers", len(chain))
	}
	for _, s := range chain {
		if s.Source.IsZero() || (s.Named != "" && !member(NamedWords, s.Named)) || (s.Basis != "" && !member(Bases, s.Basis)) {
			return errors.New("an utterer that is not in the vocabulary")
		}
	}
	return nil
}

// MaxItems is how much a report may list.
const MaxItems = 1000

func checkItems(v oplog.Value) error {
	var items []EntityID
	if err := strict(v, &items); err != nil {
		return err
	}
	if len(items) > MaxItems || slices.Contains(items, EntityID{}) {
		return errors.New("not a list of things to report on")
	}
	return nil
}

func checkLeaveOut(v oplog.Value) error {
	var parts []string
	if err := strict(v, &parts); err != nil {
		return err
	}
	if len(parts) > len(ReportParts) || slices.ContainsFunc(parts, func(p string) bool { return !member(ReportParts, p) }) {
		return errors.New("not a list of parts of a report")
	}
	return nil
}
