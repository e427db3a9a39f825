package extract

import (
	"strings"
	"testing"
)

func TestBoilerplate(t *testing.T) {
	tests := []struct{ why, blocks string }{ // with a bar between two blocks
		{"a share prompt", "Connect with us|Share this article|Folgen Sie uns|Share on Facebook|Поделиться|شارك|공유하기|Síguenos en:"},
		{"a link to the rest of the page or another article", "Continue Reading|Read more »|Weiterlesen|Lire la suite|Trending|اقرأ المزيد|続きを読む|관련기사"},
		{"a pointer to another article", "Read more: What we know of the fire|Lesen Sie auch: Was bekannt ist|Читайте также: Что известно|関連記事：昨年の火災"},
		{"a copyright notice", "© 2025 Harbour Herald|Copyright © All rights reserved. This website offers general news and takes no responsibility for it.|Tous droits réservés.|جميع الحقوق محفوظة|무단전재 및 재배포 금지"},
		{"a photo credit", "photo=Coast Radio|Photo: Jon Aasen|사진=항구신문|Foto: J. Meißner / Hafenbote"},
		{"a newsletter prompt", "Newsletter|Sign up for our weekly newsletter|Jetzt unseren Newsletter abonnieren"},
		{"a question to the reader", "What did you think of the article you just read?|War dieser Artikel hilfreich?"},
		{"a cookie notice", "This website uses cookies to remember you.|Wir verwenden Cookies, um Inhalte zu zeigen."},
		{"a list of languages", "English|French|Deutsch|한국어"},
		{"links to social networks", "Facebook|WhatsApp|Copy link"},
		{"an advertisement's label", "Advertisement|ANZEIGE|Article continues below"},
		{"a reading time", "4 min read|Reading time: 3 minutes"},
		{"the signature of the feed it came from", "The post Quay closed after fire appeared first on Coast Radio."},
		{"a label without its content", "Published|on|Last updated:"},
		{"navigation", "Breadcrumb|Skip to content|Back to top"},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			blocks := strings.Split(test.blocks, "|")
			why := make(map[int]string)
			for _, p := range Boilerplate(blocks) {
				why[p.Index] = p.Why
			}
			for i, b := range blocks {
				if why[i] != test.why {
					t.Errorf("%q is %q", b, why[i])
				}
			}
		})
	}
}

// TestBoilerplateSpares lists what must never be named: sentences that begin
// like furniture, and words that are furniture only in company.
func TestBoilerplateSpares(t *testing.T) {
	for _, block := range []string{
		"Read more books, the minister told the pupils, and fewer messages.",
		"Share prices fell by four per cent on Monday after the fire at the harbour.",
		"Sharing the prize are two chemists from Westerby.",
		"Follow the money, said the prosecutor.",
		"Related parties have to be named in the report, the court ruled.",
		"Related: that is what the two fires are, according to the police, who have spoken to more than a hundred witnesses since the spring and have now asked the public for pictures of the quay that were taken on that night or on the morning after it, however bad they may be.",
		"Sign up for the course is possible until Friday.",
		"Subscribers of the bankrupt paper will get their money back.",
		"Copyright law is to change in spring, the ministry said.",
		"All rights reserved for fishermen were withdrawn in 1976.",
		"Photo: that was all the note said.",
		"What did you think of when you saw the flames? I thought of my children.",
		"What do you think about it, he asked.",
		"This website was used by thieves, the police said.",
		"We use cookies as currency in this prison, he said with a laugh.",
		"Do you have a tip for young writers? “Read,” she says.",
		"4 minutes later the alarm rang.",
		"Comments by the mayor caused anger in the council.",
		"The post office in Westerby first appeared on a map of 1850.",
		"On Friday the quay was closed.",
		"Advertisement revenue fell by a third.",
		"Publicité mensongère : le tribunal condamne la société.",
		"Anzeige erstattet hat am Montag auch die Hafenbehörde.",
		"Popular with tourists, the ferry is often full.",
		"English",
		"Facebook",
		"Home is where the heart is, says the captain.",
		"Teilen will die Behörde ihre Daten erst im Herbst.",
		"Реклама пива будет запрещена с июля.",
		"Watch: the old clockmaker's trade is dying. He is the last one in the valley, and he knows it.",
		"",
	} {
		if found := Boilerplate([]string{block, block}); len(found) > 0 {
			t.Errorf("%q is called %q", block, found[0].Why)
		}
	}
}
