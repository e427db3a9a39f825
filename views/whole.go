package views

import (
	"context"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// WholePage is the check of all originals and texts of a case.
type WholePage struct {
	Frame  Frame
	Root   CaseRoot
	State  WholeState
	Titles map[assay.ArticleID]string // of the articles that something is wrong with
}

// WholeState is how far a check has come, or what it has found.
type WholeState struct {
	Running, Stopped bool
	Done, Total      int
	Ended            time.Time // zero if none has ended
	Problem          string    // why it could not go on
	Found            assay.Evidences
}

// Says sums up what was found.
func (s *WholeState) Says(ctx context.Context) string {
	switch {
	case s.Stopped:
		return tr.Say(ctx, "The check was stopped after %s of %s.", Number(s.Done), Number(s.Total))
	case s.Problem != "":
		return tr.Say(ctx, "The check could not go on.")
	case s.Found.Damaged > 0:
		return tr.Count(ctx, s.Found.Damaged, "%s is damaged.", "%s are damaged.")
	}
	return tr.Say(ctx, "All that is in the case is whole.")
}

// Tone is that of the notice that sums up.
func (s *WholeState) Tone() string {
	switch {
	case s.Found.Damaged > 0 || s.Problem != "":
		return "bad"
	case s.Stopped:
		return "warn"
	}
	return "good"
}

// title is what an article is called.
func (p *WholePage) title(ctx context.Context, id assay.ArticleID) string {
	return or(p.Titles[id], tr.Say(ctx, "Article without a title"))
}
