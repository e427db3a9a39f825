package store

import (
	"context"

	"assay/internal/assay"
)

// Origins returns the case with all that origins, grades and contests follow from,
// and nothing else: no tags and notes, and not what has been read.
func (s *Store) Origins(ctx context.Context) (c *assay.Case, err error) {
	err = s.view(ctx, func(t *tx) error {
		if c, err = t.frame(ctx); err != nil {
			return err
		}
		steps := []func() error{
			func() (err error) { c.Claims, err = t.claims(ctx, `1`); return },
			func() (err error) { c.Articles, err = t.articles(ctx, `1`); return },
			func() (err error) { c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c))); return },
			func() (err error) { c.Mentions, err = t.mentions(ctx, `1`); return },
			func() (err error) { c.Attributions, err = t.attributions(ctx, `1`); return },
			func() (err error) {
				c.Judgements, err = t.judgements(ctx, dimensions(`('stance', 'voice', 'root', 'derivation', 'independent', 'credibility', 'reliability', 'rank')`))
				return
			},
			func() (err error) { c.Questions, err = t.questions(ctx, `1`); return },
			func() (err error) { c.Versions, err = t.versions(ctx, `1`); return },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		c.Sort()
		c.Sweep()
		return nil
	})
	return c, err
}
