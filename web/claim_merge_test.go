package web

import (
	"net/url"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/store"
)

// TestClaimWork merges, takes apart, splits and relates claims by forms alone.
func TestClaimWork(t *testing.T) {
	d := newDispute(t)
	other, _, err := d.store.AddClaim(t.Context(), "Twelve lorries burned", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	one, two := d.claim.String(), other.String()
	heading := func(address, selector, want string) {
		t.Helper()
		if got := strings.Join(strings.Fields(page(t, d.get(address), 200).Find(selector).Text()), " "); !strings.Contains(got, want) {
			t.Errorf("%s: %s says %q, want %q", address, selector, got, want)
		}
	}
	redirects := func(address string, form url.Values, to string) {
		t.Helper()
		if res := d.post(address, form); res.StatusCode != 303 || res.Header.Get("Location") != to {
			t.Errorf("%s answers %d and leads to %s, want %s", address, res.StatusCode, res.Header.Get("Location"), to)
		}
	}
	heading(d.root.MergeClaims([]assay.ClaimID{d.claim, other}, assay.ClaimID{}, ""), ".told-list", "C1 has 2 mentions then")
	heading(d.root.MergeClaims([]assay.ClaimID{d.claim}, assay.ClaimID{}, "lorries"), ".panes .rows:not(.keep) .title", "Twelve lorries burned")
	heading(d.root.MergeClaims(nil, assay.ClaimID{}, ""), ".hint", "No claim is chosen yet")
	heading(d.root.ClaimList(assay.ClaimFilter{Alike: true}), "tbody", "Twelve lorries burned")
	heading(d.root.Claim(other), "#alike", "looks like C1")

	redirects(d.root.MergeClaims(nil, assay.ClaimID{}, ""), url.Values{"claim": {one, two}, "keep": {two}}, d.root.Claim(other))
	heading(d.root.Claim(d.claim), "h1", "Twelve lorries burned")
	heading(d.root.Claim(d.claim), ".also q", "Twelve burned")
	redirects(d.root.SeparateClaim(d.claim), nil, d.root.Claim(d.claim))
	heading(d.root.Claim(d.claim), "h1", "Twelve burned")

	redirects(d.root.SplitClaim(d.claim), url.Values{"mention": {d.mentions[1].String()}, "what": {"other"}, "name": {"C2"}}, d.root.Claim(d.claim))
	heading(d.root.Claim(other), ".mention mark", "Nine lorries")
	redirects(d.root.RelateClaim(d.claim), url.Values{"relation": {"contrary"}, "other": {"C2"}, "reason": {"One number."}}, d.root.Claim(d.claim))
	heading(d.root.Claim(other), ".relations", "It is contrary to C1")
	heading(d.root.Claim(other), ".relations q", "One number.")
	redirects(d.root.DistinguishClaim(d.claim), url.Values{"other": {two}}, d.root.Claim(d.claim))

	heading(d.root.MentionList(assay.MentionFilter{Lacks: []string{"grade"}, Stance: assay.Contradicts}), "tbody .title", "Nine lorries")
	redirects(d.root.ChangeMentions(), url.Values{"was": {"{}"}, "mention": {d.mentions[0].String()}, "do": {"assign"}, "what": {"credibility"}, "name": {"3"}}, d.root.Home())
	heading(d.root.MentionList(assay.MentionFilter{Credibility: "3"}), "tbody .title", "Twelve lorri")
	redirects(d.root.ChangeClaims(), url.Values{"was": {"{}"}, "claim": {one, two}, "do": {"assign"}, "what": {"kind"}, "name": {"event past"}}, d.root.Home())
	heading(d.root.ClaimList(assay.ClaimFilter{Kind: "event_past"}), ".page-head .sub", "2 claims")

	was, _ := page(t, d.get(d.root.Claims()), 200).Find("#bulk input[name=was]").Attr("value")
	kind := "count"
	if _, _, err := d.store.ChangeClaims(t.Context(), []assay.ClaimID{d.claim}, store.ClaimsChange{Kind: &kind}); err != nil {
		t.Fatal(err)
	}
	res := d.post(d.root.ChangeClaims(), url.Values{"was": {was}, "claim": {one, two, one}, "do": {"assign"}, "what": {"kind"}, "name": {"state"}}, htmx)
	if got, want := res.Header.Get("HX-Trigger"), "1 was changed by somebody since you opened the page, and left."; !strings.Contains(got, want) || strings.Contains(got, "so already") {
		t.Errorf("of what was changed meanwhile it says %q, want %q", got, want)
	}
	heading(d.root.ClaimList(assay.ClaimFilter{Kind: "count"}), ".page-head .sub", "1 of 2 claims")
}

// TestWordsInArabic: what a list offers in the language of the analyst is taken
// as it is offered, and so is the English word.
func TestWordsInArabic(t *testing.T) {
	d := newDispute(t)
	d.post(d.Root().Settings(), url.Values{"language": {"ar"}}, htmx)
	offers := page(t, d.get(d.root.MentionList(assay.MentionFilter{})), 200).Find("#bulk-stances option").First().AttrOr("value", "")
	if offers != "يؤيد" {
		t.Errorf("the first stance is offered as %q", offers)
	}
	for _, test := range []struct{ what, name, shows, says string }{
		{"stance", "يقيّد", d.root.MentionList(assay.MentionFilter{Stance: assay.Qualifies}), "موضع واحد"},
		{"stance", "Mentions", d.root.MentionList(assay.MentionFilter{Stance: assay.Mentions}), "موضع واحد"},
		{"voice", "معزو", d.root.MentionList(assay.MentionFilter{Lacks: []string{"voice"}}), "موضع واحد"},
	} {
		form := url.Values{"was": {"{}"}, "mention": {d.mentions[0].String()}, "do": {"assign"}, "what": {test.what}, "name": {test.name}}
		if res := d.post(d.root.ChangeMentions(), form, htmx); res.StatusCode != 204 {
			t.Errorf("%s %q answers %d", test.what, test.name, res.StatusCode)
		}
		if got := text(page(t, d.get(test.shows), 200), ".page-head .sub"); got != test.says {
			t.Errorf("after %s %q there is %q, want %q", test.what, test.name, got, test.says)
		}
	}
	for _, name := range []string{"حدث ماض", "Event past"} {
		d.post(d.root.ChangeClaims(), url.Values{"was": {"{}"}, "claim": {d.claim.String()}, "do": {"assign"}, "what": {"kind"}, "name": {name}}, htmx)
		if got, want := text(page(t, d.get(d.root.ClaimList(assay.ClaimFilter{Kind: "event_past"})), 200), ".page-head .sub"), "ادعاء واحد"; got != want {
			t.Errorf("of the kind %q there is %q, want %q", name, got, want)
		}
		d.post(d.root.ChangeClaims(), url.Values{"was": {"{}"}, "claim": {d.claim.String()}, "do": {"assign"}, "what": {"kind"}, "name": {""}}, htmx)
	}
}
