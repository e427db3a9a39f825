package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/exchange"
	"assay/views"
)

func (s *Server) exportRoutes(c *echo.Group) {
	c.GET("/export", s.showExport)
	c.GET("/export/folder", s.browseForCopy)
	c.GET("/export/copy", func(c echo.Context) error { return s.see(c, s.caseRoot(c).Export()) }) // reloaded after a refusal
	c.POST("/export/copy", s.saveCopy)
	c.GET("/export/quotes.csv", s.downloadQuotes)
	c.GET("/export/notes.csv", s.downloadNotes)
	c.GET("/export/notes.md", s.downloadNotesText)
	c.GET("/export/codebook.csv", s.downloadCodebook)
	c.GET("/export/codebook.qdc", s.downloadQDC)
	c.GET("/export/case.json", s.downloadJSON)
}

// exportPage returns the ways out, with a proposal for a copy.
func (s *Server) exportPage(c echo.Context) (p views.ExportPage, err error) {
	p.Root = s.caseRoot(c)
	if p.Frame, err = s.frame(c, "export", tell(c, "Take it away")); err != nil {
		return p, err
	}
	path := caseOf(c).Path()
	p.Copy = views.CopyForm{Folder: filepath.Dir(path), Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) + " " + s.Now().Format("2006-01-02")}
	return p, nil
}

func (s *Server) showExport(c echo.Context) error {
	p, err := s.exportPage(c)
	if err != nil {
		return err
	}
	for name, field := range map[string]*string{"folder": &p.Copy.Folder, "name": &p.Copy.Name, "copied": &p.Copied} {
		if v := c.QueryParam(name); v != "" {
			*field = v
		}
	}
	return render(c, http.StatusOK, views.Export(p))
}

func (s *Server) browseForCopy(c echo.Context) error {
	name, root := c.QueryParam("name"), s.caseRoot(c)
	f, err := s.frame(c, "export", views.ForCopy.Title(c.Request().Context()))
	if err != nil {
		return err
	}
	f.Scope = "rows"
	p := views.ChooserPage{
		Frame: f, Purpose: views.ForCopy, Back: root.Export(),
		At: func(folder string) string { return root.CopyFolder(folder, name) },
	}
	return s.choose(c, p, func(folder string) string { return root.ExportTo(folder, name) })
}

func (s *Server) saveCopy(c echo.Context) error {
	var form views.CopyForm
	if err := bind(c, &form); err != nil {
		return err
	}
	path, err := desktop.NewCase(form.Folder, form.Name)
	if err == nil {
		err = caseOf(c).SaveCopy(c.Request().Context(), path)
	}
	if err == nil {
		return s.see(c, s.caseRoot(c).Copied(path))
	}
	fields, ok := fieldErrors(c, err)
	if !ok {
		return err
	}
	if message := fields["path"]; message != "" { // the store knows one path, the form has two parts of it
		fields["folder"] = message
	}
	p, err := s.exportPage(c)
	if err != nil {
		return err
	}
	form.Errors = fields
	p.Copy = form
	return render(c, http.StatusUnprocessableEntity, views.Export(p))
}

func (s *Server) downloadQuotes(c echo.Context) error {
	o := exchange.CSVOptions{BOM: c.QueryParam("excel") == "true"}
	return s.download(c, ".csv", "text/csv; charset=utf-8", func(w io.Writer, snapshot assay.Snapshot) error {
		return exchange.WriteQuotes(w, snapshot, o)
	})
}

func noteOptions(c echo.Context) exchange.NoteOptions {
	return exchange.NoteOptions{Private: c.QueryParam("private") == "true", BOM: c.QueryParam("excel") == "true"}
}

func (s *Server) downloadNotes(c echo.Context) error {
	return s.download(c, " notes.csv", "text/csv; charset=utf-8", func(w io.Writer, snapshot assay.Snapshot) error {
		return exchange.WriteNotes(w, snapshot, noteOptions(c))
	})
}

func (s *Server) downloadNotesText(c echo.Context) error {
	return s.download(c, " notes.md", "text/markdown; charset=utf-8", func(w io.Writer, snapshot assay.Snapshot) error {
		return exchange.WriteNotesText(w, snapshot, noteOptions(c))
	})
}

func (s *Server) downloadCodebook(c echo.Context) error {
	o := exchange.CSVOptions{BOM: c.QueryParam("excel") == "true"}
	return s.download(c, " codebook.csv", "text/csv; charset=utf-8", func(w io.Writer, snapshot assay.Snapshot) error {
		return exchange.WriteCodebook(w, snapshot, o)
	})
}

func (s *Server) downloadQDC(c echo.Context) error {
	return s.download(c, ".qdc", "application/xml; charset=utf-8", exchange.WriteQDC)
}

func (s *Server) downloadJSON(c echo.Context) error {
	o := exchange.JSONOptions{NoOriginals: c.QueryParam("no_originals") == "true", NoHistory: c.QueryParam("no_history") == "true"}
	return s.download(c, ".json", "application/json", func(w io.Writer, snapshot assay.Snapshot) error {
		return exchange.WriteJSON(w, snapshot, o)
	})
}

// download sends what is made of the whole case as it is now.
func (s *Server) download(c echo.Context, ext, mediaType string, write func(io.Writer, assay.Snapshot) error) error {
	open := caseOf(c)
	snapshot, err := open.Snapshot(c.Request().Context())
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(open.Path()), filepath.Ext(open.Path())) + ext
	return s.send(c, name, mediaType, func(w io.Writer) error { return write(w, snapshot) })
}

// send writes an export to a file that only the analyst can read, and then
// sends that: a browser that takes its time holds up nobody, and an export that
// fails is an error and not half a file.
func (s *Server) send(c echo.Context, name, mediaType string, write func(io.Writer) error) (err error) {
	spool, remove, err := s.spool()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	job := s.Begin(c.Request().Context(), c.Param("case"), tell(c, "Exporting"))
	defer job.End(errPanicked)
	err = write(spool)
	job.End(err)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", attachment(name))
	c.Response().Header().Set("Content-Type", mediaType)
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, spool)
	return nil
}

// spool makes a file that nobody else can read, and returns what removes it.
func (s *Server) spool() (file *os.File, remove func() error, err error) {
	file, err = os.CreateTemp(s.Config.Dir(), "export-*")
	if err != nil {
		return nil, nil, err
	}
	kept := os.Remove(file.Name()) // at once where that can be done, so that nothing stays behind whatever happens
	return file, func() error {
		err := file.Close()
		if kept != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
		return err
	}, nil
}
