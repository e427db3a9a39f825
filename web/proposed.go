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
	var was *store.ProposedState
	told := s.Now()
	return func(ctx context.Context) (left int, err error) {
		if was == nil { // and not before, since who opens a case waits for its first page
			before, _ := open.ProposedState(ctx)
			was = &before
		}
		left, err = open.Relate(ctx)
		if err != nil || left > 0 && s.Now().Sub(told) < proposedEvery {
			return left, err
		}
		told = s.Now()
		now, asked := open.ProposedState(ctx)
		if asked == nil && now != *was {
			*was = now
			s.Publish(Changed{Case: id, What: proposalsChanged})
		}
		return left, err
	}
}
