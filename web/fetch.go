package web

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/extract"
	"assay/internal/fetch"
	"assay/internal/intake"
	"assay/internal/tr"
	"assay/views"
)

// maxFetched is how many pages are asked for at a time.
const maxFetched = 50

// leastText is how much text a page of the web has, in characters. A shorter one
// asks for consent or money, or is filled in by a script.
const leastText = 250

// importFetched shows which sites would be asked for pages, and asks them once the
// analyst has seen that.
func (s *Server) importFetched(c echo.Context) error {
	var form views.FetchForm
	if err := bind(c, &form); err != nil {
		return err
	}
	if caseOf(c).ReadOnly() {
		return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("This case was opened to be read only. Close it and open it again to bring in articles.")}
	}
	if s.Config.Setting(desktop.Fetch) != "ask" {
		form.Never = true
		return s.importPage(c, http.StatusForbidden, func(p *views.ImportPage) { p.Fetch = form })
	}
	var pages []string
	pages, form.Asks, form.Errors = asks(c, form.Lines())
	if len(form.Errors) > 0 {
		form.Asks = nil
		return s.importPage(c, http.StatusUnprocessableEntity, func(p *views.ImportPage) { p.Fetch = form })
	}
	if !form.Sure {
		return s.importPage(c, http.StatusOK, func(p *views.ImportPage) { p.Fetch = form })
	}
	return s.bringPages(c, pages, form.Asks[0].Host)
}

// asks returns the pages that some lines are the addresses of, and the sites that
// would be asked for them.
func asks(c echo.Context, lines []string) (pages []string, sites []views.FetchAsk, errs map[string]string) {
	seen, site := map[string]bool{}, map[string]int{}
	var wrong []string
	for _, line := range lines {
		page, host, err := fetch.Check(line)
		if err != nil {
			if _, says := explain(c.Request().Context(), err); !slices.Contains(wrong, says) {
				wrong = append(wrong, says)
			}
			continue
		}
		if seen[page] {
			continue
		}
		seen[page] = true
		pages = append(pages, page)
		i, ok := site[host]
		if !ok {
			i = len(sites)
			site[host] = i
			sites = append(sites, views.FetchAsk{Host: host})
		}
		sites[i].Pages = append(sites[i].Pages, page)
	}
	switch {
	case len(wrong) > 0:
		errs = map[string]string{"addresses": inOneBreath(wrong...)}
	case len(pages) == 0:
		errs = map[string]string{"addresses": tell(c, "Write the address of a page first, as in https://herald.example/fire.")}
	case len(pages) > maxFetched:
		errs = map[string]string{"addresses": tell(c, "These are more than %d addresses. Sites take so many questions for an attack: ask for fewer at a time.", maxFetched)}
	}
	return pages, sites, errs
}

// bringPages asks for pages and brings them in, in the background.
func (s *Server) bringPages(c echo.Context, pages []string, host string) error {
	label := host
	if len(pages) > 1 {
		label = tellCount(c, len(pages), "%s page from the web", "%s pages from the web")
	}
	ctx, b := s.begin(c, label, desktop.Import{}, true)
	b.expect(len(pages))
	s.imports.add(b)
	go func() {
		// It is told in the report, and in the log where that is due.
		_ = s.bring(ctx, b, s.fetched(ctx, b, pages))
	}()
	return s.see(c, s.caseRoot(c).Imported(b.id))
}

// fetched asks for pages one after the other, each when it is its turn.
func (s *Server) fetched(ctx context.Context, b *bringing, pages []string) iter.Seq2[intake.File, error] {
	return func(yield func(intake.File, error) bool) {
		for _, address := range pages {
			b.turn(address)
			if !yield(FetchedFile(ctx, s.Fetcher, address, s.Now())) {
				return
			}
		}
	}
}

// FetchedFile asks for a page, and returns it as a file to be brought in. Why it
// cannot be had is told when the file is opened; an error is one after which no
// other page has a chance.
func FetchedFile(ctx context.Context, f *fetch.Fetcher, address string, now time.Time) (intake.File, error) {
	page, err := f.Page(ctx, address)
	if ctx.Err() != nil {
		return intake.File{}, ctx.Err()
	}
	file := intake.File{
		Name: address, Via: "address", Size: int64(len(page.Data)), Taken: now.UTC().Format(time.RFC3339), Check: enough(address),
		Hint: extract.Hint{URL: page.URL, MediaType: page.MediaType}, Open: intake.Bytes(page.Data),
	}
	if err != nil {
		file.Open = func() (intake.Content, error) { return nil, err }
	}
	return file, nil
}

// enough says of a page without an article that it has none.
func enough(address string) func(assay.Import) error {
	return func(in assay.Import) error {
		if utf8.RuneCountInString(strings.TrimSpace(in.Text)) >= leastText {
			return nil
		}
		return assay.Invalid("address", "What came from %s has hardly any text: it may ask for consent or money first, or be filled in by a script. Open it in your browser, and paste it or save it and bring in the file.", assay.Domain(address))
	}
}

// saysWhere says at which address a page was, if that is another than was asked
// for, and which it says it has, if that is another again.
func saysWhere(ctx context.Context, in *assay.Import, asked string) (facts []string) {
	if in.FoundAt != "" && in.FoundAt != asked {
		facts = append(facts, tr.Say(ctx, "it was at %s", in.FoundAt))
	}
	if own := assay.PlainAddress(in.URL); own != "" && own != assay.PlainAddress(in.FoundAt) {
		facts = append(facts, tr.Say(ctx, "it says that its address is %s", in.URL))
	}
	return facts
}
