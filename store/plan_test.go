package store

import (
	"cmp"
	"context"
	"database/sql"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// claimRooms shows the pages of claims, contested facts, the history, conflicts and notes.
func claimRooms(ctx context.Context, s *Store, c *assay.Case) error {
	for _, f := range filtersOf(c) {
		for _, f.Sort = range assay.ClaimSorts {
			if _, err := s.Claims(ctx, f); err != nil {
				return err
			}
		}
	}
	for _, sort := range assay.ContestedSorts {
		if _, err := s.Contested(ctx, assay.ContestedFilter{Sort: sort}); err != nil {
			return err
		}
	}
	for i := range c.Claims {
		if _, err := s.Claim(ctx, c.Claims[i].ID, 0); err != nil {
			return err
		}
	}
	for _, f := range []assay.HistoryFilter{{}, {Actor: s.Me()}, {Before: c.Claims[0].Made + 1}} {
		if _, err := s.History(ctx, f); err != nil {
			return err
		}
	}
	_, err := s.Conflicts(ctx, 0)
	if err == nil {
		_, err = s.Notes(ctx, assay.NoteFilter{})
	}
	return err
}

// scanned is a step of a plan that goes through a table that is large in a large case, or
// through all that an analyst has done.
var scanned = regexp.MustCompile(`SEARCH \w+ USING (?:COVERING )?INDEX op_actor \(actor=\?\).*|SCAN (article|text|mention|judgement|op|claim|claim_tally|shelf|unplaced|capture|attribution|article_event|tagging|c|m|y|k|a|x|j|o|e)\b.*`)

// walked are the indexes by which lists are walked until a page is full, and rareIn those that
// have little in them.
var (
	walked = regexp.MustCompile(`INDEX (claim_made|claim_cited|claim_wording|claim_kind|claim_event|shelf_made|op_at)$`)
	rareIn = regexp.MustCompile(`INDEX (claim_contested|claim_disputed|claim_gone|judgement_exclusive|judgement_rare|article_gone)$`)
)

// scansAllowed are parts of the statements that may go through a table, and why.
var scansAllowed = map[string]string{
	`SELECT id, wording FROM claim WHERE 1`:             "what claims are called is remembered, and read anew of those that change",
	`SELECT id, made FROM claim WHERE 1`:                "the numbers of claims are remembered",
	`SELECT count(*) FROM (SELECT 1 FROM claim c WHERE`: "it counts up to some number what passes filters that many pass",
	`FROM shelf`:                                             "it is narrow, and has what lists are sifted by: a filter that many articles pass goes through it",
	`FROM attribution WHERE gone = 0 AND 1`:                  "as many as there are passages of which somebody says who is quoted",
	`SELECT x.mention FROM version_mention x`:                "as many as there are passages in contested facts",
	`SELECT mention FROM attribution`:                        "as many as there are passages of which somebody says who is quoted",
	`SELECT host, count(*), 0, 0 FROM article`:               "the same for all sources at once, from an index that has no more",
	`NOT EXISTS (SELECT 1 FROM op AS o WHERE o.act = op.act`: "it ends with the first act that can be undone",
	`SELECT act, at FROM op WHERE`:                           "it ends when a page is full",
	`ORDER BY at DESC, id LIMIT 1)`:                          "it ends with the passage that somebody has marked last",
	`WITH RECURSIVE one(id) AS`:                              "the tags that are one with a tag, and not a table",
	`WITH RECURSIVE who`:                                     "from one analyst to the next in the index",
	`SELECT seq, id FROM op ORDER BY seq DESC LIMIT 1`:       "the last",
	`(SELECT 1 FROM claim LIMIT ?2)`:                         "it stops at the bound",
	`SELECT article FROM unplaced LIMIT ?`:                   "it stops at the bound",
	`SELECT count(*) FROM claim WHERE`:                       "counted once for a sketch that is kept, and nothing else in it is",
	`FROM claim WHERE ` + there("claim") + ` AND id NOT`:     "from the latest on, up to the bound",
}

// TestPlansOfClaims: no page of claims, contested facts, the history, conflicts or notes goes
// through all of a large table.
func TestPlansOfClaims(t *testing.T) {
	few, exact := fewMost, exactMost
	t.Cleanup(func() { fewMost, exactMost = few, exact })
	for _, many := range []bool{false, true} {
		if fewMost, exactMost = few, exact; many {
			fewMost, exactMost = -1, -1
		}
		v := newVillage(t, 3, 2)
		for range 60 {
			v.step()
		}
		s := v.stores[0]
		c, err := s.Case(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.read.SetMaxOpenConns(1) // which keeps all statements
		if err := claimRooms(t.Context(), s, c); err != nil {
			t.Fatal(err)
		}
		plansHold(t, s, 40)
		v.close()
	}
}

// plansHold fails unless none of the statements that were run, of which there are some, goes
// through a table that grows with the case.
func plansHold(t *testing.T, s *Store, fewest int) {
	t.Helper()
	asked := plansOf(t, s)
	if len(asked) < fewest {
		t.Errorf("only %d statements were run", len(asked))
	}
	for statement, plan := range asked {
		for _, step := range scanned.FindAllString(plan, -1) {
			if !allowed(statement, step) {
				t.Errorf("%s: %s", step, statement)
			}
		}
	}
}

// allowed reports whether a statement may take a step that goes through a table.
func allowed(statement, step string) bool {
	for part := range scansAllowed {
		if strings.Contains(statement, part) {
			return true
		}
	}
	return rareIn.MatchString(step) || walked.MatchString(step) && strings.Contains(statement, `LIMIT `)
}

// plansOf returns the statements that the one connection of a store has kept, with how each
// is run.
func plansOf(t *testing.T, s *Store) map[string]string {
	t.Helper()
	c, err := s.read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	err = c.Raw(func(driverConn any) error {
		for statement := range driverConn.(*conn).kept {
			kept = append(kept, statement)
		}
		return nil
	})
	if err := cmp.Or(err, c.Close()); err != nil {
		t.Fatal(err)
	}
	plans := map[string]string{}
	for _, statement := range kept {
		if strings.HasPrefix(statement, "PRAGMA") {
			continue
		}
		most := 0
		for _, m := range regexp.MustCompile(`\?(\d+)`).FindAllStringSubmatch(statement, -1) {
			most = max(most, must(strconv.Atoi(m[1])))
		}
		if most == 0 {
			most = strings.Count(statement, "?")
		}
		args := make([]any, most)
		plans[statement] = strings.Join(planOf(t, s, statement, args...), "\n")
	}
	return plans
}

func planOf(t *testing.T, s *Store, statement string, args ...any) (steps []string) {
	t.Helper()
	err := s.view(t.Context(), func(x *tx) (err error) {
		steps, err = query(t.Context(), x, `EXPLAIN QUERY PLAN `+statement, args, func(rows *sql.Rows) (step string, err error) {
			var id, parent, unused int
			return step, rows.Scan(&id, &parent, &unused, &step)
		})
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return steps
}

// TestMatrixPlans: no statement of a matrix of a part of the case goes through all of it.
func TestMatrixPlans(t *testing.T) {
	h := openHarbour(t)
	h.read.SetMaxOpenConns(1) // which keeps all statements
	ctx := t.Context()
	tag, _, err := h.TagTarget(ctx, "human cost", assay.EntityID(h.empty))
	if err != nil {
		t.Fatal(err)
	}
	h.mark(h.wire, "Nobody", h.sailing, assay.Supports)
	look := func() {
		t.Helper()
		f := assay.MatrixFilter{Event: h.fire, Claim: h.sailing, Article: h.wire}
		if _, err := h.Matrix(ctx, f); err != nil {
			t.Fatal(err)
		}
		if _, err := h.MatrixColumn(ctx, f, h.wire); err != nil {
			t.Fatal(err)
		}
		if _, err := h.MatrixRow(ctx, f, h.sailing); err != nil {
			t.Fatal(err)
		}
		if _, err := h.MatrixCell(ctx, h.sailing, h.wire); err != nil {
			t.Fatal(err)
		}
	}
	look()
	_, _, err = h.CoverCells(ctx, []assay.CellKey{{Claim: h.sailing, Article: h.herald}}, assay.Silent)
	h.do(assay.ActID{}, err)
	p, err := h.Matrix(ctx, assay.MatrixFilter{Event: h.fire})
	if err != nil {
		t.Fatal(err)
	}
	h.do(h.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(p.Case.Mentions[0].ID), Dimension: assay.DimStance}, oplog.Encode(assay.Contradicts), ""))
	look()
	err = h.view(ctx, func(x *tx) error {
		for _, f := range []assay.MatrixFilter{{Tags: assay.HasTag(tag)}, {Source: assay.SourceByDomain("herald.example")}, {From: "2026-03-01", To: "2026-03-02"}} {
			of := x.ofArticles
			if f.Tags.Any() {
				of = x.ofClaims
			}
			e, err := of(ctx, f, newExtent())
			if err != nil {
				return err
			}
			if len(e.claims) == 0 || len(e.columns) == 0 || e.limits.Wide {
				t.Errorf("%+v: %+v", f, e)
			}
			if _, err := x.sketch(ctx, h.Me(), e); err != nil {
				return err
			}
		}
		if _, err := x.wide(ctx); err != nil {
			return err
		}
		return x.narrowing(ctx, assay.MatrixFilter{Find: "fire"}, &assay.MatrixPage{})
	})
	if err != nil {
		t.Fatal(err)
	}
	plansHold(t, h.Store, 30)
}

// TestPlansOfRooms: no page of the library, the sources, the search or the reader does.
func TestPlansOfRooms(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned on the quay. The negotiations go on.")
	q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports)
	q.reindex()
	ctx := t.Context()
	first, err := q.Library(ctx, assay.LibraryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	tag, _, err := q.TagTarget(ctx, "human cost", assay.EntityID(first.Order[0]))
	if err != nil {
		t.Fatal(err)
	}
	q.read.SetMaxOpenConns(1)
	all, err := q.Library(ctx, assay.LibraryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	a := all.Case.Articles[0]
	for _, f := range []assay.LibraryFilter{{}, {Source: a.Host}, {Event: assay.EventID{1}}, {Words: "fire"}, {Language: "en"}, {Text: "none"}, {Read: "read"}, {Read: "unread"}, {Tags: assay.HasTag(tag)}} {
		for _, f.Sort = range assay.LibrarySorts {
			if _, err := q.Library(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := q.Sources(ctx, assay.SourceFilter{}); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Source(ctx, a.Host); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"quay", "quay -fire", "lorr*", "-fire", "in:claims", "lang:en", "date:2026 quay", "outlet:herald", `tag:"human cost"`, `tag:"human cost" quay`, `-tag:"human cost" quay`, "event:y", "is:read"} {
		if _, err := q.Search(ctx, assay.SearchQuestion{Typed: typed}); err != nil {
			t.Fatal(typed, err)
		}
	}
	if _, err := q.Article(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	plansHold(t, q.Store, 60)
}
