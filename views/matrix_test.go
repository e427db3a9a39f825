package views

import (
	"bytes"
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestRunsPath writes runs as short paths, each move from where the last ended.
func TestRunsPath(t *testing.T) {
	runs := []assay.Run{{Row: 0, Col: 0, Length: 2}, {Row: 0, Col: 5, Length: 1}, {Row: 3, Col: 1, Length: 4}}
	for _, test := range []struct {
		along byte
		want  string
	}{{'h', "m0 .5h2m3 0h1m-5 3h4"}, {'v', "m.5 0v2m5-2v1m-4 2v4"}} {
		if got := runsPath(runs, test.along); got != test.want {
			t.Errorf("along %c: %s, want %s", test.along, got, test.want)
		}
	}
}

// TestOverviewSize keeps the drawing of 300 claims by 200 articles within what
// a page can carry, however scattered what is in the cells.
func TestOverviewSize(t *testing.T) {
	o := &assay.Overview{Rows: 300, Cols: 200, Down: 1, Across: 1, Stances: map[assay.Stance][]assay.Run{}}
	for row := range 300 {
		for i := range 14 {
			s := assay.Stances[(row+i)%4]
			o.Stances[s] = append(o.Stances[s], assay.Run{Row: row, Col: (row*7 + i*14) % 200, Length: 1})
		}
	}
	for col := range 200 {
		o.NotRead = append(o.NotRead, assay.Run{Row: 0, Col: col, Length: 150}, assay.Run{Row: 160, Col: col, Length: 140})
	}
	p := MatrixPage{Root: "/c/1", Data: assay.MatrixPage{Overview: o, Rows: 300, Cols: 200}}
	var page bytes.Buffer
	if err := matrixOverview(p.Overview(t.Context())).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	if page.Len() > 62<<10 {
		t.Errorf("%d bytes", page.Len())
	}
	t.Logf("%d bytes", page.Len())
	if n := strings.Count(page.String(), "<a "); n != 30 {
		t.Errorf("%d links to windows, want 30", n)
	}
	p.Data.Rows, p.Data.Cols, o.Down, o.Across = 30000, 20000, 30, 20
	if n := len(p.Overview(t.Context()).Blocks); n > overviewBlocks*overviewBlocks {
		t.Errorf("%d links to windows", n)
	}
}

func TestRulingText(t *testing.T) {
	for _, test := range []struct{ holds, why, text string }{
		{"Nine burned.", "The register says so.", "Nine burned.\n\nThe register says so."},
		{"Nine burned.", "", "Nine burned."},
		{"Nine\r\nburned.", "The register.\r\n\r\nAnd the brigade.", "Nine\nburned.\n\nThe register.\n\nAnd the brigade."},
		{"", "", ""},
	} {
		if got := RulingText(test.holds, test.why); got != test.text {
			t.Errorf("%q", got)
		}
		if holds, why := ruled(test.text); RulingText(holds, why) != test.text {
			t.Errorf("%q is read as %q, %q", test.text, holds, why)
		}
	}
}
