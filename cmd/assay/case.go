package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/intake"
	"assay/store"
)

// checkCase fails unless a file of that name can be a case.
func checkCase(path string) error {
	if !strings.EqualFold(filepath.Ext(path), desktop.Ext) {
		return assay.Unsupported("%s is not a case: its name does not end with %s.", filepath.Base(path), desktop.Ext)
	}
	return nil
}

// optionsFor says who works on the case at path.
func optionsFor(path string, config *desktop.Config) (store.Options, error) {
	if err := checkCase(path); err != nil {
		return store.Options{}, err
	}
	actor, err := hex.DecodeString(config.AnalystID())
	if err != nil || len(actor) != len(assay.ActorID{}) {
		return store.Options{}, fmt.Errorf("the analyst's id in %s is not one: %w", config.Dir(), err)
	}
	return store.Options{Actor: assay.ActorID(actor), Name: config.Name()}, nil
}

func caseName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// look opens a case that is there, for a command that shows or copies it, or changes
// it if it is not to be readOnly.
func (t *terminal) look(path string, readOnly bool) (*store.Store, error) {
	d, err := t.door()
	if err != nil {
		return nil, err
	}
	defer d.reader.Close()
	s, err := d.open(t.ctx, path, readOnly)
	if err == nil {
		t.tellReceived(path, s.Received())
	}
	return s, err
}

// door returns the way by which cases come in.
func (t *terminal) door() (*door, error) {
	config, err := t.config()
	if err != nil {
		return nil, err
	}
	return &door{config: config, reader: &intake.Reader{}, now: t.now, tell: t.tellLate, taken: t.progress("Checking the case")}, nil
}

// progress shows how far the making anew of a case has come, to whoever watches a terminal.
func (t *terminal) progress(what string) func(done, total int) {
	f, ok := t.err.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(done) // it is only shown
	}
}

// tellReceived says that a file was not the analyst's own, and what became of it.
func (t *terminal) tellReceived(path string, r *assay.Received) {
	if r == nil {
		return
	}
	name := filepath.Base(path)
	if r.Kept != "" {
		fmt.Fprintf(t.err, "%s has come from elsewhere, or was changed there. It was checked and made anew; as it came it is kept as %s.\n", name, r.Kept)
	}
}

// config opens what belongs to the analyst.
func (t *terminal) config() (*desktop.Config, error) {
	config, notice, err := t.openConfig()
	if err == nil && notice != "" {
		fmt.Fprintln(t.err, notice)
	}
	return config, err
}

// openConfig is config, with what is to be said of it.
func (t *terminal) openConfig() (*desktop.Config, string, error) {
	config, notice, err := desktop.OpenConfig(t.dir)
	if err == nil {
		config.Remote = t.remote
	}
	return config, notice, err
}

// own remembers the case at path, which was made here, as the analyst's own. Where that
// cannot be done it will be checked as any other.
func (t *terminal) own(path string) {
	if config, err := t.config(); err == nil {
		_ = config.Own(path, false)
	}
}

// tellLate says what went wrong when a case was closed: the command has failed.
func (t *terminal) tellLate(err error) {
	t.late = true
	t.complain(err)
}
