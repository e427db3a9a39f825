package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"assay/internal/assay"
)

// small is a file in which everything is right, to make mistakes in.
const small = `{"format": "assay-json", "version": 1,
 "analysts": [{"id": "an1", "name": "Ana"}],
 "sources": [{"id": "s1", "name": "Harbour Herald", "domain": "herald.example"}],
 "articles": [{"id": "a1", "title": "Fire", "url": "https://herald.example/1", "text_origin": "s1", "text": "Wow 🚒🚒. The quay is closed. The mayor said: the quay is closed."}],
 "claims": [{"id": "c1", "wording": "The quay is closed"}],
 "mentions": [{"id": "m1", "article": "a1", "claim": "c1", "quote": "The mayor said"}],
 "judgements": [{"target": "m1", "dimension": "stance", "value": "supports", "by": "an1"}],
 "questions": [{"id": "q1", "wording": "Is it?", "versions": [{"id": "v1", "label": "yes", "mentions": ["m1"]}]}]}`

// TestMistakes: every mistake is named with its place, and says what to do.
func TestMistakes(t *testing.T) {
	tests := []struct {
		name     string
		from, to string // what is changed in the file
		want     string // gravity and problem, or the error
	}{
		{"nothing", "", "", ""},
		{"another format", `"assay-json"`, `"other"`, "unsupported This is not Assay JSON"},
		{"no format", `"format": "assay-json", `, ``, "unsupported This is not Assay JSON"},
		{"a later version", `"version": 1`, `"version": 2`, "unsupported This Assay reads version 1"},
		{"an array", small, `[1]`, "unsupported This is not Assay JSON"},
		{"empty", small, ``, "invalid This file is empty."},
		{"cut short", `"label": "yes", "mentions": ["m1"]}]}]}`, `"label": "y`, "invalid The file is cut short at questions[0].versions[0]"},
		{"no JSON", `"analysts": [`, `"analysts": <`, "invalid This is not valid JSON"},
		{"goes on after its end", small, small + "{}", "invalid The file goes on after the end"},
		{"a key twice", `"title": "Fire"`, `"title": "Fire", "title": "Ice"`, "invalid The same key stands twice in one object at articles[0].title"},
		{"not UTF-8", `Fire`, "F\xff", "invalid The file is not in UTF-8 at articles[0].title"},
		{"half a surrogate", `Fire`, `\ud83d`, "invalid This is not valid JSON at articles[0].title"},
		{"nested without end", `"Fire"`, strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "invalid The file is nested too deeply at articles[0].title[0][0]"},
		{"a byte order mark", small, "\ufeff" + small, ""},

		{"a dangling claim", `"claim": "c1"`, `"claim": "c9"`, "error mentions[0].claim: There is no claim “c9”."},
		{"a dangling article", `"article": "a1"`, `"article": "a9"`, "error mentions[0].article: There is no article “a9”."},
		{"a dangling mention of a version", `["m1"]`, `["m9"]`, "error questions[0].versions[0].mentions[0]: There is no mention “m9”."},
		{"a dangling target", `"target": "m1"`, `"target": "m9"`, "error judgements[0].target: There is no mention “m9”."},
		{"an analyst nobody knows", `"by": "an1"`, `"by": "an7"`, "error judgements[0].by: There is no analyst “an7”."},
		{"another kind of thing", `"claim": "c1"`, `"claim": "s1"`, "error mentions[0].claim: “s1” is a source and not a claim."},
		{"a stance of a claim", `"target": "m1"`, `"target": "c1"`, "error judgements[0].target: “c1” is a claim and not a mention."},
		{"an id twice", `"id": "c1"`, `"id": "s1"`, "error claims[0].id: “s1” is already the id of sources[0]. Every id may stand for one thing only."},
		{"an id that is a number", `"id": "c1"`, `"id": 1`, "error claims[0].id: This is a number where a string should be."},
		{"a word outside the vocabulary", `"supports"`, `"agrees"`, "error judgements[0].value: “agrees” is not one of supports, contradicts, qualifies, mentions."},
		{"a dimension outside the vocabulary", `"stance"`, `"mood"`, "error judgements[0].dimension: There is no dimension “mood” of a judgement."},
		{"one thing for two", `"dimension": "stance", "value": "supports"`, `"dimension": "coverage", "value": "silent"`, "error judgements[0].target: A judgement of coverage is about two things."},
		{"two things for one", `"target": "m1"`, `"target": ["m1", "m1"]`, "error judgements[0].target: This is an array where an id should be."},
		{"no value", `, "value": "supports"`, ``, "error judgements[0].value: This is missing."},
		{"no time", `"by": "an1"}]`, `"by": "an1", "at": "yesterday"}]`, "error judgements[0].at: “yesterday” is not a time."},
		{"a wording of the wrong type", `"wording": "The quay is closed"`, `"wording": ["x"]`, "error claims[0].wording: This is an array where a string should be."},
		{"no wording", `"wording": "The quay is closed"`, `"wording": " "`, "error claims[0].wording: This is missing or empty"},
		{"claims as an object", `"claims": [{"id": "c1", "wording": "The quay is closed"}]`, `"claims": {}`, "error claims: This is an object where an array should be."},
		{"a claim as a string", `"claims": [`, `"claims": ["x", `, "error claims[0]: This is a string where an object should be."},
		{"an article without text", `, "text": "Wow 🚒🚒. The quay is closed. The mayor said: the quay is closed."`, ``, "error articles[0].text: The text is missing."},
		{"an article with an empty text", `"text": "Wow 🚒🚒. The quay is closed. The mayor said: the quay is closed."`, `"text": " \n"`, "error articles[0].text: There is no text in this."},
		{"an address for a domain", `"herald.example"}`, `"https://herald.example/"}`, "error sources[0].domain: “https://herald.example/” is not the name of a domain."},
		{"a source under itself", `"domain": "herald.example"`, `"parent": "s1"`, "error sources[0].parent: A source cannot be its own publisher."},
		{"a count below nothing", `"domain": "herald.example"`, `"count": -2`, "error sources[0].count: -2 is not a whole number of 0 or more."},
		{"half a person", `"domain": "herald.example"`, `"count": 2.5`, "error sources[0].count: 2.5 is not a whole number of 0 or more."},
		{"bytes that are not base64", `"title": "Fire"`, `"title": "Fire", "original": {"base64": "%%"}`, "error articles[0].original.base64: This is not base64"},
		{"bytes of another hash", `"title": "Fire"`, `"title": "Fire", "original": {"base64": "AAAA", "sha256": "` + strings.Repeat("0", 64) + `"}`, "error articles[0].original.base64: These are not the bytes"},
		{"an original of nothing", `"title": "Fire"`, `"title": "Fire", "original": {}`, "left out articles[0].original: There are neither bytes nor a hash"},
		{"no quote", `, "quote": "The mayor said"`, ``, "error mentions[0].quote: This is missing."},
		{"a source without a name in a chain", `"quote": "The mayor said"`, `"quote": "The mayor said", "attribution": [{"verb": "said"}]`, "error mentions[0].attribution[0].source: This is missing."},
		{"a derivation from itself", `{"target": "m1", "dimension": "stance", "value": "supports"`, `{"target": ["a1", "a1"], "dimension": "derivation", "value": {"status": "confirmed"}`, "left out judgements[0].target: Both are one thing."},
		{"a derivation without status", `{"target": "m1", "dimension": "stance", "value": "supports"`, `{"target": ["a1", "a1"], "dimension": "read", "value": "read"`, "error judgements[0].target: This is an array where an id should be."},

		{"a quote that is not there", `"The mayor said"`, `"Pigs can fly over the harbour"`, "left out mentions[0].quote: “Pigs can fly over the harbour” does not stand in the text"},
		{"a quote that is there twice", `"The mayor said"`, `"quay is closed"`, "left out mentions[0].quote: “quay is closed” stands in the text of the article more than once"},
		{"a quote that is there twice, with what stands before", `"The mayor said"`, `"quay is closed", "prefix": "said: the "`, ""},
		{"a quote with a slip", `"The mayor said"`, `"The mayor siad"`, "note mentions[0].quote: The article reads “The mayor said” here; the quote was put right."},
		{"a quote of another case and spacing", `"The mayor said"`, `"the  Mayor said"`, ""},
		{"the right position", `"The mayor said"`, `"The mayor said", "start": 28, "end": 42`, ""},
		{"where it begins", `"The mayor said"`, `"quay is closed", "start": 48`, ""},
		{"a position counted in UTF-16", `"The mayor said"`, `"The mayor said", "start": 30, "end": 44`, "note mentions[0].start: The position is not where the quote stands"},
		{"a position counted in bytes", `"The mayor said"`, `"The mayor said", "start": 34, "end": 48`, "note mentions[0].start: The position is not where the quote stands"},
		{"a position out of the text", `"The mayor said"`, `"The mayor said", "start": 9000000000000000, "end": 9000000000000001`, "note mentions[0].start: The position is not where"},
		{"a wording without end", `"wording": "The quay is closed"`, `"wording": "` + strings.Repeat("on and on ", 200_000) + `"`, "error claims[0]: This holds 1953 kB of words besides the text"},
		{"a chain without end", `"quote": "The mayor said"`, `"quote": "The mayor said", "attribution": [` + strings.Repeat(`{"source": "s1"},`, 40) + `{"source": "s1"}]`, "error mentions[0]: This cannot be kept in a case: attribution.chain: a chain of 41 utterers."},
		{"a field that nobody knows", `"title": "Fire"`, `"title": "Fire", "mood": {"x": 1}`, "note articles[0].mood: Assay JSON has no such field; it was left out."},
		{"a list that nobody knows", `"analysts": [`, `"moods": [], "analysts": [`, "note moods: Assay JSON has no such field; it was left out."},
		{"two sources of one domain", `"domain": "herald.example"}`, `"domain": "herald.example"}, {"id": "s2", "name": "Herald on Sunday", "domain": "Herald.example"}`, "note sources[1]: This has the domain of sources[0]"},
		{"one article twice", `"articles": [`, `"articles": [{"url": "https://herald.example/1", "text": "Wow 🚒🚒. The quay is closed. The mayor said: the quay is closed.\n"},`, "note articles[1]: This has the text and the address of articles[0]"},
		{"a block that is no passage", `"title": "Fire"`, `"title": "Fire", "blocks": [{"start": 4, "end": 400, "kind": "quote"}]`, "left out articles[0].blocks[0]: This is not a passage of the text"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(small, test.from) {
				t.Fatalf("the file has no %q", test.from)
			}
			p, err := ReadJSON(strings.NewReader(strings.Replace(small, test.from, test.to, 1)), testMe, Limits{})
			var got []string
			if err != nil {
				e, ok := errors.AsType[*assay.Error](err)
				if !ok {
					t.Fatalf("not for the analyst: %v", err)
				}
				got = append(got, string(e.Kind)+" "+e.Message.String())
			} else {
				for _, problem := range p.Problems {
					got = append(got, fmt.Sprintf("%s %s", problem.Gravity, problem))
				}
			}
			if len(got) == 2 && got[1] == "error mentions[0].claim: There is no claim “c1”." {
				got = got[:1] // which follows
			}
			if len(got) > 1 || len(got) == 0 && test.want != "" || len(got) == 1 && (test.want == "" || !strings.HasPrefix(got[0], test.want)) {
				t.Errorf("problems %q, want %q", got, test.want)
			}
			if p != nil && p.Err() == nil {
				newDesk(t).carryOut(p)
			}
		})
	}
}

// TestLeftOut: what refers to a mention that stays outside stays there too, and
// the rest goes in.
func TestLeftOut(t *testing.T) {
	d := newDesk(t)
	p := read(t, strings.Replace(strings.Replace(small, `"quote": "The mayor said"`,
		`"quote": "Pigs can fly over the harbour", "start": 1, "end": 2, "by": "an1", "at": "2026-03-01T09:00:00Z", "attribution": [{"source": "s1"}]`, 1),
		`"questions"`, `"notes": [{"id": "n1", "target": "m1", "text": "see there", "private": true, "by": "an1"}], "questions"`, 1))
	if len(p.Problems) != 1 || p.Problems[0].Path != "mentions[0].quote" {
		t.Errorf("problems %v", p.Problems)
	}
	d.carryOut(p)
	c := d.snapshot(testMe).Case
	if len(c.Mentions) != 0 || len(c.Judgements) != 0 || len(c.Versions) != 1 || len(c.Versions[0].Mentions) != 0 || len(c.Articles) != 1 || len(c.Claims) != 1 {
		t.Errorf("%d mentions, %d judgements, %d versions, %d articles, %d claims", len(c.Mentions), len(c.Judgements), len(c.Versions), len(c.Articles), len(c.Claims))
	}
}

// TestSeveralErrors: an error names the first and counts the others.
func TestSeveralErrors(t *testing.T) {
	p := read(t, strings.NewReplacer(`"claim": "c1"`, `"claim": "c9"`, `"label": "yes"`, `"label": ""`).Replace(small))
	err := p.Err()
	if want := "Nothing was imported. mentions[0].claim: There is no claim “c9”. (The first of 2 errors.)"; err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

// TestUnknownFields: one sentence for one field, in however many places.
func TestUnknownFields(t *testing.T) {
	p := read(t, strings.Replace(small, `"mentions": [`, `"mentions": [`+strings.Repeat(`{"article": "a1", "claim": "c1", "quote": "The mayor said", "colour": "red"}, `, 40), 1))
	if len(p.Problems) != 1 || p.Problems[0].String() != "mentions[0].colour: Assay JSON has no such field; it was left out here and in 39 more places." {
		t.Errorf("problems %v", p.Problems)
	}
}

// TestLimits: a file that would cost too much is refused, and one that makes
// the search cost too much is read without it.
func TestLimits(t *testing.T) {
	tests := []struct {
		name   string
		limits Limits
		want   string
	}{
		{"larger than allowed", Limits{Bytes: int64(len(small) - 1)}, "larger than Assay takes"},
		{"just as large", Limits{Bytes: int64(len(small))}, ""},
		{"more values than allowed", Limits{Values: 20}, "holds more than Assay takes"},
		{"no time to search", Limits{Search: 1}, "was not looked for"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := ReadJSON(strings.NewReader(small), testMe, test.limits)
			got := fmt.Sprint(err)
			if err == nil {
				got = fmt.Sprint(p.Problems)
			}
			if test.want == "" && got != "[]" || !strings.Contains(got, test.want) {
				t.Errorf("%s, want %q", got, test.want)
			}
		})
	}
}

// TestHistory: operations that do not hold together stay outside, with what
// they say about themselves; the others go in.
func TestHistory(t *testing.T) {
	d := newDesk(t)
	d.carryOut(read(t, small))
	file := d.write(JSONOptions{})
	find := func(kind string) (index int) {
		t.Helper()
		var tree struct{ History []struct{ Kind string } }
		if err := json.Unmarshal([]byte(file), &tree); err != nil {
			t.Fatal(err)
		}
		for i, op := range tree.History {
			if op.Kind == kind {
				return i
			}
		}
		t.Fatalf("no operation on a %s", kind)
		return 0
	}
	all := d.log.Len()
	change := func(from, to string) string {
		i := strings.Index(file, `"history"`)
		return file[:i] + strings.Replace(file[i:], from, to, 1)
	}
	tests := []struct {
		name, file string
		ops        int
		want       string
	}{
		{"as written", file, all, ""},
		{"a changed wording", change(`"wording":"The quay`, `"wording":"No quay`), all - 1, fmt.Sprintf("left out history[%d]: This operation does not hold together", find("claim"))},
		{"another hand", change(`"kind":"claim"`, `"kind":"event"`), all - 1, fmt.Sprintf("left out history[%d]: This operation does not hold together", find("claim"))},
		{"no operation", change("\"history\": [\n", "\"history\": [\n7,"), all, "left out history[0]: This is a number where an operation should be."},
		{"a fraction", change(`"start":`, `"start":0.`), all - 1, fmt.Sprintf("left out history[%d].body", find("mention"))},
		{"no time", change(`"at":"2026`, `"at":"x2026`), all - 1, "left out history[0].at"},
		{"a text that is another", strings.Replace(file, "Wow", "Woe", 1), all - 1, fmt.Sprintf("left out history[%d]: The text that this quotes is not in the file. The mention was left out.", find("mention"))},
		{"a claim written in by hand", strings.Replace(file, "\"claims\": [\n", "\"claims\": [\n{\"id\": \"c7\"},", 1), all, "left out claims[0]: The history of the file does not know this"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := read(t, test.file)
			var got []string
			for _, problem := range p.Problems {
				got = append(got, fmt.Sprintf("%s %s", problem.Gravity, problem))
			}
			if len(p.Operations) != test.ops || len(got) > 1 || !strings.HasPrefix(strings.Join(got, ""), test.want) || test.want == "" && len(got) > 0 {
				t.Errorf("%d operations of %d, %q; want %d, %q", len(p.Operations), all, got, test.ops, test.want)
			}
		})
	}
}
