package difference

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
)

// TestBetween: what two sentences have otherwise, and what only looks so.
func TestBetween(t *testing.T) {
	for _, c := range []struct{ language, a, b, want string }{
		// Numbers.
		{"en", "The crash killed 42 people in Ostvar.", "The crash in Ostvar killed 48 people.", "number 42 / 48"},
		{"en", "It cost $2.5 million to repair.", "Repairs cost $3.5 million.", "number $2.5 million / $3.5 million"},
		{"en", "It cost $2.5 million to repair.", "Repairs cost 2,500,000 dollars.", ""},
		{"en", "Twenty-one ships left.", "Some 21 ships left.", ""},
		{"en", "Two hundred and six ships left the harbour.", "The 260 ships left the harbour.", "number Two hundred and six / 260"},
		{"en", "About 58 percent of the harbour is shut.", "58% of the harbour is shut.", ""},
		{"en", "About 58 percent of the harbour is shut.", "About 85% of the harbour is shut.", "number 58 percent / 85%"},
		{"en", "Nearly 2,000 workers left the harbour.", "Some 1,970 workers left the harbour.", ""},
		{"en", "More than 2,000 workers left the harbour.", "Some 3,000 workers left the harbour.", "number 2,000 / 3,000"},
		{"en", "The bridge is 1.6 miles long.", "The bridge is 1.58 miles long.", ""},
		{"en", "The bridge is 30 miles from Ostvar.", "The bridge is 48 km from Ostvar.", ""},
		{"en", "They ruled 5-4 on the bridge.", "They ruled 8-4 on the bridge.", "number 5 / 8"},
		{"en", "It begins at 7 p.m. in the harbour.", "It begins at 8 p.m. in the harbour.", "number 7 p.m. / 8 p.m."},
		{"en", "It begins at 7:30 p.m.", "It begins at 19:30.", ""},
		{"en", "The 3rd ship left the harbour.", "The third ship left the harbour.", ""},
		{"en", "The F16 left with 3 men.", "The F35 left with 3 men.", ""},
		{"en", "Thousands left the harbour.", "Hundreds left the harbour.", ""},
		{"en", "He was one of the men.", "He was 1 of 30 men.", ""},
		{"en", "The 12 ships left.", "The 12 ships left with 30 men.", ""},
		{"en", "Of 12 ships 3 left and 9 stayed.", "Of 15 ships 4 left and 11 stayed.", "number? 12 / 15; number? 3 / 4; number? 9 / 11"},
		{"de", "Es kostete 1.250 Euro.", "Es kostete 1250 Euro.", ""},
		{"de", "Es kostete 2,5 Millionen Euro im Hafen.", "Es kostete 3,5 Millionen Euro im Hafen.", "number 2,5 Millionen Euro / 3,5 Millionen Euro"},
		{"de", "Einundzwanzig Schiffe liefen aus.", "21 Schiffe liefen aus.", ""},
		{"ar", "غادرت ٤٢ سفينة الميناء.", "غادرت 42 سفينة الميناء.", ""},
		{"ar", "غادرت ٤٢ سفينة الميناء.", "غادرت ٤٨ سفينة الميناء.", "number ٤٢ / ٤٨"},
		{"ar", "خمسة وعشرون عاملا غادروا الميناء.", "25 عاملا غادروا الميناء.", ""},
		{"zh", "預算超過十四億美元。", "預算超過14億美元。", ""},
		{"zh", "預算為12億美元。", "預算為15億美元。", "number 12億美元 / 15億美元"},
		{"ko", "예산은 14억 달러이다.", "예산은 15억 달러이다.", "number 14억 달러이다 / 15억 달러이다"},
		{"", "१२ जहाज", "12 जहाज", ""},
		// Dates.
		{"en", "It was shut on Sept. 9.", "It was shut in September.", "date, finer Sept. 9 / September"},
		{"en", "It was shut on Sept. 9.", "It was shut on 9 September.", ""},
		{"en", "It was shut on Oct. 19, 2031.", "It was shut on Sept. 9, 2031.", "date Oct. 19, 2031 / Sept. 9, 2031"},
		{"en", "It was shut on June 10.", "It was shut on June 11.", "date June 10 / June 11"},
		{"en", "It was built in 1994.", "It was built in 1993.", "date 1994 / 1993"},
		{"en", "It was built in 1985.", "It was built in the 1980s.", "date, finer 1985 / 1980s"},
		{"en", "It was shut on 2031-09-14.", "It was shut on September 14, 2031.", ""},
		{"en", "It was shut yesterday.", "It was shut on Monday.", ""},
		{"en", "They may march in May.", "They march in June.", "date May / June"},
		{"en", "They may march there.", "They can walk.", ""},
		{"en", "About 2000 houses are in Ostvar.", "About 2,000 houses are in Ostvar.", ""},
		{"de", "Am 9. September 2031 war es so weit.", "Am 09.09.2031 war es so weit.", ""},
		{"de", "Am 9. September war es so weit.", "Am 8. September war es so weit.", "date 9. September / 8. September"},
		{"ar", "أغلق في 9 أيلول 2031.", "أغلق في 9 سبتمبر 2031.", ""},
		{"ar", "أغلق في 21 تشرين الأول.", "أغلق في 22 تشرين الأول.", "date 21 تشرين الأول / 22 تشرين الأول"},
		{"zh", "2031年9月14日關閉。", "2031年九月十四日關閉。", ""},
		{"ko", "2031년 9월 14일 폐쇄되었다.", "2031년 9월 15일 폐쇄되었다.", "date 2031년 9월 14일 / 2031년 9월 15일"},
		// Names.
		{"en", "The envoy Jan Vandermeer came.", "The envoy, Jan Vandemer, came.", "name Vandermeer / Vandemer"},
		{"en", "Ms. Brandt of Ostvar left.", "Ms. Brant of Ostvar left.", "name Brandt / Brant"},
		{"en", "Ms. Brandt’s ship left.", "The ship of Ms. Brandt left.", ""},
		{"en", "The Ostvarian mayor left.", "The mayor of Ostvar left.", ""},
		{"en", "Mila Brandt left.", "Mila Kovac left.", ""},
		{"en", "Labour left the harbour.", "Labor left the harbour.", ""},
		{"en", "On Monday he left.", "On Sunday he left.", ""},
		{"de", "Das Haus von Jan Vandermeer brannte.", "Das Haus von Jan Vandemer brannte.", "name Vandermeer / Vandemer"},
		{"de", "Die Brücke stand.", "Die Brücken standen.", ""},
		// Equal.
		{"en", "The same 12 on May 3 by Brandt.", "The same 12 on May 3 by Brandt.", ""},
		{"", "", "", ""},
	} {
		var got []string
		for _, d := range between(c.a, c.b, c.language) {
			kind := string(d.Kind)
			if d.Finer {
				kind += ", finer"
			}
			if d.Unsure {
				kind += "?"
			}
			got = append(got, fmt.Sprintf("%s %s / %s", kind, d.A.Words, d.B.Words))
		}
		if list := strings.Join(got, "; "); list != c.want {
			t.Errorf("%s %q\n   %q:\n got %s\nwant %s", c.language, c.a, c.b, list, c.want)
		}
	}
}

// TestForeign: of two languages, numbers that stand alone are compared, though
// their words cannot be.
func TestForeign(t *testing.T) {
	passage := func(text, language string) Passage {
		x := anchor.NewText(text)
		return Passage{x, anchor.Span{End: x.Len()}, language}
	}
	for _, c := range []struct{ a, b, want string }{
		{"وعولج ما لا يقل عن 430 شخصا.", "At least 340 people were treated.", "430 / 340?"},
		{"وعولج 340 شخصا.", "Some 340 people were treated.", ""},
		{"وعولج 430 شخصا.", "The fine is $340.", ""},
		{"وعولج 430 شخصا في 12 مركزا.", "At least 340 people were treated.", ""},
	} {
		var got []string
		for _, d := range Between(passage(c.a, "ar"), passage(c.b, "en")) {
			got = append(got, d.A.Words+" / "+d.B.Words+map[bool]string{true: "?"}[d.Unsure])
		}
		if list := strings.Join(got, "; "); list != c.want {
			t.Errorf("%q, %q: %q, want %q", c.a, c.b, list, c.want)
		}
	}
}

// TestValues: what is read, and how it is written.
func TestValues(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"en", "$1.4 billion", "1400000000 usd"},
		{"en", "US$5m", "5000000 usd"},
		{"en", "£12,000", "12000 gbp"},
		{"en", "C$16.93", "16.93 cusd"},
		{"en", "nearly 3 per cent", "<3 %"},
		{"en", "more than two dozen", ">24"},
		{"en", "three hundred thousand", "300000"},
		{"en", "2 1/2 weeks", "2.5 week"},
		{"en", "the 11th", "11."},
		{"en", "10:05 a.m.", "10:05"},
		{"en", "0815 hours", "8:15"},
		{"en", "12\u00a0000 ships", "12000"},
		{"en", "1.2.3.4", ""},
		{"en", "9/11/2031", ""},
		{"de", "1,4 Milliarden Euro", "1400000000 eur"},
		{"ar", "1,4 مليار دولار", "1400000000 usd"},
		{"ar", "٦٢٪", "62 %"},
		{"ar", "80 بالمئة", "80 %"},
		{"zh", "1億2000萬", "120000000"},
		{"zh", "三千五百人", "3500 person"},
		{"ko", "6,000명", "6000 person"},
	} {
		var got []string
		for _, q := range read(whole(c.text, c.language)).numbers {
			got = append(got, q.String())
		}
		if list := strings.Join(got, " "); list != c.want {
			t.Errorf("%s %q: %q, want %q", c.language, c.text, list, c.want)
		}
	}
}

// TestSpans: the spans are those of the texts, not of the passages.
func TestSpans(t *testing.T) {
	a, b := anchor.NewText("É. The crash killed 42 people."), anchor.NewText("Ostvar. Und: The crash killed 48 people.")
	d := Between(Passage{a, anchor.Span{Start: 3, End: a.Len()}, "en"}, Passage{b, anchor.Span{Start: 13, End: b.Len()}, "en"})
	if len(d) != 1 || a.Slice(d[0].A.Span) != "42" || b.Slice(d[0].B.Span) != "48" {
		t.Errorf("%+v", d)
	}
}

// check holds an answer to what is true of all: the spans read as they say, the
// sides can be changed, and nothing differs from itself.
func check(t *testing.T, a, b Passage) {
	t.Helper()
	there, back := Between(a, b), Between(b, a)
	for _, d := range there {
		for _, r := range []struct {
			p Passage
			r Reading
		}{{a, d.A}, {b, d.B}} {
			if !r.p.Span.Contains(r.r.Span) || r.p.Text.Slice(r.r.Span) != r.r.Words || r.r.Words == "" || r.r.Value == "" {
				t.Errorf("%+v is not in the passage", r.r)
			}
		}
		mirror := d
		mirror.A, mirror.B = d.B, d.A
		if !slices.Contains(back, mirror) {
			t.Errorf("%+v is not there when the sides are changed", d)
		}
	}
	if len(there) != len(back) {
		t.Errorf("%d differences, and %d when the sides are changed", len(there), len(back))
	}
	if self := Between(a, a); len(self) > 0 {
		t.Errorf("differs from itself: %+v", self)
	}
	spaced := anchor.NewText(a.Text.Slice(a.Span) + " ")
	if same := Between(a, Passage{spaced, anchor.Span{Start: 0, End: spaced.Len()}, a.Language}); len(same) > 0 {
		t.Errorf("differs from itself with a space: %+v", same)
	}
}

var samples = []string{
	"More than 2,000 people and $2.5 million on Sept. 9, 2031, said Jan Vandermeer.",
	"Nearly two thousand people, about 3 per cent, in September, said Jan Vandemer at 7:30 p.m.",
	"Twenty-one of 30 ships, 5-4, in the 1990s; the third in 1994.",
	"Am 9. September 2031 kosteten 1,4 Milliarden Euro; einundzwanzig Schiffe.",
	"غادرت ٤٢ سفينة في 21 تشرين الأول عام 2031 خمسة وعشرون مليون دولار",
	"2031年9月14日，約1億2000萬美元，三千五百人。",
	"예산은 14억 달러, 6,000명, 1950년대 9월 14일.",
	"", "1", "12 000 1/2 1/2 1/2", "one one one two two 1 1 2 3", "May may May 9 9 May 2031",
}

func TestProperties(t *testing.T) {
	for _, x := range samples {
		for _, y := range samples {
			for _, language := range []string{"en", "de", "ar", "zh", "ko", ""} {
				check(t, whole(x, language), whole(y, language))
				check(t, whole(x, language), whole(y, "en"))
			}
		}
	}
}

func FuzzBetween(f *testing.F) {
	for i, x := range samples {
		f.Add(x, samples[(i+1)%len(samples)], "en", "ko")
		f.Add(x, x+" 3", "zh", "zh")
		f.Add(x, "Vale "+x, "ar", "de")
	}
	f.Fuzz(func(t *testing.T, a, b, x, y string) {
		check(t, whole(strings.ToValidUTF8(a, ""), x), whole(strings.ToValidUTF8(b, ""), y))
	})
}

// TestLong: no passage takes long, however it is made.
func TestLong(t *testing.T) {
	for _, piece := range []string{"1 ", "May 3 ", "Brandt%d ", "one hundred ", "a", "1,", "3 4/5 ", "$", "十", "1억", "B", "'"} {
		var a, b strings.Builder
		for i := 0; a.Len() < 1<<16; i++ {
			word := piece
			if strings.Contains(piece, "%d") {
				word = fmt.Sprintf(piece, i)
			}
			a.WriteString(word)
			b.WriteString(word)
		}
		began := time.Now()
		Between(whole(a.String(), "en"), whole(b.String()+" 7 Brant", "en"))
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%q: %v", piece, took)
		}
	}
}

func BenchmarkBetween(b *testing.B) {
	x, y := whole(samples[0], "en"), whole(samples[1], "en")
	for b.Loop() {
		Between(x, y)
	}
}
