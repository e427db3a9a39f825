// Package oplog is the log that a case consists of: immutable operations that
// name themselves by their content, and the pure function that says what the
// operations of one entity add up to.
//
// A log is a set. Two logs are merged by union, and because the [State] of an
// entity depends on nothing but the set of its operations (not on arrival
// order, file or clock), everybody who holds the same operations sees the same
// case. Which operation knew of which is written in the operations themselves
// (Prev); clocks only decide which of two honest disagreements is shown first.
//
// The package knows nothing of articles and claims. What kinds of entities
// there are and what their fields may hold is the dictionary in internal/assay.
package oplog

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// Bounds of one operation. They keep a stranger's log from costing more to
// read than it can be worth.
const (
	MaxBody = 1 << 20 // bytes
	MaxPrev = 64      // operations
	MaxKind = 32      // bytes
)

// Hash is the SHA-256 of an operation or of a blob.
type Hash [sha256.Size]byte

// String returns h in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Compare orders hashes by their bytes.
func (h Hash) Compare(other Hash) int { return bytes.Compare(h[:], other[:]) }

// Bytes returns the 32 bytes of h themselves, so that they can be filled.
func (h *Hash) Bytes() []byte { return h[:] }

// Of reports whether h is the hash of data.
func (h Hash) Of(data []byte) bool { return h == sha256.Sum256(data) }

// IsZero reports whether h is no hash.
func (h Hash) IsZero() bool { return h == Hash{} }

// ParseHash reads the 64 hexadecimal digits that String writes.
func ParseHash(s string) (h Hash, err error) {
	if len(s) != hex.EncodedLen(len(h)) {
		return h, fmt.Errorf("%q is not a SHA-256 in hexadecimal", s)
	}
	_, err = hex.Decode(h[:], []byte(s))
	return h, err
}

// Op is one operation: it sets some fields of one entity, or it undoes an act.
type Op struct {
	ID     Hash   // of everything below
	Act    ID     // what the analyst did in one go; one act may be several operations
	Undoes ID     // the act whose operation on this entity no longer counts; zero if none
	At     Clock  // when, by the author's hybrid clock
	Actor  ID     // who
	Kind   string // what kind of entity
	Entity ID     // which one
	Body   []byte // the fields it sets: a canonical JSON object, "{}" when it undoes
	Prev   []Hash // the entity's heads that the author had seen, in order of their bytes

	verified Fields // what Body says, once that has been verified
}

// Says returns the fields that Body sets, which nobody may change. It fails unless Body is
// canonical; reading it again costs little once Verify has read it.
func (op *Op) Says() (Fields, error) {
	if op.verified != nil {
		return op.verified, nil
	}
	return DecodeBody(op.Body)
}

// Seal returns op with its Prev in order and its ID computed.
func Seal(op Op) Op {
	op.Prev = slices.Clone(op.Prev)
	slices.SortFunc(op.Prev, Hash.Compare)
	op.Prev = slices.Compact(op.Prev)
	op.ID, op.verified = op.hash(), nil
	return op
}

// hash covers every field, each with its length where that can vary, so that
// no two operations share the bytes that are hashed.
func (op *Op) hash() Hash {
	b := make([]byte, 0, 160+len(op.Body)+len(op.Prev)*len(Hash{}))
	b = append(b, "assay-op-1\x00"...)
	b = append(b, op.Act[:]...)
	b = append(b, op.Undoes[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(op.At))
	b = append(b, op.Actor[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(op.Kind)))
	b = append(b, op.Kind...)
	b = append(b, op.Entity[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(op.Body)))
	b = append(b, op.Body...)
	for _, p := range op.Prev {
		b = append(b, p[:]...)
	}
	return sha256.Sum256(b)
}

// Verify reports what is wrong with op, wherever it came from: bounds, form,
// and whether ID is the hash of the rest. It does not know the dictionary.
func (op *Op) Verify() error {
	op.verified = nil
	switch {
	case op.Act.IsZero(), op.Actor.IsZero(), op.Entity.IsZero():
		return errors.New("operation without act, actor or entity")
	case op.At <= 0:
		return errors.New("operation without a time")
	case op.Undoes == op.Act:
		return errors.New("operation undoes its own act")
	case op.Undoes == Restating, op.Act == Restating && !op.Undoes.IsZero():
		return errors.New("what restates is not undone, and undoes nothing")
	case op.Kind == "" || len(op.Kind) > MaxKind:
		return fmt.Errorf("operation of kind %.40q", op.Kind)
	case len(op.Body) > MaxBody:
		return fmt.Errorf("operation body of %d bytes", len(op.Body))
	case len(op.Prev) > MaxPrev:
		return fmt.Errorf("operation with %d predecessors", len(op.Prev))
	}
	for i := 1; i < len(op.Prev); i++ {
		if op.Prev[i-1].Compare(op.Prev[i]) >= 0 {
			return errors.New("predecessors out of order")
		}
	}
	fields, err := DecodeBody(op.Body)
	if err != nil {
		return err
	}
	if (len(fields) == 0) != (!op.Undoes.IsZero()) {
		return errors.New("an operation either sets fields or undoes an act")
	}
	if op.hash() != op.ID {
		return errors.New("operation does not match its id")
	}
	op.verified = fields
	return nil
}

// key is what the operations of one State share. The kind belongs to it: an
// id that turns up under two kinds is two entities.
type key struct {
	kind   string
	entity ID
}

func (op *Op) key() key { return key{op.Kind, op.Entity} }
