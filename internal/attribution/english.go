package attribution

func english() *grammar {
	g := &grammar{
		between: wordsOf(`also has have had then later earlier first previously repeatedly reportedly recently subsequently once again
			since still already exclusively separately simply just who himself herself itself themselves in on that further now
			correctly publicly privately initially originally yesterday today monday tuesday wednesday thursday friday saturday sunday`),
		negation: wordsOf(`not never n't don't doesn't didn't hasn't haven't wouldn't couldn't won't declined refused`),
		leads: wordsOf(`the a an news newspaper paper daily weekly magazine outlet agency wire service website site broadcaster network
			channel station television tv radio online portal publication journal u.s. us american british israeli arab german french russian
			state local media public s u . ' 's business political new recent latest previous separate another`),
		persons: wordsOf(`person people official officials source sources witness witnesses eyewitness eyewitnesses aide aides adviser
			advisers advisor advisors diplomat diplomats spokesman spokeswoman spokesperson spokespeople representative representatives
			analyst analysts expert experts prosecutor prosecutors investigator investigators resident residents lawyer lawyers attorney
			attorneys police officer officers commander commanders minister ministers lawmaker lawmakers senator senators doctor doctors
			scientist scientists researcher researchers employee employees worker workers staffer staffers insider insiders executive
			executives ambassador ambassadors envoy envoys negotiator negotiators mediator mediators neighbor neighbors neighbour neighbours
			relative relatives survivor survivors passenger passengers critics supporters authorities individuals individual men women man
			woman member members leader leaders president secretary chief director economist economists trader traders student students
			teacher teachers activist activists journalist journalists reporter reporters observer observers paramedic paramedics firefighters
			rescuers soldiers soldier informant whistleblower historian professor mayor governor judge colleague colleagues friend friends
			clerk clerks guard guards driver drivers nurse nurses engineer engineers pilot pilots captain captains farmer farmers fisherman fishermen
			banker bankers consultant consultants contractor contractors councillor councillors inspector inspectors auditor auditors accountant
			accountants lobbyist lobbyists trustee trustees docker dockers porter porters priest priests owner owners tenant tenants`),
		anonymous: wordsOf(`source sources person people insider insiders individuals individual`),
		unnamed:   wordsOf(`anonymous unnamed unidentified undisclosed`),
		documents: wordsOf(`report reports statement statements document documents memo memorandum letter letters indictment lawsuit complaint
			filing filings study studies survey surveys poll polls transcript transcripts email emails e-mail e-mails affidavit testimony
			record records release communique communiqué dossier article articles story editorial analysis investigation
			review audit census data figures statistics tweet post message cable cables ruling verdict book interview
			assessment warrant readout press-release`),
		reports: wordsOf(`report reports story article articles poll polls survey investigation analysis editorial expose exposé
			column interview documentary reporting average`),
		talks: wordsOf(`interview`),
		in:    wordsOf(`in per`),
		says:  wordsOf(`that saying showing claiming suggesting alleging stating`),
		articles: wordsOf(`the a an this that these those one two three four five six seven eight nine ten several some many most another other both
			multiple few all dozens half each every any no its his her their`),
		breaks: wordsOf(`and or but that which who whom whose when where while because if as is are was were be been being has have had will would can
			could may might must should do does did not to for from with by at in on into over after before of about against under between
			during through since until than then so there here upon onto toward towards among amid despite without within it he she they we you i him her them his their its our my your`, `said says told reported reports`),
		indefinite: wordsOf(`a an`),
		some:       wordsOf(`a an one two three four five six seven eight nine ten several some many another other both multiple few all dozens half`),
		makers:     wordsOf(`of by from`),
		adds:       wordsOf(`familiar close briefed in of from at for near involved aware knowledgeable on with inside within who speaking present`),
		particles:  wordsOf(`al el bin ibn abu ben de da di del der den van von la le du dos bint ul ur`),
		titles: wordsOf(`mr mrs ms dr sen rep gov gen col lt maj capt sgt prof rev st president senator minister king queen prince pope
			sir lord judge justice secretary ambassador envoy chairman`),
		notNames: wordsOf(`the a an in on at of for to from with by as and or but if when while after before since during until although
			though because however meanwhile according citing speaking it he she they we you i his her their its our this that these those
			there here what who why how where which not no yes one two three four five six seven eight nine ten some many most
			several both all another other others last next earlier later still also even only just then now today yesterday monday tuesday
			wednesday thursday friday saturday sunday january february march april may june july august september october november december
			sources officials witnesses people experts analysts critics police asked under over about additional read more photo image by`),
		he:       wordsOf(`he she`),
		it:       wordsOf(`it`),
		they:     wordsOf(`they`),
		capitals: true,
	}
	g.media = &media{
		strong: wordsOf(`gazette courier herald tribune chronicle telegraph examiner dispatch inquirer enquirer newspaper newswire news daily weekly
			bulletin sentinel ledger times journal magazine radio tv television broadcasting`),
		weak: wordsOf(`post press wire review mirror standard monitor advertiser argus echo register reporter independent advocate record star sun globe
			observer guardian lantern beacon messenger voice world today`),
		never: wordsOf(`ministry department bureau office police council commission committee court company inc corp corporation ltd llc group bank university
			college school institute army navy guard forces hospital party government federation union association center centre foundation fund authority
			administration house senate congress parliament knesset pentagon kremlin treasury embassy campaign board society league church minister
			president secretary spokesman spokeswoman republic kingdom states nations organization organisation airlines museum library conference briefing`),
		where: flagged(`london; paris; berlin; vienna; rome; madrid; athens; moscow; kyiv; kiev; warsaw; prague; istanbul; ankara; beirut; cairo; damascus; baghdad; tehran
			jerusalem; tel aviv; gaza; amman; riyadh; doha; dubai; beijing; shanghai; hong kong; taipei; tokyo; seoul; delhi; new delhi; mumbai; islamabad; karachi; kabul
			sydney; melbourne; new york; washington; boston; chicago; los angeles; san francisco; miami; houston; dallas; philadelphia; toronto; montreal; mexico city
			french; dutch; greek; czech; thai; swiss; welsh; israeli; iraqi; saudi; kuwaiti; qatari; emirati; omani; yemeni; bahraini; pakistani; afghani; bengali; somali
			arabic; hebrew; western; eastern; northern; southern; us; u.s.; uk; eu; catholic; islamic`),
		peoples: []string{"an", "ish", "ese"},
		the:     wordsOf(`the`),
		often:   wordsOf(`daily weekly`),
		in:      wordsOf(`in from near at across outside`),
		is:      wordsOf(`is are was were be has have had will would can could may might should must does did do who`),
		first:   flagged(`first reported; was first to report; first reported by; reported exclusively; exclusively reported; as first reported by; reported earlier by`),
	}
	for kind, list := range map[medium]string{
		printed:     `newspaper; magazine; tabloid; broadsheet; journal`,
		agency:      `news agency; wire agency; wire service; news service; newswire`,
		broadcaster: `broadcaster; tv channel; television channel; news channel; radio station; tv station; television station; tv network; television network; radio network; news network`,
		anyMedium:   `news website; news site; news portal; news outlet; media outlet; news organization; news organisation; news blog`,
	} {
		g.media.cues(false, kind, list)
		g.media.cues(true, kind, list)
	}
	g.media.cues(true, printed, `daily; weekly`)
	g.media.backs(printed, `newspaper paper daily weekly magazine tabloid`)
	g.media.backs(agency, `agency newswire`)
	g.media.backs(broadcaster, `broadcaster network channel station`)
	g.media.backs(anyMedium, `outlet website site publication report`)
	g.cues(true, say, "source said", `said; says; say; saying; added; adds; stated; states; claimed; claims; claim; insisted; insists; argued; argues; argue
		announced; announces; noted; notes; explained; explains; warned; warns; warn; confirmed; confirms; denied; denies; deny; acknowledged
		admitted; admits; alleged; alleges; asserted; asserts; commented; continued; declared; declares; emphasized; emphasised; indicated
		maintained; maintains; mentioned; observed; predicted; predicts; recalled; recounted; remarked; replied; responded; stressed; suggested
		suggests; testified; tweeted; tweets; posted; vowed; pledged; asked; pointed out; points out; went on to say; put it; puts it; believe; believes
		complained; complain; estimate; estimates; estimated; concluded; concludes; conclude; described; describes; called; calls; pointed to; points to; quipped; lamented; conceded
		reiterated; contended; contends; speculated; hinted; urged; cautioned; disclosed; recommended; swore; promised; accused; accuses`)
	g.cues(true, tell, "source told", `told; tells; tell; informed; briefed; assured`)
	g.cues(true, report, "source reported", `reported; reports; report; has learned; have learned; learned; revealed; reveals; published; publishes; wrote; writes
		write; detailed; unearthed; exposed; obtained; broadcast; aired; ran a; covered; broke the story; found; editorialized; investigated; projected; projects; called the race; has called`)
	g.cues(true, show, "document shows", `showed; shows; show; found; finds; reveals; revealed; indicates; indicated; says; said; states; stated; suggests; concluded; estimates; puts; read; reads; contained; describes; described`)
	g.cues(true, quoted, "source was quoted", `was quoted as saying; was quoted as telling; were quoted as saying; is quoted as saying; was cited as saying; is said to have told; was quoted by; is quoted by`)
	g.cues(true, cite, "source cites another", `cited; cites; quoted; quotes; cite; quote`)
	g.cues(true, contributed, "contributed to this report", `contributed to this report; contributed to this article; contributed to this story; contributed reporting; contributed`)

	g.cues(false, accord, "according to source", `according to; in the words of; as reported to; in the view of; in the opinion of; as told by; as stated by; sourced to; attributed to; per; based on a report by; based on reports by; based on reporting by; as seen by`)
	g.cues(false, say, "said source", `said; says; added; wrote; writes; asked; explained; argued; recalled; noted; warned; continued; replied; claimed; stated; declared; concluded; insisted; observed; remarked`)
	g.cues(false, cite, "citing source", `citing; cited; cites; quoting; quoted; quotes; cite; referring to; attributing it to; attributed the information to; attributing the information to; citing reports by; citing a report by; citing a report in; citing a report from`)
	g.cues(false, heard, "told to outlet", `told; tells; told to; telling; in an interview with; in an interview on; in an interview to; in interviews with; interview with; interview on; interview broadcast on; interviewed by; interviewed on; speaking to; speaking with; speaking on; spoke to; spoke with; spoke on; said on; said to
		in comments to; in remarks to; in a statement to; statement to; appearing on; appeared on; in an appearance on; appearance on; confirmed to; in an email to; in an interview for; in an op-ed for; in an op-ed in; told reporters at`)
	g.cues(false, reportBy, "report by outlet", `report by; report in; report from; reports by; reports in; reports from; report on; story in; story by; story from; article in; article by; article from; investigation by; analysis by; poll by; survey by; column in; editorial in; reporting by; reporting from
		piece in; op-ed in; data from; an interview published in; interview published in; published in; published by; a report published by; profile in; expose in; coverage by; scoop by`)
	g.cues(false, byIt, "reported by outlet", `reported by; reported in; first reported by; first reported in; first reported on; revealed by; obtained by; broken by; disclosed by; told by; reported to; reported on; reviewed by; seen by; cited by; quoted by; reported earlier by; compiled by; conducted by; released by; unearthed by; uncovered by; aired on; aired by; broadcast by; quoted in; cited in; detailed in; detailed by; as reported by; reported first by; confirmed by; tracked by; leaked to; given to`)
	g.cues(false, firstOn, "appeared first on", `appeared first on; appeared first in; first appeared on; first appeared in; first appeared at; originally appeared on; originally appeared in; originally appeared at; originally published by; originally published on; originally published in; originally published at; first published by; first published in; first published on
		first published at; republished from; republished with permission from; republished with the permission of; reprinted from; reprinted with permission from; reproduced from; courtesy of; this article was produced by; this story was produced by; this article is from; this story is from; this article comes from; syndicated from; syndicated by; read the original article on; read the original at; read the full story at; read the full story on; originally ran in; originally ran on`)
	g.cues(false, contributed, "contributed to this report", `additional reporting by; with reporting by; with reporting from; with files from; with additional reporting by; with contributions from; material from; information from; with information from`)
	g.cues(false, own, "byline", `by; from; source :; source; sources :; via; © ; copyright; (c)`)

	g.asks = phraseTrie(map[string]string{"not on the record": `condition of anonymity; requested anonymity; anonymity; not authorized to; not authorised to; declined to be named; declined to be identified; declining to be named
		asked not to be named; asked not to be identified; asking not to be named; asking not to be identified; who asked that; spoke off the record; off the record; without being named; on background; not be named; not be identified; wished to remain anonymous; anonymously; requested not to be named`})
	g.openly = phraseTrie(map[string]string{"on the record": `in a statement; told reporters; at a news conference; at a press conference; news conference; press conference; in an interview; on the record; tweeted; in a tweet; in a post on; in a speech; in a televised; told the audience; told lawmakers; testified; in testimony; in an email to; in a press release`})
	g.bases = phraseTrie(map[string]string{
		"witnessed":  `who witnessed; witnessed; eyewitness; eyewitnesses; witness; witnesses; who saw; saw; who was present; who were present; were present; was present; who attended; in the room; with direct knowledge; with firsthand knowledge; with first-hand knowledge; who was at the scene; who took part`,
		"told":       `briefed on; briefed about; who was briefed; was told; were told; had been told; was informed; were informed; who heard; heard from; had heard; have been told; learned from; with second-hand knowledge; who was told; who were told`,
		"deduced":    `based on; estimated; estimates; concluded; concludes; inferred; deduced; assessed; assesses; calculated; extrapolated; according to an analysis; an analysis of; assessment; believes; believe; projected`,
		"not_stated": `did not say how; without citing; without saying how; without giving a source; without naming; did not name its sources; did not disclose its sources; did not identify its sources; without providing evidence; without elaborating; did not say where; without attribution; without saying where`,
	})
	g.hearsay = phraseTrie(map[string]string{"hearsay": `reportedly; allegedly; it was reported; it is reported; it has been reported; reports say; media reports said; is said to have; are said to have; was said to have; rumored to; rumoured to; purportedly`})
	return g
}
