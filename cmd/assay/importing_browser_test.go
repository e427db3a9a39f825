package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestBigImportInBrowser brings in a folder by its path: the panel stands on every
// page while it runs, the analyst stops it, goes on with it, and reads what was
// refused and why.
func TestBigImportInBrowser(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "Collected in March")
	if err := os.MkdirAll(filepath.Join(folder, "port"), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 4000 {
		name, text := fmt.Sprintf("port/%04d ferries.txt", i), fmt.Sprintf("Ferry %d late again\n\nThe ferry was %d minutes late, the harbour master said on Monday.", i, i)
		switch {
		case i%400 == 7:
			name, text = fmt.Sprintf("port/%04d scan.txt", i), " \n"
		case i%900 == 8:
			name, text = fmt.Sprintf("port/%04d.xlsx", i), "PK\x03\x04 and nothing more of it"
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tab, root := browse(t, filepath.Join(dir, "new.assay"))
	tab.Press("i")
	tab.Until(`location.pathname.endsWith("/articles/import")`)
	tab.Ready()
	tab.Click(`a[href*="/import/folder"]`)
	tab.Until(`location.pathname.endsWith("/import/folder")`)
	tab.Go(root + "/articles/import/folder?folder=" + folder)
	tab.Both("import-chooser")
	tab.Click(`[data-act=use-folder]`)
	tab.Until(`document.querySelector("#report-title")?.textContent === "Bringing in “Collected in March”"`)
	tab.Until(`document.querySelector("#importing progress")?.value > 50`)
	tab.Both("import-running")
	tab.Go(root + "/claims")
	tab.Until(`document.querySelector("#importing .said")?.innerText.includes(" of 4,000 files")`)
	was := tab.Eval(`document.querySelector("#importing progress").value`)
	tab.Until(`document.querySelector("#importing progress").value > ` + was)
	tab.Both("claims-importing")
	tab.Eval(`document.querySelector("#importing [action$='/stop'] button").focus()`)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#importing .what")?.innerText.includes("Stopped.")`)
	tab.Both("claims-stopped")
	tab.Go(root + "/articles/import")
	tab.Until(`document.querySelector("main .importing")?.innerText.includes("ended before its last file")`)
	tab.Both("import-left")
	for i := range 4000 { // a shorter way to the end
		if i > 1200 {
			for _, name := range []string{"ferries.txt", "scan.txt"} {
				_ = os.Remove(filepath.Join(folder, fmt.Sprintf("port/%04d %s", i, name)))
			}
		}
	}
	tab.Click(`main .importing [action$="/path"] button`)
	tab.Until(`document.querySelector("#report-title")?.textContent.includes("refused")`)
	tab.Ready()
	tab.Eval(`document.querySelector("#report details").open = true`)
	tab.Both("import-report-big")
	if got := tab.Eval(`document.querySelectorAll("#report details").length + " " + document.querySelectorAll("#report ol.rows > li").length`); got != "2 100" {
		t.Errorf("reasons and rows: %s", got)
	}
}

// TestTypingWhileImporting pastes an article while a folder comes in: when that has
// ended the report is there, and the field still has the keyboard.
func TestTypingWhileImporting(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "Collected in March")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 1500 {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%04d.txt", i)), fmt.Appendf(nil, "Ferry %d\n\nThe ferry was %d minutes late.", i, i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tab, root := browse(t, filepath.Join(dir, "new.assay"))
	tab.Go(root + "/articles/import")
	tab.Do(chromedp.SetValue("#path", folder))
	tab.Click(`[data-form=path] button`)
	tab.Until(`document.querySelector("#report[data-import]") !== null`)
	tab.Eval(`document.querySelector("#paste-text").focus()`)
	tab.Do(chromedp.SendKeys("#paste-text", "The mill"))
	tab.Eval(`document.dispatchEvent(new CustomEvent("assay:progress", { detail: { job: "another", case: location.pathname.split("/c/")[1].split("/")[0], ended: true } }))`)
	if got := tab.Eval(`document.querySelector("#report[data-import]") !== null`); got != "true" {
		t.Fatal("it has ended too early")
	}
	tab.Until(`document.querySelector("#report-title")?.textContent === "1,500 articles are new."`)
	tab.Until(`document.querySelector("#report [role=status]").textContent.trim() === "1,500 articles are new."`)
	tab.Press("s")
	if got := tab.Eval(`document.activeElement.id + ": " + document.querySelector("#paste-text").value`); got != "paste-text: The mills" {
		t.Errorf("the keyboard is at %s", got)
	}
	tab.Eval(`scrollTo(0, 0)`)
	tab.Both("import-typing")
}

// TestDropFolderInBrowser drops a folder of which a part cannot be read: the rest comes
// in, and the report says how much is missing.
func TestDropFolderInBrowser(t *testing.T) {
	tab, root := browse(t, filepath.Join(t.TempDir(), "new.assay"))
	drop := func(readable string) {
		t.Helper()
		tab.Go(root + "/articles/import")
		tab.Eval(`(() => {
			const read = new Promise((done) => { window.release = done })
			const file = (name, text) => ({ name, isFile: true, isDirectory: false, file: (ok, no) => text === null ? no(new DOMException("gone")) : read.then(() => ok(new File([text], name, { type: "text/plain" }))) })
			const folder = (name, entries) => ({ name, isFile: false, isDirectory: true, createReader: () => ({ readEntries: (ok, no) => entries === null ? no(new DOMException("sealed")) : ok(entries.splice(0)) }) })
			const e = new DragEvent("drop", { bubbles: true, cancelable: true })
			const entry = folder("Collected", [folder("sealed", null), file("gone.txt", null), file(".hidden", "x")` + readable + `])
			Object.defineProperty(e, "dataTransfer", { value: { types: ["Files"], files: [], items: [{ webkitGetAsEntry: () => entry }] } })
			document.body.dispatchEvent(e)
		})()`)
	}
	drop(`, file("a.txt", "Mill stands still\n\nThe mill stood still for a day."), file("b.txt", "Ferry late\n\nThe ferry was late.")`)
	tab.Until(`document.querySelector("[data-reading]")?.checkVisibility() === true`)
	tab.Eval(`release()`)
	tab.Until(`document.querySelector("#report-title")?.textContent === "2 articles are new."`)
	tab.Until(`document.querySelector("#report .note")?.textContent.startsWith("2 files and folders of what was dropped could not be read")`)
	tab.Both("import-unread")
	drop("")
	tab.Until(`document.querySelector("#report-title")?.textContent === "No file was chosen." && document.querySelector("#report .note") !== null`)
}

// TestPasteAndFetchInBrowser pastes what was copied from a page, and asks for
// pages as far as nothing is sent.
func TestPasteAndFetchInBrowser(t *testing.T) {
	tab, root := browse(t, filepath.Join(t.TempDir(), "new.assay"))
	tab.Go(root + "/articles/import")
	tab.Eval(`(() => {
		const data = new DataTransfer()
		data.setData("text/html", "Version:0.9\r\nSourceURL:https://herald.example/mill\r\n<html><body><!--StartFragment--><h1>Mill stands still</h1><p>The mill stood still for a day.</p><blockquote>It was the belt, the miller said.</blockquote><!--EndFragment--></body></html>")
		data.setData("text/plain", "Mill stands still\n\nThe mill stood still for a day.\n\nIt was the belt, the miller said.")
		const field = document.querySelector("#paste-text")
		field.focus()
		field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }))
		field.value = data.getData("text/plain")
		field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }))
	})()`)
	tab.Until(`document.querySelector("[data-pasted]").checkVisibility() && document.querySelector("#paste-url").value === "https://herald.example/mill"`)
	tab.Both("paste-page")
	tab.Click(`form[action$="/paste"] p.actions button.main`)
	tab.Until(`document.querySelector("#report .title")?.textContent === "Mill stands still"`)
	tab.Click("#report .title")
	tab.Until(`document.querySelectorAll("#article .block, article .block").length >= 3`)
	tab.Both("paste-read")

	tab.Go(root + "/articles/import")
	tab.Do(chromedp.SetValue("#fetch-addresses", "https://herald.example/mill\nhttps://herald.example/ferry?id=4\nhttps://hеrald.example/look-alike"))
	tab.Click(`[data-form=fetch] button`)
	tab.Until(`document.querySelectorAll("#fetch .asks dt").length === 2 && document.activeElement.id === "fetch-sure"`)
	tab.Both("fetch-asks")
	tab.Click(`#fetch .actions a`)
	tab.Until(`document.querySelector("#fetch-addresses") !== null`)
}
