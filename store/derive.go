package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// Derive writes what the analyst says of where an article comes from. From
// something outside the case a work is made where there is none of that source and
// title, and a source where there is none of that name; that it does not come from
// there is remembered under the name. It fails with KindInvalid if the articles
// would come from each other in a circle, and with KindConflict if what was said
// of the two, or a text that is quoted, is not what the analyst saw.
func (s *Store) Derive(ctx context.Context, d assay.Deriving) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindArticle, assay.EntityID(d.Child)); err != nil {
			return err
		}
		if d.From.IsZero() {
			return t.deriveOutside(ctx, &d)
		}
		return t.derive(ctx, &d)
	})
}

// derive writes what the analyst says of an article and another, or a work.
func (t *tx) derive(ctx context.Context, d *assay.Deriving) error {
	if d.From == assay.EntityID(d.Child) {
		return assay.Invalid("other", "An article does not come from itself. Choose another one.")
	}
	k := assay.JudgementKey{Target: assay.EntityID(d.Child), Other: d.From, Dimension: assay.DimDerivation}
	shown, err := t.derivationShown(ctx, k)
	if err != nil {
		return err
	}
	if err := derivedAsSeen(shown, d); err != nil {
		return err
	}
	if d.Status == "" {
		return t.judge(ctx, k, oplog.Null, "")
	}
	if d.Status == "confirmed" {
		if err := t.checkCircle(ctx, d); err != nil {
			return err
		}
	}
	if err := t.checkEvidence(ctx, d); err != nil {
		return err
	}
	value := assay.DerivationValue{Status: d.Status, Type: d.Type, Amount: d.Amount, Basis: strings.TrimSpace(d.Basis), Evidence: d.Evidence}
	return t.judge(ctx, k, oplog.Encode(value), d.Reason)
}

// derivationShown returns what is shown of a derivation.
func (t *tx) derivationShown(ctx context.Context, k assay.JudgementKey) (v assay.Verdict, err error) {
	c := &assay.Case{}
	if c.Actors, err = t.actors(ctx); err != nil {
		return v, err
	}
	c.Judgements, err = t.judgements(ctx, `target = ? AND other = ? AND `+derivationOf, k.Target[:], k.Other[:])
	return assay.NewView(c, assay.ActorID(t.author.Actor)).Judged(k), err
}

// checkCircle fails if the one that an article is to come from comes from that
// article.
func (t *tx) checkCircle(ctx context.Context, d *assay.Deriving) error {
	from := assay.ArticleID(d.From)
	c, err := t.behind(ctx, assay.ActorID(t.author.Actor), []assay.ArticleID{from})
	if err != nil {
		return err
	}
	v := assay.NewView(c, assay.ActorID(t.author.Actor))
	parent := v.Article(from)
	if parent == nil || !v.ComesFrom(from, d.Child) {
		return nil
	}
	if c.Texts, err = t.texts(ctx, `id = ?`, parent.Text[:]); err != nil {
		return err
	}
	v = assay.NewView(c, v.Me)
	return assay.Invalid("other", "“%s” is already confirmed to come from this article, or from one that does, and nothing comes from itself. Take that back first, or reject this.", v.Facts(v.Article(from)).Title)
}

// derivedAsSeen fails if what is shown of a derivation is neither what the analyst
// saw nor what they want.
func derivedAsSeen(shown assay.Verdict, d *assay.Deriving) error {
	if d.Was == nil {
		return nil
	}
	var now assay.DerivationValue
	if !shown.Value.IsNull() {
		_ = json.Unmarshal(shown.Value, &now) // what is none is shown as nothing
	}
	same := func(x assay.DerivationValue) bool { return string(oplog.Encode(x)) == string(oplog.Encode(now)) }
	if same(*d.Was) || same(assay.DerivationValue{Status: d.Status, Type: d.Type, Amount: d.Amount, Basis: strings.TrimSpace(d.Basis), Evidence: d.Evidence}) {
		return nil
	}
	e := assay.Conflict("Where this article comes from was changed since you opened the page. It is shown as it stands now; save again to put yours in its place.")
	e.Field = string(assay.DimDerivation)
	return e
}

// checkEvidence fails unless every passage stands in a text of one of the articles
// where it is said to.
func (t *tx) checkEvidence(ctx context.Context, d *assay.Deriving) error {
	for i := range d.Evidence {
		e := &d.Evidence[i]
		texts, err := t.texts(ctx, `id = ?`, e.Text[:])
		if err != nil {
			return err
		}
		if len(texts) == 0 || texts[0].Article != d.Child && assay.EntityID(texts[0].Article) != d.From {
			return assay.Invalid("evidence", "Quote the two articles themselves.")
		}
		body, err := t.text(ctx, e.Text)
		if err != nil {
			return err
		}
		seen, ok := evidenceAt(e.Text, body, anchor.Span{Start: e.Start, End: e.End})
		if !ok || e.Quote != "" && e.Quote != seen.Quote {
			return assay.Conflict("The text on screen is not the text in the case. Reload the page and select again.")
		}
		*e = seen
	}
	return nil
}

// deriveOutside writes what the analyst says of an article and something outside
// the case.
func (t *tx) deriveOutside(ctx context.Context, d *assay.Deriving) error {
	name := squeezed(d.Outside.Name)
	if name == "" && d.Outside.Source.IsZero() {
		return assay.Invalid("name", "Say whose it is that the article comes from.")
	}
	if d.Status != "confirmed" {
		return t.decideOutside(ctx, d, name)
	}
	source, err := t.sourceOf(ctx, d.Outside.Source, name)
	if err != nil {
		return err
	}
	work, err := t.workOf(ctx, source, &d.Outside)
	if err != nil {
		return err
	}
	d.From = assay.EntityID(work)
	if err := t.derive(ctx, d); err != nil || name == "" {
		return err
	}
	own, err := t.ownDecision(ctx, d, name)
	if err != nil || own == nil || own.Verdict == "accepted" {
		return err
	}
	return t.decide(ctx, d, name, oplog.Encode("accepted"))
}

// decideOutside remembers that an article does not come from who it names, or
// takes that back.
func (t *tx) decideOutside(ctx context.Context, d *assay.Deriving, name string) error {
	if name == "" {
		sources, err := t.sources(ctx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(sources, func(s assay.Source) bool { return s.ID == d.Outside.Source }); i >= 0 {
			name = sources[i].Name
		}
	}
	if name == "" {
		return assay.NotFound("source")
	}
	own, err := t.ownDecision(ctx, d, name)
	if err != nil || own == nil && d.Status == "" {
		return err
	}
	return t.decide(ctx, d, name, said(d.Status))
}

func (t *tx) decide(ctx context.Context, d *assay.Deriving, name string, verdict oplog.Value) error {
	f := oplog.Fields{
		"suggestion": oplog.Encode(assay.DerivationProposal), "subject": oplog.Encode((&assay.Proposed{Child: d.Child, Name: name}).Subject()), "coder": oplog.Encode(t.author.Actor),
		"verdict": verdict, "reason": said(strings.TrimSpace(d.Reason)),
	}
	if err := checkInput(assay.KindDecision, f); err != nil {
		return err
	}
	return t.edit(ctx, assay.KindDecision, assay.EntityID{}, f)
}

// ownDecision returns what the analyst has decided, nil for nothing.
func (t *tx) ownDecision(ctx context.Context, d *assay.Deriving, name string) (*assay.Decision, error) {
	subject := (&assay.Proposed{Child: d.Child, Name: name}).Subject()
	list, err := t.decisionsOn(ctx, `suggestion = ? AND subject = ? AND coder = ?`, assay.DerivationProposal, subject, t.author.Actor[:])
	if err != nil || len(list) == 0 || list[0].Verdict == "" {
		return nil, err
	}
	return &list[0], nil
}

// sourceOf returns the source of that id, else of that name, which is made if it is
// not there.
func (t *tx) sourceOf(ctx context.Context, id assay.SourceID, name string) (assay.SourceID, error) {
	if !id.IsZero() {
		return id, t.exists(ctx, assay.KindSource, assay.EntityID(id))
	}
	return t.outletCalled(ctx, name)
}

// workOf returns the work of that source and title, and makes it if there is none.
func (t *tx) workOf(ctx context.Context, source assay.SourceID, o *assay.Outside) (assay.WorkID, error) {
	works, err := t.works(ctx, `source = ?`, source[:])
	if err != nil {
		return assay.WorkID{}, err
	}
	title := squeezed(o.Title)
	for _, w := range works {
		if assay.FoldName(w.Title) == assay.FoldName(title) {
			return w.ID, nil
		}
	}
	when, err := assay.ParseDate("when", o.When)
	if err != nil {
		return assay.WorkID{}, err
	}
	url, err := assay.ParseAddress("url", o.URL)
	if err != nil {
		return assay.WorkID{}, err
	}
	id := assay.NewID[assay.Work](t.author.Now())
	return id, t.edit(ctx, assay.KindWork, assay.EntityID(id), known(oplog.Fields{"source": oplog.Encode(source), "title": said(title), "when": said(when), "url": said(url)}))
}
