package store

import (
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestRefused: what is rejected is listed with what speaks for it, and is proposed
// again once that is taken back; a name is told as it was written.
func TestRefused(t *testing.T) {
	n := openNewsroom(t)
	n.print(
		paper{"wire", "Quell Wire", "2031-03-04T08:00+01:00", paragraphs(stormLead, stormMore, stormWhy, stormCost)},
		paper{"copy", "Herald", "2031-03-04T11:00+01:00", paragraphs("The Northbank Courier reported on Tuesday what follows.", stormLead, stormMore, stormWhy, stormCost)},
	)
	if _, _, err := n.AddSource(t.Context(), "The Northbank Courier", "outlet", ""); err != nil {
		t.Fatal(err)
	}
	n.relate()
	before := n.proposed()
	if len(before) != 2 {
		t.Fatalf("%q is proposed", before)
	}
	wire := assay.EntityID(n.ids["wire"])
	derive := func(d assay.Deriving) {
		t.Helper()
		d.Child = n.ids["copy"]
		if _, err := n.Derive(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	derive(assay.Deriving{From: wire, Status: "rejected", Basis: "Shares much.", Reason: "Both have it from a letter."})
	derive(assay.Deriving{Outside: assay.Outside{Name: "The Northbank Courier"}, Status: "rejected", Reason: "It cites another report."})
	n.expect()
	refused := func() []assay.Refused {
		t.Helper()
		p, err := n.Lineage(t.Context(), assay.LineageFilter{}, assay.LineagePlace{})
		if err != nil {
			t.Fatal(err)
		}
		return p.Refused
	}
	list := refused()
	if len(list) != 2 {
		t.Fatalf("%d are rejected", len(list))
	}
	if r := list[0]; r.Name != "The Northbank Courier" || r.Reason != "It cites another report." || !r.Mine || r.Proposed == nil || r.Child != n.ids["copy"] {
		t.Errorf("from outside: %+v", r)
	}
	if r := list[1]; r.From != wire || r.Value.Basis != "Shares much." || r.Reason != "Both have it from a letter." || !r.Mine || r.Proposed == nil {
		t.Errorf("of two articles: %+v", r)
	}

	derive(assay.Deriving{Outside: assay.Outside{Name: list[0].Name}})
	derive(assay.Deriving{From: wire, Was: &list[1].Value})
	n.expect(before...)
	if list := refused(); len(list) != 0 {
		t.Errorf("once taken back, %+v is rejected", list)
	}
	if _, err := n.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list := refused(); len(list) != 1 || list[0].From != wire {
		t.Errorf("once that is undone, %+v is rejected", list)
	}
	derive(assay.Deriving{From: wire, Status: "confirmed", Was: &list[1].Value})
	if list := refused(); len(list) != 0 {
		t.Errorf("once confirmed, %+v is rejected", list)
	}
}

// TestWritten: the history tells the name of what was rejected as it was written,
// and where nothing tells that any more, as names are usually written.
func TestWritten(t *testing.T) {
	for _, c := range []struct{ name, text, rejected, want string }{
		{"of the text", "A letter, printed in the bridge & quay Review, tells more. " + stormLead, "bridge & quay Review", "bridge & quay Review"},
		{"of nothing", stormLead, "Quellhaven kiosk gazette", "Quellhaven Kiosk Gazette"},
		{"an abbreviation", stormLead, "QKW", "QKW"},
		{"in Arabic", stormLead, "بريد الميناء", "بريد الميناء"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := openNewsroom(t)
			n.print(paper{"a", "Herald", "2031-03-04", c.text})
			if _, err := n.Derive(t.Context(), assay.Deriving{Child: n.ids["a"], Outside: assay.Outside{Name: c.rejected}, Status: "rejected"}); err != nil {
				t.Fatal(err)
			}
			p, err := n.History(t.Context(), assay.HistoryFilter{})
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Written) != 1 {
				t.Fatalf("%q are told", p.Written)
			}
			for subject, name := range p.Written {
				if name != c.want || !strings.HasPrefix(subject, n.ids["a"].String()) {
					t.Errorf("%q is told as %q, want %q", subject, name, c.want)
				}
			}
		})
	}
}
