package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/internal/largecase"
)

// BenchmarkStart is the program from its start to the first page of a case, and what memory
// it takes, for cases of several sizes.
func BenchmarkStart(b *testing.B) {
	program := filepath.Join(b.TempDir(), "assay")
	build := exec.CommandContext(b.Context(), "go", "build", "-ldflags", "-s -w", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, n := range largecase.Sizes(b) {
		path := largecase.Case(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) { lookAround(b, program, path) })
	}
}

// lookAround starts the program with a case, looks at its first page, and ends it.
func lookAround(b *testing.B, program, path string) {
	b.Helper()
	var worked time.Duration
	var most int64
	home := b.TempDir()
	lookOnce(b, program, home, path) // it comes from elsewhere, and is the analyst's own afterwards
	b.ResetTimer()
	for range b.N {
		c, m := lookOnce(b, program, home, path)
		worked += c
		most = max(most, m)
	}
	b.ReportMetric(float64(worked.Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(most)/1e6, "MB")
}

func lookOnce(b *testing.B, program, home, path string) (worked time.Duration, most int64) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 30*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, program, "open", path, "--no-browser")
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+home, "HOME="+home)
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, url, ok := strings.Cut(strings.TrimSpace(line), "http")
	if err != nil || !ok {
		b.Fatalf("the program says %q (%v)", line, err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	v := &visitor{b, &http.Client{Jar: jar}}
	v.get("http" + url)
	if err := c.Process.Signal(os.Interrupt); err != nil { // so that it notes how it leaves the file
		b.Fatal(err)
	}
	_ = c.Wait() // it was interrupted
	usage := c.ProcessState.SysUsage().(*syscall.Rusage)
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime(), usage.Maxrss * 1024
}

// visitor is a browser that shows nothing.
type visitor struct {
	b      *testing.B
	client *http.Client
}

func (v *visitor) get(url string) {
	v.b.Helper()
	r, err := http.NewRequestWithContext(v.b.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		v.b.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := v.client.Do(r)
	if err != nil {
		v.b.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		v.b.Fatalf("%s of %s (%v)", answer.Status, url, err)
	}
}
