package store

import (
	"testing"

	"assay/internal/anchor"
	"assay/internal/oplog"
)

// TestRecentTexts reads one text again and again among others that pass by.
func TestRecentTexts(t *testing.T) {
	var r recentTexts
	name := func(n int) oplog.Hash { return oplog.Hash{byte(n)} }
	r.keep(name(0), anchor.NewText("under study"), 11)
	for n := range 3 * recentMost {
		r.keep(name(n+1), anchor.NewText("passing by"), 10)
		if _, ok := r.get(name(0)); !ok {
			t.Fatalf("the text under study is forgotten after %d others", n+1)
		}
	}
	if _, ok := r.get(name(1)); ok {
		t.Error("what was read long ago is kept")
	}
	r.keep(name(99), anchor.NewText("large"), recentSize+1)
	if _, ok := r.get(name(99)); ok {
		t.Error("a large text is kept")
	}
}
