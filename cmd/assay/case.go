package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/web"
)

// caseFile is a case as far as the shell of the program needs it: a file that
// is there and has a name.
type caseFile struct{ path string }

// openCase opens the case at path, and makes it if there is none.
func openCase(_ context.Context, path string, readOnly bool) (web.Case, error) {
	if !strings.EqualFold(filepath.Ext(path), desktop.Ext) {
		return nil, assay.Unsupported("%s is not a case: its name does not end with %s.", filepath.Base(path), desktop.Ext)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if readOnly {
			return nil, assay.Invalid("path", "There is no case at %s, and --read-only makes none.", path)
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, &assay.Error{Kind: assay.KindInvalid, Field: "folder", Message: "No case can be made at " + path + ". Choose another folder.", Err: err}
		}
		if err := f.Close(); err != nil {
			return nil, fmt.Errorf("making a case: %w", err)
		}
	} else if err != nil {
		return nil, fmt.Errorf("opening a case: %w", err)
	}
	return &caseFile{path: path}, nil
}

// Path returns where the case is kept.
func (c *caseFile) Path() string { return c.path }

// Name returns what the case is called.
func (c *caseFile) Name(context.Context) (string, error) {
	return strings.TrimSuffix(filepath.Base(c.path), filepath.Ext(c.path)), nil
}

// Close has nothing to let go of.
func (c *caseFile) Close() error { return nil }
