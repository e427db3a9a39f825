package anchor

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordKind says what a full stop after a word can mean.
type wordKind int

const (
	ordinary wordKind = iota // the stop ends the sentence
	never                    // something always follows: "Mr."
	number                   // a number follows, or the sentence ends: "No. 5"
	maybe                    // the sentence ends if the next word clearly begins one: "U.S."
	initial                  // a single letter: as maybe, but what follows may be a surname
)

// abbreviations holds what the newsrooms of a few languages write with a
// stop. Lower-case entries are found capitalised too, since a sentence may begin
// with one; capitalised entries are only found as written or in capitals, since
// "rep.", "gen." and "no." end sentences.
var abbreviations = func() map[string]wordKind {
	m := make(map[string]wordKind)
	for kind, list := range map[wordKind]string{
		never: `
			Mr Mrs Ms Mx Messrs Dr Drs Prof Profs Rev Revd Fr Hon Pres Gov Govs Sen Sens Rep Reps Amb Atty Supt Insp
			Gen Maj Col Lt Capt Cpt Cmdr Cdr Cpl Sgt Pvt Pfc Spc Adm Brig Comdr Mt Ft Msgr
			e.g i.e vs cf viz approx c.f incl esp ret Emer
			Hr Frl Hrn Dipl Ing Hl z.B d.h u.a v.a m.a.W o.g i.d.R sog bzw vgl ca zzgl inkl ggf evtl bspw insb rd
			MM Mme Mlle Mgr p.ex p.ej ej env
			Sra Sras Srta Sres Dra Dres Dña Lic Lcdo Gral Cnel Tte Excmo Ilmo Sto Sta aprox
			Sig Sigg Dott Avv Exmo Exma Profa dhr mevr bijv drs`,
		number: `
			No Nos Nr Nrn Art Arts Abs Fig Figs Vol Vols Ch Sec Sect Para Op Eq Tab Abb Bd Bde Kap Ziff Anm Rn Az
			pp art vol chap núm num nº pág págs cap párr tél tel tlf Rs Tk Stk`,
		maybe: `
			Inc Corp Co Cos Ltd Bros Assn Dept Univ Intl Pty Plc LLC Cía Jr Sr Esq Ph.D M.Sc B.Sc LL.M LL.B Ed.D M.Phil D.Phil Th.D
			St Ave Blvd Rd Sq Hwy Pl Str Av Avda Bldg
			etc al usw dgl ecc enz etw ff Mio Mrd Tsd Std Min min mins hrs sec secs lbs oz ft km hab
			Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Okt Dez Jän
			Mon Tue Tues Wed Weds Thu Thur Thurs Fri Sat Sun
			Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Me Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa
			Tenn Tex Va Vt Wash Wis Wyo Ont Que
			EE UU FF AA Ud Uds Vd Vds Chr est dept govt`,
	} {
		for word := range strings.FieldsSeq(list) {
			m[word] = kind
		}
	}
	return m
}()

// exclaimed are names that carry their exclamation mark with them.
var exclaimed = setOf(`Yahoo Jeopardy E`)

// starters are words that, with a capital, begin a sentence and nothing else:
// the names of no place, person, office or month begin with them.
var starters = setOf(`
	The This That These Those There It Its He She We They You I His Her Their Our My Your A An And But Or Nor Yet So If As At By
	For From In Into Of On To With Without When While Where Who What Why How Which Whether After Before Since Because Although
	Though Until Unless Once Under Over During Despite Between Among Amid However Meanwhile Moreover Nevertheless Still Then Thus
	Also Even Now Here Some Many Most Several Few Both Each Every Nobody Nothing Neither Either Such According Asked Speaking
	Citing Earlier Later Yesterday Today Tomorrow Is Are Was Were Has Have Had Does Did Can Could Would Should Not Only Mr Mrs Ms
	Der Die Das Ein Eine Einen Einem Er Sie Es Wir Ihr Im Am Bei Beim Vom Von Zum Zur Mit Nach Auf Aus Für Über Unter Seit Wie Wer
	Was Wo Wenn Als Auch Aber Doch Dabei Damit Dort Dann Dies Diese Dieser Dieses Nun Noch Zwei Drei Laut Nur Weil Während
	Le La Les Un Une Des Du Il Elle Ils Elles On Nous Vous Ce Cette Ces Cet Mais Et Ou Où Dans Pour Par Avec Sans Selon Après Avant
	Depuis Lors Quand Comme En Au Aux Leur Son Sa Ses
	El Los Las Una Unos Él Ella Ellos Ellas Su Sus Este Esta Estos Estas Ese Esa Eso Pero Y Según Con Sin Por Para Desde Hasta
	Cuando Como Durante Tras Ante También Ya No`)

// surnames are starters that are also names or parts of names, so that they
// prove nothing after an initial: "M. Le Gall", "Y. He".
var surnames = setOf(`
	He So An Du In On My Can Le La Les El Los Las Der Die Das Des Von Vom Zum Zur Am Im As At Er Es Sie Was Wo Son Sa Su Au En Un`)

// told are the verbs that tie a name to the quotation before it.
var told = setOf(`
	said says asked asks replied replies added adds told tells wrote writes shouted shouts cried cries tweeted posted answered
	answers continued exclaimed demanded warned insisted wondered yelled called joked recalled responded responds`)

// germanDates are what follows a German ordinal, which is written with a stop.
var germanDates = setOf(`
	Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember
	Jahrhundert Jahrhunderts Jahrhunderte Jahrestag Geburtstag Lebensjahr Klasse Stock Platz Mal Tag Tage`)

// beforeOrdinal are the German words after which a number with a stop is an
// ordinal whatever follows.
var beforeOrdinal = setOf(`
	der die das dem den des am im vom zum zur beim ins ans und bis ab seit jeder jede jedes jeden einem einer einen ein eine`)

// suffixes end names of files and of machines however they are capitalised.
var suffixes = setOf(`
	com net org edu gov mil int info biz io app dev tv co uk eu html htm php pdf txt doc docx xls xlsx csv json xml yaml md js ts
	css py go rs java exe zip jpg jpeg png gif svg mp3 mp4`)

// particles are what a Japanese, Chinese or Korean sentence goes on with after
// a quotation that holds a whole sentence.
var particles = []string{
	"と", "って", "など", "や", "の", "は", "が", "を", "に", "も", "的", "地", "等", "라고", "라며", "라는", "이라고", "고 ", "며 ", "는 ",
}

func setOf(list string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// kindOf classifies the word before a full stop, which may hold stops and
// apostrophes itself.
func kindOf(word string) wordKind {
	if i := strings.LastIndexAny(word, "'’"); i >= 0 {
		_, size := utf8.DecodeRuneInString(word[i:])
		if word = word[i+size:]; utf8.RuneCountInString(word) < 2 {
			return ordinary // "don't.", "the minister's."
		}
	}
	if word == "" {
		return ordinary
	}
	if kind, ok := abbreviations[word]; ok {
		return kind
	}
	lower := strings.ToLower(word)
	first, size := utf8.DecodeRuneInString(word)
	if word == strings.ToUpper(word) { // a headline: "MR.", "OCT."
		if kind, ok := abbreviations[word[:size]+lower[len(strings.ToLower(word[:size])):]]; ok && len(word) > size {
			return kind
		}
	}
	if unicode.IsUpper(first) && word[size:] == lower[len(strings.ToLower(word[:size])):] { // "Approx."
		if kind, ok := abbreviations[lower]; ok {
			return kind
		}
	}
	if len(word) == size {
		switch {
		case unicode.IsDigit(first), unicode.In(first, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			return ordinary // these write a word with one character
		case unicode.IsLetter(first):
			return initial
		}
		return ordinary
	}
	// "U.S", "a.m", "St.-J": letters that each have their stop, or a word glued to
	// one that has.
	if i := strings.LastIndexByte(word, '.'); i >= 0 && utf8.RuneCountInString(word[i+1:]) == 1 && !unicode.IsDigit(rune(word[i+1])) {
		return maybe
	}
	return ordinary
}
