package store

import (
	"context"
	"database/sql"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// there asks, of claims under a name, whether they are in the case: not withdrawn, or
// still mentioned. Every room goes by it.
func there(claim string) string {
	return `(` + claim + `.gone = 0 OR EXISTS (SELECT 1 FROM mention x WHERE x.claim = ` + claim + `.id AND x.gone = 0))`
}

// calls says in which field the kinds of things that can be brought back have what they
// are called.
var calls = map[assay.Kind]string{
	assay.KindClaim: "wording", assay.KindMention: "quote", assay.KindQuestion: "wording", assay.KindVersion: "label", assay.KindTag: "name", assay.KindEvent: "name", assay.KindArticle: "title",
}

// parts says what is withdrawn together with a thing, and in which column that names it.
var parts = map[assay.Kind]struct {
	kind   assay.Kind
	column string
}{
	assay.KindArticle: {assay.KindMention, "article"}, assay.KindClaim: {assay.KindMention, "claim"}, assay.KindQuestion: {assay.KindVersion, "question"},
}

// Withdrawals says of things that a merge withdraws, or has withdrawn, what they are and
// what still hangs on them, as the case is now. What the merge withdraws itself does not
// hang on anything.
func (s *Store) Withdrawals(ctx context.Context, m *assay.Merge, most int) (list []assay.Withdrawal, err error) {
	apart := make([]assay.EntityID, len(m.Withdrawn))
	for i := range m.Withdrawn {
		apart[i] = m.Withdrawn[i].Entity
	}
	err = s.view(ctx, func(t *tx) error {
		for _, c := range m.Withdrawn[:min(len(m.Withdrawn), most)] {
			w, err := t.withdrawal(ctx, s.Me(), c.Kind, c.Entity, apart...)
			if err != nil {
				return err
			}
			w.Why = c.Why
			w.By, w.At = assay.ActorID(c.After[0].Actor), c.After[0].At
			list = append(list, w)
		}
		return nil
	})
	return list, err
}

// withdrawal says what a thing is, whether, by whom and why it was withdrawn, and which
// mentions hang on it, some apart.
func (t *tx) withdrawal(ctx context.Context, me assay.ActorID, k assay.Kind, id assay.EntityID, apart ...assay.EntityID) (w assay.Withdrawal, err error) {
	state, err := t.state(ctx, k, id)
	if err != nil {
		return w, err
	}
	removal := state.Fields[oplog.Retracted]
	w = assay.Withdrawal{Kind: k, Entity: id, Gone: state.Gone, By: assay.ActorID(removal.Actor), At: removal.At, Why: state.Value(oplog.Retraction).Text()}
	if w.Calls = state.Value(calls[k]).Text(); k != assay.KindClaim {
		w.Back, err = t.returnable(ctx, k, id)
		w.Back = w.Back && state.Gone
		return w, err
	}
	w.Back = state.Gone
	numbers, err := t.numbers(ctx)
	if err != nil {
		return w, err
	}
	w.No = numbers[assay.ClaimID(id)]
	mine, err := t.mine(ctx, me)
	if err != nil {
		return w, err
	}
	err = t.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(by `+among+`), 0) FROM mention WHERE gone = 0 AND claim = ? AND id NOT `+among, mine, id[:], hexList(apart)).Scan(&w.Mentions, &w.Mine)
	return w, err
}

// returnable reports whether a thing of a kind can be brought back by itself: not a tag
// by whose name another goes.
func (t *tx) returnable(ctx context.Context, k assay.Kind, id assay.EntityID) (ok bool, err error) {
	if k != assay.KindTag {
		return calls[k] != "", nil
	}
	err = t.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM same WHERE "of" = 'tag' AND verdict = 'same' AND gone = 0 AND (a = ?1 OR b = ?1))`, id[:]).Scan(&ok)
	return ok, err
}

// BringBack puts something into the case again that was withdrawn, by whomever, with what
// was withdrawn together with it. It fails with KindConflict if it was not withdrawn, or
// not by itself.
func (s *Store) BringBack(ctx context.Context, k assay.Kind, id assay.EntityID) (assay.ActID, error) {
	if calls[k] == "" {
		return assay.ActID{}, assay.NotFound("page")
	}
	return s.update(ctx, func(t *tx) error {
		state, err := t.state(ctx, k, id)
		if err != nil {
			return err
		}
		if !state.Exists {
			return assay.NotFound(noun(k))
		}
		ok, err := t.returnable(ctx, k, id)
		if err != nil {
			return err
		}
		if !ok || !state.Gone {
			return assay.Conflict("This has been brought back already, or is not gone. Reload the page.")
		}
		return t.revive(ctx, k, id)
	})
}

// revive brings back something that was withdrawn with what went with it in the same act:
// the mentions of an article or claim, the versions of a question, the claims that were
// merged.
func (t *tx) revive(ctx context.Context, k assay.Kind, id assay.EntityID) error {
	state, err := t.state(ctx, k, id)
	if err != nil {
		return err
	}
	removal := state.Fields[oplog.Retracted].Act
	whole := []assay.EntityID{id}
	if k == assay.KindClaim {
		group, err := t.with(ctx, assay.ClaimID(id))
		if err != nil {
			return err
		}
		whole = whole[:0]
		for _, x := range group {
			whole = append(whole, assay.EntityID(x))
		}
	}
	if err := t.reviveOf(ctx, removal, k, `id`, whole); err != nil {
		return err
	}
	if p, ok := parts[k]; ok {
		return t.reviveOf(ctx, removal, p.kind, p.column, whole)
	}
	return nil
}

// reviveOf brings back those things of a kind that an act has withdrawn and that some
// ids name in a column.
func (t *tx) reviveOf(ctx context.Context, removal oplog.ID, k assay.Kind, column string, of []assay.EntityID) error {
	table := quoted(string(k))
	ids, err := query(ctx, t, `SELECT id FROM `+table+` WHERE gone = 1 AND `+column+` `+among+` AND id IN (SELECT entity FROM op WHERE act = ? AND kind = ?) ORDER BY made, id`,
		[]any{hexList(of), removal[:], string(k)}, func(rows *sql.Rows) (id assay.EntityID, err error) { return id, rows.Scan(into(&id)) })
	if err != nil {
		return err
	}
	for _, id := range ids {
		f, err := t.keys(ctx, k, id)
		if err != nil {
			return err
		}
		f[oplog.Retracted], f[oplog.Retraction] = oplog.Encode(false), oplog.Null
		if err := t.edit(ctx, k, id, f); err != nil {
			return err
		}
	}
	return nil
}
