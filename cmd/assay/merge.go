package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/intake"
	"assay/store"
	"assay/views"
)

type mergeCommand struct {
	File     string `arg:"" help:"The case that is merged into."`
	Other    string `arg:"" help:"The other copy of it, which stays as it is."`
	DryRun   bool   `name:"dry-run" help:"Change nothing, and print what would be merged."`
	OtherOne bool   `name:"other-case" help:"Merge even if it is a copy of another case."`
	JSON     bool   `name:"json" help:"Print what was merged as JSON."`

	PassphraseFile string `name:"passphrase-file" help:"The passphrase of the other copy is on the first line of this file." placeholder:"FILE"`
}

// Run unites two copies of a case, after a backup.
func (o *mergeCommand) Run(t *terminal) (err error) {
	reader := &intake.Reader{}
	defer reader.Close()
	from, err := t.sentCase(reader, o.Other, o.PassphraseFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	s, err := t.look(o.File, o.DryRun)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	config, _, err := t.openConfig()
	if err != nil {
		return err
	}
	p := mergePrinter{originPrinter: originPrinter{t: t}, own: config.Owns(o.Other)}
	if p.view, err = viewOf(t, s); err != nil {
		return err
	}
	m, err := s.ForeseeMerge(t.ctx, from)
	if err != nil {
		return err
	}
	if m.Shared == 0 && !o.OtherOne {
		return assay.Invalid("other", "%s is no copy of this case: the two have nothing in common. Give --other-case to merge it all the same.", from.About().Name)
	}
	if m.Brings() && !o.DryRun {
		if p.backup, err = desktop.Backup(t.dir, o.File, t.now(), func(to string) error { return s.SaveCopy(t.ctx, to) }); err != nil {
			return err
		}
		t.own(p.backup)
		if m, err = s.Merge(t.ctx, from); err != nil {
			return err
		}
	}
	if !o.DryRun {
		if err := t.mergedAway(o, s, from, config); err != nil {
			return err
		}
	}
	if o.JSON {
		return writeMerge(t.out, m, m.Brings() && !o.DryRun)
	}
	p.merge(m, o.DryRun)
	_, err = io.WriteString(t.out, p.b.String())
	return err
}

// mergedAway notes that what somebody else has put on the drive of the network is in
// the copy that is worked on here.
func (t *terminal) mergedAway(o *mergeCommand, s *store.Store, from store.Copy, config *desktop.Config) error {
	return config.AwayCase(o.File).Merged(o.Other, from.About().Hash.String(), func() (bool, error) { return s.Lacks(t.ctx, from) })
}

func viewOf(t *terminal, s *store.Store) (*assay.View, error) {
	c, err := s.Case(t.ctx)
	if err != nil {
		return nil, err
	}
	return assay.NewView(c, s.Me()), nil
}

// mergePrinter writes what a merge brings for a terminal.
type mergePrinter struct {
	originPrinter // of the case before it
	backup        string
	own           bool // the other copy is as this Assay has left it
}

func (p *mergePrinter) merge(m *assay.Merge, dry bool) {
	what := several(m.New, "operation")
	if m.New == 0 {
		what = several(m.Filled, "original")
	}
	switch {
	case !m.Brings():
		p.line(0, "%s has nothing that this case lacks.", isolated(m.File))
	case dry:
		p.line(0, "%s would bring %s. Nothing was changed.", isolated(m.File), what)
	default:
		p.line(0, "%s has brought %s. %s is the case as it was before.", isolated(m.File), what, isolated(p.backup))
	}
	if m.Refused > 0 {
		p.line(2, "Left out: %s that no Assay would have written.", several(m.Refused, "operation"))
	}
	for _, by := range m.By {
		name := by.Name
		if name == "" {
			name = "somebody without a name"
		}
		p.line(2, "By %s: %s, %s to %s.", isolated(name), several(by.Operations, "operation"), by.First.Time().UTC().Format("2006-01-02"), by.Last.Time().UTC().Format("2006-01-02"))
	}
	if m.Mine > 0 && !p.own {
		p.line(2, "In your name: %s. If they are not from another computer of yours, somebody has used your name.", several(m.Mine, "operation"))
	}
	if m.Ahead > 0 {
		p.line(2, "From the future: %s. A clock was wrong.", several(m.Ahead, "operation"))
	}
	if m.Originals > 0 {
		p.line(2, "With their bytes: %s, of which the case had the hash alone of %d.", several(m.Originals, "original"), m.Filled)
	}
	if m.Bare > 0 {
		p.line(2, "Without their bytes: %s.", several(m.Bare, "original"))
	}
	p.kinds("New", m.Made)
	p.kinds("Changed", m.Changed)
	p.changes("In conflict, both are kept", m.Conflicts)
	p.changes("Yours, and changed by others who had seen it", m.Superseded)
	p.changes("Withdrawn by others", m.Withdrawn)
}

func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (p *mergePrinter) kinds(title string, counts map[assay.Kind]int) {
	var parts []string
	for _, d := range assay.Dictionary {
		if n := counts[d.Kind]; n > 0 {
			parts = append(parts, several(n, strings.ReplaceAll(string(d.Kind), "_", " ")))
		}
	}
	if len(parts) > 0 {
		p.line(2, "%s: %s.", title, strings.Join(parts, ", "))
	}
}

// shownChanges is how many changes of a kind are printed. JSON has them all.
const shownChanges = 20

func (p *mergePrinter) changes(title string, list []assay.MergeChange) {
	if len(list) == 0 {
		return
	}
	p.line(2, "%s (%d):", title, len(list))
	for _, c := range list[:min(len(list), shownChanges)] {
		what := isolated(p.name(c.Kind, c.On))
		if c.Field == "" {
			p.line(4, "%s", what)
			continue
		}
		var values []string
		for _, r := range c.After {
			values = append(values, "“"+isolated(views.ValueSays(p.t.ctx, r.Value))+"”")
		}
		p.line(4, "%s, %s: %s → %s", what, strings.ReplaceAll(c.Field, "_", " "), "“"+isolated(views.ValueSays(p.t.ctx, c.Before))+"”", strings.Join(values, " | "))
	}
	if more := len(list) - shownChanges; more > 0 {
		p.line(4, "and %d more", more)
	}
}

// name says which thing of the case it is.
func (p *mergePrinter) name(k assay.Kind, id assay.EntityID) string {
	t := views.NewThing(p.t.ctx, "", p.view, id)
	if t.Kind == "" {
		return strings.ReplaceAll(string(k), "_", " ") + " " + id.String()
	}
	return strings.TrimSpace(t.About + " “" + t.Name(p.t.ctx) + "”")
}

// mergeJSON is a merge for other programs.
type mergeJSON struct {
	File       string             `json:"file"`
	Hash       string             `json:"sha256"`
	Merged     bool               `json:"merged"`
	New        int                `json:"new"`
	Shared     int                `json:"shared"`
	Refused    int                `json:"refused"`
	Mine       int                `json:"in_my_name"`
	Ahead      int                `json:"from_the_future"`
	Bare       int                `json:"originals_without_bytes"`
	Originals  int                `json:"originals"`
	Filled     int                `json:"originals_filled_in"`
	By         []mergeByJSON      `json:"by"`
	Made       map[assay.Kind]int `json:"made"`
	Changed    map[assay.Kind]int `json:"changed"`
	Conflicts  []mergeChangeJSON  `json:"conflicts"`
	Superseded []mergeChangeJSON  `json:"superseded"`
	Withdrawn  []mergeChangeJSON  `json:"withdrawn"`
}

type mergeByJSON struct {
	Actor      string `json:"actor"`
	Name       string `json:"name,omitempty"`
	Operations int    `json:"operations"`
}

type mergeChangeJSON struct {
	Kind   assay.Kind        `json:"kind"`
	Entity string            `json:"entity"`
	Field  string            `json:"field,omitempty"`
	Before json.RawMessage   `json:"before,omitempty"`
	After  []json.RawMessage `json:"after,omitempty"`
}

func writeMerge(w io.Writer, m *assay.Merge, merged bool) error {
	out := mergeJSON{
		File: m.File, Hash: m.Hash.String(), Merged: merged, New: m.New, Shared: m.Shared, Refused: m.Refused, Mine: m.Mine, Ahead: m.Ahead, Bare: m.Bare, Originals: m.Originals, Filled: m.Filled,
		By: []mergeByJSON{}, Made: maps.Clone(m.Made), Changed: maps.Clone(m.Changed),
		Conflicts: changesJSON(m.Conflicts), Superseded: changesJSON(m.Superseded), Withdrawn: changesJSON(m.Withdrawn),
	}
	for _, by := range m.By {
		out.By = append(out.By, mergeByJSON{by.Actor.String(), by.Name, by.Operations})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func changesJSON(list []assay.MergeChange) []mergeChangeJSON {
	out := []mergeChangeJSON{}
	for _, c := range list {
		x := mergeChangeJSON{Kind: c.Kind, Entity: c.Entity.String(), Field: c.Field, Before: json.RawMessage(c.Before)}
		for _, r := range c.After {
			x.After = append(x.After, json.RawMessage(r.Value))
		}
		out = append(out, x)
	}
	return slices.Clip(out)
}
