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
	if !strings.EqualFold(filepath.Ext(path), desktop.Ext) {
		return nil, assay.Unsupported("%s is not a case: its name does not end with %s.", filepath.Base(path), desktop.Ext)
	}
	actor, err := hex.DecodeString(config.AnalystID())
	if err != nil || len(actor) != len(assay.ActorID{}) {
		return nil, fmt.Errorf("the analyst's id in %s is not one: %w", config.Dir(), err)
	}
	o := store.Options{Actor: assay.ActorID(actor), Name: config.Name(), ReadOnly: readOnly}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return store.Open(ctx, path, o)
	}
	if readOnly {
		return nil, assay.Invalid("path", "There is no case at %s, and --read-only makes none.", path)
	}
	return store.Create(ctx, path, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), o)
}
