package views

import "assay/internal/document"

// prose puts Markdown of an analyst's own into the report: the summary, and
// notes. A line of a report has no breaks, so who breaks one begins a paragraph.
func (w *writer) prose(note string, aside bool) {
	w.blocks(prose(note), aside)
}

func (w *writer) blocks(list []proseBlock, aside bool) {
	for _, b := range list {
		switch b.Kind {
		case "quote":
			w.blocks(b.Blocks, true)
		case "list", "numbers":
			items := document.List{Ordered: b.Kind == "numbers"}
			for _, item := range b.Blocks {
				items.Items = append(items.Items, itemLines(item.Blocks)...)
			}
			w.add(items)
		case "code":
			w.add(document.Paragraph{Text: document.Line{{Text: b.Code, Code: true}}, Aside: aside})
		default:
			for _, l := range proseLines(b.Runs, document.Run{Strong: b.Kind == "heading"}) {
				if len(l) > 0 {
					w.add(document.Paragraph{Text: l, Aside: aside})
				}
			}
		}
	}
}

// itemLines are the items that an item of a list comes to: one for itself, and
// one for each that lies within it.
func itemLines(blocks []proseBlock) (lines []document.Line) {
	var own document.Line
	for _, b := range blocks {
		switch b.Kind {
		case "quote", "list", "numbers", "item":
			lines = append(lines, itemLines(b.Blocks)...)
		case "code":
			own = spaced(own, document.Line{{Text: b.Code, Code: true}})
		default:
			own = spaced(append([]document.Line{own}, proseLines(b.Runs, document.Run{})...)...)
		}
	}
	if len(own) > 0 {
		lines = append([]document.Line{own}, lines...)
	}
	return lines
}

// proseLines writes runs as lines, each in the manner of within.
func proseLines(runs []proseRun, within document.Run) []document.Line {
	lines := []document.Line{nil}
	for _, r := range runs {
		inside := within
		switch r.Kind {
		case "break":
			lines = append(lines, nil)
			continue
		case "text", "code":
			inside.Text, inside.Code = r.Text, r.Kind == "code"
			lines[len(lines)-1] = append(lines[len(lines)-1], inside)
			continue
		case "link":
			inside.URL = r.Href
		default: // emphasis of one kind or another
			inside.Strong = inside.Strong || r.Kind == "em" || r.Kind == "strong"
		}
		inner := proseLines(r.Runs, inside)
		last := len(lines) - 1
		lines[last] = append(lines[last], inner[0]...)
		lines = append(lines, inner[1:]...)
	}
	return lines
}
