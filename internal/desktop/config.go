package desktop

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gofrs/flock"

	"assay/internal/assay"
)

// maxRecent is how many cases the start page remembers.
const maxRecent = 20

// Setting names one choice that an analyst makes once for all cases.
type Setting string

// The settings. Their values are words, the first of [Setting.Values] being
// the one that holds until the analyst chooses.
const (
	Theme    Setting = "theme"    // colours of the pages
	Contrast Setting = "contrast" // of these colours
	Keys     Setting = "keys"     // whether single letters act, or only with Alt
	Size     Setting = "size"     // of the text of articles
	Measure  Setting = "measure"  // how long their lines are
	Lead     Setting = "lead"     // and how far apart
	Density  Setting = "density"  // of lists and tables
	Wording  Setting = "wording"  // whose words the Admiralty grades are spelt out in
	Language Setting = "language" // of the interface
	Fetch    Setting = "fetch"    // whether pages may be asked for by their addresses, each time when the analyst says so
)

var settingValues = map[Setting][]string{
	Theme:    {"auto", "light", "dark"},
	Contrast: {"auto", "more"},
	Keys:     {"on", "off", "alt"},
	Size:     {"normal", "small", "large", "largest"},
	Measure:  {"normal", "narrow", "wide"},
	Lead:     {"normal", "tight", "open"},
	Density:  {"comfortable", "compact"},
	Wording:  {"stanag", "fm"},
	Language: {"en", "ar"},
	Fetch:    {"ask", "never"},
}

// Settings returns all settings, in a fixed order.
func Settings() []Setting { return slices.Sorted(maps.Keys(settingValues)) }

// Values returns the values that s can have, none if there is no such setting.
func (s Setting) Values() []string { return slices.Clone(settingValues[s]) }

// Recent is a case that was open once.
type Recent struct {
	Path    string    `json:"path"`
	Name    string    `json:"name"`
	Opened  time.Time `json:"opened"` // UTC
	Missing bool      `json:"-"`      // there is no file at Path any more
}

// Steps are the first steps that a newcomer is led through.
type Steps struct {
	Begun bool     `json:"begun"` // they have been shown once
	Shown bool     `json:"shown"` // neither put away nor closed at their end
	Done  []string `json:"done,omitempty"`
	Case  string   `json:"case,omitempty"` // path of the case in which they were begun
}

// Config holds the analyst's own things. It is a small file that several
// programs of the same analyst may share: every change reads it anew under a
// lock and replaces it as a whole. Methods can be called concurrently.
type Config struct {
	// Remote says which cases are worked on in a copy on this computer, by their paths;
	// nil for those on drives of the network. It is set before the config is used.
	Remote func(path string) bool

	dir string
	id  string

	away  sync.Mutex // guards aways
	aways map[string]*Away

	mu   sync.Mutex
	data configFile
}

// configFile is config.json. Settings that this version does not know are kept
// for the one that does.
type configFile struct {
	Name     string             `json:"name,omitempty"`
	Nameless bool               `json:"nameless,omitempty"` // the analyst was asked for a name, and gave none
	Folder   string             `json:"folder,omitempty"`
	Settings map[Setting]string `json:"settings,omitempty"`
	Recent   []Recent           `json:"recent,omitempty"`
	Sample   string             `json:"sample,omitempty"` // the sample case that was made last
	Steps    Steps              `json:"steps,omitzero"`
	Imports  []Import           `json:"imports,omitempty"`
	Own      []ownFile          `json:"own,omitempty"`
	Left     []Sibling          `json:"left,omitempty"`
	Keys     map[string]string  `json:"keys,omitempty"` // other keys than at first, by the IDs of their bindings
}

// OpenConfig opens the config in dir and makes what is missing. A file that
// cannot be understood is renamed and replaced by a fresh one; notice then
// tells the analyst so.
func OpenConfig(dir string) (c *Config, notice string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, "", fmt.Errorf("finding the config folder: %w", err)
	}
	if err := makePrivate(dir); err != nil {
		return nil, "", err
	}
	c = &Config{dir: dir}
	var notices []string
	err = c.locked(func() error {
		idNotice, err := c.readID()
		if err != nil {
			return err
		}
		dataNotice, err := c.read()
		if err != nil {
			return err
		}
		for _, n := range []string{idNotice, dataNotice} {
			if n != "" {
				notices = append(notices, n)
			}
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return c, strings.Join(notices, " "), nil
}

// Dir returns the folder of the config, an absolute path.
func (c *Config) Dir() string { return c.dir }

// AnalystID returns who the analyst is in every case: 32 hexadecimal digits
// that never change and say nothing about the person.
func (c *Config) AnalystID() string { return c.id }

// Name returns the name that the analyst signs with, "" before it was asked.
func (c *Config) Name() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.data.Name
}

// SetName changes the analyst's name. It fails with KindInvalid for a name
// that is empty, longer than 100 characters or not plain text.
func (c *Config) SetName(name string) error {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return assay.Invalid("name", "Say what name your work should carry. A pseudonym will do.")
	case utf8.RuneCountInString(name) > 100:
		return assay.Invalid("name", "This name is longer than 100 characters. Choose a shorter one.")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, deceptive):
		return assay.Invalid("name", "This name contains invisible or control characters. Type it without them.")
	}
	return c.update(func(f *configFile) { f.Name = name })
}

// Nameless reports whether the analyst was asked for a name and gave none, and is not to
// be asked again.
func (c *Config) Nameless() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.data.Nameless
}

// StayNameless notes that the analyst was asked for a name and gave none.
func (c *Config) StayNameless() error {
	return c.update(func(f *configFile) { f.Nameless = true })
}

// Sample returns the path of the sample case that was made last, "" if there is
// none at it any more.
func (c *Config) Sample() string {
	c.mu.Lock()
	path := c.data.Sample
	c.mu.Unlock()
	if info, err := os.Stat(path); CheckPath(path) != nil || err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return path
}

// SetSample notes the path of a sample case.
func (c *Config) SetSample(path string) error {
	return c.update(func(f *configFile) { f.Sample = path })
}

// Steps returns how far the analyst has come with the first steps.
func (c *Config) Steps() Steps {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.data.Steps
	s.Done = slices.Clone(s.Done)
	return s
}

// BeginSteps shows the first steps from their beginning, in the case at path and
// in the sample case.
func (c *Config) BeginSteps(path string) error {
	return c.update(func(f *configFile) { f.Steps = Steps{Begun: true, Shown: true, Case: path} })
}

// DoStep notes that a step has been done.
func (c *Config) DoStep(step string) error {
	return c.update(func(f *configFile) {
		if !slices.Contains(f.Steps.Done, step) {
			f.Steps.Done = append(f.Steps.Done, step)
		}
	})
}

// EndSteps puts the first steps away.
func (c *Config) EndSteps() error {
	return c.update(func(f *configFile) { f.Steps.Shown = false })
}

// Folder returns where the analyst last kept a case, else [DefaultFolder].
func (c *Config) Folder() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if isDir(c.data.Folder) {
		return c.data.Folder
	}
	return DefaultFolder()
}

// Setting returns the value of s, the first of its values if the analyst has
// not chosen or the file says something that s cannot be.
func (c *Config) Setting(s Setting) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	values := settingValues[s]
	if v := c.data.Settings[s]; slices.Contains(values, v) {
		return v
	}
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// Set changes a setting. It fails with KindInvalid if there is no such setting
// or it cannot have that value.
func (c *Config) Set(s Setting, value string) error {
	values, ok := settingValues[s]
	if !ok {
		return assay.Invalid(string(s), "There is no setting called %q.", string(s))
	}
	if !slices.Contains(values, value) {
		return assay.Invalid(string(s), "The setting %q can be %s, but not %q.", string(s), strings.Join(values, ", "), value)
	}
	return c.update(func(f *configFile) {
		if f.Settings == nil {
			f.Settings = make(map[Setting]string)
		}
		f.Settings[s] = value
	})
}

// OwnKeys returns the keys that the analyst has in the place of others, by the IDs
// of their bindings in the key map.
func (c *Config) OwnKeys() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.data.Keys)
}

// SetKeys changes keys, by the IDs of their bindings. "" makes one what it is at
// first.
func (c *Config) SetKeys(changes map[string]string) error {
	return c.update(func(f *configFile) {
		if f.Keys == nil {
			f.Keys = make(map[string]string)
		}
		for id, key := range changes {
			if f.Keys[id] = key; key == "" {
				delete(f.Keys, id)
			}
		}
	})
}

// ResetKeys makes all keys what they are at first.
func (c *Config) ResetKeys() error {
	return c.update(func(f *configFile) { f.Keys = nil })
}

// Recent returns the cases opened before, latest first.
func (c *Config) Recent() []Recent {
	c.mu.Lock()
	recent := slices.Clone(c.data.Recent)
	c.mu.Unlock()
	for i, r := range recent {
		info, err := os.Stat(r.Path)
		recent[i].Missing = err != nil || !info.Mode().IsRegular()
	}
	return recent
}

// Remember puts a case on top of the recent ones and its folder first when the
// next case is made. path is absolute.
func (c *Config) Remember(path, name string, at time.Time) error {
	return c.update(func(f *configFile) {
		f.Recent = slices.DeleteFunc(f.Recent, func(r Recent) bool { return r.Path == path })
		f.Recent = slices.Insert(f.Recent, 0, Recent{Path: path, Name: name, Opened: at.UTC()})
		f.Recent = f.Recent[:min(len(f.Recent), maxRecent)]
		f.Folder = filepath.Dir(path)
	})
}

// Forget takes a case off the recent ones. The file stays.
func (c *Config) Forget(path string) error {
	return c.update(func(f *configFile) {
		f.Recent = slices.DeleteFunc(f.Recent, func(r Recent) bool { return r.Path == path })
	})
}

// update changes the file by change, which sees its latest state.
func (c *Config) update(change func(*configFile)) error {
	return c.locked(func() error {
		if _, err := c.read(); err != nil {
			return err
		}
		change(&c.data)
		data, err := json.MarshalIndent(c.data, "", "  ")
		if err != nil {
			return fmt.Errorf("writing the config: %w", err)
		}
		if err := writeFile(c.path(), append(data, '\n')); err != nil {
			return fmt.Errorf("writing the config: %w", err)
		}
		return nil
	})
}

// locked runs f while no other goroutine or program changes the config.
func (c *Config) locked(f func() error) (err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	lock := flock.New(filepath.Join(c.dir, "config.lock"), flock.SetPermissions(privateFile))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("locking the config: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return f()
}

func (c *Config) path() string { return filepath.Join(c.dir, "config.json") }

// read reads config.json into c, which must be locked.
func (c *Config) read() (notice string, err error) {
	c.data = configFile{}
	data, err := os.ReadFile(c.path())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the config: %w", err)
	}
	var f configFile
	if err := json.Unmarshal(data, &f); err != nil {
		aside, err := setAside(c.path())
		if err != nil {
			return "", err
		}
		return "Your settings could not be read and start afresh; the damaged file was kept as " + aside + ".", nil
	}
	f.Recent = slices.DeleteFunc(f.Recent, func(r Recent) bool { return CheckPath(r.Path) != nil })
	f.Recent = f.Recent[:min(len(f.Recent), maxRecent)]
	f.Imports = slices.DeleteFunc(f.Imports, func(i Import) bool { return CheckPath(i.Path) != nil })
	c.data = f
	return "", nil
}

// readID reads the analyst's id, or makes one. It has a file of its own, which
// is written once: no trouble with the settings may turn an analyst into
// somebody else.
func (c *Config) readID() (notice string, err error) {
	path := filepath.Join(c.dir, "analyst")
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", fmt.Errorf("reading who the analyst is: %w", err)
	default:
		id := strings.TrimSpace(string(data))
		if raw, err := hex.DecodeString(id); err == nil && len(raw) == 16 {
			c.id = strings.ToLower(id)
			return "", nil
		}
		aside, err := setAside(path)
		if err != nil {
			return "", err
		}
		notice = "Your analyst id could not be read and is a new one from now on; the damaged file was kept as " + aside + "."
	}
	var id [16]byte
	rand.Read(id[:]) // never fails
	c.id = hex.EncodeToString(id[:])
	if err := writeFile(path, []byte(c.id+"\n")); err != nil {
		return "", fmt.Errorf("writing who the analyst is: %w", err)
	}
	return notice, nil
}

// setAside renames a damaged file and returns its new base name.
func setAside(path string) (string, error) {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Lstat(aside); !errors.Is(err, fs.ErrNotExist) {
			if err != nil {
				return "", fmt.Errorf("setting aside a damaged file: %w", err)
			}
			continue
		}
		if err := os.Rename(path, aside); err != nil {
			return "", fmt.Errorf("setting aside a damaged file: %w", err)
		}
		return filepath.Base(aside), nil
	}
}

// deceptive reports whether r is unseen or changes how its neighbours are
// seen, and so has no business in a name that people go by.
func deceptive(r rune) bool {
	switch {
	case unicode.IsControl(r), r == utf8.RuneError:
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069': // embeddings, overrides, isolates
		return true
	case r == '\u200b', r == '\u2028', r == '\u2029', r == '\ufeff':
		return true
	}
	return false
}
