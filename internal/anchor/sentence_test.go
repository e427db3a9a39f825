package anchor

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// cutUp returns the sentences of the block s with "|" after each but the last,
// gaps left out.
func cutUp(s string, edits Edits) string {
	t := NewText(s)
	var parts []string
	for _, span := range Sentences(t, Span{0, t.Len()}, edits) {
		parts = append(parts, t.Slice(span))
	}
	return strings.Join(parts, "|")
}

func TestSentences(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"nothing", ""},
		{"a plain end", "The bridge is shut.|Nobody was hurt."},
		{"no stop at the end", "The bridge is shut.|Nobody was hurt"},
		{"white space around", "The bridge is shut.|Nobody was hurt."},
		{"a country before its envoy", "The U.S. envoy met U.N. officials in D.C. on Monday."},
		{"a country before a proper name", "He told the U.S. Department of Ferries."},
		{"a country at the end", "They flew to the U.S.|The talks failed.|Nothing was signed."},
		{"a country before an adjective with a hyphen", "A U.S.-led force stayed."},
		{"titles", "Mr. Orlo, Mrs. Vale, Dr. Ines Quill, Gen. Tarn and Sen. Brask met.|Prof. Oke did not."},
		{"titles in a headline", "GEN. TARN MEETS MR. ORLO IN VESTERHOLM"},
		{"a date", "The ferry sank on Oct. 7 near Harn.|It had left on Sept. 30."},
		{"a month at the end", "It sank in Oct.|The owners fled."},
		{"a number", "Ferry No. 5 and Nos. 6 and 7 sank.|The answer was No.|He left."},
		{"initials", "J. K. Farrow met Edmund P. Lisle.|So did M. Le Gall and Y. He."},
		{"a letter that is a word", "They tried plan B.|The tide had turned."},
		{"the pronoun", "He knows more than I.|She knows less."},
		{"decimals and versions", "It cost 3.5 million.|Version 1.26.1 runs v2.0 of it."},
		{"times", "At 10.30 a.m. on Friday it left.|By 9 p.m. Monday it was back.|They met at 5 p.m.|The search began."},
		{"an ellipsis inside", "The plan … was dropped... or so they say."},
		{"an ellipsis at the end", "He paused…|Then he left.|She waited...|Nobody came."},
		{"words left out", "He said […] Orlo had gone."},
		{"a closing quotation mark", "“We won.”|He left."},
		{"a straight one", "He said \"We won.\"|She left."},
		{"a straight one apart from its stop", "He said: \"We won. \"|She left."},
		{"single marks", "‘We won.’|He left."},
		{"a quotation in a sentence", "“Why now?” he asked, and “Stop!” she cried."},
		{"a quotation and a name", "“Why now?” Ms. Vale asked.|“Who knows?” Orlo said."},
		{"a quotation and a new sentence", "“Why now?”|The minister left."},
		{"brackets", "He left.|(She stayed.)|They met [again.]|Nobody saw."},
		{"a reference", "The dam broke.[12]|It was rebuilt."},
		{"a lost space", "They dropped the plans.|By noon it was over."},
		{"a lost space after a date", "It sank on Sept. 9.|By HNWU.S. President Orlo’s envoy was told."},
		{"a lost space before a quotation", "It sank in May.|“We saw it,” he said."},
		{"a lost space after a quotation", "“It sank.”|The crew swam."},
		{"a lost space before a country", "It began in March.|U.S. forces watched."},
		{"a lost space before one letter", "The crew swam.|A boat came."},
		{"a lost space after a percentage", "It holds 58%.|It wants more."},
		{"a lost space after capitals", "It was said by NATO.|The dam held."},
		{"a domain", "See harn-times.example for more.|Write to desk@harn.example or Desk@Harn.Example.|Booking.Com and Www.Harn.Example are sites."},
		{"an address", "See https://harn.example/News.Html?Id=5.Top for more.|It is at http://harn.example/a.|Go."},
		{"files", "Open report.Final.pdf or Main.Go or src/harn.Tide now."},
		{"exclamations", "Stop!|Who goes there?!|Nobody.|Yahoo! News said so."},
		{"a company", "Acme Inc. and Orlo Ltd. Co. merged.|It was bought by Harn Corp.|The price is secret."},
		{"family and degrees", "Edmund Lisle Jr. Memorial Hall belongs to Ines Quill, Ph.D.|She was pleased."},
		{"Latin", "Boats, e.g. ferries, i.e. ships (cf. Tarn et al. 2011), etc. were lost."},
		{"a state", "The mayor of Harn, Calif. Dora Pell, spoke."},
		{"a dateline", "VESTERHOLM, Pa. — The dam broke."},
		{"a name that begins small", "They left the deal.|al-Hadi stayed.|eBoats said nothing."},
		{"small letters after a stop", "It sank at 5 ft. below the pier. then nothing."},
		{"numbers at the start", "The deal held.|20 people were freed."},
		{"a list", "1. The dam broke.|2. Nobody came."},
		{"lettered items", "a. The dam broke.|B. Nobody came."},
		{"bullets in a line", "Summary|• The dam broke.|• Nobody came"},
		{"bullets after an abbreviation", "Seen in the U.S.|• The dam broke."},
		{"contractions", "He didn't.|She did.|It was the minister's.|Nobody knew."},
		{"symbols", "It fell.|€5 was paid.|#Harn was trending.|🚒 came."},
		{"Chinese", "他走了。|她说：“我们赢了！”|没有人知道？|是的。"},
		{"Japanese", "「負けました。」と述べた。|橋は閉鎖された。|誰も来なかった！"},
		{"Korean", "회의가 끝났다.|그는 떠났다.|“왜 지금인가?”라고 물었다."},
		{"Korean without a space", "회의가 끝났다.|그는 떠났다."},
		{"Arabic", "هل غرقت العبارة؟|نعم.|عاد د. سامي أمس."},
		{"Urdu", "کشتی ڈوب گئی۔|کوئی نہیں آیا۔"},
		{"Hindi", "पुल बंद है।|कोई नहीं आया॥"},
		{"Hebrew", "הסירה טבעה.|הוא טס לארה\"ב.|איש לא בא."},
		{"German", "Am 3. Oktober sank z. B. die Fähre Nr. 5.|Dr. Orlo kam d. h. nicht.|Der 2. Versuch gelang."},
		{"German quotation marks", "„Wir haben gewonnen.“|Er ging.|»Ach!«|Sie blieb."},
		{"French", "« Nous partons. »|M. Orlo et Mme. Vale sont là, p. ex. à Harn.|Il pleut."},
		{"Spanish", "El Sr. Orlo llegó a EE. UU. con la Dra. Vale, p. ej. en enero.|¿Por qué?|¡Basta!|Nada más."},
		{"Russian", "А. Б. Орлов уехал.|Никто не пришёл."},
		{"Armenian", "Կամուրջը փակ է։|Ոչ ոք չեկավ։"},
	} {
		t.Run(test.name, func(t *testing.T) {
			block := strings.ReplaceAll(test.want, "|", " ")
			switch {
			case strings.HasPrefix(test.name, "a lost space"), strings.HasSuffix(test.name, "without a space"):
				block = strings.ReplaceAll(test.want, "|", "")
			case test.name == "Chinese", test.name == "Japanese":
				block = strings.ReplaceAll(test.want, "|", "")
			case test.name == "white space around":
				block = " \u00a0" + block + " \t"
			}
			if got := cutUp(block, Edits{}); got != test.want {
				t.Errorf("got\n%s, want\n%s", got, test.want)
			}
		})
	}
}

func TestSentencesOfLines(t *testing.T) {
	const block = "Connect with us\nBy Dora Pell\nThe dam broke. It was old"
	want := "Connect with us|By Dora Pell|The dam broke.|It was old"
	if got := cutUp(block, Edits{}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestSentencesElsewhere has the block begin inside a text whose characters are
// of all widths.
func TestSentencesElsewhere(t *testing.T) {
	text := NewText("Zwölf 🚒 Wagen.\n\nDie Brücke 🌉 ist zu. Neun kamen.\n\nEnde.")
	var got []string
	for _, block := range text.Blocks() {
		for _, s := range Sentences(text, block, Edits{}) {
			got = append(got, s.String()+text.Slice(s))
		}
	}
	want := "[0,14)Zwölf 🚒 Wagen.|[16,36)Die Brücke 🌉 ist zu.|[37,48)Neun kamen.|[50,55)Ende."
	if joined := strings.Join(got, "|"); joined != want {
		t.Errorf("got\n%s, want\n%s", joined, want)
	}
}

func TestEdits(t *testing.T) {
	const block = "One 🚒 came. Two left. Three e\u0301 stayed."
	for _, test := range []struct {
		name  string
		edits Edits
		want  string
	}{
		{"none", Edits{}, "One 🚒 came.|Two left.|Three e\u0301 stayed."},
		{"a split", Edits{Splits: []int{6}}, "One 🚒|came.|Two left.|Three e\u0301 stayed."},
		{"a split at a boundary", Edits{Splits: []int{12}}, "One 🚒 came.|Two left.|Three e\u0301 stayed."},
		{"a split inside a cluster", Edits{Splits: []int{29}}, "One 🚒 came.|Two left.|Three e\u0301|stayed."},
		{"splits outside", Edits{Splits: []int{-4, 0, 38, 900}}, "One 🚒 came.|Two left.|Three e\u0301 stayed."},
		{"a join at the end of a sentence", Edits{Joins: []int{11}}, "One 🚒 came. Two left.|Three e\u0301 stayed."},
		{"a join at the start of a sentence", Edits{Joins: []int{12}}, "One 🚒 came. Two left.|Three e\u0301 stayed."},
		{"both joins", Edits{Joins: []int{12, 22}}, "One 🚒 came. Two left. Three e\u0301 stayed."},
		{"a join where there is no boundary", Edits{Joins: []int{3, 14}}, "One 🚒 came.|Two left.|Three e\u0301 stayed."},
		{"a split and a join in one place", Edits{Splits: []int{12}, Joins: []int{12}}, "One 🚒 came.|Two left.|Three e\u0301 stayed."},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := cutUp(block, test.edits); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestSentencesAgainstGold measures the rules on news as it is written. The
// file has a sentence a line and an article a paragraph; a line that begins with
// "+" follows the one before without a space.
func TestSentencesAgainstGold(t *testing.T) {
	file, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var right, found, there int
	for article := range strings.SplitSeq(strings.TrimSpace(string(file)), "\n\n") {
		var text strings.Builder
		ends := make(map[int]bool)
		n := 0
		for line := range strings.SplitSeq(article, "\n") {
			line, glued := strings.CutPrefix(line, "+")
			if n > 0 && !glued {
				text.WriteByte(' ')
				n++
			}
			text.WriteString(line)
			n += utf8.RuneCountInString(line)
			ends[n] = true
		}
		there += len(ends)
		whole := NewText(text.String())
		for _, s := range Sentences(whole, Span{0, n}, Edits{}) {
			found++
			if ends[s.End] {
				right++
				delete(ends, s.End)
			} else {
				t.Logf("cut in …%s|%s…", whole.Slice(Span{max(0, s.End-30), s.End}), whole.Slice(Span{s.End, min(n, s.End+20)}))
			}
		}
		for end := range ends {
			t.Logf("not cut in …%s|%s…", whole.Slice(Span{max(0, end-30), end}), whole.Slice(Span{end, min(n, end+20)}))
		}
	}
	precision, recall := float64(right)/float64(found), float64(right)/float64(there)
	t.Logf("%d boundaries: precision %.3f, recall %.3f", there, precision, recall)
	if precision < 0.99 || recall < 0.97 {
		t.Errorf("precision %.3f and recall %.3f, want at least 0.99 and 0.97", precision, recall)
	}
}
