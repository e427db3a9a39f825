package views

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// told is a small case as a history knows it: ids are made of names.
type told struct{ page assay.HistoryPage }

func entity(name string) assay.EntityID { return oplog.Derive("test", oplog.Encode(name)) }

var (
	ana = assay.ActorID(entity("ana"))
	ben = assay.ActorID(entity("ben"))
)

// fields reads "name=value": a value that begins with # is the id of that name,
// {…}, […], true, false, null and numbers are what they look like.
func fields(t *testing.T, list ...string) oplog.Fields {
	t.Helper()
	f := oplog.Fields{}
	for _, s := range list {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			t.Fatalf("%q is no field", s)
		}
		switch {
		case strings.HasPrefix(value, "#"):
			f[name] = oplog.Encode(entity(value[1:]))
		case strings.HasPrefix(value, `"`):
			f[name] = oplog.Value(value)
		case value == "true", value == "false", value == "null", strings.ContainsAny(value[:min(1, len(value))], "{[0123456789"):
			for strings.Contains(value, "#") {
				before, rest, _ := strings.Cut(value, "#")
				id, after, _ := strings.Cut(rest, `"`)
				value = before + entity(id).String() + `"` + after
			}
			f[name] = oplog.Value(value)
		default:
			f[name] = oplog.Encode(value)
		}
	}
	return f
}

// know puts a thing into the case.
func (w *told) know(t *testing.T, name string, k assay.Kind, list ...string) {
	t.Helper()
	w.page.Things[entity(name)] = assay.Record{Kind: k, ID: entity(name), Fields: fields(t, list...)}
}

func harbour(t *testing.T) *told {
	t.Helper()
	w := &told{assay.HistoryPage{
		Actors:  []assay.Actor{{ID: ana, Name: "Ana"}, {ID: ben, Name: "Ben"}},
		Things:  map[assay.EntityID]assay.Record{},
		Numbers: map[assay.ClaimID]int{assay.ClaimID(entity("c2")): 2, assay.ClaimID(entity("c3")): 3},
	}}
	w.know(t, "herald", assay.KindSource, "name=Harbour Herald", "kind=outlet")
	w.know(t, "wire", assay.KindSource, "name=Coastal Wire", "kind=wire")
	w.know(t, "text", assay.KindText, "article=#art", "title=Fire at the quay")
	w.know(t, "art", assay.KindArticle, "text=#text", "host=#herald")
	w.know(t, "art2", assay.KindArticle, "title=Quay reopens")
	w.know(t, "c2", assay.KindClaim, "wording=Twelve lorries burned")
	w.know(t, "c3", assay.KindClaim, "wording=Nobody was hurt")
	w.know(t, "m", assay.KindMention, "article=#art", "claim=#c2", "quote=twelve lorries")
	w.know(t, "q", assay.KindQuestion, "wording=How many burned?")
	w.know(t, "v", assay.KindVersion, "label=twelve", "question=#q")
	w.know(t, "e", assay.KindEvent, "name=The fire")
	w.know(t, "tag", assay.KindTag, "name=numbers")
	w.know(t, "sums", assay.KindTag, "name=sums")
	w.know(t, "old", assay.KindTag, "name=figures")
	old := w.page.Things[entity("old")]
	old.Gone = true
	w.page.Things[entity("old")] = old
	w.know(t, "n", assay.KindNote, "target=#c2", "text=Ask again")
	w.know(t, "w", assay.KindWork, "title=Port register")
	w.know(t, "case", assay.KindCase, "name=Fire")
	return w
}

// step is one operation: entity, kind, what was before, what it sets.
type step struct {
	of          string
	kind        assay.Kind
	before, set []string
}

func (w *told) act(t *testing.T, steps ...step) *assay.Act {
	t.Helper()
	a := &assay.Act{ID: assay.ActID(entity("act")), Actor: ana, At: oplog.Clock(time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC).UnixMilli() << 16)}
	for _, s := range steps {
		e := assay.Edit{Kind: s.kind, Entity: entity(s.of), Before: fields(t, s.before...), Fields: fields(t, s.set...), New: s.before == nil}
		if _, ok := w.page.Things[e.Entity]; !ok {
			r := assay.Record{Kind: s.kind, ID: e.Entity, Fields: oplog.Fields{}}
			for _, f := range []oplog.Fields{e.Before, e.Fields} {
				for name, v := range f {
					r.Fields[name] = v
				}
			}
			w.page.Things[e.Entity] = r
		}
		a.Steps = append(a.Steps, e)
	}
	return a
}

// tell returns the sentences of an act, one to a line.
func (w *told) tell(t *testing.T, a *assay.Act) string {
	t.Helper()
	n := narrator{ctx: t.Context(), root: "/c", page: &w.page}
	var lines []string
	for _, s := range n.act(a).Says {
		lines = append(lines, n.flat(s))
	}
	return strings.Join(lines, "\n")
}

func judged(target, dimension string, more ...string) []string {
	return append([]string{"target=#" + target, "dimension=" + dimension, "coder=#ana"}, more...)
}

func TestHistoryInWords(t *testing.T) {
	tests := []struct {
		name  string
		steps []step
		want  string
	}{
		{"an import", []step{
			{"cap", assay.KindCapture, nil, []string{"article=#art", "name=a.html"}},
			{"text", assay.KindText, nil, []string{"article=#art"}},
			{"herald", assay.KindSource, nil, []string{"name=Harbour Herald"}},
			{"art", assay.KindArticle, nil, []string{"text=#text", "host=#herald"}},
			{"ana", assay.KindActor, nil, []string{"name=Ana"}},
		}, "brought in “Fire at the quay” from Harbour Herald, a new source"},
		{"a mention of a known claim", []step{
			{"m", assay.KindMention, nil, []string{"article=#art", "claim=#c2", "start=1", "quote=twelve lorries"}},
			{"j", assay.KindJudgement, nil, judged("m", "stance", "value=supports")},
		}, "marked “twelve lorries” in “Fire at the quay” as supporting C2"},
		{"a mention of a new claim", []step{
			{"c2", assay.KindClaim, nil, []string{"wording=Twelve lorries burned"}},
			{"m", assay.KindMention, nil, []string{"article=#art", "claim=#c2", "quote=twelve lorries"}},
			{"j", assay.KindJudgement, nil, judged("m", "stance", "value=contradicts")},
		}, "marked “twelve lorries” in “Fire at the quay” as contradicting the new claim C2"},
		{
			"a boundary",
			[]step{{"m", assay.KindMention, []string{"start=1", "text=#text", "quote=twelve"}, []string{"start=2", "text=#text", "quote=twelve lorries"}}},
			"changed the boundary of “twelve” in “Fire at the quay” to “twelve lorries”",
		},
		{
			"a mention in a new text",
			[]step{{"m", assay.KindMention, []string{"start=1", "text=#text0", "quote=twelve"}, []string{"start=2", "text=#text", "quote=twelve"}}},
			"moved “twelve lorries” in “Fire at the quay” to another text",
		},
		{
			"another claim",
			[]step{{"m", assay.KindMention, []string{"claim=#c2"}, []string{"claim=#c3"}}},
			"attached “twelve lorries” in “Fire at the quay” to C3 (was C2)",
		},
		{"a claim by itself", []step{{"c2", assay.KindClaim, nil, []string{"wording=x"}}}, "made the claim C2"},
		{
			"a wording",
			[]step{{"c2", assay.KindClaim, []string{"wording=Nine burned"}, []string{"wording=Twelve burned"}}},
			"changed the wording of C2 from “Nine burned” to “Twelve burned”",
		},
		{
			"a field that was empty",
			[]step{{"c2", assay.KindClaim, []string{}, []string{"kind=count"}}, {"c3", assay.KindClaim, []string{"event=#e"}, []string{"event=null"}}},
			"set the kind of C2 to count\ntook back the event of C3 (was The fire)",
		},
		{
			"two fields",
			[]step{{"herald", assay.KindSource, []string{"name=Herald", "kind=wire"}, []string{"name=Harbour Herald", "kind=outlet"}}},
			"changed name and kind of the source Harbour Herald",
		},
		{"a claim removed", []step{
			{"m", assay.KindMention, []string{"retracted=false"}, []string{"retracted=true"}},
			{"c2", assay.KindClaim, nil, []string{"retracted=true", "retraction=made twice"}},
		}, "removed C2: “made twice”, with 1 mention"},
		{"an article back", []step{{"art", assay.KindArticle, []string{"retracted=true"}, []string{"retracted=false"}}}, "brought back the article “Fire at the quay”"},
		{"another text", []step{{"art", assay.KindArticle, []string{"text=#text0"}, []string{"text=#text"}}}, "gave “Fire at the quay” another text"},
		{
			"a stance changed",
			[]step{{"j", assay.KindJudgement, judged("m", "stance", "value=mentions"), judged("m", "stance", "value=supports")}},
			"said that “twelve lorries” in “Fire at the quay” supports C2 (was mentions)",
		},
		{
			"a reliability with its reason",
			[]step{{"j", assay.KindJudgement, judged("herald", "reliability", "value=C"), judged("herald", "reliability", "value=B", "reason=right so far")}},
			"rated Harbour Herald B (was C): “right so far”",
		},
		{"a reliability by topic", []step{{"j", assay.KindJudgement, nil, judged("herald", "reliability", "scope=shipping", "value=B")}}, "rated Harbour Herald on shipping B"},
		{"a credibility", []step{{"j", assay.KindJudgement, nil, judged("c2", "credibility", `value="2"`)}}, "gave C2 credibility 2"},
		{"a judgement taken back", []step{{"j", assay.KindJudgement, judged("c2", "credibility", `value="2"`), judged("c2", "credibility", "value=null")}}, "took back the credibility of C2 (was 2)"},
		{"a likelihood", []step{{"j", assay.KindJudgement, nil, judged("c2", "likelihood", "value=very_likely")}}, "judged the likelihood of C2: very likely"},
		{"a confidence", []step{{"j", assay.KindJudgement, nil, judged("c2", "confidence", "value=low")}}, "judged the confidence in the judgement of C2: low"},
		{"a certainty", []step{{"j", assay.KindJudgement, nil, judged("m", "certainty", "value=not_certain")}}, "judged the certainty of “twelve lorries” in “Fire at the quay”: not certain"},
		{"a reading", []step{{"j", assay.KindJudgement, nil, judged("text", "read", `value={"state":"read"}`)}}, "marked “Fire at the quay” as read"},
		{"no reading", []step{{"j", assay.KindJudgement, nil, judged("text", "read", `value={"state":"unread"}`)}}, "marked “Fire at the quay” as not read"},
		{"out of scope", []step{{"j", assay.KindJudgement, nil, judged("art2", "coverage", "other=#c2", "value=out_of_scope")}}, "said that “Quay reopens” is out of scope for C2"},
		{"silence", []step{{"j", assay.KindJudgement, nil, judged("art2", "coverage", "other=#c2", "value=silent")}}, "confirmed that “Quay reopens” is silent on C2"},
		{"silence in a whole column", []step{
			{"j", assay.KindJudgement, nil, judged("art2", "coverage", "other=#c2", "value=silent")}, {"j2", assay.KindJudgement, nil, judged("art2", "coverage", "other=#c", "value=silent")},
		}, "said that “Quay reopens” is silent on 2 claims"},
		{"a row out of scope", []step{
			{"j", assay.KindJudgement, nil, judged("art2", "coverage", "other=#c2", "value=out_of_scope")}, {"j2", assay.KindJudgement, nil, judged("art", "coverage", "other=#c2", "value=out_of_scope")},
		}, "said that 2 articles are out of scope for C2"},
		{"a consistency", []step{{"j", assay.KindJudgement, nil, judged("m", "consistency", "other=#v", "value=inconsistent")}}, "said that “twelve lorries” in “Fire at the quay” is inconsistent with the version “twelve”"},
		{"a consistency taken back", []step{{"j", assay.KindJudgement, judged("m", "consistency", "other=#v", "value=consistent"), judged("m", "consistency", "other=#v", "value=null")}}, "took back the consistency of “twelve lorries” in “Fire at the quay” (was consistent)"},
		{"independence", []step{{"j", assay.KindJudgement, nil, judged("herald", "independent", "other=#wire", "value=true")}}, "said that Harbour Herald and Coastal Wire are independent of each other"},
		{"dependence", []step{{"j", assay.KindJudgement, nil, judged("herald", "independent", "other=#wire", "value=false")}}, "said that Harbour Herald and Coastal Wire are not independent of each other"},
		{"a rank", []step{{"j", assay.KindJudgement, nil, judged("v", "rank", "value=preferred")}}, "judged the rank of “twelve”: preferred"},
		{"a root", []step{{"j", assay.KindJudgement, nil, judged("m", "root", `value={"source":"#wire"}`)}}, "said that the content of “twelve lorries” in “Fire at the quay” entered with Coastal Wire"},
		{
			"a derivation",
			[]step{{"j", assay.KindJudgement, nil, judged("art2", "derivation", "other=#art", `value={"status":"confirmed","type":"unattributed_rewrite","amount":"wholly"}`)}},
			"confirmed that “Quay reopens” comes from “Fire at the quay” (unattributed rewrite, wholly)",
		},
		{"no derivation", []step{{"j", assay.KindJudgement, nil, judged("art2", "derivation", "other=#w", `value={"status":"rejected"}`)}}, "said that “Quay reopens” does not come from “Port register”"},
		{"an adjudication", []step{{"j", assay.KindJudgement, nil, judged("herald", "adjudication", "scope=reliability:", "value=B")}}, "settled for the team the reliability of Harbour Herald: B"},
		{
			"a reason",
			[]step{{"j", assay.KindJudgement, judged("herald", "reliability", "value=B"), []string{"target=#herald", "dimension=reliability", "coder=#ana", "reason=new"}}},
			"changed the reason for the reliability of Harbour Herald: “new”",
		},
		{
			"a chain",
			[]step{{"a", assay.KindAttribution, nil, []string{"mention=#m", "coder=#ana", `chain=[{"source":"#herald"},{"source":"#wire"}]`}}},
			"noted that “twelve lorries” in “Fire at the quay” is said by Harbour Herald, who has it from Coastal Wire",
		},
		{"no chain", []step{{"a", assay.KindAttribution, nil, []string{"mention=#m", "coder=#ana", "chain=null"}}}, "took back who says “twelve lorries” in “Fire at the quay”"},
		{"a question with versions", []step{
			{"q", assay.KindQuestion, nil, []string{"wording=How many burned?", "status=open"}},
			{"v", assay.KindVersion, nil, []string{"question=#q", "label=twelve"}},
			{"vm", assay.KindVersionMention, nil, []string{"version=#v", "mention=#m", "member=true"}},
		}, "asked “How many burned?”, with 1 version"},
		{"a ruling", []step{{"q", assay.KindQuestion, []string{"wording=x"}, []string{"ruling=Twelve, says the register"}}}, "set the ruling of the question “How many burned?” to “Twelve, says the register”"},
		{"a version", []step{{"v", assay.KindVersion, nil, []string{"question=#q", "label=twelve"}}}, "added the version “twelve” to “How many burned?”"},
		{"a mention to a version", []step{{"vm", assay.KindVersionMention, nil, []string{"version=#v", "mention=#m", "member=true"}}}, "put “twelve lorries” to the version “twelve”"},
		{"a mention from a version", []step{{"vm", assay.KindVersionMention, nil, []string{"version=#v", "mention=#m", "member=false"}}}, "took “twelve lorries” from the version “twelve”"},
		{"a tag", []step{{"tag", assay.KindTag, nil, []string{"name=numbers"}}, {"tg", assay.KindTagging, nil, []string{"tag=#tag", "target=#c2", "member=true"}}}, "tagged C2 numbers\nmade the tag numbers"},
		{"no tag", []step{{"tg", assay.KindTagging, nil, []string{"tag=#tag", "target=#m", "member=false"}}}, "took the tag numbers from “twelve lorries”"},
		{"a tag merged", []step{
			{"s", assay.KindSame, nil, []string{"of=tag", "a=#old", "b=#tag", "verdict=same"}},
			{"tag", assay.KindTag, []string{"name=numbers"}, []string{"name=numbers"}},
			{"below", assay.KindTag, []string{"name=sums", "parent=#old"}, []string{"parent=#tag"}},
			{"old", assay.KindTag, []string{"name=figures"}, []string{"retracted=true", "retraction=merged into another tag"}},
		}, "merged the tag figures into numbers"},
		{"another name for a tag", []step{
			{"old", assay.KindTag, nil, []string{"name=figures", "retracted=true"}},
			{"s", assay.KindSame, nil, []string{"of=tag", "a=#old", "b=#tag", "verdict=same"}},
		}, "noted that the tag numbers is also called “figures”"},
		{"a name taken from a tag", []step{{"s", assay.KindSame, []string{"verdict=same"}, []string{"of=tag", "a=#old", "b=#tag", "verdict=null"}}}, "took the name “figures” from the tag numbers"},
		{"a tag split", []step{
			{"t1", assay.KindTagging, []string{"member=true"}, []string{"tag=#tag", "target=#c2", "member=false"}},
			{"t2", assay.KindTagging, nil, []string{"tag=#sums", "target=#c2", "member=true"}},
			{"t3", assay.KindTagging, []string{"member=true"}, []string{"tag=#tag", "target=#m", "member=false"}},
			{"t4", assay.KindTagging, nil, []string{"tag=#sums", "target=#m", "member=true"}},
		}, "gave 2 things the tag sums instead of numbers"},
		{"a note", []step{{"n", assay.KindNote, nil, []string{"target=#c2", "text=Ask again"}}}, "wrote a note on C2: “Ask again”"},
		{"a note removed", []step{{"n", assay.KindNote, nil, []string{"retracted=true"}}}, "removed a note"},
		{
			"an event",
			[]step{{"e", assay.KindEvent, nil, []string{"name=The fire"}}, {"ae", assay.KindArticleEvent, nil, []string{"article=#art", "event=#e", "member=true"}}},
			"put “Fire at the quay” under the event The fire\nnoted the event The fire",
		},
		{"an alias", []step{{"al", assay.KindAlias, nil, []string{"source=#herald", "name=The Herald", "member=true"}}}, "noted that Harbour Herald is also called “The Herald”"},
		{"sameness", []step{{"s", assay.KindSame, nil, []string{"of=source", "a=#herald", "b=#wire", "verdict=different"}}}, "said that Harbour Herald and Coastal Wire are not the same"},
		{"sameness taken back", []step{{"s", assay.KindSame, nil, []string{"of=source", "a=#herald", "b=#wire", "verdict=null"}}}, "took back whether Harbour Herald and Coastal Wire are the same"},
		{"a paragraph", []step{{"b", assay.KindBlock, nil, []string{"text=#text", "start=0", "end=5", "kind=not_article"}}}, "said that a paragraph is not article text in “Fire at the quay”"},
		{"sentences", []step{{"b", assay.KindBoundary, nil, []string{"text=#text", "at=5", "edit=split"}}}, "split a sentence in “Fire at the quay”"},
		{"a work", []step{{"w", assay.KindWork, nil, []string{"title=Port register"}}}, "noted the outside work “Port register”"},
		{
			"a decision",
			[]step{{"d", assay.KindDecision, nil, []string{"suggestion=derivation", "subject=x", "coder=#ana", "verdict=rejected", "reason=a coincidence"}}},
			"rejected a suggestion about derivation: “a coincidence”",
		},
		{
			"a derivation from outside, rejected",
			[]step{{"d", assay.KindDecision, nil, []string{"suggestion=derivation", `subject="` + entity("art2").String() + ` COASTAL WIRE"`, "coder=#ana", "verdict=rejected"}}},
			"said that “Quay reopens” does not come from “Coastal Wire”",
		},
		{
			"a derivation from outside, open again",
			[]step{{"d", assay.KindDecision, []string{"verdict=rejected"}, []string{"suggestion=derivation", `subject="` + entity("art2").String() + ` COASTAL WIRE"`, "coder=#ana", "verdict=null"}}},
			"took back that “Quay reopens” does not come from “Coastal Wire”",
		},
		{
			"a derivation from outside, after all",
			[]step{{"d", assay.KindDecision, []string{"verdict=rejected"}, []string{"suggestion=derivation", `subject="` + entity("art2").String() + ` COASTAL WIRE"`, "coder=#ana", "verdict=accepted"}}},
			"accepted that “Quay reopens” comes from “Coastal Wire”",
		},
		{"a work of which only the source is known", []step{{"w2", assay.KindWork, nil, []string{"source=#wire"}}}, "noted the outside work something by Coastal Wire"},
		{"the case", []step{{"case", assay.KindCase, nil, []string{"name=Fire"}}}, "made the case “Fire”"},
		{"its name", []step{{"case", assay.KindCase, []string{"name=Fire"}, []string{"name=The fire"}}}, "changed the name of the case from “Fire” to “The fire”"},
		{"a name of one's own", []step{{"ana", assay.KindActor, []string{"name=A."}, []string{"name=Ana"}}}, "is called Ana from here on"},
		{"the same person", []step{{"ana", assay.KindActor, nil, []string{"also=#ben"}}}, "said to be the same person as Ben"},
		{"a restore point", []step{{"rp", assay.KindRestorePoint, nil, []string{"name=before the merge"}}}, "called this state of the case “before the merge”"},
		{"a merge", []step{{"mg", assay.KindMerge, nil, []string{"file=ben.assay", "new=31", "refused=2"}}}, "merged the file “ben.assay”: 31 new operations, 2 refused"},
		{"a purge", []step{{"p", assay.KindPurge, nil, []string{"blob=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "reason=court order"}}}, "purged the bytes aaaaaaaaaaaa…: “court order”"},
		{"something from another file", []step{{"j", assay.KindJudgement, nil, judged("elsewhere", "credibility", `value="6"`)}}, "gave something that is not in this file credibility 6"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := harbour(t)
			if got := w.tell(t, w.act(t, test.steps...)); got != test.want {
				t.Errorf("told as\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestEveryKindHasWords makes and changes something of every kind.
func TestEveryKindHasWords(t *testing.T) {
	w := harbour(t)
	for _, d := range assay.Dictionary {
		for _, isNew := range []bool{true, false} {
			e := assay.Edit{Kind: d.Kind, Entity: entity("new " + string(d.Kind)), New: isNew, Before: oplog.Fields{}, Fields: oplog.Fields{d.Fields[0].Name: oplog.Null}}
			w.page.Things[e.Entity] = assay.Record{Kind: d.Kind, ID: e.Entity, Fields: e.Fields}
			n := narrator{ctx: t.Context(), page: &w.page}
			if got := n.flat(n.step(&e)); got == "" || strings.Contains(got, "no words") {
				t.Errorf("%s is told as %q", d.Kind, got)
			}
		}
	}
}

func TestHistoryOfUndoing(t *testing.T) {
	w := harbour(t)
	work := w.act(t, step{"c2", assay.KindClaim, nil, []string{"wording=x"}})
	for want, a := range map[string]*assay.Act{
		"undid: made the claim C2":                  {Actor: ana, Undoes: work.ID, Took: work},
		"did again: made the claim C2":              {Actor: ana, Undoes: work.ID, Took: work, Again: true},
		"undid: something that is not in this file": {Actor: ana, Undoes: work.ID},
	} {
		if got := w.tell(t, a); got != want {
			t.Errorf("told as %q, want %q", got, want)
		}
	}
}

// TestHistoryPage reads the page as a browser would.
func TestHistoryPage(t *testing.T) {
	w := harbour(t)
	mark := w.act(t, step{"m", assay.KindMention, nil, []string{"article=#art", "claim=#c2", "quote=twelve lorries"}},
		step{"j", assay.KindJudgement, nil, judged("m", "stance", "value=supports")})
	gone := w.act(t, step{"c3", assay.KindClaim, nil, []string{"wording=<b>Nobody</b>"}})
	gone.Undone = true
	w.page.Acts, w.page.Undo, w.page.Next = []assay.Act{*mark, *gone}, mark, 77
	place := time.FixedZone("", 2*3600)
	p := NewHistory(t.Context(), "/c", &w.page, assay.HistoryFilter{Entity: entity("c2"), Before: 99}, place)
	p.Frame.UndoHref = "/c/undo"
	var html strings.Builder
	if err := History(p).Render(t.Context(), &html); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html.String()))
	if err != nil {
		t.Fatal(err)
	}
	for selector, want := range map[string]string{
		"h2#day-0":                                   "Sunday, 1 March 2026",
		".history li:first-child time":               "11:30",
		".history li:first-child .told > p":          "Ana marked twelve lorries in Fire at the quay as supporting C2",
		".history li[data-undone] .told > p":         "Ana made the claim C3 undone",
		".history li:first-child tr:last-child > td": "nothing supports",
		"#would-undo":                                "would take back that you marked twelve lorries in Fire at the quay as supporting C2",
		".filters .check":                            "only what concerns C2",
	} {
		var said []string
		for _, node := range doc.Find(selector).EachIter() {
			said = append(said, strings.Fields(node.Text())...)
		}
		if got := strings.Join(said, " "); got != want {
			t.Errorf("%s says %q, want %q", selector, got, want)
		}
	}
	if got, _ := doc.Find(".history li:first-child .told a").First().Attr("href"); got != "/c/articles/"+entity("art").String()+"?mention="+entity("m").String() {
		t.Errorf("the passage is at %q", got)
	}
	if got, _ := doc.Find("a[rel=next]").Attr("href"); got != "/c/history?about="+entity("c2").String()+"&before=77" {
		t.Errorf("the next page is at %q", got)
	}
	if doc.Find(".history b b").Length() > 0 {
		t.Error("markup came through")
	}
}

// TestBrief shortens what a sentence is about, and never what it says.
func TestBrief(t *testing.T) {
	quoted, title := strings.Repeat("twelve lorries ", 12), strings.Repeat("كل شيء عن الحريق ", 6)
	says := []Bit{plain("said that "), quote(quoted), plain(" in "), quote(title), plain(" supports "), named("C2")}
	n := narrator{ctx: t.Context()}
	got := n.flat(brief(says))
	if size := utf8.RuneCountInString(got); size > maxTold+4 { // with quotation marks
		t.Errorf("%d code points: %s", size, got)
	}
	for _, want := range []string{"said that “twelve lorries", "…” in “كل شيء", "…” supports ", "C2"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if says[1].Text != quoted {
		t.Error("the bits themselves were shortened")
	}
	few := []Bit{plain("took back the claim "), named("C2")}
	if got := n.flat(brief(few)); got != "took back the claim C2" {
		t.Errorf("a short sentence reads %q", got)
	}
	long := []Bit{plain(strings.Repeat("said so ", 40)), named("C2")}
	if got := n.flat(brief(long)); !strings.HasSuffix(got, "C2") {
		t.Errorf("a long sentence ends %q", got[len(got)-10:])
	}
}

// TestAnalystName: several without a name are told apart.
func TestAnalystName(t *testing.T) {
	one, other, ana := assay.Actor{ID: assay.ActorID{0xab, 0xcd}}, assay.Actor{ID: assay.ActorID{0x12}}, assay.Actor{ID: assay.ActorID{3}, Name: "Ana"}
	for _, x := range []struct {
		actors []assay.Actor
		of     assay.ActorID
		want   string
	}{
		{[]assay.Actor{one, ana}, ana.ID, "Ana"},
		{[]assay.Actor{one, ana}, one.ID, "an analyst without a name"},
		{[]assay.Actor{one, other, ana}, one.ID, "an analyst without a name (abcd)"},
		{[]assay.Actor{one, other, ana}, other.ID, "an analyst without a name (1200)"},
	} {
		if got := AnalystName(t.Context(), x.actors, x.of); got != x.want {
			t.Errorf("%v is called %q, want %q", x.of, got, x.want)
		}
	}
}
