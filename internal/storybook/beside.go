package main

import (
	"context"
	"strings"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/views"
)

// besideStory is two articles beside each other, of two scripts, with a passage of
// each kind, one mark that can be carried across and a name spelt otherwise.
func besideStory(ctx context.Context, look views.Look) views.BesidePage {
	id := func(kind string, n int) assay.EntityID {
		return oplog.Derive("storybook", oplog.Encode("beside"), oplog.Encode(kind), oplog.Encode(n))
	}
	bodies := [2]string{
		"Cold store burns down in Merrow\n\nA fire destroyed the Quell & Sons cold store on the east quay, and nine refrigerated lorries were lost, Varnhold said.\n\n“We have lost a building, not a harbour,” she said.\n\nالحريق دمّر المخزن المبرّد في الرصيف الشرقي.\n\nThe council meets on Monday.",
		"حريق يدمر مخزنا في ميناء ميرو\n\nA fire destroyed the Quell & Sons cold store on the east quay, and twelve refrigerated lorries were lost, Varnholt said.\n\nقال مسؤول الميناء إن الحريق دمّر المخزن المبرّد في الرصيف الشرقي.\n\n“We have lost a building, not a harbour,” the harbour master told us.",
	}
	data := &assay.BesidePage{Case: &assay.Case{Numbers: map[assay.ClaimID]int{}}}
	c := data.Case
	at := func(side int, words string) anchor.Span {
		before, _, _ := strings.Cut(bodies[side], words)
		start := anchor.NewText(before).Len()
		return anchor.Span{Start: start, End: start + anchor.NewText(words).Len()}
	}
	for side, body := range bodies {
		title, _, _ := strings.Cut(body, "\n")
		data.Texts[side] = anchor.NewText(body)
		source := assay.Source{ID: assay.SourceID(id("source", side)), Name: [2]string{"Merrow Herald", "صحيفة الميناء"}[side], Kind: "outlet"}
		text := assay.Text{ID: assay.TextID(id("text", side)), Article: assay.ArticleID(id("article", side)), Outline: []assay.Part{{Start: 0, End: anchor.NewText(title).Len(), Kind: "title"}}}
		c.Sources, c.Texts = append(c.Sources, source), append(c.Texts, text)
		c.Articles = append(c.Articles, assay.Article{ID: text.Article, Text: text.ID, Title: title, TextOrigin: source.ID, Published: [2]string{"2025-11-15", "2025-11-14"}[side], Language: [2]string{"en", "ar"}[side]})
	}
	data.A, data.B = c.Articles[0].ID, c.Articles[1].ID
	for i, kind := range []string{"narrative", "quotation", "rewrite"} {
		words := [3][2]string{
			{"A fire destroyed the Quell & Sons cold store on the east quay, and nine refrigerated lorries were lost, Varnhold said.", "A fire destroyed the Quell & Sons cold store on the east quay, and twelve refrigerated lorries were lost, Varnholt said."},
			{"“We have lost a building, not a harbour,”", "“We have lost a building, not a harbour,”"},
			{"الحريق دمّر المخزن المبرّد في الرصيف الشرقي.", "قال مسؤول الميناء إن الحريق دمّر المخزن المبرّد في الرصيف الشرقي."},
		}[i]
		data.Passages = append(data.Passages, assay.Aligned{Child: at(0, words[0]), Parent: at(1, words[1]), Kind: kind, Score: .9})
	}
	data.Proposed = []assay.Proposed{{Child: data.A, Parent: data.B, Rule: assay.RuleCopied, Ground: assay.GroundTime, Type: "excerpt", Amount: "partially", Words: 41, ChildCover: .62, Passages: data.Passages}}
	claim := assay.Claim{ID: assay.ClaimID(id("claim", 1)), Wording: "Twelve lorries burned"}
	c.Claims, c.Numbers[claim.ID] = []assay.Claim{claim}, 3
	span := at(1, "twelve refrigerated lorries were lost")
	m := assay.Mention{ID: assay.MentionID(id("mention", 1)), Article: data.B, Text: c.Texts[1].ID, Claim: claim.ID, Span: span, Quote: data.Texts[1].Slice(span)}
	c.Mentions = []assay.Mention{m}
	c.Judgements = []assay.Judgement{{ID: assay.JudgementID(id("stance", 1)), Target: assay.EntityID(m.ID), Dimension: assay.DimStance, Value: oplog.Encode(assay.Supports)}}
	p := views.NewBeside(ctx, "", assay.NewView(c, assay.ActorID{}), data, time.UTC, func(_ string, _ anchor.Text, within anchor.Span) anchor.Span { return within })
	p.Frame = frame(look, "Two articles beside each other", "reader", "beside")
	return p
}
