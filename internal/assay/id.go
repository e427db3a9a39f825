package assay

import (
	"time"

	"assay/internal/oplog"
)

// ID names one entity of a case: 16 bytes, written as a UUID. Each kind of
// entity has a type of its own, so that a claim passed for an article does not
// compile; to get from one to another, or to an [EntityID], convert.
type ID[K any] [16]byte

// The ids of a case.
type (
	ActorID        = ID[Actor]
	ArticleID      = ID[Article]
	BlockID        = ID[Block]
	CaptureID      = ID[Capture]
	ClaimID        = ID[Claim]
	EventID        = ID[Event]
	MentionID      = ID[Mention]
	NoteID         = ID[Note]
	QuestionID     = ID[Question]
	ReportID       = ID[Report]
	RestorePointID = ID[RestorePoint]
	SourceID       = ID[Source]
	TagID          = ID[Tag]
	TextID         = ID[Text]
	VersionID      = ID[Version]
	WorkID         = ID[Work]
	JudgementID    = ID[Judgement]
	ActID          = ID[oplog.Op]
)

// EntityID names an entity of whatever kind.
type EntityID = oplog.ID

// IsZero reports whether id names nothing.
func (id ID[K]) IsZero() bool { return id == ID[K]{} }

// String writes id as a UUID, and the zero ID as "".
func (id ID[K]) String() string { return oplog.ID(id).String() }

// Bytes returns the 16 bytes of id themselves, so that they can be filled.
func (id *ID[K]) Bytes() []byte { return id[:] }

// MarshalText writes what String does.
func (id ID[K]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what String writes. It fails with KindInvalid.
func (id *ID[K]) UnmarshalText(text []byte) error {
	parsed, err := oplog.ParseID(string(text))
	if err != nil {
		return &Error{Kind: KindInvalid, Field: "id", Message: Say("That address or form names something in a way that no case does. Go back and follow a link."), Err: err}
	}
	*id = ID[K](parsed)
	return nil
}

// NewID returns a fresh id for what an analyst makes.
func NewID[K any](now time.Time) ID[K] { return ID[K](oplog.NewID(now)) }
