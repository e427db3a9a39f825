package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

func (t *tx) addArticle(ctx context.Context, id assay.ArticleID, p *packed) error {
	if err := t.keepBlob(ctx, &p.original); err != nil {
		return err
	}
	in, text := p.Import, p.text.hash
	capture := t.captureFields(id, p.original.hash, in)
	body := textFields(id, text, in)
	body["capture"] = oplog.Encode(assay.DeriveID(assay.KindCapture, capture))
	article := oplog.Fields{
		"first": oplog.Encode(text.String()), "found_at": oplog.Encode(in.FoundAt),
		"text": oplog.Encode(assay.DeriveID(assay.KindText, body)),
	}
	if title := strings.TrimSpace(in.Called); title != "" {
		article["title"] = oplog.Encode(title)
	}
	if domain := assay.Domain(in.FoundAt); domain != "" {
		host, err := t.outlet(ctx, domain, in.Site)
		if err != nil {
			return err
		}
		article["host"] = oplog.Encode(host)
	}
	for _, e := range []struct {
		kind   assay.Kind
		fields oplog.Fields
	}{{assay.KindCapture, known(capture)}, {assay.KindText, known(body)}, {assay.KindArticle, article}} {
		if err := t.edit(ctx, e.kind, assay.EntityID{}, e.fields); err != nil {
			return err
		}
	}
	return nil
}

// captureFields says what is kept of the bytes that an article came from.
func (t *tx) captureFields(id assay.ArticleID, original oplog.Hash, in *assay.Import) oplog.Fields {
	return oplog.Fields{
		"article": oplog.Encode(id), "original": oplog.Encode(original.String()), "at": oplog.Encode(t.author.Now().UnixMilli()),
		"media_type": said(in.MediaType), "name": said(in.Name), "url": said(in.FoundAt),
		"via": said(in.Via), "part": said(in.Part), "within": said(in.Within), "taken": said(in.Taken),
	}
}

// textFields says what was found in those bytes.
func textFields(id assay.ArticleID, text oplog.Hash, in *assay.Import) oplog.Fields {
	f := oplog.Fields{
		"article": oplog.Encode(id), "content": oplog.Encode(text.String()), "extractor": said(in.Extractor), "charset": said(in.Charset), "charset_sure": oplog.Encode(in.CharsetSure),
		"title": said(in.Title), "byline": said(in.Byline), "site": said(in.Site), "url": said(in.URL), "language": said(in.Language),
		"published": said(in.Published), "published_basis": said(in.PublishedBasis), "choice": said(in.Choice),
	}
	if len(in.Pages) > 0 {
		f["pages"] = oplog.Encode(in.Pages)
	}
	if len(in.Outline) > 0 {
		f["outline"] = oplog.Encode(in.Outline)
	}
	return f
}

// outlet returns the source that a domain stands for, and makes it if it is new.
func (t *tx) outlet(ctx context.Context, domain, name string) (assay.SourceID, error) {
	id := assay.SourceByDomain(domain)
	ops, err := t.opsOf(ctx, assay.KindSource, assay.EntityID(id))
	if err != nil {
		return id, err
	}
	if len(ops) > 0 {
		if state := oplog.Project(ops); state.Gone { // something of it has come again
			err = t.edit(ctx, assay.KindSource, assay.EntityID(id), oplog.Fields{oplog.Retracted: oplog.Encode(false), oplog.Retraction: oplog.Null})
		}
		return id, err
	}
	// An analyst may have said that one is called so, too.
	var known assay.SourceID
	err = t.QueryRowContext(ctx, `
		SELECT s.id FROM alias a JOIN source s ON s.id = a.source
		WHERE a.name = ? COLLATE NOCASE AND a.member = 1 AND a.gone = 0 AND s.gone = 0 AND s.kind IN ('outlet', 'wire') ORDER BY s.made, s.id LIMIT 1`, domain).Scan(into(&known))
	if !errors.Is(err, sql.ErrNoRows) {
		return known, err
	}
	if known, err = t.outletNamed(ctx, name, domain); err != nil || !known.IsZero() {
		return known, err
	}
	if name == "" {
		name = domain
	}
	return id, t.edit(ctx, assay.KindSource, assay.EntityID(id), oplog.Fields{
		"domain": oplog.Encode(domain), "name": oplog.Encode(name), "kind": oplog.Encode("outlet"),
	})
}

// outletNamed returns the one outlet or wire of the case that has a name and no
// domain yet, and notes that the domain is what it is called, too; zero if there is
// none or more than one. Where an analyst has said that it is not called so, it is
// another.
func (t *tx) outletNamed(ctx context.Context, name, domain string) (id assay.SourceID, err error) {
	plain := assay.PlainName(name)
	if plain == "" {
		return id, nil
	}
	type called struct {
		id   assay.SourceID
		name string
	}
	names, err := query(ctx, t, `
		WITH named AS (SELECT s.id, n.name, n.member FROM source s
			JOIN (SELECT id AS source, name, 1 AS member FROM source UNION ALL SELECT source, name, member FROM alias WHERE gone = 0) n ON n.source = s.id
			WHERE s.gone = 0 AND s.kind IN ('outlet', 'wire') AND coalesce(s.domain, '') = '')
		SELECT id, name FROM named WHERE member = 1 AND id NOT IN (SELECT id FROM named WHERE member = 0 AND name = ? COLLATE NOCASE) ORDER BY id, name`,
		[]any{domain}, func(rows *sql.Rows) (c called, err error) { return c, rows.Scan(into(&c.id), into(&c.name)) })
	if err != nil {
		return id, err
	}
	elsewhere := map[assay.SourceID]bool{}
	for _, c := range names {
		elsewhere[c.id] = elsewhere[c.id] || strings.Contains(c.name, ".") && assay.Domain("https://"+c.name) == strings.ToLower(c.name)
	}
	names = slices.DeleteFunc(names, func(c called) bool { return elsewhere[c.id] || assay.PlainName(c.name) != plain })
	if len(names) == 0 || slices.ContainsFunc(names, func(c called) bool { return c.id != names[0].id }) {
		return id, nil
	}
	return names[0].id, t.edit(ctx, assay.KindAlias, assay.EntityID{}, oplog.Fields{
		"source": oplog.Encode(names[0].id), "name": oplog.Encode(domain), "member": oplog.Encode(true),
	})
}

// said returns the value of a text, null where nothing is known.
func said(s string) oplog.Value {
	if s == "" {
		return oplog.Null
	}
	return oplog.Encode(s)
}

// known leaves out what nothing is known of.
func known(f oplog.Fields) oplog.Fields {
	for name, v := range f {
		if v.IsNull() {
			delete(f, name)
		}
	}
	return f
}

// optional returns the value of an id, null for none.
func optional[K any](id assay.ID[K]) oplog.Value {
	if id.IsZero() {
		return oplog.Null
	}
	return oplog.Encode(id)
}

// RemoveArticles withdraws articles that were imported by mistake, with the
// mentions in them. Undo brings them back, and so does importing them again.
func (s *Store) RemoveArticles(ctx context.Context, ids []assay.ArticleID, why string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		for _, id := range ids {
			if err := t.retract(ctx, assay.KindArticle, assay.EntityID(id), why); err != nil {
				return err
			}
			mentions, err := t.mentions(ctx, `article = ?`, id[:])
			if err != nil {
				return err
			}
			for _, m := range mentions {
				if err := t.retract(ctx, assay.KindMention, assay.EntityID(m.ID), why); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ArticleChange is what is to be changed about some articles; a nil field
// stays as it is, and the zero value takes it back. Sources, events and tags
// are given by their names: one that is not there is made.
type ArticleChange struct {
	Title, Byline, URL, Published, Language, Genre *Edit[string]
	PublishedBasis                                 string // how the date is known; "" for the analyst's word
	Host, TextOrigin                               *NameEdit
	AddEvent, AddTag                               string // names; "" for none
	DropEvent                                      assay.EventID
	RestsOn                                        *string // the title of an article of the case; "" takes back what it rests on
	Read                                           *bool
}

// NameEdit is an [Edit] of a source that the analyst gives by its name, alias
// or domain.
type NameEdit struct {
	Now string
	Was *assay.SourceID
}

// ChangeArticles changes the same things about one or many articles. It fails
// with KindConflict if somebody has changed the same since the analyst looked.
func (s *Store) ChangeArticles(ctx context.Context, ids []assay.ArticleID, c ArticleChange) (assay.ActID, error) {
	e, err := c.draft()
	if err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		made, err := t.calledFor(ctx, c, &e)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.changeArticle(ctx, id, e, c, made); err != nil {
				return err
			}
		}
		return nil
	})
}

// AcceptFound takes over what was found of some articles, where nobody has said
// anything themselves. It returns the zero id where there is nothing of the kind.
func (s *Store) AcceptFound(ctx context.Context, ids []assay.ArticleID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		var c assay.Case
		var err error
		if c.Articles, err = t.articles(ctx, `id IN `+idList, hexList(ids)); err != nil {
			return err
		}
		if c.Texts, err = t.texts(ctx, `id IN (SELECT "text" FROM article WHERE id IN `+idList+`)`, hexList(ids)); err != nil {
			return err
		}
		if c.Credits, err = t.creditsFor(ctx, ids); err != nil {
			return err
		}
		if c.Sources, err = t.sources(ctx); err != nil {
			return err
		}
		if c.Sames, err = t.sames(ctx); err != nil {
			return err
		}
		view := assay.NewView(&c, s.Me())
		for i := range c.Articles {
			if err := t.acceptFound(ctx, c.Articles[i].ID, view.Proposals(&c.Articles[i]), view.Facts(&c.Articles[i]).PublishedBasis); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) acceptFound(ctx context.Context, id assay.ArticleID, found map[string]string, basis string) error {
	c := ArticleChange{PublishedBasis: basis}
	for name, field := range map[string]**Edit[string]{"title": &c.Title, "byline": &c.Byline, "url": &c.URL, "published": &c.Published, "language": &c.Language} {
		if found[name] != "" {
			*field = To(found[name])
		}
	}
	for name, field := range map[string]**NameEdit{"host": &c.Host, "text_origin": &c.TextOrigin} {
		if found[name] != "" {
			*field = &NameEdit{Now: found[name]}
		}
	}
	e, err := c.draft()
	if err != nil {
		return err
	}
	made, err := t.calledFor(ctx, c, &e)
	if err != nil {
		return err
	}
	return t.changeArticle(ctx, id, e, c, made)
}

// draft checks what is to be changed.
func (c *ArticleChange) draft() (e draft, err error) {
	if err := errors.Join(
		edited(&e, "title", c.Title, phrase),
		edited(&e, "byline", c.Byline, phrase),
		edited(&e, "url", c.URL, address("url")),
		edited(&e, "language", c.Language, phrase),
		edited(&e, "genre", c.Genre, phrase),
		edited(&e, "published", c.Published, dated("published")),
	); err != nil {
		return e, err
	}
	if date, ok := e.now["published"]; ok {
		e.now["published_basis"] = oplog.Null
		if !date.IsNull() {
			e.now["published_basis"] = oplog.Encode(cmp.Or(c.PublishedBasis, "analyst"))
		}
	}
	return e, nil
}

// named are the things that a change gives by their names.
type named struct {
	event   assay.EventID
	tag     assay.TagID
	restsOn assay.ArticleID
}

// calledFor finds what a change names, or makes it, and adds the sources to e.
func (t *tx) calledFor(ctx context.Context, c ArticleChange, e *draft) (n named, err error) {
	for field, name := range map[string]*NameEdit{"host": c.Host, "text_origin": c.TextOrigin} {
		if name == nil {
			continue
		}
		source, err := t.outletCalled(ctx, name.Now)
		if err != nil {
			return n, err
		}
		if err := edited(e, field, &Edit[assay.SourceID]{Now: source, Was: name.Was}, reference); err != nil {
			return n, err
		}
	}
	if c.AddEvent != "" {
		if n.event, err = t.eventCalled(ctx, c.AddEvent); err != nil {
			return n, err
		}
	}
	if c.AddTag != "" {
		if n.tag, err = t.tagCalled(ctx, c.AddTag); err != nil {
			return n, err
		}
	}
	if c.RestsOn != nil && *c.RestsOn != "" {
		n.restsOn, err = t.articleCalled(ctx, *c.RestsOn)
	}
	return n, err
}

func (t *tx) changeArticle(ctx context.Context, id assay.ArticleID, e draft, c ArticleChange, made named) error {
	if err := t.change(ctx, assay.KindArticle, assay.EntityID(id), e); err != nil {
		return err
	}
	for member, event := range map[bool]assay.EventID{true: made.event, false: c.DropEvent} {
		if event.IsZero() {
			continue
		}
		if err := t.edit(ctx, assay.KindArticleEvent, assay.EntityID{}, oplog.Fields{"article": oplog.Encode(id), "event": oplog.Encode(event), "member": oplog.Encode(member)}); err != nil {
			return err
		}
	}
	if !made.tag.IsZero() {
		if err := t.tag(ctx, made.tag, assay.EntityID(id), true); err != nil {
			return err
		}
	}
	if c.RestsOn != nil {
		if err := t.restOn(ctx, id, made.restsOn); err != nil {
			return err
		}
	}
	if c.Read != nil {
		return t.markRead(ctx, id, *c.Read)
	}
	return nil
}

// articleCalled returns the article with that title.
func (t *tx) articleCalled(ctx context.Context, title string) (id assay.ArticleID, err error) {
	ids, err := query(ctx, t, `
		SELECT a.id FROM article a LEFT JOIN "text" x ON x.id = a."text"
		WHERE a.gone = 0 AND coalesce(a.title, x.title) = ? COLLATE NOCASE LIMIT 2`, []any{strings.TrimSpace(title)}, func(rows *sql.Rows) (id assay.ArticleID, err error) {
		return id, rows.Scan(into(&id))
	})
	switch {
	case err != nil:
		return id, err
	case len(ids) == 0:
		return id, assay.Invalid("name", "No article of this case has the title “%s”. Choose one from the list.", title)
	case len(ids) > 1:
		return id, assay.Invalid("name", "Two articles have the title “%s”. Give one of them another title in its details first.", title)
	}
	return ids[0], nil
}

// restOn confirms that an article comes from another, which does not rest on
// itself; what the analyst has said of how it does stays. The zero id takes back
// what the analyst has confirmed of the kind, and leaves what they have rejected.
func (t *tx) restOn(ctx context.Context, id, other assay.ArticleID) error {
	if other == id {
		return nil
	}
	said, err := t.judgements(ctx, `target = ? AND dimension = 'derivation' AND coder = ?`, id[:], t.author.Actor[:])
	if err != nil {
		return err
	}
	k := assay.JudgementKey{Target: assay.EntityID(id), Other: assay.EntityID(other), Dimension: assay.DimDerivation}
	var value assay.DerivationValue
	for _, j := range said {
		var v assay.DerivationValue
		if j.Value.IsNull() || json.Unmarshal(j.Value, &v) != nil { // taken back
			continue
		}
		switch {
		case !other.IsZero() && j.Other == k.Other:
			value = v
		case other.IsZero() && v.Status == "confirmed":
			k.Other = j.Other
			if err := t.judge(ctx, k, oplog.Null, ""); err != nil {
				return err
			}
		}
	}
	if other.IsZero() || value.Status == "confirmed" {
		return nil
	}
	value.Status = "confirmed"
	return t.judge(ctx, k, oplog.Encode(value), "")
}

// markRead writes that the analyst has read an article's text, and with it how
// far they knew of everybody's claims when they did.
func (t *tx) markRead(ctx context.Context, id assay.ArticleID, read bool) error {
	var text assay.TextID
	if err := t.QueryRowContext(ctx, `SELECT "text" FROM article WHERE id = ?`, id[:]).Scan(into(&text)); err != nil {
		return err
	}
	v := assay.Reading{State: "unread"}
	if read {
		seen, err := t.seen(ctx)
		if err != nil {
			return err
		}
		v = assay.Reading{State: "read", Seen: seen}
	}
	return t.judge(ctx, assay.JudgementKey{Target: assay.EntityID(text), Dimension: assay.DimRead}, oplog.Encode(v), "")
}

// seen returns the time of the latest operation of each analyst, found by
// stepping through an index from one analyst to the next.
func (t *tx) seen(ctx context.Context) (map[assay.ActorID]int64, error) {
	seen := map[assay.ActorID]int64{}
	last := []byte{}
	for {
		var actor assay.ActorID
		var at oplog.Clock
		err := t.QueryRowContext(ctx, `SELECT actor, at FROM op WHERE actor = (SELECT min(actor) FROM op WHERE actor > ?) ORDER BY at DESC LIMIT 1`, last).Scan(into(&actor), &at)
		if err == sql.ErrNoRows {
			return seen, nil
		}
		if err != nil {
			return nil, err
		}
		seen[actor], last = at.Time().UnixMilli(), actor[:]
	}
}

// exists fails with KindNotFound unless the entity is there. A claim that was withdrawn is,
// as long as something mentions it.
func (t *tx) exists(ctx context.Context, k assay.Kind, id assay.EntityID) error {
	is := `gone = 0`
	if k == assay.KindClaim {
		is = there(string(k))
	}
	var n int
	if err := t.QueryRowContext(ctx, `SELECT count(*) FROM `+quoted(string(k))+` WHERE id = ? AND `+is, id[:]).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return assay.NotFound(noun(k))
	}
	return nil
}

// articlePage returns an article with its text, and of every claim that it
// mentions all that bears on it.
func (t *tx) articlePage(ctx context.Context, id assay.ArticleID) (p assay.ArticlePage, err error) {
	claims, err := query(ctx, t, `SELECT DISTINCT claim FROM mention WHERE gone = 0 AND article = ?`, []any{id[:]}, scanID[assay.Claim])
	if err != nil {
		return p, err
	}
	if claims, err = t.with(ctx, claims...); err != nil {
		return p, err
	}
	p.Case, err = t.load(ctx, scope{claims, []assay.ArticleID{id}})
	if err != nil {
		return p, err
	}
	return p, t.open(ctx, id, &p)
}

// open fills in an article that is in the case of the page, with its text.
func (t *tx) open(ctx context.Context, id assay.ArticleID, p *assay.ArticlePage) (err error) {
	found := false
	for i := range p.Case.Articles {
		if p.Case.Articles[i].ID == id {
			p.Article, found = p.Case.Articles[i], true
		}
	}
	if !found {
		return assay.NotFound("article")
	}
	text := p.Article.Text
	for i := range p.Case.Texts {
		if p.Case.Texts[i].ID == text {
			p.Text = p.Case.Texts[i]
		}
	}
	if p.Body, err = t.text(ctx, text); err != nil {
		return fmt.Errorf("text of article %s: %w", id, err)
	}
	if p.Captures, err = t.captures(ctx, `article = ?`, id[:]); err != nil {
		return err
	}
	if p.Blocks, err = t.blocks(ctx, `"text" = ?`, text[:]); err != nil {
		return err
	}
	if p.Boundaries, err = t.boundaries(ctx, `"text" = ?`, text[:]); err != nil {
		return err
	}
	return t.neighbours(ctx, p)
}

func (t *tx) neighbours(ctx context.Context, p *assay.ArticlePage) error {
	for _, n := range []struct {
		id          *assay.ArticleID
		than, order string
	}{{&p.Before, "<", "DESC"}, {&p.After, ">", "ASC"}} {
		err := t.QueryRowContext(ctx, `
			SELECT article FROM `+t.shelf()+` WHERE (made, article) `+n.than+` (?, ?) ORDER BY made `+n.order+`, article `+n.order+` LIMIT 1`,
			p.Article.Made, p.Article.ID[:]).Scan(into(n.id))
		if err != nil && err != sql.ErrNoRows {
			return err
		}
	}
	return nil
}

// SetBlocks says what passages of a text are, "" for what its format says. It
// returns how many mentions there are in them, which stay whatever they are.
func (s *Store) SetBlocks(ctx context.Context, text assay.TextID, spans []anchor.Span, kind string) (act assay.ActID, mentions int, err error) {
	inside := map[assay.MentionID]bool{} // one may reach over several
	act, err = s.update(ctx, func(t *tx) error {
		body, err := t.text(ctx, text)
		if err != nil {
			return err
		}
		for _, span := range spans {
			if !body.In(span) || span.Empty() {
				return assay.Conflict("This paragraph is not where it was. Reload the page and try again.")
			}
			ids, err := query(ctx, t, `SELECT id FROM mention WHERE gone = 0 AND "text" = ? AND start < ? AND "end" > ?`, []any{text[:], span.End, span.Start}, scanID[assay.Mention])
			if err != nil {
				return err
			}
			for _, id := range ids {
				inside[id] = true
			}
			err = t.edit(ctx, assay.KindBlock, assay.EntityID{}, oplog.Fields{
				"text": oplog.Encode(text), "start": oplog.Encode(span.Start), "end": oplog.Encode(span.End), "kind": said(kind),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return act, len(inside), err
}

// SetBoundary splits or joins the sentences of a text at a position, "" for
// what the rules say.
func (s *Store) SetBoundary(ctx context.Context, text assay.TextID, at int, edit string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		body, err := t.text(ctx, text)
		if err != nil {
			return err
		}
		if at <= 0 || at >= body.Len() {
			return assay.Conflict("There is no place between two sentences there. Reload the page and try again.")
		}
		if edit == "join" && slices.ContainsFunc(body.Blocks(), func(b anchor.Span) bool { return at == b.End }) {
			return assay.Invalid("at", "This is the last sentence of its paragraph; there is none to join it with.")
		}
		return t.edit(ctx, assay.KindBoundary, assay.EntityID{}, oplog.Fields{"text": oplog.Encode(text), "at": oplog.Encode(at), "edit": said(edit)})
	})
}
