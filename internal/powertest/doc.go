// Package powertest is a disk for tests, on Linux, whose power can be cut. It
// keeps apart what is on the platters and what the system has only promised to
// write: of that, a cut takes all, some or nothing.
package powertest
