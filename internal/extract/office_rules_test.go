package extract

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
)

// rules reads documents and compares what they say, a bar between blocks.
func rules(t *testing.T, read func(testing.TB, string) []byte, tests [][3]string) {
	t.Helper()
	for _, test := range tests {
		t.Run(test[0], func(t *testing.T) {
			d, err := Extract(read(t, test[1]), Hint{})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(strings.ReplaceAll(said(d), "\n", "|"), "|"); got != test[2] {
				t.Errorf("got  %s\nwant %s", got, test[2])
			}
		})
	}
}

func TestWordRules(t *testing.T) {
	const note = `<w:footnote w:id="2">` + `<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> By count.</w:t></w:r></w:p></w:footnote>`
	field := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	cell := func(content string) string { return `<w:tc><w:tcPr><w:tcW w:w="1"/></w:tcPr>` + content + `</w:tc>` }
	p := func(text string) string { return paragraphOf("", run(text)) }
	read := func(t testing.TB, body string) []byte { return word(t, body, note) }
	rules(t, read, [][3]string{
		{"stops of tabs are no tabs", `<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>` + run("a") + `<w:r><w:tab/><w:t>b</w:t></w:r></w:p>`, "body: a⇥b"},
		{"what a style was before", `<w:p><w:pPr><w:pStyle w:val="Q"/><w:pPrChange><w:pPr><w:pStyle w:val="Kop1"/></w:pPr></w:pPrChange></w:pPr>` + run("a") + `</w:p>`, "quote: a"},
		{"what was hidden before", `<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>a</w:t></w:r></w:p>`, "body: a"},
		{"hidden, and not", `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>b</w:t></w:r></w:p>`, "body: b"},
		{"hidden by a style", `<w:p><w:r><w:rPr><w:rStyle w:val="Hid"/></w:rPr><w:t>a</w:t></w:r>` + run("b") + `</w:p>` + paragraphOf("HidP", run("c")), "body: b"},
		{"a style that hangs on a later one", paragraphOf("Early", run("a")), "title: a"},
		{"a level, and none", `<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>` + run("a") + `</w:p><w:p><w:pPr><w:outlineLvl w:val="9"/></w:pPr>` + run("b") + `</w:p>` + p("c"), "title: a|body: b|body: c"},
		{"no number", `<w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>` + run("a") + `</w:p>`, "body: a"},
		{"an end that was taken out", `<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>` + run("one ") + `</w:p>` + paragraphOf("Q", run("two")), "quote: one two"},
		{"a paragraph that was taken out", p("a") + `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>` + p("b"), "body: a|body: b"},
		{"moved", `<w:p><w:moveFrom><w:r><w:t>a</w:t></w:r></w:moveFrom>` + run("b") + `<w:moveTo><w:r><w:t>a</w:t></w:r></w:moveTo></w:p>`, "body: ba"},
		{"a large first letter", `<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>` + run("T") + `</w:p>` + p("he fire"), "body: The fire"},
		{"a field in a field", `<w:p>` + field("begin") + `<w:r><w:instrText>IF </w:instrText></w:r>` + field("begin") + `<w:r><w:instrText>X</w:instrText></w:r>` + field("separate") + run("code") + field("end") +
			`<w:r><w:instrText> = 1</w:instrText></w:r>` + field("separate") + run("result") + field("end") + run(" after") + `</w:p>`, "body: result after"},
		{"a field that never ends", `<w:p>` + field("begin") + `<w:r><w:instrText>X</w:instrText></w:r>` + run("a") + `</w:p>` + p("b"), "body: a|body: b"},
		{"simple field, smart tag, control, link", `<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent><w:p><w:fldSimple w:instr="PAGE">` + run("7") + `</w:fldSimple><w:smartTag>` + run("b") + `</w:smartTag><w:hyperlink>` + run("c") + `</w:hyperlink></w:p></w:sdtContent></w:sdt>`, "body: 7bc"},
		{"furigana", `<w:p><w:r><w:ruby><w:rt><w:r><w:t>ひ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>火</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>`, "body: 火"},
		{"symbols", `<w:p><w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0E0"/><w:sym w:font="Odd" w:char="F041"/><w:t>x</w:t></w:r><w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>&#xF0B3;5</w:t></w:r></w:p>`, "body: α→\ufffdx≥5"},
		{"soft hyphens and spaces", `<w:p><w:r><w:t>a</w:t><w:softHyphen/><w:t> b </w:t><w:t xml:space="preserve"> c</w:t></w:r></w:p>`, "body: ab c"},
		{"one of two ways", `<w:p><w:r><mc:AlternateContent><mc:Fallback><w:t>a</w:t></mc:Fallback></mc:AlternateContent><mc:AlternateContent><mc:Choice><w:t>b</w:t></mc:Choice><mc:Choice><w:t>b</w:t></mc:Choice></mc:AlternateContent></w:r></w:p>`, "body: ab"},
		{"a box in a sentence", `<w:p>` + run("one ") + `<w:r><w:pict><w:txbxContent>` + paragraphOf("C", run("box")) + `</w:txbxContent></w:pict></w:r>` + run("two") + `</w:p>`, "body: one two|caption: box"},
		{"a table that only lays out", `<w:tbl><w:tr>` + cell(p("a")+p("b")) + cell(p("c")) + `</w:tr><w:tr>` + cell(p("d")) + cell(p("e")) + `</w:tr></w:tbl>`, "body: a|body: b|body: c|body: d|body: e"},
		{"a table in a table", `<w:tbl><w:tr>` + cell(p("a")) + cell(`<w:tbl><w:tr>`+cell(p("b"))+cell(p("c"))+`</w:tr><w:tr>`+cell(p("d"))+cell(p("e"))+`</w:tr></w:tbl>`+`<w:p/>`) + `</w:tr><w:tr>` + cell(p("f")) + cell(p("g")) + `</w:tr></w:tbl>`, "body: a|body: b⇥c⏎d⇥e|body: f|body: g"},
		{"notes by their first mention", `<w:p>` + run("a") + `<w:r><w:rPr><w:vanish/></w:rPr><w:footnoteReference w:id="9"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`, "body: a[1]|body: [1] By count."},
		{"a formula", `<w:p>` + run("E=") + `<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>mc</m:t></m:r><m:sSup><m:e/><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>`, "body: E=mc2"},
		{"two titles", paragraphOf("Kop", run("a")) + paragraphOf("Kop", run("b")), "title: a|heading: b"},
		{"breaks", `<w:p><w:r><w:t>a</w:t><w:br/><w:br/><w:t>b</w:t><w:br w:type="page"/><w:t>c</w:t></w:r></w:p>`, "body: a|body: b⏎c"},
	})
}

// TestWordStrict reads a document in the other set of namespaces, with other names
// for its files, in UTF-16.
func TestWordStrict(t *testing.T) {
	document := `<?xml version="1.0" encoding="UTF-16"?><x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:pPr><x:pStyle x:val="U"/></x:pPr><x:r><x:t>Überschrift</x:t></x:r></x:p><x:p><x:r><x:t>火災</x:t></x:r></x:p></x:body></x:document>`
	data := packedFiles(t,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>`,
		"word/_rels/document2.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/styles" Target="styles2.xml"/></Relationships>`,
		"word/styles2.xml", `<s:styles xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main"><s:style s:styleId="U"><s:name s:val="heading 1"/></s:style></s:styles>`,
		"word/document2.xml", string(encode(t, "\ufeff"+document, "utf-16le")))
	d, err := Extract(data, Hint{Name: "a.docx"})
	if err != nil || said(d) != "title: Überschrift\nbody: 火災\n" || d.Extractor != "docx/2" {
		t.Errorf("%v, by %s\n%s", err, d.Extractor, said(d))
	}
}

func TestOpenDocumentRules(t *testing.T) {
	head, _, _ := strings.Cut(odtText, "<office:text>")
	head = strings.Replace(head, "</office:automatic-styles>", `<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style><style:style style:name="Deep" style:family="paragraph" style:parent-style-name="Late"/><style:style style:name="Late" style:family="paragraph" style:parent-style-name="Quotations"/></office:automatic-styles>`, 1)
	head = strings.Replace(head, "xmlns:draw", `xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:draw`, 1)
	read := func(t testing.TB, body string) []byte {
		return packedFiles(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", head+"<office:text>"+body+"</office:text></office:body></office:document-content>")
	}
	rules(t, read, [][3]string{
		{"a picture in the file", `<text:p>a<draw:frame><draw:image><office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image><svg:title>b</svg:title></draw:frame></text:p>`, "body: a"},
		{"the field with the title", `<text:p>On <text:title>Fire</text:title></text:p>`, "body: On Fire"},
		{"hidden, and not", `<text:p>a<text:span text:style-name="H">b<text:span>c</text:span></text:span><text:hidden-text text:is-hidden="true">d</text:hidden-text><text:hidden-text text:is-hidden="false">e</text:hidden-text></text:p><text:section text:is-hidden="true"><text:p>f</text:p></text:section>`, "body: ae"},
		{"a style that hangs on a later one", `<text:p text:style-name="Deep">a</text:p>`, "quote: a"},
		{"text in a shape", `<text:p>one <draw:custom-shape><text:p text:style-name="Caption">in it</text:p></draw:custom-shape>two</text:p>`, "body: one two|caption: in it"},
		{"a heading in a list", `<text:list><text:list-item><text:h>a</text:h></text:list-item><text:list-item><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item></text:list>`, "title: a|item: b"},
		{"contents", `<text:table-of-content><text:table-of-content-source><text:index-title-template>x</text:index-title-template></text:table-of-content-source><text:index-body><text:p>Part 1<text:tab/>3</text:p></text:index-body></text:table-of-content><text:p>a</text:p>`, "body: Part 1⇥3|body: a"},
		{"changes in a sentence", `<text:p>a<text:change text:change-id="1"/>b<text:change-start/>c<text:change-end/> <text:bookmark-start text:name="x"/>d<text:bookmark text:name="y"/><text:bookmark-end/></text:p>`, "body: abc d"},
		{"spaces", "<text:p>  a <text:span> b</text:span>\n<text:s/><text:s text:c=\"2\"/>c<text:s text:c=\"99999999\"/></text:p>", "title: a b    c"},
		{"covered cells", `<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>`, "body: a⇥⇥b⏎c"},
		{"furigana and code", `<text:p><text:ruby><text:ruby-base>火</text:ruby-base><text:ruby-text>ひ</text:ruby-text></text:ruby><text:script>alert()</text:script></text:p>`, "body: 火"},
		{"notes in their order", `<text:p>a<text:note><text:note-citation>i</text:note-citation><text:note-body><text:p>n1</text:p><text:p>n2</text:p></text:note-body></text:note>b<text:note><text:note-body><text:p>m</text:p></text:note-body></text:note></text:p>`, "body: a[1]b[2]|body: [1] n1|body: n2|body: [2] m"},
	})
}

func TestRichTextRules(t *testing.T) {
	read := func(_ testing.TB, body string) []byte {
		return []byte(`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset178 Arab;}{\f2\fnil\fcharset134 SimSun{\*\falt \'cb\'ce};}{\f3\fcharset2 Symbol;}{\f4\cpg1251 Cyr;}}{\stylesheet{Normal;}{\s1\outlinelevel0 Kop;}{\*\cs5 Title;}{\s6 Quote;}}` + body + `}`)
	}
	rules(t, read, [][3]string{
		{"Arabic of Windows", `{\f1 \'c7\'ca\'dd\'c7\'de} x`, "body: اتفاق x"},
		{"Chinese, half of it as letters", `{\f2 \'bb\'f0\'9e\'c4\'81@}`, "body: 火災丂"},
		{"Greek in a font of its own", `{\f3 \'61b\'b3} {\f3 \u-3999?}`, "body: αβ≥ α"},
		{"a code page of a font", `{\f4 \'cf\'ee}`, "body: По"},
		{"no stand-in", `\uc0 \u26032\u32862 a`, "body: 新聞a"},
		{"two stand-ins", `\uc2\u26032\'d0\'c2\u32862\'c2\'84 a`, "body: 新聞 a"},
		{"halves of a character", `\uc1\u55357?\u56994? \uc0\u55357\uc1\u56994\'3f`, "body: 🚢 🚢"},
		{"no stand-in before the end", `\u26032\par a`, "body: 新|body: a"},
		{"a stand-in that is a word", `\u8212\emdash a`, "body: —a"},
		{"both ways to say it", `a{\upr{?}{\*\ud{\u26032 ?}}}b`, "body: a新b"},
		{"a stand-in ends with its group", `{\u26032}ab`, "body: 新ab"},
		{"marks", `a\~b\_c\-d\emdash e\bullet\ldblquote f\rdblquote\{\}\\`, "body: a\u00a0b‑cd—e•“f”{}\\"},
		{"a paragraph by a backslash", "a\\\nb", "body: a|body: b"},
		{"its end was taken out", `a{\deleted\par}b{\v c\v0 d}{\mvf e}\plain f\par`, "body: abdf"},
		{"an object", `a{\object\objemb{\*\objclass X}{\*\objdata 010500}{\result b}}c`, "body: abc"},
		{"a box once", `one {\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard\plain\s6 in it\par}}{\shprslt{\*\do\dptxbx{\dptxbxtext\pard in it\par}}}}two\par`, "body: one two|quote: in it"},
		{"a box of old", `one {\*\do\dobxpage{\dptxbxtext\pard in it\par}}two\par`, "body: one two|body: in it"},
		{"bytes", "a{\\pict\\bin5 }}{{\\}b", "body: ab"},
		{"a style by its level", `\pard\s1 a\par\pard b\par`, "title: a|body: b"},
		{"a table, and what follows", `\trowd\cellx1\cellx2\pard\intbl a\cell b\cell\row\trowd\intbl c\cell d\cell\row\pard e\par`, "body: a⇥b⏎c⇥d|body: e"},
		{"a table without marks of it", `\trowd\cellx1 a\cell b\cell\row\trowd c\cell d\cell\row e\par`, "body: a⇥b⏎c⇥d|body: e"},
		{"a table that only lays out", `\trowd\pard\intbl a\par b\cell c\cell\row\pard d\par`, "body: a|body: b|body: c|body: d"},
		{"a table in a table", `\trowd\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}\itap1 c\cell d\cell\row\pard e\par`, "body: a|body: b|body: c|body: d|body: e"},
		{"a table at the end of what was cut", `\trowd\pard\intbl a\cell b\cell\row\trowd c\cell d\cell\row`, "body: a⇥b⏎c⇥d"},
		{"lists", `{\listtext 1.\tab}\ls1 a\par\pard{\pntext 2.\tab}{\*\pn\pnlvlbody}b\par\pard c\par`, "item: a|item: b|body: c"},
		{"notes", `a{\super\chftn}{\*\footnote\chftn\~\pard b\par c}d{\footnote\ftnalt e}\par`, "body: a[1]d[2]|body: [1] b|body: c|body: [2] e"},
		{"a field", `{\field\fldedit{\*\fldinst{ HYPERLINK "x" }{\field{\*\fldinst PAGE}{\fldrslt 7}}}{\fldrslt{\ul a}}}b`, "body: ab"},
		{"comments and marks", `a{\*\atnid X}{\*\atnauthor Y}\chatn{\*\annotation z}{\*\bkmkstart q}b{\*\bkmkend q}{\xe index}c`, "body: abc"},
		{"columns, sections and pages", "a\\sect b\\page c\\line d", "body: a|body: b|body: c⏎d"}, //nolint:misspell // a word of RTF
	})
	for name, cut := range map[string]string{"in a note": `a{\footnote b`, "in a box": `a{\shp{\*\shpinst{\shptxt b`, "in a cell": `a\par\trowd\intbl b`} {
		d, err := Extract([]byte(`{\rtf1 `+cut), Hint{})
		if err != nil || !strings.Contains(d.Text, "a") || !strings.Contains(d.Text, "b") {
			t.Errorf("cut %s: %q (%v)", name, d.Text, err)
		}
	}
	if d, err := Extract([]byte("{\\rtf1 a\\par}\x00\x00rubbish"), Hint{}); err != nil || d.Text != "a" {
		t.Errorf("after the end: %q (%v)", d.Text, err)
	}
}

// library makes a book of files, with what its list of them says.
func library(t testing.TB, opf string, files ...string) []byte {
	return packedFiles(t, append([]string{"mimetype", "application/epub+zip", "META-INF/container.xml", `<container><rootfiles><rootfile full-path="O/b.opf"/><rootfile full-path="other.opf"/></rootfiles></container>`, "O/b.opf", opf}, files...)...)
}

func TestBookRules(t *testing.T) {
	const old = `<?xml version="1.0"?><!DOCTYPE package><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"><metadata>
<dc:title>The Quay</dc:title><dc:title>A Reader</dc:title><dc:creator opf:role="aut">Maren Holt</dc:creator><dc:creator opf:role="aut">Jonas Weir</dc:creator><dc:creator opf:role="ill">No Body</dc:creator>
<dc:publisher>Harbour&nbsp;Press</dc:publisher><dc:date opf:event="modification">2026-01-01</dc:date><dc:date opf:event="publication">2019-05-01T00:00:00+00:00</dc:date><dc:language>de</dc:language></metadata>
<manifest><item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="c" href="notes.xhtml" media-type="application/xhtml+xml"/><item id="d" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine toc="n"><itemref idref="a"/><itemref idref="a"/><itemref idref="b"/><itemref idref="c" linear="no"/><itemref idref="d"/></spine></package>`
	ncx := `<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><docTitle><text>The Quay</text></docTitle><navMap><navPoint><navLabel><text>1. The fire</text></navLabel><content src="a.xhtml#x"/></navPoint><navPoint><navLabel><text>The strike</text></navLabel><content src="b.xhtml"/></navPoint></navMap></ncx>`
	data := library(t, old, "O/toc.ncx", ncx,
		"O/A.xhtml", `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head><body><h2>The fire</h2><p>One<a id="p1"/> paragraph<span epub:type="pagebreak" title="7"/> of the book.</p><span epub:type="pagebreak" title="8"/><p>Another <span role="doc-pagebreak" aria-label="ix"></span> one.</p></body></html>`,
		"O/b.xhtml", `<html><body><p>By Mira Solheim</p><p>12 March 2018</p><p>They left their cabins on Monday evening and did not come back, the union said.</p></body></html>`,
		"O/notes.xhtml", `<html><body><p>1. By count.</p></body></html>`)
	var got []string
	for d, err := range Documents(data, Hint{}) {
		if err != nil {
			got = append(got, d.Part+" "+string(assay.KindOf(err)))
			continue
		}
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s %s|%s|%v", d.Part, d.Title, d.Site, d.Byline, d.Published, d.PublishedBasis, strings.ReplaceAll(d.Text, "\n\n", "/"), withoutGaps(d.Pages)))
	}
	want := []string{
		"O/a.xhtml|1. The fire|The Quay|Maren Holt, Jonas Weir|2019-05-01 metadata|The fire/One paragraph of the book./Another one.|[{1 13 7} {2 0 8} {2 8 ix}]",
		"O/b.xhtml|The strike|The Quay|Mira Solheim|2018-03-12 printed|By Mira Solheim/12 March 2018/They left their cabins on Monday evening and did not come back, the union said.|[]",
		"O/notes.xhtml||The Quay|Maren Holt, Jonas Weir|2019-05-01 metadata|1. By count.|[]",
		"O/gone.xhtml invalid",
	}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
	guarded := library(t, old, "META-INF/encryption.xml", `<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:CipherReference URI="O/b.xhtml"/></encryption>`)
	if _, err := Extract(guarded, Hint{}); assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), "protected against copying") {
		t.Error(err)
	}
	fonts := library(t, old, "META-INF/encryption.xml", `<encryption><CipherReference URI="O/font.otf"/></encryption>`, "O/a.xhtml", "<p>a</p>")
	if d, err := Extract(fonts, Hint{Part: "O/a.xhtml"}); err != nil || d.Text != "a" {
		t.Errorf("%q (%v)", d.Text, err)
	}
}

func TestMarkdownRules(t *testing.T) {
	tests := [][3]string{
		{"signs that mean themselves", `\&amp; &copy; &copy \* AT&T ` + "`&amp; \\*`", "title: &amp; © &copy * AT&T &amp; \\*"},
		{"notes", "a[^x] b[^y] c[^x]\n\n[^y]: n\n[^x]: m\n\n    m2\n", "title: a[1] b[2] c[1]|body: [1] m|body: m2|body: [2] n"},
		{"HTML in a line", "a<br>b <b>c</b><!-- d -->", "body: a⏎b c"},
		{"HTML that goes on", "<div>\n\n*a*\n\n</div>\n\n<script>\nx()\n</script>\n\nb", "body: a|body: b"},
		{"definitions", "a\n: b\n", "item: a|item: b"},
		{"code", "```go\nx = 1\n\ny\n```", "title: x = 1|body: y"},
		{"struck and done", "~~a~~ b\n\n- [x] c", "body: a b|item: c"},
		{"a list of paragraphs", "1. a\n\n   b\n2. c", "item: a|item: b|item: c"},
		{"lines and breaks", "a\nb  \nc\\\nd", "body: a b⏎c⏎d"},
	}
	for _, test := range tests {
		d, err := Extract([]byte(test[1]), Hint{Name: "a.md"})
		if got := strings.TrimSuffix(strings.ReplaceAll(said(d), "\n", "|"), "|"); err != nil || got != test[2] {
			t.Errorf("%s: got  %s (%v)\nwant %s", test[0], got, err, test[2])
		}
	}
	d, err := Extract([]byte("+++\ntitle = \"Fire\"\nauthors = [\"Maren Holt\", 'Jonas Weir']\ndate = 2026-03-12T09:30:00+01:00\nurl = \"https://kai.example/1\"\n+++\n## Background\n\nText.\n"), Hint{MediaType: "text/markdown"})
	if err != nil || d.Title != "Fire" || d.Byline != "Maren Holt, Jonas Weir" || d.Published != "2026-03-12T09:30:00+01:00" || d.URL != "https://kai.example/1" || said(d) != "heading: Background\nbody: Text.\n" {
		t.Errorf("%+v (%v)", d, err)
	}
	d, err = Extract([]byte("---\ntitle: Fire\nauthor:\n  - Maren Holt\n  - Jonas Weir\nurl: javascript:x\n---\nText.\n"), Hint{Name: "a.markdown"})
	if err != nil || d.Byline != "Maren Holt, Jonas Weir" || d.URL != "" || d.Text != "Text." {
		t.Errorf("%+v (%v)", d, err)
	}
	for _, other := range []string{"<!DOCTYPE html><html><p>a</p></html>", "{\"a\": 1}", "<?xml version=\"1.0\"?><a/>"} {
		if f := sniff(&Sample{Data: []byte(other), Hint: Hint{Name: "a.md"}}); f.Name == "markdown" {
			t.Errorf("%s is Markdown", other)
		}
	}
}

func TestSlides(t *testing.T) {
	shape := func(kind, paragraphs string) string {
		return `<p:sp><p:nvSpPr><p:nvPr><p:ph type="` + kind + `"/></p:nvPr></p:nvSpPr><p:txBody>` + paragraphs + `</p:txBody></p:sp>`
	}
	p := func(text string) string {
		return "<a:p><a:pPr><a:tabLst><a:tab/></a:tabLst></a:pPr><a:r><a:t>" + text + "</a:t></a:r></a:p>"
	}
	d, err := Extract(slides(t,
		shape("ctrTitle", p("Fire at the quay"))+shape("subTitle", p("12 March 2026"))+shape("sldNum", p("1")),
		`<p:pic/>`,
		`<p:sld show="0">`+shape("body", p("hidden"))+`</p:sld>`,
		shape("body", p("احترقت")+p("火災"))+shape("title", p("What is known"))+`<a:tbl><a:tr><a:tc>`+p("a")+`</a:tc><a:tc>`+p("b")+`</a:tc></a:tr><a:tr><a:tc>`+p("c")+`</a:tc><a:tc>`+p("d")+`</a:tc></a:tr></a:tbl>`+
			`<p:sp><p:txBody><a:p><a:r><a:t>x</a:t></a:r><a:br/><a:fld type="slidenum"><a:t>4</a:t></a:fld><a:fld type="other"><a:t>y</a:t></a:fld></a:p></p:txBody></p:sp>`), Hint{Name: "a.pptx"})
	if err != nil {
		t.Fatal(err)
	}
	want := "title: Fire at the quay\nbody: 12 March 2026\nheading: What is known\nbody: احترقت\nbody: 火災\nbody: a⇥b⏎c⇥d\nbody: x⏎y\n"
	if got := said(d); got != want || withoutGaps(d.Pages) != "[{0 0 1} {2 0 4}]" || d.Published != "2026-03-12" || d.Extractor != "pptx/1" {
		t.Errorf("%v %s\n%s", d.Pages, d.Published, got)
	}
}

// withoutGaps writes pages of which nothing is missing.
func withoutGaps(pages []Page) string { return strings.ReplaceAll(fmt.Sprint(pages), " }", "}") }

// TestOfficeRecognised: an archive that holds a document is none.
func TestOfficeRecognised(t *testing.T) {
	document := word(t, paragraphOf("", run("a")), "")
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"a document":               {document, "docx"},
		"one that was cut":         {document[:len(document)-30], "docx"},
		"an archive of documents":  {packedFiles(t, "a.docx", string(document), "b.odt", string(packedFiles(t, "mimetype", "application/vnd.oasis.opendocument.text"))), "zip"},
		"a book in an archive":     {packedFiles(t, "b.epub", string(book(t, "<p>a</p>"))), "zip"},
		"a book without its type":  {packedFiles(t, "META-INF/container.xml", "<container/>"), "epub"},
		"a spreadsheet":            {packedFiles(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "ods"},
		"a document with password": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1.E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), "locked"},
		"an old document":          {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..W\x00o\x00r\x00d\x00"), "doc"},
	} {
		if got := Sniff(test.data); got != test.want {
			t.Errorf("%s is %q, want %q", name, got, test.want)
		}
	}
}

// TestOfficeHostile reads what is made to take long.
func TestOfficeHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	const most = 20 * time.Second // on a machine with other things to do
	wide := strings.Repeat
	tests := map[string][]byte{
		"a paragraph in pieces":    word(t, "<w:p><w:r><w:t>"+wide("a<!---->", 125_000)+"</w:t></w:r></w:p>", ""),
		"empty paragraphs":         word(t, wide("<w:p/>", 200_000)+paragraphOf("", run("last")), ""),
		"tables in tables":         word(t, wide("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>some words</w:t></w:r></w:p>", 1600)+wide("</w:tc></w:tr></w:tbl>", 1600), ""),
		"many tables":              word(t, wide("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", 30_000), ""),
		"boxes in boxes":           word(t, wide("<w:p><w:r><w:txbxContent>", 1600)+wide("</w:txbxContent></w:r></w:p>", 1600), ""),
		"fields in fields":         word(t, "<w:p>"+wide(`<w:r><w:fldChar w:fldCharType="begin"/></w:r>`, 75_000)+"</w:p>", ""),
		"notes":                    word(t, "<w:p>"+wide(`<w:r><w:footnoteReference w:id="1"/></w:r>`, 75_000)+"</w:p>", ""),
		"groups in groups":         []byte(`{\rtf1 ` + wide("{", 400_000)),
		"groups one after another": []byte(`{\rtf1 ` + wide(`{\b a}`, 400_000)),
		"characters as numbers":    []byte(`{\rtf1 ` + wide(`\u233?`, 400_000)),
		"tables of rich text":      []byte(`{\rtf1 ` + wide(`\trowd\intbl a\cell\row\pard\par `, 75_000)),
		"notes of rich text":       []byte(`{\rtf1 ` + wide(`{\footnote a}`, 75_000)),
		"a name without end":       []byte(`{\rtf1{\fonttbl{\f0 ` + wide(`a\b `, 400_000)),
		"quotes in quotes":         []byte("a\n" + wide(">", 200_000)),
		"lists in lists":           []byte(wide("- ", 25_000) + "a"),
		"emphasis":                 []byte(wide("**a *b ", 50_000)),
		"brackets":                 []byte(wide("[", 125_000) + wide("](a)", 125_000)),
		"ticks":                    []byte(wide("`a``b```", 50_000)),
		"entities":                 []byte(wide("&amp", 125_000)),
		"tags":                     []byte(wide("<a", 125_000)),
		"a table of Markdown":      []byte("|" + wide("a|", 5_000) + "\n|" + wide("-|", 5_000) + "\n" + wide("|b\n", 5_000)),
		"front matter":             []byte("---\n" + wide("title: a\n", 50_000)),
		"notes of Markdown":        []byte(wide("[^a]", 25_000) + "\n\n[^a]: b"),
		"a list of levels": []byte(func() (s string) {
			var b strings.Builder
			for i := range 2000 {
				b.WriteString(wide(" ", 2*i) + "- a\n")
			}
			return b.String()
		}()),
		"a chapter": book(t, wide("<p/>", 75_000)+wide("<", 75_000)),
		"slides":    slides(t, wide("<p:sp><p:txBody><a:p/></p:txBody></p:sp>", 50_000)),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			h := Hint{}
			if !bytes.HasPrefix(data, []byte("PK")) && !bytes.HasPrefix(data, []byte(`{\rtf`)) {
				h.Name = "a.md"
			}
			began := time.Now()
			sound(t, data, h)
			if took := time.Since(began); took > most {
				t.Errorf("it took %v", took)
			} else {
				t.Logf("%v", took)
			}
		})
	}
}
