package web

import (
	"reflect"
	"sync"

	"assay/internal/anchor"
	"assay/internal/attribution"
)

// reading keeps the text in which somebody was looked for last who says something:
// whoever marks goes on in the same one, and to read one of a book's length takes
// longer than everything else that a mark needs.
type reading struct {
	mu       sync.Mutex
	words    string
	language string
	known    []attribution.Source
	article  *attribution.Article
}

// of returns a text as it is read by somebody who knows some sources.
func (r *reading) of(body anchor.Text, language string, known []attribution.Source) *attribution.Article {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.article == nil || r.words != body.String() || r.language != language || !reflect.DeepEqual(r.known, known) {
		r.words, r.language, r.known = body.String(), language, known
		r.article = attribution.NewReader(known).Read(body, language)
	}
	return r.article
}
