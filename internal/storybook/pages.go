package main

import (
	"assay/internal/assay"
	"assay/views"
)

var icons = []string{
	"brand", "search", "sun", "moon", "flag", "branch", "unplug", "note", "tag", "link", "undo", "redo", "trash", "plus", "close", "up", "down", "left",
	"right", "menu", "download", "upload", "warning", "info", "check", "clock", "user", "keyboard", "globe", "article", "question",
}

// shelf is the library.
var shelf = []struct {
	Title, Note, Source, Reliability, Date, Read string
	Tags                                         []string
	Claims                                       int
}{
	{"Cold store burns on Port Merrow's east quay", "own reporting", "Merrow Herald", "B", "14 Nov 2025", "100%", []string{"numbers", "eyewitness"}, 9},
	{"Fire at Port Merrow destroys warehouse, 12 lorries", "agency report", "Coastal Wire", "B", "14 Nov 2025", "100%", []string{"numbers"}, 11},
	{"Fire guts cold store at Port Merrow; harbour reopens after nine hours", "copy of Coastal Wire", "Lantern", "C", "14 Nov 2025", "64%", nil, 11},
	{"Ferries turned back as quay burns", "partly from Coastal Wire", "Northbank Post", "C", "15 Nov 2025", "20%", []string{"ferries"}, 6},
	{"Listeners' night: the fire", "origin unknown", "Quay Radio", "F", "undated", "not read", nil, 0},
}

// wordings are the ways in which one claim is put.
var wordings = []views.QuoteView{
	{Source: "Merrow Herald", Href: "/reader", Stance: "supports", Reliability: "B", Credibility: "2", Before: "The store was locked for the night and ", Words: "stood empty", After: ", the harbour master said.", Says: "Ilse Varn, harbour master"},
	{Source: "Coastal Wire", Href: "/reader", Stance: "supports", Reliability: "B", Credibility: "3", Before: "Harbour master Ilse Varn said that ", Words: "nobody was inside the building", After: " when the alarm was raised.", Says: "Ilse Varn, harbour master"},
	{Source: "Lantern", Href: "/reader", Stance: "contradicts", Reliability: "C", Credibility: "3", Before: "A spokesman of the fire brigade said that ", Words: "one night watchman had been led out with burns to his hands", After: ".", Says: "fire brigade spokesman, to Coastal Wire"},
	{Source: "Northbank Post", Href: "/reader", Stance: "qualifies", Reliability: "C", Credibility: "3", Words: "As far as is known, nobody was in the building", After: " when the roof came down."},
	{Source: "Quay Radio", Href: "/reader", Stance: "mentions", Reliability: "F", Credibility: "6", Before: "“", Words: "Was anybody in there?", After: "” a caller asked."},
}

var events = []struct{ At, Did, By string }{
	{"10:42", "C2 contradicts, in the Lantern", "you"},
	{"10:41", "Credibility 3 for “one night watchman had been led out”", "you"},
	{"10:39", "New claim C7: A night watchman was on duty", "you"},
	{"09:58", "The Lantern derives from Coastal Wire, confirmed", "Mira Oduya"},
	{"09:57", "Reliability of the Lantern: C, fairly reliable", "Mira Oduya"},
	{"09:40", "Five articles brought in", "you"},
}

// keyRows are the states of a line of the page of all keys.
var keyRows = []views.KeyRow{
	{ID: "everywhere/undo", Does: "Undo", Key: "z"},
	{ID: "everywhere/palette", Does: "Find any command or thing", Before: []string{"Ctrl K"}},
	{ID: "everywhere/go/library", Does: "Go to the library", Before: []string{"g"}, Key: "l"},
	{ID: "matrix/down", Does: "Claim below", Before: []string{"↓"}, Key: "n", First: "j"},
	{ID: "reader/claim", Does: "New claim from the sentence", Key: "W", First: "c"},
	{ID: "reader/attach", Does: "Attach to a claim", Key: "w", Wrong: "w is the key for “Say who says it” already (In an article). Choose another, or change that one too."},
	{ID: "library/assign", Does: "Set outlet, event, tag or date of the selected articles", Key: "Enter", First: "e", Wrong: "“Enter” cannot be a key of its own. Take a letter, a digit, a sign, Delete, Insert, F2, F4, F6, F8 or F9."},
}

// said is what others say on something: a word, a long name in another script,
// and the team's verdict.
var said = []views.Opinion{
	{Dimension: assay.DimCredibility, Word: "3", Who: "Ben"},
	{Dimension: assay.DimCredibility, Word: "4", Who: "المحللة ليلى بنت عبد الرحمن آل سعيد"},
	{Dimension: assay.DimCredibility, Word: "3", Team: true},
}
