package assay

import "assay/internal/oplog"

// Merge says what another copy of a case brings to this one, or has brought.
type Merge struct {
	File    string     // what it is called
	Hash    oplog.Hash // of the file
	Shared  int        // operations that both have; 0 if it is a copy of some other case
	New     int        // operations that only it has
	Refused int        // operations that no Assay would have written, and that are left out
	Mine    int        // of the new ones, those in the name of whoever merges: their other computer, a copy that was kept here, or a forgery
	Ahead   int        // of the new ones, those that say they were made more than a day from now
	Bare    int        // originals of which the other copy has the hash alone

	Originals int // originals whose bytes come
	Filled    int // of these, those of which the case had the hash alone

	By      []MergeBy    // who made what is new, those with most first
	Made    map[Kind]int // what is new to the case, by its kind
	Changed map[Kind]int // what the case has, and the other copy has otherwise

	Conflicts  []MergeChange // fields that both have set, not knowing of each other
	Superseded []MergeChange // what whoever merges has said, and somebody who knew of it has changed
	Withdrawn  []MergeChange // what is in the case, and somebody who knew of it has withdrawn

	Act ActID // that wrote it; zero while it is only foreseen, and where nothing is new
}

// Brings reports whether the other copy has anything that the case lacks.
func (m *Merge) Brings() bool { return m.New > 0 || m.Filled > 0 }

// MergeBy is what one analyst brings.
type MergeBy struct {
	Actor       ActorID
	Name        string // as the other copy has it, "" if it does not say
	Operations  int
	First, Last oplog.Clock
}

// MergeChange is a field of something that is in the case, before and after.
type MergeChange struct {
	Kind   Kind
	Entity EntityID
	On     EntityID // the thing that it is, or is about
	Field  string   // "" where all of it was withdrawn
	Before oplog.Value
	Why    string           // it was withdrawn, "" if that was not said
	After  []oplog.Register // the one that is shown first; several where they are in conflict
}

// ConflictsPage is a page of what is in conflict in a case.
type ConflictsPage struct {
	Case *Case
	Me   ActorID
	List []MergeChange
	Of   int
	Leaf Leaf
}

// Received says what came of receiving a case that the analyst's own Assay has not left
// as it is: it was made anew out of what is sound in its file.
type Received struct {
	Operations int    // that are in it now
	Refused    int    // that are there but not as they were written, or are about bytes that are lost
	Missing    int    // on which those in it build, and that are not in it: lost, or never there
	Bare       int    // originals whose bytes were not to be had
	Loose      bool   // what was taken out of the case again, with a merge that was undone, may be in it
	Kept       string // where the file is kept as it came, "" if that is where it was
	Rescued    string // the name of the damaged case that it was rescued from, "" for none
}

// Withdrawal is something that was withdrawn, or that a merge would withdraw.
type Withdrawal struct {
	Kind   Kind
	Entity EntityID
	Calls  string // what it is called or says, "" if nothing is known
	No     int    // of a claim
	By     ActorID
	At     oplog.Clock
	Why    string // "" if that was not said
	Gone   bool   // and it has not been brought back
	Back   bool   // it is gone and can be brought back

	// The mentions that hang on a claim, and of these the analyst's own. A claim goes with
	// its mentions: whoever withdrew it has not seen the ones that still do.
	Mentions, Mine int
}
