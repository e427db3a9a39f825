package oplog

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// ID names an entity, an act or an actor: 16 bytes, written as a UUID.
type ID [16]byte

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// String writes id as a UUID, and the zero ID as "".
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Bytes returns the 16 bytes of id themselves, so that they can be filled.
func (id *ID) Bytes() []byte { return id[:] }

// ParseID reads what String writes, and nothing else: an id has one spelling.
func ParseID(s string) (id ID, err error) {
	digits, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	if err == nil && len(digits) == len(id) {
		id = ID(digits)
	}
	if id.String() != s {
		return ID{}, fmt.Errorf("%.60q is not an id", s)
	}
	return id, nil
}

// NewID returns a UUIDv7: random, and in order of time within a millisecond's
// precision, which keeps an index over ids local.
func NewID(now time.Time) (id ID) {
	ms := now.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(id[6:])
	return id.version(7)
}

// Derive returns the id of an entity that is what it is made of: the first
// 16 bytes of the SHA-256 of the JSON array [kind, value…], marked as UUIDv8.
// Whoever does the same thing makes the same entity. The values must be
// canonical JSON.
func Derive(kind string, values ...[]byte) (id ID) {
	h := sha256.New()
	h.Write([]byte(`["`))
	h.Write([]byte(kind))
	h.Write([]byte(`"`))
	for _, v := range values {
		h.Write([]byte(","))
		h.Write(v)
	}
	h.Write([]byte("]"))
	copy(id[:], h.Sum(nil))
	return id.version(8)
}

func (id ID) version(v byte) ID {
	id[6] = id[6]&0x0f | v<<4
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Clock is a hybrid time: milliseconds since 1970 in the upper 48 bits and a
// counter in the lower 16. It never runs backwards for one author and is later
// than everything its author had seen, whatever the computer's clock does.
type Clock int64

// Horizon is how far ahead of the wall a clock that comes from elsewhere may
// be and still move ours.
const Horizon = 24 * time.Hour

// Tick returns the time of a new operation after last.
func Tick(last Clock, wall time.Time) Clock {
	return max(last+1, Clock(wall.UnixMilli())<<16)
}

// Observe returns the later of last and seen, unless seen is too far ahead of
// the wall to be true: one bad clock must not push everybody's into the future.
func Observe(last, seen Clock, wall time.Time) Clock {
	if seen.Time().After(wall.Add(Horizon)) {
		return last
	}
	return max(last, seen)
}

// Time returns the wall time in c, in UTC, to the millisecond.
func (c Clock) Time() time.Time { return time.UnixMilli(int64(c) >> 16).UTC() }

// MarshalText writes what String does.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what String writes.
func (id *ID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseID(string(text))
	return err
}
