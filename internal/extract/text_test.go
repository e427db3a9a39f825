package extract

import (
	"strings"
	"testing"
)

// TestCanonical draws blocks with a bar between them.
func TestCanonical(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"one block", "One.", "One."},
		{"two blocks", "One.\n\nTwo.", "One.|Two."},
		{"line ends of other systems", "One\r\ntwo\rthree.\r\n\r\nFour.", "One\ntwo\nthree.|Four."},
		{"several blank lines, not quite empty", "One.\n \n\t\n\u00a0\nTwo.\n\n\n", "One.|Two."},
		{"blank lines at the beginning", "\n\n\nOne.", "One."},
		{"paragraph and line separators", "One\u2028two.\u2029Three.", "One\ntwo.|Three."},
		{"NUL and byte order mark", "\ufeffO\x00ne.", "One."},
		{"characters as found", "e\u0301 \u00a0\u00ad\u200f“x” ﬁ", "e\u0301 \u00a0\u00ad\u200f“x” ﬁ"},
		{"white space within a line and at its edges", "  One   two.  ", "  One   two.  "},
		{"nothing", "\n \n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := canonical(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if bars := strings.ReplaceAll(got, separator, "|"); bars != test.want {
				t.Errorf("got %q, want %q", bars, test.want)
			}
			if again, err := canonical(got); err != nil || again != got {
				t.Errorf("once more gives %q (%v)", again, err)
			}
		})
	}
	if _, err := canonical("\xff"); err == nil {
		t.Error("took bytes that are no text")
	}
}

func TestTextBlocks(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("The quay was closed for the day. ", 6))
	tests := []struct {
		name, in, want string
	}{
		{"blank lines between", "One.\n\nTwo.", "One.|Two."},
		{"each line a paragraph", long + "\n" + long, long + "|" + long},
		{"short lines that were never wrapped", "English\nFrench\nSpanish", "English|French|Spanish"},
		{
			"wrapped at a width",
			"The new bridge over the Ost was opened on Friday, two years later\nthan planned and for a third more money than the council had\nset aside for it.\n\nIt is a good bridge.",
			"The new bridge over the Ost was opened on Friday, two years later\nthan planned and for a third more money than the council had\nset aside for it.|It is a good bridge.",
		},
		{
			"wrapped, with a line that was ended on purpose",
			"The new bridge over the Ost was opened on Friday, two years later\nthan planned.\nThe mayor cut a ribbon, and then the first three hundred people\ncrossed the bridge on foot.",
			"The new bridge over the Ost was opened on Friday, two years later\nthan planned.|The mayor cut a ribbon, and then the first three hundred people\ncrossed the bridge on foot.",
		},
		{"one long line", long, long},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract([]byte(test.in), Hint{})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.ReplaceAll(d.Text, separator, "|"); got != test.want {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestTextProposals(t *testing.T) {
	const story = "\n\nThe quay was closed for the day after a fire that had begun shortly after four in the morning."
	tests := []struct {
		name, in, want string // title; byline; site; published; url
	}{
		{"a headline", "Quay closed after fire" + story, "Quay closed after fire;;;;"},
		{"a headline below navigation", "Breadcrumb\nNews\nQuay closed after fire" + story, "Quay closed after fire;;;;"},
		{"a headline in Markdown", "# Quay closed" + story, "Quay closed;;;;"},
		{"a byline", "Quay closed after fire\nBy Mira Solheim and Jon O’Dell" + story, "Quay closed after fire;Mira Solheim and Jon O’Dell;;;"},
		{"a byline in capitals", "Quay closed after fire\nBY MIRA SOLHEIM" + story, "Quay closed after fire;MIRA SOLHEIM;;;"},
		{"no byline in a sentence", "Quay closed after fire\nBy noon the fire was out" + story, "Quay closed after fire;;;;"},
		{"a date", "Quay closed after fire\nUpdated: 14 November 2025" + story, "Quay closed after fire;;;2025-11-14;"},
		{"a source on the line", "Quay closed after fire\nSource: Coast Radio" + story, "Quay closed after fire;;Coast Radio;;"},
		{"a source on the next line", "Quay closed after fire\nSource\nCoast Radio" + story, "Quay closed after fire;;Coast Radio;;"},
		{"the address", "Quay closed after fire\nhttps://radio.example/quay" + story, "Quay closed after fire;;;;https://radio.example/quay"},
		{"the signature of a feed", story + "\nThe post Quay closed after fire appeared first on Coast Radio.", "Quay closed after fire;;Coast Radio;;"},
		{"the signature glued to the end", story + "The post Quay closed after fire appeared first on Coast Radio.", "Quay closed after fire;;Coast Radio;;"},
		{"only a story", story, ";;;;"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Extract([]byte(test.in), Hint{})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join([]string{d.Title, d.Byline, d.Site, d.Published, d.URL}, ";"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestParseDate(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2025-11-14", "2025-11-14"},
		{"2025-11", "2025-11"},
		{"20251114", "2025-11-14"},
		{"2025-11-14T09:30:00.123Z", "2025-11-14T09:30:00Z"},
		{"2025-11-14T09:30+0530", "2025-11-14T09:30:00+05:30"},
		{"2025-11-14 09:30:15", "2025-11-14T09:30:15"},
		{"Fri, 14 Nov 2025 09:30:00 +0100", "2025-11-14T09:30:00+01:00"},
		{"Fri, 14 Nov 2025 09:30:00 GMT", "2025-11-14T09:30:00Z"},
		{"Fri, 14 Nov 2025 09:30:00 CET", "2025-11-14T09:30:00"},
		{"14 November 2025", "2025-11-14"},
		{"Published on November 14th, 2025 at 9:30 p.m. GMT+2", "2025-11-14T21:30:00+02:00"},
		{"Nov. 4, 2025", "2025-11-04"},
		{"14. März 2025, 09:30 Uhr", "2025-03-14T09:30:00"},
		{"le 1er août 2025", "2025-08-01"},
		{"14 de noviembre de 2025", "2025-11-14"},
		{"14 ноября 2025", "2025-11-14"},
		{"١٤ نوفمبر ٢٠٢٥", "2025-11-14"},
		{"2025年11月14日", "2025-11-14"},
		{"2025년 11월 14일", "2025-11-14"},
		{"14.11.2025", "2025-11-14"},
		{"25/12/2025", "2025-12-25"},
		{"12/25/2025", "2025-12-25"},
		{"3/3/2025", "2025-03-03"},
		{"3/4/2025", ""}, // two days
		{"30 February 2025", ""},
		{"14 November", ""}, // which year?
		{"2025-13-01", ""},
		{"14 bananas 2025", ""},
		{"yesterday", ""},
		{"", ""},
	}
	for _, test := range tests {
		if got := parseDate(test.in); got != test.want {
			t.Errorf("%q is %q, want %q", test.in, got, test.want)
		}
	}
}

func TestWithoutSite(t *testing.T) {
	const address = "https://www.harbourherald.example/quay"
	tests := []struct{ name, in, want string }{
		{"nothing to remove", "Quay closed after fire", "Quay closed after fire"},
		{"the site behind a bar", "Quay closed after fire | Harbour Herald", "Quay closed after fire"},
		{"the site behind a dash", "Quay closed after fire - Harbour Herald", "Quay closed after fire"},
		{"the site in front", "Harbour Herald: | Quay closed after fire", "Quay closed after fire"},
		{"a section and the site", "Quay closed after fire - Local - Harbour Herald", "Quay closed after fire - Local"},
		{"the address", "Quay closed after fire – harbourherald.example", "Quay closed after fire"},
		{"a dash of the writer's", "Quay closed – again", "Quay closed – again"},
		{"a hyphen", "Quay-side fire", "Quay-side fire"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := withoutSite(test.in, "Harbour Herald", address); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPageLanguage(t *testing.T) {
	const (
		english = "The quay was closed for the day after a fire that had begun shortly after four in the morning, the fire service said."
		russian = "Двенадцать машин сгорели рано утром в пятницу на старой набережной города, сообщила пожарная служба. Никто не пострадал."
	)
	tests := []struct{ name, declared, text, want string }{
		{"declared", "en_GB", english, "en-GB"},
		{"told from the text", "", english, "en"},
		{"declared by a template", "en-US", russian, "ru"},
		{"a text too short to tell", "", "It burned.", ""},
		{"a text too short to doubt what is declared", "en", "Пожар", "en"},
		{"declared as nonsense", "x-default-language-of-site", english, "en"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := pageLanguage(test.declared, test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
