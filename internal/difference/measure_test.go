package difference

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
)

// lines reads a file of the measuring data, which is no part of the program: the
// folder is named by the environment, and what needs it is skipped without it.
func lines[T any](t *testing.T, path string) (all []T) {
	t.Helper()
	folder := os.Getenv("ASSAY_DATA")
	if folder == "" {
		t.Skip("ASSAY_DATA names no folder of measuring data")
	}
	file, err := os.Open(filepath.Join(folder, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	for d := json.NewDecoder(r); ; {
		var v T
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, v)
	}
}

// TestMeasureInjected: pairs of sentences that tell the same, in some of which one
// number, date or name has been changed. A change is found if a difference of
// its kind lies on the changed words; of pairs that nobody has changed, those
// with any difference that is neither finer nor unsure count as flagged, although
// most of those really differ; how many more have an unsure one is printed. The
// thresholds were set on the even pairs.
func TestMeasureInjected(t *testing.T) {
	type pair struct{ A, B, Kind, Was, Now string }
	kinds := map[string]Kind{"num": Number, "date": Date, "name": Name}
	for half, title := range []string{"set on", "measured on"} {
		found, all, other, unsure := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
		for i, p := range lines[pair](t, "11_discrepancy_injected/train.jsonl.gz") {
			if i%2 != half {
				continue
			}
			all[p.Kind]++
			hit := false
			diffs := between(p.A, p.B, "en")
			for _, d := range diffs {
				if d.Unsure {
					unsure[p.Kind]++
					break
				}
			}
			for _, d := range diffs {
				if d.Unsure || d.Finer && p.Kind == "none" {
					continue
				}
				hit = hit || p.Kind == "none" || d.Kind == kinds[p.Kind] && strings.Contains(p.Now, strings.TrimSuffix(strings.ReplaceAll(d.B.Words, "’", "'"), "'s")) ||
					d.Kind == kinds[p.Kind] && strings.Contains(d.B.Words, p.Now)
			}
			if hit {
				found[p.Kind]++
			} else if len(diffs) > 0 {
				other[p.Kind]++
			}
			if testing.Verbose() && half == 0 && hit == (p.Kind == "none") {
				t.Logf("%s %q→%q\n%s\n%s\n%+v", p.Kind, p.Was, p.Now, p.A, p.B, diffs)
			}
		}
		for kind, n := range all {
			rate := float64(found[kind]) / float64(n)
			t.Logf("%s: %s %.3f of %d (elsewhere %d, unsure %d)", title, kind, rate, n, other[kind], unsure[kind])
			if half == 1 && (kind == "none" && rate > 0.06 || kind != "none" && rate < 0.90) {
				t.Errorf("%s %.3f", kind, rate)
			}
		}
	}
}

func between(a, b, language string) []Difference {
	return Between(whole(a, language), whole(b, language))
}

// whole is a text as one passage.
func whole(text, language string) Passage {
	t := anchor.NewText(text)
	return Passage{t, anchor.Span{Start: 0, End: t.Len()}, language}
}

// TestMeasureLanguages: a smoke test. Of the sentences that stand in four
// languages, how many of the numbers and dates that are read in English are read
// in the translation too.
func TestMeasureLanguages(t *testing.T) {
	type row struct{ En, Ar, Ko, Zh string }
	rows := lines[row](t, "15_multilingual/pud_parallel_en_ar_ko_zh.jsonl.gz")
	for _, c := range []struct {
		language string
		of       func(row) string
		least    float64
	}{
		{"ar", func(r row) string { return r.Ar }, 0.85},
		{"ko", func(r row) string { return r.Ko }, 0.85},
		{"zh", func(r row) string { return r.Zh }, 0.85},
	} {
		all, found, flagged, pairs := 0, 0, 0, 0
		for _, r := range rows {
			if !strings.ContainsAny(r.En, "0123456789") {
				continue
			}
			pairs++
			en, other := whole(r.En, "en"), whole(c.of(r), c.language)
			a, b := read(en), read(other)
			for _, q := range a.numbers {
				if q.words || q.ordinal {
					continue // "one of" and "the 8th" are read in English only
				}
				all++
				if slices.ContainsFunc(b.numbers, q.agrees) {
					found++
				} else if testing.Verbose() {
					t.Logf("%s: %v not in %q %v", c.language, q, c.of(r), b.numbers)
				}
			}
			for _, d := range a.dates {
				all++
				if slices.ContainsFunc(b.dates, func(o day) bool { return d.relation(o) == equal }) {
					found++
				} else if testing.Verbose() {
					t.Logf("%s: date %v not in %q %v", c.language, d, c.of(r), b.dates)
				}
			}
			if len(Between(en, other)) > 0 {
				flagged++
			}
		}
		rate := float64(found) / float64(all)
		t.Logf("en-%s: %.3f of %d numbers and dates agree, %d of %d pairs flagged", c.language, rate, all, flagged, pairs)
		if rate < c.least {
			t.Errorf("%s: %.3f", c.language, rate)
		}
	}
}
