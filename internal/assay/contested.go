package assay

// Level says between whom the accounts of a contested fact differ.
type Level string

// The levels.
const (
	BetweenOrigins    Level = "between_origins"    // different origins say different things: a dispute
	WithinOneOrigin   Level = "within_one_origin"  // one origin, told differently by those who copied it: drift
	BothLevels        Level = "both"               // a dispute, and drift besides
	SelfContradiction Level = "self_contradiction" // one article says both, on one origin
)

// Contest is what is known of a claim or question that accounts differ on.
type Contest struct {
	Contested bool
	Level     Level // "" where it is not contested
	Counted   bool  // false for mere framing and spelling, which are listed apart
	Sure      bool  // of a dispute: some of its origins are known not to be one
}

// ContestedClaim reports whether a claim has both supporting and contradicting
// mentions, and between whom.
func (v *View) ContestedClaim(claim ClaimID) Contest {
	var sides [2][]*Mention
	for _, m := range v.byClaim[claim] {
		switch v.Stance(m.ID) {
		case Supports:
			sides[0] = append(sides[0], m)
		case Contradicts:
			sides[1] = append(sides[1], m)
		case Qualifies, Mentions:
		}
	}
	level, sure := v.level(sides[:])
	return Contest{level != "", level, level != "", sure}
}

// ContestedQuestion reports whether two or more versions of a question are in
// use. A version is in use when it has a mention, whatever its rank.
func (v *View) ContestedQuestion(q *Question) Contest {
	var sides [][]*Mention
	for i := range v.Case.Versions {
		version := &v.Case.Versions[i]
		if version.Question != q.ID {
			continue
		}
		var side []*Mention
		for _, id := range version.Mentions {
			if m := v.mentions[id]; m != nil {
				side = append(side, m)
			}
		}
		if len(side) > 0 {
			sides = append(sides, side)
		}
	}
	level, sure := v.level(sides)
	return Contest{level != "", level, level != "" && q.Relation != "framing" && q.Relation != "spelling", sure}
}

// level compares every mention of one side with every one of the others. It is
// sure of a dispute if some two of the origins are known to be apart.
func (v *View) level(sides [][]*Mention) (l Level, sure bool) {
	var between, within, self bool
	for i, side := range sides {
		for _, other := range sides[i+1:] {
			for _, a := range side {
				for _, b := range other {
					switch x, y := v.Root(a), v.Root(b); {
					case x.Key() != y.Key():
						between = true
						sure = sure || v.apart(x, y)
					case a.Article != b.Article:
						within = true
					default:
						self = true
					}
				}
			}
		}
	}
	switch {
	case between && within:
		return BothLevels, sure
	case between:
		return BetweenOrigins, sure
	case within:
		return WithinOneOrigin, false
	case self:
		return SelfContradiction, false
	}
	return "", false
}
