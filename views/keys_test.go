package views

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"assay/assets"
	"assay/internal/assay"
)

// TestKeysOnPages: every key that a page or a script shows is one of the key map,
// and none is written out that an analyst can change.
func TestKeysOnPages(t *testing.T) {
	named := regexp.MustCompile(`(?:KbdOf|KeyName|keyOf|binding|cellCover)\((?:ctx, |c, assay\.\w+, (?:tr\.Say\(ctx, )?"[^"]*"\)?, |t\.Context\(\), |c\.Request\(\)\.Context\(\), )?"([a-z]+/[^"]*)"`)
	written := regexp.MustCompile(`@Kbd\("([^"]*)"\)|aria-keyshortcuts="([^"]*)"`)
	seen := 0
	for _, pattern := range []string{"*.templ", "*.go", "../web/*.go", "../assets/js/*.js"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_templ.go") {
				continue
			}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range named.FindAllStringSubmatch(string(content), -1) {
				if seen++; !strings.HasSuffix(m[1], "/") && binding(t.Context(), m[1]).ID == "" {
					t.Errorf("%s shows the key of %s, which there is not", file, m[1])
				}
			}
			for _, m := range written.FindAllStringSubmatch(string(content), -1) {
				if _, ok := (assets.Binding{Keys: []string{"z"}}).ParseKey(m[1] + m[2]); ok {
					t.Errorf("%s writes the key %s%s out", file, m[1], m[2])
				}
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d keys were found", seen)
	}
}

// TestOwnKeys: what shows keys shows those of the analyst.
func TestOwnKeys(t *testing.T) {
	ctx := WithKeymap(t.Context(), assets.KeymapWith(map[string]string{"reader/claim": "W", "reader/next": "F8", "reader/stance/supports": ";", "everywhere/undo": "0"}))
	var b strings.Builder
	f := Frame{Title: "Quay", Scope: "reader", UndoHref: "/undo", RedoHref: "/redo"}
	if err := Layout(f).Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`data-act="claim" aria-keyshortcuts="Shift+W"><kbd aria-hidden="true">⇧ W</kbd>`, `aria-keyshortcuts="0"><kbd aria-hidden="true">0</kbd>`, `aria-keyshortcuts="Shift+Z"`,
		`<dt><kbd>F8</kbd></dt><dd>Next sentence</dd>`, `data-keys="{&#34;everywhere/undo&#34;:[&#34;0&#34;],`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	b.Reset()
	if err := Steps(StepsView{Shown: true}).Render(ctx, &b); err != nil || !strings.Contains(b.String(), `data-key="F8"`) || !strings.Contains(b.String(), `data-key="W"`) {
		t.Errorf("the first steps have other keys: %v, %s", err, &b)
	}
	if got := StanceChoices(ctx, "reader")[0].Label + StanceChoices(ctx, "matrix")[0].Label; got != ";s" {
		t.Errorf("the letters of a stance are %q", got)
	}
	if got := Commands(ctx, "reader", "new claim from"); len(got) != 1 || strings.Join(got[0].Keys, " ") != "⇧ W" {
		t.Errorf("the palette offers %+v", got)
	}
	if strings.Contains(markup(t, Layout(f)), "own-keys") {
		t.Error("a page whose keys are as at first brings some with it")
	}
}

// TestOthers: what others say is no word of the analyst's, and a letter that a
// source has from its publisher is nobody's of its own.
func TestOthers(t *testing.T) {
	ana, ben := assay.ActorID{1}, assay.ActorID{2}
	mention, paper, house := assay.EntityID{9}, assay.SourceID{7}, assay.SourceID{8}
	say := func(id byte, target assay.EntityID, by assay.ActorID, d assay.Dimension, word string) assay.Judgement {
		return assay.Judgement{ID: assay.JudgementID{id}, Target: target, Dimension: d, Coder: by, Value: []byte(`"` + word + `"`)}
	}
	c := &assay.Case{
		Actors:  []assay.Actor{{ID: ana, Name: "Ana"}, {ID: ben, Name: "Ben"}},
		Sources: []assay.Source{{ID: paper, Parent: house}, {ID: house}},
		Judgements: []assay.Judgement{
			say(1, mention, ben, assay.DimStance, "supports"), say(2, mention, ana, assay.DimCredibility, "2"), say(3, mention, ben, assay.DimCredibility, "2"),
			say(4, assay.EntityID(house), ana, assay.DimReliability, "B"), say(5, assay.EntityID(paper), ben, assay.DimReliability, "C"),
		},
	}
	view := assay.NewView(c, ana)
	told := func(list []Opinion) string { return markup(t, SaidBy(list)) }
	if got := told(othersOn(t.Context(), view, about(mention, assay.DimStance))); !strings.Contains(got, "<bdi>Ben</bdi>: <b>supports</b>") || mine(view, about(mention, assay.DimStance)) != "" {
		t.Errorf("of the stance is said %s", got)
	}
	if got := told(othersOn(t.Context(), view, about(mention, assay.DimCredibility))); strings.Contains(got, "Ana") || !strings.Contains(got, "2, probably true") {
		t.Errorf("of the credibility is said %s", got)
	}
	if got := told(othersOnLetter(t.Context(), view, &c.Sources[0])); !strings.Contains(got, "<b>C, fairly reliable</b>") {
		t.Errorf("of the source is said %s", got)
	}
	if a, b := ownLetter(view, &c.Sources[0]), ownLetter(view, &c.Sources[1]); a != "" || b != "B" {
		t.Errorf("Ana's letters are %q and %q", a, b)
	}
}
