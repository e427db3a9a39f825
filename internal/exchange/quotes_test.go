package exchange

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

func TestWriteQuotes(t *testing.T) {
	d := newDesk(t)
	d.carryOut(read(t, strings.NewReplacer(`"What burned"`, `"=cmd|' /c calc'!A1"`, `"The Ledger"`, `"The \"Ledger\", Vell"`).Replace(harbour(t))))
	var b bytes.Buffer
	if err := WriteQuotes(&b, d.snapshot(testMe), CSVOptions{BOM: true}); err != nil {
		t.Fatal(err)
	}
	got, ok := strings.CutPrefix(b.String(), "\ufeff")
	if !ok {
		t.Error("no byte order mark")
	}
	golden(t, "harbour_quotes.csv", got)
	rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cell := func(row int, column string) string {
		for i, name := range rows[0] {
			if name == column {
				return rows[row][i]
			}
		}
		t.Fatalf("no column %s", column)
		return ""
	}
	tests := []struct {
		row          int
		column, want string
	}{
		{1, "article", "Fire at the harbour"},
		{1, "quote", "Twelve vehicles burned on the east quay"},
		{1, "start", "21"},
		{1, "stance", "supports"},
		{1, "chain", "two dock workers"},
		{1, "questions", "How many vehicles burned?"},
		{1, "versions", "twelve"},
		{1, "tags", "count"},
		{1, "analyst", "Ana"},
		{2, "article", "'=cmd|' /c calc'!A1"},
		{2, "text_origin", `The "Ledger", Vell`},
		{2, "notes", "'=Ask the Ledger"},
		{2, "stance", "contradicts"},
		{5, "chain", "Harbour Herald | two dock workers"},
		{5, "origin", "two dock workers"},
		{6, "origin", "Harbour Herald"},
		{6, "origin_reliability", "B"},
		{6, "claim_credibility", "1"},
		{6, "prefix", " night, two dock workers said.\n\n"},
	}
	for _, test := range tests {
		if got := cell(test.row, test.column); got != test.want {
			t.Errorf("row %d, %s: %q, want %q", test.row, test.column, got, test.want)
		}
	}
}

func TestHarmless(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"words", "The quay", "The quay"},
		{"nothing", "", ""},
		{"a formula", "=1+1", "'=1+1"},
		{"a sum", "+1", "'+1"},
		{"a difference", "-1", "'-1"},
		{"a function", "@SUM(A1)", "'@SUM(A1)"},
		{"a tab", "\t=1", "'\t=1"},
		{"a carriage return", "\r=1", "'\r=1"},
		{"a line end", "\n=1", "'\n=1"},
		{"white space before", "  =1", "'  =1"},
		{"a full-width sign", "＝1+1", "'＝1+1"},
		{"a sign further on", "1=1", "1=1"},
		{"an apostrophe", "'=1", "'=1"},
		{"an emoji", "🚒", "🚒"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := harmless(test.in); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
