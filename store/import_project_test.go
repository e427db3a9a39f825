package store

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"assay/internal/assay"
)

// documents gives out some documents, the second of which cannot be read.
func documents(highlights int) iter.Seq2[assay.ProjectDocument, error] {
	return func(yield func(assay.ProjectDocument, error) bool) {
		d := assay.ProjectDocument{Note: "From the archive", Import: assay.Import{
			Original: []byte("<p>Two cranes stood still.</p>"), Text: "Two cranes stood still.", Called: "Cranes", MediaType: "text/html", Extractor: "html/full/1",
		}}
		d.Highlights = append(d.Highlights, assay.Highlight{Quote: "Two cranes\nstood", Tags: []string{"Loss", "two"}, By: "rosa", At: "2026-02-04"}, assay.Highlight{Quote: "still"}, assay.Highlight{})
		for i := range highlights {
			d.Highlights = append(d.Highlights, assay.Highlight{Quote: fmt.Sprintf("quote %d", i), Tags: []string{"two"}})
		}
		_ = yield(d, nil) && yield(assay.ProjectDocument{Import: assay.Import{Called: "Broken"}}, assay.Invalid("file", "There is no text in it."))
	}
}

func TestImportProject(t *testing.T) {
	s := openQuay(t)
	plan := assay.TagPlan{Tags: []assay.PlannedTag{{Name: "loss", Above: -1, Description: "What no longer works"}, {Name: "two", Above: -1}}}
	bring := func() (outcomes string, report ProjectReport) {
		t.Helper()
		report, err := s.ImportProject(t.Context(), plan, documents(200), "project.sqlite3", func(out Imported) error {
			outcomes += fmt.Sprintf("%s %s %v; ", out.Name, out.Outcome, assay.KindOf(out.Err))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return outcomes, report
	}
	outcomes, report := bring()
	if outcomes != "project.sqlite3/Cranes added ; project.sqlite3/Broken  invalid; " || report.Tags != 2 || report.Notes != 203 || report.Act.IsZero() {
		t.Errorf("%s%+v", outcomes, report)
	}
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := snap.Case
	if len(c.Articles) != 1 || c.Articles[0].Title != "Cranes" || len(c.Captures) != 1 || c.Captures[0].Within != "project.sqlite3" || len(c.Mentions)+len(c.Claims) != 0 {
		t.Errorf("%d articles, %d captures, %d mentions", len(c.Articles), len(c.Captures), len(c.Mentions))
	}
	if len(c.Taggings) != 2 || len(c.Notes) != 203 {
		t.Errorf("%d taggings, %d notes", len(c.Taggings), len(c.Notes))
	}
	want := "> Two cranes\n>\n> stood\n\nLoss · two\n\n(rosa, 2026-02-04)"
	found := false
	for _, n := range c.Notes {
		found = found || n.Text == want
		if n.Target != assay.EntityID(c.Articles[0].ID) {
			t.Errorf("a note is on %v", n.Target)
		}
	}
	if !found {
		t.Errorf("there is no note that says\n%s", want)
	}

	if outcomes, report := bring(); !strings.Contains(outcomes, "Cranes known") || report != (ProjectReport{}) {
		t.Errorf("once more it is %s%+v", outcomes, report)
	}
	if _, err := s.UndoAct(t.Context(), report.Act); err != nil {
		t.Fatal(err)
	}
	if snap, err = s.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c = snap.Case; len(c.Articles)+len(c.Notes)+len(c.Tags)+len(c.Taggings) != 0 {
		t.Errorf("undone: %d articles, %d notes, %d tags", len(c.Articles), len(c.Notes), len(c.Tags))
	}
}
