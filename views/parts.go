package views

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"assay/assets"
	"assay/internal/assay"
	"assay/internal/tr"
)

// icons is the address of the sprite.
var icons = sync.OnceValue(func() string { return assets.Href("icons.svg") + "#" })

// drawing returns the address of a drawing of the sprite.
func drawing(name string) templ.SafeURL { return templ.SafeURL(icons() + name) }

// turns are the drawings that point the way.
var turns = map[string]bool{"left": true, "right": true, "undo": true, "redo": true}

// Stances are the stances of the domain, as pages and styles spell them.
var Stances = func() (list []string) {
	for _, s := range assay.Stances {
		list = append(list, string(s))
	}
	return list
}()

// coverWord says why a cell of the matrix has no mention.
func coverWord(ctx context.Context, cover string) string {
	switch cover {
	case "silent", "out_of_scope":
		return tr.Word(ctx, cover)
	case "not_read":
		return tr.Say(ctx, "not read yet")
	}
	return ""
}

// StanceChoices are the choices of a strip of stances. The letters are the keys of
// a scope.
func StanceChoices(ctx context.Context, scope string) []Choice {
	choices := make([]Choice, 0, len(Stances))
	for _, s := range Stances {
		choices = append(choices, Choice{Value: s, Label: stanceKey(ctx, scope, s), Says: tr.Word(ctx, s), Stance: s})
	}
	return choices
}

func stanceKey(ctx context.Context, scope, stance string) string {
	return or(keyOf(ctx, scope+"/stance/"+stance), stance)
}

type keymapKey struct{}

// WithKeymap returns a context for rendering pages whose keys are those of an
// analyst. Without one they are as at first.
func WithKeymap(ctx context.Context, keymap []assets.Scope) context.Context {
	return context.WithValue(ctx, keymapKey{}, keymap)
}

func keymapOf(ctx context.Context) []assets.Scope {
	if keymap, ok := ctx.Value(keymapKey{}).([]assets.Scope); ok {
		return keymap
	}
	return assets.Keymap()
}

// binding returns a line of the key map by its ID.
func binding(ctx context.Context, id string) assets.Binding {
	scope, _, _ := strings.Cut(id, "/")
	for _, s := range keymapOf(ctx) {
		if s.Scope != scope {
			continue
		}
		for _, b := range s.Keys {
			if b.ID == id {
				return b
			}
		}
	}
	return assets.Binding{}
}

// keyOf returns the first key of a binding, as the scripts name it.
func keyOf(ctx context.Context, id string) string {
	if keys := binding(ctx, id).Keys; len(keys) > 0 {
		return keys[0]
	}
	return ""
}

// KeyName is what the key, or keys, of a binding are called in sentences.
func KeyName(ctx context.Context, id string) string { return inWords(bound(ctx, binding(ctx, id))) }

func inWords(labels []string) string {
	return strings.ReplaceAll(strings.Join(labels, " "), "⇧", "Shift")
}

// ownKeys returns all keys of the bindings that the analyst has changed, by their
// IDs, as keys.js reads them.
func ownKeys(ctx context.Context) map[string][]string {
	own := map[string][]string{}
	for _, s := range keymapOf(ctx) {
		for _, b := range s.Keys {
			if b.First != "" {
				own[b.ID] = b.Keys
			}
		}
	}
	return own
}

// keyLabels are the keys of a binding as printed on keyboards, one per press.
func keyLabels(ctx context.Context, key string) []string {
	labels := strings.Split(key, " ")
	for i, k := range labels {
		labels[i] = keyLabel(ctx, k)
	}
	return labels
}

// along returns keys of the key map as they are where pages run from right to
// left: there its way back is to the right. See nameOf in keys.js.
func along(ctx context.Context, keys string) string {
	if tr.Of(ctx).Dir() == "rtl" {
		return arrows.Replace(keys)
	}
	return keys
}

var arrows = strings.NewReplacer("←", "→", "→", "←", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowLeft")

// What keyboards print on keys that are not letters.
var (
	modifierLabels = map[string]string{"Ctrl": "Ctrl ", "Alt": "Alt ", "Shift": "⇧ "}
	namedKeyLabels = map[string]string{
		"ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→", "Enter": "↵",
		"Escape": "Esc", "Delete": "Del", "PageUp": "PgUp", "PageDown": "PgDn",
	}
)

func keyLabel(ctx context.Context, key string) string {
	key = along(ctx, key)
	var label strings.Builder
	for {
		modifier, rest, found := strings.Cut(key, "+")
		if !found || rest == "" {
			break
		}
		label.WriteString(modifierLabels[modifier])
		key = rest
	}
	name, ok := namedKeyLabels[key]
	switch {
	case ok:
		label.WriteString(name)
	case label.Len() > 0:
		label.WriteString(strings.ToUpper(key[:1]) + key[1:])
	case len(key) == 1 && 'A' <= key[0] && key[0] <= 'Z':
		label.WriteString("⇧ " + key)
	default:
		label.WriteString(key)
	}
	return label.String()
}

// bound returns the keys to print for a binding.
func bound(ctx context.Context, b assets.Binding) []string {
	switch {
	case b.Shown != "":
		return []string{along(ctx, b.Shown)}
	case len(b.Keys) == 0:
		return nil
	}
	return keyLabels(ctx, b.Keys[0])
}

// keysOf returns the key map with the scopes of this page first.
func keysOf(ctx context.Context, scope string) []assets.Scope {
	own := strings.Fields(scope)
	var first, rest []assets.Scope
	for _, s := range keymapOf(ctx) {
		if slices.Contains(own, s.Scope) {
			first = append(first, s)
		} else {
			rest = append(rest, s)
		}
	}
	return append(first, rest...)
}

// ariaKeys names a binding for aria-keyshortcuts, which has no word for keys that
// are pressed one after the other.
func ariaKeys(ctx context.Context, b assets.Binding) string {
	var names []string
	for _, k := range b.Keys {
		switch {
		case strings.Contains(k, " "):
			continue
		case len(k) == 1 && 'A' <= k[0] && k[0] <= 'Z':
			k = "Shift+" + k
		}
		names = append(names, strings.ReplaceAll(k, "Ctrl+", "Control+"))
	}
	return along(ctx, strings.Join(names, " "))
}

// barPart is the part of a bar that the mentions of one stance fill.
type barPart struct{ Stance, X, Width string }

// barParts returns the parts of the bar of a tally, which is 48 wide. Eight
// mentions fill it; where there are more, they share it.
func (t TallyView) barParts() []barPart {
	total := 8
	if n := t.Supports + t.Contradicts + t.Qualifies + t.Mentions; n > total {
		total = n
	}
	var parts []barPart
	x := 0.0
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 32) }
	for _, s := range Stances {
		if n := t.of(s); n > 0 {
			width := 48 * float64(n) / float64(total)
			parts = append(parts, barPart{s, number(x), number(width)})
			x += width
		}
	}
	return parts
}

// filterAttrs are the attributes of a form whose fields are the address of its
// page. What is asked last wins: Enter in a field that has changed asks twice.
func filterAttrs(href string) templ.Attributes {
	return templ.Attributes{
		"method": "get", "action": href, "hx-get": href, "hx-trigger": "change, submit", "hx-sync": "this:replace",
		"hx-target": "#main", "hx-select": "#main", "hx-swap": "outerMorph", "hx-push-url": "true",
	}
}

// LookOf returns the settings of the program as a page has them.
func LookOf(settings map[string]string) Look {
	return Look{Theme: settings["theme"], Contrast: settings["contrast"], Density: settings["density"], Size: settings["size"], Measure: settings["measure"], Lead: settings["lead"], Keys: settings["keys"]}
}

// ReadOnly reports whether the case can only be looked at.
func (f *Frame) ReadOnly() bool { return f.Saved.State == "read_only" }

// atMost writes how many origins stand on one side of a claim.
func atMost(n assay.Corroboration) string {
	if n.AtLeast == n.AtMost {
		return strconv.Itoa(n.AtMost)
	}
	return strconv.Itoa(n.AtLeast) + "–" + strconv.Itoa(n.AtMost)
}

// sidesSay says how much stands on each side of a claim.
func sidesSay(ctx context.Context, supporting, against assay.Corroboration) string {
	return tr.Say(ctx, "For: %s. Against: %s.", ThreeNumbers(ctx, supporting), ThreeNumbers(ctx, against))
}

// pager says which part of a list is on the page, where at leads to the others.
func pager(what string, leaf assay.Leaf, at func(page int) string) PagerView {
	v := PagerView{What: what, From: min(leaf.From+1, leaf.To), To: leaf.To, Of: leaf.Of, More: leaf.More}
	if leaf.Loose {
		v.Page = leaf.Number + 1
	}
	if leaf.Number > 0 {
		v.Previous = at(leaf.Number - 1)
	}
	if leaf.To < leaf.Of || leaf.More {
		v.Next = at(leaf.Number + 1)
	}
	return v
}

// says tells which part of the list is on the page.
func (p *PagerView) says(ctx context.Context) string {
	switch {
	case p.Page > 0:
		return tr.Say(ctx, "%s, page %d", p.What, p.Page)
	case p.More:
		return tr.Say(ctx, "%s %d–%d of more than %d", p.What, p.From, p.To, p.Of)
	}
	return tr.Say(ctx, "%s %d–%d of %d", p.What, p.From, p.To, p.Of)
}

// phrase is a text with parts of the page in the places of its arguments, which
// stand as %s.
func phrase(text string, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, p := range tr.Pieces(ctx, text) {
			if p.Arg > 0 {
				if err := parts[p.Arg-1].Render(ctx, w); err != nil {
					return err
				}
				continue
			}
			if _, err := io.WriteString(w, templ.EscapeString(p.Words)); err != nil {
				return err
			}
		}
		return nil
	})
}
