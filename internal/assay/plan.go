package assay

import (
	"iter"
	"time"

	"assay/internal/oplog"
)

// Snapshot is a case at one moment, as the formats of internal/exchange write
// it. Texts and originals are fetched when they are needed: they never change,
// so they are those of that moment whenever that is.
type Snapshot struct {
	Case *Case
	Me   ActorID                           // whose view of the case is concluded from
	Text func(TextID) (string, error)      // KindNotFound where the bytes are gone
	Blob func(oplog.Hash) ([]byte, error)  // KindNotFound where the bytes are gone
	Log  func() iter.Seq2[oplog.Op, error] // every operation, in order of time and id
}

// Plan is what a file of another program would do to a case, as data: nothing
// has been done yet. A plan with an error in it must not be carried out.
type Plan struct {
	Name, Description string     // of the case that the file holds
	Blobs             []Blob     // texts and originals
	Operations        []oplog.Op // taken as they are: verified, and in nobody else's name than their own
	Acts              []PlannedAct
	Problems          []Problem // in the order in which they were met
	Unlisted          int       // problems beyond those
}

// Blob is bytes with their hash.
type Blob struct {
	Hash oplog.Hash
	Data []byte
}

// PlannedAct is what one analyst does in one go. A plan may have several of one
// analyst.
type PlannedAct struct {
	Actor ActorID
	Edits []PlannedEdit
}

// PlannedEdit is one edit of a plan. A case takes of its fields those that
// nobody has set before: a file adds to a case and never overwrites it.
type PlannedEdit struct {
	oplog.Edit
	Path string    // where in the file it comes from
	At   time.Time // when it was done; zero where the file does not say
	Seen []ActorID // of a judgement of reading: whose part of the file the reader knew
}

// Gravity is how bad a problem is.
type Gravity string

// The gravities, the worst first.
const (
	Fatal    Gravity = "error"    // nothing of the file may go in
	LeftOut  Gravity = "left out" // this part stays outside, the rest goes in
	Remarked Gravity = "note"     // it goes in, but not as the file has it
)

// Problem is something that is wrong with a file.
type Problem struct {
	Gravity Gravity
	Path    string // where, as in mentions[3].claim
	Message string // a sentence for the analyst
}

// String writes the problem as one line.
func (p Problem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

// Err returns why the plan must not be carried out, a KindInvalid error about
// the first of its errors, or nil.
func (p *Plan) Err() error {
	n := 0
	var first Problem
	for _, problem := range p.Problems {
		if problem.Gravity == Fatal {
			if n == 0 {
				first = problem
			}
			n++
		}
	}
	switch n {
	case 0:
		return nil
	case 1:
		return Invalid(first.Path, "Nothing was imported. %s", first)
	}
	return Invalid(first.Path, "Nothing was imported. %s (The first of %d errors.)", first, n)
}
