-- Schema 3. Reports are facts of the case.

CREATE TABLE report (
    id BLOB PRIMARY KEY, by BLOB NOT NULL, made INTEGER NOT NULL, changer BLOB NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL, retracted INTEGER, retraction TEXT,
    title TEXT, summary TEXT, items TEXT, leave_out TEXT
) STRICT;
