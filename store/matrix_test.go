package store

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// harbour is a small case: three papers on a fire, of which one copies another.
type harbour struct {
	*Store
	t                      *testing.T
	wire, lantern, herald  assay.ArticleID
	burned, empty, sailing assay.ClaimID
	fire                   assay.EventID
}

func openHarbour(t *testing.T) *harbour {
	t.Helper()
	h := &harbour{Store: openStore(t), t: t}
	h.wire = h.article("wire.example", "Twelve lorries burned. Nobody was inside.", "2026-03-02")
	h.lantern = h.article("lantern.example", "Twelve lorries burned, it is said. A watchman was inside.", "2026-03-02T09:00")
	h.herald = h.article("herald.example", "Nine lorries burned.", "2026-03-01")
	h.burned = h.mark(h.wire, "Twelve lorries burned", assay.ClaimID{}, assay.Supports)
	h.mark(h.lantern, "Twelve lorries burned", h.burned, assay.Supports)
	h.mark(h.herald, "Nine lorries burned", h.burned, assay.Contradicts)
	h.empty = h.mark(h.wire, "Nobody was inside", assay.ClaimID{}, assay.Supports)
	h.do(h.update(t.Context(), func(tx *tx) error {
		var err error
		h.fire, err = tx.addEvent(t.Context(), "Fire")
		if err != nil {
			return err
		}
		h.sailing, err = tx.addClaim(t.Context(), "Ferries were turned back", h.fire)
		if err != nil {
			return err
		}
		return tx.edit(t.Context(), assay.KindArticleEvent, assay.EntityID{}, oplog.Fields{"article": oplog.Encode(h.herald), "event": oplog.Encode(h.fire), "member": oplog.Encode(true)})
	}))
	return h
}

func (h *harbour) do(_ assay.ActID, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *harbour) article(site, text, published string) assay.ArticleID {
	h.t.Helper()
	in, err := h.ImportArticle(h.t.Context(), assay.Import{
		Original: []byte(text), MediaType: "text/plain", FoundAt: "https://" + site + "/fire", Text: text, Extractor: "text/1",
		Charset: "utf-8", Title: "Fire, by " + site, Published: published, PublishedBasis: "printed",
	})
	if err != nil {
		h.t.Fatal(err)
	}
	origin := assay.SourceByDomain(site)
	h.do(h.update(h.t.Context(), func(tx *tx) error {
		keys, err := tx.keys(h.t.Context(), assay.KindArticle, assay.EntityID(in.Article))
		if err != nil {
			return err
		}
		keys["text_origin"] = oplog.Encode(origin)
		return tx.edit(h.t.Context(), assay.KindArticle, assay.EntityID(in.Article), keys)
	}))
	return in.Article
}

func (h *harbour) mark(article assay.ArticleID, words string, claim assay.ClaimID, stance assay.Stance) assay.ClaimID {
	h.t.Helper()
	p, err := h.Article(h.t.Context(), article)
	if err != nil {
		h.t.Fatal(err)
	}
	body := p.Body.String()
	before, _, ok := strings.Cut(body, words)
	if !ok {
		h.t.Fatalf("%q is not in %q", words, body)
	}
	start := len([]rune(before))
	out, err := h.MarkMention(h.t.Context(), Mark{Article: article, Text: p.Text.ID, Span: anchor.Span{Start: start, End: start + len([]rune(words))}, Claim: claim, Stance: stance})
	if err != nil {
		h.t.Fatal(err)
	}
	return out.Claim
}

// derives confirms that one article comes from another.
func (h *harbour) derives(child, parent assay.ArticleID) {
	h.t.Helper()
	k := assay.JudgementKey{Target: assay.EntityID(child), Other: assay.EntityID(parent), Dimension: assay.DimDerivation}
	h.do(h.Judge(h.t.Context(), k, oplog.Encode(assay.DerivationValue{Status: "confirmed"}), ""))
}

func TestMatrix(t *testing.T) {
	h := openHarbour(t)
	names := map[assay.EntityID]string{
		assay.EntityID(h.wire): "wire", assay.EntityID(h.lantern): "lantern", assay.EntityID(h.herald): "herald",
		assay.EntityID(h.burned): "burned", assay.EntityID(h.empty): "empty", assay.EntityID(h.sailing): "sailing",
	}
	h.derives(h.lantern, h.wire)
	tests := []struct {
		name   string
		filter assay.MatrixFilter
		rows   string
		cols   string // groups in brackets
	}{
		{"all, by origin", assay.MatrixFilter{}, "burned empty sailing", "[wire lantern] [herald]"},
		{"by date", assay.MatrixFilter{Group: "date"}, "burned empty sailing", "[herald] [wire lantern]"},
		{"by source", assay.MatrixFilter{Group: "source"}, "burned empty sailing", "[herald] [wire] [lantern]"},
		{"contested only", assay.MatrixFilter{Contested: true}, "burned", "[wire lantern] [herald]"},
		{"about an event", assay.MatrixFilter{Event: h.fire}, "sailing", "[wire lantern] [herald]"},
		{"a word that no filter has", assay.MatrixFilter{Sort: "nonsense", Group: "nonsense", Row: -7, Col: 900}, "burned empty sailing", "[wire lantern] [herald]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := h.Matrix(t.Context(), test.filter)
			if err != nil {
				t.Fatal(err)
			}
			var rows, cols []string
			for _, id := range p.Claims {
				rows = append(rows, names[assay.EntityID(id)])
			}
			for _, g := range p.Groups {
				var group []string
				for _, id := range g.Articles {
					group = append(group, names[assay.EntityID(id)])
				}
				cols = append(cols, fmt.Sprint(group))
			}
			if got := strings.Join(rows, " "); got != test.rows {
				t.Errorf("claims: %s, want %s", got, test.rows)
			}
			if got := strings.Join(cols, " "); got != test.cols {
				t.Errorf("articles: %s, want %s", got, test.cols)
			}
		})
	}
}

// TestMatrixGroups groups, folds and filters what the harbour has.
func TestMatrixGroups(t *testing.T) {
	h := openHarbour(t)
	h.derives(h.lantern, h.wire)
	tag, _, err := h.TagTarget(t.Context(), "human cost", assay.EntityID(h.empty))
	if err != nil {
		t.Fatal(err)
	}
	names := map[assay.EntityID]string{
		assay.EntityID(h.wire): "wire", assay.EntityID(h.lantern): "lantern", assay.EntityID(h.herald): "herald",
		assay.EntityID(h.burned): "burned", assay.EntityID(h.empty): "empty", assay.EntityID(h.sailing): "sailing",
	}
	grade := func(claim assay.ClaimID) {
		p, err := h.Claim(t.Context(), claim, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range p.Case.Mentions {
			h.do(h.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m.ID), Dimension: assay.DimCredibility}, oplog.Encode("3"), ""))
		}
	}
	grade(h.empty)
	source := func(article assay.ArticleID) string {
		p, err := h.Article(t.Context(), article)
		if err != nil {
			t.Fatal(err)
		}
		return p.Article.TextOrigin.String()
	}
	tests := []struct {
		name       string
		filter     assay.MatrixFilter
		rows, cols string
	}{
		{"rows by event", assay.MatrixFilter{Rows: "event"}, "[sailing] [burned empty]", "[wire lantern] [herald]"},
		{"rows by tag", assay.MatrixFilter{Rows: "tag"}, "[empty] [burned sailing]", "[wire lantern] [herald]"},
		{"rows by kind", assay.MatrixFilter{Rows: "kind"}, "[burned empty sailing]", "[wire lantern] [herald]"},
		{"rows by question", assay.MatrixFilter{Rows: "question"}, "[burned empty sailing]", "[wire lantern] [herald]"},
		{"a folded row group", assay.MatrixFilter{Rows: "event", Folded: []string{"r-"}}, "[sailing] []", "[wire lantern] [herald]"},
		{"a folded column group", assay.MatrixFilter{Folded: []string{"c-", "nonsense"}}, "[burned empty sailing]", "[wire lantern] []"},
		{"with a tag", assay.MatrixFilter{Tags: assay.HasTag(tag)}, "[empty]", "[wire lantern] [herald]"},
		{"without a tag", assay.MatrixFilter{Tags: assay.TagFilter{Lacks: assay.NewTagSet(tag.String())}}, "[burned sailing]", "[wire lantern] [herald]"},
		{"of an outlet", assay.MatrixFilter{Source: assay.SourceByDomain("herald.example"), Group: "none"}, "[burned empty sailing]", "[herald]"},
		{"from a date", assay.MatrixFilter{From: "2026-03-02", Group: "none"}, "[burned empty sailing]", "[wire lantern]"},
		{"up to a date", assay.MatrixFilter{To: "2026-03-01", Group: "none"}, "[burned empty sailing]", "[herald]"},
		{"unrated", assay.MatrixFilter{Unrated: true}, "[burned]", "[wire lantern] [herald]"},
		{"unrated in some articles only", assay.MatrixFilter{Unrated: true, To: "2026-03-01"}, "[burned]", "[herald]"},
		{"by wording", assay.MatrixFilter{Sort: "wording", Group: "none"}, "[sailing empty burned]", "[herald wire lantern]"},
		{"by first mention", assay.MatrixFilter{Sort: "first", Group: "none", Order: "import"}, "[burned empty sailing]", "[wire lantern herald]"},
		{"by outlet", assay.MatrixFilter{Group: "none", Order: "outlet"}, "[burned empty sailing]", "[herald lantern wire]"},
		{"by origin", assay.MatrixFilter{Group: "none", Order: "origin"}, "[burned empty sailing]", "[herald wire lantern]"},
		{"columns by event", assay.MatrixFilter{Group: "event"}, "[burned empty sailing]", "[herald] [wire lantern]"},
	}
	if source(h.wire) == "" {
		t.Fatal("the wire has no outlet")
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := h.Matrix(t.Context(), test.filter)
			if err != nil {
				t.Fatal(err)
			}
			var rows, cols []string
			for _, g := range p.RowGroups {
				group := []string{}
				for _, id := range g.Claims {
					group = append(group, names[assay.EntityID(id)])
				}
				rows = append(rows, fmt.Sprint(group))
			}
			for _, g := range p.Groups {
				group := []string{}
				for _, id := range g.Articles {
					group = append(group, names[assay.EntityID(id)])
				}
				cols = append(cols, fmt.Sprint(group))
			}
			if got := strings.Join(rows, " "); got != test.rows {
				t.Errorf("claims: %s, want %s", got, test.rows)
			}
			if got := strings.Join(cols, " "); got != test.cols {
				t.Errorf("articles: %s, want %s", got, test.cols)
			}
		})
	}
}

// TestMatrixLines explains the gaps of a column at once, and takes nothing over
// that has been said since the analyst looked.
func TestMatrixLines(t *testing.T) {
	h := openHarbour(t)
	l, err := h.MatrixColumn(t.Context(), assay.MatrixFilter{}, h.herald)
	if err != nil || l.Unmarked != 2 || len(l.Gaps.Open) != 2 || len(l.Gaps.Late) != 0 {
		t.Fatalf("%+v of %d (%v), want 2 open", l.Gaps, l.Unmarked, err)
	}
	h.mark(h.herald, "lorries", h.empty, assay.Mentions) // somebody else, meanwhile
	act, covered, err := h.CoverCells(t.Context(), l.Gaps.Open, assay.Silent)
	if err != nil || covered != 1 {
		t.Fatalf("%d cells (%v), want 1", covered, err)
	}
	state := func() string {
		p, err := h.Matrix(t.Context(), assay.MatrixFilter{})
		if err != nil {
			t.Fatal(err)
		}
		v := assay.NewView(p.Case, h.Me())
		return v.Cell(v.Article(h.herald), v.Claim(h.sailing)).Word() + " " + v.Cell(v.Article(h.herald), v.Claim(h.empty)).Word()
	}
	if got := state(); got != "silent mentions" {
		t.Errorf("the column is %s", got)
	}
	h.do(h.UndoAct(t.Context(), act))
	if got := state(); got != "not_read mentions" {
		t.Errorf("undone the column is %s", got)
	}
	if _, _, err := h.CoverCells(t.Context(), l.Gaps.Open, "not_read"); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("a word that is no answer: %v", err)
	}

	// What is made after the reading was not looked for.
	read := true
	h.do(h.ChangeArticles(t.Context(), []assay.ArticleID{h.wire}, ArticleChange{Read: &read}))
	late, _, err := h.AddClaim(t.Context(), "The watchman has a dog", h.fire)
	if err != nil {
		t.Fatal(err)
	}
	if l, err = h.MatrixColumn(t.Context(), assay.MatrixFilter{}, h.wire); err != nil || len(l.Gaps.Late) != 1 || l.Gaps.Late[0].Claim != late {
		t.Errorf("late in the column: %v (%v)", l.Gaps.Late, err)
	}
	if l, err = h.MatrixRow(t.Context(), assay.MatrixFilter{}, late); err != nil || len(l.Gaps.Late) != 1 || l.Gaps.Late[0].Article != h.wire || len(l.Gaps.Open) != 3 {
		t.Errorf("late in the row: %+v (%v)", l.Gaps, err)
	}
	if _, err := h.MatrixColumn(t.Context(), assay.MatrixFilter{}, assay.ArticleID(late)); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("a column that is not there: %v", err)
	}
}

// TestOverview draws the same as the cells say, whatever the case.
func TestOverview(t *testing.T) {
	s := openStore(t)
	fillMatrix(t, s, 70, 90, 5)
	p, err := s.MatrixWhole(t.Context(), assay.MatrixFilter{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.CoverCells(t.Context(), []assay.CellKey{{Claim: p.Claims[3], Article: p.Articles()[1]}, {Claim: p.Claims[3], Article: p.Articles()[2]}}, assay.OutOfScope); err != nil {
		t.Fatal(err)
	}
	window, err := s.Matrix(t.Context(), assay.MatrixFilter{})
	if err != nil || window.Overview == nil {
		t.Fatalf("no overview (%v)", err)
	}
	if p, err = s.MatrixWhole(t.Context(), assay.MatrixFilter{}, 0); err != nil {
		t.Fatal(err)
	}
	drawn := map[[2]int]string{}
	for stance, runs := range window.Overview.Stances {
		for _, r := range runs {
			for i := range r.Length {
				drawn[[2]int{r.Row, r.Col + i}] = string(stance)
			}
		}
	}
	for _, r := range window.Overview.NotRead {
		for i := range r.Length {
			drawn[[2]int{r.Row + i, r.Col}] += "not_read"
		}
	}
	v := assay.NewView(p.Case, s.Me())
	for row, claim := range p.Claims {
		for col, article := range p.Articles() {
			c := v.Cell(v.Article(article), v.Claim(claim))
			want := ""
			if len(c.Stances) > 0 {
				want = string(c.Stances[0])
			} else if c.Coverage == assay.NotRead {
				want = "not_read"
			}
			if got := drawn[[2]int{row, col}]; got != want {
				t.Fatalf("%d, %d is drawn as %q, want %q", row, col, got, want)
			}
		}
	}
	if _, err := s.MatrixWhole(t.Context(), assay.MatrixFilter{}, 100); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("more than can be printed: %v", err)
	}
}

func TestMatrixOrders(t *testing.T) {
	h := openHarbour(t)
	h.mark(h.lantern, "A watchman was inside", h.empty, assay.Contradicts)
	quay := h.mark(h.wire, "burned", assay.ClaimID{}, assay.Supports)
	h.mark(h.lantern, "burned", quay, assay.Mentions)
	h.mark(h.herald, "burned", quay, assay.Mentions)
	h.mark(h.herald, "Nine", h.empty, assay.Qualifies)
	tests := []struct {
		sort string
		want []assay.ClaimID
	}{
		{"made", []assay.ClaimID{h.burned, h.empty, h.sailing, quay}},
		{"disputed", []assay.ClaimID{h.burned, h.empty, h.sailing, quay}},
		{"cited", []assay.ClaimID{h.burned, h.empty, quay, h.sailing}},
	}
	for _, test := range tests {
		t.Run(test.sort, func(t *testing.T) {
			p, err := h.Matrix(t.Context(), assay.MatrixFilter{Sort: test.sort})
			if err != nil || !slices.Equal(p.Claims, test.want) {
				t.Errorf("%v, want %v (%v)", p.Claims, test.want, err)
			}
		})
	}
	h.do(h.RemoveClaim(t.Context(), h.empty, ""))
	if p, err := h.Matrix(t.Context(), assay.MatrixFilter{Sort: "disputed"}); err != nil || slices.Contains(p.Claims, h.empty) || p.All != 3 {
		t.Errorf("a claim that was removed is in %v of %d (%v)", p.Claims, p.All, err)
	}
}

// TestMatrixWindow turns the pages of a matrix that is too large for one.
func TestMatrixWindow(t *testing.T) {
	s := openStore(t)
	claims, articles := fillMatrix(t, s, 70, 90, 3)
	tests := []struct {
		name           string
		row, col       int
		claims, column int // how many are in the window
		first          assay.ClaimID
		last           assay.ArticleID
	}{
		{"the first", 0, 0, 50, 40, claims[0], articles[39]},
		{"one claim further", 1, 0, 50, 40, claims[0], articles[39]},
		{"down", 50, 0, 20, 40, claims[50], articles[39]},
		{"right", 0, 80, 50, 10, claims[0], articles[89]},
		{"beyond the end", 1000, 1000, 20, 10, claims[50], articles[89]},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := s.Matrix(t.Context(), assay.MatrixFilter{Row: test.row, Col: test.col, Group: "date"})
			if err != nil {
				t.Fatal(err)
			}
			columns := p.Articles()
			if !p.Paged() || len(p.Claims) != test.claims || len(columns) != test.column || p.Rows != 70 || p.Cols != 90 {
				t.Fatalf("%d claims of %d, %d articles of %d", len(p.Claims), p.Rows, len(columns), p.Cols)
			}
			if p.Claims[0] != test.first || columns[len(columns)-1] != test.last {
				t.Error("it is another window")
			}
			v := assay.NewView(p.Case, s.Me())
			for _, a := range columns {
				if v.Article(a) == nil {
					t.Errorf("article %s is not there", a)
				}
			}
		})
	}
}

// fillMatrix makes a case with that many claims and articles. Every claim is
// mentioned by some of the articles, and everything has been rated and read.
func fillMatrix(t testing.TB, s *Store, claims, articles, cited int) (rows []assay.ClaimID, cols []assay.ArticleID) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	texts := make([]assay.TextID, articles)
	_, err := s.update(ctx, func(x *tx) error {
		for i := range articles {
			body := fmt.Sprintf("Article %d says that it is so. ", i)
			in := assay.Import{
				Original: []byte(body), Text: body, FoundAt: fmt.Sprintf("https://paper%d.example/%d", i%(1+articles/5), i), MediaType: "text/plain",
				Title: fmt.Sprintf("Title %d", i), Published: fmt.Sprintf("2026-03-%02d", 1+i*20/articles), PublishedBasis: "printed", Language: "en",
			}
			p, err := pack(&in)
			if err != nil {
				return err
			}
			var out Imported
			if err := x.bringIn(ctx, &sameTexts{}, p, &out); err != nil {
				return err
			}
			id := out.Article
			page, err := x.articlePage(ctx, id)
			if err != nil {
				return err
			}
			cols, texts[i] = append(cols, id), page.Article.Text
		}
		for i := range claims {
			id, err := x.addClaim(ctx, fmt.Sprintf("Claim %d is what was said about the fire on the east quay", i), assay.EventID{})
			if err != nil {
				return err
			}
			rows = append(rows, id)
		}
		for i := range claims {
			for j := range cited {
				a := (i*7 + j*j*3) % articles
				m := assay.NewID[assay.Mention](x.author.Now())
				err := x.edit(ctx, assay.KindMention, assay.EntityID(m), oplog.Fields{
					"article": oplog.Encode(cols[a]), "text": oplog.Encode(texts[a]), "claim": oplog.Encode(rows[i]), "start": oplog.Encode(0), "end": oplog.Encode(7),
					"quote": oplog.Encode("Article"), "prefix": oplog.Encode(""), "suffix": oplog.Encode(" " + fmt.Sprint(a)),
				})
				if err != nil {
					return err
				}
				for d, value := range map[assay.Dimension]string{assay.DimStance: string(assay.Stances[(i+j)%4]), assay.DimCredibility: "3"} {
					if err := x.judge(ctx, assay.JudgementKey{Target: assay.EntityID(m), Dimension: d}, oplog.Encode(value), ""); err != nil {
						return err
					}
				}
			}
		}
		for i, id := range cols {
			if i%2 == 0 {
				if err := x.markRead(ctx, id, true); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, cols
}

// BenchmarkMatrix reads a window of a matrix of 300 by 200 with 4,000 mentions.
func BenchmarkMatrix(b *testing.B) {
	s, err := Create(b.Context(), filepath.Join(b.TempDir(), "large.assay"), "Large", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	fillMatrix(b, s, 300, 200, 14)
	for _, f := range []struct {
		name string
		cold bool // as after a change of the case
		assay.MatrixFilter
	}{
		{"made", false, assay.MatrixFilter{}},
		{"disputed", false, assay.MatrixFilter{Sort: "disputed"}},
		{"last", false, assay.MatrixFilter{Row: 299, Col: 199}},
		{"made after a change", true, assay.MatrixFilter{}},
		{"disputed after a change", true, assay.MatrixFilter{Sort: "disputed"}},
	} {
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				if f.cold {
					s.sketches.kept = nil
				}
				p, err := s.Matrix(b.Context(), f.MatrixFilter)
				if err != nil {
					b.Fatal(err)
				}
				v := assay.NewView(p.Case, s.Me())
				for _, c := range p.Claims {
					v.Corroboration(c, assay.Supports)
					for _, a := range p.Articles() {
						v.Cell(v.Article(a), v.Claim(c))
					}
				}
			}
		})
	}
}

// TestContestedAlike asks the matrix and the list of claims for what is
// contested, and in which order: one claim is by itself, one only through a
// contested fact, one is in a fact with a single version.
func TestContestedAlike(t *testing.T) {
	h := openHarbour(t)
	h.do(h.update(t.Context(), func(x *tx) error {
		_, err := x.addClaim(t.Context(), "Somebody was inside", h.fire)
		return err
	}))
	watchman := h.mark(h.lantern, "A watchman was inside", assay.ClaimID{}, assay.Supports)
	mentionOf := func(claim assay.ClaimID) []assay.MentionID {
		p, err := h.Claim(t.Context(), claim, 0)
		if err != nil {
			t.Fatal(err)
		}
		return []assay.MentionID{assay.NewView(p.Case, h.Me()).MentionsOf(claim)[0].ID}
	}
	ask := func(versions ...NewVersion) {
		t.Helper()
		if _, _, err := h.AddQuestion(t.Context(), "Who was inside?", versions); err != nil {
			t.Fatal(err)
		}
	}
	ask(NewVersion{"nobody", mentionOf(h.empty)}, NewVersion{"a watchman", mentionOf(watchman)})
	sunk := h.mark(h.wire, "Twelve", assay.ClaimID{}, assay.Supports)
	ask(NewVersion{"sunk", mentionOf(sunk)})

	for _, test := range []struct {
		name   string
		claims assay.ClaimFilter
		matrix assay.MatrixFilter
		want   []assay.ClaimID
	}{
		{"contested", assay.ClaimFilter{Contested: true}, assay.MatrixFilter{Contested: true}, []assay.ClaimID{h.burned, h.empty, watchman}},
		{"disputed", assay.ClaimFilter{Sort: "disputed"}, assay.MatrixFilter{Sort: "disputed"}, nil},
	} {
		list, err := h.Claims(t.Context(), test.claims)
		if err != nil {
			t.Fatal(err)
		}
		matrix, err := h.Matrix(t.Context(), test.matrix)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(list.Order, matrix.Claims) || test.want != nil && !slices.Equal(list.Order, test.want) {
			t.Errorf("%s: the list has %v, the matrix %v, want %v", test.name, list.Order, matrix.Claims, test.want)
		}
		view := assay.NewView(matrix.Case, h.Me())
		for _, id := range []assay.ClaimID{h.empty, watchman} {
			if !view.Dispute(id).Contested() {
				t.Errorf("%s: the matrix does not know that %v is contested", test.name, id)
			}
		}
	}
}

// TestCoverMerged: the cells of claims that are one are one cell, and what was
// said of one of them, or mentions it, counts for all.
func TestCoverMerged(t *testing.T) {
	q := openQuay(t)
	ctx := t.Context()
	herald, post, star := q.article("herald", "Twelve lorries burned."), q.article("post", "It rained."), q.article("star", "It snowed.")
	a, b, c := q.claim("twelve lorries burned"), q.claim("a dozen lorries were lost"), q.claim("it was cold")
	q.mark("herald", "Twelve lorries burned", "a dozen lorries were lost", assay.Supports)
	q.did(q.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(post), Other: assay.EntityID(b), Dimension: assay.DimCoverage}, oplog.Encode(assay.OutOfScope), ""))
	act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, a)
	q.did(act, err)
	var cells []assay.CellKey
	for _, article := range []assay.ArticleID{herald, post, star} {
		for _, claim := range []assay.ClaimID{a, b, c} {
			cells = append(cells, assay.CellKey{Claim: claim, Article: article})
		}
	}
	for _, test := range []struct{ when, want string }{{"at first", "4"}, {"again", "0"}} {
		_, covered, err := q.CoverCells(ctx, append(cells, cells...), assay.Silent)
		if got := fmt.Sprint(covered); err != nil || got != test.want {
			t.Errorf("%s %s cells are covered, want %s (%v)", test.when, got, test.want, err)
		}
	}
	m, err := q.Matrix(ctx, assay.MatrixFilter{})
	if err != nil {
		t.Fatal(err)
	}
	v := assay.NewView(m.Case, q.Me())
	var got []string
	for _, article := range []assay.ArticleID{herald, post, star} {
		for _, claim := range []assay.ClaimID{a, c} {
			got = append(got, v.Cell(v.Article(article), v.Claim(claim)).Word())
		}
	}
	if got, want := strings.Join(got, " "), "supports silent out_of_scope silent silent silent"; got != want {
		t.Errorf("the cells are %s, want %s", got, want)
	}
	if _, _, err := q.CoverCells(ctx, []assay.CellKey{{Claim: c, Article: assay.ArticleID(c)}}, assay.Silent); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("of no article: %v", err)
	}
}
