package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

// suggest shows what other articles may say of the claim of a mention.
func (s *Server) suggest(c echo.Context) error {
	id, err := param[assay.Mention](c, "mention")
	if err != nil {
		return err
	}
	article, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	v, err := s.suggested(c, id, c.QueryParam("silent") == "true")
	if err != nil {
		return err
	}
	if v.Page.Article != article {
		return assay.NotFound("mention")
	}
	if !isHTMX(c) { // it is a part of the panel
		return c.Redirect(http.StatusSeeOther, s.caseRoot(c).MentionInArticle(article, id))
	}
	return render(c, http.StatusOK, views.Suggested(v))
}

func (s *Server) suggested(c echo.Context, id assay.MentionID, silent bool) (views.SuggestedView, error) {
	p, err := caseOf(c).Suggested(c.Request().Context(), id, silent)
	if err != nil {
		return views.SuggestedView{}, err
	}
	return views.SuggestedView{Root: s.caseRoot(c), View: s.view(c, p.Case), Page: p}, nil
}

// spell says whether two spellings of a name mean the same.
func (s *Server) spell(c echo.Context) error {
	var form struct {
		A       string `form:"a"`
		B       string `form:"b"`
		Verdict string `form:"verdict"` // "" takes it back
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).Spell(c.Request().Context(), form.A, form.B, form.Verdict)
	if err != nil {
		return err
	}
	say := tell(c, "“%s” and “%s” are one name.", form.A, form.B)
	switch form.Verdict {
	case "rejected":
		say = tell(c, "“%s” and “%s” are two names.", form.A, form.B)
	case "":
		say = tell(c, "Taken back whether “%s” and “%s” are one name.", form.A, form.B)
	}
	return s.done(c, act, say, s.cameFrom(c))
}

// suggestionForm is the answer to a suggestion: how the passage stands to the
// claim, or "no".
type suggestionForm struct {
	Other  assay.ArticleID `form:"other"`
	Text   assay.TextID    `form:"text"`
	Start  int             `form:"start"`
	End    int             `form:"end"`
	Seen   string          `form:"seen"`
	Answer string          `form:"answer"`
	Silent bool            `form:"silent"` // articles that are silent are shown, too
}

// apply does what the answer says for a claim, and returns what there is to say
// about it.
func (f *suggestionForm) apply(c echo.Context, claim assay.ClaimID) (act assay.ActID, say string, err error) {
	ctx := c.Request().Context()
	if f.Answer == "no" {
		act, err = caseOf(c).RejectPassage(ctx, claim, assay.SuggestedPassage{Article: f.Other, Quote: f.Seen})
		return act, tell(c, "Not suggested again."), err
	}
	out, err := caseOf(c).MarkMention(ctx, store.Mark{
		Article: f.Other, Text: f.Text, Span: anchor.Span{Start: f.Start, End: f.End}, Seen: f.Seen, Claim: claim, Stance: assay.Stance(f.Answer),
	})
	return out.Act, tell(c, "Marked there: %s.", tr.Word(ctx, f.Answer)), err
}

func (s *Server) answerSuggestion(c echo.Context) error {
	id, err := param[assay.Mention](c, "mention")
	if err != nil {
		return err
	}
	article, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	var form suggestionForm
	if err := bind(c, &form); err != nil {
		return err
	}
	p, err := caseOf(c).Passage(c.Request().Context(), article, id)
	if err != nil {
		return err
	}
	if p == nil {
		return assay.NotFound("mention")
	}
	act, say, err := form.apply(c, s.view(c, p.Case).Mention(id).Claim)
	if err != nil {
		return err
	}
	return s.suggestionAnswered(c, act, say, article, id, form.Silent)
}

// suggestionAnswered shows what is suggested now, and what is known elsewhere.
func (s *Server) suggestionAnswered(c echo.Context, act assay.ActID, say string, article assay.ArticleID, id assay.MentionID, silent bool) error {
	s.changed(c, act)
	if !isHTMX(c) {
		return c.Redirect(http.StatusSeeOther, s.caseRoot(c).MentionInArticle(article, id))
	}
	v, err := s.suggested(c, id, silent)
	if err != nil {
		return err
	}
	p, err := caseOf(c).Passage(c.Request().Context(), article, id)
	if err != nil {
		return err
	}
	frame, err := s.frame(c, "reader", "")
	if err != nil {
		return err
	}
	announce(c, say, !act.IsZero(), false)
	return render(c, http.StatusOK, views.SuggestedAnswer(v, s.inspected(c, p), frame.Saved))
}
