package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/internal/desktop"
	"assay/internal/tr"
)

func TestLanguageSetting(t *testing.T) {
	values := desktop.Language.Values()
	if len(values) != len(tr.Languages) {
		t.Fatalf("the setting can be %q, the languages are %v", values, tr.Languages)
	}
	for i, l := range tr.Languages {
		if values[i] != string(l.Language) {
			t.Errorf("the setting can be %q where the language is %q", values[i], l.Language)
		}
	}
}

// TestLanguage: pages, what is wrong with forms, refusals and announcements are
// in the language of the setting, and the scripts get theirs.
func TestLanguage(t *testing.T) {
	p, _, root, _ := openQuay(t)
	doc := page(t, p.get(p.Root().Start()), http.StatusOK)
	if doc.Find("html[lang=en][dir=ltr]").Length() != 1 || doc.Find("#texts").Length() != 0 {
		t.Error("the page is not in English, or brings texts for its scripts")
	}
	res := p.post(p.Root().Settings(), url.Values{"language": {"ar"}}, htmx)
	if got, want := res.Header.Get("HX-Redirect"), p.Root().Settings(); got != want {
		t.Errorf("another language leads to %q, want %q", got, want)
	}
	if res := p.post(p.Root().Settings(), url.Values{"language": {"ar"}, "theme": {"dark"}}, htmx); res.Header.Get("HX-Redirect") != "" {
		t.Error("the same language is another page")
	}

	doc = page(t, p.get(p.Root().Start()), http.StatusOK)
	if doc.Find("html[lang=ar][dir=rtl]").Length() != 1 {
		t.Error("the page is not in Arabic")
	}
	if got, want := text(doc, "#recent"), "القضايا الأخيرة"; got != want {
		t.Errorf("the recent cases are called %q, want %q", got, want)
	}
	var texts map[string]any
	if err := json.Unmarshal([]byte(doc.Find("#texts").AttrOr("data-texts", "")), &texts); err != nil || texts["Choose a cell first."] != "اختر خلية أولًا." {
		t.Errorf("the scripts are given %v, %v", texts, err)
	}
	doc = page(t, p.post(p.Root().Analyst(), url.Values{"name": {" "}}), http.StatusUnprocessableEntity)
	if got := text(doc, "#analyst-name-error"); !strings.HasPrefix(got, "اذكر الاسم") {
		t.Errorf("the form says %q", got)
	}
	doc = page(t, p.get(string(p.Root())+"/nowhere"), http.StatusNotFound)
	if got := text(doc, "[role=alert]"); !strings.Contains(got, "لا توجد صفحة كهذه") {
		t.Errorf("a page that is not there says %q", got)
	}
	doc = page(t, p.get("/_open?t=used"), http.StatusUnauthorized)
	if got := text(doc, "[role=alert]"); !strings.Contains(got, "استُعمل هذا الرابط") || doc.Find("html[dir=rtl]").Length() != 1 {
		t.Errorf("a ticket that was used says %q", got)
	}
	var told struct {
		Saved struct{ Say string } `json:"assay:saved"`
	}
	res = p.post(root.Undo(), nil, htmx)
	if err := json.Unmarshal([]byte(res.Header.Get("HX-Trigger")), &told); err != nil || !strings.HasPrefix(told.Saved.Say, "تُراجع عن:") {
		t.Errorf("undoing says %q, %v", told.Saved.Say, err)
	}
	if doc := page(t, p.get(root.Claims()), http.StatusOK); !strings.Contains(text(doc, "nav"), "المصفوفة") {
		t.Errorf("the rooms are called %q", text(doc, "nav"))
	}
}
