package extract

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"

	"assay/internal/assay"
)

func TestExtractRefuses(t *testing.T) {
	sqlite := append([]byte(sqliteHeader), make([]byte, 84)...)
	ole := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 64))
	zip := func(name string) []byte { return []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00" + name + "\x00\x01") }
	tests := []struct {
		name string
		data []byte
		hint Hint
		kind assay.ErrorKind
		says string
	}{
		{"nothing", nil, Hint{}, assay.KindInvalid, "This file is empty."},
		{"only blank lines", []byte(" \n\t\r\n\n"), Hint{}, assay.KindInvalid, "This file is empty."},
		{"too much", make([]byte, MaxBytes+1), Hint{}, assay.KindInvalid, "larger than 50 MB"},
		{"a line of 50 MB", bytes.Repeat([]byte("crane "), MaxBytes/6), Hint{}, assay.KindInvalid, "far more text than an article"},
		{"a page with a line of 5 MB", []byte("<html><p>" + strings.Repeat("crane ", 5<<20/6)), Hint{}, assay.KindInvalid, "far more text than an article"},
		{"too many lines", []byte(strings.Repeat("a\n", maxLines+2)), Hint{}, assay.KindInvalid, "far more paragraphs"},
		{"too much of a film", append([]byte("\x00\x00\x00\x20ftypisom"), make([]byte, MaxBytes)...), Hint{}, assay.KindUnsupported, "recordings"},
		{"too many blocks", []byte(strings.Repeat("a\n", maxBlocks+2)), Hint{}, assay.KindInvalid, "far more paragraphs"},
		{"too many elements", []byte("<html>" + strings.Repeat("<br>", maxElements)), Hint{}, assay.KindInvalid, "far more paragraphs"},
		{"nested too deeply", []byte("<html>" + strings.Repeat("<div>", 600) + "text"), Hint{}, assay.KindInvalid, "nested too deeply"},
		{"a page without text", []byte("<html><body><img src=x></body></html>"), Hint{}, assay.KindInvalid, "No text was found"},
		{"control characters", []byte("text\x00\x01\x02\x03"), Hint{}, assay.KindUnsupported, "holds no text"},
		{"control characters called text", []byte(strings.Repeat("\x01\x05\x80 ", 50)), Hint{Name: "a.txt", MediaType: "text/plain"}, assay.KindUnsupported, "holds no text"},
		{"PDF", []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj"), Hint{}, assay.KindInvalid, "This document is damaged."},
		{"PDF called text", []byte("%PDF-1.7\n1 0 obj"), Hint{Name: "article.txt"}, assay.KindInvalid, "damaged"},
		{"PDF after rubbish", []byte("\x00\x00\x01%PDF-1.7\n1 0 obj"), Hint{}, assay.KindInvalid, "damaged"},
		{"old Word", ole, Hint{}, assay.KindUnsupported, "old Office"},
		{"Excel", zip("xl/workbook.xml"), Hint{}, assay.KindInvalid, "damaged"},
		{"a Word file of which the end is missing", zip("word/document.xml"), Hint{Name: "fire.docx"}, assay.KindInvalid, "This Word file is damaged."},
		{"hardly more of a Word file than its name", zip("[Content_Types].xml"), Hint{Name: "Fire.DOCX"}, assay.KindInvalid, "This Word file is damaged."},
		{"an OpenDocument text of which little is left", zip("x"), Hint{Name: "fire.odt"}, assay.KindInvalid, "This OpenDocument text is damaged."},
		{"an e-book of which little is left", zip("x"), Hint{Name: "fire.epub"}, assay.KindInvalid, "This e-book is damaged."},
		{"a spreadsheet of which little is left", zip("x"), Hint{Name: "fire.xlsx"}, assay.KindInvalid, "This spreadsheet is damaged."},
		{"a spreadsheet of which the end is missing", zip("xl/workbook.xml"), Hint{}, assay.KindInvalid, "This spreadsheet is damaged."},
		{"a text called a picture", []byte("So\x8d\xe4 \xd6rt \x8f jp"), Hint{Name: "quay/fire.jpeg"}, assay.KindUnsupported, "called a picture"},
		{"a picture whose first bytes are wrong", []byte("\x89PNX\r\n\x1a\n fire \xe4\xf6"), Hint{Name: "fire.png"}, assay.KindUnsupported, "called a picture"},
		{"a picture that was taken for a text", []byte("\ufffdPNG\r\n\x1a\n\ufffd\ufffd fire"), Hint{}, assay.KindUnsupported, "begins like one"},
		{"RAR", []byte("Rar!\x1a\x07\x01\x00"), Hint{}, assay.KindUnsupported, "RAR"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00"), Hint{}, assay.KindUnsupported, "pictures"},
		{"a drawing", []byte(`<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"></svg>`), Hint{}, assay.KindUnsupported, "pictures"},
		{"a recording", []byte("ID3\x04\x00\x00"), Hint{}, assay.KindUnsupported, "recordings"},
		{"a film", []byte("\x00\x00\x00\x20ftypisom"), Hint{}, assay.KindUnsupported, "recordings"},
		{"a database", sqlite, Hint{}, assay.KindUnsupported, "not an Assay case"},
		{"a feed", []byte(`<?xml version="1.0"?><rss><channel></channel></rss>`), Hint{}, assay.KindInvalid, "no entries"},
		{"XML", []byte(`<?xml version="1.0"?><urlset></urlset>`), Hint{}, assay.KindUnsupported, "XML"},
		{"JSON", []byte(`{"a": "x"}`), Hint{}, assay.KindUnsupported, "JSON"},
		{"a case", append([]byte(sqliteHeader), append(make([]byte, 52), "ASSY"...)...), Hint{Name: "a.txt"}, assay.KindUnsupported, "Open it from the start page"},
		{"a case in JSON", []byte(`{"articles": [{"text": "x"}], "format": "assay-json"}`), Hint{}, assay.KindUnsupported, "Import it as a case"},
		{"an unknown character set", []byte("text"), Hint{Charset: "klingon"}, assay.KindInvalid, `no character set called "klingon"`},
		{"an unknown extractor", []byte("text"), Hint{Extractor: "oracle"}, assay.KindInvalid, `no extractor called "oracle"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Extract(test.data, test.hint)
			if got := assay.KindOf(err); got != test.kind {
				t.Fatalf("error of kind %q (%v), want %q", got, err, test.kind)
			}
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("says %q, want %q in it", err, test.says)
			}
		})
	}
}

func TestSniff(t *testing.T) {
	file := make([]byte, 100)
	copy(file, sqliteHeader)
	other := slices.Clone(file)
	copy(file[68:], "\x41\x53\x53\x59")
	tests := []struct {
		name, data, want string
	}{
		{"a case", string(file), "assay"},
		{"another database", string(other), "sqlite"},
		{"a case in JSON", "\ufeff {\"format\": \"assay-json\", \"version\": 1}", "assay-json"},
		{"a case in JSON with the format last", `{"case": {"format": "x"}, "claims": [], "format": "assay-json"}`, "assay-json"},
		{"JSON that only speaks of a case", `{"case": {"format": "assay-json"}}`, "json"},
		{"JSON that is broken", `{"format": `, "text"},
		{"text that begins like JSON", "[Editor's note: this is text]", "text"},
		{"a page", "<!-- saved -->\n<!DOCTYPE HTML>\n<html></html>", "html"},
		{"a page in UTF-16", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", "html"},
		{"XHTML", `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"></html>`, "html"},
		{"a piece of a page", "<p>One</p><p>Two</p>", "html"},
		{"text with tags in it", "The <b> element is bold.", "text"},
		{"a message", "From: a@herald.example\r\nX-Priority: 3\r\nThread-Topic: x\r\nSubject: x\r\n\r\nHello", "eml"},
		{"a mailbox", "From a@herald.example Fri Mar 13 08:15:00 2026\nFrom: a@herald.example\nSubject: x\n\nHello", "mbox"},
		{"a saved page", "From: <Saved by Blink>\nSubject: x\nSnapshot-Content-Location: https://herald.example/\nContent-Type: multipart/related;\n\tboundary=x\n\n", "mhtml"},
		{"a web archive", "WARC/1.1\r\nWARC-Type: warcinfo\r\n", "warc"},
		{"a packed file", "\x1f\x8b\x08\x00", "compressed"},
		{"text with a header", "Subject: the harbour\n\nIt burned.", "text"},
		{"text", "It burned.", "text"},
		{"nothing", "", "text"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Sniff([]byte(test.data)); got != test.want {
				t.Errorf("sniffed %q, want %q", got, test.want)
			}
		})
	}
}

// TestExtractors checks that what is registered can be told to people, and
// that what cannot be read says so in a sentence.
func TestExtractors(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range Extractors() {
		switch {
		case seen[f.Name]:
			t.Errorf("%s is there twice", f.Name)
		case f.Label == "" || len(f.Extensions) == 0 || len(f.MediaTypes) == 0:
			t.Errorf("%s lacks a label, an extension or a media type", f.Name)
		case f.Reads() == strings.HasSuffix(f.Refusal.String(), "."):
			t.Errorf("%s reads %t and refuses with %q", f.Name, f.Reads(), f.Refusal)
		case f.Of != "" && formatNamed(f.Of) == nil:
			t.Errorf("%s is a case of %s, which is none", f.Name, f.Of)
		case f.Reads() != (f.Version != ""):
			t.Errorf("%s has version %q", f.Name, f.Version)
		}
		seen[f.Name] = true
	}
}

func TestExtractorChosen(t *testing.T) {
	page := load(t, "testdata/news.html")
	tests := []struct {
		name, extractor, want string
		shows                 string // only this extractor keeps it
	}{
		{"none", "", "html/2", "The harbour authority closed the quay"},
		{"the article", "html", "html/2", "The harbour authority closed the quay"},
		{"the article, by version", "html/2", "html/2", "The harbour authority closed the quay"},
		{"all that is shown", "html/full", "html/full/1", "Ferry late again"},
		{"as plain text", "text", "text/1", "<h2>&ldquo;A wall of flames&rdquo;</h2>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract(page, Hint{Extractor: test.extractor})
			if err != nil {
				t.Fatal(err)
			}
			if d.Extractor != test.want || !strings.Contains(d.Text, test.shows) {
				t.Errorf("read by %s, want %s; shows %q: %t", d.Extractor, test.want, test.shows, strings.Contains(d.Text, test.shows))
			}
		})
	}
}

// TestPanic checks that a library that fails on a file is an error of the file,
// and that what goes wrong with whoever asked is not.
func TestPanic(t *testing.T) {
	parts := func() iter.Seq2[Document, error] {
		f := Format{Name: "feed", Parts: func(_ []byte, d Document, _ Hint) iter.Seq2[Document, error] {
			return func(yield func(Document, error) bool) {
				if yield(d, nil) {
					panic("index out of range")
				}
			}
		}}
		return f.documents(nil, "", Document{}, Hint{})
	}
	n := 0
	for _, err := range parts() {
		if n++; n == 1 && err == nil {
			continue
		}
		if assay.KindOf(err) != assay.KindUnsupported {
			t.Errorf("error of kind %q", assay.KindOf(err))
		}
		if cause := errors.Unwrap(err); cause == nil || !strings.Contains(cause.Error(), "index out of range") {
			t.Errorf("the cause is %v", cause)
		}
	}
	if n != 2 {
		t.Errorf("%d documents", n)
	}
	defer func() {
		if recover() != "mine" {
			t.Error("a panic of the caller was taken for one of the file")
		}
	}()
	for _, err := range parts() {
		if err == nil {
			panic("mine")
		}
	}
}

func encode(t *testing.T, text, label string) []byte {
	t.Helper()
	e, _ := charset.Lookup(label)
	data, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestLegacyCharsets reads texts of fourteen older character sets that nothing declares.
// One of them may be taken for another, and says so.
func TestLegacyCharsets(t *testing.T) {
	wrong := 0
	for _, test := range []struct{ label, text string }{
		{"windows-1250", "Dvanáct kamionů shořelo v pátek časně ráno na starém nábřeží, řekl mluvčí hasičů. Nikdo nebyl zraněn, příčina zatím není známa."},
		{"windows-1251", "Двенадцать машин сгорели рано утром на старой набережной города, сообщила пожарная служба. Никто не пострадал."},
		{"windows-1252", "Zwölf Fahrzeuge brannten auf der Brücke über die Möll, größer als je zuvor. Die Behörde schloß den Kai für den ganzen Tag."},
		{"windows-1253", "Δώδεκα οχήματα κάηκαν νωρίς το πρωί στην παλιά προβλήτα της πόλης, ανακοίνωσε η πυροσβεστική υπηρεσία."},
		{"windows-1254", "Eski rıhtımda cuma sabahı erken saatlerde çıkan yangında on iki araç yandı, itfaiye sözcüsü söyledi. Kimse yaralanmadı, şehir güvende."},
		{"windows-1255", "שנים עשר כלי רכב נשרפו ביום שישי לפנות בוקר ברציף הישן של העיר, מסר דובר הכבאות. איש לא נפגע."},
		{"windows-1256", "التهم حريق فجر الجمعة اثنتي عشرة شاحنة كانت متوقفة على رصيف الميناء القديم ولم يصب أحد بأذى."},
		{"koi8-r", "Двенадцать машин сгорели рано утром на старой набережной города, сообщила пожарная служба. Никто не пострадал."},
		{"shift_jis", "旧埠頭で金曜日の早朝に火災があり、駐車していた車両が焼けた。けが人はいないと消防は話している。"},
		{"euc-jp", "旧埠頭で金曜日の早朝に火災があり、駐車していた車両が焼けた。けが人はいないと消防は話している。"},
		{"iso-2022-jp", "旧埠頭で金曜日の早朝に火災があり、駐車していた車両が焼けた。けが人はいないと消防は話している。"},
		{"euc-kr", "옛 부두에서 금요일 새벽 불이 나 차량 열두 대가 모두 탔다고 시 소방본부가 밝혔다. 다친 사람은 없었다."},
		{"gb18030", "周五清晨，旧码头发生火灾，十二辆车被烧毁。消防部门表示，没有人员受伤，起火原因尚不清楚。"},
		{"big5", "週五清晨，舊碼頭發生火災，十二輛車被燒毀。消防部門表示，沒有人員受傷，起火原因尚不清楚。"},
	} {
		d, err := Extract(encode(t, test.text, test.label), Hint{})
		if err != nil {
			t.Fatal(err)
		}
		if d.Text != test.text {
			t.Logf("%s is read as %s: %.60q", test.label, d.Charset, d.Text)
			if wrong++; d.CharsetSure {
				t.Errorf("%s is said to be %s for sure", test.label, d.Charset)
			}
		}
	}
	if wrong > 1 {
		t.Errorf("%d of 14 are read wrongly", wrong)
	}
}

func TestCharset(t *testing.T) {
	const (
		german   = "Zwölf Fahrzeuge brannten auf der Brücke über die Möll, größer als je zuvor. Die Behörde schloß den Kai für den ganzen Tag."
		russian  = "Двенадцать машин сгорели рано утром на старой набережной города, сообщила пожарная служба. Никто не пострадал."
		arabic   = "التهم حريق فجر الجمعة اثنتي عشرة شاحنة كانت متوقفة على رصيف الميناء القديم ولم يصب أحد بأذى."
		japanese = "旧埠頭で金曜日の早朝に火災があり、駐車していた車両が焼けた。けが人はいないと消防は話している。"
		korean   = "옛 부두에서 금요일 새벽 불이 나 차량 열두 대가 모두 탔다고 시 소방본부가 밝혔다. 다친 사람은 없었다."
		chinese  = "周五清晨，旧码头发生火灾，十二辆车被烧毁。消防部门表示，没有人员受伤，起火原因尚不清楚。"
		greek    = "Δώδεκα οχήματα κάηκαν νωρίς το πρωί στην παλιά προβλήτα της πόλης, ανακοίνωσε η πυροσβεστική υπηρεσία."
	)
	tests := []struct {
		name, text, label string
		hint              Hint
		want              string
		sure              bool
	}{
		{"UTF-8", german, "utf-8", Hint{}, "utf-8", true},
		{"UTF-8, called something else by the server", german, "utf-8", Hint{MediaType: "text/plain; charset=iso-8859-1"}, "utf-8", true},
		{"UTF-8 with a byte order mark", "\ufeff" + german, "utf-8", Hint{}, "utf-8", true},
		{"UTF-16 with a byte order mark, little end first", "\ufeff" + russian, "utf-16le", Hint{}, "utf-16le", true},
		{"UTF-16 with a byte order mark, big end first", "\ufeff" + japanese, "utf-16be", Hint{}, "utf-16be", true},
		{"UTF-16 without a mark, little end first", german, "utf-16le", Hint{}, "utf-16le", false},
		{"UTF-16 without a mark, big end first", arabic, "utf-16be", Hint{}, "utf-16be", false},
		{"declared by the server", german, "windows-1252", Hint{MediaType: "text/plain; charset=iso-8859-1"}, "windows-1252", true},
		{"declared wrongly", russian, "windows-1251", Hint{MediaType: "text/plain; charset=iso-8859-1"}, "windows-1251", false},
		{"declared wrongly within one script", russian, "windows-1251", Hint{MediaType: "text/plain; charset=koi8-r"}, "windows-1251", false},
		{"not declared, German", german, "windows-1252", Hint{}, "windows-1252", false},
		{"not declared, Russian", russian, "windows-1251", Hint{}, "windows-1251", false},
		{"not declared, Russian of another age", russian, "koi8-r", Hint{}, "koi8-r", false},
		{"not declared, Arabic", arabic, "windows-1256", Hint{}, "windows-1256", false},
		{"not declared, Japanese", japanese, "shift_jis", Hint{}, "shift_jis", false},
		{"not declared, Japanese for Unix", japanese, "euc-jp", Hint{}, "euc-jp", false},
		{"not declared, Japanese for mail", japanese, "iso-2022-jp", Hint{}, "iso-2022-jp", true},
		{"not declared, Korean", korean, "euc-kr", Hint{}, "euc-kr", false},
		{"not declared, Chinese", chinese, "gb18030", Hint{}, "gb18030", false},
		{"chosen by the analyst", greek, "windows-1253", Hint{Charset: "windows-1253", MediaType: "text/plain; charset=utf-8"}, "windows-1253", true},
		{"chosen by the analyst under another name", german, "windows-1252", Hint{Charset: "latin1"}, "windows-1252", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract(encode(t, test.text, test.label), test.hint)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.TrimPrefix(test.text, "\ufeff"); d.Text != want {
				t.Errorf("reads %q, want %q", d.Text, want)
			}
			if d.Charset != test.want || d.CharsetSure != test.sure {
				t.Errorf("read as %s (sure: %t), want %s (%t)", d.Charset, d.CharsetSure, test.want, test.sure)
			}
		})
	}
}

// TestCharsetCut checks that one broken character does not turn a whole text
// into another character set, and is not passed over either.
func TestCharsetCut(t *testing.T) {
	d, err := Extract([]byte("Zwölf größere Brücken über die Möll wären für Österreich schön gewesen\xc3"), Hint{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "Zwölf größere Brücken über die Möll wären für Österreich schön gewesen\ufffd"; d.Text != want || d.CharsetSure {
		t.Errorf("reads %q (sure: %t), want %q, not sure", d.Text, d.CharsetSure, want)
	}
}
