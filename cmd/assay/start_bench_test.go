package main

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
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
// it takes until it has shown a hundred articles, for cases of several sizes.
func BenchmarkStart(b *testing.B) {
	program := filepath.Join(b.TempDir(), "assay")
	build := exec.CommandContext(b.Context(), "go", "build", "-ldflags", "-s -w", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, n := range largecase.Sizes(b) {
		path := largecase.Case(b, n)
		for _, articles := range []int{0, 100} {
			b.Run(fmt.Sprintf("%d, %d articles shown", n, articles), func(b *testing.B) {
				var worked time.Duration
				var most int64
				for b.Loop() {
					c, m := start(b, program, path, articles)
					worked += c
					most = max(most, m)
				}
				b.ReportMetric(float64(worked.Microseconds())/1000/float64(b.N), "cpu-ms/op")
				b.ReportMetric(float64(most)/1e6, "MB")
			})
		}
	}
}

// start starts the program with a case that it knows, looks at the first page and so many
// articles, and ends it. It returns how long the processors worked for it, and how much
// memory it had at most, in bytes.
func start(b *testing.B, program, path string, articles int) (worked time.Duration, most int64) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	home := b.TempDir()
	own(b, filepath.Join(home, "assay"), path)
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
	_, ticket, ok := strings.Cut(strings.TrimSpace(line), "browser on this computer: ")
	if err != nil || !ok {
		b.Fatalf("the program says %q (%v)", line, err)
	}
	origin, _, _ := strings.Cut(ticket, "/_open")
	first, client := visit(b, ticket)
	links := first.Find(`a[href*="/articles/"]`)
	seen := map[string]bool{}
	for _, link := range links.EachIter() {
		at, err := url.Parse(link.AttrOr("href", ""))
		if err != nil {
			b.Fatal(err)
		}
		if len(seen) < articles && !seen[at.Path] {
			seen[at.Path] = true
			get(b, client, origin+at.Path)
		}
	}
	if len(seen) < articles {
		b.Fatalf("there are links to %d articles on the first page", len(seen))
	}
	if err := c.Process.Kill(); err != nil { // closing is not measured
		b.Fatal(err)
	}
	_ = c.Wait() // it was killed
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime(), c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024
}
