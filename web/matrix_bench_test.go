package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/largecase"
	"assay/store"
)

// newWideDesk is a program with a case open that has one event with so many claims and
// articles.
func newWideDesk(b *testing.B, claims, articles int) *desk {
	b.Helper()
	return openDesk(b, largecase.Prepared(b, fmt.Sprintf("wide-%dx%d", claims, articles), func(s *store.Store) error {
		return largecase.FillEvent(b.Context(), s, claims, articles, 20)
	}))
}

// BenchmarkMatrix is the server's side of matrices of several sizes: the first look at one,
// turning its pages, putting it into another order, and judging what is in it.
func BenchmarkMatrix(b *testing.B) {
	for _, size := range [][2]int{{300, 200}, {2000, 2000}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			d := newWideDesk(b, size[0], size[1])
			p, err := d.store.Matrix(b.Context(), assay.MatrixFilter{})
			if err != nil {
				b.Fatal(err)
			}
			claim, article := p.Claims[len(p.Claims)/2], p.Articles()[7]
			begun := time.Now()
			d.show(b, d.root.MatrixView(assay.MatrixFilter{Event: p.Case.Events[0].ID}))
			b.Logf("the first look took %v", time.Since(begun))
			turn, n := assay.MatrixFilter{}, 0
			b.Run("turn", func(b *testing.B) {
				for b.Loop() {
					n++
					turn.Row, turn.Col = n*assay.MatrixRows%size[0], n*7*assay.MatrixCols%size[1]
					d.show(b, d.root.MatrixView(turn))
				}
			})
			b.Run("order", func(b *testing.B) {
				for b.Loop() {
					n++
					d.show(b, d.root.MatrixView(assay.MatrixFilter{
						Sort: assay.MatrixSorts[n%len(assay.MatrixSorts)], Rows: assay.MatrixRowGroups[n%len(assay.MatrixRowGroups)],
						Order: assay.MatrixOrders[n%len(assay.MatrixOrders)], Group: assay.MatrixGroups[n%len(assay.MatrixGroups)],
					}))
				}
			})
			b.Run("focus", func(b *testing.B) {
				for b.Loop() {
					d.show(b, d.root.MatrixView(assay.MatrixFilter{Claim: claim, Article: article}))
				}
			})
			b.Run("cell", func(b *testing.B) {
				for b.Loop() {
					d.show(b, d.root.MatrixCell()+"?claim="+claim.String()+"&article="+article.String())
				}
			})
			b.Run("column", func(b *testing.B) {
				for b.Loop() {
					d.show(b, d.root.MatrixColumn(assay.MatrixFilter{}, article))
				}
			})
			b.Run("row", func(b *testing.B) {
				for b.Loop() {
					d.show(b, d.root.MatrixRow(assay.MatrixFilter{}, claim))
				}
			})
			b.Run("judge, and the page", func(b *testing.B) {
				for b.Loop() {
					n++
					form := url.Values{"claim": {claim.String()}, "article": {article.String()}, "target": {article.String()}, "other": {claim.String()}, "dimension": {"coverage"}, "value": {[]string{"silent", "out_of_scope"}[n%2]}}
					r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, d.root.JudgeCell(), strings.NewReader(form.Encode()))
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					r.Header.Set("HX-Request", "true")
					d.answer(b, r)
					d.show(b, d.root.MatrixView(assay.MatrixFilter{}))
				}
			})
		})
	}
}
