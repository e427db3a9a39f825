package assay

import (
	"fmt"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/oplog"
)

// lost writes down what two views have otherwise.
func lost(v *View, l Loss) string {
	var b strings.Builder
	side := func(c [2]Corroboration) string {
		return fmt.Sprintf("%d–%d→%d–%d", c[0].AtLeast, c[0].AtMost, c[1].AtLeast, c[1].AtMost)
	}
	for _, c := range l.Claims {
		fmt.Fprintf(&b, "C%d for %s against %s", v.Case.Numbers[c.Claim], side(c.Supports), side(c.Contradicts))
		for _, said := range []struct {
			so   bool
			says string
		}{
			{c.Bare, "bare"},
			{c.Unsupported, "unsupported"},
			{c.Uncovered, "grade uncovered"},
			{c.Graded(), "graded"},
			{c.Contest[0].Contested && !c.Contest[1].Contested, "contested no more"},
			{!c.Worse(), "no worse"},
		} {
			if said.so {
				b.WriteString(", " + said.says)
			}
		}
		b.WriteString("\n")
	}
	for _, q := range l.Questions {
		fmt.Fprintf(&b, "question: %q→%q, %d versions without a passage\n", q.Contest[0].Level, q.Contest[1].Level, len(q.Versions))
	}
	fmt.Fprintf(&b, "%d mentions, %d articles", l.Mentions, l.Articles)
	return b.String()
}

// TestCompare switches things off in a case of three articles: the Herald has it
// from two workers, the Coast has copied it from the Herald, and the Ledger says
// otherwise on the word of the police.
func TestCompare(t *testing.T) {
	p := newPen(t, "Ana", &oplog.Log{})
	workers, police := p.source("two workers", "anonymous_group"), p.source("Port police", "government")
	h, c, l := p.article("Herald", p.source("Herald", "outlet"), "2026-02-02"), p.article("Coast", p.source("Coast", "outlet"), "2026-02-03"), p.article("Ledgers", p.source("Ledger", "outlet"), "2026-02-03")
	p.derives(c, EntityID(h), "verbatim")

	burned := p.claim("Twelve cars burned", EventID{})
	a := p.mention(h, burned, Supports, workers)
	p.mention(c, burned, Supports)
	d := p.mention(l, burned, Contradicts, police)
	p.question("How many burned?", "contrary", map[string][]MentionID{"twelve": {a}, "nine": {d}})

	closed := p.claim("The quay was closed", EventID{})
	p.mention(h, closed, Supports, workers)
	p.mention(l, closed, Supports, police)
	p.independent(EntityID(workers), EntityID(police), true)
	p.judge(about(closed, DimCredibility), "1")

	alone := p.claim("Nobody was hurt", EventID{})
	p.mention(c, alone, Supports)
	p.judge(about(alone, DimCredibility), "3")

	for _, test := range []struct {
		name string
		off  Unplugged
		want string
	}{
		{"nothing", Unplugged{}, "0 mentions, 0 articles"},
		{"what nobody rests on", Unplugged{Articles: []ArticleID{ArticleID(p.id())}}, "0 mentions, 0 articles"},
		{"a source that two articles rest on", Unplugged{Sources: []SourceID{workers}}, `
C1 for 1–1→0–0 against 1–1→1–1, unsupported, contested no more
C2 for 2–2→1–1 against 0–0→0–0, grade uncovered, graded
question: "between_origins"→"", 1 versions without a passage
3 mentions, 1 articles`},
		{"a copy", Unplugged{Articles: []ArticleID{c}}, `
C1 for 1–1→1–1 against 1–1→1–1, no worse
C3 for 1–1→0–0 against 0–0→0–0, bare, unsupported, graded
2 mentions, 1 articles`},
		{"the article that was copied", Unplugged{Articles: []ArticleID{h}}, `
C1 for 1–1→0–0 against 1–1→1–1, unsupported, contested no more
C2 for 2–2→1–1 against 0–0→0–0, grade uncovered, graded
question: "between_origins"→"", 1 versions without a passage
3 mentions, 1 articles`},
		{"a derivation, which makes one origin two", Unplugged{Derivations: []Derives{{c, EntityID(h)}}}, `
C1 for 1–1→1–2 against 1–1→1–1, no worse
0 mentions, 0 articles`},
		{"who contradicts", Unplugged{Sources: []SourceID{police}}, `
C1 for 1–1→1–1 against 1–1→0–0, contested no more
C2 for 2–2→1–1 against 0–0→0–0, grade uncovered, graded
question: "between_origins"→"", 1 versions without a passage
2 mentions, 1 articles`},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := p.view()
			if got, want := lost(v, Compare(v, v.Without(test.off))), strings.TrimSpace(test.want); got != want {
				t.Errorf("lost\n%s\n\nwant\n%s", got, want)
			}
		})
	}
}

// crowd is a case of so many claims, each with five mentions in articles of which
// every second copies the first.
func crowd(claims int) (c *Case, wire SourceID) {
	id := func(kind string, n int) EntityID { return oplog.Derive("crowd", oplog.Encode(kind), oplog.Encode(n)) }
	c = &Case{Numbers: map[ClaimID]int{}}
	wire = SourceID(id("source", 0))
	c.Sources = []Source{{ID: wire, Name: "Northwire", Kind: "wire"}}
	for i := range 200 {
		a := Article{ID: ArticleID(id("article", i)), TextOrigin: SourceID(id("source", i))}
		c.Articles = append(c.Articles, a)
		if i > 0 {
			c.Sources = append(c.Sources, Source{ID: a.TextOrigin, Name: fmt.Sprint("Outlet ", i), Kind: "outlet"})
		}
		if i > 0 && i%2 == 0 {
			c.Judgements = append(c.Judgements, Judgement{
				ID: JudgementID(id("derives", i)), Target: EntityID(a.ID), Other: id("article", 0), Dimension: DimDerivation,
				Value: oplog.Encode(DerivationValue{Status: "confirmed", Type: "verbatim"}),
			})
		}
	}
	for i := range claims {
		x := Claim{ID: ClaimID(id("claim", i))}
		c.Claims = append(c.Claims, x)
		c.Numbers[x.ID] = i + 1
		for k := range 5 {
			m := Mention{ID: MentionID(id("mention", 5*i+k)), Claim: x.ID, Article: c.Articles[(i+k*7)%200].ID, Span: anchor.Span{Start: i, End: i + 1}}
			if k == 0 {
				m.Article = c.Articles[0].ID
			}
			c.Mentions = append(c.Mentions, m)
			stance := Supports
			if k == 4 {
				stance = Contradicts
			}
			c.Judgements = append(c.Judgements, Judgement{ID: JudgementID(id("stance", 5*i+k)), Target: EntityID(m.ID), Dimension: DimStance, Value: oplog.Encode(stance)})
		}
	}
	return c, wire
}

// BenchmarkUnplug switches off the source that most of a large case rests on.
func BenchmarkUnplug(b *testing.B) {
	for _, n := range []int{200, 2000} {
		c, wire := crowd(n)
		b.Run(fmt.Sprintf("%d claims", n), func(b *testing.B) {
			for b.Loop() {
				v := NewView(c, ActorID{})
				if l := Compare(v, v.Without(Unplugged{Sources: []SourceID{wire}})); len(l.Claims) != n {
					b.Fatalf("%d claims have lost something", len(l.Claims))
				}
			}
		})
	}
}
