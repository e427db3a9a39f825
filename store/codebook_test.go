package store

import (
	"fmt"
	"strings"
	"testing"

	"assay/internal/assay"
)

// tree writes the tags as the codebook has them.
func (q *quay) tree() string {
	q.t.Helper()
	p, err := q.Codebook(q.t.Context())
	if err != nil {
		q.t.Fatal(err)
	}
	var lines []string
	for _, n := range p.Tree() {
		c := p.Counts[n.ID]
		lines = append(lines, fmt.Sprintf("%s%s %d+%d+%d+%d", strings.Repeat("-", n.Depth), n.Name, c.Mentions, c.Claims, c.Articles, c.Others))
	}
	return strings.Join(lines, " | ")
}

func TestCodebook(t *testing.T) {
	setUp := func(t *testing.T) (*quay, map[string]assay.TagID) {
		q := openQuay(t)
		article := q.article("herald", "Twelve lorries burned on the quay.")
		claim := q.claim("Twelve lorries burned")
		mention := q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports)
		tags := map[string]assay.TagID{}
		add := func(name string, parent assay.TagID) {
			id, act, err := q.AddTag(t.Context(), name, parent)
			q.did(act, err)
			tags[name] = id
		}
		add("Doubt", assay.TagID{})
		add("numbers", tags["Doubt"])
		add("sources", tags["Doubt"])
		add("Later", assay.TagID{})
		for name, target := range map[string]assay.EntityID{"numbers": assay.EntityID(mention), "Doubt": assay.EntityID(claim), "Later": assay.EntityID(article)} {
			_, act, err := q.TagTarget(t.Context(), name, target)
			q.did(act, err)
		}
		return q, tags
	}
	const before = "Doubt 0+1+0+0 | -numbers 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0"
	none := assay.TagID{}
	tests := []struct {
		name    string
		do      func(q *quay, tags map[string]assay.TagID) (assay.ActID, error)
		want    string
		refused string // what the refusal says
	}{
		{"renamed, and coloured", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["numbers"], TagChange{Name: Changed("numbers", "Figures"), Colour: To("teal")})
		}, "Doubt 0+1+0+0 | -Figures 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0", ""},
		{"with other capitals", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["numbers"], TagChange{Name: To("Numbers")})
		}, "Doubt 0+1+0+0 | -Numbers 1+0+0+0 | -sources 0+0+0+0 | Later 0+0+1+0", ""},
		{"called like another", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["numbers"], TagChange{Name: To("later")})
		}, before, "There is a tag “Later” already"},
		{"moved", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Parent: To(tags["Later"])})
		}, "Later 0+0+1+0 | -Doubt 0+1+0+0 | --numbers 1+0+0+0 | --sources 0+0+0+0", ""},
		{"moved below itself", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Parent: To(tags["numbers"])})
		}, before, "cannot be below itself"},
		{"a colour that is none", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Colour: To("url(x)")})
		}, before, "not one of the colours"},
		{"merged", func(q *quay, tags map[string]assay.TagID) (act assay.ActID, err error) {
			act, _, err = q.MergeTags(q.t.Context(), tags["Doubt"], tags["Later"])
			return act, err
		}, "Later 0+1+1+0 | -numbers 1+0+0+0 | -sources 0+0+0+0", ""},
		{"merged into what is below it", func(q *quay, tags map[string]assay.TagID) (act assay.ActID, err error) {
			act, _, err = q.MergeTags(q.t.Context(), tags["Doubt"], tags["numbers"])
			return act, err
		}, before, "That tag is below this one"},
		{"removed", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.RemoveTag(q.t.Context(), tags["Doubt"])
		}, "Later 0+0+1+0 | numbers 1+0+0+0 | sources 0+0+0+0", ""},
		{"made again", func(q *quay, _ map[string]assay.TagID) (assay.ActID, error) {
			_, act, err := q.AddTag(q.t.Context(), "DOUBT", none)
			return act, err
		}, before, "There is a tag “Doubt” already"},
		{"changed since", func(q *quay, tags map[string]assay.TagID) (assay.ActID, error) {
			return q.ChangeTag(q.t.Context(), tags["Doubt"], TagChange{Name: Changed("Doubts", "Second thoughts")})
		}, before, "since you opened the page"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, tags := setUp(t)
			if got := q.tree(); got != before {
				t.Fatalf("the codebook is %s", got)
			}
			act, err := test.do(q, tags)
			if (err != nil) != (test.refused != "") || err != nil && !strings.Contains(err.Error(), test.refused) {
				t.Errorf("it was answered with %v, want %q", err, test.refused)
			}
			if got := q.tree(); got != test.want {
				t.Errorf("the codebook is\n%s\nwant\n%s", got, test.want)
			}
			if act.IsZero() {
				return
			}
			if _, err := q.Undo(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := q.tree(); got != before {
				t.Errorf("after undoing it is\n%s\nwant\n%s", got, before)
			}
		})
	}
}
