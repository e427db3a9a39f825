package difference

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
)

// told writes changes so that a person can check them: {-dropped-} {+added+}.
func told(all []Change) string {
	var blocks []string
	for _, c := range all {
		s := ""
		for _, x := range c.Stretches {
			s += map[Op]string{Kept: x.Text, Dropped: "{-" + x.Text + "-}", Added: "{+" + x.Text + "+}"}[x.Op]
		}
		blocks = append(blocks, s)
	}
	return strings.Join(blocks, "\n")
}

func TestRevision(t *testing.T) {
	for _, test := range []struct{ name, from, to, want string }{
		{"nothing", "Nine lorries burned.", "Nine lorries burned.", "Nine lorries burned."},
		{"a number", "Nine lorries burned.", "Twelve lorries burned.", "{-Nine-}{+Twelve+} lorries burned."},
		{"two words in a row", "The old quay was shut.", "The new pier was shut.", "The {-old quay-}{+new pier+} was shut."},
		{"a paragraph put in", "A fire broke out.\n\nNobody was hurt.", "A fire broke out.\n\nIt was put out at noon.\n\nNobody was hurt.", "A fire broke out.\n{+It was put out at noon.+}\nNobody was hurt."},
		{"a paragraph taken out", "A fire broke out.\n\nNobody was hurt.", "Nobody was hurt.", "{-A fire broke out.-}\nNobody was hurt."},
		{"another paragraph", "A fire broke out.", "The mayor opens a bridge.", "{-A fire broke out.-}\n{+The mayor opens a bridge.+}"},
		{"reworded and put in", "A fire broke out on the quay.", "By Ada Quill\n\nA large fire broke out on the quay.", "{+By Ada Quill+}\nA {+large +}fire broke out on the quay."},
		{"Arabic", "احترقت تسع شاحنات في الميناء.", "احترقت اثنتا عشرة شاحنة في الميناء.", "احترقت {-تسع شاحنات-}{+اثنتا عشرة شاحنة+} في الميناء."},
		{"Chinese", "九辆卡车起火。", "十二辆卡车起火。", "{-九-}{+十二+}辆卡车起火。"},
		{"from nothing", "", "Nine lorries burned.", "{+Nine lorries burned.+}"},
	} {
		if got := told(Revision(anchor.NewText(test.from), anchor.NewText(test.to))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestRevisionLaws: the changes are both texts.
func TestRevisionLaws(t *testing.T) {
	words := strings.Fields("the ferry quay burned nobody was hurt, said مرفأ 港 港口 🚒 e\u0301 9 12. on")
	for seed := range 400 {
		r := rand.New(rand.NewPCG(uint64(seed), 7)) //nolint:gosec // no secret
		text := func() string {
			var blocks []string
			for range 1 + r.IntN(6) {
				var block []string
				for range 1 + r.IntN(8) {
					block = append(block, words[r.IntN(len(words))])
				}
				blocks = append(blocks, strings.Join(block, " "))
			}
			return strings.Join(blocks, "\n\n")
		}
		from, to := anchor.NewText(text()), anchor.NewText(text())
		var older, newer []string
		for _, c := range Revision(from, to) {
			a, b := "", ""
			for _, s := range c.Stretches {
				if s.Op != Added {
					a += s.Text
				}
				if s.Op != Dropped {
					b += s.Text
				}
			}
			if c.Op != Added {
				if a != from.Slice(c.From) {
					t.Errorf("%q is not the block %q", a, from.Slice(c.From))
				}
				older = append(older, a)
			}
			if c.Op != Dropped {
				if b != to.Slice(c.To) {
					t.Errorf("%q is not the block %q", b, to.Slice(c.To))
				}
				newer = append(newer, b)
			}
		}
		if strings.Join(older, "\n\n") != from.String() || strings.Join(newer, "\n\n") != to.String() {
			t.Fatalf("seed %d: the changes are\n%q\n%q, of\n%q\n%q", seed, older, newer, from, to)
		}
		if all := Revision(from, from); slices.ContainsFunc(all, func(c Change) bool { return !c.Same() }) {
			t.Fatalf("seed %d: a text differs from itself", seed)
		}
	}
}

// TestRevisionBounds: however much two texts differ, an answer comes.
func TestRevisionBounds(t *testing.T) {
	began := time.Now()
	Revision(anchor.NewText(strings.Repeat("a b ", 100_000)), anchor.NewText(strings.Repeat("b c ", 100_000)))
	Revision(anchor.NewText(strings.Repeat("a\n\n", 30_000)+"x"), anchor.NewText(strings.Repeat("b\n\n", 30_000)+"x"))
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}
