package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
)

// told writes what a report is about, in order.
func told(q *quay, id assay.ReportID) string {
	q.t.Helper()
	p, err := q.Report(q.t.Context(), id)
	if err != nil {
		q.t.Fatal(err)
	}
	v := assay.NewView(p.Case, q.Me())
	o := v.Outline(&p)
	var parts []string
	for _, x := range o.Questions {
		parts = append(parts, x.Wording)
	}
	for _, c := range o.Claims {
		parts = append(parts, fmt.Sprintf("%s (%d)", c.Wording, len(v.MentionsOf(c.ID))))
	}
	return strings.Join(parts, ", ")
}

// TestReport begins reports and changes what they list.
func TestReport(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned on the quay. Nobody was hurt.")
	q.article("ledger", "Nine lorries burned on the quay.")
	q.did(q.ChangeArticles(t.Context(), []assay.ArticleID{q.articles["herald"]}, ArticleChange{AddEvent: "Fire"}))
	list, err := q.Reports(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fire := list.Events[0].ID
	for _, wording := range []string{"Twelve lorries burned", "Nobody was hurt", "The ferry was late"} {
		q.claim(wording)
	}
	for _, wording := range []string{"Twelve lorries burned", "Nobody was hurt"} {
		q.did(q.ChangeClaim(t.Context(), q.claims[wording], ClaimChange{Event: To(fire)}))
	}
	twelve := q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports)
	nine := q.mark("ledger", "Nine lorries burned", "Twelve lorries burned", assay.Contradicts)
	q.mark("herald", "Nobody was hurt", "Nobody was hurt", assay.Supports)
	question, act, err := q.AddQuestion(t.Context(), "How many?", []NewVersion{{"twelve", []assay.MentionID{twelve}}, {"nine", []assay.MentionID{nine}}})
	q.did(act, err)

	const everything = "How many?, Twelve lorries burned (2), Nobody was hurt (1), The ferry was late (0)"
	if got := told(q, assay.ReportID{}); got != everything {
		t.Errorf("the whole case is %s", got)
	}
	whole, act, err := q.AddReport(t.Context(), "All of it", assay.EventID{})
	q.did(act, err)
	if got := told(q, whole); got != everything {
		t.Errorf("a report on the whole case is on %s", got)
	}
	one, act, err := q.AddReport(t.Context(), "The fire", fire)
	q.did(act, err)
	if got := told(q, one); got != "How many?, Twelve lorries burned (2), Nobody was hurt (1)" {
		t.Errorf("a report on one event is on %s", got)
	}

	ids := func(list ...fmt.Stringer) string {
		var words []string
		for _, x := range list {
			words = append(words, x.String())
		}
		return strings.Join(words, " ")
	}
	tests := []struct{ name, items, want string }{
		{"a claim before its event", ids(q.claims["Nobody was hurt"], fire), "How many?, Nobody was hurt (1), Twelve lorries burned (2)"},
		{"a claim without its event", ids(q.claims["Nobody was hurt"]), "Nobody was hurt (1)"},
		{"a question alone", ids(question), "How many?"},
		{"twice the same", ids(question, question, q.claims["The ferry was late"]), "How many?, The ferry was late (0)"},
		{"nothing", "", ""},
	}
	was := ids(fire)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q := *q
			q.t = t
			q.did(q.ChangeReport(t.Context(), one, ReportChange{Items: Changed(was, test.items)}))
			was = test.items
			if got := told(&q, one); got != test.want {
				t.Errorf("it is about %s", got)
			}
		})
	}

	for name, c := range map[string]ReportChange{
		"no title":                     {Title: To(" ")},
		"what is no id":                {Items: To("zwölf")},
		"what is in no case":           {Items: To("01890a5d-ac96-774b-bcce-b302099a8057")},
		"a list that has changed":      {Items: Changed(ids(fire), ids(question))},
		"a part that there is not":     {LeaveOut: To("poem")},
		"a title that another has set": {Title: Changed("The blaze", "The inferno")},
	} {
		if _, err := q.ChangeReport(t.Context(), one, c); !slices.Contains([]assay.ErrorKind{assay.KindInvalid, assay.KindConflict, assay.KindNotFound}, assay.KindOf(err)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	q.did(q.ChangeReport(t.Context(), one, ReportChange{LeaveOut: Changed("", "matrix notes")}))
	q.did(q.ChangeReport(t.Context(), one, ReportChange{LeaveOut: Changed("matrix notes", "")}))

	q.did(q.RemoveClaim(t.Context(), q.claims["Nobody was hurt"], ""))
	q.did(q.RemoveReport(t.Context(), whole))
	if _, err := q.Report(t.Context(), whole); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("a removed report: %v", err)
	}
	q.did(q.Undo(t.Context()))
	if got := told(q, whole); got != "How many?, Twelve lorries burned (2), The ferry was late (0)" {
		t.Errorf("brought back, and without a claim that was removed, it is about %s", got)
	}
}
