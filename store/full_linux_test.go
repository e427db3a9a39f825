package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// smallDisk mounts a disk of some KB of its own and returns where.
func smallDisk(t *testing.T, kb int) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a disk small enough to be filled")
	}
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, fmt.Sprintf("size=%dk,mode=700", kb)); errors.Is(err, syscall.EPERM) {
		t.Skipf("mounting a disk small enough to be filled is not allowed here: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
	return dir
}

// page is what a disk in memory counts in.
const page = 4096

// fill leaves no more than some pages of a disk free. What it writes can be
// removed again.
func fill(t *testing.T, dir string, free int) (ballast string) {
	t.Helper()
	ballast = filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pages := 0
	for err == nil {
		if _, err = f.Write(make([]byte, page)); err == nil {
			pages++
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := f.Truncate(int64(max(0, pages-free)) * page); err != nil {
		t.Fatal(err)
	}
	return ballast
}

// article is one to mark passages in.
func article(t *testing.T, s *Store, text string) Mark {
	t.Helper()
	in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte(text), Name: "a.txt", Text: text, Extractor: "text/1", Charset: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Article(t.Context(), in.Article)
	if err != nil {
		t.Fatal(err)
	}
	return Mark{Article: in.Article, Text: p.Text.ID, Span: anchor.Span{Start: 0, End: 11}, Stance: assay.Supports}
}

// refused fails the test unless an error is the sentence of a full disk.
func refused(t *testing.T, what string, err error, want assay.ErrorKind, sentence string) {
	t.Helper()
	if assay.KindOf(err) != want || !strings.Contains(err.Error(), sentence) {
		t.Errorf("%s on a full disk says %v", what, err)
	}
}

// TestDiskFull fills the disk under a case at every page that an act could
// need. The act is done or it is refused with a sentence and nothing of it is
// there; the case can be read all the while, and changed again when there is
// space.
func TestDiskFull(t *testing.T) {
	dir := smallDisk(t, 4096)
	s, err := Create(t.Context(), filepath.Join(dir, "test.assay"), "Test", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mark := article(t, s, seedText)
	long := func(n int) assay.Import { // little of which can be compressed away
		var b strings.Builder
		for i := range 2000 {
			fmt.Fprintf(&b, "Crane %x fell.\n", uint64(i*n+1)*0x9e3779b97f4a7c15)
		}
		return assay.Import{Original: []byte(b.String()), Text: b.String(), Extractor: "text/1", Charset: "utf-8"}
	}
	var said []string // the wordings that were acknowledged
	acts := []struct {
		name string
		do   func(free int) error
	}{
		{"marking", func(free int) error {
			mark.Wording = fmt.Sprint("claim ", free)
			_, err := s.MarkMention(t.Context(), mark)
			if err == nil {
				said = append(said, mark.Wording)
			}
			return err
		}},
		{"importing", func(free int) error { _, err := s.ImportArticle(t.Context(), long(free)); return err }},
		{"undoing", func(int) error { _, err := s.Undo(t.Context()); return err }},
	}
	for _, act := range acts {
		full, done := 0, 0
		for free := 0; free < 80; free += 1 + free/8 {
			before := rows(t, s)
			ballast := fill(t, dir, free)
			err := act.do(free)
			if err == nil {
				done++
			} else {
				full++
				refused(t, act.name, err, assay.KindReadOnly, "The disk is full. What you did last was not saved; all before it was.")
				if after := rows(t, s); after != before {
					t.Errorf("%s with %d pages free was refused, and the case has\n%s\nand had\n%s", act.name, free, after, before)
				}
			}
			if _, err := s.Check(t.Context()); err != nil {
				t.Errorf("%s with %d pages free: %v", act.name, free, err)
			}
			if _, err := os.Stat(s.Path() + "-journal"); err == nil {
				t.Errorf("%s with %d pages free left a journal", act.name, free)
			}
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
			if err != nil {
				if err := act.do(free); err != nil {
					t.Errorf("%s with space again: %v", act.name, err)
				}
			}
			if act.name == "importing" { // or there would be no room for the next
				if _, err := s.Undo(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		t.Logf("%s: %d times refused, %d times done", act.name, full, done)
		if full == 0 || done == 0 {
			t.Errorf("%s was refused %d times and done %d times", act.name, full, done)
		}
		if act.name == "marking" {
			c, err := s.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var have []string
			for _, claim := range c.Case.Claims {
				have = append(have, claim.Wording)
			}
			if !slices.Equal(have, said) {
				t.Errorf("the case has the claims %q, and acknowledged were %q", have, said)
			}
		}
	}
}

// TestCopyToFullDisk: a case or a copy that does not fit is not there.
func TestCopyToFullDisk(t *testing.T) {
	dir := smallDisk(t, 1024)
	s := openStore(t)
	article(t, s, seedText)
	copies := 0
	for free := 0; free < 200; free += 1 + free/8 {
		ballast := fill(t, dir, free)
		for what, do := range map[string]func(path string) error{
			"copying": func(path string) error { return s.SaveCopy(t.Context(), path) },
			"sharing": func(path string) error {
				_, err := s.Share(t.Context(), path, assay.ShareAll, Sharing{})
				return err
			},
			"making": func(path string) error {
				made, err := Create(t.Context(), path, "Test", Options{Actor: testActor, Name: "Ana"})
				if err == nil {
					err = made.Close()
				}
				return err
			},
		} {
			path := filepath.Join(dir, what+".assay")
			err := do(path)
			if err == nil {
				copies++
				err = os.Remove(path)
				if err != nil {
					t.Fatal(err)
				}
			} else {
				refused(t, what, err, assay.KindInvalid, "The disk is full. Free some space, or choose another disk.")
			}
			if left := fingerprint(t, dir); len(left) != 1 {
				t.Errorf("%s with %d pages free left %q", what, free, left)
			}
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
	if copies == 0 {
		t.Error("nothing was ever made")
	}
	if _, err := s.Rename(t.Context(), "Other", ""); err != nil {
		t.Errorf("the case itself: %v", err)
	}
}

// TestTakeInOnFullDisk: a case that is made anew, brought up to date or rescued where
// there is no space is as it was, nothing is left beside it, and it is said what to do.
func TestTakeInOnFullDisk(t *testing.T) {
	big := filepath.Join(t.TempDir(), "big.assay")
	busyCase(t, big, 20)
	for name, from := range map[string]string{"case.assay": big, "old.assay": filepath.Join("testdata", "v1.assay"), "broken.assay": big} {
		t.Run(name, func(t *testing.T) {
			dir := smallDisk(t, 4096)
			came, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, name)
			full, done := 0, 0
			for free := 0; free < 600; free += 1 + free/6 {
				if err := os.WriteFile(path, came, 0o600); err != nil {
					t.Fatal(err)
				}
				ballast := fill(t, dir, free)
				err := renewCase(t.Context(), path)
				left, listed := os.ReadDir(dir)
				if listed != nil {
					t.Fatal(listed)
				}
				if err == nil {
					done++
				} else {
					full++
					if k := assay.KindOf(err); k == assay.KindInternal || !strings.Contains(err.Error(), "The disk is full") {
						t.Errorf("with %d pages free it says %v", free, err)
					}
					if now, err := os.ReadFile(path); err != nil || string(now) != string(came) {
						t.Errorf("with %d pages free the file is no longer as it came: %v", free, err)
					}
					left := slices.DeleteFunc(slices.Clone(left), func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), "old (before format ") }) // the next opening goes on with it
					if len(left) != 2 {
						t.Errorf("with %d pages free there are %v", free, left)
					}
				}
				if err := os.Remove(ballast); err != nil {
					t.Fatal(err)
				}
				for _, e := range left {
					base := e.Name()
					if base == "ballast" {
						continue
					}
					if err == nil && strings.HasSuffix(base, ".assay") && base != "kept.assay" && base != "broken.assay" {
						checkWhole(t, filepath.Join(dir, base))
					}
					if err := os.RemoveAll(filepath.Join(dir, base)); err != nil {
						t.Fatal(err)
					}
				}
			}
			t.Logf("%d times refused, %d times done", full, done)
			if full == 0 || done == 0 {
				t.Errorf("it was refused %d times and done %d times", full, done)
			}
		})
	}
}

// checkWhole fails the test unless the case at path is whole.
func checkWhole(t *testing.T, path string) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Check(t.Context()); err != nil {
		t.Errorf("%s: %v", filepath.Base(path), err)
	}
}

// TestMergeOnFullDisk: a merge for which there is no space brings nothing, and all of it
// once there is.
func TestMergeOnFullDisk(t *testing.T) {
	big := filepath.Join(t.TempDir(), "big.assay")
	busyCase(t, big, 20)
	dir := smallDisk(t, 4096)
	s, err := Create(t.Context(), filepath.Join(dir, "test.assay"), "Test", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	from, err := openStranger(t.Context(), big, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	full, done := 0, 0
	for free := 0; free < 600; free += 1 + free/6 {
		before := rows(t, s)
		ballast := fill(t, dir, free)
		_, err := s.Merge(t.Context(), from)
		if err == nil {
			done++
		} else {
			full++
			refused(t, "merging", err, assay.KindReadOnly, "The disk is full. What you did last was not saved; all before it was.")
			if rows(t, s) != before {
				t.Errorf("with %d pages free a part was merged", free)
			}
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
		if done > 0 {
			break
		}
	}
	t.Logf("%d times refused, %d times done", full, done)
	if full == 0 || done == 0 {
		t.Errorf("it was refused %d times and done %d times", full, done)
	}
}
