package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// judged says what each dimension is a judgement of.
var judged = map[assay.Dimension][]assay.Kind{
	assay.DimStance: {assay.KindMention}, assay.DimCertainty: {assay.KindMention}, assay.DimVoice: {assay.KindMention}, assay.DimSpeech: {assay.KindMention},
	assay.DimRoot: {assay.KindMention}, assay.DimCredibility: {assay.KindMention, assay.KindClaim}, assay.DimReliability: {assay.KindSource},
	assay.DimLikelihood: {assay.KindClaim, assay.KindVersion}, assay.DimConfidence: {assay.KindClaim, assay.KindVersion},
	assay.DimCoverage: {assay.KindArticle}, assay.DimIndependent: {assay.KindSource, assay.KindArticle}, assay.DimRank: {assay.KindVersion, assay.KindClaim},
	assay.DimDerivation: {assay.KindArticle}, assay.DimRead: {assay.KindText}, assay.DimRelation: {assay.KindClaim}, assay.DimConsistency: {assay.KindMention},
}

// others says what the second of a pair may be.
var others = map[assay.Dimension][]assay.Kind{
	assay.DimCoverage: {assay.KindClaim}, assay.DimIndependent: {assay.KindSource, assay.KindArticle}, assay.DimDerivation: {assay.KindArticle, assay.KindWork},
	assay.DimRelation: {assay.KindClaim}, assay.DimConsistency: {assay.KindVersion},
}

// Judge writes the analyst's word on something; a null value takes it back. It
// fails with KindInvalid if the value is not in the vocabulary, and with
// KindNotFound if there is no such thing to judge.
func (s *Store) Judge(ctx context.Context, k assay.JudgementKey, value oplog.Value, reason string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error { return t.judge(ctx, k, value, reason) })
}

func (t *tx) judge(ctx context.Context, k assay.JudgementKey, value oplog.Value, reason string) error {
	k, own, err := t.own(ctx, k)
	if err != nil {
		return err
	}
	if !value.IsNull() || len(own) == 0 {
		return t.judgeOne(ctx, k, value, reason)
	}
	for _, j := range own {
		k.Target, k.Other = j.Target, j.Other
		if err := t.judgeOne(ctx, k, value, reason); err != nil {
			return err
		}
	}
	return nil
}

// own returns what the analyst says of k, what counts first, and the key under
// which another word changes that. A reliability is of all sources that were
// judged to be one: it may have been given to another of them, and is changed
// there. What is independent of one of them is so of all. What is said of merged claims is said of the one that stands for them,
// and may have been said of another before. The white space of a topic is
// folded, so that it is one however it is written.
func (t *tx) own(ctx context.Context, k assay.JudgementKey) (assay.JudgementKey, []assay.Judgement, error) {
	targets, others, err := t.oneWith(ctx, &k)
	if err != nil {
		return k, nil, err
	}
	own, err := t.ownOf(ctx, targets, others, k)
	if err != nil {
		return k, nil, err
	}
	if k.Dimension == assay.DimIndependent { // those of before are in the order of their own ids
		turned, err := t.ownOf(ctx, others, targets, k)
		if err != nil {
			return k, nil, err
		}
		own = append(own, turned...)
	}
	aside := func(j assay.Judgement) int { // merged claims: those that do not stand for the others
		if k.Dimension != assay.DimReliability && (j.Target != k.Target || j.Other != k.Other) {
			return 1
		}
		return 0
	}
	slices.SortFunc(own, func(a, b assay.Judgement) int {
		return cmp.Or(cmp.Compare(aside(a), aside(b)), cmp.Compare(b.Changed, a.Changed))
	})
	if k.Dimension == assay.DimRelation { // not those between two claims that are one by now
		m, err := t.merged(ctx)
		if err != nil {
			return k, nil, err
		}
		own = slices.DeleteFunc(own, func(j assay.Judgement) bool {
			return m.One(assay.ClaimID(j.Target)) == m.One(assay.ClaimID(j.Other))
		})
	}
	if len(own) > 0 && k.Dimension == assay.DimReliability {
		k.Target = own[0].Target
	}
	return k, own, nil
}

// ownOf returns what the analyst says of any of some targets and others. It asks
// for the judgements by their ids, which follow from what they are about: of an
// article, or of a claim, there may be thousands.
func (t *tx) ownOf(ctx context.Context, targets, others []assay.EntityID, k assay.JudgementKey) ([]assay.Judgement, error) {
	ids := make([]assay.EntityID, 0, len(targets)*len(others))
	for _, k.Target = range targets {
		for _, k.Other = range others {
			ids = append(ids, assay.DeriveID(assay.KindJudgement, k.Fields(assay.ActorID(t.author.Actor))))
		}
	}
	return t.judgements(ctx, `id IN `+idList, hexList(ids))
}

// oneWith returns all that the target and the other of a key may be called, and
// makes the key be about what stands for them.
func (t *tx) oneWith(ctx context.Context, k *assay.JudgementKey) (targets, others []assay.EntityID, err error) {
	targets, others = []assay.EntityID{k.Target}, []assay.EntityID{k.Other}
	switch k.Dimension {
	case assay.DimReliability:
		k.Scope = squeezed(k.Scope)
		sames, err := t.sames(ctx)
		if err != nil {
			return nil, nil, err
		}
		targets = entities(assay.NewView(&assay.Case{Sames: sames}, assay.ActorID{}).OneWith(assay.SourceID(k.Target)))
	case assay.DimIndependent:
		sames, err := t.sames(ctx)
		if err != nil {
			return nil, nil, err
		}
		v := assay.NewView(&assay.Case{Sames: sames}, assay.ActorID{})
		*k = v.About(*k)
		targets, others = entities(v.OneWith(assay.SourceID(k.Target))), entities(v.OneWith(assay.SourceID(k.Other)))
	case assay.DimCredibility, assay.DimLikelihood, assay.DimConfidence, assay.DimCoverage, assay.DimRelation, assay.DimAdjudication:
		m, err := t.merged(ctx)
		if err != nil || len(m) == 0 {
			return targets, others, err
		}
		k.Target, k.Other = assay.EntityID(m.One(assay.ClaimID(k.Target))), assay.EntityID(m.One(assay.ClaimID(k.Other)))
		targets, others = entities(m.With(assay.ClaimID(k.Target))), entities(m.With(assay.ClaimID(k.Other)))
		if k.Dimension == assay.DimRelation { // whose two claims stand in the order of their ids
			targets = append(targets, others...)
			others = targets
		}
	default: // the others are not about claims
	}
	return targets, others, nil
}

func entities[K any](ids []assay.ID[K]) []assay.EntityID {
	list := make([]assay.EntityID, len(ids))
	for i, id := range ids {
		list[i] = assay.EntityID(id)
	}
	return list
}

func (t *tx) judgeOne(ctx context.Context, k assay.JudgementKey, value oplog.Value, reason string) error {
	if err := t.judgeable(ctx, k); err != nil {
		return err
	}
	return t.say(ctx, k, value, reason)
}

// judgeable fails with KindNotFound if what a key is about is not there.
func (t *tx) judgeable(ctx context.Context, k assay.JudgementKey) error {
	dimension := k.Dimension
	if dimension == assay.DimAdjudication {
		name, _, _ := strings.Cut(k.Scope, ":")
		dimension = assay.Dimension(name)
	}
	if err := t.existsAs(ctx, judged[dimension], k.Target); err != nil {
		return err
	}
	if !k.Other.IsZero() {
		return t.existsAs(ctx, others[dimension], k.Other)
	}
	return nil
}

// say writes what the analyst says of something that is there.
func (t *tx) say(ctx context.Context, k assay.JudgementKey, value oplog.Value, reason string) error {
	f := k.Fields(assay.ActorID(t.author.Actor))
	f["value"] = value
	f["reason"] = said(strings.TrimSpace(reason))
	if err := assay.CheckFields(assay.KindJudgement, f); err != nil {
		return &assay.Error{Kind: assay.KindInvalid, Field: string(k.Dimension), Message: assay.Say("That is not one of the answers. Choose one from the list."), Err: err}
	}
	return t.edit(ctx, assay.KindJudgement, assay.EntityID{}, f)
}

func (t *tx) existsAs(ctx context.Context, kinds []assay.Kind, id assay.EntityID) error {
	for _, k := range kinds {
		if err := t.exists(ctx, k, id); assay.KindOf(err) != assay.KindNotFound {
			return err
		}
	}
	if len(kinds) == 0 {
		return assay.Invalid("dimension", "Assay does not know what to do with that judgement.")
	}
	return assay.NotFound(noun(kinds[0]))
}

// Toggle is Judge, but for the value that is the analyst's already: that one is
// taken back. It returns the value that stands then, null for none.
func (s *Store) Toggle(ctx context.Context, k assay.JudgementKey, value oplog.Value, reason string) (act assay.ActID, stands oplog.Value, err error) {
	stands = value
	act, err = s.update(ctx, func(t *tx) error {
		_, own, err := t.own(ctx, k)
		if err != nil {
			return err
		}
		if len(own) > 0 && string(own[0].Value) == string(value) {
			stands, reason = oplog.Null, ""
		}
		return t.judge(ctx, k, stands, reason)
	})
	return act, stands, err
}
