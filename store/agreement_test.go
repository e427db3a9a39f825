package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/agreement"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// is lets somebody else go on with the case.
func (q *quay) is(name string) { q.author.Actor = assay.EntityID(actorOf(name)) }

func (q *quay) compare(f assay.AgreementFilter) assay.AgreementPage {
	q.t.Helper()
	p, err := q.Agreement(q.t.Context(), f)
	if err != nil {
		q.t.Fatal(err)
	}
	return p
}

func (q *quay) row(f assay.AgreementFilter, d assay.Dimension) (r assay.AgreementRow) {
	q.t.Helper()
	p := q.compare(f)
	for _, r := range p.Rows {
		if r.Dimension == d {
			return r
		}
	}
	return r
}

// markToo marks what somebody else has marked, as who has not seen that does in a
// copy of the case.
func (q *quay) markToo(id assay.MentionID, stance assay.Stance) (too assay.MentionID) {
	q.t.Helper()
	m := q.mentionNow(id)
	q.did(q.update(q.t.Context(), func(t *tx) error {
		too = assay.NewID[assay.Mention](t.author.Now())
		err := t.edit(q.t.Context(), assay.KindMention, assay.EntityID(too), oplog.Fields{
			"article": oplog.Encode(m.Article), "text": oplog.Encode(m.Text), "claim": oplog.Encode(m.Claim), "start": oplog.Encode(m.Span.Start), "end": oplog.Encode(m.Span.End),
			"quote": oplog.Encode(m.Quote), "prefix": oplog.Encode(m.Prefix), "suffix": oplog.Encode(m.Suffix),
		})
		if err != nil {
			return err
		}
		return t.judge(q.t.Context(), assay.JudgementKey{Target: assay.EntityID(too), Dimension: assay.DimStance}, oplog.Encode(stance), "")
	}))
	return too
}

// pair is a case of twelve articles that Ana and Ben have read apart: of the
// first nine they say the same, of the rest otherwise.
func pair(t *testing.T) (q *quay, claim assay.ClaimID, ana, ben []assay.MentionID) {
	t.Helper()
	q = openQuay(t)
	claim = q.claim("twelve lorries burned")
	for i := range 12 {
		q.article(fmt.Sprintf("paper%02d", i), "On Monday twelve lorries burned at the quay. Nobody was hurt.")
	}
	for i := range 12 {
		stance := []assay.Stance{assay.Supports, assay.Contradicts}[i%2]
		ana = append(ana, q.mark(fmt.Sprintf("paper%02d", i), "twelve lorries burned", "twelve lorries burned", stance))
	}
	q.is("ben")
	for i := range 12 {
		if i >= 9 {
			ben = append(ben, q.mark(fmt.Sprintf("paper%02d", i), "On Monday twelve lorries burned at the quay.", "twelve lorries burned", assay.Mentions))
			continue
		}
		ben = append(ben, q.markToo(ana[i], []assay.Stance{assay.Supports, assay.Contradicts}[i%2]))
	}
	q.author.Actor = assay.EntityID(testActor)
	return q, claim, ana, ben
}

// TestAgreement: passages that analysts have marked apart are one thing to be
// compared, by article and claim.
func TestAgreement(t *testing.T) {
	q, claim, _, _ := pair(t)
	q.claim("somebody was hurt")
	q.mark("paper00", "Nobody was hurt", "somebody was hurt", assay.Contradicts) // which Ben has not marked
	p := q.compare(assay.AgreementFilter{})
	if len(p.Analysts) != 2 || !slices.Contains(p.Analysts, testActor) || !slices.Contains(p.Analysts, actorOf("ben")) || p.Filter.Dimension != assay.DimStance {
		t.Fatalf("compares %v in %s", p.Analysts, p.Filter.Dimension)
	}
	r := q.row(assay.AgreementFilter{}, assay.DimStance)
	if r.Observed != (agreement.Observed{Units: 12, Agreed: 9, Pairs: 12}) || r.Differ != 3 || r.Open != 3 || r.Kappa.Why != "" || r.Alpha.Why != "" || r.Alpha.Value >= .75 || r.Alpha.Value <= 0 {
		t.Errorf("stance: %+v", r)
	}
	if said := q.row(assay.AgreementFilter{}, assay.DimCoverage); said.Observed.Agreed != 12 || said.Kappa.Why != agreement.NoVariation {
		t.Errorf("coverage: %+v", said)
	}
	if p.Leaf.Of != 3 || len(p.Items) != 3 || len(p.Items[0].Targets()) != 2 {
		t.Errorf("lists %+v", p.Items)
	}
	if m := p.Marks; m.Cells != 12 || m.Spans[agreement.Exact].Matched != 9 || m.Spans[agreement.Near].Matched != 12 || m.Spans[agreement.Overlap].Matched != 12 ||
		m.Only[slices.Index(p.Analysts, testActor)] != 1 || m.Read != [2]int{} {
		t.Errorf("passages: %+v", m)
	}
	// A cell of the cross table lists what is in it, agreed or not.
	in := q.compare(assay.AgreementFilter{With: []assay.ActorID{testActor, actorOf("ben")}, Dimension: assay.DimStance, Words: []string{"supports", "supports"}})
	if in.Leaf.Of != 5 || in.Analysts[0] != testActor {
		t.Errorf("%d in the cell of two who say that it supports", in.Leaf.Of)
	}
	if other := q.compare(assay.AgreementFilter{Claim: claim}); len(other.Rows) != 2 {
		t.Errorf("of the claim: %+v", other.Rows)
	}
	if none := q.compare(assay.AgreementFilter{Event: assay.NewID[assay.Event](time.Now())}); len(none.Rows) != 0 || len(none.Items) != 0 {
		t.Errorf("of no event: %+v", none.Rows)
	}
	// To mark nothing says something once the article was read.
	q.is("ben")
	q.did(q.update(t.Context(), func(x *tx) error { return x.markRead(t.Context(), q.articles["paper00"], true) }))
	if m := q.compare(assay.AgreementFilter{}).Marks; m.Read[0]+m.Read[1] != 1 {
		t.Errorf("Ben has read it: %+v", m)
	}
}

// TestAgreementOfGrades: what is off the scale is left out of alpha, and counted.
func TestAgreementOfGrades(t *testing.T) {
	q, _, ana, _ := pair(t)
	for _, name := range []string{"ana", "ben", "eve"} {
		q.is(name)
		for i, m := range ana[:11] {
			grade := fmt.Sprint(1 + i%3)
			if name == "ben" && i == 0 {
				grade = "6"
			}
			q.did(q.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m), Dimension: assay.DimCredibility}, oplog.Encode(grade), ""))
		}
	}
	two := assay.AgreementFilter{With: []assay.ActorID{testActor, actorOf("ben")}}
	r := q.row(two, assay.DimCredibility)
	if r.Observed.Units != 11 || r.OffScale != 1 || r.Scale != agreement.Ordinal || r.Alpha.Value != 1 || r.Kappa.Value >= 1 || !slices.Equal(r.Words, []string{"1", "2", "3", "6"}) {
		t.Errorf("%+v", r)
	}
	three := two
	three.With = append(three.With, actorOf("eve"))
	if r := q.row(three, assay.DimCredibility); r.Kappa.Why != agreement.NotTwo || r.Alpha.Value != 1 || r.Cross != nil || r.Observed.Pairs != 33 {
		t.Errorf("of three: %+v", r)
	}
}

// TestAgreementOfGradesApart: who read apart has rated passages of their own. Those that
// cover the same words are one thing, and a verdict on it is one on each of them.
func TestAgreementOfGradesApart(t *testing.T) {
	q, _, ana, ben := pair(t)
	grade := func(name string, m assay.MentionID, word string) {
		q.is(name)
		q.did(q.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m), Dimension: assay.DimCredibility}, oplog.Encode(word), ""))
	}
	for i := range ana {
		grade("ana", ana[i], fmt.Sprint(1+i%3))
		grade("ben", ben[i], fmt.Sprint(1+i%3))
	}
	grade("ben", ben[0], "4")
	two := assay.AgreementFilter{With: []assay.ActorID{testActor, actorOf("ben")}, Dimension: assay.DimCredibility}
	if r := q.row(two, assay.DimCredibility); r.Observed != (agreement.Observed{Units: 9, Agreed: 8, Pairs: 9}) || r.Open != 1 {
		t.Fatalf("of nine that both have marked, and three that one has marked more widely: %+v", r)
	}
	p := q.compare(two)
	if len(p.Items) != 1 || p.Items[0].Words[0].Word != "1" || p.Items[0].Words[1].Word != "4" || len(p.Items[0].Targets()) != 2 {
		t.Fatalf("lists %+v", p.Items)
	}
	q.is("ana")
	a := Adjudication{Key: p.Items[0].Key, Targets: p.Items[0].Targets(), Word: "2", Reason: "one paper, but an old one", Seen: []string{"", ""}}
	q.did(q.Adjudicate(t.Context(), a))
	if r := q.row(two, assay.DimCredibility); r.Open != 0 || r.Differ != 1 {
		t.Errorf("once the team has decided: %+v", r)
	}
	two.Decided = true
	if p := q.compare(two); len(p.Items) != 1 || p.Items[0].Team != "2" {
		t.Errorf("lists %+v", p.Items)
	}
}

// TestAdjudication: a verdict of the team stands beside what the analysts say,
// with its reason, and can be undone.
func TestAdjudication(t *testing.T) {
	q, claim, ana, ben := pair(t)
	ctx := t.Context()
	item := q.compare(assay.AgreementFilter{}).Items[0]
	verdict := Adjudication{Key: item.Key, Targets: item.Targets(), Word: "qualifies", Reason: "It says what was reported.", Seen: []string{"", ""}}
	before, err := q.Case(ctx)
	if err != nil {
		t.Fatal(err)
	}
	bare := verdict
	bare.Reason = " "
	if _, err := q.Adjudicate(ctx, bare); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("without a reason: %v", err)
	}
	q.is("eve")
	q.did(q.Adjudicate(ctx, verdict))
	c, err := q.Case(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Judgements) != len(before.Judgements)+2 {
		t.Errorf("%d judgements, there were %d", len(c.Judgements), len(before.Judgements))
	}
	for who, want := range map[assay.ActorID]assay.Stance{testActor: assay.Contradicts, actorOf("ben"): assay.Qualifies, actorOf("dan"): assay.Qualifies} {
		if got := assay.NewView(c, who).Stance(ana[9]); got != want {
			t.Errorf("is shown %s, want %s", got, want)
		}
	}
	if got := assay.NewView(c, actorOf("dan")).Stance(ben[9]); got != assay.Qualifies {
		t.Errorf("Ben's passage is shown %s", got)
	}
	p := q.compare(assay.AgreementFilter{})
	if r := p.Rows[0]; p.Leaf.Of != 2 || r.Open != 2 || r.Differ != 3 {
		t.Errorf("%d left: %+v", p.Leaf.Of, r)
	}
	all := q.compare(assay.AgreementFilter{Decided: true})
	if all.Leaf.Of != 3 || all.Items[0].Team != "qualifies" || len(all.Items[0].By) != 2 {
		t.Errorf("with what is decided: %+v", all.Items)
	}
	if d := assay.NewComparison(c).Discords()[claim]; d != (assay.Discord{Analysts: 2, Things: 2}) {
		t.Errorf("%+v", d)
	}
	// Ana has not seen it, and may not take it back.
	q.author.Actor = assay.EntityID(testActor)
	other := verdict
	other.Word = "mentions"
	if _, err := q.Adjudicate(ctx, other); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("unseen: %v", err)
	}
	other.Word, other.Seen = "", []string{"qualifies", "qualifies"}
	if _, err := q.Adjudicate(ctx, other); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("taken back by another: %v", err)
	}
	other.Word = "mentions"
	q.did(q.Adjudicate(ctx, other))
	if item := q.compare(assay.AgreementFilter{Decided: true}).Items[0]; item.Team != "mentions" {
		t.Errorf("the later verdict is %s", item.Team)
	}
	q.did(q.Undo(ctx))
	if item := q.compare(assay.AgreementFilter{Decided: true}).Items[0]; item.Team != "qualifies" {
		t.Errorf("undone, the verdict is %s", item.Team)
	}
	q.is("eve")
	other.Word, other.Seen = "", []string{"qualifies", "qualifies"}
	q.did(q.Adjudicate(ctx, other))
	if p := q.compare(assay.AgreementFilter{}); p.Leaf.Of != 3 {
		t.Errorf("taken back, %d are left", p.Leaf.Of)
	}
}

// TestAdjudicationOfAll decides one thing of every dimension.
func TestAdjudicationOfAll(t *testing.T) {
	q, claim, ana, _ := pair(t)
	ctx := t.Context()
	other := q.claim("nobody was hurt")
	question, act, err := q.AddQuestion(ctx, "How many?", []NewVersion{{Label: "twelve"}, {Label: "nine"}})
	q.did(act, err)
	c, err := q.Case(ctx)
	if err != nil {
		t.Fatal(err)
	}
	version := assay.NewView(c, testActor).VersionsOf(question)[1].ID
	article, source := q.articles["paper01"], c.Sources
	on := map[assay.Dimension][2]assay.EntityID{
		assay.DimCoverage: {assay.EntityID(article), assay.EntityID(other)}, assay.DimReliability: {assay.EntityID(source[0].ID)},
		assay.DimLikelihood: {assay.EntityID(claim)}, assay.DimConfidence: {assay.EntityID(claim)}, assay.DimConsistency: {assay.EntityID(ana[0]), assay.EntityID(version)},
		assay.DimRelation: ordered(assay.EntityID(claim), assay.EntityID(other)), assay.DimIndependent: ordered(assay.EntityID(source[0].ID), assay.EntityID(source[1].ID)),
	}
	for _, d := range assay.AgreementDimensions {
		if d == assay.DimStance {
			continue
		}
		k := assay.JudgementKey{Target: assay.EntityID(ana[0]), Dimension: d}
		if pair, ok := on[d]; ok {
			k.Target, k.Other = pair[0], pair[1]
		}
		if d == assay.DimReliability {
			k.Scope = "the quay"
		}
		words := assay.AgreementChoices(d)
		for i, name := range []string{"ana", "ben"} {
			q.is(name)
			q.did(q.Judge(ctx, k, assay.ValueOf(d, words[i]), ""))
		}
		p := q.compare(assay.AgreementFilter{Dimension: d})
		if p.Leaf.Of != 1 {
			t.Errorf("%s: %d differ", d, p.Leaf.Of)
			continue
		}
		item := p.Items[0]
		q.did(q.Adjudicate(ctx, Adjudication{Key: item.Key, Targets: item.Targets(), Word: words[1], Reason: "so", Seen: []string{""}}))
		c, err := q.Case(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if v := assay.NewView(c, actorOf("dan")).Judged(k); !v.Team || assay.WordOf(v.Value) != words[1] || v.Reason != "so" {
			t.Errorf("%s: %+v", d, v)
		}
		if p := q.compare(assay.AgreementFilter{Dimension: d}); p.Leaf.Of != 0 {
			t.Errorf("%s: %d are left", d, p.Leaf.Of)
		}
	}
}

func ordered(a, b assay.EntityID) [2]assay.EntityID {
	if strings.Compare(string(a[:]), string(b[:])) > 0 {
		return [2]assay.EntityID{b, a}
	}
	return [2]assay.EntityID{a, b}
}

// BenchmarkAgreement compares two analysts who have both judged 100,000 mentions:
// what it takes after a change, and for another page of the same.
func BenchmarkAgreement(b *testing.B) {
	s := benchStore(b)
	manyClaims(b, s, 20_000, 200)
	_, err := s.update(b.Context(), func(t *tx) error {
		t.author.Actor = assay.EntityID(actorOf("ben"))
		c, err := t.comparable(b.Context())
		if err != nil {
			return err
		}
		for i := range c.Mentions {
			k := assay.JudgementKey{Target: assay.EntityID(c.Mentions[i].ID), Dimension: assay.DimStance}
			if err := t.say(b.Context(), k, oplog.Encode([]assay.Stance{assay.Supports, assay.Qualifies}[i%2]), ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	item, err := s.Agreement(b.Context(), assay.AgreementFilter{})
	if err != nil {
		b.Fatal(err)
	}
	verdict := Adjudication{Key: item.Items[0].Key, Targets: item.Items[0].Targets()[:1], Reason: "so", Seen: []string{""}}
	for name, before := range map[string]func(){
		"changed": func() { s.compared = recentComparison{} }, "page": func() {},
		"decided": func() {
			verdict.Word = map[string]string{"supports": "mentions"}[verdict.Seen[0]]
			if verdict.Word == "" {
				verdict.Word = "supports"
			}
			if _, err := s.Adjudicate(b.Context(), verdict); err != nil {
				b.Fatal(err)
			}
			verdict.Seen[0] = verdict.Word
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				before()
				if p, err := s.Agreement(b.Context(), assay.AgreementFilter{Page: 7}); err != nil || p.Leaf.Of < 50_000 {
					b.Fatal(p.Leaf, err)
				}
			}
		})
	}
}
