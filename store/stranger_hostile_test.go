package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// tamper runs statements on a file as any program may, with nothing to keep it from it.
func tamper(t *testing.T, path string, statements ...string) {
	t.Helper()
	configureDriver()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=journal_mode(DELETE)"}).String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%.80s: %v", statement, err)
		}
	}
}

// patched changes bytes of a file.
func patched(t *testing.T, path string, at int64, data ...byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		_, err = f.WriteAt(data, at)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// swapped makes one table of the schema read like another.
func swapped(t *testing.T, path, update string) {
	t.Helper()
	tamper(t, path, `PRAGMA writable_schema = 1`, update, `PRAGMA schema_version = 4242`, `PRAGMA writable_schema = 0`)
}

// hostile are files that nobody should open, each made out of a good case. What is
// refused never shows anything; of the others only what is right is taken.
var hostile = []struct {
	name    string
	refused bool
	make    func(t *testing.T, path string)
}{
	{"a trigger that deletes", true, func(t *testing.T, path string) {
		tamper(t, path, `CREATE TRIGGER x AFTER INSERT ON op BEGIN DELETE FROM op; END`)
	}},
	{"a trigger in the place of another thing", true, func(t *testing.T, path string) {
		tamper(t, path, `CREATE TRIGGER op_entity2 BEFORE UPDATE ON claim BEGIN SELECT 1; END`)
	}},
	{"a view that never ends, instead of the log", true, func(t *testing.T, path string) {
		tamper(t, path, `DROP TABLE op`, `CREATE VIEW op AS WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n) SELECT seq, x'00' AS id, x'00' AS act, NULL AS undoes, 1 AS at, x'00' AS actor, 'claim' AS kind, x'00' AS entity, '{}' AS body, x'' AS prev FROM n`)
	}},
	{"a view of a giant", true, func(t *testing.T, path string) {
		tamper(t, path, `DROP TABLE blob`, `CREATE VIEW blob AS SELECT 1 AS seq, zeroblob(900000000) AS hash, 1 AS size, 'raw' AS form, zeroblob(900000000) AS data`)
	}},
	{"a view that calls a function of ours", true, func(t *testing.T, path string) {
		tamper(t, path, `CREATE VIEW v AS SELECT holds('a', 'b')`)
	}},
	{"a view of the pages", true, func(t *testing.T, path string) {
		tamper(t, path, `CREATE VIEW pages AS SELECT * FROM sqlite_dbpage`)
	}},
	{"an index on an expression", true, func(t *testing.T, path string) { tamper(t, path, `CREATE INDEX x ON op (length(body))`) }},
	{"a column more", true, func(t *testing.T, path string) { tamper(t, path, `ALTER TABLE op ADD COLUMN extra TEXT`) }},
	{"a generated column", true, func(t *testing.T, path string) {
		tamper(t, path, `ALTER TABLE op ADD COLUMN more TEXT AS (hex(zeroblob(1000))) VIRTUAL`)
	}},
	{"a table less", true, func(t *testing.T, path string) { tamper(t, path, `DROP TABLE work`) }},
	{"a table more", true, func(t *testing.T, path string) { tamper(t, path, `CREATE TABLE more (x)`) }},
	{"a table like ours without its types", true, func(t *testing.T, path string) {
		tamper(t, path, `CREATE TABLE op2 AS SELECT * FROM op`, `DROP TABLE op`, `ALTER TABLE op2 RENAME TO op`)
	}},
	{"a virtual table", true, func(t *testing.T, path string) { tamper(t, path, `CREATE VIRTUAL TABLE r USING rtree(id, a, b)`) }},
	{"another index of words", true, func(t *testing.T, path string) { tamper(t, path, `CREATE VIRTUAL TABLE w USING fts5(a)`) }},
	{"three thousand tables", true, func(t *testing.T, path string) {
		all := []string{`BEGIN`}
		for i := range 3_000 {
			all = append(all, fmt.Sprintf(`CREATE TABLE t%d (x)`, i))
		}
		tamper(t, path, strings.Join(append(all, `COMMIT`), ";"))
	}},
	{"a default that is a giant", true, func(t *testing.T, path string) {
		swapped(t, path, `UPDATE sqlite_schema SET sql = replace(sql, 'came   INTEGER NOT NULL DEFAULT 0', 'came   INTEGER NOT NULL DEFAULT (randomblob(900000000))') WHERE name = 'op'`)
	}},
	{"two tables on the same pages", false, func(t *testing.T, path string) {
		swapped(t, path, `UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'claim') WHERE name = 'work'`)
	}},
	{"the log on the pages of the bytes", true, func(t *testing.T, path string) {
		swapped(t, path, `UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'blob') WHERE name = 'op'`)
	}},
	{"a log without pages", true, func(t *testing.T, path string) {
		swapped(t, path, `UPDATE sqlite_schema SET rootpage = 0 WHERE name = 'op'`)
	}},
	{"a log on a page that is not there", true, func(t *testing.T, path string) {
		swapped(t, path, `UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'op'`)
	}},
	{"statistics that lie", true, func(t *testing.T, path string) {
		tamper(t, path, `ANALYZE`, `UPDATE sqlite_stat1 SET stat = '1 0 0 0'`)
	}},
	{"an index of words that is garbage", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE findable_words_data SET block = zeroblob(length(block))`)
	}},
	{"tables that show something else than the log", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE claim SET wording = 'Nobody said this'`)
	}},
	{"an operation that was changed", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE op SET body = replace(body, '"', '" ') WHERE seq = 3`)
	}},
	{"an operation of a kind that there is not", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE op SET kind = 'sqlite_schema' WHERE seq = 3`)
	}},
	{"an operation with an id that is cut short", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE op SET id = x'00' WHERE seq = 3`)
	}},
	{"an operation with predecessors of odd length", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE op SET prev = x'0102' WHERE seq = 3`)
	}},
	{"an operation of a hundred megabytes", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE op SET body = '{"name":"' || hex(zeroblob(50000000)) || '"}' WHERE seq = 3`)
	}},
	{"bytes that are not those of their hash", false, func(t *testing.T, path string) {
		tamper(t, path, `UPDATE blob SET form = 'raw', data = x'414141'`)
	}},
	{"bytes that unpack to more than they say", false, func(t *testing.T, path string) {
		enc, _ := codec()
		packed := enc.EncodeAll(make([]byte, MaxBlob+10<<20), nil)
		tamper(t, path, fmt.Sprintf(`UPDATE blob SET form = 'zstd', size = 3, data = x'%x'`, packed))
	}},
	{"bytes of negative size", false, func(t *testing.T, path string) { tamper(t, path, `UPDATE blob SET size = -1`) }},
	{"another encoding", true, func(t *testing.T, path string) { patched(t, path, 59, 2) }},
	{"a write-ahead log", true, func(t *testing.T, path string) { patched(t, path, 18, 2, 2) }},
	{"pages of another size", true, func(t *testing.T, path string) { patched(t, path, 16, 8, 0) }},
	{"reserved bytes", true, func(t *testing.T, path string) { patched(t, path, 20, 32) }},
	{"another kind of schema", true, func(t *testing.T, path string) { patched(t, path, 47, 1) }},
	{"a page too many", true, func(t *testing.T, path string) {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = f.Write(make([]byte, 4096))
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}},
	{"half of it", true, func(t *testing.T, path string) {
		info, err := os.Stat(path)
		if err == nil {
			err = os.Truncate(path, info.Size()/2)
		}
		if err != nil {
			t.Fatal(err)
		}
	}},
	{"nothing", true, func(t *testing.T, path string) {
		if err := os.Truncate(path, 0); err != nil {
			t.Fatal(err)
		}
	}},
	{"a number of pages that is a lie", true, func(t *testing.T, path string) { patched(t, path, 28, 0x7f, 0xff, 0xff, 0xff) }},
	{"a newer Assay", true, func(t *testing.T, path string) { patched(t, path, 60, 0, 0, 0, 99) }},
	{"no version", true, func(t *testing.T, path string) { patched(t, path, 60, 0, 0, 0, 0) }},
	{"another program", true, func(t *testing.T, path string) { patched(t, path, 68, 'M', 'P', 'B', 'X') }},
	{"an older version that it is not", true, func(t *testing.T, path string) { patched(t, path, 60, 0, 0, 0, 1) }},
	{"a journal beside it", true, func(t *testing.T, path string) {
		if err := os.WriteFile(path+"-journal", []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}},
	{"a write-ahead log beside it", true, func(t *testing.T, path string) {
		if err := os.WriteFile(path+"-wal", []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}},
	{"a folder", true, func(t *testing.T, path string) {
		if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
			t.Fatal(err)
		}
	}},
}

// good returns the bytes of a case, and the operations that it has.
func good(t *testing.T) (data []byte, ops map[oplog.Hash]bool) {
	t.Helper()
	path := filepath.Join("testdata", "v5.assay")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := openStranger(t.Context(), path, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ops = map[oplog.Hash]bool{}
	for op, err := range s.operations(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ops[op.ID] = true
	}
	return data, ops
}

// everything reads all that is to be had of a stranger's case, and fails the test if
// any of it is not what its hash says.
func everything(t *testing.T, s *Stranger, genuine map[oplog.Hash]bool) (n, refused int) {
	t.Helper()
	for op, err := range s.operations(t.Context()) {
		if errors.Is(err, ErrRefused) {
			refused++
			continue
		}
		if err != nil {
			break // the rest cannot be read
		}
		if n++; !genuine[op.ID] {
			t.Errorf("an operation that nobody wrote: %+v", op)
		}
		fields, _ := oplog.DecodeBody(op.Body)
		for _, name := range []string{"content", "original"} {
			if v := fields[name]; !v.IsNull() {
				if data, err := s.Blob(t.Context(), v.Hash()); err == nil && data != nil && !v.Hash().Of(data) {
					t.Errorf("other bytes than those of %v", v.Hash())
				}
			}
		}
	}
	return n, refused
}

// TestHostileFiles: what is no case is refused with a reason, what is one shows only
// what is genuine, and neither takes long.
func TestHostileFiles(t *testing.T) {
	data, genuine := good(t)
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "gift.assay")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			h.make(t, path)
			began := time.Now()
			s, err := openStranger(t.Context(), path, t.TempDir())
			if h.refused {
				if kind := assay.KindOf(err); kind != assay.KindUnsupported && kind != assay.KindInvalid {
					t.Errorf("not refused, or not in the analyst's words: %v", err)
				}
			} else if err != nil {
				t.Errorf("refused: %v", err)
			}
			if err == nil {
				n, refused := everything(t, s, genuine)
				if n+refused == 0 {
					t.Error("nothing of it was read")
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestMutatedFiles: whatever bytes are changed, nothing comes out of a case that
// nobody has put into it.
func TestMutatedFiles(t *testing.T) {
	data, genuine := good(t)
	accepted, mangled := 0, 0
	seed := uint64(20261127)
	r := rand.New(rand.NewPCG(seed, 1))
	path := filepath.Join(t.TempDir(), "gift.assay")
	for range trials(150, 20_000) {
		other := bytes.Clone(data)
		for range 1 + r.IntN(8) {
			switch at := r.IntN(len(other)); r.IntN(4) {
			case 0:
				other[at] ^= 1 << r.IntN(8)
			case 1:
				other[at] = byte(r.IntN(256))
			case 2: // of a page's head, where everything hangs
				at = at / 4096 * 4096
				other[at+r.IntN(12)] = byte(r.IntN(256))
			case 3:
				binary.BigEndian.PutUint16(other[at/4096*4096+8+2*r.IntN(20):], uint16(r.IntN(1<<16)))
			}
		}
		if err := os.WriteFile(path, other, 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		s, err := openStranger(ctx, path, t.TempDir())
		cancel()
		if err != nil {
			if assay.KindOf(err) == assay.KindInternal {
				t.Errorf("seed %d: refused without a reason: %v", seed, err)
			}
			continue
		}
		accepted++
		if n, _ := everything(t, s, genuine); n < len(genuine) {
			mangled++
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d were taken, %d of them without something that was in it", accepted, mangled)
}
