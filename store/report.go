package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// Reports returns the reports of the case, and what one could be about.
func (s *Store) Reports(ctx context.Context) (p assay.ReportsPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		steps := []func() error{
			func() (err error) { p.Info, err = t.info(ctx); return },
			func() (err error) { p.Actors, err = t.actors(ctx); return },
			func() (err error) { p.Reports, err = t.reports(ctx, `1`); return },
			func() (err error) { p.Events, err = t.events(ctx); return },
			func() (err error) { p.Claims, err = t.countClaims(ctx); return },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

// AddReport begins a report on one event, or on the whole case as it is now for
// the zero id.
func (s *Store) AddReport(ctx context.Context, title string, event assay.EventID) (id assay.ReportID, act assay.ActID, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		title, err := tidy("title", title, assay.Say("Give the report a title."))
		if err != nil {
			return err
		}
		items := []assay.EntityID{assay.EntityID(event)}
		if event.IsZero() {
			if items, err = t.everything(ctx); err != nil {
				return err
			}
			if len(items) > assay.MaxItems {
				return assay.Invalid("event", "There are %d things to list in this case, and a report lists at most %d. Begin with one event, or read the report on everything.", len(items), assay.MaxItems)
			}
		} else if err := t.exists(ctx, assay.KindEvent, items[0]); err != nil {
			return err
		}
		id = assay.NewID[assay.Report](t.author.Now())
		return t.edit(ctx, assay.KindReport, assay.EntityID(id), oplog.Fields{"title": oplog.Encode(title), "items": oplog.Encode(items)})
	})
	return id, act, err
}

// ReportChange is what is to be changed about a report; nil fields stay. Items
// and LeaveOut are words with spaces between: ids, and parts of a report.
type ReportChange struct {
	Title, Summary, Items, LeaveOut *Edit[string]
}

// ChangeReport changes a report. It fails with KindConflict if somebody has
// changed the same since the analyst looked.
func (s *Store) ChangeReport(ctx context.Context, id assay.ReportID, c ReportChange) (assay.ActID, error) {
	var e draft
	if err := errors.Join(
		edited(&e, "title", c.Title, sentence("title", assay.Say("Give the report a title."))),
		edited(&e, "summary", c.Summary, phrase),
		edited(&e, "items", c.Items, itemList),
		edited(&e, "leave_out", c.LeaveOut, partList),
	); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		r, err := t.reportOf(ctx, id)
		if err != nil {
			return err
		}
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		shown := itemsAsOnes(m, r.Items)
		if was, ok := e.was["items"]; ok && string(was) == string(oplog.Encode(shown)) {
			e.was["items"] = oplog.Encode(r.Items)
		}
		for _, item := range assay.ParseList[assay.EntityID](e.now["items"]) {
			if slices.Contains(shown, item) || slices.Contains(r.Items, item) {
				continue // it may have been removed since, and may come back
			}
			if err := t.existsAs(ctx, reportable, item); err != nil {
				return err
			}
		}
		return t.change(ctx, assay.KindReport, assay.EntityID(id), e)
	})
}

// reportable are the kinds of things that a report lists.
var reportable = []assay.Kind{assay.KindClaim, assay.KindEvent, assay.KindQuestion}

// itemList is the value of what a report lists: each thing once.
func itemList(s string) (oplog.Value, error) {
	items, seen := []assay.EntityID{}, map[assay.EntityID]bool{}
	for word := range strings.FieldsSeq(s) {
		id, err := oplog.ParseID(word)
		if err != nil || id.IsZero() {
			return nil, assay.Invalid("items", "The report lists something that is not in the case. Reload the page.")
		}
		if !seen[id] {
			seen[id] = true
			items = append(items, id)
		}
	}
	if len(items) > assay.MaxItems {
		return nil, assay.Invalid("items", "A report lists at most %d things. List events: each brings all claims about it.", assay.MaxItems)
	}
	return oplog.Encode(items), nil
}

// partList is the value of what a report leaves out.
func partList(s string) (oplog.Value, error) {
	if parts := strings.Fields(s); len(parts) > 0 {
		return oplog.Encode(parts), nil
	}
	return oplog.Null, nil
}

// RemoveReport withdraws a report. What it was about stays.
func (s *Store) RemoveReport(ctx context.Context, id assay.ReportID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindReport, assay.EntityID(id)); err != nil {
			return err
		}
		return t.retract(ctx, assay.KindReport, assay.EntityID(id), "")
	})
}

// Report returns a report with all that it is about; the zero id stands for the
// one on the whole case. It fails with KindNotFound.
func (s *Store) Report(ctx context.Context, id assay.ReportID) (p assay.ReportPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		p, err = t.report(ctx, s.Me(), id)
		return err
	})
	return p, err
}

// ComposeReport returns a report with what it could list besides: claims, events and
// questions with some words, of each the first.
func (s *Store) ComposeReport(ctx context.Context, id assay.ReportID, words string) (p assay.ReportPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if p, err = t.report(ctx, s.Me(), id); err != nil {
			return err
		}
		where, err := t.claimsWhere(ctx, assay.ClaimFilter{Words: words})
		if err != nil {
			return err
		}
		ids, err := query(ctx, t, `SELECT c.id FROM claim c WHERE `+where.String()+` ORDER BY c.made, c.id LIMIT ?`, append(where.args, assay.OfferSize+1), scanID[assay.Claim])
		if err != nil {
			return err
		}
		if p.More = len(ids) > assay.OfferSize; p.More {
			ids = ids[:assay.OfferSize]
		}
		p.Offer = &assay.Case{Events: offered(&p, p.Case.Events, words, func(e assay.Event) string { return e.Name }), Numbers: p.Case.Numbers}
		if p.Offer.Claims, err = t.claims(ctx, `id IN `+idList, hexList(ids)); err != nil {
			return err
		}
		questions, err := t.allQuestions(ctx)
		p.Offer.Questions = offered(&p, questions, words, func(q assay.Question) string { return q.Wording })
		return err
	})
	return p, err
}

// offered returns the first of some things whose names have some words, and notes on the page
// if there are more.
func offered[T any](p *assay.ReportPage, list []T, words string, name func(T) string) []T {
	named := search.Naming(words)
	list = slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !named(name(x)) })
	p.More = p.More || len(list) > assay.OfferSize
	return list[:min(len(list), assay.OfferSize)]
}

func (t *tx) report(ctx context.Context, me assay.ActorID, id assay.ReportID) (p assay.ReportPage, err error) {
	if id.IsZero() {
		p.Report.Items, err = t.everything(ctx)
	} else {
		p.Report, err = t.reportOf(ctx, id)
	}
	if err != nil {
		return p, err
	}
	m, err := t.merged(ctx)
	if err != nil {
		return p, err
	}
	p.Report.Items = itemsAsOnes(m, p.Report.Items)
	items := hexList(p.Report.Items)
	if p.Claims, err = query(ctx, t, reported, []any{items, aside(m)}, scanID[assay.Claim]); err != nil {
		return p, err
	}
	p.Claims = m.Ones(p.Claims)
	if over := len(p.Claims) - assay.MaxReported; over > 0 {
		p.Claims, p.LeftOut = p.Claims[:assay.MaxReported], over
	}
	articles, err := query(ctx, t, `SELECT DISTINCT article FROM article_event e WHERE member = 1 AND gone = 0 AND (event IN `+idList+` OR event IN (SELECT event FROM claim WHERE id IN (SELECT unhex(value) FROM json_each(?2))))
		AND EXISTS (SELECT 1 FROM article WHERE id = e.article AND gone = 0)`, []any{items, hexList(p.Claims)}, scanID[assay.Article])
	if err != nil {
		return p, err
	}
	if p.Case, err = t.loadClaims(ctx, p.Claims, articles...); err != nil {
		return p, err
	}
	need := make([]assay.ArticleID, len(p.Case.Articles))
	for i := range p.Case.Articles {
		need[i] = p.Case.Articles[i].ID
	}
	if p.Captures, err = t.captures(ctx, `article IN `+idList, hexList(need)); err != nil {
		return p, err
	}
	proposed, err := t.proposedFor(ctx, me, need)
	if err != nil {
		return p, err
	}
	p.Undecided = len(proposed)
	p.Contexts, err = t.contexts(ctx, p.Case.Mentions)
	return p, err
}

// itemsAsOnes returns what a report lists with the claims that stand for those
// that were merged, each thing once.
func itemsAsOnes(m assay.Merged, items []assay.EntityID) []assay.EntityID {
	if len(m) == 0 {
		return items
	}
	ones := make([]assay.EntityID, len(items))
	for i, id := range items {
		ones[i] = assay.EntityID(m.One(assay.ClaimID(id)))
	}
	return unique(ones)
}

// reported are the claims that a report, whose items idList names, lists, those
// that its events bring, and those that its questions are about. A claim is
// about the event of the one that stands for it: the others are its second
// argument.
var reported = `
	SELECT id FROM claim WHERE ` + there("claim") + ` AND (id IN ` + idList + ` OR event IN ` + idList + ` AND id NOT IN (SELECT unhex(value) FROM json_each(?2)) OR id IN (
		SELECT m.claim FROM version v JOIN version_mention x ON x.version = v.id AND x.member = 1 AND x.gone = 0 JOIN mention m ON m.id = x.mention AND m.gone = 0
		WHERE v.gone = 0 AND v.question IN ` + idList + `))
	ORDER BY made, id`

func (t *tx) reportOf(ctx context.Context, id assay.ReportID) (assay.Report, error) {
	list, err := t.reports(ctx, `id = ?`, id[:])
	if err == nil && len(list) == 0 {
		err = assay.NotFound("report")
	}
	if err != nil {
		return assay.Report{}, err
	}
	return list[0], nil
}

// everything lists what a report on the whole case is about: every event, the
// claims that are about none, and the questions that no event brings.
func (t *tx) everything(ctx context.Context) ([]assay.EntityID, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	items, err := query(ctx, t, onesLead+`
		SELECT id FROM (
			SELECT 1 AS part, id, made FROM event WHERE gone = 0
			UNION ALL
			SELECT 2, id, made FROM claim WHERE `+there("claim")+` AND id NOT IN (SELECT id FROM lead) AND (event IS NULL OR event NOT IN (SELECT id FROM event WHERE gone = 0))
			UNION ALL
			SELECT 3, q.id, q.made FROM question q WHERE q.gone = 0 AND NOT EXISTS (
				SELECT 1 FROM version v JOIN version_mention x ON x.version = v.id AND x.member = 1 AND x.gone = 0 JOIN mention m ON m.id = x.mention AND m.gone = 0 LEFT JOIN lead l ON l.id = m.claim JOIN claim c ON c.id = coalesce(l.one, m.claim) JOIN event e ON e.id = c.event AND e.gone = 0
				WHERE v.question = q.id AND v.gone = 0))
		ORDER BY part, made, id`, []any{leads(m)}, func(rows *sql.Rows) (id assay.EntityID, err error) { return id, rows.Scan(into(&id)) })
	if items == nil {
		items = []assay.EntityID{}
	}
	return items, err
}
