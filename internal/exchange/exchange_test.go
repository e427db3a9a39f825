package exchange

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	testMe    = assay.ActorID(oplog.Derive("actor", oplog.Encode("me")))
	testEpoch = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
)

// desk carries plans out in memory, as simply as can be: what a store does with
// them has tests of its own.
type desk struct {
	t     testing.TB
	log   *oplog.Log
	blobs map[oplog.Hash][]byte
	now   time.Time
}

func newDesk(t testing.TB) *desk {
	return &desk{t, &oplog.Log{}, map[oplog.Hash][]byte{}, testEpoch}
}

// carryOut does what a plan says and checks every operation on the way.
func (d *desk) carryOut(p *assay.Plan) {
	d.t.Helper()
	if err := p.Err(); err != nil {
		d.t.Fatal(err)
	}
	for _, b := range p.Blobs {
		if sha256.Sum256(b.Data) != b.Hash {
			d.t.Errorf("blob %s is something else", b.Hash)
		}
		d.blobs[b.Hash] = b.Data
	}
	for _, op := range p.Operations {
		d.add(op)
	}
	act := 0
	for _, a := range p.Acts {
		act++
		author := oplog.Author{Actor: oplog.ID(a.Actor)}
		for _, e := range a.Edits {
			if e.Seen != nil {
				r := assay.Reading{State: "read", Seen: map[assay.ActorID]int64{}}
				for _, s := range e.Seen {
					r.Seen[s] = d.now.Add(time.Hour).UnixMilli()
				}
				e.Fields["value"] = oplog.Encode(r)
			}
			author.Now = func() time.Time { d.now = d.now.Add(time.Second); return d.now }
			if !e.At.IsZero() {
				author.Now = func() time.Time { return e.At }
			}
			s := d.log.State(e.Kind, e.Entity)
			d.add(author.Sign(oplog.ID{byte(act), 7}, e.Edit, s.Heads))
		}
	}
}

func (d *desk) add(op oplog.Op) {
	d.t.Helper()
	if err := assay.CheckOp(&op); err != nil {
		d.t.Fatalf("%s %s: %v", op.Kind, op.Body, err)
	}
	if _, err := d.log.Add(op); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) snapshot(me assay.ActorID) assay.Snapshot {
	c := assay.Build(assay.Records(d.log))
	blob := func(h oplog.Hash) ([]byte, error) {
		data, ok := d.blobs[h]
		if !ok {
			return nil, assay.NotFound("text or original")
		}
		return data, nil
	}
	return assay.Snapshot{
		Case: c, Me: me, Blob: blob,
		Text: func(id assay.TextID) (string, error) {
			for i := range c.Texts {
				if c.Texts[i].ID == id {
					data, err := blob(c.Texts[i].Content)
					return string(data), err
				}
			}
			return "", assay.NotFound("text")
		},
		Log: func() iter.Seq2[oplog.Op, error] {
			return func(yield func(oplog.Op, error) bool) {
				for op := range d.log.All() {
					if !yield(op, nil) {
						return
					}
				}
			}
		},
	}
}

func (d *desk) write(o JSONOptions) string {
	d.t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, d.snapshot(testMe), o); err != nil {
		d.t.Fatal(err)
	}
	return b.String()
}

func read(t testing.TB, file string) *assay.Plan {
	t.Helper()
	p, err := ReadJSON(strings.NewReader(file), testMe, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func harbour(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/harbour.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// golden compares what is written with what a person has read over.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
}
