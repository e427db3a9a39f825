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
	for _, fact := range []struct {
		is   bool
		says string
	}{
		{r.Refused > 0, fmt.Sprintf("%s left out: damaged, changed by another program, or about bytes that are lost.", several(r.Refused, "operation"))},
		{r.Missing > 0, fmt.Sprintf("What was rescued builds on %s that are not there.", several(r.Missing, "operation"))},
		{r.Bare > 0, fmt.Sprintf("The bytes of %s are lost.", several(r.Bare, "original"))},
		{r.Loose, "Its beginning is lost, so what was taken out of it by undoing a merge may be in it again."},
		{true, "Whether there was more cannot be known. Compare it with a backup if you have one."},
	} {
		if fact.is {
			fmt.Fprintln(t.out, fact.says)
		}
	}
	return nil
}
