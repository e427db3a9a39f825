package desktop

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/internal/assay"
	"assay/internal/sealed"
)

// Ext is the extension of case files.
const Ext = ".assay"

// maxName is the longest file name in bytes that we make, so that the
// extension and what SQLite appends to it still fit into 255.
const maxName = 200

// reserved are names that mean devices on Windows, whatever their extension.
// They are refused everywhere, for a case may travel.
var reserved = []string{
	"con", "prn", "aux", "nul", "conin$", "conout$",
	"com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "com¹", "com²", "com³",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "lpt¹", "lpt²", "lpt³",
}

// FileName returns the name of the file for a case called name, as in
// "Harbour fire.assay". It fails with KindInvalid for a name that some system
// could not store or that would look like something else.
func FileName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if ext := filepath.Ext(name); strings.EqualFold(ext, Ext) {
		name = strings.TrimSpace(strings.TrimSuffix(name, ext))
	}
	device, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch {
	case name == "":
		return "", assay.Invalid("name", "Give the case a name.")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, deceptive):
		return "", assay.Invalid("name", "This name contains invisible or control characters. Type it without them.")
	case strings.ContainsAny(name, `/\:*?"<>|`):
		return "", assay.Invalid("name", `A case name becomes a file name, so it cannot contain / \ : * ? " < > or |. Leave them out.`)
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "."):
		return "", assay.Invalid("name", "A case name cannot begin or end with a full stop. Leave it out.")
	case slices.Contains(reserved, strings.TrimSpace(device)):
		return "", assay.Invalid("name", "Windows keeps the name %q for a device. Choose another one.", name)
	case len(name)+len(Ext) > maxName:
		return "", assay.Invalid("name", "This name is too long for a file. Choose a shorter one.")
	}
	return name + Ext, nil
}

// CheckPath fails with KindInvalid unless path names one thing in one way: it
// is absolute, has no . or .. in it, and is text that a page can show.
func CheckPath(path string) error {
	switch {
	case !utf8.ValidString(path) || strings.ContainsFunc(path, deceptive):
		return assay.Invalid("path", "This path contains invisible or control characters. Rename the file or folder first.")
	case strings.HasPrefix(path, `\\`):
		return assay.Invalid("path", "Assay opens no network paths from a page. Give the network folder a drive letter, and open it there.")
	case !filepath.IsAbs(path) || filepath.Clean(path) != path:
		return assay.Invalid("path", "This is not a full path. Choose the file or folder from the list.")
	}
	return nil
}

// NewCase returns the path for a new case called name in folder, and makes
// [DefaultFolder] if that is meant and missing. It fails with KindInvalid, for
// the field "name" or "folder", if no new file can go there. Nothing is
// written at the path.
func NewCase(folder, name string) (string, error) {
	base, err := FileName(name)
	if err != nil {
		return "", err
	}
	if err := useFolder(folder); err != nil {
		return "", err
	}
	path := filepath.Join(folder, base)
	switch _, err := os.Lstat(path); {
	case err == nil:
		return "", assay.Invalid("name", "There is already a file %q in this folder. Choose another name, or open that case.", base)
	case !errors.Is(err, fs.ErrNotExist):
		return "", &assay.Error{Kind: assay.KindInvalid, Field: "folder", Message: assay.Say("This folder cannot be read. Choose another one."), Err: err}
	}
	return path, nil
}

// Adopt copies a case from r, which may be under a passphrase, into folder and returns
// the path of the copy. It goes by name, the file name it had elsewhere, or by the next
// free variation of it; nothing is ever overwritten. When reading or writing fails, nothing
// stays behind.
func Adopt(r io.Reader, folder, name string) (path string, err error) {
	name = name[strings.LastIndexAny(name, `/\`)+1:] // browsers may send a path
	ext := Ext
	if strings.EqualFold(filepath.Ext(name), sealed.Ext) {
		name, ext = sealed.Plain(name), Ext+sealed.Ext
	}
	if !strings.EqualFold(filepath.Ext(name), Ext) {
		return "", assay.Invalid("file", "This is not a case: its name does not end with %s. Open a case first, and import other files there.", Ext)
	}
	base, err := FileName(name)
	if e, ok := errors.AsType[*assay.Error](err); ok {
		return "", assay.Invalid("file", "This file's name cannot be kept. %s", e.Message)
	}
	if err := useFolder(folder); err != nil {
		return "", err
	}
	part, err := os.CreateTemp(folder, ".arriving-*")
	if err != nil {
		return "", &assay.Error{Kind: assay.KindInvalid, Field: "folder", Message: assay.Say("Nothing can be written into %s. Choose another folder for your cases.", folder), Err: err}
	}
	defer os.Remove(part.Name()) //nolint:errcheck // gone already when all went well
	_, err = io.Copy(part, r)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return "", fmt.Errorf("copying a case: %w", err)
	}
	path, err = reserve(folder, strings.TrimSuffix(base, Ext), ext)
	if err != nil {
		return "", fmt.Errorf("copying a case: %w", err)
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return "", fmt.Errorf("copying a case: %w", errors.Join(err, os.Remove(path)))
	}
	return path, nil
}

// reserve makes an empty file under the first free name of "stem.assay",
// "stem 2.assay" and so on, if that is what ext says.
func reserve(folder, stem, ext string) (string, error) {
	for n := 1; ; n++ {
		path := filepath.Join(folder, stem+ext)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s %d%s", stem, n, ext))
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		return path, f.Close()
	}
}

// useFolder checks that folder can hold a case.
func useFolder(folder string) error {
	if err := CheckPath(folder); err != nil {
		e, _ := errors.AsType[*assay.Error](err)
		return &assay.Error{Kind: assay.KindInvalid, Field: "folder", Message: e.Message}
	}
	if folder == DefaultFolder() {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return &assay.Error{Kind: assay.KindInvalid, Field: "folder", Message: assay.Say("The folder %s cannot be made. Choose another one.", folder), Err: err}
		}
	}
	if !isDir(folder) {
		return assay.Invalid("folder", "There is no folder %s. Choose another one.", folder)
	}
	return nil
}
