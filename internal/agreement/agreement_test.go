package agreement

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// krippendorff is the example of Krippendorff 2011, section C: four observers,
// twelve units, five values, 0 where a word is missing.
var krippendorff = [4][12]int{
	{1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0},
	{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3},
	{0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0},
	{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0},
}

func published() (units []Unit) {
	for i := range krippendorff[0] {
		u := make(Unit, len(krippendorff))
		for coder := range krippendorff {
			u[coder] = krippendorff[coder][i] - 1
		}
		units = append(units, u)
	}
	return units
}

func near(t *testing.T, what string, f Figure, want, within float64) {
	t.Helper()
	if f.Why != Defined || math.Abs(f.Value-want) > within {
		t.Errorf("%s is %.4f %s, want %.4f", what, f.Value, f.Why, want)
	}
}

func TestAlphaAsPublished(t *testing.T) {
	near(t, "nominal alpha", Alpha(published(), 5, Nominal), .743, .0005)
	near(t, "ordinal alpha", Alpha(published(), 5, Ordinal), .815, .0005)
	if o := Observe(published()); o.Units != 11 {
		t.Errorf("%d units can be compared, want 11: one has a single word", o.Units)
	}
}

// table makes units of two coders from the counts of a cross table.
func table(counts [][]int) (units []Unit) {
	for i, row := range counts {
		for j, n := range row {
			for range n {
				units = append(units, Unit{i, j})
			}
		}
	}
	return units
}

func TestKappaAsPublished(t *testing.T) {
	for name, c := range map[string]struct {
		counts [][]int
		want   float64
	}{
		"fifty proposals":     {[][]int{{20, 5}, {10, 15}}, .4},
		"Cohen 1960, table 1": {[][]int{{88, 14, 18}, {10, 40, 10}, {2, 6, 12}}, .492},
		"as many, less":       {[][]int{{45, 15}, {25, 15}}, .1304},
		"as many, more":       {[][]int{{25, 35}, {5, 35}}, .2593},
	} {
		units := table(c.counts)
		near(t, name, Kappa(units, len(c.counts)), c.want, .0005)
		if got := Cross(units, 0, 1, len(c.counts)); !slices.EqualFunc(got, c.counts, slices.Equal) {
			t.Errorf("%s: the cross table is %v", name, got)
		}
	}
}

func TestUndefinedSaysWhy(t *testing.T) {
	same, few := make([]Unit, 20), make([]Unit, 9)
	for i := range same {
		same[i] = Unit{1, 1}
	}
	for i := range few {
		few[i] = Unit{i % 2, i % 2}
	}
	for name, c := range map[string]struct {
		units []Unit
		want  Why
	}{
		"nothing":      {nil, NoneShared},
		"one coder":    {[]Unit{{0}, {1}}, OneCoder},
		"none shared":  {[]Unit{{0, Missing}, {Missing, 1}}, NoneShared},
		"nine":         {few, TooFew},
		"all the same": {same, NoVariation},
	} {
		if f := Kappa(c.units, 2); f.Why != c.want || f.Value != 0 || f.Read() != "" {
			t.Errorf("%s: kappa is %v", name, f)
		}
		for _, scale := range []Scale{Nominal, Ordinal} {
			if f := Alpha(c.units, 2, scale); f.Why != c.want || f.Value != 0 {
				t.Errorf("%s: %s alpha is %v", name, scale, f)
			}
		}
	}
	if f := Kappa(published(), 5); f.Why != NotTwo {
		t.Errorf("kappa of four is %v", f)
	}
	if f := (Observed{}).Share(); f.Why != NoneShared {
		t.Errorf("the share of no pairs is %v", f)
	}
}

// random makes units by lot, with some words missing.
func random(r *rand.Rand, coders, values, n int) []Unit {
	units := make([]Unit, n)
	for i := range units {
		units[i] = make(Unit, coders)
		for j := range units[i] {
			units[i][j] = r.IntN(values+1) - 1
		}
	}
	return units
}

func mapped(units []Unit, to func(coder int, u Unit) int) []Unit {
	out := make([]Unit, len(units))
	for i, u := range units {
		out[i] = make(Unit, len(u))
		for j := range u {
			out[i][j] = to(j, u)
		}
	}
	return out
}

// TestLaws: what is called how makes no difference, nor who comes first, nor a
// unit that only one has judged; turning the order of a scale around leaves it.
func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 5))
	for range 300 {
		coders, values := 2+r.IntN(3), 2+r.IntN(5)
		units := random(r, coders, values, 12+r.IntN(40))
		names, order := r.Perm(values), r.Perm(coders)
		renamed := mapped(units, func(coder int, u Unit) int {
			if u[coder] == Missing {
				return Missing
			}
			return names[u[coder]]
		})
		turned := mapped(units, func(coder int, u Unit) int {
			if u[coder] == Missing {
				return Missing
			}
			return values - 1 - u[coder]
		})
		others := mapped(units, func(coder int, u Unit) int { return u[order[coder]] })
		lone := make(Unit, coders)
		for i := range lone {
			lone[i] = Missing
		}
		lone[0] = values - 1
		more := append(slices.Clone(units), lone)
		alike(t, "renamed", Alpha(units, values, Nominal), Alpha(renamed, values, Nominal))
		alike(t, "turned around", Alpha(units, values, Ordinal), Alpha(turned, values, Ordinal))
		for _, scale := range []Scale{Nominal, Ordinal} {
			alike(t, "other coder first", Alpha(units, values, scale), Alpha(others, values, scale))
			alike(t, "a lone word", Alpha(units, values, scale), Alpha(more, values, scale))
			if f := Alpha(units, values, scale); f.Value > 1 {
				t.Errorf("alpha is %v", f)
			}
		}
		alike(t, "kappa renamed", Kappa(units, values), Kappa(renamed, values))
		alike(t, "kappa turned", Kappa(units, values), Kappa(others, values))
		if Observe(units) != Observe(others) || Observe(units) != Observe(more) {
			t.Error("observed agreement goes by the order of the coders, or by a lone word")
		}
	}
}

func alike(t *testing.T, what string, a, b Figure) {
	t.Helper()
	if a.Why != b.Why || math.Abs(a.Value-b.Value) > 1e-9 {
		t.Errorf("%s: %v and %v", what, a, b)
	}
}

func TestPerfectAndByLot(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var perfect []Unit
	for i := range 30 {
		perfect = append(perfect, Unit{i % 3, i % 3})
	}
	lot := mapped(random(r, 2, 4, 20000), func(coder int, u Unit) int { return max(u[coder], 0) })
	for _, scale := range []Scale{Nominal, Ordinal} {
		near(t, "alpha of perfect agreement", Alpha(perfect, 3, scale), 1, 1e-12)
		near(t, "alpha by lot", Alpha(lot, 4, scale), 0, .02)
	}
	near(t, "kappa of perfect agreement", Kappa(perfect, 3), 1, 1e-12)
	near(t, "kappa by lot", Kappa(lot, 4), 0, .02)
	if f := Alpha(perfect, 3, Nominal); f.Read() != Reliable {
		t.Errorf("perfect agreement reads %q", f.Read())
	}
	// One dissent of many that say the same is no better than chance.
	one := append(slices.Repeat([]Unit{{0, 0}}, 19), Unit{0, 1})
	if f := Alpha(one, 2, Nominal); f.Why != Defined || f.Value > 1e-12 || f.Read() != ByChance {
		t.Errorf("alpha of one dissent is %v", f)
	}
}

func TestSpans(t *testing.T) {
	a := []Span{{0, 10}, {20, 40}, {100, 120}}
	b := []Span{{0, 10}, {25, 38}, {119, 300}, {400, 410}}
	for tolerance, want := range map[Tolerance]int{Exact: 1, Near: 2, Overlap: 3} {
		for _, both := range [][2][]Span{{a, b}, {b, a}} {
			var s Spans
			if s.Add(both[0], both[1], tolerance); s.Matched != want {
				t.Errorf("%s: %d match, want %d", tolerance, s.Matched, want)
			}
		}
	}
	// The first could take what only the second can have.
	var s Spans
	if s.Add([]Span{{0, 50}, {0, 10}}, []Span{{0, 5}, {30, 40}}, Overlap); s.Matched != 2 {
		t.Errorf("%d match, want 2", s.Matched)
	}
	if f := s.F1(); f.Why != TooFew {
		t.Errorf("F1 of four passages is %v", f)
	}
	near(t, "F1", Spans{First: 20, Second: 10, Matched: 9}.F1(), .6, 1e-12)
	if f := (Spans{}).F1(); f.Why != NoneShared {
		t.Errorf("F1 of nothing is %v", f)
	}
}

func TestReadings(t *testing.T) {
	for value, want := range map[float64]Reading{1: Reliable, .8: Reliable, .79: Tentative, .667: Tentative, .5: Weak, 0: ByChance, -.2: ByChance} {
		if got := (Figure{Value: value}).Read(); got != want {
			t.Errorf("%v reads %q, want %q", value, got, want)
		}
	}
}
