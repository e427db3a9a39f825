package views

import (
	"context"
	"strconv"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// SourcesPage is the list of sources.
type SourcesPage struct {
	Frame  Frame
	Root   CaseRoot
	View   *assay.View
	Filter assay.SourceFilter
	Data   assay.SourcesPage
	Zone   *time.Location // of the analyst
	Rows   []SourceRow
}

// SourceRow is a source in the list.
type SourceRow struct {
	Source *assay.Source
	Also   string // its other names
	Rated  RatedView
	Parent *assay.Source
	Counts assay.SourceCounts
}

// RatedView is the reliability of a source as it stands, and whose word it is.
type RatedView struct {
	Letter string // "" where nobody has rated it
	By     string
	On     string // the day
	From   *assay.Source
	Reason string
	Split  bool // analysts differ
}

// NewSources lays the list of sources out.
func NewSources(ctx context.Context, frame Frame, root CaseRoot, view *assay.View, f assay.SourceFilter, data assay.SourcesPage, zone *time.Location) SourcesPage {
	p := SourcesPage{Frame: frame, Root: root, View: view, Filter: f, Data: data, Zone: zone}
	for _, id := range data.Order {
		s := view.Source(id)
		p.Rows = append(p.Rows, SourceRow{Source: s, Also: otherNames(ctx, view, s), Rated: Rated(ctx, view, s.ID, "", zone), Parent: view.Source(s.Parent), Counts: data.Counts[s.ID]})
	}
	return p
}

// otherNames lists the aliases of a source, and the names of those that were
// judged the same.
func otherNames(ctx context.Context, view *assay.View, s *assay.Source) string {
	names := append([]string(nil), s.Aliases...)
	for _, o := range view.SameAs(s.ID) {
		names = append(names, SourceName(ctx, o))
	}
	return tr.List(ctx, names...)
}

// Rated returns the reliability of a source for a topic.
func Rated(ctx context.Context, view *assay.View, id assay.SourceID, topic string, zone *time.Location) RatedView {
	d, from := view.Reliability(id, topic)
	if d.Value.IsNull() {
		return RatedView{}
	}
	r := RatedView{Letter: d.Word(), By: AnalystName(ctx, view.Case.Actors, d.By), On: tr.Day(ctx, d.At.Time().In(zone)), Reason: d.Reason, Split: d.Disputed}
	if d.Mine {
		r.By = tr.Say(ctx, "you")
	}
	if from != view.Resolve(id) {
		r.From = view.Source(from)
	}
	return r
}

// Sub says what kinds of sources there are.
func (p *SourcesPage) Sub(ctx context.Context) string {
	of := map[string]int{}
	for i := range p.View.Case.Sources {
		if s := &p.View.Case.Sources[i]; p.View.Resolve(s.ID) == s.ID {
			of[or(s.Kind, "unknown")]++
		}
	}
	var parts []string
	for _, k := range assay.SourceKinds {
		if of[k] > 0 {
			parts = append(parts, kindCount(ctx, k, of[k]))
		}
	}
	return tr.List(ctx, parts...)
}

// kindCount says how many sources there are of a kind.
func kindCount(ctx context.Context, kind string, n int) string {
	switch kind {
	case "outlet":
		return tr.Count(ctx, n, "%s outlet", "%s outlets")
	case "wire":
		return tr.Count(ctx, n, "%s wire agency", "%s wire agencies")
	case "person":
		return tr.Count(ctx, n, "%s person", "%s people")
	case "organisation":
		return tr.Count(ctx, n, "%s organisation", "%s organisations")
	case "government":
		return tr.Count(ctx, n, "%s government", "%s governments")
	case "document":
		return tr.Count(ctx, n, "%s document", "%s documents")
	case "anonymous_group":
		return tr.Count(ctx, n, "%s anonymous group", "%s anonymous groups")
	}
	return tr.Count(ctx, n, "%s of a kind not known", "%s of kinds not known")
}

// kindNoun says what a source of a kind is.
func kindNoun(ctx context.Context, kind string) string {
	switch kind {
	case "wire":
		return tr.Say(ctx, "wire agency")
	case "unknown":
		return tr.Say(ctx, "of a kind not known")
	}
	return tr.Word(ctx, kind)
}

// KindOf writes the kind of a source.
func KindOf(ctx context.Context, s *assay.Source) string {
	switch s.Kind {
	case "", "unknown":
		return tr.Say(ctx, "kind not known")
	case "anonymous_group":
		if s.Count > 0 {
			return tr.Count(ctx, s.Count, "anonymous group of %s", "anonymous group of %s")
		}
		return tr.Say(ctx, "anonymous group, number not known")
	}
	return kindNoun(ctx, s.Kind)
}

// Pager is which part of the list is on the page.
func (p *SourcesPage) Pager(ctx context.Context) PagerView {
	f := p.Filter
	return pager(tr.Say(ctx, "Sources"), p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.SourceList(f)
	})
}

// SourceForm is what the analyst says of a source.
type SourceForm struct {
	Name        string         `form:"name"`
	Kind        string         `form:"kind"`
	Domain      string         `form:"domain"` // of a new one; it cannot be changed
	Description string         `form:"description"`
	Parent      assay.SourceID `form:"parent"`
	Count       string         `form:"count"` // "" where it is not known

	Was    Was[SourceForm]   `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
	Known  assay.SourceID    `json:"-"` // that has the domain of a new one; zero if none has
}

// FormOf returns what is known of a source as a form.
func FormOf(s *assay.Source) SourceForm {
	f := SourceForm{Name: s.Name, Kind: s.Kind, Domain: s.Domain, Description: s.Description, Parent: s.Parent}
	if s.Count > 0 {
		f.Count = strconv.Itoa(s.Count)
	}
	f.Was = Shown(f)
	return f
}

func (f *SourceForm) field(name, label, hint string) FieldView {
	return FieldView{ID: "source-" + name, Label: label, Hint: hint, Error: f.Errors[name]}
}

// NewSourcePage asks for a new source.
type NewSourcePage struct {
	Frame Frame
	Root  CaseRoot
	Form  SourceForm
}

// SourcePage is what is known of one source.
type SourcePage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.SourcePage
	Form  SourceForm
	Rate  RateForm
	Zone  *time.Location
}

// RateForm is a reliability that is given to a source.
type RateForm struct {
	Topic  string `form:"topic"`
	Letter string `form:"value"` // "" takes it back
	Reason string `form:"reason"`
	Errors map[string]string
}

// OwnRating returns what this analyst says of the source in general, as a form.
func (p *SourcePage) OwnRating() RateForm {
	d, from := p.View.Reliability(p.Data.Source.ID, "")
	if !d.Mine || from != p.View.Resolve(p.Data.Source.ID) {
		return RateForm{}
	}
	return RateForm{Letter: d.Word(), Reason: d.Reason}
}

// ReadOnly reports whether nothing can be changed here.
func (p *SourcePage) ReadOnly() bool { return p.Frame.Saved.State == "read_only" }

// StandsFor returns the source that stands for this one and others that were
// judged the same, nil where that is this one.
func (p *SourcePage) StandsFor() *assay.Source {
	if s := p.View.Source(p.Data.Source.ID); s != nil && s.ID != p.Data.Source.ID {
		return s
	}
	return nil
}

// Different returns the sources that were judged not to be this one.
func (p *SourcePage) Different() []*assay.Source {
	var list []*assay.Source
	for _, s := range p.View.Case.Sames {
		if s.Verdict != "different" {
			continue
		}
		for _, pair := range [][2]assay.EntityID{{s.A, s.B}, {s.B, s.A}} {
			if other := p.known(assay.SourceID(pair[1])); assay.SourceID(pair[0]) == p.Data.Source.ID && other != nil {
				list = append(list, other)
			}
		}
	}
	return list
}

// Same returns the sources that were judged, in so many words, to be this one.
func (p *SourcePage) Same() []*assay.Source {
	var list []*assay.Source
	for _, s := range p.View.Case.Sames {
		for _, pair := range [][2]assay.EntityID{{s.A, s.B}, {s.B, s.A}} {
			if other := p.known(assay.SourceID(pair[1])); s.Verdict == "same" && assay.SourceID(pair[0]) == p.Data.Source.ID && other != nil {
				list = append(list, other)
			}
		}
	}
	return list
}

// known returns a source itself, and not the one that stands for it.
func (p *SourcePage) known(id assay.SourceID) *assay.Source {
	for i := range p.View.Case.Sources {
		if s := &p.View.Case.Sources[i]; s.ID == id {
			return s
		}
	}
	return nil
}

// Others returns the sources that this one may belong to.
func (p *SourcePage) Others() []*assay.Source {
	var list []*assay.Source
	for _, s := range p.View.Sources(assay.SourceFilter{}) {
		if s.ID != p.Data.Source.ID {
			list = append(list, s)
		}
	}
	return list
}

// parents are the sources that a form offers for this one to belong to.
func (p *SourcePage) parents(ctx context.Context, f SourceForm) OneOf {
	field := f.field("parent", tr.Say(ctx, "Belongs to"), tr.Say(ctx, "The publisher or body that it is part of. Its reliability counts where this source has none of its own."))
	c := sourceChoice(ctx, p.Root, p.View, OfSources, field, tr.Say(ctx, "nobody, as far as is known"), p.Others(), f.Parent)
	c.Name = "parent"
	return c
}

// Family returns the sources that belong to this one.
func (p *SourcePage) Family() []*assay.Source {
	var list []*assay.Source
	for i := range p.View.Case.Sources {
		if s := &p.View.Case.Sources[i]; s.Parent == p.Data.Source.ID {
			list = append(list, s)
		}
	}
	return list
}

// Ratings returns the reliability of the source as it stands, topic by topic.
func (p *SourcePage) Ratings(ctx context.Context) []TopicRating {
	var list []TopicRating
	for _, topic := range p.View.Topics(p.Data.Source.ID) {
		list = append(list, TopicRating{topicName(ctx, topic), Rated(ctx, p.View, p.Data.Source.ID, topic, p.Zone)})
	}
	return list
}

// TopicRating is the reliability of a source for a topic.
type TopicRating struct {
	Topic string
	Rated RatedView
}

func topicName(ctx context.Context, scope string) string { return or(scope, tr.Say(ctx, "in general")) }

func ratingSays(ctx context.Context, r assay.Rating) string {
	if r.Letter == "" {
		return tr.Say(ctx, "rating taken back, %s", topicName(ctx, r.Scope))
	}
	return tr.Sense(ctx, "rating, topic", "%s, %s", ReliabilityWord(ctx, r.Letter), topicName(ctx, r.Scope))
}

// When writes when a rating was given.
func (p *SourcePage) When(ctx context.Context, r assay.Rating) string {
	return tr.Moment(ctx, r.At.Time().In(p.Zone))
}

// RatingState says what has become of a rating.
func RatingState(ctx context.Context, r assay.Rating) TagView {
	switch {
	case r.Undone:
		return TagView{Label: tr.Say(ctx, "undone")}
	case r.Current:
		return TagView{Label: tr.Sense(ctx, "of a rating", "stands"), Icon: "check", Tone: "good"}
	case r.Letter == "":
		return TagView{Label: tr.Say(ctx, "taken back")}
	}
	return TagView{Label: tr.Say(ctx, "superseded")}
}

// Relation says what an article has of the source: its text, its place, or both.
func (p *SourcePage) Relation(ctx context.Context, a *assay.Article) string {
	here := func(id assay.SourceID) bool { return p.View.Resolve(id) == p.View.Resolve(p.Data.Source.ID) }
	switch {
	case here(a.Host) && here(a.TextOrigin):
		return tr.Say(ctx, "wrote it and showed it")
	case here(a.TextOrigin):
		return tr.Say(ctx, "wrote it")
	}
	return tr.Say(ctx, "showed it")
}

// Claims returns the claims that have mentions resting on the source, with them.
func (p *SourcePage) Claims(ctx context.Context) []RestingClaim {
	var list []RestingClaim
	at := map[assay.ClaimID]int{}
	for _, id := range p.Data.Mentions {
		m := p.View.Mention(id)
		if m == nil || p.View.Claim(m.Claim) == nil {
			continue
		}
		i, ok := at[m.Claim]
		if !ok {
			i = len(list)
			at[m.Claim] = i
			list = append(list, RestingClaim{Claim: p.View.Claim(m.Claim), Number: ClaimNumber(p.View.Case, m.Claim)})
		}
		list[i].Quotes = append(list[i].Quotes, Quote(ctx, p.Root, p.View, m))
	}
	return list
}

// RestingClaim is a claim with the mentions that rest on a source.
type RestingClaim struct {
	Claim  *assay.Claim
	Number string
	Quotes []QuoteView
}
