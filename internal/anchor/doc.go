// Package anchor is the arithmetic of article text: what a position is, where
// blocks and sentences begin and end, which marks lie on which words, and how
// a quotation finds its place again in another text.
//
// One unit is used throughout, here and in every program that reads our
// files: Unicode code points, counted from 0, with half-open spans. Bytes do
// not leave this package and UTF-16 does not leave assets/js/anchor.js, its
// counterpart in the browser; testdata/vectors.json keeps the two in step.
//
// Everything here is pure and takes hostile input: texts, spans, marks and
// quotations come from other people's files. Nothing is quadratic in the length
// of a text, however it is cut into lines and blocks.
package anchor
