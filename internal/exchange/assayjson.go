package exchange

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Format and Version are what a file of Assay JSON begins with.
const (
	Format  = "assay-json"
	Version = 1
)

// JSONOptions say what to leave out of Assay JSON. Without history the file
// still has everything that the case shows, but not how it came about.
type JSONOptions struct {
	NoHistory   bool
	NoOriginals bool // the bytes; their hashes stay
}

// WriteJSON writes a case as Assay JSON: one entity to a line, so that two
// exports can be compared line by line. What is not known is left out. The
// same snapshot gives the same bytes.
func WriteJSON(w io.Writer, s assay.Snapshot, o JSONOptions) error {
	e := &jsonWriter{out: bufio.NewWriterSize(w, 1<<16), snapshot: s, options: o, kept: map[oplog.Hash]bool{}}
	e.index()
	for _, part := range []func() error{e.facts, e.articles, e.judged, e.asked, e.filed, e.history, e.computed, e.close} {
		if err := part(); err != nil {
			return fmt.Errorf("write Assay JSON: %w", err)
		}
	}
	return nil
}

// jsonWriter writes the parts of a file one after the other.
type jsonWriter struct {
	out      *bufio.Writer
	snapshot assay.Snapshot
	options  JSONOptions
	view     *assay.View
	begun    bool                // a key has been written
	kept     map[oplog.Hash]bool // blobs that are in the file by now

	texts        map[assay.ArticleID][]*assay.Text
	current      map[assay.TextID]assay.ArticleID
	captures     map[assay.ArticleID][]*assay.Capture
	blocks       map[assay.TextID][]jsonBlock
	boundaries   map[assay.TextID][]jsonBoundary
	attributions map[assay.MentionID][]*assay.Attribution
	versions     map[assay.QuestionID][]jsonVersion
}

func (e *jsonWriter) index() {
	c := e.snapshot.Case
	e.view = assay.NewView(c, e.snapshot.Me)
	e.texts, e.current = map[assay.ArticleID][]*assay.Text{}, map[assay.TextID]assay.ArticleID{}
	e.captures = map[assay.ArticleID][]*assay.Capture{}
	e.blocks, e.boundaries = map[assay.TextID][]jsonBlock{}, map[assay.TextID][]jsonBoundary{}
	e.attributions = map[assay.MentionID][]*assay.Attribution{}
	e.versions = map[assay.QuestionID][]jsonVersion{}
	for i := range c.Articles {
		e.current[c.Articles[i].Text] = c.Articles[i].ID
	}
	for i := range c.Texts {
		x := &c.Texts[i]
		e.texts[x.Article] = append(e.texts[x.Article], x)
	}
	for i := range c.Captures {
		x := &c.Captures[i]
		e.captures[x.Article] = append(e.captures[x.Article], x)
	}
	for _, x := range c.Blocks {
		e.blocks[x.Text] = append(e.blocks[x.Text], jsonBlock{x.Span.Start, x.Span.End, x.Kind})
	}
	for _, x := range c.Boundaries {
		e.boundaries[x.Text] = append(e.boundaries[x.Text], jsonBoundary{x.At, x.Edit})
	}
	for i := range c.Attributions {
		x := &c.Attributions[i]
		e.attributions[x.Mention] = append(e.attributions[x.Mention], x)
	}
	for _, x := range c.Versions {
		e.versions[x.Question] = append(e.versions[x.Question], jsonVersion{x.ID, x.Label, nonNil(x.Mentions), made(&x.Meta)})
	}
}

// The shapes of the entities. A field that is zero is not known and not written.
type (
	jsonMade struct {
		By assay.ActorID `json:"by,omitzero"`
		At string        `json:"at,omitzero"`
	}
	jsonCase struct {
		ID          assay.EntityID `json:"id,omitzero"`
		Name        string         `json:"name,omitzero"`
		Description string         `json:"description,omitzero"`
	}
	jsonAnalyst struct {
		ID   assay.ActorID `json:"id"`
		Name string        `json:"name,omitzero"`
		Also assay.ActorID `json:"also,omitzero"`
	}
	jsonEvent struct {
		ID    assay.EventID `json:"id"`
		Name  string        `json:"name,omitzero"`
		When  string        `json:"when,omitzero"`
		Where string        `json:"where,omitzero"`
		jsonMade
	}
	jsonSource struct {
		ID          assay.SourceID `json:"id"`
		Name        string         `json:"name,omitzero"`
		Kind        string         `json:"kind,omitzero"`
		Domain      string         `json:"domain,omitzero"`
		Aliases     []string       `json:"aliases,omitempty"`
		Parent      assay.SourceID `json:"parent,omitzero"`
		Description string         `json:"description,omitzero"`
		Count       int            `json:"count,omitzero"`
		jsonMade
	}
	jsonWork struct {
		ID     assay.WorkID   `json:"id"`
		Source assay.SourceID `json:"source,omitzero"`
		Title  string         `json:"title,omitzero"`
		When   string         `json:"when,omitzero"`
		URL    string         `json:"url,omitzero"`
		jsonMade
	}
	jsonDate struct {
		Date  string `json:"date,omitzero"`
		Basis string `json:"basis,omitzero"`
	}
	jsonFound struct {
		Title     string   `json:"title,omitzero"`
		Byline    string   `json:"byline,omitzero"`
		Site      string   `json:"site,omitzero"`
		URL       string   `json:"url,omitzero"`
		Published jsonDate `json:"published,omitzero"`
		Language  string   `json:"language,omitzero"`
	}
	jsonBlock struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Kind  string `json:"kind,omitzero"`
	}
	jsonBoundary struct {
		At   int    `json:"at"`
		Edit string `json:"edit,omitzero"`
	}
	jsonText struct {
		TextID      assay.TextID    `json:"text_id,omitzero"`
		Text        string          `json:"text,omitzero"`
		Extractor   string          `json:"extractor,omitzero"`
		Charset     string          `json:"charset,omitzero"`
		CharsetSure bool            `json:"charset_sure,omitzero"`
		Capture     assay.CaptureID `json:"capture,omitzero"`
		Parent      assay.TextID    `json:"parent,omitzero"`
		Choice      string          `json:"choice,omitzero"`
		Outline     []assay.Part    `json:"outline,omitempty"`
		Pages       []assay.Page    `json:"pages,omitempty"`
		Found       jsonFound       `json:"found,omitzero"`
		Blocks      []jsonBlock     `json:"blocks,omitempty"`
		Boundaries  []jsonBoundary  `json:"boundaries,omitempty"`
	}
	jsonOriginal struct {
		ID        assay.CaptureID `json:"id,omitzero"`
		SHA256    string          `json:"sha256"`
		MediaType string          `json:"media_type,omitzero"`
		Name      string          `json:"name,omitzero"`
		URL       string          `json:"url,omitzero"`
		At        string          `json:"at,omitzero"`
		Via       string          `json:"via,omitzero"`
		Part      string          `json:"part,omitzero"`
		Within    string          `json:"within,omitzero"`
		Taken     string          `json:"taken,omitzero"`
		Base64    []byte          `json:"base64,omitempty"`
	}
	jsonArticle struct {
		ID         assay.ArticleID `json:"id"`
		Title      string          `json:"title,omitzero"`
		Byline     string          `json:"byline,omitzero"`
		URL        string          `json:"url,omitzero"`
		FoundAt    string          `json:"found_at,omitzero"`
		First      string          `json:"first,omitzero"` // hash of the text it was first imported with, where that is another
		Host       assay.SourceID  `json:"host,omitzero"`
		TextOrigin assay.SourceID  `json:"text_origin,omitzero"`
		Published  jsonDate        `json:"published,omitzero"`
		Language   string          `json:"language,omitzero"`
		Genre      string          `json:"genre,omitzero"`
		Events     []assay.EventID `json:"events,omitempty"`
		jsonText
		Original jsonOriginal   `json:"original,omitzero"` // of this text
		Captures []jsonOriginal `json:"captures,omitempty"`
		Earlier  []jsonText     `json:"earlier_texts,omitempty"`
		Gone     bool           `json:"withdrawn,omitzero"`
		jsonMade
	}
	jsonClaim struct {
		ID      assay.ClaimID `json:"id"`
		Wording string        `json:"wording,omitzero"`
		Kind    string        `json:"kind,omitzero"`
		Event   assay.EventID `json:"event,omitzero"`
		When    string        `json:"when,omitzero"`
		Gone    bool          `json:"withdrawn,omitzero"`
		jsonMade
	}
	jsonMention struct {
		ID      assay.MentionID `json:"id"`
		Article assay.ArticleID `json:"article,omitzero"`
		Text    assay.TextID    `json:"text,omitzero"` // where it is not the article's current one
		Claim   assay.ClaimID   `json:"claim,omitzero"`
		Start   int             `json:"start"`
		End     int             `json:"end"`
		Quote   string          `json:"quote"`
		Prefix  string          `json:"prefix,omitzero"`
		Suffix  string          `json:"suffix,omitzero"`
		jsonMade
		Attribution  []assay.Step      `json:"attribution,omitempty"`  // as the viewpoint sees it
		Attributions []jsonAttribution `json:"attributions,omitempty"` // everybody's, where that is not only the maker's
	}
	jsonAttribution struct {
		By    assay.ActorID `json:"by"`
		At    string        `json:"at,omitzero"`
		Chain []assay.Step  `json:"chain"`
	}
	jsonJudgement struct {
		Target    any             `json:"target"` // one id or two
		Dimension assay.Dimension `json:"dimension"`
		Scope     string          `json:"scope,omitzero"`
		Value     jsontext.Value  `json:"value"`
		jsonMade
		Reason string `json:"reason,omitzero"`
	}
	jsonQuestion struct {
		ID       assay.QuestionID `json:"id"`
		Wording  string           `json:"wording,omitzero"`
		Kind     string           `json:"kind,omitzero"`
		Relation string           `json:"relation,omitzero"`
		Severity string           `json:"severity,omitzero"`
		Status   string           `json:"status,omitzero"`
		Settles  string           `json:"settles,omitzero"`
		Ruling   string           `json:"ruling,omitzero"`
		jsonMade
		Versions []jsonVersion `json:"versions"`
	}
	jsonVersion struct {
		ID       assay.VersionID   `json:"id"`
		Label    string            `json:"label,omitzero"`
		Mentions []assay.MentionID `json:"mentions"`
		jsonMade
	}
	jsonTag struct {
		ID          assay.TagID `json:"id"`
		Name        string      `json:"name,omitzero"`
		Parent      assay.TagID `json:"parent,omitzero"`
		Colour      string      `json:"colour,omitzero"`
		Description string      `json:"description,omitzero"`
		Aliases     []string    `json:"aliases,omitempty"`
		jsonMade
	}
	jsonTagging struct {
		Tag    assay.TagID    `json:"tag"`
		Target assay.EntityID `json:"target"`
		jsonMade
	}
	jsonNote struct {
		ID      assay.NoteID   `json:"id"`
		Target  assay.EntityID `json:"target,omitzero"`
		Text    string         `json:"text,omitzero"`
		Private bool           `json:"private,omitzero"`
		jsonMade
	}
	jsonReport struct {
		ID       assay.ReportID   `json:"id"`
		Title    string           `json:"title,omitzero"`
		Summary  string           `json:"summary,omitzero"`
		Items    []assay.EntityID `json:"items"`
		LeaveOut []string         `json:"leave_out,omitempty"`
		jsonMade
	}
	jsonDecision struct {
		Suggestion string `json:"suggestion"`
		Subject    string `json:"subject"`
		Verdict    string `json:"verdict,omitzero"`
		Reason     string `json:"reason,omitzero"`
		jsonMade
	}
	jsonSame struct {
		Of      assay.Kind     `json:"of"`
		A       assay.EntityID `json:"a"`
		B       assay.EntityID `json:"b"`
		Verdict string         `json:"verdict,omitzero"`
		jsonMade
	}
)

const timeFormat = "2006-01-02T15:04:05.000Z07:00"

func moment(c oplog.Clock) string {
	if c <= 0 {
		return ""
	}
	return c.Time().Format(timeFormat)
}

func made(m *assay.Meta) jsonMade    { return jsonMade{m.By, moment(m.Made)} }
func changed(m *assay.Meta) jsonMade { return jsonMade{m.By, moment(m.Changed)} }

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// key writes a member of the whole, after which its value must follow.
func (e *jsonWriter) key(name string) {
	if e.begun {
		e.out.WriteString(",\n")
	} else {
		e.out.WriteString("{\n")
	}
	e.begun = true
	fmt.Fprintf(e.out, "%q: ", name)
}

// value writes v on one line. Errors of the writer itself show in close.
func (e *jsonWriter) value(v any) error {
	return json.MarshalWrite(e.out, v, json.Deterministic(true))
}

// array writes a member that is an array, one element to a line.
func (e *jsonWriter) array(name string, elements func(put func(any) error) error) error {
	e.key(name)
	e.out.WriteByte('[')
	n := 0
	err := elements(func(v any) error {
		if n++; n > 1 {
			e.out.WriteByte(',')
		}
		e.out.WriteString("\n")
		return e.value(v)
	})
	if n > 0 {
		e.out.WriteByte('\n')
	}
	e.out.WriteByte(']')
	return err
}

func list[T, J any](e *jsonWriter, name string, from []T, shape func(*T) J) error {
	return e.array(name, func(put func(any) error) error {
		for i := range from {
			if err := put(shape(&from[i])); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *jsonWriter) close() error {
	e.out.WriteString("\n}\n")
	return e.out.Flush()
}

// first returns the first error of several steps that are all taken.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *jsonWriter) facts() error {
	c := e.snapshot.Case
	e.key("format")
	err := e.value(Format)
	e.key("version")
	err = first(err, e.value(Version))
	e.key("case")
	err = first(err, e.value(jsonCase{c.Info.ID, c.Info.Name, c.Info.Description}))
	return first(
		err,
		list(e, "analysts", c.Actors, func(x *assay.Actor) jsonAnalyst { return jsonAnalyst{x.ID, x.Name, x.Also} }),
		list(e, "events", c.Events, func(x *assay.Event) jsonEvent { return jsonEvent{x.ID, x.Name, x.When, x.Where, made(&x.Meta)} }),
		list(e, "sources", c.Sources, func(x *assay.Source) jsonSource {
			return jsonSource{x.ID, x.Name, x.Kind, x.Domain, x.Aliases, x.Parent, x.Description, x.Count, made(&x.Meta)}
		}),
		list(e, "works", c.Works, func(x *assay.Work) jsonWork { return jsonWork{x.ID, x.Source, x.Title, x.When, x.URL, made(&x.Meta)} }),
	)
}

func (e *jsonWriter) articles() error {
	return e.array("articles", func(put func(any) error) error {
		for i := range e.snapshot.Case.Articles {
			a, err := e.article(&e.snapshot.Case.Articles[i])
			if err != nil {
				return err
			}
			if err := put(a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *jsonWriter) article(a *assay.Article) (jsonArticle, error) {
	out := jsonArticle{
		ID: a.ID, Title: a.Title, Byline: a.Byline, URL: a.URL, FoundAt: a.FoundAt, Host: a.Host, TextOrigin: a.TextOrigin,
		Published: jsonDate{a.Published, a.PublishedBasis}, Language: a.Language, Genre: a.Genre, Events: a.Events, Gone: a.Gone, jsonMade: made(&a.Meta),
	}
	var from assay.CaptureID
	isFirst := false
	for _, x := range e.texts[a.ID] {
		t, err := e.text(x)
		if err != nil {
			return out, err
		}
		if x.ID != a.Text {
			out.Earlier = append(out.Earlier, t)
			continue
		}
		out.jsonText, from, isFirst = t, x.Capture, x.Content == a.First
		out.Title, out.Byline = cmp.Or(out.Title, x.Title), cmp.Or(out.Byline, x.Byline)
		out.URL, out.Language = cmp.Or(out.URL, x.URL), cmp.Or(out.Language, x.Language)
		if out.Published.Date == "" {
			out.Published = jsonDate{x.Published, x.PublishedBasis}
		}
	}
	if !isFirst {
		out.First = a.First.String()
	}
	for _, x := range e.captures[a.ID] {
		original, err := e.original(x)
		if err != nil {
			return out, err
		}
		if x.ID == from {
			out.Original = original
		} else {
			out.Captures = append(out.Captures, original)
		}
	}
	return out, nil
}

func (e *jsonWriter) text(x *assay.Text) (jsonText, error) {
	content, err := e.snapshot.Text(x.ID)
	if err != nil && assay.KindOf(err) != assay.KindNotFound {
		return jsonText{}, err
	}
	if content != "" {
		e.kept[x.Content] = true
	}
	return jsonText{
		x.ID, content, x.Extractor, x.Charset, x.CharsetSure, x.Capture, x.Parent, x.Choice, x.Outline, x.Pages,
		jsonFound{x.Title, x.Byline, x.Site, x.URL, jsonDate{x.Published, x.PublishedBasis}, x.Language},
		e.blocks[x.ID], e.boundaries[x.ID],
	}, nil
}

func (e *jsonWriter) original(x *assay.Capture) (jsonOriginal, error) {
	out := jsonOriginal{ID: x.ID, SHA256: x.Original.String(), MediaType: x.MediaType, Name: x.Name, URL: x.URL, Via: x.Via, Part: x.Part, Within: x.Within, Taken: x.Taken}
	if x.At > 0 {
		out.At = time.UnixMilli(x.At).UTC().Format(timeFormat)
	}
	if e.options.NoOriginals || e.kept[x.Original] {
		return out, nil
	}
	data, err := e.snapshot.Blob(x.Original)
	if err != nil && assay.KindOf(err) != assay.KindNotFound {
		return out, err
	}
	if err == nil {
		out.Base64, e.kept[x.Original] = data, len(data) > 0
	}
	return out, nil
}

func (e *jsonWriter) judged() error {
	c := e.snapshot.Case
	return first(
		list(e, "claims", c.Claims, func(x *assay.Claim) jsonClaim {
			return jsonClaim{x.ID, x.Wording, x.Kind, x.Event, x.When, x.Gone, made(&x.Meta)}
		}),
		list(e, "mentions", c.Mentions, e.mention),
		list(e, "judgements", c.Judgements, e.judgement),
	)
}

func (e *jsonWriter) mention(m *assay.Mention) jsonMention {
	out := jsonMention{
		ID: m.ID, Article: m.Article, Claim: m.Claim, Start: m.Span.Start, End: m.Span.End, Quote: m.Quote, Prefix: m.Prefix, Suffix: m.Suffix,
		jsonMade: made(&m.Meta), Attribution: e.view.Chain(m.ID),
	}
	if e.current[m.Text] != m.Article || m.Article.IsZero() {
		out.Text = m.Text
	}
	all := e.attributions[m.ID]
	if slices.ContainsFunc(all, func(a *assay.Attribution) bool { return a.Coder != m.By }) {
		for _, a := range all {
			out.Attributions = append(out.Attributions, jsonAttribution{a.Coder, moment(a.Changed), nonNil(a.Chain)})
		}
	}
	return out
}

func (e *jsonWriter) judgement(j *assay.Judgement) jsonJudgement {
	out := jsonJudgement{
		Target: j.Target, Dimension: j.Dimension, Scope: j.Scope, Value: jsontext.Value(j.Value),
		jsonMade: jsonMade{j.Coder, moment(j.Changed)}, Reason: j.Reason,
	}
	switch article := e.current[assay.TextID(j.Target)]; {
	case !j.Other.IsZero():
		out.Target = [2]assay.EntityID{j.Target, j.Other}
	case j.Dimension == assay.DimRead && !article.IsZero():
		out.Target = article
	}
	return out
}

func (e *jsonWriter) asked() error {
	return list(e, "questions", e.snapshot.Case.Questions, func(x *assay.Question) jsonQuestion {
		return jsonQuestion{x.ID, x.Wording, x.Kind, x.Relation, x.Severity, x.Status, x.Settles, x.Ruling, made(&x.Meta), nonNil(e.versions[x.ID])}
	})
}

func (e *jsonWriter) filed() error {
	c := e.snapshot.Case
	return first(
		list(e, "tags", c.Tags, func(x *assay.Tag) jsonTag {
			return jsonTag{x.ID, x.Name, x.Parent, x.Colour, x.Description, x.Aliases, made(&x.Meta)}
		}),
		list(e, "taggings", c.Taggings, func(x *assay.Tagging) jsonTagging { return jsonTagging{x.Tag, x.Target, made(&x.Meta)} }),
		list(e, "notes", c.Notes, func(x *assay.Note) jsonNote { return jsonNote{x.ID, x.Target, x.Text, x.Private, made(&x.Meta)} }),
		list(e, "reports", c.Reports, func(x *assay.Report) jsonReport {
			there := slices.DeleteFunc(slices.Clone(x.Items), func(id assay.EntityID) bool { return !c.Reportable(id) })
			return jsonReport{x.ID, x.Title, x.Summary, nonNil(there), x.LeaveOut, made(&x.Meta)}
		}),
		list(e, "decisions", c.Decisions, func(x *assay.Decision) jsonDecision {
			return jsonDecision{x.Suggestion, x.Subject, x.Verdict, x.Reason, jsonMade{x.Coder, moment(x.Changed)}}
		}),
		list(e, "same", e.sames(), func(x *assay.Same) jsonSame { return jsonSame{x.Of, x.A, x.B, x.Verdict, changed(&x.Meta)} }),
	)
}

// sames are what was judged the same, without the tags that were merged into
// others: of those only their names are left, with the others.
func (e *jsonWriter) sames() []assay.Same {
	there := map[assay.EntityID]bool{}
	for i := range e.snapshot.Case.Tags {
		there[assay.EntityID(e.snapshot.Case.Tags[i].ID)] = true
	}
	return slices.DeleteFunc(slices.Clone(e.snapshot.Case.Sames), func(s assay.Same) bool {
		return s.Of == assay.KindTag && (!there[s.A] || !there[s.B])
	})
}

// The shapes of the history.
type (
	jsonOp struct {
		ID     string         `json:"id"`
		Act    oplog.ID       `json:"act"`
		Undoes oplog.ID       `json:"undoes,omitzero"`
		At     string         `json:"at"`
		N      int            `json:"n,omitzero"` // of several in that millisecond
		Actor  oplog.ID       `json:"actor"`
		Kind   string         `json:"kind"`
		Entity oplog.ID       `json:"entity"`
		Body   jsontext.Value `json:"body"`
		Prev   []string       `json:"prev,omitempty"`
	}
	jsonBlob struct {
		SHA256 string `json:"sha256"`
		Base64 []byte `json:"base64"`
	}
)

// history writes every operation, and the texts and originals that it needs
// and that nothing in the case shows any more.
func (e *jsonWriter) history() error {
	if e.options.NoHistory {
		return nil
	}
	var hidden []oplog.Hash
	err := e.array("history", func(put func(any) error) error {
		for op, err := range e.snapshot.Log() {
			if err != nil {
				return err
			}
			hidden = append(hidden, e.needs(&op)...)
			out := jsonOp{
				ID: op.ID.String(), Act: op.Act, Undoes: op.Undoes, At: op.At.Time().Format(timeFormat), N: int(op.At & 0xffff),
				Actor: op.Actor, Kind: op.Kind, Entity: op.Entity, Body: jsontext.Value(op.Body),
			}
			for _, p := range op.Prev {
				out.Prev = append(out.Prev, p.String())
			}
			if err := put(out); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return e.array("blobs", func(put func(any) error) error {
		for _, h := range hidden {
			if e.kept[h] {
				continue
			}
			e.kept[h] = true
			data, err := e.snapshot.Blob(h)
			if assay.KindOf(err) == assay.KindNotFound {
				continue
			}
			if err := first(err, put(jsonBlob{h.String(), nonNil(data)})); err != nil {
				return err
			}
		}
		return nil
	})
}

// needs returns the hashes of the texts and originals that an operation names.
func (e *jsonWriter) needs(op *oplog.Op) (hashes []oplog.Hash) {
	field := contentField(op.Kind)
	if field == "" || field == "original" && e.options.NoOriginals {
		return nil
	}
	f, err := oplog.DecodeBody(op.Body)
	if h := f[field].Hash(); err == nil && !h.IsZero() && !e.kept[h] {
		hashes = append(hashes, h)
	}
	return hashes
}

// contentField is the field that names the bytes of an entity.
func contentField(kind string) string {
	switch assay.Kind(kind) {
	case assay.KindText:
		return "content"
	case assay.KindCapture:
		return "original"
	default:
		return ""
	}
}
