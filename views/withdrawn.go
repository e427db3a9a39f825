package views

import (
	"context"
	"strconv"

	"assay/internal/assay"
	"assay/internal/tr"
)

// withdrawnName is what something that was withdrawn is called, or that it is called
// nothing.
func withdrawnName(ctx context.Context, w assay.Withdrawal) string {
	switch {
	case w.Kind == assay.KindMention && w.Calls != "":
		return tr.Say(ctx, "“%s”", w.Calls)
	case w.Calls != "":
		return w.Calls
	}
	return tr.Say(ctx, "without a name")
}

// withdrawnHref is where something that was withdrawn is, or is still: of what is gone only
// a claim has a page.
func withdrawnHref(root CaseRoot, w assay.Withdrawal) string {
	switch {
	case w.Kind == assay.KindClaim:
		return root.Claim(assay.ClaimID(w.Entity))
	case w.Gone:
		return ""
	case w.Kind == assay.KindArticle:
		return root.Article(assay.ArticleID(w.Entity))
	case w.Kind == assay.KindQuestion:
		return root.Question(assay.QuestionID(w.Entity))
	case w.Kind == assay.KindTag:
		return root.Tag(assay.TagID(w.Entity))
	}
	return ""
}

// withdrawnNumber is the number of a claim that was withdrawn.
func withdrawnNumber(w assay.Withdrawal) string { return "C" + strconv.Itoa(w.No) }
