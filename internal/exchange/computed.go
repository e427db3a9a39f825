package exchange

import (
	"bufio"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"assay/internal/assay"
)

// The shapes of what Assay concludes. What is proposed and not decided is no part
// of it.
type (
	jsonSide struct {
		Articles   int               `json:"articles"`
		Attributed int               `json:"attributed_origins"`
		OwnVoice   int               `json:"own_voice_origins"`
		AtLeast    int               `json:"at_least"`
		AtMost     int               `json:"at_most"`
		Origins    []assay.EntityID  `json:"origins"`
		Confirmed  bool              `json:"confirmed"` // two of the origins are marked as independent
		Mentions   []assay.MentionID `json:"mentions"`
		Bases      []jsonBasis       `json:"bases"` // the origins with what rests on them, the one of most articles first
	}
	jsonBasis struct {
		Origin    assay.EntityID    `json:"origin"`
		OwnVoice  bool              `json:"own_voice"`
		Voice     string            `json:"voice,omitzero"`
		Known     bool              `json:"known"`
		Anonymous bool              `json:"anonymous,omitzero"`
		Document  bool              `json:"document,omitzero"`
		Articles  int               `json:"articles"`
		Mentions  []assay.MentionID `json:"mentions"`
		Via       []assay.SourceID  `json:"via,omitempty"`
		Works     []assay.WorkID    `json:"works,omitempty"`
		Declared  []assay.MentionID `json:"declared,omitempty"`
	}
	jsonStatement struct {
		Qualifies []assay.MentionID `json:"qualifies"`
		Mentions  []assay.MentionID `json:"mentions"`
		Unsaid    []assay.MentionID `json:"stance_not_said"`
		Both      []assay.MentionID `json:"says_both"`
	}
	jsonTrail struct {
		Mention  assay.MentionID `json:"mention"`
		Origin   assay.EntityID  `json:"origin"`
		OwnVoice bool            `json:"own_voice"`
		Page     string          `json:"page,omitzero"`   // of the original that the mention is on, as printed: "12", "12–13"
		Guard    *string         `json:"guard,omitempty"` // why the grade of the mention is too high
		Legs     []jsonLeg       `json:"legs"`
	}
	jsonLeg struct {
		Link    assay.Link      `json:"link,omitzero"`
		Mention assay.MentionID `json:"mention,omitzero"`
		Article assay.ArticleID `json:"article,omitzero"`
		Source  assay.SourceID  `json:"source,omitzero"`
		Work    assay.WorkID    `json:"work,omitzero"`
	}
	jsonClaimConclusion struct {
		ID          assay.ClaimID              `json:"id"`
		Contested   bool                       `json:"contested"`
		Level       *assay.Level               `json:"level"`
		Supports    jsonSide                   `json:"supports"`
		Contradicts jsonSide                   `json:"contradicts"`
		Statement   jsonStatement              `json:"statement"`
		Trails      []jsonTrail                `json:"trails"`
		Cells       map[assay.ArticleID]string `json:"cells"` // not_read where an article is not in it
		Guard       *string                    `json:"guard"`
	}
	jsonQuestionConclusion struct {
		ID        assay.QuestionID `json:"id"`
		Contested bool             `json:"contested"`
		Level     *assay.Level     `json:"level"`
	}
	jsonArticleConclusion struct {
		ID          assay.ArticleID `json:"id"`
		Derivations []jsonDerived   `json:"derivations"`
	}
	jsonDerived struct {
		Article assay.ArticleID `json:"article,omitzero"`
		Work    assay.WorkID    `json:"work,omitzero"`
		Type    string          `json:"type,omitzero"`
		Amount  string          `json:"amount,omitzero"`
	}
	jsonComputed struct {
		Viewpoint assay.ActorID            `json:"viewpoint,omitzero"`
		Claims    []jsonClaimConclusion    `json:"claims"`
		Questions []jsonQuestionConclusion `json:"questions"`
		Articles  []jsonArticleConclusion  `json:"articles"` // that are confirmed to come from something
	}
)

// computed writes what the viewpoint concludes. Readers of the file may use it
// and importers ignore it: it follows from the rest.
func (e *jsonWriter) computed() error {
	e.key("computed")
	return e.value(conclude(e.view, e.snapshot.Case))
}

// WriteComputed writes what a case leads to, in the shape of "computed" in Assay
// JSON, to be read by people too.
func WriteComputed(w io.Writer, s assay.Snapshot) error {
	out := bufio.NewWriter(w)
	err := json.MarshalWrite(out, conclude(assay.NewView(s.Case, s.Me), s.Case), json.Deterministic(true), jsontext.WithIndent("  "))
	if err == nil {
		out.WriteByte('\n')
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write conclusions: %w", err)
	}
	return nil
}

// conclude says what a view of a case concludes.
func conclude(v *assay.View, c *assay.Case) jsonComputed {
	out := jsonComputed{Viewpoint: v.Me, Claims: []jsonClaimConclusion{}, Questions: []jsonQuestionConclusion{}, Articles: []jsonArticleConclusion{}}
	for i := range v.Case.Claims { // where merged claims are one
		out.Claims = append(out.Claims, claimConclusion(v, c, &v.Case.Claims[i]))
	}
	for i := range v.Case.Questions {
		contest := v.ContestedQuestion(&v.Case.Questions[i])
		out.Questions = append(out.Questions, jsonQuestionConclusion{v.Case.Questions[i].ID, contest.Contested, known(contest.Level)})
	}
	for i := range c.Articles {
		a := jsonArticleConclusion{ID: c.Articles[i].ID}
		for _, d := range v.DerivationsOf(a.ID) {
			a.Derivations = append(a.Derivations, jsonDerived{d.Parent, d.Work, d.Value.Type, d.Value.Amount})
		}
		if len(a.Derivations) > 0 {
			out.Articles = append(out.Articles, a)
		}
	}
	return out
}

func known[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

func claimConclusion(v *assay.View, c *assay.Case, x *assay.Claim) jsonClaimConclusion {
	s, contest := v.Statement(x.ID), v.ContestedClaim(x.ID)
	out := jsonClaimConclusion{
		ID: x.ID, Contested: contest.Contested, Level: known(contest.Level), Supports: side(&s.For), Contradicts: side(&s.Against),
		Statement: jsonStatement{nonNil(s.Qualifying), nonNil(s.Mentioning), nonNil(s.Unsaid), nonNil(s.Both)},
		Trails:    []jsonTrail{}, Cells: map[assay.ArticleID]string{}, Guard: guard(v, x.ID, assay.EntityID(x.ID)),
	}
	for _, m := range v.MentionsOf(x.ID) {
		out.Trails = append(out.Trails, trail(v, m))
	}
	for i := range c.Articles {
		a := &c.Articles[i]
		if cell := v.Cell(a, x); cell.Coverage != assay.NotRead {
			out.Cells[a.ID] = cell.Word()
		}
	}
	return out
}

// guard says why the grade of a claim, or of one of its mentions, is too high.
func guard(v *assay.View, claim assay.ClaimID, target assay.EntityID) *string {
	if why, tooHigh := v.Guard(claim, assay.Credibility(v.Credibility(target).Word())); tooHigh {
		return known(why.String())
	}
	return nil
}

func trail(v *assay.View, m *assay.Mention) jsonTrail {
	o := v.Root(m)
	t := jsonTrail{Mention: m.ID, Origin: o.Key(), OwnVoice: o.OwnVoice, Page: v.PageOf(m).String(), Guard: guard(v, m.Claim, assay.EntityID(m.ID))}
	for _, l := range v.Trail(m) {
		t.Legs = append(t.Legs, jsonLeg(l))
	}
	return t
}

func side(s *assay.Side) jsonSide {
	out := jsonSide{
		s.Articles, s.AttributedOrigins, s.OwnVoiceOrigins, s.AtLeast, s.AtMost, []assay.EntityID{}, s.Confirmed, nonNil(s.Mentions), []jsonBasis{},
	}
	for _, o := range s.Origins {
		out.Origins = append(out.Origins, o.Key())
	}
	for i := range s.Bases {
		b := &s.Bases[i]
		out.Bases = append(out.Bases, jsonBasis{b.Key(), b.OwnVoice, b.Voice, b.Known(), b.Anonymous, b.Document, b.Articles, nonNil(b.Mentions), b.Via, b.Works, b.Declared})
	}
	return out
}
