package assay

// Guard checks the grade of a claim, or of one of its mentions, against what
// stands behind it, and returns why it is too high, if it is. It is a flag for
// the analyst, who decides: credibility 1 says that the item is certain to be
// confirmed by another source, which takes two origins that the analyst has
// marked independent and nobody who contradicts.
func (v *View) Guard(claim ClaimID, grade Credibility) (why Sentence, tooHigh bool) {
	if grade != "1" {
		return why, false
	}
	switch against := v.Corroboration(claim, Contradicts); {
	case against.Articles == 1:
		return Say("Grade 1 means confirmed, but 1 article contradicts it. The highest grade that this bears is 2."), true
	case against.Articles > 1:
		return Say("Grade 1 means confirmed, but %d articles contradict it. The highest grade that this bears is 2.", against.Articles), true
	case !v.twoIndependent(v.Corroboration(claim, Supports).Origins):
		return Say("Grade 1 means confirmed by an independent source, but no two origins behind this are marked as independent of each other. The highest grade that this bears is 2."), true
	}
	return why, false
}

// twoIndependent reports whether any two of some origins are marked independent.
// It goes through what is marked: there are few such words, and may be many
// origins.
func (v *View) twoIndependent(origins []Origin) bool {
	if len(v.independent) == 0 {
		return false
	}
	there := make(map[EntityID]bool, len(origins))
	for _, o := range origins {
		there[o.Key()] = true
	}
	for p := range v.independent {
		if p[0] != p[1] && there[p[0]] && there[p[1]] && v.Judged(JudgementKey{Target: p[0], Other: p[1], Dimension: DimIndependent}).Value.Flag() {
			return true
		}
	}
	return false
}

// Suggestion is a grade that what stands behind a claim speaks for. It is never
// a grade: the analyst decides, and takes it by an act of their own.
type Suggestion struct {
	Grade Credibility
	Or    Credibility // another that would do as well; "" for none
	Why   Sentence
}

// SuggestGrade returns the grade that what stands behind a claim speaks for, if
// it speaks for one. What is silent on the claim speaks for nothing.
func (v *View) SuggestGrade(claim ClaimID) (s Suggestion, ok bool) {
	with, against := v.Corroboration(claim, Supports), v.Corroboration(claim, Contradicts)
	contest := v.ContestedClaim(claim)
	switch {
	case contest.Sure:
		return Suggestion{"3", "4", Say("Different origins say different things on it, which speaks for 3 or 4.")}, true
	case with.Articles == 0 || against.Articles > 0:
		return s, false
	case len(with.Origins) == 1 && v.anonymous(with.Origins[0]):
		return Suggestion{Grade: "3", Why: Say("It rests on one origin, which is not named, and nobody contradicts it.")}, true
	case with.Articles == 1 && v.alone(claim):
		return Suggestion{Grade: "6", Why: Say("One article says so, and the case has nothing to compare it with.")}, true
	}
	return s, false
}

// anonymous reports whether an origin is somebody who has no name but a description.
func (v *View) anonymous(o Origin) bool {
	s := v.sources[o.Source]
	return !o.OwnVoice && s != nil && s.Kind == "anonymous_group"
}

// alone reports whether a claim stands in one article only, whatever else there
// is said of it.
func (v *View) alone(claim ClaimID) bool { return len(articlesOf(v.MentionsOf(claim))) == 1 }
