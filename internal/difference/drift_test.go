package difference

import (
	"fmt"
	"strings"
	"testing"

	"assay/internal/anchor"
)

func passageOf(text, language string) Passage {
	t := anchor.NewText(text)
	return Passage{Text: t, Span: anchor.Span{End: t.Len()}, Language: language}
}

// shifted writes what became of a passage on one line: the words as they stand,
// with what was dropped and added, and the shifts.
func shifted(r Rewording) (words, shifts string) {
	for _, s := range r.Stretches {
		switch s.Op {
		case Dropped:
			words += "[-" + s.Text + "-]"
		case Added:
			words += "[+" + s.Text + "+]"
		case Kept:
			words += s.Text
		}
	}
	var list []string
	for _, s := range r.Shifts {
		x := fmt.Sprintf("%s: %s / %s", s.Kind, s.A.Words, s.B.Words)
		if s.Faint {
			x += "?"
		}
		list = append(list, x)
	}
	return words, strings.Join(list, "; ")
}

// TestDrift follows sentences of our own on their way from hand to hand.
func TestDrift(t *testing.T) {
	for _, test := range []struct {
		language, from, to string
		words, shifts      string
	}{
		{
			"en", "The date of the move is not clear.", "The date of the move is not disclosed.",
			"The date of the move is not [-clear -][+disclosed+].", "sense: clear / disclosed?",
		},
		{
			"en", "The date of the move was not disclosed.", "The date of the move is not yet set.",
			"The date of the move [-was -][+is+] not [-disclosed -][+yet set+].", "scope:  / yet; sense: disclosed / set?",
		},
		{
			"en", "Two people were briefed on the plan.", "Two officials were briefed on the plan.",
			"Two [-people -][+officials+] were briefed on the plan.", "sense: people / officials?",
		},
		{
			"en", "Ode Falk was an architect of the harbour reform.", "Ode Falk was the person who planned the harbour reform.",
			"Ode Falk was [-an architect of the -][+the person who planned the+] harbour reform.", "scope: an / the?; sense: architect / person who planned?",
		},
		{
			"en", "The ferry may stop in May, a clerk said.", "The ferry will stop in May.",
			"The ferry [-may -][+will+] stop in May[- a clerk said-].", "certainty: may / will; attribution: said / ",
		},
		{
			"en", "All cranes are out of order.", "Some cranes are out of order.",
			"[-All -][+Some+] cranes are out of order.", "scope: All / Some",
		},
		{
			"en", "The board did not sign the deal.", "The board signed the deal.",
			"The board [-did not sign -][+signed+] the deal.", "sense: not / ",
		},
		{
			"en", "The clerk said “the pier is lost for years” on Monday.", "The clerk said “the pier is lost for ever” on Monday.",
			"The clerk said “the pier is lost for [-years -][+ever+]” on Monday.", "quotation: the pier is lost for years / the pier is lost for ever; scope:  / ever",
		},
		{
			"en", "He called it “a quiet end”.", "He called it a quiet end.",
			"He called it a quiet end.", "quotation: a quiet end / a quiet end",
		},
		{
			"en", "The board reportedly met on 3 June 2031 with 42 dockers.", "The board met on 4 June 2031 with 48 dockers.",
			"The board [-reportedly -]met on [-3 -][+4+] June 2031 with [-42 -][+48+] dockers.", "attribution: reportedly / ; date: 3 June 2031 / 4 June 2031; number: 42 / 48",
		},
		{"en", "The pier closed.", "The pier closed.", "The pier closed.", ""},
		{
			"de", "Alle Kräne stehen wohl still.", "Einige Kräne stehen still.",
			"[-Alle -][+Einige+] Kräne stehen [-wohl -]still.", "scope: Alle / Einige; certainty: wohl / ",
		},
		{"ar", "قد يغلق الميناء، قال موظف.", "يغلق الميناء.", "[-قد -]يغلق الميناء[- قال موظف-].", "certainty: قد / ; attribution: قال / "},
		{"zh", "所有起重机可能停用。", "部分起重机停用。", "[-所有-][+部分+]起重机[-可能-]停用。", "scope: 所有 / 部分; certainty: 可能 / "},
		{"und", "Pontem veterem 42 naves transierunt.", "Pontem novum 48 naves transierunt.", "Pontem [-veterem 42 -][+novum 48+] naves transierunt.", "sense: veterem / novum?; number: 42 / 48"},
	} {
		words, shifts := shifted(Drift(passageOf(test.from, test.language), passageOf(test.to, test.language)))
		if words != test.words || shifts != test.shifts {
			t.Errorf("%s → %s\n%s\n%s\nwant\n%s\n%s", test.from, test.to, words, shifts, test.words, test.shifts)
		}
	}
}

// TestDriftLoose: of what is told in other words no words are compared, but what
// differs in numbers, dates, names, certainty, attribution and quotations is.
func TestDriftLoose(t *testing.T) {
	for _, test := range []struct{ language, from, to, shifts string }{
		{"en", "The pier is likely to close.", "It is likely that the pier closes.", ""},
		{"en", "Flames tore through a cold store on the east quay early on Monday and destroyed twelve lorries.", "Fourteen lorries burned out when the harbour depot caught fire, a clerk said.", "number: twelve / Fourteen; attribution:  / said"},
		{"en", "The council did not agree on the price of the new bridge.", "No common ground over costs was found by members, who may meet again.", "certainty:  / may"},
		{"de", "Der Rat hat sich am Montag nicht über den Preis der Brücke geeinigt.", "Im Streit um die Kosten fanden die Mitglieder angeblich keine Lösung.", "attribution:  / angeblich"},
	} {
		r := Drift(passageOf(test.from, test.language), passageOf(test.to, test.language))
		words, shifts := shifted(r)
		if !r.Loose || words != test.to || shifts != test.shifts {
			t.Errorf("%s → %s (loose %t)\n%s\n%s\nwant\n%s", test.from, test.to, r.Loose, words, shifts, test.shifts)
		}
	}
	for _, test := range [][2]string{
		{"Flames tore through a cold store on the quay, and twelve lorries burned there.", "Flames tore through a cold store on the quay."},
		{"The pier closed.", "The pier closed."},
		{"Is it?", "It was."},
	} {
		if r := Drift(passageOf(test[0], "en"), passageOf(test[1], "en")); r.Loose {
			t.Errorf("%s → %s is loose", test[0], test[1])
		}
	}
}

// TestDriftOfTwoLanguages compares no words, but numbers. A language that nobody
// knows is taken to be that of the other passage.
func TestDriftOfTwoLanguages(t *testing.T) {
	if _, shifts := shifted(Drift(passageOf("It may stop.", ""), passageOf("It may stop now.", "en-GB"))); shifts != "" {
		t.Errorf("of a language that nobody knows: %s", shifts)
	}
	if r := Drift(passageOf("Pontem veterem.", "la"), passageOf("Il ponte vecchio.", "it")); len(r.Stretches) != 0 {
		t.Errorf("words of two languages without tables were compared: %+v", r.Stretches)
	}
	r := Drift(passageOf("Zwölf Kräne stehen still.", "de"), passageOf("Thirteen cranes stand still.", "en"))
	if len(r.Stretches) != 0 {
		t.Errorf("words of two languages were compared: %+v", r.Stretches)
	}
}

// FuzzDrift checks that what is kept and added is the later passage as it
// stands, and that changes are where they are said to be.
func FuzzDrift(f *testing.F) {
	f.Add("The date is not clear.", "The date is not yet set.")
	f.Add("“a” b", "a “b” 12,5 €")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 2000 {
			return
		}
		x, y := passageOf(strings.ToValidUTF8(a, "?"), "en"), passageOf(strings.ToValidUTF8(b, "?"), "en")
		r := Drift(x, y)
		text := ""
		for _, s := range r.Stretches {
			if s.Op != Dropped {
				text += s.Text
			}
		}
		if want := y.Text.Slice(y.Span); text != want {
			t.Errorf("%q, want %q", text, want)
		}
		for _, s := range r.Shifts {
			if s.A.Words != "" && x.Text.Slice(s.A.Span) != s.A.Words || s.B.Words != "" && y.Text.Slice(s.B.Span) != s.B.Words {
				t.Errorf("%+v is not there", s)
			}
		}
	})
}
