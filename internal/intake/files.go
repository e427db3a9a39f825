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
// what is a case stays out: neither was meant. A folder in it that cannot be read or
// is a link is listed as if it were a file, to be refused as one: links may lead in
// a circle.
func Files(path string) (files []string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &assay.Error{Kind: assay.KindNotFound, Field: "path", Message: assay.Say("There is nothing at %s that can be read. Nothing was imported.", path), Err: err}
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	root, err := filepath.EvalSymlinks(path)
	if err != nil {
		root = path
	}
	err = filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && at != root:
			files = append(files, at)
		case err != nil:
			return &assay.Error{Kind: assay.KindInvalid, Field: "path", Message: assay.Say("The folder %s cannot be read. Nothing was imported.", at), Err: err}
		case at != root && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !strings.EqualFold(filepath.Ext(at), ".assay") && (d.Type().IsRegular() || d.Type() == fs.ModeSymlink && worthTelling(at)):
			files = append(files, at)
		}
		return nil
	})
	return files, err
}

// worthTelling reports whether a link leads to what could be brought in, or is to be
// refused.
func worthTelling(link string) bool {
	to, err := filepath.EvalSymlinks(link)
	if err != nil {
		return true
	}
	info, err := os.Stat(to)
	return err != nil || (info.IsDir() || info.Mode().IsRegular()) && !strings.EqualFold(filepath.Ext(to), ".assay")
}

// Again lists what is at the paths of files that were refused: what was a folder
// that could not be read may be one that can.
func Again(refused []string) (files []string) {
	for _, path := range refused {
		inside := []string{path}
		if info, err := os.Lstat(path); err == nil && info.IsDir() {
			if all, err := Files(path); err == nil {
				inside = all
			}
		}
		files = append(files, inside...)
	}
	return files
}

// Paths offers files of this computer to be read, each when it is its turn. turn,
// unless nil, is told of each before that.
func Paths(paths []string, turn func(f File)) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for _, path := range paths {
			f := File{Name: path, Via: "file", Size: 1, Hint: extract.Hint{Name: path}, Open: func() (Content, error) { return Open(path) }}
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

// Open opens a file, and nothing that only looks like one.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if at, err := os.Lstat(path); err == nil && at.Mode().Type() == fs.ModeSymlink && info.IsDir() {
		return nil, assay.Invalid("file", "This is a link to a folder, which is not followed. Bring in that folder by its own path.")
	}
	if info.IsDir() {
		return nil, assay.Invalid("file", "This folder cannot be read. See whether you may open it, and bring it in again.")
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file") // a pipe would not end
	}
	return os.Open(path)
}
