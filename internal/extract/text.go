package extract

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var _ = register(Format{
	Name: root, Label: mark("Plain text"), Version: "1",
	Extensions: []string{".txt", ".text"}, MediaTypes: []string{"text/plain"},
	Of: root, Read: readText,
})

// readText reads plain text, and Markdown as the plain text that it is.
func readText(text string, d Document, h Hint) (Document, error) {
	texts, err := textBlocks(text)
	if err != nil {
		return Document{}, err
	}
	for _, t := range texts {
		d.Blocks = append(d.Blocks, Block{Kind: KindBody, Text: t})
	}
	d.URL = h.URL
	d.readHead()
	return d, nil
}

// readHead finds in the blocks what articles print above and below themselves:
// title, byline, date, outlet, address. What is known already stays.
func (d *Document) readHead() {
	texts := make([]string, 0, len(d.Blocks))
	for _, b := range d.Blocks {
		texts = append(texts, b.Text)
	}
	furniture := make(map[int]bool)
	for _, p := range Furniture(texts, d.Pages) {
		furniture[p.Index] = true
	}
	for i, b := range d.Blocks {
		furniture[i] = furniture[i] || b.Boilerplate
	}
	title := slices.IndexFunc(d.Blocks, func(b Block) bool { return b.Kind == KindTitle })
	head := len(texts)
	for i, t := range texts {
		if furniture[i] {
			continue
		}
		if prose(t) || i >= maxHead {
			head = i
			break
		}
		if title < 0 && d.Title == "" && titleLike(t) {
			title = i
		}
	}
	if title >= 0 {
		d.Blocks[title].Kind = KindTitle
		d.Title = cmp.Or(d.Title, strings.Join(strings.Fields(strings.TrimLeft(texts[title], "#= ")), " "))
	}
	for i, t := range texts[:head] {
		if i == title {
			continue
		}
		if m := bylineText().FindStringSubmatch(t); m != nil && d.Byline == "" {
			d.Byline = strings.TrimSpace(m[1])
		}
		if date := printedDate(t); date != "" && d.Published == "" && utf8.RuneCountInString(t) < 100 {
			d.Published, d.PublishedBasis = date, BasisPrinted
		}
		if m := addressText().FindStringSubmatch(t); m != nil && d.URL == "" {
			d.URL = m[1]
		}
		if m := sourceText().FindStringSubmatch(t); m != nil && d.Site == "" {
			d.Site = strings.TrimSpace(m[1])
		} else if sourceLabel().MatchString(t) && i+1 < head && utf8.RuneCountInString(texts[i+1]) < 60 && d.Site == "" {
			d.Site = texts[i+1]
		}
	}
	if head < len(texts) && d.Published == "" {
		if date := printedDate(dateline(texts[head])); date != "" {
			d.Published, d.PublishedBasis = date, BasisPrinted
		}
	}
	for _, t := range texts[max(0, len(texts)-5):] {
		if m := firstAppeared().FindStringSubmatch(tail(t)); m != nil {
			if d.Title == "" {
				d.Title = m[1]
			}
			if d.Site == "" {
				d.Site = m[2]
			}
		}
	}
}

// textBlocks returns the paragraphs of plain text.
func textBlocks(text string) ([]string, error) {
	if strings.Count(text, "\n")+strings.Count(text, "\r") > maxLines {
		return nil, tooMuch()
	}
	var texts []string
	all := paragraphs(text)
	wrapped := wrapWidth(all)
	for _, p := range all {
		texts = append(texts, splitLines(p, wrapped)...)
	}
	if len(texts) > maxBlocks {
		return nil, tooMuch()
	}
	return texts, nil
}

// maxHead is how many blocks there can be before an article begins.
const maxHead = 12

// tail returns the end of a long text, where feeds sign.
func tail(s string) string {
	const most = 600
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[len(s)-most:], "")
}

var (
	bylineText    = pattern(`^(?:(?i:by|written by|von|par|por|di|door)|BY)[:\s]\s*(\p{Lu}[\pL\pM.'’-]*(?:,?\s+(?:and\s+|und\s+|et\s+|y\s+|e\s+)?(?:\p{Lu}[\pL\pM.'’-]*|de|van|von|der|bin|al|el|la|du|da|dos)){0,9})\s*$`)
	addressText   = pattern(`^(?:(?i:url|link|source|quelle)\s*:\s*)?(https?://\S+)$`)
	sourceText    = pattern(`^(?i:source|quelle|fuente|fonte|bron|источник|المصدر|出典|来源|출처)\s*[:：]\s*([^\n]{2,60})$`)
	sourceLabel   = pattern(`^(?i:source|quelle|fuente|fonte|bron|источник|المصدر|出典|来源|출처)$`)
	firstAppeared = pattern(`(?:^|[\s.!?…”"’»])The post ([^\p{Ll}\s][^\n]{0,300}?) (?:first appeared|appeared first) on ([^\p{Ll}\s][^\n]{0,100}?)\.?\s*$`)
)

// titleLike reports whether a block can be a headline: a few words that are
// not a sentence.
func titleLike(s string) bool {
	const longest = 200
	n := utf8.RuneCountInString(s)
	if n > longest || strings.Contains(s, "\n") || addressText().MatchString(s) || bylineText().MatchString(s) || sourceText().MatchString(s) {
		return false
	}
	if date := printedDate(s); date != "" && n < 40 {
		return false
	}
	if last, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(s)); strings.ContainsRune(".:;,。", last) {
		return false
	}
	if s[0] == '#' {
		return true
	}
	if wide(s) {
		return n >= 8
	}
	return len(strings.Fields(s)) > 2
}

// prose reports whether a block is part of the story rather than of its head:
// a long one, or a sentence.
func prose(s string) bool {
	n := utf8.RuneCountInString(s)
	last, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(s))
	return n > 200 || n > 60 && strings.ContainsRune(".!?。؟", last) || wide(s) && n > 60
}

// wide reports whether s is written in a script without spaces.
func wide(s string) bool {
	all, wide := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			all++
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				wide++
			}
		}
	}
	return wide*2 > all
}

// The widths, in characters, that people and programs wrap lines at.
const (
	narrowest = 45
	widest    = 100
)

// wrapWidth returns the width that the lines of runs of lines were wrapped at, 0
// if each line is a paragraph of its own. Lines were wrapped if none is longer
// than a terminal is wide and most of those that another follows could not have
// taken its first word.
func wrapWidth(all []string) int {
	width := 0
	for _, p := range all {
		for line := range strings.SplitSeq(p, "\n") {
			n := utf8.RuneCountInString(strings.TrimRight(line, " \t"))
			if n > widest && strings.Contains(strings.TrimSpace(line), " ") {
				return 0
			}
			width = max(width, min(n, widest))
		}
	}
	if width < narrowest {
		return 0
	}
	full, pairs := 0, 0
	for _, p := range all {
		lines := strings.Split(p, "\n")
		for i := range len(lines) - 1 {
			pairs++
			if fills(lines[i], lines[i+1], width) {
				full++
			}
		}
	}
	if pairs == 0 || full*3 < pairs*2 {
		return 0
	}
	return width
}

// fills reports whether line is as full as a program makes it before it goes
// on with next. A few characters of slack allow for programs that count
// otherwise.
func fills(line, next string, width int) bool {
	const slack = 8
	word := 1
	if first, _, ok := strings.Cut(strings.TrimSpace(next), " "); ok || !wide(next) {
		word = utf8.RuneCountInString(first)
	}
	return utf8.RuneCountInString(strings.TrimRight(line, " \t"))+1+word > width-slack
}

// splitLines returns the paragraphs in a run of lines without a blank one
// between: each line, or, in a text that was wrapped at some width, the lines
// up to one that was ended on purpose, as they stand.
func splitLines(p string, width int) []string {
	lines := strings.Split(p, "\n")
	if width == 0 {
		return lines
	}
	var out []string
	start := 0
	for i := range lines {
		if i == len(lines)-1 || !fills(lines[i], lines[i+1], width) {
			out = append(out, strings.Join(lines[start:i+1], "\n"))
			start = i + 1
		}
	}
	return out
}
