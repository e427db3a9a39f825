package views

import "net/url"

// Root begins every address of one running Assay, as in "/s/0123456789abcdef".
// Each start has another one, which nobody can guess.
type Root string

// Start returns the address of the start page.
func (r Root) Start() string { return string(r) + "/" }

// StartIn returns the address of the start page with the form for a new case
// filled in.
func (r Root) StartIn(folder, name string) string {
	return r.Start() + "?" + url.Values{"folder": {folder}, "name": {name}}.Encode() + "#new"
}

// Cases is where a new case is posted.
func (r Root) Cases() string { return string(r) + "/cases" }

// OpenCase is where the path of a case is posted that is to be opened.
func (r Root) OpenCase() string { return string(r) + "/cases/open" }

// DropCase is where a case file is uploaded.
func (r Root) DropCase() string { return string(r) + "/cases/drop" }

// ForgetCase is where the path of a recent case is posted that is to be
// remembered no longer.
func (r Root) ForgetCase() string { return string(r) + "/cases/forget" }

// Browse returns the address of the file chooser for a folder, "" for the one
// it begins with.
func (r Root) Browse(purpose Purpose, folder, name string) string {
	q := url.Values{"for": {string(purpose)}}
	if folder != "" {
		q.Set("folder", folder)
	}
	if name != "" {
		q.Set("name", name)
	}
	return string(r) + "/browse?" + q.Encode()
}

// Analyst is where the analyst's name is posted.
func (r Root) Analyst() string { return string(r) + "/analyst" }

// Settings is where settings are posted, each under its name.
func (r Root) Settings() string { return string(r) + "/settings" }

// Quit is where the wish to end the program is posted.
func (r Root) Quit() string { return string(r) + "/quit" }

// Events is the stream of what happens.
func (r Root) Events() string { return string(r) + "/events" }

// Alive is where a page without the stream says that it is still open.
func (r Root) Alive() string { return string(r) + "/alive" }

// Case returns where the addresses of an open case begin.
func (r Root) Case(id string) CaseRoot { return CaseRoot(string(r) + "/c/" + id) }

// CaseRoot begins every address of one open case.
type CaseRoot string

// Home returns the address of the first page of the case.
func (r CaseRoot) Home() string { return string(r) + "/" }

// Close is where the wish to close the case is posted.
func (r CaseRoot) Close() string { return string(r) + "/close" }
