package oplog

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"
	"unicode/utf8"
)

// FuzzScan: what the scanner is sure of is canonical, and reads the same as when it
// is read the long way.
func FuzzScan(f *testing.F) {
	for _, body := range []string{
		`{}`, `{"wording":"one"}`, `{"a":1,"b":-20,"c":0,"d":true,"e":null,"f":false}`, `{"a":[1,[2,{"x":"y","z":[]}]],"b":{}}`, `{"a":"quo\"ted\\ \n\r\t"}`,
		`{"a":"\u2028"}`, "{\"a\":\"\u2028\"}", `{"b":1,"a":1}`, `{"a":1,"a":2}`, `{"a": 1}`, `{"a":01}`, `{"a":-0}`, `{"a":1e3}`, `{"a":9007199254740993}`, `{"a":"\/"}`, `{"a\n":1}`,
		`{"":1,"a":2}`, `{"a":1}{}`, `{"a":1,}`, `{"a"}`, `{`, `[]`, `{"a":"\b"}`, `{"a":[[[[[[[[[[1]]]]]]]]]]}`, `{"a":"حريق 🔥 火事"}`, `{"a":--1}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		fields, sure := scan(body)
		if !sure || !utf8.Valid(body) {
			return
		}
		canonical, err := canonicalise(body)
		if err != nil || !bytes.Equal(canonical, body) {
			t.Fatalf("the scanner is sure of %s, which is written %s (%v)", body, canonical, err)
		}
		slow, err := parse(body)
		if err != nil || !maps.EqualFunc(fields, slow, func(a, b Value) bool { return bytes.Equal(a, b) }) {
			t.Errorf("%s is %s or %s (%v)", body, fields, slow, err)
		}
	})
}

// FuzzPlainly: what is written and read in short is the same as in full.
func FuzzPlainly(f *testing.F) {
	for _, s := range []string{"", "one", "quo\"ted\\", "line\u2028paragraph\u2029", "حريق 🔥 火事", "\xff", "\x00", "<b>&amp;</b>", "\u00e2\u0080", "\x7f", "+1", "-0", "01"} {
		f.Add(s, s, int64(len(s)))
	}
	f.Fuzz(func(t *testing.T, s, name string, n int64) {
		for _, v := range []any{s, int(n), n%2 == 0, ID{byte(n), 1}} {
			text, ok := plainly(v)
			if !ok {
				continue
			}
			full, err := canonicalise(write(v))
			if err != nil || !bytes.Equal(text, full) {
				t.Fatalf("%v is written %s and in full %s (%v)", v, text, full, err)
			}
			fields := Fields{name: text, "b": Encode(n % 9)}
			raw := map[string]json.RawMessage{name: json.RawMessage(text), "b": json.RawMessage(fields["b"])}
			if body, ok := fields.plainly(); ok && !bytes.Equal(body, write(raw)) {
				t.Fatalf("the body is %s and in full %s", body, write(raw))
			}
		}
		v := Value(s)
		var long string
		if word, ok := v.word(); ok && (json.Unmarshal(v, &long) != nil || long != word) {
			t.Errorf("%q is read as %q and in full as %q", s, word, long)
		}
		var number int64
		if _ = json.Unmarshal(v, &number); v.Number() != number {
			t.Errorf("%q is read as %d and in full as %d", s, v.Number(), number)
		}
	})
}

// FuzzProject: whatever operations a stranger's log holds, adding them up
// neither panics nor depends on their order, and a value that is shown was set.
func FuzzProject(f *testing.F) {
	f.Add([]byte(`{"w":"one"}`), []byte(`{"w":"two"}`), []byte(`{"retracted":true}`), uint16(0x1234))
	f.Add([]byte(`{"w":null}`), []byte(`{}`), []byte(`{"w":{"a":[1,2]}}`), uint16(0))
	f.Fuzz(func(t *testing.T, a, b, c []byte, shape uint16) {
		var ops []*Op
		for i, body := range [][]byte{a, b, c, []byte("{}")} {
			o := Op{Act: ID{byte(i + 1)}, At: Clock(shape>>i&7+1) << 16, Actor: ID{byte(shape >> (2 * i) & 1), 1}, Kind: "claim", Entity: ID{9}, Body: body}
			for j, earlier := range ops {
				if shape>>(i+j)&1 == 1 {
					o.Prev = append(o.Prev, earlier.ID)
				}
			}
			if i == 3 {
				o.Undoes = ID{byte(shape&3 + 1)}
			}
			o = Seal(o)
			if o.Verify() != nil {
				continue
			}
			ops = append(ops, &o)
		}
		s := Project(ops)
		for i, j := 0, len(ops)-1; i < j; i, j = i+1, j-1 {
			ops[i], ops[j] = ops[j], ops[i]
		}
		again := Project(ops)
		if len(s.Fields) != len(again.Fields) || s.Gone != again.Gone || len(s.Conflicts) != len(again.Conflicts) {
			t.Fatalf("the order matters: %+v and %+v", s, again)
		}
		for name, r := range s.Fields {
			if !bytes.Equal(r.Value, again.Fields[name].Value) {
				t.Errorf("%s shows %s or %s", name, r.Value, again.Fields[name].Value)
			}
		}
	})
}
