package web

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// mergedWith merges a copy of the case into it in which a colleague has made claims, and
// has the program show it.
func (d *dispute) mergedWith(wordings ...string) {
	d.t.Helper()
	d.mergedAfter(func(to string) error { return d.store.SaveCopy(d.t.Context(), to) }, func(ben *store.Store) {
		for _, w := range wordings {
			if _, _, err := ben.AddClaim(d.t.Context(), w, assay.EventID{}); err != nil {
				d.t.Fatal(err)
			}
		}
	})
}

// mergedAfter is the same for a copy that is made in some way, and what a colleague does
// there.
func (d *dispute) mergedAfter(save func(to string) error, work func(ben *store.Store)) {
	d.t.Helper()
	ctx, dir := d.t.Context(), d.t.(*testing.T).TempDir()
	must := func(err error) {
		d.t.Helper()
		if err != nil {
			d.t.Fatal(err)
		}
	}
	copied := filepath.Join(dir, "theirs.assay")
	must(save(copied))
	ben, err := store.Open(ctx, copied, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("ben"))), Name: "Ben"})
	must(err)
	work(ben)
	must(ben.Close())
	taken, err := store.TakeCopy(ctx, copied, dir)
	must(err)
	from, err := store.OpenTaken(ctx, taken)
	must(err)
	m := &merging{from: from}
	_, err = m.into(ctx, d.store, func(func(string) error) (string, error) { return "backup.assay", nil }, func(string, store.Copy) error { return nil })
	must(err)
	must(d.merges.put(path.Base(string(d.root)), m))
}

// TestDuplicates: after a merge the claims that look alike stand side by side, with who
// made them, and are merged or kept apart from there.
func TestDuplicates(t *testing.T) {
	d := newDispute(t)
	d.mergedWith("Twelve burned there", "Twelve burned down", "Nobody was hurt")
	rows := func() *goquery.Selection {
		t.Helper()
		return page(t, d.get(d.root.MergeForeseen()), 200).Find(".alike > [data-item]")
	}
	told := func(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }
	first := rows().First()
	if n := rows().Length(); n != 2 {
		t.Fatalf("%d pairs are listed", n)
	}
	for _, want := range []string{"C1 and C2", "67 % of their words are the same", "In this caseC1 Twelve burned", "Came with the mergeC2 Twelve burned there", "Made byBen", "Kindnot stated", "Mentions 1 supports 1 contradicts", "Mentionsnone", "Nine lorries burned."} {
		if !strings.Contains(told(first), want) {
			t.Errorf("the first pair does not say %q: %s", want, told(first))
		}
	}
	decide := func(do string) string {
		t.Helper()
		form := filled(rows().First().Find("form"))
		form.Set("do", do)
		res := d.post(d.root.DecideDuplicate(), form, htmx)
		if res.StatusCode >= 300 {
			t.Fatalf("%s is answered with %d", do, res.StatusCode)
		}
		return res.Header.Get("HX-Trigger")
	}
	if got := decide("apart"); !strings.Contains(got, "You will not be asked again.") {
		t.Errorf("to keep apart says %s", got)
	}
	if n := rows().Length(); n != 1 {
		t.Errorf("after one was kept apart %d are listed", n)
	}
	if got := decide("merge"); !strings.Contains(got, "They are one now: C1") {
		t.Errorf("to merge says %s", got)
	}
	doc := page(t, d.get(d.root.MergeForeseen()), 200)
	if n := doc.Find(".alike").Length(); n != 0 || !strings.Contains(doc.Find("#duplicates").Text(), "No claim that came") {
		t.Errorf("after all was decided there are %d lists: %q", n, doc.Find("#duplicates").Text())
	}
	if got := d.post(d.root.DecideDuplicate(), url.Values{"do": {"both"}}).StatusCode; got != 400 {
		t.Errorf("something else is answered with %d", got)
	}
	for range 3 { // both decisions, and the merge
		if _, err := d.store.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := page(t, d.get(d.root.MergeForeseen()), 200).Find("main .notice").Text(); !strings.Contains(got, "was taken back") {
		t.Errorf("of a merge that was taken back the page says %q", got)
	}
}

// TestManyDuplicates: where very many look alike they are listed page by page.
func TestManyDuplicates(t *testing.T) {
	d := newDispute(t)
	wordings := make([]string, 2*assay.DuplicatesPageSize+1)
	for i := range wordings {
		wordings[i] = fmt.Sprint("Twelve burned ", i)
	}
	d.mergedWith(wordings...)
	doc := page(t, d.get(d.root.MergedPart(2)), 200)
	if n, count := doc.Find(".alike > [data-item]").Length(), strings.TrimSpace(doc.Find("#duplicates .count").Text()); n != 1 || count != "41" {
		t.Errorf("the last page lists %d of %s", n, count)
	}
}
