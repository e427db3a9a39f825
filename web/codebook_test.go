package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/internal/assay"
)

func TestCodebookRoom(t *testing.T) {
	m := startMarked(t)
	if res := m.post(m.root.Codebook(), url.Values{"name": {"Doubt"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("a new tag: %s", res.Status)
	}
	id, _, err := m.store.TagTarget(t.Context(), "numbers", assay.EntityID(m.mention))
	if err != nil {
		t.Fatal(err)
	}
	doubt, _, err := m.store.TagTarget(t.Context(), "Doubt", assay.EntityID(m.claim))
	if err != nil {
		t.Fatal(err)
	}
	tag := func(change url.Values) url.Values {
		t.Helper()
		doc := page(t, m.get(m.root.Codebook()), http.StatusOK)
		form := filled(doc.Find("form[action='" + m.root.Tag(id) + "']"))
		form.Set("colour", "")
		for name := range change {
			form[name] = change[name]
		}
		return form
	}
	tests := []struct {
		name, address string
		form          url.Values
		status        int
		says          string
	}{
		{"a name that there is", m.root.Codebook(), url.Values{"name": {"doubt"}}, http.StatusUnprocessableEntity, "There is a tag “Doubt” already"},
		{"no name", m.root.Codebook(), url.Values{"name": {" "}}, http.StatusUnprocessableEntity, "Write the tag."},
		{"changed", m.root.Tag(id), tag(url.Values{"name": {"Figures"}, "description": {"Counts that differ"}, "parent": {doubt.String()}, "colour": {"teal"}}), http.StatusSeeOther, ""},
		{"changed by two", m.root.Tag(id), tag(url.Values{"name": {"Sums"}}), http.StatusConflict, "to “Figures”"},
		{"merged into nothing", m.root.MergeTag(id), url.Values{}, http.StatusNotFound, "no such tag"},
		{"merged", m.root.MergeTag(id), url.Values{"into": {doubt.String()}}, http.StatusSeeOther, ""},
		{"removed", m.root.RemoveTag(doubt), url.Values{}, http.StatusSeeOther, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, m.post(test.address, test.form), test.status)
			if got := text(doc, "main"); !strings.Contains(got, test.says) {
				t.Errorf("it does not say %q: %s", test.says, got)
			}
			if test.name != "changed" {
				return
			}
			row := text(page(t, m.get(m.root.Codebook()), http.StatusOK), "#t-"+id.String())
			if !strings.HasPrefix(row, "Figures") || !strings.Contains(row, "Counts that differ") {
				t.Errorf("the row says %q", row)
			}
		})
	}
}
