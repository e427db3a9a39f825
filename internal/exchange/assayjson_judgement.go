package exchange

import (
	"strconv"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// subject is what a dimension is about: one thing, or two.
type subject struct {
	first, second []assay.Kind
	words         []string // that a judgement may be, where it is a word
}

func spelled[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// subjects are the dimensions. An adjudication is about what its scope is.
var subjects = func() map[assay.Dimension]subject {
	mention, origin := []assay.Kind{assay.KindMention}, []assay.Kind{assay.KindSource, assay.KindArticle}
	answer := []assay.Kind{assay.KindClaim, assay.KindVersion}
	article, claim := []assay.Kind{assay.KindArticle}, []assay.Kind{assay.KindClaim}
	return map[assay.Dimension]subject{
		assay.DimStance:      {first: mention, words: spelled(assay.Stances)},
		assay.DimCertainty:   {first: mention, words: assay.Certainties},
		assay.DimVoice:       {first: mention, words: assay.Voices},
		assay.DimSpeech:      {first: mention, words: assay.Speeches},
		assay.DimCredibility: {first: []assay.Kind{assay.KindMention, assay.KindClaim}, words: spelled(assay.Credibilities)},
		assay.DimReliability: {first: []assay.Kind{assay.KindSource}, words: spelled(assay.Reliabilities)},
		assay.DimLikelihood:  {first: answer, words: assay.Likelihoods},
		assay.DimConfidence:  {first: answer, words: assay.Confidences},
		assay.DimRank:        {first: []assay.Kind{assay.KindVersion, assay.KindClaim}, words: assay.Ranks},
		assay.DimRelation:    {first: claim, second: claim, words: spelled(assay.ClaimRelations)},
		assay.DimCoverage:    {first: article, second: []assay.Kind{assay.KindClaim}, words: assay.CoverageWords},
		assay.DimConsistency: {first: mention, second: []assay.Kind{assay.KindVersion}, words: assay.Consistencies},
		assay.DimIndependent: {first: origin, second: origin},
		assay.DimDerivation:  {first: article, second: []assay.Kind{assay.KindArticle, assay.KindWork}},
		assay.DimRoot:        {first: mention},
		assay.DimRead:        {first: []assay.Kind{assay.KindArticle, assay.KindText}},
	}
}()

func (p *planner) judgements() {
	for _, n := range p.each("judgements") {
		p.judgement(n)
		p.rest(n)
	}
}

func (p *planner) judgement(n *node) {
	coder, at := p.author(n), p.when(n)
	scope, reason := p.text(n, "scope"), p.text(n, "reason")
	k, about, ok := p.judged(n, scope)
	value := n.member("value")
	if value == nil {
		p.add(assay.Fatal, join(n.path(), "value"), "This is missing. Leave the judgement out if there is none.")
	}
	if !ok || value == nil {
		return
	}
	e := assay.PlannedEdit{At: at, Edit: oplog.Edit{Kind: string(assay.KindJudgement), Fields: k.Fields(coder)}}
	put(e.Fields, "reason", reason)
	judged := k.Dimension
	if judged == assay.DimAdjudication {
		name, _, _ := strings.Cut(scope, ":")
		judged = assay.Dimension(name)
	}
	v, ok := p.verdict(value, judged, about, &e)
	if !ok {
		return
	}
	if judged == assay.DimRelation {
		if k, r, err := assay.RelationKey(assay.ClaimID(k.Target), assay.ClaimID(k.Other), assay.Relation(v.Text())); err == nil {
			e.Fields["target"], e.Fields["other"], v = oplog.Encode(k.Target), oplog.Encode(k.Other), oplog.Encode(r)
		}
	}
	e.Fields["value"] = v
	p.writeAs(n, coder, e)
}

// judged returns what a judgement is about, and the first of its subjects.
func (p *planner) judged(n *node, scope string) (k assay.JudgementKey, about *thing, ok bool) {
	name := p.required(n, "dimension")
	target := p.required(n, "target")
	if name == nil || target == nil {
		return k, nil, false
	}
	dimension := assay.Dimension(p.text(n, "dimension"))
	judged := dimension
	if dimension == assay.DimAdjudication {
		word, _, _ := strings.Cut(scope, ":")
		judged = assay.Dimension(word)
	}
	s, known := subjects[judged]
	if !known || dimension == assay.DimAdjudication && judged == assay.DimRead {
		p.wrong(name, "There is no dimension “%.40s” of a judgement.", judged)
		return k, nil, false
	}
	if s.second == nil {
		about = p.find(target, s.first...)
		if about == nil {
			return k, nil, false
		}
		k = assay.JudgementKey{Target: about.id, Dimension: dimension, Scope: scope}
		if judged == assay.DimRead {
			k.Target = oplog.ID(about.current.id)
		}
		return k, about, true
	}
	if target.kind != '[' || len(target.items) != 2 {
		p.wrong(target, "A judgement of %s is about two things. Write their ids as [\"…\", \"…\"].", judged)
		return k, nil, false
	}
	about = p.find(target.items[0], s.first...)
	other := p.find(target.items[1], s.second...)
	if about == nil || other == nil {
		return k, nil, false
	}
	if about.id == other.id {
		p.add(assay.LeftOut, target.path(), "Both are one thing. This was left out.")
		return k, nil, false
	}
	k = assay.JudgementKey{Target: about.id, Other: other.id, Dimension: dimension, Scope: scope}
	if judged == assay.DimIndependent {
		k.Target, k.Other = inOrder(k.Target, k.Other)
	}
	return k, about, true
}

// verdict returns the value of a judgement, with the ids of the case in it.
func (p *planner) verdict(m *node, d assay.Dimension, about *thing, e *assay.PlannedEdit) (oplog.Value, bool) {
	switch d {
	case assay.DimIndependent:
		if m.kind != 't' {
			p.wrong(m, "This is %s where true or false should be.", m.what())
			return nil, false
		}
		return oplog.Encode(m.text == "true"), true
	case assay.DimRoot:
		return p.rootOf(m)
	case assay.DimRead:
		return p.reading(m, e)
	case assay.DimDerivation:
		return p.derivation(m, about)
	default: // the others take a word
	}
	if m.kind != '"' {
		p.wrong(m, "This is %s where one of %s should be.", m.what(), strings.Join(subjects[d].words, ", "))
		return nil, false
	}
	w := p.oneOf(m, subjects[d].words)
	return oplog.Encode(w), w != ""
}

// rootOf reads where a mention's content is said to have entered: the id of a
// source or article, or an object that names it.
func (p *planner) rootOf(m *node) (oplog.Value, bool) {
	at := m
	if m.kind == '{' {
		if at = m.member("source"); at == nil {
			at = m.member("article")
		}
		p.rest(m)
		if at == nil {
			p.wrong(m, "Name a source or an article.")
			return nil, false
		}
	}
	t := p.find(at, assay.KindSource, assay.KindArticle)
	if t == nil {
		return nil, false
	}
	if t.kind == assay.KindArticle {
		return oplog.Encode(assay.RootValue{Article: assay.ArticleID(t.id)}), true
	}
	return oplog.Encode(assay.RootValue{Source: assay.SourceID(t.id)}), true
}

// reading reads that an article has been read. Where nothing says what its
// reader knew, it was all that is in the file; or, where all claims and the
// reading are dated, what was there by then.
func (p *planner) reading(m *node, e *assay.PlannedEdit) (oplog.Value, bool) {
	r := assay.Reading{}
	var seen *node
	switch m.kind {
	case '{':
		r.State = p.word(m, "state", assay.ReadStates)
		if r.State == "" {
			p.required(m, "state")
		}
		seen = p.get(m, "seen", '{')
		p.rest(m)
	case '"':
		r.State = p.oneOf(m, assay.ReadStates)
	default:
		p.wrong(m, "This is %s where one of %s should be.", m.what(), strings.Join(assay.ReadStates, ", "))
	}
	switch {
	case r.State == "":
		return nil, false
	case seen != nil:
		r.Seen = p.knew(seen)
	case r.State == "read" && !e.At.IsZero() && p.claimsAt:
		r.Seen = map[assay.ActorID]int64{}
		for _, a := range p.actors {
			r.Seen[a] = e.At.UnixMilli()
		}
	case r.State == "read":
		e.Seen = p.actors
	}
	return oplog.Encode(r), true
}

// knew reads up to when the reader knew of each analyst's work.
func (p *planner) knew(seen *node) map[assay.ActorID]int64 {
	out := map[assay.ActorID]int64{}
	for _, item := range seen.items {
		item.used = true
		at, err := strconv.ParseInt(item.text, 10, 54)
		if item.kind != '0' || err != nil {
			p.wrong(item, "This is not a time in milliseconds since 1970.")
			continue
		}
		id, err := oplog.ParseID(item.name)
		if t := p.things[item.name]; t != nil && t.kind == assay.KindActor {
			id, err = t.id, nil
		}
		if err != nil || id.IsZero() {
			p.wrong(item, "There is no analyst “%.60s”.", item.name)
			continue
		}
		out[assay.ActorID(id)] = at
	}
	return out
}

// derivation reads that an article comes from something, and what shows it.
func (p *planner) derivation(m *node, child *thing) (oplog.Value, bool) {
	if m.kind != '{' {
		p.wrong(m, "This is %s where {\"status\": \"confirmed\", \"type\": …} should be.", m.what())
		return nil, false
	}
	v := assay.DerivationValue{Status: p.word(m, "status", assay.DerivationStates), Type: p.word(m, "type", assay.DerivationTypes), Amount: p.word(m, "amount", assay.Amounts), Basis: p.text(m, "basis")}
	if v.Status == "" {
		p.required(m, "status")
		return nil, false
	}
	if list := p.get(m, "evidence", '['); list != nil {
		for _, e := range list.items {
			if evidence, ok := p.evidence(e, child); ok {
				v.Evidence = append(v.Evidence, evidence)
			}
		}
	}
	p.rest(m)
	return oplog.Encode(v), true
}

// evidence reads a passage that shows a derivation: its words, or an object.
// Words that stand in the child's text just once are tied to their place; other
// words are kept as they are, since they may be those of the other article.
func (p *planner) evidence(n *node, child *thing) (assay.Evidence, bool) {
	switch n.kind {
	case '"':
		return p.tied(n.text, child.current), n.text != ""
	case '{':
	default:
		p.wrong(n, "This is %s where the words of a passage should be.", n.what())
		return assay.Evidence{}, false
	}
	quote := p.raw(p.must(n, "quote"), "quote")
	t := child.current
	if m := n.member("text"); m != nil {
		if named := p.find(m, assay.KindText, assay.KindArticle); named != nil {
			t = named.current
		}
	}
	start, _ := p.number(n, "start") // a passage at the very beginning has no start
	end, hasEnd := p.number(n, "end")
	p.rest(n)
	if t != nil && hasEnd {
		there := anchor.Span{Start: start, End: end}
		if words, in := t.text.Lookup(there); in && words == quote {
			return assay.Evidence{Text: t.id, Start: start, End: end, Quote: quote}, quote != ""
		}
	}
	return p.tied(quote, t), quote != ""
}

func (p *planner) tied(quote string, t *passages) assay.Evidence {
	e := assay.Evidence{Quote: quote}
	if t == nil {
		return e
	}
	if p.searchLeft -= len(t.text.String()); p.searchLeft < 0 || strings.Count(t.text.String(), quote) != 1 {
		return e
	}
	if matches, outcome := t.finder.Find(anchor.Quote{Exact: quote}, anchor.NoHint); outcome == anchor.Unique {
		e.Text, e.Start, e.End = t.id, matches[0].Span.Start, matches[0].Span.End
	}
	return e
}
