package views

import (
	"context"
	"slices"
	"strings"

	"assay/assets"
	"assay/internal/tr"
)

// What the analyst is doing, as far as other keys go with it. bar.js finds it
// out and shows what of the key bar there is in it.
const (
	atPlace   = "place"     // what the page is about, with nothing marked at the place
	atMention = "mention"   // a mention is under study
	inChoice  = "picker"    // a claim is being chosen
	inPassage = "selecting" // words are being adjusted
	inOffers  = "offers"    // what is suggested in other articles is being answered
	inLine    = "line"      // a field of one line has the focus
	inLines   = "lines"     // a field of several
	inList    = "list"      // a list of choices
)

// barItem is something that the key bar offers: one binding, with its word, or
// several as their keys alone, with one word for all.
type barItem struct {
	when string   // the modes in which it is offered, with spaces between
	keys []string // the IDs of its bindings
	word string   // for several
}

// barItems are the key bars of the rooms that have modes, by their scopes.
func barItems(ctx context.Context) map[string][]barItem {
	return map[string][]barItem{
		"reader": {
			{when: atPlace + " " + atMention, keys: []string{"reader/next"}},
			{when: atPlace + " " + atMention, keys: []string{"reader/back"}},
			{when: atPlace + " " + atMention, keys: []string{"reader/claim"}},
			{when: atPlace + " " + atMention, keys: []string{"reader/attach"}},
			{when: atPlace, keys: []string{"reader/again"}},
			{when: atMention, keys: []string{"reader/stance/supports", "reader/stance/contradicts", "reader/stance/qualifies", "reader/stance/mentions"}, word: tr.Say(ctx, "Stance")},
			{when: atMention, keys: []string{"reader/credibility"}},
			{when: atMention, keys: []string{"reader/reliability"}},
			{when: atPlace + " " + atMention, keys: []string{"reader/sheet"}},
			{when: inPassage, keys: []string{"selecting/start-earlier", "selecting/start-later"}, word: tr.Say(ctx, "Start")},
			{when: inPassage, keys: []string{"selecting/end-earlier", "selecting/end-later"}, word: tr.Say(ctx, "End")},
			{when: inPassage, keys: []string{"selecting/done"}},
			{when: inPassage, keys: []string{"selecting/leave"}},
			{when: inChoice, keys: []string{"picker/next", "picker/back"}, word: tr.Say(ctx, "Choose")},
			{when: inChoice, keys: []string{"picker/choose"}},
			{when: inChoice, keys: []string{"picker/leave"}},
			{when: inOffers, keys: []string{"suggested/next", "suggested/back"}, word: tr.Say(ctx, "Choose")},
			{when: inOffers, keys: []string{"suggested/stance/supports", "suggested/stance/contradicts", "suggested/stance/qualifies", "suggested/stance/mentions"}, word: tr.Say(ctx, "Mark it there")},
			{when: inOffers, keys: []string{"suggested/no"}},
			{when: inOffers, keys: []string{"suggested/leave"}},
		},
		"matrix": {
			{when: atPlace + " " + atMention, keys: []string{"matrix/up", "matrix/down", "matrix/left", "matrix/right"}, word: tr.Say(ctx, "Move")},
			{when: atPlace + " " + atMention, keys: []string{"matrix/open"}},
			{when: atMention, keys: []string{"matrix/stance/supports", "matrix/stance/contradicts", "matrix/stance/qualifies", "matrix/stance/mentions"}, word: tr.Say(ctx, "Stance")},
			{when: atMention, keys: []string{"matrix/credibility"}},
			{when: atPlace, keys: []string{"matrix/out-of-scope"}},
			{when: atPlace, keys: []string{"matrix/silent"}},
			{when: atPlace + " " + atMention, keys: []string{"matrix/reliability"}},
			{when: atPlace + " " + atMention, keys: []string{"matrix/column"}},
		},
	}
}

// fieldItems are what the key bar offers in a field, on every page.
var fieldItems = []barItem{
	{when: inLine, keys: []string{"field/line"}},
	{when: inLines, keys: []string{"field/lines"}},
	{when: inLine + " " + inLines + " " + inList, keys: []string{"field/leave"}},
}

// BarView is something that the key bar offers.
type BarView struct {
	When     string
	Word     string // beside several bindings
	Bindings []assets.Binding
}

// Hidden reports whether a page has no use for it before a script has looked.
func (b BarView) Hidden() bool { return !slices.Contains(strings.Fields(b.When), atPlace) }

// Keyed reports whether it is nothing without a keyboard: keys alone, or whole
// rows of them that are grades.
func (b BarView) Keyed() bool { return len(b.Bindings) > 1 || len(b.Bindings[0].Keys) > 2 }

// barOf returns what the key bar of a page with a scope offers, in any mode.
func barOf(ctx context.Context, scope string) []BarView {
	var bar []BarView
	items := barItems(ctx)
	for _, s := range keymapOf(ctx) {
		if !slices.Contains(strings.Fields(scope), s.Scope) {
			continue
		}
		if own, ok := items[s.Scope]; ok {
			bar = append(bar, barViews(ctx, own)...)
			continue
		}
		for _, b := range s.Keys {
			if b.Bar != "" {
				bar = append(bar, BarView{When: atPlace + " " + atMention, Bindings: []assets.Binding{b}})
			}
		}
	}
	return append(bar, barViews(ctx, fieldItems)...)
}

func barViews(ctx context.Context, items []barItem) []BarView {
	list := make([]BarView, len(items))
	for i, item := range items {
		list[i] = BarView{When: item.when, Word: item.word}
		for _, id := range item.keys {
			list[i].Bindings = append(list[i].Bindings, binding(ctx, id))
		}
	}
	return list
}

// scopeOf is the scope of a binding.
func scopeOf(b assets.Binding) string {
	scope, _, _ := strings.Cut(b.ID, "/")
	return scope
}
