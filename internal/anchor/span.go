package anchor

import "fmt"

// Span is a stretch of a text: code points from Start up to, not including,
// End. A span that comes from outside may be anything; [Text.In] tells whether
// a text has it.
type Span struct{ Start, End int }

// Len returns the number of code points in s.
func (s Span) Len() int { return s.End - s.Start }

// Empty tells whether s holds no code points.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains tells whether all of o lies in s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps tells whether s and o have code points in common; an empty span
// overlaps nothing.
func (s Span) Overlaps(o Span) bool { return !s.clip(o).Empty() }

// String returns s in the notation of half-open intervals, as in "[3,9)".
func (s Span) String() string { return fmt.Sprintf("[%d,%d)", s.Start, s.End) }

// clip returns what s and o have in common, an empty span if nothing.
func (s Span) clip(o Span) Span {
	return Span{max(s.Start, o.Start), min(s.End, o.End)}
}
