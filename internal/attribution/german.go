package attribution

func german() *grammar {
	g := &grammar{
		between: wordsOf(`hat haben hatte auch dann später zuvor bereits zunächst erneut nun noch wiederholt am montag dienstag mittwoch donnerstag
			freitag samstag sonntag heute gestern und unter berufung auf`),
		negation: wordsOf(`nicht nie niemals kein keine`),
		leads: wordsOf(`der die das dem den des ein eine einem einer eines vom zum zur zeitung tageszeitung wochenzeitung nachrichtenagentur
			agentur magazin nachrichtenmagazin nachrichtenportal sender fernsehsender rundfunk blatt portal online us britischen britische
			israelischen israelische russischen russische amerikanischen amerikanische französischen französische - „ "`),
		persons: wordsOf(`quelle quellen person personen beamter beamte beamten zeuge zeugen augenzeuge augenzeugen diplomat diplomaten sprecher
			sprecherin sprechers insider insidern kreise kreisen experten expertin experte analysten analyst polizei behörden anwalt anwältin
			anwälte regierungskreise regierungskreisen sicherheitskreise sicherheitskreisen mitarbeiter vertreter minister ministerin
			ermittler staatsanwaltschaft ministerium regierung unternehmen vertrauten vertraute eingeweihte eingeweihten angestellte angestellten angestellter
			schreiber buchhalter ingenieur ingenieure ingenieuren fahrer fischer nachbar nachbarn anwohner anwohnern`),
		anonymous: wordsOf(`quelle quellen insider insidern kreise kreisen person personen eingeweihte eingeweihten`),
		unnamed:   wordsOf(`anonym anonyme anonymen anonymer ungenannt ungenannte ungenannten namentlich`),
		documents: wordsOf(`bericht berichten berichts erklärung mitteilung studie umfrage dokument dokumente dokumenten schreiben brief
			anklageschrift gutachten protokoll pressemitteilung medienbericht medienberichten medienberichte unterlagen`),
		reports: wordsOf(`bericht berichten berichts umfrage recherchen recherche artikel interview`),
		talks:   wordsOf(`interview`),
		in:      wordsOf(`in im nach`),
		says:    wordsOf(`dass wonach`),
		articles: wordsOf(`der die das dem den des ein eine einen einem einer eines mehrere einige zwei drei vier fünf sechs viele dieser diese dieses
			alle`),
		breaks: wordsOf(`und oder aber dass ist sind war waren hat haben wird werden wurde wurden nicht zu für von mit bei nach über sich auf im in am an
			er sie es ihr ihm wir ich als wie wenn weil ob`, `sagte sagt sagten berichtet berichtete berichteten erklärte teilte`),
		indefinite: wordsOf(`ein eine einen einem einer eines`), some: wordsOf(`ein eine einen einem einer mehrere mehreren einige einigen zwei drei vier fünf sechs viele vielen`), makers: wordsOf(`von vom der des`),
		adds:      wordsOf(`aus der des im in von vom mit nahe bei um`),
		particles: wordsOf(`von van der den de al zu zur el bin ben di la`),
		titles:    wordsOf(`herr herrn frau präsident präsidentin minister ministerin kanzler kanzlerin sprecher sprecherin dr prof`),
		notNames: wordsOf(`der die das dem den des ein eine einen einem einer in im am an auf aus bei mit nach von vom zu zum zur für und oder aber
			wenn als wie weil laut er sie es wir ich ihr sein seine dies diese dieser so auch noch nur dann nun dort hier was wer warum wo unter über
			gegen seit vor montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august
			september oktober november dezember`),
		he:       wordsOf(`er`),
		it:       wordsOf(`es`),
		they:     words{},
		capitals: true, nounsToo: true,
	}
	g.media = &media{
		strong: wordsOf(`zeitung anzeiger kurier rundschau nachrichten tagblatt tageblatt blatt bote merkur rundfunk fernsehen radio allgemeine`),
		weak:   wordsOf(`post presse echo welle woche stimme morgen`),
		never: wordsOf(`ministerium ministerin minister amt behörde polizei gericht rat ausschuss kommission gmbh ag konzern bank universität institut armee
			bundeswehr partei regierung verband verein gewerkschaft stiftung kanzler kanzlerin präsident präsidentin sprecher sprecherin herr frau`),
		where: flagged(`london; paris; berlin; wien; rom; moskau; hamburg; münchen; köln; zürich`),
		the:   wordsOf(`der die das dem den des`),
		in:    wordsOf(`in aus bei nach nahe`),
		is:    wordsOf(`ist sind war waren hat haben wird werden habe sei seien`),
		first: flagged(`zuerst berichtet; berichtete zuerst; berichteten zuerst`),
	}
	for kind, list := range map[medium]string{
		printed:     `Zeitung; Tageszeitung; Wochenzeitung; Lokalzeitung; Regionalzeitung; Boulevardzeitung; Boulevardblatt; Magazin; Nachrichtenmagazin; Blatt; Zeitschrift`,
		agency:      `Nachrichtenagentur; Presseagentur`,
		broadcaster: `Fernsehsender; Rundfunksender; Radiosender; Nachrichtensender; Sender; Rundfunk`,
		anyMedium:   `Nachrichtenportal; Onlineportal; Nachrichtenseite; Newsportal`,
	} {
		g.media.cues(false, kind, list)
	}
	g.media.backs(printed, `zeitung blatt magazin nachrichtenmagazin tageszeitung`)
	g.media.backs(agency, `agentur nachrichtenagentur`)
	g.media.backs(broadcaster, `sender fernsehsender`)
	g.media.backs(anyMedium, `portal`)
	g.cues(true, say, "source said", `sagte; sagt; sagten; sagen; erklärte; erklärt; erklärten; betonte; betont; meinte; ergänzte; fügte hinzu; teilte mit; teilten mit; behauptete; behauptet; warnte; warnt; kündigte an; räumte ein
		gab an; gaben an; bestätigte; bestätigten; bestätigt; dementierte; schrieb; schreibt; hieß es; zufolge; nach Angaben; forderte; forderten; wies zurück; teilte; kündigte; äußerte; gesagt; mitgeteilt`)
	g.cues(true, report, "source reported", `berichtete; berichtet; berichteten; berichten; meldete; meldet; meldeten; melden; enthüllte; veröffentlichte; zuerst berichtet; berichtet hatte`)
	g.cues(true, show, "document shows", `zeigt; zeigte; zeigen; ergab; ergibt; belegt; belegen; besagt`)
	g.cues(true, cite, "source cites another", `zitierte; zitiert; zitieren; beruft sich; berief sich`)
	g.cues(false, accord, "according to source", `laut; nach Angaben; nach Angaben von; gemäß; nach Informationen; nach Informationen von; nach Darstellung; nach Darstellung von; nach Auskunft; nach Einschätzung; nach Aussage; nach Worten`)
	g.cues(false, say, "said source", `sagte; sagt; so; erklärte; meinte; betonte; sagten; schrieb; schreibt; ergänzte; teilte; erklärten; warnte`)
	g.cues(false, report, "reported source", `berichtet; berichtete; berichten; meldet; meldete; melden; berichteten; wie zuerst`)
	g.cues(false, cite, "citing source", `unter Berufung auf; mit Verweis auf; unter Verweis auf; mit Bezug auf; zitierte; zitiert; beruft sich auf; berief sich auf; berufen sich auf; berufend auf`)
	g.cues(false, heard, "told to outlet", `sagte der; sagte dem; sagte gegenüber; gegenüber; im Gespräch mit; im Interview mit; in einem Interview mit; im Interview der; im Interview des; in einem Interview der; sagten der; sagten dem; teilte der; teilte dem; erklärte gegenüber`)
	g.cues(false, reportBy, "report by outlet", `Bericht von; Bericht des; Bericht der; Bericht in der; Bericht im; Berichten von; Berichten der; Berichten des; Recherchen von; Recherchen der; Recherchen des; Umfrage von; Umfrage des; Umfrage der; Artikel in der; Artikel im; Medienbericht von`)
	g.cues(false, firstOn, "appeared first on", `zuerst erschienen bei; zuerst erschienen auf; zuerst erschienen in; erschien zuerst bei; erschien zuerst auf; erschien zuerst in; erschien zuerst im; ursprünglich erschienen bei; ursprünglich veröffentlicht bei; mit Genehmigung von; mit freundlicher Genehmigung von`)
	g.cues(false, contributed, "contributed to this report", `mit Material von; mit Material der; unter Mitarbeit von`)
	g.cues(false, own, "byline", `von; Quelle :; Quellen :; Quelle; ©; via`)
	g.asks = phraseTrie(map[string]string{"not on the record": `anonym bleiben; nicht namentlich genannt; nicht genannt werden; unter der Bedingung der Anonymität; Anonymität; nicht befugt`})
	g.openly = phraseTrie(map[string]string{"on the record": `in einer Erklärung; vor Journalisten; in einer Pressekonferenz; auf einer Pressekonferenz; bei einer Pressekonferenz; in einer Mitteilung`})
	g.bases = phraseTrie(map[string]string{
		"witnessed":  `Augenzeuge; Augenzeugen; Zeuge; Zeugen; selbst gesehen; war dabei; waren dabei`,
		"told":       `unterrichtet; informiert wurde; informiert wurden; gehört hat; erfahren hat; erfahren haben`,
		"deduced":    `schätzt; schätzen; schätzte; schließt daraus; folgert; berechnet; nach Einschätzung`,
		"not_stated": `ohne Angabe von Quellen; ohne Quellen zu nennen; ohne eine Quelle zu nennen`,
	})
	g.hearsay = phraseTrie(map[string]string{"hearsay": `angeblich; soll angeblich; dem Vernehmen nach; Berichten zufolge; Medienberichten zufolge`})
	return g
}
