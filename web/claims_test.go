package web

import (
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

// dispute is an open case with two articles that differ on one claim.
type dispute struct {
	*program
	store    *store.Store
	root     views.CaseRoot
	claim    assay.ClaimID
	articles []assay.ArticleID
	mentions []assay.MentionID
}

func newDispute(t *testing.T) *dispute {
	t.Helper()
	p := start(t, testPort)
	id, err := p.openPath(t.Context(), p.make("Quay.assay"), Existing)
	if err != nil {
		t.Fatal(err)
	}
	d := &dispute{program: p, store: p.Server.cases.get(id), root: p.Root().Case(id)}
	for i, text := range []string{"Twelve lorries burned.", "Nine lorries burned."} {
		in, err := d.store.ImportArticle(t.Context(), assay.Import{Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: []string{"https://wire.example", "https://herald.example"}[i], Text: text, Extractor: "text/1", Charset: "utf-8"})
		if err != nil {
			t.Fatal(err)
		}
		page, err := d.store.Article(t.Context(), in.Article)
		if err != nil {
			t.Fatal(err)
		}
		m, err := d.store.MarkMention(t.Context(), store.Mark{
			Article: in.Article, Text: page.Text.ID, Span: anchor.Span{Start: 0, End: 12}, Claim: d.claim, Wording: "Twelve burned", Stance: []assay.Stance{assay.Supports, assay.Contradicts}[i],
		})
		if err != nil {
			t.Fatal(err)
		}
		d.claim, d.articles, d.mentions = m.Claim, append(d.articles, in.Article), append(d.mentions, m.Mention)
	}
	return d
}

// ask makes the question how many burned, and returns it with its versions.
func (d *dispute) ask() (assay.QuestionID, []assay.Version) {
	d.t.Helper()
	id, _, err := d.store.AddQuestion(d.t.Context(), "How many burned?", []store.NewVersion{{Label: "twelve", Mentions: d.mentions[:1]}, {Label: "nine", Mentions: d.mentions[1:]}})
	if err != nil {
		d.t.Fatal(err)
	}
	return id, d.versions(id)
}

func (d *dispute) versions(id assay.QuestionID) []assay.Version {
	d.t.Helper()
	p, err := d.store.Question(d.t.Context(), id, "")
	if err != nil {
		d.t.Fatal(err)
	}
	return p.Case.Versions
}

func TestClaimPages(t *testing.T) {
	d := newDispute(t)
	question, _ := d.ask()
	for _, test := range []struct{ name, address, selector, want string }{
		{"the list", d.root.Claims(), "tbody tr [data-label=Contested]", "dispute, perhaps within one origin How many burned?"},
		{"the list, by what it lacks", d.root.ClaimList(assay.ClaimFilter{Words: "snow"}), ".empty h2", "No claim is like that"},
		{"the list, past its end", d.root.ClaimList(assay.ClaimFilter{Page: math.MaxInt}), "tbody tr [data-label=Contested]", "dispute, perhaps within one origin How many burned?"},
		{"a claim, past its last mention", d.root.ClaimPart(d.claim, views.ClaimPart{Stance: assay.Contradicts, Page: math.MaxInt}), ".mention mark", "Nine lorries"},
		{"a claim, past the last article without it", d.root.ClaimPart(d.claim, views.ClaimPart{Without: math.MaxInt}), "h1", "Twelve burned"},
		{"sources, past their end", d.root.SourceList(assay.SourceFilter{Page: math.MaxInt}), ".page-head .sub", "2 outlets"},
		{"the matrix, past its end", d.root.MatrixView(assay.MatrixFilter{Row: math.MaxInt, Col: math.MaxInt}), "h1", "Matrix"},
		{"a claim", d.root.Claim(d.claim), "h1", "Twelve burned"},
		{"a claim, one side of it", d.root.ClaimPart(d.claim, views.ClaimPart{Stance: assay.Contradicts}), ".mention mark", "Nine lorries"},
		{"how much stands behind a claim", d.root.Claim(d.claim), ".side[data-stance=supports] > p", "For 1 article · 0 attributed origins · 1 own-voice origin, at most 1 origin"},
		{"contested facts", d.root.Contested(), "article.card h3", "How many burned?"},
		{"claims contested by themselves", d.root.Contested(), ".rows .title", "Twelve burned"},
		{"a question", d.root.Question(question), ".version h3", "twelve nine"},
		{"a question of a mention of a contested claim", d.root.NewQuestion(d.mentions[1]), ".answer mark", "Twelve lorri Nine lorries"},
		{"the questions that a mention may be added to", d.root.NewQuestion(d.mentions[1]), ".rows .title", "How many burned?"},
		{"a question of a claim", d.root.NewQuestionOf(d.claim), ".answer mark", "Twelve lorri Nine lorries"},
		{"a question of nothing", d.root.NewQuestionOfNothing(), "h1", "Contest a fact"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, d.get(test.address), 200)
			var got []string
			for _, n := range doc.Find(test.selector).EachIter() {
				got = append(got, strings.Join(strings.Fields(n.Text()), " "))
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("%s says %q, want %q", test.selector, s, test.want)
			}
		})
	}
}

// TestClaimActs posts each form as a browser without scripts does, and looks at
// the page that it leads to.
func TestClaimActs(t *testing.T) {
	for _, test := range []struct {
		name           string
		do             func(d *dispute) (address string, form url.Values)
		status         int
		selector, want string // in the page that is answered with or led to
	}{
		{"a new claim", func(d *dispute) (string, url.Values) {
			return d.root.Claims(), url.Values{"wording": {"A  ship sank"}}
		}, 303, "h1", "A ship sank"},
		{"where something entered, without a reason", func(d *dispute) (string, url.Values) {
			return d.root.Roots(), url.Values{"mention": {d.mentions[0].String()}, "was": {"{}"}, "source": {"Harbour clerk"}}
		}, 422, "main", "This did not workSay why it entered there. The reason stays with it.Go to the library Go to the start page"},
		{"where something entered, with nobody", func(d *dispute) (string, url.Values) {
			return d.root.Roots(), url.Values{"mention": {d.mentions[0].String()}, "was": {"{}"}, "reason": {"He said so."}}
		}, 422, "main", "This did not workName a source, or choose an article.Go to the library Go to the start page"},
		{"a new claim without words", func(d *dispute) (string, url.Values) {
			return d.root.Claims(), url.Values{"wording": {" "}}
		}, 422, "#wording-error", "Say in one sentence what is claimed."},
		{"another wording", func(d *dispute) (string, url.Values) {
			return d.root.Claim(d.claim), url.Values{"wording": {"A dozen burned"}, "kind": {"count"}, "when": {"2026-03"}}
		}, 303, "h1", "A dozen burned"},
		{"a date that is none", func(d *dispute) (string, url.Values) {
			return d.root.Claim(d.claim), url.Values{"wording": {"A dozen burned"}, "when": {"soon"}}
		}, 422, "#claim-fields #wording", "A dozen burned"},
		{"a claim removed", func(d *dispute) (string, url.Values) {
			return d.root.RemoveClaim(d.claim), url.Values{}
		}, 303, ".empty h2", "No claims yet"},
		{"origins that are independent", func(d *dispute) (string, url.Values) {
			return d.root.Independent(d.claim), url.Values{"a": {d.articles[1].String()}, "b": {d.articles[0].String()}, "independent": {"true"}, "reason": {"Both were there."}}
		}, 303, ".assessment .opinions q", "Both were there."},
		{"one origin twice", func(d *dispute) (string, url.Values) {
			return d.root.Independent(d.claim), url.Values{"a": {d.articles[1].String()}, "b": {d.articles[1].String()}, "independent": {"true"}}
		}, 422, "main", "This did not workChoose two different origins.Go to the library Go to the start page"},
		{"a new question", func(d *dispute) (string, url.Values) {
			return d.root.Contested(), url.Values{"wording": {"How many?"}, "claim": {d.claim.String()}, "label": {"twelve", "nine", ""}, "mentions": {d.mentions[0].String(), d.mentions[1].String(), ""}}
		}, 303, ".version h3", "twelvenine"},
		{"a new question with a version without a label", func(d *dispute) (string, url.Values) {
			return d.root.Contested(), url.Values{"wording": {"How many?"}, "claim": {d.claim.String()}, "label": {"twelve", ""}, "mentions": {d.mentions[0].String(), d.mentions[1].String()}}
		}, 422, "#label-1-error", "Say in a few words what this version is, as in “twelve”."},
		{"a ruling", func(d *dispute) (string, url.Values) {
			id, _ := d.ask()
			return d.root.Question(id), url.Values{"wording": {"How many?"}, "status": {"settled"}, "ruling": {"Nine."}, "why": {"The register says so."}}
		}, 303, ".defs dd.prose", "Nine.The register says so."},
		{"a status that there is not", func(d *dispute) (string, url.Values) {
			id, _ := d.ask()
			return d.root.Question(id), url.Values{"wording": {"How many?"}, "status": {"perhaps"}}
		}, 422, "#status-error", "That is not one of the answers. Choose one from the list."},
		{"another version", func(d *dispute) (string, url.Values) {
			id, _ := d.ask()
			return d.root.Versions(id), url.Values{"label": {"ten"}, "mention": {d.mentions[1].String()}}
		}, 303, ".version:last-child mark", "Nine lorries"},
		{"another version without a label", func(d *dispute) (string, url.Values) {
			id, _ := d.ask()
			return d.root.Versions(id), url.Values{"label": {""}}
		}, 422, "#label-error", "Say in a few words what this version is, as in “twelve”."},
		{"a mention moved", func(d *dispute) (string, url.Values) {
			id, versions := d.ask()
			return d.root.Assign(id), url.Values{"version": {versions[0].ID.String()}, "mention": {d.mentions[1].String()}}
		}, 303, ".version:first-child mark", "Twelve lorriNine lorries"},
		{"a mention taken out", func(d *dispute) (string, url.Values) {
			id, _ := d.ask()
			return d.root.Assign(id), url.Values{"version": {""}, "mention": {d.mentions[1].String()}}
		}, 303, "#free mark", "Nine lorries"},
		{"a version of another question", func(d *dispute) (string, url.Values) {
			_, versions := d.ask()
			id, _ := d.ask()
			return d.root.Assign(id), url.Values{"version": {versions[0].ID.String()}, "mention": {d.mentions[1].String()}}
		}, 404, "main", "This did not workThis case has no such version. It may have been removed; reload the page.Go to the library Go to the start page"},
		{"a version renamed", func(d *dispute) (string, url.Values) {
			id, versions := d.ask()
			return d.root.Version(id, versions[0].ID), url.Values{"label": {"a dozen"}, "was": {versions[0].Label}}
		}, 303, ".version:first-child h3", "a dozen"},
		{"a version removed", func(d *dispute) (string, url.Values) {
			id, versions := d.ask()
			return d.root.RemoveVersion(id, versions[0].ID), url.Values{}
		}, 303, ".version h3", "nine"},
		{"a question removed", func(d *dispute) (string, url.Values) {
			id, _ := d.ask()
			return d.root.RemoveQuestion(id), url.Values{}
		}, 303, ".rows .title", "Twelve burned"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDispute(t)
			address, form := test.do(d)
			res := d.post(address, d.fill(address, form))
			if res.StatusCode != test.status {
				t.Fatalf("status %d, want %d", res.StatusCode, test.status)
			}
			if test.status == 303 {
				res = d.get(res.Header.Get("Location"))
			}
			if got := text(page(t, res, map[bool]int{true: 200, false: test.status}[test.status == 303]), test.selector); got != test.want {
				t.Errorf("%s says %q, want %q", test.selector, got, test.want)
			}
		})
	}
}

// TestClaimActsInPlace posts forms as htmx does.
func TestClaimActsInPlace(t *testing.T) {
	d := newDispute(t)
	res := d.post(d.root.Claim(d.claim), d.fill(d.root.Claim(d.claim), url.Values{"wording": {"A dozen burned"}}), htmx)
	if trigger := res.Header.Get("HX-Trigger"); res.StatusCode != 204 || !strings.Contains(trigger, `"say":"Claim changed."`) || !strings.Contains(trigger, `"assay:refresh":true`) {
		t.Errorf("status %d, HX-Trigger %s", res.StatusCode, trigger)
	}
	doc := page(t, d.post(d.root.Claim(d.claim), d.fill(d.root.Claim(d.claim), url.Values{"wording": {""}}), htmx), 422)
	if got, want := text(doc, "#claim-fields #wording-error"), "A claim needs a wording: say in one sentence what is claimed."; got != want || doc.Find("main").Length() > 0 {
		t.Errorf("the form says %q, want %q alone", got, want)
	}
	if res := d.post(d.root.RemoveClaim(d.claim), url.Values{}, htmx); res.Header.Get("HX-Redirect") != d.root.Claims() {
		t.Errorf("after its claim is removed a page goes to %q", res.Header.Get("HX-Redirect"))
	}
}

// TestEvidence judges what passages say on versions, and shows what tells them
// apart.
func TestEvidence(t *testing.T) {
	d := newDispute(t)
	id, versions := d.ask()
	cells := func(apart bool) string {
		doc := page(t, d.get(d.root.Evidence(id, assay.EvidenceFilter{Apart: apart})), http.StatusOK)
		var got []string
		doc.Find("tr[data-mention]").Each(func(_ int, s *goquery.Selection) {
			row := s.AttrOr("data-telling", "") + ":"
			s.Find("[data-version]").Each(func(_ int, s *goquery.Selection) { row += " " + s.AttrOr("data-bearing", "") })
			got = append(got, row)
		})
		return strings.Join(got, "; ")
	}
	if got := cells(false); got != "unjudged: states ; unjudged:  states" {
		t.Errorf("at first: %s", got)
	}
	judge := url.Values{"target": {d.mentions[0].String()}, "other": {versions[1].ID.String()}, "dimension": {"consistency"}, "value": {"inconsistent"}, "toggle": {"true"}}
	if res := d.post(d.root.Judgements(), judge); res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.Status)
	}
	if got := cells(true); got != "tells_apart: states inconsistent" {
		t.Errorf("judged: %s", got)
	}
	judge.Set("value", "perhaps")
	if res := d.post(d.root.Judgements(), judge); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a word that is no answer: %s", res.Status)
	}
	if res := d.get(d.root.Evidence(assay.QuestionID(d.claim), assay.EvidenceFilter{})); res.StatusCode != http.StatusNotFound {
		t.Errorf("a question that is not there: %s", res.Status)
	}
}

// TestBoard shows contested facts by how they stand, and filters them.
func TestBoard(t *testing.T) {
	d := newDispute(t)
	d.ask()
	beyond, _, err := d.store.AddQuestion(t.Context(), "Who lit it?", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.ChangeQuestion(t.Context(), beyond, store.QuestionChange{Status: store.To("cannot_be_settled"), Severity: store.To("material")}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, query, places string
	}{
		{"all", "", "Open 1 Settled 0 Cannot be settled 1 Claims contested by themselves 1"},
		{"material", "?severity=material", "Open 0 Settled 0 Cannot be settled 1"},
		{"not weighed", "?severity=unweighed", "Open 1 Settled 0 Cannot be settled 0"},
		{"disputes", "?level=between_origins&sort=articles", "Open 1 Settled 0 Cannot be settled 0 Claims contested by themselves 1"},
		{"drift", "?level=within_one_origin", "Open 0 Settled 0 Cannot be settled 0"},
		{"an event", "?event=" + d.claim.String(), "Open 0 Settled 0 Cannot be settled 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, d.get(d.root.Contested()+test.query), http.StatusOK)
			var places []string
			doc.Find(".places li").Each(func(_ int, s *goquery.Selection) {
				places = append(places, strings.Join(strings.Fields(s.Text()), " "))
			})
			if got := strings.Join(places, " "); got != test.places {
				t.Errorf("%s, want %s", got, test.places)
			}
		})
	}
}
