package oplog

import (
	"bytes"
	"testing"
)

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
