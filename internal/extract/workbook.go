package extract

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "xlsx", Label: mark("Table of articles (Excel)"), Version: "1", Extensions: []string{".xlsx", ".xlsm"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	Of: "zip", Is: holding("xl/workbook.xml"), Apart: true, table: workbook,
	Damaged: assay.Say("This spreadsheet is damaged. Get it once more from where it came from, or open it in the program that it is from, and save it as CSV."),
})

// What a workbook unpacks to is less than these. A member of an archive says of
// its size what it likes.
const (
	maxSheetXML   = 512 << 20 // bytes of one member
	maxStrings    = 5_000_000 // that the cells share
	maxStringData = 256 << 20 // bytes of them
	maxNested     = 100       // elements in each other
)

// xmlReader reads the elements of a member of an archive one by one.
type xmlReader struct {
	*xml.Decoder
	io.Closer
	depth int
}

// member opens a member of an archive for its elements.
func xmlMember(archive office, name string) (*xmlReader, error) {
	f := archive.files[strings.ToLower(name)]
	if f == nil {
		return nil, damaged(fmt.Errorf("there is no %s", name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return &xmlReader{Decoder: xml.NewDecoder(io.LimitReader(r, maxSheetXML)), Closer: r}, nil
}

// next returns the next beginning or end of an element, or text. It fails with
// io.EOF at the end.
func (r *xmlReader) next() (xml.Token, error) {
	for {
		token, err := r.Token()
		if err != nil {
			if errors.Is(err, io.EOF) && r.depth == 0 {
				return nil, io.EOF
			}
			return nil, damaged(err)
		}
		switch token.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > maxNested {
				return nil, damaged(errors.New("elements are nested too deeply"))
			}
			return token, nil
		case xml.EndElement:
			r.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		}
	}
}

// excelBook is a workbook of Excel.
type excelBook struct {
	office
	strings []string // that the cells share
	dates   []bool   // whether a style shows a number as a date
	since   time.Time
}

// workbook opens a workbook. Formulas have the results that were saved with them.
func workbook(data []byte, _ string) (*table, error) {
	archive, err := openOffice(data)
	if err != nil {
		return nil, err
	}
	b := &excelBook{office: archive}
	sheets, err := b.sheets()
	if err != nil {
		return nil, err
	}
	if err := b.shared(); err != nil {
		return nil, err
	}
	if err := b.styles(); err != nil {
		return nil, err
	}
	t := &table{}
	for _, s := range sheets {
		t.sheets = append(t.sheets, sheet{name: s.name, rows: withoutBlank(func(yield func(row, error) bool) { b.rows(s.member, yield) })})
	}
	return t, nil
}

type sheetMember struct{ name, member string }

// sheets returns the sheets that are shown, in their order, and reads when days
// begin to be counted.
func (b *excelBook) sheets() (out []sheetMember, err error) {
	targets, err := b.relations("xl/_rels/workbook.xml.rels")
	if err != nil {
		return nil, err
	}
	r, err := xmlMember(b.office, "xl/workbook.xml")
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // only read
	b.since = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	for {
		token, err := r.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "workbookPr" && (xmlAttr(e, "date1904") == "1" || xmlAttr(e, "date1904") == "true"):
			b.since = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		case e.Name.Local == "sheet" && xmlAttr(e, "state") == "" || e.Name.Local == "sheet" && xmlAttr(e, "state") == "visible":
			if target := targets[relation(e)]; target != "" && len(out) < maxSheets {
				out = append(out, sheetMember{xmlAttr(e, "name"), target})
			}
		}
	}
}

// relation returns the id of what a sheet refers to; it has a number called so, too.
func relation(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// relations returns the members of the archive that are referred to, by id.
func (b *excelBook) relations(name string) (map[string]string, error) {
	r, err := xmlMember(b.office, name)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // only read
	out := map[string]string{}
	for {
		token, err := r.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" && strings.HasSuffix(xmlAttr(e, "Type"), "/worksheet") {
			target := xmlAttr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = "/xl/" + target
			}
			out[xmlAttr(e, "Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
	}
}

// shared reads the texts that cells share.
func (b *excelBook) shared() error {
	r, err := xmlMember(b.office, "xl/sharedStrings.xml")
	if err != nil {
		return nil // a book without texts has none
	}
	defer r.Close() //nolint:errcheck // only read
	total := 0
	for {
		token, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "si" {
			text, err := r.text()
			if err != nil {
				return err
			}
			if total += len(text); total > maxStringData || len(b.strings) == maxStrings {
				return assay.Invalid("file", "There is far more text in this table than in articles. Split it.")
			}
			b.strings = append(b.strings, text)
		}
	}
}

// text returns the text of the element that has just begun, without what helps to
// read it aloud.
func (r *xmlReader) text() (string, error) {
	var out strings.Builder
	taken, aloud := 0, 0
	for depth := 1; depth > 0; {
		token, err := r.next()
		if err != nil {
			return "", cutShort(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "t":
				taken = depth
			case "rPh":
				aloud = depth
			}
		case xml.EndElement:
			if depth == taken {
				taken = 0
			}
			if depth == aloud {
				aloud = 0
			}
			depth--
		case xml.CharData:
			if taken > 0 && aloud == 0 && out.Len() < maxText*2 {
				out.Write(t)
			}
		}
	}
	return withoutCodes(out.String()), nil
}

// cutShort makes an error of an end that comes too early.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return damaged(io.ErrUnexpectedEOF)
	}
	return err
}

var charCode = pattern(`_x[0-9A-Fa-f]{4}_`)

// withoutCodes reads characters that are written as _x000D_.
func withoutCodes(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return charCode().ReplaceAllStringFunc(s, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16) // has only such digits
		if r := rune(n); !utf16.IsSurrogate(r) && r != 0 {
			return string(r)
		}
		return ""
	})
}

// styles reads which styles show a number as a date.
func (b *excelBook) styles() error {
	r, err := xmlMember(b.office, "xl/styles.xml")
	if err != nil {
		return nil // all numbers are numbers
	}
	defer r.Close() //nolint:errcheck // only read
	own, within := map[string]bool{}, false
	for {
		token, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "cellXfs" {
			within = false
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "numFmt":
			own[xmlAttr(e, "numFmtId")] = showsDate(xmlAttr(e, "formatCode"))
		case e.Name.Local == "cellXfs":
			within = true
		case e.Name.Local == "xf" && within:
			id := xmlAttr(e, "numFmtId")
			n, _ := strconv.Atoi(id)
			date, mine := own[id]
			b.dates = append(b.dates, date || !mine && (n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58))
		}
	}
}

var literal = pattern(`"[^"]*"|\\.|\[[^\]]*\]`)

// showsDate reports whether a format of numbers has a year or a day in it.
func showsDate(format string) bool {
	return strings.ContainsAny(strings.ToLower(literal().ReplaceAllString(format, "")), "yd")
}

// rows reads the rows of a sheet.
func (b *excelBook) rows(member string, yield func(row, error) bool) {
	r, err := xmlMember(b.office, member)
	if err != nil {
		yield(row{}, err)
		return
	}
	defer r.Close() //nolint:errcheck // only read
	n := 0
	for {
		token, err := r.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(row{}, err)
			return
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		n++
		if given, err := strconv.Atoi(xmlAttr(e, "r")); err == nil && given >= n && given < 1<<21 {
			n = given
		}
		cells, err := b.cells(r)
		if err == nil {
			err = checkSize(0, len(cells))
		}
		if err == nil && n > maxRows && len(cells) > 0 {
			err = checkSize(n, 0)
		}
		if err != nil {
			yield(row{}, err)
			return
		}
		if !yield(row{n, cells}, nil) {
			return
		}
	}
}

// cells reads the cells of a row that has just begun.
func (b *excelBook) cells(r *xmlReader) (cells []string, err error) {
	next := 0
	for {
		token, err := r.next()
		if err != nil {
			return nil, cutShort(err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			return cells, nil
		case xml.StartElement:
			if t.Name.Local != "c" {
				if err := r.skip(); err != nil {
					return nil, err
				}
				continue
			}
			at := next
			if given, ok := columnOf(xmlAttr(t, "r")); ok {
				at = given
			}
			next = at + 1
			value, err := b.value(r, t)
			if err != nil {
				return nil, err
			}
			if value == "" {
				continue
			}
			if at >= maxColumns {
				return nil, checkSize(0, at)
			}
			for len(cells) <= at {
				cells = append(cells, "")
			}
			cells[at] = value
		}
	}
}

// skip passes over the element that has just begun.
func (r *xmlReader) skip() error {
	for depth := 1; depth > 0; {
		token, err := r.next()
		if err != nil {
			return cutShort(err)
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// columnOf returns the number of the column in the name of a cell, as in AB12.
func columnOf(cell string) (int, bool) {
	n := 0
	for i := range len(cell) {
		c := cell[i]
		if c < 'A' || c > 'Z' {
			return n - 1, n > 0
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<20 {
			return 0, false
		}
	}
	return n - 1, n > 0
}

// value returns what a cell that has just begun shows.
func (b *excelBook) value(r *xmlReader, c xml.StartElement) (string, error) {
	value, inline := "", ""
	for {
		token, err := r.next()
		if err != nil {
			return "", cutShort(err)
		}
		if _, ok := token.(xml.EndElement); ok {
			break
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "v":
			value, err = r.plain()
		case "is":
			inline, err = r.text()
		default:
			err = r.skip()
		}
		if err != nil {
			return "", err
		}
	}
	switch xmlAttr(c, "t") {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 && n < len(b.strings) {
			return b.strings[n], nil
		}
		return "", nil
	case "inlineStr":
		return inline, nil
	case "str":
		return withoutCodes(value), nil
	case "b", "d":
		return value, nil
	case "e":
		return "", nil
	}
	return b.number(value, xmlAttr(c, "s")), nil
}

// plain returns the characters in the element that has just begun.
func (r *xmlReader) plain() (string, error) {
	var out strings.Builder
	for depth := 1; depth > 0; {
		token, err := r.next()
		if err != nil {
			return "", cutShort(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if out.Len() < maxText*2 {
				out.Write(t)
			}
		}
	}
	return out.String(), nil
}

// number returns what a number shows in a style: a date, or itself.
func (b *excelBook) number(value, style string) string {
	n, err := strconv.Atoi(style)
	days, notNumber := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || n < 0 || n >= len(b.dates) || !b.dates[n] || notNumber != nil || days < 1 || days > 100_000 {
		return value
	}
	at := b.since.Add(time.Duration(days*24*60*60+.5) * time.Second)
	if days == float64(int(days)) {
		return at.Format(time.DateOnly)
	}
	return at.Format("2006-01-02T15:04:05")
}
