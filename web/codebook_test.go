package web

import (
	"bytes"
	"io"
	"mime/multipart"
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
		doc := page(t, m.get(m.root.Tag(id)), http.StatusOK)
		form := filled(doc.Find("form[action='" + m.root.Tag(id) + "']"))
		form.Set("colour", "")
		for name := range change {
			form[name] = change[name]
		}
		return form
	}
	thing := assay.EntityID(m.mention).String()
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
		{"a name that it has", m.root.NameTag(id), url.Values{"add": {"figures"}}, http.StatusUnprocessableEntity, "called that already"},
		{"another name", m.root.NameTag(id), url.Values{"add": {"numerals"}}, http.StatusSeeOther, ""},
		{"another name taken off", m.root.NameTag(id), url.Values{"drop": {"numerals"}}, http.StatusSeeOther, ""},
		{"split into nothing", m.root.SplitTag(id), url.Values{"thing": {thing}}, http.StatusUnprocessableEntity, "Name the other tag"},
		{"nothing split off", m.root.SplitTag(id), url.Values{"name": {"Sums"}}, http.StatusUnprocessableEntity, "Choose what gets the other tag"},
		{"split", m.root.SplitTag(id), url.Values{"name": {"Sums"}, "thing": {thing}}, http.StatusSeeOther, ""},
		{"split again from an old page", m.root.SplitTag(id), url.Values{"name": {"Sums"}, "thing": {thing}}, http.StatusConflict, "has this tag no longer"},
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

// TestImportTags brings a codebook in: first it is only shown.
func TestImportTags(t *testing.T) {
	m := startMarked(t)
	if _, _, err := m.store.TagTarget(t.Context(), "numbers", assay.EntityID(m.mention)); err != nil {
		t.Fatal(err)
	}
	send := func(name, content string) *http.Response {
		t.Helper()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		return m.send(http.MethodPost, m.root.ImportCodebook(), form.FormDataContentType(), &body)
	}
	doc := page(t, send("other.qdc", "<html/>"), http.StatusUnprocessableEntity)
	if got := text(doc, "#import-tags"); !strings.Contains(got, "not a codebook") {
		t.Errorf("a page is answered with %q", got)
	}
	doc = page(t, send("theirs.csv", "tag,below,colour,size\nNumbers,,red,3\nsums,numbers,,4\n"), http.StatusOK)
	if got := text(doc, "#plan"); !strings.Contains(got, "theirs.csv: 1 new tag, more on 1 tag") || !strings.Contains(got, "The column “size”") {
		t.Errorf("what would come is told as %q", got)
	}
	if got := text(page(t, m.get(m.root.Codebook()), http.StatusOK), "tbody"); strings.Contains(got, "sums") {
		t.Error("it came before it was asked for")
	}
	if res := m.post(m.root.ImportCodebook(), filled(doc.Find("#plan form"))); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("bringing it in: %s", res.Status)
	}
	doc = page(t, m.get(m.root.Codebook()), http.StatusOK)
	if got, _ := doc.Find("tbody tr").Eq(1).Attr("data-depth"); got != "1" || doc.Find("tbody .swatch").First().AttrOr("data-colour", "") != "red" {
		t.Errorf("the codebook is %s", text(doc, "tbody"))
	}
	for _, plan := range []string{"x", `[{"name":"a","above":3}]`, `[{"name":" ","above":-1}]`} {
		if res := m.post(m.root.ImportCodebook(), url.Values{"plan": {plan}}); res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("the plan %s: %s", plan, res.Status)
		}
	}
	for address, begins := range map[string]string{m.root.CodebookQDC(): "<?xml", m.root.CodebookTable(): "tag,below"} {
		res := m.get(address)
		data, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(string(data), begins) || !strings.Contains(string(data), "sums") {
			t.Errorf("%s: %s %v", address, res.Status, err)
		}
	}
}

// TestTagFilters asks the lists for several tags at once.
func TestTagFilters(t *testing.T) {
	m := startMarked(t)
	for name, target := range map[string]assay.EntityID{"war": assay.EntityID(m.claim), "doubt": assay.EntityID(m.claim), "warning": assay.EntityID(m.article)} {
		if _, _, err := m.store.TagTarget(t.Context(), name, target); err != nil {
			t.Fatal(err)
		}
	}
	none, one := "fits|like that", "title"
	tests := []struct{ name, address, want string }{
		{"claims with two tags", m.root.Claims() + "?tag=war&tag=DOUBT&tag=", one},
		{"claims with one, without the other", m.root.Claims() + "?tag=war&lacks=doubt", none},
		{"claims by the beginning of a name", m.root.Claims() + "?tag=wa", none},
		{"articles by a name that another begins with", m.root.Articles() + "?tag=war", none},
		{"articles with a tag", m.root.Articles() + "?tag=warning&exact=true", one},
		{"articles without a tag", m.root.Articles() + "?lacks=warning", none},
		{"sources with a tag", m.root.Sources() + "?tag=war", none},
		{"sources without one", m.root.Sources() + "?lacks=war", one},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, m.get(test.address), http.StatusOK)
			if got := doc.Find("tbody .title").Length() > 0; got != (test.want == one) {
				t.Errorf("rows: %v, want %v: %s", got, test.want == one, text(doc, "main"))
			}
		})
	}
	doc := page(t, m.get(m.root.Claims()+"?tag=war&tag=nothing&lacks=doubt"), http.StatusOK)
	if got := text(doc, "#tag-filter summary"); got != "Tags: war, nothing; without doubt" {
		t.Errorf("the filter says %q", got)
	}
	if got := text(doc, "#tag-filter"); !strings.Contains(got, "There is no tag “nothing”.") {
		t.Errorf("the filter says %q", got)
	}
}
