package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// TestReplaceLaws replaces random texts by others of the same blocks and by those
// they were before, again and again, while an analyst confirms what was guessed, puts
// mentions elsewhere and undoes. No mention is lost. One that is said to be where it
// was reads as it did and stands in the block where the analyst has it, and every
// other is on the list, which is as long as the report of the replacement says.
func TestReplaceLaws(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 15
	}
	done := map[string]int{}
	for seed := range rounds {
		l := newLaws(t, uint64(seed), done)
		for step := range 20 {
			what := l.act()
			done[what]++
			l.check()
			if t.Failed() {
				t.Fatalf("seed %d, step %d: %s", seed, step, what)
			}
		}
		if _, err := l.s.Check(t.Context()); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	for _, what := range []string{"replaced", "replaced by what it was", "confirmed", "confirmed a wrong place", "put elsewhere", "undone", "redone", "moved", "listed", "lost"} {
		if done[what] < rounds/4 {
			t.Errorf("%s only %d times", what, done[what])
		}
	}
}

// laws are an article with its mentions, and where an analyst has those.
type laws struct {
	*testing.T

	s       *Store
	random  *rand.Rand
	id      assay.ArticleID
	blocks  []string
	texts   [][]int // the blocks of the texts that it has had
	now     stage
	before  []stage // what can be undone
	after   []stage // what can be redone
	counted map[string]int
}

// stage is how far an article has come.
type stage struct {
	in    []int // the blocks of its text
	marks map[assay.MentionID]meant
}

// meant is what passage an analyst means by a mention.
type meant struct {
	stands []placed               // where it may stand in any text: one place, unless they have confirmed others
	said   map[string]anchor.Span // where they have said that it stands in some texts
}

// placed is a passage in a block.
type placed struct {
	quote string
	block int
	at    int // in the block, code points
}

func newLaws(t *testing.T, seed uint64, counted map[string]int) *laws {
	t.Helper()
	l := &laws{T: t, s: openStore(t), random: rand.New(rand.NewPCG(seed, 5)), counted: counted} //nolint:gosec // no secret
	l.blocks = randomBlocks(l.random)
	l.now = stage{chosenBlocks(l.random, nil), map[assay.MentionID]meant{}}
	l.texts = [][]int{l.now.in}
	l.id = bring(t, l.s, fmt.Sprintf("https://kai.example/%d", seed), l.text())
	for range 2 + l.random.IntN(6) {
		at, span := l.somewhere()
		out, err := l.s.MarkMention(t.Context(), Mark{Article: l.id, Text: l.details().Text.ID, Span: span, Stance: assay.Supports})
		l.must(err)
		l.now.marks[out.Mention] = l.mean(at, span)
	}
	return l
}

func (l *laws) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

func (l *laws) text() string { return joined(l.blocks, l.now.in) }

func (l *laws) details() assay.ArticleDetails {
	l.Helper()
	d, err := l.s.Details(l.Context(), l.id)
	l.must(err)
	return d
}

func (l *laws) mean(at placed, span anchor.Span) meant {
	return meant{[]placed{at}, map[string]anchor.Span{l.text(): span}}
}

// somewhere returns some words of one block of the text.
func (l *laws) somewhere() (placed, anchor.Span) {
	k := l.random.IntN(len(l.now.in))
	words := strings.Fields(l.blocks[l.now.in[k]])
	from := l.random.IntN(len(words))
	to := from + 1 + l.random.IntN(len(words)-from)
	at := anchor.NewText(strings.Join(append(words[:from:from], ""), " ")).Len()
	quote := strings.Join(words[from:to], " ")
	start := anchor.NewText(l.text()).Blocks()[k].Start + at
	return placed{quote, l.now.in[k] % written, at}, anchor.Span{Start: start, End: start + anchor.NewText(quote).Len()}
}

// where returns the passage at a span of the text.
func (l *laws) where(span anchor.Span) placed {
	body := anchor.NewText(l.text())
	for k, b := range body.Blocks() {
		if b.Start <= span.Start && span.Start < b.End {
			return placed{body.Slice(span), l.now.in[k] % written, span.Start - b.Start}
		}
	}
	return placed{}
}

// act does something with the article, and says what.
func (l *laws) act() string {
	switch what := l.random.IntN(12); {
	case what < 2 && len(l.before) > 0:
		_, err := l.s.Undo(l.Context())
		l.must(err)
		l.after = append(l.after, l.now)
		l.now, l.before = l.before[len(l.before)-1], l.before[:len(l.before)-1]
		return "undone"
	case what < 4 && len(l.after) > 0:
		_, err := l.s.Redo(l.Context())
		l.must(err)
		l.before = append(l.before, l.now)
		l.now, l.after = l.after[len(l.after)-1], l.after[:len(l.after)-1]
		return "redone"
	case what < 7:
		d := l.details()
		if id, ok := l.guess(&d); ok {
			return l.confirm(id, &d)
		}
		if what > 5 {
			return l.put(&d)
		}
	case what == 7:
		d := l.details()
		return l.put(&d)
	}
	if l.random.IntN(5) < 3 && len(l.texts) > 1 {
		return l.replace(l.texts[l.random.IntN(len(l.texts))], "replaced by what it was")
	}
	return l.replace(chosenBlocks(l.random, l.now.in), "replaced")
}

// begin keeps what can be undone.
func (l *laws) begin() {
	l.before, l.after = append(l.before, l.now), nil
	l.now.marks = maps.Clone(l.now.marks)
}

// guess returns a mention whose place is a guess, one that is right if there is any,
// mostly.
func (l *laws) guess(d *assay.ArticleDetails) (id assay.MentionID, ok bool) {
	for _, u := range d.Unsettled {
		if u.Fate != anchor.Unsure {
			continue
		}
		id, ok = u.Mention, true
		if l.right(id, d) && l.random.IntN(4) > 0 {
			break
		}
	}
	return id, ok
}

// right reports whether a mention is where the analyst has it, however that reads.
func (l *laws) right(id assay.MentionID, d *assay.ArticleDetails) bool {
	i := slices.IndexFunc(d.Case.Mentions, func(m assay.Mention) bool { return m.ID == id })
	at, want := l.where(d.Case.Mentions[i].Span), l.now.marks[id].stands[0]
	return at.block == want.block && at.at == want.at
}

// confirm says that a guess is right, be it or not.
func (l *laws) confirm(id assay.MentionID, d *assay.ArticleDetails) string {
	l.begin()
	_, err := l.s.ConfirmMove(l.Context(), id, placeOf(l, l.s, id))
	l.must(err)
	i := slices.IndexFunc(d.Case.Mentions, func(m assay.Mention) bool { return m.ID == id })
	span := d.Case.Mentions[i].Span
	was, at := l.now.marks[id], l.where(span)
	now := meant{was.stands, maps.Clone(was.said)}
	now.said[l.text()] = span
	if !slices.Contains(was.stands, at) {
		now.stands = append(slices.Clip(was.stands), at)
	}
	l.now.marks[id] = now
	if l.right(id, d) {
		return "confirmed"
	}
	return "confirmed a wrong place"
}

// put moves a mention by hand.
func (l *laws) put(d *assay.ArticleDetails) string {
	id := d.Case.Mentions[l.random.IntN(len(d.Case.Mentions))].ID
	at, span := l.somewhere()
	l.begin()
	act, _, err := l.s.MoveMention(l.Context(), id, d.Text.ID, span, "")
	l.must(err)
	if act.IsZero() {
		l.now, l.before = l.before[len(l.before)-1], l.before[:len(l.before)-1]
		return "left"
	}
	l.now.marks[id] = l.mean(at, span)
	return "put elsewhere"
}

// replace gives the article a text of some blocks.
func (l *laws) replace(in []int, what string) string {
	was := l.now.in
	text := assay.Import{Original: []byte("bytes"), Text: joined(l.blocks, in), Extractor: "html/1"}
	foreseen, err := l.s.ForeseeText(l.Context(), l.id, text)
	l.must(err)
	out, err := l.s.ReplaceText(l.Context(), l.id, text)
	l.must(err)
	if !out.Act.IsZero() {
		l.begin()
	}
	l.now.in, l.texts = in, append(l.texts, in)
	if out.Act = (assay.ActID{}); foreseen.Replaced != out || len(foreseen.Doubtful) != out.Unsure+out.Lost {
		l.Errorf("foreseen was %+v, it became %+v", foreseen, out)
	}
	if list := l.details().Unsettled; !out.Same && len(list) != out.Unsure+out.Lost {
		l.Errorf("it became %+v, and %d are listed", out, len(list))
	}
	if l.Failed() {
		l.Logf("from\n%s\nto\n%s", joined(l.blocks, was), text.Text)
	}
	return what
}

// check looks where the mentions are.
func (l *laws) check() {
	l.Helper()
	d := l.details()
	if d.Body.String() != l.text() {
		l.Fatalf("the text is\n%s\nwant\n%s", d.Body, l.text())
	}
	if len(d.Case.Mentions) != len(l.now.marks) {
		l.Errorf("there are %d mentions of %d", len(d.Case.Mentions), len(l.now.marks))
	}
	list := map[assay.MentionID]anchor.Fate{}
	for _, u := range d.Unsettled {
		list[u.Mention] = u.Fate
	}
	for _, m := range d.Case.Mentions {
		want := l.now.marks[m.ID]
		switch list[m.ID] {
		case anchor.Gone:
			l.counted["lost"]++
			continue
		case anchor.Unsure:
			l.counted["listed"]++
			continue
		case anchor.Kept:
		}
		l.counted["moved"]++
		if m.Text != d.Text.ID || d.Body.Slice(m.Span) != m.Quote {
			l.Errorf("%q is said to be where it was, and is in another text", m.Quote)
		} else if at := l.where(m.Span); !slices.Contains(want.stands, at) {
			l.Errorf("it is said to be where it was, and is %+v, not %+v", at, want.stands)
		} else if said, ok := want.said[l.text()]; ok && m.Span != said {
			l.Errorf("it was said to be at %v, and is at %v", said, m.Span)
		}
	}
}

// Each block is there twice, so many apart: as it was written, and as it came
// out when it was read badly.
const written = 8

func randomBlocks(random *rand.Rand) []string {
	words := strings.Fields("the ferry quay lorries burned nobody was hurt said harbour master again late nine twelve on Monday مرفأ 港 🚒 Zwölf")
	var blocks, badly []string
	seen := map[string]bool{}
	for len(blocks) < written {
		var block, bad []string
		for range 2 + random.IntN(12) {
			word := []rune(words[random.IntN(len(words))])
			block = append(block, string(word))
			if random.IntN(3) == 0 {
				word[0] = 'ø'
			}
			bad = append(bad, string(word))
		}
		if text := strings.Join(block, " "); !seen[text] {
			seen[text] = true
			blocks, badly = append(blocks, text), append(badly, strings.Join(bad, " "))
		}
	}
	return append(blocks, badly...)
}

// chosenBlocks returns which blocks are in a text: some, most of them as before.
func chosenBlocks(random *rand.Rand, before []int) []int {
	was := map[int]int{}
	for _, i := range before {
		was[i%written] = i
	}
	for {
		var in []int
		for i := range written {
			j, there := was[i]
			if keep := random.IntN(4) > 0; keep != (there || before == nil) {
				continue
			}
			if !there {
				j = i
			}
			if random.IntN(6) == 0 {
				j = (j + written) % (2 * written)
			}
			in = append(in, j)
		}
		if len(in) > 0 {
			return in
		}
	}
}

func joined(blocks []string, in []int) string {
	var texts []string
	for _, i := range in {
		texts = append(texts, blocks[i])
	}
	return strings.Join(texts, "\n\n")
}
