package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
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
// it takes until it has shown a hundred articles, for cases of several sizes. The floor is a
// program that only opens the case and lists titles.
func BenchmarkStart(b *testing.B) {
	program, bare := build(b, "."), build(b, "./testdata/bare")
	for _, n := range largecase.Sizes(b) {
		path := largecase.Case(b, n)
		for _, articles := range []int{0, 100} {
			b.Run(fmt.Sprintf("%d, %d articles shown", n, articles), func(b *testing.B) {
				var of, floor cost
				for b.Loop() {
					of = of.with(start(b, program, path, articles))
					floor = floor.with(startBare(b, bare, path))
				}
				each := func(c cost) float64 { return float64(c.worked.Microseconds()) / 1000 / float64(b.N) }
				b.ReportMetric(each(of), "cpu-ms/op")
				b.ReportMetric(each(floor), "cpu-ms/floor")
				b.ReportMetric(float64(of.most)/1e6, "MB")
				b.ReportMetric(float64(floor.most)/1e6, "MB/floor")
			})
		}
	}
}

// build builds a program as it is released, and returns its path.
func build(b *testing.B, folder string) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "program")
	c := exec.CommandContext(b.Context(), "go", "build", "-ldflags", "-s -w", "-o", program, folder)
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return program
}

// cost is for how long the processors worked for a program, and how much memory it had at
// most, in bytes.
type cost struct {
	worked time.Duration
	most   int64
}

func (c cost) with(d cost) cost { return cost{c.worked + d.worked, max(c.most, d.most)} }

// ended kills a program, whose closing is not measured, and returns what it cost.
func ended(b *testing.B, c *exec.Cmd) cost {
	b.Helper()
	if err := c.Process.Kill(); err != nil {
		b.Fatal(err)
	}
	_ = c.Wait() // it was killed
	return cost{c.ProcessState.UserTime() + c.ProcessState.SystemTime(), c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024}
}

// started starts a program and returns the first line that it says.
func started(b *testing.B, c *exec.Cmd) string {
	b.Helper()
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatalf("the program says %q (%v)", line, err)
	}
	return strings.TrimSpace(line)
}

// startBare starts the floor with a case and looks at its page.
func startBare(b *testing.B, program, path string) cost {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, program, path)
	get(b, http.DefaultClient, started(b, c))
	return ended(b, c)
}

// start starts the program with a case that it knows, looks at the first page and so many
// articles, and ends it.
func start(b *testing.B, program, path string, articles int) cost {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	home := b.TempDir()
	own(b, filepath.Join(home, "assay"), path)
	c := exec.CommandContext(ctx, program, "open", path, "--no-browser")
	c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+home, "HOME="+home)
	line := started(b, c)
	_, ticket, ok := strings.Cut(line, "browser on this computer: ")
	if !ok {
		b.Fatalf("the program says %q", line)
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
	return ended(b, c)
}
