package assay

import "assay/internal/oplog"

// RestorePoint is a state of the case that somebody has given a name, to find it again.
type RestorePoint struct {
	ID RestorePointID
	Meta
	Name string
	Acts int // how many acts have followed
}

// Moment says which state of the case is meant: one that has a name, or that in which
// an act has left it.
type Moment struct {
	Point RestorePointID `form:"point" query:"point"`
	Act   ActID          `form:"act" query:"act"`
}

// When is when a moment was for the case: what a merge has brought it knows since that
// merge, whenever it was written.
type When struct {
	At     oplog.Clock
	Merged string // the name of the file that was merged then, "" where none was
}

// Back is what going back to a moment would change, in things: articles, claims,
// mentions, judgements and whatever else an operation can be about.
type Back struct {
	To   Moment
	Name string // of the restore point, "" where it is an act
	When
	Seen oplog.Hash // the operation up to which the log was read

	Out     map[Kind]int // that were made since, and are taken out
	Again   map[Kind]int // that were taken out since, and come back
	Earlier map[Kind]int // that were changed since, and say again what they said then
	Settled int          // fields in conflict of which the value of then is to stand

	Actors   []Actor                  // of the case
	By       map[ActorID]int          // how many of these things who has worked on since
	Stays    map[ActorID]map[Kind]int // what is somebody else's own, and stays as it is
	Evidence int                      // texts and originals that have come since, and stay in the case
}

// Changes reports whether going back would change anything.
func (b *Back) Changes() bool { return len(b.Out)+len(b.Again)+len(b.Earlier)+b.Settled > 0 }
