package store

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// ProjectReport says what became of a project of another program.
type ProjectReport struct {
	Act   assay.ActID // zero if nothing was written
	Tags  int         // that were made
	Notes int         // likewise
}

// ImportProject brings in a project of another program as one act: its tags, its
// documents as articles, and its highlights as notes on those, which get the tags
// of their highlights. What is there already is not added again. It is otherwise
// like ImportArticles; within says which file the documents were in.
func (s *Store) ImportProject(ctx context.Context, tags assay.TagPlan, documents iter.Seq2[assay.ProjectDocument, error], within string, done func(Imported) error) (out ProjectReport, err error) {
	if err := tags.Check(); err != nil {
		return out, err
	}
	in := projectImport{report: &out}
	wrote, err := s.updateAs(ctx, oplog.ID{}, func(t *tx) (err error) {
		in.act = t.act
		if out.Tags, err = t.takeTags(ctx, tags); err != nil {
			return err
		}
		all, err := t.tags(ctx)
		in.tags = newTagImport(all).called
		return err
	})
	if err != nil {
		return out, err
	}
	out.Act = wrote
	for d, failed := range documents {
		d.Via, d.Within = "file", within
		one := Imported{Name: within + "/" + d.Called, Found: &d.Import, Err: failed}
		if failed == nil {
			if one, err = s.importDocument(ctx, &in, &d, one); err != nil {
				return out, err
			}
		}
		if !one.Act.IsZero() {
			out.Act = one.Act
		}
		if err := done(one); err != nil {
			return out, err
		}
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
	}
	return out, nil
}

// projectImport is a project on its way into a case.
type projectImport struct {
	act    oplog.ID
	tags   map[string]assay.TagID // by their names as assay.FoldName has them
	report *ProjectReport
}

// importDocument brings in one document. What was highlighted in it is written in
// slices, so that nobody waits for long.
func (s *Store) importDocument(ctx context.Context, in *projectImport, d *assay.ProjectDocument, one Imported) (Imported, error) {
	p, err := pack(&d.Import)
	if err != nil {
		one.Err = err
		return one, nil // it is in the report, and does not end the import
	}
	var same sameTexts
	if err := s.ahead(ctx, &same, p); err != nil {
		return one, err
	}
	const slice = 50 // highlights
	notes := []string{d.Note}
	for list := range slices.Chunk(append([]assay.Highlight{{}}, d.Highlights...), slice) {
		for _, h := range list {
			notes = append(notes, highlightNote(h))
		}
		made := 0
		wrote, err := s.updateAs(ctx, in.act, func(t *tx) (err error) {
			if err := t.goOn(ctx); err != nil {
				return err
			}
			in.act = t.act
			if one.Article.IsZero() {
				if err := t.bringIn(ctx, &same, p, &one); err != nil {
					return err
				}
			}
			if made, err = t.noteAll(ctx, assay.EntityID(one.Article), notes); err != nil {
				return err
			}
			return t.tagAs(ctx, assay.EntityID(one.Article), list, in.tags)
		})
		if k := assay.KindOf(err); one.Act.IsZero() && (k == assay.KindInvalid || k == assay.KindUnsupported) {
			one.Article, one.Outcome, one.Err = assay.ArticleID{}, "", err
			return one, nil
		}
		if err != nil {
			return one, err
		}
		if !wrote.IsZero() {
			one.Act = wrote
		}
		in.report.Notes += made
		notes = nil
	}
	return one, nil
}

// goOn makes the rest of an act another one if the analyst has undone it since.
func (t *tx) goOn(ctx context.Context) error {
	var undone bool
	err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM op WHERE undoes = ? AND +actor = ?)`, t.act[:], t.author.Actor[:]).Scan(&undone)
	if undone {
		t.act = oplog.NewID(t.author.Now())
	}
	return err
}

// noteAll notes texts that nobody has noted of a thing, and returns how many.
func (t *tx) noteAll(ctx context.Context, target assay.EntityID, texts []string) (made int, err error) {
	there, err := query(ctx, t, `SELECT "text" FROM note WHERE target = ? AND gone = 0`, []any{target[:]}, func(rows *sql.Rows) (s string, err error) {
		return s, rows.Scan(&s)
	})
	if err != nil {
		return 0, err
	}
	noted := map[string]bool{}
	for _, text := range there {
		noted[text] = true
	}
	for _, text := range texts {
		if strings.TrimSpace(text) == "" {
			continue
		}
		v, err := memo(text)
		if err != nil {
			return made, err
		}
		if noted[v.Text()] {
			continue
		}
		noted[v.Text()] = true
		made++
		if err := t.edit(ctx, assay.KindNote, assay.EntityID(assay.NewID[assay.Note](t.author.Now())), oplog.Fields{"target": oplog.Encode(target), "text": v}); err != nil {
			return made, err
		}
	}
	return made, nil
}

// tagAs gives a thing the tags of highlights that it has not got.
func (t *tx) tagAs(ctx context.Context, target assay.EntityID, list []assay.Highlight, tags map[string]assay.TagID) error {
	for _, h := range list {
		for _, name := range h.Tags {
			id, ok := tags[assay.FoldName(name)]
			if !ok {
				continue
			}
			has, err := t.hasTag(ctx, id, target)
			if err != nil {
				return err
			}
			if has {
				continue
			}
			if err := t.tag(ctx, id, target, true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) hasTag(ctx context.Context, id assay.TagID, target assay.EntityID) (has bool, err error) {
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tagging WHERE tag = ? AND target = ? AND member = 1 AND gone = 0)`, id[:], target[:]).Scan(&has)
	return has, err
}

// highlightNote writes a highlight as a note: the quote, its tags, and who made it
// when.
func highlightNote(h assay.Highlight) string {
	if h.Quote == "" {
		return ""
	}
	parts := []string{"> " + strings.ReplaceAll(h.Quote, "\n", "\n>\n> ")}
	if len(h.Tags) > 0 {
		parts = append(parts, strings.Join(h.Tags, " · "))
	}
	if by := slices.DeleteFunc([]string{h.By, h.At}, func(s string) bool { return s == "" }); len(by) > 0 {
		parts = append(parts, "("+strings.Join(by, ", ")+")")
	}
	return strings.Join(parts, "\n\n")
}
