package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/desktop"
)

// output is what a program prints while it runs.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// running is a program that serves pages.
type running struct {
	url      string
	out, err *output
	stop     func() int // ends it and returns its exit code
}

// launch starts the program with the config that a test has set, and waits until
// it can be visited.
func launch(t *testing.T, args ...string) *running {
	t.Helper()
	return launchIn(t, desktop.ConfigDir(), args...)
}

// launchIn starts the program with the config in a folder.
func launchIn(t testing.TB, config string, args ...string) *running {
	t.Helper()
	return launchRemote(t, config, nil, args...)
}

// launchRemote is launchIn for an analyst who has drives of the network, nil for those
// that the system has.
func launchRemote(t testing.TB, config string, remote func(path string) bool, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{out: &output{}, err: &output{}}
	for _, arg := range args {
		if strings.HasSuffix(arg, desktop.Ext) && isThere(arg) {
			own(t, config, arg)
		}
	}
	ready, code := make(chan string, 1), make(chan int, 1)
	go func() {
		code <- runIn(&terminal{ctx: ctx, in: strings.NewReader(""), out: r.out, err: r.err, now: time.Now, ready: func(url string) { ready <- url }, dir: config, remote: remote}, args)
	}()
	r.stop = sync.OnceValue(func() int { cancel(); return <-code })
	t.Cleanup(func() { r.stop() })
	select {
	case r.url = <-ready:
	case c := <-code:
		t.Fatalf("it ended with %d: %s%s", c, r.out, r.err)
	case <-time.After(10 * time.Second):
		t.Fatal("it does not start")
	}
	return r
}

// own makes a case one that the analyst's own Assay has left.
func own(t testing.TB, config, path string) {
	t.Helper()
	c, _, err := desktop.OpenConfig(config)
	if err == nil {
		err = c.Own(path, false)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// visit goes through a ticket, as a browser does, and returns the page.
func visit(t testing.TB, ticket string) (*goquery.Document, *http.Client) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	next, _ := get(t, client, ticket).Find("meta[http-equiv=refresh]").Attr("content")
	u, err := url.Parse(ticket)
	if err != nil {
		t.Fatal(err)
	}
	return get(t, client, u.Scheme+"://"+u.Host+strings.TrimPrefix(next, "0;url=")), client
}

func get(t testing.TB, client *http.Client, address string) *goquery.Document {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v: %s", address, res.Status, err, doc.Text())
	}
	return doc
}

// opened returns what the open case is called, "" on the start page.
func opened(doc *goquery.Document) string { return doc.Find(".bar .case").Text() }

func ownConfig(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "config")
	t.Setenv("ASSAY_CONFIG", dir)
	return dir
}

func TestOpensCases(t *testing.T) {
	tests := []struct {
		name   string
		args   []string // without the folder
		file   string
		opened string
	}{
		{name: "the start page"},
		{name: "a new case", args: []string{"Harbour.assay"}, file: "Harbour.assay", opened: "Harbour"},
		{name: "by its command", args: []string{"open", "Harbour.assay"}, file: "Harbour.assay", opened: "Harbour"},
		{name: "a name like an option", args: []string{"--", "-rf.assay"}, file: "-rf.assay", opened: "-rf"},
		{name: "a name with everything in it", args: []string{"a?_pragma=x%3B 'b' #1&.assay"}, file: "a?_pragma=x%3B 'b' #1&.assay", opened: "a?_pragma=x%3B 'b' #1&"},
		{name: "a name with markup", args: []string{"<b>x.assay"}, file: "<b>x.assay", opened: "<b>x"},
		{name: "a name like an address", args: []string{"file:x.assay"}, file: "file:x.assay", opened: "file:x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			config := ownConfig(t)
			dir := t.TempDir()
			t.Chdir(dir)
			r := launch(t, append([]string{"--no-browser"}, test.args...)...)
			doc, _ := visit(t, r.url)
			if got := opened(doc); got != test.opened {
				t.Errorf("the case is %q, want %q", got, test.opened)
			}
			if code := r.stop(); code != exitOK || r.err.String() != "" {
				t.Errorf("it ended with %d: %s", code, r.err)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || test.file == "" && len(entries) > 0 || test.file != "" && (len(entries) != 1 || entries[0].Name() != test.file) {
				t.Errorf("the folder has %v (%v), want %q", entries, err, test.file)
			}
			if left, err := filepath.Glob(filepath.Join(config, "instance.json")); err != nil || len(left) > 0 {
				t.Errorf("it is still announced: %v (%v)", left, err)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"an unknown option", []string{"--colour"}, exitUsage, "assay: unknown flag --colour. See assay --help."},
		{"two files", []string{"a.assay", "b.assay"}, exitUsage, "assay: unexpected argument b.assay. See assay --help."},
		{"a port that is none", []string{"--port", "x"}, exitUsage, "See assay --help."},
		{"a port beyond ports", []string{"--no-browser", "--port", "70000"}, exitFailed, "assay: There is no port 70000. Choose one up to 65535, or leave out --port."},
		{"a file that is no case", []string{"--no-browser", "notes.txt"}, exitFailed, "assay: notes.txt is not a case: its name does not end with .assay."},
		{"a folder", []string{"--no-browser", "."}, exitFailed, "assay: This is not a file."},
		{"a case in no folder", []string{"--no-browser", "no/where.assay"}, exitFailed, "There is no such folder."},
		{"a new case to read only", []string{"--no-browser", "--read-only", "new.assay"}, exitFailed, "--read-only makes none."},
		{"a name with a line break", []string{"--no-browser", "a\nb.assay"}, exitFailed, "invisible or control characters"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ownConfig(t)
			t.Chdir(t.TempDir())
			var stdout, stderr output
			code := run(t.Context(), test.args, strings.NewReader(""), &stdout, &stderr, func(string) { t.Error("it serves all the same") })
			if code != test.code || !strings.Contains(stderr.String(), test.says) || stdout.String() != "" {
				t.Errorf("exit %d, %s%s\nwant %d, %s", code, &stdout, &stderr, test.code, test.says)
			}
			if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
				t.Errorf("left behind: %v (%v)", entries, err)
			}
		})
	}
}

func TestPrints(t *testing.T) {
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"version"}, "assay dev\n"},
		{[]string{"--help"}, "Usage: assay"},
		{[]string{"open", "--help"}, "--no-browser"},
	}
	for _, test := range tests {
		var stdout, stderr output
		code := run(t.Context(), test.args, strings.NewReader(""), &stdout, &stderr, nil)
		if code != exitOK || !strings.Contains(stdout.String(), test.want) || stderr.String() != "" {
			t.Errorf("%v: exit %d, %s%s", test.args, code, &stdout, &stderr)
		}
	}
}

func TestPortIsTaken(t *testing.T) {
	ownConfig(t)
	first := launch(t, "--no-browser")
	u, err := url.Parse(first.url)
	if err != nil {
		t.Fatal(err)
	}
	ownConfig(t) // of another user, so to say
	var stdout, stderr output
	code := run(t.Context(), []string{"--no-browser", "--port", u.Port()}, nil, &stdout, &stderr, nil)
	if want := "Port " + u.Port() + " cannot be used; another program may have it."; code != exitFailed || !strings.Contains(stderr.String(), want) {
		t.Errorf("exit %d, %s, want %s", code, &stderr, want)
	}
}

// TestSecondStart hands a file to the program that runs already.
func TestSecondStart(t *testing.T) {
	ownConfig(t)
	t.Chdir(t.TempDir())
	first := launch(t, "--no-browser")
	_, client := visit(t, first.url)

	second := launch(t, "--no-browser", "Later.assay")
	doc, _ := visit(t, second.url)
	if got := opened(doc); got != "Later" {
		t.Errorf("the case is %q", got)
	}
	if code := second.stop(); code != exitOK {
		t.Errorf("the second start ended with %d: %s", code, second.err)
	}
	one, err := url.Parse(first.url)
	if err != nil {
		t.Fatal(err)
	}
	two, err := url.Parse(second.url)
	if err != nil || one.Host != two.Host {
		t.Errorf("there are two programs, at %s and %s (%v)", one.Host, two.Host, err)
	}
	if client == nil {
		t.Fatal("no client")
	}

	var stdout, stderr output
	if code := run(t.Context(), []string{"--no-browser", "notes.txt"}, nil, &stdout, &stderr, nil); code != exitFailed || !strings.Contains(stderr.String(), "notes.txt is not a case") {
		t.Errorf("exit %d, %s", code, &stderr)
	}
	if code := run(t.Context(), []string{"--read-only", "Later.assay"}, nil, &stdout, &stderr, nil); code != exitFailed || !strings.Contains(stderr.String(), "Quit it first") {
		t.Errorf("exit %d, %s", code, &stderr)
	}
}

// TestOpensTheBrowser has a browser that follows the file it is started with.
func TestOpensTheBrowser(t *testing.T) {
	dir := ownConfig(t)
	arrived := make(chan string, 1)
	browse := func(target string) error {
		u, err := url.Parse(target)
		if err != nil || u.Scheme != "file" {
			return errors.Join(err, errors.New("not a file: "+target))
		}
		file, err := os.Open(u.Path)
		if err != nil {
			return err
		}
		defer file.Close()
		doc, err := goquery.NewDocumentFromReader(file)
		if err != nil {
			return err
		}
		ticket, _ := doc.Find("a").Attr("href")
		page, _ := visit(t, ticket)
		arrived <- page.Find("h1").Text()
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout, stderr output
	code := make(chan int, 1)
	go func() {
		code <- runIn(&terminal{ctx: ctx, in: strings.NewReader(""), out: &stdout, err: &stderr, now: time.Now, ready: func(string) {}, browse: browse, dir: dir}, nil)
	}()
	select {
	case got := <-arrived:
		if got != "Assay" {
			t.Errorf("the browser shows %q", got)
		}
	case c := <-code:
		t.Fatalf("it ended with %d: %s", c, &stderr)
	case <-time.After(10 * time.Second):
		t.Fatalf("no browser came: %s", &stderr)
	}
	cancel()
	if c := <-code; c != exitOK {
		t.Errorf("it ended with %d: %s", c, &stderr)
	}
	if strings.Contains(stdout.String()+stderr.String(), "_open") {
		t.Errorf("it printed the address that lets one in: %s%s", &stdout, &stderr)
	}
	for range 100 { // the file is removed once the browser has come, by another goroutine
		if left, err := filepath.Glob(filepath.Join(dir, "open-*")); err == nil && len(left) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the file that led the browser here is still there")
}

func TestNoBrowserToOpen(t *testing.T) {
	dir := ownConfig(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout, stderr output
	code := make(chan int, 1)
	go func() {
		code <- runIn(&terminal{ctx: ctx, in: nil, out: &stdout, err: &stderr, now: time.Now, ready: func(string) {}, browse: func(string) error { return io.ErrClosedPipe }, dir: dir}, []string{"--port", "0"})
	}()
	const before = "Open this address in one, within a minute: "
	for !strings.Contains(stdout.String(), before) {
		select {
		case c := <-code:
			t.Fatalf("it ended with %d: %s", c, &stderr)
		case <-time.After(10 * time.Millisecond):
		}
	}
	_, ticket, _ := strings.Cut(strings.TrimSpace(stdout.String()), before)
	doc, _ := visit(t, ticket)
	if got := doc.Find("h1").Text(); got != "Assay" {
		t.Errorf("the page is %q", got)
	}
	cancel()
	if c := <-code; c != exitOK {
		t.Errorf("it ended with %s: %s", strconv.Itoa(c), &stderr)
	}
}
