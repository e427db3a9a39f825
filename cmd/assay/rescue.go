package main

import (
	"fmt"
	"path/filepath"
)

type rescueCommand struct {
	File string `arg:"" help:"The case that is damaged, or that another program has changed. It stays as it is."`
	Out  string `arg:"" help:"The new case. There must be no such file yet."`
}

// Run makes a new case out of all that can still be read of another.
func (o *rescueCommand) Run(t *terminal) error {
	if err := checkCase(o.Out); err != nil {
		return err
	}
	d, err := t.door()
	if err != nil {
		return err
	}
	defer d.reader.Close()
	_, r, err := d.rescue(t.ctx, o.File, o.Out)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s has %d operations of %s, each of them as it was written.\n", o.Out, r.Operations, filepath.Base(o.File))
	if r.Refused > 0 {
		fmt.Fprintf(t.out, "%d could not be read, or are not as they were written.\n", r.Refused)
	}
	if r.Bare > 0 {
		fmt.Fprintf(t.out, "The bytes of %d originals are lost.\n", r.Bare)
	}
	return nil
}
