package main

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"assay/assets"
	"assay/internal/assay"
	"assay/views"
)

// board is a matrix: claims down, articles across.
type board struct {
	Origins []origin
	Rows    []row
	Dense   bool
	Size    string
}

type origin struct {
	Name     string
	Articles []article
}

type article struct{ Name, Reliability string }

type row struct {
	ID, Claim                 string
	Contested                 bool
	Supporting, Contradicting int
	Cells                     []cell
}

// cell has either stances or a reason for having none.
type cell struct {
	Stances     []string
	Credibility string
	Cover       string
	Article     string
	Starts      bool // the first of its origin
	Here        bool
}

// tally counts the stances of the row.
func (r row) tally() (t views.TallyView) {
	for _, c := range r.Cells {
		for _, s := range c.Stances {
			*map[string]*int{"supports": &t.Supports, "contradicts": &t.Contradicts, "qualifies": &t.Qualifies, "mentions": &t.Mentions}[s]++
		}
	}
	return t
}

// origins are so many that are known to be apart.
func origins(n int) assay.Corroboration {
	return assay.Corroboration{Articles: n, AtLeast: n, AtMost: n}
}

// stance is the one that colours the cell.
func (c cell) stance() string {
	if len(c.Stances) == 0 {
		return ""
	}
	return c.Stances[0]
}

// says is the cell in words.
func (c cell) says(r row) string {
	what := strings.ReplaceAll(c.Cover, "_", " ")
	if len(c.Stances) > 0 {
		what = strings.Join(c.Stances, " and ")
	}
	if c.Credibility != "" {
		what += ", credibility " + c.Credibility
	}
	return r.ID + ", " + c.Article + ": " + what
}

// read makes a row of cells from one word per article: the first letters of
// its stances and the credibility, or -, o and ? for silent, out of scope and
// not read.
func read(id, claim string, supporting, contradicting int, cells ...string) row {
	r := row{ID: id, Claim: claim, Supporting: supporting, Contradicting: contradicting, Contested: supporting > 0 && contradicting > 0}
	for _, word := range cells {
		var c cell
		for _, sign := range word {
			switch sign {
			case 's':
				c.Stances = append(c.Stances, "supports")
			case 'c':
				c.Stances = append(c.Stances, "contradicts")
			case 'q':
				c.Stances = append(c.Stances, "qualifies")
			case 'm':
				c.Stances = append(c.Stances, "mentions")
			case '-':
				c.Cover = "silent"
			case 'o':
				c.Cover = "out_of_scope"
			case '?':
				c.Cover = "not_read"
			default:
				c.Credibility = string(sign)
			}
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

// placed tells each cell its article.
func (b board) placed() board {
	for i := range b.Rows {
		n := 0
		for _, o := range b.Origins {
			for j, a := range o.Articles {
				b.Rows[i].Cells[n].Article = a.Name
				b.Rows[i].Cells[n].Starts = j == 0
				n++
			}
		}
	}
	return b
}

func small() board {
	b := board{
		Size: "12 claims in 5 articles from 3 origins",
		Origins: []origin{
			{"Coastal Wire report", []article{{"Wire", "B"}, {"Lantern", "C"}, {"Post", "C"}}},
			{"Own reporting", []article{{"Herald", "B"}}},
			{"Unknown", []article{{"Radio", "F"}}},
		},
		Rows: []row{
			read("C1", "The cold store on the east quay burned down", 2, 0, "s2", "s2", "s2", "s1", "s3"),
			read("C2", "No one was in the building", 1, 1, "s3", "c3", "q3", "s2", "s4"),
			read("C3", "Twelve lorries burned", 1, 1, "s3", "s3", "s3", "c2", "-"),
			read("C4", "The sprinklers were off when the fire began", 1, 0, "s3", "s3", "m", "-", "?"),
			read("C5", "The harbour reopened after nine hours", 3, 0, "s1", "sq2", "s2", "s1", "s3"),
			read("C6", "It was the third fire on the quay in two years", 1, 0, "-", "s5", "-", "-", "-"),
			read("C7", "A night watchman was on duty", 1, 0, "s2", "s2", "-", "-", "?"),
			read("C8", "Quell & Sons declined to comment", 1, 1, "s2", "m6", "-", "c2", "-"),
			read("C9", "The account of the sprinklers rests on two dock workers", 1, 0, "s3", "q3", "-", "-", "?"),
			read("C10", "Ferries to Northbank were turned back", 1, 0, "s2", "-", "s2", "o", "o"),
			read("C11", "The fire began shortly after midnight", 2, 0, "s2", "s2", "-", "s2", "-"),
			read("C12", "The harbour authority had ordered the repair of the sprinklers in the spring and was told that it had been carried out", 1, 0, "-", "-", "-", "s2", "o"),
		},
	}
	b.Rows[1].Cells[1].Here = true
	return b.placed()
}

// large is a window of 40 claims and 30 articles.
func large() board {
	b := board{Size: "Claims 61–100 of 300, articles 41–70 of 200", Dense: true}
	number := 41
	for o, width := range []int{8, 3, 11, 2, 6} {
		next := origin{Name: fmt.Sprintf("Origin %d", o+6)}
		for range width {
			next.Articles = append(next.Articles, article{fmt.Sprint(number), string("BCFCDACEF"[number%9])})
			number++
		}
		b.Origins = append(b.Origins, next)
	}
	claims := small().Rows
	for i := range 40 {
		cells := make([]string, 30)
		for j := range cells {
			switch k := (i*37 + j*61 + i*j*13) % 43; {
			case k < 4:
				cells[j] = "s" + fmt.Sprint(1+(i+j)%6)
			case k == 5:
				cells[j] = "c" + fmt.Sprint(2+(i+j)%4)
			case k == 6:
				cells[j] = "q3"
			case k == 7:
				cells[j] = "m"
			case k == 8:
				cells[j] = "o"
			case k == 9:
				cells[j] = "?"
			default:
				cells[j] = "-"
			}
		}
		b.Rows = append(b.Rows, read(fmt.Sprintf("C%d", i+61), claims[i%len(claims)].Claim, 1+i%4, i%5/4, cells...))
	}
	b.Rows[4].Cells[7].Here = true
	return b.placed()
}

func matrixPage(look views.Look) templ.Component {
	f := frame(look, "Matrix", "matrix", "matrix")
	f.Where = "C2, Lantern"
	return matrix(f, small())
}

func densePage(look views.Look) templ.Component {
	f := frame(look, "Matrix", "matrix", "matrix")
	f.Where = "C65, article 48"
	return matrix(f, large())
}

// speck is every filled cell of one stance, as one path.
type speck struct{ Stance, Path string }

// specks scatters cells over an overview of 300 by 200.
func specks() []speck {
	var all []speck
	for i, stance := range views.Stances {
		var path strings.Builder
		for k := range 900 / (i + 1) {
			x, y := (k*73+i*41+k*k)%200, (k*151+i*17+k*k*7)%300
			fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
		}
		all = append(all, speck{stance, path.String()})
	}
	return all
}

func iconHref(name string) string { return assets.Href("icons.svg") + "#" + name }
