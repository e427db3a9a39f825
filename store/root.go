package store

import (
	"context"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Root is the analyst's word on where what a mention says entered: an article of
// the case in its own voice, or a source by its name, which is made if it is not
// there. The zero Root takes the word back.
type Root struct {
	Article assay.ArticleID
	Name    string // goes before Article
	Kind    string // of the source, if it is made; one of assay.SourceKinds, or ""
	Reason  string
}

// DeclareRoot says where what a mention says entered, and why. seen is what the
// analyst had said when they looked. It fails with KindInvalid without a reason,
// and with KindConflict if they have said something else since, in another tab
// or on another computer.
func (s *Store) DeclareRoot(ctx context.Context, id assay.MentionID, r Root, seen assay.RootValue) (assay.ActID, error) {
	name := squeezed(r.Name)
	none := name == "" && r.Article.IsZero()
	if !none && strings.TrimSpace(r.Reason) == "" {
		return assay.ActID{}, assay.Invalid("reason", "Say why it entered there. The reason stays with it.")
	}
	return s.update(ctx, func(t *tx) error {
		m, err := t.mention(ctx, id)
		if err != nil {
			return err
		}
		var now assay.RootValue
		switch {
		case name != "":
			if now.Source, err = t.sourceCalled(ctx, name, r.Kind, m.Article); err != nil {
				return err
			}
		case !none:
			if now.Article = r.Article; assay.KindOf(t.exists(ctx, assay.KindArticle, assay.EntityID(r.Article))) != "" {
				return assay.NotFound("article")
			}
		}
		k := assay.JudgementKey{Target: assay.EntityID(id), Dimension: assay.DimRoot}
		_, own, err := t.own(ctx, k)
		if err != nil {
			return err
		}
		var said assay.RootValue
		if len(own) > 0 {
			said, _ = assay.ParseRoot(own[0].Value)
		}
		if said != seen && said != now {
			return assay.Conflict("You have said where it entered since you opened this page. It is shown as it stands now; change it again if it is not right.")
		}
		if none {
			return t.judge(ctx, k, oplog.Null, "")
		}
		return t.judge(ctx, k, oplog.Encode(now), r.Reason)
	})
}
