package extract

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The measurements read pages from the folder that ASSAY_DATA names, which is no
// part of the program: the pages of the article extraction benchmark of
// scrapinghub, and of the corpus of trafilatura.

func measured(t *testing.T, path string, into any) (page func(file string) []byte) {
	t.Helper()
	folder := os.Getenv("ASSAY_DATA")
	if folder == "" {
		t.Skip("ASSAY_DATA names no folder of pages to measure on")
	}
	path = filepath.Join(folder, filepath.FromSlash(path))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
	return func(name string) []byte {
		file, err := os.Open(filepath.Join(filepath.Dir(path), "html", name+".gz"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		r, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
}

var tokens = regexp.MustCompile(`[\p{L}\p{N}\p{M}_]+`)

// shingles counts the runs of four words of a text.
func shingles(text string) map[string]int {
	words := tokens.FindAllString(text, -1)
	all := map[string]int{}
	for i := range max(1, len(words)-3) {
		if run := words[min(i, len(words)):min(i+4, len(words))]; len(run) > 0 {
			all[strings.Join(run, " ")]++
		}
	}
	return all
}

// TestMeasureArticles scores the text of articles as the benchmark does: the mean
// of precision and of recall in runs of four words, and F1 of both.
func TestMeasureArticles(t *testing.T) {
	var truth map[string]struct{ ArticleBody, URL string }
	page := measured(t, "16_article_extraction/ground-truth.json", &truth)
	var precision, recall, exact float64
	for id, want := range truth {
		d, err := Extract(page(id+".html"), Hint{Name: id + ".html", URL: want.URL})
		if err != nil {
			t.Logf("%s: %v", id, err)
		}
		said, found := shingles(want.ArticleBody), shingles(body(d))
		var both, all, there int
		for s, n := range found {
			both += min(n, said[s])
			all += n
		}
		for _, n := range said {
			there += n
		}
		p, r := ratio(both, all), ratio(both, there)
		precision, recall = precision+p, recall+r
		if p == 1 && r == 1 {
			exact++
		}
		if testing.Verbose() && (p < 0.85 || r < 0.85) {
			t.Logf("%s: precision %.2f, recall %.2f of %s", id, p, r, want.URL)
		}
	}
	n := float64(len(truth))
	precision, recall = precision/n, recall/n
	t.Logf("%d pages: F1 %.4f, precision %.4f, recall %.4f, exact %.3f", len(truth), 2*precision*recall/(precision+recall), precision, recall, exact/n)
}

// body returns the text as the benchmarks have it: they do not count the headline
// to it, and what is proposed to be set aside is no part of it either.
func body(d Document) string {
	var kept []string
	for _, b := range d.Blocks {
		if b.Kind != KindTitle && b.Kind != KindCaption && !b.Boilerplate {
			kept = append(kept, b.Text)
		}
	}
	return strings.Join(kept, separator)
}

func ratio(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}

// TestMeasureSegments looks for segments that must and that must not be in the
// text, and counts titles, authors and dates that are right, wrong, and missing.
func TestMeasureSegments(t *testing.T) {
	var truth map[string]struct {
		File          string
		With, Without []string
		Title, Date   string
		Author        any
	}
	page := measured(t, "18_extraction_multilingual/evaldata.json", &truth)
	var hit, missed, wrong int
	fields := map[string]*[4]int{"title": {}, "author": {}, "date": {}} // right, wrong, missing, found where there is none
	addresses := make([]string, 0, len(truth))
	for address := range truth {
		addresses = append(addresses, address)
	}
	slices.Sort(addresses)
	for _, address := range addresses {
		want := truth[address]
		hint := Hint{Name: want.File, URL: address}
		if strings.HasPrefix(address, "hard::") {
			hint.URL = ""
		}
		d, err := Extract(page(want.File), hint)
		if err != nil {
			t.Logf("%s: %v", address, err)
		}
		text := body(d)
		for _, s := range want.With {
			if strings.Contains(text, s) {
				hit++
			} else {
				missed++
			}
		}
		for _, s := range want.Without {
			if strings.Contains(text, s) {
				wrong++
			}
		}
		author, _ := want.Author.(string)
		for _, f := range []struct{ name, want, got string }{
			{"title", want.Title, d.Title}, {"author", author, d.Byline}, {"date", want.Date, d.Published[:min(10, len(d.Published))]},
		} {
			outcome := 0
			switch {
			case f.want == "" && f.got == "", f.want == "" && want.Title == "":
				continue
			case f.want == "":
				outcome = 3
			case f.got == "":
				outcome = 2
			case squeezed(f.want) != squeezed(f.got):
				outcome = 1
			}
			fields[f.name][outcome]++
			if testing.Verbose() && outcome > 0 && os.Getenv("ASSAY_MISSES") == f.name {
				t.Logf("%s: %s is %q, not %q", address, f.name, f.got, f.want)
			}
		}
	}
	p, r := ratio(hit, hit+wrong), ratio(hit, hit+missed)
	t.Logf("%d pages: F1 %.4f, precision %.4f, recall %.4f", len(truth), 2*p*r/(p+r), p, r)
	for _, name := range []string{"title", "author", "date"} {
		f := fields[name]
		t.Logf("%s: %d right, %d wrong, %d missing, and %d where there is none", name, f[0], f[1], f[2], f[3])
	}
}

func squeezed(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
