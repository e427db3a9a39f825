package difference

import (
	"strings"
	"sync"

	"assay/internal/search"
)

// table is what a language calls numbers and dates. All keys are folded.
type table struct {
	decimal   rune               // what stands before a fraction
	values    map[string]float64 // one, twenty, dozen
	ordinals  map[string]float64 // first
	scales    map[string]float64 // hundred, million
	units     map[string]string  // percent, dollars: the name of the unit
	and       map[string]bool    // two hundred and six
	approx    map[string]way     // nearly, more than
	months    map[string]int
	doubtful  map[string]bool // months that are words as well
	dateWords map[string]bool // what stands before a month that is doubtful, or before a year
	days      map[string]bool // Monday
	small     map[string]bool // words without content
	nouns     bool            // nouns begin with capitals
	attached  string          // letters that are written onto the front of the next word
}

// way is how an approximation is meant.
type way uint8

const (
	exact way = iota
	around
	below // the number was not reached: nearly
	above // the number was exceeded: more than
)

func tableOf(tag string) *table {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if own := tables()[base]; own != nil {
		return own
	}
	return tables()["und"]
}

var tables = sync.OnceValue(func() map[string]*table {
	return map[string]*table{
		"und": {decimal: '.', units: shared(nil)},
		"en":  english(),
		"ar":  arabic(),
		"de":  german(),
		"zh":  chinese(),
		"ko":  korean(),
	}
})

func english() *table {
	t := &table{
		decimal: '.',
		values: counted(0, `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
			fifteen sixteen seventeen eighteen nineteen`),
		ordinals: counted(1, `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth`),
		scales: map[string]float64{
			"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
			"m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3, "dozen": 12,
		},
		units: shared(map[string]string{
			"percent": "%", "pct": "%", "dollar": "usd", "euro": "eur", "pound": "gbp", "cent": "cent", "yen": "jpy", "won": "krw",
			"mile": "mile", "kilometre": "km", "kilometer": "km", "km": "km", "metre": "m", "meter": "m", "foot": "foot", "feet": "foot",
			"acre": "acre", "hectare": "hectare", "ton": "ton", "tonne": "tonne", "kilo": "kg", "kilogram": "kg", "kg": "kg",
			"hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "minute": "minute", "second": "second",
			"yard": "yard", "percentage": "%", "inch": "inch", "pence": "pence", "point": "point", "mph": "mph",
		}),
		and: set(`and`),
		approx: ways(`about around roughly approximately some estimated circa`, `nearly almost under approaching approached less_than fewer_than close_to up_to`,
			`over exceeding exceeded more_than at_least upwards_of greater_than`),
		months: months(`january february march april may june july august september october november december`,
			`jan feb mar apr may jun jul aug sep oct nov dec`, map[string]int{"sept": 9}),
		doubtful:  set(`may march mar jan dec sep jun jul sun`),
		days:      set(`monday tuesday wednesday thursday friday saturday sunday`),
		dateWords: set(`in of since until till by before after during from through last next early late mid on`),
		small: set(`the a an of in on at to for by with and or but as is was were are be been has have had it its he she they his her
			their that this which who from up down more than about`),
	}
	for i, name := range strings.Fields(`twenty thirty forty fifty sixty seventy eighty ninety`) {
		t.values[name] = float64(20 + 10*i)
	}
	return t
}

func german() *table {
	t := &table{
		decimal: ',',
		values: counted(0, `null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn
			sechzehn siebzehn achtzehn neunzehn`),
		ordinals: map[string]float64{},
		scales: map[string]float64{
			"hundert": 1e2, "tausend": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6, "milliarde": 1e9, "milliarden": 1e9,
			"mrd": 1e9, "billion": 1e12, "billionen": 1e12, "dutzend": 12,
		},
		units: shared(map[string]string{
			"prozent": "%", "euro": "eur", "dollar": "usd", "pfund": "gbp", "cent": "cent", "meter": "m", "kilometer": "km", "hektar": "hectare",
			"tonnen": "tonne", "stunde": "hour", "stunden": "hour", "tag": "day", "tage": "day", "tagen": "day", "woche": "week", "wochen": "week",
			"monat": "month", "monate": "month", "monaten": "month", "jahr": "year", "jahre": "year", "jahren": "year", "minuten": "minute",
		}),
		approx: ways(`etwa rund ungefähr circa ca zirka gut schätzungsweise`, `fast beinahe knapp nahezu weniger_als bis_zu`,
			`über mehr_als mindestens`),
		months: months(`januar februar märz april mai juni juli august september oktober november dezember`,
			`jan feb mär apr mai jun jul aug sep okt nov dez`, map[string]int{"jänner": 1, "sept": 9}),
		doubtful:  set(`jan jun jul`),
		days:      set(`montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag`),
		dateWords: set(`im am vom seit bis ab anfang mitte ende`),
		small: set(`der die das den dem des ein eine einen einem einer und oder aber in im an am auf zu zum zur von vom mit bei für ist sind
			war waren hat haben wurde wurden als er sie es sich nicht auch dass`),
		nouns: true,
	}
	tens := strings.Fields(`zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig`)
	for i, ten := range tens {
		t.values[search.Fold(ten)] = float64(20 + 10*i)
		for j, one := range strings.Fields(`ein zwei drei vier fünf sechs sieben acht neun`) {
			t.values[search.Fold(one+"und"+ten)] = float64(20 + 10*i + j + 1)
		}
	}
	for i, one := range strings.Fields(`ein zwei drei vier fünf sechs sieben acht neun`) {
		t.values[search.Fold(one+"hundert")] = float64(100 * (i + 1))
		t.values[search.Fold(one+"tausend")] = float64(1000 * (i + 1))
	}
	return t
}

func arabic() *table {
	t := &table{
		decimal: '.',
		values:  map[string]float64{},
		scales: map[string]float64{
			"مئه": 1e2, "مائه": 1e2, "الف": 1e3, "الاف": 1e3, "الفا": 1e3, "مليون": 1e6, "ملايين": 1e6, "مليونا": 1e6, "مليار": 1e9, "مليارات": 1e9, "مليارا": 1e9,
			"تريليون": 1e12,
		},
		units: shared(map[string]string{
			"بالمئه": "%", "بالمائه": "%", "دولار": "usd", "دولارا": "usd", "دولارات": "usd", "يورو": "eur", "ريال": "sar", "كيلومتر": "km", "كيلومترا": "km", "متر": "m",
			"مترا": "m", "ساعه": "hour", "ساعات": "hour", "يوم": "day", "يوما": "day", "ايام": "day", "شهر": "month", "شهرا": "month", "اشهر": "month",
			"عام": "year", "عاما": "year", "سنه": "year", "سنوات": "year", "اعوام": "year", "دقيقه": "minute", "طن": "tonne", "هكتار": "hectare",
		}),
		approx: ways(`نحو حوالي زهاء قرابه تقريبا`, `يقارب اقل_من`,
			`اكثر_من يفوق تفوق يزيد_علي`),
		months: months(`يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر`, ``, map[string]int{
			"شباط": 2, "اذار": 3, "نيسان": 4, "ايار": 5, "حزيران": 6, "تموز": 7, "اب": 8, "ايلول": 9,
			"كانون الثاني": 1, "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الاول": 12,
		}),
		doubtful:  set(`اب`),
		dateWords: set(`عام سنه العام منذ في شهر حتي`),
		small:     set(`في من الي علي عن مع ان انه التي الذي ما لا هذا هذه و او كان قد`),
		attached:  "وبلك",
	}
	for value, forms := range map[float64]string{
		1: `واحد واحده`, 2: `اثنان اثنين اثنتان اثنتين`, 3: `ثلاثه ثلاث`, 4: `اربعه اربع`, 5: `خمسه خمس`, 6: `سته ست`, 7: `سبعه سبع`,
		8: `ثمانيه ثماني ثمان`, 9: `تسعه تسع`, 10: `عشره عشر`, 20: `عشرون عشرين`, 30: `ثلاثون ثلاثين`, 40: `اربعون اربعين`, 50: `خمسون خمسين`,
		60: `ستون ستين`, 70: `سبعون سبعين`, 80: `ثمانون ثمانين`, 90: `تسعون تسعين`, 200: `مئتان مئتين مائتان مائتين`, 2000: `الفان الفين`,
		2e6: `مليونان مليونين`, 2e9: `ملياران مليارين`,
	} {
		for form := range strings.FieldsSeq(forms) {
			t.values[search.Fold(form)] = value
		}
	}
	return t
}

func chinese() *table {
	return &table{
		decimal: '.',
		values:  counted(0, `零 一 二 三 四 五 六 七 八 九`),
		scales: map[string]float64{
			"十": 10, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8,
		},
		units: shared(map[string]string{
			"元": "yuan", "美元": "usd", "欧元": "eur", "歐元": "eur", "英镑": "gbp", "英鎊": "gbp", "日元": "jpy",
			"公里": "km", "天": "day", "小时": "hour", "小時": "hour", "人": "person", "名": "person", "个月": "month", "個月": "month",
		}),
		approx: ways(`约 約 大约 大約 左右`, `近 将近 將近`,
			`超过 超過 逾 多`),
		small: set(`的 了 是 在 和 与 與`),
	}
}

func korean() *table {
	return &table{
		decimal: '.',
		scales: map[string]float64{
			"백": 1e2, "천": 1e3, "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8, "조": 1e12,
		},
		units: shared(map[string]string{
			"퍼센트": "%", "달러": "usd", "유로": "eur", "파운드": "gbp", "원": "krw", "엔": "jpy", "명": "person", "킬로미터": "km",
			"시간": "hour", "일간": "day", "개월": "month", "주": "week", "살": "year", "세": "year", "분": "minute",
		}),
		approx: ways(`약 대략`, `거의`,
			`넘는 이상`),
		small: set(`및 또는 그`),
	}
}

// shared adds the signs that all languages write.
func shared(own map[string]string) map[string]string {
	all := map[string]string{
		"%": "%", "٪": "%", "％": "%", "$": "usd", "＄": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "￥": "jpy", "₩": "krw", "₪": "ils", "₽": "rub", "₹": "inr",
		"usd": "usd", "eur": "eur", "gbp": "gbp",
	}
	for word, unit := range own {
		all[search.Fold(word)] = unit
	}
	return all
}

func counted(from int, names string) map[string]float64 {
	m := map[string]float64{}
	for i, name := range strings.Fields(names) {
		m[search.Fold(name)] = float64(from + i)
	}
	return m
}

func months(long, short string, more map[string]int) map[string]int {
	m := map[string]int{}
	for _, list := range []string{long, short} {
		for i, name := range strings.Fields(list) {
			m[search.Fold(name)] = i + 1
		}
	}
	for name, n := range more {
		m[search.Fold(name)] = n
	}
	return m
}

func ways(about, less, more string) map[string]way {
	m := map[string]way{}
	for _, list := range []struct {
		words string
		way   way
	}{{about, around}, {less, below}, {more, above}} {
		for name := range strings.FieldsSeq(list.words) {
			m[search.Fold(strings.ReplaceAll(name, "_", " "))] = list.way
		}
	}
	return m
}

func set(names string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		m[search.Fold(name)] = true
	}
	return m
}
