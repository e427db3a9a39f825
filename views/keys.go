package views

import (
	"context"
	"encoding/json"
	"strings"

	"assay/assets"
	"assay/internal/tr"
)

// KeysPage is all keys, with fields to change them.
type KeysPage struct {
	Frame   Frame
	Root    Root
	Scopes  []KeyScope
	Changed int // how many are not as at first
	Wrong   int // how many of those that were typed were refused
	Was     string
}

// KeyScope is the keys of one scope.
type KeyScope struct {
	Scope string
	Title string
	Rows  []KeyRow
}

// KeyRow is one binding.
type KeyRow struct {
	ID     string   // of the binding, "reader/claim"
	Does   string   //
	Before []string // presses before the key that can be changed, and keys that stay
	Key    string   // as it is in the field, "" if it cannot be changed
	First  string   // what it is at first, if that is something else
	Wrong  string   // why what is in the field was refused
	Focus  bool     // it is the first that was
}

// KeysForm is what was typed into the fields, by the IDs of their bindings.
type KeysForm struct {
	Typed map[string]string
	Wrong map[string]string
}

// NewKeys lays the keys of an analyst out.
func NewKeys(ctx context.Context, f Frame, root Root, form KeysForm) (KeysPage, error) {
	p := KeysPage{Frame: f, Root: root, Wrong: len(form.Wrong)}
	shown, found := map[string]string{}, false
	for _, s := range keymapOf(ctx) {
		rows := make([]KeyRow, len(s.Keys))
		for i, b := range s.Keys {
			rows[i] = newKeyRow(ctx, b)
			shown[b.ID] = rows[i].Key
			if b.First != "" {
				p.Changed++
			}
			if typed, ok := form.Typed[b.ID]; ok {
				rows[i].Key, rows[i].Wrong = typed, form.Wrong[b.ID]
				rows[i].Focus = rows[i].Wrong != "" && !found
				found = found || rows[i].Focus
			}
		}
		p.Scopes = append(p.Scopes, KeyScope{Scope: s.Scope, Title: tr.Marked(ctx, s.Title), Rows: rows})
	}
	was, err := json.Marshal(shown)
	p.Was = string(was)
	return p, err
}

func newKeyRow(ctx context.Context, b assets.Binding) KeyRow {
	r := KeyRow{ID: b.ID, Does: b.Does, First: b.First}
	key := b.Settable()
	if key == "" {
		r.Before = bound(ctx, b)
		if b.Shown == "" {
			r.Before = nil
			for _, k := range b.Keys {
				r.Before = append(r.Before, keyLabels(ctx, k)...)
			}
		}
		return r
	}
	for _, k := range b.Keys {
		if k != key {
			r.Before = append(r.Before, keyLabels(ctx, k)...)
		}
	}
	presses := strings.Split(key, " ")
	last := len(presses) - 1
	r.Before = append(r.Before, presses[:last]...)
	r.Key = presses[last]
	return r
}

// HTML returns what the field of the row is called on the page.
func (r KeyRow) HTML() string { return "key-" + strings.ReplaceAll(r.ID, "/", "-") }

// ClashWords says what a key does already.
func ClashWords(ctx context.Context, c assets.Clash) string {
	key := inWords(keyLabels(ctx, c.Key))
	does, where := tr.Marked(ctx, c.Other.Does), tr.Marked(ctx, c.Scope.Title)
	if c.Part {
		return tr.Say(ctx, "%s begins the keys for “%s” (%s). Choose another.", key, does, where)
	}
	return tr.Say(ctx, "%s is the key for “%s” already (%s). Choose another, or change that one too.", key, does, where)
}
