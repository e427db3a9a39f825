package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/browsertest"
)

// picture is a picture of the guide: a room of the sample case in the state that
// the guide tells of.
type picture struct {
	name  string
	room  string                                 // as roomsOf calls it
	do    func(tab *browsertest.Tab, w *visited) // what is done there first, nil for nothing
	shows []string                               // selectors of what the picture is there for
	phone bool
}

// pictures are the pictures of the guide in the order in which they are taken:
// each works on the case as those before have left it.
var pictures = []picture{
	{name: "start", room: "start", do: func(tab *browsertest.Tab, w *visited) {
		// Where the test keeps its case is nobody's business.
		tab.Eval(fmt.Sprintf(`document.querySelectorAll("#main bdi, #new-folder").forEach((el) => {
			el.textContent = el.textContent.replace(%[1]q, "/home/mira/Cases")
			if ("value" in el) el.value = el.value.replace(%[1]q, "/home/mira/Cases")
		})`, w.folder))
	}, shows: []string{"[data-item] .title", "#new-name", "[data-form=sample]"}},
	{name: "library", room: "library", shows: []string{"[data-act=import], a[href$='/import']", "tr[data-item]:nth-child(5) .title"}},
	{name: "reader", room: "reader", shows: []string{".s[data-here]", "mark[data-live]", ".chip[data-live]", "#inspect[data-mention]"}},
	{name: "picker", room: "reader", do: func(tab *browsertest.Tab, _ *visited) {
		tab.Press("a")
	}, shows: []string{"#pick-q:focus", "#options [aria-selected=true]"}},
	{name: "claim", room: "claim", shows: []string{"h1", "#main mark"}},
	{name: "matrix", room: "matrix", shows: []string{".cell[data-here]", ".cell .glyph", ".inspect"}},
	{name: "question", room: "question", shows: []string{"h1", "mark"}},
	{name: "evidence", room: "evidence", do: func(tab *browsertest.Tab, _ *visited) {
		for _, said := range [][2]string{{"tr:nth-child(2) td:nth-child(3) button", "x"}, {"tr:nth-child(3) td:nth-child(2) button", "c"}, {"tr:nth-child(3) td:nth-child(3) button", "x"}} {
			face := fmt.Sprintf(`document.querySelector("table[data-evidence] %s")`, said[0])
			before := tab.Eval(face + `.dataset.bearing`)
			tab.Eval(face + `.focus()`)
			tab.Press(said[1])
			tab.Until(face + fmt.Sprintf(`.dataset.bearing !== %q`, before))
		}
		tab.Go(tab.Eval(`location.href`)) // without the message, which hides a passage
	}, shows: []string{"[data-states]", "[data-bearing=inconsistent]", ".telling .icon"}},
	{name: "lineage", room: "lineage", do: func(tab *browsertest.Tab, w *visited) {
		tab.Go(w.root + "/lineage?bare=true")
	}, shows: []string{"#graph .node", "#graph .edge[data-status=confirmed]", ".graph-legend"}},
	{name: "unplug", room: "lineage", do: func(tab *browsertest.Tab, _ *visited) {
		tab.Go(tab.Eval(`(() => {
			const box = [...document.querySelectorAll("#graph [data-kind=article]")].find((n) => n.textContent.includes("Town hall knew"))
			return location.href.replace(/lineage.*/, "lineage/unplug?article=") + box.id.replace("node-a-", "")
		})()`))
	}, shows: []string{".plugs > li", ".losses [data-item]"}},
	{name: "timeline", room: "timeline", shows: []string{".date-bar rect", ".axis text"}},
	{name: "source", room: "sources", do: func(tab *browsertest.Tab, _ *visited) {
		tab.Go(tab.Eval(`[...document.querySelectorAll("[data-item] a.title")].find((a) => a.textContent.includes("The Velmora Ledger")).href`))
	}, shows: []string{"#rate-form", ".grade"}},
	{name: "codebook", room: "codebook", shows: []string{"[data-item]"}},
	{name: "palette", room: "matrix", do: func(tab *browsertest.Tab, _ *visited) {
		tab.Chord(browsertest.Control, "k")
		tab.Until(`document.activeElement?.id === "palette-q"`)
		tab.Press("mayor")
		tab.Until(`[...document.querySelectorAll("#offers [role=option]")].some((o) => o.textContent.includes("The mayor has not said"))`)
	}, shows: []string{"#palette[open] #offers [aria-selected=true]"}},
	{name: "report", room: "report", do: func(tab *browsertest.Tab, _ *visited) {
		tab.Eval(`[...document.querySelectorAll(".report h2")].find((h) => h.textContent === "Contested facts").scrollIntoView()`)
	}, shows: []string{".report h3", ".report mark", "#take"}},
	{name: "settings", room: "settings", do: func(tab *browsertest.Tab, _ *visited) {
		tab.Eval(`scrollBy(0, document.querySelector("#look").getBoundingClientRect().top - 72)`)
	}, shows: []string{"#look", "#set-language", ".sample"}},
	{name: "phone", room: "reader", phone: true, shows: []string{"mark[data-live]"}},
	{name: "steps", room: "library", do: func(tab *browsertest.Tab, _ *visited) {
		tab.Press("?")
		tab.Until(`document.querySelector("#help[open]")`)
		tab.Click(`#help button[name=steps]`)
		tab.Until(`document.querySelector("#steps [data-now=tag]")`)
		tab.Ready()
		tab.Press("j")
	}, shows: []string{"#steps [data-now=tag]", "#steps kbd[data-key=c]", "#inspect:not([data-mention])"}},
	{name: "import", room: "import", do: func(tab *browsertest.Tab, w *visited) {
		tab.Do(chromedp.SetUploadFiles("#drop-files", w.files))
		tab.Click("#drop button")
		tab.Until(`document.querySelector("#report-title")`)
		tab.Ready()
	}, shows: []string{"#report-title", "[data-outcome]"}},
	{name: "arabic", room: "reader-arabic", do: func(tab *browsertest.Tab, w *visited) {
		article := tab.Eval(`location.href`)
		tab.Click("#steps button[value=end]")
		tab.Until(`!document.querySelector("#steps .steps")`)
		tab.Go(w.run + "/settings")
		tab.Click(`#set-language label:has([value="ar"])`)
		tab.Click("[data-form=settings] .btn.main")
		tab.Until(`document.documentElement.lang === "ar"`)
		tab.Ready()
		tab.Go(article)
		tab.Press("n")
	}, shows: []string{"[dir=rtl] .bar", "mark[data-live]", "[dir=rtl] #inspect[data-mention]"}},
}

// TestPictures goes to what each picture of the guide shows. With ASSAY_PICTURES
// set to a folder, the pictures are saved there (make pictures).
func TestPictures(t *testing.T) {
	folder := os.Getenv("ASSAY_PICTURES")
	if folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	tab, w := visitSample(t)
	w.files = articlesToImport(t)
	for _, p := range pictures {
		t.Log(p.name)
		if p.phone {
			tab.Phone()
		} else {
			tab.Size(1280, 800)
		}
		i := slices.IndexFunc(w.rooms, func(r room) bool { return r.name == p.room })
		if i < 0 {
			t.Fatalf("there is no room %q", p.room)
		}
		tab.Go(w.at(w.rooms[i]))
		if p.do != nil {
			p.do(tab, w)
		}
		for _, selector := range p.shows {
			tab.Until(fmt.Sprintf(onScreen, selector))
		}
		if folder == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, p.name+".webp"), tab.Picture(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// onScreen is whether something that a selector finds is in the window, between
// the bars at its head and foot.
const onScreen = `[...document.querySelectorAll(%q)].some((el) => {
	const box = el.checkVisibility() && el.getClientRects()[0]
	return box && box.bottom > 48 && box.top < innerHeight - 48 && box.right > 0 && box.left < innerWidth
})`

// TestPicturesInGuide: the guide and the README show the pictures of the table, each
// said in words, and no others; every one has been taken, and they are small.
func TestPicturesInGuide(t *testing.T) {
	const docs, each, whole = "../../docs", 120_000, 1_400_000 // bytes
	pages, err := filepath.Glob(docs + "/guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, page := range append(pages, docs+"/../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`!\[([^\]]*)\]\(([^)]*)\)`).FindAllStringSubmatch(string(text), -1) {
			file := filepath.Join(filepath.Dir(page), m[2])
			name := strings.TrimSuffix(filepath.Base(file), ".webp")
			if !slices.ContainsFunc(pictures, func(p picture) bool { return p.name == name }) || file != filepath.Join(docs, "guide", "pictures", name+".webp") {
				t.Errorf("%s shows %s, which is none of the pictures that TestPictures takes", page, m[2])
			}
			if len(strings.Fields(m[1])) < 5 {
				t.Errorf("%s does not say in words what %s shows", page, m[2])
			}
			shown[name] = true
		}
	}
	taken := map[string]bool{}
	entries, err := os.ReadDir(docs + "/guide/pictures")
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > each {
			t.Errorf("%s has %d bytes", e.Name(), info.Size())
		}
		size += info.Size()
		taken[e.Name()] = true
	}
	if size > whole {
		t.Errorf("the pictures have %d bytes", size)
	}
	for _, p := range pictures {
		if !taken[p.name+".webp"] {
			t.Errorf("the picture %s has not been taken: run make pictures", p.name)
		}
		if !shown[p.name] {
			t.Errorf("the picture %s is on no page of the guide", p.name)
		}
		delete(taken, p.name+".webp")
	}
	for file := range taken {
		t.Errorf("%s is none of the pictures that TestPictures takes: remove it", file)
	}
}

// articlesToImport writes files that are new, there already, and no articles.
func articlesToImport(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, f := range [][2]string{{"ferry.html", ferry}, {"bridge.txt", bridge}, {"ferry-2.html", ferry}, {"scan.pdf", "%PDF-1.7\n1 0 obj"}} {
		file := filepath.Join(t.TempDir(), f[0])
		if err := os.WriteFile(file, []byte(f[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
