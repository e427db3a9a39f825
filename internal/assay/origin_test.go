package assay

import "testing"

// TestNearestIsDated follows a chain to the outlet that wrote two articles: the
// one with the earlier date is where the claim entered, and one whose date
// nobody knows is not older than all others.
func TestNearestIsDated(t *testing.T) {
	id := func(n byte) (e EntityID) { e[15] = n; return e }
	wire := SourceID(id(1))
	c := &Case{
		Sources: []Source{{ID: wire, Name: "Coastal Wire", Kind: "wire"}, {ID: SourceID(id(2)), Name: "a dock worker", Kind: "person"}, {ID: SourceID(id(3)), Name: "the harbour master", Kind: "person"}},
		Texts:   []Text{{ID: TextID(id(22)), Published: "2026-03-01"}},
		Articles: []Article{
			{ID: ArticleID(id(10))},
			{ID: ArticleID(id(11)), TextOrigin: wire},                       // no date
			{ID: ArticleID(id(12)), TextOrigin: wire, Text: TextID(id(22))}, // a date that was found
			{ID: ArticleID(id(13)), TextOrigin: wire, Published: "2026-03-02"},
		},
		Claims:   []Claim{{ID: ClaimID(id(30))}},
		Mentions: []Mention{},
	}
	for n, article := range []byte{10, 11, 12, 13} {
		c.Mentions = append(c.Mentions, Mention{ID: MentionID(id(40 + byte(n))), Article: ArticleID(id(article)), Claim: ClaimID(id(30))})
	}
	said := func(m byte, by SourceID) Attribution {
		return Attribution{Mention: MentionID(id(m)), Chain: []Step{{Source: by}}}
	}
	c.Attributions = []Attribution{said(40, wire), said(41, SourceID(id(3))), said(42, SourceID(id(2))), said(43, SourceID(id(3)))}

	v := NewView(c, ActorID{})
	if got, want := v.Root(&c.Mentions[0]), (Origin{Source: SourceID(id(2))}); got != want {
		t.Errorf("the origin is %v, want %v", got, want)
	}
}
