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
