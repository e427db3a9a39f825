package extract

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

const feedRSS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Herald</title><link>https://herald.example/</link><language>en-gb</language>
<item><title>Cranes stand still</title><link>https://herald.example/cranes</link><guid isPermaLink="false">herald-17</guid>
<dc:creator>A. Writer</dc:creator><pubDate>Mon, 02 Mar 2026 10:00:00 +0200</pubDate><description>Two cranes stand still.</description>
<content:encoded><![CDATA[<p>Two cranes on the east dock of Nordhaven stood still on Monday, the port said.</p><h2>In May</h2><ul><li>One will not be back</li></ul><blockquote>“It is old.”</blockquote>]]></content:encoded></item>
<item><title>Ferry runs &amp; runs</title><link>https://herald.example/ferry</link><pubDate>Thu, 05 Mar 26 09:30:00 EST</pubDate>
<description>&lt;p&gt;The night ferry to Quayside runs again from Friday, said the harbour master. &lt;a href="https://herald.example/ferry"&gt;Read more&lt;/a&gt;&lt;/p&gt;</description></item>
<item><title>Only a headline</title><link>https://herald.example/none</link></item>
<item><title>Twice</title><guid>herald-17</guid><description>The same id once more, which must not hide one of the two entries of the feed.</description></item>
</channel></rss>`

func TestFeeds(t *testing.T) {
	t.Run("RSS", func(t *testing.T) {
		compare(t, parts(t, []byte(feedRSS), Hint{Name: "feed.xml", URL: "https://herald.example/feed"}),
			"herald-17| Cranes stand still| A. Writer| Harbour Herald| 2026-03-02T10:00:00+02:00| https://herald.example/cranes| en-GB| Cranes stand still//Two cranes on the east dock of Nordhaven stood still on Monday, the port said.//In May//One will not be back//“It is old.”",
			"https://herald.example/ferry| Ferry runs & runs| | Harbour Herald| 2026-03-05T09:30:00-05:00| https://herald.example/ferry| en-GB| Ferry runs & runs//The night ferry to Quayside runs again from Friday, said the harbour master. Read more",
			"https://herald.example/none! The entry “Only a headline” of this feed has no text. Open the article itself, and save it as HTML: https://herald.example/none",
			"herald-17 #4| Twice| | Harbour Herald| | | en-GB| Twice//The same id once more, which must not hide one of the two entries of the feed.")
		for in, err := range Imports([]byte(feedRSS), Hint{URL: "https://herald.example/feed"}) {
			if err != nil {
				continue
			}
			if summary := in.Part != "herald-17"; OnlySummary(in.Extractor) != summary {
				t.Errorf("%q was read by %s", in.Part, in.Extractor)
			}
			if in.Part == "herald-17" && in.FoundAt != "https://herald.example/cranes" {
				t.Errorf("found at %s", in.FoundAt)
			}
		}
		d, err := Extract([]byte(feedRSS), Hint{Part: "herald-17", Extractor: "feed/summary"})
		if err == nil || !strings.Contains(err.Error(), "no text") {
			t.Errorf("%v\n%s", err, legible(d))
		}
	})
	t.Run("Atom", func(t *testing.T) {
		compare(t, parts(t, []byte(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>بريد المرفأ</title><entry><id>urn:1</id><title>رافعات</title>
<link rel="alternate" href="https://barid.example/1"/><author><name>كاتبة</name></author><updated>2026-03-02T10:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>توقفت رافعتان في الرصيف الشرقي لميناء نوردهافن عن العمل يوم الاثنين.</p><p>وتعود الثالثة في أيار.</p></div></content></entry></feed>`), Hint{}),
			"urn:1| رافعات| كاتبة| بريد المرفأ| 2026-03-02T10:00:00Z| https://barid.example/1| ar| رافعات//توقفت رافعتان في الرصيف الشرقي لميناء نوردهافن عن العمل يوم الاثنين.//وتعود الثالثة في أيار.")
	})
	t.Run("RSS 1.0 in windows-1251", func(t *testing.T) {
		old, err := charmap.Windows1251.NewEncoder().String(`<?xml version="1.0" encoding="windows-1251"?><?xml-stylesheet href="a.css"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Портовая газета</title><link>https://gazeta.example/</link></channel>
<item rdf:about="https://gazeta.example/1"><title>Краны стоят</title><link>https://gazeta.example/1</link><dc:date>2026-03-02T10:00+03:00</dc:date><description>В понедельник остановились два крана на восточном причале порта, сообщило управление порта Нордхавена.</description></item></rdf:RDF>`)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, parts(t, []byte(old), Hint{}),
			"https://gazeta.example/1| Краны стоят| | Портовая газета| 2026-03-02T10:00:00+03:00| https://gazeta.example/1| | Краны стоят//В понедельник остановились два крана на восточном причале порта, сообщило управление порта Нордхавена.")
	})
	t.Run("RSS 0.91", func(t *testing.T) {
		if got := Sniff([]byte(`<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel/></rss>`)); got != "feed" {
			t.Errorf("it is %s", got)
		}
	})
	t.Run("JSON Feed", func(t *testing.T) {
		compare(t, parts(t, []byte(`{"version":"https://jsonfeed.org/version/1.1","title":"Dock 七","language":"ja","items":[{"id":"1","url":"https://dock.example/1","title":"クレーン","date_published":"2026-03-02T10:00:00+09:00","authors":[{"name":"記者"}],"content_html":"<p>ノルドハーフェン港の東埠頭では月曜日に二基のクレーンが停止したと港湾局が発表した。</p>"}]}`), Hint{}),
			"1| クレーン| 記者| Dock 七| 2026-03-02T10:00:00+09:00| https://dock.example/1| ja| クレーン//ノルドハーフェン港の東埠頭では月曜日に二基のクレーンが停止したと港湾局が発表した。")
	})
	for name, text := range map[string]string{
		"nested":       "<rss><channel>" + strings.Repeat("<a:b>", 20_000),
		"more nested":  "<feed>" + strings.Repeat("<x>", 2_000_000),
		"entities":     `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>x</title><description>&b;</description></item></channel></rss>`,
		"cut short":    feedRSS[:700],
		"no entries":   `<rss><channel><title>x</title></channel></rss>`,
		"another RDF":  `<rdf:RDF><Description/></rdf:RDF>`,
		"another feed": `{"version":"https://jsonfeed.org/version/1","items":{}}`,
	} {
		if got := parts(t, []byte(text), Hint{}); len(got) != 1 || !strings.Contains(got[0], "! ") {
			t.Errorf("%s: %q", name, got)
		}
	}
}
