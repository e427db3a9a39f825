package assay

// LibraryFilter says which articles the library shows, and in which order. The
// zero filter shows all, the latest import first.
type LibraryFilter struct {
	Words    string   // in the title or byline
	Source   SourceID // host or text origin
	Event    EventID
	Tags     TagFilter
	Language string
	Read     string // "read", "unread" or "" for both
	Text     string // one of LibraryTexts, "" for all
	Sort     string // one of LibrarySorts
	Page     int    // from 0
}

// LibraryTexts are what can be asked for of texts: those that nobody has typed in yet,
// and those that lack a part of what the original says.
var LibraryTexts = []string{"none", "part"}

// LibrarySorts are the orders of the library; the first is the usual one.
var LibrarySorts = []string{"imported", "published", "title", "outlet", "mentions"}

// LibraryPageSize is how many articles one page of the library shows.
const LibraryPageSize = 100

// Counts is what an article holds.
type Counts struct{ Mentions, Claims int }
