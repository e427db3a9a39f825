package extract

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "zip", Label: mark("ZIP archive"), Version: "1", Extensions: []string{".zip"}, MediaTypes: []string{"application/zip"},
	Is: beginning("PK\x03\x04", "PK\x05\x06"), Apart: true, Unpack: unzip,
})

// unzip opens a ZIP archive. What it says of sizes is not believed.
func unzip(file io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		archive, err := zip.NewReader(file, size)
		if err != nil {
			yield(Member{}, brokenArchive(err))
			return
		}
		for _, f := range archive.File {
			if f.FileInfo().IsDir() {
				continue
			}
			m := Member{Name: memberName(f.Name, f.NonUTF8)}
			if m.Data, err = unzipOne(f); err != nil {
				m.Data = nil
			}
			if !yield(m, err) {
				return
			}
		}
	}
}

func unzipOne(f *zip.File) ([]byte, error) {
	const encrypted = 1
	if f.Flags&encrypted != 0 {
		return nil, assay.Unsupported("This file is protected with a password. Unpack the archive and import what is in it.")
	}
	r, err := f.Open()
	if err != nil {
		return nil, brokenArchive(err)
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch err := cmp.Or(err, r.Close()); {
	case len(data) <= MaxBytes && err != nil:
		return nil, brokenArchive(fmt.Errorf("%s: %w", f.Name, err))
	case len(data) > MaxBytes:
		return nil, tooLarge()
	}
	return data, nil
}

// brokenArchive says that an archive is damaged, unless err says what else it is.
func brokenArchive(err error) error {
	if known, ok := errors.AsType[*assay.Error](err); ok {
		return known
	}
	return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This archive is damaged. Get it once more from where it came from, or unpack it and import what can be saved."), Err: err}
}

// memberName returns a name of an archive as it is shown: it opens nothing. One
// that is not in UTF-8 is in the character set of the PC that it was packed on,
// of which nobody knows.
func memberName(name string, old bool) string {
	if old {
		if decoded, _, ok := decodeAs([]byte(name), "ibm866"); ok && strings.ContainsFunc(decoded, func(r rune) bool { return r >= 0x410 && r <= 0x44f }) {
			name = decoded
		}
	}
	return strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), "\ufffd")
}
