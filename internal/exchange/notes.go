package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"assay/internal/assay"
)

// NoteOptions say how notes are written.
type NoteOptions struct {
	Private bool // those too that are not to be shared
	BOM     bool // of a table: begin with a byte order mark, by which Excel knows UTF-8
}

// noteColumns are the columns of the table of notes, in order.
var noteColumns = []string{"on", "what", "where", "note", "private", "analyst", "written_at", "changed_at", "address", "tags", "note_id", "target_id"}

// WriteNotes writes a table with one row for each note, in order of writing, as
// WriteQuotes writes one of quotes.
func WriteNotes(w io.Writer, s assay.Snapshot, o NoteOptions) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if o.BOM {
		out.WriteString("\ufeff")
	}
	writeRow(out, noteColumns)
	s.Case = assay.NewView(s.Case, s.Me).Case // merged claims are one
	t := newNotables(s)
	for i := range s.Case.Notes {
		n := &s.Case.Notes[i]
		if !t.exported(n, o) {
			continue
		}
		on := t.of[n.Target]
		private := ""
		if n.Private {
			private = "private"
		}
		writeRow(out, []string{
			string(on.kind), on.says, on.where, n.Text, private, t.actors[n.By], moment(n.Made), moment(n.Changed), on.address,
			strings.Join(t.tags[n.Target], several), n.ID.String(), n.Target.String(),
		})
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write notes: %w", err)
	}
	return nil
}

// WriteNotesText writes the notes as one text in Markdown, those on one thing
// together. The notes are Markdown themselves and are quoted as they stand.
func WriteNotesText(w io.Writer, s assay.Snapshot, o NoteOptions) error {
	out := bufio.NewWriterSize(w, 1<<16)
	s.Case = assay.NewView(s.Case, s.Me).Case // merged claims are one
	t := newNotables(s)
	fmt.Fprintf(out, "# Notes on %s\n", inline(or(s.Case.Info.Name, "the case")))
	byTarget := map[assay.EntityID][]*assay.Note{}
	var order []assay.EntityID
	for i := range s.Case.Notes {
		n := &s.Case.Notes[i]
		if !t.exported(n, o) {
			continue
		}
		if byTarget[n.Target] == nil {
			order = append(order, n.Target)
		}
		byTarget[n.Target] = append(byTarget[n.Target], n)
	}
	for _, target := range order {
		on := t.of[target]
		fmt.Fprintf(out, "\n## %s\n", heading(on))
		if on.where != "" {
			fmt.Fprintf(out, "\nIn %s\n", inline(on.where))
		}
		if on.address != "" {
			fmt.Fprintf(out, "\n<%s>\n", strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E", "\n", "").Replace(on.address))
		}
		for _, n := range byTarget[target] {
			private := ""
			if n.Private {
				private = ", private"
			}
			fmt.Fprintf(out, "\n%s, %s%s:\n\n", inline(or(t.actors[n.By], "an analyst without a name")), moment(n.Made), private)
			for line := range strings.SplitSeq(n.Text, "\n") {
				out.WriteString(strings.TrimRight("> "+line, " ") + "\n")
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write notes: %w", err)
	}
	return nil
}

func heading(on noted) string {
	kind := string(on.kind)
	switch {
	case kind == "":
		return "Something that was removed"
	case on.says == "":
		return strings.ToUpper(kind[:1]) + kind[1:]
	}
	return strings.ToUpper(kind[:1]) + kind[1:] + ": " + inline(on.says)
}

// inline writes a text that is no Markdown into a line of it.
func inline(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>#|~!&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// noted is a thing as a note names it.
type noted struct {
	kind           assay.Kind // "" if it was removed
	says           string
	where, address string
}

// notables looks up what notes are on.
type notables struct {
	*quoteTable
	of map[assay.EntityID]noted
}

func newNotables(s assay.Snapshot) *notables {
	t := &notables{newQuoteTable(s), map[assay.EntityID]noted{}}
	c := s.Case
	t.of[c.Info.ID] = noted{kind: assay.KindCase, says: c.Info.Name}
	for i := range c.Articles {
		f := t.view.Facts(&c.Articles[i])
		t.of[assay.EntityID(c.Articles[i].ID)] = noted{assay.KindArticle, f.Title, t.names[c.Articles[i].TextOrigin], f.URL}
	}
	for i := range c.Claims {
		t.of[assay.EntityID(c.Claims[i].ID)] = noted{kind: assay.KindClaim, says: c.Claims[i].Wording}
	}
	for i := range c.Mentions {
		m := &c.Mentions[i]
		f := t.view.Facts(t.article(m.Article))
		t.of[assay.EntityID(m.ID)] = noted{assay.KindMention, m.Quote, f.Title, f.URL}
	}
	questions := map[assay.QuestionID]string{}
	for _, q := range c.Questions {
		questions[q.ID] = q.Wording
		t.of[assay.EntityID(q.ID)] = noted{kind: assay.KindQuestion, says: q.Wording}
	}
	for _, v := range c.Versions {
		t.of[assay.EntityID(v.ID)] = noted{kind: assay.KindVersion, says: v.Label, where: questions[v.Question]}
	}
	for _, x := range c.Sources {
		t.of[assay.EntityID(x.ID)] = noted{kind: assay.KindSource, says: or(x.Name, x.Domain)}
	}
	for _, x := range c.Events {
		t.of[assay.EntityID(x.ID)] = noted{kind: assay.KindEvent, says: x.Name}
	}
	for _, x := range c.Tags {
		t.of[assay.EntityID(x.ID)] = noted{kind: assay.KindTag, says: x.Name}
	}
	return t
}

// exported reports whether a note is written: private ones only on request, and
// only the analyst's own.
func (t *notables) exported(n *assay.Note, o NoteOptions) bool {
	return !n.Private || o.Private && t.view.Mine(n.By)
}
