package main

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"assay/internal/browsertest"
	"assay/internal/sample"
)

// TestRestarted: a tab that was open while the program was stopped and started
// again on the same port says so on its old page; the new one hears the new run.
func TestRestarted(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a browser")
	}
	config := ownConfig(t)
	path := filepath.Join(t.TempDir(), "restart.assay")
	if err := sample.Make(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	const bar = `document.getElementById("life")`
	first := launchIn(t, config, "--no-browser", path)
	at, err := url.Parse(first.url)
	if err != nil {
		t.Fatal(err)
	}
	tab := browsertest.Open(t, func(message string) bool {
		return strings.Contains(message, "ERR_CONNECTION_REFUSED") || strings.Contains(message, "401") || strings.Contains(message, "ERR_INCOMPLETE_CHUNKED_ENCODING")
	})
	tab.Do(chromedp.Navigate(first.url))
	tab.Until(`location.pathname.includes("/c/")`)
	tab.Ready()
	old := tab.Eval(`location.href`)
	first.stop()
	tab.Until(`!` + bar + `.hidden`)

	tab.Until(`document.getElementById("life").textContent.includes("Assay has stopped")`)

	second := launchIn(t, config, "--no-browser", "--port", at.Port(), path)
	tab.Until(`document.getElementById("life").textContent.includes("belongs to the run before")`)
	tab.Both("replaced")
	tab.Do(chromedp.Navigate(old))
	if said := tab.Text("body"); !strings.Contains(said, "belongs to an Assay that has ended") {
		t.Errorf("the old address says %q", said)
	}

	tab.Do(chromedp.Navigate(second.url))
	tab.Until(`location.pathname.includes("/c/") && location.href !== "` + old + `"`)
	tab.Ready()
	time.Sleep(4 * time.Second) // after which a lost stream is told
	if tab.Eval(`String(`+bar+`.hidden)`) != "true" {
		t.Fatalf("it says %q", tab.Text("#life"))
	}
	tab.Eval(`window.heard = 0, document.addEventListener("assay:changed", () => { window.heard++ }), ""`)
	tab.Eval(`fetch(location.pathname.match(/.*\/c\/[^/]+/)[0] + "/articles/paste", {method: "POST", body: new URLSearchParams({text: "Quay\n\nThe quay is shut."})}) && ""`)
	tab.Until(`window.heard > 0`)
}
