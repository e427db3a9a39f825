package oplog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Value is one field's value: canonical JSON. A field's value is atomic; an
// array or object is replaced whole.
type Value []byte

// Null is the value of a field that has been taken back.
var Null = Value("null")

// IsNull reports whether v says that there is no value.
func (v Value) IsNull() bool { return len(v) == 0 || bytes.Equal(v, Null) }

// Fields maps the names of fields to their values.
type Fields map[string]Value

// Encode returns v as canonical JSON: no white space, object keys in order of
// their bytes, only whole numbers, as few escapes as can be. It panics if v
// cannot be put so, which only a mistake in this program makes happen.
func Encode(v any) Value {
	if text, ok := plainly(v); ok {
		return text
	}
	text, err := canonicalise(write(v))
	if err != nil {
		panic(fmt.Sprintf("oplog: encode %T: %v", v, err))
	}
	return text
}

// plainly is Encode for what needs no escapes: nearly all that is written.
func plainly(v any) (Value, bool) {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(nil, v), true
	case string:
		return quoted(v)
	case ID:
		return quoted(v.String())
	case int:
		if -1<<53 <= v && v <= 1<<53 {
			return strconv.AppendInt(nil, int64(v), 10), true
		}
	}
	return nil, false
}

func quoted(s string) (Value, bool) {
	if !bare(s) {
		return nil, false
	}
	text := make(Value, 0, len(s)+len(`""`))
	return append(append(append(text, '"'), s...), '"'), true
}

// separates reports whether one of the two characters that end a line or a paragraph stands
// at a byte: they are written as escapes.
func separates[T string | Value | []byte](s T, i int) bool {
	return s[i] == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xA8
}

// bare reports whether a string stands in JSON as it is.
func bare[T string | Value](s T) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\':
			return false
		case separates(s, i):
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(string(s))
}

func write(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("oplog: encode %T: %v", v, err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Body returns the canonical JSON object of f.
func (f Fields) Body() []byte {
	if body, ok := f.plainly(); ok {
		return body
	}
	raw := make(map[string]json.RawMessage, len(f))
	for name, v := range f {
		raw[name] = json.RawMessage(v)
	}
	return write(raw) // the values are canonical, and maps are written in order of their keys
}

// plainly is Body for names that need no escapes.
func (f Fields) plainly() ([]byte, bool) {
	body := []byte{'{'}
	for i, name := range slices.Sorted(maps.Keys(f)) {
		text, ok := quoted(name)
		if !ok || len(f[name]) == 0 {
			return nil, false
		}
		if i > 0 {
			body = append(body, ',')
		}
		body = append(append(append(body, text...), ':'), f[name]...)
	}
	return append(body, '}'), true
}

// DecodeBody reads a body and fails unless it is canonical, so that there is
// one way to write a set of fields, and equal values are equal bytes.
func DecodeBody(body []byte) (Fields, error) {
	if !utf8.Valid(body) {
		return nil, errors.New("operation body is not UTF-8")
	}
	if f, ok := scan(bytes.Clone(body)); ok {
		return f, nil
	}
	f, err := parse(body)
	if err != nil {
		return nil, err
	}
	canonical, err := canonicalise(body)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(canonical, body) {
		return nil, errors.New("operation body is not in canonical form")
	}
	return f, nil
}

// parseBody reads a body that is known to be canonical.
func parseBody(body []byte) (Fields, error) {
	if f, ok := scan(bytes.Clone(body)); ok {
		return f, nil
	}
	return parse(body)
}

// parse reads any JSON object.
func parse(body []byte) (Fields, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, fmt.Errorf("operation body is not JSON: %w", err)
	}
	if raw == nil {
		return nil, errors.New("operation body is not a JSON object")
	}
	f := make(Fields, len(raw))
	for name, v := range raw {
		f[name] = Value(v)
	}
	return f, nil
}

// canonicalise writes any JSON text in the one form that Encode gives.
func canonicalise(text []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("operation body goes on after its end")
	}
	if err := plain(v, 0); err != nil {
		return nil, err
	}
	return write(v), nil
}

// plain refuses what JSON allows and a canonical body does not: numbers that
// another program might round, and nesting without end.
func plain(v any, depth int) error {
	if depth > 16 {
		return errors.New("operation body is nested too deeply")
	}
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		if err != nil || n > 1<<53 || n < -1<<53 || v.String() != fmt.Sprint(n) {
			return fmt.Errorf("%.40s is not a whole number up to %.0f", v, math.Exp2(53))
		}
	case []any:
		for _, e := range v {
			if err := plain(e, depth+1); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, e := range v {
			if err := plain(e, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// Text returns the string in v, or "" if it holds none.
func (v Value) Text() (s string) {
	if v.IsNull() {
		return ""
	}
	if word, ok := v.word(); ok {
		return word
	}
	if json.Unmarshal(v, &s) != nil {
		return ""
	}
	return s
}

// word returns a string that stands in v as it is, like nearly all. There are thousands
// on a page.
func (v Value) word() (string, bool) {
	if len(v) < 2 || v[0] != '"' || v[len(v)-1] != '"' || !bare(v[1:len(v)-1]) {
		return "", false
	}
	return string(v[1 : len(v)-1]), true
}

// Flag reports whether v is true.
func (v Value) Flag() bool { return string(v) == "true" }

// Number returns the whole number in v, or 0 if it holds none.
func (v Value) Number() (n int64) {
	var short [20]byte
	if n, err := strconv.ParseInt(string(v), 10, 64); err == nil && string(strconv.AppendInt(short[:0], n, 10)) == string(v) {
		return n
	}
	if json.Unmarshal(v, &n) != nil {
		return 0
	}
	return n
}

// ID returns the id in v, or the zero ID if it holds none.
func (v Value) ID() ID {
	if len(v) > 1 && v[0] == '"' && v[len(v)-1] == '"' {
		if id, ok := parseID(v[1 : len(v)-1]); ok {
			return id
		}
	}
	id, err := ParseID(v.Text())
	if err != nil {
		return ID{}
	}
	return id
}

// Hash returns the hash in v, or the zero Hash if it holds none.
func (v Value) Hash() Hash {
	h, err := ParseHash(v.Text())
	if err != nil {
		return Hash{}
	}
	return h
}
