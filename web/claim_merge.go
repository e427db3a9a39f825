package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

// claimsForm is what is to be done with some claims.
type claimsForm struct {
	Claims []assay.ClaimID                              `form:"claim"`
	Was    views.Was[map[assay.ClaimID]assay.SeenClaim] `form:"was"`
	Do     string                                       `form:"do"`
	What   string                                       `form:"what"` // to assign
	Name   string                                       `form:"name"`
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
		act, removed, err := open.RemoveClaims(ctx, f.Claims, "")
		return act, tellCount(c, removed, "%s claim removed, with the mentions.", "%s claims removed, with the mentions."), err
	}
	change, done, err := f.change(c)
	if err != nil {
		return act, "", err
	}
	act, out, err := open.ChangeClaims(ctx, f.Claims, change)
	return act, views.ClaimsOutcomeWords(ctx, out, done(out.Changed)), err
}

// change returns what is to be changed about the claims, and how to tell it of
// some number of them.
func (f *claimsForm) change(c echo.Context) (change store.ClaimsChange, done func(n int) string, err error) {
	if change.Seen, err = f.Was.Then(); err != nil {
		return change, nil, err
	}
	name := strings.TrimSpace(f.Name)
	if name == "" && (f.What == "tag" || f.What == "untag") {
		return change, nil, assay.Invalid("name", "Write the tag.")
	}
	switch f.What {
	case "kind":
		kind := strings.ReplaceAll(views.WordOf(c.Request().Context(), assay.ClaimKinds, name), " ", "_")
		change.Kind = &kind
	case "when":
		change.When = &name
	case "event":
		change.Event = &name
	case "tag":
		change.AddTag = name
	case "untag":
		change.DropTag = name
	default:
		return change, nil, assay.Invalid("what", "Choose what is to be done with the claims.")
	}
	return change, func(n int) string { return claimsTold(c, f.What, name, n) }, nil
}

// claimsTold tells of n claims that something was set to what name says, or
// that it was taken back where that is empty.
func claimsTold(c echo.Context, what, name string, n int) string {
	switch {
	case what == "tag":
		return tellCount(c, n, "%s claim: tagged “%s”.", "%s claims: tagged “%s”.", name)
	case what == "untag":
		return tellCount(c, n, "%s claim: tag “%s” taken off.", "%s claims: tag “%s” taken off.", name)
	case what == "kind" && name == "":
		return tellCount(c, n, "%s claim: kind taken back.", "%s claims: kind taken back.")
	case what == "kind":
		return tellCount(c, n, "%s claim: kind “%s”.", "%s claims: kind “%s”.", name)
	case what == "when" && name == "":
		return tellCount(c, n, "%s claim: when taken back.", "%s claims: when taken back.")
	case what == "when":
		return tellCount(c, n, "%s claim: %s.", "%s claims: %s.", tr.Date(c.Request().Context(), name))
	case name == "":
		return tellCount(c, n, "%s claim: event taken back.", "%s claims: event taken back.")
	}
	return tellCount(c, n, "%s claim: about “%s”.", "%s claims: about “%s”.", name)
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
	if p.Frame, err = s.frame(c, "claims", tell(c, "Merge claims")); err != nil {
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
	merged := len(plan.Others) + 1
	return s.doneAt(c, act, tellCount(c, merged, "%s claim merged.", "%s claims merged into one."), s.caseRoot(c).Claim(plan.Keep))
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
	act, out, err := caseOf(c).SplitClaim(c.Request().Context(), id, sp)
	if err != nil {
		return s.refuseBulk(c, err)
	}
	name, err := claimName(c, out.Claim)
	if err != nil {
		return err
	}
	say := tellCount(c, out.Moved, "%s mention bears on %s now.", "%s mentions bear on %s now.", name)
	if out.Left > 0 {
		say += " " + tellCount(c, out.Left, "%s stays: it is marked there already, or was moved by somebody.", "%s stay: they are marked there already, or were moved by somebody.")
	}
	return s.done(c, act, say, s.caseRoot(c).Claim(id))
}

// claimName is what a claim is called in a sentence: its number and wording.
func claimName(c echo.Context, id assay.ClaimID) (string, error) {
	all, err := caseOf(c).Wordings(c.Request().Context())
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(all, func(w assay.Wording) bool { return w.Claim.ID == id })
	if at < 0 {
		return "", assay.NotFound("claim")
	}
	return tell(c, "%s “%s”", all[at].Number(), all[at].Claim.Wording), nil
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
	return s.done(c, act, tell(c, "It is a claim of its own again."), s.caseRoot(c).Claim(id))
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
	return s.done(c, act, tell(c, "They count as different. You will not be asked again."), s.caseRoot(c).Claim(id))
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
	return s.done(c, act, views.RelationSays(c.Request().Context(), form.Relation), s.caseRoot(c).Claim(id))
}
