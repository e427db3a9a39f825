package oplog

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
	text := make([]byte, 0, len("00000000-0000-0000-0000-000000000000"))
	for i, part := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, part)
	}
	return string(text)
}

// Bytes returns the 16 bytes of id themselves, so that they can be filled.
func (id *ID) Bytes() []byte { return id[:] }

// ParseID reads what String writes, and nothing else: an id has one spelling.
func ParseID(s string) (ID, error) {
	id, ok := parseID(s)
	if !ok {
		return ID{}, fmt.Errorf("%.60q is not an id", s)
	}
	return id, nil
}

// dashes are where an id has them.
const dashes = 1<<8 | 1<<13 | 1<<18 | 1<<23

// parseID is ParseID without an error to say why not: a page reads thousands.
func parseID[T string | Value](s T) (id ID, ok bool) {
	if len(s) == 0 {
		return id, true
	}
	if len(s) != len("00000000-0000-0000-0000-000000000000") {
		return id, false
	}
	digits := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case dashes>>i&1 == 1:
			if c != '-' {
				return ID{}, false
			}
			continue
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		default:
			return ID{}, false
		}
		id[digits/2] = id[digits/2]<<4 | c
		digits++
	}
	return id, !id.IsZero()
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
