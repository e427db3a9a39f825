package assay

import (
	"cmp"
	"slices"

	"assay/internal/agreement"
)

// pair says which passages of different analysts are one thing to be judged: of the
// same claim, in the same text, and over each other for half of what they cover
// together at least. Two who read apart mark the same words, and each rates their own.
func (b *comparing) pair() {
	for i := range b.cells {
		marks := slices.Clone(b.cells[i].marks)
		slices.SortStableFunc(marks, func(x, y personalMark) int { return cmp.Compare(x.span.Start, y.span.Start) })
		var near []nearMarks
		for x := range marks {
			for y := x + 1; y < len(marks) && marks[y].span.Start < marks[x].span.End; y++ {
				if marks[x].who == marks[y].who || marks[x].text != marks[y].text {
					continue
				}
				if s := sharedPart(marks[x].span, marks[y].span); s >= oneThing {
					near = append(near, nearMarks{x, y, s})
				}
			}
		}
		slices.SortStableFunc(near, func(x, y nearMarks) int { return cmp.Compare(y.share, x.share) })
		b.unite(marks, near)
	}
}

// oneThing is how much of what two passages cover together both must cover for them to
// be one thing.
const oneThing = 0.5

type nearMarks struct {
	x, y  int // places in a list of marks, the one that begins first before
	share float64
}

// sharedPart is how much of what two spans cover together both cover.
func sharedPart(a, b agreement.Span) float64 {
	both := min(a.End, b.End) - max(a.Start, b.Start)
	return float64(both) / float64(max(a.End, b.End)-min(a.Start, b.Start))
}

// unite makes one of the marks that are near, the nearest first, unless two would be
// the same analyst's.
func (b *comparing) unite(marks []personalMark, near []nearMarks) {
	group := map[int][]int{} // of each mark, all that are one with it
	of := func(x int) []int {
		if group[x] == nil {
			return []int{x}
		}
		return group[x]
	}
	for _, n := range near {
		one, other := of(n.x), of(n.y)
		twice := slices.ContainsFunc(one, func(x int) bool {
			return slices.ContainsFunc(other, func(y int) bool { return x == y || marks[x].who == marks[y].who })
		})
		if twice {
			continue
		}
		all := slices.Concat(one, other)
		slices.Sort(all)
		for _, x := range all {
			group[x] = all
			b.thing[marks[x].mention] = marks[all[0]].mention
		}
	}
}
