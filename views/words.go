package views

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/assay"
	"assay/internal/tr"
)

// Capital begins a sentence with a word of ours.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// Number writes a number with its thousands set apart.
func Number(n int) string { return tr.Number(n) }

// Published writes when an article came out, and how that is known.
func Published(ctx context.Context, f assay.Facts) string {
	if f.Published == "" {
		return tr.Say(ctx, "Date not known")
	}
	date := tr.Date(ctx, f.Published)
	if f.Found["published"] {
		return tr.Say(ctx, "%s (found, not confirmed)", date)
	}
	return date
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

// AnalystName returns what an analyst is called. Of several without a name each has the
// beginning of its id.
func AnalystName(ctx context.Context, actors []assay.Actor, id assay.ActorID) string {
	nameless := 0
	for _, a := range actors {
		if a.ID == id && a.Name != "" {
			return a.Name
		}
		if a.Name == "" {
			nameless++
		}
	}
	if nameless > 1 {
		return tr.Say(ctx, "an analyst without a name (%s)", fmt.Sprintf("%.4s", id))
	}
	return tr.Say(ctx, "an analyst without a name")
}

func compareFold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
