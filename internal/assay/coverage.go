package assay

import "slices"

// Coverage is what an article that has no mention of a claim has to do with it.
type Coverage string

// The three ways in which an article says nothing. They are not the same.
const (
	Silent     Coverage = "silent"       // somebody looked: it says nothing
	OutOfScope Coverage = "out_of_scope" // it is not about that
	NotRead    Coverage = "not_read"     // nobody has looked yet
)

// Cell is what one article does with one claim.
type Cell struct {
	Stances  []Stance // of its mentions, each once, in order of Stances; empty where there is none
	Mentions []*Mention
	Coverage Coverage      // where there is no mention
	Grades   []Credibility // that its mentions have been given, each once, in order
	Proposed bool          // perhaps out of scope: article and claim share no event
	Late     bool          // not read: the claim was made after the analyst had read the article
}

// Word writes the state of a cell as one word, or several joined by commas.
func (c Cell) Word() string {
	if len(c.Stances) == 0 {
		return string(c.Coverage)
	}
	w := string(c.Stances[0])
	for _, s := range c.Stances[1:] {
		w += "," + string(s)
	}
	return w
}

// Cell returns what an article does with a claim.
func (v *View) Cell(article *Article, claim *Claim) Cell {
	var c Cell
	for _, m := range v.MentionsOf(claim.ID) {
		if m.Article == article.ID {
			c.Mentions = append(c.Mentions, m)
		}
	}
	if len(c.Mentions) > 0 {
		return v.filled(c)
	}
	c.Coverage = v.coverage(article, claim)
	c.Proposed = c.Coverage != OutOfScope && apart(article, claim)
	c.Late = c.Coverage == NotRead && v.ReadState(article.Text) == "read"
	return c
}

func (v *View) filled(c Cell) Cell {
	for _, s := range Stances {
		if slices.ContainsFunc(c.Mentions, func(m *Mention) bool { return v.Stance(m.ID) == s }) {
			c.Stances = append(c.Stances, s)
		}
	}
	for _, g := range Credibilities {
		if slices.ContainsFunc(c.Mentions, func(m *Mention) bool { return v.Credibility(EntityID(m.ID)).Word() == string(g) }) {
			c.Grades = append(c.Grades, g)
		}
	}
	return c
}

// coverage decides between the three silences. A claim that was made after the
// article was read, or by somebody whose work the reader did not have, was not
// looked for, unless somebody has said since that the article is silent.
func (v *View) coverage(article *Article, claim *Claim) Coverage {
	k := JudgementKey{Target: EntityID(article.ID), Other: EntityID(claim.ID), Dimension: DimCoverage}
	if d := v.Judged(k); !d.Value.IsNull() {
		return Coverage(d.Word())
	}
	if lookedFor(v.reads[article.Text], claim) {
		return Silent
	}
	return NotRead
}

// lookedFor reports whether one of those who have read a text knew the claim then.
func lookedFor(reads []readingBy, claim *Claim) bool {
	for i := range reads {
		if r := &reads[i]; r.State == "read" && claim.Made.Time().UnixMilli() <= r.Seen[claim.By] {
			return true
		}
	}
	return false
}

// apart reports whether article and claim are about events, and about none in
// common. It is a reason to ask, not an answer.
func apart(article *Article, claim *Claim) bool { return apartFrom(article.Events, claim.Event) }

func apartFrom(events []EventID, event EventID) bool {
	return !event.IsZero() && len(events) > 0 && !slices.Contains(events, event)
}

// ReadState returns whether the analyst of the view has read a text: "read",
// "unread", or "" where they have not said. What they said last counts, on
// whatever computer.
func (v *View) ReadState(text TextID) string {
	var last *readingBy
	for i := range v.reads[text] {
		if r := &v.reads[text][i]; v.Mine(r.by) && (last == nil || r.at > last.at) {
			last = r
		}
	}
	if last == nil {
		return ""
	}
	return last.State
}
