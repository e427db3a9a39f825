package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"assay/internal/powertest"
)

// cut is what a power cut left, and what had been said by then.
type cut struct {
	disk powertest.Image
	said []string
}

// TestPowerCut cuts the power of a disk on which a program makes a case and
// works on it, at any of its writes. Whatever the disk had not yet written gets
// lost or not: the file opens and is whole, and what was acknowledged is there.
//
// That the disk and the test are what they should be is shown by the same
// program when it works with less care: it loses what it has acknowledged.
func TestPowerCut(t *testing.T) {
	for _, test := range []struct {
		name, pragma string
		cuts         int
		loses        bool
	}{
		{"as it is", "", trials(100, 2000), false},
		{"without syncing the folder after a commit", "FULL", 250, true},
		{"without syncing at all", "OFF", 250, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.loses && os.Getenv("ASSAY_SOAK") == "" {
				t.Skip("make soak does this")
			}
			acknowledged, losses, broken := 0, 0, 0
			for seen := 0; seen < test.cuts; {
				for _, c := range cuts(t, test.pragma, min(30, test.cuts-seen)) {
					seen++
					done, lost, err := afterwards(t, c)
					acknowledged += done
					if len(lost) > 0 {
						losses++
					}
					if err != nil {
						broken++
					}
					if !test.loses && (len(lost) > 0 || err != nil) {
						t.Fatalf("after %q: lost %q (%v)", c.said, lost, err)
					}
				}
			}
			t.Logf("of %d images %d lost some of what was acknowledged, and %d were broken; %d acts were acknowledged", test.cuts, losses, broken, acknowledged)
			if acknowledged == 0 {
				t.Error("nothing was ever acknowledged")
			}
			if test.loses && losses == 0 {
				t.Error("nothing acknowledged was ever lost, and it should have been: this test cannot find what it looks for")
			}
		})
	}
}

// cuts starts the victim on a disk of its own and cuts the power n times. The
// victim knows nothing of it and works on.
func cuts(t *testing.T, pragma string, n int) (all []cut) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	heard, speak, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer heard.Close()
	var (
		mu   sync.Mutex
		disk *powertest.Disk
		said strings.Builder
		wait = r.IntN(200)
		done = make(chan struct{})
	)
	disk, dir := powertest.Mount(t, func() {
		mu.Lock()
		defer mu.Unlock()
		if wait--; wait >= 0 || len(all) == n {
			return
		}
		wait = r.IntN(200)
		listen(t, heard, &said) // what is said before the cut, and not a word more
		all = append(all, cut{disk: disk.Cut(r, powertest.AnyLoss(r)), said: strings.Split(strings.TrimSuffix(said.String(), "\n"), "\n")})
		if len(all) == n {
			close(done)
		}
	})
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), victim+"="+filepath.Join(dir, "test.assay"), hurry+"="+pragma)
	cmd.Stdout, cmd.Stderr = speak, t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := speak.Close(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-done:
	case err := <-ended:
		t.Fatalf("the victim ended by itself: %v", err)
	}
	_ = cmd.Process.Kill()
	if err := <-ended; err == nil {
		t.Error("the victim ended by itself")
	}
	return all
}

// listen reads what has been said, and does not wait for more.
func listen(t *testing.T, from *os.File, said *strings.Builder) {
	raw, err := from.SyscallConn()
	if err != nil {
		t.Error(err)
		return
	}
	err = raw.Read(func(fd uintptr) bool {
		buffer := make([]byte, 4096)
		for {
			n, err := syscall.Read(int(fd), buffer)
			if n <= 0 || err != nil {
				return true
			}
			said.Write(buffer[:n])
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// afterwards opens what a power cut left on another disk, and returns how much
// was acknowledged, what of it was lost, and what is wrong with the rest.
func afterwards(t *testing.T, c cut) (acknowledged int, lost []string, err error) {
	t.Helper()
	done, open := map[int64]string{}, int64(0)
	if c.said[0] != "" {
		done, open = follow(t, c.said)
	}
	dir := t.TempDir()
	for name, content := range c.disk {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), filepath.Join(dir, "test.assay"), Options{Actor: testActor})
	if err != nil {
		if len(done) == 0 {
			return 0, nil, nil // nobody was told that there is a case
		}
		return len(done), nil, fmt.Errorf("open: %w", err)
	}
	defer s.Close()
	if _, err := s.Check(t.Context()); err != nil {
		return len(done), nil, fmt.Errorf("check: %w", err)
	}
	return len(done), survived(t, s, done, open), nil
}
