package anchor

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Quote is a quotation with up to [ContextLen] code points of what stood around
// it where it was taken. Prefix and Suffix may be empty.
type Quote struct{ Exact, Prefix, Suffix string }

// NoHint is for [Find] when nobody knows where the quotation should be.
const NoHint = -1

// Way is how a quotation was found.
type Way string

// The ways, the surest first.
const (
	Exact       Way = "exact"       // the text reads as the quotation does
	Folded      Way = "folded"      // but for white space, capitals, and the shape of quotation marks and dashes
	Approximate Way = "approximate" // but for some characters
)

// Match is a place where a quotation may stand.
type Match struct {
	Span   Span
	Way    Way
	Errors int     // code points to insert, delete or replace, if approximate
	Score  float64 // 0 to 1; of matches of one search the greater is the likelier

	merit  float64 // the score without what the position adds
	sought int     // how many code points the errors are counted in
}

// Outcome says what a search has shown.
type Outcome string

// The outcomes.
const (
	NotFound  Outcome = "not found" // there is no match
	Unique    Outcome = "unique"    // the first match stands out
	Ambiguous Outcome = "ambiguous" // others are as good as the first
)

// What the parts of a quotation weigh in a score. A context shorter than
// telling, in code points, weighs less in proportion, since a lone full stop
// follows many things, and one that is not known weighs nothing. The position
// only orders what is otherwise alike.
const (
	exactWeight    = 50.0
	contextWeight  = 20.0 // on either side
	positionWeight = 2.0

	telling = 16
)

const (
	alike     = 0.05 // matches are equally good if their merits differ by less
	nearby    = 64   // the hint decides between equals if only one is so near, in code points
	maxPlaces = 1000 // matches that a search looks at

	minFuzzy   = 8       // shorter quotations, in code points, are only found as they read
	maxFuzzy   = 1024    // of longer ones, only beginning and end are looked for approximately
	maxErrors  = 256     // in an approximate match, besides a third of the quotation
	maxCompare = 1 << 28 // bytes compared on the way to the exact matches
	maxSteps   = 1 << 27 // machine words computed for the approximate matches
)

// Find looks for q in t and returns its matches, the best first. Places that
// read exactly as the quotation hide those that do so when folded, which hide
// those that only nearly do. hint is where the quotation began in another state
// of the text, or [NoHint]; it decides between equals if it points at or close to
// just one of them.
//
// Find is bounded whatever it is given: it reads the text a few times, looks at
// no more than 1,000 places, and its approximate search computes at most 2^27
// machine words, which is under half a second. A text so long that this does not
// reach to its end (30 million code points for a sentence, 8 million at worst)
// is searched approximately only around the hint. Use a [Finder] to look for
// several quotations in one text.
func Find(t Text, q Quote, hint int) ([]Match, Outcome) {
	return NewFinder(t).Find(q, hint)
}

// Finder looks for quotations in a text and keeps what it learns about the
// text from one search to the next. It is not safe for concurrent use.
type Finder struct {
	t      Text
	folded *folded // made when first needed
}

// NewFinder returns a Finder for t.
func NewFinder(t Text) *Finder { return &Finder{t: t} }

// Find is as [Find].
func (f *Finder) Find(q Quote, hint int) ([]Match, Outcome) {
	if q.Exact == "" || !utf8.ValidString(q.Exact) {
		return nil, NotFound
	}
	hint = min(hint, f.t.n)
	if !utf8.ValidString(q.Prefix + q.Suffix) {
		q.Prefix, q.Suffix = "", ""
	}
	matches, complete := f.exact(q, hint)
	if len(matches) == 0 {
		if f.folded == nil {
			f.folded = fold(f.t)
		}
		exact := NewText(strings.TrimSpace(foldString(q.Exact)))
		if exact.n == 0 {
			return nil, NotFound
		}
		matches, complete = f.foldedMatches(exact, hint)
		if len(matches) == 0 {
			matches, complete = f.approximate(exact, hint)
		}
	}
	f.score(matches, q, hint)
	return decide(matches, hint, complete)
}

// exact returns the places that read as q, those that also have its whole
// context if there are any. It reports whether they are all there are.
func (f *Finder) exact(q Quote, hint int) (matches []Match, complete bool) {
	n := utf8.RuneCountInString(q.Exact)
	before := utf8.RuneCountInString(q.Prefix)
	whole := hint
	if hint >= 0 {
		whole = max(0, hint-before)
	}
	starts, complete := places(f.t, q.Prefix+q.Exact+q.Suffix, whole)
	if len(starts) == 0 && q.Prefix+q.Suffix != "" {
		before = 0
		starts, complete = places(f.t, q.Exact, hint)
	}
	for _, p := range starts {
		matches = append(matches, Match{Span: Span{p + before, p + before + n}, Way: Exact})
	}
	return matches, complete
}

func (f *Finder) foldedMatches(exact Text, hint int) (matches []Match, complete bool) {
	starts, complete := places(f.folded.text, exact.s, f.folded.hint(hint))
	for _, p := range starts {
		matches = append(matches, Match{Span: f.folded.origin(Span{p, p + exact.n}), Way: Folded})
	}
	return matches, complete
}

// places returns where s begins in t: the first maxPlaces, or those nearest to
// the hint if there is one, and whether they are all.
func places(t Text, s string, hint int) (starts []int, complete bool) {
	complete = true
	target := -1
	if hint >= 0 {
		target = t.offset(min(hint, t.n))
	}
	_, step := utf8.DecodeRuneInString(s)
	compared := 0
	for from := 0; ; {
		i := strings.Index(t.s[from:], s)
		if i < 0 {
			break
		}
		i += from
		from = i + step
		if compared += len(s); compared > maxCompare {
			complete = false
			break
		}
		if len(starts) == maxPlaces {
			complete = false
			if target < 0 || target-starts[0] <= i-target {
				break // all that follow are farther away still
			}
			starts = starts[1:]
		}
		starts = append(starts, i)
	}
	if target >= 0 && strings.HasPrefix(t.s[target:], s) { // sure to be seen, whatever the limits
		if i, found := slices.BinarySearch(starts, target); !found {
			starts = slices.Insert(starts, i, target)
		}
	}
	for i, b := range starts {
		starts[i] = t.point(b)
	}
	return starts, complete
}

// score gives each match its score from the parts of q that are known.
func (f *Finder) score(matches []Match, q Quote, hint int) {
	prefix := lastRunes(foldString(q.Prefix))
	suffix := firstRunes(foldString(q.Suffix))
	for i := range matches {
		m := &matches[i]
		weight, sum := exactWeight, exactWeight
		if m.sought > 0 {
			sum *= 1 - float64(m.Errors)/float64(m.sought)
		}
		side := func(context []rune, there Span, outwards func(string) []rune) {
			if len(context) > 0 {
				w := contextWeight * min(1, float64(len(context))/telling)
				weight += w
				sum += w * similarity(context, outwards(foldString(f.t.Slice(there))))
			}
		}
		// Twice the length, since folding may leave half of it.
		side(prefix, Span{max(0, m.Span.Start-2*ContextLen), m.Span.Start}, lastRunes)
		side(suffix, Span{m.Span.End, min(f.t.n, m.Span.End+2*ContextLen)}, firstRunes)
		m.merit = sum / weight
		if hint >= 0 {
			weight += positionWeight
			sum += positionWeight * (1 - math.Abs(float64(m.Span.Start-hint))/float64(max(1, f.t.n)))
		}
		m.Score = sum / weight
	}
}

// decide orders the matches and says whether the first stands out.
func decide(matches []Match, hint int, complete bool) ([]Match, Outcome) {
	if len(matches) == 0 {
		return nil, NotFound
	}
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	best := 0.0
	for _, m := range matches {
		best = max(best, m.merit)
	}
	only := func(distance int) (at int, ok bool) {
		at = -1
		for i, m := range matches {
			if best-m.merit < alike && m.Span.Start-hint <= distance && hint-m.Span.Start <= distance {
				if at >= 0 {
					return 0, false
				}
				at = i
			}
		}
		return at, at >= 0
	}
	if at, ok := only(math.MaxInt / 2); ok && (complete || hint >= 0) {
		return toFront(matches, at), Unique
	}
	if hint < 0 {
		return matches, Ambiguous
	}
	if at, ok := only(0); ok {
		return toFront(matches, at), Unique
	}
	if at, ok := only(nearby); ok {
		return toFront(matches, at), Unique
	}
	return matches, Ambiguous
}

func toFront(matches []Match, at int) []Match {
	m := matches[at]
	copy(matches[1:at+1], matches[:at])
	matches[0] = m
	return matches
}

// lastRunes and firstRunes return the end and the beginning of a context that
// has been folded, read outwards from the quotation.
func lastRunes(s string) []rune {
	r := []rune(s)
	slices.Reverse(r)
	return r[:min(len(r), ContextLen)]
}

func firstRunes(s string) []rune {
	r := []rune(s)
	return r[:min(len(r), ContextLen)]
}

// similarity returns 1 if what stands outwards from a match begins as the
// context does, and 0 if it has nothing in common with it, by edit distance.
func similarity(context, there []rune) float64 {
	a, b := context, there[:min(len(there), len(context))]
	return 1 - float64(Distance(a, b))/float64(max(len(a), len(b)))
}

// Distance is the edit distance of two texts: how many code points have to be
// changed, added or left out to make the one of the other.
func Distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
