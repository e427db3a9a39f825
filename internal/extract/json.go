package extract

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "json", Label: mark("Table of articles (JSON)"), Version: "1", Extensions: []string{".json", ".jsonl", ".ndjson"}, MediaTypes: []string{"application/json", "application/jsonl"},
	Of: root, Is: func(s *Sample) bool { return isJSON(s) || isJSONLines(s) }, table: jsonTable,
})

func isJSON(s *Sample) bool {
	return (strings.HasPrefix(s.Start, "{") || strings.HasPrefix(s.Start, "[")) && json.Valid([]byte(s.Text))
}

// isJSONLines recognises a file that has an object in each line. The last may
// have been cut off.
func isJSONLines(s *Sample) bool {
	if !strings.HasPrefix(s.Start, "{") {
		return false
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(s.Text), "\n")
	return strings.HasPrefix(strings.TrimSpace(rest), "{") && json.Valid([]byte(first))
}

// jsonTable opens a list of objects, one object in each line, or the list that an
// object has. Each of them is a row, and their members are the columns; members
// of members have the names of both.
func jsonTable(_ []byte, text string) (*table, error) {
	var objects func(yield func(n int, object json.RawMessage, err error) bool)
	if json.Valid([]byte(text)) {
		list, err := listIn(text)
		if err != nil {
			return nil, err
		}
		objects = func(yield func(int, json.RawMessage, error) bool) {
			for i, o := range list {
				if !yield(i+1, o, nil) {
					return
				}
			}
		}
	} else {
		objects = func(yield func(int, json.RawMessage, error) bool) { eachLine(text, yield) }
	}
	s := sheet{}
	columns := map[string]int{}
	objects(func(_ int, o json.RawMessage, err error) bool {
		if err != nil {
			return true
		}
		members(o, func(name, _ string) {
			if _, known := columns[name]; !known && len(columns) < maxColumns {
				columns[name] = len(columns)
				s.names = append(s.names, name)
			}
		})
		return true
	})
	if len(s.names) == 0 {
		return nil, notArticles()
	}
	s.rows = withoutBlank(func(yield func(row, error) bool) {
		objects(func(n int, o json.RawMessage, err error) bool {
			if tooMany := checkSize(n, 0); tooMany != nil {
				yield(row{}, tooMany)
				return false
			}
			if err != nil {
				return yield(row{n: n}, brokenRow(n, err))
			}
			return yield(row{n, cellsOf(o, columns)}, nil)
		})
	})
	return &table{sheets: []sheet{s}, named: true}, nil
}

func notArticles() error {
	return assay.Unsupported("This is a JSON file, but neither an Assay case nor a list of articles. Copy the text of the article and paste it.")
}

// eachLine gives out the lines of a text that are not blank.
func eachLine(text string, yield func(n int, object json.RawMessage, err error) bool) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		var err error
		if line[0] != '{' || !json.Valid([]byte(line)) {
			err = errors.New("the line is no object")
		}
		if !yield(n, json.RawMessage(line), err) {
			return
		}
	}
}

// listIn returns the objects of the list that is meant: all of the text, or the
// longest that is a member of it or of a member. An object that has a text itself
// is the only one.
func listIn(text string) (objects []json.RawMessage, err error) {
	var look func(raw string, depth int)
	look = func(raw string, depth int) {
		const deepest = 2
		switch raw = strings.TrimSpace(raw); {
		case raw[0] == '[':
			var list []json.RawMessage
			if json.Unmarshal([]byte(raw), &list) == nil && len(list) > len(objects) && strings.HasPrefix(strings.TrimSpace(string(list[0])), "{") {
				objects = list
			}
		case raw[0] == '{' && depth < deepest:
			each(raw, func(_, member string) { look(member, depth+1) })
		}
	}
	alone := false
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		each(text, func(name, member string) {
			m := meanings[bare(name)]
			alone = alone || m.role == RoleText && !m.spare && strings.HasPrefix(strings.TrimSpace(member), `"`)
		})
	}
	if !alone {
		look(text, 0)
	}
	if alone {
		objects = []json.RawMessage{json.RawMessage(text)}
	}
	if len(objects) == 0 {
		return nil, notArticles()
	}
	return objects, nil
}

// each gives out the members of an object.
func each(object string, fn func(name, value string)) {
	d := json.NewDecoder(strings.NewReader(object))
	if _, err := d.Token(); err != nil {
		return
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return
		}
		fn(name.(string), string(value)) // of an object
	}
}

// members gives out the texts, numbers and truths in an object, each with the
// names of the members that it is in.
func members(object json.RawMessage, fn func(name, value string)) {
	const deepest = 5
	type level struct {
		object, named bool // whether a name has been read, of which the value is next
		name          string
	}
	var in []level
	d := json.NewDecoder(strings.NewReader(string(object)))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		at := len(in) - 1
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			in = in[:at]
			continue
		}
		name := ""
		if at >= 0 {
			if in[at].object && !in[at].named {
				in[at].named = true
				if len(in) <= deepest {
					in[at].name = token.(string) // in place of a name there is nothing else
					if at > 0 && in[at-1].name != "" {
						in[at].name = in[at-1].name + "." + in[at].name
					}
				}
				continue
			}
			in[at].named = false
			name = in[at].name
		}
		value := ""
		switch v := token.(type) {
		case json.Delim:
			in = append(in, level{object: v == '{', name: name})
			continue
		case string:
			value = v
		case json.Number:
			value = v.String()
		case bool:
			value = strconv.FormatBool(v)
		}
		if name != "" && len(in) <= deepest {
			fn(name, value)
		}
	}
}

// cellsOf returns the members of an object in the columns that they have. What is
// there several times is put together, texts as paragraphs.
func cellsOf(object json.RawMessage, columns map[string]int) []string {
	const long = 100 // bytes
	parts := make([][]string, len(columns))
	members(object, func(name, value string) {
		if at, ok := columns[name]; ok && value != "" {
			parts[at] = append(parts[at], value)
		}
	})
	out := make([]string, len(columns))
	for i, list := range parts {
		between := ", "
		for _, part := range list {
			if len(part) > long {
				between = separator
			}
		}
		out[i] = strings.Join(list, between)
	}
	return out
}
