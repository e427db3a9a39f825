// Package views holds what Assay shows: the frame around every page, the parts
// that pages are put together from, and the pages. A view gets one struct and
// shows it. It loads nothing, decides nothing and formats what it is given.
package views
