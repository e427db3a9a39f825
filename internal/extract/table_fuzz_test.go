package extract

import (
	"strings"
	"testing"
	"unicode/utf8"

	"assay/internal/assay"
)

// allSound checks what holds of every file with many articles: errors are for the
// analyst, texts are canonical, each part is found again, and no two have one name.
func allSound(t *testing.T, data []byte, h Hint) {
	t.Helper()
	seen := map[string]bool{}
	n := 0
	for d, err := range Documents(data, h) {
		if n++; n > 50 {
			return
		}
		if err != nil {
			if k := assay.KindOf(err); k != assay.KindInvalid && k != assay.KindUnsupported || strings.Contains(err.Error(), "panicked") {
				t.Fatalf("part %q: %s: %v", d.Part, k, err)
			}
			continue
		}
		if again, err := canonical(d.Text); err != nil || again != d.Text || !utf8.ValidString(d.Part) {
			t.Errorf("part %q: the text is not canonical: %q", d.Part, d.Text)
		}
		if d.Part != "" && seen[d.Part] {
			t.Errorf("two parts are called %q", d.Part)
		}
		seen[d.Part] = true
		if d.Part == "" {
			continue
		}
		one := h
		one.Part = d.Part
		if again, err := Extract(data, one); err != nil || legible(again) != legible(d) || again.Part != d.Part {
			t.Errorf("part %q once more: %v\n%s\nafter\n%s", d.Part, err, legible(again), legible(d))
		}
	}
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(feedRSS))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">A &amp;amp; b</title><entry xml:base="https://a.example/"><id>1</id><link href="b"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Thirty letters and more of text in it</p></div></content></entry></feed>`))
	f.Add([]byte(`<rdf:RDF xmlns="http://purl.org/rss/1.0/"><item><title>x</title><description>Thirty letters and more of text in it</description></item></rdf:RDF>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_text":"Thirty letters and more of text in it"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) { allSound(t, data, Hint{Name: "feed.xml"}) })
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("Headline,Text,Date\nA,\""+dockText+"\",3/4/2026\nB,x\n"), "")
	f.Add([]byte("sep=;\ntitle;text\na;<p>b</p>"), "text=text,title=#1")
	f.Add([]byte("\xef\xbb\xbfHD\tBY\tLP\tTD\n1\t2\t3\t4\n"), `text="LP",text=TD,head=1`)
	f.Add([]byte("a|b\r1|2\r"), "text=#2,head=0,dates=dmy,published=#1")
	f.Fuzz(func(t *testing.T, data []byte, columns string) {
		allSound(t, data, Hint{Name: "a.csv", Columns: columns})
		if _, err := TableIn(data, Hint{Name: "a.csv", Columns: columns}); err != nil && assay.KindOf(err) == assay.KindInternal {
			t.Error(err)
		}
		if c, err := ParseColumns(columns); err == nil {
			if again, err := ParseColumns(c.String()); err != nil || again.String() != c.String() {
				t.Errorf("%q is written as %q, and that is read as %q (%v)", columns, c, again, err)
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`[{"title":"a","text":"` + ferryText + `","a":{"b":[1,true,null,{"c":"d"}]}}]`))
	f.Add([]byte("{\"text\":\"" + ferryText + "\"}\n{\"text\":\"b\"}\n{"))
	f.Add([]byte(`{"data":{"docs":[{"content":"` + ferryText + `","published":1767225600}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) { allSound(t, data, Hint{Name: "a.json"}) })
}

// FuzzExcel varies the sheet of a workbook, and the archive that it is in.
func FuzzExcel(f *testing.F) {
	f.Add([]byte(excelRows), false)
	f.Add(excel(f, excelRows), true)
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		if !whole {
			data = excel(t, string(data))
		}
		allSound(t, data, Hint{Name: "a.xlsx"})
	})
}

// FuzzOpenSheet does the same for OpenDocument.
func FuzzOpenSheet(f *testing.F) {
	f.Add([]byte(openRowsText), false)
	f.Add(openTableOf(f, openRowsText), true)
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		if !whole {
			data = openTableOf(t, string(data))
		}
		allSound(t, data, Hint{Name: "a.ods"})
	})
}
