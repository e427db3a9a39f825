package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
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
	want, err := r.Explain(t.Context(), data, extract.Hint{})
	if err != nil || len(want.Original) != 3 || len(want.Found) == 0 {
		t.Fatalf("%+v, %v", want, err)
	}
	got, err := r.explain(t.Context(), data, extract.Hint{})
	if err != nil || got.Text != want.Text || !slices.Equal(got.Found, want.Found) || !slices.Equal(got.Original, want.Original) {
		t.Errorf("a process told %+v, want %+v: %v", got, want, err)
	}
	if _, err := r.explain(t.Context(), data, extract.Hint{Choice: "99"}); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("a choice of what is not there: %v", err)
	}
}
