package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// TestReplaceLaws replaces random texts by others of the same blocks, again and
// again. No mention is lost, one that is said to be where it was reads as it did
// and stands in the block that it was marked in, and every other is on the list.
func TestReplaceLaws(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 25
	}
	moved, listed := 0, 0
	for seed := range rounds {
		random := rand.New(rand.NewPCG(uint64(seed), 5)) //nolint:gosec // no secret
		s := openStore(t)
		blocks := randomBlocks(random)
		in := chosenBlocks(random, blocks, nil)
		id := bring(t, s, fmt.Sprintf("https://kai.example/%d", seed), joined(blocks, in))
		marks := map[assay.MentionID]placed{}
		for range 2 + random.IntN(8) {
			m := randomMark(t, random, s, id, blocks, in)
			marks[m.id] = m
		}
		for range 1 + random.IntN(4) {
			was := joined(blocks, in)
			in = chosenBlocks(random, blocks, in)
			text := assay.Import{Original: []byte("bytes"), Text: joined(blocks, in), Extractor: "html/1"}
			foreseen, err := s.ForeseeText(t.Context(), id, text)
			if err != nil {
				t.Fatal(err)
			}
			out, err := s.ReplaceText(t.Context(), id, text)
			if err != nil {
				t.Fatal(err)
			}
			if out.Act = (assay.ActID{}); foreseen.Replaced != out || len(foreseen.Doubtful) != out.Unsure+out.Lost {
				t.Errorf("seed %d: foreseen was %+v, it became %+v", seed, foreseen, out)
			}
			a, b := checkMarks(t, s, id, blocks, in, marks)
			if moved, listed = moved+a, listed+b; t.Failed() {
				t.Fatalf("seed %d: from\n%s\nto\n%s", seed, was, text.Text)
			}
		}
		if _, err := s.Check(t.Context()); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	if moved < rounds || listed < rounds/2 {
		t.Errorf("only %d mentions moved and %d were listed", moved, listed)
	}
}

// placed is where a mention was made.
type placed struct {
	id    assay.MentionID
	quote string
	block int
	at    int // in the block, code points
}

func randomBlocks(random *rand.Rand) []string {
	words := strings.Fields("the ferry quay lorries burned nobody was hurt said harbour master again late nine twelve on Monday مرفأ 港 🚒 Zwölf")
	var blocks []string
	seen := map[string]bool{}
	for len(blocks) < 8 {
		var block []string
		for range 2 + random.IntN(12) {
			block = append(block, words[random.IntN(len(words))])
		}
		if text := strings.Join(block, " "); !seen[text] {
			seen[text] = true
			blocks = append(blocks, text)
		}
	}
	return blocks
}

// chosenBlocks returns which blocks are in a text: some, most of them as before.
func chosenBlocks(random *rand.Rand, blocks []string, before []int) []int {
	was := map[int]bool{}
	for _, i := range before {
		was[i] = true
	}
	for {
		var in []int
		for i := range blocks {
			if keep := random.IntN(4) > 0; keep == (was[i] || before == nil) {
				in = append(in, i)
			}
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

// randomMark marks some words of one block.
func randomMark(t *testing.T, random *rand.Rand, s *Store, id assay.ArticleID, blocks []string, in []int) placed {
	t.Helper()
	p, err := s.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	k := random.IntN(len(in))
	block := p.Body.Blocks()[k]
	words := strings.Fields(blocks[in[k]])
	from := random.IntN(len(words))
	to := from + 1 + random.IntN(len(words)-from)
	at := anchor.NewText(strings.Join(append(words[:from:from], ""), " ")).Len()
	quote := strings.Join(words[from:to], " ")
	span := anchor.Span{Start: block.Start + at, End: block.Start + at + anchor.NewText(quote).Len()}
	out, err := s.MarkMention(t.Context(), Mark{Article: id, Text: p.Text.ID, Span: span, Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	return placed{out.Mention, p.Body.Slice(out.Span), in[k], at}
}

// checkMarks looks where the mentions are, and returns how many are where they
// were and how many are on the list.
func checkMarks(t *testing.T, s *Store, id assay.ArticleID, blocks []string, in []int, marks map[assay.MentionID]placed) (moved, listed int) {
	t.Helper()
	d, err := s.Details(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Case.Mentions) != len(marks) {
		t.Errorf("there are %d mentions of %d", len(d.Case.Mentions), len(marks))
	}
	list := map[assay.MentionID]bool{}
	for _, u := range d.Unsettled {
		list[u.Mention] = true
	}
	starts := map[int]int{}
	for k, i := range in {
		starts[i] = d.Body.Blocks()[k].Start
	}
	for _, m := range d.Case.Mentions {
		was := marks[m.ID]
		if list[m.ID] {
			listed++
			continue
		}
		moved++
		start, there := starts[was.block]
		if m.Text != d.Text.ID || m.Quote != was.quote || d.Body.Slice(m.Span) != was.quote {
			t.Errorf("%q is said to be where it was, and is %q", was.quote, m.Quote)
		} else if !there || m.Span.Start != start+was.at {
			t.Errorf("%q of %q is said to be where it was, and stands in another block (of the text now: %t): %q", was.quote, blocks[was.block], there, d.Body.Slice(anchor.Span{Start: max(0, m.Span.Start-40), End: min(d.Body.Len(), m.Span.End+40)}))
		}
	}
	return moved, listed
}
