package store

import (
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestNoTwinMentions tries to make two marks of one passage for one claim, in
// every way there is.
func TestNoTwinMentions(t *testing.T) {
	const words = "Twelve lorries burned"
	setUp := func(t *testing.T) (*quay, assay.MentionID, assay.MentionID) {
		q := openQuay(t)
		q.article("herald", words+" on the quay. Nobody was hurt.")
		q.claim("fire")
		q.claim("hurt")
		return q, q.mark("herald", words, "fire", assay.Supports), q.mark("herald", "Nobody was hurt", "hurt", assay.Supports)
	}
	tests := []struct {
		name string
		do   func(q *quay, fire, hurt assay.MentionID) error
	}{
		{"marked again", func(q *quay, fire, _ assay.MentionID) error {
			m := q.mentionNow(fire)
			_, err := q.MarkMention(q.t.Context(), Mark{Article: m.Article, Text: m.Text, Span: m.Span, Claim: m.Claim, Stance: assay.Contradicts})
			return err
		}},
		{"moved there", func(q *quay, fire, _ assay.MentionID) error {
			m := q.mentionNow(fire)
			other, err := q.MarkMention(q.t.Context(), Mark{Article: m.Article, Text: m.Text, Span: anchor.Span{Start: 0, End: 6}, Claim: m.Claim, Stance: assay.Supports})
			q.did(other.Act, err)
			_, _, err = q.MoveMention(q.t.Context(), other.Mention, m.Text, m.Span, "")
			return err
		}},
		{"given the claim", func(q *quay, fire, _ assay.MentionID) error {
			m := q.mentionNow(fire)
			other, err := q.MarkMention(q.t.Context(), Mark{Article: m.Article, Text: m.Text, Span: m.Span, Claim: q.claims["hurt"], Stance: assay.Supports})
			q.did(other.Act, err)
			_, _, err = q.AttachMention(q.t.Context(), other.Mention, m.Claim)
			return err
		}},
		{"placed there", func(q *quay, fire, _ assay.MentionID) error {
			m := q.mentionNow(fire)
			other, err := q.MarkMention(q.t.Context(), Mark{Article: m.Article, Text: m.Text, Span: anchor.Span{Start: 0, End: 6}, Claim: m.Claim, Stance: assay.Supports})
			q.did(other.Act, err)
			_, err = q.PlaceMention(q.t.Context(), other.Mention, words)
			return err
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, fire, hurt := setUp(t)
			if err := test.do(q, fire, hurt); assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "already") {
				t.Errorf("it was answered with %v", err)
			}
		})
	}
}

// TestAttributeKeeps changes one step of a chain, and finds the others as they were.
func TestAttributeKeeps(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "The brigade said that twelve lorries burned.")
	q.claim("fire")
	m := q.mark("herald", "twelve lorries burned", "fire", assay.Supports)
	brigade, act, err := q.AddSource(t.Context(), "The fire brigade", "organisation", "")
	q.did(act, err)
	yes := true
	seen := []assay.Step{{Source: brigade, Verb: "said", Named: "named", OnRecord: &yes, Basis: "witnessed"}}
	q.did(q.Attribute(t.Context(), m, []Utterer{{Step: seen[0]}}, &[]assay.Step{}))

	chain := func() []assay.Step {
		page, err := q.Claim(t.Context(), q.claims["fire"], 0)
		if err != nil {
			t.Fatal(err)
		}
		return assay.NewView(page.Case, q.Me()).Chain(m)
	}
	q.did(q.Attribute(t.Context(), m, []Utterer{{Step: seen[0], Kind: "government", Was: "organisation"}, {Name: "a dock worker", Kind: "person"}}, &seen))
	got := chain()
	if len(got) != 2 || string(oplog.Encode(got[:1])) != string(oplog.Encode(seen)) {
		t.Errorf("the chain is %+v", got)
	}
	if _, err := q.Attribute(t.Context(), m, []Utterer{{Step: seen[0], Kind: "outlet", Was: "organisation"}}, nil); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("what somebody else had made of the source was overwritten: %v", err)
	}
	page, err := q.Source(t.Context(), brigade)
	if err != nil || page.Source.Kind != "government" {
		t.Errorf("the source is %+v (%v)", page.Source, err)
	}
	if _, err := q.Attribute(t.Context(), m, nil, &seen); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("a chain that nobody saw was taken back: %v", err)
	}
	q.did(q.Attribute(t.Context(), m, nil, &got))
	if got := chain(); got != nil {
		t.Errorf("what was taken back is still %+v", got)
	}
}

// TestNotFromItself: nobody has something from themselves, neither in one chain nor
// by way of their own article.
func TestNotFromItself(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	marks := map[string]assay.MentionID{}
	q.claim("fire")
	for _, outlet := range []string{"herald", "wire"} {
		id := q.article(outlet, "Twelve lorries burned, the "+outlet+" says.")
		q.did(q.ChangeArticles(ctx, []assay.ArticleID{id}, ArticleChange{TextOrigin: &NameEdit{Now: "The " + outlet}}))
		marks[outlet] = q.mark(outlet, "Twelve lorries burned", "fire", assay.Supports)
	}
	refused := func(what string, err error) {
		t.Helper()
		if assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "from itself") {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := q.Attribute(ctx, marks["herald"], []Utterer{{Name: "the mayor"}, {Name: "a clerk"}, {Name: "The Mayor"}}, nil)
	refused("one who stands in a chain twice", err)
	q.did(q.AttributeAs(ctx, marks["herald"], []Utterer{{Name: "The wire"}}, nil, Manner{Voice: "attributed", Speech: "indirect"}))
	_, err = q.Attribute(ctx, marks["wire"], []Utterer{{Name: "The herald"}}, nil)
	refused("two articles that have it from each other", err)
	q.did(q.Attribute(ctx, marks["wire"], []Utterer{{Name: "the mayor"}}, nil))

	p, err := q.Passage(ctx, q.articles["herald"], marks["herald"])
	if err != nil {
		t.Fatal(err)
	}
	v := assay.NewView(p.Case, q.Me())
	of := func(d assay.Dimension) string {
		return v.Judged(assay.JudgementKey{Target: assay.EntityID(marks["herald"]), Dimension: d}).Word()
	}
	if of(assay.DimVoice) != "attributed" || of(assay.DimSpeech) != "indirect" {
		t.Errorf("it is said to be %q and %q", of(assay.DimVoice), of(assay.DimSpeech))
	}
	q.did(q.Undo(ctx))
	q.did(q.Undo(ctx))
	if p, err = q.Passage(ctx, q.articles["herald"], marks["herald"]); err != nil {
		t.Fatal(err)
	}
	if v = assay.NewView(p.Case, q.Me()); of(assay.DimVoice) != "" || len(v.Chain(marks["herald"])) != 0 {
		t.Error("a chain and how it is said are not taken back together")
	}
}

// TestUsedChains offers what other passages have, the most used first, where a
// passage has no chain.
func TestUsedChains(t *testing.T) {
	q, ctx := openQuay(t), t.Context()
	q.claim("fire")
	for i, outlet := range []string{"herald", "wire", "lantern", "gazette"} {
		q.article(outlet, "Twelve lorries burned, the "+outlet+" says.")
		m := q.mark(outlet, "Twelve lorries burned", "fire", assay.Supports)
		if i < 3 {
			q.did(q.Attribute(ctx, m, []Utterer{{Name: []string{"the mayor", "the brigade", "the brigade"}[i]}}, nil))
			continue
		}
		p, err := q.Passage(ctx, q.articles[outlet], m)
		if err != nil || len(p.Used) != 2 || p.Used[0].Times != 2 || p.Used[0].Here {
			t.Errorf("what is offered is %+v (%v)", p.Used, err)
		}
	}
}

// mentionNow returns a mention as it is.
func (q *quay) mentionNow(id assay.MentionID) (m assay.Mention) {
	q.t.Helper()
	err := q.view(q.t.Context(), func(x *tx) (err error) {
		m, err = x.mention(q.t.Context(), id)
		return err
	})
	if err != nil {
		q.t.Fatal(err)
	}
	return m
}
