package web

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/largecase"
)

// BenchmarkQuotes is the table of all quotes, from the request to its last byte: the work for
// 50,000 of them, and how often the same rows would have been read through the same driver, and
// written by encoding/csv, meanwhile.
func BenchmarkQuotes(b *testing.B) {
	for _, n := range largecase.Sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			path := largecase.Case(b, n)
			d := openDesk(b, path)
			b.ResetTimer()
			begun := largecase.Worked(b)
			for range b.N {
				d.show(b, d.root.QuotesTable())
			}
			spent := (largecase.Worked(b) - begun) / time.Duration(b.N)
			b.StopTimer()
			b.ReportMetric(float64(spent.Milliseconds())*50_000/float64(n*largecase.Mentions), "cpu-ms/50,000")
			b.ReportMetric(float64(spent)/float64(leastForQuotes(b, path)), "floors")
		})
	}
}

// leastForQuotes returns how long the processors work to read what is known of all mentions,
// each with its article and its claim, and what was judged of it, and to write it down.
func leastForQuotes(b *testing.B, path string) time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	begun := largecase.Worked(b)
	out := csv.NewWriter(io.Discard)
	for _, statement := range []string{
		`SELECT m.id, m.start, m."end", m.quote, m.prefix, m.suffix, m.made, m.by, c.wording, x.title, x.url, x.published, x.language, h.name
		FROM mention m JOIN claim c ON c.id = m.claim JOIN article a ON a.id = m.article JOIN "text" x ON x.id = a."text" LEFT JOIN source h ON h.id = a.host WHERE m.gone = 0`,
		`SELECT target, dimension, coder, value FROM judgement WHERE gone = 0`,
	} {
		if err := writeRows(b.Context(), out, db, statement); err != nil {
			b.Fatal(err)
		}
	}
	return largecase.Worked(b) - begun
}

// writeRows writes the rows of a statement.
func writeRows(ctx context.Context, out *csv.Writer, db *sql.DB, statement string) error {
	rows, err := db.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	row, dest := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range row {
		dest[i] = &row[i]
	}
	record := make([]string, len(columns))
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for i := range row {
			record[i] = row[i].String
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return errors.Join(rows.Err(), out.Error())
}
