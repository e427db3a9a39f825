package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"assay/internal/assay"
)

// Two paragraphs, as they may stand in cells.
const (
	dockText  = "Two cranes on the east dock of Nordhaven stood still on Monday, the port said.\n\nA third was taken down for repair, and will not be back before May."
	ferryText = "The night ferry to Quayside runs again from Friday, said the harbour master, after three weeks of storms."
)

// parts reads all articles in data, those that are refused as an error.
func parts(t testing.TB, data []byte, h Hint) (out []string) {
	t.Helper()
	for d, err := range Documents(data, h) {
		if err != nil {
			if k := assay.KindOf(err); k != assay.KindInvalid && k != assay.KindUnsupported || strings.Contains(err.Error(), "panicked") {
				t.Fatalf("%s: %v", k, err)
			}
			out = append(out, fmt.Sprintf("%s! %v", d.Part, err))
			continue
		}
		out = append(out, fmt.Sprintf("%s| %s| %s| %s| %s| %s| %s| %s", d.Part, d.Title, d.Byline, d.Site, d.Published, d.URL, d.Language, strings.ReplaceAll(d.Text, "\n", "/")))
		h.Part = d.Part
		again, err := Extract(data, h)
		h.Part = ""
		if err != nil || again.Text != d.Text || again.Published != d.Published || again.Part != d.Part || again.Extractor != d.Extractor {
			t.Errorf("part %q once more: %v\n%s", d.Part, err, legible(again))
		}
	}
	return out
}

func compare(t *testing.T, got []string, want ...string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func cell(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func TestCSV(t *testing.T) {
	flat := strings.ReplaceAll(dockText, "\n", "/")
	english := "Headline,Date,Source,URL,Body\r\n" +
		"Cranes stand still,2026-03-02,Harbour Herald,https://herald.example/cranes," + cell(strings.ReplaceAll(dockText, "\n", "\r\n")) + "\r\n" +
		"Ferry runs again,2026-03-05 09:30,Harbour Herald,," + cell("<p>"+ferryText+"</p><p>Tickets are &amp; remain dear.</p>") + "\r\n" +
		"No text here,2026-03-06,Harbour Herald,,\r\n"
	const columns = "text=Body,title=Headline,site=Source,published=Date,url=URL,head=1"
	want := []string{
		"2 " + columns + "| Cranes stand still| | Harbour Herald| 2026-03-02| https://herald.example/cranes| en| Cranes stand still//" + flat,
		"3 " + columns + "| Ferry runs again| | Harbour Herald| 2026-03-05T09:30:00| | en| Ferry runs again//" + ferryText + "//Tickets are & remain dear.",
		"4 " + columns + "! Row 4 has no text in the column “Body”.",
	}
	t.Run("commas", func(t *testing.T) { compare(t, parts(t, []byte(english), Hint{Name: "export.csv"}), want...) })
	t.Run("without a name", func(t *testing.T) { compare(t, parts(t, []byte(english), Hint{}), want...) })
	t.Run("with a mark", func(t *testing.T) { compare(t, parts(t, []byte("\ufeff"+english), Hint{}), want...) })
	t.Run("told by Excel", func(t *testing.T) {
		compare(t, parts(t, []byte("sep=;\nTitel;Text\nKräne;"+ferryText+"\n"), Hint{Name: "a.csv"}),
			"2 text=Text,title=Titel,head=1| Kräne| | | | | en| Kräne//"+ferryText)
	})
	t.Run("tabs and windows-1252", func(t *testing.T) {
		text := "Überschrift\tDatum\tQuelle\tVolltext\n" +
			"Kräne stehen still\t02.03.2026\tHafenbote\tDie Kräne am Ostkai von Nordhaven stehen seit Montag still, sagte die Hafenbehörde. Ein dritter wurde für Reparaturen abgebaut.\n" +
			"Fähre fährt\t13.3.26\tHafenbote\tDie Nachtfähre fährt von Freitag an wieder über den Sund, sagte der Hafenmeister nach drei Wochen voller Stürme.\n"
		old, err := charmap.Windows1252.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		c := "text=Volltext,title=Überschrift,site=Quelle,published=Datum,dates=dmy,head=1"
		compare(t, parts(t, []byte(old), Hint{Name: "archiv.tsv"}),
			"2 "+c+"| Kräne stehen still| | Hafenbote| 2026-03-02| | de| Kräne stehen still//Die Kräne am Ostkai von Nordhaven stehen seit Montag still, sagte die Hafenbehörde. Ein dritter wurde für Reparaturen abgebaut.",
			"3 "+c+"| Fähre fährt| | Hafenbote| 2026-03-13| | de| Fähre fährt//Die Nachtfähre fährt von Freitag an wieder über den Sund, sagte der Hafenmeister nach drei Wochen voller Stürme.")
	})
	t.Run("Arabic", func(t *testing.T) {
		body := "توقفت رافعتان في الرصيف الشرقي لميناء نوردهافن عن العمل يوم الاثنين، كما قالت إدارة الميناء."
		compare(t, parts(t, []byte("العنوان;النص;التاريخ;المصدر\nرافعات;"+body+";٢٠٢٦-٠٣-٠٢;بريد المرفأ\n"), Hint{Name: "a.csv"}),
			"2 text=النص,title=العنوان,site=المصدر,published=التاريخ,head=1| رافعات| | بريد المرفأ| 2026-03-02| | ar| رافعات//"+body)
	})
	t.Run("lead and rest", func(t *testing.T) {
		compare(t, parts(t, []byte("HD,WC,PD,SN,LP,TD\nCranes,40,2 March 2026,Herald,"+cell(ferryText)+","+cell(dockText)+"\n"), Hint{Name: "f.csv"}),
			"2 text=LP,text=TD,title=HD,site=SN,published=PD,head=1| Cranes| | Herald| 2026-03-02| | en| Cranes//"+ferryText+"//"+flat)
	})
	t.Run("lines above", func(t *testing.T) {
		compare(t, parts(t, []byte("Search for cranes,,\n,,\nTitle,Text,Link\nA,"+cell(ferryText)+",https://herald.example/a\n"), Hint{Name: "a.csv"}),
			"4 text=Text,title=Title,url=Link,head=3| A| | | | https://herald.example/a| en| A//"+ferryText)
	})
	t.Run("one column", func(t *testing.T) {
		compare(t, parts(t, []byte("text\n"+cell(ferryText)+"\n"), Hint{Name: "a.csv"}), "2 text=text,head=1| The night ferry to Quayside runs again from Friday, said the harbour…| | | | | en| "+ferryText)
	})
	t.Run("quotation marks are missing", func(t *testing.T) {
		compare(t, parts(t, []byte("title,text\nA,"+cell(ferryText)+"\nB,"+ferryText+"\n"), Hint{Name: "a.csv"}),
			"2 text=text,title=title,head=1| A| | | | | en| A//"+ferryText,
			"3 text=text,title=title,head=1! Row 3 has more cells than there are columns: the quotation marks around a text are missing. Save the table once more, with its texts in quotation marks.")
	})
	t.Run("prose", func(t *testing.T) {
		if d, err := Extract([]byte("Cranes stand still\n\n"+dockText), Hint{Name: "a.csv"}); err != nil || d.Extractor != "text/1" {
			t.Errorf("%v, %s", err, d.Extractor)
		}
	})
}

func TestColumns(t *testing.T) {
	unsure := "id,beitrag,anderer\n1," + cell(dockText) + ",a\n2," + cell(ferryText) + ",b\n"
	compare(t, parts(t, []byte(unsure), Hint{Name: "a.csv"}),
		"! It is not plain which column of this table holds the text of the articles. It has these: “id”, “beitrag”, “anderer”. Say which one.")
	flat := strings.ReplaceAll(dockText, "\n", "/")
	compare(t, parts(t, []byte(unsure), Hint{Name: "a.csv", Columns: "text=beitrag, title=#3"}),
		"2 text=beitrag,title=anderer,head=1| a| | | | | en| a//"+flat,
		"3 text=beitrag,title=anderer,head=1| b| | | | | en| b//"+ferryText)
	compare(t, parts(t, []byte(unsure), Hint{Name: "a.csv", Columns: "text=nothing"}),
		"! There is no column “nothing” in this table. It has these: “id”, “beitrag”, “anderer”.")
	compare(t, parts(t, []byte("id,url\n1,https://herald.example/a\n2,https://herald.example/b\n"), Hint{Name: "a.csv"}),
		"! No column of this table holds the text of articles. It has these: “id”, “url”. Export it once more, with the full text.")
	compare(t, parts(t, []byte("1,"+cell(dockText)+"\n2,"+cell(ferryText)+"\n"), Hint{Name: "a.csv", Columns: "text=#2"}),
		"1 text=#2,head=0| Two cranes on the east dock of Nordhaven stood still on Monday, the…| | | | | en| "+flat,
		"2 text=#2,head=0| The night ferry to Quayside runs again from Friday, said the harbour…| | | | | en| "+ferryText)

	open := "text,date\n" + cell(dockText) + ",3/4/2026\n" + cell(ferryText) + ",5/4/2026\n"
	compare(t, parts(t, []byte(open), Hint{Name: "a.csv"}),
		"! The dates in the column “date” can be read with the day or with the month first, as in “3/4/2026”. Say which comes first.")
	for order, date := range map[string]string{DayFirst: "2026-04-03", MonthFirst: "2026-03-04"} {
		got := parts(t, []byte(open), Hint{Name: "a.csv", Columns: "text=text,published=date,dates=" + order})
		if len(got) != 2 || !strings.Contains(got[0], "| "+date+"|") {
			t.Errorf("%s: %q", order, got)
		}
	}
	for _, wrong := range []string{"", "text", "title=a", "text=", "text=a,dates=ydm", "text=a,title=b,title=c", "text=a,sheet=0"} {
		if _, err := ParseColumns(wrong); !NeedsColumns(err) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	for _, right := range []string{"text=a", `text="a,b",title="say ""it""",head=3`, "text=#4,text=#2,url=x,sheet=2"} {
		c, err := ParseColumns(right)
		if err != nil || c.String() != right {
			t.Errorf("%q: %v, %v", right, c, err)
		}
	}
}

func TestCellDate(t *testing.T) {
	for _, test := range []struct{ cell, order, want string }{
		{"2026-03-02T10:00:00+02:00", "", "2026-03-02T10:00:00+02:00"},
		{"20260302", "", "2026-03-02"},
		{"20260302T101500Z", "", "2026-03-02T10:15:00Z"},
		{"3/4/2026", "", ""},
		{"3/4/2026", DayFirst, "2026-04-03"},
		{"3/4/26 4:05 PM", MonthFirst, "2026-03-04T16:05:00"},
		{"25/12/2026", "", "2026-12-25"},
		{"25/12/2026", MonthFirst, ""},
		{"4/4/2026", "", "2026-04-04"},
		{"3.4.2026", "", "2026-04-03"},
		{"1767225600", "", "2026-01-01T00:00:00Z"},
		{"1767225600000", "", "2026-01-01T00:00:00Z"},
		{"2 March 2026", "", "2026-03-02"},
		{"31/31/2026", "", ""},
		{"none", "", ""},
	} {
		if got := cellDate(test.cell, test.order); got != test.want {
			t.Errorf("%q (%s) is %q and not %q", test.cell, test.order, got, test.want)
		}
	}
}

func TestJSON(t *testing.T) {
	flat := strings.ReplaceAll(dockText, "\n", "/")
	escaped := strings.ReplaceAll(dockText, "\n", `\n`)
	object := `{"id":7,"title":"Cranes","source":{"id":null,"name":"Harbour Herald"},"authors":["A. Writer","B. Writer"],"url":"https://herald.example/c","publishedAt":"2026-03-02T10:00:00Z","content":"` + escaped + `"}`
	second := `{"title":"Ferry","content":"` + ferryText + `","tags":[{"a":1}]}`
	const c = "text=content,title=title,site=source.name,byline=authors,published=publishedAt,url=url,head=0"
	want := func(first, second int) []string {
		return []string{
			fmt.Sprintf("%d %s| Cranes| A. Writer, B. Writer| Harbour Herald| 2026-03-02T10:00:00Z| https://herald.example/c| en| Cranes//%s", first, c, flat),
			fmt.Sprintf("%d %s| Ferry| | | | | en| Ferry//%s", second, c, ferryText),
		}
	}
	compare(t, parts(t, []byte("["+object+",\n"+second+"]"), Hint{}), want(1, 2)...)
	compare(t, parts(t, []byte(`{"status":"ok","articles":[`+object+","+second+`]}`), Hint{}), want(1, 2)...)
	compare(t, parts(t, []byte(object+"\n\n"+second+"\n"), Hint{Name: "a.jsonl"}), want(1, 3)...)
	compare(t, parts(t, []byte(object+"\n{broken\n"+second+"\n"), Hint{}), want(1, 3)[0], "2 "+c+"! Row 2 of this table is damaged. (the line is no object)", want(1, 3)[1])
	compare(t, parts(t, []byte(object), Hint{}), want(1, 2)[0])
	compare(t, parts(t, []byte(`[1,2,3]`), Hint{}), "! This is a JSON file, but neither an Assay case nor a list of articles. Copy the text of the article and paste it.")
	compare(t, parts(t, []byte(`{"a":{"b":[]}}`), Hint{}), "! This is a JSON file, but neither an Assay case nor a list of articles. Copy the text of the article and paste it.")
}

// archive makes a ZIP archive of names and contents.
func archive(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: map[bool]uint16{true: zip.Store, false: zip.Deflate}[files[i] == "mimetype"]})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// excel makes a workbook of two sheets, the first of which says what was searched
// for.
func excel(t testing.TB, rows string) []byte {
	t.Helper()
	return archive(t,
		"[Content_Types].xml", `<Types/>`,
		"xl/workbook.xml", `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Search" sheetId="1" r:id="rId1"/><sheet name="Hits" sheetId="2" r:id="rId2"/><sheet name="Old" sheetId="3" state="hidden" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
		"xl/sharedStrings.xml", `<sst><si><t>Headline</t></si><si><t>Text</t></si><si><t>Date</t></si><si><r><t>Cranes </t></r><r><t>stand still</t></r><rPh><t>not read</t></rPh></si><si><t xml:space="preserve">`+strings.ReplaceAll(dockText, "\n", "_x000D_\n")+`</t></si></sst>`,
		"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-407]d\. mmm yyyy"/><numFmt numFmtId="171" formatCode="0&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>cranes AND ferry</t></is></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+rows+`</sheetData></worksheet>`,
	)
}

const excelRows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>
<row r="3" spans="1:4"><c r="A3" t="s"><v>3</v></c><c r="B3" t="s"><v>4</v></c><c r="D3" s="1"><v>46083</v></c></row>
<row r="4"><c r="A4" t="str"><f>A3</f><v>Ferry</v></c><c r="B4" t="inlineStr"><is><t>` + ferryText + `</t></is></c><c r="D4" s="2"><v>46086.5</v></c></row>
<row r="5"><c r="A5" t="e"><v>#N/A</v></c></row>`

func TestExcel(t *testing.T) {
	flat := strings.ReplaceAll(dockText, "\n", "/")
	const c = "text=Text,title=Headline,published=Date,sheet=2,head=1"
	compare(t, parts(t, excel(t, excelRows), Hint{Name: "hits.xlsx"}),
		"3 "+c+"| Cranes stand still| | | 2026-03-02| | en| Cranes stand still//"+flat,
		"4 "+c+"| Ferry| | | 2026-03-05T12:00:00| | en| Ferry//"+ferryText)
	table, err := TableIn(excel(t, excelRows), Hint{})
	if err != nil || len(table.Sheets) != 2 || table.Sheets[1].Count != 2 || table.Sheets[1].Why != "" || table.Sheets[1].Proposed.String() != c || table.Sheets[0].Why == "" {
		t.Errorf("%v\n%+v", err, table)
	}
	for name, rows := range map[string]string{
		"a row far away":    `<row r="2147483647"><c r="A1"><v>1</v></c></row>`,
		"a cell far away":   `<row><c r="ZZZZZZZZZ1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>`,
		"cut short":         `<row><c r="A1"><v>1`,
		"nested":            `<row>` + strings.Repeat("<c>", 20_000),
		"strings elsewhere": `<row><c t="s"><v>99</v></c><c t="s"><v>-1</v></c></row>`,
	} {
		if got := parts(t, excel(t, rows), Hint{}); len(got) != 1 || !strings.HasPrefix(got[0], "!") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func openTableOf(t testing.TB, rows string) []byte {
	t.Helper()
	return archive(t, "mimetype", openSheetType, "content.xml",
		`<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Hits"><table:table-column table:number-columns-repeated="3"/>`+rows+
			`<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`)
}

const openRowsText = `<table:table-header-rows><table:table-row><table:table-cell><text:p>Title</text:p></table:table-cell><table:table-cell/><table:table-cell><text:p>Text</text:p></table:table-cell><table:table-cell><text:p>Date</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="4"/></table:table-row>
<table:table-row><table:table-cell><text:p>Ferry<office:annotation><text:p>not read</text:p></office:annotation></text:p></table:table-cell><table:table-cell/><table:table-cell><text:p>` + ferryText + `</text:p><text:p/><text:p>Tickets<text:s text:c="2"/>are <text:span>dear</text:span>.</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-03-05"><text:p>5/3/26</text:p></table:table-cell></table:table-row>`

func TestOpenDocumentTable(t *testing.T) {
	compare(t, parts(t, openTableOf(t, openRowsText), Hint{Name: "hits.ods"}),
		"4 text=Text,title=Title,published=Date,head=1| Ferry| | | 2026-03-05| | en| Ferry//"+ferryText+"//Tickets  are dear.")
	for name, rows := range map[string]string{"cut short": `<table:table-row><table:table-cell>`, "nested": strings.Repeat("<table:table-row-group>", 20_000)} {
		if got := parts(t, openTableOf(t, rows), Hint{}); len(got) != 1 || !strings.HasPrefix(got[0], "!") {
			t.Errorf("%s: %q", name, got)
		}
	}
}
