package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"assay/internal/browsertest"
)

// TestByEar does the work of a case through what a screen reader is told: things
// are found by their roles and names alone.
func TestByEar(t *testing.T) {
	tab, _ := newcomer(t)
	tab.InFront()

	tab.Act(tab.Find("textbox", "Name"), "Port Merrow")
	tab.Act(tab.Find("textbox", "What name should your work carry?"), "Ana Brisk"+kb.Enter)
	tab.Find("heading", "Library")
	bring := func(text, address string) {
		t.Helper()
		tab.Act(tab.Find("link", "Bring in articles"), kb.Enter)
		tab.Act(tab.Find("textbox", "Text or HTML"), strings.ReplaceAll(text, "\n", kb.Enter))
		tab.Act(tab.Find("textbox", "Where it was found (optional)"), address)
		tab.Act(tab.Find("button", "Add the article"), kb.Enter)
		tab.FindThat("what came of the import, with the focus", func(x *browsertest.Thing) bool {
			return x.Role == "heading" && x.Name == "1 article is new." && x.Is("focused", "true")
		})
		tab.Act(tab.Find("link", "Read the first"), kb.Enter)
		tab.Find("article", strings.SplitN(text, "\n", 2)[0])
		tab.Ready()
	}
	bring(wireText, "https://coastalwire.example/fire")
	title := tab.Find("heading", "Fire guts cold store")
	if !title.Is("level", "1") {
		t.Errorf("the headline is a heading of level %s", title.States["level"])
	}

	// Sentence by sentence, which is a mode that is said to be one.
	tab.Press(kb.F6)
	tab.Find("application", "Fire guts cold store")
	tab.Hear("Sentence 1 of 3. No claims.")
	tab.Press("j")
	tab.Hear("Sentence 2 of 3. No claims.")
	tab.Press("c")
	tab.Hear("New claim.")
	tab.Find("complementary", "The claim")
	tab.Press(kb.F6)
	tab.Hear("Reading as a page again.")
	tab.Find("list", "Claims in this paragraph")
	tab.Find("button", "Undo")

	// Rated by radio buttons, which say what they mean and whether they are chosen.
	for _, choose := range []struct{ group, radio, says string }{
		{"Credibility", "2", "credibility 2"},
		{"Reliability of", "B", "reliability B"},
	} {
		radio := choice(tab, choose.group, choose.radio)
		if radio.Is("checked", "true") || len(radio.Name) < 4 {
			t.Errorf("before the choice, the radio button says %q, checked: %s", radio.Name, radio.States["checked"])
		}
		tab.Act(radio, " ")
		tab.FindThat(choose.radio+" to be chosen", func(x *browsertest.Thing) bool {
			return x.Role == "radio" && strings.HasPrefix(x.Name, choose.radio) && x.Is("checked", "true") && within(x, choose.group)
		})
		tab.Hear(strings.ToUpper(choose.says[:1]) + choose.says[1:])
	}
	tab.FindThat("the claim in its paragraph, with what has been judged", func(x *browsertest.Thing) bool {
		return within(x, "Claims in this paragraph") && x.Name == "supports C1 Twelve lorries burned on the east quay. credibility 2"
	})

	// The second article contradicts the same claim.
	tab.Act(tab.Find("link", "Library"), kb.Enter)
	tab.Find("heading", "Library")
	bring(heraldText, "https://merrowherald.example/fire")
	tab.Find("heading", "Harbour reopens after blaze")
	tab.Press("j")
	tab.Hear("Sentence 2 of 2.")
	tab.Press("x")
	picker := tab.FindThat("the field that chooses a claim, with the focus", func(x *browsertest.Thing) bool {
		return x.Role == "combobox" && x.Name == "Claim" && x.Is("focused", "true")
	})
	if !picker.Is("expanded", "true") {
		t.Error("the field that chooses a claim does not say that its list is open")
	}
	option := tab.Find("option", "C1 Twelve lorries")
	if !option.Is("selected", "true") {
		t.Errorf("the likeliest claim is %q, selected: %s", option.Name, option.States["selected"])
	}
	tab.Press(kb.Enter)
	tab.Hear("Marked: contradicts.")
	tab.FindThat("the panel to say that it is contested", func(x *browsertest.Thing) bool {
		return x.Role == "complementary" && strings.Contains(x.Text, "contested")
	})

	// Contested, and ruled on.
	tab.Act(tab.Find("link", "Contested fact"), kb.Enter)
	tab.Act(tab.Find("button", "Make it a question"), kb.Enter)
	tab.Act(tab.Find("DisclosureTriangle", "Edit and rule"), kb.Enter)
	tab.FindThat("the form to be open", func(x *browsertest.Thing) bool { return x.Role == "DisclosureTriangle" && x.Is("expanded", "true") })
	tab.Act(tab.Find("combobox", "Status"), "s")
	tab.Act(tab.Find("textbox", "Ruling"), "Twelve: the wire counted them.")
	tab.Act(tab.Find("button", "Save"), kb.Enter)
	tab.Hear("Question changed.")
	tab.FindThat("the ruling", func(x *browsertest.Thing) bool { return x.Role == "main" && strings.Contains(x.Text, "Ruling Twelve") })

	// The matrix: a table whose cells have headers, and names that say it all.
	tab.Act(tab.Find("link", "Matrix"), kb.Enter)
	tab.Find("table", "")
	tab.Find("rowheader", "C1 Twelve lorries")
	for _, outlet := range []string{"coastalwire.example", "merrowherald.example"} {
		tab.Find("columnheader", outlet)
	}
	cell := tab.Find("link", "C1, merrowherald.example: contradicts")
	tab.Act(cell, "4")
	tab.Find("link", "C1, merrowherald.example: contradicts, credibility 4")
	tab.Hear("redibility 4")

	// A report.
	tab.Act(tab.Find("link", "Report"), kb.Enter)
	tab.Act(tab.Find("button", "Begin the report"), kb.Enter)
	tab.Find("article", "Port Merrow")
	tab.Find("link", "HTML")
}

// within reports whether a thing is in something whose name begins so.
func within(x *browsertest.Thing, name string) bool {
	return slices.ContainsFunc(x.In, func(in string) bool {
		_, named, _ := strings.Cut(in, " ")
		return strings.HasPrefix(named, name)
	})
}

// choice finds a radio button by the name of its group and what its own begins
// with.
func choice(tab *browsertest.Tab, group, name string) browsertest.Thing {
	return tab.FindThat("radio button "+name+" of "+group, func(x *browsertest.Thing) bool {
		return x.Role == "radio" && strings.HasPrefix(x.Name, name) && within(x, group)
	})
}

// cellName is how a cell of the matrix is read out.
var cellName = regexp.MustCompile(`^C\d+, .+: (silent|not read yet|out of scope|perhaps out of scope|.*(supports|contradicts|qualifies|mentions).*)`)

// TestRoomsByEar listens to every room: it has one heading of the first level
// and no gap below it, landmarks with names, and nothing to press that has none.
func TestRoomsByEar(t *testing.T) {
	tour(t, func(tab *browsertest.Tab, name string) {
		things := tab.Tree()
		count := map[string]int{}
		depth := 0
		for _, x := range things {
			count[x.Role]++
			switch x.Role {
			case "heading":
				level := int(x.States["level"][0] - '0')
				if level == 1 {
					count["h1"]++
				}
				if level > depth+1 {
					t.Errorf("%s: the heading %q is of level %d, below one of level %d", name, x.Name, level, depth)
				}
				depth = level
			case "navigation", "complementary", "region", "contentinfo":
				if x.Name == "" {
					t.Errorf("%s: there is a landmark without a name: %s “%.60s”", name, x.Role, x.Text)
				}
			case "button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "DisclosureTriangle", "option", "table", "grid":
				if x.Name == "" && x.Role != "table" {
					t.Errorf("%s: there is a %s without a name in %v", name, x.Role, x.In)
				}
			case "img", "image":
				if x.Name == "" {
					t.Errorf("%s: there is a picture without a name in %v", name, x.In)
				}
			}
		}
		if count["h1"] != 1 || count["main"] != 1 || count["banner"] != 1 || count["status"] == 0 {
			t.Errorf("%s: there are %d headings of the first level, %d mains, %d banners, %d live regions", name, count["h1"], count["main"], count["banner"], count["status"])
		}
		if rooms := slices.IndexFunc(things, func(x browsertest.Thing) bool { return x.Role == "navigation" && x.Name == "Rooms" }); rooms < 0 && name != "start" && name != "settings" && name != "chooser" {
			t.Errorf("%s: there is no way to the other rooms", name)
		}
		if name == "matrix" {
			hearMatrix(t, things)
		}
	})
}

// hearMatrix checks that each cell is read out whole, and has its headers.
func hearMatrix(t *testing.T, things []browsertest.Thing) {
	t.Helper()
	cells, heads, rows := 0, 0, 0
	for i := range things {
		x := &things[i]
		switch x.Role {
		case "columnheader":
			heads++
		case "rowheader":
			rows++
		case "link", "button":
			if slices.ContainsFunc(x.In, func(in string) bool { return strings.HasPrefix(in, "cell") || strings.HasPrefix(in, "gridcell") }) {
				cells++
				if !cellName.MatchString(x.Name) {
					t.Errorf("a cell is read out as %q", x.Name)
				}
			}
		}
	}
	if cells == 0 || heads < 10 || rows < 5 || cells%rows != 0 {
		t.Errorf("the matrix has %d cells below %d heads, in %d rows with a head", cells, heads, rows)
	}
}
