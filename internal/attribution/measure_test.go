package attribution

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

// folder is that of the measuring data, which is no part of the program: the
// environment names it, and what needs it is skipped without it.
func folder(t *testing.T) string {
	t.Helper()
	path := os.Getenv("ASSAY_DATA")
	if path == "" {
		t.Skip("ASSAY_DATA names no folder of measuring data")
	}
	return path
}

type attributed struct {
	ID           string
	Text         string
	Attributions []struct{ Source, Cue, Content [][2]int }
}

func articles(t *testing.T) (all []attributed) {
	t.Helper()
	file, err := os.Open(filepath.Join(folder(t), "13_attribution_polnear", "docs.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(r); ; {
		var v attributed
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, v)
	}
}

// gazetteer is the list of outlets that comes with the data, which decides what
// an outlet is in the marks of others; ours is not used for that.
func gazetteer(t *testing.T) *trie[named] {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder(t), "outlets.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	names := &trie[named]{}
	for line := range strings.Lines(string(data)) {
		for name := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			names.add(name, named{name: name, capitals: capitals(name)})
		}
	}
	return names
}

// TestMeasureOutlets: articles in which people have marked who is said to say
// what. Wanted are the sources that name an outlet of the list that comes with
// them, whatever for: many are no relays ("a host of …", "… asked the court"),
// so not all can be found. A relay that is proposed is right if its words lie in
// a source that people have marked. The rules were written against the articles
// with even numbers.
func TestMeasureOutlets(t *testing.T) {
	names := gazetteer(t)
	for half, title := range []string{"written on", "measured on"} {
		proposed, right, wanted, got := 0, 0, 0, 0
		for i, doc := range articles(t) {
			if i%2 != half {
				continue
			}
			text := anchor.NewText(doc.Text)
			a := NewReader(nil).Read(text, "en")
			var sources, of []anchor.Span
			for _, at := range doc.Attributions {
				for _, s := range at.Source {
					span := anchor.Span{Start: s[0], End: s[1]}
					sources = append(sources, span)
					if hasOutlet(a, a.tokensOf(span), names) && !slices.Contains(of, span) {
						of = append(of, span)
					}
				}
			}
			overlaps := func(spans []anchor.Span, s anchor.Span) bool {
				return slices.ContainsFunc(spans, s.Overlaps)
			}
			var relays []anchor.Span
			for _, s := range a.Statements() {
				if !s.Relay || s.Kind == Dateline || s.Kind == Byline || s.Kind == Syndicated || s.Kind == Contributed {
					continue
				}
				relays = append(relays, s.Source)
				proposed++
				if overlaps(sources, s.Source) {
					right++
				} else if testing.Verbose() && half == 0 {
					t.Logf("wrong: %s %s %q: …%s", s.Kind, s.Rule, text.Slice(s.Source), around(text, s.Source))
				}
			}
			for _, s := range of {
				wanted++
				if overlaps(relays, s) {
					got++
				} else if testing.Verbose() && half == 0 {
					t.Logf("missed: %q: …%s", text.Slice(s), around(text, s))
				}
			}
		}
		precision, recall := float64(right)/float64(proposed), float64(got)/float64(wanted)
		t.Logf("%s: precision %.3f of %d, recall %.3f of %d", title, precision, proposed, recall, wanted)
		if half == 1 && (precision < 0.80 || recall < 0.50) {
			t.Errorf("precision %.3f, recall %.3f", precision, recall)
		}
	}
}

func hasOutlet(a *Article, p part, names *trie[named]) bool {
	for i := p.from; i < p.to; i++ {
		if n, end := names.at(a.tokens, i, p.to); n != nil && a.written(*n, i, end) {
			return true
		}
	}
	return false
}

func around(t anchor.Text, s anchor.Span) string {
	return strings.ReplaceAll(t.Slice(anchor.Span{Start: max(0, s.Start-60), End: min(t.Len(), s.End+80)}), "\n", "⏎")
}

// TestMeasureSources: all sources that people have marked, outlets or not: how
// many of those that are proposed for a step lie in one, and how many of them are
// found. Gives no verdict; there is no figure of others to compare with.
func TestMeasureSources(t *testing.T) {
	for half, title := range []string{"written on", "measured on"} {
		proposed, right, wanted, got, chained, content := 0, 0, 0, 0, 0, 0
		for i, doc := range articles(t) {
			if i%2 != half {
				continue
			}
			text := anchor.NewText(doc.Text)
			a := NewReader(nil).Read(text, "en")
			var found []anchor.Span
			for _, u := range a.utterances {
				if u.class != heard && u.class != own && u.class != firstOn {
					found = append(found, a.span(u.party.part))
				}
			}
			var sources []anchor.Span
			for _, at := range doc.Attributions {
				var here []anchor.Span
				for _, s := range at.Source {
					here = append(here, anchor.Span{Start: s[0], End: s[1]})
				}
				sources = append(sources, here...)
				if len(here) == 0 || len(at.Content) == 0 {
					continue
				}
				wanted++
				if slices.ContainsFunc(found, here[0].Overlaps) {
					got++
				} else if testing.Verbose() && half == 0 {
					cue := ""
					for _, c := range at.Cue {
						cue += text.Slice(anchor.Span{Start: c[0], End: c[1]}) + "/"
					}
					t.Logf("not found: %q %q …%s", text.Slice(here[0]), cue, around(text, here[0]))
				}
				content++
				if p := a.Chain(anchor.Span{Start: at.Content[0][0], End: at.Content[0][1]}); slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Words.Overlaps(here[0]) }) {
					chained++
				}
			}
			for _, s := range found {
				proposed++
				if slices.ContainsFunc(sources, s.Overlaps) {
					right++
				} else if testing.Verbose() && half == 0 {
					t.Logf("no source: %q: …%s", text.Slice(s), around(text, s))
				}
			}
		}
		t.Logf("%s: precision %.3f of %d, recall %.3f of %d, chain of the content has the source %.3f of %d", title,
			float64(right)/float64(proposed), proposed, float64(got)/float64(wanted), wanted, float64(chained)/float64(content), content)
	}
}

func BenchmarkArticle(b *testing.B) {
	article := anchor.NewText(strings.Repeat(sample+"\n\n", 8))
	r := NewReader(nil)
	b.SetBytes(int64(len(article.String())))
	for b.Loop() {
		a := r.Read(article, "en")
		a.Statements()
		a.Chain(anchor.Span{Start: 0, End: 100})
	}
}

const sample = `OSTVAR (Reuters) – Two officials familiar with the talks said on Monday that the bridge over the Lenne would stay shut, The Ostvar Courier reported. “We have no date,” said Mila Brandt, a spokeswoman for the ministry. “Not one.”

According to the New York Times, which cited three people briefed on the plan, the harbour company had asked for more time. The Times said it had seen the letter. Critics, among them the mayor, told CNN that nobody had asked them.`
