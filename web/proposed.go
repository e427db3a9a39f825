package web

import (
	"context"
	"time"

	"assay/store"
)

// proposedEvery is how often pages are told what comparing has found, while it goes
// on.
const proposedEvery = 5 * time.Second

// proposalsChanged is what Changed says of a case in which other derivations are
// proposed than before. Only the pages of that case ask again for it.
const proposalsChanged = "proposals"

// telling returns what compares articles, and tells the open pages of the case what
// it finds: now and then, and at the end. That it cannot be asked holds nobody up.
func (s *Server) telling(id string, open *store.Store) func(context.Context) (left int, err error) {
	var was store.ProposedState
	asked := false
	told := s.Now()
	return func(ctx context.Context) (left int, err error) {
		if !asked { // and not before, since who opens a case waits for its first page
			if was, err = open.ProposedState(ctx); err != nil {
				return 0, err
			}
			asked = true
		}
		left, err = open.Relate(ctx)
		if err != nil || left > 0 && s.Now().Sub(told) < proposedEvery {
			return left, err
		}
		told = s.Now()
		now, failed := open.ProposedState(ctx)
		if failed == nil && now != was {
			was = now
			s.Publish(Changed{Case: id, What: proposalsChanged})
		}
		return left, err
	}
}
