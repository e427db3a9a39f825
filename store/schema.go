package store

import (
	"context"
	"database/sql"
	"io/fs"
	"strings"
)

// querier is what can be asked for rows.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// schemaOf lists everything that a file defines.
func schemaOf(ctx context.Context, db querier) (string, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '')
		FROM sqlite_schema
		ORDER BY type, name
		LIMIT 1000`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return "", err
		}
		b.WriteString(line + "\n")
	}
	return b.String(), rows.Err()
}

// ownSchema is what schemaOf says of a file of some version that an Assay has made, and
// nothing of a version that there never was. It is kept beside the statements and not made
// of them, since every start would wait for that.
func ownSchema(version int) string {
	lists := must(fs.Glob(schema, "schema/*.list"))
	if version < 1 || version > len(lists) {
		return ""
	}
	return string(must(schema.ReadFile(lists[version-1])))
}
