package lineage

import "time"

// All that was chosen by measuring is here, with what it was measured on. The
// measurements themselves are in measure_test.go; the sets that they read are
// not part of the program.

// How texts are read.
const (
	shortest = 3 // words of a sentence that stands by itself, as in the method of Sanchez-Perez

	// On 111 pairs of news judged by hand, masking quotations, posts and the first
	// person raised F1 of shared words from .54 to .85.
	longest    = 200_000 // code points of a text that are compared, so that no two take longer than some tenths of a second; set, not measured
	quoteWords = 150     // the longest quotation: longer ones are marks that were forgotten
	postWords  = 60      // the longest post before "(@somebody)"
)

// What a house prints. Four articles were measured on 37,554 articles of 491
// sources; that they be of three days is to keep a story in four takes from
// being taken for it.
const (
	houseArticles = 4 // of one domain
	houseDays     = 3
	houseMost     = 4096 // articles, after which nothing new is taken in: some 100 MB
)

// How shared words are found. On 100,000 articles, copies of which a part was
// left out or up to a quarter of the words exchanged: all were found, by one mark
// in 4 runs as by one in 8; by MinHash of 32 bands of 4 between 2 % and all.
const (
	gramWords = 5  // words in a row
	window    = 8  // runs, of which one is kept
	frequent  = 64 // articles: what more of them have says nothing of where one comes from
	enough    = 3  // shared marks that make an article worth a look
)

// How sentences are aligned.
const (
	verbatim   = 20      // words in a row that are a passage by themselves
	everywhere = 1 << 18 // pairs of sentences that have a word: it tells none apart
	repeated   = 64      // pairs of places that have a run of words: it is no trace

	// Chosen on half of 400 pairs with passages planted in them.
	digestPlaces = 3  // of a text that a digest resembles, apart from each other
	digestTimes  = 3  // as long as a digest is what it sums up, at least
	digestWhole  = .7 // of the score of narrow passages
)

var (
	// Close compares news with news. Its Gap and Least are from five articles about
	// one report: a rewrite that shares no more than 8 words in a row is covered by
	// passages to two thirds. None of 165 pairs of independent articles about the
	// same event is to 30 % on both sides.
	Close = Grain{Cosine: .30, Dice: .28, Gap: 1, Whole: .34, Least: 60}

	// Wide compares prose, where passages are longer and more is changed within
	// them. It was chosen on half of 400 pairs (plagdet .88, and .86 on the other
	// half, which was looked at while the method changed; none of 80 pairs without a
	// passage has one). Cosine .28 scores the same and finds more that is wrong.
	Wide = Grain{Cosine: .33, Dice: .20, Gap: 4, Digest: 24, Whole: .34, Least: 150}
)

// How it is found what articles are about: on 165 articles about 55 events, of
// which 99 % of the others about an event are among the ten nearest. 64 words lose
// 3 % of them, and with a least cosine of .15 18 %. Neighbours are only looked at,
// so there may be wrong ones; groups have none wrong at .20, and join 80 % of the
// pairs.
const (
	topicWords      = 128 // those that tell most
	topicShare      = .05 // of the articles: what more of them have tells nothing
	topicLeast      = 10  // articles, however few there are
	neighbourCosine = .03
	neighbourDays   = 14
	groupCosine     = .20
)

// What is proposed of two articles. Of 4,035 pairs that candidates and topics
// bring up among 798 articles drawn by lot, one is proposed, wrongly.
const (
	// On 55 judged pairs, this rule alone finds 10 of 13 that share text, and no
	// other. Runs of 15 words do better than of 18 on all 111. The longest that two
	// of 165 independent articles share has 15, and these two share no other.
	copyRun   = 15 // words in a row
	copyWords = 30 // words in all

	// Of pairs of one house that share no more than boilerplate, none shares 20 %.
	strongShare = .4 // of the own words of the shorter text

	whollyCover = .8 // of the child; set, not measured

	// Of 48,762 pairs of one topic and different houses 62 are covered to .45 on
	// both sides, most of them copies. The cosine of the one known rewrite is .62,
	// and of five independent pairs that are covered most .46 to .59.
	rewriteCover  = .45
	rewriteCosine = .55
	rewriteWords  = 120 // in shorter texts a sentence or two is all

	// In the judged pairs five statements are quoted by one article and stand in the
	// other without marks, for up to 49 words; one article that is quoted is so for
	// 89. So few say little: 60 is far enough from what is known to be wrong.
	quotesLong = 60 // words in a row that one quotes, for a proposal
	quotesSome = 14 // the same, for which of two comes from the other: right on 3 of 3

	atOnce = 30 * time.Minute // articles that appear within it may both be late
)

// How what a passage may be about is ranked: chosen on 400 posts of which each
// repeats one of 10,375 claims, and on 1,037 sentences of news of which others of the
// same topic tell the same. On 197 other posts MAP@5 is .805 (BM25 alone .750), on
// 346 other sentences MAP .783 (.730); both were looked at while the weights were
// chosen. Without the runs of letters the posts lose
// .04, without what is fed back the sentences .02.
const (
	rankRun       = 4  // letters
	rankTimes     = .9 // k1 and b of BM25
	rankLength    = .4
	rankLikeliest = 8  // texts, whose words count for the others
	rankTold      = 60 // words, of those that tell most
	rankFed       = .6 // how much they count, to 1 for the words of the passage
	rankWhole     = .6 // of all texts of a candidate together, the rest of the best one

	// What is suggested of other articles. Of those of which something is, 73 % have
	// a sentence that tells the same among the first three, and of those that have
	// one 69 % are found; .15 and .5 make that 81 % and 44 %.
	rankFloor  = .10
	rankBeside = .3 // of the score of the best one

	rankLongest = 50_000 // code points of a candidate or a passage that are read; set, not measured

	rankCommon = .2 // of the texts: what more of them have is not why one was found
	rankShort  = 3  // letters of a word that does not tell why, either
	rankFew    = 20 // texts: where there are fewer than a hundred, half of them at most
)

var rankWeights = struct{ times, runs, ofAsked, ofUnit, marks float64 }{1, 1.2, .3, .3, .6}
