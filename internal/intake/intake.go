package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/store"
)

// File is a file that is to be brought in.
type File struct {
	Name   string // for whoever is told, and the name that is kept, without its folder
	Via    string // one of assay.Ways
	Within string // the archives that it was in, as assay.Capture has it
	Size   int64  // bytes
	Taken  string // EDTF: when the bytes were taken from the web, "" if they were not or say so themselves
	Hint   extract.Hint
	Check  func(assay.Import) error // says why an article of the file is none after all; nil if there is nothing to be said
	Open   func() (Content, error)

	nth int // of the files that came, for what is in it, too
}

// Content is what is in a file.
type Content interface {
	io.ReaderAt
	io.Closer
}

// Bytes returns content that is in memory.
func Bytes(data []byte) func() (Content, error) {
	return func() (Content, error) { return inMemory{bytes.NewReader(data)}, nil }
}

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// What is in an archive is less than these. An archive that unpacks to far more
// than itself is made to do harm; text is packed to a tenth of it at best.
const (
	maxDepth   = 4       // archives in archives
	maxMembers = 200_000 // of an archive, with those in it
	maxGrowth  = 200     // times the size of the archive
	freeGrowth = 256 << 20
)

// Articles offers a store what is in files, as they come: the files themselves,
// or those that are in them if they are archives. An error of a file is told when
// it is read, and does not end the others.
func (r *Reader) Articles(ctx context.Context, files iter.Seq2[File, error]) iter.Seq2[store.Incoming, error] {
	return func(yield func(store.Incoming, error) bool) {
		n := -1
		for f, err := range files {
			if err != nil {
				yield(store.Incoming{}, err)
				return
			}
			n++
			f.nth = n
			if !r.offer(ctx, f, &budget{}, yield) {
				return
			}
		}
	}
}

// budget is what an archive and those in it may still take.
type budget struct {
	depth, members int
	bytes          int64
}

// offer offers what is in a file, and reports whether more is wanted.
func (r *Reader) offer(ctx context.Context, f File, left *budget, yield func(store.Incoming, error) bool) bool {
	format, err := f.sniff()
	if err != nil {
		return yield(refusal(f, err), nil)
	}
	if f.Via == "address" && format.Unpack != nil {
		return yield(refusal(f, assay.Invalid("file", "What is at this address is an archive of pages or files. Save it with your browser and bring in the file: what is in it was not taken from where it says.")), nil)
	}
	if whole := f.Hint.Extractor != "" || format.Unpack == nil; whole || format.Articles() {
		if !yield(r.incoming(ctx, f, format), nil) {
			return false
		}
		if whole {
			return true
		}
	}
	if left.depth == 0 {
		*left = budget{members: maxMembers, bytes: freeGrowth + maxGrowth*f.Size}
	}
	left.depth++
	defer func() { left.depth-- }()
	for m, err := range r.unpack(ctx, f, format) {
		switch {
		case left.depth > maxDepth:
			return yield(refusal(f, assay.Invalid("file", "This archive is in an archive that is in another, and so on. Unpack it and import the files that are in it.")), nil)
		case err == nil:
			left.members--
			left.bytes -= int64(len(m.Data))
		case m.Name == "":
			return yield(refusal(f, err), nil)
		}
		if left.members < 0 || left.bytes < 0 {
			return yield(refusal(f, assay.Invalid("file", "This archive unpacks to far more than it should. What came before is in the case; unpack it and import the files that matter.")), nil)
		}
		if m.Name == "" { // it is compressed, and nothing else
			m.Name = cmp.Or(strings.TrimSuffix(f.Name, path.Ext(f.Name)), f.Name)
		}
		if err == nil && passedOver(m) {
			continue
		}
		inner := f.member(m)
		if err != nil {
			if !yield(refusal(inner, err), nil) {
				return false
			}
			continue
		}
		if !r.offer(ctx, inner, left, yield) {
			return false
		}
	}
	return true
}

// incoming offers a file that is no archive. Its bytes tell which article it is,
// if it is one and nothing else says how they are to be read.
func (r *Reader) incoming(ctx context.Context, f File, format *extract.Format) store.Incoming {
	var data []byte
	all := func() (_ []byte, err error) {
		if data == nil {
			data, err = f.all()
		}
		return data, err
	}
	in := store.Incoming{
		Name: f.path(), File: f.nth, Size: int(min(f.Size, extract.MaxBytes)),
		Read: func() iter.Seq2[assay.Import, error] { return r.read(ctx, f, format, all) },
	}
	if (format.Read != nil || format.Parse != nil) && f.Hint.URL == "" && f.Hint.Charset == "" && f.Hint.Extractor == "" {
		in.Bytes = all
	}
	return in
}

// path returns the name of a file, with the archives that it is in.
func (f *File) path() string {
	if f.Within == "" {
		return f.Name
	}
	return f.Within + "/" + f.Name
}

// member returns a member of an archive as a file.
func (f *File) member(m extract.Member) File {
	within := extract.FileName(f.Name)
	if f.Within != "" {
		within = f.Within + "/" + within
	}
	m.Hint.Name, m.Hint.Charset = m.Name, cmp.Or(m.Hint.Charset, f.Hint.Charset)
	return File{
		Name: m.Name, Via: f.Via, Within: within, Size: int64(len(m.Data)), Hint: m.Hint, Open: Bytes(m.Data), nth: f.nth,
	}
}

// passedOver reports whether a member of an archive holds no article: what
// systems put beside files, and what a page or a message needs to be shown.
func passedOver(m extract.Member) bool {
	if extract.Wordless(m.Hint.MediaType) {
		return true
	}
	name := path.Base(m.Name)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(m.Name, "__MACOSX/") || name == "Thumbs.db" || name == "desktop.ini" {
		return true
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico":
		return true
	}
	switch extract.Sniff(m.Data[:min(len(m.Data), 64)]) {
	case "image", "media", "drawing":
		return true
	}
	return false
}

func refusal(f File, err error) store.Incoming {
	return store.Incoming{Name: f.path(), File: f.nth, Read: func() iter.Seq2[assay.Import, error] {
		return func(yield func(assay.Import, error) bool) { yield(f.complete(assay.Import{}), err) }
	}}
}

// sniff returns the format of the file.
func (f *File) sniff() (*extract.Format, error) {
	content, err := f.Open()
	if err != nil {
		return nil, unreadable(err)
	}
	hint := f.Hint
	hint.Name = cmp.Or(hint.Name, f.Name)
	format, err := extract.SniffFile(content, f.Size, hint)
	if err := cmp.Or(err, content.Close()); err != nil {
		return nil, unreadable(err)
	}
	return format, nil
}

// read reads the articles in a file.
func (r *Reader) read(ctx context.Context, f File, format *extract.Format, all func() ([]byte, error)) iter.Seq2[assay.Import, error] {
	return func(yield func(assay.Import, error) bool) {
		data, err := all()
		if err != nil {
			yield(f.complete(assay.Import{}), err)
			return
		}
		for in, err := range r.imports(ctx, format, data, f.Hint) {
			if err == nil && f.Check != nil {
				err = f.Check(in)
			}
			if extract.NeedsColumns(err) || format.Name == projectFormat {
				in.Original = data // to be asked about
			}
			if !yield(f.complete(in), err) {
				return
			}
		}
	}
}

// Read reads the one article in data, or the one that the hint asks for, as
// [extract.Import] does.
func (r *Reader) Read(ctx context.Context, data []byte, h extract.Hint) (in assay.Import, err error) {
	format, err := extract.SniffFile(bytes.NewReader(data), int64(len(data)), h)
	if err != nil {
		return in, err
	}
	if !apart(format, data) {
		return extract.Import(data, h)
	}
	return r.readOne(ctx, data, h)
}

// Explain tells how the one article in data is read, or the one that the hint asks
// for, as [extract.Explain] does. It is always told by a process of its own: it looks
// at all that a page says, and somebody waits for it.
func (r *Reader) Explain(ctx context.Context, data []byte, h extract.Hint) (extract.Reading, error) {
	for a, err := range r.ask(ctx, question{Explain: true, Hint: h, Size: int64(len(data))}, data) {
		return a.Reading, err
	}
	return extract.Reading{}, errors.New("a reader has answered with nothing")
}

// A file of a simple format is read apart, too, if it is larger than this or has more
// tags: only a process can be stopped.
const (
	simpleBytes = 1 << 20
	simpleTags  = 20_000
)

// apart reports whether a file is read in a process of its own.
func apart(format *extract.Format, data []byte) bool {
	return format.Apart || len(data) > simpleBytes || bytes.Count(data, []byte("<")) > simpleTags
}

// all returns the bytes of a file, and one more if they are too many.
func (f *File) all() ([]byte, error) {
	content, err := f.Open()
	if err != nil {
		return nil, unreadable(err)
	}
	data := make([]byte, min(f.Size, extract.MaxBytes+1))
	n, err := content.ReadAt(data, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err := cmp.Or(err, content.Close()); err != nil {
		return nil, unreadable(err)
	}
	return data[:n], nil
}

// complete says of an article where it comes from. What was asked for by its
// address was found there and then, whatever it says itself.
func (f *File) complete(in assay.Import) assay.Import {
	in.Name, in.Via, in.Within, in.Taken = extract.FileName(f.Name), cmp.Or(f.Via, "file"), f.Within, cmp.Or(in.Taken, f.Taken)
	if f.Via == "address" {
		in.FoundAt, in.Taken = f.Hint.URL, f.Taken
	}
	return in
}

func unreadable(err error) error {
	if _, ok := errors.AsType[*assay.Error](err); ok {
		return err
	}
	return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("The file cannot be read. See whether it is still there, and whether you may open it."), Err: assay.Bare(err)}
}
