package main

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/largecase"
	"assay/store"
)

// BenchmarkReaderInBrowser opens long articles with many overlapping passages in a browser,
// and marks further ones by keys. A page is ready when its scripts are at work and it was
// drawn; a mark is done when it was drawn, counted from the key. The floor is a page of the
// same words and nothing else.
func BenchmarkReaderInBrowser(b *testing.B) {
	for _, size := range []struct{ words, mentions int }{{800, 60}, {20_000, 2_000}, {120_000, 10_000}} {
		b.Run(fmt.Sprintf("%d words, %d mentions", size.words, size.mentions), func(b *testing.B) {
			path, article, text := longArticle(b, size.words, size.mentions)
			program := launchIn(b, b.TempDir(), "--no-browser", path)
			tab := browsertest.Open(b, func(m string) bool { return strings.Contains(m, lost) })
			tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: stopwatch})
				return err
			}))
			tab.Do(chromedp.Navigate(program.url))
			tab.Until(`location.pathname.includes("/c/")`)
			address := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`) + "/articles/" + article.String()
			bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprintf(w, "<!doctype html><title>%d</title><p>%s", size.words, strings.ReplaceAll(html.EscapeString(text), "\n\n", "<p>"))
			}))
			defer bare.Close()
			var ready, floor, marks []float64
			for b.Loop() {
				ready = append(ready, readyAfter(tab, address))
				floor = append(floor, readyAfter(tab, bare.URL))
			}
			readyAfter(tab, address)
			tab.Press("jj")
			for i := range 10 {
				tab.Press("jc")
				tab.Until(fmt.Sprintf(`drawn.length > %d`, i))
			}
			for each := range strings.SplitSeq(tab.Eval(`drawn.join(" ")`), " ") {
				marks = append(marks, number(each))
			}
			b.ReportMetric(median(ready), "ms/ready")
			b.ReportMetric(median(floor), "ms/floor")
			b.ReportMetric(median(marks), "ms/mark")
			b.ReportMetric(slices.Max(marks), "ms/mark-at-most")
		})
	}
}

// stopwatch notes in every page when it is ready, and how long each mark takes.
const stopwatch = `
	addEventListener("load", function look() {
		if (location.pathname.includes("/c/") && !document.querySelector("[data-htmx-powered]")) setTimeout(look, 5)
		else requestAnimationFrame(() => requestAnimationFrame(() => { window.readyAfter = performance.now() }))
	})
	window.drawn = []
	let pressed = 0
	addEventListener("keydown", (e) => { if (e.key === "c") pressed = performance.now() }, true)
	new MutationObserver((changes) => {
		const here = (n) => n.nodeType === 1 && (n.matches(".chip, mark") || n.querySelector(".chip, mark"))
		if (!pressed || !changes.some((c) => [...c.addedNodes].some(here))) return
		const since = pressed
		pressed = 0
		requestAnimationFrame(() => requestAnimationFrame(() => drawn.push(performance.now() - since)))
	}).observe(document, { childList: true, subtree: true })`

// readyAfter opens an address and returns after how many milliseconds it was ready.
func readyAfter(tab *browsertest.Tab, address string) float64 {
	tab.Do(chromedp.Navigate(address))
	tab.Until(`window.readyAfter > 0`)
	return number(tab.Eval(`window.readyAfter`))
}

func number(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err) // a browser writes numbers
	}
	return n
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// longArticle makes a case of one long article, and returns its words.
func longArticle(b testing.TB, words, mentions int) (path string, article assay.ArticleID, text string) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "long.assay")
	s, err := store.Create(b.Context(), path, "Long", largecase.Analyst)
	if err == nil {
		err = largecase.FillArticle(b.Context(), s, words, mentions)
	}
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	library, err := s.Library(b.Context(), assay.LibraryFilter{})
	if err != nil {
		b.Fatal(err)
	}
	article = library.Case.Articles[0].ID
	data, err := s.Article(b.Context(), article)
	if err != nil {
		b.Fatal(err)
	}
	if n := len(data.Case.Mentions); n != mentions {
		b.Fatal(n, "mentions")
	}
	return path, article, data.Body.String()
}
