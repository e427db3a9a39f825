package extract

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inputs are the files of testdata that are articles.
func inputs(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(f string) bool {
		return strings.HasSuffix(f, ".golden") || strings.HasSuffix(f, ".reading") || strings.HasSuffix(f, ".page") || filepath.Ext(f) == ""
	})
}

// TestReadings reads each file of testdata. How its blocks are counted must never
// change while the version of the extractor stays the same: choices refer to it.
func TestReadings(t *testing.T) {
	for _, input := range inputs(t) {
		t.Run(filepath.Base(input), func(t *testing.T) {
			h := Hint{Name: filepath.Base(input)}
			d, err := Extract(load(t, input), h)
			if err != nil {
				t.Skip("it holds no single article")
			}
			r, err := Explain(load(t, input), h)
			if err != nil {
				t.Fatal(err)
			}
			if legible(r.Document) != legible(d) {
				t.Error("it reads otherwise when it is explained")
			}
			for _, field := range Fields {
				value := d.Told(field)
				if used := slices.ContainsFunc(r.Found, func(f Found) bool { return f.Field == field && f.Used && f.Value == value }); value != "" && !used {
					t.Errorf("%s is %q, and nothing says where that is from", field, value)
				}
			}
			golden, got := input+".reading", toldOf(&r)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(load(t, golden)); got != want {
				t.Errorf("%s is now read so:\n%s", input, got)
			}
		})
	}
}

// toldOf writes how a document was read so that a person can check it.
func toldOf(r *Reading) string {
	var out strings.Builder
	for _, f := range r.Found {
		where := f.Where
		if f.Name != "" {
			where = fmt.Sprintf(f.Where, f.Name)
		}
		fmt.Fprintf(&out, "%s%s: %s [%s] %s\n", map[bool]string{true: "* ", false: "  "}[f.Used], f.Field, f.Value, where, f.Evidence)
	}
	for _, p := range r.Original {
		if p.At >= 0 {
			fmt.Fprintf(&out, "%d in\n", p.No)
			continue
		}
		fmt.Fprintf(&out, "%d %s, out, %s: %.60q\n", p.No, p.Kind, p.Out, p.Text)
	}
	return out.String()
}

// TestChoice puts blocks that are left out into the text: they stand where the
// original has them, everything else stays as it was, and the blocks are counted
// as before.
func TestChoice(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 4)) //nolint:gosec // no secret
	chosen := 0
	for _, input := range inputs(t) {
		data, h := load(t, input), Hint{Name: filepath.Base(input)}
		r, err := Explain(data, h)
		if err != nil {
			continue
		}
		for range 8 {
			var numbers []int
			for _, p := range r.Original {
				if p.At < 0 && random.IntN(3) == 0 {
					numbers = append(numbers, p.No)
				}
			}
			if len(numbers) == 0 {
				continue
			}
			chosen++
			h.Choice = Choice(numbers)
			with, err := Explain(data, h)
			if err != nil {
				t.Fatalf("%s, %s: %v", input, h.Choice, err)
			}
			var want []string
			for _, p := range r.Original {
				if p.At >= 0 || slices.Contains(numbers, p.No) {
					want = append(want, p.Text)
				}
			}
			if got := strings.Join(want, separator); got != with.Text {
				t.Errorf("%s, %s: the text is\n%s, want\n%s", input, h.Choice, with.Text, got)
			}
			for i, p := range with.Original {
				was := r.Original[i]
				if p.No != was.No || p.Text != was.Text || p.Put != slices.Contains(numbers, p.No) || (p.At < 0) != (was.At < 0 && !p.Put) {
					t.Errorf("%s, %s: block %d is %+v and was %+v", input, h.Choice, i, p, was)
				}
			}
			in, err := Import(data, h)
			if err != nil || in.Choice != h.Choice || in.Text != with.Text {
				t.Errorf("%s: brought in with the choice %q: %v", input, in.Choice, err)
			}
		}
	}
	if chosen < 20 {
		t.Errorf("only %d choices were tried", chosen)
	}
}

func TestChoiceWritten(t *testing.T) {
	for _, test := range []struct {
		choice, as string // as it is written, "wrong" if it is none
	}{
		{"", ""},
		{"3", "3"},
		{"3 7-9", "3 7-9"},
		{" 3  4 ", "3-4"},
		{"1-1", "1"},
		{"4 3", "wrong"},
		{"3-2", "wrong"},
		{"0", "wrong"},
		{"-3", "wrong"},
		{"x", "wrong"},
		{"1-999999999", "wrong"},
		{"2 2", "wrong"},
		{strings.Repeat("1 ", longestChoice), "wrong"},
	} {
		numbers, err := ParseChoice(test.choice)
		got := Choice(numbers)
		if err != nil {
			got = "wrong"
		}
		if got != test.as {
			t.Errorf("%.20q is %q, want %q", test.choice, got, test.as)
		}
	}
	data := load(t, "testdata/news.html")
	for _, none := range []string{"6", "9999"} { // one that the text has, and one that is not there
		if _, err := Extract(data, Hint{Choice: none}); err == nil {
			t.Errorf("the choice %q is taken", none)
		}
	}
}

func TestDateline(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"PORT MERROW, March 2 (Coastal Wire) — Nine lorries burned.", "PORT MERROW, March 2 (Coastal Wire)"},
		{"MERROW — Nine lorries burned.", "MERROW"},
		{"Merrow (Coastal Wire) - Nine lorries burned.", "Merrow (Coastal Wire)"},
		{"Nine lorries burned - and nobody knows why.", ""},
		{"The mayor (a former pilot) said so.", ""},
		{"Merrow, le 3 mars 2024 – Neuf camions ont brûlé.", "Merrow, le 3 mars 2024"},
		{"Merrow, a town of nine lorries – or of ten.", ""},
	} {
		if got := dateline(test.text); got != test.want {
			t.Errorf("%q has the dateline %q, want %q", test.text, got, test.want)
		}
	}
}

// TestDateOfDateline: a text that says when it was written only where it says where gives
// that date, told with where it was found; one without a year, or that can be read in two
// ways, gives none.
func TestDateOfDateline(t *testing.T) {
	const rest = " Nine lorries burned at the old quay of the harbour before noon, and the ferries stayed away for the rest of the day."
	for _, test := range []struct{ start, want string }{
		{"PORT MERROW, March 3, 2024 (Coastal Wire) —", "2024-03-03"},
		{"Merrow, le 3 mars 2024 –", "2024-03-03"},
		{"MERROW, 3. März 2024 (kwz) -", "2024-03-03"},
		{"PORT MERROW, March 3 (Coastal Wire) —", ""},
		{"MERROW, 3/4/2024 (Coastal Wire) —", ""},
		{"On March 3, 2024", ""},
	} {
		data := []byte("Lorries burn at the quay\n\n" + test.start + rest)
		r, err := Explain(data, Hint{Name: "a.txt"})
		if err != nil {
			t.Fatal(err)
		}
		if d := r.Document; d.Published != test.want || (d.PublishedBasis == BasisPrinted) != (test.want != "") {
			t.Errorf("%q is of %q, %q; want %q", test.start, d.Published, d.PublishedBasis, test.want)
		}
		told := ""
		for _, f := range r.Found {
			if f.Field == "published" {
				told += f.Value + ", " + f.Where
			}
		}
		if want := test.want + ", the dateline of the text"; test.want == "" && told != "" || test.want != "" && told != want {
			t.Errorf("of %q it is told %q", test.start, told)
		}
	}
}

// TestCalledByText: an article without a title is called by its first words, which are
// said to be that and no headline.
func TestCalledByText(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"short":          {"The quay is shut until Friday", "The quay is shut until Friday"},
		"long":           {strings.Repeat("Nine cranes fell, ", 9), "Nine cranes fell, Nine cranes fell, Nine cranes fell, Nine cranes…"},
		"without spaces": {strings.Repeat("港口起火", 30), strings.Repeat("港口起火", 17) + "港口…"},
	} {
		d := Document{Blocks: []Block{{Kind: KindBody, Text: test.text}}}
		d.callByText()
		if d.Title != test.want {
			t.Errorf("%s: called %q, want %q", name, d.Title, test.want)
		}
		found := d.evidence(Hint{})
		if len(found) == 0 || found[0].Field != "title" || found[0].Where != "the first words of the text" || !found[0].Used {
			t.Errorf("%s: found is %+v", name, found)
		}
	}
	d := Document{Title: "Fire", Blocks: []Block{{Kind: KindTitle, Text: "Fire"}}}
	if d.callByText(); d.Title != "Fire" || d.evidence(Hint{})[0].Where != "the headline in the text" {
		t.Errorf("with a title it is called %q by %+v", d.Title, d.evidence(Hint{}))
	}
}
