package extract

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"assay/internal/assay"
)

// refused returns the formats that are recognised in order to say kindly that
// they cannot be read, and what to do instead.
func refused() []Format {
	return []Format{
		{
			Name: "assay", Label: "Assay case", Extensions: []string{".assay"}, MediaTypes: []string{"application/vnd.assay+sqlite3"},
			Refusal: assay.Say("This is an Assay case, not an article. Open it from the start page, or merge it into this case."),
		},
		{
			Name: "assay-json", Label: "Assay case as JSON", Extensions: []string{".json"}, MediaTypes: []string{"application/json"},
			Refusal: assay.Say("This is an Assay case in JSON, not an article. Import it as a case with “assay import”."),
		},
		{
			Name: "pdf", Label: "PDF", Extensions: []string{".pdf"}, MediaTypes: []string{"application/pdf"},
			Refusal: assay.Say("Assay cannot read PDF files yet. Open it, copy the text and paste it, or save the page as HTML."),
		},
		{
			Name: "docx", Label: "Word", Extensions: []string{".docx"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
			Refusal: assay.Say("Assay cannot read Word files yet. Save it as plain text or as HTML, or copy the text and paste it."),
		},
		{
			Name: "doc", Label: "Word or Excel before 2007", Extensions: []string{".doc", ".xls", ".ppt", ".msg"}, MediaTypes: []string{"application/msword"},
			Refusal: assay.Say("Assay cannot read old Office files. Save it as plain text or as HTML, or copy the text and paste it."),
		},
		{
			Name: "odt", Label: "OpenDocument", Extensions: []string{".odt", ".ods", ".odp"}, MediaTypes: []string{"application/vnd.oasis.opendocument.text"},
			Refusal: assay.Say("Assay cannot read OpenDocument files yet. Save it as plain text or as HTML, or copy the text and paste it."),
		},
		{
			Name: "xlsx", Label: "Excel", Extensions: []string{".xlsx"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
			Refusal: assay.Say("Assay cannot read spreadsheets. Copy the cells that matter and paste them."),
		},
		{
			Name: "pptx", Label: "PowerPoint", Extensions: []string{".pptx"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.presentationml.presentation"},
			Refusal: assay.Say("Assay cannot read presentations yet. Open it, copy the text and paste it."),
		},
		{
			Name: "rtf", Label: "Rich text", Extensions: []string{".rtf"}, MediaTypes: []string{"application/rtf"},
			Refusal: assay.Say("Assay cannot read rich text files yet. Save it as plain text, or copy the text and paste it."),
		},
		{
			Name: "epub", Label: "EPUB", Extensions: []string{".epub"}, MediaTypes: []string{"application/epub+zip"},
			Refusal: assay.Say("Assay cannot read e-books yet. Open it, copy the text and paste it."),
		},
		{
			Name: "eml", Label: "E-mail", Extensions: []string{".eml", ".mbox"}, MediaTypes: []string{"message/rfc822"},
			Refusal: assay.Say("Assay cannot read e-mail files yet. Open it, copy the text and paste it."),
		},
		{
			Name: "mhtml", Label: "Web archive of a browser", Extensions: []string{".mhtml", ".mht"}, MediaTypes: []string{"multipart/related"},
			Refusal: assay.Say("Assay cannot read MHTML files yet. Save the page as HTML instead."),
		},
		{
			Name: "warc", Label: "Web archive", Extensions: []string{".warc"}, MediaTypes: []string{"application/warc"},
			Refusal: assay.Say("Assay cannot read web archives (WARC) yet. Replay the page, and save it as HTML."),
		},
		{
			Name: "wacz", Label: "Web archive collection", Extensions: []string{".wacz"}, MediaTypes: []string{"application/wacz"},
			Refusal: assay.Say("Assay cannot read web archives (WACZ) yet. Replay the page, and save it as HTML."),
		},
		{
			Name: "zip", Label: "ZIP archive", Extensions: []string{".zip"}, MediaTypes: []string{"application/zip"},
			Refusal: assay.Say("Assay cannot read ZIP archives yet. Unpack it and import the files that are in it."),
		},
		{
			Name: "archive", Label: "Compressed file", Extensions: []string{".gz", ".7z", ".rar", ".xz", ".bz2", ".zst"}, MediaTypes: []string{"application/gzip"},
			Refusal: assay.Say("Assay cannot read compressed files. Unpack it and import what is in it."),
		},
		{
			Name: "image", Label: "Picture", Extensions: []string{".png", ".jpg", ".gif", ".webp", ".tiff", ".heic", ".svg"}, MediaTypes: []string{"image/png"},
			Refusal: assay.Say("Assay cannot read text in pictures. Type it in, or read it with a program for that and paste it."),
		},
		{
			Name: "media", Label: "Sound or film", Extensions: []string{".mp3", ".mp4", ".wav", ".ogg", ".m4a", ".webm"}, MediaTypes: []string{"audio/mpeg"},
			Refusal: assay.Say("Assay cannot listen to recordings. Import a transcript of it."),
		},
		{
			Name: "sqlite", Label: "SQLite database", Extensions: []string{".sqlite", ".db"}, MediaTypes: []string{"application/vnd.sqlite3"},
			Refusal: assay.Say("This is a database, but not an Assay case. Export the article from the program that made it."),
		},
		{
			Name: "json", Label: "JSON", Extensions: []string{".json"}, MediaTypes: []string{"application/json"},
			Refusal: assay.Say("This is a JSON file, but not an Assay case. Copy the text of the article and paste it."),
		},
		{
			Name: "xml", Label: "XML", Extensions: []string{".xml", ".rss", ".atom"}, MediaTypes: []string{"application/xml"},
			Refusal: assay.Say("Assay cannot read XML files or feeds. Open the article itself and save it as HTML."),
		},
	}
}

// signatures are the bytes that files of a format begin with.
var signatures = []struct{ prefix, format string }{
	{"{\\rtf", "rtf"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"},
	{"WARC/1.", "warc"},
	{"WARC/0.", "warc"},
	{"\x1f\x8b", "archive"},
	{"7z\xbc\xaf\x27\x1c", "archive"},
	{"Rar!\x1a\x07", "archive"},
	{"\xfd7zXZ\x00", "archive"},
	{"BZh", "archive"},
	{"\x28\xb5\x2f\xfd", "archive"},
	{"\x89PNG\r\n\x1a\n", "image"},
	{"\xff\xd8\xff", "image"},
	{"GIF87a", "image"},
	{"GIF89a", "image"},
	{"II*\x00", "image"},
	{"MM\x00*", "image"},
	{"ID3\x02", "media"},
	{"ID3\x03", "media"},
	{"ID3\x04", "media"},
	{"\xff\xfb", "media"},
	{"OggS\x00", "media"},
	{"fLaC\x00", "media"},
	{"\x1aE\xdf\xa3", "media"},
}

const (
	sqliteHeader  = "SQLite format 3\x00"
	applicationID = "ASSY" // at offset 68 of a case file
)

// sniffBytes recognises the formats that are not text, "" for the others.
func sniffBytes(data []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.prefix)) {
			return s.format
		}
	}
	at := func(offset int, s string) bool {
		return len(data) >= offset+len(s) && string(data[offset:offset+len(s)]) == s
	}
	switch {
	case at(0, sqliteHeader) && at(68, applicationID):
		return "assay"
	case at(0, sqliteHeader):
		return "sqlite"
	case at(0, "PK\x03\x04"), at(0, "PK\x05\x06"):
		return sniffZip(data)
	case at(4, "ftypheic"), at(4, "ftypheix"), at(4, "ftypmif1"), at(4, "ftypavif"), at(0, "RIFF") && at(8, "WEBP"):
		return "image"
	case at(4, "ftyp"), at(0, "RIFF") && at(8, "WAVE"), at(0, "RIFF") && at(8, "AVI "):
		return "media"
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) && (at(0, "%PDF-") || binary(string(data[:min(len(data), 4096)]))):
		return "pdf" // some PDF files have a few bytes of rubbish in front
	}
	return ""
}

// sniffZip tells apart the formats that are ZIP archives, by the names of the
// files that each of them must hold.
func sniffZip(data []byte) string {
	for _, part := range []struct{ name, format string }{
		{"mimetypeapplication/epub+zip", "epub"},
		{"mimetypeapplication/vnd.oasis.opendocument", "odt"},
		{"word/document.xml", "docx"},
		{"xl/workbook.xml", "xlsx"},
		{"ppt/presentation.xml", "pptx"},
		{"datapackage.json", "wacz"},
	} {
		if bytes.Contains(data, []byte(part.name)) {
			return part.format
		}
	}
	return "zip"
}

var (
	htmlStart  = regexp.MustCompile(`(?i)^<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|p|h[1-6]|table|ul|ol|blockquote|span|br|script|style|link)\b`)
	svgStart   = regexp.MustCompile(`(?i)^(?:<!doctype\s+svg[^>]*>\s*)?<svg\b`)
	headerLine = regexp.MustCompile(`^(?i:From|To|Cc|Subject|Date|Sender|Received|Return-Path|Delivered-To|Reply-To|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding|Snapshot-Content-Location|X-[\w-]+|DKIM-Signature|Authentication-Results|ARC-[\w-]+): ?`)
)

// sniffText recognises the formats that are text.
func sniffText(text string, h Hint) string {
	start := strings.TrimSpace(text[:min(len(text), 16<<10)])
	switch {
	case start == "":
		return "text"
	case svgStart.MatchString(markup(start)):
		return "image"
	case htmlStart.MatchString(markup(start)):
		return "html"
	case hasPrefixFold(start, "<?xml"), hasPrefixFold(start, "<rss"), hasPrefixFold(start, "<feed"):
		return "xml"
	case start[0] == '{' || start[0] == '[':
		if assayJSON(text) {
			return "assay-json"
		}
		if json.Valid([]byte(text)) {
			return "json"
		}
	case strings.HasPrefix(start, "From ") || mailHeaders(start) > 2:
		if strings.HasPrefix(start, "From ") && mailHeaders(start[strings.IndexByte(start+"\n", '\n'):]) < 3 {
			break
		}
		if head := strings.ToLower(start); strings.Contains(head, "multipart/related") && strings.Contains(head, "snapshot-content-location") {
			return "mhtml"
		}
		return "eml"
	}
	// A page whose beginning looks like nothing: only a claim from outside and
	// the sight of tags make it one.
	claimed := hasPrefixFold(h.MediaType, "text/html") || hasPrefixFold(h.MediaType, "application/xhtml") ||
		strings.HasSuffix(strings.ToLower(h.Name), ".html") || strings.HasSuffix(strings.ToLower(h.Name), ".htm") ||
		strings.HasSuffix(strings.ToLower(h.Name), ".xhtml")
	if claimed && strings.Contains(text, "</") {
		return "html"
	}
	return "text"
}

// markup returns s from its first tag on that is no comment and no XML
// declaration.
func markup(s string) string {
	for {
		end := "-->"
		switch {
		case hasPrefixFold(s, "<?xml"):
			end = "?>"
		case !strings.HasPrefix(s, "<!--"):
			return s
		}
		_, rest, ok := strings.Cut(s, end)
		if !ok {
			return s
		}
		s = strings.TrimLeft(rest, " \t\r\n\f")
	}
}

// mailHeaders counts the header fields of a message that s begins with.
func mailHeaders(s string) int {
	n := 0
	for line := range strings.Lines(strings.TrimLeft(s, "\r\n")) {
		switch {
		case headerLine.MatchString(line):
			n++
		case line[0] != ' ' && line[0] != '\t':
			return n
		}
	}
	return n
}

// assayJSON reports whether s is an object that says that it is a case. The
// member may stand anywhere among the others.
func assayJSON(s string) bool {
	if !strings.Contains(s, `"assay-json"`) {
		return false
	}
	decoder := json.NewDecoder(strings.NewReader(s))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return false
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return false
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return false
		}
		if name == "format" {
			return string(value) == `"assay-json"`
		}
	}
	return false
}
