package views

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// BackPage says what going back to a moment would change.
type BackPage struct {
	Frame Frame
	Root  CaseRoot
	Plan  *assay.Back
	Zone  *time.Location
}

// To says which moment it is: by its name, or by when it was.
func (p BackPage) To(ctx context.Context) string {
	if p.Plan.Name != "" {
		return tr.Say(ctx, "“%s”", p.Plan.Name)
	}
	return p.When(ctx)
}

// When says when the moment was.
func (p BackPage) When(ctx context.Context) string {
	return tr.Moment(ctx, p.Plan.At.Time().In(p.Zone))
}

// Called is what the moment is called in the name of another: no more of its own than fits.
func (p BackPage) Called(ctx context.Context) string {
	name := []rune(p.Plan.Name)
	switch {
	case len(name) == 0:
		return p.When(ctx)
	case len(name) > maxTold:
		name = append(name[:maxTold], '…')
	}
	return tr.Sense(ctx, "a name in a name", "‘%s’", string(name))
}

// by returns the analysts of a list, those with most first.
func (p BackPage) by() []assay.ActorID {
	return slices.SortedFunc(maps.Keys(p.Plan.By), func(a, b assay.ActorID) int {
		if more := p.Plan.By[b] - p.Plan.By[a]; more != 0 {
			return more
		}
		return bytes.Compare(a[:], b[:])
	})
}

// own returns the analysts who have something that stays.
func (p BackPage) own() []assay.ActorID {
	return slices.SortedFunc(maps.Keys(p.Plan.Stays), func(a, b assay.ActorID) int { return bytes.Compare(a[:], b[:]) })
}
