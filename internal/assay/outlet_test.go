package assay

import "testing"

// TestProposedOutlets: where an article was shown and who wrote it are told apart,
// and each is proposed by the name that the case has for it.
func TestProposedOutlets(t *testing.T) {
	wire := Source{ID: SourceID{1}, Name: "Coastal Wire", Kind: "wire", Aliases: []string{"CW"}}
	herald := Source{ID: SourceID{2}, Name: "The Northbank Herald", Kind: "outlet", Domain: "herald.example", Aliases: []string{"Herald Online"}}
	person := Source{ID: SourceID{3}, Name: "Ana Blandford", Kind: "person"}
	twice := []Source{{ID: SourceID{4}, Name: "Daily News", Kind: "outlet"}, {ID: SourceID{5}, Name: "The Daily News", Kind: "outlet"}, {ID: SourceID{6}, Name: "Daily News", Kind: "outlet", Domain: "daily.example"}}
	id := ArticleID{9}
	tests := []struct {
		name         string
		article      Article
		text         Text
		credits      []Credit
		host, writer string
	}{
		{"nothing is said", Article{}, Text{Extractor: "text/1"}, nil, "", ""},
		{"an address of a known outlet", Article{URL: "https://www.herald.example/fire"}, Text{}, nil, "The Northbank Herald", ""},
		{"an address of another", Article{URL: "https://gazette.example/fire"}, Text{}, nil, "gazette.example", ""},
		{"a page says its site", Article{}, Text{Extractor: "html/2", Site: "Herald  online"}, nil, "The Northbank Herald", "The Northbank Herald"},
		{"a text says its source", Article{}, Text{Extractor: "text/1", Site: "northbank-herald"}, nil, "", "The Northbank Herald"},
		{"an agency is credited", Article{}, Text{Extractor: "html/2", Site: "The Northbank Herald"}, []Credit{{id, "CW", wire.ID}}, "The Northbank Herald", "Coastal Wire"},
		{"one that the case does not know", Article{}, Text{Site: "The Northbank Herald"}, []Credit{{id, "Quell Press", SourceID{}}}, "", "Quell Press"},
		{"two are", Article{}, Text{Site: "The Northbank Herald"}, []Credit{{id, "CW", wire.ID}, {id, "Quell Press", SourceID{}}}, "", "The Northbank Herald"},
		{"of another article", Article{}, Text{}, []Credit{{ArticleID{8}, "CW", wire.ID}}, "", ""},
		{"the byline is an agency", Article{}, Text{Byline: "CW", Site: "The Northbank Herald"}, nil, "", "Coastal Wire"},
		{"the byline is a person", Article{}, Text{Byline: "Ana Blandford", Site: "The Northbank Herald"}, nil, "", "The Northbank Herald"},
		{"a name of two", Article{}, Text{Byline: "Daily News"}, nil, "", ""},
		{"a name of two, of which one has shown it", Article{Host: SourceID{6}}, Text{Site: "Daily News"}, nil, "", "daily.example"},
		{"its host by another name", Article{Host: herald.ID}, Text{Site: "herald online"}, nil, "", "The Northbank Herald"},
		{"it is known already", Article{Host: herald.ID, TextOrigin: wire.ID}, Text{Site: "Gazette", Extractor: "html/2"}, nil, "", ""},
	}
	for _, test := range tests {
		test.article.ID, test.article.Text, test.text.ID, test.text.Article = id, TextID{7}, TextID{7}, id
		v := NewView(&Case{
			Articles: []Article{test.article}, Texts: []Text{test.text}, Sources: append([]Source{wire, herald, person}, twice...), Credits: test.credits,
		}, ActorID{})
		found := v.Proposals(&v.Case.Articles[0])
		if found["host"] != test.host || found["text_origin"] != test.writer {
			t.Errorf("%s: found at %q, text by %q; want %q, %q", test.name, found["host"], found["text_origin"], test.host, test.writer)
		}
	}
}
