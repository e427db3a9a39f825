package assay

// SearchQuestion is what somebody looks for in a case.
type SearchQuestion struct {
	Typed  string // words, phrases and fields, as docs/guide/search.md has them
	Typing bool   // the last word may go on
	Only   []Kind // what kinds of things to find, all if empty
	Page   int
}

// SearchPageSize is how many things a page of what was found has.
const SearchPageSize = 20

// SearchKinds are the kinds of things that can be found, in the order in which
// they are offered.
var SearchKinds = []Kind{KindArticle, KindClaim, KindQuestion, KindSource, KindTag, KindEvent, KindNote}

// SearchField is what a search can be narrowed by.
type SearchField struct{ Name, For string }

// SearchFields are the fields that can be asked for, as in outlet:herald.
var SearchFields = []SearchField{
	{"in", "articles, claims, questions, sources, tags, events or notes"},
	{"outlet", "articles found at a source of that name, or written by it"},
	{"date", "articles published then: 2026, 2026-03, 2026-03-01, or from one to another, as in 2026-03..2026-05"},
	{"lang", "articles in a language, by its code, as in en"},
	{"event", "articles and claims about an event of that name"},
	{"tag", "what has the tag of exactly that name, or also called that, and articles with a mention that has it"},
	{"is", "contested claims and questions, or articles that you have read or not: contested, read, unread"},
}

// Found is one thing that a search has found.
type Found struct {
	Kind  Kind
	ID    EntityID
	Title []Piece // what it is called; nothing for a note
	Says  []Piece // of what it says, around the first words that were found
	First int     // where the first hit is in the text of an article, in code points; -1 for nowhere
	Hits  int     // in what it says
}

// Piece is a stretch of a text. Hit says that it is what was looked for.
type Piece struct {
	Text string
	Hit  bool
}

// SearchPage is a page of what was found, the likeliest first.
type SearchPage struct {
	Question SearchQuestion
	Case     *Case // what was found
	Found    []Found
	Leaf     Leaf
	More     bool // there is more than Leaf has
	Latest   bool // they are too many to be put in order by how well they fit: what is called so comes first, then the latest
	Short    bool // so many words begin as one that goes on that not all of them were looked up
	Behind   int  // how many things are not in the index yet
}
