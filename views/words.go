package views

import (
	"strconv"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Words writes a word of a vocabulary for people: "not_article" as "not article".
func Words(word string) string { return strings.ReplaceAll(word, "_", " ") }

// Capital begins a sentence with a word of ours.
func Capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Count writes a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number writes a number with its thousands set apart.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Published writes when an article came out, and how that is known.
func Published(f assay.Facts) string {
	if f.Published == "" {
		return "Date not known"
	}
	date := Date(f.Published)
	if f.Found["published"] {
		return date + " (found, not confirmed)"
	}
	return date
}

// Date writes an EDTF date for people: "2026-03-01" as "1 March 2026". What it
// cannot put better it leaves as it is.
func Date(edtf string) string {
	for sign, says := range map[string]string{"?": " (uncertain)", "~": " (about)", "%": " (about, uncertain)"} {
		if date, ok := strings.CutSuffix(edtf, sign); ok {
			return Date(date) + says
		}
	}
	for layout, shown := range map[string]string{"2006-01-02": "2 January 2006", "2006-01": "January 2006"} {
		if t, err := time.Parse(layout, edtf); err == nil {
			return t.Format(shown)
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, edtf); err == nil {
			return t.Format("2 January 2006, 15:04 -07:00")
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, edtf); err == nil {
			return t.Format("2 January 2006, 15:04")
		}
	}
	return edtf
}

// Events returns the events that an article is about.
func Events(v *assay.View, a *assay.Article) []assay.Event {
	var events []assay.Event
	for _, e := range v.Case.Events {
		for _, id := range a.Events {
			if e.ID == id {
				events = append(events, e)
			}
		}
	}
	return events
}

// TagsOf returns the tags of something, in order of tagging.
func TagsOf(c *assay.Case, target assay.EntityID) []assay.Tag {
	var tags []assay.Tag
	for _, x := range c.Taggings {
		if x.Target != target {
			continue
		}
		for _, t := range c.Tags {
			if t.ID == x.Tag {
				tags = append(tags, t)
			}
		}
	}
	return tags
}

// AnalystName returns what an analyst is called.
func AnalystName(actors []assay.Actor, id assay.ActorID) string {
	for _, a := range actors {
		if a.ID == id && a.Name != "" {
			return a.Name
		}
	}
	return "an analyst without a name"
}

func compareFold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

// Moment writes when somebody did something, on the analyst's clock.
func Moment(at oplog.Clock, zone *time.Location) string {
	return at.Time().In(zone).Format("2 January 2006, 15:04")
}
