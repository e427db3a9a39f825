package extract

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
)

// message makes a message of a header and a body, which have line feeds for line
// ends, as it is sent.
func message(header, body string) []byte {
	return []byte(strings.ReplaceAll(strings.Trim(header, "\n")+"\n\n"+body, "\n", "\r\n"))
}

const herald = `From: "Harbour Herald" <morning@herald.example>
To: ana@desk.example
Subject: Quay closed after fire
Date: Fri, 13 Mar 2026 08:15:00 +0100
MIME-Version: 1.0
`

func inBase64(s []byte) string {
	var out strings.Builder
	for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(s)), 76) {
		out.Write(chunk)
		out.WriteByte('\n')
	}
	return out.String()
}

func inQuotedPrintable(s []byte) string {
	var out strings.Builder
	w := quotedprintable.NewWriter(&out)
	_, _ = w.Write(s)
	_ = w.Close()
	return strings.ReplaceAll(out.String(), "\r\n", "\n") + "\n"
}

// multipart makes the header field and the body of a multipart of parts, each of
// which is a header, an empty line and a body.
func multipart(kind string, parts ...string) (field, body string) {
	boundary := fmt.Sprintf("=_%s.%d", strings.ReplaceAll(kind, "/", "."), len(strings.Join(parts, "")))
	var out strings.Builder
	out.WriteString("This is a message in MIME.\n")
	for _, p := range parts {
		fmt.Fprintf(&out, "--%s\n%s\n", boundary, p)
	}
	fmt.Fprintf(&out, "--%s--\n", boundary)
	return fmt.Sprintf("Content-Type: multipart/%s; boundary=\"%s\"\n", kind, boundary), out.String()
}

// nested is a multipart as a part of another.
func nested(kind string, parts ...string) string {
	field, body := multipart(kind, parts...)
	return field + "\n" + body
}

func mailOf(kind string, parts ...string) []byte {
	field, body := multipart(kind, parts...)
	return message(herald+field, body)
}

const (
	plainPart = "Content-Type: text/plain; charset=utf-8\n\nTwelve lorries burned on the old quay – nobody was hurt.\n"
	htmlPart  = "Content-Type: text/html; charset=utf-8\n\n<html lang=en><body><div style=\"display:none\">preview</div><h2>Quay closed after fire</h2><p>Twelve lorries burned on the <b>old</b> quay – nobody was hurt.</p><blockquote>A wall of flames.</blockquote></body></html>\n"
	pngPart   = "Content-Type: image/png; name=p.png\nContent-ID: <p>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
)

const (
	inPlain = "title: Quay closed after fire\nbody: Twelve lorries burned on the old quay – nobody was hurt.\n"
	inHTML  = "title: Quay closed after fire\nbody: Twelve lorries burned on the old quay – nobody was hurt.\nquote: A wall of flames.\n"
)

func TestMail(t *testing.T) {
	const arabic = "احترقت اثنتا عشرة شاحنة على الرصيف القديم فجر الجمعة، ولم يصب أحد بأذى."
	const japanese = "金曜日の早朝、古い埠頭でトラック十二台が燃えた。けが人はいなかった。"
	const russian = "Двенадцать грузовиков сгорели на старой набережной рано утром в пятницу, никто не пострадал."
	tests := []struct {
		name string
		data []byte
		want string // the kinds and texts of the blocks
		about
	}{
		{"plain text", message(herald, "Twelve lorries burned on the old quay.\n\n> A wall of flames,\n> said a driver.\n\nMore at noon."), "title: Quay closed after fire\nbody: Twelve lorries burned on the old quay.\nquote: > A wall of flames,\nquote: > said a driver.\nbody: More at noon.\n", about{charset: "utf-8"}},
		{"both forms", mailOf("alternative", plainPart, htmlPart), inHTML, about{charset: "utf-8"}},
		{"HTML that says nothing", mailOf("alternative", plainPart+strings.Repeat("More of it, in a long text. ", 5), "Content-Type: text/html\n\n<p>See the web.</p>"), "", about{}},
		{"HTML first", mailOf("alternative", htmlPart, plainPart), inHTML, about{charset: "utf-8"}},
		{"pictures, and what is attached", mailOf("mixed", nested("related", nested("alternative", plainPart, htmlPart), pngPart), "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\n%PDF-1.7"), inHTML, about{charset: "utf-8"}},
		{"several texts", mailOf("mixed", plainPart, pngPart, "Content-Type: text/plain\n\nUnsubscribe: write to the list."), inPlain + "body: Unsubscribe: write to the list.\n", about{charset: "utf-8"}},
		{"signed with PGP", mailOf("signed", plainPart, "Content-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n=x\n-----END PGP SIGNATURE-----"), inPlain, about{charset: "utf-8"}},
		{"signed in the text", message(herald, "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nTwelve lorries burned on the old quay – nobody was hurt.\n- -- \nThe Herald\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n=x\n-----END PGP SIGNATURE-----\n"), inPlain + "body: -- \nbody: The Herald\n", about{charset: "utf-8"}},
		{"signed as a whole", message(herald+"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=smime.p7m\n", inBase64(pkcs7(false, plainPart))), inPlain, about{charset: "utf-8"}},
		{"signed as a whole, in pieces", message(herald+"Content-Type: application/x-pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n", inBase64(pkcs7(true, plainPart))), inPlain, about{charset: "utf-8"}},
		{"broken to be sent", message(herald+"Content-Type: text/plain; format=flowed; delsp=no\n", "Twelve lorries burned on the \nold quay.\nNobody was hurt.\n\n> A wall \n> of flames.\n-- \nAna\n"), "title: Quay closed after fire\nbody: Twelve lorries burned on the old quay.\nbody: Nobody was hurt.\nquote: > A wall of flames.\nbody: -- \nbody: Ana\n", about{charset: "utf-8"}},
		{"Arabic in windows-1256", message(herald+"Content-Type: text/plain; charset=windows-1256\nContent-Transfer-Encoding: quoted-printable\n", inQuotedPrintable(encode(t, arabic, "windows-1256"))), "title: Quay closed after fire\nbody: " + arabic + "\n", about{charset: "windows-1256"}},
		{"Japanese in ISO-2022-JP", message(herald+"Content-Type: text/plain; charset=\"ISO-2022-JP\"\n", string(encode(t, japanese, "iso-2022-jp"))), "title: Quay closed after fire\nbody: " + japanese + "\n", about{charset: "iso-2022-jp"}},
		{"Russian in KOI8-R", message(herald+"Content-Type: text/html; charset=koi8-r\nContent-Transfer-Encoding: base64\n", inBase64(encode(t, "<p>"+russian+"</p>", "koi8-r"))), "title: Quay closed after fire\nbody: " + russian + "\n", about{charset: "koi8-r"}},
		{"UTF-7", message(herald+"Content-Type: text/plain; charset=UTF-7\n", "Das Haus am Kai hei+AN8-t Hafen."), "title: Quay closed after fire\nbody: Das Haus am Kai heißt Hafen.\n", about{charset: "utf-7"}},
		{"a character set that is none", message(herald+"Content-Type: text/plain; charset=\"x-unknown\"\nContent-Transfer-Encoding: 8bit\n", "Twelve lorries – burned."), "title: Quay closed after fire\nbody: Twelve lorries – burned.\n", about{charset: "utf-8"}},
		{"a multipart without a boundary", message(herald+"Content-Type: multipart/mixed\n", "Twelve lorries burned."), "title: Quay closed after fire\nbody: Twelve lorries burned.\n", about{charset: "utf-8"}},
		{"a multipart that never ends", message(herald+"Content-Type: multipart/mixed; boundary=b\n", "--b\n"+plainPart), inPlain, about{charset: "utf-8"}},
		{"no media type, and a part without a header", mailOf("mixed", "\nTwelve lorries burned."), "title: Quay closed after fire\nbody: Twelve lorries burned.\n", about{charset: "utf-8"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract(test.data, Hint{})
			if err != nil {
				t.Fatal(err)
			}
			if test.want == "" {
				if !strings.Contains(said(d), "nobody was hurt.") {
					t.Errorf("got:\n%s", said(d))
				}
				return
			}
			if got := said(d); got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
			if d.Charset != test.charset || d.Published != "2026-03-13T08:15:00+01:00" || d.PublishedBasis != BasisMetadata || d.Extractor != "eml/1" {
				t.Errorf("in %s, published %s by %s, read by %s", d.Charset, d.Published, d.PublishedBasis, d.Extractor)
			}
		})
	}
}

type about struct{ charset string }

// pkcs7 makes a message that is signed as a whole, in DER or in BER with its text
// in pieces.
func pkcs7(pieces bool, text string) []byte {
	tlv := func(tag byte, content ...[]byte) []byte {
		all := slices.Concat(content...)
		return slices.Concat([]byte{tag, 0x82, byte(len(all) >> 8), byte(len(all))}, all)
	}
	open := func(tag byte, content ...[]byte) []byte {
		return slices.Concat([]byte{tag, 0x80}, slices.Concat(content...), []byte{0, 0})
	}
	oid := func(der []byte) []byte { return slices.Concat([]byte{6, byte(len(der))}, der) }
	text = strings.ReplaceAll(text, "\n", "\r\n")
	octets := tlv(4, []byte(text))
	wrap := tlv
	if pieces {
		octets, wrap = open(0x24, tlv(4, []byte(text[:60])), tlv(4, []byte(text[60:]))), open
	}
	return wrap(0x30, oid(oidSignedData), wrap(0xa0, wrap(0x30, []byte{2, 1, 1}, wrap(0x31), wrap(0x30, oid(oidData), wrap(0xa0, octets)), wrap(0x31))))
}

func TestMailHeader(t *testing.T) {
	tests := []struct{ name, header, want string }{ // title; byline; site; published; url
		{"a person", "From: Mira Solheim <mira@herald.example>\nSubject: Fire\nDate: 13 Mar 26 08:15 GMT", "Fire;Mira Solheim;;2026-03-13T08:15:00Z;"},
		{"a newsletter", "From: \"Harbour Herald\" <a@herald.example>\nList-Id: Morning <m.herald.example>\nList-Unsubscribe: <https://herald.example/u>\nSubject: Fire\nDate: Fri, 13 Mar 2026 08:15:00 -0000 (UTC)", "Fire;;Harbour Herald;2026-03-13T08:15:00Z;"},
		{"a mailing list", "From: 'Mira Solheim' via Port talk <talk@port.example>\nList-Id: \"Port talk\" <talk.port.example>\nList-Post: <mailto:talk@port.example>\nSubject: [port] Fire\nArchived-At: <https://lists.port.example/7>", "[port] Fire;Mira Solheim;Port talk;;https://lists.port.example/7"},
		{"encoded words", "From: =?windows-1251?B?zOjw4CDR7uvl9e7s?= <m@x.example>\nSubject: =?UTF-8?B?5Zyw5pa5?= =?UTF-8?B?5L+h5Lu/?=\n =?utf-8?q?_caf=C3=A9?=\nDate: Fri, 13 Mar 2026 08:15:30 EST", "地方信仿 café;Мира Солехом;;2026-03-13T08:15:30-05:00;"},
		{"a character in two words", "From: a@x.example (Ana Weir)\nSubject: =?UTF-8?Q?caf=C3?= =?UTF-8?Q?=A9?= open\nDate: Fri, 13 Mar 2026 08:15:00 XYZ", "café open;Ana Weir;;2026-03-13T08:15:00;"},
		{"no encoding at all", "From: " + string(encode(t, "Мира Солехем", "koi8-r")) + " <m@x.example>\nContent-Type: text/plain; charset=koi8-r\nSubject: " + string(encode(t, "Пожар на старой набережной", "koi8-r")), "Пожар на старой набережной;Мира Солехем;;;"},
		{"two writers", "From: \"Solheim, Mira\" <m@x.example>, Jonas Weir <j@x.example>\nSubject: Fire\nDate: yesterday", "Fire;Solheim, Mira, Jonas Weir;;;"},
		{"an address alone", "From: desk@herald.example\nTo: a@x.example\nSubject:", ";;;;"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract(message("MIME-Version: 1.0\nX-Mailer: x\n"+test.header, "It burned."), Hint{Name: "a.eml"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join([]string{d.Title, d.Byline, d.Site, d.Published, d.URL}, ";"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMailRefuses(t *testing.T) {
	deep := "Content-Type: text/plain\n\nx"
	for i := range maxMultiparts + 5 {
		deep = nested(fmt.Sprintf("mixed; x=%d", i), deep)
	}
	deepHeader, deepBody, _ := strings.Cut(deep, "\n\n")
	tests := []struct {
		name string
		data []byte
		kind assay.ErrorKind
		says string
	}{
		{"PGP", mailOf("encrypted; protocol=\"application/pgp-encrypted\"", "Content-Type: application/pgp-encrypted\n\nVersion: 1", "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----"), assay.KindUnsupported, "encrypted"},
		{"PGP in the text", message(herald, "-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----"), assay.KindUnsupported, "encrypted"},
		{"S/MIME", message(herald+"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n", "MIAGCSqGSIb3DQEHA6CAMIACAQA="), assay.KindUnsupported, "encrypted"},
		{"only something attached", mailOf("mixed", "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-1.7"), assay.KindInvalid, "attached to it"},
		{"nothing", message(herald, ""), assay.KindInvalid, "No text was found"},
		{"50 MB of header", slices.Concat([]byte(herald), bytes.Repeat([]byte("X-Spam: yes\n"), 40<<20/12), []byte("\nx")), assay.KindInvalid, "megabyte of header"},
		{"a header of one line", slices.Concat([]byte(herald+"X-Spam: "), bytes.Repeat([]byte("x"), 2<<20), []byte("\n\nx")), assay.KindInvalid, "megabyte of header"},
		{"too many parts", mailOf("mixed", slices.Repeat([]string{"\nx"}, maxMailParts+1)...), assay.KindInvalid, "far more parts"},
		{"too deep", message(herald+deepHeader, deepBody), assay.KindInvalid, "far more parts"},
		{"a saved page without one", message("From: <Saved by Blink>\nSubject: x\n"+nestedHeader, ""), assay.KindInvalid, "no page"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			_, err := Extract(test.data, Hint{})
			if assay.KindOf(err) != test.kind || !strings.Contains(fmt.Sprint(err), test.says) {
				t.Errorf("error of kind %q: %v", assay.KindOf(err), err)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

const nestedHeader = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n"

// inside returns the members of a file as lines: their names, what is said of
// them, and how they begin or why they are refused.
func inside(t testing.TB, data []byte) (lines []string) {
	t.Helper()
	name := Sniff(data)
	for m, err := range Unpack(name, bytes.NewReader(data), int64(len(data))) {
		line := fmt.Sprintf("%s (%s) %.40q", m.Name, m.Hint.MediaType, m.Data)
		if err != nil {
			line = fmt.Sprintf("%s: %s", m.Name, assay.KindOf(err))
		}
		lines = append(lines, line)
	}
	return lines
}

func TestAttachments(t *testing.T) {
	forwarded := string(message("From: b@x.example\nTo: a@x.example\nSubject: Inner", "Inner text."))
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"nothing", message(herald, "Text."), nil},
		{"only another form", mailOf("alternative", plainPart, htmlPart, "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"), nil},
		{"a PDF and pictures", mailOf("mixed", nested("related", htmlPart, pngPart), "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=UTF-8''Bericht%20;\n filename*1*=%C3%BCber.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjc="), []string{`Bericht über.pdf (application/pdf) "%PDF-1.7"`}},
		{"encoded names", mailOf("mixed", plainPart, "Content-Type: text/html; charset=koi8-r; name=\"=?koi8-r?B?0M/WwdI=?=.html\"\nContent-Disposition: attachment\n\n<p>x</p>", "Content-Type: application/octet-stream; name==?utf-8?Q?a_b.docx?=\n\nPK"), []string{`пожар.html (text/html; charset=koi8-r) "<p>x</p>"`, `a b.docx (application/octet-stream) "PK"`}},
		{"a message", mailOf("mixed", plainPart, "Content-Type: message/rfc822\nContent-Disposition: inline\n\n"+strings.ReplaceAll(forwarded, "\r\n", "\n")), []string{fmt.Sprintf("1.eml (message/rfc822) %.40q", forwarded)}},
		{"a message forwarded in the text", mailOf("mixed", plainPart+"\n---- Forwarded ----\nFrom: b@x.example\nSubject: Inner\n\nInner text."), nil},
		{"signed, with something attached", mailOf("signed", nested("mixed", plainPart, "Content-Type: text/plain; name=notes.txt\n\nNotes."), "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx"), []string{`notes.txt (text/plain) "Notes."`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := inside(t, test.data); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMailbox(t *testing.T) {
	const box = "From ana@desk.example Fri Mar 13 08:15:00 2026\nFrom: a@x.example\nTo: b@x.example\nSubject: One\n\nFirst.\nFrom here on it burned.\n\nFrom here, too.\n>From what we know\n>>From a reply\n\n" +
		"From - Fri Mar 13 09:15:00 2026\nFrom: b@x.example\nTo: a@x.example\nSubject: Two\n\nSecond.\n\nFrom \nFrom: c@x.example\nSubject: Three\nTo: a@x.example\n\nThird."
	for _, end := range []string{"\n", "\r\n"} {
		data := []byte(strings.ReplaceAll(box, "\n", end))
		var got []string
		for m, err := range Unpack("mbox", bytes.NewReader(data), int64(len(data))) {
			if err != nil {
				t.Fatal(err)
			}
			d, err := Extract(m.Data, m.Hint)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, m.Name+" "+said(d))
		}
		want := []string{
			"1.eml title: One\nbody: First.\nbody: From here on it burned.\nbody: From here, too.\nbody: From what we know\nquote: >From a reply\n",
			"2.eml title: Two\nbody: Second.\n", "3.eml title: Three\nbody: Third.\n",
		}
		if !slices.Equal(got, want) {
			t.Errorf("with %q: %q, want %q", end, got, want)
		}
	}
}

// TestMailboxIsCheap: many messages, and one that is too large, take little time
// and memory.
func TestMailboxIsCheap(t *testing.T) {
	var b bytes.Buffer
	for i := range 50_000 {
		fmt.Fprintf(&b, "From x@y.example Fri Mar 13 08:15:00 2026\nFrom: a@x.example\nSubject: %d\n\n%s\n\n", i, strings.Repeat("Twelve lorries burned on the old quay.\n", 10))
		if i == 100 {
			b.WriteString(strings.Repeat("It goes on and on. ", MaxBytes/19))
			b.WriteString("\n\n")
		}
	}
	began, n, refused := time.Now(), 0, 0
	for m, err := range Unpack("mbox", bytes.NewReader(b.Bytes()), int64(b.Len())) {
		if n++; err != nil || len(m.Data) > 1000 {
			refused++
		}
	}
	if n != 50_000 || refused != 1 {
		t.Errorf("%d messages, %d of them refused", n, refused)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestSavedPage(t *testing.T) {
	const page = "<html><head><title>Quay closed</title><link rel=canonical href=\"https://herald.example/quay\"></head><body><nav>Home</nav><article><h1>Quay closed</h1><p>Twelve lorries burned on the old quay of Nordhaven early on Friday, the fire service said, and nobody was hurt.</p><p>The ferry to the islands left from the northern pier, and the harbour was closed until noon, said the harbour master.</p></article></body></html>"
	frame := "Content-Type: text/html\nContent-Location: https://ads.example/frame\n\n<p>Buy a boat.</p>"
	main := "Content-Type: text/html; charset=\"windows-1252\"\nContent-Location: https://herald.example/quay?x=1\n\n" + page
	saved := func(header string, parts ...string) []byte {
		field, body := multipart("related; type=\"text/html\"", parts...)
		return message(header+field, body)
	}
	tests := []struct {
		name string
		data []byte
		want string // address; taken; title
	}{
		{"Chromium", saved("From: <Saved by Blink>\nSnapshot-Content-Location: https://herald.example/quay?x=1\nSubject: Quay\nDate: Fri, 13 Mar 2026 08:15:00 -0000\n", frame, main), "https://herald.example/quay?x=1;2026-03-13T08:15:00Z;Quay closed"},
		{"Internet Explorer", saved("From: <Saved by Windows Internet Explorer 7>\nSubject: Quay\nDate: Fri, 13 Mar 2026 08:15:00 +0100\nMIME-Version: 1.0\n", main, frame), "https://herald.example/quay?x=1;2026-03-13T08:15:00+01:00;Quay closed"},
		{"Firefox", saved("From: <Saved by UnMHT>\nSubject: Quay\nDate: Fri, 13 Mar 2026 08:15:00 +0100\nX-MAF-Information: Produced By MAF\n", main), "https://herald.example/quay?x=1;2026-03-13T08:15:00+01:00;Quay closed"},
		{"a page alone", message("From: <Saved by Microsoft Internet Explorer 5>\nSubject: Quay\nDate: Fri, 13 Mar 2026 08:15:00 +0100\nContent-Type: text/html\nContent-Location: file://C:\\quay.htm\n", page), "https://herald.example/quay;2026-03-13T08:15:00+01:00;Quay closed"},
		{"the root by its name", saved("From: <Saved by X>\nSubject: Quay\n", frame, "Content-ID: <r>\n"+main)[0:], "https://ads.example/frame;;Quay"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract(test.data, Hint{Name: "a.mhtml"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join([]string{d.URL, d.Taken, d.Title}, ";"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if d.Extractor != "mhtml/1" || strings.Contains(d.Text, "Home") {
				t.Errorf("%s read:\n%s", d.Extractor, d.Text)
			}
		})
	}
	if d, err := Extract(tests[0].data, Hint{Extractor: "mhtml/full"}); err != nil || d.Extractor != "mhtml/full/1" || !strings.Contains(d.Text, "Home") {
		t.Errorf("all of it (%v):\n%s", err, d.Text)
	}
}

func FuzzMail(f *testing.F) {
	f.Add(mailOf("mixed", nested("alternative", plainPart, htmlPart), pngPart))
	f.Add(mailOf("signed", plainPart, "\nx"))
	f.Add(message(herald+"Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-7\n", "> a \n> b \n-- \nhei+AN8-t"))
	f.Add(message(herald+"Content-Type: application/pkcs7-mime\n", string(pkcs7(true, plainPart))))
	f.Add(message(herald+"Subject: =?utf-8?q?=C3?= =?utf-8?b?qQ?=\nContent-Type: text/html; charset==?\n", "<p>x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sound(t, data, Hint{Name: "a.eml"})
		opens(t, "eml", data)
	})
}

func FuzzSavedPage(f *testing.F) {
	f.Add(load(f, "testdata/chromium.mhtml"))
	f.Add(message("From: <Saved by X>\nContent-Location: x\nContent-Type: text/html\n", "<p>x"))
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, slices.Concat([]byte("From: <Saved by X>\n"), data), Hint{}) })
}

func FuzzMailbox(f *testing.F) {
	f.Add([]byte("From a 08:15\nFrom: a\n\nx\n\n>From \nFrom \nSubject: b\n\ny"))
	f.Fuzz(func(t *testing.T, data []byte) { opens(t, "mbox", data) })
}

// opens checks that no file of files fails in a way that the analyst cannot be
// told, and that each gives out the same twice.
func opens(t *testing.T, format string, data []byte) {
	t.Helper()
	list := func() (all []string) {
		for m, err := range Unpack(format, bytes.NewReader(data), int64(len(data))) {
			if err != nil && assay.KindOf(err) != assay.KindInvalid && assay.KindOf(err) != assay.KindUnsupported {
				t.Fatal(err)
			}
			if err != nil && strings.Contains(err.Error(), "panicked") {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprintf("%s %x %v %v", m.Name, m.Data, m.Hint, err))
		}
		return all
	}
	if one, two := list(), list(); !slices.Equal(one, two) {
		t.Errorf("%q and then %q", one, two)
	}
}
