package difference

// The thresholds, all of them. They were set on every second pair of a set of
// 4,356 pairs of news sentences that tell the same (four fifths of them drawn
// from the Microsoft Research Paraphrase Corpus), in half of which one number,
// date or name had been changed, and were then measured on the other pairs. The
// figures are those of measure_test.go.
const (
	// likeName is how similar two names must be, 1 for the same. Less takes in
	// other people with the same initial.
	likeName = 0.6
	// shortName is how many letters a name has at least. In three of four letters,
	// everything is similar.
	shortName = 4

	// near is how far the value of an approximation may be off and still be what
	// was meant.
	near = 0.06

	// window is how many words before and after a number are its context.
	window = 4
	// sameContext is how much of their contexts two numbers must share to be about
	// the same thing, if there are others that they could go with.
	sameContext = 0.25
	// sameCount is the same if they are written in words, and do not say that they
	// count the same.
	sameCount = 0.5

	// maxItems is how many numbers, dates or names of one passage are looked at:
	// a page of a table is not a passage.
	maxItems = 200
)
