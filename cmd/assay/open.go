package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/intake"
	"assay/internal/sealed"
	"assay/store"
	"assay/web"
)

// handoffPatience is how long a running Assay gets to take a file over. Opening
// a large case of an older version may take it some seconds.
const handoffPatience = 15 * time.Second

// browserPatience is how long a ticket in the browser's file is good for.
const browserPatience = time.Minute

type openCommand struct {
	File      string `arg:"" optional:"" help:"The case to open; it is created if there is no such file. Without one, the start page opens."`
	Port      int    `help:"Serve on this port instead of a free one." placeholder:"PORT"`
	NoBrowser bool   `help:"Open no browser, but print the address for one."`
	ReadOnly  bool   `help:"Change nothing in the case."`

	PassphraseFile string `name:"passphrase-file" help:"The passphrase of a case that was sent under one is on the first line of this file. Without it the browser asks. The case is put beside the file." placeholder:"FILE"`
}

// Run opens the case here, or in the Assay that runs already, and serves it
// until nobody looks at it any more.
func (o *openCommand) Run(t *terminal) error {
	var path string
	if o.File != "" {
		var err error
		if path, err = filepath.Abs(o.File); err != nil {
			return fmt.Errorf("finding %s: %w", o.File, err)
		}
	}
	if sealed.Is(path) && o.PassphraseFile != "" {
		plain := filepath.Join(filepath.Dir(path), sealed.Plain(filepath.Base(path)))
		if err := t.unseal(path, plain, o.PassphraseFile); err != nil {
			return err
		}
		path = plain
	}
	config, notice, err := t.openConfig()
	if err != nil {
		return err
	}
	instance, err := desktop.Claim(config.Dir())
	if err != nil {
		return err
	}
	if instance == nil {
		err := o.handOver(t, config.Dir(), path)
		if !errors.Is(err, desktop.ErrNobody) {
			return err
		}
		fmt.Fprintln(t.err, "Another Assay is running but does not answer. This one goes on by itself.")
		return o.serve(t, config, notice, path, nil)
	}
	return errors.Join(o.serve(t, config, notice, path, instance), instance.Release())
}

// handOver gives the case to the Assay that runs.
func (o *openCommand) handOver(t *terminal, dir, path string) error {
	if o.ReadOnly {
		return assay.Conflict("Assay is already running. Quit it first, and then open the case with --read-only.")
	}
	request := desktop.HandoffRequest{Browser: !o.NoBrowser}
	if path != "" {
		request.Paths = []string{path}
	}
	ctx, cancel := context.WithTimeout(t.ctx, handoffPatience)
	defer cancel()
	reply, err := desktop.Handoff(ctx, dir, request)
	if err != nil {
		return err
	}
	for _, url := range reply.URLs {
		fmt.Fprintln(t.out, "Assay is running. Open this address:", url)
		t.ready(url)
	}
	if len(reply.Problems) > 0 {
		return &assay.Error{Kind: assay.KindInvalid, Message: assay.Say("%s", reply.Problems[0])}
	}
	return nil
}

// serve runs the server. instance is nil if this Assay is not to be found by
// later starts.
func (o *openCommand) serve(t *terminal, config *desktop.Config, notice, path string, instance *desktop.Instance) error {
	listener, port, err := listen(t.ctx, o.Port)
	if err != nil {
		return err
	}
	in := &door{config: config, reader: &intake.Reader{Dir: filepath.Join(config.Dir(), "reader")}, now: t.now, tell: t.tellLate}
	options := web.Options{
		Port: port, Config: config, Notice: notice, Log: t.log, Now: t.now,
		Reader: in.reader,
		Open: func(ctx context.Context, path string) (*store.Store, error) {
			return in.openOrMake(ctx, path, o.ReadOnly)
		},
		Rescue: func(ctx context.Context, path string) (string, assay.Received, error) {
			return in.rescue(ctx, path, "")
		},
	}
	browser := &desktop.Browser{Dir: config.Dir(), Run: t.browse}
	ctx, cancel := context.WithCancel(t.ctx)
	defer cancel()
	show := func(ticket web.Ticket) {
		if err := browser.Open(ctx, ticket.URL, ticket.Used); err != nil {
			t.log.WarnContext(ctx, "cannot open a browser", "err", err)
			fmt.Fprintln(t.out, "No browser could be opened. Open this address in one, within a minute:", ticket.URL)
		}
	}
	if !o.NoBrowser {
		options.Show = func(ticket web.Ticket) { go show(ticket) }
	}
	if instance != nil {
		options.Handoff = instance.Secret()
	}
	server := web.New(options)
	in.taken = server.Taking
	page, err := firstPage(t.ctx, server, path)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if instance != nil {
		go desktop.SweepTemp(os.TempDir(), t.now()) // nobody waits for that
		if err := errors.Join(desktop.SweepPages(config.Dir()), instance.Announce(port)); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	if o.NoBrowser {
		ticket := server.Ticket(page, 0)
		fmt.Fprintln(t.out, "Open this address in a browser on this computer:", ticket.URL)
		t.ready(ticket.URL)
	} else {
		fmt.Fprintln(t.out, "Assay is open in your browser. It ends a minute after its last tab was closed, or with Ctrl C.")
		server.Expect()
		options.Show(server.Ticket(page, browserPatience))
	}
	return server.Serve(t.ctx, listener)
}

// firstPage returns the address of the page to show first.
func firstPage(ctx context.Context, server *web.Server, path string) (string, error) {
	if path == "" {
		return server.Root().Start(), nil
	}
	return server.Case(ctx, path, web.Either)
}

// listen listens on this computer only, on a free port if port is 0.
func listen(ctx context.Context, port int) (net.Listener, int, error) {
	if port < 0 || port > 65535 {
		return nil, 0, assay.Invalid("port", "There is no port %d. Choose one up to 65535, or leave out --port.", port)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, 0, &assay.Error{
			Kind: assay.KindBusy, Field: "port", Err: err,
			Message: assay.Say("Port %d cannot be used; another program may have it. Choose another, or leave out --port.", port),
		}
	}
	address, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return nil, 0, errors.Join(fmt.Errorf("listening on %v", l.Addr()), l.Close())
	}
	return l, address.Port, nil
}
