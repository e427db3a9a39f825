package tr

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
)

// arabic returns a context for pages in Arabic with a catalogue of its own.
func arabic(t *testing.T, file string) context.Context {
	t.Helper()
	entries, err := parsePO(file)
	if err != nil {
		t.Fatal(err)
	}
	real := catalogues[Arabic]
	made := read(Arabic, entries)
	return context.WithValue(t.Context(), key{}, &catalogue{real.language, func() *texts { return made }})
}

const few = `
# A remark.
#: a.go assets/js/b.js
msgid "Choose a cell first."
msgstr "اختر خلية أولًا."

#: a.go
msgid "%s of %s"
msgstr "من %[2]s: %[1]s"

#: assets/js/keymap.json
msgid "There is already a file %q."
msgstr "يوجد ملف «%s»."

msgctxt "verb"
msgid "Open"
msgstr "افتح"

msgctxt "word"
msgid "not article"
msgstr "ليس من المقال"

#: assets/js/b.js
msgid "one mention"
msgid_plural "%s mentions"
msgstr[0] "لا مواضع"
msgstr[1] "موضع واحد"
msgstr[2] "موضعان"
msgstr[3] "%s مواضع"
msgstr[4] "%s موضعًا"
msgstr[5] "%s موضع"

msgid "This case has no such %s."
msgstr "لا يوجد %s كهذا."

msgid "claim"
msgstr "ادعاء"
`

func TestSay(t *testing.T) {
	english, ar := t.Context(), arabic(t, few)
	for _, test := range []struct {
		name           string
		say            func(ctx context.Context) string
		english, again string
	}{
		{"a text", func(ctx context.Context) string { return Say(ctx, "Choose a cell first.") }, "Choose a cell first.", "اختر خلية أولًا."},
		{"in another order", func(ctx context.Context) string { return Say(ctx, "%s of %s", "3", "7") }, "3 of 7", "من 7: 3"},
		{"a name of another script", func(ctx context.Context) string { return Say(ctx, "%s of %s", "Ada", "مرام") }, "Ada of مرام", "من مرام: \u2068Ada\u2069"},
		{"what would be read from the other end", func(ctx context.Context) string { return Say(ctx, "%s of %s", "2026-03", "7") }, "2026-03 of 7", "من 7: \u20682026-03\u2069"},
		{"names in a list of several things", func(ctx context.Context) string { return List(ctx, List(ctx, "Ada", "Ben", "مرام"), "7") }, "Ada, Ben, مرام, 7", "\u2068Ada\u2069, \u2068Ben\u2069, مرام, 7"},
		{"what is quoted", func(ctx context.Context) string { return Say(ctx, "There is already a file %q.", "a") }, `There is already a file "a".`, "يوجد ملف «\u2068a\u2069»."},
		{"one of two meanings", func(ctx context.Context) string { return Sense(ctx, "verb", "Open") }, "Open", "افتح"},
		{"the other meaning", func(ctx context.Context) string { return Say(ctx, "Open") }, "Open", "Open"},
		{"a word of the case", func(ctx context.Context) string { return Word(ctx, "not_article") }, "not article", "ليس من المقال"},
		{"what a table has", func(ctx context.Context) string { return Marked(ctx, Mark("Choose a cell first.")) }, "Choose a cell first.", "اختر خلية أولًا."},
		{"a sentence", func(ctx context.Context) string { return Said(ctx, assay.NotFound("claim").Message) }, "This case has no such claim. It may have been removed; reload the page.", "This case has no such ادعاء. It may have been removed; reload the page."},
		{"a sentence in a sentence", func(ctx context.Context) string {
			return Said(ctx, assay.Say("%s of %s", assay.Noun("claim"), assay.Say("Choose a cell first.")))
		}, "claim of Choose a cell first.", "من اختر خلية أولًا.: ادعاء"},
		{"none", func(ctx context.Context) string { return Count(ctx, 0, "one mention", "%s mentions") }, "0 mentions", "لا مواضع"},
		{"one", func(ctx context.Context) string { return Count(ctx, 1, "one mention", "%s mentions") }, "one mention", "موضع واحد"},
		{"two", func(ctx context.Context) string { return Count(ctx, 2, "one mention", "%s mentions") }, "2 mentions", "موضعان"},
		{"a few", func(ctx context.Context) string { return Count(ctx, 7, "one mention", "%s mentions") }, "7 mentions", "7 مواضع"},
		{"many", func(ctx context.Context) string { return Count(ctx, 1111, "one mention", "%s mentions") }, "1,111 mentions", "1,111 موضعًا"},
		{"a hundred", func(ctx context.Context) string { return Count(ctx, 100, "one mention", "%s mentions") }, "100 mentions", "100 موضع"},
		{"two in letters", func(ctx context.Context) string { return Few(ctx, 2, "one mention", "%s mentions") }, "two mentions", "موضعان"},
		{"one in letters", func(ctx context.Context) string { return Few(ctx, 1, "one mention", "%s mentions") }, "one mention", "موضع واحد"},
		{"too many for letters", func(ctx context.Context) string { return Few(ctx, 13, "one mention", "%s mentions") }, "13 mentions", "13 موضعًا"},
		{"a number that nobody has translated", func(ctx context.Context) string { return Count(ctx, 1, "%s tag of %s", "%s tags of %s", "it") }, "1 tag of it", "1 tag of \u2068it\u2069"},
		{"a percentage", func(ctx context.Context) string { return Say(ctx, "100%% of %s", "it") }, "100% of it", "100% of \u2068it\u2069"},
	} {
		if got := test.say(english); got != test.english {
			t.Errorf("%s: %q, want %q", test.name, got, test.english)
		}
		if got := test.say(ar); got != test.again {
			t.Errorf("%s, in Arabic: %q, want %q", test.name, got, test.again)
		}
	}
}

func TestLanguage(t *testing.T) {
	ctx := t.Context()
	if l := Of(ctx); l != English || l.Dir() != "ltr" {
		t.Errorf("a context of no language is in %s, %s", l, l.Dir())
	}
	if l := Of(In(ctx, Arabic)); l != Arabic || l.Dir() != "rtl" {
		t.Errorf("Arabic is %s, %s", l, l.Dir())
	}
	if l := Of(In(In(ctx, Arabic), "tlh")); l != English {
		t.Errorf("a language that there is not is %s", l)
	}
}

// TestScripts: the scripts are given what they say, and nothing else.
func TestScripts(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal([]byte(from(arabic(t, few)).read().scripts), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["Choose a cell first."] != "اختر خلية أولًا." || len(got["one mention"].([]any)) != 6 {
		t.Errorf("the scripts are given %v", got)
	}
	if s := Scripts(English); s != "" {
		t.Errorf("English scripts are given %q", s)
	}
	if s := Scripts(Arabic); !strings.Contains(s, "Choose a cell first.") {
		t.Errorf("Arabic scripts are given %q", s)
	}
}

func TestPieces(t *testing.T) {
	got := ""
	for _, p := range Pieces(arabic(t, few), "%s of %s") {
		got += p.Words
		if p.Arg > 0 {
			got += "<" + string(rune('0'+p.Arg)) + ">"
		}
	}
	if want := "من <2>: <1>"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDates(t *testing.T) {
	ar := In(t.Context(), Arabic)
	for _, test := range [][3]string{
		{"2026-03-01", "1 March 2026", "1 مارس 2026"},
		{"2026-03", "March 2026", "مارس 2026"},
		{"2026", "2026", "2026"},
		{"2026-03-01?", "1 March 2026 (uncertain)", "1 مارس 2026 (غير مؤكد)"},
		{"2026-03~", "March 2026 (about)", "مارس 2026 (تقريبًا)"},
		{"2026%", "2026 (about, uncertain)", "2026 (تقريبًا، غير مؤكد)"},
		{"2026-03-01T14:05", "1 March 2026, 14:05", "1 مارس 2026، 14:05"},
		{"2026-03-01T14:05+02:00", "1 March 2026, 14:05 +02:00", "1 مارس 2026، 14:05 \u2066+02:00\u2069"},
		{"2026-03-01/2026-04-02", "2026-03-01/2026-04-02", "2026-03-01/2026-04-02"},
		{"", "", ""},
	} {
		if got := Date(t.Context(), test[0]); got != test[1] {
			t.Errorf("Date(%q) is %q, want %q", test[0], got, test[1])
		}
		if got := Date(ar, test[0]); got != test[2] {
			t.Errorf("Date(%q) in Arabic is %q, want %q", test[0], got, test[2])
		}
	}
	if got := Moment(ar, time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)); got != "2 يناير 2026، 03:04" {
		t.Error(got)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) is %q, want %q", n, got, want)
		}
	}
}

func TestParsePO(t *testing.T) {
	for name, file := range map[string]string{
		"not a line of a catalogue": "msgid \"a\"\nmsgstr \"b\"\n<<<<<<< HEAD\n",
		"not quoted":                "msgid a\nmsgstr \"b\"\n",
		"nothing said":              "msgid \"a\"\n\nmsgid \"b\"\nmsgstr \"c\"\n",
		"words before a text":       "\"a\"\n",
	} {
		if entries, err := parsePO(file); err == nil {
			t.Errorf("%s: read as %+v", name, entries)
		}
	}
	entries, err := parsePO("#. x\nmsgid \"\"\n\"a \\\"b\\\"\\n\"\n\"c\"\nmsgstr \"\"\n\"d\"\n#~ msgid \"gone\"\n")
	if err != nil || len(entries) != 1 || entries[0].id != "a \"b\"\nc" || entries[0].strings[0] != "d" || len(entries[0].comments) != 1 {
		t.Errorf("%+v, %v", entries, err)
	}
}

// TestErrorsStayEnglish: what goes to a log or a terminal is in no language of
// an analyst.
func TestErrorsStayEnglish(t *testing.T) {
	err := &assay.Error{Kind: assay.KindInvalid, Message: assay.Say("There is no folder %s. Choose another one.", "/x"), Err: errors.New("cause")}
	if got, want := err.Error(), "There is no folder /x. Choose another one. (cause)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func BenchmarkSay(b *testing.B) {
	ctx := b.Context()
	for range 8 { // as deep as that of a request
		ctx = context.WithValue(ctx, new(int), 0)
	}
	for name, ctx := range map[string]context.Context{"english": ctx, "arabic": In(ctx, Arabic)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Say(ctx, "Choose a cell first.")
			}
		})
		b.Run(name+"-args", func(b *testing.B) {
			for b.Loop() {
				Say(ctx, "Sentence %s of %s", "3", "12")
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(Arabic)
	}
}
