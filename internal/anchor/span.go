// Package anchor ties annotations to text.
package anchor

// Span is the half-open range [Start, End) of code points in a text.
type Span struct{ Start, End int }
