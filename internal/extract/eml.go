package extract

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/net/html/atom"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "eml", Label: mark("E-mail message"), Version: "1", Extensions: []string{".eml"}, MediaTypes: []string{"message/rfc822"},
	Of: root, Is: func(s *Sample) bool {
		n := mailHeaders(s.Start)
		return n > 2 || n > 0 && s.called(&Format{Extensions: []string{".eml"}, MediaTypes: []string{"message/rfc822"}})
	},
	Apart: true, Parse: readMail, Unpack: attachments,
})

var (
	headerLine = pattern(`^(?i:From|To|Cc|Subject|Date|Sender|Received|Return-Path|Delivered-To|Reply-To|In-Reply-To|References|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding|Snapshot-Content-Location|List-[\w-]+|X-[\w-]+|DKIM-Signature|Authentication-Results|ARC-[\w-]+): ?`)
	anyHeader  = pattern(`^[!-9;-~]+:`)
)

// mailHeaders counts the header fields of a message that s begins with, of those
// that messages are known by.
func mailHeaders(s string) int {
	n := 0
	for line := range strings.Lines(strings.TrimLeft(s, "\r\n")) {
		switch {
		case headerLine().MatchString(line):
			n++
		case line[0] != ' ' && line[0] != '\t' && !anyHeader().MatchString(line):
			return n
		}
	}
	return n
}

// mail is a message that is taken apart.
type mail struct {
	root     *enmime.Part
	hint     Hint
	bodies   []mailBody     // what its reader is shown, in order
	attached []*enmime.Part // what is sent with it
	sealed   bool           // something in it can only be read with a key
	opened   bool           // it was signed as a whole
	skim     bool           // nobody asks for the texts
}

// mailBody is a part that is shown to whoever reads a message.
type mailBody struct {
	blocks   []Block
	html     bool
	page     string // as it was written, if it is in HTML
	language string
	charset  string
	sure     bool
}

// readMail reads a message. All that its reader sees is kept, with what was
// forwarded or quoted in it; there is no site around it that could be left out.
func readMail(data []byte, d Document, h Hint) (Document, error) {
	m, err := openMail(data, mail{hint: h})
	if err != nil {
		return Document{}, err
	}
	d.Charset, d.CharsetSure = "", true
	for _, b := range m.bodies {
		d.Blocks = append(d.Blocks, b.blocks...)
		d.Charset, d.CharsetSure = cmp.Or(d.Charset, b.charset), d.CharsetSure && b.sure
		d.Language = cmp.Or(d.Language, b.language)
	}
	switch {
	case m.sealed:
		return Document{}, assay.Unsupported("This message is encrypted. Open it in the mail program that has the key, copy the text and paste it.")
	case len(d.Blocks) == 0 && len(m.attached) > 0:
		return Document{}, assay.Invalid("file", "This message has no text of its own. What is attached to it is imported by itself.")
	}
	m.describe(&d)
	if d.Title != "" && len(d.Blocks) > 0 && !slices.ContainsFunc(d.Blocks, func(b Block) bool { return b.Kind == KindTitle }) {
		d.Blocks = append([]Block{{Kind: KindTitle, Text: d.Title}}, d.Blocks...)
	}
	return d, nil
}

// attachments gives out what is attached to a message: other messages and
// documents. What is wrong with the message is told by whoever reads it.
func attachments(file io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		if size > MaxBytes {
			return
		}
		data := make([]byte, size)
		if n, err := file.ReadAt(data, 0); n < len(data) {
			yield(Member{}, brokenArchive(err))
			return
		}
		if !bytes.Contains(bytes.ToLower(data[:min(len(data), headerSize(data))]), []byte("content-type")) {
			return // a message of nothing but text
		}
		m, err := openMail(data, mail{skim: true})
		if err != nil {
			return
		}
		for i, p := range m.attached {
			if !yield(Member{Name: attachedName(p, i+1), Data: p.Content, Hint: Hint{MediaType: declared(p)}}, nil) {
				return
			}
		}
	}
}

// declared returns the media type of a part as whoever sent it says, with the
// character set.
func declared(p *enmime.Part) string {
	if p.Charset == "" || !strings.HasPrefix(mediaType(p), "text/") {
		return mediaType(p)
	}
	return mediaType(p) + "; charset=" + p.Charset
}

// attachedName returns the name of what is attached to a message, or its number
// there if it has none.
func attachedName(p *enmime.Part, n int) string {
	if name := memberName(decodeWords(p.FileName, p.Charset), false); strings.TrimSpace(name) != "" {
		return name
	}
	for _, f := range formats {
		if slices.Contains(f.MediaTypes, mediaType(p)) {
			return fmt.Sprint(n, f.Extensions[0])
		}
	}
	return fmt.Sprint(n)
}

// openMail takes a message apart and finds in it what its reader is shown.
func openMail(data []byte, m mail) (*mail, error) {
	root, err := parseMIME(data)
	if err != nil {
		return nil, err
	}
	m.root = root
	return &m, m.collect(root)
}

// collect sorts a part, with those in it.
func (m *mail) collect(p *enmime.Part) error {
	media := mediaType(p)
	switch {
	case strings.HasPrefix(media, "multipart/") && p.FirstChild != nil:
		return m.collectParts(p)
	case media == "application/pkcs7-mime", media == "application/x-pkcs7-mime":
		return m.unwrap(p)
	case media == "application/pgp-encrypted":
		m.sealed = true
		return nil
	case p.Disposition == "attachment" && p != m.root, p.FileName != "" && len(m.bodies) > 0, !shown[media]:
		m.attach(p)
		return nil
	case m.skim:
		m.bodies = append(m.bodies, mailBody{})
		return nil
	}
	b, err := m.body(p)
	if err != nil {
		return err
	}
	if len(b.blocks) > 0 {
		m.bodies = append(m.bodies, b)
	}
	return nil
}

// attach adds a part to what is sent with the message, if it can hold an article.
func (m *mail) attach(p *enmime.Part) {
	if !Wordless(mediaType(p)) && (p.FirstChild == nil || len(p.Content) > 0) {
		m.attached = append(m.attached, p)
	}
}

// shown are the media types that are shown as the text of a message. A multipart
// without a boundary is one part.
var shown = map[string]bool{
	"": true, "text/plain": true, "text/html": true, "text/markdown": true, "text/x-markdown": true, "text/enriched": true,
	"multipart/alternative": true, "multipart/mixed": true, "multipart/related": true,
}

// collectParts sorts the parts of a multipart.
func (m *mail) collectParts(p *enmime.Part) error {
	all := children(p)
	switch mediaType(p) {
	case "multipart/encrypted":
		m.sealed = true
		return nil
	case "multipart/signed":
		all = all[:1] // behind it is the signature
	case "multipart/alternative":
		return m.alternatives(all)
	case "multipart/related":
		root := rootOf(p)
		if err := m.collect(root); err != nil {
			return err
		}
		for _, c := range all {
			if c != root {
				m.attach(c)
			}
		}
		return nil
	}
	for _, c := range all {
		if err := m.collect(c); err != nil {
			return err
		}
	}
	return nil
}

// alternatives sorts parts that say the same in different ways, and shows one: that
// in HTML, unless it holds much less than the plain one, as where it only says
// that there is more on the web.
func (m *mail) alternatives(all []*enmime.Part) error {
	var best *mail
	for _, p := range all {
		a := &mail{root: m.root, hint: m.hint, opened: m.opened, skim: m.skim}
		if err := a.collect(p); err != nil {
			return err
		}
		m.attached, m.sealed = append(m.attached, a.attached...), m.sealed || a.sealed
		if len(a.bodies) > 0 && (best == nil || a.richer(best)) {
			best = a
		}
	}
	if best != nil {
		m.bodies = append(m.bodies, best.bodies...)
	}
	return nil
}

// richer reports whether a is to be shown rather than b, which comes before it.
func (m *mail) richer(b *mail) bool {
	if inHTML := slices.ContainsFunc(m.bodies, func(b mailBody) bool { return b.html }); !inHTML {
		return m.letters() > 2*b.letters()
	}
	return 2*m.letters() >= b.letters()
}

var addressInText = pattern(`https?://\S+`)

// letters counts the letters and digits that are shown, but for addresses: the
// plain form of a message writes out what the other one links to.
func (m *mail) letters() int {
	n := 0
	for _, b := range m.bodies {
		for _, block := range b.blocks {
			for _, r := range addressInText().ReplaceAllString(block.Text, "") {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					n++
				}
			}
		}
	}
	return n
}

// unwrap sorts what is in a message that is signed or encrypted as S/MIME does.
func (m *mail) unwrap(p *enmime.Part) error {
	inner, ok := signedContent(p.Content)
	if !ok || m.opened { // what is in it is signed once more, or encrypted
		m.sealed = true
		return nil
	}
	root, err := parseMIME(inner)
	if err != nil {
		return err
	}
	m.opened = true
	return m.collect(root)
}

// body reads a part that is shown.
func (m *mail) body(p *enmime.Part) (b mailBody, err error) {
	var text string
	if b.charset, b.sure, text, err = decodePart(p, m.hint); err != nil {
		return b, err
	}
	if mediaType(p) == "text/html" {
		page, err := parse(text)
		if err != nil {
			return b, err
		}
		b.html, b.page = true, text
		b.blocks = asBlocks(titled(passages(page, false), m.subject()))
		if n := find(page, atom.Html); n != nil {
			b.language = attr(n, "lang")
		}
		return b, nil
	}
	text = m.armoured(text)
	if params := parameters(p); strings.EqualFold(params["format"], "flowed") {
		text = flowed(text, strings.EqualFold(params["delsp"], "yes"))
	}
	texts, err := textBlocks(text)
	if err != nil {
		return b, err
	}
	for _, t := range texts {
		kind := KindBody
		if quotedLine(t) {
			kind = KindQuote
		}
		b.blocks = append(b.blocks, Block{Kind: kind, Text: t})
	}
	return b, nil
}

// quotedLine reports whether all lines of a paragraph are quoted from another message.
func quotedLine(s string) bool {
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(strings.TrimLeft(line, " "), ">") {
			return false
		}
	}
	return true
}

const (
	pgpSigned    = "-----BEGIN PGP SIGNED MESSAGE-----"
	pgpSignature = "\n-----BEGIN PGP SIGNATURE-----"
	pgpEncrypted = "-----BEGIN PGP MESSAGE-----"
)

// armoured returns the text that PGP has signed, without what it has put around it,
// and nothing of a text that it has encrypted. Any other is returned as it is.
func (m *mail) armoured(text string) string {
	start := strings.TrimSpace(text[:min(len(text), 4096)])
	if strings.HasPrefix(start, pgpEncrypted) {
		m.sealed = true
		return ""
	}
	if !strings.HasPrefix(start, pgpSigned) {
		return text
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	_, text, _ = strings.Cut(text, "\n\n") // the names of hashes come before it
	signed, signature, ok := strings.Cut(text, pgpSignature)
	if !ok {
		return text
	}
	_, behind, _ := strings.Cut(signature, "-----END PGP SIGNATURE-----") // a mailing list may have added something
	return strings.ReplaceAll("\n"+signed, "\n- ", "\n")[1:] + "\n\n" + behind
}

// flowed joins the lines of a text that was broken to be sent (RFC 3676): those
// that end with a space go on in the next.
func flowed(text string, deleteSpace bool) string {
	var out strings.Builder
	depth, open := 0, false // of the line before, and whether it goes on
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = strings.TrimSuffix(line, "\n")
		content := strings.TrimLeft(line, ">")
		quotes := line[:len(line)-len(content)]
		content = strings.TrimPrefix(content, " ") // which was stuffed
		if out.Len() > 0 && (!open || len(quotes) != depth || content == "-- ") {
			out.WriteByte('\n')
			open = false
		}
		if !open && quotes != "" {
			out.WriteString(quotes + " ")
		}
		depth, open = len(quotes), strings.HasSuffix(content, " ") && content != "-- "
		if open && deleteSpace {
			content = content[:len(content)-1]
		}
		out.WriteString(content)
	}
	return out.String()
}

// header returns a header field of the message as text.
func (m *mail) header(name string) string {
	return decodeWords(m.root.Header.Get(name), m.root.Charset)
}

func (m *mail) subject() string { return m.header("Subject") }

// describe fills in d with what the message says of itself. What a list sends out
// comes from the list; anything else, from a person.
func (m *mail) describe(d *Document) {
	d.Title = m.subject()
	d.Language = cmp.Or(m.header("Content-Language"), d.Language)
	if d.Published = mailDate(m.header("Date")); d.Published != "" {
		d.PublishedBasis = BasisMetadata
	}
	if address := strings.Trim(m.header("Archived-At"), "<> "); address != "" {
		if u, err := url.Parse(address); err == nil && web(u) {
			d.URL = address
		}
	}
	from := senders(m.root.Header.Get("From"), m.root.Charset)
	list, _, _ := strings.Cut(m.header("List-Id"), "<")
	list = strings.Trim(list, `" `)
	toAll := m.root.Header.Get("List-Id") != "" || m.root.Header.Get("List-Unsubscribe") != ""
	if toAll && m.root.Header.Get("List-Post") == "" { // whose readers do not write to it
		d.Site = cmp.Or(strings.Join(from, ", "), list)
		return
	}
	d.Site = list
	var names []string
	for _, name := range from {
		name, _, _ = strings.Cut(name, " via ") // a list, which sends it for them
		if name = personal(strings.Trim(name, "' "), d.Site); name != "" {
			names = append(names, name)
		}
	}
	d.Byline = strings.Join(names, ", ")
}

var (
	mailbox = pattern(`(?:"((?:[^"\\]|\\.)*)"|([^",<>]*))\s*<[^<>]*>`)
	comment = pattern(`\(([^()]*)\)`)
)

// senders returns the names in an address field.
func senders(field, charset string) (names []string) {
	for _, m := range mailbox().FindAllStringSubmatch(field, -1) {
		if name := strings.Trim(decodeWords(strings.ReplaceAll(m[1], `\`, "")+m[2], charset), ` "'`); name != "" {
			names = append(names, name)
		}
	}
	if m := comment().FindStringSubmatch(field); m != nil && len(names) == 0 { // ana@harbour.example (Ana Solheim)
		names = append(names, decodeWords(m[1], charset))
	}
	return names
}
