package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// typed is what a browser sends of the page of all keys, with some fields filled
// in.
func typed(doc *goquery.Document, in map[string]string) url.Values {
	form := url.Values{}
	doc.Find("form.own-keys input").Each(func(_ int, field *goquery.Selection) {
		form.Set(field.AttrOr("name", ""), field.AttrOr("value", ""))
	})
	for name, value := range in {
		form.Set(name, value)
	}
	return form
}

func TestKeysPage(t *testing.T) {
	p, _, root, claim := openQuay(t)
	show := func() *goquery.Document { return page(t, p.get(p.Root().Keys()), http.StatusOK) }
	keep := func(in map[string]string) *goquery.Document {
		t.Helper()
		if res := p.post(p.Root().Keys(), typed(show(), in)); res.StatusCode != http.StatusSeeOther {
			return page(t, res, http.StatusUnprocessableEntity)
		}
		return show()
	}
	doc := show()
	if doc.Find("[name='reader/claim'][value=c]").Length() != 1 || doc.Find("[data-changed], .wrong").Length() > 0 {
		t.Error("the keys are not as at first")
	}
	if doc.Find("[name='everywhere/palette'], [name='reader/credibility'], [name='list/open']").Length() > 0 {
		t.Error("what stays what it is has a field")
	}

	doc = keep(map[string]string{"claim/edit": "Shift+e", "everywhere/go/library": "b"})
	if got := doc.Find("[name='claim/edit']").AttrOr("value", ""); got != "E" || doc.Find("[data-changed]").Length() != 2 {
		t.Errorf("the field has %q", got)
	}
	if got := text(doc, "#key-everywhere-go-library-row td kbd"); got != "g" {
		t.Errorf("before the last key of a sequence stands %q", got)
	}
	doc = page(t, p.get(root.Claim(claim)), http.StatusOK)
	if got := text(doc, "summary[data-act=edit] kbd"); got != "⇧ E" {
		t.Errorf("the button says %q", got)
	}
	if got := doc.Find("#acts [data-act=edit]").AttrOr("aria-keyshortcuts", ""); got != "Shift+E" {
		t.Errorf("the key bar says %q", got)
	}
	if got, want := doc.Find("#own-keys").AttrOr("data-keys", ""), `{"claim/edit":["E"],"everywhere/go/library":["g b"]}`; got != want {
		t.Errorf("the scripts get %s, want %s", got, want)
	}

	for _, test := range []struct{ name, id, key, want string }{
		{"taken in its scope", "reader/claim", "a", "a is the key for “Attach to a claim” already (In an article). Choose another, or change that one too."},
		{"taken everywhere", "reader/claim", "z", "z is the key for “Undo” already (Everywhere). Choose another, or change that one too."},
		{"taken by what has moved", "claim/tag", "E", "Shift E is the key for “Change the claim” already (On the page of a claim). Choose another, or change that one too."},
		{"the first of a sequence", "reader/claim", "g", "g begins the keys for “Go to the library” (Everywhere). Choose another."},
		{"no key", "reader/claim", "Enter", "“Enter” cannot be a key of its own. Take a letter, a digit, a sign, Delete, Insert, F2, F4, F6, F8 or F9."},
	} {
		doc := keep(map[string]string{test.id: test.key})
		field := doc.Find("[name='" + test.id + "']")
		if got := text(doc, "#"+field.AttrOr("aria-describedby", "none")); got != test.want || field.AttrOr("value", "") != test.key {
			t.Errorf("%s: %q stands in the field and is refused with %q, want %q", test.name, field.AttrOr("value", ""), got, test.want)
		}
	}
	if got := p.Config.OwnKeys(); len(got) != 2 {
		t.Errorf("what was refused was kept: %v", got)
	}

	// What another tab has changed in the meantime stays, and is in nobody's way
	// unseen.
	old := typed(show(), map[string]string{"reader/note": ";"})
	keep(map[string]string{"reader/claim": "W"})
	if res := p.post(p.Root().Keys(), old); res.StatusCode != http.StatusSeeOther || p.Config.OwnKeys()["reader/claim"] != "W" || p.Config.OwnKeys()["reader/note"] != ";" {
		t.Errorf("%d; the keys are %v", res.StatusCode, p.Config.OwnKeys())
	}
	keep(map[string]string{"reader/attach": "c"})
	doc = keep(map[string]string{"reader/claim": ""})
	if got, want := text(doc, "#key-reader-claim-wrong"), "c is the key for “Attach to a claim” already (In an article). Choose another, or change that one too."; got != want {
		t.Errorf("as at first is refused with %q, want %q", got, want)
	}

	p.post(p.Root().Keys(), typed(show(), map[string]string{"reset": "claim/edit"}))
	if _, ok := p.Config.OwnKeys()["claim/edit"]; ok {
		t.Error("a key is not as at first")
	}
	p.post(p.Root().Keys(), typed(show(), map[string]string{"reset": "all"}))
	if got := p.Config.OwnKeys(); len(got) > 0 {
		t.Errorf("%v are left", got)
	}
	page(t, p.post(p.Root().Keys(), url.Values{"reader/claim": {"w"}}), http.StatusUnprocessableEntity)
}
