package web

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

// openQuay opens a small case and returns its root.
func openQuay(t *testing.T) (p *program, s *store.Store, root views.CaseRoot, claim assay.ClaimID) {
	t.Helper()
	p = start(t, testPort)
	home, err := p.Case(t.Context(), p.make("Quay 🚒.assay"), Existing)
	if err != nil {
		t.Fatal(err)
	}
	s = p.cases[0]
	in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte("x"), Text: "Nine lorries burned.\n\nNobody was hurt.", Title: "Fire <b>at</b> the quay"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Article(t.Context(), in.Article)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.MarkMention(t.Context(), store.Mark{Article: in.Article, Text: a.Text.ID, Span: anchor.Span{Start: 0, End: 20}, Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m.Claim), Dimension: assay.DimCredibility}, oplog.Encode("2"), "two papers"); err != nil {
		t.Fatal(err)
	}
	return p, s, views.CaseRoot(strings.TrimSuffix(home, "/")), m.Claim
}

func TestHistoryRoom(t *testing.T) {
	p, s, root, claim := openQuay(t)
	told := func(address string) string {
		var lines []string
		for _, act := range page(t, p.get(address), http.StatusOK).Find(".history .told > p").EachIter() {
			lines = append(lines, strings.Join(strings.Fields(act.Text()), " "))
		}
		return strings.Join(lines, "\n")
	}
	everything := "Ana gave C1 credibility 2: two papers\nAna marked Nine lorries burned. in Fire <b>at</b> the quay as supporting the new claim C1\nAna brought in Fire <b>at</b> the quay\nAna made the case Quay 🚒"
	if got := told(root.History()); got != everything {
		t.Errorf("told as\n%s\nwant\n%s", got, everything)
	}
	if got, want := told(root.HistoryOfEntity(assay.EntityID(claim))), strings.Join(strings.Split(everything, "\n")[:2], "\n"); got != want {
		t.Errorf("of the claim is told\n%s\nwant\n%s", got, want)
	}
	if got := told(root.HistoryOf(assay.HistoryFilter{Actor: assay.ActorID{9}})); got != "" {
		t.Errorf("of somebody else is told %s", got)
	}
	doc := page(t, p.get(root.History()), http.StatusOK)
	if got, want := text(doc, "#would-undo"), "would take back that you gave C1 credibility 2: two papers"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if res := p.post(root.Undo(), nil); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != root.History() {
		t.Errorf("undo: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	doc = page(t, p.get(root.History()), http.StatusOK)
	if got, want := text(doc, "#would-redo"), "would do again that you gave C1 credibility 2: two papers"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got, want := text(doc, ".history [data-undone] .told > p"), "Ana gave C1 credibility 2: two papers undone"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	page(t, p.get(root.History()+"?about=nonsense"), http.StatusBadRequest)

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	page(t, p.get(root.History()), http.StatusInternalServerError)
}

func TestExportRoom(t *testing.T) {
	p, _, root, _ := openQuay(t)
	doc := page(t, p.get(root.Export()), http.StatusOK)
	if got, _ := doc.Find("#copy-name").Attr("value"); got != "Quay 🚒 2026-03-01" {
		t.Errorf("the copy would be called %q", got)
	}
	if got, _ := doc.Find("#copy-folder").Attr("value"); got != p.folder {
		t.Errorf("the copy would be in %q", got)
	}
	tests := []struct {
		name, address, as, has, lacks string
	}{
		{"a table", root.QuotesTable(), "text/csv; charset=utf-8", "Nine lorries burned.", "\ufeff"},
		{"a table for Excel", root.QuotesTable() + "?excel=true", "text/csv; charset=utf-8", "\ufeffarticle,", "\x00"},
		{"everything", root.AssayJSON(), "application/json", `"base64"`, "\x00"},
		{"without originals", root.AssayJSON() + "?no_originals=true", "application/json", `"actor"`, `"base64"`},
		{"without history", root.AssayJSON() + "?no_history=true", "application/json", `"base64"`, `"actor"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res := p.get(test.address)
			var body strings.Builder
			if err := res.Write(&body); err != nil {
				t.Fatal(err)
			}
			if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != test.as {
				t.Fatalf("status %d, %s", res.StatusCode, got)
			}
			if got := res.Header.Get("Content-Disposition"); !regexp.MustCompile(`^attachment; filename\*=utf-8''Quay%20%F0%9F%9A%92\.(csv|json)$`).MatchString(got) {
				t.Errorf("saved as %q", got)
			}
			if !strings.Contains(body.String(), test.has) || strings.Contains(body.String(), test.lacks) {
				t.Errorf("it has no %q, or has %q:\n%s", test.has, test.lacks, &body)
			}
		})
	}
	if left, err := filepath.Glob(filepath.Join(p.Config.Dir(), "export-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	rows, err := csv.NewReader(p.get(root.QuotesTable()).Body).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	var whole struct{ Claims []any }
	if err := json.NewDecoder(p.get(root.AssayJSON()).Body).Decode(&whole); err != nil || len(whole.Claims) != 1 {
		t.Errorf("%d claims, %v", len(whole.Claims), err)
	}
}

func TestSaveCopyRoom(t *testing.T) {
	p, _, root, _ := openQuay(t)
	tests := []struct {
		name, copy, folder string
		field, message     string // of the refusal
	}{
		{name: "a good one", copy: "Kept", folder: p.folder},
		{name: "a taken name", copy: "Quay 🚒", folder: p.folder, field: "name", message: "already a file"},
		{name: "a path for a name", copy: "../x", folder: p.folder, field: "name", message: "cannot contain"},
		{name: "no such folder", copy: "x", folder: p.folder + "/nowhere", field: "folder", message: "There is no folder"},
		{name: "a folder of the network", copy: "x", folder: `\\evil\share`, field: "folder", message: "no network paths"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res := p.post(root.SaveCopy(), url.Values{"name": {test.copy}, "folder": {test.folder}})
			if test.field != "" {
				doc := page(t, res, http.StatusUnprocessableEntity)
				if got := text(doc, "#copy-"+test.field+"-error"); !strings.Contains(got, test.message) {
					t.Errorf("it says %q, want %q", got, test.message)
				}
				return
			}
			path := filepath.Join(test.folder, test.copy+".assay")
			if got := text(page(t, p.get(res.Header.Get("Location")), http.StatusOK), "#copied"); got != "A checked copy is at "+path {
				t.Errorf("it says %q", got)
			}
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
		})
	}
	doc := page(t, p.get(root.CopyFolder(p.folder, "Kept too")), http.StatusOK)
	if got, _ := doc.Find("[data-act=use-folder]").Attr("href"); got != root.ExportTo(p.folder, "Kept too") {
		t.Errorf("the folder is taken to %q", got)
	}
}

// TestReplacedCase: the analyst is told that the file was replaced, saves a
// copy of what is on screen, and opens the file again.
func TestReplacedCase(t *testing.T) {
	p, s, root, _ := openQuay(t)
	if err := os.Rename(p.make("Other.assay"), s.Path()); err != nil {
		t.Fatal(err)
	}
	const told = "What you have just done was not saved."
	if got := text(page(t, p.post(root.Undo(), nil), http.StatusForbidden), "main"); !strings.Contains(got, told) || strings.Contains(got, "Save a copy") {
		t.Errorf("undo says %q", got)
	}
	if got := text(page(t, p.get(root.Library(assay.LibraryFilter{})), http.StatusOK), "main"); !strings.Contains(got, "Fire <b>at</b> the quay") {
		t.Errorf("the library shows %q", got)
	}
	res := p.post(root.SaveCopy(), url.Values{"folder": {p.folder}, "name": {"Mine"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Errorf("saving a copy: %d", res.StatusCode)
	}
	for file, articles := range map[string]string{filepath.Base(s.Path()): "", "Mine.assay": "Fire <b>at</b> the quay"} {
		again, err := p.Case(t.Context(), filepath.Join(p.folder, file), Existing)
		if err != nil {
			t.Fatal(err)
		}
		if again == root.Home() {
			t.Errorf("opening %s goes to the case that was open", file)
		}
		doc := page(t, p.get(views.CaseRoot(strings.TrimSuffix(again, "/")).Library(assay.LibraryFilter{})), http.StatusOK)
		if got := text(doc, "tbody th"); !strings.Contains(got, articles) || articles == "" && got != "" {
			t.Errorf("%s has %q, want %q", file, got, articles)
		}
	}
	if err := os.Remove(s.Path()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Case(t.Context(), s.Path(), Existing); assay.KindOf(err) != assay.KindNotFound {
		t.Errorf("opening what was deleted says %v", err)
	}
}

func TestSettingsPage(t *testing.T) {
	p, _, root, claim := openQuay(t)
	doc := page(t, p.get(p.Root().Settings()), http.StatusOK)
	for setting, value := range map[string]string{"theme": "auto", "contrast": "auto", "size": "normal", "measure": "normal", "lead": "normal", "density": "comfortable", "keys": "on", "wording": "stanag", "language": "en"} {
		if doc.Find("#set-"+setting+" input[checked][value="+value+"]").Length() != 1 {
			t.Errorf("%s is not shown as %s", setting, value)
		}
	}
	if !strings.Contains(text(doc, "main"), p.Config.Dir()) {
		t.Error("it does not say where the settings are kept")
	}
	if res := p.post(p.Root().Settings(), url.Values{"wording": {"fm"}}); res.Header.Get("Location") != p.Root().Settings() {
		t.Errorf("it goes to %q", res.Header.Get("Location"))
	}
	doc = page(t, p.get(p.Root().Settings()), http.StatusOK)
	if got := text(doc, ".grade-defs"); !strings.Contains(got, "not confirmed; logical, and fits the rest") || strings.Contains(got, "nobody can vouch") {
		t.Errorf("the grades mean %q", got)
	}
	if html, _ := page(t, p.get(root.Claim(claim)), http.StatusOK).Html(); !strings.Contains(html, "not confirmed; logical, and fits the rest") {
		t.Error("a claim spells its grades out otherwise")
	}

	form := url.Values{"name": {"Ilse"}, "next": {p.Root().Settings()}}
	if res := p.post(p.Root().Analyst(), form); res.Header.Get("Location") != p.Root().Settings() || p.Config.Name() != "Ilse" {
		t.Errorf("it goes to %q, called %q", res.Header.Get("Location"), p.Config.Name())
	}
	form.Set("name", " ")
	doc = page(t, p.post(p.Root().Analyst(), form), http.StatusUnprocessableEntity)
	if got := text(doc, "h1") + ": " + text(doc, "#analyst-name-error"); got != "Settings: Say what name your work should carry. A pseudonym will do." {
		t.Errorf("it says %q", got)
	}
	if res := p.post(p.Root().Analyst(), url.Values{"name": {"Ilse"}, "next": {"https://evil.example/"}}); res.Header.Get("Location") != p.Root().Start() {
		t.Errorf("it goes to %q", res.Header.Get("Location"))
	}
}

func TestDropJSON(t *testing.T) {
	const quay = `{"format": "assay-json", "version": 1, "case": {"name": "Quay"}, "articles": [{"id": "a", "text": "Nine lorries burned."}],
		"claims": [{"id": "c", "wording": "Nine burned"}], "mentions": [{"id": "m", "article": "a", "claim": "c", "quote": "Nine lorries"}]}`
	p := start(t, testPort)
	if res := p.drop("Sent to me.json", quay); res.StatusCode != http.StatusSeeOther {
		page(t, res, http.StatusSeeOther)
	}
	c, err := p.cases[0].Case(t.Context())
	if err != nil || len(c.Mentions) != 1 || c.Mentions[0].Quote != "Nine lorries" {
		t.Errorf("the case has %+v, %v", c.Mentions, err)
	}
	for name, content := range map[string]string{"Sent to me.json": quay, "Broken.json": `{"format":`, "Other.json": `{"a": 1}`, "../up.json": quay[:40]} {
		doc := page(t, p.drop(name, content), http.StatusUnprocessableEntity)
		if got := text(doc, "#drop-file-error"); got == "" {
			t.Errorf("%s: the form says nothing", name)
		}
	}
	if got := p.files(); got != "Sent to me.assay" {
		t.Errorf("the folder has %s", got)
	}
}

// TestProblemInCase asks a case for what it does not have.
func TestProblemInCase(t *testing.T) {
	p, s, root, claim := openQuay(t)
	for _, test := range []struct{ name, address, says string }{
		{"a path that leads nowhere", string(root) + "/clams", "There is no such page."},
		{"a claim that is not there", root.Claim(assay.ClaimID{7}), "This case has no such claim."},
		{"an id that is none", string(root) + "/claims/x/y", "There is no such page."},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, p.get(test.address), http.StatusNotFound)
			if got := text(doc, "main [role=alert]"); !strings.HasPrefix(got, test.says) {
				t.Errorf("it says %q, want %q", got, test.says)
			}
			if got := text(doc, ".bar .case"); got != "Quay 🚒" {
				t.Errorf("it is in the case %q", got)
			}
			if doc.Find("nav a[href='"+root.Claims()+"']").Length() == 0 || doc.Find("main a[href='"+root.Home()+"']").Length() == 0 {
				t.Error("there is no way back into the case")
			}
		})
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := text(page(t, p.get(root.Claim(claim)), http.StatusInternalServerError), "main [role=alert]"); !strings.HasPrefix(got, "Something went wrong") {
		t.Errorf("of a case that cannot be read it says %q", got)
	}
}

// TestUndoThis takes acts back out of their order.
func TestUndoThis(t *testing.T) {
	p, s, root, claim := openQuay(t)
	if _, _, err := s.TagTarget(t.Context(), "numbers", assay.EntityID(claim)); err != nil {
		t.Fatal(err)
	}
	button := func(says string) url.Values {
		t.Helper()
		form := page(t, p.get(root.History()), http.StatusOK).Find(".history > li").FilterFunction(func(_ int, li *goquery.Selection) bool {
			return strings.Contains(li.Find(".told > p").Text(), says)
		}).Find("form[action='" + root.Undo() + "']")
		act, ok := form.Find("input[name=act]").Attr("value")
		if !ok {
			t.Fatalf("%q cannot be undone", says)
		}
		if said, _ := form.Find("button").Attr("aria-describedby"); said != "act-"+act+"-told" {
			t.Errorf("the button is described by %q", said)
		}
		return url.Values{"act": {act}}
	}
	if res := p.post(root.Undo(), button("credibility 2")); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != root.History() {
		t.Errorf("undo: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	if got := text(page(t, p.get(root.History()), http.StatusOK), ".history [data-undone] .told > p"); !strings.HasPrefix(got, "Ana gave C1 credibility 2") {
		t.Errorf("undone is %q", got)
	}
	doc := page(t, p.post(root.Undo(), button("as supporting the new claim")), http.StatusConflict)
	if got := text(doc, "main [role=alert]"); !strings.HasPrefix(got, "You have built on this since") {
		t.Errorf("of a claim with a tag it says %q", got)
	}
	doc = page(t, p.get(root.History()), http.StatusOK)
	if got := doc.Find(".history form[action$='/undo']").Length(); got != 3 { // the tag, the mark and the article; neither what is undone nor the making
		t.Errorf("%d acts can be undone", got)
	}
	page(t, p.post(root.Undo(), url.Values{"act": {"nonsense"}}), http.StatusUnprocessableEntity)
}

// TestBackWithoutScripts judges and notes as a browser without scripts does.
func TestBackWithoutScripts(t *testing.T) {
	p, s, root, claim := openQuay(t)
	data, err := s.Claim(t.Context(), claim, 0)
	if err != nil {
		t.Fatal(err)
	}
	article := root.MentionInArticle(data.Case.Mentions[0].Article, data.Case.Mentions[0].ID)
	here := "http://127.0.0.1:4711"
	target := assay.EntityID(claim).String()
	judgement := url.Values{"target": {target}, "dimension": {"credibility"}, "value": {"3"}}
	tests := []struct {
		name, address string
		form          url.Values
		from, to      string
	}{
		{"a judgement on the page of a claim", root.Judgements(), judgement, here + root.Claim(claim), root.Claim(claim)},
		{"a judgement on a mention in its article", root.Judgements(), judgement, here + article, article},
		{"a tag", root.Tags(), url.Values{"target": {target}, "name": {"numbers"}}, here + root.Claim(claim), root.Claim(claim)},
		{"a note", root.Notes(), url.Values{"target": {target}, "text": {"Why nine?"}}, here + root.Claim(claim), root.Claim(claim)},
		{"from a page that the browser does not name", root.Judgements(), judgement, "", root.Home()},
		{"from a page of somebody else", root.Judgements(), judgement, "http://evil.example" + root.Claim(claim), root.Home()},
		{"from another case", root.Judgements(), judgement, here + string(p.Root().Case("other")) + "/claims", root.Home()},
		{"from no address", root.Judgements(), judgement, "http://127.0.0.1:4711\x00", root.Home()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res := p.post(test.address, test.form, header("Referer", test.from))
			if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != test.to {
				t.Errorf("status %d to %s, want %s", res.StatusCode, got, test.to)
			}
		})
	}
}

// TestNewSourceKnown asks for a source with the domain of one that is there.
func TestNewSourceKnown(t *testing.T) {
	p, s, root, _ := openQuay(t)
	id, _, err := s.AddSource(t.Context(), "Merrow Herald", "outlet", "herald.example")
	if err != nil {
		t.Fatal(err)
	}
	doc := page(t, p.post(root.Sources(), url.Values{"name": {"Another"}, "kind": {"outlet"}, "domain": {"herald.example"}}), http.StatusUnprocessableEntity)
	if got := text(doc, "#source-domain-error"); !strings.HasPrefix(got, "There is a source of this domain already") {
		t.Errorf("the form says %q", got)
	}
	if doc.Find("#source-form a[href='"+root.Source(id)+"']").Length() != 1 {
		t.Error("the form does not lead to it")
	}
	if got := text(page(t, p.get(root.Source(id)), http.StatusOK), "h1"); got != "Merrow Herald" {
		t.Errorf("it is called %q now", got)
	}
}

// TestWithoutScripts does in plain requests what the reader and the library
// need scripts for otherwise.
func TestWithoutScripts(t *testing.T) {
	p := start(t, testPort)
	home, err := p.Case(t.Context(), p.make("Quay.assay"), Existing)
	if err != nil {
		t.Fatal(err)
	}
	s, root := p.cases[0], views.CaseRoot(strings.TrimSuffix(home, "/"))
	in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte("x"), Text: "Advertisement\n\nNine lorries burned.\n\nContinue reading", Title: "Fire", Site: "صحيفة المرفأ"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Article(t.Context(), in.Article)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.MarkMention(t.Context(), store.Mark{Article: in.Article, Text: a.Text.ID, Span: a.Body.Blocks()[1], Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	row := func() string { return text(page(t, p.get(root.Articles()), http.StatusOK), "[data-label=Outlet]") }
	if got, want := row(), "صحيفة المرفأ found, not confirmed"; got != want {
		t.Errorf("the outlet is %q, want %q", got, want)
	}
	p.post(root.ChangeArticles(), url.Values{"article": {in.Article.String()}, "do": {"accept"}})
	if got, want := row(), "صحيفة المرفأ"; got != want {
		t.Errorf("accepted, the outlet is %q, want %q", got, want)
	}

	reader := page(t, p.get(root.Article(in.Article)), http.StatusOK)
	form := url.Values{"kind": {"not_article"}}
	for _, field := range reader.Find("#set-aside input").EachIter() {
		form.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
	}
	p.post(root.TextBlocks(a.Text.ID), form)
	reader = page(t, p.get(root.Article(in.Article)), http.StatusOK)
	if n := reader.Find("[data-kind=not_article]").Length(); n != 2 || reader.Find("#set-aside").Length() != 0 {
		t.Errorf("%d paragraphs are set aside, want 2, and none to be left", n)
	}
	inspector := page(t, p.get(reader.Find(".chip").AttrOr("href", "")), http.StatusOK).Find("#inspect")
	if got := inspector.AttrOr("data-mention", ""); got != m.Mention.String() {
		t.Errorf("the chip leads to mention %q, want %s", got, m.Mention)
	}
	library := page(t, p.get(root.Articles()), http.StatusOK)
	if got := library.Find(".nav a[data-value=reader]").AttrOr("href", ""); got != root.Article(in.Article) {
		t.Errorf("the bar leads back to %q", got)
	}
}

// TestReloadAfterRefusal asks for the addresses at which a form was refused.
func TestReloadAfterRefusal(t *testing.T) {
	p, _, root, _ := openQuay(t)
	for address, want := range map[string]string{
		root.SaveCopy(): root.Export(), root.Paste(): root.Import(), p.Root().Cases(): p.Root().Start(), p.Root().OpenCase(): p.Root().Start(),
	} {
		if res := p.get(address); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != want {
			t.Errorf("%s answers %d %s, want a way to %s", address, res.StatusCode, res.Header.Get("Location"), want)
		}
	}
	doc := page(t, p.post(root.SaveCopy(), url.Values{"folder": {"nowhere"}, "name": {"x"}}), http.StatusUnprocessableEntity)
	if got, ok := doc.Find("#main").Attr("hx-get"); ok {
		t.Errorf("a refused form fetches itself again from %s", got)
	}
}
