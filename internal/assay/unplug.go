package assay

import "slices"

// Loss is what two views of a case make different, the second being the first
// without something: see [View.Without].
type Loss struct {
	Claims    []ClaimLoss    // in order of making
	Questions []QuestionLoss // in order of making
	Mentions  int            // that no longer count
	Articles  int            // that no longer say anything
}

// ClaimLoss is a claim behind which something else stands than before.
type ClaimLoss struct {
	Claim                ClaimID
	Supports             [2]Corroboration // before and after, like all pairs here
	Contradicts          [2]Corroboration
	Contest              [2]Contest
	Grade                Verdict
	Bare                 bool // nothing at all is left that is said of it
	Unsupported          bool // something said that it is so, and nothing does any more
	Why                  Sentence
	Uncovered            bool // a grade is too high now, which it was not: Why says why
	GradedUp, GradedLeft int  // mentions that are graded 1, before and after
}

// Graded reports whether a grade has lost what it stood on.
func (c *ClaimLoss) Graded() bool { return c.Uncovered || c.Unsupported && !c.Grade.Value.IsNull() }

// Worse reports whether fewer independent origins may stand behind the claim
// than before.
func (c *ClaimLoss) Worse() bool {
	return fewer(c.Supports) || fewer(c.Contradicts)
}

// More reports whether more independent origins may stand behind the claim than
// before, as where what was known as a copy stands for itself.
func (c *ClaimLoss) More() bool {
	return c.Supports[1].AtMost > c.Supports[0].AtMost || c.Contradicts[1].AtMost > c.Contradicts[0].AtMost
}

func fewer(c [2]Corroboration) bool {
	return c[1].AtMost < c[0].AtMost || c[1].AtLeast < c[0].AtLeast
}

// QuestionLoss is a contested fact that stands otherwise than before.
type QuestionLoss struct {
	Question QuestionID
	Contest  [2]Contest
	Versions []VersionID // that no mention is left for
}

// Compare says what is different of a case in a second view: which claims have
// other origins behind them, which grades they no longer cover, and which
// contested facts stand otherwise. It looks at what rests on a mention that is
// gone or leads elsewhere, and at nothing else, so that little is to be done in
// a large case when little has been switched off.
func Compare(before, after *View) Loss {
	var l Loss
	touched, speaks := map[ClaimID]bool{}, [2]map[ArticleID]bool{{}, {}}
	moved := map[MentionID]bool{}
	for i := range before.Case.Mentions {
		m := &before.Case.Mentions[i]
		speaks[0][m.Article] = true
		now := after.mentions[m.ID]
		if now == nil {
			l.Mentions++
		} else {
			speaks[1][m.Article] = true
		}
		if now == nil || before.Root(m) != after.Root(now) {
			touched[before.One(m.Claim)] = true
			moved[m.ID] = true
		}
	}
	l.Articles = len(speaks[0]) - len(speaks[1])
	for i := range before.Case.Claims {
		id := before.Case.Claims[i].ID
		if touched[id] && before.One(id) == id {
			if c := compareClaim(before, after, id); c.differs() {
				l.Claims = append(l.Claims, c)
			}
		}
	}
	versions := map[QuestionID][]*Version{}
	for i := range before.Case.Versions {
		v := &before.Case.Versions[i]
		versions[v.Question] = append(versions[v.Question], v)
	}
	for i := range before.Case.Questions {
		q := &before.Case.Questions[i]
		if !slices.ContainsFunc(versions[q.ID], func(v *Version) bool {
			return slices.ContainsFunc(v.Mentions, func(m MentionID) bool { return moved[m] })
		}) {
			continue
		}
		x := QuestionLoss{Question: q.ID, Contest: [2]Contest{before.ContestedQuestion(q), after.ContestedQuestion(q)}}
		for _, v := range versions[q.ID] {
			if len(before.side(v)) > 0 && len(after.side(v)) == 0 {
				x.Versions = append(x.Versions, v.ID)
			}
		}
		if x.Contest[0].stands() != x.Contest[1].stands() || len(x.Versions) > 0 {
			l.Questions = append(l.Questions, x)
		}
	}
	return l
}

// stands returns what is shown of how far accounts differ.
func (c Contest) stands() Contest {
	return Contest{Contested: c.Contested, Level: c.Level, Sure: c.Sure}
}

func compareClaim(before, after *View, id ClaimID) ClaimLoss {
	c := ClaimLoss{Claim: id, Grade: before.Credibility(EntityID(id))}
	for k, v := range []*View{before, after} {
		c.Supports[k], c.Contradicts[k] = v.Corroboration(id, Supports), v.Corroboration(id, Contradicts)
		c.Contest[k] = v.ContestedClaim(id)
	}
	c.Bare = len(after.MentionsOf(id)) == 0
	c.Unsupported = c.Supports[0].Articles > 0 && c.Supports[1].Articles == 0
	for _, m := range before.MentionsOf(id) {
		if before.Credibility(EntityID(m.ID)).Word() != "1" {
			continue
		}
		c.GradedUp++
		if after.mentions[m.ID] != nil {
			c.GradedLeft++
		}
	}
	if c.Grade.Word() == "1" || c.GradedLeft > 0 {
		_, was := before.Guard(id, "1")
		why, is := after.Guard(id, "1")
		if is && !was {
			c.Why, c.Uncovered = why, true
		}
	}
	return c
}

// differs reports whether there is anything to say of the claim.
func (c *ClaimLoss) differs() bool {
	return counted(c.Supports[0]) != counted(c.Supports[1]) || counted(c.Contradicts[0]) != counted(c.Contradicts[1]) ||
		c.Contest[0].stands() != c.Contest[1].stands() || c.Bare || c.Uncovered
}

// counted returns the numbers of a corroboration.
func counted(c Corroboration) [5]int {
	return [5]int{c.Articles, c.AttributedOrigins, c.OwnVoiceOrigins, c.AtLeast, c.AtMost}
}

// Nothing reports whether nothing rests on what is switched off.
func (l *Loss) Nothing() bool { return len(l.Claims) == 0 && len(l.Questions) == 0 }
