package views

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/tr"
)

// ArticleSuggested is what is suggested of one article.
type ArticleSuggested struct {
	Article  *assay.Article
	Passages []assay.SuggestedPassage
}

// Articles returns what is suggested, by article, the likeliest first.
func (v SuggestedView) Articles() []ArticleSuggested {
	var list []ArticleSuggested
	for _, x := range v.Page.Passages {
		i := slices.IndexFunc(list, func(a ArticleSuggested) bool { return a.Article.ID == x.Article })
		if i < 0 {
			i, list = len(list), append(list, ArticleSuggested{Article: v.View.Article(x.Article)})
		}
		list[i].Passages = append(list[i].Passages, x)
	}
	return list
}

// Name returns what an article is called here: by its outlet, where that is known.
func (v SuggestedView) Name(ctx context.Context, a *assay.Article) string {
	return ColumnName(ctx, v.View, a)
}

// suggestedKey is the key that answers a suggestion with a stance.
func suggestedKey(ctx context.Context, stance string) string {
	return stanceKey(ctx, "suggested", stance)
}

// again is where the suggestions are asked for as they were.
func (v SuggestedView) again() string {
	if v.Page.Asked {
		return v.Root.SuggestedToo(v.Page.Article, v.Page.Mention)
	}
	return v.Root.Suggested(v.Page.Article, v.Page.Mention)
}

// Says says where it was looked, and that nothing was found if that is so.
func (v SuggestedView) Says(ctx context.Context) string {
	var event string
	if i := slices.IndexFunc(v.View.Case.Events, func(e assay.Event) bool { return e.ID == v.Page.Event }); i >= 0 {
		event = v.View.Case.Events[i].Name
	}
	n, found := v.Page.Looked, len(v.Page.Passages) > 0
	switch {
	case n == 0 && event != "":
		return tr.Say(ctx, "No other article is about the event %s.", event)
	case n == 0:
		return tr.Say(ctx, "The article is of no event, and no other is known to be about the same.")
	case event != "" && found:
		return tr.Few(ctx, n, "Of %s other article about the event %s.", "Of %s other articles about the event %s.", event)
	case event != "":
		return tr.Few(ctx, n, "None found in %s other article about the event %s. It may still say so in other words.", "None found in %s other articles about the event %s. They may still say so in other words.", event)
	case found:
		return tr.Few(ctx, n, "Of %s article about the same, around that time. Say which event it is to look among all of it.", "Of %s articles about the same, around that time. Say which event it is to look among all of it.")
	}
	return tr.Few(ctx, n, "None found in %s article about the same, around that time. It may still say so in other words.", "None found in %s articles about the same, around that time. They may still say so in other words.")
}
