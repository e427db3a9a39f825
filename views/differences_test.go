package views

import (
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestDifferences shows what two passages have otherwise, and says of which it
// is; passages that say the same, and a passage beside itself, have nothing.
func TestDifferences(t *testing.T) {
	for _, test := range []struct{ name, here, there, want, says string }{
		{"a number", "Nine lorries burned.", "Twelve lorries burned.", "Nine / Twelve", "Nine here, Twelve in “Blaze”"},
		{"a date, said more exactly", "It began on Sept. 9, 2031.", "It began in September 2031.", "Sept. 9, 2031 / September 2031 (faint)", "the same, more or less exactly"},
		{"the same", "Twelve lorries burned.", "12 lorries burned.", "", ""},
		{"only one has it", "Lorries burned.", "Twelve lorries burned.", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &assay.Case{
				Articles: []assay.Article{{ID: assay.ArticleID{1}, Title: "Fire", Language: "en"}, {ID: assay.ArticleID{2}, Title: "Blaze", Language: "en"}},
				Mentions: []assay.Mention{{ID: assay.MentionID{1}, Article: assay.ArticleID{1}, Quote: test.here}, {ID: assay.MentionID{2}, Article: assay.ArticleID{2}, Quote: test.there}},
			}
			v := assay.NewView(c, assay.ActorID{})
			var got, says []string
			for _, d := range differences(t.Context(), "", v, v.Mention(assay.MentionID{1}), v.Mention(assay.MentionID{2})) {
				x := d.Here + " / " + d.There
				if d.Faint {
					x += " (faint)"
				}
				got, says = append(got, x), append(says, d.Says)
			}
			if strings.Join(got, "; ") != test.want || !strings.Contains(strings.Join(says, "; "), test.says) {
				t.Errorf("%q, %q; want %q, %q", got, says, test.want, test.says)
			}
			if same := differences(t.Context(), "", v, v.Mention(assay.MentionID{1}), v.Mention(assay.MentionID{1})); same != nil {
				t.Errorf("beside itself it differs in %v", same)
			}
		})
	}
}
