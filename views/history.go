package views

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// HistoryPage is what was done in a case, in words.
type HistoryPage struct {
	Frame  Frame
	Root   CaseRoot
	Filter assay.HistoryFilter
	Actors []assay.Actor
	About  Bit // what the page is limited to, if it is
	Days   []HistoryDay
	Undo   []Bit // what would be undone next; nil for nothing
	Redo   []Bit
	Next   string // the address of the next page, "" for none
	First  string // the address of the first page, "" if this is it
}

// HistoryDay is the acts of one day, the latest first.
type HistoryDay struct {
	Date string
	Acts []ActView
}

// ActView is one act in words.
type ActView struct {
	ID      string
	Time    string
	Who     string
	Undone  bool
	Undo    bool    // the analyst may take it back by itself
	Says    [][]Bit // the first is what was done, the others what went with it
	Changes []ChangeView
	Left    int
}

// ChangeView is one field before and after an act.
type ChangeView struct {
	Of, Field     string
	Before, After string // "" for nothing
}

// Bit is a stretch of a sentence: plain words, or somebody's text, which may
// run in another direction than the sentence.
type Bit struct {
	Text  string
	Quote bool   // between quotation marks
	Other bool   // a name or a text, which goes by its own direction
	Href  string // where the thing is
	Open  bool   // the one that Enter goes to
}

// NewHistory puts a page of the history into words, with times of a place.
func NewHistory(root CaseRoot, data *assay.HistoryPage, f assay.HistoryFilter, place *time.Location) HistoryPage {
	n := narrator{root: root, page: data}
	p := HistoryPage{Root: root, Filter: f, Actors: data.Actors}
	if !f.Entity.IsZero() {
		p.About = n.thing(f.Entity)
	}
	if data.Undo != nil {
		p.Undo = n.act(data.Undo).Says[0]
	}
	if data.Redo != nil {
		p.Redo = n.act(data.Redo).Says[0]
	}
	for i := range data.Acts {
		at := data.Acts[i].At.Time().In(place)
		if day := at.Format("Monday, 2 January 2006"); len(p.Days) == 0 || p.Days[len(p.Days)-1].Date != day {
			p.Days = append(p.Days, HistoryDay{Date: day})
		}
		v := n.act(&data.Acts[i])
		v.Time = at.Format("15:04")
		day := &p.Days[len(p.Days)-1]
		day.Acts = append(day.Acts, v)
	}
	if data.Next > 0 {
		next := f
		next.Before = data.Next
		p.Next = root.HistoryOf(next)
	}
	if f.Before > 0 {
		f.Before = 0
		p.First = root.HistoryOf(f)
	}
	return p
}

// Told says what an act was, in one sentence that is not too long to be said
// in passing; "" if that is not known.
func Told(root CaseRoot, data *assay.HistoryPage) string {
	if len(data.Acts) == 0 {
		return ""
	}
	n := narrator{root: root, page: data}
	says := []rune(flat(n.act(&data.Acts[0]).Says[0]))
	if len(says) > maxTold {
		return string(says[:maxTold-1]) + "…"
	}
	return string(says)
}

// maxTold is how long what is said in passing may be, in code points.
const maxTold = 120

// narrator tells what acts were.
type narrator struct {
	root CaseRoot
	page *assay.HistoryPage
}

func plain(text string) Bit { return Bit{Text: text} }
func quote(text string) Bit { return Bit{Text: text, Quote: true, Other: true} }

// say joins plain words and bits to a sentence.
func say(parts ...any) []Bit {
	var bits []Bit
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			if p != "" {
				bits = append(bits, plain(p))
			}
		case Bit:
			bits = append(bits, p)
		case []Bit:
			bits = append(bits, p...)
		}
	}
	return bits
}

// act tells one act; Enter goes to the first thing that its first sentence is
// about.
func (n *narrator) act(a *assay.Act) ActView {
	v := n.tell(a)
	for i := range v.Says[0] {
		if b := &v.Says[0][i]; b.Href != "" {
			b.Open = true
			break
		}
	}
	return v
}

func (n *narrator) tell(a *assay.Act) ActView {
	v := ActView{ID: a.ID.String(), Who: AnalystName(n.page.Actors, a.Actor), Undone: a.Undone, Undo: a.Undoable(n.page.Me), Left: a.Left}
	if !a.Undoes.IsZero() {
		word := map[bool]string{false: "undid: ", true: "did again: "}[a.Again]
		if a.Took == nil {
			v.Says = [][]Bit{say(word + "something that is not in this file")}
			return v
		}
		v.Says = [][]Bit{say(word, n.act(a.Took).Says[0])}
		return v
	}
	t := telling{narrator: n, steps: a.Steps, told: make([]bool, len(a.Steps)), left: a.Left}
	v.Says = t.all(a.Articles)
	for i := range a.Steps {
		v.Changes = append(v.Changes, n.changes(&a.Steps[i])...)
	}
	return v
}

// telling is an act of which some steps have been told.
type telling struct {
	*narrator
	steps []assay.Edit
	told  []bool
	left  int // steps that are not at hand
}

// all tells the steps: those that belong together in one sentence, the rest
// each in its own. Of an act that brings in many articles the first sentence
// says how many.
func (t *telling) all(articles int) [][]Bit {
	var says [][]Bit
	here := 0
	for i := range t.steps {
		if s := &t.steps[i]; s.Kind == assay.KindArticle && made(s) {
			here++
		}
	}
	if n := max(articles, here); n > 1 {
		says = append(says, say("brought in "+Count(n, "article", "articles")))
	}
	add := func(s []Bit) {
		if len(s) > 0 {
			says = append(says, s)
		}
	}
	for _, tell := range []func(){
		func() { t.each(assay.KindArticle, made, func(i int) { add(t.broughtIn(i)) }) },
		func() { t.each(assay.KindMention, made, func(i int) { add(t.marked(i)) }) },
		func() { t.each(assay.KindQuestion, made, func(i int) { add(t.asked(i)) }) },
		func() { t.each(assay.KindSame, ofTags, func(i int) { add(t.named(i)) }) },
		func() { t.each(assay.KindTagging, takenOff, func(i int) { add(t.retagged(i)) }) },
		func() { t.each(assay.KindJudgement, explains, func(i int) { add(t.explained(i)) }) },
		func() { t.each(assay.KindArticle, withdrawn, func(i int) { add(t.removed(i, "article")) }) },
		func() { t.each(assay.KindClaim, withdrawn, func(i int) { add(t.removed(i, "claim")) }) },
	} {
		tell()
	}
	for _, later := range []bool{false, true} {
		for i := range t.steps {
			s := &t.steps[i]
			introduced := s.Kind == assay.KindActor && made(s) && len(t.steps) > 1
			if !t.told[i] && !introduced && byTheWay(s) == later {
				add(t.step(s))
			}
		}
	}
	if len(says) == 0 {
		add(say("changed nothing that is shown"))
	}
	return says
}

func made(s *assay.Edit) bool { return s.New && !withdrawn(s) }

// byTheWay reports whether a step only makes what the rest of its act is about:
// the tag that is put on something, the source that is said to say something.
func byTheWay(s *assay.Edit) bool {
	switch s.Kind {
	case assay.KindSource, assay.KindTag, assay.KindEvent:
		return made(s)
	default:
		return false
	}
}

func withdrawn(s *assay.Edit) bool { return s.Fields[oplog.Retracted].Flag() }

// each calls tell for the steps of a kind that have not been told.
func (t *telling) each(k assay.Kind, which func(*assay.Edit) bool, tell func(i int)) {
	for i := range t.steps {
		if s := &t.steps[i]; !t.told[i] && s.Kind == k && which(s) {
			t.told[i] = true
			tell(i)
		}
	}
}

// take returns the first untold step that matches, which is told thereby.
func (t *telling) take(k assay.Kind, match func(*assay.Edit) bool) *assay.Edit {
	for i := range t.steps {
		if s := &t.steps[i]; !t.told[i] && s.Kind == k && match(s) {
			t.told[i] = true
			return s
		}
	}
	return nil
}

func (t *telling) takeAll(k assay.Kind, match func(*assay.Edit) bool) (n int) {
	for t.take(k, match) != nil {
		n++
	}
	return n
}

func field(name string, id assay.EntityID) func(*assay.Edit) bool {
	return func(s *assay.Edit) bool { return s.Fields[name].ID() == id }
}

// broughtIn tells an import: its text and its original are part of it.
func (t *telling) broughtIn(i int) []Bit {
	s := &t.steps[i]
	t.takeAll(assay.KindText, field("article", s.Entity))
	t.takeAll(assay.KindCapture, field("article", s.Entity))
	host := s.Fields["host"].ID()
	source := t.take(assay.KindSource, func(x *assay.Edit) bool { return x.Entity == host && made(x) })
	sentence := say("brought in ", t.thing(s.Entity))
	if !host.IsZero() {
		sentence = say(sentence, " from ", t.thing(host))
	}
	if source != nil {
		sentence = say(sentence, ", a new source")
	}
	return sentence
}

// marked tells a new mention, with its stance and its claim where that is new.
func (t *telling) marked(i int) []Bit {
	s := &t.steps[i]
	claim := s.Fields["claim"].ID()
	isNew := t.take(assay.KindClaim, func(x *assay.Edit) bool { return x.Entity == claim && made(x) }) != nil
	stance := t.take(assay.KindJudgement, func(x *assay.Edit) bool {
		return x.Fields["target"].ID() == s.Entity && x.Fields["dimension"].Text() == string(assay.DimStance)
	})
	sentence := say("marked ", t.thing(s.Entity), t.in(s.Fields["article"].ID()))
	if stance != nil {
		sentence = say(sentence, " as "+stancePhrase(stance.Fields["value"].Text())+" ")
	} else {
		sentence = say(sentence, " for ")
	}
	if isNew {
		sentence = say(sentence, "the new claim ")
	}
	return say(sentence, t.thing(claim))
}

func stancePhrase(stance string) string {
	return or(map[string]string{"supports": "supporting", "contradicts": "contradicting", "qualifies": "qualifying", "mentions": "mentioning"}[stance], stance)
}

// asked tells a new question with the versions that came with it.
func (t *telling) asked(i int) []Bit {
	s := &t.steps[i]
	versions := 0
	for v := t.take(assay.KindVersion, field("question", s.Entity)); v != nil; v = t.take(assay.KindVersion, field("question", s.Entity)) {
		versions++
		t.takeAll(assay.KindVersionMention, field("version", v.Entity))
	}
	sentence := say("asked ", t.thing(s.Entity))
	if versions > 0 {
		sentence = say(sentence, ", with "+Count(versions, "version", "versions"))
	}
	return sentence
}

// explains reports whether a step says why an article does not mention a claim.
func explains(s *assay.Edit) bool {
	return s.Fields["dimension"].Text() == string(assay.DimCoverage) && !s.Fields["value"].IsNull()
}

// explained tells why an article does not mention some claims, or some articles
// a claim, in one sentence where it is the same of all.
func (t *telling) explained(i int) []Bit {
	s := &t.steps[i]
	value := string(s.Fields["value"])
	same := func(name string) int {
		id := s.Fields[name].ID()
		return t.takeAll(assay.KindJudgement, func(x *assay.Edit) bool {
			return explains(x) && string(x.Fields["value"]) == value && x.Fields[name].ID() == id
		})
	}
	article, claim := t.thing(s.Fields["target"].ID()), t.thing(s.Fields["other"].ID())
	phrase := map[string]string{`"silent"`: " silent on ", `"out_of_scope"`: " out of scope for "}[value]
	if n := same("target"); n > 0 {
		return say("said that ", article, " is"+phrase+t.several(n+1, "claims"))
	}
	if n := same("other"); n > 0 {
		return say("said that "+t.several(n+1, "articles")+" are"+phrase, claim)
	}
	return t.step(s)
}

// several counts things of an act, of which no more than some are at hand.
func (t *telling) several(n int, things string) string {
	if t.left > 0 {
		return "at least " + Number(n) + " " + things
	}
	return Number(n) + " " + things
}

// removed tells the removal of something with the mentions that went with it.
func (t *telling) removed(i int, ref string) []Bit {
	s := &t.steps[i]
	mentions := t.takeAll(assay.KindMention, func(x *assay.Edit) bool {
		r := t.record(x.Entity)
		return withdrawn(x) && r.Fields[ref].ID() == s.Entity
	})
	sentence := t.retraction(s)
	if mentions > 0 {
		sentence = say(sentence, ", with "+Count(mentions, "mention", "mentions"))
	}
	return sentence
}

func ofTags(s *assay.Edit) bool { return s.Fields["of"].Text() == string(assay.KindTag) }

// named tells that two tags became one, whose name the other then is, or are
// two again. The one that is gone gave its name.
func (t *telling) named(i int) []Bit {
	s := &t.steps[i]
	tag, old := s.Fields["a"].ID(), s.Fields["b"].ID()
	if r := t.record(tag); r.Gone {
		tag, old = old, tag
	}
	retired := t.take(assay.KindTag, func(x *assay.Edit) bool { return withdrawn(x) && (x.Entity == tag || x.Entity == old) })
	if retired != nil && retired.Entity == tag { // both are gone by now
		tag, old = old, tag
	}
	t.takeAll(assay.KindTag, func(x *assay.Edit) bool {
		return x.Entity == tag && !x.New && string(x.Fields["name"]) == string(x.Before["name"]) || x.Fields["parent"].ID() == tag && x.Before["parent"].ID() == old
	})
	name := t.record(old)
	switch {
	case s.Fields["verdict"].IsNull():
		t.takeAll(assay.KindTagging, field("tag", tag))
		return say("took the name ", quote(name.Fields["name"].Text()), " from the tag ", t.thing(tag))
	case s.Fields["verdict"].Text() != "same":
		return say("said that the tags ", t.thing(old), " and ", t.thing(tag), " are not the same")
	case retired != nil && !retired.New:
		return say("merged the tag ", t.thing(old), " into ", t.thing(tag))
	}
	return say("noted that the tag ", t.thing(tag), " is also called ", quote(name.Fields["name"].Text()))
}

func takenOff(s *assay.Edit) bool { return !s.Fields["member"].Flag() }

// retagged tells that things have one tag instead of another.
func (t *telling) retagged(i int) []Bit {
	s := &t.steps[i]
	from := s.Fields["tag"].ID()
	instead := func(target assay.EntityID, to assay.EntityID) *assay.Edit {
		return t.take(assay.KindTagging, func(x *assay.Edit) bool {
			return !takenOff(x) && x.Fields["target"].ID() == target && (to.IsZero() || x.Fields["tag"].ID() == to)
		})
	}
	first := instead(s.Fields["target"].ID(), assay.EntityID{})
	if first == nil {
		return t.step(s)
	}
	to, n := first.Fields["tag"].ID(), 1
	for off := t.take(assay.KindTagging, func(x *assay.Edit) bool { return takenOff(x) && x.Fields["tag"].ID() == from }); off != nil; {
		if instead(off.Fields["target"].ID(), to) != nil {
			n++
		}
		off = t.take(assay.KindTagging, func(x *assay.Edit) bool { return takenOff(x) && x.Fields["tag"].ID() == from })
	}
	what := []Bit{t.thing(s.Fields["target"].ID())}
	if n > 1 {
		what = say(Count(n, "thing", "things"))
	}
	return say("gave ", what, " the tag ", t.thing(to), " instead of ", t.thing(from))
}

// retraction tells that something was withdrawn, or brought back.
func (n *narrator) retraction(s *assay.Edit) []Bit {
	if !withdrawn(s) {
		return say("brought back ", n.the(s.Kind), n.thing(s.Entity))
	}
	sentence := say("removed ", n.the(s.Kind), n.thing(s.Entity))
	if why := s.Fields[oplog.Retraction].Text(); why != "" {
		sentence = say(sentence, ": ", quote(why))
	}
	return sentence
}

// the names a kind before the name of a thing that does not tell its kind.
func (n *narrator) the(k assay.Kind) string {
	switch k {
	case assay.KindClaim, assay.KindNote:
		return ""
	default:
		return "the " + Words(string(k)) + " "
	}
}

// step tells one operation by itself.
func (n *narrator) step(s *assay.Edit) []Bit {
	if _, ok := s.Fields[oplog.Retracted]; ok && (withdrawn(s) || s.Before[oplog.Retracted].Flag()) {
		return n.retraction(s)
	}
	r := n.record(s.Entity)
	id := func(name string) Bit { return n.thing(r.Fields[name].ID()) }
	word := func(name string) string { return s.Fields[name].Text() }
	switch s.Kind {
	case assay.KindCase:
		if made(s) {
			return say("made the case ", quote(word("name")))
		}
		return n.changed(s, say("the case"))
	case assay.KindActor:
		if v, ok := s.Fields["also"]; ok {
			if v.IsNull() {
				return say("took back being the same person as another analyst")
			}
			return say("said to be the same person as ", Bit{Text: AnalystName(n.page.Actors, assay.ActorID(v.ID())), Other: true})
		}
		return say("is called ", Bit{Text: word("name"), Other: true}, " from here on")
	case assay.KindArticle:
		if _, ok := s.Fields["text"]; ok && !made(s) {
			return say("gave ", n.thing(s.Entity), " another text")
		}
		return n.madeOrChanged(s, "brought in")
	case assay.KindText:
		return say("read the text of ", id("article"), " out of its original")
	case assay.KindCapture:
		return say("kept the original of ", id("article"))
	case assay.KindBlock:
		return n.block(s, r)
	case assay.KindBoundary:
		verb := map[string]string{"split": "split a sentence", "join": "joined two sentences"}[word("edit")]
		return say(or(verb, "took back where sentences were split or joined"), n.in(n.articleOf(r.Fields["text"].ID())))
	case assay.KindEvent:
		return n.madeOrChanged(s, "noted the event")
	case assay.KindArticleEvent:
		return n.member(s, say("put ", id("article"), " under the event ", id("event")), say("took ", id("article"), " from the event ", id("event")))
	case assay.KindSource:
		return n.madeOrChanged(s, "noted the source")
	case assay.KindAlias:
		name := quote(r.Fields["name"].Text())
		return n.member(s, say("noted that ", id("source"), " is also called ", name), say("took the name ", name, " from ", id("source")))
	case assay.KindSame:
		switch word("verdict") {
		case "same":
			if r.Fields["of"].Text() == string(assay.KindClaim) {
				return say("merged ", id("a"), " and ", id("b"))
			}
			return say("said that ", id("a"), " and ", id("b"), " are one and the same")
		case "different":
			return say("said that ", id("a"), " and ", id("b"), " are not the same")
		}
		return say("took back whether ", id("a"), " and ", id("b"), " are the same")
	case assay.KindClaim:
		return n.madeOrChanged(s, "made the claim")
	case assay.KindMention:
		return n.mention(s, r)
	case assay.KindJudgement:
		return n.judgement(s, r)
	case assay.KindAttribution:
		return n.attribution(s, r)
	case assay.KindWork:
		return n.madeOrChanged(s, "noted the outside work")
	case assay.KindQuestion:
		return n.madeOrChanged(s, "asked")
	case assay.KindVersion:
		if made(s) {
			return say("added the version ", n.thing(s.Entity), " to ", id("question"))
		}
		return n.changed(s, say("the version ", n.thing(s.Entity)))
	case assay.KindVersionMention:
		return n.member(s, say("put ", id("mention"), " to the version ", id("version")), say("took ", id("mention"), " from the version ", id("version")))
	case assay.KindTag:
		return n.madeOrChanged(s, "made the tag")
	case assay.KindTagging:
		return n.member(s, say("tagged ", id("target"), " ", id("tag")), say("took the tag ", id("tag"), " from ", id("target")))
	case assay.KindNote:
		if made(s) {
			return say("wrote a note on ", id("target"), ": ", quote(word("text")))
		}
		return n.changed(s, say("a note on ", id("target")))
	case assay.KindReport:
		if _, ok := s.Fields["items"]; ok && !made(s) && len(n.content(s)) == 1 {
			return say("changed what the report ", n.thing(s.Entity), " is about, or its order")
		}
		return n.madeOrChanged(s, "began the report")
	case assay.KindDecision:
		verb := map[string]string{"accepted": "accepted a suggestion", "rejected": "rejected a suggestion", "changed": "accepted a suggestion with changes"}[word("verdict")]
		return say(or(verb, "took back the answer to a suggestion")+" about ", plain(Words(r.Fields["suggestion"].Text())), because(s))
	case assay.KindRestorePoint:
		return say("called this state of the case ", quote(word("name")))
	case assay.KindMerge:
		return say("merged the file ", quote(word("file")), ": "+Count(int(s.Fields["new"].Number()), "new operation", "new operations")+refused(s.Fields["refused"].Number()))
	case assay.KindPurge:
		return say("purged the bytes "+short(s.Fields["blob"]), because(s))
	}
	return say("did something that this Assay has no words for")
}

func refused(n int64) string {
	if n == 0 {
		return ""
	}
	return ", " + Number(int(n)) + " refused"
}

func because(s *assay.Edit) []Bit {
	if why := s.Fields["reason"].Text(); why != "" {
		return say(": ", quote(why))
	}
	return nil
}

// member tells that something was put into a set or taken from it.
func (n *narrator) member(s *assay.Edit, in, out []Bit) []Bit {
	if s.Fields["member"].Flag() {
		return in
	}
	return out
}

func (n *narrator) madeOrChanged(s *assay.Edit, verb string) []Bit {
	if made(s) {
		return say(verb+" ", n.thing(s.Entity))
	}
	return n.changed(s, say(n.the(s.Kind), n.thing(s.Entity)))
}

// changed tells what was changed about something: the old and the new value
// where it is one field, else the fields.
func (n *narrator) changed(s *assay.Edit, what []Bit) []Bit {
	fields := n.content(s)
	if len(fields) != 1 {
		var names []string
		for _, f := range fields {
			names = append(names, fieldWord(f))
		}
		return say("changed ", list(names), " of ", what)
	}
	f := fields[0]
	before, after := n.value(s.Kind, f, s.Before[f]), n.value(s.Kind, f, s.Fields[f])
	switch {
	case after.Text == "":
		return say("took back the "+fieldWord(f)+" of ", what, " (was ", before, ")")
	case before.Text == "":
		return say("set the "+fieldWord(f)+" of ", what, " to ", after)
	}
	return say("changed the "+fieldWord(f)+" of ", what, " from ", before, " to ", after)
}

// list writes words with commas and an "and".
func list(words []string) string {
	switch len(words) {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// content returns the fields of a step that say something: not those that
// make its id, nor those that follow from others.
func (n *narrator) content(s *assay.Edit) []string {
	d := assay.Define(s.Kind)
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s.Fields)) {
		field := d.Field(name)
		if field == nil || field.Key || slices.Contains([]string{"prefix", "suffix", "published_basis", oplog.Retracted, oplog.Retraction, "outline"}, name) {
			continue
		}
		names = append(names, name)
	}
	slices.SortStableFunc(names, func(a, b string) int {
		place := func(name string) int {
			return slices.IndexFunc(d.Fields, func(f assay.Field) bool { return f.Name == name })
		}
		return cmp.Compare(place(a), place(b))
	})
	return names
}

func fieldWord(name string) string {
	return or(map[string]string{
		"url": "address", "text_origin": "writer", "host": "outlet", "published": "date of publication", "when": "date", "where": "place",
		"parent": "owner", "count": "number of people", "settles": "what would settle it", "colour": "colour",
	}[name], Words(name))
}

// changes lists the fields of a step before and after.
func (n *narrator) changes(s *assay.Edit) []ChangeView {
	var list []ChangeView
	of := n.thing(s.Entity).Text
	if of == unnamed {
		of = ""
	}
	for _, f := range n.content(s) {
		c := ChangeView{Of: of, Field: fieldWord(f), Before: n.value(s.Kind, f, s.Before[f]).Text, After: n.value(s.Kind, f, s.Fields[f]).Text}
		if s.Kind == assay.KindJudgement && f == "value" {
			c.Field = Words(n.record(s.Entity).Fields["dimension"].Text())
		}
		if c.Before != c.After {
			list = append(list, c)
		}
	}
	return list
}

// value writes the value of a field for people, "" for nothing.
func (n *narrator) value(k assay.Kind, name string, v oplog.Value) Bit {
	field := assay.Define(k).Field(name)
	if v.IsNull() || field == nil {
		return Bit{}
	}
	switch field.Shape {
	case assay.ShapeText:
		return quote(v.Text())
	case assay.ShapeFlag:
		return plain(map[bool]string{true: "yes", false: "no"}[v.Flag()])
	case assay.ShapeNumber:
		return plain(Number(int(v.Number())))
	case assay.ShapeID:
		return n.thing(v.ID())
	case assay.ShapeHash:
		return plain(short(v))
	case assay.ShapeWord:
		return plain(Words(v.Text()))
	case assay.ShapeJSON:
	}
	switch k {
	case assay.KindReport:
		return n.listed(v)
	case assay.KindAttribution:
		return Bit{Text: flat(n.chain(v)), Other: true}
	default:
		return Bit{Text: flat(n.verdict(v)), Other: true}
	}
}

// listed writes what a report lists: the things it is about, or the parts that
// it leaves out.
func (n *narrator) listed(v oplog.Value) Bit {
	var names []string
	for _, word := range assay.ParseList[string](v) {
		if id, err := oplog.ParseID(word); err == nil {
			word = n.thing(id).Text
		}
		names = append(names, Words(word))
	}
	return Bit{Text: strings.Join(names, ", "), Other: true}
}

// flat writes bits as one text.
func flat(bits []Bit) string {
	var b strings.Builder
	for _, x := range bits {
		if x.Quote {
			b.WriteString("“" + x.Text + "”")
		} else {
			b.WriteString(x.Text)
		}
	}
	return b.String()
}

func short(v oplog.Value) string {
	h := v.Hash()
	return h.String()[:12] + "…"
}

// block tells what a paragraph was said to be.
func (n *narrator) block(s *assay.Edit, r assay.Record) []Bit {
	where := n.in(n.articleOf(r.Fields["text"].ID()))
	switch kind := s.Fields["kind"].Text(); kind {
	case "":
		return say("took back what a paragraph is", where)
	case "not_article":
		return say("said that a paragraph is not article text", where)
	default:
		return say("said that a paragraph is "+map[bool]string{true: "article text", false: "a " + Words(kind)}[kind == "body"], where)
	}
}

// mention tells what was changed about a mention.
func (n *narrator) mention(s *assay.Edit, r assay.Record) []Bit {
	where := n.in(r.Fields["article"].ID())
	_, moved := s.Fields["start"]
	switch claim, attached := s.Fields["claim"]; {
	case made(s):
		return say("marked ", n.thing(s.Entity), where, " for ", n.thing(claim.ID()))
	case attached:
		return say("attached ", n.thing(s.Entity), where, " to ", n.thing(claim.ID()), n.was(n.thing(s.Before["claim"].ID())))
	case moved && s.Fields["text"].Text() != s.Before["text"].Text():
		return say("moved ", n.thing(s.Entity), where, " to another text")
	case moved:
		return say("changed the boundary of ", quote(s.Before["quote"].Text()), where, " to ", quote(s.Fields["quote"].Text()))
	}
	return n.changed(s, say(n.thing(s.Entity), where))
}

func (n *narrator) was(b Bit) []Bit {
	if b.Text == "" || b.Text == unnamed {
		return nil
	}
	return say(" (was ", b, ")")
}

// judgement tells an analyst's word on something.
func (n *narrator) judgement(s *assay.Edit, r assay.Record) []Bit {
	target, other := n.thing(r.Fields["target"].ID()), n.thing(r.Fields["other"].ID())
	if m := n.record(r.Fields["target"].ID()); m.Kind == assay.KindMention {
		return say(n.judged(s, r, say(target, n.in(m.Fields["article"].ID())), other), because(s))
	}
	return say(n.judged(s, r, say(target), other), because(s))
}

func (n *narrator) judged(s *assay.Edit, r assay.Record, target []Bit, other Bit) []Bit {
	dimension := assay.Dimension(r.Fields["dimension"].Text())
	value, before := s.Fields["value"], s.Before["value"]
	old := n.was(Bit{Text: flat(n.verdict(before)), Other: true})
	if _, ok := s.Fields["value"]; !ok {
		return say("changed the reason for the "+Words(string(dimension))+" of ", target)
	}
	if value.IsNull() && dimension == assay.DimRelation {
		return say("took back how ", target, " stands to ", other, old)
	}
	if value.IsNull() {
		return say("took back the "+dimensionWord(dimension)+" of ", target, old)
	}
	word := value.Text()
	switch dimension {
	case assay.DimStance:
		claim := n.record(n.record(r.Fields["target"].ID()).Fields["claim"].ID())
		return say("said that ", target, " "+word+" ", n.thing(claim.ID), old)
	case assay.DimReliability:
		topic := ""
		if scope := r.Fields["scope"].Text(); scope != "" {
			topic = " on " + scope
		}
		return say("rated ", target, topic+" "+word, old)
	case assay.DimCredibility:
		return say("gave ", target, " credibility "+word, old)
	case assay.DimRead:
		article := n.thing(n.articleOf(r.Fields["target"].ID()))
		if state := reading(value); state != "read" {
			return say("marked ", article, " as not read")
		}
		return say("marked ", article, " as read")
	case assay.DimCoverage:
		if word == "silent" {
			return say("confirmed that ", target, " is silent on ", other, old)
		}
		return say("said that ", target, " is out of scope for ", other, old)
	case assay.DimIndependent:
		if value.Flag() {
			return say("said that ", target, " and ", other, " are independent of each other")
		}
		return say("said that ", target, " and ", other, " are not independent of each other")
	case assay.DimRoot:
		return say("said that the content of ", target, " entered with ", n.verdict(value), old)
	case assay.DimDerivation:
		return n.derivation(value, target, other)
	case assay.DimRelation:
		return say("said that ", target, " "+RelationWord(assay.Relation(word))+" ", other, old)
	case assay.DimAdjudication:
		scope, _, _ := strings.Cut(r.Fields["scope"].Text(), ":")
		return say("settled for the team the "+dimensionWord(assay.Dimension(scope))+" of ", target, ": ", n.verdict(value), old)
	case assay.DimRank:
		if n.record(r.Fields["target"].ID()).Kind == assay.KindClaim {
			return say("let ", target, " stand for the claims that were merged with it")
		}
	case assay.DimConsistency:
		return say("said that ", target, map[string]string{
			"consistent": " is consistent with ", "inconsistent": " is inconsistent with ", "says_nothing": " says nothing on ",
		}[word], "the version ", other, old)
	case assay.DimCertainty, assay.DimVoice, assay.DimSpeech, assay.DimLikelihood, assay.DimConfidence:
	}
	return say("judged the "+dimensionWord(dimension)+" of ", target, ": ", n.verdict(value), old)
}

func dimensionWord(d assay.Dimension) string {
	switch d {
	case assay.DimRead:
		return "state of reading"
	case assay.DimIndependent:
		return "independence"
	case assay.DimRoot:
		return "origin"
	case assay.DimConfidence:
		return "confidence in the judgement"
	default:
		return Words(string(d))
	}
}

func reading(v oplog.Value) string {
	var r assay.Reading
	if len(v) == 0 || json.Unmarshal(v, &r) != nil {
		return ""
	}
	return r.State
}

// derivation tells that an article was found to come from something, or not.
func (n *narrator) derivation(v oplog.Value, target []Bit, other Bit) []Bit {
	var d assay.DerivationValue
	if json.Unmarshal(v, &d) != nil {
		return say("judged where ", target, " comes from")
	}
	if d.Status == "rejected" {
		return say("said that ", target, " does not come from ", other)
	}
	var how []string
	for _, w := range []string{d.Type, d.Amount} {
		if w != "" {
			how = append(how, Words(w))
		}
	}
	sentence := say("confirmed that ", target, " comes from ", other)
	if len(how) > 0 {
		sentence = say(sentence, " ("+strings.Join(how, ", ")+")")
	}
	return sentence
}

// verdict writes the value of a judgement.
func (n *narrator) verdict(v oplog.Value) []Bit {
	if v.IsNull() {
		return nil
	}
	switch v[0] {
	case '"':
		return say(Words(v.Text()))
	case 't', 'f':
		return say(map[bool]string{true: "yes", false: "no"}[v.Flag()])
	case '{':
		var d assay.DerivationValue
		root, isRoot := assay.ParseRoot(v)
		switch {
		case isRoot && !root.Source.IsZero():
			return say(n.thing(assay.EntityID(root.Source)))
		case isRoot && !root.Article.IsZero():
			return say(n.thing(assay.EntityID(root.Article)), ", in its own voice")
		case reading(v) != "":
			return say(Words(reading(v)))
		case json.Unmarshal(v, &d) == nil && d.Status != "":
			return say(Words(d.Status))
		}
	}
	return nil
}

// attribution tells who was said to say something.
func (n *narrator) attribution(s *assay.Edit, r assay.Record) []Bit {
	m := n.record(r.Fields["mention"].ID())
	passage := say(n.thing(m.ID), n.in(m.Fields["article"].ID()))
	if chain := n.chain(s.Fields["chain"]); len(chain) > 0 {
		return say("noted that ", passage, " is said by ", chain)
	}
	return say("took back who says ", passage)
}

// chain writes a chain of utterers, nearest first.
func (n *narrator) chain(v oplog.Value) []Bit {
	var bits []Bit
	for i, step := range assay.ParseList[assay.Step](v) {
		if i > 0 {
			bits = append(bits, plain(", who has it from "))
		}
		bits = append(bits, n.thing(assay.EntityID(step.Source)))
	}
	return bits
}

// unnamed is what a thing is called of which nothing is known.
const unnamed = "something that is not in this file"

func (n *narrator) record(id assay.EntityID) assay.Record { return n.page.Things[id] }

// in says in which article a passage is.
func (n *narrator) in(article assay.EntityID) []Bit {
	if article.IsZero() {
		return nil
	}
	return say(" in ", n.thing(article))
}

func (n *narrator) articleOf(text assay.EntityID) assay.EntityID {
	return n.record(text).Fields["article"].ID()
}

// thing names an entity, with the address of what is still there.
func (n *narrator) thing(id assay.EntityID) Bit {
	if id.IsZero() {
		return Bit{}
	}
	r := n.record(id)
	b := n.name(&r)
	if b.Text == "" {
		return plain(unnamed)
	}
	if !r.Gone {
		b.Href = n.address(&r)
	}
	return b
}

func (n *narrator) name(r *assay.Record) Bit {
	text := func(name string) string { return r.Fields[name].Text() }
	switch r.Kind {
	case assay.KindArticle:
		found := n.record(r.Fields["text"].ID())
		return Bit{Text: or(or(text("title"), found.Fields["title"].Text()), "an article without a title"), Other: true}
	case assay.KindText:
		a := n.record(r.Fields["article"].ID())
		return n.name(&a)
	case assay.KindClaim:
		if no := n.page.Numbers[assay.ClaimID(r.ID)]; no > 0 && !r.Gone {
			return plain("C" + strconv.Itoa(no))
		}
		return quote(text("wording"))
	case assay.KindMention:
		return quote(text("quote"))
	case assay.KindQuestion:
		return quote(text("wording"))
	case assay.KindVersion:
		return quote(text("label"))
	case assay.KindActor:
		return Bit{Text: AnalystName(n.page.Actors, assay.ActorID(r.ID)), Other: true}
	case assay.KindSource:
		return Bit{Text: or(or(text("name"), text("domain")), "a source without a name"), Other: true}
	case assay.KindWork:
		return Bit{Text: or(text("title"), "a work without a title"), Other: true}
	case assay.KindNote:
		return plain("a note")
	case assay.KindReport:
		return Bit{Text: or(text("title"), "a report without a title"), Other: true}
	case assay.KindCase, assay.KindEvent, assay.KindTag, assay.KindRestorePoint:
		return Bit{Text: text("name"), Other: true}
	case assay.KindCapture, assay.KindBlock, assay.KindBoundary, assay.KindArticleEvent, assay.KindAlias, assay.KindSame, assay.KindJudgement,
		assay.KindAttribution, assay.KindVersionMention, assay.KindTagging, assay.KindDecision, assay.KindMerge, assay.KindPurge:
	}
	return Bit{}
}

func (n *narrator) address(r *assay.Record) string {
	switch r.Kind {
	case assay.KindArticle:
		return n.root.Article(assay.ArticleID(r.ID))
	case assay.KindText:
		return n.root.Article(assay.ArticleID(r.Fields["article"].ID()))
	case assay.KindClaim:
		return n.root.Claim(assay.ClaimID(r.ID))
	case assay.KindMention:
		return n.root.MentionInArticle(assay.ArticleID(r.Fields["article"].ID()), assay.MentionID(r.ID))
	case assay.KindQuestion:
		return n.root.Question(assay.QuestionID(r.ID))
	case assay.KindVersion:
		return n.root.Question(assay.QuestionID(r.Fields["question"].ID()))
	case assay.KindSource:
		return n.root.Source(assay.SourceID(r.ID))
	case assay.KindTag:
		return n.root.Tag(assay.TagID(r.ID))
	case assay.KindNote:
		return n.root.NoteAt(assay.NoteID(r.ID))
	default:
		return ""
	}
}
