package main

import (
	"errors"
	"fmt"
	"path/filepath"
)

type checkCommand struct {
	File    string `arg:"" help:"The case to check."`
	Rebuild bool   `help:"First make the tables that show the case again from its log, which repairs them."`
}

// Run proves the file whole, or says what is wrong with it.
func (o *checkCommand) Run(t *terminal) (err error) {
	d, err := t.door()
	if err != nil {
		return err
	}
	defer d.reader.Close()
	s, err := d.inspect(t.ctx, o.File, !o.Rebuild)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if o.Rebuild {
		if err := s.Rebuild(t.ctx); err != nil {
			return err
		}
	}
	health, err := s.Check(t.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s is whole: %d operations, %d texts and originals, and %d quotes that stand in their articles word for word.\n",
		filepath.Base(o.File), health.Operations, health.Blobs, health.Mentions)
	return nil
}
