package main

import (
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
	if err := sample.Make(t.ctx, o.Out); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s is the sample case. Everything in it is invented.\n", o.Out)
	return nil
}
