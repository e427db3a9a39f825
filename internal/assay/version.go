package assay

import (
	"bytes"
	"cmp"
)

// Updates is the type of the derivation by which an article is a later version of
// another.
const Updates = "updates"

// updates reports whether an article is confirmed to be a later version of another
// one of the case.
func (e edge) updates() bool { return e.value.Type == Updates && !e.article.IsZero() }

// Earlier returns the articles that an article is confirmed to be a later version
// of, the direct ones.
func (v *View) Earlier(id ArticleID) (list []ArticleID) {
	for _, e := range v.derivations[id] {
		if e.updates() {
			list = append(list, e.article)
		}
	}
	return list
}

// Later returns the articles that are confirmed to be later versions of an article,
// the direct ones, in the order of the case.
func (v *View) Later(id ArticleID) (list []ArticleID) {
	for i := range v.Case.Articles {
		for _, of := range v.Earlier(v.Case.Articles[i].ID) {
			if of == id {
				list = append(list, v.Case.Articles[i].ID)
			}
		}
	}
	return list
}

// versionsBefore returns the articles that one is a later version of, by whatever
// way, without itself.
func (v *View) versionsBefore(id ArticleID) map[ArticleID]bool {
	seen := map[ArticleID]bool{}
	var walk func(ArticleID)
	walk = func(a ArticleID) {
		for _, of := range v.Earlier(a) {
			if !seen[of] {
				seen[of] = true
				walk(of)
			}
		}
	}
	walk(id)
	delete(seen, id)
	return seen
}

// RootAmong returns where the content of a mention entered, as [View.Root] does, for
// counting it with others. Versions of an article are one article, and a version
// that says again in its own voice what another has said is no second origin: it has
// that of the mention in an earlier version, if there is one among them. What a later
// version has from somebody whom it names is theirs.
//
// Who confirms that an article is a later version of another raises no number of
// origins: no other root becomes another one by it.
func (v *View) RootAmong(m *Mention, mentions []*Mention) Origin {
	o := v.Root(m)
	if !o.OwnVoice || !v.versioned {
		return o
	}
	entered := &Mention{Article: o.Article} // where the trail ends: in an article that speaks for itself
	for _, l := range v.Trail(m) {
		if at := v.mentions[l.Mention]; at != nil {
			entered = at
		} else if !l.Article.IsZero() {
			entered = &Mention{Article: l.Article}
		}
	}
	mine := v.versionsBefore(entered.Article)
	var best *Mention
	for _, c := range mentions {
		if c.Article == entered.Article || !v.standsFor(c, entered, mine) {
			continue
		}
		if best == nil || v.beforeVersion(c, best) {
			best = c
		}
	}
	if best == nil {
		return o
	}
	return v.Root(best)
}

// standsFor reports whether a mention is in an earlier version of the article of m:
// one that this is a later version of, as mine has them, or another version of the
// same that comes before it.
func (v *View) standsFor(c, m *Mention, mine map[ArticleID]bool) bool {
	theirs := v.versionsBefore(c.Article)
	switch {
	case mine[c.Article] && !theirs[m.Article]:
		return true
	case theirs[m.Article] && !mine[c.Article]:
		return false
	}
	related := mine[c.Article]
	for a := range mine {
		related = related || theirs[a]
	}
	return related && v.beforeVersion(c, m)
}

// beforeVersion puts mentions of versions in an order: by when the articles were
// published, as far as that is known.
func (v *View) beforeVersion(a, b *Mention) bool {
	return cmp.Or(
		cmp.Compare(unknownLast(v.published(a.Article)), unknownLast(v.published(b.Article))),
		bytes.Compare(a.Article[:], b.Article[:]), cmp.Compare(a.Span.Start, b.Span.Start), bytes.Compare(a.ID[:], b.ID[:])) < 0
}
