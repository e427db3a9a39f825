// Package sealed puts a file under a passphrase, in the format of age
// (age-encryption.org/v1), which other programs can open too.
package sealed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"filippo.io/age"

	"assay/internal/assay"
)

// Ext is what the name of a sealed file ends in.
const Ext = ".age"

// header is what every sealed file begins with.
const header = "age-encryption.org/v1\n"

// maxWork is how much work, as a power of two, a file may ask for before it is known to
// be one of ours. Sealing asks for 18, about a second.
const maxWork = 20

// Is reports whether the file at path is sealed.
func Is(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read
	head := make([]byte, len(header))
	_, err = io.ReadFull(f, head)
	return err == nil && bytes.Equal(head, []byte(header))
}

// CheckPassphrase fails with KindInvalid if a passphrase is too short to keep anybody out.
func CheckPassphrase(passphrase string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(passphrase)); n < assay.MinPassphrase {
		return assay.Invalid("passphrase", "Take at least %d characters: four or five words that have nothing to do with each other are good. Tell them to whoever gets the file, and not in the same message.", assay.MinPassphrase)
	}
	return nil
}

// Seal writes what it reads, so that only who knows the passphrase can read it.
func Seal(to io.Writer, from io.Reader, passphrase string) error {
	if err := CheckPassphrase(passphrase); err != nil {
		return err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	w, err := age.Encrypt(to, recipient)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	if _, err := io.Copy(w, from); err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	return w.Close()
}

// Open writes what a sealed file has in it. It fails with KindInvalid if the passphrase
// is wrong, and with KindUnsupported if the file is not sealed by a passphrase or not as
// it was sealed; what it has written then is good for nothing.
func Open(to io.Writer, from io.Reader, passphrase string) error {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return assay.Invalid("passphrase", "Type the passphrase.")
	}
	identity.SetMaxWorkFactor(maxWork)
	failing := &reader{from: from}
	r, err := age.Decrypt(failing, identity)
	switch {
	case failing.err != nil:
		return failing.err
	case err != nil && errors.Is(err, age.ErrIncorrectIdentity):
		return assay.Invalid("passphrase", "This is not its passphrase, or the file is not one that was put under a passphrase alone.")
	case err != nil:
		return damaged(err)
	}
	w := &writer{to: to}
	_, err = io.Copy(w, r)
	switch {
	case failing.err != nil:
		return failing.err
	case w.err != nil:
		return w.err
	case err != nil:
		return damaged(err)
	}
	return nil
}

func damaged(err error) error {
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("This file is not as it was put under its passphrase: it is damaged, not whole, or none of Assay's. Ask for it again."), Err: err}
}

// reader and writer remember what went wrong on their side.
type reader struct {
	from io.Reader
	err  error
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

type writer struct {
	to  io.Writer
	err error
}

func (w *writer) Write(p []byte) (n int, err error) {
	n, w.err = w.to.Write(p)
	return n, w.err
}

// Plain is the name of what is in a file of some name: without what says that it is sealed.
func Plain(name string) string {
	if ext := filepath.Ext(name); strings.EqualFold(ext, Ext) {
		name = strings.TrimSuffix(name, ext)
	}
	if !strings.EqualFold(filepath.Ext(name), ".assay") {
		name += ".assay"
	}
	return name
}
