package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/exchange"
	"assay/store"
	"assay/views"
)

type exportCommand struct {
	File        string `arg:"" help:"The case."`
	Format      string `required:"" enum:"json,csv,notes-csv,notes-md,codebook-csv,qdc,html,docx,md" help:"json is Assay JSON, with all that the case has, private notes too; csv is a table with one row for each quote; notes-csv and notes-md are the notes as a table and as Markdown; codebook-csv and qdc are the tags as a table and as REFI-QDA; html, docx and md are a report to read." placeholder:"json|csv|notes-csv|notes-md|codebook-csv|qdc|html|docx|md"`
	Report      string `help:"Write the report of the case that has this title, and not the one on everything (html, docx, md)." placeholder:"TITLE"`
	Out         string `short:"o" help:"Write to this file and not to the standard output." placeholder:"OUT"`
	Force       bool   `help:"Replace OUT if it is there."`
	NoOriginals bool   `help:"Leave out the original bytes of the articles (json)."`
	NoHistory   bool   `help:"Leave out who did what and when (json)."`
	Private     bool   `help:"With your private notes (notes-csv, notes-md)."`
	Excel       bool   `help:"Begin with the mark by which Excel knows UTF-8 (csv, notes-csv, codebook-csv)."`
}

// reportFormats are the formats of reports.
var reportFormats = []string{"html", "docx", "md"}

// Validate refuses options that would do nothing.
func (o *exportCommand) Validate() error {
	switch {
	case o.Format != "json" && (o.NoOriginals || o.NoHistory):
		return errors.New("--no-originals and --no-history are for --format json: nothing else has them")
	case !strings.HasSuffix(o.Format, "csv") && o.Excel:
		return errors.New("--excel is for --format csv, notes-csv and codebook-csv")
	case !strings.HasPrefix(o.Format, "notes") && o.Private:
		return errors.New("--private is for --format notes-csv and notes-md")
	case o.Report != "" && !slices.Contains(reportFormats, o.Format):
		return errors.New("--report is for --format html, docx and md")
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
	written := o.facts
	if slices.Contains(reportFormats, o.Format) {
		written = o.report
	}
	write, err := written(t, s)
	if err != nil {
		return err
	}
	if o.Out == "" {
		return write(t.out)
	}
	return writeFile(t.ctx, o.Out, o.Force, write)
}

// facts returns what writes the case as data.
func (o *exportCommand) facts(t *terminal, s *store.Store) (func(io.Writer) error, error) {
	snapshot, err := s.Snapshot(t.ctx)
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
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
	}, nil
}

// report returns what writes a report of the case.
func (o *exportCommand) report(t *terminal, s *store.Store) (func(io.Writer) error, error) {
	list, err := s.Reports(t.ctx)
	if err != nil {
		return nil, err
	}
	id, err := titled(list.Reports, o.Report)
	if err != nil {
		return nil, err
	}
	data, err := s.Report(t.ctx, id)
	if err != nil {
		return nil, err
	}
	d := views.Written(t.ctx, "", assay.NewView(data.Case, s.Me()), &data, t.now())
	return func(w io.Writer) error {
		switch o.Format {
		case "html":
			return views.DocumentFile(d).Render(t.ctx, w)
		case "docx":
			return document.WriteDOCX(w, d, t.now())
		default:
			return document.WriteMarkdown(w, d)
		}
	}, nil
}

// titled returns the report of that title, the zero id for no title.
func titled(reports []assay.Report, title string) (id assay.ReportID, err error) {
	if title == "" {
		return id, nil
	}
	var titles []string
	for _, r := range reports {
		if assay.FoldName(r.Title) == assay.FoldName(title) {
			return r.ID, nil
		}
		titles = append(titles, "“"+r.Title+"”")
	}
	if len(titles) == 0 {
		return id, assay.Invalid("report", "This case has no reports. Leave --report out for one on everything.")
	}
	return id, assay.Invalid("report", "This case has no report “%s”. It has %s.", title, strings.Join(titles, ", "))
}

// writeFile writes a file as a whole or not at all. Unless replace is set, it
// fails with KindInvalid if there is something at path.
func writeFile(ctx context.Context, path string, replace bool, write func(io.Writer) error) (err error) {
	if !replace && isThere(path) {
		return assay.Invalid("out", "There is already a file %s. Choose another name, or replace it with --force.", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".assay-export-*")
	if err != nil {
		return &assay.Error{Kind: assay.KindInvalid, Field: "out", Message: assay.Say("Nothing can be written to the folder of %s. Choose another one.", path), Err: err}
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
