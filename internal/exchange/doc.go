// Package exchange turns cases into files of other programs and back, one
// source file per format. It works on values: what it writes comes from an
// [assay.Snapshot], what it reads becomes an [assay.Plan] that a store carries
// out. Everything that is read is hostile until it has been checked.
package exchange
