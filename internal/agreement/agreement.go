// Package agreement measures how far several people who judged the same things
// agree, in the terms of content analysis: observed agreement, Cohen's kappa,
// Krippendorff's alpha, and the F1 of marked passages.
//
// A figure that is not defined says why, and is no number. None of them says
// who is right.
package agreement

// Missing is what a coder says of a unit that they have not judged, or whose
// word is not on the scale.
const Missing = -1

// Fewest is how many units must have been judged by at least two coders before
// a coefficient is given: of fewer, one word more or less turns it over.
const Fewest = 10

// Unit is what each coder says of one thing, in the order of the coders: the
// place of their word among the values, or Missing.
type Unit []int

// Why is why a figure is not defined.
type Why string

// Why a figure is not defined.
const (
	Defined     Why = ""
	OneCoder    Why = "one_coder"    // it takes two to agree
	NoneShared  Why = "none_shared"  // no unit was judged by two
	TooFew      Why = "too_few"      // fewer units than Fewest were
	NoVariation Why = "no_variation" // everybody says the same of all: chance would agree as well
	NotTwo      Why = "not_two"      // kappa and F1 are of two coders
)

// Figure is a number, or why there is none.
type Figure struct {
	Value float64
	Why   Why
}

// Observed is how often coders agree, uncorrected for chance: of all pairs of
// words on one unit, those that are the same.
type Observed struct {
	Units  int // that at least two coders have judged
	Agreed int // pairs of words that are the same
	Pairs  int
}

// Share is the share of pairs that agree.
func (o Observed) Share() Figure {
	if o.Pairs == 0 {
		return Figure{Why: NoneShared}
	}
	return Figure{Value: float64(o.Agreed) / float64(o.Pairs)}
}

// Observe counts how often coders agree.
func Observe(units []Unit) (o Observed) {
	for _, u := range units {
		pairs := 0
		for i, a := range u {
			for _, b := range u[i+1:] {
				if a == Missing || b == Missing {
					continue
				}
				pairs++
				if a == b {
					o.Agreed++
				}
			}
		}
		if pairs > 0 {
			o.Units++
			o.Pairs += pairs
		}
	}
	return o
}

// Cross counts the units that two coders have judged by what each says: the rows
// are the values of the first, the columns those of the second.
func Cross(units []Unit, a, b, values int) [][]int {
	table := make([][]int, values)
	for i := range table {
		table[i] = make([]int, values)
	}
	for _, u := range units {
		if u[a] != Missing && u[b] != Missing {
			table[u[a]][u[b]]++
		}
	}
	return table
}

// Kappa is Cohen's kappa of two coders, unweighted: how much more often they
// agree than if each gave their own words by lot. (J. Cohen, A coefficient of
// agreement for nominal scales, Educational and Psychological Measurement 20,
// 1960.)
func Kappa(units []Unit, values int) Figure {
	if why := undefined(units); why != Defined {
		return Figure{Why: why}
	}
	if len(units[0]) != 2 {
		return Figure{Why: NotTwo}
	}
	var n, same float64
	rows, columns := make([]float64, values), make([]float64, values)
	for i, row := range Cross(units, 0, 1, values) {
		for j, count := range row {
			x := float64(count)
			n += x
			rows[i] += x
			columns[j] += x
			if i == j {
				same += x
			}
		}
	}
	byLot := 0.0
	for i := range rows {
		byLot += rows[i] * columns[i]
	}
	byLot /= n * n
	if byLot == 1 {
		return Figure{Why: NoVariation}
	}
	return Figure{Value: (same/n - byLot) / (1 - byLot)}
}

// Scale says how far two values of a dimension are from each other.
type Scale string

// The scales.
const (
	Nominal Scale = "nominal" // they are the same, or not
	Ordinal Scale = "ordinal" // they have an order: the further apart, the worse
)

// Alpha is Krippendorff's alpha of any number of coders, some of whose words may
// be missing: 1 is perfect agreement, 0 what chance would give, less than 0 is
// worse than that. (K. Krippendorff, Computing Krippendorff's
// Alpha-Reliability, 2011.)
//
// On an ordinal scale the values are in order, the least first; how far two are
// apart goes by how many words lie between them.
func Alpha(units []Unit, values int, scale Scale) Figure {
	if why := undefined(units); why != Defined {
		return Figure{Why: why}
	}
	coincidences, totals, n := coincide(units, values)
	distance := scale.distance(totals)
	var observed, expected float64
	for c := range values {
		for k := range values {
			if c != k {
				d := distance(c, k)
				observed += coincidences[c][k] * d
				expected += totals[c] * totals[k] * d
			}
		}
	}
	if expected == 0 {
		return Figure{Why: NoVariation}
	}
	return Figure{Value: 1 - (n-1)*observed/expected}
}

// coincide counts which values meet in one unit, so that every word of a unit
// counts once however many coders it has. totals are how often each value is
// met, n how often any.
func coincide(units []Unit, values int) (met [][]float64, totals []float64, n float64) {
	met, totals = make([][]float64, values), make([]float64, values)
	for i := range met {
		met[i] = make([]float64, values)
	}
	count := make([]int, values)
	for _, u := range units {
		clear(count)
		m := 0
		for _, v := range u {
			if v != Missing {
				count[v]++
				m++
			}
		}
		if m < 2 {
			continue
		}
		n += float64(m)
		for c := range count {
			totals[c] += float64(count[c])
			for k := range count {
				pairs := count[c] * count[k]
				if c == k {
					pairs = count[c] * (count[c] - 1)
				}
				met[c][k] += float64(pairs) / float64(m-1)
			}
		}
	}
	return met, totals, n
}

// distance returns the square of the difference between two values, where totals
// are how often each value is met.
func (s Scale) distance(totals []float64) func(c, k int) float64 {
	if s != Ordinal {
		return func(c, k int) float64 { return 1 }
	}
	below := make([]float64, len(totals)) // words up to the middle of those of a value
	sum := 0.0
	for i, t := range totals {
		below[i] = sum + t/2
		sum += t
	}
	return func(c, k int) float64 { return (below[c] - below[k]) * (below[c] - below[k]) }
}

// undefined says why no coefficient is defined of some units whatever it is.
func undefined(units []Unit) Why {
	switch o := Observe(units); {
	case len(units) > 0 && len(units[0]) < 2:
		return OneCoder
	case o.Units == 0:
		return NoneShared
	case o.Units < Fewest:
		return TooFew
	}
	return Defined
}

// Reading is what a coefficient is good for.
type Reading string

// The readings of a coefficient: Krippendorff's limits for conclusions from
// data (Content Analysis, 2nd edition, 2004, chapter 11).
const (
	Reliable  Reading = "reliable"  // 0.8 or more
	Tentative Reading = "tentative" // 0.667 or more: for tentative conclusions
	Weak      Reading = "weak"      // less than that
	ByChance  Reading = "by_chance" // 0 or less: no better than chance
)

// Read returns what a coefficient is good for, "" for one that is not defined.
func (f Figure) Read() Reading {
	switch {
	case f.Why != Defined:
		return ""
	case f.Value >= 0.8:
		return Reliable
	case f.Value >= 0.667:
		return Tentative
	case f.Value > 0:
		return Weak
	}
	return ByChance
}
