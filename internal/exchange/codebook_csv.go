package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"assay/internal/assay"
)

// codebookColumns are the columns of the table of tags, in order.
var codebookColumns = []string{"tag", "below", "meaning", "colour", "other_names", "mentions", "claims", "articles", "questions", "sources", "others", "tag_id"}

// WriteCodebook writes a table with one row for each tag, in the order of the
// tree, as WriteQuotes writes one of quotes.
func WriteCodebook(w io.Writer, s assay.Snapshot, o CSVOptions) error {
	book := assay.Codebook{Tags: s.Case.Tags, Counts: countTags(assay.NewView(s.Case, s.Me).Case)}
	out := bufio.NewWriterSize(w, 1<<16)
	if o.BOM {
		out.WriteString("\ufeff")
	}
	writeRow(out, codebookColumns)
	names := map[assay.TagID]string{}
	for _, t := range book.Tags {
		names[t.ID] = t.Name
	}
	for _, t := range book.Tree() {
		n, below := book.Counts[t.ID], ""
		if t.Depth > 0 {
			below = names[t.Parent]
		}
		cells := []string{t.Name, below, t.Description, t.Colour, strings.Join(t.Aliases, several)}
		for i := range cells {
			cells[i] = told(cells[i])
		}
		for _, count := range []int{n.Mentions, n.Claims, n.Articles, n.Questions, n.Sources, n.Others} {
			cells = append(cells, strconv.Itoa(count))
		}
		writeRow(out, append(cells, t.ID.String()))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write codebook: %w", err)
	}
	return nil
}

// told doubles an apostrophe at the beginning, so that one that harmless has
// put there can be told from one that was written.
func told(cell string) string {
	if strings.HasPrefix(cell, "'") {
		return "'" + cell
	}
	return cell
}

// meant takes off the apostrophe that told or harmless has put there.
func meant(cell string) string {
	rest, ok := strings.CutPrefix(cell, "'")
	if ok && (strings.HasPrefix(rest, "'") || harmless(rest) != rest) {
		return rest
	}
	return cell
}

// countTags counts what has each tag.
func countTags(c *assay.Case) map[assay.TagID]assay.TagCounts {
	kinds := map[assay.EntityID]assay.Kind{}
	for i := range c.Mentions {
		kinds[assay.EntityID(c.Mentions[i].ID)] = assay.KindMention
	}
	for i := range c.Claims {
		kinds[assay.EntityID(c.Claims[i].ID)] = assay.KindClaim
	}
	for i := range c.Articles {
		kinds[assay.EntityID(c.Articles[i].ID)] = assay.KindArticle
	}
	for i := range c.Questions {
		kinds[assay.EntityID(c.Questions[i].ID)] = assay.KindQuestion
	}
	for i := range c.Sources {
		kinds[assay.EntityID(c.Sources[i].ID)] = assay.KindSource
	}
	for i := range c.Versions {
		kinds[assay.EntityID(c.Versions[i].ID)] = assay.KindVersion
	}
	for i := range c.Events {
		kinds[assay.EntityID(c.Events[i].ID)] = assay.KindEvent
	}
	counts := map[assay.TagID]assay.TagCounts{}
	for _, g := range c.Taggings {
		n := counts[g.Tag]
		switch kinds[g.Target] {
		case assay.KindMention:
			n.Mentions++
		case assay.KindClaim:
			n.Claims++
		case assay.KindArticle:
			n.Articles++
		case assay.KindQuestion:
			n.Questions++
		case assay.KindSource:
			n.Sources++
		case assay.KindVersion, assay.KindEvent:
			n.Others++
		default: // it was removed
		}
		counts[g.Tag] = n
	}
	return counts
}

// codebookHeads are what the columns that are read are called, by this program
// and by others, in lower case.
var codebookHeads = map[string][]string{
	"name":    {"tag", "name", "code", "code name", "path"},
	"below":   {"below", "parent", "parent code", "category"},
	"meaning": {"meaning", "description", "definition", "memo"},
	"colour":  {"colour", "color"},
	"aliases": {"other_names", "other names", "aliases"},
}

// ReadCodebook reads a table of tags: comma, semicolon or tab between the
// cells, the names of the columns in the first row. It fails with KindInvalid on
// what is none.
func ReadCodebook(r io.Reader) (assay.TagPlan, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxCodebook+1))
	if err != nil {
		return assay.TagPlan{}, err
	}
	if len(data) > maxCodebook {
		return assay.TagPlan{}, assay.Invalid("file", "This table is larger than %d MB. Is it the right file?", maxCodebook>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	rows := csv.NewReader(bytes.NewReader(data))
	rows.Comma, rows.FieldsPerRecord, rows.LazyQuotes = between(data), -1, true
	head, err := rows.Read()
	if err != nil {
		return assay.TagPlan{}, &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This is not a table that Assay can read."), Err: err}
	}
	t := tagTable{codes: newCodes(), columns: map[string]int{}}
	if err := t.headed(head); err != nil {
		return assay.TagPlan{}, err
	}
	var list [][]string
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return assay.TagPlan{}, &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("Row %d of this table cannot be read.", len(list)+2), Err: err}
		}
		if list = append(list, row); len(list) > assay.MaxPlannedTags {
			return assay.TagPlan{}, assay.Invalid("file", "This codebook has more than %d tags. Split it.", assay.MaxPlannedTags)
		}
	}
	if err := t.place(list); err != nil {
		return assay.TagPlan{}, err
	}
	return t.done()
}

// between returns what stands between the cells: what the first line has most of.
func between(data []byte) rune {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	most := ','
	for _, sign := range []rune{';', '\t'} {
		if bytes.Count(line, []byte(string(sign))) > bytes.Count(line, []byte(string(most))) {
			most = sign
		}
	}
	return most
}

// tagTable is a table of tags on its way in.
type tagTable struct {
	*codes
	columns map[string]int
}

func (t *tagTable) headed(head []string) error {
	for i, cell := range head {
		cell = strings.ToLower(strings.TrimSpace(cell))
		known := false
		for name, called := range codebookHeads {
			if _, twice := t.columns[name]; !twice && slices.Contains(called, cell) {
				t.columns[name], known = i, true
			}
		}
		if !known && cell != "" && !slices.Contains(codebookColumns, cell) {
			t.lose(assay.Say("The column “%s”.", short(cell, 100)))
		}
	}
	if _, ok := t.columns["name"]; !ok {
		return assay.Invalid("file", "This table has no column “name” or “tag”. Give it a first row that says what is in its columns.")
	}
	return nil
}

func (t *tagTable) cell(row []string, column string) string {
	if i, ok := t.columns[column]; ok && i < len(row) {
		return meant(row[i])
	}
	return ""
}

// place takes the rows over, each after the one that it is below.
func (t *tagTable) place(rows [][]string) error {
	first := map[string]int{} // rows by name
	fold := assay.FoldName
	for i, row := range rows {
		if name := fold(t.cell(row, "name")); name != "" {
			if _, twice := first[name]; !twice {
				first[name] = i
			}
		}
	}
	at := make([]int, len(rows)) // places in the plan, plus 1; -1 on the way
	var put func(i, depth int) error
	put = func(i, depth int) (err error) {
		if at[i] != 0 {
			return nil
		}
		at[i] = -1
		row, above := rows[i], -1
		if name := t.cell(row, "below"); fold(name) != "" {
			j, ok := first[fold(name)]
			switch {
			case !ok:
				t.lose(assay.Say("That “%s” is below “%s”, which is not in the table.", short(t.cell(row, "name"), 100), short(name, 100)))
			case at[j] < 0 || depth >= maxNesting:
				t.lose(assay.Say("That “%s” is below “%s”: the two would be below each other, or too deep.", short(t.cell(row, "name"), 100), short(name, 100)))
			default:
				if err := put(j, depth+1); err != nil {
					return err
				}
				above = at[j] - 1
			}
		}
		at[i], err = t.row(row, above)
		return err
	}
	for i := range rows {
		if err := put(i, 0); err != nil {
			return err
		}
	}
	return nil
}

// row takes one row over and returns its place in the plan, plus 1.
func (t *tagTable) row(row []string, above int) (int, error) {
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		return 0, nil
	}
	colour := strings.ToLower(strings.TrimSpace(t.cell(row, "colour")))
	if !slices.Contains(assay.TagColours, colour) {
		colour = t.ink(colour)
	}
	tag := assay.PlannedTag{Name: t.cell(row, "name"), Above: above, Colour: colour}
	for name := range strings.SplitSeq(t.cell(row, "aliases"), several) {
		if name = short(strings.Join(strings.Fields(name), " "), maxTagName); name != "" && len(tag.Aliases) < 100 {
			tag.Aliases = append(tag.Aliases, name)
		}
	}
	at, err := t.add(tag)
	t.describe(at, t.cell(row, "meaning"))
	return at + 1, err
}
