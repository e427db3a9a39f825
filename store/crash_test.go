package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// victim is the variable that makes the test binary the program that is killed:
// it names the case to work on.
const victim = "ASSAY_TEST_VICTIM"

func TestMain(m *testing.M) {
	if path := os.Getenv(victim); path != "" {
		if err := labour(context.Background(), path, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// flock is how many operations labour unites at a time.
const flock = 20

// labour works on a case until it is killed. It says what it is about to do
// ("? made 7") and, once the store has said that it is done, that it is ("= made 7").
func labour(ctx context.Context, path string, out io.Writer) error {
	s, err := Open(ctx, path, Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		return err
	}
	for n := time.Now().UnixNano(); ; n++ {
		steps := []struct {
			what string
			do   func() error
		}{
			{"made", func() error {
				_, err := s.update(ctx, func(t *tx) error { return markClaim(ctx, t, n) })
				return err
			}},
			{"undone", func() error { _, err := s.Undo(ctx); return err }},
			{"made", func() error { _, err := s.Redo(ctx); return err }},
			{"united", func() error {
				_, err := s.update(ctx, func(t *tx) error {
					_, err := t.unite(ctx, slices.Values(flockOf(n)), nothing)
					return err
				})
				return err
			}},
		}
		for _, step := range steps[:1+n%4] {
			fmt.Fprintf(out, "? %s %d\n", step.what, n)
			if err := step.do(); err != nil {
				return fmt.Errorf("%s %d: %w", step.what, n, err)
			}
			fmt.Fprintf(out, "= %s %d\n", step.what, n)
		}
	}
}

func numbered(n int64) oplog.ID {
	return oplog.Derive("numbered", oplog.Encode(n>>10), oplog.Encode(n&1023))
}

// markClaim makes a claim and judges it, as one act.
func markClaim(ctx context.Context, t *tx, n int64) error {
	if err := t.edit(ctx, assay.KindClaim, numbered(n), oplog.Fields{"wording": oplog.Encode(fmt.Sprint(n))}); err != nil {
		return err
	}
	if _, err := t.putBlob(ctx, fmt.Append(nil, "a text of ", n)); err != nil {
		return err
	}
	f := assay.JudgementKey{Target: numbered(n), Dimension: assay.DimCredibility}.Fields(testActor)
	f["value"] = oplog.Encode("2")
	return t.edit(ctx, assay.KindJudgement, oplog.ID{}, f)
}

// flockOf returns operations of a colleague's.
func flockOf(n int64) []oplog.Op {
	var ops []oplog.Op
	for i := range flock {
		ops = append(ops, foreign(func(o *oplog.Op) {
			o.Entity = oplog.Derive("flock", oplog.Encode(numbered(n)), oplog.Encode(i))
			o.Act = numbered(n)
		}))
	}
	return ops
}

// TestKill kills a program that works on a case, again and again. Each time the
// file opens and is whole, what was acknowledged is there, and of what was
// under way there is all or nothing.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.assay")
	s, err := Create(t.Context(), path, "Test", Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	acknowledged, journals := 0, 0
	for cycle := range trials(100, 1000) {
		said := killed(t, exe, path, time.Duration(r.IntN(30_000))*time.Microsecond)
		if _, err := os.Stat(path + "-journal"); err == nil {
			journals++
		}
		done, open := follow(t, said)
		acknowledged += len(done)
		s, err := Open(t.Context(), path, Options{Actor: testActor})
		if err != nil {
			t.Fatalf("cycle %d: %v", cycle, err)
		}
		if _, err := s.Check(t.Context()); err != nil {
			t.Fatalf("cycle %d: %v", cycle, err)
		}
		survived(t, s, done, open)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			t.Fatalf("in cycle %d, after %q", cycle, said)
		}
	}
	t.Logf("%d acts were acknowledged; %d kills left a journal", acknowledged, journals)
	if acknowledged == 0 {
		t.Error("nothing was ever acknowledged")
	}
}

// killed starts the victim, kills it some time after its first word, and
// returns what it said.
func killed(t *testing.T, exe, path string, after time.Duration) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), victim+"="+path)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(said) == 0 {
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		said = append(said, lines.Text())
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("the victim was not killed but ended by itself: %v", err)
	}
	return said
}

// follow sorts what the victim said: what was acknowledged last of each number,
// and which number was under way.
func follow(t *testing.T, said []string) (done map[int64]string, open int64) {
	t.Helper()
	done = map[int64]string{}
	for i, line := range said {
		var sign, what string
		var n int64
		if _, err := fmt.Sscanf(line, "%s %s %d", &sign, &what, &n); err != nil {
			if i == len(said)-1 { // killed in the middle of a word
				continue
			}
			t.Fatalf("the victim said %q", line)
		}
		open = n
		if sign == "=" {
			open = 0
			if what != "united" {
				done[n] = what
			} else {
				done[-n] = what
			}
		}
	}
	return done, open
}

// survived compares a case with what was acknowledged.
func survived(t *testing.T, s *Store, done map[int64]string, open int64) {
	t.Helper()
	count := func(query string, id oplog.ID) (n int) {
		if err := s.read.QueryRowContext(t.Context(), query, id[:]).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for n, what := range done {
		if n < 0 {
			if got := count(`SELECT count(*) FROM op WHERE act = ?`, numbered(-n)); got != flock {
				t.Errorf("of an acknowledged union %d operations are there", got)
			}
			continue
		}
		claims := count(`SELECT count(*) FROM claim WHERE id = ?`, numbered(n))
		judged := count(`SELECT count(*) FROM judgement WHERE target = ?`, numbered(n))
		if want := map[string]int{"made": 1, "undone": 0}[what]; n != open && claims != want {
			t.Errorf("claim %d was acknowledged as %s, and there are %d", n, what, claims)
		}
		if claims != judged {
			t.Errorf("claim %d is there %d times and judged %d times", n, claims, judged)
		}
	}
	var torn int
	err := s.read.QueryRowContext(t.Context(), `SELECT count(*) FROM op WHERE came > 0 GROUP BY came HAVING count(*) <> ? LIMIT 1`, flock).Scan(&torn)
	if err == nil {
		t.Errorf("of a union %d operations are there", torn)
	} else if !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
}
