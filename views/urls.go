package views

import (
	"net/url"
	"strconv"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// Root begins every address of one running Assay, as in "/s/0123456789abcdef".
// Each start has another one, which nobody can guess.
type Root string

// Start returns the address of the start page.
func (r Root) Start() string { return string(r) + "/" }

// StartIn returns the address of the start page with the form for a new case
// filled in.
func (r Root) StartIn(folder, name string) string {
	return r.Start() + "?" + url.Values{"folder": {folder}, "name": {name}}.Encode() + "#new"
}

// Cases is where a new case is posted.
func (r Root) Cases() string { return string(r) + "/cases" }

// OpenCase is where the path of a case is posted that is to be opened.
func (r Root) OpenCase() string { return string(r) + "/cases/open" }

// RescueCase is where the path of a damaged case is posted, out of which a new one
// is to be made.
func (r Root) RescueCase() string { return string(r) + "/cases/rescue" }

// DropCase is where a case file is uploaded.
func (r Root) DropCase() string { return string(r) + "/cases/drop" }

// ForgetCase is where the path of a recent case is posted that is to be
// remembered no longer.
func (r Root) ForgetCase() string { return string(r) + "/cases/forget" }

// Unseal returns the address of the page that asks for the passphrase of a file.
func (r Root) Unseal(file string) string {
	if file == "" {
		return string(r) + "/cases/sealed"
	}
	return with(string(r)+"/cases/sealed", url.Values{"file": {file}})
}

// Browse returns the address of the file chooser for a folder, "" for the one
// it begins with.
func (r Root) Browse(purpose Purpose, folder, name string) string {
	q := url.Values{"for": {string(purpose)}}
	if folder != "" {
		q.Set("folder", folder)
	}
	if name != "" {
		q.Set("name", name)
	}
	return string(r) + "/browse?" + q.Encode()
}

// Analyst is where the analyst's name is posted.
func (r Root) Analyst() string { return string(r) + "/analyst" }

// Sample is where the sample case is asked for.
func (r Root) Sample() string { return string(r) + "/sample" }

// Settings is where settings are, and where they are posted, each under its name.
func (r Root) Settings() string { return string(r) + "/settings" }

// Keys is the page of all keys, and where other keys are posted.
func (r Root) Keys() string { return string(r) + "/keys" }

// Quit is where the wish to end the program is posted.
func (r Root) Quit() string { return string(r) + "/quit" }

// Events is the stream of what happens.
func (r Root) Events() string { return string(r) + "/events" }

// Alive is where a page without the stream says that it is still open.
func (r Root) Alive() string { return string(r) + "/alive" }

// Case returns where the addresses of an open case begin.
func (r Root) Case(id string) CaseRoot { return CaseRoot(string(r) + "/c/" + id) }

// CaseRoot begins every address of one open case.
type CaseRoot string

// Home returns the address of the first page of the case.
func (r CaseRoot) Home() string { return string(r) + "/" }

// Close is where the wish to close the case is posted.
func (r CaseRoot) Close() string { return string(r) + "/close" }

// Again is where it is posted that the analyst goes on after the file was lost.
func (r CaseRoot) Again() string { return string(r) + "/again" }

// Drive is what is said of the drive of the network that the case lies on. It is posted
// to write to it now.
func (r CaseRoot) Drive() string { return string(r) + "/drive" }

// LeaveSibling is where the path of another copy is posted that the analyst wants
// to hear no more of.
func (r CaseRoot) LeaveSibling() string { return string(r) + "/siblings/leave" }

// Received is where it is posted that the analyst knows now how the case came in.
func (r CaseRoot) Received() string { return string(r) + "/received" }

// The rooms of a case.

// Library returns the address of the library as a filter shows it.
func (r CaseRoot) Library(f assay.LibraryFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"q": f.Words, "source": f.Source.String(), "event": f.Event.String(),
		"language": f.Language, "read": f.Read, "text": f.Text, "sort": f.Sort,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	addTags(q, f.Tags)
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return with(string(r)+"/articles", q)
}

func with(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Claims returns the address of the list of claims.
func (r CaseRoot) Claims() string { return string(r) + "/claims" }

// Matrix returns the address of the matrix.
func (r CaseRoot) Matrix() string { return string(r) + "/matrix" }

// Contested returns the address of the contested facts.
func (r CaseRoot) Contested() string { return string(r) + "/contested" }

// Sources returns the address of the sources.
func (r CaseRoot) Sources() string { return string(r) + "/sources" }

// History returns the address of the history.
func (r CaseRoot) History() string { return string(r) + "/history" }

// Steps is where the first steps are asked for, and put away.
func (r CaseRoot) Steps() string { return string(r) + "/steps" }

// Undo is where the wish to undo is posted.
func (r CaseRoot) Undo() string { return string(r) + "/undo" }

// Redo is where the wish to redo is posted.
func (r CaseRoot) Redo() string { return string(r) + "/redo" }

// Articles is where articles are imported to, and listed.
func (r CaseRoot) Articles() string { return string(r) + "/articles" }

// Article returns the address of an article in the reader.
func (r CaseRoot) Article(id assay.ArticleID) string { return string(r) + "/articles/" + id.String() }

// MentionInArticle returns the address of a passage in its article.
func (r CaseRoot) MentionInArticle(id assay.ArticleID, m assay.MentionID) string {
	return r.Article(id) + "?mention=" + m.String()
}

// PartOfArticle returns the address of an article at a part of its text.
func (r CaseRoot) PartOfArticle(id assay.ArticleID, part anchor.Span) string {
	from := strconv.Itoa(part.Start)
	return r.Article(id) + "?from=" + from + "&to=" + strconv.Itoa(part.End) + "#b" + from
}

// Margins returns the address of the claims beside a part of an article.
func (r CaseRoot) Margins(id assay.ArticleID) string { return r.Article(id) + "/margins" }

// ArticleDetails returns the address of what is known of an article.
func (r CaseRoot) ArticleDetails(id assay.ArticleID) string { return r.Article(id) + "/details" }

// ArticleRead is where it is posted that an article has been read.
func (r CaseRoot) ArticleRead(id assay.ArticleID) string { return r.Article(id) + "/read" }

// Mentions is where a new mention is posted.
func (r CaseRoot) Mentions(id assay.ArticleID) string { return r.Article(id) + "/mentions" }

// Inspect returns the address of what is known of a place in an article.
func (r CaseRoot) Inspect(id assay.ArticleID) string { return r.Article(id) + "/inspect" }

// Pick returns the address of the claims that may go with a passage.
func (r CaseRoot) Pick(id assay.ArticleID) string { return r.Article(id) + "/pick" }

// Judge is where the reader posts judgements.
func (r CaseRoot) Judge(id assay.ArticleID) string { return r.Article(id) + "/judge" }

// Attribute is where the chain of utterers of a mention is posted.
func (r CaseRoot) Attribute(id assay.ArticleID, m assay.MentionID) string {
	return r.Mentions(id) + "/" + m.String() + "/chain"
}

// RemoveMention is where the wish to remove a mention is posted.
func (r CaseRoot) RemoveMention(id assay.ArticleID, m assay.MentionID) string {
	return r.Mentions(id) + "/" + m.String() + "/remove"
}

// ChooseBeside returns the address where it is chosen which article is to be laid
// beside one.
func (r CaseRoot) ChooseBeside(id assay.ArticleID) string { return r.Article(id) + "/beside" }

// BesideOf is where the articles are posted that are to be laid beside each other.
func (r CaseRoot) BesideOf() string { return r.Articles() + "/beside" }

// BesideDerive is where it is posted that one of two articles comes from the other.
func (r CaseRoot) BesideDerive(a, b assay.ArticleID) string { return r.Beside(a, b) + "/derive" }

// BesideCarry is where a mention is posted that is carried across.
func (r CaseRoot) BesideCarry(a, b assay.ArticleID) string { return r.Beside(a, b) + "/carry" }

// Names is where it is posted that two spellings mean the same.
func (r CaseRoot) Names() string { return string(r) + "/names" }

// Suggested returns the address of what other articles may say of the claim of a
// mention, which is where suggestions are answered, too.
func (r CaseRoot) Suggested(id assay.ArticleID, m assay.MentionID) string {
	return r.Mentions(id) + "/" + m.String() + "/suggested"
}

// SuggestedToo returns the same with the articles that are known to be silent.
func (r CaseRoot) SuggestedToo(id assay.ArticleID, m assay.MentionID) string {
	return r.Suggested(id, m) + "?silent=true"
}

// PlaceInArticle returns the address of a place in an article that nobody has
// marked.
func (r CaseRoot) PlaceInArticle(id assay.ArticleID, at anchor.Span) string {
	return r.Article(id) + "#s" + strconv.Itoa(at.Start)
}

// TextBlocks is where it is posted what a paragraph is.
func (r CaseRoot) TextBlocks(id assay.TextID) string {
	return string(r) + "/texts/" + id.String() + "/blocks"
}

// TextBoundaries is where sentences are split and joined.
func (r CaseRoot) TextBoundaries(id assay.TextID) string {
	return string(r) + "/texts/" + id.String() + "/boundaries"
}

// Claim returns the address of a claim.
func (r CaseRoot) Claim(id assay.ClaimID) string { return r.Claims() + "/" + id.String() }

// Question returns the address of a contested fact.
func (r CaseRoot) Question(id assay.QuestionID) string { return r.Contested() + "/" + id.String() }

// Source returns the address of a source.
func (r CaseRoot) Source(id assay.SourceID) string { return r.Sources() + "/" + id.String() }

// Judgements is where every page but the reader posts judgements.
func (r CaseRoot) Judgements() string { return string(r) + "/judgements" }

// Search returns the address of what is found by what somebody typed.
func (r CaseRoot) Search(typed string, page int) string {
	q := url.Values{}
	if typed != "" {
		q.Set("q", typed)
	}
	if page > 0 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return string(r) + "/search"
	}
	return string(r) + "/search?" + q.Encode()
}

// Palette is where the palette asks for what it offers.
func (r CaseRoot) Palette() string { return string(r) + "/palette" }

// Choices is where a list with an id asks for what it offers of a kind of thing.
func (r CaseRoot) Choices(of, id string) string {
	return string(r) + "/choices?" + url.Values{"of": {of}, "id": {id}}.Encode()
}

// ChoiceNames is where what a field proposes is asked for.
func (r CaseRoot) ChoiceNames(of string) string {
	return string(r) + "/choices?" + url.Values{"of": {of}}.Encode()
}

// ArticleFound returns the address of an article at a place, in code points,
// with what was looked for marked.
func (r CaseRoot) ArticleFound(id assay.ArticleID, typed string, at int) string {
	return r.Article(id) + "?" + url.Values{"q": {typed}, "at": {strconv.Itoa(at)}}.Encode()
}

// Reports is where the reports are listed, and where a new one is posted.
func (r CaseRoot) Reports() string { return string(r) + "/reports" }

// Report returns the address of a report, the zero id for the one on everything.
func (r CaseRoot) Report(id assay.ReportID) string { return r.Reports() + "/" + or(id.String(), "all") }

// ReportItems is where what a report lists is posted.
func (r CaseRoot) ReportItems(id assay.ReportID) string { return r.Report(id) + "/items" }

// RemoveReport is where the wish to remove a report is posted.
func (r CaseRoot) RemoveReport(id assay.ReportID) string { return r.Report(id) + "/remove" }

// ReportFile returns the address of a report as a file: "html", "docx" or "md".
func (r CaseRoot) ReportFile(id assay.ReportID, format string) string {
	return r.Report(id) + "/file?format=" + format
}

// Codebook returns the address of the tags of the case.
func (r CaseRoot) Codebook() string { return string(r) + "/codebook" }

// CodebookPart returns the address of the tags that have words, or of one page
// of all.
func (r CaseRoot) CodebookPart(words string, page int) string {
	q := url.Values{}
	if words != "" {
		q.Set("q", words)
	}
	if page > 0 {
		q.Set("page", strconv.Itoa(page))
	}
	return with(r.Codebook(), q)
}

// ImportCodebook is where a codebook of another program is posted.
func (r CaseRoot) ImportCodebook() string { return r.Codebook() + "/import" }

// Tag returns the address of a tag.
func (r CaseRoot) Tag(id assay.TagID) string { return r.Codebook() + "/" + id.String() }

// TagPart returns the address of a page of what has a tag.
func (r CaseRoot) TagPart(id assay.TagID, page int) string {
	if page == 0 {
		return r.Tag(id)
	}
	return r.Tag(id) + "?page=" + strconv.Itoa(page)
}

// NameTag is where other names of a tag are added and taken off.
func (r CaseRoot) NameTag(id assay.TagID) string { return r.Tag(id) + "/names" }

// SplitTag is where it is posted what is to have another tag instead.
func (r CaseRoot) SplitTag(id assay.TagID) string { return r.Tag(id) + "/split" }

// MergeTag is where a tag is merged into another.
func (r CaseRoot) MergeTag(id assay.TagID) string { return r.Tag(id) + "/merge" }

// RemoveTag is where a tag is withdrawn.
func (r CaseRoot) RemoveTag(id assay.TagID) string { return r.Tag(id) + "/remove" }

// Tags is where a tag is put on something.
func (r CaseRoot) Tags() string { return string(r) + "/tags" }

// MentionTags returns where a mention is tagged in the reader.
func (r CaseRoot) MentionTags(a assay.ArticleID, m assay.MentionID) string {
	return r.Article(a) + "/mentions/" + m.String() + "/tags"
}

// MentionUntag returns where a tag is taken off a mention in the reader.
func (r CaseRoot) MentionUntag(a assay.ArticleID, m assay.MentionID) string {
	return r.MentionTags(a, m) + "/remove"
}

// MentionNotes returns where notes on a mention are written in the reader.
func (r CaseRoot) MentionNotes(a assay.ArticleID, m assay.MentionID) string {
	return r.Article(a) + "/mentions/" + m.String() + "/notes"
}

// Untag is where a tag is taken off something.
func (r CaseRoot) Untag() string { return string(r) + "/tags/remove" }

// Notes returns the address of the notes of the case, which is also where they
// are written.
func (r CaseRoot) Notes() string { return string(r) + "/notes" }

// NoteList returns the address of the notes as a filter shows them.
func (r CaseRoot) NoteList(f assay.NoteFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": f.Words, "on": string(f.On), "by": f.By.String(), "who": f.Who} {
		if value != "" {
			q.Set(name, value)
		}
	}
	addTags(q, f.Tags)
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return with(r.Notes(), q)
}

// NoteAt returns the address of one note.
func (r CaseRoot) NoteAt(id assay.NoteID) string { return r.Notes() + "/" + id.String() }

// Wording is where the reader posts another wording of a claim.
func (r CaseRoot) Wording(id assay.ArticleID, claim assay.ClaimID) string {
	return r.Article(id) + "/claims/" + claim.String()
}

// NewQuestion returns the address of the form that makes a contested fact out
// of a mention.
func (r CaseRoot) NewQuestion(m assay.MentionID) string {
	return r.Contested() + "/new?mention=" + m.String()
}

// ShareForeseen is where it is asked what would leave in a copy, until that is known.
func (r CaseRoot) ShareForeseen(f ShareForm) string {
	q := url.Values{"chosen": {"true"}, "wait": {"true"}}
	for name, on := range map[string]bool{"originals": f.Originals, "private": f.PrivateNotes, "names": f.Names, "marks": f.Marks, "history": f.History} {
		if on {
			q.Set(name, "true")
		}
	}
	return with(r.Share(), q)
}

// Share returns the address of the page where a copy is made to be given away.
func (r CaseRoot) Share() string { return string(r) + "/share" }

// Shared returns the address of the page that says where the copy is.
func (r CaseRoot) Shared(path string) string {
	return with(r.Share(), url.Values{"shared": {path}})
}

// MergeCase returns the address of the page where another copy of the case is chosen.
func (r CaseRoot) MergeCase() string { return string(r) + "/merge" }

// MergeFolder returns the address of a folder where another copy may be.
func (r CaseRoot) MergeFolder(folder string) string {
	return with(r.MergeCase()+"/folder", url.Values{"folder": {folder}})
}

// MergeForeseen returns the address of what another copy would bring, or has brought.
func (r CaseRoot) MergeForeseen() string { return r.MergeCase() + "/foreseen" }

// MergedPart returns the address of a part of what a merge has brought that looks like what
// the case had.
func (r CaseRoot) MergedPart(page int) string {
	return with(r.MergeForeseen(), url.Values{"page": {strconv.Itoa(page)}})
}

// DecideDuplicate is where two claims of which one came with a merge are merged or kept
// apart.
func (r CaseRoot) DecideDuplicate() string { return r.MergeForeseen() + "/claims" }

// LeaveMerge returns the address that lets go of the other copy.
func (r CaseRoot) LeaveMerge() string { return r.MergeCase() + "/leave" }

// BringBack is where the wish to bring back something that was withdrawn is posted.
func (r CaseRoot) BringBack() string { return string(r) + "/withdrawn" }

// Conflicts returns the address of what is in conflict.
func (r CaseRoot) Conflicts() string { return string(r) + "/conflicts" }

// ConflictsPart returns the address of a part of what is in conflict.
func (r CaseRoot) ConflictsPart(page int) string {
	return with(r.Conflicts(), url.Values{"page": {strconv.Itoa(page)}})
}

// Compare returns the address of the room that compares analysts, as a filter
// shows it.
func (r CaseRoot) Compare(f assay.AgreementFilter) string {
	q := url.Values{}
	for _, id := range f.With {
		q.Add("with", id.String())
	}
	for name, value := range map[string]string{"event": f.Event.String(), "claim": f.Claim.String(), "dimension": string(f.Dimension)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for _, w := range f.Words {
		q.Add("word", w)
	}
	if f.Decided {
		q.Set("decided", "yes")
	}
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return with(string(r)+"/compare", q)
}

// Adjudicate is where the team's verdicts are posted.
func (r CaseRoot) Adjudicate() string { return string(r) + "/compare" }

// Import returns the address of the page that brings articles in.
func (r CaseRoot) Import() string { return r.Articles() + "/import" }

// Imported returns the address of what came of an import.
func (r CaseRoot) Imported(report string) string {
	return r.Import() + "?" + url.Values{"report": {report}}.Encode()
}

// ImportedPart returns the address of a page of what came of an import.
func (r CaseRoot) ImportedPart(report string, page int) string {
	return r.Import() + "?" + url.Values{"report": {report}, "page": {strconv.Itoa(page)}}.Encode()
}

// ImportFolder returns the address of a folder of this computer, of which articles
// may be brought in.
func (r CaseRoot) ImportFolder(folder string) string {
	return with(r.Import()+"/folder", url.Values{"folder": {folder}})
}

// ImportPath is where the path of a file or folder is posted that is to be brought
// in.
func (r CaseRoot) ImportPath() string { return r.Articles() + "/path" }

// ForgetImport is where the path is posted of an import that is given up.
func (r CaseRoot) ForgetImport() string { return r.ImportPath() + "/forget" }

// Importing returns the address of how far imports have come.
func (r CaseRoot) Importing() string { return r.Articles() + "/imports" }

// StopImport is where the wish to stop an import is posted.
func (r CaseRoot) StopImport(id string) string { return r.Importing() + "/" + id + "/stop" }

// PutImportAway is where the wish to see no more of an import is posted.
func (r CaseRoot) PutImportAway(id string) string { return r.Importing() + "/" + id + "/away" }

// RetryImport is where it is posted that what was refused is to be tried again.
func (r CaseRoot) RetryImport(id string) string { return r.Importing() + "/" + id + "/retry" }

// Refused returns the address of what was refused, as CSV.
func (r CaseRoot) Refused(id string) string { return r.Importing() + "/" + id + "/refused.csv" }

// Fetch is where addresses are posted of pages that are to be asked for.
func (r CaseRoot) Fetch() string { return r.Articles() + "/fetch" }

// Paste is where the text of an article is posted.
func (r CaseRoot) Paste() string { return r.Articles() + "/paste" }

// Table returns the address of the page that asks what the columns of a table are,
// which waits to be brought in.
func (r CaseRoot) Table(id string) string { return r.Articles() + "/tables/" + id }

// TableOf returns the address of that page for the table that an article is in.
func (r CaseRoot) TableOf(id assay.ArticleID) string { return r.Article(id) + "/table" }

// Project returns the address of the page that asks what of a project of another
// program is to come in.
func (r CaseRoot) Project(id string) string { return r.Articles() + "/projects/" + id }

// ChangeArticles is where it is posted what is to be done with several articles.
func (r CaseRoot) ChangeArticles() string { return r.Articles() + "/change" }

// Reread is where it is posted how the original of an article is to be read.
func (r CaseRoot) Reread(id assay.ArticleID) string { return r.Article(id) + "/text" }

// TypeIn returns the address of the form in which the text of an article is typed in.
func (r CaseRoot) TypeIn(id assay.ArticleID) string { return r.ArticleDetails(id) + "#type-in" }

// Typed is where it is posted what an analyst has typed in of an original.
func (r CaseRoot) Typed(id assay.ArticleID) string { return r.Article(id) + "/typed" }

// How returns the address of how an article was read of its original.
func (r CaseRoot) How(id assay.ArticleID) string { return r.Article(id) + "/how" }

// AcceptFound is where it is posted which of the values found for an article is
// right.
func (r CaseRoot) AcceptFound(id assay.ArticleID) string { return r.How(id) + "/accept" }

// SeeOriginal returns the address of the original of an article beside its text.
func (r CaseRoot) SeeOriginal(id assay.ArticleID) string { return r.Article(id) + "/original" }

// Copies returns the address of the near copies of an article.
func (r CaseRoot) Copies(id assay.ArticleID) string { return r.Article(id) + "/copies" }

// Changes returns the address of what an article has otherwise than an earlier
// version of it.
func (r CaseRoot) Changes(id, earlier assay.ArticleID) string {
	return r.Article(id) + "/changes/" + earlier.String()
}

// Whole returns the address of the check of all originals and texts of the case.
func (r CaseRoot) Whole() string { return string(r) + "/evidence" }

// CheckWhole is where it is posted that they are to be checked.
func (r CaseRoot) CheckWhole() string { return r.Whole() + "/check" }

// StopWhole is where it is posted that the check is to be stopped.
func (r CaseRoot) StopWhole() string { return r.Whole() + "/stop" }

// Sight returns the address of what a capture says, as it can be looked at without
// harm.
func (r CaseRoot) Sight(id assay.CaptureID) string { return r.Original(id) + "/sight" }

// Settle is where it is posted what is to become of a mention that did not move
// to the current text by itself.
func (r CaseRoot) Settle(id assay.ArticleID, m assay.MentionID) string {
	return r.Mentions(id) + "/" + m.String() + "/settle"
}

// Original returns the address of the bytes that an article came from.
func (r CaseRoot) Original(id assay.CaptureID) string { return string(r) + "/captures/" + id.String() }

// Claims and contested facts.

// ClaimList returns the address of the list of claims as a filter shows it.
func (r CaseRoot) ClaimList(f assay.ClaimFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"q": f.Words, "event": f.Event.String(), "source": f.Source.String(), "sort": f.Sort,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Kind != "" {
		q.Set("kind", f.Kind)
	}
	for name, set := range map[string]bool{"contested": f.Contested, "unrated": f.Unrated, "unmentioned": f.Unmentioned, "alike": f.Alike} {
		if set {
			q.Set(name, "true")
		}
	}
	addTags(q, f.Tags)
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return with(r.Claims(), q)
}

// ChangeClaims is where it is posted what is to be done with several claims.
func (r CaseRoot) ChangeClaims() string { return r.Claims() + "/change" }

// MergeClaims returns the address of the page that merges claims; keep is the
// one that is to stand for all, zero for the first.
func (r CaseRoot) MergeClaims(ids []assay.ClaimID, keep assay.ClaimID, words string) string {
	q := url.Values{}
	for _, id := range ids {
		q.Add("claim", id.String())
	}
	if !keep.IsZero() {
		q.Set("keep", keep.String())
	}
	if words != "" {
		q.Set("q", words)
	}
	return with(r.Claims()+"/merge", q)
}

// SplitClaim is where it is posted which mentions of a claim are about another.
func (r CaseRoot) SplitClaim(id assay.ClaimID) string { return r.Claim(id) + "/split" }

// SeparateClaim is where the wish is posted to take a merged claim out again.
func (r CaseRoot) SeparateClaim(id assay.ClaimID) string { return r.Claim(id) + "/separate" }

// DistinguishClaim is where it is posted that another claim is not the same.
func (r CaseRoot) DistinguishClaim(id assay.ClaimID) string { return r.Claim(id) + "/different" }

// RelateClaim is where it is posted how a claim stands to another.
func (r CaseRoot) RelateClaim(id assay.ClaimID) string { return r.Claim(id) + "/relations" }

// MentionList returns the address of the mentions of the case as a filter shows
// them.
func (r CaseRoot) MentionList(f assay.MentionFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"claim": f.Claim.String(), "article": f.Article.String(), "source": f.Source.String(), "stance": string(f.Stance), "credibility": string(f.Credibility),
		"q": f.Words,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if addTags(q, f.Tags); q.Has("lacks") {
		q["untagged"] = q["lacks"]
		q.Del("lacks")
	}
	for _, l := range f.Lacks {
		q.Add("lacks", l)
	}
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return with(string(r)+"/mentions", q)
}

// ChangeMentions is where it is posted what is to be done with several mentions.
func (r CaseRoot) ChangeMentions() string { return string(r) + "/mentions/change" }

// ClaimPart returns the address of a part of a claim's page.
func (r CaseRoot) ClaimPart(id assay.ClaimID, p ClaimPart) string {
	q := url.Values{}
	if p.Stance != "" {
		q.Set("stance", string(p.Stance))
	}
	if p.Page > 0 {
		q.Set("page", strconv.Itoa(p.Page))
	}
	if p.Without > 0 {
		q.Set("without", strconv.Itoa(p.Without))
	}
	return with(r.Claim(id), q)
}

// RemoveClaim is where the wish to remove a claim is posted.
func (r CaseRoot) RemoveClaim(id assay.ClaimID) string { return r.Claim(id) + "/remove" }

// Independent is where it is posted, from the page of a claim, that two origins
// are independent.
func (r CaseRoot) Independent(id assay.ClaimID) string { return r.Claim(id) + "/independent" }

// Roots is where it is posted where what mentions say entered.
func (r CaseRoot) Roots() string { return string(r) + "/roots" }

// MentionRoot is the same for a mention in the reader.
func (r CaseRoot) MentionRoot(a assay.ArticleID, m assay.MentionID) string {
	return r.Article(a) + "/mentions/" + m.String() + "/root"
}

// Drift returns the address of what became of a claim from hand to hand, as a
// filter shows it.
func (r CaseRoot) Drift(id assay.ClaimID, f assay.DriftFilter) string {
	q := url.Values{}
	if !f.Origin.IsZero() {
		q.Set("origin", f.Origin.String())
	}
	if f.First {
		q.Set("against", "first")
	}
	if f.Changed {
		q.Set("changed", "true")
	}
	return with(r.Claim(id)+"/drift", q)
}

// NewQuestionOf returns the address of the form that makes a contested fact out
// of a claim.
func (r CaseRoot) NewQuestionOf(id assay.ClaimID) string {
	return r.Contested() + "/new?claim=" + id.String()
}

// NewQuestionOfNothing returns the address of the form for a contested fact.
func (r CaseRoot) NewQuestionOfNothing() string { return r.Contested() + "/new" }

// Board returns the address of the contested facts as a filter shows them.
func (r CaseRoot) Board(f assay.ContestedFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"event": f.Event.String(), "severity": f.Severity, "level": string(f.Level), "sort": f.Sort} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	addTags(q, f.Tags)
	return with(r.Contested(), q)
}

// Evidence returns the address of the table of evidence of a contested fact.
func (r CaseRoot) Evidence(id assay.QuestionID, f assay.EvidenceFilter) string {
	q := url.Values{}
	if f.Apart {
		q.Set("apart", "true")
	}
	return with(r.Question(id)+"/evidence", q)
}

// RemoveQuestion is where the wish to remove a contested fact is posted.
func (r CaseRoot) RemoveQuestion(id assay.QuestionID) string { return r.Question(id) + "/remove" }

// Versions is where a new version of a contested fact is posted.
func (r CaseRoot) Versions(id assay.QuestionID) string { return r.Question(id) + "/versions" }

// Version is where another label of a version is posted.
func (r CaseRoot) Version(q assay.QuestionID, id assay.VersionID) string {
	return r.Versions(q) + "/" + id.String()
}

// RemoveVersion is where the wish to remove a version is posted.
func (r CaseRoot) RemoveVersion(q assay.QuestionID, id assay.VersionID) string {
	return r.Version(q, id) + "/remove"
}

// Assign is where a mention is put to a version, or taken from it.
func (r CaseRoot) Assign(q assay.QuestionID) string { return r.Question(q) + "/mentions" }

// HistoryOfEntity returns the address of the history of one thing.
func (r CaseRoot) HistoryOfEntity(id assay.EntityID) string {
	return r.HistoryOf(assay.HistoryFilter{Entity: id})
}

// Past is where a moment is posted in which the case is to be shown.
func (r CaseRoot) Past() string { return r.History() + "/past" }

// Points is where the present state of the case is given a name.
func (r CaseRoot) Points() string { return r.History() + "/points" }

// Point is where a restore point is given another name, or removed.
func (r CaseRoot) Point(id assay.RestorePointID) string { return r.Points() + "/" + id.String() }

// GoBack is where going back is decided.
func (r CaseRoot) GoBack() string { return r.History() + "/back" }

// GoBackTo returns the address of what going back to a moment would change.
func (r CaseRoot) GoBackTo(to assay.Moment) string {
	q := url.Values{}
	if !to.Point.IsZero() {
		q.Set("point", to.Point.String())
	} else {
		q.Set("act", to.Act.String())
	}
	return with(r.GoBack(), q)
}

// HistoryOf returns the address of the history as a filter shows it.
func (r CaseRoot) HistoryOf(f assay.HistoryFilter) string {
	q := url.Values{}
	if !f.Actor.IsZero() {
		q.Set("by", f.Actor.String())
	}
	if !f.Entity.IsZero() {
		q.Set("about", f.Entity.String())
	}
	if f.Day != "" {
		q.Set("on", f.Day)
	}
	if f.Before > 0 {
		q.Set("before", strconv.FormatInt(int64(f.Before), 10))
	}
	return with(r.History(), q)
}

// The matrix and the sources.

// MatrixView returns the address of the matrix as a filter shows it.
func (r CaseRoot) MatrixView(f assay.MatrixFilter) string { return with(r.Matrix(), matrixQuery(f)) }

func matrixQuery(f assay.MatrixFilter) url.Values {
	q := url.Values{}
	addTags(q, f.Tags)
	for name, value := range map[string]string{
		"event": f.Event.String(), "source": f.Source.String(), "from": f.From, "to": f.To,
		"sort": f.Sort, "rows": f.Rows, "order": f.Order, "group": f.Group, "find": f.Find, "claim": f.Claim.String(), "article": f.Article.String(),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, set := range map[string]bool{"contested": f.Contested, "unrated": f.Unrated} {
		if set {
			q.Set(name, "true")
		}
	}
	for name, n := range map[string]int{"row": f.Row, "col": f.Col, "leaf": f.Leaf} {
		if n > 0 {
			q.Set(name, strconv.Itoa(n))
		}
	}
	if len(f.Folded) > 0 {
		q["fold"] = f.Folded
	}
	return q
}

// MatrixColumn returns the address of what can be done with a column.
func (r CaseRoot) MatrixColumn(f assay.MatrixFilter, id assay.ArticleID) string {
	f.Claim, f.Article = assay.ClaimID{}, id
	return with(r.Matrix()+"/column", matrixQuery(f))
}

// MatrixRow returns the address of what can be done with a row.
func (r CaseRoot) MatrixRow(f assay.MatrixFilter, id assay.ClaimID) string {
	f.Claim, f.Article = id, assay.ArticleID{}
	return with(r.Matrix()+"/row", matrixQuery(f))
}

// CoverCells is where it is posted why some cells have no mention.
func (r CaseRoot) CoverCells() string { return r.Matrix() + "/cover" }

// ReadColumn is where it is posted, from the matrix, that an article has been read.
func (r CaseRoot) ReadColumn() string { return r.Matrix() + "/read" }

// MatrixTable returns the address of the matrix as CSV, as a filter shows it.
func (r CaseRoot) MatrixTable(f assay.MatrixFilter) string {
	return with(r.Matrix()+"/matrix.csv", matrixQuery(unwindowed(f)))
}

// MatrixSheets returns the address of the matrix for the printer.
func (r CaseRoot) MatrixSheets(f assay.MatrixFilter) string {
	return with(r.Matrix()+"/print", matrixQuery(unwindowed(f)))
}

// unwindowed returns a filter without what is of use on one window only.
func unwindowed(f assay.MatrixFilter) assay.MatrixFilter {
	f.Row, f.Col, f.Find, f.Leaf, f.Claim, f.Article = 0, 0, "", 0, assay.ClaimID{}, assay.ArticleID{}
	return f
}

// MatrixCell returns the address of what is known of one cell.
func (r CaseRoot) MatrixCell() string { return r.Matrix() + "/cell" }

// JudgeCell is where the matrix posts judgements.
func (r CaseRoot) JudgeCell() string { return r.Matrix() + "/judge" }

// SourceList returns the address of the sources as a filter shows them.
func (r CaseRoot) SourceList(f assay.SourceFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": f.Words, "kind": f.Kind} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Unrated {
		q.Set("unrated", "true")
	}
	addTags(q, f.Tags)
	if f.Page > 0 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return with(r.Sources(), q)
}

// NewSource returns the address of the form for a new source.
func (r CaseRoot) NewSource() string { return r.Sources() + "/new" }

// RateSource is where the reliability of a source is posted.
func (r CaseRoot) RateSource(id assay.SourceID) string { return r.Source(id) + "/reliability" }

// SourceAliases is where other names of a source are added and taken off.
func (r CaseRoot) SourceAliases(id assay.SourceID) string { return r.Source(id) + "/aliases" }

// SameSource is where it is posted whether a source is the same as another.
func (r CaseRoot) SameSource(id assay.SourceID) string { return r.Source(id) + "/same" }

// RemoveSource is where the wish to remove a source is posted.
func (r CaseRoot) RemoveSource(id assay.SourceID) string { return r.Source(id) + "/remove" }

// Taking a case away.

// Export returns the address of the ways out of the case.
func (r CaseRoot) Export() string { return string(r) + "/export" }

// ExportTo returns the address of the ways out, with the form for a copy filled in.
func (r CaseRoot) ExportTo(folder, name string) string {
	return r.Export() + "?" + url.Values{"folder": {folder}, "name": {name}}.Encode() + "#copy"
}

// Copied returns the address of the page that says where a copy is.
func (r CaseRoot) Copied(path string) string {
	return r.Export() + "?" + url.Values{"copied": {path}}.Encode()
}

// CopyFolder returns the address of the chooser of the folder of a copy, ""
// for the one it begins with.
func (r CaseRoot) CopyFolder(folder, name string) string {
	return r.Export() + "/folder?" + url.Values{"folder": {folder}, "name": {name}}.Encode()
}

// SaveCopy is where it is posted where a copy is to be saved.
func (r CaseRoot) SaveCopy() string { return r.Export() + "/copy" }

// QuotesTable returns the address of the quotes as CSV.
func (r CaseRoot) QuotesTable() string { return r.Export() + "/quotes.csv" }

// NotesTable returns the address of the notes as CSV.
func (r CaseRoot) NotesTable() string { return r.Export() + "/notes.csv" }

// NotesText returns the address of the notes as Markdown.
func (r CaseRoot) NotesText() string { return r.Export() + "/notes.md" }

// CodebookTable returns the address of the codebook as CSV.
func (r CaseRoot) CodebookTable() string { return r.Export() + "/codebook.csv" }

// CodebookQDC returns the address of the codebook as REFI-QDA has it.
func (r CaseRoot) CodebookQDC() string { return r.Export() + "/codebook.qdc" }

// AssayJSON returns the address of the case as Assay JSON.
func (r CaseRoot) AssayJSON() string { return r.Export() + "/case.json" }
