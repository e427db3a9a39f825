package extract

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/bidi"

	"assay/internal/assay"
)

// onPage returns the words of a page in the order of its source, without soft
// hyphens.
func onPage(t testing.TB, page []byte) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(strings.ReplaceAll(strings.ReplaceAll(string(page), "&shy;", ""), "\u00ad", "")))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && slices.Contains([]string{"head", "style", "script"}, n.Data) {
			return
		}
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && !slices.Contains([]string{"sup", "b", "i", "span", "a", "em"}, n.Data) {
			out.WriteString(" ")
		}
	}
	walk(root)
	return wordsOf(strings.NewReplacer("six.1", "six.¹").Replace(out.String()))
}

// wordsOf returns the words of a text; each letter of a script without spaces
// between words is one.
func wordsOf(s string) (all []string) {
	for _, w := range strings.Fields(s) {
		word := ""
		for _, r := range w {
			if wideText(string(r)) {
				if word != "" {
					all = append(all, word)
					word = ""
				}
				all = append(all, string(r))
				continue
			}
			word += string(r)
		}
		if word != "" {
			all = append(all, word)
		}
	}
	return all
}

// inOrder returns how many of some words are among others in the same order.
func inOrder(words, among []string) int {
	row := make([]int, len(among)+1)
	for _, w := range words {
		last := 0
		for j, a := range among {
			kept := row[j+1]
			if w == a {
				row[j+1] = last + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			last = kept
		}
	}
	return row[len(among)]
}

// TestPdfWords: the words of a page that a browser has printed are all there, in
// the order in which they are read, in whatever columns, script and direction.
func TestPdfWords(t *testing.T) {
	files, err := filepath.Glob("testdata/pdf/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages (%v)", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			d, err := Extract(load(t, strings.TrimSuffix(file, "html")+"pdf"), Hint{})
			if err != nil {
				t.Fatal(err)
			}
			want, got := onPage(t, load(t, file)), wordsOf(d.Text)
			n := inOrder(want, got)
			if n < len(want) || len(got)-n > 32 { // what is more is at the edges of pages
				t.Errorf("%d of %d words are there, and %d others", n, len(want), len(got)-n)
			}
		})
	}
}

// TestMain keeps the program that reads PDF, compiled, for the next tests.
func TestMain(m *testing.M) {
	CacheIn(filepath.Join(os.TempDir(), "assay-test-reader"))
	os.Exit(m.Run())
}

// handmade is a PDF of pages with the operators that draw them. What else is in
// its catalogue and in its file can be given.
func handmade(catalogue, resources string, pages ...string) []byte {
	objects := []string{"<</Type/Catalog/Pages 2 0 R" + catalogue + ">>", ""}
	kids := ""
	for _, content := range pages {
		n := len(objects) + 1
		kids += fmt.Sprintf("%d 0 R ", n)
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents %d 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>/B<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>>>%s>>>>", n+1, resources),
			fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(pages))
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	var places []int
	for i, o := range objects {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

// draw sets lines of text, one below the other.
func draw(font string, size, x, y float64, lines ...string) string {
	out := fmt.Sprintf("BT /%s %g Tf %g %g Td %g TL ", font, size, x, y, 1.2*size)
	for _, l := range lines {
		out += fmt.Sprintf("(%s) Tj T* ", l)
	}
	return out + "ET\n"
}

// TestPdf reads pages that are drawn for it.
func TestPdf(t *testing.T) {
	story := []string{"The ferry was late again on Monday, and the one after it", "did not come at all. Nobody at the harbour office would", "say why."}
	rest := []string{"nobody at the mole had been told. The baker of Eastmoor", "sent his bread by the road."}
	tests := []struct {
		name string
		data []byte
		want string // the blocks, with the pages where they begin
	}{
		{
			"a paragraph that goes on behind a footnote, a footer and a header",
			handmade("/PageLabels<</Nums[0<</S/D/St 11>>]>>", "",
				draw("F", 8, 180, 570, "Harbour Weekly")+draw("B", 18, 40, 540, "Ferry late again on Monday")+draw("F", 11, 40, 500, story[0], story[1], "say why, not even after it had been asked in writing, and")+draw("F", 7, 40, 60, "1 The office is closed on Mondays.")+draw("F", 8, 200, 20, "11"),
				draw("F", 8, 180, 570, "Harbour Weekly")+draw("F", 11, 40, 540, rest...)+draw("F", 8, 200, 20, "12"),
				draw("F", 8, 180, 570, "Harbour Weekly")+draw("F", 11, 40, 540, "The mill stood still.")+draw("F", 8, 200, 20, "13")),
			"[11]Harbour Weekly|title:Ferry late again on Monday|1 The office is closed on Mondays.|11|" +
				"The ferry was late again on Monday, and the one after it did not come at all. Nobody at the harbour office would say why, not even after it had been asked in writing, and [12]nobody at the mole had been told. The baker of Eastmoor sent his bread by the road.|" +
				"Harbour Weekly|12|[13]Harbour Weekly|The mill stood still.|13",
		},
		{
			"hyphens at the ends of lines",
			handmade("", "", draw("F", 11, 40, 500, "It was Nordhaven and the harbour adminis-", "tration, and not the lawyers of old Halm-", "Weber, that had it signed, in both North-", "and South-Merrow. The well-known and well-", "known baker was there.")),
			"[1]It was Nordhaven and the harbour administration, and not the lawyers of old Halm-Weber, that had it signed, in both North- and South-Merrow. The well-known and well-known baker was there.",
		},
		{
			"columns that are drawn row by row",
			handmade("", "", columnsByRow([]string{"The first column is", "read to its end and", "only then is the one", "beside it begun with."}, []string{"The second has other", "words in it that may", "not be mixed up with", "those of the first."})),
			"[1]The first column is read to its end and only then is the one beside it begun with. The second has other words in it that may not be mixed up with those of the first.",
		},
		{
			"a table",
			handmade("", "", columnsByRow([]string{"Nordhaven", "Eastmoor", "Sandbrook", "Lauter"}, []string{"1,204", "310", "77", "5"})),
			"[1]Nordhaven\t1,204\nEastmoor\t310\nSandbrook\t77\nLauter\t5",
		},
		{
			"a page on its side, and a stamp on its edge",
			handmade("", "", "q 0 1 -1 0 300 50 cm "+draw("F", 11, 0, 0, story...)+"Q q 1 0 0 1 0 0 cm "+draw("F", 9, 20, 20, "Copy 7")+"Q"),
			"[1]The ferry was late again on Monday, and the one after it did not come at all. Nobody at the harbour office would say why.|Copy 7",
		},
		{"an empty page between", handmade("/PageLabels<</Nums[0<</S/r>>]>>", "", draw("F", 11, 40, 500, "One."), "", draw("F", 11, 40, 500, "Two.")), "[i]One.|[iii]Two."},
		{"what is beside the page", handmade("", "", draw("F", 11, 40, 500, "Seen.")+draw("F", 11, 500, 500, "Not seen.")), "[1]Seen."},
		{"a letter that is two lines high", handmade("", "", draw("F", 26, 40, 488, "T")+draw("F", 11, 60, 501.2, "he ferry was late again on", "Monday, and so was it.")), "[1]The ferry was late again on Monday, and so was it."},
		{"a list", handmade("", "", draw("F", 11, 40, 500, "\\225 One of the ferries.", "\\225 The other one of them.")), "[1]item:• One of the ferries.|item:• The other one of them."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract(test.data, Hint{})
			if err != nil {
				t.Fatal(err)
			}
			if got := withPages(&d); got != test.want {
				t.Errorf("reads\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// columnsByRow draws two columns, of each row first what is in the left one.
func columnsByRow(left, right []string) (out string) {
	for i := range left {
		y := 500 - 13*float64(i)
		out += draw("F", 11, 40, y, left[i]) + draw("F", 11, 200, y, right[i])
	}
	return out
}

// withPages writes the blocks of a document in a line, with the labels of pages
// where they begin.
func withPages(d *Document) string {
	pages := d.Pages
	var all []string
	for i, b := range d.Blocks {
		text, done := "", 0
		if b.Kind != KindBody {
			text = string(b.Kind) + ":"
		}
		runes := []rune(b.Text)
		for len(pages) > 0 && pages[0].Block == i {
			text += string(runes[done:pages[0].At]) + "[" + pages[0].Label + "]"
			done, pages = pages[0].At, pages[1:]
		}
		all = append(all, text+string(runes[done:]))
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.Join(all, "|"), "title:[11]", "[11]title:"), "item:[1]", "[1]item:")
}

// TestPdfRefused: what cannot be read is refused with what to do.
func TestPdfRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		data []byte
		kind assay.ErrorKind
		says string
	}{
		{"empty pages", handmade("", "", "", ""), assay.KindInvalid, "No text was found"},
		{"a password", load(t, "testdata/pdf/locked.pdf"), assay.KindUnsupported, "protected with a password"},
		{"half of it", load(t, "testdata/pdf/locked.pdf")[:9000], assay.KindInvalid, "damaged"},
		{"nothing but its head", []byte("%PDF-1.4\n%âãÏÓ\n"), assay.KindInvalid, "damaged"},
		{"too many pages", handmade("", "", slices.Repeat([]string{""}, maxPdfPages+1)...), assay.KindInvalid, "far more pages"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Extract(test.data, Hint{})
			if assay.KindOf(err) != test.kind || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %q", err, test.says)
			}
		})
	}
	if d, err := Extract(load(t, "testdata/pdf/owner.pdf"), Hint{}); err != nil || !strings.HasPrefix(d.Text, "A note on the third pier") || d.Byline != "Ruth Avery" {
		t.Errorf("what only its owner may change reads %.30q (%v), by %q", d.Text, err, d.Byline)
	}
}

// pictured draws a picture over most of a page.
const pictured = "q 360 0 0 560 20 20 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q "

// TestPdfGaps: pages whose text nobody can read are told, and a scan comes in as
// what it is.
func TestPdfGaps(t *testing.T) {
	stamp, story := draw("F", 9, 20, 20, "Scanned with QuickScanner"), draw("F", 11, 40, 500, "The ferry was late again on Monday, and the one after it did not come at all.")
	words := draw("F", 11, 40, 500, slices.Repeat([]string{"One two three four five six seven."}, 4)...)
	for _, test := range []struct {
		name, text, gaps string
		unread           bool
		data             []byte
	}{
		{"a scan", "[No text yet: the pages of this PDF are pictures. SHA-256 ", "1–2 picture", true, handmade("", "", pictured, pictured)},
		{"with a stamp on each page", "Scanned with QuickScanner", "1–3 picture", true, handmade("", "", pictured+stamp, pictured+stamp, pictured+stamp)},
		{"that has been read by a program", "One two", "", false, handmade("", "", pictured+words)},
		{"with a small picture", "The ferry", "", false, handmade("", "", "q .5 0 0 .5 0 0 cm "+pictured+"Q "+story)},
		{"pictures in the middle", "The ferry", "2–3 picture", false, handmade("", "", story, pictured, pictured+stamp, story)},
		{"pictures at the end, after an empty page", "The ferry", "3–4 picture", false, handmade("", "", story, "", pictured, pictured)},
		{"letters that are drawn", "The ferry", "2 picture", false, handmade("", "", story, strings.Repeat("10 10 m 20 20 l S ", 80))},
		{"too many letters", "xxx", "2 cut", false, handmade("", "", draw("F", 11, 40, 500, "xxx xxx"), draw("F", 1, 0, 500, slices.Repeat([]string{strings.Repeat("x ", 100)}, 1001+maxPageChars/200)...))},
	} {
		t.Run(test.name, func(t *testing.T) {
			in, err := Import(test.data, Hint{Name: "notice.pdf"})
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, g := range assay.GapsOf(in.Pages) {
				told = append(told, g.String()+" "+g.Gap)
			}
			if got := strings.Join(told, ", "); got != test.gaps || !strings.Contains(in.Text, test.text) {
				t.Errorf("gaps %q of %.80q, want %q", got, in.Text, test.gaps)
			}
			if got := (&assay.Text{Pages: in.Pages}).Unread(); got != test.unread || got != strings.HasPrefix(in.Text, "[No text yet") {
				t.Errorf("unread %v: %.80q", got, in.Text)
			}
			if test.unread && (in.Title != "notice.pdf" || in.Language != "" || !regexp.MustCompile(`SHA-256 [0-9a-f]{32}…\]`).MatchString(in.Text)) {
				t.Errorf("called %q in %q: %q", in.Title, in.Language, in.Text)
			}
			if len(in.Pages) > 0 && in.Pages[len(in.Pages)-1].Start > utf8.RuneCountInString(in.Text) {
				t.Errorf("a page begins behind the text")
			}
		})
	}
	one, err := Extract(handmade("", "", pictured+stamp), Hint{})
	if err != nil {
		t.Fatal(err)
	}
	if two, err := Extract(handmade("", "", pictured+pictured+stamp), Hint{}); err != nil || two.Text == one.Text {
		t.Errorf("two scans with the same stamp have the same text (%v)", err)
	}
}

// TestPdfMetadata: a title that a program has made up is none, and when a file was
// made is not when an article was published.
func TestPdfMetadata(t *testing.T) {
	three, err := Extract(load(t, "testdata/pdf/three.pdf"), Hint{})
	if err != nil {
		t.Fatal(err)
	}
	if three.Title != "Der Deich hielt, die Akten nicht" || three.Byline != "" || three.Published != "" || three.Language != "de" {
		t.Errorf("%q by %q of %q in %q", three.Title, three.Byline, three.Published, three.Language)
	}
}

// line of glyphs as they would stand on a page, from left to right.
func inLine(visual string) (all []glyph) {
	x := 0.0
	for i, r := range []rune(visual) {
		g := glyph{text: string(r), size: 10, order: i, area: area{x, 0, x + 5, 10}}
		if r != ' ' {
			all = append(all, g)
		}
		x += 5
	}
	return all
}

// TestSpell: what the Unicode Bidirectional Algorithm has laid out on a line is
// read back.
func TestSpell(t *testing.T) {
	for _, test := range []struct{ text, base string }{
		{"the plain text", "L"},
		{"אבג דהו", "R"},
		{"אבג (Ole Brandt), דהו.", "R"},
		{"אבג 22:50, דהו 42 זח", "R"},
		{"אבג SKF 6205-2RS דהו", "R"},
		{"אבג 12.5% דהו", "R"},
		{"ابت 12.5% ثجح", "R"},
		{"ابت 14/11/2025 ثجح.", "R"},
		{"ابت «ثجح» خدذ [3].", "R"},
		{"the word אבג דהו is Hebrew", "L"},
		{"(אבג) a", "R"},
		{"אבג 1,250 ד", "R"},
	} {
		base := bidi.LeftToRight
		if test.base == "R" {
			base = bidi.RightToLeft
		}
		var p bidi.Paragraph
		if _, err := p.SetString(test.text, bidi.DefaultDirection(base)); err != nil {
			t.Fatal(err)
		}
		order, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		visual := ""
		for i := range order.NumRuns() {
			run := order.Run(i)
			if test.base == "R" { // they come in the order in which they are read
				run = order.Run(order.NumRuns() - 1 - i)
			}
			s := run.String()
			if run.Direction() == bidi.RightToLeft {
				s = bidi.ReverseString(s)
			}
			visual += s
		}
		if got := spell(inLine(visual), test.base == "R"); got != test.text {
			t.Errorf("%q stands as %q and reads %q", test.text, visual, got)
		}
	}
}

// TestLetterForms: shapes of letters become letters, and nothing else changes.
func TestLetterForms(t *testing.T) {
	for in, want := range map[string]string{
		"ﬁre oﬃce": "fire office", "ﻻ ﻣﻜﺘﺐ": "لا مكتب", "½ km² ™ Ａ": "½ km² ™ Ａ", "ﷺ": "ﷺ", "שּׁ": "שּׁ", "ﹰ": "\u064b",
	} {
		if got := letterForms(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// FuzzPages lays out characters that stand anywhere, in whatever size and script.
func FuzzPages(f *testing.F) {
	f.Add([]byte("\x10\x20a\x0b\x15\x20b\x0b\x1a\x20-\x0b\x10\x2cc\x0b"))
	f.Add([]byte(strings.Repeat("\x10\x20\xd8\x0b\x15\x20\xd9\x0b\x80\x20x\x0b", 30)))
	letters := []rune("abcdefgh -.,()1234567•\u00ad\u2010\u0301אבגדابتثّ漢字かな、AB\u200c«»%/🚒ﬁﻻ\u00a0\u2028\u0085x")
	f.Fuzz(func(t *testing.T, data []byte) {
		var c pdfText
		s := &pdfPage{label: "1"}
		for i := 0; i+3 < len(data); i += 4 {
			if data[i+3]&0xc0 == 0xc0 {
				c.take(s)
				s = &pdfPage{label: strconv.Itoa(i)}
			}
			size := float64(data[i+3]&0x3f) + 0.5
			x, y := 4*float64(data[i]), 4*float64(data[i+1])
			g := glyph{area: area{x, y, x + size/2, y + size}, y: y, size: size, text: string(letters[int(data[i+2])%len(letters)]), order: i / 4, turn: turn(data[i+2] >> 7 & data[i]), from: point{x, y}, gap: data[i]&1 == 1}
			if !s.joins(g) {
				s.glyphs = append(s.glyphs, g)
			}
		}
		c.take(s)
		var d Document
		c.compose(&d)
		made, err := finish(d)
		if err != nil {
			if assay.KindOf(err) != assay.KindInvalid {
				t.Fatal(err)
			}
			return
		}
		if got := made.pages(); len(got) != len(made.Pages) {
			t.Errorf("%d pages, want %d", len(got), len(made.Pages))
		}
		for i, p := range made.pages() {
			if p.Label == "" || i > 0 && p.Start < made.pages()[i-1].Start {
				t.Errorf("page %d begins at %d", i, p.Start)
			}
		}
	})
}

// FuzzPdf reads files that are nearly PDF.
func FuzzPdf(f *testing.F) {
	f.Add(handmade("/PageLabels<</Nums[0<</S/r>>]>>", "", draw("F", 11, 40, 500, "One."), draw("B", 9, 40, 500, "Two.")))
	hebrew := load(f, "testdata/pdf/hebrew.pdf")
	f.Add(hebrew)
	// The first reading compiles the reader, which may take longer than one input may.
	if _, err := Extract(hebrew, Hint{}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if Sniff(data) != "pdf" {
			return
		}
		d, err := Extract(data, Hint{})
		if err != nil {
			if kind := assay.KindOf(err); kind != assay.KindInvalid && kind != assay.KindUnsupported || strings.Contains(err.Error(), "panicked") {
				t.Fatal(err)
			}
			return
		}
		if again, err := Extract(data, Hint{}); err != nil || withPages(&again) != withPages(&d) {
			t.Errorf("once more gives %v", err)
		}
	})
}

// TestPdfTime: no page takes long to lay out, however its characters stand.
func TestPdfTime(t *testing.T) {
	for name, at := range map[string]func(i int) (x, y, size float64, text string){
		"one line of accents": func(i int) (float64, float64, float64, string) {
			return float64(i) / 10, 10, 10, []string{"a", "\u0301"}[i%2]
		},
		"letters far apart": func(i int) (float64, float64, float64, string) {
			return float64(i%300) * 40, float64(i/300) * 15, 10, "a"
		},
		"initials": func(i int) (float64, float64, float64, string) {
			return float64(i) * 60, float64(i%2) * 12, []float64{30, 10}[i%2], "a"
		},
		"a heap": func(i int) (float64, float64, float64, string) { return 7, 7, 10, "א" },
		"stairs": func(i int) (float64, float64, float64, string) {
			return float64(i*7919%5000) * 3, float64(i) / 9, 9, "1"
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &pdfPage{label: "1"}
			for i := range maxPageChars {
				x, y, size, text := at(i)
				s.glyphs = append(s.glyphs, glyph{area: area{x, y, x + size/2, y + size}, y: y, size: size, text: text, order: i, from: point{x, y}})
			}
			began := time.Now()
			var c pdfText
			var d Document
			c.take(s)
			c.compose(&d)
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("it took %v", took)
			}
			t.Log(time.Since(began))
		})
	}
}
