package store

import (
	"context"
	"database/sql"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// lineageRefused is how many refusals a page about the lineage of a whole case shows at most.
const lineageRefused = 500

// refused returns what articles are said not to come from, the latest first and so many
// at most, with what is still proposed of them all the same, and how many more there are.
func (t *tx) refused(ctx context.Context, c *assay.Case, me assay.ActorID, all []assay.Proposed, most int) (list []assay.Refused, more int, err error) {
	list = assay.NewView(c, me).Refused()
	if n := len(list); n > most {
		list, more = list[:most], n-most
	}
	w := writing{t: t}
	byEnds, bySubject := map[assay.Derives]int{}, map[string]int{}
	for i := range list {
		r := &list[i]
		if !r.From.IsZero() {
			byEnds[assay.Derives{Child: r.Child, From: r.From}] = i
			continue
		}
		bySubject[r.Subject()] = i
		name, err := w.asWritten(ctx, r.Child, r.Name)
		if err != nil {
			return nil, 0, err
		}
		r.Name = name
	}
	for i := range all {
		p := all[i] // what is decided is taken out of all
		k, ok := byEnds[assay.Derives{Child: p.Child, From: assay.EntityID(p.Parent)}]
		if p.Parent.IsZero() {
			k, ok = bySubject[p.Subject()]
		}
		if ok {
			list[k].Proposed = &p
		}
	}
	return list, more, nil
}

// writing knows how names are written that are kept without their capitals.
type writing struct {
	t      *tx
	called map[string]string // as the case calls somebody; nil until that is asked
}

// asWritten returns how a name is written: where the article names it as its
// source, as the case calls somebody, or in the text of the article. Where nothing
// tells it is guessed.
func (w *writing) asWritten(ctx context.Context, child assay.ArticleID, folded string) (string, error) {
	for _, look := range []func(context.Context, assay.ArticleID, string) (string, error){w.credited, w.known, w.inText} {
		if name, err := look(ctx, child, folded); name != "" || err != nil {
			return name, err
		}
	}
	return assay.UsualCase(folded), nil
}

// credited returns a name as what is known of the lineage of an article has it.
func (w *writing) credited(ctx context.Context, child assay.ArticleID, folded string) (string, error) {
	if !w.t.relates() {
		return "", nil
	}
	names, err := query(ctx, w.t, `SELECT name FROM lineage_credit WHERE article = ? ORDER BY name`, []any{child[:]}, scanName)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		if assay.FoldName(name) == folded {
			return name, nil
		}
	}
	return "", nil
}

// known returns a name as a source of the case is called.
func (w *writing) known(ctx context.Context, _ assay.ArticleID, folded string) (string, error) {
	if w.called == nil {
		names, err := query(ctx, w.t, `
			SELECT name FROM source WHERE gone = 0 AND name IS NOT NULL
			UNION SELECT name FROM alias WHERE gone = 0 AND member = 1 AND name IS NOT NULL ORDER BY name`, nil, scanName)
		if err != nil {
			return "", err
		}
		w.called = make(map[string]string, len(names))
		for _, name := range names {
			w.called[assay.FoldName(name)] = squeezed(name)
		}
	}
	return w.called[folded], nil
}

// inText returns a name as the text of an article has it. A text that was purged
// has none.
func (w *writing) inText(ctx context.Context, id assay.ArticleID, folded string) (string, error) {
	texts, err := w.t.texts(ctx, `gone = 0 AND id = (SELECT "text" FROM article WHERE id = ?)`, id[:])
	if err != nil || len(texts) == 0 {
		return "", err
	}
	body, err := w.t.text(ctx, texts[0].ID)
	if assay.KindOf(err) == assay.KindNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	found, _ := anchor.Find(body, anchor.Quote{Exact: folded}, anchor.NoHint)
	for _, at := range found {
		if name := squeezed(body.Slice(at.Span)); assay.FoldName(name) == folded {
			return name, nil
		}
	}
	return "", nil
}

func scanName(rows *sql.Rows) (name string, err error) { return name, rows.Scan(&name) }

// written returns how the names are written that acts on derivations from outside
// the case are about, by what those acts are about.
func (t *tx) written(ctx context.Context, things map[assay.EntityID]assay.Record) (map[string]string, error) {
	names := map[string]string{}
	w := writing{t: t}
	for _, r := range things {
		subject := r.Fields["subject"].Text()
		child, folded, ok := assay.RefusedDerivation(subject)
		if r.Kind != assay.KindDecision || !ok || r.Fields["suggestion"].Text() != assay.DerivationProposal {
			continue
		}
		name, err := w.asWritten(ctx, child, folded)
		if err != nil {
			return nil, err
		}
		names[subject] = name
	}
	return names, nil
}

// ProposedState is how far comparing has come and what it has found. Where two are
// not the same, something else is proposed, or more or less is left to be compared.
type ProposedState struct {
	Waiting, Proposals int
	last               int64 // a row that is made again is the last
}

// ProposedState returns how far comparing has come. It asks little.
func (s *Store) ProposedState(ctx context.Context) (p ProposedState, err error) {
	err = s.view(ctx, func(t *tx) error {
		if !t.relates() {
			return nil
		}
		if p.Waiting, err = t.waiting(ctx); err != nil {
			return err
		}
		return t.QueryRowContext(ctx, `SELECT count(*), coalesce(max(rowid), 0) FROM lineage_proposal`).Scan(&p.Proposals, &p.last)
	})
	return p, err
}
