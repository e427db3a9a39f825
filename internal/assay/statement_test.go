package assay

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/internal/oplog"
)

// statementCast is who the constellations of TestStatement are made of.
type statementCast struct {
	*pen
	herald, coast, post, ledger ArticleID
	people, others, clerk, memo SourceID
	papers                      map[string]SourceID
	closing                     ClaimID
}

func newCast(t *testing.T) *statementCast {
	p := newPen(t, "Ana", &oplog.Log{})
	c := &statementCast{pen: p, papers: map[string]SourceID{}}
	for _, name := range []string{"Herald", "Coast", "Post", "Ledger"} {
		c.papers[name] = p.source("The "+name, "outlet")
	}
	c.people, c.others = p.source("two people", "anonymous_group"), p.source("a dock worker", "anonymous_group")
	c.clerk, c.memo = p.source("Harbour clerk Ode Falk", "person"), p.source("memo of the harbour board", "document")
	c.herald, c.coast = p.article("Herald", c.papers["Herald"], "2031-02-02"), p.article("Coast", c.papers["Coast"], "2031-02-03")
	c.post, c.ledger = p.article("Post", c.papers["Post"], "2031-02-04"), p.article("Ledger", c.papers["Ledger"], "2031-02-05")
	c.closing = p.claim("The port will close", EventID{})
	return c
}

func (c *statementCast) voice(m MentionID, v string) { c.judge(about(m, DimVoice), v) }

// sayStatement writes a statement on one line, for a table to be read.
func sayStatement(v *View, s *Statement) string {
	var parts []string
	for _, side := range []struct {
		name string
		side *Side
	}{{"for", &s.For}, {"against", &s.Against}} {
		if side.side.Articles > 0 {
			parts = append(parts, side.name+" "+saySide(v, side.side))
		}
	}
	for _, list := range []struct {
		name     string
		mentions []MentionID
	}{{"qualify", s.Qualifying}, {"mention", s.Mentioning}, {"unsaid", s.Unsaid}, {"both", s.Both}} {
		if len(list.mentions) > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", list.name, len(list.mentions)))
		}
	}
	return strings.Join(parts, "; ")
}

func saySide(v *View, s *Side) string {
	says := fmt.Sprintf("%d/%d-%d", s.Articles, s.AtLeast, s.AtMost)
	if s.Confirmed {
		says += " confirmed"
	}
	for i := range s.Bases {
		b := &s.Bases[i]
		says += fmt.Sprintf(" [%s %d", originNames(v, []Origin{b.Origin}), b.Articles)
		for _, via := range b.Via {
			says += " via " + v.Source(via).Name
		}
		for _, mark := range []struct {
			word string
			is   bool
		}{{"anonymous", b.Anonymous}, {"document", b.Document}, {"outside", len(b.Works) > 0}, {"declared", len(b.Declared) > 0}, {"unknown", !b.Known()}} {
			if mark.is {
				says += " " + mark.word
			}
		}
		says += "]"
	}
	return says
}

// TestStatement goes through constellations of articles on one claim.
func TestStatement(t *testing.T) {
	for _, test := range []struct {
		name string
		set  func(c *statementCast)
		want string
	}{
		{"nothing bears on it", func(*statementCast) {}, ""},
		{"silence is no denial", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.clerk)
			c.read(c.coast)
			c.judge(JudgementKey{Target: EntityID(c.post), Other: EntityID(c.closing), Dimension: DimCoverage}, "silent")
		}, "for 1/1-1 [Harbour clerk Ode Falk 1 via The Herald]"},
		{"three on one report, and one of whom nobody knows", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.people)
			c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
			c.derives(c.post, EntityID(c.herald), "unattributed_rewrite")
			c.mention(c.post, c.closing, Supports)
			c.mention(c.ledger, c.closing, Supports)
		}, "for 4/1-2 [two people 3 via The Herald anonymous] [The Ledger (own voice) 1 unknown]"},
		{"lineage unknown of all", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports)
			c.mention(c.coast, c.closing, Supports)
		}, "for 2/1-2 [The Herald (own voice) 1 unknown] [The Coast (own voice) 1 unknown]"},
		{"own voices, marked as independent", func(c *statementCast) {
			x, y := c.mention(c.herald, c.closing, Supports), c.mention(c.coast, c.closing, Supports)
			c.voice(x, "own")
			c.voice(y, "own")
			c.independent(EntityID(c.papers["Herald"]), EntityID(c.papers["Coast"]), true)
		}, "for 2/2-2 confirmed [The Herald (own voice) 1] [The Coast (own voice) 1]"},
		{"somebody else's word, without saying whose", func(c *statementCast) {
			c.voice(c.mention(c.herald, c.closing, Supports), "attributed")
		}, "for 1/1-1 [The Herald (own voice) 1 unknown]"},
		{"one article says both", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.clerk)
			c.mention(c.herald, c.closing, Contradicts, c.clerk)
		}, "for 1/1-1 [Harbour clerk Ode Falk 1 via The Herald]; against 1/1-1 [Harbour clerk Ode Falk 1 via The Herald]; both 2"},
		{"only said weaker", func(c *statementCast) {
			c.mention(c.herald, c.closing, Qualifies, c.clerk)
			c.mention(c.coast, c.closing, Mentions)
		}, "qualify 1; mention 1"},
		{"contradicted by another origin", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.people)
			c.mention(c.coast, c.closing, Contradicts, c.clerk)
		}, "for 1/1-1 [two people 1 via The Herald anonymous]; against 1/1-1 [Harbour clerk Ode Falk 1 via The Coast]"},
		{"two anonymous groups are two until somebody says that they are one", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.people)
			c.mention(c.coast, c.closing, Supports, c.others)
		}, "for 2/2-2 [two people 1 via The Herald anonymous] [a dock worker 1 via The Coast anonymous]"},
		{"a document that two have seen", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.memo)
			c.mention(c.coast, c.closing, Supports, c.memo)
		}, "for 2/1-1 [memo of the harbour board 2 via The Herald via The Coast document]"},
		{"a text outside the case", func(c *statementCast) {
			work := c.id()
			c.set(KindWork, work, oplog.Fields{"source": oplog.Encode(c.clerk), "title": oplog.Encode("Letter to the board")})
			c.derives(c.herald, work, "excerpt")
			c.mention(c.herald, c.closing, Supports)
		}, "for 1/1-1 [Harbour clerk Ode Falk 1 via The Herald outside]"},
		{"the analyst's own word", func(c *statementCast) {
			m := c.mention(c.herald, c.closing, Supports, c.people)
			c.judge(about(m, DimRoot), RootValue{Source: c.clerk})
		}, "for 1/1-1 [Harbour clerk Ode Falk 1 declared]"},
		{"the analyst names an article that has no outlet", func(c *statementCast) {
			blog := c.article("Blog", SourceID{}, "")
			m := c.mention(c.herald, c.closing, Supports, c.people)
			c.judge(about(m, DimRoot), RootValue{Article: blog})
		}, "for 1/1-1 [the article Blog (own voice) 1 declared]"},
		{"a stance that was taken back", func(c *statementCast) {
			m := c.mention(c.herald, c.closing, Supports, c.people)
			c.judge(about(m, DimStance), nil)
		}, "unsaid 1"},
		{"in a circle", func(c *statementCast) {
			c.derives(c.herald, EntityID(c.coast), "verbatim")
			c.derives(c.coast, EntityID(c.herald), "verbatim")
			c.mention(c.herald, c.closing, Supports)
			c.mention(c.coast, c.closing, Supports)
		}, "for 2/1-2 [The Herald (own voice) 1 unknown] [The Coast (own voice) 1 unknown]"},
	} {
		c := newCast(t)
		test.set(c)
		v := c.view()
		s := v.Statement(c.closing)
		if got := sayStatement(v, &s); got != test.want {
			t.Errorf("%s:\n%s, want\n%s", test.name, got, test.want)
		}
	}
}

// TestBase says of a case what it rests on as a whole.
func TestBase(t *testing.T) {
	c := newCast(t)
	c.mention(c.herald, c.closing, Supports, c.people)
	c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
	fees := c.claim("Fees will rise", EventID{})
	c.mention(c.herald, fees, Supports, c.people)
	c.mention(c.post, fees, Contradicts, c.clerk)
	drift := c.claim("The date is not clear", EventID{})
	c.mention(c.herald, drift, Supports, c.people)
	c.mention(c.coast, drift, Contradicts, c.papers["Herald"])
	two := c.claim("The crane fell", EventID{})
	c.mention(c.herald, two, Supports, c.clerk)
	c.mention(c.ledger, two, Supports, c.memo)
	c.independent(EntityID(c.clerk), EntityID(c.memo), true)
	nobody := c.claim("It rained", EventID{})
	c.mention(c.ledger, nobody, Supports)
	c.judge(about(two, DimCredibility), Credibilities[0])
	c.judge(about(nobody, DimCredibility), Credibilities[0])
	v := c.view()
	b := v.Base([]ClaimID{c.closing, fees, drift, two, nobody})
	name := func(list []ClaimID) string {
		var names []string
		for _, id := range list {
			names = append(names, v.Claim(id).Wording)
		}
		return strings.Join(names, ", ")
	}
	for _, test := range []struct {
		of, want string
		got      []ClaimID
	}{
		{"supported", "The port will close, Fees will rise, The date is not clear, The crane fell, It rained", b.Supported},
		{"confirmed", "The crane fell", b.Confirmed},
		{"single", "The port will close, Fees will rise, The date is not clear, It rained", b.Single},
		{"anonymous", "The port will close, Fees will rise, The date is not clear", b.Anonymous},
		{"unknown", "It rained", b.Unknown},
		{"graded too high", "It rained", b.TooHigh},
		{"disputes", "Fees will rise", b.Disputes},
		{"drifts", "The date is not clear", b.Drifts},
		{"selves", "", b.Selves},
		{"what matters most", "The port will close, Fees will rise, The date is not clear", b.Main[0].Only},
	} {
		if got := name(test.got); got != test.want {
			t.Errorf("%s: %s, want %s", test.of, got, test.want)
		}
	}
	if len(b.Main) != 4 || b.Main[0].Source != c.people {
		t.Errorf("%d origins, the first %v", len(b.Main), b.Main[0].Origin)
	}
}

// TestSuggestGrade says which grades are proposed, and that most are not.
func TestSuggestGrade(t *testing.T) {
	for _, test := range []struct {
		name string
		set  func(c *statementCast)
		want string
	}{
		{"nothing", func(*statementCast) {}, ""},
		{"one anonymous origin in two articles", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.people)
			c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
		}, "3"},
		{"one anonymous origin, and one of whom nobody knows", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.people)
			c.mention(c.coast, c.closing, Supports)
		}, ""},
		{"one article with a name", func(c *statementCast) { c.mention(c.herald, c.closing, Supports, c.clerk) }, "6"},
		{"a second article says it weaker, so there is something to compare with", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.clerk)
			c.mention(c.coast, c.closing, Qualifies)
		}, ""},
		{"different origins differ", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.people)
			c.mention(c.coast, c.closing, Contradicts, c.clerk)
		}, "3 or 4"},
		{"drift", func(c *statementCast) {
			c.mention(c.herald, c.closing, Supports, c.people)
			c.mention(c.coast, c.closing, Contradicts, c.papers["Herald"])
		}, ""},
		{"only denied", func(c *statementCast) { c.mention(c.herald, c.closing, Contradicts, c.clerk) }, ""},
	} {
		c := newCast(t)
		test.set(c)
		s, ok := c.view().SuggestGrade(c.closing)
		got := string(s.Grade)
		if s.Or != "" {
			got += " or " + string(s.Or)
		}
		if got != test.want || ok != (got != "") || ok && s.Why.String() == "" {
			t.Errorf("%s: %q, %s, want %q", test.name, got, s.Why, test.want)
		}
	}
}

// TestStatementOfMany: what a claim rests on is said in time that goes with how
// many articles there are, not with the pairs of them.
func TestStatementOfMany(t *testing.T) {
	const many = 6000
	c := &Case{Claims: []Claim{{ID: ClaimID{1}}}}
	for i := range many {
		at := [2]byte{byte(i >> 8), byte(i)}
		c.Articles = append(c.Articles, Article{ID: ArticleID{2, at[0], at[1]}})
		c.Mentions = append(c.Mentions, Mention{ID: MentionID{3, at[0], at[1]}, Article: ArticleID{2, at[0], at[1]}, Claim: ClaimID{1}})
		c.Judgements = append(c.Judgements, Judgement{ID: JudgementID{4, at[0], at[1]}, Target: EntityID{3, at[0], at[1]}, Dimension: DimStance, Value: oplog.Encode(Supports)})
	}
	began := time.Now()
	s := NewView(c, ActorID{}).Statement(ClaimID{1})
	if took := time.Since(began); took > 2*time.Second || len(s.For.Bases) != many {
		t.Errorf("%d origins, in %s", len(s.For.Bases), took)
	}
}
