package views

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/oplog"
)

// links finds the links of a Markdown text.
var links = regexp.MustCompile(`\[([^]]*)\]\([^)]*\)`)

// unread is a case of claims that no article has been read for, and the report
// on all of it.
func unread(claims, articles int) (*assay.Case, *assay.ReportPage) {
	c := &assay.Case{Numbers: map[assay.ClaimID]int{}}
	p := &assay.ReportPage{Case: c}
	for i := range articles {
		c.Articles = append(c.Articles, assay.Article{ID: assay.ArticleID{1, byte(i >> 8), byte(i)}, Title: fmt.Sprintf("Article %d", i), Published: "2026-03-01"})
	}
	for i := range claims {
		id := assay.ClaimID{2, byte(i >> 8), byte(i)}
		c.Claims = append(c.Claims, assay.Claim{ID: id, Wording: fmt.Sprintf("%d lorries burned", i)})
		c.Numbers[id] = i + 1
		p.Report.Items, p.Claims = append(p.Report.Items, assay.EntityID(id)), append(p.Claims, id)
	}
	return c, p
}

// TestWrittenOfMany names some of very many articles, and says how many more
// there are.
func TestWrittenOfMany(t *testing.T) {
	for articles, want := range map[int]string{
		2:              "Not read for it yet: A1 and A2.",
		mostNamed:      fmt.Sprintf("A%d and A%d.", mostNamed-1, mostNamed),
		mostNamed + 1:  fmt.Sprintf("A%d and 1 more article.", mostNamed),
		mostNamed + 60: fmt.Sprintf("A%d, A%d and 60 more articles.", mostNamed-1, mostNamed),
	} {
		c, p := unread(1, articles)
		var out strings.Builder
		if err := document.WriteMarkdown(&out, Written(t.Context(), "", assay.NewView(c, assay.ActorID{}), p, time.Now())); err != nil {
			t.Fatal(err)
		}
		plain := links.ReplaceAllString(out.String(), "$1")
		if !strings.Contains(plain, want) {
			t.Errorf("with %d articles there is no %q in\n%s", articles, want, plain)
		}
	}
}

// TestWrittenWithoutStance says of a passage that nobody has said how it stands,
// and gives its words, but puts it on no side.
func TestWrittenWithoutStance(t *testing.T) {
	c, p := unread(1, 1)
	c.Mentions = []assay.Mention{{ID: assay.MentionID{3}, Claim: c.Claims[0].ID, Article: c.Articles[0].ID, Quote: "many lorries"}}
	var out strings.Builder
	if err := document.WriteMarkdown(&out, Written(t.Context(), "", assay.NewView(c, assay.ActorID{}), p, time.Now())); err != nil {
		t.Fatal(err)
	}
	plain := links.ReplaceAllString(out.String(), "$1")
	for _, want := range []string{"How one passage stands to it has not been said", "**Not said how it stands**", "many lorries"} {
		if !strings.Contains(plain, want) {
			t.Errorf("there is no %q in\n%s", want, plain)
		}
	}
	if strings.Contains(plain, "Referred to without a position by") {
		t.Error("it says that the article takes no position")
	}
}

// TestWrittenRelations says how claims stand to each other, from either side.
func TestWrittenRelations(t *testing.T) {
	for relation, want := range map[assay.Relation][2]string{
		assay.Entails: {"If it is so, so is C2.", "If C1 is so, so is it."}, assay.MoreSpecific: {"It is more specific than C2.", "It is more general than C1."},
		assay.Contrary: {"It and C2 cannot both be true.", "It and C1 cannot both be true."}, assay.Contradictory: {"Of it and C2 exactly one is true.", "Of it and C1 exactly one is true."},
	} {
		c, p := unread(2, 1)
		c.Judgements = []assay.Judgement{{Target: assay.EntityID(c.Claims[0].ID), Other: assay.EntityID(c.Claims[1].ID), Dimension: assay.DimRelation, Coder: assay.ActorID{9}, Value: oplog.Encode(relation)}}
		var out strings.Builder
		if err := document.WriteMarkdown(&out, Written(t.Context(), "", assay.NewView(c, assay.ActorID{9}), p, time.Now())); err != nil {
			t.Fatal(err)
		}
		plain := links.ReplaceAllString(out.String(), "$1")
		for _, sentence := range want {
			if strings.Count(plain, sentence) != 1 {
				t.Errorf("%s: there is no %q in\n%s", relation, sentence, plain)
			}
		}
	}
}

// TestWrittenProse reads the summary as Markdown, of which nothing is lost and
// nothing becomes HTML or a link that leads nowhere.
func TestWrittenProse(t *testing.T) {
	for _, test := range []struct{ summary, want string }{
		{"Twelve, on *one* origin.\n\nMore **later**.", "Twelve, on **one** origin.\n\nMore **later**.\n"},
		{"one\ntwo", "one\n\ntwo\n"},
		{"## What holds\n\n- twelve\n  - or a dozen\n- `nine`\n\n---\n\n1. ask", "**What holds**\n\n- twelve\n- or a dozen\n- `nine`\n\n1. ask\n"},
		{"> a *clerk* said\n\n    a  b", "a **clerk** said\n\n`a  b`\n"},
		{"[the register](https://port.example/r) and [this](javascript:x) <b>now</b>", "[the register](<https://port.example/r>) and this (javascript:x) \\<b\\>now\\</b\\>\n"},
	} {
		c, p := unread(0, 0)
		p.Report.Summary = test.summary
		p.Report.LeaveOut = []string{"method"}
		var out strings.Builder
		if err := document.WriteMarkdown(&out, Written(t.Context(), "", assay.NewView(c, assay.ActorID{}), p, time.Now())); err != nil {
			t.Fatal(err)
		}
		_, got, _ := strings.Cut(out.String(), "Summary\n\n")
		if strings.TrimSpace(got) != strings.TrimSpace(test.want) {
			t.Errorf("%q reads\n%s\nwant\n%s", test.summary, got, test.want)
		}
	}
}

// BenchmarkWritten puts a report into words: the time for each cell of its
// matrix is to stay the same as the case grows.
func BenchmarkWritten(b *testing.B) {
	for _, articles := range []int{100, 400, 1600} {
		b.Run(fmt.Sprintf("claims=300/articles=%d", articles), func(b *testing.B) {
			c, p := unread(300, articles)
			view := assay.NewView(c, assay.ActorID{})
			for b.Loop() {
				Written(b.Context(), "", view, p, time.Now())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*300*articles), "ns/cell")
		})
	}
}
