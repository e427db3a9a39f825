package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// maxWording is how long a claim or question may be, in bytes: a sentence, not
// an article.
const maxWording = 4000

// squeezed folds white space.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// tidy folds the white space of a sentence that an analyst has written.
func tidy(field, s string, empty assay.Sentence) (string, error) {
	s = squeezed(s)
	switch {
	case s == "":
		return "", &assay.Error{Kind: assay.KindInvalid, Field: field, Message: empty}
	case len(s) > maxWording:
		return "", assay.Invalid(field, "That is too long to be one sentence. Say it in fewer words.")
	}
	return s, nil
}

func (t *tx) addClaim(ctx context.Context, wording string, event assay.EventID) (assay.ClaimID, error) {
	id := assay.NewID[assay.Claim](t.author.Now())
	wording, err := tidy("wording", wording, assay.Say("Say in one sentence what is claimed."))
	if err != nil {
		return id, err
	}
	f := oplog.Fields{"wording": oplog.Encode(wording)}
	if !event.IsZero() {
		f["event"] = oplog.Encode(event)
	}
	return id, t.edit(ctx, assay.KindClaim, assay.EntityID(id), f)
}

// AddClaim makes a claim that no passage bears on yet.
func (s *Store) AddClaim(ctx context.Context, wording string, event assay.EventID) (id assay.ClaimID, act assay.ActID, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		id, err = t.addClaim(ctx, wording, event)
		return err
	})
	return id, act, err
}

// ClaimChange is what is to be changed about a claim; nil fields stay.
type ClaimChange struct {
	Wording, Kind, When *Edit[string]
	Event               *Edit[assay.EventID]
	NewEvent            string // the name of the event, which is made if it is not there; goes before Event
}

// ChangeClaim changes a claim. It fails with KindConflict if somebody has
// changed the same since the analyst looked.
func (s *Store) ChangeClaim(ctx context.Context, id assay.ClaimID, c ClaimChange) (assay.ActID, error) {
	var e draft
	if err := errors.Join(
		edited(&e, "wording", c.Wording, sentence("wording", assay.Say("A claim needs a wording: say in one sentence what is claimed."))),
		edited(&e, "kind", c.Kind, phrase),
		edited(&e, "when", c.When, dated("when")),
		edited(&e, "event", c.Event, reference),
	); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) (err error) {
		if id, err = t.one(ctx, id); err != nil {
			return err
		}
		if strings.TrimSpace(c.NewEvent) != "" {
			event, err := t.eventCalled(ctx, c.NewEvent)
			if err != nil {
				return err
			}
			if err := edited(&e, "event", &Edit[assay.EventID]{Now: event, Was: wasOf(c.Event)}, reference); err != nil {
				return err
			}
		}
		return t.change(ctx, assay.KindClaim, assay.EntityID(id), e)
	})
}

// wasOf returns what an edit says was there, nil if it does not say.
func wasOf[T any](e *Edit[T]) *T {
	if e == nil {
		return nil
	}
	return e.Was
}

// checkInput turns a value that is not in a vocabulary into an answer to the
// analyst.
func checkInput(k assay.Kind, f oplog.Fields) error {
	for name, v := range f {
		if err := assay.Define(k).Field(name).Check(v); err != nil {
			return &assay.Error{Kind: assay.KindInvalid, Field: name, Message: assay.Say("That is not one of the answers. Choose one from the list."), Err: err}
		}
	}
	return nil
}

// RemoveClaim withdraws a claim with its mentions, and with those that were
// merged into it, which would turn up again.
func (s *Store) RemoveClaim(ctx context.Context, id assay.ClaimID, why string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error { return t.removeClaim(ctx, id, why) })
}

func (t *tx) removeClaim(ctx context.Context, id assay.ClaimID, why string) error {
	id, err := t.one(ctx, id)
	if err != nil {
		return err
	}
	group, err := t.with(ctx, id)
	if err != nil {
		return err
	}
	mentions, err := t.mentions(ctx, `claim IN `+idList, hexList(group))
	if err != nil {
		return err
	}
	for _, m := range mentions {
		if err := t.retract(ctx, assay.KindMention, assay.EntityID(m.ID), why); err != nil {
			return err
		}
	}
	for _, x := range group {
		if err := t.exists(ctx, assay.KindClaim, assay.EntityID(x)); assay.KindOf(err) == assay.KindNotFound {
			continue
		}
		if err := t.retract(ctx, assay.KindClaim, assay.EntityID(x), why); err != nil {
			return err
		}
	}
	return nil
}

// claimNames returns what every claim is called, in order of making. Those that
// were merged are other wordings of the one that stands for them.
func (t *tx) claimNames(ctx context.Context) (list []assay.Wording, err error) {
	return t.claimNamesWhere(ctx, `1`)
}

// namesOf returns what some claims are called, of those that were merged with others the one
// that stands for them.
func (t *tx) namesOf(ctx context.Context, ids []assay.ClaimID) ([]assay.Wording, error) {
	ids, err := t.with(ctx, ids...)
	if err != nil {
		return nil, err
	}
	return t.claimNamesWhere(ctx, `id IN `+idList, hexList(ids))
}

// firstNames returns what the claims that were made first are called.
func (t *tx) firstNames(ctx context.Context) ([]assay.Wording, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := query(ctx, t, `SELECT c.id FROM claim c WHERE `+there("c")+` AND c.id NOT `+among+` ORDER BY c.made, c.id LIMIT ?`, []any{aside(m), assay.NamesMost + 1}, scanID[assay.Claim])
	if err != nil {
		return nil, err
	}
	return t.namesOf(ctx, ids)
}

func (t *tx) claimNamesWhere(ctx context.Context, where string, args ...any) (list []assay.Wording, err error) {
	numbers, err := t.numbers(ctx)
	if err != nil {
		return nil, err
	}
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	claims, err := t.claims(ctx, there("claim")+` AND `+where, args...)
	if err != nil {
		return nil, err
	}
	at := map[assay.ClaimID]int{}
	for _, c := range claims {
		if m.One(c.ID) == c.ID {
			at[c.ID] = len(list)
			list = append(list, assay.Wording{Claim: c, No: numbers[c.ID]})
		}
	}
	for _, c := range claims {
		if i, ok := at[m.One(c.ID)]; ok && m.One(c.ID) != c.ID {
			list[i].Also = append(list[i].Also, c.Wording)
		}
	}
	return list, nil
}

// likenesses are the claims that look like another one, and what that follows from besides
// claims and what was said to be the same.
type likenesses struct {
	removed []assay.ClaimID // that are still mentioned
	merged  assay.Merged
	alike   []assay.ClaimID
}

// alikeClaims returns the claims that look like another one and were not said
// to be different. All have to be looked at, so it is remembered.
func (t *tx) alikeClaims(ctx context.Context) ([]assay.ClaimID, error) {
	removed, err := query(ctx, t, `SELECT id FROM claim WHERE gone > 0 AND `+there("claim"), nil, scanID[assay.Claim])
	if err != nil {
		return nil, err
	}
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	read := func() (l likenesses, err error) {
		names, err := t.claimNames(ctx)
		if err != nil {
			return l, err
		}
		sames, err := t.sames(ctx)
		return likenesses{removed, m, assay.AlikeClaims(names, sames, m)}, err
	}
	l, err := remember(ctx, t, "alike", read, nil)
	if err == nil && (!slices.Equal(l.removed, removed) || !maps.Equal(l.merged, m)) {
		l, err = read()
	}
	return l.alike, err
}

// Wordings returns every claim with the passages known to bear on it, in order
// of making. No claim comes with more than a few: enough to be found by.
func (s *Store) Wordings(ctx context.Context) (list []assay.Wording, err error) {
	err = s.view(ctx, func(t *tx) error {
		if list, err = t.claimNames(ctx); err != nil {
			return err
		}
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		at := make(map[assay.ClaimID]int, len(list))
		for i := range list {
			at[list[i].Claim.ID] = i
		}
		rows, err := t.QueryContext(ctx, `SELECT claim, article, quote FROM mention WHERE gone = 0 ORDER BY claim, article, made, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		var lastClaim assay.ClaimID
		var lastArticle assay.ArticleID
		for rows.Next() {
			var claim assay.ClaimID
			var article assay.ArticleID
			var quote string
			if err := rows.Scan(into(&claim), into(&article), into(&quote)); err != nil {
				return err
			}
			i, ok := at[m.One(claim)]
			if !ok {
				continue
			}
			if w := &list[i]; claim != lastClaim || article != lastArticle {
				w.Articles++
				if len(w.Quotes) < 5 {
					w.Quotes = append(w.Quotes, quote)
				}
			}
			lastClaim, lastArticle = claim, article
		}
		return rows.Err()
	})
	return list, err
}
