package views

import (
	"strings"
	"testing"
	"time"
)

func TestProse(t *testing.T) {
	tests := []struct{ name, note, want string }{
		{"words", "Twelve lorries", `<p dir="auto">Twelve lorries</p>`},
		{"a line of its own", "a\nb", `<p dir="auto">a<br>b</p>`},
		{"emphasis within a word", "un**frozen**able and *so*", `<p dir="auto">un<strong>frozen</strong>able and <em>so</em></p>`},
		{"emphasis within emphasis", "**a *b* c**", `<p dir="auto"><strong>a <em>b</em> c</strong></p>`},
		{"a list", "- a\n- b", `<ul dir="auto"><li dir="auto"><p>a</p></li><li dir="auto"><p>b</p></li></ul>`},
		{"numbers", "3. a", `<ol dir="auto" start="3"><li dir="auto"><p>a</p></li></ol>`},
		{"a quotation", "> a", `<blockquote dir="auto"><p>a</p></blockquote>`},
		{"a heading", "# a", `<p class="head" dir="auto"><b>a</b></p>`},
		{"code", "`a <b>`", `<p dir="auto"><code>a &lt;b&gt;</code></p>`},
		{"a block of code", "```\na\n  b\n```", `<pre dir="auto" tabindex="0"><code>a
  b</code></pre>`},
		{"a line across", "---", `<hr>`},
		{"a link", "see [there](https://quay.example/a?b=1&c=2).", `<p dir="auto">see <a href="https://quay.example/a?b=1&amp;c=2" rel="noreferrer noopener external" target="_blank">there</a>.</p>`},
		{"an address", "https://quay.example/x and <https://quay.example>", `<p dir="auto"><a href="https://quay.example/x" rel="noreferrer noopener external" target="_blank">https://quay.example/x</a> and <a href="https://quay.example" rel="noreferrer noopener external" target="_blank">https://quay.example</a></p>`},
		{"a script as a link", "[a](javascript:alert(1))", `<p dir="auto">a (javascript:alert(1))</p>`},
		{"data as a link", "[a](data:text/html,x)", `<p dir="auto">a (data:text/html,x)</p>`},
		{"a link without a host", "[a](/s/quit)", `<p dir="auto">a (/s/quit)</p>`},
		{"a picture", "![a cat](https://quay.example/cat.png)", `<p dir="auto">a cat</p>`},
		{"markup", "<img src=x onerror=alert(1)> <b>a</b>", `<p dir="auto">&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;a&lt;/b&gt;</p>`},
		{"a block of markup", "<script>\nalert(1)\n</script>", `<p dir="auto">&lt;script&gt;<br>alert(1)<br>&lt;/script&gt;</p>`},
		{"an entity and an escape", `&amp; &lt;b&gt; \*a\*`, `<p dir="auto">&amp; &lt;b&gt; *a*</p>`},
		{"other scripts", "قال الشاهد\n\n**שלום** 🚒", `<p dir="auto">قال الشاهد</p><p dir="auto"><strong>שלום</strong> 🚒</p>`},
		{"nesting that nobody writes", strings.Repeat(">", 500) + " a", `<p dir="auto">` + strings.Repeat("&gt;", 500) + ` a</p>`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			if err := Prose(test.note).Render(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			if got, want := b.String(), `<div class="memo">`+test.want+`</div>`; got != want {
				t.Errorf("it reads\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestProseEnds: notes come from strangers too, and none of them takes long.
func TestProseEnds(t *testing.T) {
	for _, unit := range []string{">", "> ", "- ", "1. ", "*", "**a", "_a_", "[", "[a](", "![", "`", "``a", "<", "<a", "&", "\\", "# ", "    ", "\t", "- \n ", ">\n", "[a]: b\n", "~~~\n", "https://", "a@b.c ", "\x00", "\xff", "🚒", "\n"} {
		note := strings.Repeat(unit, 100_000/len(unit))
		start := time.Now()
		var b strings.Builder
		if err := Prose(note).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		if took > 2*time.Second {
			t.Errorf("%d bytes of %q took %v", len(note), unit, took)
		}
		if strings.Contains(b.String(), "<img") || strings.Contains(b.String(), "<script") {
			t.Errorf("%q made a picture or a script", unit)
		}
	}
}
