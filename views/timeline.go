package views

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// Timeline returns the address of the timeline.
func (r CaseRoot) Timeline() string { return string(r) + "/timeline" }

// TimelineOf returns the address of the timeline as a filter shows it.
func (r CaseRoot) TimelineOf(f assay.TimelineFilter) string {
	q := url.Values{}
	if !f.Event.IsZero() {
		q.Set("event", f.Event.String())
	}
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return with(r.Timeline(), q)
}

// TimelinePage is what the case dates, on one axis.
type TimelinePage struct {
	Frame  Frame
	Root   CaseRoot
	View   *assay.View
	Data   assay.TimelinePage
	Filter assay.TimelineFilter
	Rows   []DatedRow
	Ticks  []AxisTick
	Gaps   []string // where the axis leaves something out, in percent
}

// DatedRow is something with a date.
type DatedRow struct {
	Kind     string // "event", "claim" or "articles"
	Label    string // "C7", "Event"
	Title    string
	Note     string // who published it
	Lang     string
	Href     string
	When     string
	Articles []*assay.Article // of several that came out on one day, some
	More     int
	MoreHref string
	Bar      DateBar
}

// DateBar is where the bar of a date lies, in percent of the axis.
type DateBar struct {
	X, Width, Middle      string
	OpenStart, OpenEnd    bool
	LineFrom, LineTo      string // of what is open
	Uncertain, Point, Big bool
	Narrow                bool // so that it would hardly be seen
}

// AxisTick is a mark on the axis.
type AxisTick struct {
	X, Label string
	Year     string // where it is another than before
	Class    string // "first" and "last" where its words would leave the axis, "minor" if a narrow one goes without
}

// NewTimeline lays the timeline out.
func NewTimeline(ctx context.Context, root CaseRoot, view *assay.View, f assay.TimelineFilter, data assay.TimelinePage) TimelinePage {
	p := TimelinePage{Root: root, View: view, Data: data, Filter: f}
	axis := assay.NewAxis(data.Dated)
	d := dateDrawer{ctx: ctx, axis: axis, leftward: tr.Of(ctx).Dir() == "rtl"}
	for i := range data.Dated {
		p.Rows = append(p.Rows, p.row(ctx, &d, &data.Dated[i]))
	}
	for i, s := range axis.Stretches {
		year, room := "", 2.0 // where the words of the next stretch begin
		if i+1 < len(axis.Stretches) {
			room = axis.Stretches[i+1].At - .06
		}
		for k, t := range s.Ticks {
			tick := AxisTick{X: d.percent(t.At, 0), Label: tr.Date(ctx, t.When)}
			switch {
			case t.At < .05:
				tick.Class = "first"
			case t.At > .95:
				tick.Class = "last"
			case k > 0:
				tick.Class = "minor"
			}
			if day, err := time.Parse(time.DateOnly, t.When); err == nil {
				tick.Label = tr.DayOfMonth(ctx, day)
				if y := strconv.Itoa(day.Year()); y != year {
					tick.Year, year = y, y
				}
			}
			if k > 0 && t.At > room-.06 {
				tick.Label, tick.Year = "", ""
			}
			p.Ticks = append(p.Ticks, tick)
		}
		if i > 0 {
			p.Gaps = append(p.Gaps, d.percent(s.At-.0125, 0))
		}
	}
	return p
}

type dateDrawer struct {
	ctx      context.Context
	axis     assay.Axis
	leftward bool
}

// percent returns where something of some width begins.
func (d *dateDrawer) percent(at, width float64) string {
	if d.leftward {
		at = 1 - at - width
	}
	return strconv.FormatFloat(at*100, 'f', 2, 64) + "%"
}

func (d *dateDrawer) bar(p assay.Period, point bool) DateBar {
	at, width := d.axis.Place(p)
	b := DateBar{
		X: d.percent(at, width), Width: strconv.FormatFloat(width*100, 'f', 2, 64) + "%", Middle: d.percent(at+width/2, 0),
		OpenStart: p.OpenStart, OpenEnd: p.OpenEnd, Uncertain: p.Uncertain, Point: point, Narrow: width < .006,
	}
	for _, s := range d.axis.Stretches {
		if at < s.At-1e-9 || at > s.At+s.Width+1e-9 {
			continue
		}
		switch {
		case p.OpenEnd:
			b.LineFrom, b.LineTo = d.percent(at+width, 0), d.percent(s.At+s.Width, 0)
		case p.OpenStart:
			b.LineFrom, b.LineTo = d.percent(s.At, 0), d.percent(at, 0)
		}
	}
	return b
}

func (p *TimelinePage) row(ctx context.Context, d *dateDrawer, x *assay.Dated) DatedRow {
	r := DatedRow{When: dateSays(ctx, x.When)}
	switch {
	case !x.Event.IsZero():
		r.Kind, r.Label, r.Title = "event", tr.Say(ctx, "Event"), or(EventName(ctx, p.View.Case, x.Event), tr.Say(ctx, "Event without a name"))
		r.Href = p.Root.Library(assay.LibraryFilter{Event: x.Event})
	case !x.Claim.IsZero():
		r.Kind, r.Label, r.Href = "claim", ClaimNumber(p.View.Case, x.Claim), p.Root.Claim(x.Claim)
		if c := p.View.Claim(x.Claim); c != nil {
			r.Title = Wording(ctx, c)
		}
	default:
		r.Kind, r.Label = "articles", tr.Say(ctx, "Published")
		p.published(ctx, &r, x)
	}
	r.Bar = d.bar(x.Period, r.Kind == "articles")
	r.Bar.Big = x.Count > 1
	return r
}

// published names the articles of a day: one by its title, several by their
// number.
func (p *TimelinePage) published(ctx context.Context, r *DatedRow, x *assay.Dated) {
	for _, id := range x.Articles {
		if a := p.View.Article(id); a != nil {
			r.Articles = append(r.Articles, a)
		}
	}
	if x.Count == 1 && len(r.Articles) == 1 {
		a := r.Articles[0]
		r.Title, r.Note, r.Href, r.Lang, r.Articles = Title(ctx, p.View, a), OutletName(ctx, p.View, a), p.Root.Article(a.ID), p.View.Facts(a).Language, nil
		if p.View.Facts(a).Found["published"] {
			r.When = Published(ctx, p.View.Facts(a))
		}
		return
	}
	r.Title = tr.Count(ctx, x.Count, "%s article", "%s articles")
	r.More = x.Count - len(r.Articles)
	r.MoreHref = p.Root.Search(strings.Join([]string{"in:articles", "date:" + x.Day}, " "), 0)
}

// dateSays writes a date, and both ends of a period.
func dateSays(ctx context.Context, edtf string) string {
	period, ok := assay.ParsePeriod(edtf)
	if !ok {
		return edtf
	}
	from, to, interval := cutInterval(edtf)
	switch {
	case period.OpenEnd:
		return tr.Say(ctx, "from %s on", tr.Date(ctx, from))
	case period.OpenStart:
		return tr.Say(ctx, "until %s", tr.Date(ctx, to))
	case interval:
		return tr.Say(ctx, "%s to %s", tr.Date(ctx, from), tr.Date(ctx, to))
	}
	return tr.Date(ctx, edtf)
}

// Summary says how much has a date.
func (p *TimelinePage) Summary(ctx context.Context) string {
	return tr.List(ctx,
		tr.Count(ctx, p.Data.Events, "%s event with a date", "%s events with a date"),
		tr.Count(ctx, p.Data.Claims, "%s claim with a date", "%s claims with a date"),
		tr.Count(ctx, p.Data.Articles, "%s article with a date", "%s articles with a date"))
}

// Pager is which part of the timeline is on the page.
func (p *TimelinePage) Pager(ctx context.Context) PagerView {
	f := p.Filter
	return pager(tr.Say(ctx, "Dates"), p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.TimelineOf(f)
	})
}

// cutInterval returns both ends of a period, or a date.
func cutInterval(edtf string) (from, to string, interval bool) { return strings.Cut(edtf, "/") }
