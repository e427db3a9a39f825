package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"assay/internal/oplog"
)

// query reads all rows of a statement.
func query[T any](ctx context.Context, t *tx, statement string, args []any, scan func(*sql.Rows) (T, error)) ([]T, error) {
	rows, err := t.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(roomier(list), v)
	}
	return list, rows.Err()
}

// roomier returns a list with room for one more. It doubles what append lets
// grow by a quarter: entities are large, and each time all are copied.
func roomier[T any](list []T) []T {
	if len(list) == cap(list) {
		return slices.Grow(list, max(8, len(list)))
	}
	return list
}

// into returns a destination for a column that may be NULL, which leaves the
// value as it is: the zero value stands for what is not known.
func into[T any](dst *T) sql.Scanner { return destination[T]{dst} }

type destination[T any] struct{ dst *T }

// Scan implements sql.Scanner.
func (d destination[T]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case []byte:
		return d.bytes(v)
	case string:
		if p, ok := any(d.dst).(*string); ok { // most columns are, and database/sql takes its time for them
			*p = v
			return nil
		}
	case int64:
		switch p := any(d.dst).(type) {
		case *int:
			*p = int(v)
			return nil
		case *oplog.Clock:
			*p = oplog.Clock(v)
			return nil
		}
	}
	var n sql.Null[T]
	if err := n.Scan(src); err != nil {
		return err
	}
	*d.dst = n.V
	return nil
}

// bytes fills an id or a hash, whatever its type is called.
func (d destination[T]) bytes(v []byte) error {
	var into []byte
	switch p := any(d.dst).(type) {
	case interface{ Bytes() []byte }:
		into = p.Bytes()
	case *[]byte:
		*p = append([]byte(nil), v...)
		return nil
	}
	if len(into) != len(v) {
		return fmt.Errorf("%d bytes where an id or a hash should be", len(v))
	}
	copy(into, v)
	return nil
}
