package assay

import (
	"bytes"
	"cmp"
	"encoding/json"
	"iter"
	"slices"

	"assay/internal/anchor"
	"assay/internal/oplog"
)

// Meta is who made an entity and when, and when it last changed.
type Meta struct {
	Gone    bool // withdrawn; in a Case only where something that was not still needs it
	By      ActorID
	Made    oplog.Clock
	Changed oplog.Clock
	Changer ActorID
}

// The entities of a case. Text fields are "" and ids zero where nothing is
// known: unknown is not a value.
type (
	// Actor is an analyst.
	Actor struct {
		Meta
		ID   ActorID
		Name string
		Also ActorID // another actor who is the same person
	}

	// Article is one imported text with what is known about it. What the
	// analyst has not put right is shown as found in its text.
	Article struct {
		Meta
		ID             ArticleID
		First          oplog.Hash // of the text it was first imported with
		FoundAt        string     // URL as given at import
		Text           TextID     // the current one
		Title, Byline  string
		URL            string
		Host           SourceID // where it was found
		TextOrigin     SourceID // who wrote it
		Published      string   // EDTF
		PublishedBasis string   // one of DateBases
		Language       string   // BCP 47
		Genre          string
		Events         []EventID
	}

	// Text is one canonical text of an article. It never changes; another
	// charset or extraction makes another text.
	Text struct {
		Meta
		ID             TextID
		Article        ArticleID
		Content        oplog.Hash // of the canonical text, and its key among the blobs
		Extractor      string
		Charset        string
		CharsetSure    bool
		Capture        CaptureID
		Parent         TextID
		Title, Byline  string // as found, like all that follows
		Site, URL      string
		Published      string
		PublishedBasis string
		Language       string
		Outline        []Part // what the format says of its parts
		Pages          []Page // in their order, for a format that has pages
		Choice         string // of the blocks of the original, as extract.Hint has it, "" for what the extractor chose
	}

	// Capture is the original bytes of an article at one time.
	Capture struct {
		Meta
		ID        CaptureID
		Article   ArticleID
		Original  oplog.Hash // of the bytes, and their key among the blobs
		At        int64      // milliseconds since 1970
		MediaType string
		Name      string // of the file, without its folder
		URL       string
		Via       string // one of Ways
		Part      string // of the original that the article is, "" for all of it
		Within    string // the archive that the original was in, with those that it was in: "a.zip/b.zip"
		Taken     string // EDTF: when whoever made the original took it from the web
	}

	// Block says what a passage of a text is, where the analyst or the
	// extractor has said so.
	Block struct {
		Meta
		ID   BlockID
		Text TextID
		Span anchor.Span
		Kind string // one of BlockKinds
	}

	// Boundary splits or joins sentences at a position in a text.
	Boundary struct {
		Meta
		ID   ID[Boundary]
		Text TextID
		At   int    // code points
		Edit string // one of BoundaryEdits
	}

	// Event is something that happened or is planned.
	Event struct {
		Meta
		ID                EventID
		Name, When, Where string
	}

	// Source is a party that says things.
	Source struct {
		Meta
		ID          SourceID
		Name        string
		Domain      string
		Kind        string // one of SourceKinds
		Parent      SourceID
		Description string
		Count       int // of people in an anonymous group; 0 for unknown
		Aliases     []string
	}

	// Same says that two entities are one and the same, or are not.
	Same struct {
		Meta
		ID      ID[Same]
		Of      Kind
		A, B    EntityID
		Verdict string // one of Sameness
	}

	// Claim is one testable sentence in the analyst's words.
	Claim struct {
		Meta
		ID      ClaimID
		Wording string
		Kind    string // one of ClaimKinds
		Event   EventID
		When    string // EDTF
	}

	// Mention is a passage of an article that bears on a claim. Its quote is
	// the text at its span, always.
	Mention struct {
		Meta
		ID             MentionID
		Article        ArticleID
		Text           TextID
		Claim          ClaimID
		Span           anchor.Span
		Quote          string
		Prefix, Suffix string
	}

	// Attribution is one analyst's chain of utterers of a mention, nearest first.
	Attribution struct {
		Meta
		ID      ID[Attribution]
		Mention MentionID
		Coder   ActorID
		Chain   []Step
	}

	// Work is something outside the case that articles derive from.
	Work struct {
		Meta
		ID               WorkID
		Source           SourceID
		Title, When, URL string
	}

	// Question is a contested fact: what is in question, and in Versions the
	// answers that are in use.
	Question struct {
		Meta
		ID       QuestionID
		Wording  string
		Kind     string // one of ClaimKinds
		Relation string // one of Relations
		Severity string // one of Severities
		Status   string // one of Statuses, "" is open
		Settles  string // what would settle it
		Ruling   string // the analyst's, with reasons
	}

	// Version is one answer to a question.
	Version struct {
		Meta
		ID       VersionID
		Question QuestionID
		Label    string
		Mentions []MentionID
	}

	// Tag is a code of the codebook.
	Tag struct {
		Meta
		ID                        TagID
		Name, Colour, Description string
		Parent                    TagID
		Aliases                   []string // what it is called besides: the names of those that it stands for
		Retired                   []TagID  // tags that were merged into it
	}

	// Tagging puts a tag on something.
	Tagging struct {
		Meta
		ID     ID[Tagging]
		Tag    TagID
		Target EntityID
	}

	// Note is a memo on anything.
	Note struct {
		Meta
		ID      NoteID
		Target  EntityID
		Text    string
		Private bool
	}

	// Decision is an analyst's answer to a suggestion.
	Decision struct {
		Meta
		ID                  ID[Decision]
		Suggestion, Subject string
		Coder               ActorID
		Verdict, Reason     string
	}

	// Report is what is to be written up, and in which order.
	Report struct {
		Meta
		ID       ReportID
		Title    string
		Summary  string     // the analyst's own words, before everything else
		Items    []EntityID // events, claims and questions; an event brings what is about it and not listed itself
		LeaveOut []string   // some of ReportParts
	}

	// Info is what the case says about itself.
	Info struct {
		Meta
		ID                EntityID
		Name, Description string
	}
)

// Case is a case, or the part of one that a rule needs, as values. What has
// been withdrawn is not in it, unless a mention that has not been needs it:
// an article or claim that one analyst removed while another worked on it.
type Case struct {
	Info         Info
	Actors       []Actor
	Articles     []Article
	Texts        []Text
	Captures     []Capture
	Blocks       []Block
	Boundaries   []Boundary
	Events       []Event
	Sources      []Source
	Sames        []Same
	Claims       []Claim
	Mentions     []Mention
	Judgements   []Judgement
	Attributions []Attribution
	Works        []Work
	Questions    []Question
	Versions     []Version
	Tags         []Tag
	Taggings     []Tagging
	Notes        []Note
	Reports      []Report
	Decisions    []Decision

	Credits []Credit // of the articles, where something is to be proposed from them

	Numbers map[ClaimID]int // of every claim, in order of making: "C1" is number 1
}

// Record is one entity as the log or a table of the case file has it.
type Record struct {
	Meta
	Kind   Kind
	ID     EntityID
	Fields oplog.Fields
}

// NewRecord returns the record of a state.
func NewRecord(s *oplog.State) Record {
	r := Record{
		Kind: Kind(s.Kind), ID: s.Entity, Fields: make(oplog.Fields, len(s.Fields)),
		Meta: Meta{Gone: s.Gone, By: ActorID(s.By), Made: s.Made, Changed: s.Changed, Changer: ActorID(s.Changer)},
	}
	for name, register := range s.Fields {
		r.Fields[name] = register.Value
	}
	return r
}

// Records returns the entities of a log, the withdrawn ones too.
func Records(l *oplog.Log) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for s := range l.States() {
			if s.Exists && !yield(NewRecord(&s)) {
				return
			}
		}
	}
}

// Build puts records together to a case. The order of the records does not
// matter: every list of the result is in order of making, then of id.
func Build(records iter.Seq[Record]) *Case {
	c := &Case{}
	var members []Record
	var retired []Tag
	for r := range records {
		switch {
		case r.Gone && r.Kind == KindTag:
			retired = append(retired, newTag(&r))
			continue
		case r.Gone && r.Kind != KindArticle && r.Kind != KindClaim:
			continue
		}
		if !c.add(r) {
			members = append(members, r)
		}
	}
	c.Sort()
	c.Numbers = make(map[ClaimID]int, len(c.Claims))
	for i := range c.Claims {
		c.Numbers[c.Claims[i].ID] = i + 1
	}
	c.Sweep()
	c.fold(members)
	sortBy(retired, func(x *Tag) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	heirs := Heirs(c.Tags, retired, c.Sames)
	Inherit(c.Tags, retired, heirs)
	c.Taggings = Handed(c.Taggings, heirs)
	HandOn(c.Notes, heirs)
	return c
}

// Sweep drops the articles and claims that have been withdrawn, but for those
// that a mention still needs.
func (c *Case) Sweep() {
	articles, claims := map[ArticleID]bool{}, map[ClaimID]bool{}
	for i := range c.Mentions {
		articles[c.Mentions[i].Article], claims[c.Mentions[i].Claim] = true, true
	}
	c.Articles = slices.DeleteFunc(c.Articles, func(a Article) bool { return a.Gone && !articles[a.ID] })
	c.Claims = slices.DeleteFunc(c.Claims, func(x Claim) bool { return x.Gone && !claims[x.ID] })
}

func (r *Record) text(name string) string { return r.Fields[name].Text() }
func (r *Record) number(name string) int  { return int(r.Fields[name].Number()) }
func (r *Record) id(name string) EntityID { return r.Fields[name].ID() }
func (r *Record) span() anchor.Span {
	return anchor.Span{Start: r.number("start"), End: r.number("end")}
}

// add puts one record into the case; members of sets wait until their owners
// are there.
func (c *Case) add(r Record) bool {
	m := r.Meta
	switch r.Kind {
	case KindCase:
		if c.Info.ID.IsZero() || before(&m, &r.ID, &c.Info.Meta, &c.Info.ID) {
			c.Info = Info{m, r.ID, r.text("name"), r.text("description")}
		}
	case KindActor:
		c.Actors = append(c.Actors, Actor{m, ActorID(r.ID), r.text("name"), ActorID(r.id("also"))})
	case KindArticle:
		c.Articles = append(c.Articles, Article{
			Meta: m, ID: ArticleID(r.ID), First: r.Fields["first"].Hash(), FoundAt: r.text("found_at"), Text: TextID(r.id("text")),
			Title: r.text("title"), Byline: r.text("byline"), URL: r.text("url"), Host: SourceID(r.id("host")), TextOrigin: SourceID(r.id("text_origin")),
			Published: r.text("published"), PublishedBasis: r.text("published_basis"), Language: r.text("language"), Genre: r.text("genre"),
		})
	case KindText:
		c.Texts = append(c.Texts, Text{
			Meta: m, ID: TextID(r.ID), Article: ArticleID(r.id("article")), Content: r.Fields["content"].Hash(), Extractor: r.text("extractor"),
			Charset: r.text("charset"), CharsetSure: r.Fields["charset_sure"].Flag(), Capture: CaptureID(r.id("capture")), Parent: TextID(r.id("parent")),
			Title: r.text("title"), Byline: r.text("byline"), Site: r.text("site"), URL: r.text("url"),
			Published: r.text("published"), PublishedBasis: r.text("published_basis"), Language: r.text("language"),
			Outline: ParseList[Part](r.Fields["outline"]), Pages: ParseList[Page](r.Fields["pages"]), Choice: r.text("choice"),
		})
	case KindCapture:
		c.Captures = append(c.Captures, Capture{
			m, CaptureID(r.ID), ArticleID(r.id("article")), r.Fields["original"].Hash(), r.Fields["at"].Number(), r.text("media_type"), r.text("name"), r.text("url"),
			r.text("via"), r.text("part"), r.text("within"), r.text("taken"),
		})
	case KindBlock:
		c.Blocks = append(c.Blocks, Block{m, BlockID(r.ID), TextID(r.id("text")), r.span(), r.text("kind")})
	case KindBoundary:
		c.Boundaries = append(c.Boundaries, Boundary{m, ID[Boundary](r.ID), TextID(r.id("text")), r.number("at"), r.text("edit")})
	case KindEvent:
		c.Events = append(c.Events, Event{m, EventID(r.ID), r.text("name"), r.text("when"), r.text("where")})
	case KindSource:
		c.Sources = append(c.Sources, Source{
			Meta: m, ID: SourceID(r.ID), Name: r.text("name"), Domain: r.text("domain"), Kind: r.text("kind"),
			Parent: SourceID(r.id("parent")), Description: r.text("description"), Count: r.number("count"),
		})
	case KindSame:
		c.Sames = append(c.Sames, Same{m, ID[Same](r.ID), Kind(r.text("of")), r.id("a"), r.id("b"), r.text("verdict")})
	case KindClaim:
		c.Claims = append(c.Claims, Claim{m, ClaimID(r.ID), r.text("wording"), r.text("kind"), EventID(r.id("event")), r.text("when")})
	case KindMention:
		c.Mentions = append(c.Mentions, Mention{
			m, MentionID(r.ID), ArticleID(r.id("article")), TextID(r.id("text")), ClaimID(r.id("claim")), r.span(), r.text("quote"), r.text("prefix"), r.text("suffix"),
		})
	case KindJudgement:
		if !r.Fields["value"].IsNull() {
			c.Judgements = append(c.Judgements, Judgement{
				m, JudgementID(r.ID), r.id("target"), r.id("other"), Dimension(r.text("dimension")), r.text("scope"), ActorID(r.id("coder")), r.Fields["value"], r.text("reason"),
			})
		}
	case KindAttribution:
		c.Attributions = append(c.Attributions, Attribution{m, ID[Attribution](r.ID), MentionID(r.id("mention")), ActorID(r.id("coder")), ParseList[Step](r.Fields["chain"])})
	case KindWork:
		c.Works = append(c.Works, Work{m, WorkID(r.ID), SourceID(r.id("source")), r.text("title"), r.text("when"), r.text("url")})
	case KindQuestion:
		c.Questions = append(c.Questions, Question{
			m, QuestionID(r.ID), r.text("wording"), r.text("kind"), r.text("relation"), r.text("severity"), r.text("status"), r.text("settles"), r.text("ruling"),
		})
	case KindVersion:
		c.Versions = append(c.Versions, Version{Meta: m, ID: VersionID(r.ID), Question: QuestionID(r.id("question")), Label: r.text("label")})
	case KindTag:
		c.Tags = append(c.Tags, newTag(&r))
	case KindTagging:
		if r.Fields["member"].Flag() {
			c.Taggings = append(c.Taggings, Tagging{m, ID[Tagging](r.ID), TagID(r.id("tag")), r.id("target")})
		}
	case KindNote:
		c.Notes = append(c.Notes, Note{m, NoteID(r.ID), r.id("target"), r.text("text"), r.Fields["private"].Flag()})
	case KindReport:
		c.Reports = append(c.Reports, Report{m, ReportID(r.ID), r.text("title"), r.text("summary"), ParseList[EntityID](r.Fields["items"]), ParseList[string](r.Fields["leave_out"])})
	case KindDecision:
		c.Decisions = append(c.Decisions, Decision{m, ID[Decision](r.ID), r.text("suggestion"), r.text("subject"), ActorID(r.id("coder")), r.text("verdict"), r.text("reason")})
	case KindArticleEvent, KindAlias, KindVersionMention:
		return !r.Fields["member"].Flag()
	case KindRestorePoint, KindMerge, KindPurge: // history, not part of the case as it stands
	}
	return true
}

func newTag(r *Record) Tag {
	return Tag{Meta: r.Meta, ID: TagID(r.ID), Name: r.text("name"), Colour: r.text("colour"), Description: r.text("description"), Parent: TagID(r.id("parent"))}
}

// ParseList reads the value of a field that holds an array, such as the chain
// of an attribution; one that is broken is empty.
func ParseList[T any](v oplog.Value) []T {
	var list []T
	if len(v) == 0 || json.Unmarshal(v, &list) != nil {
		return nil
	}
	return list
}

// fold gives members of sets to their owners.
func (c *Case) fold(members []Record) {
	events := map[ArticleID][]EventID{}
	aliases := map[SourceID][]string{}
	mentions := map[VersionID][]MentionID{}
	slices.SortFunc(members, func(a, b Record) int { return order(&a.Meta, &a.ID, &b.Meta, &b.ID) })
	for i := range members {
		switch r := &members[i]; r.Kind {
		case KindArticleEvent:
			events[ArticleID(r.id("article"))] = append(events[ArticleID(r.id("article"))], EventID(r.id("event")))
		case KindAlias:
			aliases[SourceID(r.id("source"))] = append(aliases[SourceID(r.id("source"))], r.text("name"))
		case KindVersionMention:
			mentions[VersionID(r.id("version"))] = append(mentions[VersionID(r.id("version"))], MentionID(r.id("mention")))
		default:
		}
	}
	for i := range c.Articles {
		c.Articles[i].Events = events[c.Articles[i].ID]
	}
	for i := range c.Sources {
		c.Sources[i].Aliases = aliases[c.Sources[i].ID]
	}
	for i := range c.Versions {
		c.Versions[i].Mentions = mentions[c.Versions[i].ID]
	}
}

func order(a *Meta, idA *EntityID, b *Meta, idB *EntityID) int {
	return cmp.Or(cmp.Compare(a.Made, b.Made), bytes.Compare(idA[:], idB[:]))
}

func before(a *Meta, idA *EntityID, b *Meta, idB *EntityID) bool { return order(a, idA, b, idB) < 0 }

// Sort puts every list in order of making, then of id.
func (c *Case) Sort() {
	sortBy(c.Actors, func(x *Actor) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Articles, func(x *Article) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Texts, func(x *Text) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Captures, func(x *Capture) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Blocks, func(x *Block) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Boundaries, func(x *Boundary) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Events, func(x *Event) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Sources, func(x *Source) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Sames, func(x *Same) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Claims, func(x *Claim) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Mentions, func(x *Mention) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Judgements, func(x *Judgement) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Attributions, func(x *Attribution) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Works, func(x *Work) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Questions, func(x *Question) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Versions, func(x *Version) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Reports, func(x *Report) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Tags, func(x *Tag) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Taggings, func(x *Tagging) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Notes, func(x *Note) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
	sortBy(c.Decisions, func(x *Decision) (*Meta, EntityID) { return &x.Meta, EntityID(x.ID) })
}

// sortBy sorts a list, which may be long, and mostly is sorted already. Entities are large:
// each is moved once.
func sortBy[T any](list []T, key func(*T) (*Meta, EntityID)) {
	type place struct {
		made oplog.Clock
		id   EntityID
		at   int
	}
	places := make([]place, len(list))
	for i := range list {
		m, id := key(&list[i])
		places[i] = place{m.Made, id, i}
	}
	earlier := func(a, b place) int { return cmp.Or(cmp.Compare(a.made, b.made), bytes.Compare(a.id[:], b.id[:])) }
	if slices.IsSortedFunc(places, earlier) {
		return
	}
	slices.SortFunc(places, earlier)
	sorted := make([]T, len(list))
	for i, p := range places {
		sorted[i] = list[p.at]
	}
	copy(list, sorted)
}
