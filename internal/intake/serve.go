package intake

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"assay/internal/assay"
	"assay/internal/extract"
)

// What a process that reads finds in its environment.
const (
	readerEnv = "ASSAY_READER"
	cacheEnv  = "ASSAY_READER_CACHE"
)

// exitMemory is the exit code of a process that has taken too much memory.
const exitMemory = 4

// Serve reads files for the process that has started this one, and ends it; it
// returns at once in a process that was started by anybody else. It is the first
// thing that a program does which has a [Reader].
func Serve() {
	if os.Getenv(readerEnv) == "" {
		return
	}
	out := os.Stdout
	os.Stdout = os.Stderr // a library that prints must not spoil what we say
	debug.SetMemoryLimit(maxMemory / 4 * 3)
	limit()
	go watch()
	extract.CacheIn(os.Getenv(cacheEnv))
	if err := serve(os.Stdin, out); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// serve answers questions until there are no more.
func serve(in io.Reader, out io.Writer) error {
	w := newWire(in, out)
	w.next = time.Tick(patience / 20)
	extract.Pulse = w.pulse
	for {
		q, data, err := w.take()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		busy := func() error { return w.give(answer{Busy: true}) }
		for a := range q.answers(data, busy) {
			if err := w.give(a); err != nil {
				return err
			}
		}
		if err := w.give(answer{End: true}); err != nil {
			return err
		}
		if taken() > maxMemory/8 {
			debug.FreeOSMemory() // the next file has all of it
		}
	}
}

// answers does what is asked.
func (q *question) answers(data []byte, busy func() error) iter.Seq[answer] {
	switch {
	case q.Unpack != "":
		return q.members(data, busy)
	case q.Tell || q.Read > 0:
		return q.project()
	case q.Case != nil || q.Rows || len(q.Ops) > 0 || !q.Blob.IsZero() || q.Gone:
		return q.ofCase()
	}
	return func(yield func(answer) bool) {
		if q.Explain {
			r, err := extract.Explain(data, q.Hint)
			yield(answer{Reading: r, Error: failureOf(err)})
			return
		}
		if q.Sight {
			sight, err := extract.Harmless(data, q.Hint)
			yield(answer{Sight: sight, Error: failureOf(err)})
			return
		}
		if q.Table {
			table, err := extract.TableIn(data, q.Hint)
			yield(answer{Table: table, Error: failureOf(err)})
			return
		}
		if q.One {
			in, err := extract.Import(data, q.Hint)
			in.Original = nil
			yield(answer{Import: in, Error: failureOf(err)})
			return
		}
		for in, err := range extract.Imports(data, q.Hint) {
			in.Original = nil
			if !yield(answer{Import: in, Error: failureOf(err)}) {
				return
			}
		}
	}
}

func (q *question) members(data []byte, busy func() error) iter.Seq[answer] {
	return func(yield func(answer) bool) {
		var file io.ReaderAt = bytes.NewReader(data)
		if q.Path != "" {
			opened, err := os.Open(q.Path)
			if err != nil {
				yield(answer{Error: failureOf(unreadable(err))})
				return
			}
			defer opened.Close() //nolint:errcheck // nothing was written
			file = &heard{opened, busy, 0}
		}
		for m, err := range extract.Unpack(q.Unpack, file, q.Size) {
			if err == nil && len(m.Data) > extract.MaxBytes {
				m.Data, err = nil, assay.Invalid("file", "This file is larger than 50 MB. Open it, copy the article and paste it instead.")
			}
			if !yield(answer{Member: m, Error: failureOf(err)}) {
				return
			}
		}
	}
}

// heard is a file of which whoever waits hears that it is being read, however long
// there is nothing in it to answer with.
type heard struct {
	io.ReaderAt
	busy  func() error
	bytes int // since it was heard
}

func (f *heard) ReadAt(p []byte, at int64) (int, error) {
	const often = 8 << 20
	if f.bytes += len(p); f.bytes > often {
		f.bytes = 0
		if err := f.busy(); err != nil {
			return 0, err
		}
	}
	return f.ReaderAt.ReadAt(p, at)
}

// watch ends the process when it takes too much memory, or when nobody waits for
// it any more.
func watch() {
	parent := os.Getppid()
	for range time.Tick(20 * time.Millisecond) {
		if os.Getppid() != parent {
			os.Exit(1)
		}
		if taken() > maxMemory {
			os.Exit(exitMemory)
		}
	}
}

// taken is how much memory this process has of the system.
func taken() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64() - sample[1].Value.Uint64()
}
