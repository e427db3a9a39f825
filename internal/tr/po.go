package tr

import (
	"fmt"
	"strconv"
	"strings"
)

// entry is one text in a catalogue, in the format of gettext.
type entry struct {
	comments []string // lines, as they are
	sense    string   // msgctxt
	id       string   // the text in English, "" for the head of the file
	many     string   // its form for many, "" for a text without a number
	strings  []string // the translations
}

// files are where the text stands.
func (e *entry) files() (files []string) {
	for _, c := range e.comments {
		if list, ok := strings.CutPrefix(c, "#: "); ok {
			files = append(files, strings.Fields(list)...)
		}
	}
	return files
}

// parsePO reads a catalogue.
func parsePO(file string) ([]entry, error) {
	var all []entry
	e, into := entry{}, (*string)(nil)
	end := func() {
		if into != nil {
			all = append(all, e)
		}
		e, into = entry{}, nil
	}
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		word, quoted, _ := strings.Cut(line, " ")
		switch {
		case line == "":
			end()
			continue
		case line[0] == '#':
			if into != nil {
				end()
			}
			e.comments = append(e.comments, line)
			continue
		case line[0] == '"':
			quoted = line
		case word == "msgctxt":
			if into != nil {
				end()
			}
			into = &e.sense
		case word == "msgid":
			if into != nil && into != &e.sense {
				end()
			}
			into = &e.id
		case word == "msgid_plural":
			into = &e.many
		case word == "msgstr", strings.HasPrefix(word, "msgstr["):
			e.strings = append(e.strings, "")
			into = &e.strings[len(e.strings)-1]
		default:
			into = nil
		}
		text, err := strconv.Unquote(quoted)
		if err != nil || into == nil {
			return nil, fmt.Errorf("line %d of the catalogue cannot be understood: %s", i+1, line)
		}
		*into += text
	}
	end()
	for _, e := range all {
		if len(e.strings) == 0 {
			return nil, fmt.Errorf("the catalogue says nothing for %q", e.id)
		}
	}
	return all, nil
}
