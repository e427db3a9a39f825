package views

import "testing"

// TestReportBeginsWithWhatWaits: of many files those are first that the analyst has
// something to do about, wherever they were.
func TestReportBeginsWithWhatWaits(t *testing.T) {
	r := ImportReport{}
	for range 300 {
		r.Files = append(r.Files, ImportedFile{Name: "text", Outcome: ImportAdded})
	}
	r.Files[7] = ImportedFile{Name: "known", Outcome: ImportKnown}
	r.Files[200] = ImportedFile{Name: "scan", Outcome: ImportAdded, TypeIn: true}
	r.Files[220] = ImportedFile{Name: "damaged", Outcome: ImportRefused}
	r.Files[250] = ImportedFile{Name: "table", Outcome: ImportRefused, Ask: "/tables/1", Waits: true}
	if rows := r.Rows(); rows[0].Name != "table" || rows[1].Name != "scan" || rows[2].Name != "text" {
		t.Errorf("it begins with %q, %q, %q", rows[0].Name, rows[1].Name, rows[2].Name)
	}
	r.Page = 2
	if rows := r.Rows(); len(rows) != 99 || rows[98].Name != "known" {
		t.Errorf("%d on the last page, %q at the end", len(rows), rows[len(rows)-1].Name)
	}
}
