package extract

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "pdf", Label: "PDF", Version: "1", Extensions: []string{".pdf"}, MediaTypes: []string{"application/pdf"},
	Is: func(s *Sample) bool { // some PDF files have a few bytes of rubbish in front
		start := s.Data[:min(len(s.Data), 4096)]
		return strings.Contains(string(start[:min(len(start), 1024)]), "%PDF-") && (s.begins("%PDF-") || binary(string(start)))
	},
	Apart: true, Parse: readPdf,
})

// More pages, or characters on all of them, than these are in no article. The
// memory is that of the program that reads PDF, in pages of 64 KB.
const (
	maxPdfPages  = 5_000
	maxGlyphs    = 4_000_000
	maxPageChars = 200_000
	maxPdfMemory = 320 << 20 >> 16
)

// readPdf reads the text of a PDF in the order in which people read it.
func readPdf(data []byte, d Document, h Hint) (Document, error) {
	doc, err := openPdf(data)
	if err != nil {
		return d, err
	}
	defer doc.close()
	var c pdfText
	if err := doc.pages(&c); err != nil {
		return d, err
	}
	d.URL = h.URL
	c.compose(&d)
	title := titleOf(doc.meta("Title"))
	if len(strings.Fields(title)) < 2 && !wide(title) {
		title = ""
	}
	if gap := c.textless(); gap != "" {
		d.unreadable(gap, data)
		d.Title = cmp.Or(title, FileName(h.Name))
		return d, nil
	}
	d.headed(title, authorOf(doc.meta("Author")))
	return d, nil
}

// unreadable says in the place of a text that there is none yet: somebody has to
// type it in, or a program for that to read it. It is another text for other
// bytes, so that no two scans are taken for one article.
func (d *Document) unreadable(gap string, data []byte) {
	says := "the pages of this PDF are pictures"
	if gap == assay.GapLetters {
		says, d.Blocks = "this PDF does not say which letters its shapes stand for", nil
	}
	d.Blocks = append([]Block{{Kind: KindBody, Text: fmt.Sprintf("[No text yet: %s. SHA-256 %.16x…]", says, sha256.Sum256(data))}}, d.Blocks...)
	d.unread, d.Pages = true, slices.Clone(d.Pages)
	for i := range d.Pages {
		p := &d.Pages[i]
		if p.Block++; i == 0 || gap == assay.GapLetters {
			p.Block, p.At = 0, 0
		}
	}
}

// pdfCache is the folder that the program which reads PDF is kept in once it is
// compiled.
var pdfCache atomic.Value

// CacheIn names a folder in which formats may keep what takes them long to make,
// and takes effect on those that have not been read yet. Nothing of a file is
// kept there.
func CacheIn(folder string) { pdfCache.Store(folder) }

// Pulse is called again and again while a file is read that takes long, unless it
// is nil. It is set before any file is read.
var Pulse func()

func pulse() {
	if Pulse != nil {
		Pulse()
	}
}

// pdfReaders starts the program that reads PDF, which takes seconds where it has
// not been compiled yet. It can open no file and sees no clock.
var pdfReaders = sync.OnceValues(func() (pdfium.Pool, error) {
	if folder, _ := pdfCache.Load().(string); folder != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(folder); err == nil {
			if readers, err := startPdf(cache); err == nil {
				return readers, nil
			}
		}
	}
	return startPdf(nil) // it takes longer, but a folder that is full or damaged must not keep us from it
})

func startPdf(cache wazero.CompilationCache) (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxPdfMemory).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	return webassembly.Init(webassembly.Config{
		Context: context.Background(), MaxTotal: 4, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(),
		Stdout: io.Discard, Stderr: io.Discard, RandomSource: zeros{},
	})
}

// zeros is all the chance there is: the same bytes give the same text.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// pdf is an open PDF.
type pdf struct {
	pdfium.Pdfium
	ref    references.FPDF_DOCUMENT
	glyphs int
}

func openPdf(data []byte) (*pdf, error) {
	readers, err := pdfReaders()
	if err != nil {
		return nil, fmt.Errorf("start the program that reads PDF: %w", err)
	}
	reader, err := readers.GetInstance(time.Minute)
	if err != nil {
		return nil, fmt.Errorf("start the program that reads PDF: %w", err)
	}
	p := &pdf{Pdfium: reader}
	opened, err := p.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword):
		p.close()
		return nil, locked()
	case err != nil:
		p.close()
		return nil, damaged(err)
	}
	p.ref = opened.Document
	return p, nil
}

// close lets go of all that the document has taken, with the memory of the
// program that read it.
func (p *pdf) close() { _ = p.Close() }

// meta returns what the document says of itself for programs.
func (p *pdf) meta(tag string) string {
	found, err := p.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: p.ref, Tag: tag})
	if err != nil || len(found.Value) > 1000 {
		return ""
	}
	return found.Value
}

// pages reads all pages. One that cannot be read has a gap, unless that is all.
func (p *pdf) pages(c *pdfText) error {
	count, err := p.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: p.ref})
	switch {
	case err != nil:
		return damaged(err)
	case count.PageCount > maxPdfPages:
		return tooManyPages()
	}
	var failed error
	read := 0
	for i := range count.PageCount {
		s, err := p.page(i)
		switch {
		case p.glyphs > maxGlyphs:
			return tooManyPages()
		case err != nil:
			failed, s.gap = err, assay.GapDamaged
		default:
			read++
		}
		c.take(&s)
		pulse()
	}
	if read == 0 {
		return damaged(cmp.Or(failed, errors.New("no pages")))
	}
	return nil
}

func tooManyPages() error {
	return assay.Invalid("file", "This PDF has far more pages than an article. Save the pages that matter as a PDF of their own.")
}

// page reads a page.
func (p *pdf) page(index int) (s pdfPage, err error) {
	s.label = strconv.Itoa(index + 1)
	if l, err := p.FPDF_GetPageLabel(&requests.FPDF_GetPageLabel{Document: p.ref, Page: index}); err == nil {
		s.label = cmp.Or(labelled(l.Label), s.label)
	}
	loaded, err := p.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.ref, Index: index})
	if err != nil {
		return s, err
	}
	page := requests.Page{ByReference: &loaded.Page}
	defer p.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) //nolint:errcheck // the document is let go of
	text, err := p.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return s, err
	}
	defer p.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) //nolint:errcheck // likewise
	visible := everywhere
	if box, err := p.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page}); err == nil {
		visible = area{float64(box.Rect.Left), float64(box.Rect.Bottom), float64(box.Rect.Right), float64(box.Rect.Top)}
	}
	count, err := p.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return s, err
	}
	r := pdfChars{pdf: p, page: text.TextPage, visible: visible}
	p.glyphs += count.Count
	if p.glyphs > maxGlyphs {
		return s, nil
	}
	for i := range min(count.Count, maxPageChars) {
		if err := r.read(i, &s); err != nil {
			return s, err
		}
	}
	if count.Count > maxPageChars {
		s.gap = assay.GapCut
	}
	p.things(page, &s, visible)
	return s, nil
}

// The kinds of things on a page that matter here.
const (
	textThing  = 1
	imageThing = 3
	formThing  = 5 // has others in it
)

// things says of a page where its pictures are, how many things are on it that
// are no text, and how much of it pictures cover. Pages that have more things than
// this on them are drawings.
func (p *pdf) things(page requests.Page, s *pdfPage, visible area) {
	const most = 4000
	count, err := p.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil || count.Count > most {
		s.drawn = most
		return
	}
	covered := 0.0
	for i := range count.Count {
		object, err := p.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			break
		}
		kind, err := p.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil || kind.Type == textThing {
			continue
		}
		s.drawn++
		within := kind.Type == formThing && p.pictured(object.PageObject, 0)
		if kind.Type != imageThing && !within {
			continue
		}
		b, err := p.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		box := area{float64(b.Left), float64(b.Bottom), float64(b.Right), float64(b.Top)}
		if covered += box.within(visible).size(); !within {
			s.pictures = append(s.pictures, box)
		}
	}
	if size := visible.size(); size > 0 {
		s.covered = covered / size
	}
}

// pictured reports whether there is a picture among the things in a thing.
func (p *pdf) pictured(form references.FPDF_PAGEOBJECT, depth int) bool {
	const deepest, most = 4, 100
	count, err := p.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: form})
	if err != nil || depth > deepest {
		return false
	}
	for i := range min(count.Count, most) {
		object, err := p.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: form, Index: uint64(i)})
		if err != nil {
			return false
		}
		kind, err := p.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err == nil && (kind.Type == imageThing || kind.Type == formThing && p.pictured(object.PageObject, depth+1)) {
			return true
		}
	}
	return false
}

// labelled returns what is printed as the number of a page, as far as it can be.
func labelled(s string) string {
	const longest = 20
	if s = clean(s); len([]rune(s)) > longest {
		return ""
	}
	return s
}

// pdfChars reads the characters of a page one after another.
type pdfChars struct {
	*pdf
	page    references.FPDF_TEXTPAGE
	visible area
	last    glyph // that was read
	box     area  // of last, as it is on the page
	gap     bool  // there was a space since
	strange bool  // last is in a font that does not say what its letters are
}

// What the program that reads PDF puts in place of characters.
const (
	brokenHyphen = 0x02
	notUnicode   = 0xfffe
)

// read adds a character to a page. What the program has added itself is left
// out: lines, words and the direction of writing are found anew.
func (r *pdfChars) read(index int, s *pdfPage) error {
	found, err := r.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: r.page, Index: index})
	if err != nil {
		return err
	}
	c := rune(found.Unicode)
	switch {
	case c == '\r' || c == '\n':
		r.gap = true
		return nil
	case c == brokenHyphen:
		c = '-'
	case c == 0 || c == notUnicode || c > 0x10ffff:
		c = utf8.RuneError
	case c == 0xf0b7 || c == 0xf0a7 || c == 0xf06c: // in fonts of symbols
		c = '•'
	case private(c):
		c = utf8.RuneError
	case unicode.IsControl(c) || c == '\ufeff' || c == '\u200b' || unicode.Is(unicode.Bidi_Control, c):
		return nil
	case c == '\u2028' || c == '\u2029':
		r.gap = true
		return nil
	}
	loose, err := r.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: r.page, Index: index})
	if err != nil {
		r.gap = true
		return nil //nolint:nilerr // it is nowhere on the page
	}
	box := area{float64(loose.Rect.Left), float64(loose.Rect.Bottom), float64(loose.Rect.Right), float64(loose.Rect.Top)}
	if c == ' ' && (box.x1 <= box.x0 || box.y1 <= box.y0) {
		r.gap = true
		return nil
	}
	if !box.sound() || !r.visible.holds(box) {
		r.gap = true
		return nil
	}
	g := glyph{text: string(c), gap: r.gap, order: index}
	if err := r.measure(index, box, &g); err != nil {
		return err
	}
	if r.strange && c != ' ' || c == utf8.RuneError {
		g.text = string(utf8.RuneError)
		s.strange++
	}
	r.gap = c == ' '
	r.last, r.box = g, box
	if !s.joins(g) {
		s.glyphs = append(s.glyphs, g)
	}
	return nil
}

// measure says of a character where it stands, how large it is and how it is
// turned. What stands beside another of the same height is set as that is, unless
// a word begins.
func (r *pdfChars) measure(index int, box area, g *glyph) error {
	at, err := r.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: r.page, Index: index})
	if err != nil {
		return err
	}
	g.area, g.y, g.from = box, at.Y, point{at.X, at.Y}
	if before := box.x0 - at.X; before > 0 && before < 0.3*(box.y1-box.y0) {
		g.x0 = at.X // the white before the shape is its own
	}
	if r.last.size > 0 && !g.gap && r.last.turn == upright && box.y0 == r.box.y0 && box.y1 == r.box.y1 && at.Y == r.last.y {
		g.size, g.bold = r.last.size, r.last.bold
		return nil
	}
	g.size = box.y1 - box.y0
	size, err := r.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: r.page, Index: index})
	if err != nil {
		return err
	}
	if m, err := r.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: r.page, Index: index}); err == nil {
		a, b, c, d := float64(m.Matrix.A), float64(m.Matrix.B), float64(m.Matrix.C), float64(m.Matrix.D)
		if height := size.FontSize * math.Hypot(c, d); height > 0 && height < 10_000 {
			g.size = height
		}
		g.turn = turned(a, b)
	}
	if g.bold = r.last.bold; g.gap || r.last.size == 0 { // within a word it is the same
		g.bold = r.bold(index)
		odd, err := r.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: r.page, Index: index})
		r.strange = err == nil && odd.HasUnicodeMapError
	}
	g.stand()
	return nil
}

// bold reports whether a character is in a font that is called bold. How heavy
// fonts say that they are means nothing.
func (r *pdfChars) bold(index int) bool {
	info, err := r.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: r.page, Index: index})
	return err == nil && boldName().MatchString(info.FontName)
}

var boldName = pattern(`(?i)bold|black|heavy|semibd|[-,]b\b`)

// turned returns how text is turned whose lines go on by (a, b).
func turned(a, b float64) turn {
	switch {
	case math.Abs(a) >= math.Abs(b) && a >= 0:
		return upright
	case math.Abs(a) >= math.Abs(b):
		return upsideDown
	case b > 0:
		return upwards
	}
	return downwards
}
