package attribution

// The limits, all of them, in words and signs unless they say otherwise. They were set on every second one
// of 84 English news articles in which people have marked who is said to say what
// (a part of PolNeAR), and checked on the others; figures are those of
// measure_test.go. Most say how far a sentence is read, so that no text takes long.
const (
	maxQuote      = 400 // in a quotation: what is longer lacks its closing mark
	maxParagraphs = 12  // that a quotation runs over

	maxLeads      = 7  // between a phrase and the source that follows it
	maxBetween    = 7  // between a source and the phrase that follows it
	maxApposition = 24 // said of somebody between the name and what they do
	maxLike       = 4  // that say what somebody is like before the name
	maxLeft       = 7  // before the word that says who somebody is, with it
	maxRight      = 14 // after it
	maxPlain      = 6  // in "the ministry", and in what follows "according to"
	maxName       = 12 // in a name
	maxReport     = 6  // between an outlet and its report
	maxDateline   = 9  // in a paragraph before the outlet in brackets

	fewWords   = 4   // fewer are not what somebody has said: "on Saturday"
	maxContent = 250 // of a sentence that are content, besides quotations: lists are no sentences

	nearReport = 2 // sentences after an outlet in which "the report" is still its own

	maxSteps  = 16  // of a chain: of a passage with more, the first are proposed
	maxBack   = 100 // outlets back that a short name is looked for
	maxBeside = 16  // utterances before and after one that is cited that may cite it
)
