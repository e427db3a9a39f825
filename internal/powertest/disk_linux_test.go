package powertest

import (
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestCut: what was synced is there after a cut, and of the rest what is lost
// is lost by whole sectors.
func TestCut(t *testing.T) {
	var d *Disk
	changes := 0
	d, dir := Mount(t, func() { changes++ })
	f, err := os.OpenFile(filepath.Join(dir, "a"), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	folder, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	write := func(text string, at int64) func() error {
		return func() error {
			_, err := f.WriteAt([]byte(text), at)
			return err
		}
	}
	a, b, c := strings.Repeat("a", 700), strings.Repeat("b", 600), strings.Repeat("c", 512)
	for _, step := range []struct {
		name string
		do   func() error
		want map[Loss][]string // all contents that may be after a cut, "-" for no file
	}{
		{"written", write(a, 0), map[Loss][]string{All: {"-", ""}, None: {"-", a}, Tail: {"-", "", a[:512], a}}},
		{"its name synced", folder.Sync, map[Loss][]string{All: {""}, None: {a}, Tail: {"", a[:512], a}, Sectors: {"", a[:512], strings.Repeat("\x00", 512) + a[512:], a}}},
		{"synced", f.Sync, map[Loss][]string{All: {a}, None: {a}, Tail: {a}, Sectors: {a}}},
		{"overwritten from the middle of a sector", write(b, 300), map[Loss][]string{
			All: {a}, None: {a[:300] + b}, Tail: {a, a[:300] + b[:212] + a[512:], a[:300] + b}, Sectors: {a, a[:300] + b[:212] + a[512:], a[:512] + b[212:], a[:300] + b},
		}},
		{"synced again", f.Sync, map[Loss][]string{All: {a[:300] + b}, Sectors: {a[:300] + b}}},
		{"cut short", func() error { return f.Truncate(512) }, map[Loss][]string{All: {a[:300] + b}, None: {a[:300] + b[:212]}}},
		{"made longer", write(c, 512), map[Loss][]string{
			All: {a[:300] + b}, None: {a[:300] + b[:212] + c}, Tail: {a[:300] + b, a[:300] + b[:212], a[:300] + b[:212] + c},
		}},
		{"and synced", f.Sync, map[Loss][]string{All: {a[:300] + b[:212] + c}}},
		{"deleted", func() error { return os.Remove(f.Name()) }, map[Loss][]string{All: {"-", a[:300] + b[:212] + c}, None: {"-", a[:300] + b[:212] + c}}},
		{"deleted for good", folder.Sync, map[Loss][]string{All: {"-"}, None: {"-"}}},
	} {
		before := changes
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if changes == before {
			t.Errorf("%s: the disk saw no change", step.name)
		}
		r := rand.New(rand.NewPCG(1, 2))
		for loss, want := range step.want {
			got := map[string]bool{}
			for range 200 {
				content, there := d.Cut(r, loss)["a"]
				if !there {
					content = []byte("-")
				}
				got[string(content)] = true
			}
			if have := slices.Sorted(maps.Keys(got)); !slices.Equal(have, slices.Sorted(slices.Values(want))) {
				t.Errorf("%s, and then lost by way %d: %q, want %q", step.name, loss, have, want)
			}
		}
	}
	if got, err := io.ReadAll(f); err != nil || string(got) != a[:300]+b[:212]+c {
		t.Errorf("who has it open still reads %q (%v)", got, err)
	}
	d.Break(syscall.EIO)
	if _, err := f.Write([]byte("d")); err == nil {
		t.Error("a broken disk takes what is written")
	}
}
