package main

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// meddle does to the case at path what any program may do.
func meddle(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.ExecContext(t.Context(), statement)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDoor opens files that the analyst's own Assay has left, and others.
func TestDoor(t *testing.T) {
	const notice = "It was checked and made anew"
	tests := []struct {
		name string
		do   func(t *testing.T)
		code int
		says string
	}{
		{"as it was left", func(*testing.T) {}, exitOK, ""},
		{"touched by a sync client", func(t *testing.T) {
			later := time.Now().Add(time.Minute)
			if err := os.Chtimes("c.assay", later, later); err != nil {
				t.Fatal(err)
			}
		}, exitOK, notice},
		{"that shows what nobody wrote", func(t *testing.T) { meddle(t, "c.assay", `UPDATE claim SET wording = 'Nobody said this'`) }, exitOK, notice},
		{"with an index of words that is garbage", func(t *testing.T) {
			meddle(t, "c.assay", `UPDATE findable_words_data SET block = zeroblob(length(block))`)
		}, exitOK, notice},
		{"with a trigger", func(t *testing.T) {
			meddle(t, "c.assay", `CREATE TRIGGER x AFTER INSERT ON op BEGIN DELETE FROM op; END`)
		}, exitFailed, "changed by a program other than Assay"},
		{"with an operation that was changed", func(t *testing.T) { meddle(t, "c.assay", `UPDATE op SET at = at + 1 WHERE seq = 5`) }, exitFailed, "not as they were written"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			workbench(t)
			if code, out, err := call(t, "", "import", "c.assay", "quay.json"); code != exitOK {
				t.Fatal(out, err)
			}
			want := len(caseAt(t, "c.assay").Mentions)
			test.do(t)
			before, err := os.ReadFile("c.assay")
			if err != nil {
				t.Fatal(err)
			}
			code, out, says := call(t, "", "import", "c.assay", "in/quay.txt")
			if code != test.code || test.says == "" && strings.Contains(says, notice) || !strings.Contains(says, test.says) {
				t.Errorf("exit %d, %s%s, want %d, %q", code, out, says, test.code, test.says)
			}
			if test.code != exitOK {
				if after, err := os.ReadFile("c.assay"); err != nil || !bytes.Equal(after, before) {
					t.Errorf("a file that was refused has changed: %v", err)
				}
				if code, out, says := call(t, "", "rescue", "c.assay", "rescued.assay"); code != exitOK || !strings.Contains(out, "exactly") && !strings.Contains(out, "as it was written") {
					t.Fatal(out, says)
				}
				if code, out, says := call(t, "", "check", "rescued.assay"); code != exitOK {
					t.Error(out, says)
				}
				return
			}
			if code, out, says := call(t, "", "check", "c.assay"); code != exitOK || strings.Contains(says, notice) {
				t.Errorf("it is not whole, or not our own: %s%s", out, says)
			}
			if have := len(caseAt(t, "c.assay").Mentions); have != want {
				t.Errorf("it has %d mentions, want %d", have, want)
			}
			if test.says != "" {
				kept, err := filepath.Glob(filepath.Join(os.Getenv("ASSAY_CONFIG"), "backups", "c (*).assay"))
				if err != nil || len(kept) != 1 {
					t.Fatalf("what came is kept as %v (%v)", kept, err)
				}
				if have, err := os.ReadFile(kept[0]); err != nil || !bytes.Equal(have, before) {
					t.Errorf("what is kept is not what came: %v", err)
				}
			}
		})
	}
}

// TestRescueCommand: a case without its beginning is said to be damaged and how to rescue
// it, all of it is rescued, and where nothing can be, it is said what there is instead.
func TestRescueCommand(t *testing.T) {
	workbench(t)
	if code, out, err := call(t, "", "import", "c.assay", "quay.json"); code != exitOK {
		t.Fatal(out, err)
	}
	want := len(caseAt(t, "c.assay").Mentions)
	data, err := os.ReadFile("c.assay")
	if err != nil {
		t.Fatal(err)
	}
	copy(data[:4096], bytes.Repeat([]byte("no page "), 512))
	for name, data := range map[string][]byte{"c.assay": data, "rubbish.assay": bytes.Repeat([]byte("rubbish "), 5000), "empty.assay": nil} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"check", "c.assay"}, exitFailed, "What can still be read of it can be put into a new case: assay rescue"},
		{[]string{"import", "c.assay", "in/quay.txt"}, exitFailed, "its beginning is damaged"},
		{[]string{"rescue", "c.assay", "rescued.assay"}, exitOK, "Its beginning is lost"},
		{[]string{"check", "rescued.assay"}, exitOK, "is whole"},
		{[]string{"rescue", "rubbish.assay", "none.assay"}, exitFailed, "Nothing could be rescued from rubbish.assay"},
		{[]string{"check", "empty.assay"}, exitFailed, "empty.assay is empty"},
	} {
		if code, out, says := call(t, "", test.args...); code != test.code || !strings.Contains(out+says, test.says) {
			t.Errorf("%v: exit %d, %s%s, want %d, %q", test.args, code, out, says, test.code, test.says)
		}
	}
	if have := len(caseAt(t, "rescued.assay").Mentions); have != want {
		t.Errorf("%d of %d mentions were rescued", have, want)
	}
	if _, err := os.Stat("none.assay"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a case was made of nothing: %v", err)
	}
	backup := filepath.Join(os.Getenv("ASSAY_CONFIG"), "backups", "rubbish (2026-11-20 10.00.00).assay")
	if err := errors.Join(os.MkdirAll(filepath.Dir(backup), 0o700), os.WriteFile(backup, data, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, _, says := call(t, "", "rescue", "rubbish.assay", "none.assay"); !strings.Contains(says, backup) {
		t.Errorf("it does not say where the backup is: %s", says)
	}
}
