package search

import "testing"

func TestNaming(t *testing.T) {
	for _, test := range []struct {
		words string
		names []string
		want  bool
	}{
		{"berth FIRE", []string{"Fire at berth 7"}, true},
		{"fire quay", []string{"Fire at berth 7", "The quay"}, false}, // one name has both, or none does
		{"quay", []string{"Fire at berth 7", "The quay"}, true},
		{"cafe", []string{"Café"}, true},
		{"حريق 7", []string{"حريق في الرصيف 7"}, true},
		{" ", []string{"Fire"}, true},
		{"x", nil, false},
	} {
		if got := Naming(test.words)(test.names...); got != test.want {
			t.Errorf("%q in %q: %v", test.words, test.names, got)
		}
	}
}
