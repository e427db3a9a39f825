package desktop

import (
	"slices"
	"time"
)

// maxImports is how many imports are kept that can be gone on with.
const maxImports = 20

// Import is a file or folder of this computer that is being brought into a case,
// or was when the program ended. It is the analyst's, and no part of the case: a
// case says nothing of the folders of whoever works on it.
type Import struct {
	Case    string    `json:"case"` // path of it
	Path    string    `json:"path"`
	Done    int       `json:"done"` // of the files
	Total   int       `json:"total"`
	Stopped bool      `json:"stopped,omitempty"` // by the analyst
	Began   time.Time `json:"began,omitzero"`    // UTC, also when it has been gone on with
	At      time.Time `json:"at"`                // UTC
}

// Imports returns the imports of the case at path that have not come to their
// end, the latest first.
func (c *Config) Imports(path string) (list []Import) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, i := range c.data.Imports {
		if i.Case == path {
			list = append(list, i)
		}
	}
	return list
}

// NoteImport notes how far an import has come.
func (c *Config) NoteImport(i Import) error {
	return c.update(func(f *configFile) {
		f.Imports = slices.DeleteFunc(f.Imports, func(old Import) bool { return old.Case == i.Case && old.Path == i.Path })
		f.Imports = slices.Insert(f.Imports, 0, i)
		f.Imports = f.Imports[:min(len(f.Imports), maxImports)]
	})
}

// ForgetImport forgets an import: it came to its end, or is given up.
func (c *Config) ForgetImport(casePath, path string) error {
	return c.update(func(f *configFile) {
		f.Imports = slices.DeleteFunc(f.Imports, func(i Import) bool { return i.Case == casePath && i.Path == path })
	})
}
