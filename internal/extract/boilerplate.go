package extract

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Proposal says that a block looks like the furniture of a site and not like
// part of an article.
type Proposal struct {
	Index int    // of the block
	Why   string // to be shown to the analyst
}

// mark marks a text that pages show, for the catalogues of internal/tr.
func mark(text string) string { return text }

// Boilerplate returns the blocks that look like site furniture, in order. It
// would rather miss one than name a sentence of an article: a block is named
// for what the whole of it says, and only if it is short or begins in a way
// that nothing but a notice does.
func Boilerplate(blocks []string) []Proposal {
	why := make([]string, len(blocks))
	for i, b := range blocks {
		why[i] = furniture(b)
	}
	runs(blocks, why, 3, mark("a list of languages"), func(s string) bool { return languageNames[label(s)] })
	runs(blocks, why, 2, mark("links to social networks"), func(s string) bool { return networks[label(s)] })
	for i, b := range blocks {
		if why[i] == "" && onlyNetworks(b) {
			why[i] = mark("links to social networks")
		}
	}
	var out []Proposal
	for i, w := range why {
		if w != "" {
			out = append(out, Proposal{Index: i, Why: w})
		}
	}
	return out
}

// Furniture is [Boilerplate] for a text of which is known in which block, and how
// far into it, each page of its original begins: what stands at the edge of
// several pages is no part of an article, either.
func Furniture(blocks []string, pages []Page) []Proposal {
	out := Boilerplate(blocks)
	known := map[int]bool{}
	for _, p := range out {
		known[p.Index] = true
	}
	for _, i := range atEdges(blocks, pages) {
		if !known[i] {
			out = append(out, Proposal{Index: i, Why: mark("it is at the edge of each page")})
		}
	}
	slices.SortFunc(out, func(a, b Proposal) int { return cmp.Compare(a.Index, b.Index) })
	return out
}

// atEdges returns the blocks that are at the edges of pages and the same on
// several, but for numbers.
func atEdges(blocks []string, pages []Page) (out []int) {
	const near, longest = 3, 150
	counts, last := map[string]int{}, map[string]int{}
	keys := map[int]string{}
	look := func(page, from, to int) {
		for i := max(from, 0); i < min(to, len(blocks)); i++ {
			if _, seen := keys[i]; seen || utf8.RuneCountInString(blocks[i]) > longest {
				continue
			}
			key := sameText(strings.TrimSpace(blocks[i]))
			if keys[i] = key; last[key] != page+1 {
				counts[key]++
				last[key] = page + 1
			}
		}
	}
	for n, p := range pages {
		from := p.Block
		if p.At > 0 {
			from++ // the block is of the page before
		}
		look(n, p.Block-near, from+near)
	}
	if len(pages) > 0 {
		look(len(pages), len(blocks)-near, len(blocks))
	}
	for i, key := range keys {
		if key == "#" || counts[key] >= 3 || counts[key] == 2 && len(pages) <= 6 {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

// runs names each run of blocks that are all of one sort and say at least so
// many different things. One alone may be a heading.
func runs(blocks, why []string, fewest int, reason string, sort func(string) bool) {
	for i := 0; i < len(blocks); i++ {
		end := i
		distinct := make(map[string]bool) // the X of a table is no network
		for end < len(blocks) && sort(blocks[end]) {
			distinct[label(blocks[end])] = true
			end++
		}
		if len(distinct) >= fewest {
			for j := i; j < end; j++ {
				why[j] = reason
			}
		}
		i = max(i, end)
	}
}

// onlyNetworks reports whether a block says nothing but the names of networks, and
// more than one.
func onlyNetworks(s string) bool {
	names := strings.Fields(label(s))
	for _, name := range names {
		if !networks[name] && !shortNetworks[name] {
			return false
		}
	}
	return len(names) > 1
}

var shortNetworks = set(`pint|fb|wa|share|teilen|compartir|partager|compartilhar`)

// label is what a short block says, without case and the marks around it.
func label(s string) string {
	if len(s) > 200 {
		return ""
	}
	return strings.ToLower(strings.Trim(strings.Join(strings.Fields(s), " "), " .:…!?»«›‹>→←|•·-–—▶►×+[]()؟。：！？"))
}

// furniture returns why a block is site furniture, "" if it is not.
func furniture(s string) string {
	if why, ok := labels()[label(s)]; ok {
		return why
	}
	const long = 1500
	n := utf8.RuneCountInString(s[:min(len(s), 4*long)])
	if n >= long || strings.TrimSpace(s) == "" {
		return ""
	}
	for _, r := range furnitureRules() {
		if n <= r.longest && r.mayMatch(s) && r.pattern.MatchString(s) {
			return r.why
		}
	}
	return ""
}

// A rule names a block by its beginning or its form.
type rule struct {
	why     string
	longest int // that a block may be, in code points
	pattern *regexp.Regexp
	words   []string // in lower case, of which the pattern takes one; for a pattern that is tried at every place of a block
}

// mayMatch reports whether it is worth trying the pattern, which takes a hundred
// times as long.
func (r *rule) mayMatch(s string) bool {
	if r.words == nil {
		return true
	}
	s = strings.ToLower(s)
	return slices.ContainsFunc(r.words, func(word string) bool { return strings.Contains(s, word) })
}

// The rules and the labels are made when they are first used: they would be
// felt at every start of the program.
var furnitureRules = sync.OnceValue(func() []rule {
	return []rule{
		{mark("a copyright notice"), 1400, regexp.MustCompile(`(?i)^\W*(?:copyright\s*(?:©|\(c\)|\d{4})|©|\(c\)\s*\d{4})`), nil},
		{mark("a copyright notice"), 250, regexp.MustCompile(`(?i)\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|wszelkie prawa zastrzeżone|alle rechten voorbehouden|tüm hakları saklıdır)\.?\W*$|все права защищены\W*$|جميع الحقوق محفوظة|كل الحقوق محفوظة|無断転載(?:を)?禁|版权所有|版權所有|무단\s?전재`), []string{
			"reserved", "vorbehalten", "réservés", "reservados", "riservati", "zastrzeżone", "voorbehouden", "saklıdır", "защищены", "محفوظة", "無断転載", "版权所有", "版權所有", "무단",
		}},
		{mark("the signature of the feed it came from"), 400, regexp.MustCompile(`^The post [^\p{Ll}\s].* (?:appeared first|first appeared) on [^\p{Ll}\s][^\n]*$`), nil},
		{mark("the signature of the feed it came from"), 300, regexp.MustCompile(`^(?:Der Beitrag \S.* erschien zuerst auf|L’article \S.* est apparu en premier sur|La entrada \S.* (?:se publicó|aparece) primero en|L'articolo \S.* proviene da) \S[^\n]*$`), nil},
		{mark("a pointer to another article"), 200, regexp.MustCompile(`(?i)^\W*(?:read (?:more|also|next)|also read|see also|related(?: articles?| stories)?|recommended|more on this|more from|don['’]t miss|lesen sie auch|lesen sie (?:hier )?mehr|mehr zum thema|auch interessant|lire aussi|à lire aussi|a lire aussi|lea también|lee también|te puede interesar|leggi anche|leia (?:também|mais)|veja também|lees ook|zobacz też|czytaj też|читайте также|читайте ещё|по теме|читайте також|اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|طالع أيضا|関連記事|相关阅读|延伸阅读|관련\s?기사)\s*[:：]`), nil},
		{mark("a share prompt"), 120, regexp.MustCompile(`(?i)^\W*(?:share (?:this|on|via|the)\b|(?:tweet|pin) this\b|follow us (?:on|at)\b|like us on\b|join us on\b|(?:diesen )?(?:artikel|beitrag) teilen|auf \w+ teilen|folgen sie uns|partager (?:sur|cet)|suivez-nous|comparte?(?:ir)? (?:en|este)|síguenos|compartilhe|siga-nos|condividi su|seguici su|deel (?:dit|op)|поделиться|подписывайтесь на|подпишитесь на|شارك (?:على|هذا)|تابعونا|تابعنا|bizi takip|paylaş$)`), nil},
		{mark("a newsletter prompt"), 260, regexp.MustCompile(`(?i)^\W*(?:sign up (?:for|to)\b.*\b(?:newsletter|briefing|inbox|updates|alerts)\b|subscribe to (?:our|the)\b.*\b(?:newsletter|channel|podcast|mailing list)\b|(?:get|receive) (?:the|our|breaking)\b.*\b(?:(?:in|to) your inbox|by e-?mail|news alerts|weekday mornings)\b|never miss (?:the latest|a) (?:news|story)\b.*\b(?:sign|subscrib)|do you want to be informed\b.*\b(?:sign|subscrib|here)|verpassen sie (?:keine|nichts)\b.*\b(?:newsletter|abonnieren)|(?:jetzt )?(?:unseren |den )?newsletter (?:abonnieren|bestellen)|abonnieren sie\b.*\bnewsletter\b|inscrivez-vous à (?:notre|la) newsletter|abonnez-vous à (?:notre|la) (?:newsletter|lettre)|suscríbete a (?:nuestr[ao]|la|el)\b.*\b(?:newsletter|boletín)|iscriviti alla\b.*\bnewsletter|assine (?:nossa|a) newsletter|meld je aan voor\b.*\bnieuwsbrief)`), nil},
		{mark("a cookie notice"), 600, regexp.MustCompile(`(?i)^\W*(?:(?:this|our) (?:web)?site uses cookies|we (?:and our partners )?(?:use|store)(?: and/or access)? (?:cookies(?: and\b| to\b| on\b| for\b|[,.;]|$)|information on a device)|we value your privacy|by (?:continuing|using) .{0,60}\bcookies\b|(?:wir|diese (?:web)?seite) (?:verwenden|verwendet|nutzen|nutzt) cookies|(?:ce site|nous) utilis(?:e|ons) des cookies|(?:este sitio|utilizamos|usamos) .{0,30}\bcookies\b|(?:questo sito|utilizziamo) .{0,30}\bcookie\b|(?:deze website|wij) (?:maakt|gebruik\w*) .{0,30}\bcookies\b|мы используем (?:файлы )?cookie|このサイトでは(?:クッキー|cookie))`), nil},
		{mark("a photo credit"), 100, regexp.MustCompile(`(?i)^\W*(?:(?:photo|picture|image|photograph|foto|bild|fotografía|사진|写真|图片|фото|الصورة|صورة)\s*(?:credit|courtesy|by|von|:)?\s*[=:：/©]\s*(?:[^\n.?!]|\b\pL\.){1,70}|사진\s?제공\s*[=:]?\s*\S[^\n]{1,40})$`), nil},
		{mark("a question to the reader"), 140, regexp.MustCompile(`(?i)^\W*(?:what (?:did|do) you think (?:of|about) (?:the|this) (?:article|story)|(?:was|is) this (?:article|page|story) (?:helpful|useful|interesting)|did you (?:like|enjoy|find) this (?:article|story)|how would you rate this article|we want to hear what you think|hier können sie den artikel bewerten|(?:do you )?have a (?:news )?tip\?|war dieser artikel hilfreich|wie (?:fanden sie|hat ihnen) (?:dieser|der|diesen) artikel|cet article vous a-t-il|te (?:gustó|ha gustado) (?:este|el) artículo|обнаружили ошибку|нашли ошибку|нашли опечатку)[^.\n]*[?.!]?[^.\n]{0,60}$`), nil},
		{mark("an advertisement's label"), 60, regexp.MustCompile(`(?i)^\W*(?:article continues (?:below|after)|story continues (?:below|after)|continue reading below|scroll (?:down )?to continue|advertisement\s*[-–—]\s*(?:scroll|continue))[^.\n]*$`), nil},
		{mark("a picture's place in a gallery"), 40, regexp.MustCompile(`(?i)^\W*(?:image|photo|picture|slide|bild|foto|imagen|immagine)\s*\d+\s*(?:of|/|von|de|di|sur)\s*\d+\W*$`), nil},
		{mark("an account prompt"), 140, regexp.MustCompile(`(?i)^\W*(?:you must (?:log|be logged|sign) in to\b|(?:please )?(?:log|sign) in (?:or (?:register|create an account) )?to (?:post|comment|reply|continue)\b|already a (?:subscriber|member)\?|if you[’']re seeing this message but you[’']re already a subscriber|sie sind (?:aktuell |derzeit )?nicht (?:eingeloggt|angemeldet)|vous devez (?:être connecté|vous connecter)|debes (?:iniciar sesión|estar conectado))`), nil},
		{mark("a notice of rights"), 600, regexp.MustCompile(`(?i)^\W*this copy is for your personal,? non-?commercial use\b`), nil},
		{mark("a picture's placeholder"), 40, regexp.MustCompile(`(?i)^(?:publisher|author|profile|main|article|hero|featured) (?:img|image|photo|logo|avatar)$`), nil},
		{mark("a count of comments or shares"), 40, regexp.MustCompile(`(?i)^\W*\d[\d.,]*\s*[km]?\s*(?:comments?|shares?|likes?|views?|kommentare?|commentaires?|comentarios|комментари\w+|просмотр\w*|تعليق\w*)\W*$`), nil},
		{mark("a reading time"), 40, regexp.MustCompile(`(?i)^\W*(?:reading time:?\s*)?\d+\s*[- ]?(?:min(?:ute)?s?\.?)\s*(?:read|lesezeit|de lecture|de lectura|di lettura|de leitura)?\W*$`), nil},
	}
})

// labels are whole blocks that are furniture wherever they stand, by what they
// are.
var labels = sync.OnceValue(func() map[string]string {
	out := make(map[string]string)
	for why, list := range map[string]string{
		mark("navigation"): `breadcrumb|breadcrumbs|home|menu|main menu|navigation|skip to content|skip to main content|skip to navigation|search|
			back to top|to top|top|next|previous|next article|previous article|next post|previous post|older posts|newer posts|load more|show more|see all|view all|
			startseite|suche|zum inhalt springen|nach oben|zurück|weiter|mehr anzeigen|accueil|recherche|aller au contenu|haut de page|inicio|buscar|ir al contenido|
			volver arriba|início|pesquisar|ir para o conteúdo|cerca|vai al contenuto|zoeken|ga naar de inhoud|главная|поиск|наверх|الرئيسية|بحث|ホーム|検索|首页|搜索|홈|검색|맨위로`,
		mark("a link to the rest of the page or another article"): `continue reading|read more|read full article|read the full article|read the full story|read full story|keep reading|
			read next|more stories|more news|related|related articles|related stories|related posts|related news|related content|related topics|you may also like|you might also like|
			recommended|recommended for you|recommended stories|most read|most popular|popular|trending|trending now|editor's picks|editors' picks|editor’s picks|editors’ picks|
			latest|latest news|latest stories|top stories|up next|more from this author|more on this story|more on this topic|weiterlesen|mehr lesen|mehr zum thema|auch interessant|
			das könnte sie auch interessieren|meistgelesen|lire la suite|lire plus|à lire aussi|sur le même sujet|les plus lus|seguir leyendo|leer más|continuar leyendo|
			te puede interesar|noticias relacionadas|lo más leído|más noticias|leia mais|continue lendo|veja também|leia também|mais lidas|notícias relacionadas|continua a leggere|
			leggi tutto|leggi anche|potrebbe interessarti|lees meer|lees ook|meest gelezen|czytaj dalej|czytaj więcej|читать далее|читать дальше|читайте также|
			по теме|ещё по теме|материалы по теме|популярное|читати далі|читайте також|اقرأ المزيد|اقرأ أيضا|اقرأ أيضًا|مواضيع ذات صلة|أخبار ذات صلة|الأكثر قراءة|المزيد|
			devamını oku|ilgili haberler|続きを読む|関連記事|おすすめ記事|人気記事|阅读更多|相关阅读|相关新闻|更多新闻|더보기|관련기사|관련 기사|많이 본 뉴스`,
		mark("a share prompt"): `share|share this|share this article|share this story|share this post|share article|share on facebook|share on twitter|share on x|share on linkedin|
			share on whatsapp|share via email|share with friends|tweet|tweet this|pin it|email this|email|print|print this|print this page|print this article|copy link|copy url|
			connect with us|follow us|follow us on|follow us on social media|stay connected|find us on|teilen|artikel teilen|beitrag teilen|drucken|link kopieren|folgen sie uns|
			folge uns|partager|partager l'article|partager cet article|imprimer|copier le lien|suivez-nous|compartir|compartir artículo|compartir en|imprimir|copiar enlace|
			síguenos|síguenos en|compartilhar|compartilhe|copiar link|siga-nos|condividi|stampa|copia link|seguici|seguici su|delen|deel dit artikel|udostępnij|поделиться|
			распечатать|скопировать ссылку|мы в соцсетях|подписывайтесь|подписаться|поділитися|شارك|مشاركة|شارك المقال|شاركها|طباعة|نسخ الرابط|تابعونا|تابعنا|تابعنا على|
			paylaş|シェア|シェアする|ツイート|印刷|分享|分享到|打印|공유|공유하기|프린트|인쇄|기사 공유`,
		mark("a newsletter prompt"): `newsletter|newsletters|sign up|sign up for our newsletter|sign up to our newsletter|subscribe|subscribe now|subscribe to our newsletter|
			subscribe to newsletter|get our newsletter|join our newsletter|newsletter abonnieren|jetzt abonnieren|newsletter anmeldung|s'abonner|abonnez-vous|
			s'inscrire à la newsletter|suscríbete|suscribirse|suscríbete a nuestro boletín|assine|assine já|iscriviti|iscriviti alla newsletter|abbonati|abonneren|
			подписаться на рассылку|اشترك|اشترك الآن|اشترك في النشرة|abone ol|メルマガ登録|订阅|구독|구독하기|뉴스레터`,
		mark("an advertisement's label"): `advertisement|advertisements|advertising|ad|sponsored|sponsored content|promoted content|paid content|anzeige|werbung|publicité|
			publicidad|publicidade|pubblicità|advertentie|reklama|реклама|إعلان|إعلانات|reklam|広告|pr|广告|廣告|광고`,
		mark("a comment prompt"): `comments|comment|leave a comment|leave a reply|post a comment|add a comment|add comment|join the conversation|join the discussion|view comments|
			show comments|no comments|comments are closed|kommentare|kommentar schreiben|kommentieren|diskutieren sie mit|commentaires|laisser un commentaire|ajouter un commentaire|
			comentarios|dejar un comentario|deja un comentario|deja una respuesta|comentários|deixe um comentário|commenti|lascia un commento|reacties|комментарии|
			оставить комментарий|написать комментарий|تعليقات|التعليقات|اترك تعليقا|أضف تعليقا|コメント|コメントする|评论|发表评论|댓글|댓글쓰기|댓글 쓰기`,
		mark("an account prompt"): `log in|login|sign in|register|create account|create an account|my account|sign out|log out|anmelden|einloggen|registrieren|se connecter|
			connexion|créer un compte|iniciar sesión|regístrate|entrar|accedi|registrati|inloggen|войти|регистрация|تسجيل الدخول|giriş yap|ログイン|会員登録|登录|注册|로그인|회원가입`,
		mark("a legal link"): `privacy policy|privacy|terms of use|terms of service|terms and conditions|terms & conditions|cookie policy|cookie settings|cookies|manage cookies|
			accept|accept all|accept cookies|accept all cookies|reject all|i agree|got it|contact us|about us|advertise with us|imprint|impressum|datenschutz|datenschutzerklärung|agb|
			alle akzeptieren|mentions légales|politique de confidentialité|conditions générales|contactez-nous|tout accepter|aviso legal|política de privacidad|política de cookies|
			aceptar|aceptar todo|política de privacidade|termos de uso|informativa sulla privacy|accetta|privacybeleid|политика конфиденциальности|
			пользовательское соглашение|سياسة الخصوصية|شروط الاستخدام|اتصل بنا|من نحن|gizlilik politikası|プライバシーポリシー|利用規約|お問い合わせ|隐私政策|联系我们|관련 정책|개인정보처리방침|이용약관`,
		mark("a label without its content"): `published|published on|last updated|updated|posted|posted on|posted in|filed under|tags|topics|author|photo|on`,
	} {
		for _, text := range strings.Split(list, "|") {
			out[strings.Join(strings.Fields(text), " ")] = why
		}
	}
	return out
})

var languageNames = set(`english|french|spanish|german|italian|portuguese|dutch|russian|arabic|chinese|japanese|korean|turkish|polish|ukrainian|hebrew|hindi|persian|
	urdu|greek|swedish|norwegian|danish|finnish|czech|romanian|hungarian|indonesian|vietnamese|thai|français|francais|español|espanol|deutsch|italiano|português|portugues|
	nederlands|русский|العربية|عربي|中文|简体中文|繁體中文|日本語|한국어|türkçe|polski|українська|עברית|हिन्दी|فارسی|اردو|ελληνικά|svenska|norsk|dansk|suomi|čeština|
	română|magyar|bahasa indonesia|tiếng việt|ไทย`)

var networks = set(`facebook|twitter|x|instagram|youtube|linkedin|whatsapp|telegram|tiktok|pinterest|reddit|threads|bluesky|mastodon|email|e-mail|mail|rss|flipboard|tumblr|
	messenger|viber|vk|vkontakte|вконтакте|одноклассники|line|weibo|wechat|google news|copy link|print|link|snapchat|xing|pocket|skype|sms|фейсбук|телеграм|فيسبوك|تويتر|واتساب|
	تيليجرام|إنستغرام|يوتيوب|카카오톡|페이스북|트위터|네이버|はてな|微信|微博`)

func set(list string) map[string]bool {
	out := make(map[string]bool)
	for text := range slices.Values(strings.Split(list, "|")) {
		out[strings.Join(strings.Fields(text), " ")] = true
	}
	return out
}
