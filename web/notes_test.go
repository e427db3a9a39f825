package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/store"
)

func TestNotesRoom(t *testing.T) {
	m := startMarked(t)
	write := func(target assay.EntityID, text string, more url.Values) {
		t.Helper()
		form := url.Values{"target": {target.String()}, "text": {text}}
		for name := range more {
			form[name] = more[name]
		}
		if res := m.post(m.root.Notes(), form); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("a note: %s", res.Status)
		}
	}
	info, err := m.store.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	write(assay.EntityID(m.mention), "So it *stands* <b>there</b>.", nil)
	write(info.ID, "Plan:\n\n- ask", url.Values{"private": {"true"}})
	doc := page(t, m.get(m.root.Notes()), http.StatusOK)
	items := doc.Find(".notes-list > li")
	if items.Length() != 2 || !strings.Contains(items.First().Text(), "private") || items.First().Find(".memo li").Length() != 1 {
		t.Errorf("the notes are %s", text(doc, ".notes-list"))
	}
	mention := items.Last()
	if href := mention.Find("a[data-open]").AttrOr("href", ""); href != m.root.MentionInArticle(m.article, m.mention) {
		t.Errorf("a note on a mention leads to %s", href)
	}
	if html, _ := mention.Find(".memo").Html(); !strings.Contains(html, "So it <em>stands</em> &lt;b&gt;there&lt;/b&gt;.") {
		t.Errorf("the note reads %s", html)
	}

	form := mention.Find("form.note")
	address := form.AttrOr("action", "")
	stale := filled(form)
	changed := filled(form)
	changed.Set("text", "So it says.")
	changed.Del("private") // which is not ticked
	tests := []struct {
		name, address string
		form          url.Values
		status        int
		says          string
	}{
		{"nothing written", m.root.Notes(), url.Values{"from": {"room"}, "target": {info.ID.String()}, "text": {" "}}, http.StatusUnprocessableEntity, "Write the note."},
		{"on nothing", m.root.Notes(), url.Values{"text": {"x"}}, http.StatusNotFound, "no such"},
		{"changed", address, changed, http.StatusSeeOther, ""},
		{"changed by two", address, with(stale, "text", "Really?"), http.StatusConflict, "to “So it says.”"},
		{"removed by two", address, with(stale, "do", "remove"), http.StatusConflict, "to “So it says.”"},
		{"without what it was", address, url.Values{"text": {"x"}}, http.StatusUnprocessableEntity, "not complete"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := text(page(t, m.post(test.address, test.form), test.status), "main"); !strings.Contains(got, test.says) {
				t.Errorf("it does not say %q: %s", test.says, got)
			}
		})
	}
	for query, want := range map[string]int{"?on=case": 1, "?on=mention": 1, "?on=tag": 0, "?who=private": 1, "?who=shared": 1, "?q=says": 1, "?by=" + m.store.Me().String(): 2} {
		if got := page(t, m.get(m.root.Notes()+query), http.StatusOK).Find(".notes-list > li").Length(); got != want {
			t.Errorf("%s: %d notes, want %d", query, got, want)
		}
	}
	one := page(t, m.get(address), http.StatusOK)
	if one.Find(".notes-list > li").Length() != 1 {
		t.Errorf("one note is %s", text(one, "main"))
	}
	if res := m.post(address, with(filled(one.Find("form.note")), "do", "remove")); res.StatusCode != http.StatusSeeOther {
		t.Errorf("removing: %s", res.Status)
	}
	for address, want := range map[string]bool{m.root.NotesTable(): false, m.root.NotesTable() + "?private=true": true, m.root.NotesText(): false, m.root.NotesText() + "?private=true": true} {
		res := m.get(address)
		data, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || strings.Contains(string(data), "Plan:") != want {
			t.Errorf("%s: %s %v %s", address, res.Status, err, data)
		}
	}
}

// with returns a form with one field more.
func with(form url.Values, name, value string) url.Values {
	more := url.Values{}
	for n := range form {
		more[n] = form[n]
	}
	more.Set(name, value)
	return more
}

// TestVersionAttached puts a tag and a note on a version of a question.
func TestVersionAttached(t *testing.T) {
	m := startMarked(t)
	question, _, err := m.store.AddQuestion(t.Context(), "How many?", []store.NewVersion{{Label: "twelve"}, {Label: "nine"}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.store.Question(t.Context(), question, "")
	if err != nil {
		t.Fatal(err)
	}
	version := p.Case.Versions[0].ID.String()
	place := "#attached-version-" + version
	doc := page(t, m.get(m.root.Question(question)), http.StatusOK)
	if _, open := doc.Find(place).Attr("open"); open || doc.Find(place).Length() != 1 {
		t.Errorf("with nothing on it, it is open: %t", open)
	}
	if res := m.post(m.root.Notes(), url.Values{"target": {version}, "text": {"Ask the clerk."}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("a note: %s", res.Status)
	}
	doc = page(t, m.get(m.root.Question(question)), http.StatusOK)
	if _, open := doc.Find(place).Attr("open"); !open || !strings.Contains(text(doc, place+" .memo"), "Ask the clerk.") {
		t.Errorf("open %t: %s", open, text(doc, place))
	}
}

// TestEventAttached puts a note on an event, where the articles about it are.
func TestEventAttached(t *testing.T) {
	m := startMarked(t)
	if _, err := m.store.ChangeArticles(t.Context(), []assay.ArticleID{m.article}, store.ArticleChange{AddEvent: "The fire"}); err != nil {
		t.Fatal(err)
	}
	p, err := m.store.Library(t.Context(), assay.LibraryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	event := p.Case.Events[0].ID
	address := m.root.Library(assay.LibraryFilter{Event: event})
	if n := page(t, m.get(m.root.Articles()), http.StatusOK).Find("#attached-event").Length(); n != 0 {
		t.Error("it is there without an event")
	}
	if res := m.post(m.root.Notes(), url.Values{"target": {event.String()}, "text": {"The night of the first."}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("a note: %s", res.Status)
	}
	if doc := page(t, m.get(address), http.StatusOK); !strings.Contains(text(doc, "#attached-event .memo"), "The night of the first.") {
		t.Errorf("the library of the event says %s", text(doc, "#attached-event"))
	}
}
