package extract

import (
	"errors"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/internal/assay"
)

// What is more than these is no list of articles, or one that nobody would see
// through.
const (
	maxRows    = 200_000
	maxColumns = 2_000
	maxSheets  = 200
)

// table is rows of cells in one sheet or several.
type table struct {
	sheets []sheet
	named  bool // the columns have names, as members of objects have
	loose  bool // a row may have more cells than were meant, since any text can separate them
}

// sheet is one of the sheets of a table. Its rows can be gone through more than
// once. An error of one row, which has its number, does not end the others.
type sheet struct {
	name  string
	names []string // of the columns, if the table is named
	rows  iter.Seq2[row, error]
}

// row is a row that has anything in it. Its cells are as many as are filled.
type row struct {
	n     int // from 1, as spreadsheets count
	cells []string
}

// cell returns a cell of a row, "" beyond its end.
func (r row) cell(i int) string {
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// layout says where in a sheet what is.
type layout struct {
	Columns
	names []string // of all columns
	at    []int    // the columns of Columns.Of
	open  string   // a date that can be read in two ways, "" for none
}

// documents reads the articles in a table.
func (t *table) documents(d Document, h Hint) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		only := 0
		if h.Part != "" {
			number, columns, _ := strings.Cut(h.Part, " ")
			only, _ = strconv.Atoi(number)
			h.Columns = columns
		}
		layouts, err := t.layouts(h.Columns)
		if err != nil {
			yield(Document{}, err)
			return
		}
		for _, l := range layouts {
			for r, err := range t.sheets[max(l.Sheet, 1)-1].rows {
				if r.n <= l.Head || only > 0 && r.n != only {
					continue
				}
				one := d
				if one.Part = strconv.Itoa(r.n) + " " + l.String(); h.Part != "" {
					one.Part = h.Part
				}
				if err == nil && t.loose && l.overflows(r) {
					err = assay.Invalid("file", "Row %d has more cells than there are columns: the quotation marks around a text are missing. Save the table once more, with its texts in quotation marks.", r.n)
				}
				if err == nil {
					one, err = l.document(r, one)
				}
				if r.n == 0 { // of the whole sheet
					one.Part = ""
				}
				if !yield(one, err) || r.n == 0 {
					return
				}
			}
		}
	}
}

// overflows reports whether a row has something where no column has a name.
func (l *layout) overflows(r row) bool {
	last := len(l.names)
	for last > 0 && l.names[last-1] == "" {
		last--
	}
	return l.Head > 0 && filled(row{cells: r.cells[min(last, len(r.cells)):]}) > 0
}

// layouts returns the layouts of the sheets that are to be read: of that which
// has the columns that an analyst has named, or of those whose columns are plain.
func (t *table) layouts(columns string) ([]layout, error) {
	if columns != "" {
		c, err := ParseColumns(columns)
		if err != nil {
			return nil, err
		}
		l, err := t.chosen(c)
		return []layout{l}, err
	}
	var plain []layout
	err := errEmptyTable
	for i := range t.sheets {
		l, why, failed := t.propose(i)
		switch {
		case failed != nil && i == 0:
			err = failed
		case failed == nil && why == "":
			plain = append(plain, l)
		case failed == nil && !NeedsColumns(err):
			err = l.ask(why)
		}
	}
	if len(plain) > 0 {
		return plain, nil
	}
	return nil, err
}

// NeedsColumns reports whether an error says that an analyst must choose what the
// columns of a table are.
func NeedsColumns(err error) bool {
	e, ok := errors.AsType[*assay.Error](err)
	return ok && e.Field == fieldColumns
}

// fieldColumns is the field of such errors.
const fieldColumns = "columns"

// What an analyst has to choose of a table.
const (
	WhyNoText = "no text" // no column looks like the text of articles
	WhyText   = "text"    // which is the text is not plain
	WhyDates  = "dates"   // dates can be read in two ways
)

// ask says what an analyst has to choose.
func (l *layout) ask(why string) error {
	switch why {
	case WhyNoText:
		return assay.Invalid(fieldColumns, "No column of this table holds the text of articles. It has these: %s. Export it once more, with the full text.", listed(l.names))
	case WhyDates:
		return assay.Invalid(fieldColumns, "The dates in the column “%s” can be read with the day or with the month first, as in “%s”. Say which comes first.", l.called(RolePublished), l.open)
	}
	return assay.Invalid(fieldColumns, "It is not plain which column of this table holds the text of the articles. It has these: %s. Say which one.", listed(l.names))
}

var errEmptyTable error = assay.Invalid("file", "There are no rows in this table. Choose another file.")

// chosen returns the layout of the sheet that has the columns which are named.
func (t *table) chosen(c Columns) (l layout, err error) {
	for i := range t.sheets {
		if c.Sheet > 0 && c.Sheet != i+1 {
			continue
		}
		found, failed := t.resolve(i, c)
		if failed == nil {
			return found, nil
		}
		if err == nil {
			err = failed
		}
	}
	if err == nil {
		err = assay.Invalid(fieldColumns, "There is no sheet %d in this table.", c.Sheet)
	}
	return l, err
}

// resolve finds columns in sheet i.
func (t *table) resolve(i int, c Columns) (layout, error) {
	sample, err := t.sheets[i].sample()
	if err != nil {
		return layout{}, err
	}
	if t.named {
		c.Head = 0
	} else if c.Head < 0 {
		c.Head = head(sample)
	}
	l := layout{Columns: c, names: t.columnNames(i, sample, c.Head)}
	l.Of = nil
	for _, of := range c.Of {
		at := of.find(l.names)
		if at < 0 || at >= len(l.names) {
			return layout{}, assay.Invalid(fieldColumns, "There is no column “%s” in this table. It has these: %s.", of.Name, listed(l.names))
		}
		l.add(of.Role, at)
	}
	l = t.placed(l, i)
	if l.Dates == "" && !l.ordered(profiled(sample, l.Head, len(l.names))) {
		return layout{}, l.ask(WhyDates)
	}
	return l, nil
}

// ordered takes the order of the dates from what they look like, and reports
// whether that is plain.
func (l *layout) ordered(profiles []profile) bool {
	for n, of := range l.Of {
		if of.Role == RolePublished {
			p := &profiles[l.at[n]]
			var plain bool
			if l.Dates, plain = p.order(); !plain {
				l.open = p.open
			}
			return plain
		}
	}
	return true
}

// called returns how the column of a role is called.
func (l *layout) called(role string) string {
	for _, of := range l.Of {
		if of.Role == role {
			return of.Name
		}
	}
	return ""
}

// add takes column i for a role.
func (l *layout) add(role string, i int) {
	l.at = append(l.at, i)
	l.Of = append(l.Of, Column{role, columnCalled(l.names, i)})
}

// placed says in which sheet a layout is, if there are several.
func (t *table) placed(l layout, i int) layout {
	if l.Sheet = 0; len(t.sheets) > 1 {
		l.Sheet = i + 1
	}
	return l
}

// listed names columns for an analyst.
func listed(names []string) string {
	const most, longest = 30, 40
	var out []string
	for i, name := range names {
		if i == most {
			out = append(out, "…")
			break
		}
		if utf8.RuneCountInString(name) > longest {
			name = string([]rune(name)[:longest]) + "…"
		}
		if name == "" {
			name = "#" + strconv.Itoa(i+1)
		}
		out = append(out, "“"+name+"”")
	}
	return strings.Join(out, ", ")
}

// sampleRows is how many rows the columns are told from.
const sampleRows = 200

// sample returns the first rows of a sheet. Those that are broken are left out,
// unless all is.
func (s *sheet) sample() (rows []row, err error) {
	for r, failed := range s.rows {
		if failed != nil {
			if r.n == 0 {
				return rows, failed
			}
			err = failed
			continue
		}
		if rows = append(rows, row{r.n, slices.Clone(r.cells)}); len(rows) == sampleRows {
			break
		}
	}
	if len(rows) == 0 && err == nil {
		err = errEmptyTable
	}
	if len(rows) > 0 {
		err = nil
	}
	return rows, err
}

// columnNames returns the names of the columns of sheet i, of which there are as
// many as anything in the sample has.
func (t *table) columnNames(i int, sample []row, head int) []string {
	if t.named {
		return t.sheets[i].names
	}
	var names []string
	for _, r := range sample {
		if r.n == head {
			for _, cell := range r.cells {
				names = append(names, strings.Join(strings.Fields(cell), " "))
			}
		}
	}
	for _, r := range sample {
		for len(names) < len(r.cells) {
			names = append(names, "")
		}
	}
	return names
}

// head returns the number of the row that names the columns, 0 if none does. Some
// programs write a few lines above it.
func head(sample []row) int {
	const deepest, longest = 20, 60
	for _, r := range sample[:min(len(sample), deepest)] {
		roles := map[string]bool{}
		for _, cell := range r.cells {
			if m, ok := meanings[bare(cell)]; ok {
				roles[m.role] = true
			} else if role, ok := codes[bare(cell)]; ok {
				roles[role] = true
			}
		}
		if len(roles) > 1 || roles[RoleText] && len(roles) == filled(r) {
			return r.n
		}
	}
	if len(sample) < 2 {
		return 0
	}
	first := sample[0]
	for _, cell := range first.cells { // a name of which we know nothing
		if utf8.RuneCountInString(cell) > longest || tidyAddress(cell) != "" || parseDate(cell) != "" || isNumber(cell) {
			return 0
		}
	}
	if filled(first)*2 <= len(sample[1].cells) {
		return 0
	}
	return first.n
}

func filled(r row) (n int) {
	for _, cell := range r.cells {
		if !blank(cell) {
			n++
		}
	}
	return n
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return err == nil
}

// tidyAddress returns an address of the web, tidied, "" if s is none.
func tidyAddress(s string) string {
	const longest = 4096
	s = strings.TrimSpace(s)
	if len(s) > longest {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || !web(u) {
		return ""
	}
	return s
}

// profile is what the cells of a column look like.
type profile struct {
	filled, runes, addresses, dates, sentences int
	dmy, mdy                                   int    // dates that can be read in this order only
	open                                       string // one that can be read in both
}

func (p *profile) mean() int {
	if p.filled == 0 {
		return 0
	}
	return p.runes / p.filled
}

// most reports whether n are most of the cells that are filled.
func (p *profile) most(n int) bool { return p.filled > 0 && n*5 >= p.filled*4 }

// profiled returns what the columns of a sample look like.
func profiled(sample []row, head, columns int) []profile {
	all := make([]profile, columns)
	for _, r := range sample {
		if r.n <= head {
			continue
		}
		for i := range min(len(r.cells), columns) {
			all[i].look(r.cells[i])
		}
	}
	return all
}

func (p *profile) look(cell string) {
	const dateMost, enough = 60, 40
	if blank(cell) {
		return
	}
	p.filled++
	n := utf8.RuneCountInString(cell)
	if wide(cell) {
		n *= 3 // a character says as much as a few letters
	}
	p.runes += n
	if n >= enough && (strings.ContainsAny(strings.TrimSpace(cell), " \n") || wide(cell)) && tidyAddress(cell) == "" {
		p.sentences++
	}
	if tidyAddress(cell) != "" {
		p.addresses++
		return
	}
	if n > dateMost {
		return
	}
	switch either := numericDate(cell); {
	case either == DayFirst:
		p.dmy++
		p.dates++
	case either == MonthFirst:
		p.mdy++
		p.dates++
	case either != "":
		p.dates++
		if p.open == "" {
			p.open = strings.TrimSpace(cell)
		}
	case cellDate(cell, "") != "":
		p.dates++
	}
}

// order returns the order of the dates in a column, "" where it matters not, and
// whether it is plain.
func (p *profile) order() (order string, plain bool) {
	switch {
	case p.dmy > 0 && p.mdy == 0:
		return DayFirst, true
	case p.mdy > 0 && p.dmy == 0:
		return MonthFirst, true
	}
	return "", p.open == "" && p.mdy == 0 && p.dmy == 0
}

// propose returns the layout that sheet i is likely to have, and what of it is
// for an analyst to choose, "" if all is plain.
func (t *table) propose(i int) (l layout, why string, err error) {
	sample, err := t.sheets[i].sample()
	if err != nil {
		return l, "", err
	}
	if !t.named {
		l.Head = head(sample)
	}
	l.names = t.columnNames(i, sample, l.Head)
	profiles := profiled(sample, l.Head, len(l.names))
	means := understood(l.names)
	sure := l.text(means, profiles)
	for _, role := range Roles[1:] {
		if at := best(role, means, profiles, l.at); at >= 0 {
			l.add(role, at)
		}
	}
	if !l.ordered(profiles) {
		why = WhyDates
	}
	switch {
	case !l.has(RoleText):
		why = WhyNoText
	case !sure:
		why = WhyText
	}
	return t.placed(l, i), why, nil
}

// understood returns what the names of columns mean; those that mean nothing have
// no role.
func understood(names []string) []meaning {
	means, coded := make([]meaning, len(names)), 0
	for i, name := range names {
		means[i] = meanings[bare(name)]
		if _, ok := codes[bare(name)]; ok {
			coded++
		}
	}
	if coded > 2 {
		for i, name := range names {
			if role, ok := codes[bare(name)]; ok {
				means[i] = meaning{role: role}
			}
		}
	}
	return means
}

// text takes the columns of the text, and reports whether they are plainly that.
func (l *layout) text(means []meaning, profiles []profile) (sure bool) {
	const short, long = 20, 100
	var named []int
	for i, m := range means {
		if p := &profiles[i]; m.role == RoleText && !m.spare && p.mean() >= short && p.addresses*2 < p.filled {
			named = append(named, i)
		}
	}
	inParts := len(named) == 2 && means[named[0]] == means[named[1]] // the lead and the rest
	if len(named) == 1 || inParts {
		for _, i := range named {
			l.add(RoleText, i)
		}
		return true
	}
	likely, spare := -1, -1
	for i := range profiles {
		p := &profiles[i]
		switch {
		case !p.most(p.sentences):
		case means[i].role == RoleText && means[i].spare:
			if spare < 0 || p.mean() > profiles[spare].mean() {
				spare = i
			}
		case p.mean() >= long && (likely < 0 || p.mean() > profiles[likely].mean()):
			likely = i
		}
	}
	if likely < 0 {
		likely = spare
	}
	if likely >= 0 {
		l.add(RoleText, likely)
	}
	return false
}

// best returns the column that has a role most likely, -1 if none has.
func best(role string, means []meaning, profiles []profile, taken []int) int {
	at := -1
	for i, m := range means {
		p := &profiles[i]
		switch {
		case m.role != role || slices.Contains(taken, i) || p.filled == 0:
		case role == RoleURL && !p.most(p.addresses), role == RolePublished && !p.most(p.dates):
		case at < 0 || means[at].spare && !m.spare || means[at].spare == m.spare && m.rank < means[at].rank:
			at = i
		}
	}
	if at >= 0 || role != RoleURL && role != RolePublished {
		return at
	}
	for i, m := range means { // nothing is called so, but one column looks so
		p := &profiles[i]
		if m.role != "" || slices.Contains(taken, i) || role == RoleURL && !p.most(p.addresses) || role == RolePublished && !p.most(p.dates) {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = i
	}
	return at
}

// Table is a table as it is shown to an analyst who says what its columns are.
type Table struct {
	Sheets []Sheet
	Named  bool // the columns have names: no row does that
}

// Sheet is a sheet of a Table.
type Sheet struct {
	Name     string
	Names    []string   // of the columns, "" for those without
	Called   []string   // how Columns call them
	Rows     [][]string // the first, cut short
	Numbers  []int      // of Rows
	Count    int        // rows below the one that names the columns
	Proposed Columns
	Open     string // a date that can be read in two ways, "" if there is none
	Why      string // what an analyst has to choose, "" if all is plain
}

// TableIn returns the table in data for an analyst to look at. It fails as
// [Extract] does, and with KindInvalid if there is none. h.Columns may say which
// sheet has which row that names the columns; the rest of it does not matter.
func TableIn(data []byte, h Hint) (Table, error) {
	f, text, _, err := formatOf(data, h)
	if err != nil {
		return Table{}, err
	}
	if f.table == nil {
		return Table{}, assay.Invalid("file", "This file is no table.")
	}
	t, err := f.table(data, text)
	if err != nil {
		return Table{}, f.told(err)
	}
	c := Columns{Head: unnamed}
	if h.Columns != "" {
		if c, err = ParseColumns(h.Columns); err != nil {
			return Table{}, err
		}
	}
	out := Table{Named: t.named}
	for i := range t.sheets {
		given := unnamed
		if max(c.Sheet, 1) == i+1 {
			given = c.Head
		}
		shown, err := t.shown(i, given)
		if err != nil {
			return out, err
		}
		out.Sheets = append(out.Sheets, shown)
	}
	if len(out.Sheets) == 0 {
		return out, errEmptyTable
	}
	return out, nil
}

// shown returns sheet i for people. A row that names the columns is given by its
// number, unless that is below 0.
func (t *table) shown(i, given int) (out Sheet, err error) {
	const most = 6
	out.Name = t.sheets[i].name
	sample, err := t.sheets[i].sample()
	if errors.Is(err, errEmptyTable) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	l, why, err := t.propose(i)
	if err != nil {
		return out, err
	}
	if given >= 0 && given != l.Head && !t.named {
		l = t.placed(layout{Columns: Columns{Head: given}, names: t.columnNames(i, sample, given)}, i)
		why = WhyText
	}
	out.Proposed, out.Names, out.Why, out.Open = l.Columns, l.names, why, l.open
	for at := range l.names {
		out.Called = append(out.Called, columnCalled(l.names, at))
	}
	for r, err := range t.sheets[i].rows {
		if err != nil && r.n == 0 {
			return out, err
		}
		if r.n <= l.Head {
			continue
		}
		if out.Count++; len(out.Rows) == most || err != nil {
			continue
		}
		cells := make([]string, len(l.names))
		for at := range cells {
			cells[at] = shortened(r.cell(at))
		}
		out.Rows, out.Numbers = append(out.Rows, cells), append(out.Numbers, r.n)
	}
	return out, nil
}

// shortened returns the beginning of a cell.
func shortened(s string) string {
	n := 200 // characters
	s = strings.TrimSpace(s)
	for i := range s {
		if n--; n < 0 {
			return s[:i] + "…"
		}
	}
	return s
}
