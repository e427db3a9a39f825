package store

import (
	"context"
	"database/sql"
	"regexp"
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestLineagePlans: what a page about the lineage of a large case asks for is found by
// indexes, whatever else is in the case.
func TestLineagePlans(t *testing.T) {
	s := openStore(t)
	statements := map[string]string{
		"proposals from a place": `SELECT 1 FROM lineage_proposal p WHERE p.rule <> '` + string(ruleCommon) + `' AND p.place > 'x' ORDER BY p.place LIMIT 40`,
		"what was said last":     `SELECT target, other FROM judgement WHERE dimension = 'derivation' AND gone = 0 AND value IS NOT NULL ORDER BY changed DESC LIMIT 26`,
		"what was refused last":  `SELECT subject FROM decision INDEXED BY decision_derivation WHERE suggestion = 'derivation' AND gone = 0 AND verdict = 'rejected' ORDER BY changed DESC LIMIT 26`,
		"verdicts of the team":   `SELECT id FROM judgement WHERE gone = 0 AND value IS NOT NULL AND dimension = 'adjudication'`,
		"articles with claims":   `SELECT m.article FROM json_each('[]') c CROSS JOIN mention m ON m.claim = unhex(c.value) WHERE m.gone = 0 GROUP BY +m.article`,
		"the mark":               `SELECT (SELECT id FROM op ORDER BY seq DESC LIMIT 1), (SELECT hash FROM blob ORDER BY seq DESC LIMIT 1)`,
	}
	bare := regexp.MustCompile(`SCAN (op|blob|article|text|mention|judgement|claim|attribution|p|m|lineage_\w+)( |$)`)
	for name, statement := range statements {
		var plan []string
		err := s.view(t.Context(), func(x *tx) (err error) {
			plan, err = query(context.Background(), x, `EXPLAIN QUERY PLAN `+statement, nil, func(rows *sql.Rows) (detail string, err error) {
				var id, parent, unused int
				return detail, rows.Scan(&id, &parent, &unused, &detail)
			})
			return err
		})
		if err != nil {
			t.Fatal(name, err)
		}
		for _, line := range plan {
			scans := bare.MatchString(line) && !strings.Contains(line, "USING")
			ordered := strings.Contains(statement, "DESC LIMIT 1)") // the last row
			if scans && !ordered || strings.Contains(line, "TEMP B-TREE FOR ORDER BY") {
				t.Errorf("%s: %s", name, strings.Join(plan, "; "))
			}
		}
	}
	if _, err := s.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{}); err != nil {
		t.Fatal(err)
	}
}

// TestLineageParts: the pages of a large case have, one after the other, all proposals that
// the whole has, and backwards the same.
func TestLineageParts(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"wire", "Quell Wire", "2031-03-04", paragraphs(stormLead, stormMore)}, paper{"copy", "Herald", "2031-03-05", paragraphs(stormLead, stormMore)})
	n.relate()
	const many = 3*partLooked + 7
	_, err := n.write.ExecContext(t.Context(), `
		WITH RECURSIVE i(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM i WHERE n < ?)
		INSERT INTO lineage_proposal (child, name, rule, ground, type, strong, words, child_cover, parent_cover)
		SELECT ?, 'Agency ' || n, 'credited', iif(n % 3, 'credit', NULL), 'verbatim', n % 2, n % 5, (n % 7) / 10.0, 0 FROM i`, many, idBytes(n.ids["wire"]))
	if err != nil {
		t.Fatal(err)
	}
	for k := range 30 { // some are decided, the surest among them
		if _, err := n.Derive(t.Context(), assay.Deriving{Child: n.ids["wire"], Outside: assay.Outside{Name: "Agency " + string(rune('0'+k%10))}, Status: "rejected"}); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := n.wholeLineage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page := func(from assay.LineagePlace) *assay.LineagePage {
		t.Helper()
		var p *assay.LineagePage
		err := n.view(t.Context(), func(x *tx) (err error) {
			p, err = x.lineagePart(t.Context(), n.Me(), assay.LineageFilter{}, from)
			return err
		})
		if err != nil || len(p.Proposed) > partProposals {
			t.Fatal(len(p.Proposed), err)
		}
		return p
	}
	names := func(list []assay.Proposed) (all string) {
		for i := range list {
			all += n.told(&list[i]) + "\n"
		}
		return all
	}
	forward, last := "", page(assay.LineagePlace{})
	for forward = names(last.Proposed); last.Part.After != (assay.LineagePlace{}); forward += names(last.Proposed) {
		last = page(last.Part.After)
	}
	if want := names(whole.Proposed); forward != want || len(whole.Proposed) < many-10 {
		t.Errorf("in parts it is\n%s\nand whole\n%s", forward, want)
	}
	backward := names(last.Proposed)
	for last.Part.Before != (assay.LineagePlace{}) {
		last = page(last.Part.Before)
		backward = names(last.Proposed) + backward
	}
	if backward != forward {
		t.Errorf("backwards it is\n%s\nand forwards\n%s", backward, forward)
	}
	if len(last.Refused) == 0 {
		t.Error("nothing is said to have been refused")
	}
}
