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
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/internal/largecase"
)

// BenchmarkStart is the program from its start to the first page of a case, and what memory
// it takes after a hundred pages more, for cases of several sizes.
func BenchmarkStart(b *testing.B) {
	program := filepath.Join(b.TempDir(), "assay")
	build := exec.CommandContext(b.Context(), "go", "build", "-ldflags", "-s -w", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, n := range largecase.Sizes(b) {
		path := largecase.Case(b, n)
		b.Run(fmt.Sprint("first page of ", n), func(b *testing.B) { lookAround(b, program, path, 0) })
		b.Run(fmt.Sprint("100 pages of ", n), func(b *testing.B) { lookAround(b, program, path, 100) })
	}
}

// lookAround starts the program with a case, looks at its first page and so many more, and ends it.
func lookAround(b *testing.B, program, path string, pages int) {
	b.Helper()
	var worked time.Duration
	var most int64
	for b.Loop() {
		c, m := lookOnce(b, program, path, pages)
		worked += c
		most = max(most, m)
	}
	b.ReportMetric(float64(worked.Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(most)/1e6, "MB")
}

func lookOnce(b *testing.B, program, path string, pages int) (worked time.Duration, most int64) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, program, "open", path, "--no-browser")
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+b.TempDir(), "HOME="+b.TempDir())
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
	origin, _, _ := strings.Cut("http"+url, "/open")
	first := v.get("http" + url)
	for _, link := range toArticle.FindAllStringSubmatch(first, pages) {
		v.get(origin + link[1])
	}
	if err := c.Process.Kill(); err != nil {
		b.Fatal(err)
	}
	_ = c.Wait() // it was killed
	usage := c.ProcessState.SysUsage().(*syscall.Rusage)
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime(), usage.Maxrss * 1024
}

// toArticle is a link to an article in the library.
var toArticle = regexp.MustCompile(`href="(/[^"]*/articles/[0-9a-f-]{36})"`)

// visitor is a browser that shows nothing.
type visitor struct {
	b      *testing.B
	client *http.Client
}

func (v *visitor) get(url string) (page string) {
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
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		v.b.Fatalf("%s of %s (%v)", answer.Status, url, err)
	}
	return string(text)
}
