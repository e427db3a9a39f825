package assay

import (
	"testing"

	"assay/internal/anchor"
)

func TestPageOf(t *testing.T) {
	text := Text{Pages: []Page{{Start: 0, Label: "iv"}, {Start: 10, Label: "12"}, {Start: 10, Label: "13"}, {Start: 20, Label: "14"}}}
	for _, test := range []struct {
		start, end int
		want       string
	}{
		{0, 5, "iv"}, {0, 10, "iv"}, {9, 11, "iv–13"}, {10, 20, "13"}, {10, 21, "13–14"}, {19, 40, "13–14"}, {20, 25, "14"}, {10, 10, "13"},
	} {
		if got := text.PageOf(anchor.Span{Start: test.start, End: test.end}).String(); got != test.want {
			t.Errorf("%d to %d is on %q, want %q", test.start, test.end, got, test.want)
		}
	}
	if got := (&Text{}).PageOf(anchor.Span{Start: 3, End: 4}); got != (PageSpan{}) {
		t.Errorf("a text without pages has %q", got)
	}
	if got := (&Text{Pages: []Page{{Start: 5, Label: "2"}}}).PageOf(anchor.Span{Start: 0, End: 3}); got != (PageSpan{}) {
		t.Errorf("before the first page is %q", got)
	}
}
