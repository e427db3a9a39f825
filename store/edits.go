package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Edit is what a field is to be, and what it was when the analyst looked. A
// form sends every field that it has: one that says what it said before is
// left alone, and one that somebody else has changed since is refused.
type Edit[T any] struct {
	Now T
	Was *T // nil: whatever it was
}

// Changed is an edit of what was on the analyst's screen.
func Changed[T any](was, now T) *Edit[T] { return &Edit[T]{Now: now, Was: &was} }

// To is an edit whose author does not care what was there.
func To[T any](now T) *Edit[T] { return &Edit[T]{Now: now} }

// draft is the edits of one entity as the log has them.
type draft struct{ now, was oplog.Fields }

// edited reads an edit into e. value turns what the analyst wrote into what
// the log has, and says what is wrong with it. What they left as it was may be
// what came with a file, which they could not have written.
func edited[T comparable](e *draft, name string, c *Edit[T], value func(T) (oplog.Value, error)) error {
	if c == nil || c.Was != nil && *c.Was == c.Now {
		return nil
	}
	now, err := value(c.Now)
	if err != nil {
		return err
	}
	if e.now == nil {
		e.now, e.was = oplog.Fields{}, oplog.Fields{}
	}
	if c.Was != nil {
		// What was there may be nothing that an analyst could write, if it came
		// with a file. Then there is nothing to compare.
		if was, err := value(*c.Was); err == nil {
			if string(was) == string(now) {
				return nil
			}
			e.was[name] = was
		}
	}
	e.now[name] = now
	return nil
}

// phrase is the value of a field that may be left empty.
func phrase(s string) (oplog.Value, error) { return said(strings.TrimSpace(s)), nil }

// sentence returns the value of a field that must say something; empty says so.
func sentence(field string, empty assay.Sentence) func(string) (oplog.Value, error) {
	return func(s string) (oplog.Value, error) {
		s, err := tidy(field, s, empty)
		return said(s), err
	}
}

// dated returns the value of a field with a date of the world.
func dated(field string) func(string) (oplog.Value, error) {
	return func(s string) (oplog.Value, error) {
		date, err := assay.ParseDate(field, s)
		return said(date), err
	}
}

// address returns the value of a field with the address of a page.
func address(field string) func(string) (oplog.Value, error) {
	return func(s string) (oplog.Value, error) {
		a, err := assay.ParseAddress(field, s)
		return said(a), err
	}
}

func reference[K any](id assay.ID[K]) (oplog.Value, error) { return optional(id), nil }

// change carries out the draft of an entity that is there, all or none.
func (t *tx) change(ctx context.Context, k assay.Kind, id assay.EntityID, e draft) error {
	if err := t.asSeen(ctx, k, id, e); err != nil || len(e.now) == 0 {
		return err
	}
	keys, err := t.keys(ctx, k, id)
	if err != nil {
		return err
	}
	maps.Copy(keys, e.now)
	return t.edit(ctx, k, id, keys)
}

// asSeen checks that the entity is there, that the draft keeps to the vocabulary,
// and that nobody has changed the same since the analyst looked: that is a
// KindConflict, which says in which field.
func (t *tx) asSeen(ctx context.Context, k assay.Kind, id assay.EntityID, e draft) error {
	if err := t.exists(ctx, k, id); err != nil {
		return err
	}
	if err := checkInput(k, e.now); err != nil || len(e.was) == 0 {
		return err
	}
	state, err := t.state(ctx, k, id)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(e.was)) {
		if shown := state.Value(name); !alike(shown, e.was[name]) && !alike(shown, e.now[name]) {
			errs = append(errs, stale(k, name, shown))
		}
	}
	return errors.Join(errs...)
}

// alike reports whether two values read the same but for white space, which
// comes with files in other ways than analysts write it.
func alike(a, b oplog.Value) bool {
	if a.IsNull() || b.IsNull() {
		return a.IsNull() && b.IsNull()
	}
	fold := func(v oplog.Value) string { return squeezed(v.Text()) }
	return string(a) == string(b) || a[0] == '"' && b[0] == '"' && fold(a) == fold(b)
}

// stale says that a field was changed by somebody else meanwhile.
func stale(k assay.Kind, name string, shown oplog.Value) error {
	e := assay.Conflict("This was changed since you opened the page. Save again to put yours in its place.")
	if assay.Define(k).Field(name).Shape == assay.ShapeText && !shown.IsNull() {
		e = assay.Conflict("This was changed since you opened the page, to “%s”. Save again to put yours in its place.", shown.Text())
	}
	e.Field = name
	return e
}
