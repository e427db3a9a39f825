package store

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// reindex reads everything into the index.
func (q *quay) reindex() {
	q.t.Helper()
	for {
		left, err := q.Index(q.t.Context())
		if err != nil {
			q.t.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
}

// found returns what a search finds, a line a thing, with the hits in brackets.
func (q *quay) found(typed string, typing bool) string {
	q.t.Helper()
	p, err := q.Search(q.t.Context(), assay.SearchQuestion{Typed: typed, Typing: typing})
	if err != nil {
		return err.Error()
	}
	var lines []string
	for _, x := range p.Found {
		var b strings.Builder
		for _, piece := range slices.Concat(x.Title, []assay.Piece{{Text: ": "}}, x.Says) {
			if piece.Hit {
				b.WriteString("[" + piece.Text + "]")
			} else {
				b.WriteString(piece.Text)
			}
		}
		lines = append(lines, string(x.Kind)+" "+strings.TrimSuffix(b.String(), ": "))
	}
	return strings.Join(lines, "\n")
}

func TestSearch(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned on the quay. The negotiations go on.")
	q.article("mina", "قال مسؤول الميناء إن المفاوضات مستمرة.")
	q.article("gangwan", "港口火灾后,谈判继续。")
	q.claim("Twelve lorries burned")
	q.claim("Nobody was hurt")
	q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports)
	m := q.mark("mina", "المفاوضات مستمرة", "Twelve lorries burned", assay.Contradicts)
	_, act, err := q.TagTarget(t.Context(), "War", assay.EntityID(m))
	q.did(act, err)
	_, act, err = q.TagTarget(t.Context(), "Warning", assay.EntityID(q.claims["Nobody was hurt"]))
	q.did(act, err)
	_, act, err = q.AddNote(t.Context(), NewNote{Target: assay.EntityID(q.claims["Nobody was hurt"]), Text: "Ask the hospital about the lorry drivers."})
	q.did(act, err)
	date := "2026-03-02"
	q.did(q.ChangeArticles(t.Context(), []assay.ArticleID{q.articles["herald"]}, ArticleChange{Published: To(date), Language: To("en"), TextOrigin: &NameEdit{Now: "Merrow Herald"}}))
	_, act, err = q.AddQuestion(t.Context(), "How many lorries burned?", []NewVersion{{Label: "twelve"}, {Label: "nine"}})
	q.did(act, err)
	q.reindex()

	tests := []struct{ name, typed, want string }{
		{"words, in all that has them", "lorries burned", "claim Twelve [lorries] [burned]\nquestion How many [lorries] [burned]?: twelve · nine\narticle herald: Twelve [lorries] [burned] on the quay. The negotiations go on."},
		{"another form of a word", "negotiation", "article herald: Twelve lorries burned on the quay. The [negotiations] go on."},
		{"a phrase", `"lorry drivers"`, "note : Ask the hospital about the [lorry drivers]."},
		{"excluded", "lorries -twelve", "note : Ask the hospital about the [lorry] drivers."},
		{"Arabic without its article", "مفاوضات", "article mina: قال مسؤول الميناء إن [المفاوضات] مستمرة."},
		{"two Chinese characters", "火灾", "article gangwan: 港口[火灾]后,谈判继续。"},
		{"a tag by its very name", "tag:war", "article mina: قال مسؤول الميناء إن المفاوضات مستمرة."},
		{"in one kind", "in:claims lorries", "claim Twelve [lorries] burned"},
		{"an outlet", "outlet:herald", "article herald: Twelve lorries burned on the quay. The negotiations go on."},
		{"a month", "date:2026-03", "article herald: Twelve lorries burned on the quay. The negotiations go on."},
		{"another month", "date:2026-04", ""},
		{"from a month on", "date:2026-02..", "article herald: Twelve lorries burned on the quay. The negotiations go on."},
		{"a language", "lang:en", "article herald: Twelve lorries burned on the quay. The negotiations go on."},
		{"contested", "is:contested", "claim Twelve lorries burned"},
		{"not that tag", "in:claims -tag:warning", "claim Twelve lorries burned"},
		{"a field that means nothing", "is:blue", "After “is:” stands contested, read or unread."},
		{"the language of the index", `NEAR("a" b) OR *`, ""},
		{"nothing", "  ", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := q.found(test.typed, false); got != test.want {
				t.Errorf("%s finds\n%s\nwant\n%s", test.typed, got, test.want)
			}
		})
	}
	t.Run("while it is typed", func(t *testing.T) {
		for _, typed := range []string{"nego", "negotiati", "negotiations"} {
			if got := q.found(typed, true); !strings.HasPrefix(got, "article herald") {
				t.Errorf("%s finds %q", typed, got)
			}
		}
	})
	t.Run("what has changed", func(t *testing.T) {
		q.did(q.ChangeClaim(t.Context(), q.claims["Nobody was hurt"], ClaimChange{Wording: To("No ferry sailed")}))
		if got, want := q.found("ferry", false), "claim No [ferry] sailed"; got != want {
			t.Errorf("ferry finds %q, want %q", got, want)
		}
		if got := q.found("hurt", false); got != "" {
			t.Errorf("hurt still finds %q", got)
		}
	})
	t.Run("what was removed, and undone", func(t *testing.T) {
		q.did(q.RemoveArticles(t.Context(), []assay.ArticleID{q.articles["gangwan"]}, "twice"))
		q.reindex()
		if got := q.found("火灾", false); got != "" {
			t.Errorf("a removed article is found: %s", got)
		}
		if _, err := q.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		q.reindex()
		if got := q.found("火灾", false); got == "" {
			t.Error("an article that was brought back is not found")
		}
	})
	t.Run("tables made again", func(t *testing.T) {
		before := q.found("lorries", false)
		if err := q.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		q.reindex()
		if got := q.found("lorries", false); got != before {
			t.Errorf("after a rebuild lorries finds\n%s\nwant\n%s", got, before)
		}
	})
}

// TestIndexInSlices reads a case into the index little by little.
func TestIndexInSlices(t *testing.T) {
	q := openQuay(t)
	for i := range 60 {
		q.article(fmt.Sprintf("paper%d", i), strings.Repeat(fmt.Sprintf("Sentence %d of the harbour. ", i), 200))
	}
	turns, before := 0, 1<<30
	for left := 1; left > 0; turns++ {
		var err error
		if left, err = q.Index(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left >= before {
			t.Fatalf("%d are left, as before", left)
		}
		before = left
	}
	if p, err := q.Search(t.Context(), assay.SearchQuestion{Typed: "in:articles harbour", Page: 2}); err != nil || p.Leaf.Of != 60 || len(p.Found) != 20 {
		t.Errorf("found %d of %d (%v) after %d turns", len(p.Found), p.Leaf.Of, err, turns)
	}
}

// TestExcerpt cuts a stretch out of a text that begins and ends with whole words,
// and is one line.
func TestExcerpt(t *testing.T) {
	text := strings.Repeat("the pier stood. ", 20) + "By Dana Okoro\n\nFourteen people died, " + strings.Repeat("whatever anybody may say ", 20)
	at := anchor.NewText(text).Len() - anchor.NewText("Fourteen people died, "+strings.Repeat("whatever anybody may say ", 20)).Len()
	var said strings.Builder
	for _, piece := range excerpt(text, search.Terms(text), []anchor.Span{{Start: at, End: at + 8}}) {
		said.WriteString(piece.Text)
	}
	got := said.String()
	if !strings.Contains(got, "Okoro · Fourteen") || strings.Contains(got, "\n") {
		t.Errorf("%q", got)
	}
	for word := range strings.FieldsSeq(strings.Trim(got, "… ")) {
		if !strings.Contains(text, word) && word != "·" || !slices.Contains(strings.Fields(text), word) && word != "·" {
			t.Errorf("%q has %q, which is no word of the text", got, word)
		}
	}
}

// TestIndexDamaged: what cannot be read is found by what it is called, and does
// not keep the rest from being found.
func TestIndexDamaged(t *testing.T) {
	damage := map[string]string{
		"other bytes":           `UPDATE blob SET form = 'raw', data = x'00' WHERE hash = ?`,
		"bytes not to unpack":   `UPDATE blob SET form = 'zstd', data = x'00' WHERE hash = ?`,
		"bytes that are purged": `UPDATE blob SET form = 'purged', data = x'' WHERE hash = ?`,
		"no bytes":              `DELETE FROM blob WHERE hash = ?`,
		"a kind of a later day": `INSERT INTO findable_stale VALUES ('almanac', substr(?, 1, 16))`,
	}
	for name, statement := range damage {
		t.Run(name, func(t *testing.T) {
			q := openQuay(t)
			q.article("herald", "Twelve lorries burned.")
			bad := q.article("post", "A dozen lorries were lost.")
			q.article("third", "Zeppelins over the quay.")
			var hash, data []byte
			var size int
			var form string
			if err := q.write.QueryRowContext(t.Context(), `SELECT hash, size, form, data FROM blob WHERE hash = (SELECT content FROM "text" WHERE article = ?)`, bad[:]).Scan(&hash, &size, &form, &data); err != nil {
				t.Fatal(err)
			}
			defer func() { // every case is checked in the end
				if _, err := q.write.ExecContext(context.Background(), `INSERT OR REPLACE INTO blob (hash, size, form, data) VALUES (?, ?, ?, ?)`, hash, size, form, data); err != nil {
					t.Error(err)
				}
			}()
			if _, err := q.write.ExecContext(t.Context(), statement, hash); err != nil {
				t.Fatal(err)
			}
			q.reindex()
			if got, want := q.found("zeppelins", false), "article third: [Zeppelins] over the quay."; got != want {
				t.Errorf("zeppelins finds %q, want %q", got, want)
			}
			if got, want := q.found("post", false), "article [post]"; !strings.Contains(got, want) {
				t.Errorf("post finds %q, not %q", got, want)
			}
		})
	}
}

// TestWordsFold finds words whatever their capitals and accents, in whatever
// script, wherever a list is narrowed by them; and no sign means anything.
func TestWordsFold(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	herald := q.article("herald", "Двенадцать машин сгорело. 100%_ so.")
	star := q.article("star", "Nobody was hurt.")
	q.did(q.ChangeArticles(ctx, []assay.ArticleID{herald}, ArticleChange{TextOrigin: &NameEdit{Now: "Вестник Порта"}, AddEvent: "Пожар", Title: To("Ёлка в Порту 100%_"), Byline: To("Renée Łęk")}))
	claim := q.claim("Двенадцать машин 100%_")
	q.claim("other")
	q.mark("herald", "Двенадцать машин", "other", assay.Supports)
	q.mark("herald", "100%_ so", "other", assay.Supports)
	_, act, err := q.AddNote(ctx, NewNote{Target: assay.EntityID(claim), Text: "Спросить Порт: 100%_"})
	q.did(act, err)
	q.did(q.ChangeArticles(ctx, []assay.ArticleID{star}, ArticleChange{Language: To("en-GB")}))
	q.reindex()
	lists := map[string]func(words string) (int, error){
		"mentions": func(w string) (int, error) {
			p, _, err := q.Mentions(ctx, assay.MentionFilter{Words: w})
			return p.Leaf.Of, err
		},
		"claims": func(w string) (int, error) {
			p, err := q.Claims(ctx, assay.ClaimFilter{Words: w})
			return p.Leaf.Of, err
		},
		"notes": func(w string) (int, error) {
			p, err := q.Notes(ctx, assay.NoteFilter{Words: w})
			return p.Leaf.Of, err
		},
		"library": func(w string) (int, error) {
			p, err := q.Library(ctx, assay.LibraryFilter{Words: w})
			return p.Leaf.Of, err
		},
		"search": func(w string) (int, error) {
			p, err := q.Search(ctx, assay.SearchQuestion{Typed: w})
			return p.Leaf.Of, err
		},
	}
	tests := []struct {
		list, words string
		want        int
	}{
		{"mentions", "двенадцать", 1},
		{"mentions", "ДВЕНАДЦАТЬ МАШИН", 1},
		{"mentions", "0%_", 1},
		{"mentions", "1%0", 0},
		{"mentions", "_", 1},
		{"claims", "двенадцать", 1},
		{"claims", "%_", 1},
		{"claims", "c1", 1},
		{"claims", `\`, 0},
		{"notes", "порт", 1},
		{"notes", "0%_", 1},
		{"notes", "с%ь", 0},
		{"library", "елка", 1},
		{"library", "renee łek", 1},
		{"library", "RENÉE", 1},
		{"library", "%", 1},
		{"library", "е_к", 0},
		{"search", "outlet:вестник", 1},
		{"search", "outlet:ПОРТА", 1},
		{"search", "outlet:HERALD", 1},
		{"search", "outlet:вест%к", 0},
		{"search", "event:пожар in:articles", 1},
		{"search", "event:по_ар", 0},
		{"search", "lang:en", 1},
		{"search", "lang:EN-gb", 1},
		{"search", "lang:e", 0},
		{"search", "lang:en-g", 0},
		{"search", "lang:english", 0},
	}
	for _, test := range tests {
		if got, err := lists[test.list](test.words); err != nil || got != test.want {
			t.Errorf("%q finds %d in %s (%v), want %d", test.words, got, test.list, err, test.want)
		}
	}
}

// TestReadElsewhere: what the analyst has read on another computer they have
// read; what they said last of it counts, and what others say does not.
func TestReadElsewhere(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	herald := q.article("herald", "Twelve lorries burned.")
	q.article("star", "Nobody was hurt.")
	var text assay.TextID
	if err := q.read.QueryRowContext(ctx, `SELECT "text" FROM article WHERE id = ?`, herald[:]).Scan(into(&text)); err != nil {
		t.Fatal(err)
	}
	elsewhere := actorOf("ana at home")
	says := func(who assay.ActorID, state string) {
		t.Helper()
		_, err := q.update(ctx, func(x *tx) error {
			x.author.Actor = assay.EntityID(who)
			return x.judgeOne(ctx, assay.JudgementKey{Target: assay.EntityID(text), Dimension: assay.DimRead}, oplog.Encode(assay.Reading{State: state}), "")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	counts := func() string {
		t.Helper()
		var list []string
		for _, state := range []string{"read", "unread"} {
			s, err := q.Search(ctx, assay.SearchQuestion{Typed: "in:articles is:" + state})
			if err != nil {
				t.Fatal(err)
			}
			l, err := q.Library(ctx, assay.LibraryFilter{Read: state})
			if err != nil {
				t.Fatal(err)
			}
			shown := 0
			all, err := q.Library(ctx, assay.LibraryFilter{})
			if err != nil {
				t.Fatal(err)
			}
			v := assay.NewView(all.Case, q.Me())
			for _, a := range all.Case.Articles {
				if (v.ReadState(a.Text) == "read") == (state == "read") {
					shown++
				}
			}
			list = append(list, fmt.Sprintf("%s %d %d %d", state, s.Leaf.Of, l.Leaf.Of, shown))
		}
		return strings.Join(list, ", ")
	}
	steps := []struct {
		name string
		do   func()
		want string
	}{
		{"nobody", func() {}, "read 0 0 0, unread 2 2 2"},
		{"somebody else", func() { says(elsewhere, "read") }, "read 0 0 0, unread 2 2 2"},
		{"who turns out to be the analyst", func() {
			_, err := q.update(ctx, func(x *tx) error {
				return x.edit(ctx, assay.KindActor, assay.EntityID(q.Me()), oplog.Fields{"also": oplog.Encode(elsewhere)})
			})
			if err != nil {
				t.Fatal(err)
			}
		}, "read 1 1 1, unread 1 1 1"},
		{"and says otherwise here", func() { says(q.Me(), "unread") }, "read 0 0 0, unread 2 2 2"},
		{"and there again", func() { says(elsewhere, "unread"); says(elsewhere, "read") }, "read 1 1 1, unread 1 1 1"},
	}
	for _, step := range steps {
		step.do()
		q.reindex()
		if got := counts(); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
}

// TestWordsForgotten: a word that nothing in the case says any more is neither in a
// copy of it nor, once its tables are made again, in the case.
func TestWordsForgotten(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	q.article("herald", "Twelve lorries burned.")
	note, act, err := q.AddNote(ctx, NewNote{Target: assay.EntityID(q.claim("one")), Text: "Ask Zorindas about burning zeppelins.", Private: true})
	q.did(act, err)
	q.reindex()
	index := func(s *Store) string {
		t.Helper()
		return strings.Join(listOf[string](t, s, `
			SELECT 'word ' || word FROM findable_form WHERE word >= 'z' UNION ALL
			SELECT 'term ' || block FROM (SELECT hex(block) AS block FROM findable_words_data) WHERE block LIKE '%' || hex('orinda') || '%' OR block LIKE '%' || hex('eppelin') || '%'
			ORDER BY 1`), ", ")
	}
	if got := index(q.Store); !strings.HasPrefix(got, "term ") || !strings.HasSuffix(got, "word zeppelins, word zorindas") {
		t.Fatalf("the index has %s", got)
	}
	q.did(q.RemoveNote(ctx, note, "Ask Zorindas about burning zeppelins."))
	q.reindex()
	path := filepath.Join(t.TempDir(), "copy.assay")
	if err := q.SaveCopy(ctx, path); err != nil {
		t.Fatal(err)
	}
	dup, err := Open(ctx, path, Options{ReadOnly: true, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer dup.Close()
	if got := index(dup); got != "" {
		t.Errorf("the index of the copy has %s", got)
	}
	for _, typed := range []string{"lorry", "lorri"} {
		p, err := dup.Search(ctx, assay.SearchQuestion{Typed: typed, Typing: true})
		if err != nil || p.Leaf.Of != 1 {
			t.Errorf("%s finds %d in the copy (%v)", typed, p.Leaf.Of, err)
		}
	}

	_, act, err = q.AddNote(ctx, NewNote{Target: assay.EntityID(q.claims["one"]), Text: "Ask Zorindas about burning zeppelins."})
	q.did(act, err)
	q.reindex()
	if _, err := q.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if err := q.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if got := index(q.Store); got != "" {
		t.Errorf("the index that is to be made again has %s", got)
	}
	q.reindex()
	if got := index(q.Store); got != "" {
		t.Errorf("the index made again has %s", got)
	}
	if got, want := q.found("lorries", false), "article herald: Twelve [lorries] burned."; got != want {
		t.Errorf("lorries finds %q, want %q", got, want)
	}
}

// TestFindMany: of a word that more have than are ranked, what is called so comes first and
// then the latest; nothing comes twice, and what is not wanted or not for the analyst's
// eyes does not come at all.
func TestFindMany(t *testing.T) {
	s := openStore(t)
	const called, said = 750, 450
	var notes []assay.EntityID
	_, err := s.update(t.Context(), func(x *tx) error {
		for i := range called {
			word := "harbour"
			if i%3 == 0 {
				word = "basin"
			}
			if _, err := x.addClaim(t.Context(), fmt.Sprintf("Fire %d at the %s", i, word), assay.EventID{}); err != nil {
				return err
			}
		}
		for i := range said {
			id := oplog.NewID(x.author.Now())
			notes = append(notes, id)
			if err := x.edit(t.Context(), assay.KindNote, id, oplog.Fields{"target": oplog.Encode(seedClaim), "text": oplog.Encode(fmt.Sprint("about the fire, ", i)), "private": oplog.Encode(i == said-1)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	uniteOps(t, s, []oplog.Op{foreign(func(o *oplog.Op) {
		o.Kind, o.Entity = "note", oplog.ID{9}
		o.Body = oplog.Fields{"private": oplog.Encode(true), "target": oplog.Encode(seedClaim), "text": oplog.Encode("fire, and not for you")}.Body()
	})}, nothing)
	for left := 1; left > 0; {
		if left, err = s.Index(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var all []assay.Found
	for page := 0; ; page++ {
		p, err := s.Search(t.Context(), assay.SearchQuestion{Typed: "fire", Page: page})
		if err != nil {
			t.Fatal(err)
		}
		if !p.More || p.Leaf.Of != findRanked {
			t.Fatalf("found %d (more: %t)", p.Leaf.Of, p.More)
		}
		all = append(all, p.Found...)
		if p.Leaf.To == p.Leaf.Of {
			break
		}
	}
	seen := map[assay.EntityID]bool{}
	for i, x := range all {
		want := assay.KindClaim
		if i >= called {
			want = assay.KindNote
		}
		if x.Kind != want || seen[x.ID] || x.ID == (assay.EntityID{9}) {
			t.Fatalf("at %d is %s %s", i, x.Kind, x.ID)
		}
		seen[x.ID] = true
	}
	if all[called].ID != notes[said-1] {
		t.Error("the latest note is not the first of them")
	}
	for typed, want := range map[string]int{"fire -harbour": called/3 + said, "fire in:notes": said, "fire basin": called / 3, "fire in:claims -basin": called - called/3} {
		if p, err := s.Search(t.Context(), assay.SearchQuestion{Typed: typed}); err != nil || p.More || p.Leaf.Of != want {
			t.Errorf("%s: %d, and should be %d (more: %t, %v)", typed, p.Leaf.Of, want, p.More, err)
		}
	}
}
