package views

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/tr"
)

// TypedForm is a text that an analyst has typed in from the original of an article.
type TypedForm struct {
	Text   string       `form:"text"`
	Over   assay.TextID `form:"over"` // what was there when they began
	Errors map[string]string
}

// typedForm returns the form with what there is of the text to go on from.
func typedForm(data *assay.ArticleDetails) (f TypedForm) {
	if !data.Text.Unread() {
		f.Text = data.Body.String()
	}
	return f
}

// Typing reports whether the text of an article is one for the analyst to type in:
// not all of the original has been read, or they have typed in the text so far.
func Typing(t *assay.Text) bool { return t.Extractor == assay.Typed || len(t.Gaps()) > 0 }

// GapFacts says which pages of an original are not, or not all, in a text, "a scan"
// of one that has none.
func GapFacts(ctx context.Context, pages []assay.Page) (facts []string) {
	if t := (assay.Text{Pages: pages}); t.Unread() {
		return []string{tr.Say(ctx, "no text yet: its pages cannot be read as text")}
	}
	for _, g := range assay.GapsOf(pages) {
		facts = append(facts, gapSays(ctx, g))
	}
	return facts
}

func gapSays(ctx context.Context, g assay.PageGap) string {
	one, label := g.Of == 1, g.String()
	switch {
	case g.Gap == assay.GapPicture && one:
		return tr.Say(ctx, "page %s is a picture, without text or with hardly any", label)
	case g.Gap == assay.GapPicture:
		return tr.Say(ctx, "pages %s are pictures, without text or with hardly any", label)
	case g.Gap == assay.GapLetters && one:
		return tr.Say(ctx, "page %s does not say which letters its shapes stand for", label)
	case g.Gap == assay.GapLetters:
		return tr.Say(ctx, "pages %s do not say which letters their shapes stand for", label)
	case g.Gap == assay.GapDamaged && one:
		return tr.Say(ctx, "page %s is damaged and cannot be read", label)
	case g.Gap == assay.GapDamaged:
		return tr.Say(ctx, "pages %s are damaged and cannot be read", label)
	case one:
		return tr.Say(ctx, "page %s has too much text, of which only the beginning is here", label)
	}
	return tr.Say(ctx, "pages %s have too much text, of which only the beginnings are here", label)
}

// missing says what of its original is not in a text, "" if nothing is known to be.
func missing(ctx context.Context, t *assay.Text) string {
	facts := GapFacts(ctx, t.Pages)
	switch {
	case len(facts) == 0:
		return ""
	case !t.Unread():
		return tr.Say(ctx, "Not all that the original says is in this text: %s.", tr.List(ctx, facts...))
	case slices.ContainsFunc(t.Pages, func(p assay.Page) bool { return p.Gap == assay.GapLetters }):
		return tr.Say(ctx, "There is no text yet: the original does not say which letters its shapes stand for.")
	}
	return tr.Say(ctx, "There is no text yet: the original is a scan, a picture of its pages.")
}
