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

func (v *View) twoIndependent(origins []Origin) bool {
	for i, a := range origins {
		for _, b := range origins[i+1:] {
			if v.Independent(a, b) {
				return true
			}
		}
	}
	return false
}
