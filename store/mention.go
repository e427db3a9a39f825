package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// Mark is a passage that an analyst marks, and what it says of which claim.
type Mark struct {
	Article assay.ArticleID
	Text    assay.TextID // the one on the analyst's screen
	Span    anchor.Span
	Seen    string        // how the passage reads on screen; "" is not compared
	Claim   assay.ClaimID // zero for a new claim
	Wording string        // of a new claim; "" for the passage itself
	Stance  assay.Stance
}

// Marked is what came of a Mark.
type Marked struct {
	Mention assay.MentionID
	Claim   assay.ClaimID
	Span    anchor.Span // snapped to whole characters
	Act     assay.ActID
}

// MarkMention marks a passage. It fails with KindConflict if the text is no
// longer the one on the analyst's screen, and with KindInvalid if the mark
// makes no sense.
func (s *Store) MarkMention(ctx context.Context, m Mark) (out Marked, err error) {
	if !m.Stance.Valid() {
		return out, assay.Invalid("stance", "Say how the passage stands to the claim.")
	}
	out.Act, err = s.update(ctx, func(t *tx) error {
		position, quote, err := t.anchor(ctx, m.Article, m.Text, m.Span, m.Seen)
		if err != nil {
			return err
		}
		out.Span = spanOf(position)
		if out.Claim, err = t.claimFor(ctx, m, quote, out.Span); err != nil {
			return err
		}
		out.Mention = assay.NewID[assay.Mention](t.author.Now())
		position["article"], position["claim"] = oplog.Encode(m.Article), oplog.Encode(out.Claim)
		if err := t.edit(ctx, assay.KindMention, assay.EntityID(out.Mention), position); err != nil {
			return err
		}
		return t.judge(ctx, assay.JudgementKey{Target: assay.EntityID(out.Mention), Dimension: assay.DimStance}, oplog.Encode(m.Stance), "")
	})
	return out, err
}

// anchor checks that a passage is in the text that is the article's now, and
// returns the fields that say where it is.
func (t *tx) anchor(ctx context.Context, article assay.ArticleID, text assay.TextID, span anchor.Span, seen string) (oplog.Fields, string, error) {
	articles, err := t.articles(ctx, `id = ?1 AND gone = 0`, article[:])
	if err != nil {
		return nil, "", err
	}
	if len(articles) == 0 {
		return nil, "", assay.NotFound("article")
	}
	if articles[0].Text != text {
		return nil, "", assay.Conflict("The text of this article has been replaced since you opened it. Reload the page and select again.")
	}
	body, err := t.text(ctx, text)
	if err != nil {
		return nil, "", err
	}
	if !body.In(span) || span.Empty() {
		return nil, "", assay.Invalid("span", "Select some text of the article first.")
	}
	if seen != "" && seen != body.Slice(span) {
		return nil, "", assay.Conflict("The text on screen is not the text in the case. Reload the page and select again.")
	}
	span = anchor.Trim(body, anchor.Snap(body, span))
	if span.Empty() {
		return nil, "", assay.Invalid("span", "Select some words: there is only white space there.")
	}
	return assay.Position(text, body, span), body.Slice(span), nil
}

// spanOf returns where a position is.
func spanOf(position oplog.Fields) anchor.Span {
	return anchor.Span{Start: int(position["start"].Number()), End: int(position["end"].Number())}
}

// claimFor returns the claim that a mark is about, and makes it if it is new.
func (t *tx) claimFor(ctx context.Context, m Mark, quote string, span anchor.Span) (assay.ClaimID, error) {
	if m.Claim.IsZero() {
		wording := m.Wording
		if strings.TrimSpace(wording) == "" {
			wording = quote
		}
		return t.addClaim(ctx, wording, assay.EventID{})
	}
	claim, err := t.one(ctx, m.Claim)
	if err != nil {
		return claim, err
	}
	return claim, t.noTwin(ctx, assay.MentionID{}, claim, m.Text, span)
}

// noTwin fails if another mention says of the same passage that it bears on
// the same claim: it would count twice, and one of them could not be reached.
func (t *tx) noTwin(ctx context.Context, id assay.MentionID, claim assay.ClaimID, text assay.TextID, span anchor.Span) error {
	there, err := t.twin(ctx, id, claim, text, span)
	if err != nil {
		return err
	}
	if there {
		return assay.Invalid("claim", "This passage is marked for that claim already. Change the stance of that mark instead.")
	}
	return nil
}

// MoveMention changes the boundary of a mention, and returns it as it was.
func (s *Store) MoveMention(ctx context.Context, id assay.MentionID, text assay.TextID, span anchor.Span, seen string) (act assay.ActID, was assay.Mention, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		if was, err = t.mention(ctx, id); err != nil {
			return err
		}
		position, _, err := t.anchor(ctx, was.Article, text, span, seen)
		if err != nil {
			return err
		}
		if err := t.noTwin(ctx, id, was.Claim, text, spanOf(position)); err != nil {
			return err
		}
		return t.edit(ctx, assay.KindMention, assay.EntityID(id), position)
	})
	return act, was, err
}

// AttachMention makes a mention bear on another claim, and returns it as it was.
func (s *Store) AttachMention(ctx context.Context, id assay.MentionID, claim assay.ClaimID) (act assay.ActID, was assay.Mention, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		if was, err = t.mention(ctx, id); err != nil {
			return err
		}
		if claim, err = t.one(ctx, claim); err != nil {
			return err
		}
		if err := t.noTwin(ctx, id, claim, was.Text, was.Span); err != nil {
			return err
		}
		return t.edit(ctx, assay.KindMention, assay.EntityID(id), oplog.Fields{"claim": oplog.Encode(claim)})
	})
	return act, was, err
}

// RemoveMention withdraws a mention, and returns it as it was. A claim that
// nothing else mentions stays.
func (s *Store) RemoveMention(ctx context.Context, id assay.MentionID) (act assay.ActID, was assay.Mention, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		if was, err = t.mention(ctx, id); err != nil {
			return err
		}
		return t.retract(ctx, assay.KindMention, assay.EntityID(id), "")
	})
	return act, was, err
}

func (t *tx) mention(ctx context.Context, id assay.MentionID) (assay.Mention, error) {
	list, err := t.mentions(ctx, `id = ?`, id[:])
	if err != nil {
		return assay.Mention{}, err
	}
	if len(list) == 0 {
		return assay.Mention{}, assay.NotFound("mention")
	}
	return list[0], nil
}

// Utterer is one step of a chain as an analyst gives it. Where its source is
// zero, it is the one of that name, which is made if it is not there.
type Utterer struct {
	assay.Step
	Name string
	Kind string // what the source is to be, one of assay.SourceKinds, or "" for what it is
	Was  string // what kind of source it was on the analyst's screen
}

// sourceCalled returns the source of that name or alias, and makes it if there
// is none. A group that has no name but a description is that of its article:
// "two officials" elsewhere are others until somebody says that they are not.
func (t *tx) sourceCalled(ctx context.Context, name, kind string, article assay.ArticleID) (assay.SourceID, error) {
	sources, err := t.sources(ctx)
	if err != nil {
		return assay.SourceID{}, err
	}
	chains, err := t.attributions(ctx, `mention IN (SELECT id FROM mention WHERE article = ?)`, article[:])
	if err != nil {
		return assay.SourceID{}, err
	}
	here := map[assay.SourceID]bool{}
	for _, a := range chains {
		for _, step := range a.Chain {
			here[step.Source] = true
		}
	}
	folded := assay.FoldName(name)
	called := func(s string) bool { return assay.FoldName(s) == folded }
	for _, s := range sources {
		if s.Kind == "anonymous_group" && !here[s.ID] {
			continue
		}
		if called(s.Name) || slices.ContainsFunc(s.Aliases, called) || called(s.Domain) && s.Domain != "" {
			return s.ID, nil
		}
	}
	return t.addSource(ctx, name, kind)
}

// Manner is how a mention says what somebody is said to have said; "" for what
// nobody has said of it.
type Manner struct {
	Voice  string // one of assay.Voices
	Speech string // one of assay.Speeches
}

// Attribute says who says what a mention reports, nearest first; no utterers
// take it back. seen is the chain that was on the analyst's screen, nil if it
// is not compared. It fails with KindConflict if that is not the chain any more,
// and with KindInvalid if a source would have it from itself.
func (s *Store) Attribute(ctx context.Context, id assay.MentionID, chain []Utterer, seen *[]assay.Step) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error { return t.attribute(ctx, id, chain, seen) })
}

// AttributeAs is Attribute, and says in the same act how the mention says it.
// What the analyst has said of that already stays.
func (s *Store) AttributeAs(ctx context.Context, id assay.MentionID, chain []Utterer, seen *[]assay.Step, as Manner) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.attribute(ctx, id, chain, seen); err != nil {
			return err
		}
		for _, said := range []struct {
			of   assay.Dimension
			word string
		}{{assay.DimVoice, as.Voice}, {assay.DimSpeech, as.Speech}} {
			k := assay.JudgementKey{Target: assay.EntityID(id), Dimension: said.of}
			_, own, err := t.own(ctx, k)
			if err != nil {
				return err
			}
			if said.word == "" || slices.ContainsFunc(own, func(j assay.Judgement) bool { return !j.Value.IsNull() }) {
				continue
			}
			if err := t.judge(ctx, k, oplog.Encode(said.word), ""); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) attribute(ctx context.Context, id assay.MentionID, chain []Utterer, seen *[]assay.Step) error {
	m, err := t.mention(ctx, id)
	if err != nil {
		return err
	}
	steps := make([]assay.Step, 0, len(chain))
	for _, u := range chain {
		if u.Source, err = t.utterer(ctx, u, m.Article); err != nil {
			return err
		}
		steps = append(steps, u.Step)
	}
	if seen != nil {
		if err := t.chainAsSeen(ctx, id, *seen, steps); err != nil {
			return err
		}
	}
	v := oplog.Null
	if len(steps) > 0 {
		v = oplog.Encode(steps)
	}
	err = t.edit(ctx, assay.KindAttribution, assay.EntityID{}, oplog.Fields{"mention": oplog.Encode(id), "coder": oplog.Encode(t.author.Actor), "chain": v})
	if err != nil || len(steps) == 0 {
		return err
	}
	return t.notFromItself(ctx, m)
}

// notFromItself fails if a source would have what a mention reports from itself.
func (t *tx) notFromItself(ctx context.Context, m assay.Mention) error {
	merged, err := t.merged(ctx)
	if err != nil {
		return err
	}
	c, err := t.load(ctx, scope{merged.With(m.Claim), []assay.ArticleID{m.Article}})
	if err != nil {
		return err
	}
	v := assay.NewView(c, assay.ActorID(t.author.Actor))
	source, round := v.Circle(v.Mention(m.ID))
	if !round {
		return nil
	}
	name := ""
	if s := v.Source(source); s != nil {
		name = cmp.Or(s.Name, s.Domain)
	}
	return assay.Invalid("utterer", "“%s” would have it from itself. Take it out of the chain, or change who is said to say it in its own article.", name)
}

// utterer returns the source of a step, as what the analyst says it is.
func (t *tx) utterer(ctx context.Context, u Utterer, article assay.ArticleID) (assay.SourceID, error) {
	if u.Source.IsZero() {
		return t.sourceCalled(ctx, u.Name, u.Kind, article)
	}
	e := draft{now: oplog.Fields{}, was: oplog.Fields{}}
	if u.Kind != "" {
		e.now["kind"], e.was["kind"] = oplog.Encode(u.Kind), said(u.Was)
	}
	return u.Source, t.change(ctx, assay.KindSource, assay.EntityID(u.Source), e)
}

// chainAsSeen fails if the chain that the analyst would see now is neither the
// one they saw nor the one they want.
func (t *tx) chainAsSeen(ctx context.Context, id assay.MentionID, seen, want []assay.Step) error {
	attributions, err := t.attributions(ctx, `mention = ?`, id[:])
	if err != nil {
		return err
	}
	actors, err := t.actors(ctx)
	if err != nil {
		return err
	}
	now := assay.NewView(&assay.Case{Actors: actors, Attributions: attributions}, assay.ActorID(t.author.Actor)).Chain(id)
	if sameChain(now, seen) || sameChain(now, want) {
		return nil
	}
	return assay.Conflict("Who says it was changed since you opened the page. It is shown as it stands now; change it again if it is not right.")
}

func sameChain(a, b []assay.Step) bool {
	return len(a) == len(b) && (len(a) == 0 || string(oplog.Encode(a)) == string(oplog.Encode(b)))
}
