package intake

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/sealed"
	"assay/store"
)

// So many rows and operations go over the wire in one answer.
const (
	rowsAtOnce = 8192
	opsAtOnce  = 512
)

// OpenCase opens a case that somebody else has sent, in a process of its own: what
// SQLite makes of a file that is no case cannot harm this one.
func (r *Reader) OpenCase(ctx context.Context, path string) (store.Copy, error) {
	return r.openCase(ctx, path, store.TakeCopy)
}

// OpenSealed is OpenCase for a case under a passphrase. What is in the file is nowhere but
// in a folder that nobody else may read, and for no longer than it takes to copy it once
// more.
func (r *Reader) OpenSealed(ctx context.Context, path, passphrase string) (_ store.Copy, err error) {
	dir, err := os.MkdirTemp("", "assay-sealed-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	plain := filepath.Join(dir, sealed.Plain(filepath.Base(path)))
	if err := store.Unseal(path, plain, passphrase); err != nil {
		return nil, err
	}
	return r.OpenCase(ctx, plain)
}

// OpenBroken is OpenCase for a case of which only a part can be read any more, or that
// was tampered with.
func (r *Reader) OpenBroken(ctx context.Context, path string) (store.Copy, error) {
	return r.openCase(ctx, path, store.TakeBroken)
}

func (r *Reader) openCase(ctx context.Context, path string, take func(ctx context.Context, path, dir string) (store.About, error)) (_ store.Copy, err error) {
	c := &sentCase{r: r}
	if c.about, err = take(ctx, path, ""); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Close())
		}
	}()
	if c.process, err = start("", r.env); err != nil { //nolint:contextcheck // it ends with the case
		return nil, err
	}
	for a, err := range c.ask(ctx, question{Case: &c.about}) {
		if err != nil {
			return nil, err
		}
		c.about.Format, c.about.Loose = a.About.Format, a.About.Loose
	}
	return c, nil
}

// sentCase is a case in a process of its own.
type sentCase struct {
	r       *Reader
	process *process
	about   store.About
}

// About implements store.Copy.
func (c *sentCase) About() store.About { return c.about }

// Close implements store.Copy.
func (c *sentCase) Close() error {
	if c.process != nil {
		c.process.kill()
	}
	return os.RemoveAll(c.about.Dir)
}

func (c *sentCase) ask(ctx context.Context, q question) iter.Seq2[answer, error] {
	return func(yield func(answer, error) bool) {
		whole := false
		for a, err := range c.r.hear(ctx, c.process, q, nil, &whole) {
			if !yield(a, c.said(err)) {
				break
			}
		}
		if !whole {
			c.process.kill() // it may be amid something
		}
	}
}

// said makes of a process that failed what is known of the file.
func (c *sentCase) said(err error) error {
	if e, ok := errors.AsType[*assay.Error](err); ok && e.Kind == assay.KindUnsupported && e.Field == "file" {
		return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s is damaged. Ask for it again, or for a copy that was saved with Assay.", c.about.Name), Err: errors.Join(store.ErrBroken, err)}
	}
	return err
}

// Rows implements store.Copy.
func (c *sentCase) Rows(ctx context.Context) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for a, err := range c.ask(ctx, question{Rows: true}) {
			if err != nil {
				yield(store.Row{}, err)
				return
			}
			for _, row := range a.Rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// Operations implements store.Copy. What comes over the wire is checked again: the
// process that says it has read a hostile file.
func (c *sentCase) Operations(ctx context.Context, rows []int64) iter.Seq2[oplog.Op, error] {
	return func(yield func(oplog.Op, error) bool) {
		if len(rows) == 0 {
			return
		}
		for a, err := range c.ask(ctx, question{Ops: rows}) {
			if err != nil {
				yield(oplog.Op{}, err)
				return
			}
			for range a.Refused {
				if !yield(oplog.Op{}, store.ErrRefused) {
					return
				}
			}
			for i := range a.Ops {
				var refused error
				if err := errors.Join(a.Ops[i].Verify(), assay.CheckOp(&a.Ops[i])); err != nil {
					refused = errors.Join(store.ErrRefused, err)
				}
				if !yield(a.Ops[i], refused) {
					return
				}
			}
		}
	}
}

// Blob implements store.Copy.
func (c *sentCase) Blob(ctx context.Context, hash oplog.Hash) (data []byte, err error) {
	for a, err := range c.ask(ctx, question{Blob: hash}) {
		if err != nil {
			return nil, err
		}
		if hash.Of(a.Blob) {
			data = a.Blob
		}
	}
	return data, nil
}

// Purged implements store.Copy.
func (c *sentCase) Purged(ctx context.Context) (list []store.Purged, err error) {
	for a, err := range c.ask(ctx, question{Gone: true}) {
		if err != nil {
			return nil, err
		}
		list = append(list, a.Purged...)
	}
	return list, nil
}

// opened is the case that this process was started for.
var opened store.Copy

// ofCase answers what is asked of a case.
func (q *question) ofCase() iter.Seq[answer] {
	return func(yield func(answer) bool) {
		ctx := context.Background()
		switch {
		case q.Case != nil:
			var err error
			if opened, err = store.OpenTaken(ctx, *q.Case); err != nil {
				yield(answer{Error: failureOf(err)})
				return
			}
			yield(answer{About: opened.About()})
		case opened == nil:
			yield(answer{Error: &failure{Cause: "no case was opened"}})
		case q.Rows:
			var a answer
			for row, err := range opened.Rows(ctx) {
				if a.Rows = append(a.Rows, row); err != nil {
					a = answer{Error: failureOf(err)}
				}
				if a.Error != nil || len(a.Rows) == rowsAtOnce {
					if !yield(a) || a.Error != nil {
						return
					}
					a = answer{}
				}
			}
			yield(a)
		case len(q.Ops) > 0:
			var a answer
			for op, err := range opened.Operations(ctx, q.Ops) {
				switch {
				case errors.Is(err, store.ErrRefused):
					a.Refused++
				case err != nil:
					a.Error = failureOf(err)
				default:
					a.Ops = append(a.Ops, op)
				}
				if a.Error != nil || len(a.Ops) == opsAtOnce {
					if !yield(a) || a.Error != nil {
						return
					}
					a = answer{}
				}
			}
			yield(a)
		case q.Gone:
			list, err := opened.Purged(ctx)
			if err != nil {
				yield(answer{Error: failureOf(err)})
				return
			}
			for part := range slices.Chunk(list, rowsAtOnce) {
				if !yield(answer{Purged: part}) {
					return
				}
			}
		default:
			data, err := opened.Blob(ctx, q.Blob)
			yield(answer{Blob: data, Error: failureOf(err)})
		}
	}
}
