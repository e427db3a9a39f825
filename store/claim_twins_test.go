package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// twins is a case with a passage that is marked for three claims, and a
// question with two versions.
func twins(t *testing.T) (q *quay, claims []assay.ClaimID, marks []assay.MentionID, versions []assay.VersionID) {
	q = openQuay(t)
	q.article("herald", "Twelve lorries burned. Nobody was hurt.")
	for _, wording := range []string{"one", "two", "three"} {
		claims = append(claims, q.claim(wording))
		marks = append(marks, q.mark("herald", "Twelve lorries burned", wording, assay.Supports))
	}
	id, act, err := q.AddQuestion(t.Context(), "How many?", []NewVersion{{Label: "twelve"}, {Label: "nine"}})
	q.did(act, err)
	err = q.view(t.Context(), func(tx *tx) error {
		list, err := tx.versions(t.Context(), `question = ?`, id[:])
		versions = []assay.VersionID{list[0].ID, list[1].ID}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return q, claims, marks, versions
}

// as does something as a colleague.
func (q *quay) as(name string, do func(ctx context.Context, t *tx) error) {
	q.t.Helper()
	_, err := q.update(q.t.Context(), func(t *tx) error {
		t.author.Actor = assay.EntityID(actorOf(name))
		return do(q.t.Context(), t)
	})
	if err != nil {
		q.t.Fatal(err)
	}
}

// TestMergeLosesNoWord: whatever was said of a passage that was marked several
// times is said of the one that is left, or of one that stays beside it.
func TestMergeLosesNoWord(t *testing.T) {
	type judged struct {
		at            int // which mark
		d             assay.Dimension
		value, reason string
		version       int // 1 for the first; 0 for none
		by            string
	}
	grade := assay.DimCredibility
	for _, test := range []struct {
		name string
		said []judged
		want string // why each of the two that are dropped stays, and what is said of all that are left
	}{
		{"nothing but the stance", nil, `[ ]`},
		{"two twins differ, the kept one has nothing", []judged{{1, grade, "2", "b", 0, ""}, {2, grade, "5", "c", 0, ""}}, `[judged ] "2" b, "5" c`},
		{"two twins agree", []judged{{1, grade, "2", "b", 0, ""}, {2, grade, "2", "b", 0, ""}}, `[ ] "2" b`},
		{"the second says why, the first does not", []judged{{1, grade, "2", "", 0, ""}, {2, grade, "2", "c", 0, ""}}, `[judged ] "2", "2" c`},
		{"the reason of the kept one stays", []judged{{0, grade, "2", "a", 0, ""}, {1, grade, "2", "", 0, ""}}, `[ ] "2" a`},
		{"two reasons", []judged{{0, grade, "2", "a", 0, ""}, {1, grade, "2", "b", 0, ""}}, `[judged ] "2" a, "2" b`},
		{"certainty", []judged{{1, assay.DimCertainty, "certain", "", 0, ""}, {2, assay.DimCertainty, "possible", "", 0, ""}}, `[judged ] "certain", "possible"`},
		{"voice", []judged{{1, assay.DimVoice, "own", "", 0, ""}, {2, assay.DimVoice, "attributed", "", 0, ""}}, `[judged ] "attributed", "own"`},
		{"consistency with a version", []judged{{0, assay.DimConsistency, "inconsistent", "", 1, ""}, {1, assay.DimConsistency, "consistent", "", 1, ""}}, `[judged ] "consistent", "inconsistent"`},
		{"consistency with two versions", []judged{{0, assay.DimConsistency, "inconsistent", "", 1, ""}, {1, assay.DimConsistency, "consistent", "", 2, ""}}, `[ ] "consistent", "inconsistent"`},
		{"a colleague's consistency", []judged{{1, assay.DimConsistency, "consistent", "", 1, "Ben"}}, `[others ] "consistent"`},
		{"a colleague's grade on the kept one", []judged{{0, grade, "5", "", 0, "Ben"}, {1, grade, "2", "", 0, ""}}, `[ ] "2", "5"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			q, claims, marks, versions := twins(t)
			for _, j := range test.said {
				k := assay.JudgementKey{Target: assay.EntityID(marks[j.at]), Dimension: j.d}
				if j.version > 0 {
					k.Other = assay.EntityID(versions[j.version-1])
				}
				if j.by == "" {
					q.did(q.Judge(t.Context(), k, oplog.Encode(j.value), j.reason))
					continue
				}
				q.as(j.by, func(ctx context.Context, tx *tx) error { return tx.judgeOne(ctx, k, oplog.Encode(j.value), j.reason) })
			}
			act, plan, err := q.MergeClaims(t.Context(), claims, claims[0])
			q.did(act, err)
			if got := leftWith(q, claims[0], plan); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// leftWith writes what became of the twins of a plan, and what is said besides
// stances of the mentions that a claim is left with.
func leftWith(q *quay, id assay.ClaimID, plan assay.MergePlan) string {
	q.t.Helper()
	var why, said []string
	for _, twin := range plan.Twins {
		why = append(why, string(twin.Why))
	}
	p, err := q.Claim(q.t.Context(), id, 0)
	if err != nil {
		q.t.Fatal(err)
	}
	v := assay.NewView(p.Case, q.Me())
	for i := range v.Case.Judgements {
		if j := &v.Case.Judgements[i]; v.Mention(assay.MentionID(j.Target)) != nil && j.Dimension != assay.DimStance {
			said = append(said, strings.TrimSpace(string(j.Value)+" "+j.Reason))
		}
	}
	slices.Sort(said)
	return strings.TrimSpace(fmt.Sprintf("[%s] %s", strings.Join(why, " "), strings.Join(said, ", ")))
}

// TestMergeTwinsApart: chains and versions of two twins are compared with each
// other, not only with what is kept.
func TestMergeTwinsApart(t *testing.T) {
	q, claims, marks, _ := twins(t)
	ctx := t.Context()
	q.did(q.Attribute(ctx, marks[1], []Utterer{{Name: "the mayor"}}, nil))
	q.did(q.Attribute(ctx, marks[2], []Utterer{{Name: "the brigade"}}, nil))
	act, plan, err := q.MergeClaims(ctx, claims, claims[0])
	q.did(act, err)
	if got := leftWith(q, claims[0], plan); got != "[judged ]" {
		t.Errorf("two chains: %s", got)
	}
	q.did(q.Undo(ctx))
	q.did(q.Undo(ctx))
	_, act, err = q.AddQuestion(ctx, "Which?", []NewVersion{{"this", marks[1:2]}, {"that", marks[2:]}})
	q.did(act, err)
	act, plan, err = q.MergeClaims(ctx, claims, claims[0])
	q.did(act, err)
	if got := leftWith(q, claims[0], plan); got != "[versions ]" {
		t.Errorf("two versions: %s", got)
	}
}

// TestSeparateNotes: a note goes back with the mention that it was written on.
func TestSeparateNotes(t *testing.T) {
	q, claims, marks, _ := twins(t)
	ctx := t.Context()
	for i, text := range []string{"on the first", "on the second"} {
		_, act, err := q.AddNote(ctx, NewNote{Target: assay.EntityID(marks[i]), Text: text})
		q.did(act, err)
	}
	act, _, err := q.MergeClaims(ctx, claims, claims[0])
	q.did(act, err)
	on := func(i int) (list []string) {
		t.Helper()
		p, err := q.Claim(ctx, claims[i], 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range p.Case.Notes {
			if n.Target == assay.EntityID(marks[i]) {
				list = append(list, n.Text)
			}
		}
		return list
	}
	if got := on(0); len(got) != 2 {
		t.Errorf("merged, the notes are %q", got)
	}
	q.did(q.SeparateClaim(ctx, claims[1]))
	if a, b := on(0), on(1); !slices.Equal(a, []string{"on the first"}) || !slices.Equal(b, []string{"on the second"}) {
		t.Errorf("taken apart, the notes are %q and %q", a, b)
	}
	q.did(q.Undo(ctx))
	if got := on(0); len(got) != 2 {
		t.Errorf("merged again, the notes are %q", got)
	}
}

// TestMatrixOfMerged: the matrix is asked about a claim by whichever of its ids.
func TestMatrixOfMerged(t *testing.T) {
	q, a, b, _ := quayside(t)
	ctx := t.Context()
	act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, a)
	q.did(act, err)
	for _, id := range []assay.ClaimID{a, b} {
		l, err := q.MatrixRow(ctx, assay.MatrixFilter{}, id)
		if err != nil || !slices.Equal(l.Claims, []assay.ClaimID{a}) || len(l.Articles) != 2 || len(l.Gaps.Open) != 0 {
			t.Errorf("the row of %v is %+v (%v)", id, l, err)
		}
	}
}
