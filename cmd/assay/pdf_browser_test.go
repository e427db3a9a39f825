package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/extract"
	"assay/internal/oplog"
	"assay/store"
)

// printed is where the PDF files of the tests are.
const printed = "../../internal/extract/testdata/pdf"

// readsPdf starts the program as browse does, with what takes the first PDF
// seconds at hand.
func readsPdf(t *testing.T, path string) (tab *browsertest.Tab, root string) {
	t.Helper()
	config, kept := t.TempDir(), filepath.Join(os.TempDir(), "assay-test-reader")
	if err := os.MkdirAll(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(kept, filepath.Join(config, "reader")); err != nil {
		t.Fatal(err)
	}
	return browseWith(t, config, path)
}

// TestPdfInBrowser brings in PDF files, types in a scan, and finds the page of a
// passage wherever it is shown.
func TestPdfInBrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pdf.assay")
	mark(t, path)
	tab, root := readsPdf(t, path)
	files := []string{}
	for _, name := range []string{"two.pdf", "arabic.pdf", "scan.pdf"} {
		file, err := filepath.Abs(filepath.Join(printed, name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	tab.Go(root + "/articles/import")
	tab.Do(chromedp.SetUploadFiles("#drop-files", files))
	tab.Click("#drop button")
	tab.Until(`document.querySelector("#report-title")?.textContent === "2 articles are new, 1 was refused."`)
	tab.Ready()
	tab.Both("pdf-report")
	tab.Click(`#report a[href="#paste-text"]`)
	tab.Type("#paste-text", "Notice to mariners\n\nThe mole is closed until further notice.")
	tab.Do(chromedp.SetUploadFiles("#paste-original", files[2:]))
	tab.Both("pdf-typed")
	tab.Click(`form[action$="/paste"] button`)
	tab.Until(`document.querySelector("#report .title")?.textContent === "Notice to mariners"`)
	tab.Click(`#report a[href$="/details"]`)
	tab.Until(`document.querySelector("main")?.textContent.includes("scan.pdf")`)

	for _, article := range []struct{ title, shot string }{{"حريق", "pdf-arabic"}, {"How the valley", "pdf-columns"}, {"Fire closes", "pdf-reader"}} {
		tab.Go(root + "/articles")
		tab.Eval(`[...document.querySelectorAll("tbody a")].find((a) => a.textContent.startsWith("` + article.title + `")).click()`)
		tab.Until(`document.querySelectorAll(".turned").length > 1`)
		tab.Ready()
		tab.Eval(`document.querySelectorAll(".turned")[1].scrollIntoView({block: "center"})`)
		tab.Both(article.shot)
	}
	if got := tab.Eval(`[...document.querySelectorAll(".turned")].map((e) => e.dataset.page).join(", ")`); got != "p. 1, p. 2, p. 3" {
		t.Errorf("pages begin as %q", got)
	}
	tab.Eval(`document.querySelector(".margin [href]").click()`)
	tab.Go(root + "/claims")
	tab.Eval(`document.querySelector("[data-list] a, tbody a").click()`)
	tab.Until(`document.querySelector(".mention .whence")?.textContent.includes("pp. 1–2")`)
	tab.Ready()
	tab.Both("pdf-claim")
	tab.Go(root + "/reports/all")
	tab.Until(`document.querySelector("main")?.textContent.includes("pp. 1–2")`)
	tab.Both("pdf-claim-report")
}

// mark makes a case of a PDF with a passage that goes on over the end of a page.
func mark(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(printed, "one.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	extract.CacheIn(filepath.Join(os.TempDir(), "assay-test-reader"))
	in, err := extract.Import(data, extract.Hint{Name: "one.pdf"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(t.Context(), path, "Nordhaven", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.ImportArticle(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Article(t.Context(), out.Article)
	if err != nil {
		t.Fatal(err)
	}
	second := p.Text.Pages[1].Start
	if _, err := s.MarkMention(t.Context(), store.Mark{
		Article: out.Article, Text: p.Text.ID, Span: anchor.Span{Start: second - 40, End: second + 60}, Wording: "A crew was sent into the tunnel while the fans stood still", Stance: assay.Supports,
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
