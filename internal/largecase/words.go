package largecase

import (
	"math"
	"math/rand/v2"
	"strings"
)

// tongue is a language with an invented vocabulary, whose words are as often as those of
// a real one: the n-th of them 1/n times as often as the first.
type tongue struct {
	code   string // BCP 47
	space  string // between words
	stop   string // at the end of a sentence
	common []string
	words  []string
	share  int // of a hundred articles
}

// vocabulary is how many words a language has.
const vocabulary = 20_000

// tongues are those in which a case has articles.
func tongues(r *rand.Rand) []*tongue {
	list := []*tongue{
		{code: "en", space: " ", stop: ".", share: 60, common: strings.Fields("the of and to in a that was said for on is with by at from it he as were be had his has are not they which police which after who port fire city minister people officials water company reports ship")},
		{code: "de", space: " ", stop: ".", share: 12, common: strings.Fields("die der und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei um am über Hafen Behörde Größe Straße Übung")},
		{code: "ar", space: " ", stop: ".", share: 10, common: strings.Fields("في من على إلى أن عن التي الذي هذا مع قال بعد كان ما لا الميناء الحريق الشرطة المدينة الحكومة الوزير السفينة")},
		{code: "ru", space: " ", stop: ".", share: 8, common: strings.Fields("и в не на что с по это как из у за от о так к для порт пожар город министр полиция сообщает компания")},
		{code: "zh", space: "", stop: "。", share: 10, common: strings.Fields("的 了 在 是 和 有 我们 他们 港口 火灾 城市 警方 表示 部长 公司 报道 船只 星期五")},
	}
	letters := map[string][2][]string{
		"en": {strings.Fields("b c d f g h k l m n p r s t v w st tr pl sh ch"), strings.Fields("a e i o u ea ou er an in al on")},
		"de": {strings.Fields("b d f g h k l m n r s t w z sch st pf"), strings.Fields("a e i o u ä ö ü ei au er en ung")},
		"ar": {strings.Fields("ب ت ج ح د ر س ش ص ط ع ف ق ك ل م ن ه"), strings.Fields("ا و ي َ ة ان ون")},
		"ru": {strings.Fields("б в г д ж з к л м н п р с т ф х ч ш"), strings.Fields("а е и о у ы я ен ов ин ск")},
	}
	for _, t := range list {
		t.words = append(t.words, t.common...)
		for len(t.words) < vocabulary {
			t.words = append(t.words, coin(r, t.code, letters[t.code]))
		}
	}
	return list
}

// coin makes up a word.
func coin(r *rand.Rand, code string, letters [2][]string) string {
	var b strings.Builder
	if code == "zh" { // of two characters, mostly
		for range 1 + r.IntN(2) + r.IntN(2) {
			b.WriteRune(rune(0x4E00 + r.IntN(3000)))
		}
		return b.String()
	}
	if code == "ar" && r.IntN(3) == 0 {
		b.WriteString("ال")
	}
	for range 2 + r.IntN(3) {
		b.WriteString(letters[0][r.IntN(len(letters[0]))])
		b.WriteString(letters[1][r.IntN(len(letters[1]))])
	}
	if code == "en" {
		b.WriteString([]string{"", "", "s", "ed", "ing", "ly"}[r.IntN(6)])
	}
	return b.String()
}

// word draws one, as often as it is used.
func (t *tongue) word(r *rand.Rand) string {
	// The logarithm of a rank is spread evenly where ranks are as often as they are high.
	return t.words[min(int(math.Exp(r.Float64()*math.Log(float64(len(t.words)+1)))), len(t.words))-1]
}

// sentence writes one of so many words.
func (t *tongue) sentence(r *rand.Rand, words int) string {
	list := make([]string, words)
	for i := range list {
		list[i] = t.word(r)
	}
	first := list[0]
	if t.code == "en" || t.code == "de" || t.code == "ru" {
		runes := []rune(first)
		list[0] = strings.ToUpper(string(runes[0])) + string(runes[1:])
	}
	return strings.Join(list, t.space) + t.stop
}
