package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// some offers n articles with a host each; what is put in by number takes the
// place of one of them.
func some(n int, instead map[int]func() (assay.Import, error)) iter.Seq2[Incoming, error] {
	return func(yield func(Incoming, error) bool) {
		for i := range n {
			read := instead[i]
			if read == nil {
				read = func() (assay.Import, error) { return craneArticle(i), nil }
			}
			if !yield(Incoming{Name: fmt.Sprint(i), Size: 100, Read: func() iter.Seq2[assay.Import, error] {
				return func(yield func(assay.Import, error) bool) { yield(read()) }
			}}, nil) {
				return
			}
		}
	}
}

func craneArticle(i int) assay.Import {
	text := fmt.Sprintf("Article %d says that %d cranes fell.", i, i)
	return assay.Import{Original: []byte(text + "\r\n"), Text: text, Title: fmt.Sprint("Cranes ", i), FoundAt: fmt.Sprintf("https://paper%d.example/cranes", i), MediaType: "text/plain"}
}

// importAll brings articles in and returns what became of each.
func importAll(t *testing.T, s *Store, articles iter.Seq2[Incoming, error]) []Imported {
	t.Helper()
	var all []Imported
	if err := s.ImportArticles(t.Context(), articles, func(out Imported) error { all = append(all, out); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func count(t *testing.T, s *Store, from string, args ...any) (n int) {
	t.Helper()
	if err := s.read.QueryRowContext(t.Context(), `SELECT count(*) FROM `+from, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestImportArticles brings in more than one transaction takes, some of which
// are refused: the others are there whole, and all are one act.
func TestImportArticles(t *testing.T) {
	const n = 300
	s := openStore(t)
	gone, err := s.ImportArticle(t.Context(), craneArticle(7))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{gone.Article}, ""); err != nil {
		t.Fatal(err)
	}
	tooMuch := craneArticle(30)
	tooMuch.Byline = strings.Repeat("x", oplog.MaxBody) // found out when the capture has been written
	all := importAll(t, s, some(n, map[int]func() (assay.Import, error){
		3:  func() (assay.Import, error) { return assay.Import{}, assay.Invalid("file", "This is a film.") },
		4:  func() (assay.Import, error) { return assay.Import{Original: []byte("x")}, nil },
		5:  func() (assay.Import, error) { panic("a page that nobody has thought of") },
		30: func() (assay.Import, error) { return tooMuch, nil },
		40: func() (assay.Import, error) { return craneArticle(39), nil },
	}))
	if len(all) != n {
		t.Fatalf("%d of %d were told of", len(all), n)
	}
	acts := map[assay.ActID]int{}
	for i, out := range all {
		want := map[int]string{3: "", 4: "", 5: "", 30: "", 7: Revived, 40: Known}
		outcome, ok := want[i]
		if !ok {
			outcome = Added
		}
		if out.Outcome != outcome || out.Name != fmt.Sprint(i) || (out.Err != nil) != (outcome == "") {
			t.Errorf("number %d: %q, %v", i, out.Outcome, out.Err)
		}
		acts[out.Act]++
	}
	if len(acts) != 2 || acts[assay.ActID{}] != 5 {
		t.Errorf("acts and how much each brought in: %v", acts)
	}
	if got := count(t, s, `capture WHERE url = ?`, tooMuch.FoundAt); got != 0 {
		t.Errorf("%d captures of an article that was refused", got)
	}
	if got, want := count(t, s, `article WHERE gone = 0`), n-5; got != want {
		t.Errorf("%d articles, want %d", got, want)
	}
	_, data, err := s.Original(t.Context(), captureOf(t, s, all[299].Article))
	if want := "Article 299 says that 299 cranes fell.\r\n"; err != nil || string(data) != want {
		t.Errorf("the original is %q (%v), want %q", data, err, want)
	}

	page, err := s.History(t.Context(), assay.HistoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if a := page.Acts[0]; a.Articles != n-6 || a.Left == 0 || len(page.Acts) != 4 {
		t.Errorf("%d acts, of which the last made %d articles", len(page.Acts), a.Articles)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := count(t, s, `article WHERE gone = 0`); got != 0 {
		t.Errorf("%d articles are left when the import is undone", got)
	}
	if _, err := s.Redo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := count(t, s, `article WHERE gone = 0`), n-5; got != want {
		t.Errorf("%d articles when it is done again, want %d", got, want)
	}
}

func captureOf(t *testing.T, s *Store, id assay.ArticleID) (capture assay.CaptureID) {
	t.Helper()
	if err := s.read.QueryRowContext(t.Context(), `SELECT id FROM capture WHERE article = ?`, id[:]).Scan(into(&capture)); err != nil {
		t.Fatal(err)
	}
	return capture
}

// TestTypedFromOneScan: two texts that were typed in from the same scan are two
// articles, however alike their originals are; the same text is one.
func TestTypedFromOneScan(t *testing.T) {
	s := openStore(t)
	for _, test := range []struct{ text, extractor, outcome string }{
		{"The mole is closed.", assay.Typed, Added},
		{"The ferry was late.", assay.Typed, Added},
		{"The mole is closed.", assay.Typed, Known},
		{"[No text yet]", "pdf/1", Known}, // the file itself is here
	} {
		out, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte("%PDF-1.7 a scan"), Via: "paste", Extractor: test.extractor, Text: test.text})
		if err != nil || out.Outcome != test.outcome {
			t.Errorf("%q is %q, want %q (%v)", test.text, out.Outcome, test.outcome, err)
		}
	}
	if got := count(t, s, `article`); got != 2 {
		t.Errorf("%d articles", got)
	}
}

// TestUndoneWhileImporting undoes an import that goes on: what comes after is
// another act, and can be undone too.
func TestUndoneWhileImporting(t *testing.T) {
	s := openStore(t)
	told, undone := make(chan struct{}), make(chan struct{})
	go func() {
		<-told
		if _, err := s.Undo(t.Context()); err != nil {
			t.Error(err)
		}
		close(undone)
	}()
	n := 0
	wait := func() (assay.Import, error) { <-undone; return craneArticle(20), nil }
	err := s.ImportArticles(t.Context(), some(40, map[int]func() (assay.Import, error){20: wait}), func(Imported) error {
		if n++; n == 20 {
			close(told)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := count(t, s, `article WHERE gone = 0`); got != 20 {
		t.Errorf("%d articles, want the 20 that came after", got)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Error(err)
	}
	if got := count(t, s, `article WHERE gone = 0`); got != 0 {
		t.Errorf("%d articles are left", got)
	}
}

// TestMarkedWhileImporting marks a passage of an article while the rest of the
// import comes in: the mark is what is undone first, and the import after it.
func TestMarkedWhileImporting(t *testing.T) {
	s := openStore(t)
	told, marked := make(chan assay.ArticleID), make(chan struct{})
	go func() {
		defer close(marked)
		p, err := s.Article(t.Context(), <-told)
		if err == nil {
			_, err = s.MarkMention(t.Context(), Mark{Article: p.Article.ID, Text: p.Text.ID, Span: anchor.Span{Start: 0, End: 7}, Seen: "Article", Wording: "Cranes fell", Stance: assay.Supports})
		}
		if err != nil {
			t.Error(err)
		}
	}()
	n := 0
	wait := func() (assay.Import, error) { <-marked; return craneArticle(2), nil }
	err := s.ImportArticles(t.Context(), some(4, map[int]func() (assay.Import, error){2: wait}), func(out Imported) error {
		if n++; n == 1 {
			told <- out.Article
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range [][2]int{{4, 0}, {0, 0}} {
		if _, err := s.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := [2]int{count(t, s, `article WHERE gone = 0`), count(t, s, `mention WHERE gone = 0`)}; got != want {
			t.Errorf("%v articles and mentions are left, want %v", got, want)
		}
	}
	for _, want := range [][2]int{{4, 0}, {4, 1}} {
		if _, err := s.Redo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := [2]int{count(t, s, `article WHERE gone = 0`), count(t, s, `mention WHERE gone = 0`)}; got != want {
			t.Errorf("%v articles and mentions are back, want %v", got, want)
		}
	}
}

// TestImportEnds ends an import in every way: what was told to be in is in.
func TestImportEnds(t *testing.T) {
	errEnd := errors.New("the end")
	tests := []struct {
		name string
		run  func(s *Store, told func()) error
		want error
	}{
		{"the sequence breaks off", func(s *Store, told func()) error {
			return s.ImportArticles(t.Context(), func(yield func(Incoming, error) bool) {
				for in, err := range some(5, nil) {
					if !yield(in, err) {
						return
					}
				}
				yield(Incoming{}, errEnd)
			}, func(Imported) error { told(); return nil })
		}, errEnd},
		{"nobody wants to be told any more", func(s *Store, told func()) error {
			return s.ImportArticles(t.Context(), some(1000, nil), func(Imported) error { told(); return errEnd })
		}, errEnd},
		{"the analyst stops it", func(s *Store, told func()) error {
			ctx, stop := context.WithCancel(t.Context())
			return s.ImportArticles(ctx, some(1000, map[int]func() (assay.Import, error){500: func() (assay.Import, error) {
				stop()
				return craneArticle(500), nil
			}}), func(Imported) error { told(); return nil })
		}, context.Canceled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			told := 0
			if err := test.run(s, func() { told++ }); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
			if got := count(t, s, `article`); got < told {
				t.Errorf("%d articles are in, and %d were told of", got, told)
			}
			if _, err := s.ImportArticle(t.Context(), craneArticle(2000)); err != nil {
				t.Errorf("the next import: %v", err)
			}
		})
	}
}

// TestImportPassesOver: what is there by its bytes is not read again, unless it was
// removed, or something besides the bytes says what it is.
func TestImportPassesOver(t *testing.T) {
	s := openStore(t)
	read := 0
	offer := func(n int, bytes bool) iter.Seq2[Incoming, error] {
		return func(yield func(Incoming, error) bool) {
			in := Incoming{Name: "crane.txt", Size: 100, Read: func() iter.Seq2[assay.Import, error] {
				read++
				return func(yield func(assay.Import, error) bool) { yield(craneArticle(n), nil) }
			}}
			if bytes {
				in.Bytes = func() ([]byte, error) { return craneArticle(n).Original, nil }
			}
			yield(in, nil)
		}
	}
	first := importAll(t, s, offer(1, true))[0]
	for _, step := range []struct {
		name    string
		before  func() error
		bytes   bool
		outcome string
		read    int
	}{
		{"there", nil, true, Known, 0},
		{"there, and not known by its bytes", nil, false, Known, 1},
		{"removed", func() error {
			_, err := s.RemoveArticles(t.Context(), []assay.ArticleID{first.Article}, "")
			return err
		}, true, Revived, 1},
		{"back", nil, true, Known, 0},
	} {
		if step.before != nil {
			if err := step.before(); err != nil {
				t.Fatal(err)
			}
		}
		read = 0
		out := importAll(t, s, offer(1, step.bytes))[0]
		if out.Outcome != step.outcome || out.Article != first.Article || read != step.read || out.Err != nil {
			t.Errorf("%s: %s, read %d times (%v); want %s, %d", step.name, out.Outcome, read, out.Err, step.outcome, step.read)
		}
		if step.read == 0 && out.Found.Title != "Cranes 1" {
			t.Errorf("%s: it is called %q", step.name, out.Found.Title)
		}
	}
}

// TestImportGoesOn: what was removed since an import began does not come back with
// the rest of it, and what was undone neither. An import of its own brings it back.
func TestImportGoesOn(t *testing.T) {
	s := openStore(t)
	before := importAll(t, s, some(1, nil))[0]
	if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{before.Article}, ""); err != nil {
		t.Fatal(err)
	}
	var last oplog.Clock
	if err := s.read.QueryRowContext(t.Context(), `SELECT max(at) FROM op`).Scan(&last); err != nil {
		t.Fatal(err)
	}
	began := last.Time()
	rest := func(n int) iter.Seq2[Incoming, error] {
		return func(yield func(Incoming, error) bool) {
			for in, err := range some(n, nil) {
				in.Since = began
				if !yield(in, err) {
					return
				}
			}
		}
	}
	outcomes := func(list []Imported) (all string) {
		for _, out := range list {
			all += out.Outcome + " "
		}
		return all
	}
	all := importAll(t, s, rest(3))
	if got, want := outcomes(all), "revived added added "; got != want {
		t.Fatalf("at first: %s, want %s", got, want)
	}
	if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{all[1].Article}, ""); err != nil {
		t.Fatal(err)
	}
	all = importAll(t, s, rest(4))
	if got, want := outcomes(all), "known removed known added "; got != want {
		t.Errorf("gone on with: %s, want %s", got, want)
	}
	if _, err := s.UndoAct(t.Context(), all[3].Act); err != nil {
		t.Fatal(err)
	}
	if got, want := outcomes(importAll(t, s, rest(4))), "known removed known removed "; got != want {
		t.Errorf("undone, and gone on with: %s, want %s", got, want)
	}
	if n := count(t, s, `article WHERE gone = 0`); n != 2 {
		t.Errorf("%d articles", n)
	}
	importAll(t, s, some(4, nil))
	if n := count(t, s, `article WHERE gone = 0`); n != 4 {
		t.Errorf("%d articles are there when they are brought in anew", n)
	}
}

// TestImportMakesRoom: who waits to write does not wait for a whole slice.
func TestImportMakesRoom(t *testing.T) {
	began := time.Now()
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "test.assay"), "Test", Options{Actor: testActor, Name: "Ana", Now: func() time.Time { return began }}) // a slice takes no time
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var list []*arrived
	for i := range 30 {
		a := &arrived{found: craneArticle(i)}
		if a.packed, err = pack(&a.found); err != nil {
			t.Fatal(err)
		}
		list = append(list, a)
	}
	s.waiting.Store(1)
	act, slice, err := s.importSlice(t.Context(), oplog.ID{}, &sameTexts{}, list)
	if err != nil || len(slice) != 1 {
		t.Errorf("with somebody waiting %d articles were written at once (%v)", len(slice), err)
	}
	s.waiting.Store(0)
	if _, slice, err = s.importSlice(t.Context(), act, &sameTexts{}, list[1:]); err != nil || len(slice) != 29 {
		t.Errorf("with nobody waiting %d articles were written at once (%v)", len(slice), err)
	}
}
