package extract

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"assay/internal/assay"
)

var (
	csvExtensions = []string{".csv", ".tsv", ".tab", ".psv"}
	csvTypes      = []string{"text/csv", "text/tab-separated-values"}
)

var _ = register(Format{
	Name: "csv", Label: mark("Table of articles (CSV)"), Version: "1", Extensions: csvExtensions, MediaTypes: csvTypes,
	Of: root, Is: separated, table: csvTable,
})

// separated recognises a table by its name and the sight of separators, and
// without such a name by a first line that plainly names columns.
func separated(s *Sample) bool {
	if s.Start == "" || strings.ContainsRune("<{[", rune(s.Start[0])) || mailHeaders(s.Start) > 2 {
		return false
	}
	sep, lines := separatorOf(s.Start)
	if s.called(&Format{Extensions: csvExtensions, MediaTypes: csvTypes}) {
		return sep != 0 || len(lines) > 0 && understood(lines[0])[0].role == RoleText
	}
	if sep == 0 || len(lines) < 2 {
		return false
	}
	roles := map[string]bool{}
	for _, m := range understood(lines[0]) {
		roles[m.role] = true
	}
	const enough = 3
	return roles[RoleText] && (roles[RoleTitle] || roles[RoleURL]) && len(lines[0]) >= enough && len(lines[1]) == len(lines[0])
}

// separatorOf returns what separates the cells in the first lines of a text, 0 for
// nothing, and those lines.
func separatorOf(start string) (sep rune, lines [][]string) {
	const most = 50
	if given, rest := statedSeparator(start); given != 0 {
		return given, someLines(rest, given, most)
	}
	var best float64
	for _, candidate := range ",;\t|" {
		found := someLines(start, candidate, most)
		if lines == nil {
			lines = found
		}
		if len(found) == 0 || len(found[0]) < 2 {
			continue
		}
		same := 0
		for _, cells := range found {
			if len(cells) == len(found[0]) {
				same++
			}
		}
		fit := float64(same) / float64(len(found)) * (1 - 1/float64(len(found[0])+1))
		if same*2 > len(found) && fit > best {
			best, sep, lines = fit, candidate, found
		}
	}
	return sep, lines
}

// statedSeparator returns the separator that the first line of a table gives, as Excel
// has it, and what stands below; 0 if it gives none.
func statedSeparator(text string) (rune, string) {
	first, rest, _ := strings.Cut(text, "\n")
	first = strings.Trim(first, "\ufeff\r\"")
	if value, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && len(value) == 1 && strings.Contains(",;\t|", value) {
		return rune(value[0]), rest
	}
	return 0, text
}

// someLines returns the first rows of a text as cells. The last of them may have
// been cut off, and is left out if there are others.
func someLines(text string, sep rune, most int) (lines [][]string) {
	r := cells(text, sep)
	for len(lines) < most {
		line, err := r.Read()
		if err != nil {
			break
		}
		lines = append(lines, slices.Clone(line))
	}
	if len(lines) > 1 && len(lines) < most {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func cells(text string, sep rune) *csv.Reader {
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = sep, true, -1, true
	return r
}

// csvTable opens a table whose cells are separated by some character.
func csvTable(_ []byte, text string) (*table, error) {
	const start = 64 << 10
	sep, _ := separatorOf(strings.ToValidUTF8(text[:min(len(text), start)], ""))
	if sep == 0 {
		sep = ',' // one column
	}
	_, text = statedSeparator(text)
	rows := func(yield func(row, error) bool) {
		r := cells(text, sep)
		for n := 1; ; n++ {
			line, err := r.Read()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				if !yield(row{n: n}, brokenRow(n, err)) {
					return
				}
				continue
			}
			if ok := checkSize(n, len(line)); ok != nil {
				yield(row{}, ok)
				return
			}
			if !yield(row{n, line}, nil) {
				return
			}
		}
	}
	return &table{sheets: []sheet{{rows: withoutBlank(rows)}}, loose: true}, nil
}

func brokenRow(n int, err error) error {
	return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("Row %d of this table is damaged.", n), Err: err}
}

// checkSize fails for a row that no table of articles has.
func checkSize(rows, columns int) error {
	switch {
	case rows > maxRows:
		return assay.Invalid("file", "This table has more than %d rows. Split it.", maxRows)
	case columns > maxColumns:
		return assay.Invalid("file", "This table has more than %d columns. Leave out those that do not matter.", maxColumns)
	}
	return nil
}

// withoutBlank leaves out the rows in which there is nothing.
func withoutBlank(rows func(yield func(row, error) bool)) func(yield func(row, error) bool) {
	return func(yield func(row, error) bool) {
		rows(func(r row, err error) bool {
			if err == nil && filled(r) == 0 {
				return true
			}
			return yield(r, err)
		})
	}
}
