package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/cryptotest"

	"assay/internal/assay"
	"assay/internal/oplog"
)

var update = flag.Bool("update", false, "write what the schema that is being made defines, and a file of it")

// columnType is the type of the column that shows a field of each shape.
var columnType = map[assay.Shape]string{
	assay.ShapeText: "TEXT", assay.ShapeWord: "TEXT", assay.ShapeJSON: "TEXT",
	assay.ShapeFlag: "INTEGER", assay.ShapeNumber: "INTEGER", assay.ShapeID: "BLOB", assay.ShapeHash: "BLOB",
}

// TestColumns: every field of the dictionary has its column, and every column
// its field.
func TestColumns(t *testing.T) {
	s := openStore(t)
	tables := []string{"op", "blob", "conflict"}
	index := []string{"claim_tally", "findable", "findable_form", "findable_stale", "findable_words", "lineage_article", "lineage_claims", "lineage_credit", "lineage_house", "lineage_proposal", "lineage_stale", "lineage_words", "shelf", "unplaced"} // follows from the tables, and has no fields
	for i := range assay.Dictionary {
		d := &assay.Dictionary[i]
		tables = append(tables, string(d.Kind))
		want := []string{"id BLOB", "by BLOB", "made INTEGER", "changer BLOB", "changed INTEGER", "gone INTEGER", "retracted INTEGER", "retraction TEXT"}
		for _, f := range d.Fields {
			want = append(want, f.Name+" "+columnType[f.Shape])
		}
		if have := columnsOf(t, s, string(d.Kind)); !slices.Equal(have, want) {
			t.Errorf("the table %s has\n%q\nand should have\n%q", d.Kind, have, want)
		}
	}
	tables = append(tables, index...)
	have := listOf[string](t, s, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	slices.Sort(tables)
	if !slices.Equal(have, tables) {
		t.Errorf("the tables are %q and should be %q", have, tables)
	}
}

func columnsOf(t *testing.T, s *Store, table string) []string {
	t.Helper()
	return listOf[string](t, s, `SELECT name || ' ' || type FROM pragma_table_info(?) ORDER BY cid`, table)
}

// listOf reads the one column of a statement.
func listOf[T any](t testing.TB, s *Store, statement string, args ...any) (list []T) {
	t.Helper()
	err := s.view(t.Context(), func(x *tx) (err error) {
		list, err = query(t.Context(), x, statement, args, func(rows *sql.Rows) (v T, err error) { return v, rows.Scan(into(&v)) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestSchemaGolden: a schema that is released stays as it is, to the letter.
func TestSchemaGolden(t *testing.T) {
	for i, name := range must(fs.Glob(schema, "schema/*.sql")) {
		version, list := i+1, strings.TrimSuffix(name, ".sql")+".list"
		have := made(t, version)
		if *update && version == SchemaVersion {
			if err := os.WriteFile(list, []byte(have), 0o600); err != nil {
				t.Fatal(err)
			}
		} else if have != ownSchema(version) {
			t.Errorf("the schema is not that of %s. A released schema is never changed: add another file to schema/ instead.", list)
		}
	}
}

// made is what the statements of the first versions define.
func made(t *testing.T, versions int) string {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, name := range must(fs.Glob(schema, "schema/*.sql"))[:versions] {
		if _, err := db.ExecContext(t.Context(), string(must(schema.ReadFile(name)))); err != nil {
			t.Fatal(name, err)
		}
	}
	have, err := schemaOf(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return have
}

// TestReleased opens a file of every released version. They open for ever, with
// the same operations, and say the same.
func TestReleased(t *testing.T) {
	if *update {
		releaseNow(t)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "v*.assay"))
	if err != nil || len(files) != SchemaVersion {
		t.Fatalf("there are files of %d of %d versions (%v)", len(files), SchemaVersion, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "old.assay")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			looked := lookAt(t, path)
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, data) {
				t.Errorf("looking at it has changed it (%v)", err)
			}
			s, err := Open(t.Context(), path, Options{Actor: testActor, Name: "Ana", Now: testClock()})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if h, err := s.Check(t.Context()); err != nil || h != (Health{Operations: 16, Blobs: 1, Mentions: 1}) {
				t.Errorf("the check saw %+v (%v)", h, err)
			}
			const want = "693b3969ede699c18929277aae1a180b9af96a2be24c51dbec6bafd4f2b8caf1"
			if got := logHash(t, s); got != want {
				t.Errorf("the log has the hash %s, want %s", got, want)
			}
			c, err := s.Case(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got, want := summary(c), "Cranes of Quellhaven: Ten cranes fell; 1 mention, 1 judgement, 1 note"; got != want || looked != want {
				t.Errorf("it says %q, and read only %q, want %q", got, looked, want)
			}
			if _, err := s.Undo(t.Context()); err != nil {
				t.Errorf("undoing what was done then: %v", err)
			}
			if _, err := s.Rename(t.Context(), "Other", ""); err != nil {
				t.Errorf("working on it: %v", err)
			}
			if err := s.Rebuild(t.Context()); err != nil {
				t.Errorf("rebuilding it: %v", err)
			}
			if _, err := s.Check(t.Context()); err != nil {
				t.Error(err)
			}
			kept, err := os.ReadFile(filepath.Join(filepath.Dir(path), "old (before format "+strconv.Itoa(SchemaVersion)+").assay"))
			if old := filepath.Base(file) != fmt.Sprintf("v%d.assay", SchemaVersion); old != bytes.Equal(kept, data) {
				t.Errorf("of the file as it was %d of %d bytes are kept (%v)", len(kept), len(data), err)
			}
		})
	}
}

// lookAt opens a file of any version to be read only, and says what is in it.
func lookAt(t *testing.T, path string) string {
	t.Helper()
	s, err := Open(t.Context(), path, Options{ReadOnly: true, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Search(t.Context(), assay.SearchQuestion{Typed: "cranes"}); err != nil && assay.KindOf(err) != assay.KindUnsupported {
		t.Error(err)
	}
	lookAround(t, s, c)
	return summary(c)
}

// lookAround asks for every page of a case, as somebody does who may only read it.
func lookAround(t *testing.T, s *Store, c *assay.Case) {
	t.Helper()
	ctx, article, claim, mention := t.Context(), c.Articles[0].ID, c.Claims[0].ID, c.Mentions[0].ID
	for name, err := range map[string]error{
		"articles by address":  fails(s.SameAddress(ctx, []assay.ArticleID{article})),
		"article":              fails(s.Article(ctx, article)),
		"case":                 fails(s.Info(ctx)),
		"check":                fails(s.Check(ctx)),
		"evidence":             fails(s.CheckEvidence(ctx, func(int, int) {})),
		"claim":                fails(s.Claim(ctx, claim, 0)),
		"claims":               fails(s.Claims(ctx, assay.ClaimFilter{})),
		"codebook":             fails(s.Codebook(ctx)),
		"contested":            fails(s.Contested(ctx, assay.ContestedFilter{})),
		"copies":               fails(s.Copies(ctx, article)),
		"details":              fails(s.Details(ctx, article)),
		"editions":             fails(s.Editions(ctx, article)),
		"history":              fails(s.History(ctx, assay.HistoryFilter{})),
		"library":              fails(s.Library(ctx, assay.LibraryFilter{})),
		"lineage":              fails(s.Lineage(ctx, assay.LineageFilter{}, assay.LineagePlace{})),
		"look alike":           fails2(s.LookAlike(ctx, []string{"Quell Wire"})),
		"matrix":               fails(s.Matrix(ctx, assay.MatrixFilter{})),
		"matrix cell":          fails(s.MatrixCell(ctx, claim, article)),
		"mentions":             fails2(s.Mentions(ctx, assay.MentionFilter{})),
		"notes":                fails(s.Notes(ctx, assay.NoteFilter{})),
		"origins":              fails(s.Origins(ctx)),
		"proposals":            fails(s.ProposedFor(ctx, []assay.ArticleID{article})),
		"proposals, how far":   fails(s.ProposedState(ctx)),
		"reports":              fails(s.Reports(ctx)),
		"snapshot":             fails(s.Snapshot(ctx)),
		"sources":              fails(s.Sources(ctx, assay.SourceFilter{})),
		"suggested":            fails(s.Suggested(ctx, mention, true)),
		"timeline":             fails(s.Timeline(ctx, assay.TimelineFilter{})),
		"what it may rest on":  fails(s.Derivable(ctx, article, "fire")),
		"what may be asked":    fails(s.Asking(ctx, mention, claim)),
		"wordings":             fails(s.Wordings(ctx)),
		"what a reading makes": fails(s.ForeseeText(ctx, article, assay.Import{Original: []byte("x"), Text: "Ten cranes."})),
	} {
		if err != nil && assay.KindOf(err) != assay.KindUnsupported {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func fails[T any](_ T, err error) error          { return err }
func fails2[A, B any](_ A, _ B, err error) error { return err }

// logHash is the hash of the ids of all operations in order of their bytes.
func logHash(t *testing.T, s *Store) string {
	t.Helper()
	ops, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(ops, func(a, b oplog.Op) int { return a.ID.Compare(b.ID) })
	h := sha256.New()
	for _, op := range ops {
		h.Write(op.ID[:])
	}
	return oplog.Hash(h.Sum(nil)).String()
}

func summary(c *assay.Case) string {
	var claims []string
	for _, x := range c.Claims {
		claims = append(claims, x.Wording)
	}
	return fmt.Sprintf("%s: %s; %d mention, %d judgement, %d note", c.Info.Name, strings.Join(claims, ", "), len(c.Mentions), len(c.Judgements), len(c.Notes))
}

// releaseNow writes the file of the version that is about to be released: two
// analysts, an undoing, a redoing, a withdrawal and a conflict.
func releaseNow(t *testing.T) {
	cryptotest.SetGlobalRandom(t, 1) // so that every version has the same operations
	path := filepath.Join(t.TempDir(), "v.assay")
	s, err := Create(t.Context(), path, "Cranes of Quellhaven", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	seedCase(t, s)
	edit := func(k assay.Kind, id oplog.ID, f oplog.Fields) {
		t.Helper()
		if _, err := s.update(t.Context(), func(x *tx) error { return x.edit(t.Context(), k, id, f) }); err != nil {
			t.Fatal(err)
		}
	}
	judgement := assay.JudgementKey{Target: seedQuote, Dimension: assay.DimStance}.Fields(testActor)
	judgement["value"] = oplog.Encode(assay.Supports)
	edit(assay.KindJudgement, oplog.ID{}, judgement)
	for _, step := range []func(context.Context) (assay.ActID, error){s.Undo, s.Redo} {
		if _, err := step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	note := oplog.NewID(s.author.Now())
	edit(assay.KindNote, note, oplog.Fields{"target": oplog.Encode(seedClaim), "text": oplog.Encode("Nine, or ten?"), "private": oplog.Encode(true)})
	gone := oplog.NewID(s.author.Now())
	edit(assay.KindClaim, gone, oplog.Fields{"wording": oplog.Encode("Nobody was hurt")})
	edit(assay.KindClaim, gone, oplog.Fields{oplog.Retracted: oplog.Encode(true), oplog.Retraction: oplog.Encode("it is in no other article")})
	heads := listOf[oplog.Hash](t, s, `SELECT id FROM op WHERE entity = ?`, seedClaim[:])
	edit(assay.KindClaim, seedClaim, oplog.Fields{"wording": oplog.Encode("About nine cranes fell")})
	uniteOps(t, s, []oplog.Op{
		foreign(func(o *oplog.Op) { o.Kind, o.Entity, o.Body = "actor", stranger, []byte(`{"name":"Eve"}`) }),
		foreign(func(o *oplog.Op) { o.Entity, o.Prev = seedClaim, heads }),
	}, nothing)
	edit(assay.KindClaim, seedClaim, oplog.Fields{"kind": oplog.Encode("count")})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", fmt.Sprintf("v%d.assay", SchemaVersion)), data, 0o600); err != nil {
		t.Fatal(err)
	}
}
