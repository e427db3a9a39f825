package main

import (
	"context"
	"fmt"
	"html"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser serves the stories and returns a Chromium tab and their address. The
// test fails if a page throws, logs an error or breaks the security policy.
func browser(t *testing.T) (tab context.Context, url string) {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser test")
	}
	var chromium string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			chromium = path
			break
		}
	}
	if chromium == "" {
		t.Fatal("no Chromium: make chromium installs one")
	}
	server := httptest.NewServer(handler())
	alloc, quit := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox)...)
	tab, closeTab := chromedp.NewContext(alloc)
	tab, expire := context.WithTimeout(tab, 10*time.Minute)

	read := make(chan struct{})
	console := chromedp.Console(tab)
	go func() {
		defer close(read)
		for m, err := range console {
			if err != nil {
				return
			}
			if m.Source == "network" && strings.Contains(m.Text, "500") {
				continue // /refuse, which Chromium logs and we expect
			}
			if m.IsException() || m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning {
				t.Errorf("browser console: %v", m)
			}
		}
	}()
	t.Cleanup(func() {
		expire()
		<-read
		closeTab()
		quit()
		server.Close()
	})
	return tab, server.URL
}

// TestStories looks at every page in both themes on a desk and on a phone:
// nothing is wider than the window and axe finds nothing to complain about.
func TestStories(t *testing.T) {
	tab, url := browser(t)
	axe, err := os.ReadFile(filepath.FromSlash("../../assets/node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatalf("no axe: run npm ci in assets: %v", err)
	}
	const audit = `(async () => {
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
		const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })
		return violations.map((v) => v.id + ": " + v.help + "\n\t" + v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " | " + n.failureSummary.replace(/\s+/g, " ").slice(0, 200)).join("\n\t"))
	})()`
	const wide = `(() => {
		const width = document.documentElement.clientWidth
		if (document.documentElement.scrollWidth <= width) return ""
		const guilty = [...document.querySelectorAll("body *")].filter((el) => el.getBoundingClientRect().right > width + 1 && !el.closest(".scroll-x, .table-box, .grid-box, .nav, .keys"))
		return document.documentElement.scrollWidth + " px: " + guilty.slice(0, 5).map((el) => el.tagName + "." + el.className).join(", ")
	})()`
	shots := t.ArtifactDir()

	for _, s := range stories {
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1440, 390} {
				t.Run(fmt.Sprintf("%s %s %d", s.name, theme, width), func(t *testing.T) {
					height := map[int64]int64{1440: 900, 390: 844}[width]
					err := chromedp.Do(tab,
						chromedp.EmulateViewport(width, height),
						chromedp.Navigate(url+s.path+"?theme="+theme),
						chromedp.Evaluate[chromedp.Void]("document.fonts.ready.then(() => {})", chromedp.EvalAwaitPromise),
						chromedp.Evaluate[chromedp.Void](string(axe)),
					)
					if err != nil {
						t.Fatal(err)
					}
					found, err := chromedp.Run(tab, chromedp.Evaluate[[]string](audit, chromedp.EvalAwaitPromise))
					if err != nil {
						t.Fatal(err)
					}
					for _, violation := range found {
						t.Error(violation)
					}
					over, err := chromedp.Run(tab, chromedp.Evaluate[string](wide))
					if err != nil || over != "" {
						t.Errorf("wider than the window of %d px: %s %v", width, over, err)
					}
					png, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
					if err != nil {
						t.Fatal(err)
					}
					name := fmt.Sprintf("%s-%s-%d.png", s.name, theme, width)
					if err := os.WriteFile(filepath.Join(shots, name), png, 0o600); err != nil {
						t.Error(err)
					}
				})
			}
		}
		t.Run(s.name+" 320", func(t *testing.T) {
			if err := chromedp.Do(tab, chromedp.EmulateViewport(320, 640), chromedp.Navigate(url+s.path+"?size=largest")); err != nil {
				t.Fatal(err)
			}
			over, err := chromedp.Run(tab, chromedp.Evaluate[string](wide))
			if err != nil || over != "" {
				t.Errorf("wider than the window of 320 px: %s %v", over, err)
			}
		})
	}
}

// TestActs presses keys and buttons and looks at what an analyst would see.
func TestActs(t *testing.T) {
	tab, url := browser(t)
	var (
		press = func(keys string) chromedp.Action[chromedp.Void] { return chromedp.KeyEvent(keys) }
		click = func(selector string) chromedp.Action[chromedp.Void] { return chromedp.Click(selector) }
	)
	tests := []struct {
		name  string
		path  string
		steps []chromedp.Action[chromedp.Void]
		want  string // true at last
	}{
		{"j goes to the first row", "/library", []chromedp.Action[chromedp.Void]{press("j")}, `document.activeElement.textContent.startsWith("Cold store burns")`},
		{"j and k move between rows", "/library", []chromedp.Action[chromedp.Void]{press("jjjk")}, `document.activeElement.textContent.startsWith("Fire at Port")`},
		{"x selects a row", "/library", []chromedp.Action[chromedp.Void]{press("jx")}, `document.querySelectorAll("tbody :checked").length === 1`},
		{"Enter opens a row", "/library", []chromedp.Action[chromedp.Void]{press("j"), press(kb.Enter)}, `location.pathname === "/reader"`},
		{"keys are off while typing", "/library", []chromedp.Action[chromedp.Void]{click("[type=search]"), press("jx?")}, `document.querySelector("[type=search]").value === "jx?" && !document.querySelector("dialog[open]")`},
		{"single keys can be switched off", "/library?keys=off", []chromedp.Action[chromedp.Void]{press("j")}, `document.activeElement === document.body`},
		{"g m goes to the matrix", "/library", []chromedp.Action[chromedp.Void]{press("gm")}, `location.pathname === "/matrix"`},
		{"? shows the keys", "/library", []chromedp.Action[chromedp.Void]{press("?")}, `document.querySelector("#help").matches(":modal")`},
		{"an open dialog has the keys to itself", "/library", []chromedp.Action[chromedp.Void]{press("?gm")}, `location.pathname === "/library"`},
		{"Escape closes and gives the focus back", "/", []chromedp.Action[chromedp.Void]{click("[data-opens=ask]"), press(kb.Escape)}, `!document.querySelector("dialog[open]") && document.activeElement.dataset.opens === "ask"`},
		{"saving says so and offers to undo", "/", []chromedp.Action[chromedp.Void]{click("#save-it")}, `document.querySelector("#toast p").textContent === "C2 supports" && document.querySelector("#toast [data-act=undo]").checkVisibility() && document.querySelector("#say").textContent === "C2 supports"`},
		{"z undoes", "/reader", []chromedp.Action[chromedp.Void]{press("z")}, `document.querySelector("#toast p").textContent.startsWith("Undone")`},
		{"a stance key makes the choice", "/reader", []chromedp.Action[chromedp.Void]{press("q")}, `document.querySelector("#toast p").textContent === "C2 qualifies" && document.querySelector("#stance-qualifies").checked`},
		{"a refusal is shown and changes nothing", "/", []chromedp.Action[chromedp.Void]{click("#refuse-it")}, `document.querySelector("#problem").textContent.includes("Nothing was changed") && document.querySelector("#forms form") !== null`},
		{"a refused request can be made again", "/", []chromedp.Action[chromedp.Void]{click("#refuse-it"), click("#problem [data-act=retry]")}, `performance.getEntriesByType("resource").filter((r) => r.name.endsWith("/refuse")).length === 2`},
		{"the theme turns and stays as saved", "/?theme=dark", []chromedp.Action[chromedp.Void]{click("[data-act=theme]")}, `document.documentElement.dataset.theme === "light" && performance.getEntriesByType("resource").some((r) => r.name.endsWith("/theme"))`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			steps := append([]chromedp.Action[chromedp.Void]{
				chromedp.EmulateViewport(1440, 900),
				chromedp.Navigate(url + test.path),
				chromedp.WaitReady("form[data-htmx-powered]"), // htmx starts a moment after the page
			}, test.steps...)
			if err := chromedp.Do(tab, steps...); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(tab, 5*time.Second)
			defer cancel()
			for {
				// A page that is being left loses what is evaluated on it: ask again.
				_, err := chromedp.Run(ctx, chromedp.Poll[bool](test.want))
				if err == nil {
					break
				}
				if ctx.Err() != nil {
					t.Fatalf("never came true: %s (%v)", test.want, err)
				}
			}
		})
	}
}

// TestParagraph checks that nothing but article text is inside a paragraph:
// offsets count every character, and a template may add white space.
func TestParagraph(t *testing.T) {
	tag := regexp.MustCompile(`<[^>]*>`)
	for _, b := range append(fire.Blocks, scripts.Blocks...) {
		var want []string
		for _, s := range b.Sentences {
			var text strings.Builder
			for _, r := range s.Runs {
				text.WriteString(r.Text)
			}
			want = append(want, text.String())
		}
		var page strings.Builder
		if err := paragraph(b, "b1").Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		_, p, _ := strings.Cut(page.String(), "<p data-text>")
		p, _, _ = strings.Cut(p, "</p>")
		if got, want := html.UnescapeString(tag.ReplaceAllString(p, "")), strings.Join(want, " "); got != want {
			t.Errorf("the page has %q, the article %q", got, want)
		}
	}
}
