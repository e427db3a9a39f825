package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/store"
)

// TestStaleForm sends forms that were opened before somebody else changed what
// they are about.
func TestStaleForm(t *testing.T) {
	d := newDispute(t)
	question, _ := d.ask()
	source, _, err := d.store.AddSource(t.Context(), "Ilse Varn", "person", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.ChangeQuestion(t.Context(), question, store.QuestionChange{Status: store.To("")}); err != nil { // as it may come with a file
		t.Fatal(err)
	}
	ctx := t.Context()
	tests := []struct {
		name, address string
		mine          url.Values // that the analyst changes
		theirs        func() error
		status        int
		warned        string            // the element that says what it says now
		fields        map[string]string // what the form says then, by selector
	}{
		{
			"another field was changed", d.root.Claim(d.claim),
			url.Values{"wording": {"A dozen burned"}},
			func() error {
				_, err := d.store.ChangeClaim(ctx, d.claim, store.ClaimChange{Kind: store.To("count")})
				return err
			},
			http.StatusSeeOther, "",
			map[string]string{"#wording": "A dozen burned", "#kind option[selected]": "count"},
		},
		{
			"the same field was changed", d.root.Claim(d.claim),
			url.Values{"wording": {"Twelve or so burned"}},
			func() error {
				_, err := d.store.ChangeClaim(ctx, d.claim, store.ClaimChange{Wording: store.To("Thirteen burned"), When: store.To("2026-03")})
				return err
			},
			http.StatusConflict, "#wording-error",
			map[string]string{"#wording": "Twelve or so burned", "#when": "2026-03"},
		},
		{
			"the status was changed, of which the analyst says nothing", d.root.Question(question),
			url.Values{"settles": {"The harbour log"}},
			func() error {
				_, err := d.store.ChangeQuestion(ctx, question, store.QuestionChange{Status: store.To("settled")})
				return err
			},
			http.StatusSeeOther, "",
			map[string]string{"#settles": "The harbour log", "#status option[selected]": "settled"},
		},
		{
			"a ruling was written", d.root.Question(question),
			url.Values{"ruling": {"Nine."}},
			func() error {
				_, err := d.store.ChangeQuestion(ctx, question, store.QuestionChange{Ruling: store.To("Twelve.")})
				return err
			},
			http.StatusConflict, "#ruling-error",
			map[string]string{"#ruling": "Nine."},
		},
		{
			"both wrote the same", d.root.Source(source),
			url.Values{"description": {"Harbour master"}},
			func() error {
				_, err := d.store.ChangeSource(ctx, source, store.SourceChange{Description: store.To("Harbour master")})
				return err
			},
			http.StatusSeeOther, "",
			map[string]string{"#source-description": "Harbour master"},
		},
		{
			"an article was given another outlet", d.root.ArticleDetails(d.articles[0]),
			url.Values{"text_origin": {"Coastal Wire"}},
			func() error {
				_, err := d.store.ChangeArticles(ctx, []assay.ArticleID{d.articles[0]}, store.ArticleChange{TextOrigin: &store.NameEdit{Now: "Quay Post"}})
				return err
			},
			http.StatusConflict, "#fact-text_origin-error",
			map[string]string{"#fact-text_origin": "Coastal Wire"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			form := d.fill(test.address, test.mine)
			if err := test.theirs(); err != nil {
				t.Fatal(err)
			}
			res := d.post(test.address, form)
			doc := page(t, res, test.status)
			if test.status == http.StatusSeeOther {
				doc = page(t, d.get(test.address), http.StatusOK)
			}
			if got := text(doc, test.warned+", #none"); (got != "") != (test.warned != "") || got != "" && !strings.Contains(got, "since you opened the page") {
				t.Errorf("%s says %q", test.warned, got)
			}
			for selector, want := range test.fields {
				s := doc.Find(selector)
				if got := s.AttrOr("value", s.Text()); got != want {
					t.Errorf("%s says %q, want %q", selector, got, want)
				}
			}
			if test.status == http.StatusConflict { // who reads the warning and insists gets their way
				page(t, d.post(test.address, filled(doc.Find("form:has([name=was])").First())), http.StatusSeeOther)
			}
		})
	}
}
