package main

import (
	"strconv"

	"github.com/a-h/templ"

	"assay/views"
)

// text is an article as the reader shows it.
type text struct {
	Title  string
	Facts  []string
	Blocks []block
}

// block is a paragraph and its margin.
type block struct {
	Kind      string
	Lang      string
	Dir       string
	Offset    int // of its first code point
	Sentences []sentence
	Chips     []views.ChipView
}

type sentence struct {
	Runs []run
	Here bool
}

// run is a piece of a sentence that the same mentions cover.
type run struct {
	Text   string
	Stance string // of the shortest mention, "" where there is none
	IDs    string
	Depth  string // "2" or "3" where mentions overlap
	Live   bool
}

// gap is what stands before a sentence.
func gap(i int) string {
	if i == 0 {
		return ""
	}
	return " "
}

func plain(text string) sentence { return sentence{Runs: []run{{Text: text}}} }

func (b block) id(i int) string { return "b" + strconv.Itoa(i) }

var fire = text{
	Title: "Fire guts cold store at Port Merrow; harbour reopens after nine hours",
	Facts: []string{"Coastal Wire, via the Lantern", "14 November 2025", "English"},
	Blocks: []block{
		{Kind: "not_article", Sentences: []sentence{plain("Photo: Lantern archive")}},
		{
			Sentences: []sentence{
				{Runs: []run{
					{Text: "A fire that broke out shortly after midnight "},
					{Text: "destroyed the Quell & Sons cold store", Stance: "supports", IDs: "m1"},
					{Text: " on the east quay of Port Merrow, Coastal Wire reported on Friday."},
				}},
				{Runs: []run{
					{Text: "Twelve refrigerated lorries", Stance: "supports", IDs: "m2"},
					{Text: " parked beside the building were lost, the agency said."},
				}},
			},
			Chips: []views.ChipView{
				{Mention: "m1", Claim: "C1", Wording: "The cold store on the east quay burned down", Stance: "supports", Credibility: "2"},
				{Mention: "m2", Claim: "C3", Wording: "Twelve lorries burned", Stance: "supports", Credibility: "3"},
			},
		},
		{
			Sentences: []sentence{
				{Runs: []run{
					{Text: "According to "},
					{Text: "two dock workers who asked not to be named", Stance: "qualifies", IDs: "m3"},
					{Text: ", "},
					{Text: "the sprinklers had been switched off for repairs", Stance: "supports", IDs: "m4"},
					{Text: " since the beginning of the week."},
				}},
				{Runs: []run{{Text: "The company has not yet said when it will be able to comment.", Stance: "mentions", IDs: "m5"}}},
			},
			Chips: []views.ChipView{
				{Mention: "m3", Claim: "C9", Wording: "The account of the sprinklers rests on two dock workers", Stance: "qualifies", Credibility: "3"},
				{Mention: "m4", Claim: "C4", Wording: "The sprinklers were off when the fire began", Stance: "supports", Credibility: "3"},
				{Mention: "m5", Claim: "C8", Wording: "Quell & Sons declined to comment", Stance: "mentions", Credibility: "6"},
			},
		},
		{
			Sentences: []sentence{
				{Runs: []run{
					{Text: "Harbour master Ilse Varn told the paper that "},
					{Text: "nobody was inside the building", Stance: "supports", IDs: "m6"},
					{Text: " when the alarm was raised."},
				}},
				{Here: true, Runs: []run{
					{Text: "Yet a spokesman of the fire brigade, who spoke at the gate before dawn, said that "},
					{Text: "one night watchman ", Stance: "contradicts", IDs: "m7 m8", Depth: "2", Live: true},
					{Text: "had been led out with burns to his hands", Stance: "contradicts", IDs: "m7", Live: true},
					{Text: "."},
				}},
			},
			Chips: []views.ChipView{
				{Mention: "m6", Claim: "C2", Wording: "No one was in the building", Stance: "supports", Credibility: "2"},
				{Mention: "m7", Claim: "C2", Wording: "No one was in the building", Stance: "contradicts", Credibility: "3", Live: true},
				{Mention: "m8", Claim: "C7", Wording: "A night watchman was on duty", Stance: "supports", Credibility: "2"},
			},
		},
		{
			Sentences: []sentence{
				plain("The harbour was closed to all traffic for the rest of the night, and the ferries to Northbank were sent back to their berths."),
				plain("Smoke drifted over the old town until the wind turned, and the authorities asked people there to keep their windows shut."),
				plain("By mid-morning the first trawlers were let in again."),
			},
		},
		{
			Sentences: []sentence{
				{Runs: []run{
					{Text: "Ms Varn said the port had "},
					{Text: "reopened in full after nine hours", Stance: "supports", IDs: "m9"},
					{Text: ", although "},
					{Text: "the east quay may stay shut for several days", Stance: "qualifies", IDs: "m10"},
					{Text: "."},
				}},
			},
			Chips: []views.ChipView{
				{Mention: "m9", Claim: "C5", Wording: "The harbour reopened after nine hours", Stance: "supports", Credibility: "1"},
				{Mention: "m10", Claim: "C5", Wording: "The harbour reopened after nine hours", Stance: "qualifies", Credibility: "2", New: true},
			},
		},
		{
			Kind: "quote",
			Sentences: []sentence{
				plain("“We have lost a building, not a harbour,” she said."),
			},
		},
		{
			Sentences: []sentence{
				plain("The store held some four hundred tonnes of herring."),
				{Runs: []run{
					{Text: "It is "},
					{Text: "the third fire on the quay in two years", Stance: "supports", IDs: "m11"},
					{Text: ", and insurers have asked for an inquiry."},
				}},
			},
			Chips: []views.ChipView{
				{Mention: "m11", Claim: "C6", Wording: "It was the third fire on the quay in two years", Stance: "supports", Credibility: "5"},
			},
		},
	},
}

var scripts = text{
	Title: "Scripts",
	Facts: []string{"the same news in eight of them"},
	Blocks: []block{
		{Lang: "ar", Dir: "rtl", Sentences: []sentence{{Runs: []run{{Text: "قال مسؤول الميناء إن "}, {Text: "الحريق دمّر المخزن المبرّد", Stance: "supports", IDs: "s1"}, {Text: " في الرصيف الشرقي (14 نوفمبر)، نقلاً عن Coastal Wire."}}}}, Chips: []views.ChipView{{Mention: "s1", Claim: "C1", Wording: "The cold store on the east quay burned down", Stance: "supports", Credibility: "2"}}},
		{Lang: "he", Dir: "rtl", Sentences: []sentence{{Here: true, Runs: []run{{Text: "לדברי מנהלת הנמל, "}, {Text: "איש לא היה בבניין", Stance: "contradicts", IDs: "s2", Live: true}, {Text: " כאשר פרצה האש."}}}}, Chips: []views.ChipView{{Mention: "s2", Claim: "C2", Wording: "איש לא היה בבניין", Lang: "he", Stance: "contradicts", Credibility: "3", Live: true}}},
		{Lang: "fa", Dir: "rtl", Sentences: []sentence{plain("بندر پس از نُه ساعت دوباره باز شد.")}},
		{Lang: "ko", Sentences: []sentence{{Runs: []run{{Text: "항만 당국은 "}, {Text: "냉동 창고가 전소되었다", Stance: "supports", IDs: "s3"}, {Text: "고 밝혔다. 화물차 열두 대도 불에 탔다."}}}}, Chips: []views.ChipView{{Mention: "s3", Claim: "C1", Wording: "The cold store on the east quay burned down", Stance: "supports", Credibility: "2"}}},
		{Lang: "zh", Sentences: []sentence{{Runs: []run{{Text: "据《海岸通讯社》报道，"}, {Text: "东码头的冷库被烧毁", Stance: "supports", IDs: "s4"}, {Text: "，港口在九小时后重新开放。"}}}}, Chips: []views.ChipView{{Mention: "s4", Claim: "C1", Wording: "东码头的冷库被烧毁", Lang: "zh", Stance: "supports", Credibility: "2"}}},
		{Lang: "ja", Sentences: []sentence{{Runs: []run{{Text: "港湾当局によると、"}, {Text: "建物には誰もいなかった", Stance: "qualifies", IDs: "s5"}, {Text: "という。"}}}}, Chips: []views.ChipView{{Mention: "s5", Claim: "C2", Wording: "No one was in the building", Stance: "qualifies", Credibility: "4"}}},
		{Lang: "ru", Sentences: []sentence{{Runs: []run{{Text: "По словам пожарных, "}, {Text: "сторож получил ожоги рук", Stance: "contradicts", IDs: "s6"}, {Text: "."}}}}, Chips: []views.ChipView{{Mention: "s6", Claim: "C2", Wording: "No one was in the building", Stance: "contradicts", Credibility: "3"}}},
		{Sentences: []sentence{{Runs: []run{{Text: "A post said “"}, {Text: "family 👨‍👩‍👧‍👦 safe", Stance: "mentions", IDs: "s7"}, {Text: "”, and Zoë Ní Cheallaigh 🙏🏽 agreed at 5 °C."}}}}, Chips: []views.ChipView{{Mention: "s7", Claim: "C2", Wording: "No one was in the building", Stance: "mentions", Credibility: "6"}}},
	},
}

func readerPage(look views.Look) templ.Component {
	f := frame(look, fire.Title, "reader", "reader")
	f.Where = "Sentence 7 of 16"
	return reader(f, fire, inspector())
}

func pickerPage(look views.Look) templ.Component {
	f := frame(look, fire.Title, "reader", "reader")
	f.Where = "Sentence 7 of 16"
	return reader(f, fire, picker())
}

func scriptsPage(look views.Look) templ.Component {
	return reader(frame(look, "Scripts", "reader", "reader"), scripts, inspector())
}
