// Command bare opens a case and answers one kind of request with the titles of the articles
// that came last. It is what a program costs that has SQLite and a server in it, and does
// not do any more: the floor of the start.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"html"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	_ "modernc.org/sqlite"
)

func main() {
	log.Fatal(serve(os.Args[1]))
}

func serve(path string) error {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro"}).String())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/\n", listener.Addr())
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := list(w, r, db); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})}
	return server.Serve(listener)
}

func list(w http.ResponseWriter, r *http.Request, db *sql.DB) error {
	rows, err := db.QueryContext(r.Context(), `
		SELECT coalesce(a.title, x.title, '') FROM (SELECT article FROM shelf ORDER BY made DESC, article DESC LIMIT 50) s
		JOIN article a ON a.id = s.article JOIN "text" x ON x.id = a."text"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var title string
		if err := rows.Scan(&title); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "<p>%s</p>\n", html.EscapeString(title)); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
