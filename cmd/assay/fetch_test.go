package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/fetch"
	"assay/store"
)

// TestImportFetch asks for a page only with the flag that says so, and never where
// the settings say never.
func TestImportFetch(t *testing.T) {
	workbench(t)
	page := `<html lang="en"><head><title>Ferry late</title></head><body><article><h1>Ferry late</h1>` +
		strings.Repeat("<p>The ferry from Northbank was late again on Sunday, the harbour office said in the morning, and so it had been on Friday.</p>", 4) + `</article></body></html>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page) }))
	defer server.Close()
	connected := 0
	fetcher := fetch.Fetcher{
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
		},
		Connect: func(ctx context.Context, _ netip.AddrPort) (net.Conn, error) {
			connected++
			return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
		},
	}
	dir := desktop.ConfigDir()
	command := func(args ...string) (code int, stdout, stderr string) {
		var out, err output
		code = runIn(&terminal{ctx: t.Context(), in: strings.NewReader(""), out: &out, err: &err, now: time.Now, dir: dir, fetcher: fetcher}, append([]string{"import", "x.assay"}, args...))
		return code, out.String(), err.String()
	}
	if code, _, stderr := command("http://herald.example/ferry"); code != exitFailed || connected != 0 || !strings.Contains(stderr, "There is nothing at http://herald.example/ferry") {
		t.Errorf("without the flag: %d, connected %d times: %s", code, connected, stderr)
	}
	if code, stdout, stderr := command("in/quay.txt", "--fetch", "http://herald.example/ferry"); code != exitOK || connected != 1 || stdout != "x.assay: 2 imported.\n" {
		t.Errorf("%d, connected %d times: %s%s", code, connected, stdout, stderr)
	}
	if code, _, stderr := command("--fetch", "http://herald.example/ferry", "--url", "http://other.example/"); code != exitFailed || connected != 1 || !strings.Contains(stderr, "leave --url out") {
		t.Errorf("with another address: %d, connected %d times: %s", code, connected, stderr)
	}
	if code, _, stderr := command("--fetch", "http://herald.example/ferry?in=1252", "--charset", "windows-1252"); code != exitOK || connected != 2 {
		t.Errorf("in a character set: %d, connected %d times: %s", code, connected, stderr)
	}
	s, err := store.Open(t.Context(), "x.assay", store.Options{Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	library, err := s.Library(t.Context(), assay.LibraryFilter{})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(library.Case.Texts, func(t assay.Text) bool { return t.Charset == "windows-1252" }) {
		t.Error("the page was read in the character set that it says")
	}
	connected = 1
	if code, _, stderr := command("--fetch", "http://127.0.0.1/"); code != exitFailed || connected != 1 || !strings.Contains(stderr, "is not on the web") {
		t.Errorf("of this computer: %d, connected %d times: %s", code, connected, stderr)
	}
	config, _, err := desktop.OpenConfig(dir)
	if err == nil {
		err = config.Set(desktop.Fetch, "never")
	}
	if err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := command("--fetch", "http://herald.example/ferry"); code != exitFailed || connected != 1 || !strings.Contains(stderr, "no page is ever asked for") {
		t.Errorf("forbidden: %d, connected %d times: %s", code, connected, stderr)
	}
}
