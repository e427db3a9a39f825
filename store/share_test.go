package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/sealed"
)

const passphrase = "lantern gravel oboe seven"

// ben is another analyst.
var ben = assay.ActorID(oplog.Derive("actor", oplog.Encode("ben")))

// another opens a case as somebody else.
func another(t *testing.T, path string, actor assay.ActorID, name string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Actor: actor, Name: name, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shareWords are what the case of sharedCase says where.
var shareWords = struct{ kept, original, private, shared, benName, mention, deleted, before, reason string }{
	"cranequay", "markupcanary", "privcanary", "opencanary", "Benjamincanary", "lorrycanary", "deletedcanary", "formercanary", "whycanary",
}

// sharedCase is a case in which two have worked, with something to leave out of each sort.
func sharedCase(t *testing.T) *Store {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w := shareWords
	s := openStore(t)
	text := "Nine cranes fell at " + w.kept + ".\n\nThe " + w.mention + " burned, too."
	in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte("<html><!-- " + w.original + " -->" + text + "</html>"), Name: "page.html", FoundAt: "https://harbour.example/a?x=1", Text: text, Extractor: "text/1", Charset: "utf-8"})
	must(err)
	p, err := s.Article(t.Context(), in.Article)
	must(err)
	m, err := s.MarkMention(t.Context(), Mark{Article: in.Article, Text: p.Text.ID, Span: anchor.Span{Start: 0, End: 16}, Stance: assay.Supports, Wording: w.before})
	must(err)
	_, err = s.ChangeClaim(t.Context(), m.Claim, ClaimChange{Wording: To("Nine cranes fell")})
	must(err)
	_, _, err = s.AddNote(t.Context(), NewNote{Target: assay.EntityID(in.Article), Text: w.private, Private: true})
	must(err)
	_, _, err = s.AddNote(t.Context(), NewNote{Target: assay.EntityID(in.Article), Text: w.shared})
	must(err)
	gone, _, err := s.AddClaim(t.Context(), "The "+w.deleted, assay.EventID{})
	must(err)
	_, err = s.RemoveClaim(t.Context(), gone, "no")
	must(err)
	b := another(t, s.Path(), ben, w.benName)
	_, err = b.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m.Mention), Dimension: assay.DimStance}, oplog.Encode(assay.Contradicts), w.reason)
	must(err)
	must(b.Close())
	return s
}

// contents is all that a file has in it: as it is, and what is packed in it.
func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := another(t, path, testActor, "")
	defer s.Close()
	var all bytes.Buffer
	all.Write(data)
	err = s.view(t.Context(), func(tx *tx) error {
		hashes, err := query(t.Context(), tx, `SELECT hash FROM blob WHERE form <> 'purged'`, nil, func(rows *sql.Rows) (h oplog.Hash, err error) { return h, rows.Scan(into(&h)) })
		for _, h := range hashes {
			data, err := tx.blob(t.Context(), h)
			if err != nil {
				return err
			}
			all.Write(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestShare leaves out what is not wanted, so that it is nowhere in the file, and nothing
// else.
func TestShare(t *testing.T) {
	s := sharedCase(t)
	w := shareWords
	home, err := os.UserHomeDir()
	if err != nil || len(home) < 4 { // or it would be in anything
		home = "no such home"
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	all := []string{w.kept, w.original, w.private, w.shared, w.benName, w.mention, w.deleted, w.before, w.reason}
	tests := []struct {
		name    string
		without func(*assay.Share)
		lacks   []string
	}{
		{"all but private notes", func(*assay.Share) {}, []string{w.private}},
		{"all", func(o *assay.Share) { o.PrivateNotes = true }, nil},
		{"without originals", func(o *assay.Share) { o.Originals = false }, []string{w.private, w.original}},
		{"without names", func(o *assay.Share) { o.Names = false }, []string{w.private, w.benName}},
		{"without marks", func(o *assay.Share) { o.Marks = false }, []string{w.private, w.reason}},
		{"without history", func(o *assay.Share) { o.History = false }, []string{w.private, w.deleted, w.before}},
		{"without anything", func(o *assay.Share) { *o = assay.Share{} }, []string{w.private, w.original, w.benName, w.reason, w.deleted, w.before}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := assay.ShareAll
			test.without(&want)
			path := filepath.Join(t.TempDir(), "copy.assay")
			foreseen, err := s.ForeseeShare(t.Context(), want)
			if err != nil {
				t.Fatal(err)
			}
			l, err := s.Share(t.Context(), path, want, Sharing{})
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(foreseen) != fmt.Sprint(l) {
				t.Errorf("foreseen was %+v, and left has %+v", foreseen, l)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
			has := contents(t, path)
			for _, word := range all {
				if is, not := strings.Contains(has, word), contains(test.lacks, word); is == not {
					t.Errorf("%s is in it: %v", word, is)
				}
			}
			for _, local := range []string{home, host, s.Path(), filepath.Dir(s.Path())} {
				if strings.Contains(has, local) {
					t.Errorf("%s of this computer is in it", local)
				}
			}
			copied := another(t, path, ben, "Ben")
			defer copied.Close()
			c, err := copied.Case(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Articles) != 1 || len(c.Claims) != 1 || c.Claims[0].Wording != "Nine cranes fell" || c.Claims[0].By != s.Me() || (len(c.Mentions) == 1) != want.Marks {
				t.Errorf("%d articles, claims %+v, %d mentions", len(c.Articles), c.Claims, len(c.Mentions))
			}
			if l.Articles != 1 || l.Claims != 1 || (l.Mentions == 1) != want.Marks || (l.Originals == 1) != want.Originals || (l.Private == 1) != want.PrivateNotes || len(l.Addresses) != 1 || len(l.Files) != 1 {
				t.Errorf("said to leave is %+v", l)
			}
			// What was done before is not undone in the copy, of which it may be a part.
			mine := another(t, path, s.Me(), "Ana")
			if act, err := mine.Undo(t.Context()); assay.KindOf(err) != assay.KindConflict {
				t.Errorf("%s was undone: %v", act, err)
			}
			h, err := mine.History(t.Context(), assay.HistoryFilter{})
			if err != nil || mine.Close() != nil || (len(h.Acts) > 0) != want.History {
				t.Errorf("its history has %d acts, %v", len(h.Acts), err)
			}
			for _, a := range h.Acts {
				if a.Undoable(s.Me()) {
					t.Errorf("%+v can be undone", a)
				}
			}
			// Back home it changes nothing.
			before := rows(t, s)
			from := strangerOf(t, copied)
			m, err := s.Merge(t.Context(), from)
			if err != nil || from.Close() != nil {
				t.Fatal(err)
			}
			if m.New != 0 || m.Shared == 0 || m.Mine != 0 || rows(t, s) != before {
				t.Errorf("merged back it is %+v", m)
			}
		})
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "assay-share-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func contains(list []string, s string) bool {
	return strings.Contains(strings.Join(list, " ")+" ", s+" ")
}

// TestShareBack: who gets a copy without marks and history works on it, and both are
// united: nothing is in conflict, each keeps what is theirs, and what was deleted
// meanwhile stays so.
func TestShareBack(t *testing.T) {
	s := sharedCase(t)
	extra, _, err := s.AddClaim(t.Context(), "Ten lorries burned", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "blind.assay")
	if _, err := s.Share(t.Context(), path, assay.Share{Names: true}, Sharing{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveClaim(t.Context(), extra, "twice"); err != nil {
		t.Fatal(err)
	}
	cleo := another(t, path, assay.ActorID(oplog.Derive("actor", oplog.Encode("cleo"))), "Cleo")
	defer cleo.Close()
	if _, err := cleo.Undo(t.Context()); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("there was something to undo: %v", err)
	}
	if _, err := cleo.UndoAct(t.Context(), assay.ActID(oplog.Restating)); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("what was restated was undone: %v", err)
	}
	if h, err := cleo.History(t.Context(), assay.HistoryFilter{}); err != nil || len(h.Acts) != 0 || h.Undo != nil {
		t.Errorf("its history is %+v, %v", h, err)
	}
	c, err := cleo.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, err := cleo.MarkMention(t.Context(), Mark{Article: c.Articles[0].ID, Text: c.Texts[0].ID, Span: anchor.Span{Start: 0, End: 16}, Claim: c.Claims[0].ID, Stance: assay.Contradicts})
	if err != nil {
		t.Fatal(err)
	}
	for _, both := range [][2]*Store{{s, cleo}, {cleo, s}} {
		from := strangerOf(t, both[1])
		merged, err := both[0].Merge(t.Context(), from)
		if err := errors.Join(err, from.Close()); err != nil {
			t.Fatal(err)
		}
		if len(merged.Conflicts) > 0 || merged.Refused > 0 {
			t.Errorf("%+v", merged)
		}
		now, err := both[0].Case(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(now.Mentions) != 2 || len(now.Claims) != 1 || len(now.Articles) != 1 {
			t.Errorf("%d mentions, %d claims, %d articles", len(now.Mentions), len(now.Claims), len(now.Articles))
		}
	}
	// The private note stays where it is; all else is the same.
	if _, err := cleo.UndoAct(t.Context(), m.Act); err != nil {
		t.Errorf("Cleo's own act: %v", err)
	}
}

// TestSharePlaces refuses what cannot be, and leaves nothing behind.
func TestSharePlaces(t *testing.T) {
	s := sharedCase(t)
	dir := t.TempDir()
	t.Setenv("TMPDIR", t.TempDir())
	taken := filepath.Join(dir, "taken.assay")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ to, passphrase, err string }{
		{taken, "", "already a file"},
		{taken, passphrase, "already a file"},
		{filepath.Join(dir, "nowhere", "copy.assay"), "", "no such folder"},
		{filepath.Join(dir, "copy.assay.age"), "short", "at least 12 characters"},
	} {
		if _, err := s.Share(t.Context(), test.to, assay.ShareAll, Sharing{Passphrase: test.passphrase}); assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: %v", test.to, err)
		}
	}
	to := filepath.Join(dir, "copy.assay.age")
	if _, err := s.Share(t.Context(), to, assay.ShareAll, Sharing{Passphrase: passphrase}); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]int{dir: 2, os.TempDir(): 0} {
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != want {
			t.Errorf("%s has %v, %v", dir, entries, err)
		}
	}
	if got, err := os.ReadFile(taken); err != nil || string(got) != "mine" {
		t.Errorf("the other file has %q, %v", got, err)
	}
	f, err := os.Open(to)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := os.Create(filepath.Join(dir, "opened.assay"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sealed.Open(out, f, passphrase), out.Close()); err != nil {
		t.Fatal(err)
	}
	copied := another(t, out.Name(), ben, "Ben")
	defer copied.Close()
	if _, err := copied.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestUnseal: what is under a passphrase comes out whole, or nothing is there.
func TestUnseal(t *testing.T) {
	s := sharedCase(t)
	dir := t.TempDir()
	sent := filepath.Join(dir, "sent.assay.age")
	if _, err := s.Share(t.Context(), sent, assay.ShareAll, Sharing{Passphrase: passphrase}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(sent)
	if err != nil {
		t.Fatal(err)
	}
	cut, taken := filepath.Join(dir, "cut.assay.age"), filepath.Join(dir, "taken.assay")
	if err := errors.Join(os.WriteFile(cut, data[:len(data)-70_000], 0o600), os.WriteFile(taken, []byte("mine"), 0o600)); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(dir, "case.assay")
	for _, test := range []struct {
		file, to, passphrase string
		field                string
		kind                 assay.ErrorKind
	}{
		{sent, taken, passphrase, "path", assay.KindInvalid},
		{sent, filepath.Join(dir, "nowhere", "case.assay"), passphrase, "path", assay.KindInvalid},
		{sent, to, "lantern gravel oboe eight", "passphrase", assay.KindInvalid},
		{cut, to, passphrase, "", assay.KindUnsupported},
		{taken, to, passphrase, "", assay.KindUnsupported},
	} {
		err := Unseal(test.file, test.to, test.passphrase)
		if e, ok := errors.AsType[*assay.Error](err); !ok || e.Kind != test.kind || e.Field != test.field {
			t.Errorf("%s to %s: %v", test.file, test.to, err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if err := Unseal(sent, to, passphrase); err != nil {
		t.Fatal(err)
	}
	copied := another(t, to, ben, "Ben")
	defer copied.Close()
	if _, err := copied.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// sharer is the variable that makes the test binary a program that shares the case it
// names, and is killed meanwhile; sharedAs is the one that names the copy.
const (
	sharer   = "ASSAY_TEST_SHARER"
	sharedAs = "ASSAY_TEST_SHARED"
)

func shareCase(ctx context.Context, path, to string) error {
	s, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	_, err = s.Share(ctx, to, assay.Share{Names: true, Marks: true}, Sharing{})
	return errors.Join(err, s.Close())
}

// TestKillShare kills a program that shares, again and again: the copy is whole, or there
// is none.
func TestKillShare(t *testing.T) {
	s := sharedCase(t)
	_, err := s.update(t.Context(), func(t *tx) error {
		for i := range 1500 {
			if err := t.edit(context.Background(), assay.KindClaim, oplog.NewID(t.author.Now()), oplog.Fields{"wording": oplog.Encode(fmt.Sprint(i, " ships sank"))}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "copy.assay")
	run := func(kill time.Duration) (whole bool) {
		t.Helper()
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Env = append(os.Environ(), sharer+"="+s.Path(), sharedAs+"="+path, "TMPDIR="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kill > 0 {
			defer time.AfterFunc(kill, func() { _ = cmd.Process.Kill() }).Stop()
		}
		_ = cmd.Wait() // it was killed
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return false
		}
		copied := another(t, path, ben, "Ben")
		defer copied.Close()
		if _, err := copied.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		c, err := copied.Case(t.Context())
		if err != nil || len(c.Claims) != 1501 {
			t.Fatalf("%d claims, %v", len(c.Claims), err)
		}
		return true
	}
	began := time.Now()
	if !run(0) {
		t.Fatal("there is no copy")
	}
	took := time.Since(began)
	whole, none := 0, 0
	for range trials(60, 600) {
		if run(1 + time.Duration(rand.Int64N(int64(took)))) {
			whole++
		} else {
			none++
		}
	}
	t.Logf("%d whole, %d not there", whole, none)
	if none == 0 {
		t.Error("it was never killed in time")
	}
}

// BenchmarkShare shares a case of 10,000 articles.
func BenchmarkShare(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bench.assay")
	busyCase(b, path, 10_000)
	s, err := Open(b.Context(), path, Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for name, want := range map[string]assay.Share{"history": assay.ShareAll, "flat": {Originals: true, Names: true, Marks: true}, "blind": {}} {
		b.Run("foresee "+name, func(b *testing.B) {
			for b.Loop() {
				l, err := s.ForeseeShare(b.Context(), want)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(l.Operations), "operations")
			}
		})
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				if _, err := s.Share(b.Context(), filepath.Join(b.TempDir(), fmt.Sprint(name, n, ".assay")), want, Sharing{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestShareTold: who makes a copy hears how far it has come, up to the end.
func TestShareTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "told.assay")
	busyCase(t, path, 300)
	s, err := Open(t.Context(), path, Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var last, total, told int
	l, err := s.Share(t.Context(), filepath.Join(t.TempDir(), "copy.assay"), assay.ShareAll, Sharing{Told: func(done, of int) {
		if told++; done < last || done > of || total != 0 && of != total {
			t.Errorf("after %d of %d come %d of %d", last, total, done, of)
		}
		last, total = done, of
	}})
	if err != nil {
		t.Fatal(err)
	}
	if told < 4 || total < l.Operations || last != total {
		t.Errorf("%d operations are told of %d times, the last time as %d of %d", l.Operations, told, last, total)
	}
}

// TestAllIn: another copy has all of a case if it has every operation and all bytes; what
// an older one or one without originals lacks is found, from either side.
func TestAllIn(t *testing.T) {
	s := sharedCase(t)
	ctx, dir := t.Context(), t.TempDir()
	older, bare, newer := filepath.Join(dir, "older.assay"), filepath.Join(dir, "bare.assay"), filepath.Join(dir, "newer.assay")
	if err := s.SaveCopy(ctx, older); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddClaim(ctx, "A crane fell", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	want := assay.ShareAll
	want.Originals, want.PrivateNotes = false, true
	if _, err := s.Share(ctx, bare, want, Sharing{}); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveCopy(ctx, newer); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path       string
		all, lacks bool // it has all of the case; the case lacks bytes of it
	}{{older, false, false}, {bare, false, false}, {newer, true, false}} {
		from, err := openStranger(ctx, test.path, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.AllIn(ctx, from)
		lacks, lacksErr := s.Lacks(ctx, from)
		if err = errors.Join(err, lacksErr, from.Close()); err != nil || all != test.all || lacks != test.lacks {
			t.Errorf("%s: has all %t, has more %t (%v)", filepath.Base(test.path), all, lacks, err)
		}
	}
	without, err := Open(ctx, bare, Options{Actor: testActor, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer without.Close()
	from, err := openStranger(ctx, newer, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	if lacks, err := without.Lacks(ctx, from); err != nil || !lacks {
		t.Errorf("the copy without originals lacks them: %t (%v)", lacks, err)
	}
}

// TestMergeOriginals: the bytes of originals come with a merge also where the case knows of
// them by their hash alone, even if there is nothing else to merge, unless they were purged.
func TestMergeOriginals(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := sharedCase(t)
	share := func(name string, want assay.Share) *Store {
		path := filepath.Join(dir, name+".assay")
		if _, err := s.Share(ctx, path, want, Sharing{}); err != nil {
			t.Fatal(err)
		}
		b := another(t, path, ben, "Ben")
		t.Cleanup(func() { _ = b.Close() })
		return b
	}
	bare := share("bare", assay.Share{Names: true, Marks: true, History: true})
	flat := share("flat", assay.Share{Names: true})
	purged := share("purged", assay.Share{Names: true})
	if _, err := purged.write.ExecContext(ctx, `INSERT INTO blob (hash, size, form, data) SELECT original, 0, 'purged', x'' FROM capture`); err != nil {
		t.Fatal(err)
	}
	restated := share("restated", assay.Share{Names: true, Originals: true})
	for _, test := range []struct {
		name              string
		into, from        *Store
		originals, filled int
		bytes             bool
	}{
		{"into a copy without originals", bare, s, 1, 1, true},
		{"the same again", bare, s, 0, 0, true},
		{"into one without history, from one that restates", flat, restated, 1, 1, true},
		{"into one where they were purged", purged, restated, 0, 0, false},
		{"from a copy without originals", s, bare, 0, 0, true},
	} {
		from := strangerOf(t, test.from)
		foreseen, err := test.into.ForeseeMerge(ctx, from)
		if err != nil {
			t.Fatal(err)
		}
		m, err := test.into.Merge(ctx, from)
		if err = errors.Join(err, from.Close()); err != nil {
			t.Fatal(err)
		}
		if foreseen.Filled != m.Filled || m.Originals != test.originals || m.Filled != test.filled || m.Brings() != (m.New+test.filled > 0) {
			t.Errorf("%s: %d come, %d of them filled in; foreseen were %d", test.name, m.Originals, m.Filled, foreseen.Filled)
		}
		c, err := test.into.Case(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, data, err := test.into.OriginalOf(ctx, c.Articles[0].ID); (err == nil) != test.bytes || strings.Contains(string(data), shareWords.original) != test.bytes {
			t.Errorf("%s: the original is %q (%v)", test.name, data, err)
		}
	}
}
