package store

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"assay/internal/assay"
)

// asNobody makes the rest of the test heed permissions, which root does not.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const nobody = 65534
	runtime.LockOSThread()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setfsuid(0); err != nil {
			t.Error(err)
		}
		runtime.UnlockOSThread()
	})
}

// TestReadOnlyPlaces: a case in a place that cannot be written to says so, can
// be read, and stays as it is.
func TestReadOnlyPlaces(t *testing.T) {
	tests := []struct {
		name         string
		file, folder os.FileMode
	}{
		{"a file that is write-protected", 0o444, 0o777},
		{"a folder that is write-protected", 0o666, 0o555},
		{"both", 0o444, 0o555},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := caseFile(t)
			dir := filepath.Dir(path)
			for name, mode := range map[string]os.FileMode{path: test.file, filepath.Dir(dir): 0o755, dir: test.folder} {
				if err := os.Chmod(name, mode); err != nil {
					t.Fatal(err)
				}
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
			before := fingerprint(t, dir)
			asNobody(t)

			s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
			if err != nil {
				t.Fatalf("opening says %v", err)
			}
			_, err = s.Rename(t.Context(), "Other", "")
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if assay.KindOf(err) != assay.KindReadOnly || !strings.Contains(err.Error(), "write-protected") {
				t.Errorf("changing it says %v", err)
			}
			s, err = Open(t.Context(), path, Options{Actor: testActor, Now: testClock(), ReadOnly: true})
			if err != nil {
				t.Fatalf("reading says %v", err)
			}
			defer s.Close()
			if h, err := s.Check(t.Context()); err != nil || h.Mentions != 1 {
				t.Errorf("the check saw %+v (%v)", h, err)
			}
			if _, err := s.Rename(t.Context(), "Other", ""); assay.KindOf(err) != assay.KindReadOnly {
				t.Errorf("changing it says %v", err)
			}
			if err := s.Rebuild(t.Context()); assay.KindOf(err) != assay.KindReadOnly {
				t.Errorf("rebuilding it says %v", err)
			}
			if after := fingerprint(t, dir); !slices.Equal(before, after) {
				t.Errorf("the folder had %q and has %q", before, after)
			}
		})
	}
	t.Run("a file that may not be read", func(t *testing.T) {
		path := caseFile(t)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Dir(filepath.Dir(path)), 0o755); err != nil {
			t.Fatal(err)
		}
		asNobody(t)
		if _, err := Open(t.Context(), path, Options{Actor: testActor}); assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "not allowed") {
			t.Errorf("opening says %v", err)
		}
	})
	t.Run("a new case in a write-protected folder", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		asNobody(t)
		if _, err := Create(t.Context(), filepath.Join(dir, "x.assay"), "Test", Options{Actor: testActor}); assay.KindOf(err) != assay.KindInvalid || !strings.Contains(err.Error(), "not allowed") {
			t.Errorf("making it says %v", err)
		}
	})
}

// TestPipe: a named pipe is not waited for.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.assay")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{Actor: testActor}); assay.KindOf(err) != assay.KindUnsupported {
		t.Errorf("opening says %v", err)
	}
}
