package views

import (
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/oplog"
	"assay/internal/tr"
)

// teller is a claim in some articles, as the tests below make it up.
type teller struct {
	stance assay.Stance
	chain  []assay.SourceID
	voice  string
}

// tale is a case in which each article says something of one claim. Its papers
// are the sources 1 to 5; 6 are two people, 7 is the harbour clerk.
func tale(list []teller, more func(*assay.Case)) *assay.View {
	c := &assay.Case{Claims: []assay.Claim{{ID: assay.ClaimID{1}, Wording: "The ferry stops"}}, Numbers: map[assay.ClaimID]int{{1}: 1}}
	for i, name := range []string{"The Herald", "Coast Daily", "Island Post", "صوت الميناء", "The Ledger"} {
		c.Sources = append(c.Sources, assay.Source{ID: assay.SourceID{byte(i + 1)}, Name: name, Kind: "outlet"})
	}
	c.Sources = append(c.Sources, assay.Source{ID: assay.SourceID{6}, Name: "two people", Kind: "anonymous_group"}, assay.Source{ID: assay.SourceID{7}, Name: "Clerk Ode Falk", Kind: "person"})
	judge := func(m assay.MentionID, d assay.Dimension, value any) {
		c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID{byte(len(c.Judgements) + 1)}, Target: assay.EntityID(m), Dimension: d, Value: oplog.Encode(value)})
	}
	for i, x := range list {
		m, a := assay.MentionID{byte(i + 1)}, assay.ArticleID{byte(i + 1)}
		c.Articles = append(c.Articles, assay.Article{ID: a, TextOrigin: assay.SourceID{byte(i + 1)}, Published: "2031-02-0" + string(rune('1'+i))})
		c.Mentions = append(c.Mentions, assay.Mention{ID: m, Claim: assay.ClaimID{1}, Article: a})
		judge(m, assay.DimStance, x.stance)
		if x.voice != "" {
			judge(m, assay.DimVoice, x.voice)
		}
		var steps []assay.Step
		for _, s := range x.chain {
			steps = append(steps, assay.Step{Source: s})
		}
		c.Attributions = append(c.Attributions, assay.Attribution{ID: assay.ID[assay.Attribution]{byte(i + 1)}, Mention: m, Chain: steps})
	}
	if more != nil {
		more(c)
	}
	return assay.NewView(c, assay.ActorID{})
}

// outside confirms that some articles come from a work of the clerk.
func outside(articles ...byte) func(*assay.Case) {
	return func(c *assay.Case) {
		c.Works = append(c.Works, assay.Work{ID: assay.WorkID{50}, Source: assay.SourceID{7}, Title: "Speech on the quay"})
		for _, a := range articles {
			c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID{90 + a}, Target: assay.EntityID{a}, Other: assay.EntityID{50}, Dimension: assay.DimDerivation, Value: oplog.Encode(assay.DerivationValue{Status: "confirmed"})})
		}
	}
}

// TestStatementWords says what a claim rests on, in English and in Arabic.
func TestStatementWords(t *testing.T) {
	people, clerk, herald := []assay.SourceID{{6}}, []assay.SourceID{{7}}, []assay.SourceID{{1}}
	for _, test := range []struct {
		name string
		list []teller
		more func(*assay.Case)
		want string
		ar   string // a part of it
	}{
		{"nothing", nil, nil, "No passage of any article bears on this yet.", ""},
		{
			"three on one report, and one of which nobody knows where it has it from",
			[]teller{{assay.Supports, people, ""}, {assay.Supports, herald, ""}, {assay.Supports, herald, ""}, {assay.Supports, nil, ""}},
			nil,
			"Four articles [1 2 3 4]; one known origin, anonymous: two people, via The Herald [1 2 3]; at most two in all; not independently confirmed. It is not recorded where one article has this from [4].",
			"بلا تأكيد مستقل",
		},
		{
			"all on one",
			[]teller{{assay.Supports, people, ""}, {assay.Supports, herald, ""}},
			nil,
			"Two articles; one anonymous origin: two people, via The Herald [1 2]; not independently confirmed.", "مقالان؛ أصل واحد غير مسمى: ",
		},
		{
			"silence",
			[]teller{{assay.Mentions, nil, ""}},
			nil,
			"No article is marked as supporting it.\nOne article refers to it without a position [1].", "مقال واحد يذكره بلا موقف",
		},
		{
			"only weaker",
			[]teller{{assay.Qualifies, nil, ""}, {assay.Qualifies, nil, ""}},
			nil,
			"No article is marked as supporting it.\nTwo articles say it weaker or in part [1 2].", "مقالان يقولانه أضعف",
		},
		{
			"own voices, marked as independent",
			[]teller{{assay.Supports, nil, "own"}, {assay.Supports, nil, "own"}},
			func(c *assay.Case) {
				c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID{99}, Target: assay.EntityID{1}, Other: assay.EntityID{2}, Dimension: assay.DimIndependent, Value: oplog.Encode(true)})
			},
			"Two articles [1 2]; at most two origins; marked as independent of each other. The Herald says so in its own voice [1]. Coast Daily says so in its own voice [2].", "مستقلان أحدهما عن الآخر",
		},
		{
			"for and against",
			[]teller{{assay.Supports, people, ""}, {assay.Contradicts, clerk, ""}, {assay.Contradicts, nil, "attributed"}},
			nil,
			"For it: one article; one anonymous origin: two people, via The Herald [1]; not independently confirmed.\n" +
				"Against it: two articles [2 3]; one known origin: Clerk Ode Falk, via Coast Daily [2]; at most two in all; not independently confirmed. One article has it from somebody whom it does not name [3].", "المناقِض: ",
		},
		{
			"two origins that have names and none",
			[]teller{{assay.Supports, people, ""}, {assay.Supports, clerk, ""}},
			nil,
			"Two articles [1 2]; at most two origins; not known to be independent of each other. One article: from two people (not named), via The Herald [1]. One article: from Clerk Ode Falk, via Coast Daily [2].", "(غير مسمى)",
		},
		{
			"a text and its copies, one of which says otherwise",
			[]teller{{assay.Supports, nil, ""}, {assay.Supports, nil, ""}, {assay.Contradicts, nil, ""}},
			func(c *assay.Case) {
				for i := range 2 {
					c.Judgements = append(c.Judgements, assay.Judgement{
						ID: assay.JudgementID{byte(90 + i)}, Target: assay.EntityID{byte(i + 2)}, Other: assay.EntityID{1}, Dimension: assay.DimDerivation,
						Value: oplog.Encode(assay.DerivationValue{Status: "confirmed"}),
					})
				}
			},
			"For it: two articles [1 2]; no known origin; not independently confirmed. It is not recorded where one article has this from [1]. One article has it from The Herald [2].\n" +
				"Against it: one article [3]; no known origin; not independently confirmed. One article has it from The Herald, which says otherwise [3].", "تقول غير ذلك",
		},
		{
			"some of it through a text that is not there",
			[]teller{{assay.Supports, clerk, ""}, {assay.Supports, clerk, ""}, {assay.Supports, nil, ""}},
			outside(3),
			"Three articles; one origin: Clerk Ode Falk, via The Herald, Coast Daily and Island Post (one article through a text that is not in this case) [1 2 3]; not independently confirmed.", "(مقال واحد عبر نص ليس في هذه القضية)",
		},
		{
			"all of it",
			[]teller{{assay.Supports, nil, ""}, {assay.Supports, nil, ""}},
			outside(1, 2),
			"Two articles; one origin: Clerk Ode Falk, through a text that is not in this case [1 2]; not independently confirmed.", "",
		},
		{
			"by the analyst’s word",
			[]teller{{assay.Supports, people, ""}},
			func(c *assay.Case) {
				c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID{99}, Target: assay.EntityID{1}, Dimension: assay.DimRoot, Value: oplog.Encode(assay.RootValue{Source: assay.SourceID{7}})})
			},
			"One article; one origin: Clerk Ode Falk [1]; not independently confirmed. Where one passage entered is the analyst’s word [1].", "هو قول المحلل",
		},
	} {
		v := tale(test.list, test.more)
		s := v.Statement(assay.ClaimID{1})
		cite := func(mentions []assay.MentionID) document.Line {
			words := " ["
			for i, m := range mentions {
				if i > 0 {
					words += " "
				}
				words += string(rune('0' + m[0]))
			}
			return document.Text(words + "]")
		}
		say := func(lines []document.Line) string {
			var all []string
			for _, l := range lines {
				all = append(all, l.String())
			}
			return strings.Join(all, "\n")
		}
		if got := say(StatementOf(t.Context(), v, &s, cite)); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, got, test.want)
		}
		if got := say(StatementOf(tr.In(t.Context(), tr.Arabic), v, &s, cite)); !strings.Contains(got, test.ar) || strings.ContainsAny(strings.NewReplacer("The Herald", "", "Coast Daily", "", "two people", "", "Clerk Ode Falk", "", "Island Post", "").Replace(got), "abcdefghijklmnopqrstuvwxyz") {
			t.Errorf("%s, in Arabic: %s, want %s in it", test.name, got, test.ar)
		}
	}
}

// TestBaseWords keeps lists of claims short.
func TestBaseWords(t *testing.T) {
	w := &writer{ctx: t.Context(), v: tale(nil, nil), page: &assay.ReportPage{}}
	many := make([]assay.ClaimID, mostListed+5)
	for _, test := range []struct {
		name string
		base assay.Base
		want string
	}{
		{"one claim", assay.Base{Supported: many[:1], Single: many[:1]}, "The only supported claim may rest on a single origin."},
		{"all", assay.Base{Supported: many, Single: many}, "Every one of the 17 supported claims may rest on a single origin."},
		{"none", assay.Base{Supported: many}, "Every supported claim has two or more origins that are known to be different."},
		{"too many to list", assay.Base{Supported: append(many, many...), Single: many}, " and 5 more claims."},
	} {
		if got := spaced(w.weaknesses(&test.base)...).String(); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestSupposedOrigins says how many origins there would be, beside how many
// there are, and nothing where that is the same.
func TestSupposedOrigins(t *testing.T) {
	v := tale([]teller{{assay.Supports, nil, ""}, {assay.Supports, nil, ""}, {assay.Contradicts, nil, ""}}, nil)
	for _, test := range []struct {
		name     string
		proposed []assay.Proposed
		want     string
	}{
		{"nothing", nil, ""},
		{"a copy", []assay.Proposed{{Child: assay.ArticleID{2}, Parent: assay.ArticleID{1}}}, "2 articles, at most 2 origins; if what is proposed is confirmed, at most 1 origin"},
		{"of the other side", []assay.Proposed{{Child: assay.ArticleID{3}, Name: "Northwire"}}, ""},
	} {
		if got := SupposedOrigins(t.Context(), v, v.Supposing(test.proposed), assay.ClaimID{1}); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestSupposedLevel says what a question would be if what is proposed held, and
// nothing where it would be as it is.
func TestSupposedLevel(t *testing.T) {
	q := &assay.Question{ID: assay.QuestionID{7}}
	c := &assay.Case{
		Sources:   []assay.Source{{ID: assay.SourceID{1}, Name: "Harbour Herald", Kind: "outlet"}, {ID: assay.SourceID{2}, Name: "Evening Post", Kind: "outlet"}},
		Articles:  []assay.Article{{ID: assay.ArticleID{1}, TextOrigin: assay.SourceID{1}}, {ID: assay.ArticleID{2}, TextOrigin: assay.SourceID{2}}},
		Claims:    []assay.Claim{{ID: assay.ClaimID{1}}},
		Mentions:  []assay.Mention{{ID: assay.MentionID{1}, Article: assay.ArticleID{1}, Claim: assay.ClaimID{1}}, {ID: assay.MentionID{2}, Article: assay.ArticleID{2}, Claim: assay.ClaimID{1}}},
		Questions: []assay.Question{*q},
		Versions: []assay.Version{
			{ID: assay.VersionID{1}, Question: q.ID, Label: "twelve", Mentions: []assay.MentionID{{1}}},
			{ID: assay.VersionID{2}, Question: q.ID, Label: "nine", Mentions: []assay.MentionID{{2}}},
		},
	}
	v := assay.NewView(c, assay.ActorID{})
	if got := SupposedLevel(t.Context(), v, v, q); got != "" {
		t.Errorf("nothing is proposed, and it says %q", got)
	}
	copied := []assay.Proposed{{Child: assay.ArticleID{2}, Parent: assay.ArticleID{1}, Type: "unattributed_rewrite"}}
	if got, want := SupposedLevel(t.Context(), v, v.Supposing(copied), q), "If what is proposed is confirmed: drift within one origin."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
