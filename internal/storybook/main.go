// Storybook shows every part of the interface in every state, and the reader
// and the matrix as a whole, over a case that never happened. It serves the
// pages that the tests look at:
//
//	go run ./internal/storybook
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/a-h/templ"

	"assay/assets"
	"assay/views"
)

// policy is the content security policy that all pages must live under.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "storybook:", err)
		os.Exit(1)
	}
}

func serve() error {
	if err := assets.Check(); err != nil {
		return err
	}
	const address = "127.0.0.1:7332"
	fmt.Fprintf(os.Stderr, "http://%s/\n", address)
	server := &http.Server{Addr: address, Handler: handler(), ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

// stories are the pages, by path.
var stories = []struct {
	path, name string
	page       func(views.Look) templ.Component
}{
	{"/", "parts", partsPage},
	{"/reader", "reader", readerPage},
	{"/picker", "picker", pickerPage},
	{"/scripts", "scripts", scriptsPage},
	{"/matrix", "matrix", matrixPage},
	{"/dense", "dense", densePage},
	{"/library", "library", libraryPage},
	{"/claim", "claim", claimPage},
	{"/contested", "contested", contestedPage},
	{"/beside", "beside", besidePage},
	{"/lineage", "lineage", lineagePage},
	{"/timeline", "timeline", timelinePage},
	{"/sources", "sources", sourcesPage},
	{"/history", "history", historyPage},
	{"/start", "start", startPage},
}

// handler serves the stories. The look is in the query, as in
// ?theme=dark&size=large, so that a test can ask for any.
func handler() http.Handler {
	mux := http.NewServeMux()
	for _, s := range stories {
		path := s.path
		if path == "/" {
			path = "/{$}"
		}
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { show(w, r, s.page) })
	}
	mux.HandleFunc("POST /theme", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("HX-Trigger", fmt.Sprintf(`{"assay:look": {"theme": %q}}`, r.FormValue("theme")))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /undo", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("HX-Trigger", `{"assay:saved": {"say": "Undone: C2 qualifies"}}`)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /mark", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("HX-Trigger", fmt.Sprintf(`{"assay:saved": {"say": "C2 %s", "undo": true}}`, r.FormValue("stance")))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /refuse", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "this must not be shown", http.StatusInternalServerError)
	})
	mux.Handle("GET "+assets.Prefix, http.StripPrefix(assets.Prefix, http.FileServerFS(assets.Files())))
	return guarded(mux)
}

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

func show(w http.ResponseWriter, r *http.Request, page func(views.Look) templ.Component) {
	q := r.URL.Query()
	look := views.Look{
		Theme: q.Get("theme"), Contrast: q.Get("contrast"), Density: q.Get("density"), Size: q.Get("size"), Measure: q.Get("measure"), Lead: q.Get("lead"), Keys: q.Get("keys"),
	}
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := page(look).Render(r.Context(), buf); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = buf.WriteTo(w) // the browser is gone or it is not
}

// frame is the frame of a story in one of the rooms.
func frame(look views.Look, title, here, scope string) views.Frame {
	f := views.Frame{
		Title: title, Look: look, Scope: scope,
		HomeHref: "/start", Case: "Port Merrow harbour fire", CaseHref: "/library",
		SearchHref: "/#search", ThemeHref: "/theme", SettingsHref: "/#forms", UndoHref: "/undo", RedoHref: "/undo",
		Saved: views.SavedView{State: "saved", At: "10:42"},
		Rooms: []views.Room{
			{Name: "library", Label: "Library", Href: "/library", Count: 5},
			{Name: "reader", Label: "Reader", Href: "/reader"},
			{Name: "claims", Label: "Claims", Href: "/claim", Count: 12},
			{Name: "matrix", Label: "Matrix", Href: "/matrix"},
			{Name: "contested", Label: "Contested", Href: "/contested", Count: 3},
			{Name: "lineage", Label: "Lineage", Href: "/lineage"},
			{Name: "sources", Label: "Sources", Href: "/sources"},
			{Name: "history", Label: "History", Href: "/history"},
		},
		More: []views.Room{
			{Name: "timeline", Label: "Timeline", Href: "/timeline"},
			{Name: "report", Label: "Report", Href: "/#report"},
		},
	}
	for i, r := range f.Rooms {
		f.Rooms[i].Here = r.Name == here
	}
	return f
}
