package extract

import (
	"bytes"
	"encoding/asn1"
)

var (
	oidData       = mustOID(1, 2, 840, 113549, 1, 7, 1)
	oidSignedData = mustOID(1, 2, 840, 113549, 1, 7, 2)
)

// mustOID returns an object identifier as it is encoded.
func mustOID(numbers ...int) []byte {
	der, err := asn1.Marshal(asn1.ObjectIdentifier(numbers))
	if err != nil {
		panic(err)
	}
	return der[2:]
}

// signedContent returns what is signed in an S/MIME message that is signed as a
// whole (RFC 5652), and false if it is no such message. Nobody looks at the
// signature. encoding/asn1 reads DER only, and such messages are often in BER.
func signedContent(data []byte) ([]byte, bool) {
	info, ok := sequence(data)
	if !ok || len(info) < 2 || !bytes.Equal(info[0].content, oidSignedData) {
		return nil, false
	}
	signed, ok := sequence(info[1].content)
	if !ok {
		return nil, false
	}
	for _, e := range signed { // version, hashes, what is signed, certificates…
		inner, _ := elements(e.content)
		if e.tag != tagSequence || len(inner) < 2 || !bytes.Equal(inner[0].content, oidData) {
			continue
		}
		text, ok := elements(inner[1].content)
		if !ok || len(text) == 0 {
			return nil, false
		}
		return octets(text[0], 0), true
	}
	return nil, false
}

// element is a value in BER.
type element struct {
	tag     byte
	content []byte
}

const (
	tagOctets      = 0x04
	tagSequence    = 0x30
	tagConstructed = 0x20
	deepestBER     = 16
)

// sequence returns the elements of the sequence that data begins with.
func sequence(data []byte) ([]element, bool) {
	e, _, ok := readElement(data, 0)
	if !ok || e.tag != tagSequence {
		return nil, false
	}
	return elements(e.content)
}

// elements returns the elements that data consists of.
func elements(data []byte) (all []element, ok bool) {
	for len(data) > 0 {
		var e element
		if e, data, ok = readElement(data, 0); !ok {
			return all, false
		}
		all = append(all, e)
	}
	return all, true
}

// readElement returns the element that data begins with, and what is behind it.
func readElement(data []byte, depth int) (e element, rest []byte, ok bool) {
	if len(data) < 2 || data[0]&0x1f == 0x1f || depth > deepestBER {
		return e, nil, false
	}
	e.tag = data[0]
	size, data := int(data[1]), data[2:]
	switch {
	case size == 0x80: // up to the element that ends it
		all := data
		for !bytes.HasPrefix(data, []byte{0, 0}) {
			if _, data, ok = readElement(data, depth+1); !ok {
				return e, nil, false
			}
		}
		e.content = all[:len(all)-len(data)]
		return e, data[2:], true
	case size > 0x84:
		return e, nil, false
	case size > 0x80:
		n := size & 0x7f
		if len(data) < n {
			return e, nil, false
		}
		size = 0
		for _, b := range data[:n] {
			size = size<<8 | int(b)
		}
		data = data[n:]
	}
	if size < 0 || size > len(data) {
		return e, nil, false
	}
	e.content = data[:size]
	return e, data[size:], true
}

// octets returns the bytes of an octet string, which may be in pieces.
func octets(e element, depth int) []byte {
	if e.tag&^tagConstructed != tagOctets || depth > deepestBER {
		return nil
	}
	if e.tag&tagConstructed == 0 {
		return e.content
	}
	var all []byte
	pieces, _ := elements(e.content)
	for _, piece := range pieces {
		all = append(all, octets(piece, depth+1)...)
	}
	return all
}
