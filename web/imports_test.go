package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// TestImportBreaksOff sends two articles and no more of the third than its
// first words.
func TestImportBreaksOff(t *testing.T) {
	p, _, root, _ := openQuay(t)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, name := range []string{"ferry.txt", "bridge.txt", "late.txt"} {
		part, err := w.CreateFormFile("file", name)
		if err == nil {
			_, err = io.WriteString(part, "What the file "+name+" says of the quay is short.")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	send := func() *http.Response {
		return p.send(http.MethodPost, root.Articles(), w.FormDataContentType(), bytes.NewReader(body.Bytes()), fromOrigin("http://127.0.0.1:4711"))
	}
	res := send()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	for _, address := range []string{res.Header.Get("Location"), root.Import()} { // whoever does not get the answer finds it where files are sent from
		doc := page(t, p.get(address), http.StatusOK)
		if got, want := text(doc, "#report-title"), "2 articles are new."; got != want {
			t.Errorf("%s: it says %q, want %q", address, got, want)
		}
		if got, want := text(doc, "#report .notice"), "The import broke off here. The details are in the log."; !strings.HasPrefix(got, want) {
			t.Errorf("%s: it says %q, want %q", address, got, want)
		}
	}
	if !strings.Contains(p.log.String(), "an import broke off") {
		t.Errorf("the log says\n%s", p.log)
	}

	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	send()
	if got := text(page(t, p.get(root.Import()), http.StatusOK), "#report"); got != "" {
		t.Errorf("after an import that came to its end it says %q", got)
	}
}
