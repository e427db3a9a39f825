-- Schema 6. What makes a large case as fast as a small one: what lists are ordered by,
-- and what is counted, is kept. All of it follows from the other tables.

CREATE INDEX article_host ON article (host);
CREATE INDEX article_origin ON article (text_origin) WHERE text_origin IS NOT NULL;

-- What the library is put in order by and asked for, of every article that is there: what
-- would otherwise have to be looked up of all of them, in its text, its source and its
-- mentions.
CREATE TABLE shelf (
    article   BLOB PRIMARY KEY,
    made      INTEGER NOT NULL,
    published TEXT NOT NULL,    -- '' where nobody knows
    words     TEXT NOT NULL,    -- the title and, on a line of its own, the byline, folded as for searching
    language  TEXT,
    outlet    BLOB,             -- who wrote it, as far as that is another source than where it was found
    "text"    BLOB,
    gap       INTEGER NOT NULL, -- 2: there is no text yet, 1: it lacks a part of what the original says
    mentions  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shelf_made ON shelf (made, article);
CREATE INDEX shelf_published ON shelf (published DESC, made DESC, article);
CREATE INDEX shelf_words ON shelf (words, article);
CREATE INDEX shelf_outlet ON shelf (outlet, made, article, mentions);
CREATE INDEX shelf_mentions ON shelf (mentions DESC, made, article);
CREATE INDEX shelf_language ON shelf (language, made, article);
CREATE INDEX shelf_gap ON shelf (gap, article) WHERE gap > 0;

-- How many passages of an article are marked is counted after each mark.
DROP INDEX mention_article;
CREATE INDEX mention_article ON mention (article, gone);

-- Which texts an analyst says to have read.
CREATE INDEX judgement_read ON judgement (target, coder) WHERE dimension = 'read';
