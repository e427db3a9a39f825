package extract

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"slices"
	"strings"

	"assay/internal/assay"
)

// Format is one kind of file, whether Assay reads it or not. Each is registered
// by a file of its own, or, if it is only recognised, in refused.go.
type Format struct {
	Name       string   // as in "html"; what [Hint].Extractor and [Sniff] speak of
	Label      string   // for people
	Extensions []string // lower case, with the dot, the usual one first
	MediaTypes []string // the usual one first
	Version    string   // of our rules, for a format that is read

	// Of is the name of the format that this is a special case of: a feed is XML,
	// a Word file is a ZIP archive. It is "" for those that are recognised by
	// their bytes, and "text" for those that are by the text in them.
	Of string
	// Is recognises the format among the files of the one that it is a case of.
	// No two cases of one format recognise the same file. It is nil for another
	// way to read the files of a format, which is never chosen by itself.
	Is func(*Sample) bool

	// One of these reads the files. Where none does, Refusal says why. Unpack may
	// stand beside another one: a message is an article, and has files in it.

	// Read reads the text of an article into d.
	Read func(text string, d Document, h Hint) (Document, error)
	// Parse reads the bytes of an article into d.
	Parse func(data []byte, d Document, h Hint) (Document, error)
	// Parts reads many articles that share their bytes, as items of a feed do,
	// into copies of d. One that cannot be read does not end the others.
	Parts func(data []byte, d Document, h Hint) iter.Seq2[Document, error]
	// Unpack opens a file of files. An error of one does not end the others; an
	// error without a name is of the whole file, and does.
	Unpack func(file io.ReaderAt, size int64) iter.Seq2[Member, error]
	// table opens a table that has an article in each row.
	table func(data []byte, text string) (*table, error)

	Refusal assay.Sentence
	Damaged assay.Sentence // says that a file is, and what to do; of a format that is a case of ZIP

	// Apart says that the files are read in a process of its own, because it
	// takes a large or intricate program to read them.
	Apart bool
}

// Articles reports whether a file of the format is read as articles, and not only
// opened for the files that are in it.
func (f *Format) Articles() bool {
	return f.Read != nil || f.Parse != nil || f.Parts != nil || f.table != nil
}

// Reads reports whether Assay reads files of the format.
func (f *Format) Reads() bool {
	return f.Articles() || f.Unpack != nil
}

func (f *Format) version() string { return f.Name + "/" + f.Version }

// Member is a file in another file.
type Member struct {
	Name string // with the folders that it is in, "/" between them; "" if it has none
	Data []byte
	Hint Hint // what the other file says of it; its Name is not asked for
}

// Wordless reports whether files of a media type hold no article: what pages and
// messages need to be shown, or what proves who sent them.
func Wordless(media string) bool {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	kind, _, _ := strings.Cut(media, "/")
	switch kind {
	case "image", "audio", "video", "font":
		return true
	}
	switch strings.TrimSpace(media) {
	case "text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/ecmascript", "application/wasm", "application/font-woff",
		"text/calendar", "text/vcard", "text/x-vcard", "text/x-amp-html", "text/rfc822-headers", "message/delivery-status", "message/disposition-notification",
		"application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature", "application/x-pkcs7-signature":
		return true
	}
	return false
}

// Sample is what a format is recognised by.
type Sample struct {
	Data  []byte // the file, or its first megabyte and, behind it, its last
	Text  string // of Data, "" unless it is text
	Start string // of Text, without space in front, up to 16 KB
	Hint  Hint   // what is claimed of it
}

// begins reports whether the file begins with one of some strings of bytes.
func (s *Sample) begins(with ...string) bool {
	return slices.ContainsFunc(with, func(prefix string) bool { return s.at(0, prefix) })
}

// at reports whether there is a string of bytes at an offset in the file.
func (s *Sample) at(offset int, part string) bool {
	return len(s.Data) >= offset && bytes.HasPrefix(s.Data[offset:], []byte(part))
}

// holds reports whether a string of bytes is anywhere in the file.
func (s *Sample) holds(part string) bool { return bytes.Contains(s.Data, []byte(part)) }

// called reports whether the file has a name with one of some extensions, or is
// said to be of one of some media types.
func (s *Sample) called(f *Format) bool {
	name, media, _ := strings.ToLower(s.Hint.Name), strings.ToLower(s.Hint.MediaType), ""
	return slices.ContainsFunc(f.Extensions, func(e string) bool { return strings.HasSuffix(name, e) }) ||
		slices.ContainsFunc(f.MediaTypes, func(m string) bool { return strings.HasPrefix(media, m) })
}

// looksOther reports whether a text looks like a format that is not known by its
// name alone.
func (s *Sample) looksOther(name string) bool {
	return slices.ContainsFunc(formats, func(f *Format) bool {
		return f.Of == root && f.Name != name && f.Is != nil && f.Is(s)
	})
}

// formats are those that are registered.
var formats []*Format

// register makes a format known.
func register(f Format) *Format {
	formats = append(formats, &f)
	return &f
}

// Extractors returns every format that is recognised, those that can be read
// first. "assay" and "assay-json" are whole cases and not articles.
func Extractors() []*Format {
	all := slices.Clone(formats)
	slices.SortFunc(all, func(a, b *Format) int {
		if a.Reads() != b.Reads() {
			if a.Reads() {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return all
}

// formatNamed finds a format by its name, with or without the version.
func formatNamed(name string) *Format {
	for _, f := range formats {
		if name == f.Name || f.Reads() && name == f.version() {
			return f
		}
	}
	return nil
}

// root is the format of all files in which nothing else is recognised.
const root = "text"

// recognise returns the format of a sample, and d with its text and character
// set, if it is text. It fails if the text cannot be read.
func recognise(s *Sample, d Document) (*Format, Document, error) {
	f := s.caseOf("")
	if f == nil {
		var err error
		if d, err = s.decode(d); err != nil {
			return nil, d, err
		}
		f = formatNamed(root)
	}
	for {
		special := s.caseOf(f.Name)
		if special == nil && f.Name == "zip" {
			special = s.remainsOf()
		}
		if special == nil {
			return f, d, nil
		}
		f = special
	}
}

// caseOf returns the special case of a format that a sample is, nil if it is
// none.
func (s *Sample) caseOf(name string) *Format {
	for _, f := range formats {
		if f.Of == name && f.Is != nil && f.Is(s) {
			return f
		}
	}
	return nil
}

// remainsOf returns the format of documents that a ZIP archive is called one of whose list
// of what is in it was lost: all of it can still be told by what it is called. It is nil if
// the archive is whole, or is called nothing else.
func (s *Sample) remainsOf() *Format {
	if _, _, ok := s.list(); ok {
		return nil
	}
	for _, f := range formats {
		if f.Of == "zip" && f.Damaged.String() != "" && s.called(f) {
			return f
		}
	}
	return nil
}

// decode reads a sample as text.
func (s *Sample) decode(d Document) (Document, error) {
	var err error
	if d.Charset, d.CharsetSure, s.Text, err = decode(s.Data, s.Hint); err != nil {
		return d, err
	}
	s.Start = strings.TrimSpace(s.Text[:min(len(s.Text), 16<<10)])
	return d, nil
}

// sniffed is as much of the beginning and of the end of a file as tells what it
// is, if it is too large to be read whole.
const sniffed = 1 << 20

// SniffFile returns the format of a file, by what is in it. What a file is
// called matters only for text that looks like nothing else.
func SniffFile(file io.ReaderAt, size int64, h Hint) (*Format, error) {
	data := make([]byte, min(size, 2*sniffed))
	if _, err := file.ReadAt(data[:min(size, sniffed)], 0); err != nil && err != io.EOF {
		return nil, err
	}
	if size > sniffed {
		tail := data[sniffed:]
		if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
			return nil, err
		}
	}
	return sniff(&Sample{Data: data, Hint: h}), nil
}

// Sniff returns the name of the format of data, by what is in it and never by
// what it is called. What cannot be read at all is "text", too.
func Sniff(data []byte) string { return sniff(&Sample{Data: data}).Name }

func sniff(s *Sample) *Format {
	f, _, err := recognise(s, Document{})
	if err != nil {
		return formatNamed(root)
	}
	return f
}

// hasPrefixFold is strings.HasPrefix without regard to the case of ASCII
// letters; prefix is lower case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.ToLower(s[:len(prefix)]) == prefix
}

// Unpack opens a file of files, as its format does. A library that panics on it
// is an error of the file.
func Unpack(name string, file io.ReaderAt, size int64) iter.Seq2[Member, error] {
	f := formatNamed(name)
	return guarded(f.Name, f.Unpack(file, size))
}
