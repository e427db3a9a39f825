package exchange

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// codebookCase is a case with a codebook that has all that one can have.
func codebookCase() assay.Snapshot {
	id := func(n byte) assay.TagID { return assay.TagID(oplog.ID{15: n}) }
	return assay.Snapshot{Me: testMe, Case: &assay.Case{
		Info: assay.Info{Name: "Fire at the quay"},
		Tags: []assay.Tag{
			{ID: id(1), Name: "Doubt", Colour: "red", Description: "What may be otherwise.\nAsk <again> & again"},
			{ID: id(2), Name: "=SUM(A1)", Colour: "teal", Parent: id(1), Aliases: []string{"'+figures", "sums"}},
			{ID: id(3), Name: "عدد", Parent: id(2)},
			{ID: id(4), Name: "later; “soon”", Description: "'quoted"},
		},
		Claims:   []assay.Claim{{ID: assay.ClaimID{1}}},
		Taggings: []assay.Tagging{{Tag: id(2), Target: assay.EntityID{1}}},
	}}
}

// outline writes a plan as a person reads it.
func outline(p assay.TagPlan) string {
	var b strings.Builder
	for _, t := range p.Tags {
		above := ""
		if t.Above >= 0 {
			above = " < " + p.Tags[t.Above].Name
		}
		fmt.Fprintf(&b, "%s%s [%s] %q %q\n", t.Name, above, t.Colour, t.Description, t.Aliases)
	}
	for _, l := range p.Lost {
		fmt.Fprintf(&b, "lost: %s\n", l)
	}
	return b.String()
}

func TestCodebookRoundTrip(t *testing.T) {
	s := codebookCase()
	var qdc, table bytes.Buffer
	if err := WriteQDC(&qdc, s); err != nil {
		t.Fatal(err)
	}
	if err := WriteCodebook(&table, s, CSVOptions{BOM: true}); err != nil {
		t.Fatal(err)
	}
	golden(t, "codebook.qdc", qdc.String())
	golden(t, "codebook.csv", table.String())
	const tree = `Doubt [red] "What may be otherwise.\nAsk <again> & again" []
=SUM(A1) < Doubt [teal] "" %s
عدد < =SUM(A1) [] "" []
later; “soon” [] "'quoted" []
`
	p, err := ReadQDC(&qdc)
	if want := fmt.Sprintf(tree, "[]"); err != nil || outline(p) != want {
		t.Errorf("the codebook came back as\n%s%v\nwant\n%s", outline(p), err, want)
	}
	p, err = ReadCodebook(&table)
	if want := fmt.Sprintf(tree, `["'+figures" "sums"]`); err != nil || outline(p) != want {
		t.Errorf("the table came back as\n%s%v\nwant\n%s", outline(p), err, want)
	}
}

// TestQDCShape holds what is written to the facts of the schema: the namespace,
// unqualified attributes, at least one code, GUIDs, colours, children in order.
func TestQDCShape(t *testing.T) {
	var b bytes.Buffer
	if err := WriteQDC(&b, codebookCase()); err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(b.Bytes(), []byte("\xef\xbb\xbf")) {
		t.Error("it begins with a byte order mark")
	}
	guid, colour := regexp.MustCompile(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`), regexp.MustCompile(`^#[0-9A-F]{6}$`)
	type code struct {
		GUID        string  `xml:"guid,attr"`
		Name        string  `xml:"name,attr"`
		Codable     string  `xml:"isCodable,attr"`
		Colour      *string `xml:"color,attr"`
		Description *string
		Codes       []code `xml:"Code"`
	}
	var book struct {
		XMLName xml.Name `xml:"urn:QDA-XML:codebook:1.0 CodeBook"`
		Origin  string   `xml:"origin,attr"`
		Codes   []code   `xml:"Codes>Code"`
		Sets    *struct{}
	}
	if err := xml.Unmarshal(b.Bytes(), &book); err != nil {
		t.Fatal(err)
	}
	if len(book.Codes) != 2 || book.Origin != "Assay" || book.Sets != nil {
		t.Errorf("the codebook is %+v", book)
	}
	var look func(list []code)
	look = func(list []code) {
		for _, c := range list {
			if !guid.MatchString(c.GUID) || c.Name == "" || c.Codable != "true" || c.Colour != nil && !colour.MatchString(*c.Colour) {
				t.Errorf("a code is %+v", c)
			}
			look(c.Codes)
		}
	}
	look(book.Codes)
	if err := WriteQDC(&b, assay.Snapshot{Case: &assay.Case{}}); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("a codebook without a tag: %v", err)
	}
}

func TestReadQDC(t *testing.T) {
	const head = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
	deep := strings.Repeat(`<Code guid="x" name="n">`, maxNesting+2)
	tests := []struct{ name, file, want, refused string }{
		{
			"as Taguette writes it", head + `<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.5"><Codes><Code guid="0D6B3BBA-2E3C-4F1B-9E2E-7B1A5E2C7F10" name="people" isCodable="true" color="#FF0000"/></Codes><Sets/></CodeBook>`,
			"people [red] \"\" []\nlost: The exact colours of 1 tags: they get the most similar of the 8 that tags have here.\n", "",
		},
		{
			"as it stands in a project", head + `<CodeBook xmlns="urn:QDA-XML:project:1.0"><Codes><Code guid="{1}" name="a" isCodable="false"><Description>What
is meant</Description><NoteRef targetGUID="1"/><Code guid="2" name=" b  c " color="#123"/></Code></Codes><Sets><Set guid="3" name="Both"><MemberCode guid="2"/></Set></Sets></CodeBook>`,
			"a [] \"What\\nis meant\" []\nb c < a [green] \"\" []\nlost: That “a” and the like only group others and are not to be put on anything.\nlost: Links from tags to notes of the project.\nlost: The set “Both” of tags.\nlost: The exact colours of 1 tags: they get the most similar of the 8 that tags have here.\n", "",
		},
		{
			"with a byte order mark and no namespace", "\ufeff<CodeBook><Codes><Code name='x'/><Code name=''/><Code name='y' color='red'/></Codes></CodeBook>",
			"x [] \"\" []\ny [] \"\" []\nlost: A tag without a name.\n", "",
		},
		{
			"with a name twice", `<CodeBook><Codes><Code name="a"><Code name="other"/></Code><Code name="b"><Code name="Other"/></Code><Code name="a"/></Codes></CodeBook>`,
			"a [] \"\" []\nother < a [] \"\" []\nb [] \"\" []\nOther (b) < b [] \"\" []\nlost: There are two tags “Other”. The second is called “Other (b)” here, since a name means one tag.\nlost: A second tag “a” at the same place.\n", "",
		},
		{"with entities", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CodeBook><Codes><Code name="&b;"/></Codes></CodeBook>`, "", "defines entities"},
		{"with an entity that it does not define", `<CodeBook><Codes><Code name="&b;"/></Codes></CodeBook>`, "", "not a codebook that Assay can read"},
		{"too deep", `<CodeBook><Codes>` + deep, "", "levels deep"},
		{"too many", `<CodeBook><Codes>` + manyCodes(assay.MaxPlannedTags+1) + `</Codes></CodeBook>`, "", "more than 20000 tags"},
		{"too large", `<CodeBook><Codes><Code name="` + strings.Repeat("x", maxCodebook) + `"/></Codes></CodeBook>`, "", "larger than 16 MB"},
		{"in another encoding", `<?xml version="1.0" encoding="iso-8859-1"?><CodeBook/>`, "", "UTF-8"},
		{"something else", `<html><body/></html>`, "", "not a codebook"},
		{"codes of something else", `<x><Code name="a"/></x>`, "", "not a codebook of REFI-QDA"},
		{"of another namespace", `<CodeBook xmlns="urn:x"><Codes/></CodeBook>`, "", "“urn:x”"},
		{"cut off", `<CodeBook><Codes><Code name="a">`, "", "not a codebook that Assay can read"},
		{"nothing", "", "", "not a codebook that Assay can read"},
		{"no tag", `<CodeBook><Codes/></CodeBook>`, "", "no tag in this file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := ReadQDC(strings.NewReader(test.file))
			if (err != nil) != (test.refused != "") || err != nil && (assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), test.refused)) {
				t.Fatalf("it was answered with %v, want %q", err, test.refused)
			}
			if got := outline(p); err == nil && got != test.want {
				t.Errorf("it was read as\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func manyCodes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<Code name="%d"/>`, i)
	}
	return b.String()
}

func TestReadCodebook(t *testing.T) {
	tests := []struct{ name, file, want, refused string }{
		{"as Taguette writes it", "tag,description,number of highlights,number of documents\nfire,\"What burned,\nand when\",3,1\n", "fire [] \"What burned,\\nand when\" []\nlost: The column “number of highlights”.\nlost: The column “number of documents”.\n", ""},
		{"with semicolons, other names and colours", "Name;Parent;Color;Aliases\nb;a;#1F8A86;x | y\na;;Blue;\n", "a [blue] \"\" []\nb < a [teal] \"\" [\"x\" \"y\"]\n", ""},
		{"with tabs, and a mark", "\ufeffTAG\tmemo\r\nx\tsays\r\n\t\r\n", "x [] \"says\" []\n", ""},
		{"with circles and gaps", "tag,below\na,b\nb,a\nc,d\n", "b [] \"\" []\na < b [] \"\" []\nc [] \"\" []\nlost: That “b” is below “a”: the two would be below each other, or too deep.\nlost: That “c” is below “d”, which is not in the table.\n", ""},
		{"with formulas", "tag\n'=1+1\n''quoted\n'plain\n", "=1+1 [] \"\" []\n'quoted [] \"\" []\n'plain [] \"\" []\n", ""},
		{"with a name in other letters", "tag,below\nΟΔΟΣ,\nοδος,\nx,Οδοσ\n", "ΟΔΟΣ [] \"\" []\nx < ΟΔΟΣ [] \"\" []\nlost: A second tag “οδος” at the same place.\n", ""},
		{"without a head", "fire,What burned\n", "", "no column “name” or “tag”"},
		{"nothing", "", "", "not a table"},
		{"no row", "tag\n", "", "no tag in this file"},
		{"too many", "tag\n" + strings.Repeat("x\n", assay.MaxPlannedTags+1), "", "more than 20000 tags"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := ReadCodebook(strings.NewReader(test.file))
			if (err != nil) != (test.refused != "") || err != nil && (assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), test.refused)) {
				t.Fatalf("it was answered with %v, want %q", err, test.refused)
			}
			if got := outline(p); err == nil && got != test.want {
				t.Errorf("it was read as\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// FuzzReadQDC and FuzzReadCodebook: whatever a file holds, reading it ends,
// without a panic, and what it plans can be carried out and written again.
func FuzzReadQDC(f *testing.F) {
	var b bytes.Buffer
	if err := WriteQDC(&b, codebookCase()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name="a"><Description>b</Description><Code name="a"/></Code></Codes><Sets/></CodeBook>`))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ReadQDC(bytes.NewReader(file))
		again(t, p, err)
	})
}

func FuzzReadCodebook(f *testing.F) {
	var b bytes.Buffer
	if err := WriteCodebook(&b, codebookCase(), CSVOptions{}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("tag;parent\na;b\nb;a\n'=x;\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ReadCodebook(bytes.NewReader(file))
		again(t, p, err)
	})
}

// again writes what was read and reads it again: names, tree and meanings stay.
func again(t *testing.T, p assay.TagPlan, err error) {
	t.Helper()
	if err != nil {
		if assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("not for the analyst: %v", err)
		}
		return
	}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	c := &assay.Case{}
	for i, planned := range p.Tags {
		tag := assay.Tag{ID: assay.TagID(oplog.ID{12: byte(i >> 16), 13: byte(i >> 8), 14: byte(i), 15: 1}), Name: planned.Name, Colour: planned.Colour, Description: planned.Description}
		if planned.Above >= 0 {
			tag.Parent = c.Tags[planned.Above].ID
		}
		c.Tags = append(c.Tags, tag)
	}
	var b bytes.Buffer
	if err := WriteCodebook(&b, assay.Snapshot{Case: c}, CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	back, err := ReadCodebook(&b)
	if err != nil || len(back.Tags) != len(p.Tags) {
		t.Fatalf("%d tags came back as %d: %v\n%s\n%s", len(p.Tags), len(back.Tags), err, outline(p), outline(back))
	}
	b.Reset()
	if err := WriteQDC(&b, assay.Snapshot{Case: c}); err != nil {
		t.Fatal(err)
	}
	back, err = ReadQDC(&b)
	if err != nil || len(back.Tags) != len(p.Tags) {
		t.Fatalf("%d tags came back as %d: %v\n%s\n%s", len(p.Tags), len(back.Tags), err, outline(p), outline(back))
	}
}

func TestWriteNotes(t *testing.T) {
	me, other := testMe, assay.ActorID(oplog.Derive("actor", oplog.Encode("eve")))
	claim := assay.EntityID{1}
	at := func(n int64) assay.Meta {
		c := oplog.Clock(testEpoch.UnixMilli()+n*1000) << 16
		return assay.Meta{By: me, Made: c, Changed: c}
	}
	s := assay.Snapshot{Me: me, Case: &assay.Case{
		Info:   assay.Info{ID: assay.EntityID{9}, Name: "Fire *at* the quay"},
		Actors: []assay.Actor{{ID: me, Name: "Ana"}, {ID: other, Name: "Eve"}},
		Claims: []assay.Claim{{ID: assay.ClaimID(claim), Wording: "Twelve_lorries_burned"}},
		Notes: []assay.Note{
			{Meta: at(1), ID: assay.NoteID{1}, Target: claim, Text: "Who **counted**?\n\n- ask"},
			{Meta: at(2), ID: assay.NoteID{2}, Target: assay.EntityID{9}, Text: "=1+1"},
			{Meta: at(3), ID: assay.NoteID{3}, Target: claim, Text: "mine", Private: true},
			{Meta: assay.Meta{By: other}, ID: assay.NoteID{4}, Target: claim, Text: "hers", Private: true},
			{Meta: at(4), ID: assay.NoteID{5}, Target: assay.EntityID{7}, Text: "on what is gone"},
		},
	}}
	for name, o := range map[string]NoteOptions{"notes": {}, "notes_private": {Private: true, BOM: true}} {
		var table, text bytes.Buffer
		if err := WriteNotes(&table, s, o); err != nil {
			t.Fatal(err)
		}
		if err := WriteNotesText(&text, s, o); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".csv", table.String())
		golden(t, name+".md", text.String())
		if all := table.String() + text.String(); strings.Contains(all, "hers") || strings.Contains(all, "mine") != o.Private {
			t.Errorf("%s has notes that it should not have: %s", name, all)
		}
	}
}

// TestTagNamesRoundTrip: the other names of a tag come back, with a history and
// without.
func TestTagNamesRoundTrip(t *testing.T) {
	const file = `{"format": "assay-json", "version": 1, "analysts": [{"id": "an1", "name": "Ana"}], "tags": [{"id": "t1", "name": "fire", "aliases": ["blaze", "fires"]}], "claims": [{"id": "c1", "wording": "It burned"}], "taggings": [{"tag": "t1", "target": "c1"}]}`
	first := newDesk(t)
	first.carryOut(read(t, file))
	for _, o := range []JSONOptions{{}, {NoHistory: true}} {
		p := read(t, first.write(o))
		if len(p.Problems) > 0 {
			t.Fatal(p.Problems)
		}
		back := newDesk(t)
		back.carryOut(p)
		c := back.snapshot(testMe).Case
		if len(c.Tags) != 1 || strings.Join(c.Tags[0].Aliases, ", ") != "blaze, fires" || len(c.Taggings) != 1 || c.Taggings[0].Tag != c.Tags[0].ID {
			t.Errorf("%+v: the tags came back as %+v on %+v", o, c.Tags, c.Taggings)
		}
	}
}
