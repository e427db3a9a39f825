package assay

import (
	"testing"

	"assay/internal/oplog"
)

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

// TestVoiceOfOrigin says that a text speaks in its own voice only where the
// analyst has said so of every mention of it that is counted.
func TestVoiceOfOrigin(t *testing.T) {
	id := func(n byte) (e EntityID) { e[15] = n; return e }
	herald := SourceID(id(1))
	said := func(m byte, voice string) Judgement {
		return Judgement{ID: JudgementID(id(60 + m)), Target: id(m), Dimension: DimVoice, Coder: ActorID(id(9)), Value: oplog.Encode(voice)}
	}
	for _, test := range []struct {
		name  string
		set   func(*Case)
		want  Origin
		own   int // origins counted as own voices
		given int // and as attributed ones
	}{
		{"nothing said", func(*Case) {}, Origin{Source: herald, OwnVoice: true}, 1, 0},
		{"own voice in both", func(c *Case) { c.Judgements = []Judgement{said(40, "own"), said(41, "own")} }, Origin{Source: herald, OwnVoice: true, Voice: "own"}, 1, 0},
		{"said of one of them", func(c *Case) { c.Judgements = []Judgement{said(41, "own")} }, Origin{Source: herald, OwnVoice: true}, 1, 0},
		{"attributed, to nobody who is known", func(c *Case) { c.Judgements = []Judgement{said(40, "attributed"), said(41, "attributed")} }, Origin{Source: herald, OwnVoice: true, Voice: "attributed"}, 1, 0},
		{"quoted in one of them, by the analyst's word", func(c *Case) {
			root := Judgement{ID: JudgementID(id(70)), Target: id(41), Dimension: DimRoot, Coder: ActorID(id(9)), Value: oplog.Encode(RootValue{Source: herald})}
			c.Judgements = []Judgement{said(40, "own"), root}
		}, Origin{Source: herald}, 0, 1},
	} {
		c := &Case{
			Sources:  []Source{{ID: herald, Name: "Herald", Kind: "outlet"}},
			Articles: []Article{{ID: ArticleID(id(10)), TextOrigin: herald}, {ID: ArticleID(id(11)), TextOrigin: herald}},
			Claims:   []Claim{{ID: ClaimID(id(30))}},
			Mentions: []Mention{{ID: MentionID(id(40)), Article: ArticleID(id(10)), Claim: ClaimID(id(30))}, {ID: MentionID(id(41)), Article: ArticleID(id(11)), Claim: ClaimID(id(30))}},
		}
		test.set(c)
		v := NewView(c, ActorID(id(9)))
		n := v.corroborate([]*Mention{&v.Case.Mentions[0], &v.Case.Mentions[1]})
		if len(n.Origins) != 1 || n.Origins[0] != test.want || n.OwnVoiceOrigins != test.own || n.AttributedOrigins != test.given {
			t.Errorf("%s: %+v, want %+v", test.name, n, test.want)
		}
	}
}

// TestCircleIsOneOrigin counts texts that have something from each other, as
// they do once sources or claims are said to be one: nobody knows which of them
// had it first, and so they may all rest on one.
func TestCircleIsOneOrigin(t *testing.T) {
	for _, test := range []struct {
		name          string
		set           func(c *statementCast)
		atLeast, most int
	}{
		{"two that name each other", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.papers["Coast"])
			c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
		}, 1, 2},
		{"of which it is known that they are not one source", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.papers["Coast"])
			c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
			c.same(EntityID(c.papers["Herald"]), EntityID(c.papers["Coast"]), "different")
		}, 1, 2},
		{"that are marked as independent", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.papers["Coast"])
			c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
			c.independent(EntityID(c.papers["Herald"]), EntityID(c.papers["Coast"]), true)
		}, 2, 2},
		{"three in a row", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.papers["Coast"])
			c.mention(c.coast, c.closing, Supports, c.papers["Post"])
			c.mention(c.post, c.closing, Supports, c.papers["Herald"])
		}, 1, 3},
		{"and one from elsewhere", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.papers["Coast"])
			c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
			c.mention(c.post, c.closing, Supports, c.clerk)
		}, 2, 3},
		{"and one that names one of them, but has it from elsewhere", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.papers["Coast"])
			c.mention(c.coast, c.closing, Supports, c.papers["Herald"], c.clerk)
			c.mention(c.post, c.closing, Supports, c.clerk)
		}, 1, 2},
		{"one of them on the other side", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.papers["Coast"])
			c.mention(c.coast, c.closing, Contradicts, c.papers["Herald"])
		}, 1, 1},
	} {
		c := newCast(t)
		test.set(c)
		v := c.view()
		if n := v.Corroboration(c.closing, Supports); n.AtLeast != test.atLeast || n.AtMost != test.most {
			t.Errorf("%s: %d to %d origins, want %d to %d: %+v", test.name, n.AtLeast, n.AtMost, test.atLeast, test.most, n.Origins)
		}
		if v.ContestedClaim(c.closing).Sure {
			t.Errorf("%s: it is sure that the origins differ", test.name)
		}
	}
}

// TestIndependenceOfMerged: what was marked as independent stays so when one of
// the two is said to be one with another source, whichever stands for both.
func TestIndependenceOfMerged(t *testing.T) {
	for _, dim := range []Dimension{DimIndependent, DimAdjudication} {
		for _, of := range []string{"first", "second"} {
			c := newCast(t)
			c.mention(c.herald, c.closing, Supports, c.clerk)
			c.mention(c.coast, c.closing, Supports, c.others)
			k := pair(EntityID(c.clerk), EntityID(c.others))
			key := JudgementKey{Target: k[0], Other: k[1], Dimension: dim}
			if dim == DimAdjudication {
				key.Scope = string(DimIndependent)
			}
			c.judge(key, true)
			merged := map[string]EntityID{"first": k[0], "second": k[1]}[of]
			for _, other := range []SourceID{c.people, c.memo, c.papers["Ledger"], c.papers["Post"]} { // one of these is less than both
				c.same(merged, EntityID(other), "same")
			}
			v := c.view()
			if v.Resolve(SourceID(merged)) == SourceID(merged) {
				t.Fatal("the source still stands for itself")
			}
			n := v.Corroboration(c.closing, Supports)
			if len(n.Origins) != 2 || !v.Independent(n.Origins[0], n.Origins[1]) || n.AtLeast != 2 {
				t.Errorf("%s, by %s: %+v", of, dim, n)
			}
		}
	}
}
