package views

import (
	"context"
	"strings"

	"assay/internal/tr"
)

// Scale is whose words the grades A–F and 1–6 are spelt out in. The grades
// are the same; what they are read to mean differs, most at D, 1, 2 and 4.
type Scale string

// The scales.
const (
	STANAG     Scale = "stanag" // STANAG 2511, and what a page has that knows no better
	FieldGuide Scale = "fm"     // FM 2-22.3
)

type scaleKey struct{}

// WithScale returns a context for rendering pages that spell grades out as s does.
func WithScale(ctx context.Context, s Scale) context.Context {
	return context.WithValue(ctx, scaleKey{}, s)
}

func scaleOf(ctx context.Context) Scale {
	if w, ok := ctx.Value(scaleKey{}).(Scale); ok {
		return w
	}
	return STANAG
}

// grade is what a letter or a digit stands for.
type grade struct{ word, sense string }

// reliabilities are the grades of sources. F is not the worst: it says that
// there is no basis to judge.
var reliabilities = map[Scale]map[string]grade{
	STANAG: {
		"A": {tr.Mark("completely reliable"), tr.Mark("tried and trusted, and can be depended on")},
		"B": {tr.Mark("usually reliable"), tr.Mark("right before; some doubt in a given case")},
		"C": {tr.Mark("fairly reliable"), tr.Mark("used at times, with some confidence")},
		"D": {tr.Mark("not usually reliable"), tr.Mark("used before, and more often wrong than right")},
		"E": {tr.Mark("unreliable"), tr.Mark("used before, and has earned no confidence")},
		"F": {tr.Mark("reliability cannot be judged"), tr.Mark("not used before, so there is no record; this does not mean bad")},
	},
	FieldGuide: {
		"A": {tr.Mark("reliable"), tr.Mark("no doubt of its honesty and competence; right all along")},
		"B": {tr.Mark("usually reliable"), tr.Mark("minor doubt; right most of the time")},
		"C": {tr.Mark("fairly reliable"), tr.Mark("doubtful, but has been right before")},
		"D": {tr.Mark("not usually reliable"), tr.Mark("much doubt, but has been right at times")},
		"E": {tr.Mark("unreliable"), tr.Mark("not honest or not competent; wrong before")},
		"F": {tr.Mark("reliability cannot be judged"), tr.Mark("there is no basis for a judgement; this does not mean bad")},
	},
}

// credibilities are the grades of what is said. 6 is not the worst: there is
// nothing to compare it with.
var credibilities = map[Scale]map[string]grade{
	STANAG: {
		"1": {tr.Mark("confirmed by other sources"), tr.Mark("it certainly comes from another source than what agrees with it")},
		"2": {tr.Mark("probably true"), tr.Mark("much agrees with it, but nobody can vouch that the sources are independent")},
		"3": {tr.Mark("possibly true"), tr.Mark("little confirms it, and it fits what is usual")},
		"4": {tr.Mark("doubtful"), tr.Mark("tends to conflict with what is known")},
		"5": {tr.Mark("improbable"), tr.Mark("what is known contradicts it")},
		"6": {tr.Mark("truth cannot be judged"), tr.Mark("there is nothing to compare it with; this does not mean false")},
	},
	FieldGuide: {
		"1": {tr.Mark("confirmed by other sources"), tr.Mark("by independent ones; logical, and fits the rest")},
		"2": {tr.Mark("probably true"), tr.Mark("not confirmed; logical, and fits the rest")},
		"3": {tr.Mark("possibly true"), tr.Mark("not confirmed; fairly logical, and agrees with some of the rest")},
		"4": {tr.Mark("doubtful"), tr.Mark("possible but not logical; nothing else is known of it")},
		"5": {tr.Mark("improbable"), tr.Mark("not logical, and contradicted by the rest")},
		"6": {tr.Mark("truth cannot be judged"), tr.Mark("there is no basis for a judgement; this does not mean false")},
	},
}

// ReliabilityWord says a reliability A–F of a source in words, "" if there is
// no such grade.
func ReliabilityWord(ctx context.Context, letter string) string {
	return tr.Marked(ctx, reliabilities[scaleOf(ctx)][letter].word)
}

// CredibilityWord says a credibility 1–6 of what is said in words, "" if there
// is no such grade.
func CredibilityWord(ctx context.Context, digit string) string {
	return tr.Marked(ctx, credibilities[scaleOf(ctx)][digit].word)
}

// ReliabilityChoices are the choices A–F.
func ReliabilityChoices(ctx context.Context) []Choice {
	return gradeChoices(ctx, "ABCDEF", reliabilities[scaleOf(ctx)])
}

// CredibilityChoices are the choices 1–6.
func CredibilityChoices(ctx context.Context) []Choice {
	return gradeChoices(ctx, "123456", credibilities[scaleOf(ctx)])
}

func gradeChoices(ctx context.Context, letters string, grades map[string]grade) []Choice {
	choices := make([]Choice, 0, len(grades))
	for _, letter := range strings.Split(letters, "") {
		choices = append(choices, Choice{Value: letter, Label: letter, Says: tr.Say(ctx, "%s: %s", tr.Marked(ctx, grades[letter].word), tr.Marked(ctx, grades[letter].sense))})
	}
	return choices
}
