package intake

import (
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"assay/internal/assay"
	"assay/internal/extract"
)

// Files lists what is at a path to be brought in: the file, or those that are in
// the folder and in those in it, in the order of their names. What is hidden and
// what is a case stays out: neither was meant.
func Files(path string) (files []string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &assay.Error{Kind: assay.KindNotFound, Field: "path", Message: assay.Say("There is nothing at %s that can be read. Nothing was imported.", path), Err: err}
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	err = filepath.WalkDir(path, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return &assay.Error{Kind: assay.KindInvalid, Field: "path", Message: assay.Say("The folder %s cannot be read. Nothing was imported.", at), Err: err}
		case at != path && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular() && !strings.EqualFold(filepath.Ext(at), ".assay"):
			files = append(files, at)
		}
		return nil
	})
	return files, err
}

// Paths offers files of this computer to be read, each when it is its turn. turn,
// unless nil, is told of each before that.
func Paths(paths []string, turn func(f File)) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for _, path := range paths {
			f := File{Name: path, Via: "file", Size: 1, Hint: extract.Hint{Name: path}, Open: func() (Content, error) { return open(path) }}
			if info, err := os.Stat(path); err == nil {
				f.Size = info.Size()
			}
			if turn != nil {
				turn(f)
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

// open opens a file, and nothing that only looks like one.
func open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file") // a pipe would not end
	}
	return os.Open(path)
}
