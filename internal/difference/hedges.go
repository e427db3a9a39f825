package difference

import (
	"strings"
	"sync"
)

// cue is a word or phrase that says how sure, how much, by whose word or
// whether not.
type cue struct {
	class    string // words of one class say much the same
	weak     bool   // it says something only beside one of another class
	from, to int    // tokens
	change   int    // the change that it is in, from 1
}

// wording is what a language says it with: by the first word, the longest
// phrases first.
type wording map[string][]phrase

type phrase struct {
	kind  Kind
	class string
	weak  bool
	words []string // after the first
}

// cues are the phrases of s, by what they are about.
func (s *side) cues() map[Kind][]cue {
	found := map[Kind][]cue{}
	w := wordings()[s.table]
	for i := 0; i < len(s.tokens); i++ {
		fold := s.tokens[i].fold
		if strings.HasSuffix(fold, "n't") || strings.HasSuffix(fold, "n’t") {
			found[Sense] = append(found[Sense], cue{class: "not", from: i, to: i + 1})
			continue
		}
		if p, ok := s.phraseAt(w, i); ok {
			to := i + 1 + len(p.words)
			found[p.kind] = append(found[p.kind], cue{class: p.class, weak: p.weak, from: i, to: to})
			i = to - 1
		}
	}
	return found
}

func (s *side) phraseAt(w wording, i int) (phrase, bool) {
	for _, p := range w[s.tokens[i].fold] {
		if s.follow(i+1, p.words) {
			return p, true
		}
	}
	return phrase{}, false
}

func (s *side) follow(i int, words []string) bool {
	if i+len(words) > len(s.tokens) {
		return false
	}
	for k, word := range words {
		if s.tokens[i+k].fold != word {
			return false
		}
	}
	return true
}

// add takes phrases that are separated by semicolons.
func (w wording) add(kind Kind, class string, weak bool, phrases string) {
	for text := range strings.SplitSeq(phrases, ";") {
		var words []string
		for _, t := range tokens(strings.TrimSpace(text)) {
			words = append(words, t.fold)
		}
		if len(words) == 0 {
			continue
		}
		list := w[words[0]]
		at := 0
		for at < len(list) && len(list[at].words) >= len(words)-1 {
			at++
		}
		p := phrase{kind, class, weak, words[1:]}
		w[words[0]] = append(list[:at:at], append([]phrase{p}, list[at:]...)...)
	}
}

// wordings are those of each table, from words.go. A language without one has
// its words compared, and nothing said of what they are.
var wordings = sync.OnceValue(func() map[*table]wording {
	return map[*table]wording{
		tables()["en"]: englishWording(), tables()["de"]: germanWording(), tables()["ar"]: arabicWording(),
		tables()["zh"]: chineseWording(), tables()["ko"]: koreanWording(),
	}
})

func englishWording() wording {
	w := wording{}
	w.add(Certainty, "possible", false, `may; might; could; possibly; perhaps; maybe; potentially; it is possible that; can be; conceivably`)
	w.add(Certainty, "probable", false, `likely; probably; is expected to; are expected to; was expected to; were expected to; expected to; presumably; seems; seem; seemed; appears; appear; appeared; apparently; is believed to; are believed to; is thought to; believed to; thought to`)
	w.add(Certainty, "doubtful", false, `unlikely; doubtful; unclear; uncertain`)
	w.add(Certainty, "conditional", false, `would; should; if`)
	w.add(Certainty, "planned", false, `plans to; plan to; planned to; intends to; intend to; intended to; hopes to; hope to; aims to; aim to; considers; considering; considered`)
	w.add(Certainty, "certain", false, `certainly; definitely; undoubtedly; clearly; without doubt; it is certain that; is certain to; in fact; indeed`)
	w.add(Certainty, "certain", true, `will; shall`)
	w.add(Attribution, "said", false, `said; says; say; saying; told; tells; stated; states; added; adds; noted; notes; according to; in the words of; announced; announces; explained; described; called`)
	w.add(Attribution, "reported", false, `reported; reports that; report that; wrote; writes; citing; cited; cites; quoting; quoted; quotes; first reported by`)
	w.add(Attribution, "hearsay", false, `reportedly; it is said; it was said; is said to; are said to; was said to; rumoured; rumored`)
	w.add(Attribution, "alleged", false, `allegedly; alleged; alleges; claimed; claims; claiming; insisted; insists; asserted; asserts; maintained; so-called; purportedly; accused; accuses`)
	w.add(Attribution, "confirmed", false, `confirmed; confirms; acknowledged; acknowledges; admitted; admits; conceded; revealed; reveals`)
	w.add(Attribution, "denied", false, `denied; denies; deny; denying; rejected; rejects; disputed; disputes`)
	w.add(Attribution, "suggested", false, `suggested; suggests; hinted; hints; implied; implies; indicated; indicates`)
	w.add(Scope, "all", false, `all; every; everyone; everybody; everything; each; entire; entirely; whole; wholly; always; completely; fully; both`)
	w.add(Scope, "most", false, `most; mostly; mainly; largely; usually; generally; the majority of; a majority of`)
	w.add(Scope, "some", false, `some; several; various; partly; partially; part of; parts of; sometimes; in part; a number of; certain`)
	w.add(Scope, "many", false, `many; numerous; often; dozens of; hundreds of; thousands of; scores of`)
	w.add(Scope, "few", false, `few; a few; little; hardly; rarely; barely; scarcely; a handful of`)
	w.add(Scope, "only", false, `only; solely; merely; exclusively; alone; just; the sole`)
	w.add(Scope, "nearly", false, `almost; nearly; virtually; at least; at most; up to; more than; less than`)
	w.add(Scope, "so far", false, `yet; still; so far; until now; already; for now; currently; temporarily; permanently; for good; indefinitely; immediately`)
	w.add(Scope, "first", false, `first; last; biggest; largest; ever`)
	w.add(Scope, "one of", true, `a; an; one of the; one of`)
	w.add(Scope, "the one", true, `the`)
	w.add(Sense, "not", false, `not; no; never; none; nobody; nothing; neither; nor; without; cannot; refused to; failed to`)
	return w
}

func germanWording() wording {
	w := wording{}
	w.add(Certainty, "possible", false, `kann; könnte; könnten; möglicherweise; vielleicht; womöglich; eventuell; dürfte; dürften`)
	w.add(Certainty, "probable", false, `wahrscheinlich; wohl; vermutlich; voraussichtlich; offenbar; anscheinend; scheint`)
	w.add(Certainty, "doubtful", false, `unwahrscheinlich; unklar; ungewiss; fraglich`)
	w.add(Certainty, "conditional", false, `würde; würden; wenn; falls; sofern`)
	w.add(Certainty, "planned", false, `plant; planen; will; wollen; beabsichtigt; erwägt; hofft; geplant`)
	w.add(Certainty, "certain", false, `sicher; sicherlich; gewiss; zweifellos; eindeutig; tatsächlich`)
	w.add(Certainty, "certain", true, `wird; werden`)
	w.add(Attribution, "said", false, `sagte; sagt; sagten; sagen; erklärte; erklärt; erklärten; teilte mit; laut; zufolge; nach angaben; so; fügte hinzu; betonte; nannte`)
	w.add(Attribution, "reported", false, `berichtete; berichtet; berichteten; meldete; meldet; schrieb; schreibt; unter berufung auf`)
	w.add(Attribution, "hearsay", false, `soll; sollen; angeblich; dem vernehmen nach; es heißt`)
	w.add(Attribution, "alleged", false, `behauptete; behauptet; behaupten; beschuldigte; mutmaßlich; mutmaßliche; mutmaßlichen; sogenannte; sogenannten`)
	w.add(Attribution, "confirmed", false, `bestätigte; bestätigt; bestätigten; räumte ein; gab zu; enthüllte`)
	w.add(Attribution, "denied", false, `bestritt; bestreitet; dementierte; dementiert; wies zurück; verneinte`)
	w.add(Scope, "all", false, `alle; allen; aller; alles; jeder; jede; jedes; jeden; sämtliche; sämtlichen; ganze; ganzen; gesamte; gesamten; immer; völlig; vollständig; beide; beiden`)
	w.add(Scope, "most", false, `meisten; meist; meistens; größtenteils; überwiegend; mehrheit`)
	w.add(Scope, "some", false, `einige; einigen; einiger; manche; manchen; mehrere; mehreren; teilweise; zum teil; teile; manchmal`)
	w.add(Scope, "many", false, `viele; vielen; vieler; zahlreiche; zahlreichen; oft; dutzende`)
	w.add(Scope, "few", false, `wenige; wenigen; kaum; selten`)
	w.add(Scope, "only", false, `nur; lediglich; ausschließlich; allein; bloß; einzige; einzigen`)
	w.add(Scope, "nearly", false, `fast; beinahe; nahezu; mindestens; höchstens; bis zu; mehr als; weniger als`)
	w.add(Scope, "so far", false, `noch; bisher; bislang; bereits; schon; derzeit; vorläufig; vorübergehend; dauerhaft; sofort`)
	w.add(Scope, "one of", true, `ein; eine; einen; einem; einer; eines`)
	w.add(Scope, "the one", true, `der; die; das; den; dem; des`)
	w.add(Sense, "not", false, `nicht; kein; keine; keinen; keiner; keinem; nie; niemals; niemand; nichts; weder; ohne`)
	return w
}

func arabicWording() wording {
	w := wording{}
	w.add(Certainty, "possible", false, `قد; ربما; يمكن; من الممكن; يحتمل; لعل`)
	w.add(Certainty, "probable", false, `من المرجح; يرجح; على الأرجح; من المتوقع; يتوقع; يبدو`)
	w.add(Certainty, "doubtful", false, `من المستبعد; من غير الواضح; غير واضح`)
	w.add(Certainty, "conditional", false, `إذا; لو; في حال`)
	w.add(Certainty, "planned", false, `يعتزم; تعتزم; يخطط; تخطط; ينوي; تنوي; يدرس; تدرس`)
	w.add(Certainty, "certain", false, `بالتأكيد; من المؤكد; حتما; بلا شك; بالفعل`)
	w.add(Certainty, "certain", true, `سوف`)
	w.add(Attribution, "said", false, `قال; قالت; قالوا; يقول; تقول; وقال; وقالت; ذكر; ذكرت; وذكر; وذكرت; صرح; صرحت; أعلن; أعلنت; أضاف; أضافت; وأضاف; وأضافت; بحسب; وفقا ل; وفقا; حسب; أوضح; أوضحت`)
	w.add(Attribution, "reported", false, `أفاد; أفادت; نقل; نقلت; نقلا عن; كتب; كتبت; أوردت`)
	w.add(Attribution, "hearsay", false, `يقال; قيل; يشاع; تردد`)
	w.add(Attribution, "alleged", false, `زعم; زعمت; يزعم; ادعى; ادعت; يدعي; اتهم; اتهمت; المزعوم; المزعومة`)
	w.add(Attribution, "confirmed", false, `أكد; أكدت; يؤكد; تؤكد; اعترف; اعترفت; أقر; أقرت; كشف; كشفت`)
	w.add(Attribution, "denied", false, `نفى; نفت; ينفي; تنفي; أنكر; أنكرت`)
	w.add(Scope, "all", false, `كل; جميع; كافة; كامل; دائما; تماما`)
	w.add(Scope, "most", false, `معظم; أغلب; غالبية; غالبا`)
	w.add(Scope, "some", false, `بعض; عدد من; عدة; جزء من; جزئيا; أحيانا`)
	w.add(Scope, "many", false, `العديد من; كثير; كثيرا; الكثير من; عشرات; مئات`)
	w.add(Scope, "few", false, `قليل; قليلا; نادرا; بالكاد`)
	w.add(Scope, "only", false, `فقط; وحده; وحدها; مجرد; حصرا`)
	w.add(Scope, "nearly", false, `تقريبا; ما لا يقل عن; على الأقل; أكثر من; أقل من`)
	w.add(Scope, "so far", false, `بعد; حتى الآن; لا يزال; لا تزال; حاليا; مؤقتا; نهائيا`)
	w.add(Sense, "not", false, `لا; لم; لن; ليس; ليست; غير; دون; بدون; عدم; لا أحد`)
	return w
}

func chineseWording() wording {
	w := wording{}
	w.add(Certainty, "possible", false, `可能; 也许; 或许; 恐怕; 也許; 或許`)
	w.add(Certainty, "probable", false, `大概; 预计; 預計; 似乎; 看来; 看來`)
	w.add(Certainty, "planned", false, `计划; 計劃; 打算; 拟; 擬; 考虑; 考慮`)
	w.add(Certainty, "certain", false, `肯定; 一定; 必将; 必將; 确实; 確實`)
	w.add(Attribution, "said", false, `表示; 称; 稱; 说; 說; 宣布; 指出`)
	w.add(Attribution, "reported", false, `据报道; 據報道; 报道; 報導; 援引`)
	w.add(Attribution, "hearsay", false, `据说; 據說; 传闻; 傳聞; 据传; 據傳`)
	w.add(Attribution, "confirmed", false, `证实; 證實; 承认; 承認; 确认; 確認`)
	w.add(Attribution, "denied", false, `否认; 否認; 驳斥; 駁斥`)
	w.add(Scope, "all", false, `所有; 全部; 全体; 全體; 每个; 每個; 一切`)
	w.add(Scope, "most", false, `大多数; 大多數; 多数; 多數; 大部分`)
	w.add(Scope, "some", false, `一些; 部分; 有些; 若干; 某些`)
	w.add(Scope, "only", false, `仅; 僅; 只; 唯一`)
	w.add(Scope, "so far", false, `尚; 还; 還; 已经; 已經; 目前; 暂时; 暫時`)
	w.add(Sense, "not", false, `不; 没有; 沒有; 未; 无; 無; 并非; 並非`)
	return w
}

func koreanWording() wording {
	w := wording{}
	w.add(Certainty, "possible", false, `아마; 어쩌면; 혹시`)
	w.add(Certainty, "certain", false, `반드시; 분명히; 확실히`)
	w.add(Attribution, "said", false, `말했다; 밝혔다; 전했다; 설명했다; 따르면; 덧붙였다; 발표했다`)
	w.add(Attribution, "reported", false, `보도했다; 인용해`)
	w.add(Attribution, "alleged", false, `주장했다`)
	w.add(Attribution, "denied", false, `부인했다`)
	w.add(Scope, "all", false, `모든; 모두; 전체; 전부; 항상`)
	w.add(Scope, "most", false, `대부분; 대다수; 대체로`)
	w.add(Scope, "some", false, `일부; 몇몇; 여러; 때때로`)
	w.add(Scope, "only", false, `오직; 단지; 유일한`)
	w.add(Scope, "so far", false, `아직; 이미; 벌써; 현재`)
	w.add(Sense, "not", false, `않았다; 않는다; 않다; 아니다; 없다; 없었다; 못했다; 안; 못`)
	return w
}

// auxiliary are words that only help others to say when.
var auxiliary = set(`do does did done will would shall be been being am is are was were has have had having get got to
	hat haben hatte hatten wird werden wurde wurden worden ist sind war waren zu`)
