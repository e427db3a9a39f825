// Package docs holds what is written about Assay, and the tests that keep it true.
package docs

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

func format(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("FILE-FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// section returns what stands under a heading, up to the next one.
func section(t *testing.T, text, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "\n"+heading+"\n")
	if !ok {
		t.Fatalf("there is no heading %q", heading)
	}
	under, _, _ := strings.Cut(rest, "\n#")
	return under
}

// row returns the cells of the first row of a table that begins with name.
func row(under, name string) []string {
	for line := range strings.Lines(under) {
		if cells := strings.Split(strings.Trim(line, "|\n "), "|"); strings.TrimSpace(cells[0]) == "`"+name+"`" && len(cells) > 1 {
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			return cells
		}
	}
	return nil
}

// TestDictionary: every kind is described with every field, in order, with its
// shape, what it refers to, whether the id is made from it, and its words; and
// nothing else is.
func TestDictionary(t *testing.T) {
	text := format(t)
	var kinds []string
	for i := range assay.Dictionary {
		d := &assay.Dictionary[i]
		kinds = append(kinds, string(d.Kind))
		under := section(t, text, "### `"+string(d.Kind)+"`")
		var fields []string
		for j := range d.Fields {
			f := &d.Fields[j]
			fields = append(fields, f.Name)
			cells := row(under, f.Name)
			if cells == nil {
				t.Errorf("%s.%s is not described", d.Kind, f.Name)
				continue
			}
			if want := shape(f); cells[1] != want {
				t.Errorf("%s.%s is described as %q, want %q", d.Kind, f.Name, cells[1], want)
			}
			for _, w := range f.Words {
				if !strings.Contains(cells[2], "`"+w+"`") {
					t.Errorf("%s.%s may be %q, which is not said", d.Kind, f.Name, w)
				}
			}
		}
		table, _, _ := strings.Cut(under, "\n\n| Dimension") // further tables are not of fields
		table, _, _ = strings.Cut(table, "\n\n| Member")
		if got := names(table); !slices.Equal(got, fields) {
			t.Errorf("%s is described with the fields %q, and has %q", d.Kind, got, fields)
		}
	}
	var got []string
	for _, m := range regexp.MustCompile("(?m)^### `(\\w+)`$").FindAllStringSubmatch(text, -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, kinds) {
		t.Errorf("the kinds described are %q, and there are %q", got, kinds)
	}
}

func shape(f *assay.Field) string {
	s := string(f.Shape)
	for _, k := range f.Of {
		s += " of `" + string(k) + "`"
	}
	if f.Key {
		s += ", key"
	}
	return s
}

// names returns the first cells of the rows of a table.
func names(under string) (list []string) {
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`|]+)` \\|").FindAllStringSubmatch(under, -1) {
		list = append(list, m[1])
	}
	return list
}

// vocabulary reads the constants of type Dimension and Stance and the lists of
// words out of the source, so that a new one cannot be forgotten here.
func vocabulary(t *testing.T) (dimensions, words []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "internal", "assay", "words.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		typ, _ := spec.Type.(*ast.Ident)
		for _, v := range spec.Values {
			ast.Inspect(v, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					word, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					if typ != nil && typ.Name == "Dimension" {
						dimensions = append(dimensions, word)
					} else {
						words = append(words, word)
					}
				}
				return true
			})
		}
		return true
	})
	if len(dimensions) < 15 || len(words) < 100 {
		t.Fatalf("found %d dimensions and %d words in the source", len(dimensions), len(words))
	}
	return dimensions, words
}

// TestWords: every dimension and every word of every vocabulary is there, and a
// judgement of each dimension is what the page says it is.
func TestWords(t *testing.T) {
	text := format(t)
	dimensions, words := vocabulary(t)
	for _, w := range words {
		if !strings.Contains(text, "`"+w+"`") {
			t.Errorf("the word %q is not explained", w)
		}
	}
	under := section(t, text, "### `judgement`")
	_, table, _ := strings.Cut(under, "| Dimension |")
	table, _, _ = strings.Cut(table, "\n\n")
	if got := names(table); !slices.Equal(got, dimensions) {
		t.Errorf("the dimensions described are %q, and there are %q", got, dimensions)
	}
	for _, d := range dimensions {
		cells := row(table, d)
		if len(cells) != 5 {
			t.Errorf("%s has %d cells", d, len(cells))
			continue
		}
		if strings.Contains(cells[4], "see below") || d == string(assay.DimAdjudication) {
			continue
		}
		tokens := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[4], -1)
		if len(tokens) < 2 {
			t.Errorf("%s has no words", d)
		}
		for _, m := range tokens {
			v := oplog.Encode(m[1])
			if d == string(assay.DimIndependent) {
				v = oplog.Value(m[1])
			}
			if err := judge(d, cells[2] != "", v); err != nil {
				t.Errorf("%s = %s: %v", d, v, err)
			}
			if judge(d, cells[2] == "", v) == nil {
				t.Errorf("%s takes another number of things than the page says", d)
			}
		}
	}
}

// judge checks a judgement as the log of a case does.
func judge(dimension string, paired bool, v oplog.Value) error {
	k := assay.JudgementKey{Target: oplog.ID{1}, Dimension: assay.Dimension(dimension)}
	if paired {
		k.Other = oplog.ID{2}
	}
	actor := oplog.ID{9}
	f := k.Fields(assay.ActorID(actor))
	f["value"] = v
	op := oplog.Seal(oplog.Op{Act: oplog.ID{1}, At: 1, Actor: actor, Kind: "judgement", Entity: assay.DeriveID(assay.KindJudgement, f), Body: f.Body()})
	if err := op.Verify(); err != nil {
		return err
	}
	return assay.CheckOp(&op)
}

// TestObjects: every member of the objects in json fields is described.
func TestObjects(t *testing.T) {
	text := format(t)
	for _, tt := range []struct {
		kind  string
		value any
	}{
		{"judgement", assay.Reading{}},
		{"judgement", assay.RootValue{}},
		{"judgement", assay.DerivationValue{}},
		{"judgement", assay.Evidence{}},
		{"attribution", assay.Step{}},
	} {
		under := section(t, text, "### `"+tt.kind+"`")
		for i := range reflect.TypeOf(tt.value).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(tt.value).Field(i).Tag.Get("json"), ",")
			if name == "" || !strings.Contains(under, "`"+name+"`") {
				t.Errorf("%T: the member %q is not described under %s", tt.value, name, tt.kind)
			}
		}
	}
}

// TestTables: every table and column of a fresh case is described, and no other.
func TestTables(t *testing.T) {
	text := format(t)
	path := filepath.Join(t.TempDir(), "test.assay")
	s, err := store.Create(t.Context(), path, "Test", store.Options{Actor: assay.ActorID{1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	columns := map[string][]string{}
	rows, err := db.QueryContext(t.Context(), `SELECT m.name, c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT GLOB 'findable_words_*' ORDER BY m.name, c.cid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		columns[table] = append(columns[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}

	meta, conflict, _ := strings.Cut(section(t, text, "## 7. The tables that show the case"), "One more table")
	described := map[string][]string{
		"op":       names(section(t, text, "## 2. Operations: the table `op`")),
		"blob":     names(section(t, text, "## 3. Bytes: the table `blob`")),
		"conflict": names(conflict),
	}
	for _, index := range []string{"### The index of words", "### The index of lineage", "### What is kept for large cases"} {
		for _, part := range strings.Split(section(t, text, index), "\n\n`")[1:] { // each begins with the name of its table
			name, columns, _ := strings.Cut(part, "`")
			described[name] = names(columns)
		}
	}
	for _, d := range assay.Dictionary {
		described[string(d.Kind)] = names(meta)
		for _, f := range d.Fields {
			described[string(d.Kind)] = append(described[string(d.Kind)], f.Name)
		}
	}
	for table := range columns {
		if !slices.Equal(columns[table], described[table]) {
			t.Errorf("the table %s has the columns %q, and %q are described", table, columns[table], described[table])
		}
		delete(described, table)
	}
	if len(described) > 0 {
		t.Errorf("described but not there: %v", described)
	}
	var application, version int
	if err := db.QueryRowContext(t.Context(), `SELECT * FROM pragma_application_id, pragma_user_version`).Scan(&application, &version); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		fmt.Sprintf("# The Assay file format, schema %d\n", version), fmt.Sprintf("`0x%X`", application),
		fmt.Sprintf("at most %d bytes", oplog.MaxBody), fmt.Sprintf("each once, at most %d", oplog.MaxPrev), fmt.Sprintf("at most %d bytes", oplog.MaxKind),
		fmt.Sprintf("at most %d |", store.MaxBlob), fmt.Sprintf("more than %.0f hours ahead", oplog.Horizon.Hours()),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// fenced returns the code blocks of a language.
func fenced(text, language string) (list []string) {
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	return list
}

// TestOperationExample: the example has the bytes, their number and the id that
// the page says.
func TestOperationExample(t *testing.T) {
	text := format(t)
	var example struct {
		Act, Undoes, Actor, Entity oplog.ID
		At                         oplog.Clock
		Kind, Body                 string
		Prev                       []string
	}
	if err := json.Unmarshal([]byte(fenced(text, "json op")[0]), &example); err != nil {
		t.Fatal(err)
	}
	op := oplog.Seal(oplog.Op{
		Act: example.Act, Undoes: example.Undoes, At: example.At, Actor: example.Actor,
		Kind: example.Kind, Entity: example.Entity, Body: []byte(example.Body),
	})
	if err := op.Verify(); err != nil {
		t.Error(err)
	}
	if err := assay.CheckOp(&op); err != nil {
		t.Error(err)
	}
	if got := example.At.Time().Format("2 January 2006 at 15:04:05.000"); !strings.Contains(text, "on 1 March 2026 at 09:00:00.000 UTC") || got != "1 March 2026 at 09:00:00.000" {
		t.Errorf("the example is of %s", got)
	}
	data, err := hex.DecodeString(strings.Join(strings.Fields(fenced(text, "hex op")[0]), ""))
	if err != nil {
		t.Fatal(err)
	}
	if !op.ID.Of(data) {
		t.Error("the bytes of the example do not have its hash")
	}
	if want := fmt.Sprintf("The %d bytes that are hashed:", len(data)); !strings.Contains(text, want) {
		t.Errorf("the page does not say %q", want)
	}
	if want := "The id: `" + op.ID.String() + "`"; !strings.Contains(text, want) {
		t.Errorf("the page does not say %q", want)
	}
}

// TestIDExamples: the derived ids are those of the dictionary.
// TestRestating: the act of restatements is the one that the page names.
func TestRestating(t *testing.T) {
	page, err := os.ReadFile("FILE-FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "`"+oplog.Restating.String()+"`") {
		t.Errorf("FILE-FORMAT.md does not name the act %s", oplog.Restating)
	}
}

func TestIDExamples(t *testing.T) {
	text := format(t)
	examples := fenced(text, "json id")
	if len(examples) != 2 {
		t.Fatalf("there are %d examples of ids", len(examples))
	}
	for _, example := range examples {
		var values []string
		if err := json.Unmarshal([]byte(example), &values); err != nil {
			t.Fatal(err)
		}
		var id string
		if values[0] == string(assay.KindSource) {
			id = assay.SourceByDomain(values[1]).String()
		} else {
			f := oplog.Fields{}
			for i, field := range assay.Define(assay.Kind(values[0])).Fields {
				if field.Key {
					f[field.Name] = oplog.Encode(values[1+i])
				}
			}
			id = assay.DeriveID(assay.Kind(values[0]), f).String()
		}
		_, after, _ := strings.Cut(text, example)
		if after = after[:min(len(after), 100)]; !strings.Contains(after, "`"+id+"`") {
			t.Errorf("the id of %s is %s", strings.TrimSpace(example), id)
		}
	}
}

// TestCanonicalExamples: strings are escaped as the page says.
func TestCanonicalExamples(t *testing.T) {
	for in, want := range map[string]string{
		"\"\\":               `"\"\\"`,
		"\b\f\n\r\t":         `"\b\f\n\r\t"`,
		"\x00\x0b\x1f":       `"\u0000\u000b\u001f"`,
		"\u2028\u2029":       `"\u2028\u2029"`,
		"<&>/\x7f é 🚒\uffff": "\"<&>/\x7f é 🚒\uffff\"",
	} {
		if got := string(oplog.Encode(in)); got != want {
			t.Errorf("%q is written %s, want %s", in, got, want)
		}
	}
}
