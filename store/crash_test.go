package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// victim is the variable that makes the test binary the program that is killed:
// it names the case to work on. hurry is the one that makes it work with less
// care than it should: it is a value of PRAGMA synchronous.
const (
	victim = "ASSAY_TEST_VICTIM"
	hurry  = "ASSAY_TEST_HURRY"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(victim); path != "" {
		if err := labour(context.Background(), path, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if path := os.Getenv(renewer); path != "" {
		if err := renewCase(context.Background(), path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if path := os.Getenv(merger); path != "" {
		if err := mergeInto(context.Background(), path, os.Getenv(merged)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if path := os.Getenv(sharer); path != "" {
		if err := shareCase(context.Background(), path, os.Getenv(sharedAs)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// flock is how many operations labour unites at a time.
const flock = 20

// labour works on a case, which it makes if need be, until it is killed. It
// says what it is about to do ("? marked 7") and, once the store has said that
// it is done, that it is ("= marked 7").
func labour(ctx context.Context, path string, out io.Writer) error {
	step := func(what string, n int64, do func() error) error {
		fmt.Fprintf(out, "? %s %d\n", what, n)
		if err := do(); err != nil {
			return fmt.Errorf("%s %d: %w", what, n, err)
		}
		fmt.Fprintf(out, "= %s %d\n", what, n)
		return nil
	}
	s, err := Open(ctx, path, Options{Actor: testActor, Name: "Ana"})
	if assay.KindOf(err) == assay.KindNotFound {
		err = step("created", 0, func() error {
			s, err = Create(ctx, path, "Test", Options{Actor: testActor, Name: "Ana"})
			return err
		})
	}
	if err != nil {
		return err
	}
	if pragma := os.Getenv(hurry); pragma != "" {
		if _, err := s.write.ExecContext(ctx, `PRAGMA synchronous = `+pragma); err != nil {
			return err
		}
	}
	in, err := s.ImportArticle(ctx, assay.Import{Original: []byte(seedText), Name: "a.txt", Text: seedText, Extractor: "text/1", Charset: "utf-8"})
	if err != nil {
		return err
	}
	page, err := s.Article(ctx, in.Article)
	if err != nil {
		return err
	}
	for n := time.Now().UnixNano(); ; n++ {
		steps := []struct {
			what string
			do   func() error
		}{
			{"marked", func() error {
				start := int(n % 20)
				_, err := s.MarkMention(ctx, Mark{Article: in.Article, Text: page.Text.ID, Span: anchor.Span{Start: start, End: start + 9}, Wording: fmt.Sprint(n), Stance: assay.Supports})
				return err
			}},
			{"undone", func() error { _, err := s.Undo(ctx); return err }},
			{"marked", func() error { _, err := s.Redo(ctx); return err }},
			{"united", func() error {
				_, err := s.update(ctx, func(t *tx) error {
					_, err := t.unite(ctx, slices.Values(flockOf(n)), nothing)
					return err
				})
				return err
			}},
		}
		for _, do := range steps[:1+n%4] {
			if err := step(do.what, n, do.do); err != nil {
				return err
			}
		}
	}
}

func numbered(n int64) oplog.ID {
	return oplog.Derive("numbered", oplog.Encode(n>>10), oplog.Encode(n&1023))
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
		said := killed(t, exe, path, time.Duration(r.IntN(40_000))*time.Microsecond)
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
		if lost := survived(t, s, done, open); len(lost) > 0 {
			t.Error(lost)
		}
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

// survived compares a case with what was acknowledged. It returns what was lost
// of that, and says whether there is a part of something.
func survived(t *testing.T, s *Store, done map[int64]string, open int64) (lost []string) {
	t.Helper()
	count := func(query string, arg any) (n int) {
		if err := s.read.QueryRowContext(t.Context(), query, arg).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for n, what := range done {
		want, have := 1, 0
		switch id := numbered(-n); what {
		case "created":
			continue // or the case could not have been opened
		case "united":
			want, have = flock, count(`SELECT count(*) FROM op WHERE act = ?`, id[:])
		case "undone":
			want = 0
			fallthrough
		case "marked":
			have = count(`SELECT count(*) FROM claim WHERE gone = 0 AND wording = ?`, fmt.Sprint(n))
		}
		if n != open && have != want {
			lost = append(lost, fmt.Sprintf("%d was acknowledged as %s, and of %d there are %d", n, what, want, have))
		}
	}
	torn := count(`SELECT count(*) FROM (SELECT 1 FROM op WHERE came > 0 GROUP BY came HAVING count(*) <> ?)`, flock)
	torn += count(`SELECT count(*) FROM mention WHERE gone = 0 AND (claim NOT IN (SELECT id FROM claim WHERE gone = 0) OR id NOT IN (SELECT target FROM judgement WHERE value = ?))`, string(oplog.Encode(assay.Supports)))
	torn += count(`SELECT count(*) FROM claim WHERE gone = 0 AND by = ? AND id NOT IN (SELECT claim FROM mention WHERE gone = 0)`, testActor[:])
	if torn > 0 {
		t.Errorf("of %d acts there is a part", torn)
	}
	return lost
}
