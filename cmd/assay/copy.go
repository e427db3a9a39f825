package main

import (
	"errors"
	"fmt"
)

type copyCommand struct {
	File string `arg:"" help:"The case to copy. It may be open."`
	Out  string `arg:"" help:"The copy. There must be no such file yet."`
}

// Run writes a copy that has been checked.
func (o *copyCommand) Run(t *terminal) (err error) {
	d, err := t.door()
	if err != nil {
		return err
	}
	defer d.reader.Close()
	s, err := d.inspect(t.ctx, o.File, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.SaveCopy(t.ctx, o.Out); err != nil {
		return err
	}
	d.own(o.Out, false)
	fmt.Fprintf(t.out, "%s is a copy of %s, and has been checked.\n", o.Out, o.File)
	return nil
}
