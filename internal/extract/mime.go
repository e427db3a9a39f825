package extract

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cention-sany/utf7"
	"github.com/jhillyerd/enmime/v2"
	"github.com/jhillyerd/enmime/v2/mediatype"

	"assay/internal/assay"
)

// More parts, parts in parts, or bytes of header than these are in no message.
// What is nested is read once more for each that it is in, so that a large message
// may have fewer.
const (
	maxMailParts    = 10_000
	maxMultiparts   = 50
	largeMultiparts = 10
	maxNestedBytes  = 512 << 20
	maxMailHeader   = 1 << 20
)

// ofText marks the media types of text before the library sees them. It would
// guess the character set where one is declared, and not always guess the same:
// so it gets to know no text, and leaves us the bytes.
const ofText = "undecoded-"

// mediaType is what a part is, without parameters, in lower case.
func mediaType(p *enmime.Part) string { return strings.TrimPrefix(p.ContentType, ofText) }

// parseMIME takes a message apart. Its parts are decoded but for their character
// sets. What cannot be read of a part ends it and not the others.
func parseMIME(data []byte) (*enmime.Part, error) {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), "\r\n")
	if headerSize(data) > maxMailHeader {
		return nil, assay.Invalid("file", "This message has more than a megabyte of header. Open it in a mail program, copy the text and paste it.")
	}
	if bytes.Count(data, []byte("\n--")) > maxMailParts {
		return nil, tooManyParts()
	}
	multiparts, most := 0, 2*max(largeMultiparts, min(maxMultiparts, maxNestedBytes/max(len(data), 1))) // each is asked for twice
	parser := enmime.NewParser(
		enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true), enmime.MaxStoredPartErrors(1),
		enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }),
		enmime.SetCustomParseMediaType(func(s string) (string, map[string]string, []string, error) {
			media, params, invalid, err := mediatype.Parse(s)
			switch {
			case err != nil: // such a part is shown as text by the programs that show it
				return ofText + "text/plain", nil, nil, nil //nolint:nilerr // it is no error of the message
			case strings.HasPrefix(media, "multipart/"):
				if multiparts++; multiparts > most {
					return "", nil, nil, tooManyParts()
				}
				return media, params, invalid, nil
			}
			delete(params, "boundary") // it would make a multipart of any part
			if strings.HasPrefix(media, "text/") {
				media = ofText + media
			}
			return media, params, invalid, nil
		}),
	)
	root, err := parser.ReadParts(bytes.NewReader(data))
	if multiparts > most {
		return nil, tooManyParts()
	}
	if err != nil {
		return nil, &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This message is damaged. Open it in a mail program, copy the text and paste it."), Err: err}
	}
	return root, nil
}

func tooManyParts() error {
	return assay.Invalid("file", "This message has far more parts than a message needs. Open it in a mail program, copy the text and paste it.")
}

// headerSize returns how many bytes of data come before the first empty line.
func headerSize(data []byte) int {
	size := len(data)
	for _, end := range []string{"\n\n", "\n\r\n"} {
		if i := bytes.Index(data[:size], []byte(end)); i >= 0 {
			size = i
		}
	}
	return size
}

// decodePart reads a part as text, in the character set that the analyst says, or
// that the part does, or that fits.
func decodePart(p *enmime.Part, h Hint) (name string, sure bool, text string, err error) {
	if h.Charset == "" && strings.EqualFold(p.Charset, "utf-7") {
		if decoded, err := utf7.UTF7DecodeBytes(p.Content); err == nil && utf8.Valid(decoded) {
			return "utf-7", true, string(decoded), nil
		}
	}
	declared := ""
	if p.Charset != "" {
		declared = mime.FormatMediaType("text/plain", map[string]string{"charset": p.Charset})
	}
	return decode(p.Content, Hint{Charset: h.Charset, MediaType: declared})
}

var encodedWord = pattern(`=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=`)

// decodeWords decodes the encoded words of a header field (RFC 2047). Those that
// follow each other in one character set are decoded as one: a character may begin
// in one and end in the next. What is not encoded should be UTF-8, and is in the
// character set of the message where it is not.
func decodeWords(s, charset string) string {
	var out strings.Builder
	var run []byte // of encoded words, which are in
	var set string
	plain := func(s string) {
		if !utf8.ValidString(s) {
			_, _, s, _ = decode([]byte(s), Hint{MediaType: mime.FormatMediaType("text/plain", map[string]string{"charset": charset})})
		}
		out.WriteString(s)
	}
	flush := func() {
		if text, _, ok := decodeAs(run, set); ok {
			out.WriteString(text)
		} else {
			out.WriteString(strings.ToValidUTF8(string(run), "\ufffd"))
		}
		run = nil
	}
	last := 0
	for _, m := range encodedWord().FindAllStringSubmatchIndex(s, -1) {
		between := s[last:m[0]]
		name, _, _ := strings.Cut(strings.ToLower(s[m[2]:m[3]]), "*") // a language may follow it
		if last > 0 && strings.TrimSpace(between) == "" {
			between = ""
		}
		if between != "" || name != set {
			flush()
			plain(between)
		}
		run, set, last = append(run, decodeWord(s[m[4]:m[5]], s[m[6]:m[7]])...), name, m[1]
	}
	flush()
	plain(s[last:])
	return strings.Join(strings.Fields(out.String()), " ")
}

// decodeWord returns the bytes of an encoded word.
func decodeWord(encoding, word string) []byte {
	if strings.EqualFold(encoding, "b") {
		decoded, _ := base64.RawStdEncoding.DecodeString(strings.TrimRight(word, "=")) // what came before the error is there
		return decoded
	}
	decoded, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(strings.ReplaceAll(word, "_", "=20")))) // the same
	return decoded
}

// parameters returns the parameters of the media type of a part.
func parameters(p *enmime.Part) map[string]string {
	_, params, _, err := mediatype.Parse(p.Header.Get("Content-Type"))
	if err != nil {
		return nil
	}
	return params
}

// children returns the parts of a part.
func children(p *enmime.Part) (all []*enmime.Part) {
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		all = append(all, c)
	}
	return all
}

// rootOf returns the part of a multipart/related that the others belong to.
func rootOf(p *enmime.Part) *enmime.Part {
	if start := strings.Trim(parameters(p)["start"], "<> "); start != "" {
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			if c.ContentID == start {
				return c
			}
		}
	}
	return p.FirstChild
}

var (
	mailDay   = pattern(`\b(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*[\s-]+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[A-Za-z]{1,5}\b)?`)
	mailZones = map[string]string{
		"Z": "Z", "UT": "Z", "UTC": "Z", "GMT": "Z", "-0000": "Z", // in UTC, and nobody knows where
		"EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
	}
)

// mailDate returns the date of a message in EDTF, "" if it has none. A name of a
// zone counts only if the standard of mail says what it means.
func mailDate(s string) string {
	m := mailDay().FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	year := m[3]
	if len(year) == 2 && year < "50" {
		year = "20" + year
	} else if len(year) == 2 {
		year = "19" + year
	}
	zone, known := mailZones[strings.ToUpper(m[7])]
	if !known && strings.ContainsAny(m[7], "+-") {
		zone = m[7]
	}
	return edtf(year, two(strconv.Itoa(monthNames[strings.ToLower(m[2])])), two(m[1]), two(m[4]), m[5], m[6], zone)
}
