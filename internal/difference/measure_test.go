package difference

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
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
// with any difference count as flagged, although some of them really differ.
// The thresholds were set on the even pairs.
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
				if d.Unsure {
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

func between(a, b, lang string) []Difference {
	x, y := anchor.NewText(a), anchor.NewText(b)
	return Between(
		Passage{x, anchor.Span{Start: 0, End: x.Len()}, lang},
		Passage{y, anchor.Span{Start: 0, End: y.Len()}, lang})
}
