package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"sync"
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

// ownSchema is what schemaOf says of a file of some version that an Assay has made.
func ownSchema(ctx context.Context, version int) (string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return "", err
	}
	defer db.Close() //nolint:errcheck // it was never anywhere
	db.SetMaxOpenConns(1)
	for _, name := range must(fs.Glob(schema, "schema/*.sql"))[:version] {
		if _, err := db.ExecContext(ctx, string(must(schema.ReadFile(name)))); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
	}
	return schemaOf(ctx, db)
}

// currentSchema is ownSchema of the version that this Assay writes.
var currentSchema = sync.OnceValues(func() (string, error) { return ownSchema(context.Background(), SchemaVersion) })
