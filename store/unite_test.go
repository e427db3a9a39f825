package store

import (
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

var (
	stranger = oplog.Derive("actor", oplog.Encode("eve"))
	noon     = oplog.Clock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixMilli() << 16)
)

// foreign returns an operation of a stranger's, sealed after edit.
func foreign(edit func(*oplog.Op)) oplog.Op {
	op := oplog.Op{
		Act: oplog.ID{1}, At: noon, Actor: stranger, Kind: "claim", Entity: oplog.ID{3},
		Body: []byte(`{"wording":"Ten cranes fell"}`),
	}
	edit(&op)
	return oplog.Seal(op)
}

func body(f oplog.Fields) []byte { return f.Body() }

// uniteOps unites a list of operations as they are, without a log between that
// would refuse some of them first.
func uniteOps(t *testing.T, s *Store, ops []oplog.Op, blob func(oplog.Hash) []byte) (u union) {
	t.Helper()
	_, err := s.update(t.Context(), func(x *tx) (err error) {
		u, err = x.unite(t.Context(), slices.Values(ops), blob)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func nothing(oplog.Hash) []byte { return nil }

// TestUniteRefuses: what no Assay would have written is left out and counted,
// what comes with it is not, and the case stays whole (P10).
func TestUniteRefuses(t *testing.T) {
	content := sha256.Sum256([]byte(seedText))
	article := assay.DeriveID(assay.KindArticle, oplog.Fields{"first": oplog.Encode(oplog.Hash(content).String()), "found_at": oplog.Encode("https://harbour.example/cranes")})
	text := assay.DeriveID(assay.KindText, oplog.Fields{"article": oplog.Encode(article), "content": oplog.Encode(oplog.Hash(content).String())})
	mention := func(quote string, start, end int, in oplog.ID) func(*oplog.Op) {
		return func(o *oplog.Op) {
			o.Kind = "mention"
			o.Body = body(oplog.Fields{
				"text": oplog.Encode(in), "start": oplog.Encode(start), "end": oplog.Encode(end),
				"quote": oplog.Encode(quote), "prefix": oplog.Encode(""), "suffix": oplog.Encode(""),
			})
		}
	}
	judgement := func(coder assay.ActorID) func(*oplog.Op) {
		return func(o *oplog.Op) {
			f := assay.JudgementKey{Target: seedClaim, Dimension: assay.DimCredibility}.Fields(coder)
			f["value"] = oplog.Encode("1")
			o.Kind, o.Entity, o.Body = "judgement", assay.DeriveID(assay.KindJudgement, f), body(f)
		}
	}
	newText := func(content string) func(*oplog.Op) {
		return func(o *oplog.Op) {
			f := oplog.Fields{"article": oplog.Encode(article), "content": oplog.Encode(oplog.Hash(sha256.Sum256([]byte(content))).String())}
			o.Kind, o.Entity, o.Body = "text", assay.DeriveID(assay.KindText, f), body(f)
		}
	}
	tests := []struct {
		name  string
		op    oplog.Op
		taken bool
	}{
		{"an honest one", foreign(func(*oplog.Op) {}), true},
		{"one whose row was changed", func() oplog.Op {
			op := foreign(func(*oplog.Op) {})
			op.Body = []byte(`{"wording":"No cranes fell"}`)
			return op
		}(), false},
		{"one with the id of another", func() oplog.Op {
			op := foreign(func(*oplog.Op) {})
			op.ID[0] ^= 1
			return op
		}(), false},
		{"65 predecessors", foreign(func(o *oplog.Op) {
			for i := range 65 {
				o.Prev = append(o.Prev, oplog.Hash{byte(i), 1})
			}
		}), false},
		{"predecessors that nobody has", foreign(func(o *oplog.Op) { o.Prev = []oplog.Hash{{1}, {2}} }), true},
		{"a body of ten megabytes", foreign(func(o *oplog.Op) { o.Body = body(oplog.Fields{"wording": oplog.Encode(strings.Repeat("x", 10<<20))}) }), false},
		{"a body that is no JSON", foreign(func(o *oplog.Op) { o.Body = []byte(`{`) }), false},
		{"a clock of the year 4199", foreign(func(o *oplog.Op) {
			o.At = oplog.Clock(time.Date(4199, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() << 16)
		}), true},
		{"a clock before 1970", foreign(func(o *oplog.Op) { o.At = -1 }), false},
		{"an unknown kind", foreign(func(o *oplog.Op) { o.Kind = "spell" }), false},
		{"a kind that is a statement", foreign(func(o *oplog.Op) { o.Kind = `claim"; DROP TABLE op --` }), false},
		{"an undoing of an unknown kind", foreign(func(o *oplog.Op) { o.Kind, o.Body, o.Undoes = "spell", []byte(`{}`), oplog.ID{9} }), false},
		{"an unknown field", foreign(func(o *oplog.Op) { o.Body = []byte(`{"colour":"red"}`) }), false},
		{"a wrong shape", foreign(func(o *oplog.Op) { o.Body = []byte(`{"wording":7}`) }), false},
		{"an unknown word", foreign(func(o *oplog.Op) { o.Body = []byte(`{"kind":"rumour"}`) }), false},
		{"a judgement in its own name", foreign(judgement(assay.ActorID(stranger))), true},
		{"a judgement in somebody else's name", foreign(judgement(testActor)), false},
		{"an actor described by somebody else", foreign(func(o *oplog.Op) { o.Kind, o.Entity, o.Body = "actor", oplog.ID(testActor), []byte(`{"name":"Eve"}`) }), false},
		{"an id that is not made from its key", foreign(func(o *oplog.Op) { judgement(assay.ActorID(stranger))(o); o.Entity = oplog.ID{5} }), false},
		{"half a position", foreign(func(o *oplog.Op) { o.Kind, o.Body = "mention", []byte(`{"start":1}`) }), false},
		{"a quote that is in the text", foreign(mention("Nine", 0, 4, text)), true},
		{"a quote that is not in the text", foreign(mention("None", 0, 4, text)), false},
		{"a quote at another place", foreign(mention("Nine", 1, 5, text)), false},
		{"a quote after the end", foreign(mention("Nine", 1<<40, 1<<41, text)), false},
		{"a quote of a text that is not there", foreign(mention("None", 0, 4, oplog.ID{7})), true},
		{"a text with its bytes", foreign(newText("Ten cranes fell.")), true},
		{"a text without its bytes", foreign(newText("Eleven cranes fell.")), false},
		{"a text with other bytes", foreign(newText("Twelve cranes fell.")), false},
	}
	blob := func(h oplog.Hash) []byte {
		switch {
		case h.Of([]byte("Ten cranes fell.")):
			return []byte("Ten cranes fell.")
		case h.Of([]byte("Twelve cranes fell.")):
			return []byte("Nobody fell.")
		}
		return nil
	}
	companion := foreign(func(o *oplog.Op) { o.Entity = oplog.ID{0xff} })
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			seedCase(t, s)
			before := s.author.Clock
			u := uniteOps(t, s, []oplog.Op{test.op, companion}, blob)
			want := union{New: 1, Refused: 1}
			if test.taken {
				want = union{New: 2}
			}
			if u != want {
				t.Errorf("uniting brought %+v, want %+v", u, want)
			}
			if ahead := s.author.Clock.Time().Sub(before.Time()); ahead > oplog.Horizon {
				t.Errorf("the clock went ahead by %v", ahead)
			}
			if again := uniteOps(t, s, []oplog.Op{test.op, companion}, blob); again.New != 0 || again.Refused != want.Refused {
				t.Errorf("uniting again brought %+v", again)
			}
		})
	}
}

// TestUniteOrder: all hostile and honest operations at once, in two orders, show
// two honest analysts the same.
func TestUniteOrder(t *testing.T) {
	var ops []oplog.Op
	for i := range 40 {
		ops = append(ops, foreign(func(o *oplog.Op) {
			o.Entity, o.At, o.Act = oplog.ID{byte(1 + i%5)}, noon+oplog.Clock(i%3), oplog.ID{byte(1 + i)}
			if i%4 == 3 {
				o.Body, o.Undoes = []byte(`{}`), oplog.ID{byte(i)}
			}
			for k := range i % 3 {
				if i > k {
					o.Prev = append(o.Prev, ops[i-k-1].ID)
				}
			}
		}))
	}
	ana, ben := openStore(t), openStore(t)
	mixed := slices.Clone(ops)
	slices.Reverse(mixed)
	mixed[3].ID[0] ^= 1
	uniteOps(t, ana, ops[:25], nothing)
	uniteOps(t, ana, ops[25:], nothing)
	if u := uniteOps(t, ben, mixed, nothing); u.Refused != 1 || u.New != len(ops)-1 {
		t.Errorf("uniting brought %+v", u)
	}
	uniteOps(t, ben, ops, nothing)
	const claims = `SELECT group_concat(hex(id) || wording || gone || made, ' ') FROM (SELECT * FROM claim ORDER BY id)`
	var a, b string
	if err := ana.read.QueryRowContext(t.Context(), claims).Scan(&a); err != nil {
		t.Fatal(err)
	}
	if err := ben.read.QueryRowContext(t.Context(), claims).Scan(&b); err != nil {
		t.Fatal(err)
	}
	if a != b {
		t.Errorf("two orders show\n%s\nand\n%s", a, b)
	}
}

// TestUniteMine: operations in the name of who unites are told apart.
func TestUniteMine(t *testing.T) {
	s := openStore(t)
	u := uniteOps(t, s, []oplog.Op{
		foreign(func(o *oplog.Op) { o.Actor = oplog.ID(testActor) }),
		foreign(func(*oplog.Op) {}),
	}, nothing)
	if want := (union{New: 2, Mine: 1}); u != want {
		t.Errorf("uniting brought %+v, want %+v", u, want)
	}
	uniteOps(t, s, []oplog.Op{foreign(func(o *oplog.Op) { o.At++ })}, nothing)
	var came string
	if err := s.read.QueryRowContext(t.Context(), `SELECT group_concat(n, ' ') FROM (SELECT count(*) AS n FROM op WHERE came > 0 GROUP BY came ORDER BY came)`).Scan(&came); err != nil || came != "2 1" {
		t.Errorf("%s operations came with one union after the other (%v)", came, err)
	}
}

// TestUnitePurged: what was purged here does not come back.
func TestUnitePurged(t *testing.T) {
	ana, ben := plainStore(t, "Ana"), plainStore(t, "Ben")
	seedCase(t, ana)
	seedCase(t, ben)
	if _, err := ben.write.ExecContext(t.Context(), `UPDATE blob SET form = 'purged', data = x''`); err != nil {
		t.Fatal(err)
	}
	ops, err := ana.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if u := uniteOps(t, ben, ops, func(oplog.Hash) []byte { return []byte(seedText) }); u.Refused != 0 || u.New == 0 {
		t.Errorf("uniting brought %+v", u)
	}
	var form string
	if err := ben.read.QueryRowContext(t.Context(), `SELECT form FROM blob`).Scan(&form); err != nil || form != "purged" {
		t.Errorf("the bytes are %s (%v)", form, err)
	}
}

// TestUniteFails: a union that cannot be finished changes nothing, not even
// the clock.
func TestUniteFails(t *testing.T) {
	s := openStore(t)
	before, clock := rows(t, s), s.author.Clock
	stop := errors.New("stop")
	_, err := s.update(t.Context(), func(x *tx) error {
		if _, err := x.unite(t.Context(), slices.Values([]oplog.Op{foreign(func(*oplog.Op) {})}), nothing); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if rows(t, s) != before || s.author.Clock != clock {
		t.Error("half a union is there")
	}
}
