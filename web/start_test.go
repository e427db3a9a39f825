package web

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/assets"
	"assay/internal/desktop"
	"assay/views"
)

func TestStart(t *testing.T) {
	p := start(t, testPort)
	p.Notice = "Your settings start afresh."
	doc := page(t, p.get(p.Root().Start()), http.StatusOK)
	if got, want := text(doc, "[data-notice]"), "Your settings start afresh."; got != want {
		t.Errorf("the notice is %q, want %q", got, want)
	}
	if got, want := text(doc, "[data-path] .note"), "is no longer at "+filepath.Join(p.folder, "Old.assay"); got != want {
		t.Errorf("recent are %q, want %q", got, want)
	}
	if got, _ := doc.Find("#new-folder").Attr("value"); got != p.folder {
		t.Errorf("new cases go to %q, want %q", got, p.folder)
	}
	if doc.Find("[data-form=new] #analyst-name").Length() != 1 {
		t.Error("the analyst is not asked for a name")
	}
	doc.Find("input:not([type=hidden])").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		if doc.Find("label[for='"+id+"']").Length() != 1 {
			t.Errorf("the field %q has no label", id)
		}
	})
	for _, name := range []string{"app.css", "app.js", "life-worker.js"} {
		if html, _ := doc.Html(); !strings.Contains(html, assets.Href(name)) {
			t.Errorf("the page does not load %s", name)
		}
	}
}

func TestCreateCase(t *testing.T) {
	p := start(t, testPort)
	p.make("Taken.assay")
	tests := []struct {
		name, caseName, folder string
		field, message         string // of the refusal
	}{
		{name: "a good one", caseName: "Harbour fire", folder: p.folder},
		{name: "taken", caseName: "Taken", folder: p.folder, field: "name", message: "already a file"},
		{name: "nameless", caseName: " ", folder: p.folder, field: "name", message: "Give the case a name."},
		{name: "a path for a name", caseName: "../up", folder: p.folder, field: "name", message: "cannot contain"},
		{name: "a device", caseName: "NUL", folder: p.folder, field: "name", message: "Windows keeps the name"},
		{name: "a folder that there is not", caseName: "x", folder: p.folder + "/nowhere", field: "folder", message: "There is no folder"},
		{name: "no folder", caseName: "x", folder: "", field: "folder", message: "not a full path"},
		{name: "markup", caseName: `<img src=x onerror=alert(1)>`, folder: p.folder, field: "name", message: "cannot contain"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res := p.post(p.Root().Cases(), url.Values{"name": {test.caseName}, "folder": {test.folder}})
			if test.field == "" {
				if res.StatusCode != http.StatusSeeOther {
					t.Fatalf("status %d", res.StatusCode)
				}
				if got := p.latest().Name; got != test.caseName {
					t.Errorf("the case is called %q", got)
				}
				return
			}
			doc := page(t, res, http.StatusUnprocessableEntity)
			if got := text(doc, "#new-"+test.field+"-error"); !strings.Contains(got, test.message) {
				t.Errorf("the form says %q, want %q", got, test.message)
			}
			if got, _ := doc.Find("#new-name").Attr("value"); got != test.caseName {
				t.Errorf("the form lost the name: %q", got)
			}
			if doc.Find("#new-"+test.field+"[aria-invalid=true]").Length() != 1 {
				t.Error("the field is not marked")
			}
			if doc.Find("main img").Length() != 0 {
				t.Error("markup came through")
			}
		})
	}
	if got, want := p.files(), "Harbour fire.assay, Taken.assay"; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}
	if got := p.Config.Recent()[0].Name; got != "Harbour fire" {
		t.Errorf("the last case is %q", got)
	}
}

func TestOpenCase(t *testing.T) {
	p := start(t, testPort)
	hostile := p.make("report?_pragma=x%3B'\"#.assay")
	link := filepath.Join(p.folder, "link.assay")
	if err := os.Symlink(hostile, link); err != nil {
		t.Fatal(err)
	}
	open := func(path string) *http.Response { return p.post(p.Root().OpenCase(), url.Values{"path": {path}}) }

	first := open(hostile)
	if first.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", first.StatusCode)
	}
	home := first.Header.Get("Location")
	if got := p.cases[0].Path(); got != hostile {
		t.Errorf("open is %q, want %q", got, hostile)
	}
	for _, path := range []string{hostile, link} {
		if again := open(path).Header.Get("Location"); again != home {
			t.Errorf("%s was opened again, at %s", path, again)
		}
	}
	if p.opened != 1 {
		t.Errorf("the file was opened %d times", p.opened)
	}

	refused := []struct {
		name, path string
		want       int
	}{
		{"missing", filepath.Join(p.folder, "Old.assay"), 404},
		{"relative", "Old.assay", 422},
		{"climbing", p.folder + "/../x.assay", 422},
		{"empty", "", 422},
		{"a folder", p.folder, 415},
		{"a nul byte", p.folder + "/x\x00.assay", 422},
	}
	for _, test := range refused {
		page(t, open(test.path), test.want)
	}
	if got := p.files(); strings.Contains(got, "Old") {
		t.Errorf("a missing case was made anew: %s", got)
	}

	closing, _ := page(t, p.get(p.Root().Start()), http.StatusOK).Find("[data-path$='report?_pragma=x%3B\\'\"#.assay'] form[action$=close]").Attr("action")
	if closing != strings.TrimSuffix(home, "/")+"/close" {
		t.Fatalf("the start page closes it by %q", closing)
	}
	res := p.post(closing, nil)
	if res.StatusCode != http.StatusSeeOther || p.closed() != 1 {
		t.Errorf("status %d, closed %d times", res.StatusCode, p.closed())
	}
	if n := page(t, p.get(p.Root().Start()), http.StatusOK).Find("form[action$=close]").Length(); n != 0 {
		t.Errorf("the start page offers to close %d", n)
	}
	doc := page(t, p.get(home), http.StatusNotFound)
	if got, want := text(doc, "main [role=alert]"), "This case is no longer open. Open it again from the start page."; got != want {
		t.Errorf("the page says %q, want %q", got, want)
	}
}

func TestErrors(t *testing.T) {
	p := start(t, testPort)
	path := p.make("Case.assay")
	form := url.Values{"path": {path}}

	p.openErr = errDisk
	doc := page(t, p.post(p.Root().OpenCase(), form), http.StatusInternalServerError)
	if got, want := text(doc, "main [role=alert]"), "Something went wrong, and nothing was changed. The details are in the log."; got != want {
		t.Errorf("the page says %q, want %q", got, want)
	}
	if !strings.Contains(p.log.String(), "disk on fire") {
		t.Error("the log does not say what went wrong")
	}

	p.openErr = errNoCase
	res := p.post(p.Root().OpenCase(), form, htmx)
	doc = page(t, res, http.StatusUnsupportedMediaType)
	if got := res.Header.Get("HX-Retarget") + " " + res.Header.Get("HX-Reswap") + " " + res.Header.Get("HX-Reselect"); got != "#problem innerHTML .notice" {
		t.Errorf("the fragment goes to %q", got)
	}
	if html, _ := doc.Find("body").Html(); !strings.Contains(html, `<div>This is not a case.</div>`) || strings.Contains(html, "<main") {
		t.Errorf("the fragment is %s", html)
	}
	p.openErr = nil
	if got := p.post(p.Root().OpenCase(), form, htmx); got.StatusCode != http.StatusNoContent || !strings.HasPrefix(got.Header.Get("HX-Redirect"), string(p.Root())+"/c/") {
		t.Errorf("status %d to %q", got.StatusCode, got.Header.Get("HX-Redirect"))
	}
}

func TestDropCase(t *testing.T) {
	p := start(t, testPort)
	dropped, err := os.ReadFile(p.make("Quay.assay"))
	if err != nil {
		t.Fatal(err)
	}
	res := p.drop("Quay.assay", string(dropped))
	if res.StatusCode != http.StatusSeeOther {
		page(t, res, http.StatusSeeOther)
	}
	if got, want := filepath.Base(p.cases[0].Path()), "Quay 2.assay"; got != want {
		t.Errorf("the copy is %q, want %q", got, want)
	}
	if res := p.drop("Quay.assay.AGE", "age-encryption.org/v1\n"); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != p.Root().Unseal(filepath.Join(p.folder, "Quay.assay.age")) {
		t.Errorf("what is under a passphrase leads to %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	doc := page(t, p.drop("page.html", "x"), http.StatusUnprocessableEntity)
	if got := text(doc, "#drop-file-error"); !strings.Contains(got, "This is not a case") {
		t.Errorf("the form says %q", got)
	}
	p.openErr = errNoCase
	page(t, p.drop("Fake.assay", "x"), http.StatusUnsupportedMediaType)
	page(t, p.post(p.Root().DropCase(), url.Values{"file": {"x"}}), http.StatusBadRequest)
	if got, want := p.files(), "Quay 2.assay, Quay.assay, Quay.assay.age"; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}
	if got, err := os.ReadFile(filepath.Join(p.folder, "Quay 2.assay")); err != nil || !bytes.Equal(got, dropped) {
		t.Errorf("the copy is another file (%v)", err)
	}
}

func TestForgetCase(t *testing.T) {
	p := start(t, testPort)
	old := p.Config.Recent()[0].Path
	res := p.post(p.Root().ForgetCase(), url.Values{"path": {old}})
	if res.StatusCode != http.StatusSeeOther || len(p.Config.Recent()) != 0 {
		t.Errorf("status %d, recent %v", res.StatusCode, p.Config.Recent())
	}
}

func TestNameAnalyst(t *testing.T) {
	p := start(t, testPort)
	doc := page(t, p.post(p.Root().Analyst(), url.Values{"name": {" "}}), http.StatusUnprocessableEntity)
	if got, want := text(doc, "#analyst-name-error"), "Say what name your work should carry. A pseudonym will do."; got != want {
		t.Errorf("the form says %q, want %q", got, want)
	}
	if res := p.post(p.Root().Analyst(), url.Values{"name": {"Ana & <b>"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	doc = page(t, p.get(p.Root().Start()), http.StatusOK)
	if got, want := text(doc, "[data-analyst]"), "Ana & <b>"; got != want {
		t.Errorf("the page says %q, want %q", got, want)
	}
	if doc.Find("details[open]").Length() != 0 {
		t.Error("the form is open though a name is known")
	}
}

func TestChangeSettings(t *testing.T) {
	p := start(t, testPort)
	res := p.post(p.Root().Settings(), url.Values{"theme": {"dark"}}, htmx)
	if got, want := res.Header.Get("HX-Trigger"), `{"assay:look":{"theme":"dark"}}`; res.StatusCode != http.StatusNoContent || got != want {
		t.Errorf("status %d, trigger %s, want %s", res.StatusCode, got, want)
	}
	if res := p.post(p.Root().Settings(), url.Values{"keys": {"alt"}, "density": {"compact"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d", res.StatusCode)
	}
	page(t, p.post(p.Root().Settings(), url.Values{"theme": {"pink"}}), http.StatusUnprocessableEntity)
	page(t, p.post(p.Root().Settings(), url.Values{"path": {"/etc"}}), http.StatusUnprocessableEntity)
	doc := page(t, p.get(p.Root().Start()), http.StatusOK)
	if doc.Find("html[data-theme=dark][data-keys=alt][data-density=compact][data-size=normal]").Length() != 1 {
		html, _ := doc.Html()
		t.Errorf("the page does not show the settings: %.300s", html)
	}
}

func TestBrowse(t *testing.T) {
	p := start(t, testPort)
	hostile := `x'"><img src=x>&#1?.assay`
	p.make(hostile)
	p.make("notes.txt")
	sub := filepath.Join(p.folder, "sub #1?&")
	if err := os.Mkdir(sub, 0o700); err != nil {
		t.Fatal(err)
	}

	doc := page(t, p.get(p.Root().Browse(views.ForOpen, "", "")), http.StatusOK)
	if got := text(doc, "[data-list=cases] button"); got != hostile {
		t.Errorf("cases are %q, want %q", got, hostile)
	}
	if got, _ := doc.Find("[data-list=cases] input[name=path]").Attr("value"); got != filepath.Join(p.folder, hostile) {
		t.Errorf("the case would be opened at %q", got)
	}
	if doc.Find("main img").Length() != 0 {
		t.Error("markup came through")
	}
	link, _ := doc.Find("[data-list=folders] a").Last().Attr("href")
	doc = page(t, p.get(link, htmx), http.StatusOK)
	if doc.Find("#chooser").Length() != 1 || doc.Find("title").Length() != 0 {
		t.Error("a request for the part did not get the part alone")
	}
	if got := text(doc, "h2"); got != sub {
		t.Errorf("the link led to %q, want %q", got, sub)
	}

	doc = page(t, p.get(p.Root().Browse(views.ForNew, p.folder, "My case")), http.StatusOK)
	if doc.Find("[data-list=cases]").Length() != 0 {
		t.Error("cases are offered where a folder is to be chosen")
	}
	use, _ := doc.Find("[data-act=use-folder]").Attr("href")
	doc = page(t, p.get(use), http.StatusOK)
	name, _ := doc.Find("#new-name").Attr("value")
	folder, _ := doc.Find("#new-folder").Attr("value")
	if name != "My case" || folder != p.folder {
		t.Errorf("the form has %q in %q", name, folder)
	}

	doc = page(t, p.get(p.Root().Browse(views.ForOpen, filepath.Join(p.folder, "nowhere"), "")), http.StatusNotFound)
	if got := text(doc, "#chooser [role=alert]"); !strings.HasPrefix(got, "There is no folder") || doc.Find("nav a").Length() == 0 {
		t.Errorf("the page says %q", got)
	}
	page(t, p.get(p.Root().Browse(views.ForOpen, "../..", "")), http.StatusUnprocessableEntity)
}

func TestAssets(t *testing.T) {
	p := start(t, testPort)
	res := p.get(assets.Href("app.js"))
	if got, want := res.Header.Get("Cache-Control"), "private, max-age=31536000, immutable"; res.StatusCode != 200 || got != want {
		t.Errorf("status %d, Cache-Control %q, want %q", res.StatusCode, got, want)
	}
	if got, want := res.Header.Get("Content-Type"), "text/javascript; charset=utf-8"; got != want {
		t.Errorf("Content-Type %q, want %q", got, want)
	}
}

func TestHandoffRoute(t *testing.T) {
	p := start(t, testPort)
	path := filepath.Join(p.folder, "-new one.assay")
	body := `{"paths": ["` + path + `", "relative.assay"], "browser": false}`
	send := func(body string, changes ...change) *http.Response {
		return p.send(http.MethodPost, desktop.HandoffPath, "application/json", strings.NewReader(body),
			append([]change{noCookie, func(r *http.Request) { r.Header.Del("Sec-Fetch-Site") }, header("Authorization", "Bearer handoff-secret")}, changes...)...)
	}
	refused := map[string]change{
		"a false secret":    header("Authorization", "Bearer x"),
		"no secret":         func(r *http.Request) { r.Header.Del("Authorization") },
		"another scheme":    header("Authorization", "Basic handoff-secret"),
		"a page":            fromOrigin("http://127.0.0.1:4711"),
		"a page of nowhere": fromOrigin("null"),
		"our own page":      fromSite("same-origin"),
		"an empty site":     fromSite(""),
	}
	for name, c := range refused {
		if got := send(body, c).StatusCode; got != http.StatusForbidden {
			t.Errorf("%s: status %d", name, got)
		}
	}
	if p.opened != 0 {
		t.Error("something was opened all the same")
	}
	page(t, send("{"), http.StatusBadRequest)

	doc := page(t, send(body), http.StatusOK)
	got := doc.Text()
	if !strings.Contains(got, `"urls":["http://127.0.0.1:4711/_open?t=`) || !strings.Contains(got, `"problems":["This is not a full path.`) {
		t.Errorf("the answer is %s", got)
	}
	if p.opened != 1 || p.files() != "-new one.assay" {
		t.Errorf("opened %d, files %s", p.opened, p.files())
	}
	page(t, send(`{"browser": true}`), http.StatusOK)
	if len(p.shown) != 1 {
		t.Fatalf("%d tickets were shown in the browser", len(p.shown))
	}
	p.Handoff = ""
	if got := send(`{}`, header("Authorization", "Bearer ")).StatusCode; got != http.StatusForbidden {
		t.Errorf("without a secret of its own: status %d", got)
	}
}

// TestAskNameFirst: whoever opens a case is asked for a name before anything is written in
// it, on the page as it is, and not again after “Not now”.
func TestAskNameFirst(t *testing.T) {
	for _, x := range []struct {
		form url.Values
		says string
	}{
		{url.Values{"name": {"Ana"}}, "Your work is signed Ana."},
		{url.Values{"later": {"true"}}, "Your work is not signed."},
	} {
		p := start(t, testPort)
		root := p.post(p.Root().OpenCase(), url.Values{"path": {p.make("Shared")}}).Header.Get("Location")
		asked := func() int { return page(t, p.get(root+"claims"), http.StatusOK).Find(".ask-name").Length() }
		if asked() != 1 {
			t.Fatal("no name is asked for in a case that was opened")
		}
		wrong := page(t, p.post(p.Root().Analyst(), url.Values{"name": {" "}}, htmx), http.StatusUnprocessableEntity)
		if wrong.Find(".ask-name .wrong").Length() != 1 || wrong.Find("main").Length() != 0 {
			t.Error("the form does not say what is wrong by itself")
		}
		answer := p.post(p.Root().Analyst(), x.form, htmx)
		if body, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK || len(body) > 0 || !strings.Contains(answer.Header.Get("HX-Trigger"), x.says) {
			t.Errorf("%v: %d %q, %s", x.form, answer.StatusCode, body, answer.Header.Get("HX-Trigger"))
		}
		if asked() != 0 {
			t.Errorf("a name is asked for again after %v", x.form)
		}
	}
}

// TestAskName: in the sample, whose work it is is asked for when there is work to sign,
// and not again once it has been said.
func TestAskName(t *testing.T) {
	p := start(t, testPort)
	reader := p.post(p.Root().Sample(), url.Values{}).Header.Get("Location")
	root, _, _ := strings.Cut(reader, "/articles/")
	asked := func() bool { return page(t, p.get(root+"/claims"), http.StatusOK).Find(".ask-name").Length() == 1 }
	if asked() {
		t.Error("a name is asked for before anything was done")
	}
	p.post(root+"/claims", url.Values{"wording": {"The pump was new"}})
	if !asked() {
		t.Error("no name is asked for")
	}
	p.post(p.Root().Analyst(), url.Values{"name": {"Ana"}})
	if asked() {
		t.Error("a name is asked for again")
	}
}
