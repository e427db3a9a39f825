package main

import (
	"errors"
	"fmt"

	"assay/internal/sample"
)

type sampleCommand struct {
	Out string `arg:"" help:"The sample case. There must be no such file yet."`
}

// Run makes the sample case. Whoever opens it works on it as on any other.
func (o *sampleCommand) Run(t *terminal) error {
	if err := checkCase(o.Out); err != nil {
		return err
	}
	config, err := t.config()
	if err != nil {
		return err
	}
	if err := errors.Join(sample.Make(t.ctx, o.Out), config.Own(o.Out, false)); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s is the sample case. Everything in it is invented.\n", o.Out)
	return nil
}
