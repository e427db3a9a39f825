package extract

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/klauspost/compress/gzip"
	"github.com/ulikunitz/xz"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "compressed", Label: mark("Compressed file"), Version: "1",
	Extensions: []string{".gz", ".tgz", ".bz2", ".xz", ".zst"}, MediaTypes: []string{"application/gzip", "application/x-bzip2", "application/x-xz", "application/zstd"},
	Is: beginning(gzipStart, "BZh", xzStart, zstdStart), Apart: true, Unpack: decompress,
})

var _ = register(Format{
	Name: "tar", Label: mark("TAR archive"), Version: "1", Extensions: []string{".tar"}, MediaTypes: []string{"application/x-tar"},
	Is: func(s *Sample) bool { return tarred(s.Data) }, Apart: true, Unpack: func(file io.ReaderAt, size int64) iter.Seq2[Member, error] {
		return untar(io.NewSectionReader(file, 0, size))
	},
})

const (
	gzipStart = "\x1f\x8b\x08"
	xzStart   = "\xfd7zXZ\x00"
	zstdStart = "\x28\xb5\x2f\xfd"
)

// decompress opens a compressed file. What can be large and is read from one end
// to the other is opened at once; anything else is a single file without a name.
func decompress(file io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		left := newGrowth(size)
		open := func() *bufio.Reader { return bufio.NewReaderSize(io.NewSectionReader(file, 0, size), streamBuffer) }
		packed := open()
		unpacked, err := decompressor(packed)
		if err != nil {
			yield(Member{}, brokenArchive(err))
			return
		}
		r := bufio.NewReaderSize(left.of(unpacked), streamBuffer)
		start, err := r.Peek(4096)
		s := &Sample{Data: start}
		switch {
		case s.begins(warcStarts...): // each record of which may be packed by itself, and broken
			if _, inMembers := unpacked.(*gzip.Reader); inMembers {
				packedCaptures(open(), newGrowth(size), nil)(yield)
				return
			}
			captures(r, nil)(yield)
		case err != nil && !errors.Is(err, io.EOF):
			yield(Member{}, brokenArchive(err))
		case tarred(start):
			untar(r)(yield)
		case mailbag(string(start)):
			messages(r)(yield)
		default:
			data, err := atMost(r)
			if err != nil {
				err = brokenArchive(err)
			}
			yield(Member{Data: data}, err)
		}
	}
}

// decompressor returns a reader of what is compressed in r.
func decompressor(r *bufio.Reader) (io.Reader, error) {
	start, _ := r.Peek(len(xzStart)) // there may be less
	switch {
	case bytes.HasPrefix(start, []byte(gzipStart)):
		return gzip.NewReader(r)
	case bytes.HasPrefix(start, []byte("BZh")):
		return bzip2.NewReader(r), nil
	case bytes.HasPrefix(start, []byte(zstdStart)):
		return unzstd(r)
	}
	return xz.NewReader(r)
}

// growth is how much may yet come out of a file that is compressed: more than this
// is made to do harm. What is passed over counts, too.
type growth struct{ bytes int64 }

func newGrowth(size int64) *growth {
	const free, times = 256 << 20, 200
	return &growth{free + times*size}
}

// of returns a reader of r that ends when too much has come out.
func (g *growth) of(r io.Reader) io.Reader { return grown{r, g} }

type grown struct {
	io.Reader
	left *growth
}

func (r grown) Read(p []byte) (int, error) {
	if r.left.bytes < 0 {
		return 0, assay.Invalid("file", "This file unpacks to far more than it should. Unpack it and import the files that matter.")
	}
	n, err := r.Reader.Read(p)
	r.left.bytes -= int64(n)
	return n, err
}

// tarred reports whether data begins as a TAR archive does.
func tarred(data []byte) bool {
	const at = 257
	return len(data) > at+5 && string(data[at:at+5]) == "ustar"
}

// untar opens a TAR archive.
func untar(r io.Reader) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		archive := tar.NewReader(r)
		for n := 1; ; n++ {
			header, err := archive.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Member{}, brokenArchive(err))
				return
			}
			if header.Typeflag != tar.TypeReg {
				continue
			}
			m := Member{Name: memberName(header.Name, false)}
			if m.Name == "" {
				m.Name = fmt.Sprint(n)
			}
			if m.Data, err = atMost(archive); err != nil {
				m.Data, err = nil, brokenArchive(err)
			}
			if !yield(m, err) {
				return
			}
		}
	}
}
