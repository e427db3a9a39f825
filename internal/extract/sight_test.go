package extract

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"assay/internal/assay"
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

// TestHarmlessMail: of a saved page and of a message what a person sees is shown, and
// not how they are packed; a file of another format is not shown.
func TestHarmlessMail(t *testing.T) {
	page := "<html><head><title>Ferry late</title></head><body><h1>Ferry late=3F</h1><img src=3D\"http://tracker.example/i\" alt=3D\"The quay\"><script>alert(1)</script><p>Nobody was h=\r\nurt.</p></body></html>"
	saved := "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://herald.example/a\r\nSubject: Ferry\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n" +
		"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://herald.example/a\r\n\r\n" + page + "\r\n--b\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n--b--\r\n"
	message := strings.NewReplacer("<Saved by Blink>", "Ada Winter <a@x.example>\r\nTo: b@x.example", "Snapshot-Content-Location: https://herald.example/a\r\n", "", "Subject: Ferry", "Subject: =?utf-8?q?F=C3=A4hre?=", "multipart/related; type=\"text/html\"", "multipart/mixed").Replace(saved)
	plain := "From: Ada Winter <a@x.example>\r\nTo: b@x.example\r\nSubject: Ferry\r\nDate: Fri, 13 Mar 2026 08:15:00 +0100\r\n\r\nNobody was hurt.\r\n\r\n> Is <b>that</b> so?\r\n"
	for name, test := range map[string]struct {
		data string
		says []string
	}{
		"a saved page":            {saved, []string{"<title>Ferry late</title>", "<h1>Ferry late?</h1>", "[The quay]", "<p>Nobody was hurt.</p>"}},
		"a message":               {message, []string{"<title>Fähre</title>", `<p dir="auto">From: Ada Winter &lt;a@x.example&gt;</p>`, "<h1>Ferry late?</h1>", "<p>Nobody was hurt.</p>"}},
		"a message of plain text": {plain, []string{`<p dir="auto">Date: Fri, 13 Mar 2026 08:15:00 +0100</p>`, `<p dir="auto">Nobody was hurt.</p>`, `<blockquote dir="auto">&gt; Is &lt;b&gt;that&lt;/b&gt; so?</blockquote>`}},
	} {
		s, err := Harmless([]byte(test.data), Hint{})
		if err != nil || !s.HTML {
			t.Errorf("%s: %+v, %v", name, s, err)
			continue
		}
		for _, says := range test.says {
			if !strings.Contains(s.Content, says) {
				t.Errorf("%s does not say %s:\n%s", name, says, s.Content)
			}
		}
		if strings.Contains(s.Content, "Content-Type") || strings.Contains(s.Content, "alert") || strings.Contains(s.Content, "red }") {
			t.Errorf("%s says too much:\n%s", name, s.Content)
		}
		checkHarmless(t, s.Content)
	}
	for name, data := range map[string]string{"JSON": `{"a": [1]}`, "a PDF": "%PDF-1.7\n%\xe2\xe3", "a feed": `<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title><item><title>Fire</title></item></channel></rss>`} {
		if s, err := Harmless([]byte(data), Hint{}); assay.KindOf(err) != assay.KindUnsupported {
			t.Errorf("%s is shown as %+v (%v)", name, s, err)
		}
	}
	for media, want := range map[string]bool{"text/html": true, "text/html; charset=utf-8": true, "text/plain": true, "message/rfc822": true, "multipart/related": true, "application/pdf": false, "image/png": false, "": true} {
		if got := Sighted(media); got != want {
			t.Errorf("%q can be looked at: %v", media, got)
		}
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
