package exchange

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/internal/assay"
)

// CSVOptions say how a table of quotes is written.
type CSVOptions struct {
	BOM bool // begin with a byte order mark, by which Excel knows UTF-8
}

// quoteColumns are the columns of the table of quotes, in order.
var quoteColumns = []string{
	"article", "url", "host", "text_origin", "published", "language", "events",
	"claim", "stance", "voice", "speech", "certainty", "chain", "origin", "origin_reliability", "text_origin_reliability", "credibility", "claim_credibility",
	"quote", "prefix", "suffix", "start", "end", "questions", "versions", "tags", "notes", "analyst", "marked_at",
	"mention_id", "article_id", "text_id", "claim_id", "origin_is", "trail", "page",
}

// WriteQuotes writes a table with one row for each quote, as RFC 4180 has it,
// with what the snapshot's analyst sees of it. Several values of one cell are
// separated by " | ". Articles are written by strangers: a cell that a
// spreadsheet would take for a formula begins with an apostrophe instead.
// Private notes stay out.
func WriteQuotes(w io.Writer, s assay.Snapshot, o CSVOptions) error {
	t := newQuoteTable(s)
	out := bufio.NewWriterSize(w, 1<<16)
	if o.BOM {
		out.WriteString("\ufeff")
	}
	writeRow(out, quoteColumns)
	row := make([]string, 0, len(quoteColumns))
	for i := range t.view.Case.Mentions { // where merged claims are one
		writeRow(out, t.row(row[:0], &t.view.Case.Mentions[i]))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write quotes: %w", err)
	}
	return nil
}

// WriteTable writes a table of words as RFC 4180 has it, safe for spreadsheets.
func WriteTable(w io.Writer, rows iter.Seq[[]string], o CSVOptions) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if o.BOM {
		out.WriteString("\ufeff")
	}
	for row := range rows {
		writeRow(out, row)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// writeRow writes one record. Unlike encoding/csv it ends it with CR LF, as the
// standard wants, and leaves the line ends inside a cell as they are. Errors
// stay with the writer.
func writeRow(w *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			w.WriteByte(',')
		}
		cell = harmless(cell)
		if !strings.ContainsAny(cell, "\",\r\n") && strings.TrimSpace(cell) == cell {
			w.WriteString(cell)
			continue
		}
		w.WriteByte('"')
		w.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		w.WriteByte('"')
	}
	w.WriteString("\r\n")
}

// harmless keeps a spreadsheet from running a cell. Some skip white space, and
// some read full-width signs, before they decide what it is.
func harmless(cell string) string {
	sign, size := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \u00a0\u3000"))
	if size > 0 && strings.ContainsRune("=+-@\t\r\n＝＋－＠", sign) {
		return "'" + cell
	}
	return cell
}

// quoteTable is what rows look up.
type quoteTable struct {
	view    *assay.View
	names   map[assay.SourceID]string
	actors  map[assay.ActorID]string
	events  map[assay.EventID]string
	tags    map[assay.EntityID][]string
	notes   map[assay.EntityID][]string
	answers map[assay.MentionID][][2]string // question and version
}

func newQuoteTable(s assay.Snapshot) *quoteTable {
	c := s.Case
	t := &quoteTable{
		view: assay.NewView(c, s.Me), names: map[assay.SourceID]string{}, actors: map[assay.ActorID]string{}, events: map[assay.EventID]string{},
		tags: map[assay.EntityID][]string{}, notes: map[assay.EntityID][]string{}, answers: map[assay.MentionID][][2]string{},
	}
	c = t.view.Case
	for _, x := range c.Sources {
		t.names[x.ID] = x.Name
	}
	for _, x := range c.Actors {
		t.actors[x.ID] = x.Name
	}
	for _, x := range c.Events {
		t.events[x.ID] = x.Name
	}
	tagNames := map[assay.TagID]string{}
	for _, x := range c.Tags {
		tagNames[x.ID] = x.Name
	}
	for _, x := range c.Taggings {
		if name := tagNames[x.Tag]; name != "" {
			t.tags[x.Target] = append(t.tags[x.Target], name)
		}
	}
	for _, x := range c.Notes {
		if !x.Private {
			t.notes[x.Target] = append(t.notes[x.Target], x.Text)
		}
	}
	questions := map[assay.QuestionID]string{}
	for _, x := range c.Questions {
		questions[x.ID] = x.Wording
	}
	for _, x := range c.Versions {
		for _, m := range x.Mentions {
			t.answers[m] = append(t.answers[m], [2]string{questions[x.Question], x.Label})
		}
	}
	return t
}

const several = " | "

// row appends the cells of a mention, in the order of quoteColumns.
func (t *quoteTable) row(row []string, m *assay.Mention) []string {
	return t.entered(t.marked(t.graded(t.placed(row, m), m), m), m)
}

// entered appends whether somebody is said to be the origin or a text is, and the
// way there, the outlet of the article first; and on which pages of its original
// the quote is.
func (t *quoteTable) entered(row []string, m *assay.Mention) []string {
	is := "attributed"
	if t.view.Root(m).OwnVoice {
		is = "own voice"
	}
	var stops []string
	for _, l := range t.view.Trail(m) {
		name := t.names[l.Source]
		if name == "" && !l.Article.IsZero() {
			name = t.view.Facts(t.article(l.Article)).Title
		}
		stops = append(stops, name)
	}
	return append(row, is, strings.Join(stops, several), t.view.PageOf(m).String())
}

// placed appends where the quote stands.
func (t *quoteTable) placed(row []string, m *assay.Mention) []string {
	a := t.article(m.Article)
	f := t.view.Facts(a)
	var events []string
	for _, e := range a.Events {
		events = append(events, t.events[e])
	}
	return append(row, f.Title, f.URL, t.names[a.Host], t.names[a.TextOrigin], f.Published, f.Language, strings.Join(events, several))
}

// article returns an article, an empty one if it is not there.
func (t *quoteTable) article(id assay.ArticleID) *assay.Article {
	if a := t.view.Article(id); a != nil {
		return a
	}
	return &assay.Article{}
}

// graded appends what is claimed, by whom, and how it is judged.
func (t *quoteTable) graded(row []string, m *assay.Mention) []string {
	claim := ""
	if c := t.view.Claim(m.Claim); c != nil {
		claim = c.Wording
	}
	var chain []string
	for _, step := range t.view.Chain(m.ID) {
		chain = append(chain, t.names[step.Source])
	}
	origin := t.view.Root(m)
	name := t.names[origin.Source]
	if origin.Source.IsZero() {
		name = t.view.Facts(t.article(origin.Article)).Title
	}
	return append(row, claim, t.word(m, assay.DimStance), t.word(m, assay.DimVoice), t.word(m, assay.DimSpeech), t.word(m, assay.DimCertainty),
		strings.Join(chain, several), name, t.reliability(origin.Source), t.reliability(t.article(m.Article).TextOrigin),
		t.view.Credibility(assay.EntityID(m.ID)).Word(), t.view.Credibility(assay.EntityID(m.Claim)).Word())
}

func (t *quoteTable) word(m *assay.Mention, d assay.Dimension) string {
	return t.view.Judged(assay.JudgementKey{Target: assay.EntityID(m.ID), Dimension: d}).Word()
}

func (t *quoteTable) reliability(s assay.SourceID) string {
	if s.IsZero() {
		return ""
	}
	verdict, _ := t.view.Reliability(s, "")
	return verdict.Word()
}

// marked appends the quote and what analysts have put on it.
func (t *quoteTable) marked(row []string, m *assay.Mention) []string {
	var questions, versions []string
	for _, a := range t.answers[m.ID] {
		questions, versions = append(questions, a[0]), append(versions, a[1])
	}
	return append(row, m.Quote, m.Prefix, m.Suffix, strconv.Itoa(m.Span.Start), strconv.Itoa(m.Span.End),
		strings.Join(questions, several), strings.Join(versions, several),
		strings.Join(slices.Concat(t.tags[assay.EntityID(m.ID)], t.tags[assay.EntityID(m.Claim)], t.tags[assay.EntityID(m.Article)]), several),
		strings.Join(t.notes[assay.EntityID(m.ID)], several), t.actors[m.By], moment(m.Made),
		m.ID.String(), m.Article.String(), m.Text.String(), m.Claim.String())
}
