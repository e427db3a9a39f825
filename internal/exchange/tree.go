package exchange

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"assay/internal/assay"
)

// Limits bound what a file may cost to read. A limit that is zero is that of
// [DefaultLimits].
type Limits struct {
	Bytes  int64 // of the file
	Values int   // numbers, strings, arrays and objects in it
	Search int   // spent on quotes that are not where the file says: about the bytes of text gone through
}

// DefaultLimits are enough for a case of 100,000 articles, and little enough
// for a small computer.
var DefaultLimits = Limits{Bytes: 2 << 30, Values: 20_000_000, Search: 1 << 35}

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	if l.Bytes > 0 {
		d.Bytes = l.Bytes
	}
	if l.Values > 0 {
		d.Values = l.Values
	}
	if l.Search > 0 {
		d.Search = l.Search
	}
	return d
}

const (
	maxDepth    = 32
	maxProblems = 500 // that are listed; the others are counted
)

// node is one value of a JSON file, which knows where it stands.
type node struct {
	parent *node
	name   string // of a member of an object
	index  int    // of an element of an array
	kind   jsontext.Kind
	text   string // of a string, as it is meant; of a number, as it is written
	items  []*node
	used   bool // somebody has asked for it
}

// path returns where n stands, as in mentions[3].claim.
func (n *node) path() string {
	if n.parent == nil {
		return n.name
	}
	up := n.parent.path()
	if n.parent.kind == '[' {
		return up + "[" + strconv.Itoa(n.index) + "]"
	}
	return join(up, n.name)
}

// shape returns the path with the places in arrays left open, which is the
// same for all fields of one kind.
func (n *node) shape() string {
	if n.parent == nil {
		return n.name
	}
	if n.parent.kind == '[' {
		return n.parent.shape() + "[]"
	}
	return join(n.parent.shape(), n.name)
}

func join(up, name string) string {
	if strings.ContainsAny(name, ".[] \"") || name == "" {
		name = fmt.Sprintf("%.60q", name)
	}
	if up == "" {
		return name
	}
	return up + "." + name
}

func (n *node) what() string {
	switch n.kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 'n':
		return "null"
	}
	return "true or false"
}

// member returns a member of an object, or nil. Null is as good as nothing.
func (n *node) member(name string) *node {
	for _, m := range n.items {
		if n.kind == '{' && m.name == name {
			m.used = true
			if m.kind != 'n' {
				return m
			}
		}
	}
	return nil
}

// expect marks members as known to the format, whether or not anybody comes to
// ask for them.
func (n *node) expect(names ...string) {
	for _, name := range names {
		n.member(name)
	}
}

// parser makes nodes of a file, within limits.
type parser struct {
	dec    *jsontext.Decoder
	values int // that may still come
}

// limited is a reader that fails when there is more than it should give.
type limited struct {
	r    io.Reader
	left int64
}

var errTooLong = errors.New("longer than allowed")

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, errTooLong
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n, errTooLong
	}
	return n, err
}

func newParser(r io.Reader, l Limits) *parser {
	return &parser{dec: jsontext.NewDecoder(&limited{r, l.Bytes}), values: l.Values}
}

// value reads the next value with all that is in it.
func (p *parser) value(n *node, depth int) error {
	if p.values--; p.values < 0 {
		return assay.Invalid(n.path(), "This file holds more than Assay takes in one go. Split it into several.")
	}
	if depth > maxDepth {
		return assay.Invalid(n.path(), "The file is nested too deeply at %s. It is not Assay JSON.", n.path())
	}
	token, err := p.dec.ReadToken()
	if err != nil {
		return p.explain(err)
	}
	switch n.kind = token.Kind(); n.kind {
	case '"', '0':
		n.text = token.String()
	case 't', 'f':
		n.text = token.String()
		n.kind = 't'
	case '{', '[':
		return p.inside(n, depth)
	}
	return nil
}

func (p *parser) inside(n *node, depth int) error {
	for {
		switch p.dec.PeekKind() {
		case '}', ']':
			_, err := p.dec.ReadToken()
			return p.explain(err)
		}
		child := &node{parent: n, index: len(n.items)}
		if n.kind == '{' {
			name, err := p.dec.ReadToken()
			if err != nil {
				return p.explain(err)
			}
			child.name = name.String()
		}
		if err := p.value(child, depth+1); err != nil {
			return err
		}
		n.items = append(n.items, child)
	}
}

// explain says in the analyst's words why a file cannot be read as JSON.
func (p *parser) explain(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, errTooLong) {
		return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This file is larger than Assay takes in one go. Split it into several, or leave the originals out."), Err: err}
	}
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		if errors.Is(err, io.EOF) {
			return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This file is empty. Choose another one."), Err: err}
		}
		return fmt.Errorf("read JSON: %w", err)
	}
	where := pointerPath(syntax.JSONPointer)
	at := assay.Say(" (byte %d)", syntax.ByteOffset)
	if where != "" {
		at = assay.Say(" at %s (byte %d)", where, syntax.ByteOffset)
	}
	reason := assay.Say("This is not valid JSON%s.", at)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		reason = assay.Say("The same key stands twice in one object%s. Only one of the two can be meant.", at)
	case strings.Contains(syntax.Err.Error(), "UTF-8"):
		reason = assay.Say("The file is not in UTF-8%s. Save it as UTF-8 and try again.", at)
	case errors.Is(err, io.ErrUnexpectedEOF):
		reason = assay.Say("The file is cut short%s. Copy or download it again.", at)
	}
	return &assay.Error{Kind: assay.KindInvalid, Field: where, Message: reason, Err: err}
}

// pointerPath turns /mentions/3/claim into mentions[3].claim.
func pointerPath(p jsontext.Pointer) string {
	path := ""
	for token := range p.Tokens() {
		if _, err := strconv.Atoi(token); err == nil && path != "" {
			path += "[" + token + "]"
		} else {
			path = join(path, token)
		}
	}
	return path
}

// problems is a list of problems that is not as long as its maker likes.
type problems struct {
	list     []assay.Problem
	unlisted int
	fatal    bool
	unknown  map[string]*unknownField
	order    []string // of the keys of unknown
}

// unknownField is a field that the format does not have, in as many places as
// it occurs.
type unknownField struct {
	path string
	n    int
}

// add adds a problem, unless it is known: what is read twice is wrong twice.
func (p *problems) add(g assay.Gravity, path, format string, args ...any) {
	problem := assay.Problem{Gravity: g, Path: path, Message: fmt.Sprintf(format, args...)}
	if slices.Contains(p.list[max(0, len(p.list)-8):], problem) {
		return
	}
	if len(p.list) >= maxProblems && (g != assay.Fatal || p.fatal) {
		p.unlisted++
		return
	}
	p.fatal = p.fatal || g == assay.Fatal
	p.list = append(p.list, problem)
}

func (p *problems) wrong(n *node, format string, args ...any) {
	p.add(assay.Fatal, n.path(), format, args...)
}

// rest remarks on the members of n that nobody has asked for.
func (p *problems) rest(n *node) {
	for _, m := range n.items {
		if n.kind != '{' || m.used {
			continue
		}
		if p.unknown == nil {
			p.unknown = map[string]*unknownField{}
		}
		shape := m.shape()
		if u := p.unknown[shape]; u != nil {
			u.n++
		} else if len(p.unknown) < maxProblems {
			p.unknown[shape] = &unknownField{m.path(), 1}
			p.order = append(p.order, shape)
		} else {
			p.unlisted++
		}
	}
}

// all returns the problems, the unknown fields at the end.
func (p *problems) all() ([]assay.Problem, int) {
	for _, shape := range p.order {
		u := p.unknown[shape]
		message := "Assay JSON has no such field; it was left out."
		if u.n > 1 {
			message = fmt.Sprintf("Assay JSON has no such field; it was left out here and in %d more places.", u.n-1)
		}
		p.add(assay.Remarked, u.path, "%s", message)
	}
	p.order = nil
	return p.list, p.unlisted
}

// get returns a member of the wanted kind. One of another kind is a problem.
func (p *problems) get(n *node, name string, kind jsontext.Kind) *node {
	m := n.member(name)
	if m == nil || m.kind == kind {
		return m
	}
	p.wrong(m, "This is %s where %s should be.", m.what(), (&node{kind: kind}).what())
	return nil
}

// text returns a member that is a string, "" where there is none. Characters
// that no one can see, and that files of other programs carry along, are gone.
func (p *problems) text(n *node, name string) string {
	if m := p.get(n, name, '"'); m != nil {
		return clean(m.text)
	}
	return ""
}

func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' {
			return -1
		}
		return r
	}, s))
}

// word returns a member that is one of some words, "" where there is none.
func (p *problems) word(n *node, name string, words []string) string {
	m := p.get(n, name, '"')
	if m == nil || m.text == "" {
		return ""
	}
	return p.oneOf(m, words)
}

func (p *problems) oneOf(m *node, words []string) string {
	for _, w := range words {
		if m.text == w {
			return w
		}
	}
	p.wrong(m, "“%.60s” is not one of %s.", m.text, strings.Join(words, ", "))
	return ""
}

func (p *problems) flag(n *node, name string) bool {
	m := p.get(n, name, 't')
	return m != nil && m.text == "true"
}

// number returns a member that is a whole number, and whether there is one.
func (p *problems) number(n *node, name string) (int, bool) {
	m := p.get(n, name, '0')
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseInt(m.text, 10, 54)
	if err != nil || v < 0 {
		p.wrong(m, "%.40s is not a whole number of 0 or more.", m.text)
		return 0, false
	}
	return int(v), true
}

// elements returns the elements of a member that is an array, each of the
// wanted kind.
func (p *problems) elements(n *node, name string, kind jsontext.Kind) []*node {
	m := p.get(n, name, '[')
	if m == nil {
		return nil
	}
	list := make([]*node, 0, len(m.items))
	for _, e := range m.items {
		if e.kind != kind {
			p.wrong(e, "This is %s where %s should be.", e.what(), (&node{kind: kind}).what())
			continue
		}
		list = append(list, e)
	}
	return list
}
