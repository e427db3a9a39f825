package assay

// Share says what of a case is to be in a copy of it that is given away. What is not
// wanted is left out whole.
type Share struct {
	Originals    bool // the files as they were imported
	PrivateNotes bool
	Names        bool // of the analysts, the one who shares apart
	Marks        bool // what analysts have marked and judged: for a second reader who is not to see it
	History      bool // what was changed and deleted, and when
}

// ShareAll leaves out private notes and nothing else.
var ShareAll = Share{Originals: true, Names: true, Marks: true, History: true}

// MinPassphrase is how long the passphrase of a copy is at least, in characters.
const MinPassphrase = 12

// Leaving says what would leave in a copy of a case.
type Leaving struct {
	Articles, Texts, Claims, Questions, Mentions, Judgements, Notes int

	Private       int   // private notes, of Notes
	Originals     int   // files with their bytes
	OriginalBytes int64 // of those
	Operations    int
	Unsettled     int // fields in conflict, of which only what is shown leaves

	By        []MergeBy // who made what leaves, those with most first; names that are left out are ""
	Files     []string  // names of files that articles came from, in order
	Addresses []string  // where articles were found, in order

	Kept ShareKept
}

// Bare reports whether none of what is counted by its kind leaves.
func (l *Leaving) Bare() bool {
	return l.Articles+l.Texts+l.Claims+l.Questions+l.Mentions+l.Judgements+l.Notes+l.Originals == 0
}

// ShareKept says what would stay behind.
type ShareKept struct {
	Originals, PrivateNotes, Names, Marks, Deleted int
}
