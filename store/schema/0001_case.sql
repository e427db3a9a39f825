-- Schema 1. docs/FILE-FORMAT.md explains every table; this file is never edited
-- once released.
--
-- Facts: op and blob. Nothing in them is ever updated, and nothing deleted but
-- the data of a blob that was purged. Everything else can be made again from them.

CREATE TABLE op (
    seq    INTEGER PRIMARY KEY,                 -- order of arrival in this file; means nothing elsewhere
    id     BLOB NOT NULL UNIQUE,                -- SHA-256 of the rest
    act    BLOB NOT NULL,                       -- what the analyst did in one go
    undoes BLOB,                                -- the act that this one takes back
    at     INTEGER NOT NULL,                    -- hybrid clock: milliseconds since 1970 << 16 | counter
    actor  BLOB NOT NULL,
    kind   TEXT NOT NULL,
    entity BLOB NOT NULL,
    body   TEXT NOT NULL,                       -- canonical JSON object of the fields set
    prev   BLOB NOT NULL,                       -- ids of the entity's heads that the author had seen, 32 bytes each
    came   INTEGER NOT NULL DEFAULT 0           -- 0: written here; else the number of the merge that brought it
) STRICT;

CREATE INDEX op_entity ON op (entity, kind);
CREATE INDEX op_actor ON op (actor, at);
CREATE INDEX op_at ON op (at);
CREATE INDEX op_act ON op (act);
CREATE INDEX op_undoes ON op (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE blob (
    seq  INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,                  -- SHA-256 of the bytes
    size INTEGER NOT NULL,                      -- of the bytes
    form TEXT NOT NULL CHECK (form IN ('raw', 'zstd', 'purged')),
    data BLOB NOT NULL
) STRICT;

-- What the operations add up to: a table for each kind of entity, a column for
-- each of its fields, NULL where nothing is known. gone is 1 for what has been
-- withdrawn. No foreign keys: whoever merges a case may get a mention before
-- its claim.

CREATE TABLE "case" (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    name TEXT, description TEXT
) STRICT;

CREATE TABLE actor (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    name TEXT, also BLOB
) STRICT;

CREATE TABLE article (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    "first" BLOB, found_at TEXT, "text" BLOB, title TEXT, byline TEXT, url TEXT, host BLOB, text_origin BLOB,
    published TEXT, published_basis TEXT, language TEXT, genre TEXT
) STRICT;

CREATE TABLE "text" (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    article BLOB, content BLOB, extractor TEXT, charset TEXT, charset_sure INTEGER, capture BLOB, parent BLOB,
    title TEXT, byline TEXT, site TEXT, url TEXT, published TEXT, published_basis TEXT, language TEXT, outline TEXT
) STRICT;
CREATE INDEX text_article ON "text" (article);

CREATE TABLE capture (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    article BLOB, original BLOB, at INTEGER, media_type TEXT, name TEXT, url TEXT
) STRICT;
CREATE INDEX capture_article ON capture (article);
CREATE INDEX capture_original ON capture (original);

CREATE TABLE block (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    "text" BLOB, start INTEGER, "end" INTEGER, kind TEXT
) STRICT;
CREATE INDEX block_text ON block ("text");

CREATE TABLE boundary (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    "text" BLOB, at INTEGER, edit TEXT
) STRICT;
CREATE INDEX boundary_text ON boundary ("text");

CREATE TABLE event (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    name TEXT, "when" TEXT, "where" TEXT
) STRICT;

CREATE TABLE article_event (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    article BLOB, event BLOB, member INTEGER
) STRICT;
CREATE INDEX article_event_article ON article_event (article);
CREATE INDEX article_event_event ON article_event (event);

CREATE TABLE source (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    name TEXT, domain TEXT, kind TEXT, parent BLOB, description TEXT, count INTEGER
) STRICT;

CREATE TABLE alias (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    source BLOB, name TEXT, member INTEGER
) STRICT;
CREATE INDEX alias_source ON alias (source);

CREATE TABLE same (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    "of" TEXT, a BLOB, b BLOB, verdict TEXT
) STRICT;

CREATE TABLE claim (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    wording TEXT, kind TEXT, event BLOB, "when" TEXT
) STRICT;
CREATE INDEX claim_made ON claim (made, id);

CREATE TABLE mention (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    article BLOB, "text" BLOB, claim BLOB, start INTEGER, "end" INTEGER, quote TEXT, prefix TEXT, suffix TEXT
) STRICT;
CREATE INDEX mention_article ON mention (article);
CREATE INDEX mention_claim ON mention (claim);

CREATE TABLE judgement (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    target BLOB, other BLOB, dimension TEXT, scope TEXT, coder BLOB, value TEXT, reason TEXT
) STRICT;
CREATE INDEX judgement_target ON judgement (target, dimension);
CREATE INDEX judgement_other ON judgement (other) WHERE other IS NOT NULL;

CREATE TABLE attribution (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    mention BLOB, coder BLOB, chain TEXT
) STRICT;
CREATE INDEX attribution_mention ON attribution (mention);

CREATE TABLE work (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    source BLOB, title TEXT, "when" TEXT, url TEXT
) STRICT;

CREATE TABLE question (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    wording TEXT, kind TEXT, relation TEXT, severity TEXT, status TEXT, settles TEXT, ruling TEXT
) STRICT;

CREATE TABLE version (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    question BLOB, label TEXT
) STRICT;
CREATE INDEX version_question ON version (question);

CREATE TABLE version_mention (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    version BLOB, mention BLOB, member INTEGER
) STRICT;
CREATE INDEX version_mention_version ON version_mention (version);
CREATE INDEX version_mention_mention ON version_mention (mention);

CREATE TABLE tag (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    name TEXT, parent BLOB, colour TEXT, description TEXT
) STRICT;

CREATE TABLE tagging (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    tag BLOB, target BLOB, member INTEGER
) STRICT;
CREATE INDEX tagging_tag ON tagging (tag);
CREATE INDEX tagging_target ON tagging (target);

CREATE TABLE note (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    target BLOB, "text" TEXT, private INTEGER
) STRICT;
CREATE INDEX note_target ON note (target);

CREATE TABLE decision (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    suggestion TEXT, subject TEXT, coder BLOB, verdict TEXT, reason TEXT
) STRICT;
CREATE INDEX decision_subject ON decision (suggestion, subject);

CREATE TABLE restore_point (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    name TEXT
) STRICT;

CREATE TABLE "merge" (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    "file" TEXT, hash BLOB, new INTEGER, refused INTEGER
) STRICT;

CREATE TABLE purge (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    blob BLOB, reason TEXT
) STRICT;

-- Fields that were set to different things by people who did not know of each
-- other, so that a list of them costs nothing.
CREATE TABLE conflict (
    kind   TEXT NOT NULL,
    entity BLOB NOT NULL,
    field  TEXT NOT NULL,
    n      INTEGER NOT NULL,                    -- how many values there are
    PRIMARY KEY (kind, entity, field)
) STRICT, WITHOUT ROWID;
