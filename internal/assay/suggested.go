package assay

import (
	"strings"

	"assay/internal/anchor"
)

// PassageSuggestion is the kind of suggestion that decisions on passages of other
// articles are about.
const PassageSuggestion = "passage"

// SuggestedPage is what other articles may say of a claim, found by how much
// their sentences are like a passage that is known to bear on it.
type SuggestedPage struct {
	Case    *Case // the articles that anything is found in, and all that bears on the claim
	Article ArticleID
	Mention MentionID
	Claim   ClaimID

	Events     []EventID   // of which the articles are; none for those that tell the same story
	Of         []ArticleID // then: these
	Uncompared bool        // then: it is not known which do, since no article that mentions the claim has been compared
	Preparing  bool        // they are being read, and it is to be asked again
	Looked     int         // articles that were looked at, besides its own
	Partly     int         // of these, articles so long that only their beginning was
	Beyond     int         // further ones, that were not
	Marked     int         // of which these have a mention of the claim already
	Passages   []SuggestedPassage
	More       []ArticleID // further ones of which passages are found
	Silent     []ArticleID // in which passages are found, but that were read and are silent
	Asked      bool        // those were asked for and are among Passages
}

// SuggestedPassage is a sentence that may bear on a claim. It is an index entry and
// no fact.
type SuggestedPassage struct {
	Article ArticleID
	Text    TextID
	Span    anchor.Span
	Quote   string
	Shared  []anchor.Span // of the quote: what it has in common with the passage, and tells something
}

// PassageOf returns what a decision on a passage is about: the claim, the article,
// and its words as they are compared.
func PassageOf(subject string) (claim ClaimID, article ArticleID, words string) {
	first, rest, _ := strings.Cut(subject, " ")
	second, words, _ := strings.Cut(rest, " ")
	if claim.UnmarshalText([]byte(first)) != nil || article.UnmarshalText([]byte(second)) != nil {
		return ClaimID{}, ArticleID{}, subject
	}
	return claim, article, words
}

// Subject returns what a decision on a passage for a claim is about. It is told by
// its words, which outlive another text of the article.
func (p *SuggestedPassage) Subject(claim ClaimID) string {
	return claim.String() + " " + p.Article.String() + " " + FoldName(p.Quote)
}
