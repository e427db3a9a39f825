package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// bring imports a text that was found at an address.
func bring(t *testing.T, s *Store, address, text string) assay.ArticleID {
	t.Helper()
	in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte("bytes of " + address), Name: "page.html", FoundAt: address, Text: text, Extractor: "html/1", Charset: "windows-1252"})
	if err != nil {
		t.Fatal(err)
	}
	return in.Article
}

// mark marks words of an article, which must be there, for a claim of their own.
func mark(t *testing.T, s *Store, id assay.ArticleID, words string) assay.MentionID {
	t.Helper()
	p, err := s.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	found, _ := anchor.Find(p.Body, anchor.Quote{Exact: words}, anchor.NoHint)
	if len(found) == 0 {
		t.Fatalf("%q is not in the text", words)
	}
	out, err := s.MarkMention(t.Context(), Mark{Article: id, Text: p.Text.ID, Span: found[0].Span, Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	return out.Mention
}

// places writes where each mention of an article is: the words if it is in the
// current text, and what is to be said of it.
func places(t *testing.T, s *Store, id assay.ArticleID) string {
	t.Helper()
	d, err := s.Details(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, m := range d.Case.Mentions {
		line := m.Quote
		for _, u := range d.Unsettled {
			if u.Mention == m.ID {
				line += fmt.Sprintf(" (%s, was: %s)", u.Fate, u.Before)
			}
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, " | ")
}

const (
	garbled = "Feuer im KÃ¼hlhaus\n\nZwÃ¶lf Fahrzeuge brannten auf dem Kai. Die Feuerwehr war schnell da.\n\nNiemand wurde verletzt, sagte der Hafenmeister."
	legible = "Feuer im Kühlhaus\n\nZwölf Fahrzeuge brannten auf dem Kai. Die Feuerwehr war schnell da.\n\nNiemand wurde verletzt, sagte der Hafenmeister."
)

func TestReplaceText(t *testing.T) {
	tests := []struct {
		name  string
		old   string
		marks []string
		text  string
		want  string // the mentions afterwards
		same  bool
	}{
		{"the same words in the same place", garbled, []string{"Die Feuerwehr war schnell da."}, legible, "Die Feuerwehr war schnell da.", false},
		{"words that were garbled", garbled, []string{"ZwÃ¶lf Fahrzeuge brannten auf dem Kai."}, legible, "Zwölf Fahrzeuge brannten auf dem Kai. (unsure, was: ZwÃ¶lf Fahrzeuge brannten auf dem Kai.)", false},
		{
			"a paragraph that is gone", legible,
			[]string{"Niemand wurde verletzt", "Zwölf Fahrzeuge"},
			"Feuer im Kühlhaus\n\nZwölf Fahrzeuge brannten auf dem Kai.",
			"Niemand wurde verletzt (gone, was: Niemand wurde verletzt) | Zwölf Fahrzeuge", false,
		},
		{"the text itself", legible, []string{"Zwölf Fahrzeuge"}, legible, "Zwölf Fahrzeuge", true},
		{"no mentions", legible, nil, garbled, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			id := bring(t, s, "https://kai.example/1", test.old)
			for _, words := range test.marks {
				mark(t, s, id, words)
			}
			before := places(t, s, id)

			out, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("bytes of https://kai.example/1"), Text: test.text, Extractor: "html/1", Charset: "utf-8", CharsetSure: true})
			if err != nil {
				t.Fatal(err)
			}
			if got := places(t, s, id); got != test.want || out.Same != test.same {
				t.Errorf("mentions are %q (same %t), want %q (%t)", got, out.Same, test.want, test.same)
			}
			d, err := s.Details(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if d.Body.String() != test.text || d.Text.Charset != "utf-8" || !d.Text.CharsetSure || len(d.Captures) != 1 {
				t.Errorf("the text is %q in %s with %d captures", d.Body, d.Text.Charset, len(d.Captures))
			}
			if _, err := s.Check(t.Context()); err != nil {
				t.Error(err)
			}

			if _, err := s.Undo(t.Context()); err != nil {
				t.Fatal(err)
			}
			if d, err = s.Details(t.Context(), id); err != nil || d.Body.String() != test.old || d.Text.Charset != "windows-1252" {
				t.Errorf("undone it is %q in %s (%v)", d.Body, d.Text.Charset, err)
			}
			if got := places(t, s, id); got != before {
				t.Errorf("undone the mentions are %q, want %q", got, before)
			}
		})
	}
}

// TestReplaceTextBack goes to another text and back: what was lost on the way is
// found again, and what was marked in between stays.
func TestReplaceTextBack(t *testing.T) {
	s := openStore(t)
	id := bring(t, s, "https://kai.example/1", legible)
	mark(t, s, id, "Niemand wurde verletzt")
	again := func(text string) {
		t.Helper()
		if _, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("bytes of https://kai.example/1"), Text: text, Extractor: "html/1", Charset: "utf-8"}); err != nil {
			t.Fatal(err)
		}
	}
	again("Feuer im Kühlhaus\n\nZwölf Fahrzeuge brannten auf dem Kai. Die Feuerwehr war schnell da.")
	mark(t, s, id, "Zwölf Fahrzeuge")
	if got, want := places(t, s, id), "Niemand wurde verletzt (gone, was: Niemand wurde verletzt) | Zwölf Fahrzeuge"; got != want {
		t.Errorf("on the way %q, want %q", got, want)
	}
	again(legible)
	if got, want := places(t, s, id), "Niemand wurde verletzt | Zwölf Fahrzeuge"; got != want {
		t.Errorf("back again %q, want %q", got, want)
	}
	if d, err := s.Details(t.Context(), id); err != nil || len(d.Texts) != 2 || !d.Text.Parent.IsZero() {
		t.Errorf("%d texts, the first comes from %s (%v)", len(d.Texts), d.Text.Parent, err)
	}
}

// TestReplaceTextAgain follows one mention through texts, some of which the article
// has had before.
func TestReplaceTextAgain(t *testing.T) {
	const (
		badly   = "The harbour was closed.\n\nNobody was hÃ¼rt in the fire by the quay, the master said."
		well    = "The harbour was closed.\n\nNobody was hurt in the fire by the quay, the master said."
		without = "The harbour was closed.\n\nNobody was hurt in the fire at the station, a guard told us."
		both    = well + "\n\nNobody was hurt in the fire at the station, a guard told us."
		other   = "The harbour was closed. It opens tomorrow.\n\nNobody was hurt in the fire by the quay, the master said."
	)
	words := map[string]string{badly: "hÃ¼rt in the fire by the quay", well: "hurt in the fire by the quay"}
	guess := words[well] + " (unsure, was: " + words[badly] + ")"
	for _, test := range []struct {
		name  string
		texts []string // the first is the one it is marked in; "confirm" confirms, other words put it there
		want  string
	}{
		{"a guess", []string{badly, well}, guess},
		{"confirmed", []string{badly, well, "confirm"}, words[well]},
		{"back from a text without it", []string{badly, well, "confirm", without, both}, words[well]},
		{"confirmed, and back where it was", []string{badly, well, "confirm", without, well}, words[well]},
		{"back in the first", []string{badly, well, "confirm", without, badly}, words[badly]},
		{"never confirmed, and back in the first", []string{badly, well, without, badly}, words[badly]},
		{"a guess for ever", []string{badly, well, other, well, other, well, other, well, other, well}, guess},
		{"confirmed, put elsewhere, and back", []string{badly, well, "confirm", "The harbour", badly, well}, "The harbour"},
		{"put right, and back where it was a guess", []string{badly, both, "hurt in the fire at the station", well, both}, "hurt in the fire at the station"},
		{"confirmed in one text only", []string{badly, well, "confirm", without}, "hurt in the fire at the sta (unsure, was: hurt in the fire by the quay)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			id := bring(t, s, "https://kai.example/1", test.texts[0])
			m := mark(t, s, id, words[test.texts[0]])
			for _, text := range test.texts[1:] {
				var err error
				switch {
				case text == "confirm":
					_, err = s.ConfirmMove(t.Context(), m, placeOf(t, s, m))
				case !strings.Contains(text, "\n"):
					_, err = s.PlaceMention(t.Context(), m, text)
				default:
					_, err = s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("x"), Text: text, Extractor: "html/1", Charset: "utf-8"})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if got := places(t, s, id); got != test.want {
				t.Errorf("it is %q, want %q", got, test.want)
			}
		})
	}
}

// TestReplaceTextPages reads an original again, of which the text is the same and
// pages and headings are others.
func TestReplaceTextPages(t *testing.T) {
	s := openStore(t)
	in := assay.Import{Original: []byte("x"), Text: legible, Extractor: "pdf/1", Pages: []assay.Page{{Label: "1"}}, Outline: []assay.Part{{Kind: "heading", End: 17}}}
	first, err := s.ImportArticle(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	facts := func() string {
		t.Helper()
		d, err := s.Details(t.Context(), first.Article)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(d.Text.Extractor, d.Text.Pages, d.Text.Outline)
	}
	before := facts()
	again := in
	again.Extractor, again.Pages, again.Outline = "pdf/2", []assay.Page{{Label: "iv"}}, []assay.Part{{Kind: "heading", End: 17}, {Kind: "item", Start: 19, End: 30}}
	out, err := s.ReplaceText(t.Context(), first.Article, again)
	if err != nil || !out.Same || out.Act.IsZero() {
		t.Fatalf("%+v, %v", out, err)
	}
	if got, want := facts(), fmt.Sprint("pdf/2", again.Pages, again.Outline); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := facts(); got != before {
		t.Errorf("undone it is %s, want %s", got, before)
	}
	if out, err := s.ReplaceText(t.Context(), first.Article, in); err != nil || !out.Act.IsZero() {
		t.Errorf("read as it was it is %+v, %v", out, err)
	}
}

// TestRedoReplaceText replaces a text by the same other one twice, and takes back
// and brings back the second time.
func TestRedoReplaceText(t *testing.T) {
	s := openStore(t)
	id := bring(t, s, "https://kai.example/1", garbled)
	mark(t, s, id, "Die Feuerwehr")
	for _, do := range []string{"replace", "undo", "replace", "undo", "redo"} {
		var err error
		switch do {
		case "replace":
			_, err = s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("x"), Text: legible, Extractor: "html/1", Charset: "utf-8"})
		case "undo":
			_, err = s.Undo(t.Context())
		case "redo":
			_, err = s.Redo(t.Context())
		}
		if err != nil {
			t.Fatalf("%s: %v", do, err)
		}
	}
	if d, err := s.Details(t.Context(), id); err != nil || d.Body.String() != legible || len(d.Unsettled) > 0 {
		t.Errorf("the text is %q, %+v are listed (%v)", d.Body, d.Unsettled, err)
	}
}

// placeOf returns where a mention stands now.
func placeOf(t testing.TB, s *Store, id assay.MentionID) (at assay.Place) {
	t.Helper()
	err := s.view(t.Context(), func(tx *tx) error {
		m, err := tx.mention(t.Context(), id)
		if err == nil {
			at = m.Place()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestConfirmMoved confirms a guess that has become another one since it was seen.
func TestConfirmMoved(t *testing.T) {
	s := openStore(t)
	id := bring(t, s, "https://kai.example/1", garbled)
	m := mark(t, s, id, "ZwÃ¶lf Fahrzeuge brannten")
	replace := func(text string) {
		t.Helper()
		if _, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("x"), Text: text, Extractor: "html/1", Charset: "utf-8"}); err != nil {
			t.Fatal(err)
		}
	}
	replace(legible)
	seen := placeOf(t, s, m)
	replace("Neuer Anfang.\n\n" + legible)
	if _, err := s.ConfirmMove(t.Context(), m, seen); assay.KindOf(err) != assay.KindConflict || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("confirming what has moved on says %v", err)
	}
	if _, err := s.ConfirmMove(t.Context(), m, placeOf(t, s, m)); err != nil {
		t.Error(err)
	}
}

// TestConfirmStale confirms a guess that another replacement has overtaken.
func TestConfirmStale(t *testing.T) {
	s := openStore(t)
	id := bring(t, s, "https://kai.example/1", garbled)
	m := mark(t, s, id, "Niemand wurde verletzt, sagte der Hafenmeister.")
	if _, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("x"), Text: "Feuer im Kühlhaus", Extractor: "html/1", Charset: "utf-8"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ConfirmMove(t.Context(), m, placeOf(t, s, m)); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("confirming what is not in the text says %v", err)
	}
}

func TestSettleMoves(t *testing.T) {
	tests := []struct {
		name string
		do   func(*Store, assay.MentionID) (assay.ActID, error)
		want string
		says string
	}{
		{"the guess is right", func(s *Store, m assay.MentionID) (assay.ActID, error) {
			return s.ConfirmMove(t.Context(), m, placeOf(t, s, m))
		}, "Zwölf Fahrzeuge brannten", ""},
		{"it belongs elsewhere", func(s *Store, m assay.MentionID) (assay.ActID, error) {
			return s.PlaceMention(t.Context(), m, "Die Feuerwehr")
		}, "Die Feuerwehr", ""},
		{"it is placed where it is", func(s *Store, m assay.MentionID) (assay.ActID, error) {
			return s.PlaceMention(t.Context(), m, "Zwölf Fahrzeuge brannten")
		}, "Zwölf Fahrzeuge brannten", ""},
		{"words that are not there", func(s *Store, m assay.MentionID) (assay.ActID, error) {
			return s.PlaceMention(t.Context(), m, "Der Bürgermeister schwieg")
		}, "Zwölf Fahrzeuge brannten (unsure, was: ZwÃ¶lf Fahrzeuge brannten)", "These words are not in the text."},
		{"words that are there twice", func(s *Store, m assay.MentionID) (assay.ActID, error) {
			return s.PlaceMention(t.Context(), m, "er")
		}, "Zwölf Fahrzeuge brannten (unsure, was: ZwÃ¶lf Fahrzeuge brannten)", "more than once"},
		{"no words", func(s *Store, m assay.MentionID) (assay.ActID, error) { return s.PlaceMention(t.Context(), m, " ") }, "Zwölf Fahrzeuge brannten (unsure, was: ZwÃ¶lf Fahrzeuge brannten)", "Write the words"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			id := bring(t, s, "https://kai.example/1", garbled)
			m := mark(t, s, id, "ZwÃ¶lf Fahrzeuge brannten")
			if _, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("x"), Text: legible, Extractor: "html/1", Charset: "utf-8"}); err != nil {
				t.Fatal(err)
			}
			_, err := test.do(s, m)
			if test.says == "" && err != nil || test.says != "" && (assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("it says %v, want %q", err, test.says)
			}
			if got := places(t, s, id); got != test.want {
				t.Errorf("mentions are %q, want %q", got, test.want)
			}
		})
	}
}

// TestSetBlocksCounts sets two paragraphs aside that one mention reaches over.
func TestSetBlocksCounts(t *testing.T) {
	s := openStore(t)
	id := bring(t, s, "https://kai.example/1", "One.\n\nTwo.\n\nThree.")
	p, err := s.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	blocks := p.Body.Blocks()
	over := anchor.Span{Start: blocks[0].Start, End: blocks[1].End}
	if _, err := s.MarkMention(t.Context(), Mark{Article: id, Text: p.Text.ID, Span: over, Seen: p.Body.Slice(over), Wording: "Two of them", Stance: assay.Supports}); err != nil {
		t.Fatal(err)
	}
	for n, want := range []int{0, 1, 1, 1} {
		if _, got, err := s.SetBlocks(t.Context(), p.Text.ID, blocks[:n], "not_article"); err != nil || got != want {
			t.Errorf("%d mentions in the first %d paragraphs, want %d (%v)", got, n, want, err)
		}
	}
}

func TestReplaceTextCarriesParagraphs(t *testing.T) {
	s := openStore(t)
	id := bring(t, s, "https://kai.example/1", legible+"\n\nMehr zum Thema")
	p, err := s.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	blocks := p.Body.Blocks()
	if _, _, err := s.SetBlocks(t.Context(), p.Text.ID, blocks[3:4], "not_article"); err != nil {
		t.Fatal(err)
	}
	at, _ := anchor.Find(p.Body, anchor.Quote{Exact: "Die Feuerwehr"}, anchor.NoHint)
	if _, err := s.SetBoundary(t.Context(), p.Text.ID, at[0].Span.Start, "join"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("x"), Text: "Hafenbote\n\n" + legible + "\n\nMehr zum Thema", Extractor: "html/full/1", Charset: "utf-8"}); err != nil {
		t.Fatal(err)
	}
	if p, err = s.Article(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if len(p.Blocks) != 1 || p.Body.Slice(p.Blocks[0].Span) != "Mehr zum Thema" || p.Blocks[0].Kind != "not_article" {
		t.Errorf("paragraphs are %+v", p.Blocks)
	}
	if len(p.Boundaries) != 1 || !strings.HasPrefix(p.Body.Slice(anchor.Span{Start: p.Boundaries[0].At, End: p.Body.Len()}), "Die Feuerwehr") {
		t.Errorf("boundaries are %+v", p.Boundaries)
	}
}

// TestReplaceTextCarriesWhatWasTakenBack sets a paragraph aside and joins two
// sentences, takes both back in another text, and goes back to the first.
func TestReplaceTextCarriesWhatWasTakenBack(t *testing.T) {
	s := openStore(t)
	first, second := legible+"\n\nMehr zum Thema", "Hafenbote\n\n"+legible+"\n\nMehr zum Thema"
	id := bring(t, s, "https://kai.example/1", first)
	say := func(kind, edit string) {
		t.Helper()
		p, err := s.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		blocks := p.Body.Blocks()
		if _, _, err := s.SetBlocks(t.Context(), p.Text.ID, blocks[len(blocks)-1:], kind); err != nil {
			t.Fatal(err)
		}
		at, _ := anchor.Find(p.Body, anchor.Quote{Exact: "Die Feuerwehr"}, anchor.NoHint)
		if _, err := s.SetBoundary(t.Context(), p.Text.ID, at[0].Span.Start, edit); err != nil {
			t.Fatal(err)
		}
	}
	become := func(text, want string) {
		t.Helper()
		if _, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte("x"), Text: text, Extractor: "html/1", Charset: "utf-8"}); err != nil {
			t.Fatal(err)
		}
		p, err := s.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, b := range p.Blocks {
			got += b.Kind
		}
		for _, b := range p.Boundaries {
			got += " " + b.Edit
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("of paragraphs and sentences it is said %q, want %q", got, want)
		}
	}
	say("not_article", "join")
	become(second, "not_article join")
	say("", "")
	become(first, "")
	become(second, "")
	say("not_article", "join")
	become(first, "not_article join")
}

// TestAcceptFound takes over what was found of two articles, leaves what the
// analyst has said, and takes it back in one act.
func TestAcceptFound(t *testing.T) {
	s := openStore(t)
	var ids []assay.ArticleID
	for _, site := range []string{"Kai Post", "Coastal Wire"} {
		in, err := s.ImportArticle(t.Context(), assay.Import{
			Original: []byte(site), FoundAt: "https://kai.example/" + site, Text: "Of " + site + ".", Title: "Fire at " + site, Site: site, Published: "2026-03-02", PublishedBasis: "printed",
		})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, in.Article)
	}
	if _, err := s.ChangeArticles(t.Context(), ids[:1], ArticleChange{Title: To("My title")}); err != nil {
		t.Fatal(err)
	}
	facts := func() string {
		var all []string
		for _, id := range ids {
			p, err := s.Article(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			outlet := ""
			if o := assay.NewView(p.Case, s.Me()).Source(p.Article.TextOrigin); o != nil {
				outlet = o.Name
			}
			all = append(all, p.Article.Title+", "+outlet+", "+p.Article.Published+", "+p.Article.PublishedBasis)
		}
		return strings.Join(all, "; ")
	}
	before, accepted := facts(), "My title, Kai Post, 2026-03-02, printed; Fire at Coastal Wire, Coastal Wire, 2026-03-02, printed"
	if _, err := s.AcceptFound(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if got := facts(); got != accepted {
		t.Errorf("accepted %q, want %q", got, accepted)
	}
	if act, err := s.AcceptFound(t.Context(), ids); err != nil || !act.IsZero() {
		t.Errorf("accepting again is act %s (%v)", act, err)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := facts(); got != before {
		t.Errorf("undone it is %q, want %q", got, before)
	}
}

// TestRestsOn says that an article rests on another, by its title.
func TestRestsOn(t *testing.T) {
	s := openStore(t)
	first, second, third := bring(t, s, "https://kai.example/1", "Of the fire."), bring(t, s, "https://post.example/2", "The fire, again."), bring(t, s, "https://wire.example/3", "The fire, once more.")
	if _, err := s.ChangeArticles(t.Context(), []assay.ArticleID{first}, ArticleChange{Title: To("Fire at the quay")}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, on, field string
		want            int // articles in the largest group of one origin
	}{
		{"on one that there is not", "Flood", "name", 1},
		{"on one that there is, itself among them", "fire at the QUAY", "", 3},
		{"on nothing any more", "", "", 1},
	} {
		_, err := s.ChangeArticles(t.Context(), []assay.ArticleID{first, second, third}, ArticleChange{RestsOn: &test.on})
		if e, ok := errors.AsType[*assay.Error](err); test.field == "" && err != nil || test.field != "" && (!ok || e.Field != test.field) {
			t.Fatalf("%s: it says %v", test.name, err)
		}
		p, err := s.Matrix(t.Context(), assay.MatrixFilter{})
		if err != nil {
			t.Fatal(err)
		}
		largest := 1
		for _, g := range p.Groups {
			if g.Article == first || !g.Source.IsZero() {
				largest = max(largest, len(g.Articles))
			}
		}
		if largest != test.want {
			t.Errorf("%s: %d articles stand together, want %d", test.name, largest, test.want)
		}
	}
}

// TestRestsOnWorkedOut keeps what the analyst has worked out about how articles
// come from each other, whatever is said of many at once.
func TestRestsOnWorkedOut(t *testing.T) {
	q := openQuay(t)
	herald, post, wire := q.article("herald", "Twelve lorries burned."), q.article("post", "A dozen lorries were lost."), q.article("wire", "Lorries were lost.")
	say := func(other assay.ArticleID, v assay.DerivationValue, reason string) {
		k := assay.JudgementKey{Target: assay.EntityID(herald), Other: assay.EntityID(other), Dimension: assay.DimDerivation}
		q.did(q.Judge(t.Context(), k, oplog.Encode(v), reason))
	}
	worked := assay.DerivationValue{Status: "confirmed", Type: "translation", Amount: "wholly", Basis: "the same misspelt name"}
	say(post, worked, "checked by hand")
	say(wire, assay.DerivationValue{Status: "rejected", Basis: "only a quotation"}, "they share a quotation")
	said := func() string {
		var all []string
		err := q.view(t.Context(), func(tx *tx) error {
			js, err := tx.judgements(t.Context(), `dimension = 'derivation'`)
			for _, j := range js {
				all = append(all, map[assay.EntityID]string{assay.EntityID(post): "post", assay.EntityID(wire): "wire"}[j.Other]+" "+string(j.Value)+" "+j.Reason)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all)
		return strings.Join(all, "; ")
	}
	before := said()
	rest := func(on string) {
		q.did(q.ChangeArticles(t.Context(), []assay.ArticleID{herald}, ArticleChange{RestsOn: &on}))
	}
	rest("post")
	if got := said(); got != before {
		t.Errorf("resting on the post it reads %s, want %s", got, before)
	}
	rest("")
	if got := said(); strings.Contains(got, "post {") || !strings.Contains(got, `"rejected"`) {
		t.Errorf("resting on nothing it reads %s", got)
	}
	rest("wire")
	if got, want := said(), `"basis":"only a quotation","status":"confirmed"`; !strings.Contains(got, want) {
		t.Errorf("resting on the wire it reads %s, want %s", got, want)
	}
}

func TestChangeArticles(t *testing.T) {
	name := func(s string) *NameEdit { return &NameEdit{Now: s} }
	tests := []struct {
		name   string
		change []ArticleChange
		want   string // host, text origin, date, events and tags of the second article
		field  string // that is refused
	}{
		{"a new outlet", []ArticleChange{{TextOrigin: name("Coastal Wire")}}, "kai.example; Coastal Wire; ; ; ", ""},
		{"the same outlet twice", []ArticleChange{{TextOrigin: name("Coastal Wire")}, {Host: name("coastal wire ")}}, "Coastal Wire; Coastal Wire; ; ; ", ""},
		{"an outlet by its domain", []ArticleChange{{TextOrigin: name("www.kai.example")}}, "kai.example; kai.example; ; ; ", ""},
		{"a domain that is new", []ArticleChange{{Host: name("quay.example")}}, "quay.example; ; ; ; ", ""},
		{"taken back", []ArticleChange{{Host: name("")}}, "; ; ; ; ", ""},
		{"a date", []ArticleChange{{Published: To("2026-03")}}, "kai.example; ; 2026-03; ; ", ""},
		{"a day that there is not", []ArticleChange{{Published: To("2026-02-30")}}, "kai.example; ; ; ; ", "published"},
		{"an address that is none", []ArticleChange{{URL: To("javascript:alert(1)")}}, "kai.example; ; ; ; ", "url"},
		{"a date that is none", []ArticleChange{{Published: To("last week")}}, "kai.example; ; ; ; ", "published"},
		{"an event, known the second time", []ArticleChange{{AddEvent: "Fire"}, {AddEvent: "fire"}}, "kai.example; ; ; Fire; ", ""},
		{"a tag, with other capitals", []ArticleChange{{AddTag: "Numbers"}, {AddTag: "numbers"}}, "kai.example; ; ; ; Numbers", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openStore(t)
			ids := []assay.ArticleID{bring(t, s, "https://kai.example/1", legible), bring(t, s, "https://kai.example/2", garbled)}
			for _, c := range test.change {
				_, err := s.ChangeArticles(t.Context(), ids, c)
				if e, ok := errors.AsType[*assay.Error](err); test.field == "" && err != nil || test.field != "" && (!ok || e.Field != test.field) {
					t.Fatalf("it says %v", err)
				}
			}
			p, err := s.Library(t.Context(), assay.LibraryFilter{})
			if err != nil {
				t.Fatal(err)
			}
			v := assay.NewView(p.Case, s.Me())
			name := func(id assay.SourceID) string {
				if src := v.Source(id); src != nil {
					return src.Name
				}
				return ""
			}
			a := v.Article(ids[1])
			var events, tags []string
			for _, e := range p.Case.Events {
				if slices.Contains(a.Events, e.ID) {
					events = append(events, e.Name)
				}
			}
			for _, tag := range p.Case.Tags {
				if slices.ContainsFunc(p.Case.Taggings, func(x assay.Tagging) bool { return x.Tag == tag.ID && x.Target == assay.EntityID(a.ID) }) {
					tags = append(tags, tag.Name)
				}
			}
			got := strings.Join([]string{name(a.Host), name(a.TextOrigin), a.Published, strings.Join(events, ","), strings.Join(tags, ",")}, "; ")
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestImportTwice checks what becomes of an article that comes again.
func TestImportTwice(t *testing.T) {
	s := openStore(t)
	in := assay.Import{Original: []byte("bytes"), FoundAt: "https://kai.example/1", Text: legible, Title: "Feuer", Called: "Brand am Kai"}
	first, err := s.ImportArticle(t.Context(), in)
	if err != nil || first.Outcome != Added {
		t.Fatal(first, err)
	}
	if p, err := s.Article(t.Context(), first.Article); err != nil || p.Article.Title != "Brand am Kai" || p.Text.Title != "Feuer" {
		t.Errorf("called %q, found %q (%v)", p.Article.Title, p.Text.Title, err)
	}
	if again, err := s.ImportArticle(t.Context(), in); err != nil || again.Outcome != Known || again.Article != first.Article || !again.Act.IsZero() {
		t.Errorf("again it is %+v (%v)", again, err)
	}
	if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{first.Article}, ""); err != nil {
		t.Fatal(err)
	}
	if back, err := s.ImportArticle(t.Context(), in); err != nil || back.Outcome != Revived || back.Article != first.Article {
		t.Errorf("after removal it is %+v (%v)", back, err)
	}
	if p, err := s.Library(t.Context(), assay.LibraryFilter{}); err != nil || p.All != 1 {
		t.Errorf("the library has %d articles (%v)", p.All, err)
	}
}

// TestImportAgainBringsBackOne checks that of the articles removed together
// only the one that comes again is brought back, and that until then nothing
// can be marked in it.
func TestImportAgainBringsBackOne(t *testing.T) {
	s := openStore(t)
	var ids []assay.ArticleID
	in := assay.Import{Original: []byte("one"), FoundAt: "https://kai.example/1", Text: legible, Title: "Feuer"}
	for _, in := range []assay.Import{in, {Original: []byte("two"), FoundAt: "https://kai.example/2", Text: legible + " Ende.", Title: "Rauch"}} {
		got, err := s.ImportArticle(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, got.Article)
	}
	page, err := s.Article(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	mark := Mark{Article: ids[0], Text: page.Article.Text, Span: anchor.Span{End: 5}, Seen: string([]rune(legible)[:5]), Wording: "A fire", Stance: assay.Supports}
	if _, err := s.MarkMention(t.Context(), mark); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveArticles(t.Context(), ids, ""); err != nil {
		t.Fatal(err)
	}
	mark.Span.End, mark.Seen = 4, string([]rune(legible)[:4])
	if _, err := s.MarkMention(t.Context(), mark); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("marking in a removed article: %v", err)
	}
	if back, err := s.ImportArticle(t.Context(), in); err != nil || back.Outcome != Revived {
		t.Fatal(back, err)
	}
	if p, err := s.Library(t.Context(), assay.LibraryFilter{}); err != nil || p.All != 1 {
		t.Errorf("the library has %d articles (%v), want 1", p.All, err)
	}
	if p, err := s.Article(t.Context(), ids[0]); err != nil || len(p.Case.Mentions) != 1 {
		t.Errorf("the mention did not come back with its article: %v", err)
	}
}
