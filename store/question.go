package store

import (
	"context"
	"errors"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// NewVersion is an answer of a question that is being asked.
type NewVersion struct {
	Label    string
	Mentions []assay.MentionID
}

// AddQuestion makes a contested fact with its versions.
func (s *Store) AddQuestion(ctx context.Context, wording string, versions []NewVersion) (id assay.QuestionID, act assay.ActID, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		wording, err := tidy("wording", wording, assay.Say("Say what is in question, as in “How many vehicles burned?”"))
		if err != nil {
			return err
		}
		id = assay.NewID[assay.Question](t.author.Now())
		if err := t.edit(ctx, assay.KindQuestion, assay.EntityID(id), oplog.Fields{"wording": oplog.Encode(wording), "status": oplog.Encode("open")}); err != nil {
			return err
		}
		for _, v := range versions {
			if _, err := t.addVersion(ctx, id, v); err != nil {
				return err
			}
		}
		return nil
	})
	return id, act, err
}

func (t *tx) addVersion(ctx context.Context, q assay.QuestionID, v NewVersion) (assay.VersionID, error) {
	id := assay.NewID[assay.Version](t.author.Now())
	label, err := tidy("label", v.Label, assay.Say("Say in a few words what this version is, as in “twelve”."))
	if err != nil {
		return id, err
	}
	if err := t.edit(ctx, assay.KindVersion, assay.EntityID(id), oplog.Fields{"question": oplog.Encode(q), "label": oplog.Encode(label)}); err != nil {
		return id, err
	}
	for _, m := range v.Mentions {
		if err := t.assign(ctx, id, m, true); err != nil {
			return id, err
		}
	}
	return id, nil
}

// AddVersion adds an answer to a question. Its mentions are taken from the
// other answers.
func (s *Store) AddVersion(ctx context.Context, q assay.QuestionID, v NewVersion) (id assay.VersionID, act assay.ActID, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindQuestion, assay.EntityID(q)); err != nil {
			return err
		}
		others, err := t.versions(ctx, `question = ?1`, q[:])
		if err != nil {
			return err
		}
		for _, m := range v.Mentions {
			if err := t.place(ctx, others, assay.VersionID{}, m); err != nil {
				return err
			}
		}
		id, err = t.addVersion(ctx, q, v)
		return err
	})
	return id, act, err
}

// AssignMention puts a mention to a version of a question; a zero version takes
// it from the one that it is in. A mention has one version of a question: it is
// taken from the others.
func (s *Store) AssignMention(ctx context.Context, q assay.QuestionID, id assay.VersionID, m assay.MentionID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindQuestion, assay.EntityID(q)); err != nil {
			return err
		}
		versions, err := t.versions(ctx, `question = ?1`, q[:])
		if err != nil {
			return err
		}
		if !id.IsZero() && !slices.ContainsFunc(versions, func(v assay.Version) bool { return v.ID == id }) {
			return assay.NotFound("version")
		}
		return t.place(ctx, versions, id, m)
	})
}

// place makes a mention a member of one of some versions, and of no other.
func (t *tx) place(ctx context.Context, versions []assay.Version, id assay.VersionID, m assay.MentionID) error {
	for _, v := range versions {
		if member := slices.Contains(v.Mentions, m); member != (v.ID == id) {
			if err := t.assign(ctx, v.ID, m, !member); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) assign(ctx context.Context, v assay.VersionID, m assay.MentionID, member bool) error {
	if _, err := t.mention(ctx, m); err != nil {
		return err
	}
	return t.edit(ctx, assay.KindVersionMention, assay.EntityID{}, oplog.Fields{"version": oplog.Encode(v), "mention": oplog.Encode(m), "member": oplog.Encode(member)})
}

// QuestionChange is what is to be changed about a question; nil fields stay.
type QuestionChange struct {
	Wording, Kind, Relation, Severity, Status, Settles, Ruling *Edit[string]
}

// ChangeQuestion changes a question. It fails with KindConflict if somebody has
// changed the same since the analyst looked.
func (s *Store) ChangeQuestion(ctx context.Context, id assay.QuestionID, c QuestionChange) (assay.ActID, error) {
	var e draft
	if err := errors.Join(
		edited(&e, "wording", c.Wording, sentence("wording", assay.Say("Say what is in question."))),
		edited(&e, "kind", c.Kind, phrase),
		edited(&e, "relation", c.Relation, phrase),
		edited(&e, "severity", c.Severity, phrase),
		edited(&e, "status", c.Status, phrase),
		edited(&e, "settles", c.Settles, phrase),
		edited(&e, "ruling", c.Ruling, phrase),
	); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error { return t.change(ctx, assay.KindQuestion, assay.EntityID(id), e) })
}

// ChangeVersion changes the label of a version. It fails with KindConflict if
// somebody has changed it since the analyst looked.
func (s *Store) ChangeVersion(ctx context.Context, id assay.VersionID, label Edit[string]) (assay.ActID, error) {
	var e draft
	if err := edited(&e, "label", &label, sentence("label", assay.Say("Say in a few words what this version is."))); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error { return t.change(ctx, assay.KindVersion, assay.EntityID(id), e) })
}

// RemoveVersion withdraws a version; its mentions stay with their claims.
func (s *Store) RemoveVersion(ctx context.Context, id assay.VersionID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindVersion, assay.EntityID(id)); err != nil {
			return err
		}
		return t.retract(ctx, assay.KindVersion, assay.EntityID(id), "")
	})
}

// RemoveQuestion withdraws a question with its versions.
func (s *Store) RemoveQuestion(ctx context.Context, id assay.QuestionID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindQuestion, assay.EntityID(id)); err != nil {
			return err
		}
		versions, err := t.versions(ctx, `question = ?`, id[:])
		if err != nil {
			return err
		}
		for _, v := range versions {
			if err := t.retract(ctx, assay.KindVersion, assay.EntityID(v.ID), ""); err != nil {
				return err
			}
		}
		return t.retract(ctx, assay.KindQuestion, assay.EntityID(id), "")
	})
}

// rulings are the acts that changed a question itself, or how its versions are
// ranked, the latest first.
const rulings = `
	SELECT act FROM op WHERE undoes IS NULL AND (entity = ?1 OR entity IN (
		SELECT id FROM judgement WHERE dimension IN ('rank', 'adjudication') AND target IN (SELECT id FROM version WHERE question = ?1)))
	GROUP BY act ORDER BY max(at) DESC, act DESC LIMIT ?2`

// rulingsOf reads how a question came to be ruled on as it is.
func (t *tx) rulingsOf(ctx context.Context, me assay.ActorID, id assay.QuestionID) (p assay.HistoryPage, err error) {
	if err := t.tellTo(ctx, me, &p); err != nil {
		return p, err
	}
	acts, err := query(ctx, t, rulings, []any{id[:], assay.HistoryPageSize}, scanID[oplog.Op])
	if err != nil {
		return p, err
	}
	c := t.chronicle()
	if p.Acts, err = c.acts(ctx, acts...); err != nil {
		return p, err
	}
	p.Things, err = c.things(ctx, assay.EntityID(id), &p)
	return p, err
}

// Evidence returns one contested fact with the claims of its mentions, and the
// articles that mention none of them. It fails with KindNotFound.
func (s *Store) Evidence(ctx context.Context, id assay.QuestionID) (p assay.EvidencePage, err error) {
	err = s.view(ctx, func(t *tx) error {
		questions, err := t.questions(ctx, `id = ?`, id[:])
		if err != nil {
			return err
		}
		if len(questions) == 0 {
			return assay.NotFound("contested fact")
		}
		p.Question = questions[0]
		claims, err := query(ctx, t, `SELECT DISTINCT claim FROM mention WHERE gone = 0 AND id IN (`+inVersions+` AND q.id = ?) ORDER BY claim`, []any{id[:]}, scanID[assay.Claim])
		if err != nil {
			return err
		}
		if claims, err = t.with(ctx, claims...); err != nil {
			return err
		}
		without, err := query(ctx, t, `SELECT id FROM article WHERE gone = 0 AND id NOT IN (SELECT article FROM mention WHERE gone = 0 AND claim IN `+idList+`) ORDER BY made, id`, []any{hexList(claims)}, scanID[assay.Article])
		if err != nil {
			return err
		}
		p.More = max(0, len(without)-assay.EvidenceWithout)
		p.Without = without[:len(without)-p.More]
		p.Case, err = t.loadClaims(ctx, claims, p.Without...)
		return err
	})
	return p, err
}
