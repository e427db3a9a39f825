package web

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/sample"
	"assay/views"
)

// body returns what was answered.
func body(t *testing.T, res *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v: %.300s", res.StatusCode, err, data)
	}
	return string(data)
}

// TestOpenSample: the sample case is made, opened again, and made anew beside
// the one that is there.
func TestOpenSample(t *testing.T) {
	p := start(t, testPort)
	first, second := sample.Lesson()

	res := p.post(p.Root().Sample(), url.Values{})
	reader := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasSuffix(reader, "/articles/"+first.String()) {
		t.Fatalf("status %d, to %s", res.StatusCode, reader)
	}
	if got, want := p.files(), sample.FileName; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}
	doc := page(t, p.get(reader), http.StatusOK)
	if got, _ := doc.Find("#steps [data-now]").Attr("data-now"); got != views.StepTag {
		t.Errorf("the first step is %q", got)
	}
	if got, _ := doc.Find("#steps .try a").Attr("href"); got != reader {
		t.Errorf("it is tried in %s", got)
	}

	root, _, _ := strings.Cut(reader, "/articles/")
	p.post(root+"/steps", url.Values{"steps": {"end"}})
	if doc := page(t, p.get(reader), http.StatusOK); doc.Find("#steps .steps").Length() != 0 {
		t.Error("the steps are still there")
	}
	if got := p.post(p.Root().Sample(), url.Values{}).Header.Get("Location"); got != root+"/" {
		t.Errorf("the case that is there opens at %s, want %s", got, root)
	}
	if doc := page(t, p.get(p.Root().Start()), http.StatusOK); doc.Find("[data-form=sample] [name=fresh]").Length() != 1 {
		t.Error("no fresh one is offered")
	}

	res = p.post(p.Root().Sample(), url.Values{"fresh": {"true"}, "steps": {"begin"}})
	if got := res.Header.Get("Location"); strings.HasPrefix(got, root) || !strings.HasSuffix(got, first.String()) {
		t.Errorf("the fresh one opens at %s", got)
	}
	if got, want := p.files(), "Sample case 2.assay, Sample case.assay"; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}

	// Steps that are begun in a case lead to an article of it.
	for _, s := range p.cases {
		if _, err := s.Article(t.Context(), second); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.post(root+"/steps", url.Values{"steps": {"begin"}}).Header.Get("Location"); !strings.HasPrefix(got, root+"/articles/") {
		t.Errorf("the steps begin at %s", got)
	}
}

// TestStepsElsewhere: who has only opened the sample is left in peace in other
// cases, until the steps are asked for there.
func TestStepsElsewhere(t *testing.T) {
	m := startMarked(t)
	steps := func() int {
		return page(t, m.get(m.root.Article(m.article)), http.StatusOK).Find("#steps .steps").Length()
	}
	lesson := m.post(m.Root().Sample(), url.Values{}).Header.Get("Location")
	if n := steps(); n != 0 {
		t.Errorf("the sample's steps are %d times in another case", n)
	}
	m.post(m.root.Steps(), url.Values{"steps": {"begin"}})
	if n := steps(); n != 1 {
		t.Errorf("steps that were asked for are there %d times", n)
	}
	if page(t, m.get(lesson), http.StatusOK).Find("#steps .steps").Length() != 1 {
		t.Error("they have left the sample")
	}
}

// TestBackToCase: the pages that are of no case lead back to the one that was
// left, where it was.
func TestBackToCase(t *testing.T) {
	m := startMarked(t)
	back := func(at string) string {
		href, _ := page(t, m.get(at), http.StatusOK).Find(".page-head .facts a").Attr("href")
		return href
	}
	if got := back(m.Root().Settings()); got != "" {
		t.Errorf("before any case, back is %s", got)
	}
	m.get(m.root.Claims())
	m.get(m.root.Matrix() + "?contested=true")
	m.get(m.Root().Settings())
	for _, at := range []string{m.Root().Settings(), m.Root().Keys()} {
		if got, want := back(at), m.root.Matrix()+"?contested=true"; got != want {
			t.Errorf("from %s, back is %s, want %s", at, got, want)
		}
	}
}

// TestSampleRefused: where nothing can be written, the page says so.
func TestSampleRefused(t *testing.T) {
	p := start(t, testPort)
	if err := p.Config.Remember(filepath.Join(p.folder, "deep", "x.assay"), "x", p.now); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.folder, "Sample case.assay"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.Config.SetSample(filepath.Join(p.folder, "Sample case.assay")); err != nil {
		t.Fatal(err)
	}
	doc := page(t, p.post(p.Root().Sample(), url.Values{}), http.StatusUnprocessableEntity)
	if got := text(doc, "[aria-labelledby=sample] [role=alert]"); got == "" {
		t.Error("nothing is said of a sample case that is none")
	}
	if data, err := os.ReadFile(filepath.Join(p.folder, "Sample case.assay")); err != nil || string(data) != "mine" {
		t.Errorf("the file is now %q, %v", data, err)
	}
}

// TestSteps: each step is ticked off by what is really done, in any order, and
// by nothing else.
func TestSteps(t *testing.T) {
	m := startMarked(t)
	if err := m.Config.BeginSteps(m.store.Path()); err != nil {
		t.Fatal(err)
	}
	const text = "Nine lorries burned on the east quay, and no more."
	in, err := m.store.ImportArticle(t.Context(), assay.Import{Original: []byte(text), Name: "b.txt", MediaType: "text/plain", FoundAt: "https://herald.example/fire", Text: text, Extractor: "text/1", Charset: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	mark := func(article assay.ArticleID, end, claim string) func() string {
		return func() string {
			p, err := m.store.Article(t.Context(), article)
			if err != nil {
				t.Fatal(err)
			}
			form := url.Values{"text": {p.Text.ID.String()}, "start": {"0"}, "end": {end}, "seen": {""}, "claim": {claim}, "stance": {"supports"}}
			return body(t, m.post(m.root.Article(article)+"/mentions", form, htmx))
		}
	}
	rate := func(value, toggle string) func() string {
		return func() string {
			form := url.Values{"target": {m.mention.String()}, "mention": {m.mention.String()}, "dimension": {"credibility"}, "value": {value}, "toggle": {toggle}}
			return body(t, m.post(m.root.Article(m.article)+"/judge", form, htmx))
		}
	}
	for _, test := range []struct {
		name string
		do   func() string
		done []string
	}{
		{"a claim again in its own article", mark(m.article, "6", m.claim.String()), nil},
		{"a grade", rate("2", ""), []string{views.StepRate}},
		{"another grade", rate("3", ""), []string{views.StepRate}},
		{"a claim in another article", mark(in.Article, "12", m.claim.String()), []string{views.StepRate, views.StepLink}},
		{"a new claim", mark(in.Article, "19", ""), []string{views.StepRate, views.StepLink, views.StepTag}},
	} {
		answer := test.do()
		if got := m.Config.Steps().Done; !slices.Equal(got, test.done) {
			t.Errorf("after %s, done are %v, want %v", test.name, got, test.done)
		}
		if got := strings.Count(answer, "data-done"); got != len(test.done) {
			t.Errorf("after %s, the page is told of %d steps", test.name, got)
		}
	}
	if err := m.Config.BeginSteps(m.store.Path()); err != nil {
		t.Fatal(err)
	}
	rate("3", "true")()
	if got := m.Config.Steps().Done; len(got) != 0 {
		t.Errorf("taking a grade back is %v", got)
	}
	if err := m.Config.EndSteps(); err != nil {
		t.Fatal(err)
	}
	if rate("4", "")(); len(m.Config.Steps().Done) != 0 {
		t.Error("steps that are put away go on")
	}
}
