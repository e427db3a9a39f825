package lineage

import "time"

// All that was chosen by measuring is here, with what it was measured on.

// How texts are read.
const (
	shortest   = 3   // words of a sentence that stands by itself
	quoteWords = 150 // the longest quotation
	postWords  = 60  // the longest post before "(@somebody)"
)

// What a house prints.
const (
	houseArticles = 4 // articles of one domain
	houseDays     = 3 // on different days
	houseMost     = 4096
)

// How shared words are found.
const (
	gramWords = 5  // words in a row
	window    = 8  // runs of words, of which one is kept: a shared run of gramWords+window-1 words is always found
	frequent  = 64 // articles: what more of them have says nothing of where one comes from
	enough    = 3  // shared marks that make an article worth a look
)

// How sentences are aligned.
const (
	everywhere   = 1 << 20 // pairs of sentences: a word of so many tells none apart
	verbatim     = 20      // words in a row that are a passage by themselves
	digestPlaces = 3       // of a text that a digest resembles, apart from each other
	digestWhole  = .7      // of the score without looking for one
	digestTimes  = 3       // as long as a digest is what it sums up, at least
	repeated     = 64      // pairs of places: a run of words of so many is no trace
)

// Close compares news with news; Wide compares prose, where passages are
// longer and more is changed within them.
var (
	Close = Grain{Cosine: .30, Dice: .28, Gap: 1, Whole: .34, Least: 60}
	Wide  = Grain{Cosine: .33, Dice: .20, Gap: 4, Digest: 24, Whole: .34, Least: 150}
)

// How it is found what articles are about.
const (
	topicWords      = 128 // those that tell most
	topicShare      = .05 // of the articles: what more of them have tells nothing
	topicLeast      = 10  // articles, however few there are
	neighbourCosine = .03
	neighbourDays   = 14
	groupCosine     = .20
)

// What is proposed of two articles.
const (
	copyRun       = 15 // words in a row
	copyWords     = 30 // words in all
	strongShare   = .4 // of the shorter text
	whollyCover   = .8 // of the child
	rewriteCover  = .45
	rewriteCosine = .55
	rewriteWords  = 120
	quotesLong    = 60 // words in a row that one quotes, for a proposal
	quotesSome    = 14 // the same, for which of two comes from the other
	atOnce        = 30 * time.Minute
)
