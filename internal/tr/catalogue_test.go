package tr

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"assay/internal/assay"
)

var update = flag.Bool("update", false, "write the catalogues anew, with the texts that the program has now")

const (
	root     = "../.."
	template = "po/assay.pot"
)

// says is where the texts stand among the arguments of a function, by the
// number of the argument; -1 where there is none.
type says struct{ sense, text, many int }

var one, two = says{-1, 0, -1}, says{-1, 1, -1}

// speakers are the functions that are given texts, by what a caller writes; a
// name without a package is called within it, and stands with its folder.
var speakers = map[string]says{
	"tr.Say": two, "tr.Sense": {1, 2, -1}, "tr.Count": {-1, 2, 3}, "tr.Few": {-1, 2, 3}, "tr.Mark": one, "tr.Pieces": two, "tr.SensePieces": {1, 2, -1},
	"internal/tr:Say": two, "internal/tr:Sense": {1, 2, -1}, "internal/tr:Count": {-1, 2, 3}, "internal/tr:Few": {-1, 2, 3}, "internal/tr:Mark": one,
	"assay.Say": one, "internal/assay:Say": one,
	"assay.Invalid": two, "internal/assay:Invalid": two,
	"assay.Conflict": one, "internal/assay:Conflict": one,
	"assay.Unsupported": one, "internal/assay:Unsupported": one,
	"assay.NotFound": one, "internal/assay:NotFound": one,
	"views:phrase": one, "views:say": one, "views:n.say": one, "views:t.say": one, "views:count": {-1, 1, 2}, "views:n.count": {-1, 1, 2}, "views:t.count": {-1, 1, 2},
	"views:w.line": one, "views:line": one, "views:w.put": one, "views:put": one, "views:w.part": one, "views:part": one, "views:w.counted": {-1, 1, 2}, "views:counted": {-1, 1, 2}, "views:marked": one,
	"internal/extract:mark": one,
	"web:tell":              two, "web:tellCount": {-1, 2, 3},
}

// outside are parts of the program whose texts are not those of its pages: the
// command line and the tools speak English.
var outside = []string{"cmd", "docs", "assets/node_modules", "assets/dist", ".git", ".tools", "bin", "internal/arch", "internal/browsertest", "internal/powertest", "internal/storybook"}

// finder finds the texts of the program.
type finder struct {
	t    *testing.T
	all  []*entry // in the order of files and of lines
	have map[string]*entry
}

func (f *finder) add(file, sense, text, many string) {
	if !strings.ContainsFunc(text, unicode.IsLetter) || regexp.MustCompile(`^%[a-z]$`).MatchString(text) && sense == "" {
		return // nothing to translate
	}
	key := textKey(sense, text)
	e := f.have[key]
	if e == nil {
		e = &entry{sense: sense, id: text, many: many}
		f.have[key] = e
		f.all = append(f.all, e)
	}
	if e.many == "" {
		e.many = many
	} else if many != "" && many != e.many {
		f.t.Errorf("%s: %q has two forms for many: %q and %q", file, text, many, e.many)
	}
	if len(e.comments) == 0 {
		e.comments = []string{"#: " + file}
	} else if !slices.Contains(e.files(), file) {
		e.comments[0] += " " + file
	}
}

// goFile finds the texts in a Go file.
func (f *finder) goFile(path, content string) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, content, 0)
	if err != nil {
		f.t.Fatal(err)
	}
	dir := filepath.ToSlash(filepath.Dir(path))
	shown := strings.Replace(path, "_templ.go", ".templ", 1)
	var inside string // the function whose body this is
	ast.Inspect(file, func(n ast.Node) bool {
		if d, ok := n.(*ast.FuncDecl); ok {
			inside = dir + ":" + d.Name.Name
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := dir + ":" + calls(call.Fun)
		if _, ok := speakers[name]; !ok {
			name = calls(call.Fun)
		}
		at, ok := speakers[name]
		if _, passes := speakers[inside]; !ok || passes || len(call.Args) <= max(at.sense, at.text, at.many) { // what a speaker is given it passes on; others may have its name
			return true
		}
		argument := func(i int) string {
			if i < 0 {
				return ""
			}
			s, ok := literal(call.Args[i])
			if !ok {
				f.t.Errorf("%s: the text of %s is made elsewhere: it cannot be found and translated", set.Position(call.Pos()), name)
			}
			return s
		}
		if name == "assay.NotFound" && !isLiteral(call.Args[0]) {
			return true // the kinds of things are all in the catalogue
		}
		f.add(shown, argument(at.sense), argument(at.text), argument(at.many))
		return true
	})
}

func calls(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
	}
	return ""
}

func isLiteral(e ast.Expr) bool { _, ok := literal(e); return ok }

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		a, ok := literal(e.X)
		b, too := literal(e.Y)
		return a + b, ok && too && e.Op == token.ADD
	}
	return "", false
}

var (
	inScript = regexp.MustCompile(`\btr\(\s*("(?:[^"\\]|\\.)*")`)
	counted  = regexp.MustCompile(`\bcount\([^"]*?,\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*")`)
)

// script finds the texts in a script.
func (f *finder) script(path, content string) {
	unquoted := func(s string) string {
		s, err := strconv.Unquote(s)
		if err != nil {
			f.t.Fatal(err)
		}
		return s
	}
	for _, m := range inScript.FindAllStringSubmatch(content, -1) {
		f.add(path, "", unquoted(m[1]), "")
	}
	for _, m := range counted.FindAllStringSubmatch(content, -1) {
		f.add(path, "", unquoted(m[1]), unquoted(m[2]))
	}
}

// keymap finds the texts of the key map.
func (f *finder) keymap(path, content string) {
	var scopes []struct {
		Title string
		Keys  []struct{ Does, Bar string }
	}
	if err := json.Unmarshal([]byte(content), &scopes); err != nil {
		f.t.Fatal(err)
	}
	for _, s := range scopes {
		f.add(path, "", s.Title, "")
		for _, k := range s.Keys {
			f.add(path, "", k.Does, "")
			f.add(path, "", k.Bar, "")
		}
	}
}

// vocabularies are the words of a case.
func (f *finder) vocabularies() {
	const path = "internal/assay/words.go"
	lists := [][]string{
		assay.SourceKinds, assay.ClaimKinds, assay.BlockKinds, assay.Voices, assay.Speeches, assay.Certainties, assay.NamedWords, assay.Bases,
		assay.Likelihoods, assay.Confidences, assay.ReadStates, assay.CoverageWords, assay.Ranks, assay.Consistencies, assay.DerivationTypes, assay.DerivationStates,
		assay.Amounts, assay.Relations, assay.Severities, assay.Statuses, assay.Sameness, assay.Verdicts, assay.DateBases, assay.TagColours,
		assay.Consistencies,
	}
	for _, s := range assay.Stances {
		f.add(path, wordSense, string(s), "")
	}
	for _, r := range assay.ClaimRelations {
		f.add(path, wordSense, strings.ReplaceAll(string(r), "_", " "), "")
	}
	f.add(path, wordSense, "not read", "")
	for _, list := range lists {
		for _, w := range list {
			f.add(path, wordSense, strings.ReplaceAll(w, "_", " "), "")
		}
	}
	for _, d := range assay.Dictionary {
		f.add("internal/assay/dictionary.go", "", strings.ReplaceAll(string(d.Kind), "_", " "), "")
		for _, field := range d.Fields {
			if !field.Key && field.Shape != assay.ShapeHash {
				f.add("internal/assay/dictionary.go", fieldSense, strings.ReplaceAll(field.Name, "_", " "), "")
			}
		}
	}
	for _, field := range assay.SearchFields {
		f.add("internal/assay/search.go", "", field.For, "")
	}
	for _, part := range assay.ReportParts {
		f.add(path, fieldSense, part, "")
	}
	for _, d := range []assay.Dimension{
		assay.DimStance, assay.DimCertainty, assay.DimVoice, assay.DimSpeech, assay.DimCredibility, assay.DimReliability, assay.DimLikelihood, assay.DimConfidence, assay.DimRead,
		assay.DimCoverage, assay.DimIndependent, assay.DimRank, assay.DimConsistency, assay.DimRoot, assay.DimDerivation, assay.DimRelation, assay.DimAdjudication,
	} {
		f.add(path, fieldSense, strings.ReplaceAll(string(d), "_", " "), "")
	}
}

// find returns the texts of the program.
func find(t *testing.T) []*entry {
	f := &finder{t: t, have: map[string]*entry{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		short, err := filepath.Rel(root, path)
		short = filepath.ToSlash(short)
		if err != nil || d.IsDir() {
			if slices.Contains(outside, short) || strings.HasSuffix(short, "testdata") || strings.HasSuffix(short, "worldtest") {
				return fs.SkipDir
			}
			return err
		}
		read := map[string]func(path, content string){".go": f.goFile, ".js": f.script, ".json": f.keymap}[filepath.Ext(path)]
		switch {
		case strings.HasSuffix(short, "_test.go"), read == nil, filepath.Ext(path) != ".go" && !strings.HasPrefix(short, "assets/js/"):
			return nil
		}
		content, err := os.ReadFile(path)
		if err == nil {
			read(short, string(content))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f.vocabularies()
	slices.SortStableFunc(f.all, func(a, b *entry) int { return strings.Compare(a.files()[0], b.files()[0]) })
	for _, e := range f.all {
		if hasVerbs(e.id + e.many) {
			e.comments = append(e.comments, "#, go-format")
		}
	}
	return f.all
}

// write writes a catalogue.
func write(entries []*entry) string {
	var b strings.Builder
	quoted := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
	}
	for _, e := range entries {
		for _, c := range e.comments {
			fmt.Fprintln(&b, c)
		}
		if e.sense != "" {
			fmt.Fprintln(&b, "msgctxt", quoted(e.sense))
		}
		fmt.Fprintln(&b, "msgid", quoted(e.id))
		switch {
		case e.many != "":
			fmt.Fprintln(&b, "msgid_plural", quoted(e.many))
			for i, s := range e.strings {
				fmt.Fprintf(&b, "msgstr[%d] %s\n", i, quoted(s))
			}
		case e.id == "":
			fmt.Fprint(&b, "msgstr \"\"\n")
			for _, line := range strings.SplitAfter(strings.TrimSuffix(e.strings[0], "\n"), "\n") {
				fmt.Fprintln(&b, quoted(strings.TrimSuffix(line, "\n")+"\n"))
			}
		default:
			fmt.Fprintln(&b, "msgstr", quoted(e.strings[0]))
		}
		fmt.Fprintln(&b)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// merged returns the texts of the program with the translations of a catalogue
// and what its translators remark, below its head.
func merged(found []*entry, old []entry, forms int) []*entry {
	have := map[string]entry{}
	for _, e := range old {
		if had, ok := have[textKey(e.sense, e.id)]; !ok || had.strings[0] == "" {
			have[textKey(e.sense, e.id)] = e
		}
	}
	head := have[""]
	all := []*entry{&head}
	for _, f := range found {
		e := *f
		e.strings = make([]string, 1)
		if e.many != "" {
			e.strings = make([]string, forms)
		}
		if was, ok := have[textKey(e.sense, e.id)]; ok {
			if len(was.strings) == len(e.strings) {
				e.strings = was.strings
			}
			var remarks []string
			for _, c := range was.comments {
				if !strings.HasPrefix(c, "#:") && !strings.HasPrefix(c, "#,") {
					remarks = append(remarks, c)
				}
			}
			e.comments = append(remarks, e.comments...)
		}
		all = append(all, &e)
	}
	return all
}

const potHead = `Content-Type: text/plain; charset=UTF-8
`

// TestCatalogues: every text of the program is in the template, and in every
// language in its own words.
func TestCatalogues(t *testing.T) {
	found := find(t)
	pot := []*entry{{comments: []string{"# All texts of the interface of Assay. Made by: go test ./internal/tr -update"}, strings: []string{potHead}}}
	for _, e := range found {
		e := *e
		e.strings = make([]string, 1)
		if e.many != "" {
			e.strings = make([]string, 2)
		}
		pot = append(pot, &e)
	}
	same(t, template, write(pot))
	for _, l := range Languages[1:] {
		path := "po/" + string(l.Language) + ".po"
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		old, err := parsePO(string(data))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all := merged(found, old, len(formsOf(l.Language)))
		same(t, path, write(all))
		missing := 0
		for _, e := range all[1:] {
			if slices.Contains(e.strings, "") {
				if missing++; missing <= 20 {
					t.Errorf("%s: not translated: %q", path, e.id)
				}
				continue
			}
			checkTranslation(t, path, e)
		}
		if missing > 20 {
			t.Errorf("%s: %d texts are not translated", path, missing)
		}
	}
}

func same(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s is not what the program says now (%v): go test ./internal/tr -update", path, err)
	}
}

var verbs = regexp.MustCompile(`%(?:\[(\d)\])?([a-z])`)

// used returns the numbers of the arguments that a text has a place for.
func used(text string) map[int]bool {
	at, n := map[int]bool{}, 0
	for _, m := range verbs.FindAllStringSubmatch(strings.ReplaceAll(text, "%%", ""), -1) {
		n++
		if m[1] != "" {
			n, _ = strconv.Atoi(m[1])
		}
		at[n] = true
	}
	return at
}

func isArabic(r rune) bool { return unicode.Is(unicode.Arabic, r) }

// checkTranslation holds a translation to what it translates.
func checkTranslation(t *testing.T, path string, e *entry) {
	t.Helper()
	for i, s := range e.strings {
		english := e.id
		if e.many != "" && i > 0 {
			english = e.many
		}
		wrong := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s: %q: %s", path, s, fmt.Sprintf(format, args...))
		}
		args := make([]any, 9)
		for i := range args {
			args[i] = i + 1
		}
		want, got := used(english), used(s)
		for n := range got {
			if !want[n] && !used(e.many)[n] {
				wrong("there is no argument %d", n)
			}
		}
		for n := range want {
			if !got[n] && (e.many == "" || n > 1) {
				wrong("argument %d is left out", n)
			}
		}
		if e.many != "" && i >= 3 && !got[1] {
			wrong("a form for several numbers must say which")
		}
		if strings.Contains(s, "%q") {
			wrong("write quotation marks of the language, and %%s between them")
		}
		if len(got) > 0 && len(got) != len(args) && len(want) > len(got) && !strings.Contains(s, "[") {
			wrong("say which of the arguments it is, as in %%[2]s")
		}
		for _, ends := range []string{".", "…", ":", " ", "؟"} {
			if ends == "؟" {
				english = strings.Replace(english, "?", "؟", 1)
			}
			if strings.HasSuffix(english, ends) != strings.HasSuffix(s, ends) {
				wrong("ends otherwise than %q", english)
			}
		}
		if strings.HasPrefix(english, " ") != strings.HasPrefix(s, " ") {
			wrong("begins otherwise than %q", english)
		}
		if m := regexp.MustCompile(`\d-\d`).FindString(regexp.MustCompile("\u2066.*?\u2069").ReplaceAllString(s, "")); m != "" && strings.ContainsFunc(s, isArabic) {
			wrong("a date is turned about where one reads from right to left: put it between U+2066 and U+2069")
		}
		if m := regexp.MustCompile(`\p{Arabic}[,;?]|[٠-٩]`).FindString(s); m != "" {
			wrong("%q is not how Arabic is written here: ، ؛ ؟ and the digits 0–9", m)
		}
	}
}
