package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// caseFile makes a case, closes it and returns its path.
func caseFile(t *testing.T) string {
	t.Helper()
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "report.assay"), "Test", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	seedCase(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.Path()
}

// alter changes a file with SQLite, as another program would.
func alter(statements ...string) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		t.Helper()
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		for _, s := range statements {
			if _, err := db.ExecContext(t.Context(), s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
	}
}

// patch overwrites bytes of a file.
func patch(at int64, with ...byte) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		t.Helper()
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt(with, at); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func replaceBy(content string) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// fingerprint is what is in a folder: names, and hashes of files.
func fingerprint(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		line := e.Name()
		if e.Type().IsRegular() {
			data, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			line += " " + oplog.Hash(sha256.Sum256(data)).String()
		}
		list = append(list, line)
	}
	return list
}

// TestOpenRefuses: what is not a case of ours is refused with a sentence, and
// no byte of it, nor anything beside it, is changed.
func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		want string
	}{
		{"a folder", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is a folder or a device"},
		{"an empty file", replaceBy(""), "is empty"},
		{"one byte", replaceBy("S"), "does not begin as one does"},
		{"a text", replaceBy(strings.Repeat("Nine cranes fell in the port.\n", 200)), "does not begin as one does"},
		{"a web page", replaceBy("<!doctype html><title>Nine cranes fell</title>" + strings.Repeat(" ", 200)), "does not begin as one does"},
		{"a database of another program", func(t *testing.T, path string) {
			replaceBy("")(t, path)
			alter(`CREATE TABLE note (body TEXT)`)(t, path)
		}, "is a database of another program"},
		{"another application id", alter(`PRAGMA application_id = 1`), "is a database of another program"},
		{"a case that was never finished", alter(`PRAGMA user_version = 0`), "never finished being made"},
		{"a newer case", alter(fmt.Sprintf(`PRAGMA user_version = %d`, SchemaVersion+1)), "written by a newer Assay"},
		{"a case of the far future", patch(60, 0xff, 0xff, 0xff, 0xff), "written by a newer Assay"},
		{"a case in WAL mode", alter(`PRAGMA journal_mode = WAL`), "spreads it over several files"},
		{"a case cut short", func(t *testing.T, path string) {
			if err := os.Truncate(path, 20_000); err != nil {
				t.Fatal(err)
			}
		}, "is cut short: 20000 of"},
		{"a case cut to its header", func(t *testing.T, path string) {
			if err := os.Truncate(path, 100); err != nil {
				t.Fatal(err)
			}
		}, "is cut short: 100 of"},
		{"a trigger", alter(`CREATE TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM blob; END`), "changed by a program other than Assay"},
		{"a view", alter(`CREATE VIEW v AS SELECT * FROM op`), "changed by a program other than Assay"},
		{"a table more", alter(`CREATE TABLE more (x)`), "changed by a program other than Assay"},
		{"a table less", alter(`DROP TABLE note`), "changed by a program other than Assay"},
		{"a view in the place of a table", alter(`DROP TABLE note`, `CREATE VIEW note AS SELECT * FROM op`), "changed by a program other than Assay"},
		{"an index more", alter(`CREATE INDEX i ON op (body)`), "changed by a program other than Assay"},
		{"a column more", alter(`ALTER TABLE claim ADD COLUMN x TEXT`), "changed by a program other than Assay"},
		{"statistics", alter(`ANALYZE`), "changed by a program other than Assay"},
		{"a trigger with the name of statistics", alter(
			`CREATE TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM blob; END`, `PRAGMA writable_schema = ON`,
			`UPDATE sqlite_schema SET name = 'sqlite_stat9', sql = replace(sql, 'TRIGGER t', 'TRIGGER sqlite_stat9') WHERE name = 't'`,
		), "changed by a program other than Assay"},
		{"noise for a schema", patch(100, slices.Repeat([]byte{0xa5}, 4000)...), "is damaged"},
	}
	for _, test := range tests {
		for _, mode := range []string{"to work on", "to read"} {
			t.Run(test.name+" "+mode, func(t *testing.T) {
				path := caseFile(t)
				test.make(t, path)
				before := fingerprint(t, filepath.Dir(path))
				s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock(), ReadOnly: mode == "to read"})
				if err == nil {
					_ = s.Close()
				}
				if assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), test.want) {
					t.Errorf("opening says %v, want %q", err, test.want)
				}
				if after := fingerprint(t, filepath.Dir(path)); !slices.Equal(before, after) {
					t.Errorf("the folder had %q and has %q", before, after)
				}
			})
		}
	}
	t.Run("nothing", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "gone.assay")
		_, err := Open(t.Context(), path, Options{Actor: testActor})
		if assay.KindOf(err) != assay.KindNotFound || !strings.Contains(err.Error(), "There is no file gone.assay") {
			t.Errorf("opening nothing says %v", err)
		}
		if left := fingerprint(t, filepath.Dir(path)); len(left) > 0 {
			t.Errorf("opening nothing made %q", left)
		}
	})
}

// TestCreateRefuses: nothing that is there is overwritten.
func TestCreateRefuses(t *testing.T) {
	path := caseFile(t)
	before := fingerprint(t, filepath.Dir(path))
	_, err := Create(t.Context(), path, "Test", Options{Actor: testActor})
	if assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "already a file of that name") {
		t.Errorf("making a case over another says %v", err)
	}
	if _, err = Create(t.Context(), filepath.Join(path, "x.assay"), "Test", Options{Actor: testActor}); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("making a case inside a file says %v", err)
	}
	if _, err = Create(t.Context(), filepath.Join(filepath.Dir(path), "none", "x.assay"), "Test", Options{Actor: testActor}); assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "no such folder") {
		t.Errorf("making a case nowhere says %v", err)
	}
	if after := fingerprint(t, filepath.Dir(path)); !slices.Equal(before, after) {
		t.Errorf("the folder had %q and has %q", before, after)
	}
}

// TestFileNames: a file may be called anything. That very file is opened, and
// no other is made.
func TestFileNames(t *testing.T) {
	names := []string{
		"report.assay", "report?.assay", "report%3B.assay", "report%2e.assay", "report#1.assay", "report\n2.assay", "-report.assay", "--help",
		"report \u202eyassa.assay", "رافعات.assay", "a b&c=d;e'f\"g.assay", "file:report.assay", ":memory:", "report.assay?_pragma=synchronous(0)",
		"report.assay?_pragma=foreign_keys(1)%3BATTACH 'pwned.db' AS x%3BCREATE TABLE x.t(a)", "?mode=memory", `back\slash.assay`, "..assay",
		"\xff\xfe.assay", strings.Repeat("long", 55) + ".assay",
		"%00.assay", "%2e%2e%2fup.assay", "a\tb.assay", "a\rb.assay", " .assay ", "~.assay", "$HOME.assay", "`id`.assay", "%s%n.assay", "C:report.assay",
		"report.assay#fragment?mode=ro", "🔥‍🚒.assay", "e\u0301.assay",
	}
	if runtime.GOOS != "linux" {
		names = slices.DeleteFunc(names, func(n string) bool { return !utf8.ValidString(n) || strings.ContainsAny(n, "?:\"\n\\") })
	}
	for _, name := range names {
		t.Run(name[:min(len(name), 30)], func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			s, err := Create(t.Context(), name, "Test", Options{Actor: testActor, Now: testClock()})
			if err != nil {
				t.Fatal(err)
			}
			seedCase(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := Open(t.Context(), name, Options{Actor: testActor, Now: testClock()})
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if h, err := again.Check(t.Context()); err != nil || h.Mentions != 1 {
				t.Errorf("the file has %+v (%v)", h, err)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 1 || entries[0].Name() != name {
				t.Errorf("there are %v (%v)", entries, err)
			}
			from, err := openStranger(t.Context(), name, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Renew(t.Context(), from, name, Options{Actor: testActor}, func(write func(string) error) (string, error) { return "", write(filepath.Join(t.TempDir(), "kept")) }); err != nil {
				t.Error(err)
			}
			if err := from.Close(); err != nil {
				t.Error(err)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || entries[0].Name() != name {
				t.Errorf("when it was made anew there are %v (%v)", entries, err)
			}
		})
	}
	t.Run("too long a name", func(t *testing.T) {
		for _, n := range []int{248, 300, 600} {
			dir := t.TempDir()
			_, err := Create(t.Context(), filepath.Join(dir, strings.Repeat("x", n)), "Test", Options{Actor: testActor})
			if assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "name is too long") {
				t.Errorf("a name of %d says %v", n, err)
			}
			if left := fingerprint(t, dir); len(left) > 0 {
				t.Errorf("a name of %d left %q", n, left)
			}
		}
	})
	t.Run("too long a path", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), strings.Repeat("folder/", 100))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := Create(t.Context(), filepath.Join(dir, "x.assay"), "Test", Options{Actor: testActor})
		if assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "too long") {
			t.Errorf("a long path says %v", err)
		}
		if left := fingerprint(t, dir); len(left) > 0 {
			t.Errorf("it left %q", left)
		}
	})
}

// TestReplaced: a file that is replaced or deleted while it is open is not
// written to, nor is what has taken its place; and what was in it can still be
// read and copied.
func TestReplaced(t *testing.T) {
	put := func(t *testing.T, from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		do   func(t *testing.T, path string)
	}{
		{"by another", func(t *testing.T, path string) { put(t, caseFile(t), path) }},
		{"by another that is half written", func(t *testing.T, path string) {
			other := caseFile(t)
			leaveJournal(t, other)
			put(t, other+"-journal", path+"-journal")
			put(t, other, path)
		}},
		{"by nothing", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}},
		{"by nothing, under another name", func(t *testing.T, path string) { put(t, path, path+" (old)") }},
		{"by a text", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			replaceBy("Nine cranes fell.")(t, path)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := caseFile(t)
			s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if _, err := s.Rename(t.Context(), "Before", ""); err != nil {
				t.Fatal(err)
			}
			if s.Moved() {
				t.Error("the file is said to have been moved when it was not")
			}
			test.do(t, path)
			before := fingerprint(t, filepath.Dir(path))
			for range 2 {
				_, err = s.Rename(t.Context(), "After", "")
				if assay.KindOf(err) != assay.KindReadOnly || !strings.Contains(err.Error(), "moved, replaced or deleted") {
					t.Errorf("writing says %v", err)
				}
			}
			if after := fingerprint(t, filepath.Dir(path)); !slices.Equal(before, after) {
				t.Errorf("the folder had %q and has %q", before, after)
			}
			if !s.Moved() {
				t.Error("nobody is told that the file was moved")
			}
			if interrupted(path) { // which is said to belong to the file of that name, until it is gone
				if _, err := s.Info(t.Context()); assay.KindOf(err) != assay.KindReadOnly {
					t.Errorf("reading beside another file's journal says %v", err)
				}
				if err := os.Remove(path + "-journal"); err != nil {
					t.Fatal(err)
				}
			}
			together := make(chan error)
			for range 2 * readers { // more than there are connections: none may be opened to another file
				go func() {
					info, err := s.Info(t.Context())
					if err == nil && info.Name != "Before" {
						err = fmt.Errorf("the case is called %q", info.Name)
					}
					if assay.KindOf(err) == assay.KindReadOnly {
						err = nil
					}
					together <- err
				}()
			}
			for range 2 * readers {
				if err := <-together; err != nil {
					t.Error(err)
				}
			}
			if info, err := s.Info(t.Context()); err != nil || info.Name != "Before" {
				t.Errorf("the case is called %q (%v)", info.Name, err)
			}
			to := filepath.Join(t.TempDir(), "mine.assay")
			if err := s.SaveCopy(t.Context(), to); err != nil {
				t.Fatal(err)
			}
			mine, err := Open(t.Context(), to, Options{Actor: testActor, Now: testClock()})
			if err != nil {
				t.Fatal(err)
			}
			defer mine.Close()
			if info, err := mine.Info(t.Context()); err != nil || info.Name != "Before" {
				t.Errorf("the copy is called %q (%v)", info.Name, err)
			}
			if _, err := mine.Rename(t.Context(), "After", ""); err != nil {
				t.Errorf("changing the copy says %v", err)
			}
		})
	}
}

// TestCutShort: a file that another program cuts short while it is open is said
// to be damaged, and nothing is written to it.
func TestCutShort(t *testing.T) {
	for _, size := range []int64{50, 4096, 20_000} {
		path := caseFile(t)
		s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		before := fingerprint(t, filepath.Dir(path))
		for what, do := range map[string]func() error{
			"reading":  func() error { _, err := s.Snapshot(t.Context()); return err },
			"checking": func() error { _, err := s.Check(t.Context()); return err },
			"writing":  func() error { _, err := s.Rename(t.Context(), "After", ""); return err },
			"copying":  func() error { return s.SaveCopy(t.Context(), filepath.Join(t.TempDir(), "mine.assay")) },
		} {
			if err := do(); assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), "damaged") {
				t.Errorf("%s what was cut to %d bytes says %v", what, size, err)
			}
		}
		if after := fingerprint(t, filepath.Dir(path)); !slices.Equal(before, after) {
			t.Errorf("cut to %d bytes, the folder had %q and has %q", size, before, after)
		}
	}
}

// TestBusy: while another program writes, nothing is changed, and the sentence
// says so.
func TestBusy(t *testing.T) {
	path := caseFile(t)
	s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.write.ExecContext(t.Context(), `PRAGMA busy_timeout = 10`); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.ExecContext(t.Context(), `BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rename(t.Context(), "Other", ""); assay.KindOf(err) != assay.KindBusy {
		t.Errorf("writing says %v", err)
	}
	if _, err := other.ExecContext(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rename(t.Context(), "Other", ""); err != nil {
		t.Errorf("writing then says %v", err)
	}
}

// TestCreateStopped: a case that could not be made is not there.
func TestCreateStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if _, err := Create(ctx, filepath.Join(dir, "x.assay"), "Test", Options{Actor: testActor}); err == nil {
		t.Error("a case was made although nobody waited for it")
	}
	if left := fingerprint(t, dir); len(left) > 0 {
		t.Errorf("it left %q", left)
	}
}

// TestInterrupted: a file whose writer was stopped after it had counted pages
// that it had not yet written is not cut short. It is what it was before.
func TestInterrupted(t *testing.T) {
	path := caseFile(t)
	before := fingerprint(t, filepath.Dir(path))
	leaveJournal(t, path)
	patch(28, 0, 0, 0xff, 0)(t, path)
	s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if h, err := s.Check(t.Context()); err != nil || h.Operations != 6 {
		t.Errorf("the check saw %+v (%v)", h, err)
	}
	if after := fingerprint(t, filepath.Dir(path)); !slices.Equal(before, after) {
		t.Errorf("the folder had %q and has %q", before, after)
	}
}

// TestInterruptedMeanwhile: what another program left half written while a case
// is open here is taken back with the next page that is read.
func TestInterruptedMeanwhile(t *testing.T) {
	path := caseFile(t)
	s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	looking, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer looking.Close()
	before := fingerprint(t, filepath.Dir(path))
	leaveJournal(t, path)
	patch(28, 0, 0, 0xff, 0)(t, path)

	const want = "must be taken back first"
	if _, err := looking.Info(t.Context()); assay.KindOf(err) != assay.KindReadOnly || !strings.Contains(err.Error(), want) {
		t.Errorf("who may not write reads %v", err)
	}
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); assay.KindOf(err) != assay.KindReadOnly || !strings.Contains(err.Error(), want) {
		t.Errorf("opening it to read says %v", err)
	}
	if info, err := s.Info(t.Context()); err != nil || info.Name != "Test" {
		t.Errorf("the case is called %q (%v)", info.Name, err)
	}
	if info, err := looking.Info(t.Context()); err != nil || info.Name != "Test" {
		t.Errorf("who may not write then reads %q (%v)", info.Name, err)
	}
	if after := fingerprint(t, filepath.Dir(path)); !slices.Equal(before, after) {
		t.Errorf("the folder had %q and has %q", before, after)
	}
}

// TestCopyInterrupted: a copy is the first thing that is asked of a case which
// another program has left half written.
func TestCopyInterrupted(t *testing.T) {
	path := caseFile(t)
	s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	leaveJournal(t, path)
	if err := s.SaveCopy(t.Context(), filepath.Join(t.TempDir(), "copy.assay")); err != nil {
		t.Error(err)
	}
}

// leaveJournal writes the journal that SQLite has beside a file while it is
// about to change its first page.
func leaveJournal(t *testing.T, path string) {
	t.Helper()
	const page, sector, nonce = 4096, 512, 7
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	journal := []byte("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
	for _, n := range []int{1, nonce, len(data) / page, sector, page} { // 1 page is kept in it
		journal = binary.BigEndian.AppendUint32(journal, uint32(n))
	}
	journal = append(journal, make([]byte, sector-len(journal))...)
	journal = binary.BigEndian.AppendUint32(journal, 1) // its number
	journal = append(journal, data[:page]...)
	sum := uint32(nonce)
	for i := page - 200; i > 0; i -= 200 {
		sum += uint32(data[i])
	}
	journal = binary.BigEndian.AppendUint32(journal, sum)
	if err := os.WriteFile(path+"-journal", journal, 0o600); err != nil {
		t.Fatal(err)
	}
}
