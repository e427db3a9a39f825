package assay

import "testing"

// TestVariantSubject says that two spellings are read back as they were written.
func TestVariantSubject(t *testing.T) {
	subjects := map[string][2]string{}
	for _, names := range [][2]string{
		{"KOEHLEN", "KOLLEN"}, {"A / B", "C"}, {"A", "B / C"}, {"A // B", "C"}, {"A", "B // C"}, {"/", "C"}, {"/ B", "A /"}, {"A/B", "C"}, {"A", "/ B / C"},
	} {
		subject := VariantSubject(names[1], names[0])
		if was, ok := subjects[subject]; ok {
			t.Errorf("%q and %q are both %q", was, names, subject)
		}
		subjects[subject] = names
		a, b, ok := VariantOf(subject)
		if got := [2]string{a, b}; !ok || got != names && got != [2]string{names[1], names[0]} {
			t.Errorf("%q is read back as %q", names, got)
		}
	}
}
