package difference

import (
	"strings"
	"unicode"

	"assay/internal/anchor"
)

// Change is what became of a block of a text in another state of it. Together the
// changes are both texts: their blocks from the older one, and those from the
// newer, are in order.
type Change struct {
	Op        Op          // Kept also where only some of its words are
	From, To  anchor.Span // the block in either text; empty where it is not there
	Stretches []Stretch   // its words; those that are kept or added are the newer block
}

// Same reports whether the block is the same in both.
func (c *Change) Same() bool {
	return c.Op == Kept && len(c.Stretches) == 1 && c.Stretches[0].Op == Kept
}

// Revision tells how a text differs from an older state of it, word by word. Where
// they differ in more places than anyone would look at, it tells of blocks as
// wholes.
func Revision(from, to anchor.Text) []Change {
	a, b := from.Blocks(), to.Blocks()
	texts := func(t anchor.Text, blocks []anchor.Span) []string {
		out := make([]string, len(blocks))
		for i, s := range blocks {
			out[i] = t.Slice(s)
		}
		return out
	}
	x, y := texts(from, a), texts(to, b)
	var out []Change
	var dropped, added []int
	flush := func() {
		out = append(out, paired(x, y, a, b, dropped, added)...)
		dropped, added = nil, nil
	}
	for _, e := range shortest(x, y) {
		switch e.op {
		case Dropped:
			dropped = append(dropped, e.a)
		case Added:
			added = append(added, e.b)
		case Kept:
			flush()
			out = append(out, Change{Kept, a[e.a], b[e.b], []Stretch{{Op: Kept, Text: y[e.b]}}})
		}
	}
	flush()
	return out
}

// How much two blocks must have in common to be taken for one that was changed,
// and how many are looked at for that.
const (
	reworded    = 0.5 // of the words of the shorter one
	pairingMost = 4000
)

// paired returns the changes of blocks that only one text has, between two that
// both have: where two of them have most words in common they are one.
func paired(x, y []string, a, b []anchor.Span, dropped, added []int) (out []Change) {
	next := 0
	for _, i := range dropped {
		best := -1
		var words []Stretch
		for k := next; k < len(added) && len(dropped)*len(added) <= pairingMost; k++ {
			if s, common := reword(x[i], y[added[k]]); common >= reworded {
				best, words = k, s
				break
			}
		}
		if best < 0 {
			out = append(out, Change{Op: Dropped, From: a[i], Stretches: []Stretch{{Op: Dropped, Text: x[i]}}})
			continue
		}
		for ; next < best; next++ {
			out = append(out, Change{Op: Added, To: b[added[next]], Stretches: []Stretch{{Op: Added, Text: y[added[next]]}}})
		}
		out = append(out, Change{Kept, a[i], b[added[best]], words})
		next = best + 1
	}
	for ; next < len(added); next++ {
		out = append(out, Change{Op: Added, To: b[added[next]], Stretches: []Stretch{{Op: Added, Text: y[added[next]]}}})
	}
	return out
}

// reword tells how a block differs from another, and which share of the words of
// the shorter one both have.
func reword(from, to string) (words []Stretch, common float64) {
	x, y := pieces(from), pieces(to)
	kept, short := 0, min(letters(x), letters(y))
	var dropped, added strings.Builder
	flush := func() {
		for _, s := range []struct {
			op   Op
			text *strings.Builder
		}{{Dropped, &dropped}, {Added, &added}} {
			if s.text.Len() > 0 {
				words = append(words, Stretch{Op: s.op, Text: s.text.String()})
				s.text.Reset()
			}
		}
	}
	edits := shortest(x, y)
	for i, e := range edits {
		switch e.op {
		case Dropped:
			dropped.WriteString(x[e.a])
		case Added:
			added.WriteString(y[e.b])
		case Kept:
			if isWord(y[e.b]) {
				kept++
			} else if dropped.Len() > 0 && added.Len() > 0 && i+1 < len(edits) && edits[i+1].op != Kept {
				dropped.WriteString(y[e.b]) // a space between two words that are changed
				added.WriteString(y[e.b])
				continue
			}
			flush()
			if n := len(words); n > 0 && words[n-1].Op == Kept {
				words[n-1].Text += y[e.b]
			} else {
				words = append(words, Stretch{Op: Kept, Text: y[e.b]})
			}
		}
	}
	flush()
	if short == 0 {
		return words, 0
	}
	return words, float64(kept) / float64(short)
}

// pieces cuts a text into words and what stands between them. In scripts that put
// no space between words each character is one.
func pieces(s string) []string {
	var out []string
	start, last := 0, 0 // of the piece; what it is of
	const word, space, other = 1, 2, 3
	for i, r := range s {
		kind := other
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && !unicode.IsMark(r):
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			kind = word
			if unicode.IsMark(r) && last != 0 {
				kind = last
			}
		case unicode.IsSpace(r):
			kind = space
		}
		if i > 0 && (kind != last || kind == other && !unicode.IsMark(r)) {
			out = append(out, s[start:i])
			start = i
		}
		last = kind
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

func isWord(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// letters returns how many of some pieces are words.
func letters(all []string) (n int) {
	for _, s := range all {
		if isWord(s) {
			n++
		}
	}
	return n
}

// edit is a step from one list to another.
type edit struct {
	op   Op
	a, b int // of the item in either list
}

// maxEdits is how many steps are looked for that change something. The search
// keeps as many numbers as the half of its square.
const maxEdits = 1500

// shortest returns the shortest way from one list to another (E. Myers, An O(ND)
// difference algorithm), or, if that has more changes than are looked for, the way
// that changes all between what they begin and what they end with.
func shortest(x, y []string) []edit {
	var out, tail []edit
	head := 0
	for head < len(x) && head < len(y) && x[head] == y[head] {
		out = append(out, edit{Kept, head, head})
		head++
	}
	n, m := len(x), len(y)
	for n > head && m > head && x[n-1] == y[m-1] {
		n, m = n-1, m-1
		tail = append(tail, edit{Kept, n, m})
	}
	out = append(out, gap(x[head:n], y[head:m], head)...)
	for i := range tail {
		out = append(out, tail[len(tail)-1-i])
	}
	return out
}

func gap(x, y []string, at int) (out []edit) {
	n, m := len(x), len(y)
	most := min(n+m, maxEdits)
	reach := make([]int, 2*most+3) // by diagonal: how far in x
	middle := most + 1
	var trace [][]int
	found := -1
	for d := 0; d <= most && found < 0; d++ {
		trace = append(trace, append([]int(nil), reach[middle-d:middle+d+1]...))
		for k := -d; k <= d; k += 2 {
			i := reach[middle+k-1] + 1
			if k == -d || k != d && reach[middle+k-1] < reach[middle+k+1] {
				i = reach[middle+k+1]
			}
			for i < n && i-k < m && x[i] == y[i-k] {
				i++
			}
			reach[middle+k] = i
			if i >= n && i-k >= m {
				found = d
				break
			}
		}
	}
	if found < 0 {
		for i := range n {
			out = append(out, edit{Dropped, at + i, at})
		}
		for j := range m {
			out = append(out, edit{Added, at + n, at + j})
		}
		return out
	}
	i, j := n, m
	for d := found; d >= 0; d-- {
		before := func(k int) int { // how far the diagonal was reached with one step less
			if k < -d || k > d {
				return -1
			}
			return trace[d][k+d]
		}
		k := i - j
		from := k - 1
		if k == -d || k != d && before(k-1) < before(k+1) {
			from = k + 1
		}
		startI := before(from)
		if d == 0 {
			startI = 0
		}
		startJ := startI - from
		if d == 0 {
			startJ = 0
		}
		for i > startI && j > startJ && i > 0 && j > 0 && x[i-1] == y[j-1] {
			i, j = i-1, j-1
			out = append(out, edit{Kept, at + i, at + j})
		}
		if d == 0 {
			break
		}
		if from == k+1 {
			j--
			out = append(out, edit{Added, at + i, at + j})
		} else {
			i--
			out = append(out, edit{Dropped, at + i, at + j})
		}
	}
	for l, r := 0, len(out)-1; l < r; l, r = l+1, r-1 {
		out[l], out[r] = out[r], out[l]
	}
	return out
}
