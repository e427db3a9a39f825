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
