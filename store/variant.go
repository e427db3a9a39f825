package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Spell says whether two spellings of a name mean the same: "accepted", "rejected",
// or "" to take back what was said. Where one of them is a word of the name of one
// source, the other is written down as another name of that source, and else the
// decision stands by itself. What the articles say stays as it is.
func (s *Store) Spell(ctx context.Context, a, b, verdict string) (assay.ActID, error) {
	if verdict != "" && verdict != "accepted" && verdict != "rejected" {
		return assay.ActID{}, assay.Invalid("verdict", "That is not one of the answers. Choose one from the list.")
	}
	a, b = spelling(a), spelling(b)
	if len(a) > maxWording || len(b) > maxWording {
		return assay.ActID{}, assay.Invalid("variant", "The name is too long. Choose a shorter one.")
	}
	if assay.FoldName(a) == "" || assay.FoldName(b) == "" || assay.FoldName(a) == assay.FoldName(b) {
		return assay.ActID{}, assay.Invalid("variant", "Those are not two spellings of a name. Reload the page and try again.")
	}
	return s.update(ctx, func(t *tx) error {
		sources, err := t.sources(ctx)
		if err != nil {
			return err
		}
		decisions, err := t.variants(ctx)
		if err != nil {
			return err
		}
		v := assay.NewView(&assay.Case{Sources: sources, Decisions: decisions}, assay.ActorID(t.author.Actor))
		stands, tied := v.SpeltAlike(a, b)
		switch {
		case stands == verdict:
			return nil
		case !tied.IsZero():
			if err := t.untie(ctx, v.Source(tied), a, b); err != nil || verdict == "" {
				return err
			}
		case verdict == "accepted":
			if done, err := t.tie(ctx, sources, a, b); done || err != nil {
				return err
			}
		}
		return t.answer(ctx, assay.VariantSuggestion, assay.VariantSubject(a, b), verdict, assay.VariantPair(a, b)) // for the history: the subject is folded
	})
}

// spelling is a spelling of a name without what nobody sees of it.
func spelling(name string) string {
	return squeezed(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, name))
}

// tie writes a spelling down as another name of the one source that has the other
// in its name, if there is one.
func (t *tx) tie(ctx context.Context, sources []assay.Source, a, b string) (done bool, err error) {
	var whose *assay.Source
	var name string
	for i := range sources {
		s := &sources[i]
		for _, n := range append([]string{s.Name}, s.Aliases...) {
			for _, pair := range [][2]string{{a, b}, {b, a}} {
				other, ok := assay.Respelt(n, pair[0], pair[1])
				if !ok {
					continue
				}
				if whose != nil && whose != s { // it may be either
					return false, nil
				}
				if whose == nil {
					whose, name = s, other
				}
			}
		}
	}
	if whose == nil {
		return false, nil
	}
	return true, t.alias(ctx, whose.ID, name, true)
}

// untie takes the other names of a source back that differ from another of its
// names by a spelling. Of two that do, the one that was written down last goes: a
// tie adds one to those that are there.
func (t *tx) untie(ctx context.Context, s *assay.Source, a, b string) error {
	names, err := query(ctx, t, `SELECT name FROM alias WHERE source = ? AND member = 1 AND gone = 0 ORDER BY changed, id`, []any{s.ID[:]}, func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
	if err != nil {
		return err
	}
	for i, n := range slices.Backward(names) {
		others := append([]string{s.Name}, names[:i]...)
		tied := slices.ContainsFunc([][2]string{{a, b}, {b, a}}, func(pair [2]string) bool {
			respelt, ok := assay.Respelt(n, pair[0], pair[1])
			return ok && slices.ContainsFunc(others, func(other string) bool { return assay.FoldName(other) == assay.FoldName(respelt) })
		})
		if !tied {
			continue
		}
		if err := t.alias(ctx, s.ID, n, false); err != nil {
			return err
		}
	}
	return nil
}

// alias says that a source has another name, or has not.
func (t *tx) alias(ctx context.Context, id assay.SourceID, name string, member bool) error {
	return t.edit(ctx, assay.KindAlias, assay.EntityID{}, oplog.Fields{"source": oplog.Encode(id), "name": oplog.Encode(name), "member": oplog.Encode(member)})
}
