package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// meta are the columns of an entity's Meta, before those of its fields.
const meta = `id, by, made, changer, changed, gone, `

// list reads entities of one kind in order of making. columns are those of its
// fields, and dest says where in an entity they go, and where its id is.
func list[T any](ctx context.Context, t *tx, table, columns, where string, args []any, dest func(*T) (id *oplog.ID, m *assay.Meta, fields []any)) ([]T, error) {
	return inTime(ctx, t, `SELECT `+meta+columns+` FROM `+table+` WHERE `+where, args, func(v *T) (*oplog.ID, *oplog.Clock, []any) {
		id, m, fields := dest(v)
		return id, &m.Made, append([]any{into(id), into(&m.By), into(&m.Made), into(&m.Changer), into(&m.Changed), &m.Gone}, fields...)
	})
}

// inTime reads entities in order of making, where dest says where in one its columns go, its
// id and when it was made among them.
func inTime[T any](ctx context.Context, t *tx, statement string, args []any, dest func(*T) (id *oplog.ID, made *oplog.Clock, columns []any)) ([]T, error) {
	var v T // each is read into the same
	id, when, columns := dest(&v)
	var made []making
	all, err := query(ctx, t, statement, args, func(rows *sql.Rows) (T, error) {
		v = *new(T)
		err := rows.Scan(columns...)
		if !t.unsorted {
			made = append(made, making{*when, *id, len(made)})
		}
		return v, err
	})
	if t.unsorted {
		return all, err
	}
	return byMaking(all, made), err
}

// making is what the place of an entity in order of making goes by, and its place in a list.
type making struct {
	when oplog.Clock
	id   oplog.ID
	at   int
}

// byMaking puts a list in order of making: SQLite takes several times as long, since it writes
// all rows down to sort them.
func byMaking[T any](all []T, made []making) []T {
	compare := func(a, b making) int { return cmp.Or(cmp.Compare(a.when, b.when), bytes.Compare(a.id[:], b.id[:])) }
	if slices.IsSortedFunc(made, compare) {
		return all
	}
	slices.SortFunc(made, compare)
	sorted := make([]T, len(all))
	for i, m := range made {
		sorted[i] = all[m.at]
	}
	return sorted
}

func (t *tx) actors(ctx context.Context) ([]assay.Actor, error) {
	return rememberList(ctx, t, "actors", func() ([]assay.Actor, error) { return t.readActors(ctx) })
}

func (t *tx) readActors(ctx context.Context) ([]assay.Actor, error) {
	return list(ctx, t, `actor`, `name, also`, `gone = 0`, nil, func(a *assay.Actor) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&a.ID), &a.Meta, []any{into(&a.Name), into(&a.Also)}
	})
}

func (t *tx) articles(ctx context.Context, where string, args ...any) ([]assay.Article, error) {
	articles, err := list(ctx, t, `article`, `"first", found_at, "text", title, byline, url, host, text_origin, published, published_basis, language, genre`, where, args,
		func(a *assay.Article) (*oplog.ID, *assay.Meta, []any) {
			return (*oplog.ID)(&a.ID), &a.Meta, []any{
				into(&a.First), into(&a.FoundAt), into(&a.Text), into(&a.Title), into(&a.Byline), into(&a.URL), into(&a.Host), into(&a.TextOrigin),
				into(&a.Published), into(&a.PublishedBasis), into(&a.Language), into(&a.Genre),
			}
		})
	if err != nil {
		return nil, err
	}
	type member struct {
		article assay.ArticleID
		event   assay.EventID
	}
	members, err := query(ctx, t, `
		SELECT article, event FROM article_event
		WHERE member = 1 AND gone = 0 AND article IN (SELECT id FROM article WHERE `+where+`)
		ORDER BY made, id`, args, func(rows *sql.Rows) (m member, err error) { return m, rows.Scan(into(&m.article), into(&m.event)) })
	events := map[assay.ArticleID][]assay.EventID{}
	for _, m := range members {
		events[m.article] = append(events[m.article], m.event)
	}
	for i := range articles {
		articles[i].Events = events[articles[i].ID]
	}
	return articles, err
}

func (t *tx) texts(ctx context.Context, where string, args ...any) ([]assay.Text, error) {
	return list(ctx, t, `"text"`, `article, content, extractor, charset, charset_sure, capture, parent, title, byline, site, url, published, published_basis, language, outline, `+t.later("pages")+`, `+t.later("choice"), `gone = 0 AND `+where, args,
		func(x *assay.Text) (*oplog.ID, *assay.Meta, []any) {
			return (*oplog.ID)(&x.ID), &x.Meta, []any{
				into(&x.Article), into(&x.Content), into(&x.Extractor), into(&x.Charset), into(&x.CharsetSure), into(&x.Capture), into(&x.Parent),
				into(&x.Title), into(&x.Byline), into(&x.Site), into(&x.URL), into(&x.Published), into(&x.PublishedBasis), into(&x.Language), listInto(&x.Outline), listInto(&x.Pages), into(&x.Choice),
			}
		})
}

func (t *tx) captures(ctx context.Context, where string, args ...any) ([]assay.Capture, error) {
	return list(ctx, t, `capture`, `article, original, at, media_type, name, url, `+t.later("via")+`, `+t.later("part")+`, `+t.later("within")+`, `+t.later("taken"), `gone = 0 AND `+where, args, func(c *assay.Capture) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&c.ID), &c.Meta, []any{
			into(&c.Article), into(&c.Original), into(&c.At), into(&c.MediaType), into(&c.Name), into(&c.URL),
			into(&c.Via), into(&c.Part), into(&c.Within), into(&c.Taken),
		}
	})
}

func (t *tx) blocks(ctx context.Context, where string, args ...any) ([]assay.Block, error) {
	return list(ctx, t, `block`, `"text", start, "end", kind`, `gone = 0 AND `+where, args, func(b *assay.Block) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&b.ID), &b.Meta, []any{into(&b.Text), into(&b.Span.Start), into(&b.Span.End), into(&b.Kind)}
	})
}

func (t *tx) boundaries(ctx context.Context, where string, args ...any) ([]assay.Boundary, error) {
	return list(ctx, t, `boundary`, `"text", at, edit`, `gone = 0 AND `+where, args, func(b *assay.Boundary) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&b.ID), &b.Meta, []any{into(&b.Text), into(&b.At), into(&b.Edit)}
	})
}

func (t *tx) events(ctx context.Context) ([]assay.Event, error) {
	return rememberList(ctx, t, "events", func() ([]assay.Event, error) { return t.readEvents(ctx) })
}

func (t *tx) readEvents(ctx context.Context) ([]assay.Event, error) {
	return list(ctx, t, `event`, `name, "when", "where"`, `gone = 0`, nil, func(e *assay.Event) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&e.ID), &e.Meta, []any{into(&e.Name), into(&e.When), into(&e.Where)}
	})
}

func (t *tx) sources(ctx context.Context) ([]assay.Source, error) {
	return rememberList(ctx, t, "sources", func() ([]assay.Source, error) { return t.readSources(ctx) })
}

func (t *tx) readSources(ctx context.Context) ([]assay.Source, error) {
	sources, err := list(ctx, t, `source`, `name, domain, kind, parent, description, count`, `gone = 0`, nil, func(s *assay.Source) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&s.ID), &s.Meta, []any{into(&s.Name), into(&s.Domain), into(&s.Kind), into(&s.Parent), into(&s.Description), into(&s.Count)}
	})
	if err != nil {
		return nil, err
	}
	type alias struct {
		source assay.SourceID
		name   string
	}
	aliases, err := query(ctx, t, `SELECT source, name FROM alias WHERE member = 1 AND gone = 0 ORDER BY made, id`, nil, func(rows *sql.Rows) (a alias, err error) {
		return a, rows.Scan(into(&a.source), into(&a.name))
	})
	of := map[assay.SourceID][]string{}
	for _, a := range aliases {
		of[a.source] = append(of[a.source], a.name)
	}
	for i := range sources {
		sources[i].Aliases = of[sources[i].ID]
	}
	return sources, err
}

func (t *tx) sames(ctx context.Context) ([]assay.Same, error) {
	return rememberList(ctx, t, "sames", func() ([]assay.Same, error) { return t.readSames(ctx) })
}

func (t *tx) readSames(ctx context.Context) ([]assay.Same, error) {
	return list(ctx, t, `same`, `"of", a, b, verdict`, `gone = 0`, nil, func(s *assay.Same) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&s.ID), &s.Meta, []any{into(&s.Of), into(&s.A), into(&s.B), into(&s.Verdict)}
	})
}

func (t *tx) claims(ctx context.Context, where string, args ...any) ([]assay.Claim, error) {
	return list(ctx, t, `claim`, `wording, kind, event, "when"`, where, args, func(c *assay.Claim) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&c.ID), &c.Meta, []any{into(&c.Wording), into(&c.Kind), into(&c.Event), into(&c.When)}
	})
}

// numbering is the claims in order of making, by their numbers from 1.
type numbering struct {
	of   map[assay.ClaimID]int
	made []oplog.Clock // when each was made
}

// numbers counts the claims in order of making, the withdrawn ones too, so that
// no claim changes its number when another goes.
func (t *tx) numbers(ctx context.Context) (map[assay.ClaimID]int, error) {
	n, err := remember(ctx, t, "numbers", func() (numbering, error) { return t.readNumbers(ctx) }, func(was numbering, after int64) (numbering, bool, error) {
		return t.numberOn(ctx, was, after)
	})
	return n.of, err
}

func (t *tx) readNumbers(ctx context.Context) (numbering, error) {
	claims, err := t.made(ctx, `1`)
	return numbering{}.on(claims), err
}

// numberOn is numbers where claims have only come after the last one, as analysts make them.
func (t *tx) numberOn(ctx context.Context, was numbering, after int64) (n numbering, ok bool, err error) {
	changed, err := query(ctx, t, `SELECT DISTINCT entity FROM op NOT INDEXED WHERE seq > ? AND kind = 'claim'`, []any{after}, scanID[assay.Claim])
	if err != nil {
		return n, false, err
	}
	claims, err := t.made(ctx, `id `+among, hexList(changed))
	fresh := claims[:0]
	for _, c := range claims {
		switch no := was.of[c.id]; {
		case no == 0:
			fresh = append(fresh, c)
		case was.made[no-1] != c.made: // undone, and done again
			return n, false, err
		}
	}
	known := len(slices.DeleteFunc(changed, func(id assay.ClaimID) bool { return was.of[id] == 0 }))
	if err != nil || len(claims)-len(fresh) < known || len(fresh) > 0 && len(was.made) > 0 && fresh[0].made <= was.made[len(was.made)-1] {
		return n, false, err
	}
	return was.on(fresh), true, nil
}

// on returns the numbers with those of further claims, in order of making.
func (n numbering) on(claims []madeClaim) numbering {
	of := make(map[assay.ClaimID]int, len(n.of)+len(claims))
	maps.Copy(of, n.of)
	made := slices.Clip(n.made) // what is remembered is never changed
	for _, c := range claims {
		made = append(made, c.made)
		of[c.id] = len(made)
	}
	return numbering{of, made}
}

// madeClaim is a claim and when it was made, and no more: all claims are held at once.
type madeClaim struct {
	id   assay.ClaimID
	made oplog.Clock
}

// made returns claims in order of making.
func (t *tx) made(ctx context.Context, where string, args ...any) ([]madeClaim, error) {
	return query(ctx, t, `SELECT id, made FROM claim WHERE `+where+` ORDER BY made, id`, args, func(rows *sql.Rows) (c madeClaim, err error) {
		return c, rows.Scan(into(&c.id), &c.made)
	})
}

func (t *tx) mentions(ctx context.Context, where string, args ...any) ([]assay.Mention, error) {
	return list(ctx, t, `mention`, `article, "text", claim, start, "end", quote, prefix, suffix`, `gone = 0 AND `+where, args, func(m *assay.Mention) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&m.ID), &m.Meta, []any{
			into(&m.Article), into(&m.Text), into(&m.Claim), into(&m.Span.Start), into(&m.Span.End), into(&m.Quote), into(&m.Prefix), into(&m.Suffix),
		}
	})
}

func (t *tx) judgements(ctx context.Context, where string, args ...any) ([]assay.Judgement, error) {
	return list(ctx, t, `judgement`, `target, other, dimension, scope, coder, value, reason`, `gone = 0 AND value IS NOT NULL AND `+where, args,
		func(j *assay.Judgement) (*oplog.ID, *assay.Meta, []any) {
			return (*oplog.ID)(&j.ID), &j.Meta, []any{
				into(&j.Target), into(&j.Other), into((*string)(&j.Dimension)), into(&j.Scope), into(&j.Coder), valueInto(&j.Value), into(&j.Reason),
			}
		})
}

// briefMentions is mentions without their words, and without who changed them.
func (t *tx) briefMentions(ctx context.Context, where string, args ...any) ([]assay.Mention, error) {
	return inTime(ctx, t, `SELECT id, by, made, article, "text", claim, start, "end" FROM mention WHERE gone = 0 AND `+where, args, func(m *assay.Mention) (*oplog.ID, *oplog.Clock, []any) {
		return (*oplog.ID)(&m.ID), &m.Made, []any{
			into(&m.ID), into(&m.By), into(&m.Made), into(&m.Article), into(&m.Text), into(&m.Claim), into(&m.Span.Start), into(&m.Span.End),
		}
	})
}

// briefJudgements is judgements without their reasons, and without who wrote them down.
func (t *tx) briefJudgements(ctx context.Context, where string, args ...any) ([]assay.Judgement, error) {
	return inTime(ctx, t, `SELECT id, made, changed, target, other, dimension, scope, coder, value FROM judgement WHERE gone = 0 AND value IS NOT NULL AND `+where, args,
		func(j *assay.Judgement) (*oplog.ID, *oplog.Clock, []any) {
			return (*oplog.ID)(&j.ID), &j.Made, []any{
				into(&j.ID), into(&j.Made), into(&j.Changed), into(&j.Target), into(&j.Other), into((*string)(&j.Dimension)), into(&j.Scope), into(&j.Coder), valueInto(&j.Value),
			}
		})
}

func (t *tx) attributions(ctx context.Context, where string, args ...any) ([]assay.Attribution, error) {
	return list(ctx, t, `attribution`, `mention, coder, chain`, `gone = 0 AND `+where, args, func(a *assay.Attribution) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&a.ID), &a.Meta, []any{into(&a.Mention), into(&a.Coder), listInto(&a.Chain)}
	})
}

// allWorks are the works of the case. allQuestions, allVersions and variants are likewise
// remembered.
func (t *tx) allWorks(ctx context.Context) ([]assay.Work, error) {
	return rememberList(ctx, t, "works", func() ([]assay.Work, error) { return t.works(ctx, `1`) })
}

func (t *tx) allQuestions(ctx context.Context) ([]assay.Question, error) {
	return rememberList(ctx, t, "questions", func() ([]assay.Question, error) { return t.questions(ctx, `1`) })
}

func (t *tx) allVersions(ctx context.Context) ([]assay.Version, error) {
	return rememberList(ctx, t, "versions", func() ([]assay.Version, error) { return t.versions(ctx, `1`) })
}

// variants are what was decided on whether names are of one thing.
func (t *tx) variants(ctx context.Context) ([]assay.Decision, error) {
	return rememberList(ctx, t, "variants", func() ([]assay.Decision, error) {
		return t.decisionsOn(ctx, `suggestion = ?`, assay.VariantSuggestion)
	})
}

func (t *tx) works(ctx context.Context, where string, args ...any) ([]assay.Work, error) {
	return list(ctx, t, `work`, `source, title, "when", url`, `gone = 0 AND `+where, args, func(w *assay.Work) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&w.ID), &w.Meta, []any{into(&w.Source), into(&w.Title), into(&w.When), into(&w.URL)}
	})
}

func (t *tx) questions(ctx context.Context, where string, args ...any) ([]assay.Question, error) {
	return list(ctx, t, `question`, `wording, kind, relation, severity, status, settles, ruling`, `gone = 0 AND `+where, args, func(q *assay.Question) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&q.ID), &q.Meta, []any{into(&q.Wording), into(&q.Kind), into(&q.Relation), into(&q.Severity), into(&q.Status), into(&q.Settles), into(&q.Ruling)}
	})
}

func (t *tx) versions(ctx context.Context, where string, args ...any) ([]assay.Version, error) {
	versions, err := list(ctx, t, `version`, `question, label`, `gone = 0 AND `+where, args, func(v *assay.Version) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&v.ID), &v.Meta, []any{into(&v.Question), into(&v.Label)}
	})
	if err != nil {
		return nil, err
	}
	type member struct {
		version assay.VersionID
		mention assay.MentionID
	}
	members, err := query(ctx, t, `
		SELECT version, mention FROM version_mention
		WHERE member = 1 AND gone = 0 AND version IN (SELECT id FROM version WHERE gone = 0 AND `+where+`)
		ORDER BY made, id`, args, func(rows *sql.Rows) (m member, err error) { return m, rows.Scan(into(&m.version), into(&m.mention)) })
	of := map[assay.VersionID][]assay.MentionID{}
	for _, m := range members {
		of[m.version] = append(of[m.version], m.mention)
	}
	for i := range versions {
		versions[i].Mentions = of[versions[i].ID]
	}
	return versions, err
}

// codebook is every tag, and which of them stand for those that are gone.
type codebook struct {
	tags  []assay.Tag
	heirs map[assay.TagID]assay.TagID
}

// tags reads the codebook: every tag, with what else it is called.
func (t *tx) tags(ctx context.Context) ([]assay.Tag, error) {
	b, err := remember(ctx, t, "tags", func() (codebook, error) { return t.readTags(ctx) }, nil)
	if err == nil {
		t.heirs = b.heirs
	}
	return slices.Clone(b.tags), err
}

func (t *tx) readTags(ctx context.Context) (b codebook, err error) {
	b.heirs = map[assay.TagID]assay.TagID{}
	if b.tags, err = t.tagsWhere(ctx, `gone = 0`); err != nil {
		return b, err
	}
	retired, err := t.tagsWhere(ctx, `gone = 1 AND id IN (SELECT a FROM same WHERE "of" = 'tag' UNION SELECT b FROM same WHERE "of" = 'tag')`)
	if err != nil || len(retired) == 0 {
		return b, err
	}
	sames, err := t.sames(ctx)
	if err != nil {
		return b, err
	}
	b.heirs = assay.Heirs(b.tags, retired, sames)
	assay.Inherit(b.tags, retired, b.heirs)
	return b, nil
}

func (t *tx) tagsWhere(ctx context.Context, where string) ([]assay.Tag, error) {
	return list(ctx, t, `tag`, `name, colour, description, parent`, where, nil, func(x *assay.Tag) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&x.ID), &x.Meta, []any{into(&x.Name), into(&x.Colour), into(&x.Description), into(&x.Parent)}
	})
}

// taggings reads what has which tag: that which stands for it, if it was merged
// into another.
func (t *tx) taggings(ctx context.Context, where string, args ...any) ([]assay.Tagging, error) {
	if t.heirs == nil {
		if _, err := t.tags(ctx); err != nil {
			return nil, err
		}
	}
	taggings, err := t.rawTaggings(ctx, where, args...)
	return assay.Handed(taggings, t.heirs), err
}

// rawTaggings are taggings with the tags that were once given.
func (t *tx) rawTaggings(ctx context.Context, where string, args ...any) ([]assay.Tagging, error) {
	return list(ctx, t, `tagging`, `tag, target`, `gone = 0 AND member = 1 AND `+where, args, func(x *assay.Tagging) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&x.ID), &x.Meta, []any{into(&x.Tag), into(&x.Target)}
	})
}

// notes reads notes. One on a tag that was merged into another is on that one.
func (t *tx) notes(ctx context.Context, where string, args ...any) ([]assay.Note, error) {
	if t.heirs == nil {
		if _, err := t.tags(ctx); err != nil {
			return nil, err
		}
	}
	notes, err := t.rawNotes(ctx, where, args...)
	assay.HandOn(notes, t.heirs)
	return notes, err
}

// rawNotes are notes on what they were once put on.
func (t *tx) rawNotes(ctx context.Context, where string, args ...any) ([]assay.Note, error) {
	return list(ctx, t, `note`, `target, "text", private`, `gone = 0 AND `+where, args, func(n *assay.Note) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&n.ID), &n.Meta, []any{into(&n.Target), into(&n.Text), into(&n.Private)}
	})
}

func (t *tx) reports(ctx context.Context, where string, args ...any) ([]assay.Report, error) {
	if !t.shows(assay.KindReport) {
		return nil, nil
	}
	return list(ctx, t, `report`, `title, summary, items, leave_out`, `gone = 0 AND `+where, args, func(r *assay.Report) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&r.ID), &r.Meta, []any{into(&r.Title), into(&r.Summary), listInto(&r.Items), listInto(&r.LeaveOut)}
	})
}

func (t *tx) decisions(ctx context.Context) ([]assay.Decision, error) { return t.decisionsOn(ctx, `1`) }

func (t *tx) decisionsOn(ctx context.Context, where string, args ...any) ([]assay.Decision, error) {
	return list(ctx, t, `decision`, `suggestion, subject, coder, verdict, reason`, `gone = 0 AND `+where, args, func(d *assay.Decision) (*oplog.ID, *assay.Meta, []any) {
		return (*oplog.ID)(&d.ID), &d.Meta, []any{into(&d.Suggestion), into(&d.Subject), into(&d.Coder), into(&d.Verdict), into(&d.Reason)}
	})
}

func (t *tx) info(ctx context.Context) (assay.Info, error) {
	infos, err := list(ctx, t, `"case"`, `name, description`, `gone = 0`, nil, func(i *assay.Info) (*oplog.ID, *assay.Meta, []any) {
		return &i.ID, &i.Meta, []any{into(&i.Name), into(&i.Description)}
	})
	if err != nil || len(infos) == 0 {
		return assay.Info{}, err
	}
	return infos[0], nil
}

func valueInto(v *oplog.Value) sql.Scanner { return scanFunc(func(s string) { *v = oplog.Value(s) }) }

func listInto[T any](list *[]T) sql.Scanner {
	return scanFunc(func(s string) { *list = assay.ParseList[T](oplog.Value(s)) })
}

// scanFunc takes a text column that is not NULL.
type scanFunc func(string)

// Scan implements sql.Scanner.
func (f scanFunc) Scan(src any) error {
	if s, ok := src.(string); ok {
		f(s)
	}
	return nil
}

// scope is the part of a case that some conclusions need: some claims with all
// that bears on them, and some articles besides those that mention them.
type scope struct {
	claims   []assay.ClaimID
	articles []assay.ArticleID
}

// load reads a scope. The parts of a case that are few whatever its size are
// always read whole: actors, sources, events, tags, works.
func (t *tx) load(ctx context.Context, s scope) (*assay.Case, error) {
	return t.loadWith(ctx, s, t.mentions, t.judgements)
}

// loadBriefly is load for a list: it is enough to draw every conclusion from, and lacks what
// only a page of one thing shows, the words of mentions and the reasons of judgements.
func (t *tx) loadBriefly(ctx context.Context, s scope) (*assay.Case, error) {
	return t.loadWith(ctx, s, t.briefMentions, t.briefJudgements)
}

// reader reads entities for which a condition holds.
type reader[T any] func(ctx context.Context, where string, args ...any) ([]T, error)

func (t *tx) loadWith(ctx context.Context, s scope, mentions reader[assay.Mention], judgements reader[assay.Judgement]) (*assay.Case, error) {
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	claims := hexList(s.claims)
	steps := []func() error{
		func() (err error) { c.Claims, err = t.claims(ctx, `id IN `+idList, claims); return },
		func() (err error) { c.Mentions, err = mentions(ctx, `claim IN `+idList, claims); return },
		func() (err error) { c.Articles, err = t.articles(ctx, `id IN `+idList, hexList(s.needed(c))); return },
		func() (err error) { c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c))); return },
		func() (err error) {
			c.Attributions, err = t.attributions(ctx, `mention IN (`+mentioning+`)`, claims)
			return
		},
		func() (err error) {
			for _, of := range judgedOn(c, claims) {
				list, err := judgements(ctx, of.where, of.args...)
				if err != nil {
					return err
				}
				c.Judgements = append(c.Judgements, list...)
			}
			return nil
		},
		func() (err error) { c.Taggings, err = t.taggings(ctx, attached, claims, hexList(things(c))); return },
		func() (err error) { c.Notes, err = t.notes(ctx, attached, claims, hexList(things(c))); return },
		func() (err error) { c.Decisions, err = t.variants(ctx); return },
		func() error { return t.loadRoots(ctx, c) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	c.Sweep()
	return c, nil
}

// frame reads those parts of a case that are few whatever its size.
func (t *tx) frame(ctx context.Context) (*assay.Case, error) {
	c, err := t.parties(ctx)
	if err != nil {
		return nil, err
	}
	if c.Tags, err = t.tags(ctx); err != nil {
		return nil, err
	}
	c.Numbers, err = t.numbers(ctx)
	return c, err
}

// parties reads who works on a case and who speaks in it, what of it is one, and
// what it is about.
func (t *tx) parties(ctx context.Context) (*assay.Case, error) {
	c := &assay.Case{}
	steps := []func() error{
		func() (err error) { c.Info, err = t.info(ctx); return },
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Events, err = t.events(ctx); return },
		func() (err error) { c.Works, err = t.allWorks(ctx); return },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// loadRoots reads the articles that analysts say something entered with and that
// a scope does not have: whose words they are, their origin is.
func (t *tx) loadRoots(ctx context.Context, c *assay.Case) error {
	have := map[assay.ArticleID]bool{}
	for i := range c.Articles {
		have[c.Articles[i].ID] = true
	}
	var ids []assay.ArticleID
	for i := range c.Judgements {
		j := &c.Judgements[i]
		if j.Dimension != assay.DimRoot && (j.Dimension != assay.DimAdjudication || j.Scope != string(assay.DimRoot)) {
			continue
		}
		if r, ok := assay.ParseRoot(j.Value); ok && !r.Article.IsZero() && !have[r.Article] {
			have[r.Article] = true
			ids = append(ids, r.Article)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	articles, err := t.articles(ctx, `id IN `+idList, hexList(ids))
	if err != nil {
		return err
	}
	texts, err := t.texts(ctx, `id IN (SELECT "text" FROM article WHERE id IN `+idList+`)`, hexList(ids))
	c.Articles, c.Texts = append(c.Articles, articles...), append(c.Texts, texts...)
	return err
}

// mentioning are the mentions of some claims, named by idList.
const mentioning = `SELECT id FROM mention WHERE gone = 0 AND claim IN ` + idList

// needed returns the articles of a scope, once its mentions have been read.
func (s *scope) needed(c *assay.Case) []assay.ArticleID {
	seen := map[assay.ArticleID]bool{}
	var ids []assay.ArticleID
	need := func(id assay.ArticleID) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for i := range c.Mentions {
		need(c.Mentions[i].Article)
	}
	for _, id := range s.articles {
		need(id)
	}
	return ids
}

// current returns the texts that the articles of a case have.
func current(c *assay.Case) []assay.TextID {
	ids := make([]assay.TextID, len(c.Articles))
	for i := range c.Articles {
		ids[i] = c.Articles[i].Text
	}
	return ids
}

// attached asks for what is attached to the mentions of some claims, and to
// other things.
const attached = `(target IN (` + mentioning + `) OR target IN (SELECT unhex(value) FROM json_each(?2)))`

// attach adds the tags and notes of some things, named as after among, to a case
// that does not have them yet.
func (t *tx) attach(ctx context.Context, c *assay.Case, things string) error {
	taggings, err := t.taggings(ctx, `target `+among, things)
	if err != nil {
		return err
	}
	notes, err := t.notes(ctx, `target `+among, things)
	c.Taggings, c.Notes = append(c.Taggings, taggings...), append(c.Notes, notes...)
	return err
}

// things returns the claims and articles of a case.
func things(c *assay.Case) (ids []assay.EntityID) {
	for i := range c.Claims {
		ids = append(ids, assay.EntityID(c.Claims[i].ID))
	}
	for i := range c.Articles {
		ids = append(ids, assay.EntityID(c.Articles[i].ID))
	}
	return ids
}

// condition asks something of rows, in SQL.
type condition struct {
	where string
	args  []any
}

// judgedOn asks for the judgements on the mentions of some claims, on the things of
// a case and the texts of its articles, and on sources and versions. It asks in
// three goes, each of which goes by an index.
func judgedOn(c *assay.Case, claims string) []condition {
	targets := things(c)
	for _, id := range current(c) {
		targets = append(targets, assay.EntityID(id))
	}
	return []condition{
		{`target IN (` + mentioning + `)`, []any{claims}},
		{`target IN ` + idList, []any{hexList(targets)}},
		{`target IN (SELECT id FROM source UNION ALL SELECT id FROM version)`, nil},
	}
}

// rest reads those parts of a case of which there are few, with what no page shows.
func (t *tx) rest(ctx context.Context) (*assay.Case, error) {
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	steps := []func() error{
		func() (err error) { c.Questions, err = t.allQuestions(ctx); return },
		func() (err error) { c.Versions, err = t.allVersions(ctx); return },
		func() (err error) { c.Reports, err = t.reports(ctx, `1`); return },
		func() (err error) { c.Decisions, err = t.decisions(ctx); return },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// finish brings a case that was read in pieces into order. heirs are the tags that stand for
// those that are gone.
func finish(c *assay.Case, heirs map[assay.TagID]assay.TagID) {
	c.Sort()
	c.Taggings = assay.Handed(c.Taggings, heirs)
	assay.HandOn(c.Notes, heirs)
	c.Sweep() // not before: a mention whose claim is not here keeps its article
}

// Case returns the whole case as values.
func (s *Store) Case(ctx context.Context) (*assay.Case, error) {
	c, _, err := s.wholeCase(ctx)
	return c, err
}
