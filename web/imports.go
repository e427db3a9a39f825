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
	"regexp"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/exchange"
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
	c.GET("/articles/fetch", func(c echo.Context) error { return s.see(c, s.caseRoot(c).Import()) }) // likewise
	c.POST("/articles/fetch", s.importFetched)
	c.GET("/articles/import/folder", s.browseForImport)
	c.GET("/articles/path", func(c echo.Context) error { return s.see(c, s.caseRoot(c).Import()) }) // likewise
	c.POST("/articles/path", s.importPath)
	c.POST("/articles/path/forget", s.forgetImport)
	c.GET("/articles/imports", s.showImporting)
	c.POST("/articles/imports/:import/stop", s.stopImport)
	c.POST("/articles/imports/:import/away", s.putImportAway)
	c.POST("/articles/imports/:import/retry", s.retryImport)
	c.GET("/articles/imports/:import/refused.csv", s.downloadRefused)
	c.POST("/articles/:article/text", s.reread)
	c.POST("/articles/:article/typed", s.typeIn)
	s.askingRoutes(c)
}

// maxImport is how much one import may bring. Its files are read one by one,
// each up to extract.MaxBytes.
const maxImport = 16 << 30

func (s *Server) showImport(c echo.Context) error {
	return s.importPage(c, http.StatusOK, func(*views.ImportPage) {})
}

// importPage shows where articles are brought in, as set has it.
func (s *Server) importPage(c echo.Context, status int, set func(*views.ImportPage)) error {
	f, err := s.frame(c, "library", tell(c, "Bring in articles"))
	if err != nil {
		return err
	}
	root := s.caseRoot(c)
	p := views.ImportPage{Root: root, Fetch: views.FetchForm{Never: s.Config.Setting(desktop.Fetch) != "ask"}}
	f.Scope, f.Refresh = "import", "" // nothing of a case is on it, and somebody may be typing
	if b := s.imports.get(c.Param("case"), c.QueryParam("report")); b != nil {
		f.Scope += " rows"
		p.Report = b.report()
		p.Report.Renewed = wantsPart(c)
		p.Report.Page, _ = strconv.Atoi(c.QueryParam("page"))
		if err := tellVersions(c, p.Report); err != nil {
			return err
		}
		s.imports.read(b)
		f.Importing = s.importing(c)
	}
	for _, i := range s.leftImports(c) {
		if i.Stopped && !s.imports.runs(c.Param("case"), i.Path) { // of the others the panel says so, on every page
			p.Left = append(p.Left, leftImport(root, i))
		}
	}
	p.Frame = f
	set(&p)
	return render(c, status, views.Import(p))
}

// tellVersions says of new articles which were at an address that the case has
// another article of: a page that was changed is another article, and never
// becomes one unseen.
func tellVersions(c echo.Context, r *views.ImportReport) (err error) {
	var added []assay.ArticleID
	for _, f := range r.Rows() {
		if f.Outcome == views.ImportAdded {
			added = append(added, f.Article)
		}
	}
	if len(added) > 0 {
		r.Versions, err = caseOf(c).SameAddress(c.Request().Context(), added)
	}
	return err
}

// browseForImport shows a folder of this computer, of which a file or all may be
// brought in.
func (s *Server) browseForImport(c echo.Context) error {
	root := s.caseRoot(c)
	f, err := s.frame(c, "library", views.ForImport.Title(c.Request().Context()))
	if err != nil {
		return err
	}
	f.Scope, f.Refresh = "rows", ""
	return s.choose(c, views.ChooserPage{
		Frame: f, Purpose: views.ForImport, Back: root.Import(), At: root.ImportFolder, Take: root.ImportPath(),
	}, func(string) string { return "" })
}

// importFiles brings in files as they arrive, a few in a transaction, so that
// nobody else waits for long and what has come in stays in if the analyst stops
// the rest. To undo they are one act.
func (s *Server) importFiles(c echo.Context) error {
	body := &counted{ReadCloser: c.Request().Body}
	c.Request().Body = body
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return echo.ErrBadRequest
	}
	ctx, b := s.begin(c, "", desktop.Import{}, false)
	b.abort = func() { _ = http.NewResponseController(c.Response()).SetReadDeadline(s.Now()) } // the connection may be gone
	body.came = func(n int64) { b.sent(n, c.Request().ContentLength) }
	s.imports.add(b)
	u := &uploads{parts: parts, of: b}
	err = errors.Join(s.bring(ctx, b, u.files()), u.close())
	b.tellUnread(ctx, u.unread)
	s.imports.read(b) // the browser is led to its report
	switch {
	case b.report().Stopped: // a browser that still sends would not take an answer
		_, err = io.Copy(io.Discard, body)
	case err != nil && b.size() > 0:
		err = nil // the report says so
	}
	if err != nil {
		return err
	}
	return s.see(c, s.importedTo(c, b))
}

// counted tells how much of a body has been read.
type counted struct {
	io.ReadCloser
	n    int64
	came func(n int64)
}

func (r *counted) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if r.n += int64(n); r.came != nil {
		r.came(r.n)
	}
	return n, err
}

// uploads are the files of a form, as they come.
type uploads struct {
	parts  *multipart.Reader
	of     *bringing
	unread int    // what the browser could not read
	dir    string // of those that are too large to be held, "" while there are none
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
				n, _ := strconv.Atoi(string(data)) // of the page's script; without it nobody knows
				u.of.expect(n)
			case part.FormName() == "unread":
				u.unread, _ = strconv.Atoi(string(data)) // likewise
			case part.FormName() == "file" && (part.FileName() != "" || len(data) > 0):
				f, err := u.file(part, data)
				u.of.turn(f.Name)
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
func (s *Server) importOne(c echo.Context, form *views.PasteForm, from *assay.Import) (*bringing, views.ImportedFile, error) {
	ctx := c.Request().Context()
	data, hint := pasted(form, from != nil)
	in, err := s.Reader.Read(ctx, data, hint)
	in.Called, in.Via = form.Title, "paste"
	if from != nil && err == nil {
		typedIn(&in, from)
	}
	out := store.Imported{Found: &in}
	if err == nil {
		out, err = caseOf(c).ImportArticle(ctx, in)
	}
	out.Name, out.Err = hint.Name, err
	s.changed(c, out.Act)
	file, err := s.imported(ctx, out)
	if err != nil || file.Outcome == views.ImportRefused {
		return nil, file, err
	}
	_, b := s.begin(c, "", desktop.Import{}, false)
	b.came(s.Now(), &out, file)
	b.end("")
	b.cancel()
	s.imports.add(b)
	s.imports.read(b)
	return b, file, nil
}

// imported says in the report what became of a file. It returns the errors
// after which no other file has a chance.
func (s *Server) imported(ctx context.Context, out store.Imported) (views.ImportedFile, error) {
	file := views.ImportedFile{
		Name: extract.FileName(out.Name), Outcome: out.Outcome, Article: out.Article, Title: importedTitle(ctx, out.Found), Facts: foundFacts(ctx, out.Found),
	}
	file.Name = cmp.Or(addressIn(out.Name), file.Name) // all of it
	if out.Found != nil && out.Found.Via == "address" {
		file.Facts = append(file.Facts, saysWhere(ctx, out.Found, out.Name)...)
	}
	if out.Addressed {
		file.Facts = append(file.Facts, tr.Say(ctx, "its address is noted now"))
	}
	if out.Err == nil && out.Found != nil {
		file.TypeIn = len(assay.GapsOf(out.Found.Pages)) > 0
	}
	if out.Since > 0 {
		file.Since = tr.Moment(ctx, out.Since.Time().In(s.Now().Location()))
	}
	if out.Outcome == store.Removed {
		file.Reason = tr.Say(ctx, "It was taken out of the case after this import began, and stays out. Bring in the file by itself to have it back.")
	}
	if out.Err != nil {
		return file, s.refuseFile(ctx, &file, out.Err)
	}
	return file, nil
}

// addressIn returns the address that a page is called by, also in an archive of the web,
// "" for what has none.
func addressIn(name string) string {
	if i := strings.Index(name, "://"); i > 0 {
		return name[strings.LastIndexByte(name[:i], '/')+1:]
	}
	return ""
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
		s.Log.ErrorContext(ctx, "cannot import a file", "err", assay.Bare(err))
	default:
		e, ok := errors.AsType[*assay.Error](err)
		if ok && e.Err != nil {
			s.Log.WarnContext(ctx, "refused a file", "err", assay.Bare(e.Err))
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
		s.Log.ErrorContext(ctx, "an import broke off", "err", assay.Bare(err))
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
	facts = append(facts, views.GapFacts(ctx, in.Pages)...)
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
		return s.importPage(c, http.StatusUnprocessableEntity, func(p *views.ImportPage) { p.Paste = form })
	}
	b, file, err := s.importOne(c, &form, from)
	if err != nil {
		return err
	}
	if b == nil {
		form.Errors = map[string]string{"text": file.Reason}
		return s.importPage(c, http.StatusUnprocessableEntity, func(p *views.ImportPage) { p.Paste = form })
	}
	return s.see(c, s.caseRoot(c).Imported(b.id))
}

// pasted returns what was pasted as it came: the page, if it is one that nobody
// has written in since, else the text, as it is where it was typed.
func pasted(form *views.PasteForm, typed bool) ([]byte, extract.Hint) {
	hint := extract.Hint{URL: form.URL, Charset: "utf-8"}
	if typed || strings.TrimSpace(form.HTML) == "" {
		return []byte(form.Text), hint
	}
	hint.MediaType, hint.Extractor = "text/html", "html/full"
	return []byte(withoutLabel(form.HTML)), hint
}

// withoutLabel takes off what Windows puts in front of a page in its clipboard.
func withoutLabel(html string) string {
	if i := strings.IndexByte(html, '<'); i > 0 && clipboardLabel.MatchString(html[:i]) {
		return html[i:]
	}
	return html
}

var clipboardLabel = regexp.MustCompile(`^(?:(?:Version|(?:Start|End)(?:HTML|Fragment|Selection)|SourceURL):[^\n]*\n\s*)+$`)

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
	out, err := s.replaceText(c, id, &form)
	if errs, ok := fieldErrors(c, err); ok && form.From == "" {
		form.Errors = errs
		return s.refuseDetails(c, id, err, func(p *views.DetailsPage) {
			p.Reread = form
			choose(p.Charsets, form.Charset)
			choose(p.Extractors, form.Extractor)
		}, views.RereadPart)
	}
	if err != nil {
		return err
	}
	back := s.caseRoot(c).ArticleDetails(id)
	if form.From != "" && out.Unsure+out.Lost == 0 {
		back = s.caseRoot(c).How(id)
	}
	return s.done(c, out.Act, rereadSays(c, out), back)
}

func (s *Server) replaceText(c echo.Context, id assay.ArticleID, form *views.RereadForm) (out store.Replaced, err error) {
	ctx, open := c.Request().Context(), caseOf(c)
	capture, foundAt, original, err := open.OriginalOf(ctx, id)
	if err != nil {
		return out, err
	}
	if form.From == "" { // a form that does not say what is brought in
		d, err := open.Details(ctx, id)
		if err != nil {
			return out, err
		}
		r := &rereading{Server: s, ctx: ctx, capture: capture, foundAt: foundAt, bytes: original}
		if form.Choice, form.Dropped, err = r.choiceFor(&d.Text, form.Charset, form.Extractor); err != nil {
			return out, err
		}
		if len(form.Dropped) > 0 && form.Drop != form.Way() {
			return out, assay.Invalid("drop", "Read in this way, the text loses what was brought in. Nothing has been changed yet.")
		}
	}
	in, err := s.Reader.Read(ctx, original, rereadHint(&capture, foundAt, form.Charset, form.Extractor, form.Choice))
	if err != nil {
		return out, err
	}
	in.Over = form.Over
	out, err = open.ReplaceText(ctx, id, in)
	if e, ok := errors.AsType[*assay.Error](err); ok && e.Kind == assay.KindConflict && form.From != "" { // what they chose was of the other text
		return out, assay.Conflict("The text of this article has been replaced since you opened it. Reload the page.")
	}
	return out, err
}

// typeIn gives an article the text that an analyst has typed in from its original.
func (s *Server) typeIn(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	var form views.TypedForm
	if err := bind(c, &form); err != nil {
		return err
	}
	out, err := s.replaceTyped(c, id, form)
	if errs, ok := fieldErrors(c, err); ok {
		form.Errors = errs
		return s.refuseDetails(c, id, err, func(p *views.DetailsPage) { p.Typed = form }, views.TypeInPart)
	}
	if err != nil {
		return err
	}
	back := s.caseRoot(c).Article(id)
	if out.Unsure+out.Lost > 0 {
		back = s.caseRoot(c).ArticleDetails(id)
	}
	return s.done(c, out.Act, rereadSays(c, out), back)
}

func (s *Server) replaceTyped(c echo.Context, id assay.ArticleID, form views.TypedForm) (out store.Replaced, err error) {
	if strings.TrimSpace(form.Text) == "" {
		return out, assay.Invalid("text", "Type in what the original says first.")
	}
	ctx, open := c.Request().Context(), caseOf(c)
	capture, foundAt, original, err := open.OriginalOf(ctx, id)
	if err != nil {
		return out, err
	}
	in, err := s.Reader.Read(ctx, []byte(form.Text), extract.Hint{URL: foundAt, Charset: "utf-8", Extractor: "text"})
	if err != nil {
		return out, err
	}
	typedIn(&in, &assay.Import{Original: original, Name: capture.Name, MediaType: capture.MediaType})
	in.Over = form.Over
	return open.ReplaceText(ctx, id, in)
}

// typedIn says of a text that it was typed in from the original of another import,
// and not read from any bytes.
func typedIn(in, from *assay.Import) {
	in.Original, in.Name, in.MediaType = from.Original, from.Name, from.MediaType
	in.Extractor, in.Charset, in.CharsetSure = assay.Typed, "", true
}

// rereadHint says how an original is to be read again.
func rereadHint(capture *assay.Capture, foundAt, charset, extractor, choice string) extract.Hint {
	return extract.Hint{
		Name: capture.Name, MediaType: capture.MediaType, URL: foundAt, Charset: charset, Extractor: extractor, Part: capture.Part, Choice: choice,
	}
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

// downloadRefused sends what was refused of an import, and why, as CSV.
func (s *Server) downloadRefused(c echo.Context) error {
	b := s.imports.get(c.Param("case"), c.Param("import"))
	if b == nil {
		return assay.NotFound("page")
	}
	var table bytes.Buffer
	if err := exchange.WriteTable(&table, b.report().Table(c.Request().Context()), exchange.CSVOptions{BOM: true}); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", attachment("refused.csv"))
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", table.Bytes())
}
