package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"assay/internal/assay"
	"assay/internal/exchange"
)

type exportCommand struct {
	File        string `arg:"" help:"The case."`
	Format      string `required:"" enum:"json,csv,notes-csv,notes-md,codebook-csv,qdc" help:"json is Assay JSON, with all that the case has; csv is a table with one row for each quote; notes-csv and notes-md are the notes as a table and as Markdown; codebook-csv and qdc are the tags as a table and as REFI-QDA." placeholder:"json|csv|notes-csv|notes-md|codebook-csv|qdc"`
	Out         string `short:"o" help:"Write to this file and not to the standard output." placeholder:"OUT"`
	Force       bool   `help:"Replace OUT if it is there."`
	NoOriginals bool   `help:"Leave out the original bytes of the articles (json)."`
	NoHistory   bool   `help:"Leave out who did what and when (json)."`
	Private     bool   `help:"With your private notes (notes-csv, notes-md)."`
	Excel       bool   `help:"Begin with the mark by which Excel knows UTF-8 (csv, notes-csv, codebook-csv)."`
}

// Validate refuses options that would do nothing.
func (o *exportCommand) Validate() error {
	switch {
	case o.Format != "json" && (o.NoOriginals || o.NoHistory):
		return errors.New("--no-originals and --no-history are for --format json: a csv has neither, nor have the others")
	case !strings.HasSuffix(o.Format, "csv") && o.Excel:
		return errors.New("--excel is for --format csv, notes-csv and codebook-csv")
	case !strings.HasPrefix(o.Format, "notes") && o.Private:
		return errors.New("--private is for --format notes-csv and notes-md")
	case o.Force && o.Out == "":
		return errors.New("--force is for --out")
	}
	return nil
}

// Run writes what the case says now, as its analyst sees it.
func (o *exportCommand) Run(t *terminal) (err error) {
	s, err := t.look(o.File, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	snapshot, err := s.Snapshot(t.ctx)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		table, notes := exchange.CSVOptions{BOM: o.Excel}, exchange.NoteOptions{Private: o.Private, BOM: o.Excel}
		switch o.Format {
		case "csv":
			return exchange.WriteQuotes(w, snapshot, table)
		case "notes-csv":
			return exchange.WriteNotes(w, snapshot, notes)
		case "notes-md":
			return exchange.WriteNotesText(w, snapshot, notes)
		case "codebook-csv":
			return exchange.WriteCodebook(w, snapshot, table)
		case "qdc":
			return exchange.WriteQDC(w, snapshot)
		}
		return exchange.WriteJSON(w, snapshot, exchange.JSONOptions{NoHistory: o.NoHistory, NoOriginals: o.NoOriginals})
	}
	if o.Out == "" {
		return write(t.out)
	}
	return writeFile(t.ctx, o.Out, o.Force, write)
}

// writeFile writes a file as a whole or not at all. Unless replace is set, it
// fails with KindInvalid if there is something at path.
func writeFile(ctx context.Context, path string, replace bool, write func(io.Writer) error) (err error) {
	if !replace && isThere(path) {
		return assay.Invalid("out", "There is already a file %s. Choose another name, or replace it with --force.", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".assay-export-*")
	if err != nil {
		return &assay.Error{Kind: assay.KindInvalid, Field: "out", Message: "Nothing can be written to the folder of " + path + ". Choose another one.", Err: err}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), ctx.Err()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}
