package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

func (s *Server) mentionRoutes(c *echo.Group) {
	c.GET("/mentions", s.showMentions)
	c.POST("/mentions/change", s.changeMentions)
}

// mentionQuery is a filter as an address carries it.
type mentionQuery struct {
	Claim       assay.ClaimID     `query:"claim"`
	Article     assay.ArticleID   `query:"article"`
	Source      assay.SourceID    `query:"source"`
	Stance      assay.Stance      `query:"stance"`
	Credibility assay.Credibility `query:"credibility"`
	Lacks       []string          `query:"lacks"`
	Tags        struct {
		Has   assay.TagSet `query:"tag"`
		Lacks assay.TagSet `query:"untagged"`
		Exact bool         `query:"exact"`
	}
	Words string `query:"q"`
	Page  int    `query:"page"`
}

func (q *mentionQuery) filter() assay.MentionFilter {
	f := assay.MentionFilter{
		Claim: q.Claim, Article: q.Article, Source: q.Source, Stance: q.Stance, Credibility: q.Credibility, Lacks: q.Lacks,
		Tags: assay.TagFilter{Has: q.Tags.Has, Lacks: q.Tags.Lacks, Exact: q.Tags.Exact}, Words: strings.TrimSpace(q.Words), Page: q.Page,
	}
	if !f.Stance.Valid() {
		f.Stance = ""
	}
	return f
}

func (s *Server) showMentions(c echo.Context) error {
	var q mentionQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, names, err := caseOf(c).Mentions(c.Request().Context(), q.filter())
	if err != nil {
		return err
	}
	p := views.NewMentions(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, names)
	if p.Frame, err = s.frame(c, "claims", tell(c, "Mentions")); err != nil {
		return err
	}
	p.Frame.Scope = "mentions list"
	return render(c, http.StatusOK, views.MentionList(p))
}

// mentionsForm is what is to be done with some mentions.
type mentionsForm struct {
	Mentions []assay.MentionID                                `form:"mention"`
	Was      views.Was[map[assay.MentionID]assay.SeenMention] `form:"was"`
	Do       string                                           `form:"do"`
	What     string                                           `form:"what"` // to assign
	Name     string                                           `form:"name"`
}

func (s *Server) changeMentions(c echo.Context) error {
	var form mentionsForm
	if err := bind(c, &form); err != nil {
		return err
	}
	change, done, err := form.change(c)
	if err != nil {
		return s.refuseBulk(c, err)
	}
	act, outcome, err := caseOf(c).ChangeMentions(c.Request().Context(), form.Mentions, change)
	if err != nil {
		return s.refuseBulk(c, err)
	}
	return s.done(c, act, views.OutcomeWords(c.Request().Context(), outcome, done(outcome.Changed)), s.cameFrom(c))
}

// refuseBulk says in the bar for selected rows what is wrong, where it is about
// a field of it.
func (s *Server) refuseBulk(c echo.Context, why error) error {
	if errs, ok := fieldErrors(c, why); ok && isHTMX(c) {
		for _, message := range errs {
			return render(c, http.StatusUnprocessableEntity, views.BulkWrong(message))
		}
	}
	return why
}

// change returns what is to be done with the mentions, and how to tell it of some
// number of them.
func (f *mentionsForm) change(c echo.Context) (change store.MentionsChange, done func(n int) string, err error) {
	ctx, name := c.Request().Context(), strings.TrimSpace(f.Name)
	done = func(n int) string { return mentionsTold(c, f.What, name, n) }
	if change.Seen, err = f.Was.Then(); err != nil {
		return change, nil, err
	}
	switch {
	case len(f.Mentions) == 0:
		return change, nil, assay.Invalid("mention", "Select some mentions first: tick them, or press %s on a row.", views.KeyName(c.Request().Context(), "list/mark"))
	case f.Do == "remove":
		change.Remove = true
		return change, func(n int) string { return tellCount(c, n, "%s mention: removed.", "%s mentions: removed.") }, nil
	case name == "" && f.What != "credibility" && f.What != "voice":
		return change, nil, assay.Invalid("name", "Write what to set it to.")
	}
	switch f.What {
	case "stance":
		change.Dimension, change.Value = assay.DimStance, views.WordOf(ctx, views.Stances, name)
	case "credibility":
		change.Dimension, change.Value = assay.DimCredibility, strings.ToLower(name)
	case "voice":
		change.Dimension, change.Value = assay.DimVoice, views.WordOf(ctx, assay.Voices, name)
	case "claim":
		change.Called = name
	case "tag":
		change.AddTag = name
	case "untag":
		change.DropTag = name
	default:
		err = assay.Invalid("what", "Choose what is to be done with the mentions.")
	}
	return change, done, err
}

// mentionsTold tells of n mentions that something was set to what name says, or
// that it was taken back where that is empty.
func mentionsTold(c echo.Context, what, name string, n int) string {
	switch {
	case what == "stance":
		return tellCount(c, n, "%s mention: stance %s.", "%s mentions: stance %s.", name)
	case what == "credibility" && name == "":
		return tellCount(c, n, "%s mention: credibility taken back.", "%s mentions: credibility taken back.")
	case what == "credibility":
		return tellCount(c, n, "%s mention: credibility %s.", "%s mentions: credibility %s.", name)
	case what == "voice" && name == "":
		return tellCount(c, n, "%s mention: voice taken back.", "%s mentions: voice taken back.")
	case what == "voice":
		return tellCount(c, n, "%s mention: voice %s.", "%s mentions: voice %s.", name)
	case what == "claim":
		return tellCount(c, n, "%s mention: attached to %s.", "%s mentions: attached to %s.", name)
	case what == "tag":
		return tellCount(c, n, "%s mention: tagged “%s”.", "%s mentions: tagged “%s”.", name)
	}
	return tellCount(c, n, "%s mention: tag “%s” taken off.", "%s mentions: tag “%s” taken off.", name)
}
