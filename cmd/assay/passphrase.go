package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"assay/internal/assay"
	"assay/internal/intake"
	"assay/internal/sealed"
	"assay/store"
)

// maxPassphrase is how long a passphrase may be, in bytes.
const maxPassphrase = 1 << 10

// passphraseFrom reads the passphrase in a file, or asks for it. It is never an argument
// or in the environment, where other programs would see it.
func (t *terminal) passphraseFrom(file, question string) (string, error) {
	if file == "" {
		return t.askPassphrase(question)
	}
	f, err := os.Open(file)
	if err != nil {
		return "", assay.Invalid("passphrase", "The file with the passphrase cannot be read: %s.", file)
	}
	defer f.Close() //nolint:errcheck // only read
	return firstLine(f)
}

// askPassphrase asks for a passphrase, which is not shown where that can be done.
func (t *terminal) askPassphrase(question string) (string, error) {
	fmt.Fprint(t.err, question+" ")
	if f, ok := t.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		line, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(t.err)
		return string(line), err
	}
	return firstLine(t.in)
}

func firstLine(r io.Reader) (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < maxPassphrase; { // and no more than the line: there may be another
		switch _, err := io.ReadFull(r, one); {
		case errors.Is(err, io.EOF), err == nil && one[0] == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		case err != nil:
			return "", err
		}
		line = append(line, one[0])
	}
	return "", assay.Invalid("passphrase", "This is too long for a passphrase.")
}

// sentCase opens a case that somebody has sent, which may be under a passphrase.
func (t *terminal) sentCase(reader *intake.Reader, path, passphraseFile string) (store.Copy, error) {
	if !sealed.Is(path) {
		return reader.OpenCase(t.ctx, path)
	}
	passphrase, err := t.passphraseFrom(passphraseFile, fmt.Sprintf("The passphrase of %s:", filepath.Base(path)))
	if err != nil {
		return nil, err
	}
	return reader.OpenSealed(t.ctx, path, passphrase)
}

// unseal makes a case at to, where there must be nothing, out of one under a passphrase.
func (t *terminal) unseal(path, to, passphraseFile string) error {
	config, err := t.config()
	if err != nil {
		return err
	}
	reader := &intake.Reader{}
	defer reader.Close()
	from, err := t.sentCase(reader, path, passphraseFile)
	if err != nil {
		return err
	}
	_, err = store.Receive(t.ctx, from, to, store.Options{Now: t.now})
	if err := errors.Join(err, from.Close()); err != nil {
		return err
	}
	return config.Own(to, false) // it was made here
}
