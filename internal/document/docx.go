package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/bidi"
)

// WriteDOCX writes the document as Office Open XML (ECMA-376, transitional).
// Headings have the styles that word processors make outlines and tables of
// contents of; links lead to bookmarks. Nothing in it is fetched, run or
// linked to a template.
func WriteDOCX(w io.Writer, d *Document, made time.Time) error {
	x := &docx{document: d, urls: map[string]string{}, marks: map[string]string{}}
	body := x.body()
	parts := []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", relations},
		{"docProps/core.xml", x.core(made)},
		{"word/document.xml", body},
		{"word/styles.xml", x.styles()},
		{"word/numbering.xml", x.numbering()},
		{"word/_rels/document.xml.rels", x.links()},
	}
	z := zip.NewWriter(w)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: made})
		if err != nil {
			return fmt.Errorf("write DOCX: %w", err)
		}
		if _, err := io.WriteString(f, p.content); err != nil {
			return fmt.Errorf("write DOCX: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write DOCX: %w", err)
	}
	return nil
}

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpace    = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	relations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
)

// docx is a document on its way into the parts of a file.
type docx struct {
	document *Document
	b        strings.Builder
	urls     map[string]string // address → id of its relation
	order    []string          // the addresses in order of their ids
	marks    map[string]string // ID → name of the bookmark
	ids      int               // bookmarks so far
	lists    int               // ordered lists so far: each counts for itself
}

func (x *docx) say(parts ...string) {
	for _, s := range parts {
		x.b.WriteString(s)
	}
}

func (x *docx) body() string {
	x.say(xmlHead, `<w:document `, wordSpace, `><w:body>`)
	for _, b := range x.document.Blocks {
		x.block(b)
	}
	x.say(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>`, x.toLeft(), `</w:sectPr></w:body></w:document>`)
	return x.b.String()
}

// toLeft marks a page as written from right to left.
func (x *docx) toLeft() string {
	if x.document.RTL {
		return `<w:bidi/>`
	}
	return ""
}

func (x *docx) block(b Block) {
	switch b := b.(type) {
	case Heading:
		x.paragraph("Heading"+strconv.Itoa(b.Level), "", b.ID, b.Text)
	case Paragraph:
		style := ""
		switch {
		case b.Alert:
			style = "Alert"
		case b.Aside:
			style = "Aside"
		}
		x.paragraph(style, "", b.ID, b.Text)
	case Quote:
		x.paragraph("Quote", "", b.ID, b.Text)
		x.paragraph("QuoteSource", "", "", b.Source)
	case List:
		number := "1"
		if b.Ordered {
			x.lists++
			number = strconv.Itoa(1 + x.lists)
		}
		for _, item := range b.Items {
			x.paragraph("ListParagraph", `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="`+number+`"/></w:numPr>`, "", item)
		}
	case Table:
		x.table(&b)
	}
}

// paragraph writes a line with a style. It runs in the direction of its first
// letter that has one.
func (x *docx) paragraph(style, numbered, id string, l Line) {
	x.say(`<w:p><w:pPr>`)
	if style != "" {
		x.say(`<w:pStyle w:val="`, style, `"/>`)
	}
	x.say(numbered)
	rtl := runsLeft(l.String(), x.document.RTL)
	if rtl {
		x.say(`<w:bidi/>`)
	}
	x.say(`</w:pPr>`)
	if id != "" {
		x.ids++
		n := strconv.Itoa(x.ids)
		x.say(`<w:bookmarkStart w:id="`, n, `" w:name="`, x.bookmark(id), `"/><w:bookmarkEnd w:id="`, n, `"/>`)
	}
	for _, r := range l {
		x.run(r, rtl)
	}
	x.say(`</w:p>`)
}

// runsLeft reports whether a text runs from right to left: as its first letter
// does that has a direction, else as the document does.
func runsLeft(s string, otherwise bool) bool {
	for _, r := range s {
		if leftward(r) {
			return true
		}
		if p, _ := bidi.LookupRune(r); p.Class() == bidi.L {
			return false
		}
	}
	return otherwise
}

// bookmark returns the name of a bookmark: letters and digits, at most 40.
func (x *docx) bookmark(id string) string {
	name, ok := x.marks[id]
	if !ok {
		name = "b" + strconv.Itoa(len(x.marks)+1)
		x.marks[id] = name
	}
	return name
}

func (x *docx) run(r Run, rtl bool) {
	switch {
	case r.To != "":
		x.say(`<w:hyperlink w:anchor="`, x.bookmark(r.To), `" w:history="1">`)
		defer x.say(`</w:hyperlink>`)
	case r.URL != "":
		x.say(`<w:hyperlink r:id="`, x.relation(r.URL), `" w:history="1">`)
		defer x.say(`</w:hyperlink>`)
	}
	x.say(`<w:r><w:rPr>`)
	switch {
	case r.To != "" || r.URL != "":
		x.say(`<w:rStyle w:val="Hyperlink"/>`)
	case r.Code:
		x.say(`<w:rStyle w:val="Code"/>`)
	case r.Mark:
		x.say(`<w:rStyle w:val="Marked"/>`)
	}
	if r.Strong {
		x.say(`<w:b/><w:bCs/>`)
	}
	if rtl {
		x.say(`<w:rtl/>`)
	}
	x.say(`</w:rPr><w:t xml:space="preserve">`, escape(r.isolated()), `</w:t></w:r>`)
}

func (x *docx) relation(url string) string {
	id, ok := x.urls[url]
	if !ok {
		x.order = append(x.order, url)
		id = "link" + strconv.Itoa(len(x.order))
		x.urls[url] = id
	}
	return id
}

func (x *docx) table(t *Table) {
	x.paragraph("Caption", "", "", Text(t.Caption))
	x.say(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>`)
	if x.document.RTL {
		x.say(`<w:bidiVisual/>`) // here, by the sequence of CT_TblPr
	}
	x.say(`<w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>`, strings.Repeat(`<w:gridCol/>`, len(t.Heads)), `</w:tblGrid>`)
	row := func(cells []Line, style, properties string) {
		x.say(`<w:tr><w:trPr><w:cantSplit/>`, properties, `</w:trPr>`)
		for _, c := range cells {
			x.say(`<w:tc>`)
			x.paragraph(style, "", "", c)
			x.say(`</w:tc>`)
		}
		x.say(`</w:tr>`)
	}
	row(t.Heads, "TableHead", `<w:tblHeader/>`)
	for _, r := range t.Rows {
		row(r, "TableText", "")
	}
	x.say(`</w:tbl><w:p/>`)
}

func (x *docx) core(made time.Time) string {
	at := made.UTC().Format("2006-01-02T15:04:05Z")
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(x.document.Title) + `</dc:title><dc:language>` + escape(x.document.Language) + `</dc:language>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created></cp:coreProperties>`
}

func (x *docx) links() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="numbering" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>`)
	for _, url := range x.order {
		b.WriteString(`<Relationship Id="` + x.urls[url] + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="` + escape(url) + `" TargetMode="External"/>`)
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

// style is what the file says about one kind of paragraph or run.
type style struct{ kind, id, name, based, paragraph, run string }

// styleList is every style that blocks and runs name. Sizes are half points,
// distances twentieths of a point.
var styleList = []style{
	{"paragraph", "Heading1", "heading 1", "Normal", `<w:keepNext/><w:spacing w:before="0" w:after="200"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:bCs/><w:sz w:val="40"/><w:szCs w:val="40"/>`},
	{"paragraph", "Heading2", "heading 2", "Normal", `<w:keepNext/><w:spacing w:before="400" w:after="120"/><w:outlineLvl w:val="1"/>`, `<w:b/><w:bCs/><w:sz w:val="30"/><w:szCs w:val="30"/>`},
	{"paragraph", "Heading3", "heading 3", "Normal", `<w:keepNext/><w:spacing w:before="300" w:after="100"/><w:outlineLvl w:val="2"/>`, `<w:b/><w:bCs/><w:sz w:val="25"/><w:szCs w:val="25"/>`},
	{"paragraph", "Heading4", "heading 4", "Normal", `<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="3"/>`, `<w:b/><w:bCs/>`},
	{"paragraph", "Quote", "Quote", "Normal", `<w:keepNext/><w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="8A8578"/></w:pBdr><w:spacing w:before="80" w:after="20"/><w:ind w:left="340"/>`, ``},
	{"paragraph", "QuoteSource", "Quote Source", "Normal", `<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="8A8578"/></w:pBdr><w:spacing w:after="140"/><w:ind w:left="340"/>`, `<w:sz w:val="18"/><w:szCs w:val="18"/><w:color w:val="55524A"/>`},
	{"paragraph", "Aside", "Aside", "Normal", ``, `<w:sz w:val="19"/><w:szCs w:val="19"/><w:color w:val="55524A"/>`},
	{"paragraph", "Alert", "Alert", "Normal", `<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="8C2F2B"/></w:pBdr>`, `<w:b/><w:bCs/>`},
	{"paragraph", "ListParagraph", "List Paragraph", "Normal", `<w:spacing w:after="60"/>`, ``},
	{"paragraph", "Caption", "caption", "Normal", `<w:keepNext/><w:spacing w:before="160" w:after="60"/>`, `<w:b/><w:bCs/><w:sz w:val="20"/><w:szCs w:val="20"/>`},
	{"paragraph", "TableHead", "Table Head", "Normal", `<w:keepNext/><w:spacing w:after="20" w:line="240" w:lineRule="auto"/>`, `<w:b/><w:bCs/><w:sz w:val="18"/><w:szCs w:val="18"/>`},
	{"paragraph", "TableText", "Table Text", "Normal", `<w:spacing w:after="20" w:line="240" w:lineRule="auto"/>`, `<w:sz w:val="18"/><w:szCs w:val="18"/>`},
	{"character", "Hyperlink", "Hyperlink", "", ``, `<w:color w:val="1F4E79"/><w:u w:val="single"/>`},
	{"character", "Code", "Code", "", ``, `<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/><w:sz w:val="17"/><w:szCs w:val="17"/>`},
	{"character", "Marked", "Marked", "", ``, `<w:b/><w:bCs/>`},
}

func (x *docx) styles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles ` + wordSpace + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:cs="Times New Roman"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="` + escape(x.document.Language) + `"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	for _, s := range styleList {
		b.WriteString(`<w:style w:type="` + s.kind + `" w:styleId="` + s.id + `"><w:name w:val="` + s.name + `"/>`)
		if s.based != "" {
			b.WriteString(`<w:basedOn w:val="` + s.based + `"/>`)
		}
		if s.paragraph != "" {
			b.WriteString(`<w:pPr>` + s.paragraph + `</w:pPr>`)
		}
		b.WriteString(`<w:rPr>` + s.run + `</w:rPr></w:style>`)
	}
	b.WriteString(`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="B8B2A3"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return b.String()
}

// numbering defines list 1, with bullets, and a list with numbers of its own
// for each ordered list of the document.
func (x *docx) numbering() string {
	var b strings.Builder
	level := func(id, format, text string) {
		b.WriteString(`<w:abstractNum w:abstractNumId="` + id + `"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/><w:lvlJc w:val="start"/><w:pPr><w:ind w:left="454" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>`)
	}
	b.WriteString(xmlHead + `<w:numbering ` + wordSpace + `>`)
	level("0", "bullet", "•")
	level("1", "decimal", "%1.")
	b.WriteString(`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	for i := range x.lists {
		b.WriteString(`<w:num w:numId="` + strconv.Itoa(2+i) + `"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

// escape writes text for XML, without the characters that XML has no way to write.
func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
