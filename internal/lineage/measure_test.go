package lineage

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
)

// The measurements read sets of real texts from the folder that ASSAY_DATA
// names, and are left out where it names none. Each prints its figures and fails
// below its target.

// data reads a set of JSON objects, one a line, compressed or not.
func data[T any](t testing.TB, name string) []T {
	t.Helper()
	folder := os.Getenv("ASSAY_DATA")
	if folder == "" {
		t.Skip("ASSAY_DATA names no folder of sets to measure on")
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var all []T
	for lines := bufio.NewReader(r); ; {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var v T
			if err := json.Unmarshal(line, &v); err != nil {
				t.Fatal(err)
			}
			all = append(all, v)
		}
		if err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

type article struct {
	ID, Event, Source, URL, Date, Title, Text string
}

func texts(t testing.TB, name string) map[string]*Text {
	t.Helper()
	all := map[string]*Text{}
	for _, a := range data[article](t, name) {
		all[a.ID] = Read(anchor.NewText(a.Text))
	}
	return all
}

// target fails the test if a figure is on the wrong side of what is wanted.
func target(t *testing.T, what string, got, want float64, atLeast bool) {
	t.Helper()
	if atLeast && got < want || !atLeast && got > want {
		t.Errorf("%s is %.4f, wanted %.4f", what, got, want)
	} else {
		t.Logf("%s %.4f", what, got)
	}
}

// TestPassages measures alignment as the PAN competitions do, on a half of the
// pairs that nothing was chosen on, and on the other.
func TestPassages(t *testing.T) {
	const set = "01_passage_reuse_pan13/"
	type planted struct {
		Kind, Susp, Src string
		Spans           [][4]int
	}
	pairs := data[planted](t, set+"pairs.jsonl")
	all := texts(t, set+"docs.jsonl.gz")
	halves := map[string]*plagdet{"half A (chosen on)": {}, "half B": {}}
	kinds := map[string]*plagdet{}
	count := map[string]int{}
	clean, hit := 0, 0
	for _, p := range pairs {
		var gold []Passage
		for _, s := range p.Spans {
			gold = append(gold, Passage{A: anchor.Span{Start: s[0], End: s[0] + s[1]}, B: anchor.Span{Start: s[2], End: s[2] + s[3]}})
		}
		found := Align(all[p.Susp], all[p.Src], Wide)
		half := "half A (chosen on)"
		if count[p.Kind]++; count[p.Kind]%2 == 0 {
			half = "half B"
		}
		for _, m := range []map[string]*plagdet{halves, kinds} {
			name := half
			if m["half B"] == nil {
				name = p.Kind
				if m[name] == nil {
					m[name] = &plagdet{}
				}
			}
			m[name].add(gold, found)
		}
		if len(gold) == 0 {
			clean++
			if len(found) > 0 {
				hit++
			}
		}
	}
	for _, m := range []map[string]*plagdet{kinds, halves} {
		for name, d := range m {
			score, p, r, g := d.score()
			t.Logf("%-24s plagdet %.3f precision %.3f recall %.3f granularity %.2f", name, score, p, r, g)
		}
	}
	score, _, _, _ := halves["half B"].score()
	target(t, "plagdet", score, .86, true)
	target(t, "clean pairs hit", float64(hit)/float64(clean), .02, false)
}

// plagdet gathers what the score of that name is made of.
type plagdet struct{ recalls, precisions, pieces []float64 }

func (d *plagdet) add(gold, found []Passage) {
	covered := func(p Passage, by []Passage) (share float64, n int) {
		seen := map[int]bool{}
		for _, q := range by {
			if !p.A.Overlaps(q.A) || !p.B.Overlaps(q.B) {
				continue
			}
			n++
			for i := max(p.A.Start, q.A.Start); i < min(p.A.End, q.A.End); i++ {
				seen[i] = true
			}
			for i := max(p.B.Start, q.B.Start); i < min(p.B.End, q.B.End); i++ {
				seen[-1-i] = true
			}
		}
		return float64(len(seen)) / float64(p.A.Len()+p.B.Len()), n
	}
	for _, g := range gold {
		share, n := covered(g, found)
		d.recalls = append(d.recalls, share)
		if n > 0 {
			d.pieces = append(d.pieces, float64(n))
		}
	}
	for _, f := range found {
		share, _ := covered(f, gold)
		d.precisions = append(d.precisions, share)
	}
}

func (d *plagdet) score() (score, precision, recall, granularity float64) {
	precision, recall, granularity = mean(d.precisions), mean(d.recalls), max(1, mean(d.pieces))
	if precision+recall == 0 {
		return 0, precision, recall, granularity
	}
	return 2 * precision * recall / (precision + recall) / math.Log2(1+granularity), precision, recall, granularity
}

func mean(of []float64) float64 {
	sum := 0.0
	for _, x := range slices.Sorted(slices.Values(of)) {
		sum += x
	}
	if len(of) == 0 {
		return 0
	}
	return sum / float64(len(of))
}

// TestCandidates measures which derived articles an index brings to light, by
// how they were derived.
func TestCandidates(t *testing.T) {
	const set = "06_synthetic_syndication/"
	all := texts(t, set+"docs.jsonl.gz")
	x := NewIndex[string]()
	for id, text := range all {
		x.Add(id, text.Fingerprint())
	}
	tried, found := map[string]float64{}, map[string]float64{}
	for _, g := range data[struct{ Derived, Source, How string }](t, set+"gold.jsonl") {
		tried[g.How]++
		for _, m := range x.Candidates(all[g.Derived].Fingerprint()) {
			if m.Key == g.Source {
				found[g.How]++
			}
		}
	}
	for how, n := range tried {
		target(t, "recall of "+how, found[how]/n, .99, true)
	}
}

// TestStrangers does with some 800 articles of many houses and years what is done
// with those of a case. They were drawn by lot, so that hardly any come from each
// other: what is proposed is next to all wrong.
func TestStrangers(t *testing.T) {
	const set = "06_synthetic_syndication/"
	all := texts(t, set+"docs.jsonl.gz")
	houses, boilerplate := map[string]string{}, map[string]*Boilerplate{}
	for _, a := range data[article](t, set+"docs.jsonl.gz") {
		if strings.HasPrefix(a.ID, "der_") {
			continue // made from another one
		}
		house, _, _ := strings.Cut(a.Source, " (")
		houses[a.ID] = house
		if boilerplate[house] == nil {
			boilerplate[house] = &Boilerplate{}
		}
		boilerplate[house].Add(all[a.ID], day(t, a.Date))
	}
	x, topics, v := NewIndex[string](), Topics[string]{}, Vocabulary{}
	for id, house := range houses {
		all[id] = all[id].Without(boilerplate[house].House())
		v.Add(all[id])
		x.Add(id, all[id].Fingerprint())
	}
	for id := range houses {
		topics.Add(id, v.Topic(all[id]), Undated)
	}
	compared, proposed := 0.0, 0.0
	for id := range houses {
		others := map[string]bool{}
		for _, m := range x.Candidates(all[id].Fingerprint()) {
			others[m.Key] = true
		}
		for _, n := range topics.Neighbours(v.Topic(all[id]), Undated, 11) {
			others[n.Key] = true
		}
		for other := range others {
			if other <= id {
				continue
			}
			compared++
			if is, _ := Compare(all[id], all[other]).Propose(Known{SameHouse: houses[id] == houses[other]}); is.Type != "" {
				proposed++
				t.Logf("%s of %s and %s", is.Rule, houses[id], houses[other])
			}
		}
	}
	target(t, fmt.Sprintf("proposals among %.0f pairs of strangers", compared), proposed/compared, .001, false)
}

// TestDuplicates measures planted duplicates among articles.
func TestDuplicates(t *testing.T) {
	const set = "05_planted_dups_ttds/"
	all := texts(t, set+"docs.jsonl.gz")
	x := NewIndex[string]()
	for id, text := range all {
		x.Add(id, text.Fingerprint())
	}
	found := map[string]bool{}
	for id, text := range all {
		for _, m := range x.Candidates(text.Fingerprint()) {
			c := Compare(text, all[m.Key])
			if m.Key > id && min(c.A.Cover, c.B.Cover) > .5 {
				found[id+" "+m.Key] = true
			}
		}
	}
	truth, err := os.ReadFile(filepath.Join(os.Getenv("ASSAY_DATA"), set+"truth.txt"))
	if err != nil {
		t.Fatal(err)
	}
	right, planted := 0.0, 0.0
	for line := range strings.Lines(string(truth)) {
		pair := strings.Fields(line)
		slices.Sort(pair)
		planted++
		if found[strings.Join(pair, " ")] {
			right++
		}
	}
	target(t, "recall", right/planted, 1, true)
	target(t, "precision", right/float64(len(found)), 1, true)
}

// TestEvents measures which articles about the same event are neighbours.
func TestEvents(t *testing.T) {
	const set = "03_same_event_basil/"
	docs := data[article](t, set+"docs.jsonl.gz")
	all := texts(t, set+"docs.jsonl.gz")
	var v Vocabulary
	for _, a := range docs {
		v.Add(all[a.ID])
	}
	var x Topics[string]
	event := map[string]string{}
	for _, a := range docs {
		event[a.ID] = a.Event
		x.Add(a.ID, v.Topic(all[a.ID]), day(t, a.Date))
	}
	found, wanted := 0.0, 0.0
	for _, a := range docs {
		for _, n := range x.Neighbours(v.Topic(all[a.ID]), day(t, a.Date), 11) {
			if n.Key != a.ID && event[n.Key] == a.Event {
				found++
			}
		}
		wanted += 2
	}
	target(t, "recall@10", found/wanted, .97, true)
	right, together := 0.0, 0.0
	for _, g := range x.Groups() {
		for i := range g {
			for j := range i {
				together++
				if event[g[i]] == event[g[j]] {
					right++
				}
			}
		}
	}
	t.Logf("groups: precision %.3f recall %.3f of the pairs of an event", right/together, right/wanted*2)
}

func day(t *testing.T, date string) int {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return Undated
	}
	return int(d.Unix() / 86400)
}

// TestJudged measures proposals against judged pairs of news: words of one in
// the other (C, K) against statements that both quote, boilerplate and chance.
func TestJudged(t *testing.T) {
	const set = "02_news_reuse_judged/"
	all, houses := map[string]*Text{}, map[string]string{}
	boilerplate := map[string]*Boilerplate{}
	for i, a := range data[article](t, set+"docs.jsonl.gz") {
		u, err := url.Parse(a.URL)
		if err != nil {
			t.Fatal(err)
		}
		house := strings.TrimPrefix(u.Hostname(), "www.")
		all[a.ID], houses[a.ID] = Read(anchor.NewText(a.Text)), house
		if boilerplate[house] == nil {
			boilerplate[house] = &Boilerplate{}
		}
		boilerplate[house].Add(all[a.ID], i) // most have no date
	}
	hits, proposed, positive := 0.0, 0.0, 0.0
	for _, p := range data[struct{ A, B, Label string }](t, set+"pairs.jsonl") {
		a, b := all[p.A].Without(boilerplate[houses[p.A]].House()), all[p.B].Without(boilerplate[houses[p.B]].House())
		is, _ := Compare(a, b).Propose(Known{SameHouse: houses[p.A] == houses[p.B]})
		if p.Label == "C" || p.Label == "K" {
			positive++
			if is.Type != "" {
				hits++
			} else {
				t.Logf("missed: %s", p.Label)
			}
		} else if is.Type != "" {
			t.Logf("false: %s %s", p.Label, is.Rule)
		}
		if is.Type != "" {
			proposed++
		}
	}
	precision, recall := hits/proposed, hits/positive
	t.Logf("precision %.3f recall %.3f", precision, recall)
	target(t, "F1", 2*precision*recall/(precision+recall), .85, true)
}

// TestFalse measures how often independent articles about the same event are
// proposed to come from each other.
func TestFalse(t *testing.T) {
	const set = "03_same_event_basil/"
	docs, all := data[article](t, set+"docs.jsonl.gz"), texts(t, set+"docs.jsonl.gz")
	pairs, proposed := 0.0, 0.0
	for i, a := range docs {
		for _, b := range docs[:i] {
			if a.Event != b.Event {
				continue
			}
			pairs++
			if is, _ := Compare(all[a.ID], all[b.ID]).Propose(Known{}); is.Type != "" {
				proposed++
			}
		}
	}
	target(t, "false derivations", proposed/pairs, .02, false)
}

// TestRewrites measures how well short answers that were cut or rewritten from a
// source are told from those that were not.
func TestRewrites(t *testing.T) {
	const set = "04_rewrite_levels_clough/"
	all := texts(t, set+"docs.jsonl")
	covers := map[string][]float64{}
	for _, p := range data[struct{ Answer, Source, Label string }](t, set+"pairs.jsonl") {
		covers[p.Label] = append(covers[p.Label], Compare(all[p.Answer], all[p.Source]).A.Cover)
	}
	for label, c := range covers {
		slices.Sort(c)
		t.Logf("%s: median cover %.2f of %d", label, c[len(c)/2], len(c))
	}
	wins, n := 0.0, 0.0
	for _, x := range slices.Concat(covers["cut"], covers["light"], covers["heavy"]) {
		for _, y := range covers["non"] {
			n++
			if x > y {
				wins++
			} else if x == y {
				wins += .5
			}
		}
	}
	target(t, "AUC of any reuse against none", wins/n, .95, true)
}

// TestArabic: a smoke test on pairs that were told apart by how many runs of
// words they share.
func TestArabic(t *testing.T) {
	const set = "14_arabic_reuse_silver/"
	all := texts(t, set+"docs.jsonl.gz")
	right, n := map[string]float64{}, map[string]float64{}
	for _, p := range data[struct{ A, B, Label string }](t, set+"pairs.jsonl") {
		is, _ := Compare(all[p.A], all[p.B]).Propose(Known{})
		n[p.Label]++
		if (is.Type != "") == (p.Label == "copy") {
			right[p.Label]++
		}
	}
	for label, n := range n {
		target(t, label+" told", right[label]/n, .9, true)
	}
}

// TestScripts: in every script the sentences that two texts share are found, and
// nothing else is; and Korean sentences that people find alike are alike.
func TestScripts(t *testing.T) {
	const set = "15_multilingual/"
	columns := map[string][]string{}
	for _, line := range data[map[string]any](t, set+"pud_parallel_en_ar_ko_zh.jsonl.gz") {
		for _, language := range []string{"en", "ar", "ko", "zh"} {
			columns[language] = append(columns[language], line[language].(string))
		}
	}
	for _, line := range data[article](t, set+"hebrew_news_htb.jsonl") {
		columns["he"] = append(columns["he"], line.Text)
	}
	english := 0
	for _, s := range columns["en"] {
		english += length(Read(anchor.NewText(s)).words)
	}
	for _, language := range []string{"en", "ar", "ko", "zh", "he"} {
		sentences := columns[language]
		words, said := 0, 0
		right, shared, found := 0.0, 0.0, 0.0
		for i := 0; i+30 <= len(sentences); i += 30 {
			a, b := sentences[i:i+20], sentences[i+10:i+30]
			x, y := Read(anchor.NewText(strings.Join(a, "\n\n"))), Read(anchor.NewText(strings.Join(b, "\n\n")))
			words += length(x.words)
			said += length(x.words) - Compare(x, y).A.Own
			gold := Passage{A: anchor.Span{Start: x.text.Len() - anchor.NewText(strings.Join(a[10:], "\n\n")).Len(), End: x.text.Len()}}
			shared += float64(gold.A.Len())
			for _, p := range Align(x, y, Close) {
				found += float64(p.A.Len())
				right += float64(max(0, min(p.A.End, gold.A.End)-max(p.A.Start, gold.A.Start)))
			}
		}
		all := 0
		for _, s := range sentences {
			all += length(Read(anchor.NewText(s)).words)
		}
		t.Logf("%s: %.2f words to one of English, %.3f of them quoted", language, float64(all)/float64(english), float64(said)/float64(words))
		target(t, language+" recall", right/shared, .97, true)
		target(t, language+" precision", right/found, .95, true)
	}
	var alike, people []float64
	var v Vocabulary
	pairs := data[struct {
		A, B  string
		Score float64
	}](t, set+"korean_sts_klue.jsonl")
	for _, p := range pairs {
		v.Add(Read(anchor.NewText(p.A)))
		v.Add(Read(anchor.NewText(p.B)))
	}
	for _, p := range pairs {
		var x Topics[string]
		x.Add("a", v.Topic(Read(anchor.NewText(p.A))), Undated)
		cosine := 0.0
		for _, n := range x.Neighbours(v.Topic(Read(anchor.NewText(p.B))), Undated, 1) {
			cosine = n.Cosine
		}
		alike, people = append(alike, cosine), append(people, p.Score)
	}
	target(t, "Korean, Pearson's r", pearson(alike, people), .35, true) // words as they are spelt have .12
}

func pearson(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		xy, xx, yy = xy+(x[i]-mx)*(y[i]-my), xx+(x[i]-mx)*(x[i]-mx), yy+(y[i]-my)*(y[i]-my)
	}
	return xy / math.Sqrt(xx*yy)
}

// TestSeeds: of five articles the two of which one is a rewrite of the other are
// proposed, and no other two.
func TestSeeds(t *testing.T) {
	folder := os.Getenv("ASSAY_DATA")
	if folder == "" {
		t.Skip("ASSAY_DATA names no folder of sets to measure on")
	}
	files, err := filepath.Glob(filepath.Join(folder, "seeds", "*.txt"))
	if err != nil || len(files) != 5 {
		t.Fatalf("%d articles: %v", len(files), err)
	}
	var all []*Text
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := anchor.Canonical(string(content))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Read(anchor.NewText(text)))
	}
	for i := range all {
		for j := range i {
			c := Compare(all[j], all[i])
			is, _ := c.Propose(Known{})
			t.Logf("%d and %d: %q, cover %.2f and %.2f, cosine %.2f, run %d", j, i, is.Rule, c.A.Cover, c.B.Cover, c.Cosine, c.Longest)
			if want := i == 1; want != (is.Rule == Rewritten) || !want && is.Type != "" {
				t.Errorf("%d and %d: %+v", j, i, is)
			}
		}
	}
}

// TestRankClaims measures which claim posts repeat.
func TestRankClaims(t *testing.T) {
	const set = "07_claim_retrieval_ct20/"
	var claims []Candidate[string]
	for _, c := range data[struct{ ID, Text, Title string }](t, set+"claims.jsonl.gz") {
		claims = append(claims, Candidate[string]{c.ID, []string{c.Text, c.Title}})
	}
	r := NewRanker(slices.Values(claims))
	measure := func(name string) (map5, mrr float64) {
		var aps, firsts []float64
		for _, q := range data[struct {
			Text string
			Rel  []string
		}](t, set+name) {
			if len(q.Rel) > 0 {
				ap, first := precise(r.Rank(q.Text), q.Rel, 5)
				aps, firsts = append(aps, ap), append(firsts, first)
			}
		}
		return mean(aps), mean(firsts)
	}
	map5, mrr := measure("queries_train.jsonl")
	t.Logf("chosen on: MAP@5 %.3f MRR %.3f", map5, mrr)
	map5, mrr = measure("queries_dev.jsonl")
	t.Logf("MRR %.3f", mrr)
	target(t, "MAP@5", map5, .80, true)
}

// TestRankSentences measures which sentences of other articles tell the same.
func TestRankSentences(t *testing.T) {
	type sentence struct {
		ID, Doc, Topic, Text string
		Rel                  []string
	}
	measure := func(name string) (ap, mrr, first float64) {
		topics := map[string][]sentence{}
		for _, s := range data[sentence](t, "08_cross_doc_sentences_ecb/"+name) {
			topics[s.Topic] = append(topics[s.Topic], s)
		}
		var aps, firsts, top []float64
		suggested, right, wanted := 0.0, 0.0, 0.0
		for _, list := range topics {
			others, docs := map[string]*Ranker[string]{}, map[string]string{}
			for _, s := range list {
				docs[s.ID] = s.Doc
			}
			for _, s := range list {
				if len(s.Rel) == 0 {
					continue
				}
				if others[s.Doc] == nil {
					var c []Candidate[string]
					for _, o := range list {
						if o.Doc != s.Doc {
							c = append(c, Candidate[string]{o.ID, []string{o.Text}})
						}
					}
					others[s.Doc] = NewRanker(slices.Values(c))
				}
				ranked := others[s.Doc].Rank(s.Text)
				ap, rr := precise(ranked, s.Rel, len(ranked))
				aps, firsts = append(aps, ap), append(firsts, rr)
				top = append(top, map[bool]float64{true: 1}[rr == 1])
				had, has := map[string]int{}, map[string]bool{}
				for _, k := range s.Rel {
					has[docs[k]] = true
				}
				wanted += float64(len(has))
				found := map[string]bool{}
				for _, k := range ranked {
					if had[docs[k.Key]]++; had[docs[k.Key]] > 3 || !Likely(k.Score, ranked[0].Score) {
						continue
					}
					found[docs[k.Key]] = found[docs[k.Key]] || slices.Contains(s.Rel, k.Key)
				}
				for _, hit := range found {
					if suggested++; hit {
						right++
					}
				}
			}
		}
		t.Logf("%s: of the articles of which passages are suggested %.2f have one that tells the same, of those that have one %.2f are found", name, right/suggested, right/wanted)
		return mean(aps), mean(firsts), mean(top)
	}
	ap, mrr, first := measure("train.jsonl.gz")
	t.Logf("chosen on: MAP %.3f MRR %.3f P@1 %.3f", ap, mrr, first)
	ap, mrr, first = measure("dev.jsonl.gz")
	t.Logf("MRR %.3f P@1 %.3f", mrr, first)
	target(t, "MAP", ap, .78, true)
}

// precise returns the average precision among the first n, and one over the place
// of the first that is right.
func precise(ranked []Ranked[string], right []string, n int) (ap, first float64) {
	hits := 0.0
	for i, k := range ranked {
		if !slices.Contains(right, k.Key) {
			continue
		}
		if first == 0 {
			first = 1 / float64(i+1)
		}
		if hits++; i < n {
			ap += hits / float64(i+1)
		}
	}
	return ap / float64(min(len(right), n)), first
}

// TestRankScripts: in every script a sentence is found again by a part of it, and
// Korean sentences that people find alike are alike.
func TestRankScripts(t *testing.T) {
	const set = "15_multilingual/"
	columns := map[string][]Candidate[int]{}
	add := func(language, text string) {
		columns[language] = append(columns[language], Candidate[int]{len(columns[language]), []string{text}})
	}
	for _, line := range data[map[string]any](t, set+"pud_parallel_en_ar_ko_zh.jsonl.gz") {
		for _, language := range []string{"en", "ar", "ko", "zh"} {
			add(language, line[language].(string))
		}
	}
	for _, line := range data[article](t, set+"hebrew_news_htb.jsonl") {
		add("he", line.Text)
	}
	for _, language := range []string{"en", "ar", "ko", "zh", "he"} {
		sentences := columns[language]
		r := NewRanker(slices.Values(sentences))
		right := 0.0
		for _, s := range sentences {
			signs := []rune(s.Texts[0])
			if r.Rank(string(signs[len(signs)/4 : len(signs)*3/4]))[0].Key == s.Key {
				right++
			}
		}
		target(t, language+", found by the half in its middle", right/float64(len(sentences)), .97, true)
	}
	pairs := data[struct {
		A, B  string
		Score float64
	}](t, set+"korean_sts_klue.jsonl")
	var others []Candidate[int]
	for i, p := range pairs {
		others = append(others, Candidate[int]{i, []string{p.B}})
	}
	r := NewRanker(slices.Values(others))
	var firsts, alike, people []float64
	for i, p := range pairs {
		ranked := r.Rank(p.A)
		at := slices.IndexFunc(ranked, func(k Ranked[int]) bool { return k.Key == i })
		alike, people = append(alike, ranked[at].Score), append(people, p.Score)
		if p.Score >= 4 {
			firsts = append(firsts, 1/float64(at+1))
		}
	}
	t.Logf("Korean, Pearson's r of all pairs %.2f", pearson(alike, people))
	target(t, "Korean, MRR of what people find the same", mean(firsts), .80, true)
}
