package desktop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func claim(t *testing.T, dir string) *Instance {
	t.Helper()
	i, err := Claim(dir)
	if err != nil || i == nil {
		t.Fatalf("Claim: %v, %v", i, err)
	}
	return i
}

func TestClaim(t *testing.T) {
	dir := t.TempDir()
	first := claim(t, dir)
	if second, err := Claim(dir); second != nil || err != nil {
		t.Fatalf("two instances at once (%v)", err)
	}
	if err := first.Announce(4711); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "instance.json"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("instance.json: %v, %v", info, err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "instance.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the announcement is still there (%v)", err)
	}
	third := claim(t, dir)
	if third.Secret() == first.Secret() || len(third.Secret()) < 26 {
		t.Errorf("secrets are %q and %q", first.Secret(), third.Secret())
	}
	if err := third.Release(); err != nil {
		t.Fatal(err)
	}
}

// TestClaimAfterACrash finds what a killed program announced, with a port that
// somebody else may have by now.
func TestClaimAfterACrash(t *testing.T) {
	dir := t.TempDir()
	for _, content := range []string{`{"port": 4711, "secret": "old", "pid": 1}`, "garbage", ""} {
		if err := os.WriteFile(filepath.Join(dir, "instance.json"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		i := claim(t, dir)
		if _, err := os.Stat(filepath.Join(dir, "instance.json")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q is still announced (%v)", content, err)
		}
		if err := i.Release(); err != nil {
			t.Fatal(err)
		}
	}
}

// serve is a running Assay that answers hand-offs.
func serve(t *testing.T, handler http.HandlerFunc) (port int) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.Listener.Addr().(*net.TCPAddr).Port
}

func TestHandoff(t *testing.T) {
	dir := t.TempDir()
	i := claim(t, dir)
	defer i.Release() //nolint:errcheck // checked elsewhere
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got, want := r.Method+" "+r.URL.Path, "POST /_handoff"; got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
		if got, want := r.Header.Get("Authorization"), "Bearer "+i.Secret(); got != want {
			t.Errorf("authorised by %q, want %q", got, want)
		}
		var req HandoffRequest
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, `{"urls": ["http://%s/%d"], "problems": ["%s"]}`, r.Host, len(req.Paths), req.Paths[0])
	})
	time.AfterFunc(100*time.Millisecond, func() { // it was just starting
		if err := i.Announce(port); err != nil {
			t.Error(err)
		}
	})

	reply, err := Handoff(t.Context(), dir, HandoffRequest{Paths: []string{"/a.assay", "/b.assay"}})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("{[http://127.0.0.1:%d/2] [/a.assay]}", port)
	if got := fmt.Sprint(reply); got != want {
		t.Errorf("the answer is %s, want %s", got, want)
	}
}

func TestHandoffToNobody(t *testing.T) {
	tests := []struct {
		name     string
		announce func(t *testing.T) string
		nobody   bool // ErrNobody, after which the program may go on alone
	}{
		{"nothing announced", func(*testing.T) string { return "" }, true},
		{"garbage announced", func(*testing.T) string { return "garbage" }, true},
		{"no port", func(*testing.T) string { return `{"port": 0}` }, true},
		{"a port beyond ports", func(*testing.T) string { return `{"port": 99999}` }, true},
		{"a dead port", func(t *testing.T) string {
			l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			return fmt.Sprintf(`{"port": %d}`, l.Addr().(*net.TCPAddr).Port)
		}, true},
		{"a program that hangs", func(t *testing.T) string {
			return fmt.Sprintf(`{"port": %d}`, serve(t, func(_ http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err == nil {
					<-r.Context().Done()
				}
			}))
		}, true},
		{"a stranger", func(t *testing.T) string {
			return fmt.Sprintf(`{"port": %d}`, serve(t, http.NotFound))
		}, false},
		{"a stranger who sends us elsewhere", func(t *testing.T) string {
			return fmt.Sprintf(`{"port": %d}`, serve(t, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://elsewhere.test/", http.StatusTemporaryRedirect)
			}))
		}, false},
		{"a stranger who talks nonsense", func(t *testing.T) string {
			return fmt.Sprintf(`{"port": %d}`, serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }))
		}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if content := test.announce(t); content != "" {
				if err := os.WriteFile(filepath.Join(dir, "instance.json"), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err := Handoff(ctx, dir, HandoffRequest{})
			if err == nil || errors.Is(err, ErrNobody) != test.nobody {
				t.Errorf("got %v, want ErrNobody: %v", err, test.nobody)
			}
		})
	}
}
