package desktop

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"

	"assay/internal/assay"
)

// maxEntries is how many sub-folders, cases and other files a listing shows.
const maxEntries = 2000

// Folder is what a file chooser shows of one folder: names, nothing else.
type Folder struct {
	Path    string
	Parent  string // "" at the top
	Folders []string
	Cases   []string
	Files   []string // the others, if they are asked for
	Hidden  int      // how many more there are whose names no page can carry
	More    int      // how many more there are than a listing shows
}

// Place is a shortcut to a folder.
type Place struct {
	Name string
	Path string
}

// ReadFolder lists the sub-folders of a folder and the cases in it, each
// ordered by name. Hidden files are left out. It fails with KindInvalid or
// KindNotFound where there is nothing to list.
func ReadFolder(path string) (Folder, error) { return readFolder(path, false) }

// ReadFiles is ReadFolder with the other files.
func ReadFiles(path string) (Folder, error) { return readFolder(path, true) }

func readFolder(path string, others bool) (Folder, error) {
	if err := CheckPath(path); err != nil {
		return Folder{}, err
	}
	dir, err := os.Open(path)
	if err != nil {
		return Folder{}, folderError(path, err)
	}
	defer dir.Close() //nolint:errcheck // only read
	if info, err := dir.Stat(); err != nil || !info.IsDir() {
		return Folder{}, folderError(path, cmp.Or(err, fs.ErrNotExist))
	}
	entries, err := dir.ReadDir(-1)
	if err != nil && !errors.Is(err, io.EOF) {
		return Folder{}, folderError(path, err)
	}
	f := Folder{Path: path}
	if parent := filepath.Dir(path); parent != path {
		f.Parent = parent
	}
	for _, e := range entries {
		isDir, isCase, isFile := classify(path, e)
		switch name := e.Name(); {
		case !isDir && !isCase && (!isFile || !others):
		case CheckPath(filepath.Join(path, name)) != nil:
			f.Hidden++
		case isDir:
			f.Folders = append(f.Folders, name)
		case isCase:
			f.Cases = append(f.Cases, name)
		default:
			f.Files = append(f.Files, name)
		}
	}
	for _, names := range []*[]string{&f.Folders, &f.Cases, &f.Files} {
		slices.SortFunc(*names, func(a, b string) int {
			return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
		})
		if over := len(*names) - maxEntries; over > 0 {
			f.More += over
			*names = (*names)[:maxEntries]
		}
	}
	return f, nil
}

// classify says whether a chooser shows e, and as what. A link is what it
// leads to; a device or a pipe is never a case or a file, whatever its name.
func classify(folder string, e fs.DirEntry) (isDir, isCase, isFile bool) {
	if strings.HasPrefix(e.Name(), ".") || hidden(e) {
		return false, false, false
	}
	mode := e.Type()
	named := strings.EqualFold(filepath.Ext(strings.TrimSuffix(e.Name(), ".age")), Ext) // under a passphrase or not
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(filepath.Join(folder, e.Name()))
		if err != nil {
			return false, false, false
		}
		mode = info.Mode()
	}
	return mode.IsDir(), mode.IsRegular() && named, mode.IsRegular() && !named
}

// Places returns the shortcuts of a chooser: the analyst's folders, then the
// roots of the file system.
func Places() []Place {
	places := []Place{
		{"Home", xdg.Home},
		{"Documents", xdg.UserDirs.Documents},
		{"Desktop", xdg.UserDirs.Desktop},
		{"Downloads", xdg.UserDirs.Download},
	}
	for _, root := range roots() {
		places = append(places, Place{root, root})
	}
	seen := make(map[string]bool)
	return slices.DeleteFunc(places, func(p Place) bool {
		again := seen[p.Path]
		seen[p.Path] = true
		return again || CheckPath(p.Path) != nil || !isDir(p.Path)
	})
}

// folderError says to the analyst why a folder cannot be listed.
func folderError(path string, err error) error {
	e := &assay.Error{Kind: assay.KindInvalid, Field: "folder", Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Kind, e.Message = assay.KindNotFound, assay.Say("There is no folder %s. It may have been moved, or its drive taken out.", path)
	case errors.Is(err, fs.ErrPermission):
		e.Message = assay.Say("You are not allowed to look into %s. Choose another folder.", path)
	default:
		e.Message = assay.Say("The folder %s cannot be read. Choose another one.", path)
	}
	return e
}
