package assay

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/oplog"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// pen writes a case by hand, as one analyst.
type pen struct {
	t      *testing.T
	log    *oplog.Log
	author oplog.Author
	now    time.Time
	n      byte
}

func newPen(t *testing.T, name string, log *oplog.Log) *pen {
	p := &pen{t: t, log: log, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	p.author = oplog.Author{Actor: oplog.Derive("actor", oplog.Encode(name)), Now: func() time.Time {
		p.now = p.now.Add(time.Second)
		return p.now
	}}
	p.set(KindActor, p.author.Actor, oplog.Fields{"name": oplog.Encode(name)})
	return p
}

func (p *pen) set(k Kind, id EntityID, f oplog.Fields) {
	p.t.Helper()
	if Define(k).Derived() {
		id = DeriveID(k, f)
	}
	act, err := p.author.Write(p.log, oplog.Edit{Kind: string(k), Entity: id, Fields: f})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, op := range p.log.Act(act) {
		if err := CheckOp(&op); err != nil {
			p.t.Fatal(err)
		}
	}
}

// id returns an id that is the same in every run, so that what depends on the
// order of ids does not depend on chance.
func (p *pen) id() EntityID {
	p.n++
	return oplog.Derive("test", oplog.Encode(p.author.Actor), oplog.Encode(int(p.n)))
}

func (p *pen) source(name, kind string) SourceID {
	id := p.id()
	p.set(KindSource, id, oplog.Fields{"name": oplog.Encode(name), "kind": oplog.Encode(kind)})
	return SourceID(id)
}

func (p *pen) event(name string) EventID {
	id := p.id()
	p.set(KindEvent, id, oplog.Fields{"name": oplog.Encode(name)})
	return EventID(id)
}

func (p *pen) article(title string, origin SourceID, published string) ArticleID {
	key := oplog.Fields{"first": oplog.Encode(oplog.Hash{byte(len(title)), title[0]}.String()), "found_at": oplog.Encode("https://" + title + ".example")}
	id := DeriveID(KindArticle, key)
	text := DeriveID(KindText, oplog.Fields{"article": oplog.Encode(id), "content": key["first"]})
	key["title"], key["published"], key["text"] = oplog.Encode(title), oplog.Encode(published), oplog.Encode(text)
	if !origin.IsZero() {
		key["text_origin"] = oplog.Encode(origin)
	}
	p.set(KindArticle, id, key)
	return ArticleID(id)
}

func (p *pen) text(a ArticleID) TextID {
	s := p.log.State(string(KindArticle), EntityID(a))
	return TextID(s.Value("text").ID())
}

func (p *pen) claim(wording string, event EventID) ClaimID {
	id := p.id()
	f := oplog.Fields{"wording": oplog.Encode(wording)}
	if !event.IsZero() {
		f["event"] = oplog.Encode(event)
	}
	p.set(KindClaim, id, f)
	return ClaimID(id)
}

func (p *pen) mention(a ArticleID, c ClaimID, stance Stance, chain ...SourceID) MentionID {
	id := p.id()
	span := anchor.Span{Start: int(p.n) * 10, End: int(p.n)*10 + 5}
	p.set(KindMention, id, oplog.Fields{
		"article": oplog.Encode(a), "claim": oplog.Encode(c), "text": oplog.Encode(p.text(a)),
		"start": oplog.Encode(span.Start), "end": oplog.Encode(span.End),
		"quote": oplog.Encode("quote"), "prefix": oplog.Encode(""), "suffix": oplog.Encode(""),
	})
	p.judge(JudgementKey{Target: id, Dimension: DimStance}, stance)
	if len(chain) > 0 {
		steps := make([]Step, len(chain))
		for i, s := range chain {
			steps[i] = Step{Source: s, Verb: "said"}
		}
		p.set(KindAttribution, id, oplog.Fields{"mention": oplog.Encode(id), "coder": oplog.Encode(p.author.Actor), "chain": oplog.Encode(steps)})
	}
	return MentionID(id)
}

func (p *pen) judge(k JudgementKey, value any) {
	f := k.Fields(ActorID(p.author.Actor))
	f["value"] = oplog.Encode(value)
	p.set(KindJudgement, EntityID{}, f)
}

// read marks an article as read with all that the analyst has at that time.
func (p *pen) read(a ArticleID) {
	seen := map[ActorID]int64{}
	for op := range p.log.All() {
		seen[ActorID(op.Actor)] = max(seen[ActorID(op.Actor)], op.At.Time().UnixMilli())
	}
	p.judge(about(p.text(a), DimRead), Reading{"read", seen})
}

func (p *pen) derives(child ArticleID, from EntityID, kind string) {
	p.judge(JudgementKey{Target: EntityID(child), Other: from, Dimension: DimDerivation}, DerivationValue{Status: "confirmed", Type: kind, Amount: "wholly"})
}

func (p *pen) independent(a, b EntityID, yes bool) {
	k := pair(a, b)
	p.judge(JudgementKey{Target: k[0], Other: k[1], Dimension: DimIndependent}, yes)
}

func (p *pen) same(a, b EntityID, verdict string) {
	k := pair(a, b)
	p.set(KindSame, EntityID{}, oplog.Fields{"of": oplog.Encode("source"), "a": oplog.Encode(k[0]), "b": oplog.Encode(k[1]), "verdict": oplog.Encode(verdict)})
}

func (p *pen) question(wording, relation string, versions map[string][]MentionID) QuestionID {
	id := p.id()
	p.set(KindQuestion, id, oplog.Fields{"wording": oplog.Encode(wording), "relation": oplog.Encode(relation)})
	for label, mentions := range versions {
		v := p.id()
		p.set(KindVersion, v, oplog.Fields{"question": oplog.Encode(id), "label": oplog.Encode(label)})
		for _, m := range mentions {
			p.set(KindVersionMention, EntityID{}, oplog.Fields{"version": oplog.Encode(v), "mention": oplog.Encode(m), "member": oplog.Encode(true)})
		}
	}
	return QuestionID(id)
}

func (p *pen) view() *View {
	return NewView(Build(Records(p.log)), ActorID(p.author.Actor))
}

// golden compares what is concluded with what a person has written down and
// read over.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("concluded\n%s\nwant\n%s", got, want)
	}
}

// TestFourOnOneReport: five papers write about a planned meeting. The Herald
// had it from two officials; three others have it from the Herald, one of them
// without saying so. The Ledger has sources of its own.
func TestFourOnOneReport(t *testing.T) {
	p := newPen(t, "Ana", &oplog.Log{})
	herald, coast, post, wire, ledger := p.source("Harbour Herald", "outlet"), p.source("Coast Daily", "outlet"),
		p.source("Island Post", "outlet"), p.source("Northwire", "wire"), p.source("The Ledger", "outlet")
	officials := p.source("two officials familiar with the plans", "anonymous_group")
	people := p.source("two people familiar with the plans", "anonymous_group")
	anonymous := p.source("anonymous sources", "anonymous_group")
	three := p.source("three harbour workers", "anonymous_group")
	minister := p.source("Transport Minister Ilse Marr", "person")
	talks, strike := p.event("Harbour talks"), p.event("Crane strike")

	h := p.article("Herald", herald, "2026-02-02")
	c := p.article("Coast", coast, "2026-02-03")
	i := p.article("Island", post, "2026-02-03")
	w := p.article("Wire", wire, "2026-02-04")
	l := p.article("Ledger", ledger, "2026-02-05")
	unknown := p.article("Blog", SourceID{}, "")
	for a, e := range map[ArticleID]EventID{h: talks, c: talks, i: talks, w: talks, l: talks, unknown: strike} {
		p.set(KindArticleEvent, EntityID{}, oplog.Fields{"article": oplog.Encode(a), "event": oplog.Encode(e), "member": oplog.Encode(true)})
	}
	p.derives(c, EntityID(h), "unattributed_rewrite")

	meeting := p.claim("The envoy is to meet the dockers' leader", talks)
	hm := p.mention(h, meeting, Supports, officials)
	p.mention(c, meeting, Supports, people)            // a rewrite of the Herald, with the group named anew
	p.mention(i, meeting, Supports, herald)            // says that the Herald reported it
	p.mention(w, meeting, Supports, herald, anonymous) // and so does the wire, nearest first
	p.mention(w, meeting, Qualifies)

	known := p.claim("The two have met before", talks)
	p.mention(h, known, Supports)                   // the Herald's own voice
	p.mention(c, known, Supports)                   // taken over
	lk := p.mention(l, known, Supports, three)      // and from elsewhere
	p.mention(unknown, known, Supports)             // and by nobody knows whom
	p.judge(about(known, DimCredibility), "1")      // too high: nobody has marked anything independent
	p.judge(about(lk, DimCredibility), "2")         //
	p.mention(i, known, Mentions)                   //
	date := p.claim("The date is fixed", EventID{}) // drift: one origin, two stories
	p.mention(h, date, Contradicts, officials)
	p.mention(w, date, Supports, herald)

	count := p.claim("Twelve cranes stand still", strike)
	p.mention(l, count, Supports, minister)
	p.mention(c, count, Contradicts, minister) // the minister's word, not the Herald's: a named source of its own keeps it
	p.mention(h, count, Contradicts)

	p.read(h)
	p.read(unknown)
	late := p.claim("The dockers want a pension", talks)
	p.mention(l, late, Supports, three)
	p.judge(JudgementKey{Target: EntityID(c), Other: EntityID(late), Dimension: DimCoverage}, OutOfScope)
	p.judge(JudgementKey{Target: EntityID(i), Other: EntityID(late), Dimension: DimCoverage}, Silent)

	p.question("When is the meeting?", "granularity", map[string][]MentionID{"soon": {hm}, "next week": {lk}})
	p.question("How is the envoy called?", "spelling", map[string][]MentionID{"Maar": {hm}, "Marr": {lk}})
	golden(t, "four_on_one_report", conclusions(p.view()))

	t.Run("groups are one only when somebody says so", func(t *testing.T) {
		p := newPen(t, "Ana", &oplog.Log{})
		a, b := p.article("First", SourceID{}, ""), p.article("Second", SourceID{}, "")
		g, k := p.source("two officials", "anonymous_group"), p.source("two officials", "anonymous_group")
		claim := p.claim("The port will close", EventID{})
		p.mention(a, claim, Supports, g)
		p.mention(b, claim, Supports, k)
		check := func(when string, atLeast, atMost int) {
			t.Helper()
			if n := p.view().Corroboration(claim, Supports); n.AtLeast != atLeast || n.AtMost != atMost {
				t.Errorf("%s: %d to %d origins, want %d to %d", when, n.AtLeast, n.AtMost, atLeast, atMost)
			}
		}
		check("undecided", 1, 2)
		p.same(EntityID(g), EntityID(k), "different")
		check("different", 2, 2)
		p.same(EntityID(g), EntityID(k), "same")
		check("same", 1, 1)
	})
	t.Run("confirmed by independent origins", func(t *testing.T) {
		p := newPen(t, "Ana", &oplog.Log{})
		a, b := p.article("First", p.source("Morning Star of Vell", "outlet"), ""), p.article("Second", p.source("Evening Mail", "outlet"), "")
		claim := p.claim("The port will close", EventID{})
		x, y := p.mention(a, claim, Supports), p.mention(b, claim, Supports)
		v := p.view()
		why, tooHigh := v.Guard(claim, "1")
		if n := v.Corroboration(claim, Supports); n.AtLeast != 1 || n.AtMost != 2 || !tooHigh {
			t.Errorf("two own voices are %d to %d origins, guard %q", n.AtLeast, n.AtMost, why)
		}
		p.independent(v.Root(v.mentions[x]).Key(), v.Root(v.mentions[y]).Key(), true)
		v = p.view()
		why, tooHigh = v.Guard(claim, "1")
		if n := v.Corroboration(claim, Supports); n.AtLeast != 2 || tooHigh {
			t.Errorf("two independent voices are %d to %d origins, guard %q", n.AtLeast, n.AtMost, why)
		}
	})
	t.Run("a circle of derivations is survived", func(t *testing.T) {
		p := newPen(t, "Ana", &oplog.Log{})
		a, b := p.article("First", SourceID{}, ""), p.article("Second", SourceID{}, "")
		p.derives(a, EntityID(b), "verbatim")
		p.derives(b, EntityID(a), "verbatim")
		claim := p.claim("The port will close", EventID{})
		p.mention(a, claim, Supports)
		p.mention(b, claim, Supports)
		if n := p.view().Corroboration(claim, Supports); n.AtMost > 2 || n.AtMost < 1 {
			t.Errorf("%d origins of two articles that copy each other", n.AtMost)
		}
	})
	t.Run("an outside work", func(t *testing.T) {
		p := newPen(t, "Ana", &oplog.Log{})
		agency := p.source("Northwire", "wire")
		a, b := p.article("First", p.source("Coast Daily", "outlet"), ""), p.article("Second", p.source("Island Post", "outlet"), "")
		work := p.id()
		p.set(KindWork, work, oplog.Fields{"source": oplog.Encode(agency), "title": oplog.Encode("Wire of Tuesday")})
		p.derives(a, work, "verbatim")
		p.derives(b, work, "excerpt")
		claim := p.claim("The port will close", EventID{})
		p.mention(a, claim, Supports)
		p.mention(b, claim, Supports)
		if n := p.view().Corroboration(claim, Supports); n.Articles != 2 || n.AttributedOrigins != 1 || n.OwnVoiceOrigins != 0 || n.AtMost != 1 {
			t.Errorf("two copies of one wire: %+v", n)
		}
	})
	t.Run("the analyst's own word goes before all", func(t *testing.T) {
		p := newPen(t, "Ana", &oplog.Log{})
		police := p.source("Port police", "government")
		a := p.article("First", p.source("Coast Daily", "outlet"), "")
		claim := p.claim("The port will close", EventID{})
		m := p.mention(a, claim, Supports, p.source("a witness", "anonymous_group"))
		p.judge(about(m, DimRoot), RootValue{Source: police})
		if v := p.view(); v.Root(v.mentions[m]).Source != police {
			t.Error("the root is not what the analyst says")
		}
	})
}

// TestTwoAnalysts: Ana shares her case with Ben. Both go on by themselves, then
// their copies are united.
func TestTwoAnalysts(t *testing.T) {
	ana := newPen(t, "Ana", &oplog.Log{})
	herald, coast := ana.source("Harbour Herald", "outlet"), ana.source("Coast Daily", "outlet")
	h, c := ana.article("Herald", herald, "2026-02-02"), ana.article("Coast", coast, "2026-02-03")
	closing := ana.claim("The port will close", EventID{})
	hm := ana.mention(h, closing, Supports)
	ana.judge(about(herald, DimReliability), "B")
	ana.read(h)

	ben := newPen(t, "Ben", oplog.Union(ana.log, &oplog.Log{}))
	ben.now = ben.now.Add(-time.Hour) // his clock is slow
	ben.judge(about(hm, DimStance), Qualifies)
	ben.judge(about(herald, DimReliability), "D")
	ben.set(KindClaim, EntityID(closing), oplog.Fields{"wording": oplog.Encode("The port of Vell will close")})
	fees := ben.claim("Fees will rise", EventID{})
	ben.mention(c, fees, Supports)

	ana.set(KindClaim, EntityID(closing), oplog.Fields{"wording": oplog.Encode("The port will close for good")})
	ana.mention(c, closing, Contradicts)
	ana.read(c)

	union := oplog.Union(ben.log, ana.log)
	got := ""
	for _, p := range []*pen{ana, ben} {
		p.log = union
		me := p.log.State(string(KindActor), p.author.Actor)
		name := me.Value("name").Text()
		v := p.view()
		got += "as " + name + " sees it\n" + conclusions(v)
		d, _ := v.Reliability(herald, "")
		got += "reliability of the Herald: " + d.Word() + "\n"
	}
	s := union.State(string(KindClaim), EntityID(closing))
	for _, conflict := range s.Conflicts {
		got += "in conflict: " + conflict.Field
		for _, r := range conflict.Values {
			got += " " + string(r.Value)
		}
		got += "\n"
	}
	ana.judge(JudgementKey{Target: EntityID(hm), Dimension: DimAdjudication, Scope: string(DimStance)}, Qualifies)
	cara := newPen(t, "Cara", ana.log)
	d := cara.view().Judged(about(hm, DimStance))
	got += "Cara, who has no opinion, is shown the team's: " + d.Word() + "\n"
	golden(t, "two_analysts", got)
}
