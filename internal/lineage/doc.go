// Package lineage finds what in one text goes with what in another: which
// article may come from which, which passages two have in common, which articles
// are about the same, and which claim a passage may bear on. What it returns are
// suggestions; nothing becomes a fact by being found, and what is not found is
// not independent.
//
// An article is prepared once, by [Read]. What is then done with it grows with
// its length only:
//
//	Read ─► Text ─► Boilerplate ─► House
//
//	Text.Without(House) ─┬─► Fingerprint ──────► Index.Candidates ───┬─► Compare ─► Comparison.Propose
//	                     └─► Vocabulary.Topic ─► Topics.Neighbours ──┘
//
// Fingerprints and topics are kept with the case, about a kilobyte and a half for
// an article, and say which few of all articles are worth comparing with one:
// those that share runs of words, and those that are about the same but may say
// it in other words. [Compare] then aligns two texts sentence by sentence, counts
// the words that are the article's own apart from those that it quotes, and
// [Comparison.Propose] says what that may mean, with all thresholds in
// measured.go.
//
// The near-duplicate libraries that there are compare whole documents, and miss
// both a rewrite and a paragraph that was taken over; what is hard in news is
// not likeness but who says the words that are alike.
//
// Places are spans of code points, counts are of words, shares go from 0 to 1.
// Everything is a function of the texts: no clock, no chance, and no order in
// which they are given. Hashes are kept in files and never change; what would
// change them changes the version that fingerprints and topics begin with.
package lineage
