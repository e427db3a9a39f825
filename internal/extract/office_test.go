package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"assay/internal/assay"
)

// packedFiles makes a ZIP archive of names and contents, stored as they are.
func packedFiles(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Store})
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordStyles = `<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:styleId="Kop"><w:name w:val="Title"/></w:style><w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Mine"><w:name w:val="My own"/><w:basedOn w:val="Kop1"/></w:style><w:style w:styleId="Q"><w:name w:val="Quote"/></w:style>
<w:style w:styleId="Early"><w:name w:val="Mine, too"/><w:basedOn w:val="Later"/></w:style><w:style w:styleId="Later"><w:name w:val="Later"/><w:basedOn w:val="Kop1"/></w:style>
<w:style w:type="character" w:styleId="Hid"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="HidP"><w:name w:val="Hidden too"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:styleId="C"><w:name w:val="caption"/></w:style></w:styles>`

// word makes a Word document of what is in its body, and a footnote.
func word(t testing.TB, body, footnotes string) []byte {
	const open = `<?xml version="1.0" encoding="UTF-8"?><w:%s xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">`
	return packedFiles(t, "[Content_Types].xml", "<Types/>", "word/styles.xml", wordStyles,
		"word/document.xml", fmt.Sprintf(open, "document")+"<w:body>"+body+"</w:body></w:document>",
		"word/footnotes.xml", fmt.Sprintf(open, "footnotes")+footnotes+"</w:footnotes>",
		"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Microsoft Word - fire.docx</dc:title><dc:creator>Maren Holt</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>`)
}

func run(text string) string {
	return `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r>`
}

func paragraphOf(style string, runs ...string) string {
	if style != "" {
		style = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return "<w:p>" + style + strings.Join(runs, "") + "</w:p>"
}

// said writes a document in a few lines: the kinds and texts of its blocks.
func said(d Document) string {
	var s strings.Builder
	for _, b := range d.Blocks {
		fmt.Fprintf(&s, "%s: %s\n", b.Kind, strings.NewReplacer("\n", "⏎", "\t", "⇥").Replace(b.Text))
	}
	return s.String()
}

func TestWord(t *testing.T) {
	body := paragraphOf("Kop", run("Fire at the old quay")) +
		paragraphOf("", run("By Jonas Weir")) +
		paragraphOf("", run("12 March 2026")) +
		paragraphOf("Mine", run("What is known")) +
		paragraphOf("", run("Twelve lorries burned"), `<w:del><w:r><w:delText>, thirteen,</w:delText></w:r></w:del><w:ins>`+run(" on Friday")+`</w:ins>`, run("."),
			`<w:r><w:footnoteReference w:id="2"/></w:r>`, `<w:r><w:rPr><w:vanish/></w:rPr><w:t>HIDDEN</w:t></w:r>`, run(" Nobody was hurt, the harbour master said.")) +
		paragraphOf("Q", run("“A wall of flames,” a driver said.")) +
		`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>` + run("the third crane") + "</w:p>" +
		paragraphOf("", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://kai.example"</w:instrText></w:r>`, run("See the"), `<w:r><w:noBreakHyphen/><w:tab/><w:t>list</w:t><w:br/><w:t>below</w:t></w:r>`) +
		`<w:tbl><w:tr><w:tc>` + paragraphOf("", run("Crane")) + `</w:tc><w:tc>` + paragraphOf("", run("Year")) + `</w:tc></w:tr><w:tr><w:tc>` + paragraphOf("", run("Third")) + `</w:tc><w:tc>` + paragraphOf("", run("1998")) + `</w:tc></w:tr></w:tbl>` +
		`<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>` + paragraphOf("C", run("The quay at dawn.")) + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + paragraphOf("", run("The quay at dawn.")) + `</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>` + run("Around the box.") + `</w:p>` +
		paragraphOf("", run("احترقت اثنتا عشرة شاحنة على الرصيف القديم 🚒")) + paragraphOf("", run("旧埠頭で火災があった。"))
	data := word(t, body, `<w:footnote w:id="0"><w:p><w:r><w:t>separator</w:t></w:r></w:p></w:footnote><w:footnote w:id="2">`+paragraphOf("", run(" According to the port’s own count."))+`</w:footnote>`)
	d, err := Extract(data, Hint{Name: "fire.docx"})
	if err != nil {
		t.Fatal(err)
	}
	want := `title: Fire at the old quay
body: By Jonas Weir
body: 12 March 2026
heading: What is known
body: Twelve lorries burned on Friday.[1] Nobody was hurt, the harbour master said.
quote: “A wall of flames,” a driver said.
item: the third crane
body: See the‑⇥list⏎below
body: Crane⇥Year⏎Third⇥1998
body: Around the box.
caption: The quay at dawn.
body: احترقت اثنتا عشرة شاحنة على الرصيف القديم 🚒
body: 旧埠頭で火災があった。
body: [1] According to the port’s own count.
`
	if got := said(d); got != want {
		t.Errorf("got\n%s", got)
	}
	if d.Title != "Fire at the old quay" || d.Byline != "Jonas Weir" || d.Published != "2026-03-12" || d.PublishedBasis != BasisPrinted || d.Language != "en-GB" || d.Extractor != "docx/2" || d.Charset != "" || !d.CharsetSure {
		t.Errorf("%+v", d)
	}
}

const odtText = `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0">
<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/><style:style style:name="P2" style:family="paragraph" style:parent-style-name="Quotations"/></office:automatic-styles>
<office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">Fire at the <text:span>old quay</text:span></text:p>
<text:p>12 March 2026</text:p>
<text:h text:outline-level="2">What is known</text:h>
<text:p>Twelve   lorries
 burned<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>By the port’s count.</text:p></text:note-body></text:note> on<text:s text:c="2"/>Friday,<office:annotation><text:p>really?</text:p></office:annotation> the harbour master said<text:tab/>at<text:line-break/>noon.</text:p>
<text:p text:style-name="P2">“A wall of flames.”</text:p>
<text:list><text:list-item><text:p>the third crane</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Crane</text:p></table:table-cell><table:table-cell><text:p>Year</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Third</text:p></table:table-cell><table:table-cell><text:p>1998</text:p></table:table-cell></table:table-row></table:table>
<text:p>Around it.<draw:frame><draw:text-box><text:p text:style-name="Illustration">The quay at dawn.</text:p></draw:text-box></draw:frame></text:p>
<text:section text:display="none"><text:p>hidden</text:p></text:section>
<text:p>احترقت الشاحنات</text:p></office:text></office:body></office:document-content>`

const odtSays = `title: Fire at the old quay
body: 12 March 2026
heading: What is known
body: Twelve lorries burned[1] on  Friday, the harbour master said⇥at⏎noon.
quote: “A wall of flames.”
item: the third crane
body: Crane⇥Year⏎Third⇥1998
body: Around it.
caption: The quay at dawn.
body: احترقت الشاحنات
body: [1] By the port’s count.
`

func TestOpenDocument(t *testing.T) {
	meta := `<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta><dc:title>Untitled</dc:title><meta:initial-creator>Maren Holt</meta:initial-creator><dc:language>en-GB</dc:language></office:meta></office:document-meta>`
	data := packedFiles(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", odtText, "meta.xml", meta)
	flat := strings.Replace(odtText, "<office:document-content", `<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.text"`, 1)
	flat = strings.Replace(flat, "</office:document-content>", "</office:document>", 1)
	for name, data := range map[string][]byte{"odt/2": data, "fodt/2": []byte(flat)} {
		d, err := Extract(data, Hint{Name: "fire"})
		if err != nil {
			t.Fatal(name, err)
		}
		if got := said(d); got != odtSays || d.Extractor != name || d.Title != "Fire at the old quay" || d.Published != "2026-03-12" {
			t.Errorf("%s: %q, %s\n%s", d.Extractor, d.Title, d.Published, got)
		}
		if name == "odt/2" && (d.Byline != "Maren Holt" || d.Language != "en-GB") {
			t.Errorf("%+v", d)
		}
	}
	locked := packedFiles(t, "mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", "<encryption-data/>", "content.xml", "\x01\x02")
	if _, err := Extract(locked, Hint{}); assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), "password") {
		t.Error(err)
	}
}

func TestRichText(t *testing.T) {
	const data = `{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Times;}{\f1\fcharset204 Times Cyr;}{\f2\fcharset128 Mincho;}}{\stylesheet{\s1 heading 1;}{\s2 Quote;}}
{\info{\title Document1}{\author Maren Holt}{\operator admin}}{\header\pard Daily\par}
\pard\s1 Fire at the old quay\par
\pard\plain 12 March 2026\par
Twelve lorries burned\'97on Friday{\footnote\pard\plain  By the port\rquote s count.}{\deleted , thirteen,} {\v hidden }in Z\'fcrich\~caf\u233?.\par
{\f1 \'cf\'ee\'e6\'e0\'f0} \u1581\'3f\u1585\'3f {\f2 \'89\'ce\'8d\'d0} \u-10179\u-8510?\par
\pard\s2 \ldblquote A wall of flames.\rdblquote\par
\pard{\field{\*\fldinst HYPERLINK "https://kai.example"}{\fldrslt the list}}{\*\unknown secret}{\pict ffd8ffe0}\line below\par
\trowd\cellx100\cellx200\pard\intbl Crane\cell Year\cell\row\trowd\pard\intbl Third\cell 1998\cell\row
\pard{\listtext 1.\tab}\ls1 the third \{crane\}\par}`
	d, err := Extract([]byte(data), Hint{Name: "fire.rtf"})
	if err != nil {
		t.Fatal(err)
	}
	want := `title: Fire at the old quay
body: 12 March 2026
body: Twelve lorries burned—on Friday[1] in Zürich` + "\u00a0" + `café.
body: Пожар حر 火災 🛂
quote: “A wall of flames.”
body: the list⏎below
body: Crane⇥Year⏎Third⇥1998
item: the third {crane}
body: [1] By the port’s count.
`
	if got := said(d); got != want || d.Byline != "Maren Holt" || d.Title != "Fire at the old quay" || d.Published != "2026-03-12" {
		t.Errorf("%q by %q of %s\n%s", d.Title, d.Byline, d.Published, got)
	}
}

// book makes an e-book of chapters.
func book(t testing.TB, chapters ...string) []byte {
	var items, refs string
	files := []string{"mimetype", "application/epub+zip", "META-INF/container.xml", `<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`}
	for i, c := range chapters {
		items += fmt.Sprintf(`<item id="c%d" href="c%%20%d.xhtml" media-type="application/xhtml+xml"/>`, i, i)
		refs += fmt.Sprintf(`<itemref idref="c%d"/>`, i)
		files = append(files, fmt.Sprintf("OEBPS/c %d.xhtml", i), c)
	}
	return packedFiles(t, append(files, "OEBPS/book.opf", `<package xmlns:dc="d"><metadata><dc:title>Harbour Review</dc:title><dc:creator>Maren Holt</dc:creator><dc:language>en</dc:language><dc:date>2026-03-12T00:00:00Z</dc:date></metadata><manifest>`+
		`<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>`+items+`</manifest><spine><itemref idref="nav"/>`+refs+`</spine></package>`)...)
}

func TestBook(t *testing.T) {
	const long = "The drivers of all six cranes at the old quay left their cabins on Monday evening and did not come back. Their union said that sixty people had voted to stay away until the port puts two of them into each cabin after dark. "
	data := book(t, `<html><body><p>Harbour Review</p></body></html>`,
		`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Crane drivers walk out</h1><p>`+long+`</p><blockquote>“Alone in a storm”</blockquote></body></html>`,
		`<html><body><p>`+long+long+`</p></body></html>`)
	var got []string
	for d, err := range Documents(data, Hint{Name: "review.epub"}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%d", d.Part, d.Title, d.Site, d.Byline, d.Published, d.Language, len(d.Blocks)))
	}
	want := []string{"OEBPS/c 0.xhtml||Harbour Review|Maren Holt|2026-03-12|en|1", "OEBPS/c 1.xhtml|Crane drivers walk out|Harbour Review|Maren Holt|2026-03-12|en|3", "OEBPS/c 2.xhtml||Harbour Review|Maren Holt|2026-03-12|en|1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if d, err := Extract(data, Hint{Part: "OEBPS/c 1.xhtml"}); err != nil || d.Title != "Crane drivers walk out" {
		t.Errorf("%q (%v)", d.Title, err)
	}
	if _, err := Extract(data, Hint{}); assay.KindOf(err) != assay.KindInvalid {
		t.Error(err)
	}
}

func TestMarkdown(t *testing.T) {
	const data = `---
title: "Fire at the quay"
author: Maren Holt
date: 2026-03-12
---

# Fire at the old quay

Twelve **lorries** burned [on Friday](https://kai.example "x"), _nobody_
was hurt\! Fish &amp; chips, ` + "`a \\* b`" + `. <https://kai.example/2>
![a photo](x.png)

> “A wall of flames.”

- the third crane
- the fourth

| Crane | Year |
|---|---|
| Third | 1998 |

<div><p>From a page</p></div>
`
	d, err := Extract([]byte(data), Hint{Name: "fire.md"})
	if err != nil {
		t.Fatal(err)
	}
	want := `title: Fire at the old quay
body: Twelve lorries burned on Friday, nobody was hurt! Fish & chips, a \* b. https://kai.example/2
quote: “A wall of flames.”
item: the third crane
item: the fourth
body: Crane⇥Year⏎Third⇥1998
body: From a page
`
	if got := said(d); got != want || d.Byline != "Maren Holt" || d.Published != "2026-03-12" || d.Title != "Fire at the old quay" {
		t.Errorf("%q by %q of %s\n%s", d.Title, d.Byline, d.Published, got)
	}
}

// TestDeep reads documents with far more levels than anybody writes.
func TestDeep(t *testing.T) {
	const levels = 20_000
	nested := strings.Repeat("<w:tbl><w:tr><w:tc>", levels) + strings.Repeat("</w:tc></w:tr></w:tbl>", levels)
	entities := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	for name, data := range map[string][]byte{
		"tables":   word(t, nested, ""),
		"entities": packedFiles(t, "word/document.xml", entities+`<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>`),
		"groups":   []byte(`{\rtf1 ` + strings.Repeat("{", levels) + "x" + strings.Repeat("}", levels) + `}`),
		"quotes":   []byte("# x\n" + strings.Repeat(">", levels) + " x"),
	} {
		if _, err := Extract(data, Hint{Name: name + map[bool]string{true: ".md"}[name == "quotes"]}); err != nil && assay.KindOf(err) == assay.KindInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// sound checks that an error can be told, and that a document holds together.
func sound(t *testing.T, data []byte, h Hint) {
	t.Helper()
	for d, err := range Documents(data, h) {
		if err != nil {
			if kind := assay.KindOf(err); kind != assay.KindInvalid && kind != assay.KindUnsupported || strings.Contains(err.Error(), "panicked") {
				t.Fatalf("error of kind %q: %v", kind, err)
			}
			continue
		}
		for _, p := range d.Pages {
			if p.Block < 0 || p.Block >= len(d.Blocks) || p.At < 0 || p.At > utf8.RuneCountInString(d.Blocks[p.Block].Text) {
				t.Errorf("a page begins in block %d at %d", p.Block, p.At)
			}
		}
		if again, err := canonical(d.Text); err != nil || again != d.Text {
			t.Errorf("the text is not canonical: %q", d.Text)
		}
		texts := make([]string, 0, len(d.Blocks))
		for _, b := range d.Blocks {
			texts = append(texts, b.Text)
		}
		if joined := strings.Join(texts, separator); joined != d.Text {
			t.Errorf("the blocks are %q and the text %q", joined, d.Text)
		}
	}
}

func FuzzWord(f *testing.F) {
	f.Add(paragraphOf("Kop", run("Fire"))+"<w:tbl><w:tr><w:tc>"+paragraphOf("", run("x"))+"</w:tc></w:tr></w:tbl>", `<w:footnote w:id="1">`+paragraphOf("", run("y"))+`</w:footnote>`)
	f.Add(`<w:p><w:pPr><w:rPr><w:del/></w:rPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>x</w:instrText><w:fldChar w:fldCharType="separate"/><w:sym w:font="Symbol" w:char="F061"/><w:footnoteReference w:id="1"/></w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p/></w:txbxContent></mc:Choice><mc:Fallback/></mc:AlternateContent></w:p>`, "")
	f.Fuzz(func(t *testing.T, body, notes string) { sound(t, word(t, body, notes), Hint{}) })
}

func FuzzOpenDocument(f *testing.F) {
	f.Add(odtText)
	f.Fuzz(func(t *testing.T, content string) {
		sound(t, packedFiles(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", content), Hint{})
	})
}

func FuzzRichText(f *testing.F) {
	f.Add([]byte(`\ansi\uc1 Fire \'97 \u1581\'3f{\footnote note}\trowd\intbl a\cell b\cell\row\pard\par`))
	f.Add(load(f, "testdata/office/ferry.rtf")[6:])
	f.Add([]byte(`\uc2\u-10179\u-8510??{\upr{a}{\*\ud{\u1581 ??}}}{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt c\par}}}{\object{\*\objdata 00}{\result d}}\bin3 }}}\trowd e\nestcell f\cell\row{\fonttbl{\f1\fcharset2 Symbol;}}\f1 \'61`))
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, slices.Concat([]byte(`{\rtf1`), data), Hint{}) })
}

// slides makes a presentation of what is in its slides.
func slides(t testing.TB, contents ...string) []byte {
	const space = ` xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	var ids, relations string
	var files []string
	for i, content := range contents {
		ids += fmt.Sprintf(`<p:sldId id="%d" r:id="r%d"/>`, 256+i, i)
		relations += fmt.Sprintf(`<Relationship Id="r%d" Type="http://x/slide" Target="slides/slide%d.xml"/>`, i, i)
		if !strings.HasPrefix(content, "<p:sld ") {
			content = "<p:sld>" + content + "</p:sld>"
		}
		files = append(files, fmt.Sprintf("ppt/slides/slide%d.xml", i), strings.Replace(content, "<p:sld", "<p:sld"+space, 1))
	}
	return packedFiles(t, append(files, "ppt/presentation.xml", "<p:presentation"+space+"><p:sldIdLst>"+ids+"</p:sldIdLst></p:presentation>",
		"ppt/_rels/presentation.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+relations+`</Relationships>`)...)
}

func FuzzSlides(f *testing.F) {
	f.Add(`<p:sp><p:nvPr><p:ph type="title"/></p:nvPr><p:txBody><a:p><a:r><a:t>Fire</a:t></a:r></a:p></p:txBody></p:sp><a:tbl><a:tr><a:tc><a:p><a:r><a:t>x</a:t></a:r></a:p></a:tc></a:tr></a:tbl>`, `<p:sp/>`)
	f.Fuzz(func(t *testing.T, first, second string) { sound(t, slides(t, first, second), Hint{}) })
}

func FuzzBook(f *testing.F) {
	f.Add("<html><body><h1>One</h1><p>"+strings.Repeat("Words of a chapter. ", 20)+"</p></body></html>", "<package/>")
	f.Fuzz(func(t *testing.T, chapter, opf string) {
		sound(t, book(t, chapter), Hint{})
		sound(t, packedFiles(t, "mimetype", "application/epub+zip", "META-INF/container.xml", `<container><rootfile full-path="a"/></container>`, "a", opf), Hint{})
	})
}

func FuzzMarkdown(f *testing.F) {
	f.Add("---\ntitle: a\n---\n# b\n> c\n\n- d\n\n|a|b|\n|-|-|\n|c|d|\n\n<div>e</div>")
	f.Add(string(load(f, "testdata/office/ferry.md")))
	f.Add("+++\ntitle = 'a'\n+++\nx[^1] ~~y~~ <br> \\&amp; &copy\n: z\n\n[^1]: n\n\n    m\n")
	f.Fuzz(func(t *testing.T, s string) { sound(t, []byte(s), Hint{Name: "a.md"}) })
}

// FuzzArchive reads broken archives of each format that is one.
func FuzzArchive(f *testing.F) {
	f.Add(word(f, paragraphOf("", run("x")), ""))
	f.Add(book(f, "<p>x</p>"))
	f.Add(packedFiles(f, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", odtText))
	f.Add(packedFiles(f, "a.txt", "x", "b/c.html", "<p>y</p>"))
	f.Add(slides(f, "<p:sp/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sound(t, data, Hint{})
		n := 0
		for _, err := range Unpack("zip", bytes.NewReader(data), int64(len(data))) {
			if n++; n > 1000 {
				break
			}
			if err != nil && assay.KindOf(err) == assay.KindInternal {
				t.Fatal(err)
			}
		}
	})
}
