package web

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/intake"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

// desk is a case with one long article, open in a running program.
type desk struct {
	*program
	store   *store.Store
	root    views.CaseRoot
	handler http.Handler
	article assay.ArticleID
	text    assay.TextID
	length  int // of the text
}

func newDesk(b *testing.B, words, mentions int) *desk {
	b.Helper()
	p := start(b, testPort)
	home, err := p.Case(b.Context(), p.make("Bench.assay"), Existing)
	if err != nil {
		b.Fatal(err)
	}
	d := &desk{program: p, store: p.cases[0], root: views.CaseRoot(strings.TrimSuffix(home, "/")), handler: p.Handler()}
	d.long(b, words, mentions)
	b.ReportAllocs()
	b.ResetTimer()
	return d
}

// answer has the program answer a request to nobody.
func (d *desk) answer(b *testing.B, r *http.Request) {
	b.Helper()
	w := &nobody{header: http.Header{}, status: http.StatusOK}
	r.Host = "127.0.0.1:4711"
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(d.session.cookie())
	d.handler.ServeHTTP(w, r)
	if w.status != http.StatusOK {
		b.Fatalf("status %d of %s", w.status, r.URL)
	}
}

func (d *desk) show(b *testing.B, address string) {
	b.Helper()
	d.answer(b, httptest.NewRequestWithContext(b.Context(), http.MethodGet, address, http.NoBody))
}

// nobody takes an answer and keeps nothing of it.
type nobody struct {
	header http.Header
	status int
}

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) Write(p []byte) (int, error) { return len(p), nil }
func (n *nobody) WriteHeader(status int)      { n.status = status }

// BenchmarkMark is one durable mark with its answer, and how often a bare
// durable insert of one row would have gone into the same time.
func BenchmarkMark(b *testing.B) {
	for _, size := range []struct{ words, mentions int }{{800, 60}, {20_000, 2_000}} {
		b.Run(fmt.Sprintf("%d words, %d mentions", size.words, size.mentions), func(b *testing.B) {
			d := newDesk(b, size.words, size.mentions)
			data, err := d.store.Article(b.Context(), d.article)
			if err != nil {
				b.Fatal(err)
			}
			insert := floor(b)
			var marks, inserts time.Duration
			n := 0
			for b.Loop() {
				n++
				at := (n * 7919) % (d.length - 400)
				form := url.Values{
					"text": {d.text.String()}, "claim": {data.Case.Claims[n%len(data.Case.Claims)].ID.String()}, "stance": {"supports"},
					"start": {strconv.Itoa(at)}, "end": {strconv.Itoa(at + 20 + n%300)},
				}
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, d.root.Mentions(d.article), strings.NewReader(form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				htmx(r)
				start := time.Now()
				d.answer(b, r)
				marks += time.Since(start)
				inserts += insert()
			}
			b.ReportMetric(float64(marks.Microseconds())/float64(b.N)/1000, "ms/mark")
			b.ReportMetric(float64(marks)/float64(inserts), "bare-inserts/mark")
		})
	}
}

// floor returns a bare durable insert, with the settings of a case.
func floor(b *testing.B) func() time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor.db")+"?_synchronous=EXTRA&_journal_mode=DELETE&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.Context(), `CREATE TABLE floor (x TEXT) STRICT`); err != nil {
		b.Fatal(err)
	}
	return func() time.Duration {
		start := time.Now()
		if _, err := db.ExecContext(b.Context(), `INSERT INTO floor (x) VALUES ('Nine cranes fell')`); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
}

// BenchmarkInspect is what a move of the cursor costs: to a mention, to a
// passage that nobody has marked, and to a choice of claims for it.
func BenchmarkInspect(b *testing.B) {
	d := newDesk(b, 800, 60)
	data, err := d.store.Article(b.Context(), d.article)
	if err != nil {
		b.Fatal(err)
	}
	for _, at := range []struct{ name, address string }{
		{"mention", d.root.Inspect(d.article) + "?mention=" + data.Case.Mentions[7].ID.String()},
		{"passage", d.root.Inspect(d.article) + "?start=100&end=160"},
		{"pick", d.root.Pick(d.article) + "?start=100&end=160&stance=supports"},
	} {
		b.Run(at.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.show(b, at.address)
			}
		})
	}
}

// long makes an article of so many words with so many mentions, about two deep.
func (d *desk) long(b *testing.B, words, mentions int) {
	b.Helper()
	var text strings.Builder
	for i := range words {
		switch {
		case i > 0 && i%60 == 0:
			text.WriteString(".\n\n")
		case i > 0 && i%15 == 0:
			text.WriteString(". ")
		case i > 0:
			text.WriteByte(' ')
		}
		fmt.Fprintf(&text, "wörd%d", i%97)
	}
	in, err := d.store.ImportArticle(b.Context(), assay.Import{Original: []byte(text.String()), Text: text.String(), Title: "Long"})
	if err != nil {
		b.Fatal(err)
	}
	data, err := d.store.Article(b.Context(), in.Article)
	if err != nil {
		b.Fatal(err)
	}
	for i := range mentions {
		start := i * (data.Body.Len() - 200) / max(1, mentions)
		_, err := d.store.MarkMention(b.Context(), store.Mark{Article: in.Article, Text: data.Text.ID, Span: anchor.Span{Start: start, End: start + 40 + i%120}, Stance: assay.Stances[i%4]})
		if err != nil {
			b.Fatal(err)
		}
	}
	d.article, d.text, d.length = in.Article, data.Text.ID, data.Body.Len()
}

// BenchmarkImport brings in folders of small texts and of pages, as many at a
// time as somebody may have collected: 10,000 with ASSAY_SOAK. The floor is what
// cannot be saved: to find the text in each, and to insert the rows that come of
// it through the same driver. Beside it somebody goes on working: the longest wait
// is theirs. Then the folder is brought in once more, which passes over all of it,
// and the index of words catches up.
func BenchmarkImport(b *testing.B) {
	n := 500
	if os.Getenv("ASSAY_SOAK") != "" {
		n = 10_000
		if v, err := strconv.Atoi(os.Getenv("ASSAY_SOAK")); err == nil && v > 1 {
			n = v
		}
	}
	for _, kind := range []struct {
		name string
		file func(i int) []byte
	}{{"small.txt", smallText}, {"page.html", somePage}} {
		b.Run(kind.name, func(b *testing.B) {
			files, folder := make([][]byte, n), b.TempDir()
			for i := range files {
				files[i] = kind.file(i)
				if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%05d %s", i, kind.name)), files[i], 0o600); err != nil {
					b.Fatal(err)
				}
			}
			benchmarkFolder(b, folder, kind.name, files)
		})
	}
}

func benchmarkFolder(b *testing.B, folder, name string, files [][]byte) {
	b.Helper()
	var spent, again, indexed, least, longest, alone time.Duration
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "import.assay")
		s, err := store.Create(b.Context(), path, "Import", store.Options{Actor: assay.ActorID{1}, Name: "Ana"})
		if err != nil {
			b.Fatal(err)
		}
		stop := make(chan struct{})
		waited := make(chan time.Duration)
		time.AfterFunc(5*time.Second, func() { close(stop) })
		alone = max(alone, longestWait(b, s, stop)) // as long as the disk and the neighbours let anybody wait
		stop = make(chan struct{})
		go func() { waited <- longestWait(b, s, stop) }()
		start := time.Now()
		bringFolder(b, s, folder, store.Added, len(files))
		spent += time.Since(start)
		close(stop)
		longest = max(longest, <-waited)
		start = time.Now()
		bringFolder(b, s, folder, store.Known, len(files))
		again += time.Since(start)
		start = time.Now()
		for left := 1; left > 0; {
			if left, err = s.Index(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		indexed += time.Since(start)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		least += leastForImport(b, path, name, files)
	}
	n := float64(len(files) * b.N)
	b.ReportMetric(n/spent.Seconds(), "articles/s")
	b.ReportMetric(float64(spent)/float64(least), "floors")
	b.ReportMetric(n/again.Seconds(), "passed-over/s")
	b.ReportMetric(float64(indexed)/float64(spent), "index/import")
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms-longest-wait")
	b.ReportMetric(float64(alone.Microseconds())/1000, "ms-longest-alone")
}

// bringFolder brings in a folder, of which each file has to come out so.
func bringFolder(b *testing.B, s *store.Store, folder, outcome string, n int) {
	b.Helper()
	list, err := intake.Files(folder)
	if err != nil {
		b.Fatal(err)
	}
	reader, in := &intake.Reader{}, 0
	defer reader.Close()
	err = s.ImportArticles(b.Context(), reader.Articles(b.Context(), intake.Paths(list, nil)), func(out store.Imported) error {
		if out.Outcome == outcome {
			in++
		}
		return out.Err
	})
	if err != nil || in != n {
		b.Fatal(in, err)
	}
}

// somePage is a page of some 40 kB, of which a tenth is the article.
func somePage(i int) []byte {
	var page strings.Builder
	fmt.Fprintf(&page, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cranes of the port, part %d - The Northbank Herald</title>
<meta property="og:site_name" content="The Northbank Herald"><meta property="article:published_time" content="2026-03-%02dT08:00:00Z">
<link rel="canonical" href="https://herald.example/port/%d"><style>%s</style></head><body><nav><ul>`, i, 1+i%28, i, strings.Repeat(".a{color:red}\n", 600))
	for k := range 60 {
		fmt.Fprintf(&page, `<li><a href="/section/%d" class="nav-link item-%d">Section %d</a></li>`, k, k, k)
	}
	fmt.Fprintf(&page, `</ul></nav><main><article><h1>Cranes of the port, part %d</h1><p class="byline">By Ana Blandford</p>`, i)
	for k := range 12 {
		fmt.Fprintf(&page, "<p>On day %d the harbour master said that %d cranes stood idle, and that nobody had been hurt. The ferries to <a href=\"/northbank\">Northbank</a> were late by %d minutes, a dock worker said, and the council of the port would meet again.</p>\n", k+1, (i*7+k)%40, (i+k*13)%60)
	}
	page.WriteString(`</article><aside><h2>Read more</h2>`)
	for k := range 40 {
		fmt.Fprintf(&page, `<div class="teaser"><a href="/story/%d"><span>Story number %d of the week</span></a></div>`, k, k)
	}
	page.WriteString(`</aside></main><footer><p>Printed in Northbank. All rights reserved.</p></footer><script>` + strings.Repeat("var x = 1;\n", 1500) + `</script></body></html>`)
	return []byte(page.String())
}

func smallText(i int) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "Cranes of the port, part %d\n\n", i)
	for k := range 12 {
		fmt.Fprintf(&text, "On day %d the harbour master said that %d cranes stood idle, and that nobody had been hurt. The ferries to Northbank were late by %d minutes, a dock worker said.\n\n", k+1, (i*7+k)%40, (i+k*13)%60)
	}
	return []byte(text.String())
}

// longestWait makes claims until it is stopped, and returns how long one took
// at most.
func longestWait(b *testing.B, s *store.Store, stop chan struct{}) (longest time.Duration) {
	b.Helper()
	for {
		select {
		case <-stop:
			return longest
		case <-time.After(200 * time.Millisecond):
		}
		start := time.Now()
		if _, _, err := s.AddClaim(b.Context(), "A claim beside the import", assay.EventID{}); err != nil {
			b.Error(err)
		}
		longest = max(longest, time.Since(start))
	}
}

// leastForImport returns how long it takes to find the texts, and to insert the
// rows of a case into an empty one, in ten transactions.
func leastForImport(b *testing.B, path, name string, files [][]byte) time.Duration {
	b.Helper()
	var rows []floorRow
	from, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	empty := filepath.Join(b.TempDir(), "floor.assay")
	s, err := store.Create(b.Context(), empty, "", store.Options{Actor: assay.ActorID{1}})
	if err == nil {
		err = s.Close()
	}
	for _, table := range []string{"op", "blob", "source", "capture", `"text"`, "article", "claim"} {
		if err == nil {
			rows, err = appendRows(b, rows, from, table)
		}
	}
	to, openErr := sql.Open("sqlite", "file:"+empty+"?_synchronous=EXTRA&_journal_mode=DELETE&_txlock=immediate")
	if err = errors.Join(err, openErr); err != nil {
		b.Fatal(err)
	}
	defer to.Close()
	to.SetMaxOpenConns(1)

	start := time.Now()
	for _, f := range files {
		if _, err := extract.Import(f, extract.Hint{Name: name}); err != nil {
			b.Fatal(err)
		}
	}
	for part := range slices.Chunk(rows, (len(rows)+9)/10) {
		tx, err := to.BeginTx(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		compiled := map[string]*sql.Stmt{}
		for _, r := range part {
			if compiled[r.insert] == nil {
				s, err := tx.PrepareContext(b.Context(), r.insert)
				if err != nil {
					b.Fatal(err)
				}
				defer s.Close() // a handful of them, until the floor is measured
				compiled[r.insert] = s
			}
			if _, err := compiled[r.insert].ExecContext(b.Context(), r.values...); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// floorRow is a row of a case and the statement that puts it into another.
type floorRow struct {
	insert string
	values []any
}

// appendRows reads the rows of a table.
func appendRows(b *testing.B, rows []floorRow, from *sql.DB, table string) ([]floorRow, error) {
	b.Helper()
	list, err := from.QueryContext(b.Context(), "SELECT * FROM "+table)
	if err != nil {
		return rows, err
	}
	defer list.Close()
	columns, err := list.Columns()
	if err != nil {
		return rows, err
	}
	insert := "INSERT OR REPLACE INTO " + table + " VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	for list.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := list.Scan(into...); err != nil {
			return rows, err
		}
		for i := range values {
			if blob, ok := values[i].([]byte); ok && blob == nil {
				values[i] = []byte{} // empty, and not unknown
			}
		}
		rows = append(rows, floorRow{insert, values})
	}
	return rows, list.Err()
}

// BenchmarkCodebook is the room of 2,000 tags, four deep, of which 1,000 things
// have some, and what else shows or asks for tags.
func BenchmarkCodebook(b *testing.B) {
	d := newDesk(b, 800, 60)
	plan := assay.TagPlan{}
	for i := range 2000 {
		above := -1
		if i%10 > 0 {
			above = i - 1 - i%10%4
			if above < i-i%10 {
				above = i - i%10
			}
		}
		plan.Tags = append(plan.Tags, assay.PlannedTag{Name: fmt.Sprint("Theme ", i), Above: above, Description: "When it is put on something, and when not.", Colour: assay.TagColours[i%8]})
	}
	if _, _, err := d.store.ImportTags(b.Context(), plan); err != nil {
		b.Fatal(err)
	}
	book, err := d.store.Codebook(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	data, err := d.store.Article(b.Context(), d.article)
	if err != nil {
		b.Fatal(err)
	}
	var edits []assay.PlannedEdit
	for i := range 5000 {
		target := assay.EntityID(data.Case.Mentions[i%len(data.Case.Mentions)].ID)
		edits = append(edits, planned(assay.KindTagging, oplog.Fields{"tag": oplog.Encode(book.Tags[i%1500].ID), "target": oplog.Encode(target), "member": oplog.Encode(true)}))
	}
	d.carryOut(b, edits)
	tag := book.Tags[0]
	for name, address := range map[string]string{
		"codebook": d.root.Codebook(), "last page": d.root.CodebookPart("", 7), "one tag": d.root.Tag(tag.ID), "words": d.root.CodebookPart("theme 19", 0),
		"claims with a tag": d.root.ClaimList(assay.ClaimFilter{Tags: assay.HasTag(tag.ID)}), "article": d.root.Article(d.article),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.show(b, address)
			}
		})
	}
}

// BenchmarkNotes is the room of 10,000 notes: its first page, one with words,
// and the last.
func BenchmarkNotes(b *testing.B) {
	d := newDesk(b, 800, 60)
	data, err := d.store.Article(b.Context(), d.article)
	if err != nil {
		b.Fatal(err)
	}
	var edits []assay.PlannedEdit
	for i := range 10_000 {
		e := planned(assay.KindNote, oplog.Fields{
			"target": oplog.Encode(data.Case.Mentions[i%len(data.Case.Mentions)].ID), "text": oplog.Encode(fmt.Sprintf("Note **%d**: ask the harbour office.\n\n- who counted\n- when", i)),
		})
		e.Entity = oplog.NewID(time.UnixMilli(int64(1_700_000_000_000 + i)))
		edits = append(edits, e)
	}
	d.carryOut(b, edits)
	for name, address := range map[string]string{
		"first page": d.root.Notes(), "last page": d.root.NoteList(assay.NoteFilter{Page: 199}), "words": d.root.NoteList(assay.NoteFilter{Words: "harbour 4711"}),
		"on mentions": d.root.NoteList(assay.NoteFilter{On: assay.KindMention}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.show(b, address)
			}
		})
	}
}

func planned(k assay.Kind, f oplog.Fields) (e assay.PlannedEdit) {
	e.Edit = oplog.Edit{Kind: string(k), Fields: f}
	if assay.Define(k).Derived() {
		e.Entity = assay.DeriveID(k, f)
	}
	return e
}

// carryOut does many things as one act.
func (d *desk) carryOut(b *testing.B, edits []assay.PlannedEdit) {
	b.Helper()
	if _, err := d.store.ImportJSON(b.Context(), &assay.Plan{Acts: []assay.PlannedAct{{Actor: d.store.Me(), Edits: edits}}}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkBeside is the server's side of two articles of 100 kB beside each
// other, of which the second has every other paragraph of the first.
func BenchmarkBeside(b *testing.B) {
	d := newDesk(b, 100, 10)
	var ids []assay.ArticleID
	paragraph := func(of, n int) string {
		var s strings.Builder
		for k := range 60 {
			fmt.Fprintf(&s, "word%d ", (of*7919+n*131+k*k*17+k*n)%4000)
			if k%20 == 19 {
				s.WriteString("ended. Then ")
			}
		}
		return strings.TrimSpace(s.String())
	}
	for of := range 2 {
		var parts []string
		for n := range 210 {
			parts = append(parts, paragraph(of*(n%2), n))
		}
		text := strings.Join(parts, "\n\n")
		in, err := d.store.ImportArticle(b.Context(), assay.Import{Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: fmt.Sprint("https://paper.example/", of), Text: text, Extractor: "text/1", Charset: "utf-8", Title: "Long"})
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, in.Article)
		page, err := d.store.Article(b.Context(), in.Article)
		if err != nil {
			b.Fatal(err)
		}
		for n := range 100 {
			if _, err := d.store.MarkMention(b.Context(), store.Mark{Article: in.Article, Text: page.Text.ID, Span: page.Body.Blocks()[n+of], Stance: assay.Supports}); err != nil {
				b.Fatal(err)
			}
		}
		b.Logf("%d kB", len(text)/1000)
	}
	b.ResetTimer()
	for b.Loop() {
		d.show(b, d.root.Beside(ids[0], ids[1]))
	}
}

// BenchmarkEndless is what is asked of two texts of 1.8 MB in one line each: beside
// each other, where they share every other sentence, and what the one is suggested to
// say of a passage of the other.
func BenchmarkEndless(b *testing.B) {
	for name, stop := range map[string]string{"sentences": "ended. Then ", "none": "and then "} {
		b.Run(name, func(b *testing.B) {
			d := newDesk(b, 100, 1)
			var ids []assay.ArticleID
			var m store.Marked
			for of := range 2 {
				var s strings.Builder
				for n := 0; s.Len() < 1_800_000; n++ {
					random := rand.New(rand.NewPCG(uint64(of*(n%2)), uint64(n)))
					for range 19 {
						fmt.Fprintf(&s, "word%d ", int(1/(random.Float64()+1e-5)))
					}
					s.WriteString(stop)
				}
				text := strings.TrimSpace(s.String())
				in, err := d.store.ImportArticle(b.Context(), assay.Import{Original: []byte(text), Name: "a.txt", MediaType: "text/plain", Text: text, Extractor: "text/1", Charset: "utf-8", Title: "Endless"})
				if err != nil {
					b.Fatal(err)
				}
				ids = append(ids, in.Article)
				page, err := d.store.Article(b.Context(), in.Article)
				if err != nil {
					b.Fatal(err)
				}
				if m, err = d.store.MarkMention(b.Context(), store.Mark{Article: in.Article, Text: page.Text.ID, Span: anchor.Span{End: 140}, Stance: assay.Supports}); err != nil {
					b.Fatal(err)
				}
			}
			if _, err := d.store.ChangeArticles(b.Context(), ids, store.ArticleChange{AddEvent: "Fire"}); err != nil {
				b.Fatal(err)
			}
			for name, address := range map[string]string{"beside": d.root.Beside(ids[0], ids[1]), "suggested": d.root.Suggested(ids[1], m.Mention)} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, address, http.NoBody)
						req.Header.Set("HX-Request", "true")
						d.answer(b, req)
					}
				})
			}
		})
	}
}

// BenchmarkLineage is the rooms that show what comes from what, in a case of 200
// articles, of which half copy the first, and 2,000 claims with 10,000 mentions:
// the drawing, what is left without the article that most of it rests on, and the
// timeline.
func BenchmarkLineage(b *testing.B) {
	d := newDesk(b, 100, 1)
	var articles []assay.Import
	for i := range 200 {
		text := fmt.Sprintf("Report %d says this, and that, and something else.", i)
		articles = append(articles, assay.Import{
			Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: fmt.Sprintf("https://outlet%d.example/%d", i%20, i), Text: text, Extractor: "text/1",
			Charset: "utf-8", CharsetSure: true, Title: fmt.Sprint("Report ", i), Published: fmt.Sprintf("2026-03-%02d", 1+i%28), PublishedBasis: "printed",
		})
	}
	var ids []assay.ArticleID
	var texts []assay.TextID
	for _, in := range articles {
		out, err := d.store.ImportArticle(b.Context(), in)
		if err != nil {
			b.Fatal(err)
		}
		page, err := d.store.Article(b.Context(), out.Article)
		if err != nil {
			b.Fatal(err)
		}
		ids, texts = append(ids, out.Article), append(texts, page.Text.ID)
	}
	me := d.store.Me()
	judged := func(k assay.JudgementKey, value any) assay.PlannedEdit {
		f := k.Fields(me)
		f["value"] = oplog.Encode(value)
		return planned(assay.KindJudgement, f)
	}
	var edits []assay.PlannedEdit
	for i := 2; i < len(ids); i += 2 {
		edits = append(edits, judged(assay.JudgementKey{Target: assay.EntityID(ids[i]), Other: assay.EntityID(ids[0]), Dimension: assay.DimDerivation}, assay.DerivationValue{Status: "confirmed", Type: "verbatim"}))
	}
	for i := range 2000 {
		claim := oplog.Derive("bench", oplog.Encode("claim"), oplog.Encode(i))
		edits = append(edits, assay.PlannedEdit{Edit: oplog.Edit{Kind: string(assay.KindClaim), Entity: claim, Fields: oplog.Fields{"wording": oplog.Encode(fmt.Sprint("Claim ", i)), "when": oplog.Encode(fmt.Sprintf("2026-02-%02d", 1+i%28))}}})
		for k := range 5 {
			at := (i + 7*k) % len(ids)
			if k == 0 {
				at = 0
			}
			m := oplog.Derive("bench", oplog.Encode("mention"), oplog.Encode(5*i+k))
			edits = append(edits, assay.PlannedEdit{Edit: oplog.Edit{Kind: string(assay.KindMention), Entity: m, Fields: oplog.Fields{
				"article": oplog.Encode(ids[at]), "text": oplog.Encode(texts[at]), "claim": oplog.Encode(claim), "start": oplog.Encode(0), "end": oplog.Encode(6),
				"quote": oplog.Encode("Report"), "prefix": oplog.Encode(""), "suffix": oplog.Encode(""),
			}}}, judged(assay.JudgementKey{Target: m, Dimension: assay.DimStance}, []assay.Stance{assay.Supports, assay.Contradicts}[k/4]))
		}
	}
	d.carryOut(b, edits)
	for name, address := range map[string]string{
		"drawing": d.root.Lineage(), "unplug": d.root.Unplug(assay.Unplugged{Articles: ids[:1]}), "timeline": d.root.Timeline(),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.show(b, address)
			}
		})
	}
}
