package assay

import (
	"math"
	"testing"
)

func TestTurn(t *testing.T) {
	tests := []struct {
		name             string
		number, size, of int
		want             Leaf
	}{
		{"nothing", 0, 10, 0, Leaf{}},
		{"page 9 of nothing", 9, 10, 0, Leaf{}},
		{"all on one page", 0, 10, 7, Leaf{0, 0, 7, 7}},
		{"exactly one page", 1, 10, 10, Leaf{0, 0, 10, 10}},
		{"the second of three", 1, 10, 25, Leaf{1, 10, 20, 25}},
		{"the last of three", 2, 10, 25, Leaf{2, 20, 25, 25}},
		{"past the end", 3, 10, 25, Leaf{2, 20, 25, 25}},
		{"far past the end", math.MaxInt, 100, 25, Leaf{0, 0, 25, 25}},
		{"a hundredth of the largest number", math.MaxInt/100 + 1, 100, 250, Leaf{2, 200, 250, 250}},
		{"before the beginning", -1, 10, 25, Leaf{0, 0, 10, 25}},
		{"far before the beginning", math.MinInt, 10, 25, Leaf{0, 0, 10, 25}},
	}
	for _, test := range tests {
		if got := Turn(test.number, test.size, test.of); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
