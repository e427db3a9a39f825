package oplog

import (
	"strings"
	"testing"
	"time"
)

func id(b byte) ID { return ID{b} }

func op(edit func(*Op)) Op {
	o := Op{Act: id(1), At: 1 << 16, Actor: id(2), Kind: "claim", Entity: id(3), Body: []byte(`{"wording":"Nine cranes fell"}`)}
	edit(&o)
	return o
}

// TestHash pins the bytes that are hashed: other programs compute the same.
func TestHash(t *testing.T) {
	got := Seal(op(func(o *Op) { o.Prev = []Hash{{2}, {1}} })).ID.String()
	if want := "bad09b0a7b85053be416c8bb921e568144a1d8abd4fd2c68a14903ff80b6df88"; got != want {
		t.Errorf("id %s, want %s: the format of the log has changed", got, want)
	}
}

func TestVerify(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Op)
		want string // part of the error; "" for none
	}{
		{"as written", func(*Op) {}, ""},
		{"undoing", func(o *Op) { o.Body, o.Undoes = []byte(`{}`), id(9) }, ""},
		{"no act", func(o *Op) { o.Act = ID{} }, "without act"},
		{"no time", func(o *Op) { o.At = 0 }, "without a time"},
		{"undoes itself", func(o *Op) { o.Body, o.Undoes = []byte(`{}`), o.Act }, "its own act"},
		{"undoes and sets", func(o *Op) { o.Undoes = id(9) }, "either"},
		{"neither undoes nor sets", func(o *Op) { o.Body = []byte(`{}`) }, "either"},
		{"long kind", func(o *Op) { o.Kind = strings.Repeat("k", MaxKind+1) }, "kind"},
		{"ten megabytes", func(o *Op) { o.Body = []byte(`{"wording":"` + strings.Repeat("x", 10<<20) + `"}`) }, "bytes"},
		{"65 predecessors", func(o *Op) {
			for i := range MaxPrev + 1 {
				o.Prev = append(o.Prev, Hash{byte(i), 1})
			}
		}, "predecessors"},
		{"white space", func(o *Op) { o.Body = []byte(`{"wording": "x"}`) }, "canonical"},
		{"keys out of order", func(o *Op) { o.Body = []byte(`{"b":1,"a":1}`) }, "canonical"},
		{"a key twice", func(o *Op) { o.Body = []byte(`{"a":1,"a":2}`) }, "canonical"},
		{"a fraction", func(o *Op) { o.Body = []byte(`{"a":1.5}`) }, "whole number"},
		{"a number that rounds", func(o *Op) { o.Body = []byte(`{"a":9007199254740993}`) }, "whole number"},
		{"an array", func(o *Op) { o.Body = []byte(`[]`) }, "JSON"},
		{"nothing", func(o *Op) { o.Body = nil }, "JSON"},
		{"bytes after the end", func(o *Op) { o.Body = []byte(`{"a":1}{}`) }, "JSON"},
		{"not UTF-8", func(o *Op) { o.Body = []byte("{\"a\":\"\xff\"}") }, "UTF-8"},
		{"nested without end", func(o *Op) { o.Body = []byte(`{"a":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`) }, "deep"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := Seal(op(test.edit))
			err := o.Verify()
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
	t.Run("changed after sealing", func(t *testing.T) {
		o := Seal(op(func(*Op) {}))
		o.Actor = id(7)
		if o.Verify() == nil {
			t.Error("an operation in another's name verifies")
		}
	})
}

func TestParseID(t *testing.T) {
	tests := []struct{ in, want string }{
		{"0193e7a0-0000-7000-8000-000000000001", "0193e7a0-0000-7000-8000-000000000001"},
		{"", ""},
		{"0193E7A0-0000-7000-8000-000000000001", "error"},
		{"0193e7a000007000800000000000000100000", "error"},
		{"0193e7a0000070008000000000000001", "error"},
		{"00000000-0000-0000-0000-000000000000", "error"},
		{"../../etc/passwd", "error"},
	}
	for _, test := range tests {
		got, err := ParseID(test.in)
		if s := got.String(); err == nil && s != test.want || (err != nil) != (test.want == "error") {
			t.Errorf("ParseID(%q) = %q, %v, want %q", test.in, s, err, test.want)
		}
	}
}

func TestClock(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c := Tick(0, noon)
	if !c.Time().Equal(noon) {
		t.Errorf("the first tick at noon is %v", c.Time())
	}
	if next := Tick(c, noon.Add(-time.Hour)); next <= c {
		t.Error("the clock went backwards with the wall")
	}
	if got := Observe(c, Tick(0, noon.Add(time.Hour)), noon); !got.Time().Equal(noon.Add(time.Hour)) {
		t.Errorf("an hour ahead was not observed: %v", got.Time())
	}
	if got := Observe(c, Tick(0, noon.AddDate(2000, 0, 0)), noon); got != c {
		t.Errorf("a clock of the year %d was believed", got.Time().Year())
	}
}

// history writes operations on one claim by hand, so that who knew of whom can
// be read off the test.
type history struct {
	t   *testing.T
	ops map[string]*Op
}

func (h *history) op(name, author string, at int, knows string, body string) {
	o := Op{Act: ID{byte(len(h.ops) + 1), 0xac}, At: Clock(at) << 16, Actor: ID{author[0]}, Kind: "claim", Entity: id(3), Body: []byte(body)}
	if undone, ok := strings.CutPrefix(body, "undo "); ok {
		o.Undoes, o.Body = h.ops[undone].Act, []byte("{}")
	}
	for k := range strings.FieldsSeq(knows) {
		o.Prev = append(o.Prev, h.ops[k].ID)
	}
	o = Seal(o)
	if err := o.Verify(); err != nil {
		h.t.Fatal(name, err)
	}
	h.ops[name] = &o
}

func (h *history) state() State {
	var ops []*Op
	for _, o := range h.ops { // in no order, as it should be
		ops = append(ops, o)
	}
	return Project(ops)
}

func TestProject(t *testing.T) {
	type step struct {
		name, author string
		at           int
		knows, body  string
	}
	tests := []struct {
		name     string
		steps    []step
		want     string // the wording that is shown
		conflict string // the fields in conflict
		gone     bool
	}{
		{name: "one after the other", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "B", 2, "a", `{"w":"two"}`},
		}, want: `"two"`},
		{name: "a later author with a slow clock", steps: []step{
			{"a", "A", 9, "", `{"w":"one"}`}, {"b", "B", 2, "a", `{"w":"two"}`},
		}, want: `"two"`},
		{name: "side by side", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "B", 2, "a", `{"w":"two"}`}, {"c", "C", 3, "a", `{"w":"three"}`},
		}, want: `"three"`, conflict: "w"},
		{name: "side by side, and of one mind", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "B", 2, "a", `{"w":"two"}`}, {"c", "C", 3, "a", `{"w":"two"}`},
		}, want: `"two"`},
		{name: "side by side in different fields", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "B", 2, "a", `{"w":"two"}`}, {"c", "C", 3, "a", `{"v":"three"}`},
		}, want: `"two"`},
		{name: "resolved", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "B", 2, "a", `{"w":"two"}`}, {"c", "C", 3, "a", `{"w":"three"}`}, {"d", "A", 4, "b c", `{"w":"two"}`},
		}, want: `"two"`},
		{name: "undone", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "A", 2, "a", `{"w":"two"}`}, {"u", "A", 3, "b", "undo b"},
		}, want: `"one"`},
		{name: "redone", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "A", 2, "a", `{"w":"two"}`}, {"u", "A", 3, "b", "undo b"}, {"r", "A", 4, "u", "undo u"},
		}, want: `"two"`},
		{name: "redone and undone again", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "A", 2, "a", `{"w":"two"}`}, {"u", "A", 3, "b", "undo b"}, {"r", "A", 4, "u", "undo u"}, {"v", "A", 5, "r", "undo r"},
		}, want: `"one"`},
		{name: "undone by somebody else", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "A", 2, "a", `{"w":"two"}`}, {"u", "B", 3, "b", "undo b"},
		}, want: `"two"`},
		{name: "undoing what resolved a conflict brings the conflict back", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "B", 2, "", `{"w":"two"}`}, {"d", "A", 4, "a b", `{"w":"three"}`}, {"u", "A", 5, "d", "undo d"},
		}, want: `"two"`, conflict: "w"},
		{name: "undone beside somebody else's work", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "A", 2, "a", `{"w":"two"}`}, {"c", "B", 3, "b", `{"w":"three"}`}, {"u", "A", 4, "b", "undo b"},
		}, want: `"three"`},
		{name: "taken back", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"b", "A", 2, "a", `{"w":null}`},
		}, want: ""},
		{name: "deleted", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"d", "B", 2, "a", `{"retracted":true}`},
		}, want: `"one"`, gone: true},
		{name: "edited while it was deleted", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"d", "B", 2, "a", `{"retracted":true}`}, {"b", "A", 3, "a", `{"w":"two"}`},
		}, want: `"two"`, conflict: "retracted"},
		{name: "deleted by one who knew of the edit too", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"d", "B", 2, "a", `{"retracted":true}`}, {"b", "A", 3, "a", `{"w":"two"}`}, {"e", "C", 4, "b", `{"retracted":true}`},
		}, want: `"two"`, gone: true},
		{name: "an edit that was undone does not keep it", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"d", "B", 2, "a", `{"retracted":true}`}, {"b", "A", 3, "a", `{"w":"two"}`}, {"u", "A", 4, "b", "undo b"},
		}, want: `"one"`, gone: true},
		{name: "brought back", steps: []step{
			{"a", "A", 1, "", `{"w":"one"}`}, {"d", "B", 2, "a", `{"retracted":true}`}, {"b", "A", 3, "d", `{"retracted":false}`},
		}, want: `"one"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := &history{t: t, ops: map[string]*Op{}}
			for _, s := range test.steps {
				h.op(s.name, s.author, s.at, s.knows, s.body)
			}
			s := h.state()
			var conflict []string
			for _, c := range s.Conflicts {
				conflict = append(conflict, c.Field)
			}
			if got := string(s.Value("w")); got != test.want || s.Gone != test.gone || strings.Join(conflict, " ") != test.conflict {
				t.Errorf("shows %s, gone %v, conflict in %q; want %s, %v, %q", got, s.Gone, conflict, test.want, test.gone, test.conflict)
			}
		})
	}
	t.Run("in the same instant", func(t *testing.T) {
		h := &history{t: t, ops: map[string]*Op{}}
		h.op("a", "A", 1, "", `{"w":"one"}`)
		h.op("b", "B", 1, "", `{"w":"one"}`)
		for _, ops := range [][]*Op{{h.ops["a"], h.ops["b"]}, {h.ops["b"], h.ops["a"]}} {
			if s := Project(ops); s.By != (ID{'A'}) || s.Changer != (ID{'B'}) {
				t.Errorf("made by %s and last changed by %s, want A and B in whatever order they come", s.By, s.Changer)
			}
		}
	})
	t.Run("making undone", func(t *testing.T) {
		h := &history{t: t, ops: map[string]*Op{}}
		h.op("a", "A", 1, "", `{"w":"one"}`)
		h.op("u", "A", 2, "a", "undo a")
		if s := h.state(); s.Exists || len(s.Fields) > 0 {
			t.Errorf("what was never made shows %v", s.Fields)
		}
	})
}

// BenchmarkDecodeBody reads the body of a mention.
func BenchmarkDecodeBody(b *testing.B) {
	id := Encode(NewID(time.UnixMilli(0)))
	body := Fields{"article": id, "text": id, "claim": id, "start": Encode(1200), "end": Encode(1290), "quote": Encode("“The fire,” he said, \"was seen\nfrom afar\"."), "prefix": Encode("the quay. "), "suffix": Encode(" Twelve")}.Body()
	for _, way := range []struct {
		name string
		read func() error
	}{
		{"scanned", func() error { _, err := DecodeBody(body); return err }},
		{"parsed", func() error { _, err := parse(body); return err }},
	} {
		b.Run(way.name, func(b *testing.B) {
			for b.Loop() {
				if err := way.read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
