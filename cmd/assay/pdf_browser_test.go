package main

import (
	"fmt"
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
	half := filepath.Join(t.TempDir(), "half.pdf")
	if err := os.WriteFile(half, halfScanned(), 0o600); err != nil {
		t.Fatal(err)
	}
	files = append(files, half)
	tab.Go(root + "/articles/import")
	tab.Do(chromedp.SetUploadFiles("#drop-files", files))
	tab.Click("#drop button")
	tab.Until(`document.querySelector("#report-title")?.textContent === "4 articles are new."`)
	tab.Ready()
	tab.Both("pdf-report")
	tab.Eval(`[...document.querySelectorAll("#report li")].find((li) => li.textContent.includes("scan.pdf")).querySelector("[href$='#type-in']").click()`)
	tab.Until(`location.hash === "#type-in"`)
	tab.Ready()
	tab.Both("pdf-type-in")
	tab.Type("#typed-text", "Notice to mariners\n\nThe mole is closed until further notice.")
	tab.Click(`#type-in button`)
	tab.Until(`document.querySelector("#type-in-title")?.textContent.trim() === "The text that was typed in" && document.querySelector("h1").textContent === "Notice to mariners"`)
	tab.Ready()
	tab.Both("pdf-typed")
	tab.Eval(`document.querySelector("[data-act=how]").click()`)
	tab.Until(`document.querySelector(".notice")?.textContent.includes("typed in")`)
	tab.Ready()
	tab.Both("pdf-typed-how")
	tab.Go(root + "/articles")
	tab.Eval(`[...document.querySelectorAll("tbody a")].find((a) => a.textContent.startsWith("Harbour notes")).click()`)
	tab.Until(`document.querySelector("#doc .notice")?.textContent.includes("pages 2–3 are pictures")`)
	tab.Ready()
	tab.Both("pdf-gaps")

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

// halfScanned is a PDF of four pages of which two are pictures.
func halfScanned() []byte {
	const picture = "q 360 0 0 560 20 20 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
	texts := []string{"BT /F 20 Tf 40 520 Td (Harbour notes of the week) Tj /F 11 Tf 0 -40 Td (The ferry was late again on Monday.) Tj ET", picture, picture, "BT /F 11 Tf 40 520 Td (On Friday it was on time, said the harbour master.) Tj ET"}
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 5 0 R 7 0 R 9 0 R]/Count 4>>"}
	for i, content := range texts {
		objects = append(objects, fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents %d 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>", 4+2*i),
			fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content))
	}
	out := []byte("%PDF-1.7\n")
	for i, o := range objects {
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return fmt.Appendf(out, "trailer<</Size %d/Root 1 0 R>>\n%%%%EOF\n", len(objects)+1) // readers find the rest
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
