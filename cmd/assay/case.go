package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
)

// openCase opens the case at path for the analyst, and makes it if there is none.
func openCase(ctx context.Context, path string, config *desktop.Config, readOnly bool) (*store.Store, error) {
	o, err := optionsFor(path, config)
	if err != nil {
		return nil, err
	}
	o.ReadOnly = readOnly
	if isThere(path) {
		return store.Open(ctx, path, o)
	}
	if readOnly {
		return nil, assay.Invalid("path", "There is no case at %s, and --read-only makes none.", path)
	}
	return store.Create(ctx, path, caseName(path), o)
}

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

// look opens a case that is there, for a command that shows or copies it, or
// repairs it if it is not to be readOnly.
func (t *terminal) look(path string, readOnly bool) (*store.Store, error) {
	config, err := t.config()
	if err != nil {
		return nil, err
	}
	o, err := optionsFor(path, config)
	if err != nil {
		return nil, err
	}
	o.ReadOnly = readOnly
	return store.Open(t.ctx, path, o)
}

// config opens what belongs to the analyst.
func (t *terminal) config() (*desktop.Config, error) {
	config, notice, err := desktop.OpenConfig(t.dir)
	if err == nil && notice != "" {
		fmt.Fprintln(t.err, notice)
	}
	return config, err
}
