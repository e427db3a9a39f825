package assay

import (
	"regexp"
	"strings"
	"time"
)

// edtf is the part of the Extended Date/Time Format that dates of the world are
// written in: a year, month or day, a time with its offset where one is
// printed, an uncertain or approximate date, an interval, and open ends.
var edtf = regexp.MustCompile(`^(-?\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?[?~%]?|\d{3}X|\d{2}XX|\d{4}-XX(-XX)?|\d{4}-\d{2}-XX)$`)

// ParseDate checks a date as EDTF and returns it tidied; "" is no date. It fails
// with KindInvalid on field.
func ParseDate(field, s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	from, to, interval := strings.Cut(s, "/")
	for _, end := range []string{from, to} {
		if edtf.MatchString(end) && !validDate(end, false) {
			return "", Invalid(field, "There is no such day or time as %s. Look at the date again.", end)
		}
	}
	if !validDate(from, interval) || interval && !validDate(to, true) {
		return "", Invalid(field, "Write the date as in 2026-03-01, 2026-03, 2026 or 2026-03-01T14:05+02:00; add ? if it is uncertain, and put / between the two ends of a period.")
	}
	return s, nil
}

func validDate(s string, end bool) bool {
	if end && (s == "" || s == "..") {
		return true
	}
	if !edtf.MatchString(s) {
		return false
	}
	s = strings.TrimRight(s, "?~%")
	if strings.ContainsAny(s, "X") || strings.HasPrefix(s, "-") {
		return true
	}
	for _, layout := range []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}
