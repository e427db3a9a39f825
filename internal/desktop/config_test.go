package desktop

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/assay"
)

func openConfig(t *testing.T, dir string) *Config {
	t.Helper()
	c, notice, err := OpenConfig(dir)
	if err != nil || notice != "" {
		t.Fatalf("OpenConfig: notice %q, error %v", notice, err)
	}
	return c
}

func TestConfigRemembers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config")
	c := openConfig(t, dir)
	if err := c.SetName("  Ana\tPešić "); err != nil {
		t.Fatal(err)
	}
	if err := c.Set(Theme, "dark"); err != nil {
		t.Fatal(err)
	}

	again := openConfig(t, dir)
	if got, want := again.Name(), "Ana Pešić"; got != want {
		t.Errorf("the name is %q, want %q", got, want)
	}
	if got, want := again.Setting(Theme), "dark"; got != want {
		t.Errorf("the theme is %q, want %q", got, want)
	}
	if got, want := again.Setting(Keys), "on"; got != want {
		t.Errorf("single keys, never set, are %q, want %q", got, want)
	}
	if len(again.AnalystID()) != 32 || again.AnalystID() != c.AnalystID() {
		t.Errorf("the analyst is %q after %q", again.AnalystID(), c.AnalystID())
	}
	if other := openConfig(t, t.TempDir()); other.AnalystID() == c.AnalystID() {
		t.Error("two analysts share an id")
	}
}

// TestConfigSample: a sample case is remembered for as long as it is there.
func TestConfigSample(t *testing.T) {
	dir := t.TempDir()
	c := openConfig(t, filepath.Join(dir, "config"))
	path := filepath.Join(dir, "Sample case.assay")
	if err := c.SetSample(path); err != nil {
		t.Fatal(err)
	}
	if got := c.Sample(); got != "" {
		t.Errorf("what is not there is at %s", got)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := openConfig(t, c.Dir()).Sample(); got != path {
		t.Errorf("the sample is at %q, want %s", got, path)
	}
}

// TestConfigSteps: how far the analyst has come outlives the program.
func TestConfigSteps(t *testing.T) {
	c := openConfig(t, filepath.Join(t.TempDir(), "config"))
	if s := c.Steps(); s.Begun || s.Shown {
		t.Errorf("at first: %+v", s)
	}
	begin := func() error { return c.BeginSteps("/cases/quay.assay") }
	for _, do := range []func() error{begin, func() error { return c.DoStep("a") }, func() error { return c.DoStep("a") }, c.EndSteps} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	if s := openConfig(t, c.Dir()).Steps(); !s.Begun || s.Shown || len(s.Done) != 1 || s.Case != "/cases/quay.assay" {
		t.Errorf("at the end: %+v", s)
	}
	if err := begin(); err != nil {
		t.Fatal(err)
	}
	if s := c.Steps(); !s.Shown || len(s.Done) != 0 {
		t.Errorf("begun again: %+v", s)
	}
}

func TestConfigKeys(t *testing.T) {
	dir := t.TempDir()
	c := openConfig(t, dir)
	if got := c.OwnKeys(); len(got) > 0 {
		t.Errorf("a new config has the keys %v", got)
	}
	for _, changes := range []map[string]string{{"reader/claim": "w", "reader/note": "l"}, {"reader/note": "", "claim/edit": "E"}} {
		if err := c.SetKeys(changes); err != nil {
			t.Fatal(err)
		}
	}
	got := openConfig(t, dir).OwnKeys()
	if len(got) != 2 || got["reader/claim"] != "w" || got["claim/edit"] != "E" {
		t.Errorf("the keys are %v", got)
	}
	if err := c.ResetKeys(); err != nil || len(openConfig(t, dir).OwnKeys()) > 0 {
		t.Errorf("%v are left: %v", c.OwnKeys(), err)
	}
}

func TestConfigIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	c := openConfig(t, dir)
	if err := c.SetName("Ana"); err != nil {
		t.Fatal(err)
	}
	want := map[string]fs.FileMode{".": 0o700, "analyst": 0o600, "config.json": 0o600, "config.lock": 0o600}
	for name, mode := range want {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("%s has mode %v, want %v", name, info.Mode().Perm(), mode)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("the folder has %v (%v), want three files and nothing temporary", entries, err)
	}
}

func TestConfigSurvivesDamage(t *testing.T) {
	tests := []struct {
		name     string
		file     string
		content  string
		notice   string
		keepsID  bool
		wantName string
	}{
		{name: "not JSON", file: "config.json", content: "\x00\x01garbage", notice: "kept as config.json.damaged-1", keepsID: true},
		{name: "cut off", file: "config.json", content: `{"name": "An`, notice: "kept as config.json.damaged-1", keepsID: true},
		{name: "another shape", file: "config.json", content: `{"recent": {"a": 1}}`, notice: "kept as config.json.damaged-1", keepsID: true},
		{name: "empty", file: "config.json", content: ``, notice: "kept as config.json.damaged-1", keepsID: true},
		{name: "values nobody knows", file: "config.json", content: `{"name": "Ana", "settings": {"theme": "pink", "later": "x"}}`, keepsID: true, wantName: "Ana"},
		{name: "an id that is none", file: "analyst", content: "me", notice: "kept as analyst.damaged-1", wantName: "Ana"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			before := openConfig(t, dir)
			if err := before.SetName("Ana"); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}

			c, notice, err := OpenConfig(dir)
			if err != nil {
				t.Fatal(err)
			}
			if test.notice == "" && notice != "" || !strings.Contains(notice, test.notice) {
				t.Errorf("the notice is %q, want one with %q", notice, test.notice)
			}
			if got := c.AnalystID() == before.AnalystID(); got != test.keepsID {
				t.Errorf("same analyst: %v, want %v", got, test.keepsID)
			}
			if got := c.Name(); got != test.wantName {
				t.Errorf("the name is %q, want %q", got, test.wantName)
			}
			if got := c.Setting(Theme); got != "auto" {
				t.Errorf("the theme is %q, want auto", got)
			}
			if test.notice != "" {
				kept, err := os.ReadFile(filepath.Join(dir, test.file+".damaged-1"))
				if err != nil || string(kept) != test.content {
					t.Errorf("kept %q (%v), want %q", kept, err, test.content)
				}
			}
			if err := c.Set(Density, "compact"); err != nil {
				t.Fatal(err)
			}
			if data, err := os.ReadFile(filepath.Join(dir, "config.json")); strings.Contains(test.content, "later") && !strings.Contains(string(data), "later") {
				t.Errorf("a setting of a later Assay was lost: %s (%v)", data, err)
			}
		})
	}
}

func TestConfigRefuses(t *testing.T) {
	c := openConfig(t, t.TempDir())
	tests := []struct {
		name string
		err  error
	}{
		{"an empty name", c.SetName(" \t")},
		{"a long name", c.SetName(strings.Repeat("ä", 101))},
		{"a name that turns the text around", c.SetName("Ana\u202egnp")},
		{"a name with a bell", c.SetName("Ana\a")},
		{"a name that is not text", c.SetName("Ana\xff")},
		{"an unknown theme", c.Set(Theme, "pink")},
		{"an unknown setting", c.Set("colour", "pink")},
	}
	for _, test := range tests {
		if got := assay.KindOf(test.err); got != assay.KindInvalid {
			t.Errorf("%s: error of kind %q (%v), want invalid", test.name, got, test.err)
		}
	}
	if got := c.Name(); got != "" {
		t.Errorf("the name is %q after refusals", got)
	}
}

func TestRecent(t *testing.T) {
	dir := t.TempDir()
	c := openConfig(t, filepath.Join(dir, "config"))
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range 25 {
		path := filepath.Join(dir, strconv.Itoa(i)+Ext)
		if i%2 == 0 {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Remember(path, "Case "+strconv.Itoa(i), at.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Remember(filepath.Join(dir, "20"+Ext), "Renamed", at.Add(100*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := c.Forget(filepath.Join(dir, "24"+Ext)); err != nil {
		t.Fatal(err)
	}

	var got []string
	for _, r := range openConfig(t, c.Dir()).Recent() {
		name := r.Name
		if r.Missing {
			name += " (missing)"
		}
		got = append(got, name)
	}
	want := "Renamed, Case 23 (missing), Case 22, Case 21 (missing), Case 19 (missing), Case 18, Case 17 (missing), Case 16, " +
		"Case 15 (missing), Case 14, Case 13 (missing), Case 12, Case 11 (missing), Case 10, Case 9 (missing), Case 8, Case 7 (missing), Case 6, Case 5 (missing)"
	if strings.Join(got, ", ") != want {
		t.Errorf("recent are %s\nwant %s", strings.Join(got, ", "), want)
	}
	if got := c.Folder(); got != dir {
		t.Errorf("the folder is %s, want %s", got, dir)
	}
}

func TestRecentIgnoresPathsThatAreNone(t *testing.T) {
	dir := t.TempDir()
	openConfig(t, dir)
	content := `{"recent": [{"path": "../secret.assay", "name": "a"}, {"path": "/x/../y.assay", "name": "b"}, {"path": "", "name": "c"}]}`
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := openConfig(t, dir).Recent(); len(got) != 0 {
		t.Errorf("recent are %v, want none", got)
	}
}

// TestConfigIsShared changes one config through several holders at once, as
// several programs of one analyst do.
func TestConfigIsShared(t *testing.T) {
	dir := t.TempDir()
	openConfig(t, dir)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			c, _, err := OpenConfig(dir)
			if err == nil {
				err = c.Remember(filepath.Join(dir, strconv.Itoa(i)+Ext), "x", time.Time{})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := len(openConfig(t, dir).Recent()); got != 10 {
		t.Errorf("%d of 10 changes arrived", got)
	}
}

func TestConfigDir(t *testing.T) {
	t.Setenv("ASSAY_CONFIG", "/somewhere/else")
	if got := ConfigDir(); got != "/somewhere/else" {
		t.Errorf("the config folder is %s", got)
	}
	t.Setenv("ASSAY_CONFIG", "")
	if got := ConfigDir(); filepath.Base(got) != "assay" || !filepath.IsAbs(got) {
		t.Errorf("the config folder is %s", got)
	}
}

func TestWriteFileLeavesTheOldOne(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a folder, not a file")
	if err := os.MkdirAll(filepath.Join(path, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(path, []byte("x")); err == nil {
		t.Error("a folder was overwritten")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
	if _, err := os.Stat(filepath.Join(path, "inside")); errors.Is(err, fs.ErrNotExist) {
		t.Error("the old content is gone")
	}
}
