package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"assay/internal/assay"
	"assay/internal/extract"
)

// Reader reads files, those of some formats in processes of their own. It may
// be used from many goroutines.
type Reader struct {
	// Dir is where readers keep what takes them long to make, "" for nowhere.
	Dir string

	wait time.Duration // for an answer; 0 means patience
	env  []string      // more of it for a process, in tests

	mu     sync.Mutex
	idle   []*process
	closed bool
}

// A process that reads may take so long to answer, and so much memory.
const (
	patience  = 60 * time.Second // for an answer, or for a sign that work goes on
	longest   = 10 * time.Minute // with signs
	maxMemory = 1 << 30
	idleMost  = 2 // processes that wait for the next file
)

// Close ends the processes that wait.
func (r *Reader) Close() {
	r.mu.Lock()
	idle := r.idle
	r.idle, r.closed = nil, true
	r.mu.Unlock()
	for _, p := range idle {
		p.kill()
	}
}

// imports reads the articles in data, which are of a format.
func (r *Reader) imports(ctx context.Context, format *extract.Format, data []byte, h extract.Hint) iter.Seq2[assay.Import, error] {
	if !apart(format, data) {
		return extract.Imports(data, h)
	}
	return func(yield func(assay.Import, error) bool) {
		for a, err := range r.ask(ctx, question{Hint: h, Size: int64(len(data))}, data) {
			a.Import.Original = data
			if !yield(a.Import, err) {
				return
			}
		}
	}
}

// readOne reads the one article that a hint asks for.
func (r *Reader) readOne(ctx context.Context, data []byte, h extract.Hint) (assay.Import, error) {
	for a, err := range r.ask(ctx, question{One: true, Hint: h, Size: int64(len(data))}, data) {
		a.Import.Original = data
		return a.Import, err
	}
	return assay.Import{}, errors.New("a reader has answered with nothing")
}

// Sight returns an original as it can be looked at, as [extract.Harmless] does, in a
// process of its own.
func (r *Reader) Sight(ctx context.Context, data []byte, h extract.Hint) (extract.Sight, error) {
	for a, err := range r.ask(ctx, question{Sight: true, Hint: h, Size: int64(len(data))}, data) {
		return a.Sight, err
	}
	return extract.Sight{}, errors.New("a reader has answered with nothing")
}

// Table returns the table in data for an analyst to look at, as [extract.TableIn]
// does.
func (r *Reader) Table(ctx context.Context, data []byte, h extract.Hint) (extract.Table, error) {
	format, err := extract.SniffFile(bytes.NewReader(data), int64(len(data)), h)
	if err != nil {
		return extract.Table{}, err
	}
	if !format.Apart {
		return extract.TableIn(data, h)
	}
	for a, err := range r.ask(ctx, question{Table: true, Hint: h, Size: int64(len(data))}, data) {
		return a.Table, err
	}
	return extract.Table{}, errors.New("a reader has answered with nothing")
}

// unpack opens a file of files.
func (r *Reader) unpack(ctx context.Context, f File, format *extract.Format) iter.Seq2[extract.Member, error] {
	return func(yield func(extract.Member, error) bool) {
		content, err := f.Open()
		if err != nil {
			yield(extract.Member{}, unreadable(err))
			return
		}
		defer content.Close() //nolint:errcheck // nothing was written
		if !format.Apart {
			for m, err := range extract.Unpack(format.Name, content, f.Size) {
				if !yield(m, err) {
					return
				}
			}
			return
		}
		q := question{Unpack: format.Name, Size: f.Size}
		var data []byte
		if file, ok := content.(*os.File); ok {
			if q.Path, err = filepath.Abs(file.Name()); err != nil { // the process is in another folder
				yield(extract.Member{}, unreadable(err))
				return
			}
		} else if data, err = io.ReadAll(io.NewSectionReader(content, 0, f.Size)); err != nil {
			yield(extract.Member{}, unreadable(err))
			return
		}
		for a, err := range r.ask(ctx, q, data) {
			if !yield(a.Member, err) {
				return
			}
		}
	}
}

// ask asks a process and returns what it answers. One that does not answer in
// time, or that ends before it has answered all, is an error of the file.
func (r *Reader) ask(ctx context.Context, q question, data []byte) iter.Seq2[answer, error] {
	return func(yield func(answer, error) bool) {
		p, err := r.process() //nolint:contextcheck // it lives on for the next file
		if err != nil {
			yield(answer{}, err)
			return
		}
		whole := false
		defer func() { r.done(p, whole) }()
		for a, err := range r.hear(ctx, p, q, data, &whole) {
			if !yield(a, err) {
				return
			}
		}
	}
}

// hear asks one process, and says in whole whether it has answered all.
func (r *Reader) hear(ctx context.Context, p *process, q question, data []byte, whole *bool) iter.Seq2[answer, error] {
	return func(yield func(answer, error) bool) {
		defer context.AfterFunc(ctx, p.kill)()
		watch := time.AfterFunc(cmp.Or(r.wait, patience), p.tooSlow)
		defer watch.Stop()
		slow := time.AfterFunc(longest, p.tooSlow)
		defer slow.Stop()
		if err := p.put(q, data); err != nil {
			yield(answer{}, p.failed(ctx, err))
			return
		}
		for {
			a, err := p.get()
			if err != nil {
				yield(answer{}, p.failed(ctx, err))
				return
			}
			if a.Busy {
				watch.Reset(cmp.Or(r.wait, patience))
				continue
			}
			if a.End {
				*whole = true
				return
			}
			if a.Alive {
				watch.Reset(cmp.Or(r.wait, patience))
				continue
			}
			watch.Stop() // what is done with it is not the process's time
			slow.Stop()
			if !yield(a, a.Error.error()) {
				return
			}
			watch.Reset(cmp.Or(r.wait, patience))
			slow.Reset(longest)
		}
	}
}

// process returns a process that waits for a file.
func (r *Reader) process() (*process, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.idle); n > 0 {
		p := r.idle[n-1]
		r.idle = r.idle[:n-1]
		return p, nil
	}
	return start(r.Dir, r.env)
}

// done takes back a process, or ends it if it may be amid something.
func (r *Reader) done(p *process, whole bool) {
	r.mu.Lock()
	keep := whole && !r.closed && len(r.idle) < idleMost
	if keep {
		r.idle = append(r.idle, p)
	}
	r.mu.Unlock()
	if !keep {
		p.kill()
	}
}

// process is this program, started again to read files.
type process struct {
	*exec.Cmd
	wire
	stdin io.WriteCloser
	ended chan struct{}
	once  sync.Once
	slow  atomic.Bool // it has been ended for that
}

// start starts a process. It gets nothing of the environment but what its
// system needs.
func start(dir string, env []string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program that reads files: %w", err)
	}
	p := &process{Cmd: exec.CommandContext(context.Background(), self), ended: make(chan struct{})}
	p.Env = slices.Concat(systemEnv(), []string{readerEnv + "=1", cacheEnv + "=" + dir}, env)
	p.Dir = os.TempDir()
	hide(p.Cmd)
	if p.stdin, err = p.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.Start(); err != nil {
		return nil, fmt.Errorf("start the program that reads files: %w", err)
	}
	p.wire = newWire(out, p.stdin)
	return p, nil
}

// kill ends the process and waits until it has ended.
func (p *process) kill() {
	p.once.Do(func() {
		_ = p.stdin.Close()
		_ = p.Process.Kill()
		_ = p.Wait()
		close(p.ended)
	})
	<-p.ended
}

func (p *process) tooSlow() {
	p.slow.Store(true)
	p.kill()
}

// failed says why a process has not answered.
func (p *process) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		p.kill()
		return ctx.Err()
	}
	_ = p.stdin.Close()
	late := time.AfterFunc(time.Second, func() { _ = p.Process.Kill() })
	p.once.Do(func() {
		_ = p.Wait()
		close(p.ended)
	})
	late.Stop()
	<-p.ended
	switch {
	case p.slow.Load():
		return &assay.Error{Kind: assay.KindUnsupported, Field: "file", Message: assay.Say("It takes too long to read this file. Open it, copy the text and paste it."), Err: err}
	case p.ProcessState.ExitCode() == exitMemory:
		return &assay.Error{Kind: assay.KindUnsupported, Field: "file", Message: assay.Say("It takes too much memory to read this file. Open it, copy the text and paste it."), Err: err}
	}
	return &assay.Error{
		Kind: assay.KindUnsupported, Field: "file", Message: assay.Say("Assay cannot make sense of this file. Open it, copy the text and paste it."),
		Err: fmt.Errorf("a reader ended with %v: %w", p.ProcessState, err),
	}
}
