package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/attribution"
	"assay/internal/search"
)

// How an article must name an outlet for its text to be thought to come from
// there: at the beginning, or more than once. What is cited once, further down,
// is a sentence and not the article.
const (
	creditHead  = .20 // of the text
	creditTimes = 2
)

// sourceNames finds sources of the case by what they are called.
type sourceNames struct {
	by    map[string]assay.SourceID // by folded names, and the names of domains; those that stand for others
	named map[assay.SourceID][]string
	view  *assay.View
}

func namesOf(c *assay.Case) *sourceNames {
	n := &sourceNames{by: map[string]assay.SourceID{}, named: map[assay.SourceID][]string{}, view: assay.NewView(c, assay.ActorID{})}
	for i := range c.Sources {
		s := &c.Sources[i]
		id := n.view.Resolve(s.ID)
		if s.Kind == "anonymous_group" {
			continue
		}
		for _, name := range append([]string{s.Name, s.Domain, houseName(s.Domain)}, s.Aliases...) {
			if name = assay.PlainName(name); name == "" {
				continue
			}
			if _, taken := n.by[name]; !taken {
				n.by[name] = id
			}
			n.named[id] = append(n.named[id], name)
		}
	}
	return n
}

// houseName returns what a domain is called: "herald" of "news.herald.co.example".
func houseName(domain string) string {
	labels := strings.Split(domain, ".")
	labels = labels[:len(labels)-1]
	if n := len(labels); n > 1 && len(labels[n-1]) <= 3 {
		labels = labels[:n-1]
	}
	if len(labels) == 0 {
		return ""
	}
	return labels[len(labels)-1]
}

// find returns the source of the case that a name means, zero if there is none.
func (n *sourceNames) find(id assay.SourceID, name string) assay.SourceID {
	if !id.IsZero() {
		return n.view.Resolve(id)
	}
	return n.by[assay.PlainName(name)]
}

// is reports whether a source is the one that is credited.
func (n *sourceNames) is(id assay.SourceID, c *credit) bool {
	if id.IsZero() {
		return false
	}
	id = n.view.Resolve(id)
	return id == n.view.Resolve(c.source) || slices.Contains(n.named[id], assay.PlainName(c.name))
}

// outletReader returns who reads whom articles name, and the names of sources.
func (s *Store) outletReader(ctx context.Context) (*attribution.Reader, *sourceNames, error) {
	if k := s.kin; k.reader != nil {
		return k.reader, k.names, nil
	}
	c := &assay.Case{}
	err := s.view(ctx, func(t *tx) (err error) {
		if c.Sources, err = t.sources(ctx); err != nil {
			return err
		}
		c.Sames, err = t.sames(ctx)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var known []attribution.Source
	for i := range c.Sources {
		x := &c.Sources[i]
		if x.Kind == "" || x.Kind == "unknown" || x.Kind == "anonymous_group" {
			continue // it may be an outlet of the world that nobody has said to be one
		}
		known = append(known, attribution.Source{ID: x.ID, Names: append([]string{x.Name}, x.Aliases...), Outlet: isOutlet(x), Agency: x.Kind == "wire"})
	}
	s.kin.reader, s.kin.names = attribution.NewReader(known), namesOf(c)
	return s.kin.reader, s.kin.names, nil
}

func isOutlet(s *assay.Source) bool { return s.Kind == "outlet" || s.Kind == "wire" }

// untold are the languages that a text is read as if nobody has said which it is in.
var untold = []string{"en", "de", "ar"}

// creditsIn reads whom an article credits. In which language that is said may not
// be known: it is the one in which most is said.
func creditsIn(reader *attribution.Reader, body anchor.Text, names *sourceNames, a *knownArticle) (most []credit) {
	languages := []string{a.language}
	if a.language == "" {
		languages = untold
	}
	for _, language := range languages {
		if found := creditsOf(reader.Read(body, language), body, names, a); len(found) > len(most) {
			most = found
		}
	}
	return most
}

// creditsOf returns the outlets that an article has its text from by its own
// words, in order of their names.
func creditsOf(read *attribution.Article, body anchor.Text, names *sourceNames, a *knownArticle) []credit {
	type named struct {
		credit
		head, times int
		whole       bool
	}
	found := map[string]*named{}
	for _, st := range read.Statements() {
		kind, amount := "", ""
		whole := true
		switch st.Kind {
		case attribution.Syndicated, attribution.Dateline, attribution.Byline:
			kind = "verbatim"
		case attribution.Contributed:
			kind, amount = "attributed_report", "partially"
		case attribution.Reported, attribution.Cited, attribution.ReportOf:
			kind, whole = "attributed_report", false
		case attribution.Told:
		}
		if kind == "" || !st.Relay {
			continue
		}
		c := credit{name: st.Outlet, source: names.find(st.ID, st.Outlet), kind: kind, amount: amount}
		if names.is(a.author(), &c) || names.is(a.host, &c) {
			continue
		}
		key := assay.PlainName(c.name)
		if !c.source.IsZero() {
			key = c.source.String()
		}
		n := found[key]
		if n == nil {
			n = &named{credit: c}
			found[key] = n
		}
		if whole && !n.whole {
			n.kind, n.amount = kind, amount
		}
		n.whole = n.whole || whole
		n.times++
		if float64(st.Source.Start) < creditHead*float64(body.Len()) {
			n.head++
		}
		n.says = append(n.says, sayingWords(body, st))
	}
	var list []credit
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if n := found[key]; n.whole || n.head > 0 || n.times >= creditTimes {
			list = append(list, n.credit)
		}
	}
	slices.SortFunc(list, compareCredits)
	return slices.CompactFunc(list, func(a, b credit) bool { return a.name == b.name })
}

// sayingWords returns where a statement stands: from the outlet to the words that say so.
func sayingWords(body anchor.Text, st attribution.Statement) anchor.Span {
	at := st.Source
	if !st.Cue.Empty() && max(st.Cue.End, at.End)-min(st.Cue.Start, at.Start) <= maxSays {
		at = anchor.Span{Start: min(at.Start, st.Cue.Start), End: max(at.End, st.Cue.End)}
	}
	return anchor.Snap(body, at)
}

// maxSays is how long the words that say where an article is from are, in code points.
const maxSays = 200

// creditTo writes whom an article credits.
func (t *tx) creditTo(ctx context.Context, id assay.ArticleID, credits []credit) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM lineage_credit WHERE article = ?`, id[:]); err != nil {
		return err
	}
	for _, c := range credits {
		_, err := t.ExecContext(ctx, `INSERT INTO lineage_credit (article, name, source, type, amount, says) VALUES (?, ?, ?, ?, ?, ?)`,
			id[:], c.name, orNull(c.source), c.kind, emptyNull(c.amount), writeSpans(c.says))
		if err != nil {
			return err
		}
	}
	return nil
}

// creditsFor returns who wrote articles by their own words.
func (t *tx) creditsFor(ctx context.Context, ids []assay.ArticleID) ([]assay.Credit, error) {
	if !t.relates() {
		return nil, nil
	}
	return query(ctx, t, `
		SELECT article, name, source FROM lineage_credit WHERE type = 'verbatim' AND article IN `+idList+` ORDER BY article, name`,
		[]any{hexList(ids)}, func(rows *sql.Rows) (c assay.Credit, err error) {
			return c, rows.Scan(into(&c.Article), &c.Name, into(&c.Source))
		})
}

// fromOutside proposes that an article comes from those whom it credits and who
// have no article here that it is thought to come from.
func (t *tx) fromOutside(ctx context.Context, child assay.ArticleID) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM lineage_proposal WHERE child = ? AND parent IS NULL`, child[:]); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `
		INSERT INTO lineage_proposal (child, parent, source, name, rule, ground, type, amount, strong, words, child_cover, parent_cover)
		SELECT c.article, NULL, c.source, c.name, ?2, ?3, c.type, c.amount, 0, 0, 0, 0 FROM lineage_credit c
		WHERE c.article = ?1 AND NOT EXISTS (SELECT 1 FROM lineage_proposal p WHERE p.child = ?1 AND p.parent IS NOT NULL AND p.name = c.name)
		ORDER BY c.name`, child[:], string(assay.RuleCredited), string(assay.GroundCredit))
	return err
}

// naming finds the articles to be read anew when a source is called otherwise, is
// an outlet now, or is one with another: those that credit it, and those that have
// its name. Of who is no outlet only the credits matter.
func (s *Store) naming(ctx context.Context, id assay.SourceID) (writes []func(*tx) error, err error) {
	if s.kin != nil {
		s.kin.reader = nil
	}
	articles := map[assay.ArticleID]bool{}
	err = s.view(ctx, func(t *tx) error {
		names, outlet, err := t.namesOfSource(ctx, id)
		if err != nil {
			return err
		}
		statements := []condition{{`SELECT article FROM lineage_credit WHERE source = ?`, []any{id[:]}}}
		for _, name := range names {
			if match := phraseOf(name); match != "" {
				having := `SELECT f.entity FROM findable f JOIN findable_words w ON w.rowid = f.doc WHERE f.kind = 'article' AND findable_words MATCH ?`
				if !outlet {
					having += ` AND f.entity IN (SELECT article FROM lineage_credit)`
				}
				statements = append(statements, condition{having, []any{match}})
			}
		}
		for _, st := range statements {
			ids, err := query(ctx, t, st.where, st.args, scanID[assay.Article])
			if err != nil {
				return err
			}
			for _, id := range ids {
				articles[id] = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	ids := slices.SortedFunc(maps.Keys(articles), func(a, b assay.ArticleID) int { return bytes.Compare(a[:], b[:]) })
	for some := range slices.Chunk(ids, readAnewAtOnce) {
		writes = append(writes, func(t *tx) error { return t.readAnew(ctx, some) })
	}
	return writes, nil
}

// readAnewAtOnce is how many articles are noted to be read anew in one go.
const readAnewAtOnce = 200

// readAnew notes that some articles are to be read anew, whatever is known of them.
func (t *tx) readAnew(ctx context.Context, ids []assay.ArticleID) error {
	list := hexList(ids)
	if _, err := t.ExecContext(ctx, `UPDATE lineage_article SET basis = x'' WHERE article `+among, list); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `
		INSERT INTO lineage_stale (kind, entity, step, n) SELECT 'article', article, ?, 1 FROM lineage_article WHERE article `+among+`
		ON CONFLICT DO UPDATE SET step = min(step, excluded.step), n = n + 1`, stepRead, list)
	return err
}

// namesOfSource returns what a source is called, and whether it is an outlet.
func (t *tx) namesOfSource(ctx context.Context, id assay.SourceID) (names []string, outlet bool, err error) {
	names, err = query(ctx, t, `
		SELECT name FROM source WHERE id = ?1 AND gone = 0 AND name IS NOT NULL
		UNION SELECT domain FROM source WHERE id = ?1 AND gone = 0 AND domain IS NOT NULL
		UNION SELECT name FROM alias WHERE source = ?1 AND member = 1 AND gone = 0`, []any{id[:]}, func(rows *sql.Rows) (n string, err error) { return n, rows.Scan(&n) })
	if err != nil {
		return nil, false, err
	}
	return names, outlet, t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM source WHERE id = ? AND gone = 0 AND kind IN ('outlet', 'wire'))`, id[:]).Scan(&outlet)
}

// phraseOf is what the index of words is asked for a name.
func phraseOf(name string) string {
	var terms []string
	for _, term := range search.Terms(name) {
		terms = append(terms, term.Stem)
	}
	if len(terms) == 0 {
		return ""
	}
	return `"` + strings.ReplaceAll(strings.Join(terms, " "), `"`, `""`) + `"`
}

// writeSpans writes places as they are kept: "3-17 40-52".
func writeSpans(spans []anchor.Span) string {
	list := make([]string, len(spans))
	for i, s := range spans {
		list[i] = strconv.Itoa(s.Start) + "-" + strconv.Itoa(s.End)
	}
	return strings.Join(list, " ")
}

func readSpans(s string) (spans []anchor.Span) {
	for word := range strings.FieldsSeq(s) {
		var at anchor.Span
		if n, err := fmt.Sscanf(word, "%d-%d", &at.Start, &at.End); n == 2 && err == nil {
			spans = append(spans, at)
		}
	}
	return spans
}

// orNull is a column without a value for the zero id.
func orNull[K any](id assay.ID[K]) any {
	if id.IsZero() {
		return nil
	}
	return id[:]
}

func emptyNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
