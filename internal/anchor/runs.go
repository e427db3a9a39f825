package anchor

import (
	"cmp"
	"slices"
	"strings"
)

// MaxDepth is how many marks a [Run] names. Beyond it only their number is
// given: a page that names ten thousand marks on each of ten thousand words
// helps nobody and can be asked for by anybody who sends a file.
const MaxDepth = 100

// Mark is something that lies on a stretch of text, known by its ID.
type Mark struct {
	ID   string
	Span Span
}

// Run is a stretch of text with the same marks all over.
type Run struct {
	Span Span
	Text string
	// IDs names the marks on the run, the longest first and the shortest, whose
	// look wins, last. Of equally long marks the one that begins later, then the
	// one with the greater ID comes last.
	IDs []string
	// More counts the longest marks that are left out of IDs for being beyond
	// MaxDepth.
	More int
}

// Piece is a sentence of a block, or the gap before, between or after its
// sentences. A gap is white space and may be marked like anything else.
type Piece struct {
	Span Span
	Gap  bool
	Runs []Run
}

// Runs cuts a block into what a page draws: its sentences and gaps in order,
// each cut where a mark begins or ends. The texts of all runs, one after the
// other, are the text of the block, and a mark is named by exactly the runs that
// it covers.
//
// The sentences lie in the block in order, as [Sentences] returns them. Marks
// come in any order, may overlap, may be empty and may lie outside the block in
// part or in whole. Runs panics if t has no such block. It takes O((n+m) log m)
// steps for n runs and m marks, and room for the IDs.
func Runs(t Text, block Span, sentences []Span, marks []Mark) []Piece {
	sweep := newSweep(t, block, marks)
	pieces := make([]Piece, 0, 2*len(sentences)+1)
	at := block.Start
	add := func(end int, gap bool) {
		if end = min(end, block.End); end > at {
			pieces = append(pieces, Piece{Span: Span{at, end}, Gap: gap, Runs: sweep.until(end)})
			at = end
		}
	}
	for _, s := range sentences {
		add(s.Start, true)
		add(s.End, false)
	}
	add(block.End, true)
	return pieces
}

// ByBlock gives each block the marks that overlap it, in the order in which
// they came, so that a page of many blocks looks at each mark once. The blocks
// are in order, as [Text.Blocks] returns them.
func ByBlock(blocks []Span, marks []Mark) [][]Mark {
	out := make([][]Mark, len(blocks))
	for _, m := range marks {
		first, _ := slices.BinarySearchFunc(blocks, m.Span.Start, func(b Span, start int) int { return cmp.Compare(b.End, start+1) })
		for i := first; i < len(blocks) && blocks[i].Start < m.Span.End; i++ {
			if blocks[i].Overlaps(m.Span) {
				out[i] = append(out[i], m)
			}
		}
	}
	return out
}

// sweep moves through a block from left to right and knows which marks lie on
// the place where it is.
type sweep struct {
	t     Text
	at    int // code points
	from  int // the same place in bytes
	ids   []string
	edges []edge
	open  []int // ranks of the marks that lie on the place, ascending
}

// edge is where a mark begins or ends. Its rank is the mark's place in the
// order of lengths.
type edge struct {
	at, rank int
	end      bool
}

func newSweep(t Text, block Span, marks []Mark) *sweep {
	s := &sweep{t: t, at: block.Start, from: t.offset(block.Start)}
	var inside []Mark
	for _, m := range marks {
		if block.Overlaps(m.Span) {
			inside = append(inside, m)
		}
	}
	slices.SortFunc(inside, func(a, b Mark) int {
		return cmp.Or(
			cmp.Compare(b.Span.Len(), a.Span.Len()),
			cmp.Compare(a.Span.Start, b.Span.Start),
			strings.Compare(a.ID, b.ID))
	})
	s.ids = make([]string, len(inside))
	s.edges = make([]edge, 0, 2*len(inside))
	for rank, m := range inside {
		s.ids[rank] = m.ID
		on := block.clip(m.Span)
		s.edges = append(s.edges, edge{on.Start, rank, false}, edge{on.End, rank, true})
	}
	slices.SortFunc(s.edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	return s
}

// until returns the runs from where the sweep is to end, and moves there.
func (s *sweep) until(end int) []Run {
	within := 0
	for within < len(s.edges) && s.edges[within].at < end {
		within++
	}
	runs := make([]Run, 0, within+1) // as many as there can be
	for s.at < end {
		for len(s.edges) > 0 && s.edges[0].at == s.at {
			s.cross(s.edges[0])
			s.edges = s.edges[1:]
		}
		next := end
		if len(s.edges) > 0 {
			next = min(end, s.edges[0].at)
		}
		to := s.t.offset(next)
		named := s.open[max(0, len(s.open)-MaxDepth):]
		run := Run{Span: Span{s.at, next}, Text: s.t.s[s.from:to], More: len(s.open) - len(named)}
		if len(named) > 0 {
			run.IDs = make([]string, len(named))
			for i, rank := range named {
				run.IDs[i] = s.ids[rank]
			}
		}
		runs = append(runs, run)
		s.at, s.from = next, to
	}
	return runs
}

func (s *sweep) cross(e edge) {
	i, _ := slices.BinarySearch(s.open, e.rank)
	if e.end {
		s.open = slices.Delete(s.open, i, i+1)
	} else {
		s.open = slices.Insert(s.open, i, e.rank)
	}
}
