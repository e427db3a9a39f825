package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestOtherProgramsFile: a file with ids of its own and quotes only goes in and
// comes out with what Assay concludes: five articles, of which four rest on one
// report.
func TestOtherProgramsFile(t *testing.T) {
	d := newDesk(t)
	p := read(t, harbour(t))
	for _, problem := range p.Problems {
		t.Errorf("%s: %s", problem.Gravity, problem)
	}
	d.carryOut(p)
	var out struct {
		Sources  []struct{ ID, Name string }
		Articles []struct{ ID, Title string }
		Claims   []struct{ ID, Wording string }
		Mentions []struct {
			Quote, Prefix string
			Start, End    int
		}
		Judgements []struct {
			Dimension string
			Value     any
		}
		Computed struct {
			Claims []struct {
				ID                    string
				Contested             bool
				Supports, Contradicts struct {
					Articles   int
					Attributed int `json:"attributed_origins"`
					OwnVoice   int `json:"own_voice_origins"`
					AtLeast    int `json:"at_least"`
					AtMost     int `json:"at_most"`
					Origins    []string
				}
				Cells map[string]string
				Guard *string
			}
			Questions []struct {
				Contested bool
				Level     string
			}
		}
	}
	if err := json.Unmarshal([]byte(d.write(JSONOptions{})), &out); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, s := range out.Sources {
		names[s.ID] = s.Name
	}
	for _, a := range out.Articles {
		names[a.ID] = a.Title
	}
	for _, c := range out.Claims {
		names[c.ID] = c.Wording
	}
	got := ""
	for _, c := range out.Computed.Claims {
		got += fmt.Sprintf("%s, contested %v\n", names[c.ID], c.Contested)
		for i, s := range []any{c.Supports, c.Contradicts} {
			got += fmt.Sprintf("  %s %v\n", []string{"supports", "contradicts"}[i], s)
		}
		for _, a := range slices.Sorted(maps.Keys(c.Cells)) {
			got += fmt.Sprintf("  %s: %s\n", names[a], c.Cells[a])
		}
		if c.Guard != nil {
			got += "  guard: " + *c.Guard + "\n"
		}
	}
	for _, q := range out.Computed.Questions {
		got += fmt.Sprintf("question contested %v, %s\n", q.Contested, q.Level)
	}
	for id, name := range names {
		got = strings.ReplaceAll(got, id, name)
	}
	for _, m := range out.Mentions {
		got += fmt.Sprintf("[%d,%d) %q after %q\n", m.Start, m.End, m.Quote, m.Prefix)
	}
	for _, j := range out.Judgements {
		if j.Dimension == "derivation" {
			got += fmt.Sprint("evidence ", j.Value.(map[string]any)["evidence"].([]any)[0].(map[string]any)["quote"], "\n")
		}
	}
	golden(t, "harbour_concluded.txt", got)
}

// TestTwice: reading a file again plans the same entities.
func TestTwice(t *testing.T) {
	one, two := newDesk(t), newDesk(t)
	one.carryOut(read(t, harbour(t)))
	two.carryOut(read(t, harbour(t)))
	two.carryOut(read(t, harbour(t)))
	a, b := map[string]bool{}, map[string]bool{}
	for s := range one.log.States() {
		a[s.Kind+" "+s.Entity.String()] = true
	}
	for s := range two.log.States() {
		b[s.Kind+" "+s.Entity.String()] = true
	}
	if !maps.Equal(a, b) {
		t.Errorf("%d entities once, %d twice", len(a), len(b))
	}
}

func TestWriteJSON(t *testing.T) {
	d := newDesk(t)
	d.carryOut(read(t, harbour(t)))
	got := d.write(JSONOptions{NoHistory: true})
	golden(t, "harbour_written.json", got)
	if again := d.write(JSONOptions{NoHistory: true}); again != got {
		t.Error("two exports of one case differ")
	}
	var any map[string]any
	if err := json.Unmarshal([]byte(got), &any); err != nil {
		t.Errorf("not JSON: %v", err)
	}
	if _, ok := any["history"]; ok {
		t.Error("the history was not left out")
	}
}

// TestRoundTrip: with its history, a case comes back as it was: the same
// operations, the same blobs, the same file.
func TestRoundTrip(t *testing.T) {
	d := newDesk(t)
	d.carryOut(read(t, harbour(t)))
	d.carryOut(read(t, strings.Replace(harbour(t), `"harbour-1"`, `"harbour-2"`, 1)))
	file := d.write(JSONOptions{})
	p := read(t, file)
	for _, problem := range p.Problems {
		t.Errorf("%s: %s", problem.Gravity, problem)
	}
	back := newDesk(t)
	back.carryOut(p)
	if got := back.write(JSONOptions{}); got != file {
		t.Errorf("came back as\n%s\nwas\n%s", got, file)
	}
	if len(back.blobs) != len(d.blobs) {
		t.Errorf("%d blobs of %d", len(back.blobs), len(d.blobs))
	}
	t.Run("put in other order and indented by another program", func(t *testing.T) {
		var tree map[string]any
		dec := json.NewDecoder(strings.NewReader(file))
		dec.UseNumber()
		if err := dec.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		shuffled, err := json.MarshalIndent(tree, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		back := newDesk(t)
		back.carryOut(read(t, string(shuffled)))
		if back.write(JSONOptions{}) != file {
			t.Error("the case is another")
		}
	})
	t.Run("without its history", func(t *testing.T) {
		back := newDesk(t)
		p := read(t, d.write(JSONOptions{NoHistory: true}))
		for _, problem := range p.Problems {
			t.Errorf("%s: %s", problem.Gravity, problem)
		}
		back.carryOut(p)
		a, b := assay.Build(assay.Records(d.log)), assay.Build(assay.Records(back.log))
		if len(a.Mentions) != len(b.Mentions) || len(a.Judgements) != len(b.Judgements) || len(a.Blocks) != len(b.Blocks) {
			t.Errorf("%d mentions and %d judgements of %d and %d", len(b.Mentions), len(b.Judgements), len(a.Mentions), len(a.Judgements))
		}
		x, y := computedOf(t, d), computedOf(t, back)
		if x != y {
			t.Errorf("concludes\n%s\nand concluded\n%s", y, x)
		}
	})
}

func computedOf(t *testing.T, d *desk) string {
	t.Helper()
	var out struct{ Computed json.RawMessage }
	if err := json.Unmarshal([]byte(d.write(JSONOptions{NoHistory: true})), &out); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, out.Computed, "", " "); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
