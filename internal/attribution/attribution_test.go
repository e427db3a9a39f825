package attribution

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
)

var (
	courier = Source{ID: assay.SourceID{1}, Names: []string{"The Ostvar Courier", "Ostvar Courier", "the Courier", "بريد أوستفار", "Ostvar-Kurier"}, Outlet: true}
	brandt  = Source{ID: assay.SourceID{2}, Names: []string{"Mila Brandt", "Ms. Brandt", "ميلا براندت"}}
)

func readArticle(text, language string) *Article {
	return NewReader([]Source{courier, brandt}).Read(anchor.NewText(text), language)
}

// TestStatements: each phrase beside an outlet, in each language that has a table.
func TestStatements(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"en", "The bridge is shut, The Ostvar Courier reported on Monday.", "reported The Ostvar Courier|reported"},
		{"en", "The bridge is shut, the New York Times has also reported.", "reported The New York Times|reported"},
		{"en", "Reuters, which first saw the plan, reported that the bridge is shut.", "reported Reuters|reported"},
		{"en", "According to Reuters, the bridge is shut.", "cited Reuters|According to"},
		{"en", "The bridge is shut, according to British news agency Reuters.", "cited Reuters|according to"},
		{"en", "The bridge is shut, the mayor said, citing AFP.", "cited Agence France-Presse|citing"},
		{"en", "The plan was first reported by the Ostvar Courier.", "reported The Ostvar Courier|first reported by"},
		{"en", "An article in The Guardian says the bridge is shut.", "report-of The Guardian|article in"},
		{"en", "A Reuters report that the bridge is shut was denied.", "report-of Reuters|report"},
		{"en", "The mayor told CNN that the bridge is shut.", "told CNN|told|no relay"},
		{"en", "In an interview with Haaretz, the mayor spoke of the bridge.", "told Haaretz|In an interview with|no relay"},
		{"en", "OSTVAR, Sept. 3 (Reuters) – The bridge is shut.", "dateline Reuters|"},
		{"en", "(AP) The bridge is shut.", "dateline The Associated Press|"},
		{"en", "By Reuters\n\nThe bridge is shut.", "byline Reuters|By"},
		{"en", "It was late.By AFPThe bridge is shut.", "byline Agence France-Presse|By"},
		{"en", "The post The bridge is shut appeared first on Ostvar Courier.", "syndicated The Ostvar Courier|appeared first on"},
		{"en", "This story was originally published by ProPublica.", "syndicated ProPublica|originally published by"},
		{"en", "Additional reporting by Reuters.", "contributed Reuters|Additional reporting by"},
		{"en", "The Associated Press contributed to this report.", "contributed The Associated Press|contributed to this report"},
		{"en", "The Ostvar Courier saw the plan. The Courier said it was long.", "reported The Ostvar Courier|said"},
		{"en", "The New York Times reported it. “Why?” The Times said the bridge is shut.", "reported The New York Times|reported; reported The New York Times|said"},
		{"en", "The Los Angeles Times reported it, and the newspaper said more.", "reported The Los Angeles Times|reported; reported The Los Angeles Times|said"},
		{"en", "“It is shut,” wrote CNN’s Jan Vale.", "reported CNN|wrote"}, // its own reporter
		// Nobody has told us of these: the words make them media.
		{"en", "The bridge is shut, the Velk Lamp newspaper reported.", "reported Velk Lamp|reported"},
		{"en", "According to the newspaper Velk Lamp, the bridge is shut.", "cited Velk Lamp|According to"},
		{"en", "The bridge is shut, according to the broadcaster Velkovision.", "cited Velkovision|according to"},
		{"en", "Velk Lamp, a small local newspaper, reported that the bridge is shut.", "reported Velk Lamp|reported"},
		{"en", "The bridge is shut, Lamp magazine reported on Monday.", "reported Lamp|reported"},
		{"en", "The Velk Gazette reported on Monday that the bridge is shut.", "reported Velk Gazette|reported"},
		{"en", "The bridge is shut, the Velk Gazette reported. It rained. The Gazette said so twice.", "reported Velk Gazette|reported; reported Velk Gazette|said"},
		{"en", "The bridge is shut, velkvoice.example reported.", "reported velkvoice.example|reported"},
		{"en", "According to Velkvoice.com, the bridge is shut.", "cited Velkvoice.com|According to"},
		{"en", "The plan was first reported by the Velk Lamp.", "reported Velk Lamp|first reported by"},
		{"en", "In a Velk Gazette report, the bridge is said to be shut. The Velk Gazette reported it first.", "report-of Velk Gazette|report; reported Velk Gazette|reported"},
		{"en", "In an interview with the Velk Gazette, the mayor spoke of it. The Velk Gazette reported that the bridge is shut.", "told Velk Gazette|In an interview with|no relay; reported Velk Gazette|reported"},
		{"de", "Die Brücke ist gesperrt, berichtet die Zeitung „Velker Lampe“.", "reported Velker Lampe|berichtet"},
		{"de", "Laut der Nachrichtenagentur Nordlicht ist die Brücke gesperrt.", "cited Nordlicht|Laut"},
		{"de", "Die Brücke ist gesperrt, meldet der Velker Anzeiger.", "reported Velker Anzeiger|meldet"},
		{"ar", "ذكرت صحيفة مصباح فيلك أن الجسر مغلق.", "reported مصباح فيلك|ذكرت"},
		{"ar", "الجسر مغلق، نقلا عن قناة مصباح فيلك.", "cited مصباح فيلك|نقلا عن"},
		// Persons, offices, companies and places are none.
		{"en", "According to Jan Vale, the bridge is shut. Jan Vale reported it on Monday.", ""},
		{"en", "The Harbour Ministry reported on Monday that the bridge is shut.", ""},
		{"en", "Velkland reported on Monday that the bridge is shut.", ""},
		{"en", "In an interview with Jan Vale, much was said of it.", ""},
		{"en", "Jan Vale, a newspaper seller, said the bridge is shut.", ""},
		{"en", "He told the newspaper Jan Vale was ill.", ""},
		{"en", "A London newspaper reported that the bridge is shut.", ""},
		{"en", "The Velkish newspaper reported that the bridge is shut.", ""},
		{"en", "The Velk Police Gazette Office reported that the bridge is shut.", ""},
		{"en", "They cross Velkland daily. Velkland reported no loss.", ""},
		{"en", "The news website Jan Vale ran said the bridge is shut.", ""},
		{"en", "Velkshop.com reported a loss of four crowns.", ""},
		{"en", "Write to mayor@velk.example, said the mayor.", ""},
		{"de", "Laut Jan Post ist die Brücke gesperrt.", ""},
		{"de", "Eine Zeitung berichtet, die Brücke sei gesperrt.", ""},
		{"ar", "ذكرت صحيفة محلية أن الجسر مغلق.", ""},
		// The newspaper is one, named close by.
		{"en", "The Los Angeles Times reported it, Reuters said. The newspaper gave no reason.\n\nThe agency said the bridge is shut.", "reported The Los Angeles Times|reported; reported Reuters|said; reported Reuters|said"},
		{"en", "CNN reported it. The newspaper said the bridge is shut.", "reported CNN|reported"},
		{"en", "Reuters reported it. The broadcaster said the bridge is shut.", "reported Reuters|reported"},
		{"en", "The Los Angeles Times reported it.\n\nIt rained.\n\nThe newspaper said the bridge is shut.", "reported The Los Angeles Times|reported"},
		{"de", "Das berichtet die Süddeutsche Zeitung. Die Zeitung schreibt, die Brücke sei gesperrt.", "reported Süddeutsche Zeitung|berichtet; reported Süddeutsche Zeitung|schreibt"},
		// Not what they look like.
		{"en", "He was the fox of the town, and the nation said nothing.", ""},
		{"en", "Time said nothing. Fortune told him.", ""},
		{"en", "Reuters did not report it.", ""},
		{"en", "CNN saw it. It rained. It snowed. It hailed. The report said the bridge is shut.", ""},
		{"en", "In a letter seen by nobody at CNN, the mayor of Ostvar said no.", ""},
		{"en", "The office of Reuters is near the bridge.", ""},
		{"en", "He sold the sun, the hill and the guardian.", ""},
		{"de", "Die Brücke ist gesperrt, berichtet der Spiegel.", "reported Der Spiegel|berichtet"},
		{"de", "Laut der Nachrichtenagentur Reuters ist die Brücke gesperrt.", "cited Reuters|Laut"},
		{"de", "Das sagte die Ministerin im Gespräch mit der Süddeutschen Zeitung.", "told Süddeutsche Zeitung|im Gespräch mit|no relay"},
		{"de", "Die Brücke ist gesperrt, meldet die dpa unter Berufung auf den Ostvar-Kurier.", "reported Deutsche Presse-Agentur|meldet; cited The Ostvar Courier|unter Berufung auf"},
		{"ar", "ذكرت صحيفة بريد أوستفار أن الجسر مغلق.", "reported The Ostvar Courier|ذكرت"},
		{"ar", "الجسر مغلق وفقا لوكالة رويترز.", "cited Reuters|وفقا"},
		{"ar", "الجسر مغلق، نقلا عن رويترز.", "cited Reuters|نقلا عن"},
		{"ko", "다리는 폐쇄되었다고 뉴욕타임스 보도했다.", ""}, // no table: nothing is guessed
	} {
		var got []string
		for _, s := range readArticle(c.text, c.language).Statements() {
			text := anchor.NewText(c.text)
			line := fmt.Sprintf("%s %s|%s", s.Kind, s.Outlet, text.Slice(s.Cue))
			if !s.Relay {
				line += "|no relay"
			}
			if s.Rule == "" || s.Source.Empty() || s.Relay == (s.Kind == Told) {
				t.Errorf("%q: %+v", c.text, s)
			}
			got = append(got, line)
		}
		if list := strings.Join(got, "; "); list != c.want && !strings.HasSuffix(list, "; "+c.want) {
			t.Errorf("%s %q:\n got %s\nwant %s", c.language, c.text, list, c.want)
		}
	}
}

// TestChain: of an article, the passage between ‹ and ›, and on whose word it is.
func TestChain(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"en", "‹The bridge is shut.›", "nobody"},
		{"en", "‹The bridge is shut›, according to two people familiar with the plan.", "indirect: two people familiar with the plan (described, according to)"},
		{"en", "‹The bridge is shut›, according to two people familiar with the plan, who spoke on the condition of anonymity.", "indirect: two people familiar with the plan (described, according to, off record)"},
		{"en", "‹The bridge is shut›, sources said.", "indirect: sources (anonymous, said)"},
		{"en", "‹The bridge is shut›, an anonymous official said.", "indirect: an anonymous official (anonymous, said)"},
		{"en", "‹The bridge is shut›, Reuters reported, citing three officials.", "indirect: Reuters (named, reported) ← three officials (described, citing)"},
		{"en", "‹The bridge is shut›, according to British news agency Reuters, which cited two officials briefed on the decision.", "indirect: Reuters (named, according to) ← two officials briefed on the decision (described, cited, told)"},
		{"en", "By AFP\n\n‹The bridge is shut›, The Guardian reported. Citing two officials briefed on the decision, the article gave no reason.", "indirect: [Agence France-Presse] (named, By) ← The Guardian (named, reported) ← two officials briefed on the decision (described, Citing, told)"},
		{"en", "By AFP\n\n‹The bridge is shut.›", "nobody, [Agence France-Presse] (named, By)"},
		{"en", "‹“We have no date,”› said Mila Brandt, a spokeswoman for the ministry.", "direct: Mila Brandt (named, said)"},
		{"en", "“We have no date,” said Mila Brandt, a spokeswoman. ‹“Not one.”›", "direct: Mila Brandt (named, said)"},
		{"en", "“I told him,” Jan Vale said, ‹“and he left.”›", "direct: Jan Vale (named, said)"},
		{"en", "Jan Vale said ‹the bridge was shut›. Then he left.", "indirect: Jan Vale (named, said)"},
		{"en", "Jan Vale said the bridge was shut. He added ‹that it would stay so›.", "indirect: Jan Vale (named, added)"},
		{"en", "‹“It is shut,”› one source quoted Mr. Vale as telling the mayor.", "direct: one source (anonymous, quoted) ← Vale (named, quoted)"},
		{"en", "‹“It is shut,”› Jan Vale was quoted as saying.", "direct: Jan Vale (named, was quoted as saying)"},
		{"en", "Jan Vale, the head of the harbour, said ‹the bridge was shut›.", "indirect: Jan Vale (named, said)"},
		{"en", "The ministry said ‹the bridge was shut› in a statement.", "indirect: The ministry (, said)"},
		{"en", "‹The bridge is shut›, a report by the harbour says.", "indirect: a report by the harbour (document, says)"},
		{"en", "‹The bridge is shut›, said a witness who saw the ship.", "indirect: a witness who saw the ship (described, said, witnessed)"},
		{"en", "‹The bridge is shut›, said two officials briefed on the plan.", "indirect: two officials briefed on the plan (described, said, told)"},
		{"en", "‹The bridge was reportedly shut.›", "indirect: reportedly (anonymous, reportedly)"},
		{"en", "‹The bridge is shut.› Jan Vale declined to say why.", "nobody"},
		{"en", "The ship ‹that the officials said had hit the bridge› left.", "indirect: the officials (described, said)"},
		{"en", "According to Reuters, Jan Vale said ‹the bridge was shut›.", "indirect: Reuters (named, According to) ← Jan Vale (named, said)"},
		{"en", "‹The bridge was shut›, Jan Vale told reporters.", "indirect: Jan Vale (named, told, on record)"},
		{"en", "‹Jan Vale said the bridge was shut for good. Mila Brandt said no.›", "indirect: Jan Vale (named, said)"},
		// The whole of a group, also of those that the table does not know.
		{"en", "‹The bridge is shut›, according to two clerks close to the board.", "indirect: two clerks close to the board (described, according to)"},
		{"en", "Two pipers close to the board said ‹the bridge is shut›.", "indirect: Two pipers close to the board (described, said)"},
		{"en", "‹The bridge is shut›, according to several weavers with knowledge of the plan.", "indirect: several weavers with knowledge of the plan (described, according to)"},
		{"de", "Laut zwei Angestellten aus dem Umfeld des Vorstands ‹ist die Brücke gesperrt›.", "indirect: zwei Angestellten aus dem Umfeld des Vorstands (described, Laut)"},
		{"de", "Laut zwei Pfeifern aus dem Umfeld des Vorstands ‹ist die Brücke gesperrt›.", "indirect: zwei Pfeifern aus dem Umfeld des Vorstands (described, Laut)"},
		{"ar", "قال موظفان قريبان من مجلس الإدارة إن ‹الجسر مغلق حتى إشعار آخر›.", "indirect: موظفان قريبان من مجلس الإدارة (described, قال)"},
		// The official is the one of whom more is told close by, or nobody in particular.
		{"en", "A senior official of the harbour spoke of the bridge.\n\nThe official said ‹it was shut›.", "indirect: A senior official (described, said)"},
		{"en", "Jan Vale, an official of the harbour, spoke of the bridge. The official said ‹it was shut for good›.", "indirect: Jan Vale (named, said)"},
		{"en", "Engineer Jan Vale spoke of the bridge. The engineer said ‹it was shut for good›.", "indirect: Jan Vale (named, said)"},
		{"en", "One official said yes. Another official said no. The official said ‹it was shut for good›.", "indirect: The official (described, said)"},
		{"en", "A senior official spoke.\n\nIt rained.\n\nThe official said ‹it was shut for good›.", "indirect: The official (described, said)"},
		{"en", "CNN reported it. The newspaper said ‹the bridge was shut›.", "indirect: The newspaper (described, said)"},
		{"de", "‹Die Brücke ist gesperrt›, sagte Mila Brandt.", "indirect: Mila Brandt (named, sagte)"},
		{"de", "‹„Wir haben keinen Termin“›, sagte Mila Brandt.", "direct: Mila Brandt (named, sagte)"},
		{"de", "Laut Reuters ‹ist die Brücke gesperrt›.", "indirect: Reuters (named, Laut)"},
		{"ar", "‹الجسر مغلق› وفقا لوكالة رويترز.", "indirect: Reuters (named, وفقا)"},
		{"ar", "قالت ميلا براندت إن ‹الجسر مغلق حتى إشعار آخر›.", "indirect: Mila Brandt (named, قالت)"},
		{"ar", "نقلت وكالة رويترز عن مصدر مطلع أن ‹الجسر مغلق حتى إشعار آخر›.", "indirect: Reuters (named, نقلت) ← مصدر مطلع (described, عن)"},
		{"fr", "«Le pont est fermé» , a dit Mila Brandt. ‹Il pleut.›", "nobody"},
		{"fr", "‹« Le pont est fermé »›, a dit Mila Brandt.", "direct: Mila Brandt (named, )"},
		{"ja", "‹「橋は閉鎖」›とMila Brandtは言った。", "direct: Mila Brandt (named, )"},
	} {
		text, passage := passageOf(c.text)
		p := readArticle(text, c.language).Chain(passage)
		if got := inWords(anchor.NewText(text), p); got != c.want {
			t.Errorf("%s %q:\n got %s\nwant %s", c.language, c.text, got, c.want)
		}
	}
}

// passageOf takes the marks out of a text and returns what is between them.
func passageOf(marked string) (string, anchor.Span) {
	before, rest, _ := strings.Cut(marked, "‹")
	within, after, _ := strings.Cut(rest, "›")
	start := len([]rune(before))
	return before + within + after, anchor.Span{Start: start, End: start + len([]rune(within))}
}

func inWords(t anchor.Text, p Proposal) string {
	var steps []string
	for _, s := range p.Steps {
		name := s.Name
		if name == "" {
			name = t.Slice(s.Words)
		}
		if s.Whole {
			name = "[" + name + "]"
		}
		more := s.Named + ", " + s.Verb
		if s.OnRecord != nil {
			more += map[bool]string{true: ", on record", false: ", off record"}[*s.OnRecord]
		}
		if s.Basis != "" {
			more += ", " + s.Basis
		}
		steps = append(steps, name+" ("+more+")")
	}
	chain := strings.Join(steps, " ← ")
	switch {
	case !p.Nobody():
		return p.Speech + ": " + chain
	case chain != "":
		return "nobody, " + chain
	}
	return "nobody"
}

// TestQuotes: the marks of all scripts, paragraphs that a quotation runs over, and
// marks that are none.
func TestQuotes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`He said “one” and "two".`, "“one”|\"two\""},
		{"„eins“ und »zwei« und «trois» und ‚vier‘", "„eins“|»zwei«|«trois»|‚vier‘"},
		{"「一」と『二』", "「一」|『二』"},
		{"قال «واحد» ثم \"اثنان\"", "«واحد»|\"اثنان\""},
		{"“outer ‘inner’ outer”", "“outer ‘inner’ outer”"},
		{"‘It’s theirs,’ he said", "‘It’s theirs,’"},
		{"the '90s and the dogs' bowl", ""},
		{"5\" of rain", ""},
		{"a “quote that nobody closes", ""},
		{"“one.\n\n“two.”\n\nthree", "“one.\n\n“two.”"},
		{"“one.\n\n“two.\n\nthree", "“one.\n\n“two."},
		{"''one'' and two", "''one''"},
	} {
		a := readArticle(c.text, "")
		var got []string
		for _, q := range a.quotes {
			got = append(got, a.text.Slice(a.span(q.part)))
		}
		if list := strings.Join(got, "|"); list != c.want {
			t.Errorf("%q: %q, want %q", c.text, list, c.want)
		}
	}
}

// TestVocabulary: what is proposed can be written down.
func TestVocabulary(t *testing.T) {
	for language, g := range grammars() {
		var walk func(*trie[string])
		walk = func(t2 *trie[string]) {
			if t2.value != nil && !slices.Contains(assay.Bases, *t2.value) {
				t.Errorf("%s: %q is no basis", language, *t2.value)
			}
			for _, n := range t2.next {
				walk(n)
			}
		}
		walk(g.bases)
	}
	for _, word := range []string{"named", "described", "anonymous", "document"} {
		if !slices.Contains(assay.NamedWords, word) {
			t.Errorf("%q is no way to be named", word)
		}
	}
	for _, word := range []string{"direct", "indirect"} {
		if !slices.Contains(assay.Speeches, word) {
			t.Errorf("%q is no speech", word)
		}
	}
}

// TestOutlets: the list is one of names, each once.
func TestOutlets(t *testing.T) {
	if shortForms()["times"] != true || shortForms()["news"] {
		t.Error("the Times is not known, or the News is")
	}
	for line := range strings.Lines(outletList) {
		if line[0] == '#' {
			continue
		}
		for name := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			if name != strings.TrimSpace(name) || name == "" && strings.TrimSpace(line) != "" {
				t.Errorf("outlets.txt: %q", line)
			}
		}
	}
}

// TestBetween: how somebody said it is no part of who did.
func TestBetween(t *testing.T) {
	for text, want := range map[string]string{
		"Fourteen died. The Northport Ledger first reported the number of victims.": "The Northport Ledger",
		"The harbour authority later said so.":                                      "The harbour authority",
		"The first said so.":                                                        "The first",
	} {
		x := anchor.NewText(text)
		steps := NewReader(nil).Read(x, "en").Chain(anchor.Span{End: x.Len()}).Steps
		if len(steps) != 1 || x.Slice(steps[0].Words) != want || steps[0].Name != "" && steps[0].Name != want && "The "+steps[0].Name != want {
			t.Errorf("%q is on the word of %+v, want %q", text, steps, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{sample, "By AFPThe “x” said \n\n“said", "((Reuters)) – (AP)", "قال «واحد» ثم", "", "according to", "‘’“”", "x, citing\n\nciting Reuters"} {
		for _, language := range []string{"en", "de", "ar", ""} {
			f.Add(s, language, 0, 9)
		}
	}
	f.Fuzz(func(t *testing.T, s, language string, from, to int) {
		s, err := anchor.Canonical(s)
		if err != nil {
			t.Skip(err)
		}
		text := anchor.NewText(s)
		a := NewReader([]Source{courier, brandt}).Read(text, language)
		for i, tok := range a.tokens {
			if !a.sentences[tok.sentence].has(i) {
				t.Fatalf("token %d %q is in no sentence", i, tok.low)
			}
		}
		for _, st := range a.Statements() {
			for _, span := range []anchor.Span{st.Source, st.Cue, st.Content} {
				if !text.In(span) {
					t.Errorf("%v is not in the text", span)
				}
			}
			if st.Outlet == "" || st.Rule == "" || st.Kind == "" || st.Source.Empty() {
				t.Errorf("%+v", st)
			}
		}
		passage := anchor.Span{Start: from, End: to}
		if !text.In(passage) {
			passage = anchor.Span{Start: 0, End: text.Len()}
		}
		p := a.Chain(passage)
		for _, s := range p.Steps {
			if !text.In(s.Words) || !text.In(s.Cue) || s.Words.Empty() {
				t.Errorf("%+v", s)
			}
		}
		for _, q := range p.Quotes {
			if !text.In(q) {
				t.Errorf("%v is not in the text", q)
			}
		}
		if again := a.Chain(passage); len(again.Steps) != len(p.Steps) {
			t.Errorf("asked again: %d steps instead of %d", len(again.Steps), len(p.Steps))
		}
	})
}

// TestLong: no text takes long, however it is made.
func TestLong(t *testing.T) {
	for _, piece := range []string{
		"the newspaper said ", "CNN the Times ", "“a ", "“a\n\n", "said said said ", "Reuters, citing ", "a b c d e officials ", "By AFPX ",
		"he said. ", "(AP) ", "Jan Vale: “a” ", "a, b, c, ", "قال عن مصدر ", "citing it, the report. ",
	} {
		began := time.Now()
		a := readArticle(strings.Repeat(piece, 1<<16/len(piece)), "en")
		a.Statements()
		a.Chain(anchor.Span{Start: 0, End: a.text.Len()})
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%q: %v", piece, took)
		}
	}
}

// TestNamesWithArticle: a source whose name begins with an article is known
// without it, as it stands within a sentence.
func TestNamesWithArticle(t *testing.T) {
	r := NewReader([]Source{{ID: assay.SourceID{1}, Names: []string{"The Velk Mirror"}, Outlet: true}})
	for _, text := range []string{"The bridge is shut, the Velk Mirror reported.", "The Velk Mirror reported that the bridge is shut."} {
		if list := r.Read(anchor.NewText(text), "en").Statements(); len(list) != 1 || list[0].Outlet != "The Velk Mirror" {
			t.Errorf("%q has %+v", text, list)
		}
	}
}
