package assay

// MentionFilter says which mentions of the case a list shows. The zero filter
// shows all, in the order of their articles and then of their places.
type MentionFilter struct {
	Claim       ClaimID
	Article     ArticleID
	Source      SourceID // host or text origin of the article
	Stance      Stance
	Credibility Credibility
	Lacks       []string // of MentionLacks, all of them
	Tags        TagFilter
	Words       string // in the passage
	Page        int    // from 0
}

// MentionLacks are what a mention may be without, in the order in which they
// are offered: a stance, a grade, a chain of who says it, how certain it is
// put, whose voice it is in, a place in a version of a question.
var MentionLacks = []string{"stance", "grade", "chain", "certainty", "voice", "version"}

// MentionsPageSize is how many mentions one page of the list shows.
const MentionsPageSize = 100

// MentionsPage is one page of the list of mentions.
type MentionsPage struct {
	Case   *Case // the mentions of the page with what is said of them, and their claims and articles
	Order  []MentionID
	Leaf   Leaf // of the mentions that the filter lets through
	Any    bool // there are mentions in the case
	Filter MentionFilter
}

// SeenMention is what was on the analyst's screen of a mention that is to be
// changed, as far as it can be changed in a list.
type SeenMention struct {
	Stance      string  `json:"s,omitempty"`
	Credibility string  `json:"g,omitempty"`
	Voice       string  `json:"v,omitempty"`
	Claim       ClaimID `json:"c,omitzero"`
}

// Word returns what was shown on a dimension.
func (s SeenMention) Word(d Dimension) string {
	switch d {
	case DimStance:
		return s.Stance
	case DimCredibility:
		return s.Credibility
	case DimVoice:
		return s.Voice
	default:
		return ""
	}
}

// Seen returns what the view shows of a mention.
func (v *View) Seen(m *Mention) SeenMention {
	word := func(d Dimension) string { return v.Judged(about(m.ID, d)).Word() }
	return SeenMention{Stance: word(DimStance), Credibility: word(DimCredibility), Voice: word(DimVoice), Claim: m.Claim}
}

// MentionsOutcome is what came of changing several mentions at once.
type MentionsOutcome struct {
	Changed int
	Same    int // they were like that already
	Stale   int // somebody has changed the same since the analyst looked
	Gone    int // they are not there any more
	Others  int // what was to be taken back is somebody else's word
	Twins   int // their passage is marked for the other claim already
	Guarded int // of the changed ones, those whose grade is higher than their claim bears
}
