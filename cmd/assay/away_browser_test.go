package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/browsertest"
)

// TestAwayInBrowser: an analyst works on a case that lies on a drive of the network, is
// told what of it is there, merges what a colleague has written there meanwhile, and goes
// on while the drive is away.
func TestAwayInBrowser(t *testing.T) {
	t.Parallel()
	d := newAwayDesk(t, filepath.Join(t.TempDir(), "share"))
	if err := os.Mkdir(d.drive, 0o700); err != nil {
		t.Fatal(err)
	}
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	d.config = named(t, "Ana Lima")
	d.brings(0, exitOK, "1 imported")
	program := launchRemote(t, d.config, onDrive(d.drive), "--no-browser", d.home)
	tab := browsertest.Open(t, func(m string) bool { return strings.Contains(m, lost) || strings.Contains(m, "404") })
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/") && document.querySelector("#away")?.innerText.includes("All of your work is on the drive.")`)
	tab.Ready()
	root := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	tab.Both("away")
	claim := func(wording string) {
		t.Helper()
		tab.Go(root + "/claims")
		tab.Until(`document.querySelector("main input[name=wording]") !== null`)
		tab.Do(chromedp.SetValue("main input[name=wording]", wording))
		tab.Eval(`(document.querySelector("main input[name=wording]").form.requestSubmit(), "")`)
		tab.Until(`document.querySelector("main").innerText.includes("` + wording + `")`)
	}
	claim("A crane fell")
	tab.Until(`document.querySelector("#away").innerText.includes("Changes wait")`)
	tab.Both("away-waits")
	tab.Until(`document.querySelector("#away").innerText.includes("All of your work is on the drive.")`)
	if c := caseAt(t, d.home); len(c.Claims) != 1 {
		t.Errorf("the drive has the claims %v", c.Claims)
	}

	d.colleagueAdds("A crane was sold")
	tab.Until(`document.querySelector("#away").innerText.includes("Somebody else has changed")`)
	claim("A crane was bought")
	tab.Ready()
	tab.Both("away-changed")
	tab.Click(`#away form[action$="/merge"] button`)
	tab.Until(`location.pathname.endsWith("/merge/foreseen")`)
	tab.Ready()
	tab.Press("m")
	tab.Until(`document.querySelector("#away").innerText.includes("All of your work is on the drive.")`)
	if c := caseAt(t, d.home); len(c.Claims) != 3 {
		t.Errorf("the drive has the claims %v", c.Claims)
	}

	// Somebody puts an older file back, in which there is nothing new: it is replaced.
	older := d.bytes()
	claim("A crane was scrapped")
	tab.Until(`document.querySelector("#away").innerText.includes("Changes wait")`)
	tab.Until(`document.querySelector("#away").innerText.includes("All of your work is on the drive.")`)
	if err := os.WriteFile(d.home, older, 0o600); err != nil {
		t.Fatal(err)
	}
	tab.Until(`document.querySelector("#away").innerText.includes("Somebody else has changed")`)
	tab.Click(`#away form[action$="/merge"] button`)
	tab.Until(`document.querySelector("h1").innerText === "Nothing to merge"`)
	tab.Until(`document.querySelector("#away").innerText.includes("Changes wait")`)
	tab.Until(`document.querySelector("#away").innerText.includes("All of your work is on the drive.")`)
	if c := caseAt(t, d.home); len(c.Claims) != 4 {
		t.Errorf("the drive has the claims %v", c.Claims)
	}

	// Somebody deletes it: it is put there again.
	if err := os.Remove(d.home); err != nil {
		t.Fatal(err)
	}
	tab.Until(`document.querySelector("#away").innerText.includes("no longer where it was")`)
	tab.Click(`#away button[name=again]`)
	tab.Until(`document.querySelector("#away").innerText.includes("All of your work is on the drive.")`)
	if c := caseAt(t, d.home); len(c.Claims) != 4 {
		t.Errorf("the drive has the claims %v", c.Claims)
	}

	move(d.drive, d.drive+" away")
	claim("A crane was painted")
	tab.Until(`document.querySelector("#away").innerText.includes("cannot be reached")`)
	tab.Both("away-unreachable")
	if code := program.stop(); code != exitFailed { // as not all of it is where it belongs
		t.Errorf("it ended with %d", code)
	}

	program = launchRemote(t, d.config, onDrive(d.drive), "--no-browser")
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`document.querySelector("#left") !== null`)
	tab.Ready()
	tab.Both("away-left")
	tab.Click(`#left button`)
	tab.Until(`document.querySelector("#away")?.innerText.includes("cannot be reached")`)
	move(d.drive+" away", d.drive)
	tab.Until(`(document.querySelector("#away button")?.click(), true)`) // it may have been tried again by itself
	tab.Until(`document.querySelector("#away")?.innerText.includes("All of your work is on the drive.")`)
	program.stop()
	if c := caseAt(t, d.home); len(c.Claims) != 5 || d.left() != 0 {
		t.Errorf("the drive has %d claims, and %d copies are left", len(c.Claims), d.left())
	}
}
