package extract

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// loaders is a page with the ways in which one makes a browser ask somebody for
// something, or do something. A test in a browser looks at it, too.
const loaders = "testdata/loaders.page"

// TestHarmless: of a page its words are left, and elements that do nothing.
func TestHarmless(t *testing.T) {
	s, err := Harmless(load(t, loaders), Hint{})
	if err != nil || !s.HTML {
		t.Fatalf("%+v, %v", s, err)
	}
	for _, says := range []string{"<h1>Ferry late</h1>", "late<bdi> [http://tracker.example/a] </bdi>", "again<bdi> [javascript:alert(1)] </bdi>", "<bdi> [The quay] </bdi>", "<p>Nobody was hurt.</p>", `<p dir="rtl" lang="ar">لم يصب أحد بأذى.</p>`} {
		if !strings.Contains(s.Content, says) {
			t.Errorf("it does not say %s:\n%s", says, s.Content)
		}
	}
	checkHarmless(t, s.Content)
}

var harmlessTag = regexp.MustCompile(`^(p|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|pre|code|br|hr|table|caption|thead|tbody|tfoot|tr|th|td|b|strong|i|em|u|s|del|ins|sub|sup|small|q|cite|mark|bdi|ruby|rt|rp|div|section|article|main|header|footer|nav|aside|figure|figcaption|address|time|abbr|details|summary)$`)

// checkHarmless looks at markup as a browser does.
func checkHarmless(t *testing.T, markup string) {
	t.Helper()
	title, markup, ok := strings.Cut(strings.TrimPrefix(markup, sightHead), sightBody)
	if !ok || strings.Contains(title, "<") {
		t.Errorf("the head is %q", title)
	}
	markup = strings.TrimSuffix(markup, sightEnd)
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		token := z.Token()
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if !harmlessTag.MatchString(token.Data) {
			t.Errorf("there is an element %s", token)
		}
		for _, a := range token.Attr {
			if a.Key != "dir" && a.Key != "lang" && a.Key != "colspan" && a.Key != "rowspan" {
				t.Errorf("there is an attribute %s in %s", a.Key, token)
			}
		}
	}
}

func TestHarmlessOfOthers(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"text", "Ferry late.\n\n<b>No</b> tags.", "Ferry late.\n\n<b>No</b> tags."},
		{"a page that is too deep", strings.Repeat("<div>", 20_000) + "x", ""},
	} {
		s, err := Harmless([]byte(test.data), Hint{})
		if err != nil || s.HTML || test.want != "" && s.Content != test.want {
			t.Errorf("%s: %t, %.60q, %v", test.name, s.HTML, s.Content, err)
		}
	}
	if s, err := Harmless([]byte("\x89PNG\r\n\x1a\n\x00\x00"), Hint{}); err == nil {
		t.Errorf("a picture is shown as %+v", s)
	}
	if s, err := Harmless(load(t, "testdata/arabic-1256.html"), Hint{Charset: "windows-1256"}); err != nil || !strings.Contains(s.Content, "حريق في الميناء القديم") {
		t.Errorf("%.200s, %v", s.Content, err)
	}
}

func FuzzHarmless(f *testing.F) {
	for _, input := range []string{loaders, "testdata/news.html", "testdata/broken.html"} {
		f.Add(string(load(f, input)))
	}
	f.Fuzz(func(t *testing.T, page string) {
		s, err := Harmless([]byte("<html>"+page), Hint{})
		if err == nil && s.HTML {
			checkHarmless(t, s.Content)
		}
	})
}
