package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/store"
	"assay/views"
)

// claimsForm is what is to be done with some claims.
type claimsForm struct {
	Claims []assay.ClaimID `form:"claim"`
	Do     string          `form:"do"`
	What   string          `form:"what"` // to assign
	Name   string          `form:"name"`
}

func (s *Server) changeClaims(c echo.Context) error {
	var form claimsForm
	if err := bind(c, &form); err != nil {
		return err
	}
	if len(form.Claims) == 0 {
		return s.refuseBulk(c, assay.Invalid("claim", "Select some claims first: tick them, or press %s on a row.", views.KeyName(c.Request().Context(), "list/mark")))
	}
	if form.Do == "merge" {
		return s.see(c, s.caseRoot(c).MergeClaims(form.Claims, assay.ClaimID{}, ""))
	}
	act, say, err := form.apply(c)
	if err != nil {
		return s.refuseBulk(c, err)
	}
	return s.done(c, act, say, s.cameFrom(c))
}

// apply does what the form says and returns what there is to say about it.
func (f *claimsForm) apply(c echo.Context) (act assay.ActID, say string, err error) {
	ctx, open := c.Request().Context(), caseOf(c)
	if f.Do == "remove" {
		act, err = open.RemoveClaims(ctx, f.Claims, "")
		return act, views.Count(len(f.Claims), "claim", "claims") + " removed, with the mentions.", err
	}
	change, say, err := f.change()
	if err != nil {
		return act, "", err
	}
	act, changed, err := open.ChangeClaims(ctx, f.Claims, change)
	if changed == 0 {
		return act, "Nothing to change: they are like that already.", err
	}
	say = views.Count(changed, "claim", "claims") + ": " + say + "."
	if left := len(f.Claims) - changed; left > 0 {
		say += " " + views.Count(left, "was so already.", "were so already.")
	}
	return act, say, err
}

// change returns what is to be changed about the claims, and how to tell it.
func (f *claimsForm) change() (change store.ClaimsChange, say string, err error) {
	name := strings.TrimSpace(f.Name)
	switch f.What {
	case "kind":
		kind := strings.ReplaceAll(strings.ToLower(name), " ", "_")
		change.Kind, say = &kind, "kind “"+name+"”"
	case "when":
		change.When, say = &name, views.Date(name)
	case "event":
		change.Event, say = &name, "about “"+name+"”"
	case "tag":
		change.AddTag, say = name, "tagged “"+name+"”"
	case "untag":
		change.DropTag, say = name, "tag “"+name+"” taken off"
	default:
		return change, "", assay.Invalid("what", "Choose what is to be done with the claims.")
	}
	if name == "" && (f.What == "tag" || f.What == "untag") {
		return change, "", assay.Invalid("name", "Write the tag.")
	}
	if name == "" {
		say = f.What + " taken back"
	}
	return change, say, nil
}

func (s *Server) showMerge(c echo.Context) error {
	var q struct {
		Claims []assay.ClaimID `query:"claim"`
		Keep   assay.ClaimID   `query:"keep"`
		Words  string          `query:"q"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Merging(c.Request().Context(), q.Claims, q.Keep)
	if err != nil {
		return err
	}
	p := views.NewMergePage(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, q.Claims)
	p.Words = strings.TrimSpace(q.Words)
	if p.Nearest, p.Total, err = s.nearestClaims(c, p.Claims, p.Words); err != nil {
		return err
	}
	if p.Frame, err = s.frame(c, "claims", "Merge claims"); err != nil {
		return err
	}
	p.Frame.Scope = "merging rows"
	return render(c, http.StatusOK, views.Merge(p))
}

// maxNearest is how many claims to merge are offered at once.
const maxNearest = 9

// nearestClaims ranks the claims of the case against those that are chosen, or
// against what the analyst has typed.
func (s *Server) nearestClaims(c echo.Context, chosen []views.ClaimRow, words string) (list []views.Nearest, total int, err error) {
	all, err := caseOf(c).Wordings(c.Request().Context())
	if err != nil {
		return nil, 0, err
	}
	total = len(all)
	asked := strings.ToLower(words)
	var texts []string
	for i := range chosen {
		texts = append(texts, chosen[i].Claim.Wording)
	}
	all = slices.DeleteFunc(all, func(w assay.Wording) bool {
		return slices.ContainsFunc(chosen, func(r views.ClaimRow) bool { return r.Claim.ID == w.Claim.ID }) || asked != "" && !w.Answers(asked)
	})
	candidates := make([]lineage.Candidate[*assay.Wording], len(all))
	for i := range all {
		candidates[i] = lineage.Candidate[*assay.Wording]{Key: &all[i], Texts: slices.Concat([]string{all[i].Claim.Wording}, all[i].Also, all[i].Quotes)}
	}
	for _, r := range lineage.Rank(strings.Join(append(texts, asked), " "), candidates) {
		if len(list) < maxNearest {
			list = append(list, views.Nearest{Claim: &r.Key.Claim, Number: r.Key.Number(), Articles: r.Key.Articles})
		}
	}
	return list, total, nil
}

func (s *Server) mergeClaims(c echo.Context) error {
	var form struct {
		Claims []assay.ClaimID `form:"claim"`
		Keep   assay.ClaimID   `form:"keep"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, plan, err := caseOf(c).MergeClaims(c.Request().Context(), form.Claims, form.Keep)
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Claim(plan.Keep))
}

// splitForm is which mentions of a claim are about another.
type splitForm struct {
	Mentions []assay.MentionID `form:"mention"`
	What     string            `form:"what"` // "new" or "other"
	Name     string            `form:"name"`
}

func (f *splitForm) split() (sp store.Split, err error) {
	sp.Mentions = f.Mentions
	name := strings.TrimSpace(f.Name)
	switch {
	case f.What != "other":
		sp.Wording = name
	case name == "":
		return sp, assay.Invalid("name", "Write the number or wording of the other claim.")
	default:
		sp.Called = name
	}
	return sp, nil
}

func (s *Server) splitClaim(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	var form splitForm
	if err := bind(c, &form); err != nil {
		return err
	}
	sp, err := form.split()
	if err != nil {
		return s.refuseBulk(c, err)
	}
	_, act, left, err := caseOf(c).SplitClaim(c.Request().Context(), id, sp)
	if err != nil {
		return s.refuseBulk(c, err)
	}
	say := views.Count(len(sp.Mentions)-left, "mention bears", "mentions bear") + " on the other claim now."
	if left > 0 {
		say += " " + views.Count(left, "stays: it is marked there already, or was moved by somebody.", "stay: they are marked there already, or were moved by somebody.")
	}
	return s.done(c, act, say, s.caseRoot(c).Claim(id))
}

func (s *Server) separateClaim(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	act, err := caseOf(c).SeparateClaim(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return s.done(c, act, "It is a claim of its own again.", s.caseRoot(c).Claim(id))
}

func (s *Server) distinguishClaim(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	var form struct {
		Other assay.ClaimID `form:"other"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).DistinguishClaims(c.Request().Context(), id, form.Other)
	if err != nil {
		return err
	}
	return s.done(c, act, "They count as different. You will not be asked again.", s.caseRoot(c).Claim(id))
}

func (s *Server) relateClaim(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	var form views.RelationForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).RelateClaims(c.Request().Context(), id, form.Other, form.Relation, form.Reason)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.claimPage(c)
		if pageErr != nil {
			return pageErr
		}
		p.Relate, p.Relate.Errors = form, fields
		return showAgain(c, err, views.RelateFields(p), views.Claim(p))
	}
	if err != nil {
		return err
	}
	say := "It " + views.RelationWord(c.Request().Context(), form.Relation) + " the other claim."
	if form.Relation == "" {
		say = "Relation taken back."
	}
	return s.done(c, act, say, s.caseRoot(c).Claim(id))
}
