package assay_test

import (
	"testing"

	"assay/internal/assay"
)

func TestFoldName(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"Harbour", "hARBOUR", true},
		{" the  fire\t", "The fire", true},
		{"ΟΔΟΣ", "οδος", true},
		{"οδοσ", "οδος", true},
		{"ПОЖАР", "пожар", true},
		{"حريق", "حريق", true},
		{"K2", "k2", true},
		{"\u212a2", "k2", true},
		{"ſum", "SUM", true},
		{"café", "cafe", false},
		{"thefire", "the fire", false},
		{"straße", "strasse", false},
		{"", "x", false},
	} {
		if got := assay.FoldName(test.a) == assay.FoldName(test.b); got != test.same {
			t.Errorf("%q and %q are the same: %t", test.a, test.b, got)
		}
	}
}
