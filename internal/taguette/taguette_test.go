package taguette_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/taguette"
	"assay/internal/taguette/taguettetest"
)

func open(t *testing.T, path string) *taguette.File {
	t.Helper()
	f, err := taguette.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestProject(t *testing.T) {
	path := taguettetest.Make(t, `INSERT INTO projects VALUES (5, 'Another', '', '2026-01-01'); INSERT INTO tags VALUES (9, 5, 'Loss', ''), (10, 5, 'loss', 'the same')`)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	all, err := f.Projects(t.Context())
	if want := []assay.Project{{Name: "The dock", Description: "What was said of the cranes", Documents: 3, Tags: 3, Highlights: 3}, {Name: "Another", Tags: 2}}; err != nil || !reflect.DeepEqual(all, want) {
		t.Errorf("%v, %v", all, err)
	}
	plan, err := f.Codebook(t.Context(), 0)
	if want := []assay.PlannedTag{{Name: "loss", Above: -1, Description: "What no longer works"}, {Name: "numbers/two", Above: -1}, {Name: "unused", Above: -1}}; err != nil || !reflect.DeepEqual(plan.Tags, want) {
		t.Errorf("%v, %v", plan.Tags, err)
	}
	if plan, err := f.Codebook(t.Context(), 1); err != nil || len(plan.Tags) != 1 {
		t.Errorf("%v, %v", plan.Tags, err)
	}
	if _, err := f.Codebook(t.Context(), 2); assay.KindOf(err) != assay.KindUnsupported {
		t.Error(err)
	}
	var docs []taguette.Document
	for d, err := range f.Documents(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	if len(docs) != 3 || docs[0].Name != "Cranes stand still" || docs[0].File != "cranes.docx" || docs[0].Description != "From the archive of the Herald" || docs[1].File != "" || !strings.Contains(string(docs[0].Contents), "<b>tired</b>") {
		t.Fatalf("%v", docs)
	}
	if want := []assay.Highlight{{Quote: taguettetest.Quotes[0], Tags: []string{"loss", "numbers/two"}, By: "rosa", At: "2026-02-04"}, {Quote: taguettetest.Quotes[1], Tags: []string{"loss"}}}; !reflect.DeepEqual(docs[0].Highlights, want) {
		t.Errorf("%q", docs[0].Highlights)
	}
	if want := []assay.Highlight{{Quote: taguettetest.Quotes[2], Tags: []string{"numbers/two"}}}; !reflect.DeepEqual(docs[1].Highlights, want) {
		t.Errorf("%q", docs[1].Highlights)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Error("the file was changed")
	}
}

// TestStrangers: what is not quite a project of Taguette is refused.
func TestStrangers(t *testing.T) {
	for name, more := range map[string]string{
		"a view":             `CREATE VIEW v AS SELECT * FROM users`,
		"a trigger":          `CREATE TRIGGER r AFTER INSERT ON tags BEGIN DELETE FROM tags; END`,
		"a virtual table":    `CREATE VIRTUAL TABLE f USING fts5(x)`,
		"a column missing":   `ALTER TABLE documents DROP COLUMN contents`,
		"a table missing":    `DROP TABLE highlights`,
		"a view for a table": `ALTER TABLE tags RENAME TO t; CREATE VIEW tags AS SELECT * FROM t`,
	} {
		f, err := taguette.Open(t.Context(), taguettetest.Make(t, more))
		if assay.KindOf(err) != assay.KindUnsupported {
			t.Errorf("%s: %v", name, err)
		}
		if f != nil && err == nil {
			_ = f.Close()
		}
	}
	odd := open(t, taguettetest.Make(t, `DROP TABLE commands; UPDATE documents SET name = x'ff00fe', contents = 5, description = zeroblob(100000); UPDATE tags SET path = NULL WHERE 0; UPDATE highlights SET snippet = '' WHERE id = 1`))
	for d, err := range odd.Documents(t.Context(), 0) {
		if err != nil || string(d.Contents) != "5" || len(d.Description) > 20_000 {
			t.Errorf("%v: %v", d, err)
		}
	}
}

// TestDamaged: bytes that were changed anywhere make an error or another project,
// and never anything worse.
func TestDamaged(t *testing.T) {
	data, err := os.ReadFile(taguettetest.Make(t))
	if err != nil {
		t.Fatal(err)
	}
	r, dir := rand.New(rand.NewPCG(1, 2)), t.TempDir() //nolint:gosec // the same every time
	rounds := 300
	if testing.Short() {
		rounds = 60
	}
	for i := range rounds {
		broken := append([]byte(nil), data...)
		for range 1 + r.IntN(30) {
			broken[100+r.IntN(len(broken)-100)] = byte(r.Uint32())
		}
		if i%7 == 0 {
			broken = broken[:r.IntN(len(broken))]
		}
		path := filepath.Join(dir, "broken.sqlite3")
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := taguette.Open(t.Context(), path)
		if err != nil {
			if assay.KindOf(err) == assay.KindInternal {
				t.Errorf("round %d: %v", i, err)
			}
			continue
		}
		_, err = f.Projects(t.Context())
		_, other := f.Codebook(t.Context(), 0)
		for _, err := range []error{err, other} {
			if err != nil && assay.KindOf(err) == assay.KindInternal {
				t.Errorf("round %d: %v", i, err)
			}
		}
		for _, err := range f.Documents(t.Context(), 0) {
			if err != nil && assay.KindOf(err) == assay.KindInternal {
				t.Errorf("round %d: %v", i, err)
			}
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// FuzzOpen opens anything as a project.
func FuzzOpen(f *testing.F) {
	data, err := os.ReadFile(taguettetest.Make(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "a.sqlite3")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := taguette.Open(t.Context(), path)
		if err != nil {
			if assay.KindOf(err) == assay.KindInternal {
				t.Error(err)
			}
			return
		}
		defer p.Close()
		for _, err := range p.Documents(t.Context(), 0) {
			if err != nil && assay.KindOf(err) == assay.KindInternal {
				t.Error(err)
			}
		}
	})
}
