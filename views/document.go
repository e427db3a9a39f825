package views

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"assay/assets"
)

// reportStyle is the style sheet of a report in the page itself. It is ours, to
// the letter.
func reportStyle() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<style>"+assets.ReportStyle()+"</style>")
		return err
	})
}
