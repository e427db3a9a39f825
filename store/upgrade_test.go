package store

import (
	"bufio"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"modernc.org/sqlite"

	"assay/internal/assay"
)

// upgrading is the variable that makes TestKeptUnderLock the program that brings
// a file up to date: it names the file.
const upgrading = "ASSAY_TEST_UPGRADING"

// TestKeptUnderLock: while an older file is kept as it was, and until it is one
// of the later format, no other program writes to it.
func TestKeptUnderLock(t *testing.T) {
	if path := os.Getenv(upgrading); path != "" {
		keepAndWait(t, path)
		return
	}
	path, _ := olderFile(t)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKeptUnderLock$") //nolint:gosec // ourselves
	child.Env = append(os.Environ(), upgrading+"="+path)
	child.Stderr = os.Stderr
	wait, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(said).ReadString('\n'); line != "kept\n" {
		t.Fatalf("it said %q (%v)", line, err)
	}
	configureDriver()
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(t.Context(), `BEGIN IMMEDIATE`); assay.KindOf(explain(err)) != assay.KindBusy {
		t.Errorf("another program that wants to write is told %v", err)
	}
	if err := wait.Close(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}

// keepAndWait keeps a file as it was, in the transaction that would bring it up
// to date, and waits. Its locks are those of systems other than Linux.
func keepAndWait(t *testing.T, path string) {
	configureDriver = func() { sqlite.StrictPragmas(true) }
	s, err := Open(t.Context(), path, Options{ReadOnly: true, Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	older, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer older.Close()
	x, err := older.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Rollback()
	if err := s.keepAsItWas(t.Context(), x, SchemaVersion); err != nil {
		t.Fatal(err)
	}
	fmt.Println("kept")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		t.Error(err)
	}
}

// olderFile writes a file of the first version, and returns what is in it.
func olderFile(t *testing.T) (path string, data []byte) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "v1.assay"))
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "old.assay")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, data
}

// TestKeptBeside: what is beside an older file under the name of the copy is
// taken for one only if it is, and is never replaced.
func TestKeptBeside(t *testing.T) {
	kept := fmt.Sprintf("old (before format %d).assay", SchemaVersion)
	again := fmt.Sprintf("old (before format %d, 2).assay", SchemaVersion)
	tests := []struct {
		name   string
		beside func(path string, data []byte) error
		copy   string // where it is
		files  int
	}{
		{"nothing", func(string, []byte) error { return nil }, kept, 2},
		{"the copy of an opening that was stopped", func(to string, data []byte) error { return os.WriteFile(to, data, 0o600) }, kept, 2},
		{"half a copy", func(to string, data []byte) error { return os.WriteFile(to, data[:len(data)/2], 0o600) }, again, 3},
		{"a copy with more", func(to string, data []byte) error { return os.WriteFile(to, append(bytes.Clone(data), 0), 0o600) }, again, 3},
		{"a folder", func(to string, _ []byte) error { return os.Mkdir(to, 0o700) }, again, 3},
		{"the file itself by another name", func(to string, _ []byte) error { return os.Link(filepath.Join(filepath.Dir(to), "old.assay"), to) }, again, 3},
		{"a link to nothing", func(to string, _ []byte) error { return os.Symlink("nowhere", to) }, again, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path, data := olderFile(t)
			beside := filepath.Join(filepath.Dir(path), kept)
			if err := test.beside(beside, data); err != nil {
				t.Skip(err)
			}
			before, _ := os.ReadFile(beside)
			s, err := Open(t.Context(), path, Options{Actor: testActor, Now: testClock()})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			got, err := os.ReadFile(filepath.Join(filepath.Dir(path), test.copy))
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%d of %d bytes are kept (%v)", len(got), len(data), err)
			}
			after, _ := os.ReadFile(beside)
			if own := strings.HasPrefix(test.name, "the file itself"); test.copy == again && !own && !bytes.Equal(before, after) {
				t.Errorf("%s is replaced", test.name)
			}
			if left := fingerprint(t, filepath.Dir(path)); len(left) != test.files {
				t.Errorf("the folder has %q", left)
			}
		})
	}
}
