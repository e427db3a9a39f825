package assay

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"assay/internal/oplog"
)

// Refused is that somebody has said that an article does not come from something:
// it is not proposed again for as long as that stands.
type Refused struct {
	Child ArticleID
	From  EntityID // an article or a work; zero for whom the text names
	Name  string   // then: as it is written, as far as that can be told

	Value    DerivationValue // what was said; the zero value of whom the text names
	By       ActorID
	At       oplog.Clock
	Reason   string
	Mine     bool      // the analyst has said so, and can take it back
	Proposed *Proposed // what speaks for it all the same, nil if nothing does any more
}

// Subject returns what a decision on it is about.
func (r *Refused) Subject() string { return (&Proposed{Child: r.Child, Name: r.Name}).Subject() }

// Refused returns what articles are said not to come from, the latest first. What
// was confirmed since is not among it.
func (v *View) Refused() []Refused {
	list := append(v.refusedDerivations(), v.refusedNames()...)
	slices.SortFunc(list, func(a, b Refused) int {
		return cmp.Or(cmp.Compare(b.At, a.At), bytes.Compare(a.Child[:], b.Child[:]), bytes.Compare(a.From[:], b.From[:]), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// refusedDerivations are those that are judged, of articles and works of the case.
func (v *View) refusedDerivations() (list []Refused) {
	seen := map[JudgementKey]bool{}
	for i := range v.Case.Judgements {
		j := &v.Case.Judgements[i]
		k := JudgementKey{Target: j.Target, Other: j.Other, Dimension: DimDerivation}
		derives := j.Dimension == DimDerivation || j.Dimension == DimAdjudication && j.Scope == string(DimDerivation)
		if !derives || seen[k] {
			continue
		}
		seen[k] = true
		there := v.articles[ArticleID(k.Other)] != nil || v.works[WorkID(k.Other)] != nil
		if v.articles[ArticleID(k.Target)] == nil || !there {
			continue
		}
		shown := v.Judged(k)
		r := Refused{Child: ArticleID(k.Target), From: k.Other, By: shown.By, At: shown.At, Reason: shown.Reason, Mine: shown.Mine && shown.By == v.Me}
		if len(shown.Value) > 0 && json.Unmarshal(shown.Value, &r.Value) == nil && r.Value.Status == "rejected" {
			list = append(list, r)
		}
	}
	return list
}

// refusedNames are those that are decided of whom a text names. Of several
// analysts who have decided it, it is the one who looks, else the latest.
func (v *View) refusedNames() (list []Refused) {
	at := map[string]int{}
	for i := range v.Case.Decisions {
		d := &v.Case.Decisions[i]
		child, name, ok := RefusedDerivation(d.Subject)
		if !ok || d.Suggestion != DerivationProposal || d.Verdict != "rejected" || v.articles[child] == nil {
			continue
		}
		p := Proposed{Child: child, Name: name}
		if slices.ContainsFunc(v.derivations[child], func(e edge) bool { return v.isBy(e, &p) }) {
			continue
		}
		r := Refused{Child: child, Name: name, By: d.Coder, At: d.Changed, Reason: d.Reason, Mine: d.Coder == v.Me}
		k, seen := at[d.Subject]
		switch {
		case !seen:
			at[d.Subject] = len(list)
			list = append(list, r)
		case r.Mine || !list[k].Mine && r.At > list[k].At:
			list[k] = r
		}
	}
	return list
}

// smallWords are not capitalised within a name.
var smallWords = map[string]bool{"of": true, "the": true, "and": true, "in": true, "on": true, "for": true, "de": true, "la": true, "le": true, "du": true, "der": true, "die": true, "das": true, "und": true, "von": true, "van": true}

// UsualCase writes a name that [FoldName] has made one of capitals as names are
// usually written. It is a guess, for where nothing tells how it was written.
func UsualCase(folded string) string {
	words := strings.Fields(folded)
	for i, w := range words {
		letters := []rune(w)
		low := strings.ToLower(w)
		switch {
		case len(words) == 1 && len(letters) <= 4 || !strings.ContainsAny(low, "aeiouyäöüáéíóúàèоаеиуыэюяαεηιουω") && len(letters) <= 4:
			// an abbreviation
		case i > 0 && smallWords[low]:
			words[i] = low
		default:
			for k := 1; k < len(letters); k++ {
				if unicode.IsLetter(letters[k-1]) || letters[k-1] == '\'' || letters[k-1] == '’' {
					letters[k] = unicode.ToLower(letters[k])
				}
			}
			words[i] = string(letters)
		}
	}
	return strings.Join(words, " ")
}
