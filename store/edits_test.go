package store

import (
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestEditBesideWhatNobodyCouldWrite changes one field of things that came with
// a file, where another field says what no form takes.
func TestEditBesideWhatNobodyCouldWrite(t *testing.T) {
	const address = "www.kai.example/1"
	wording := strings.Repeat("It burned. ", maxWording)
	s := openStore(t)
	article := bring(t, s, "https://kai.example/1", legible)
	claim, _, err := s.AddClaim(t.Context(), "It burned.", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.update(t.Context(), func(x *tx) error {
		keys, err := x.keys(t.Context(), assay.KindArticle, assay.EntityID(article))
		if err != nil {
			return err
		}
		keys["url"] = oplog.Encode(address)
		if err := x.edit(t.Context(), assay.KindArticle, assay.EntityID(article), keys); err != nil {
			return err
		}
		return x.edit(t.Context(), assay.KindClaim, assay.EntityID(claim), oplog.Fields{"wording": oplog.Encode(wording)})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeArticles(t.Context(), []assay.ArticleID{article}, ArticleChange{URL: Changed(address, address), Title: Changed("", "Fire")}); err != nil {
		t.Error(err)
	}
	if _, err := s.ChangeClaim(t.Context(), claim, ClaimChange{Wording: Changed(wording, wording), Kind: Changed("", "count")}); err != nil {
		t.Error(err)
	}
	if got := count(t, s, `article, claim WHERE article.title = 'Fire' AND article.url = ? AND claim.kind = 'count' AND claim.wording = ?`, address, wording); got != 1 {
		t.Errorf("%d are as they should be", got)
	}
}
