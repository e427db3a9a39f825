package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/extract"
	"assay/internal/intake"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

// How often an import tells what goes slowly: the pages of the case to show what
// came in, and the file from which it can be gone on with.
const (
	tellEvery    = 500 * time.Millisecond
	changedEvery = 2 * time.Second
	notedEvery   = 3 * time.Second
)

// imports are what came of the latest imports, and those that go on: news, and
// not part of a case. The zero value is ready for use.
type imports struct {
	mu   sync.Mutex
	list []*bringing
}

// Of the imports that have ended so many are kept to be looked at, and not more
// than so many files of theirs.
const (
	keptReports = 32
	keptFiles   = 200_000
)

// add keeps an import, in the place of the oldest that has ended. It reports whether
// it may begin: what is being brought in already is not a second time at once.
func (is *imports) add(b *bringing) bool {
	is.mu.Lock()
	defer is.mu.Unlock()
	if b.from.Path != "" && slices.ContainsFunc(is.list, func(other *bringing) bool { return other.runs(b.caseID, b.from.Path) }) {
		return false
	}
	is.list = append(is.list, b)
	files := 0
	for i := len(is.list) - 1; i >= 0; i-- {
		if files += is.list[i].size(); len(is.list)-i > keptReports || files > keptFiles {
			is.list = slices.DeleteFunc(is.list, func(old *bringing) bool { return slices.Index(is.list, old) <= i && old.over() })
			break
		}
	}
	return true
}

// of returns the imports of a case, the latest first.
func (is *imports) of(caseID string) (list []*bringing) {
	is.mu.Lock()
	defer is.mu.Unlock()
	for _, b := range slices.Backward(is.list) {
		if b.caseID == caseID {
			list = append(list, b)
		}
	}
	return list
}

// get returns an import of a case, nil if it is no longer there. Without an id it
// is the latest if that one broke off: whoever sent it may never have been told.
func (is *imports) get(caseID, id string) *bringing {
	for _, b := range is.of(caseID) {
		switch {
		case b.id == id || id == "" && b.over() && b.report().BrokeOff != "":
			return b
		case id == "":
			return nil
		}
	}
	return nil
}

// runs reports whether what is at a path is being brought into a case.
func (is *imports) runs(caseID, path string) bool {
	return slices.ContainsFunc(is.of(caseID), func(b *bringing) bool { return b.runs(caseID, path) })
}

// runs reports whether it is what is at a path that is being brought into a case.
func (b *bringing) runs(caseID, path string) bool {
	return b.caseID == caseID && b.from.Path == path && !b.over()
}

// replace takes the news of earlier imports of the same off the pages.
func (is *imports) replace(b *bringing) {
	for _, old := range is.of(b.caseID) {
		if old != b && old.from.Case == b.from.Case && old.from.Path == b.from.Path {
			is.read(old)
		}
	}
}

// read takes the news of an import off the pages once it has ended: its report is
// being read.
func (is *imports) read(b *bringing) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away = b.away || b.over()
}

// stop ends the imports of a case, or all of them without one, and waits for
// that: the case is about to be closed.
func (is *imports) stop(caseID string) {
	is.mu.Lock()
	list := slices.Clone(is.list)
	is.mu.Unlock()
	for _, b := range list {
		if caseID == "" || b.caseID == caseID {
			b.cancel()
			if b.abort != nil {
				b.abort()
			}
			<-b.ended
		}
	}
}

// bringing is an import: files on their way into a case.
type bringing struct {
	id, caseID string
	root       views.CaseRoot
	label      string
	from       desktop.Import // where it comes from, if that is on this computer
	part       bool           // of what is there: nothing is said of the rest
	store      *store.Store
	cancel     context.CancelFunc
	abort      func() // stops waiting for what is still to be sent, nil where nothing is
	ended      chan struct{}

	mu      sync.Mutex
	at      views.ImportingRun
	pace    pace
	turns   []string // the files that have been begun
	files   []broughtFile
	tables  []views.TakenTable
	besides string
	act     assay.ActID
	stopped bool   // by the analyst
	broke   string // why it ended before its last file
	away    bool   // the analyst has put the news of it away
}

// broughtFile is what became of a file, and the one that it is in.
type broughtFile struct {
	views.ImportedFile
	outer string
}

// resumable reports whether it is noted how far the import has come, so that it can
// be gone on with.
func (b *bringing) resumable() bool { return b.from.Path != "" && !b.part }

// size returns how many files there were.
func (b *bringing) size() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.files)
}

// over reports whether the import has ended.
func (b *bringing) over() bool {
	select {
	case <-b.ended:
		return true
	default:
		return false
	}
}

// report returns what came of the import so far.
func (b *bringing) report() *views.ImportReport {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := &views.ImportReport{ID: b.id, Label: b.label, BrokeOff: b.broke, Stopped: b.stopped, Act: b.act, Again: b.from.Path != "", Path: b.from.Path, Running: !b.over(), Tables: b.tables, Besides: b.besides}
	for i := range b.files {
		r.Files = append(r.Files, b.files[i].ImportedFile)
	}
	return r
}

// refused returns the files of which something was refused, and not asked about.
func (b *bringing) refused() (paths []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.files {
		if f := &b.files[i]; f.Outcome == views.ImportRefused && !f.Waits && (len(paths) == 0 || paths[len(paths)-1] != f.outer) {
			paths = append(paths, f.outer)
		}
	}
	return paths
}

// turn notes that a file is begun.
func (b *bringing) turn(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turns = append(b.turns, name)
	b.at.Current = extract.FileName(name)
}

// sent notes how many bytes have come, of how many.
func (b *bringing) sent(n, of int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at.Bytes, b.at.TotalBytes = n, of
}

// expect notes how many files there will be.
func (b *bringing) expect(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at.Total = n
}

// tellUnread notes of how many files and folders the browser could not read what was
// dropped.
func (b *bringing) tellUnread(ctx context.Context, n int) {
	if n <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.besides = tr.Count(ctx, n, "%s file or folder of what was dropped could not be read by the browser. Give the path of the folder instead.", "%s files and folders of what was dropped could not be read by the browser. Give the path of the folder instead.")
}

// came notes what became of an article.
func (b *bringing) came(now time.Time, out *store.Imported, file views.ImportedFile) {
	b.mu.Lock()
	defer b.mu.Unlock()
	outer := ""
	if out.File < len(b.turns) {
		outer, b.at.Files = b.turns[out.File], out.File // those before it are done
		if out.Name == outer && (out.Found == nil || out.Found.Part == "") {
			b.at.Files++ // and it is, too: it is one article, or none
		}
	}
	if outer != "" && out.Name != "" {
		file.Within = b.within(outer, out.Name)
	}
	b.files = append(b.files, broughtFile{file, outer})
	b.tables = tellTable(b.root, b.tables, out)
	b.act = cmp.Or(out.Act, b.act)
	switch file.Outcome {
	case views.ImportAdded, views.ImportRevived:
		b.at.Articles++
	case views.ImportKnown:
		b.at.Known++
	case views.ImportRemoved:
		b.at.Removed++
	case views.ImportRefused:
		if file.Waits {
			b.at.Asked++
		} else {
			b.at.Refused++
		}
	}
	b.pace.note(now, len(b.files), b.at.Files)
}

// within returns the folders and archives that a file was in, of what is brought in.
// The outermost file has the name that it was begun by.
func (b *bringing) within(outer, name string) string {
	at := filepath.Base(outer)
	if rel, err := filepath.Rel(b.from.Path, outer); b.from.Path != "" && err == nil && rel != "." {
		at = filepath.ToSlash(rel)
	}
	name = strings.TrimPrefix(name, filepath.Base(outer)+"/") // what is in an archive is called with it
	switch {
	case name == outer && path.Dir(at) == ".":
		return ""
	case name == outer:
		return path.Dir(at)
	case addressIn(name) != "": // an archive of the web
		return at
	}
	return path.Join(at, path.Dir(filepath.ToSlash(name)))
}

// end notes that the import has come to its end, by itself unless there is an err.
func (b *bringing) end(says string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broke = says; says == "" && !b.stopped && b.at.Total >= b.at.Files {
		b.at.Files = b.at.Total
	}
	close(b.ended)
}

// shown returns how far the import has come.
func (b *bringing) shown(now time.Time, root views.CaseRoot) views.ImportingRun {
	b.mu.Lock()
	defer b.mu.Unlock()
	run := b.at
	run.ID, run.Label, run.Ended, run.Stopped, run.BrokeOff = b.id, b.label, b.over(), b.stopped, b.broke != ""
	run.Rate, run.Left = b.pace.says(now, run.Total)
	run.Report, run.Stop, run.Away = root.Imported(b.id), root.StopImport(b.id), root.PutImportAway(b.id)
	return run
}

// pace is how fast an import has been lately.
type pace struct {
	marks []mark
}

type mark struct {
	at              time.Time
	articles, files int
}

// paceOver is how long lately is.
const paceOver = 10 * time.Second

func (p *pace) note(now time.Time, articles, files int) {
	if n := len(p.marks); n > 0 && now.Sub(p.marks[n-1].at) < paceOver/10 {
		return
	}
	p.marks = append(p.marks, mark{now, articles, files})
	for len(p.marks) > 2 && now.Sub(p.marks[0].at) > paceOver {
		p.marks = p.marks[1:]
	}
}

// says returns how many articles came in a second, and how long it will take until
// all files have come; 0 for what cannot be told yet.
func (p *pace) says(now time.Time, total int) (rate int, left time.Duration) {
	if len(p.marks) < 2 {
		return 0, 0
	}
	first, last := p.marks[0], p.marks[len(p.marks)-1]
	took := last.at.Sub(first.at)
	if late := now.Sub(last.at); late > paceOver/5 {
		took += late
	}
	rate = int(float64(last.articles-first.articles) / took.Seconds())
	if files := last.files - first.files; files > 0 && total > last.files {
		left = took * time.Duration(total-last.files) / time.Duration(files)
	}
	return rate, left
}

// begin makes an import of a request, which may outlast it. It is on its way once
// it is added to the imports, and carried out by bring.
func (s *Server) begin(c echo.Context, label string, from desktop.Import, lasting bool) (context.Context, *bringing) {
	ctx := c.Request().Context()
	if lasting {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	return ctx, &bringing{id: randomHex(4), caseID: c.Param("case"), root: s.caseRoot(c), label: label, from: from, store: caseOf(c), cancel: cancel, ended: make(chan struct{})}
}

// reported keeps what came of an import that has ended, and returns its id.
func (s *Server) reported(c echo.Context, report views.ImportReport) (id string) {
	_, b := s.begin(c, "", desktop.Import{}, false)
	for _, f := range report.Files {
		b.files = append(b.files, broughtFile{f, f.Name})
	}
	b.tables, b.besides, b.act = report.Tables, report.Besides, report.Act
	b.end(report.BrokeOff)
	b.cancel()
	s.imports.add(b)
	s.imports.read(b)
	return b.id
}

// bring brings files into a case. What came in stays in when it ends early.
func (s *Server) bring(ctx context.Context, b *bringing, files iter.Seq2[intake.File, error]) (err error) {
	job := s.beginAs(ctx, b.id, b.caseID, tr.Say(ctx, "Bringing in articles"))
	defer job.End(errPanicked)
	defer b.cancel()
	defer b.tick(job)()
	defer func() {
		if v := recover(); v != nil { // it may be nobody's request, and must not end the program
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
		s.ends(ctx, b, job, err)
	}()
	var told, noted time.Time
	return b.store.ImportArticles(ctx, b.since(s.Reader.Articles(ctx, files)), func(out store.Imported) error {
		file, err := s.imported(ctx, out)
		if err != nil {
			return err
		}
		s.askAbout(ctx, b.caseID, &file, out)
		now := s.Now()
		b.came(now, &out, file)
		if now.Sub(told) >= changedEvery {
			told = now
			s.hub.publish(Changed{Case: b.caseID})
		}
		if b.resumable() && now.Sub(noted) >= notedEvery {
			noted = now
			s.note(ctx, b)
		}
		return nil
	})
}

// since says of articles since when what was removed stays out.
func (b *bringing) since(articles iter.Seq2[store.Incoming, error]) iter.Seq2[store.Incoming, error] {
	if !b.part && b.from.At.IsZero() { // it begins now
		return articles
	}
	return func(yield func(store.Incoming, error) bool) {
		for in, err := range articles {
			in.Since = b.from.Began
			if !yield(in, err) {
				return
			}
		}
	}
}

// tick tells the pages now and then how far an import has come, also while one
// file takes long, until it is stopped.
func (b *bringing) tick(job *Job) (stop func()) {
	over := make(chan struct{})
	go func() {
		ticker := time.NewTicker(tellEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				b.mu.Lock()
				done, total := b.at.Files, b.at.Total
				b.mu.Unlock()
				job.Step(done, total)
			case <-over:
				return
			}
		}
	}()
	return func() { close(over) }
}

// ends does what is to be done when an import has come to its end, or broke off.
func (s *Server) ends(ctx context.Context, b *bringing, job *Job, err error) {
	b.mu.Lock()
	stopped, act := b.stopped, b.act
	b.mu.Unlock()
	says := ""
	switch {
	case err == nil:
	case stopped && ctx.Err() != nil:
		err = nil
	case errors.Is(err, context.Canceled):
		says = tr.Say(ctx, "The case was closed, or the page that sent the files.")
		err = nil
	default:
		says = s.brokeOff(context.WithoutCancel(ctx), err)
	}
	if b.resumable() && says == "" && !stopped {
		if err := s.Config.ForgetImport(b.from.Case, b.from.Path); err != nil {
			s.Log.WarnContext(ctx, "cannot forget an import", "err", err)
		}
	} else if b.resumable() {
		s.note(ctx, b)
	}
	b.end(says)
	job.End(err)
	if !act.IsZero() {
		s.worked.Store(true)
	}
	s.hub.publish(Changed{Case: b.caseID})
	if s.cases.get(b.caseID) == b.store {
		s.index(ctx, b.caseID, b.store)
	}
}

// note writes down how far an import has come that can be gone on with.
func (s *Server) note(ctx context.Context, b *bringing) {
	b.mu.Lock()
	i := b.from
	i.Done, i.Total, i.Stopped, i.At = b.at.Files, b.at.Total, b.stopped, s.Now().UTC()
	b.mu.Unlock()
	if err := s.Config.NoteImport(i); err != nil {
		s.Log.WarnContext(ctx, "cannot note how far an import has come", "err", err) // it goes on all the same
	}
}

// importing returns what the pages of a case say of its imports.
func (s *Server) importing(c echo.Context) views.Importing {
	root := s.caseRoot(c)
	v := views.Importing{Href: root.Importing()}
	for _, b := range s.imports.of(c.Param("case")) {
		b.mu.Lock()
		away := b.away
		b.mu.Unlock()
		if !away {
			v.Runs = append(v.Runs, b.shown(s.Now(), root))
		}
	}
	for _, i := range s.leftImports(c) {
		if !i.Stopped && !s.imports.runs(c.Param("case"), i.Path) {
			v.Left = append(v.Left, leftImport(root, i))
		}
	}
	return v
}

// leftImports are the imports of a case that can be gone on with.
func (s *Server) leftImports(c echo.Context) []desktop.Import {
	if caseOf(c).ReadOnly() {
		return nil
	}
	return s.Config.Imports(caseOf(c).Path())
}

func leftImport(root views.CaseRoot, i desktop.Import) views.ImportLeft {
	return views.ImportLeft{Path: i.Path, Label: filepath.Base(i.Path), Done: i.Done, Total: i.Total, Stopped: i.Stopped, Go: root.ImportPath(), Forget: root.ForgetImport()}
}

func (s *Server) showImporting(c echo.Context) error {
	return render(c, http.StatusOK, views.ImportingPanel(s.importing(c)))
}

// stopImport ends an import. What came in stays, and can be undone as one.
func (s *Server) stopImport(c echo.Context) error {
	b := s.imports.get(c.Param("case"), c.Param("import"))
	if b == nil {
		return assay.NotFound("page")
	}
	b.mu.Lock()
	b.stopped = b.stopped || !b.over()
	b.mu.Unlock()
	b.cancel()
	return s.leaveImport(c, b)
}

// putImportAway takes the news of an import off the pages.
func (s *Server) putImportAway(c echo.Context) error {
	b := s.imports.get(c.Param("case"), c.Param("import"))
	if b == nil {
		return assay.NotFound("page")
	}
	b.mu.Lock()
	b.away = true
	b.mu.Unlock()
	return s.leaveImport(c, b)
}

// leaveImport answers with the panel, or leads a browser without scripts to the
// report.
func (s *Server) leaveImport(c echo.Context, b *bringing) error {
	if isHTMX(c) {
		return s.showImporting(c)
	}
	return s.see(c, s.caseRoot(c).Imported(b.id))
}

// forgetImport gives up an import that could be gone on with.
func (s *Server) forgetImport(c echo.Context) error {
	var form views.PathForm
	if err := bind(c, &form); err != nil {
		return err
	}
	if err := s.Config.ForgetImport(caseOf(c).Path(), form.Path); err != nil {
		return err
	}
	if isHTMX(c) {
		return s.showImporting(c)
	}
	return s.see(c, s.caseRoot(c).Import())
}

// importPath brings in a file or a folder of this computer, in the background.
func (s *Server) importPath(c echo.Context) error {
	var form views.PathForm
	if err := bind(c, &form); err != nil {
		return err
	}
	files, err := s.filesAt(form.Path)
	if err == nil {
		err = s.bringPaths(c, s.begunAt(c, form), files, false)
	}
	return s.refusePath(c, form, err)
}

// begunAt returns an import of what is at a path: a new one, or one that is gone on
// with.
func (s *Server) begunAt(c echo.Context, form views.PathForm) desktop.Import {
	path := filepath.Clean(form.Path)
	for _, left := range s.leftImports(c) {
		if form.GoOn && left.Path == path && !left.Began.IsZero() {
			return left
		}
	}
	return desktop.Import{Case: caseOf(c).Path(), Path: path, Began: s.Now().UTC()}
}

// refusePath says at the field for a path why nothing is brought in from there.
func (s *Server) refusePath(c echo.Context, form views.PathForm, err error) error {
	errs, ok := fieldErrors(c, err)
	if !ok {
		return err
	}
	form.Errors = errs
	return s.importPage(c, http.StatusUnprocessableEntity, func(p *views.ImportPage) { p.Path = form })
}

// filesAt lists what there is to be brought in at a path.
func (s *Server) filesAt(path string) ([]string, error) {
	if err := desktop.CheckPath(path); err != nil {
		return nil, atField(err, "path")
	}
	files, err := intake.Files(path)
	if err == nil && len(files) == 0 {
		err = assay.Invalid("path", "There is no file in this folder that could be an article.")
	}
	return files, atField(err, "path")
}

// bringPaths brings in files of an import: all that are at its path, or a part of
// them, of which it is not noted how far it has come.
func (s *Server) bringPaths(c echo.Context, from desktop.Import, files []string, part bool) error {
	if caseOf(c).ReadOnly() {
		return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("This case was opened to be read only. Close it and open it again to bring in articles.")}
	}
	ctx, b := s.begin(c, filepath.Base(from.Path), from, true)
	b.part = part
	b.expect(len(files))
	if !s.imports.add(b) {
		b.cancel()
		return assay.Invalid("path", "This is being brought in right now.")
	}
	s.imports.replace(b)
	if b.resumable() {
		s.note(ctx, b)
	}
	go func() {
		// It is told in the report, and in the log where that is due.
		_ = s.bring(ctx, b, intake.Paths(files, func(f intake.File) { b.turn(f.Name) }))
	}()
	return s.see(c, s.caseRoot(c).Imported(b.id))
}

// retryImport brings in again what was refused of an import.
func (s *Server) retryImport(c echo.Context) error {
	b := s.imports.get(c.Param("case"), c.Param("import"))
	if b == nil || b.from.Path == "" {
		return assay.NotFound("page")
	}
	files := intake.Again(b.refused())
	if len(files) == 0 {
		return s.see(c, s.caseRoot(c).Imported(b.id))
	}
	return s.refusePath(c, views.PathForm{Path: b.from.Path}, s.bringPaths(c, b.from, files, true))
}
