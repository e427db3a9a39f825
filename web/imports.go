package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/intake"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) importRoutes(c *echo.Group) {
	c.GET("/articles/import", s.showImport)
	c.POST("/articles", s.importFiles)
	c.GET("/articles/paste", func(c echo.Context) error { return s.see(c, s.caseRoot(c).Import()) }) // reloaded after a refusal
	c.POST("/articles/paste", s.importPasted)
	c.POST("/articles/:article/text", s.reread)
	s.askingRoutes(c)
}

// maxImport is how much one import may bring. Its files are read one by one,
// each up to extract.MaxBytes.
const maxImport = 16 << 30

// keptReports is how many reports of imports are kept to be looked at.
const keptReports = 32

// reports are what came of the latest imports: news, and not part of a case.
// The zero value is ready for use.
type reports struct {
	mu   sync.Mutex
	list []keptReport
}

type keptReport struct {
	caseID, id string
	report     views.ImportReport
}

// keep keeps a report of a case and returns its id.
func (r *reports) keep(caseID string, report views.ImportReport) (id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) == keptReports {
		r.list = slices.Delete(r.list, 0, 1)
	}
	id = randomHex(4)
	r.list = append(r.list, keptReport{caseID, id, report})
	return id
}

// get returns a report of a case, nil if it is no longer there. Without an id
// it is that of the latest import if that one broke off: whoever sent it may
// never have been told.
func (r *reports) get(caseID, id string) *views.ImportReport {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range slices.Backward(r.list) {
		switch {
		case k.caseID != caseID:
		case k.id == id || id == "" && k.report.BrokeOff != "":
			return &k.report
		case id == "":
			return nil
		}
	}
	return nil
}

func (s *Server) showImport(c echo.Context) error {
	return s.importPage(c, http.StatusOK, views.PasteForm{})
}

func (s *Server) importPage(c echo.Context, status int, form views.PasteForm) error {
	f, err := s.frame(c, "library", tell(c, "Bring in articles"))
	if err != nil {
		return err
	}
	report := s.reports.get(c.Param("case"), c.QueryParam("report"))
	f.Scope, f.Refresh = "import", "" // nothing of a case is on it, and somebody may be typing
	if report != nil {
		f.Scope += " rows"
	}
	return render(c, status, views.Import(views.ImportPage{
		Frame: f, Root: s.caseRoot(c), Report: report, Paste: form,
	}))
}

// importFiles brings in files as they arrive, a few in a transaction, so that
// nobody else waits for long and what has come in stays in if the analyst stops
// the rest. To undo they are one act.
func (s *Server) importFiles(c echo.Context) error {
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return echo.ErrBadRequest
	}
	job := s.Begin(c.Request().Context(), c.Param("case"), tell(c, "Bringing in articles"))
	defer job.End(errPanicked)
	report, err := s.importParts(c, parts, job)
	job.End(err)
	if err != nil && len(report.Files) == 0 {
		return err
	}
	if err != nil {
		report.BrokeOff = s.brokeOff(c.Request().Context(), err)
	}
	return s.see(c, s.importedTo(c, report))
}

// importParts brings in the files of a form. While some are written, the next
// are read.
func (s *Server) importParts(c echo.Context, parts *multipart.Reader, job *Job) (report views.ImportReport, err error) {
	u := &uploads{parts: parts}
	defer func() { err = errors.Join(err, u.close()) }()
	var told time.Time
	changed := assay.ActID{}
	err = caseOf(c).ImportArticles(c.Request().Context(), s.Reader.Articles(c.Request().Context(), u.files()), func(out store.Imported) error {
		file, err := s.imported(c.Request().Context(), out)
		if err != nil {
			return err
		}
		s.askAbout(c, &file, out)
		s.tellTable(c, &report, out)
		report.Files = append(report.Files, file)
		job.Step(len(report.Files), int(u.total.Load()))
		if changed = cmp.Or(out.Act, changed); s.Now().Sub(told) >= progressEvery {
			told = s.Now()
			s.changed(c, changed)
		}
		return nil
	})
	s.changed(c, changed)
	return report, err
}

// uploads are the files of a form, as they come.
type uploads struct {
	parts *multipart.Reader
	total atomic.Int64 // how many there will be: that comes of the page's script, and without it nobody knows
	dir   string       // of those that are too large to be held, "" while there are none
}

// close lets go of what is held.
func (u *uploads) close() error {
	if u.dir == "" {
		return nil
	}
	return os.RemoveAll(u.dir)
}

// files reads the files.
func (u *uploads) files() iter.Seq2[intake.File, error] {
	return func(yield func(intake.File, error) bool) {
		for {
			part, err := u.parts.NextPart()
			if errors.Is(err, io.EOF) {
				return
			}
			var data []byte
			if err == nil {
				data, err = io.ReadAll(io.LimitReader(part, extract.MaxBytes+1))
			}
			if err != nil {
				yield(intake.File{}, err)
				return
			}
			switch {
			case part.FormName() == "total":
				n, _ := strconv.Atoi(string(data))
				u.total.Store(int64(n))
			case part.FormName() == "file" && (part.FileName() != "" || len(data) > 0):
				f, err := u.file(part, data)
				if !yield(f, err) {
					return
				}
			}
		}
	}
}

// file returns a file of which data has been read. More than that is put aside on
// the disk: it may be an archive.
func (u *uploads) file(part *multipart.Part, data []byte) (f intake.File, err error) {
	f = intake.File{
		Name: part.FileName(), Via: "file", Size: int64(len(data)), Open: intake.Bytes(data),
		Hint: extract.Hint{Name: part.FileName(), MediaType: part.Header.Get("Content-Type")},
	}
	if len(data) <= extract.MaxBytes {
		return f, nil
	}
	if u.dir == "" {
		if u.dir, err = os.MkdirTemp("", "assay-"); err != nil {
			return f, err
		}
	}
	file, err := os.CreateTemp(u.dir, "upload-")
	if err != nil {
		return f, err
	}
	f.Size, err = io.Copy(file, io.MultiReader(bytes.NewReader(data), part))
	f.Open = func() (intake.Content, error) { return os.Open(file.Name()) }
	return f, errors.Join(err, file.Close())
}

// importOne brings in one article that was typed or pasted, with the file that it
// was typed from, if there is one, and says in the report why it cannot.
func (s *Server) importOne(c echo.Context, form *views.PasteForm, from *assay.Import) (views.ImportedFile, error) {
	ctx, hint := c.Request().Context(), extract.Hint{URL: form.URL, Charset: "utf-8"}
	in, err := s.Reader.Read(ctx, []byte(form.Text), hint)
	in.Called, in.Via = form.Title, "paste"
	if from != nil && err == nil {
		in.Original, in.Name, in.MediaType = from.Original, from.Name, from.MediaType
	}
	out := store.Imported{Found: &in}
	if err == nil {
		out, err = caseOf(c).ImportArticle(ctx, in)
	}
	out.Name, out.Err = hint.Name, err
	s.changed(c, out.Act)
	return s.imported(ctx, out)
}

// imported says in the report what became of a file. It returns the errors
// after which no other file has a chance.
func (s *Server) imported(ctx context.Context, out store.Imported) (views.ImportedFile, error) {
	file := views.ImportedFile{
		Name: extract.FileName(out.Name), Outcome: out.Outcome, Article: out.Article, Title: importedTitle(ctx, out.Found), Facts: foundFacts(ctx, out.Found),
	}
	if out.Err != nil {
		return file, s.refuseFile(ctx, &file, out.Err)
	}
	return file, nil
}

// refuseFile puts into the report why a file was refused. It returns the errors
// after which no other file has a chance.
func (s *Server) refuseFile(ctx context.Context, file *views.ImportedFile, err error) error {
	switch assay.KindOf(err) {
	case assay.KindReadOnly, assay.KindBusy:
		return err
	case assay.KindInternal:
		if ctx.Err() != nil {
			return err
		}
		s.Log.ErrorContext(ctx, "cannot import a file", "err", err)
	default:
		e, ok := errors.AsType[*assay.Error](err)
		if ok && e.Err != nil {
			s.Log.WarnContext(ctx, "refused a file", "err", e.Err)
		}
		if ok && e.Field == "text" && e.Kind == assay.KindUnsupported {
			file.Ask, file.AskSays = typeIn, tr.Say(ctx, "Type in its text")
		}
	}
	_, file.Reason = explain(ctx, err)
	file.Outcome, file.Article = views.ImportRefused, assay.ArticleID{}
	return nil
}

// brokeOff says why an import ended before its last file.
func (s *Server) brokeOff(ctx context.Context, err error) string {
	status, message := explain(ctx, err)
	if status == http.StatusInternalServerError {
		s.Log.ErrorContext(ctx, "an import broke off", "err", err)
		message = tr.Say(ctx, "The details are in the log.")
	}
	return message
}

func importedTitle(ctx context.Context, in *assay.Import) string {
	for _, title := range []string{in.Called, in.Title, in.Name} {
		if title != "" {
			return title
		}
	}
	return tr.Say(ctx, "Article without a title")
}

// foundFacts says what was found, for the eye to check.
func foundFacts(ctx context.Context, in *assay.Import) (facts []string) {
	for _, fact := range []string{in.Site, tr.Date(ctx, in.Published), views.Language(ctx, in.Language)} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	if extract.OnlySummary(in.Extractor) {
		facts = append(facts, tr.Say(ctx, "only a summary"))
	}
	if in.Text != "" && !in.CharsetSure {
		facts = append(facts, tr.Say(ctx, "character set guessed: %s", in.Charset))
	}
	return facts
}

// importPasted brings in one article that was pasted.
func (s *Server) importPasted(c echo.Context) error {
	var form views.PasteForm
	if err := bind(c, &form); err != nil {
		return err
	}
	form.URL, form.Title = strings.TrimSpace(form.URL), strings.TrimSpace(form.Title)
	form.Errors = checkPaste(c, &form)
	from, err := typedFrom(c)
	if assay.KindOf(err) == assay.KindInvalid {
		_, form.Errors["original"] = explain(c.Request().Context(), err)
	} else if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.importPage(c, http.StatusUnprocessableEntity, form)
	}
	file, err := s.importOne(c, &form, from)
	if err != nil {
		return err
	}
	if file.Outcome == views.ImportRefused {
		form.Errors = map[string]string{"text": file.Reason}
		return s.importPage(c, http.StatusUnprocessableEntity, form)
	}
	report := views.ImportReport{Files: []views.ImportedFile{file}}
	return s.see(c, s.caseRoot(c).Imported(s.reports.keep(c.Param("case"), report)))
}

// typeIn is where the text of a scan is typed in, on the page that reports on an
// import.
const typeIn = "#paste-text"

// typedFrom returns the file that the text of a form was typed in from, as the
// original of an article; nil for none.
func typedFrom(c echo.Context) (*assay.Import, error) {
	header, err := c.FormFile("original")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	data, err := io.ReadAll(io.LimitReader(file, extract.MaxBytes+1))
	switch {
	case err != nil:
		return nil, err
	case header.Filename == "" && len(data) == 0:
		return nil, nil
	case len(data) == 0:
		return nil, assay.Invalid("original", "This file is empty. Choose another one, or none.")
	case len(data) > extract.MaxBytes:
		return nil, assay.Invalid("original", "This file is larger than 50 MB. Save the pages that matter as a file of their own.")
	}
	hint := extract.Hint{Name: header.Filename}
	format, err := extract.SniffFile(bytes.NewReader(data), int64(len(data)), hint)
	if err != nil {
		return nil, err
	}
	return &assay.Import{Original: data, Name: extract.FileName(header.Filename), MediaType: format.MediaTypes[0]}, nil
}

func checkPaste(c echo.Context, form *views.PasteForm) map[string]string {
	errs := map[string]string{}
	if strings.TrimSpace(form.Text) == "" {
		errs["text"] = tell(c, "Paste the text of the article first.")
	}
	if _, err := assay.ParseAddress("url", form.URL); err != nil {
		_, errs["url"] = explain(c.Request().Context(), err)
	}
	return errs
}

// reread reads the original of an article again, in the way that the analyst
// says.
func (s *Server) reread(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	var form views.RereadForm
	if err := bind(c, &form); err != nil {
		return err
	}
	out, err := s.replaceText(c, id, form)
	if errs, ok := fieldErrors(c, err); ok {
		form.Errors = errs
		return s.refuseDetails(c, id, err, func(p *views.DetailsPage) { p.Reread = form }, views.RereadPart)
	}
	if err != nil {
		return err
	}
	return s.done(c, out.Act, rereadSays(c, out), s.caseRoot(c).ArticleDetails(id))
}

func (s *Server) replaceText(c echo.Context, id assay.ArticleID, form views.RereadForm) (out store.Replaced, err error) {
	ctx, open := c.Request().Context(), caseOf(c)
	capture, foundAt, original, err := open.OriginalOf(ctx, id)
	if err != nil {
		return out, err
	}
	in, err := s.Reader.Read(ctx, original, extract.Hint{
		Name: capture.Name, MediaType: capture.MediaType, URL: foundAt, Charset: form.Charset, Extractor: form.Extractor, Part: capture.Part,
	})
	if err != nil {
		return out, err
	}
	return open.ReplaceText(ctx, id, in)
}

func rereadSays(c echo.Context, out store.Replaced) string {
	if out.Same {
		return tell(c, "The text reads the same that way.")
	}
	says := tell(c, "The article has a new text.")
	if out.Kept > 0 {
		says = inOneBreath(says, tellCount(c, out.Kept, "%s mention moved along.", "%s mentions moved along."))
	}
	if n := out.Unsure + out.Lost; n > 0 {
		says = inOneBreath(says, tellCount(c, n, "%s mention is to be looked at.", "%s mentions are to be looked at."))
	}
	return says
}
