package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/exchange"
	"assay/internal/extract"
	"assay/internal/fetch"
	"assay/internal/intake"
	"assay/store"
	"assay/web"
)

// exitSome is the exit code of an import that refused some of its files.
const exitSome = 3

type importCommand struct {
	File    string   `arg:"" help:"The case; it is created if there is no such file."`
	Paths   []string `arg:"" optional:"" name:"path" help:"Articles: files, folders with all that is in them, or - for the standard input. Assay JSON is a whole case and goes in as one."`
	Fetch   []string `help:"Ask the web for the page at this address, and bring it in. The site sees the address of this computer. May be given several times." placeholder:"URL"`
	As      string   `help:"The name that the import is signed with, if not your usual one." placeholder:"NAME"`
	Charset string   `help:"Read the articles in this character set, whatever they say themselves." placeholder:"NAME"`
	URL     string   `name:"url" help:"Where the article was found, for a single file." placeholder:"URL"`
	Columns string   `help:"What the columns of a table of articles are, where that is not plain: text=Body,title=Headline,published=Date,dates=dmy." placeholder:"ROLE=COLUMN,…"`
	Project string   `help:"Which project of Taguette to bring in, where a file has several." placeholder:"NAME"`
	JSON    bool     `name:"json" help:"Print what was done as JSON."`
}

// Validate is what the parser calls: one of the two must be given.
func (o *importCommand) Validate() error {
	if len(o.Paths) == 0 && len(o.Fetch) == 0 {
		return errors.New(`expected "<path> ...", or --fetch=URL`)
	}
	return nil
}

// Run brings the articles in, each by itself: one that cannot be read does not
// hold up the others.
func (o *importCommand) Run(t *terminal) error {
	files, err := o.files()
	if err != nil {
		return err
	}
	if o.URL != "" && len(o.Fetch) > 0 {
		return assay.Invalid("url", "--url says where a file was found. A page that is asked for with --fetch is found at its own address: leave --url out.")
	}
	if o.URL != "" && (len(files) > 1 || assay.Domain(o.URL) == "") {
		return assay.Invalid("url", "--url says where one article was found: give one file with it, and a whole address as in https://herald.example/fire.")
	}
	if o.Columns != "" {
		if _, err := extract.ParseColumns(o.Columns); err != nil {
			return err
		}
	}
	config, err := t.config()
	if err != nil {
		return err
	}
	if err := o.mayFetch(config); err != nil {
		return err
	}
	way := &door{config: config, reader: &intake.Reader{}, now: t.now, as: strings.Join(strings.Fields(o.As), " "), tell: t.tellLate, taken: t.progress("Checking the case")}
	defer way.reader.Close()
	fresh := !way.isThere(o.File)
	var s *store.Store
	if fresh {
		s, err = way.create(t.ctx, o.File, "") // a whole case brings its own name
	} else {
		s, err = way.open(t.ctx, o.File, false)
	}
	if err != nil {
		return err
	}
	t.tellReceived(o.File, s.Received())
	in := &importer{terminal: t, store: s, options: o, fetcher: t.fetcher, Case: o.File, Files: []importedFile{}}
	err = errors.Join(in.all(files), in.nameCase(), s.Close())
	if fresh && in.nothing() {
		err = errors.Join(err, os.Remove(o.File))
	}
	code := in.report()
	if err != nil {
		return err
	}
	return code
}

// files lists what is to be read, in the order in which it was named.
func (o *importCommand) files() ([]string, error) {
	var files []string
	for _, path := range o.Paths {
		if path == "-" {
			files = append(files, path)
			continue
		}
		inside, err := intake.Files(path)
		if err != nil {
			return nil, err
		}
		files = append(files, inside...)
	}
	if len(files) == 0 && len(o.Fetch) == 0 {
		return nil, assay.Invalid("path", "There is no file in %s. Nothing was imported.", strings.Join(o.Paths, ", "))
	}
	return files, nil
}

// mayFetch reports whether the pages that are to be asked for may be.
func (o *importCommand) mayFetch(config *desktop.Config) error {
	if len(o.Fetch) > 0 && config.Setting(desktop.Fetch) != "ask" {
		return assay.Invalid("fetch", "Your settings say that no page is ever asked for. Save it with your browser and import the file, or change the setting.")
	}
	for _, address := range o.Fetch {
		if _, _, err := fetch.Check(address); err != nil {
			return err
		}
	}
	return nil
}

// importer brings files into a case and keeps account of them. Its exported
// fields are the summary.
type importer struct {
	*terminal `json:"-"`
	store     *store.Store
	reader    *intake.Reader
	options   *importCommand
	fetcher   fetch.Fetcher
	stdin     standardInput
	tables    map[string]bool // of which it has been said which columns were taken

	Case    string         `json:"case"`
	Added   int            `json:"added"`   // articles that are new, or whole cases
	Known   int            `json:"known"`   // that were there already
	Revived int            `json:"revived"` // that had been removed and are back
	Refused int            `json:"refused"`
	Files   []importedFile `json:"files"`
}

// importedFile is what became of one file.
type importedFile struct {
	Path    string          `json:"path"`
	Outcome string          `json:"outcome"` // "added", "known", "revived" or "refused"
	Article assay.ArticleID `json:"article,omitzero"`
	Problem string          `json:"problem,omitempty"` // why it was refused
	Notes   []string        `json:"notes,omitempty"`   // what of a whole case stayed out, or went in otherwise, and what an article was lacking
}

func (in *importer) all(files []string) error {
	bar := in.progress(len(files) + len(in.options.Fetch))
	in.reader = &intake.Reader{Dir: filepath.Join(in.dir, "reader")}
	defer in.reader.Close()
	defer in.stdin.close()
	var at progress
	err := in.store.ImportArticles(in.ctx, in.reader.Articles(in.ctx, in.files(files, &at)), func(out store.Imported) error {
		if err := in.imported(out); err != nil {
			return err
		}
		bar.Describe(at.says())
		return bar.Set64(at.done.Load())
	})
	if err != nil && in.ctx.Err() != nil {
		err = assay.Conflict("Stopped. What was imported so far is in the case. The same command goes on: it passes over what is there.")
	}
	if err != nil {
		return errors.Join(err, bar.Exit())
	}
	return bar.Finish()
}

// progress is how far an import has come.
type progress struct {
	done    atomic.Int64 // of the files: an archive has many articles
	current atomic.Pointer[string]
}

// says names the file that was begun last, at a width that stays the same.
func (p *progress) says() string {
	const width = 30
	name := ""
	if current := p.current.Load(); current != nil {
		name = *current
	}
	if n := len([]rune(name)); n > width {
		name = "…" + string([]rune(name)[n-width+1:])
	}
	return fmt.Sprintf("%-*s", width, name)
}

// begin notes that a file is begun.
func (p *progress) begin(path string) {
	name := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD' // a name must not write to the terminal
	}, extract.FileName(path))
	p.current.Store(&name)
}

// files offers files to be read, and pages to be asked for, when it is their turn,
// and counts them.
func (in *importer) files(paths []string, at *progress) iter.Seq2[intake.File, error] {
	return func(yield func(intake.File, error) bool) {
		for _, path := range paths {
			at.begin(path)
			if !yield(in.file(path)) {
				return
			}
			at.done.Add(1)
		}
		for _, address := range in.options.Fetch {
			at.begin(address)
			f, err := web.FetchedFile(in.ctx, &in.fetcher, address, in.now())
			f.Hint.Charset, f.Hint.Columns = in.options.Charset, in.options.Columns
			if !yield(f, err) {
				return
			}
			at.done.Add(1)
		}
	}
}

// file is a file to be read. An error is one after which no other has a chance.
func (in *importer) file(path string) (f intake.File, err error) {
	hint := extract.Hint{Name: path, Charset: in.options.Charset, URL: in.options.URL, Columns: in.options.Columns}
	f = intake.File{Name: path, Hint: hint, Size: 1, Open: func() (intake.Content, error) { return intake.Open(path) }}
	if path == "-" {
		f.Hint.Name = ""
		f.Open = func() (intake.Content, error) { return in.stdin.open() }
		f.Size, err = in.stdin.read(in.in)
		return f, err
	}
	if info, err := os.Stat(path); err == nil {
		f.Size = info.Size()
	}
	return f, nil
}

// standardInput is what came that way, kept in a file: it may be an archive, or
// a whole case.
type standardInput struct{ path string }

func (s *standardInput) read(r io.Reader) (size int64, err error) {
	file, err := os.CreateTemp("", "assay-")
	if err != nil {
		return 0, err
	}
	s.path = file.Name()
	size, err = io.Copy(file, r)
	return size, errors.Join(err, file.Close())
}

func (s *standardInput) open() (*os.File, error) { return os.Open(s.path) }

func (s *standardInput) close() {
	if s.path != "" {
		_ = os.Remove(s.path) // the system clears it away otherwise
	}
}

// nameCase calls a new case like its file, unless it came with a name. It does
// so even when the import was stopped: what came in stays.
func (in *importer) nameCase() error {
	ctx := context.WithoutCancel(in.ctx)
	info, err := in.store.Info(ctx)
	if err != nil || info.Name != "" || in.nothing() {
		return err
	}
	_, err = in.store.Rename(ctx, caseName(in.Case), info.Description)
	return err
}

// progress shows how far the import has come, to whoever watches it.
func (in *importer) progress(n int) *progressbar.ProgressBar {
	f, ok := in.err.(*os.File)
	if n < 2 || !ok || !isatty.IsTerminal(f.Fd()) {
		return progressbar.DefaultSilent(int64(n))
	}
	return progressbar.NewOptions(n, progressbar.OptionSetWriter(f), progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("files"), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}

// imported takes down what became of a file. An error is something that holds
// up the others too.
func (in *importer) imported(out store.Imported) error {
	f := importedFile{Path: out.Name, Article: out.Article, Outcome: out.Outcome}
	err := out.Err
	if k := assay.KindOf(err); (k == assay.KindUnsupported || k == assay.KindInvalid) && out.Found.Within == "" {
		if whole, failed := in.wholeCase(&f); whole {
			err = failed
		} else if path := in.pathOf(&f); intake.IsProject(path) {
			err = in.bringProject(path, &f)
		}
	}
	if e, ok := errors.AsType[*assay.Error](err); ok && (e.Kind == assay.KindInvalid || e.Kind == assay.KindUnsupported || e.Kind == assay.KindNotFound) {
		f.Outcome, f.Problem = "refused", e.Message.String()
		if extract.NeedsColumns(err) {
			f.Problem += " Name them with --columns, as in --columns text=Body,title=Headline,published=Date,dates=dmy."
		}
		err = nil
	}
	if err != nil {
		return err
	}
	switch f.Outcome {
	case store.Added:
		in.Added++
	case store.Known:
		in.Known++
	case store.Revived:
		in.Revived++
	default:
		in.Refused++
	}
	if out.Addressed {
		f.Notes = append(f.Notes, "The case had it without an address, and has noted this one.")
	}
	in.noteColumns(&f, out.Found)
	in.Files = append(in.Files, f)
	return nil
}

// noteColumns says once of each table which columns were taken, if nobody has
// named them.
func (in *importer) noteColumns(f *importedFile, found *assay.Import) {
	c, ok := extract.TakenColumns(found)
	if says := f.Path + c.String(); ok && in.options.Columns == "" && !in.tables[says] {
		if in.tables == nil {
			in.tables = map[string]bool{}
		}
		in.tables[says] = true
		f.Notes = append(f.Notes, fmt.Sprintf("Taken from its columns: %s. Others can be named with --columns.", c))
	}
}

// wholeCase brings in a file that is no article because it is a case in JSON, and
// reports whether it is one.
func (in *importer) wholeCase(f *importedFile) (whole bool, err error) {
	file, err := os.Open(in.pathOf(f))
	if err != nil {
		return false, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(file, head)
	if n == 0 || !isWholeCase(head[:n], errors.Is(err, io.ErrUnexpectedEOF)) {
		return false, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return true, errors.Join(err, in.bringCase(file, f))
}

// pathOf returns where a file is.
func (in *importer) pathOf(f *importedFile) string {
	if f.Path == "-" {
		return in.stdin.path
	}
	return f.Path
}

// bringProject brings in a project of another program.
func (in *importer) bringProject(path string, f *importedFile) error {
	all, err := in.reader.Projects(in.ctx, path)
	if err != nil {
		return err
	}
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	chosen := slices.Index(names, in.options.Project)
	if len(all) == 1 && in.options.Project == "" {
		chosen = 0
	}
	if chosen < 0 {
		return assay.Invalid("project", "There are these projects in it: %s. Say with --project which one is to come in.", strings.Join(names, ", "))
	}
	counts := map[string]int{}
	return in.reader.Project(in.ctx, path, chosen, func(tags assay.TagPlan, documents iter.Seq2[assay.ProjectDocument, error]) error {
		report, err := in.store.ImportProject(in.ctx, tags, documents, extract.FileName(f.Path), func(out store.Imported) error {
			counts[out.Outcome]++
			if out.Err != nil {
				f.Notes = append(f.Notes, out.Name+": "+out.Err.Error())
			}
			return nil
		})
		f.Notes = append(f.Notes, fmt.Sprintf("%d documents are new, %d were there, %d were refused; %d new tags, %d notes on what was highlighted or described.",
			counts[store.Added]+counts[store.Revived], counts[store.Known], counts[""], report.Tags, report.Notes))
		if f.Outcome = store.Added; report.Act.IsZero() {
			f.Outcome = store.Known
		}
		return err
	})
}

// isWholeCase reports whether data is, or begins, a case in JSON.
func isWholeCase(data []byte, all bool) bool {
	if all {
		return extract.Sniff(data) == "assay-json"
	}
	return bytes.HasPrefix(bytes.TrimSpace(data[:100]), []byte("{")) && bytes.Contains(data, []byte(`"assay-json"`))
}

func (in *importer) bringCase(r io.Reader, f *importedFile) error {
	plan, err := exchange.ReadJSON(r, in.store.Me(), exchange.Limits{})
	if err != nil {
		return err
	}
	for _, p := range plan.Problems {
		f.Notes = append(f.Notes, string(p.Gravity)+": "+p.String())
	}
	report, err := in.store.ImportJSON(in.ctx, plan)
	if err != nil {
		return err
	}
	for _, p := range report.Kept {
		f.Notes = append(f.Notes, p.String())
	}
	if f.Outcome = store.Added; report.Operations == 0 && report.Blobs == 0 {
		f.Outcome = store.Known
	}
	if report.Operations == 0 && report.Blobs > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("The case lacked %d of the texts and originals; it has them now.", report.Blobs))
	}
	return nil
}

// nothing reports whether none of the files is in the case.
func (in *importer) nothing() bool { return in.Added+in.Known+in.Revived == 0 }

// report prints the summary, and returns the exit code as an error if it is
// not 0.
func (in *importer) report() error {
	if in.options.JSON {
		e := json.NewEncoder(in.out)
		e.SetEscapeHTML(false)
		if err := e.Encode(in); err != nil {
			return err
		}
	} else {
		in.print()
	}
	switch {
	case in.nothing():
		return exit(exitFailed)
	case in.Refused > 0:
		return exit(exitSome)
	}
	return nil
}

func (in *importer) print() {
	for _, f := range in.Files {
		if f.Problem != "" {
			fmt.Fprintf(in.err, "%s: %s\n", f.Path, f.Problem)
		}
		for _, note := range f.Notes {
			fmt.Fprintf(in.err, "%s: %s\n", f.Path, note)
		}
	}
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{in.Added, "imported"}, {in.Revived, "brought back"}, {in.Known, "there already"}, {in.Refused, "refused"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing imported"}
	}
	fmt.Fprintf(in.out, "%s: %s.\n", filepath.Base(in.Case), strings.Join(parts, ", "))
}
