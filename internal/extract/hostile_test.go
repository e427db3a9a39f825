package extract

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
)

// hostile are pages that are made to take long.
func hostile(size int) map[string]string {
	line := "<p>The ferry was late again on Monday, and nobody knew why it was so late.</p>\n"
	story := strings.Repeat(line, size/len(line))
	upTo := func(s string) string { return strings.Repeat(s, size/len(s)) }
	return map[string]string{
		"headings about all of it":    strings.Repeat("<h1><div>", 20) + story,
		"more headings about it":      strings.Repeat("<h1><div>", 200) + story,
		"nothing but those":           upTo("<h1><div>"),
		"elements in elements":        upTo("<div>") + "The ferry was late.",
		"bold in bold":                upTo("<b>") + "The ferry was late.",
		"times side by side":          upTo("<time>x</time>"),
		"authors about all of it":     strings.Repeat(`<div class=author><span itemprop=name>`, 200) + story,
		"authors":                     upTo(`<meta name=author content="Ada Winter the Second">`),
		"authors without end":         numbered(size, `<meta name=author content="Ada Winter %s">`),
		"titles":                      numbered(size, `<meta property=og:title content="Ferry %s is late">`),
		"headlines":                   "<title>Ferry late</title>" + numbered(size, "<h1>Ferry %s late</h1>"),
		"dates about all of it":       strings.Repeat("<div class=date><time>", 200) + story,
		"dates in a long class":       `<body class="` + strings.Repeat("wide ", size/10) + `">` + strings.Repeat("<time>12 March 2026</time><p>", size/60),
		"attributes":                  "<div " + numberedBy(size, "a%d=x ") + ">" + line,
		"captions":                    `<div class="` + strings.Repeat("caption ", size/16) + `">` + story[:size/2],
		"tables in tables":            upTo("<table><tr><td>"),
		"items in items":              upTo("<ul><li>x"),
		"cells":                       "<table>" + upTo("<tr><td>1<td>2"),
		"a site without end":          `<meta property=og:site_name content="` + strings.Repeat("Ferry ", size/12) + `">` + upTo(`<meta name=author content="Ada Winter the Second">`)[:size/2],
		"a line without end":          "<html><body>" + upTo("The ferry was late again. "),
		"an address without end":      `<link rel=canonical href="https://herald.example/` + strings.Repeat("ferry", size/10) + `">` + upTo("<title>Ferry - late</title>")[:size/2],
		"JSON-LD in itself":           `<script type="application/ld+json">` + strings.Repeat(`[{"@graph":`, size/24) + "</script>" + line,
		"articles without end":        `<script type="application/ld+json">[` + strings.TrimSuffix(upTo(`{"@type":"NewsArticle","headline":"Ferry","author":["Ada Winter","Bo Lang"]},`), ",") + "]</script>" + line,
		"comments":                    upTo("<!-- saved from url=( -->") + line,
		"tags that are never closed":  upTo("<a href=x "),
		"formatting that is reopened": strings.Repeat("<b><i><u><a>", 10) + upTo("<p>x"),
		"links":                       upTo("<a href=https://x.example/a>Ferry late</a><br>"),
	}
}

func numbered(size int, format string) string {
	return numberedBy(size, strings.ReplaceAll(format, "%s", "n%d"))
}

func numberedBy(size int, format string) string {
	var out strings.Builder
	for i := 0; out.Len() < size; i++ {
		fmt.Fprintf(&out, format, i)
	}
	return out.String()
}

// TestHostile: a page that is made for it takes no longer than a large one, whether
// it is read or explained.
func TestHostile(t *testing.T) {
	for name, page := range hostile(200_000) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			_, err := Explain([]byte("<html>"+page), Hint{MediaType: "text/html"})
			if k := assay.KindOf(err); err != nil && k != assay.KindInvalid {
				t.Error(err)
			}
			if took := time.Since(began); took > 10*time.Second { // it is one, on a computer that does nothing else
				t.Errorf("it took %v", took)
			}
		})
	}
}
