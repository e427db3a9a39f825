// Package taguettetest makes projects as Taguette writes them.
package taguettetest

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the driver
)

// Quotes are what is highlighted in the project, in the order of their places.
var Quotes = []string{"two cranes on the east dock stood still", "“It is old & tired.”\nA third was taken down", "رافعتان"}

// schema is what Taguette 1.4 makes, without what it does not need to run.
const schema = `PRAGMA application_id = 0x54677474;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE users (login VARCHAR(30) NOT NULL, created DATETIME NOT NULL, hashed_password VARCHAR(192), disabled BOOLEAN NOT NULL, password_set_date DATETIME, language VARCHAR(10), email VARCHAR(256), email_sent DATETIME, PRIMARY KEY (login));
CREATE TABLE projects (id INTEGER NOT NULL, name VARCHAR NOT NULL, description TEXT NOT NULL, created DATETIME NOT NULL, PRIMARY KEY (id));
CREATE TABLE project_members (project_id INTEGER NOT NULL, user_login VARCHAR(30) NOT NULL, privileges VARCHAR(12) NOT NULL, PRIMARY KEY (project_id, user_login));
CREATE TABLE documents (id INTEGER NOT NULL, name VARCHAR NOT NULL, description TEXT NOT NULL, filename VARCHAR, created DATETIME NOT NULL, project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE tags (id INTEGER NOT NULL, project_id INTEGER NOT NULL, path VARCHAR NOT NULL, description TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (project_id, path));
CREATE TABLE highlights (id INTEGER NOT NULL, document_id INTEGER NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, snippet TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, PRIMARY KEY (highlight_id, tag_id));
CREATE TABLE commands (id INTEGER NOT NULL, date DATETIME NOT NULL, user_login VARCHAR NOT NULL, project_id INTEGER NOT NULL, document_id INTEGER, payload TEXT NOT NULL, PRIMARY KEY (id));
CREATE INDEX idx_document ON commands (document_id);
`

const content = `
INSERT INTO users VALUES ('rosa', '2026-01-01', 'scrypt:secret', 0, NULL, 'en', NULL, NULL);
INSERT INTO projects VALUES (1, 'The dock', 'What was said of the cranes', '2026-01-01');
INSERT INTO documents VALUES (1, 'Cranes stand still', 'From the archive of the Herald', 'cranes.docx', '2026-01-02', 1, 'LEFT_TO_RIGHT',
	'<h1>Cranes stand still</h1><p>On Monday, two cranes on the east dock stood still 🏗, the port said.</p><p>“It is old &amp; <b>tired</b>.”</p><p>A third was taken down.</p>');
INSERT INTO documents VALUES (2, 'رافعات', '', NULL, '2026-01-02', 1, 'RIGHT_TO_LEFT', '<p>توقفت رافعتان في الرصيف الشرقي.</p>');
INSERT INTO documents VALUES (3, 'Nothing', '', 'nothing.txt', '2026-01-02', 1, 'LEFT_TO_RIGHT', '<p> </p>');
INSERT INTO tags VALUES (1, 1, 'loss', 'What no longer works'), (2, 1, 'numbers/two', ''), (3, 1, 'unused', '');
INSERT INTO highlights VALUES (1, 1, 80, 110, '<p>“It is old &amp; <b>tired</b>.”</p><p>A third was taken down</p>'), (2, 1, 29, 68, 'two cranes on the east dock stood still'), (3, 2, 11, 25, '<p>رافعتان</p>');
INSERT INTO highlight_tags VALUES (1, 1), (2, 1), (2, 2), (3, 2);
INSERT INTO commands VALUES (1, '2026-02-03 10:00:00.000000', 'rosa', 1, 1, '{"type": "highlight_add", "highlight_id": 2, "tags": [1]}'), (2, '2026-02-04 10:00:00', 'rosa', 1, 1, '{"type": "highlight_add", "highlight_id": 2, "tags": [1, 2]}'), (3, '2026-02-04', 'rosa', 1, NULL, 'no JSON');
`

// Make writes a project of three documents, one of which is empty, and runs more
// statements on it.
func Make(t testing.TB, more ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "project.sqlite3")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, statements := range append([]string{schema, content}, more...) {
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
