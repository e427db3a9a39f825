package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// carved is a Copy of a case that is damaged or was tampered with: the rows that its
// pages still have, page by page, whatever its header, its schema and its trees say.
// SQLite has no part in it. That no row is taken whose hash is not right makes it safe.
type carved struct {
	about  About
	file   *os.File
	pages  int64                   // the last one may be cut short
	rows   []carvedRow             // of the log, in its order
	bytes  map[oplog.Hash][]int64  // where in the file the bytes of a hash may be
	purged map[oplog.Hash]int64    // the sizes of bytes that were purged
	known  map[oplog.Hash]struct{} // the operations in rows
}

// carvedRow is a row of the log: where it is, and what it was numbered.
type carvedRow struct {
	id      oplog.Hash // as the row has it
	seq, at int64
	broken  bool // it is not as it was written
}

// Bounds of what is carved out of one file, so that a hostile one does not fill the
// memory: no case has nearly as many.
const (
	mostCarved = 4_000_000 // rows of each table
	mostPlaces = 8         // of the bytes of one hash
	mostRow    = oplog.MaxBody + oplog.MaxPrev*len(oplog.Hash{}) + 1<<10
)

// carve looks through all pages of a copy but the first, which has none of our rows, and
// the free ones: what was deleted from a case is not to come back.
func carve(ctx context.Context, about About) (_ *carved, err error) {
	ctx, cancel := about.patience(ctx)
	defer cancel()
	c := &carved{about: about, bytes: map[oplog.Hash][]int64{}, purged: map[oplog.Hash]int64{}, known: map[oplog.Hash]struct{}{}}
	if c.file, err = os.Open(about.at()); err != nil {
		return nil, err
	}
	c.pages = (about.Size + pageSize - 1) / pageSize
	free, page := c.free(), make([]byte, pageSize)
	c.about.Loose = free == nil
	for n := int64(2); n <= c.pages && err == nil; n++ {
		if !free[n] {
			err = cmp.Or(ctx.Err(), c.look(n, page))
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = about.odd("it takes too long to read")
	}
	if err != nil {
		return nil, errors.Join(err, c.file.Close())
	}
	c.rows = slices.DeleteFunc(c.rows, func(r carvedRow) bool { // it is also there unbroken
		_, there := c.known[r.id]
		return r.broken && there
	})
	slices.SortFunc(c.rows, func(a, b carvedRow) int { return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.at, b.at)) })
	return c, nil
}

// read fills page with page n, with zeros where the file has ended.
func (c *carved) read(n int64, page []byte) error {
	clear(page)
	if _, err := c.file.ReadAt(page, (n-1)*pageSize); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// look notes the rows of a page.
func (c *carved) look(n int64, page []byte) error {
	if err := c.read(n, page); err != nil {
		return err
	}
	for offset, row := range rowsOn(page) {
		at := (n-1)*pageSize + int64(offset)
		switch {
		case row.is(opClasses) && len(c.rows) < mostCarved:
			op, err := c.operation(row)
			if err != nil {
				c.rows = append(c.rows, carvedRow{row.hash(), row.seq, at, true})
			} else if _, twice := c.known[op.ID]; !twice {
				c.known[op.ID] = struct{}{}
				c.rows = append(c.rows, carvedRow{op.ID, row.seq, at, false})
			}
		case row.is(blobClasses):
			c.noteBytes(row, at)
		}
	}
	return nil
}

// noteBytes notes where the bytes of a hash are, or that they were purged.
func (c *carved) noteBytes(row *rawRow, at int64) {
	hash := row.hash()
	switch places := c.bytes[hash]; {
	case len(c.bytes)+len(c.purged) >= mostCarved || len(places) >= mostPlaces:
	case string(row.value(3)) == "purged":
		c.purged[hash] = row.number(2)
	default:
		c.bytes[hash] = append(places, at)
	}
}

// free reports which pages the file lists as free, nil unless the list is whole.
func (c *carved) free() map[int64]bool {
	page, free := make([]byte, pageSize), map[int64]bool{}
	if err := c.read(1, page); err != nil || !isCase([100]byte(page)) {
		return nil
	}
	trunk, total := int64(binary.BigEndian.Uint32(page[32:])), int(binary.BigEndian.Uint32(page[36:]))
	for trunk != 0 {
		if trunk < 2 || trunk > c.pages || free[trunk] || c.read(trunk, page) != nil {
			return nil
		}
		free[trunk] = true
		trunk = int64(binary.BigEndian.Uint32(page))
		n := binary.BigEndian.Uint32(page[4:])
		if n > pageSize/4-2 {
			return nil
		}
		for i := range int(n) {
			free[int64(binary.BigEndian.Uint32(page[8+4*i:]))] = true
		}
	}
	if len(free) != total {
		return nil
	}
	return free
}

// About implements Copy.
func (c *carved) About() About { return c.about }

// Close implements Copy.
func (c *carved) Close() error { return errors.Join(c.file.Close(), os.RemoveAll(c.about.Dir)) }

// Rows implements Copy. A row is numbered by its place in this list, since two may say
// that they have one place in the log.
func (c *carved) Rows(context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i, r := range c.rows {
			if !yield(Row{Seq: int64(i) + 1, ID: r.id}, nil) {
				return
			}
		}
	}
}

// Operations implements Copy.
func (c *carved) Operations(ctx context.Context, rows []int64) iter.Seq2[oplog.Op, error] {
	return func(yield func(oplog.Op, error) bool) {
		for _, n := range rows {
			if err := ctx.Err(); err != nil {
				yield(oplog.Op{}, err)
				return
			}
			op, err := c.nth(n)
			if err != nil {
				op, err = &oplog.Op{}, fmt.Errorf("%w: %w", ErrRefused, err)
			}
			if !yield(*op, err) {
				return
			}
		}
	}
}

func (c *carved) nth(n int64) (*oplog.Op, error) {
	if n < 1 || n > int64(len(c.rows)) {
		return nil, errNoRow
	}
	row, err := c.rowAt(c.rows[n-1].at)
	if err != nil {
		return nil, err
	}
	return c.operation(row)
}

// operation reads the operation in a row, and checks it.
func (c *carved) operation(row *rawRow) (*oplog.Op, error) {
	if err := c.complete(row, int64(mostRow)); err != nil {
		return nil, err
	}
	op := &oplog.Op{At: oplog.Clock(row.number(4)), Kind: string(row.value(6)), Body: row.value(8)}
	for i, to := range map[int][]byte{1: op.ID[:], 2: op.Act[:], 3: op.Undoes[:], 5: op.Actor[:], 7: op.Entity[:]} {
		if v := row.value(i); len(v) == len(to) {
			copy(to, v)
		} else if i != 3 || len(v) > 0 {
			return nil, fmt.Errorf("column %d of an operation has %d bytes", i, len(v))
		}
	}
	prev := row.value(9)
	if len(prev)%len(oplog.Hash{}) != 0 {
		return nil, fmt.Errorf("predecessors of %d bytes", len(prev))
	}
	for part := range slices.Chunk(prev, len(oplog.Hash{})) {
		op.Prev = append(op.Prev, oplog.Hash(part))
	}
	return op, errors.Join(op.Verify(), assay.CheckOp(op))
}

// Blob implements Copy.
func (c *carved) Blob(ctx context.Context, hash oplog.Hash) ([]byte, error) {
	if _, purged := c.purged[hash]; purged {
		return nil, nil
	}
	for _, at := range c.bytes[hash] {
		row, err := c.rowAt(at)
		if err == nil {
			err = c.complete(row, MaxBlob+1<<10)
		}
		if err != nil {
			continue // bytes that cannot be had are as none
		}
		if data := unpackBlob(hash, row.number(2), string(row.value(3)), row.value(4)); data != nil {
			return data, ctx.Err()
		}
	}
	return nil, ctx.Err()
}

// Purged implements Copy.
func (c *carved) Purged(context.Context) (list []Purged, err error) {
	for hash, size := range c.purged {
		list = append(list, Purged{hash, size})
	}
	slices.SortFunc(list, func(a, b Purged) int { return a.Hash.Compare(b.Hash) })
	return list, nil
}

// errNoRow is for bytes that are no row of a table.
var errNoRow = errors.New("there is no such row")

// rowAt reads the beginning of a row once more.
func (c *carved) rowAt(at int64) (*rawRow, error) {
	page := make([]byte, pageSize)
	if err := c.read(at/pageSize+1, page); err != nil {
		return nil, err
	}
	if row := newRawRow(page[at%pageSize:]); row != nil {
		return row, nil
	}
	return nil, errNoRow
}

// complete reads the part of a row that is on other pages, unless all of it is more than
// most bytes. Each of these pages adds to it, so a chain that goes round has an end.
func (c *carved) complete(row *rawRow, most int64) error {
	if row.size > most {
		return fmt.Errorf("a row of %d bytes", row.size)
	}
	page := make([]byte, pageSize)
	for next := int64(row.next); int64(len(row.data)) < row.size; next = int64(binary.BigEndian.Uint32(page)) {
		if next < 2 || next > c.pages {
			return errNoRow
		}
		if err := c.read(next, page); err != nil {
			return err
		}
		row.data = append(row.data, page[4:4+min(pageSize-4, row.size-int64(len(row.data)))]...)
	}
	return nil
}

// A rawRow is a row of a table as its page has it (https://www.sqlite.org/fileformat2.html).
type rawRow struct {
	seq    int64
	size   int64  // of all its values and what says where they are, in bytes
	data   []byte // as much of that as has been read
	next   uint32 // the page that has what follows
	values []rawValue
}

// rawValue is where a value is in the data of a row, and of what class.
type rawValue struct {
	class    byte // n for NULL, i for a whole number, f for another, t for text, b for bytes
	from, to int64
	constant int64 // of a number that takes no bytes
}

// The classes of the columns of our two tables. The first is the number of the row,
// which stands elsewhere.
const (
	opClasses   = "nbbbibtbtbi"
	blobClasses = "nbitb"
)

// is reports whether a row has values of some classes, of which any b but the first
// may be NULL: what they may be is looked at later.
func (r *rawRow) is(classes string) bool {
	if len(r.values) != len(classes) {
		return false
	}
	for i, v := range r.values {
		if v.class != classes[i] && (v.class != 'n' || i != 3 || classes[i] != 'b') {
			return false
		}
	}
	return true
}

// value returns the bytes of a value, nil if they were not read.
func (r *rawRow) value(i int) []byte {
	if v := r.values[i]; v.to <= int64(len(r.data)) {
		return r.data[v.from:v.to]
	}
	return nil
}

// hash returns the hash under which a row of ours stands, zero if it is none.
func (r *rawRow) hash() (h oplog.Hash) {
	if v := r.value(1); len(v) == len(h) {
		copy(h[:], v)
	}
	return h
}

// number returns a whole number.
func (r *rawRow) number(i int) int64 {
	b := r.value(i)
	if len(b) == 0 {
		return r.values[i].constant
	}
	n := int64(int8(b[0])) //nolint:gosec // its sign is wanted
	for _, digit := range b[1:] {
		n = n<<8 | int64(digit)
	}
	return n
}

// rowsOn yields the rows of a page that is a leaf of a table, by where on it they begin.
func rowsOn(page []byte) iter.Seq2[int, *rawRow] {
	return func(yield func(int, *rawRow) bool) {
		if page[0] != 0x0d {
			return
		}
		n := min(int(binary.BigEndian.Uint16(page[3:])), (pageSize-8)/2)
		starts := make([]int, n)
		for i := range starts {
			starts[i] = int(binary.BigEndian.Uint16(page[8+2*i:]))
		}
		slices.Sort(starts)
		for _, at := range slices.Compact(starts) {
			if at < 8 || at >= pageSize {
				continue
			}
			if row := newRawRow(page[at:]); row != nil && !yield(at, row) {
				return
			}
		}
	}
}

// Of a row that does not fit on its page, so many bytes are on it at least; and so many
// at most of any.
const (
	leastLocal = (pageSize-12)*32/255 - 23
	mostLocal  = pageSize - 35
)

// newRawRow reads the row with which b begins, up to the end of its page; nil if there
// is none.
func newRawRow(b []byte) *rawRow {
	size, n := varint(b)
	seq, m := varint(b[n:])
	if b = b[n+m:]; n == 0 || m == 0 || size < 2 {
		return nil
	}
	r, local := &rawRow{seq: seq, size: size}, size
	if size > mostLocal {
		if local = leastLocal + (size-leastLocal)%(pageSize-4); local > mostLocal {
			local = leastLocal
		}
		if int64(len(b)) < local+4 {
			return nil
		}
		r.next = binary.BigEndian.Uint32(b[local:])
	}
	if int64(len(b)) < local {
		return nil
	}
	if r.data = slices.Clone(b[:local]); !r.place() {
		return nil
	}
	return r
}

// place finds out where the values of a row are, and reports whether they fill it.
func (r *rawRow) place() bool {
	length, n := varint(r.data)
	if n == 0 || length < int64(n) || length > int64(len(r.data)) {
		return false
	}
	at := length
	for head := r.data[n:length]; len(head) > 0; {
		kind, n := varint(head)
		if n == 0 || kind < 0 || len(r.values) > len(opClasses) {
			return false
		}
		head = head[n:]
		v := rawValue{class: 'i', from: at}
		var size int64
		switch {
		case kind == 0:
			v.class = 'n'
		case kind <= 4:
			size = kind
		case kind == 5, kind == 6:
			size = 2*kind - 4
		case kind == 7:
			v.class, size = 'f', 8
		case kind <= 9:
			v.constant = kind - 8
		case kind < 12:
			return false
		default:
			v.class, size = "bt"[kind%2], (kind-12)/2
		}
		at += size
		if v.to = at; at > r.size || at < 0 {
			return false
		}
		r.values = append(r.values, v)
	}
	return at == r.size
}

// varint reads a number of up to nine bytes, and says how many: 0 if b ends before it.
func varint(b []byte) (v int64, n int) {
	for n < min(len(b), 9) {
		digit := b[n]
		n++
		if n == 9 {
			return v<<8 | int64(digit), n
		}
		v = v<<7 | int64(digit&0x7f)
		if digit < 0x80 {
			return v, n
		}
	}
	return 0, 0
}
