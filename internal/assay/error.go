package assay

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
)

// ErrorKind says what can be done about an error.
type ErrorKind string

// The kinds of errors.
const (
	KindInternal    ErrorKind = "internal"    // a bug or a broken machine: every error that is not an [*Error]
	KindInvalid     ErrorKind = "invalid"     // the input is wrong; Field may say where
	KindNotFound    ErrorKind = "not_found"   // this case has no such thing
	KindConflict    ErrorKind = "conflict"    // the case has moved on since the analyst looked
	KindUnsupported ErrorKind = "unsupported" // a file that Assay cannot read, or not yet
	KindReadOnly    ErrorKind = "read_only"   // the case can be read but not changed
	KindBusy        ErrorKind = "busy"        // another program holds the file
)

// Error is an error written for the analyst: Message is one or two sentences
// that say what is wrong and what to do about it.
type Error struct {
	Kind    ErrorKind
	Field   string // the form field, JSON path or file at fault, if there is one
	Message Sentence
	Err     error // the cause, for the log only
}

// Error returns the message in English, and the cause where there is one.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message.String()
	}
	return e.Message.String() + " (" + e.Err.Error() + ")"
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Bare returns what went wrong without the file or the site that it went wrong
// with: a log says nothing of what an analyst reads.
func Bare(err error) error {
	for {
		var address *url.Error
		var path *fs.PathError
		var link *os.LinkError
		var name *net.DNSError
		var network *net.OpError
		switch {
		case errors.As(err, &address):
			err = address.Err
		case errors.As(err, &path):
			err = fmt.Errorf("%s: %w", path.Op, path.Err)
		case errors.As(err, &link):
			err = fmt.Errorf("%s: %w", link.Op, link.Err)
		case errors.As(err, &name):
			err = errors.New("look up a name: " + name.Err)
		case errors.As(err, &network):
			err = fmt.Errorf("%s: %w", network.Op, network.Err)
		default:
			return err
		}
	}
}

// Invalid returns a KindInvalid error about one field of the input.
func Invalid(field, format string, args ...any) *Error {
	return &Error{Kind: KindInvalid, Field: field, Message: Say(format, args...)}
}

// NotFound returns a KindNotFound error; what is a noun, as in "claim".
func NotFound(what Noun) *Error {
	return &Error{Kind: KindNotFound, Message: Say("This case has no such %s. It may have been removed; reload the page.", what)}
}

// Conflict returns a KindConflict error.
func Conflict(format string, args ...any) *Error {
	return &Error{Kind: KindConflict, Message: Say(format, args...)}
}

// Unsupported returns a KindUnsupported error.
func Unsupported(format string, args ...any) *Error {
	return &Error{Kind: KindUnsupported, Message: Say(format, args...)}
}

// KindOf returns the kind of err: "" if err is nil, KindInternal if it has none.
func KindOf(err error) ErrorKind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}
