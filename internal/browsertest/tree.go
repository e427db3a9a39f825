package browsertest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// Thing is something on a page as a screen reader is told of it.
type Thing struct {
	Role, Name, Describes, Value string
	States                       map[string]string // as in "checked": "true"
	Text                         string            // what is read out within it
	In                           []string          // the roles and names of what it is in, from the outside, as in "navigation Rooms"
	node                         cdp.BackendNodeID
}

// Is reports whether a thing is in a state.
func (x *Thing) Is(state, value string) bool { return x.States[state] == value }

// Tree returns the page as a screen reader is told of it, in reading order.
func (b *Tab) Tree() []Thing {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	full, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range full.Nodes {
		nodes[n.NodeID] = n
	}
	var things []Thing
	var walk func(n *accessibility.Node, in []string) string
	walk = func(n *accessibility.Node, in []string) string {
		role, at := said(n.Role), -1
		if !n.Ignored && role != "StaticText" && role != "InlineTextBox" {
			at = len(things)
			things = append(things, Thing{
				Role: role, Name: said(n.Name), Describes: said(n.Description), Value: said(n.Value), States: map[string]string{}, In: in, node: n.BackendDOMNodeID,
			})
			for _, p := range n.Properties {
				things[at].States[string(p.Name)] = said(p.Value)
			}
			if role != "generic" && role != "none" {
				in = append(slices.Clone(in), strings.TrimSpace(role+" "+said(n.Name)))
			}
		}
		if role == "StaticText" && !n.Ignored {
			return said(n.Name)
		}
		var text strings.Builder
		for _, id := range n.ChildIDs {
			if child := nodes[id]; child != nil {
				text.WriteString(walk(child, in))
				text.WriteString(" ")
			}
		}
		words := strings.Join(strings.Fields(text.String()), " ")
		if at >= 0 {
			things[at].Text = words
		}
		return words
	}
	for _, n := range full.Nodes {
		if n.ParentID == "" {
			walk(n, nil)
		}
	}
	return things
}

// said is a value of the tree as text, "" for none.
func said(v *accessibility.Value) string {
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	var s string
	if json.Unmarshal(v.Value, &s) == nil {
		return strings.Join(strings.Fields(s), " ")
	}
	return string(v.Value)
}

func or(name, text string) string {
	if name == "" {
		return text
	}
	return name
}

// Find waits for the first thing of a role whose name begins so. "" begins
// every name.
func (b *Tab) Find(role, name string) Thing {
	b.t.Helper()
	return b.FindThat(role+" “"+name+"”", func(x *Thing) bool { return x.Role == role && strings.HasPrefix(x.Name, name) })
}

// FindThat waits for the first thing that is so.
func (b *Tab) FindThat(what string, so func(*Thing) bool) Thing {
	b.t.Helper()
	var things []Thing
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		things = b.Tree()
		for i := range things {
			if so(&things[i]) {
				return things[i]
			}
		}
	}
	var heard []string
	for _, x := range things {
		if x.Name != "" || x.Role == "status" || x.Role == "alert" {
			heard = append(heard, x.Role+" “"+or(x.Name, x.Text)+"”")
		}
	}
	b.t.Fatalf("nobody is told of %s, but of\n%s", what, strings.Join(heard, "\n"))
	return Thing{}
}

// Act gives a thing the focus, as a screen reader does for whoever acts on it,
// and presses keys there.
func (b *Tab) Act(x Thing, keys string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, dom.Focus, dom.FocusParams{BackendNodeID: x.node}); err != nil {
		b.t.Fatalf("%s “%s” cannot have the focus: %v", x.Role, x.Name, err)
	}
	b.Press(keys)
}

// Hear waits until a live region says something.
func (b *Tab) Hear(words string) {
	b.t.Helper()
	b.FindThat("something that says “"+words+"”", func(x *Thing) bool {
		return (x.Role == "status" || x.Role == "alert" || x.Role == "log") && strings.Contains(x.Text, words)
	})
}
