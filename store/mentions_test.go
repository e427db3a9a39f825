package store

import (
	"context"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// passages returns the quotes of the mentions that a filter lets through.
func (q *quay) passages(f assay.MentionFilter) string {
	q.t.Helper()
	p, _, err := q.Mentions(q.t.Context(), f)
	if err != nil {
		q.t.Fatal(err)
	}
	v := assay.NewView(p.Case, q.Me())
	var list []string
	for _, id := range p.Order {
		list = append(list, v.Mention(id).Quote)
	}
	return strings.Join(list, ", ")
}

func TestMentions(t *testing.T) {
	q, a, _, _ := quayside(t)
	ctx := t.Context()
	rain := q.mark("herald", "It rained", "somebody was hurt", assay.Mentions)
	hurt := q.mark("herald", "Nobody was hurt", "somebody was hurt", assay.Contradicts)
	q.did(q.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(hurt), Dimension: assay.DimCredibility}, oplog.Encode("2"), ""))
	q.did(q.Attribute(ctx, hurt, []Utterer{{Name: "the mayor"}}, nil))
	tag, act, err := q.TagTarget(ctx, "weather", assay.EntityID(rain))
	q.did(act, err)
	_, act, err = q.AddQuestion(ctx, "Hurt?", []NewVersion{{"no", []assay.MentionID{hurt}}})
	q.did(act, err)
	const all = "Twelve lorries burned, Twelve lorries burned, Nobody was hurt, It rained, A dozen lorries were lost, One man was hurt"
	for _, test := range []struct {
		name string
		f    assay.MentionFilter
		want string
	}{
		{"all, by their places", assay.MentionFilter{}, all},
		{"of a claim", assay.MentionFilter{Claim: a}, "Twelve lorries burned"},
		{"in an article", assay.MentionFilter{Article: q.articles["post"]}, "A dozen lorries were lost, One man was hurt"},
		{"in an outlet", assay.MentionFilter{Source: assay.SourceByDomain("post.example")}, "A dozen lorries were lost, One man was hurt"},
		{"with a stance", assay.MentionFilter{Stance: assay.Contradicts}, "Nobody was hurt"},
		{"with a grade", assay.MentionFilter{Credibility: "2"}, "Nobody was hurt"},
		{"with words", assay.MentionFilter{Words: "hurt man"}, "One man was hurt"},
		{"with a tag", assay.MentionFilter{Tags: assay.HasTag(tag)}, "It rained"},
		{"without a tag", assay.MentionFilter{Tags: assay.TagFilter{Lacks: assay.NewTagSet(tag.String())}, Article: q.articles["herald"]}, "Twelve lorries burned, Twelve lorries burned, Nobody was hurt"},
		{"without a stance", assay.MentionFilter{Lacks: []string{"stance"}}, ""},
		{"without grade and chain", assay.MentionFilter{Lacks: []string{"grade", "chain"}, Words: "hurt"}, "One man was hurt"},
		{"in no version", assay.MentionFilter{Lacks: []string{"version"}, Article: q.articles["herald"]}, "Twelve lorries burned, Twelve lorries burned, It rained"},
		{"without certainty or voice", assay.MentionFilter{Lacks: []string{"certainty", "voice"}}, all},
	} {
		if got := q.passages(test.f); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestChangeMentions(t *testing.T) {
	q, a, _, _ := quayside(t)
	ctx := t.Context()
	p, _, err := q.Mentions(ctx, assay.MentionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	all := p.Order
	v := assay.NewView(p.Case, q.Me())
	seen := map[assay.MentionID]assay.SeenMention{}
	for _, id := range all {
		seen[id] = v.Seen(v.Mention(id))
	}
	change := func(name string, c MentionsChange, want assay.MentionsOutcome) {
		t.Helper()
		c.Seen = seen
		act, out, err := q.ChangeMentions(ctx, all, c)
		q.did(act, err)
		if out != want {
			t.Errorf("%s: %+v, want %+v", name, out, want)
		}
	}
	change("so already", MentionsChange{Dimension: assay.DimStance, Value: "supports"}, assay.MentionsOutcome{Same: 4})
	q.did(q.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(all[0]), Dimension: assay.DimStance}, oplog.Encode(assay.Mentions), ""))
	change("changed meanwhile", MentionsChange{Dimension: assay.DimStance, Value: "qualifies"}, assay.MentionsOutcome{Changed: 3, Stale: 1})
	q.did(q.Undo(ctx))
	if got := q.passages(assay.MentionFilter{Stance: assay.Qualifies}); got != "" {
		t.Errorf("undone, but %s", got)
	}
	change("the highest grade", MentionsChange{Dimension: assay.DimCredibility, Value: "1"}, assay.MentionsOutcome{Changed: 4, Guarded: 4})
	change("attached", MentionsChange{Called: "C1"}, assay.MentionsOutcome{Changed: 2, Same: 1, Twins: 1})
	change("tagged", MentionsChange{AddTag: "check"}, assay.MentionsOutcome{Changed: 4})
	change("tag taken off", MentionsChange{DropTag: "check"}, assay.MentionsOutcome{Changed: 4})
	_, _, err = q.RemoveMention(ctx, all[3])
	if err != nil {
		t.Fatal(err)
	}
	change("removed", MentionsChange{Remove: true}, assay.MentionsOutcome{Changed: 3, Gone: 1})
	if got := q.passages(assay.MentionFilter{Claim: a}); got != "" {
		t.Errorf("left are %s", got)
	}
	for name, c := range map[string]MentionsChange{"no stance": {Dimension: assay.DimStance, Value: "likes"}, "no claim": {Called: "C99"}, "no tag": {DropTag: "x"}} {
		if name == "no stance" {
			q.did(q.Undo(ctx))
		}
		if _, _, err := q.ChangeMentions(ctx, slices.Clone(all), c); assay.KindOf(err) != assay.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTakeBackOthersWord: what somebody else says cannot be taken back, and a
// mention that is named twice is changed once.
func TestTakeBackOthersWord(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	q.article("herald", "Twelve lorries burned. Nobody was hurt.")
	q.claim("one")
	theirs, mine := q.mark("herald", "Twelve lorries burned", "one", assay.Supports), q.mark("herald", "Nobody was hurt", "one", assay.Mentions)
	grade := func(m assay.MentionID) assay.JudgementKey {
		return assay.JudgementKey{Target: assay.EntityID(m), Dimension: assay.DimCredibility}
	}
	q.as("Ben", func(ctx context.Context, tx *tx) error { return tx.judgeOne(ctx, grade(theirs), oplog.Encode("2"), "") })
	q.did(q.Judge(ctx, grade(mine), oplog.Encode("3"), ""))
	act, out, err := q.ChangeMentions(ctx, []assay.MentionID{theirs, mine, theirs}, MentionsChange{Dimension: assay.DimCredibility})
	if q.did(act, err); out != (assay.MentionsOutcome{Changed: 1, Others: 1}) {
		t.Errorf("taken back: %+v", out)
	}
	act, out, err = q.ChangeMentions(ctx, []assay.MentionID{theirs, mine}, MentionsChange{Dimension: assay.DimCredibility})
	if q.did(act, err); !act.IsZero() || out != (assay.MentionsOutcome{Same: 1, Others: 1}) {
		t.Errorf("taken back again: %+v", out)
	}
	act, out, err = q.ChangeMentions(ctx, []assay.MentionID{theirs, mine, theirs}, MentionsChange{Remove: true})
	if q.did(act, err); out != (assay.MentionsOutcome{Changed: 2}) {
		t.Errorf("removed: %+v", out)
	}
}

// BenchmarkMentions is a page of the mentions among 50,000, and those of one
// claim and of one tag.
func BenchmarkMentions(b *testing.B) {
	s, claim, tag := manyMentions(b, 50_000)
	for _, x := range []struct {
		name string
		f    assay.MentionFilter
	}{
		{"claim", assay.MentionFilter{Claim: claim}},
		{"tag", assay.MentionFilter{Tags: assay.HasTag(tag)}},
		{"all", assay.MentionFilter{}},
		{"stance", assay.MentionFilter{Stance: assay.Contradicts}},
		{"lacks grade", assay.MentionFilter{Lacks: []string{"grade"}}},
	} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				p, _, err := s.Mentions(b.Context(), x.f)
				if err != nil || len(p.Order) != assay.MentionsPageSize {
					b.Fatal(len(p.Order), err)
				}
			}
		})
	}
}

// manyMentions makes a case of n mentions, 100 to a claim, and a tag on every
// 500th.
func manyMentions(b *testing.B, n int) (s *Store, claim assay.ClaimID, tag assay.TagID) {
	b.Helper()
	s = benchStore(b)
	in, err := s.ImportArticle(b.Context(), assay.Import{Original: []byte("x"), Name: "a.txt", MediaType: "text/plain", FoundAt: "https://a.example/", Text: "Twelve lorries burned on the quay.", Extractor: "text/1", Charset: "utf-8", CharsetSure: true, Title: "Fire"})
	if err != nil {
		b.Fatal(err)
	}
	page, err := s.Article(b.Context(), in.Article)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.write.ExecContext(b.Context(), `PRAGMA synchronous = OFF`); err != nil {
		b.Fatal(err)
	}
	_, err = s.update(b.Context(), func(t *tx) (err error) {
		if tag, err = t.tagCalled(b.Context(), "numbers"); err != nil {
			return err
		}
		for i := range n {
			if i%100 == 0 {
				if claim, err = t.addClaim(b.Context(), "Twelve lorries burned", assay.EventID{}); err != nil {
					return err
				}
			}
			f := assay.Position(page.Text.ID, page.Body, spanOf(oplog.Fields{"start": oplog.Encode(i % 20), "end": oplog.Encode(i%20 + 5)}))
			f["article"], f["claim"] = oplog.Encode(in.Article), oplog.Encode(claim)
			id := oplog.NewID(t.author.Now())
			if err := t.edit(b.Context(), assay.KindMention, id, f); err != nil {
				return err
			}
			stance := assay.Stances[i%2]
			if err := t.judgeOne(b.Context(), assay.JudgementKey{Target: id, Dimension: assay.DimStance}, oplog.Encode(stance), ""); err != nil {
				return err
			}
			if i%500 == 0 {
				if err := t.tag(b.Context(), tag, id, true); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s, claim, tag
}
