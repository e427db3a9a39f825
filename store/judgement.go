package store

import (
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
	assay.DimCoverage: {assay.KindArticle}, assay.DimIndependent: {assay.KindSource, assay.KindArticle}, assay.DimRank: {assay.KindVersion},
	assay.DimDerivation: {assay.KindArticle}, assay.DimRead: {assay.KindText},
}

// others says what the second of a pair may be.
var others = map[assay.Dimension][]assay.Kind{
	assay.DimCoverage: {assay.KindClaim}, assay.DimIndependent: {assay.KindSource, assay.KindArticle}, assay.DimDerivation: {assay.KindArticle, assay.KindWork},
}

// Judge writes the analyst's word on something; a null value takes it back. It
// fails with KindInvalid if the value is not in the vocabulary, and with
// KindNotFound if there is no such thing to judge.
func (s *Store) Judge(ctx context.Context, k assay.JudgementKey, value oplog.Value, reason string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error { return t.judge(ctx, k, value, reason) })
}

func (t *tx) judge(ctx context.Context, k assay.JudgementKey, value oplog.Value, reason string) error {
	dimension := k.Dimension
	if dimension == assay.DimAdjudication {
		name, _, _ := strings.Cut(k.Scope, ":")
		dimension = assay.Dimension(name)
	}
	if err := t.existsAs(ctx, judged[dimension], k.Target); err != nil {
		return err
	}
	if !k.Other.IsZero() {
		if err := t.existsAs(ctx, others[dimension], k.Other); err != nil {
			return err
		}
	}
	f := k.Fields(assay.ActorID(t.author.Actor))
	f["value"] = value
	f["reason"] = said(strings.TrimSpace(reason))
	if err := assay.CheckFields(assay.KindJudgement, f); err != nil {
		return &assay.Error{Kind: assay.KindInvalid, Field: string(k.Dimension), Message: "That is not one of the answers. Choose one from the list.", Err: err}
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
		list, err := t.judgements(ctx, `target = ? AND dimension = ? AND scope = ? AND coder = ?`, k.Target[:], string(k.Dimension), k.Scope, t.author.Actor[:])
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(j assay.Judgement) bool { return j.Other == k.Other && string(j.Value) == string(value) }) {
			stands, reason = oplog.Null, ""
		}
		return t.judge(ctx, k, stands, reason)
	})
	return act, stands, err
}
