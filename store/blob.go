package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"strconv"
	"sync"

	"github.com/klauspost/compress/zstd"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// MaxBlob is how large a text or an original may be, in bytes.
const MaxBlob = 200 << 20

var codec = sync.OnceValues(func() (*zstd.Encoder, *zstd.Decoder) {
	enc := must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)))
	dec := must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxBlob)))
	return enc, dec
})

// blob is bytes as the file keeps them.
type blob struct {
	hash oplog.Hash
	size int
	form string
	data []byte
}

const largeBlob = 64 << 10 // bytes

// packBlob prepares bytes for the file.
func packBlob(data []byte) (blob, error) {
	b := blob{hash: sha256.Sum256(data), size: len(data), form: "raw", data: data}
	if len(data) > MaxBlob {
		return b, assay.Invalid("file", "This is larger than Assay keeps (%d MB). Split it, or import the part that matters.", MaxBlob>>20)
	}
	enc, _ := codec()
	if packed := enc.EncodeAll(data, nil); len(packed) < len(data) {
		b.form, b.data = "zstd", packed
	}
	return b, nil
}

// keepBlob stores a blob once under its hash.
func (t *tx) keepBlob(ctx context.Context, b *blob) error {
	if len(b.data) > largeBlob { // of which there may be many articles, and handing it over takes time
		var there bool
		if err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)`, b.hash[:]).Scan(&there); err != nil || there {
			return err
		}
	}
	_, err := t.ExecContext(ctx, `INSERT INTO blob (hash, size, form, data) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`, b.hash[:], b.size, b.form, b.data)
	return err
}

// putBlob stores bytes once under their hash.
func (t *tx) putBlob(ctx context.Context, data []byte) (oplog.Hash, error) {
	b, err := packBlob(data)
	if err != nil {
		return b.hash, err
	}
	return b.hash, t.keepBlob(ctx, &b)
}

// blob returns the bytes of a hash, verified.
func (t *tx) blob(ctx context.Context, hash oplog.Hash) ([]byte, error) {
	var size int
	var form string
	var data []byte
	err := t.QueryRowContext(ctx, `SELECT size, form, data FROM blob WHERE hash = ?`, hash[:]).Scan(&size, &form, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, assay.NotFound("text or original")
	}
	if err != nil {
		return nil, err
	}
	return asPut(hash, size, form, data)
}

// asPut returns the bytes of a hash out of what its row has, verified.
func asPut(hash oplog.Hash, size int, form string, data []byte) (_ []byte, err error) {
	switch form {
	case "purged":
		return nil, &assay.Error{Kind: assay.KindNotFound, Message: assay.Say("The bytes were purged from this case on purpose. Only their hash is left.")}
	case "zstd":
		_, dec := codec()
		if data, err = dec.DecodeAll(data, make([]byte, 0, min(size, MaxBlob))); err != nil {
			return nil, notAsPut(err)
		}
	}
	if sha256.Sum256(data) != hash {
		return nil, notAsPut(nil)
	}
	return data, nil
}

// nearMost is up to which size many are read with one statement, in bytes.
const nearMost = 100_000

// blobs returns the bytes of at most aboutAtOnce hashes, verified, as far as they are there
// and not longer than nearMost.
func (t *tx) blobs(ctx context.Context, hashes []oplog.Hash) (map[oplog.Hash][]byte, error) {
	near := make(map[oplog.Hash][]byte, len(hashes))
	if len(hashes) == 0 {
		return near, nil
	}
	rows, err := t.QueryContext(ctx, `SELECT hash, size, form, data FROM blob WHERE size <= `+strconv.Itoa(nearMost)+` AND form <> 'purged' AND hash IN (`+marksOf(hashes)+`)`, padded(hashes, func(h oplog.Hash) any { return h[:] })...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var hash oplog.Hash
		var size int
		var form string
		var data sql.RawBytes
		if err := rows.Scan(into(&hash), &size, &form, &data); err != nil {
			return nil, err
		}
		put, err := asPut(hash, size, form, data)
		if err != nil {
			return nil, err
		}
		if form == "raw" { // which is the driver's
			put = bytes.Clone(put)
		}
		near[hash] = put
	}
	return near, rows.Err()
}

// notAsPut is for bytes that are damaged.
func notAsPut(err error) error {
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("What the file holds under this hash is not what was put in: the file is damaged. Run “assay check”."), Err: err}
}

// Original returns the bytes of a capture as they were imported.
func (s *Store) Original(ctx context.Context, id assay.CaptureID) (c assay.Capture, data []byte, err error) {
	err = s.view(ctx, func(t *tx) error {
		c, data, err = t.original(ctx, id)
		return err
	})
	return c, data, err
}

// OriginalOf returns the bytes that the text of an article was read from, and
// where they were found.
func (s *Store) OriginalOf(ctx context.Context, id assay.ArticleID) (c assay.Capture, foundAt string, data []byte, err error) {
	err = s.view(ctx, func(t *tx) error {
		var capture assay.CaptureID
		err := t.QueryRowContext(ctx, `SELECT x.capture, a.found_at FROM article a JOIN "text" x ON x.id = a."text" WHERE a.id = ? AND a.gone = 0`, id[:]).Scan(into(&capture), into(&foundAt))
		if errors.Is(err, sql.ErrNoRows) {
			return assay.NotFound("article")
		}
		if err != nil {
			return err
		}
		c, data, err = t.original(ctx, capture)
		return err
	})
	return c, foundAt, data, err
}

func (t *tx) original(ctx context.Context, id assay.CaptureID) (c assay.Capture, data []byte, err error) {
	captures, err := t.captures(ctx, `id = ?`, id[:])
	if err != nil {
		return c, nil, err
	}
	if len(captures) == 0 {
		return c, nil, assay.NotFound("original")
	}
	data, err = t.blob(ctx, captures[0].Original)
	return captures[0], data, err
}
