package lineage

import (
	"cmp"
	"crypto/sha256"
	"encoding"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// The articles are invented.
const (
	fire = `A cold store on the east quay of Port Tarrow burned down on Tuesday night, and twelve lorries that stood beside it were lost. The harbour master said that nobody had been hurt.

The fire was seen first by a night watchman, who was on his round shortly after eleven. He ran to the gate and called the brigade, which came with six engines and needed until the morning to put it out.

“We heard the roof come down before we saw a single flame, and then the whole quay was as bright as day,” the watchman said. “I have been here for thirty years and never saw the like.”

The store belonged to the Olan company, which ships fish and fruit to the islands. The company would not say how large the damage was, but two of its clerks put it at four million crowns. The harbour office has promised a report by the end of the month.

Work on the east quay has been stopped until the wreck is cleared. Ships for the islands now leave from the old basin, where there is room for two at a time.`

	// rewritten says the same, in other words.
	rewritten = `Fire destroyed a cold store at Port Tarrow's east quay on Tuesday night. Twelve lorries standing beside the store burned too, but nobody was hurt, according to the harbour master.

It was a night watchman on his round who first saw the fire, shortly after eleven o'clock. He called the brigade from the gate. Six engines came, and the brigade needed all night, until morning, to put out the fire.

The cold store belonged to Olan, a company that ships fruit and fish to the islands. How large the damage was the company would not say; two clerks of the company put the damage at four million crowns. A report was promised by the harbour office by the end of the month.

Until the wreck is cleared, work has been stopped on the east quay. Ships to the islands leave from the old basin now, which has room for only two ships at a time.`

	// other is about the same fire, by somebody who was there.
	other = `Shopkeepers in the harbour quarter swept glass from their floors on Wednesday and asked one another what had gone wrong. Few had slept. Smoke still hung over the sheds, and fish that had been meant for the islands lay in heaps along the road.

“We heard the roof come down before we saw a single flame, and then the whole quay was as bright as day,” the watchman said. “I have been here for thirty years and never saw the like.”

Mirel Dask, who sells rope opposite the gate, blamed the owners. Twice last winter the alarm had rung for nothing, she said, and after that no one minded it. The mayor came at noon, shook some hands and left without a word to the dockers, whose wages for the week are now in doubt.

A collection for the drivers has brought in more than anybody expected. It will be handed over on Sunday after the service.`

	footer = `Keep the Tarrow Gazette free for everyone: join our circle of friends today and get the paper to your door at half the price for a year.`
)

func read(text string) *Text { return Read(anchor.NewText(text)) }

// mirror is what a comparison would be, had the texts been given the other way
// round.
func mirror(c Comparison) Comparison {
	c.A, c.B = c.B, c.A
	c.Passages = mirrored(c.Passages)
	c.Runs = slices.Clone(c.Runs)
	for i, r := range c.Runs {
		c.Runs[i].A, c.Runs[i].B = r.B, r.A
	}
	slices.SortFunc(c.Runs, func(x, y Run) int {
		return cmp.Or(x.A.Start-y.A.Start, x.B.Start-y.B.Start, x.A.End-y.A.End)
	})
	return c
}

func mirrored(all []Passage) []Passage {
	all = slices.Clone(all)
	for i := range all {
		all[i].A, all[i].B = all[i].B, all[i].A
	}
	slices.SortFunc(all, func(x, y Passage) int { return x.A.Start - y.A.Start })
	return all
}

func TestIdentical(t *testing.T) {
	a := read(fire)
	whole := anchor.Span{End: a.text.Len()}
	got := Align(a, a, Close)
	if len(got) != 1 || got[0].A != whole || got[0].B != whole || got[0].Score < .999 {
		t.Errorf("a text and itself have %v in common, want %v", got, whole)
	}
	is, ok := Compare(a, a).Propose(Known{})
	if !ok || is.Rule != Copied || is.Type != "verbatim" || is.Amount != "wholly" || is.Child != Neither || !is.Strong {
		t.Errorf("a text and itself: %+v", is)
	}
}

func TestPropose(t *testing.T) {
	half := strings.Join(strings.Split(fire, "\n\n")[:2], "\n\n") + "\n\n" + strings.Split(other, "\n\n")[2]
	quotes := `The inquiry into the fire began on Friday. “` + strings.Join(strings.Split(fire, "\n\n")[3:], " ") + `” the Gazette wrote at the time, and nobody in the council chamber said otherwise.`
	noon := time.Date(2024, 3, 5, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name, a, b string
		known      Known
		want       Proposal
	}{
		{"rewritten", fire, rewritten, Known{}, Proposal{Rule: Rewritten, Type: "unattributed_rewrite", Amount: "wholly"}},
		{"rewritten, and says so", fire, rewritten, Known{BCredits: true}, Proposal{Rule: Rewritten, Type: "attributed_report", Amount: "wholly", Child: B, Ground: Credit}},
		{"the words of one that both quote", fire, other, Known{}, Proposal{Rule: Statement}},
		{"half of it copied", fire, half, Known{}, Proposal{Rule: Copied, Type: "excerpt", Amount: "partially", Strong: true}},
		{"copied later", fire, half, Known{AppearedA: noon, AppearedB: noon.Add(2 * time.Hour)}, Proposal{Rule: Copied, Type: "excerpt", Amount: "partially", Child: B, Ground: Time, Strong: true}},
		{"copied at the same time", fire, half, Known{AppearedA: noon, AppearedB: noon.Add(20 * time.Minute)}, Proposal{Rule: Copied, Type: "excerpt", Amount: "partially", Strong: true}},
		{"one time unknown", fire, half, Known{AppearedB: noon}, Proposal{Rule: Copied, Type: "excerpt", Amount: "partially", Strong: true}},
		{"both from an agency", fire, half, Known{ACredits: true, BothCredit: true}, Proposal{Rule: Copied, Type: "excerpt", Amount: "partially", Common: true, Strong: true}},
		{"credit before time", fire, half, Known{ACredits: true, AppearedA: noon, AppearedB: noon.Add(2 * time.Hour)}, Proposal{Rule: Copied, Type: "excerpt", Amount: "partially", Child: A, Ground: Credit, Strong: true}},
		{"quoted at length", fire, quotes, Known{}, Proposal{Rule: Quoting, Type: "quotes", Amount: "partially", Child: B, Ground: Quotes}},
		{"footers of one house", fire + "\n\n" + footer, other + "\n\n" + footer, Known{SameHouse: true}, Proposal{Rule: Statement}},
		{"nothing", fire, footer, Known{}, Proposal{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := Compare(read(test.a), read(test.b))
			got, ok := c.Propose(test.known)
			if got != test.want || ok != (test.want.Rule != "") {
				t.Errorf("got %+v\nwant %+v\nof %+v", got, test.want, c)
			}
			if got.Type != "" && (!slices.Contains(assay.DerivationTypes, got.Type) || !slices.Contains(assay.Amounts, got.Amount)) {
				t.Errorf("the log has no %s, %s", got.Type, got.Amount)
			}
			if back := Compare(read(test.b), read(test.a)); !reflect.DeepEqual(mirror(back), c) {
				t.Errorf("the other way round\n%+v, want\n%+v", mirror(back), c)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	for _, test := range []struct {
		name, a, b string
		want       Kind
	}{
		{"copied", fire, fire, Narrative},
		{"rewritten", fire, rewritten, Rewrite},
		{"quoted", fire, other, Quotation},
	} {
		got := Align(read(test.a), read(test.b), Close)
		if len(got) == 0 || slices.ContainsFunc(got, func(p Passage) bool { return p.Kind != test.want }) {
			t.Errorf("%s: %+v, want %s", test.name, got, test.want)
		}
	}
}

// TestWhose: words in brackets are quoted, those in braces are somebody's own
// words outside of quotation marks.
func TestWhose(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"curly", "He said “it burned” and left.", "He said [it burned] and left"},
		{"straight", `He said "it burned" and left, "for good".`, "He said [it burned] and left [for good]"},
		{"guillemets", "Er sagte: »Es brannte« und ging. Il dit « tout brûle » puis part.", "Er sagte [Es brannte] und ging Il dit [tout brûle] puis part"},
		{"guillemets outward", "Он сказал «всё сгорело» и ушёл.", "Он сказал [всё сгорело] и ушёл"},
		{"German", "Er sagte „es brannte“ und ging.", "Er sagte [es brannte] und ging"},
		{"single, with an apostrophe", "He said ‘the dockers don’t mind’ and left.", "He said [the dockers don’t mind] and left"},
		{"an apostrophe", "The dockers’ leader didn’t mind the dockers’ strike.", "The dockers leader didn’t mind the dockers strike"},
		{"Hebrew abbreviations", `יו"ר הוועד אמר "הכול נשרף" והלך`, `יו"ר הוועד אמר [הכול נשרף] והלך`},
		{"Chinese", "他说「仓库烧毁」了", "他说 说 [仓库 库烧 烧毁 毁] 了"},
		{"Korean", `그는 "모두 탔다"고 말했다`, `그는 는 [모두 두 탔다 다] 고 말했 했다 다`},
		{"Swedish", "Han sade ”det brann” och gick.", "Han sade [det brann] och gick"},
		{"Finnish", "Hän sanoi »se paloi» ja lähti.", "Hän sanoi [se paloi] ja lähti"},
		{"never closed", "He said “it burned and left. " + strings.Repeat("It was late. ", 60), "He said it burned and left" + strings.Repeat(" It was late", 60)},
		{"over paragraphs", "“It burned.\n\n“It fell,” he said.", "[It burned It fell] he said"},
		{"left open in a paragraph", "He “said it burned.\n\nIt fell.", "He said it burned It fell"},
		{"first person", "It burned. We ran. Nobody knew why.", "It burned {We ran} Nobody knew why"},
		{"first person, quoted", "“We ran,” she said.", "[We ran] she said"},
		{"a name, not a person", "The US fleet and łódź i port.", "The US fleet and łódź i port"},
		{"a post", "It burned all night (@quay_watch) near the gate.", "{It burned all night} quay watch near the gate"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x := read(test.text)
			var b strings.Builder
			last := whose(0)
			marks := map[whose]string{quoted: "[]", spoken: "{}"}
			for i, w := range x.words {
				if last != 0 && w.whose != last {
					b.WriteString(marks[last][1:])
				}
				if i > 0 {
					b.WriteByte(' ')
				}
				if w.whose != 0 && w.whose != last {
					b.WriteString(marks[w.whose][:1])
				}
				b.WriteString(x.text.Slice(anchor.Span{Start: int(w.start), End: int(w.end)}))
				last = w.whose
			}
			if last != 0 {
				b.WriteString(marks[last][1:])
			}
			if b.String() != test.want {
				t.Errorf("%s\nis read as %s\nwant       %s", test.text, &b, test.want)
			}
		})
	}
}

// TestFolded: capitals, accents, vowel points, the shapes of Arabic letters and
// inflection keep nothing apart.
func TestFolded(t *testing.T) {
	for _, same := range [][2]string{
		{"احترقت إحدى عشرة شاحنة على الرصيف الشرقي في المدينة", "احترقت احدي عشره شاحنه علي الرصيف الشرقي في المديـــنة"},
		{"שָׁלוֹם לָעִיר הַגְּדוֹלָה עַל הַיָּם הַתִּיכוֹן", "שלום לעיר הגדולה על הים התיכון"},
		{"Le dépôt a BRÛLÉ près du môle cette nuit", "le depot a brule pres du mole cette nuit"},
		{"twelve lorries were burning on the quays", "Twelve lorry were burned on the quay"},
	} {
		a, b := read(same[0]), read(same[1])
		if got := shared(a, b); len(got) != 1 || got[0].n != len(a.words) {
			t.Errorf("%q and %q share %v of %d words", same[0], same[1], got, len(a.words))
		}
	}
}

// TestBoilerplate: what a house prints is found, and changes nothing.
func TestBoilerplate(t *testing.T) {
	var b Boilerplate
	articles := []string{fire, rewritten, other, "Three lines on the ferry.", "The weather will hold."}
	for i, text := range articles {
		b.Add(read(text+"\n\n"+footer), i/2)
	}
	house := b.House()
	if len(house) == 0 {
		t.Fatal("nothing was found")
	}
	for _, texts := range [][2]string{{fire, fire}, {fire, rewritten}, {fire, other}} {
		paragraphs := strings.Split(texts[1], "\n\n")
		plain, want := read(texts[0]), Compare(read(texts[0]), read(texts[1]))
		for at := range len(paragraphs) + 1 {
			with := read(strings.Join(slices.Insert(slices.Clone(paragraphs), at, footer), "\n\n")).Without(house)
			got := Compare(plain, with)
			for i := range got.Passages { // the words of b have moved
				got.Passages[i].B, want.Passages[i].B = anchor.Span{}, anchor.Span{}
			}
			for i := range got.Runs {
				got.Runs[i].B, want.Runs[i].B = anchor.Span{}, anchor.Span{}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("with a footer as paragraph %d\n%+v, want\n%+v", at, got, want)
			}
			if !reflect.DeepEqual(with.Fingerprint(), read(texts[1]).Fingerprint()) {
				t.Errorf("with a footer as paragraph %d it has another fingerprint", at)
			}
		}
	}
	var twice Boilerplate
	for range 9 {
		twice.Add(read(footer), 1)
	}
	if len(twice.House()) != 0 {
		t.Error("what is printed on one day is taken for boilerplate")
	}
}

// invented returns a text of n sentences of words that no language has.
func invented(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		words := make([]string, 6+r.IntN(18))
		for j := range words {
			words[j] = fmt.Sprintf("w%dq", int(1500*r.Float64()*r.Float64()*r.Float64()))
		}
		end := ". "
		if i%5 == 4 {
			end = ".\n\n"
		}
		b.WriteString("N" + strings.Join(words, " ") + end)
	}
	return strings.TrimSpace(b.String())
}

// TestLaws holds what is found in many invented pairs against what must always
// be so.
func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		one := invented(r, 1+r.IntN(30))
		two := invented(r, 1+r.IntN(10))
		if from := strings.Split(one, ". "); r.IntN(3) > 0 {
			cut := r.IntN(len(from))
			two += " " + strings.Join(from[cut:], ". ") + ". " + invented(r, 3)
		}
		check(t, one, two)
	}
	check(t, strings.Repeat("the quay burned and ", 200), strings.Repeat("the quay burned and ", 300))
	check(t, "👩‍👩‍👧 e\u0301 각\u11a8 港口火灾 "+fire, fire+" 👩‍👩‍👧 e\u0301 각\u11a8 港口火灾")
}

// check holds two texts to the laws.
func check(t *testing.T, one, two string) {
	t.Helper()
	a, b := read(one), read(two)
	for _, g := range []Grain{Close, Wide} {
		found := Align(a, b, g)
		if back := mirrored(Align(b, a, g)); !slices.Equal(found, back) {
			t.Errorf("%v one way, %v the other", found, back)
		}
		for i, p := range found {
			if !(p.Score > 0 && p.Score <= 1) || p.Kind == "" {
				t.Errorf("%+v", p)
			}
			for _, side := range []struct {
				t *Text
				s anchor.Span
			}{{a, p.A}, {b, p.B}} {
				if side.s.Empty() || !side.t.text.In(side.s) || anchor.Snap(side.t.text, side.s) != side.s {
					t.Errorf("passage %v of a text of %d", side.s, side.t.text.Len())
				}
			}
			for _, q := range found[:i] {
				if p.A.Overlaps(q.A) || p.B.Overlaps(q.B) {
					t.Errorf("%+v overlaps %+v", p, q)
				}
			}
		}
	}
	c := Compare(a, b)
	if back := mirror(Compare(b, a)); !reflect.DeepEqual(c, back) {
		t.Errorf("%+v one way\n%+v the other", c, back)
	}
	for _, r := range c.Runs {
		if r.A.Empty() || r.B.Empty() || !a.text.In(r.A) || !b.text.In(r.B) || anchor.Snap(a.text, r.A) != r.A || anchor.Snap(b.text, r.B) != r.B || r.Words < gramWords/2 {
			t.Errorf("%+v", r)
		}
	}
	for _, s := range []Side{c.A, c.B} {
		if !(s.Cover >= 0 && s.Cover <= 1) || s.Own > s.Words || c.Longest > s.Own || c.Words > s.Own {
			t.Errorf("%+v", c)
		}
	}
	quotedA, quotedB := read("“"+one+"”"), read("“"+two+"”")
	if c := Compare(quotedA, quotedB); c.A.Own == 0 && c.B.Own == 0 {
		if is, _ := c.Propose(Known{}); is.Type != "" {
			t.Errorf("quotations only, and proposed: %+v of %+v", is, c)
		}
	}
	f := a.Fingerprint()
	data, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var kept Fingerprint
	if err := kept.UnmarshalBinary(data); err != nil || !slices.Equal(kept, f) {
		t.Errorf("a fingerprint of %d marks is kept as one of %d: %v", len(f), len(kept), err)
	}
}

// TestSharedRun: a run of words as long as promised is always found.
func TestSharedRun(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	run := gramWords + window - 1
	for i := range 300 {
		words := strings.Fields(invented(r, 20))
		cut := r.IntN(len(words) - run)
		other := invented(r, 2) + " " + strings.Join(words[cut:cut+run], " ") + " " + invented(r, 2)
		in := map[uint64]bool{}
		for _, m := range read(strings.Join(words, " ")).Fingerprint() {
			in[m.Hash] = true
		}
		if !slices.ContainsFunc(read(other).Fingerprint(), func(m Mark) bool { return in[m.Hash] }) {
			t.Errorf("run %d is not found", i)
		}
	}
}

// TestIndex: what is found does not depend on the order in which articles came,
// nor on those that are gone.
func TestIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	texts := map[string]*Text{"fire": read(fire), "copy": read(other + "\n\n" + fire), "other": read(other)}
	for i := range 30 {
		texts[fmt.Sprint(i)] = read(invented(r, 20))
	}
	var v Vocabulary
	keys := []string{}
	for k, text := range texts {
		keys = append(keys, k)
		v.Add(text)
	}
	slices.Sort(keys)
	var candidates []Match[string]
	var neighbours []Neighbour[string]
	var groups [][]string
	for i := range 5 {
		r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		x, topics := NewIndex[string](), Topics[string]{}
		for j, k := range keys {
			x.Add(k, texts[k].Fingerprint())
			topics.Add(k, v.Topic(texts[k]), 7)
			if j%3 == i%3 {
				x.Add("gone", texts["fire"].Fingerprint())
				topics.Add("gone", v.Topic(texts["fire"]), 7)
			}
		}
		x.Remove("gone")
		x.Remove("never there")
		topics.Remove("gone")
		c, n, g := x.Candidates(texts["fire"].Fingerprint()), topics.Neighbours(v.Topic(texts["fire"]), 10, 5), topics.Groups()
		if i > 0 && (!slices.Equal(c, candidates) || !slices.Equal(n, neighbours) || !reflect.DeepEqual(g, groups)) {
			t.Errorf("in another order\n%v %v %v, want\n%v %v %v", c, n, g, candidates, neighbours, groups)
		}
		candidates, neighbours, groups = c, n, g
	}
	if len(candidates) != 3 || candidates[0].Key != "copy" || candidates[1].Key != "fire" || candidates[2].Key != "other" {
		t.Errorf("candidates %v", candidates)
	}
	topics := Topics[string]{}
	topics.Add("then", v.Topic(texts["fire"]), 7)
	topics.Add("undated", v.Topic(texts["fire"]), Undated)
	if got := topics.Neighbours(v.Topic(texts["fire"]), 100, 5); len(got) != 1 || got[0].Key != "undated" {
		t.Errorf("months later: %v", got)
	}
	topic, kept := v.Topic(texts["fire"]), Topic{}
	data, err := topic.MarshalBinary()
	if err != nil || kept.UnmarshalBinary(data) != nil || len(kept) != len(topic) {
		t.Errorf("a topic of %d words is kept as one of %d", len(topic), len(kept))
	}
	data, err = v.MarshalBinary()
	var same Vocabulary
	if err != nil || same.UnmarshalBinary(data) != nil || !reflect.DeepEqual(same, v) {
		t.Error("a vocabulary is kept as another one")
	}
	if same.UnmarshalBinary(data[:len(data)-1]) == nil {
		t.Error("a part of a vocabulary was read")
	}
	for _, bad := range [][]byte{nil, {9}, {version, 0}, {version, 0, 1, 2, 3}} {
		if new(Fingerprint).UnmarshalBinary(bad) == nil || len(bad) != 1 && new(Topic).UnmarshalBinary(bad) == nil {
			t.Errorf("%v was read", bad)
		}
	}
}

// TestKept: what is kept in files stays what it is. If this fails, so will
// fingerprints of before be compared with those of now: raise version.
func TestKept(t *testing.T) {
	var v Vocabulary
	v.Add(read(fire))
	v.Add(read(other + " 港口火灾 المدينة"))
	h := sha256.New()
	for _, x := range []encoding.BinaryMarshaler{read(fire).Fingerprint(), read("港口火灾。항구에서 불 המדינה").Fingerprint(), &v} {
		data, err := x.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		h.Write(data)
	}
	if got := fmt.Sprintf("%d %x", version, h.Sum(nil)[:8]); got != "1 9c9617027c91fbfd" {
		t.Errorf("what is kept is now %s", got)
	}
}

// FuzzAlign holds any two texts to the laws.
func FuzzAlign(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""},
		{fire, rewritten},
		{fire, other},
		{"港口火灾。港口火灾。", "港口火灾「港口火灾」"},
		{"“a ‘b” c’ \"d\" (@e", "\x00\xff\u0301"},
		{strings.Repeat("a ", 99), strings.Repeat("a ", 98)},
		{"각\u11a8 e\u0301\n\n\n👩‍👩‍👧 .Citing", "각 é"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		one, err := anchor.Canonical(one)
		if err != nil {
			return
		}
		two, err = anchor.Canonical(two)
		if err != nil {
			return
		}
		check(t, one, two)
	})
}

// TestLater: of two articles that appear within half an hour neither is the later.
func TestLater(t *testing.T) {
	at := time.Date(2031, 3, 4, 8, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		a, b time.Time
		want Which
	}{
		{"unknown", time.Time{}, at, Neither},
		{"at once", at, at.Add(atOnce), Neither},
		{"the first", at.Add(atOnce + time.Second), at, A},
		{"the second", at, at.Add(atOnce + time.Second), B},
	}
	for _, test := range tests {
		if got := Later(test.a, test.b); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
