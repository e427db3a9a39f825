package views

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/tr"
)

// ThingView is one thing of a case, of whatever kind, as a list names it.
type ThingView struct {
	ID    assay.EntityID
	Kind  assay.Kind // "" if it is not in the case any more
	Icon  string
	Label string
	Quote bool   // the label is the words of an article
	Lang  string // of the label, "" for the page's
	Where string // of a mention its article, of a version its question
	About string // of a mention its claim
	Href  string // the exact place
}

// thingIcons are the drawings that stand for kinds of things.
var thingIcons = map[assay.Kind]string{
	assay.KindArticle: "article", assay.KindClaim: "check", assay.KindQuestion: "question", assay.KindVersion: "branch", assay.KindSource: "user",
	assay.KindTag: "tag", assay.KindEvent: "clock", assay.KindMention: "quote", assay.KindCase: "brand",
}

// NewThing names a thing of the case.
func NewThing(ctx context.Context, root CaseRoot, v *assay.View, id assay.EntityID) ThingView {
	t := ThingView{ID: id}
	switch {
	case v.Mention(assay.MentionID(id)) != nil:
		t.mention(ctx, root, v, v.Mention(assay.MentionID(id)))
	case v.Claim(assay.ClaimID(id)) != nil && !v.Claim(assay.ClaimID(id)).Gone:
		c := v.Claim(assay.ClaimID(id))
		t.Kind, t.Label, t.Href, t.About = assay.KindClaim, Wording(ctx, c), root.Claim(c.ID), ClaimNumber(v.Case, c.ID)
	case v.Article(assay.ArticleID(id)) != nil && !v.Article(assay.ArticleID(id)).Gone:
		a := v.Article(assay.ArticleID(id))
		t.Kind, t.Label, t.Lang, t.Href = assay.KindArticle, Title(ctx, v, a), v.Facts(a).Language, root.ArticleDetails(a.ID)
	case id == v.Case.Info.ID:
		t.Kind, t.Label, t.Href = assay.KindCase, v.Case.Info.Name, root.NoteList(assay.NoteFilter{On: assay.KindCase})
	default:
		t.other(ctx, root, v.Case, id)
	}
	t.Icon = or(thingIcons[t.Kind], "trash")
	return t
}

func (t *ThingView) mention(ctx context.Context, root CaseRoot, v *assay.View, m *assay.Mention) {
	t.Kind, t.Label, t.Quote, t.Href = assay.KindMention, m.Quote, true, root.MentionInArticle(m.Article, m.ID)
	if a := v.Article(m.Article); a != nil {
		t.Where, t.Lang = Title(ctx, v, a), v.Facts(a).Language
	}
	if v.Claim(m.Claim) != nil {
		t.About = ClaimNumber(v.Case, m.Claim)
	}
}

// other names a thing of a kind that a view does not look up.
func (t *ThingView) other(ctx context.Context, root CaseRoot, c *assay.Case, id assay.EntityID) {
	if i := slices.IndexFunc(c.Sources, func(s assay.Source) bool { return assay.EntityID(s.ID) == id }); i >= 0 {
		t.Kind, t.Label, t.Href = assay.KindSource, SourceName(ctx, &c.Sources[i]), root.Source(c.Sources[i].ID)
	}
	if i := slices.IndexFunc(c.Tags, func(x assay.Tag) bool { return assay.EntityID(x.ID) == id }); i >= 0 {
		t.Kind, t.Label, t.Href = assay.KindTag, c.Tags[i].Name, root.Tag(c.Tags[i].ID)
	}
	if i := slices.IndexFunc(c.Events, func(x assay.Event) bool { return assay.EntityID(x.ID) == id }); i >= 0 {
		t.Kind, t.Label, t.Href = assay.KindEvent, c.Events[i].Name, root.Library(assay.LibraryFilter{Event: c.Events[i].ID})
	}
	if i := slices.IndexFunc(c.Questions, func(q assay.Question) bool { return assay.EntityID(q.ID) == id }); i >= 0 {
		t.Kind, t.Label, t.Href = assay.KindQuestion, c.Questions[i].Wording, root.Question(c.Questions[i].ID)
	}
	if i := slices.IndexFunc(c.Versions, func(x assay.Version) bool { return assay.EntityID(x.ID) == id }); i >= 0 {
		x := &c.Versions[i]
		t.Kind, t.Label, t.Href = assay.KindVersion, VersionLabel(ctx, x), root.Question(x.Question)+"#v-"+x.ID.String()
		for _, q := range c.Questions {
			if q.ID == x.Question {
				t.Where = q.Wording
			}
		}
	}
}

// Name returns what the thing is called, or that it is called nothing.
func (t *ThingView) Name(ctx context.Context) string {
	switch {
	case t.Label != "":
		return t.Label
	case t.Kind == "":
		return tr.Say(ctx, "something that was removed")
	case t.Kind == assay.KindCase:
		return tr.Say(ctx, "The case")
	}
	return tr.Say(ctx, "without a name")
}
