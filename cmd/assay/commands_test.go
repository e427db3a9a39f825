package main

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/taguette/taguettetest"
	"assay/store"
)

const (
	quayArticle  = "Fire at the quay\n\nTwelve lorries burned at the quay on Friday, a spokesman said.\n"
	ferryArticle = `<html lang="en"><head><title>Ferry late</title></head><body><article><h1>Ferry late</h1><p>The ferry from Northbank was late again on Sunday, the harbour office said in the morning.</p></article></body></html>`
	ferryRow     = "The night ferry to Quayside runs again from Friday after three weeks of storms in which it lay in the harbour of Northbank."
	quayRow      = "Twelve lorries burned at the quay on Friday, a spokesman of the port said, and the east dock was closed for the night."
	wholeQuay    = `{"format": "assay-json", "version": 1, "case": {"name": "Quay"},
		"articles": [{"id": "a", "title": "Fire at the quay", "text": "Twelve lorries burned at the quay on Friday."}],
		"claims": [{"id": "c", "wording": "Twelve lorries burned"}],
		"mentions": [{"id": "m", "article": "a", "claim": "c", "quote": "Twelve lorries burned"}]}`
)

// workbench makes a folder with a few files and goes there.
func workbench(t *testing.T) {
	t.Helper()
	ownConfig(t)
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{
		"in/quay.txt": quayArticle, "in/deep/ferry.html": ferryArticle, "in/.hidden/x.txt": "hidden", "in/old.assay": "no article",
		"report.doc": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "empty.txt": " \n", "quay.json": wholeQuay, "latin.html": strings.Replace(ferryArticle, "Ferry late<", "F\xe4hre<", 2),
		"mail.csv": "x", "hits.csv": "Headline,Text\nFerry," + ferryRow + "\nNone,\n", "odd.csv": "id,saying,other\n1," + ferryRow + ",x\n2,\"" + quayRow + "\",y\n",
		"feed.xml": "<rss><channel><title>Herald</title><item><guid>1</guid><title>Late</title><description>" + quayRow + "</description></item></channel></rss>",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// zipUp writes an archive of one file.
func zipUp(t *testing.T, path, name, content string) {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err == nil {
		_, err = f.Write([]byte(content))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// call runs a command to its end.
func call(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err output
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &err, nil)
	return code, out.String(), err.String()
}

func TestImport(t *testing.T) {
	tests := []struct {
		name   string
		stdin  string
		args   []string
		code   int
		out    string // begins with
		err    string // contains
		titles string // of the articles in the case afterwards, in order of import
	}{
		{name: "a file", args: []string{"in/quay.txt"}, out: "c.assay: 1 imported.", titles: "Fire at the quay"},
		{name: "a folder with what is in it", args: []string{"in"}, out: "c.assay: 2 imported.", titles: "Ferry late, Fire at the quay"},
		{name: "the same twice", args: []string{"in/quay.txt", "in/quay.txt"}, out: "c.assay: 1 imported, 1 there already.", titles: "Fire at the quay"},
		{name: "some refused", args: []string{"report.doc", "in/quay.txt", "empty.txt"}, code: exitSome, out: "c.assay: 1 imported, 2 refused.", err: "report.doc: Assay cannot read old Office files.", titles: "Fire at the quay"},
		{name: "all refused", args: []string{"report.doc"}, code: exitFailed, out: "c.assay: 1 refused.", err: "report.doc: Assay cannot read old Office"},
		{name: "the standard input", stdin: quayArticle, args: []string{"-"}, out: "c.assay: 1 imported.", titles: "Fire at the quay"},
		{name: "nothing on the standard input", args: []string{"-"}, code: exitFailed, out: "c.assay: 1 refused.", err: "-: This file is empty."},
		{name: "a character set", args: []string{"latin.html", "--charset", "koi8-r"}, out: "c.assay: 1 imported.", titles: "FДhre"},
		{name: "a character set that there is not", args: []string{"latin.html", "--charset", "klingon"}, code: exitFailed, out: "c.assay: 1 refused.", err: `no character set called "klingon"`},
		{name: "a whole case", args: []string{"quay.json"}, out: "c.assay: 1 imported.", titles: "Fire at the quay"},
		{name: "a file that is not there", args: []string{"in/quay.txt", "gone.txt"}, code: exitFailed, err: "There is nothing at gone.txt that can be read. Nothing was imported."},
		{name: "a folder without files", args: []string{"in/.hidden/.."}, out: "c.assay: 2 imported.", titles: "Ferry late, Fire at the quay"},
		{name: "where it was found", args: []string{"in/quay.txt", "--url", "https://herald.example/fire"}, out: "c.assay: 1 imported.", titles: "Fire at the quay"},
		{name: "where two were found", args: []string{"in", "--url", "https://herald.example/fire"}, code: exitFailed, err: "--url says where one article was found"},
		{name: "found nowhere", args: []string{"in/quay.txt", "--url", "herald"}, code: exitFailed, err: "a whole address as in"},
		{name: "a table", args: []string{"hits.csv"}, code: exitSome, out: "c.assay: 1 imported, 1 refused.", err: "hits.csv: Taken from its columns: text=Text,title=Headline,head=1. Others can be named with --columns.\nhits.csv: Row 3 has no text in the column “Text”.", titles: "Ferry"},
		{name: "a table that is not plain", args: []string{"odd.csv"}, code: exitFailed, out: "c.assay: 1 refused.", err: "Say which one. Name them with --columns, as in --columns text=Body"},
		{name: "a table with its columns", args: []string{"odd.csv", "--columns", "text=saying,title=other"}, out: "c.assay: 2 imported.", titles: "x, y"},
		{name: "no columns", args: []string{"odd.csv", "--columns", "saying"}, code: exitFailed, err: "“saying” names no column."},
		{name: "an archive", args: []string{"papers.zip"}, out: "c.assay: 1 imported.", titles: "Fire at the quay"},
		{name: "a feed", args: []string{"feed.xml"}, out: "c.assay: 1 imported.", titles: "Late"},
		{name: "a project of Taguette", args: []string{"project.sqlite3"}, out: "c.assay: 1 imported.", err: "2 documents are new, 0 were there, 1 were refused; 3 new tags, 4 notes on what was highlighted or described.", titles: "Cranes stand still, رافعات"},
		{name: "one of its projects", args: []string{"project.sqlite3", "--project", "The dock"}, out: "c.assay: 1 imported.", err: "2 documents are new", titles: "Cranes stand still, رافعات"},
		{name: "a project that is not there", args: []string{"project.sqlite3", "--project", "The quay"}, code: exitFailed, out: "c.assay: 1 refused.", err: "There are these projects in it: The dock."},
		{name: "without a path", args: nil, code: exitUsage, err: "expected"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			workbench(t)
			if project, err := os.ReadFile(taguettetest.Make(t)); err != nil || os.WriteFile("project.sqlite3", project, 0o600) != nil {
				t.Fatal(err)
			}
			zipUp(t, "papers.zip", "quay.txt", quayArticle)
			code, out, err := call(t, test.stdin, append([]string{"import", "c.assay"}, test.args...)...)
			if code != test.code || !strings.HasPrefix(out, test.out) || !strings.Contains(err, test.err) || test.err == "" && err != "" {
				t.Errorf("exit %d\n%s%s\nwant %d\n%s\n%s", code, out, err, test.code, test.out, test.err)
			}
			if test.titles == "" {
				if isThere("c.assay") {
					t.Error("an empty case was left behind")
				}
				return
			}
			c := caseAt(t, "c.assay")
			view := assay.NewView(c, assay.ActorID{})
			var titles []string
			for i := range c.Articles {
				titles = append(titles, view.Facts(&c.Articles[i]).Title)
			}
			if got := strings.Join(titles, ", "); got != test.titles {
				t.Errorf("the case has %s, want %s", got, test.titles)
			}
		})
	}
}

func caseAt(t *testing.T, path string) *assay.Case {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	c, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stopped is a file during which the analyst stops the program.
type stopped struct {
	io.Reader
	stop func()
}

func (s stopped) Read(p []byte) (int, error) {
	for range 200 { // until what came before is there
		if c, err := store.Open(context.Background(), "c.assay", store.Options{ReadOnly: true}); err == nil {
			list, err := c.Case(context.Background())
			if c.Close(); err == nil && len(list.Articles) > 0 {
				break
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.stop()
	return s.Reader.Read(p)
}

func TestImportStopped(t *testing.T) {
	workbench(t)
	ctx, stop := context.WithCancel(t.Context())
	var out, err output
	code := run(ctx, []string{"import", "c.assay", "in/quay.txt", "-", "in/deep/ferry.html"}, stopped{strings.NewReader(ferryArticle), stop}, &out, &err, nil)
	if want := "assay: Stopped. What was imported so far is in the case. The same command goes on: it passes over what is there.\n"; code != exitFailed || err.String() != want {
		t.Errorf("exit %d, %s want %d, %s", code, &err, exitFailed, want)
	}
	if want := "c.assay: 1 imported.\n"; out.String() != want {
		t.Errorf("it says %swant %s", &out, want)
	}
	if c := caseAt(t, "c.assay"); c.Info.Name != "c" || len(c.Articles) != 1 {
		t.Errorf("the case is called %q and has %d articles", c.Info.Name, len(c.Articles))
	}
}

func TestImportIsSigned(t *testing.T) {
	workbench(t)
	if code, _, err := call(t, "", "import", "c.assay", "in/quay.txt", "--as", " Ana  Varn "); code != exitOK {
		t.Fatal(err)
	}
	c := caseAt(t, "c.assay")
	if len(c.Actors) != 1 || c.Actors[0].Name != "Ana Varn" || c.Info.Name != "c" {
		t.Errorf("signed by %+v, called %q", c.Actors, c.Info.Name)
	}
}

func TestImportAsJSON(t *testing.T) {
	workbench(t)
	code, out, stderr := call(t, "", "import", "--json", "c.assay", "in/quay.txt", "report.doc")
	var got struct {
		Case           string
		Added, Refused int
		Files          []struct{ Path, Outcome, Article, Problem string }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitSome || stderr != "" {
		t.Fatalf("exit %d, %v: %s%s", code, err, out, stderr)
	}
	if got.Case != "c.assay" || got.Added != 1 || got.Refused != 1 || len(got.Files) != 2 || got.Files[0].Outcome != "added" || len(got.Files[0].Article) != 36 ||
		got.Files[1].Outcome != "refused" || !strings.Contains(got.Files[1].Problem, "Office") {
		t.Errorf("it says %s", out)
	}
}

func TestImportOfAWholeCase(t *testing.T) {
	workbench(t)
	if code, out, err := call(t, "", "import", "c.assay", "quay.json"); code != exitOK {
		t.Fatal(out, err)
	}
	if c := caseAt(t, "c.assay"); c.Info.Name != "Quay" || len(c.Mentions) != 1 || c.Mentions[0].Quote != "Twelve lorries burned" {
		t.Errorf("the case is %q with %+v", c.Info.Name, c.Mentions)
	}
	if code, out, _ := call(t, "", "import", "c.assay", "quay.json"); code != exitOK || out != "c.assay: 1 there already.\n" {
		t.Errorf("the second time: exit %d, %s", code, out)
	}
	if code, _, err := call(t, strings.Replace(wholeQuay, `"quote": "Twelve`, `"quote": "Ten`, 1), "import", "d.assay", "-"); code != exitOK || !strings.Contains(err, "mentions[0]") {
		t.Errorf("a quote that is nowhere: exit %d, %s", code, err)
	}
}

// TestRoundTrip takes a case out and in again: nothing is lost.
func TestRoundTrip(t *testing.T) {
	workbench(t)
	if code, out, err := call(t, "", "import", "c.assay", "in", "quay.json"); code != exitOK {
		t.Fatal(out, err)
	}
	if code, out, err := call(t, "", "export", "c.assay", "--format", "json", "-o", "c.json"); code != exitOK || out != "" {
		t.Fatal(out, err)
	}
	if code, out, err := call(t, "", "import", "again.assay", "c.json"); code != exitOK {
		t.Fatal(out, err)
	}
	want, err := os.ReadFile("c.json")
	if err != nil {
		t.Fatal(err)
	}
	if code, out, err := call(t, "", "export", "again.assay", "--format", "json"); code != exitOK || out != string(want) {
		t.Errorf("exit %d, %s: it came back as\n%s\nwant\n%s", code, err, out, want)
	}
	if code, out, err := call(t, "", "check", "again.assay"); code != exitOK || !regexp.MustCompile(`^again\.assay is whole: \d+ operations, \d+ texts and originals, and 1 quotes`).MatchString(out) {
		t.Errorf("exit %d, %s%s", code, out, err)
	}
}

func TestExport(t *testing.T) {
	tests := []struct {
		name string
		args []string
		code int
		want string // on stdout, or else on stderr
		not  string
	}{
		{"a table", []string{"--format", "csv"}, exitOK, "\r\nFire at the quay,", "\ufeff"},
		{"a table for Excel", []string{"--format", "csv", "--excel"}, exitOK, "\ufeffarticle,url,", "\x00"},
		{"everything", []string{"--format", "json"}, exitOK, `"history":`, "\x00"},
		{"without history", []string{"--format", "json", "--no-history"}, exitOK, `"claims":`, `"actor"`},
		{"without originals", []string{"--format", "json", "--no-originals"}, exitOK, `"sha256"`, `"base64"`},
		{"over a file", []string{"--format", "json", "-o", "mail.csv"}, exitFailed, "There is already a file mail.csv.", "\x00"},
		{"over a file on purpose", []string{"--format", "json", "-o", "mail.csv", "--force"}, exitOK, "", "\x00"},
		{"into no folder", []string{"--format", "json", "-o", "no/where.json"}, exitFailed, "Nothing can be written to the folder of no/where.json.", "\x00"},
		{"a format that there is not", []string{"--format", "xml"}, exitUsage, "must be one of", "\x00"},
		{"no format", nil, exitUsage, "missing flags", "\x00"},
		{"options of another format", []string{"--format", "csv", "--no-history"}, exitUsage, "nothing else has them", "\x00"},
		{"force without a file", []string{"--format", "csv", "--force"}, exitUsage, "--force is for --out", "\x00"},
		{"Excel's JSON", []string{"--format", "json", "--excel"}, exitUsage, "--excel is for --format csv", "\x00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			workbench(t)
			if code, out, err := call(t, "", "import", "c.assay", "quay.json", "in"); code != exitOK {
				t.Fatal(out, err)
			}
			code, out, err := call(t, "", append([]string{"export", "c.assay"}, test.args...)...)
			if code != test.code || !strings.Contains(out+err, test.want) || strings.Contains(out, test.not) || code == exitOK && err != "" {
				t.Errorf("exit %d\n%s%s\nwant %d, %q and no %q", code, out, err, test.code, test.want, test.not)
			}
			data, readErr := os.ReadFile("mail.csv")
			if kept := string(data) == "x"; readErr != nil || kept != (test.name != "over a file on purpose") {
				t.Errorf("the other file has %.40q, %v", data, readErr)
			}
			if left, err := filepath.Glob(".assay-export*"); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestCheckAndCopy(t *testing.T) {
	workbench(t)
	if code, out, err := call(t, "", "import", "c.assay", "quay.json"); code != exitOK {
		t.Fatal(out, err)
	}
	damage(t, "c.assay", "d.assay")
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a whole case", []string{"check", "c.assay"}, exitOK, "c.assay is whole:"},
		{"a damaged case", []string{"check", "d.assay"}, exitFailed, "assay: The file is damaged: "},
		{"no case", []string{"check", "mail.csv"}, exitFailed, "mail.csv is not a case"},
		{"a case in name only", []string{"check", "in/old.assay"}, exitFailed, "old.assay is called a case but does not begin as one does"},
		{"nothing", []string{"check", "gone.assay"}, exitFailed, "There is no file gone.assay."},
		{"a copy", []string{"copy", "c.assay", "copy.assay"}, exitOK, "copy.assay is a copy of c.assay, and has been checked."},
		{"a sample", []string{"sample", "s.assay"}, exitOK, "s.assay is the sample case. Everything in it is invented."},
		{"a sample over something", []string{"sample", "s.assay"}, exitFailed, "There is already a file"},
		{"a sample that is no case", []string{"sample", "mail.csv"}, exitFailed, "mail.csv is not a case"},
		{"a sample that is whole", []string{"check", "s.assay"}, exitOK, "s.assay is whole: "},
		{"a copy over something", []string{"copy", "c.assay", "mail.csv"}, exitFailed, "There is already a file of that name."},
		{"a copy of damage", []string{"copy", "d.assay", "e.assay"}, exitFailed, "The file is damaged"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, out, err := call(t, "", test.args...)
			if code != test.code || !strings.Contains(out+err, test.says) {
				t.Errorf("exit %d, %s%s, want %d, %s", code, out, err, test.code, test.says)
			}
		})
	}
	if got, want := caseAt(t, "copy.assay"), caseAt(t, "c.assay"); got.Info != want.Info || len(got.Mentions) != len(want.Mentions) {
		t.Errorf("the copy is %+v, want %+v", got.Info, want.Info)
	}
	if isThere("e.assay") {
		t.Error("a copy of a damaged case was left")
	}
}

func TestRebuild(t *testing.T) {
	workbench(t)
	if code, out, err := call(t, "", "import", "c.assay", "quay.json"); code != exitOK {
		t.Fatal(out, err)
	}
	db, err := sql.Open("sqlite", "c.assay")
	if err == nil {
		_, err = db.ExecContext(t.Context(), `DELETE FROM claim; UPDATE mention SET gone = 1`)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"check", "c.assay"}, exitFailed, "assay check --rebuild"},
		{[]string{"check", "--rebuild", "c.assay"}, exitOK, "c.assay is whole:"},
		{[]string{"check", "c.assay"}, exitOK, "c.assay is whole:"},
		{[]string{"check", "--rebuild", "gone.assay"}, exitFailed, "There is no file gone.assay."},
	} {
		if code, out, err := call(t, "", test.args...); code != test.code || !strings.Contains(out+err, test.says) {
			t.Errorf("%v: exit %d, %s%s, want %d, %s", test.args, code, out, err, test.code, test.says)
		}
	}
	if c := caseAt(t, "c.assay"); len(c.Claims) != 1 || len(c.Mentions) != 1 {
		t.Errorf("the case has %d claims and %d mentions", len(c.Claims), len(c.Mentions))
	}
}

// damage writes a copy of a case in which one quote is not the article's.
func damage(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(in)
	if err = errors.Join(err, in.Close()); err != nil {
		t.Fatal(err)
	}
	whole := string(data)
	hurt := strings.ReplaceAll(whole, "Twelve lorries burned", "Twelve lorries turned")
	if hurt == whole {
		t.Fatal("there is no quote to damage")
	}
	if err := os.WriteFile(to, []byte(hurt), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOrigins prints what claims rest on, for people and for programs.
// TestCompare prints how far the two analysts of the sample agree.
func TestCompare(t *testing.T) {
	ownConfig(t)
	path := readTwice(t)
	code, out, err := call(t, "", "compare", path, "--with", "ana lima", "--with", "Ben Okri", "--dimension", "stance")
	if code != exitOK || err != "" {
		t.Fatalf("exit %d: %s", code, err)
	}
	for _, want := range []string{
		"Ana Lima, Ben Okri\n  Stance (stance): ", "    κ 0.", " (nominal)\n", "  Credibility (credibility): ", " (ordinal)\n", "κ (too few) · α (too few)", "3 are left out of α",
		"  Passages marked (passages)\n", "the same characters: ", "\nWhere they differ: Stance: ", "    Ben Okri: qualifies", "It is put as a possibility",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %q in\n%s", want, out)
		}
	}
	for line := range strings.SplitSeq(out, "\n") {
		if widthOf(line) > columns {
			t.Errorf("too wide: %s", line)
		}
	}
	// That nothing is shared must not read as if nobody differed.
	_, out, _ = call(t, "", "compare", path, "--with", "Ana Lima", "--with", "Ben Okri", "--dimension", "relation")
	if !strings.Contains(out, "(relation): nothing that two of them have judged") || strings.Contains(out, "Where they differ") {
		t.Errorf("of what they have not judged:\n%s", out)
	}
	code, out, err = call(t, "", "compare", path, "--with", "Ana Lima", "--with", "Ben Okri", "--json")
	var got agreementJSON
	if code != exitOK || err != "" || json.Unmarshal([]byte(out), &got) != nil || len(got.Analysts) != 2 || got.Analysts[1].Name != "Ben Okri" || len(got.Differing) == 0 ||
		got.Dimensions[0].Kappa.Value == nil || got.Dimensions[0].Shared < 50 || got.Passages == nil {
		t.Errorf("exit %d: %s%s", code, err, out)
	}
	for want, args := range map[string][]string{
		"Analysts are not compared in": {"--dimension", "colour"}, "Nobody who is called “Zoe”": {"--with", "Zoe"}, "It takes two analysts to compare": {"--with", "Ben Okri"},
	} {
		if code, _, err := call(t, "", append([]string{"compare", path}, args...)...); code != exitFailed || !strings.Contains(err, want) {
			t.Errorf("%v: exit %d, %s", args, code, err)
		}
	}
}

func TestOrigins(t *testing.T) {
	ownConfig(t)
	t.Chdir(t.TempDir())
	if code, _, err := call(t, "", "sample", "s.assay"); code != exitOK {
		t.Fatal(err)
	}
	code, out, err := call(t, "", "origins", "s.assay")
	if code != exitOK || err != "" {
		t.Fatalf("exit %d: %s", code, err)
	}
	for _, want := range []string{
		"C1 The town hall was told of the fault at 23:40 on Friday\n  For: 6 articles · 1 attributed origin · 0 own-voice origins, at most 1 origin\n    three engineers at the waterworks (6)\n",
		"      \u2068بريد المرافئ\u2069 ← The Velmora Ledger ← three engineers at the waterworks\n",
		"  Level: dispute between origins.\n", "  Guard: Grade 1 means confirmed", "    two origins marked as independent of each other\n", "  Against: no article\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %q in\n%s", want, out)
		}
	}
	for line := range strings.SplitSeq(out, "\n") {
		if widthOf(line) > columns {
			t.Errorf("too wide: %s", line)
		}
	}
	code, out, err = call(t, "", "origins", "s.assay", "--json")
	var got, whole struct {
		Claims   []any `json:"claims"`
		Articles []any `json:"articles"`
		Computed any   `json:"computed"`
	}
	if code != exitOK || err != "" || json.Unmarshal([]byte(out), &got) != nil || len(got.Claims) != 18 || len(got.Articles) == 0 {
		t.Fatalf("exit %d: %s%d claims, %d articles", code, err, len(got.Claims), len(got.Articles))
	}
	_, exported, _ := call(t, "", "export", "s.assay", "--format", "json", "--no-originals")
	var same any
	if json.Unmarshal([]byte(exported), &whole) != nil || json.Unmarshal([]byte(out), &same) != nil || !reflect.DeepEqual(same, whole.Computed) {
		t.Error("it prints something else than what Assay JSON has computed")
	}
	if code, _, err := call(t, "", "origins", "gone.assay"); code != exitFailed || !strings.Contains(err, "There is no file gone.assay.") {
		t.Errorf("of a file that is not there: exit %d, %s", code, err)
	}
	if code, out, _ := call(t, "", "origins"); code != exitUsage {
		t.Errorf("of no file: exit %d, %s", code, out)
	}
}

// TestMerge unites two copies of a case on which two people have worked, once.
func TestMerge(t *testing.T) {
	workbench(t)
	do := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := call(t, "", args...)
		if code != want {
			t.Fatalf("%q: %d\n%s%s", args, code, out, errs)
		}
		return out + errs
	}
	do(0, "import", "mine.assay", "in/quay.txt")
	do(0, "copy", "mine.assay", "theirs.assay")
	config, _, err := desktop.OpenConfig(os.Getenv("ASSAY_CONFIG"))
	if err != nil || !config.Owns("theirs.assay") {
		t.Errorf("a copy that was made here is a stranger's (%v)", err)
	}
	do(0, "import", "theirs.assay", "in/deep/ferry.html", "--as=Ben")
	before, err := os.ReadFile("mine.assay")
	if err != nil {
		t.Fatal(err)
	}
	if out := do(0, "merge", "mine.assay", "theirs.assay", "--dry-run"); !strings.Contains(out, "would bring") || !strings.Contains(out, "1 article") {
		t.Errorf("ahead of it: %s", out)
	}
	if after, err := os.ReadFile("mine.assay"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the look ahead has changed the case: %v", err)
	}
	var told struct {
		Merged   bool           `json:"merged"`
		New      int            `json:"new"`
		InMyName int            `json:"in_my_name"`
		Made     map[string]int `json:"made"`
	}
	if err := json.Unmarshal([]byte(do(0, "merge", "mine.assay", "theirs.assay", "--json")), &told); err != nil || !told.Merged || told.New == 0 || told.Made["article"] != 1 {
		t.Errorf("%+v (%v)", told, err)
	}
	if out := do(0, "merge", "mine.assay", "theirs.assay"); !strings.Contains(out, "nothing that this case lacks") {
		t.Errorf("merged once more: %s", out)
	}
	do(0, "check", "mine.assay")
	do(0, "import", "other.assay", "in/quay.txt")
	do(1, "merge", "mine.assay", "other.assay")
	do(0, "merge", "mine.assay", "other.assay", "--other-case")
	if out := do(1, "merge", "mine.assay", "report.doc"); !strings.Contains(out, "is not an Assay case") {
		t.Errorf("a file that is no case: %s", out)
	}
	backups, err := filepath.Glob(filepath.Join(os.Getenv("ASSAY_CONFIG"), "backups", "mine (*.assay"))
	if err != nil || len(backups) != 2 {
		t.Errorf("backups: %q (%v)", backups, err)
	}
	if config, _, err = desktop.OpenConfig(os.Getenv("ASSAY_CONFIG")); err != nil || !config.Owns(backups[0]) {
		t.Errorf("a backup that was made here is a stranger's (%v)", err)
	}
	do(0, "check", backups[0])
}

// TestShareCommand makes a copy under a passphrase without marks and history, looks
// beforehand what leaves, and merges the copy.
func TestShareCommand(t *testing.T) {
	workbench(t)
	do := func(want int, stdin string, args ...string) string {
		t.Helper()
		code, out, errs := call(t, stdin, args...)
		if code != want {
			t.Fatalf("%q: %d\n%s%s", args, code, out, errs)
		}
		return out + errs
	}
	do(0, "", "import", "mine.assay", "in/quay.txt", "--url=https://harbour.example/quay")
	if out := do(0, "", "share", "mine.assay", "copy.assay", "--dry-run"); !strings.Contains(out, "would have in it") || !strings.Contains(out, "https://harbour.example/quay") || !strings.Contains(out, "quay.txt") {
		t.Errorf("ahead of it: %s", out)
	}
	if isThere("copy.assay") {
		t.Error("the look ahead has made a copy")
	}
	var told struct {
		Articles  int      `json:"articles"`
		Originals int      `json:"originals"`
		Addresses []string `json:"addresses"`
	}
	if err := json.Unmarshal([]byte(do(0, "", "share", "mine.assay", "copy.assay", "--without=originals,history", "--json")), &told); err != nil || told.Articles != 1 || len(told.Addresses) != 1 {
		t.Errorf("%+v (%v)", told, err)
	}
	do(0, "", "check", "copy.assay")
	if out := do(1, "", "share", "mine.assay", "copy.assay"); !strings.Contains(out, "already a file") {
		t.Errorf("over another file: %s", out)
	}
	if out := do(1, "short\nshort\n", "share", "mine.assay", "sent.assay.age"); !strings.Contains(out, "at least 12 characters") {
		t.Errorf("a short passphrase: %s", out)
	}
	if err := os.WriteFile("words", []byte("lantern gravel oboe seven\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := do(1, "", "share", "mine.assay", "sent.assay", "--passphrase-file=words"); !strings.Contains(out, ".assay.age") {
		t.Errorf("another name: %s", out)
	}
	do(0, "", "import", "mine.assay", "in/deep/ferry.html")
	do(0, "", "share", "mine.assay", "bare.assay", "--without=originals")
	if out := do(0, "", "merge", "bare.assay", "mine.assay"); !strings.Contains(out, "has brought 2 originals") || strings.Contains(out, "from elsewhere") {
		t.Errorf("the originals, later: %s", out)
	}
	if out := do(0, "", "merge", "bare.assay", "mine.assay"); !strings.Contains(out, "has nothing that this case lacks") {
		t.Errorf("the originals, once more: %s", out)
	}
	do(0, "", "share", "mine.assay", "sent.assay.age", "--passphrase-file=words")
	if out := do(1, "lantern gravel oboe eight\n", "merge", "mine.assay", "sent.assay.age"); !strings.Contains(out, "not its passphrase") {
		t.Errorf("the wrong passphrase: %s", out)
	}
	for _, args := range [][]string{{"lantern gravel oboe seven\n"}, {"", "--passphrase-file=words"}} {
		if out := do(0, args[0], append([]string{"merge", "mine.assay", "sent.assay.age"}, args[1:]...)...); !strings.Contains(out, "has nothing that this case lacks") {
			t.Errorf("merged: %s", out)
		}
	}
}
