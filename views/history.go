package views

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/tr"
)

// HistoryPage is what was done in a case, in words.
type HistoryPage struct {
	Frame  Frame
	Root   CaseRoot
	Filter assay.HistoryFilter
	Actors []assay.Actor
	About  Bit // what the page is limited to, if it is
	Days   []HistoryDay
	Points []PointView
	New    PointForm // of the present state
	Undo   []Bit     // what would be undone next; nil for nothing
	Redo   []Bit
	Next   string // the address of the next page, "" for none
	First  string // the address of the first page, "" if this is it

	Restated bool // the copy was made without its history
}

// filtered reports whether not all acts are to be listed.
func (p HistoryPage) filtered() bool {
	return !p.Filter.Actor.IsZero() || !p.Filter.Entity.IsZero() || p.Filter.Day != ""
}

// PointForm is what a state of the case is called.
type PointForm struct {
	Name   string            `form:"name"`
	Was    Was[PointForm]    `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// PointView is a state of the case that has a name.
type PointView struct {
	Point assay.RestorePoint
	By    string
	When  string
	Form  PointForm
}

// HistoryDay is the acts of one day, the latest first.
type HistoryDay struct {
	Date string
	Acts []ActView
}

// ActView is one act in words.
type ActView struct {
	ID      string
	Act     assay.ActID
	Time    string
	Who     string
	Undone  bool
	Undo    bool    // the analyst may take it back by itself
	Fixed   bool    // they could, if this file told what it has brought
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
func NewHistory(ctx context.Context, root CaseRoot, data *assay.HistoryPage, f assay.HistoryFilter, place *time.Location) HistoryPage {
	n := narrator{ctx: ctx, root: root, page: data}
	p := HistoryPage{Root: root, Filter: f, Actors: data.Actors, Restated: data.Restated}
	if !f.Entity.IsZero() {
		p.About = n.thing(f.Entity)
	}
	if data.Undo != nil && !data.Undo.Fixed {
		p.Undo = n.act(data.Undo).Says[0]
	}
	if data.Redo != nil {
		p.Redo = n.act(data.Redo).Says[0]
	}
	for _, x := range data.Points {
		form := PointForm{Name: x.Name}
		form.Was = Shown(form)
		p.Points = append(p.Points, PointView{Point: x, By: AnalystName(ctx, data.Actors, x.By), When: tr.Moment(ctx, x.Made.Time().In(place)), Form: form})
	}
	for i := range data.Acts {
		at := data.Acts[i].At.Time().In(place)
		if day := tr.Weekday(ctx, at); len(p.Days) == 0 || p.Days[len(p.Days)-1].Date != day {
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
func Told(ctx context.Context, root CaseRoot, data *assay.HistoryPage) string {
	if len(data.Acts) == 0 {
		return ""
	}
	n := narrator{ctx: ctx, root: root, page: data}
	return n.flat(brief(n.act(&data.Acts[0]).Says[0]))
}

// brief shortens names and quotes, the longest first, until a sentence is not
// too long. Its own words stay: they say what was done.
func brief(says []Bit) []Bit {
	says = slices.Clone(says)
	for {
		total, longest := 0, -1
		for i := range says {
			n := utf8.RuneCountInString(says[i].Text)
			total += n
			if says[i].Other && n > minTold && (longest < 0 || n > utf8.RuneCountInString(says[longest].Text)) {
				longest = i
			}
		}
		if total <= maxTold || longest < 0 {
			return says
		}
		text := []rune(says[longest].Text)
		says[longest].Text = strings.TrimSpace(string(text[:max(minTold, len(text)-total+maxTold)-1])) + "…"
	}
}

// How long what is said in passing may be, and how much of a name or quote is
// said at least, in code points.
const (
	maxTold = 120
	minTold = 24
)

// narrator tells what acts were, in the language of ctx. Its sentences are
// whole, with places for what they are about, as each language puts these in
// another order. A sentence may stand in another, as that which was undone.
type narrator struct {
	ctx  context.Context //nolint:containedctx // a narrator lives no longer than its request
	root CaseRoot
	page *assay.HistoryPage

	called map[assay.EntityID]Bit // what has been named
}

func plain(text string) Bit { return Bit{Text: text} }
func named(text string) Bit { return Bit{Text: text, Other: true} }
func quote(text string) Bit { return Bit{Text: text, Quote: true, Other: true} }

// titled is a title, or what to say of something that has none.
func titled(title, none string) Bit {
	if title == "" {
		return plain(none)
	}
	return quote(title)
}

// say says a sentence with parts in the places of its arguments, which stand as
// %s. A part is a Bit or several.
func (n *narrator) say(text string, parts ...any) []Bit {
	return placed(tr.Pieces(n.ctx, text), parts)
}

// count is say for a sentence with a number, which is its first argument.
func (n *narrator) count(number int, one, many string, parts ...any) []Bit {
	return placed(tr.CountPieces(n.ctx, number, one, many), append([]any{plain(Number(number))}, parts...))
}

func placed(pieces []tr.Piece, parts []any) []Bit {
	var bits []Bit
	for _, p := range pieces {
		switch {
		case p.Arg > 0:
			switch part := parts[p.Arg-1].(type) {
			case Bit:
				bits = append(bits, part)
			case []Bit:
				bits = append(bits, part...)
			}
		case p.Words != "":
			bits = append(bits, plain(p.Words))
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
	v := ActView{ID: a.ID.String(), Act: a.ID, Who: AnalystName(n.ctx, n.page.Actors, a.Actor), Undone: a.Undone, Undo: a.Undoable(n.page.Me), Fixed: a.Fixed && a.Actor == n.page.Me && !a.Undone, Left: a.Left}
	if !a.Undoes.IsZero() {
		took := []Bit{plain(n.unnamed())}
		if a.Took != nil {
			took = n.act(a.Took).Says[0]
		}
		if a.Again {
			v.Says = [][]Bit{n.say("did again: %s", took)}
		} else {
			v.Says = [][]Bit{n.say("undid: %s", took)}
		}
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
		says = append(says, t.count(n, "brought in %s article", "brought in %s articles"))
	}
	add := func(s []Bit) {
		if len(s) > 0 {
			says = append(says, s)
		}
	}
	for _, tell := range []func(){
		func() {
			t.each(assay.KindRestorePoint, func(s *assay.Edit) bool { return made(s) && len(t.steps) > 1 }, func(i int) { add(t.wentBack(i)) })
		},
		func() { t.each(assay.KindArticle, made, func(i int) { add(t.broughtIn(i)) }) },
		func() { t.each(assay.KindMention, made, func(i int) { add(t.marked(i)) }) },
		func() { t.each(assay.KindQuestion, made, func(i int) { add(t.asked(i)) }) },
		func() { t.each(assay.KindSame, ofTags, func(i int) { add(t.named(i)) }) },
		func() { t.each(assay.KindTagging, takenOff, func(i int) { add(t.retagged(i)) }) },
		func() { t.each(assay.KindJudgement, explains, func(i int) { add(t.explained(i)) }) },
		func() { t.each(assay.KindArticle, withdrawn, func(i int) { add(t.removed(i, "article")) }) },
		func() { t.each(assay.KindClaim, withdrawn, func(i int) { add(t.removed(i, "claim")) }) },
		func() { t.each(assay.KindClaim, returned, func(i int) { add(t.removed(i, "claim")) }) },
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
		add(t.say("changed nothing that is shown"))
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

// returned reports whether a step brings back what was withdrawn.
func returned(s *assay.Edit) bool {
	_, ok := s.Fields[oplog.Retracted]
	return ok && !withdrawn(s) && s.Before[oplog.Retracted].Flag()
}

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
	switch {
	case host.IsZero():
		return t.say("brought in %s", t.thing(s.Entity))
	case source == nil:
		return t.say("brought in %s from %s", t.thing(s.Entity), t.thing(host))
	}
	return t.say("brought in %s from %s, a new source", t.thing(s.Entity), t.thing(host))
}

// wentBack tells that the case was made to say again what it said once: that act keeps
// the state before it under a name. One who introduces themselves has done no more.
func (t *telling) wentBack(i int) []Bit {
	s := &t.steps[i]
	for k := range t.steps {
		if other := t.steps[k].Kind; other != assay.KindRestorePoint && other != assay.KindActor {
			return t.say("went back to an earlier state; the one before that is called %s", quote(s.Fields["name"].Text()))
		}
	}
	return t.step(s)
}

// marked tells a new mention, with its stance and its claim where that is new.
func (t *telling) marked(i int) []Bit {
	s := &t.steps[i]
	claim := s.Fields["claim"].ID()
	isNew := t.take(assay.KindClaim, func(x *assay.Edit) bool { return x.Entity == claim && made(x) }) != nil
	judged := t.take(assay.KindJudgement, func(x *assay.Edit) bool {
		return x.Fields["target"].ID() == s.Entity && x.Fields["dimension"].Text() == string(assay.DimStance)
	})
	var stance assay.Stance
	if judged != nil {
		stance = assay.Stance(judged.Fields["value"].Text())
	}
	passage := t.in(t.thing(s.Entity), s.Fields["article"].ID())
	if isNew {
		return t.markedNew(stance, passage, t.thing(claim))
	}
	return t.markedKnown(stance, passage, t.thing(claim))
}

func (n *narrator) markedKnown(stance assay.Stance, passage []Bit, claim Bit) []Bit {
	switch stance {
	case assay.Supports:
		return n.say("marked %s as supporting %s", passage, claim)
	case assay.Contradicts:
		return n.say("marked %s as contradicting %s", passage, claim)
	case assay.Qualifies:
		return n.say("marked %s as qualifying %s", passage, claim)
	case assay.Mentions:
		return n.say("marked %s as mentioning %s", passage, claim)
	}
	return n.say("marked %s for %s", passage, claim)
}

func (n *narrator) markedNew(stance assay.Stance, passage []Bit, claim Bit) []Bit {
	switch stance {
	case assay.Supports:
		return n.say("marked %s as supporting the new claim %s", passage, claim)
	case assay.Contradicts:
		return n.say("marked %s as contradicting the new claim %s", passage, claim)
	case assay.Qualifies:
		return n.say("marked %s as qualifying the new claim %s", passage, claim)
	case assay.Mentions:
		return n.say("marked %s as mentioning the new claim %s", passage, claim)
	}
	return n.say("marked %s for the new claim %s", passage, claim)
}

// asked tells a new question with the versions that came with it.
func (t *telling) asked(i int) []Bit {
	s := &t.steps[i]
	versions := 0
	for v := t.take(assay.KindVersion, field("question", s.Entity)); v != nil; v = t.take(assay.KindVersion, field("question", s.Entity)) {
		versions++
		t.takeAll(assay.KindVersionMention, field("version", v.Entity))
	}
	sentence := t.say("asked %s", t.thing(s.Entity))
	if versions > 0 {
		sentence = t.count(versions, "%[2]s, with %[1]s version", "%[2]s, with %[1]s versions", sentence)
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
	if n := same("target"); n > 0 {
		return t.explainedArticle(value, article, n+1)
	}
	if n := same("other"); n > 0 {
		return t.explainedClaim(value, n+1, claim)
	}
	return t.step(s)
}

// explainedArticle tells why an article mentions none of several claims. Of an
// act of many steps no more than some are at hand.
func (t *telling) explainedArticle(value string, article Bit, claims int) []Bit {
	silent := value == `"silent"`
	switch {
	case silent && t.left > 0:
		return t.count(claims, "said that %[2]s is silent on at least %[1]s claim", "said that %[2]s is silent on at least %[1]s claims", article)
	case silent:
		return t.count(claims, "said that %[2]s is silent on %[1]s claim", "said that %[2]s is silent on %[1]s claims", article)
	case t.left > 0:
		return t.count(claims, "said that %[2]s is out of scope for at least %[1]s claim", "said that %[2]s is out of scope for at least %[1]s claims", article)
	}
	return t.count(claims, "said that %[2]s is out of scope for %[1]s claim", "said that %[2]s is out of scope for %[1]s claims", article)
}

// explainedClaim tells why none of several articles mentions a claim.
func (t *telling) explainedClaim(value string, articles int, claim Bit) []Bit {
	silent := value == `"silent"`
	switch {
	case silent && t.left > 0:
		return t.count(articles, "said that at least %s article is silent on %s", "said that at least %s articles are silent on %s", claim)
	case silent:
		return t.count(articles, "said that %s article is silent on %s", "said that %s articles are silent on %s", claim)
	case t.left > 0:
		return t.count(articles, "said that at least %s article is out of scope for %s", "said that at least %s articles are out of scope for %s", claim)
	}
	return t.count(articles, "said that %s article is out of scope for %s", "said that %s articles are out of scope for %s", claim)
}

// removed tells the removal of something with the mentions that went with it, or that
// they came back.
func (t *telling) removed(i int, ref string) []Bit {
	s := &t.steps[i]
	mentions := t.takeAll(assay.KindMention, func(x *assay.Edit) bool {
		r := t.record(x.Entity)
		return withdrawn(x) == withdrawn(s) && returned(x) == returned(s) && r.Fields[ref].ID() == s.Entity
	})
	sentence := t.retraction(s)
	if mentions > 0 {
		sentence = t.count(mentions, "%[2]s, with %[1]s mention", "%[2]s, with %[1]s mentions", sentence)
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
		return t.say("took the name %s from the tag %s", quote(name.Fields["name"].Text()), t.thing(tag))
	case s.Fields["verdict"].Text() != "same":
		return t.say("said that the tags %s and %s are not the same", t.thing(old), t.thing(tag))
	case retired != nil && !retired.New:
		return t.say("merged the tag %s into %s", t.thing(old), t.thing(tag))
	}
	return t.say("noted that the tag %s is also called %s", t.thing(tag), quote(name.Fields["name"].Text()))
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
	if n > 1 {
		return t.count(n, "gave %s thing the tag %s instead of %s", "gave %s things the tag %s instead of %s", t.thing(to), t.thing(from))
	}
	return t.say("gave %s the tag %s instead of %s", t.thing(s.Fields["target"].ID()), t.thing(to), t.thing(from))
}

// retraction tells that something was withdrawn, or brought back.
func (n *narrator) retraction(s *assay.Edit) []Bit {
	what := n.the(s.Kind, s.Entity)
	if !withdrawn(s) {
		return n.say("brought back %s", what)
	}
	return n.because(n.say("removed %s", what), s.Fields[oplog.Retraction].Text())
}

// the names a thing with its kind, where its name does not tell its kind.
func (n *narrator) the(k assay.Kind, id assay.EntityID) []Bit {
	switch k {
	case assay.KindClaim, assay.KindNote:
		return []Bit{n.thing(id)}
	default:
		return n.say("the %s %s", plain(tr.Marked(n.ctx, strings.ReplaceAll(string(k), "_", " "))), n.thing(id))
	}
}

// step tells one operation by itself.
func (n *narrator) step(s *assay.Edit) []Bit {
	if withdrawn(s) || returned(s) {
		return n.retraction(s)
	}
	if decision := n.decided(s); decision != nil {
		return decision
	}
	r := n.record(s.Entity)
	id := func(name string) Bit { return n.thing(r.Fields[name].ID()) }
	word := func(name string) string { return s.Fields[name].Text() }
	switch s.Kind {
	case assay.KindCase:
		if made(s) {
			return n.say("made the case %s", quote(word("name")))
		}
		return n.changed(s, n.say("the case"))
	case assay.KindActor:
		if v, ok := s.Fields["also"]; ok {
			if v.IsNull() {
				return n.say("took back being the same person as another analyst")
			}
			return n.say("said to be the same person as %s", named(AnalystName(n.ctx, n.page.Actors, assay.ActorID(v.ID()))))
		}
		return n.say("is called %s from here on", named(word("name")))
	case assay.KindArticle:
		if _, ok := s.Fields["text"]; ok && !made(s) {
			return n.say("gave %s another text", n.thing(s.Entity))
		}
		return n.madeOrChanged(s, n.say("brought in %s", n.thing(s.Entity)))
	case assay.KindText:
		if s.Fields["extractor"].Text() == assay.Typed {
			return n.say("typed in the text of %s", id("article"))
		}
		return n.say("read the text of %s out of its original", id("article"))
	case assay.KindCapture:
		return n.say("kept the original of %s", id("article"))
	case assay.KindBlock:
		return n.block(s, r)
	case assay.KindBoundary:
		return n.in(n.boundary(word("edit")), n.articleOf(r.Fields["text"].ID()))
	case assay.KindEvent:
		return n.madeOrChanged(s, n.say("noted the event %s", n.thing(s.Entity)))
	case assay.KindArticleEvent:
		return n.member(s, n.say("put %s under the event %s", id("article"), id("event")), n.say("took %s from the event %s", id("article"), id("event")))
	case assay.KindSource:
		return n.madeOrChanged(s, n.say("noted the source %s", n.thing(s.Entity)))
	case assay.KindAlias:
		name := quote(r.Fields["name"].Text())
		return n.member(s, n.say("noted that %s is also called %s", id("source"), name), n.say("took the name %s from %s", name, id("source")))
	case assay.KindSame:
		switch word("verdict") {
		case "same":
			if r.Fields["of"].Text() == string(assay.KindClaim) {
				return n.say("merged %s and %s", id("a"), id("b"))
			}
			return n.say("said that %s and %s are one and the same", id("a"), id("b"))
		case "different":
			return n.say("said that %s and %s are not the same", id("a"), id("b"))
		}
		return n.say("took back whether %s and %s are the same", id("a"), id("b"))
	case assay.KindClaim:
		return n.madeOrChanged(s, n.say("made the claim %s", n.thing(s.Entity)))
	case assay.KindMention:
		return n.mention(s, r)
	case assay.KindJudgement:
		return n.judgement(s, r)
	case assay.KindAttribution:
		return n.attribution(s, r)
	case assay.KindWork:
		return n.madeOrChanged(s, n.say("noted the outside work %s", n.thing(s.Entity)))
	case assay.KindQuestion:
		return n.madeOrChanged(s, n.say("asked %s", n.thing(s.Entity)))
	case assay.KindVersion:
		if made(s) {
			return n.say("added the version %s to %s", n.thing(s.Entity), id("question"))
		}
		return n.changed(s, n.say("the version %s", n.thing(s.Entity)))
	case assay.KindVersionMention:
		return n.member(s, n.say("put %s to the version %s", id("mention"), id("version")), n.say("took %s from the version %s", id("mention"), id("version")))
	case assay.KindTag:
		return n.madeOrChanged(s, n.say("made the tag %s", n.thing(s.Entity)))
	case assay.KindTagging:
		return n.member(s, n.say("tagged %s %s", id("target"), id("tag")), n.say("took the tag %s from %s", id("tag"), id("target")))
	case assay.KindNote:
		switch {
		case s.Hidden && made(s):
			return n.say("wrote a private note on %s", id("target"))
		case s.Hidden:
			return n.say("changed a private note on %s", id("target"))
		case made(s):
			return n.say("wrote a note on %s: %s", id("target"), quote(word("text")))
		}
		return n.changed(s, n.say("a note on %s", id("target")))
	case assay.KindReport:
		if _, ok := s.Fields["items"]; ok && !made(s) && len(n.content(s)) == 1 {
			return n.say("changed what the report %s is about, or its order", n.thing(s.Entity))
		}
		return n.madeOrChanged(s, n.say("began the report %s", n.thing(s.Entity)))
	case assay.KindDecision:
		if child, name, ok := assay.RefusedDerivation(r.Fields["subject"].Text()); ok && r.Fields["suggestion"].Text() == assay.DerivationProposal {
			name = or(n.page.Written[r.Fields["subject"].Text()], assay.UsualCase(name))
			return n.because(n.refusal(word("verdict"), n.thing(assay.EntityID(child)), quote(name)), word("reason"))
		}
		switch r.Fields["suggestion"].Text() {
		case assay.VariantSuggestion:
			return n.variant(&r, word("verdict"))
		case assay.PassageSuggestion:
			return n.unsaid(&r, word("verdict"))
		}
		about := plain(tr.Field(n.ctx, r.Fields["suggestion"].Text()))
		return n.because(n.decision(word("verdict"), about), word("reason"))
	case assay.KindRestorePoint:
		if made(s) {
			return n.say("called this state of the case %s", quote(word("name")))
		}
		return n.say("renamed the restore point %s to %s", quote(s.Before["name"].Text()), quote(word("name")))
	case assay.KindMerge:
		sentence := n.count(int(s.Fields["new"].Number()), "merged the file %[2]s: %[1]s new operation", "merged the file %[2]s: %[1]s new operations", quote(word("file")))
		if refused := int(s.Fields["refused"].Number()); refused > 0 {
			return n.count(refused, "%[2]s, %[1]s refused", "%[2]s, %[1]s refused", sentence)
		}
		return sentence
	case assay.KindPurge:
		return n.because(n.say("purged the bytes %s", plain(short(s.Fields["blob"]))), word("reason"))
	}
	return n.say("did something that this Assay has no words for")
}

// decided tells that a step took one of the values that analysts had set a field to, not
// knowing of each other: whose stands, and whose does not. It is nil for a step that did
// not.
func (n *narrator) decided(s *assay.Edit) []Bit {
	r := n.record(s.Entity)
	if n.name(&r).Text == "" {
		return nil // what is said of it tells enough
	}
	for _, f := range n.content(s) {
		if f != "quote" && slices.Contains(assay.AnchorFields, f) {
			continue // the words of a passage tell where it is
		}
		i := slices.IndexFunc(s.Decided[f], func(r oplog.Register) bool { return string(r.Value) == string(s.Fields[f]) })
		if i < 0 {
			continue
		}
		whose := func(r oplog.Register) []Bit {
			who := named(AnalystName(n.ctx, n.page.Actors, assay.ActorID(r.Actor)))
			value := n.value(s.Kind, f, r.Value)
			if value.Text == "" {
				value = plain(tr.Say(n.ctx, "nothing"))
			}
			return n.say("%s by %s", value, who)
		}
		var lost []Bit
		for k, r := range s.Decided[f] {
			switch {
			case k == i || string(r.Value) == string(s.Fields[f]):
			case lost == nil:
				lost = whose(r)
			default:
				lost = n.say("%s and %s", lost, whose(r))
			}
		}
		if lost == nil {
			continue
		}
		return n.say("decided a conflict about the %s of %s: %s stands, and %s does not", plain(n.field(f)), n.the(s.Kind, s.Entity), whose(s.Decided[f][i]), lost)
	}
	return nil
}

func (n *narrator) boundary(edit string) []Bit {
	switch edit {
	case "split":
		return n.say("split a sentence")
	case "join":
		return n.say("joined two sentences")
	}
	return n.say("took back where sentences were split or joined")
}

func (n *narrator) decision(verdict string, about Bit) []Bit {
	switch verdict {
	case "accepted":
		return n.say("accepted a suggestion about %s", about)
	case "rejected":
		return n.say("rejected a suggestion about %s", about)
	case "changed":
		return n.say("accepted a suggestion with changes about %s", about)
	}
	return n.say("took back the answer to a suggestion about %s", about)
}

// refusal tells what was decided on a derivation from outside the case.
func (n *narrator) refusal(verdict string, article, name Bit) []Bit {
	switch verdict {
	case "accepted", "changed":
		return n.say("accepted that %s comes from %s", article, name)
	case "rejected":
		return n.say("said that %s does not come from %s", article, name)
	}
	return n.say("took back that %s does not come from %s", article, name)
}

// variant tells what was decided on two spellings of a name. The reason has them
// as they were printed.
func (n *narrator) variant(r *assay.Record, verdict string) []Bit {
	a, b, ok := assay.VariantOf(r.Fields["reason"].Text())
	if !ok {
		a, b, _ = assay.VariantOf(r.Fields["subject"].Text())
	}
	switch verdict {
	case "accepted", "changed":
		return n.say("noted that %s and %s are one name, spelt in two ways", quote(a), quote(b))
	case "rejected":
		return n.say("noted that %s and %s are two names", quote(a), quote(b))
	}
	return n.say("took back whether %s and %s are one name", quote(a), quote(b))
}

// unsaid tells that a passage was found to say nothing of a claim.
func (n *narrator) unsaid(r *assay.Record, verdict string) []Bit {
	claim, article, quoted := assay.PassageOf(r.Fields["subject"].Text())
	if verdict == "" {
		return n.say("took back that %s in %s says nothing of %s", quote(quoted), n.thing(assay.EntityID(article)), n.thing(assay.EntityID(claim)))
	}
	return n.say("noted that %s in %s says nothing of %s", quote(quoted), n.thing(assay.EntityID(article)), n.thing(assay.EntityID(claim)))
}

// because adds the reason that somebody gave, if any.
func (n *narrator) because(sentence []Bit, reason string) []Bit {
	if reason == "" {
		return sentence
	}
	return n.say("%s: %s", sentence, quote(reason))
}

// member tells that something was put into a set or taken from it.
func (n *narrator) member(s *assay.Edit, in, out []Bit) []Bit {
	if s.Fields["member"].Flag() {
		return in
	}
	return out
}

func (n *narrator) madeOrChanged(s *assay.Edit, sentence []Bit) []Bit {
	if made(s) {
		return sentence
	}
	return n.changed(s, n.the(s.Kind, s.Entity))
}

// changed tells what was changed about something: the old and the new value
// where it is one field, else the fields.
func (n *narrator) changed(s *assay.Edit, what []Bit) []Bit {
	fields := n.content(s)
	if len(fields) != 1 {
		var names []string
		for _, f := range fields {
			names = append(names, n.field(f))
		}
		return n.say("changed %s of %s", plain(list(n.ctx, names)), what)
	}
	f := fields[0]
	word, before, after := plain(n.field(f)), n.value(s.Kind, f, s.Before[f]), n.value(s.Kind, f, s.Fields[f])
	switch {
	case after.Text == "":
		return n.say("took back the %s of %s (was %s)", word, what, before)
	case before.Text == "":
		return n.say("set the %s of %s to %s", word, what, after)
	}
	return n.say("changed the %s of %s from %s to %s", word, what, before, after)
}

// list writes words with commas and an "and".
func list(ctx context.Context, words []string) string {
	switch len(words) {
	case 0:
		return tr.Say(ctx, "nothing")
	case 1:
		return words[0]
	}
	return tr.Say(ctx, "%s and %s", tr.List(ctx, words[:len(words)-1]...), words[len(words)-1])
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

// field says what a field is called, where the file has another name for it.
func (n *narrator) field(name string) string {
	switch name {
	case "url":
		return tr.Sense(n.ctx, "field", "address")
	case "text_origin":
		return tr.Sense(n.ctx, "field", "writer")
	case "host":
		return tr.Sense(n.ctx, "field", "outlet")
	case "published":
		return tr.Sense(n.ctx, "field", "date of publication")
	case "when":
		return tr.Sense(n.ctx, "field", "date")
	case "where":
		return tr.Sense(n.ctx, "field", "place")
	case "parent":
		return tr.Sense(n.ctx, "field", "owner")
	case "count":
		return tr.Sense(n.ctx, "field", "number of people")
	case "settles":
		return tr.Sense(n.ctx, "field", "what would settle it")
	}
	return tr.Field(n.ctx, name)
}

// changes lists the fields of a step before and after.
func (n *narrator) changes(s *assay.Edit) []ChangeView {
	var list []ChangeView
	of := n.thing(s.Entity).Text
	if of == n.unnamed() {
		of = ""
	}
	for _, f := range n.content(s) {
		c := ChangeView{Of: of, Field: n.field(f), Before: n.value(s.Kind, f, s.Before[f]).Text, After: n.value(s.Kind, f, s.Fields[f]).Text}
		if s.Kind == assay.KindJudgement && f == "value" {
			c.Field = tr.Field(n.ctx, n.record(s.Entity).Fields["dimension"].Text())
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
		return n.yes(v)
	case assay.ShapeNumber:
		return plain(Number(int(v.Number())))
	case assay.ShapeID:
		return n.thing(v.ID())
	case assay.ShapeHash:
		return plain(short(v))
	case assay.ShapeWord:
		return plain(tr.Word(n.ctx, v.Text()))
	case assay.ShapeJSON:
	}
	switch k {
	case assay.KindReport:
		return n.listed(v)
	case assay.KindAttribution:
		return named(n.flat(n.chain(v)))
	default:
		return named(n.flat(n.verdict(v)))
	}
}

func (n *narrator) yes(v oplog.Value) Bit {
	if v.Flag() {
		return plain(tr.Say(n.ctx, "yes"))
	}
	return plain(tr.Say(n.ctx, "no"))
}

// listed writes what a report lists: the things it is about, or the parts that
// it leaves out.
func (n *narrator) listed(v oplog.Value) Bit {
	var names []string
	for _, word := range assay.ParseList[string](v) {
		if id, err := oplog.ParseID(word); err == nil {
			names = append(names, n.thing(id).Text)
		} else {
			names = append(names, tr.Field(n.ctx, word))
		}
	}
	return named(tr.List(n.ctx, names...))
}

// flat writes bits as one text.
func (n *narrator) flat(bits []Bit) string {
	var b strings.Builder
	for _, x := range bits {
		switch {
		case x.Quote:
			b.WriteString(tr.Say(n.ctx, "“%s”", x.Text))
		case x.Other:
			b.WriteString(tr.Isolated(n.ctx, x.Text))
		default:
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
	var sentence []Bit
	switch kind := s.Fields["kind"].Text(); kind {
	case "":
		sentence = n.say("took back what a paragraph is")
	case "not_article":
		sentence = n.say("said that a paragraph is not article text")
	case "body":
		sentence = n.say("said that a paragraph is article text")
	default:
		sentence = n.say("said that a paragraph is a %s", plain(tr.Word(n.ctx, kind)))
	}
	return n.in(sentence, n.articleOf(r.Fields["text"].ID()))
}

// mention tells what was changed about a mention.
func (n *narrator) mention(s *assay.Edit, r assay.Record) []Bit {
	article := r.Fields["article"].ID()
	passage := n.in(n.thing(s.Entity), article)
	_, moved := s.Fields["start"]
	switch claim, attached := s.Fields["claim"]; {
	case made(s):
		return n.say("marked %s for %s", passage, n.thing(claim.ID()))
	case attached:
		return n.was(n.say("attached %s to %s", passage, n.thing(claim.ID())), n.thing(s.Before["claim"].ID()))
	case moved && s.Fields["text"].Text() != s.Before["text"].Text():
		return n.say("moved %s to another text", passage)
	case moved:
		return n.say("changed the boundary of %s to %s", n.in(quote(s.Before["quote"].Text()), article), quote(s.Fields["quote"].Text()))
	}
	return n.changed(s, passage)
}

// was adds to a sentence what was so before, if anything.
func (n *narrator) was(sentence []Bit, before Bit) []Bit {
	if before.Text == "" || before.Text == n.unnamed() {
		return sentence
	}
	return n.say("%s (was %s)", sentence, before)
}

// judgement tells an analyst's word on something.
func (n *narrator) judgement(s *assay.Edit, r assay.Record) []Bit {
	target, other := []Bit{n.thing(r.Fields["target"].ID())}, n.thing(r.Fields["other"].ID())
	if m := n.record(r.Fields["target"].ID()); m.Kind == assay.KindMention {
		target = n.in(target, m.Fields["article"].ID())
	}
	return n.because(n.judged(s, r, target, other), s.Fields["reason"].Text())
}

func (n *narrator) judged(s *assay.Edit, r assay.Record, target []Bit, other Bit) []Bit {
	dimension := assay.Dimension(r.Fields["dimension"].Text())
	value, before := s.Fields["value"], s.Before["value"]
	if _, ok := s.Fields["value"]; !ok {
		return n.say("changed the reason for the %s of %s", plain(tr.Field(n.ctx, string(dimension))), target)
	}
	old := named(n.flat(n.verdict(before)))
	if value.IsNull() && dimension == assay.DimRelation {
		return n.was(n.say("took back how %s stands to %s", target, other), old)
	}
	if value.IsNull() {
		return n.was(n.say("took back the %s of %s", plain(n.dimension(dimension)), target), old)
	}
	switch dimension {
	case assay.DimRead:
		article := n.thing(n.articleOf(r.Fields["target"].ID()))
		if reading(value) != "read" {
			return n.say("marked %s as not read", article)
		}
		return n.say("marked %s as read", article)
	case assay.DimIndependent:
		if value.Flag() {
			return n.say("said that %s and %s are independent of each other", target, other)
		}
		return n.say("said that %s and %s are not independent of each other", target, other)
	case assay.DimDerivation:
		return n.derivation(value, target, other)
	case assay.DimRank:
		if n.record(r.Fields["target"].ID()).Kind == assay.KindClaim {
			return n.say("let %s stand for the claims that were merged with it", target)
		}
		fallthrough
	default:
		return n.was(n.verdictOn(dimension, r, value, target, other), old)
	}
}

// verdictOn tells a judgement that may be another than before.
func (n *narrator) verdictOn(dimension assay.Dimension, r assay.Record, value oplog.Value, target []Bit, other Bit) []Bit {
	word, scope := value.Text(), r.Fields["scope"].Text()
	switch dimension {
	case assay.DimStance:
		claim := n.record(n.record(r.Fields["target"].ID()).Fields["claim"].ID())
		return n.stance(assay.Stance(word), target, n.thing(claim.ID))
	case assay.DimReliability:
		if scope != "" {
			return n.say("rated %s on %s %s", target, named(scope), plain(word))
		}
		return n.say("rated %s %s", target, plain(word))
	case assay.DimCredibility:
		return n.say("gave %s credibility %s", target, plain(word))
	case assay.DimCoverage:
		if word == string(assay.Silent) {
			return n.say("confirmed that %s is silent on %s", target, other)
		}
		return n.say("said that %s is out of scope for %s", target, other)
	case assay.DimRoot:
		return n.say("said that the content of %s entered with %s", target, n.verdict(value))
	case assay.DimRelation:
		return n.relation(assay.Relation(word), target, other)
	case assay.DimAdjudication:
		scope, _, _ := strings.Cut(scope, ":")
		return n.say("settled for the team the %s of %s: %s", plain(n.dimension(assay.Dimension(scope))), target, n.verdict(value))
	case assay.DimConsistency:
		return n.consistency(assay.Bearing(word), target, other)
	case assay.DimCertainty, assay.DimVoice, assay.DimSpeech, assay.DimLikelihood, assay.DimConfidence, assay.DimRank, assay.DimRead, assay.DimIndependent, assay.DimDerivation:
	}
	return n.say("judged the %s of %s: %s", plain(n.dimension(dimension)), target, n.verdict(value))
}

func (n *narrator) stance(s assay.Stance, passage []Bit, claim Bit) []Bit {
	switch s {
	case assay.Supports:
		return n.say("said that %s supports %s", passage, claim)
	case assay.Contradicts:
		return n.say("said that %s contradicts %s", passage, claim)
	case assay.Qualifies:
		return n.say("said that %s qualifies %s", passage, claim)
	case assay.Mentions:
	}
	return n.say("said that %s mentions %s", passage, claim)
}

func (n *narrator) relation(r assay.Relation, claim []Bit, other Bit) []Bit {
	switch r {
	case assay.Entails:
		return n.say("said that %s entails %s", claim, other)
	case assay.EntailedBy:
		return n.say("said that %s is entailed by %s", claim, other)
	case assay.MoreSpecific:
		return n.say("said that %s is more specific than %s", claim, other)
	case assay.MoreGeneral:
		return n.say("said that %s is more general than %s", claim, other)
	case assay.Contrary:
		return n.say("said that %s is contrary to %s", claim, other)
	case assay.Contradictory:
	}
	return n.say("said that %s is contradictory to %s", claim, other)
}

func (n *narrator) consistency(b assay.Bearing, passage []Bit, version Bit) []Bit {
	switch b {
	case assay.Consistent:
		return n.say("said that %s is consistent with the version %s", passage, version)
	case assay.Inconsistent:
		return n.say("said that %s is inconsistent with the version %s", passage, version)
	case assay.SaysNothing, assay.States:
	}
	return n.say("said that %s says nothing on the version %s", passage, version)
}

func (n *narrator) dimension(d assay.Dimension) string {
	switch d {
	case assay.DimRead:
		return tr.Sense(n.ctx, "field", "state of reading")
	case assay.DimIndependent:
		return tr.Sense(n.ctx, "field", "independence")
	case assay.DimRoot:
		return tr.Sense(n.ctx, "field", "origin")
	case assay.DimConfidence:
		return tr.Sense(n.ctx, "field", "confidence in the judgement")
	default:
		return tr.Field(n.ctx, string(d))
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
		return n.say("judged where %s comes from", target)
	}
	if d.Status == "rejected" {
		return n.say("said that %s does not come from %s", target, other)
	}
	var how []string
	for _, w := range []string{d.Type, d.Amount} {
		if w != "" {
			how = append(how, tr.Word(n.ctx, w))
		}
	}
	if len(how) > 0 {
		return n.say("confirmed that %s comes from %s (%s)", target, other, plain(tr.List(n.ctx, how...)))
	}
	return n.say("confirmed that %s comes from %s", target, other)
}

// verdict writes the value of a judgement.
func (n *narrator) verdict(v oplog.Value) []Bit {
	if v.IsNull() {
		return nil
	}
	switch v[0] {
	case '"':
		return []Bit{plain(tr.Word(n.ctx, v.Text()))}
	case 't', 'f':
		return []Bit{n.yes(v)}
	case '{':
		var d assay.DerivationValue
		root, isRoot := assay.ParseRoot(v)
		switch {
		case isRoot && !root.Source.IsZero():
			return []Bit{n.thing(assay.EntityID(root.Source))}
		case isRoot && !root.Article.IsZero():
			return n.say("%s, in its own voice", n.thing(assay.EntityID(root.Article)))
		case reading(v) != "":
			return []Bit{plain(tr.Word(n.ctx, reading(v)))}
		case json.Unmarshal(v, &d) == nil && d.Status != "":
			return []Bit{plain(tr.Word(n.ctx, d.Status))}
		}
	}
	return nil
}

// attribution tells who was said to say something.
func (n *narrator) attribution(s *assay.Edit, r assay.Record) []Bit {
	m := n.record(r.Fields["mention"].ID())
	passage := n.in(n.thing(m.ID), m.Fields["article"].ID())
	if chain := n.chain(s.Fields["chain"]); len(chain) > 0 {
		return n.say("noted that %s is said by %s", passage, chain)
	}
	return n.say("took back who says %s", passage)
}

// chain writes a chain of utterers, nearest first.
func (n *narrator) chain(v oplog.Value) []Bit {
	var bits []Bit
	for i, step := range assay.ParseList[assay.Step](v) {
		if source := n.thing(assay.EntityID(step.Source)); i == 0 {
			bits = []Bit{source}
		} else {
			bits = n.say("%s, who has it from %s", bits, source)
		}
	}
	return bits
}

// unnamed is what a thing is called of which nothing is known.
func (n *narrator) unnamed() string { return tr.Say(n.ctx, "something that is not in this file") }

func (n *narrator) record(id assay.EntityID) assay.Record { return n.page.Things[id] }

// in says in which article a passage is, or something was done.
func (n *narrator) in(what any, article assay.EntityID) []Bit {
	if article.IsZero() {
		return placed([]tr.Piece{{Arg: 1}}, []any{what})
	}
	return placed(tr.SensePieces(n.ctx, "a passage in an article", "%s in %s"), []any{what, n.thing(article)})
}

func (n *narrator) articleOf(text assay.EntityID) assay.EntityID {
	return n.record(text).Fields["article"].ID()
}

// thing names an entity, with the address of what is still there.
func (n *narrator) thing(id assay.EntityID) Bit {
	b, known := n.called[id]
	if !known {
		if n.called == nil {
			n.called = map[assay.EntityID]Bit{}
		}
		b = n.nameThing(id)
		n.called[id] = b
	}
	return b
}

func (n *narrator) nameThing(id assay.EntityID) Bit {
	if id.IsZero() {
		return Bit{}
	}
	r := n.record(id)
	b := n.name(&r)
	if b.Text == "" {
		return plain(n.unnamed())
	}
	if !r.Gone || r.Kind == assay.KindClaim && r.Made > 0 { // the page of a claim says that it was removed
		b.Href = n.address(&r)
	}
	return b
}

func (n *narrator) name(r *assay.Record) Bit {
	text := func(name string) string { return r.Fields[name].Text() }
	switch r.Kind {
	case assay.KindArticle:
		found := n.record(r.Fields["text"].ID())
		return titled(or(text("title"), found.Fields["title"].Text()), tr.Say(n.ctx, "an article without a title"))
	case assay.KindText:
		a := n.record(r.Fields["article"].ID())
		return n.name(&a)
	case assay.KindClaim:
		if no := n.page.Numbers[assay.ClaimID(r.ID)]; no > 0 && !r.Gone {
			return named("C" + strconv.Itoa(no))
		}
		return quote(text("wording"))
	case assay.KindMention:
		return quote(text("quote"))
	case assay.KindQuestion:
		return quote(text("wording"))
	case assay.KindVersion:
		return quote(text("label"))
	case assay.KindActor:
		return Bit{Text: AnalystName(n.ctx, n.page.Actors, assay.ActorID(r.ID)), Other: true}
	case assay.KindSource:
		return Bit{Text: or(or(text("name"), text("domain")), tr.Say(n.ctx, "a source without a name")), Other: true}
	case assay.KindWork:
		source := n.record(r.Fields["source"].ID())
		if by := n.name(&source).Text; by != "" && text("title") == "" {
			return plain(tr.Say(n.ctx, "something by %s", by))
		}
		return titled(text("title"), tr.Say(n.ctx, "a work without a title"))
	case assay.KindNote:
		return plain(tr.Say(n.ctx, "a note"))
	case assay.KindReport:
		return titled(text("title"), tr.Say(n.ctx, "a report without a title"))
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
