package extract

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/url"
	"path"
	"strings"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "wacz", Label: mark("Web archive (WACZ)"), Version: "1", Extensions: []string{".wacz"}, MediaTypes: []string{"application/wacz"},
	Of: "zip", Is: func(s *Sample) bool { return s.holds("datapackage.json") && s.holds("archive/") && s.holds(".warc") },
	Apart: true, Unpack: unpackCollection,
})

// unpackCollection gives out the pages of a collection of web archives: those that
// it lists, if it does.
func unpackCollection(file io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		archive, err := zip.NewReader(file, size)
		if err != nil {
			yield(Member{}, brokenArchive(err))
			return
		}
		left := newGrowth(size)
		list, err := pagesOf(archive, left)
		if err != nil {
			yield(Member{}, err)
			return
		}
		found := false
		for _, f := range archive.File {
			if !strings.HasPrefix(f.Name, "archive/") || f.FileInfo().IsDir() {
				continue
			}
			for m, err := range capturesIn(f, left, list) {
				found = found || err == nil
				if !yield(m, err) || m.Name == "" {
					return
				}
			}
		}
		if list != nil && !found {
			yield(Member{}, assay.Invalid("file", "None of the pages that this archive lists can be read from it. Replay them, and save each as HTML."))
		}
	}
}

// capturesIn gives out the pages in one of the archives of a collection.
func capturesIn(f *zip.File, left *growth, list pages) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		content, err := f.Open()
		if err != nil {
			yield(Member{}, brokenArchive(err))
			return
		}
		defer content.Close() //nolint:errcheck // nothing was written
		r := bufio.NewReaderSize(left.of(content), streamBuffer)
		if start, _ := r.Peek(len(gzipStart)); string(start) == gzipStart { // an empty one is no archive
			packedCaptures(r, left, list)(yield)
			return
		}
		captures(r, list)(yield)
	}
}

// pagesOf returns the pages that a collection lists, nil if it has no list. A list
// has a line for each, and one at the top that says what it is.
func pagesOf(archive *zip.Reader, left *growth) (pages, error) {
	list := pages{}
	for _, f := range archive.File {
		if dir, name := path.Split(f.Name); dir != "pages/" || path.Ext(name) != ".jsonl" {
			continue
		}
		content, err := f.Open()
		if err != nil {
			return nil, brokenArchive(err)
		}
		lines := json.NewDecoder(left.of(content))
		for {
			var line struct {
				URL string `json:"url"`
			}
			if err = lines.Decode(&line); err != nil {
				break
			}
			if u, err := url.Parse(line.URL); err == nil && line.URL != "" {
				list[pageAddress(u)] = true
			}
		}
		_ = content.Close() // nothing was written
		if !errors.Is(err, io.EOF) {
			return nil, brokenArchive(err)
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, nil
}
