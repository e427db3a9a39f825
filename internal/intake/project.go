package intake

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/taguette"
)

// projectFormat is the format of files that are no articles, but projects of
// another program.
const projectFormat = "taguette"

// IsProject reports whether the file at path is the database of another program
// that [Reader.Projects] tells of.
func IsProject(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // nothing was written
	head := make([]byte, 128)
	n, _ := file.ReadAt(head, 0)
	return HoldsProject(head[:n])
}

// HoldsProject reports that of the bytes of a file, or the first of them.
func HoldsProject(data []byte) bool {
	const enough = 128
	return extract.Sniff(data[:min(len(data), enough)]) == projectFormat
}

// Projects says which projects are in the database of another program.
func (r *Reader) Projects(ctx context.Context, path string) ([]assay.Project, error) {
	path, err := filepath.Abs(path) // the reader is somewhere else
	if err != nil {
		return nil, err
	}
	for _, beside := range []string{"-journal", "-wal"} {
		if info, err := os.Stat(path + beside); err == nil && info.Size() > 0 {
			return nil, assay.Invalid("file", "Another program is working on this file, or stopped while it was. Close that program, or open and close the project there, and try again.")
		}
	}
	for a, err := range r.ask(ctx, question{Tell: true, Path: path}, nil) {
		return a.Told, err
	}
	return nil, errors.New("a reader has answered with nothing")
}

// Project reads the i-th of those projects: fn gets its tags, and its documents as
// it asks for them. An error of one document does not end the others.
func (r *Reader) Project(ctx context.Context, path string, i int, fn func(assay.TagPlan, iter.Seq2[assay.ProjectDocument, error]) error) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(r.ask(ctx, question{Read: i + 1, Path: path}, nil))
	defer stop()
	first, err, ok := next()
	if err == nil && !ok {
		err = errors.New("a reader has answered with nothing")
	}
	if err != nil {
		return err
	}
	return fn(assay.TagPlan{Tags: first.Book}, func(yield func(assay.ProjectDocument, error) bool) {
		for {
			a, err, ok := next()
			if !ok {
				return
			}
			var d assay.ProjectDocument
			if a.Doc != nil {
				d = *a.Doc
			}
			if !yield(d, err) {
				return
			}
		}
	})
}

// project answers what is asked of projects.
func (q *question) project() iter.Seq[answer] {
	return func(yield func(answer) bool) {
		ctx := context.Background() // the process is ended with whatever it does
		f, err := taguette.Open(ctx, q.Path)
		if err != nil {
			yield(answer{Error: failureOf(err)})
			return
		}
		defer f.Close() //nolint:errcheck // nothing was written
		if q.Tell {
			all, err := f.Projects(ctx)
			yield(answer{Told: all, Error: failureOf(err)})
			return
		}
		book, err := f.Codebook(ctx, q.Read-1)
		if !yield(answer{Book: book.Tags, Error: failureOf(err)}) || err != nil {
			return
		}
		for d, err := range f.Documents(ctx, q.Read-1) {
			doc := assay.ProjectDocument{Note: d.Description, Highlights: d.Highlights}
			if err == nil {
				// Taguette has no more than the article, so that nothing is to be left out.
				doc.Import, err = extract.Import(d.Contents, extract.Hint{Name: d.File, MediaType: "text/html", Charset: "utf-8", Extractor: "html/full"})
			}
			doc.Original, doc.Called = d.Contents, d.Name
			if !yield(answer{Doc: &doc, Error: failureOf(err)}) {
				return
			}
		}
	}
}
