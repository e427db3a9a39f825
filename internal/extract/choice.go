package extract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/internal/assay"
)

// omitted is a block of the original that an extractor leaves out of the text. A
// format that leaves out anything that an analyst may want back says so: which
// blocks there are, and in which order, is what its version promises.
type omitted struct {
	Block
	before int           // the block of the text that it stands before; how many there are, if it is behind all
	why    func() string // for people; asked for only if somebody looks
}

// part is a block of the original, whether the text has it or not.
type part struct {
	block int // of the text, -1 if it is left out
	left  int // of those that are left out, -1 if the text has it
}

// parts returns all blocks of the original, in the order that they are counted in.
func (d *Document) parts() []part {
	all := make([]part, 0, len(d.Blocks)+len(d.left))
	next := 0
	for i := range len(d.Blocks) + 1 {
		for ; next < len(d.left) && d.left[next].before <= i; next++ {
			all = append(all, part{-1, next})
		}
		if i < len(d.Blocks) {
			all = append(all, part{i, -1})
		}
	}
	return all
}

// longestChoice is as long as a choice can be, in bytes.
const longestChoice = 64 << 10

// ParseChoice returns the numbers of the blocks that a choice puts into the text:
// "3 7-9" are four, counted from 1 over all blocks of the original. They ascend.
func ParseChoice(choice string) ([]int, error) {
	wrong := assay.Invalid("choice", "These are not the blocks of this file. Reload the page and choose again.")
	if len(choice) > longestChoice {
		return nil, wrong
	}
	var numbers []int
	last := 0
	for word := range strings.FieldsSeq(choice) {
		first, end, isRange := strings.Cut(word, "-")
		from, err := strconv.Atoi(first)
		to := from
		if isRange && err == nil {
			to, err = strconv.Atoi(end)
		}
		if err != nil || from <= last || to < from || to > maxBlocks {
			return nil, wrong
		}
		for n := from; n <= to; n++ {
			numbers = append(numbers, n)
		}
		last = to
	}
	return numbers, nil
}

// Choice writes the numbers of blocks as a choice, the one way in which it can be
// written.
func Choice(numbers []int) string {
	numbers = slices.Compact(slices.Sorted(slices.Values(numbers)))
	var words []string
	for i := 0; i < len(numbers); {
		end := i
		for end+1 < len(numbers) && numbers[end+1] == numbers[end]+1 {
			end++
		}
		word := strconv.Itoa(numbers[i])
		if end > i {
			word = fmt.Sprintf("%d-%d", numbers[i], numbers[end])
		}
		words = append(words, word)
		i = end + 1
	}
	return strings.Join(words, " ")
}

// choose puts blocks into the text that the extractor has left out. The blocks of
// the original are counted afterwards as they were before.
func (d Document) choose(choice string) (Document, error) {
	numbers, err := ParseChoice(choice)
	if err != nil || len(numbers) == 0 {
		return d, err
	}
	all := d.parts()
	put := make(map[int]bool, len(numbers)) // by their place in all
	for _, n := range numbers {
		if n > len(all) || all[n-1].left < 0 {
			return d, assay.Invalid("choice", "These are not the blocks of this file. Reload the page and choose again.")
		}
		put[n-1] = true
	}
	var in []Block
	var out []omitted
	moved := make([]int, len(d.Blocks)) // where each block of the text is now
	d.put = map[int]bool{}
	for i, p := range all {
		switch {
		case p.left < 0:
			moved[p.block] = len(in)
			in = append(in, d.Blocks[p.block])
		case put[i]:
			d.put[len(in)] = true
			in = append(in, d.left[p.left].Block)
		default:
			l := d.left[p.left]
			l.before = len(in)
			out = append(out, l)
		}
	}
	d.Pages = slices.Clone(d.Pages)
	for i := range d.Pages {
		d.Pages[i].Block = moved[d.Pages[i].Block]
	}
	d.Blocks, d.left, d.choice = in, out, Choice(numbers)
	return d, nil
}
