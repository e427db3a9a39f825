package views

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"assay/internal/assay"
	"assay/internal/tr"
)

// OffersMost is how many of a kind of thing a page offers to choose from: the others are
// found by their words.
const OffersMost = assay.OfferSize

// The kinds of things that are chosen from, as addresses have them.
const (
	OfEvents  = "events"
	OfHosts   = "hosts"   // sources that articles have
	OfOutlets = "outlets" // sources of a kind that articles have
	OfNamed   = "named"   // sources that an analyst may give an outlet by
	OfAnyone  = "anyone"  // sources, those too that are one with another
	OfSources = "sources"
	OfTags    = "tags"
)

// OneOf is a list of things of which one can be chosen.
type OneOf struct {
	Root    CaseRoot
	Of      string
	Field   FieldView
	Name    string // as a form has it
	None    string // what choosing none of them is called
	Offered Offered
}

// Offered is what a list offers: all that there is, or a part of it.
type Offered struct {
	Options []Option
	Total   int
	Words   string // that were looked for
}

// Partly reports whether there is more than is offered at first.
func (o Offered) Partly() bool { return o.Total > OffersMost }

// Says says which part of what there is is offered.
func (o Offered) Says(ctx context.Context) string {
	switch {
	case o.Words == "":
		return tr.Say(ctx, "%s of %s", Number(OffersMost), Number(o.Total))
	case o.Partly():
		return tr.Say(ctx, "%s of %s found", Number(OffersMost), Number(o.Total))
	}
	return tr.Count(ctx, o.Total, "%s found", "%s found")
}

// offer returns what is offered of some things, the likeliest of them first. What is chosen
// is among it, also where nobody would find it by the words.
func offer(all []Option, chosen Option) Offered {
	o := Offered{Options: all[:min(len(all), OffersMost)], Total: len(all)}
	if chosen.Value == "" {
		return o
	}
	o.Options = slices.Clone(o.Options)
	i := slices.IndexFunc(o.Options, func(x Option) bool { return x.Value == chosen.Value })
	if i < 0 {
		i, o.Options = 0, append([]Option{chosen}, o.Options[:min(len(o.Options), OffersMost-1)]...)
	}
	o.Options[i].Chosen = true
	return o
}

// eventChoice is a list of the events of a case.
func eventChoice(ctx context.Context, root CaseRoot, c *assay.Case, field FieldView, none string, chosen assay.EventID) OneOf {
	return OneOf{Root: root, Of: OfEvents, Field: field, Name: "event", None: none, Offered: OfferEvents(ctx, c.Events, EventOption(ctx, c, chosen))}
}

// EventOption is an event as an option: an empty one, if the case has it not.
func EventOption(ctx context.Context, c *assay.Case, id assay.EventID) Option {
	i := slices.IndexFunc(c.Events, func(e assay.Event) bool { return e.ID == id })
	if i < 0 {
		return Option{}
	}
	return eventOption(ctx, c.Events[i])
}

func eventOption(ctx context.Context, e assay.Event) Option {
	return Option{Value: e.ID.String(), Label: or(e.Name, tr.Say(ctx, "Event without a name"))}
}

// OfferEvents offers events, which are in the order that they were made in: of many the
// latest, since those are worked on.
func OfferEvents(ctx context.Context, events []assay.Event, chosen Option) Offered {
	list := make([]Option, len(events))
	for i, e := range events {
		at := i
		if len(events) > OffersMost {
			at = len(events) - 1 - i
		}
		list[at] = eventOption(ctx, e)
	}
	return offer(list, chosen)
}

// sourceChoice is a list of sources.
func sourceChoice(ctx context.Context, root CaseRoot, view *assay.View, of string, field FieldView, none string, list []*assay.Source, chosen assay.SourceID) OneOf {
	return OneOf{Root: root, Of: of, Field: field, Name: "source", None: none, Offered: OfferSources(ctx, list, SourceOption(ctx, view, chosen))}
}

// SourceOption is a source as an option: an empty one, if the case has it not.
func SourceOption(ctx context.Context, view *assay.View, id assay.SourceID) Option {
	if s := view.Source(id); s != nil {
		return Option{Value: s.ID.String(), Label: SourceName(ctx, s)}
	}
	return Option{}
}

// OfferSources offers sources, in their order.
func OfferSources(ctx context.Context, sources []*assay.Source, chosen Option) Offered {
	list := make([]Option, len(sources))
	for i, s := range sources {
		list[i] = Option{Value: s.ID.String(), Label: SourceName(ctx, s)}
	}
	return offer(list, chosen)
}

// OfferTags offers tags by all their names.
func OfferTags(tags []assay.Tag) Offered {
	var list []Option
	for _, t := range tags {
		list = append(list, Option{Label: t.Name})
		for _, name := range t.Aliases {
			list = append(list, Option{Label: name, Means: t.Name})
		}
	}
	return offer(list, Option{})
}

// Hosts returns the sources that articles have, by their ids, in that order: those that were
// judged the same once.
func Hosts(view *assay.View, ids []assay.SourceID) []*assay.Source {
	var list []*assay.Source
	for _, id := range ids {
		if s := view.Source(id); s != nil && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// Anyone returns all sources of a case.
func Anyone(c *assay.Case) []*assay.Source {
	list := make([]*assay.Source, len(c.Sources))
	for i := range c.Sources {
		list[i] = &c.Sources[i]
	}
	return list
}

// Named returns the sources that an analyst may give an outlet by.
func Named(c *assay.Case) []*assay.Source {
	return slices.DeleteFunc(Anyone(c), func(s *assay.Source) bool { return s.Kind == "anonymous_group" })
}

// offersID is the id of the part of a list that changes with what is looked for.
func offersID(list string) string { return list + "-offered" }

// findAttrs are the attributes of a list that is made anew, in a target, out of what is at an
// address, whenever words are written for it: a script tells it which.
func findAttrs(href, target string) templ.Attributes {
	swap := "outerHTML"
	if target == "this" {
		swap = "innerHTML"
	}
	return templ.Attributes{"hx-get": href, "hx-trigger": "assay:find", "hx-target": target, "hx-swap": swap, "hx-sync": "this:replace"}
}

// Find offers what of a kind of thing passes, by its names: the first of them is what it is
// called. What is chosen is offered besides.
func Find(ctx context.Context, view *assay.View, hosts []assay.SourceID, of, chosen string, passes func(names ...string) bool) Offered {
	if of == OfEvents {
		events := slices.DeleteFunc(slices.Clone(view.Case.Events), func(e assay.Event) bool { return !passes(e.Name) })
		return OfferEvents(ctx, events, EventOption(ctx, view.Case, idOf[assay.Event](chosen)))
	}
	if of == OfTags {
		return OfferTags(slices.DeleteFunc(slices.Clone(view.Case.Tags), func(t assay.Tag) bool { return !passes(append(slices.Clone(t.Aliases), t.Name)...) }))
	}
	names := map[*assay.Source][]string{}
	for i := range view.Case.Sources {
		s := &view.Case.Sources[i]
		one := view.Source(s.ID)
		names[one] = append(append(names[one], SourceName(ctx, s), s.Domain), s.Aliases...)
	}
	sources := slices.DeleteFunc(sourcesOf(ctx, view, hosts, of), func(s *assay.Source) bool { return !passes(append(names[s], SourceName(ctx, s))...) })
	return OfferSources(ctx, sources, SourceOption(ctx, view, idOf[assay.Source](chosen)))
}

// sourcesOf returns the sources of a kind of choice.
func sourcesOf(ctx context.Context, view *assay.View, hosts []assay.SourceID, of string) []*assay.Source {
	switch of {
	case OfHosts:
		return Hosts(view, hosts)
	case OfOutlets:
		return Outlets(ctx, view)
	case OfNamed:
		return Named(view.Case)
	case OfAnyone:
		return Anyone(view.Case)
	}
	return view.Sources(assay.SourceFilter{})
}
