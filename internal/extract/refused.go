package extract

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"assay/internal/assay"
)

// The formats that are recognised in order to say kindly that they cannot be
// read, and what to do instead.
var _ = refuse(
	Format{
		Name: "assay", Label: "Assay case", Extensions: []string{".assay"}, MediaTypes: []string{"application/vnd.assay+sqlite3"},
		Is:      func(s *Sample) bool { return s.at(0, sqliteHeader) && s.at(68, applicationID) },
		Refusal: assay.Say("This is an Assay case, not an article. Open it from the start page, or merge it into this case."),
	},
	Format{
		Name: "assay-json", Label: "Assay case as JSON", Extensions: []string{".json"}, MediaTypes: []string{"application/json"},
		Of:      "json",
		Is:      func(s *Sample) bool { return assayJSON(s.Text) },
		Refusal: assay.Say("This is an Assay case in JSON, not an article. Import it as a case with “assay import”."),
	},
	Format{
		Name: "pdf", Label: "PDF", Extensions: []string{".pdf"}, MediaTypes: []string{"application/pdf"},
		Is: func(s *Sample) bool { // some PDF files have a few bytes of rubbish in front
			start := s.Data[:min(len(s.Data), 4096)]
			return bytes.Contains(start[:min(len(start), 1024)], []byte("%PDF-")) && (s.begins("%PDF-") || binary(string(start)))
		},
		Refusal: assay.Say("Assay cannot read PDF files yet. Open it, copy the text and paste it, or save the page as HTML."),
	},
	Format{
		Name: "doc", Label: "Word or Excel before 2007", Extensions: []string{".doc", ".xls", ".ppt", ".msg"}, MediaTypes: []string{"application/msword"},
		Is:      beginning("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
		Refusal: assay.Say("Assay cannot read old Office files. Save it as plain text or as HTML, or copy the text and paste it."),
	},
	Format{
		Name: "locked", Label: "Office file with a password", Extensions: []string{".docx", ".xlsx", ".pptx"}, MediaTypes: []string{"application/x-ole-storage"},
		Of:      "doc",
		Is:      holding("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"),
		Refusal: assay.Say("This document is protected with a password. Open it, and save it without one, or copy the text and paste it."),
	},
	Format{
		Name: "odf", Label: "OpenDocument spreadsheet or presentation", Extensions: []string{".ods", ".odp", ".odg"}, MediaTypes: []string{"application/vnd.oasis.opendocument.spreadsheet"},
		Of: "zip",
		Is: func(s *Sample) bool {
			return s.holds("mimetypeapplication/vnd.oasis.opendocument") && !s.holds("mimetypeapplication/vnd.oasis.opendocument.text")
		},
		Refusal: assay.Say("Assay cannot read OpenDocument files of this sort. Save it as a text document, or copy the text and paste it."),
	},
	Format{
		Name: "xlsx", Label: "Excel", Extensions: []string{".xlsx"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		Of:      "zip",
		Is:      holding("xl/workbook.xml"),
		Refusal: assay.Say("Assay cannot read spreadsheets. Copy the cells that matter and paste them."),
	},
	Format{
		Name: "pptx", Label: "PowerPoint", Extensions: []string{".pptx"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.presentationml.presentation"},
		Of:      "zip",
		Is:      holding("ppt/presentation.xml"),
		Refusal: assay.Say("Assay cannot read presentations yet. Open it, copy the text and paste it."),
	},
	Format{
		Name: "eml", Label: "E-mail", Extensions: []string{".eml", ".mbox"}, MediaTypes: []string{"message/rfc822"},
		Of: "text",
		Is: func(s *Sample) bool {
			head := s.Start
			if strings.HasPrefix(head, "From ") { // as each message of a mailbox begins
				_, head, _ = strings.Cut(head, "\n")
			}
			return mailHeaders(head) > 2
		},
		Refusal: assay.Say("Assay cannot read e-mail files yet. Open it, copy the text and paste it."),
	},
	Format{
		Name: "mhtml", Label: "Web archive of a browser", Extensions: []string{".mhtml", ".mht"}, MediaTypes: []string{"multipart/related"},
		Of: "eml",
		Is: func(s *Sample) bool {
			head := strings.ToLower(s.Start)
			return strings.Contains(head, "multipart/related") && strings.Contains(head, "snapshot-content-location")
		},
		Refusal: assay.Say("Assay cannot read MHTML files yet. Save the page as HTML instead."),
	},
	Format{
		Name: "warc", Label: "Web archive", Extensions: []string{".warc"}, MediaTypes: []string{"application/warc"},
		Is:      beginning("WARC/1.", "WARC/0."),
		Refusal: assay.Say("Assay cannot read web archives (WARC) yet. Replay the page, and save it as HTML."),
	},
	Format{
		Name: "wacz", Label: "Web archive collection", Extensions: []string{".wacz"}, MediaTypes: []string{"application/wacz"},
		Of:      "zip",
		Is:      holding("datapackage.json"),
		Refusal: assay.Say("Assay cannot read web archives (WACZ) yet. Replay the page, and save it as HTML."),
	},
	Format{
		Name: "archive", Label: "Compressed file", Extensions: []string{".gz", ".7z", ".rar", ".xz", ".bz2", ".zst"}, MediaTypes: []string{"application/gzip"},
		Is:      beginning("\x1f\x8b", "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07", "\xfd7zXZ\x00", "BZh", "\x28\xb5\x2f\xfd"),
		Refusal: assay.Say("Assay cannot read compressed files. Unpack it and import what is in it."),
	},
	Format{
		Name: "image", Label: "Picture", Extensions: []string{".png", ".jpg", ".gif", ".webp", ".tiff", ".heic"}, MediaTypes: []string{"image/png"},
		Is:      picture,
		Refusal: assay.Say("Assay cannot read text in pictures. Type it in, or read it with a program for that and paste it."),
	},
	Format{
		Name: "drawing", Label: "Drawing", Extensions: []string{".svg"}, MediaTypes: []string{"image/svg+xml"},
		Of:      "text",
		Is:      drawing,
		Refusal: assay.Say("Assay cannot read text in pictures. Type it in, or read it with a program for that and paste it."),
	},
	Format{
		Name: "media", Label: "Sound or film", Extensions: []string{".mp3", ".mp4", ".wav", ".ogg", ".m4a", ".webm"}, MediaTypes: []string{"audio/mpeg"},
		Is: func(s *Sample) bool {
			return s.begins("ID3\x02", "ID3\x03", "ID3\x04", "\xff\xfb", "OggS\x00", "fLaC\x00", "\x1aE\xdf\xa3") ||
				s.at(0, "RIFF") && (s.at(8, "WAVE") || s.at(8, "AVI ")) || s.at(4, "ftyp") && !picture(s)
		},
		Refusal: assay.Say("Assay cannot listen to recordings. Import a transcript of it."),
	},
	Format{
		Name: "sqlite", Label: "SQLite database", Extensions: []string{".sqlite", ".db"}, MediaTypes: []string{"application/vnd.sqlite3"},
		Is:      func(s *Sample) bool { return s.at(0, sqliteHeader) && !s.at(68, applicationID) },
		Refusal: assay.Say("This is a database, but not an Assay case. Export the article from the program that made it."),
	},
	Format{
		Name: "json", Label: "JSON", Extensions: []string{".json"}, MediaTypes: []string{"application/json"},
		Of: "text",
		Is: func(s *Sample) bool {
			return (strings.HasPrefix(s.Start, "{") || strings.HasPrefix(s.Start, "[")) && json.Valid([]byte(s.Text))
		},
		Refusal: assay.Say("This is a JSON file, but not an Assay case. Copy the text of the article and paste it."),
	},
	Format{
		Name: "xml", Label: "XML", Extensions: []string{".xml", ".rss", ".atom"}, MediaTypes: []string{"application/xml"},
		Of: "text",
		Is: func(s *Sample) bool {
			known := htmlStart.MatchString(markup(s.Start)) || drawing(s)
			return !known && (hasPrefixFold(s.Start, "<?xml") || hasPrefixFold(s.Start, "<rss") || hasPrefixFold(s.Start, "<feed"))
		},
		Refusal: assay.Say("Assay cannot read XML files or feeds. Open the article itself and save it as HTML."),
	},
)

func refuse(list ...Format) (all []*Format) {
	for _, f := range list {
		all = append(all, register(f))
	}
	return all
}

const (
	sqliteHeader  = "SQLite format 3\x00"
	applicationID = "ASSY" // at offset 68 of a case file
)

// beginning recognises files by the bytes that they begin with.
func beginning(with ...string) func(*Sample) bool {
	return func(s *Sample) bool { return s.begins(with...) }
}

// holding recognises ZIP archives by the name of a file that they must hold.
func holding(name string) func(*Sample) bool {
	return func(s *Sample) bool { return s.holds(name) }
}

func picture(s *Sample) bool {
	return s.begins("\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "II*\x00", "MM\x00*") || s.at(0, "RIFF") && s.at(8, "WEBP") ||
		s.at(4, "ftypheic") || s.at(4, "ftypheix") || s.at(4, "ftypmif1") || s.at(4, "ftypavif")
}

var (
	svgStart   = regexp.MustCompile(`(?i)^(?:<!doctype\s+svg[^>]*>\s*)?<svg\b`)
	headerLine = regexp.MustCompile(`^(?i:From|To|Cc|Subject|Date|Sender|Received|Return-Path|Delivered-To|Reply-To|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding|Snapshot-Content-Location|X-[\w-]+|DKIM-Signature|Authentication-Results|ARC-[\w-]+): ?`)
)

func drawing(s *Sample) bool { return svgStart.MatchString(markup(s.Start)) }

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
