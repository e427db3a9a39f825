-- Schema 4. What articles may come from. None of this is a fact: it follows from
-- the texts and from what is known of the articles, may lag behind them, and can
-- be made again at any time.

-- What is compared of each article that has been read. known is how many articles
-- the words of the case had been counted in when its topic was made, 0 before that.
CREATE TABLE lineage_article (
    no      INTEGER PRIMARY KEY,
    article BLOB NOT NULL UNIQUE,
    basis   BLOB NOT NULL,
    day     INTEGER,
    marks   BLOB NOT NULL,
    topic   BLOB,
    known   INTEGER NOT NULL
) STRICT;

-- In how many articles words are, for topics; and the version of what made all
-- this: where it is another, all is made again.
CREATE TABLE lineage_words (
    version  INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    words    BLOB NOT NULL
) STRICT;

-- What houses print around their articles.
CREATE TABLE lineage_house (
    house    BLOB PRIMARY KEY,
    articles INTEGER NOT NULL,
    runs     BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Whom articles name as where they have it from, and at which places.
CREATE TABLE lineage_credit (
    article BLOB NOT NULL,
    name    TEXT NOT NULL,
    source  BLOB,
    type    TEXT NOT NULL,
    amount  TEXT,
    says    TEXT NOT NULL,
    PRIMARY KEY (article, name)
) STRICT, WITHOUT ROWID;

-- What is proposed: that child comes from parent, or, where that is NULL, from
-- something of the source of that name.
CREATE TABLE lineage_proposal (
    child        BLOB NOT NULL,
    parent       BLOB,
    source       BLOB,
    name         TEXT,
    rule         TEXT NOT NULL,
    ground       TEXT,
    type         TEXT,
    amount       TEXT,
    strong       INTEGER NOT NULL,
    words        INTEGER NOT NULL,
    child_cover  REAL NOT NULL,
    parent_cover REAL NOT NULL
) STRICT;
CREATE INDEX lineage_proposal_child ON lineage_proposal (child);
CREATE INDEX lineage_proposal_parent ON lineage_proposal (parent);

-- What has changed since all that was made, and which step is next: 0 to find the
-- articles that name a source, 1 to read an article, 2 to learn what a house
-- prints, 3 to compare an article with others, 4 to look for slips that it shares
-- with them. n counts the changes.
CREATE TABLE lineage_stale (
    kind   TEXT NOT NULL,
    entity BLOB NOT NULL,
    step   INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (kind, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX lineage_stale_step ON lineage_stale (step, kind, entity);

INSERT INTO lineage_stale SELECT 'article', id, 1, 1 FROM article;
