package assay

import (
	"slices"
	"strconv"
	"strings"

	"assay/internal/anchor"
	"assay/internal/oplog"
)

// ArticlePage is what the reader shows: an article, its text and its mentions.
type ArticlePage struct {
	// Case holds no more than that: of a mention its place, stance and grade, of a
	// claim what it is called. What bears on a claim is asked of a Passage.
	Case          *Case
	Article       Article
	Text          Text
	Captures      []Capture
	Body          anchor.Text
	Blocks        []Block    // of the current text
	Boundaries    []Boundary // of the current text
	Before, After ArticleID  // the neighbours in order of import, zero at the ends
	Last          ClaimID    // that the analyst marked a passage for last; zero for none
	Marked        int        // mentions of the text
	Markers       []ActorID  // who have made them; none where the case has but one analyst
	Focus         *Passage   // nil unless there is a mention in focus
}

// Passage is a mention with its article, all that bears on its claim, and what
// else lies on the same place.
type Passage struct {
	Case    *Case
	Article Article
	Mention MentionID
	Others  []Mention
	Body    anchor.Text // what the mention is a passage of
	Used    []UsedChain // by other passages, the most used first; none if this one has a chain
}

// UsedChain is a chain of utterers that analysts gave to passages.
type UsedChain struct {
	Steps []Step
	Times int  // how many passages have it
	Here  bool // one of them is of the same article
}

// ArticleDetails is all that is known of an article besides what it says.
type ArticleDetails struct {
	ArticlePage
	Texts     []Text // all of the article's, the current one among them, in order of making
	Originals map[CaptureID]Original
	Unsettled []Unsettled
	Near      int   // near copies of it in the case
	Lineage   *Case // the article with all that it comes from
	Copies    int   // articles that are confirmed to come from it
	Proposed  int   // that it comes from something, and not decided
}

// Original says how much of a capture the case holds.
type Original struct {
	Size   int64 // of the bytes as they were imported
	Purged bool  // only the hash is left
}

// Unsettled is a mention that did not move to the current text by itself.
type Unsettled struct {
	Mention MentionID
	Fate    anchor.Fate // Unsure: it stands where it may belong; Gone: it is still in an older text
	Before  string      // the passage as it read before
}

// Place is where a mention stands, as somebody was shown it.
type Place struct {
	Text TextID      `json:"text"`
	Span anchor.Span `json:"span"`
}

// Place returns where m stands.
func (m *Mention) Place() Place { return Place{Text: m.Text, Span: m.Span} }

// LibraryPage is one page of the library.
type LibraryPage struct {
	Case      *Case // the articles of the page, with their texts, reading states and tags, and what is on the event of the filter
	Order     []ArticleID
	Counts    map[ArticleID]Counts
	Near      map[ArticleID]int // how many near copies there are of it in the case
	Editions  *Case             // what the articles are said to come from, and what from them
	Leaf      Leaf              // of the articles that the filter lets through
	All       int               // articles in the case
	Languages []string
	Outlets   []SourceID // that host or wrote any article
	Gaps      bool       // not all that the originals say is in the texts
}

// Evidences is what a check of all originals and texts has found.
type Evidences struct {
	Whole   int   // that are what was put in
	Bytes   int64 // of those
	Purged  int   // taken out on purpose, of which the hash is left
	Damaged int
	Broken  []Broken // the damaged ones, or the first of them
	Absent  []Broken // that the case refers to and has never had, such as in a copy without originals
}

// Broken is bytes that are not what was put in, or not there.
type Broken struct {
	Hash     oplog.Hash
	Original bool // else a text
	Articles []ArticleID
}

// CopiesPage is an article with its near copies.
type CopiesPage struct {
	Case     *Case // the articles, and what is said of where they come from
	Article  ArticleID
	Near     []ArticleID // the article among them, in order of making
	Proposed []Proposed  // that one of them comes from another
}

// HistoryPageSize is how many acts one page of the history shows.
const HistoryPageSize = 50

// HistoryFilter says which acts a page shows, the latest first.
type HistoryFilter struct {
	Before oplog.Clock // only acts before it; 0 for now
	Actor  ActorID     // of one analyst; zero for all
	Entity EntityID    // about one entity; zero for all
	Day    string      // of one day, as 2026-11-27; "" for all

	From, To oplog.Clock // the same as clocks: when it begins, and when it has ended; 0 for all
}

// HistoryPage is one page of the history.
type HistoryPage struct {
	Acts       []Act
	Actors     []Actor
	Things     map[EntityID]Record // what the acts are about and what that refers to, as it is now or last was
	Numbers    map[ClaimID]int
	Written    map[string]string // by the subjects of decisions on derivations: the names in them, as they are written
	Undo, Redo *Act              // what the analyst would undo or do again next; nil for nothing
	Me         ActorID           // the analyst
	Next       oplog.Clock       // [HistoryFilter.Before] of the next page; 0 if this is the last
	Points     []RestorePoint    // the latest first; only on the first page of what concerns all
	Restated   bool              // the copy was made without its history, which is not told
}

// Act is what somebody did in one go.
type Act struct {
	ID     ActID
	Actor  ActorID
	At     oplog.Clock
	Undone bool   // it no longer counts
	Given  bool   // it was done before this copy was made to be given away, and may be here in part
	Undoes ActID  // zero unless it takes another back
	Took   *Act   // the work that it takes back, or does again; nil if this file does not have it
	Again  bool   // it does Took again
	Fixed  bool   // it merged another copy, and this file does not tell what that has brought
	Steps  []Edit // in the order in which they were written
	Left   int    // further steps of a large act, which are not described

	Articles int // that a large act made, those of the steps left out too
}

// Undoable reports whether an analyst may take the act back by itself: it is
// their own and counts, and is no undoing and more than the making of the case,
// which stays made. A merge is to be told from what was there before it.
func (a *Act) Undoable(by ActorID) bool {
	return a.Actor == by && !a.Undone && !a.Given && !a.Fixed && a.Undoes.IsZero() &&
		slices.ContainsFunc(a.Steps, func(e Edit) bool { return e.Kind != KindActor && (e.Kind != KindCase || !e.New) })
}

// Edit is one operation of an act, with what the entity showed before it.
type Edit struct {
	Kind   Kind
	Entity EntityID
	Fields oplog.Fields // what it set
	Before oplog.Fields // what those fields were; one that was not set is not in it
	New    bool         // there was no such entity before

	// Decided are, of the fields that were in conflict, the values that it decided between,
	// with whose they are.
	Decided map[string][]oplog.Register

	Hidden bool // it is of somebody's private note, and says nothing of the text
}

// Wording is a claim with what it takes to find it: its number, the passages
// known to bear on it and the number of articles that they are in.
type Wording struct {
	Claim    Claim
	No       int
	Articles int
	Quotes   []string
	Also     []string // wordings of claims that were merged with it
}

// Number returns what the claim is called for short, as in "C2".
func (w *Wording) Number() string { return "C" + strconv.Itoa(w.No) }

// Answers reports whether the claim has all the words, given in lower case, or
// is called that.
func (w *Wording) Answers(words string) bool {
	text := strings.ToLower(w.Number() + " " + w.Claim.Wording + " " + strings.Join(w.Also, " "))
	for word := range strings.FieldsSeq(words) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// Articles returns the articles that something is wrong with.
func (e *Evidences) Articles() (ids []ArticleID) {
	for _, list := range [][]Broken{e.Broken, e.Absent} {
		for i := range list {
			ids = append(ids, list[i].Articles...)
		}
	}
	return ids
}
