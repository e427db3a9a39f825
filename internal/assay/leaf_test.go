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
		{"all on one page", 0, 10, 7, Leaf{Number: 0, From: 0, To: 7, Of: 7}},
		{"exactly one page", 1, 10, 10, Leaf{Number: 0, From: 0, To: 10, Of: 10}},
		{"the second of three", 1, 10, 25, Leaf{Number: 1, From: 10, To: 20, Of: 25}},
		{"the last of three", 2, 10, 25, Leaf{Number: 2, From: 20, To: 25, Of: 25}},
		{"past the end", 3, 10, 25, Leaf{Number: 2, From: 20, To: 25, Of: 25}},
		{"far past the end", math.MaxInt, 100, 25, Leaf{Number: 0, From: 0, To: 25, Of: 25}},
		{"a hundredth of the largest number", math.MaxInt/100 + 1, 100, 250, Leaf{Number: 2, From: 200, To: 250, Of: 250}},
		{"before the beginning", -1, 10, 25, Leaf{Number: 0, From: 0, To: 10, Of: 25}},
		{"far before the beginning", math.MinInt, 10, 25, Leaf{Number: 0, From: 0, To: 10, Of: 25}},
	}
	for _, test := range tests {
		if got := Turn(test.number, test.size, test.of); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
