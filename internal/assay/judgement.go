package assay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"assay/internal/oplog"
)

// Judgement is one analyst's word on one dimension of something. Two analysts
// never overwrite each other: they have two judgements.
type Judgement struct {
	Meta
	ID        JudgementID
	Target    EntityID
	Other     EntityID // the second of a pair; zero where there is none
	Dimension Dimension
	Scope     string // the topic of a reliability, the dimension of an adjudication
	Coder     ActorID
	Value     oplog.Value // see the dimensions; null once taken back
	Reason    string
}

// JudgementKey says what a judgement is about, whoever makes it.
type JudgementKey struct {
	Target, Other EntityID
	Dimension     Dimension
	Scope         string
}

// Key returns what j is about.
func (j *Judgement) Key() JudgementKey { return JudgementKey{j.Target, j.Other, j.Dimension, j.Scope} }

// Fields returns the key fields of the judgement that coder makes about k.
func (k JudgementKey) Fields(coder ActorID) oplog.Fields {
	other := oplog.Null
	if !k.Other.IsZero() {
		other = oplog.Encode(k.Other)
	}
	return oplog.Fields{
		"target": oplog.Encode(k.Target), "other": other,
		"dimension": oplog.Encode(k.Dimension), "scope": oplog.Encode(k.Scope), "coder": oplog.Encode(coder),
	}
}

// Reading is the value of a judgement that a text has been read. Seen says, for
// each analyst, up to when (milliseconds) the reader knew of their work: a
// claim made later, or not yet merged, was not looked for.
type Reading struct {
	State string            `json:"state"`
	Seen  map[ActorID]int64 `json:"seen,omitempty"`
}

// RootValue is the value of an analyst's own word on where a mention's content
// entered: a source, or an article in its own voice.
type RootValue struct {
	Source  SourceID  `json:"source,omitzero"`
	Article ArticleID `json:"article,omitzero"`
}

// ParseRoot reads the value of a judgement on a root, or says that it is none.
func ParseRoot(v oplog.Value) (r RootValue, ok bool) {
	return r, len(v) > 0 && v[0] == '{' && json.Unmarshal(v, &r) == nil
}

// Evidence is a passage that a judgement rests on.
type Evidence struct {
	Text  TextID `json:"text,omitzero"`
	Start int    `json:"start,omitempty"` // code points
	End   int    `json:"end,omitempty"`
	Quote string `json:"quote"`
}

// DerivationValue is the value of a judgement that an article comes from
// another article or from an outside work.
type DerivationValue struct {
	Status   string     `json:"status"`           // one of DerivationStates
	Type     string     `json:"type,omitempty"`   // one of DerivationTypes
	Amount   string     `json:"amount,omitempty"` // one of Amounts
	Basis    string     `json:"basis,omitempty"`  // how it is known, in words
	Evidence []Evidence `json:"evidence,omitempty"`
}

// vocabulary is the words of the dimensions whose value is a word.
var vocabulary = map[Dimension][]string{
	DimStance:      words(Stances),
	DimCertainty:   Certainties,
	DimVoice:       Voices,
	DimSpeech:      Speeches,
	DimCredibility: words(Credibilities),
	DimReliability: words(Reliabilities),
	DimLikelihood:  Likelihoods,
	DimConfidence:  Confidences,
	DimCoverage:    CoverageWords,
	DimRank:        Ranks,
	DimRelation:    words(ClaimRelations),
	DimConsistency: Consistencies,
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// paired are the dimensions that are about two things.
var paired = map[Dimension]bool{DimCoverage: true, DimIndependent: true, DimDerivation: true, DimRelation: true, DimConsistency: true}

func checkJudgement(f oplog.Fields) error {
	dim, scope := Dimension(f["dimension"].Text()), f["scope"].Text()
	target, other := f["target"].ID(), f["other"].ID()
	judged := dim
	if dim == DimAdjudication {
		name, _, _ := strings.Cut(scope, ":")
		judged = Dimension(name)
		if judged == DimAdjudication || judged == DimRead {
			return fmt.Errorf("an adjudication of %q", judged)
		}
	}
	switch {
	case paired[judged] == other.IsZero():
		return fmt.Errorf("a judgement of %s about the wrong number of things", judged)
	case dim == DimIndependent && bytes.Compare(target[:], other[:]) >= 0:
		return errors.New("two origins that are not in order")
	case judged == DimRelation && bytes.Compare(target[:], other[:]) >= 0: // else a pair would have two judgements
		return errors.New("two claims that are not in order")
	}
	v, ok := f["value"]
	if !ok || v.IsNull() {
		return nil
	}
	return checkValue(judged, v)
}

func checkValue(d Dimension, v oplog.Value) error {
	switch d {
	case DimIndependent:
		return expect(v[0] == 't' || v[0] == 'f', v, "true or false")
	case DimRead:
		var r Reading
		return errors.Join(strict(v, &r), expect(member(ReadStates, r.State), v, "a state of reading"))
	case DimRoot:
		var r RootValue
		return errors.Join(strict(v, &r), expect(r.Source.IsZero() != r.Article.IsZero(), v, "a source or an article"))
	case DimDerivation:
		var e DerivationValue
		return errors.Join(strict(v, &e), expect(member(DerivationStates, e.Status) &&
			(e.Type == "" || member(DerivationTypes, e.Type)) && (e.Amount == "" || member(Amounts, e.Amount)), v, "a derivation"))
	default:
		list, ok := vocabulary[d]
		if !ok {
			return fmt.Errorf("unknown dimension %q", d)
		}
		return expect(v[0] == '"' && member(list, v.Text()), v, "one of "+strings.Join(list, ", "))
	}
}

func strict(v oplog.Value, into any) error {
	dec := json.NewDecoder(bytes.NewReader(v))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}
