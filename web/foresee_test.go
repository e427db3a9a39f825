package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/views"
)

// TestForesee: a page does not wait for what takes long to find out. It asks again, and
// what was found is not searched for twice, as long as nothing changes.
func TestForesee(t *testing.T) {
	p, s, root, _ := openQuay(t)
	_, id, _ := strings.Cut(string(root), "/c/")
	mark, err := s.Mark(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := views.ShareForm{Originals: true, PrivateNotes: true, Names: true, Marks: true, History: true}
	stopped := make(chan struct{})
	search, stop := context.WithCancel(t.Context())
	context.AfterFunc(search, func() { close(stopped) })
	slow := &foreseen{stop: stop, done: make(chan struct{})}
	p.foresights.of = map[foreseenOf]*foresight{{id, "share"}: {mark: mark, what: map[any]*foreseen{all.Share(): slow}}}
	address := root.Share() + "?" + strings.SplitN(root.ShareForeseen(all), "?", 2)[1]

	doc := page(t, p.get(strings.Replace(address, "&wait=true", "", 1)), http.StatusOK)
	part := doc.Find("#leaving")
	if part.AttrOr("hx-get", "") != root.ShareForeseen(all) || part.AttrOr("hx-trigger", "") != "load" || part.Find("dl").Length() > 0 || doc.Find(`#leaving input[form=share]`).Length() != 5 {
		t.Errorf("as long as it is not known, the page has\n%s", part.Text())
	}
	slow.found = &assay.Leaving{Articles: 4711}
	close(slow.done)
	if got := text(page(t, p.get(address), http.StatusOK), "#leaving"); !strings.Contains(got, "4,711") {
		t.Errorf("once it is known, the page says %q", got)
	}

	if _, _, err := s.AddClaim(t.Context(), "A crane fell", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	first, err := p.foresights.look(t.Context(), id, s, all.Share(), time.Minute)
	if err != nil || first == nil || first.Claims != 2 {
		t.Fatalf("after a change it says %+v (%v)", first, err)
	}
	<-stopped // what was found of the older state is let go
	if again, err := p.foresights.look(t.Context(), id, s, all.Share(), 0); err != nil || again != nil && again != first {
		t.Errorf("it was searched for twice: %+v (%v)", again, err)
	}
	if _, err := p.foresights.look(t.Context(), id, s, assay.Share{}, 0); err != nil {
		t.Error(err)
	}
	p.foresights.closeAll() // with a search under way
}
