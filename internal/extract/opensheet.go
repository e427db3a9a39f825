package extract

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"assay/internal/assay"
)

const openSheetType = "application/vnd.oasis.opendocument.spreadsheet"

var _ = register(Format{
	Name: "ods", Label: mark("Table of articles (OpenDocument)"), Version: "1", Extensions: []string{".ods", ".ots"}, MediaTypes: []string{openSheetType},
	Of: "zip", Is: openSheet, Apart: true, table: openTable,
	Damaged: assay.Say("This spreadsheet is damaged. Get it once more from where it came from, or open it in the program that it is from, and save it as CSV."),
})

func openSheet(s *Sample) bool { return typed(openSheetType)(s) }

// openTable opens a spreadsheet of LibreOffice. Its sheets stand behind each other
// in one member of the archive, which is gone through for each.
func openTable(data []byte, _ string) (*table, error) {
	archive, err := openOffice(data)
	if err != nil {
		return nil, err
	}
	if archive.protected() {
		return nil, locked()
	}
	names, err := openSheets(archive)
	if err != nil {
		return nil, err
	}
	t := &table{}
	for i, name := range names {
		t.sheets = append(t.sheets, sheet{name: name, rows: withoutBlank(func(yield func(row, error) bool) { openRows(archive, i, yield) })})
	}
	return t, nil
}

// openSheets returns the names of the sheets.
func openSheets(archive office) (names []string, err error) {
	r, err := xmlMember(archive, "content.xml")
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // only read
	for len(names) < maxSheets {
		e, err := r.begins("table")
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		names = append(names, xmlAttr(e, "name"))
		if err := r.skip(); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// begins returns the next element of a name.
func (r *xmlReader) begins(name string) (xml.StartElement, error) {
	for {
		token, err := r.next()
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == name {
			return e, nil
		}
	}
}

// openRows reads the rows of sheet i.
func openRows(archive office, i int, yield func(row, error) bool) {
	r, err := xmlMember(archive, "content.xml")
	if err != nil {
		yield(row{}, err)
		return
	}
	defer r.Close() //nolint:errcheck // only read
	for n := range i + 1 {
		_, err := r.begins("table")
		if err == nil && n < i {
			err = r.skip()
		}
		if err != nil {
			yield(row{}, cutShort(err))
			return
		}
	}
	n := 0
	for depth := 1; depth > 0; {
		token, err := r.next()
		if err != nil {
			yield(row{}, cutShort(err))
			return
		}
		switch e := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if e.Name.Local != "table-row" {
				depth++ // rows may be grouped
				continue
			}
			n++
			cells, err := r.openCells()
			if err == nil && n > maxRows && len(cells) > 0 {
				err = checkSize(n, 0)
			}
			if err != nil {
				yield(row{}, err)
				return
			}
			if !yield(row{n, cells}, nil) { // once, however often it is repeated
				return
			}
			n += repeated(e, "number-rows-repeated") - 1
		}
	}
}

// repeated returns how often an element stands for itself.
func repeated(e xml.StartElement, name string) int {
	const most = 1 << 20
	n, err := strconv.Atoi(xmlAttr(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}

// openCells reads the cells of a row that has just begun.
func (r *xmlReader) openCells() (cells []string, err error) {
	next := 0
	for {
		token, err := r.next()
		if err != nil {
			return nil, cutShort(err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			return cells, nil
		case xml.StartElement:
			text, err := r.openText()
			if err != nil {
				return nil, err
			}
			switch xmlAttr(e, "value-type") {
			case "date":
				text = xmlAttr(e, "date-value")
			case "float":
				text = xmlAttr(e, "value")
			}
			n := repeated(e, "number-columns-repeated")
			if text != "" {
				if next+n > maxColumns {
					return nil, checkSize(0, next+n)
				}
				for len(cells) < next {
					cells = append(cells, "")
				}
				for range n {
					cells = append(cells, text)
				}
			}
			next = min(next+n, 1<<20)
		}
	}
}

// openText returns the text of a cell that has just begun: its paragraphs, without
// comments on it.
func (r *xmlReader) openText() (string, error) {
	var out strings.Builder
	apart := 0 // how deep in a comment
	for depth := 1; depth > 0; {
		token, err := r.next()
		if err != nil {
			return "", cutShort(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			if apart > 0 {
				continue
			}
			switch e.Name.Local {
			case "annotation":
				apart = depth
			case "p":
				if out.Len() > 0 {
					out.WriteByte('\n')
				}
			case "s":
				out.WriteString(strings.Repeat(" ", min(repeated(e, "c"), 100)))
			case "tab":
				out.WriteByte('\t')
			case "line-break":
				out.WriteByte('\n')
			}
		case xml.EndElement:
			if depth == apart {
				apart = 0
			}
			depth--
		case xml.CharData:
			if apart == 0 && depth > 1 && out.Len() < maxText*2 {
				out.Write(e)
			}
		}
	}
	return out.String(), nil
}
