package exchange

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// thing is something in the file that other parts of it can refer to.
type thing struct {
	kind    assay.Kind
	id      oplog.ID
	node    *node
	left    bool      // it stays outside, and so does what refers to it
	current *passages // of an article or text: its words
	article oplog.ID  // of a text
}

// passages is a text in which quotes are looked for.
type passages struct {
	id      assay.TextID
	article oplog.ID
	text    anchor.Text
	finder  *anchor.Finder
	altered bool // canonical form is not what the file has, so that its positions are only hints
}

// maxAnalysts is how many analysts a file may have: what has been read is
// noted for each of them.
const maxAnalysts = 1000

// planner turns a file without a history into edits.
type planner struct {
	*jsonFile
	me         assay.ActorID
	only       assay.ActorID // the one analyst of the file; me where there are several, or none
	actors     []assay.ActorID
	space      oplog.Value // what keeps ids of this case apart from those of others
	things     map[string]*thing
	written    map[entity]string // where each article and source came from
	blobs      map[oplog.Hash]bool
	acts       []assay.PlannedAct
	actOf      map[assay.ActorID]int
	out        *assay.Plan
	shifted    []string // paths of positions that are not where their quotes are
	claimsAt   bool     // every claim says when it was made
	searchLeft int
}

func (f *jsonFile) plan(me assay.ActorID) *assay.Plan {
	p := &planner{
		jsonFile: f, me: me, only: me, things: map[string]*thing{}, written: map[entity]string{}, blobs: map[oplog.Hash]bool{},
		actOf: map[assay.ActorID]int{}, out: &assay.Plan{}, claimsAt: true, searchLeft: f.limits.Search,
	}
	p.about()
	p.parties()
	p.articles()
	p.statements()
	p.papers()
	p.judgements()
	p.remarks()
	for i := range p.acts {
		slices.SortStableFunc(p.acts[i].Edits, byTime)
	}
	p.out.Acts = p.acts
	return p.out
}

// byTime puts what the file dates in order of time, and the rest after it.
func byTime(a, b assay.PlannedEdit) int {
	if a.At.IsZero() || b.At.IsZero() {
		return map[bool]int{false: 0, true: 1}[a.At.IsZero()] - map[bool]int{false: 0, true: 1}[b.At.IsZero()]
	}
	return a.At.Compare(b.At)
}

// each returns the objects of one of the file's lists.
func (p *planner) each(name string) []*node {
	list := p.elements(p.root, name, '{')
	for _, n := range list {
		n.expect("id", "by", "at")
	}
	return list
}

// nounOf is what an analyst calls a kind of thing.
func nounOf(k assay.Kind) string {
	if k == assay.KindActor {
		return "analyst"
	}
	return strings.ReplaceAll(string(k), "_", " ")
}

func withArticle(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// name finds the id under which an entity of the file enters the case. What
// has a UUID keeps it; other ids are only unique in their file, so that what
// the entity says goes into the id too: two files that both have a claim "c1"
// have two claims, and one file read twice has one.
func (p *planner) name(n *node, k assay.Kind, says ...string) oplog.ID {
	local := ""
	if m := n.member("id"); m != nil {
		local = m.text
	}
	if id, err := oplog.ParseID(local); err == nil && !id.IsZero() {
		return id
	}
	values := [][]byte{p.space, oplog.Encode(local)}
	for _, s := range says {
		values = append(values, oplog.Encode(s))
	}
	return oplog.Derive(Format+" "+string(k), values...)
}

// declare makes a thing known under the id that the file gives it.
func (p *planner) declare(n *node, field string, t thing) *thing {
	t.node = n
	m := p.get(n, field, '"')
	if m == nil || m.text == "" {
		return &t
	}
	if other := p.things[m.text]; other != nil {
		p.wrong(m, "“%.60s” is already the id of %s. Every id may stand for one thing only.", m.text, other.node.path())
		return &t
	}
	p.things[m.text] = &t
	return &t
}

// find returns the thing that m refers to. Nil says that there is none, which
// is a problem, or that it stays outside, which is one already.
func (p *planner) find(m *node, kinds ...assay.Kind) *thing {
	if m == nil {
		return nil
	}
	if m.kind != '"' {
		p.wrong(m, "This is %s where an id should be.", m.what())
		return nil
	}
	t := p.things[m.text]
	switch {
	case m.text == "":
		return nil
	case t == nil && len(kinds) == 1:
		p.wrong(m, "There is no %s “%.60s”.", nounOf(kinds[0]), m.text)
	case t == nil:
		p.wrong(m, "There is nothing of the id “%.60s” in the file.", m.text)
	case len(kinds) > 0 && !slices.Contains(kinds, t.kind):
		p.wrong(m, "“%.60s” is %s and not %s.", m.text, withArticle(nounOf(t.kind)), withArticle(nounOf(kinds[0])))
	case !t.left:
		return t
	}
	return nil
}

// ref returns the id that a member refers to, and sets it among the fields.
func (p *planner) ref(f oplog.Fields, n *node, name string, k assay.Kind) *thing {
	t := p.find(n.member(name), k)
	if t != nil {
		f[name] = oplog.Encode(t.id)
	}
	return t
}

func put(f oplog.Fields, name, value string) {
	if value != "" {
		f[name] = oplog.Encode(value)
	}
}

// texts sets those of the named members that say something.
func (p *planner) texts(f oplog.Fields, n *node, names ...string) {
	for _, name := range names {
		put(f, name, p.text(n, name))
	}
}

// need returns a member without which an entity means nothing.
func (p *planner) need(f oplog.Fields, n *node, name string) string {
	s := p.text(n, name)
	if s == "" && (n.member(name) == nil || n.member(name).kind == '"') {
		p.add(assay.Fatal, join(n.path(), name), "This is missing or empty, and nothing else says what is meant.")
	}
	put(f, name, s)
	return s
}

// author is who says what n says: the analyst under by, else the only one of
// the file, else the one who imports it.
func (p *planner) author(n *node) assay.ActorID {
	if m := n.member("by"); m != nil {
		if t := p.find(m, assay.KindActor); t != nil {
			return assay.ActorID(t.id)
		}
	}
	return p.only
}

// when returns the time under at.
func (p *planner) when(n *node) time.Time {
	m := p.get(n, "at", '"')
	if m == nil || m.text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, m.text)
	if err != nil || at.UnixMilli() <= 0 || at.Year() > 5000 {
		p.wrong(m, "“%.40s” is not a time. Write it like 2026-03-01T09:30:00Z.", m.text)
		return time.Time{}
	}
	return at.UTC()
}

// write plans to set fields of an entity, as the author of n.
func (p *planner) write(n *node, k assay.Kind, id oplog.ID, f oplog.Fields) {
	p.writeAs(n, p.author(n), assay.PlannedEdit{Edit: oplog.Edit{Kind: string(k), Entity: id, Fields: f}, At: p.when(n)})
}

func (p *planner) writeAs(n *node, actor assay.ActorID, e assay.PlannedEdit) {
	e.Path = n.path()
	if assay.Define(assay.Kind(e.Kind)).Derived() {
		e.Entity = assay.DeriveID(assay.Kind(e.Kind), e.Fields)
	}
	op := oplog.Op{Actor: oplog.ID(actor), Kind: e.Kind, Entity: e.Entity, Body: e.Fields.Body()}
	err := assay.CheckOp(&op)
	switch {
	case len(op.Body) > oplog.MaxBody:
		p.wrong(n, "This holds %d kB of words besides the text of an article. Up to %d are kept in one piece.", len(op.Body)>>10, oplog.MaxBody>>10)
		return
	case err != nil || len(e.Fields) == 0:
		if !p.fatal { // else it may follow from what has been said already
			p.wrong(n, "This cannot be kept in a case: %v.", err)
		}
		return
	}
	i, ok := p.actOf[actor]
	if !ok {
		i = len(p.acts)
		p.actOf[actor] = i
		p.acts = append(p.acts, assay.PlannedAct{Actor: actor})
	}
	p.acts[i].Edits = append(p.acts[i].Edits, e)
}

// about reads what the file says of itself.
func (p *planner) about() {
	id := ""
	if m := p.get(p.root, "case", '{'); m != nil {
		id, p.out.Name, p.out.Description = p.text(m, "id"), p.text(m, "name"), p.text(m, "description")
		p.rest(m)
	}
	p.space = oplog.Encode(id)
}

// parties reads those who act: analysts, and the sources of the articles.
func (p *planner) parties() {
	analysts := p.each("analysts")
	if len(analysts) > maxAnalysts {
		p.add(assay.Fatal, "analysts", "There are %d analysts. A case takes up to %d.", len(analysts), maxAnalysts)
		analysts = nil
	}
	for _, n := range analysts {
		id := p.name(n, assay.KindActor, p.text(n, "name"))
		p.declare(n, "id", thing{kind: assay.KindActor, id: id})
		p.actors = append(p.actors, assay.ActorID(id))
	}
	if len(analysts) == 1 {
		p.only = p.actors[0]
	} else {
		p.actors = append(p.actors, p.me)
	}
	for i, n := range analysts {
		f := oplog.Fields{}
		p.need(f, n, "name")
		p.ref(f, n, "also", assay.KindActor)
		p.writeAs(n, p.actors[i], assay.PlannedEdit{Edit: oplog.Edit{Kind: string(assay.KindActor), Entity: oplog.ID(p.actors[i]), Fields: f}})
		p.rest(n)
	}
	for _, n := range p.each("events") {
		f := oplog.Fields{}
		t := p.declare(n, "id", thing{kind: assay.KindEvent, id: p.name(n, assay.KindEvent, p.need(f, n, "name"))})
		p.texts(f, n, "when", "where")
		p.write(n, t.kind, t.id, f)
		p.rest(n)
	}
	p.sources()
	for _, n := range p.each("works") {
		f := oplog.Fields{}
		p.texts(f, n, "title", "when", "url")
		t := p.declare(n, "id", thing{kind: assay.KindWork, id: p.name(n, assay.KindWork, f["title"].Text(), f["url"].Text())})
		p.ref(f, n, "source", assay.KindSource)
		if len(f) == 0 {
			p.wrong(n, "This says nothing about the work: give it a title, a source or a url.")
		}
		p.write(n, t.kind, t.id, f)
		p.rest(n)
	}
}

func (p *planner) sources() {
	list := p.each("sources")
	ids := make([]oplog.ID, len(list))
	for i, n := range list {
		ids[i] = p.name(n, assay.KindSource, p.text(n, "name"))
		if domain := p.domain(n); domain != "" {
			ids[i] = oplog.ID(assay.SourceByDomain(domain))
		}
		p.declare(n, "id", thing{kind: assay.KindSource, id: ids[i]})
	}
	for i, n := range list {
		f := oplog.Fields{}
		name := p.need(f, n, "name")
		put(f, "domain", p.domain(n))
		put(f, "kind", p.word(n, "kind", assay.SourceKinds))
		p.texts(f, n, "description")
		if parent := p.ref(f, n, "parent", assay.KindSource); parent != nil && parent.id == ids[i] {
			p.wrong(n.member("parent"), "A source cannot be its own publisher.")
		}
		if count, ok := p.number(n, "count"); ok && count > 0 {
			f["count"] = oplog.Encode(count)
		}
		aliases := p.elements(n, "aliases", '"')
		if other, twice := p.written[entity{string(assay.KindSource), ids[i]}]; twice {
			p.add(assay.Remarked, n.path(), "This has the domain of %s and was taken for the same source; its name became an alias.", other)
			aliases = append(aliases, n.member("name"))
			delete(f, "name")
		}
		p.written[entity{string(assay.KindSource), ids[i]}] = n.path()
		if len(f) > 0 {
			p.write(n, assay.KindSource, ids[i], f)
		}
		for _, a := range aliases {
			if alias := clean(a.text); alias != "" && alias != name || a.name == "name" {
				p.write(n, assay.KindAlias, oplog.ID{}, oplog.Fields{"source": oplog.Encode(ids[i]), "name": oplog.Encode(alias), "member": oplog.Encode(true)})
			}
		}
		p.rest(n)
	}
}

// domain returns the domain of a source in the one spelling that its id is
// made of.
func (p *planner) domain(n *node) string {
	domain := strings.ToLower(p.text(n, "domain"))
	if strings.ContainsAny(domain, "/: \n\t@") {
		p.wrong(n.member("domain"), "“%.60s” is not the name of a domain. Write it like herald.example.", domain)
		return ""
	}
	return domain
}

func (p *planner) articles() {
	for _, n := range p.each("articles") {
		p.article(n)
		p.rest(n)
	}
}

func (p *planner) article(n *node) {
	f := oplog.Fields{}
	content, altered := p.canonical(n)
	hash := p.blob([]byte(content))
	firstText := hash
	if m := p.get(n, "first", '"'); m != nil {
		given, err := oplog.ParseHash(m.text)
		if err != nil {
			p.wrong(m, "“%.70s” is not a SHA-256 in hexadecimal.", m.text)
		}
		firstText = given
	}
	foundAt := p.text(n, "found_at")
	if foundAt == "" {
		foundAt = p.text(n, "url")
	}
	f["first"], f["found_at"] = oplog.Encode(firstText.String()), oplog.Encode(foundAt)
	id := assay.DeriveID(assay.KindArticle, f)
	t := p.declare(n, "id", thing{kind: assay.KindArticle, id: id, left: content == ""})
	if other, twice := p.written[entity{string(assay.KindArticle), id}]; twice {
		p.add(assay.Remarked, n.path(), "This has the text and the address of %s and was taken for the same article.", other)
	}
	p.written[entity{string(assay.KindArticle), id}] = n.path()

	capture := p.captures(n, id)
	t.current = p.writeText(n, id, content, hash, altered, capture)
	f["text"] = oplog.Encode(t.current.id)
	p.metadata(f, n, n.member("found"))
	put(f, "genre", p.text(n, "genre"))
	p.ref(f, n, "host", assay.KindSource)
	p.ref(f, n, "text_origin", assay.KindSource)
	if p.flag(n, "withdrawn") {
		f[oplog.Retracted] = oplog.Encode(true)
	}
	p.write(n, assay.KindArticle, id, f)
	for _, e := range p.elements(n, "events", '"') {
		if event := p.find(e, assay.KindEvent); event != nil {
			p.write(n, assay.KindArticleEvent, oplog.ID{}, oplog.Fields{"article": oplog.Encode(id), "event": oplog.Encode(event.id), "member": oplog.Encode(true)})
		}
	}
	for _, earlier := range p.elements(n, "earlier_texts", '{') {
		content, altered := p.canonical(earlier)
		p.writeText(earlier, id, content, p.blob([]byte(content)), altered, oplog.ID{})
		p.rest(earlier)
	}
}

// canonical returns the text of an article as Assay keeps it, and whether that
// differs from what the file has.
func (p *planner) canonical(n *node) (string, bool) {
	m := p.get(n, "text", '"')
	if m == nil {
		if n.member("text") == nil {
			p.add(assay.Fatal, join(n.path(), "text"), "The text is missing. Quotes cannot be found without it.")
		}
		return "", false
	}
	content, err := anchor.Canonical(m.text)
	if err != nil || content == "" {
		p.wrong(m, "There is no text in this.")
	}
	return content, content != m.text
}

func (p *planner) blob(data []byte) oplog.Hash {
	hash := oplog.Hash(sha256.Sum256(data))
	if !p.blobs[hash] {
		p.blobs[hash] = true
		p.out.Blobs = append(p.out.Blobs, assay.Blob{Hash: hash, Data: data})
	}
	return hash
}

// captures plans the originals of an article and returns that of its text.
func (p *planner) captures(n *node, article oplog.ID) (of oplog.ID) {
	all := p.elements(n, "captures", '{')
	if o := p.get(n, "original", '{'); o != nil {
		all = append([]*node{o}, all...)
	}
	for i, c := range all {
		var hash oplog.Hash
		data, ok := p.bytes(c)
		if ok {
			hash = p.blob(data)
		} else if m := p.get(c, "sha256", '"'); m != nil {
			var err error
			if hash, err = oplog.ParseHash(strings.ToLower(m.text)); err != nil {
				p.wrong(m, "“%.70s” is not a SHA-256 in hexadecimal.", m.text)
				continue
			}
		}
		if hash.IsZero() && c.member("base64") != nil {
			continue // which is wrong, and has been said
		}
		if hash.IsZero() {
			p.add(assay.LeftOut, c.path(), "There are neither bytes nor a hash, so there is nothing to keep.")
			continue
		}
		f := oplog.Fields{"article": oplog.Encode(article), "original": oplog.Encode(hash.String()), "at": oplog.Encode(0)}
		at := p.when(c)
		if !at.IsZero() {
			f["at"] = oplog.Encode(at.UnixMilli())
		}
		p.texts(f, c, "media_type", "name", "url", "part", "within", "taken")
		put(f, "via", p.word(c, "via", assay.Ways))
		id := assay.DeriveID(assay.KindCapture, f)
		p.declare(c, "id", thing{kind: assay.KindCapture, id: id})
		p.writeAs(c, p.author(n), assay.PlannedEdit{Edit: oplog.Edit{Kind: string(assay.KindCapture), Fields: f}, At: p.when(n)})
		if i == 0 && c.name == "original" {
			of = id
		}
		p.rest(c)
	}
	return of
}

// writeText plans a text of an article, with what is known of its passages.
func (p *planner) writeText(n *node, article oplog.ID, content string, hash oplog.Hash, altered bool, capture oplog.ID) *passages {
	f := oplog.Fields{"article": oplog.Encode(article), "content": oplog.Encode(hash.String())}
	t := &passages{id: assay.TextID(assay.DeriveID(assay.KindText, f)), article: article, text: anchor.NewText(content), altered: altered}
	t.finder = anchor.NewFinder(t.text)
	p.declare(n, "text_id", thing{kind: assay.KindText, id: oplog.ID(t.id), current: t, article: article})
	p.texts(f, n, "extractor", "charset", "choice")
	p.layout(f, n, t)
	if p.flag(n, "charset_sure") {
		f["charset_sure"] = oplog.Encode(true)
	}
	if c := p.find(n.member("capture"), assay.KindCapture); c != nil {
		capture = c.id
	}
	if !capture.IsZero() {
		f["capture"] = oplog.Encode(capture)
	}
	if m := n.member("parent"); m != nil && p.things[m.text] != nil { // one that is not in the file is not needed
		p.ref(f, n, "parent", assay.KindText)
	}
	if found := p.get(n, "found", '{'); found != nil {
		p.metadata(f, found, nil)
		p.texts(f, found, "site")
		p.rest(found)
	}
	p.write(n, assay.KindText, oplog.ID(t.id), f)
	p.structure(n, t)
	return t
}

// metadata sets what article and text both know of themselves. What was found
// in the text is not the analyst's word as well.
func (p *planner) metadata(f oplog.Fields, n, found *node) {
	own := func(name, value string) {
		if found == nil || found.kind != '{' || p.text(found, name) != value {
			put(f, name, value)
		}
	}
	for _, name := range []string{"title", "byline", "url", "language"} {
		own(name, p.text(n, name))
	}
	date, basis := p.date(n)
	if found != nil && found.kind == '{' {
		if foundDate, foundBasis := p.date(found); foundDate == date && foundBasis == basis {
			return
		}
	}
	put(f, "published", date)
	put(f, "published_basis", basis)
}

// date reads published, which may be a string or an object.
func (p *planner) date(n *node) (date, basis string) {
	m := n.member("published")
	switch {
	case m == nil:
		return "", ""
	case m.kind == '"':
		return clean(m.text), ""
	case m.kind != '{':
		p.wrong(m, "This is %s where a date should be. Write it like {\"date\": \"2026-03-01\", \"basis\": \"printed\"}.", m.what())
		return "", ""
	}
	date, basis = p.text(m, "date"), p.word(m, "basis", assay.DateBases)
	p.rest(m)
	return date, basis
}

// structure plans what the passages of a text are.
func (p *planner) structure(n *node, t *passages) {
	for _, b := range p.elements(n, "blocks", '{') {
		start, hasStart := p.number(b, "start")
		end, hasEnd := p.number(b, "end")
		span := anchor.Span{Start: start, End: end}
		kind := p.word(b, "kind", assay.BlockKinds)
		p.rest(b)
		if !hasStart || !hasEnd || t.altered || span.Empty() || !t.text.In(span) {
			p.add(assay.LeftOut, b.path(), "This is not a passage of the text as Assay keeps it (code points, line ends as LF). It was left out.")
			continue
		}
		f := oplog.Fields{"text": oplog.Encode(t.id), "start": oplog.Encode(start), "end": oplog.Encode(end)}
		put(f, "kind", kind)
		p.writeAs(b, p.author(n), assay.PlannedEdit{Edit: oplog.Edit{Kind: string(assay.KindBlock), Fields: f}, At: p.when(n)})
	}
	for _, b := range p.elements(n, "boundaries", '{') {
		at, ok := p.number(b, "at")
		edit := p.word(b, "edit", assay.BoundaryEdits)
		p.rest(b)
		if !ok || t.altered || !t.text.In(anchor.Span{Start: at, End: at}) {
			p.add(assay.LeftOut, b.path(), "This is not a place in the text as Assay keeps it (code points, line ends as LF). It was left out.")
			continue
		}
		f := oplog.Fields{"text": oplog.Encode(t.id), "at": oplog.Encode(at)}
		put(f, "edit", edit)
		p.writeAs(b, p.author(n), assay.PlannedEdit{Edit: oplog.Edit{Kind: string(assay.KindBoundary), Fields: f}, At: p.when(n)})
	}
}

// layout reads what a format has said of the parts of a text.
func (p *planner) layout(f oplog.Fields, n *node, t *passages) {
	var outline []assay.Part
	for _, x := range p.elements(n, "outline", '{') {
		start, hasStart := p.number(x, "start")
		end, hasEnd := p.number(x, "end")
		part := assay.Part{Start: start, End: end, Kind: p.word(x, "kind", assay.BlockKinds)}
		span := anchor.Span{Start: start, End: end}
		if p.rest(x); !hasStart || !hasEnd || t.altered || span.Empty() || !t.text.In(span) || part.Kind == "" {
			p.add(assay.LeftOut, x.path(), "This is not a passage of the text as Assay keeps it (code points, line ends as LF). It was left out.")
			continue
		}
		outline = append(outline, part)
	}
	if len(outline) > 0 {
		f["outline"] = oplog.Encode(outline)
	}
	var pages []assay.Page
	for _, x := range p.elements(n, "pages", '{') {
		start, ok := p.number(x, "start")
		page := assay.Page{Start: start, Label: p.text(x, "label"), Gap: p.text(x, "gap")}
		early := len(pages) > 0 && start < pages[len(pages)-1].Start
		if p.rest(x); !ok || t.altered || early || !t.text.In(anchor.Span{Start: start, End: start}) || page.Label == "" || page.Gap != "" && !slices.Contains(assay.PageGaps, page.Gap) {
			p.add(assay.LeftOut, x.path(), "This is not a place in the text as Assay keeps it (code points, line ends as LF). It was left out.")
			continue
		}
		pages = append(pages, page)
	}
	if len(pages) > 0 {
		f["pages"] = oplog.Encode(pages)
	}
}

// statements reads claims and where they are made.
func (p *planner) statements() {
	for _, n := range p.each("claims") {
		f := oplog.Fields{}
		t := p.declare(n, "id", thing{kind: assay.KindClaim, id: p.name(n, assay.KindClaim, p.need(f, n, "wording"))})
		put(f, "kind", p.word(n, "kind", assay.ClaimKinds))
		p.texts(f, n, "when")
		p.ref(f, n, "event", assay.KindEvent)
		if p.flag(n, "withdrawn") {
			f[oplog.Retracted] = oplog.Encode(true)
		}
		p.claimsAt = p.claimsAt && !p.when(n).IsZero()
		p.write(n, t.kind, t.id, f)
		p.rest(n)
	}
	for _, n := range p.each("mentions") {
		p.mention(n)
		p.rest(n)
	}
	if n := len(p.shifted); n > 0 {
		p.add(assay.Remarked, p.shifted[0], "The position is not where the quote stands (positions count code points, from 0), so the quote was found by its words. There are %d of these.", n)
	}
}

func (p *planner) mention(n *node) {
	n.expect("quote", "prefix", "suffix", "start", "end", "attribution", "attributions")
	t := p.declare(n, "id", thing{kind: assay.KindMention, left: true})
	missing := func(name string) {
		if n.member(name) == nil {
			p.add(assay.Fatal, join(n.path(), name), "This is missing. A mention needs an article, a claim and the words that it quotes.")
		}
	}
	missing("article")
	missing("claim")
	missing("quote")
	article, claim := p.find(n.member("article"), assay.KindArticle), p.find(n.member("claim"), assay.KindClaim)
	where := article
	if m := n.member("text"); m != nil {
		if where = p.find(m, assay.KindText); where != nil && article != nil && where.article != article.id {
			p.wrong(m, "“%.60s” is not a text of that article.", m.text)
			return
		}
	}
	if article == nil || claim == nil || where == nil || where.current == nil {
		return
	}
	span, ok := p.locate(n, where.current)
	if !ok {
		return
	}
	t.id = p.name(n, assay.KindMention, article.id.String(), claim.id.String(), span.String())
	t.left = false
	f := assay.Position(where.current.id, where.current.text, span)
	f["article"], f["claim"] = oplog.Encode(article.id), oplog.Encode(claim.id)
	p.write(n, assay.KindMention, t.id, f)
	p.attributions(n, t.id)
}

// raw returns a member that is a string, to the letter.
func (p *planner) raw(n *node, name string) string {
	if m := p.get(n, name, '"'); m != nil {
		return m.text
	}
	return ""
}

// locate returns where the quote of n stands in a text. A position is believed
// if the quote is what stands there, and else is only a hint: it may be counted
// in bytes or in UTF-16, or in another state of the text.
func (p *planner) locate(n *node, t *passages) (anchor.Span, bool) {
	q := anchor.Quote{Exact: p.raw(n, "quote"), Prefix: p.raw(n, "prefix"), Suffix: p.raw(n, "suffix")}
	start, hasStart := p.number(n, "start")
	end, hasEnd := p.number(n, "end")
	if hasStart && !hasEnd {
		end = start + anchor.NewText(q.Exact).Len()
	}
	given := anchor.Span{Start: start, End: end}
	if there, in := t.text.Lookup(given); hasStart && in && there == q.Exact && !given.Empty() {
		return given, true
	}
	hint := anchor.NoHint
	if hasStart {
		hint = start
	}
	m := n.member("quote")
	if m == nil || m.kind != '"' {
		return anchor.Span{}, false
	}
	span, ok := p.search(m, t, q, hint)
	if ok && (hasStart || hasEnd) && span != given && !t.altered {
		p.shifted = append(p.shifted, join(n.path(), "start"))
	}
	return span, ok
}

// search looks for a quote by its words. What it costs is taken from what the
// file may cost in all.
func (p *planner) search(m *node, t *passages, q anchor.Quote, hint int) (anchor.Span, bool) {
	length := len(t.text.String())
	if p.searchLeft -= length; p.searchLeft < 0 {
		p.add(assay.LeftOut, m.path(), "So many quotes of this file do not stand in their articles that this one was not looked for. It was left out, with what the file says about it.")
		return anchor.Span{}, false
	}
	matches, outcome := t.finder.Find(q, hint)
	if outcome == anchor.NotFound || matches[0].Way != anchor.Exact {
		p.searchLeft -= length * min(len(q.Exact)/64+1, 16) * 16
	}
	p.searchLeft -= len(matches) << 15
	switch outcome {
	case anchor.NotFound:
		p.add(assay.LeftOut, m.path(), "“%.80s” does not stand in the text of the article. It was left out, with what the file says about it.", q.Exact)
	case anchor.Ambiguous:
		p.add(assay.LeftOut, m.path(), "“%.80s” stands in the text of the article more than once, and nothing says which is meant. Add what stands before it (prefix) and after it (suffix). It was left out, with what the file says about it.", q.Exact)
	default:
		if matches[0].Way == anchor.Approximate {
			p.add(assay.Remarked, m.path(), "The article reads “%.80s” here; the quote was put right.", t.text.Slice(matches[0].Span))
		}
		return matches[0].Span, true
	}
	return anchor.Span{}, false
}

// attributions plans who is said to have said what a mention says: everybody's
// chains where they are given, else the one, which is its maker's.
func (p *planner) attributions(n *node, mention oplog.ID) {
	single := p.elements(n, "attribution", '{')
	all := p.elements(n, "attributions", '{')
	for _, a := range all {
		p.attribution(a, mention, p.author(a), p.when(a), p.elements(a, "chain", '{'))
		p.rest(a)
	}
	if len(all) == 0 && len(single) > 0 {
		p.attribution(n, mention, p.author(n), p.when(n), single)
	}
	if len(all) > 0 { // what it shows of them is theirs
		for _, s := range single {
			for _, m := range s.items {
				m.used = true
			}
		}
	}
}

func (p *planner) attribution(n *node, mention oplog.ID, coder assay.ActorID, at time.Time, steps []*node) {
	chain := []assay.Step{}
	for _, s := range steps {
		source := p.find(s.member("source"), assay.KindSource)
		if s.member("source") == nil {
			p.add(assay.Fatal, join(s.path(), "source"), "This is missing. Say which source it was.")
		}
		step := assay.Step{Verb: p.text(s, "verb"), Named: p.word(s, "named", assay.NamedWords), Basis: p.word(s, "basis", assay.Bases)}
		if on := p.get(s, "on_record", 't'); on != nil {
			yes := on.text == "true"
			step.OnRecord = &yes
		}
		p.rest(s)
		if source != nil {
			step.Source = assay.SourceID(source.id)
			chain = append(chain, step)
		}
	}
	p.writeAs(n, coder, assay.PlannedEdit{At: at, Edit: oplog.Edit{Kind: string(assay.KindAttribution), Fields: oplog.Fields{
		"mention": oplog.Encode(mention), "coder": oplog.Encode(coder), "chain": oplog.Encode(chain),
	}}})
}

// papers reads questions, the codebook, notes and decisions.
func (p *planner) papers() {
	for _, n := range p.each("questions") {
		p.question(n)
		p.rest(n)
	}
	tags := p.each("tags")
	for _, n := range tags {
		p.declare(n, "id", thing{kind: assay.KindTag, id: p.name(n, assay.KindTag, p.text(n, "name"))})
	}
	for _, n := range tags {
		f := oplog.Fields{}
		id := p.name(n, assay.KindTag, p.need(f, n, "name"))
		p.texts(f, n, "colour", "description")
		if parent := p.ref(f, n, "parent", assay.KindTag); parent != nil && parent.id == id {
			p.wrong(n.member("parent"), "A tag cannot stand under itself.")
		}
		p.write(n, assay.KindTag, id, f)
		for _, a := range p.elements(n, "aliases", '"') {
			p.tagAlias(n, id, clean(a.text))
		}
		p.rest(n)
	}
	for _, n := range p.each("notes") {
		p.note(n)
		p.rest(n)
	}
	for _, n := range p.each("reports") {
		p.report(n)
		p.rest(n)
	}
	for _, n := range p.each("taggings") {
		tag, target := p.find(p.required(n, "tag"), assay.KindTag), p.find(p.required(n, "target"))
		if tag != nil && target != nil {
			p.write(n, assay.KindTagging, oplog.ID{}, oplog.Fields{"tag": oplog.Encode(tag.id), "target": oplog.Encode(target.id), "member": oplog.Encode(true)})
		}
		p.rest(n)
	}
	for _, n := range p.each("decisions") {
		coder := p.author(n)
		f := oplog.Fields{"suggestion": oplog.Encode(p.raw(p.must(n, "suggestion"), "suggestion")), "subject": oplog.Encode(p.raw(p.must(n, "subject"), "subject")), "coder": oplog.Encode(coder)}
		put(f, "verdict", p.word(n, "verdict", assay.Verdicts))
		p.texts(f, n, "reason")
		p.write(n, assay.KindDecision, oplog.ID{}, f)
		p.rest(n)
	}
	for _, n := range p.each("same") {
		p.same(n)
		p.rest(n)
	}
}

// tagAlias plans another name of a tag: a tag of that name that was merged into
// it.
func (p *planner) tagAlias(n *node, id oplog.ID, alias string) {
	if alias == "" {
		return
	}
	other := oplog.Derive(Format+" tag alias", oplog.Encode(id), oplog.Encode(alias))
	p.write(n, assay.KindTag, other, oplog.Fields{"name": oplog.Encode(alias), oplog.Retracted: oplog.Encode(true)})
	x, y := inOrder(id, other)
	p.write(n, assay.KindSame, oplog.ID{}, oplog.Fields{"of": oplog.Encode(assay.KindTag), "a": oplog.Encode(x), "b": oplog.Encode(y), "verdict": oplog.Encode("same")})
}

// required returns a member that has to be there.
func (p *planner) required(n *node, name string) *node {
	m := n.member(name)
	if m == nil || m.kind == '"' && m.text == "" {
		p.add(assay.Fatal, join(n.path(), name), "This is missing.")
	}
	return m
}

// must returns n, having made sure of a member.
func (p *planner) must(n *node, name string) *node {
	p.required(n, name)
	return n
}

func (p *planner) question(n *node) {
	f := oplog.Fields{}
	t := p.declare(n, "id", thing{kind: assay.KindQuestion, id: p.name(n, assay.KindQuestion, p.need(f, n, "wording"))})
	put(f, "kind", p.word(n, "kind", assay.ClaimKinds))
	put(f, "relation", p.word(n, "relation", assay.Relations))
	put(f, "severity", p.word(n, "severity", assay.Severities))
	put(f, "status", p.word(n, "status", assay.Statuses))
	p.texts(f, n, "settles", "ruling")
	p.write(n, t.kind, t.id, f)
	for _, v := range p.elements(n, "versions", '{') {
		f := oplog.Fields{"question": oplog.Encode(t.id)}
		version := p.declare(v, "id", thing{kind: assay.KindVersion, id: p.name(v, assay.KindVersion, t.id.String(), p.need(f, v, "label"))})
		p.write(v, version.kind, version.id, f)
		for _, m := range p.elements(v, "mentions", '"') {
			if mention := p.find(m, assay.KindMention); mention != nil {
				p.write(v, assay.KindVersionMention, oplog.ID{}, oplog.Fields{"version": oplog.Encode(version.id), "mention": oplog.Encode(mention.id), "member": oplog.Encode(true)})
			}
		}
		p.rest(v)
	}
}

func (p *planner) note(n *node) {
	f := oplog.Fields{}
	text := p.need(f, n, "text")
	about := ""
	if m := n.member("target"); m != nil {
		target := p.find(m)
		if target == nil {
			n.expect("private")
			return
		}
		about = target.id.String()
		f["target"] = oplog.Encode(target.id)
	}
	if p.flag(n, "private") {
		f["private"] = oplog.Encode(true)
	}
	t := p.declare(n, "id", thing{kind: assay.KindNote, id: p.name(n, assay.KindNote, about, text)})
	p.write(n, t.kind, t.id, f)
}

func (p *planner) report(n *node) {
	f := oplog.Fields{}
	p.texts(f, n, "title", "summary")
	items := []assay.EntityID{}
	for _, m := range p.elements(n, "items", '"') {
		if t := p.find(m, assay.KindEvent, assay.KindClaim, assay.KindQuestion); t != nil {
			items = append(items, t.id)
		}
	}
	f["items"] = oplog.Encode(items)
	var out []string
	for _, m := range p.elements(n, "leave_out", '"') {
		if !slices.Contains(assay.ReportParts, m.text) {
			p.wrong(m, "A report has no part “%.60s”.", m.text)
			continue
		}
		out = append(out, m.text)
	}
	if len(out) > 0 {
		f["leave_out"] = oplog.Encode(out)
	}
	p.write(n, assay.KindReport, p.name(n, assay.KindReport, f["title"].Text()), f)
}

func (p *planner) same(n *node) {
	of := assay.Kind(p.word(n, "of", []string{"source", "claim", "tag", "event"}))
	p.required(n, "of")
	a, b := p.find(p.required(n, "a"), of), p.find(p.required(n, "b"), of)
	verdict := p.word(n, "verdict", assay.Sameness)
	if a == nil || b == nil || of == "" {
		return
	}
	if a.id == b.id {
		p.add(assay.LeftOut, n.path(), "Both sides are one thing already. This was left out.")
		return
	}
	x, y := inOrder(a.id, b.id)
	f := oplog.Fields{"of": oplog.Encode(of), "a": oplog.Encode(x), "b": oplog.Encode(y)}
	put(f, "verdict", verdict)
	p.write(n, assay.KindSame, oplog.ID{}, f)
}

func inOrder(a, b oplog.ID) (x, y oplog.ID) {
	if bytes.Compare(a[:], b[:]) > 0 {
		return b, a
	}
	return a, b
}

// remarks looks at what is left of the whole.
func (p *planner) remarks() {
	p.root.member("blobs")
	p.root.member("history")
	p.rest(p.root)
}
