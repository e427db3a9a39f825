package assay

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Period is the time that a date stands for: a day is one, and so is a month.
type Period struct {
	From, To  time.Time // To is the first moment after it
	OpenStart bool      // it is not known, or not said, when it began
	OpenEnd   bool
	Uncertain bool // by the date's own words: uncertain or about
}

// ParsePeriod returns the time that an EDTF date stands for, and false for none. A
// time without an offset is taken as it stands.
func ParsePeriod(edtf string) (p Period, ok bool) {
	from, to, interval := strings.Cut(edtf, "/")
	if !interval {
		return datePeriod(edtf)
	}
	first, begins := datePeriod(from)
	last, ends := datePeriod(to)
	switch {
	case begins && ends:
		p = Period{From: first.From, To: last.To, Uncertain: first.Uncertain || last.Uncertain}
		return p, p.From.Before(p.To)
	case begins:
		first.OpenEnd = true
		return first, true
	case ends:
		last.OpenStart = true
		return last, true
	}
	return Period{}, false
}

func datePeriod(s string) (p Period, ok bool) {
	if !validDate(s, false) {
		return p, false
	}
	bare := strings.TrimRight(s, "?~%")
	p.Uncertain = bare != s
	if date, clock, ok := strings.Cut(bare, "T"); ok && clock != "" {
		for _, layout := range []string{"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
			if t, err := time.Parse(layout, bare); err == nil {
				p.From, p.To = t, t.Add(time.Minute)
				return p, true
			}
		}
		bare = date
	}
	sign := 1
	if strings.HasPrefix(bare, "-") {
		sign, bare = -1, bare[1:]
	}
	year, rest, _ := strings.Cut(bare, "-")
	month, day, _ := strings.Cut(rest, "-")
	span := 1
	for strings.HasSuffix(year, "X") { // a decade or a century
		year, span = strings.TrimSuffix(year, "X"), span*10
	}
	y, err := strconv.Atoi(year)
	if err != nil {
		return p, false
	}
	y *= sign * span
	at := func(years, months, days int) time.Time {
		return time.Date(y+years, time.Month(1+months), 1+days, 0, 0, 0, 0, time.UTC)
	}
	m, errMonth := strconv.Atoi(month)
	d, errDay := strconv.Atoi(day)
	switch {
	case errMonth != nil:
		p.From, p.To = at(0, 0, 0), at(span, 0, 0)
	case errDay != nil:
		p.From, p.To = at(0, m-1, 0), at(0, m, 0)
	default:
		p.From, p.To = at(0, m-1, d-1), at(0, m-1, d)
	}
	return p, true
}

// TimelineFilter says what the timeline shows.
type TimelineFilter struct {
	Event EventID // it, what is claimed of it and the articles about it
	Page  int
}

// TimelineSize is how many rows one page of the timeline has.
const TimelineSize = 150

// TimelinePage is what the timeline shows: what the case dates.
type TimelinePage struct {
	Case     *Case   // events, sources, and the claims and articles that are named
	Dated    []Dated // of the page
	Leaf     Leaf
	Events   int // with a date, like what follows
	Claims   int
	Articles int
	Undated  []ClaimID // claims without a date that something is said of, no more than UndatedMost
	More     int       // further ones
	NoDate   int       // articles without a date
}

// UndatedMost is how many claims without a date the timeline names, and OfDayMost
// how many articles of a day.
const (
	UndatedMost = 40
	OfDayMost   = 12
)

// Dated is something with a date: an event, a claim, or the articles of a day.
type Dated struct {
	Event    EventID
	Claim    ClaimID
	Day      string      // of articles: what is alike of their dates
	Articles []ArticleID // of articles: the first of them
	Count    int         // of articles: how many
	When     string      // EDTF
	Period   Period
}

// SortDated puts what has a date in order: what began first, then what ended
// first.
func SortDated(list []Dated) {
	kind := func(d Dated) int {
		switch {
		case !d.Event.IsZero():
			return 0
		case !d.Claim.IsZero():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(list, func(a, b Dated) int {
		return cmp.Or(a.Period.From.Compare(b.Period.From), a.Period.To.Compare(b.Period.To), cmp.Compare(kind(a), kind(b)))
	})
}

// Axis is the scale of a timeline: stretches of time, each drawn as long as there
// is much in it, and nothing between them. A stretch is to scale in itself.
type Axis struct {
	Stretches []Stretch
}

// Stretch is a part of an axis without a gap.
type Stretch struct {
	From, To  time.Time
	At, Width float64 // of the whole axis, which is 1
	Ticks     []Tick
}

// Tick is a mark on an axis.
type Tick struct {
	At   float64
	When string // EDTF: the year, month or day that begins there
}

// stretchGap is how much of an axis goes between two stretches, longest how many of
// them there are at most.
const (
	stretchGap = .025
	longest    = 6
	wideness   = .12 // of the narrowest stretch
)

// NewAxis returns an axis for some periods. A gap that is much longer than what
// is dated on either side of it is left out.
func NewAxis(list []Dated) Axis {
	var spans []Period
	for _, d := range list {
		spans = append(spans, d.Period)
	}
	slices.SortFunc(spans, func(a, b Period) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	var a Axis
	var counts []int
	for _, p := range spans {
		n := len(a.Stretches)
		if n > 0 && !p.From.After(a.Stretches[n-1].To) {
			if p.To.After(a.Stretches[n-1].To) {
				a.Stretches[n-1].To = p.To
			}
			counts[n-1]++
			continue
		}
		a.Stretches, counts = append(a.Stretches, Stretch{From: p.From, To: p.To}), append(counts, 1)
	}
	// Gaps are closed, the shortest first, until few are left that are long against
	// what lies around them.
	for len(a.Stretches) > 1 {
		least, at := math.Inf(1), 0
		for i := 1; i < len(a.Stretches); i++ {
			x, y := a.Stretches[i-1], a.Stretches[i]
			if against := days(y.From.Sub(x.To)) / (days(x.To.Sub(x.From)) + days(y.To.Sub(y.From))); against < least {
				least, at = against, i
			}
		}
		if least > 3 && len(a.Stretches) <= longest {
			break
		}
		a.Stretches[at-1].To, counts[at-1] = a.Stretches[at].To, counts[at-1]+counts[at]
		a.Stretches, counts = slices.Delete(a.Stretches, at, at+1), slices.Delete(counts, at, at+1)
	}
	a.measure(counts)
	return a
}

func days(d time.Duration) float64 { return max(d.Hours()/24, 1.0/24) }

// measure gives each stretch its part of the axis.
func (a *Axis) measure(counts []int) {
	n := len(a.Stretches)
	if n == 0 {
		return
	}
	total := 0.0
	weight := make([]float64, n)
	for i := range weight {
		weight[i] = 1 + math.Log2(1+float64(counts[i]))
		total += weight[i]
	}
	room := 1 - stretchGap*float64(n-1)
	share := make([]float64, n)
	rest := 0.0
	for i := range share {
		share[i] = max(weight[i]/total, wideness)
		rest += share[i]
	}
	at := 0.0
	for i := range a.Stretches {
		s := &a.Stretches[i]
		s.At, s.Width = at, room*share[i]/rest
		at += s.Width + stretchGap
		s.tick()
	}
}

// ticks are the steps between the marks of an axis, the finest first.
var ticks = []struct{ years, months, days int }{
	{0, 0, 1}, {0, 0, 2}, {0, 0, 7}, {0, 1, 0}, {0, 3, 0}, {0, 6, 0}, {1, 0, 0}, {2, 0, 0}, {5, 0, 0}, {10, 0, 0}, {20, 0, 0}, {50, 0, 0}, {100, 0, 0}, {500, 0, 0},
}

// tick marks a stretch at round dates, no closer than can be read.
func (s *Stretch) tick() {
	const least = .115 // of the axis, from one mark to the next
	whole := days(s.To.Sub(s.From))
	for _, step := range ticks {
		length := float64(step.years)*365.25 + float64(step.months)*30.4 + float64(step.days)
		if length/whole*s.Width < least && step != ticks[len(ticks)-1] {
			continue
		}
		t := roundDown(s.From, step.years, step.months)
		for ; t.Before(s.To); t = t.AddDate(step.years, step.months, step.days) {
			if t.Before(s.From) {
				continue
			}
			when := t.Format("2006-01-02")
			if step.years > 0 {
				when = when[:len(when)-6]
			} else if step.months > 0 {
				when = when[:len(when)-3]
			}
			s.Ticks = append(s.Ticks, Tick{s.place(t), when})
		}
		return
	}
}

// roundDown returns the last round date before a time.
func roundDown(t time.Time, years, months int) time.Time {
	y, m, d := t.Date()
	switch {
	case years > 0:
		return time.Date(y-((y%years)+years)%years, 1, 1, 0, 0, 0, 0, time.UTC)
	case months > 0:
		return time.Date(y, m-(m-1)%time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (s *Stretch) place(t time.Time) float64 {
	return s.At + s.Width*float64(t.Sub(s.From)/time.Second)/math.Max(1, float64(s.To.Sub(s.From)/time.Second))
}

// Place returns where a period lies on the axis, and how wide it is.
func (a *Axis) Place(p Period) (at, width float64) {
	for i := range a.Stretches {
		if s := &a.Stretches[i]; !p.From.Before(s.From) && !p.From.After(s.To) && !p.To.After(s.To) {
			at = s.place(p.From)
			return at, s.place(p.To) - at
		}
	}
	return 0, 0
}
