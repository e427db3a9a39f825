package assay

import "fmt"

// Guard checks the grade of a claim, or of one of its mentions, against what
// stands behind it, and returns why it is too high, or "". It is a flag for the
// analyst, who decides: credibility 1 says that the item is certain to be
// confirmed by another source, which takes two origins that the analyst has
// marked independent and nobody who contradicts.
func (v *View) Guard(claim ClaimID, grade Credibility) string {
	if grade != "1" {
		return ""
	}
	if against := v.Corroboration(claim, Contradicts); against.Articles > 0 {
		return fmt.Sprintf("Grade 1 means confirmed, but %s. The highest grade that this bears is 2.", plural(against.Articles, "article contradicts it", "articles contradict it"))
	}
	if !v.twoIndependent(v.Corroboration(claim, Supports).Origins) {
		return "Grade 1 means confirmed by an independent source, but no two origins behind this are marked as independent of each other. The highest grade that this bears is 2."
	}
	return ""
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

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
