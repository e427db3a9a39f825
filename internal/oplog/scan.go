package oplog

import (
	"bytes"
	"slices"
)

// scan reads a body that is canonical beyond doubt, in one pass: nearly all are.
// It says no of what it is not sure of, which may still be canonical. The values
// are slices of body.
func scan(body []byte) (Fields, bool) {
	s := scanner{text: body}
	f := Fields{}
	ok := s.object(func(name string) bool {
		from := s.at
		if !s.value(1) {
			return false
		}
		f[name] = Value(slices.Clip(body[from:s.at]))
		return true
	})
	return f, ok && s.at == len(body)
}

// scanner goes through JSON text that is known to be UTF-8.
type scanner struct {
	text []byte
	at   int // the next byte
}

// How deep values may be nested, and how many digits numbers may have, for the
// scanner to be sure of them.
const sureDepth, sureDigits = 8, 15

// takes goes over a byte if it is the next one.
func (s *scanner) takes(b byte) bool {
	if s.at < len(s.text) && s.text[s.at] == b {
		s.at++
		return true
	}
	return false
}

func (s *scanner) word(w string) bool {
	if bytes.HasPrefix(s.text[s.at:], []byte(w)) {
		s.at += len(w)
		return true
	}
	return false
}

func (s *scanner) value(depth int) bool {
	if depth > sureDepth || s.at == len(s.text) {
		return false
	}
	switch c := s.text[s.at]; {
	case c == '"':
		_, ok := s.string()
		return ok
	case c == '{':
		return s.object(func(string) bool { return s.value(depth + 1) })
	case c == '[':
		return s.array(depth)
	case c == '-' || '0' <= c && c <= '9':
		return s.number()
	}
	return s.word("true") || s.word("false") || s.word("null")
}

// object reads an object whose names are in order; member reads a value.
func (s *scanner) object(member func(name string) bool) bool {
	if !s.takes('{') {
		return false
	}
	if s.takes('}') {
		return true
	}
	for last := ""; ; {
		first := s.text[s.at-1] == '{'
		name, ok := s.string()
		if !ok || bytes.IndexByte(name, '\\') >= 0 || !first && string(name) <= last || !s.takes(':') {
			return false
		}
		last = string(name)
		if !member(last) {
			return false
		}
		if s.takes('}') {
			return true
		}
		if !s.takes(',') {
			return false
		}
	}
}

func (s *scanner) array(depth int) bool {
	s.at++
	if s.takes(']') {
		return true
	}
	for {
		if !s.value(depth + 1) {
			return false
		}
		if s.takes(']') {
			return true
		}
		if !s.takes(',') {
			return false
		}
	}
}

// string reads a string and returns what is between its quotation marks.
func (s *scanner) string() (inner []byte, ok bool) {
	if !s.takes('"') {
		return nil, false
	}
	from := s.at
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return s.text[from : s.at-1], true
		case c == '\\':
			s.at++
			if s.at == len(s.text) || bytes.IndexByte([]byte(`"\nrt`), s.text[s.at]) < 0 {
				return nil, false
			}
		case c < ' ':
			return nil, false
		case separates(s.text, s.at):
			return nil, false
		}
	}
	return nil, false
}

func (s *scanner) number() bool {
	s.takes('-')
	from := s.at
	for s.at < len(s.text) && '0' <= s.text[s.at] && s.text[s.at] <= '9' {
		s.at++
	}
	digits := s.text[from:s.at]
	if len(digits) == 0 || len(digits) > sureDigits {
		return false
	}
	return digits[0] != '0' || len(digits) == 1 && s.text[max(from-1, 0)] != '-'
}
