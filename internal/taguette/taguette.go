// Package taguette reads the projects of Taguette, a program to tag passages of
// documents, out of its database. The file is a stranger's: it is opened read
// only, as it stands, and nothing in it is run.
package taguette

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"modernc.org/sqlite"

	"assay/internal/assay"
)

// What is more than these is no project that anybody has worked on.
const (
	maxProjects   = 1000
	maxDocuments  = 50_000
	maxHighlights = 500_000
	maxQuote      = 50_000   // bytes
	maxContent    = 50 << 20 // bytes of a document
	maxText       = 20_000   // bytes of a name or a description
)

// tables are those that are read, with their columns. Of the users nothing is
// read but what their highlights are signed with.
var tables = map[string]string{
	"projects":       "id name description",
	"documents":      "id name description filename project_id contents",
	"tags":           "id project_id path description",
	"highlights":     "id document_id start_offset snippet",
	"highlight_tags": "highlight_id tag_id",
}

// File is an open database.
type File struct {
	db     *sql.DB
	signed bool // it says who made what
}

// Open opens the database at path. It fails with KindUnsupported if it is not one
// of Taguette.
func Open(ctx context.Context, path string) (*File, error) {
	q := url.Values{
		"mode": {"ro"}, "immutable": {"1"}, "_query_only": {"1"}, "_defensive": {"1"}, "_dqs": {"0"},
		"_pragma": {"trusted_schema(0)", "cell_size_check(1)", "mmap_size(0)", "temp_store(2)", "cache_size(-16000)"},
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	if runtime.GOOS == "windows" {
		u.Path = "/" + u.Path
	}
	connector, err := sqlite.NewConnector(u.String())
	if err != nil {
		return nil, err
	}
	f := &File{db: sql.OpenDB(connector)}
	f.db.SetMaxOpenConns(2) // the documents, and the highlights of one
	if err := f.check(ctx); err != nil {
		return nil, errors.Join(err, f.db.Close())
	}
	return f, nil
}

// Close closes the database.
func (f *File) Close() error { return f.db.Close() }

func strange(err error) error {
	return &assay.Error{Kind: assay.KindUnsupported, Field: "file", Message: assay.Say("This project of Taguette is damaged, or from a version that Assay does not know. Export it once more from Taguette."), Err: err}
}

// check fails unless the file is whole and has the tables of Taguette, which are
// nothing but tables.
func (f *File) check(ctx context.Context) error {
	var says string
	if err := f.db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&says); err != nil || says != "ok" {
		return strange(fmt.Errorf("quick check says %q: %w", says, err))
	}
	var odd int
	err := f.db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'`).Scan(&odd)
	if err != nil || odd > 0 {
		return strange(fmt.Errorf("there are %d views or triggers: %w", odd, err))
	}
	for table, columns := range tables {
		for column := range strings.FieldsSeq(columns) {
			if ok, err := f.has(ctx, table, column); err != nil || !ok {
				return strange(fmt.Errorf("%s has no %s: %w", table, column, err))
			}
		}
	}
	f.signed = true
	for column := range strings.FieldsSeq("id user_login date document_id payload") {
		ok, err := f.has(ctx, "commands", column)
		if err != nil {
			return strange(err)
		}
		f.signed = f.signed && ok
	}
	return nil
}

func (f *File) has(ctx context.Context, table, column string) (ok bool, err error) {
	err = f.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pragma_table_info(?) WHERE name = ?)`, table, column).Scan(&ok)
	return ok, err
}

// text reads a cell that may hold anything, up to a number of bytes.
func text(v sql.RawBytes, most int) string {
	s := strings.ToValidUTF8(string(v[:min(len(v), most)]), "\ufffd")
	return strings.TrimSpace(strings.ReplaceAll(s, "\x00", ""))
}

// Projects returns what is in each project, in their order.
func (f *File) Projects(ctx context.Context) (all []assay.Project, err error) {
	rows, err := f.db.QueryContext(ctx, `SELECT name, description,
		(SELECT count(*) FROM documents WHERE project_id = projects.id), (SELECT count(*) FROM tags WHERE project_id = projects.id),
		(SELECT count(*) FROM highlights WHERE document_id IN (SELECT id FROM documents WHERE project_id = projects.id))
		FROM projects ORDER BY id LIMIT ?`, maxProjects)
	if err != nil {
		return nil, strange(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, description sql.RawBytes
		var p assay.Project
		if err := rows.Scan(&name, &description, &p.Documents, &p.Tags, &p.Highlights); err != nil {
			return nil, strange(err)
		}
		p.Name, p.Description = text(name, maxText), text(description, maxText)
		all = append(all, p)
	}
	if err := rows.Err(); err != nil {
		return nil, strange(err)
	}
	if len(all) == 0 {
		return nil, assay.Invalid("file", "There is no project in this file.")
	}
	return all, nil
}

// project returns the id of the project that is the i-th.
func (f *File) project(ctx context.Context, i int) (id int64, err error) {
	err = f.db.QueryRowContext(ctx, `SELECT id FROM projects ORDER BY id LIMIT 1 OFFSET ?`, i).Scan(&id)
	if err != nil {
		return 0, strange(err)
	}
	return id, nil
}

// Codebook returns the tags of the i-th project. Their names are as Taguette has
// them, with what its users write between the parts of a name.
func (f *File) Codebook(ctx context.Context, i int) (plan assay.TagPlan, err error) {
	id, err := f.project(ctx, i)
	if err != nil {
		return plan, err
	}
	rows, err := f.db.QueryContext(ctx, `SELECT path, description FROM tags WHERE project_id = ? ORDER BY path, id`, id)
	if err != nil {
		return plan, strange(err)
	}
	defer rows.Close()
	named := map[string]bool{}
	for rows.Next() {
		var path, description sql.RawBytes
		if err := rows.Scan(&path, &description); err != nil {
			return plan, strange(err)
		}
		name := tagName(path)
		if folded := assay.FoldName(name); name == "" || named[folded] {
			continue
		} else {
			named[folded] = true
		}
		if len(plan.Tags) == assay.MaxPlannedTags {
			return plan, assay.Invalid("file", "This codebook has more than %d tags. Split it.", assay.MaxPlannedTags)
		}
		plan.Tags = append(plan.Tags, assay.PlannedTag{Name: name, Above: -1, Description: text(description, maxText)})
	}
	if err := rows.Err(); err != nil {
		return plan, strange(err)
	}
	return plan, nil
}

func tagName(path sql.RawBytes) string {
	const longest = 500 // bytes
	return strings.Join(strings.Fields(text(path, longest)), " ")
}

// Document is a document of a project: an HTML page, which Taguette has made of
// what was imported.
type Document struct {
	Name, File, Description string
	Contents                []byte
	Highlights              []assay.Highlight
}

// Documents returns the documents of the i-th project, in their order.
func (f *File) Documents(ctx context.Context, i int) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		id, err := f.project(ctx, i)
		if err != nil {
			yield(Document{}, err)
			return
		}
		rows, err := f.db.QueryContext(ctx, `SELECT id, name, filename, description, contents FROM documents WHERE project_id = ? ORDER BY id LIMIT ?`, id, maxDocuments)
		if err != nil {
			yield(Document{}, strange(err))
			return
		}
		defer rows.Close()
		left := maxHighlights
		for rows.Next() {
			d, err := f.document(ctx, rows, &left)
			if !yield(d, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Document{}, strange(err))
		}
	}
}

func (f *File) document(ctx context.Context, rows *sql.Rows, left *int) (d Document, err error) {
	var id int64
	var name, file, description, contents sql.RawBytes
	if err := rows.Scan(&id, &name, &file, &description, &contents); err != nil {
		return d, strange(err)
	}
	d.Name, d.File, d.Description = text(name, maxText), text(file, maxText), text(description, maxText)
	if len(contents) > maxContent {
		return d, assay.Invalid("file", "The document “%s” is larger than 50 MB.", d.Name)
	}
	d.Contents = append([]byte(nil), contents...)
	d.Highlights, err = f.highlights(ctx, id, left)
	return d, err
}

// highlights returns the highlights of a document in the order of their places.
func (f *File) highlights(ctx context.Context, document int64, left *int) (all []assay.Highlight, err error) {
	signed, err := f.signatures(ctx, document)
	if err != nil {
		return nil, err
	}
	rows, err := f.db.QueryContext(ctx, `SELECT id, snippet,
		(SELECT group_concat(path, char(10)) FROM (SELECT path FROM tags WHERE id IN (SELECT tag_id FROM highlight_tags WHERE highlight_id = highlights.id) ORDER BY path))
		FROM highlights WHERE document_id = ? ORDER BY start_offset, id`, document)
	if err != nil {
		return nil, strange(err)
	}
	defer rows.Close()
	for rows.Next() {
		if *left--; *left < 0 {
			return nil, assay.Invalid("file", "There are more than %d highlights in this project.", maxHighlights)
		}
		var id int64
		var snippet, tags sql.RawBytes
		if err := rows.Scan(&id, &snippet, &tags); err != nil {
			return nil, strange(err)
		}
		h := assay.Highlight{Quote: shown(text(snippet, 4*maxQuote)), By: signed[id].by, At: signed[id].at}
		for path := range strings.SplitSeq(text(tags, maxText), "\n") {
			if name := tagName(sql.RawBytes(path)); name != "" {
				h.Tags = append(h.Tags, name)
			}
		}
		all = append(all, h)
	}
	if err := rows.Err(); err != nil {
		return nil, strange(err)
	}
	return all, nil
}

type signature struct{ by, at string }

// signatures says who made the highlights of a document, and when: what the
// latest entry of Taguette's history says of each.
func (f *File) signatures(ctx context.Context, document int64) (map[int64]signature, error) {
	all := map[int64]signature{}
	if !f.signed {
		return all, nil
	}
	rows, err := f.db.QueryContext(ctx, `SELECT json_extract(payload, '$.highlight_id'), user_login, date FROM commands
		WHERE document_id = ? AND json_valid(payload) AND json_extract(payload, '$.type') = 'highlight_add' ORDER BY id LIMIT ?`, document, maxHighlights)
	if err != nil {
		return nil, strange(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, login, date sql.RawBytes
		if err := rows.Scan(&id, &login, &date); err != nil {
			return nil, strange(err)
		}
		if n, err := strconv.ParseInt(string(id), 10, 64); err == nil {
			all[n] = signature{text(login, 200), day(text(date, 100))}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, strange(err)
	}
	return all, nil
}

// day returns the day of a moment as SQLite has it, "" for what is none.
func day(s string) string {
	if len(s) < len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return ""
	}
	return s[:10]
}

// shown returns what a piece of HTML shows, a line for each paragraph.
func shown(snippet string) string {
	const most = 50_000 // elements
	if strings.Count(snippet, "<") > most {
		return ""
	}
	nodes, err := html.ParseFragment(strings.NewReader(snippet), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return ""
	}
	var out strings.Builder
	for _, n := range nodes {
		write(&out, n)
	}
	var lines []string
	for line := range strings.SplitSeq(out.String(), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	quote := strings.Join(lines, "\n")
	if len(quote) > maxQuote {
		quote = quote[:maxQuote]
		for !utf8.ValidString(quote) {
			quote = quote[:len(quote)-1]
		}
		quote += "…"
	}
	return quote
}

// write writes the text at and below n. A parser does not nest elements deeper than
// some hundreds.
func write(out *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		out.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		return
	}
	block := false
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Br, atom.Li, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Table, atom.Tr, atom.Pre:
		block = true
	case atom.Script, atom.Style:
		return
	}
	if block {
		out.WriteByte('\n')
	}
	for c := range n.ChildNodes() {
		write(out, c)
	}
	if block {
		out.WriteByte('\n')
	}
}
