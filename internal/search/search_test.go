package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/words"
)

func TestTerms(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"inflection", "Negotiators negotiated; the negotiations' end.", "negoti negoti the negoti end"},
		{"accents and capitals", "ZÜRICH Kühlhaus Straße Łódź Ångström", "zurich kuhlhaus strass lodz angstrom"},
		{"abbreviations and numbers", "U.S. 1,000 lorries, 3.5 per cent, 42", "us 1000 lorri 35 per cent 42"},
		{"genitive", "the harbour's master’s", "the harbour master"},
		{"Greek", "Οδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ οδυσσευσ"},
		{"Arabic with and without its article", "المفاوضات مفاوضات والمفاوضات مُفاوَضات", "مفاوضات مفاوضات مفاوضات مفاوضات"},
		{"Hebrew with vowels", "שָׁלוֹם שלום", "שלום שלום"},
		{"Chinese", "港口火灾。火", "港口 口火 火灾 灾 火"},
		{"Japanese", "港の火災", "港の の火 火災 災"},
		{"Korean", "항구에서 불", "항구 구에 에서 서 불"},
		{"mixed", "G7회의 COVID-19", "g7 회의 의 covid 19"},
		{"addresses", "www.quay.example/ferry_late ana@quay.example", "www quay exampl ferri late ana quay exampl"},
		{"emoji and signs", "🚒 — ( ) 👨‍👩‍👧‍👦", ""},
		{"Hindi keeps its vowels", "हिंदी", "हिंदी"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Index(test.text); got != test.want {
				t.Errorf("%q is read as %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// FuzzTerms checks that terms are where they say, and mean nothing to the index
// but what they are.
func FuzzTerms(f *testing.F) {
	for _, seed := range []string{"", "Zwölf 🚒 Wagen", "المفاوضات 港口火灾 G7회의", "a'b''c", "\x00\xff", "İstanbul ﬁre ½"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := len([]rune(text))
		last := 0
		for _, term := range Terms(text) {
			if term.Start < last || term.End <= term.Start || term.End > n {
				t.Fatalf("%+v in %d code points, after %d", term, n, last)
			}
			last = term.Start
			if term.Stem == "" || strings.ContainsAny(term.Stem, " \"'*()-:^+{}.,") {
				t.Fatalf("the term %q", term.Stem)
			}
		}
		q := Parse(text, []string{"outlet"}, true)
		none := Known{Forms: func(string) []string { return nil }, Reach: func(string) Reach { return Everywhere }}
		_ = q.Match(none) + q.Without(none)
		for _, h := range q.Hits(text) {
			if h.Start < 0 || h.End > n || h.Start >= h.End {
				t.Fatalf("a hit at %+v of %d", h, n)
			}
		}
	})
}

func TestQuery(t *testing.T) {
	words := map[string][]string{"negotiati": {"negoti"}, "fir": {"fire", "fir"}}
	tests := []struct {
		name, typed string
		typing      bool
		match       string
		fields      string
		hits        string // in the text below
	}{
		{"words", "twelve lorries", false, `"twelv" AND "lorri"`, "", "Twelve lorries"},
		{"phrase", `"lorries burned"`, false, `"lorri burn"`, "", "lorries burned"},
		{"phrase that is not there", `"burned lorries"`, false, `"burn lorri"`, "", ""},
		{"typographic quotes", `“lorries burned”`, false, `"lorri burn"`, "", "lorries burned"},
		{"an open quote", `"lorries bur`, false, `"lorri bur"`, "", ""},
		{"excluded", "lorries -ferry", false, `"lorri" without "ferri"`, "", "lorries"},
		{"only excluded", "-ferry", false, ` without "ferri"`, "", ""},
		{"prefix", "lor*", false, `("lor" OR "lor" *)`, "", "lorries"},
		{"a word is not a prefix", "war", false, `"war"`, "", ""},
		{"being typed", "negotiati", true, `("negoti" OR "negotiati" OR "negotiati" *)`, "", ""},
		{"one letter", "a", true, `("a" OR {head} : "a" *)`, "", ""},
		{"a letter that most words begin with", "p", true, `("p")`, "", ""},
		{"typed to the end", "negotiati ", true, `"negotiati"`, "", ""},
		{"fields", `outlet:"Quay Post" -tag:rumour fire`, false, `"fire"`, "outlet=Quay Post -tag=rumour", ""},
		{"not a field", "time:noon", false, `"time noon"`, "", ""},
		{"Chinese", "火灾", false, `"火灾"`, "", "火灾"},
		{"one character", "火", false, `("火" OR "火" *)`, "", "火"},
		{"three characters", "口火灾", false, `"口火 火灾"`, "", "口火灾"},
		{"the operators of the index", `NEAR( OR "AND" ^x`, false, `"near" AND "or" AND "and" AND "x"`, "", ""},
		{"nothing", ` " - * `, false, ``, "", ""},
	}
	const text = "Twelve lorries burned. Warning: 港口火灾."
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q := Parse(test.typed, []string{"outlet", "tag"}, test.typing)
			known := Known{Forms: func(p string) []string { return words[p] }, Reach: func(p string) Reach { return map[string]Reach{"a": InNames, "p": Nowhere}[p] }}
			got := q.Match(known)
			if not := q.Without(known); not != "" {
				got += " without " + not
			}
			if got != test.match {
				t.Errorf("asks for %s, want %s", got, test.match)
			}
			var fields []string
			for _, f := range q.Fields {
				fields = append(fields, map[bool]string{true: "-"}[f.Not]+f.Name+"="+f.Value)
			}
			if got := strings.Join(fields, " "); got != test.fields {
				t.Errorf("fields %q, want %q", got, test.fields)
			}
			var hits []string
			for _, h := range q.Hits(text) {
				hits = append(hits, string([]rune(text)[h.Start:h.End]))
			}
			if got := strings.Join(hits, " "); got != test.hits {
				t.Errorf("finds %q, want %q", got, test.hits)
			}
		})
	}
	if got := slices.Collect(slices.Values(Parse("", nil, false).Wanted)); got != nil {
		t.Errorf("nothing asks for %v", got)
	}
}

// TestTermsAlone: what is quick about reading a text is right: a character, and two of them,
// are read as by the long way.
func TestTermsAlone(t *testing.T) {
	slowly := func(text string) (terms []Term) {
		var r reader
		at := 0
		for tokens := words.FromString(text); tokens.Next(); {
			token := []rune(tokens.Value())
			r.token(token, at)
			at += len(token)
		}
		r.flush()
		return r.terms
	}
	for r := range rune(0x20000) {
		for _, text := range []string{"a" + string(r), string(r) + string(r), "1" + string(r) + "б 港" + string(r)} {
			if got, want := Terms(text), slowly(text); !slices.Equal(got, want) {
				t.Fatalf("%U in %q: %+v, want %+v", r, text, got, want)
			}
		}
		if unspaced(r) && oneSpelling(r) && fold(string(r)) != string(r) {
			t.Fatalf("%U is spelt %q", r, fold(string(r)))
		}
	}
}

func TestFold(t *testing.T) {
	tests := []struct{ text, want string }{
		{"100% COUNTED_twice", "100% counted_twice"},
		{"Двенадцать", "двенадцать"},
		{"Ёлка й", "елка и"},
		{"É e\u0301 Ł ß", "e e l ss"},
		{"ΟΔΟΣ οδος", "οδοσ οδοσ"},
		{"إلى المدرسة", "الي المدرسه"},
		{"“Mina’s” — ½…", "“mina's” — 1⁄2..."},
		{"港口がか", "港口がか"},
		{"か\u3099", "が"},
		{"하\u11ab", "한"},
		{"ＡＢ", "ab"},
		{"", ""},
	}
	for _, test := range tests {
		if got := Fold(test.text); got != test.want {
			t.Errorf("%q folds to %q, want %q", test.text, got, test.want)
		}
		if got := spell(test.text, true); got != test.want {
			t.Errorf("%q is spelt %q, want %q", test.text, got, test.want)
		}
	}
	for r := range rune(0x11000) { // whatever is quick about it is right
		if text := "a" + string(r); Fold(text) != spell(text, true) {
			t.Fatalf("%U folds to %q, and is spelt %q", r, Fold(text), spell(text, true))
		}
	}
}

// BenchmarkFold folds passages as they are in a list of mentions.
func BenchmarkFold(b *testing.B) {
	for name, text := range map[string]string{
		"English": "Twelve lorries burned on the quay that night, said the harbour master, and nobody was hurt.",
		"Russian": "Двенадцать машин сгорело на причале этой ночью, сообщил начальник порта, и никто не пострадал.",
		"Arabic":  "احترقت اثنتا عشرة شاحنة على الرصيف تلك الليلة، قال مسؤول الميناء، ولم يصب أحد بأذى",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Fold(text)
			}
		})
	}
}
