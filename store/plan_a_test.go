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

// scanned is a step of a plan that goes through a table that is large in a large case.
var scanned = regexp.MustCompile(`SCAN (article|text|mention|judgement|op|claim|claim_tally|shelf|capture|attribution|c|m|y|k|a)\b.*`)

// walked are the indexes by which lists are walked until a page is full, and rareIn those that
// have little in them.
var (
	walked = regexp.MustCompile(`INDEX (claim_made|claim_cited|claim_wording|claim_kind|claim_event|shelf_made|op_at)$`)
	rareIn = regexp.MustCompile(`INDEX (claim_contested|claim_disputed|claim_gone|judgement_exclusive)$`)
)

// scansAllowed are parts of the statements that may go through a table, and why.
var scansAllowed = map[string]string{
	`SELECT id, wording FROM claim WHERE 1`:                  "what claims are called is remembered, and read anew of those that change",
	`SELECT id, made FROM claim WHERE 1`:                     "the numbers of claims are remembered",
	`SELECT count(*) FROM (SELECT 1 FROM claim c WHERE`:      "it counts up to some number what passes filters that many pass",
	`SELECT count(*) FROM shelf`:                             "the number of articles is remembered",
	`NOT EXISTS (SELECT 1 FROM op AS o WHERE o.act = op.act`: "it ends with the first act that can be undone",
	`SELECT act, at FROM op WHERE`:                           "it ends when a page is full",
	`WITH RECURSIVE who`:                                     "from one analyst to the next in the index",
	`SELECT seq, id FROM op ORDER BY seq DESC LIMIT 1`:       "the last",
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
		asked := plansOf(t, s)
		if len(asked) < 40 {
			t.Errorf("only %d statements were run", len(asked))
		}
		for statement, plan := range asked {
			for _, step := range scanned.FindAllString(plan, -1) {
				if !allowed(statement, step) {
					t.Errorf("%s: %s", step, statement)
				}
			}
		}
		v.close()
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
