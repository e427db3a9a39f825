package exchange

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// world is a case that some analysts have worked on at random: texts that are
// there, quotes that are in them, and everything else as it comes.
type world struct {
	*desk
	r        *rand.Rand
	authors  []*oplog.Author
	entities map[assay.Kind][]oplog.ID
	texts    map[oplog.ID]string // by text
	of       map[oplog.ID]oplog.ID
	acts     []oplog.Op // last operation of each act
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{desk: newDesk(t), r: rand.New(rand.NewPCG(seed, 1)), entities: map[assay.Kind][]oplog.ID{}, texts: map[oplog.ID]string{}, of: map[oplog.ID]oplog.ID{}}
	for i := range 3 {
		a := &oplog.Author{Actor: w.id(), Now: func() time.Time { w.now = w.now.Add(time.Duration(w.r.IntN(900)-50) * time.Millisecond); return w.now }}
		w.authors = append(w.authors, a)
		w.set(a, assay.KindActor, a.Actor, oplog.Fields{"name": oplog.Encode(fmt.Sprintf("analyst %d", i))})
	}
	for range 60 {
		w.step()
	}
	return w
}

func (w *world) id() (id oplog.ID) {
	for i := range id {
		id[i] = byte(w.r.IntN(256))
	}
	return id
}

// set writes one edit, sometimes without knowing of the latest others.
func (w *world) set(a *oplog.Author, k assay.Kind, id oplog.ID, f oplog.Fields) oplog.ID {
	if assay.Define(k).Derived() {
		id = assay.DeriveID(k, f)
	}
	heads := w.log.State(string(k), id).Heads
	if len(heads) > 0 && w.r.IntN(6) == 0 {
		heads = heads[1:]
	}
	op := a.Sign(w.id(), oplog.Edit{Kind: string(k), Entity: id, Fields: f}, heads)
	w.add(op)
	w.acts = append(w.acts, op)
	w.entities[k] = append(w.entities[k], id)
	return id
}

func (w *world) pick(k assay.Kind) oplog.ID {
	if list := w.entities[k]; len(list) > 0 {
		return list[w.r.IntN(len(list))]
	}
	return w.id()
}

func (w *world) step() {
	a := w.authors[w.r.IntN(len(w.authors))]
	switch n := w.r.IntN(20); {
	case n < 3:
		w.importText(a)
	case n < 8 && len(w.texts) > 0:
		w.mark(a)
	case n < 9:
		w.undo(a)
	case n < 12:
		target, dim, value := w.pick(assay.KindMention), assay.DimStance, any(assay.Stances[w.r.IntN(4)])
		if w.r.IntN(2) == 0 {
			target, dim, value = w.pick(assay.KindSource), assay.DimReliability, "C"
		}
		f := assay.JudgementKey{Target: target, Dimension: dim}.Fields(assay.ActorID(a.Actor))
		f["value"], f["reason"] = oplog.Encode(value), oplog.Encode("because \u2028 <&> \"so\"")
		w.set(a, assay.KindJudgement, oplog.ID{}, f)
	case n < 13:
		w.set(a, assay.KindAttribution, oplog.ID{}, oplog.Fields{
			"mention": oplog.Encode(w.pick(assay.KindMention)), "coder": oplog.Encode(a.Actor),
			"chain": oplog.Encode([]assay.Step{{Source: assay.SourceID(w.pick(assay.KindSource)), Verb: "said"}}),
		})
	case n < 14:
		w.set(a, assay.KindSource, w.id(), oplog.Fields{"name": oplog.Encode("Zwölf 🚒"), "count": oplog.Encode(w.r.IntN(4))})
	case n < 15:
		w.set(a, assay.KindNote, w.id(), oplog.Fields{"target": oplog.Encode(w.pick(assay.KindClaim)), "text": oplog.Encode("a note"), "private": oplog.Encode(w.r.IntN(2) == 0)})
	case n < 16:
		w.set(a, assay.KindClaim, w.pick(assay.KindClaim), oplog.Fields{oplog.Retracted: oplog.Encode(w.r.IntN(2) == 0)})
	default:
		w.set(a, assay.KindClaim, w.pick(assay.KindClaim), oplog.Fields{"wording": oplog.Encode(fmt.Sprint("claim ", w.r.IntN(9)))})
		w.entities[assay.KindClaim] = append(w.entities[assay.KindClaim], w.id())
	}
}

func (w *world) importText(a *oplog.Author) {
	text := strings.Repeat("Nine 🚒 cranes fell. ", 1+w.r.IntN(4)) + fmt.Sprint(w.r.IntN(5))
	original := []byte("<p>" + text)
	hash, bytes := oplog.Hash(sha256.Sum256([]byte(text))), oplog.Hash(sha256.Sum256(original))
	w.blobs[hash], w.blobs[bytes] = []byte(text), original
	f := oplog.Fields{"first": oplog.Encode(hash.String()), "found_at": oplog.Encode("https://outlet.example")}
	article := assay.DeriveID(assay.KindArticle, f)
	if w.r.IntN(3) == 0 && len(w.entities[assay.KindArticle]) > 0 { // another text of an article
		article = w.pick(assay.KindArticle)
	} else {
		w.set(a, assay.KindArticle, article, f)
	}
	capture := w.set(a, assay.KindCapture, oplog.ID{}, oplog.Fields{"article": oplog.Encode(article), "original": oplog.Encode(bytes.String()), "at": oplog.Encode(w.r.IntN(1 << 40))})
	id := w.set(a, assay.KindText, oplog.ID{}, oplog.Fields{"article": oplog.Encode(article), "content": oplog.Encode(hash.String()), "capture": oplog.Encode(capture)})
	w.texts[id], w.of[id] = text, article
}

func (w *world) mark(a *oplog.Author) {
	id := w.pick(assay.KindText)
	text := anchor.NewText(w.texts[id])
	start := w.r.IntN(text.Len() - 1)
	span := anchor.Span{Start: start, End: start + 1 + w.r.IntN(text.Len()-start-1)}
	q := text.Quote(span)
	f := oplog.Fields{
		"article": oplog.Encode(w.of[id]), "claim": oplog.Encode(w.pick(assay.KindClaim)), "text": oplog.Encode(id),
		"start": oplog.Encode(span.Start), "end": oplog.Encode(span.End), "quote": oplog.Encode(q.Exact), "prefix": oplog.Encode(q.Prefix), "suffix": oplog.Encode(q.Suffix),
	}
	mention := w.id()
	if w.r.IntN(4) == 0 {
		mention = w.pick(assay.KindMention)
	}
	w.set(a, assay.KindMention, mention, f)
}

func (w *world) undo(a *oplog.Author) {
	for _, op := range w.acts {
		if op.Actor == a.Actor && w.r.IntN(3) == 0 {
			heads := w.log.State(op.Kind, op.Entity).Heads
			u := a.Sign(w.id(), oplog.Edit{Kind: op.Kind, Entity: op.Entity, Undoes: op.Act}, heads)
			w.add(u)
			w.acts = append(w.acts, u)
			return
		}
	}
}

// TestRoundTripOfWorlds: whatever analysts have done, a case with its history
// comes back operation by operation, byte by byte.
func TestRoundTripOfWorlds(t *testing.T) {
	trials := uint64(150)
	if os.Getenv("ASSAY_SOAK") != "" {
		trials = 20_000
	}
	marked := 0
	for seed := range trials {
		w := newWorld(t, seed)
		file := w.write(JSONOptions{})
		p := read(t, file)
		if len(p.Problems) > 0 {
			t.Fatalf("seed %d: %v", seed, p.Problems)
		}
		back := newDesk(t)
		back.carryOut(p)
		if back.log.Len() != w.log.Len() {
			t.Fatalf("seed %d: %d operations of %d", seed, back.log.Len(), w.log.Len())
		}
		for op := range w.log.All() {
			if added, _ := back.log.Add(op); added {
				t.Fatalf("seed %d: lost %s %s", seed, op.Kind, op.Body)
			}
		}
		if back.write(JSONOptions{}) != file {
			t.Fatalf("seed %d: another file", seed)
		}
		marked += len(w.snapshot(testMe).Case.Mentions)
	}
	if marked < int(trials) {
		t.Errorf("%d mentions in %d worlds: too few to prove anything", marked, trials)
	}
}

// FuzzReadJSON: whatever a file holds, reading it ends, without a panic, and
// what it plans can be carried out.
func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(harbour(f)))
	d := newDesk(f)
	d.carryOut(read(f, small))
	f.Add([]byte(d.write(JSONOptions{})))
	f.Add([]byte(d.write(JSONOptions{NoHistory: true})))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ReadJSON(strings.NewReader(string(file)), testMe, Limits{Bytes: 1 << 20, Values: 1 << 16, Search: 1 << 24})
		if err != nil {
			if assay.KindOf(err) == assay.KindInternal {
				t.Errorf("not for the analyst: %v", err)
			}
			return
		}
		if p.Err() == nil {
			newDesk(t).carryOut(p)
		}
	})
}
