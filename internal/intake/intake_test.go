package intake

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/store"
)

// The ways in which a process of a test misbehaves, by testEnv.
const testEnv = "ASSAY_READER_TEST"

func TestMain(m *testing.M) {
	switch os.Getenv(testEnv) {
	case "slow":
		time.Sleep(time.Minute)
	case "dies":
		os.Exit(2)
	case "babbles":
		fmt.Print(strings.Repeat("no answer", 1000))
		time.Sleep(time.Minute)
	case "hungry":
		go watch()
		var all [][]byte
		for len(all) < 3*maxMemory>>20 {
			all = append(all, bytes.Repeat([]byte("x"), 1<<20))
			time.Sleep(100 * time.Microsecond)
		}
		fmt.Print(len(all))
	}
	Serve()
	os.Exit(m.Run())
}

// zipped makes an archive of names and contents.
func zipped(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// told returns, of each article in files, the archives that it was in, its name,
// and how its text begins or why it was refused.
func told(t *testing.T, r *Reader, files ...File) (all []string) {
	t.Helper()
	given := func(yield func(File, error) bool) {
		for _, f := range files {
			if !yield(f, nil) {
				return
			}
		}
	}
	offered := slices.Collect(first(r.Articles(t.Context(), given)))
	for _, in := range offered {
		for a, err := range in.Read() {
			line := fmt.Sprintf("%s|%s|%.30s", a.Within, a.Name, a.Text)
			if err != nil {
				line = fmt.Sprintf("%s|%s|%s", a.Within, a.Name, assay.KindOf(err))
			} else if len(a.Original) == 0 || a.Via != "file" {
				t.Errorf("%s has %d bytes and came by %q", line, len(a.Original), a.Via)
			}
			all = append(all, line)
		}
	}
	return all
}

func first(all iter.Seq2[store.Incoming, error]) iter.Seq[store.Incoming] {
	return func(yield func(store.Incoming) bool) {
		for in, err := range all {
			if err != nil || !yield(in) {
				return
			}
		}
	}
}

func file(name string, data []byte) File {
	return File{Name: name, Size: int64(len(data)), Hint: extract.Hint{Name: name}, Open: Bytes(data)}
}

// TestArchive opens archives, and those in them, and passes over what is no
// article.
func TestArchive(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	inner := zipped(t, "b/two.html", "<html><body><p>The ferry was late again, said the harbour master.</p></body></html>", "empty.txt", " ")
	outer := zipped(t, "one.txt", "Twelve lorries burned.", "__MACOSX/._one.txt", "x", "a/style.css", "p {}", "a/photo.png", "\x89PNG\r\n\x1a\n...", "a/inner.zip", string(inner), "film.mp3", "ID3\x03")
	got := told(t, r, file("plain.txt", []byte("The quay was closed.")), file("case.zip", outer), file("broken.zip", outer[:len(outer)/2]))
	want := []string{
		"|plain.txt|The quay was closed.", "case.zip|one.txt|Twelve lorries burned.",
		"case.zip/inner.zip|two.html|The ferry was late again, said", "case.zip/inner.zip|empty.txt|invalid", "|broken.zip|invalid",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOnDisk opens an archive that is a file of this folder.
func TestOnDisk(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	t.Chdir(t.TempDir())
	data := zipped(t, "a.txt", "Here.")
	if err := os.WriteFile("a.zip", data, 0o600); err != nil {
		t.Fatal(err)
	}
	f := File{Name: "a.zip", Via: "file", Size: int64(len(data)), Open: func() (Content, error) { return os.Open("a.zip") }}
	if got := told(t, r, f); !slices.Equal(got, []string{"a.zip|a.txt|Here."}) {
		t.Errorf("%q", got)
	}
}

// TestBomb: what unpacks to far more than itself, or has itself in it, ends.
func TestBomb(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	nested := zipped(t, "a.txt", "Here.")
	for range 6 {
		nested = zipped(t, "deeper.zip", string(nested))
	}
	if got := told(t, r, file("nested.zip", nested)); len(got) != 1 || !strings.HasSuffix(got[0], "|deeper.zip|invalid") {
		t.Errorf("%q", got)
	}
	zeros := strings.Repeat("\x00", 40<<20)
	files := []string{}
	for i := range 12 {
		files = append(files, fmt.Sprint(i, ".txt"), zeros)
	}
	bomb := zipped(t, files...)
	if got := told(t, r, file("bomb.zip", bomb)); len(got) > 10 || got[len(got)-1] != "|bomb.zip|invalid" {
		t.Errorf("%q", got)
	}
}

// TestProcess: a process that misbehaves is an error of the file that it read, and
// the next file gets another.
func TestProcess(t *testing.T) {
	data := zipped(t, "a.txt", "Here.")
	for _, test := range []struct{ as, says string }{
		{"slow", "too long"}, {"dies", "make sense"}, {"babbles", "make sense"}, {"hungry", "too much memory"},
	} {
		t.Run(test.as, func(t *testing.T) {
			r := &Reader{wait: 2 * time.Second, env: []string{testEnv + "=" + test.as}}
			if test.as == "hungry" {
				r.wait = time.Minute
			}
			defer r.Close()
			n := 0
			for in, err := range r.Articles(t.Context(), func(yield func(File, error) bool) { yield(file("a.zip", data), nil) }) {
				if err != nil {
					t.Fatal(err)
				}
				for _, err := range in.Read() {
					if n++; assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), test.says) {
						t.Errorf("%v", err)
					}
				}
			}
			if n != 1 {
				t.Errorf("told %d times", n)
			}
			r.env = nil
			if got := told(t, r, file("a.zip", data)); !slices.Equal(got, []string{"a.zip|a.txt|Here."}) {
				t.Errorf("then %q", got)
			}
		})
	}
}

// TestStopped: who stops an import stops the processes that read for it.
func TestStopped(t *testing.T) {
	r := &Reader{env: []string{testEnv + "=slow"}}
	defer r.Close()
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	began := time.Now()
	data := zipped(t, "a.txt", "Here.")
	for in := range first(r.Articles(ctx, func(yield func(File, error) bool) { yield(file("a.zip", data), nil) })) {
		for _, err := range in.Read() {
			if err != ctx.Err() { //nolint:errorlint // the very one
				t.Error(err)
			}
		}
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestExplain: how an article is read is told alike by a process of its own.
func TestExplain(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	data := []byte("<html lang=en><title>Ferry late</title><body><nav>Home of the quay</nav><article><h1>Ferry late</h1><p>The ferry was late again, said the harbour master, and nobody knows why it was so late.</p></article></body></html>")
	want, err := extract.Explain(data, extract.Hint{})
	if err != nil || len(want.Original) != 3 || len(want.Found) == 0 {
		t.Fatalf("%+v, %v", want, err)
	}
	got, err := r.Explain(t.Context(), data, extract.Hint{})
	if err != nil || got.Text != want.Text || !slices.Equal(got.Found, want.Found) || !slices.Equal(got.Original, want.Original) {
		t.Errorf("a process told %+v, want %+v: %v", got, want, err)
	}
	if _, err := r.Explain(t.Context(), data, extract.Hint{Choice: "99"}); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("a choice of what is not there: %v", err)
	}
}

// TestSlowPage: a page that takes too long to be explained, or to be read, is told
// to, and ends.
func TestSlowPage(t *testing.T) {
	r := &Reader{wait: 300 * time.Millisecond, env: []string{testEnv + "=slow"}}
	defer r.Close()
	page := []byte("<html><body><p>The ferry was late.")
	if _, err := r.Explain(t.Context(), page, extract.Hint{}); assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), "too long") {
		t.Errorf("explained: %v", err)
	}
	for name, page := range map[string][]byte{
		"many tags": bytes.Repeat([]byte("<p>x"), simpleTags+1), "a large one": append(page, bytes.Repeat([]byte("x"), simpleBytes)...),
	} {
		if _, err := r.Read(t.Context(), page, extract.Hint{}); assay.KindOf(err) != assay.KindUnsupported || !strings.Contains(err.Error(), "too long") {
			t.Errorf("%s, read: %v", name, err)
		}
		if got := told(t, r, file("a.html", page)); len(got) != 1 || !strings.HasSuffix(got[0], "|unsupported") {
			t.Errorf("%s, imported: %q", name, got)
		}
	}
	if _, err := r.Read(t.Context(), page, extract.Hint{}); err != nil {
		t.Errorf("a small page: %v", err)
	}
}

// TestPdf reads a PDF in a process of its own, which keeps what takes it long to
// make for the next one.
func TestPdf(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds of work")
	}
	data, err := os.ReadFile("../extract/testdata/pdf/one.pdf")
	if err != nil {
		t.Fatal(err)
	}
	scan, err := os.ReadFile("../extract/testdata/pdf/scan.pdf")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for range 2 {
		r := &Reader{Dir: dir, wait: 2 * time.Minute}
		began := time.Now()
		if got := told(t, r, file("one.pdf", data), file("cut.pdf", data[:200]), file("all.zip", zipped(t, "scan.pdf", string(scan)))); !slices.Equal(got, []string{"|one.pdf|Fire closes the grain quay of ", "|cut.pdf|invalid", "all.zip|scan.pdf|[No text yet: the pages of thi"}) {
			t.Errorf("%q", got)
		}
		t.Logf("took %v", time.Since(began))
		r.Close()
		if kept, err := filepath.Glob(filepath.Join(dir, "*", "*")); err != nil || len(kept) != 1 {
			t.Errorf("%q is kept (%v)", kept, err)
		}
	}
}

// letter is a message with a page and a picture attached to it.
const letter = "From: a@x.example\r\nTo: b@x.example\r\nSubject: Fire\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\n\r\nTwelve lorries burned.\r\n--b\r\nContent-Type: text/html; name=page.html\r\nContent-Disposition: attachment\r\n\r\n<p>The quay was closed.\r\n" +
	"--b\r\nContent-Type: image/png; name=p.png\r\n\r\nx\r\n--b--\r\n"

// TestMail: a message is an article, and what is attached to it are others. How
// deep it lies does not matter as long as nothing is attached to it.
func TestMail(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	box := "From a@x.example Fri Mar 13 08:15:00 2026\r\n" + letter + "\r\nFrom \r\nFrom: b@x.example\r\nSubject: Noon\r\n\r\nThe cause is not known.\r\n"
	got := told(t, r, file("fire.eml", []byte(letter)), file("all.zip", zipped(t, "mail/in.mbox", box)))
	want := []string{
		"|fire.eml|Fire\n\nTwelve lorries burned.", "fire.eml|page.html|The quay was closed.",
		"all.zip/in.mbox|1.eml|Fire\n\nTwelve lorries burned.", "all.zip/in.mbox/1.eml|page.html|The quay was closed.", "all.zip/in.mbox|2.eml|Noon\n\nThe cause is not known.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	forwarded := letter
	for range maxDepth + 1 {
		forwarded = "From: a@x.example\r\nTo: b@x.example\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary=o" + fmt.Sprint(len(forwarded)) + "\r\n\r\n--o" + fmt.Sprint(len(forwarded)) + "\r\n\r\nSee below.\r\n--o" + fmt.Sprint(len(forwarded)) + "\r\nContent-Type: message/rfc822\r\n\r\n" + forwarded + "\r\n--o" + fmt.Sprint(len(forwarded)) + "--\r\n"
	}
	got = told(t, r, file("fwd.eml", []byte(forwarded)))
	if len(got) != maxDepth+2 || !strings.HasSuffix(got[maxDepth], "|1.eml|Fwd\n\nSee below.") || !strings.HasSuffix(got[maxDepth+1], "|1.eml|invalid") {
		t.Errorf("%d: %q", len(got), got)
	}
}

// TestWebArchive: what an archive says of a page is kept with the article.
func TestWebArchive(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The quay was closed."
	record := fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://herald.example/quay/\r\nWARC-Date: 2026-03-13T08:15:00Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(answer), answer)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(record)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, f := range []File{file("crawl.warc", []byte(record)), file("crawl.warc.gz", packed.Bytes())} {
		n := 0
		for in := range first(r.Articles(t.Context(), func(yield func(File, error) bool) { yield(f, nil) })) {
			for a, err := range in.Read() {
				if n++; err != nil || a.FoundAt != "https://herald.example/quay/" || a.Taken != "2026-03-13T08:15:00Z" || a.Within != f.Name || a.Name != "quay" {
					t.Errorf("%v: found at %q, taken %q, in %q as %q", err, a.FoundAt, a.Taken, a.Within, a.Name)
				}
			}
		}
		if n != 1 {
			t.Errorf("%d articles in %s", n, f.Name)
		}
	}
	packed.Reset()
	w = gzip.NewWriter(&packed)
	if _, err := w.Write([]byte("The quay was closed.")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := told(t, r, file("note.txt.gz", packed.Bytes())); !slices.Equal(got, []string{"note.txt.gz|note.txt|The quay was closed."}) {
		t.Errorf("%q", got)
	}
}

// TestHeard: whoever waits hears that a large file is being read.
func TestHeard(t *testing.T) {
	n := 0
	f := &heard{bytes.NewReader(make([]byte, 1<<20)), func() error { n++; return nil }, 0}
	for range 100 {
		if _, err := f.ReadAt(make([]byte, 1<<20), 0); err != nil {
			t.Fatal(err)
		}
	}
	if n < 10 || n > 12 {
		t.Errorf("told %d times", n)
	}
}

// BenchmarkMailbox reads messages, each for itself.
func BenchmarkMailbox(b *testing.B) {
	r := &Reader{}
	defer r.Close()
	var box strings.Builder
	for i := range 500 {
		fmt.Fprintf(&box, "From a@x.example Fri Mar 13 08:15:00 2026\r\n%s\r\nFrom \r\nFrom: b@x.example\r\nSubject: %d\r\n\r\n%s\r\n\r\n", letter, i, strings.Repeat("The cause is not known.\r\n", 40))
	}
	data := []byte(box.String())
	n := 0
	for b.Loop() {
		for in := range first(r.Articles(b.Context(), func(yield func(File, error) bool) { yield(file("a.mbox", data), nil) })) {
			for _, err := range in.Read() {
				if n++; err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

// TestUnreadableUnnamed: why a file cannot be read goes into the log, without its path.
func TestUnreadableUnnamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "whistle.txt")
	for f, err := range Paths([]string{path}, nil) {
		if err != nil {
			t.Fatal(err)
		}
		_, err := f.sniff()
		e, ok := errors.AsType[*assay.Error](err)
		if !ok || !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "whistle") {
			t.Errorf("it says %v (%v)", err, e)
		}
	}
}

// TestFilesOfLinks: a folder is read by a link to it, and a file in it that is a link,
// too. A folder that is a link or cannot be read does not hold up the others.
func TestFilesOfLinks(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	write := func(path string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("The ferry was late."), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"folder/a.txt", "folder/sealed/b.txt", "folder/z.txt", "elsewhere/c.txt", "case.assay"} {
		write(filepath.Join(dir, path))
	}
	for link, to := range map[string]string{"root": folder, "folder/c.txt": "../elsewhere/c.txt", "folder/circle": "..", "folder/gone.txt": "nowhere", "folder/d": "../case.assay"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("no links here")
		}
	}
	sealed := filepath.Join(folder, "sealed")
	if err := os.Chmod(sealed, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(sealed, 0o700) })
	_, err := os.ReadDir(sealed)
	open := err == nil // for whoever may read everything
	for _, root := range []string{folder, filepath.Join(dir, "root")} {
		files, err := Files(root)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]string{}
		for _, path := range files {
			name, err := filepath.Rel(folder, path)
			if err != nil {
				t.Fatal(err)
			}
			said[name] = ""
			file, err := Open(path)
			if e, ok := errors.AsType[*assay.Error](unreadable(err)); err != nil && ok {
				said[name], _, _ = strings.Cut(e.Message.String(), ".")
			} else if err == nil {
				_ = file.Close()
			}
		}
		want := map[string]string{"a.txt": "", "c.txt": "", "z.txt": "", "circle": "This is a link to a folder, which is not followed", "gone.txt": "The file cannot be read", "sealed": "This folder cannot be read"}
		if open {
			delete(want, "sealed")
			want["sealed/b.txt"] = ""
		}
		if !maps.Equal(said, want) {
			t.Errorf("%s: %v, want %v", root, said, want)
		}
	}
	if err := os.Chmod(sealed, 0o700); err != nil {
		t.Fatal(err)
	}
	if got, want := Again([]string{sealed, filepath.Join(folder, "circle")}), []string{filepath.Join(sealed, "b.txt"), filepath.Join(folder, "circle")}; !slices.Equal(got, want) {
		t.Errorf("again: %v, want %v", got, want)
	}
}
