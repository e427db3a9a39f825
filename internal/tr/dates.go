package tr

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Number writes a number with its thousands set apart. The digits are the same
// in all languages: those of the grades, of offsets and of most articles.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

var months = [...]string{
	Mark("January"), Mark("February"), Mark("March"), Mark("April"), Mark("May"), Mark("June"),
	Mark("July"), Mark("August"), Mark("September"), Mark("October"), Mark("November"), Mark("December"),
}

// Day writes a day, as in "1 March 2026".
func Day(ctx context.Context, t time.Time) string {
	return Sense(ctx, "day, month, year", "%s %s %s", strconv.Itoa(t.Day()), Marked(ctx, months[t.Month()-1]), strconv.Itoa(t.Year()))
}

// DayOfMonth writes a day without its year, as in "1 March".
func DayOfMonth(ctx context.Context, t time.Time) string {
	return Sense(ctx, "day, month", "%s %s", strconv.Itoa(t.Day()), Marked(ctx, months[t.Month()-1]))
}

var weekdays = [...]string{
	Mark("Sunday"), Mark("Monday"), Mark("Tuesday"), Mark("Wednesday"), Mark("Thursday"), Mark("Friday"), Mark("Saturday"),
}

// Weekday writes a day with that of its week, as in "Sunday, 1 March 2026".
func Weekday(ctx context.Context, t time.Time) string {
	return Sense(ctx, "weekday, day", "%s, %s", Marked(ctx, weekdays[t.Weekday()]), Day(ctx, t))
}

// Month writes a month, as in "March 2026".
func Month(ctx context.Context, t time.Time) string {
	return Sense(ctx, "month, year", "%s %s", Marked(ctx, months[t.Month()-1]), strconv.Itoa(t.Year()))
}

// Moment writes a day and a time of day, as in "1 March 2026, 14:05".
func Moment(ctx context.Context, t time.Time) string {
	return Sense(ctx, "day, time", "%s, %s", Day(ctx, t), t.Format("15:04"))
}

// leftToRight keeps the sign of a number before it where lines run the other way.
func leftToRight(ctx context.Context, number string) string {
	if Of(ctx).Dir() == "rtl" {
		return "\u2066" + number + "\u2069"
	}
	return number
}

// Date writes an EDTF date for people: "2026-03-01" as "1 March 2026". What it
// cannot put better it leaves as it is.
func Date(ctx context.Context, edtf string) string {
	if date, ok := strings.CutSuffix(edtf, "?"); ok {
		return Say(ctx, "%s (uncertain)", Date(ctx, date))
	}
	if date, ok := strings.CutSuffix(edtf, "~"); ok {
		return Say(ctx, "%s (about)", Date(ctx, date))
	}
	if date, ok := strings.CutSuffix(edtf, "%"); ok {
		return Say(ctx, "%s (about, uncertain)", Date(ctx, date))
	}
	if t, err := time.Parse("2006-01-02", edtf); err == nil {
		return Day(ctx, t)
	}
	if t, err := time.Parse("2006-01", edtf); err == nil {
		return Month(ctx, t)
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, edtf); err == nil {
			return Moment(ctx, t) + " " + leftToRight(ctx, t.Format("-07:00"))
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, edtf); err == nil {
			return Moment(ctx, t)
		}
	}
	return edtf
}
