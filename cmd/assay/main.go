// Command assay opens cases in the browser and works on them from the command
// line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/fetch"
	"assay/internal/intake"
	"assay/store"
)

// version is set by the linker.
var version = "dev"

// The exit codes that all commands share. A command may have others.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	intake.Serve()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, func(string) {})
	stop()
	os.Exit(code)
}

// commands are what Assay can be told to do; each has a file of its own.
type commands struct {
	Open    openCommand    `cmd:"" default:"withargs" help:"Open a case in the browser (this is what happens without a command)."`
	Import  importCommand  `cmd:"" help:"Bring articles into a case."`
	Export  exportCommand  `cmd:"" help:"Write what is in a case for other programs."`
	Origins originsCommand `cmd:"" help:"Print what the claims of a case rest on."`
	Compare compareCommand `cmd:"" help:"Print how far the analysts of a case agree."`
	Merge   mergeCommand   `cmd:"" help:"Unite a case with another copy of it."`
	Share   shareCommand   `cmd:"" help:"Make a copy of a case to give away, without what is not to leave."`
	Check   checkCommand   `cmd:"" help:"Prove that a case is whole."`
	Copy    copyCommand    `cmd:"" help:"Save a copy of a case, open or not."`
	Rescue  rescueCommand  `cmd:"" help:"Make a new case out of what can still be read of a damaged one."`
	Sample  sampleCommand  `cmd:"" help:"Make the sample case, an invented one to try things on."`
	Version versionCommand `cmd:"" help:"Print the version."`

	Verbose bool `help:"Log every request, without what it says."`
}

// terminal is what a command needs from around the program.
type terminal struct {
	ctx    context.Context // of one command: kong hands on values, not arguments
	in     io.Reader
	out    io.Writer
	err    io.Writer
	log    *slog.Logger
	now    func() time.Time
	ready  func(url string) // told the address once the program can be visited
	browse func(target string) error
	dir    string // of what belongs to the analyst

	fetcher fetch.Fetcher          // of pages that are asked for
	remote  func(path string) bool // which cases are worked on in a copy; nil for those on drives of the network
	late    bool                   // something went wrong when a case was closed
}

// run is the whole program: it does what args say and returns the exit code.
// It calls ready with an address that lets one browser in, if the command
// serves pages and opens no browser itself.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, ready func(url string)) int {
	return runIn(&terminal{ctx: ctx, in: stdin, out: stdout, err: stderr, now: time.Now, ready: ready, dir: desktop.ConfigDir()}, args) //nolint:forbidigo // the one clock that the rest is given
}

func runIn(t *terminal, args []string) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("assay"),
		kong.Description("An analyst's workbench for news claims. A case is one file; nothing leaves this computer unless you ask for a page of the web."),
		kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { exited = code }),
	)
	if err != nil {
		fmt.Fprintln(t.err, "assay:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // it was asked for help, and gave it
		return exited
	}
	if err != nil {
		fmt.Fprintf(t.err, "assay: %v. See assay --help.\n", err)
		return exitUsage
	}
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	t.log = slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: level}))
	return t.end(parsed.Run(t))
}

// exit is the exit code of a command that has said itself why it is not 0.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// end says what went wrong, if anything, and returns the exit code.
func (t *terminal) end(err error) int {
	if code, ok := errors.AsType[exit](err); ok {
		return int(code)
	}
	if err != nil {
		t.complain(err)
	}
	if err != nil || t.late {
		return exitFailed
	}
	return exitOK
}

// complain says what went wrong: to the analyst if the error was written for
// one, else with all that is known.
func (t *terminal) complain(err error) {
	if e, ok := errors.AsType[*assay.Error](err); ok {
		fmt.Fprintln(t.err, "assay:", e.Message)
		if errors.Is(err, store.ErrBroken) {
			fmt.Fprintln(t.err, "What can still be read of it can be put into a new case: assay rescue FILE NEW.assay")
		}
		return
	}
	fmt.Fprintln(t.err, "assay:", err)
}
