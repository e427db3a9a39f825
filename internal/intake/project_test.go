package intake

import (
	"iter"
	"os"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/taguette/taguettetest"
)

// TestProject reads a project of Taguette in a process apart.
func TestProject(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	path := taguettetest.Make(t)
	if !IsProject(path) || IsProject(path+"x") || IsProject("project_test.go") {
		t.Error("projects are not known")
	}
	all, err := r.Projects(t.Context(), path)
	if err != nil || len(all) != 1 || all[0].Name != "The dock" {
		t.Fatalf("%v, %v", all, err)
	}
	var got []string
	err = r.Project(t.Context(), path, 0, func(tags assay.TagPlan, documents iter.Seq2[assay.ProjectDocument, error]) error {
		if len(tags.Tags) != 3 {
			t.Errorf("%v", tags)
		}
		for d, err := range documents {
			line := d.Called + "|" + d.Title + "|" + strings.ReplaceAll(d.Text, "\n", "/") + "|" + d.Note
			if err != nil {
				line = d.Called + "|" + string(assay.KindOf(err))
			} else if !strings.HasPrefix(d.Extractor, "html/full/") || len(d.Original) == 0 {
				t.Errorf("%s was read by %s of %d bytes", d.Called, d.Extractor, len(d.Original))
			}
			for _, h := range d.Highlights {
				line += "|" + strings.ReplaceAll(h.Quote, "\n", "/")
			}
			got = append(got, line)
		}
		return nil
	})
	want := []string{
		"Cranes stand still|Cranes stand still|Cranes stand still//On Monday, two cranes on the east dock stood still 🏗, the port said.//“It is old & tired.”//A third was taken down.|From the archive of the Herald|two cranes on the east dock stood still|“It is old & tired.”/A third was taken down",
		"رافعات||توقفت رافعتان في الرصيف الشرقي.||رافعتان",
		"Nothing|invalid",
	}
	if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\n%s", err, strings.Join(got, "\n"))
	}

	if err := os.WriteFile(path+"-wal", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Projects(t.Context(), path); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("while Taguette works on it: %v", err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for in := range first(r.Articles(t.Context(), func(yield func(File, error) bool) { yield(file("a.sqlite3", data), nil) })) {
		for a, err := range in.Read() {
			if assay.KindOf(err) != assay.KindUnsupported || !HoldsProject(a.Original) {
				t.Errorf("among articles it is told as %v, with %d bytes", err, len(a.Original))
			}
		}
	}
}

// TestTable shows tables to be asked about, whether they are read apart or not.
func TestTable(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	table, err := r.Table(t.Context(), []byte("a,b\n1,2\n"), extract.Hint{Name: "a.csv"})
	if err != nil || len(table.Sheets) != 1 || table.Sheets[0].Why != extract.WhyNoText {
		t.Errorf("%v, %v", table, err)
	}
	sheet := zipped(t, "mimetype", "x", "xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<R><Relationship Id="1" Type="/worksheet" Target="s.xml"/></R>`, "xl/s.xml", `<worksheet><sheetData><row><c t="str"><v>a</v></c></row></sheetData></worksheet>`)
	table, err = r.Table(t.Context(), sheet, extract.Hint{Name: "a.xlsx"})
	if err != nil || len(table.Sheets) != 1 || table.Sheets[0].Name != "S" {
		t.Errorf("%v, %v", table, err)
	}
	if _, err = r.Table(t.Context(), []byte("no table"), extract.Hint{}); assay.KindOf(err) != assay.KindInvalid {
		t.Error(err)
	}
	for in := range first(r.Articles(t.Context(), func(yield func(File, error) bool) { yield(file("a.xlsx", sheet), nil) })) {
		for a, err := range in.Read() {
			if !extract.NeedsColumns(err) || len(a.Original) == 0 {
				t.Errorf("%v, with %d bytes", err, len(a.Original))
			}
		}
	}
}
