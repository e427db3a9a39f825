// Package sample makes the sample case: an invented event that five invented
// outlets covered with the trouble of real coverage, worked through by two
// invented analysts.
//
// It goes the way of everybody's work: pages are extracted and imported, and
// what the analysts made of them is Assay JSON that quotes. case.json has no
// places and no texts; what is in it finds its place by its words.
package sample

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/exchange"
	"assay/internal/extract"
	"assay/store"
)

//go:embed case
var files embed.FS

// FileName is what the file of a sample case is called where nobody says
// otherwise.
const FileName = "Sample case.assay"

// Lesson returns two articles that say opposite things of something that no
// analyst has marked: the smell on Cooper Street. The first steps are tried on it.
func Lesson() (first, second assay.ArticleID) { return lesson() }

var lesson = sync.OnceValues(func() (first, second assay.ArticleID) {
	sc, err := read()
	if err != nil { // the files are part of the program, and are tested
		panic(err)
	}
	id := func(article string) assay.ArticleID {
		in := sc.pages[article]
		return in.ArticleID(sha256.Sum256([]byte(in.Text)))
	}
	return id("a1"), id("a6")
})

// entity is something in case.json. What it says is handed on as it is.
type entity map[string]any

// text returns a member that is a string.
func (e entity) text(name string) string {
	s, _ := e[name].(string)
	return s
}

// at returns when it was done.
func (e entity) at() time.Time {
	at, err := time.Parse(time.RFC3339, e.text("at"))
	if err != nil { // the file is part of the program, and is tested
		panic(err)
	}
	return at
}

// script is case.json and the pages that it is about.
type script struct {
	file     map[string]json.RawMessage
	articles []entity
	pages    map[string]assay.Import // by the ids of their articles
}

// Make writes the sample case to path, where there must be nothing yet. It
// fails with KindInvalid if there is.
func Make(ctx context.Context, path string) (err error) {
	sc, err := read()
	if err != nil {
		return fmt.Errorf("sample case: %w", err)
	}
	plan, err := sc.plan()
	if err != nil {
		return fmt.Errorf("sample case: %w", err)
	}
	moments := sc.arrivals()
	now := moments[0]
	s, err := store.Create(ctx, path, "", store.Options{Actor: plan.Acts[0].Actor, Now: func() time.Time { return now }})
	if err != nil {
		return err
	}
	acts := split(plan)
	for i, arrived := range moments {
		now = arrived
		if err = sc.arrive(ctx, s, arrived); err != nil {
			break
		}
		part := assay.Plan{Name: plan.Name, Description: plan.Description}
		for len(acts) > 0 && (i == len(moments)-1 || acts[0].Edits[0].At.Before(moments[i+1])) {
			part.Acts, acts = append(part.Acts, acts[0]), acts[1:]
		}
		now = part.Acts[len(part.Acts)-1].Edits[0].At
		if err = carryOut(ctx, s, &part); err != nil {
			break
		}
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("sample case: %w", errors.Join(err, os.Remove(path)))
	}
	return nil
}

func read() (*script, error) {
	data, err := files.ReadFile("case/case.json")
	if err != nil {
		return nil, err
	}
	sc := &script{pages: map[string]assay.Import{}}
	if err := json.Unmarshal(data, &sc.file); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(sc.file["articles"], &sc.articles); err != nil {
		return nil, err
	}
	for _, a := range sc.articles {
		if err := sc.extract(a); err != nil {
			return nil, fmt.Errorf("%s: %w", a.text("file"), err)
		}
	}
	sc.file["articles"], err = json.Marshal(sc.articles)
	return sc, err
}

// extract reads the page of an article, and completes what case.json says of
// it: with its text, and with the places of paragraphs that are set aside and
// of sentences that are split.
func (sc *script) extract(a entity) error {
	name := a.text("file")
	data, err := files.ReadFile("case/" + name)
	if err != nil {
		return err
	}
	in, err := extract.Import(data, extract.Hint{Name: name, URL: a.text("url")})
	if err != nil {
		return err
	}
	sc.pages[a.text("id")] = in
	text := anchor.NewText(in.Text)
	var blocks, boundaries []entity
	for _, words := range a.strings("set_aside") {
		at, err := place(text, words)
		if err != nil {
			return err
		}
		blocks = append(blocks, entity{"start": at.Start, "end": at.End, "kind": "not_article"})
	}
	for _, words := range a.strings("split") {
		before, _, _ := strings.Cut(words, "|")
		at, err := place(text, strings.Replace(words, "|", "", 1))
		if err != nil {
			return err
		}
		boundaries = append(boundaries, entity{"at": at.Start + anchor.NewText(before).Len(), "edit": "split"})
	}
	for _, ours := range []string{"file", "url", "set_aside", "split"} {
		delete(a, ours)
	}
	a["text"], a["found_at"], a["blocks"], a["boundaries"] = in.Text, in.FoundAt, blocks, boundaries
	return nil
}

// strings returns a member that is a list of strings.
func (e entity) strings(name string) (all []string) {
	list, _ := e[name].([]any)
	for _, x := range list {
		s, _ := x.(string)
		all = append(all, s)
	}
	return all
}

// place returns where words stand in a text, which must be once.
func place(text anchor.Text, words string) (anchor.Span, error) {
	matches, outcome := anchor.NewFinder(text).Find(anchor.Quote{Exact: words}, anchor.NoHint)
	if outcome != anchor.Unique {
		return anchor.Span{}, fmt.Errorf("%q does not stand there once", words)
	}
	return matches[0].Span, nil
}

// plan reads what the analysts did. There is nothing in it that cannot be read.
func (sc *script) plan() (*assay.Plan, error) {
	data, err := json.Marshal(sc.file)
	if err != nil {
		return nil, err
	}
	plan, err := exchange.ReadJSON(bytes.NewReader(data), assay.ActorID{}, exchange.Limits{})
	if err == nil && len(plan.Problems) > 0 {
		err = fmt.Errorf("case.json: %s", plan.Problems[0])
	}
	return plan, err
}

// split takes a plan apart by the times at which things were done, so that the
// history shows a case that grew. What has no time belongs to the first of its
// analyst's acts. The texts come with the pages.
func split(plan *assay.Plan) (acts []assay.PlannedAct) {
	for _, whole := range plan.Acts {
		edits := slices.Clone(whole.Edits)
		first := slices.IndexFunc(edits, func(e assay.PlannedEdit) bool { return !e.At.IsZero() }) // the dated come first
		for i := range edits {
			if edits[i].At.IsZero() {
				edits[i].At = edits[first].At
			}
		}
		slices.SortStableFunc(edits, func(a, b assay.PlannedEdit) int { return a.At.Compare(b.At) })
		for len(edits) > 0 {
			n := slices.IndexFunc(edits, func(e assay.PlannedEdit) bool { return !e.At.Equal(edits[0].At) })
			if n < 0 {
				n = len(edits)
			}
			acts = append(acts, assay.PlannedAct{Actor: whole.Actor, Edits: edits[:n:n]})
			edits = edits[n:]
		}
	}
	slices.SortStableFunc(acts, func(a, b assay.PlannedAct) int { return a.Edits[0].At.Compare(b.Edits[0].At) })
	return acts
}

// arrivals returns the times at which pages came in, in order.
func (sc *script) arrivals() (all []time.Time) {
	for _, a := range sc.articles {
		if at := a.at(); !slices.ContainsFunc(all, at.Equal) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// arrive imports the pages that came in at a time, in one act.
func (sc *script) arrive(ctx context.Context, s *store.Store, at time.Time) error {
	pages := func(yield func(store.Incoming, error) bool) {
		for _, a := range sc.articles {
			in := sc.pages[a.text("id")]
			read := func() iter.Seq2[assay.Import, error] {
				return func(yield func(assay.Import, error) bool) { yield(in, nil) }
			}
			if a.at().Equal(at) && !yield(store.Incoming{Name: in.Name, Size: len(in.Original), Read: read}, nil) {
				return
			}
		}
	}
	return s.ImportArticles(ctx, pages, func(in store.Imported) error { return in.Err })
}

// carryOut does what the analysts did. The case has nothing else yet.
func carryOut(ctx context.Context, s *store.Store, part *assay.Plan) error {
	report, err := s.ImportJSON(ctx, part)
	if err == nil && len(report.Kept) > 0 {
		err = fmt.Errorf("case.json: %s", report.Kept[0])
	}
	return err
}
