package web

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
	"assay/views"
)

// aFolder makes a folder of n texts and, between them, files that are refused.
func aFolder(t *testing.T, n int, refused ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "Collected")
	if err := os.MkdirAll(filepath.Join(dir, "more"), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		writeText(t, filepath.Join(dir, []string{"", "more"}[i%2], fmt.Sprintf("%05d.txt", i)), fmt.Sprintf("Ferry %d\n\nThe ferry was %d minutes late, the harbour master said.", i, i))
	}
	for _, name := range refused {
		writeText(t, filepath.Join(dir, name), "  \n")
	}
	return dir
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// bringPath has the program bring in what is at a path, and waits until it has.
func bringPath(t *testing.T, p *program, root views.CaseRoot, path string) (report string) {
	t.Helper()
	return bring(t, p, root, url.Values{"path": {path}})
}

func bring(t *testing.T, p *program, root views.CaseRoot, form url.Values) (report string) {
	t.Helper()
	res := p.post(root.ImportPath(), form)
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	ended(t, p)
	return res.Header.Get("Location")
}

// ended waits until no import runs.
func ended(t *testing.T, p *program) {
	t.Helper()
	p.imports.mu.Lock()
	list := p.imports.list
	p.imports.mu.Unlock()
	for _, b := range list {
		select {
		case <-b.ended:
		case <-time.After(time.Minute):
			t.Fatal("an import does not end")
		}
	}
}

// TestImportFolder brings in a folder by its path, and once more: what is there is
// passed over, what was refused is told by its reason, and all is one act.
func TestImportFolder(t *testing.T) {
	p, s, root, _ := openQuay(t)
	dir := aFolder(t, 250, "=c.txt", "b.txt", "d.txt", "more/b.txt")
	writeText(t, filepath.Join(dir, ".hidden.txt"), "Not meant.")
	writeText(t, filepath.Join(dir, "old.assay"), "Not meant either.")
	report := bringPath(t, p, root, dir)
	doc := page(t, p.get(report), http.StatusOK)
	if got, want := text(doc, "#report-title"), "250 articles are new, 4 were refused."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got := doc.Find("#report ol.rows > li").Length(); got != 100 {
		t.Errorf("%d files on a page", got)
	}
	if got, want := text(doc, "#report .pager"), "Files 1–100 of 250"; !strings.HasPrefix(got, want) {
		t.Errorf("the pager says %q, want %q", got, want)
	}
	last := page(t, p.get(report+"&page=2"), http.StatusOK)
	if got := last.Find("#report ol.rows > li").Length(); got != 50 {
		t.Errorf("%d files on the last page", got)
	}
	if got := text(doc, "#report details summary"); got != "4This file is empty. Choose another one, or paste the text of the article." {
		t.Errorf("the reason is %q", got)
	}
	if got := text(doc, "#report details ul"); doc.Find("#report details li").Length() != 4 || !strings.Contains(got, "more/b.txt") {
		t.Errorf("what was refused is called %q", got)
	}
	if doc.Find(`#report .page-head .actions form[action$="/undo"]`).Length() != 1 {
		t.Error("to take it back out is not among what can be done")
	}

	address, _ := doc.Find("#report a[download]").Attr("href")
	body, err := io.ReadAll(p.get(address).Body)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 5 || rows[1][0] != "'=c.txt" || rows[2][0] != "b.txt" || rows[4][0] != "more/b.txt" {
		t.Errorf("the table is %q (%v)", rows, err)
	}

	writeText(t, filepath.Join(dir, "b.txt"), "The harbour was calm. Nobody was hurt.")
	retry, _ := doc.Find(`#report form[action$="/retry"]`).Attr("action")
	res := p.post(retry, nil)
	ended(t, p)
	if got, want := text(page(t, p.get(res.Header.Get("Location")), http.StatusOK), "#report-title"), "1 article is new, 3 were refused."; got != want {
		t.Errorf("tried again, it says %q, want %q", got, want)
	}
	if got, want := text(page(t, p.get(bringPath(t, p, root, dir)), http.StatusOK), "#report-title"), "251 were here already, 3 were refused."; got != want {
		t.Errorf("brought in again, it says %q, want %q", got, want)
	}
	if left := p.Config.Imports(s.Path()); len(left) != 0 {
		t.Errorf("left to go on with: %v", left)
	}

	act, _ := doc.Find(`#report form[action$="/undo"] input[name=act]`).Attr("value")
	if res := p.post(root.Undo(), url.Values{"act": {act}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	if n := articles(t, s); n != 2 { // of the quay, and the one that was tried again
		t.Errorf("%d articles are left", n)
	}
}

func articles(t *testing.T, s *store.Store) int {
	t.Helper()
	library, err := s.Library(t.Context(), assay.LibraryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return library.Leaf.Of
}

// TestImportSnapshot: at no moment more has become of files than are done, unless one of
// them holds several.
func TestImportSnapshot(t *testing.T) {
	b := &bringing{ended: make(chan struct{})}
	b.expect(3)
	for i, f := range []struct{ name, outcome string }{{"a.txt", views.ImportAdded}, {"b.txt", views.ImportRefused}, {"c.zip/1.txt", views.ImportAdded}, {"c.zip/2.txt", views.ImportAdded}} {
		b.turn(strings.Split(f.name, "/")[0])
		b.came(time.Now(), &store.Imported{Name: f.name, File: min(i, 2), Found: &assay.Import{}}, views.ImportedFile{Outcome: f.outcome})
		run := b.shown(time.Now(), "")
		if want := min(i+1, 2); run.Files != want || i < 2 && run.Articles+run.Refused != want {
			t.Errorf("after %s %d are done, with %d new and %d refused", f.name, run.Files, run.Articles, run.Refused)
		}
	}
}

// TestRetriesWhatWasRefused: of files that are called the same, in other folders or
// archives, the one of which something was refused is the one that is tried again.
func TestRetriesWhatWasRefused(t *testing.T) {
	p, _, root, _ := openQuay(t)
	dir := filepath.Join(t.TempDir(), "Collected")
	good, bad := map[string]string{"a.txt": "Ferry\n\nThe ferry was late."}, map[string]string{"a.txt": "Mill\n\nThe mill stood still.", "b.txt": " "}
	for _, f := range []struct {
		name string
		of   map[string]string
	}{{"a/export.zip", good}, {"b/export.zip", bad}, {"c/export.zip", good}, {"d/export.zip2", good}} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, f.name)), 0o700); err != nil {
			t.Fatal(err)
		}
		writeText(t, filepath.Join(dir, f.name), zipped(t, f.of))
	}
	bringPath(t, p, root, dir)
	b := p.imports.list[0]
	if got := b.refused(); len(got) != 1 || got[0] != filepath.Join(dir, "b/export.zip") {
		t.Errorf("it would try %q again", got)
	}
	if b.at.Files != 4 || b.at.Total != 4 {
		t.Errorf("%d of %d files are done", b.at.Files, b.at.Total)
	}
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var archive strings.Builder
	w := zip.NewWriter(&archive)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.String()
}

// TestImportStopped stops an import: what came in stays, the panel says so, and it
// can be gone on with until the analyst gives it up.
func TestImportStopped(t *testing.T) {
	p, s, root, _ := openQuay(t)
	dir := aFolder(t, 1200)
	res := p.post(root.ImportPath(), url.Values{"path": {dir}})
	id := strings.TrimPrefix(res.Header.Get("Location"), root.Imported(""))
	for articles(t, s) < 20 {
		time.Sleep(5 * time.Millisecond)
	}
	doc := page(t, p.get(root.Claims()), http.StatusOK) // any page
	if got, want := text(doc, "#importing .what"), "Bringing in “Collected”"; got != want {
		t.Errorf("the panel says %q, want %q", got, want)
	}
	if res := p.post(root.ImportPath(), url.Values{"path": {dir}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the same twice at a time: status %d", res.StatusCode)
	}
	p.post(root.StopImport(id), nil)
	ended(t, p)
	in := articles(t, s) - 1
	if in == 0 || in == 1200 {
		t.Fatalf("%d came in", in)
	}
	doc = page(t, p.get(root.Claims()), http.StatusOK)
	if got, want := text(doc, "#importing .what"), "Stopped."; !strings.Contains(got, want) || doc.Find("#importing progress").Length() != 0 {
		t.Errorf("the panel says %q, want %q", got, want)
	}
	doc = page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got := text(doc, "#report .notice"); !strings.HasPrefix(got, "You have stopped it.") {
		t.Errorf("the report says %q", got)
	}
	if got, _ := doc.Find(`main .importing form[action$="/path"] [name=path]`).Attr("value"); got != dir || doc.Find("#report .importing").Length() != 1 || doc.Find("main .importing").Length() != 1 {
		t.Errorf("the report offers to go on with %q", got)
	}
	if doc.Find("#importing section").Length() != 0 {
		t.Error("the panel says what the report does")
	}
	if got := text(page(t, p.get(root.Import()), http.StatusOK), ".importing .what"); !strings.HasPrefix(got, "The import of Collected ended before its last file.") || !strings.Contains(got, " of 1,200 files were in.") {
		t.Errorf("it offers to go on with %q", got)
	}
	first := p.imports.list[0].report().Files
	if _, err := s.RemoveArticles(t.Context(), []assay.ArticleID{first[3].Article, first[4].Article}, ""); err != nil {
		t.Fatal(err)
	}
	report := bring(t, p, root, url.Values{"path": {dir}, "on": {"true"}})
	if got, want := text(page(t, p.get(report), http.StatusOK), "#report-title"), fmt.Sprintf("%s articles are new, %s were here already, 2 were taken out since and stay out.", number(1200-in), number(in-2)); got != want {
		t.Errorf("gone on with, it says %q, want %q", got, want)
	}
	if left := p.Config.Imports(s.Path()); len(left) != 0 {
		t.Errorf("left to go on with: %v", left)
	}
	if got, want := text(page(t, p.get(bringPath(t, p, root, dir)), http.StatusOK), "#report-title"), "2 are back, 1,198 were here already."; got != want {
		t.Errorf("brought in anew, it says %q, want %q", got, want)
	}
}

func number(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// TestRetryOfStopped tries again what was refused of a folder that was stopped: the
// rest of it can be gone on with as before.
func TestRetryOfStopped(t *testing.T) {
	p, s, root, _ := openQuay(t)
	dir := aFolder(t, 2500, "0.txt", "0-1.txt", "0-2.txt", "0-3.txt")
	report := p.post(root.ImportPath(), url.Values{"path": {dir}}).Header.Get("Location")
	for articles(t, s) < 20 {
		time.Sleep(5 * time.Millisecond)
	}
	b := p.imports.list[0]
	p.post(root.StopImport(b.id), nil)
	ended(t, p)
	was := p.Config.Imports(s.Path())
	if len(was) != 1 || was[0].Total != 2504 || was[0].Done < 20 || !was[0].Stopped {
		t.Fatalf("left to go on with: %v", was)
	}
	retry, _ := page(t, p.get(report), http.StatusOK).Find(`#report form[action$="/retry"]`).Attr("action")
	if res := p.post(retry, nil); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d of %q", res.StatusCode, retry)
	}
	ended(t, p)
	if got := p.imports.list[1].at.Total; got != 4 {
		t.Errorf("%d were tried again", got)
	}
	if left := p.Config.Imports(s.Path()); len(left) != 1 || left[0] != was[0] {
		t.Errorf("left to go on with: %v, and before %v", left, was)
	}

	running := &bringing{caseID: b.caseID, from: b.from, ended: make(chan struct{}), cancel: func() {}}
	p.imports.add(running)
	if got := text(page(t, p.post(retry, nil), http.StatusUnprocessableEntity), "#path-error"); got != "This is being brought in right now." {
		t.Errorf("while it is gone on with it says %q", got)
	}
	close(running.ended)
}

// TestImportOnce: of two who begin the same at the same moment one is told.
func TestImportOnce(t *testing.T) {
	p, _, root, _ := openQuay(t)
	dir := aFolder(t, 300)
	var statuses [8]int
	var posts sync.WaitGroup
	for i := range statuses {
		path := dir + strings.Repeat("/", i%2)
		posts.Go(func() { statuses[i] = p.post(root.ImportPath(), url.Values{"path": {path}}).StatusCode })
	}
	posts.Wait()
	slices.Sort(statuses[:])
	if want := [8]int{303, 422, 422, 422, 422, 422, 422, 422}; statuses != want {
		t.Errorf("statuses %v, want %v", statuses, want)
	}
	ended(t, p)
}

// TestImportInterrupted closes the case amid an import. When it is opened again all
// of its pages offer to go on, until that is given up.
func TestImportInterrupted(t *testing.T) {
	p, s, root, _ := openQuay(t)
	dir := aFolder(t, 1200)
	p.post(root.ImportPath(), url.Values{"path": {dir}})
	for articles(t, s) < 20 {
		time.Sleep(5 * time.Millisecond)
	}
	path := s.Path()
	p.post(root.Close(), nil)
	if left := p.Config.Imports(path); len(left) != 1 || left[0].Path != dir || left[0].Total != 1200 || left[0].Stopped {
		t.Fatalf("left to go on with: %v", left)
	}
	home, err := p.Case(t.Context(), path, Existing)
	if err != nil {
		t.Fatal(err)
	}
	root = views.CaseRoot(strings.TrimSuffix(home, "/"))
	doc := page(t, p.get(root.Claims()), http.StatusOK)
	if got := text(doc, "#importing .what"); !strings.HasPrefix(got, "The import of Collected ended before its last file.") {
		t.Errorf("the panel says %q", got)
	}
	p.post(root.ForgetImport(), url.Values{"path": {dir}})
	if got := text(page(t, p.get(root.Claims()), http.StatusOK), "#importing"); got != "" {
		t.Errorf("when it was given up the panel says %q", got)
	}
}

// TestImportPathRefuses: what is no file or folder changes nothing.
func TestImportPathRefuses(t *testing.T) {
	p, s, root, _ := openQuay(t)
	empty := t.TempDir()
	for path, want := range map[string]string{
		"":                              "not a full path",
		"Collected":                     "not a full path",
		filepath.Join(empty, "nowhere"): "There is nothing at",
		empty:                           "There is no file in this folder",
	} {
		doc := page(t, p.post(root.ImportPath(), url.Values{"path": {path}}), http.StatusUnprocessableEntity)
		if got := text(doc, "#path-error"); !strings.Contains(got, want) {
			t.Errorf("%q: it says %q, want %q", path, got, want)
		}
	}
	if n := articles(t, s); n != 1 {
		t.Errorf("%d articles", n)
	}
}

// TestBrowseForImport shows what a folder has besides cases.
func TestBrowseForImport(t *testing.T) {
	p, _, root, _ := openQuay(t)
	dir := aFolder(t, 2, "empty.txt")
	writeText(t, filepath.Join(dir, "old.assay"), "A case.")
	doc := page(t, p.get(root.ImportFolder(dir)), http.StatusOK)
	if got, want := text(doc, "#chooser [data-list=files]"), "00000.txtempty.txt"; strings.Join(strings.Fields(got), "") != want {
		t.Errorf("the files are %q, want %q", got, want)
	}
	if got, _ := doc.Find(`#chooser form:has([data-act=use-folder]) input[name=path]`).Attr("value"); got != dir {
		t.Errorf("all of %q would be brought in", got)
	}
}

// TestImportSent sends files in a form: the panel knows how much of it has come, and
// stopping it leaves what is there.
func TestImportSent(t *testing.T) {
	p, s, root, _ := openQuay(t)
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	send := func(i int) {
		part, err := form.CreateFormFile("file", fmt.Sprintf("%d.txt", i))
		if err == nil {
			_, err = fmt.Fprintf(part, "Ferry %d\n\nThe ferry was %d minutes late, the harbour master said.", i, i)
		}
		if err != nil {
			t.Error(err)
		}
	}
	stop := make(chan string)
	go func() {
		if err := form.WriteField("total", "40"); err != nil {
			t.Error(err)
		}
		for i := range 20 {
			send(i)
		}
		<-stop
		for i := range 20 {
			send(20 + i)
		}
		if err := errors.Join(form.Close(), w.Close()); err != nil {
			t.Error(err)
		}
	}()
	answer := make(chan *http.Response)
	go func() {
		answer <- p.send(http.MethodPost, root.Articles(), form.FormDataContentType(), r, fromOrigin("http://127.0.0.1:4711"))
	}()
	for articles(t, s) < 15 {
		time.Sleep(5 * time.Millisecond)
	}
	doc := page(t, p.get(root.Importing(), htmx), http.StatusOK)
	if got := text(doc, "#importing .said"); !strings.Contains(got, " of 40 files") {
		t.Errorf("the panel says %q", got)
	}
	address, _ := doc.Find(`#importing form[action$="/stop"]`).Attr("action")
	if res := p.post(address, nil, htmx); res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
	stop <- ""
	res := <-answer
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	if got := text(page(t, p.get(res.Header.Get("Location")), http.StatusOK), "#report .notice"); !strings.HasPrefix(got, "You have stopped it.") {
		t.Errorf("the report says %q", got)
	}
}

// TestPastedPage keeps what was copied from a page as it came: its structure, and
// its bytes as the original.
func TestPastedPage(t *testing.T) {
	p, s, root, _ := openQuay(t)
	html := "<html><body>\r\n<!--StartFragment--><h1>Mill stands still</h1><p>The mill stood still for a day.</p><blockquote>It was the belt, the miller said.</blockquote><ul><li>one</li><li>two</li></ul><!--EndFragment-->\r\n</body></html>"
	label := "Version:0.9\r\nStartHTML:0000000105\r\nSourceURL:https://herald.example/mill\r\n"
	res := p.post(root.Paste(), url.Values{"text": {"Mill stands still\n\nThe mill stood still for a day."}, "html": {label + html}, "url": {"https://herald.example/mill"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	doc := page(t, p.get(res.Header.Get("Location")), http.StatusOK)
	if got := text(doc, "#report .title"); got != "Mill stands still" {
		t.Errorf("the title is %q", got)
	}
	href, _ := doc.Find("#report .title").Attr("href")
	var id assay.ArticleID
	if err := id.UnmarshalText([]byte(href[strings.LastIndexByte(href, '/')+1:])); err != nil {
		t.Fatal(err)
	}
	capture, at, data, err := s.OriginalOf(t.Context(), id)
	if err != nil || string(data) != strings.ReplaceAll(html, "\r\n", "\n") || capture.Via != "paste" || capture.MediaType != "text/html" || at != "https://herald.example/mill" {
		t.Errorf("the original is %q, %+v at %s (%v)", data, capture, at, err)
	}
	a, err := s.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.Body.String(), "Mill stands still\n\nThe mill stood still for a day.\n\nIt was the belt, the miller said.\n\none\n\ntwo"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
}

// TestForgottenImport: the list of imports does not grow without an end.
func TestForgottenImport(t *testing.T) {
	var is imports
	running := &bringing{id: "runs", caseID: "c", ended: make(chan struct{})}
	is.add(running)
	for i := range 3 * keptReports {
		b := &bringing{id: fmt.Sprint(i), caseID: "c", ended: make(chan struct{})}
		close(b.ended)
		is.add(b)
	}
	if len(is.list) > keptReports+1 || is.get("c", "runs") != running || is.get("c", "0") != nil {
		t.Errorf("%d are kept", len(is.list))
	}
}

// TestPace: what is passed over quickly at first says nothing of what comes later.
func TestPace(t *testing.T) {
	var p pace
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if rate, left := p.says(now, 100); rate != 0 || left != 0 {
		t.Errorf("before the first: %d, %s", rate, left)
	}
	n := 0
	for range 5 {
		n += 1000
		now = now.Add(time.Second)
		p.note(now, n, n)
	}
	for range 20 {
		n += 10
		now = now.Add(time.Second)
		p.note(now, n, n)
	}
	if rate, left := p.says(now, n+100); rate != 10 || left != 10*time.Second {
		t.Errorf("%d a second, %s left", rate, left)
	}
}

// TestImportWithin names the folders and archives that files of an import were in.
func TestImportWithin(t *testing.T) {
	for _, test := range []struct{ path, outer, name, want string }{
		{"/case/in", "/case/in/a.txt", "/case/in/a.txt", ""},
		{"/case/in", "/case/in/north/a.txt", "/case/in/north/a.txt", "north"},
		{"/case/in", "/case/in/north/b.zip", "b.zip/clip/a.txt", "north/b.zip/clip"},
		{"/case/in", "/case/in/b.zip", "b.zip/c.zip/a.txt", "b.zip/c.zip"},
		{"/case/in", "/case/in/b.mbox", "1.eml", "b.mbox"},
		{"/case/in", "/case/in/b.warc", "b.warc/https://wire.example/fire/1", "b.warc"},
		{"/case/in/a.txt", "/case/in/a.txt", "/case/in/a.txt", ""},
		{"/case/in/b.zip", "/case/in/b.zip", "a.txt", "b.zip"},
		{"", "a.txt", "a.txt", ""},
		{"", "b.zip", "a.txt", "b.zip"},
	} {
		b := &bringing{from: desktop.Import{Path: filepath.FromSlash(test.path)}}
		if got := b.within(filepath.FromSlash(test.outer), filepath.FromSlash(test.name)); got != test.want {
			t.Errorf("%s of %s, in %s: %q, want %q", test.name, test.outer, test.path, got, test.want)
		}
	}
}

// TestImportCutShort: how far an import had come that was cut short is not known to the
// last file, and nothing says so as if it were.
func TestImportCutShort(t *testing.T) {
	p, s, root, _ := openQuay(t)
	dir := aFolder(t, 2)
	if err := p.Config.NoteImport(desktop.Import{Case: s.Path(), Path: dir, Done: 1, Total: 2, Began: p.Now()}); err != nil {
		t.Fatal(err)
	}
	doc := page(t, p.get(root.Import()), http.StatusOK)
	if got := text(doc, ".importing .what"); !strings.HasSuffix(got, "At least 1 of 2 files were in.") || doc.Find(".importing").Length() != 1 {
		t.Errorf("%d offers to go on: %q", doc.Find(".importing").Length(), got)
	}
}

// TestSilenceCounts: of more articles than a page shows, no reason has the number of
// those on the page.
func TestSilenceCounts(t *testing.T) {
	p, s, root, _ := openQuay(t)
	id, _, err := s.AddClaim(t.Context(), "The ferry was late", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	few := page(t, p.get(root.Claim(id)), http.StatusOK)
	bringPath(t, p, root, aFolder(t, 120))
	many := page(t, p.get(root.Claim(id)), http.StatusOK)
	if got, of := few.Find("h3 > .cover + .count, h3 .count").Length(), text(many, "#silence-title + .count"); got != 1 || of != "121" || many.Find("h3 .count").Length() != 0 {
		t.Errorf("few: %d counts; of %s: %q", got, of, text(many, "h3 .count"))
	}
}
