package assay

import (
	"testing"

	"assay/internal/oplog"
)

// TestReliabilityOfTheSame rates one of two sources that were judged the same.
func TestReliabilityOfTheSame(t *testing.T) {
	herald, paper := SourceID{1}, SourceID{2}
	c := &Case{
		Sources: []Source{{ID: herald, Name: "Merrow Herald"}, {ID: paper, Name: "The Herald"}},
		Judgements: []Judgement{
			{Target: EntityID(paper), Dimension: DimReliability, Value: oplog.Encode("B")},
			{Target: EntityID(paper), Dimension: DimReliability, Scope: "sport", Value: oplog.Encode("C")},
		},
	}
	for _, test := range []struct {
		name, verdict, topic, want string
	}{
		{"while nobody has decided", "", "", ""},
		{"judged different", "different", "", ""},
		{"judged the same", "same", "", "B"},
		{"judged the same, for a topic", "same", "sport", "C"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c.Sames = []Same{{Of: KindSource, A: EntityID(herald), B: EntityID(paper), Verdict: test.verdict}}
			if d, _ := NewView(c, ActorID{9}).Reliability(herald, test.topic); d.Word() != test.want {
				t.Errorf("the reliability is %q, want %q", d.Word(), test.want)
			}
		})
	}
}

func TestSources(t *testing.T) {
	group := SourceID{1}
	c := &Case{
		Sources: []Source{
			{ID: group, Name: "Quay Press Group", Kind: "organisation"},
			{ID: SourceID{2}, Name: "Lantern", Kind: "outlet", Parent: group, Domain: "lantern.example"},
			{ID: SourceID{3}, Name: "Ana Rask", Kind: "person"},
			{ID: SourceID{4}, Name: "Rask", Kind: "person", Aliases: []string{"harbour clerk"}},
			{ID: SourceID{5}, Name: "coastal radio", Kind: "outlet"},
		},
		Judgements: []Judgement{{Target: EntityID(group), Dimension: DimReliability, Value: oplog.Encode("C")}},
		Sames:      []Same{{Of: KindSource, A: EntityID{3}, B: EntityID{4}, Verdict: "same"}},
	}
	v := NewView(c, ActorID{9})
	for _, test := range []struct {
		name   string
		filter SourceFilter
		want   string
	}{
		{"all, by name, the same ones once", SourceFilter{}, "Ana Rask, coastal radio, Lantern, Quay Press Group"},
		{"of a kind", SourceFilter{Kind: "outlet"}, "coastal radio, Lantern"},
		{"unrated, not even by their publisher", SourceFilter{Unrated: true}, "Ana Rask, coastal radio"},
		{"by words of an alias of the same source", SourceFilter{Words: "CLERK"}, "Ana Rask"},
		{"by domain", SourceFilter{Words: "lantern.example"}, "Lantern"},
		{"none has both words", SourceFilter{Words: "lantern radio"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			for i, s := range v.Sources(test.filter) {
				if i > 0 {
					got += ", "
				}
				got += s.Name
			}
			if got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
	if same := v.SameAs(SourceID{4}); len(same) != 1 || same[0].Name != "Ana Rask" {
		t.Errorf("the same as Rask: %v", same)
	}
}

// TestAlikeNamed looks for what a name that was typed may stand for.
func TestAlikeNamed(t *testing.T) {
	c := &Case{Sources: []Source{
		{ID: SourceID{1}, Name: "Merrow Times", Kind: "outlet"},
		{ID: SourceID{2}, Name: "The Merrow Times", Kind: "outlet"},
		{ID: SourceID{3}, Name: "Coastal Wire", Kind: "wire"},
	}}
	for _, test := range []struct{ name, verdict, want string }{
		{"The Merrow Times", "", "Merrow Times"},
		{" the merrow times ", "", "Merrow Times"},
		{"Coastal Wire", "", ""},
		{"Lantern", "", ""},
		{"The Merrow Times", "same", ""},
		{"The Merrow Times", "different", ""},
	} {
		c.Sames = []Same{{Of: KindSource, A: EntityID{1}, B: EntityID{2}, Verdict: test.verdict}}
		got := ""
		if o := NewView(c, ActorID{9}).AlikeNamed(test.name); o != nil {
			got = o.Name
		}
		if got != test.want {
			t.Errorf("%q, judged %q, looks like %q, want %q", test.name, test.verdict, got, test.want)
		}
	}
}

// TestSureOfDispute sets two articles against each other that have nothing
// known in common.
func TestSureOfDispute(t *testing.T) {
	claim, wire, herald, clerk := ClaimID{1}, SourceID{1}, SourceID{2}, SourceID{3}
	said := func(id byte, article byte, stance Stance) (Mention, Judgement) {
		return Mention{ID: MentionID{id}, Claim: claim, Article: ArticleID{article}}, Judgement{Target: EntityID{id}, Dimension: DimStance, Value: oplog.Encode(stance)}
	}
	a, supports := said(1, 1, Supports)
	b, contradicts := said(2, 2, Contradicts)
	chain := func(m Mention, s SourceID) Attribution {
		return Attribution{Mention: m.ID, Chain: []Step{{Source: s}}}
	}
	pair := pair(EntityID(wire), EntityID(herald))
	for _, test := range []struct {
		name string
		with func(*Case)
		want Contest
	}{
		{"each in its own voice", func(*Case) {}, Contest{Contested: true, Level: BetweenOrigins, Counted: true}},
		{"marked independent", func(c *Case) {
			c.Judgements = append(c.Judgements, Judgement{Target: pair[0], Other: pair[1], Dimension: DimIndependent, Value: oplog.Encode(true)})
		}, Contest{Contested: true, Level: BetweenOrigins, Counted: true, Sure: true}},
		{"each from somebody else", func(c *Case) {
			c.Attributions = []Attribution{chain(a, clerk), chain(b, SourceID{4})}
		}, Contest{Contested: true, Level: BetweenOrigins, Counted: true, Sure: true}},
		{"each from somebody who may be the same", func(c *Case) {
			c.Attributions = []Attribution{chain(a, clerk), chain(b, SourceID{5})}
		}, Contest{Contested: true, Level: BetweenOrigins, Counted: true}},
		{"both from one", func(c *Case) {
			c.Attributions = []Attribution{chain(a, clerk), chain(b, clerk)}
		}, Contest{Contested: true, Level: WithinOneOrigin, Counted: true}},
	} {
		c := &Case{
			Claims:   []Claim{{ID: claim}},
			Articles: []Article{{ID: ArticleID{1}, TextOrigin: wire}, {ID: ArticleID{2}, TextOrigin: herald}},
			Sources: []Source{
				{ID: wire, Name: "Coastal Wire", Kind: "wire"},
				{ID: herald, Name: "Merrow Herald", Kind: "outlet"},
				{ID: clerk, Name: "Ana Rask", Kind: "person"},
				{ID: SourceID{4}, Name: "Ilse Varn", Kind: "person"},
				{ID: SourceID{5}, Name: "Rask", Kind: "person"},
			},
			Mentions: []Mention{a, b}, Judgements: []Judgement{supports, contradicts},
		}
		test.with(c)
		if got := NewView(c, ActorID{9}).ContestedClaim(claim); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
