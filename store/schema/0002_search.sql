-- Schema 2. What is found by its words. None of this is a fact: it follows from
-- the tables, may lag behind them, and can be made again at any time.

-- What can be found, and its number in the index.
CREATE TABLE findable (
    doc    INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    entity BLOB NOT NULL,
    UNIQUE (kind, entity)
) STRICT;

-- The index: terms as internal/search reads them, with a space between. head is
-- what a thing is called, body what it says.
CREATE VIRTUAL TABLE findable_words USING fts5(head, body, content = '', contentless_delete = 1, tokenize = 'ascii');

-- Words as they were read, with the term that stands for each: what is being
-- typed is the beginning of a word, and the index has terms.
CREATE TABLE findable_form (
    word TEXT PRIMARY KEY,
    term TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What has changed since the index was made of it.
CREATE TABLE findable_stale (
    kind   TEXT NOT NULL,
    entity BLOB NOT NULL,
    PRIMARY KEY (kind, entity)
) STRICT, WITHOUT ROWID;

INSERT INTO findable_stale SELECT 'article', id FROM article;
INSERT INTO findable_stale SELECT 'claim', id FROM claim;
INSERT INTO findable_stale SELECT 'question', id FROM question;
INSERT INTO findable_stale SELECT 'source', id FROM source;
INSERT INTO findable_stale SELECT 'tag', id FROM tag;
INSERT INTO findable_stale SELECT 'event', id FROM event;
INSERT INTO findable_stale SELECT 'note', id FROM note;
