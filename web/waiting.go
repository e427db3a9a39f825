package web

import (
	"errors"
	"os"
	"slices"
	"sync"

	"assay/internal/assay"
	"assay/internal/intake"
)

// waiting are the files of which an analyst has to say something before they can
// be brought in. They are kept on the disk for a while, and not in memory. The
// zero value is ready for use.
type waiting struct {
	mu   sync.Mutex
	dir  string // "" while there are none
	list []waitingFile

	bytes int64 // of all
}

type waitingFile struct {
	caseID, id string
	path       string
	file       intake.File
}

// So many files are kept, and so many bytes of them: a folder may have many tables.
// Whoever comes for an older one brings it in again.
const (
	keptWaiting      = 1000
	keptWaitingBytes = 1 << 30
)

// keep keeps a file of a case and returns its id.
func (w *waiting) keep(caseID string, f intake.File, data []byte) (id string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dir == "" {
		if w.dir, err = os.MkdirTemp("", "assay-"); err != nil {
			return "", err
		}
	}
	for w.bytes += int64(len(data)); len(w.list) > 0 && (len(w.list) >= keptWaiting || w.bytes > keptWaitingBytes); {
		err = errors.Join(err, os.Remove(w.list[0].path))
		w.bytes -= w.list[0].file.Size
		w.list = slices.Delete(w.list, 0, 1)
	}
	file, failed := os.CreateTemp(w.dir, "waits-")
	if failed != nil {
		return "", errors.Join(err, failed)
	}
	_, failed = file.Write(data)
	path := file.Name()
	f.Size, f.Open = int64(len(data)), func() (intake.Content, error) { return os.Open(path) }
	id = randomHex(8)
	w.list = append(w.list, waitingFile{caseID, id, path, f})
	return id, errors.Join(err, failed, file.Close())
}

// get returns a file of a case that waits. It fails with KindNotFound if it is no
// longer there.
func (w *waiting) get(caseID, id string) (intake.File, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, k := range w.list {
		if k.caseID == caseID && k.id == id {
			return k.file, nil
		}
	}
	return intake.File{}, &assay.Error{Kind: assay.KindNotFound, Message: assay.Say("This file is no longer kept. Bring it in again.")}
}

// path returns where such a file is.
func (w *waiting) path(caseID, id string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, k := range w.list {
		if k.caseID == caseID && k.id == id {
			return k.path
		}
	}
	return ""
}

// close lets go of all.
func (w *waiting) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list, w.bytes = nil, 0
	if w.dir == "" {
		return nil
	}
	return os.RemoveAll(w.dir)
}
