package web

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/oplog"
	"assay/internal/sealed"
	"assay/store"
	"assay/views"
)

func (s *Server) mergeRoutes(c *echo.Group) {
	c.GET("/merge", s.showCaseMerge)
	c.POST("/merge", s.foreseeMerge)
	c.GET("/merge/folder", s.browseForMerge)
	c.GET("/merge/foreseen", s.showForeseen)
	c.POST("/merge/foreseen", s.merge)
	c.POST("/merge/foreseen/claims", s.decideDuplicate)
	c.POST("/merge/leave", s.leaveMerge)
	c.POST("/withdrawn", s.bringBack)
	c.GET("/conflicts", s.showConflicts)
	c.POST("/conflicts", s.resolve)
}

// merges are the other copies of cases that are being looked at, one of each case at
// most. The zero value is ready for use.
type merges struct {
	mu   sync.Mutex
	open map[string]*merging // by case
}

// merging is another copy of a case, and what it would bring or has brought.
type merging struct {
	mu     sync.Mutex // held while the copy is used
	path   string
	own    bool       // it is as this Assay has left it
	from   store.Copy // nil once it has been merged
	plan   *assay.Merge
	backup string
}

// put keeps what is being merged into a case, in the place of what was before.
func (ms *merges) put(caseID string, m *merging) error {
	ms.mu.Lock()
	old := ms.open[caseID]
	if ms.open == nil {
		ms.open = map[string]*merging{}
	}
	ms.open[caseID] = m
	if m == nil {
		delete(ms.open, caseID)
	}
	ms.mu.Unlock()
	if old == nil {
		return nil
	}
	return old.close()
}

// get returns what is being merged into a case, nil for nothing.
func (ms *merges) get(caseID string) *merging {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	return ms.open[caseID]
}

// closeAll lets go of all.
func (ms *merges) closeAll() error {
	ms.mu.Lock()
	open := ms.open
	ms.open = nil
	ms.mu.Unlock()
	var errs []error
	for _, m := range open {
		errs = append(errs, m.close())
	}
	return errors.Join(errs...)
}

// close lets go of the copy, once nobody uses it.
func (m *merging) close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.from == nil {
		return nil
	}
	from := m.from
	m.from = nil
	return from.Close()
}

// showCaseMerge shows where another copy is chosen.
func (s *Server) showCaseMerge(c echo.Context) error {
	return s.mergePage(c, http.StatusOK, views.CaseMergeForm{Path: c.QueryParam("path")})
}

func (s *Server) mergePage(c echo.Context, status int, form views.CaseMergeForm) error {
	f, err := s.frame(c, "merge", tell(c, "Merge"))
	if err != nil {
		return err
	}
	f.Scope, f.Refresh = "", "" // somebody is choosing
	return render(c, status, views.CaseMerge(views.CaseMergePage{Frame: f, Root: s.caseRoot(c), Form: form}))
}

// browseForMerge shows a folder of this computer, of which a case may be merged.
func (s *Server) browseForMerge(c echo.Context) error {
	root := s.caseRoot(c)
	f, err := s.frame(c, "merge", views.ForMerge.Title(c.Request().Context()))
	if err != nil {
		return err
	}
	f.Scope, f.Refresh = "rows", ""
	return s.choose(c, views.ChooserPage{
		Frame: f, Purpose: views.ForMerge, Back: root.MergeCase(), At: root.MergeFolder, Take: root.MergeCase(),
	}, func(string) string { return "" })
}

// foreseeMerge opens another copy and says what merging it would bring. Nothing is
// changed.
func (s *Server) foreseeMerge(c echo.Context) error {
	var form views.CaseMergeForm
	if err := bind(c, &form); err != nil {
		return err
	}
	form.Path = strings.TrimSpace(form.Path)
	if form.Sealed = sealed.Is(form.Path); form.Sealed && form.Passphrase == "" {
		return s.mergePage(c, http.StatusUnprocessableEntity, form)
	}
	plan, from, err := s.openMerge(c.Request().Context(), caseOf(c), form)
	if err != nil {
		return s.refuseMerge(c, form, err)
	}
	if !plan.Brings() {
		if err := s.took(c.Request().Context(), caseOf(c), form.Path, from); err != nil {
			return errors.Join(err, from.Close())
		}
	}
	if err := s.merges.put(c.Param("case"), &merging{path: form.Path, own: s.Config.Owns(form.Path), from: from, plan: plan}); err != nil {
		return err
	}
	return s.see(c, s.caseRoot(c).MergeForeseen())
}

// refuseMerge says what is wrong with the file that was chosen.
func (s *Server) refuseMerge(c echo.Context, form views.CaseMergeForm, err error) error {
	switch assay.KindOf(err) {
	case assay.KindInvalid, assay.KindUnsupported, assay.KindNotFound:
	default:
		return err
	}
	_, message := explain(c.Request().Context(), err)
	if errors.Is(err, store.ErrBroken) {
		message = inOneBreath(message, tell(c, "What can still be read of it can be rescued into a new case, which can then be merged: open it from the start page."))
	}
	field := "path"
	if e, ok := errors.AsType[*assay.Error](err); ok && e.Field == "passphrase" {
		field = e.Field
	}
	form.Errors = map[string]string{field: message}
	return s.mergePage(c, http.StatusUnprocessableEntity, form)
}

func (s *Server) openMerge(ctx context.Context, open *store.Store, form views.CaseMergeForm) (*assay.Merge, store.Copy, error) {
	path := form.Path
	if path == "" || !filepath.IsAbs(path) {
		return nil, nil, assay.Invalid("path", "Say where the other copy is: the whole path of a file, or look for it.")
	}
	if info, err := os.Stat(path); err == nil && open.At(info) {
		return nil, nil, assay.Invalid("path", "This is the file of this case itself. Choose the other copy.")
	}
	from, err := s.sentCase(ctx, path, form.Passphrase)
	if err != nil {
		return nil, nil, err
	}
	plan, err := open.ForeseeMerge(ctx, from)
	if err != nil {
		return nil, nil, errors.Join(err, from.Close())
	}
	return plan, from, nil
}

// took notes that a case has every operation of another copy: it may be what somebody has
// put on the drive of the case.
func (s *Server) took(ctx context.Context, open *store.Store, path string, from store.Copy) error {
	return s.Config.AwayCase(open.Path()).Merged(path, from.About().Hash.String(), func() (bool, error) { return open.Lacks(ctx, from) })
}

// sentCase opens a case that somebody has sent, which may be under a passphrase.
func (s *Server) sentCase(ctx context.Context, path, passphrase string) (store.Copy, error) {
	if sealed.Is(path) {
		return s.Reader.OpenSealed(ctx, path, passphrase)
	}
	return s.Reader.OpenCase(ctx, path)
}

// showForeseen shows what another copy would bring, or has brought.
func (s *Server) showForeseen(c echo.Context) error {
	m := s.merges.get(c.Param("case"))
	if m == nil {
		return s.see(c, s.caseRoot(c).MergeCase())
	}
	m.mu.Lock()
	plan, backup := *m.plan, m.backup
	m.mu.Unlock()
	now, err := caseOf(c).Things(c.Request().Context(), views.MergedThings(&plan))
	if err != nil {
		return err
	}
	p := views.CaseMergePage{Root: s.caseRoot(c), View: s.view(c, now), Plan: &plan, Backup: backup, Own: m.own, Zone: s.Now().Location()}
	if p.Withdrawn, err = caseOf(c).Withdrawals(c.Request().Context(), &plan, views.MergeShown); err != nil {
		return err
	}
	if p.Frame, err = s.frame(c, "merge", tell(c, "Merge")); err != nil {
		return err
	}
	switch {
	case backup != "" && !plan.Act.IsZero():
		err = s.addDuplicates(c, &p)
	case backup != "" || !plan.Brings():
		p.Frame.Scope, p.Frame.Refresh = "rows", ""
	default:
		p.Frame.Scope, p.Frame.Refresh = "merge rows", ""
	}
	if err != nil {
		return err
	}
	if backup != "" && len(p.Withdrawn) > 0 {
		p.Frame.Scope = "merged " + p.Frame.Scope
	}
	return render(c, http.StatusOK, views.CaseMergeForeseen(p))
}

// addDuplicates adds to the page of a merge that was made what it has brought that looks
// like what the case had.
func (s *Server) addDuplicates(c echo.Context, p *views.CaseMergePage) (err error) {
	page, _ := strconv.Atoi(c.QueryParam("page"))
	if p.Alike, err = caseOf(c).Duplicates(c.Request().Context(), p.Plan.Act, page); err != nil {
		return err
	}
	p.AlikeView = s.view(c, p.Alike.Case)
	if p.Frame.Scope = "duplicates"; len(p.Alike.Pairs) == 0 {
		p.Frame.Scope = "rows"
	}
	return nil
}

// decideDuplicate merges a claim that came with one of the case, or keeps them apart.
func (s *Server) decideDuplicate(c echo.Context) error {
	var form struct {
		Had  assay.ClaimID `form:"had"`
		Came assay.ClaimID `form:"came"`
		Do   string        `form:"do"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	ctx, open, back := c.Request().Context(), caseOf(c), s.caseRoot(c).MergeForeseen()
	switch form.Do {
	case "apart":
		act, err := open.DistinguishClaims(ctx, form.Had, form.Came)
		if err != nil {
			return err
		}
		return s.done(c, act, tell(c, "They count as different. You will not be asked again."), back)
	case "merge":
		act, plan, err := open.MergeClaims(ctx, []assay.ClaimID{form.Had, form.Came}, form.Had)
		if err != nil {
			return err
		}
		name, err := claimName(c, plan.Keep)
		if err != nil {
			return err
		}
		return s.done(c, act, inOneBreath(tell(c, "They are one now: %s.", name), staySays(c, plan)), back)
	}
	return echo.ErrBadRequest
}

// staySays tells how many passages stay marked twice after claims were merged, or
// nothing.
func staySays(c echo.Context, plan assay.MergePlan) string {
	n := 0
	for _, twin := range plan.Twins {
		if twin.Why != "" {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return tellCount(c, n, "%s passage stays marked twice, since it is judged differently: see the claim.", "%s passages stay marked twice, since they are judged differently: see the claim.")
}

// merge merges the copy that is being looked at.
func (s *Server) merge(c echo.Context) error {
	m := s.merges.get(c.Param("case"))
	if m == nil {
		return s.see(c, s.caseRoot(c).MergeCase())
	}
	ctx, open := context.WithoutCancel(c.Request().Context()), caseOf(c)
	act, err := m.into(ctx, open, func(save func(to string) error) (string, error) {
		at, err := desktop.Backup(s.Config.Dir(), open.Path(), s.Now(), save)
		if err == nil {
			_ = s.Config.Own(at, false) // it was made here; where that cannot be noted it is checked as any other
		}
		return at, err
	}, func(path string, from store.Copy) error { return s.took(ctx, open, path, from) })
	if err != nil {
		return err
	}
	s.changed(c, act)
	s.index(ctx, c.Param("case"), open)
	s.siblings.forget(c.Param("case"))
	s.lookAround(ctx, c.Param("case"), open)
	return s.see(c, s.caseRoot(c).MergeForeseen())
}

// into merges the copy, after a backup, unless that was done already. What has changed
// in the case since it was looked at does no harm: it is foreseen anew.
func (m *merging) into(ctx context.Context, open *store.Store, backup func(save func(to string) error) (string, error), took func(path string, from store.Copy) error) (act assay.ActID, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.from == nil {
		return act, nil
	}
	at, err := backup(func(to string) error { return open.SaveCopy(ctx, to) })
	if err != nil {
		return act, err
	}
	plan, err := open.Merge(ctx, m.from)
	if err != nil {
		return act, err
	}
	from := m.from
	m.plan, m.backup, m.from = plan, at, nil
	return plan.Act, errors.Join(took(m.path, from), from.Close())
}

// leaveMerge lets go of the copy that is being looked at.
func (s *Server) leaveMerge(c echo.Context) error {
	if err := s.merges.put(c.Param("case"), nil); err != nil {
		return err
	}
	return s.see(c, s.caseRoot(c).MergeCase())
}

// bringBack puts something into the case again that was withdrawn.
func (s *Server) bringBack(c echo.Context) error {
	var form struct {
		Kind   assay.Kind     `form:"kind"`
		Entity assay.EntityID `form:"entity"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).BringBack(c.Request().Context(), form.Kind, form.Entity)
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Brought back."), s.cameFrom(c))
}

// showConflicts lists what is in conflict in the case.
func (s *Server) showConflicts(c echo.Context) error {
	page, _ := strconv.Atoi(c.QueryParam("page"))
	data, err := caseOf(c).Conflicts(c.Request().Context(), page)
	if err != nil {
		return err
	}
	p := views.ConflictsView{Root: s.caseRoot(c), View: s.view(c, data.Case), Data: data, Zone: s.Now().Location()}
	if p.Frame, err = s.frame(c, "conflicts", tell(c, "In conflict")); err != nil {
		return err
	}
	p.Frame.Scope = "conflicts rows"
	return render(c, http.StatusOK, views.Conflicts(p))
}

// resolve decides a conflict for one of its values.
func (s *Server) resolve(c echo.Context) error {
	var form struct {
		Kind   assay.Kind     `form:"kind"`
		Entity assay.EntityID `form:"entity"`
		Field  string         `form:"field"`
		Op     string         `form:"op"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	op, err := oplog.ParseHash(form.Op)
	if err != nil {
		return echo.ErrBadRequest
	}
	act, err := caseOf(c).Resolve(c.Request().Context(), form.Kind, form.Entity, form.Field, op)
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Decided."), s.caseRoot(c).Conflicts())
}
