package web

import (
	"net/url"
	"strings"
	"testing"
)

// TestSpell says of each answer on two spellings what was done, and refuses what
// is none.
func TestSpell(t *testing.T) {
	d := newDispute(t)
	for _, test := range []struct {
		b, verdict string
		status     int
		said       string
	}{
		{"Merow", "accepted", 204, "are one name."},
		{"Merow", "rejected", 204, "are two names."},
		{"Merow", "", 204, "Taken back whether"},
		{"Merow", "bogus", 422, ""},
		{strings.Repeat("Merow", 250_000), "accepted", 422, ""},
		{"Merrow\x00", "accepted", 422, ""},
	} {
		res := d.post(d.root.Names(), url.Values{"a": {"Merrow"}, "b": {test.b}, "verdict": {test.verdict}}, htmx)
		if said := res.Header.Get("HX-Trigger"); res.StatusCode != test.status || !strings.Contains(said, test.said) {
			t.Errorf("%.10q, %q is answered by %d, %.200s", test.b, test.verdict, res.StatusCode, said)
		}
	}
}
