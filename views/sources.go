package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"assay/internal/assay"
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
func NewSources(frame Frame, root CaseRoot, view *assay.View, f assay.SourceFilter, data assay.SourcesPage, zone *time.Location) SourcesPage {
	p := SourcesPage{Frame: frame, Root: root, View: view, Filter: f, Data: data, Zone: zone}
	for _, id := range data.Order {
		s := view.Source(id)
		p.Rows = append(p.Rows, SourceRow{Source: s, Also: otherNames(view, s), Rated: Rated(view, s.ID, "", zone), Parent: view.Source(s.Parent), Counts: data.Counts[s.ID]})
	}
	return p
}

// otherNames lists the aliases of a source, and the names of those that were
// judged the same.
func otherNames(view *assay.View, s *assay.Source) string {
	names := append([]string(nil), s.Aliases...)
	for _, o := range view.SameAs(s.ID) {
		names = append(names, SourceName(o))
	}
	return strings.Join(names, ", ")
}

// Rated returns the reliability of a source for a topic.
func Rated(view *assay.View, id assay.SourceID, topic string, zone *time.Location) RatedView {
	d, from := view.Reliability(id, topic)
	if d.Value.IsNull() {
		return RatedView{}
	}
	r := RatedView{Letter: d.Word(), By: AnalystName(view.Case.Actors, d.By), On: d.At.Time().In(zone).Format("2 January 2006"), Reason: d.Reason, Split: d.Disputed}
	if d.Mine {
		r.By = "you"
	}
	if from != view.Resolve(id) {
		r.From = view.Source(from)
	}
	return r
}

// Rest is what follows the name of whoever rated.
func (r RatedView) Rest() string {
	if r.Split {
		return ", " + r.On + "; analysts differ"
	}
	return ", " + r.On
}

// Sub says what kinds of sources there are.
func (p *SourcesPage) Sub() string {
	of := map[string]int{}
	for i := range p.View.Case.Sources {
		if s := &p.View.Case.Sources[i]; p.View.Resolve(s.ID) == s.ID {
			of[or(s.Kind, "unknown")]++
		}
	}
	var parts []string
	for _, k := range assay.SourceKinds {
		if of[k] > 0 {
			parts = append(parts, Count(of[k], kindNoun(k, 1), kindNoun(k, 2)))
		}
	}
	return strings.Join(parts, ", ")
}

func kindNoun(kind string, n int) string {
	nouns := map[string][2]string{
		"outlet": {"outlet", "outlets"}, "wire": {"wire agency", "wire agencies"}, "person": {"person", "people"}, "organisation": {"organisation", "organisations"},
		"government": {"government", "governments"}, "document": {"document", "documents"}, "anonymous_group": {"anonymous group", "anonymous groups"}, "unknown": {"of a kind not known", "of kinds not known"},
	}
	return nouns[kind][min(n, 2)-1]
}

// KindOf writes the kind of a source.
func KindOf(s *assay.Source) string {
	switch s.Kind {
	case "", "unknown":
		return "Kind not known"
	case "anonymous_group":
		if s.Count > 0 {
			return "anonymous group of " + Number(s.Count)
		}
		return "anonymous group, number not known"
	}
	return kindNoun(s.Kind, 1)
}

// Pager is which part of the list is on the page.
func (p *SourcesPage) Pager() PagerView {
	f := p.Filter
	return pager("Sources", p.Data.Leaf, func(page int) string {
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
func (p *SourcePage) Ratings() []TopicRating {
	var list []TopicRating
	for _, topic := range p.View.Topics(p.Data.Source.ID) {
		list = append(list, TopicRating{topicName(topic), Rated(p.View, p.Data.Source.ID, topic, p.Zone)})
	}
	return list
}

// TopicRating is the reliability of a source for a topic.
type TopicRating struct {
	Topic string
	Rated RatedView
}

func topicName(scope string) string { return or(scope, "in general") }

func ratingSays(ctx context.Context, r assay.Rating) string {
	return or(ReliabilityWord(ctx, r.Letter), "rating taken back") + ", " + topicName(r.Scope)
}

// When writes when a rating was given.
func (p *SourcePage) When(r assay.Rating) string {
	return r.At.Time().In(p.Zone).Format("2 January 2006, 15:04")
}

// RatingState says what has become of a rating.
func RatingState(r assay.Rating) TagView {
	switch {
	case r.Undone:
		return TagView{Label: "undone"}
	case r.Current:
		return TagView{Label: "stands", Icon: "check", Tone: "good"}
	case r.Letter == "":
		return TagView{Label: "taken back"}
	}
	return TagView{Label: "superseded"}
}

// Relation says what an article has of the source: its text, its place, or both.
func (p *SourcePage) Relation(a *assay.Article) string {
	here := func(id assay.SourceID) bool { return p.View.Resolve(id) == p.View.Resolve(p.Data.Source.ID) }
	switch {
	case here(a.Host) && here(a.TextOrigin):
		return "wrote it and showed it"
	case here(a.TextOrigin):
		return "wrote it"
	}
	return "showed it"
}

// Claims returns the claims that have mentions resting on the source, with them.
func (p *SourcePage) Claims() []RestingClaim {
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
		list[i].Quotes = append(list[i].Quotes, Quote(p.Root, p.View, m))
	}
	return list
}

// RestingClaim is a claim with the mentions that rest on a source.
type RestingClaim struct {
	Claim  *assay.Claim
	Number string
	Quotes []QuoteView
}
