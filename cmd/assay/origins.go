package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"assay/internal/assay"
	"assay/internal/exchange"
	"assay/views"
)

type originsCommand struct {
	File string `arg:"" help:"The case."`
	JSON bool   `name:"json" help:"Print them as JSON, as \"computed\" in Assay JSON."`
}

// Run prints what the claims of a case rest on, as its analyst sees it.
func (o *originsCommand) Run(t *terminal) (err error) {
	s, err := t.look(o.File, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	snapshot, err := s.Snapshot(t.ctx)
	if err != nil {
		return err
	}
	if o.JSON {
		return exchange.WriteComputed(t.out, snapshot)
	}
	p := originPrinter{t: t, view: assay.NewView(snapshot.Case, s.Me())}
	for i := range p.view.Case.Claims {
		p.claim(&p.view.Case.Claims[i])
	}
	if len(p.view.Case.Claims) == 0 {
		p.line(0, "The case has no claims yet.")
	}
	_, err = io.WriteString(t.out, p.b.String())
	return err
}

// originPrinter writes what claims rest on for a terminal.
type originPrinter struct {
	t    *terminal
	view *assay.View
	b    strings.Builder
}

func (p *originPrinter) claim(c *assay.Claim) {
	if p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
	v, ctx := p.view, p.t.ctx
	p.line(0, "%s  %s", views.ClaimNumber(v.Case, c.ID), isolated(views.Wording(ctx, c)))
	s := v.Statement(c.ID)
	p.side("For", &s.For)
	p.side("Against", &s.Against)
	if n := len(s.Qualifying) + len(s.Mentioning) + len(s.Unsaid); n > 0 {
		p.line(2, "Not counted: %d weaker or in part, %d without a position, %d not judged.", len(s.Qualifying), len(s.Mentioning), len(s.Unsaid))
	}
	if contest := v.ContestedClaim(c.ID); contest.Contested {
		p.line(2, "Level: %s.", views.LevelWords(ctx, contest).Label())
	}
	if why := views.GuardSays(ctx, v, c.ID, v.Credibility(assay.EntityID(c.ID)).Word()); why != "" {
		p.line(2, "Guard: %s", why)
	}
}

// side writes the three numbers of a side, and each origin with the ways that
// lead to it.
func (p *originPrinter) side(name string, s *assay.Side) {
	v, ctx := p.view, p.t.ctx
	p.line(2, "%s: %s", name, views.ThreeNumbers(ctx, s.Corroboration))
	if s.AtLeast < s.AtMost {
		p.line(4, "at least %d", s.AtLeast)
	}
	if s.Confirmed {
		p.line(4, "two origins marked as independent of each other")
	}
	for i := range s.Bases {
		b := &s.Bases[i]
		p.line(4, "%s (%d)", isolated(views.OriginName(ctx, v, b.Origin)), b.Articles)
		told := map[string]bool{}
		for _, id := range b.Mentions {
			var stops []string
			for _, stop := range views.Stops(ctx, "", v, v.Trail(v.Mention(id))) {
				stops = append(stops, isolated(stop.Name))
			}
			if way := strings.Join(stops, " ← "); len(stops) > 1 && !told[way] {
				told[way] = true
				p.line(6, "%s", way)
			}
		}
	}
}

// columns is how wide a line is at most.
const columns = 80

// line writes a line, broken between words where it is too long, with what
// follows set in further.
func (p *originPrinter) line(indent int, format string, args ...any) {
	at := indent
	p.b.WriteString(strings.Repeat(" ", indent))
	for i, word := range strings.Fields(fmt.Sprintf(format, args...)) {
		switch width := widthOf(word); {
		case i == 0:
			at += width
		case at+1+width > columns:
			p.b.WriteString("\n" + strings.Repeat(" ", indent+2))
			at = indent + 2 + width
		default:
			p.b.WriteByte(' ')
			at += 1 + width
		}
		p.b.WriteString(word)
	}
	p.b.WriteByte('\n')
}

// widthOf is how many columns a word takes: two for each letter of scripts that
// are set so, none for what has no width.
func widthOf(word string) (n int) {
	for _, r := range word {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			n += 2
		default:
			n++
		}
	}
	return n
}

// isolated keeps a name that runs from right to left from turning what stands
// around it, and what would move the cursor from the terminal.
func isolated(name string) string {
	leftward := false
	name = strings.Map(func(r rune) rune {
		p, _ := bidi.LookupRune(r)
		leftward = leftward || p.Class() == bidi.R || p.Class() == bidi.AL
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name)
	if leftward {
		return "\u2068" + name + "\u2069"
	}
	return name
}
