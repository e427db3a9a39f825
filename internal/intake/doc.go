// Package intake makes articles of the files that an analyst brings in, on their
// way into a case: it opens archives and those that are in them, and reads what
// takes a large or intricate program to read in a process of its own, which has
// a limit of memory and time and nothing that it could harm.
package intake
