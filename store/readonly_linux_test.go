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
	"assay/internal/powertest"
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

// protect changes the permissions of a folder for a test that is nobody.
func protect(t *testing.T, dir string, mode os.FileMode) {
	t.Helper()
	changed := make(chan error)
	go func() { changed <- os.Chmod(dir, mode) }() // on a thread that is still its owner's
	if err := <-changed; err != nil {
		t.Fatal(err)
	}
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
	t.Run("a folder that is write-protected while the case is open", func(t *testing.T) {
		path := caseFile(t)
		dir := filepath.Dir(path)
		for name, mode := range map[string]os.FileMode{path: 0o666, filepath.Dir(dir): 0o755, dir: 0o777} {
			if err := os.Chmod(name, mode); err != nil {
				t.Fatal(err)
			}
		}
		asNobody(t)
		s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Rename(t.Context(), "Before", ""); err != nil {
			t.Fatal(err)
		}
		protect(t, dir, 0o555)
		if _, err := s.Rename(t.Context(), "Other", ""); assay.KindOf(err) != assay.KindReadOnly || !strings.Contains(err.Error(), "write-protected") {
			t.Errorf("changing it says %v", err)
		}
		if info, err := s.Info(t.Context()); err != nil || info.Name != "Before" {
			t.Errorf("the case is called %q (%v)", info.Name, err)
		}
		protect(t, dir, 0o777)
		if _, err := s.Rename(t.Context(), "Other", ""); err != nil {
			t.Errorf("changing it then says %v", err)
		}
	})
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

// TestReadOnlyMedium: a case on a medium that nobody can write to can be read
// and copied from there. What was half written on it has to be taken back
// elsewhere first.
func TestReadOnlyMedium(t *testing.T) {
	for _, half := range []bool{false, true} {
		dir := smallDisk(t, 4096)
		path := filepath.Join(dir, "report.assay")
		data, err := os.ReadFile(caseFile(t))
		if err != nil {
			t.Fatal(err)
		}
		replaceBy(string(data))(t, path)
		if half {
			leaveJournal(t, path)
		}
		if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		for _, readOnly := range []bool{false, true} {
			s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock(), ReadOnly: readOnly})
			if half {
				if assay.KindOf(err) != assay.KindReadOnly || !strings.Contains(err.Error(), "together with the file beside it that ends in -journal") {
					t.Errorf("opening what is half written says %v", err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("opening says %v", err)
			}
			defer s.Close()
			if _, err := s.Rename(t.Context(), "Other", ""); assay.KindOf(err) != assay.KindReadOnly {
				t.Errorf("changing it says %v", err)
			}
			to := filepath.Join(t.TempDir(), "mine.assay")
			if err := s.SaveCopy(t.Context(), to); err != nil {
				t.Fatal(err)
			}
			mine, err := Open(t.Context(), to, Options{Actor: testActor, Now: testClock()})
			if err != nil {
				t.Fatal(err)
			}
			defer mine.Close()
			if _, err := mine.Rename(t.Context(), "Mine", ""); err != nil {
				t.Errorf("changing the copy says %v", err)
			}
		}
	}
}

// TestMediumTakenOut: while the medium is out nothing can be saved, and a
// sentence says so. When it is back, what was acknowledged is there and work
// goes on.
func TestMediumTakenOut(t *testing.T) {
	disk, dir := powertest.Mount(t, nil)
	s, err := Create(t.Context(), filepath.Join(dir, "test.assay"), "Test", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mark := article(t, s, seedText)
	if _, err := s.MarkMention(t.Context(), mark); err != nil {
		t.Fatal(err)
	}
	for reason, want := range map[syscall.Errno]string{
		syscall.EIO: "was taken out", syscall.ENODEV: "the drive is still there", syscall.EACCES: "the drive is still there",
	} {
		before := rows(t, s)
		disk.Break(reason)
		mark.Wording = reason.Error()
		if _, err := s.MarkMention(t.Context(), mark); assay.KindOf(err) == assay.KindInternal || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: marking says %v", reason, err)
		}
		if _, err := s.Info(t.Context()); assay.KindOf(err) == assay.KindInternal {
			t.Errorf("%v: reading says %v", reason, err)
		}
		disk.Break(0)
		if _, err := s.Check(t.Context()); err != nil {
			t.Errorf("%v, and then: %v", reason, err)
		}
		if after := rows(t, s); after != before {
			t.Errorf("%v: the case had\n%s\nand has\n%s", reason, before, after)
		}
		if _, err := s.MarkMention(t.Context(), mark); err != nil {
			t.Errorf("%v, and then marking: %v", reason, err)
		}
	}
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
