package oplog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
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
	text, err := canonicalise(write(v))
	if err != nil {
		panic(fmt.Sprintf("oplog: encode %T: %v", v, err))
	}
	return text
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
	raw := make(map[string]json.RawMessage, len(f))
	for name, v := range f {
		raw[name] = json.RawMessage(v)
	}
	return write(raw) // the values are canonical, and maps are written in order of their keys
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

// word returns a string of plain ASCII, as which it stands in v, like those of
// all vocabularies. There are thousands on a page.
func (v Value) word() (string, bool) {
	if len(v) < 2 || v[0] != '"' || v[len(v)-1] != '"' {
		return "", false
	}
	inside := v[1 : len(v)-1]
	for _, c := range inside {
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return "", false
		}
	}
	return string(inside), true
}

// Flag reports whether v is true.
func (v Value) Flag() bool { return string(v) == "true" }

// Number returns the whole number in v, or 0 if it holds none.
func (v Value) Number() (n int64) {
	if json.Unmarshal(v, &n) != nil {
		return 0
	}
	return n
}

// ID returns the id in v, or the zero ID if it holds none.
func (v Value) ID() ID {
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
