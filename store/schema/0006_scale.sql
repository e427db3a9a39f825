-- Schema 6. What makes a large case as fast as a small one: what lists are ordered by,
-- and what is counted, is kept. All of it follows from the other tables.

-- What a source has: how much of it, and the first of it.
CREATE INDEX article_host ON article (host, gone, made, id) WHERE host IS NOT NULL;
CREATE INDEX article_origin ON article (text_origin, gone, made, id) WHERE text_origin IS NOT NULL;
CREATE INDEX article_gone ON article (id) WHERE gone <> 0;

-- What the library is put in order by and asked for, of every article that is there: what
-- would otherwise have to be looked up of all of them, in its text, its source and its
-- mentions.
CREATE TABLE shelf (
    article   BLOB PRIMARY KEY,
    made      INTEGER NOT NULL,
    published TEXT NOT NULL,    -- '' where nobody knows
    words     TEXT NOT NULL,    -- the title and, on a line of its own, the byline, folded as for searching
    language  TEXT,
    origin    BLOB,             -- who wrote it, as far as somebody says so
    outlet    BLOB,             -- who wrote it, as far as that is another source than where it was found
    "text"    BLOB,
    gap       INTEGER NOT NULL, -- 2: there is no text yet, 1: it lacks a part of what the original says
    mentions  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shelf_made ON shelf (made, article);
CREATE INDEX shelf_published ON shelf (published DESC, made DESC, article);
CREATE INDEX shelf_words ON shelf (words, article);
CREATE INDEX shelf_outlet ON shelf (outlet, made, article);
CREATE INDEX shelf_origin ON shelf (origin, mentions) WHERE origin IS NOT NULL;
CREATE INDEX shelf_mentions ON shelf (mentions DESC, made, article);
CREATE INDEX shelf_language ON shelf (language, made, article);
CREATE INDEX shelf_gap ON shelf (gap, article) WHERE gap > 0;

-- How many passages of an article are marked is counted after each mark.
DROP INDEX mention_article;
CREATE INDEX mention_article ON mention (article, gone);

-- What is judged of few things in a large case, and asked for by what it is of.
CREATE INDEX judgement_rare ON judgement (dimension, target) WHERE dimension NOT IN ('stance', 'credibility', 'certainty', 'voice', 'speech', 'read', 'coverage');

-- Where a proposal stands among all, as text that sorts so: the surest first, of those
-- the ones by whom the article names, then by how much of it is shared, then by the
-- articles. Of what is kept as near copies (rule 'common') nothing is proposed.
ALTER TABLE lineage_proposal ADD COLUMN place TEXT GENERATED ALWAYS AS (
    format('%d%d%.12f%010d', 1 - strong, ground IS NOT 'credit', 1.0 - child_cover, 9999999999 - words)
    || hex(child) || iif(parent IS NULL, '0' || name, '1' || hex(parent))
) VIRTUAL;
CREATE INDEX lineage_proposal_place ON lineage_proposal (place) WHERE rule <> 'common';

-- Up to which operation it is known which articles make the same claims, which is kept
-- among the proposals. Where that operation is no longer there, it is found out anew.
CREATE TABLE lineage_claims (
    seq INTEGER NOT NULL,
    op  BLOB NOT NULL
) STRICT;

-- What was said last of where articles come from: a large case has room for no more.
CREATE INDEX judgement_derivation ON judgement (changed) WHERE dimension = 'derivation';
CREATE INDEX decision_derivation ON decision (changed) WHERE suggestion = 'derivation';

-- The verdicts of the team, which are read again after each of them.
CREATE INDEX judgement_verdict ON judgement (target) WHERE dimension = 'adjudication';

-- Of each claim, in how many articles it is mentioned, in how many of them somebody says
-- that they support or contradict it, and how many have a mention in a version of a
-- question: what lists of claims are ordered and sifted by. made is the claim's.
CREATE TABLE claim_tally (
    claim       BLOB PRIMARY KEY,
    made        INTEGER NOT NULL,
    articles    INTEGER NOT NULL,
    supports    INTEGER NOT NULL,
    contradicts INTEGER NOT NULL,
    asked       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The order "most cited".
CREATE INDEX claim_cited ON claim_tally (articles DESC, made, claim);
-- What may be contested: in the order "most disputed", and in that of making.
CREATE INDEX claim_disputed ON claim_tally (min(supports, contradicts) DESC, asked DESC, supports + contradicts DESC, made, claim) WHERE supports > 0 AND contradicts > 0 OR asked > 0;
CREATE INDEX claim_contested ON claim_tally (made, claim) WHERE supports > 0 AND contradicts > 0 OR asked > 0;

-- Claims that somebody says cannot both be true.
CREATE INDEX judgement_exclusive ON judgement (target, other) WHERE dimension IN ('relation', 'adjudication') AND value IN ('"contrary"', '"contradictory"') AND gone = 0;

-- What mentions a claim, and in which articles, without looking at the mentions.
DROP INDEX mention_claim;
CREATE INDEX mention_claim ON mention (claim, gone, article, id);

-- The lists of claims: by their making, without looking at those that are withdrawn; by
-- their wording; of one event; of one kind.
DROP INDEX claim_made;
CREATE INDEX claim_made ON claim (made, id, gone);
CREATE INDEX claim_wording ON claim (coalesce(wording, '') COLLATE NOCASE, made, id, gone);
CREATE INDEX claim_event ON claim (event, made, id, gone);
CREATE INDEX claim_kind ON claim (kind, made, id, gone);
CREATE INDEX claim_gone ON claim (gone, id) WHERE gone > 0;

INSERT INTO claim_tally (claim, made, articles, supports, contradicts, asked)
SELECT c.id, c.made, count(DISTINCT m.article),
    count(DISTINCT m.article) FILTER (WHERE EXISTS (SELECT 1 FROM judgement j WHERE j.target = m.id AND (j.dimension = 'stance' OR j.dimension = 'adjudication' AND j.scope = 'stance') AND j.gone = 0 AND j.value = '"supports"')),
    count(DISTINCT m.article) FILTER (WHERE EXISTS (SELECT 1 FROM judgement j WHERE j.target = m.id AND (j.dimension = 'stance' OR j.dimension = 'adjudication' AND j.scope = 'stance') AND j.gone = 0 AND j.value = '"contradicts"')),
    count(DISTINCT m.article) FILTER (WHERE EXISTS (SELECT 1 FROM version_mention x WHERE x.mention = m.id AND x.member = 1 AND x.gone = 0))
FROM claim c LEFT JOIN mention m ON m.claim = c.id AND m.gone = 0
GROUP BY c.id;

-- The articles that may be about any event since nobody has said what they are about.
-- Without the table, all articles would have to be looked at for the few of those that
-- there are.
CREATE TABLE unplaced (
    article BLOB PRIMARY KEY                    -- that nobody has put to an event, or all have taken from it
) STRICT, WITHOUT ROWID;
INSERT INTO unplaced SELECT id FROM article a WHERE NOT EXISTS (SELECT 1 FROM article_event e WHERE e.article = a.id AND e.member = 1 AND e.gone = 0);
