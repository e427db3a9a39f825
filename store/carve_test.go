package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// scratch makes pages of a file unreadable, counted from 1.
func scratch(data []byte, pages ...int) []byte {
	data = bytes.Clone(data)
	for _, n := range pages {
		for i := range pageSize {
			data[(n-1)*pageSize+i] = byte(i*i + 7*n)
		}
	}
	return data
}

// schemaPages lists the pages on which a case says what tables it has.
func schemaPages(data []byte) (pages []int) {
	pages = []int{1}
	if data[100] == 0x05 {
		for i := range int(binary.BigEndian.Uint16(data[103:])) {
			at := binary.BigEndian.Uint16(data[112+2*i:])
			pages = append(pages, int(binary.BigEndian.Uint32(data[at:])))
		}
		pages = append(pages, int(binary.BigEndian.Uint32(data[108:])))
	}
	return pages
}

// TestRescueWithoutSchema: where all pages of the log are whole, all of it is rescued,
// whatever has become of the pages that say where it is. Of a case that is cut short
// what is there is rescued.
func TestRescueWithoutSchema(t *testing.T) {
	data, genuine := good(t)
	schema := schemaPages(data)
	if len(schema) < 3 {
		t.Fatalf("the schema is on the pages %v, and they were to be several", schema)
	}
	for _, test := range []struct {
		name  string
		data  []byte
		least int
	}{
		{"the first page", scratch(data, 1), len(genuine)},
		{"a page of the schema", scratch(data, schema[1]), len(genuine)},
		{"all pages of the schema", scratch(data, schema...), len(genuine)},
		{"nothing", nil, 0},
		{"nine tenths", data[:len(data)*9/10+5], 1},
		{"half", data[:len(data)/2+5], 1},
		{"a third", data[:len(data)/3+5], 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path, to := filepath.Join(dir, "broken.assay"), filepath.Join(dir, "rescued.assay")
			if err := os.WriteFile(path, test.data, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := openStranger(t.Context(), path, dir); errors.Is(err, ErrBroken) != (len(test.data) > 0) {
				t.Errorf("that it is broken is said as %v", err)
			}
			r, err := rescue(t.Context(), path, to, t.TempDir())
			if errors.Is(err, ErrNothing) != (test.least == 0) {
				t.Fatal(err)
			}
			if n := sound(t, to, err, genuine); n < test.least || n != r.Operations {
				t.Errorf("%d of %d operations were rescued, %d told of", n, len(genuine), r.Operations)
			}
		})
	}
}

// TestRescueTells: of what is not rescued it is said what is known. An operation that
// was changed is one that is left out; one that is gone is missing if others build on it.
func TestRescueTells(t *testing.T) {
	data, genuine := good(t)
	path := filepath.Join(t.TempDir(), "case.assay")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	log, err := s.Log(t.Context())
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	parent := slices.IndexFunc(log, func(op oplog.Op) bool {
		return slices.ContainsFunc(log, func(other oplog.Op) bool { return slices.Contains(other.Prev, op.ID) }) && op.Kind == string(assay.KindClaim)
	})
	if parent < 0 {
		t.Fatal("no claim was changed")
	}
	for _, test := range []struct {
		do   string
		want assay.Received
	}{
		{`SELECT 1`, assay.Received{Operations: len(genuine)}},
		{`UPDATE op SET at = at + 1 WHERE id = x'` + log[parent].ID.String() + `'`, assay.Received{Operations: len(genuine) - 1, Refused: 1, Missing: 1}},
		{`DELETE FROM op WHERE id = x'` + log[parent].ID.String() + `'`, assay.Received{Operations: len(genuine) - 1, Missing: 1}},
	} {
		dir := t.TempDir()
		gift := filepath.Join(dir, "gift.assay")
		if err := os.WriteFile(gift, data, 0o600); err != nil {
			t.Fatal(err)
		}
		tamper(t, gift, test.do)
		if r, err := rescue(t.Context(), gift, filepath.Join(dir, "rescued.assay"), dir); err != nil || r != test.want {
			t.Errorf("%.20s: %+v, want %+v (%v)", test.do, r, test.want, err)
		}
	}
}

// TestRescueNothingUndone: what was taken out of a case again stays out of what is
// rescued, as long as the case still says which of its pages are free;
// if not, it is told that it may be back.
func TestRescueNothingUndone(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other.assay")
	busyCase(t, other, 60)
	s := plainStore(t, "mine")
	seedCase(t, s)
	before := len(logOf(t, s))
	from, err := openStranger(t.Context(), other, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Merge(t.Context(), from); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	genuine := map[oplog.Hash]bool{}
	for _, id := range logOf(t, s) {
		genuine[id] = true
	}
	if err := errors.Join(from.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	if free := binary.BigEndian.Uint32(data[36:]); free == 0 || len(genuine) < before {
		t.Fatalf("%d pages are free, and there are %d operations of %d", free, len(genuine), before)
	}
	to := filepath.Join(dir, "rescued.assay")
	r, err := rescue(t.Context(), s.Path(), to, t.TempDir())
	if n := sound(t, to, err, genuine); n != len(genuine) || r != (assay.Received{Operations: n}) {
		t.Errorf("%d of %d operations were rescued: %+v", n, len(genuine), r)
	}
	if err := os.WriteFile(s.Path(), scratch(data, 1), 0o600); err != nil { // it says so no longer
		t.Fatal(err)
	}
	if r, err = rescue(t.Context(), s.Path(), filepath.Join(dir, "more.assay"), t.TempDir()); err != nil || !r.Loose || r.Operations < len(genuine) {
		t.Errorf("what was taken out may be back, and it is not said: %+v, %v", r, err)
	}
}

// FuzzCarve: whatever pages a file has, out of it come only operations that somebody
// wrote, and bytes that are those of their hash.
func FuzzCarve(f *testing.F) {
	data, err := os.ReadFile(filepath.Join("testdata", "v5.assay"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data[:3*pageSize])
	for n := 1; n < len(data)/pageSize; n += 8 { // with what begins there and goes on elsewhere
		if page := data[n*pageSize:][:pageSize]; page[0] == 0x0d || page[0] == 0 {
			f.Add(slices.Concat(data[:pageSize], page, data[pageSize:3*pageSize]))
		}
	}
	genuine := genuineOps()
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		a := About{Name: "x.assay", Dir: dir, Size: int64(len(data)), Broken: true}
		if err := os.WriteFile(a.at(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := carve(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		for i := range c.rows {
			for op, err := range c.Operations(t.Context(), []int64{int64(i) + 1}) {
				if err == nil && !genuine[op.ID] {
					t.Errorf("an operation that nobody wrote: %+v", op)
				}
			}
		}
		for hash := range c.bytes {
			if data, err := c.Blob(t.Context(), hash); err != nil || data != nil && !hash.Of(data) {
				t.Errorf("other bytes than those of %v, or %v", hash, err)
			}
		}
	})
}
