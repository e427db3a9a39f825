package extract

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/assay"
)

// The roles that a column of a table can have.
const (
	RoleText      = "text"
	RoleTitle     = "title"
	RoleSite      = "site"
	RoleByline    = "byline"
	RolePublished = "published"
	RoleURL       = "url"
	RoleLanguage  = "language"
)

// Roles are the roles in the order in which they are offered and written.
var Roles = []string{RoleText, RoleTitle, RoleSite, RoleByline, RolePublished, RoleURL, RoleLanguage}

// The orders of dates of which only numbers are written, as 3/4/2025.
const (
	DayFirst   = "dmy"
	MonthFirst = "mdy"
)

// Columns say what the columns of a table are. Several may be the text, which is
// then put together from them; each of the other roles has one at most.
type Columns struct {
	Of    []Column // in the order of Roles, those of the text as they are put together
	Dates string   // the order of dates, "" where they can be read in one way only
	Sheet int      // of a workbook, from 1; 0 for the only one, or the first that has these columns
	Head  int      // the row that names the columns, from 1; 0 for none, below 0 for what is found
}

// Column is a column of a table, by its name or its number.
type Column struct {
	Role string
	Name string // as in the table, or # and a number that counts from 1
}

// unnamed is how Columns are written that leave it open where the names are.
const unnamed = -1

// String writes columns as in “text=Body,title=Headline,dates=dmy”.
func (c Columns) String() string {
	var parts []string
	for _, of := range c.Of {
		parts = append(parts, of.Role+"="+quoted(of.Name))
	}
	if c.Dates != "" {
		parts = append(parts, "dates="+c.Dates)
	}
	if c.Sheet > 0 {
		parts = append(parts, "sheet="+strconv.Itoa(c.Sheet))
	}
	if c.Head >= 0 {
		parts = append(parts, "head="+strconv.Itoa(c.Head))
	}
	return strings.Join(parts, ",")
}

// quoted writes a name so that it can be told from what stands around it.
func quoted(name string) string {
	if name == strings.TrimSpace(name) && !strings.ContainsAny(name, ",=\"\n\r") && name != "" {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// ParseColumns reads what [Columns.String] writes.
func ParseColumns(s string) (Columns, error) {
	c := Columns{Head: unnamed}
	for _, part := range splitQuoted(s) {
		role, name, ok := strings.Cut(part, "=")
		role, name = strings.ToLower(strings.TrimSpace(role)), unquoted(name)
		if !ok || name == "" {
			return c, notColumns(part)
		}
		if slices.Contains(Roles, role) {
			if role != RoleText && c.has(role) {
				return c, assay.Invalid("columns", "There are two columns for “%s”. Only the text can be put together from several.", role)
			}
			c.Of = append(c.Of, Column{role, name})
			continue
		}
		n, err := strconv.Atoi(name)
		switch {
		case role == "dates" && (name == DayFirst || name == MonthFirst):
			c.Dates = name
		case role == "sheet" && err == nil && n > 0:
			c.Sheet = n
		case role == "head" && err == nil && n >= 0:
			c.Head = n
		default:
			return c, notColumns(part)
		}
	}
	if !c.has(RoleText) {
		return c, assay.Invalid("columns", "Say which column holds the text of the articles.")
	}
	slices.SortStableFunc(c.Of, func(a, b Column) int { return slices.Index(Roles, a.Role) - slices.Index(Roles, b.Role) })
	return c, nil
}

func notColumns(part string) error {
	return assay.Invalid("columns", "“%s” names no column. Write it like this: text=Body,title=Headline,published=Date,dates=dmy", part)
}

// TakenColumns returns the columns that an article of a table was read by, and
// whether it is of one.
func TakenColumns(in *assay.Import) (c Columns, ok bool) {
	if f := formatNamed(in.Extractor); f == nil || f.table == nil {
		return c, false
	}
	_, columns, _ := strings.Cut(in.Part, " ")
	c, err := ParseColumns(columns)
	return c, err == nil
}

func (c *Columns) has(role string) bool {
	return slices.ContainsFunc(c.Of, func(of Column) bool { return of.Role == role })
}

// splitQuoted splits s at the commas that do not stand between quotation marks.
func splitQuoted(s string) (parts []string) {
	start, within := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			within = !within
		case s[i] == ',' && !within:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

func unquoted(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		return strings.ReplaceAll(s[1:len(s)-1], `""`, `"`)
	}
	return s
}

// find returns which of the named columns a column is, -1 if it is none.
func (c Column) find(names []string) int {
	if number, ok := strings.CutPrefix(c.Name, "#"); ok {
		if n, err := strconv.Atoi(number); err == nil && n > 0 && n <= maxColumns {
			return n - 1
		}
	}
	if i := slices.Index(names, c.Name); i >= 0 {
		return i
	}
	return slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, c.Name) })
}

// columnCalled returns how column i of some is called where it is written: by its
// name, if that means no other and is not a text itself.
func columnCalled(names []string, i int) string {
	const longest = 80 // bytes
	if i < len(names) {
		name := names[i]
		if name != "" && name[0] != '#' && len(name) <= longest && slices.Index(names, name) == i && utf8.ValidString(name) && strings.IndexFunc(name, unicode.IsControl) < 0 {
			return name
		}
	}
	return "#" + strconv.Itoa(i+1)
}

// headings are names of columns in the languages whose tables are seen, and in
// the exports of the archives and programs that many use, without spaces and
// punctuation. Those that stand first are meant most surely. A name in a role
// after a bar is taken only if nothing else has the role.
var headings = map[string]string{
	RoleText: `text fulltext bodytext articletext articlebody body maintext plaintext content contents contentencoded contenthtml contenttext storytext story articlecontent article html fulltextofarticle transcript message
		volltext artikeltext inhalt texte texteintegral corps contenu texto textocompleto cuerpo contenido conteudo corpo testo contenuto tekst tresc metin icerik текст полныйтекст содержание содержимое вміст النص نص المحتوى محتوى نصالخبر متن 正文 全文 内容 文本 本文 본문 내용
		| summary abstract abstractnote description snippet teaser excerpt lead lede leadparagraph openingtext hitsentence zusammenfassung beschreibung vorspann resume chapo resumen descripcion descricao resumo riassunto описание анонс الملخص ملخص 摘要 描述 要約 요약`,
	RoleTitle: `title headline articletitle storytitle header heading head titel uberschrift schlagzeile titre titulo titular titolo tytul baslik заголовок название العنوان عنوان 标题 標題 タイトル 見出し 제목
		| subject betreff objet asunto oggetto`,
	RoleSite: `outlet source sourcename publication publicationtitle publicationname publisher medianame media mediumname newspaper newspapername journal journaltitle site sitename website domain feed feedtitle
		medium quelle zeitung publikation journalsource fuente medio periodico fonte giornale jornal veiculo kaynak gazete источник издание сми المصدر مصدر الصحيفة 来源 媒体 出典 매체 언론사`,
	RoleByline: `byline author authors authorname creator dccreator writer reporter journalist autor autoren verfasser auteur auteurs autore autores autora yazar автор авторы الكاتب كاتب المؤلف 作者 記者 记者 著者 기자`,
	RolePublished: `published publishedat publisheddate datepublished publicationdate publishdate pubdate pubdatetime date datetime seendate articledate publicationdatetime publishedon createdat created createdutc timestamp issued day
		datum erscheinungsdatum veroffentlicht veroffentlichtam datedepublication fecha fechadepublicacion data datadipubblicazione datadepublicacao tarih yayintarihi дата датапубликации опубликовано التاريخ تاريخ تاريخالنشر 日期 发布日期 发布时间 公開日 날짜 등록일`,
	RoleURL:      `url link articleurl storyurl canonicalurl permalink address webaddress weblink href uri externalurl adresse lien enlace enlaceurl direccion indirizzo collegamento адрес ссылка الرابط رابط 链接 网址 リンク 링크`,
	RoleLanguage: `language lang languagecode sprache langue idioma lingua taal dil язык اللغة لغة 语言 言語 언어`,
}

// codes are the names that the archive Factiva gives its columns. They mean
// something only together.
var codes = map[string]string{"hd": RoleTitle, "by": RoleByline, "pd": RolePublished, "sn": RoleSite, "la": RoleLanguage, "lp": RoleText, "td": RoleText}

type meaning struct {
	role  string
	rank  int
	spare bool // is taken only if nothing else has the role
}

// meanings are the headings by their names.
var meanings = func() map[string]meaning {
	all := make(map[string]meaning)
	for role, names := range headings {
		sure, spare, _ := strings.Cut(names, "|")
		for i, name := range strings.Fields(sure) {
			all[bare(name)] = meaning{role, i, false}
		}
		for i, name := range strings.Fields(spare) {
			all[bare(name)] = meaning{role, i, true}
		}
	}
	return all
}()

// bare returns a name of a column without case, spaces, punctuation and accents
// of Latin letters.
func bare(name string) string {
	const longest = 60 // bytes: what is longer is no name
	if len(name) > longest {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if plain, ok := unaccented[r]; ok {
			return plain
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

var unaccented = func() map[rune]rune {
	all := map[rune]rune{}
	for plain, accented := range map[rune]string{
		'a': "àáâãäåąā", 'c': "çćč", 'e': "èéêëęě", 'g': "ğ", 'i': "ìíîïı", 'l': "ł", 'n': "ñńň", 'o': "òóôõöøő", 's': "śšş", 'u': "ùúûüůű", 'y': "ýÿ", 'z': "źżž",
	} {
		for _, r := range accented {
			all[r] = plain
		}
	}
	return all
}()
