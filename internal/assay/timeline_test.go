package assay

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func TestParsePeriod(t *testing.T) {
	for _, test := range []struct{ edtf, want string }{
		{"", ""},
		{"yesterday", ""},
		{"2026-02-30", ""},
		{"2026-03-01", "2026-03-01 – 2026-03-02"},
		{"2026-12-31", "2026-12-31 – 2027-01-01"},
		{"2026-03", "2026-03-01 – 2026-04-01"},
		{"2026-12", "2026-12-01 – 2027-01-01"},
		{"2026", "2026-01-01 – 2027-01-01"},
		{"202X", "2020-01-01 – 2030-01-01"},
		{"19XX", "1900-01-01 – 2000-01-01"},
		{"2026-XX", "2026-01-01 – 2027-01-01"},
		{"2026-XX-XX", "2026-01-01 – 2027-01-01"},
		{"2026-03-XX", "2026-03-01 – 2026-04-01"},
		{"-0044", "-0044-01-01 – -0043-01-01"},
		{"2026-03-01?", "2026-03-01 – 2026-03-02, uncertain"},
		{"2026~", "2026-01-01 – 2027-01-01, uncertain"},
		{"2026-03-01T14:05", "2026-03-01 14:05 – 2026-03-01 14:06"},
		{"2026-03-01T23:30+02:00", "2026-03-01 21:30 – 2026-03-01 21:31"},
		{"2026-03-01/2026-03-04", "2026-03-01 – 2026-03-05"},
		{"2026-03/2026-04~", "2026-03-01 – 2026-05-01, uncertain"},
		{"2026-03-04/2026-03-01", ""},
		{"2026-03-01/..", "2026-03-01 – 2026-03-02, open end"},
		{"2026-03-01/", "2026-03-01 – 2026-03-02, open end"},
		{"../2026-03", "2026-03-01 – 2026-04-01, open start"},
		{"../..", ""},
	} {
		got := ""
		if p, ok := ParsePeriod(test.edtf); ok {
			write := func(t time.Time) string {
				t = t.UTC()
				return strings.TrimSuffix(t.Format("2006-01-02 15:04"), " 00:00")
			}
			got = write(p.From) + " – " + write(p.To)
			for _, said := range []struct {
				so   bool
				says string
			}{{p.Uncertain, "uncertain"}, {p.OpenStart, "open start"}, {p.OpenEnd, "open end"}} {
				if said.so {
					got += ", " + said.says
				}
			}
		}
		if got != test.want {
			t.Errorf("%s is %q, want %q", test.edtf, got, test.want)
		}
	}
}

// TestAxis leaves long gaps out, keeps what is close together, and never draws
// one thing beside its stretch.
func TestAxis(t *testing.T) {
	for _, test := range []struct {
		name  string
		dates []string
		want  string // the stretches
	}{
		{"nothing", nil, ""},
		{"one day", []string{"2026-03-01"}, "2026-03-01–2026-03-02"},
		{"a month with days", []string{"2026-03", "2026-03-08", "2026-03-10"}, "2026-03-01–2026-04-01"},
		{"days of one week", []string{"2026-03-01", "2026-03-03", "2026-03-06"}, "2026-03-01–2026-03-07"},
		{"long ago", []string{"1997", "2026-03-01", "2026-03-03"}, "1997-01-01–1998-01-01 2026-03-01–2026-03-04"},
		{"as far away from each other everywhere", []string{"1900-01-01", "1910-01-01", "1920-01-01", "1930-01-01", "1940-01-01", "1950-01-01", "1960-01-01"}, "1900-01-01–1960-01-02"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var list []Dated
			for _, d := range test.dates {
				p, ok := ParsePeriod(d)
				if !ok {
					t.Fatalf("%s is no date", d)
				}
				list = append(list, Dated{When: d, Period: p})
			}
			a := NewAxis(list)
			var got []string
			end := 0.0
			for _, s := range a.Stretches {
				got = append(got, s.From.Format("2006-01-02")+"–"+s.To.Format("2006-01-02"))
				if s.At < end-1e-9 || len(s.Ticks) > 16 {
					t.Errorf("a stretch at %v with %d marks, after one that ends at %v", s.At, len(s.Ticks), end)
				}
				end = s.At + s.Width
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("stretches %s, want %s", strings.Join(got, " "), test.want)
			}
			if len(list) > 0 && math.Abs(end-1) > 1e-9 {
				t.Errorf("the axis ends at %v", end)
			}
			for _, d := range list {
				if at, width := a.Place(d.Period); width <= 0 || at < 0 || at+width > 1+1e-9 {
					t.Errorf("%s is at %v, %v wide", d.When, at, width)
				}
			}
		})
	}
}

// TestTicks marks an axis at round dates.
func TestTicks(t *testing.T) {
	for _, test := range []struct{ date, want string }{
		{"2026-03-01/2026-03-05", "2026-03-01 2026-03-02 2026-03-03 2026-03-04 2026-03-05"},
		{"2026-01-15/2026-06-20", "2026-02 2026-03 2026-04 2026-05 2026-06"},
		{"1995/2026", "1995 2000 2005 2010 2015 2020 2025"},
	} {
		p, _ := ParsePeriod(test.date)
		a := NewAxis([]Dated{{Period: p}})
		var got []string
		for _, tick := range a.Stretches[0].Ticks {
			got = append(got, tick.When)
		}
		if s := fmt.Sprint(strings.Join(got, " ")); s != test.want {
			t.Errorf("%s is marked at %s, want %s", test.date, s, test.want)
		}
	}
}
