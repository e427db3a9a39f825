package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/desktop"
	"assay/internal/oplog"
	"assay/internal/sample"
	"assay/store"
)

// room is a page of the sample case, or one beside it.
type room struct {
	name  string
	at    string // below the case, or below the run of the program
	aside bool   // it belongs to no case
}

// sampled is the sample case as a file, and where its rooms are. It is made once
// for all tests that look at it; each works on a copy.
type sampled struct {
	file  []byte
	rooms []room
}

var theSample = sync.OnceValues(func() (*sampled, error) {
	dir, err := os.MkdirTemp("", "assay-sample-")
	if err != nil {
		return nil, err
	}
	s, err := sampleIn(filepath.Join(dir, "Sample case.assay"))
	return s, errors.Join(err, os.RemoveAll(dir))
})

// sampleIn makes the sample case, with a report of one's own, and says where
// each of its rooms is.
func sampleIn(path string) (*sampled, error) {
	ctx := context.Background()
	if err := sample.Make(ctx, path); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("rooms"))), Name: "Mira Oduya"})
	if err != nil {
		return nil, err
	}
	rooms, err := roomsOf(ctx, s)
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	file, err := os.ReadFile(path)
	return &sampled{file: file, rooms: rooms}, err
}

func roomsOf(ctx context.Context, s *store.Store) ([]room, error) {
	claims, err := s.Claims(ctx, assay.ClaimFilter{Contested: true})
	if err != nil {
		return nil, err
	}
	contested, err := s.Contested(ctx, assay.ContestedFilter{})
	if err != nil {
		return nil, err
	}
	sources, err := s.Sources(ctx, assay.SourceFilter{})
	if err != nil {
		return nil, err
	}
	library, err := s.Library(ctx, assay.LibraryFilter{})
	if err != nil {
		return nil, err
	}
	report, _, err := s.AddReport(ctx, "What was in the water", assay.EventID{})
	if err != nil {
		return nil, err
	}
	first, arabic := library.Order[0], library.Order[0]
	for i := range library.Case.Texts {
		if text := &library.Case.Texts[i]; text.Language == "ar" {
			arabic = text.Article
		}
	}
	m := claims.Case.Mentions[0]
	return []room{
		{name: "start", at: "/", aside: true},
		{name: "settings", at: "/settings", aside: true},
		{name: "chooser", at: "/browse?for=open", aside: true},
		{name: "library", at: "/articles"},
		{name: "import", at: "/articles/import"},
		{name: "reader", at: "/articles/" + m.Article.String() + "?mention=" + m.ID.String()},
		{name: "reader-arabic", at: "/articles/" + arabic.String()},
		{name: "details", at: "/articles/" + first.String() + "/details"},
		{name: "mentions", at: "/mentions"},
		{name: "claims", at: "/claims"},
		{name: "claim", at: "/claims/" + claims.Order[0].String()},
		{name: "drift", at: "/claims/" + claims.Order[0].String() + "/drift"},
		{name: "contested", at: "/contested"},
		{name: "question", at: "/contested/" + contested.Case.Questions[0].ID.String()},
		{name: "evidence", at: "/contested/" + contested.Case.Questions[0].ID.String() + "/evidence"},
		{name: "ask", at: "/contested/new?mention=" + m.ID.String()},
		{name: "matrix", at: "/matrix?claim=" + m.Claim.String() + "&article=" + m.Article.String()},
		{name: "matrix-paper", at: "/matrix/print"},
		{name: "lineage", at: "/lineage"},
		{name: "derivation", at: "/lineage/add?child=" + first.String()},
		{name: "unplug", at: "/lineage/unplug?article=" + m.Article.String()},
		{name: "timeline", at: "/timeline"},
		{name: "sources", at: "/sources"},
		{name: "source", at: "/sources/" + sources.Order[0].String()},
		{name: "source-new", at: "/sources/new"},
		{name: "codebook", at: "/codebook"},
		{name: "search", at: "/search?q=chlorine"},
		{name: "reports", at: "/reports"},
		{name: "report-all", at: "/reports/all"},
		{name: "report", at: "/reports/" + report.String()},
		{name: "history", at: "/history"},
		{name: "export", at: "/export"},
	}, nil
}

// visited is the sample case in a tab.
type visited struct {
	folder    string // of its file
	run, root string // the addresses of the program and of the case
	rooms     []room
	files     []string // to be brought in
}

// at returns the address of a room.
func (v *visited) at(r room) string {
	if r.aside {
		return v.run + r.at
	}
	return v.root + r.at
}

// visitSample opens a copy of the sample case in a tab.
func visitSample(t *testing.T) (*browsertest.Tab, *visited) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser")
	}
	t.Parallel()
	s, err := theSample()
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "config")
	own, _, err := desktop.OpenConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := own.SetName("Mira Oduya"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), sample.FileName)
	if err := os.WriteFile(path, bytes.Clone(s.file), 0o600); err != nil {
		t.Fatal(err)
	}
	program := launchIn(t, config, "--no-browser", path)
	tab := browsertest.Open(t, nil)
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	v := &visited{folder: filepath.Dir(path), root: tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`), rooms: s.rooms}
	v.run, _, _ = strings.Cut(v.root, "/c/")
	return tab, v
}

// tour opens the sample case in a tab and goes from room to room, or only to
// those that ASSAY_ROOMS names, as in "claims,matrix".
func tour(t *testing.T, look func(tab *browsertest.Tab, name string)) {
	t.Helper()
	tab, v := visitSample(t)
	only := os.Getenv("ASSAY_ROOMS")
	for _, r := range v.rooms {
		if only == "" || strings.Contains(","+only+",", ","+r.name+",") {
			tab.Go(v.at(r))
			look(tab, r.name)
		}
	}
}

// TestRoomsByAxe has axe look at every room, by day and by night, on a desk and
// on a phone.
func TestRoomsByAxe(t *testing.T) {
	tour(t, func(tab *browsertest.Tab, name string) {
		for _, size := range [][2]int64{{390, 844}, {1440, 900}} {
			tab.Size(size[0], size[1])
			tab.Prefers([2]string{"prefers-color-scheme", "light"})
			tab.Fits()
			tab.Audit()
			tab.Prefers([2]string{"prefers-color-scheme", "dark"})
			tab.AuditColours()
		}
	})
}

// wider is the spacing that WCAG 1.4.12 wants texts to bear.
const wider = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }`

// TestRoomsNarrow has every room in a window of 320 pixels, which is a large one
// at 400 %, with texts set wider and larger: nothing is cut off, and no page
// scrolls sideways.
func TestRoomsNarrow(t *testing.T) {
	tour(t, func(tab *browsertest.Tab, name string) {
		for _, as := range []struct {
			name  string
			width int64
			css   string
		}{
			{"narrow", 320, ""},
			{"spaced", 320, wider},
			{"large", 640, "html { font-size: 200% !important }"},
		} {
			tab.Size(as.width, 640)
			tab.Wear(as.css)
			tab.Fits()
			tab.Whole()
			tab.Shot(as.name + "-" + name)
		}
		tab.Size(1440, 900)
	})
}

// TestRoomsForced has every room in the colours of a system that forces its own:
// all words are read, and what colour told is told by something else.
func TestRoomsForced(t *testing.T) {
	tour(t, func(tab *browsertest.Tab, name string) {
		for _, scheme := range []string{"light", "dark"} {
			tab.Prefers([2]string{"forced-colors", "active"}, [2]string{"prefers-color-scheme", scheme}, [2]string{"prefers-reduced-motion", "reduce"})
			tab.Shot("forced-" + name + "-" + scheme)
			if pale := tab.Eval(unreadable); pale != "" {
				t.Errorf("%s, %s: these words cannot be read: %s", name, scheme, pale)
			}
			for what, holds := range map[string]map[string]string{"reader": forcedReader, "matrix": forcedMatrix, "settings": forcedSettings}[name] {
				if tab.Eval(holds) != "true" {
					t.Errorf("%s, %s: %s is not told", name, scheme, what)
				}
			}
			if moving := tab.Eval(moves); moving != "" {
				t.Errorf("%s: these move for somebody who wants no motion: %s", name, moving)
			}
		}
		tab.Prefers()
	})
}

// unreadable lists words that stand out from their background less than WCAG
// 1.4.3 asks for.
const unreadable = `(() => {
	const rgb = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number)
	const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0)
	const behind = (el) => {
		for (let up = el; up; up = up.parentElement) {
			const colour = rgb(getComputedStyle(up).backgroundColor)
			if ((colour[3] ?? 1) > .5) return colour
		}
		return [255, 255, 255]
	}
	const found = new Set()
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		const el = node.parentElement
		if (node.data.trim() === "" || el.closest("script, template, svg, noscript, option, .unseen, :disabled") || !el.checkVisibility({ visibilityProperty: true })) continue
		const [a, b] = [light(rgb(getComputedStyle(el).color)), light(behind(el))]
		if ((Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5) found.add(el.tagName.toLowerCase() + "." + el.className + " “" + node.data.trim().slice(0, 20) + "”")
	}
	return [...found].slice(0, 6).join("; ")
})()`

// moves lists what takes time to change.
const moves = `[...document.querySelectorAll("body *")].filter((el) => /[1-9]/.test(getComputedStyle(el).transitionDuration.replace(/0\.001s|1ms|1e-0?6s/g, ""))).map((el) => el.tagName + "." + el.className).slice(0, 4).join("; ")`

var forcedReader = map[string]string{
	"the sentence with the cursor": `getComputedStyle(document.querySelector(".s[data-here]")).outlineStyle === "solid"`,
	"the mention under study":      `getComputedStyle(document.querySelector("mark[data-live]")).backgroundColor !== getComputedStyle(document.querySelector("mark:not([data-live])")).backgroundColor`,
	"the chip under study":         `getComputedStyle(document.querySelector(".chip[data-live]")).outlineStyle === "solid"`,
	"the stance of a passage":      `[...document.querySelectorAll("#doc mark")].every((m) => getComputedStyle(m).textDecorationStyle === { supports: "solid", contradicts: "double", qualifies: "dashed", mentions: "dotted" }[m.dataset.stance])`,
	"the room that is open":        `getComputedStyle(document.querySelector(".nav [aria-current]"), "::after").backgroundColor !== "rgba(0, 0, 0, 0)" && getComputedStyle(document.querySelector(".nav [aria-current]")).fontWeight === "600"`,
}

var forcedSettings = map[string]string{
	"what has been chosen": `getComputedStyle(document.querySelector("#main label:has(input[type=radio]:checked)")).backgroundColor !== getComputedStyle(document.querySelector("#main label:has(input[type=radio]:not(:checked))")).backgroundColor`,
}

var forcedMatrix = map[string]string{
	"the cell in focus":   `getComputedStyle(document.querySelector(".cell[data-here] > *")).outlineStyle === "solid"`,
	"its row":             `getComputedStyle(document.querySelector("tr:has([data-here]) .claim")).borderInlineStartWidth === "4px"`,
	"the stance by sign":  `[...document.querySelectorAll(".cell .glyph[data-stance]")].every((g) => g.firstElementChild.getAttribute("href").endsWith("#" + g.dataset.stance))`,
	"the sign by its ink": `[...document.querySelectorAll(".grid .icon")].every((g) => getComputedStyle(g).color === getComputedStyle(g.parentElement).color)`,
}

// TestRoomsOnPaper prints every room: nothing is on paper that is there to be
// pressed, and nothing is wider than the paper.
func TestRoomsOnPaper(t *testing.T) {
	const portrait, landscape = 673, 1031 // A4 without its margins, as print.css and matrix.css have them
	tour(t, func(tab *browsertest.Tab, name string) {
		width := int64(portrait)
		if name == "matrix" || name == "matrix-paper" || name == "evidence" {
			width = landscape
		}
		tab.Paper(width, func() {
			tab.Fits()
			tab.Whole()
			if left := tab.Eval(onScreenOnly); left != "" {
				t.Errorf("%s: on paper there are %s", name, left)
			}
			if head := tab.Eval(`[...document.querySelectorAll("thead")].filter((el) => getComputedStyle(el).display !== "table-header-group").length`); head != "0" {
				t.Errorf("%s: the heads of %s tables are not repeated", name, head)
			}
		})
		if n := tab.Print("paper-" + name); n < 1000 {
			t.Errorf("%s: the PDF has %d bytes", name, n)
		}
	})
}

// onScreenOnly lists what is of no use on paper and is there all the same.
const onScreenOnly = `[...document.querySelectorAll(".bar, .keys, .toast, .skip, nav, dialog, .btn, button, summary, [type=checkbox], [type=radio], .filters, progress, #say, .pager, .inspect, kbd, input:placeholder-shown, textarea:placeholder-shown")]
	.filter((el) => el.checkVisibility() && !el.closest(".unseen, .seg") && !el.matches(".link, .tag, td > button, details[open] > summary")).map((el) => el.tagName.toLowerCase() + "." + el.className + " " + el.textContent.trim().slice(0, 20)).slice(0, 8).join("; ")`
