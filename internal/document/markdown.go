package document

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// WriteMarkdown writes the document as CommonMark with pipe tables and anchors.
// Whatever the words of the document look like, they stay words: nothing in
// them becomes markup, a link or HTML.
func WriteMarkdown(w io.Writer, d *Document) error {
	m := &markdown{Writer: bufio.NewWriter(w)}
	for _, b := range d.Blocks {
		m.block(b)
	}
	if err := m.Flush(); err != nil {
		return fmt.Errorf("write Markdown: %w", err)
	}
	return nil
}

// markdown keeps the first error, as bufio.Writer does.
type markdown struct{ *bufio.Writer }

func (m *markdown) say(parts ...string) {
	for _, s := range parts {
		m.WriteString(s)
	}
}

func (m *markdown) block(b Block) {
	switch b := b.(type) {
	case Heading:
		m.say(strings.Repeat("#", b.Level), " ", anchored(b.ID), line(b.Text), "\n\n")
	case Paragraph:
		text := line(b.Text)
		if b.Alert {
			text = "**!** " + text
		}
		m.say(anchored(b.ID), text, "\n\n")
	case Quote:
		m.say("> ", anchored(b.ID), line(b.Text), "\n>\n> — ", line(b.Source), "\n\n")
	case List:
		for i, item := range b.Items {
			bullet := "- "
			if b.Ordered {
				bullet = strconv.Itoa(i+1) + ". "
			}
			m.say(bullet, line(item), "\n")
		}
		m.say("\n")
	case Table:
		m.table(&b)
	}
}

func (m *markdown) table(t *Table) {
	m.say("**", plain(t.Caption), "**\n\n")
	row := func(cells []Line) {
		for _, c := range cells {
			m.say("| ", line(c), " ")
		}
		m.say("|\n")
	}
	row(t.Heads)
	m.say(strings.Repeat("|---", len(t.Heads)), "|\n")
	for _, r := range t.Rows {
		row(r)
	}
	m.say("\n")
}

// anchored is the place that a link can lead to. Markdown itself has none.
func anchored(id string) string {
	if id == "" {
		return ""
	}
	return `<a id="` + id + `"></a>`
}

func line(l Line) string {
	var b strings.Builder
	for i := 0; i < len(l); i++ {
		r := l[i]
		text := plain(r.isolated())
		for r.strong() && i+1 < len(l) && l[i+1].strong() { // one emphasis, not one beside the other
			i++
			text += plain(l[i].isolated())
		}
		switch {
		case r.Code:
			text = "`" + strings.ReplaceAll(r.Text, "`", "") + "`"
		case (r.Strong || r.Mark) && strings.TrimSpace(r.Text) != "":
			body := strings.TrimSpace(text) // emphasis does not begin or end with a space
			at := strings.Index(text, body)
			text = text[:at] + "**" + body + "**" + text[at+len(body):]
		}
		switch {
		case r.To != "":
			text = "[" + text + "](#" + r.To + ")"
		case r.URL != "":
			text = "[" + text + "](<" + address(r.URL) + ">)"
		}
		b.WriteString(text)
	}
	return b.String()
}

// strong reports whether a run is emphasised, and nothing else.
func (r Run) strong() bool {
	return (r.Strong || r.Mark) && !r.Code && r.To == "" && r.URL == ""
}

// address keeps an address from ending the link that it is in.
func address(url string) string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A", "\r", "%0D", `\`, "%5C").Replace(url)
}

// plain escapes whatever could mean something, and folds line ends.
func plain(s string) string {
	var b strings.Builder
	s = strings.Map(visible, s)
	for i, r := range s {
		rest := s[i+utf8.RuneLen(r):]
		switch {
		case strings.ContainsRune("\\`*_{}[]<>#|~&$@", r), // marks, links, HTML, tables
			r == ':' && strings.HasPrefix(rest, "//"), r == '.' && strings.HasSuffix(strings.ToLower(s[:i]), "www"), // addresses that some read as links
			(r == '-' || r == '+' || r == '=') && strings.TrimSpace(s[:i]) == "",        // bullets and underlines
			(r == '.' || r == ')') && i > 0 && strings.Trim(s[:i], " 0123456789") == "": // numbers of lists
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// visible makes spaces of what breaks a line, and drops what is in no text.
func visible(r rune) rune {
	switch {
	case strings.ContainsRune("\n\r\t\v\f\u0085\u2028\u2029", r):
		return ' '
	case r < ' ' || r == 0x7f:
		return -1
	}
	return r
}
