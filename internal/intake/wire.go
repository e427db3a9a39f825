package intake

import (
	"bufio"
	"encoding/gob"
	"errors"
	"io"
	"os"
	"time"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/oplog"
	"assay/store"
)

// question is what a process is to do with a file: to read its articles, or the
// one that the hint asks for, to tell how that is read, to show it as a
// table or without harm, to give out the files that are in it, to tell of the
// projects of Taguette that are or to read one, or to open a case that somebody has
// sent and to give out what is in it.
type question struct {
	One     bool
	Explain bool
	Table   bool
	Sight   bool
	Tell    bool
	Read    int    // which project, from 1
	Unpack  string // as the Name of a format
	Hint    extract.Hint
	Path    string // of the file, "" if its bytes come with the question
	Size    int64

	Case *store.About // a case to open, which the further questions are about
	Rows bool         // for the rows of its log
	Ops  []int64      // for the operations in these
	Blob oplog.Hash   // for the bytes of this hash
	Gone bool         // for those that were purged
}

// answer is one of those that end with End.
type answer struct {
	Import  assay.Import // without its Original, which whoever asked has
	Reading extract.Reading
	Member  extract.Member
	Table   extract.Table
	Sight   extract.Sight
	Told    []assay.Project
	Book    []assay.PlannedTag
	Doc     *assay.ProjectDocument // with the bytes that it was made of
	Error   *failure
	About   store.About
	Rows    []store.Row
	Ops     []oplog.Op
	Purged  []store.Purged
	Refused int // rows that are no operations
	Blob    []byte
	Busy    bool // there is nothing yet, but more of the file has been read
	End     bool
	Alive   bool // there is no answer yet, but work goes on
}

// failure is an error on its way to another process.
type failure struct {
	Kind   assay.ErrorKind // "" for one that is not for the analyst
	Field  string
	Format string
	Args   []any // texts and numbers
	Cause  string
	Broken bool // it is one of store.ErrBroken
}

func failureOf(err error) *failure {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*assay.Error](err)
	if !ok {
		return &failure{Cause: err.Error()}
	}
	f := &failure{Kind: e.Kind, Field: e.Field, Broken: errors.Is(err, store.ErrBroken)}
	f.Format, f.Args = e.Message.Sentence()
	for i, arg := range f.Args {
		if s, ok := arg.(interface{ String() string }); ok {
			f.Args[i] = s.String()
		}
	}
	if e.Err != nil {
		f.Cause = e.Err.Error()
	}
	return f
}

func (f *failure) error() error {
	if f == nil {
		return nil
	}
	var cause error
	if f.Cause != "" {
		cause = errors.New(f.Cause)
	}
	if f.Broken {
		cause = errors.Join(store.ErrBroken, cause)
	}
	if f.Kind == "" {
		return cause
	}
	return &assay.Error{Kind: f.Kind, Field: f.Field, Message: assay.SayAgain(f.Format, f.Args), Err: cause}
}

// wire carries questions one way and answers the other.
type wire struct {
	in  *gob.Decoder
	out *bufio.Writer
	enc *gob.Encoder

	next <-chan time.Time // when it is said again that work goes on
}

func newWire(in io.Reader, out io.Writer) wire {
	w := bufio.NewWriterSize(out, 64<<10)
	return wire{in: gob.NewDecoder(bufio.NewReaderSize(in, 64<<10)), out: w, enc: gob.NewEncoder(w)}
}

// put asks a question, with the bytes that it is about.
func (w *wire) put(q question, data []byte) error {
	if err := errors.Join(w.enc.Encode(&q), w.enc.Encode(data)); err != nil {
		return err
	}
	return w.out.Flush()
}

// take receives a question.
func (w *wire) take() (q question, data []byte, err error) {
	if err = w.in.Decode(&q); err == nil {
		err = w.in.Decode(&data)
	}
	return q, data, err
}

// give answers.
func (w *wire) give(a answer) error {
	if err := w.enc.Encode(&a); err != nil {
		return err
	}
	return w.out.Flush()
}

// pulse says that work goes on, every now and then.
func (w *wire) pulse() {
	select {
	case <-w.next:
	default:
		return
	}
	if err := w.give(answer{Alive: true}); err != nil {
		os.Exit(1) // nobody waits for it any more
	}
}

// get receives an answer.
func (w *wire) get() (a answer, err error) { return a, w.in.Decode(&a) }
