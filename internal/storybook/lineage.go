package main

import (
	"context"
	"strconv"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/views"
)

// lineageCase is a case in which everything that can be drawn is drawn: a report
// with copies, one of them in a circle, somebody who is named, a text outside the
// case, long names in other scripts, and so many copies of one thing that they are
// folded.
func lineageCase() (*assay.Case, []assay.Proposed) {
	id := func(kind string, n int) assay.EntityID {
		return oplog.Derive("storybook", oplog.Encode(kind), oplog.Encode(n))
	}
	c := &assay.Case{Numbers: map[assay.ClaimID]int{}}
	source := func(n int, name, kind, letter string) assay.SourceID {
		s := assay.Source{ID: assay.SourceID(id("source", n)), Name: name, Kind: kind}
		c.Sources = append(c.Sources, s)
		if letter != "" {
			c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID(id("letter", n)), Target: assay.EntityID(s.ID), Dimension: assay.DimReliability, Value: oplog.Encode(letter)})
		}
		return s.ID
	}
	article := func(n int, title string, by assay.SourceID, published string) assay.ArticleID {
		a := assay.Article{ID: assay.ArticleID(id("article", n)), Title: title, TextOrigin: by, Published: published}
		c.Articles = append(c.Articles, a)
		return a.ID
	}
	derives := func(child assay.ArticleID, from assay.EntityID, kind, amount string) {
		c.Judgements = append(c.Judgements, assay.Judgement{
			ID: assay.JudgementID(oplog.Derive("storybook", oplog.Encode(child), oplog.Encode(from))), Target: assay.EntityID(child), Other: from, Dimension: assay.DimDerivation,
			Value: oplog.Encode(assay.DerivationValue{Status: "confirmed", Type: kind, Amount: amount}),
		})
	}
	wire, herald, lantern := source(1, "Coastal Wire", "wire", "B"), source(2, "Merrow Herald", "outlet", "B"), source(3, "Lantern", "outlet", "D")
	long, workers := source(4, "صحيفة الميناء اليومية المستقلة للشؤون البحرية", "outlet", "F"), source(5, "two dock workers", "anonymous_group", "")
	report := article(1, "Fire at Port Merrow destroys warehouse, 12 lorries", wire, "2025-11-14")
	copied := article(2, "Fire guts cold store at Port Merrow; harbour reopens after nine hours", lantern, "2025-11-14")
	translated := article(3, "حريق كبير في مخزن التبريد على الرصيف الشرقي للميناء", long, "2025-11-15")
	own := article(4, "Cold store burns on Port Merrow's east quay", herald, "")
	derives(copied, assay.EntityID(report), "verbatim", "wholly")
	derives(translated, assay.EntityID(copied), "translation", "partially")
	derives(report, assay.EntityID(translated), "quotes", "")
	c.Works = []assay.Work{{ID: assay.WorkID(id("work", 1)), Source: source(6, "Northbank Courier", "outlet", ""), Title: "Night edition of Friday", When: "2025-11"}}
	derives(own, assay.EntityID(c.Works[0].ID), "attributed_report", "partially")
	claim := assay.Claim{ID: assay.ClaimID(id("claim", 1)), Wording: "Twelve lorries burned"}
	c.Claims, c.Numbers[claim.ID] = []assay.Claim{claim}, 1
	m := assay.Mention{ID: assay.MentionID(id("mention", 1)), Article: own, Claim: claim.ID}
	c.Mentions = []assay.Mention{m}
	c.Attributions = []assay.Attribution{{ID: assay.ID[assay.Attribution](id("chain", 1)), Mention: m.ID, Chain: []assay.Step{{Source: workers, Verb: "said"}}}}
	for i := range 70 {
		derives(article(10+i, "Brief "+strconv.Itoa(i+1), lantern, "2025-11-16"), assay.EntityID(report), "excerpt", "")
	}
	alone := article(90, "Listeners' night: the fire", assay.SourceID{}, "")
	return c, []assay.Proposed{
		{Child: own, Parent: report, Rule: assay.RuleRewritten, Ground: assay.GroundTime, Type: "unattributed_rewrite", Amount: "partially", Words: 214, ChildCover: .62},
		{Child: alone, Name: "Harbour Gazette", Rule: assay.RuleCredited, Type: "attributed_report"},
	}
}

// lineageStory is the room of lineage over that case.
func lineageStory(ctx context.Context, look views.Look) views.LineagePage {
	c, proposed := lineageCase()
	refused := []assay.Refused{
		{Child: proposed[1].Child, Name: "Northbank Courier", Reason: "It only quotes the same letter.", Mine: true, Proposed: &assay.Proposed{Child: proposed[1].Child, Name: "Northbank Courier", Rule: assay.RuleCredited, Type: "attributed_report"}},
		{Child: proposed[0].Child, From: assay.EntityID(proposed[1].Child), Value: assay.DerivationValue{Status: "rejected", Basis: "Shares 3 passages, 12 % of its text."}},
	}
	data := &assay.LineagePage{Case: c, Proposed: proposed, Waiting: 3, Refused: refused, RefusedMore: 2}
	p := views.NewLineage(ctx, "", assay.NewView(c, assay.ActorID{}), data, assay.LineageFilter{}, 0, assay.LineagePlace{}, time.UTC)
	p.Quote([]string{"", "as the Harbour Gazette reported on Friday"})
	p.Frame = frame(look, "Lineage", "lineage", "proposals lineage rows")
	return p
}

// timelineStory is a timeline with dates of every kind.
func timelineStory(ctx context.Context, look views.Look) views.TimelinePage {
	c, _ := lineageCase()
	data := assay.TimelinePage{Case: c, Events: 1, Claims: 5, Articles: 74, NoDate: 2}
	event, claim := assay.EventID(oplog.Derive("storybook", oplog.Encode("event"))), c.Claims[0].ID
	c.Events = []assay.Event{{ID: event, Name: "Fire at the east quay", When: "2025-11-14"}}
	data.Dated = []assay.Dated{
		{Event: event, When: "2025-11-14"},
		{Day: "2025-11-14", When: "2025-11-14", Articles: []assay.ArticleID{c.Articles[0].ID, c.Articles[1].ID}, Count: 2},
		{Day: "2025-11-15", When: "2025-11-15", Articles: []assay.ArticleID{c.Articles[2].ID}, Count: 1},
		{Day: "2025-11-16", When: "2025-11-16", Articles: []assay.ArticleID{c.Articles[4].ID}, Count: 70},
	}
	for _, when := range []string{"1997", "2025-11", "2025-11-12/..", "../2025-11-10", "2025-11-14T05:40?"} {
		data.Dated = append(data.Dated, assay.Dated{Claim: claim, When: when})
	}
	for i := range data.Dated {
		data.Dated[i].Period, _ = assay.ParsePeriod(data.Dated[i].When)
	}
	assay.SortDated(data.Dated)
	data.Leaf = assay.Turn(0, assay.TimelineSize, len(data.Dated))
	p := views.NewTimeline(ctx, "", assay.NewView(c, assay.ActorID{}), assay.TimelineFilter{}, data)
	p.Frame = frame(look, "Timeline", "timeline", "rows")
	return p
}
