package assay

// DuplicatesPageSize is how many pairs of claims that look alike one page lists.
const DuplicatesPageSize = 20

// DuplicatesPage is a page of claims that came with a merge, each beside one that the
// case had and that looks like it.
type DuplicatesPage struct {
	Case   *Case // the claims of the page with what bears on them, and all questions
	Pairs  []ClaimPair
	Leaf   Leaf // of all pairs
	Undone bool // the merge was taken back
}
