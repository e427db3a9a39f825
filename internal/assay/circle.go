package assay

// Circle returns a source that is said to have from itself what a mention
// reports, if there is one: it stands in the chain twice, or an article that
// the mention is on the word of is in turn on the word of one before it. Such a
// chain is refused when it is made; one that two analysts made together is
// survived, see [View.Root].
func (v *View) Circle(m *Mention) (SourceID, bool) {
	named := map[SourceID]bool{}
	for _, step := range v.Chain(m.ID) {
		s := v.Resolve(step.Source)
		if named[s] {
			return s, true
		}
		named[s] = true
	}
	var stops []Leg // of the trail, those with a text
	for _, leg := range v.Trail(m) {
		if !leg.Mention.IsZero() {
			stops = append(stops, leg)
		}
	}
	for i, stop := range stops[1:] {
		for _, step := range v.Chain(stop.Mention) {
			s := v.Resolve(step.Source)
			if goesOn := i+2 < len(stops) && stops[i+2].Source == s; goesOn { // to another article of that source
				break
			}
			for _, before := range stops[:i+1] {
				if before.Source == s && before.Article != stop.Article {
					return s, true
				}
			}
		}
	}
	return SourceID{}, false
}
