package web

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/labstack/echo/v4"

	"assay/internal/assay"
)

// reindex reads all that was done into the index of words.
func (d *dispute) reindex() {
	d.t.Helper()
	for _, job := range []func(context.Context) (int, error){d.store.Index, d.store.Relate} {
		for left := 1; left > 0; {
			var err error
			if left, err = job(d.t.Context()); err != nil {
				d.t.Fatal(err)
			}
		}
	}
}

// state is what the file of the case holds.
func (d *dispute) state() [32]byte {
	d.t.Helper()
	d.reindex() // what was done before is not to be indexed meanwhile
	data, err := os.ReadFile(d.store.Path())
	if err != nil {
		d.t.Fatal(err)
	}
	return sha256.Sum256(data)
}

// refused fails the test unless an answer is a refusal, in a sentence, that has
// left the case as it was.
func (d *dispute) refused(what string, res *http.Response, before [32]byte) {
	d.t.Helper()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	switch said := text(doc, "main, [role=alert]"); {
	case res.StatusCode < 400 || res.StatusCode >= 500:
		d.t.Errorf("%s: status %d: %s", what, res.StatusCode, said)
	case !strings.Contains(said, "."):
		d.t.Errorf("%s: status %d says %q", what, res.StatusCode, said)
	}
	if d.state() != before {
		d.t.Errorf("%s: status %d, and the case has changed", what, res.StatusCode)
	}
}

// TestWrongAddresses: whatever stands where an id belongs, at any address, is
// refused with a sentence.
func TestWrongAddresses(t *testing.T) {
	d := newDispute(t)
	part := regexp.MustCompile(`:(\w+)`)
	wrong := []string{
		"nonsense", "0", "-1", "null", strings.Repeat("0", 32), "00000000-0000-0000-0000-000000000000",
		assay.NewID[assay.Claim](d.clock()).String(), d.store.Me().String(), // well-formed, and of something else
		d.claim.String() + "0", strings.Repeat("a", 5000), "%00", "%ff", "..%2f..%2fetc", "' OR 1=1 --", "<b>",
	}
	tried := 0
	for _, r := range d.echo.Routes() {
		rest, ok := strings.CutPrefix(r.Path, "/s/:session/c/:case")
		if !ok || r.Method == echo.RouteNotFound || !part.MatchString(rest) {
			continue
		}
		for _, id := range wrong {
			address := string(d.root) + part.ReplaceAllLiteralString(rest, url.PathEscape(id))
			if strings.HasPrefix(id, "%") || strings.HasPrefix(id, "..") {
				address = string(d.root) + part.ReplaceAllLiteralString(rest, id)
			}
			before := d.state()
			res := d.get(address)
			if r.Method == http.MethodPost {
				res = d.post(address, url.Values{"start": {"0"}, "end": {"5"}, "name": {"x"}, "text": {"x"}, "verdict": {"same"}})
			}
			tried++
			d.refused(r.Method+" "+rest+" with "+id[:min(len(id), 40)], res, before)
		}
	}
	for _, id := range wrong {
		if !strings.ContainsAny(id, "%.") {
			d.refused("the case "+id[:min(len(id), 40)], d.get(d.Root().Case(url.PathEscape(id)).Claims()), d.state())
		}
	}
	t.Logf("%d addresses", tried)
	if tried < 200 {
		t.Error("that is too few")
	}
}

// TestWrongMarks: a mark that cannot be is refused with a sentence that says
// what to do.
func TestWrongMarks(t *testing.T) {
	d := newDispute(t)
	a, err := d.store.Article(t.Context(), d.articles[0])
	if err != nil {
		t.Fatal(err)
	}
	const (
		understood = "This request could not be understood. Reload the page and try again."
		named      = "That address or form names something in a way that no case does. Go back and follow a link."
	)
	stranger := assay.NewID[assay.Claim](d.clock()).String()
	tests := []struct {
		name, field, value string
		status             int
		says               string
	}{
		{"begins before the text", "start", "-1", 422, "Select some text of the article first."},
		{"ends after the text", "end", "23", 422, "Select some text of the article first."},
		{"ends far after the text", "end", "9223372036854775807", 422, "Select some text of the article first."},
		{"is empty", "end", "7", 422, "Select some text of the article first."},
		{"ends before it begins", "end", "3", 422, "Select some text of the article first."},
		{"is white space", "end", "8", 409, "The text on screen is not the text in the case. Reload the page and select again."},
		{"begins at a word", "start", "seven", 400, understood},
		{"begins at a fraction", "start", "7.5", 400, understood},
		{"ends beyond numbers", "end", "99999999999999999999", 400, understood},
		{"reads otherwise", "seen", "lorries burnt", 409, "The text on screen is not the text in the case. Reload the page and select again."},
		{"is in another text", "text", assay.NewID[assay.Text](d.clock()).String(), 409, "The text of this article has been replaced since you opened it. Reload the page and select again."},
		{"is in no text", "text", "nonsense", 422, named},
		{"is about no claim", "claim", stranger, 404, "This case has no such claim. It may have been removed; reload the page."},
		{"is about an article", "claim", d.articles[0].String(), 404, "This case has no such claim. It may have been removed; reload the page."},
		{"is about nonsense", "claim", "nonsense", 422, named},
		{"stands in no way", "stance", "likes", 422, "Say how the passage stands to the claim."},
		{"moves no mention", "move", stranger, 404, "This case has no such mention. It may have been removed; reload the page."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			form := url.Values{"text": {a.Text.ID.String()}, "start": {"7"}, "end": {"14"}, "seen": {"lorries"}, "stance": {"supports"}}
			form.Set(test.field, test.value)
			before := d.state()
			doc := page(t, d.post(d.root.Mentions(d.articles[0]), form), test.status)
			if got := text(doc, "main [role=alert]"); got != test.says {
				t.Errorf("it says %q, want %q", got, test.says)
			}
			if d.state() != before {
				t.Error("the case has changed")
			}
		})
	}
	for _, place := range []string{"start=-5&end=9999", "start=9&end=2", "start=1&end=1", "start=9223372036854775807&end=-9223372036854775808", ""} {
		for _, address := range []string{d.root.Inspect(d.articles[0]), d.root.Pick(d.articles[0])} {
			page(t, d.get(address+"?"+place), http.StatusOK) // nothing is there, and that is no mistake
		}
	}
}

// TestWrongDates: a date that is none is refused where it is written, also for
// many articles at once.
func TestWrongDates(t *testing.T) {
	d := newDispute(t)
	details := d.root.ArticleDetails(d.articles[0])
	const form, day = "Write the date as in", "There is no such day or time as"
	for date, says := range map[string]string{
		"yesterday": form, "31.12.2026": form, "2026-1-1": form, "-1": form, "2026-03-01/2026-02-01/2026": form, "99999999999": form,
		"2026-02-30": day, "2026-13-01": day, "2026-03-01T25:00": day,
	} {
		before := d.state()
		doc := page(t, d.post(details, d.fill(details, url.Values{"published": {date}})), http.StatusUnprocessableEntity)
		if got := text(doc, "#fact-published-error"); !strings.Contains(got, says) {
			t.Errorf("in the details %q says %q", date, got)
		}
		res := d.post(d.root.ChangeArticles(), url.Values{"article": {d.articles[0].String(), d.articles[1].String()}, "do": {"assign"}, "what": {"published"}, "name": {date}})
		if got := text(page(t, res, http.StatusUnprocessableEntity), "main"); !strings.Contains(got, says) {
			t.Errorf("for many articles %q says %q", date, got)
		}
		if d.state() != before {
			t.Errorf("%q has changed the case", date)
		}
	}
}

// TestWrongFields puts what does not belong there into every field of every
// form. No answer may say that the program is broken, what is refused changes
// nothing, and the case stays whole.
func TestWrongFields(t *testing.T) {
	d := newDispute(t)
	question, _ := d.ask()
	a, err := d.store.Article(t.Context(), d.articles[0])
	if err != nil {
		t.Fatal(err)
	}
	host := a.Case.Sources[0].ID
	wrong := []string{"", "nonsense", "-1", "99999999999999999999", "\x00\u202e\xff"}
	if testing.Short() {
		wrong = wrong[1:3]
	}
	seen := map[string]bool{}
	for _, address := range []string{
		d.root.Library(assay.LibraryFilter{}), d.root.Import(), d.root.Article(d.articles[0]), d.root.MentionInArticle(d.articles[0], d.mentions[0]), d.root.ArticleDetails(d.articles[0]),
		d.root.Claims(), d.root.Claim(d.claim), d.root.Contested(), d.root.NewQuestionOfNothing(), d.root.Question(question), d.root.Sources(), d.root.NewSource(), d.root.Source(host),
		d.root.Matrix(), d.root.MatrixCell() + "?claim=" + d.claim.String() + "&article=" + d.articles[0].String(), d.root.History(), d.root.Export(),
	} {
		for _, form := range page(t, d.get(address), http.StatusOK).Find("form[method=post]").EachIter() {
			action := form.AttrOr("action", "")
			if !strings.HasPrefix(action, string(d.root)) || action == d.root.Close() || action == d.root.SaveCopy() || form.AttrOr("enctype", "") != "" {
				continue
			}
			right := filled(form)
			for name := range right {
				if seen[action+" "+name] {
					continue
				}
				seen[action+" "+name] = true
				for _, value := range wrong {
					given := url.Values{}
					for n, v := range right {
						given[n] = v
					}
					given[name] = []string{value}
					before := d.state()
					res := d.post(action, given)
					what := strings.TrimPrefix(action, string(d.root)) + ": " + name + " = " + strconv.Quote(value)
					switch {
					case res.StatusCode >= 500:
						t.Errorf("%s: status %d", what, res.StatusCode)
					case res.StatusCode >= 400:
						d.refused(what, res, before)
					case d.state() != before:
						if _, err := d.store.Undo(t.Context()); err != nil {
							t.Errorf("%s, and undo: %v", what, err)
						}
					}
				}
			}
		}
	}
	t.Logf("%d fields", len(seen))
	if len(seen) < 60 {
		t.Error("those are too few")
	}
	if _, err := d.store.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if got := text(page(t, d.get(d.root.Article(d.articles[0])), http.StatusOK), ".doc mark"); got != "Twelve lorri" {
		t.Errorf("the article shows %q as marked", got)
	}
}
