package web

import (
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
	"assay/views"
)

// marked is a program with a case open in which one article has one mention.
type marked struct {
	*program
	store   *store.Store
	root    views.CaseRoot
	article assay.ArticleID
	claim   assay.ClaimID
	mention assay.MentionID
	outlet  assay.SourceID
}

func startMarked(t *testing.T) *marked {
	t.Helper()
	m := &marked{program: start(t, 4711)}
	id, err := m.openPath(t.Context(), filepath.Join(m.folder, "Quay"+desktop.Ext), Fresh)
	if err != nil {
		t.Fatal(err)
	}
	m.root, m.store = m.Root().Case(id), m.Server.cases.get(id)
	const text = "Twelve lorries burned on the east quay."
	in, err := m.store.ImportArticle(t.Context(), assay.Import{
		Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: "https://wire.example/fire", Text: text, Extractor: "text/1", Charset: "utf-8", Title: "Fire <b>now</b>",
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.store.Article(t.Context(), in.Article)
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.store.MarkMention(t.Context(), store.Mark{Article: in.Article, Text: p.Text.ID, Span: anchor.Span{Start: 0, End: 21}, Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	m.article, m.claim, m.mention, m.outlet = in.Article, out.Claim, out.Mention, assay.SourceByDomain("wire.example")
	return m
}

// judgement is a form of the matrix.
func (m *marked) judgement(target, dimension, value string) url.Values {
	return url.Values{"claim": {m.claim.String()}, "article": {m.article.String()}, "target": {target}, "dimension": {dimension}, "value": {value}}
}

// key is a judgement as a key of the matrix sends it.
func (m *marked) key(target, dimension, value string) url.Values {
	form := m.judgement(target, dimension, value)
	form.Set("toggle", "true")
	return form
}

func TestJudgeCell(t *testing.T) {
	m := startMarked(t)
	silent, _, err := m.store.AddClaim(t.Context(), "Nobody was inside", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	coverage := url.Values{"claim": {silent.String()}, "article": {m.article.String()}, "target": {m.article.String()}, "other": {silent.String()}, "dimension": {"coverage"}, "value": {"out_of_scope"}, "toggle": {"true"}}
	tests := []struct {
		name   string
		form   url.Values
		status int
		says   string // in the answer, or in what the page is told
	}{
		{"a stance", m.judgement(m.mention.String(), "stance", "contradicts"), http.StatusOK, "C1, wire.example: contradicts"},
		{"a credibility", m.judgement(m.mention.String(), "credibility", "2"), http.StatusOK, "contradicts, credibility 2"},
		{"a credibility above what stands behind it", m.judgement(m.mention.String(), "credibility", "1"), http.StatusOK, "Grade 1 means confirmed"},
		{"the same stance again", m.judgement(m.mention.String(), "stance", "contradicts"), http.StatusOK, "C1, wire.example: contradicts"},
		{"the same stance again by its key", m.key(m.mention.String(), "stance", "contradicts"), http.StatusOK, "C1, wire.example: mentions"},
		{"out of scope", coverage, http.StatusOK, "C2, wire.example: out of scope"},
		{"out of scope again", coverage, http.StatusOK, "C2, wire.example: not read yet"},
		{"a reliability", m.judgement(m.outlet.String(), "reliability", "B"), http.StatusNoContent, ""},
		{"a stance that is none", m.judgement(m.mention.String(), "stance", "likes"), http.StatusUnprocessableEntity, "not one of the answers"},
		{"a mention that is not there", m.judgement("018f0000-0000-7000-8000-000000000000", "stance", "supports"), http.StatusNotFound, "no such mention"},
		{"a claim that is not there", url.Values{"claim": {m.article.String()}, "article": {m.article.String()}, "target": {m.mention.String()}, "dimension": {"stance"}, "value": {"supports"}}, http.StatusNotFound, "no such claim"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, m.post(m.root.JudgeCell(), test.form, htmx), test.status)
			html, err := doc.Html()
			if err != nil || !strings.Contains(html, test.says) {
				t.Errorf("the answer does not say %q (%v):\n%s", test.says, err, html)
			}
		})
	}
	t.Run("without scripts", func(t *testing.T) {
		res := m.post(m.root.JudgeCell(), m.judgement(m.mention.String(), "credibility", "3"))
		defer res.Body.Close()
		if want := m.root.MatrixView(assay.MatrixFilter{Claim: m.claim, Article: m.article}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != want {
			t.Errorf("%s to %s, want %s", res.Status, res.Header.Get("Location"), want)
		}
	})
}

func TestMatrixPage(t *testing.T) {
	m := startMarked(t)
	tests := []struct {
		name, query string
		rows        int
		says        string
	}{
		{"all of it", "", 1, "No cell chosen"},
		{"a cell in focus", "?claim=" + m.claim.String() + "&article=" + m.article.String(), 1, "Fire <b>now</b>"},
		{"contested only", "?contested=true", 0, "No claim fits"},
		{"words that nobody offers", "?sort=x&group=y&row=-3&col=99999999", 1, "No cell chosen"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, m.get(m.root.Matrix()+test.query), http.StatusOK)
			if n := doc.Find("tbody tr").Length(); n != test.rows || !strings.Contains(doc.Find("main").Text(), test.says) {
				t.Errorf("%d rows, and not %q: %s", n, test.says, text(doc, "main"))
			}
		})
	}
	for _, query := range []string{"?claim=zzz", "?row=x", "?event=1"} {
		if res := m.get(m.root.Matrix() + query); res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("%s: %s", query, res.Status)
		}
	}
}

// TestMatrixTaken takes the matrix away as a table and on paper, and says what
// can be done with a line of it.
func TestMatrixTaken(t *testing.T) {
	m := startMarked(t)
	if _, _, err := m.store.AddClaim(t.Context(), "=HYPERLINK(1), said the agent", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	res := m.get(m.root.MatrixTable(assay.MatrixFilter{Group: "source"}))
	defer res.Body.Close()
	table, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	for _, want := range []string{"group,number,claim,contested,origins for,origins against,wire.example (no date): Fire <b>now</b>\r\n", ",C1,Twelve lorries burned,,1,0,supports\r\n", `"'=HYPERLINK(1), said the agent"`, ",not read yet\r\n"} {
		if !strings.Contains(string(table), want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
	doc := page(t, m.get(m.root.MatrixSheets(assay.MatrixFilter{})), http.StatusOK)
	if n := doc.Find(".sheet tbody tr").Length(); n != 2 {
		t.Errorf("%d rows on paper, want 2", n)
	}
	for _, address := range []string{m.root.MatrixColumn(assay.MatrixFilter{}, m.article), m.root.MatrixRow(assay.MatrixFilter{}, m.claim)} {
		if doc := page(t, m.get(address), http.StatusOK); doc.Find("#inspect[data-line]").Length() != 1 || doc.Find("h1").Length() != 1 {
			t.Errorf("%s is no page of a line", address)
		}
	}
	for _, address := range []string{m.root.MatrixColumn(assay.MatrixFilter{}, assay.ArticleID(m.claim)), m.root.MatrixRow(assay.MatrixFilter{}, assay.ClaimID{})} {
		page(t, m.get(address), http.StatusNotFound)
	}
	page(t, m.post(m.root.CoverCells(), url.Values{"claims": {"zzz"}, "articles": {m.article.String()}, "value": {"silent"}}), http.StatusUnprocessableEntity)
}

func TestSourceForms(t *testing.T) {
	m := startMarked(t)
	person, _, err := m.store.AddSource(t.Context(), "Ilse Varn", "person", "")
	if err != nil {
		t.Fatal(err)
	}
	source := m.root.Source(person)
	tests := []struct {
		name, address string
		form          url.Values
		status        int
		says          string
	}{
		{"another name and kind", source, url.Values{"name": {"Ilse  Varn "}, "kind": {"government"}}, http.StatusSeeOther, ""},
		{"no name", source, url.Values{"name": {" "}, "kind": {"person"}}, http.StatusUnprocessableEntity, "A source needs a name"},
		{"part of itself", source, url.Values{"name": {"Ilse"}, "kind": {"person"}, "parent": {person.String()}}, http.StatusUnprocessableEntity, "cannot belong to itself"},
		{"a number in words", source, url.Values{"name": {"Ilse"}, "kind": {"anonymous_group"}, "count": {"two"}}, http.StatusUnprocessableEntity, "in digits"},
		{"a rating without a letter", source + "/reliability", url.Values{"reason": {"x"}}, http.StatusUnprocessableEntity, "Choose a letter"},
		{"a rating", source + "/reliability", url.Values{"value": {"F"}, "reason": {"new here"}}, http.StatusSeeOther, ""},
		{"a letter that is none", source + "/reliability", url.Values{"value": {"Z"}}, http.StatusUnprocessableEntity, "not one of the answers"},
		{"another name besides", source + "/aliases", url.Values{"add": {"the harbour master"}}, http.StatusSeeOther, ""},
		{"the same as itself", source + "/same", url.Values{"other": {person.String()}, "verdict": {"same"}}, http.StatusUnprocessableEntity, "Choose another source"},
		{"removed while in use", m.root.Source(m.outlet) + "/remove", url.Values{}, http.StatusConflict, "still in use"},
		{"a new one without a name", m.root.Sources(), url.Values{"kind": {"person"}}, http.StatusUnprocessableEntity, "what the source is called"},
		{"a new one with a path for a domain", m.root.Sources(), url.Values{"name": {"Post"}, "kind": {"outlet"}, "domain": {"not a domain"}}, http.StatusUnprocessableEntity, "herald.example"},
		{"removed", source + "/remove", url.Values{}, http.StatusSeeOther, ""},
		{"rated when it is gone", source + "/reliability", url.Values{"value": {"A"}}, http.StatusNotFound, "no such source"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, m.post(test.address, m.fill(test.address, test.form)), test.status)
			if !strings.Contains(text(doc, "body"), test.says) {
				t.Errorf("the page does not say %q: %s", test.says, text(doc, "body"))
			}
			if test.name == "another name besides" {
				doc := page(t, m.get(source), http.StatusOK)
				for _, want := range []string{"Ilse Varn", "government", "reliability cannot be judged, in general", "new here", "the harbour master"} {
					if !strings.Contains(text(doc, "main"), want) {
						t.Errorf("the source's page does not say %q: %s", want, text(doc, "main"))
					}
				}
			}
		})
	}
}

// TestMatrixOfNothing offers no keys for cells where there are none.
func TestMatrixOfNothing(t *testing.T) {
	m := startMarked(t)
	if n := page(t, m.get(m.root.Matrix()), http.StatusOK).Find("main[data-scope=matrix]").Length(); n != 1 {
		t.Error("with a claim there are no keys")
	}
	if _, err := m.store.RemoveClaim(t.Context(), m.claim, ""); err != nil {
		t.Fatal(err)
	}
	doc := page(t, m.get(m.root.Matrix()), http.StatusOK)
	if doc.Find("main[data-scope]").Length() != 0 || doc.Find("#acts [data-act=silent]").Length() != 0 {
		t.Error("without claims there are keys")
	}
}
