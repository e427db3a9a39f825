package views

import (
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"assay/assets"
	"assay/internal/assay"
	"assay/internal/tr"
)

// markup renders a component.
func markup(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestArrows has the arrows point the way in which the columns of a matrix run.
func TestArrows(t *testing.T) {
	for language, want := range map[tr.Language]string{tr.English: "← ArrowLeft h", "ar": "→ ArrowRight h"} {
		ctx := tr.In(t.Context(), language)
		b := binding(ctx, "matrix/left")
		if got := strings.Join(bound(ctx, b), " ") + " " + ariaKeys(ctx, b); got != want {
			t.Errorf("in %s the key to the article before is %q, want %q", language, got, want)
		}
	}
}

func TestKeyLabels(t *testing.T) {
	tests := []struct{ name, key, want string }{
		{"a letter", "j", "j"},
		{"a capital, which Shift types", "J", "⇧ J"},
		{"a sign", "?", "?"},
		{"a sequence", "g m", "g|m"},
		{"a chord", "Ctrl+k", "Ctrl K"},
		{"an arrow", "ArrowLeft", "←"},
		{"an arrow with modifiers", "Alt+Shift+ArrowRight", "Alt ⇧ →"},
		{"a named key", "Escape", "Esc"},
		{"a plus", "+", "+"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(keyLabels(t.Context(), test.key), "|"); got != test.want {
				t.Errorf("%s is printed %q, want %q", test.key, got, test.want)
			}
		})
	}
}

func TestParts(t *testing.T) {
	hostile := `"><script>alert(1)</script>`
	tests := []struct {
		name string
		part templ.Component
		want []string
		not  []string
	}{
		{
			"a stance has a sign and a word", Stance("qualifies"),
			[]string{`data-stance="qualifies"`, `#qualifies"`, `>qualifies</span>`, `aria-hidden="true"`},
			nil,
		},
		{"a sign on its own is read out", StanceGlyph("contradicts"), []string{`role="img"`, `aria-label="contradicts"`}, nil},
		{"a letter is a square", Grade("B"), []string{`class="grade"`, `data-grade="B"`, `title="B: usually reliable"`}, []string{"disc"}},
		{"a digit is a disc", Credibility("6"), []string{`class="grade disc"`, `title="6: truth cannot be judged"`}, nil},
		{"no grade is nothing", Grade(""), nil, []string{"<"}},
		{
			"what is under study says so", Chip(ChipView{Mention: "m1", Claim: "C2", Stance: "supports", Live: true}),
			[]string{`id="chip-m1"`, `aria-current="true"`, " data-live"},
			[]string{" data-new", " lang="},
		},
		{
			"a choice is made", Segmented(ChoicesView{Legend: "Stance", ID: "s", Name: "stance", Act: "stance", Choices: StanceChoices(t.Context(), "reader"), Chosen: "contradicts"}),
			[]string{`value="contradicts" checked`, `data-value="qualifies"`, `<span>q</span>`, `<legend>Stance</legend>`},
			[]string{`value="supports" checked`},
		},
		{"a tally leaves out zeros", Tally(TallyView{Supports: 2, Silent: 1}), []string{"supports", "1 silent"}, []string{"contradicts"}},
		{"eight mentions fill a bar", Bar(TallyView{Supports: 6, Mentions: 2}), []string{`data-stance="supports" x="0" width="36"`, `data-stance="mentions" x="36" width="12"`}, []string{"contradicts"}},
		{"more than eight share a bar", Bar(TallyView{Supports: 12, Contradicts: 4}), []string{`x="0" width="36"`, `x="36" width="12"`}, nil},
		{
			"a quote marks its words", QuoteCard(QuoteView{Source: "Herald", Stance: "supports", Lang: "ar", Before: "a ", Words: "b", After: " c"}),
			[]string{`dir="auto" lang="ar">a <mark data-stance="supports">b</mark> c</blockquote>`},
			nil,
		},
		{
			"text from outside stays text", QuoteCard(QuoteView{Source: hostile, Href: "javascript:alert(1)", Words: hostile}),
			[]string{"&lt;script&gt;"},
			[]string{"<script>", `href="javascript:`},
		},
		{"an error takes the place of the hint", FormRow(FieldView{ID: "f", Label: "L", Hint: "hint", Error: "wrong"}), []string{`for="f"`, `id="f-error"`, "wrong"}, []string{"hint"}},
		{"the last page has no next", Pager(PagerView{What: "Claims", From: 51, To: 60, Of: 60, Previous: "/p"}), []string{"Claims 51–60 of 60", `rel="prev"`}, []string{`rel="next"`}},
		{"a failure to save stands out", SavedState(SavedView{State: "failed"}), []string{`data-tone="bad"`, "Not saved"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := markup(t, test.part)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("lacks %s:\n%s", want, got)
				}
			}
			for _, not := range test.not {
				if strings.Contains(got, not) {
					t.Errorf("has %s:\n%s", not, got)
				}
			}
		})
	}
}

func TestFieldAttrs(t *testing.T) {
	tests := []struct {
		name  string
		field FieldView
		want  string // aria-describedby
	}{
		{"nothing to say", FieldView{ID: "f"}, ""},
		{"a hint", FieldView{ID: "f", Hint: "h"}, "f-hint"},
		{"an error, which hides the hint", FieldView{ID: "f", Hint: "h", Error: "e"}, "f-error"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			attrs := FieldAttrs(test.field)
			got, _ := attrs["aria-describedby"].(string)
			if got != test.want || attrs["id"] != "f" {
				t.Errorf("described by %q with id %v, want %q and f", got, attrs["id"], test.want)
			}
			if _, invalid := attrs["aria-invalid"]; invalid != (test.field.Error != "") {
				t.Errorf("invalid: %v, error: %q", invalid, test.field.Error)
			}
		})
	}
}

// TestLayout checks what every page relies on.
func TestLayout(t *testing.T) {
	got := markup(t, Layout(Frame{
		Title: "Matrix", Case: "Fire <1>", CaseHref: "/c", Scope: "matrix", UndoHref: "/undo", Look: Look{Theme: "dark", Keys: "alt"},
		Rooms: []Room{{Name: "matrix", Label: "Matrix", Href: "/m", Here: true}},
	}))
	for _, want := range []string{
		`lang="en" dir="ltr" data-theme="dark"`, `data-keys="alt"`, `includeIndicatorCSS`, `href="#main"`, `id="say"`, `id="toast"`,
		`id="problem" role="alert"`, `id="life"`, `<dialog id="help"`, `data-scope="matrix"`, `data-value="matrix" aria-current="page"`,
		`id="problem-refused"`, `id="problem-unanswered"`, "Fire &lt;1&gt;", `form="undo"`, assets.Href("app.js"),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s", want)
		}
	}
	for _, not := range []string{" style=", " onclick=", "<style", `data-act="redo"`, `data-act="theme"`} {
		if strings.Contains(got, not) {
			t.Errorf("has %s", not)
		}
	}
}

func TestHelpStartsWithThePage(t *testing.T) {
	var titles []string
	for _, s := range keysOf(t.Context(), "library list") {
		titles = append(titles, s.Scope)
	}
	if want := []string{"list", "library", "everywhere"}; !slices.Equal(titles[:3], want) {
		t.Errorf("help starts with %v, want %v", titles[:3], want)
	}
	if len(titles) != len(assets.Keymap()) {
		t.Errorf("help has %d scopes, the key map %d", len(titles), len(assets.Keymap()))
	}
}

func TestPager(t *testing.T) {
	at := func(page int) string { return string(rune('a' + page)) }
	for _, test := range []struct {
		name     string
		page, of int
		want     PagerView
	}{
		{"nothing", 0, 0, PagerView{What: "Claims"}},
		{"all on one page", 0, 7, PagerView{What: "Claims", From: 1, To: 7, Of: 7}},
		{"exactly one page", 0, 10, PagerView{What: "Claims", From: 1, To: 10, Of: 10}},
		{"the first of three", 0, 25, PagerView{What: "Claims", From: 1, To: 10, Of: 25, Next: "b"}},
		{"the second of three", 1, 25, PagerView{What: "Claims", From: 11, To: 20, Of: 25, Previous: "a", Next: "c"}},
		{"the last of three", 2, 25, PagerView{What: "Claims", From: 21, To: 25, Of: 25, Previous: "b"}},
		{"past the end", 9, 25, PagerView{What: "Claims", From: 21, To: 25, Of: 25, Previous: "b"}},
	} {
		if got := pager("Claims", assay.Turn(test.page, 10, test.of), at); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

// TestPhrase: what stands around the parts is text, and the parts are markup.
func TestPhrase(t *testing.T) {
	got := markup(t, phrase("Kept in %s & <here>", address("/a<b>")))
	want := `Kept in <bdi class="address" dir="ltr">/a&lt;b&gt;</bdi> &amp; &lt;here&gt;`
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
	var b strings.Builder
	if err := phrase("Kept in %s", address("/a")).Render(tr.In(t.Context(), tr.Arabic), &b); err != nil || !strings.HasPrefix(b.String(), "محفوظة في <bdi") {
		t.Errorf("%s, %v", &b, err)
	}
}
