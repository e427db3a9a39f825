package views

import (
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestSuggestedPreparing asks again soon while what is asked is being read, and says
// so, and does not say that nothing was found.
func TestSuggestedPreparing(t *testing.T) {
	page := &assay.SuggestedPage{Preparing: true, Looked: 400}
	v := SuggestedView{View: assay.NewView(&assay.Case{}, assay.ActorID{}), Page: page}
	var out strings.Builder
	if err := Suggested(v).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, `hx-trigger="load delay`) || !strings.Contains(got, "Reading 400 articles") || strings.Contains(got, "None") {
		t.Errorf("it is %s", got)
	}
	page.Preparing, page.Partly, page.Beyond = false, 1, 30
	out.Reset()
	if err := Suggested(v).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Contains(got, `hx-trigger="load`) || !strings.Contains(got, "None found in 400 articles") || !strings.Contains(got, "Not looked at: 30 further") || !strings.Contains(got, "one very long article") {
		t.Errorf("then it is %s", got)
	}
}
