// Package assets holds what the browser loads: styles, scripts, fonts and
// icons, bundled by build.sh and embedded here, and the key map, which the
// scripts, the help page and the tests all read from the same file.
package assets

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// Prefix is where a server offers [Files]: the URL path that [Href] puts before
// every name.
const Prefix = "/assets/"

//go:embed all:dist
var dist embed.FS

// required are the entries without which no page works.
var required = []string{"app.css", "app.js", "favicon.svg", "icons.svg", "report.css"}

// Files returns the bundle, for a server to offer below [Prefix]. Every file
// but licences.txt has a hash of its content in its name and never changes.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return sub
}

// Check says whether the program was built with its bundle. Call it once at
// the start: without the bundle every page is bare text.
func Check() error {
	_, err := names()
	return err
}

// Href returns the URL path of an entry of the bundle, as in Href("app.css").
// A name that the bundle does not have comes back without a hash, so that
// views can be tested where nothing has been bundled.
func Href(name string) string {
	m, _ := names() // Check has reported it
	if hashed, ok := m[name]; ok {
		name = hashed
	}
	return Prefix + name
}

// ReportStyle returns the style sheet of a report, for a file that has to be
// whole by itself. It fetches nothing. Without a bundle it is empty.
func ReportStyle() string {
	m, err := names()
	if err != nil {
		return ""
	}
	data, err := fs.ReadFile(Files(), m["report.css"])
	if err != nil {
		return ""
	}
	return string(data)
}

// names maps the entries of the bundle to their hashed names.
var names = sync.OnceValues(func() (map[string]string, error) {
	data, err := fs.ReadFile(Files(), "meta.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("this program was built without its styles and scripts: build it with make build, not with go build alone")
	}
	if err != nil {
		return nil, err
	}
	m, err := entries(data)
	if err != nil {
		return nil, fmt.Errorf("reading the bundle's meta.json: %w", err)
	}
	for _, name := range required {
		if _, ok := m[name]; !ok {
			return nil, fmt.Errorf("the bundle has no %s: run make clean build", name)
		}
	}
	return m, nil
})

// entries reads the metafile of esbuild: the logical name of each entry is the
// base name of its source.
func entries(meta []byte) (map[string]string, error) {
	var file struct {
		Outputs map[string]struct {
			EntryPoint string
			Inputs     map[string]any
		}
	}
	if err := json.Unmarshal(meta, &file); err != nil {
		return nil, err
	}
	m := make(map[string]string)
	for output, o := range file.Outputs {
		source := o.EntryPoint
		if source == "" && len(o.Inputs) == 1 { // a copied file is its own only input
			for source = range o.Inputs {
			}
		}
		if !slices.Contains([]string{"css", "img", "js"}, path.Dir(source)) || strings.HasSuffix(output, ".map") {
			continue // a font, which only the styles name
		}
		m[path.Base(source)] = path.Base(output)
	}
	return m, nil
}
