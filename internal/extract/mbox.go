package extract

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

var _ = register(Format{
	Name: "mbox", Label: mark("Mailbox"), Version: "1", Extensions: []string{".mbox", ".mbx"}, MediaTypes: []string{"application/mbox"},
	Of: root, Is: func(s *Sample) bool { return mailbag(s.Start) }, Unpack: func(file io.ReaderAt, size int64) iter.Seq2[Member, error] {
		return messages(bufio.NewReaderSize(io.NewSectionReader(file, 0, size), 64<<10))
	},
})

// mailbag reports whether a text begins as a mailbox does.
func mailbag(s string) bool {
	first, rest, ok := strings.Cut(s, "\n")
	return ok && strings.HasPrefix(first, "From ") && mailHeaders(rest) > 1
}

var (
	// A line that a message begins with has an address and a date behind the word,
	// or, as some programs write it, nothing.
	fromLine = pattern(`^From (?:.*\d\d:\d\d.*)?\r?\n?$`)
	quotedIn = pattern(`^>+From `)
)

// messages gives out the messages of a mailbox, by their numbers. A line of a
// message that begins with “From ” has a “>” in front, which is taken away: there
// are programs that put it before such lines only (mboxo), and others also before
// those that have one (mboxrd), and nobody can tell which it was.
func messages(r *bufio.Reader) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		var message []byte
		n, blank, full, inLine := 0, true, false, false
		give := func() bool {
			if n == 0 {
				return true
			}
			m := Member{Name: fmt.Sprintf("%d.eml", n), Hint: Hint{MediaType: "message/rfc822"}}
			if full {
				return yield(m, tooLarge())
			}
			m.Data = bytes.Clone(message)
			return yield(m, nil)
		}
		for {
			line, err := r.ReadSlice('\n')
			if !inLine {
				if blank && fromLine().Match(line) && headerFollows(r) {
					if !give() {
						return
					}
					n, message, full, blank = n+1, message[:0], false, false
					continue
				}
				blank = len(bytes.TrimRight(line, "\r\n")) == 0
				if quotedIn().Match(line) {
					line = line[1:]
				}
			}
			if full = full || len(message)+len(line) > MaxBytes; !full {
				message = append(message, line...)
			}
			inLine = errors.Is(err, bufio.ErrBufferFull)
			if err != nil && !inLine {
				if !give() {
					return
				}
				if !errors.Is(err, io.EOF) {
					yield(Member{}, brokenArchive(err))
				}
				return
			}
		}
	}
}

// headerFollows reports whether what comes next is the header of a message.
func headerFollows(r *bufio.Reader) bool {
	const longestName = 80
	next, _ := r.Peek(longestName) // there may be less
	return anyHeader().Match(next) || bytes.HasPrefix(next, []byte(">From "))
}
