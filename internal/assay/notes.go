package assay

// NoteFilter says which notes the room of the notes shows. The zero filter shows
// all.
type NoteFilter struct {
	Words string // in the note
	On    Kind   // the kind of thing that it is on
	By    ActorID
	Who   string    // PrivateNotes, SharedNotes or "" for both
	Tags  TagFilter // of the thing that it is on
	Page  int       // from 0
}

// Whom notes are for.
const (
	PrivateNotes = "private"
	SharedNotes  = "shared"
)

// NoteKinds are the kinds of things that notes are on, in the order in which
// they are offered.
var NoteKinds = []Kind{KindMention, KindClaim, KindArticle, KindQuestion, KindVersion, KindSource, KindEvent, KindTag, KindCase}

// NotesPageSize is how many notes one page shows.
const NotesPageSize = 50

// NotesPage is one page of the notes, the latest first.
type NotesPage struct {
	Case   *Case // the notes of the page, in their order, with what they are on and its tags
	Leaf   Leaf  // of the notes that the filter lets through
	All    int   // notes in the case that the analyst may see
	Filter NoteFilter
}

// MayRead reports whether a note is for the analyst: their own, or not private.
func (v *View) MayRead(n *Note) bool { return !n.Private || v.Mine(n.By) }
