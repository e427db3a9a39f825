package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// plainClaims is what the claims speak for, found by comparing every article with every
// other one.
func (n *newsroom) plainClaims() (all []string) {
	n.t.Helper()
	err := n.view(n.t.Context(), func(t *tx) error {
		m, err := t.merged(n.t.Context())
		if err != nil {
			return err
		}
		mentions, err := t.originMentions(n.t.Context(), `1`)
		if err != nil {
			return err
		}
		claims := claimsOf(m, mentions)
		known, err := t.knownArticles(n.t.Context(), `a.gone = 0 ORDER BY a.made, a.id`)
		for i := range known {
			for j := range known[:i] {
				if p, ok := proposeClaims(&known[i], &known[j], claims); ok {
					all = append(all, n.told(&p))
				}
			}
		}
		return err
	})
	if err != nil {
		n.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// keptClaims is what is kept of it.
func (n *newsroom) keptClaims() (all []string) {
	n.t.Helper()
	err := n.view(n.t.Context(), func(t *tx) error {
		list, err := t.alike(n.t.Context(), `p.rule = 'same_claims'`)
		for i := range list {
			all = append(all, n.told(&list[i]))
		}
		return err
	})
	if err != nil {
		n.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// TestClaimsFollowed: whatever is marked, removed, merged, dated and taken back, what is
// found by following that is what is found by comparing all with all.
func TestClaimsFollowed(t *testing.T) {
	seen := 0
	for seed := range uint64(trials(2, 200)) {
		r := rand.New(rand.NewPCG(seed, 7))
		n := openNewsroom(t)
		const articles, claims = 5, 10
		for i := range articles {
			body := ""
			for k := range claims {
				body += fmt.Sprintf("%c%c%c%c said.\n\n", 'a'+i, 'k'+i, 'a'+k, 'c'+k)
			}
			n.print(paper{fmt.Sprint(i), "", fmt.Sprintf("2031-03-%02d", 1+r.IntN(3)), strings.TrimSpace(body)})
		}
		var pool []assay.ClaimID
		for k := range claims {
			id, _, err := n.AddClaim(t.Context(), fmt.Sprint("claim ", k), assay.EventID{})
			if err != nil {
				t.Fatal(err)
			}
			pool = append(pool, id)
		}
		mark := func(name string, k int) error {
			id := n.ids[name]
			text := listOf[assay.TextID](t, n.Store, `SELECT "text" FROM article WHERE id = ?`, idBytes(id))[0]
			_, err := n.MarkMention(t.Context(), Mark{Article: id, Text: text, Span: anchor.Span{Start: 12 * k, End: 12*k + 4}, Claim: pool[k], Stance: assay.Supports})
			return err
		}
		for i := range articles {
			for k := range claims {
				if r.IntN(12) > 0 {
					if err := mark(fmt.Sprint(i), k); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		for step := range 12 {
			n.relate()
			want, got := n.plainClaims(), n.keptClaims()
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: it keeps\n%s\nand should keep\n%s", seed, step, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			seen += len(want)
			for range 1 + r.IntN(3) {
				n.change(r, pool, mark)
			}
			if step == 8 {
				if err := n.Rebuild(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("nothing was ever proposed")
	}
}

// change does something that may change which articles make the same claims.
func (n *newsroom) change(r *rand.Rand, pool []assay.ClaimID, mark func(string, int) error) {
	n.t.Helper()
	ctx := n.t.Context()
	name := fmt.Sprint(r.IntN(len(n.ids)))
	var err error
	switch r.IntN(8) {
	case 0, 1:
		mentions := listOf[assay.MentionID](n.t, n.Store, `SELECT id FROM mention WHERE gone = 0 ORDER BY id`)
		_, _, err = n.RemoveMention(ctx, mentions[r.IntN(len(mentions))])
	case 2:
		err = mark(name, r.IntN(len(pool)))
	case 3:
		_, _, err = n.MergeClaims(ctx, pool[:2], pool[r.IntN(2)])
	case 4:
		_, err = n.ChangeArticles(ctx, []assay.ArticleID{n.ids[name]}, ArticleChange{Published: To(fmt.Sprintf("2031-03-%02d", 1+r.IntN(3)))})
	case 5:
		_, err = n.RemoveArticles(ctx, []assay.ArticleID{n.ids[name]}, "")
	default:
		_, err = n.Undo(ctx)
	}
	if kind := assay.KindOf(err); err != nil && kind != assay.KindConflict && kind != assay.KindNotFound && kind != assay.KindInvalid {
		n.t.Fatal(err)
	}
}

// TestClaimsUnmerged: where a merge is taken back, which takes operations out, what they
// said is not followed any more.
func TestClaimsUnmerged(t *testing.T) {
	n := openNewsroom(t)
	n.print(paper{"first", "", "2031-03-04", "Kor said."}, paper{"second", "", "2031-03-05", "Mel said."})
	n.relate()
	before := n.followedTo()
	if _, err := n.write.ExecContext(t.Context(), `UPDATE lineage_claims SET op = zeroblob(32)`); err != nil { // as if that was taken out
		t.Fatal(err)
	}
	err := n.view(t.Context(), func(t *tx) error {
		from, err := t.claimsFollowed(context.Background())
		if err == nil && (from.seq != 0 || !from.anew) {
			n.t.Errorf("it goes on from %+v", from)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	n.relate()
	if after := n.followedTo(); after != before {
		t.Errorf("it was followed to %+v, and then to %+v", before, after)
	}
}

func (n *newsroom) followedTo() (f followed) {
	n.t.Helper()
	if err := n.read.QueryRowContext(n.t.Context(), `SELECT seq, op FROM lineage_claims`).Scan(&f.seq, into(&f.op)); err != nil {
		n.t.Fatal(err)
	}
	return f
}
