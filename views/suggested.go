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

// events names the events of which the articles are.
func (v SuggestedView) events(ctx context.Context) string {
	var names []string
	for _, e := range v.View.Case.Events {
		if slices.Contains(v.Page.Events, e.ID) {
			names = append(names, e.Name)
		}
	}
	return tr.List(ctx, names...)
}

// Stories returns the articles that tell the same story, where they were looked at
// for that.
func (v SuggestedView) Stories() []*assay.Article {
	var list []*assay.Article
	for _, id := range v.Page.Of {
		if a := v.View.Article(id); a != nil {
			list = append(list, a)
		}
	}
	return list
}

// Says says where it was looked, and that nothing was found if that is so.
func (v SuggestedView) Says(ctx context.Context) string {
	n, found := v.Page.Looked, len(v.Page.Passages) > 0
	if len(v.Page.Events) == 0 {
		return v.saysOfStory(ctx, n, found)
	}
	event := v.events(ctx)
	switch {
	case n == 0:
		return tr.Say(ctx, "No other article is about the event %s.", event)
	case v.Page.Preparing:
		return tr.Few(ctx, n, "Reading %s other article about the event %s…", "Reading %s other articles about the event %s…", event)
	case found:
		return tr.Few(ctx, n, "Of %s other article about the event %s.", "Of %s other articles about the event %s.", event)
	}
	return tr.Few(ctx, n, "None found in %s other article about the event %s. It may still say so in other words.", "None found in %s other articles about the event %s. They may still say so in other words.", event)
}

// saysOfStory is what Says says where the articles are of no event.
func (v SuggestedView) saysOfStory(ctx context.Context, n int, found bool) string {
	switch {
	case n == 0 && v.Page.Uncompared:
		return tr.Say(ctx, "The article is of no event, and has not been compared with the others yet. Say which event it is to look among all of it.")
	case n == 0:
		return tr.Say(ctx, "The article is of no event, and no other is known to tell the same story. Say which event it is to look among all of it.")
	case v.Page.Preparing:
		return tr.Few(ctx, n, "Reading %s article that tells the same story…", "Reading %s articles that tell the same story…")
	case found:
		return tr.Few(ctx, n, "Of %s article that tells the same story. Say which event it is to look among all of it.", "Of %s articles that tell the same story. Say which event it is to look among all of it.")
	}
	return tr.Few(ctx, n, "None found in %s article that tells the same story. It may still say so in other words.", "None found in %s articles that tell the same story. They may still say so in other words.")
}
