package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
)

// everyBlock has one of everything, with words that would like to be markup.
var everyBlock = &Document{
	Title: "Cranes <&> \x00", Language: "en",
	Blocks: []Block{
		Heading{1, "top", Text("Ten *cranes* fell")},
		Paragraph{Text: Link("Two quotes", "q1").Add(Text(" & "), Strong("one page "), Line{{Text: "herald", URL: "https://herald.example/a?b=1&c=\"<x>"}})},
		Paragraph{Text: Text("Beware"), Alert: true, ID: "guard"},
		Paragraph{Text: Text("Small"), Aside: true},
		Quote{ID: "q1", Text: Text("before ").Add(Line{{Text: "the <words>\nthemselves", Mark: true}}, Text(" after")), Source: Text("Herald, ").Add(Line{{Text: "ab12", Code: true}}), Language: "en"},
		Quote{ID: "q2", Text: Text("سقطت عشر رافعات"), Source: Text("صحيفة"), Language: "ar"},
		List{Items: []Line{Text("- not a list"), Text("1. nor this")}},
		List{Ordered: true, Items: []Line{Text("first")}},
		Table{Caption: "A | B", Heads: []Line{Text("a|b"), Text("c")}, Rows: [][]Line{{Text("x | y"), Text("`z`")}}},
	},
}

func TestDOCX(t *testing.T) {
	var b bytes.Buffer
	if err := WriteDOCX(&b, everyBlock, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(data)
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	body := parts["word/document.xml"]
	if words := strings.Join(regexp.MustCompile(`<w:t [^>]*>([^<]*)</w:t>`).FindAllString(body, -1), ""); !strings.Contains(words, "the &lt;words&gt;") {
		t.Errorf("the words are not there: %s", words)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`w:bookmarkStart w:id="\d+" w:name="(\w+)"`).FindAllStringSubmatch(body, -1) {
		named[m[1]] = true
	}
	links := regexp.MustCompile(`w:anchor="(\w+)"`).FindAllStringSubmatch(body, -1)
	if len(links) != 1 || !named[links[0][1]] {
		t.Errorf("links %q lead to bookmarks %v", links, named)
	}
	for _, m := range regexp.MustCompile(`w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"`).FindAllStringSubmatch(body, -1) {
		if !strings.Contains(parts["word/styles.xml"], `w:styleId="`+m[1]+`"`) {
			t.Errorf("there is no style %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`w:numId w:val="(\d+)"`).FindAllStringSubmatch(body, -1) {
		if !strings.Contains(parts["word/numbering.xml"], `<w:num w:numId="`+m[1]+`"`) {
			t.Errorf("there is no list %s", m[1])
		}
	}
	if n := strings.Count(body, "<w:pPr><w:pStyle w:val=\"Quote\"/><w:bidi/>"); n != 1 {
		t.Errorf("%d quotes run from right to left, want 1", n)
	}
	for name, text := range parts {
		for _, m := range regexp.MustCompile(`Target="([^"]*)" TargetMode="External"`).FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(m[1], "https://herald.example/") {
				t.Errorf("%s leads to %s", name, m[1])
			}
		}
	}
}

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	if err := WriteMarkdown(&b, everyBlock); err != nil {
		t.Fatal(err)
	}
	const want = `# <a id="top"></a>Ten \*cranes\* fell

[Two quotes](#q1) \& **one page** [herald](<https://herald.example/a?b=1&c="%3Cx%3E>)

<a id="guard"></a>**!** Beware

Small

> <a id="q1"></a>before **the \<words\> themselves** after
>
> — Herald, ` + "`ab12`" + `

> <a id="q2"></a>سقطت عشر رافعات
>
> — صحيفة

- \- not a list
- 1\. nor this

1. first

**A \| B**

| a\|b | c |
|---|---|
| x \| y | ` + "\\`z\\`" + ` |

`
	if b.String() != want {
		t.Errorf("wrote\n%s\nwant\n%s", b.String(), want)
	}
}

// FuzzPlain: no text becomes markup of another kind than words.
func FuzzPlain(f *testing.F) {
	f.Add("<img src=x onerror=alert(1)>")
	f.Add("[a](javascript:b)")
	f.Add("\n# head")
	f.Fuzz(func(t *testing.T, s string) {
		got := plain(s)
		for i := 0; i < len(got); i++ {
			switch c := got[i]; {
			case c == '\\':
				i++ // what follows stands for itself
			case strings.IndexByte("`*_{}[]<>#|~&\n\r", c) >= 0:
				t.Fatalf("%q becomes %q", s, got)
			}
		}
	})
}

// TestMarkdownEmphasis makes one emphasis of strong words beside each other.
func TestMarkdownEmphasis(t *testing.T) {
	for _, test := range []struct {
		line Line
		want string
	}{
		{Line{{Text: "The words for “", Strong: true}, {Text: "yes", Strong: true}, {Text: "”", Strong: true}}, "**The words for “yes”**"},
		{Line{{Text: "one", Strong: true}, {Text: " and "}, {Text: "two", Strong: true}}, "**one** and **two**"},
		{Line{{Text: "Q1", Strong: true, To: "q1"}, {Text: "a", Strong: true}}, "[**Q1**](#q1)**a**"},
	} {
		if got := line(test.line); got != test.want {
			t.Errorf("wrote %s, want %s", got, test.want)
		}
	}
}
