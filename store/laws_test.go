package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"

	"assay/internal/assay"
	"assay/internal/assay/worldtest"
	"assay/internal/oplog"
)

// trials is how often a law is tried.
func trials(few, many int) int {
	if os.Getenv("ASSAY_SOAK") != "" {
		return many
	}
	if testing.Short() {
		return max(1, few/4)
	}
	return few
}

// village is a world whose analysts keep their copies in files.
type village struct {
	*worldtest.World
	stores []*Store
}

func newVillage(t *testing.T, seed uint64, n int) *village {
	cryptotest.SetGlobalRandom(t, seed) // so that the same seed gives the same ids
	v := &village{World: worldtest.New(t, seed, n)}
	for i, rep := range v.Replicas {
		s, err := Create(t.Context(), filepath.Join(t.TempDir(), fmt.Sprint(i, ".assay")), "Case", Options{
			Actor: assay.ActorID(rep.Author.Actor), Name: fmt.Sprint("Analyst ", i), Now: rep.Author.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.write.ExecContext(t.Context(), `PRAGMA synchronous = OFF`); err != nil { // no power cuts here
			t.Fatal(err)
		}
		v.stores = append(v.stores, s)
		v.learn(i)
	}
	return v
}

func (v *village) close() {
	for _, s := range v.stores {
		if err := s.Close(); err != nil {
			v.T.Error(err)
		}
	}
}

// learn tells the world what the file of an analyst says by now.
func (v *village) learn(i int) {
	log, err := v.stores[i].Log(v.T.Context())
	if err != nil {
		v.T.Fatal(err)
	}
	for _, op := range log {
		if _, err := v.Replicas[i].Log.Add(op); err != nil {
			v.T.Fatal(err)
		}
	}
}

// step lets one analyst do one thing in their file, and returns who and what.
func (v *village) step() (who int, what string) {
	who = v.R.IntN(len(v.stores))
	s, rep := v.stores[who], v.Replicas[who]
	var err error
	switch n := v.R.IntN(23); {
	case n < 11:
		what = "act"
		_, err = s.update(v.T.Context(), func(t *tx) error { return perform(v.T.Context(), t, rep.Act()) })
	case n < 14:
		what = "undo"
		_, err = s.Undo(v.T.Context())
	case n < 16:
		what = "redo"
		_, err = s.Redo(v.T.Context())
	case n < 19:
		what = "unite"
		v.unite(who, v.R.IntN(len(v.stores)))
	case n >= 20:
		what, err = v.recode(s)
	default:
		what = "resolve"
		if e, ok := rep.Resolution(); ok {
			_, err = s.update(v.T.Context(), func(t *tx) error { return perform(v.T.Context(), t, []oplog.Edit{e}) })
		}
	}
	if kind := assay.KindOf(err); err != nil && kind != assay.KindConflict && kind != assay.KindNotFound && kind != assay.KindInvalid {
		v.T.Fatalf("%s: %v", what, err)
	}
	v.learn(who)
	return who, what
}

// recode merges two claims, splits one, or takes merged ones apart, and fails
// unless every mention is still that of one claim.
func (v *village) recode(s *Store) (what string, err error) {
	c, err := s.Case(v.T.Context())
	if err != nil {
		return "recode", err
	}
	if len(c.Claims) < 2 {
		_, _, err := s.AddClaim(v.T.Context(), "Nine cranes fell", assay.EventID{})
		return "claim", err
	}
	a, b := c.Claims[v.R.IntN(len(c.Claims))].ID, c.Claims[v.R.IntN(len(c.Claims))].ID
	view := assay.NewView(c, s.Me())
	switch mentions := view.MentionsOf(a); {
	case v.R.IntN(3) > 0 || len(mentions) == 0:
		what = "merge"
		_, _, err = s.MergeClaims(v.T.Context(), []assay.ClaimID{a, b}, b)
	case v.R.IntN(2) == 0:
		what = "split"
		_, _, err = s.SplitClaim(v.T.Context(), a, Split{Mentions: []assay.MentionID{mentions[0].ID}, Wording: "Ten cranes fell"})
	default:
		what = "separate"
		_, err = s.SeparateClaim(v.T.Context(), a)
	}
	if err != nil {
		return what, err
	}
	now, err := s.Case(v.T.Context())
	if err != nil {
		return what, err
	}
	view = assay.NewView(now, s.Me())
	for _, m := range now.Mentions {
		if slices.ContainsFunc(now.Claims, func(x assay.Claim) bool { return x.ID == m.Claim }) && !slices.ContainsFunc(view.MentionsOf(m.Claim), func(x *assay.Mention) bool { return x.ID == m.ID }) {
			v.T.Errorf("after %s a mention is nobody's", what)
		}
	}
	return what, nil
}

// perform makes edits in the way in which every method of Store does.
func perform(ctx context.Context, t *tx, edits []oplog.Edit) error {
	for _, text := range worldtest.Texts {
		if _, err := t.putBlob(ctx, []byte(text)); err != nil {
			return err
		}
	}
	for _, e := range edits {
		if err := t.edit(ctx, assay.Kind(e.Kind), e.Entity, e.Fields); err != nil {
			return err
		}
	}
	return nil
}

// unite brings what one analyst has into the file of another.
func (v *village) unite(into, from int) union {
	return uniteLog(v.T, v.stores[into], v.Replicas[from].Log)
}

func uniteLog(t *testing.T, s *Store, log *oplog.Log) (u union) {
	t.Helper()
	_, err := s.update(t.Context(), func(tx *tx) (err error) {
		u, err = tx.unite(t.Context(), log.All(), worldText)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// worldText returns the bytes of a text of a world.
func worldText(h oplog.Hash) []byte {
	for _, text := range worldtest.Texts {
		if h.Of([]byte(text)) {
			return []byte(text)
		}
	}
	return nil
}

// lawful fails unless a file is what its log adds up to (P4): every row and
// every conflict of the tables, and the case that is read from them.
func lawful(t *testing.T, s *Store, log *oplog.Log) {
	t.Helper()
	if _, err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	have, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := assay.Build(assay.Records(log)); !reflect.DeepEqual(have, want) {
		t.Errorf("the tables give another case than the log: %s", differenceOf(have, want))
	}
}

// difference names the first list of two cases that differs.
func differenceOf(have, want *assay.Case) string {
	a, b := reflect.ValueOf(*have), reflect.ValueOf(*want)
	for i := range a.NumField() {
		if x, y := a.Field(i).Interface(), b.Field(i).Interface(); !reflect.DeepEqual(x, y) {
			return fmt.Sprintf("%s\n%+v\nand not\n%+v", a.Type().Field(i).Name, x, y)
		}
	}
	return "nothing"
}

// rows writes every row that the log adds up to as SQLite holds it.
func rows(t *testing.T, s *Store) string {
	t.Helper()
	var b strings.Builder
	tables := []string{"conflict"}
	for _, d := range assay.Dictionary {
		tables = append(tables, string(d.Kind))
	}
	for _, table := range tables {
		list, err := s.read.QueryContext(t.Context(), `SELECT * FROM `+quoted(table)+` ORDER BY 1, 2, 3`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := list.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for list.Next() {
			values, dest := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				dest[i] = &values[i]
			}
			if err := list.Scan(dest...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s %#v\n", table, values)
		}
		if err := errors.Join(list.Err(), list.Close()); err != nil { //nolint:sqlclosecheck // in a loop, and a failed test ends all
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestWorlds tries the laws of the store on files in which several analysts
// have worked, undone, redone, united and resolved.
func TestWorlds(t *testing.T) {
	did := map[string]int{}
	for seed := range uint64(trials(24, 1000)) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := newVillage(t, seed, 2+int(seed%2))
			defer v.close()
			for range 24 {
				who, what := v.step()
				did[what]++
				lawful(t, v.stores[who], v.Replicas[who].Log)
				if t.Failed() {
					t.Fatalf("after %s of analyst %d", what, who)
				}
			}
			rebuilding(t, v)
			uniting(t, v)
			copying(t, v)
		})
	}
	for _, what := range []string{"act", "undo", "redo", "unite", "resolve", "merge"} {
		if did[what] == 0 {
			t.Errorf("nobody did %s", what)
		}
	}
}

// rebuilding makes the tables again and gets the same rows.
func rebuilding(t *testing.T, v *village) {
	for i, s := range v.stores {
		before := rows(t, s)
		if err := s.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if rows(t, s) != before {
			t.Errorf("the tables of analyst %d are others once they are rebuilt", i)
		}
	}
}

// uniting everybody with everybody, in any order and twice, shows everybody
// the same (P1, P2, P3), and each has every operation of each (P5).
func uniting(t *testing.T, v *village) {
	all := &oplog.Log{}
	for _, rep := range v.Replicas {
		all = oplog.Union(all, rep.Log)
	}
	for i, s := range v.stores {
		before := v.Replicas[i].Log.Len()
		added := 0
		for _, from := range v.R.Perm(len(v.stores)) {
			u := v.unite(i, from)
			added += u.New
			if u.Refused > 0 {
				t.Errorf("%d honest operations were refused", u.Refused)
			}
			if again := v.unite(i, from); again != (union{}) {
				t.Errorf("uniting twice brought %+v", again)
			}
		}
		v.learn(i)
		if added != all.Len()-before {
			t.Errorf("%d operations were new, where %d of %d were there", added, before, all.Len())
		}
		if have := v.Replicas[i].Log; !slices.EqualFunc(slices.Collect(have.All()), slices.Collect(all.All()), func(a, b oplog.Op) bool { return a.ID == b.ID }) {
			t.Errorf("analyst %d has %d operations of %d", i, have.Len(), all.Len())
		}
		lawful(t, s, all)
		if rows(t, s) != rows(t, v.stores[0]) {
			t.Errorf("analysts 0 and %d see two cases", i)
		}
	}
}

// copying a file between two transactions, by whatever means, copies the case;
// and so does opening it again.
func copying(t *testing.T, v *village) {
	for i, s := range v.stores {
		path := filepath.Join(t.TempDir(), "copy of it.assay")
		data, err := os.ReadFile(s.Path())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		dup, err := Open(t.Context(), path, Options{Actor: s.Me(), Now: v.Replicas[i].Author.Now})
		if err != nil {
			t.Fatal(err)
		}
		if rows(t, dup) != rows(t, s) {
			t.Error("a copy shows another case")
		}
		if own := v.Replicas[i].Log.Last(oplog.ID(s.Me())); dup.author.Clock < own {
			t.Error("the clock of a copy is behind what its owner has written")
		}
		lawful(t, dup, v.Replicas[i].Log)
		if err := dup.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestCheckFinds: a file in which anything was changed by hand does not pass.
func TestCheckFinds(t *testing.T) {
	tests := []struct{ name, change, want string }{
		{"a row that says something else", `UPDATE claim SET wording = 'Ten cranes fell'`, "the table claim shows"},
		{"a row that is missing", `DELETE FROM claim`, "assay check --rebuild"},
		{"a row that nobody made", `INSERT INTO claim (id, by, made, changer, changed, gone) VALUES (zeroblob(16), zeroblob(16), 1, zeroblob(16), 1, 0)`, "which the log does not know"},
		{"a withdrawal that nobody made", `UPDATE claim SET gone = 1`, "the table claim shows"},
		{"a conflict that is none", `INSERT INTO conflict VALUES ('claim', zeroblob(16), 'wording', 2)`, "the table of conflicts"},
		{"an operation that says something else", `UPDATE op SET body = replace(body, 'Nine', 'Many') WHERE kind = 'claim'`, "does not match its id"},
		{"an operation in another's name", `UPDATE op SET actor = randomblob(16) WHERE kind = 'claim'`, "does not match its id"},
		{"an operation that is missing", `DELETE FROM op WHERE kind = 'claim'`, "which the log does not know"},
		{"half a predecessor", `UPDATE op SET prev = zeroblob(5) WHERE kind = 'claim'`, "has predecessors of 5 bytes"},
		{"bytes that were changed", `UPDATE blob SET form = 'raw', data = x'00'`, "is not what was put in"},
		{"bytes that are gone", `DELETE FROM blob`, "the text of hash"},
		{"a quote that was changed in the log and in its row", "", "the quote of mention"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := plainStore(t, "Ana")
			seedCase(t, s)
			if test.change != "" {
				if _, err := s.write.ExecContext(t.Context(), test.change); err != nil {
					t.Fatal(err)
				}
			} else {
				misquote(t, s)
			}
			if _, err := s.Check(t.Context()); assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the check says %v, want %q", err, test.want)
			}
		})
	}
	t.Run("as it was made", func(t *testing.T) {
		s := plainStore(t, "Ana")
		seedCase(t, s)
		want := Health{Operations: 6, Blobs: 1, Mentions: 1}
		if h, err := s.Check(t.Context()); err != nil || h != want {
			t.Errorf("the check saw %+v (%v), want %+v", h, err, want)
		}
	})
	t.Run("after its text was purged", func(t *testing.T) {
		s := plainStore(t, "Ana")
		seedCase(t, s)
		if _, err := s.write.ExecContext(t.Context(), `UPDATE blob SET form = 'purged', data = x''`); err != nil {
			t.Fatal(err)
		}
		if h, err := s.Check(t.Context()); err != nil || h.Mentions != 0 {
			t.Errorf("the check says %v and saw %d mentions", err, h.Mentions)
		}
	})
}

// TestRebuildRepairs: what was done to the tables is undone from the log.
func TestRebuildRepairs(t *testing.T) {
	s := plainStore(t, "Ana")
	seedCase(t, s)
	want := rows(t, s)
	for _, damage := range []string{`DELETE FROM mention`, `UPDATE claim SET wording = 'x', gone = 1`, `INSERT INTO conflict VALUES ('claim', zeroblob(16), 'wording', 2)`} {
		if _, err := s.write.ExecContext(t.Context(), damage); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rows(t, s) != want {
		t.Error("the tables are not as they were")
	}
	if _, err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := s.write.ExecContext(t.Context(), `UPDATE op SET kind = 'claim"; DROP TABLE op; --' WHERE kind = 'claim'`); err != nil {
		t.Fatal(err)
	}
	before := rows(t, s)
	if err := s.Rebuild(t.Context()); assay.KindOf(err) != assay.KindUnsupported {
		t.Errorf("a kind that is a statement: %v", err)
	}
	if rows(t, s) != before {
		t.Error("tables were made from a damaged log")
	}
}

// plainStore makes a case of an analyst, with nothing checked at the end.
func plainStore(t *testing.T, name string) *Store {
	t.Helper()
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), strings.ToLower(name)+".assay"), "Test", Options{Actor: actorOf(name), Name: name, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func actorOf(name string) assay.ActorID {
	return assay.ActorID(oplog.Derive("actor", oplog.Encode(strings.ToLower(name))))
}

var (
	seedText  = "Nine cranes fell in the port. 🚒 Nobody was hurt."
	seedClaim = oplog.ID{6: 0x70, 8: 0x80, 15: 1}
	seedQuote = oplog.ID{6: 0x70, 8: 0x80, 15: 2}
)

// seedCase puts an article with a text, a claim and a mention into a case, as
// one act.
func seedCase(t *testing.T, s *Store) assay.ActID {
	t.Helper()
	act, err := s.update(t.Context(), func(x *tx) error {
		hash, err := x.putBlob(t.Context(), []byte(seedText))
		if err != nil {
			return err
		}
		article := oplog.Fields{"first": oplog.Encode(hash.String()), "found_at": oplog.Encode("https://harbour.example/cranes")}
		articleID := assay.DeriveID(assay.KindArticle, article)
		text := oplog.Fields{"article": oplog.Encode(articleID), "content": oplog.Encode(hash.String())}
		textID := assay.DeriveID(assay.KindText, text)
		article["text"] = oplog.Encode(textID)
		for _, e := range []oplog.Edit{
			{Kind: "article", Fields: article},
			{Kind: "text", Fields: text},
			{Kind: "claim", Entity: seedClaim, Fields: oplog.Fields{"wording": oplog.Encode("Nine cranes fell")}},
			{Kind: "mention", Entity: seedQuote, Fields: oplog.Fields{
				"article": oplog.Encode(articleID), "text": oplog.Encode(textID), "claim": oplog.Encode(seedClaim), "start": oplog.Encode(30), "end": oplog.Encode(38),
				"quote": oplog.Encode("🚒 Nobody"), "prefix": oplog.Encode("Nine cranes fell in the port. "), "suffix": oplog.Encode(" was hurt."),
			}},
		} {
			if err := x.edit(t.Context(), assay.Kind(e.Kind), e.Entity, e.Fields); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return act
}

// misquote writes a well-formed operation whose quote is not in the text.
func misquote(t *testing.T, s *Store) {
	t.Helper()
	_, err := s.update(t.Context(), func(x *tx) error {
		state, err := x.state(t.Context(), assay.KindMention, seedQuote)
		if err != nil {
			return err
		}
		f := oplog.Fields{}
		for _, name := range assay.AnchorFields {
			f[name] = state.Value(name)
		}
		f["quote"] = oplog.Encode("Everybody")
		return x.edit(t.Context(), assay.KindMention, seedQuote, f)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEditIsFrugal: what is so already is not written again.
func TestEditIsFrugal(t *testing.T) {
	s := plainStore(t, "Ana")
	seedCase(t, s)
	before, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	act, err := s.update(t.Context(), func(x *tx) error {
		return x.edit(t.Context(), assay.KindClaim, seedClaim, oplog.Fields{"wording": oplog.Encode("Nine cranes fell"), "kind": oplog.Null})
	})
	if err != nil || !act.IsZero() {
		t.Errorf("an act that changes nothing is %v (%v)", act, err)
	}
	act, err = s.update(t.Context(), func(x *tx) error {
		return x.edit(t.Context(), assay.KindClaim, seedClaim, oplog.Fields{"wording": oplog.Encode("Nine cranes fell"), "kind": oplog.Encode("count")})
	})
	if err != nil || act.IsZero() {
		t.Fatal(act, err)
	}
	after, err := s.Log(t.Context())
	if err != nil || len(after) != len(before)+1 {
		t.Fatalf("%d operations where there were %d (%v)", len(after), len(before), err)
	}
	fields, err := oplog.DecodeBody(after[len(after)-1].Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Collect(maps.Keys(fields)); !slices.Equal(got, []string{"kind"}) {
		t.Errorf("the operation sets %v, want the kind only", got)
	}
	var n int
	if err := s.read.QueryRowContext(t.Context(), `SELECT count(*) FROM op WHERE body = '{}'`).Scan(&n); err != nil && err != sql.ErrNoRows || n != 0 {
		t.Errorf("%d empty operations (%v)", n, err)
	}
}

// TestForget: what a transaction has read of merged claims and their numbers is
// asked again once something is written that it follows from, and not before.
func TestForget(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	q.article("herald", "Twelve lorries burned.")
	a, b, c := q.claim("one"), q.claim("two"), q.claim("three")
	m := q.mark("herald", "Twelve lorries burned", "one", assay.Supports)
	act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, b)
	q.did(act, err)
	rank := assay.JudgementKey{Target: assay.EntityID(a), Dimension: assay.DimRank}
	cover := assay.JudgementKey{Target: assay.EntityID(q.articles["herald"]), Other: assay.EntityID(c), Dimension: assay.DimCoverage}
	same := oplog.Fields{"of": oplog.Encode("claim"), "a": oplog.Encode(min(b.String(), c.String())), "b": oplog.Encode(max(b.String(), c.String())), "verdict": oplog.Encode("same")}
	steps := []struct {
		name  string
		write func(*tx) error
		kept  bool
	}{
		{"a coverage", func(t *tx) error { return t.judgeOne(ctx, cover, oplog.Encode(assay.Silent), "") }, true},
		{"a note", func(t *tx) error {
			return t.edit(ctx, assay.KindNote, oplog.NewID(t.author.Now()), oplog.Fields{"target": oplog.Encode(a), "text": oplog.Encode("Who?")})
		}, true},
		{"another that stands for both", func(t *tx) error { return t.judgeOne(ctx, rank, oplog.Encode("preferred"), "") }, false},
		{"one more of them", func(t *tx) error { return t.edit(ctx, assay.KindSame, oplog.ID{}, same) }, false},
		{"a claim gone", func(t *tx) error { return t.retract(ctx, assay.KindClaim, assay.EntityID(a), "twice") }, false},
		{"and nothing mentions it", func(t *tx) error { return t.retract(ctx, assay.KindMention, assay.EntityID(m), "twice") }, false},
		{"a claim made", func(t *tx) error { _, err := t.addClaim(ctx, "four", assay.EventID{}); return err }, false},
	}
	for _, step := range steps {
		_, err := q.update(ctx, func(x *tx) error {
			if _, err := x.merged(ctx); err != nil {
				return err
			}
			if _, err := x.numbers(ctx); err != nil {
				return err
			}
			if err := step.write(x); err != nil {
				return err
			}
			if kept := x.ones != nil; kept != step.kept {
				t.Errorf("%s: what was read is kept: %t", step.name, kept)
			}
			ones, err := x.merged(ctx)
			if err != nil {
				return err
			}
			numbers, err := x.numbers(ctx)
			if err != nil {
				return err
			}
			x.ones = nil
			if fresh, err := x.merged(ctx); err != nil || !maps.Equal(ones, fresh) {
				t.Errorf("%s: merged are %v, read again %v (%v)", step.name, ones, fresh, err)
			}
			if fresh, err := x.numbers(ctx); err != nil || !maps.Equal(numbers, fresh) {
				t.Errorf("%s: the numbers are %v, read again %v (%v)", step.name, numbers, fresh, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(step.name, err)
		}
	}
}
