package extract

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"net/http/httputil"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "warc", Label: mark("Web archive (WARC)"), Version: "1", Extensions: []string{".warc"}, MediaTypes: []string{"application/warc"},
	Is: beginning(warcStarts...), Apart: true, Unpack: func(file io.ReaderAt, size int64) iter.Seq2[Member, error] {
		return captures(bufio.NewReaderSize(io.NewSectionReader(file, 0, size), streamBuffer), nil)
	},
})

var warcStarts = []string{"WARC/1.", "WARC/0."}

const (
	streamBuffer    = 64 << 10
	maxRecordHeader = 256 << 10 // bytes, of a record or of an answer of a server in it
)

// pages are the addresses that an archive says are pages. nil is no list: any
// address may be one.
type pages map[string]bool

func (p pages) has(u *url.URL) bool { return p == nil || p[pageAddress(u)] }

// pageAddress is an address without the part of the page, for which no server is
// asked.
func pageAddress(u *url.URL) string {
	page := *u
	page.Fragment, page.RawFragment = "", ""
	return page.String()
}

// captures gives out the pages, PDF files and plain texts in a web archive. They
// are called by their addresses; what was taken several times is given out as
// often. What is damaged is told when the rest has been given out.
func captures(r *bufio.Reader, list pages) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		var damage error
		for {
			skipped, err := nextRecord(r)
			if skipped && damage == nil {
				damage = brokenArchive(errors.New("there is something between two records"))
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					damage = brokenArchive(err)
				}
				break
			}
			m, err := capture(r, list)
			switch {
			case m.Name != "":
				if !yield(m, err) {
					return
				}
			case err != nil && damage == nil:
				damage = brokenArchive(err)
			}
		}
		if damage != nil {
			yield(Member{}, damage)
		}
	}
}

// packedCaptures is [captures] for an archive of which each record, or the whole,
// is packed with gzip. One that is damaged does not end the others.
func packedCaptures(r *bufio.Reader, left *growth, list pages) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		var damage error
		packed, inner := new(gzip.Reader), bufio.NewReaderSize(nil, streamBuffer)
		for {
			skipped, ok := nextPacked(r)
			if skipped {
				damage = brokenArchive(errors.New("there is something between two records"))
			}
			if !ok {
				break
			}
			if err := packed.Reset(r); err != nil {
				damage = brokenArchive(err)
				continue
			}
			packed.Multistream(false)
			inner.Reset(left.of(packed))
			for m, err := range captures(inner, list) {
				if m.Name == "" {
					damage = err
				} else if !yield(m, err) {
					return
				}
			}
			if left.bytes < 0 {
				break
			}
		}
		if damage != nil {
			yield(Member{}, damage)
		}
	}
}

// nextPacked goes to the next beginning of a packed record, if there is one, and
// reports whether there was anything in front of it.
func nextPacked(r *bufio.Reader) (skipped, ok bool) {
	for {
		start, _ := r.Peek(len(gzipStart)) // there may be less
		switch {
		case string(start) == gzipStart:
			return skipped, true
		case len(start) == 0:
			return skipped, false
		}
		skipped = true
		if _, err := r.Discard(1); err != nil {
			return skipped, false
		}
	}
}

// nextRecord goes behind the first line of a record, and reports whether there was
// anything but empty lines in front of it.
func nextRecord(r *bufio.Reader) (skipped bool, err error) {
	for begins := true; ; {
		line, err := r.ReadSlice('\n')
		if begins && slices.ContainsFunc(warcStarts, func(start string) bool { return bytes.HasPrefix(line, []byte(start)) }) {
			return skipped, nil
		}
		skipped = skipped || len(bytes.TrimRight(line, "\r\n")) > 0
		if begins = !errors.Is(err, bufio.ErrBufferFull); begins && err != nil {
			return skipped, err
		}
	}
}

// capture reads a record behind its first line. Without a name it is none that can
// be an article, and an error is of the archive.
func capture(r *bufio.Reader, list pages) (Member, error) {
	header, err := readFields(r)
	if err != nil {
		return Member{}, err
	}
	size, err := strconv.ParseInt(header["content-length"], 10, 64)
	if err != nil || size < 0 {
		return Member{}, errors.New("a record has no size")
	}
	content := &io.LimitedReader{R: r, N: size}
	m, err := header.capture(bufio.NewReader(content), list)
	if _, err := io.Copy(io.Discard, content); err != nil {
		return m, damagedCapture(err)
	}
	end, _ := r.Peek(1) // it may be the last
	if cut := content.N > 0 || len(end) > 0 && end[0] != '\r' && end[0] != '\n'; cut && err == nil {
		m.Data = nil
		return m, damagedCapture(errors.New("the size of the record is wrong"))
	}
	return m, err
}

func damagedCapture(err error) error {
	return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This copy is damaged or cut short in the archive. Get the page from where it came from, or import another copy of it."), Err: err}
}

// fields are those of a header, by their names in lower case. Where one is there
// twice, the first counts.
type fields map[string]string

// readFields reads a header up to the empty line that ends it. Lines that are no
// fields are left out.
func readFields(r *bufio.Reader) (fields, error) {
	all, last := fields{}, ""
	for left := maxRecordHeader; ; {
		line, err := readLine(r, &left)
		if err != nil {
			return nil, err
		}
		name, value, ok := strings.Cut(line, ":")
		_, known := all[strings.ToLower(name)]
		switch {
		case line == "":
			return all, nil
		case strings.Trim(line[:1], " \t") == "":
			if last != "" {
				all[last] += " " + strings.TrimSpace(line)
			}
		case ok && !known:
			last = strings.ToLower(name)
			all[last] = strings.TrimSpace(value)
		default:
			last = ""
		}
	}
}

// readLine reads a line of no more bytes than are left, without its end.
func readLine(r *bufio.Reader, left *int) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if *left -= len(part); *left < 0 {
			return "", errors.New("a header is too long")
		}
		line = append(line, part...)
		if err == nil {
			return strings.TrimRight(string(line), "\r\n"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
	}
}

// capture returns what is in a record with this header. It has a name if it can be
// an article.
func (f fields) capture(block *bufio.Reader, list pages) (Member, error) {
	address := strings.Trim(f["warc-target-uri"], "<>")
	u, err := url.Parse(address)
	if err != nil || !slices.Contains([]string{"http", "https", "ftp", "file"}, u.Scheme) || forRobots(u) || !list.has(u) {
		return Member{}, nil //nolint:nilerr // what is at no address is no article
	}
	m := Member{Name: address, Hint: Hint{URL: address, MediaType: f["content-type"], Taken: parseDate(f["warc-date"])}}
	answered := strings.HasPrefix(strings.ToLower(m.Hint.MediaType), "application/http")
	switch kind := strings.ToLower(f["warc-type"]); {
	case kind == "resource" && pageType(m.Hint.MediaType):
		m.Data, err = atMost(block)
	case kind == "response" && answered, kind == "revisit" && answered:
		return m.answered(u, block, list, kind == "revisit")
	default:
		return Member{}, nil
	}
	return m, err
}

// answered returns a member with what a server has answered at an address.
func (m Member) answered(u *url.URL, block *bufio.Reader, list pages, again bool) (Member, error) {
	left := maxRecordHeader
	first, err := readLine(block, &left)
	var answer fields
	if err == nil {
		answer, err = readFields(block)
	}
	if err != nil {
		return Member{}, nil //nolint:nilerr // it is no answer in HTTP
	}
	status := strings.Fields(first + " - -")[1]
	if to, err := u.Parse(answer["location"]); list != nil && status[0] == '3' && err == nil {
		list[pageAddress(to)] = true // what the reader of the page was shown
	}
	m.Hint.MediaType = answer["content-type"]
	if status != "200" || m.Hint.MediaType != "" && !pageType(m.Hint.MediaType) || m.Hint.MediaType == "" && again {
		return Member{}, nil
	}
	if again {
		return m, assay.Unsupported("The archive only notes that this page was the same as at an earlier visit. Import the archive that has it from then.")
	}
	if m.Data, err = answer.content(block); err != nil {
		return m, err
	}
	if name := Sniff(m.Data[:min(len(m.Data), sniffed)]); m.Hint.MediaType == "" && name != "html" && name != "pdf" {
		return Member{}, nil
	}
	return m, nil
}

// pageType reports whether web archives are searched for what is of a media type.
func pageType(media string) bool {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	return slices.Contains([]string{"text/html", "application/xhtml+xml", "application/pdf", "text/plain"}, strings.TrimSpace(media))
}

// forRobots reports whether an address is of those that programs ask a site for,
// and no reader.
func forRobots(u *url.URL) bool {
	return slices.Contains([]string{"robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt"}, path.Base(u.Path))
}

// content returns the bytes of a page from what a server has sent with this
// header. Some programs keep them unpacked, with the header as it was.
func (f fields) content(r io.Reader) ([]byte, error) {
	data, err := atMost(r)
	if err != nil {
		return nil, err
	}
	if strings.Contains(strings.ToLower(f["transfer-encoding"]), "chunked") {
		whole, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(data)))
		switch {
		case err == nil:
			data = whole
		case len(whole) > 0:
			return nil, damagedCapture(err)
		}
	}
	for _, coding := range slices.Backward(strings.Split(strings.ToLower(f["content-encoding"]), ",")) {
		if data, err = decoded(strings.TrimSpace(coding), data); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// decoded undoes a content coding of HTTP.
func decoded(coding string, data []byte) ([]byte, error) {
	var r io.Reader
	err := error(nil)
	switch in := bytes.NewReader(data); coding {
	case "", "identity", "none":
		return data, nil
	case "gzip", "x-gzip":
		r, err = gzip.NewReader(in)
	case "deflate": // with a header, by the standard
		if r, err = zlib.NewReader(in); err != nil {
			r, err = flate.NewReader(bytes.NewReader(data)), nil
		}
	case "br":
		r = brotli.NewReader(in)
	case "zstd":
		r, err = unzstd(in)
	default:
		return nil, assay.Unsupported("This page was sent in a form that Assay does not know (%s). Replay the archive, and save the page as HTML.", coding)
	}
	var out []byte
	if err == nil {
		out, err = atMost(r)
	}
	if err == nil || assay.KindOf(err) == assay.KindInvalid {
		return out, err
	}
	if name := Sniff(data[:min(len(data), sniffed)]); name == "html" || name == "pdf" {
		return data, nil
	}
	return nil, damagedCapture(err)
}

// unzstd reads what is packed with zstd, in this goroutine and in little memory.
func unzstd(r io.Reader) (io.Reader, error) {
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxWindow), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
}

const maxWindow = 128 << 20

// atMost reads as much as a file may have.
func atMost(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if len(data) > MaxBytes {
		return nil, tooLarge()
	}
	return data, err
}
