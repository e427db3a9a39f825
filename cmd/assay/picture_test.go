package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// TestPicture draws the picture of the README: an article of the fictional case
// with its claims. With ASSAY_PICTURES set to a folder, reader.png is saved
// there (make pictures).
func TestPicture(t *testing.T) {
	path, articles := fill(t)
	s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]assay.ClaimID{}
	var last assay.MentionID
	for _, m := range []struct {
		article               int
		words, claim, digit   string
		stance                assay.Stance
		utterer, utterersKind string
	}{
		{1, "Nine lorries burned", "Twelve lorries burned", "3", assay.Contradicts, "a spokesman of the fire brigade", "person"},
		{1, "One night watchman had been led out with burns to his hands", "No one was in the building", "3", assay.Contradicts, "a spokesman of the fire brigade", "person"},
		{1, "The cold store on the east quay is a total loss.", "The cold store on the east quay burned down", "2", assay.Supports, "", ""},
		{0, "destroyed the Quell & Sons cold store on the east quay", "The cold store on the east quay burned down", "2", assay.Supports, "", ""},
		{0, "Twelve refrigerated lorries", "Twelve lorries burned", "3", assay.Supports, "", ""},
		{0, "two dock workers who asked not to be named", "The account of the sprinklers rests on two dock workers", "6", assay.Qualifies, "", ""},
		{0, "the sprinklers had been switched off for repairs since Oct. 7", "The sprinklers were off when the fire began", "3", assay.Supports, "two dock workers", "anonymous_group"},
		{0, "nobody was inside the building", "No one was in the building", "2", assay.Supports, "Harbour master Ilse Varn", "person"},
	} {
		p, err := s.Article(t.Context(), articles[m.article])
		if err != nil {
			t.Fatal(err)
		}
		found, outcome := anchor.Find(p.Body, anchor.Quote{Exact: m.words}, anchor.NoHint)
		if outcome != anchor.Unique {
			t.Fatalf("%q is %s", m.words, outcome)
		}
		out, err := s.MarkMention(t.Context(), store.Mark{Article: articles[m.article], Text: p.Text.ID, Span: found[0].Span, Claim: claims[m.claim], Wording: m.claim, Stance: m.stance})
		if err != nil {
			t.Fatal(err)
		}
		claims[m.claim], last = out.Claim, out.Mention
		if _, err := s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(out.Mention), Dimension: assay.DimCredibility}, oplog.Encode(m.digit), ""); err != nil {
			t.Fatal(err)
		}
		if m.utterer != "" {
			if _, err := s.Attribute(t.Context(), out.Mention, []store.Utterer{{Name: m.utterer, Kind: m.utterersKind, Step: assay.Step{Verb: "said"}}}, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	for domain, as := range map[string][2]string{"coastalwire.example": {"Coastal Wire", "B"}, "merrowherald.example": {"Merrow Herald", "C"}} {
		id := assay.SourceByDomain(domain)
		if _, err := s.ChangeSource(t.Context(), id, store.SourceChange{Name: store.To(as[0])}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(id), Dimension: assay.DimReliability}, oplog.Encode(as[1]), ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	tab, root := read(t, path, articles[0])
	tab.Go(tab.Eval(`location.origin`) + root + "/articles/" + articles[0].String() + "?mention=" + last.String())
	tab.Until(`document.querySelector(".chip[data-live]")`)
	if got := tab.Text("#inspect"); !strings.Contains(got, "contested") || !strings.Contains(got, "Harbour master Ilse Varn") {
		t.Errorf("the inspector says %q", got)
	}
	tab.Eval(`document.querySelector("#ask-name")?.closest("form").remove(), scrollTo(0, 0)`)
	folder := os.Getenv("ASSAY_PICTURES")
	if folder == "" {
		folder = t.ArtifactDir()
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ASSAY_SHOTS", folder)
	tab.Shot("reader")
}
