package extract

import (
	"bytes"
	"cmp"
	"mime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"assay/internal/assay"
)

// charsetSample is as much of a file as its character set is guessed from.
const charsetSample = 256 << 10

// decode reads data as text. The first of these that fits decides: what the
// analyst says; a byte order mark; being valid UTF-8, which no other text is
// by chance; what the file declares, if it then reads like text; and a guess.
// A wrong guess is worse than none, so sure tells a guess from the rest.
func decode(data []byte, h Hint) (name string, sure bool, text string, err error) {
	if h.Charset != "" {
		text, name, ok := decodeAs(data, h.Charset)
		if !ok {
			return "", false, "", assay.Invalid("charset", "There is no character set called %q. Choose one from the list.", h.Charset)
		}
		return name, !strings.ContainsRune(text, utf8.RuneError), strings.TrimPrefix(text, "\ufeff"), nil
	}
	for _, mark := range []struct{ bytes, name string }{
		{"\xef\xbb\xbf", "utf-8"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"},
	} {
		if rest, ok := bytes.CutPrefix(data, []byte(mark.bytes)); ok {
			text, name, _ := decodeAs(rest, mark.name)
			return name, !strings.ContainsRune(text, utf8.RuneError), text, nil
		}
	}
	if name, text, ok := decodeUTF16(data); ok {
		return name, false, text, nil
	}
	if utf8.Valid(data) {
		if text, name, ok := decodeAs(data, "iso-2022-jp"); ok && bytes.Contains(data, []byte("\x1b$")) && plausible(text) {
			return name, true, text, nil // only ASCII, but with the escapes of this set
		}
		return "utf-8", true, string(data), nil
	}
	declared := declaredCharset(data, h)
	if text, ok := mostlyUTF8(data); ok {
		return "utf-8", false, text, nil
	}
	if text, name, ok := decodeAs(data, declared); ok && name != "utf-8" && plausible(text) {
		return name, true, text, nil
	}
	name, text = guess(data)
	return name, false, text, nil
}

// decodeAs reads data in a character set that goes by any of its names. Bytes
// that mean nothing in it become U+FFFD.
func decodeAs(data []byte, label string) (text, name string, ok bool) {
	e, name := charset.Lookup(label)
	if e == nil || name == "replacement" {
		return "", "", false
	}
	if name == "utf-8" {
		return strings.ToValidUTF8(string(data), string(utf8.RuneError)), name, true
	}
	decoded, err := e.NewDecoder().Bytes(data)
	if err != nil || e == encoding.Nop {
		return "", "", false
	}
	return strings.ToValidUTF8(string(decoded), string(utf8.RuneError)), name, true
}

// decodeUTF16 reads UTF-16 that has no byte order mark: spaces, digits and line
// ends give it away, for their high byte is zero and stands always on one side.
func decodeUTF16(data []byte) (name, text string, ok bool) {
	if len(data) < 4 || len(data)%2 != 0 {
		return "", "", false
	}
	var zeros [2]int
	sample := data[:min(len(data), charsetSample)&^1]
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	const fewest = 50 // one in so many characters is a space, a digit or a line end
	switch enough := max(1, len(sample)/2/fewest); {
	case zeros[1] >= enough && zeros[0] == 0:
		name = "utf-16le"
	case zeros[0] >= enough && zeros[1] == 0:
		name = "utf-16be"
	default:
		return "", "", false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		low, high := data[2*i], data[2*i+1]
		if name == "utf-16be" {
			low, high = high, low
		}
		units[i] = uint16(high)<<8 | uint16(low)
	}
	text = string(utf16.Decode(units))
	return name, text, plausible(text)
}

// mostlyUTF8 reads data as UTF-8 if only a few sequences of many are broken,
// as where a download was cut or an old passage was pasted into a new page.
func mostlyUTF8(data []byte) (string, bool) {
	whole, broken := 0, 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			whole++
		}
		i += size
	}
	if whole < 10*broken {
		return "", false
	}
	return strings.ToValidUTF8(string(data), string(utf8.RuneError)), true
}

// A declaration may stand behind a long comment or script, so the look goes
// further than the kilobyte that browsers grant.
const declarationSample = 16 << 10

var declaration = pattern(`(?i)<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w:.+-]+)|^\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w:.+-]+)`)

// declaredCharset returns the character set that the file itself or the server
// that sent it declares.
func declaredCharset(data []byte, h Hint) string {
	if _, params, err := mime.ParseMediaType(h.MediaType); err == nil && params["charset"] != "" {
		return params["charset"]
	}
	if m := declaration().FindSubmatch(data[:min(len(data), declarationSample)]); m != nil {
		return string(m[1]) + string(m[2])
	}
	return ""
}

// guess reads data in the likeliest character set.
func guess(data []byte) (name, text string) {
	sample := data[:min(len(data), charsetSample)]
	detector := chardet.NewTextDetector()
	if bytes.Contains(sample, []byte("</")) {
		detector = chardet.NewHtmlDetector()
	}
	results, err := detector.DetectAll(sample)
	if err != nil {
		results = nil
	}
	// The detector runs its tests side by side, and leaves those that are equally
	// sure in the order in which they ended.
	slices.SortFunc(results, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Charset, b.Charset))
	})
	second := "" // best, where no set makes it read like text
	for _, r := range results {
		label := strings.TrimSuffix(strings.ReplaceAll(r.Charset, "GB-18030", "gb18030"), "-I")
		if name := strings.ToLower(label); strings.HasPrefix(name, "utf-") {
			continue // tried already, and with more care
		}
		if text, name, ok := decodeAs(data, label); ok && plausible(text) {
			return name, text
		} else if ok && second == "" && !strings.ContainsRune(text, utf8.RuneError) {
			second = label
		}
	}
	if text, name, ok := decodeAs(data, second); ok {
		return name, text
	}
	text, name, _ = decodeAs(data, "windows-1252") // every byte means something in it
	return name, text
}

// plausible reports whether text reads like text rather than like bytes read
// in the wrong character set.
func plausible(text string) bool {
	var letters, accented, upper, words, swapped int
	var last rune
	for i, r := range text {
		if i > charsetSample {
			break
		}
		switch {
		case r == utf8.RuneError, r >= 0x80 && r < 0xa0 && r != 0x85:
			return false
		case !unicode.IsLetter(r):
			last = 0
			continue
		}
		letters++
		if r >= 0xc0 && r < 0x250 {
			accented++
		}
		if r >= 0x400 && r < 0x460 {
			if unicode.IsUpper(r) {
				upper++
			}
			if last == 0 {
				words++
			} else if unicode.IsLower(last) && unicode.IsUpper(r) {
				swapped++ // rEAD iN aNOTHER sET, cASE iS iNVERTED
			}
		}
		last = r
	}
	inverted := swapped*5 > words || swapped > 0 && upper*2 > letters
	return accented*3 <= letters && !inverted
}

// binary reports whether text is none: control characters do not occur in it.
func binary(text string) bool {
	var all, controls int
	for i, r := range text {
		if i > charsetSample {
			break
		}
		all++
		if r == 0 {
			return true
		}
		if r < ' ' && !strings.ContainsRune("\t\n\r\f\v\x1b\x1a", r) || r == 0x7f {
			controls++
		}
	}
	return controls*100 > all
}

// Charsets are the character sets to choose from when the guess was wrong, by
// the name that [Hint].Charset and [Document].Charset have for each.
func Charsets() []Charset {
	return []Charset{
		{"utf-8", mark("Unicode (UTF-8)")},
		{"utf-16le", mark("Unicode (UTF-16, little end first)")},
		{"utf-16be", mark("Unicode (UTF-16, big end first)")},
		{"windows-1252", mark("Western (Windows 1252, Latin 1)")},
		{"iso-8859-15", mark("Western (Latin 9)")},
		{"macintosh", mark("Western (Mac Roman)")},
		{"windows-1250", mark("Central European (Windows 1250)")},
		{"iso-8859-2", mark("Central European (Latin 2)")},
		{"windows-1257", mark("Baltic (Windows 1257)")},
		{"windows-1251", mark("Cyrillic (Windows 1251)")},
		{"koi8-r", mark("Cyrillic (KOI8-R)")},
		{"koi8-u", mark("Cyrillic (KOI8-U)")},
		{"ibm866", mark("Cyrillic (DOS 866)")},
		{"windows-1253", mark("Greek (Windows 1253)")},
		{"windows-1254", mark("Turkish (Windows 1254)")},
		{"windows-1255", mark("Hebrew (Windows 1255)")},
		{"windows-1256", mark("Arabic (Windows 1256)")},
		{"windows-874", mark("Thai (Windows 874)")},
		{"windows-1258", mark("Vietnamese (Windows 1258)")},
		{"gb18030", mark("Chinese, simplified (GB 18030)")},
		{"gbk", mark("Chinese, simplified (GBK)")},
		{"big5", mark("Chinese, traditional (Big5)")},
		{"shift_jis", mark("Japanese (Shift JIS)")},
		{"euc-jp", mark("Japanese (EUC-JP)")},
		{"iso-2022-jp", mark("Japanese (ISO 2022-JP)")},
		{"euc-kr", mark("Korean (EUC-KR)")},
	}
}

// Charset is a character set with what it is called.
type Charset struct{ Name, Label string }
