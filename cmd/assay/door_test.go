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
