package views

import (
	"context"
	"slices"
	"strconv"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/tr"
)

// DetailsPage is all that is known of an article besides what it says.
type DetailsPage struct {
	Frame      Frame
	Root       CaseRoot
	View       *assay.View
	Data       assay.ArticleDetails
	Facts      assay.Facts
	Form       DetailsForm
	Reread     RereadForm
	Typed      TypedForm
	Charsets   []Option
	Extractors []Option
	Location   *time.Location
	Wrong      map[string]string // of the forms for mentions, by mention
	From       []DerivedRow      // what the article is confirmed to come from
	Near       int               // near copies of it
	Sighted    bool              // the original of its text is of a format that can be looked at
	Copies     int               // articles that are confirmed to come from it
}

// DetailsForm is what the analyst says of an article.
type DetailsForm struct {
	Title      string `form:"title"`
	Byline     string `form:"byline"`
	URL        string `form:"url"`
	Published  string `form:"published"`
	Language   string `form:"language"`
	Genre      string `form:"genre"`
	Host       string `form:"host"`
	TextOrigin string `form:"text_origin"`

	HostID, TextOriginID assay.SourceID // of what was shown; the names may have changed since

	Accept string            `form:"accept" json:"-"` // the field whose proposal is taken, "all" for all of them, or ""
	Was    Was[DetailsForm]  `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// Says returns what there is to say once the form is done.
func (f *DetailsForm) Says(ctx context.Context) string {
	if f.Accept != "" {
		return tr.Say(ctx, "Confirmed.")
	}
	return tr.Say(ctx, "Saved.")
}

// RereadForm is how the original of an article is to be read.
type RereadForm struct {
	Charset   string       `form:"charset"`
	Extractor string       `form:"extractor"`
	Choice    string       `form:"choice"` // of blocks that the extractor leaves out
	From      string       `form:"from"`   // "how" if the page of how it was read asks
	Over      assay.TextID `form:"over"`   // what was there when the page was shown
	Drop      string       `form:"drop"`   // the way of which the analyst has seen that paragraphs go out again
	Dropped   []string     `form:"-"`      // these paragraphs, which somebody had brought in
	Errors    map[string]string
}

// Way names the character set and the extractor.
func (f *RereadForm) Way() string { return f.Charset + " " + f.Extractor }

// NewDetails lays out what is known of an article.
func NewDetails(ctx context.Context, root CaseRoot, view *assay.View, data assay.ArticleDetails) DetailsPage {
	a := &data.Article
	p := DetailsPage{Root: root, View: view, Data: data, Facts: view.Facts(a)}
	p.Form = DetailsForm{
		Title: a.Title, Byline: a.Byline, URL: a.URL, Published: a.Published, Language: a.Language, Genre: a.Genre,
		HostID: a.Host, TextOriginID: a.TextOrigin,
	}
	if s := view.Source(a.Host); s != nil {
		p.Form.Host = SourceName(ctx, s)
	}
	if s := view.Source(a.TextOrigin); s != nil {
		p.Form.TextOrigin = SourceName(ctx, s)
	}
	p.From, _ = derivedRows(ctx, root, assay.NewView(data.Lineage, view.Me), a.ID)
	p.Copies = data.Copies
	p.Form.Was = Shown(p.Form)
	p.Reread.Charset, p.Typed = data.Text.Charset, typedForm(&data)
	return p
}

// factFields are the fields of the form, in its order.
var factFields = []struct{ name, label, hint string }{
	{"title", tr.Mark("Title"), ""},
	{"byline", tr.Mark("Byline"), ""},
	{"text_origin", tr.Mark("Text by"), tr.Mark("Who wrote the text: an agency, where the outlet only carries it.")},
	{"host", tr.Mark("Found at"), tr.Mark("The outlet that showed it.")},
	{"url", tr.Mark("Address"), tr.Mark("It is noted, and never visited.")},
	{"published", tr.Mark("Published"), tr.Mark("As 2026-03-01, 2026-03 or 2026-03-01T14:05+02:00; add ? if it is uncertain.")},
	{"language", tr.Mark("Language"), tr.Mark("Its code, such as en or pt-BR.")},
	{"genre", tr.Mark("Genre"), tr.Mark("Report, comment, interview: in your words.")},
}

// FactField is one field of the form.
type FactField struct {
	FieldView
	Name, Value string
	Proposal    string // what was found and nobody has confirmed, as it would be written; "" for none
	Found       string // the same for people, with where it was found
	List        string // of names to choose from, if any
}

// Fields returns the fields of the form with what was found for each.
func (p *DetailsPage) Fields(ctx context.Context) []FactField {
	values := map[string]string{
		"title": p.Form.Title, "byline": p.Form.Byline, "url": p.Form.URL, "published": p.Form.Published,
		"language": p.Form.Language, "genre": p.Form.Genre, "host": p.Form.Host, "text_origin": p.Form.TextOrigin,
	}
	fields := make([]FactField, 0, len(factFields))
	for _, f := range factFields {
		field := FactField{FieldView: FieldView{ID: "fact-" + f.name, Label: tr.Marked(ctx, f.label), Hint: tr.Marked(ctx, f.hint), Error: p.Form.Errors[f.name]}, Name: f.name, Value: values[f.name], Proposal: p.Proposal(f.name)}
		switch f.name {
		case "host", "text_origin":
			field.List = "outlet-names"
		case "published":
			field.Found = dateFound(ctx, field.Proposal, p.Data.Text.PublishedBasis)
		case "language":
			field.Found = Language(ctx, field.Proposal)
		}
		field.Found = or(field.Found, field.Proposal)
		fields = append(fields, field)
	}
	return fields
}

// Proposal returns what was found for a field that the analyst has not filled
// in, "" if nothing was.
func (p *DetailsPage) Proposal(field string) string { return p.View.Proposals(&p.Data.Article)[field] }

// Proposals returns how many fields there is a proposal for.
func (p *DetailsPage) Proposals() int {
	n := 0
	for _, f := range factFields {
		if p.Proposal(f.name) != "" {
			n++
		}
	}
	return n
}

// dateFound writes a date and how it was found.
func dateFound(ctx context.Context, edtf, basis string) string {
	date := tr.Date(ctx, edtf)
	switch {
	case date == "":
		return ""
	case basis == "printed":
		return tr.Say(ctx, "%s, printed in the text", date)
	case basis == "metadata":
		return tr.Say(ctx, "%s, from the page's metadata", date)
	case basis == "inferred":
		return tr.Say(ctx, "%s, guessed from the address", date)
	}
	return date
}

// OtherEvents are the events that the article is not about, by name.
func (p *DetailsPage) OtherEvents() []assay.Event {
	return slices.DeleteFunc(slices.Clone(p.Data.Case.Events), func(e assay.Event) bool { return slices.Contains(p.Data.Article.Events, e.ID) })
}

// Time writes when something was done, where the analyst is.
func (p *DetailsPage) Time(ctx context.Context, millis int64) string {
	return tr.Moment(ctx, time.UnixMilli(millis).In(p.Location))
}

// Kept reports whether the bytes that the text was read from are in the case.
func (p *DetailsPage) Kept() bool {
	o, ok := p.Data.Originals[p.Data.Text.Capture]
	return ok && !o.Purged
}

// HowRead says how the current text was read.
func (p *DetailsPage) HowRead(ctx context.Context) string {
	if p.Data.Text.Extractor == assay.Typed {
		return tr.Say(ctx, "An analyst has typed it in from the original.")
	}
	if p.Data.Text.Charset == "" && p.Data.Text.Extractor != "" {
		return tr.Say(ctx, "Read by %s.", p.Data.Text.Extractor)
	}
	charset, extractor := or(p.Data.Text.Charset, tr.Say(ctx, "an unknown character set")), or(p.Data.Text.Extractor, tr.Say(ctx, "an unknown extractor"))
	if !p.Data.Text.CharsetSure {
		return tr.Say(ctx, "Read as %s, which is a guess, by %s.", charset, extractor)
	}
	return tr.Say(ctx, "Read as %s, by %s.", charset, extractor)
}

// HowLong says how much text there is.
func (p *DetailsPage) HowLong(ctx context.Context) string {
	return tr.Say(ctx, "%s in %s.", tr.Count(ctx, p.Data.Body.Len(), "%s character", "%s characters"), tr.Count(ctx, len(p.Data.Body.Blocks()), "%s paragraph", "%s paragraphs"))
}

// UnsettledView is a mention that did not move to the current text by itself.
type UnsettledView struct {
	Mention *assay.Mention
	Number  string
	Claim   string
	Lost    bool
	Before  string
	Now     string // "" if lost
	Wrong   string
}

// Unsettled returns the mentions to be looked at.
func (p *DetailsPage) Unsettled() []UnsettledView {
	var list []UnsettledView
	for _, u := range p.Data.Unsettled {
		m := p.View.Mention(u.Mention)
		if m == nil {
			continue
		}
		v := UnsettledView{Mention: m, Number: ClaimNumber(p.View.Case, m.Claim), Lost: u.Fate == anchor.Gone, Before: u.Before, Wrong: p.Wrong[m.ID.String()]}
		if c := p.View.Claim(m.Claim); c != nil {
			v.Claim = c.Wording
		}
		if !v.Lost {
			v.Now = m.Quote
		}
		list = append(list, v)
	}
	return list
}

// Older returns the texts that the article had before, the latest first.
func (p *DetailsPage) Older() []assay.Text {
	var older []assay.Text
	for _, t := range p.Data.Texts {
		if t.ID != p.Data.Text.ID {
			older = append(older, t)
		}
	}
	slices.Reverse(older)
	return older
}

// Mentions returns how many mentions are still in a text.
func (p *DetailsPage) Mentions(text assay.TextID) int {
	n := 0
	for i := range p.View.Case.Mentions {
		if m := &p.View.Case.Mentions[i]; m.Article == p.Data.Article.ID && m.Text == text {
			n++
		}
	}
	return n
}

func rows(s string) string {
	return strconv.Itoa(min(6, 1+anchor.NewText(s).Len()/60))
}

// wayOf says by which way an original came, "" if that is not known.
func wayOf(ctx context.Context, via string) string {
	switch via {
	case "file":
		return tr.Say(ctx, "as a file")
	case "paste":
		return tr.Say(ctx, "pasted")
	case "address":
		return tr.Say(ctx, "fetched from its address")
	}
	return ""
}
