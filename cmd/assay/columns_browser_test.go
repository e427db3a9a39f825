package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/taguette/taguettetest"
)

// TestTables brings in a table whose columns are plain, and one that is asked
// about.
func TestTables(t *testing.T) {
	dir := t.TempDir()
	tab, root := browse(t, filepath.Join(dir, "new.assay"))
	const dock = "Two cranes on the east dock of Nordhaven stood still on Monday, the port said, and a third was taken down for repair."
	const ferry = "The night ferry to Quayside runs again from Friday, said the harbour master, after three weeks of storms."
	const rafi = "توقفت رافعتان في الرصيف الشرقي لميناء نوردهافن عن العمل يوم الاثنين، كما قالت إدارة الميناء."
	plain, unsure := filepath.Join(dir, "hits.csv"), filepath.Join(dir, "archive of the harbour library 2026, second delivery.tsv")
	for name, content := range map[string]string{
		plain:  "Headline,Text,Date,Source\nCranes,\"" + dock + "\",2026-03-02,Harbour Herald\nFerry,\"" + ferry + "\",2026-03-05,Harbour Herald\nNone,,,\n",
		unsure: "no\tpaper\twhat it says of the harbour and of all that happened there\ttitre\twhen\tlink\n1\tHerald\t" + dock + "\tCranes\t3/4/2026\thttps://herald.example/cranes-stand-still-on-the-east-dock\n2\tبريد المرفأ\t" + rafi + "\tرافعات\t5/4/2026\t\n3\tHerald\t" + ferry + "\tFerry\t6/4/2026\t\n",
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tab.Go(root + "/articles/import")
	tab.Ready()
	tab.Do(chromedp.SetUploadFiles("#drop-files", []string{plain}))
	tab.Click("#drop button")
	tab.Until(`document.querySelector("#report-title")?.textContent === "2 articles are new, 1 was refused."`)
	tab.Ready()
	tab.Both("table-report")

	tab.Do(chromedp.SetUploadFiles("#drop-files", []string{unsure}))
	tab.Click("#drop button")
	tab.Until(`location.pathname.includes("/articles/tables/")`)
	tab.Ready()
	tab.Both("columns")
	tab.Click("#columns .main")
	tab.Until(`document.querySelector("#role-error")?.textContent.includes("can be read with the day or with the month first")`)
	tab.Ready()
	tab.Both("columns-asked")
	tab.Do(chromedp.SetValue("#dates", "dmy"))
	tab.Click("#columns .main")
	tab.Until(`document.querySelector("#report-title")?.textContent === "2 articles are new, 1 was here already."`)
	tab.Until(`document.querySelector("#report").innerText.includes("3 April 2026")`)
}

// TestTaguetteInBrowser looks at a project of Taguette and brings it in.
func TestTaguetteInBrowser(t *testing.T) {
	tab, root := browse(t, filepath.Join(t.TempDir(), "new.assay"))
	project := taguettetest.Make(t, `INSERT INTO projects VALUES (5, 'رافعات الميناء', '', '2026-01-01')`)
	tab.Go(root + "/articles/import")
	tab.Ready()
	tab.Do(chromedp.SetUploadFiles("#drop-files", []string{project}))
	tab.Click("#drop button")
	tab.Until(`document.querySelectorAll("#projects .project").length === 2`)
	tab.Ready()
	tab.Both("project")
	tab.Click("#projects .main")
	tab.Until(`document.querySelector("#report-title")?.textContent === "2 articles are new, 1 was refused."`)
	tab.Ready()
	tab.Both("project-report")
	tab.Press("o")
	tab.Until(`document.querySelector("#title")?.textContent === "Cranes stand still"`)
	tab.Go(root + "/notes")
	tab.Until(`document.querySelectorAll("main blockquote").length === 3`)
	tab.Both("project-notes")
}
