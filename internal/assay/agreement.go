package assay

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"assay/internal/agreement"
	"assay/internal/oplog"
)

// Passages stands for which passages analysts have marked, in the place of a
// dimension: that is compared, and is no judgement.
const Passages = "passages"

// Said is that an article says something on a claim, in the place of a coverage:
// the analyst has marked a passage there.
const Said = "said"

// AgreementDimensions are what analysts are compared in, in the order in which it
// is listed. Whether somebody has read a text is a fact and no judgement; what
// has a value of several parts is compared nowhere yet.
var AgreementDimensions = []Dimension{
	DimStance, DimCoverage, DimCredibility, DimReliability, DimLikelihood, DimConfidence,
	DimVoice, DimCertainty, DimSpeech, DimConsistency, DimRelation, DimIndependent,
}

// scales are the dimensions whose words have an order, the least first. What is
// in the vocabulary and not here ("nothing to compare with", "no basis") is off
// the scale.
var scales = map[Dimension][]string{
	DimCredibility: words(Credibilities[:5]),
	DimReliability: words(Reliabilities[:5]),
	DimLikelihood:  Likelihoods,
	DimConfidence:  Confidences,
}

// AgreementFilter says which analysts are compared, in what, and what is listed.
type AgreementFilter struct {
	With      []ActorID // the analysts; the two who share the most if there are fewer than two
	Event     EventID   // only what is about its claims
	Claim     ClaimID   // only what is about it
	Dimension Dimension // of what is listed, or Passages; "" for the first in which they differ
	Words     []string  // of two analysts, what each says: a cell of the cross table; or the one who marked, of Passages
	Decided   bool      // list what the team has decided, too
	Page      int       // from 0
}

// AgreementPageSize is how many items one page lists.
const AgreementPageSize = 25

// Agreement is how far some analysts agree.
type Agreement struct {
	Filter   AgreementFilter // as it was understood: with the analysts and the dimension
	Analysts []ActorID       // who are compared, each person once
	Others   []ActorID       // of the rest, those who have judged or marked anything
	Rows     []AgreementRow  // one for each dimension in which anything is shared
	Marks    AgreementMarks
	Leaf     Leaf            // of all that the filter lists
	Items    []AgreementItem // those on the leaf
}

// AgreementRow is how far the analysts agree in one dimension.
type AgreementRow struct {
	Dimension Dimension
	Scale     agreement.Scale
	Observed  agreement.Observed
	Kappa     agreement.Figure // of two analysts
	Alpha     agreement.Figure
	OffScale  int      // units that Alpha leaves out, since somebody's word is not on the scale
	Differ    int      // units in which not all say the same
	Open      int      // of those, the ones that the team has not decided
	Words     []string // that anybody uses, in order
	Cross     [][]int  // of two analysts, how often each says which of Words; nil of more
}

// AgreementMarks is how far two analysts mark the same passages. An analyst's
// passages are those that they have made: to judge another's is to accept it.
type AgreementMarks struct {
	Cells int                                      // article and claim, in which both have passages of their own
	Same  int                                      // of Cells, those in which they are the same to the character
	Spans map[agreement.Tolerance]*agreement.Spans // in those cells
	Only  [2]int                                   // cells in which one alone has marked or judged anything
	Read  [2]int                                   // of Only, those whose article the other has read, knowing the claim
}

// Other counts the cells in which both have passages, and not the same.
func (m *AgreementMarks) Other() int { return m.Cells - m.Same }

// AgreementItem is one thing that analysts have judged.
type AgreementItem struct {
	Key     JudgementKey    // of a stance and of Passages: the article and the claim
	Words   []AgreementWord // in the order of the analysts; of one who has said nothing, an empty one
	Decided bool            // the team has a verdict
	Team    string          // the verdict
	By      []JudgementID   // for each of Targets the judgement that it is, zero where there is none
	Whose   string          // of Passages: MarkedByFirst, MarkedBySecond or MarkedByBoth
}

// AgreementWord is what one analyst says.
type AgreementWord struct {
	Word string
	On   []EntityID    // what it is said of: mentions, of a stance
	Each []string      // for each of On what is said of it
	From []JudgementID // the judgements that it is
	Read bool          // of Passages: the article was read, knowing the claim
}

// Targets are what a verdict on the item is a verdict on: what the analysts judge,
// each passage of theirs, or of a stance each but those of which they say the same.
func (i *AgreementItem) Targets() (ids []EntityID) {
	said := map[EntityID][]string{}
	for _, w := range i.Words {
		for j, id := range w.On {
			if said[id] == nil {
				ids = append(ids, id)
			}
			said[id] = append(said[id], w.Each[j])
		}
	}
	switch {
	case len(ids) == 0:
		return []EntityID{i.Key.Target}
	case i.Key.Dimension != DimStance:
		return ids
	}
	return slices.DeleteFunc(ids, func(id EntityID) bool {
		words := said[id]
		return len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return w != words[0] })
	})
}

// Comparison is what the analysts of a case say of the same things. It is made
// once and read by several.
type Comparison struct {
	people   []ActorID // who have judged or marked anything, in order of becoming known
	person   map[ActorID]ActorID
	units    []comparedUnit // that two at least have judged, in order
	cells    []comparedCell // that somebody has marked, in order
	reads    map[TextID][]readingBy
	current  map[ArticleID]TextID
	claims   map[ClaimID]*Claim
	verdicts map[JudgementKey]teamWord
	merged   Merged
	view     *View // of who and what is one; it is only asked about that
	counted  *countedMarks
}

// countedMarks are the counts of marks that were asked for. They follow from no verdict,
// and all passages have to be looked at for them.
type countedMarks struct {
	mu sync.Mutex
	of map[marksAsked]AgreementMarks
}

// marksAsked is what marks are counted of: two analysts and what a filter lets through.
type marksAsked struct {
	first, second ActorID
	event         EventID
	claim         ClaimID
}

// comparedUnit is one thing that analysts judge.
type comparedUnit struct {
	key   JudgementKey
	claim ClaimID // that it is about; zero for none
	place comparedPlace
	words []personalWord // in the order of their coming
}

// comparedPlace is where something stands in a list: by claim, article and
// place in the text.
type comparedPlace [3]int

// personalWord is what one person says of a unit.
type personalWord struct {
	who   ActorID
	word  string
	parts []part
}

// part is one judgement. A stance towards a claim has one for each passage.
type part struct {
	on   EntityID
	word string
	at   oplog.Clock
	from JudgementID
}

// comparedCell is what analysts have marked of a claim in an article.
type comparedCell struct {
	CellKey
	place comparedPlace
	marks []personalMark
}

type personalMark struct {
	who     ActorID
	mention MentionID
	text    TextID
	span    agreement.Span
}

type teamWord struct {
	word string
	at   oplog.Clock
	from JudgementID
}

// NewComparison compares what analysts say in a case. Of a mention it looks at
// where it is and who made it, of a claim at its event and who made it when.
func NewComparison(c *Case) *Comparison {
	b := NewComparing(c)
	b.Take(c.Mentions, c.Judgements)
	return b.Comparison()
}

// Comparing is a comparison that is being made, of a part of a case after the other.
type Comparing struct {
	c     *Comparison      // of the parts that were taken
	at    map[EntityID]int // of articles, claims and sources, the place in their order
	known map[ActorID]int  // of actors, the place in their order
}

// NewComparing begins to compare what analysts say in a case, of which the mentions and
// judgements are still to be taken, but for those on which of merged claims stands for all.
func NewComparing(c *Case) *Comparing {
	merged := c.Merged()
	c = (&Case{Actors: c.Actors, Sources: c.Sources, Sames: c.Sames, Claims: c.Claims, Articles: c.Articles}).united(merged)
	b := &Comparing{
		c: &Comparison{
			person: map[ActorID]ActorID{}, reads: map[TextID][]readingBy{}, current: make(map[ArticleID]TextID, len(c.Articles)),
			claims: index(c.Claims, func(x *Claim) ClaimID { return x.ID }), verdicts: map[JudgementKey]teamWord{},
			merged: merged, view: NewView(&Case{Actors: c.Actors, Sames: c.Sames}, ActorID{}), counted: &countedMarks{of: map[marksAsked]AgreementMarks{}},
		},
		at: make(map[EntityID]int, len(c.Claims)+len(c.Articles)), known: map[ActorID]int{},
	}
	for i := range c.Actors {
		b.known[c.Actors[i].ID] = i
	}
	for i := range c.Articles {
		b.c.current[c.Articles[i].ID] = c.Articles[i].Text
		b.at[EntityID(c.Articles[i].ID)] = i
	}
	for i := range c.Claims {
		b.at[EntityID(c.Claims[i].ID)] = i
	}
	for i := range c.Sources {
		b.at[EntityID(c.Sources[i].ID)] = i
	}
	return b
}

// Take takes some mentions and judgements into account. Of the mentions of a claim, and
// of those merged with it, it must be given all at once, with all judgements on these and
// on what articles say of it; and at once all judgements on what is none of that.
func (b *Comparing) Take(mentions []Mention, judgements []Judgement) {
	c := (&Case{Mentions: mentions, Judgements: judgements}).united(b.c.merged)
	units, cells := b.c.units, b.c.cells
	b.c.units, b.c.cells = make([]comparedUnit, 0, len(c.Judgements)), make([]comparedCell, 0, len(c.Mentions))
	p := comparing{
		Comparison: b.c, at: b.at, mentions: index(c.Mentions, func(m *Mention) MentionID { return m.ID }),
		thing: map[MentionID]MentionID{}, unit: make(map[JudgementKey]int, len(c.Judgements)), cell: make(map[CellKey]int, len(c.Mentions)),
	}
	for i := range c.Mentions {
		p.mark(&c.Mentions[i])
	}
	p.pair()
	for i := range c.Judgements {
		p.judge(&c.Judgements[i])
	}
	p.cover()
	p.finish()
	b.c.units, b.c.cells = append(units, b.c.units...), append(cells, b.c.cells...)
}

// Comparison returns the comparison of what was taken.
func (b *Comparing) Comparison() *Comparison {
	c := b.c
	c.units, c.cells = slices.Clip(c.units), slices.Clip(c.cells)
	slices.SortFunc(c.units, func(a, b comparedUnit) int {
		return cmp.Or(slices.Compare(a.place[:], b.place[:]), a.key.compare(b.key))
	})
	slices.SortFunc(c.cells, func(a, b comparedCell) int { return slices.Compare(a.place[:], b.place[:]) })
	slices.SortFunc(c.people, func(x, y ActorID) int { return cmp.Or(cmp.Compare(b.known[x], b.known[y]), bytes.Compare(x[:], y[:])) })
	return c
}

// comparing is a part of a comparison that is being made.
type comparing struct {
	*Comparison
	mentions map[MentionID]*Mention
	thing    map[MentionID]MentionID // of passages that are one thing to judge, which stands for them
	at       map[EntityID]int        // of articles, claims and sources, the place in their order
	unit     map[JudgementKey]int
	cell     map[CellKey]int
}

// who returns the person that an actor is, and remembers that they work here.
func (b *comparing) who(a ActorID) ActorID {
	p, ok := b.person[a]
	if !ok {
		p = b.view.person(a)
		b.person[a] = p
		if !slices.Contains(b.people, p) {
			b.people = append(b.people, p)
		}
	}
	return p
}

func (b *comparing) mark(m *Mention) {
	key := CellKey{Claim: m.Claim, Article: m.Article}
	i, ok := b.cell[key]
	if !ok {
		i = len(b.cells)
		b.cell[key] = i
		b.cells = append(b.cells, comparedCell{CellKey: key, place: comparedPlace{b.at[EntityID(m.Claim)], b.at[EntityID(m.Article)]}})
	}
	b.cells[i].marks = append(b.cells[i].marks, personalMark{b.who(m.By), m.ID, m.Text, agreement.Span{Start: m.Span.Start, End: m.Span.End}})
}

func (b *comparing) judge(j *Judgement) {
	if j.Value.IsNull() {
		return
	}
	k := b.view.About(j.Key())
	switch j.Dimension {
	case DimRead:
		r := readingBy{by: b.who(j.Coder), at: j.Changed}
		if json.Unmarshal(j.Value, &r.Reading) == nil {
			b.reads[TextID(j.Target)] = append(b.reads[TextID(j.Target)], r)
		}
		return
	case DimAdjudication:
		b.decide(k, j)
		return
	default:
		if !slices.Contains(AgreementDimensions, j.Dimension) {
			return
		}
	}
	p := part{on: k.Target, word: WordOf(j.Value), at: j.Changed, from: j.ID}
	if j.Dimension == DimStance {
		m := b.mentions[MentionID(k.Target)]
		if m == nil {
			return
		}
		k.Target, k.Other = EntityID(m.Article), EntityID(m.Claim)
	} else if one, is := b.thing[MentionID(k.Target)]; is {
		k.Target = EntityID(one)
	}
	if u := b.about(k); u != nil {
		u.say(b.who(j.Coder), p)
	}
}

// decide takes a verdict of the team, the latest on each thing.
func (c *Comparison) decide(k JudgementKey, j *Judgement) {
	name, scope, _ := strings.Cut(k.Scope, ":")
	k.Dimension, k.Scope = Dimension(name), scope
	if old, ok := c.verdicts[k]; !ok || old.at < j.Changed || old.at == j.Changed && bytes.Compare(old.from[:], j.ID[:]) < 0 {
		c.verdicts[k] = teamWord{WordOf(j.Value), j.Changed, j.ID}
	}
}

// Decided returns the same comparison with other verdicts of the team.
func (c *Comparison) Decided(verdicts []Judgement) *Comparison {
	o := *c
	o.verdicts = make(map[JudgementKey]teamWord, len(verdicts))
	for i := range verdicts {
		if j, ok := c.merged.judgement(verdicts[i]); ok && j.Dimension == DimAdjudication && !j.Value.IsNull() {
			o.decide(c.view.About(j.Key()), &j)
		}
	}
	return &o
}

// WordOf returns a value as a word.
func WordOf(v oplog.Value) string {
	if w := v.Text(); w != "" {
		return w
	}
	return string(v)
}

// about returns the unit that a key is about, nil if that is not in the case.
func (b *comparing) about(k JudgementKey) *comparedUnit {
	i, ok := b.unit[k]
	if !ok {
		u, there := b.newUnit(k)
		if !there {
			return nil
		}
		i = len(b.units)
		b.unit[k] = i
		b.units = append(b.units, u)
	}
	return &b.units[i]
}

func (b *comparing) newUnit(k JudgementKey) (comparedUnit, bool) {
	u := comparedUnit{key: k}
	switch k.Dimension {
	case DimStance, DimCoverage:
		u.claim = ClaimID(k.Other)
		_, there := b.current[ArticleID(k.Target)]
		u.place = comparedPlace{b.at[k.Other], b.at[k.Target]}
		return u, there && b.claims[u.claim] != nil
	case DimReliability, DimIndependent:
		u.place = comparedPlace{b.at[k.Target]}
		return u, true
	default:
	}
	if m := b.mentions[MentionID(k.Target)]; m != nil {
		u.claim, u.place = m.Claim, comparedPlace{b.at[EntityID(m.Claim)], b.at[EntityID(m.Article)], m.Span.Start}
	} else if c := b.claims[ClaimID(k.Target)]; c != nil {
		u.claim, u.place = c.ID, comparedPlace{b.at[EntityID(c.ID)], -1}
	}
	return u, true
}

// say adds what somebody says. Who says something of the same twice, on two
// computers, says what they said last.
func (u *comparedUnit) say(who ActorID, p part) {
	i := slices.IndexFunc(u.words, func(w personalWord) bool { return w.who == who })
	if i < 0 {
		u.words = append(u.words, personalWord{who: who, parts: []part{p}})
		return
	}
	w := &u.words[i]
	for j, old := range w.parts {
		if old.on == p.on {
			if old.at < p.at || old.at == p.at && bytes.Compare(old.from[:], p.from[:]) < 0 {
				w.parts[j] = p
			}
			return
		}
	}
	w.parts = append(w.parts, p)
}

// cover lets who has marked a passage say that the article says something on the
// claim, where they say nothing else of that.
func (b *comparing) cover() {
	for i := range b.cells {
		c := &b.cells[i]
		marked := map[ActorID]bool{}
		for _, m := range c.marks {
			marked[m.who] = true
		}
		k := JudgementKey{Target: EntityID(c.Article), Other: EntityID(c.Claim), Dimension: DimStance}
		if at, ok := b.unit[k]; ok {
			for _, w := range b.units[at].words {
				marked[w.who] = true
			}
		}
		k.Dimension = DimCoverage
		if _, covered := b.unit[k]; !covered && len(marked) < 2 {
			continue
		}
		if u := b.about(k); u != nil {
			for who := range marked {
				if !slices.ContainsFunc(u.words, func(w personalWord) bool { return w.who == who }) {
					u.say(who, part{word: Said})
				}
			}
		}
	}
}

// finish keeps what two at least have judged, and puts their words together.
func (b *comparing) finish() {
	b.units = slices.Clip(slices.DeleteFunc(b.units, func(u comparedUnit) bool { return len(u.words) < 2 }))
	for i := range b.units {
		for j := range b.units[i].words {
			w := &b.units[i].words[j]
			w.word = slices.MaxFunc(w.parts, func(p, q part) int { return cmp.Compare(p.at, q.at) }).word
			if b.units[i].key.Dimension == DimStance {
				w.word = stancesOf(w.parts)
			}
		}
	}
}

func (k JudgementKey) compare(o JudgementKey) int {
	return cmp.Or(bytes.Compare(k.Target[:], o.Target[:]), bytes.Compare(k.Other[:], o.Other[:]), cmp.Compare(k.Dimension, o.Dimension), cmp.Compare(k.Scope, o.Scope))
}

// stancesOf writes the stances of some passages, each once, as [Cell.Word] does.
func stancesOf(parts []part) string {
	var list []Stance
	for _, s := range Stances {
		if slices.ContainsFunc(parts, func(p part) bool { return p.word == string(s) }) {
			list = append(list, s)
		}
	}
	return Cell{Stances: list}.Word()
}

// People are the analysts who have judged or marked anything.
func (c *Comparison) People() []ActorID { return slices.Clone(c.people) }

// most returns the two who have judged the most things both, of all that a filter
// lets through.
func (c *Comparison) most(f *AgreementFilter) []ActorID {
	shared := map[[2]ActorID]int{}
	for i := range c.units {
		u := &c.units[i]
		if !c.passes(f, u.claim) {
			continue
		}
		for x, a := range u.words {
			for _, b := range u.words[x+1:] {
				p := [2]ActorID{a.who, b.who}
				if bytes.Compare(p[0][:], p[1][:]) > 0 {
					p[0], p[1] = p[1], p[0]
				}
				shared[p]++
			}
		}
	}
	best, n := c.people[:min(2, len(c.people))], 0
	for x, a := range c.people {
		for _, b := range c.people[x+1:] {
			if k := shared[[2]ActorID{a, b}]; k > n {
				best, n = []ActorID{a, b}, k
			}
		}
	}
	return slices.Clone(best)
}

// passes reports whether a filter lets through what is about a claim.
func (c *Comparison) passes(f *AgreementFilter, claim ClaimID) bool {
	if !f.Claim.IsZero() && claim != f.Claim {
		return false
	}
	return f.Event.IsZero() || c.claims[claim] != nil && c.claims[claim].Event == f.Event
}

// analysts returns whom a filter compares: those that it names, else the two who have
// judged the most things both.
func (c *Comparison) analysts(f *AgreementFilter) (list []ActorID) {
	for _, id := range f.With {
		p, known := c.person[id]
		if known && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if len(list) < 2 {
		list = c.most(f)
	}
	return list
}

// Ready reports whether Measure takes no longer in a large case.
func (c *Comparison) Ready(f AgreementFilter) bool {
	list := c.analysts(&f)
	if len(list) != 2 {
		return true
	}
	c.counted.mu.Lock()
	defer c.counted.mu.Unlock()
	_, ready := c.counted.of[f.marksOf(list)]
	return ready
}

func (f *AgreementFilter) marksOf(analysts []ActorID) marksAsked {
	return marksAsked{analysts[0], analysts[1], f.Event, f.Claim}
}

// Measure compares the analysts that a filter names, and lists so many things on a
// page, 0 for all.
func (c *Comparison) Measure(f AgreementFilter, size int) Agreement {
	a := Agreement{Analysts: c.analysts(&f)}
	for _, p := range c.people {
		if !slices.Contains(a.Analysts, p) {
			a.Others = append(a.Others, p)
		}
	}
	if len(a.Analysts) < 2 {
		a.Filter = f
		return a
	}
	of := map[Dimension][]sharedUnit{}
	for i := range c.units {
		if u := &c.units[i]; c.passes(&f, u.claim) {
			if x, n := c.share(u, a.Analysts); n > 1 {
				of[u.key.Dimension] = append(of[u.key.Dimension], x)
			}
		}
	}
	for _, d := range AgreementDimensions {
		if len(of[d]) > 0 {
			a.Rows = append(a.Rows, newAgreementRow(d, of[d], len(a.Analysts)))
		}
	}
	a.Marks = c.marks(&f, a.Analysts)
	if a.Filter = a.chosen(f); a.Filter.Dimension == Passages {
		cells := c.marked(&f, a.Analysts, &AgreementMarks{}, true)
		cells = slices.DeleteFunc(cells, func(i AgreementItem) bool { return len(a.Filter.Words) > 0 && a.Filter.Words[0] != i.Whose })
		a.Leaf = turn(f.Page, size, len(cells))
		a.Items = cells[a.Leaf.From:a.Leaf.To]
		return a
	}
	listed := slices.DeleteFunc(of[a.Filter.Dimension], func(x sharedUnit) bool { return !a.Filter.lists(&x) })
	a.Leaf = turn(f.Page, size, len(listed))
	for _, x := range listed[a.Leaf.From:a.Leaf.To] {
		a.Items = append(a.Items, c.item(x.comparedUnit, a.Analysts))
	}
	return a
}

func turn(page, size, of int) Leaf { return Turn(page, cmp.Or(size, max(of, 1)), of) }

// sharedUnit is a unit that at least two of the analysts have judged.
type sharedUnit struct {
	*comparedUnit
	said    []*personalWord // by the analysts, in their order; nil of one who has said nothing
	differs bool
	decided bool // only known where they differ
}

// share returns what some analysts say of a unit, and how many do.
func (c *Comparison) share(u *comparedUnit, analysts []ActorID) (x sharedUnit, n int) {
	x = sharedUnit{comparedUnit: u, said: make([]*personalWord, len(analysts))}
	first := ""
	for i, who := range analysts {
		for j := range u.words {
			if w := &u.words[j]; w.who == who {
				x.said[i] = w
				n++
				x.differs = x.differs || first != "" && w.word != first
				first = w.word
			}
		}
	}
	if x.differs && len(c.verdicts) > 0 {
		item := c.item(u, analysts)
		x.decided = item.Decided
	}
	return x, n
}

// chosen fills in what a filter leaves open.
func (a *Agreement) chosen(f AgreementFilter) AgreementFilter {
	f.With = a.Analysts
	if len(f.Words) != len(a.Analysts) && f.Dimension != Passages {
		f.Words = nil
	}
	if f.Dimension != "" {
		return f
	}
	for _, r := range a.Rows {
		if r.Open > 0 {
			f.Dimension = r.Dimension
			return f
		}
	}
	if len(a.Rows) > 0 {
		f.Dimension = a.Rows[0].Dimension
	}
	return f
}

// lists reports whether a filter lists a unit: those of a cell of the cross
// table, or those in which analysts differ.
func (f *AgreementFilter) lists(x *sharedUnit) bool {
	if len(f.Words) > 0 {
		return slices.EqualFunc(x.said, f.Words, func(w *personalWord, word string) bool { return w != nil && w.word == word })
	}
	return x.differs && (f.Decided || !x.decided)
}

// ValueOf returns a word of a dimension as the value of a judgement, null for "".
func ValueOf(d Dimension, word string) oplog.Value {
	switch {
	case word == "":
		return oplog.Null
	case d == DimIndependent:
		return oplog.Value(word)
	}
	return oplog.Encode(word)
}

// AgreementChoices are the verdicts that can be given in a dimension.
func AgreementChoices(d Dimension) []string {
	if d == DimIndependent {
		return []string{"true", "false"}
	}
	return vocabulary[d]
}

// AgreementPage is what the room that compares analysts shows.
type AgreementPage struct {
	Agreement
	Case    *Case // what the items of the page are about, and who judges it
	Pending bool  // nothing of it is known yet: the case is large, and is to be compared
	Behind  bool  // it is from before what was done last, and is to be compared anew
	At      int64 // up to which operation it was compared last, if it is large
}

// item is what some analysts say of a unit, and what the team does.
func (c *Comparison) item(u *comparedUnit, analysts []ActorID) AgreementItem {
	item := AgreementItem{Key: u.key, Words: make([]AgreementWord, len(analysts))}
	for i, who := range analysts {
		for _, w := range u.words {
			if w.who != who {
				continue
			}
			item.Words[i].Word = w.word
			for _, p := range w.parts {
				if !p.on.IsZero() {
					item.Words[i].On = append(item.Words[i].On, p.on)
					item.Words[i].Each = append(item.Words[i].Each, p.word)
					item.Words[i].From = append(item.Words[i].From, p.from)
				}
			}
		}
	}
	var parts []part
	targets := item.Targets()
	for _, target := range targets {
		k := u.key
		if k.Target = target; k.Dimension == DimStance {
			k.Other = EntityID{}
		}
		v, decided := c.verdicts[k]
		if item.By = append(item.By, v.from); decided {
			parts = append(parts, part{word: v.word})
		}
	}
	if len(parts) > 0 && len(parts) == len(targets) {
		item.Decided, item.Team = true, parts[0].word
		if u.key.Dimension == DimStance {
			item.Team = stancesOf(parts)
		}
	}
	return item
}

// newAgreementRow measures one dimension.
func newAgreementRow(d Dimension, units []sharedUnit, analysts int) AgreementRow {
	r := AgreementRow{Dimension: d, Scale: agreement.Nominal, Words: wordsOf(d, units)}
	place := make(map[string]int, len(r.Words))
	for i, w := range r.Words {
		place[w] = i
	}
	scale := scales[d]
	if scale != nil {
		r.Scale = agreement.Ordinal
	}
	said, ranked := make([]agreement.Unit, len(units)), make([]agreement.Unit, len(units))
	all := make(agreement.Unit, 2*analysts*len(units))
	for i := range units {
		said[i], ranked[i], all = all[:analysts:analysts], all[analysts:2*analysts:2*analysts], all[2*analysts:]
		off := false
		for j, w := range units[i].said {
			said[i][j], ranked[i][j] = agreement.Missing, agreement.Missing
			if w != nil {
				said[i][j] = place[w.word]
				ranked[i][j] = slices.Index(scale, w.word)
				off = off || scale != nil && ranked[i][j] < 0
			}
		}
		if off {
			r.OffScale++
		}
		if units[i].differs {
			r.Differ++
			if !units[i].decided {
				r.Open++
			}
		}
	}
	r.Observed = agreement.Observe(said)
	r.Kappa = agreement.Kappa(said, len(r.Words))
	if scale == nil {
		r.Alpha = agreement.Alpha(said, len(r.Words), r.Scale)
	} else {
		r.Alpha = agreement.Alpha(ranked, len(scale), r.Scale)
	}
	if analysts == 2 {
		r.Cross = agreement.Cross(said, 0, 1, len(r.Words))
	}
	return r
}

// wordsOf returns the words that are used of some units, those of the vocabulary
// first and in its order.
func wordsOf(d Dimension, units []sharedUnit) []string {
	used := map[string]bool{}
	for i := range units {
		for _, w := range units[i].said {
			if w != nil && !used[w.word] {
				used[w.word] = true
			}
		}
	}
	var list []string
	for _, w := range append([]string{Said}, vocabulary[d]...) {
		if used[w] {
			list = append(list, w)
			delete(used, w)
		}
	}
	known := len(list)
	for w := range used {
		list = append(list, w)
	}
	slices.Sort(list[known:])
	return list
}

// Whose passages there are in a cell.
const (
	MarkedByFirst  = "first"
	MarkedBySecond = "second"
	MarkedByBoth   = "both" // not at the same characters
)

// marks counts the passages of two analysts. They are looked at once.
func (c *Comparison) marks(f *AgreementFilter, analysts []ActorID) (m AgreementMarks) {
	if len(analysts) != 2 {
		return m
	}
	asked := f.marksOf(analysts)
	c.counted.mu.Lock()
	defer c.counted.mu.Unlock()
	m, ok := c.counted.of[asked]
	if !ok {
		c.marked(f, analysts, &m, false)
		c.counted.of[asked] = m
	}
	return m
}

// marked compares the passages of two analysts, and returns the cells in which
// they are not the same, if they are to be listed.
func (c *Comparison) marked(f *AgreementFilter, analysts []ActorID, m *AgreementMarks, listed bool) (list []AgreementItem) {
	if len(analysts) != 2 {
		return nil
	}
	m.Spans = map[agreement.Tolerance]*agreement.Spans{}
	for _, t := range agreement.Tolerances {
		m.Spans[t] = &agreement.Spans{}
	}
	judged := map[CellKey]*comparedUnit{} // which have been judged, each by at least two
	for i := range c.units {
		if u := &c.units[i]; u.key.Dimension == DimStance {
			judged[CellKey{Claim: u.claim, Article: ArticleID(u.key.Target)}] = u
		}
	}
	for i := range c.cells {
		cell := &c.cells[i]
		if !c.passes(f, cell.Claim) {
			continue
		}
		item, spans := cell.of(analysts)
		first, second := len(item.Words[0].On) > 0, len(item.Words[1].On) > 0
		u := judged[cell.CellKey]
		switch {
		case !first && !second:
			continue
		case first && second:
			m.Cells++
			for t, s := range m.Spans {
				s.Add(spans[0], spans[1], t)
			}
			if sameSpans(spans) {
				m.Same++
				continue
			}
			item.Whose = MarkedByBoth
		case u != nil && u.by(analysts[0]) && u.by(analysts[1]): // one has judged what the other has marked
			continue
		default:
			lone, other := 0, 1
			if item.Whose = MarkedByFirst; second {
				item.Whose, lone, other = MarkedBySecond, 1, 0
			}
			m.Only[lone]++
			if c.lookedFor(cell, analysts[other]) {
				m.Read[lone]++
				item.Words[other].Read = true
			}
		}
		if listed {
			list = append(list, item)
		}
	}
	return list
}

func (u *comparedUnit) by(who ActorID) bool {
	return slices.ContainsFunc(u.words, func(w personalWord) bool { return w.who == who })
}

// of returns the passages of two analysts in a cell.
func (c *comparedCell) of(analysts []ActorID) (item AgreementItem, spans [2][]agreement.Span) {
	item = AgreementItem{Key: JudgementKey{Target: EntityID(c.Article), Other: EntityID(c.Claim), Dimension: Passages}, Words: make([]AgreementWord, 2)}
	for _, m := range c.marks {
		if i := slices.Index(analysts, m.who); i >= 0 {
			item.Words[i].On = append(item.Words[i].On, EntityID(m.mention))
			spans[i] = append(spans[i], m.span)
		}
	}
	return item, spans
}

func sameSpans(spans [2][]agreement.Span) bool {
	var s agreement.Spans
	s.Add(spans[0], spans[1], agreement.Exact)
	return s.Matched == max(s.First, s.Second)
}

// lookedFor reports whether an analyst has read the article of a cell, knowing
// the claim: only then do they say something by marking nothing.
func (c *Comparison) lookedFor(cell *comparedCell, who ActorID) bool {
	var mine []readingBy
	for _, r := range c.reads[c.current[cell.Article]] {
		if r.by == who {
			mine = append(mine, r)
		}
	}
	claim := c.claims[cell.Claim]
	return claim != nil && lookedFor(mine, claim)
}

// Discord is that analysts do not agree on something that the team has not decided.
// It is between those who read, and says nothing of what they read.
type Discord struct {
	Analysts int // who do not agree
	Things   int // on how many things
}

// Discords returns, by claim, where analysts do not agree.
func (c *Comparison) Discords() map[ClaimID]Discord {
	who, found := map[ClaimID]map[ActorID]bool{}, map[ClaimID]Discord{}
	for i := range c.units {
		u := &c.units[i]
		if u.claim.IsZero() {
			continue
		}
		if x, _ := c.share(u, c.people); x.differs && !x.decided {
			if who[u.claim] == nil {
				who[u.claim] = map[ActorID]bool{}
			}
			for _, w := range u.words {
				who[u.claim][w.who] = true
			}
			found[u.claim] = Discord{Analysts: len(who[u.claim]), Things: found[u.claim].Things + 1}
		}
	}
	return found
}

// Discord returns whether analysts differ on a claim: on how passages stand to it,
// or on what is said of it. It is no dispute between those who are quoted.
func (v *View) Discord(claim ClaimID) Discord {
	if v.discords == nil {
		v.discords = map[ClaimID]Discord{}
		if list := v.Case.Judgements; slices.ContainsFunc(list, func(j Judgement) bool { return j.Coder != list[0].Coder }) {
			v.discords = NewComparison(v.Case).Discords()
		}
	}
	return v.discords[v.One(claim)]
}
