// Package desktop is Assay's side of the analyst's computer: the settings that
// belong to a person and not to a case, the browser that shows the pages, the
// one running program that later starts hand their files to, and the folders
// in which cases are looked for.
//
// Nothing here contacts another machine. What it writes goes into one private
// folder (see [ConfigDir]), and anything in there that is damaged is set aside
// rather than trusted or deleted.
package desktop

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/adrg/xdg"
)

// Permissions of what belongs to the analyst alone.
const (
	privateDir  fs.FileMode = 0o700
	privateFile fs.FileMode = 0o600
)

// ConfigDir returns the folder of the analyst's own things: what the variable
// ASSAY_CONFIG names, or else the place that the system keeps for such things.
func ConfigDir() string {
	if dir := os.Getenv("ASSAY_CONFIG"); dir != "" {
		return dir
	}
	return filepath.Join(xdg.ConfigHome, "assay")
}

// DefaultFolder returns where new cases go unless the analyst says otherwise:
// Assay in the documents folder, or the home folder where there is none. It
// need not exist yet.
func DefaultFolder() string {
	if docs := xdg.UserDirs.Documents; isDir(docs) {
		return filepath.Join(docs, "Assay")
	}
	return xdg.Home
}

// makePrivate makes dir, and sees to it that nobody else can look into it.
func makePrivate(dir string) error {
	if err := os.MkdirAll(dir, privateDir); err != nil {
		return fmt.Errorf("making the config folder: %w", err)
	}
	if runtime.GOOS == "windows" {
		return nil // the user's profile is private already, and modes mean nothing there
	}
	if err := os.Chmod(dir, privateDir); err != nil {
		return fmt.Errorf("closing the config folder to others: %w", err)
	}
	return nil
}

// writeFile replaces the file at path by data, so that a crash at any moment
// leaves the old file or the new one, whole.
func writeFile(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
