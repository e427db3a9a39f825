package extract

import (
	"bytes"
	bin "encoding/binary"
	"encoding/json"
	"slices"
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
		Name: "odf", Label: "OpenDocument presentation", Extensions: []string{".odp", ".odg"}, MediaTypes: []string{"application/vnd.oasis.opendocument.presentation"},
		Of: "zip",
		Is: func(s *Sample) bool {
			return typed("application/vnd.oasis.opendocument")(s) && !typed("application/vnd.oasis.opendocument.text")(s) && !openSheet(s)
		},
		Refusal: assay.Say("Assay cannot read OpenDocument files of this sort. Save it as a text document, or copy the text and paste it."),
	},
	Format{
		Name: "archive", Label: "Archive", Extensions: []string{".7z", ".rar"}, MediaTypes: []string{"application/x-7z-compressed"},
		Is:      beginning("7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07"),
		Refusal: assay.Say("Assay cannot open 7z and RAR archives. Unpack it and import what is in it."),
	},
	Format{
		Name: "image", Label: "Picture", Extensions: []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".heic"}, MediaTypes: []string{"image/png"},
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
		Name: "taguette", Label: "Project of Taguette", Extensions: []string{".sqlite3"}, MediaTypes: []string{"application/vnd.sqlite3"},
		Is:      func(s *Sample) bool { return s.at(0, sqliteHeader) && s.at(68, taguetteID) },
		Refusal: assay.Say("This is a project of Taguette, which comes in as a whole: its documents, tags and highlights."),
	},
	Format{
		Name: "sqlite", Label: "SQLite database", Extensions: []string{".sqlite", ".db"}, MediaTypes: []string{"application/vnd.sqlite3"},
		Is: func(s *Sample) bool {
			return s.at(0, sqliteHeader) && !s.at(68, applicationID) && !s.at(68, taguetteID)
		},
		Refusal: assay.Say("This is a database, but not an Assay case. Export the article from the program that made it."),
	},
	Format{
		Name: "xml", Label: "XML", Extensions: []string{".xml"}, MediaTypes: []string{"application/xml"},
		Of: "text",
		Is: func(s *Sample) bool {
			known := htmlStart().MatchString(markup(s.Start)) || drawing(s)
			return !known && (hasPrefixFold(s.Start, "<?xml") || hasPrefixFold(s.Start, "<rss") || hasPrefixFold(s.Start, "<feed") || hasPrefixFold(s.Start, "<rdf:rdf") || hasPrefixFold(s.Start, "<!doctype rss"))
		},
		Refusal: assay.Say("Assay cannot read XML files other than feeds. Open the article itself and save it as HTML."),
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
	taguetteID    = "Tgtt"
)

// beginning recognises files by the bytes that they begin with.
func beginning(with ...string) func(*Sample) bool {
	return func(s *Sample) bool { return s.begins(with...) }
}

// holding recognises ZIP archives by the name of a file that they must hold, or of
// one that they may hold in its place.
func holding(names ...string) func(*Sample) bool {
	return func(s *Sample) bool { return s.lists(names...) }
}

// typed recognises ZIP archives that begin with a file that says what they are, or
// has that at its beginning.
func typed(as string) func(*Sample) bool {
	return func(s *Sample) bool {
		const header = 30  // bytes, and then the name; there may be more fields behind that
		const behind = 200 // bytes
		if !s.at(header, "mimetype") {
			return false
		}
		rest := s.Data[header+len("mimetype"):]
		return bytes.Contains(rest[:min(len(rest), behind)], []byte(as))
	}
}

// lists reports whether the list of what is in a ZIP archive, which is at its end,
// has one of some names. Only where there is no list is a name looked for
// elsewhere: an archive may have in it another that holds it.
func (s *Sample) lists(names ...string) bool {
	const fixed = 46 // bytes of an entry
	start, end, ok := s.list()
	if !ok {
		return slices.ContainsFunc(names, s.holds)
	}
	for at := start; at+fixed <= end && s.at(at, zipEntry); {
		e := s.Data[at:end]
		name, extra, comment := int(bin.LittleEndian.Uint16(e[28:])), int(bin.LittleEndian.Uint16(e[30:])), int(bin.LittleEndian.Uint16(e[32:]))
		if fixed+name > len(e) {
			break
		}
		called := strings.ReplaceAll(string(e[fixed:fixed+name]), `\`, "/")
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, called) }) {
			return true
		}
		at += fixed + name + extra + comment
	}
	return false
}

const (
	zipFooter = "PK\x05\x06"
	zipEntry  = "PK\x01\x02"
)

// list returns where the list of what is in a ZIP archive begins and ends, and false if it
// has none, or not where it says.
func (s *Sample) list() (start, end int, ok bool) {
	end = bytes.LastIndex(s.Data, []byte(zipFooter))
	if end < 0 || end+16 > len(s.Data) {
		return 0, 0, false
	}
	start = end - int(bin.LittleEndian.Uint32(s.Data[end+12:]))
	return start, end, start >= 0 && (start == end || s.at(start, zipEntry))
}

func picture(s *Sample) bool {
	return s.begins("\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "II*\x00", "MM\x00*") || s.at(0, "RIFF") && s.at(8, "WEBP") ||
		s.at(4, "ftypheic") || s.at(4, "ftypheix") || s.at(4, "ftypmif1") || s.at(4, "ftypavif")
}

// spoiltPicture reports whether what looks like nothing but a text is what is left of a
// picture: it is called one, or has the beginning of one, or what becomes of that where
// somebody took it for a text.
func spoiltPicture(s *Sample) bool {
	return s.called(formatNamed("image")) || s.begins("\x89PNG", "GIF8", "\xff\xd8", "\ufffdPNG", "\u2030PNG", "\u0089PNG") ||
		s.at(6, "JFIF\x00") || s.at(6, "Exif\x00") || s.at(10, "JFIF\x00")
}

var svgStart = pattern(`(?i)^(?:<!doctype\s+svg[^>]*>\s*)?<svg\b`)

func drawing(s *Sample) bool { return svgStart().MatchString(markup(s.Start)) }

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
