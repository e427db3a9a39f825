package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"

	"assay/internal/assay"
)

// Agreement compares analysts, and reads what one page lists. Of a large case it says what
// Compare has found out, or that nothing is known yet.
func (s *Store) Agreement(ctx context.Context, f assay.AgreementFilter) (p assay.AgreementPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if !f.Claim.IsZero() {
			m, err := t.merged(ctx)
			if err != nil {
				return err
			}
			f.Claim = m.One(f.Claim)
		}
		large, err := t.largeComparison(ctx)
		if err != nil {
			return err
		}
		var compared *assay.Comparison
		if large {
			var fresh bool
			compared, p.At, fresh, err = s.compared.known(ctx, t)
			p.Behind = !fresh
		} else {
			compared, err = s.compared.get(ctx, t)
		}
		if err != nil {
			return err
		}
		if p.Pending = compared == nil || large && !compared.Ready(f); p.Pending {
			p.Case, err = t.parties(ctx)
			return err
		}
		p.Agreement = compared.Measure(f, assay.AgreementPageSize)
		p.Case, err = t.loadAgreement(ctx, p.Items, f.Claim)
		return err
	})
	return p, err
}

// AgreementWhole compares analysts, and lists all.
func (s *Store) AgreementWhole(ctx context.Context, f assay.AgreementFilter) (p assay.AgreementPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		compared, err := s.compared.get(ctx, t)
		if err != nil {
			return err
		}
		p.Agreement = compared.Measure(f, 0)
		p.Case, err = t.loadAgreement(ctx, p.Items, f.Claim)
		return err
	})
	return p, err
}

// loadAgreement reads what some items are about, and the judgements that they are.
func (t *tx) loadAgreement(ctx context.Context, items []assay.AgreementItem, claim assay.ClaimID) (*assay.Case, error) {
	things := []assay.EntityID{assay.EntityID(claim)}
	var said []assay.JudgementID
	for i := range items {
		things = append(things, items[i].Key.Target, items[i].Key.Other)
		said = append(said, items[i].By...)
		for _, w := range items[i].Words {
			things, said = append(things, w.On...), append(said, w.From...)
		}
	}
	c, err := t.loadThings(ctx, things)
	if err != nil {
		return nil, err
	}
	judgements, err := t.judgements(ctx, `id IN `+idList, hexList(said))
	c.Judgements = append(c.Judgements, judgements...)
	return c, err
}

// recentComparison is the comparison that was made last: whoever turns pages, or
// chooses others to compare, asks for the same one. It is never changed.
type recentComparison struct {
	mu sync.Mutex
	at int64 // the number of the last operation that it takes into account
	c  *assay.Comparison
}

func (r *recentComparison) get(ctx context.Context, t *tx) (*assay.Comparison, error) {
	var at int64
	if err := t.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM op`).Scan(&at); err != nil {
		return nil, err
	}
	r.mu.Lock()
	c, was := r.c, r.at
	r.mu.Unlock()
	if c != nil && was == at {
		return c, nil
	}
	c, err := t.compared(ctx, c, was)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.c, r.at = c, at
	r.mu.Unlock()
	return c, nil
}

// compared makes a comparison, where before is one that takes the operations up to
// a number into account, nil for none. If nothing has happened since but verdicts
// of the team, only those are read: who decides one thing after the other waits
// for nothing else.
func (t *tx) compared(ctx context.Context, before *assay.Comparison, upTo int64) (*assay.Comparison, error) {
	if before != nil {
		var more bool
		err := t.QueryRowContext(ctx, `
			SELECT EXISTS (SELECT 1 FROM op o LEFT JOIN judgement j ON j.id = o.entity AND o.kind = 'judgement'
			WHERE o.seq > ? AND (j.dimension IS NULL OR j.dimension <> 'adjudication'))`, upTo).Scan(&more)
		if err != nil {
			return nil, err
		}
		if !more {
			verdicts, err := t.outlineJudgements(ctx, `dimension = 'adjudication'`)
			return before.Decided(verdicts), err
		}
	}
	data, err := t.comparable(ctx)
	if err != nil {
		return nil, err
	}
	return assay.NewComparison(data), nil
}

// comparable reads as much of a case as says who judges what how.
func (t *tx) comparable(ctx context.Context) (*assay.Case, error) {
	c, err := t.comparedThings(ctx)
	if err != nil {
		return nil, err
	}
	if c.Mentions, err = t.comparedMentions(ctx, `1`); err != nil {
		return nil, err
	}
	c.Judgements, err = t.outlineJudgements(ctx, `1`)
	return c, err
}

// comparedThings reads who judges, and what, with which of merged claims stand for others.
func (t *tx) comparedThings(ctx context.Context) (*assay.Case, error) {
	c := &assay.Case{}
	steps := []func() error{
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) {
			c.Claims, err = t.claims(ctx, `gone = 0 OR EXISTS (SELECT 1 FROM mention WHERE claim = claim.id AND gone = 0)`)
			return
		},
		func() (err error) {
			c.Articles, err = query(ctx, t, `SELECT id, "text" FROM article WHERE gone = 0 OR EXISTS (SELECT 1 FROM mention WHERE article = article.id AND gone = 0) ORDER BY made, id`, nil, func(rows *sql.Rows) (a assay.Article, err error) {
				return a, rows.Scan(into(&a.ID), into(&a.Text))
			})
			return
		},
		func() (err error) {
			c.Judgements, err = t.outlineJudgements(ctx, `dimension = 'rank' AND target IN (SELECT a FROM same WHERE "of" = 'claim' UNION SELECT b FROM same WHERE "of" = 'claim')`)
			return
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// comparedMentions reads of some mentions where they are and whose.
func (t *tx) comparedMentions(ctx context.Context, where string, args ...any) ([]assay.Mention, error) {
	return query(ctx, t, `SELECT id, by, article, claim, "text", start, "end" FROM mention WHERE gone = 0 AND `+where+` ORDER BY rowid`, args, func(rows *sql.Rows) (m assay.Mention, err error) {
		return m, rows.Scan(into(&m.ID), into(&m.By), into(&m.Article), into(&m.Claim), into(&m.Text), into(&m.Span.Start), into(&m.Span.End))
	})
}

// Adjudication is the team's verdict on something that analysts judge.
type Adjudication struct {
	Key     assay.JudgementKey // what they judge; its target is not looked at
	Targets []assay.EntityID   // all that the verdict is on
	Word    string             // "" takes the verdict back
	Reason  string
	Seen    []string // for each target the verdict that the analyst was shown, "" for none
}

// key is the key of the verdict on one of the targets.
func (a *Adjudication) key(target assay.EntityID) assay.JudgementKey {
	k := a.Key
	k.Target = target
	if k.Dimension == assay.DimStance { // which is compared by article and claim, and judged of mentions
		k.Other = assay.EntityID{}
	}
	return k.Adjudicated()
}

// Adjudicate writes the team's verdict beside what the analysts say, which stays
// as it is. It fails with KindConflict if the verdict is another by now than the
// analyst was shown, and with KindInvalid if it is to be taken back and is a
// colleague's.
func (s *Store) Adjudicate(ctx context.Context, a Adjudication) (assay.ActID, error) {
	if len(a.Targets) == 0 {
		return assay.ActID{}, assay.Invalid("", "Choose what the verdict is on: a passage at least.")
	}
	if len(a.Seen) != len(a.Targets) || !slices.Contains(assay.AgreementDimensions, a.Key.Dimension) {
		return assay.ActID{}, assay.NotFound("page")
	}
	if a.Word != "" && strings.TrimSpace(a.Reason) == "" {
		return assay.ActID{}, assay.Invalid("reason", "Write why: a verdict of the team has a reason.")
	}
	return s.update(ctx, func(t *tx) error {
		for i, target := range a.Targets {
			stands, by, err := t.verdict(ctx, a.key(target))
			if err != nil {
				return err
			}
			switch {
			case stands != a.Seen[i] && stands != a.Word:
				return assay.Conflict("This has been decided meanwhile, or changed. Look at the list once more.")
			case a.Word == "" && stands != "" && by != s.Me():
				return assay.Invalid("", "This verdict is a colleague’s. Decide otherwise, with a reason, or ask them to take it back.")
			}
			if err := t.judge(ctx, a.key(target), assay.ValueOf(a.Key.Dimension, a.Word), a.Reason); err != nil {
				return err
			}
		}
		return nil
	})
}

// verdict returns the word of the team's verdict that stands, and who gave it.
func (t *tx) verdict(ctx context.Context, k assay.JudgementKey) (word string, by assay.ActorID, err error) {
	targets, others, err := t.oneWith(ctx, &k)
	if err != nil {
		return "", by, err
	}
	list, err := t.judgements(ctx, `target IN `+idList+` AND dimension = 'adjudication' AND scope = ?2`, hexList(targets), k.Scope)
	if err != nil {
		return "", by, err
	}
	var last *assay.Judgement
	for i := range list {
		j := &list[i]
		if slices.Contains(others, j.Other) && (last == nil || last.Changed < j.Changed || last.Changed == j.Changed && bytes.Compare(last.ID[:], j.ID[:]) < 0) {
			last = j
		}
	}
	if last == nil {
		return "", by, nil
	}
	return assay.WordOf(last.Value), last.Coder, nil
}
