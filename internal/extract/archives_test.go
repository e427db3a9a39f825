package extract

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/flate"
	"compress/zlib"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"assay/internal/assay"
)

// packedWith packs data.
func packedWith(t testing.TB, coding string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "raw deflate":
		w, err = flate.NewWriter(&b, 6)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, err = zstd.NewWriter(&b)
	case "xz":
		w, err = xz.NewWriter(&b)
	default:
		return data
	}
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// record makes a record of a web archive.
func record(kind, address, fields string, block []byte) []byte {
	return fmt.Appendf(nil, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-03-13T08:15:00.123Z\r\nWARC-Record-ID: <urn:uuid:0>\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, address, strings.ReplaceAll(fields, "\n", "\r\n"), len(block), block)
}

// response makes a record of what a server has answered.
func response(address, header string, payload []byte) []byte {
	return record("response", address, "Content-Type: application/http; msgtype=response\n", slices.Concat([]byte("HTTP/1.1 "+strings.ReplaceAll(header, "\n", "\r\n")+"\r\n"), payload))
}

const (
	quay    = "<html><body><p>Twelve lorries burned.</p></body></html>"
	okHTML  = "200 OK\nContent-Type: text/html; charset=utf-8\n"
	quayWeb = "https://herald.example/quay"
)

// webArchive has records of every sort.
func webArchive(t testing.TB) [][]byte {
	chunked := fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", len(quay), quay)
	all := [][]byte{
		record("warcinfo", "", "Content-Type: application/warc-fields\n", []byte("software: x\r\n")),
		record("request", quayWeb, "Content-Type: application/http; msgtype=request\n", []byte("GET /quay HTTP/1.1\r\n\r\n")),
		response(quayWeb, okHTML, []byte(quay)),
		response(quayWeb, okHTML, []byte(quay)), // once more
		response("https://herald.example/chunked", okHTML+"Transfer-Encoding: chunked\n", chunked),
		response("https://herald.example/both", okHTML+"Content-Encoding: deflate, gzip\n", packedWith(t, "gzip", packedWith(t, "deflate", []byte(quay)))),
		response("https://herald.example/kept-unpacked", okHTML+"Content-Encoding: gzip\nTransfer-Encoding: chunked\n", []byte(quay)),
		response("https://herald.example/br-unpacked", okHTML+"Content-Encoding: br\n", []byte(quay)),
		response("https://herald.example/unknown", okHTML+"Content-Encoding: compress\n", []byte(quay)),
		response("https://herald.example/cut", okHTML+"Content-Encoding: gzip\n", packedWith(t, "gzip", []byte(strings.Repeat(quay, 99)))[:60]),
		response("https://herald.example/p.png", "200 OK\nContent-Type: image/png\n", []byte("\x89PNG\r\n\x1a\n")),
		response("https://herald.example/api", "200 OK\nContent-Type: application/json\n", []byte("{}")),
		response("https://herald.example/robots.txt", "200 OK\nContent-Type: text/plain\n", []byte("User-agent: *")),
		response("https://herald.example/gone", "404 Not Found\nContent-Type: text/html\n", []byte("<p>Gone.")),
		response("https://herald.example/moved", "301 Moved\nLocation: /quay\nContent-Type: text/html\n", []byte("<p>Moved.")),
		response("https://herald.example/unnamed", "200 OK\n", []byte("<!doctype html>"+quay)),
		response("https://herald.example/unnamed-data", "200 OK\n", []byte("\x01\x02")),
		response("https://herald.example/a.pdf", "200 OK\nContent-Type: application/pdf\n", []byte("%PDF-1.7")),
		record("resource", "https://herald.example/notes.txt", "Content-Type: text/plain\n", []byte("Notes.")),
		record("resource", "urn:text:https://herald.example/quay", "Content-Type: text/plain\n", []byte("Twelve lorries burned.")),
		record("metadata", quayWeb, "Content-Type: application/warc-fields\n", []byte("outlink: x\r\n")),
		record("conversion", quayWeb, "Content-Type: text/plain\n", []byte("Twelve lorries burned.")),
		record("revisit", "https://herald.example/again", "Content-Type: application/http; msgtype=response\nWARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\n", []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")),
		record("revisit", "https://herald.example/p.png", "Content-Type: application/http; msgtype=response\n", []byte("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")),
	}
	for _, coding := range []string{"gzip", "deflate", "raw deflate", "br", "zstd"} {
		_, name, ok := strings.Cut(coding, " ")
		if !ok {
			name = coding
		}
		all = append(all, response("https://herald.example/"+strings.ReplaceAll(coding, " ", "-"), okHTML+"content-encoding:\t"+name+"\n", packedWith(t, coding, []byte(quay))))
	}
	return all
}

// found is what is to be found in webArchive.
var found = func() []string {
	page := func(name string) string {
		return fmt.Sprintf("https://herald.example/%s (text/html; charset=utf-8) %.40q", name, quay)
	}
	return []string{
		page("quay"), page("quay"), page("chunked"), page("both"), page("kept-unpacked"), page("br-unpacked"),
		"https://herald.example/unknown: unsupported", "https://herald.example/cut: invalid",
		fmt.Sprintf("https://herald.example/unnamed () %.40q", "<!doctype html>"+quay),
		`https://herald.example/a.pdf (application/pdf) "%PDF-1.7"`, `https://herald.example/notes.txt (text/plain) "Notes."`,
		"https://herald.example/again: unsupported", page("gzip"), page("deflate"), page("raw-deflate"), page("br"), page("zstd"),
	}
}()

func TestWebArchive(t *testing.T) {
	all := webArchive(t)
	var members []byte
	for _, r := range all {
		members = append(members, packedWith(t, "gzip", r)...)
	}
	for name, data := range map[string][]byte{
		"plain": slices.Concat(all...), "each record packed": members,
		"packed as a whole": packedWith(t, "gzip", slices.Concat(all...)), "packed with zstd": packedWith(t, "zstd", slices.Concat(all...)),
		"of version 1.0, with line feeds": bytes.ReplaceAll(bytes.ReplaceAll(slices.Concat(all[:3]...), []byte("WARC/1.1"), []byte("WARC/1.0")), []byte("\r\nWARC-"), []byte("\nWARC-")),
	} {
		want := found
		if strings.Contains(name, "1.0") {
			want = found[:1]
		}
		if got := inside(t, data); !slices.Equal(got, want) {
			t.Errorf("%s: got %q\nwant %q", name, got, want)
		}
	}
	for m, err := range Unpack("warc", bytes.NewReader(all[2]), int64(len(all[2]))) {
		if err != nil || m.Hint.URL != quayWeb || m.Hint.Taken != "2026-03-13T08:15:00Z" {
			t.Errorf("%v: %+v", err, m.Hint)
		}
		in, err := Import(m.Data, m.Hint)
		if err != nil || in.FoundAt != quayWeb || in.Taken != m.Hint.Taken {
			t.Errorf("%v: found at %q, taken %q", err, in.FoundAt, in.Taken)
		}
	}
}

// TestDamagedWebArchive: what is whole is given out, and what is not is told.
func TestDamagedWebArchive(t *testing.T) {
	one, two := response("https://herald.example/one", okHTML, []byte(quay)), response("https://herald.example/two", okHTML, []byte(quay))
	size := func(r []byte, n string) []byte {
		_, rest, _ := bytes.Cut(r, []byte("Content-Length: "))
		_, rest, _ = bytes.Cut(rest, []byte("\r\n"))
		i := bytes.Index(r, []byte("Content-Length: "))
		return slices.Concat(r[:i], []byte("Content-Length: "+n+"\r\n"), rest)
	}
	gz := func(data []byte) []byte { return packedWith(t, "gzip", data) }
	broken := gz(one)
	broken[len(broken)/2] ^= 0xff
	page := func(name string) string {
		return fmt.Sprintf("https://herald.example/%s (text/html; charset=utf-8) %.40q", name, quay)
	}
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"a size too small", slices.Concat(size(one, "70"), two), []string{"https://herald.example/one: invalid", page("two"), ": invalid"}},
		{"a size too large", slices.Concat(size(one, "200"), two), []string{"https://herald.example/one: invalid", ": invalid"}},
		{"a size beyond the end", slices.Concat(two, size(one, "99999999999")), []string{page("two"), "https://herald.example/one: invalid"}},
		{"a size that is none", slices.Concat(size(one, "-1"), two), []string{page("two"), ": invalid"}},
		{"a size too large, packed", slices.Concat(gz(size(one, "200")), gz(two)), []string{"https://herald.example/one: invalid", page("two")}},
		{"cut", slices.Concat(two, one[:len(one)-30]), []string{page("two"), "https://herald.example/one: invalid"}},
		{"cut, packed", slices.Concat(gz(two), gz(one)[:100]), []string{page("two"), ": invalid"}},
		{"broken, packed", slices.Concat(broken, gz(two)), []string{page("two"), ": invalid"}},
		{"rubbish between", slices.Concat(gz(two), []byte("rubbish\n\n"), gz(one)), []string{page("two"), page("one"), ": invalid"}},
		{"a header without end", slices.Concat(two, []byte("WARC/1.1\r\nX: "), bytes.Repeat([]byte("x"), 1<<20), []byte("\r\n"), one), []string{page("two"), page("one"), ": invalid"}},
		{"an answer without end", slices.Concat(response("https://herald.example/x", "200 OK\nX: "+strings.Repeat("x", 1<<20), nil), two), []string{page("two")}},
		{"a page that unpacks to 60 MB", slices.Concat(response("https://herald.example/x", okHTML+"Content-Encoding: gzip\n", gz(make([]byte, 60<<20))), two), []string{"https://herald.example/x: invalid", page("two")}},
		{"a page of 60 MB", slices.Concat(response("https://herald.example/x", okHTML, make([]byte, 60<<20)), two), []string{"https://herald.example/x: invalid", page("two")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := inside(t, test.data)
			if len(got) > 1 && strings.HasSuffix(test.name, "packed") && got[0] != test.want[0] && strings.HasPrefix(got[0], "https://herald.example/one: ") {
				got = got[1:] // where a packed record breaks tells whether its name is known
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}

// endless is a file that begins in one way and goes on in another.
type endless struct {
	start  []byte
	repeat []byte
}

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	n := 0
	if at < int64(len(e.start)) {
		n = copy(p, e.start[at:])
	}
	for n < len(p) {
		n += copy(p[n:], e.repeat[(at+int64(n)-int64(len(e.start)))%int64(len(e.repeat)):])
	}
	return n, nil
}

// TestLargeWebArchive reads an archive of some gigabytes in little memory.
func TestLargeWebArchive(t *testing.T) {
	size := int64(5 << 30)
	if testing.Short() {
		size = 300 << 20
	}
	film := response("https://herald.example/film", "200 OK\nContent-Type: video/mp4\n", make([]byte, 8<<20))
	page := response(quayWeb, okHTML, []byte(quay))
	file := endless{repeat: slices.Concat(film, page)}
	var most, before uint64
	var stats runtime.MemStats
	n := 0
	for m, err := range Unpack("warc", file, size) {
		if err != nil && m.Name != "https://herald.example/film" && m.Name != "" { // the end is where it is
			t.Fatal(err)
		}
		if n++; n%16 == 1 {
			runtime.GC()
			runtime.ReadMemStats(&stats)
			before = cmp.Or(before, stats.HeapAlloc)
			most = max(most, stats.HeapAlloc)
		}
	}
	if want := int(size / int64(len(file.repeat))); n < want {
		t.Errorf("%d pages, want %d", n, want)
	}
	if most > before+16<<20 {
		t.Errorf("it took %d MB", (most-before)>>20)
	}
}

func TestCollection(t *testing.T) {
	answers := slices.Concat(
		response("https://herald.example/moved", "301 Moved\nLocation: /quay\n", nil),
		response(quayWeb, okHTML, []byte(quay)), response("https://ads.example/frame", okHTML, []byte("<p>Buy.")),
		response("https://herald.example/listed?a=b", okHTML, []byte(quay)))
	const list = `{"format": "json-pages-1.0", "id": "pages"}` + "\n" + `{"id": "1", "url": "https://herald.example/moved", "ts": "2026-03-13T08:15:00Z"}` + "\n"
	more := `{"format": "json-pages-1.0", "id": "extra"}` + "\n" + `{"url": "https://herald.example/listed?a=b#top"}`
	page := func(name string) string {
		return fmt.Sprintf("https://herald.example/%s (text/html; charset=utf-8) %.40q", name, quay)
	}
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"pages are listed", packedFiles(t, "archive/data.warc.gz", string(packedWith(t, "gzip", answers)), "pages/pages.jsonl", list, "pages/extraPages.jsonl", more, "datapackage.json", "{}"), []string{page("quay"), page("listed?a=b")}},
		{"no list", packedFiles(t, "archive/data.warc", string(answers), "indexes/index.cdx", "x", "datapackage.json", "{}"), []string{page("quay"), fmt.Sprintf("https://ads.example/frame (text/html; charset=utf-8) %.40q", "<p>Buy."), page("listed?a=b")}},
		{"none that is listed", packedFiles(t, "archive/data.warc", string(answers), "pages/pages.jsonl", `{"url": "https://herald.example/other"}`, "datapackage.json", "{}"), []string{": invalid"}},
		{"a broken list", packedFiles(t, "archive/data.warc", string(answers), "pages/pages.jsonl", `{"url": `, "datapackage.json", "{}"), []string{": invalid"}},
		{"other data", packedFiles(t, "data.csv", "a,b", "datapackage.json", "{}"), []string{`data.csv () "a,b"`, `datapackage.json () "{}"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := inside(t, test.data); !slices.Equal(got, test.want) {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}

// tarOf makes a TAR archive of names and contents.
func tarOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		err := w.WriteHeader(&tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o600})
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const bzipped = "BZh91AY&SYD(\x00\xa8\x00\x00\x01\x93\x80@\x01\x04\x00\x16%\x9b\x80 \x00\"\x83\xd4\xf5\x0d\x1b\xd5\x0a`\x00:\xdaX\x98\"[\xbf\xac\x08\xc9\xf1w$S\x85\x09\x04B\x80\x0a\x80"

func TestCompressed(t *testing.T) {
	files := tarOf(t, "a/one.txt", "One.", "a/größe.html", "<p>Two.", "a/", "")
	inTar := []string{`a/one.txt () "One."`, `a/größe.html () "<p>Two."`}
	alone := []string{` () "Twelve lorries burned."`}
	box := "From a@x.example Fri Mar 13 08:15:00 2026\nFrom: a@x.example\nSubject: One\n\nFirst.\n\nFrom a@x.example Fri Mar 13 08:15:00 2026\nFrom: a@x.example\nSubject: Two\n\nSecond.\n"
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"TAR", files, inTar},
		{"TAR with gzip", packedWith(t, "gzip", files), inTar},
		{"TAR with xz", packedWith(t, "xz", files), inTar},
		{"TAR with zstd", packedWith(t, "zstd", files), inTar},
		{"cut TAR", files[:1100], []string{`a/one.txt () "One."`, ": invalid"}},
		{"gzip", packedWith(t, "gzip", []byte("Twelve lorries burned.")), alone},
		{"gzip in two pieces", slices.Concat(packedWith(t, "gzip", []byte("Twelve ")), packedWith(t, "gzip", []byte("lorries burned."))), alone},
		{"xz", packedWith(t, "xz", []byte("Twelve lorries burned.")), alone},
		{"zstd", packedWith(t, "zstd", []byte("Twelve lorries burned.")), alone},
		{"bzip2", []byte(bzipped), alone},
		{"cut gzip", packedWith(t, "gzip", []byte("Twelve lorries burned."))[:20], []string{": invalid"}},
		{"no gzip", []byte("\x1f\x8b\x08\xff"), []string{": invalid"}},
		{"no xz", []byte("\xfd7zXZ\x00rubbish, and more of it"), []string{": invalid"}},
		{"a mailbox", packedWith(t, "gzip", []byte(box)), []string{fmt.Sprintf("1.eml (message/rfc822) %.40q", box[42:]), fmt.Sprintf("2.eml (message/rfc822) %.40q", "From: a@x.example\nSubject: Two\n\nSecond.\n")}},
		{"60 MB of nothing", packedWith(t, "gzip", make([]byte, 60<<20)), []string{": invalid"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := inside(t, test.data); !slices.Equal(got, test.want) {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}

// TestGrowth: a small file that unpacks to gigabytes ends, though nothing of it is
// kept.
func TestGrowth(t *testing.T) {
	header := fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n", 1<<40)
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(w, header)
	zeros := make([]byte, 1<<20)
	for range 400 {
		_, _ = w.Write(zeros)
	}
	_ = w.Close()
	var last error
	for _, last = range Unpack("compressed", bytes.NewReader(b.Bytes()), int64(b.Len())) {
	}
	if assay.KindOf(last) != assay.KindInvalid || !strings.Contains(fmt.Sprint(last), "far more than it should") {
		t.Error(last)
	}
}

func FuzzWebArchive(f *testing.F) {
	all := slices.Concat(webArchive(f)...)
	f.Add(all)
	f.Add(packedWith(f, "gzip", all))
	f.Add(response(quayWeb, okHTML+"Content-Encoding: br\nTransfer-Encoding: chunked\n", []byte("3\r\nabc\r\n0\r\n\r\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		opens(t, "warc", data)
		opens(t, "compressed", slices.Concat([]byte(gzipStart), data))
	})
}

func FuzzCollection(f *testing.F) {
	f.Add(webArchive(f)[2], `{"url": "https://herald.example/quay"}`)
	f.Fuzz(func(t *testing.T, archive []byte, list string) {
		opens(t, "wacz", packedFiles(t, "archive/a.warc", string(archive), "pages/pages.jsonl", list, "datapackage.json", "{}"))
	})
}

func FuzzCompressed(f *testing.F) {
	files := tarOf(f, "a.txt", "One.", "b", "<p>")
	f.Add(files)
	for _, coding := range []string{"gzip", "xz", "zstd"} {
		f.Add(packedWith(f, coding, files))
	}
	f.Add([]byte(bzipped))
	f.Fuzz(func(t *testing.T, data []byte) {
		opens(t, "compressed", data)
		opens(t, "tar", data)
	})
}
