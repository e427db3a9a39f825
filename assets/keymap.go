package assets

import (
	_ "embed" // the key map
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed js/keymap.json
var keymap []byte

// Binding is one line of the key map.
type Binding struct {
	ID     string   `json:"-"` // its scope, act and value: "reader/stance/supports"
	Keys   []string // as the scripts name them: "j", "Ctrl+k", "g l"
	Shown  string   // what to print instead of Keys, as in "1–6"
	Act    string   // what data-act says on the button that does the same
	Value  string   // what data-value says there, if anything
	Does   string   // for the help page
	Bar    string   // for the key bar: a short label, or "" to leave it out
	Repeat bool     // whether holding the key down repeats the act
	First  string   `json:"-"` // the key that the analyst has changed, as it is at first, else ""
}

// Scope is where a group of keys acts.
type Scope struct {
	Scope string   // what data-scope says
	Title string   //
	With  []string // other scopes whose keys act on the same pages
	Keys  []Binding
}

// everywhere is the scope whose keys act on all pages.
const everywhere = "everywhere"

// Keymap returns the key map as it is at first, in the order of the help page.
var Keymap = sync.OnceValue(func() []Scope {
	var scopes []Scope
	if err := json.Unmarshal(keymap, &scopes); err != nil {
		panic(err) // TestKeymap has read it
	}
	for i, s := range scopes {
		for j, b := range s.Keys {
			scopes[i].Keys[j].ID = strings.TrimSuffix(s.Scope+"/"+b.Act+"/"+b.Value, "/")
		}
	}
	return scopes
})

// KeymapWith returns the key map of an analyst who has other keys for some
// bindings: the last press of each, by the ID of its binding. A key that does
// something else where it would act is left as it was, as is one that cannot be
// changed: the analyst may have chosen it before this version of the program had
// the other.
func KeymapWith(own map[string]string) []Scope {
	if len(own) == 0 {
		return Keymap()
	}
	own = maps.Clone(own)
	for {
		scopes := changed(own)
		clashes := clashesIn(scopes)
		if len(clashes) == 0 {
			return scopes
		}
		for id := range clashes {
			delete(own, id)
		}
	}
}

// Clash is what a key does already.
type Clash struct {
	Key   string
	Scope Scope   // where
	Other Binding // what
	Part  bool    // it only begins the keys of Other
}

// Turned returns the same clash as the other binding has it, with that of id in its
// way.
func (c Clash) Turned(id string) Clash {
	for _, s := range Keymap() {
		for _, b := range s.Keys {
			if b.ID == id {
				return Clash{Key: c.Key, Scope: s, Other: b}
			}
		}
	}
	return c
}

// Clashes returns the keys of own that do something else already, by the IDs of
// the bindings that they are to have.
func Clashes(own map[string]string) map[string]Clash { return clashesIn(changed(own)) }

// changed returns the key map with the keys of own, whether they clash or not.
func changed(own map[string]string) []Scope {
	scopes := slices.Clone(Keymap())
	for i, s := range scopes {
		scopes[i].Keys = slices.Clone(s.Keys)
		for j, b := range s.Keys {
			if key, ok := own[b.ID]; ok && settable(key) && b.Settable() != "" {
				scopes[i].Keys[j] = b.changedTo(key)
			}
		}
	}
	return scopes
}

func (b Binding) changedTo(key string) Binding {
	at := b.settable()
	before, last := presses(b.Keys[at])
	if key == last {
		return b
	}
	b.First = last
	b.Keys = slices.Clone(b.Keys)
	b.Keys[at] = before + key
	if at == 0 {
		b.Shown = ""
	}
	return b
}

// clashesIn finds the changed bindings that another binding is in the way of.
func clashesIn(scopes []Scope) map[string]Clash {
	clashes := map[string]Clash{}
	for _, s := range scopes {
		for _, b := range s.Keys {
			if b.First == "" {
				continue
			}
			if c, ok := clash(scopes, s, b, b.Keys[b.settable()]); ok {
				clashes[b.ID] = c
			}
		}
	}
	return clashes
}

// clash finds what a key of b, which is in the scope s, does already. What does
// the same in two scopes may have one key in both.
func clash(scopes []Scope, s Scope, b Binding, key string) (Clash, bool) {
	for _, near := range scopes {
		if !together(s, near) {
			continue
		}
		for _, other := range near.Keys {
			if other.ID == b.ID || near.Scope != s.Scope && other.Act == b.Act {
				continue
			}
			for _, k := range other.Keys {
				if part := strings.HasPrefix(k, key+" "); part || k == key || strings.HasPrefix(key, k+" ") {
					return Clash{Key: key, Scope: near, Other: other, Part: part}, true
				}
			}
		}
	}
	return Clash{}, false
}

// together reports whether the keys of two scopes act on one page.
func together(a, b Scope) bool {
	return a.Scope == b.Scope || a.Scope == everywhere || b.Scope == everywhere ||
		slices.Contains(a.With, b.Scope) || slices.Contains(b.With, a.Scope)
}

// NamedKeys are the keys that have a name and that neither browsers nor controls
// have a use for.
var NamedKeys = []string{"Delete", "Insert", "F2", "F4", "F6", "F8", "F9"}

// settable reports whether a key can be given to a binding: Ctrl and Alt belong
// to browsers, and Escape, Enter, Tab, Space and the arrows to controls.
func settable(key string) bool {
	return len(key) == 1 && "!" <= key && key <= "~" || slices.Contains(NamedKeys, key)
}

// presses divides a sequence into what comes before its last key, and that.
func presses(key string) (before, last string) {
	at := strings.LastIndex(key, " ") + 1
	return key[:at], key[at:]
}

// settable returns the place of the key that can be changed, -1 for none. A
// whole row of keys is grades or numbers, which are called what they are.
func (b Binding) settable() int {
	if len(b.Keys) > 2 {
		return -1
	}
	return slices.IndexFunc(b.Keys, func(k string) bool { _, last := presses(k); return settable(last) })
}

// Settable returns the key of b that can be changed, "" for none. Of a sequence
// only its last key can.
func (b Binding) Settable() string {
	if at := b.settable(); at >= 0 {
		return b.Keys[at]
	}
	return ""
}

// Has reports whether key is the last press of the key that can be changed.
func (b Binding) Has(key string) bool {
	_, last := presses(b.Settable())
	return key == last
}

// ParseKey reads the name of a key as people write it for b, "Shift+j" as well as
// "J", and returns the name that the scripts have for it. It returns false if
// there is no such key or it cannot be given to anything.
func (b Binding) ParseKey(typed string) (key string, ok bool) {
	before, _ := presses(b.Settable())
	key = strings.Join(strings.Fields(typed), " ")
	key = strings.TrimPrefix(key, before)
	for _, shift := range []string{"Shift+", "Shift ", "⇧+", "⇧ ", "⇧"} {
		if rest, found := strings.CutPrefix(key, shift); found && len(rest) == 1 && 'a' <= rest[0]|0x20 && rest[0]|0x20 <= 'z' {
			key = strings.ToUpper(rest)
			break
		}
	}
	full := map[string]string{"del": "Delete", "ins": "Insert"}
	for _, name := range NamedKeys {
		full[strings.ToLower(name)] = name
	}
	if name, found := full[strings.ToLower(key)]; found {
		key = name
	}
	return key, settable(key)
}
